"""The report's sections, in their order, from the checked inputs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

from .. import columns
from ..progress import Progress
from . import figures, first_page, prose, restoration, result_tables, sentences, tables
from .area_table import areas_csv, areas_table
from .blocks import Block, Download, Figure, Heading, Items, MapImage, Paragraph, Section, Table, to_csv
from .inputs import Households, ReportInputs, ReportOptions, check, first_midnight, households, numbers, texts
from .protect import Bin, is_small, merged_bins
from .results import PANELS, Results, collect
from .sentences import Finding
from .words import count, count_or_fewer, fixed, hours, listing, moment, percent, significant


@dataclass(frozen=True)
class Content:
    """Everything that the template prints.

    Attributes
    ----------
    byline
        Event, homes, areas and date in a line.
    findings, gap, map, limits
        The first page: sentences, chart, one map (or ``None``), what cannot be concluded.
    basis
        Whom the sentences compare.
    sections
        The numbered sections.
    extra
        Files of the first page.
    """

    byline: str
    findings: tuple[Finding, ...]
    basis: str
    gap: Figure | None
    map: MapImage | None
    limits: tuple[str, ...]
    sections: tuple[Section, ...]
    extra: tuple[Download, ...]


def make(inputs: ReportInputs, options: ReportOptions, progress: Progress) -> Content:
    """Check the inputs, measure, draw and write."""
    check(inputs, options)
    if options.event_start is None:
        options = replace(options, event_start=first_midnight(inputs.study))
    k = options.minimum_households
    homes = households(inputs.study, options.event_start)
    results = collect(inputs.coefficients, inputs.fit, inputs.contrasts)
    progress.set(10)
    withheld: list[tuple[str, int]] = []
    findings = first_page.findings(results)
    gap, gap_hidden = first_page.gap_figure(homes, k)
    withheld.append(("observed hours by group and help (cells)", gap_hidden))
    maps = [first_page.map_block(number, item) for number, item in enumerate(inputs.maps, start=1)]
    progress.set(20)

    data_section, hidden = _data(inputs, homes, results, k)
    withheld.append(("sample flow (cells)", hidden))
    measured = restoration.measure(homes, k, progress.part(20, 55))
    curve_blocks, hidden = restoration.blocks(measured, options.event_start, k, inputs.curve)
    withheld.append(("counts at risk under the restoration curve", hidden))
    withheld.append(
        (
            "hours until 50, 80 and 95 % were restored",
            sum(q is None for line in measured.quantiles.values() for q in line),
        )
    )
    progress.set(60)
    areas_section, areas_hidden = _areas(inputs, homes, maps, k)
    progress.set(70)
    describe, hidden = _describe(homes, k)
    withheld.append(("descriptive tables (cells)", hidden))
    progress.set(80)
    parts = (
        data_section,
        Section("restoration", "How power came back", curve_blocks),
        areas_section,
        describe,
        _models(inputs, results),
        _contrasts(inputs, results),
        _diagnostics(results, homes),
        _privacy(k, withheld, areas_hidden),
        _methods(),
        _manifest(inputs, options),
    )
    progress.set(100)
    areas = len(np.unique(homes.clusters))
    byline = (
        f"{options.event_name}, {moment(options.event_start, clock=False)} · {count(len(homes))} homes in "
        f"{count(areas)} block groups"
    )
    if inputs.manifest.created:
        byline += f" · made {inputs.manifest.created}"
    first = maps[0] if maps else None
    return Content(
        byline,
        findings,
        first_page.basis(results),
        gap,
        first_page.thumbnail(first, inputs.maps[0]) if first else None,
        first_page.limits(homes, findings, k),
        parts,
        tuple(gap.downloads) if gap else (),
    )


def _with_csv(table: Table) -> Table:
    return replace(table, downloads=(tables.plain(table.name, table),))


def _data(inputs: ReportInputs, homes: Households, results: Results, k: int) -> tuple[Section, int]:
    flow, hidden = tables.sample_flow(inputs.sample_flow, k)
    asked, minority = int(homes.asked.sum()), int(homes.minority.sum())
    blocks: list[Block] = [
        Paragraph(
            f"The report compares {count(len(homes))} homes that lost power and for which hours, voters, house and "
            f"block group are all known. Of them, {count_or_fewer(asked, k)} asked for help within the request window "
            f"and {count_or_fewer(minority, k)} are minority homes (at least half of the registered voters of known "
            "race are not non-Hispanic white)."
        )
    ]
    if homes.weighted:
        blocks.append(Paragraph(prose.SAMPLE))
    used = results.households()
    last = numbers(inputs.sample_flow, columns.HOUSEHOLDS)[-1]
    if any(math.isfinite(number) and int(number) != len(homes) for number in (used, last)):
        blocks.append(
            Paragraph(
                "The models or the sample flow speak of another number of homes than the study table that was handed "
                "in. They may come from different runs: check before publishing.",
                "warning",
            )
        )
    blocks += [_with_csv(flow), *_composition(homes, k)]
    return Section("data", "Data and sample flow", blocks), hidden


def _composition(homes: Households, k: int) -> list[Block]:
    edges = ((-0.01, 0.0), (0.0, 0.25), (0.25, 0.4999999), (0.4999999, 0.75), (0.75, 0.9999999), (0.9999999, 1.0))
    labels = (("0 %", "0 %"), ("1", "25 %"), ("26", "49 %"), ("50", "75 %"), ("76", "99 %"), ("100 %", "100 %"))
    share = homes.minority_share
    counts = [int(np.sum((share > low) & (share <= high))) for low, high in edges]
    sides: list[list[Bin]] = [
        [item for item in merged_bins(labels[part], counts[part], k) if item.households]
        for part in (slice(0, 3), slice(3, 6))
    ]
    if not all(sides) or any(is_small(item.households, k) for side in sides for item in side):
        return [Paragraph(f"Not shown: one of the groups has fewer than {k} homes.")]
    total = len(homes)
    mixed = int(np.sum((share > 0) & (share < 1)))
    ends = (
        f"{percent((total - mixed) / total)} of homes" if not (is_small(mixed, k) or mixed == 0) else "Almost all homes"
    )
    title = (
        f"{ends} are wholly minority or wholly not; few are mixed"
        if mixed < 0.2 * total
        else (f"{percent(mixed / total)} of homes are of mixed composition")
    )
    alt = "Bar chart of households by minority share among their voters. " + "; ".join(
        f"{item.label}: {count(item.households)} ({percent(item.households / total)})"
        for side in sides
        for item in side
    )
    picture = figures.composition_chart(*sides, title, f"{alt}.")
    rows = [[item.label, item.households, f"{item.households / total:.4f}"] for side in sides for item in side]
    downloads = (
        Download("composition.csv", to_csv(["minority_share", "households", "share_of_households"], rows)),
        Download("composition.png", picture.png, "Picture (PNG)", "image/png"),
    )
    note = "The reference study's Figure 2. Classes with few homes are joined with their neighbours."
    return [Figure("composition", title, picture.svg, f"{alt}.", note, downloads)]


def _areas(
    inputs: ReportInputs, homes: Households, maps: Sequence[MapImage], k: int
) -> tuple[Section, tuple[int, int]]:
    table, published = areas_table(inputs.areas, k)
    suppressed = np.array([bool(text) for text in texts(published, columns.SUPPRESSION)], dtype=bool)
    mean, share = numbers(published, columns.MEAN_HOURS), numbers(published, columns.MINORITY_SHARE)
    size = numbers(published, columns.HOUSEHOLDS)
    shown = np.isfinite(mean)
    clear = numbers(published, columns.DIFFERENCE_CLEAR) > 0
    longer = int(np.sum(clear & (numbers(published, columns.HOURS_DIFFERENCE) > 0)))
    shorter = int(np.sum(clear)) - longer
    blocks: list[Block] = [
        Paragraph(
            f"Of {count(len(published))} areas, {count(shown.sum())} are shown; {_are(longer)} clearly slower than the "
            f"city and {_are(shorter)} clearly faster, after allowing for the number of areas compared."
        )
    ]
    blocks += list(maps)
    if not maps:
        blocks.append(Paragraph("No map was handed in with this report."))
    both = shown & np.isfinite(share) & np.isfinite(size)
    downloads = (Download("areas.csv", areas_csv(published), "All areas (CSV)"),)
    if both.sum() >= 10:
        hidden = int(np.sum(shown & ~both))
        blocks.append(_scatter(share[both], mean[both], size[both], hidden, homes, downloads))
    if table is not None:
        blocks.append(replace(table, downloads=(tables.plain(table.name, table), *downloads)))
    return Section("maps", "Where", blocks), (int(np.sum(~shown)), int(np.sum(suppressed & shown)))


def _are(number: int) -> str:
    return f"{count(number)} {'is' if number == 1 else 'are'}"


def _scatter(share, mean, size, hidden: int, homes: Households, downloads) -> Figure:
    correlation = float(stats.spearmanr(share, mean)[0]) if np.ptp(share) > 0 and np.ptp(mean) > 0 else math.nan
    # Fisher's z with the variance that Bonett and Wright (2000) give for a rank correlation
    reach = (
        1.959964 * math.sqrt((1 + correlation**2 / 2) / (len(share) - 3)) if math.isfinite(correlation) else math.nan
    )
    centre = math.atanh(max(min(correlation, 0.999999), -0.999999)) if math.isfinite(correlation) else math.nan
    low, high = math.tanh(centre - reach), math.tanh(centre + reach)
    city = float(np.average(homes.hours, weights=homes.weights))
    title = sentences.areas_title(correlation, low, high, len(share))
    alt = (
        f"Scatter chart of {len(share)} areas: minority share of households against mean hours to restoration, which "
        f"runs from {fixed(float(mean.min()), 1)} to {fixed(float(mean.max()), 1)} hours around the city's "
        f"{hours(city)}. Rank correlation {fixed(correlation, 2)} (95 % interval {fixed(low, 2)} to {fixed(high, 2)})."
    )
    picture = figures.areas_chart(share, mean, size, city, title, alt)
    note = (
        f"Each circle is an area, its size the number of homes. Rank correlation {fixed(correlation, 2)} (95 % "
        f"interval {fixed(low, 2)} to {fixed(high, 2)}); nothing else is held equal."
    )
    if hidden:
        note += (
            f" {count(hidden)} areas with very few minority homes, or very few others, are not in it: their share is "
            "withheld."
        )
    image = Download("areas.png", picture.png, "Picture (PNG)", "image/png")
    return Figure("areas", title, picture.svg, alt, note, (*downloads, image))


def _describe(homes: Households, k: int) -> tuple[Section, int]:
    parts = {"All homes": np.ones(len(homes), dtype=bool)}
    pairs = (
        ({"Asked": homes.asked, "Did not ask": ~homes.asked}),
        ({"Minority": homes.minority, "Other": ~homes.minority}),
    )
    left_out = []
    for pair in pairs:
        if all(int(mask.sum()) >= k for mask in pair.values()):
            parts.update(pair)
        else:
            left_out.append(" and ".join(pair).lower())
    found, hidden = tables.descriptives(homes, parts, k)
    blocks: list[Block] = [_with_csv(table) for table in found]
    if left_out:
        blocks.insert(
            0, Paragraph(f"Not shown apart, because one of the two has fewer than {k} homes: {listing(left_out)}.")
        )
    return Section("describe", "The homes in numbers", blocks), hidden + 2 * len(left_out)


def _models(inputs: ReportInputs, results: Results) -> Section:
    coefficients, ratios = result_tables.coefficient_tables(results)
    names = columns.COEFFICIENTS.names
    raw = Download("coefficients.csv", to_csv(names, inputs.coefficients[list(names)].to_numpy(dtype=object).tolist()))
    fit = Download(
        "fit.csv", to_csv(columns.FIT.names, inputs.fit[list(columns.FIT.names)].to_numpy(dtype=object).tolist())
    )
    blocks: list[Block] = [
        Paragraph(prose.MODELS),
        replace(coefficients, downloads=(raw, replace(fit, label="Fit (CSV)"))),
        replace(ratios, downloads=(tables.plain(ratios.name, ratios),)),
    ]
    return Section("models", "The five models", blocks)


def _contrasts(inputs: ReportInputs, results: Results) -> Section:
    blocks: list[Block] = []
    lines = results.plotted()
    names = columns.CONTRASTS.names
    raw = Download("contrasts.csv", to_csv(names, inputs.contrasts[list(names)].to_numpy(dtype=object).tolist()))
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
    blocks.append(_with_csv(result_tables.hypothesis_table(results)))
    blocks.append(replace(result_tables.contrast_table(results), downloads=(raw,)))
    return Section("contrasts", "What the models say about the groups", blocks)


def _diagnostics(results: Results, homes: Households) -> Section:
    blocks: list[Block] = []
    table = result_tables.dispersion_table(results)
    if table is not None:
        blocks += [_with_csv(table)]
        p_values = [results.statistic(model, "p_alpha") for model in results.models]
        p_values = [value for value in p_values if math.isfinite(value)]
        if p_values and max(p_values) < 0.05:
            blocks.append(
                Paragraph(
                    "The hours vary more than a Poisson model allows, so the negative binomial models are called for."
                )
            )
        elif p_values:
            blocks.append(Paragraph(prose.NO_DISPERSION, "warning"))
    facts = []
    used = results.households()
    if math.isfinite(used):
        facts.append(
            f"{count(used)} homes in every model, of {count(len(homes))} in the study table that have all values."
        )
    clusters = [results.statistic(model, "clusters") for model in results.models]
    clusters = [value for value in clusters if math.isfinite(value) and value > 0]
    if clusters:
        few = " With fewer than 40, clustered standard errors tend to be too small." if min(clusters) < 40 else ""
        facts.append(f"Standard errors allow for {count(min(clusters))} clusters.{few}")
    else:
        facts.append(
            "Standard errors are not clustered although income, density, education, renters and requests are values of "
            "block groups: they are likely to be too small."
        )
    blocks.append(Items(facts))
    return Section("diagnostics", "Can the models be trusted?", blocks)


def _privacy(k: int, withheld: Sequence[tuple[str, int]], areas: tuple[int, int]) -> Section:
    items = [f"{name[0].upper()}{name[1:]}: {count(number)} withheld." for name, number in withheld if number]
    whole, partly = areas
    items.append(
        f"Areas: {count(whole)} without any value, {count(partly)} more without some of their values, because too few "
        "homes stand behind them or there are none."
    )
    blocks: list[Block] = [Paragraph(prose.privacy(k)), Items(items), Paragraph(prose.HOW_WITHHELD)]
    return Section("privacy", "What is withheld, and why", blocks)


def _methods() -> Section:
    blocks: list[Block] = [
        Items(prose.METHODS),
        Paragraph(prose.REFERENCE),
        Heading("Limits"),
        Items(prose.METHOD_LIMITS),
    ]
    return Section("methods", "Methods and limits", blocks)


def _manifest(inputs: ReportInputs, options: ReportOptions) -> Section:
    manifest = inputs.manifest
    blocks: list[Block] = []
    if manifest.inputs:
        rows = [
            [item.role, item.name, "–" if item.rows is None else count(item.rows), item.sha256 or "–"]
            for item in manifest.inputs
        ]
        blocks.append(
            Table(
                "manifest_inputs",
                "Inputs",
                ("Input", "Name", "Rows", "SHA-256 of the file"),
                rows,
                text_columns=(1, 3),
            )
        )
    parameters = [
        ("Event", options.event_name),
        ("Event's start", f"{moment(options.event_start)} local time"),
        ("Smallest number of homes shown", str(options.minimum_households)),
        *manifest.parameters,
    ]
    blocks.append(Table("manifest_parameters", "Parameters", ("Parameter", "Value"), parameters, text_columns=(1,)))
    if manifest.versions:
        blocks.append(
            Table("manifest_versions", "Versions", ("Software", "Version"), list(manifest.versions), text_columns=(1,))
        )
    if manifest.created:
        blocks.append(Paragraph(f"Made on {manifest.created}. Making the report draws no random numbers."))
    return Section("manifest", "How to repeat this", blocks)
