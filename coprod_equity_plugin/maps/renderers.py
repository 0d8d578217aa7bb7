"""The rules by which a measure is drawn, and how many areas each of them has."""

from __future__ import annotations

from qgis.core import QgsFeatureRequest, QgsFields, QgsFillSymbol, QgsRuleBasedRenderer
from qgis.PyQt.QtGui import QColor

from ..bridge.lazy import np
from ..core import columns
from . import symbols
from .classes import CIRCLE_WITHHELD, CIRCLES, NO_DATA, SUPPRESSED, UNCLEAR, UNRELIABLE, ZERO, MapClass, Scale
from .measures import CIRCLE, Measure
from .values import PARTS, MapValues

_NEAR_WHITE, _GREY_OUTLINE = 240, "#d0d0d0"


def count_areas(scale: Scale, values: MapValues) -> dict[str, int]:
    """The number of areas by rule key, rules without an area included."""
    measure = scale.measure
    counts = {item.key: int(_held(item, values).sum()) for item in scale.classes}
    if measure.zero:
        counts[ZERO] = int((values.value == 0).sum())
    if measure.flagged:
        counts[UNCLEAR] = int((values.shown & ~values.clear).sum())
    if measure.unreliable_column:
        counts[UNRELIABLE] = int(_doubtful(scale, values).sum())
    counts[SUPPRESSED] = int(values.withheld.sum())
    counts[NO_DATA] = int(values.empty.sum())
    if measure.circle_column:
        counts[CIRCLES] = int((values.circle > 0).sum())
        counts[CIRCLE_WITHHELD] = int(values.circle_withheld.sum())
    return counts


def _held(item: MapClass, values: MapValues) -> np.ndarray:
    held = item.holds(values.value)
    return held if item.across is None else held & item.across.holds(values.second)


def _doubtful(scale: Scale, values: MapValues) -> np.ndarray:
    """Areas whose census estimate is unreliable and may belong to another class: its 90 % margin leaves its own.

    A share near zero has a huge coefficient of variation and yet may well be below any break of the map; dots there
    would warn of nothing.
    """
    estimate = values.value if scale.measure.across is None else values.second
    reach = columns.Z_90 * values.variation * np.abs(estimate)
    leaves = np.zeros(len(estimate), dtype=bool)
    for item in _of_estimate(scale):
        low, high = (-np.inf if item.low is None else item.low), (np.inf if item.high is None else item.high)
        leaves |= item.holds(estimate) & ((estimate - reach < low) | (estimate + reach > high))
    return values.shown & (values.variation > columns.UNRELIABLE_CV) & leaves


def _doubt(scale: Scale) -> str:
    """The condition of :func:`_doubtful`."""
    measure = scale.measure
    column = f'"{measure.column if measure.across is None else measure.across.column}"'
    variation = f'"{measure.unreliable_column}"'
    reach = f"{columns.Z_90} * {variation} * abs({column})"
    leaves = []
    for item in _of_estimate(scale):
        ends = [f"{column} - {reach} < {item.low!r}"] if item.low is not None else []
        ends += [f"{column} + {reach} > {item.high!r}"] if item.high is not None else []
        leaves.append(f"({_bounds(column, item)} AND ({' OR '.join(ends)}))")
    return f"coalesce({variation} > {columns.UNRELIABLE_CV} AND ({' OR '.join(leaves)}), false)"


def _of_estimate(scale: Scale) -> list[MapClass]:
    """The classes of the column that is the census's: of a map of two the second's."""
    return list(scale.classes) if scale.measure.across is None else [item.across for item in scale.classes[:3]]


def empty_words(measure: Measure, values: MapValues) -> str:
    """What the areas without a value are called."""
    nobody, other = values.empty & values.nobody, values.empty & ~values.nobody
    if nobody.any() and other.any():
        return f"No households, or {measure.undefined[0].lower()}{measure.undefined[1:]}"
    return "No households" if nobody.any() else measure.undefined


