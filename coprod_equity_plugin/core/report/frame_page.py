"""A page of sentences and tables that needs no other file: the results of ``robustness`` and ``survivalmodels``."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from jinja2 import Environment

from .. import columns
from ..models.robustness import Robustness
from ..models.specification import MODELS, term_label
from ..models.survival import SurvivalModels
from ..models.variants import WORDS
from .model_tables import format_number, format_p

_P_COLUMNS = (columns.P_VALUE,)
_TITLES = {spec.id: spec.title.split(",")[0] for spec in MODELS}
_KINDS = {"cox": "Cox", "weibull": "Weibull", "lognormal": "Log-normal", "cox_time": "Cox, asking in time"}


@dataclass(frozen=True)
class Section:
    """A heading with sentences and tables: each a caption, the names of its columns, and its frame."""

    title: str
    sentences: tuple[str, ...] = ()
    tables: tuple[tuple[str, Sequence[str], pd.DataFrame], ...] = ()


def frame_rows(frame: pd.DataFrame, names: Sequence[str]) -> list[list[str]]:
    """A frame's columns as texts: numbers with three decimals, counts whole, p values never zero, terms in words."""
    rows = []
    for record in frame[list(names)].to_dict("records"):
        rows.append([_text(name, value) for name, value in record.items()])
    return rows


def _text(name: str, value) -> str:
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, str):
        if name == columns.TERM:
            return term_label(value)
        if name == columns.MODEL:
            return model_name(value)
        return value
    if name in _P_COLUMNS:
        return format_p(value)
    if name in (columns.SAME_SIGN, columns.SAME_FINDING):
        return f"{100 * value:.0f} %"
    if name in (columns.FITS, columns.FAILURES) or float(value).is_integer():
        return f"{value:,.0f}"
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
    models = list(result.fits)
    said = result.groups[columns.SENTENCE].dropna()
    return page(
        "Survival models",
        [
            Section(
                "How long groups waited",
                tuple(said),
                tuple(
                    (f"Groups by {grouping}" if grouping != "all" else "All households", groups, part)
                    for grouping, part in result.groups.groupby(columns.GROUPING, sort=False)
                ),
            ),
            Section("In words", tuple(result.contrasts[columns.SENTENCE])),
            Section(
                "Coefficients",
                (
                    "A ratio above 1 means that power came back sooner in a Cox model, and that the wait was longer in "
                    "a Weibull or log-normal model.",
                ),
                tuple(
                    (model_name(model), coefficients, result.coefficients[result.coefficients[columns.MODEL] == model])
                    for model in models
                ),
            ),
            Section(
                "Measures of fit",
                (),
                (("By model", [columns.MODEL, columns.STATISTIC, columns.VALUE], result.fit),),
            ),
        ],
        (*result.notes, _ASSOCIATIONS),
        (columns.SURVIVAL, columns.COEFFICIENTS, columns.FIT),
    )


def robustness_page(result: Robustness) -> str:
    """The robustness table's page: the study's questions in words, then every variant's numbers."""
    names = [
        columns.SETTING,
        columns.MODEL,
        columns.TERM,
        columns.MAIN_ESTIMATE,
        columns.FITS,
        columns.FAILURES,
        columns.MEDIAN,
        columns.DRAWS_LOW,
        columns.DRAWS_HIGH,
        columns.SAME_SIGN,
        columns.SAME_FINDING,
    ]
    return page(
        "Robustness",
        [
            Section("The study's questions under every variant", result.sentences),
            Section(
                "All coefficients",
                (f"{result.fitted:,} fits, {result.failed:,} of which failed.",),
                tuple(
                    (WORDS[variant], names, part)
                    for variant, part in result.summary.groupby(columns.VARIANT, sort=False)
                ),
            ),
        ],
        (*result.notes, _ASSOCIATIONS),
        (columns.ROBUSTNESS_SUMMARY,),
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
                (caption, [aliases[name] for name in names], frame_rows(frame, names))
                for caption, names, frame in section.tables
            ],
        }
        for section in sections
    ]
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_PAGE).render(heading=heading, sections=shown, notes=notes)


def write_text(text: str, path: str) -> None:
    """Write a file; it appears whole or not at all."""
    part = f"{path}.part"
    try:
        with open(part, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(part, path)
    finally:
        if os.path.exists(part):
            os.remove(part)


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
th:first-child, tbody th { text-align: left; font-weight: normal; }
thead th:first-child { font-weight: bold; }
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
<thead><tr>{% for name in head %}<th scope="col">{{ name }}</th>{% endfor %}</tr></thead>
<tbody>
{% for row in rows %}
<tr><th scope="row">{{ row[0] }}</th>{% for text in row[1:] %}<td>{{ text }}</td>{% endfor %}</tr>
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
