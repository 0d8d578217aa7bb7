"""Try to work out what was withheld from the coefficients of the models.

At the estimates the likelihood's slopes are zero. Given the printed coefficients and every home's public values, these
equations are linear in what is secret, who lost power and asked, and how long each waited. A logit's say

    sum over homes of x * (asked - p(x)) = 0,

those of a negative binomial the same with hours and their mean, divided by 1 + alpha * mean. The attacker is given far
more than anybody has: age, voters and block group of every home with a meter, the coefficients of all five models to
the last digit, and the groups of the calibration with their limits and means. Beside them stand the area table, the
two-by-two table and the city's totals. Unknown are four numbers of each home: whether it lost power and asked, whether
it lost power and did not ask, and its hours in either case.

:func:`attack_groups` is given more still: which homes lost power, and so whom the models use. It looks for the few
homes of a group that asked, their number and their hours.

The standard errors come from the inverse of sums over homes; they are not linear and not used. A model with a
coefficient for every combination of what its terms can be is another matter, which :func:`cells_of_a_saturated_logit`
shows: coefficients and standard errors give its counts.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import linprog

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.disparity.areas import DisparityOptions, disparity_by_area
from coprod_equity_plugin.core.errors import ModelError
from coprod_equity_plugin.core.models.equity import EquityModels, ModelOptions, fit_equity_models
from coprod_equity_plugin.core.models.specification import LOGIT, MODELS, ROBUST
from coprod_equity_plugin.core.report.beside_models import PLACE_TERMS, tells_of_areas
from coprod_equity_plugin.core.report.few_homes import few_by_model
from coprod_equity_plugin.core.report.more_tables import tenths
from scripts.attack_run import study_of_everything

ANYTHING = 5.0  # either way: what a coefficient may be that is not told
LONGEST = 400.0  # hours: that nobody waited longer is known


def complete_city(seed: int) -> pd.DataFrame:
    """A random city of which the models can use every home that lost power; waits follow ages and groups."""
    study, _ = study_of_everything(seed)
    rng = np.random.default_rng(seed + 40_000)
    study = study.fillna({c.HOUSE_AGE: 40.0, c.MEDIAN_INCOME: 60.0, c.MINORITY_SHARE: 0.0})
    mean = np.exp(3.6 + 0.1 * study[c.MINORITY_SHARE] + 0.005 * study[c.HOUSE_AGE])
    hours = np.clip(rng.poisson(mean * rng.gamma(4, 0.25, len(study))), 1, LONGEST - 1)
    return study.assign(
        **{
            c.COLLEGE_SHARE: (rng.random(len(study)) < 0.2).astype(float),
            c.RESTORATION_HOURS: np.where(study[c.RESTORATION_HOURS].notna(), hours, np.nan),
        }
    )


@dataclass
class Secrets:
    """Linear equations over the homes' secrets: asked, silent, hours of those that asked, of the silent."""

    truth: np.ndarray
    rows: list[tuple[np.ndarray, dict[int, float]]] = field(default_factory=list)
    errors: list[tuple[float, float]] = field(default_factory=list)  # how far each rounded number may be off, both ways

    @property
    def homes(self) -> int:
        """How many there are."""
        return len(self.truth) // 4

    def say(self, asked=0.0, silent=0.0, hours_asked=0.0, hours_silent=0.0, rounded=()) -> None:
        """A sum with these factors of each home's secrets is known, but for errors: their numbers and factors."""
        parts = (asked, silent, hours_asked, hours_silent)
        row = np.concatenate([np.broadcast_to(part, self.homes) for part in parts]).astype(float)
        size = np.abs(row).max()
        if size > 0:
            self.rows.append((row / size, {number: factor / size for number, factor in rounded}))

    def width(self, goal: np.ndarray) -> float:
        """How far apart the ends of a sum of secrets are, solved in distances from the truth."""
        one = sparse.identity(self.homes)
        above = sparse.bmat(
            [
                [one, one, None, None],  # asked or silent, not both
                [-LONGEST * one, None, one, None], [None, -LONGEST * one, None, one],  # no hours of those not counted
                [one, None, -one, None], [None, one, None, -one],  # at least one hour of those counted
            ],
            format="csr",
        )  # fmt: skip
        sides = np.zeros(5 * self.homes)
        sides[: self.homes] = 1.0
        sides = np.maximum(sides - above @ self.truth, 0.0)
        above = sparse.hstack([above, sparse.csr_matrix((len(sides), len(self.errors)))])
        errors = np.zeros((len(self.rows), len(self.errors)))
        for place, (_, rounded) in enumerate(self.rows):
            for number, factor in rounded.items():
                errors[place, number] = factor
        # The errors count in their own ends, so that none is too small a number for the solver.
        widths = np.array([high - low for low, high in self.errors])
        bounds = [(-value, np.inf) for value in self.truth] + [
            (low / width, high / width) for (low, high), width in zip(self.errors, widths)
        ]
        equal = sparse.csr_matrix(np.hstack([np.array([row for row, _ in self.rows]), errors * widths]))
        goal = np.concatenate([goal, np.zeros(len(self.errors))])
        ends = []
        for sign in (1, -1):
            answer = linprog(
                sign * goal,
                A_ub=above,
                b_ub=sides,
                A_eq=equal,
                b_eq=np.zeros(len(self.rows)),
                bounds=bounds,
                method="highs",
            )
            if answer.status != 0:
                raise AssertionError(f"the linear program was not solved: {answer.message}")
            ends.append(sign * answer.fun)
        return ends[1] - ends[0]


