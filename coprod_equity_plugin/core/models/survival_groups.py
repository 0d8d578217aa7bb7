"""Time to restoration by group: quantiles and restricted means of Kaplan-Meier curves, tests that they are one.

Groups of fewer households than the minimum are not shown, nor are those that they could be worked out from.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from .. import columns
from ..progress import Progress
from .cox import Spells, score_test
from .design import build_design
from .survival_curves import (
    Curve,
    Measure,
    cluster_codes,
    from_influence,
    log_rank,
    quantile,
    restoration_curve,
    restricted_mean,
    restricted_mean_difference,
)
from .survival_rows import MINIMUM

STAGES = (0.5, 0.8, 0.95)
ALL, MINORITY, ASKED, BOTH = "all", "minority", "participation", "both"
NAMES = {
    ALL: ("all households",),
    MINORITY: ("other households", "minority households"),
    ASKED: ("households that did not ask", "households that asked"),
    BOTH: (
        "other households that did not ask",
        "other households that asked",
        "minority households that did not ask",
        "minority households that asked",
    ),
}
_STEP = 0.5


def survival_table(
    hours: np.ndarray,
    restored: np.ndarray,
    clusters: np.ndarray,
    minority: np.ndarray,
    asked: np.ndarray,
    limit: float,
    progress: Progress | None = None,
    weights: np.ndarray | None = None,
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Every group's measures as ``columns.SURVIVAL``, and notes on groups that are too small to be shown.

    Parameters
    ----------
    hours, restored
        Hours to restoration (or the last read), and whether power was back; shape ``(n,)``.
    clusters
        Cluster of each household, shape ``(n,)``.
    minority, asked
        Group marks as booleans, shape ``(n,)``.
    limit
        Hours to which the restricted mean counts.
    weights
        Sampling weights, shape ``(n,)``; counts of households stay unweighted.
    """
    progress = progress or Progress()
    codes, _ = cluster_codes(clusters)
    rows: list[dict] = []
    notes: list[str] = []
    curves: dict[tuple[str, int], Curve] = {}
    marks = {
        ALL: np.zeros(len(hours), dtype=int),
        MINORITY: minority.astype(int),
        ASKED: asked.astype(int),
        BOTH: 2 * minority.astype(int) + asked.astype(int),
    }
    for grouping, group in marks.items():
        progress.check()
        names = NAMES[grouping]
        sizes = np.bincount(group, minlength=len(names))
        if sizes.min() < MINIMUM:
            notes.append(
                f"Groups by {grouping} are not shown: one of them has fewer than {MINIMUM} households."
                if sizes.min()
                else f"Groups by {grouping} cannot be compared: one of them has no households."
            )
            continue
        for place, name in enumerate(names):
            chosen = group == place
            own = None if weights is None else weights[chosen]
            curve = _curve(hours[chosen], restored[chosen], codes[chosen], int(codes.max()) + 1, own, progress)
            curves[grouping, place] = curve
            rows += _group_rows(grouping, name, curve, limit)
        if len(names) == 1:
            continue
        for place in range(1, len(names)):
            difference = restricted_mean_difference(curves[grouping, place], curves[grouping, 0], limit)
            rows.append(_difference_row(grouping, names[place], names[0], difference, limit))
        strata = minority if grouping == ASKED else None
        rows += _tests(grouping, group, hours, restored, codes, names, strata, weights)
    return pd.DataFrame(rows, columns=list(columns.SURVIVAL.names)), tuple(notes)


def _curve(hours, restored, codes, groups: int, weights: np.ndarray | None, progress: Progress) -> Curve:
    """A curve whose influences are numbered by all clusters, those without homes of the group at zero."""
    present = np.unique(codes)
    # restoration_curve numbers clusters by their names as text; of one length they keep the numbers' order
    names = np.char.zfill(codes.astype(str), 12)
    curve = restoration_curve(hours, ~restored, names, weights, step=_STEP, progress=progress)
    influence = np.zeros((groups, curve.influence.shape[1]))
    influence[present] = curve.influence
    return Curve(
        curve.hours, curve.share_out, curve.low, curve.high, curve.at_risk, curve.restored, curve.households, influence
    )


