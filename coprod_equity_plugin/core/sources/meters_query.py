"""SQL that turns rows of reads into time slots and codes, and gathers them per meter in one pass without a sort.

A row's code is a state of its interval (``0``: not above the lowest threshold, ``1`` to ``k``: above so many of them,
``k + 1``: estimated) or a reason for leaving it out. The states of a meter become one bit string, a stretch of slots
for each state; what is left out is counted beside it in one packed sum. Nothing else is worked out for every row.

Where the files tell their number of rows, even the sum is left out: if as many bits are set, each row has set its own,
and if not, another pass counts what was left out, which costs little more than the sum of all rows.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from .meters_fields import NO_VALUE, YES_WORDS
from .meters_scan import literal
from .meters_summaries import Summaries
from .meters_time import EPOCH, ISO, ISO_OFFSET, MICRO, Offsets

# Codes beyond the states.
NO_ENERGY, BEFORE, AFTER, REPEATED, SKIPPED, BAD_TIME, BAD_ENERGY = range(100, 107)
LEFT_OUT = {
    NO_ENERGY: "no energy value",
    BEFORE: "before the baseline",
    AFTER: "after the follow-up",
    BAD_TIME: "unreadable time stamp",
    BAD_ENERGY: "unreadable energy value",
    SKIPPED: "local time that the clock change skips",
}
# What is common is counted within the one pass: four counters in the 53 exact bits of a DOUBLE, good while no meter has
# more rows than one of the first three can count. A rare code makes the sum ODD or more: the rows are counted again.
PACKED = (NO_ENERGY, BEFORE, AFTER, REPEATED)
PACKED_BITS = 16
ODD = 1 << 53
# Slots are counted from well before the grid, since DuckDB's // truncates; a repeated hour's stand far behind it.
_AHEAD = 1 << 20
_FAR = 1 << 40
_HUGE = "1.7976931348623157e308::DOUBLE"
_MOST_LABELS = 20_000
_SAMPLE_ROWS = 20_000
_HASHES = 3
# Types of stamps, and SQL of the moment that the scan takes one for.
_MOMENTS = {
    "TIMESTAMP WITH TIME ZONE": "source_time",
    **dict.fromkeys(("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"), "TRY_CAST(source_time AS TIMESTAMP)"),
}


@dataclass(frozen=True)
class RowQuery:
    """SQL over all rows.

    Attributes
    ----------
    rows
        Gives ``meter, slot, kwh, raw, source_time, code, state`` for each row; ``slot`` counts from the grid's start,
        ``state`` is what the code of a repeated hour's row would be at another time.
    bits
        Gives ``meter, kwh, place, others``: the bit that the row sets, or NULL and the weight of its code.
    states
        Number of states: the thresholds and two.
    slots
        Number of slots.
    parameters
        Values for the placeholders.
    told
        What the files tell of their rows.
    notes
        Sentences for the log: the flags that were seen and what each is taken for.
    few
        :attr:`rows` for a few rows, without a lookup of the known stamps.
    known
        Texts of stamps that the files are likely to hold.
    """

    rows: str
    bits: str
    states: int
    slots: int
    parameters: list
    told: Summaries
    notes: tuple[str, ...] = ()
    few: str = ""
    known: tuple[str, ...] = ()

    def aggregate(self, part: int = 0, parts: int = 1) -> str:
        """SQL of the one pass: ``meter, row_count, lowest, others, bits``; of all meters, or of one part of them.

        What has no name or no bit is empty, not NULL. Without a need to count, ``row_count`` and ``others`` are 0; so
        is ``lowest`` where no energy is less.
        """
        which = f"WHERE hash(meter) % {parts} = {part} " if parts > 1 else ""
        last = _AHEAD + self.states * self.slots - 1
        return (
            "SELECT coalesce(rows.meter, '') AS meter, "  # nosec B608
            f"{'0' if self.told.counted else 'count(*)'} AS row_count, "
            f"{'0' if self.told.counted and self.told.lowest >= 0 else 'min(kwh)'} AS lowest, "
            f"{'0' if self.told.counted else 'sum(others)'} AS others, "
            # Of a type without a sign, whose range DuckDB has less to check for each row.
            f"coalesce(CAST(bitstring_agg(place::UINTEGER, {_AHEAD}, {last}) AS BLOB), ''::BLOB) AS bits "
            f"FROM ({self.bits}) AS rows {which}GROUP BY rows.meter"
        )

    def nameless(self) -> str:
        """SQL of the number of rows without a meter."""
        return f"SELECT count(*) FROM ({self.rows}) WHERE meter IS NULL OR meter = ''"  # nosec B608

    def again(self, what: str, codes: Sequence[int], more: str = "") -> str:
        """SQL of another pass over the named meters' rows of some codes."""
        which = ", ".join(map(str, codes))
        return (
            f"SELECT {what} FROM ({self.rows}) "  # nosec B608
            f"WHERE code IN ({which}) AND meter IS NOT NULL AND meter <> '' {more}"
        )