def build_renderer(scale: Scale, values: MapValues | None, fields: QgsFields, circle_mm: float) -> QgsRuleBasedRenderer:
    """The rules, in the legend's order: classes high to low, then what is not a value.

    Without ``values`` the style is for any layer: its words have no counts, and circles are sized by the layer's own.
    """
    measure = scale.measure
    counts = {} if values is None else count_areas(scale, values)
    column = f'"{measure.column}"'
    root = QgsRuleBasedRenderer.Rule(None)

    def add(key: str, symbol, condition: str, words: str) -> None:
        label = words if values is None else with_count(words, counts.get(key, 0))
        rule = QgsRuleBasedRenderer.Rule(symbol, 0, 0, condition, label)
        rule.setRuleKey(key)
        root.appendChild(rule)

    if measure.circle_column:
        circle = f'"{measure.circle_column}"'
        largest = None if values is None else values.largest_circle
        look = symbols.circles(CIRCLE, measure.circle_column, largest, circle_mm)
        add(CIRCLES, look, f"{circle} > 0", f"{measure.circle_heading} (area of the circle)")
        hidden = f"{circle} IS NULL AND {column} IS NOT NULL AND {_withheld(measure.circle_part, fields)}"
        add(CIRCLE_WITHHELD, symbols.withheld_circle(CIRCLE, circle_mm), hidden, "Number withheld")
    for item in reversed(scale.classes):
        add(item.key, _fill(measure, item), _condition(measure, item), item.words)
    if measure.zero:
        add(ZERO, symbols.zero(), f"{column} = 0", measure.zero)
    if measure.flagged:
        add(UNCLEAR, symbols.half_strength(), f"{column} IS NOT NULL AND NOT {_clear(measure)}", measure.unclear)
    withheld, missing = _withheld(measure.part, fields) if measure.protected else "false", _missing(measure)
    if fields.lookupField(measure.unreliable_column) >= 0:
        doubtful = f"NOT ({missing}) AND {_doubt(scale)}"
        add(UNRELIABLE, symbols.unreliable(), doubtful, "Unreliable census estimate")
    empty = measure.undefined if values is None else empty_words(measure, values)
    add(SUPPRESSED, symbols.suppressed(), f"{missing} AND {withheld}", "Withheld to protect households")
    add(NO_DATA, symbols.no_data(), f"{missing} AND NOT ({withheld})", empty)
    renderer = QgsRuleBasedRenderer(root)
    renderer.setUsingSymbolLevels(True)
    if measure.circle_column:  # small circles on top of large ones
        clause = QgsFeatureRequest.OrderByClause(f'"{measure.circle_column}"', False)
        renderer.setOrderBy(QgsFeatureRequest.OrderBy([clause]))
        renderer.setOrderByEnabled(True)
    return renderer


def _fill(measure: Measure, item: MapClass) -> QgsFillSymbol:
    """A class; a white outline would vanish on a near-white middle class that no hatch tells apart."""
    near_white = QColor(item.colour).lightness() > _NEAR_WHITE and not measure.flagged
    outline = _GREY_OUTLINE if near_white else symbols.OUTLINE
    return symbols.lined(item, outline) if item.lined else symbols.filled(item.colour, outline)


def _clear(measure: Measure) -> str:
    """The condition under which a value can be told from none, the same as in :func:`~.values.read_values`."""
    if measure.clear_column:
        return f'(coalesce("{measure.clear_column}", 0) = 1)'
    low, high = measure.clear_interval
    return f'coalesce("{low}" > {measure.centre!r} OR "{high}" < {measure.centre!r}, false)'


def _withheld(part: str, fields: QgsFields) -> str:
    """The condition under which a missing value was kept back, the same as in :func:`~.values.read_values`."""
    if fields.lookupField(columns.SUPPRESSION) < 0:
        return "false"
    reason = f"coalesce(\"{columns.SUPPRESSION}\", '')"
    concerned = " AND ".join(f"{reason} NOT LIKE '{name}: %'" for name in PARTS)
    if part:
        mine = (f"{reason} LIKE '{name}: %' OR {reason} LIKE '%; {name}: %'" for name in part.split())
        concerned = f"(({concerned}) OR {' OR '.join(mine)})"
    conditions = [f"{reason} NOT IN ('', '{columns.NO_HOUSEHOLDS}')", concerned]
    if fields.lookupField(columns.HOUSEHOLDS) >= 0:
        conditions.append(f'coalesce("{columns.HOUSEHOLDS}", 1) <> 0')
    if fields.lookupField(columns.AREA_ID) >= 0:
        conditions.append(f"coalesce(\"{columns.AREA_ID}\", '') <> ''")
    return " AND ".join(conditions)


def with_count(words: str, count: int) -> str:
    """A rule's label: its words and the number of its areas."""
    return f"{words} ({count:,} area{'' if count == 1 else 's'})"


def _missing(measure: Measure) -> str:
    """The condition under which an area has no value, the same as in :func:`~.values.read_values`."""
    if measure.categories:
        return f"NOT coalesce({_text(measure)} IN ({_listed(sum((i.texts for i in measure.categories), ()))}), false)"
    if measure.across is not None:
        return f'("{measure.column}" IS NULL OR "{measure.across.column}" IS NULL)'
    return f'"{measure.column}" IS NULL'


def _text(measure: Measure) -> str:
    return f'lower(trim("{measure.column}"))'


def _listed(texts: tuple[str, ...]) -> str:
    return ", ".join(f"'{text}'" for text in texts)


def _condition(measure: Measure, item: MapClass) -> str:
    if item.texts:
        return f"{_text(measure)} IN ({_listed(item.texts)})"
    parts = [_bounds(f'"{measure.column}"', item)]
    if item.across is not None:
        parts.append(_bounds(f'"{measure.across.column}"', item.across))
    return " AND ".join(parts)


def _bounds(column: str, item: MapClass) -> str:
    parts = []
    if item.low is not None:
        parts.append(f"{column} {'>=' if item.holds_low else '>'} {item.low!r}")
    if item.high is not None:
        parts.append(f"{column} {'<=' if item.holds_high else '<'} {item.high!r}")
    return " AND ".join(parts)
