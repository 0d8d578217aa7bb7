"""The section on whether the models can be trusted: lights, what they mean and ask for, expected against observed."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pandas as pd

from .. import columns
from ..models.covariance import FEW_CLUSTERS
from ..models.thresholds import BY_ID
from ..progress import Progress
from . import check_figures, prose, result_tables, tables
from .beside_times import Times
from .blocks import Block, Count, Download, Figure, Heading, Items, Paragraph, Section, Table, to_csv
from .check_figures import Tenth
from .check_sentences import LIGHT_WORDS, calibration_title, lights_title
from .counts import COMPARED, cell
from .inputs import Households
from .measures import cluster_mean
from .more_tables import DIAGNOSTICS, EXPECTED, Expected, expected, tenths
from .protect import is_small
from .results import Results, model_title, ordered
from .shape_figures import shape_blocks
from .words import count, fixed, listing, minus, p_value, percent

_OBSERVED = re.compile(r"(?P<number>\d[\d,]*) observed")


def checks_section(
    results: Results,
    homes: Households,
    k: int,
    more: Mapping[str, pd.DataFrame],
    published: Sequence[Times] = (),
    few: Collection[str] = (),
    progress: Progress | None = None,
) -> Section:
    """Dispersion, facts on rows and clusters, the diagnostics where they were handed in.

    ``published`` is what the report tells of homes by hour before; ``few`` are the models of whose expectations nothing
    is told, as some of their terms rest on few homes. ``progress`` is asked for cancel between the figures.
    """
    progress = progress or Progress()
    blocks: list[Block] = []
    if DIAGNOSTICS in more:
        blocks += _lights(_guarded(more[DIAGNOSTICS], k))
    else:
        blocks.append(Paragraph(prose.NOT_CHECKED, "warning"))
    if EXPECTED in more:
        blocks += _calibration(expected(more[EXPECTED]), homes, k, few)
    progress.check()
    blocks += shape_blocks(more, homes, k, published, progress)
    progress.check()
    blocks += _dispersion(results)
    blocks.append(Items(_facts(results, homes)))
    return Section("diagnostics", "Can the models be trusted?", blocks)


def _dispersion(results: Results) -> list[Block]:
    table = result_tables.dispersion_table(results)
    if table is None:
        return []
    blocks: list[Block] = [tables.with_csv(table)]
    p_values = [results.statistic(model, "p_alpha") for model in results.models]
    p_values = [value for value in p_values if math.isfinite(value)]
    if p_values and max(p_values) < 0.05:
        words = "The hours vary more than a Poisson model allows, so the negative binomial models are called for."
        blocks.append(Paragraph(words))
    elif p_values:
        blocks.append(Paragraph(prose.NO_DISPERSION, "warning"))
    return blocks


def _facts(results: Results, homes: Households) -> list[str]:
    facts = []
    used = results.households()
    if math.isfinite(used):
        facts.append(
            f"{count(used)} homes in every model, of {count(len(homes))} in the study table that have all values."
        )
    words = result_tables.clustered_words(results)
    if words:
        few = ""
        if min(results.statistic(model, "clusters") for model in results.models) < FEW_CLUSTERS:
            few = " With so few, results near the edge of an interval are undecided."
        facts.append(f"Standard errors are {words}.{few}")
    else:
        facts.append(
            "Standard errors are not clustered although income, density, education, renters and requests are values of "
            "block groups: they are likely to be too small."
        )
    return facts


def _guarded(frame: pd.DataFrame, k: int) -> pd.DataFrame:
    """The diagnostics without a count of zeros that stands for fewer homes than may be shown."""
    rows = frame.to_dict("records")
    for row in rows:
        found = _OBSERVED.search(row[columns.SENTENCE]) if row[columns.DIAGNOSTIC] == "zeros" else None
        if found is not None and is_small(int(found["number"].replace(",", "")), k):
            words = _OBSERVED.sub(f"fewer than {k} observed", row[columns.SENTENCE])
            row.update({columns.SENTENCE: words, columns.VALUE: math.nan, columns.P_VALUE: math.nan})
    return pd.DataFrame(rows, columns=list(frame.columns))


def _lights(frame: pd.DataFrame) -> list[Block]:
    """The sentence of all, the lights by check and model, and what the yellow and red ones mean and ask for."""
    models = ordered(frame[columns.MODEL])
    checks = list(dict.fromkeys(frame[columns.DIAGNOSTIC]))
    found = {(row.diagnostic, row.model): row for row in frame.itertuples(index=False)}
    lights = frame[columns.LIGHT].value_counts().to_dict()
    rows = []
    for check in checks:
        title = BY_ID[check].title if check in BY_ID else check.replace("_", " ")
        rows.append([title, *(_light(found.get((check, model))) for model in models)])
    raw = tables.raw("diagnostics", frame, columns.DIAGNOSTICS)
    table = Table(
        "lights",
        "Checks of the models",
        ("Check", *(model_title(model) for model in models)),
        rows,
        notes=(prose.LIGHTS,),
        downloads=(raw,),
    )
    blocks: list[Block] = [Paragraph(f"{lights_title(lights, len(models))}."), table]
    said: dict[str, list[tuple[str, str, str]]] = {}
    for light in ("red", "yellow"):
        for row in frame[frame[columns.LIGHT] == light].itertuples(index=False):
            what, _, meaning = row.sentence.partition(": ")
            value, _, meaning = meaning.partition(". ")
            said.setdefault(f"{what}|{meaning}", []).append((light, row.model, value))
    items = []
    for key, rows_of in said.items():
        what, _, meaning = key.partition("|")
        values = [f"{model_title(model)} {' '.join(LIGHT_WORDS[light])} ({value})" for light, model, value in rows_of]
        items.append(f"{what}: {listing(values)}. {meaning}")
    if items:
        blocks += [Heading("What it means, and what to do"), Items([minus_numbers(item) for item in items])]
    return blocks


def minus_numbers(text: str) -> str:
    """Negative numbers with a typographic minus; hyphens within words stay."""
    return re.sub(r"(?<![\w-])-(?=[\d.])", "−", text)


def _light(row) -> str:
    """A check's cell: its sign, its word and its number."""
    if row is None:
        return ""
    sign, word = LIGHT_WORDS.get(row.light, ("", ""))
    return " ".join(filter(None, [sign, word, _short(row)])) or "–"


