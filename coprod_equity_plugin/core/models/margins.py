"""Predictions and differences on the outcome's own scale, averaged over the rows: hours and probabilities.

Each is a weighted sum of averages of the expected outcome with some columns set to values, its error by the delta
method under the model's covariance. Average marginal effects and the interaction on the probability scale (Ai and
Norton 2003, *Interaction terms in logit and probit models*) are such sums too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from .. import columns
from .contrasts import CONTRASTS, RATIO, ContrastSpec, write_sentence
from .design import Design
from .equity import EquityModels
from .fit import ModelFit
from .results import ModelSet
from .specification import LOGIT

_M, _P, _R = columns.MINORITY_SHARE, columns.PARTICIPATION, columns.COMMUNITY_REQUESTS
_STEP = 1e-3  # of a column's standard deviation: what stands for an infinitesimal change

# A change of some columns: to a value, or by a step from where a row is.
Setting = Mapping[int, tuple[str, float]]


@dataclass(frozen=True)
class Margin:
    """An averaged prediction, difference or effect; ``p_value`` is NaN for predictions."""

    model: str
    quantity: str
    estimate: float
    std_error: float
    low: float
    high: float
    p_value: float
    unit: str
    sentence: str


@dataclass(frozen=True)
class MarginSpec:
    """A weighted sum of averages: per part, its weight and what columns are set to (``=``) or moved by (``+``)."""

    model: str
    quantity: str
    parts: tuple[tuple[float, dict[str, tuple[str, float]]], ...]
    words: str = ""


def _at(**values: float) -> dict[str, tuple[str, float]]:
    names = {"m": _M, "p": _P}
    return {names[name]: ("=", value) for name, value in values.items()}


_MORE = {_R: ("+", 1.0)}
_GROUPS = {0: "other households", 1: "minority households"}
_ASKED = {0: "that did not ask for help", 1: "that asked for help"}


def _one(model: str, name: str, words: str, **values: float) -> MarginSpec:
    return MarginSpec(model, name, ((1.0, _at(**values)),), words)


# Of the study's models; differences bear the names of the contrasts in percent that they stand beside.
MARGINS = (
    *(_one("model_1", f"minority={m}", _GROUPS[m], m=m) for m in (0, 1)),
    MarginSpec("model_1", "minority", ((1.0, _at(m=1)), (-1.0, _at(m=0)))),
    *(_one("model_2", f"minority={m}", _GROUPS[m], m=m) for m in (0, 1)),
    MarginSpec("model_2", "minority", ((1.0, _at(m=1)), (-1.0, _at(m=0)))),
    *(_one("model_2", f"participation={p}", f"households {_ASKED[p]}", p=p) for p in (0, 1)),
    MarginSpec("model_2", "participation", ((1.0, _at(p=1)), (-1.0, _at(p=0)))),
    *(
        _one("model_3", f"minority={m}, participation={p}", f"{_GROUPS[m]} {_ASKED[p]}", m=m, p=p)
        for p in (0, 1)
        for m in (0, 1)
    ),
    MarginSpec("model_3", "minority_among_others", ((1.0, _at(m=1, p=0)), (-1.0, _at(m=0, p=0)))),
    MarginSpec("model_3", "minority_among_reporters", ((1.0, _at(m=1, p=1)), (-1.0, _at(m=0, p=1)))),
    MarginSpec("model_3", "minority_reporters_vs_other_nonreporters", ((1.0, _at(m=1, p=1)), (-1.0, _at(m=0, p=0)))),
    MarginSpec("model_3", "participation_among_minority", ((1.0, _at(m=1, p=1)), (-1.0, _at(m=1, p=0)))),
    MarginSpec("model_3", "participation_among_others", ((1.0, _at(m=0, p=1)), (-1.0, _at(m=0, p=0)))),
    MarginSpec(
        "model_3",
        "interaction",
        ((1.0, _at(m=1, p=1)), (-1.0, _at(m=0, p=1)), (-1.0, _at(m=1, p=0)), (1.0, _at(m=0, p=0))),
    ),
    *(_one("model_4", f"minority={m}", _GROUPS[m], m=m) for m in (0, 1)),
    MarginSpec("model_4", "minority", ((1.0, _at(m=1)), (-1.0, _at(m=0)))),
    MarginSpec("model_4", "one_more_request", ((1.0, _MORE), (-1.0, {}))),
    MarginSpec(
        "model_5",
        "interaction",
        ((1.0, {**_at(m=1), **_MORE}), (-1.0, _at(m=1)), (-1.0, {**_at(m=0), **_MORE}), (1.0, _at(m=0))),
    ),
    MarginSpec("model_5", "one_more_request_among_minority", ((1.0, {**_at(m=1), **_MORE}), (-1.0, _at(m=1)))),
    MarginSpec("model_5", "one_more_request_among_others", ((1.0, {**_at(m=0), **_MORE}), (-1.0, _at(m=0)))),
)

_WORDS = {(spec.model, spec.id): spec for spec in CONTRASTS}
_WORDS["model_1", "minority"] = replace(
    _WORDS["model_1", "minority"], subject="minority households' chances of asking for help"
)
_GAP = "the gap, minority households' waits less other households',"
for _model, _subject, _reference in (
    ("model_3", f"{_GAP} among those that asked for help", "that among those that did not"),
    ("model_5", f"{_GAP} in block groups with one more request", "that in block groups with one request fewer"),
):
    _WORDS[_model, "interaction"] = replace(
        _WORDS[_model, "interaction"], subject=_subject, reference=_reference, words=RATIO
    )


def set_columns(design: Design, setting: Setting) -> np.ndarray:
    """The design's matrix with columns set or moved, and the products made anew."""
    if not setting:
        return design.matrix
    matrix = design.matrix.copy()
    for place, (how, value) in setting.items():
        matrix[:, place] = value if how == "=" else matrix[:, place] + value
    for place, parts in enumerate(design.parts):
        if parts:
            matrix[:, place] = np.prod(matrix[:, list(parts)], axis=1)
    return matrix


