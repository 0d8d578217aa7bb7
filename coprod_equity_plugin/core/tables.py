"""Declared checks of a table: every problem is collected, with the rows that have it, before anything is computed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .errors import InputError, Problem


@dataclass(frozen=True)
class Rule:
    """What one column has to be.

    Attributes
    ----------
    column
        Its name.
    low, high
        Bounds of a number column, both allowed; ``None`` for no bound. A missing value is not checked.
    allowed
        The values that a text column may take; empty for any.
    unique
        Whether a value may stand in one row only.
    complete
        Whether every row needs a value.
    remedy
        What to do where the rule is broken, if the general advice is not enough.
    """

    column: str
    low: float | None = None
    high: float | None = None
    allowed: tuple[str, ...] = ()
    unique: bool = False
    complete: bool = False
    remedy: str = ""


def find_problems(frame: pd.DataFrame, rules: Iterable[Rule], source: str) -> list[Problem]:
    """Everything that breaks the rules.

    Parameters
    ----------
    frame
        The table as read.
    rules
        One for each column that is needed.
    source
        What the user calls the table, for the message.

    Returns
    -------
    list of Problem
        Empty if the table is fine. Row numbers start at 1.
    """
    rules = list(rules)
    absent = [rule.column for rule in rules if rule.column not in frame.columns]
    problems = []
    if absent:
        problems.append(
            Problem(
                f"there is no column {', '.join(absent)}",
                f"The table has: {', '.join(map(str, frame.columns)) or 'no columns'}",
                source,
            )
        )
    if not len(frame):
        problems.append(Problem("the table has no rows", "Check the step that wrote it, or its filter", source))
        return problems
    for rule in rules:
        if rule.column in frame.columns:
            problems += _column_problems(frame[rule.column], rule, source)
    return problems


def require(checks: Sequence[tuple[pd.DataFrame, Iterable[Rule], str]]) -> None:
    """Raise one :class:`InputError` with all problems of all tables."""
    problems = [problem for frame, rules, source in checks for problem in find_problems(frame, rules, source)]
    if problems:
        raise InputError(problems)


def _column_problems(values: pd.Series, rule: Rule, source: str) -> list[Problem]:
    problems = []

    def note(bad: np.ndarray, what: str, remedy: str) -> None:
        if bad.any():
            rows = tuple(int(row) + 1 for row in np.flatnonzero(bad))
            problems.append(Problem(what, rule.remedy or remedy, source, rule.column, rows))

    missing = values.isna().to_numpy() | (values == "").to_numpy(dtype=bool)
    if rule.complete:
        note(missing, "the value is missing", "Fill it in, or leave these rows out")
    if rule.unique:
        note(
            values.duplicated().to_numpy() & ~missing, "the value stands in an earlier row too", "Keep one row for each"
        )
    if rule.allowed:
        strange = ~missing & ~values.isin(rule.allowed).to_numpy()
        note(strange, "the value is not one of those known", f"It may be {', '.join(rule.allowed)}")
    if rule.low is not None or rule.high is not None:
        numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype=float)
        note(~missing & np.isnan(numbers), "the value is not a number", "Check the column's type and decimal sign")
        with np.errstate(invalid="ignore"):
            outside = np.zeros(len(numbers), dtype=bool)
            if rule.low is not None:
                outside |= numbers < rule.low
            if rule.high is not None:
                outside |= numbers > rule.high
        bounds = " to ".join("any" if bound is None else f"{bound:g}" for bound in (rule.low, rule.high))
        note(outside, f"the value lies outside {bounds}", "Check the unit")
    return problems
