"""Whether reads span the event, and what is said about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..errors import InputError, Problem
from ..sources.meters import ReadSource
from ..sources.meters_grid import ReadGrid, read_span

if TYPE_CHECKING:
    from .restoration import RestorationOptions


def slots_used(grid: ReadGrid) -> tuple[int, int]:
    """The first slot in which any meter has a read, and one past the last; zeros without any."""
    some = np.zeros(grid.slots // 8, dtype=np.uint8)
    for bits in (grid.on, grid.zero, grid.estimated):
        some |= np.bitwise_or.reduce(bits, axis=0)
    filled = np.flatnonzero(np.unpackbits(some))
    return (int(filled[0]), int(filled[-1]) + 1) if len(filled) else (0, 0)


def check_event(source: ReadSource, grid: ReadGrid, open_slot: int, options: RestorationOptions) -> None:
    """Raise an :class:`InputError` that says what the reads span if there are none before or after the event."""
    begin, stop = slots_used(grid)
    if begin < open_slot < stop:
        return
    first, last, rows = read_span(source)
    kind = "local time" if source.local else "UTC"
    if np.isnat(first):
        what = f"none of the {rows:,} rows has a time stamp that can be read"
        remedy = "Give the right TIME_FIELD, or the stamps' format as TIME_FORMAT"
    elif stop and begin >= open_slot:
        what = (
            f"there are no reads before the event ({options.event_start.astype('datetime64[m]')}): "
            f"they run from {first} to {last} ({kind})"
        )
        remedy = f"Add the reads of the {options.baseline_days:g} days before it, or correct EVENT_START"
    else:
        what = (
            f"the event ({options.event_start.astype('datetime64[m]')}) lies outside the reads: "
            f"they run from {first} to {last} ({kind})"
        )
        remedy = "Correct EVENT_START, or give the reads of that time"
    if grid.left_out:
        what += "; left out: " + ", ".join(
            f"{_counted(count, 'row')}, {reason}" for reason, count in grid.left_out.items()
        )
    raise InputError(Problem(what, remedy, source=source.name(), column="EVENT_START" if stop else ""))


def told(grid: ReadGrid, counts: dict[str, int]) -> tuple[str, ...]:
    """Sentences on how many meters have which status, and which rows were left out."""
    shown = ", ".join(f"{count:,} {status}" for status, count in counts.items() if count)
    notes = [f"{_counted(grid.rows, 'read')} of {_counted(len(grid.meters), 'meter')}: {shown}."]
    notes.extend(f"Left out: {_counted(count, 'row')}, {reason}." for reason, count in grid.left_out.items())
    return tuple(notes)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"
