"""Figures that check the models: other ways to fit them, samples drawn again, expected against observed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

from . import style
from .figures import log_ticks, tick_text
from .style import Canvas, Picture

_LINE, _HEAD, _FOOT = 0.185, 0.34, 0.5
_LEFT = 2.35
_SHAPES = ("solid", (0, (4, 1.5)), (0, (1, 1.2)), (0, (5, 1, 1, 1)))
_TONES = ("#1F2328", "#6A3D9A", "#57606A", "#8A5F00")


@dataclass(frozen=True)
class Way:
    """A way to fit: its ratio with interval for each question (``None`` where it has none), and if it finds the same.

    ``heading`` is set where a new kind of variation begins.
    """

    heading: str
    label: str
    values: tuple[tuple[float, float, float, bool] | None, ...]


@dataclass(frozen=True)
class Tenth:
    """A group of homes by what a model expects of them: observed mean with its interval."""

    expected: float
    observed: float
    low: float
    high: float
    households: int


@dataclass(frozen=True)
class NamedCurve:
    """A group's curve, arrays of shape ``(t,)``."""

    name: str
    hours: np.ndarray
    share_out: np.ndarray
    low: np.ndarray
    high: np.ndarray


def _log_axis(axes, low: float, high: float) -> None:
    axes.set_xscale("log")
    axes.set_xlim(low, high)
    ticks = log_ticks(low, high)
    if len(ticks) > 4:
        ticks = [tick for tick in ticks if tick == 1 or ticks.index(tick) % 2 == ticks.index(1.0) % 2]
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: tick_text(value)))


def specification_chart(
    ways: Sequence[Way], questions: Sequence[tuple[str, str, float]], title: str, alt: str
) -> Picture:
    """Every way to fit the models in a line, a panel for each question.

    Parameters
    ----------
    ways
        From the main result on.
    questions
        Per panel its heading, the label of its axis and the main result's ratio.
    title, alt
        A sentence; what somebody who does not see the figure is told.
    """
    lines: list[tuple[str, Way | None]] = []
    for way in ways:
        if way.heading:
            lines.append((way.heading, None))
        lines.append((way.label, way))
    body = _LINE * len(lines)
    height = _HEAD + body + _FOOT

    def draw(canvas: Canvas) -> None:
        gap = 0.18
        width = (style.WIDE - _LEFT - 0.12 - gap * (len(questions) - 1)) / len(questions)
        for place, (text, way) in enumerate(lines):
            y = _FOOT + body - _LINE * (place + 0.5)
            bold = "bold" if way is None else "normal"
            canvas.text(0.04 if way is None else 0.16, y, text, va="center", fontsize=8, fontweight=bold)
        for at, (heading, label, main) in enumerate(questions):
            left = _LEFT + at * (width + gap)
            axes = canvas.axes(left, _FOOT, width, body)
            drawn = [
                (place, *way.values[at])
                for place, (_, way) in enumerate(lines)
                if way is not None and way.values[at] is not None
            ]
            low = min([0.97, main, *(row[2] for row in drawn)])
            high = max([1.03, main, *(row[3] for row in drawn)])
            _log_axis(axes, max(low, main / 8) / 1.04, min(high, main * 8) * 1.04)
            axes.set_ylim(len(lines) - 0.5, -0.5)
            axes.axvline(1.0, color=style.INK, linewidth=1.0)
            axes.axvline(main, color=style.MINORITY, linewidth=1.0, linestyle=(0, (3, 2)))
            for place, estimate, start, end, same in drawn:
                axes.plot([start, end], [place, place], color=style.INK, linewidth=1.0, solid_capstyle="butt")
                axes.plot(
                    [estimate],
                    [place],
                    "o",
                    markersize=4.6,
                    markerfacecolor=style.INK if same else "white",
                    markeredgecolor=style.INK,
                    markeredgewidth=1.0,
                )
            axes.yaxis.set_major_locator(NullLocator())
            axes.spines["left"].set_visible(False)
            axes.grid(axis="x")
            axes.set_xlabel(label, fontsize=8)
            canvas.text(left, height - 0.04, heading, va="top", fontsize=8.5, fontweight="bold", linespacing=1.2)

    return style.render(draw, style.WIDE, height, title, "specification", alt)


