"""The regression table in the layout of the study's Table 4: terms as rows, models as columns.

The study prints coefficients under the heading of ratios. Here each model has two columns with their own headings:
the coefficient with its standard error, and its exponential with the interval.
"""

from __future__ import annotations

import csv
import io
import math
import os
from dataclasses import dataclass

import numpy as np
from jinja2 import Environment
from markupsafe import Markup

from .. import columns
from ..models.method_words import covariance_words
from ..models.results import ModelSet
from ..models.specification import term_label
from .few_homes import few_note
from .words import count_or_fewer

SMALLEST = 11  # households, as everywhere that no other number is asked for
STARS = ((0.01, "***"), (0.05, "**"), (0.1, "*"))
STARS_NOTE = "* p < 0.1, ** p < 0.05, *** p < 0.01, computed from the unrounded numbers"
_MEASURES_NOTE = (
    "Likelihood ratios, AIC and BIC take rows as independent, whatever the standard errors. The study's pseudo "
    "R² is Nagelkerke's; other programs often print McFadden's, which is far smaller for hours."
)

_MEASURES = (
    ("n", "", "{:,.0f}"),
    ("clusters", "Clusters", "{:,.0f}"),
    ("log_likelihood", "Log likelihood", "{:,.1f}"),
    ("log_likelihood_null", "Log likelihood, constant only", "{:,.1f}"),
    ("lr_statistic", "Likelihood ratio to constant only", "{:,.1f}"),
    ("lr_nested", "Likelihood ratio to the model without the interaction", "{:,.2f}"),
    ("p_nested", "p of that ratio", "p"),
    ("nagelkerke", "Pseudo R², Nagelkerke", "{:.3f}"),
    ("cox_snell", "Pseudo R², Cox and Snell", "{:.3f}"),
    ("mcfadden", "Pseudo R², McFadden", "{:.3f}"),
    ("mcfadden_adjusted", "Pseudo R², McFadden, adjusted", "{:.3f}"),
    ("aic", "AIC", "{:,.1f}"),
    ("aicc", "AIC, corrected for few rows", "{:,.1f}"),
    ("bic", "BIC", "{:,.1f}"),
    ("alpha", "Alpha (dispersion)", "alpha"),
    ("p_alpha", "p of no dispersion (Poisson)", "p"),
)


@dataclass(frozen=True)
class Cell:
    """A term in a model: coefficient with stars, standard error, ratio and its interval; all empty if not in it."""

    estimate: str = ""
    error: str = ""
    ratio: str = ""
    interval: str = ""


@dataclass(frozen=True)
class RegressionTable:
    """A regression table as text, before any format.

    Attributes
    ----------
    outcomes
        Headings over the models: outcome and how many models have it.
    models
        Per model: heading and what its exponential is called.
    terms
        Per term: label and one :class:`Cell` per model.
    measures
        Per measure of fit: label and one text per model.
    interval
        Heading of the interval, such as "95 % interval".
    notes
        Sentences under the table.
    """

    outcomes: tuple[tuple[str, int], ...]
    models: tuple[tuple[str, str], ...]
    terms: tuple[tuple[str, tuple[Cell, ...]], ...]
    measures: tuple[tuple[str, tuple[str, ...]], ...]
    interval: str
    notes: tuple[str, ...]


def stars(p_value: float) -> str:
    """The study's stars for a p value; none where there is no p."""
    return next((mark for bound, mark in STARS if p_value < bound), "")


def format_number(value: float, error: float | None = None) -> str:
    """A number with three decimals, or as many more as show two digits of its standard error.

    With one digit -0.001 (0.001) could be half its error as well as twice. Without an error, one digit of the number.
    """
    if not np.isfinite(value):
        return ""
    scale, digits, enough = (abs(error), 2, 0.005) if error else (abs(value), 1, 0.0005)
    decimals = 3 if scale >= enough or scale == 0 else min(math.ceil(-math.log10(scale)) + digits - 1, 9)
    if abs(value) >= 1e6:
        return f"{value:.3g}"
    text = f"{value:,.{decimals}f}"
    return text.lstrip("-") if not float(text.replace(",", "")) else text