def row_query(
    connection,
    source,
    offsets: Offsets,
    start: int,
    slots: int,
    thresholds: Sequence[float],
    estimated_words: Sequence[str],
    missing_words: Sequence[str],
    told: Summaries,
) -> RowQuery:
    """The query of a source's reads on a grid; ``thresholds`` ascend."""
    words = [word.strip().upper() for word in estimated_words if word.strip()]
    if source.fields.quality and "estim" in source.fields.quality.lower():
        words.extend(YES_WORDS)
    none = [word.strip().upper() for word in missing_words if word.strip()]
    flags = {**dict.fromkeys(none, NO_ENERGY), **dict.fromkeys(words, 1)}
    estimated = len(thresholds) + 1
    # Nested CASE, not IN, AND or list_contains: DuckDB makes a join of all rows from a long IN, works out both sides of
    # an AND, and copies a list for every row; a branch of CASE it works out for the rows that come to it.
    no_value = _case("upper(trim(CAST(raw AS VARCHAR)))", dict.fromkeys(NO_VALUE, NO_ENERGY), BAD_ENERGY)
    nothing = f"CASE WHEN raw IS NULL OR kwh IS NOT NULL THEN {NO_ENERGY} ELSE {no_value} END"
    finite = f"kwh BETWEEN -{_HUGE} AND {_HUGE}"
    seen = _sampled_flags(connection, source)
    flag = _flag_sql(seen, flags)

    def state_sql(value: Callable[[int], str], otherwise: str, checked: str = "") -> str:
        """SQL of what a state gives, or of what a flag says that it is instead; ``checked`` is asked before it."""
        whens = "".join(
            f"WHEN kwh BETWEEN 0 AND {level!r}::DOUBLE THEN {value(n)} " for n, level in enumerate(thresholds)
        )
        whens += f"{f'WHEN {checked} THEN' if checked else 'ELSE'} {value(len(thresholds))}"
        if not source.fields.quality:
            return f"CASE {whens} END"
        doubted = f"CASE WHEN {checked} THEN {value(estimated)} END" if checked else value(estimated)
        flagged = f"CASE {flag} WHEN 1 THEN {doubted} WHEN {NO_ENERGY} THEN {otherwise} ELSE CASE {whens} END END"
        means = [flags.get(word.strip().upper(), 0) for word in seen]
        if 1 in means:  # the most frequent flag of estimated reads, with the fewest steps: each costs for all rows
            flagged = f"CASE quality WHEN {literal(seen[means.index(1)])} THEN {doubted} ELSE {flagged} END"
        if means and not means[0]:
            # The most frequent flag of measured reads. A comparison with NULL is not true: no flag is a measured read.
            return f"CASE WHEN quality <> {literal(seen[0])} THEN {flagged} {whens} END"
        return f"CASE WHEN quality IS NOT NULL THEN {flagged} {whens} END"

    slot = slot_sql(source, offsets, start)
    known, texts = _known_stamps(connection, source, slot, offsets, start, slots)
    table = plain = f"(SELECT *, {slot} AS slot FROM ({source.scan}))"  # nosec B608
    if known:  # within CASE, so that only the texts that are not known are parsed
        slot = f"CASE WHEN known IS NULL THEN {slot} ELSE known + {_AHEAD} END"
        table = f"(SELECT *, {slot} AS slot FROM (SELECT *, {known} AS known FROM ({source.scan})))"  # nosec B608
    inside = f"slot BETWEEN {_AHEAD} AND {_AHEAD + slots - 1}"
    state = f"CASE WHEN {finite} THEN {state_sql(str, str(NO_ENERGY))} ELSE {nothing} END"
    code = f"""CASE WHEN {inside} THEN {state}
        WHEN {source.stamp or "stamp"} IS NULL THEN {BAD_TIME}
        WHEN kwh IS NULL THEN {nothing}
        WHEN slot IS NULL THEN {SKIPPED}
        WHEN slot < {_AHEAD} OR slot BETWEEN {_FAR // 2} AND {_FAR + _AHEAD - 1} THEN {BEFORE}
        WHEN slot < {_FAR // 2} OR slot >= {_FAR + _AHEAD + slots} THEN {AFTER}
        WHEN {state} < {NO_ENERGY} THEN {REPEATED} ELSE {NO_ENERGY} END"""
    rows = (
        f"SELECT meter, slot - CASE WHEN slot > {_FAR // 2} THEN {_FAR + _AHEAD} ELSE {_AHEAD} END AS slot, "  # nosec B608
        f"kwh, raw, source_time, {state} AS state, {code} AS code FROM "
    )
    # Added once, behind the CASE: a branch of its own for each sum costs more.
    place = f"CASE WHEN {inside} AND {finite} THEN slot + {state_sql(lambda n: str(n * slots), 'NULL')} END"
    # The same codes for the rows that set no bit, in as few expressions as will do: each costs time for every row.
    none, before, after, repeated = (f"{float(1 << PACKED_BITS * number)}::DOUBLE" for number in range(len(PACKED)))
    odd = f"{float(ODD)}::DOUBLE"
    text = f"WHEN {no_value} = {NO_ENERGY} THEN {none}" if source.is_csv else ""
    others = f"""CASE WHEN place IS NOT NULL THEN 0::DOUBLE
        WHEN kwh IS NULL THEN CASE WHEN slot IS NULL THEN {odd} WHEN raw IS NULL THEN {none} {text} ELSE {odd} END
        WHEN slot < {_AHEAD} THEN {before} WHEN slot < {_AHEAD + slots} THEN {none} WHEN slot < {_FAR // 2} THEN {after}
        WHEN slot BETWEEN {_FAR + _AHEAD} AND {_FAR + _AHEAD + slots - 1} AND {finite} THEN {repeated}
        ELSE {odd} END"""
    bits = f"SELECT *, {others} AS others FROM (SELECT *, {place} AS place FROM {table})"  # nosec B608
    if told.counted:
        if told.kind in _MOMENTS and not (source.local and len(offsets.changes)):
            slot = slot_sql(source, offsets, start, moment=_MOMENTS[told.kind])
            table = f"(SELECT *, {slot} AS slot FROM ({source.scan}))"  # nosec B608
            # What is worked out of a column alone, DuckDB 2 works out for each different value in a group of rows, and
            # not for each row, as long as it cannot fail: so it goes by seconds, and each state has its own sum.
            place = state_sql(lambda n: f"TRY_CAST(slot + {n * slots} AS UINTEGER)", "NULL", finite)
            if not told.within(*_span(source, offsets, start, slots)):
                place = f"CASE WHEN {inside} THEN {place} END"
        bits = f"SELECT meter, kwh, {place} AS place FROM {table}"  # nosec B608
    notes = _flag_notes(seen, flags)
    return RowQuery(
        rows + table, bits, estimated + 1, slots, list(source.parameters), told, notes, rows + plain, tuple(texts)
    )


