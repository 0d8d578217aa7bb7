"""Restricted mean hours without power, from the survival curves of the models' room."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..models import survival_curves


@dataclass(frozen=True)
class RestrictedMean:
    """Mean hours without power within the first ``limit`` hours, with its 95 % interval."""

    limit: float
    hours: float
    low: float
    high: float


def restricted_mean(
    hours: np.ndarray, censored: np.ndarray, clusters: np.ndarray, limit: float, step: float = 1.0
) -> RestrictedMean:
    """The area under the Kaplan-Meier curve up to ``limit``, with a cluster-robust interval.

    Missing where the reads end before the limit with homes still out: the curve is not known up to there. Parameters
    as in :func:`~coprod_equity_plugin.core.models.survival_curves.restoration_curve`.
    """
    if not len(np.asarray(hours)):
        return RestrictedMean(limit, *[float("nan")] * 3)
    curve = survival_curves.restoration_curve(hours, censored, clusters, step=step)
    found = survival_curves.from_influence(*survival_curves.restricted_mean(curve, limit))
    return RestrictedMean(limit, found.value, float(np.maximum(found.low, 0.0)), found.high)