def _group_rows(grouping: str, name: str, curve: Curve, limit: float) -> list[dict]:
    rows = [_row(grouping, name, "households", Measure(float(curve.households)))]
    for share in STAGES:
        found = quantile(curve, share)
        text = (
            f"{_capital(name)}: {100 * share:.0f} % had power back after {found.hours:g} hours"
            + (f" (95 % interval {found.low:g} to {found.high:g})." if np.isfinite(found.high) else ".")
            if np.isfinite(found.hours)
            else f"{_capital(name)}: it cannot be told when {100 * share:.0f} % had power back; the reads end before."
        )
        rows.append(_row(grouping, name, f"t{100 * share:.0f}", _finite(found), text))
    value, influence = restricted_mean(curve, limit)
    mean = from_influence(value, influence)
    text = (
        f"{_capital(name)} were without power for {mean.value:.1f} hours on average, counted to {limit:g} hours at "
        f"most (95 % interval {mean.low:.1f} to {mean.high:.1f})."
        if np.isfinite(mean.value)
        else f"{_capital(name)}: the mean up to {limit:g} hours cannot be told; the reads end before."
    )
    rows.append(_row(grouping, name, "rmst", mean, text))
    return rows


def _difference_row(grouping: str, name: str, reference: str, found: Measure, limit: float) -> dict:
    if not np.isfinite(found.low):
        text = f"How much longer {name} waited than {reference} cannot be told up to {limit:g} hours."
    elif found.low > 0 or found.high < 0:
        near, far = sorted((abs(found.low), abs(found.high)))
        text = (
            f"{_capital(name)} were without power for {abs(found.value):.1f} hours "
            f"{'longer' if found.value > 0 else 'less'} than {reference} on average, counted to {limit:g} hours at "
            f"most (95 % interval {near:.1f} to {far:.1f})."
        )
    else:
        text = (
            f"Whether {name} waited longer or less long than {reference} cannot be told: the difference of the means "
            f"up to {limit:g} hours is {found.value:.1f} hours, and its 95 % interval, {found.low:.1f} to "
            f"{found.high:.1f}, includes zero."
        )
    return _row(grouping, f"{name} less {reference}", "rmst_difference", found, text)


def _tests(grouping, group, hours, restored, codes, names: Sequence[str], strata, weights) -> list[dict]:
    """Log-rank, within the minority groups where asking is compared, and with clusters; of weighted rows the last."""
    rows = []
    if weights is None:
        statistic, _, p_value = log_rank(hours, (~restored).astype(int), group)
        words = _test_words(names, p_value, "")
        rows.append(_row(grouping, None, "log_rank", Measure(statistic, p_value=p_value), words))
    if strata is not None and weights is None:
        statistic, _, p_value = log_rank(hours, (~restored).astype(int), group, strata)
        words = _test_words(names, p_value, " within minority and other households")
        rows.append(_row(grouping, None, "log_rank_stratified", Measure(statistic, p_value=p_value), words))
    if restored.any() and codes.max() + 1 > len(names):
        values = {f"group {place}": (group == place).astype(float) for place in range(1, len(names))}
        design = build_design({**values, "none": hours}, "none", tuple(values))
        statistic, _, p_value = score_test(design, Spells(hours, restored), codes, weights)
        words = _test_words(names, p_value, ", homes of a block group taken together")
        rows.append(_row(grouping, None, "log_rank_cluster", Measure(statistic, p_value=p_value), words))
    return rows


def _test_words(names: Sequence[str], p_value: float, how: str) -> str:
    who = f"{', '.join(names[:-1])} and {names[-1]}"
    p_text = "below 0.001" if p_value < 0.001 else f"{p_value:.3f}"
    if p_value < 0.05:
        return f"Power came back at different paces to {who}{how} (p {p_text})."
    return f"That power came back at different paces to {who}{how} cannot be told (p {p_text})."


def _finite(found) -> Measure:
    def known(value: float) -> float:
        return value if np.isfinite(value) else float("nan")

    return Measure(known(found.hours), known(found.low), known(found.high))


def _row(grouping: str, group: str | None, statistic: str, found: Measure, sentence: str | None = None) -> dict:
    return {
        columns.GROUPING: grouping,
        columns.GROUP: group,
        columns.STATISTIC: statistic,
        columns.VALUE: found.value,
        columns.CONF_LOW: found.low,
        columns.CONF_HIGH: found.high,
        columns.P_VALUE: found.p_value,
        columns.SENTENCE: sentence,
    }


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
