"""The tables that a report holds where they are handed in: each adds its part, none is needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .. import columns
from ..study.dataset import MINORITY_HOUSEHOLD
from .inputs import numbers, texts
from .protect import is_small

HYPOTHESES, ADJUSTED, STANDARD_ERRORS = "hypotheses", "adjusted", "standard_errors"
DIAGNOSTICS, EXPECTED = "diagnostics", "expected"
ROBUSTNESS, FITS, SENSITIVITY = "robustness", "robustness_fits", "sensitivity"
SURVIVAL, SURVIVAL_CONTRASTS, SURVIVAL_FIT = "survival", "survival_contrasts", "survival_fit"
GROUP_CURVES, GROUP_QUANTILES, RELIABILITY = "group_curves", "group_quantiles", "reliability"
CLUSTERS, INEQUALITY = "clusters", "inequality"
ROOTOGRAM, RESIDUAL_QUANTILES = "rootogram", "residual_quantiles"

# what the report reads of the households' table: neither ids nor places
EXPECTED_COLUMNS = (
    columns.BLOCK_GROUP,
    columns.RESTORATION_HOURS,
    columns.PARTICIPATION,
    columns.MINORITY_SHARE,
    columns.FITTED_HOURS,
    columns.PARTICIPATION_PROBABILITY,
)

MORE: Mapping[str, columns.Table] = {
    HYPOTHESES: columns.HYPOTHESES,
    ADJUSTED: columns.ADJUSTED_PREDICTIONS,
    STANDARD_ERRORS: columns.STANDARD_ERRORS,
    DIAGNOSTICS: columns.DIAGNOSTICS,
    EXPECTED: columns.MODEL_ROWS,
    ROBUSTNESS: columns.ROBUSTNESS_SUMMARY,
    FITS: columns.ROBUSTNESS,
    SENSITIVITY: columns.SENSITIVITY,
    SURVIVAL: columns.SURVIVAL,
    SURVIVAL_CONTRASTS: columns.CONTRASTS,
    SURVIVAL_FIT: columns.FIT,
    GROUP_CURVES: columns.GROUP_CURVES,
    GROUP_QUANTILES: columns.GROUP_QUANTILES,
    RELIABILITY: columns.RELIABILITY_GROUPS,
    CLUSTERS: columns.CLUSTERS,
    INEQUALITY: columns.INEQUALITY,
    ROOTOGRAM: columns.ROOTOGRAM,
    RESIDUAL_QUANTILES: columns.RESIDUAL_QUANTILES,
}


def wanted(key: str) -> tuple[str, ...]:
    """The columns that the report reads of a table."""
    return EXPECTED_COLUMNS if key == EXPECTED else MORE[key].names


def typed(frame: pd.DataFrame, key: str) -> pd.DataFrame:
    """The table with its declared kinds, also where it comes from CSV: numbers as ``float64``, texts as ``str``."""
    made = {}
    for name in wanted(key):
        kind = MORE[key][name].kind
        made[name] = numbers(frame, name) if kind in ("integer", "number", "flag") else texts(frame, name)
    return pd.DataFrame(made)


@dataclass(frozen=True)
class Expected:
    """What Models 1 and 3 expect of the homes, arrays of shape ``(n,)``."""

    hours: np.ndarray
    fitted: np.ndarray
    asked: np.ndarray
    chance: np.ndarray
    minority: np.ndarray
    clusters: np.ndarray


def expected(frame: pd.DataFrame) -> Expected:
    """The households' table of ``equitymodels`` as arrays."""
    return Expected(
        frame[columns.RESTORATION_HOURS].to_numpy(),
        frame[columns.FITTED_HOURS].to_numpy(),
        frame[columns.PARTICIPATION].to_numpy(),
        frame[columns.PARTICIPATION_PROBABILITY].to_numpy(),
        frame[columns.MINORITY_SHARE].to_numpy() >= MINORITY_HOUSEHOLD,
        frame[columns.BLOCK_GROUP].to_numpy(dtype=object),
    )


def tenths(order: np.ndarray, yes: np.ndarray | None, k: int, parts: int = 10) -> list[np.ndarray]:
    """Homes in up to ten groups of equal size by ``order``, as places; neighbours are joined until each may be shown.

    Parameters
    ----------
    order
        What they are sorted by, shape ``(n,)``; homes of one value stay together.
    yes
        A flag of each home whose count the group's mean gives away, shape ``(n,)``, or ``None``: with it, each group
        has none or at least ``k`` homes of either kind.
    k
        Smallest count to show.
    """
    ranked = np.argsort(order, kind="stable")
    cuts = np.searchsorted(order[ranked], np.quantile(order, np.arange(1, parts) / parts), side="right")
    groups = [part for part in np.split(ranked, np.unique(cuts)) if len(part)]

    def too_small(part: np.ndarray) -> bool:
        if len(part) < k:
            return True
        if yes is None:
            return False
        flagged = int(np.sum(yes[part] > 0))
        return bool(is_small(flagged, k) or is_small(len(part) - flagged, k))

    while len(groups) > 1:
        small = next((place for place, part in enumerate(groups) if too_small(part)), None)
        if small is None:
            break
        first = small if small == 0 else small - 1
        groups[first : first + 2] = [np.concatenate(groups[first : first + 2])]
    return [] if len(groups) == 1 and too_small(groups[0]) else groups
