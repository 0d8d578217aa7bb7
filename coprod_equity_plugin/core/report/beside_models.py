"""What of the models' results the report withholds: what would tell of few homes, or of areas that are withheld.

At its estimates a logit's fitted and observed requests agree, weighted by each term. For a term that is the same for a
whole block group this is an equation in the areas' requests, as good as a mean of the census value over the homes that
asked, with all its decimals. Where few areas are withheld, five such equations leave nothing open to somebody who knows
the other values of every home; where many are, they say little of each. For a term of a group it is the group's count,
and for the hours of the other models its sum: :mod:`.few_homes`. ``scripts/attack_models.py`` measures both.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from .. import columns
from ..models.contrasts import CONTRASTS
from ..models.robustness import TERM_CORRECTED
from ..models.specification import LOGIT, MODELS, term_label
from .beside_areas import CENSUS
from .few_homes import few_by_model
from .inputs import Households, ReportInputs, numbers, texts
from .more_tables import (
    ADJUSTED,
    DIAGNOSTICS,
    FITS,
    HYPOTHESES,
    RESIDUAL_QUANTILES,
    ROBUSTNESS,
    ROOTOGRAM,
    STANDARD_ERRORS,
    SURVIVAL_CONTRASTS,
    SURVIVAL_FIT,
)

PLACE_TERMS = (columns.TERM_CONST, *CENSUS)
FEWEST_WITHHELD = 20  # areas: four for each equation
# Of a model in which the groups compared have few homes: what its rows and columns say, whatever its coefficients are.
OF_ROWS = frozenset({"n", "parameters", "clusters", "cr2", "jackknife", "df_low", "df_high"})
CHECKS_OF_ROWS = frozenset({"cases_per_coefficient", "clusters"})
_ASKING = frozenset(spec.id for spec in MODELS if spec.family == LOGIT)
_EFFECT = "effect of "
_SUMMED = {(spec.model, spec.id): spec.terms for spec in CONTRASTS}


@dataclass(frozen=True)
class Untold:
    """Terms that are withheld, by model: ``few`` as they rest on few homes, ``places`` as they would tell of areas."""

    few: Mapping[str, frozenset[str]] = field(default_factory=dict)
    places: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def silent(self) -> frozenset[str]:
        """Models that compare groups of few homes: nothing that is made from all of their terms is told."""
        compared = {columns.MINORITY_SHARE, columns.PARTICIPATION}
        return frozenset(model for model, terms in self.few.items() if terms & compared)

    def of(self, model: str) -> frozenset[str]:
        """All withheld terms of a model."""
        return self.few.get(model, frozenset()) | self.places.get(model, frozenset())

    def has(self, model: str, *terms: str) -> bool:
        """Whether any of a model's terms is withheld."""
        return bool(self.of(model) & set(terms))


def tells_of_areas(published: pd.DataFrame) -> bool:
    """Whether so few areas' requests are withheld that the coefficients of places' values would tell them.

    Parameters
    ----------
    published
        The area table as it is shown: numbers that are withheld are missing.
    """
    there = np.array(texts(published, columns.SUPPRESSION)) != columns.NO_HOUSEHOLDS
    return 0 < int(np.sum(np.isnan(numbers(published, columns.REQUESTS_COUNT)) & there)) < FEWEST_WITHHELD


def untold_terms(homes: Households, published: pd.DataFrame, k: int) -> Untold:
    """The models' terms that the report must not tell.

    Parameters
    ----------
    homes
        The homes that the models use.
    published
        The area table as it is shown.
    k
        The smallest number of homes that a number may be about.
    """
    values = {
        **homes.covariates,
        columns.MINORITY_SHARE: homes.minority_share,
        columns.PARTICIPATION: homes.asked,
        columns.RESTORATION_HOURS: homes.hours,
    }
    # as a share, and as the groups that the report speaks of
    ways = [
        few_by_model(MODELS, values | {columns.MINORITY_SHARE: x}, k) for x in (homes.minority_share, homes.minority)
    ]
    few = {spec.id: frozenset().union(*(way.get(spec.id, ()) for way in ways)) for spec in MODELS}
    places = dict.fromkeys(_ASKING, frozenset(PLACE_TERMS)) if tells_of_areas(published) else {}
    return Untold({model: terms for model, terms in few.items() if terms}, places)