def average(
    fit: ModelFit,
    design: Design,
    parts: Sequence[tuple[float, Setting]],
    weights: np.ndarray | None = None,
    shift: float = 0.0,
) -> tuple[float, float, np.ndarray]:
    """A weighted sum of averages of the expected outcome, its standard error, and its direction of shape ``(k,)``.

    Parameters
    ----------
    fit, design
        The model.
    parts
        Per part its weight and the setting of the columns.
    weights
        Of the rows in the averages, shape ``(n,)``; all alike if not given.
    shift
        Added to the linear predictor; see :func:`prior_correction`.
    """
    offset = shift if design.offset is None else design.offset + shift
    estimate, gradient = 0.0, np.zeros(len(fit.terms))
    for factor, setting in parts:
        matrix = set_columns(design, setting)
        mean = fit.family.mean(matrix @ fit.params + offset)
        slope = mean * (1 - mean) if fit.family.name == LOGIT else mean
        share = np.full(len(mean), 1 / len(mean)) if weights is None else weights / weights.sum()
        estimate += factor * float(share @ mean)
        gradient += factor * ((share * slope) @ matrix)
    return estimate, float(np.sqrt(gradient @ fit.covariance @ gradient)), gradient


def prior_correction(outcome: np.ndarray, weights: np.ndarray | None) -> tuple[float, float]:
    """What a case-control sample adds to a logit's constant, to be taken off, and the population's rate, tau.

    King and Zeng (2001), *Logistic regression in rare events data*, eq. 7:
    ``ln(((1 - tau) / tau) * (ybar / (1 - ybar)))``, for samples drawn by the outcome alone.
    """
    rate = float(outcome.mean())
    tau = rate if weights is None else float(np.average(outcome, weights=weights))
    return float(np.log((1 - tau) / tau * rate / (1 - rate))), tau


def margins_of_study(models: EquityModels) -> list[Margin]:
    """The study's adjusted predictions and differences, then each model's average marginal effects."""
    confidence = models.options.confidence
    found: list[Margin] = []
    for spec in models.specs:
        fit, design, weights = models.fits[spec.id], models.designs[spec.id], models.population_weights
        shift = 0.0
        if fit.family.name == LOGIT and not fit.weighted:
            added, tau = prior_correction(fit.outcome, weights)
            shift = -added
            words = f"{100 * tau:.1f} % of all households asked for help."
            found.append(Margin(spec.id, "population_rate", tau, *[np.nan] * 4, "probability", words))
        for margin, parts in _placed(spec.id, design):
            found.append(_finish(fit, margin, average(fit, design, parts, weights, shift), confidence))
        found += average_effects(spec.id, models, weights, shift, confidence)
    return found


def _placed(model: str, design: Design) -> list[tuple[MarginSpec, list[tuple[float, Setting]]]]:
    """The margins of a model that its design has the columns for, with the columns' places."""
    return [
        (
            margin,
            [
                (factor, {design.terms.index(name): change for name, change in setting.items()})
                for factor, setting in margin.parts
            ],
        )
        for margin in MARGINS
        if margin.model == model and all(name in design.terms for _, setting in margin.parts for name in setting)
    ]


def difference_settings(model: str, design: Design) -> list[tuple[str, list[tuple[float, Setting]]]]:
    """A study model's differences: their names and what :func:`average` takes as parts."""
    return [(margin.quantity, parts) for margin, parts in _placed(model, design) if len(parts) > 1]


def difference_words(model: str, quantity: str) -> ContrastSpec:
    """What is compared with what in a difference, for :func:`~.contrasts.write_sentence`."""
    return _WORDS[model, quantity]


