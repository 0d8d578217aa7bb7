"""Everything published of a city together, and a second run beside a first: the attacker of scripts/attack_areas.py."""

import numpy as np
import pandas as pd
import pytest

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.disparity.areas import DisparityOptions, disparity_by_area
from coprod_equity_plugin.core.errors import PrivacyError
from coprod_equity_plugin.core.report.area_table import areas_table
from scripts.attack_areas import attack_coarser, attack_joint, attack_later, random_city


@pytest.mark.parametrize("seed", range(40))
def test_disparity_and_reliability_together_leave_the_doubt_that_the_rule_asks(seed):
    for goal, slack in attack_joint(seed, most=5):
        assert slack >= -1e-6, goal


@pytest.mark.parametrize("seed", range(12))
def test_a_later_run_on_a_part_gives_no_small_cell_away(seed):
    for goal, width in attack_later(seed, most=4) or ():
        assert width >= 1 - 1e-6, goal


@pytest.mark.parametrize("seed", range(8))
def test_a_later_run_by_tract_gives_no_small_cell_of_block_groups_away(seed):
    for goal, width in attack_coarser(seed, most=4) or ():
        assert width >= 1 - 1e-6, goal


def test_block_groups_after_tracts_are_refused_and_it_is_said_why():
    study = people({"120730001001": 100, "120730001002": 120, "120730002001": 140, "120730002002": 160})
    tracts = study.assign(**{c.BLOCK_GROUP: study[c.BLOCK_GROUP].str[:11]})
    first = disparity_by_area(tracts, DisparityOptions()).table
    with pytest.raises(PrivacyError, match="is of other areas, which do not make up those of this run"):
        disparity_by_area(study, DisparityOptions(earlier=(first,)))
    by_group = disparity_by_area(study, DisparityOptions()).table
    later = disparity_by_area(tracts, DisparityOptions(earlier=(by_group,))).table
    assert later[c.HOUSEHOLDS].tolist() == [220, 300]


def test_the_attacker_finds_households_where_the_later_run_does_not_know_the_earlier():
    assert min(width for _, width in attack_later(1, told=False)) < 1e-6


@pytest.mark.parametrize("seed", [0, 3, 9])
def test_the_report_shows_no_area_that_the_table_withholds(seed):
    study, _ = random_city(seed)
    published = disparity_by_area(study, DisparityOptions()).table
    _, shown = areas_table(published, 11)
    numbers = [column.name for column in c.DISPARITY.columns if column.kind != "text"]
    assert not (published[numbers].isna() & shown[numbers].notna()).to_numpy().any()


def people(sizes):
    rng = np.random.default_rng(1)
    frames = [
        pd.DataFrame(
            {
                c.BLOCK_GROUP: name, c.STATUS: c.STATUS_RESTORED, c.RESTORATION_HOURS: rng.integers(1, 90, size) * 1.0,
                c.PARTICIPATION: (np.arange(size) % 3 == 0) * 1.0, c.MINORITY_SHARE: (np.arange(size) % 2) * 1.0,
            }
        )
        for name, size in sizes.items()
    ]  # fmt: skip
    return pd.concat(frames, ignore_index=True)


def test_an_area_that_lost_a_few_households_is_withheld_with_another():
    first = disparity_by_area(people({"A": 100, "B": 120, "C": 140, "D": 160}), DisparityOptions()).table
    smaller = people({"A": 97, "B": 120, "C": 60, "D": 160})  # of the city, 11 or more of each group and answer
    alone = disparity_by_area(smaller, DisparityOptions()).table
    assert alone[c.HOUSEHOLDS].tolist() == [97, 120, 60, 160]
    beside = disparity_by_area(smaller, DisparityOptions(earlier=(first,))).table
    assert np.isnan(beside[c.HOUSEHOLDS][0])
    assert beside[c.HOUSEHOLDS].isna().sum() == 2
    assert beside[c.SUPPRESSION][0].startswith("fewer than 11 households")


def test_the_same_households_again_change_nothing():
    study = people({"A": 100, "B": 120, "C": 5, "D": 160, "E": 40})
    first = disparity_by_area(study, DisparityOptions())
    again = disparity_by_area(study, DisparityOptions(earlier=(first.table,)))
    pd.testing.assert_frame_equal(first.table, again.table)


def test_a_city_that_lost_a_few_households_says_why_not():
    first = disparity_by_area(people({"A": 100, "B": 120}), DisparityOptions()).table
    with pytest.raises(PrivacyError, match="fewer than 11 households more or fewer than the result published before"):
        disparity_by_area(people({"A": 96, "B": 120}), DisparityOptions(earlier=(first,)))


def test_what_was_withheld_before_stays_withheld():
    study = people({"A": 5, "B": 40, "C": 60, "D": 160})
    first = disparity_by_area(study, DisparityOptions()).table
    assert first[c.HOUSEHOLDS].isna().tolist() == [True, True, False, False]
    later = disparity_by_area(study, DisparityOptions(minimum=3, earlier=(first,))).table
    assert later[c.HOUSEHOLDS].isna().tolist() == [True, True, False, False]
