"""Who of each group asked: intervals against R and statsmodels, by hand, and what must not be told."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.disparity.areas import DisparityOptions, disparity_by_area
from coprod_equity_plugin.core.disparity.asking import ASKING_COLUMNS
from coprod_equity_plugin.core.disparity.group_words import words_by_threshold, words_by_value
from coprod_equity_plugin.core.disparity.groups import GroupOptions, apart_from_reference, group_gaps
from coprod_equity_plugin.core.disparity.proportions import share_difference, wilson
from coprod_equity_plugin.core.disparity.suppression import Suppression, suppress_crossed
from coprod_equity_plugin.core.report.area_table import areas_table
from scripts.attack_areas import random_city, true_cells
from scripts.attack_knowledge import KINDS, Knowledge, learn_disparity, learn_structure

# R 4.2.2: Wilson's intervals of prop.test(x, n, correct = FALSE) joined by Newcombe's formula; the mid-p from phyper
# and dhyper. The pairs are those of Newcombe's comparison of methods, and two of the sizes that a city's areas have.
FROM_R = (
    (56, 70, 48, 80, 0.0524314724024, 0.333872654037, 0.00844944267945),
    (9, 10, 3, 10, 0.170522723935, 0.809017973535, 0.0102405334603),
    (6, 7, 2, 7, 0.0582279274823, 0.806249637524, 0.0536130536131),
    (5, 56, 0, 29, -0.0381371479035, 0.192560013855, 0.116452418954),
    (0, 10, 0, 20, -0.161125158053, 0.277532799863, 1),
    (10, 10, 0, 20, 0.679086037142, 1, 3.32833916042e-08),
    (15, 40, 30, 200, 0.080881367858, 0.385505052628, 0.00214967498824),
    (11, 33, 12, 400, 0.165780062296, 0.474397390177, 6.90165041781e-08),
)


@pytest.mark.parametrize(("x1", "n1", "x2", "n2", "low", "high", "p_value"), FROM_R)
def test_interval_and_p_are_those_of_r(x1, n1, x2, n2, low, high, p_value):
    found = share_difference(*(np.array([value]) for value in (x1, n1, x2, n2)), 0.95)
    assert found.estimate[0] == pytest.approx(x1 / n1 - x2 / n2)
    assert found.low[0] == pytest.approx(low, abs=1e-10)  # R printed twelve digits
    assert found.high[0] == pytest.approx(high, abs=1e-10)
    assert found.p_value[0] == pytest.approx(p_value, rel=1e-9)


@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.99])
def test_intervals_against_statsmodels(confidence):
    rng = np.random.default_rng(5)
    n1, n2 = rng.integers(1, 300, (2, 200))
    x1, x2 = rng.binomial(n1, rng.random(200)), rng.binomial(n2, rng.random(200))
    found = share_difference(x1, n1, x2, n2, confidence)
    for row in range(200):
        low, high = confint_proportions_2indep(
            x1[row], n1[row], x2[row], n2[row], method="newcomb", compare="diff", alpha=1 - confidence, correction=False
        )
        assert (found.low[row], found.high[row]) == pytest.approx((low, high), abs=1e-9)
    assert (found.low >= -1 - 1e-12).all()
    assert (found.high <= 1 + 1e-12).all()


def test_mid_p_against_its_definition():
    """Summed over every table of the same margins, in whole numbers' order."""
    for x1, n1, x2, n2 in ((3, 12, 9, 30), (0, 15, 4, 11), (11, 40, 11, 40), (20, 20, 13, 25)):
        weights = [stats.hypergeom.pmf(k, n1 + n2, x1 + x2, n1) for k in range(n1 + 1)]
        below, above = sum(weights[:x1]), sum(weights[x1 + 1 :])
        expected = min(1.0, 2 * min(below + weights[x1] / 2, above + weights[x1] / 2))
        found = share_difference(*(np.array([value]) for value in (x1, n1, x2, n2)), 0.95)
        assert found.p_value[0] == pytest.approx(expected, rel=1e-9)


