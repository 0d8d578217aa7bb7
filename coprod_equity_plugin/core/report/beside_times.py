"""Numbers of homes by hour that stand beside one another: curves, classes of hours, the long waits.

A curve of homes by the event's clock, classes by each home's own wait, a curve of all homes that lost power: each is
safe alone. Where one set of homes lies within another of a different table, the difference of their counts is a group
of homes like any other, and of one to ``k - 1`` it must not be published.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from .inputs import Households
from .protect import is_small


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
    marks
        Numbers of members of which it is told by when so many were done, such as half of them.
    """

    member: np.ndarray
    at: np.ndarray
    ends: np.ndarray
    marks: tuple[float, ...] = ()


def keep_apart(candidate: Times, published: Sequence[Times], k: int) -> np.ndarray:
    """Which of a candidate's times may be published beside what is.

    Two times tell the homes done between them, a first and a last one those before and after it. None of these sets may
    lie within published ones together, nor hold such, with one to ``k - 1`` homes over: their number is the difference.
    Sets that merely overlap tell nothing: neither count bounds the other's part. Times are taken in their order, each
    beside those taken before it. Nor may a time's number of homes be within ``k`` of a mark of another table of these
    homes: the hour of the mark would bound how many are between.

    Returns
    -------
    numpy.ndarray
        Boolean, shape ``(m,)``.
    """
    far = _far_from_marks(candidate, published, k)
    kept = np.zeros(len(far), dtype=bool)
    kept[far] = _apart(replace(candidate, ends=candidate.ends[far]), published, k)
    return kept


def _far_from_marks(candidate: Times, published: Sequence[Times], k: int) -> np.ndarray:
    """Which times are ``k`` homes or more away from all marks of tables of the same homes, or more, or fewer."""
    done = np.searchsorted(np.sort(candidate.at[candidate.member]), candidate.ends, side="right")
    far = np.ones(len(done), dtype=bool)
    for other in published:
        both = other.member & candidate.member
        if np.array_equal(both, other.member) or np.array_equal(both, candidate.member):
            for mark in other.marks:
                far &= np.abs(done - mark) >= k
    return far


def _apart(candidate: Times, published: Sequence[Times], k: int) -> np.ndarray:
    others = [with_told(other, published) for other in published if len(other.ends)]
    told = with_told(replace(candidate, ends=np.zeros(0)), published).ends
    ends = np.concatenate([candidate.ends, told])
    order = np.argsort(ends, kind="stable")
    fixed = order >= len(candidate.ends)
    shared = [_both(replace(candidate, ends=ends[order]), other) for other in others]
    everybody = int(np.count_nonzero(candidate.member))
    safe = np.zeros(len(ends), dtype=bool)
    # The times taken so far, -1 for none, and for each the homes done since: of each published step, and of none.
    taken = np.array([-1])
    since = [np.zeros((1, steps.shape[1]), dtype=np.int64) for steps, _ in shared]
    for place, known in enumerate(fixed):
        since = [homes + steps[place] for homes, (steps, _) in zip(since, shared)]
        bad = np.zeros(len(taken), dtype=bool)
        for homes, (_, whole) in zip(since, shared):
            bad |= _left_over(homes, whole, everybody, k)
        if known:  # it stands; what does not go with it does not
            bad &= (taken >= 0) & ~fixed[taken]
            safe[taken[bad]] = False
            taken, since = taken[~bad], [homes[~bad] for homes in since]
        else:
            after = (
                _left_over(steps[place + 1 :].sum(axis=0)[None], whole, everybody, k).any() for steps, whole in shared
            )
            if bad.any() or any(after):
                continue
            safe[place] = True
        taken = np.append(taken, place)
        since = [np.concatenate([homes, np.zeros_like(homes[:1])]) for homes in since]
    return safe[np.argsort(order, kind="stable")][: len(candidate.ends)]


def with_told(times: Times, published: Sequence[Times]) -> Times:
    """The same homes also by those times of other tables that part them alike, in the order of its own clock."""
    rows = np.flatnonzero(times.member)
    rows = rows[np.argsort(times.at[rows], kind="stable")]
    at, ends = times.at[rows], [times.ends]
    for other in published:
        if other is times or not np.array_equal(other.member, times.member):
            continue
        theirs = other.at[rows]
        first, last = np.minimum.accumulate(theirs[::-1])[::-1], np.maximum.accumulate(theirs)
        done = np.searchsorted(np.sort(theirs), other.ends, side="right")
        done, end = done[(done > 0) & (done < len(rows))], other.ends[(done > 0) & (done < len(rows))]
        alike = (last[done - 1] <= end) & (first[done] > end) & (at[done - 1] < at[done])
        ends.append(at[done[alike] - 1])
    return replace(times, ends=np.unique(np.concatenate(ends)))


def _steps(times: Times) -> np.ndarray:
    """Between which of its times each home is done, from 0 to their number; -1 of homes that are not counted."""
    place = np.searchsorted(times.ends, np.where(times.member, times.at, 0.0), side="left")
    return np.where(times.member, place, -1)


def _both(own: Times, other: Times) -> tuple[np.ndarray, np.ndarray]:
    """Homes by a step of one and of the other, the last column those of none; homes of each step of the other."""
    mine, theirs = _steps(own), _steps(other)
    width = len(other.ends) + 2
    counted = mine >= 0
    key = mine[counted] * width + np.where(theirs[counted] >= 0, theirs[counted], width - 1)
    table = np.bincount(key, minlength=(len(own.ends) + 1) * width).reshape(-1, width)
    return table, np.bincount(theirs[theirs >= 0], minlength=width - 1)


def _left_over(homes: np.ndarray, whole: np.ndarray, everybody: int, k: int) -> np.ndarray:
    """Whether one to ``k - 1`` homes are over between each set and the published steps that it fills, or is held by.

    ``homes`` are those of each set in each published step and in none, shape ``(sets, steps + 1)``, ``whole`` the
    homes of each step, ``everybody`` all that may be in a set.
    """
    inside, size = homes[:, :-1], homes.sum(axis=1)
    filled = size - np.where(inside == whole, inside, 0).sum(axis=1)
    holding = np.where(inside > 0, whole, 0).sum(axis=1) - size
    only = (homes[:, -1] == 0) & (size > 0)
    # That all homes of a table are few more or fewer than those of another is not for its times to tell.
    some = size < everybody
    return some & ((is_small(filled, k) & (filled < size)) | (is_small(holding, k) & only))


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
    return [Times(_rows_of(homes, group), homes.on_rows(at, np.inf), ends) for group in {"all", *groups}]


def own_times(homes: Households, ends: np.ndarray, group: str = "all") -> Times:
    """The homes compared, or a group of them, by their own wait."""
    return Times(_rows_of(homes, group), homes.on_rows(homes.hours, np.inf), ends)


def _rows_of(homes: Households, group: str) -> np.ndarray:
    masks = {"all": np.ones(len(homes), dtype=bool), "minority": homes.minority, "other": ~homes.minority}
    return homes.on_rows(masks[group], False)
