"""What the report shows of the storm's reliability indices beside the counts that it shows elsewhere."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.report import more_tables as m
from coprod_equity_plugin.core.report.blocks import Count, Table
from coprod_equity_plugin.core.report.by_group import other_groups, steps_beside
from coprod_equity_plugin.core.report.counts import COMPARED, cell
from coprod_equity_plugin.core.report.inputs import households
from tests import report_frames as frames

K = 11


def shown(served: float, interrupted: float, *printed: int) -> dict[str, str]:
    """The row of all homes, by its heads, beside counts that are printed already."""
    row = dict.fromkeys(c.RELIABILITY_GROUPS.names, np.nan)
    row |= {c.GROUP: "all", c.CUSTOMERS_SERVED: served, c.CUSTOMERS_INTERRUPTED: interrupted, c.SAIDI: 2400.0}
    row |= {c.SAIFI: interrupted / served, c.CAIDI: 2400.0 * served / interrupted, c.CELID: 0.2, c.CELID_HOURS: 72.0}
    beside = [Count("elsewhere", cell(COMPARED), number) for number in printed]
    blocks = other_groups({m.RELIABILITY: pd.DataFrame([row])}, K, beside, "")
    table = next(block for block in blocks if isinstance(block, Table))
    return dict(zip(table.header, table.rows[0]))


def test_homes_that_kept_power_are_held_against_no_other_count():
    """500 kept power; that the homes compared are 495 counts no five: none of these is among those."""
    found = shown(1500, 1000, 495)
    assert found["Served"] == "1,500"
    assert found["Interrupted"] == "1,000"
    assert found["SAIFI"] != "withheld"


@pytest.mark.parametrize(("served", "interrupted"), [(1005, 1000), (1010, 1000)])
def test_few_homes_that_kept_power_are_not_told(served, interrupted):
    found = shown(served, interrupted, 495)
    assert [found[head] for head in ("Served", "SAIFI", "CAIDI, minutes")] == ["withheld"] * 3
    assert found["Interrupted"] == "1,000"


def test_nobody_who_kept_power_may_be_told():
    assert shown(1000, 1000)["Served"] == "1,000"


@pytest.mark.parametrize(("printed", "gone"), [(1495, "Served"), (995, "Interrupted")])
def test_homes_served_and_interrupted_are_held_against_the_other_counts(printed, gone):
    found = shown(1500, 1000, printed)
    assert [head for head in ("Served", "Interrupted") if found[head] == "withheld"] == [gone]


def test_steps_near_the_hour_of_a_told_share_are_left_out():
    """Of 100 homes a step of 45 or 55 lies too near to half of them, one of 80 to T80; T95 is not told of so few."""
    study = frames.study(200)
    homes = households(study, frames.EVENT)
    steps = {c.HOURS: [0.0, 10.0, 20.0, 30.0, 40.0, 50.0], c.SHARE_OUT: [1.0, 0.8, 0.55, 0.45, 0.2, 0.05]}
    curves = [pd.DataFrame({c.GROUP: group, **steps, c.LOW: 0.0, c.HIGH: 1.0}) for group in ("renters", "owners")]
    told = {c.GROUP: ["renters", "owners"], c.HOUSEHOLDS: [100, 100], "t50": [25.0, np.nan], "t80": [40.0, np.nan]}
    more = {m.GROUP_CURVES: pd.concat(curves), m.GROUP_QUANTILES: pd.DataFrame({**told, "t95": [50.0, np.nan]})}
    counted = np.ones(len(study), dtype=bool)
    assert set(steps_beside(more, homes, counted, [], K)[c.HOURS]) == {0.0, 10.0, 50.0}
    del more[m.GROUP_QUANTILES]
    assert set(steps_beside(more, homes, counted, [], K)[c.HOURS]) == set(steps[c.HOURS])
