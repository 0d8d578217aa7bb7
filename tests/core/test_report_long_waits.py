"""The report's own curves and dotted line beside the share of long waits."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.progress import Progress
from coprod_equity_plugin.core.report import more_tables as m
from coprod_equity_plugin.core.report import restoration
from coprod_equity_plugin.core.report.by_group import long_waits
from coprod_equity_plugin.core.report.inputs import households
from tests import report_frames as frames

K = 11
LOST = 10  # hours after the event's start at which everybody lost power


def city(*others: tuple[int, float]) -> pd.DataFrame:
    """Of 200 homes half wait 60 hours, half 150; of others, a number for each wait, no minority share is known."""
    numbers, waits = zip((100, 60.0), (100, 150.0), *others)
    hours = np.repeat(waits, numbers)
    homes = frames.study(len(hours))
    start = frames.EVENT + np.timedelta64(LOST, "h")
    share = np.where(np.arange(len(homes)) % 2, 1.0, 0.0)
    share[200:] = np.nan
    return homes.assign(
        **{
            c.STATUS: c.STATUS_RESTORED, c.CENSORED: 0.0, c.RESTORATION_HOURS: hours, c.MINORITY_SHARE: share,
            c.OUTAGE_START: start, c.RESTORED_AT: start + (hours * 3600).astype("m8[s]"),
        }
    )  # fmt: skip


def told_at(study: pd.DataFrame, long: float | None, counted=None) -> tuple[set[float], set[float]]:
    """Hours on the homes' own clock at which the curves of groups, and the dotted line, count those still out."""
    homes = households(study, frames.EVENT)
    more = {} if long is None else {m.RELIABILITY: pd.DataFrame({c.CELID_HOURS: [long, np.nan]})}
    beside = long_waits(more, homes, np.isfinite(homes.lost_hours) if counted is None else counted)
    measured = restoration.measure(homes, K, Progress(), beside)
    blocks, *_ = restoration.blocks(measured, homes, frames.EVENT, K, frames.curve(study), beside)
    counts = [count for block in blocks for count in getattr(block, "counts", ())]
    hours = [(count.cell, float(count.cell.split("out_at=")[1]) - LOST) for count in counts if "out_at=" in count.cell]
    curves = {hour for cell, hour in hours if "customers in the reads" not in cell}
    line = {hour for cell, hour in hours if "customers in the reads" in cell}
    return curves, line


def between(hours: set[float]) -> set[float]:
    return {hour for hour in hours if 60 <= hour < 150}


@pytest.mark.parametrize("apart", [3, K])
def test_curves_keep_apart_from_the_share_of_long_waits(apart):
    """Who is not back before 72 hours, less who of the homes compared is not, would be the homes that waited 72."""
    study = city((apart, 72.0))
    alone, beside = told_at(study, None)[0], told_at(study, 72.0)[0]
    assert between(alone)
    assert alone - beside == (between(alone) if apart < K else set())
    assert told_at(study, 200.0)[0] == alone


@pytest.mark.parametrize("apart", [3, K])
def test_the_dotted_line_keeps_apart_from_the_share_of_long_waits(apart):
    """Of all customers, few have power back between the line's step and the long wait; no curve is so near to it."""
    study = city((20, 60.0), (apart, 66.0), (40, 150.0))
    (curves, alone), (curves_beside, beside) = told_at(study, None), told_at(study, 72.0)
    assert curves == curves_beside
    assert between(alone)
    assert between(beside) == (between(alone) if apart == K else set())
    assert alone - between(alone) == beside - between(beside)


def test_the_share_may_be_of_the_homes_that_area_tables_count():
    """Of fifteen homes that wait 72 hours and are not compared three are counted: too few beside those compared."""
    study = city((15, 72.0))
    counted = np.arange(len(study)) < 203
    alone, beside = told_at(study, None)[0], told_at(study, 72.0, counted)[0]
    assert alone - beside == between(alone) != set()
    assert told_at(study, 72.0)[0] == alone
