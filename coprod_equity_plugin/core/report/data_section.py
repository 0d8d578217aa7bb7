"""The section on the data: which homes are compared, how many each step lost, how households are made up."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from .. import columns
from . import figures, prose, tables
from .blocks import Block, Count, Download, Figure, Paragraph, Section, to_csv
from .counts import COMPARED, cell
from .inputs import Households, ReportInputs, numbers
from .protect import Bin, is_small, merged_bins
from .words import count, count_or_fewer, percent


def data_section(
    inputs: ReportInputs, homes: Households, used: float, k: int, areas: Sequence[Sequence[float]] = ()
) -> tuple[Section, int]:
    """The section, and how many cells of the sample flow are withheld.

    ``used`` homes are in the models; ``areas`` as :func:`.tables.sample_flow` takes it.
    """
    flow, hidden = tables.sample_flow(inputs.sample_flow, k, areas)
    parts = {"asked": int(homes.asked.sum()), "minority": int(homes.minority.sum())}
    words = {name: _part(number, len(homes), k) for name, number in parts.items()}
    blocks: list[Block] = [
        Paragraph(
            f"The report compares {count(len(homes))} homes that lost power and for which hours, voters, house and "
            f"block group are all known. Of them, {words['asked']} asked for help within the request window "
            f"and {words['minority']} are minority homes (at least half of the registered voters of known "
            "race are not non-Hispanic white).",
            counts=[
                Count("Homes compared", cell(COMPARED), len(homes)),
                *(
                    Count("Homes compared", cell(COMPARED, **{name: 1}), number)
                    for name, number in parts.items()
                    if words[name] == count(number)
                ),
            ],
        )
    ]
    if homes.weighted:
        blocks.append(Paragraph(prose.SAMPLE))
    last = numbers(inputs.sample_flow, columns.HOUSEHOLDS)[-1]
    if any(math.isfinite(number) and int(number) != len(homes) for number in (used, last)):
        blocks.append(
            Paragraph(
                "The models or the sample flow speak of another number of homes than the study table that was handed "
                "in. They may come from different runs: check before publishing.",
                "warning",
            )
        )
    ends = zip(
        (columns.HOUSEHOLDS, columns.REPORTERS, columns.MINORITY_HOUSEHOLDS),
        (len(homes), parts["asked"], parts["minority"]),
    )
    if any(is_small(abs(numbers(inputs.sample_flow, name)[-1] - number), k) for name, number in ends):
        blocks.append(Paragraph(prose.OTHER_FLOW, "warning"))
    else:
        blocks.append(tables.with_csv(flow))
    blocks += _composition(homes, k)
    return Section("data", "Data and sample flow", blocks), hidden


def _part(number: int, whole: int, k: int) -> str:
    """A part of a known whole; in words where it, or the rest, is too small to be told."""
    if is_small(whole - number, k):
        return f"all but fewer than {k}"
    return count_or_fewer(number, k)


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
    counts = [
        Count("Composition of households", cell(COMPARED, minority=group, voters=item.label), item.households)
        for group, side in enumerate(sides)
        for item in side
    ]
    return [Figure("composition", title, picture.svg, f"{alt}.", note, downloads, counts=counts)]
