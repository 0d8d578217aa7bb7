"""From values to classes: breaks that are round and comparable, the class of each area, and the words of each class.

Plain NumPy, no QGIS.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..bridge.lazy import np
from ..core.errors import InputError, Problem
from .measures import Measure
from .measures.groups import spoken

MOST_CLASSES = 7
_SINGULAR = {"points": "point", "hours": "hour", "days": "day"}
_OPEN_ENDS = 0.10  # share of the areas that may lie in the two open classes together

SUPPRESSED = "suppressed"
NO_DATA = "no_data"
ZERO = "zero"
UNCLEAR = "unclear"
UNRELIABLE = "unreliable"
CIRCLES = "circles"
CIRCLE_WITHHELD = "circle_withheld"


@dataclass(frozen=True)
class MapClass:
    """One class of the scale, low to high in its :class:`Scale`.

    ``low`` and ``high`` are in the stored unit, ``None`` at an open end. Above zero a class holds its high break, below
    zero (diverging only) its low break, so that a diverging scale is the same on both sides. ``texts`` are what the
    data call a class without numbers; ``across`` is the class of the second column on a map of two. ``lined`` classes
    have a second look, for grey copies: those on the purple side, and of a map of two those of the highest values.
    """

    key: str
    low: float | None
    high: float | None
    holds_low: bool
    holds_high: bool
    colour: str
    words: str
    texts: tuple[str, ...] = ()
    across: MapClass | None = None
    lined: bool = False

    def holds(self, values: np.ndarray) -> np.ndarray:
        """Which values, shape ``(n,)``, are in the class; NaN never is."""
        inside = ~np.isnan(values)
        with np.errstate(invalid="ignore"):
            if self.low is not None:
                inside &= values >= self.low if self.holds_low else values > self.low
            if self.high is not None:
                inside &= values <= self.high if self.holds_high else values < self.high
        return inside


@dataclass(frozen=True)
class Scale:
    """A measure's classes with the breaks that made them (in the shown unit)."""

    measure: Measure
    breaks: tuple[float, ...]
    classes: tuple[MapClass, ...]


def parse_breaks(text: str, measure: Measure) -> tuple[float, ...]:
    """Breaks as a user types them ("6, 12, 24"), checked.

    For a diverging measure only the positive ones need to be given; they are mirrored.

    Raises
    ------
    InputError
        If one is no number, they do not ascend, there are too many, or a diverging scale would be lopsided.
    """
    column = "BREAKS"
    if measure.scale == "categories":
        raise InputError(Problem(f"'{measure.name}' has no numbers to break", "Leave it empty", column=column))
    words = [word for word in text.replace(";", " ").replace(",", " ").split() if word not in ("±", "+-")]
    try:
        breaks = tuple(float(word.rstrip("%").lstrip("±")) for word in words)
    except ValueError:
        raise InputError(
            Problem(f"'{text}' is not a list of numbers", "Give them like 6, 12, 24", column=column)
        ) from None
    problems = []
    if not np.all(np.isfinite(breaks)):
        problems.append(Problem("a break is not a finite number", "Leave open ends out", column=column))
    elif measure.across is not None:
        return _two_by_two(breaks)
    elif list(breaks) != sorted(set(breaks)):
        problems.append(Problem("the breaks do not ascend", "Give each once, smallest first", column=column))
    elif measure.diverging:
        if all(value > 0 for value in breaks):
            breaks = (*(-value for value in reversed(breaks)), *breaks)
        if tuple(-value for value in reversed(breaks)) != breaks or 0 in breaks:
            problems.append(
                Problem(
                    "the breaks are not the same on both sides of zero",
                    "Give the positive ones only, such as 6, 12, 24; the scale is centred at no disparity",
                    column=column,
                )
            )
    if not 1 <= len(breaks) < MOST_CLASSES:
        most = "three on either side of zero" if measure.diverging else f"{MOST_CLASSES - 1}"
        what = f"{len(breaks)} breaks were given"
        problems.append(Problem(what, f"Give at least one, at most {most}", column=column))
    if problems:
        raise InputError(problems)
    return breaks


