"""Coefficients that would tell of areas whose requests the area table withholds.

At its estimates a logit's fitted and observed requests agree, weighted by each term. For a term that is the same for a
whole block group this is an equation in the areas' requests, as good as a mean of the census value over the homes that
asked, with all its decimals. Where few areas are withheld, five such equations leave nothing open to somebody who knows
the other values of every home; where many are, they say little of each. ``scripts/attack_models.py`` measures it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from .. import columns
from ..models.specification import LOGIT, MODELS
from .beside_areas import CENSUS
from .inputs import ReportInputs, numbers, texts
from .more_tables import ADJUSTED, ROBUSTNESS, STANDARD_ERRORS

PLACE_TERMS = (columns.TERM_CONST, *CENSUS)
FEWEST_WITHHELD = 20  # areas: four for each equation
_ASKING = frozenset(spec.id for spec in MODELS if spec.family == LOGIT)
_EFFECT = "effect of "


def tells_of_areas(published: pd.DataFrame) -> bool:
    """Whether so few areas' requests are withheld that the coefficients of places' values would tell them.

    Parameters
    ----------
    published
        The area table as it is shown: numbers that are withheld are missing.
    """
    there = np.array(texts(published, columns.SUPPRESSION)) != columns.NO_HOUSEHOLDS
    return 0 < int(np.sum(np.isnan(numbers(published, columns.REQUESTS_COUNT)) & there)) < FEWEST_WITHHELD


def without_place_terms(
    inputs: ReportInputs, more: Mapping[str, pd.DataFrame], *, all_terms: bool = False
) -> tuple[ReportInputs, dict[str, pd.DataFrame], int]:
    """Inputs and further tables without those coefficients of the models of asking; also how many there were.

    ``all_terms``: none of their coefficients is told, nor what follows from these; where few homes asked.
    """
    told = dict(more)
    for name, column in ((STANDARD_ERRORS, columns.TERM), (ROBUSTNESS, columns.TERM), (ADJUSTED, columns.QUANTITY)):
        if name in told:
            told[name] = told[name][~_gone(told[name], column, all_terms)]
    gone = _gone(inputs.coefficients, columns.TERM, all_terms)
    contrasts = inputs.contrasts[~_gone(inputs.contrasts, columns.CONTRAST, all_terms)]
    return replace(inputs, coefficients=inputs.coefficients[~gone], contrasts=contrasts), told, int(gone.sum())


def _gone(frame: pd.DataFrame, column: str, all_terms: bool) -> np.ndarray:
    names = [name[len(_EFFECT) :] if name.startswith(_EFFECT) else name for name in texts(frame, column)]
    asking = np.array([model in _ASKING for model in texts(frame, columns.MODEL)], dtype=bool)
    return asking if all_terms else asking & np.isin(names, PLACE_TERMS)