def format_ratio(value: float, error: float) -> str:
    """As many digits as the coefficient's error asks for; three in all where a share's range makes the ratio huge."""
    if not 100 <= value < 1e12:
        return format_number(value, error)
    size = 10.0 ** (math.floor(math.log10(value)) - 2)
    return f"{round(value / size) * size:,.0f}"


def format_p(value: float) -> str:
    """A p value; "< 0.001" rather than a zero that it is not."""
    if not np.isfinite(value):
        return ""
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def regression_table(result: ModelSet) -> RegressionTable:
    """The table of a set of fitted models."""
    rows = {(row[columns.MODEL], row[columns.TERM]): row for row in result.coefficients.to_dict("records")}
    terms = sorted(
        dict.fromkeys(term for spec in result.specs for term in spec.terms), key=lambda term: _place(result, term)
    )
    outcomes: list[list] = []
    labels = {column.name: column.alias for column in columns.STUDY.columns}
    for spec in result.specs:
        label = labels.get(spec.outcome, spec.outcome)
        if outcomes and outcomes[-1][0] == label:
            outcomes[-1][1] += 1
        else:
            outcomes.append([label, 1])
    return RegressionTable(
        outcomes=tuple((label, span) for label, span in outcomes),
        models=tuple((spec.title.split(",")[0], _ratio_name(result, spec.id)) for spec in result.specs),
        terms=tuple(
            (_label(result, term), tuple(_cell(rows.get((spec.id, term))) for spec in result.specs))
            for term in [*terms, columns.TERM_CONST]
        ),
        measures=tuple(
            (label or result.rows_name, texts)
            for label, texts in (
                (label, tuple(_measure(result, spec.id, name, form) for spec in result.specs))
                for name, label, form in _MEASURES
            )
            if any(texts)
        ),
        interval=f"{100 * result.options.confidence:g} % interval",
        notes=(
            f"In parentheses: {covariance_words(result)}.",
            f"{STARS_NOTE}.",
            *_units(result),
            _MEASURES_NOTE,
            *result.notes,
            *few_note(result, SMALLEST),
        ),
    )


def to_html(result: ModelSet, minimum: int = SMALLEST) -> str:
    """The table and the contrasts' sentences as an HTML fragment, everything escaped.

    Of rows that were left out, ``minimum`` is the smallest number that is told.
    """
    return (
        _environment()
        .from_string(_FRAGMENT)
        .render(
            result=result,
            table=regression_table(result),
            answers=result.answers,
            specs=result.specs,
            left_out=_left_out(result, minimum),
        )
    )


def to_page(result: ModelSet, below: Markup | str = "") -> str:
    """The fragment as a page of its own that needs no other file; ``below`` stands under it."""
    body = Markup(to_html(result))  # nosec B704 - escaped by the fragment's own template
    return _environment().from_string(_PAGE).render(body=body, heading=result.heading, below=below)


def to_csv(result: ModelSet) -> str:
    """The table as CSV: four columns per model (coefficient, standard error, ratio, interval)."""
    table = regression_table(result)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    head = ["Term"]
    for model, ratio in table.models:
        head += [f"{model}: coefficient", f"{model}: standard error", f"{model}: {ratio}", f"{model}: {table.interval}"]
    writer.writerow(head)
    for label, cells in table.terms:
        writer.writerow([label, *(text for c in cells for text in (c.estimate, c.error, c.ratio, c.interval))])
    for label, texts in table.measures:
        writer.writerow([label, *(text for value in texts for text in (value, "", "", ""))])
    for note in table.notes:
        writer.writerow([note])
    return buffer.getvalue()