def slot_sql(source, offsets: Offsets, start: int, moment: str = "") -> str:
    """SQL of a row's slot: from ``_AHEAD`` on; ``_FAR`` more in a repeated hour; NULL where the clock skips it.

    By the microsecond; by the second of the SQL of a moment, if that is given, which holds where no clock changes.
    """
    end, unit = source.label == "end", 1 if moment else MICRO
    step, stamp = source.interval * unit, source.stamp or "stamp"
    if moment:
        stamp = f"TRY_CAST({'ceil' if end else 'floor'}(epoch({moment})) AS BIGINT)"

    def plain(offset: int, more: int = 0) -> str:
        shift = _AHEAD * step - (offset + start) * unit + (step - 1 if end else 0) + (more - end) * step
        return f"({stamp} + {shift}) // {step}"

    if not source.local:
        return plain(0)
    pieces = []
    for change, before, after in zip(offsets.changes, offsets.offsets[:-1], offsets.offsets[1:]):
        change, before, after = int(change), int(before), int(after)
        low, high = sorted((change + before, change + after))
        # An interval's end may stand on the skipped hour's first minute: the clock showed it before it jumped.
        sign = "<=" if end and after > before else "<"
        special = "NULL" if after > before else plain(before, _FAR)
        pieces.append(f"WHEN {stamp} {sign} {low * MICRO} THEN {plain(before)}")
        pieces.append(f"WHEN {stamp} < {high * MICRO} THEN {special}")
    last = plain(int(offsets.offsets[-1]))
    return f"CASE {' '.join(pieces)} ELSE {last} END" if pieces else last


