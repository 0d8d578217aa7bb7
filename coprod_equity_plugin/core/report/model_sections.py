"""The sections on the five models: the study's Table 4, the contrasts, verdicts, hours and effects that follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from .. import columns
from ..models.specification import term_label
from . import figures, prose, result_tables, sentences, tables
from .beside_models import Untold, withheld_words
from .blocks import Block, Download, Figure, Heading, Paragraph, Section, Table
from .check_sentences import adjusted_gap
from .checks_section import minus_numbers
from .figures import GROUP_NAMES, Ratio
from .inputs import ReportInputs
from .measures import Mean
from .more_tables import ADJUSTED, HYPOTHESES
from .results import HOURS, ODDS, PANELS, Results, model_title, ordered
from .words import fixed, p_value, percent, significant


def models_section(inputs: ReportInputs, results: Results, untold: Untold) -> Section:
    """Coefficients, ratios, and both in a plot; which are withheld, and why."""
    coefficients, ratios = result_tables.coefficient_tables(results, untold)
    few = prose.few_terms(withheld_words(untold), silent=bool(untold.silent))
    raw = tables.raw("coefficients", inputs.coefficients, columns.COEFFICIENTS)
    fit = tables.raw("fit", inputs.fit, columns.FIT, "Fit (CSV)")
    blocks: list[Block] = [
        Paragraph(prose.MODELS),
        *([Paragraph(prose.PLACE_TERMS, "note")] if untold.places else []),
        *([Paragraph(few, "note")] if untold.few else []),
        *_coefficient_plot(results, raw),
        replace(coefficients, downloads=(raw, fit)),
        replace(ratios, downloads=(tables.plain(ratios.name, ratios),)),
    ]
    return Section("models", "The five models", blocks)


def contrasts_section(
    inputs: ReportInputs, results: Results, more: Mapping[str, pd.DataFrame], untold: Untold
) -> Section:
    """Contrasts in a plot and in words, adjusted hours, verdicts and average effects where they were handed in."""
    blocks: list[Block] = [Paragraph(prose.FEW_CONTRASTS, "note")] if untold.silent else []
    lines = results.plotted()
    raw = tables.raw("contrasts", inputs.contrasts, columns.CONTRASTS)
    if lines:
        clear = sum(not line.low <= 1 <= line.high for line in lines)
        title = sentences.comparisons_title(clear, len(lines))
        alt = "Dot chart of ratios with 95 % intervals on log axes. " + "; ".join(
            f"{line.label}: {significant(line.estimate)} ({significant(line.low)} to {significant(line.high)})"
            for line in lines
        )
        picture = figures.ratio_chart(lines, PANELS, title, f"{alt}.")
        image = Download("contrasts.png", picture.png, "Picture (PNG)", "image/png")
        note = (
            "Ratios with 95 % intervals, the model's other terms being equal. Left of 1: lower odds, or a shorter wait."
        )
        blocks.append(Figure("ratios", title, picture.svg, f"{alt}.", note, (raw, image)))
    if ADJUSTED in more:
        blocks += _adjusted(more[ADJUSTED])
    blocks.append(tables.with_csv(result_tables.hypothesis_table(results, untold)))
    if HYPOTHESES in more:
        blocks.append(_verdicts(more[HYPOTHESES]))
    blocks.append(replace(result_tables.contrast_table(results), downloads=(raw,)))
    if ADJUSTED in more:
        blocks += _effects(more[ADJUSTED])
    return Section("contrasts", "What the models say about the groups", blocks)


_PLOTTED_MODELS = (("model_1", ODDS), ("model_3", HOURS))
_UNITS = {
    columns.HOUSE_AGE: "Age of house, per year",
    columns.MEDIAN_INCOME: "Median income, per $1,000",
    columns.LOG_DENSITY: "Density, per unit of its log",
}


def _coefficient_plot(results: Results, raw: Download) -> list[Block]:
    """Every term of Models 1 and 3 as a ratio with its interval."""
    lines = []
    for model, panel in _PLOTTED_MODELS:
        for name, term in results.coefficients:
            if name != model or term in (columns.TERM_CONST, columns.TERM_ALPHA):
                continue
            effect = results.effect(model, term)
            if effect.known and effect.low > 0:
                label = _UNITS.get(term, term_label(term))
                lines.append(Ratio(panel, label, effect.ratio, effect.low, effect.high))
    if not lines:
        return []
    clear = sum(not line.low <= 1 <= line.high for line in lines)
    title = sentences.terms_title(clear, len(lines))
    alt = "Dot chart of the ratios of Models 1 and 3 with 95 % intervals on log axes. " + "; ".join(
        f"{'odds' if line.panel == ODDS else 'hours'}, {line.label}: {significant(line.estimate)} "
        f"({significant(line.low)} to {significant(line.high)})"
        for line in lines
    )
    panels = {
        ODDS: "Model 1: ratio of the odds of asking for help (log scale)",
        HOURS: "Model 3: ratio of hours to restoration (log scale)",
    }
    picture = figures.ratio_chart(lines, panels, title, f"{alt}.", "terms")
    image = Download("coefficients.png", picture.png, "Picture (PNG)", "image/png")
    note = "One unit more of each, the model's other terms being equal; a share counts from none to all."
    return [Figure("terms", title, picture.svg, f"{alt}.", note, (raw, image))]


def _adjusted(frame: pd.DataFrame) -> list[Block]:
    """Adjusted hours by group and help as a figure and a table; chances to ask in the table."""
    found = {(row.model, row.quantity): row for row in frame.itertuples(index=False)}
    cells = {}
    for group, minority in (("minority", 1), ("other", 0)):
        for asked in (0, 1):
            row = found.get(("model_3", f"minority={minority}, participation={asked}"))
            if row is not None:
                cells[group, asked] = Mean(row.estimate, row.conf_low, row.conf_high, 0)
    blocks: list[Block] = [Heading("Hours and chances, other things equal")]
    raw = tables.raw("adjusted", frame, columns.ADJUSTED_PREDICTIONS)
    if len(cells) == 4:
        gaps = {}
        for asked, name in ((0, "minority_among_others"), (1, "minority_among_reporters")):
            row = found.get(("model_3", name))
            if row is not None:
                gaps[asked] = Mean(row.estimate, row.conf_low, row.conf_high, 0)
        title = adjusted_gap(gaps)
        words = [
            f"{GROUP_NAMES[group]} that {'asked' if asked else 'did not ask'}: {fixed(cell.mean, 1)} hours "
            f"({fixed(cell.low, 1)} to {fixed(cell.high, 1)})"
            for (group, asked), cell in cells.items()
        ]
        alt = f"Dot chart of expected hours with 95 % intervals, other things equal. {'; '.join(words)}."
        picture = figures.gap_chart(cells, title, alt, "adjusted", "Expected hours (Model 3), 95 % interval")
        image = Download("adjusted.png", picture.png, "Picture (PNG)", "image/png")
        blocks.append(Figure("adjusted", title, picture.svg, alt, prose.ADJUSTED, (raw, image), narrow=True))
    rows = [
        [
            minus_numbers(row.sentence),
            model_title(row.model),
            _amount(row.estimate, row.unit),
            _interval(row),
        ]
        for row in frame.itertuples(index=False)
        if " of " not in row.quantity and row.model in ("model_1", "model_3")
    ]
    if rows:
        header = ("In words", "Model", "Estimate", "95 % interval")
        blocks.append(
            Table(
                "adjusted",
                "Adjusted hours and chances, and their differences",
                header,
                rows,
                text_columns=(1,),
                downloads=(raw,),
            )
        )
    return blocks if len(blocks) > 1 else []


def _interval(row) -> str:
    if row.conf_low != row.conf_low:
        return ""
    return f"{_amount(row.conf_low, row.unit)} to {_amount(row.conf_high, row.unit)}"


def _amount(value: float, unit: str) -> str:
    return percent(value, 1) if unit == "probability" else fixed(value, 1)


def _effects(frame: pd.DataFrame) -> list[Block]:
    """Average marginal effects, a row per term and a column per model."""
    prefix = "effect of "
    chosen = frame[frame[columns.QUANTITY].str.startswith(prefix)]
    if not len(chosen):
        return []
    models = ordered(chosen[columns.MODEL])
    found = {(row.model, row.quantity[len(prefix) :]): row for row in chosen.itertuples(index=False)}
    rows = []
    for term in dict.fromkeys(term for _, term in found):
        cells = []
        for model in models:
            row = found.get((model, term))
            if row is None:
                cells.append("")
                continue
            scale = 100.0 if row.unit == "probability" else 1.0
            ends = f"({significant(scale * row.conf_low)} to {significant(scale * row.conf_high)})"
            cells.append(f"{significant(scale * row.estimate)}\n{ends}")
        rows.append([term_label(term), *cells])
    head = ["One unit more of", *(f"{model_title(m)}, {'points' if m == 'model_1' else 'hours'}" for m in models)]
    raw = tables.raw("effects", chosen, columns.ADJUSTED_PREDICTIONS)
    table = Table(
        "effects", "Average marginal effects (95 % interval)", head, rows, notes=(prose.EFFECTS,), downloads=(raw,)
    )
    return [table]


def _verdicts(frame: pd.DataFrame) -> Table:
    """The study's hypotheses and what the data say of each."""
    rows = [
        [f"{row.hypothesis}: {row.statement}", model_title(row.model), row.verdict, p_value(row.p_holm)]
        for row in frame.itertuples(index=False)
    ]
    return Table(
        "verdicts",
        "The study's hypotheses",
        ("Hypothesis", "Model", "The data", "p (Holm)"),
        rows,
        text_columns=(1, 2),
        notes=(prose.VERDICTS,),
        downloads=(tables.raw("verdicts", frame, columns.HYPOTHESES),),
    )
