"""One pass over the reads: every meter's intervals as bit strings, one bit a time slot, one string a state.

``GROUP BY meter`` with ``bitstring_agg`` needs no sort and no row loop, and its memory grows with meters and slots, not
with reads. Time stamps become slots by arithmetic: a zone has a handful of offsets in the weeks of a study.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import numpy as np

from ..errors import InputError, Problem
from ..progress import Progress
from .meters import ReadSource
from .meters_fields import ESTIMATED_WORDS, MISSING_WORDS, NO_VALUE, YES_WORDS
from .meters_scan import is_of_the_file, literal
from .meters_time import MICRO, Offsets, zone_offsets

# Codes of a row; the first three are states of an interval, the others reasons for leaving the row out.
ON, ZERO, ESTIMATED, NO_ENERGY, BEFORE, AFTER, BAD_TIME, BAD_ENERGY, SKIPPED, REPEATED = range(10)
LEFT_OUT = {
    NO_ENERGY: "no energy value",
    BEFORE: "before the baseline",
    AFTER: "after the follow-up",
    BAD_TIME: "unreadable time stamp",
    BAD_ENERGY: "unreadable energy value",
    SKIPPED: "local time that the clock change skips",
}
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
    query, parameters = _query(source, offsets, start, slots, threshold, estimated_words, missing_words)
    with source.connect() as connection:
        try:
            with progress.interrupting(connection.interrupt):
                data = connection.execute(_aggregate(query, slots, levels), parameters).fetchnumpy()
            later = None
            if np.asarray(data[f"rows_{REPEATED}"]).any():
                later = _repeated_hour(connection, source, offsets, query, parameters, start, slots, progress)
            broken, broken_notes = _broken_rows(connection, source)
        except duckdb.Error as error:
            if not is_of_the_file(error):
                raise
            raise InputError(_unreadable(source, error)) from None
        grid = _assemble(data, later, source, offsets, start, slots, broken, levels, progress)
        notes = broken_notes + _bad_rows(connection, source, query, parameters, grid, progress)
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


def _query(source, offsets: Offsets, start, slots, threshold, estimated_words, missing_words):
    """SQL that gives ``meter, slot, code, exports`` for each row."""
    step, first = source.interval * MICRO, start * MICRO
    offset, skipped, repeated = "0", "false", "false"
    if source.local:
        offset = str(int(offsets.offsets[-1]) * MICRO)
        # An interval's end may stand on the skipped hour's first minute: the clock showed it before it jumped.
        closed = source.label == "end"
        for change, before, after in reversed(list(zip(offsets.changes, offsets.offsets[:-1], offsets.offsets[1:]))):
            sign = "<=" if closed and after > before else "<"
            offset = (
                f"CASE WHEN stamp {sign} {int(change + before) * MICRO} THEN {int(before) * MICRO} ELSE {offset} END"
            )
        skipped = _spans(offsets.skipped, ">" if closed else ">=")
        repeated = _spans([(low, high) for low, high, _ in offsets.repeated], ">=")
    shift = f" + {step - 1}" if source.label == "end" else ""
    # Floor division for instants before the grid too: DuckDB's // truncates, so the dividend is kept positive.
    ahead = 1 << 20
    behind = f"(stamp - ({offset}) - {first}{shift} + {ahead * step}) // {step} - {ahead}"
    slot = f"{behind} - 1" if source.label == "end" else behind
    words = [word.strip().upper() for word in estimated_words if word.strip()]
    if source.fields.quality and "estim" in source.fields.quality.lower():
        words.extend(YES_WORDS)
    none = [word.strip().upper() for word in missing_words if word.strip()]
    # Nested CASE, not IN, AND or list_contains: DuckDB makes a join of all rows from a long IN, works out both sides of
    # an AND, and copies a list for every row; a branch of CASE it works out for the rows that come to it.
    flags = {**dict.fromkeys(none, NO_ENERGY), **dict.fromkeys(words, ESTIMATED)}
    flag = _case("upper(trim(quality))", flags, ON)
    plain = "" if "A" in flags else " OR quality = 'A'"
    no_value = _case("upper(trim(CAST(raw AS VARCHAR)))", dict.fromkeys(NO_VALUE, NO_ENERGY), BAD_ENERGY)
    query = f"""
        SELECT meter, slot, kwh, kwh < 0 AS exports, source_time, raw, flag, CASE
            WHEN stamp IS NULL THEN {BAD_TIME}
            WHEN kwh IS NULL THEN CASE WHEN raw IS NULL THEN {NO_ENERGY} ELSE {no_value} END
            WHEN {skipped} THEN {SKIPPED}
            WHEN slot < 0 THEN {BEFORE}
            WHEN slot >= {slots} THEN {AFTER}
            WHEN flag = {NO_ENERGY} OR NOT isfinite(kwh) THEN {NO_ENERGY}
            WHEN {repeated} THEN {REPEATED}
            WHEN flag = {ESTIMATED} THEN {ESTIMATED}
            WHEN kwh > ? OR kwh < 0 THEN {ON}
            ELSE {ZERO} END AS code,
            CASE WHEN flag = {ESTIMATED} THEN {ESTIMATED} WHEN kwh > ? OR kwh < 0 THEN {ON} ELSE {ZERO} END AS state
        FROM (SELECT *, {slot} AS slot, CASE WHEN quality IS NULL{plain} THEN {ON} ELSE {flag} END AS flag
            FROM ({source.scan}))"""  # nosec B608
    # The scan stands after the thresholds in the text, so its placeholders come last.
    return query, [threshold, threshold, *source.parameters]


def _case(value: str, results: dict[str, int], otherwise: int) -> str:
    branches = " ".join(f"WHEN {literal(word)} THEN {result}" for word, result in results.items())
    return f"CASE {value} {branches} ELSE {otherwise} END" if branches else str(otherwise)


def _spans(spans, above: str) -> str:
    parts = [f"(stamp {above} {low * MICRO} AND stamp < {high * MICRO})" for low, high in spans]
    return " OR ".join(parts) if parts else "false"


def _aggregate(query: str, slots: int, levels: Sequence[float]) -> str:
    wanted = {f"bits_{code}": f"code = {code}" for code in (ON, ZERO, ESTIMATED)}
    for number, level in enumerate(levels):
        wanted[f"level_{number}"] = f"code IN ({ON}, {ZERO}) AND (kwh > {float(level)!r} OR kwh < 0)"
    bits = ", ".join(
        f"CAST(bitstring_agg(slot, 0, {slots - 1}) FILTER ({which}) AS BLOB) AS {name}"
        for name, which in wanted.items()
    )
    counts = ", ".join(f"count(*) FILTER (code = {code}) AS rows_{code}" for code in (*LEFT_OUT, REPEATED))
    return (
        f"SELECT meter, count(*) AS row_count, {bits}, {counts}, coalesce(bool_or(exports), false) AS exports "  # nosec B608
        f"FROM ({query}) GROUP BY meter"
    )


def _repeated_hour(connection, source, offsets, query, parameters, start, slots, progress):
    """Rows of the hour that the clock runs twice, in the order of the files: meter, slot, state.

    A meter's first read of such a stamp is the first hour, its second the second; reads beyond are duplicates of the
    second. A single read stands for the first hour.
    """
    with progress.interrupting(connection.interrupt):
        data = connection.execute(
            f"SELECT meter, slot, state, kwh FROM ({query}) "  # nosec B608
            f"WHERE code = {REPEATED} AND meter IS NOT NULL",
            parameters,
        ).fetchnumpy()
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
    slot = slot + second * (length // source.interval)
    return meters, meter, slot, state, np.asarray(data["kwh"], dtype=float), slots


def _assemble(data, later, source, offsets, start, slots, broken, levels, progress) -> ReadGrid:
    meter = np.asarray(data["meter"], dtype=object)
    nameless = np.ma.getmaskarray(data["meter"]) | np.array([name is None or name == "" for name in meter], dtype=bool)
    rows = np.asarray(data["row_count"], dtype=np.int64)
    keep = np.flatnonzero(~nameless)
    keep = keep[np.argsort(meter[keep].astype(str), kind="stable")]
    meters = meter[keep]
    left_out = {name: int(np.asarray(data[f"rows_{code}"])[keep].sum()) for code, name in LEFT_OUT.items()}
    left_out[NO_METER] = int(rows[nameless].sum())
    left_out[BROKEN] = broken
    states = [_bits(data[f"bits_{code}"], keep, slots // 8) for code in (ON, ZERO, ESTIMATED)]
    above = [_bits(data[f"level_{number}"], keep, slots // 8) for number in range(len(levels))]
    used = int(rows[keep].sum()) - sum(left_out[name] for name in LEFT_OUT.values())
    if later is not None:
        _add_later(states, above, levels, meters, later)
    on, zero, estimated = states
    zero &= ~on
    estimated &= ~(on | zero)
    filled = sum(int(_BIT_COUNT[state].sum(dtype=np.int64)) for state in states)
    left_out[DUPLICATED] = used - filled
    stride = _spread(states, above, source.label, progress)
    edges = start + np.arange(slots + 1, dtype=np.int64) * source.interval
    return ReadGrid(
        meters=meters,
        on=on,
        zero=zero,
        estimated=estimated,
        exports=np.asarray(data["exports"], dtype=bool)[keep],
        edges=edges,
        local_edges=offsets.to_local(edges),
        stride=stride,
        interval=source.interval,
        rows=int(rows.sum()) + broken,
        left_out={reason: count for reason, count in left_out.items() if count},
        levels=tuple(zip(levels, above)),
    )


_BIT_COUNT = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1).sum(axis=1).astype(np.uint8)


def _bits(column, keep: np.ndarray, width: int) -> np.ndarray:
    values, mask = np.ma.getdata(column), np.ma.getmaskarray(column)
    nothing = bytes(width)
    joined = b"".join(nothing if mask[row] or values[row] is None else values[row] for row in keep)
    return np.frombuffer(bytearray(joined), dtype=np.uint8).reshape(len(keep), width)


def _spread(states: list[np.ndarray], above: list[np.ndarray], label: str, progress: Progress) -> np.ndarray:
    """Set the reads of meters with longer intervals in all slots that they cover; gives each meter's slots a read.

    A meter has longer intervals where at most 0.6 of the slots from its first to its last read are filled and nine in
    ten of the steps between its reads are whole multiples of its most frequent step.
    """
    n = len(states[0])
    stride = np.ones(n, dtype=np.int64)
    filled = states[0] | states[1] | states[2]
    count = _BIT_COUNT[filled].sum(axis=1, dtype=np.int64)
    sparse = np.flatnonzero((count >= 8) & (count <= 0.6 * 8 * filled.shape[1]))
    for number, row in enumerate(sparse):
        if number % 1024 == 0:
            progress.check()
        places = np.flatnonzero(np.unpackbits(filled[row]))
        if len(places) > 0.6 * (places[-1] - places[0] + 1):
            continue
        steps = np.diff(places)
        usual = int(np.bincount(steps).argmax())
        if usual == 1 or np.count_nonzero(steps % usual) > 0.1 * len(steps):
            continue
        stride[row] = usual
        for bits in (*states, *above):
            slots = np.unpackbits(bits[row])
            wide = slots.copy()
            for shift in range(1, usual):
                if label == "end":
                    wide[:-shift] |= slots[shift:]
                else:
                    wide[shift:] |= slots[:-shift]
            bits[row] = np.packbits(wide)
    return stride


def _add_later(states, above, levels, meters, later) -> None:
    names, meter, slot, state, kwh, slots = later
    row = np.searchsorted(meters.astype(str), names.astype(str))[meter]
    inside = (slot >= 0) & (slot < slots)

    def add(bits: np.ndarray, some: np.ndarray) -> None:
        np.bitwise_or.at(bits, (row[some], slot[some] // 8), (128 >> (slot[some] % 8)).astype(np.uint8))

    for code, bits in enumerate(states):
        add(bits, inside & (state == code))
    for level, bits in zip(levels, above):
        add(bits, inside & (state != ESTIMATED) & ((kwh > level) | (kwh < 0)))


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


def _bad_rows(connection, source, query, parameters, grid: ReadGrid, progress: Progress) -> list[str]:
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
                f"FROM ({query})) WHERE code = {code} LIMIT 5",
                parameters,
            ).fetchall()
        where = "line" if source.is_csv and source.first_line and len(source.files) == 1 else "row"
        ahead = source.first_line - 1 if where == "line" else 0
        shown = ", ".join(f"{where} {row + ahead} '{value}'" for row, value in rows)
        notes.append(f"{source.name()}, column {column}: {count:,} rows have an {LEFT_OUT[code]}: {shown}.")
    return notes


def _unreadable(source: ReadSource, error: Exception) -> Problem:
    return Problem(
        f"the reads cannot be read to their end ({str(error).splitlines()[0]})",
        "Export or copy the file again",
        source=source.name(),
    )
