"""The section on robustness: every other way to fit, samples drawn again, other thresholds, other standard errors."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from .. import columns
from ..models import variants
from ..models.specification import MINORITY_AND_PARTICIPATION, term_label
from ..progress import Progress
from . import check_figures, prose, tables
from .blocks import Block, Download, Figure, Heading, Items, Paragraph, Section, Table, to_csv
from .check_figures import Way
from .check_sentences import redraw_title, ways_sentence, ways_title
from .model_tables import format_number
from .more_tables import FITS, ROBUSTNESS, SENSITIVITY, STANDARD_ERRORS
from .results import model_title
from .words import count, count_or_fewer, fixed, minus, percent, significant

# question, model, term, heading of its panel, label of its axis
_QUESTIONS = (
    ("Who waited (H1)", "model_3", columns.MINORITY_SHARE, "Who waited\nneither asked (Model 3)", "Ratio of hours"),
    ("Who asked (H2)", "model_1", columns.MINORITY_SHARE, "Who asked\n(Model 1)", "Ratio of odds"),
    (
        "What went with asking (H3)",
        "model_3",
        MINORITY_AND_PARTICIPATION,
        "What went with asking\n(Model 3)",
        "Ratio of the two gaps",
    ),
)
_HEADINGS = {
    variants.POPULATION: "Main result",
    variants.REDRAW: "Samples of those that did not ask",
    variants.REDRAW_WEIGHTED: "Such samples, weighted to the city",
    variants.WEIGHTED: "Weights",
    variants.WINDOW: "Requests counted within",
    variants.WHILE_DARK: "Requests made while still dark",
    variants.LANDMARK: "Homes still dark at the end of",
    variants.OTHERS: "Community requests",
    variants.RATE: "Community requests, as a rate",
    variants.LEAVE_OUT: "Without one block group",
}
_SAME = 0.95  # of several fits, so many have to find the same for the way to find it
_KINDS = tuple(_HEADINGS)


def robust_section(k: int, more: Mapping[str, pd.DataFrame], progress: Progress | None = None) -> Section:
    """What other choices find, as far as it was handed in; ``progress`` is asked for cancel between the figures."""
    progress = progress or Progress()
    blocks: list[Block] = []
    if ROBUSTNESS in more:
        blocks += _ways(more[ROBUSTNESS])
        if FITS in more:
            progress.check()
            blocks += _redraws(more[FITS], more[ROBUSTNESS])
    else:
        blocks.append(Paragraph(prose.NO_ROBUSTNESS, "warning"))
    if STANDARD_ERRORS in more:
        blocks += _errors(more[STANDARD_ERRORS])
    if SENSITIVITY in more:
        blocks += [Heading("Other thresholds for an outage"), _thresholds(more[SENSITIVITY], k)]
    return Section("robustness", "Do other choices find the same?", blocks)


def _ratio(value: float) -> float:
    return math.exp(value) if math.isfinite(value) else math.nan


def _ways(frame: pd.DataFrame) -> list[Block]:
    """A sentence for each question, the plot of all ways, and what could not be fitted."""
    asked = [question for question in _QUESTIONS if _rows(frame, question).shape[0]]
    if not asked:
        return []
    mains = [_main(frame, question) for question in asked]
    keys = [
        (variant, setting)
        for variant in sorted(
            dict.fromkeys(frame[columns.VARIANT]), key=lambda name: _KINDS.index(name) if name in _KINDS else 99
        )
        for setting in dict.fromkeys(frame.loc[frame[columns.VARIANT] == variant, columns.SETTING])
    ]
    values = {
        (place, row.variant, row.setting): row
        for place, question in enumerate(asked)
        for row in _rows(frame, question).itertuples(index=False)
    }
    ways: list[Way] = []
    lines: list[list[object]] = []
    before = ""
    for variant, setting in keys:
        cells = []
        for place in range(len(asked)):
            row = values.get((place, variant, setting))
            if row is None or not row.fits:
                cells.append(None)
                continue
            ends = [_ratio(value) for value in (row.median, row.low, row.high)]
            cells.append((*ends, row.same_finding >= _SAME))
            fits = (int(row.fits), int(row.failures))
            lines.append([asked[place][0], variant, setting, *fits, *(f"{end:.4f}" for end in ends), row.same_finding])
        if not any(cells):
            continue
        heading = _HEADINGS.get(variant, variant.replace("_", " ")) if variant != before else ""
        before = variant
        ways.append(Way(heading, _setting(variant, setting), tuple(cells)))
    sentences, same, totals = [], [], []
    for place, (question, *_) in enumerate(asked):
        others = [row for (at, variant, _), row in values.items() if at == place and variant != variants.POPULATION]
        found = [row for row in others if row.fits]
        same.append(sum(row.same_finding >= _SAME for row in found))
        totals.append(len(found))
        sentences.append(ways_sentence(question, [_ratio(row.median) for row in found], same[-1], mains[place]))
    title = ways_title(same, totals)
    alt = f"Dot chart with 95 % intervals of every way to fit the models. {' '.join(sentences)}"
    questions = [(question[3], question[4], main) for question, main in zip(asked, mains)]
    picture = check_figures.specification_chart(ways, questions, title, alt)
    head = ("question", "variant", "setting", "fits", "failures", "ratio", "low", "high", "share_same_finding")
    downloads = (
        Download("robustness.csv", to_csv(head, lines)),
        tables.raw("robustness_all", frame, columns.ROBUSTNESS_SUMMARY, "Every model and term (CSV)"),
        Download("robustness.png", picture.png, "Picture (PNG)", "image/png"),
    )
    blocks: list[Block] = [
        Items(sentences),
        Figure("robustness", title, picture.svg, alt, prose.WAYS, downloads),
    ]
    failures = int(frame.groupby([columns.VARIANT, columns.SETTING, columns.MODEL])[columns.FAILURES].max().sum())
    if failures:
        verb = "fit" if failures == 1 else "fits"
        words = f"{count(failures)} {verb} of other samples or ways gave no numbers; the file says why."
        blocks.append(Paragraph(words, "note"))
    return blocks


def _rows(frame: pd.DataFrame, question: tuple) -> pd.DataFrame:
    return frame[(frame[columns.MODEL] == question[1]) & (frame[columns.TERM] == question[2])]


def _main(frame: pd.DataFrame, question: tuple) -> float:
    return _ratio(float(_rows(frame, question)[columns.MAIN_ESTIMATE].iloc[0]))


def _setting(variant: str, setting: str) -> str:
    """A setting as the plot has room for it."""
    text = setting.replace(" households that did not ask", " homes").replace("all households used", "all homes")
    return text.replace(", hours from then on", ", hours left") if variant == variants.LANDMARK else text


def _redraws(fits: pd.DataFrame, frame: pd.DataFrame) -> list[Block]:
    """The samples' own results by size, where single fits were handed in."""
    drawn = fits[(fits[columns.VARIANT] == variants.REDRAW) & np.isfinite(fits[columns.ESTIMATE])]
    asked = [question for question in _QUESTIONS if len(_rows(drawn, question)) and len(_rows(frame, question))]
    if not asked:
        return []
    sizes = list(dict.fromkeys(drawn[columns.SETTING]))
    samples = [
        [
            np.exp(
                _rows(drawn, question).loc[lambda rows, size=size: rows[columns.SETTING] == size, columns.ESTIMATE]
            ).to_numpy()
            for size in sizes
        ]
        for question in asked
    ]
    mains = [_main(frame, question) for question in asked]
    signs = [float(np.mean((np.concatenate(ratios) > 1) == (main > 1))) for ratios, main in zip(samples, mains)]
    title = redraw_title(signs)
    parts, lines = [], []
    for (question, *_), ratios, main, sign in zip(asked, samples, mains, signs):
        middles = "; ".join(
            f"{_setting('', size)}: median {significant(float(np.median(found)))}, 95 % from "
            f"{significant(float(np.quantile(found, 0.025)))} to {significant(float(np.quantile(found, 0.975)))}"
            for size, found in zip(sizes, ratios)
            if len(found)
        )
        parts.append(f"{question}, main result {significant(main)}, {percent(sign, 0)} with its sign. {middles}.")
        lines += [
            [question, size, place, f"{ratio:.4f}"]
            for size, found in zip(sizes, ratios)
            for place, ratio in enumerate(found, start=1)
        ]
    alt = f"Strip chart of the ratios in samples drawn again, by size. {' '.join(parts)}"
    questions = [(question[3], question[4], main) for question, main in zip(asked, mains)]
    picture = check_figures.redraw_chart([_setting("", size) for size in sizes], samples, questions, title, alt)
    downloads = (
        Download("redraws.csv", to_csv(("question", "sample", "draw", "ratio"), lines)),
        Download("redraws.png", picture.png, "Picture (PNG)", "image/png"),
    )
    return [Figure("redraws", title, picture.svg, alt, prose.REDRAWS, downloads)]


