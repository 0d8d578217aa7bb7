"""Indicators and their margins of error against numbers worked by hand from the Census's formulas."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from coprod_equity_plugin.core import columns
from coprod_equity_plugin.core.errors import InputError
from coprod_equity_plugin.core.progress import Progress
from coprod_equity_plugin.core.sources.census import CensusTables, read_census_tables
from coprod_equity_plugin.core.study.block_groups import (
    SQUARE_METRES_PER_SQUARE_MILE,
    coefficient_of_variation,
    indicators,
    population_density,
    proportion_with_margin,
    sum_with_margin,
)

NAN = np.nan


def one(function, *values):
    """A formula's result for single numbers."""
    result = function(*(np.array([value], float) for value in values))
    return tuple(float(array[0]) for array in result) if isinstance(result, tuple) else float(result[0])


# --- formulas --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("part", "part_margin", "whole", "whole_margin", "share", "margin"),
    [
        (300, 50, 1000, 80, 0.3, math.sqrt(50**2 - 0.09 * 80**2) / 1000),  # sqrt(1924)/1000 = 0.0438634
        (900, 50, 1000, 80, 0.9, math.sqrt(50**2 + 0.81 * 80**2) / 1000),  # radicand -2684: as a ratio, 0.0876584
        (1000, 80, 1000, 80, 1.0, 0.08),  # P = 1: MOE_X / Y
        (0, 12, 400, 90, 0.0, 0.03),
        (300, 50, 1000, 0, 0.3, 0.05),  # a controlled total
        (40, 24, 50, 30, 0.8, 0.0),  # radicand 0
        (300, NAN, 1000, 80, 0.3, NAN),
        (300, 50, 1000, NAN, 0.3, NAN),
        (0, 12, 0, 12, NAN, NAN),
        (NAN, NAN, 1000, 80, NAN, NAN),
        (300, 50, NAN, 80, NAN, NAN),
    ],
)
def test_proportions(part, part_margin, whole, whole_margin, share, margin):
    found = one(proportion_with_margin, part, part_margin, whole, whole_margin)
    assert found == pytest.approx((share, margin), nan_ok=True, abs=1e-12)


def test_proportions_to_the_digit():
    assert one(proportion_with_margin, 300, 50, 1000, 80)[1] == pytest.approx(0.0438634, abs=5e-8)
    assert one(proportion_with_margin, 900, 50, 1000, 80)[1] == pytest.approx(0.0876584, abs=5e-8)


def test_sums():
    estimates = [np.array([100.0, 10, 0, 5]), np.array([50.0, 0, 0, NAN]), np.array([20.0, 0, 0, 1])]
    margins = [np.array([30.0, 6, 12, 1]), np.array([40.0, 8, 12, 1]), np.array([0.0, 12, 9, 1])]
    total, margin = sum_with_margin(estimates, margins)
    # 30-40-50; of two zeros only the larger; of three zeros only the largest; a missing term
    np.testing.assert_allclose(total, [170, 10, 0, NAN])
    np.testing.assert_allclose(margin[:3], [50, math.sqrt(6**2 + 12**2), 12])
    assert math.isnan(sum_with_margin([np.array([1.0])], [np.array([NAN])])[1][0])


def test_coefficient_of_variation():
    # (16,450 / 1.645) / 50,000 = 10,000 / 50,000
    assert one(coefficient_of_variation, 50000, 16450) == pytest.approx(0.2)
    assert math.isnan(one(coefficient_of_variation, 0, 12))
    assert math.isnan(one(coefficient_of_variation, NAN, 12))
    assert math.isnan(one(coefficient_of_variation, 50000, NAN))


def test_density():
    assert abs(SQUARE_METRES_PER_SQUARE_MILE - 1609.344**2) < 0.01
    assert one(population_density, 1500, 2 * 1609.344**2) == pytest.approx(750, rel=1e-9)
    assert one(population_density, 0, 1e6) == 0
    assert math.isnan(one(population_density, 1500, 0))
    assert math.isnan(one(population_density, NAN, 1e6))
    assert math.isnan(one(population_density, 1500, NAN))


# --- the table -------------------------------------------------------------------------------------------------------
A, B, C, D = "120730001001", "120730001002", "120730002001", "120730002002"


def tables_of(values, ids=(A, B, C), open_ended=(), rows=None):
    """Tables from ``code -> [(estimate, margin), ...]``."""
    estimates = {code: np.array([pair[0] for pair in pairs], float) for code, pairs in values.items()}
    margins = {code: np.array([pair[1] for pair in pairs], float) for code, pairs in values.items()}
    names = {code[:6] for code in values}
    return CensusTables(
        geoid=np.array(ids, object),
        estimates=estimates,
        margins=margins,
        open_ended={"B19013_001": np.isin(np.arange(len(ids)), open_ended)},
        rows=rows or {name: np.ones(len(ids), bool) for name in names},
        files={name: (f"{name}.csv",) for name in names},
    )