def effects_of(models: ModelSet) -> list[Margin]:
    """The average marginal effects of a set's models, averaged with the weights that they were fitted with."""
    return [
        margin
        for spec in models.specs
        for margin in average_effects(spec.id, models, models.fits[spec.id].weights, 0.0, models.options.confidence)
    ]


def average_effects(
    model: str,
    models: ModelSet,
    weights: np.ndarray | None = None,
    shift: float = 0.0,
    confidence: float = 0.95,
) -> list[Margin]:
    """Average marginal effects of every predictor, and for a logit its interactions on the probability scale.

    A column of zeros and ones changes from 0 to 1 (a category from the reference), any other by a small step, so that
    the effect is per unit.
    """
    fit, design = models.fits[model], models.designs[model]
    owners = models.owners(model)
    unit = "probability" if fit.family.name == LOGIT else _unit(models, model)
    shown_unit = "percentage points" if fit.family.name == LOGIT else unit
    label = next(spec.label for spec in models.specs if spec.id == model)
    found = []

    def changes(place: int) -> list[tuple[float, Setting]]:
        column = design.matrix[:, place]
        if np.isin(column, (0.0, 1.0)).all():
            siblings = [
                other
                for other in range(1, len(design.terms))
                if owners[other] == owners[place] and other != place and not design.parts[other]
            ]
            off = dict.fromkeys(siblings, ("=", 0.0))
            return [(1.0, {**off, place: ("=", 1.0)}), (-1.0, {**off, place: ("=", 0.0)})]
        step = _STEP * float(column.std())
        return [(1 / step, {place: ("+", step / 2)}), (-1 / step, {place: ("+", -step / 2)})]

    def add(quantity: str, parts, words: str) -> None:
        value, error, direction = average(fit, design, parts, weights, shift)
        reach = fit.critical(confidence, direction) * error
        each = 100.0 if fit.family.name == LOGIT else 1.0
        shown, low, high = (_number(each * number) for number in (value, value - reach, value + reach))
        words = f"{words}: {shown} {shown_unit} (" + f"{100 * confidence:g} % interval {low} to {high})."
        found.append(
            Margin(
                model,
                quantity,
                value,
                error,
                value - reach,
                value + reach,
                float(fit.p_value(value / error, direction)),
                unit,
                words,
            )
        )

    for place in range(1, len(design.terms)):
        if not design.parts[place]:
            add(
                f"effect of {design.terms[place]}",
                changes(place),
                f"Average marginal effect of {label(design.terms[place])}",
            )
    if fit.family.name == LOGIT:
        for place, pair in enumerate(design.parts):
            if len(pair) != 2:
                continue
            parts = [(a * b, {**first, **second}) for a, first in changes(pair[0]) for b, second in changes(pair[1])]
            term = design.terms[place]
            add(f"interaction of {term}", parts, f"Interaction of {label(term)} on the probability scale")
    return found


def _unit(models: ModelSet, model: str) -> str:
    outcome = next(spec.outcome for spec in models.specs if spec.id == model)
    return "hours" if outcome == columns.RESTORATION_HOURS else outcome


def _number(value: float) -> str:
    """Three significant digits, never as a power of ten."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.1f}"
    return f"{value:.{max(0, 2 - int(np.floor(np.log10(abs(value)))))}f}"


def _finish(fit: ModelFit, margin: MarginSpec, averaged: tuple, confidence: float) -> Margin:
    value, error, direction = averaged
    reach = fit.critical(confidence, direction) * error
    low, high = value - reach, value + reach
    chance = fit.family.name == LOGIT
    unit = "probability" if chance else "hours"
    if len(margin.parts) == 1:
        shown = [f"{100 * number:.1f} %" if chance else f"{number:.1f} hours" for number in (value, low, high)]
        said = "expected chance of asking for help" if chance else "expected wait"
        words = f"{margin.words[0].upper()}{margin.words[1:]}: {said} {shown[0]} ({100 * confidence:g} % interval "
        words += f"{shown[1]} to {shown[2]}), averaged over all households' other values."
        return Margin(margin.model, margin.quantity, value, error, low, high, np.nan, unit, words)
    spec: ContrastSpec = _WORDS[margin.model, margin.quantity]
    scale = 100.0 if chance else 1.0
    words = write_sentence(
        spec, scale * value, scale * low, scale * high, confidence, "percentage points" if chance else "hours"
    )
    p_value = float(fit.p_value(value / error, direction))
    return Margin(margin.model, margin.quantity, value, error, low, high, p_value, unit, words)


def margin_table(found: Sequence[Margin]) -> pd.DataFrame:
    """Margins as rows of ``columns.ADJUSTED_PREDICTIONS``."""
    rows = [(m.model, m.quantity, m.estimate, m.std_error, m.low, m.high, m.p_value, m.unit, m.sentence) for m in found]
    return pd.DataFrame(rows, columns=list(columns.ADJUSTED_PREDICTIONS.names))