def learn_areas(known: Secrets, study: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """The area table, the city's totals and, where it is shown, the two-by-two table; the first is handed back."""
    minority = study[c.MINORITY_SHARE].to_numpy() >= 0.5
    result = disparity_by_area(study, DisparityOptions(minimum=minimum))
    places = study[c.BLOCK_GROUP].to_numpy()
    for row in [*result.table.to_dict("records"), {**result.city, c.AREA_ID: ""}]:
        there = np.ones(len(study)) if row[c.AREA_ID] == "" else (places == row[c.AREA_ID]) * 1.0
        if np.isfinite(row[c.HOUSEHOLDS]):
            known.say(there, there)
            known.say(0, 0, there, there)
        if np.isfinite(row[c.MINORITY_HOUSEHOLDS]):
            known.say(there * minority, there * minority)
        for column, group in ((c.MINORITY_MEAN_HOURS, minority), (c.OTHER_MEAN_HOURS, ~minority)):
            if np.isfinite(row.get(column, np.nan)):
                known.say(0, 0, there * group, there * group)
        if np.isfinite(row[c.REQUESTS_COUNT]):
            known.say(there)
    secrets = known.truth.reshape(4, -1)
    cells = [secrets[place][group].sum() for place in (0, 1) for group in (minority, ~minority)]
    if not any(0 < cell < minimum for cell in cells):
        for group in (minority * 1.0, ~minority * 1.0):
            for place in range(4):
                known.say(*[group if place == at else 0.0 for at in range(4)])
    return result.table


def learn_models(
    known: Secrets,
    study: pd.DataFrame,
    models: EquityModels,
    *,
    printed: bool,
    gone: Mapping[str, Collection[str]] | None = None,
) -> None:
    """The equations of every model's coefficients, exact or as the report prints them.

    ``gone``: terms whose coefficient the report withholds, by model.
    """
    gone = gone or {}
    weights = known.truth.reshape(4, -1)
    for spec in models.specs:
        values = {c.TERM_CONST: np.ones(len(study)), **{name: study[name].to_numpy() for name in spec.columns}}
        terms = models.coefficients[models.coefficients[c.MODEL] == spec.id].set_index(c.TERM)[c.ESTIMATE]
        names = [name for name in terms.index if name != c.TERM_ALPHA]
        sides = []
        for asked in (1.0, 0.0):
            values[c.PARTICIPATION] = np.full(len(study), asked)
            sides.append(
                np.column_stack([np.prod([values[part] for part in name.split(":")], axis=0) for name in names])
            )
        exact = terms[names].to_numpy()
        told = np.array([rounded_as_printed(value) for value in exact]) if printed else exact
        first = len(known.errors)
        if printed:
            halves = np.array([0.5 * unit_printed(value) for value in exact])
            halves[np.isin(names, list(gone.get(spec.id, ())))] = ANYTHING
            known.errors += list(zip(-halves - (exact - told), halves - (exact - told)))
        if spec.family == LOGIT:
            chance = 1 / (1 + np.exp(-sides[0] @ told))
            information = sides[0].T @ (sides[0] * ((weights[0] + weights[1]) * chance * (1 - chance))[:, None])
            for column, row in zip(sides[0].T, information):
                known.say(column * (1 - chance), -column * chance, rounded=_errors(first, row, printed))
            if not printed:
                _learn_tenths(known, chance, chance)
            continue
        alpha = float(models.fits[spec.id].alpha)
        means = [np.exp(side @ told) for side in sides]
        shrunk = [1 / (1 + alpha * mean) for mean in means]
        information = sum(
            side.T @ (side * (weight * mean * share)[:, None])
            for side, weight, mean, share in zip(sides, weights, means, shrunk)
        )
        for place, row in enumerate(information):
            asked, silent = (side[:, place] * share for side, share in zip(sides, shrunk))
            known.say(-asked * means[0], -silent * means[1], asked, silent, rounded=_errors(first, row, printed))
        if spec.id == "model_3" and not printed:
            _learn_tenths(known, *means)


def _errors(first: int, row: np.ndarray, printed: bool):
    """A coefficient that is off moves the sum by the information about it."""
    return [(first + number, -factor) for number, factor in enumerate(row)] if printed else ()


def unit_printed(value: float) -> float:
    """The last digit that the report prints of a coefficient: three decimals, four of small ones."""
    return 1e-3 if abs(value) >= 0.01 else 1e-4


def rounded_as_printed(value: float) -> float:
    """A coefficient as the report prints it."""
    unit = unit_printed(value)
    return round(value / unit) * unit


def _learn_tenths(known: Secrets, asked: np.ndarray, silent: np.ndarray, minimum: int = 11) -> None:
    """The calibration: how many there are in each group by expectation, who asked, their hours and expectations."""
    secrets = known.truth.reshape(4, -1)
    order = np.where(secrets[0] > 0, asked, silent)
    used = (secrets[0] + secrets[1]) > 0
    for part in tenths(order[used], secrets[0][used], minimum):
        low, high = order[used][part].min(), order[used][part].max()
        first, second = ((values >= low) & (values <= high) for values in (asked, silent))
        known.say(first, second)
        known.say(first)
        known.say(0, 0, first, second)
        known.say(first * asked, second * silent)


def attack_models(seed: int, most: int | None = None, *, printed: bool = True) -> list[tuple[str, float, int]] | None:
    """Attack one city: each small cell of an area, how far it stays open, how many it is; ``None`` without models."""
    minimum = (11, 15, 5)[seed % 3]
    study = complete_city(seed)
    try:
        models = fit_equity_models(study, ModelOptions(covariance=ROBUST), specs=MODELS)
    except ModelError:
        return None
    out = study[c.RESTORATION_HOURS].notna().to_numpy()
    asked = out & (study[c.PARTICIPATION].to_numpy() > 0)
    hours = np.nan_to_num(study[c.RESTORATION_HOURS].to_numpy())
    known = Secrets(np.concatenate([asked, out & ~asked, hours * asked, hours * (out & ~asked)]).astype(float))
    areas = learn_areas(known, study, minimum)
    learn_models(known, study, models, printed=printed, gone=_of_places(areas))
    goals = []
    for name, place in study.groupby(c.BLOCK_GROUP).indices.items():
        there = np.zeros(len(study))
        there[place] = 1.0
        for kind, parts in (("households", (there, there)), ("asked", (there, 0.0)), ("silent", (0.0, there))):
            goal = np.concatenate([np.broadcast_to(part, len(study)) for part in (*parts, 0.0, 0.0)])
            number = int(goal @ known.truth)
            # more than are there lost power: where nobody else could be counted nothing is to be hidden
            if 0 < number < minimum and goal[: len(study)].sum() + goal[len(study) :].sum() > number:
                goals.append((f"{kind} of {name}", goal, number))
    if most is not None and len(goals) > most:
        goals = [goals[place] for place in np.random.default_rng(seed).choice(len(goals), most, replace=False)]
    return [(name, known.width(goal), number) for name, goal, number in goals]


def _of_places(areas: pd.DataFrame) -> dict[str, Collection[str]]:
    return {spec.id: PLACE_TERMS for spec in MODELS if spec.family == LOGIT and tells_of_areas(areas)}


def attack_groups(seed: int, *, guarded: bool = True) -> list[tuple[str, float, float, int, float]] | None:
    """Attack the few homes of a group that asked, or did not, knowing who lost power; ``None`` without models.

    ``guarded``: terms on few homes are withheld.

    Returns
    -------
    list of tuple
        Name of each cell, how far apart the ends are of its number and of its hours, and both as they are.
    """
    minimum = (11, 15, 5)[seed % 3]
    study = complete_city(seed)
    study = study[study[c.RESTORATION_HOURS].notna()].reset_index(drop=True)
    try:
        models = fit_equity_models(study, ModelOptions(covariance=ROBUST), specs=MODELS)
    except ModelError:
        return None
    asked, hours = study[c.PARTICIPATION].to_numpy() > 0, study[c.RESTORATION_HOURS].to_numpy()
    known = Secrets(np.concatenate([asked, ~asked, hours * asked, hours * ~asked]).astype(float))
    for home in np.eye(len(study)):
        known.say(home, home)
    gone = _of_places(learn_areas(known, study, minimum))
    if guarded:
        few = few_by_model(MODELS, {name: study[name].to_numpy() for spec in MODELS for name in spec.columns}, minimum)
        gone = {spec.id: {*gone.get(spec.id, ()), *few.get(spec.id, ())} for spec in MODELS}
    learn_models(known, study, models, printed=True, gone=gone)
    found = []
    for group in (c.MINORITY_SHARE, c.ELDERLY_SHARE, c.COLLEGE_SHARE):
        for words, members in ((group, study[group] >= 0.5), (f"other than {group}", study[group] < 0.5)):
            for place, answer in enumerate(("asked", "did not ask")):
                goals = np.zeros((2, 4, len(study)))
                goals[0, place] = goals[1, place + 2] = members
                number, waited = (float(goal.ravel() @ known.truth) for goal in goals)
                if 0 < number < minimum:
                    widths = (known.width(goal.ravel()) for goal in goals)
                    found.append((f"{words}, {answer}", *widths, int(number), waited))
    return found


def cells_of_a_saturated_logit(estimates: np.ndarray, errors: np.ndarray) -> np.ndarray:
    """The four counts behind a logit with one group of two: those with the outcome and without, of either group.

    Parameters
    ----------
    estimates, errors : numpy.ndarray, shape (2,)
        Of the constant and the group, the standard errors classical.

    Returns
    -------
    numpy.ndarray
        With and without the outcome in the first group, with and without in the second.
    """
    cells = []
    odds = np.exp([estimates[0], estimates[0] + estimates[1]])
    variances = (errors[0] ** 2, errors[1] ** 2 - errors[0] ** 2)  # 1/yes + 1/no of each group
    for ratio, variance in zip(odds, variances):
        without = (1 / ratio + 1) / variance
        cells += [ratio * without, without]
    return np.array(cells)
