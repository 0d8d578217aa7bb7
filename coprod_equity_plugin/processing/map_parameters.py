"""Parameters of maps that stand in more than one algorithm, and what is read from them."""

from __future__ import annotations

from qgis.core import (
    QgsProcessing,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
    QgsProcessingParameterString,
    QgsProcessingParameterVectorLayer,
)

from ..core.errors import InputError, Problem
from ..maps.measure_labels import AUTO
from .base import EquityAlgorithm

TEMPLATE = "TEMPLATE"
FIELD, FIELD_UNIT = "FIELD", "FIELD_UNIT"
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
    algorithm.add_choice(
        ATLAS_PDF,
        algorithm.tr("PDF of the atlas"),
        ("one", "each"),
        "one: all pages in one PDF. each: a PDF for each page. Every page is georeferenced.",
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


def add_field(algorithm: EquityAlgorithm, layer: str) -> None:
    """The field of a measure that may stand in any: optional and advanced."""
    algorithm.add(
        QgsProcessingParameterField(
            FIELD, algorithm.tr("Field of the measure"), parentLayerParameterName=layer, optional=True
        ),
        "Only for residual, cluster and auto: the field that holds them, if it is called otherwise.",
        advanced=True,
    )
    algorithm.add(
        QgsProcessingParameterString(FIELD_UNIT, algorithm.tr("Unit of the field"), defaultValue="h", optional=True),
        "Only for residual: what its numbers are in; 'h' is hours.",
        advanced=True,
    )


def read_field(algorithm: EquityAlgorithm, parameters: dict, context, measure: str) -> tuple[str, str | None]:
    """Field and unit for a measure; empty and ``None`` for its own.

    Raises
    ------
    InputError
        If a field is given for a measure that has one of its own.
    """
    field = algorithm.parameterAsString(parameters, FIELD, context) or ""
    if field and measure not in ("residual", "cluster", AUTO):
        raise InputError(
            Problem(f"the measure '{measure}' has its own field", "Leave it empty, or choose residual", column=FIELD)
        )
    unit = (
        algorithm.parameterAsString(parameters, FIELD_UNIT, context).strip() if measure in ("residual", AUTO) else None
    )
    return field, unit


def add_template(algorithm: EquityAlgorithm) -> None:
    """The user's own layout: optional and advanced."""
    algorithm.add(
        QgsProcessingParameterFile(TEMPLATE, algorithm.tr("Layout template"), extension="qpt", optional=True),
        "A layout of one page of your own, instead of the shipped ones; paper and orientation are its own then. Items "
        "with the ids head, map, legend and footer mark where those stand, and if you like scale, notes and locator; "
        "all other items, such as your seal, are kept. To begin, open one of the plugin's in resources/layouts.",
        advanced=True,
    )
