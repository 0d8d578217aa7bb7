"""What the variants say, in sentences made from their numbers: associations, and what cannot be told."""

from __future__ import annotations

from collections.abc import Mapping

from .. import columns
from . import variants
from .specification import MINORITY_AND_PARTICIPATION, MINORITY_AND_REQUESTS, MODELS, term_label

# The study's questions: hypotheses H1 to H3 rest on these coefficients.
KEY_TERMS = (
    ("model_1", columns.MINORITY_SHARE),
    ("model_2", columns.MINORITY_SHARE),
    ("model_2", columns.PARTICIPATION),
    ("model_3", MINORITY_AND_PARTICIPATION),
    ("model_4", columns.COMMUNITY_REQUESTS),
    ("model_5", MINORITY_AND_REQUESTS),
)
_TITLES = {spec.id: spec.title.split(",")[0] for spec in MODELS}
_FINDINGS = {1: "clearly above zero", -1: "clearly below zero", 0: "not to be told from zero"}


def write_sentence(row: Mapping, confidence: float) -> str:
    """A row of ``columns.ROBUSTNESS_SUMMARY`` in words.

    Parameters
    ----------
    row
        Its values; ``finding`` is the main result's: 1, -1 or 0 for above, below and not told from zero.
    confidence
        Of the intervals.
    """
    words, setting = variants.WORDS[row[columns.VARIANT]], row[columns.SETTING]
    model = _TITLES.get(row[columns.MODEL], row[columns.MODEL])
    place = f"{words} ({setting}), {model}"
    if row[columns.TERM] is None:
        return f"{place} could not be fitted: {row[columns.FAILED_BECAUSE]}."
    term = _label(row[columns.TERM])
    if row[columns.VARIANT] == variants.POPULATION:
        return (
            f"{place}: the coefficient of {term} is {_number(row[columns.MEDIAN])} ({_interval(row)}), "
            f"{_FINDINGS[row['finding']]}."
        )
    main = f"{_number(row[columns.MAIN_ESTIMATE])}, {_FINDINGS[row['finding']]}"
    fits, failures = row[columns.FITS], row[columns.FAILURES]
    if row[columns.VARIANT] not in variants.SEVERAL:
        same = row[columns.SAME_FINDING] == 1
        found = _finding(row[columns.DRAWS_LOW], row[columns.DRAWS_HIGH])
        verdict = f"{_FINDINGS[found]}, as in the main result" if same else _FINDINGS[found]
        against = f"{_number(row[columns.MAIN_ESTIMATE])}" if same else main
        return (
            f"{place}: the coefficient of {term} is {_number(row[columns.MEDIAN])} ({_interval(row)}), {verdict}; "
            f"the main result has {against}."
        )
    share = 100 * confidence
    failed = f" {failures:,} more could not be fitted ({row[columns.FAILED_BECAUSE]})." if failures else ""
    return (
        f"{place}: of {fits:,} fits {100 * row[columns.SAME_FINDING]:.0f} % find {term} as the main result does "
        f"({main}), {100 * row[columns.SAME_SIGN]:.0f} % with its sign; the median coefficient is "
        f"{_number(row[columns.MEDIAN])}, {share:g} % of the fits lie from {_number(row[columns.DRAWS_LOW])} to "
        f"{_number(row[columns.DRAWS_HIGH])}.{failed}"
    )


def _finding(low: float, high: float) -> int:
    return 1 if low > 0 else -1 if high < 0 else 0


def _interval(row: Mapping) -> str:
    return f"interval {_number(row[columns.DRAWS_LOW])} to {_number(row[columns.DRAWS_HIGH])}"


def _label(term: str) -> str:
    return "the constant, corrected for the sampling" if term == "const_corrected" else f"'{term_label(term)}'"


def _number(value: float) -> str:
    return f"{value:.3f}" if abs(value) >= 0.01 else f"{value:.2g}"
