"""The report's figures, drawn from results whose small counts are already gone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

from . import style
from .measures import Mean
from .protect import Bin
from .style import Canvas, Picture
from .words import count, hours, moment, percent, significant

GROUPS = ("minority", "other")
GROUP_NAMES = {"minority": "Minority homes", "other": "Other homes", "all": "All homes"}
_COLOUR = {"minority": style.MINORITY, "other": style.OTHER, "all": style.INK}
_EDGE = {"minority": style.MINORITY, "other": style.OTHER_EDGE, "all": style.INK}
_DASH = {"minority": "solid", "other": (0, (3, 1)), "all": "solid"}


@dataclass(frozen=True)
class DrawnCurve:
    """A group's curve at the times that may be shown; arrays of shape ``(t,)``."""

    group: str
    hours: np.ndarray
    share_out: np.ndarray
    low: np.ndarray
    high: np.ndarray
    households: int


@dataclass(frozen=True)
class Ratio:
    """A line of the ratio plot: ``panel`` names its axis (odds or hours)."""

    panel: str
    label: str
    estimate: float
    low: float
    high: float


def _interval(axes, y: float, low: float, mid: float, high: float, group: str) -> None:
    colour = _COLOUR[group]
    axes.plot([low, high], [y, y], color=colour, linewidth=2.2, linestyle=_DASH[group], solid_capstyle="butt")
    axes.plot([mid], [y], "o", markersize=7, markerfacecolor=colour, markeredgecolor=_EDGE[group], markeredgewidth=1.2)


def gap_chart(
    cells: dict[tuple[str, int], Mean],
    title: str,
    alt: str,
    name: str = "gap",
    axis: str = "Mean hours to restoration, 95 % interval",
) -> Picture:
    """Mean hours of minority and other homes, by whether they asked; ``cells`` is keyed by (group, participation)."""
    blocks = [(label, asked) for label, asked in (("Did not ask for help", 0), ("Asked for help", 1))]
    blocks = [(label, asked) for label, asked in blocks if all((group, asked) in cells for group in GROUPS)]
    height = 0.62 + 0.86 * len(blocks)

    def draw(canvas: Canvas) -> None:
        axes = canvas.axes(0.74, 0.52, style.NARROW - 1.12, height - 0.56)
        top = 0.0
        ends = []
        for label, asked in blocks:
            axes.text(
                -0.74 / (style.NARROW - 1.12),
                top,
                label,
                transform=axes.get_yaxis_transform(),
                fontweight="bold",
                va="center",
            )
            for offset, group in ((0.95, "minority"), (1.75, "other")):
                cell, y = cells[group, asked], top - offset
                _interval(axes, y, cell.low, cell.mean, cell.high, group)
                axes.text(
                    -0.74 / (style.NARROW - 1.12) + 0.02,
                    y,
                    "Minority" if group == "minority" else "Other",
                    transform=axes.get_yaxis_transform(),
                    va="center",
                    fontsize=8.5,
                )
                axes.text(
                    1.03,
                    y,
                    hours(cell.mean, unit=False),
                    transform=axes.get_yaxis_transform(),
                    va="center",
                    fontweight="bold",
                )
                ends += [cell.low, cell.mean, cell.high]
            top -= 3.05
        finite = [end for end in ends if np.isfinite(end)]
        pad = 0.06 * (max(finite) - min(finite) or 1.0)
        axes.set_xlim(min(finite) - pad, max(finite) + pad)
        axes.set_ylim(top + 0.55, 0.45)
        axes.yaxis.set_major_locator(NullLocator())
        axes.spines["left"].set_visible(False)
        axes.xaxis.set_major_locator(MaxNLocator(5, integer=True, steps=[1, 2, 5, 10]))
        axes.grid(axis="x")
        axes.set_xlabel(axis)

    return style.render(draw, style.NARROW, height, title, name, alt)


