"""Identifiers as text and columns by their usual names: what every reader of a city's files does first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from ..errors import InputError, Problem
from ..progress import Progress

_CHECK_EVERY = 4_096
PARCEL_ID_NAMES = ("PARCEL_ID", "PARCELID", "PARCELNO", "PARCEL_NO", "PARCEL", "PIN", "APN", "BBL")


def id_text(values: Sequence) -> np.ndarray:
    """Identifiers as text: numbers without ".0", texts trimmed but with their leading zeros, blanks ``None``.

    Returns
    -------
    numpy.ndarray
        Objects, shape ``(n,)``.
    """
    array = np.asarray(values)
    if array.dtype.kind in "iu":
        return array.astype(str).astype(object)
    return by_distinct(array, _one_id, None)


def _one_id(value: object) -> str | None:
    if isinstance(value, (float, np.floating)):
        return f"{value:.0f}" if float(value).is_integer() else repr(float(value))
    return str(value).strip() or None


def same_ids(theirs: Sequence, ours: Sequence, what: str, progress: Progress | None = None) -> np.ndarray:
    """Ids in the spelling of another table, where one of the two holds them as numbers ("7", "7.0" for "007").

    Only an id that the other table does not know is looked at, only digits are, and only where a single id on either
    side fits: what could be two is left as it is.

    Parameters
    ----------
    theirs, ours
        Ids as :func:`id_text` gives them, shapes ``(n,)`` and ``(m,)``.
    what
        What they name, for the message: "parcel ids of the assessor's roll".
    progress
        Told how many are taken as the same.

    Returns
    -------
    numpy.ndarray
        ``theirs``, those that fit as in ``ours``; objects, shape ``(n,)``.
    """
    theirs, ours = np.array(theirs, dtype=object), np.array(ours, dtype=object)
    known, asked = pd.unique(ours[~pd.isna(ours)]), pd.unique(theirs[~pd.isna(theirs)])
    stray = asked[~np.isin(asked.astype(str), known.astype(str))]
    if not len(stray) or not len(known):
        return theirs
    # All that are known, so that an id which two of them could mean is left, also where one of the two is taken.
    alone, mine = _only_ones(known), _only_ones(stray)
    taken = set(asked)
    found = {mine[bare]: alone[bare] for bare in mine.keys() & alone.keys() if alone[bare] not in taken}
    if not found:
        return theirs
    rows = np.isin(theirs.astype(str), list(found))
    theirs[rows] = [found[value] for value in theirs[rows]]
    if progress is not None:
        progress.warning(
            f"{len(found):,} {what} are written there as numbers or with other leading zeros; they are taken as the "
            "same."
        )
    return theirs


def _only_ones(ids: np.ndarray) -> dict[str, str]:
    """Bare number -> the id that alone is written so."""
    bare = pd.Series([_bare(value) for value in ids], dtype=object)
    single = bare.notna() & ~bare.duplicated(keep=False)
    return dict(zip(bare[single], ids[single.to_numpy()]))


def _bare(text: str) -> str | None:
    """Digits without leading zeros and without the ".0" of a number; ``None`` for any other id."""
    whole, _, rest = str(text).partition(".")
    return (whole.lstrip("0") or "0") if whole.isdigit() and whole.isascii() and not rest.strip("0") else None


def plain_text(values: Sequence) -> np.ndarray:
    """Texts trimmed, blanks and missing values as ``""``; objects, shape ``(n,)``."""
    return by_distinct(values, lambda value: str(value).strip(), "")


def numbers(values: Sequence) -> np.ndarray:
    """Numbers from a column that may hold text, NaN where there is none; floats, shape ``(n,)``."""
    array = np.asarray(values)
    if array.dtype.kind in "iufb":
        return array.astype(float)
    return by_distinct(array, _one_number, np.nan).astype(float)


def _one_number(value: object) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return np.nan


def by_distinct(values: Sequence, parse, missing, progress: Progress | None = None) -> np.ndarray:
    """Apply a function to each distinct value that is not missing; objects, shape ``(n,)``."""
    progress = progress or Progress()
    array = np.empty(len(values), dtype=object)
    array[:] = values
    codes, distinct = pd.factorize(array)  # what is missing gets the code -1, which picks the last entry
    parsed = np.empty(len(distinct) + 1, dtype=object)
    for place, value in enumerate(distinct):
        if place % _CHECK_EVERY == 0:
            progress.check()
        parsed[place] = parse(value)
    parsed[-1] = missing
    return parsed[codes]


def find_column(names: Sequence[str], usual: Sequence[str]) -> str | None:
    """The first of the usual spellings that is among the names; case, spaces and underscores do not matter."""
    have = {_plain(name): name for name in reversed(list(names))}
    return next((have[_plain(name)] for name in usual if _plain(name) in have), None)


def find_columns(
    names: Sequence[str], usual: Mapping[str, Sequence[str]], required: Sequence[str], source: str
) -> tuple[dict[str, str | None], list[Problem]]:
    """Each role's column by its usual spellings, and a problem for every required role that has none."""
    found = {role: find_column(names, spellings) for role, spellings in usual.items()}
    problems = [
        Problem(
            f"there is no column for the {role.replace('_', ' ')}",
            f"Rename it to {usual[role][0]}; the columns are {', '.join(map(str, names)) or 'none'}",
            source,
        )
        for role in required
        if found[role] is None
    ]
    return found, problems


def parcel_id_column(names: Sequence[str], source: str) -> str:
    """The field that holds the parcel ids, by its usual names; an error that lists the fields if there is none."""
    found, problems = find_columns(names, {"parcel_id": PARCEL_ID_NAMES}, ("parcel_id",), source)
    if problems:
        raise InputError(problems)
    return found["parcel_id"]


@dataclass(frozen=True)
class RowsRead:
    """A source in tidy form, with the account of its rows.

    Attributes
    ----------
    frame
        The rows that can be used; each source says which columns.
    rows
        Rows read.
    left_out
        Rows left out, by reason.
    odd
        Kept rows with a value that could not be used, by reason.
    """

    SOURCE: ClassVar[str]

    frame: pd.DataFrame
    rows: int
    left_out: dict[str, int]
    odd: dict[str, int]

    def report(self, progress: Progress) -> None:
        """Say how many rows were read, how many left out and why, and what was odd about others."""
        progress.info(f"{self.rows:,} rows of the {self.SOURCE} read.")
        for reason, count in self.left_out.items():
            progress.warning(f"{count:,} rows of the {self.SOURCE} are left out: {reason}.")
        for reason, count in self.odd.items():
            progress.info(f"{count:,} rows of the {self.SOURCE}: {reason}.")


def count_rows(reasons: Mapping[str, Sequence[bool]]) -> dict[str, int]:
    """How many rows each reason holds for (bool, shape ``(n,)``), those that hold for none left out."""
    counts = {reason: int(np.count_nonzero(which)) for reason, which in reasons.items()}
    return {reason: count for reason, count in counts.items() if count}


def _plain(name: str) -> str:
    return "".join(letter for letter in str(name).lower() if letter.isalnum())