def _short(row) -> str:
    if not math.isfinite(row.value):
        return ""
    if row.diagnostic in BY_ID and BY_ID[row.diagnostic].title.startswith("p of "):
        return p_value(row.value)
    if row.value == int(row.value) or abs(row.value) >= 100:
        return minus(f"{row.value:,.0f}")
    text = f"{row.value:.3f}"
    return minus(text) if float(text) else "0"


def _calibration(rows: Expected, homes: Households, k: int, few: Collection[str]) -> list[Block]:
    """Observed against expected by tenths: who asked (Model 1), and the hours (Model 3)."""
    if len(rows.hours) != len(homes) or not np.isfinite(np.concatenate([rows.fitted, rows.chance])).all():
        text = "Expected and observed are not compared: the table of expected hours is not of the homes of this report."
        return [Paragraph(text, "warning")]
    panels = []
    for model, key, heading, unit, share, order, observed, flags in (
        ("model_1", "asked", "Who asked (Model 1)", "", True, rows.chance, rows.asked, rows.asked),
        ("model_3", "hours", "Hours to restoration (Model 3)", ", hours", False, rows.fitted, rows.hours, None),
    ):
        if model in few:
            continue
        found = []
        for part in tenths(order, flags, k):
            mean = cluster_mean(observed[part], rows.clusters[part])
            low = max(mean.low, 0.0) if share and math.isfinite(mean.low) else mean.low
            found.append(Tenth(float(order[part].mean()), mean.mean, low, mean.high, len(part)))
        found = [item for item in found if math.isfinite(item.low)]
        if len(found) > 2:
            panels.append((key, heading, unit, share, found))
    if not panels:
        return []
    every = [item for panel in panels for item in panel[-1]]
    inside = sum(item.low <= item.expected <= item.high for item in every)
    title = calibration_title(inside, len(every))
    alt = "Two charts of observed against expected means by groups of homes, with 95 % intervals. " + " ".join(
        f"{heading}: {'; '.join(_pair(item, share) for item in found)}." for _, heading, _, share, found in panels
    )
    picture = check_figures.calibration_chart([panel[1:] for panel in panels], title, alt)
    lines = [
        [
            key,
            place,
            item.households,
            *(f"{value:.4f}" for value in (item.expected, item.observed, item.low, item.high)),
        ]
        for key, _, _, _, found in panels
        for place, item in enumerate(found, start=1)
    ]
    head = ("outcome", "group", "households", "expected", "observed", "low", "high")
    downloads = (
        Download("calibration.csv", to_csv(head, lines)),
        Download("calibration.png", picture.png, "Picture (PNG)", "image/png"),
    )
    counts = []
    for key, _, _, _, found in panels:
        for place, item in enumerate(found, start=1):
            where = {f"expected_{key}": place}
            counts.append(Count("Expected and observed", cell(COMPARED, **where), item.households))
            if key == "asked":
                asked = round(item.observed * item.households)
                counts.append(Count("Expected and observed", cell(COMPARED, **where, asked=1), asked))
    return [Figure("calibration", title, picture.svg, alt, prose.CALIBRATION, downloads, counts=counts)]


def _pair(item: Tenth, share: bool) -> str:
    if share:
        return f"{percent(item.expected)} expected, {percent(item.observed)} observed"
    return f"{fixed(item.expected, 1)} hours expected, {fixed(item.observed, 1)} observed"