def _two_by_two(breaks: tuple[float, ...]) -> tuple[float, ...]:
    if len(breaks) != 4 or breaks[0] >= breaks[1] or breaks[2] >= breaks[3]:
        what = "a map of two measures has two ascending breaks for each"
        raise InputError(Problem(what, "Give four, such as 48, 72, 20, 40", column="BREAKS"))
    return breaks


def choose_breaks(measure: Measure, values: np.ndarray, second: np.ndarray | None = None) -> tuple[float, ...]:
    """Round breaks for a measure: its fixed ones, or the finest of its steps that holds nine areas in ten.

    Parameters
    ----------
    measure
        Decides the steps.
    values
        Stored values, shape ``(n,)``, NaN where there is none.
    second
        Those of the second column, on a map of two.

    Returns
    -------
    tuple of float
        Ascending, in the shown unit, at most six; symmetric around zero for a diverging measure; none for categories;
        two and two for a map of two.
    """
    if measure.scale == "categories":
        return ()
    if measure.across is not None:
        across = measure.across
        both = ~np.isnan(values) & ~np.isnan(second)
        return (
            *_thirds(measure.shown(values[both]), measure.steps),
            *_thirds(second[both] * across.factor, across.steps),
        )
    if measure.breaks:
        return measure.breaks
    shown = measure.shown(values[~np.isnan(values)])
    if measure.zero:
        shown = shown[shown != 0]
    if measure.diverging:
        for step in measure.steps:
            if not len(shown) or np.mean(np.abs(shown) > 4 * step) <= _OPEN_ENDS:
                break
        return (-4.0 * step, -2.0 * step, -1.0 * step, 1.0 * step, 2.0 * step, 4.0 * step)
    low, high = np.quantile(shown, [_OPEN_ENDS / 2, 1 - _OPEN_ENDS / 2]) if len(shown) else (0.0, measure.steps[0])
    for step in measure.steps:
        first, last = max(np.floor(low / step), 1.0), np.ceil(high / step)
        if last - first < MOST_CLASSES - 1:
            break
    last = min(max(last, first), first + MOST_CLASSES - 2)
    return tuple(float(step * place) for place in np.arange(first, last + 1))


def _thirds(shown: np.ndarray, steps: Sequence[float]) -> tuple[float, float]:
    """Two round breaks that part the values into about equal thirds: the coarsest step that hits them to a tenth."""
    step = steps[0]
    if not len(shown):
        return (float(steps[-1]), float(2 * steps[-1]))
    goals = np.quantile(shown, [1 / 3, 2 / 3])
    for candidate in reversed(steps):
        low, high = (max(round(goal / candidate), 1) * candidate for goal in goals)
        parts = [np.mean(shown <= low), np.mean(shown <= high)]
        if low < high and np.all(np.abs(np.array(parts) - [1 / 3, 2 / 3]) <= 0.1):
            return (float(low), float(high))
    low = max(round(goals[0] / step), 1) * step
    return (float(low), float(max(round(goals[1] / step) * step, low + step)))


def make_scale(measure: Measure, breaks: Sequence[float]) -> Scale:
    """The classes between breaks (shown unit), low to high, with their colours and words."""
    measure = spoken(measure)
    if measure.scale == "categories":
        return _named_classes(measure)
    if measure.across is not None:
        return _crossed_classes(measure, breaks)
    count = len(breaks) + 1
    edges = [None, *breaks, None]
    colours = spread(measure.colours, count)
    lowest = 0.0 if measure.zero else None  # zero has a look of its own and stands outside the classes
    classes = []
    for place, (low, high) in enumerate(zip(edges[:-1], edges[1:])):
        below = measure.diverging and high is not None and high <= 0
        middle = measure.diverging and low is not None and high is not None and low < 0 < high
        classes.append(
            MapClass(
                key=f"class_{place + 1}",
                low=lowest if low is None else measure.stored(low),
                high=None if high is None else measure.stored(high),
                holds_low=below or middle,
                holds_high=not below,
                colour=colours[place],
                words=_words(measure, low, high),
                lined=below if measure.worse == "above" else measure.diverging and not below and not middle,
            )
        )
    return Scale(measure, tuple(float(value) for value in breaks), tuple(classes))


