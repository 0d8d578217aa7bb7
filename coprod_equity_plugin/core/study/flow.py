"""The paper trail of the study table: who is left out at each step, of which group, and how unlike those kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from .. import columns

MINORITY_HOUSEHOLD = 0.5  # a household counts as minority from this share of its voters on
LARGE_DIFFERENCE = 0.1  # standardized; the usual threshold in balance checks (Austin 2009)
ALL_REQUIREMENTS = "complete, of those that lost power"
GROUP_MINORITY, GROUP_OTHER, GROUP_UNKNOWN = "minority", "other", "unknown"


@dataclass(frozen=True)
class Step:
    """One step of the flow.

    Attributes
    ----------
    name
        What the households kept have.
    kept, lost
        Who passes and who fails it of those that passed the steps before, bool, shape ``(n,)``.
    reason
        Why the lost are left out.
    """

    name: str
    kept: np.ndarray
    lost: np.ndarray
    reason: str


def walk(conditions: Sequence[tuple[str, np.ndarray, str]]) -> list[Step]:
    """Apply conditions (name, bool of shape ``(n,)``, reason) one after the other."""
    steps: list[Step] = []
    kept = np.ones(len(conditions[0][1]), dtype=bool)
    for name, condition, reason in conditions:
        before, kept = kept, kept & np.asarray(condition, dtype=bool)
        steps.append(Step(name, kept, before & ~kept, reason))
    return steps


def flow_table(steps: Sequence[Step], asked: np.ndarray, minority: np.ndarray) -> pd.DataFrame:
    """``SAMPLE_FLOW``: how many are kept and lost at each step.

    Parameters
    ----------
    steps
        As :func:`walk` gives them.
    asked, minority
        Whether the household asked for help and is a minority household, bool, shape ``(n,)``.
    """
    rows = [
        (
            step.name,
            int(step.kept.sum()),
            int((step.kept & asked).sum()),
            int((step.kept & minority).sum()),
            int(step.lost.sum()),
            int((step.lost & asked).sum()),
            step.reason,
        )
        for step in steps
    ]
    return pd.DataFrame(rows, columns=list(columns.SAMPLE_FLOW.names))


def household_groups(minority_share: np.ndarray) -> np.ndarray:
    """Each household's group: ``minority`` from half of its voters on, ``other`` or ``unknown``; shape ``(n,)``.

    Parameters
    ----------
    minority_share
        0-1, NaN where no voter's race is known, shape ``(n,)``.
    """
    known = np.where(minority_share >= MINORITY_HOUSEHOLD, GROUP_MINORITY, GROUP_OTHER)
    return np.where(np.isnan(minority_share), GROUP_UNKNOWN, known)


def group_table(steps: Sequence[Step], asked: np.ndarray, minority_share: np.ndarray) -> pd.DataFrame:
    """``FLOW_GROUPS``: the same numbers apart by group and by whether the household asked for help.

    Parameters
    ----------
    steps
        As :func:`walk` gives them.
    asked
        Bool, shape ``(n,)``.
    minority_share
        0-1, NaN where no voter's race is known, shape ``(n,)``.
    """
    groups = household_groups(minority_share)
    rows = []
    for step in steps:
        for name in (GROUP_MINORITY, GROUP_OTHER, GROUP_UNKNOWN):
            group = groups == name
            for participation, which in ((1, asked), (0, ~asked)):
                kept, lost = int((step.kept & group & which).sum()), int((step.lost & group & which).sum())
                share = lost / (kept + lost) if kept + lost else np.nan
                rows.append((step.name, name, participation, kept, lost, share))
    return pd.DataFrame(rows, columns=list(columns.FLOW_GROUPS.names))


def balance_table(steps: Sequence[Step], variables: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """``FLOW_BALANCE``: those kept at each step against those lost at it, variable by variable.

    Parameters
    ----------
    steps
        As :func:`walk` gives them; a step that loses nobody has no row.
    variables
        Name -> numbers, NaN where not known, shape ``(n,)``; each comparison uses the known ones.

    Notes
    -----
    The standardized difference is ``(mean kept - mean lost) / sqrt((s_kept^2 + s_lost^2) / 2)`` (Austin 2009,
    Statistics in Medicine 28, 3083-3107), with sample variances for shares too; the test is Welch's t.
    """
    rows = []
    for step in steps:
        if not step.lost.any():
            continue
        for term, values in variables.items():
            kept, lost = values[step.kept], values[step.lost]
            kept, lost = kept[np.isfinite(kept)], lost[np.isfinite(lost)]
            difference, statistic, p_value = _compare(kept, lost)
            large = np.nan if np.isnan(difference) else float(abs(difference) > LARGE_DIFFERENCE)
            means = (part.mean() if len(part) else np.nan for part in (kept, lost))
            rows.append((step.name, term, len(kept), len(lost), *means, difference, large, statistic, p_value))
    return pd.DataFrame(rows, columns=list(columns.FLOW_BALANCE.names))


def _compare(left: np.ndarray, right: np.ndarray) -> tuple[float, float, float]:
    """Standardized difference, Welch's t and its p; all NaN where a side is too few or neither varies."""
    if len(left) < 2 or len(right) < 2:
        return np.nan, np.nan, np.nan
    variances = left.var(ddof=1), right.var(ddof=1)
    means = left.mean(), right.mean()
    # A constant column has a spread of rounding errors only.
    if sum(variances) <= (1e-12 * max(abs(means[0]), abs(means[1]))) ** 2:
        return np.nan, np.nan, np.nan
    test = stats.ttest_ind_from_stats(
        means[0], variances[0] ** 0.5, len(left), means[1], variances[1] ** 0.5, len(right), equal_var=False
    )
    return float((means[0] - means[1]) / np.sqrt(sum(variances) / 2)), float(test.statistic), float(test.pvalue)


def community_table(households: pd.DataFrame) -> pd.DataFrame:
    """``COMMUNITIES``: requests per 100 customers and homes without voters, a row per block group.

    Parameters
    ----------
    households
        The study table.
    """
    grouped = households.assign(without=households[columns.VOTERS].isna()).groupby(columns.BLOCK_GROUP, sort=True)
    customers = grouped.size()
    without = grouped["without"].sum()
    requests = grouped[columns.COMMUNITY_REQUESTS].first()
    return pd.DataFrame(
        {
            columns.BLOCK_GROUP: customers.index.to_numpy(dtype=object),
            columns.HOUSEHOLDS: customers.to_numpy(),
            columns.COMMUNITY_REQUESTS: requests.to_numpy(),
            columns.COMMUNITY_RATE: (100 * requests / customers).to_numpy(dtype=float),
            columns.WITHOUT_VOTERS: without.to_numpy(),
            columns.WITHOUT_VOTERS_SHARE: (without / customers).to_numpy(dtype=float),
        }
    )