VALUES = {
    "B19013_001": [(50000, 16450), (NAN, NAN), (250000, NAN)],
    "B01003_001": [(1500, 150), (0, 12), (800, 90)],
    "B15003_001": [(1000, 80), (0, 12), (500, 60)],
    "B15003_022": [(200, 30), (0, 12), (500, 60)],
    "B15003_023": [(60, 40), (0, 12), (0, 12)],
    "B15003_024": [(40, 0), (0, 12), (0, 12)],
    "B15003_025": [(0, 12), (0, 12), (0, 12)],
    "B25003_001": [(400, 40), (0, 12), (300, 30)],
    "B25003_003": [(100, 30), (0, 12), (30, 15)],
    "B03002_001": [(1500, 0), (0, 12), (800, 90)],
    "B03002_003": [(600, 90), (0, 12), (800, 90)],
}
MILE = 1609.344**2


def layer(ids=(A, B, C), land=(2 * MILE, MILE, 0)):
    return pd.DataFrame({"GEOID": list(ids), "ALAND": np.array(land, float)})


def test_hand_worked_block_groups():
    result = indicators(tables_of(VALUES, open_ended=[2]), layer())
    table = result.table
    assert tuple(table.columns) == columns.BLOCK_GROUPS.names
    expected = {
        columns.BLOCK_GROUP: [A, B, C],
        columns.POPULATION: [1500, 0, 800],
        columns.POPULATION_MOE: [150, 12, 90],
        columns.MEDIAN_INCOME: [50, NAN, 250],
        columns.MEDIAN_INCOME_MOE: [16.45, NAN, NAN],
        columns.MEDIAN_INCOME_CV: [0.2, NAN, NAN],
        columns.INCOME_TOPCODED: [0, NAN, 1],
        columns.DENSITY: [750, 0, NAN],
        columns.LOG_DENSITY: [math.log(750), NAN, NAN],
        # 300 of 1,000; margin of the sum sqrt(30^2 + 40^2 + 0 + 12^2) = sqrt(2644); less 0.09 x 80^2 = 576
        columns.EDUCATION_SHARE: [0.3, NAN, 1],
        columns.EDUCATION_SHARE_MOE: [math.sqrt(2644 - 576) / 1000, NAN, math.sqrt(60**2 + 12**2) / 500],
        # 30^2 - (1/4)^2 x 40^2 = 800; 15^2 - 0.01 x 30^2 = 216
        columns.RENTER_SHARE: [0.25, NAN, 0.1],
        columns.RENTER_SHARE_MOE: [math.sqrt(800) / 400, NAN, math.sqrt(216) / 300],
        columns.AREA_MINORITY_SHARE: [0.6, NAN, 0],
        columns.AREA_MINORITY_SHARE_MOE: [0.06, NAN, 90 / 800],
        # standard error (margin / 1.645) over estimate; none of an estimate of 0
        columns.POPULATION_CV: [150 / 1.645 / 1500, NAN, 90 / 1.645 / 800],
        columns.EDUCATION_SHARE_CV: [math.sqrt(2068) / 1.645 / 300, NAN, math.sqrt(3744) / 1.645 / 500],
        columns.RENTER_SHARE_CV: [math.sqrt(800) / 1.645 / 100, NAN, math.sqrt(216) / 1.645 / 30],
        columns.AREA_MINORITY_SHARE_CV: [0.06 / 1.645 / 0.6, NAN, NAN],
        columns.AREA_HOUSEHOLDS: [400, 0, 300],
        columns.AREA_HOUSEHOLDS_MOE: [40, 12, 30],
        columns.AREA_HOUSEHOLDS_CV: [40 / 1.645 / 400, NAN, 30 / 1.645 / 300],
    }
    assert set(expected) == set(columns.BLOCK_GROUPS.names)
    for name, values in expected.items():
        if name == columns.BLOCK_GROUP:
            assert table[name].tolist() == values
        else:
            np.testing.assert_allclose(table[name].to_numpy(float), values, rtol=1e-8, err_msg=name)
    assert (result.without_income, result.topcoded, result.unreliable_income) == (1, 1, 0)
    assert (result.without_rows, result.rows_without_area) == (0, 0)


def test_rows_follow_the_layer_whatever_the_order_and_form_of_its_ids():
    frame = layer([f"1500000US{C}", B, A], [0, MILE, 2 * MILE])
    assert indicators(tables_of(VALUES), frame).table[columns.BLOCK_GROUP].tolist() == [C, B, A]
    assert indicators(tables_of(VALUES), frame).table[columns.POPULATION].tolist() == [800, 0, 1500]
    numbers = pd.DataFrame({"GEOID": np.array([float(C), float(A), float(B)]), "ALAND": ["0", None, "5000000"]})
    result = indicators(tables_of(VALUES), numbers)
    assert result.table[columns.POPULATION].tolist() == [800, 1500, 0]
    assert np.isnan(result.table[columns.DENSITY].to_numpy()).tolist() == [True, True, False]


def test_unreliable_income_is_counted():
    values = {**VALUES, "B19013_001": [(50000, 1.645 * 0.41 * 50000), (50000, 1.645 * 0.39 * 50000), (NAN, NAN)]}
    assert indicators(tables_of(values), layer()).unreliable_income == 1


