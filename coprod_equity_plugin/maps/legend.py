"""What stands in a map's legend: read from the layer's own renderer, counted on its own areas."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from qgis.core import (
    QgsExpressionContextUtils,
    QgsRenderContext,
    QgsSymbol,
    QgsVectorLayer,
)

from .classes import CIRCLES, UNCLEAR, circle_steps, make_scale
from .measures import Measure
from .styling import remembered
from .symbols import Hatch, circle_diameter, hatches_of
from .values import read_values

_LEAST_CIRCLE = 0.8  # millimetres; of a smaller one its white outline leaves nothing
_COUNT = re.compile(r"\s*\([\d,]+ areas?\)$")


@dataclass(frozen=True)
class Entry:
    """One line of the legend: its look, its words, how many areas have it, and how many of those are not clear."""

    key: str
    words: str
    symbol: QgsSymbol | None
    count: int
    unclear: int = 0


@dataclass(frozen=True)
class Square:
    """The words of a legend of two measures: the second's heading, the rows from the top, the columns from the left.

    The legend's classes, high to low, run through the square from its last corner back.
    """

    heading: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Legend:
    """A legend without its place on the page.

    ``classes`` run from high to low, ``others`` are what is not a value; ``circles`` are counts with the symbol that
    draws them, ``largest_circle`` the count of the largest circle on the map; ``hatches`` are by the entries' keys.
    """

    heading: str
    classes: tuple[Entry, ...]
    others: tuple[Entry, ...]
    high_end: str = ""
    low_end: str = ""
    circle_heading: str = ""
    circles: tuple[int, ...] = ()
    largest_circle: float = 0.0
    circle_mm: float = 0.0
    square: Square | None = None
    hatches: Mapping[str, Sequence[Hatch]] = field(default_factory=dict)


def read_legend(layer: QgsVectorLayer, heading: str = "") -> Legend:
    """The legend of a layer as it is styled, by this plugin or by hand.

    A scale has no holes: empty classes between two that have areas stay, with a count of none. Those beyond the
    highest and the lowest are left out, and so is everything else that has no area on the map. Named classes all stay.
    """
    keys = keys_by_feature(layer)
    memory = remembered(layer)
    entries = []
    for item in layer.renderer().legendSymbolItems():
        mine = [found for found in keys if item.ruleKey() in found]
        unclear = sum(UNCLEAR in found for found in mine)
        words = _COUNT.sub("", item.label())
        # The item owns its symbol and dies with the loop.
        symbol = item.symbol().clone() if item.symbol() is not None else None
        entries.append(Entry(item.ruleKey(), words, symbol, len(mine), unclear))
    if memory is None:
        return Legend(heading, tuple(entry for entry in entries if entry.count), ())
    measure = memory.measure
    classes = [entry for entry in entries if entry.key.startswith("class_")]
    square = _square(measure, memory.breaks) if measure.across is not None else None
    if square is None and not measure.categories:
        classes = _between(classes)
    others = [e for e in entries if e.count and e.key != CIRCLES and not e.key.startswith("class_")]
    largest, steps = 0.0, ()
    if measure.circle_column:
        values = read_values(layer, measure)
        largest = values.largest_circle
        steps = circle_steps(values.smallest_circle, largest) if largest else ()
        seen = [n for n in steps if circle_diameter(n, largest, memory.circle_mm) >= _LEAST_CIRCLE]
        steps = tuple(seen) or steps[-1:]
    return Legend(
        heading or (f"{measure.heading} ({measure.unit_in_full})" if measure.unit else measure.heading),
        tuple(classes),
        tuple(others),
        measure.high_end if classes else "",  # of no scale there are no ends
        measure.low_end if classes else "",
        measure.circle_heading,
        steps,
        largest,
        memory.circle_mm,
        square,
        hatches_of(make_scale(measure, memory.breaks).classes),
    )


def _square(measure: Measure, breaks: Sequence[float]) -> Square:
    classes = make_scale(measure, breaks).classes
    row_measure = measure._replace(scale="sequential", across=None)
    rows = [item.words for item in make_scale(row_measure, breaks[:2]).classes]
    across = f"{measure.across.heading} ({measure.across.unit})"
    return Square(across, tuple(reversed(rows)), tuple(item.across.words for item in classes[:3]))


def recounted(legend: Legend, keys: Sequence[set[str]]) -> Legend:
    """The same legend with the numbers of other areas: entries with none of them stay, so that pages compare."""

    def count(entry: Entry) -> Entry:
        mine = [found for found in keys if entry.key in found]
        return replace(entry, count=len(mine), unclear=sum(UNCLEAR in found for found in mine))

    return replace(legend, classes=tuple(map(count, legend.classes)), others=tuple(map(count, legend.others)))


def keys_by_feature(layer: QgsVectorLayer) -> list[set[str]]:
    """The legend keys under which each feature is drawn, in the layer's order; an empty set is a feature not drawn."""
    context = QgsRenderContext()
    context.expressionContext().appendScopes(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    renderer = layer.renderer().clone()
    shown = {item.ruleKey() for item in renderer.legendSymbolItems()}  # the root of a rule tree is a key too
    found = []
    renderer.startRender(context, layer.fields())
    try:
        for feature in layer.getFeatures():
            context.expressionContext().setFeature(feature)
            found.append(shown & set(renderer.legendKeysForFeature(feature, context)))
    finally:
        renderer.stopRender(context)
    return found


def _between(classes: list[Entry]) -> tuple[Entry, ...]:
    filled = [place for place, entry in enumerate(classes) if entry.count]
    return tuple(classes[filled[0] : filled[-1] + 1]) if filled else ()
