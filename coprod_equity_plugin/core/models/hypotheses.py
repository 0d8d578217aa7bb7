"""The study's hypotheses as data, and what the models say of each once all tests are counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .. import columns
from .contrasts import ContrastResult
from .statistics import holm

SUPPORTED, CONTRADICTED, UNDECIDED = "supported", "contradicted", "undecided"


@dataclass(frozen=True)
class Hypothesis:
    """A hypothesis: ``sign`` is the direction that its contrast has if it holds.

    The three questions H1, H2 and H3 are ``primary``, each with one test of households; the community's side of H3 is
    asked besides.
    """

    id: str
    statement: str
    model: str
    contrast: str
    sign: int
    primary: bool = True


# Xu and Tang 2021, with their words "historically disadvantaged" as the models measure it.
HYPOTHESES = (
    Hypothesis(
        "H1", "Among those that did not ask, minority households waited longer", "model_3", "minority_among_others", 1
    ),
    Hypothesis("H2a", "Minority households were less likely to ask for help", "model_1", "minority", -1),
    Hypothesis("H2b", "Minority households were more likely to ask for help", "model_1", "minority", 1),
    Hypothesis("H3a", "Asking for help went with a wider gap", "model_3", "interaction", 1),
    Hypothesis("H3b", "Asking for help went with a narrower gap", "model_3", "interaction", -1),
    Hypothesis("H3a, community", "More requests nearby went with a wider gap", "model_5", "interaction", 1, False),
    Hypothesis(
        "H3b, community",
        "More requests nearby went with a narrower gap",
        "model_5",
        "interaction",
        -1,
        False,
    ),
)


@dataclass(frozen=True)
class Verdict:
    """What the models say of a hypothesis."""

    hypothesis: Hypothesis
    estimate: float
    p_value: float
    p_holm: float
    verdict: str
    sentence: str


def judge(answers: Sequence[ContrastResult], confidence: float = 0.95) -> list[Verdict]:
    """A verdict on every hypothesis whose model was fitted.

    Each contrast is one two-sided test, which serves the two hypotheses that differ in direction only. Holm's
    correction is over the primary tests for these, over all tests for the others.
    """
    known = {(answer.spec.model, answer.spec.id): answer for answer in answers}
    asked = [hypothesis for hypothesis in HYPOTHESES if (hypothesis.model, hypothesis.contrast) in known]
    families = {
        primary: list(dict.fromkeys((h.model, h.contrast) for h in asked if h.primary or not primary))
        for primary in (True, False)
    }
    corrected = {
        primary: dict(zip(tests, holm(np.array([known[test].p_value for test in tests]))))
        for primary, tests in families.items()
    }
    found = []
    for hypothesis in asked:
        answer = known[hypothesis.model, hypothesis.contrast]
        p_holm = float(corrected[hypothesis.primary][hypothesis.model, hypothesis.contrast])
        verdict = UNDECIDED
        if p_holm < 1 - confidence:
            verdict = SUPPORTED if np.sign(answer.estimate) == hypothesis.sign else CONTRADICTED
        tests = len(families[hypothesis.primary])
        said = {
            SUPPORTED: "The data support it",
            CONTRADICTED: "The data contradict it",
            UNDECIDED: "The data do not decide",
        }[verdict]
        sentence = (
            f"{hypothesis.id}: {hypothesis.statement}. {said} ({hypothesis.model.replace('_', ' ').capitalize()}: "
            f"{answer.percent:+.1f} %, {100 * confidence:g} % interval {answer.low:+.1f} to {answer.high:+.1f} %; "
            f"p corrected for {tests} tests {'< 0.001' if p_holm < 0.001 else f'{p_holm:.3f}'})."
        )
        found.append(Verdict(hypothesis, answer.estimate, answer.p_value, p_holm, verdict, sentence))
    return found


def verdict_table(found: Sequence[Verdict]) -> pd.DataFrame:
    """Verdicts as rows of ``columns.HYPOTHESES``."""
    rows = [
        (
            v.hypothesis.id,
            v.hypothesis.statement,
            v.hypothesis.model,
            v.hypothesis.contrast,
            v.estimate,
            v.p_value,
            v.p_holm,
            v.verdict,
            v.sentence,
        )
        for v in found
    ]
    return pd.DataFrame(rows, columns=list(columns.HYPOTHESES.names))
