"""The model tables' numbers by name, for sentences, plots and tables."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .. import columns
from ..models.specification import MINORITY_AND_PARTICIPATION, MODELS
from ..models.statistics import holm
from .figures import Ratio
from .inputs import numbers, texts
from .protect import is_small
from .sentences import Effect

ODDS, HOURS = "odds", "hours"
PANELS = {ODDS: "Ratio of the odds of asking for help (log scale)", HOURS: "Ratio of hours to restoration (log scale)"}

# contrasts of ``core.models.contrasts`` that the plot shows, in its order
_PLOTTED = (
    ("model_1", "minority", ODDS, "Minority vs other homes"),
    ("model_3", "minority_among_others", HOURS, "Minority vs other, neither asked"),
    ("model_3", "minority_among_reporters", HOURS, "Minority vs other, both asked"),
    ("model_3", "participation_among_minority", HOURS, "Asked vs did not, minority homes"),
    ("model_3", "participation_among_others", HOURS, "Asked vs did not, other homes"),
    ("model_3", "minority_reporters_vs_other_nonreporters", HOURS, "Minority that asked vs other that did not"),
    ("model_4", "one_more_request", HOURS, "One more request in the block group"),
)


@dataclass(frozen=True)
class Contrast:
    """A row of the contrasts; ``effect`` is on the ratio scale."""

    model: str
    name: str
    effect: Effect
    sentence: str


@dataclass(frozen=True)
class Results:
    """Coefficients, measures of fit and contrasts, by model and name.

    Attributes
    ----------
    models
        Ids of the models that have coefficients, in the study's order, others after them.
    coefficients
        A row (column to number) by (model, term).
    fit
        A number by (model, statistic).
    contrasts
        In the order of their table.
    """

    models: tuple[str, ...]
    coefficients: dict[tuple[str, str], dict[str, float]]
    fit: dict[tuple[str, str], float]
    contrasts: tuple[Contrast, ...]

    def effect(self, model: str, term: str) -> Effect:
        """A term's ratio with its interval; unknown if the model was not fitted."""
        row = self.coefficients.get((model, term))
        if row is None:
            return Effect(math.nan, math.nan, math.nan)
        return Effect(row[columns.EXP_ESTIMATE], row[columns.EXP_LOW], row[columns.EXP_HIGH], row[columns.P_VALUE])

    def contrast(self, model: str, name: str) -> Effect:
        """A contrast's ratio with its interval; unknown if it is not in the table."""
        for item in self.contrasts:
            if (item.model, item.name) == (model, name):
                return item.effect
        return Effect(math.nan, math.nan, math.nan)

    def statistic(self, model: str, name: str) -> float:
        """A measure of fit, NaN if there is none of that name."""
        return self.fit.get((model, name), math.nan)

    def households(self) -> float:
        """Households that the models use; NaN if the table of fit does not say."""
        return max((self.statistic(model, "n") for model in self.models), default=math.nan)

    @property
    def hypotheses(self) -> tuple[Effect, Effect, Effect]:
        """H1 (gap where nobody asked), H2 (odds of asking), H3 (gap among askers over that among the others)."""
        return (
            self.effect("model_3", columns.MINORITY_SHARE),
            self.effect("model_1", columns.MINORITY_SHARE),
            self.effect("model_3", MINORITY_AND_PARTICIPATION),
        )

    def adjusted_p(self) -> np.ndarray:
        """Holm's p-values of H1, H2 and H3, shape ``(3,)``."""
        return holm(np.array([effect.p_value for effect in self.hypotheses]))

    def plotted(self) -> list[Ratio]:
        """The lines of the ratio plot."""
        lines = []
        for model, name, panel, label in _PLOTTED:
            effect = self.contrast(model, name)
            if effect.known:
                lines.append(Ratio(panel, label, effect.ratio, effect.low, effect.high))
        return lines


def collect(coefficients: pd.DataFrame, fit: pd.DataFrame, contrasts: pd.DataFrame) -> Results:
    """Turn the three tables of ``equitymodels`` into something that can be asked by name."""
    names = [column.name for column in columns.COEFFICIENTS.columns if column.kind == "number"]
    values = {name: numbers(coefficients, name) for name in names}
    models, terms = texts(coefficients, columns.MODEL), texts(coefficients, columns.TERM)
    rows = {
        (model, term): {name: float(values[name][place]) for name in names}
        for place, (model, term) in enumerate(zip(models, terms))
    }
    measures = zip(texts(fit, columns.MODEL), texts(fit, columns.STATISTIC), numbers(fit, columns.VALUE))
    low, high, percent, p_values = (
        numbers(contrasts, name)
        for name in (columns.CONF_LOW, columns.CONF_HIGH, columns.PERCENT_CHANGE, columns.P_VALUE)
    )
    answers = tuple(
        Contrast(
            model,
            name,
            Effect(1 + percent[place] / 100, 1 + low[place] / 100, 1 + high[place] / 100, p_values[place]),
            sentence,
        )
        for place, (model, name, sentence) in enumerate(
            zip(
                texts(contrasts, columns.MODEL),
                texts(contrasts, columns.CONTRAST),
                texts(contrasts, columns.SENTENCE),
            )
        )
    )
    return Results(ordered(models), rows, {(model, name): float(value) for model, name, value in measures}, answers)


def guarded_fit(fit: pd.DataFrame, homes: int, k: int) -> pd.DataFrame:
    """The measures of fit without a number of rows that lies so near to ``homes`` that it counts few of them."""
    fit = fit.copy()
    values = numbers(fit, columns.VALUE)
    near = np.array([name == "n" for name in texts(fit, columns.STATISTIC)]) & is_small(np.abs(values - homes), k)
    fit[columns.VALUE] = np.where(near, np.nan, values)
    return fit


def ordered(models: Sequence[str]) -> tuple[str, ...]:
    """Models in the study's order, others after them as they come."""
    known = [spec.id for spec in MODELS]
    found = dict.fromkeys(models)
    return tuple([model for model in known if model in found] + [model for model in found if model not in known])


def model_title(model: str) -> str:
    """``Model 3`` for ``model_3``; another model's own name."""
    return next((spec.title.split(",")[0] for spec in MODELS if spec.id == model), model)
