"""Restoration by any other groups, and the storm's reliability indices, from the tables of other algorithms."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from .. import columns
from . import check_figures, prose, tables
from .beside_times import Times, keep_apart
from .blocks import Block, Count, Download, Figure, Heading, Paragraph, Table
from .check_figures import NamedCurve
from .check_sentences import curves_title
from .counts import LOST_POWER, SERVED, cell, like, safe_beside
from .inputs import Households
from .more_tables import GROUP_CURVES, GROUP_QUANTILES, RELIABILITY
from .protect import is_small
from .words import WITHHELD, count, fixed, percent, significant

_MOST_LINES = 4
_STAGES = (("t50", 0.5), ("t80", 0.8), ("t95", 0.95))


def steps_beside(
    more: Mapping[str, pd.DataFrame], homes: Households, counted: np.ndarray, published: Sequence[Times], k: int
) -> pd.DataFrame:
    """The other groups' curves without the steps that would count few homes beside the report's own curves.

    All groups move at the same times, and together they are the homes that lost power, or ``counted``. Nor may a step
    be within few homes of the hour by which half of a group had power back, or another share, which a table tells.
    """
    frame = more[GROUP_CURVES]
    ends = np.unique(frame[columns.HOURS].to_numpy(dtype=float))
    safe = [keep_apart(times, published, k) for times in lost_power_times(homes, counted, ends)]
    near: set[float] = set()
    for row in more[GROUP_QUANTILES].to_dict("records") if GROUP_QUANTILES in more else ():
        steps = frame[frame[columns.GROUP] == row[columns.GROUP]]
        done = row[columns.HOUSEHOLDS] * (1 - steps[columns.SHARE_OUT].to_numpy(dtype=float))
        for mark in _marks(row, k):
            near.update(steps[columns.HOURS][np.abs(done - mark) < k])
    return frame[frame[columns.HOURS].isin(ends[(ends <= 0) | np.all(safe, axis=0) & ~np.isin(ends, [*near])])]


def _marks(row: Mapping[str, float], k: int) -> tuple[float, ...]:
    """How many of a group's homes had power back by the hours that are told of it."""
    size = row[columns.HOUSEHOLDS]
    return tuple(share * size for stage, share in _STAGES if (1 - share) * size >= k and math.isfinite(row[stage]))


def lost_power_times(homes: Households, counted: np.ndarray, ends: np.ndarray) -> list[Times]:
    """The homes that lost power by their own wait: all of the study, and those of them that area tables count.

    ``counted`` are the latter, boolean, shape ``(rows,)``. A table of another algorithm does not say which of the
    two it speaks of; where both are the same they are told once.
    """
    lost = np.isfinite(homes.lost_hours)
    members = [lost] if np.array_equal(lost, lost & counted) else [lost, lost & counted]
    return [Times(member, homes.lost_hours, np.asarray(ends, dtype=float)) for member in members]


def told_besides(more: Mapping[str, pd.DataFrame], homes: Households, counted: np.ndarray, k: int) -> list[Times]:
    """What the curves of other groups, and the hours told of them, tell of homes by hour."""
    found = []
    if GROUP_CURVES in more:
        ends = np.unique(more[GROUP_CURVES][columns.HOURS].to_numpy(dtype=float))
        found += lost_power_times(homes, counted, ends)
    if GROUP_QUANTILES in more and len(more[GROUP_QUANTILES]) == 1:  # of all homes that lost power
        marks = _marks(more[GROUP_QUANTILES].iloc[0].to_dict(), k)
        found += [replace(times, marks=marks) for times in lost_power_times(homes, counted, np.zeros(0))]
    return found


def long_waits(more: Mapping[str, pd.DataFrame], homes: Households, counted: np.ndarray) -> list[Times]:
    """What the share of long waits tells of homes by hour."""
    if RELIABILITY not in more:
        return []
    long = np.unique(more[RELIABILITY][columns.CELID_HOURS].to_numpy(dtype=float))
    return lost_power_times(homes, counted, long[np.isfinite(long)] - 1.0)  # whole hours: not yet so long


def other_groups(more: Mapping[str, pd.DataFrame], k: int, shown: Sequence[Count], groups_by: str) -> list[Block]:
    """Curves and hours by other groups, and reliability indices; ``shown`` are the counts printed before."""
    blocks: list[Block] = []
    if GROUP_CURVES in more:
        heading = f"Restoration by {groups_by}" if groups_by else "Restoration by other groups"
        blocks += [Heading(heading), *_curves(more[GROUP_CURVES], groups_by)]
    if GROUP_QUANTILES in more:
        blocks.append(_quantiles(more[GROUP_QUANTILES], k, shown, groups_by))
    if RELIABILITY in more:
        blocks += [
            Heading("Reliability in this storm"),
            Paragraph(prose.RELIABILITY),
            _reliability(more[RELIABILITY], k, shown),
        ]
    return blocks


