"""The tables of the models' results: the study's Table 4, contrasts, hypotheses, dispersion."""

from __future__ import annotations

import math

from .. import columns
from ..models.method_words import CORRECTION_WORDS
from ..models.specification import CR2, JACKKNIFE, MINORITY_AND_PARTICIPATION, MODELS, STANDARD, term_label
from .beside_models import Untold
from .blocks import Table
from .model_tables import STARS_NOTE, format_number, format_ratio, stars
from .results import Results, model_title
from .words import WITHHELD, count, fixed, p_value, signed_percent, significant


def coefficient_tables(results: Results, untold: Untold) -> list[Table]:
    """The study's Table 4 twice: coefficients with standard errors, and the same as ratios with intervals."""
    terms = _terms(results, untold)
    heads = [model_title(model) for model in results.models]
    outcomes = [_outcome(model) for model in results.models]
    groups: list[tuple[str, int]] = [("", 1)]
    for outcome in outcomes:
        if len(groups) > 1 and groups[-1][0] == outcome:
            groups[-1] = (outcome, groups[-1][1] + 1)
        else:
            groups.append((outcome, 1))
    coefficients, ratios = [], []
    for term in terms:
        first, second = [], []
        for model in results.models:
            row = results.coefficients.get((model, term))
            if row is None:
                cell = WITHHELD if term in untold.of(model) else ""
                first.append(cell)
                second.append(cell)
                continue
            error = row[columns.STD_ERROR]
            estimate = _number(row[columns.ESTIMATE], error) + stars(row[columns.P_VALUE])
            first.append(f"{estimate}\n({_number(error, error)})")
            ends = (_ratio(row[name], error) for name in (columns.EXP_LOW, columns.EXP_HIGH))
            second.append(f"{_ratio(row[columns.EXP_ESTIMATE], error)}\n({' to '.join(ends)})")
        coefficients.append([term_label(term), *first])
        if term != columns.TERM_CONST:
            ratios.append([term_label(term), *second])
    fits = _fit_rows(results)
    coefficients += fits
    errors = f"Standard errors in brackets, {clustered_words(results) or 'not clustered'}. "
    return [
        Table(
            "model_coefficients",
            "Coefficients and standard errors",
            ["Term", *heads],
            coefficients,
            groups=tuple(groups),
            foot=len(fits),
            notes=(
                f"{errors}{STARS_NOTE}. Model 1 is a logit model of asking for help; the others are negative binomial "
                "models of the hours to restoration.",
                "The reference study prints coefficients under the heading of ratios; the ratios are in the next "
                "table. What it calls “pseudo R²” is Nagelkerke's, which for counts is many times McFadden's: compare "
                "like with like.",
            ),
        ),
        Table(
            "model_ratios",
            "The same as ratios (95 % interval)",
            ["Term", *heads],
            ratios,
            groups=tuple(
                (f"{text}: {'odds ratio' if text == _outcome('model_1') else 'ratio of hours'}" if text else "", span)
                for text, span in groups
            ),
            notes=(
                "exp(coefficient): how many times the odds (Model 1) or the expected hours (the others) are when the "
                "term is one unit higher and the model's other terms are equal. Shares count from 0 to 1, so their "
                "ratio compares all with none.",
            ),
        ),
    ]


def _number(value: float, error: float | None = None) -> str:
    return format_number(value, error).replace("-", "−")


def _ratio(value: float, error: float) -> str:
    return format_ratio(value, error).replace("-", "−")


def _terms(results: Results, untold: Untold) -> list[str]:
    """Terms in the order of the study's Table 4, terms of other models after them, the constant last."""
    order = [columns.MINORITY_SHARE]
    question = [columns.PARTICIPATION, columns.COMMUNITY_REQUESTS]
    specified = list(dict.fromkeys(term for spec in MODELS for term in spec.terms))
    for part in question:
        order += [part, *(term for term in specified if ":" in term and part in term.split(":"))]
    order += [term for term in specified if term not in order]
    present = dict.fromkeys(term for _, term in results.coefficients)
    present |= dict.fromkeys(term for model in results.models for term in untold.of(model))
    order += [term for term in present if term not in order]
    last = (columns.TERM_CONST, columns.TERM_ALPHA)
    ordered = [term for term in order if term in present and term not in last]
    return [*ordered, *([columns.TERM_CONST] if columns.TERM_CONST in present else [])]


