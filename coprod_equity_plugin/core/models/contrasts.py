"""What the coefficients say about groups, as percentages and as sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .. import columns
from .fit import ModelFit
from .specification import MINORITY_AND_PARTICIPATION, MINORITY_AND_REQUESTS

_M, _P, _R = columns.MINORITY_SHARE, columns.PARTICIPATION, columns.COMMUNITY_REQUESTS
_MP, _MR = MINORITY_AND_PARTICIPATION, MINORITY_AND_REQUESTS

WAITS = ("were", "longer", "shorter")
ODDS = ("were", "higher", "lower")
RATIO = ("was", "higher", "lower")


@dataclass(frozen=True)
class ContrastSpec:
    """A sum of a model's coefficients that answers a question.

    Attributes
    ----------
    model, id
        The model's id and the contrast's name in its table.
    terms
        Coefficients that are summed; exp of the sum, less one, is the percentage.
    group
        Whom the sentence is about, with a comma; empty for all.
    subject, reference
        What is compared with what; "``subject`` were 5 % longer than ``reference``".
    words
        Verb, word for more, word for less.
    """

    model: str
    id: str
    terms: tuple[str, ...]
    subject: str
    reference: str
    group: str = ""
    words: tuple[str, str, str] = WAITS


# A minority household is one whose minority share is 1, against one whose share is 0.
CONTRASTS = (
    ContrastSpec(
        "model_1",
        "minority",
        (_M,),
        "minority households' odds of asking for help",
        "other households'",
        words=ODDS,
    ),
    ContrastSpec("model_2", "minority", (_M,), "minority households' waits", "other households'"),
    ContrastSpec(
        "model_2", "participation", (_P,), "waits of households that asked for help", "those of households that did not"
    ),
    ContrastSpec(
        "model_3",
        "minority_among_others",
        (_M,),
        "minority households' waits",
        "other households'",
        "Among households that did not ask for help, ",
    ),
    ContrastSpec(
        "model_3",
        "minority_among_reporters",
        (_M, _MP),
        "minority households' waits",
        "other households'",
        "Among households that asked for help, ",
    ),
    ContrastSpec(
        "model_3",
        "minority_reporters_vs_other_nonreporters",
        (_M, _P, _MP),
        "waits of minority households that asked for help",
        "those of other households that did not ask",
    ),
    ContrastSpec(
        "model_3",
        "participation_among_minority",
        (_P, _MP),
        "waits of those that asked for help",
        "those of households that did not",
        "Among minority households, ",
    ),
    ContrastSpec(
        "model_3",
        "participation_among_others",
        (_P,),
        "waits of those that asked for help",
        "those of households that did not",
        "Among households that are not minority households, ",
    ),
    ContrastSpec(
        "model_3",
        "interaction",
        (_MP,),
        "the ratio of minority households' waits to other households' among those that asked for help",
        "that among those that did not",
        words=RATIO,
    ),
    ContrastSpec("model_4", "minority", (_M,), "minority households' waits", "other households'"),
    ContrastSpec(
        "model_4",
        "one_more_request",
        (_R,),
        "waits in block groups with one more request",
        "those in block groups with one request fewer",
    ),
    ContrastSpec(
        "model_5",
        "interaction",
        (_MR,),
        "the ratio of minority households' waits to other households' in block groups with one more request",
        "that in block groups with one request fewer",
        words=RATIO,
    ),
    ContrastSpec(
        "model_5",
        "one_more_request_among_minority",
        (_R, _MR),
        "waits in block groups with one more request",
        "those in block groups with one request fewer",
        "Among minority households, ",
    ),
    ContrastSpec(
        "model_5",
        "one_more_request_among_others",
        (_R,),
        "waits in block groups with one more request",
        "those in block groups with one request fewer",
        "Among households that are not minority households, ",
    ),
)


@dataclass(frozen=True)
class ContrastResult:
    """A contrast's numbers: ``estimate`` and ``std_error`` as sums of coefficients, the others in percent."""

    spec: ContrastSpec
    estimate: float
    std_error: float
    percent: float
    low: float
    high: float
    p_value: float
    sentence: str


def to_percent(estimate):
    """``100 (exp(estimate) - 1)``, the change that a sum of coefficients stands for."""
    with np.errstate(over="ignore"):
        return 100.0 * np.expm1(estimate)


def evaluate(fit: ModelFit, spec: ContrastSpec, confidence: float) -> ContrastResult:
    """A contrast under a fit's covariance, with its interval by the delta method on the coefficients' scale."""
    found = fit.estimate(dict.fromkeys(spec.terms, 1.0), confidence)
    percent, low, high = (float(to_percent(value)) for value in (found.value, found.low, found.high))
    return ContrastResult(
        spec,
        found.value,
        found.error,
        percent,
        low,
        high,
        found.p_value,
        write_sentence(spec, percent, low, high, confidence),
    )


def evaluate_all(
    fits: dict[str, ModelFit], confidence: float, specs: Sequence[ContrastSpec] = CONTRASTS
) -> list[ContrastResult]:
    """The contrasts of the models that were fitted."""
    return [evaluate(fits[spec.model], spec, confidence) for spec in specs if spec.model in fits]


def write_sentence(
    spec: ContrastSpec, percent: float, low: float, high: float, confidence: float, unit: str = "%"
) -> str:
    """What a contrast says, from its numbers: an association between like households, never a cause."""
    verb, more, less = spec.words
    interval = f"{100 * confidence:g} % interval"

    def size(value: float) -> str:
        text = format_percent(abs(value))
        if text == "0.00":  # an interval's end on one side of zero must not read as zero itself
            text = "less than 0.01"
        return f"{text} {unit} {more if value >= 0 else less}"

    if low > 0 or high < 0:
        near, far = sorted((abs(low), abs(high)))
        text = (
            f"{spec.group}{spec.subject} {verb} {size(percent)} than {spec.reference}{_times(spec, percent, unit)} "
            f"({interval} {format_percent(near)} to {format_percent(far)} {unit}), the model's other terms being equal."
        )
    else:
        text = (
            f"{spec.group}the difference between {spec.subject} and {spec.reference} cannot be told from no "
            f"difference: the estimate is {size(percent)}, and the {interval}, from {size(low)} to "
            f"{size(high)}, includes zero."
        )
    return text[0].upper() + text[1:]


def _times(spec: ContrastSpec, percent: float, unit: str) -> str:
    # "132 % higher" and "2.32 times" are often mistaken for one another, so both are printed.
    return f", that is {1 + percent / 100:.2f} times as high" if spec.words is ODDS and unit == "%" else ""


def format_p(value: float) -> str:
    """A p value; "< 0.001" rather than a zero that it is not."""
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def format_percent(value: float) -> str:
    """A percentage with one decimal, below one with two, so that small effects per request do not read as zero."""
    return f"{value:,.1f}" if abs(value) >= 1 else f"{value:.2f}"
