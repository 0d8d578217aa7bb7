"""Each privacy rule at its edges, in the table that is published: areas, groups within, what is left of them."""

import numpy as np
import pandas as pd
import pytest

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.disparity.areas import DisparityOptions, disparity_by_area
from coprod_equity_plugin.core.disparity.suppression import privacy_rule

RULES = {"households_11": 11, "15_15": 15, "customers_100": 100, "custom": 7}


def city(cells: list[tuple[int, int]], hours=None) -> pd.DataFrame:
    """Areas of so many minority and other homes; every second of each kind asked for help."""
    rng = np.random.default_rng(2)
    frames = []
    for place, (minority, other) in enumerate(cells):
        size = minority + other
        frames.append(
            pd.DataFrame(
                {
                    c.BLOCK_GROUP: f"A{place}", c.STATUS: c.STATUS_RESTORED,
                    c.RESTORATION_HOURS: rng.integers(1, 99, size) * 1.0 if hours is None else hours[place],
                    c.PARTICIPATION: np.arange(size) % 2 * 1.0,
                    c.MINORITY_SHARE: np.repeat([1.0, 0.0], [minority, other]),
                }
            )
        )  # fmt: skip
    return pd.concat(frames, ignore_index=True)


def shown(homes: pd.DataFrame, minimum: int) -> pd.DataFrame:
    return disparity_by_area(homes, DisparityOptions(minimum=minimum)).table


def rule_of(name: str) -> int:
    rule = privacy_rule(name, RULES[name])
    assert rule.minimum == RULES[name]
    return rule.minimum


LARGE = [(400, 500), (450, 600), (500, 700)]


@pytest.mark.parametrize("name", RULES)
def test_an_area_one_home_below_the_rule_is_withheld_with_another_and_one_at_it_is_not(name):
    k = rule_of(name)
    below = shown(city([(0, k - 1), *LARGE]), k)[c.HOUSEHOLDS]
    assert below.isna().tolist() == [True, True, False, False]
    assert shown(city([(0, k), *LARGE]), k)[c.HOUSEHOLDS].notna().all()


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("side", [0, 1])
def test_a_group_or_its_complement_one_home_below_the_rule_hides_both(name, side):
    k = rule_of(name)
    for small, gone in ((k - 1, True), (k, False), (0, False)):
        cell = (small, 6 * k) if side == 0 else (6 * k, small)
        table = shown(city([cell, *LARGE]), k)
        assert np.isnan(table[c.MINORITY_HOUSEHOLDS][0]) == gone
        assert np.isnan(table[c.GROUP_GAP][0]) == (gone or small == 0)  # without a group there is no gap either
        assert table[c.HOUSEHOLDS].notna().all()
        assert table[c.MINORITY_HOUSEHOLDS].isna().sum() == 2 * gone


@pytest.mark.parametrize("name", RULES)
def test_all_of_one_kind_may_be_told_from_three_times_the_rule_on(name):
    k = rule_of(name)
    assert np.isnan(shown(city([(0, 3 * k - 1), *LARGE]), k)[c.MINORITY_SHARE][0])
    assert shown(city([(0, 3 * k), *LARGE]), k)[c.MINORITY_SHARE][0] == 0


@pytest.mark.parametrize("name", RULES)
def test_the_same_hours_for_all_may_be_told_from_three_times_the_rule_on(name):
    k = rule_of(name)
    varied = [np.arange(sum(cell)) % 90 * 1.0 for cell in LARGE]
    for size, gone in ((3 * k - 1, True), (3 * k, False)):
        cells = [(0, size), *LARGE]
        table = shown(city(cells, [np.full(size, 40.0), *varied]), k)
        assert np.isnan(table[c.MEAN_HOURS][0]) == gone


def test_nobody_dominates_since_no_published_table_holds_energy():
    """15/15 also asks that no customer has over 15 % of an area's load: a rule for sums of kWh, and there are none."""
    published = [table for table in c.TABLES if not table.confidential]
    assert len(published) > 10
    settings = {c.THRESHOLD_KWH}  # not of any household
    fields = [column for table in published for column in table.columns if column.name not in settings]
    words = [f"{column.name} {column.unit} {column.alias}".lower() for column in fields]
    assert not [text for text in words if "kwh" in text or "energy" in text]
