"""What figures of a model's fit are drawn from: counts by bin, quantiles of residuals, calibration by tenths.

Bins and tenths hold at least as many households as may be shown, so that the tables can be published.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from .. import columns
from ..progress import Progress
from .fit import ModelFit
from .residuals import distribution, is_count, quantile_residuals
from .results import ModelSet
from .specification import LOGIT

FEWEST = 11  # rows of a bin
_BINS, _POINTS, _TENTHS = 30, 99, 10


def count_classes(counts: np.ndarray, bins: int = _BINS) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Bins of a rootogram: first and last count of each, NaN where there is no last, and the rows in it.

    Parameters
    ----------
    counts : numpy.ndarray, shape (n,)
        Whole numbers from 0 on.
    bins
        How many bins of equal width there are before neighbours are joined.
    """
    highest = int(counts.max())
    width = max(int(np.ceil(highest / bins)), 1)
    edges = np.unique(np.concatenate([[0, 1], np.arange(1, highest + 1, width)]))
    seen = np.histogram(counts, np.append(edges, np.inf))[0]
    kept, gathered = [0], 0
    for place, rows in enumerate(seen):
        gathered += int(rows)
        if gathered >= FEWEST and place + 1 < len(seen):
            kept.append(place + 1)
            gathered = 0
    if gathered < FEWEST and len(kept) > 1:
        kept.pop()  # what is left over joins the bin before
    starts = edges[kept].astype(float)
    return starts, np.append(starts[1:] - 1, np.nan), np.add.reduceat(seen, kept).astype(int)


def rootogram(fit: ModelFit, bins: int = _BINS, progress: Progress | None = None) -> pd.DataFrame:
    """Rows observed and expected by count, for a hanging rootogram (Kleiber and Zeileis 2016).

    Bins are of equal width; zeros have one of their own. Neighbours are joined until each has at least :data:`FEWEST`
    rows, zeros only with others if they are fewer themselves.

    Returns
    -------
    pandas.DataFrame
        Columns ``count_low``, ``count_high`` (both in the bin; the last has no upper end and is NaN), ``observed``,
        ``expected``; both add to the number of rows.
    """
    progress = progress or Progress()
    starts, ends, observed = count_classes(fit.outcome, bins)
    below = np.zeros(len(starts) + 1)
    for place, start in enumerate(starts):
        progress.check()
        below[place] = distribution(fit, np.full(fit.nobs, start - 1.0)).sum()
    below[-1] = fit.nobs
    return pd.DataFrame(
        {
            columns.COUNT_LOW: starts,
            columns.COUNT_HIGH: ends,
            columns.OBSERVED: observed,
            columns.EXPECTED: np.diff(below),
        }
    )


def residual_quantiles(fit: ModelFit, points: int = _POINTS) -> pd.DataFrame:
    """Quantiles of the randomized quantile residuals beside the normal's, with the band that chance leaves.

    Returns
    -------
    pandas.DataFrame
        Columns ``probability``, ``normal``, ``residual``, ``band_low``, ``band_high``: a residual within the band (95 %
        of samples of a right model, pointwise) is no sign of anything. Points nearer to either end than
        :data:`FEWEST` rows are left out.
    """
    chances = np.arange(1, points + 1) / (points + 1)
    chances = chances[np.minimum(chances, 1 - chances) * fit.nobs >= FEWEST]
    residuals = np.sort(quantile_residuals(fit))
    rank = np.clip(np.ceil(chances * fit.nobs).astype(int), 1, fit.nobs)
    # Of uniform values the one of this rank is beta distributed.
    low, high = (stats.norm.ppf(stats.beta.ppf(end, rank, fit.nobs + 1 - rank)) for end in (0.025, 0.975))
    return pd.DataFrame(
        {
            columns.PROBABILITY: chances,
            columns.NORMAL_QUANTILE: stats.norm.ppf(chances),
            columns.RESIDUAL_QUANTILE: residuals[rank - 1],
            columns.BAND_LOW: low,
            columns.BAND_HIGH: high,
        }
    )


