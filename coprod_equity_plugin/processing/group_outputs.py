"""What ``disparitybyarea`` gives beside its map: groups against a reference, and what the census's margins do."""

from __future__ import annotations

from qgis.core import (
    QgsFeatureSource,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingParameterBoolean,
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
    algorithm.add_choice(
        algorithm.GROUPING,
        algorithm.tr("Groups are made by"),
        GROUPINGS,
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


def add_area_outputs(algorithm: EquityAlgorithm) -> None:
    """Declare the areas with their measures, the tables beside them, and how households find their area."""
    vector, polygons = QgsProcessing.SourceType.TypeVector, QgsProcessing.SourceType.TypeVectorPolygon
    algorithm.add(
        QgsProcessingParameterFeatureSink(algorithm.OUTPUT, algorithm.tr("Disparity by area"), polygons),
        "Polygons with the measures; may be published. Alias and comment of each field say what it holds. Areas "
        "that 'Block group indicators' wrote bring their minority share of residents along, for maps.",
    )
    algorithm.add(
        QgsProcessingParameterFeatureSink(
            algorithm.ADJUSTED, algorithm.tr("Observed against expected hours"), polygons, None, True, False
        ),
        "Polygons with the observed hours over those that a model of house age, income and density expects, which "
        "knows nothing of race; with intervals, and drawn to the city where an area is small. May be published.",
    )
    algorithm.add(
        QgsProcessingParameterFeatureSink(
            algorithm.INEQUALITY, algorithm.tr("Inequality of hours"), vector, None, True, False
        ),
        "Gini, Theil (with the parts between groups and between areas) and concentration indices of the whole "
        "city's hours, with intervals. May be published.",
    )
    algorithm.add(
        QgsProcessingParameterBoolean(algorithm.BY_LOCATION, algorithm.tr("Place households by location"), False),
        "For areas whose ids the study table does not hold, such as tracts or council districts: each household "
        "is of the area in which the middle of its parcel lies. The study table must have its geometries.",
        advanced=True,
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
        "alone give it. May be published. Since errors of the census put areas into wrong quarters, the differences "
        "are drawn towards zero: the true ones are likely to be larger.",
    )


def split_by_values(study, column: str, reference: str, minimum: int) -> tuple[str, tuple[str, str]]:
    """Add the column by which the map compares all other groups with the reference; gives its name, and their words."""
    from ..bridge.lazy import np
    from ..core.disparity.group_words import words_by_value
    from ..core.disparity.grouping import label_texts
    from ..core.disparity.groups import apart_from_reference
    from ..core.disparity.populations import LOST_POWER

    out = np.isin(study[c.STATUS].to_numpy(dtype=object), LOST_POWER)
    found = np.full(len(study), np.nan)
    found[out], name = apart_from_reference(study[column].to_numpy()[out], reference, column, minimum)
    split = f"{column} other than {name}"
    study[split] = found
    others = set(label_texts(study[column].to_numpy()[found == 1]))
    return split, words_by_value(column, name, others)


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
