"""SQL of the time slot of a stamp, and of text stamps that are known.

Slots are counted from :data:`AHEAD` on, well before the grid, since DuckDB's ``//`` truncates; a repeated hour's stand
:data:`FAR` behind.
"""

from __future__ import annotations

import re
from base64 import b64encode

import numpy as np

from .meters_scan import literal
from .meters_time import EPOCH, ISO, ISO_OFFSET, MICRO, Offsets

AHEAD = 1 << 20
FAR = 1 << 40
_MOST_LABELS = 20_000
_HASHES = 3
# Types of stamps in Parquet files, and SQL of the moment that the scan takes one for.
MOMENTS = {
    "TIMESTAMP WITH TIME ZONE": "source_time",
    **dict.fromkeys(("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"), "TRY_CAST(source_time AS TIMESTAMP)"),
}
_ISO_PARTS = re.compile(r"^\d{4}-\d\d-\d\d([ T])\d\d:\d\d(:\d\d)?(\.0+)?( ?(?:Z|[+-]\d\d(?::?\d\d)?))?$")


def slot_sql(source, offsets: Offsets, start: int, moment: str = "") -> str:
    """SQL of a row's slot: from ``AHEAD`` on; ``FAR`` more in a repeated hour; NULL where the clock skips it.

    By the microsecond; by the second of the SQL of a moment, if that is given, which holds where no clock changes.
    """
    end, unit = source.label == "end", 1 if moment else MICRO
    step, stamp = source.interval * unit, source.stamp or "stamp"
    if moment:
        stamp = f"TRY_CAST({'ceil' if end else 'floor'}(epoch({moment})) AS BIGINT)"

    def plain(offset: int, more: int = 0) -> str:
        shift = AHEAD * step - (offset + start) * unit + (step - 1 if end else 0) + (more - end) * step
        return f"({stamp} + {shift}) // {step}"

    if not source.local:
        return plain(0)
    pieces = []
    for change, before, after in zip(offsets.changes, offsets.offsets[:-1], offsets.offsets[1:]):
        change, before, after = int(change), int(before), int(after)
        low, high = sorted((change + before, change + after))
        # An interval's end may stand on the skipped hour's first minute: the clock showed it before it jumped.
        sign = "<=" if end and after > before else "<"
        special = "NULL" if after > before else plain(before, FAR)
        pieces.append(f"WHEN {stamp} {sign} {low * MICRO} THEN {plain(before)}")
        pieces.append(f"WHEN {stamp} < {high * MICRO} THEN {special}")
    last = plain(int(offsets.offsets[-1]))
    return f"CASE {' '.join(pieces)} ELSE {last} END" if pieces else last


def span_of_slots(source, offsets: Offsets, start: int, slots: int) -> tuple[int, int]:
    """Seconds between which a stamp surely is in one of the slots, whichever end of an interval it names."""
    begin = start + (int(offsets.offsets[-1]) if source.local else 0)
    return begin + source.interval, begin + (slots - 1) * source.interval


def known_stamps(connection, source, slot: str, offsets: Offsets, start: int, slots: int) -> tuple[str, list[str]]:
    """SQL of the slot of a text stamp that is one of the grid's known texts, else NULL; empty if of no use.

    And these texts.

    Parsing 80 million texts costs more than anything else here, but they are only a thousand or two different ones. An
    enumeration's label number is the slot; its texts are written as the first one in the file is, and what each means
    is asked of the very SQL that it stands for.
    """
    if not source.stamp or slots > _MOST_LABELS or source.form == EPOCH:
        return "", []
    first = connection.execute(
        f"SELECT CAST(source_time AS VARCHAR) FROM ({source.scan}) WHERE source_time IS NOT NULL LIMIT 1",  # nosec B608
        list(source.parameters),
    ).fetchone()
    edges = start + np.arange(slots + 1, dtype=np.int64) * source.interval
    texts = _written_alike(first[0] if first else "", source, edges, offsets)
    if not texts:
        return "", []
    found = connection.execute(
        f"SELECT source_time, {slot} AS slot FROM (SELECT unnest(?::VARCHAR[]) AS source_time)",  # nosec B608
        [sorted(set(texts))],
    ).fetchall()
    labels = [f"#{number}" for number in range(slots)]
    for text, place in found:
        if place is not None and 0 <= place - AHEAD < slots:
            labels[place - AHEAD] = text
    known = f"enum_code(TRY_CAST(source_time AS ENUM({', '.join(map(literal, labels))})))::BIGINT"
    return f"CASE WHEN {may_be_among(connection, labels)} THEN {known} END", texts


def may_be_among(connection, labels: list[str]) -> str:
    """SQL of whether a text stamp is among some texts, or, once in a hundred thousand times, shares their hashes' bits.

    A text that is no label of an enumeration takes DuckDB a quarter of a millisecond: it looks for one that is alike.
    """
    width = (24 * len(labels)).bit_length()
    size = 1 << width
    hashes = [f"((hash(source_time) >> {width * number}) & {size - 1})::INTEGER" for number in range(_HASHES)]
    found = connection.execute(
        f"SELECT {', '.join(hashes)} FROM (SELECT unnest(?::VARCHAR[]) AS source_time)",  # nosec B608
        [labels],
    ).fetchnumpy()
    bits = np.zeros(size, dtype=bool)
    bits[np.concatenate(list(found.values()))] = True
    filled = f"CAST(from_base64('{b64encode(np.packbits(bits).tobytes()).decode()}') AS BIT)"
    return " AND ".join(f"get_bit({filled}, {place}) = 1" for place in hashes)


def _written_alike(first: str, source, edges: np.ndarray, offsets: Offsets) -> list[str]:
    """The grid's times in the way in which one stamp is written."""
    if source.form in (ISO, ISO_OFFSET):
        parts = _ISO_PARTS.match(first)
        if not parts:
            return []
        between, seconds, fraction, zone = parts.groups(default="")
        form = f"%Y-%m-%d{between}%H:%M{':%S' if seconds else ''}{fraction}{zone}"
    else:
        zone, form = "", source.form
        if "%z" in form or "%Z" in form:
            return []
    if source.local:
        walls = offsets.to_local(edges)
    else:
        east = zone.strip()
        minutes = 0
        if east[:1] in ("+", "-"):
            digits = east[1:].replace(":", "").ljust(4, "0")
            minutes = (int(digits[:2]) * 60 + int(digits[2:])) * (-1 if east[0] == "-" else 1)
        walls = (edges + 60 * minutes).astype("datetime64[s]")
    return [moment.strftime(form) for moment in walls.astype(object)]