def test_the_interval_covers_what_it_says():
    """Exactly, by all outcomes: never far below 95 % from eleven homes on, which is the least that is shown."""
    for n1, n2, p1, p2 in ((11, 11, 0.3, 0.3), (11, 200, 0.15, 0.15), (40, 60, 0.3, 0.25), (33, 90, 0.02, 0.1)):
        x1, x2 = (grid.ravel() for grid in np.meshgrid(np.arange(n1 + 1), np.arange(n2 + 1)))
        weight = stats.binom.pmf(x1, n1, p1) * stats.binom.pmf(x2, n2, p2)
        found = share_difference(x1, np.full_like(x1, n1), x2, np.full_like(x2, n2), 0.95)
        covered = weight[(found.low <= p1 - p2) & (p1 - p2 <= found.high)].sum()
        assert 0.93 < covered < 0.99
        assert weight[found.p_value <= 0.05].sum() < 0.06 or p1 != p2


def test_a_side_without_homes_has_no_gap():
    found = share_difference(np.array([0, 3]), np.array([0, 9]), np.array([2, 0]), np.array([9, 0]), 0.95)
    for values in (found.estimate, found.low, found.high, found.p_value):
        assert np.isnan(values).all()
    assert np.isnan(wilson(np.array([0]), np.array([0]), 0.95)).all()


# --- the columns -----------------------------------------------------------------------------------------------------


def city(areas: int = 12, size: int = 4000, seed: int = 4, again: float = 0.3) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    area = rng.integers(0, areas, size)
    minority = rng.random(size) < 0.4
    return pd.DataFrame(
        {
            c.BLOCK_GROUP: [f"1207300{number:05d}" for number in area],
            c.STATUS: c.STATUS_RESTORED,
            c.RESTORATION_HOURS: np.round(rng.gamma(4, 18, size)),
            c.PARTICIPATION: (rng.random(size) < np.where(minority & (area < 3), 0.6, again)) * 1.0,
            c.MINORITY_SHARE: minority * 1.0,
        }
    )


def test_columns_against_a_plain_loop():
    homes = city()
    result = disparity_by_area(homes, DisparityOptions())
    assert result.counts["asking_withheld"] == 0
    p_values = []
    for _, row in result.table.iterrows():
        here = homes[homes[c.BLOCK_GROUP] == row[c.AREA_ID]]
        asked = [here[here[c.MINORITY_SHARE] == kind][c.PARTICIPATION] for kind in (1.0, 0.0)]
        assert row[c.MINORITY_PARTICIPATION_RATE] == pytest.approx(asked[0].mean())
        assert row[c.OTHER_PARTICIPATION_RATE] == pytest.approx(asked[1].mean())
        assert row[c.PARTICIPATION_GAP] == pytest.approx(asked[0].mean() - asked[1].mean())
        counts = [number for part in asked for number in (int(part.sum()), len(part))]
        low, high = confint_proportions_2indep(*counts, method="newcomb", compare="diff", correction=False)
        assert (row[c.PARTICIPATION_GAP_LOW], row[c.PARTICIPATION_GAP_HIGH]) == pytest.approx((low, high))
        p_values.append(share_difference(*([number] for number in counts), 0.95).p_value[0])
    clear = multipletests(p_values, 0.05, "fdr_bh")[0]
    assert result.table[c.PARTICIPATION_GAP_CLEAR].tolist() == clear.astype(float).tolist()
    assert 3 <= clear.sum() < 12
    assert result.counts["clear_participation_gaps"] == clear.sum()
    whole = [homes[homes[c.MINORITY_SHARE] == kind][c.PARTICIPATION].mean() for kind in (1.0, 0.0)]
    assert result.city[c.PARTICIPATION_GAP] == pytest.approx(whole[0] - whole[1])


def test_few_of_a_group_that_asked_are_not_told_though_groups_and_requests_are():
    homes = city(again=0.4)
    first = homes[c.BLOCK_GROUP] == homes[c.BLOCK_GROUP].min()
    mine = homes.index[first & (homes[c.MINORITY_SHARE] == 1)]
    homes.loc[mine, c.PARTICIPATION] = 0.0
    homes.loc[mine[:4], c.PARTICIPATION] = 1.0
    table = disparity_by_area(homes, DisparityOptions()).table
    gone = table[c.PARTICIPATION_GAP].isna().to_numpy()
    assert gone[0]
    assert gone.sum() >= 2  # one alone would follow from the city's numbers
    assert table.loc[gone, [c.REQUESTS_COUNT, c.MINORITY_HOUSEHOLDS]].notna().to_numpy().all()
    assert table.loc[gone, list(ASKING_COLUMNS)].isna().to_numpy().all()
    assert all(reason.startswith("asking: fewer than 11") for reason in table[c.SUPPRESSION][gone])
    assert table[c.SUPPRESSION][~gone].isna().all()