def calibration_tenths(fit: ModelFit, groups: int = _TENTHS) -> pd.DataFrame:
    """Share with the outcome and mean probability, by tenths of the probability; weighted as the fit is.

    Returns
    -------
    pandas.DataFrame
        Columns ``tenth`` (from 1), ``n``, ``predicted``, ``share``, ``conf_low``, ``conf_high`` (Wilson's interval,
        rows taken as independent). Equal probabilities stay together; tenths in which fewer than :data:`FEWEST` rows
        have the outcome, or have it not, are joined with the next; without any the table is empty.
    """
    chance, outcome = fit.fitted, fit.outcome
    weights = np.ones(fit.nobs) if fit.weights is None else fit.weights
    edges = np.unique(np.quantile(chance, np.linspace(0, 1, groups + 1)))
    place = np.clip(np.searchsorted(edges, chance, side="left") - 1, 0, max(len(edges) - 2, 0))
    size = max(len(edges) - 1, 1)
    sums = np.stack(
        [
            np.bincount(place, values, size)
            for values in (np.ones(fit.nobs), outcome, weights, weights * chance, weights * outcome, weights**2)
        ],
        axis=1,
    )
    joined: list[np.ndarray] = []
    gathered = np.zeros(6)
    for row in sums:
        gathered = gathered + row
        if min(gathered[1], gathered[0] - gathered[1]) >= FEWEST:
            joined.append(gathered)
            gathered = np.zeros(6)
    if gathered[0] and joined:
        joined[-1] = joined[-1] + gathered
    table = np.array(joined).reshape(-1, 6)
    share = table[:, 4] / table[:, 2]
    low, high = wilson(share, table[:, 2] ** 2 / table[:, 5])
    return pd.DataFrame(
        {
            columns.TENTH: np.arange(1, len(table) + 1),
            columns.HOUSEHOLDS_USED: table[:, 0].astype(int),
            columns.PREDICTED: table[:, 3] / table[:, 2],
            columns.SHARE_OBSERVED: share,
            columns.CONF_LOW: low,
            columns.CONF_HIGH: high,
        }
    )


def wilson(share: np.ndarray, rows: np.ndarray, confidence: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Wilson's (1927) interval of a share among so many (effective) rows."""
    z = stats.norm.ppf(0.5 + confidence / 2)
    middle = (share + z**2 / (2 * rows)) / (1 + z**2 / rows)
    reach = z / (1 + z**2 / rows) * np.sqrt(share * (1 - share) / rows + z**2 / (4 * rows**2))
    return middle - reach, middle + reach


def shape_tables(models: ModelSet, progress: Progress | None = None) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Tables ``columns.ROOTOGRAM``, ``columns.RESIDUAL_QUANTILES`` and ``columns.CALIBRATION`` of all models."""
    progress = progress or Progress()
    tables: tuple[list, list, list] = ([], [], [])
    for place, spec in enumerate(models.specs):
        fit = models.fits[spec.id]
        if is_count(fit):
            tables[0].append(rootogram(fit, progress=progress).assign(**{columns.MODEL: spec.id}))
        progress.check()
        tables[1].append(residual_quantiles(fit).assign(**{columns.MODEL: spec.id}))
        if fit.family.name == LOGIT:
            tables[2].append(calibration_tenths(fit).assign(**{columns.MODEL: spec.id}))
        progress.set(100 * (place + 1) / len(models.specs))
    declared = (columns.ROOTOGRAM, columns.RESIDUAL_QUANTILES, columns.CALIBRATION)
    return tuple(
        pd.concat(frames, ignore_index=True)[list(table.names)] if frames else pd.DataFrame(columns=list(table.names))
        for frames, table in zip(tables, declared)
    )