def _outcome(model: str) -> str:
    for spec in MODELS:
        if spec.id == model:
            return "Asked for help" if spec.outcome == columns.PARTICIPATION else "Hours to restoration"
    return ""


def clustered_words(results: Results) -> str:
    """What clustered standard errors allow for and how, from the table of fit; empty if they are not clustered."""
    clusters = max((results.statistic(model, "clusters") for model in results.models), default=math.nan)
    if not clusters > 0:
        return ""
    correction = next((name for name in (CR2, JACKKNIFE) if results.statistic(results.models[0], name) == 1), STANDARD)
    words = f"clustered by {count(clusters)} block groups, {CORRECTION_WORDS[correction]}"
    lows, highs = ([results.statistic(model, name) for model in results.models] for name in ("df_low", "df_high"))
    if correction == CR2 and all(map(math.isfinite, (*lows, *highs))):
        words += f", with {fixed(min(lows), 1)} to {fixed(max(highs), 1)} degrees of freedom (Satterthwaite)"
    return words


def _fit_rows(results: Results) -> list[list[str]]:
    measures = (
        ("n", "Households", count),
        ("log_likelihood", "Log likelihood", lambda value: fixed(value, 1)),
        ("nagelkerke", "Pseudo R², Nagelkerke", lambda value: fixed(value, 3)),
        ("cox_snell", "Pseudo R², Cox and Snell", lambda value: fixed(value, 3)),
        ("mcfadden", "Pseudo R², McFadden", lambda value: fixed(value, 3)),
        ("aic", "AIC", lambda value: fixed(value, 0)),
    )
    rows = []
    for name, label, write in measures:
        values = [results.statistic(model, name) for model in results.models]
        if any(math.isfinite(value) for value in values):
            rows.append([label, *(write(value) if math.isfinite(value) else "" for value in values)])
    return rows


def dispersion_table(results: Results) -> Table | None:
    """Alpha with its interval and test, for the models that have one."""
    rows = []
    for model in results.models:
        alpha = results.statistic(model, "alpha")
        if not math.isfinite(alpha):
            continue
        low, high = results.statistic(model, "alpha_low"), results.statistic(model, "alpha_high")
        rows.append(
            [
                model_title(model),
                fixed(alpha, 3),
                f"{fixed(low, 3)} to {fixed(high, 3)}",
                significant(results.statistic(model, "lr_alpha"), 4),
                p_value(results.statistic(model, "p_alpha")),
            ]
        )
    if not rows:
        return None
    header = ("Model", "Alpha", "95 % interval", "Likelihood ratio to Poisson", "p")
    return Table(
        "dispersion",
        "Do the hours vary more than a Poisson model allows?",
        header,
        rows,
        notes=(
            "Alpha is 0 if the variance equals the mean. The test's p is half that of chi-squared on one degree of "
            "freedom, since alpha cannot be negative.",
        ),
    )


def contrast_table(results: Results) -> Table:
    """The contrasts in percent."""
    rows = [
        [
            item.sentence,
            model_title(item.model),
            signed_percent(100 * (item.effect.ratio - 1)),
            p_value(item.effect.p_value),
        ]
        for item in results.contrasts
    ]
    return Table("contrasts", "Contrasts in words", ("In words", "Model", "Estimate", "p"), rows, text_columns=(1,))


def hypothesis_table(results: Results, untold: Untold) -> Table:
    """H1 to H3 with p-values as they are and adjusted for asking three questions."""
    minority = columns.MINORITY_SHARE
    asked_of = (("model_3", minority), ("model_1", minority), ("model_3", MINORITY_AND_PARTICIPATION))
    questions = ("H1: who waited (Model 3)", "H2: who asked (Model 1)", "H3: what went with asking (Model 3)")
    rows = [
        [question, *[WITHHELD] * 4]
        if untold.has(*term)
        else [
            question,
            fixed(effect.ratio, 3),
            f"{fixed(effect.low, 3)} to {fixed(effect.high, 3)}",
            p_value(effect.p_value),
            p_value(adjusted),
        ]
        for question, term, effect, adjusted in zip(questions, asked_of, results.hypotheses, results.adjusted_p())
    ]
    return Table(
        "hypotheses",
        "The three questions of the first page",
        ("Question", "Ratio", "95 % interval", "p", "p (Holm)"),
        rows,
        notes=(
            "H1: hours of minority over other homes that did not ask. H2: odds of asking. H3: the gap among homes that "
            "asked over the gap among homes that did not. Holm: p adjusted for asking three questions.",
        ),
    )
