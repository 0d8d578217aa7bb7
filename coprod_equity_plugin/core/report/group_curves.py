"""Restoration curves by any group of homes, with T50, T80 and T95, fit to be published.

Protected as the report protects its own: no group of fewer than ``k`` homes (small ones are put together, so that no
subtraction brings one back), no step of a curve that stands for fewer than ``k``, no quantile beyond which fewer than
``k`` homes were still out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .. import columns
from ..errors import InputError, PrivacyError, Problem
from ..models.survival_curves import quantile, restoration_curve
from ..progress import Progress
from .protect import safe_steps

STAGES = (("t50", 0.5), ("t80", 0.8), ("t95", 0.95))
EVERYONE, POOLED, UNKNOWN = "all", "other groups", "unknown"
_MOST_VALUES, _CLASSES = 12, 4


@dataclass(frozen=True)
class GroupCurves:
    """The columns of ``columns.GROUP_CURVES`` and ``columns.GROUP_QUANTILES``, and which groups were put together."""

    curves: pd.DataFrame
    quantiles: pd.DataFrame
    pooled: tuple[str, ...]


def group_curves(
    study: pd.DataFrame, group: np.ndarray | None = None, k: int = 11, progress: Progress | None = None
) -> GroupCurves:
    """Kaplan-Meier curves of the hours from each home's loss of power, by group.

    Parameters
    ----------
    study
        ``columns.RESTORATION_HOURS``, ``columns.CENSORED`` and ``columns.BLOCK_GROUP`` (homes of one block group lose
        and get back power together); ``columns.SAMPLING_WEIGHT`` is used if it is there. Homes without hours did not
        lose power and are left out.
    group
        Each home's group, shape ``(n,)``; numbers of many values are cut into quarters. ``None`` for all together.
    k
        Smallest number of homes that a published number may stand for.
    progress
        Asked for cancel.

    Raises
    ------
    PrivacyError
        If there are fewer than ``k`` homes in all.
    """
    progress = progress or Progress()
    used = np.isfinite(study[columns.RESTORATION_HOURS].to_numpy(float))
    if not used.any():
        raise InputError(
            Problem("no home lost power", "Give the study table or layer", column=columns.RESTORATION_HOURS)
        )
    if used.sum() < k:
        raise PrivacyError(f"Fewer than {k} homes lost power: a curve of them cannot be published.")
    homes = study[used]
    names, code, pooled = _groups(None if group is None else np.asarray(group)[used], int(used.sum()), k)
    hours, ended = homes[columns.RESTORATION_HOURS].to_numpy(float), homes[columns.CENSORED].to_numpy(float) > 0
    clusters = homes[columns.BLOCK_GROUP].to_numpy()
    weights = (
        homes[columns.SAMPLING_WEIGHT].to_numpy(float) if columns.SAMPLING_WEIGHT in homes else np.ones(len(homes))
    )
    weights = np.where(np.isfinite(weights), weights, 0.0 if np.isfinite(weights).any() else 1.0)
    found = []
    for number in range(len(names)):
        mask = code == number
        found.append(restoration_curve(hours[mask], ended[mask], clusters[mask], weights[mask], 1.0, progress))
        progress.set(100 * (number + 1) / len(names))
    size = max(len(curve.hours) for curve in found)

    def padded(values: np.ndarray) -> np.ndarray:
        return np.concatenate([values, np.zeros(size - len(values), dtype=values.dtype)])

    restored = np.stack([padded(curve.restored) for curve in found])
    leaving = np.stack([padded(c.at_risk - np.append(c.at_risk[1:], 0) - c.restored) for c in found])
    places = safe_steps(restored, leaving, [curve.households for curve in found], k, tuple(range(0, size, 24)))
    rows, numbers = [], []
    for name, curve in zip(names, found):
        shown = np.minimum(places, len(curve.hours) - 1)
        rows.append((name, 0.0, 1.0, 1.0, 1.0))
        rows.extend(
            (name, float(place), float(curve.share_out[at]), float(curve.low[at]), float(curve.high[at]))
            for place, at in zip(places, shown)
            if place > 0
        )
        row: dict[str, object] = {columns.GROUP: name, columns.HOUSEHOLDS: curve.households}
        for stage, share in STAGES:
            known = quantile(curve, share) if (1 - share) * curve.households >= k else None
            values = (known.hours, known.low, known.high) if known else (np.inf,) * 3
            for column, value in zip((stage, f"{stage}_low", f"{stage}_high"), values):
                row[column] = value if np.isfinite(value) else np.nan
        numbers.append(row)
    return GroupCurves(
        pd.DataFrame(rows, columns=list(columns.GROUP_CURVES.names)),
        pd.DataFrame(numbers, columns=list(columns.GROUP_QUANTILES.names)),
        pooled,
    )


def _groups(values: np.ndarray | None, n: int, k: int) -> tuple[list[str], np.ndarray, tuple[str, ...]]:
    """Names of groups of at least ``k`` homes, each home's place in them, and the groups that were put together."""
    if values is None:
        return [EVERYONE], np.zeros(n, dtype=np.int64), ()
    labels = _quarters(values.astype(float)) if values.dtype.kind in "fiu" else _words(values)
    names, code, counts = np.unique(labels.astype(str), return_inverse=True, return_counts=True)
    small = set(np.flatnonzero(counts < k).tolist())
    for place in np.argsort(counts, kind="stable"):  # the pool must be large enough too
        if small and counts[list(small)].sum() < k:
            small.add(int(place))
    if not small:
        return names.tolist(), code.reshape(-1), ()
    kept = [place for place in range(len(names)) if place not in small]
    if not kept:
        return [EVERYONE], np.zeros(n, dtype=np.int64), tuple(names.tolist())
    target = np.full(len(names), len(kept))
    target[kept] = np.arange(len(kept))
    return [*names[kept].tolist(), POOLED], target[code.reshape(-1)], tuple(names[sorted(small)].tolist())


def _words(values: np.ndarray) -> np.ndarray:
    return np.array([UNKNOWN if value is None or value == "" else str(value) for value in values], dtype=object)


def _quarters(values: np.ndarray) -> np.ndarray:
    """Numbers as words: as they are if few, else the quarter of the homes that they lie in."""
    known = np.isfinite(values)
    labels = np.full(len(values), UNKNOWN, dtype=object)
    if len(np.unique(values[known])) <= _MOST_VALUES:
        labels[known] = [f"{value:g}" for value in values[known]]
        return labels
    cuts = np.unique(np.quantile(values[known], np.arange(1, _CLASSES) / _CLASSES))
    cuts = cuts[cuts > values[known].min()]  # nobody lies below the smallest value
    if not len(cuts):  # three quarters and more have it: they against the others
        cuts = np.array([values[known][values[known] > values[known].min()].min()])
    place = np.searchsorted(cuts, values[known], side="right")
    share = values[known].min() >= 0 and values[known].max() <= 1
    ends = [f"{100 * cut:.3g} %" if share else f"{cut:.3g}" for cut in cuts]
    names = [f"1: below {ends[0]}", *(f"{n + 2}: {a} to {b}" for n, (a, b) in enumerate(zip(ends, ends[1:])))]
    names.append(f"{len(cuts) + 1}: {ends[-1]} and more")
    labels[known] = np.array(names, dtype=object)[place]
    return labels
