"""One pass over the reads: every meter's intervals as bit strings, one bit a time slot, one string a state.

``GROUP BY meter`` with ``bitstring_agg`` needs no sort and no row loop, and its memory grows with meters and slots, not
with reads. Time stamps become slots by arithmetic: a zone has a handful of offsets in the weeks of a study.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ..errors import InputError, Problem
from ..progress import Progress
from ..threads import in_threads
from .meters import ReadSource
from .meters_bits import bit_range, count_all, count_bits
from .meters_codes import (
    BAD_ENERGY,
    BAD_TIME,
    LEFT_OUT,
    NO_ENERGY,
    ODD,
    PACKED,
    PACKED_BITS,
    REPEATED,
)
from .meters_fields import ESTIMATED_WORDS, MISSING_WORDS
from .meters_gather import Gathered, gather, parts_of
from .meters_lines import gather_lines
from .meters_query import RowQuery, row_query
from .meters_scan import reading
from .meters_summaries import slots_to_the_last, summaries
from .meters_time import MICRO, zone_offsets

_BLOCK = 8192
DUPLICATED, NO_METER, BROKEN = "duplicated read", "no meter id", "broken row"


@dataclass(frozen=True)
class ReadGrid:
    """The states of all meters on one grid of time slots.

    Attributes
    ----------
    meters : numpy.ndarray
        Meter ids, shape ``(n,)``, objects, ascending.
    on, zero, estimated : numpy.ndarray
        Packed bits, ``uint8``, shape ``(n, slots / 8)``; a slot without any bit is a missing read. Disjoint: a measured
        read goes before an estimated one, power before none.
    exports : numpy.ndarray
        Whether a meter ever showed a negative read, ``bool``, shape ``(n,)``.
    edges : numpy.ndarray
        UTC seconds of the slots' starts and of the last one's end, shape ``(slots + 1,)``.
    local_edges : numpy.ndarray
        The same as wall-clock ``datetime64[s]``.
    stride : numpy.ndarray
        Slots that one read of a meter spans, shape ``(n,)``: 1, or more for a meter with longer intervals than the
        finest, whose reads have been set in all slots that they cover.
    interval : int
        Seconds of one slot.
    rows : int
        Rows read.
    left_out : dict
        Reason -> rows.
    notes : tuple
        Sentences for the log.
    levels : tuple
        ``(kWh, bits)`` of the further thresholds that were asked for: where a measured read is above it.
    """

    meters: np.ndarray
    on: np.ndarray
    zero: np.ndarray
    estimated: np.ndarray
    exports: np.ndarray
    edges: np.ndarray
    local_edges: np.ndarray
    stride: np.ndarray
    interval: int
    rows: int
    left_out: dict[str, int]
    notes: tuple[str, ...] = ()
    levels: tuple[tuple[float, np.ndarray], ...] = ()

    def at_threshold(self, threshold: float) -> ReadGrid:
        """The same reads, with power on above another threshold, one of :attr:`levels`."""
        on = dict(self.levels)[threshold]
        return replace(self, on=on, zero=(self.on | self.zero) & ~on)

    @property
    def slots(self) -> int:
        """Number of time slots."""
        return len(self.edges) - 1


def read_grid(
    source: ReadSource,
    start: int,
    stop: int,
    *,
    threshold: float = 0.01,
    levels: Sequence[float] = (),
    estimated_words: Sequence[str] = ESTIMATED_WORDS,
    missing_words: Sequence[str] = MISSING_WORDS,
    progress: Progress | None = None,
) -> ReadGrid:
    """Read all meters' states between two instants.

    Parameters
    ----------
    source
        What :func:`~.meters.open_reads` gives.
    start, stop
        UTC seconds: a slot starts at ``start``; reads outside are counted, not used.
    threshold
        kWh in an interval above which a measured read is power. A negative read always is: a meter without power
        registers no export.
    levels
        Further thresholds, whose states the same pass gathers.
    estimated_words, missing_words
        Quality flags, upper case, that make a read an estimate or no read at all.
    progress
        Asked for cancel.
    """
    progress = progress or Progress()
    slots = -(-(stop - start) // source.interval)
    slots += -slots % 8  # whole bytes, so that no padding has to be cut off
    offsets = zone_offsets(source.time_zone, start, start + slots * source.interval)
    thresholds = sorted({float(threshold), *map(float, levels)})
    with source.connect() as connection:
        with reading(connection, "reads", source.files, source.base, progress):
            with progress.interrupting(connection.interrupt):
                told = summaries(connection, source)
                whole, slots = slots, slots_to_the_last(told, start, slots, source.interval)
                # A clock change after the last read is none for any row.
                near = zone_offsets(source.time_zone, start, start + slots * source.interval)
                query = row_query(
                    connection, source, near, start, slots, thresholds, estimated_words, missing_words, told
                )
            # A seventh more is room for what _spread sets behind a last read: it needs eight reads of a meter.
            width = min(whole, slots + slots // 56 * 8 + 8) // 8
            gathered = gather_lines(connection, source, query, width, progress)
            if gathered is None:
                gathered = gather(connection, query, width, progress, parts_of(query))
            gathered, rows, counts, later = _look_again(connection, query, gathered, progress)
            if later is not None:
                later = _repeated_hour(later, source, offsets, start, slots)
            # Of lines without any broken one among them, DuckDB has no list.
            broken, broken_notes = (0, []) if gathered.counted else _broken_rows(connection, source)
        grid = _assemble(
            gathered, rows, counts, later, source, offsets, start, thresholds, float(threshold), broken, progress
        )
        notes = [*broken_notes, *_bad_rows(connection, source, query, grid, broken, progress), *query.notes]
    longer = int(np.count_nonzero(grid.stride > 1))
    if longer:
        notes.append(f"{longer:,} meters have intervals longer than {source.interval / 60:g} minutes.")
    if grid.rows and grid.left_out.get(LEFT_OUT[BAD_ENERGY], 0) == grid.rows:
        raise InputError(
            Problem(
                "no row holds a number where the energy belongs",
                f"Give the column with kWh as KWH_FIELD; the columns are {', '.join(source.columns[:40])}",
                source=source.name(),
                column=source.fields.kwh,
            )
        )
    return replace(grid, notes=tuple(notes))


def read_span(source: ReadSource) -> tuple[np.datetime64, np.datetime64, int]:
    """First and last time stamp as they stand in the files (UTC for instants), and the number of rows."""
    with source.connect() as connection:
        first, last, rows = connection.execute(
            f"SELECT min(stamp), max(stamp), count(*) FROM ({source.scan})",  # nosec B608
            list(source.parameters),
        ).fetchone()
    if first is None:
        return np.datetime64("NaT"), np.datetime64("NaT"), int(rows)
    return np.datetime64(int(first) // MICRO, "s"), np.datetime64(int(last) // MICRO, "s"), int(rows)


def _repeated_hour(data, source, offsets, start, slots):
    """Rows of the hour that the clock runs twice, in the order of the files: meters, meter, slot, state.

    A meter's first read of such a stamp is the first hour, its second the second; reads beyond are duplicates of the
    second. A single read stands for the first hour.
    """
    slot, state = np.asarray(data["slot"], dtype=np.int64), np.asarray(data["state"], dtype=np.int64)
    meters, meter = np.unique(np.asarray(data["meter"], dtype=object), return_inverse=True)
    key = meter * slots + slot
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    second = np.zeros(len(key), dtype=bool)
    second[order[1:]] = ordered[1:] == ordered[:-1]
    back = np.array([length for _, _, length in offsets.repeated], dtype=np.int64)
    changes = offsets.changes[np.diff(offsets.offsets) < 0]
    which = np.searchsorted(changes, start + slot * source.interval, side="right")
    length = back[np.minimum(which, len(back) - 1)]
    return meters, meter, slot + second * (length // source.interval), state


def _look_again(connection, query: RowQuery, gathered: Gathered, progress: Progress):
    """What the one pass has only noticed: rows with a meter, counts by code, rows of repeated hours (or ``None``).

    The reads come first, with the rows without a meter counted.
    """
    told, rows, others, total = query.told, gathered.rows, gathered.others, None
    field = (1 << PACKED_BITS) - 1
    if told.counted and count_all(gathered.bits) == told.rows:
        return gathered, told.rows, {}, None
    if gathered.counted:
        total, counts = gathered.counted
    elif told.counted or (len(rows) and (others.max() >= ODD or rows.max() > field)):
        with progress.interrupting(connection.interrupt):
            counts = dict(
                connection.execute(
                    query.again("code, count(*)", (*LEFT_OUT, REPEATED), "GROUP BY 1"), query.parameters
                ).fetchall()
            )
            if told.counted:
                (nameless,) = connection.execute(query.nameless(), query.parameters).fetchone()
                gathered = replace(gathered, nameless=nameless)
    else:
        packed = others.astype(np.int64)
        counts = {code: int((packed >> (PACKED_BITS * place) & field).sum()) for place, code in enumerate(PACKED)}
    later = None
    if counts.get(REPEATED):
        with progress.interrupting(connection.interrupt):
            later = connection.execute(query.again("meter, slot, state", (REPEATED,)), query.parameters).fetchnumpy()
        # The one pass does not look at the flags of a repeated hour's rows; a flag may say that there is no read.
        counts[NO_ENERGY] = counts.get(NO_ENERGY, 0) + counts[REPEATED] - len(later["meter"])
    if total is None:
        total = told.rows - gathered.nameless if told.counted else int(rows.sum())
    return gathered, total, counts, later


def _assemble(
    gathered: Gathered, rows, counts, later, source, offsets, start, levels, threshold, broken, progress
) -> ReadGrid:
    meters, bits = gathered.meters, gathered.bits
    slots = 8 * bits[0].shape[1]
    left_out = {name: counts.get(code, 0) for code, name in LEFT_OUT.items()}
    left_out[NO_METER] = gathered.nameless
    left_out[BROKEN] = broken
    used = rows - sum(left_out[name] for name in LEFT_OUT.values())
    if later is not None:
        _add_later(bits, meters, later)
    progress.check()
    # Power over zero over estimate, for each threshold; a read above one is above all lower ones. All in place: each
    # copy is as large as a state of all meters.
    for lower, upper in zip(bits[-3::-1], bits[-2:0:-1]):
        lower |= upper
    measured, *above, estimated = bits
    _without(estimated, measured)
    left_out[DUPLICATED] = used - count_all([measured, estimated])
    stride = _spread(bits, source.label, progress)
    _without(estimated, measured)
    edges = start + np.arange(slots + 1, dtype=np.int64) * source.interval
    above = dict(zip(levels, above))
    on = above.pop(threshold)
    measured ^= on  # what is above a threshold is measured
    return ReadGrid(
        meters=meters,
        on=on,
        zero=measured,
        estimated=estimated,
        exports=gathered.lowest < 0,
        edges=edges,
        local_edges=offsets.to_local(edges),
        stride=stride,
        interval=source.interval,
        rows=rows + gathered.nameless + broken,
        left_out={reason: count for reason, count in left_out.items() if count},
        levels=tuple(above.items()),
    )


def _without(bits: np.ndarray, others: np.ndarray) -> None:
    """Clear the bits that others have, in place."""
    bits |= others
    bits ^= others


def _spread(states: list[np.ndarray], label: str, progress: Progress) -> np.ndarray:
    """Set the reads of meters with longer intervals in all slots that they cover; gives each meter's slots a read.

    A meter has longer intervals where at most 0.6 of the slots from its first to its last read are filled and nine in
    ten of the steps between its reads are whole multiples of its most frequent step. The first state holds all measured
    reads, the last one the estimated.
    """
    blocks = [[bits[at : at + _BLOCK] for bits in states] for at in range(0, len(states[0]), _BLOCK)]
    strides = [np.ones(0, dtype=np.int64)]
    with in_threads(lambda block: _spread_block(block, label), blocks) as spread:
        for stride in spread:
            progress.check()
            strides.append(stride)
    return np.concatenate(strides)


def _spread_block(states: list[np.ndarray], label: str) -> np.ndarray:
    stride = np.ones(len(states[0]), dtype=np.int64)
    filled = states[0] | states[-1]
    count, (first, last) = count_bits(filled), bit_range(filled)
    for row in np.flatnonzero((count >= 8) & (count <= 0.6 * (last - first + 1))):
        steps = np.diff(np.flatnonzero(np.unpackbits(filled[row])))
        usual = int(np.bincount(steps).argmax())
        if usual == 1 or np.count_nonzero(steps % usual) > 0.1 * len(steps):
            continue
        stride[row] = usual
        for bits in states:
            slots = np.unpackbits(bits[row])
            wide = slots.copy()
            for shift in range(1, usual):
                if label == "end":
                    wide[:-shift] |= slots[shift:]
                else:
                    wide[shift:] |= slots[:-shift]
            bits[row] = np.packbits(wide)
    return stride


def _add_later(bits: list[np.ndarray], meters: np.ndarray, later) -> None:
    names, meter, slot, state = later
    row = np.searchsorted(meters.astype(str), names.astype(str))[meter]
    inside = (slot >= 0) & (slot < 8 * bits[0].shape[1])
    bit = (128 >> (slot % 8)).astype(np.uint8)
    for number, packed in enumerate(bits):
        some = inside & (state == number)
        np.bitwise_or.at(packed, (row[some], slot[some] // 8), bit[some])


def _broken_rows(connection, source: ReadSource) -> tuple[int, list[str]]:
    """Rows of a CSV file that are cut short or have too many values: their number, the first few by line."""
    if not source.is_csv:
        return len(source.broken), list(source.broken[:5])
    return rejected_rows(connection)


def rejected_rows(connection) -> tuple[int, list[str]]:
    """Rows that DuckDB left out of the CSV files it has read: their number, the first few by file and line."""
    found = connection.execute(
        "SELECT s.file_path, e.line, any_value(e.error_message) FROM reject_errors e JOIN reject_scans s "
        "USING (scan_id, file_id) GROUP BY ALL ORDER BY 1, 2"
    ).fetchall()
    rows = {(Path(path).name, line): message for path, line, message in found}
    notes = [f"{name}, line {line}: {message.splitlines()[0]}" for (name, line), message in list(rows.items())[:5]]
    return len(rows), notes


def _bad_rows(connection, source, query: RowQuery, grid: ReadGrid, broken: int, progress) -> list[str]:
    """Where the first unreadable times and energies stand, so that somebody can look."""
    notes = []
    for code, column, text in (
        (BAD_TIME, source.fields.time, "source_time"),
        (BAD_ENERGY, source.fields.kwh, "raw"),
    ):
        count = grid.left_out.get(LEFT_OUT[code], 0)
        if not count:
            continue
        with progress.interrupting(connection.interrupt):
            rows = connection.execute(
                f"SELECT row, CAST({text} AS VARCHAR) FROM (SELECT row_number() OVER () AS row, code, {text} "  # nosec B608
                f"FROM ({query.few})) WHERE code = {code} LIMIT 5",
                query.parameters,
            ).fetchall()
        where = "line" if source.is_csv and source.first_line and len(source.files) == 1 else "row"
        # Rows that are broken are lines of the file, but not rows of the scan.
        lines = _broken_lines(connection) if where == "line" and broken else []
        shown = []
        for row, value in rows:
            place = row + (source.first_line - 1 if where == "line" else 0)
            for line in lines:
                place += line <= place
            shown.append(f"{where} {place} '{value}'")
        shown = ", ".join(shown)
        notes.append(f"{source.name()}, column {column}: {count:,} rows have an {LEFT_OUT[code]}: {shown}.")
    return notes


def _broken_lines(connection) -> list[int]:
    """Lines of a single CSV file that were left out, ascending."""
    return [row[0] for row in connection.execute("SELECT DISTINCT line FROM reject_errors ORDER BY 1").fetchall()]