def to_latex(result: ModelSet) -> str:
    """The table as a LaTeX ``tabular`` (needs ``booktabs``)."""
    table = regression_table(result)
    size = 2 * len(table.models)
    lines = [r"\begin{tabular}{l" + "c" * size + "}", r"\toprule"]
    lines.append(
        " & ".join(["", *(rf"\multicolumn{{{2 * span}}}{{c}}{{{_tex(label)}}}" for label, span in table.outcomes)])
        + r" \\"
    )
    lines.append(" & ".join(["", *(rf"\multicolumn{{2}}{{c}}{{{_tex(name)}}}" for name, _ in table.models)]) + r" \\")
    lines.append(
        " & ".join(["", *(part for _, ratio in table.models for part in ("Coefficient", _tex(ratio.capitalize())))])
        + r" \\"
    )
    lines.append(r"\midrule")
    for label, cells in table.terms:
        lines.append(" & ".join([_tex(label), *(_tex(t) for c in cells for t in (c.estimate, c.ratio))]) + r" \\")
        lines.append(
            " & ".join(["", *(_tex(t) for c in cells for t in (f"({c.error})" if c.error else "", c.interval))])
            + r" \\"
        )
    lines.append(r"\midrule")
    lines += [
        " & ".join([_tex(label), *(rf"\multicolumn{{2}}{{c}}{{{_tex(text)}}}" for text in texts)]) + r" \\"
        for label, texts in table.measures
    ]
    lines.append(r"\bottomrule")
    lines += [rf"\multicolumn{{{size + 1}}}{{p{{\linewidth}}}}{{{_tex(note)}}} \\" for note in table.notes]
    lines.append(r"\end{tabular}")
    return "\n".join(lines) + "\n"


def write_page(result: ModelSet, path: str, below: Markup | str = "") -> None:
    """Write the page; the file appears whole or not at all."""
    write_text(to_page(result, below), path)


def write_csv(result: ModelSet, path: str) -> None:
    """Write the table as CSV; the file appears whole or not at all."""
    write_text(to_csv(result), path)


def write_latex(result: ModelSet, path: str) -> None:
    """Write the table as LaTeX; the file appears whole or not at all."""
    write_text(to_latex(result), path)


