"""The section on places: maps, areas by share of the group compared, the longest waits, clusters, inequality."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import stats

from .. import columns
from . import figures, prose, sentences, tables
from .area_table import areas_csv, areas_table
from .blocks import Block, Count, Download, Figure, MapImage, Paragraph, Section, Table
from .compared import Compared, of_areas
from .counts import LOST_POWER, cell
from .inputs import Households, ReportInputs, numbers, texts
from .more_tables import CLUSTERS, INEQUALITY
from .words import count, fixed, hours, significant


def areas_section(
    inputs: ReportInputs, homes: Households, maps: Sequence[MapImage], k: int, more: Mapping[str, pd.DataFrame]
) -> tuple[Section, tuple[int, int]]:
    """The section, and how many areas are withheld wholly and in part."""
    table, published = areas_table(inputs.areas, k)
    compared = of_areas(published)
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
        blocks.append(_scatter(share[both], mean[both], size[both], hidden, homes, downloads, compared))
    if table is not None:
        table = replace(table, downloads=(tables.plain(table.name, table), *downloads))
    elif both.sum() < 10:
        table = Table(
            "areas_published",
            "Areas that are shown",
            ("Areas", "Number"),
            [["with values", count(shown.sum())], ["without", count(np.sum(~shown))]],
            downloads=downloads,
        )
    if table is not None:
        blocks.append(replace(table, counts=_area_counts(published)))
    if CLUSTERS in more:
        blocks += _clusters(more[CLUSTERS])
    if INEQUALITY in more:
        blocks.append(_inequality(more[INEQUALITY], k, compared))
    return Section("maps", "Where", blocks), (int(np.sum(~shown)), int(np.sum(suppressed & shown)))


def area_sums(frame: pd.DataFrame) -> tuple[Count, ...]:
    """Homes of all areas that are shown, of them those that asked and those of minorities: anybody can add them up."""
    return tuple(
        Count("Areas together", cell(LOST_POWER, **part), int(np.nansum(numbers(frame, name))))
        for name, part in (
            (columns.HOUSEHOLDS, {}),
            (columns.REQUESTS_COUNT, {"asked": 1}),
            (columns.MINORITY_HOUSEHOLDS, {"minority": 1} if of_areas(frame).minority else {"group": "compared"}),
        )
    )


def _area_counts(frame: pd.DataFrame) -> list[Count]:
    """The areas' homes as their file has them."""
    found = []
    values = {
        name: numbers(frame, name) for name in (columns.HOUSEHOLDS, columns.MINORITY_HOUSEHOLDS, columns.REQUESTS_COUNT)
    }
    group = {"minority": 1} if of_areas(frame).minority else {"group": "compared"}
    for place, area in enumerate(texts(frame, columns.AREA_ID)):
        for name, part in zip(values, ({}, group, {"asked": 1})):
            if np.isfinite(values[name][place]):
                found.append(Count("Areas", cell(LOST_POWER, area=area, **part), int(values[name][place])))
    return found


def _clusters(frame: pd.DataFrame) -> list[Block]:
    """How many areas are of which kind of cluster, in a sentence and a table."""
    kinds = frame[columns.CLUSTER]
    rows = [[kind[:1].upper() + kind[1:], count(number)] for kind, number in kinds.value_counts().items()]
    clear = {kind: int(np.sum(kinds == kind)) for kind in ("high among high", "low among low")}
    title = sentences.clusters_title(*clear.values(), int(np.isfinite(frame[columns.LOCAL_I]).sum()))
    table = Table(
        "cluster_counts",
        "Areas whose neighbours are like them, and areas whose neighbours are not",
        ("Kind of area", "Areas"),
        rows,
        notes=(prose.CLUSTERS,),
    )
    return [Paragraph(f"{title}."), tables.with_csv(table)]


_INEQUALITY_WORDS = {
    "gini": "Gini coefficient",
    "theil": "Theil index",
    "theil_between_areas": "Theil index, between areas",
    "concentration_by_minority_share": "Concentration index, homes ordered by minority share",
    "concentration_by_median_income_k": "Concentration index, homes ordered by income of the block group",
}


def _inequality(frame: pd.DataFrame, k: int, compared: Compared) -> Table:
    """Gini, Theil and concentration of the hours; only of enough homes."""
    words = _INEQUALITY_WORDS | {"theil_between_groups": f"Theil index, between {compared.pair}"}
    rows = [
        [
            words.get(measure, measure.replace("_", " ")),
            significant(value),
            f"{significant(low)} to {significant(high)}",
        ]
        for measure, value, low, high, homes in frame[list(columns.INEQUALITY.names)].itertuples(index=False)
        if homes >= k
    ]
    return tables.with_csv(
        Table(
            "inequality",
            "How unequal the hours are",
            ("Measure", "Estimate", "95 % interval"),
            rows,
            notes=(prose.INEQUALITY,),
        )
    )


def _are(number: int) -> str:
    return f"{count(number)} {'is' if number == 1 else 'are'}"


def _scatter(share, mean, size, hidden: int, homes: Households, downloads, compared: Compared) -> Figure:
    correlation = float(stats.spearmanr(share, mean)[0]) if np.ptp(share) > 0 and np.ptp(mean) > 0 else math.nan
    # Fisher's z with the variance that Bonett and Wright (2000) give for a rank correlation
    reach = (
        1.959964 * math.sqrt((1 + correlation**2 / 2) / (len(share) - 3)) if math.isfinite(correlation) else math.nan
    )
    centre = math.atanh(max(min(correlation, 0.999999), -0.999999)) if math.isfinite(correlation) else math.nan
    low, high = math.tanh(centre - reach), math.tanh(centre + reach)
    city = float(np.average(homes.hours, weights=homes.weights))
    title = sentences.areas_title(correlation, low, high, len(share), compared.share)
    whose = "minority share of households" if compared.minority else compared.share
    alt = (
        f"Scatter chart of {len(share)} areas: {whose} against mean hours to restoration, which runs from "
        f"{fixed(float(mean.min()), 1)} to {fixed(float(mean.max()), 1)} hours around the city's {hours(city)}. Rank "
        f"correlation {fixed(correlation, 2)} (95 % interval {fixed(low, 2)} to {fixed(high, 2)})."
    )
    label = "Minority share of the area's households" if compared.minority else compared.head
    picture = figures.areas_chart(share, mean, size, city, title, alt, label)
    note = (
        f"Each circle is an area, its size the number of homes. Rank correlation {fixed(correlation, 2)} (95 % "
        f"interval {fixed(low, 2)} to {fixed(high, 2)}); nothing else is held equal."
    )
    if hidden:
        note += f" {count(hidden)} areas with {compared.few} are not in it: their share is withheld."
    image = Download("areas.png", picture.png, "Picture (PNG)", "image/png")
    return Figure("areas", title, picture.svg, alt, note, (*downloads, image))
