"""The rules by hand, and an attacker who has read them: linear programs over everything that was published."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.disparity.areas import DisparityOptions, disparity_by_area
from coprod_equity_plugin.core.disparity.suppression import (
    COMPLEMENTARY,
    NOT_WITHHELD,
    NOTHING_THERE,
    PRIMARY,
    privacy_rule,
    suppress_parts,
    suppress_totals,
)
from coprod_equity_plugin.core.errors import InputError

K = 11


def totals(counts, uniform=None, minimum=K):
    uniform = np.zeros(len(counts), bool) if uniform is None else np.array(uniform)
    return suppress_totals(np.array(counts), uniform, minimum)


# --- by hand -----------------------------------------------------------------------------------------------------


def test_rules_have_their_published_minimum():
    assert [privacy_rule(name).minimum for name in ("households_11", "15_15", "customers_100")] == [11, 15, 100]
    assert privacy_rule("custom", 20).minimum == 20
    with pytest.raises(InputError, match=r"'k5'.*households_11, 15_15, customers_100, custom"):
        privacy_rule("k5")


def test_boundary_of_the_smallest_group():
    state = totals([0, 1, 10, 11, 50, 60, 70]).state
    assert list(state[:4]) == [NOTHING_THERE, PRIMARY, PRIMARY, COMPLEMENTARY]
    assert totals([11, 50, 60]).state.tolist() == [NOT_WITHHELD] * 3


def test_a_single_small_area_takes_the_next_smallest_along():
    # 5 alone is the city less the rest. With 40 it could be told if one guesses which is small only up to 5 + 40 - 11.
    result = totals([300, 40, 5, 200, 90])
    assert result.state.tolist() == [NOT_WITHHELD, COMPLEMENTARY, PRIMARY, NOT_WITHHELD, NOT_WITHHELD]
    assert not result.total_withheld


def test_two_small_areas_whose_sum_tells_them_both():
    # 1 and 1 leave 2 over: both must be 1. 10 and 10 leave 20 over: for who knows both to be below 11, both are 10.
    for pair in ([1, 1], [10, 10]):
        state = totals([*pair, 40, 100, 200]).state
        assert state.tolist() == [PRIMARY, PRIMARY, COMPLEMENTARY, NOT_WITHHELD, NOT_WITHHELD]


def test_equal_areas_lose_one_not_all():
    assert (totals([5, *[30] * 20]).state == COMPLEMENTARY).sum() == 1


def test_same_hours_for_all_is_withheld_in_areas_below_three_times_the_minimum():
    state = totals([32, 33, 100, 120], uniform=[True, True, False, False]).state
    assert state[0] == PRIMARY
    assert (state == COMPLEMENTARY).sum() == 1
    assert totals([33, 100, 120], uniform=[True, False, False]).state.tolist() == [NOT_WITHHELD] * 3


def test_the_whole_city_is_too_small():
    result = totals([3, 4, 0])
    assert result.state.tolist() == [PRIMARY, PRIMARY, NOTHING_THERE]
    assert result.total_withheld


def test_one_area_only():
    assert totals([50]).state.tolist() == [NOT_WITHHELD]
    assert totals([5]).total_withheld


def parts(table, minimum=K, telling=None):
    table = np.array(table)
    return suppress_parts(table, totals(table.sum(1), minimum=minimum), minimum, telling)


def test_small_part_small_complement_and_empty_part():
    big = [[40, 60]] * 3
    assert parts([[3, 97], [90, 10], *big]).state[:2].tolist() == [PRIMARY, PRIMARY]
    assert parts([[0, 33], *big]).state.tolist() == [NOT_WITHHELD] * 4  # none of 33: may be said
    assert parts([[0, 32], *big]).state[0] == PRIMARY  # none of 32: everybody's group would be known
    assert parts([[32, 0], *big]).state[0] == PRIMARY


def test_a_lone_breakdown_takes_another_along():
    state = parts([[3, 97], [40, 60], [60, 40], [0, 100]]).state
    assert state.tolist() == [PRIMARY, COMPLEMENTARY, NOT_WITHHELD, NOT_WITHHELD]  # 0 of 100 would not blur the 3


def test_an_unknown_part_neither_hides_nor_shows_uniform_groups():
    table = [[0, 20, 12], [40, 60, 20], [50, 60, 20], [50, 50, 0]]
    assert parts(table, telling=(True, True, False)).state[0] == PRIMARY
    assert parts([[0, 0, 20], *table[1:]], telling=(True, True, False)).state[0] == NOT_WITHHELD


def test_breakdown_of_a_city_with_few_of_a_group():
    result = parts([[2, 98], [3, 97], [0, 100], [0, 100]])
    assert result.total_withheld  # 5 in the whole city: the total itself is a cell of fewer than 11
    assert result.withheld.all()


def test_what_is_withheld_whole_shows_no_parts():
    state = suppress_parts(np.array([[20, 20], [30, 40], [90, 90]]), totals([5, 70, 180]), K)
    assert state.withheld[:2].all()


# --- the attack --------------------------------------------------------------------------------------------------


def random_city(seed):
    """Sizes from none to hundreds, groups from none to all, few who ask: many small cells of every kind."""
    rng = np.random.default_rng(seed)
    areas = int(rng.integers(4, 26))
    sizes = np.floor(rng.lognormal(rng.uniform(2.5, 4.5), rng.uniform(0.3, 1.5), areas)).astype(int)
    share = rng.beta(0.5, 1.0, areas)
    unknown = rng.choice([0.0, 0.02, 0.2])
    ask = rng.choice([0.01, 0.1, 0.3])
    frames = [
        pd.DataFrame(
            {
                c.BLOCK_GROUP: f"{area:012d}",
                c.STATUS: c.STATUS_RESTORED,
                c.RESTORATION_HOURS: rng.choice([40.0, 75.0, *rng.integers(0, 200, 6)], size),
                c.PARTICIPATION: (rng.random(size) < ask).astype(float),
                c.MINORITY_SHARE: np.where(rng.random(size) < unknown, np.nan, rng.random(size) < share[area]),
            }
        )
        for area, size in enumerate(sizes)
    ]
    study = pd.concat(frames, ignore_index=True)
    return study if len(study) else random_city(seed + 10_000)


def counted(study, minimum):
    """The true cells, after leaving out the few of unknown group as the table does; rows sorted by area."""
    unknown = study[c.MINORITY_SHARE].isna()
    few = unknown.groupby(study[c.BLOCK_GROUP]).transform("sum") < minimum
    kept = study[~(unknown & few)]
    group = np.where(kept[c.MINORITY_SHARE].isna(), "u", np.where(kept[c.MINORITY_SHARE] >= 0.5, "m", "o"))
    truth = pd.crosstab(kept[c.BLOCK_GROUP], group).reindex(columns=["m", "o", "u"], fill_value=0)
    truth["r"] = kept.groupby(c.BLOCK_GROUP)[c.PARTICIPATION].sum().astype(int)
    truth["q"] = truth[["m", "o", "u"]].sum(axis=1) - truth["r"]
    truth["h"] = kept.groupby(c.BLOCK_GROUP)[c.RESTORATION_HOURS].sum()
    for kind in "mou":
        hours = kept[group == kind].groupby(c.BLOCK_GROUP)[c.RESTORATION_HOURS].sum()
        truth[f"h{kind}"] = hours.reindex(truth.index, fill_value=0)
    return truth


KINDS = ("m", "o", "u", "r", "q", "hm", "ho", "hu")


def equations(table, city):
    """What the published numbers say of the cells: a row of coefficients and a value each."""
    areas = len(table)
    rows, sides = [], []

    def say(cells, value):
        row = np.zeros(areas * len(KINDS))
        for area, kind in cells:
            row[area * len(KINDS) + KINDS.index(kind)] += 1
        rows.append(row)
        sides.append(value)

    for area, line in enumerate(table.itertuples(index=False)):
        n = line.households
        if not np.isnan(n):
            say([(area, kind) for kind in "mou"], n)
            if not np.isnan(line.mean_hours):
                say([(area, kind) for kind in ("hm", "ho", "hu")], n * line.mean_hours)
        if not np.isnan(line.minority_households):
            say([(area, "m")], line.minority_households)
            if line.minority_share > 0:
                say([(area, "o")], line.minority_households * (1 / line.minority_share - 1))
            for kind, mean in (("hm", line.minority_mean_hours), ("ho", line.other_mean_hours)):
                if not np.isnan(mean):
                    count = line.minority_households
                    count = count if kind == "hm" else count * (1 / line.minority_share - 1) if count else np.nan
                    if not np.isnan(count):
                        say([(area, kind)], count * mean)
        if not np.isnan(line.requests):
            say([(area, "r")], line.requests)
        row = np.zeros(areas * len(KINDS))
        place = area * len(KINDS)
        row[place : place + 3], row[place + 3 : place + 5] = 1, -1  # m + o + u = r + q
        rows.append(row)
        sides.append(0)
    everywhere = range(areas)
    if not np.isnan(city[c.HOUSEHOLDS]):
        say([(area, kind) for area in everywhere for kind in "mou"], city[c.HOUSEHOLDS])
        total = city[c.HOUSEHOLDS] * city[c.MEAN_HOURS]
        say([(area, kind) for area in everywhere for kind in ("hm", "ho", "hu")], total)
    if not np.isnan(city[c.MINORITY_HOUSEHOLDS]):
        say([(area, "m") for area in everywhere], city[c.MINORITY_HOUSEHOLDS])
        if city[c.MINORITY_SHARE] > 0:
            others = city[c.MINORITY_HOUSEHOLDS] * (1 / city[c.MINORITY_SHARE] - 1)
            say([(area, "o") for area in everywhere], others)
            if others > 0:
                say([(area, "ho") for area in everywhere], others * city[c.OTHER_MEAN_HOURS])
            say([(area, "hm") for area in everywhere], city[c.MINORITY_HOUSEHOLDS] * city[c.MINORITY_MEAN_HOURS])
    if not np.isnan(city[c.REQUESTS_COUNT]):
        say([(area, "r") for area in everywhere], city[c.REQUESTS_COUNT])
    return np.array(rows), np.array(sides, dtype=float)


# What the attacker is after: counts, and the hours of those counted; the column that would show it.
CELLS = {
    ("n", c.HOUSEHOLDS): ("m", "o", "u"),
    ("m", c.MINORITY_HOUSEHOLDS): ("m",),
    ("o", c.MINORITY_HOUSEHOLDS): ("o",),
    ("r", c.REQUESTS_COUNT): ("r",),
    ("q", c.REQUESTS_COUNT): ("q",),
}


def attack(table, city, truth, minimum, *, guesses=False):
    """Widths of what a linear program leaves open of each withheld small count; empty if nothing small is withheld.

    ``guesses``: the attacker also knows which of the areas withheld as a whole are the small ones.
    """
    matrix, side = equations(table, city)
    areas = len(table)
    size = truth[["m", "o", "u"]].sum(axis=1).to_numpy()
    limits, ceilings = [], []
    withheld = np.flatnonzero(table[c.HOUSEHOLDS].isna() & (size > 0))
    for area in withheld:
        of_area = cell(areas, area, ("m", "o", "u"))
        limits.append(-of_area)
        ceilings.append(-minimum if guesses and size[area] >= minimum else -1)
        if guesses and size[area] < minimum:
            limits.append(of_area)
            ceilings.append(minimum - 1)
    inequalities = {"A_ub": np.array(limits), "b_ub": ceilings} if limits else {}
    widths = {}
    for area, ((name, column), kinds) in product(range(areas), CELLS.items()):
        value = truth[list(kinds)].iloc[area].sum()
        if not 0 < value < minimum:
            continue
        assert np.isnan(table[column].iloc[area]), f"{name} = {value} of area {area} is printed"
        goals = (
            {name: kinds} if name in "rq" else {name: kinds, f"hours of {name}": tuple(f"h{kind}" for kind in kinds)}
        )
        for goal, of_kinds in goals.items():
            ends = []
            for sign in (1, -1):
                direction = sign * cell(areas, area, of_kinds)
                answer = linprog(direction, A_eq=matrix, b_eq=side, **inequalities, method="highs")
                assert answer.status in (0, 3), "the attacker's equations must hold for the truth"
                ends.append(np.inf if answer.status == 3 else sign * answer.fun)
            widths[area, goal] = ends[1] - ends[0]
    return widths


def cell(areas, area, kinds):
    return np.kron(np.eye(areas)[area], np.isin(KINDS, kinds).astype(float))


@pytest.mark.parametrize("seed", range(40))
def test_attacker_pins_no_small_cell(seed):
    minimum = (11, 15, 5)[seed % 3]
    study = random_city(seed)
    result = disparity_by_area(study, DisparityOptions(minimum=minimum))
    truth = counted(study, minimum)
    truth = truth.reindex(result.table[c.AREA_ID], fill_value=0)
    for guesses in (False, True):
        widths = attack(result.table, result.city, truth, minimum, guesses=guesses)
        least = (minimum - 1) // 2 if guesses else minimum - 1
        day = 24
        for (area, goal), width in widths.items():
            assert width >= (day if "hours" in goal else least) - 1e-6, (area, goal, guesses)


def test_the_attacker_is_good_enough_to_find_what_is_left_unprotected():
    """With primary suppression alone, the same attacker finds a small area at once."""
    sizes = [5, 60, 80, 120]
    study = pd.DataFrame(
        {
            c.BLOCK_GROUP: np.repeat([f"{area:012d}" for area in range(4)], sizes),
            c.STATUS: c.STATUS_RESTORED,
            c.RESTORATION_HOURS: np.random.default_rng(0).integers(1, 100, sum(sizes)),
            c.PARTICIPATION: np.arange(sum(sizes)) % 2,
            c.MINORITY_SHARE: np.arange(sum(sizes)) % 3 > 0,
        }
    )
    study[c.MINORITY_SHARE] = study[c.MINORITY_SHARE].astype(float)
    open_result = disparity_by_area(study, DisparityOptions(minimum=1))
    table = open_result.table.copy()
    numbers = [column.name for column in c.DISPARITY.columns if column.kind != "text"]
    table.loc[0, numbers] = np.nan
    widths = attack(table, open_result.city, counted(study, 1), 11)
    assert widths[0, "n"] == pytest.approx(0, abs=1e-6)
    assert widths[0, "hours of n"] == pytest.approx(0, abs=1e-3)
    safe = disparity_by_area(study, DisparityOptions(minimum=11))
    assert min(attack(safe.table, safe.city, counted(study, 11), 11).values()) >= 10


@pytest.mark.parametrize("seed", range(100, 160))
def test_what_subtraction_leaves_over_is_no_small_group(seed):
    study = random_city(seed)
    result = disparity_by_area(study, DisparityOptions(minimum=K))
    truth = counted(study, K).reindex(result.table[c.AREA_ID], fill_value=0).reset_index(drop=True)
    truth["n"] = truth[["m", "o", "u"]].sum(axis=1)
    for column, kinds in ((c.HOUSEHOLDS, "n"), (c.MINORITY_HOUSEHOLDS, "mou"), (c.REQUESTS_COUNT, "rq")):
        gone = result.table[column].isna()
        if not gone.any() or np.isnan(result.city[column]):
            continue
        assert gone.sum() >= 2
        for kind in kinds:
            left = truth.loc[gone, kind].sum()
            assert left == 0 or left >= K
