"""Populations of one run that lie within one another, and the few households by which they differ.

The area tables count the homes that lost power; the models use those of them of which every value is known. Both counts
are published, so what one has and the other has not is a group of households like any other: of one to ten, subtraction
tells it. Such a few are left out of the larger population, as a few of unknown group are.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from .. import columns as c
from ..models.specification import MODELS, columns_of
from ..sources.ids import id_text
from .suppression import is_small

MODEL_COLUMNS = columns_of(MODELS)
LOST_POWER = (c.STATUS_RESTORED, c.STATUS_CENSORED)


def modelled(study: pd.DataFrame) -> np.ndarray | None:
    """Who is in the study's models: lost power, has every value that they read, and a block group.

    Returns
    -------
    numpy.ndarray or None
        Boolean, shape ``(rows,)``; ``None`` where the table lacks one of the columns, so that no model can use it.
    """
    if not {*MODEL_COLUMNS, c.STATUS} <= set(study.columns):
        return None
    found = np.isin(study[c.STATUS].to_numpy(dtype=object), LOST_POWER)
    for name in MODEL_COLUMNS:
        found &= np.isfinite(pd.to_numeric(study[name], errors="coerce").to_numpy(dtype=float, na_value=np.nan))
    if c.BLOCK_GROUP in study.columns:
        found &= np.array([name is not None for name in id_text(study[c.BLOCK_GROUP].to_numpy())], dtype=bool)
    return found


def few_apart(outer: np.ndarray, inner: np.ndarray, groups: np.ndarray, minimum: int) -> np.ndarray:
    """Those of the outer population that the inner one lacks and that are fewer than the minimum in their group.

    Without them each group counts as many households in both populations, or at least ``minimum`` more in the outer.

    Parameters
    ----------
    outer, inner : numpy.ndarray of bool, shape (n,)
    groups : numpy.ndarray of int, shape (n,)
        Group of each household, from 0 on.
    minimum
        The smallest group that may be shown.

    Returns
    -------
    numpy.ndarray
        Boolean, shape ``(n,)``.
    """
    apart = np.asarray(outer, dtype=bool) & ~np.asarray(inner, dtype=bool)
    number = np.bincount(groups[apart], minlength=int(groups.max(initial=0)) + 1)
    return apart & is_small(number, minimum)[groups]


def near_published(counts: np.ndarray, published: np.ndarray, minimum: int) -> np.ndarray:
    """Counts that differ by a few households from one published elsewhere, so that they must not stand beside it.

    Parameters
    ----------
    counts : numpy.ndarray, shape (n,)
        Such as the homes kept at each step of a sample flow.
    published : numpy.ndarray, shape (p,)
        Counts of other populations of the same run, such as the sum of the area tables.
    minimum
        The smallest group that may be shown.

    Returns
    -------
    numpy.ndarray
        Boolean, shape ``(n,)``.
    """
    apart = np.abs(np.subtract.outer(np.asarray(counts, dtype=float), np.asarray(published, dtype=float)))
    return is_small(apart, minimum).any(axis=1)