def _errors(frame: pd.DataFrame) -> list[Block]:
    """Standard errors of every kind for the questions' terms."""
    kinds = (
        columns.STD_ERROR_CLASSICAL,
        columns.STD_ERROR_ROBUST,
        columns.STD_ERROR_CLUSTER,
        columns.STD_ERROR_CR2,
    )
    rows = []
    for _, model, term, *_ in _QUESTIONS:
        for row in frame[(frame[columns.MODEL] == model) & (frame[columns.TERM] == term)].to_dict("records"):
            smallest = min((row[kind] for kind in kinds if math.isfinite(row[kind])), default=math.nan)
            cells = (minus(format_number(row[name], smallest)) or "–" for name in (columns.ESTIMATE, *kinds))
            rows.append([f"{term_label(term)}, {model_title(model)}", *cells])
    if not rows:
        return []
    raw = tables.raw("standard_errors", frame, columns.STANDARD_ERRORS)
    table = Table(
        "standard_errors",
        "Standard errors of the three questions' coefficients",
        ("Coefficient", "Estimate", "Classical", "Robust", "Clustered", "Clustered, CR2"),
        rows,
        notes=(prose.STANDARD_ERRORS,),
        downloads=(raw,),
    )
    return [table]


def coarse(share: float, homes: float, k: int) -> str:
    """A share of so many homes, rounded so far that a step of its last digit is at least ``k`` of them."""
    if not (math.isfinite(share) and math.isfinite(homes)) or homes <= 0:
        return "–"
    places = 1 if homes / 1000 >= k else 0
    if homes / 100 < k:
        return "withheld"
    return percent(share, places)


def _thresholds(frame: pd.DataFrame, k: int) -> Table:
    """City-wide results under other thresholds; counts of meters by status are small, and stay out."""
    lost = frame[[columns.STATUS_RESTORED, columns.STATUS_CENSORED]].sum(axis=1)
    rows = [
        [
            row[columns.CHOICE][:1].upper() + row[columns.CHOICE][1:],
            "–" if place == 0 else count_or_fewer(row[columns.STATUS_CHANGED], k),
            fixed(row[columns.MEAN_HOURS], 1),
            coarse(row[columns.SHARE_DAY2], lost.iloc[place], k),
            coarse(row[columns.SHARE_DAY3], lost.iloc[place], k),
            fixed(row[columns.CITY_T50], 1),
        ]
        for place, row in enumerate(frame.to_dict("records"))
    ]
    return tables.with_csv(
        Table(
            "sensitivity",
            "The city's hours under other thresholds",
            (
                "Choice",
                "Meters of another status",
                "Mean hours",
                "Restored by end of day 2",
                "of day 3",
                "Half restored after, hours from the event's start",
            ),
            rows,
            notes=(prose.SENSITIVITY,),
        )
    )
