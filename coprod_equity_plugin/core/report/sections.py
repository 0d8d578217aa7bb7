"""The report's sections, in their order, from the checked inputs."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..progress import Progress
from . import first_page, restoration, tables
from .area_table import areas_table
from .beside_areas import PlaceNumbers, city_counts, place_numbers
from .beside_models import untold_terms, without_terms
from .blocks import Block, Count, Download, Figure, MapImage, Paragraph, Section, Table
from .by_group import long_waits, other_groups, steps_beside, told_besides
from .checks_section import checks_section
from .closing import manifest_section, methods_section, privacy_section
from .compared import of_minorities
from .counts import published_counts
from .data_section import data_section
from .in_time import time_section
from .inputs import Households, ReportInputs, ReportOptions, check, first_midnight, households
from .model_sections import contrasts_section, models_section
from .more_tables import GROUP_CURVES, MORE, typed, wanted
from .results import collect, guarded_fit
from .robust_section import robust_section
from .sentences import Finding
from .where import area_sums, areas_section
from .words import WITHHELD, count, listing, moment


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
    counts
        Every count of homes in it.
    """

    byline: str
    findings: tuple[Finding, ...]
    basis: str
    gap: Figure | None
    map: MapImage | None
    limits: tuple[str, ...]
    sections: tuple[Section, ...]
    extra: tuple[Download, ...]
    counts: tuple[Count, ...]


def make(inputs: ReportInputs, options: ReportOptions, progress: Progress) -> Content:
    """Check the inputs, measure, draw and write."""
    check(inputs, options, [(frame, MORE[key], wanted(key)) for key, frame in inputs.more.items()])
    if options.event_start is None:
        options = replace(options, event_start=first_midnight(inputs.study))
    k = options.minimum_households
    homes = households(inputs.study, options.event_start)
    more = {key: typed(frame, key) for key, frame in inputs.more.items()}
    used = collect(inputs.coefficients, inputs.fit, inputs.contrasts).households()
    inputs = replace(inputs, fit=guarded_fit(inputs.fit, len(homes), k))
    published = areas_table(inputs.areas, k)[1]
    withheld: list[tuple[str, int]] = []
    progress.check()
    untold = untold_terms(homes, published, k)
    inputs, more, gone = without_terms(inputs, more, untold)
    withheld.append(("coefficients that would tell of areas, or of few homes", gone))
    results = collect(inputs.coefficients, inputs.fit, inputs.contrasts)
    _at(progress, 10)
    findings = first_page.findings(results, homes, k, untold)
    gap, gap_hidden = first_page.gap_figure(homes, k)
    withheld.append(("observed hours by group and help (cells)", gap_hidden))
    maps = [first_page.map_block(number, item) for number, item in enumerate(inputs.maps, start=1)]
    _at(progress, 15)

    together = area_sums(published)
    of_city, counted = city_counts(inputs.study, k)
    told = [[item.value, whole] for item, whole in zip(area_sums(of_minorities(published)), of_city)]
    data, hidden = data_section(inputs, homes, used, k, told)
    withheld.append(("sample flow (cells)", hidden))
    long = long_waits(more, homes, counted)
    measured = restoration.measure(homes, k, progress.part(15, 45), long)
    curve_blocks, hidden, timed = restoration.blocks(measured, homes, options.event_start, k, inputs.curve, long)
    progress.check()
    withheld.append(("counts at risk under the restoration curve", hidden))
    withheld.append(
        (
            "hours until 50, 80 and 95 % were restored",
            sum(q is None for line in measured.quantiles.values() for q in line),
        )
    )
    if GROUP_CURVES in more:
        more[GROUP_CURVES] = steps_beside(more, homes, counted, [*timed, *long], k)
        progress.check()
    timed += [*told_besides(more, homes, counted, k), *long]
    _at(progress, 50)
    where, areas_hidden = areas_section(inputs, homes, maps, k, more)
    _at(progress, 60)
    describe, hidden = _describe(homes, k, place_numbers(inputs.study, homes, of_minorities(published), k))
    withheld.append(("descriptive tables (cells)", hidden))
    _at(progress, 65)
    front = (*(gap.counts if gap else ()), *first_page.limit_counts(homes, k))
    known = (*published_counts((data, describe), front), *together)
    others = other_groups(more, k, known, inputs.groups_by)
    withheld.append(("other groups and reliability (cells)", _withheld(others)))
    progress.check()
    curve_blocks += others
    curves = Section("restoration", "How power came back", curve_blocks)
    known = (*published_counts((data, curves, describe), front), *together)
    parts: list[Section] = [data, curves, where, describe]
    parts.append(models_section(inputs, results, untold))
    _at(progress, 70)
    parts.append(contrasts_section(inputs, results, more, untold))
    _at(progress, 75)
    parts.append(checks_section(results, homes, k, more, timed, untold.silent, progress))
    _at(progress, 85)
    parts.append(robust_section(k, more, progress))
    _at(progress, 95)
    parts.append(time_section(results, k, more, known))
    withheld.append(("time to restoration (cells)", _withheld(parts[-1].blocks)))
    parts += [privacy_section(k, withheld, areas_hidden), methods_section(), manifest_section(inputs, options)]
    _at(progress, 100)
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
        tuple(parts),
        tuple(gap.downloads) if gap else (),
        published_counts(parts, front),
    )


def _at(progress: Progress, percent: float) -> None:
    """How far the report is; also where it can be cancelled."""
    progress.set(percent)
    progress.check()


def _withheld(blocks: list[Block]) -> int:
    """How many cells of tables do not show their value."""
    return sum(cell == WITHHELD for block in blocks if isinstance(block, Table) for row in block.rows for cell in row)


def _describe(homes: Households, k: int, beside: PlaceNumbers) -> tuple[Section, int]:
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
    found, hidden = tables.descriptives(homes, parts, k, beside)
    blocks: list[Block] = [tables.with_csv(table) for table in found]
    if left_out:
        blocks.insert(
            0, Paragraph(f"Not shown apart, because one of the two has fewer than {k} homes: {listing(left_out)}.")
        )
    return Section("describe", "The homes in numbers", blocks), hidden + 2 * len(left_out)
