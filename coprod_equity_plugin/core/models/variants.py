"""What a referee would have varied, as data: other samples, windows, measures, weights and places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from .. import columns
from ..study.sample import prior_correction
from .request_times import RequestTimes, moments
from .rows import UsedRows
from .specification import ModelSpec

POPULATION = "population"
REDRAW = "redraw"
REDRAW_WEIGHTED = "redraw_weighted"
WEIGHTED = "weighted"
WINDOW = "request_window"
WHILE_DARK = "request_while_dark"
LANDMARK = "landmark"
OTHERS = "others_requests"
RATE = "request_rate"
LEAVE_OUT = "leave_one_block_group_out"
MISSING = "missing_marked"
ACS_ERROR = "census_margins"

# variant: what it is, for a reader's sentence
WORDS = {
    POPULATION: "With all households",
    REDRAW: "In random samples",
    REDRAW_WEIGHTED: "In random samples weighted back to the city",
    WEIGHTED: "With the table's sampling weights",
    WINDOW: "With requests counted in another window",
    WHILE_DARK: "With only those requests that a household made before its power was back",
    LANDMARK: "Among homes still without power at the window's end",
    OTHERS: "With the community's requests less the household's own",
    RATE: "With the community's requests per 100 customers",
    LEAVE_OUT: "Leaving out one block group at a time",
    MISSING: "With households whose covariates are missing, marked as such",
    ACS_ERROR: "With the census tables' values drawn from their margins of error",
}
SEVERAL = (REDRAW, REDRAW_WEIGHTED, LEAVE_OUT, ACS_ERROR)  # their settings are summarised over many fits


@dataclass(frozen=True)
class Case:
    """One way to fit the models.

    Attributes
    ----------
    rows
        Which of the used households, shape ``(m,)``; all if ``None``.
    replaced
        Columns with other values, each of shape ``(n,)`` over the used households. A model that reads none of them,
        and keeps its rows and weights, is not fitted again.
    weights
        Shape ``(m,)``.
    correction
        What to subtract from a logit's constant (:func:`~..study.sample.prior_correction`), or ``None``.
    base
        Other households than the main result's, that ``rows`` and ``replaced`` then speak of.
    extra
        Columns beside the model's terms, named ``<column> missing``; a model has those of the columns that it reads.
    """

    variant: str
    setting: str
    draw: int | None = None
    rows: np.ndarray | None = None
    replaced: Mapping[str, np.ndarray] = field(default_factory=dict)
    weights: np.ndarray | None = None
    correction: float | None = None
    base: UsedRows | None = None
    extra: Mapping[str, np.ndarray] = field(default_factory=dict)

    def extra_of(self, spec: ModelSpec) -> dict[str, np.ndarray]:
        """The extra columns that a model has."""
        return {name: values for name, values in self.extra.items() if name.rsplit(" ", 1)[0] in spec.columns}

    def concerns(self, spec: ModelSpec) -> bool:
        """Whether the model has to be fitted again."""
        return self.rows is not None or self.weights is not None or bool(set(self.replaced) & set(spec.columns))


def redraws(used: UsedRows, sizes, draws: int, seed: int, weighted: bool) -> Iterator[Case]:
    """All households that asked, with random samples of the others (Xu and Tang 2021, Appendix B).

    A draw depends on the seed, the size and its number alone, not on the order of the rows nor on the other sizes.
    """
    asked = used.column(columns.PARTICIPATION) == 1
    cases, others = np.flatnonzero(asked), np.flatnonzero(~asked)
    others = others[np.argsort(used.households[others].astype(str), kind="stable")]
    tau = len(cases) / len(asked)
    earlier = used.weights if used.weights_differ else None
    for size in sizes:
        correction = prior_correction(tau, len(cases) / (len(cases) + size))
        for draw in range(1, draws + 1):
            drawn = np.random.default_rng([seed, size, draw]).choice(others, size, replace=False)
            rows = np.concatenate([cases, drawn])
            setting = f"{size:,} households that did not ask"
            yield Case(REDRAW, setting, draw, rows, correction=correction)
            if weighted:
                weights = np.where(asked[rows], 1.0, len(others) / size)
                yield Case(
                    REDRAW_WEIGHTED,
                    setting,
                    draw,
                    rows,
                    weights=weights if earlier is None else weights * earlier[rows],
                )


def other_measures(used: UsedRows, study: pd.DataFrame) -> Iterator[Case]:
    """Weights, the community's requests without the household's own, and as a rate."""
    if used.weights_differ:
        yield Case(WEIGHTED, "sampling_weight", weights=used.weights)
    if columns.COMMUNITY_REQUESTS_OTHERS in study.columns:
        others = study[columns.COMMUNITY_REQUESTS_OTHERS].to_numpy(dtype=float, na_value=np.nan)[used.mask]
        if np.isfinite(others).all():
            yield Case(OTHERS, "less the own request", replaced={columns.COMMUNITY_REQUESTS: others})
    if columns.BLOCK_GROUP in study.columns:
        places = study[columns.BLOCK_GROUP]
        customers = places.map(places.value_counts()).to_numpy(dtype=float)[used.mask]
        if np.isfinite(customers).all():
            rate = 100.0 * used.column(columns.COMMUNITY_REQUESTS) / customers
            yield Case(RATE, "per 100 customers", replaced={columns.COMMUNITY_REQUESTS: rate})


def other_windows(
    used: UsedRows, study: pd.DataFrame, times: RequestTimes | None, start, base: float, days
) -> Iterator[Case]:
    """Request windows of other lengths, requests made while dark, and homes still dark at a window's end.

    Parameters
    ----------
    times
        The requests; without them only the landmark at the study's own window is had.
    start, base, days
        The event's start; the study's own window and the others, in days.
    """
    dark_until = _dark_until(study, used.mask)
    for length in days if times is not None else (base,):
        replaced = {}
        if times is not None:
            replaced = {
                columns.PARTICIPATION: times.participation(length)[used.mask],
                columns.COMMUNITY_REQUESTS: times.community(length)[used.mask],
            }
            yield Case(WINDOW, _days(length), replaced=replaced)
        if dark_until is None:
            continue
        yield from _landmark(used, study, replaced, np.datetime64(start, "s"), length, dark_until)
    if times is not None and dark_until is not None:
        first = times.first[used.mask]
        own = (times.participation(base)[used.mask] == 1) & (first < dark_until)
        yield Case(WHILE_DARK, _days(base), replaced={columns.PARTICIPATION: own.astype(float)})


def _landmark(used, study, replaced, start, length, dark_until) -> Iterator[Case]:
    end = start + np.timedelta64(round(length * 86_400), "s")
    lost = moments(study, columns.OUTAGE_START)[used.mask]
    rows = np.flatnonzero((lost <= end) & (dark_until > end))
    yield Case(LANDMARK, f"{_days(length)}, all hours", rows=rows, replaced=replaced)
    left = np.zeros(len(lost))
    left[rows] = np.floor((dark_until[rows] - end) / np.timedelta64(3600, "s") + 0.5)
    yield Case(
        LANDMARK,
        f"{_days(length)}, hours from then on",
        rows=rows,
        replaced={**replaced, columns.RESTORATION_HOURS: left},
    )


def leave_out(used: UsedRows, clusters: np.ndarray) -> Iterator[Case]:
    """Every block group left out once."""
    for draw, code in enumerate(np.unique(clusters), start=1):
        yield Case(LEAVE_OUT, "each block group", draw, np.flatnonzero(clusters != code))


def _dark_until(study: pd.DataFrame, mask: np.ndarray) -> np.ndarray | None:
    """When power came back, or for a censored home the last read; ``None`` if the table has no times."""
    if not {columns.OUTAGE_START, columns.RESTORED_AT} <= set(study.columns):
        return None
    lost, back = moments(study, columns.OUTAGE_START)[mask], moments(study, columns.RESTORED_AT)[mask]
    if np.isnat(lost).all():
        return None
    hours = study[columns.RESTORATION_HOURS].to_numpy(dtype=float, na_value=np.nan)[mask]
    return np.where(np.isnat(back), lost + (hours * 3600).astype("timedelta64[s]"), back)


def _days(length: float) -> str:
    return f"{length:g} day{'' if length == 1 else 's'}"
