"""The section on time to restoration: hours by group with censoring taken seriously, and models of the pace."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pandas as pd

from .. import columns
from . import figures, prose, tables
from .blocks import Block, Count, Download, Figure, Items, Paragraph, Section, Table
from .check_sentences import proportional_sentence, survival_title
from .checks_section import minus_numbers
from .counts import COMPARED, cell, like, safe_beside
from .figures import Ratio
from .more_tables import SURVIVAL, SURVIVAL_CONTRASTS, SURVIVAL_FIT
from .results import Results
from .words import WITHHELD, count, fixed, significant

_STAGES = (("t50", 0.5), ("t80", 0.8), ("t95", 0.95))
# grouping, group as ``survivalmodels`` names it, the cell that it counts
_GROUPS = (
    ("all", "all households", {}),
    ("minority", "minority households", {"minority": 1}),
    ("minority", "other households", {"minority": 0}),
    ("participation", "households that asked", {"asked": 1}),
    ("participation", "households that did not ask", {"asked": 0}),
    ("both", "minority households that did not ask", {"minority": 1, "asked": 0}),
    ("both", "other households that did not ask", {"minority": 0, "asked": 0}),
    ("both", "minority households that asked", {"minority": 1, "asked": 1}),
    ("both", "other households that asked", {"minority": 0, "asked": 1}),
)
_HOURS, _PACE = "hours", "pace"
_PANELS = {
    _HOURS: "Ratio of hours, minority over other homes (log scale)",
    _PACE: "Ratio of paces, minority over other homes (log scale)",
}
_COUNTS = "Model 3 (counts)"
_FAMILIES = (
    ("weibull_3", _HOURS, "Weibull"),
    ("lognormal_3", _HOURS, "log-normal"),
    ("cox_3", _PACE, "Cox"),
    ("cox_time_3", _PACE, "Cox, asking from its time on"),
)
_GAPS = (("minority_among_others", "Neither asked"), ("minority_among_reporters", "Both asked"))


def time_section(results: Results, k: int, more: Mapping[str, pd.DataFrame], shown: Sequence[Count]) -> Section:
    """What was handed in of ``survivalmodels``; ``shown`` are the counts printed before."""
    blocks: list[Block] = []
    if SURVIVAL in more:
        blocks += [Paragraph(prose.IN_TIME), *_groups(more[SURVIVAL], k, shown)]
    if SURVIVAL_CONTRASTS in more:
        blocks += _ratios(more[SURVIVAL_CONTRASTS], results, more.get(SURVIVAL))
    if SURVIVAL_FIT in more:
        fit = more[SURVIVAL_FIT]
        chosen = (fit[columns.MODEL] == "cox_3") & (fit[columns.STATISTIC] == "p_proportionality_global")
        sentence = proportional_sentence(float(fit.loc[chosen, columns.VALUE].max()))
        blocks += [Paragraph(sentence)] if sentence else []
    if not blocks:
        blocks.append(Paragraph(prose.NO_SURVIVAL, "warning"))
    return Section("survival", "The same questions in time", blocks)


def _groups(frame: pd.DataFrame, k: int, shown: Sequence[Count]) -> list[Block]:
    values = {(row.grouping, row.group, row.statistic): row for row in frame.itertuples(index=False)}
    rows, counts, hidden = [], [], set()
    for grouping in dict.fromkeys(item[0] for item in _GROUPS):
        members = [(name, part) for kind, name, part in _GROUPS if kind == grouping]
        sizes = [(values.get((grouping, name, "households")), like(shown, part)) for name, part in members]
        # one group of a whole is worked out from the others
        if any(size is None or not safe_beside(size.value, beside, k) for size, beside in sizes):
            hidden.add(grouping)
    for grouping, name, part in _GROUPS:
        size = values.get((grouping, name, "households"))
        if size is None or grouping in hidden:
            continue
        counts.append(Count("Hours in time", cell(COMPARED, **part), int(size.value)))
        cells = [count(size.value)]
        for stage, share in _STAGES:
            cells.append(_hours(values.get((grouping, name, stage)), (1 - share) * size.value >= k, 0))
        cells.append(_hours(values.get((grouping, name, "rmst")), True, 1))
        rows.append([f"{name[0].upper()}{name[1:]}".replace("households", "homes"), *cells])
    raw = _raw(frame, hidden, k)
    blocks: list[Block] = []
    if rows:
        blocks.append(
            Table(
                "survival_groups",
                "Hours until 50, 80 and 95 % had power back, and means up to the limit (95 % interval)",
                ("Homes", "Homes in it", "T50, hours", "T80, hours", "T95, hours", "Mean up to the limit, hours"),
                rows,
                downloads=(raw,),
                counts=counts,
            )
        )
    said = frame[(frame[columns.STATISTIC] == "rmst_difference") & ~frame[columns.GROUPING].isin(hidden)]
    tests = frame[(frame[columns.STATISTIC] == "log_rank_cluster") & ~frame[columns.GROUPING].isin(hidden)]
    items = [sentence for sentence in (*said[columns.SENTENCE], *tests[columns.SENTENCE]) if sentence]
    if items:
        blocks.append(Items([minus_numbers(item) for item in items]))
    return blocks


def _raw(frame: pd.DataFrame, hidden: set[str], k: int) -> Download:
    """The table as a file, without what the page withholds."""
    kept = frame[~frame[columns.GROUPING].isin(hidden)].copy()
    sizes = kept[kept[columns.STATISTIC] == "households"].set_index([columns.GROUPING, columns.GROUP])[columns.VALUE]
    for stage, share in _STAGES:
        rows = kept[columns.STATISTIC] == stage
        few = [
            (1 - share) * sizes.get((grouping, group), 0) < k
            for grouping, group in zip(kept.loc[rows, columns.GROUPING], kept.loc[rows, columns.GROUP])
        ]
        places = kept.index[rows][few]
        kept.loc[places, [columns.VALUE, columns.CONF_LOW, columns.CONF_HIGH]] = math.nan
        kept.loc[places, columns.SENTENCE] = WITHHELD
    return tables.raw("survival_groups", kept, columns.SURVIVAL)


def _hours(row, enough: bool, places: int) -> str:
    if row is None:
        return ""
    if not enough:
        return WITHHELD
    if not math.isfinite(row.value):
        return "after the reads end"
    high = fixed(row.conf_high, places) if math.isfinite(row.conf_high) else "after the reads end"
    return f"{fixed(row.value, places)}\n({fixed(row.conf_low, places)} to {high})"


def _ratios(frame: pd.DataFrame, results: Results, groups: pd.DataFrame | None) -> list[Block]:
    """The gaps by the models of time beside those of the counts."""
    found = {(row.model, row.contrast): row for row in frame.itertuples(index=False)}
    lines: list[Ratio] = []
    for panel in (_HOURS, _PACE):
        for gap, words in _GAPS:
            if panel == _HOURS:
                effect = results.contrast("model_3", gap)
                if effect.known:
                    lines.append(Ratio(panel, f"{words}: {_COUNTS}", effect.ratio, effect.low, effect.high))
            for model, where, name in _FAMILIES:
                row = found.get((model, gap))
                if where != panel or row is None or not math.isfinite(row.percent_change):
                    continue
                ratios = (1 + value / 100 for value in (row.percent_change, row.conf_low, row.conf_high))
                lines.append(Ratio(panel, f"{words}: {name}", *ratios))
    raw = tables.raw("survival_contrasts", frame, columns.CONTRASTS)
    if not lines:
        return []
    title = survival_title(_later(groups, found))
    alt = "Dot chart of ratios with 95 % intervals on log axes. " + "; ".join(
        f"{'hours' if line.panel == _HOURS else 'pace'}, {line.label}: {significant(line.estimate)} "
        f"({significant(line.low)} to {significant(line.high)})"
        for line in lines
    )
    picture = figures.ratio_chart(lines, _PANELS, title, f"{alt}.", "survival")
    image = Download("survival.png", picture.png, "Picture (PNG)", "image/png")
    return [Figure("survival", title, picture.svg, f"{alt}.", prose.PACES, (raw, image))]


def _later(groups: pd.DataFrame | None, contrasts: Mapping) -> bool | None:
    """Whether minority homes that did not ask waited longer in time: by their restricted mean, else by Cox."""
    if groups is not None:
        name = "minority households that did not ask less other households that did not ask"
        row = groups[(groups[columns.STATISTIC] == "rmst_difference") & (groups[columns.GROUP] == name)]
        if len(row):
            low, high = float(row[columns.CONF_LOW].iloc[0]), float(row[columns.CONF_HIGH].iloc[0])
            return True if low > 0 else False if high < 0 else None
    row = contrasts.get(("cox_3", "minority_among_others"))
    if row is None or not math.isfinite(row.conf_low):
        return None
    return True if row.conf_high < 0 else False if row.conf_low > 0 else None
