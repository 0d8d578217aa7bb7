"""SQL that turns rows of reads into time slots and codes, and gathers them per meter in one pass without a sort.

A row's code is a state of its interval (``0``: not above the lowest threshold, ``1`` to ``k``: above so many of them,
``k + 1``: estimated) or a reason for leaving it out. The states of a meter become one bit string, a stretch of slots
for each state; what is left out is counted beside it in one packed sum. Nothing else is worked out for every row.

Where the files tell their number of rows, even the sum is left out: if as many bits are set, each row has set its own,
and if not, another pass counts what was left out, which costs little more than the sum of all rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .meters_codes import (
    AFTER,
    BAD_ENERGY,
    BAD_TIME,
    BEFORE,
    NO_ENERGY,
    ODD,
    PACKED,
    PACKED_BITS,
    REPEATED,
    SKIPPED,
)
from .meters_fields import NO_VALUE
from .meters_flags import cases, state_sql
from .meters_slots import AHEAD, FAR, MOMENTS, known_stamps, slot_sql, span_of_slots
from .meters_summaries import Summaries
from .meters_time import Offsets

_HUGE = "1.7976931348623157e308::DOUBLE"


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
        last = AHEAD + self.states * self.slots - 1
        return (
            "SELECT coalesce(rows.meter, '') AS meter, "  # nosec B608
            f"{'0' if self.told.counted else 'count(*)'} AS row_count, "
            f"{'0' if self.told.counted and self.told.lowest >= 0 else 'min(kwh)'} AS lowest, "
            f"{'0' if self.told.counted else 'sum(others)'} AS others, "
            # Of a type without a sign, whose range DuckDB has less to check for each row.
            f"coalesce(CAST(bitstring_agg(place::UINTEGER, {AHEAD}, {last}) AS BLOB), ''::BLOB) AS bits "
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
    states = state_sql(connection, source, thresholds, estimated_words, missing_words)
    no_value = cases("upper(trim(CAST(raw AS VARCHAR)))", dict.fromkeys(NO_VALUE, NO_ENERGY), BAD_ENERGY)
    nothing = f"CASE WHEN raw IS NULL OR kwh IS NOT NULL THEN {NO_ENERGY} ELSE {no_value} END"
    finite = f"kwh BETWEEN -{_HUGE} AND {_HUGE}"
    slot = slot_sql(source, offsets, start)
    known, texts = known_stamps(connection, source, slot, offsets, start, slots)
    table = plain = f"(SELECT *, {slot} AS slot FROM ({source.scan}))"  # nosec B608
    if known:  # within CASE, so that only the texts that are not known are parsed
        slot = f"CASE WHEN known IS NULL THEN {slot} ELSE known + {AHEAD} END"
        table = f"(SELECT *, {slot} AS slot FROM (SELECT *, {known} AS known FROM ({source.scan})))"  # nosec B608
    inside = f"slot BETWEEN {AHEAD} AND {AHEAD + slots - 1}"
    state = f"CASE WHEN {finite} THEN {states.sql(str, str(NO_ENERGY))} ELSE {nothing} END"
    code = f"""CASE WHEN {inside} THEN {state}
        WHEN {source.stamp or "stamp"} IS NULL THEN {BAD_TIME}
        WHEN kwh IS NULL THEN {nothing}
        WHEN slot IS NULL THEN {SKIPPED}
        WHEN slot < {AHEAD} OR slot BETWEEN {FAR // 2} AND {FAR + AHEAD - 1} THEN {BEFORE}
        WHEN slot < {FAR // 2} OR slot >= {FAR + AHEAD + slots} THEN {AFTER}
        WHEN {state} < {NO_ENERGY} THEN {REPEATED} ELSE {NO_ENERGY} END"""
    rows = (
        f"SELECT meter, slot - CASE WHEN slot > {FAR // 2} THEN {FAR + AHEAD} ELSE {AHEAD} END AS slot, "  # nosec B608
        f"kwh, raw, source_time, {state} AS state, {code} AS code FROM "
    )
    # Added once, behind the CASE: a branch of its own for each sum costs more.
    place = f"CASE WHEN {inside} AND {finite} THEN slot + {states.sql(lambda n: str(n * slots), 'NULL')} END"
    # The same codes for the rows that set no bit, in as few expressions as will do: each costs time for every row.
    none, before, after, repeated = (f"{float(1 << PACKED_BITS * number)}::DOUBLE" for number in range(len(PACKED)))
    odd = f"{float(ODD)}::DOUBLE"
    text = f"WHEN {no_value} = {NO_ENERGY} THEN {none}" if source.is_csv else ""
    others = f"""CASE WHEN place IS NOT NULL THEN 0::DOUBLE
        WHEN kwh IS NULL THEN CASE WHEN slot IS NULL THEN {odd} WHEN raw IS NULL THEN {none} {text} ELSE {odd} END
        WHEN slot < {AHEAD} THEN {before} WHEN slot < {AHEAD + slots} THEN {none} WHEN slot < {FAR // 2} THEN {after}
        WHEN slot BETWEEN {FAR + AHEAD} AND {FAR + AHEAD + slots - 1} AND {finite} THEN {repeated}
        ELSE {odd} END"""
    bits = f"SELECT *, {others} AS others FROM (SELECT *, {place} AS place FROM {table})"  # nosec B608
    if told.counted:
        if told.kind in MOMENTS and not (source.local and len(offsets.changes)):
            # What is worked out of a column alone, DuckDB 2 works out for each different value in a group of rows, and
            # not for each row, as long as it cannot fail: so it goes by seconds, and each state has its own sum.
            slot = slot_sql(source, offsets, start, MOMENTS[told.kind])
            table = f"(SELECT *, {slot} AS slot FROM ({source.scan}))"  # nosec B608
            place = states.sql(lambda n: f"TRY_CAST(slot + {n * slots} AS UINTEGER)", "NULL", finite)
            if not told.within(*span_of_slots(source, offsets, start, slots)):
                place = f"CASE WHEN {inside} THEN {place} END"
        bits = f"SELECT meter, kwh, {place} AS place FROM {table}"  # nosec B608
    return RowQuery(
        rows + table,
        bits,
        states.states,
        slots,
        list(source.parameters),
        told,
        states.notes(),
        rows + plain,
        tuple(texts),
    )
