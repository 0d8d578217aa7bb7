"""Groups of households by any column of the study table: by a threshold, by quartiles, by the column's own values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..errors import InputError, Problem
from .served import QUARTILES, THRESHOLD, safe_edges

VALUES = "values"
GROUPINGS = (THRESHOLD, QUARTILES, VALUES)
UNKNOWN_GROUP, POOLED = "unknown", "other groups"


@dataclass(frozen=True)
class Groups:
    """Which group each household is of.

    Attributes
    ----------
    codes : numpy.ndarray of int, shape (n,)
        Place in ``names``.
    names
        The groups that have households, the unknown last.
    """

    codes: np.ndarray
    names: list[str]


def cut_groups(
    value: np.ndarray, out: np.ndarray, grouping: str, column: str, threshold: float, minimum: int
) -> Groups:
    """Groups of a number column, by its threshold or by quartiles.

    Parameters
    ----------
    value : numpy.ndarray of float, shape (n,)
        NaN where unknown.
    out : numpy.ndarray of bool, shape (n,)
        Lost power: an edge of quartiles must cut off too few neither of those nor of the others.
    grouping
        ``threshold`` or ``quartiles``.
    column, threshold, minimum
        Name of the column, its threshold, the smallest group that may be shown.
    """
    known = np.isfinite(value)
    edges = [threshold]
    if grouping == QUARTILES and known.any():
        edges = np.quantile(value[known], (0.25, 0.5, 0.75))
        edges = edges[edges > value[known].min()]  # nobody is below the smallest
        edges = safe_edges(value, out, edges, threshold, minimum)
        edges = edges or [threshold]  # such as shares that are nearly all 0 or 1
    codes = np.where(known, np.digitize(value, edges), len(edges) + 1)
    names = [f"{column} below {edges[0]:g}"]
    names += [f"{column} {low:g} to below {high:g}" for low, high in zip(edges[:-1], edges[1:])]
    names.append(f"{column} from {edges[-1]:g}")
    names.append(f"{column} {UNKNOWN_GROUP}")
    return _used(codes, names)


def named_groups(labels: np.ndarray, minimum: int) -> Groups:
    """Groups of a column's own values; those of fewer households than the minimum are put together.

    Parameters
    ----------
    labels : numpy.ndarray of object, shape (n,)
        Text, ``None`` where unknown.
    minimum
        The smallest group that may be shown; while the pooled ones are fewer, the next smallest joins them.
    """
    texts = np.array([UNKNOWN_GROUP if label is None else label for label in labels], dtype=object)
    names, codes, counts = np.unique(texts.astype(str), return_inverse=True, return_counts=True)
    codes = codes.reshape(-1)
    order = np.argsort(counts, kind="stable")
    pooled = int((counts < minimum).sum())
    while 0 < pooled < len(names) and counts[order[:pooled]].sum() < minimum:
        pooled += 1
    if not pooled:
        return _unknown_last(codes, names.tolist())
    target = np.zeros(len(names), dtype=np.int64)
    kept = np.sort(order[pooled:])
    target[kept] = np.arange(len(kept))
    target[order[:pooled]] = len(kept)
    return _unknown_last(target[codes], [*names[kept].tolist(), POOLED])


def label_texts(values: np.ndarray) -> np.ndarray:
    """A column's values as the groups' names, shape ``(n,)``: 2.0 is ``2``; ``None`` where there is none."""
    result = np.full(len(values), None, dtype=object)
    for row, value in enumerate(values):
        if value is None or value != value or str(value).strip() == "":
            continue
        result[row] = f"{value:g}" if isinstance(value, (float, np.floating)) else str(value).strip()
    return result


def place_of_reference(groups: Groups, reference: str, column: str, fallback: int) -> int:
    """The reference group's place in the names; ``fallback`` if none is asked for.

    Raises
    ------
    InputError
        If there is no such group, naming those that there are.
    """
    if not reference:
        return fallback
    if reference not in groups.names:
        known = "; ".join(groups.names)
        what = f"there is no group '{reference}' with enough households"
        raise InputError(Problem(what, f"Choose one of: {known}", "study table", column))
    return groups.names.index(reference)


def _used(codes: np.ndarray, names: list[str]) -> Groups:
    used = np.unique(codes)
    return Groups(np.searchsorted(used, codes), [names[code] for code in used])


def _unknown_last(codes: np.ndarray, names: list[str]) -> Groups:
    if UNKNOWN_GROUP not in names:
        return Groups(codes, names)
    place = names.index(UNKNOWN_GROUP)
    order = [at for at in range(len(names)) if at != place] + [place]
    target = np.empty(len(names), dtype=np.int64)
    target[order] = np.arange(len(names))
    return Groups(target[codes], [names[at] for at in order])