def write_text(text: str, path: str) -> None:
    """Write a file; it appears whole or not at all."""
    temporary = f"{path}.part"
    try:
        with open(temporary, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(temporary, path)
    finally:
        if os.path.exists(temporary):
            os.remove(temporary)


def _place(result: ModelSet, term: str) -> tuple[int, int]:
    """Terms in the study's order: the questions' terms of the largest model first, then the controls."""
    for spec in result.specs:
        if term in spec.terms:
            shared = sum(term in other.terms for other in result.specs) == len(result.specs)
            first = term == columns.MINORITY_SHARE
            question = columns.MINORITY_SHARE in term.split(":") or term in (
                columns.PARTICIPATION,
                columns.COMMUNITY_REQUESTS,
                columns.COMMUNITY_REQUESTS_OTHERS,
            )
            return (0 if first else 1 if question else 2 if shared else 3), 0
    return 4, 0


def _label(result: ModelSet, term: str) -> str:
    return next((spec.label(term) for spec in result.specs if term in spec.terms), term_label(term))


def _units(result: ModelSet) -> list[str]:
    """What one unit more of each column of the study is, in a sentence; nothing for columns of one's own."""
    known = {column.name: column for column in columns.STUDY.columns}
    parts = {part for spec in result.specs if not spec.labels for term in spec.terms for part in term.split(":")}
    used = [column for name, column in known.items() if name in parts]
    words = [
        f"{column.alias[0].lower()}{column.alias[1:].split(',')[0]} in {column.unit}"
        for column in used
        if column.unit and column.unit != "0-1" and column.unit not in column.alias
    ]
    if any(column.unit == "0-1" for column in used):
        words.insert(0, "shares from 0 to 1")
    return [f"Coefficients and ratios are for one unit more: {', '.join(words)}."] if words else []


def _ratio_name(result: ModelSet, model: str) -> str:
    return result.fits[model].family.ratio


def _cell(row: dict | None) -> Cell:
    if row is None or not np.isfinite(row[columns.ESTIMATE]):
        return Cell()
    error = row[columns.STD_ERROR]
    return Cell(
        format_number(row[columns.ESTIMATE], error) + stars(row[columns.P_VALUE]),
        format_number(error, error),
        *_ratio_cells(row, error),
    )


def _ratio_cells(row: dict, error: float) -> tuple[str, str]:
    """A ratio and its interval; none of a constant, whose exponential compares nothing."""
    if row[columns.TERM] == columns.TERM_CONST:
        return "", ""
    low, high = (format_ratio(row[name], error) for name in (columns.EXP_LOW, columns.EXP_HIGH))
    return format_ratio(row[columns.EXP_ESTIMATE], error), f"{low} to {high}"


def _measure(result: ModelSet, model: str, name: str, form: str) -> str:
    value = result.statistic(model, name)
    if not np.isfinite(value):
        return ""
    if form == "p":
        return format_p(value)
    if form == "alpha":
        low, high = result.statistic(model, "alpha_low"), result.statistic(model, "alpha_high")
        return f"{value:.3f} ({low:.3f} to {high:.3f})"
    return form.format(value)


def _left_out(result: ModelSet, minimum: int) -> list[tuple[str, str]]:
    rows = result.left_out.to_dict("records")
    return [(row[columns.REASON], count_or_fewer(row[columns.HOUSEHOLDS], minimum)) for row in rows]


def _tex(text: str) -> str:
    special = {"&": r"\&", "%": r"\%", "_": r"\_", "#": r"\#", "$": r"\$", "×": r"$\times$", "²": r"$^2$", "<": "$<$"}
    special |= {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
    return "".join(special.get(letter, letter) for letter in text.replace("−", "-")).replace("$<$ ", "$<$~")


def _environment() -> Environment:
    return Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)


_FRAGMENT = """\
<table class="regression">
<caption>{{ result.caption }}</caption>
<thead>
<tr><th></th>{% for label, span in table.outcomes %}<th colspan="{{ 2 * span }}" scope="colgroup">{{ label }}</th>
{% endfor %}</tr>
<tr><th></th>{% for name, ratio in table.models %}<th colspan="2" scope="colgroup">{{ name }}</th>{% endfor %}</tr>
<tr><th scope="col">Term</th>{% for name, ratio in table.models %}
<th scope="col">Coefficient<br>(standard error)</th>
<th scope="col">{{ ratio | capitalize }}<br>({{ table.interval }})</th>
{% endfor %}</tr>
</thead>
<tbody>
{% for label, cells in table.terms %}
<tr><th scope="row">{{ label }}</th>{% for cell in cells %}
<td>{{ cell.estimate }}{% if cell.error %}<br>({{ cell.error }}){% endif %}</td>
<td>{{ cell.ratio }}{% if cell.interval %}<br>({{ cell.interval }}){% endif %}</td>
{% endfor %}</tr>
{% endfor %}
</tbody>
<tfoot>
{% for label, texts in table.measures %}
<tr><th scope="row">{{ label }}</th>{% for text in texts %}<td colspan="2">{{ text }}</td>{% endfor %}</tr>
{% endfor %}
</tfoot>
</table>
{% for note in table.notes %}
<p class="note">{{ note }}</p>
{% endfor %}
{% if left_out %}
<p class="note">Left out (a row may lack several values): {% for reason, count in left_out %}{{ reason }}, \
{{ count }}{{ "; " if not loop.last }}{% endfor %}.</p>
{% endif %}
{% if answers %}
<h2>In words</h2>
{% for spec in specs %}
<h3>{{ spec.title }}</h3>
<ul>
{% for answer in answers if answer.spec.model == spec.id %}
<li>{{ answer.sentence }}</li>
{% endfor %}
</ul>
{% endfor %}
{% endif %}
<p class="note">{{ result.footnote }}</p>
"""

_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{{ heading }}</title>
<style>
body { font: 15px/1.45 sans-serif; color: #1a1a1a; max-width: 90em; margin: 2em auto; padding: 0 1em; }
table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: bold; padding: 0.4em 0; }
th, td { padding: 0.25em 0.6em; text-align: center; vertical-align: top; }
tbody th, tfoot th { text-align: left; font-weight: normal; min-width: 15em; }
tbody td { white-space: nowrap; }
thead th[scope=colgroup] { border-bottom: 1px solid #999; }
thead tr:first-child th, tfoot tr:first-child > * { border-top: 1.5px solid #1a1a1a; }
thead tr:last-child th, tfoot tr:last-child > * { border-bottom: 1.5px solid #1a1a1a; }
.note { font-size: 13px; color: #444; }
table.checks td { text-align: left; white-space: normal; border-bottom: 1px solid #ddd; }
table.checks td.light { white-space: nowrap; font-weight: bold; }
.green { color: #1b7837; }
.yellow { color: #8a6100; }
.red { color: #b2182b; }
</style>
</head>
<body>
<h1>{{ heading }}</h1>
{{ body }}
{{ below }}
</body>
</html>
"""
