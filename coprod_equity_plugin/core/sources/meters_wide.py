"""Wide reads: a day a row with a column for each interval, or a time a row with a column for each meter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_RANGE = re.compile(r"^\D*(\d{1,2}):(\d{2})(?::\d{2})?\s*(?:-|–|to)\s*\d{1,2}:\d{2}(?::\d{2})?\s*$", re.IGNORECASE)
_CLOCK = re.compile(r"(?<!\d)(\d{1,2}):?(\d{2})(?::00)?(?!\d)")
_ORDINAL = re.compile(r"^(\D*)(\d{1,3})$")
_DAY = 1440
_FEWEST = 20


@dataclass(frozen=True)
class IntervalColumns:
    """Columns of a day's intervals.

    Attributes
    ----------
    names
        The columns, in the order of time.
    minutes
        Start of each interval in minutes after the day's midnight; 1440 and more in the columns that some utilities
        add for the day of 25 hours.
    length
        Minutes of one interval.
    label
        Whether the names tell an interval's ``start`` or ``end``, or are its ``number``.
    """

    names: tuple[str, ...]
    minutes: tuple[int, ...]
    length: int
    label: str


def interval_columns(names: Sequence[str]) -> IntervalColumns | None:
    """The columns whose names are the intervals of a day; ``None`` if there are none.

    Understands a span (``00:00 - 00:30``), a clock time (``00:30``, ``INTERVAL_HR0030_ENERGY_QTY``), where 24:00 makes
    it the interval's end, and a number (``V1`` ... ``V48``). Columns after 24:00 are the added ones of a 25-hour day.
    """
    spans = {name: int(found[1]) * 60 + int(found[2]) for name in names if (found := _RANGE.match(name))}
    if _whole_day(sorted(spans.values())):
        return _made(spans, 0, "start")
    clocks = {}
    for name in names:
        found = _CLOCK.search(name)
        if found and int(found[2]) < 60 and int(found[1]) <= 25:
            clocks[name] = int(found[1]) * 60 + int(found[2])
    times = sorted(clocks.values())
    if len(times) >= _FEWEST and 0 in times and _whole_day([time for time in times if time < _DAY]):
        return _made(clocks, 0, "start")
    if len(times) >= _FEWEST and _DAY in times:
        length = min(times)
        if _whole_day([time - length for time in times if time <= _DAY]):
            return _made(clocks, length, "end")
    groups: dict[str, dict[str, int]] = {}
    for name in names:
        found = _ORDINAL.match(name)
        if found:
            groups.setdefault(found[1], {})[name] = int(found[2])
    for group in groups.values():
        numbers, first = sorted(group.values()), min(group.values())
        if (
            len(numbers) in (24, 48, 96, 288)
            and first in (0, 1)
            and numbers == list(range(first, first + len(numbers)))
        ):
            length = _DAY // len(numbers)
            return _made({name: (number - first) * length for name, number in group.items()}, 0, "number")
    return None


def _whole_day(minutes: list[int]) -> bool:
    """Whether sorted minutes are a day's interval starts, evenly spaced from midnight."""
    if len(minutes) < _FEWEST or _DAY % len(minutes):
        return False
    length = _DAY // len(minutes)
    return minutes == list(range(0, _DAY, length))


def _made(times: dict[str, int], shift: int, label: str) -> IntervalColumns:
    ordered = sorted(times.items(), key=lambda item: item[1])
    minutes = tuple(time - shift for _, time in ordered)
    return IntervalColumns(tuple(name for name, _ in ordered), minutes, minutes[1] - minutes[0], label)
