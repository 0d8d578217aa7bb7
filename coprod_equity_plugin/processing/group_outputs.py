"""What ``disparitybyarea`` gives beside its map: groups against a reference, and what the census's margins do."""

from __future__ import annotations

from qgis.core import (
    QgsFeatureSource,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ..core import columns as c
from ..core.progress import Progress
from .base import EquityAlgorithm

GROUPINGS = ("threshold", "quartiles", "values")
SHARES = (c.AREA_MINORITY_SHARE, c.EDUCATION_SHARE, c.RENTER_SHARE)


def add_groups(algorithm: EquityAlgorithm) -> None:
    """Declare how groups are made, the reference group, and the table of groups."""
    vector = QgsProcessing.SourceType.TypeVector
    algorithm.add(
        QgsProcessingParameterEnum(
            algorithm.GROUPING,
            algorithm.tr("Groups are made by"),
            options=list(GROUPINGS),
            defaultValue=GROUPINGS[0],
            usesStaticStrings=True,
        ),
        "threshold: households from the threshold on, and below. quartiles: four groups in the table by group; the map "
        "still compares by the threshold. values: each value of the field is a group, such as the words of a text "
        "field; the map compares all other groups with the reference group.",
        advanced=True,
    )
    algorithm.add(
        QgsProcessingParameterString(algorithm.REFERENCE_GROUP, algorithm.tr("Reference group"), "", optional=True),
        "The group that the others are compared with, as the table by group names it. Empty: the lowest of a number "
        "field, the largest where groups are made by values.",
        advanced=True,
    )
    algorithm.add(
        QgsProcessingParameterFeatureSink(algorithm.GROUPS, algorithm.tr("Hours by group"), vector, None, True, False),
        "A row for the whole city and one per group: mean hours, difference and ratio to the city and to the reference "
        "group, and who asked for help, with intervals. May be published.",
    )


def add_census(algorithm: EquityAlgorithm) -> None:
    """Declare the census values with their margins, and the tables of what the margins do."""
    vector, polygons = QgsProcessing.SourceType.TypeVector, QgsProcessing.SourceType.TypeVectorPolygon
    integer = QgsProcessingParameterNumber.Type.Integer
    algorithm.add(
        QgsProcessingParameterFeatureSource(
            algorithm.INDICATORS, algorithm.tr("Block group indicators"), [vector], optional=True
        ),
        "The output of 'Block group indicators', for the same areas. Needed for the census classes only.",
        advanced=True,
    )
    algorithm.add(
        QgsProcessingParameterField(
            algorithm.CENSUS_FIELD,
            algorithm.tr("Census value"),
            defaultValue=c.AREA_MINORITY_SHARE,
            parentLayerParameterName=algorithm.INDICATORS,
            type=QgsProcessingParameterField.DataType.Numeric,
            optional=True,
        ),
        "Field of the indicators by which areas are put into quarters; a field of the same name that ends in _moe "
        "holds its margin of error (90 percent).",
        advanced=True,
    )
    algorithm.add(
        QgsProcessingParameterNumber(algorithm.SEED, algorithm.tr("Seed"), integer, 1, False, 0),
        "Of the draws within the census's margins. The same seed gives the same result.",
        advanced=True,
    )
    algorithm.add(
        QgsProcessingParameterFeatureSink(
            algorithm.CENSUS, algorithm.tr("Census classes of the areas"), polygons, None, True, False
        ),
        "Polygons with the census value, its quarter, and how often the area stays in it when its value is drawn "
        "within the margin of error; unreliable ones are flagged. May be published.",
    )
    algorithm.add(
        QgsProcessingParameterFeatureSink(
            algorithm.CENSUS_GAPS, algorithm.tr("Hours by census class"), vector, None, True, False
        ),
        "The quarters' mean hours and their difference to the lowest, with the interval that the census's margins "
        "alone give it. May be published.",
    )


def split_by_values(study, column: str, reference: str, minimum: int) -> str:
    """Add the column by which the map compares all other groups with the reference; gives its name."""
    from ..bridge.lazy import np
    from ..core.disparity.groups import apart_from_reference
    from ..core.disparity.populations import LOST_POWER

    out = np.isin(study[c.STATUS].to_numpy(dtype=object), LOST_POWER)
    found = np.full(len(study), np.nan)
    found[out], name = apart_from_reference(study[column].to_numpy()[out], reference, column, minimum)
    split = f"{column} other than {name}"
    study[split] = found
    return split


def census_values(algorithm: EquityAlgorithm, parameters: dict, context: QgsProcessingContext, ids, progress: Progress):
    """Census value and margin of error of each area, in the order of ``ids``; and whether the value is a share."""
    from ..bridge.areas import id_field
    from ..bridge.frames import read_table
    from ..core.errors import InputError, Problem
    from ..core.sources.ids import id_text

    source: QgsFeatureSource | None = algorithm.parameterAsSource(parameters, algorithm.INDICATORS, context)
    if source is None:
        remedy = "Give the output of 'Block group indicators', or leave the census classes out"
        raise InputError(Problem("census classes need the census values", remedy, column=algorithm.INDICATORS))
    field = algorithm.parameterAsString(parameters, algorithm.CENSUS_FIELD, context) or c.AREA_MINORITY_SHARE
    key, margin = id_field(source, c.BLOCK_GROUP), f"{field}_moe"
    for name in (field, margin):
        if source.fields().lookupField(name) < 0:
            remedy = "Choose another field, or a layer with the margins of error"
            raise InputError(Problem("there is no such field", remedy, source.sourceName(), name))
    frame = read_table(source, [key, field, margin], progress)
    frame.index = id_text(frame[key].to_numpy())
    frame = frame[frame.index.notna() & ~frame.index.duplicated()].reindex(ids)
    return frame[field].to_numpy(dtype=float), frame[margin].to_numpy(dtype=float), field in SHARES
