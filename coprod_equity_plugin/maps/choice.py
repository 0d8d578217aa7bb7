"""Which measure a layer is to be shown by, told from its columns where the user does not say."""

from __future__ import annotations

from qgis.core import QgsVectorLayer, QgsWkbTypes

from ..bridge.lazy import np
from ..core.errors import InputError, PrivacyError, Problem
from .measure_labels import AUTO
from .measures import MEASURES, Measure, with_field
from .privacy import household_columns, said_of
from .values import read_columns

# The first of these that a layer has the columns of, and a value for, is what it is about.
_FIRST = (
    "hours_difference", "expected_ratio", "saidi", "cluster", "still_out", "area_minority_share", "median_income",
    "renter_share", "education_share", "density", "residual", "mean_hours", "participation_rate", "minority_share",
)  # fmt: skip


def choose_measure(layer: QgsVectorLayer, name: str, field: str = "", unit: str | None = None) -> Measure:
    """The measure of a name on the column that the layer holds it in; of ``auto`` the layer's own.

    Parameters
    ----------
    layer
        A result of this plugin.
    name
        One of :data:`~.measures.MEASURES`, or ``auto``.
    field, unit
        A column of the user's for ``residual`` or ``cluster``; with ``auto`` its type says which of the two it is.

    Raises
    ------
    InputError
        If ``auto`` finds nothing that it knows.
    PrivacyError
        If ``auto`` is asked of a layer of households.
    """
    if name == AUTO:
        if not field:
            return _recognised(layer)
        place = layer.fields().lookupField(field)
        name = "residual" if place >= 0 and layer.fields()[place].isNumeric() else "cluster"
    measure = MEASURES[name]
    if not field and layer.fields().lookupField(measure.column) < 0:
        field = next((also for also in measure.also if layer.fields().lookupField(also) >= 0), "")
    return with_field(measure, field, unit if name == "residual" else None)


def _recognised(layer: QgsVectorLayer) -> Measure:
    geometries = QgsWkbTypes.GeometryType
    marks = household_columns(layer)
    if marks and layer.geometryType() != geometries.NullGeometry:
        raise PrivacyError(
            f"{said_of(layer, marks)}, which is not for a map of areas. Style the result of 'Disparity by area', or "
            "let the homes play with 'Play outages over time'."
        )
    if layer.geometryType() != geometries.PolygonGeometry:
        raise InputError(
            Problem("is no layer of areas, so there is nothing to shade", "Choose a result with polygons", layer.name())
        )
    known = [measure for measure in map(MEASURES.get, _FIRST) if _has(layer, measure)]
    if not known:
        raise InputError(
            Problem(
                "none of its columns is one that this plugin writes for areas",
                "Choose the areas that 'Disparity by area', 'Reliability indices', 'Residual clustering' or 'Block "
                "group indicators' wrote, or give FIELD with the measure 'residual' or 'cluster'",
                layer.name(),
            )
        )
    if len(known) == 1:
        return known[0]
    read = read_columns(layer, list(dict.fromkeys(measure.column for measure in known)))
    filled = (item for item in known if item.categories or not np.isnan(read[item.column]).all())
    return next(filled, known[0])


def _has(layer: QgsVectorLayer, measure: Measure) -> bool:
    fields = layer.fields()
    places = [fields.lookupField(name) for name in measure.needs]
    return all(place >= 0 and fields[place].isNumeric() != bool(measure.categories) for place in places)
