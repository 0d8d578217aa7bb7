"""Parameters of maps that stand in more than one algorithm, and what is read from them."""

from __future__ import annotations

from qgis.core import (
    QgsProcessing,
    QgsProcessingParameterEnum,
    QgsProcessingParameterField,
    QgsProcessingParameterVectorLayer,
)

from .base import EquityAlgorithm

ATLAS, ATLAS_FIELD, ATLAS_PDF = "ATLAS", "ATLAS_FIELD", "ATLAS_PDF"
PLACES, PLACE_FIELD, WATER, ROADS, BOUNDARY = "PLACES", "PLACE_FIELD", "WATER", "ROADS", "BOUNDARY"


def add_context(algorithm: EquityAlgorithm) -> None:
    """Layers that help to find one's way: all optional and advanced."""
    kinds = QgsProcessing.SourceType
    for name, label, wanted, text in (
        (PLACES, "Place names", kinds.TypeVectorAnyGeometry, "Points or areas with names, the important ones first."),
        (WATER, "Water", kinds.TypeVectorAnyGeometry, "Areas or lines of water; drawn muted, below the data."),
        (ROADS, "Main roads", kinds.TypeVectorLine, "Drawn as thin grey lines; give main roads only."),
        (BOUNDARY, "Study boundary", kinds.TypeVectorPolygon, "Empty: the outline of all areas."),
    ):
        parameter = QgsProcessingParameterVectorLayer(name, algorithm.tr(label), [wanted], optional=True)
        algorithm.add(parameter, text, advanced=True)
        if name == PLACES:
            algorithm.add(
                QgsProcessingParameterField(
                    PLACE_FIELD, algorithm.tr("Field of the names"), parentLayerParameterName=PLACES, optional=True
                ),
                "Names that would cover another one or a symbol are left out.",
                advanced=True,
            )


def read_context(algorithm: EquityAlgorithm, parameters: dict, context):
    """The context that the user gave."""
    from ..maps.context import Context

    layers = {
        name.lower(): algorithm.parameterAsVectorLayer(parameters, name, context)
        for name in (PLACES, WATER, ROADS, BOUNDARY)
    }
    return Context(place_field=algorithm.parameterAsString(parameters, PLACE_FIELD, context) or "", **layers)


def add_atlas(algorithm: EquityAlgorithm) -> None:
    """Districts that each get a page: optional and advanced."""
    algorithm.add(
        QgsProcessingParameterVectorLayer(
            ATLAS,
            algorithm.tr("Atlas: one page for each district"),
            [QgsProcessing.SourceType.TypeVectorPolygon],
            optional=True,
        ),
        "Districts, such as those of the council. All pages have the same classes; each counts the areas whose middle "
        "lies in its district. PNG and SVG get a file for each page, named after the district.",
        advanced=True,
    )
    algorithm.add(
        QgsProcessingParameterField(
            ATLAS_FIELD, algorithm.tr("Field of the districts' names"), parentLayerParameterName=ATLAS, optional=True
        ),
        "Stands in the title of each page.",
        advanced=True,
    )
    algorithm.add(
        QgsProcessingParameterEnum(
            ATLAS_PDF,
            algorithm.tr("PDF of the atlas"),
            ["one", "each"],
            defaultValue="one",
            usesStaticStrings=True,
        ),
        "one: all pages in one PDF. each: a PDF for each page, georeferenced.",
        advanced=True,
    )


def read_atlas(algorithm: EquityAlgorithm, parameters: dict, context):
    """The atlas that the user asked for."""
    from ..maps.atlas import Atlas

    return Atlas(
        algorithm.parameterAsVectorLayer(parameters, ATLAS, context),
        algorithm.parameterAsString(parameters, ATLAS_FIELD, context) or "",
        algorithm.parameterAsEnumString(parameters, ATLAS_PDF, context) == "one",
    )
