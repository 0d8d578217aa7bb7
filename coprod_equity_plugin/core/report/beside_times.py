"""Numbers of homes by hour that stand beside one another: curves, classes of hours, the long waits.

A curve of homes by the event's clock, classes by each home's own wait, a curve of all homes that lost power: each is
safe alone. Where one set of homes lies within another of a different table, the difference of their counts is a group
of homes like any other, and of one to ``k - 1`` it must not be published.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from .inputs import Households
from .protect import is_small

_LATER = 1e-6  # hours: less than any two times are apart


@dataclass(frozen=True)
class Times:
    """Homes of which it is published how many are done by certain times.

    Attributes
    ----------
    member : numpy.ndarray of bool, shape (n,)
        Which of the study's rows are counted.
    at : numpy.ndarray of float, shape (n,)
        When each is done, in hours of the table's own clock; not read of the others.
    ends : numpy.ndarray of float, shape (m,)
        The times, ascending: the published sets are the members done by each.
    """

    member: np.ndarray
    at: np.ndarray
    ends: np.ndarray

    def later(self) -> Times:
        """The complements within the members, as sets of the same kind: those not done by each time."""
        return Times(self.member, -self.at, -self.ends[::-1] - _LATER)


def keep_apart(candidate: Times, published: Iterable[Times], k: int) -> np.ndarray:
    """Which of a candidate's times may be published beside what is.

    A time may not if the homes done by it, or those not done, lie within a published set or hold one, and one to
    ``k - 1`` homes are between. Sets that merely overlap tell nothing: neither count bounds the other's part.

    Returns
    -------
    numpy.ndarray
        Boolean, shape ``(m,)``.
    """
    safe = np.ones(len(candidate.ends), dtype=bool)
    for other in published:
        safe &= _apart(candidate, other, k)
        safe &= _apart(candidate.later(), other.later(), k)[::-1]
    return safe


def _apart(candidate: Times, other: Times, k: int) -> np.ndarray:
    if not len(other.ends) or not len(candidate.ends):
        return np.ones(len(candidate.ends), dtype=bool)
    size, reach = _sets(candidate, other)
    others, reached = _sets(other, candidate)
    # The smallest published set that holds the candidate's, and the largest within it: all further ones lie k apart.
    outer = np.searchsorted(other.ends, reach)
    held = outer < len(other.ends)
    between = np.where(held, others[np.minimum(outer, len(others) - 1)] - size, 0)
    inner = np.searchsorted(reached, candidate.ends, side="right") - 1
    within = np.where(inner >= 0, size - others[np.maximum(inner, 0)], 0)
    return ~(is_small(between, k) | is_small(within, k))


def _sets(sets: Times, other: Times) -> tuple[np.ndarray, np.ndarray]:
    """Homes in each of the sets, and the time by which the other's homes would have to be done to hold them all."""
    rows = np.flatnonzero(sets.member)
    rows = rows[np.argsort(sets.at[rows], kind="stable")]
    size = np.searchsorted(sets.at[rows], sets.ends, side="right")
    last = np.maximum.accumulate(np.where(other.member[rows], other.at[rows], np.inf))
    return size, np.where(size > 0, np.append(last, np.inf)[np.maximum(size - 1, 0)], -np.inf)


def curve_times(homes: Households, groups: Sequence[str], ends: np.ndarray) -> list[Times]:
    """What the report's restoration curves publish: homes of each group, and of all, by the times at which they move.

    Parameters
    ----------
    homes
        The homes compared.
    groups
        The groups drawn, of ``all``, ``minority`` and ``other``.
    ends
        The times in hours, shape ``(m,)``: on the event's clock, or the homes' own where the study holds no times.
    """
    at = homes.hours if homes.clock is None else homes.clock
    masks = {"all": np.ones(len(homes), dtype=bool), "minority": homes.minority, "other": ~homes.minority}
    return [Times(homes.on_rows(masks[group], False), homes.on_rows(at, np.inf), ends) for group in {"all", *groups}]


def own_times(homes: Households, ends: np.ndarray) -> Times:
    """The homes compared by their own wait."""
    return Times(homes.on_rows(np.ones(len(homes), dtype=bool), False), homes.on_rows(homes.hours, np.inf), ends)
