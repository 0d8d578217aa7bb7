"""What a map shows of each area, read from its layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from qgis.core import QgsFeatureRequest, QgsVectorLayer, QgsWkbTypes

from ..bridge.lazy import np
from ..bridge.values import from_attribute
from ..core import columns
from ..core.errors import InputError, Problem
from .measures import Measure
from .measures.groups import Compared, spoken

_IDS = (columns.AREA_ID, columns.BLOCK_GROUP)  # the first that is there
_FROM_CENSUS = "Give 'Disparity by area' the result of 'Block group indicators' as its areas"
_WHERE = dict.fromkeys(columns.CENSUS_OF_AREAS, _FROM_CENSUS)
PARTS = (
    "groups",
    "requests",
    "asking",
    "ratios",
)  # of an area's breakdown, as reasons name them


@dataclass(frozen=True)
class MapValues:
    """What a map shows of each area, all arrays of shape ``(n,)`` in the layer's order.

    Attributes
    ----------
    area
        Area ids as text.
    value
        Stored values, NaN where there is none; of categories their place in the measure.
    clear
        Whether the value can be told from none; all true where the measure has no such flag.
    circle
        Counts of the circles, NaN where there is none or the measure has no circles.
    households
        Households of the area, NaN where withheld or unknown.
    reason, circle_reason
        Why the value, and the count of its circle, is withheld; empty where it is not.
    second
        Stored values of the second column on a map of two, else NaN. There an area without one has no value either.
    nobody
        Areas of which the layer says that there is no household; none on a map of the census.
    variation
        Coefficients of variation of a census estimate, NaN where there is none.
    """

    area: np.ndarray
    value: np.ndarray
    clear: np.ndarray
    circle: np.ndarray
    households: np.ndarray
    reason: np.ndarray
    circle_reason: np.ndarray
    second: np.ndarray
    nobody: np.ndarray
    variation: np.ndarray

    def take(self, rows: np.ndarray) -> MapValues:
        """The values of some areas; ``rows`` is a mask or places."""
        return MapValues(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})

    @property
    def withheld(self) -> np.ndarray:
        """Areas whose value was kept back to protect households."""
        return np.isnan(self.value) & (self.reason != "")

    @property
    def circle_withheld(self) -> np.ndarray:
        """Areas with a value whose circle was kept back."""
        return ~np.isnan(self.value) & np.isnan(self.circle) & (self.circle_reason != "")

    @property
    def empty(self) -> np.ndarray:
        """Areas that have no value, and nobody to protect."""
        return np.isnan(self.value) & ~self.withheld

    @property
    def shown(self) -> np.ndarray:
        """Areas with a value."""
        return ~np.isnan(self.value)

    @property
    def largest_circle(self) -> float:
        """The largest count that a circle shows; zero if there is none."""
        return float(np.nanmax(self.circle)) if np.any(self.circle > 0) else 0.0

    @property
    def smallest_circle(self) -> float:
        """The smallest count above zero that a circle shows; zero if there is none."""
        return float(np.min(self.circle[self.circle > 0])) if np.any(self.circle > 0) else 0.0


def read_columns(layer: QgsVectorLayer, names: Sequence[str]) -> dict[str, np.ndarray]:
    """Columns of a layer, in its order: numbers as ``float`` with NaN, text as objects with ``""`` for NULL."""
    declared = layer.fields()
    places = [declared.lookupField(name) for name in names]
    request = QgsFeatureRequest().setFlags(QgsFeatureRequest.Flag.NoGeometry).setSubsetOfAttributes(places)
    rows = [[from_attribute(feature.attributes()[place]) for place in places] for feature in layer.getFeatures(request)]
    result = {}
    for position, (name, place) in enumerate(zip(names, places)):
        values = [row[position] for row in rows]
        if declared[place].isNumeric():
            result[name] = np.array([np.nan if value is None else value for value in values], dtype=float)
        else:
            result[name] = np.array(["" if value is None else str(value) for value in values], dtype=object)
    return result


def named_for(layer: QgsVectorLayer, measure: Measure) -> Measure:
    """The measure with its texts naming the groups that the layer says were compared, else minority households."""
    names = (columns.COMPARED_GROUP, columns.COMPARED_WITH)
    if not measure.of_groups or any(layer.fields().lookupField(name) < 0 for name in names):
        return spoken(measure)
    read = read_columns(layer, names)
    said = [next((str(text) for text in read[name] if text), "") for name in names]
    return spoken(measure, Compared(*said)) if all(said) else spoken(measure)


def read_values(layer: QgsVectorLayer, measure: Measure) -> MapValues:
    """The mapped values of a layer.

    Raises
    ------
    InputError
        If the layer has no polygons, no areas, or lacks a column that the measure needs.
    """
    _require(layer, measure)
    declared = layer.fields()
    optional = [
        name
        for name in (
            *_IDS, measure.clear_column, *(measure.clear_interval or ()), measure.circle_column, columns.HOUSEHOLDS,
            measure.unreliable_column,
        )
        if name and declared.lookupField(name) >= 0
    ]  # fmt: skip
    across = measure.across.column if measure.across else ""
    wanted = dict.fromkeys([measure.column, *filter(None, [across]), *optional])
    if declared.lookupField(columns.SUPPRESSION) >= 0:
        wanted[columns.SUPPRESSION] = None
    read = read_columns(layer, list(wanted))
    count = len(read[measure.column])
    missing = np.full(count, np.nan)
    area = next((read[name] for name in _IDS if name in read), None)
    if area is None:
        area = np.array([str(row + 1) for row in range(count)], dtype=object)
    reasons = read.get(columns.SUPPRESSION, np.full(count, "", dtype=object))
    households = read.get(columns.HOUSEHOLDS, missing)
    empty = (households == 0) | (reasons == columns.NO_HOUSEHOLDS)
    nobody = empty | (area == "")  # an area without an id has no rows, so nobody to protect
    none = np.full(count, "", dtype=object)
    value, second = read[measure.column], read[across] if across else missing
    if measure.categories:
        value = _codes(measure, value)
    elif across:
        value, second = np.where(np.isnan(second), np.nan, value), np.where(np.isnan(value), np.nan, second)
    return MapValues(
        area=area,
        value=value,
        clear=_clear(measure, read, count),
        circle=read.get(measure.circle_column, missing),
        households=households,
        reason=_reasons_of(measure.part, reasons if measure.protected else none, nobody, measure.why_withheld),
        circle_reason=_reasons_of(measure.circle_part, reasons if measure.circle_column else none, nobody),
        second=second,
        nobody=empty & measure.protected,
        variation=read.get(measure.unreliable_column, missing),
    )


def _clear(measure: Measure, read: dict[str, np.ndarray], count: int) -> np.ndarray:
    if measure.clear_interval:
        low, high = (read[name] for name in measure.clear_interval)
        return (low > measure.centre) | (high < measure.centre)
    return read[measure.clear_column] == 1 if measure.clear_column in read else np.ones(count, dtype=bool)


def _codes(measure: Measure, texts: np.ndarray) -> np.ndarray:
    """The place of each text's category; NaN for what is none."""
    places = {text: place for place, item in enumerate(measure.categories) for text in item.texts}
    return np.array([places.get(str(text).strip().lower(), np.nan) for text in texts], dtype=float)


