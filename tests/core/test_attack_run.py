"""Everything that one run publishes, attacked together: scripts/attack_run.py on a handful of its 200 cities."""

import numpy as np
import pandas as pd
import pytest

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.disparity.areas import DisparityOptions, disparity_by_area
from coprod_equity_plugin.core.disparity.households import UNKNOWN, read_households, without_few
from coprod_equity_plugin.core.disparity.place_values import (
    Withheld,
    mean_of,
    other_cities,
    percentile_of,
    safe_decimals,
    spread_of,
)
from coprod_equity_plugin.core.disparity.populations import MODEL_COLUMNS, few_apart, modelled, near_published
from coprod_equity_plugin.core.disparity.suppression import COMPLEMENTARY, suppress_parts, suppress_totals
from coprod_equity_plugin.core.report.inputs import households as report_households
from scripts.attack_run import EVENT, attack_run, study_of_everything


@pytest.mark.parametrize("seed", [6, 8, 9])
def test_a_whole_run_gives_no_small_cell_away(seed):
    found = attack_run(seed, most=12)
    assert found
    for name, width, least in found:
        assert width >= (1 if name.startswith("city") else least) - 1e-6, name


def test_the_attacker_finds_cells_where_tables_do_not_know_of_each_other():
    assert min(width for _, width, _ in attack_run(11, protect=False)) < 1


@pytest.mark.parametrize("seed", range(3))
def test_the_models_population_is_the_reports(seed):
    study, _ = study_of_everything(seed)
    assert modelled(study).sum() == len(report_households(study, EVENT))


def test_without_the_models_columns_nobody_is_left_out_for_them():
    study, _ = study_of_everything(0)
    assert modelled(study.drop(columns=MODEL_COLUMNS[-1])) is None
    homes = read_households(study[[c.STATUS, c.BLOCK_GROUP, c.RESTORATION_HOURS, c.PARTICIPATION, c.MINORITY_SHARE]],
                            DisparityOptions())  # fmt: skip
    assert homes.modelled.all()


def test_few_apart_by_hand():
    outer, inner = np.ones(30, dtype=bool), np.ones(30, dtype=bool)
    groups = np.repeat([0, 1, 2], 10)
    inner[:3] = False  # three of the first group, seven of the second, none of the third
    inner[10:17] = False
    assert np.flatnonzero(few_apart(outer, inner, groups, 5)).tolist() == [0, 1, 2]
    assert few_apart(outer, inner, groups, 8).sum() == 10
    assert not few_apart(inner, outer, groups, 8).any()


def test_counts_near_a_published_one():
    assert near_published([100, 96, 89, 100.0, np.nan], [100], 11).tolist() == [False, True, False, False, False]
    assert near_published([95], [100, np.nan], 5).tolist() == [False]


def lacking(number: int) -> pd.DataFrame:
    """A city of which some minority homes have no year built."""
    study, _ = study_of_everything(2)
    study[c.HOUSE_AGE], study[c.MEDIAN_INCOME] = 40.0, 60.0
    row = np.flatnonzero((study[c.STATUS] == c.STATUS_RESTORED) & (study[c.MINORITY_SHARE] >= 0.5))[:number]
    study.loc[study.index[row], c.HOUSE_AGE] = np.nan
    return study


def test_a_few_that_the_models_cannot_use_are_left_out_and_many_are_not():
    everybody = len(read_households(lacking(0), DisparityOptions()).hours)
    few = read_households(lacking(4), DisparityOptions())
    assert len(few.hours) == everybody - 4
    assert any(line.startswith("Left out, households that the models cannot use") for line in few.log)
    assert "fewer than 11" in next(line for line in few.log if "the models cannot use" in line)
    many = read_households(lacking(11), DisparityOptions())
    assert len(many.hours) == everybody
    assert (~many.modelled & (many.group != UNKNOWN)).sum() == 11


def test_curves_count_whom_the_tables_count_or_clearly_more():
    study = lacking(4)
    options = DisparityOptions()
    out = study[c.RESTORATION_HOURS].notna().to_numpy()
    one = np.zeros(len(study), dtype=np.int64)
    counted = without_few(study, out, one, options)
    for inner in (len(read_households(study, options).hours), int(modelled(study).sum())):
        assert not 0 < abs(int(counted.sum()) - inner) < options.minimum


def test_requests_beside_the_models_number_lose_their_sum_and_an_area():
    table = np.array([[20, 80], [30, 70], [40, 60]])
    totals = suppress_totals(table.sum(axis=1), np.zeros(3, dtype=bool), 11)
    assert not suppress_parts(table, totals, 11, beside=np.array([0, 40])).withheld.any()
    found = suppress_parts(table, totals, 11, beside=np.array([4, 40]))
    assert found.total_withheld
    assert found.state.tolist() == [COMPLEMENTARY, 0, 0]


# --- means of public values ----------------------------------------------------------------------------------------


