"""A page of sentences and tables that needs no other file: the results of ``robustness`` and ``survivalmodels``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from jinja2 import Environment

from .. import columns
from ..models.method_words import covariance_words
from ..models.robustness import Robustness
from ..models.specification import MODELS, term_label
from ..models.survival import SurvivalModels
from ..models.variants import SEVERAL, WORDS
from .model_tables import format_number, format_p

_TITLES = {spec.id: spec.title.split(",")[0] for spec in MODELS}
_WORDED = (columns.GROUP, columns.STATISTIC, columns.MODEL, columns.TERM, columns.FAILED_BECAUSE)
_COUNTS = ("households", "n", "parameters", "clusters", "events")
_HOURS = ("t50", "t80", "t95", "rmst", "rmst_difference")
_STATISTICS = {
    "households": "Households",
    "t50": "Hours until 50 % had power back",
    "t80": "Hours until 80 % had power back",
    "t95": "Hours until 95 % had power back",
    "rmst": "Mean hours, counted to the limit",
    "rmst_difference": "Difference of the means, hours",
    "log_rank": "Log-rank, chi-squared",
    "log_rank_stratified": "Log-rank within minority and other households, chi-squared",
    "log_rank_cluster": "Log-rank with block groups taken together, chi-squared",
    "n": "Households used",
    "events": "of them, with power back",
    "parameters": "Parameters",
    "clusters": "Clusters",
    "log_likelihood": "Log likelihood",
    "log_likelihood_null": "Log likelihood without terms",
    "lr_statistic": "Likelihood ratio to no terms",
    "aic": "AIC",
}
_GROUPINGS = {"all": "All households", "minority": "Minority and other households"}
_GROUPINGS |= {"participation": "Households that asked and that did not", "both": "Both together"}
_KINDS = {"cox": "Cox", "weibull": "Weibull", "lognormal": "Log-normal", "cox_time": "Cox, asking in time"}


@dataclass(frozen=True)
class Section:
    """A heading with sentences and tables: each a caption, the names of its columns, and its frame."""

    title: str
    sentences: tuple[str, ...] = ()
    tables: tuple[tuple[str, Sequence[str], pd.DataFrame], ...] = ()


def frame_rows(frame: pd.DataFrame, names: Sequence[str]) -> list[list[tuple[str, bool]]]:
    """A frame's cells as texts, each with whether it is words: numbers are set to the right.

    Numbers have three decimals, hours of groups one, counts none; a p value is never shown as zero.
    """
    return [
        [(_text(name, record[name], record), name in _WORDED) for name in names] for record in frame.to_dict("records")
    ]


def _text(name: str, value, record: dict) -> str:
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, str):
        if name == columns.TERM:
            return term_label(value)
        return model_name(value) if name == columns.MODEL else _STATISTICS.get(value, value)
    if name == columns.P_VALUE:
        return format_p(value)
    if name in (columns.SAME_SIGN, columns.SAME_FINDING):
        return f"{100 * value:.0f} %"
    if name in (columns.FITS, columns.FAILURES) or record.get(columns.STATISTIC) in _COUNTS:
        return f"{value:,.0f}"
    if columns.GROUPING in record and record[columns.STATISTIC] in _HOURS:
        return f"{value:,.1f}"
    return format_number(float(value))


def model_name(model: str) -> str:
    """A model in a reader's words: "Model 3", "Cox, Model 3"."""
    if model in _TITLES:
        return _TITLES[model]
    kind, _, number = model.rpartition("_")
    return f"{_KINDS.get(kind, kind)}, Model {number}"


def survival_page(result: SurvivalModels) -> str:
    """The survival models' page: groups in words and numbers, contrasts, coefficients, measures of fit."""
    groups = [columns.GROUP, columns.STATISTIC, columns.VALUE, columns.CONF_LOW, columns.CONF_HIGH, columns.P_VALUE]
    coefficients = [
        columns.TERM,
        columns.ESTIMATE,
        columns.STD_ERROR,
        columns.EXP_ESTIMATE,
        columns.EXP_LOW,
        columns.EXP_HIGH,
        columns.P_VALUE,
    ]
    return page(
        "Survival models",
        [
            *(
                Section(
                    _GROUPINGS[grouping],
                    # what the table has no words for: differences and tests, and of all households everything
                    tuple(
                        part.loc[
                            ~part[columns.STATISTIC].isin(_HOURS[:4]) | (grouping == "all"), columns.SENTENCE
                        ].dropna()
                    ),
                    (("Time to restoration", groups, part),),
                )
                for grouping, part in result.groups.groupby(columns.GROUPING, sort=False)
            ),
            Section(
                "In words",
                tuple(
                    f"{model_name(model)}: {sentence}"
                    for model, sentence in zip(result.contrasts[columns.MODEL], result.contrasts[columns.SENTENCE])
                ),
            ),
            Section(
                "Coefficients",
                (
                    "A ratio above 1 means that power came back sooner in a Cox model, and that the wait was longer in "
                    "a Weibull or log-normal model.",
                ),
                tuple(
                    (model_name(model), coefficients, result.coefficients[result.coefficients[columns.MODEL] == model])
                    for model in result.fits
                ),
            ),
            Section(
                "Measures of fit",
                (),
                (("By model", [columns.MODEL, columns.STATISTIC, columns.VALUE], result.fit),),
            ),
        ],
        (result.errors, *result.notes, _ASSOCIATIONS),
        (columns.SURVIVAL, columns.COEFFICIENTS, columns.FIT),
    )


