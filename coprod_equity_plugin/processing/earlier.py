"""Results that stand beside others published before: the parameter for those, and whether it is likely to be needed."""

from __future__ import annotations

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingParameterMultipleLayers,
    QgsVectorLayer,
)

from ..core import columns as c
from ..core.progress import Progress
from .base import EquityAlgorithm


class BesideEarlier(EquityAlgorithm):
    """An algorithm whose result may be subtracted from one of ``disparitybyarea`` that is public already."""

    EARLIER = "EARLIER"
    earlier: tuple = ()
    filtered: bool = False

    def add_earlier(self) -> None:
        self.add(
            QgsProcessingParameterMultipleLayers(
                self.EARLIER, self.tr("Published before"), QgsProcessing.SourceType.TypeVector, optional=True
            ),
            "Results of 'Disparity by area' that are public already: of the same areas, such as of all households "
            "where the study table is now filtered, or of smaller areas that make these up, such as block groups "
            "before tracts. What differs from them by too few households, or was withheld in them, is withheld.",
            advanced=True,
        )

    def in_main_thread(self, parameters: dict, context: QgsProcessingContext) -> bool:
        # Layers belong to the main thread.
        from ..bridge.frames import read_declared

        names = (c.AREA_ID, c.HOUSEHOLDS, c.MINORITY_HOUSEHOLDS, c.MINORITY_SHARE, c.REQUESTS_COUNT)
        frames = []
        for layer in self.parameterAsLayerList(parameters, self.EARLIER, context) or ():
            if not isinstance(layer, QgsVectorLayer):
                raise QgsProcessingException(
                    f"{layer.name()}: not a result of 'Disparity by area'. Choose such a layer ({self.EARLIER})."
                )
            rates = (c.MINORITY_PARTICIPATION_RATE, c.OTHER_PARTICIPATION_RATE)  # an older result has none
            there = [name for name in rates if layer.fields().lookupField(name) >= 0]
            frames.append(read_declared(layer, c.DISPARITY, (*names, *there)))
        self.earlier = tuple(frames)
        self.filtered = is_filtered(self, parameters, context)
        return True

    def warn_if_filtered(self, progress: Progress) -> None:
        """Say what a result of a part of the households does beside one of all of them."""
        if self.filtered and not self.earlier:
            progress.warning(
                "The study table is filtered or a selection. If disparity by area of all households, or of another "
                "part of them, is published too, who subtracts one from the other may see a few households. Give what "
                f"is published already as 'Published before' ({self.EARLIER}), or publish only one of them."
            )


def is_filtered(algorithm: EquityAlgorithm, parameters: dict, context: QgsProcessingContext) -> bool:
    """Whether the households come from a selection or from a layer with a filter."""
    value = parameters.get("INPUT")
    if isinstance(value, QgsProcessingFeatureSourceDefinition) and (
        value.selectedFeaturesOnly or getattr(value, "featureLimit", -1) > 0 or getattr(value, "filterExpression", "")
    ):
        return True
    layer = algorithm.parameterAsVectorLayer(parameters, "INPUT", context)
    return bool(layer is not None and layer.subsetString())