def _reasons_of(part: str, reasons: np.ndarray, nobody: np.ndarray, instead: str = "") -> np.ndarray:
    """Of each area's reasons those that concern parts of its breakdown, or the area as a whole."""
    result = np.full(len(reasons), "", dtype=object)
    for row in np.flatnonzero((reasons != "") & ~nobody):
        kept = []
        for reason in str(reasons[row]).split("; "):
            named = next((name for name in PARTS if reason.startswith(f"{name}: ")), "")
            if named in ("", *part.split()):
                kept.append(reason[len(named) + 2 :] if named else reason)
        result[row] = instead if instead and kept else "; ".join(kept)
    return result


def _require(layer: QgsVectorLayer, measure: Measure) -> None:
    problems = []
    if layer.geometryType() != QgsWkbTypes.GeometryType.PolygonGeometry:
        problems.append(
            Problem("has no polygons", f"Choose the areas that '{measure.method}' wrote", source=layer.name())
        )
    for name in measure.needs:
        place = layer.fields().lookupField(name)
        if place < 0:
            problems.append(
                Problem(
                    f"there is no such column, which the measure '{measure.name}' shows",
                    _WHERE.get(name, f"Choose a layer that '{measure.method}' wrote"),
                    source=layer.name(),
                    column=name,
                )
            )
        elif measure.categories and layer.fields()[place].isNumeric():
            problems.append(
                Problem(
                    "holds numbers, not the names of classes",
                    f"Choose a field of {', '.join(item.texts[0] for item in measure.categories)}",
                    source=layer.name(),
                    column=name,
                )
            )
        elif not measure.categories and not layer.fields()[place].isNumeric():
            problems.append(
                Problem(
                    "holds text, not numbers", "Choose a layer with number fields", source=layer.name(), column=name
                )
            )
    if layer.featureCount() == 0:
        problems.append(Problem("has no areas", "Choose a layer with areas", source=layer.name()))
    if problems:
        raise InputError(problems)
