"""What the report may show: no count of 1 to k-1 households, and none that two shown numbers give away.

``k`` is the smallest number of households that a published count may stand for; zero may be shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


def is_small(counts, k: int):
    """Whether a count (or each of an array) lies in 1 to k-1."""
    counts = np.asarray(counts)
    return (counts > 0) & (counts < k)


def safe_steps(
    restored: np.ndarray, leaving: np.ndarray, totals: Sequence[int], k: int, anchors: Sequence[int] = ()
) -> np.ndarray:
    """Times at which curves may be drawn so that no step stands for fewer than k homes.

    Between two chosen times each group has no restoration or at least ``k``; after the last, at least ``k`` homes are
    left, for the time at which a group reaches zero is that of its last home. The same times serve all groups, so that
    their sum gives nothing away either.

    Parameters
    ----------
    restored
        Homes restored at each time, shape ``(groups, t)``.
    leaving
        Homes whose reads end at each time without restoration, shape ``(groups, t)``.
    totals
        Homes of each group.
    k
        Smallest count to show.
    anchors
        Places on the time axis that are taken first where they are safe (the midnights).

    Returns
    -------
    numpy.ndarray
        Places on the time axis, ascending.
    """
    done = np.cumsum(restored, axis=1)
    left = np.asarray(totals)[:, None] - np.cumsum(restored + leaving, axis=1)
    gone = np.cumsum(leaving, axis=1)
    size = done.shape[1]

    def apart(start: int, stop: int) -> bool:
        first = done[:, start] if start >= 0 else 0
        ended = gone[:, start] if start >= 0 else 0
        return not (is_small(done[:, stop] - first, k).any() or is_small(gone[:, stop] - ended, k).any())

    open_ended = (left >= k).all(axis=0)
    kept = [-1]
    for place in sorted({*anchors, size - 1}):
        if 0 <= place < size and open_ended[place] and apart(kept[-1], place):
            kept.append(place)
    chosen: list[int] = []
    for start, stop in zip(kept, [*kept[1:], None]):
        if start >= 0:
            chosen.append(start)
        current = start
        for place in range(start + 1, size if stop is None else stop):
            if open_ended[place] and apart(current, place) and (stop is None or apart(place, stop)):
                chosen.append(place)
                current = place
    return np.array(chosen, dtype=int)


def flow_mask(counts: np.ndarray, k: int, complements: np.ndarray | None = None) -> np.ndarray:
    """Which of the falling counts of a sample flow may stand there.

    A count is shown if it, and its distance to the counts shown before it, is not 1 to k-1. The last count, which the
    rest of the report repeats, has the first word, the first count the second.

    Parameters
    ----------
    counts
        Households kept after each step, shape ``(n,)``.
    k
        Smallest count to show.
    complements
        The other part of the same total at each step, shape ``(n,)``, NaN where that total is not shown: it must not
        be given away either.

    Returns
    -------
    numpy.ndarray
        Boolean, shape ``(n,)``.
    """
    counts = np.asarray(counts, dtype=float)
    others = np.full(len(counts), np.nan) if complements is None else np.asarray(complements, dtype=float)
    shown = np.zeros(len(counts), dtype=bool)
    order = [*dict.fromkeys([len(counts) - 1, 0, *range(1, len(counts))])] if len(counts) else []
    for row in order:
        if not np.isfinite(counts[row]):
            continue
        apart = np.abs(counts[shown] - counts[row])
        other = others[shown][np.isfinite(others[shown])] - others[row] if np.isfinite(others[row]) else np.array([])
        given_away = [is_small(counts[row], k), is_small(apart, k).any(), is_small(np.abs(other), k).any()]
        if np.isfinite(others[row]):
            given_away.append(is_small(others[row], k))
        shown[row] = not any(bool(found) for found in given_away)
    return shown


@dataclass(frozen=True)
class Bin:
    """A class of the composition histogram: minority share from ``low`` to ``high``, ends included where 0 or 1."""

    label: str
    households: int


def merged_bins(labels: Sequence[tuple[str, str]], counts: Sequence[int], k: int) -> list[Bin]:
    """Classes merged with their neighbours until none holds 1 to k-1 households.

    Parameters
    ----------
    labels
        First and last value of each class, as text.
    counts
        Households in each.
    k
        Smallest count to show.
    """
    bins = [([first, last], int(count)) for (first, last), count in zip(labels, counts)]
    while len(bins) > 1:
        small = [place for place, (_, count) in enumerate(bins) if is_small(count, k)]
        if not small:
            break
        place = min(small, key=lambda at: bins[at][1])
        if place == 0 or (place < len(bins) - 1 and bins[place + 1][1] < bins[place - 1][1]):
            first, second = place, place + 1
        else:
            first, second = place - 1, place
        ends = [bins[first][0][0], bins[second][0][1]]
        bins[first : second + 1] = [(ends, bins[first][1] + bins[second][1])]
    return [Bin(first if first == last else f"{first} to {last}", count) for (first, last), count in bins]


def share_is_safe(values: np.ndarray, k: int) -> bool:
    """Whether the mean of a household share tells nothing of 1 to k-1 households.

    The mean of a share that is nearly always 0 or 1 is a count in disguise: how many are not 0, and how many are not
    1, must each be none or at least ``k``.
    """
    values = np.asarray(values, dtype=float)
    values = values[np.isfinite(values)]
    return not (is_small(int(np.sum(values > 0)), k) or is_small(int(np.sum(values < 1)), k))