def test_the_attacker_finds_the_few_where_only_the_parts_are_protected():
    """The gap wherever groups and requests are shown, as if each were safe alone: cells are worked out at once."""
    exact = 0
    for seed in range(6):
        minimum = (11, 15, 5)[seed % 3]
        study, restoration = random_city(seed)
        options = DisparityOptions(minimum=minimum, areas=tuple(study[c.BLOCK_GROUP].unique()))
        safe, bare = (disparity_by_area(study, replace(options, minimum=least)) for least in (minimum, 1))
        table = safe.table.copy()
        both = table[c.GROUP_GAP].notna() & table[c.REQUESTS_COUNT].notna()
        table.loc[both, list(ASKING_COLUMNS)] = bare.table.loc[both, list(ASKING_COLUMNS)]
        truth = true_cells(study, restoration, options)
        for release in (safe, replace(safe, table=table)):
            known = Knowledge(len(truth))
            learn_structure(known)
            learn_disparity(known, release)
            known.check(truth[list(KINDS)].to_numpy(dtype=float))
            widths = [
                known.width([(area, cell, 1)])
                for cell in ("mr", "or")
                for area in range(len(truth))
                if 0 < truth[cell].iloc[area] < minimum
            ]
            if release is safe:
                assert all(width >= minimum - 1 - 1e-6 for width in widths)
            else:
                exact += sum(width < 1e-6 for width in widths)
    assert exact >= 3


NONE = Suppression(np.zeros(3, dtype=int), total_withheld=False)


def crossed(cells, minimum=11, **more):
    cells = np.array(cells)
    return suppress_crossed(cells, NONE, NONE, NONE, minimum, (True, True, False)[: cells.shape[1]], **more)


def test_by_hand_nothing_small_nothing_withheld():
    assert not crossed([[[12, 30], [15, 50]], [[20, 40], [30, 60]], [[11, 11], [11, 11]]]).withheld.any()


def test_nobody_of_the_group_asked_is_told_only_of_a_large_group_or_where_nobody_asked_at_all():
    others = [[20, 40], [30, 60]]
    assert crossed([[[0, 20], [30, 50]], others, others]).withheld[0]
    assert not crossed([[[0, 33], [30, 50]], others, others]).withheld.any()
    assert not crossed([[[0, 20], [0, 50]], others, others]).withheld.any()  # the requests say it: none


def test_a_few_beside_the_models_take_the_city_and_an_area():
    cells = [[[12, 30], [15, 50]], [[20, 40], [30, 60]], [[30, 40], [30, 60]]]
    found = crossed(cells, beside=np.array([[3, 0], [0, 0]]))
    assert found.total_withheld
    assert found.withheld.tolist() == [True, False, False]


def test_withheld_with_either_breakdown():
    cells = np.array([[[12, 30], [15, 50]], [[20, 40], [30, 60]], [[30, 40], [30, 60]]])
    gone = Suppression(np.array([2, 0, 3]), total_withheld=False)
    for groups, answers in ((gone, NONE), (NONE, gone)):
        assert suppress_crossed(cells, NONE, groups, answers, 11, (True, True)).withheld.tolist() == [True, False, True]