def curve_chart(
    curves: Sequence[DrawnCurve],
    risks: dict[str, list[tuple[float, str]]],
    event_start: np.datetime64 | None,
    title: str,
    alt: str,
    city: tuple[np.ndarray, np.ndarray] | None = None,
) -> Picture:
    """Share of homes still without power, with bands, midnights and counts at risk.

    Parameters
    ----------
    curves
        One per group.
    risks
        Per group, hours and the count at risk as text (small ones already withheld).
    event_start
        Start of the clock; without it the axis counts each home's own hours.
    city
        Hours and share out of all customers, from the meter reads, for comparison.
    """
    height = 3.55 + 0.2 * len(risks)

    def draw(canvas: Canvas) -> None:
        foot = 1.0 + 0.2 * len(risks)
        left, width = 0.86, style.WIDE - 0.86 - 0.25
        axes = canvas.axes(left, foot, width, height - foot - 0.12)
        end = curve_end(curves)
        if city is not None:
            axes.plot(*city, color=style.QUIET, linewidth=1.1, linestyle=(0, (1, 1.5)), drawstyle="steps-post")
        for curve in curves:
            colour = _COLOUR[curve.group]
            axes.fill_between(
                curve.hours, curve.low, curve.high, step="post", color=_EDGE[curve.group], alpha=0.2, linewidth=0
            )
            axes.plot(
                curve.hours,
                curve.share_out,
                color=colour,
                linewidth=2.2,
                linestyle=_DASH[curve.group],
                drawstyle="steps-post",
            )
        _label_curves(axes, curves, end)
        axes.set_xlim(0, end)
        axes.set_ylim(0, 1.0)
        axes.yaxis.set_major_locator(FixedLocator([0, 0.25, 0.5, 0.75, 1.0]))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * share:.0f} %"))
        ticks = np.arange(0, end + 1, 24)
        axes.xaxis.set_major_locator(FixedLocator(ticks))
        axes.grid(axis="both")
        axes.set_ylabel("Homes still without power")
        if event_start is None:
            axes.set_xlabel("Hours since the home lost power")
        else:
            days = np.asarray(event_start, "M8[h]") + ticks.astype("m8[h]")
            every = 2 if len(ticks) > 11 else 1
            axes.set_xticklabels(
                [moment(day, year=False, clock=False) if at % every == 0 else "" for at, day in enumerate(days)]
            )
            axes.set_xlabel("Midnight at the start of each day")
        canvas.text(0.04, foot - 0.62, "Homes still out", fontsize=8.5, fontweight="bold", va="top")
        for line, (group, counts) in enumerate(risks.items()):
            y = foot - 0.62 - 0.2 * (line + 1)
            canvas.text(0.04, y, GROUP_NAMES[group].split()[0], fontsize=8.5, va="top")
            for at, text in counts:
                canvas.text(left + width * at / end, y, text, fontsize=8.5, va="top", ha="center")

    return style.render(draw, style.WIDE, height, title, "curve", alt)


def curve_end(curves: Sequence[DrawnCurve]) -> float:
    """The midnight after which hardly anybody waits: an axis to the last home would be mostly empty."""
    late = [
        float(curve.hours[np.argmax(curve.share_out <= 0.01)]) for curve in curves if (curve.share_out <= 0.01).any()
    ]
    last = max(float(curve.hours[-1]) for curve in curves)
    wanted = max(late) if len(late) == len(curves) else last
    return float(max(24 * np.ceil(min(wanted, last) / 24), 24))


def _label_curves(axes, curves: Sequence[DrawnCurve], end: float) -> None:
    """Names beside the lines: the later one to the right and above, the earlier to the left and below."""
    grid = np.linspace(0.0, end, 200)
    area = [curve.share_out[np.searchsorted(curve.hours, grid, side="right") - 1].sum() for curve in curves]
    later = int(np.argmax(area))
    for place, curve in enumerate(curves):
        share, side = (0.62, 1) if place == later else (0.38, -1)
        axes.annotate(
            GROUP_NAMES[curve.group],
            (_crossing(curve, share), share),
            (26 * side, 16 * side),
            textcoords="offset points",
            va="center",
            ha="left" if side > 0 else "right",
            fontweight="bold",
            arrowprops={"arrowstyle": "-", "color": _EDGE[curve.group], "linewidth": 1.0, "shrinkB": 2},
        )


def _crossing(curve: DrawnCurve, share: float) -> float:
    reached = curve.share_out <= share
    return float(curve.hours[np.argmax(reached)]) if reached.any() else float(curve.hours[-1])


