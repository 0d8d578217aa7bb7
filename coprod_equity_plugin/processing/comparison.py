"""What every comparison of areas and groups asks for: households, areas, the group, and the privacy rule."""

from __future__ import annotations

from qgis.core import (
    QgsProcessing,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterNumber,
)

from ..core import columns as c
from .base import EquityAlgorithm

PRESETS = ("households_11", "15_15", "customers_100", "custom")


def add_comparison(algorithm: EquityAlgorithm) -> None:
    """Declare the shared parameters, under the names that the algorithm's own constants give them."""
    vector, polygons = QgsProcessing.SourceType.TypeVector, QgsProcessing.SourceType.TypeVectorPolygon
    double, integer = QgsProcessingParameterNumber.Type.Double, QgsProcessingParameterNumber.Type.Integer
    algorithm.add(
        QgsProcessingParameterFeatureSource(algorithm.INPUT, algorithm.tr("Household study table"), [vector]),
        "The output of 'Study dataset'. Confidential; nothing of a single household is passed on.",
    )
    algorithm.add(
        QgsProcessingParameterField(
            algorithm.INPUT_AREA_FIELD,
            algorithm.tr("Area of the household"),
            defaultValue=c.BLOCK_GROUP,
            parentLayerParameterName=algorithm.INPUT,
            optional=True,  # 3.22 refuses a required field that is left to its default
        ),
        "Field of the study table that says in which area a household is.",
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
    algorithm.add(
        QgsProcessingParameterField(
            algorithm.GROUP_FIELD,
            algorithm.tr("Group"),
            defaultValue=c.MINORITY_SHARE,
            parentLayerParameterName=algorithm.INPUT,
            type=QgsProcessingParameterField.DataType.Numeric,
            optional=True,
        ),
        "Number field that makes the two groups. The output calls the households at or above the threshold "
        "minority households, whatever the field.",
    )
    algorithm.add(
        QgsProcessingParameterNumber(algorithm.GROUP_THRESHOLD, algorithm.tr("Group from"), double, 0.5),
        "Households with this value or more are of the group.",
    )
    algorithm.add(
        QgsProcessingParameterEnum(
            algorithm.PRESET,
            algorithm.tr("Privacy rule"),
            options=list(PRESETS),
            defaultValue=PRESETS[0],
            usesStaticStrings=True,
        ),
        "Smallest group that may be shown: 11 households (the rule of the U.S. health agency CMS), 15 customers, "
        "100 customers, or custom.",
    )
    algorithm.add(
        QgsProcessingParameterNumber(
            algorithm.MINIMUM_HOUSEHOLDS, algorithm.tr("Own smallest group"), integer, 11, False, 3
        ),
        "Used with the privacy rule 'custom' only.",
        advanced=True,
    )