def test_the_same_households_again_beside_an_earlier_result():
    homes = city(again=0.4)
    first = disparity_by_area(homes, DisparityOptions())
    again = disparity_by_area(homes, DisparityOptions(earlier=(first.table,)))
    pd.testing.assert_frame_equal(first.table, again.table)
    lost = homes.drop(homes.index[(homes[c.MINORITY_SHARE] == 1) & (homes[c.PARTICIPATION] == 1)][:40])
    beside = disparity_by_area(lost, DisparityOptions(earlier=(first.table,)))
    fewer = homes[c.BLOCK_GROUP].value_counts().sort_index() - lost[c.BLOCK_GROUP].value_counts().sort_index()
    some = ((fewer > 0) & (fewer < 11)).to_numpy()
    assert some.sum() > 8
    assert beside.table[c.PARTICIPATION_GAP].isna().to_numpy()[some].all()
    old = first.table.drop(columns=[*ASKING_COLUMNS])  # as an earlier version wrote it
    assert disparity_by_area(homes, DisparityOptions(earlier=(old,))).table[c.PARTICIPATION_GAP].isna().all()


def test_a_stricter_report_leaves_out_what_its_own_rule_calls_few():
    table = disparity_by_area(city(again=0.4), DisparityOptions()).table
    _, shown = areas_table(table, 60)
    told = shown[c.PARTICIPATION_GAP].notna()
    assert 0 < told.sum() < table[c.PARTICIPATION_GAP].notna().sum()
    sizes = (shown[c.MINORITY_HOUSEHOLDS], shown[c.HOUSEHOLDS] - shown[c.MINORITY_HOUSEHOLDS])
    for size, rate in zip(sizes, (c.MINORITY_PARTICIPATION_RATE, c.OTHER_PARTICIPATION_RATE)):
        for cell in (size * shown[rate], size * (1 - shown[rate])):
            assert ((cell[told] > 59.5) | (cell[told] < 0.5)).all()


def test_where_the_city_s_gap_is_withheld_no_table_by_group_tells_it():
    homes = city(size=1500)
    mine = homes.index[homes[c.MINORITY_SHARE] == 1]
    homes.loc[mine, c.PARTICIPATION] = 0.0
    homes.loc[mine[:6], c.PARTICIPATION] = 1.0
    result = disparity_by_area(homes, DisparityOptions())
    assert np.isnan(result.city[c.PARTICIPATION_GAP])
    by_group = group_gaps(homes, result, GroupOptions(DisparityOptions(), grouping="threshold")).set_index(c.GROUP)
    assert by_group[c.PARTICIPATION_RATE].isna().tolist() == [False, True, True]


# --- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "threshold", "group", "others"),
    [
        (c.MINORITY_SHARE, 0.5, "minority households", "other households"),
        (
            c.MINORITY_SHARE, 0.3, "households with a minority share of 30 % or more",
            "households with a minority share below 30 %",
        ),
        (
            c.RENTER_SHARE, 0.5, "households in block groups with 50 % or more renters",
            "households in block groups with under 50 % renters",
        ),
        (
            c.ELDERLY_SHARE, 0.5, "households where 50 % or more are aged 60 or older",
            "households where under 50 % are aged 60 or older",
        ),
        (c.HOUSE_AGE, 40, "households in homes 40 years old or older", "households in homes under 40 years old"),
        (
            "energy_burden", 6, "households with a value of energy burden of 6 or more",
            "households with a value of energy burden below 6",
        ),
    ],
)  # fmt: skip
def test_words_of_a_threshold(column, threshold, group, others):
    assert words_by_threshold(column, threshold) == (group, others)
    table = disparity_by_area(
        city().assign(**{column: np.arange(4000) % 2 * threshold}),
        DisparityOptions(group_column=column, threshold=threshold),
    ).table
    assert set(table[c.COMPARED_GROUP]) == {group}
    assert set(table[c.COMPARED_WITH]) == {others}


@pytest.mark.parametrize(
    ("reference", "others", "words"),
    [
        ("other", ["minority"], ("minority households", "other households")),
        ("English", ["Spanish", "Creole"], ("households other than English", "English households")),
        ("2", ["1", "3"], ("households other than tenure code 2", "households of tenure code 2")),
    ],
)
def test_words_of_values(reference, others, words):
    assert words_by_value("tenure_code", reference, others) == words


def test_a_home_of_unknown_group_is_of_neither():
    split, name = apart_from_reference(np.repeat(["other", "minority", "unknown"], [40, 30, 20]), "", "g", 11)
    assert name == "other"
    assert np.isnan(split[70:]).all()
    assert split[:70].tolist() == [0.0] * 40 + [1.0] * 30
