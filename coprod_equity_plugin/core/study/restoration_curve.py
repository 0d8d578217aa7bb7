"""The city's restoration curve and the numbers read off it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .. import columns


@dataclass(frozen=True)
class CurveNumbers:
    """Shares restored by the end of the event's second and third calendar day, and hours until 50, 80, 95 % were.

    NaN where the reads do not reach that far. Hours count from the event's start.
    """

    share_day2: float
    share_day3: float
    t50: float
    t80: float
    t95: float


def restoration_curve(
    lost: np.ndarray, back: np.ndarray, edges: np.ndarray, local_edges: np.ndarray, event: int
) -> pd.DataFrame:
    """Customers out at each slot's edge from the event to the end of the reads.

    Parameters
    ----------
    lost, back : numpy.ndarray
        UTC seconds at which each customer who lost power lost it, and had it back for good (a huge number: not within
        the reads), shape ``(m,)``.
    edges, local_edges : numpy.ndarray
        UTC seconds and wall-clock times of the slots' edges, shape ``(s,)``.
    event
        UTC seconds of the event's start.

    Returns
    -------
    pandas.DataFrame
        The columns of ``columns.CURVE``.
    """
    at = edges >= event
    edges, local_edges = edges[at], local_edges[at]
    gone = np.searchsorted(np.sort(lost), edges, side="right")
    restored = np.searchsorted(np.sort(back), edges, side="right")
    total = len(lost)
    share = np.full(len(edges), np.nan) if total == 0 else None
    return pd.DataFrame(
        {
            columns.TIME: local_edges.astype("datetime64[s]"),
            columns.CUSTOMERS: np.full(len(edges), total),
            columns.CUSTOMERS_OUT: gone - restored,
            columns.SHARE_OUT: share if share is not None else (gone - restored) / total,
            columns.SHARE_RESTORED: share if share is not None else restored / total,
        },
        columns=list(columns.CURVE.names),
    )


def curve_numbers(back: np.ndarray, event: int, day2: int, day3: int, last: int) -> CurveNumbers:
    """Read the shares and hours off the restoration times.

    Parameters
    ----------
    back : numpy.ndarray
        As in :func:`restoration_curve`.
    event, day2, day3, last
        UTC seconds of the event's start, the ends of its second and third calendar day, and the end of the reads.
    """
    ordered, total = np.sort(back), len(back)

    def share(moment: int) -> float:
        return float(np.searchsorted(ordered, moment, side="right") / total) if total and moment <= last else np.nan

    def hours(fraction: float) -> float:
        if not total:
            return np.nan
        moment = ordered[int(np.ceil(round(fraction * total, 9))) - 1]
        return float((moment - event) / 3600) if moment <= last else np.nan

    return CurveNumbers(share(day2), share(day3), hours(0.5), hours(0.8), hours(0.95))