class Log(Progress):
    def __init__(self):
        self.warnings = []

    def warning(self, text):
        self.warnings.append(text)


def city(count, missing, outside=0):
    """A layer of ``count`` block groups, the last ``missing`` of them not in the tables, and tables with more rows."""
    ids = [f"12073{number:06d}1" for number in range(count)]
    known = ids[: count - missing] + [f"12073{number:06d}9" for number in range(outside)]
    tables = tables_of({"B01003_001": [(100, 10)] * len(known)}, ids=sorted(known))
    return tables, layer(ids, [MILE] * count)


def test_few_block_groups_without_a_row_are_told():
    tables, frame = city(100, 10, outside=7)
    log = Log()
    result = indicators(tables, frame, log)
    assert (result.without_rows, result.rows_without_area) == (10, 7)
    assert result.matched_share == {"B01003": 0.9}
    assert log.warnings[0] == (
        "Only 90.0 % of the layer's 100 block groups are in table B01003, 10.0 % (10) are not; those stay empty."
    )
    assert np.isnan(result.table[columns.POPULATION].to_numpy()).sum() == 10


def test_more_than_a_tenth_without_a_row_is_refused_with_the_share():
    tables, frame = city(100, 11)
    with pytest.raises(InputError, match=r"only 89.0 % of the layer's 100 .* 11.0 % \(11\) are not: .*vintages"):
        indicators(tables, frame)


def test_a_layer_of_the_whole_state_with_the_tables_of_one_county():
    tables, frame = city(20, 0)
    elsewhere = layer([f"12001{number:06d}1" for number in range(300)], [MILE] * 300)
    result = indicators(tables, pd.concat([elsewhere, frame], ignore_index=True))
    assert result.matched_share == {"B01003": 1.0}
    assert result.without_rows == 300
    with pytest.raises(InputError, match="none of the layer's 300 block groups is in a county"):
        indicators(tables, elsewhere)


def test_block_groups_of_water_need_no_row():
    tables, frame = city(20, 3)
    frame.loc[17:, "ALAND"] = 0
    assert indicators(tables, frame).matched_share == {"B01003": 1.0}


def test_one_table_of_another_vintage_is_named():
    rows = {"B01003": np.ones(20, bool), "B19013": np.arange(20) < 12}
    tables, frame = city(20, 0)
    values = {"B01003_001": [(100, 10)] * 20, "B19013_001": [(50000, 100)] * 12 + [(NAN, NAN)] * 8}
    with pytest.raises(InputError) as raised:
        indicators(tables_of(values, ids=list(tables.geoid), rows=rows), frame)
    assert [problem.source for problem in raised.value.problems] == ["B19013.csv"]
    assert "only 60.0 %" in str(raised.value)


def test_all_faults_of_the_layer_are_told_together():
    frame = pd.DataFrame({"GEOID": [A, A, "12073", None, B], "ALAND": ["1", "2", "wide", "3", "4"]})
    with pytest.raises(InputError) as raised:
        indicators(tables_of(VALUES), frame)
    assert {(problem.column, problem.rows) for problem in raised.value.problems[:3]} == {
        ("GEOID", (3, 4)),
        ("GEOID", (2,)),
        ("ALAND", (3,)),
    }
    with pytest.raises(InputError, match="the layer is empty"):
        indicators(tables_of(VALUES), layer([], []))


def test_population_falls_back_to_the_same_total_elsewhere():
    values = {code: pairs for code, pairs in VALUES.items() if code != "B01003_001"}
    result = indicators(tables_of(values), layer())
    assert result.population_from == "B03002_001"
    assert result.table[columns.POPULATION].tolist() == [1500, 0, 800]


def test_boston(realdata):
    tables = read_census_tables(realdata / "boston" / "acs5_2019_suffolk_bg_api_layout.json", allow_missing=True)
    raw = pd.read_csv(realdata / "boston" / "acs5_2019_suffolk_bg_api_names.csv", dtype={"GEO_ID": str})
    frame = pd.DataFrame({"GEOID": raw["GEO_ID"], "ALAND": 1e6})
    result = indicators(tables, frame)
    assert len(result.table) == 646
    assert (result.without_income, result.topcoded, result.without_rows) == (66, 1, 0)
    income = raw["B19013_001E"].to_numpy(float)
    income[income == -666666666] = NAN
    income[income == 250001] = 250000
    np.testing.assert_array_equal(result.table[columns.MEDIAN_INCOME].to_numpy(), income / 1000)
    degrees = raw[[f"B15003_0{number}E" for number in (22, 23, 24, 25)]].to_numpy(float).sum(axis=1)
    adults = raw["B15003_001E"].to_numpy(float)
    shares = [part / whole if whole else NAN for part, whole in zip(degrees, adults)]
    np.testing.assert_allclose(result.table[columns.EDUCATION_SHARE].to_numpy(), shares)
    assert result.table[[columns.RENTER_SHARE, columns.AREA_MINORITY_SHARE]].isna().all(axis=None)
