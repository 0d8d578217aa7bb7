"""The disparity by area as the report shows it, and as it is handed on."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .. import columns
from ..disparity.asking import ASKING_COLUMNS
from .blocks import Table, to_csv
from .compared import of_areas
from .inputs import numbers, texts
from .protect import is_small
from .words import WITHHELD, count, fixed, percent


def areas_table(frame: pd.DataFrame, k: int, size: int = 10) -> tuple[Table | None, pd.DataFrame]:
    """The areas with the longest mean wait, and all areas as they may be published.

    Rows come as ``disparitybyarea`` protected them. Where the report's own rule is stricter, a row below it is emptied
    and, so that it does not follow from the city's total, the next smallest too if it would be the only one.
    """
    frame = frame[list(columns.DISPARITY.names)].reset_index(drop=True).copy()
    households = numbers(frame, columns.HOUSEHOLDS)
    withheld = np.array([bool(text) for text in texts(frame, columns.SUPPRESSION)]) & ~(households > 0)
    small = is_small(np.nan_to_num(households), k)
    if small.any() and (small | withheld).sum() == 1:
        rest = np.where(small | ~(households > 0), np.inf, households)
        if np.isfinite(rest).any():
            small[int(np.argmin(rest))] = True
    values = [column.name for column in columns.DISPARITY.columns if column.kind != "text"]
    for name in values:
        frame[name] = np.where(small, np.nan, numbers(frame, name))
    for part in (columns.MINORITY_HOUSEHOLDS, columns.REQUESTS_COUNT):
        counts, whole = numbers(frame, part), numbers(frame, columns.HOUSEHOLDS)
        tight = is_small(np.nan_to_num(counts), k) | is_small(np.nan_to_num(whole - counts), k)
        drop = _minority_columns() if part == columns.MINORITY_HOUSEHOLDS else (part, columns.PARTICIPATION_RATE)
        for name in (*drop, *ASKING_COLUMNS):
            frame[name] = np.where(tight, np.nan, numbers(frame, name))
    few = _few_by_group(frame, k)
    for name in ASKING_COLUMNS:
        frame[name] = np.where(few, np.nan, numbers(frame, name))
    frame[columns.SUPPRESSION] = [
        f"fewer than {k} households" if hide else text for hide, text in zip(small, texts(frame, columns.SUPPRESSION))
    ]
    mean = numbers(frame, columns.MEAN_HOURS)
    order = [place for place in np.argsort(-np.nan_to_num(mean, nan=-1.0), kind="stable") if np.isfinite(mean[place])]
    if not order:
        return None, frame
    names = texts(frame, columns.AREA_ID)
    low, high = numbers(frame, columns.HOURS_DIFFERENCE_LOW), numbers(frame, columns.HOURS_DIFFERENCE_HIGH)
    difference, count_of = numbers(frame, columns.HOURS_DIFFERENCE), numbers(frame, columns.HOUSEHOLDS)
    share = numbers(frame, columns.MINORITY_SHARE)
    rows = [
        [
            names[place],
            count(count_of[place]),
            fixed(mean[place], 1),
            _signed(difference[place]),
            f"{_signed(low[place])} to {_signed(high[place])}",
            percent(share[place], 0) if np.isfinite(share[place]) else WITHHELD,
        ]
        for place in order[:size]
    ]
    table = Table(
        "longest_waits",
        f"The {len(rows)} areas with the longest mean wait",
        ("Area", "Households", "Mean hours", "Difference to the city, hours", "95 % interval", of_areas(frame).head),
        rows,
    )
    return table, frame


def _few_by_group(frame: pd.DataFrame, k: int) -> np.ndarray:
    """Areas where too few of a group asked, or too few did not."""
    minority, share = numbers(frame, columns.MINORITY_HOUSEHOLDS), numbers(frame, columns.MINORITY_SHARE)
    others = np.divide(minority, share, out=np.full(len(frame), np.nan), where=share > 0) - minority
    few = np.zeros(len(frame), dtype=bool)
    for size, rate in (
        (minority, columns.MINORITY_PARTICIPATION_RATE),
        (others, columns.OTHER_PARTICIPATION_RATE),
    ):
        asked = np.round(size * numbers(frame, rate))
        few |= is_small(np.nan_to_num(asked), k) | is_small(np.nan_to_num(np.round(size) - asked), k)
    return few


def areas_csv(frame: pd.DataFrame) -> bytes:
    """All areas as they may be published; hours and ratios to two decimals, shares to four."""
    cells = []
    for column in columns.DISPARITY.columns:
        if column.kind == "text":
            cells.append(texts(frame, column.name))
            continue
        places = 0 if column.kind != "number" else 4 if column.unit == "0-1" else 2
        cells.append([f"{value:.{places}f}" if np.isfinite(value) else "" for value in numbers(frame, column.name)])
    return to_csv(columns.DISPARITY.names, list(zip(*cells)))


def _signed(number: float) -> str:
    text = fixed(number, 1)
    return f"+{text}" if number > 0 and text != "–" else text


def _minority_columns() -> tuple[str, ...]:
    return (
        columns.MINORITY_HOUSEHOLDS,
        columns.MINORITY_SHARE,
        columns.MINORITY_MEAN_HOURS,
        columns.OTHER_MEAN_HOURS,
        columns.GROUP_GAP,
        columns.GROUP_GAP_LOW,
        columns.GROUP_GAP_HIGH,
        columns.GAP_CLEAR,
        columns.GROUP_RATIO,
    )