def ratio_chart(rows: Sequence[Ratio], panels: dict[str, str], title: str, alt: str, name: str = "ratios") -> Picture:
    """Ratios with their intervals on a log axis, one panel per scale; ``panels`` maps a panel to its axis label."""
    groups = [(panel, label, [row for row in rows if row.panel == panel]) for panel, label in panels.items()]
    groups = [group for group in groups if group[2]]
    line, head, foot, gap = 0.31, 0.26, 0.52, 0.16
    height = sum(head + line * len(lines) + foot for _, _, lines in groups) + gap * (len(groups) - 1)

    def draw(canvas: Canvas) -> None:
        top = height
        # room for the widest number: about 0.073 inches for each of its signs
        left, right = 2.75, max(1.3, 0.2 + 0.073 * max(len(ratio_text(row)) for row in rows))
        width = style.WIDE - left - right
        for _, label, lines in groups:
            bottom = top - head - line * len(lines)
            axes = canvas.axes(left, bottom, width, line * len(lines))
            low = min(min(row.low, row.estimate) for row in lines)
            high = max(max(row.high, row.estimate) for row in lines)
            low, high = min(low, 0.97) / 1.05, max(high, 1.03) * 1.05
            axes.set_xscale("log")
            axes.set_xlim(low, high)
            axes.set_ylim(len(lines) - 0.5, -0.5)
            axes.axvline(1.0, color=style.INK, linewidth=1.0)
            axes.text(1.0, -0.58, "no difference", ha="center", va="bottom", fontsize=8, color=style.QUIET)
            for place, row in enumerate(lines):
                axes.plot([row.low, row.high], [place, place], color=style.INK, linewidth=1.4, solid_capstyle="butt")
                axes.plot([row.estimate], [place], "o", color=style.INK, markersize=6)
                y = bottom + line * (len(lines) - place - 0.5)
                canvas.text(0.04, y, row.label, va="center", fontsize=8.5)
                canvas.text(
                    style.WIDE - right + 0.12,
                    y,
                    ratio_text(row),
                    va="center",
                    fontsize=8.5,
                )
            ticks = log_ticks(low, high)
            axes.xaxis.set_major_locator(FixedLocator(ticks))
            axes.xaxis.set_minor_locator(NullLocator())
            axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: tick_text(value)))
            axes.yaxis.set_major_locator(NullLocator())
            axes.spines["left"].set_visible(False)
            axes.grid(axis="x")
            axes.set_xlabel(label)
            top = bottom - foot - gap

    return style.render(draw, style.WIDE, height, title, name, alt)


def ratio_text(row: Ratio) -> str:
    """Estimate and interval with two decimals, with four where the interval is so narrow that two hide it.

    From 100 on three digits are enough.
    """
    if row.high >= 100:
        return f"{significant(row.estimate)} ({significant(row.low)}–{significant(row.high)})"
    places = 2 if row.high - row.low >= 0.02 else 4
    return f"{row.estimate:.{places}f} ({row.low:.{places}f}–{row.high:.{places}f})"


def tick_text(value: float) -> str:
    """A ratio at its tick, without an exponent."""
    return f"{value:,.0f}" if value >= 10 else f"{value:g}"


def log_ticks(low: float, high: float) -> list[float]:
    """Four to seven round ratios within an axis, 1 among them."""
    if high / low > 1e4:
        powers = range(math.ceil(math.log10(low)), math.floor(math.log10(high)) + 1)
        every = 1 + len(powers) // 5  # five-digit labels need their room
        return [10.0**power for power in powers if power % every == 0]
    for steps in ([1, 2, 5], [1, 1.5, 2, 3, 5, 7], None):
        if steps is None:
            break
        decades = [10.0**power for power in range(-4, 5)]
        ticks = [round(step * decade, 10) for decade in decades for step in steps]
        ticks = [tick for tick in ticks if low <= tick <= high]
        if len(ticks) >= 4:
            while len(ticks) > 7:
                ticks = [tick for tick in ticks if tick == 1 or ticks.index(tick) % 2 == ticks.index(1.0) % 2]
            return ticks
    span = max(high - 1, 1 - low)
    step = next(step for step in (0.02, 0.05, 0.1, 0.2, 0.25, 0.5) if span / step <= 4 or step == 0.5)
    return [
        round(1 + place * step, 10)
        for place in range(-20, 21)
        if low <= 1 + place * step <= high and 1 + place * step > 0
    ]


