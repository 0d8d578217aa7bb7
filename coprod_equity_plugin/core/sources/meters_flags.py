"""SQL of the state that a read's energy and quality flag mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .meters_codes import NO_ENERGY
from .meters_fields import YES_WORDS
from .meters_scan import literal

_SAMPLE_ROWS = 20_000


@dataclass(frozen=True)
class StateSql:
    """How energies and flags become states.

    A state is a number: ``0`` for an energy that is not above the lowest threshold, ``1`` to ``k`` above so many of
    them, ``k + 1`` for an estimate. Nested CASE, not IN, AND or list_contains: DuckDB makes a join of all rows from a
    long IN, works out both sides of an AND, and copies a list for every row; a branch of CASE it works out for the rows
    that come to it.

    Attributes
    ----------
    thresholds
        In kWh, ascending.
    flags
        Words in capitals and what they mean: 1 an estimate, ``NO_ENERGY`` no read; any other is a measured read.
    seen
        Flags of the first rows as they stand there, the most frequent first.
    has_flags
        Whether there is a column of flags.
    """

    thresholds: tuple[float, ...]
    flags: dict[str, int]
    seen: tuple[str, ...]
    has_flags: bool

    @property
    def states(self) -> int:
        """Number of states."""
        return len(self.thresholds) + 2

    def sql(self, value: Callable[[int], str], no_read: str, checked: str = "") -> str:
        """SQL of what a state gives, or ``no_read`` where a flag says so; ``checked`` is asked before, NULL without."""
        whens = "".join(
            f"WHEN kwh BETWEEN 0 AND {level!r}::DOUBLE THEN {value(n)} " for n, level in enumerate(self.thresholds)
        )
        # The last one is for a negative read, too: power flows.
        whens += f"{f'WHEN {checked} THEN' if checked else 'ELSE'} {value(self.states - 2)}"
        if not self.has_flags:
            return f"CASE {whens} END"
        estimate = value(self.states - 1)
        estimate = f"CASE WHEN {checked} THEN {estimate} END" if checked else estimate
        means = [self._meaning(word) for word in self.seen]
        flag = cases("upper(trim(quality))", self.flags, 0)
        if means:
            flag = cases("quality", dict(zip(self.seen, means)), flag)
        flagged = f"CASE {flag} WHEN 1 THEN {estimate} WHEN {NO_ENERGY} THEN {no_read} ELSE CASE {whens} END END"
        if 1 in means:  # the most frequent flag of estimates, in the fewest steps: each costs time for all rows
            flagged = cases("quality", {self.seen[means.index(1)]: estimate}, flagged)
        if means and not means[0]:
            # The most frequent flag of measured reads. A comparison with NULL is not true: no flag is a measured read.
            return f"CASE WHEN quality <> {literal(self.seen[0])} THEN {flagged} {whens} END"
        return f"CASE WHEN quality IS NOT NULL THEN {flagged} {whens} END"

    def notes(self) -> tuple[str, ...]:
        """What the flags were taken for: one that no list knows counts as measured, which the log should show.

        Longer texts are no flags, but may be what a wrong column says of somebody.
        """
        words = {0: "measured", 1: "estimated", NO_ENERGY: "no read"}
        shown = [f"{flag.strip()} {words[self._meaning(flag)]}" for flag in self.seen if 0 < len(flag) <= 12]
        return (f"Quality flags among the first reads: {', '.join(shown)}.",) if shown else ()

    def _meaning(self, flag: str) -> int:
        return self.flags.get(flag.strip().upper(), 0)


def state_sql(
    connection, source, thresholds: Sequence[float], estimated_words: Sequence[str], missing_words: Sequence[str]
) -> StateSql:
    """The states of a source's reads; ``thresholds`` ascend."""
    words = [word.strip().upper() for word in estimated_words if word.strip()]
    if source.fields.quality and "estim" in source.fields.quality.lower():
        words.extend(YES_WORDS)
    none = [word.strip().upper() for word in missing_words if word.strip()]
    flags = {**dict.fromkeys(none, NO_ENERGY), **dict.fromkeys(words, 1)}
    return StateSql(tuple(thresholds), flags, _sampled_flags(connection, source), bool(source.fields.quality))


def cases(value: str, results: dict[str, object], otherwise: object) -> str:
    """SQL that gives each text its result."""
    branches = " ".join(f"WHEN {literal(text)} THEN {result}" for text, result in results.items())
    return f"CASE {value} {branches} ELSE {otherwise} END" if branches else str(otherwise)


def _sampled_flags(connection, source) -> tuple[str, ...]:
    """A dozen quality flags of the first rows, the most frequent first."""
    if not source.fields.quality:
        return ()
    rows = connection.execute(
        "SELECT quality FROM (SELECT quality FROM "  # nosec B608
        f"({source.scan}) LIMIT {_SAMPLE_ROWS}) WHERE quality IS NOT NULL "
        "GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 12",
        list(source.parameters),
    ).fetchall()
    return tuple(row[0] for row in rows)
