"""The domain's errors: what went wrong, where, and what to do about it.

Every error that a user can mend derives from :class:`EquityError`; the algorithms turn it into the sentence that QGIS
shows. Anything else is a defect of ours and keeps its traceback.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class EquityError(Exception):
    """Base of all errors that say to the user what to do."""


class Cancelled(EquityError):
    """The user asked to stop; nothing has been written."""

    def __init__(self) -> None:
        super().__init__("Canceled")


class MissingDependencyError(EquityError):
    """A library that the work needs is absent or too old."""


class Problem(NamedTuple):
    """One thing that is wrong with an input.

    Attributes
    ----------
    what
        The fault, in a sentence without a full stop.
    remedy
        What to do, in a sentence without a full stop.
    source
        File, layer or table that holds it; empty if the problem is a parameter.
    column
        Column, field or parameter name; empty if the whole source is meant.
    rows
        Row numbers as the user counts them (1 is the first data row); only the first few are printed.
    """

    what: str
    remedy: str = ""
    source: str = ""
    column: str = ""
    rows: tuple[int, ...] = ()

    def __str__(self) -> str:
        where = [self.source] if self.source else []
        if self.column:
            where.append(f"column {self.column}")
        if self.rows:
            shown = ", ".join(str(row) for row in self.rows[:5])
            more = f" and {len(self.rows) - 5:,} more" if len(self.rows) > 5 else ""
            where.append(f"row {shown}{more}" if len(self.rows) == 1 else f"rows {shown}{more}")
        text = f"{', '.join(where)}: {self.what}" if where else self.what
        return f"{text}. {self.remedy}." if self.remedy else f"{text}."


class InputError(EquityError):
    """Inputs that cannot be used; carries every problem found, not only the first.

    Parameters
    ----------
    problems
        At least one :class:`Problem` (or a plain sentence, taken as its ``what``).
    """

    def __init__(self, problems: Problem | str | Sequence[Problem | str]) -> None:
        items = [problems] if isinstance(problems, (Problem, str)) else list(problems)
        self.problems = tuple(Problem(item) if isinstance(item, str) else item for item in items)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class ModelError(EquityError):
    """A model that cannot be fitted or whose numbers would mean nothing."""


class SeparationError(ModelError):
    """A predictor (or a combination of them) splits a binary outcome perfectly: its coefficient is infinite."""


class CollinearityError(ModelError):
    """Columns of the design are constant or linear combinations of others."""


class OneClusterError(ModelError):
    """One cluster alone tells a coefficient, so a standard error by cluster would mean nothing."""


class NonConvergenceError(ModelError):
    """The likelihood's maximum was not reached."""


def joined(failures: Sequence[tuple[str, ModelError]]) -> ModelError:
    """One error of several models': each sentence once, after the names of all models that it stands for."""
    names: dict[str, list[str]] = {}
    for name, error in failures:
        names.setdefault(str(error), []).append(name)
    return type(failures[0][1])("\n".join(f"{'; '.join(who)}: {text}" for text, who in names.items()))


class PrivacyError(EquityError):
    """An output would show household data to readers who may not see it."""