def redraw_chart(
    sizes: Sequence[str],
    samples: Sequence[Sequence[np.ndarray]],
    questions: Sequence[tuple[str, str, float]],
    title: str,
    alt: str,
) -> Picture:
    """Ratios of samples drawn again and again: a tick each, their middle half and 95 % as lines, the median as a dot.

    Parameters
    ----------
    sizes
        Of the samples, in words.
    samples
        Per question and size the samples' ratios, shape ``(draws,)``.
    questions, title, alt
        As in :func:`specification_chart`.
    """
    line = 0.36
    body = line * len(sizes)
    height = _HEAD + body + _FOOT

    def draw(canvas: Canvas) -> None:
        gap, begin = 0.18, 1.15
        width = (style.WIDE - begin - 0.12 - gap * (len(questions) - 1)) / len(questions)
        for place, text in enumerate(sizes):
            canvas.text(0.04, _FOOT + body - line * (place + 0.5), text, va="center", fontsize=8.5)
        for at, (heading, label, main) in enumerate(questions):
            left = begin + at * (width + gap)
            axes = canvas.axes(left, _FOOT, width, body)
            every = np.concatenate([main * np.ones(1), *samples[at]])
            _log_axis(axes, min(0.97, every.min()) / 1.02, max(1.03, every.max()) * 1.02)
            axes.set_ylim(len(sizes) - 0.5, -0.5)
            axes.axvline(1.0, color=style.INK, linewidth=1.0)
            axes.axvline(main, color=style.MINORITY, linewidth=1.0, linestyle=(0, (3, 2)))
            for place, ratios in enumerate(samples[at]):
                if not len(ratios):
                    continue
                low, first, middle, third, high = np.quantile(ratios, [0.025, 0.25, 0.5, 0.75, 0.975])
                y = place - 0.12
                axes.plot(ratios, np.full(len(ratios), place + 0.24), "|", color=style.QUIET, markersize=5, alpha=0.5)
                axes.plot([low, high], [y, y], color=style.INK, linewidth=1.0, solid_capstyle="butt")
                axes.plot([first, third], [y, y], color=style.INK, linewidth=3.4, solid_capstyle="butt")
                axes.plot([middle], [y], "o", markersize=5.5, markerfacecolor="white", markeredgecolor=style.INK)
            axes.yaxis.set_major_locator(NullLocator())
            axes.spines["left"].set_visible(False)
            axes.grid(axis="x")
            axes.set_xlabel(label, fontsize=8)
            canvas.text(left, height - 0.04, heading, va="top", fontsize=8.5, fontweight="bold", linespacing=1.2)

    return style.render(draw, style.WIDE, height, title, "redraws", alt)


def calibration_chart(panels: Sequence[tuple[str, str, bool, Sequence[Tenth]]], title: str, alt: str) -> Picture:
    """Observed against expected means by tenths of the homes.

    Parameters
    ----------
    panels
        Heading, unit, whether the values are shares, and the tenths.
    title, alt
        A sentence; what somebody who does not see the figure is told.
    """
    height = 3.3

    def draw(canvas: Canvas) -> None:
        width = 2.62
        for at, (heading, unit, share, tenths) in enumerate(panels):
            axes = canvas.axes(0.72 + at * (style.WIDE / 2), 0.55, width, height - 0.95)
            ends = [end for item in tenths for end in (item.expected, item.low, item.high)]
            pad = 0.06 * (max(ends) - min(ends) or 1.0)
            low = max(min(ends) - pad, 0.0) if min(ends) >= 0 else min(ends) - pad
            high = max(ends) + pad
            axes.plot([low, high], [low, high], color=style.QUIET, linewidth=1.0, linestyle=(0, (3, 2)))
            axes.text(
                0.98,
                0.04,
                "dashed: as expected",
                transform=axes.transAxes,
                ha="right",
                fontsize=8,
                color=style.QUIET,
            )
            for item in tenths:
                axes.plot([item.expected] * 2, [item.low, item.high], color=style.INK, linewidth=1.2)
                axes.plot([item.expected], [item.observed], "o", color=style.INK, markersize=5)
            axes.set_xlim(low, high)
            axes.set_ylim(low, high)
            for axis in (axes.xaxis, axes.yaxis):
                axis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
                if share:
                    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:.0f} %"))
            axes.grid()
            axes.set_xlabel(f"Expected by the model{unit}")
            axes.set_ylabel(f"Observed{unit}")
            canvas.text(0.72 + at * (style.WIDE / 2), height - 0.05, heading, va="top", fontsize=8.5, fontweight="bold")

    return style.render(draw, style.WIDE, height, title, "calibration", alt)


def named_curves_chart(curves: Sequence[NamedCurve], title: str, alt: str) -> Picture:
    """Share of homes without power by hours since each lost it, for up to four groups with names of their own."""
    height = 3.3

    def draw(canvas: Canvas) -> None:
        axes = canvas.axes(0.86, 0.56, style.WIDE - 1.1, height - 0.66)
        end = float(max(np.ceil(max(curve.hours[-1] for curve in curves) / 24) * 24, 24))
        for place, curve in enumerate(curves):
            tone, shape = _TONES[place % len(_TONES)], _SHAPES[place % len(_SHAPES)]
            axes.fill_between(curve.hours, curve.low, curve.high, step="post", color=tone, alpha=0.2, linewidth=0)
            axes.plot(curve.hours, curve.share_out, color=tone, linewidth=2.0, linestyle=shape, drawstyle="steps-post")
        order = sorted(range(len(curves)), key=lambda place: -_middle(curves[place]))
        for line, place in enumerate(order):
            curve, share = curves[place], 0.86 - 0.16 * line
            reached = curve.share_out <= share
            at = float(curve.hours[np.argmax(reached)]) if reached.any() else float(curve.hours[-1])
            axes.annotate(
                curve.name,
                (at, share),
                (max(at + 0.08 * end, 0.5 * end), share),
                va="center",
                fontweight="bold",
                color=_TONES[place % len(_TONES)],
                arrowprops={"arrowstyle": "-", "color": _TONES[place % len(_TONES)], "linewidth": 1.0, "shrinkB": 2},
            )
        axes.set_xlim(0, end)
        axes.set_ylim(0, 1)
        axes.xaxis.set_major_locator(FixedLocator(np.arange(0, end + 1, 24)))
        axes.yaxis.set_major_locator(FixedLocator([0, 0.25, 0.5, 0.75, 1.0]))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * share:.0f} %"))
        axes.grid()
        axes.set_xlabel("Hours since the home lost power")
        axes.set_ylabel("Homes still without power")

    return style.render(draw, style.WIDE, height, title, "group_curves", alt)


def _middle(curve: NamedCurve) -> float:
    reached = curve.share_out <= 0.5
    return float(curve.hours[np.argmax(reached)]) if reached.any() else float(curve.hours[-1])
