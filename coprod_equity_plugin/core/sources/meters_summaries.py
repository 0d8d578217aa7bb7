"""What Parquet files tell of all their rows without a look at them: it saves the pass over the reads some of its work.

Each question is of one column and nothing else, or DuckDB would read the rows for its answer.
"""

from __future__ import annotations

from dataclasses import dataclass

from .meters_fields import LAYOUT_LONG
from .meters_time import MICRO

_NUMBERS = ("DOUBLE", "FLOAT", "DECIMAL", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "U")


@dataclass(frozen=True)
class Summaries:
    """What the files of a source tell; ``None`` for what they do not.

    Attributes
    ----------
    rows
        Number of rows.
    lowest
        Lowest energy, in kWh. That it is NaN or infinite is not told: writers leave such values out of summaries.
    first, last
        First and last time stamp in whole seconds, local or UTC.
    kind
        Type of the time stamps, in DuckDB's words; empty without any row.
    """

    rows: int | None = None
    lowest: float | None = None
    first: int | None = None
    last: int | None = None
    kind: str = ""

    @property
    def counted(self) -> bool:
        """Whether the number of rows is known and every energy is a number: what sets no bit then needs no look."""
        return self.rows is not None and self.lowest is not None

    def within(self, begin: int, stop: int) -> bool:
        """Whether all time stamps are known to be from one second on and before another."""
        return None not in (self.first, self.last) and begin <= self.first and self.last < stop


def summaries(connection, source) -> Summaries:
    """Ask the files; only long rows in Parquet have an answer."""
    if source.is_csv or source.layout != LAYOUT_LONG:
        return Summaries()

    def ask(what: str, rest: str = "") -> tuple | None:
        sql = f"SELECT {what} FROM ({source.scan}) {rest}"  # nosec B608
        return connection.execute(sql, list(source.parameters)).fetchone()

    (rows,) = ask("count(*)")
    kinds = ask("typeof(source_time), typeof(raw)", "LIMIT 1")
    if kinds is None:
        return Summaries(rows)
    lowest = first = last = None
    if kinds[1].startswith(_NUMBERS):
        (lowest,) = ask("min(raw)")
    if kinds[0].startswith("TIMESTAMP"):
        ends = [f"CASE WHEN isfinite({end}) THEN epoch_us({end}) END" for end in ("first", "last")]
        found = connection.execute(
            f"SELECT {', '.join(ends)} FROM "  # nosec B608
            f"(SELECT min(source_time) AS first, max(source_time) AS last FROM ({source.scan}))",
            list(source.parameters),
        ).fetchone()
        first, last = (None if stamp is None else int(stamp) // MICRO for stamp in found)
    return Summaries(rows, None if lowest is None else float(lowest), first, last, kinds[0])


def slots_to_the_last(told: Summaries, start: int, slots: int, interval: int) -> int:
    """Slots that any read can be in, whole bytes of them: a follow-up is often longer than the files are.

    A day more is room for any zone.
    """
    if told.last is None:
        return slots
    needed = -(-(max(told.last - start, 0) + 86400) // interval)
    return min(slots, needed + -needed % 8)