def places(seed: int):
    """Homes by place, of two kinds each, and places' public values."""
    rng = np.random.default_rng(seed)
    sizes = rng.choice([3, 7, 25, 60, 200], 12)
    place = np.repeat(np.arange(12), sizes)
    minority, asked = rng.random(len(place)) < rng.random(12)[place], rng.random(len(place)) < 0.15
    values = np.column_stack([rng.lognormal(4, 0.4, 12), rng.random(12)])
    count = np.bincount(place)
    groups = np.bincount(place, minority)
    requests = np.bincount(place, asked)

    def small(number):
        return (number > 0) & (number < 11)

    whole = (count < 11) | (np.arange(12) == np.argmax(np.where(count >= 11, -count, -999)))
    withheld = Withheld(
        whole, whole | small(groups) | small(count - groups), whole | small(requests) | small(count - requests)
    )
    return place, minority, asked, values, withheld


@pytest.mark.parametrize("seed", range(5))
def test_other_cities_keep_what_is_published_and_leave_each_small_place_open(seed):
    place, minority, asked, values, withheld = places(seed)
    cities = other_cities(place, minority, asked, values, withheld, 11)
    masks = {
        "all": np.ones(len(place), bool),
        "minority": minority,
        "other": ~minority,
        "asked": asked,
        "silent": ~asked,
    }
    for head, mask in masks.items():
        found = cities[head]
        assert (found.true == np.bincount(place[mask], minlength=12)).all()
        assert (found.others >= 0).all()
        assert (found.others.sum(axis=1) == mask.sum()).all()  # the city's count
        shown = ~{"all": withheld.whole, "minority": withheld.groups, "other": withheld.groups}.get(
            head, withheld.requests
        )
        assert (found.others[:, shown] == found.true[shown]).all()
    assert (cities["all"].others[:, ~withheld.whole] == cities["all"].true[~withheld.whole]).all()
    assert (cities["minority"].others + cities["other"].others == cities["all"].others).all()
    small = withheld.whole & (cities["all"].true < 11)
    for own in np.flatnonzero(small):
        open_to = np.append(cities["all"].others[:, own], cities["all"].true[own])
        assert open_to.max() - open_to.min() >= 10


def test_a_small_count_stays_open_where_no_partner_has_homes_of_the_same_group():
    """The place has three minority homes that asked; its only partner has no minority home, a third place has."""
    sizes = {  # place: other silent, other asked, minority silent, minority asked
        0: (1, 2, 0, 3), 1: (14, 10, 0, 0), 2: (20, 8, 12, 6),
    }  # fmt: skip
    rows = [(place, kind) for place, cells in sizes.items() for kind, number in enumerate(cells) for _ in range(number)]
    place, kind = np.array(rows).T
    nowhere, first_two = np.zeros(3, dtype=bool), np.array([True, True, False])
    cities = other_cities(
        place, kind >= 2, kind % 2 == 1, np.array([[50.0], [60.0], [70.0]]), Withheld(nowhere, nowhere, first_two), 5
    )
    silent = cities["silent"]
    assert silent.true[0] == 1
    assert silent.others[:, 0].min() == 0
    assert silent.others[:, 0].max() >= 4
    for city in cities.values():
        assert (city.others.sum(axis=1) == city.true.sum()).all()
        if city is not cities["asked"] and city is not silent:
            assert (city.others == city.true).all()
    assert (silent.others[:, 2] == silent.true[2]).all()


def test_measures_from_counts_are_those_of_the_homes():
    place, _, _, values, _ = places(3)
    counts = np.bincount(place)
    of_homes = values[place, 0]
    assert mean_of(values[:, 0], counts) == pytest.approx(of_homes.mean())
    assert spread_of(values[:, 0], counts) == pytest.approx(of_homes.std())
    for share in (0.05, 0.5, 0.95):
        assert percentile_of(values[:, 0], counts, share)[0] == pytest.approx(np.percentile(of_homes, 100 * share))
    holes = values[:, 0].copy()
    holes[2] = np.nan
    assert mean_of(holes, counts) == pytest.approx(of_homes[place != 2].mean())
    assert percentile_of(holes, counts, 0.5)[0] == pytest.approx(np.median(of_homes[place != 2]))


@pytest.mark.parametrize(
    ("true", "others", "decimals"),
    [
        (54.32, [54.33, 54.31], 1), (54.32, [54.37], 0), (54.32, [53.9, 54.2], 0), (54.32, [52.0], -1),
        (54.32, [70.0], None), (2.3, [4.0], None), (0.0, [0.0], 1), (54.32, [], 1),
    ],
)  # fmt: skip
def test_decimals_that_other_cities_share(true, others, decimals):
    assert safe_decimals(true, np.array(others), 1) == decimals


def test_a_public_mean_of_a_small_city_is_told_less_exactly_than_a_large_citys():
    place, minority, asked, values, withheld = places(1)
    told = []
    for copies in (1, 400):
        more = np.concatenate([place, np.tile(np.flatnonzero(~withheld.requests), copies * 100)])
        extra = len(more) - len(place)
        kinds = (
            np.concatenate([minority, np.arange(extra) % 2 == 0]),
            np.concatenate([asked, np.arange(extra) % 3 == 0]),
        )
        cities = other_cities(more, *kinds, values, withheld, 11)["all"]
        true = float(mean_of(values[:, 0], cities.true))
        told.append(safe_decimals(true, mean_of(values[:, 0], cities.others), 2))
    assert told[0] is None or told[0] < told[1]


def test_log_of_the_area_table_tells_no_few():
    result = disparity_by_area(lacking(4), DisparityOptions())
    assert not any(f": {few:,}." in line for line in result.log for few in range(1, 11) if line.startswith("Left out"))
