"""How much of each area is still without power at each moment, in classes that tell of no few homes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .. import columns as c
from ..errors import InputError, Problem
from ..progress import Progress
from ..sources.ids import id_text
from .suppression import is_small

CLASSES = c.STILL_OUT_CLASSES
FEW, UNDER_HALF, HALF_OR_MORE, NEARLY_ALL = CLASSES
MOST_MOMENTS = 200
_STATUS = (c.STATUS_RESTORED, c.STATUS_CENSORED)


@dataclass(frozen=True)
class StillOut:
    """Classes by moment and area.

    Attributes
    ----------
    times : numpy.ndarray of datetime64[s], shape (moments,)
    ids : numpy.ndarray of object, shape (areas,)
    classes : numpy.ndarray of int, shape (moments, areas)
        Place in :data:`CLASSES`, -1 where withheld.
    reason : str
        Why a class is withheld.
    log : tuple of str
        Who is counted, fit to be published.
    """

    times: np.ndarray
    ids: np.ndarray
    classes: np.ndarray
    reason: str
    log: tuple[str, ...]


def still_out(
    study: pd.DataFrame,
    *,
    area_column: str = c.BLOCK_GROUP,
    step_hours: int = 12,
    minimum: int = 11,
    progress: Progress | None = None,
) -> StillOut:
    """Class every area at every moment, from the midnight before the first home lost power to the last one's return.

    No count is published, and no class has fewer than ``minimum`` counts in it: of an area the reader learns that
    none or fewer than the minimum are out, under half, half or more, or that all but fewer than the minimum are. With
    fewer than four times the minimum of homes one of these would be narrower, so such areas are withheld. A moment at
    which a small number of homes could still be worked out with the city's exact total is withheld altogether.

    Parameters
    ----------
    study
        The household study table: status, outage start, time back, area.
    area_column
        Its column with the area.
    step_hours
        Between two moments.
    minimum
        Smallest number of homes that may be told.

    Raises
    ------
    InputError
        For missing columns, no home with both times, or too many moments.
    """
    progress = progress or Progress()
    area, start, back = _homes(study, area_column, step_hours, minimum)
    ids, codes = np.unique(area, return_inverse=True)
    homes = np.bincount(codes, minlength=len(ids))
    step = np.timedelta64(step_hours, "h")
    known_back = back[~np.isnat(back)]
    last = known_back.max() if len(known_back) else start.max()
    first = start.min().astype("M8[D]").astype("M8[s]")
    moments = int(np.ceil((last - first) / step)) + 1
    if moments > MOST_MOMENTS:
        raise InputError(
            Problem(f"{moments:,} moments are too many", f"Choose longer steps, at most {MOST_MOMENTS}", "STEP_HOURS")
        )
    times = first + np.arange(moments) * step
    classes = np.empty((moments, len(ids)), dtype=np.int64)
    whole = 0
    for place, moment in enumerate(times):
        progress.check()
        out = (start <= moment) & (np.isnat(back) | (back > moment))
        count = np.bincount(codes, weights=out, minlength=len(ids)).astype(np.int64)
        classes[place] = classify(count, homes, minimum)
        if can_be_worked_out(classes[place], homes, int(count.sum()), minimum).any():
            classes[place] = -1
            whole += 1
    shown = int((homes >= 4 * minimum).sum())
    log = [
        f"Moments: {moments:,}, every {step_hours} hours. Areas shown: {shown:,}; withheld, since fewer than "
        f"{4 * minimum:,} of their homes lost power: {len(ids) - shown:,}."
    ]
    if whole:
        log.append(f"Moments withheld altogether, to protect small numbers of homes: {whole:,}.")
    reason = f"fewer than {4 * minimum} homes lost power, or needed to protect some"
    return StillOut(times, ids.astype(object), classes, reason, tuple(log))


def classify(out: np.ndarray, homes: np.ndarray, minimum: int) -> np.ndarray:
    """The class of each area: place in :data:`CLASSES`, -1 where there are too few homes; shapes ``(areas,)``."""
    result = np.where(2 * out >= homes, CLASSES.index(HALF_OR_MORE), CLASSES.index(UNDER_HALF))
    result = np.where(out < minimum, CLASSES.index(FEW), result)
    result = np.where(homes - out < minimum, CLASSES.index(NEARLY_ALL), result)
    return np.where(homes < 4 * minimum, -1, result)


def bounds(classes: np.ndarray, homes: np.ndarray, minimum: int) -> tuple[np.ndarray, np.ndarray]:
    """Fewest and most homes out that a class leaves possible, shapes ``(areas,)``; anything where it is withheld."""
    half = -(-homes // 2)  # the first count that is half or more
    low = np.choose(classes + 1, [0 * homes, 0 * homes, 0 * homes + minimum, half, homes - minimum + 1])
    high = np.choose(classes + 1, [homes, 0 * homes + minimum - 1, half - 1, homes - minimum, homes])
    return low, high


def can_be_worked_out(classes: np.ndarray, homes: np.ndarray, total: int, minimum: int) -> np.ndarray:
    """Areas of which a reader would learn a small number exactly, boolean, shape ``(areas,)``.

    The reader knows the classes, the homes of every area, and how many are out in the whole city; small is a number
    from 1 to under the minimum, of homes that are out or of homes that are not.
    """
    low, high = bounds(classes, homes, minimum)
    least = np.maximum(low, total - (high.sum() - high))
    most = np.minimum(high, total - (low.sum() - low))
    split = (least > 0) & (least < homes)
    small = is_small(least, minimum) | (split & is_small(homes - least, minimum))
    return (least == most) & small


def _homes(study: pd.DataFrame, area_column: str, step_hours: int, minimum: int):
    """Area, start and return of the homes that lost power and have an area."""
    problems = [
        Problem("there is no such column", "Choose the study table", "study table", name)
        for name in dict.fromkeys((area_column, c.STATUS, c.OUTAGE_START, c.RESTORED_AT))
        if name not in study.columns
    ]
    if step_hours < 1:
        problems.append(Problem("the moments would not move on", "Use 1 hour or more", column="STEP_HOURS"))
    if minimum < 2:
        problems.append(Problem(f"a smallest group of {minimum} households protects nobody", "Use 11 or more"))
    if problems:
        raise InputError(problems)
    area = id_text(study[area_column].to_numpy())
    start, back = (study[name].to_numpy().astype("M8[s]") for name in (c.OUTAGE_START, c.RESTORED_AT))
    status = study[c.STATUS].to_numpy(dtype=object)
    used = np.isin(status, _STATUS) & ~np.isnat(start) & np.array([name is not None for name in area], dtype=bool)
    used &= ~np.isnat(back) | (status == c.STATUS_CENSORED)
    if not used.any():
        raise InputError(
            Problem("no home has an area and the times of its outage", "Choose the study table", "study table")
        )
    return area[used].astype(str), start[used], np.where(status == c.STATUS_CENSORED, np.datetime64("NaT"), back)[used]
