"""How exactly means of places' public values may be told where counts of some places are withheld.

Everybody knows the census value of each block group. The mean of such a value over homes is then an equation in the
places' counts, the withheld ones among them: in a small city its first decimals tell a place with three homes. So a
number is told only as exactly as it stays the same in other cities that fit all that is published besides: for each
small count, one city in which the place has fewer homes of that kind (none, if need be) and one in which it has more,
at least ``minimum - 1`` apart. Nobody can tell them from the true one, so the count stays as open as the rule asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .suppression import is_small

COARSEST = -1  # tens; what has to be coarser than that is not told at all


@dataclass(frozen=True)
class Withheld:
    """Which places show what, as the area table does: boolean, shape ``(places,)`` each.

    Attributes
    ----------
    whole
        Even their number of homes is withheld.
    groups, requests
        Their breakdown by group, or by asking for help; those of ``whole`` among them.
    """

    whole: np.ndarray
    groups: np.ndarray
    requests: np.ndarray


@dataclass(frozen=True)
class OtherCities:
    """Counts of homes by place, of one heading of a table, in cities that cannot be told from the true one.

    Attributes
    ----------
    true : numpy.ndarray of int, shape (places,)
    others : numpy.ndarray of int, shape (cities, places)
    """

    true: np.ndarray
    others: np.ndarray


def other_cities(
    place: np.ndarray,
    minority: np.ndarray,
    asked: np.ndarray,
    values: np.ndarray,
    withheld: Withheld,
    minimum: int,
) -> Mapping[str, OtherCities]:
    """The cities that a number must not tell from the true one, by heading.

    In each, homes of two or more withheld places have changed their places, or their groups, or their asking for help:
    the sums over the whole city are the true ones. Partners are those whose public values are most alike, since these
    let numbers be told most exactly.

    Parameters
    ----------
    place : numpy.ndarray of int, shape (n,)
        Place of each home.
    minority, asked : numpy.ndarray of bool, shape (n,)
    values : numpy.ndarray of float, shape (places, variables)
        The public values, NaN where there is none.
    withheld
        What the area table withholds.
    minimum
        The smallest group that may be shown.

    Returns
    -------
    mapping of str to OtherCities
        ``all``, ``minority``, ``other``, ``asked``, ``silent``.
    """
    size = len(values)
    apart = _distances(values)
    kinds = 2 * minority.astype(np.int64) + asked
    cells = np.bincount(place * 4 + kinds, minlength=size * 4).reshape(size, 4)
    cities = [
        *_moved(cells, apart, withheld.whole, minimum),
        *_relabelled(cells, apart, withheld.groups, minimum, first=(2, 3), second=(0, 1)),
        *_relabelled(cells, apart, withheld.requests, minimum, first=(1, 3), second=(0, 2)),
    ]
    found = np.array(cities, dtype=np.int64).reshape(len(cities), size, 4)
    heads = {"all": (0, 1, 2, 3), "minority": (2, 3), "other": (0, 1), "asked": (1, 3), "silent": (0, 2)}
    return {
        head: OtherCities(cells[:, list(of)].sum(axis=1), found[:, :, list(of)].sum(axis=2))
        for head, of in heads.items()
    }


def _distances(values: np.ndarray) -> np.ndarray:
    """How unlike places are, shape ``(places, places)``: the largest difference, in ranges of the variables."""
    known = np.isfinite(values)
    low = np.where(known, values, np.inf).min(axis=0, initial=np.inf)
    high = np.where(known, values, -np.inf).max(axis=0, initial=-np.inf)
    width = np.where(high > low, high - low, 1.0)
    scaled = np.where(known, (values - np.where(np.isfinite(low), low, 0.0)) / width, 0.0)
    return np.abs(scaled[:, None, :] - scaled[None, :, :]).max(axis=2, initial=0.0)


def _partners(apart: np.ndarray, chosen: np.ndarray, own: int) -> np.ndarray:
    others = np.flatnonzero(chosen)
    others = others[others != own]
    return others[np.argsort(apart[own, others], kind="stable")]


def _moved(cells, apart, whole, minimum):
    """Homes of a small place move to another withheld one, or homes of others move in."""
    count = cells.sum(axis=1)
    for own in np.flatnonzero(whole & is_small(count, minimum)):
        near = _partners(apart, whole, own)
        if not len(near):
            continue
        away = cells.copy()
        away[near[0]] += away[own]
        away[own] = 0
        yield away
        missing = minimum - 1 - int(count[own])
        more = cells.copy()
        for other in near:
            for kind in range(4):
                taken = min(missing, int(more[other, kind]))
                more[other, kind] -= taken
                more[own, kind] += taken
                missing -= taken
        if (more != cells).any():
            yield more


def _relabelled(cells, apart, chosen, minimum, *, first, second):
    """Homes of two places exchange their groups, or whether they asked: each place keeps its number of homes."""
    for kind, against in ((first, second), (second, first)):
        count = cells[:, list(kind)].sum(axis=1)
        for own in np.flatnonzero(chosen & is_small(count, minimum)):
            near = _partners(apart, chosen, own)
            fewer = _exchanged(cells, own, near, against, kind, int(count[own]))
            more = _exchanged(cells, own, near, kind, against, minimum - 1 - int(count[own]))
            yield from (city for city in (fewer, more) if city is not None)


def _exchanged(cells, own, near, gained, lost, wanted):
    """The place takes on ``wanted`` labels ``gained`` for its ``lost`` ones, its partners the other way round."""
    city = cells.copy()
    # Of what is told apart besides, such as asking where groups are exchanged, each label keeps its own.
    for there, here in zip(gained, lost):
        for other in near:
            moved = min(wanted, int(city[own, here]), int(city[other, there]))
            city[own, here] -= moved
            city[own, there] += moved
            city[other, there] -= moved
            city[other, here] += moved
            wanted -= moved
    if wanted > 0:
        _exchanged_by_three(city, own, near, list(zip(gained, lost)), wanted)
    return city if (city != cells).any() else None


def _exchanged_by_three(city, own, near, pairs, wanted):
    """The rest, where no partner has homes of the same other label: a third place sets the city's sums right.

    There one home of either sort trades the label, so that all that is told of the third place stays the same.
    """
    for (gained, lost), (theirs, back) in (pairs, pairs[::-1]):
        for other in near:
            for third in np.flatnonzero((city[:, gained] > 0) & (city[:, back] > 0)):
                if third in (own, other):
                    continue
                moved = min(
                    wanted, *(int(city[row, kind]) for row, kind in
                              ((own, lost), (other, theirs), (third, gained), (third, back)))
                )  # fmt: skip
                for row, minus, plus in (
                    (own, lost, gained), (other, theirs, back), (third, gained, lost), (third, back, theirs)
                ):  # fmt: skip
                    city[row, minus] -= moved
                    city[row, plus] += moved
                wanted -= moved


def mean_of(values: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Mean over homes of a public value, from counts by place, shape ``(..., places)`` to ``(...)``."""
    known = np.isfinite(values)
    counts = np.where(known, counts, 0)
    total = counts.sum(axis=-1)
    sums = counts @ np.where(known, values, 0.0)
    return np.divide(sums, total, out=np.full(np.shape(total), np.nan), where=total > 0)