def _named_classes(measure: Measure) -> Scale:
    classes = [
        MapClass(f"class_{place + 1}", place, place, True, True, item.colour, item.words, item.texts, lined=item.lined)
        for place, item in enumerate(measure.categories)
    ]
    return Scale(measure, (), tuple(classes))


def _crossed_classes(measure: Measure, breaks: Sequence[float]) -> Scale:
    """Nine classes, row by row: the first column's class, low to high, and within it the second's."""
    second = measure._replace(
        column=measure.across.column,
        unit=measure.across.unit,
        factor=measure.across.factor,
        scale="sequential",
    )
    rows = make_scale(measure._replace(scale="sequential", across=None), breaks[:2]).classes
    cells = make_scale(second._replace(across=None), breaks[2:]).classes
    heading = measure.across.heading[0].lower() + measure.across.heading[1:]
    classes = [
        replace(
            row,
            key=f"class_{3 * place + number + 1}",
            colour=measure.colours[3 * place + number],
            words=f"{row.words}, {heading} {cell.words[0].lower()}{cell.words[1:]}",
            across=cell,
            lined=row.high is None,
        )
        for place, row in enumerate(rows)
        for number, cell in enumerate(cells)
    ]
    return Scale(measure, tuple(float(value) for value in breaks), tuple(classes))


def spread(colours: Sequence[str], count: int) -> list[str]:
    """``count`` colours evenly spaced on a ramp, its ends included; the middle one for a single colour."""
    ramp = np.array([[int(colour[place : place + 2], 16) for place in (1, 3, 5)] for colour in colours], float)
    places = np.linspace(0, len(colours) - 1, count) if count > 1 else np.array([(len(colours) - 1) / 2])
    channels = [np.interp(places, np.arange(len(colours)), ramp[:, channel]) for channel in range(3)]
    return ["#{:02x}{:02x}{:02x}".format(*(round(value) for value in colour)) for colour in zip(*channels)]


def number(value: float) -> str:
    """A break as a reader sees it: no needless decimals, thousands separated, a real minus sign."""
    text = f"{value:,.6f}".rstrip("0").rstrip(".")
    return text.replace("-", "\N{MINUS SIGN}")


def _words(measure: Measure, low: float | None, high: float | None) -> str:
    if not measure.diverging:
        unit = _unit(measure, None)
        least, most = (None if end is None else f"{measure.prefix}{number(end)}" for end in (low, high))
        if low is None:
            return f"{most}{unit} or less"
        return f"Over {least}{unit}" if high is None else f"{least} to {most}{unit}"
    if low is not None and high is not None and low < 0 < high:
        return f"Within {number(high)}{_unit(measure, high)}"
    direction, near, far = (
        (measure.above, low, high)
        if low is not None and low > 0
        else (measure.below, -high, None if low is None else -low)
    )
    if far is None:
        return f"Over {number(near)}{_unit(measure, near)} {direction}"
    return f"{number(near)} to {number(far)}{_unit(measure, far)} {direction}"


def _unit(measure: Measure, value: float | None) -> str:
    """The unit after a number, with its space; it is one point, not one points."""
    if not measure.unit:
        return ""
    return " " + (_SINGULAR.get(measure.unit, measure.unit) if value == 1 else measure.unit)


def circle_steps(smallest: float, largest: float) -> tuple[int, ...]:
    """The counts whose circles stand in the legend: at most three, round, within what the map shows.

    A circle smaller than any on the map would tell of counts that are withheld.
    """
    rounds = [base * 10**power for power in range(9) for base in (1, 2, 3, 5)]
    within = [value for value in rounds if smallest <= value <= largest]
    if not within:
        return (int(largest),)
    return tuple(sorted({within[0], within[max(len(within) - 2, 0)], within[-1]}))