def robustness_page(result: Robustness) -> str:
    """The robustness table's page: the study's questions in words, then every variant's numbers."""
    one = [columns.MODEL, columns.TERM, columns.MAIN_ESTIMATE, columns.MEDIAN, columns.DRAWS_LOW, columns.DRAWS_HIGH]
    many = [*one, columns.FITS, columns.FAILURES, columns.SAME_SIGN, columns.SAME_FINDING]
    sections = []
    for variant, part in result.summary.groupby(columns.VARIANT, sort=False):
        said = part.loc[part[columns.SENTENCE].isin(result.sentences), columns.SENTENCE]
        names = many if variant in SEVERAL else one
        if part[columns.FAILED_BECAUSE].notna().any():
            names = [*names, columns.FAILED_BECAUSE]
        tables = tuple(
            (f"{WORDS[variant]} ({setting})", names, rows)
            for setting, rows in part.groupby(columns.SETTING, sort=False)
        )
        sections.append(Section(WORDS[variant], tuple(said), tables))
    level = f"{100 * result.main.options.confidence:g} %"
    ends = f"Low and high: of a single fit its {level} interval; of several fits, where {level} of them lie."
    counted = f"{result.fitted:,} fits in all, {result.failed:,} of which failed."
    errors = f"The main result has {covariance_words(result.main)}. Every other fit has its own of the same kind."
    return page(
        "Robustness", sections, (counted, ends, errors, *result.notes, _ASSOCIATIONS), (columns.ROBUSTNESS_SUMMARY,)
    )


_ASSOCIATIONS = "These are associations among the households studied: they do not say what asking would have changed."


def page(heading: str, sections: Sequence[Section], notes: Sequence[str], tables: Sequence) -> str:
    """The page; headings of columns are those of the declared ``tables``, everything is escaped."""
    aliases = {column.name: column.alias for table in tables for column in table.columns}
    shown = [
        {
            "title": section.title,
            "sentences": section.sentences,
            "tables": [
                (
                    caption,
                    [(aliases[name], name in _WORDED) for name in names],
                    frame_rows(frame, names),
                )
                for caption, names, frame in section.tables
            ],
        }
        for section in sections
    ]
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_PAGE).render(heading=heading, sections=shown, notes=notes)


_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ heading }}</title>
<style>
body { font: 15px/1.45 sans-serif; color: #1a1a1a; max-width: 76em; margin: 2em auto; padding: 0 1em; }
.scroll { overflow-x: auto; margin: 0 0 1.5em; }
table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: bold; padding: 0.4em 0; }
th, td { padding: 0.2em 0.6em; text-align: right; vertical-align: top; border-bottom: 1px solid #ddd; }
thead th { border-bottom: 1.5px solid #1a1a1a; vertical-align: bottom; }
tbody th { font-weight: normal; }
td { white-space: nowrap; }
.words { text-align: left; white-space: nowrap; }
.note { font-size: 13px; color: #444; }
</style>
</head>
<body>
<h1>{{ heading }}</h1>
{% for section in sections %}
<h2>{{ section.title }}</h2>
{% if section.sentences %}
<ul>
{% for sentence in section.sentences %}
<li>{{ sentence }}</li>
{% endfor %}
</ul>
{% endif %}
{% for caption, head, rows in section.tables %}
<div class="scroll"><table>
<caption>{{ caption }}</caption>
<thead><tr>{% for name, worded in head %}
<th scope="col"{% if worded %} class="words"{% endif %}>{{ name }}</th>{% endfor %}</tr></thead>
<tbody>
{% for row in rows %}
<tr><th scope="row" class="words">{{ row[0][0] }}</th>{% for text, worded in row[1:] %}
<td{% if worded %} class="words"{% endif %}>{{ text }}</td>{% endfor %}</tr>
{% endfor %}
</tbody>
</table></div>
{% endfor %}
{% endfor %}
<h2>Notes</h2>
{% for note in notes %}
<p class="note">{{ note }}</p>
{% endfor %}
</body>
</html>
"""