def _curves(frame: pd.DataFrame, groups_by: str) -> list[Block]:
    curves = [
        NamedCurve(name, *(part[column].to_numpy() for column in columns.GROUP_CURVES.names[1:]))
        for name, part in frame.groupby(columns.GROUP, sort=False)
    ]
    raw = tables.raw("group_curves", frame.round(4), columns.GROUP_CURVES)
    drawn = curves[:_MOST_LINES]
    middles = [_reached(curve, 0.5) for curve in drawn]
    title = curves_title([curve.name for curve in drawn], middles)
    alt = "Line chart of the share of homes still without power by hours since each lost it. " + "; ".join(
        f"{curve.name}: half after {_after(_reached(curve, 0.5))}, 80 % restored after {_after(_reached(curve, 0.2))}"
        for curve in drawn
    )
    picture = check_figures.named_curves_chart(drawn, title, f"{alt}.")
    note = "Kaplan-Meier with pointwise 95 % bands, protected when the curves were made."
    if groups_by:
        note = f"Groups by {groups_by}. {note}"
    if len(curves) > len(drawn):
        note += f" Drawn are the first {len(drawn)} of {len(curves)} groups; the file has all."
    image = Download("group_curves.png", picture.png, "Picture (PNG)", "image/png")
    return [Figure("group_curves", title, picture.svg, f"{alt}.", note, (raw, image))]


def _reached(curve: NamedCurve, share: float) -> float:
    below = curve.share_out <= share
    return float(curve.hours[np.argmax(below)]) if below.any() else math.nan


def _after(hours: float) -> str:
    return f"{hours:.0f} hours" if math.isfinite(hours) else "the line's end"


def _quantiles(frame: pd.DataFrame, k: int, shown: Sequence[Count], groups_by: str) -> Table:
    sizes = frame[columns.HOUSEHOLDS].to_numpy()
    enough = [safe_beside(size, like(shown), k) for size in sizes]
    # with all but one group's count, the last follows from a total
    counted = all(enough)
    rows, counts = [], []
    for place, row in enumerate(frame.to_dict("records")):
        cells = [count(sizes[place]) if counted else WITHHELD]
        if counted:
            counts.append(Count("Other groups", cell(LOST_POWER, group=row[columns.GROUP]), int(sizes[place])))
        for stage, share in _STAGES:
            if (1 - share) * sizes[place] < k or not math.isfinite(row[stage]):
                cells.append(WITHHELD)
                continue
            high = row[f"{stage}_high"]
            end = fixed(high, 0) if math.isfinite(high) else "after the reads end"
            cells.append(f"{fixed(row[stage], 0)}\n({fixed(row[f'{stage}_low'], 0)} to {end})")
        rows.append([row[columns.GROUP], *cells])
    table = Table(
        "group_quantiles",
        "Hours until 50, 80 and 95 % were restored (95 % interval)",
        (f"{groups_by[:1].upper()}{groups_by[1:]}" or "Group", "Homes", "T50, hours", "T80, hours", "T95, hours"),
        rows,
        counts=counts,
    )
    return tables.with_csv(table)


def _reliability(frame: pd.DataFrame, k: int, shown: Sequence[Count]) -> Table:
    served, out = (
        frame[name].to_numpy(dtype=float) for name in (columns.CUSTOMERS_SERVED, columns.CUSTOMERS_INTERRUPTED)
    )
    beside = like(shown)

    def safe(*counts: np.ndarray) -> bool:
        return all(
            not math.isfinite(value) or safe_beside(value, beside, k) for values in counts for value in values.tolist()
        )

    # Served follows from SAIDI over CAIDI and from SAIFI: where it is withheld, so are they. Homes that kept power are
    # among none of the homes counted elsewhere, so that no difference to those counts means anything.
    told = {SERVED: safe(served) and not is_small(np.nan_to_num(served - out), k).any(), LOST_POWER: safe(out)}
    rows, counts = [], []
    for place, row in enumerate(frame.to_dict("records")):
        group = row[columns.GROUP]
        cells = []
        for values, homes in ((served, SERVED), (out, LOST_POWER)):
            number = values[place]
            if not math.isfinite(number) or not told[homes]:
                cells.append(WITHHELD)
                continue
            cells.append(count(number))
            part = {} if group == "all" else {"group": group}
            counts.append(Count("Reliability", cell(homes, **part), int(number)))
        for name, write in (
            (columns.SAIDI, count),
            (columns.SAIFI, significant),
            (columns.CAIDI, count),
            (columns.CELID, lambda value: percent(value, 0)),
        ):
            value, low, high = (row[name + end] for end in ("", columns.LOW, columns.HIGH))
            known = math.isfinite(value) and (told[SERVED] or name in (columns.SAIDI, columns.CELID))
            interval = f"\n({write(low)} to {write(high)})" if math.isfinite(low) and math.isfinite(high) else ""
            cells.append(f"{write(value)}{interval}" if known else WITHHELD)
        rows.append(["All homes" if group == "all" else f"{group[:1].upper()}{group[1:]}".replace("_", " "), *cells])
    hours = frame[columns.CELID_HOURS].max()
    celid = f"CELID from {hours:.0f} hours" if math.isfinite(hours) else "CELID"
    table = Table(
        "reliability",
        "Storm reliability by group (95 % interval)",
        ("Homes", "Served", "Interrupted", "SAIDI, minutes", "SAIFI", "CAIDI, minutes", celid),
        rows,
        counts=counts,
    )
    return tables.with_csv(table)
