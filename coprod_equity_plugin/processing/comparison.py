"""What every comparison of areas and groups asks for: households, areas, the group, and the privacy rule."""

from __future__ import annotations

from qgis.core import (
    QgsFeatureSource,
    QgsProcessing,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterNumber,
)

from ..core import columns as c
from ..core.progress import Progress
from .base import EquityAlgorithm

PRESETS = ("households_11", "15_15", "customers_100", "custom")
MOST_LABELS = 50


def add_comparison(algorithm: EquityAlgorithm, *, any_group: bool = False) -> None:
    """Declare the shared parameters, under the names that the algorithm's own constants give them.

    ``any_group``: text fields make groups too.
    """
    add_households_and_areas(algorithm)
    kinds = QgsProcessingParameterField.DataType
    algorithm.add(
        QgsProcessingParameterField(
            algorithm.GROUP_FIELD,
            algorithm.tr("Group"),
            defaultValue=c.MINORITY_SHARE,
            parentLayerParameterName=algorithm.INPUT,
            type=kinds.Any if any_group else kinds.Numeric,
            optional=True,
        ),
        "Field that makes the two groups. The output's columns call the households at or above the threshold "
        "minority households, whatever the field; maps name the groups that were compared.",
    )
    algorithm.add(
        QgsProcessingParameterNumber(
            algorithm.GROUP_THRESHOLD, algorithm.tr("Group from"), QgsProcessingParameterNumber.Type.Double, 0.5
        ),
        "Households with this value or more are of the group.",
    )
    add_privacy(algorithm)


def add_households_and_areas(
    algorithm: EquityAlgorithm,
    title: str = "Household study table",
    text: str = "The output of 'Study dataset'. Confidential; nothing of a single household is passed on.",
) -> None:
    """Declare the households, their area, the areas and their id."""
    vector, polygons = QgsProcessing.SourceType.TypeVector, QgsProcessing.SourceType.TypeVectorPolygon
    algorithm.add(QgsProcessingParameterFeatureSource(algorithm.INPUT, algorithm.tr(title), [vector]), text)
    algorithm.add(
        QgsProcessingParameterField(
            algorithm.INPUT_AREA_FIELD,
            algorithm.tr("Area of the household"),
            defaultValue=c.BLOCK_GROUP,
            parentLayerParameterName=algorithm.INPUT,
            optional=True,  # 3.22 refuses a required field that is left to its default
        ),
        "Field of the households that says in which area each is.",
    )
    algorithm.add(
        QgsProcessingParameterFeatureSource(algorithm.AREAS, algorithm.tr("Areas"), [polygons]),
        "Polygons to map: block groups, tracts, council districts. Each stays in the output.",
    )
    algorithm.add(
        QgsProcessingParameterField(
            algorithm.AREA_FIELD,
            algorithm.tr("Id of the area"),
            parentLayerParameterName=algorithm.AREAS,
            optional=True,
        ),
        "Field of the areas with the same ids. If empty, it is found by name (block_group, GEOID and the like).",
    )


def add_privacy(algorithm: EquityAlgorithm) -> None:
    """Declare the privacy rule."""
    algorithm.add_choice(
        algorithm.PRESET,
        algorithm.tr("Privacy rule"),
        PRESETS,
        "Smallest group that may be shown: 11 households (the rule of the U.S. health agency CMS), 15 customers, "
        "100 customers, or custom.",
    )
    algorithm.add(
        QgsProcessingParameterNumber(
            algorithm.MINIMUM_HOUSEHOLDS,
            algorithm.tr("Own smallest group"),
            QgsProcessingParameterNumber.Type.Integer,
            11,
            False,
            3,
        ),
        "Used with the privacy rule 'custom' only.",
        advanced=True,
    )


def model_fields(source: QgsFeatureSource) -> list[str]:
    """The fields that say who is in the models, where the households have them all: whom those leave out counts."""
    from ..core.disparity.populations import MODEL_COLUMNS

    there = all(source.fields().lookupField(name) >= 0 for name in MODEL_COLUMNS)
    return list(MODEL_COLUMNS) if there else []


def counted_beside(source: QgsFeatureSource, study, group, minimum: int, progress: Progress):
    """Who of the study table may be counted by group beside the area tables and the models, boolean by row."""
    from ..bridge.frames import read_declared
    from ..bridge.lazy import np
    from ..core.disparity.grouping import label_texts
    from ..core.disparity.households import DisparityOptions, without_few

    wanted = (c.STATUS, c.PARTICIPATION, c.MINORITY_SHARE, c.BLOCK_GROUP, c.RESTORATION_HOURS)
    names = [name for name in wanted if source.fields().lookupField(name) >= 0]
    frame = read_declared(source, c.STUDY, list(dict.fromkeys([*names, *model_fields(source)])), progress)
    out = np.isfinite(study[c.RESTORATION_HOURS].to_numpy(dtype=float))
    codes = np.zeros(len(study), dtype=np.int64)
    if group is not None:
        labels = np.array([label or "" for label in label_texts(group)], dtype=object).astype(str)
        found, places = np.unique(labels, return_inverse=True)
        # Numbers of many values are cut into quarters, of which nothing else is published.
        codes = places.reshape(-1) if len(found) <= MOST_LABELS else codes
    return without_few(frame, out, codes, DisparityOptions(minimum=minimum))