def _span(source, offsets: Offsets, start: int, slots: int) -> tuple[int, int]:
    """Seconds between which a stamp surely is in one of the slots, whichever end of an interval it names."""
    begin = start + (int(offsets.offsets[-1]) if source.local else 0)
    return begin + source.interval, begin + (slots - 1) * source.interval


def _case(value: str, results: dict[str, int], otherwise: int) -> str:
    branches = " ".join(f"WHEN {literal(word)} THEN {result}" for word, result in results.items())
    return f"CASE {value} {branches} ELSE {otherwise} END" if branches else str(otherwise)


def _flag_sql(seen: Sequence[str], flags: dict[str, int]) -> str:
    """SQL of a flag's meaning: words seen in a sample as they stand, others by their meaning in capitals."""
    general = _case("upper(trim(quality))", flags, 0)
    branches = " ".join(f"WHEN {literal(word)} THEN {flags.get(word.strip().upper(), 0)}" for word in seen)
    return f"CASE quality {branches} ELSE {general} END" if seen else general


def _flag_notes(seen: Sequence[str], flags: dict[str, int]) -> tuple[str, ...]:
    """What the flags were taken for: one that no list knows counts as measured, which the log should show.

    Longer texts are no flags, but may be what a wrong column says of somebody.
    """
    words = {0: "measured", 1: "estimated", NO_ENERGY: "no read"}
    shown = [f"{flag.strip()} {words[flags.get(flag.strip().upper(), 0)]}" for flag in seen if 0 < len(flag) <= 12]
    return (f"Quality flags among the first reads: {', '.join(shown)}.",) if shown else ()


def _sampled_flags(connection, source) -> list[str]:
    """A dozen quality flags of the first rows, the most frequent first."""
    if not source.fields.quality:
        return []
    rows = connection.execute(
        "SELECT quality FROM (SELECT quality FROM "  # nosec B608
        f"({source.scan}) LIMIT {_SAMPLE_ROWS}) WHERE quality IS NOT NULL "
        "GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 12",
        list(source.parameters),
    ).fetchall()
    return [row[0] for row in rows]


_ISO_PARTS = re.compile(r"^\d{4}-\d\d-\d\d([ T])\d\d:\d\d(:\d\d)?(\.0+)?( ?(?:Z|[+-]\d\d(?::?\d\d)?))?$")


def _known_stamps(connection, source, slot: str, offsets: Offsets, start: int, slots: int) -> tuple[str, list[str]]:
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
        if place is not None and 0 <= place - _AHEAD < slots:
            labels[place - _AHEAD] = text
    known = f"enum_code(TRY_CAST(source_time AS ENUM({', '.join(map(literal, labels))})))::BIGINT"
    return f"CASE WHEN {_may_be_among(connection, labels)} THEN {known} END", texts


def _may_be_among(connection, labels: list[str]) -> str:
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
