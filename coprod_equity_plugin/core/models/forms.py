"""Whether numbers enter a model in the right form (splines), and how strong what is left out has to be (E-values)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import stats

from .. import columns
from ..errors import ModelError
from ..progress import Progress
from .contrasts import ContrastResult, format_p
from .covariance import number_clusters
from .design import Design
from .fit import ModelFit, fit_model
from .results import ModelSet
from .specification import CLUSTER, LOGIT, term_label
from .statistics import likelihood_ratio

KNOTS = (0.05, 0.35, 0.65, 0.95)  # Harrell (2015), Regression Modeling Strategies, table 2.3
ALL_TERMS = "all"
_DISTINCT = 10  # a column of fewer values is no line that could bend
_RARE = 0.15  # of a rarer outcome the odds ratio is about the ratio of risks (VanderWeele and Ding 2017)
_E_CONTRASTS = ("minority", "participation", "among")  # of a household's own marks, which change from 0 to 1


@dataclass(frozen=True)
class FormTest:
    """Whether a term's line bends: ``wald`` is an F on ``df`` under the model's covariance, ``lr`` a chi-squared.

    ``key`` and ``key_bent`` are the model's first coefficient without and with the splines. NaN where there is none.
    """

    model: str
    term: str
    wald: float
    df: int
    p_value: float
    lr: float
    p_lr: float
    key: float
    key_bent: float
    sentence: str


def restricted_cubic_spline(x: np.ndarray, knots: np.ndarray) -> np.ndarray:
    """A restricted cubic spline's columns beside ``x`` itself, shape ``(n, len(knots) - 2)``; linear in both tails.

    Over the square of the knots' range, as R's ``rcs`` (Harrell 2015, section 2.4.5), so that units stay those of x.
    """
    last, before = knots[-1], knots[-2]

    def cube(at: float) -> np.ndarray:
        return np.maximum(x - at, 0.0) ** 3

    found = [
        cube(at) - cube(before) * (last - at) / (last - before) + cube(last) * (before - at) / (last - before)
        for at in knots[:-2]
    ]
    return np.column_stack(found) / (last - knots[0]) ** 2


def form_tests(models: ModelSet, progress: Progress | None = None) -> list[FormTest]:
    """Every model with each of its numbers bent, then with all of them.

    Bent are columns with many values that stand in no product; the test is that the spline's added columns are zero,
    under the model's own covariance, and as a likelihood ratio where rows are not weighted.
    """
    progress = progress or Progress()
    clusters = None if models.cluster_labels is None else number_clusters(models.cluster_labels)
    found: list[FormTest] = []
    for step, spec in enumerate(models.specs):
        fit, design = models.fits[spec.id], models.designs[spec.id]
        part = progress.part(100 * step / len(models.specs), 100 * (step + 1) / len(models.specs))
        bends = {}
        in_products = {place for parts in design.parts for place in parts}
        for place in range(1, len(design.terms)):
            column = design.matrix[:, place]
            if place in in_products or (design.parts and design.parts[place]):
                continue
            knots = np.unique(np.quantile(column, KNOTS))
            if len(np.unique(column)) >= _DISTINCT and len(knots) == len(KNOTS):
                bends[design.terms[place]] = restricted_cubic_spline(column, knots)
        groups = list(bends) + ([ALL_TERMS] if len(bends) > 1 else [])
        for turn, term in enumerate(groups):
            part.check()
            added = np.column_stack(list(bends.values())) if term == ALL_TERMS else bends[term]
            found.append(_bent(spec.id, term, fit, design, added, clusters, part))
            part.set(100 * (turn + 1) / len(groups))
    return found


def _bent(model: str, term: str, fit: ModelFit, design: Design, added: np.ndarray, clusters, progress) -> FormTest:
    size, more = len(design.terms), added.shape[1]
    names = tuple(f"bend {place}" for place in range(1, more + 1))
    parts = (*design.parts, *[()] * more) if design.parts else ()
    bent = replace(design, terms=(*design.terms, *names), matrix=np.column_stack([design.matrix, added]), parts=parts)
    key, label = float(fit.params[1]), "the terms together" if term == ALL_TERMS else term_label(term)
    try:
        again = fit_model(
            bent,
            fit.family.name,
            covariance=fit.kind,
            clusters=clusters if fit.kind == CLUSTER else None,
            weights=fit.weights,
            correction=fit.correction,
            progress=progress,
        )
    except ModelError as error:
        words = f"{label}: whether the line bends could not be computed. {error}"
        return FormTest(model, term, np.nan, more, np.nan, np.nan, np.nan, key, np.nan, words)
    slopes, spread = again.params[size:], again.covariance[size:, size:]
    wald = float(slopes @ np.linalg.solve(spread, slopes)) / more
    p_value = float(stats.f.sf(wald, more, again.df) if np.isfinite(again.df) else stats.chi2.sf(wald * more, more))
    lr = p_lr = np.nan
    if not fit.weighted and fit.penalised is None:
        lr, p_lr = likelihood_ratio(again.llf, fit.llf, more)
    here = float(again.params[1])
    bends = p_value < 0.05
    words = (
        f"{label}: {'the line bends' if bends else 'no bend can be told'} (p {format_p(p_value)}). With splines "
        f"the coefficient of {term_label(fit.terms[1])} is {here:.3f}, without {key:.3f}."
    )
    return FormTest(model, term, wald, more, p_value, lr, p_lr, key, here, words)


def form_table(found: Sequence[FormTest]) -> pd.DataFrame:
    """Tests as rows of ``columns.FUNCTIONAL_FORM``."""
    rows = [(f.model, f.term, f.wald, f.df, f.p_value, f.lr, f.p_lr, f.key, f.key_bent, f.sentence) for f in found]
    return pd.DataFrame(rows, columns=list(columns.FUNCTIONAL_FORM.names))


@dataclass(frozen=True)
class EValue:
    """How strongly something left out would have to go with both sides of a contrast to explain it away.

    ``ratio`` is what the E-value is computed from, ``limit`` the E-value of the interval's end nearer to one (1 if it
    includes one).
    """

    model: str
    contrast: str
    ratio: float
    value: float
    limit: float
    sentence: str


def e_value(ratio):
    """VanderWeele and Ding (2017), *Sensitivity analysis in observational research: introducing the E-value*."""
    above = np.maximum(ratio, 1.0 / np.asarray(ratio, dtype=float))
    return above + np.sqrt(above * (above - 1.0))


def e_values(answers: Sequence[ContrastResult], fits: dict[str, ModelFit]) -> list[EValue]:
    """E-values of the contrasts between households with a mark and without.

    A ratio of odds of an outcome that is not rare is first made a ratio of risks by its square root.
    """
    found = []
    for answer in answers:
        spec = answer.spec
        if not any(word in spec.id for word in _E_CONTRASTS) or "request" in spec.id:
            continue
        fit = fits[spec.model]
        low, ratio, high = (1.0 + percent / 100.0 for percent in (answer.low, answer.percent, answer.high))
        if fit.family.name == LOGIT and np.average(fit.outcome, weights=fit.weights) >= _RARE:
            low, ratio, high = np.sqrt([low, ratio, high])
        value = float(e_value(ratio))
        limit = 1.0 if low <= 1.0 <= high else float(e_value(low if low > 1.0 else high))
        near = (
            f"To explain it away, something left out would have to go with both by a ratio of {value:.2f} each; to let "
            f"the interval reach no difference, {limit:.2f}."
            if limit > 1.0
            else f"The interval includes no difference already; to explain the estimate away would need {value:.2f}."
        )
        subject = spec.group + spec.subject
        words = f"{subject[0].upper()}{subject[1:]} against {spec.reference}: ratio {ratio:.2f}. {near}"
        found.append(EValue(spec.model, spec.id, float(ratio), value, limit, words))
    return found


def e_value_table(found: Sequence[EValue]) -> pd.DataFrame:
    """E-values as rows of ``columns.E_VALUES``."""
    rows = [(e.model, e.contrast, e.ratio, e.value, e.limit, e.sentence) for e in found]
    return pd.DataFrame(rows, columns=list(columns.E_VALUES.names))