def composition_chart(other: Sequence[Bin], minority: Sequence[Bin], title: str, alt: str) -> Picture:
    """The study's Figure 2: households by the minority share among their voters."""
    total = sum(item.households for item in (*other, *minority))
    height = 2.75

    def draw(canvas: Canvas) -> None:
        axes = canvas.axes(0.86, 0.86, style.WIDE - 1.0, height - 1.05)
        places, labels = [], []
        for place, (group, item) in enumerate(
            [("other", item) for item in other] + [("minority", item) for item in minority]
        ):
            at = place + (0.35 if group == "minority" else 0.0)
            share = item.households / total
            axes.bar(at, share, width=0.78, color=_COLOUR[group], edgecolor=_EDGE[group], linewidth=1.0)
            axes.text(
                at, share + 0.012, f"{percent(share)}\n{count(item.households)}", ha="center", va="bottom", fontsize=8
            )
            places.append(at)
            labels.append(item.label)
        axes.set_ylim(0, max(item.households for item in (*other, *minority)) / total + 0.16)
        axes.set_xlim(-0.6, places[-1] + 0.6)
        axes.xaxis.set_major_locator(FixedLocator(places))
        axes.set_xticklabels(labels)
        axes.tick_params(axis="x", length=0)
        axes.yaxis.set_major_locator(MaxNLocator(4))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * share:.0f} %"))
        axes.grid(axis="y")
        axes.set_ylabel("Share of households")
        for first, last, text in (
            (places[0], places[len(other) - 1], "counted as other households"),
            (places[len(other)], places[-1], "counted as minority households"),
        ):
            axes.plot(
                [first - 0.38, last + 0.38],
                [-0.17, -0.17],
                transform=axes.get_xaxis_transform(),
                color=style.RULE,
                linewidth=0.8,
                clip_on=False,
            )
            axes.text(
                (first + last) / 2,
                -0.2,
                text,
                transform=axes.get_xaxis_transform(),
                ha="center",
                va="top",
                fontsize=8.5,
            )
        axes.text(
            (places[0] + places[-1]) / 2,
            -0.36,
            "Minority share among the household's registered voters",
            transform=axes.get_xaxis_transform(),
            ha="center",
            va="top",
        )

    return style.render(draw, style.WIDE, height, title, "composition", alt)


def areas_chart(
    share: np.ndarray, mean_hours: np.ndarray, households: np.ndarray, city: float, title: str, alt: str, label: str
) -> Picture:
    """Areas by a group's share, named by ``label``, and mean wait; a circle's area stands for its households."""
    height = 3.5

    def draw(canvas: Canvas) -> None:
        axes = canvas.axes(0.86, 0.56, style.WIDE - 1.1, height - 0.68)
        sizes = 12 + 150 * households / max(float(households.max()), 1.0)
        axes.axhline(city, color=style.INK, linewidth=1.0)
        axes.scatter(share, mean_hours, s=sizes, color=style.QUIET, alpha=0.6, edgecolor="white", linewidth=0.7)
        low, high = float(min(mean_hours.min(), city)), float(max(mean_hours.max(), city))
        pad = 0.1 * (high - low or 1.0)
        axes.set_ylim(low - pad, high + pad)
        axes.set_xlim(-0.03, 1.03)
        axes.text(
            1.02,
            city,
            f"city mean {hours(city)}",
            ha="right",
            va="bottom",
            fontsize=8.5,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.2, "alpha": 0.85},
        )
        axes.xaxis.set_major_locator(FixedLocator([0, 0.25, 0.5, 0.75, 1.0]))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * share:.0f} %"))
        axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
        axes.grid()
        axes.set_xlabel(label)
        axes.set_ylabel("Mean hours to restoration")

    return style.render(draw, style.WIDE, height, title, "areas", alt)
