"""Whether the models have the right shape: a hanging rootogram of the hours, and quantiles of the residuals."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.ticker import MaxNLocator

from .. import columns
from ..progress import Progress
from . import prose, style
from .beside_times import Times, keep_apart, own_times
from .blocks import Block, Count, Download, Figure, Paragraph, to_csv
from .counts import COMPARED, cell
from .inputs import Households
from .more_tables import RESIDUAL_QUANTILES, ROOTOGRAM
from .protect import is_small
from .results import model_title, ordered
from .style import Canvas, Picture
from .words import count, fixed, percent

_HOURS_MODEL, _ASKED_MODEL = "model_3", "model_1"


@dataclass(frozen=True)
class Classes:
    """Homes by class of hours, arrays of shape ``(classes,)``: first and last hour, observed, expected.

    ``high`` of the last is NaN where it has no upper end.
    """

    low: np.ndarray
    high: np.ndarray
    observed: np.ndarray
    expected: np.ndarray


def joined_classes(low, high, observed, expected, k: int) -> Classes | None:
    """Classes joined with their neighbours until each has at least ``k`` homes; ``None`` where fewer than two are left.

    Parameters
    ----------
    low, high, observed, expected : numpy.ndarray, shape (classes,)
        In the order of the hours.
    k
        Smallest count to show.
    """
    found: list[list[float]] = []
    for first, last, seen, thought in zip(low, high, observed, expected):
        if found and is_small(found[-1][2], k):
            found[-1] = [found[-1][0], last, found[-1][2] + seen, found[-1][3] + thought]
        else:
            found.append([first, last, seen, thought])
    while len(found) > 1 and is_small(found[-1][2], k):
        before, rest = found[-2], found.pop()
        found[-1] = [before[0], rest[1], before[2] + rest[2], before[3] + rest[3]]
    return Classes(*np.array(found, dtype=float).T) if len(found) > 1 else None


def shape_blocks(
    more: Mapping[str, pd.DataFrame], homes: Households, k: int, published: Sequence[Times], progress: Progress
) -> list[Block]:
    """The figures of the tables that were handed in.

    Parameters
    ----------
    more
        The further tables by name.
    homes
        The homes that the report compares.
    k
        Smallest count to show.
    published
        What the report tells of homes by hour before: the classes of hours may not be told apart from it by few homes.
    progress
        Asked for cancel between the figures.
    """
    blocks: list[Block] = []
    if ROOTOGRAM in more:
        blocks += _rootogram(more[ROOTOGRAM], homes, k, published)
        progress.check()
    if RESIDUAL_QUANTILES in more:
        blocks += _residuals(more[RESIDUAL_QUANTILES], len(homes), k)
    return blocks


def classes_beside(classes: Sequence[np.ndarray], homes: Households, published: Sequence[Times], k: int):
    """Classes of hours without the limits that would count few homes beside what is published of homes by hour.

    Parameters
    ----------
    classes
        First and last hour, observed, expected; each of shape ``(classes,)``.
    homes, published, k
        As :func:`shape_blocks` takes them.

    Returns
    -------
    tuple of numpy.ndarray
        The same of fewer classes.
    """
    low, high, observed, expected = classes
    kept = keep_apart(own_times(homes, high[:-1]), published, k)
    start = np.flatnonzero(np.concatenate([[True], kept]))
    last = np.append(start[1:], len(low)) - 1
    return low[start], high[last], np.add.reduceat(observed, start), np.add.reduceat(expected, start)


def _rootogram(frame: pd.DataFrame, homes: Households, k: int, published: Sequence[Times]) -> list[Block]:
    models = ordered(frame[columns.MODEL])
    if not models:
        return []
    model = _HOURS_MODEL if _HOURS_MODEL in models else models[0]
    rows = frame[frame[columns.MODEL] == model].sort_values(columns.COUNT_LOW)
    if int(rows[columns.OBSERVED].sum()) != len(homes):
        return [Paragraph(prose.OTHER_ROOTOGRAM, "warning")]
    names = (columns.COUNT_LOW, columns.COUNT_HIGH, columns.OBSERVED, columns.EXPECTED)
    found = classes_beside([rows[name].to_numpy(dtype=float) for name in names], homes, published, k)
    classes = joined_classes(*found, k)
    if classes is None:
        words = f"no two classes have {k} homes, or the curves would tell of fewer beside them."
        return [Paragraph(f"Hours observed and expected are not shown: {words}")]
    wrong = float(np.abs(classes.observed - classes.expected).sum()) / (2 * len(homes))
    title = f"{model_title(model)} puts {percent(wrong)} of homes into another class of hours than was observed"
    labels = [_label(low, high) for low, high in zip(classes.low, classes.high)]
    alt = (
        f"Hanging rootogram of {model_title(model)}: homes observed and expected by hours without power. "
        + "; ".join(
            f"{label}: {count(seen)} observed, {fixed(thought, 1)} expected"
            for label, seen, thought in zip(labels, classes.observed, classes.expected)
        )
    )
    picture = rootogram_chart(classes, title, f"{alt}.")
    lines = [
        [model, label, int(seen), f"{thought:.1f}"]
        for label, seen, thought in zip(labels, classes.observed, classes.expected)
    ]
    downloads = (
        Download("rootogram.csv", to_csv(("model", "hours", "observed", "expected"), lines)),
        Download("rootogram.png", picture.png, "Picture (PNG)", "image/png"),
    )
    counts = [
        Count("Hours observed and expected", cell(COMPARED, hours=label), int(seen))
        for label, seen in zip(labels, classes.observed)
    ]
    return [Figure("rootogram", title, picture.svg, f"{alt}.", prose.ROOTOGRAM, downloads, counts=counts)]


def _label(low: float, high: float) -> str:
    if not math.isfinite(high):
        return f"{low:.0f} and more"
    return f"{low:.0f}" if low == high else f"{low:.0f} to {high:.0f}"


def _residuals(frame: pd.DataFrame, homes: int, k: int) -> list[Block]:
    share = frame[columns.PROBABILITY]
    frame = frame[np.minimum(share, 1 - share) * homes >= k]  # nearer to an end stand fewer homes
    models = ordered(frame[columns.MODEL])
    chosen = [model for model in (_ASKED_MODEL, _HOURS_MODEL) if model in models] or list(models[:2])
    if not chosen:
        return []
    parts = {model: frame[frame[columns.MODEL] == model].sort_values(columns.PROBABILITY) for model in chosen}
    names = (columns.RESIDUAL_QUANTILE, columns.BAND_LOW, columns.BAND_HIGH)
    within = total = 0
    words = []
    for model, part in parts.items():
        residual, low, high = (part[name].to_numpy() for name in names)
        inside = int(np.sum((residual >= low) & (residual <= high)))
        within, total = within + inside, total + len(part)
        far = float(np.max(np.abs(residual - part[columns.NORMAL_QUANTILE].to_numpy())))
        words.append(
            f"{model_title(model)}: {inside} of {len(part)} quantiles lie within the band, the farthest "
            f"{fixed(far, 2)} from the line"
        )
    title = f"{within} of {total} quantiles of the residuals lie where chance alone would put them"
    alt = f"Quantiles of the models' residuals against the normal's. {'; '.join(words)}."
    panels = [(model_title(model), part) for model, part in parts.items()]
    picture = residuals_chart(panels, title, alt)
    head = [columns.PROBABILITY, columns.NORMAL_QUANTILE, *names]
    lines = [
        [model, *(f"{value:.2f}" for value in row)]
        for model, part in parts.items()
        for row in part[head].itertuples(index=False)
    ]
    downloads = (
        Download("residual_quantiles.csv", to_csv(("model", *head), lines)),
        Download("residual_quantiles.png", picture.png, "Picture (PNG)", "image/png"),
    )
    return [Figure("residual_quantiles", title, picture.svg, alt, prose.RESIDUAL_QUANTILES, downloads)]


def rootogram_chart(classes: Classes, title: str, alt: str) -> Picture:
    """Bars of the homes observed that hang from the line of those expected, both as square roots."""
    height = 3.1
    width = np.where(np.isfinite(classes.high), classes.high - classes.low + 1, np.nan)
    width[-1] = width[-1] if np.isfinite(width[-1]) else width[-2]
    middle = classes.low + width / 2
    top, drop = np.sqrt(classes.expected), np.sqrt(classes.observed)

    def draw(canvas: Canvas) -> None:
        axes = canvas.axes(0.86, 0.56, style.WIDE - 1.1, height - 0.66)
        axes.bar(middle, drop, 0.86 * width, top - drop, color=style.GRID, edgecolor=style.QUIET, linewidth=0.8)
        axes.plot(middle, top, color=style.MINORITY, linewidth=1.8, marker="o", markersize=3.5)
        axes.set_ylim(min(1.15 * float((top - drop).min()), 0.0) - 0.2, 1.08 * float(top.max()))
        axes.axhline(0, color=style.INK, linewidth=1.0)
        axes.set_xlim(classes.low[0] - 0.01 * middle[-1], middle[-1] + width[-1] / 2)
        for text, line, tone in (
            ("line: expected by the model", 0.96, style.MINORITY),
            ("bars: observed; too few end above zero, too many below", 0.88, style.QUIET),
        ):
            axes.text(0.99, line, text, transform=axes.transAxes, ha="right", va="top", fontsize=8, color=tone)
        axes.xaxis.set_major_locator(MaxNLocator(8, steps=[1, 1.2, 2, 2.4, 5, 10]))
        axes.grid(axis="y")
        axes.set_xlabel("Hours without power")
        axes.set_ylabel("Square root of homes")

    return style.render(draw, style.WIDE, height, title, "rootogram", alt)


def residuals_chart(panels: Sequence[tuple[str, pd.DataFrame]], title: str, alt: str) -> Picture:
    """Residuals' quantiles against the normal's, with the line of a right model and the band that chance leaves."""
    height = 3.3

    def draw(canvas: Canvas) -> None:
        for at, (heading, part) in enumerate(panels):
            left = 0.72 + at * (style.WIDE / 2)
            axes = canvas.axes(left, 0.55, 2.62, height - 0.95)
            normal = part[columns.NORMAL_QUANTILE].to_numpy()
            ends = [normal.min(), normal.max()]
            axes.fill_between(normal, part[columns.BAND_LOW], part[columns.BAND_HIGH], color=style.GRID, linewidth=0)
            axes.plot(ends, ends, color=style.QUIET, linewidth=1.0, linestyle=(0, (3, 2)))
            axes.plot(normal, part[columns.RESIDUAL_QUANTILE], "o", color=style.INK, markersize=2.6)
            note = "dashed: a right model"
            axes.text(0.98, 0.04, note, transform=axes.transAxes, ha="right", fontsize=8, color=style.QUIET)
            for axis in (axes.xaxis, axes.yaxis):
                axis.set_major_locator(MaxNLocator(5))
            axes.grid()
            axes.set_xlabel("Normal quantile")
            axes.set_ylabel("Quantile of the residuals")
            canvas.text(left, height - 0.05, heading, va="top", fontsize=8.5, fontweight="bold")

    return style.render(draw, style.WIDE, height, title, "residual_quantiles", alt)