def without_terms(
    inputs: ReportInputs, more: Mapping[str, pd.DataFrame], untold: Untold
) -> tuple[ReportInputs, dict[str, pd.DataFrame], int]:
    """Inputs and further tables without those terms and what follows from them; also how many coefficients there were.

    Of a model in which the groups compared have few homes go also all predictions and effects, and what depends on its
    coefficients of its measures of fit and checks: each is an equation in them.
    """
    told = dict(more)
    for name in (STANDARD_ERRORS, ROBUSTNESS, FITS):
        if name in told:
            told[name] = told[name][~_gone(told[name], columns.TERM, untold)]
    for name in (SURVIVAL_CONTRASTS, HYPOTHESES):
        if name in told:
            told[name] = told[name][~_gone(told[name], columns.CONTRAST, untold)]
    if ADJUSTED in told:
        gone = _gone(told[ADJUSTED], columns.QUANTITY, untold) | _of(told[ADJUSTED], untold.silent)
        told[ADJUSTED] = told[ADJUSTED][~gone]
    if DIAGNOSTICS in told:
        told[DIAGNOSTICS] = _of_rows(told[DIAGNOSTICS], columns.DIAGNOSTIC, CHECKS_OF_ROWS, untold)
    if SURVIVAL_FIT in told:
        told[SURVIVAL_FIT] = told[SURVIVAL_FIT][~_of(told[SURVIVAL_FIT], untold.silent)]
    for name in (ROOTOGRAM, RESIDUAL_QUANTILES):
        if name in told:
            told[name] = told[name][~_of(told[name], untold.silent)]
            if not len(told[name]):
                del told[name]
    gone = _gone(inputs.coefficients, columns.TERM, untold)
    contrasts = inputs.contrasts[~_gone(inputs.contrasts, columns.CONTRAST, untold)]
    fit = _of_rows(inputs.fit, columns.STATISTIC, OF_ROWS, untold)
    left = replace(inputs, coefficients=inputs.coefficients[~gone], contrasts=contrasts, fit=fit)
    return left, told, int(gone.sum())


def withheld_words(untold: Untold) -> str:
    """Which models' terms are not told as they rest on few homes, such as ``Model 1: Constant, Minority share``."""
    found = []
    for spec in MODELS:
        terms = [term for term in (*spec.terms, columns.TERM_CONST) if term in untold.few.get(spec.id, ())]
        if terms:
            found.append(f"{spec.title.split(',')[0]}: {', '.join(term_label(term).lower() for term in terms)}")
    return "; ".join(found)


def _counted(model: str) -> str:
    """The model of counts with the terms of a model of time: ``cox_time_3`` has those of ``model_3``."""
    return f"model_{model.rpartition('_')[2]}"


def _gone(frame: pd.DataFrame, column: str, untold: Untold) -> np.ndarray:
    """Rows of a term, an effect or a contrast that is withheld, or made from one that is."""
    found = []
    for model, name in zip(texts(frame, columns.MODEL), texts(frame, column)):
        like = _counted(model)
        name = columns.TERM_CONST if name == TERM_CORRECTED else name
        terms = _SUMMED.get((like, name), (name[len(_EFFECT) :] if name.startswith(_EFFECT) else name,))
        found.append(untold.has(like, *terms))
    return np.array(found, dtype=bool)


def _of(frame: pd.DataFrame, models: Collection[str]) -> np.ndarray:
    return np.array([_counted(model) in models for model in texts(frame, columns.MODEL)], dtype=bool)


def _of_rows(frame: pd.DataFrame, column: str, kept: frozenset[str], untold: Untold) -> pd.DataFrame:
    return frame[~_of(frame, untold.silent) | np.isin(texts(frame, column), list(kept))]