def spread_of(values: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Standard deviation over homes, as :func:`mean_of`."""
    known = values[np.isfinite(values)]
    centred = values - (known.mean() if len(known) else 0.0)
    return np.sqrt(np.maximum(mean_of(centred**2, counts) - mean_of(centred, counts) ** 2, 0.0))


def percentile_of(values: np.ndarray, counts: np.ndarray, share: float) -> np.ndarray:
    """Percentile over homes, interpolated as ``numpy.percentile`` does, as :func:`mean_of`."""
    order = np.argsort(values, kind="stable")  # missing ones last
    ordered = values[order]
    counts = np.where(np.isfinite(ordered), np.atleast_2d(counts)[:, order], 0)
    found = np.full(len(counts), np.nan)
    for row, upto in enumerate(np.cumsum(counts, axis=1)):
        if upto[-1]:
            rank = share * (upto[-1] - 1)
            low, high = (ordered[np.searchsorted(upto, end, side="right")] for end in (np.floor(rank), np.ceil(rank)))
            found[row] = low + (rank - np.floor(rank)) * (high - low)
    return found


def safe_decimals(true: float, others: np.ndarray, decimals: int) -> int | None:
    """How many decimals of a number may be told: as many as it shares with all other cities.

    Parameters
    ----------
    true
        The number.
    others : numpy.ndarray, shape (cities,)
        What it is in the other cities.
    decimals
        The most that are wanted; -1 are tens.

    Returns
    -------
    int or None
        ``None`` where even tens would tell the cities apart, or nothing but zero would be left of the number.
    """
    for places in range(decimals, COARSEST - 1, -1):
        told = np.round(true, places)
        if (np.round(others, places) == told).all():
            return places if told != 0 or true == 0 or places == decimals else None
    return None
