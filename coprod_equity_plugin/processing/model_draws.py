"""What ``equitymodels`` has beyond its models: draws of whole block groups, block groups that touch, E-values."""

from __future__ import annotations

from typing import ClassVar

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterNumber,
)

from ..core import columns
from ..core.errors import InputError, Problem
from ..core.progress import Progress
from .model_parameters import ModelParameters


class DrawsAndPlaces(ModelParameters):
    """Mixed into an algorithm with the study's models: parameters and tables of the bootstrap and the spatial tests."""

    BOOTSTRAP, BOOTSTRAP_DRAWS, SEED = "BOOTSTRAP", "BOOTSTRAP_DRAWS", "SEED"
    SPATIAL_TESTS, BLOCK_GROUPS, BLOCK_GROUPS_FIELD = "SPATIAL_TESTS", "BLOCK_GROUPS", "BLOCK_GROUPS_FIELD"
    E_VALUES = "E_VALUES"
    MORE: ClassVar[tuple] = (  # advanced tables: parameter, title, help
        (
            BOOTSTRAP,
            "Contrasts by bootstrap",
            "Every contrast's interval from draws of whole block groups, in percent and in hours, beside that of the "
            "standard errors. 999 draws of a city of 80,000 households take about seven minutes.",
        ),
        (
            SPATIAL_TESTS,
            "Dependence between block groups that touch",
            "Moran's I of the mean residuals, and Lagrange multiplier tests of spatial lag and error with their robust "
            "forms. Needs the block groups' polygons.",
        ),
        (
            E_VALUES,
            "E-values",
            "How strongly something that the models do not know would have to go with both sides of a contrast to "
            "explain it away.",
        ),
    )

    def add_draws_and_places(self) -> None:
        """Declare the parameters beside the tables."""
        integer = QgsProcessingParameterNumber.Type.Integer
        self.add(
            QgsProcessingParameterNumber(self.BOOTSTRAP_DRAWS, self.tr("Bootstrap draws"), integer, 999, False, 200),
            "For the table of contrasts by bootstrap.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterNumber(self.SEED, self.tr("Seed"), integer, 1, False, 0),
            "The same seed draws the same block groups again.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterFeatureSource(
                self.BLOCK_GROUPS,
                self.tr("Block groups"),
                [QgsProcessing.SourceType.TypeVectorPolygon],
                optional=True,
            ),
            "Polygons, for the tests of dependence between block groups that touch.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterField(
                self.BLOCK_GROUPS_FIELD,
                self.tr("Id of the block group"),
                parentLayerParameterName=self.BLOCK_GROUPS,
                optional=True,
            ),
            "Field with the ids that the cluster field holds. If empty, it is found by name (block_group, GEOID and "
            "the like).",
            advanced=True,
        )

    def contiguity(self, parameters: dict, context: QgsProcessingContext, progress: Progress):
        """Which block groups touch; ``None`` unless the spatial tests are asked for."""
        if parameters.get(self.SPATIAL_TESTS) is None:
            return None
        from ..bridge.areas import id_field
        from ..bridge.frames import read_layer
        from ..core.disparity.neighbours import one_shape_each, queen
        from ..core.models.lagrange import Contiguity
        from ..core.sources.ids import id_text

        polygons = self.parameterAsSource(parameters, self.BLOCK_GROUPS, context)
        if polygons is None:
            raise InputError(
                Problem("spatial tests need the block groups' polygons", "Give the layer", column=self.BLOCK_GROUPS)
            )
        field = self.parameterAsString(parameters, self.BLOCK_GROUPS_FIELD, context)
        field = field or id_field(polygons, columns.BLOCK_GROUP)
        frame, shapes = read_layer(polygons, context, names=[field], progress=progress)
        ids, shapes = one_shape_each(id_text(frame[field].to_numpy()), shapes)
        return Contiguity(ids, queen(shapes, progress))

    def draws_and_places(self, parameters, context, models, contiguity, progress: Progress) -> dict:
        """The tables of :data:`MORE` that are asked for."""
        frames = {}
        if parameters.get(self.E_VALUES) is not None:
            from ..core.models.forms import e_value_table, e_values

            frames[self.E_VALUES] = (columns.E_VALUES, e_value_table(e_values(models.answers, models.fits)))
        if parameters.get(self.BOOTSTRAP) is not None:
            from ..core.models.bootstrap import bootstrap_contrasts, bootstrap_table

            draws, seed = (self.parameterAsInt(parameters, name, context) for name in (self.BOOTSTRAP_DRAWS, self.SEED))
            found = bootstrap_contrasts(models, draws, seed, progress.part(60, 80))
            frames[self.BOOTSTRAP] = (columns.BOOTSTRAP, bootstrap_table(found))
        if contiguity is not None:
            from ..core.models.lagrange import spatial_table, spatial_tests

            found, notes = spatial_tests(models, contiguity, progress.part(80, 85))
            for note in notes:
                progress.warning(note)
            frames[self.SPATIAL_TESTS] = (columns.SPATIAL_TESTS, spatial_table(found))
        return frames
