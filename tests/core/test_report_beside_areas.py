"""The report beside the area tables of its run: what subtracting one from the other, or their means, would tell."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.disparity.areas import DisparityOptions, disparity_by_area
from coprod_equity_plugin.core.report.beside_areas import CENSUS, OF_PLACES, city_counts, place_numbers
from coprod_equity_plugin.core.report.inputs import households
from coprod_equity_plugin.core.report.tables import descriptives, sample_flow
from coprod_equity_plugin.core.report.words import WITHHELD
from scripts.attack_run import EVENT, study_of_everything
from tests import report_frames as frames

K = 11


def flow(kept: list[int], asked: list[int], minority: list[int]) -> pd.DataFrame:
    size = len(kept)
    words = {c.STEP: [f"step {row}" for row in range(size)], c.REASON: [""] * size}
    counts = {c.HOUSEHOLDS: kept, c.REPORTERS: asked, c.MINORITY_HOUSEHOLDS: minority}
    return pd.DataFrame({**words, **counts, c.LOST: 0, c.LOST_REPORTERS: 0})


def test_a_step_a_few_homes_from_the_area_tables_is_withheld_everywhere():
    frame = flow([4000, 3200, 3000], [400, 320, 300], [2000, 1600, 1500])
    free, hidden = sample_flow(frame, K)
    assert hidden == 0
    assert free.rows[1][1:6] == ["3,200", "320", "1,600", "800", "80"]
    table, hidden = sample_flow(frame, K, [[2800, 3196], [250, 320], [1400, 1607]])
    assert table.rows[1][1:6] == [WITHHELD, "320", WITHHELD, WITHHELD, "80"]
    assert table.rows[2][1:6] == ["3,000", "300", "1,500", WITHHELD, "20"]
    assert hidden == 2
    gone = {count.value for count in free.counts} - {count.value for count in table.counts}
    assert gone == {3200, 1600}


def test_city_counts_are_the_area_tables():
    for seed in range(3):
        study, _ = study_of_everything(seed)
        city = disparity_by_area(study, DisparityOptions(minimum=K)).city
        found, rows = city_counts(study, K)
        assert found[0] == city[c.HOUSEHOLDS] == np.count_nonzero(rows)
        for value, name in ((found[1], c.REQUESTS_COUNT), (found[2], c.MINORITY_HOUSEHOLDS)):
            assert np.isnan(city[name]) or value == city[name]


def parts_of(homes):
    return {
        "All homes": np.ones(len(homes), dtype=bool),
        "Asked": homes.asked,
        "Did not ask": ~homes.asked,
        "Minority": homes.minority,
        "Other": ~homes.minority,
    }


def described(study: pd.DataFrame, areas: pd.DataFrame, event=EVENT):
    homes = households(study, event)
    beside = place_numbers(study, homes, areas, K)
    found, hidden = descriptives(homes, parts_of(homes), K, beside)
    return homes, beside, found, hidden


def label(name: str) -> str:
    return next(column.alias for column in c.STUDY.columns if column.name == name)


def test_where_no_area_is_withheld_the_numbers_are_as_exact_as_ever():
    study = frames.study()
    areas = frames.disparity(study)
    assert set(areas[c.AREA_ID]) == set(study[c.BLOCK_GROUP])
    areas = areas.fillna({c.HOUSEHOLDS: 100, c.MINORITY_HOUSEHOLDS: 50, c.REQUESTS_COUNT: 20})
    homes, _, (centre, spread), _ = described(study, areas, frames.EVENT)
    row = next(row for row in centre.rows if row[0].startswith(label(c.MEDIAN_INCOME)))
    income = homes.covariates[c.MEDIAN_INCOME]
    assert row[1] == f"{income.mean():.1f} ({income.std():.1f})"
    assert row[5] == f"{income[~homes.minority].mean():.1f} ({income[~homes.minority].std():.1f})"
    row = next(row for row in spread.rows if row[0].startswith(label(c.MEDIAN_INCOME)))
    assert row[1] == "{:.1f} to {:.1f}".format(*np.percentile(income, [5, 95]))


@pytest.mark.parametrize("seed", [0, 3, 6])
def test_each_number_told_is_that_of_every_city_that_cannot_be_told_apart(seed):
    study, _ = study_of_everything(seed)
    areas = disparity_by_area(study, DisparityOptions(minimum=K)).table
    assert areas[c.REQUESTS_COUNT].isna().any()
    _, beside, (centre, spread), hidden = described(study, areas)
    coarser = 0
    for name in CENSUS:
        scale = 100.0 if name in (c.EDUCATION_SHARE, c.RENTER_SHARE) else 1.0
        values = beside.values[name]  # noqa: PD011 - a mapping
        texts = [next(row for row in table.rows if row[0].startswith(label(name))) for table in (centre, spread)]
        for place, head in enumerate(("all", "asked", "silent", "minority", "other"), start=1):
            if texts[0][place] == WITHHELD:
                coarser += 1
                continue
            mean = texts[0][place].split(" ")[0].replace("−", "-").replace(",", "")
            decimals = len(mean.partition(".")[2])
            coarser += decimals == 0
            half = 0.5 * 10.0**-decimals if decimals else 5.0 if mean.endswith("0") else 0.5
            for counts in (beside.cities[head].true, *beside.cities[head].others):
                known = np.isfinite(values)
                slow = np.average(values[known], weights=counts[known])  # every home's value, one by one
                assert abs(scale * slow - float(mean)) <= half * (1 + 1e-9)
    assert coarser > 0
    shown = sum(cell == WITHHELD for table in (centre, spread) for row in table.rows for cell in row)
    assert hidden == shown


def test_block_groups_that_the_area_table_does_not_have_count_as_withheld():
    study, _ = study_of_everything(3)
    areas = disparity_by_area(study, DisparityOptions(minimum=K)).table
    homes = households(study, EVENT)
    tracts = areas.assign(**{c.AREA_ID: [f"tract {row}" for row in range(len(areas))]})
    own, other = (len(place_numbers(study, homes, table, K).cities["all"].others) for table in (areas, tracts))
    assert other >= own > 0


def test_block_groups_as_numbers_find_their_areas():
    study, _ = study_of_everything(3)
    areas = disparity_by_area(study, DisparityOptions(minimum=K)).table
    digits = {name: float(place + 1) for place, name in enumerate(sorted(set(study[c.BLOCK_GROUP])))}
    numbered = study.assign(**{c.BLOCK_GROUP: study[c.BLOCK_GROUP].map(digits)})
    named = areas.assign(**{c.AREA_ID: [f"{digits[name]:.0f}" for name in areas[c.AREA_ID]]})
    found = [place_numbers(s, households(s, EVENT), a, K) for s, a in ((study, areas), (numbered, named))]
    sums = [sorted(city.sum() for city in one.cities["all"].others ** 2) for one in found]
    assert sums[0] == sums[1]


def test_weights_move_the_numbers_but_not_how_exactly_they_are_told():
    study, _ = study_of_everything(3)
    areas = disparity_by_area(study, DisparityOptions(minimum=K)).table
    homes = households(study, EVENT)
    beside = place_numbers(study, homes, areas, K)
    true = float(np.mean(homes.covariates[c.MEDIAN_INCOME]))
    plain = beside.mean("all", c.MEDIAN_INCOME, true, 1.0, 1)
    weighted = beside.mean("all", c.MEDIAN_INCOME, true + 10, 1.0, 1)
    assert plain is not None
    assert float(weighted) == pytest.approx(float(plain) + 10)
    nobody = {head: replace(city, others=city.others[:0]) for head, city in beside.cities.items()}
    alone = replace(beside, cities=nobody)
    for name in OF_PLACES:
        assert alone.mean("all", name, 12.3456, 1.0, 2) == "12.35"
