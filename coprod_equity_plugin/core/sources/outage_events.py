"""Power-off and power-on events: last gasp and power-up messages of smart meters, or an outage system's tickets.

A file holds an event in each row (meter, time, what happened), or an outage in each row (meter, time off, time on).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ..errors import InputError, Problem
from ..progress import Progress
from .meters import find_files
from .meters_dialect import csv_scan
from .meters_fields import ReadFields, normalise
from .meters_grid import rejected_rows
from .meters_scan import Table, connect, identifier, is_parquet, parquet_scan, reading, stamp_sql
from .meters_time import MICRO, load_zone, zone_offsets
from .outage_fields import LAYOUT_AUTO, LAYOUT_EVENTS, LAYOUTS, OFF_WORDS, ON_WORDS, EventFields, choose_fields

OFF, ON = 0, 1
BAD_TIME, NO_METER, OTHER_KIND = "unreadable time stamp", "no meter id", "event of another kind"
BACKWARDS, NO_LENGTH, NO_TIMES = "power on before power off", "power off and on at the same time", "no time at all"
BACK_LATER = "power on after the follow-up, taken as not yet back"
OVERLAPPING = "overlapping outage, joined with the one before"
REPEATED_OFF, REPEATED_ON, DUPLICATED = "repeated power off", "repeated power on", "duplicated row"
SKIPPED = "local time that the clock change skips"
BROKEN = "broken row"
NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class OutageEvents:
    """What the events say of each meter.

    Attributes
    ----------
    meters : numpy.ndarray
        Meter ids, ascending, shape ``(n,)``: every meter with a usable event.
    meter : numpy.ndarray
        Place in ``meters`` of each stretch without power, shape ``(m,)``; ordered by meter and time.
    off, off_last : numpy.ndarray
        UTC seconds of its first power-off, and of the last repeated one, shape ``(m,)``.
    on : numpy.ndarray
        UTC seconds of the first power-on after it; :data:`NEVER` where none follows, shape ``(m,)``.
    lone_meter, lone_on : numpy.ndarray
        Meters' power-ons that no power-off goes before, shape ``(l,)``.
    last : int
        UTC seconds of the latest event.
    time_zone : str
        IANA name.
    rows : int
        Rows read.
    left_out : dict
        Reason -> rows that were not used.
    notes : tuple
        Sentences for the log.
    """

    meters: np.ndarray
    meter: np.ndarray
    off: np.ndarray
    off_last: np.ndarray
    on: np.ndarray
    lone_meter: np.ndarray
    lone_on: np.ndarray
    last: int
    time_zone: str
    rows: int
    left_out: dict[str, int]
    notes: tuple[str, ...]


def read_events(
    events: str | Path | Sequence[str | Path],
    *,
    layout: str = LAYOUT_AUTO,
    fields: EventFields | None = None,
    time_zone: str = "America/New_York",
    time_format: str = "",
    off_words: Sequence[str] = OFF_WORDS,
    on_words: Sequence[str] = ON_WORDS,
    between: tuple[int, int] | None = None,
    progress: Progress | None = None,
) -> OutageEvents:
    """Read event files and pair each meter's power-offs with its power-ons.

    Rows may stand in any order. Of power-offs in a row the first begins the outage, of power-ons in a row the first
    ends it; the others are counted. At one and the same second, power-off comes first. Outage rows of one meter that
    overlap or touch are joined; one without an end lasts to the meter's next row, whose end it takes.

    Parameters
    ----------
    events
        Files as :func:`~.meters.find_files` takes them.
    layout
        One of ``LAYOUTS``.
    fields
        Names given by the user; an empty one is found by the names that utilities use.
    time_zone, time_format
        As in :func:`~.meters.open_reads`.
    off_words, on_words
        What the event column says for power off and on; compared without case, blanks and signs.
    between
        UTC seconds: events before the first or from the second on are left out and counted.

    Raises
    ------
    InputError
        With every problem found: no files, columns that are not there, no event that is power off or on.
    """
    progress = progress or Progress()
    load_zone(time_zone)
    if layout not in LAYOUTS:
        raise InputError(
            Problem(f"there is no layout '{layout}'", f"Give one of {', '.join(LAYOUTS)}", column="EVENT_LAYOUT")
        )
    files = find_files(events)
    csv = not is_parquet(files[0])
    with connect() as connection:
        columns, base, parameters, _ = (csv_scan if csv else parquet_scan)(connection, files, progress)
        layout, fields = choose_fields(layout, fields or EventFields(), [name for name, _ in columns], files[0])
        types = {name: "VARCHAR" if csv else kind for name, kind in columns}
        meter = ReadFields(meter=fields.meter)
        table = Table(connection, files, types, base, tuple(parameters), meter, time_zone, time_format, progress)
        with reading(connection, "events", files, base, progress):
            data, locals_, how = _fetch(table, layout, fields, progress)
        broken, notes = rejected_rows(connection) if csv else (0, [])
    reader = _Reader(Path(files[0]).name, fields, time_zone, between)
    found = (reader.from_events if layout == LAYOUT_EVENTS else reader.from_outages)(
        data, locals_, _words(off_words), _words(on_words)
    )
    shown = [f"{role} {name}" for role, name in fields._asdict().items() if name]
    notes = (
        f"Events: {Path(files[0]).name}"
        + (f" and {len(files) - 1:,} more" if len(files) > 1 else "")
        + f", a row is {'an event' if layout == LAYOUT_EVENTS else 'an outage'}; columns: {', '.join(shown)}; "
        f"times are {how}.",
        *notes,
        *reader.notes,
    )
    left_out = {**reader.left_out, BROKEN: broken}
    for note in notes:
        progress.info(note)
    return replace(
        found,
        rows=found.rows + broken,
        left_out={reason: count for reason, count in left_out.items() if count},
        notes=notes,
    )


def _words(words: Sequence[str]) -> set[str]:
    return {normalise(word) for word in words if normalise(word)}


def _fetch(table: Table, layout: str, fields: EventFields, progress: Progress):
    """The rows as arrays, whether each time column is local, and how the times are written."""
    times = (fields.time,) if layout == LAYOUT_EVENTS else (fields.off, fields.on)
    stamps = [stamp_sql(replace(table, fields=ReadFields(meter=fields.meter, time=name))) for name in times]
    chosen = [f"nullif(trim(CAST({identifier(fields.meter)} AS VARCHAR)), '') AS meter"]
    for number, (name, (sql, _, _)) in enumerate(zip(times, stamps)):
        text = f"nullif(trim(CAST({identifier(name)} AS VARCHAR)), '')"
        chosen += [f"{sql} AS stamp_{number}", f"{text} IS NULL AS empty_{number}"]
    if layout == LAYOUT_EVENTS:
        chosen.append(f"CAST({identifier(fields.event)} AS VARCHAR) AS event")
    with progress.interrupting(table.connection.interrupt):
        query = f"SELECT {', '.join(chosen)} FROM {table.base}"  # nosec B608 - identifiers are quoted
        data = table.connection.execute(query, list(table.parameters)).fetchnumpy()
    written = " and ".join(dict.fromkeys(what for _, _, what in stamps))
    return data, [local for _, local, _ in stamps], written


class _Reader:
    """Rows to stretches without power; counts what it leaves out."""

    def __init__(self, file: str, fields: EventFields, time_zone: str, between: tuple[int, int] | None) -> None:
        self.file, self.fields, self.time_zone, self.between = file, fields, time_zone, between
        self.left_out: dict[str, int] = {}
        self.notes: list[str] = []

    def drop(self, reason: str, mask: np.ndarray) -> np.ndarray:
        """Count rows that are left out; gives those that stay."""
        count = int(np.count_nonzero(mask))
        if count:
            self.left_out[reason] = self.left_out.get(reason, 0) + count
        return ~mask

    def seconds(self, data, number: int, local: bool) -> tuple[np.ndarray, np.ndarray]:
        """UTC seconds of a time column (0 where there is none), and whether it cannot be read."""
        stamp = data[f"stamp_{number}"]
        missing = np.ma.getmaskarray(stamp)
        value = np.where(missing, 0, np.ma.getdata(stamp).astype(np.int64)) // MICRO
        skipped = np.zeros(len(value), dtype=bool)
        if local and not missing.all():
            known = value[~missing]
            offsets = zone_offsets(self.time_zone, int(known.min()), int(known.max()))
            for low, high in offsets.skipped:
                skipped |= ~missing & (value >= low) & (value < high)
            value = np.where(missing, 0, offsets.to_utc(value))
        empty = np.ma.getdata(data[f"empty_{number}"]).astype(bool)
        self.skipped = skipped
        return value, missing & ~empty

    def outside(self, time: np.ndarray, keep: np.ndarray) -> np.ndarray:
        if self.between is None:
            return keep
        first, stop = self.between
        keep = keep & self.drop("before the time looked at", keep & (time < first))
        return keep & self.drop("after the follow-up", keep & (time >= stop))

    def from_events(self, data, locals_, off_words: set[str], on_words: set[str]) -> OutageEvents:
        meter = np.ma.getdata(data["meter"])
        nameless = np.ma.getmaskarray(data["meter"])
        time, bad = self.seconds(data, 0, locals_[0])
        bad |= np.ma.getmaskarray(data["stamp_0"])
        events = np.ma.getdata(data["event"]).astype(str)
        events[np.ma.getmaskarray(data["event"])] = ""
        words, place = np.unique(events, return_inverse=True)
        kinds = np.array([OFF if normalise(w) in off_words else ON if normalise(w) in on_words else -1 for w in words])
        kind = kinds[place.reshape(-1)] if len(words) else np.zeros(0, dtype=np.int64)
        keep = self.drop(NO_METER, nameless)
        keep &= self.drop(OTHER_KIND, keep & (kind < 0))
        if len(kind) and (kind < 0).any():
            counts = np.bincount(place.reshape(-1))
            others = sorted(((int(counts[at]), words[at]) for at in np.flatnonzero(kinds < 0)), reverse=True)
            self.notes.append(
                "Events that are neither power off nor on: "
                + ", ".join(f"'{word}' {count:,}" for count, word in others[:8])
                + (f" and {len(others) - 8:,} more kinds." if len(others) > 8 else ".")
            )
        if len(kind) and not (kind >= 0).any():
            raise InputError(
                Problem(
                    f"no event is power off or on: there are {', '.join(repr(str(word)) for word in words[:8])}",
                    "Give the right EVENT_FIELD, or the file's own words as OFF_WORDS and ON_WORDS",
                    source=self.file,
                    column=self.fields.event,
                )
            )
        keep &= self.drop(BAD_TIME, keep & bad)
        keep &= self.drop(SKIPPED, keep & self.skipped)
        keep = self.outside(time, keep)
        names, code = np.unique(meter[keep].astype(str), return_inverse=True)
        code, time, kind = code.reshape(-1), time[keep], kind[keep]
        order = np.lexsort((kind, time, code))
        code, time, kind = code[order], time[order], kind[order]
        same = _same(code, time, kind)
        keep = self.drop(DUPLICATED, same)
        code, time, kind = code[keep], time[keep], kind[keep]
        repeated = _same(code, kind)
        self.drop(REPEATED_OFF, repeated & (kind == OFF))
        self.drop(REPEATED_ON, repeated & (kind == ON))
        first = np.flatnonzero(~repeated)
        stop = np.append(first[1:], len(code))
        code_, kind_ = code[first], kind[first]
        begins, last_off = time[first], time[stop - 1] if len(first) else time[:0]
        off = kind_ == OFF
        follows = np.append((code_[1:] == code_[:-1]), False) if len(first) else np.zeros(0, bool)
        on = np.where(follows, np.append(begins[1:], 0), NEVER)
        lone = ~off & ~_same(code_)
        return self.made(
            names, code_[off], begins[off], last_off[off], on[off], code_[lone], begins[lone], time, len(data["event"])
        )

    def from_outages(self, data, locals_, _off_words, _on_words) -> OutageEvents:
        meter = np.ma.getdata(data["meter"])
        off, bad_off = self.seconds(data, 0, locals_[0])
        skipped = self.skipped
        on, bad_on = self.seconds(data, 1, locals_[1])
        skipped |= self.skipped
        no_off, no_on = np.ma.getmaskarray(data["stamp_0"]), np.ma.getmaskarray(data["stamp_1"])
        keep = self.drop(NO_METER, np.ma.getmaskarray(data["meter"]))
        keep &= self.drop(BAD_TIME, keep & (bad_off | bad_on))
        keep &= self.drop(SKIPPED, keep & skipped)
        keep &= self.drop(NO_TIMES, keep & no_off & no_on)
        if self.between is not None:
            late = keep & ~no_on & (on >= self.between[1]) & ~no_off
            self.drop(BACK_LATER, late)
            no_on = no_on | late
        both = ~no_off & ~no_on
        keep &= self.drop(BACKWARDS, keep & both & (on < off))
        keep &= self.drop(NO_LENGTH, keep & both & (on == off))
        keep = self.outside(np.where(no_off, on, off), keep)
        names, code = np.unique(meter[keep].astype(str), return_inverse=True)
        code, off, on, no_off, no_on = code.reshape(-1), off[keep], on[keep], no_off[keep], no_on[keep]
        lone_code, lone_on = code[no_off], on[no_off]
        code, on, off = code[~no_off], np.where(no_on, NEVER, on)[~no_off], off[~no_off]
        order = np.lexsort((on, off, code))
        code, off, on = code[order], off[order], on[order]
        kept = self.drop(DUPLICATED, _same(code, off, on))
        code, off, on = code[kept], off[kept], on[kept]
        # An outage without an end lasts to the meter's next row.
        following = np.append(code[1:] == code[:-1], False) if len(code) else np.zeros(0, bool)
        until = np.where(following & (on == NEVER), np.append(off[1:], 0), on)
        reach = np.zeros(len(code), dtype=np.int64)
        for at in range(len(code)):  # the furthest end so far, meter by meter
            reach[at] = until[at] if at == 0 or code[at] != code[at - 1] else max(reach[at - 1], until[at])
        joined = np.zeros(len(code), dtype=bool)
        joined[1:] = (code[1:] == code[:-1]) & (off[1:] <= reach[:-1])
        self.drop(OVERLAPPING, joined)
        first = np.flatnonzero(~joined)
        last = np.append(first[1:], len(code)) - 1 if len(first) else first
        times = np.concatenate([off, on[on != NEVER], lone_on])
        return self.made(
            names, code[first], off[first], off[first], reach[last], lone_code, lone_on, times, len(data["meter"])
        )

    def made(self, names, meter, off, off_last, on, lone_meter, lone_on, times, rows) -> OutageEvents:
        if not len(names):
            why = ", ".join(f"{count:,} with {reason}" for reason, count in self.left_out.items())
            raise InputError(
                Problem(
                    f"none of the {rows:,} rows holds a usable event" + (f" ({why})" if why else ""),
                    "Check the columns, the times and EVENT_START",
                    source=self.file,
                )
            )
        return OutageEvents(
            meters=names.astype(object),
            meter=meter,
            off=off,
            off_last=off_last,
            on=on,
            lone_meter=lone_meter,
            lone_on=lone_on,
            last=int(times.max()),
            time_zone=self.time_zone,
            rows=rows,
            left_out={},
            notes=(),
        )


def _same(*parts: np.ndarray) -> np.ndarray:
    """Whether each row equals the one before it in all columns."""
    same = np.zeros(len(parts[0]), dtype=bool)
    if len(same):
        same[1:] = np.logical_and.reduce([part[1:] == part[:-1] for part in parts])
    return same
