"""Groups against a reference: by hand, against clustered regressions of statsmodels, and what is withheld."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.disparity.areas import DisparityOptions, disparity_by_area
from coprod_equity_plugin.core.disparity.grouping import label_texts, named_groups
from coprod_equity_plugin.core.disparity.groups import GroupOptions, apart_from_reference, group_gaps
from coprod_equity_plugin.core.errors import InputError


def study(seed: int = 3, areas: int = 25, size: int = 900) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    area = rng.integers(0, areas, size)
    tenure = rng.choice(["owner", "renter", "public", "unknown to us"], size, p=[0.5, 0.24, 0.14, 0.12]).astype(object)
    late = rng.normal(0, 10, areas)[area] + 12 * (tenure == "renter") - 8 * (tenure == "public")
    return pd.DataFrame(
        {
            c.BLOCK_GROUP: np.char.add("A", area.astype(str)),
            c.STATUS: c.STATUS_RESTORED,
            c.RESTORATION_HOURS: np.round(np.maximum(70 + late + rng.normal(0, 25, size), 1)),
            c.PARTICIPATION: (rng.random(size) < 0.2 + 0.2 * (tenure == "renter")) * 1.0,
            c.MINORITY_SHARE: np.round(rng.random(size), 2),
            "tenure": tenure,
        }
    )


def gaps(homes: pd.DataFrame, *, column="tenure", grouping="values", reference="owner", minimum=11, **changes):
    group_column, threshold = c.MINORITY_SHARE, 0.5
    if grouping == "values":
        homes = homes.copy()
        homes["split"], _ = apart_from_reference(homes[column].to_numpy(), reference, column, minimum)
        group_column = "split"
    comparison = DisparityOptions(minimum=minimum, group_column=group_column, threshold=threshold, **changes)
    options = GroupOptions(comparison, column, grouping, reference)
    return group_gaps(homes, disparity_by_area(homes, comparison), options).set_index(c.GROUP)


def test_against_clustered_regressions():
    homes = study()
    table = gaps(homes)
    assert table.index.tolist()[:2] == ["all", "owner"]
    clusters = np.unique(homes[c.BLOCK_GROUP], return_inverse=True)[1]
    number = clusters.max() + 1
    for outcome, gap in ((c.RESTORATION_HOURS, c.REFERENCE_GAP), (c.PARTICIPATION, c.PARTICIPATION_GAP)):
        names = [name for name in table.index if name not in ("all", "owner")]
        design = np.column_stack([homes["tenure"] == name for name in names if name != "other groups"])
        rest = ~np.isin(homes["tenure"], ["owner", *names])
        design = np.column_stack([np.ones(len(homes)), design, *([rest] if "other groups" in names else [])])
        fit = sm.OLS(homes[outcome].to_numpy(), design.astype(float)).fit(
            cov_type="cluster", cov_kwds={"groups": clusters, "use_correction": False}
        )
        errors = fit.bse * np.sqrt(number / (number - 1))
        for place, name in enumerate(names, start=1):
            reach = stats.t.ppf(0.975, number - 1) * errors[place]
            assert table.loc[name, gap] == pytest.approx(fit.params[place], rel=1e-9)
            assert table.loc[name, gap + c.HIGH] == pytest.approx(fit.params[place] + reach, rel=1e-8)
            assert table.loc[name, gap + c.LOW] == pytest.approx(fit.params[place] - reach, rel=1e-8)


def test_against_a_plain_loop():
    homes = study(5)
    table = gaps(homes, reference="renter")
    everybody = homes[c.RESTORATION_HOURS]
    base = homes[homes["tenure"] == "renter"]
    for name in ("owner", "public"):
        mine = homes[homes["tenure"] == name]
        row = table.loc[name]
        assert row[c.HOUSEHOLDS] == len(mine)
        assert row[c.MEAN_HOURS] == pytest.approx(mine[c.RESTORATION_HOURS].mean())
        assert row[c.MEDIAN_HOURS] == mine[c.RESTORATION_HOURS].median()
        assert row[c.HOURS_DIFFERENCE] == pytest.approx(mine[c.RESTORATION_HOURS].mean() - everybody.mean())
        assert row[c.HOURS_RATIO] == pytest.approx(mine[c.RESTORATION_HOURS].mean() / everybody.mean())
        ratio = mine[c.RESTORATION_HOURS].mean() / base[c.RESTORATION_HOURS].mean()
        assert row[c.REFERENCE_RATIO] == pytest.approx(ratio)
        assert row[c.REFERENCE_RATIO + c.LOW] < ratio < row[c.REFERENCE_RATIO + c.HIGH]
        assert row[c.PARTICIPATION_RATE] == pytest.approx(mine[c.PARTICIPATION].mean())
    assert table[c.REFERENCE].tolist()[1:].count(1.0) == 1
    assert table.loc["renter", c.REFERENCE] == 1
    assert np.isnan(table.loc["renter", c.REFERENCE_GAP])
    assert table.loc["all", c.MEAN_HOURS] == pytest.approx(everybody.mean())


def test_the_intervals_of_gap_and_ratio_hold():
    """Truth: renters wait 12 hours longer; areas share their luck. 150 cities leave a standard error of 1.8 %."""
    inside = []
    for seed in range(150):
        rng = np.random.default_rng(seed)
        area = rng.integers(0, 40, 800)
        renter = rng.random(800) < 0.4
        hours = 60 + rng.normal(0, 12, 40)[area] + 12 * renter + rng.normal(0, 20, 800)
        homes = pd.DataFrame(
            {
                c.BLOCK_GROUP: area.astype(str), c.STATUS: c.STATUS_RESTORED, c.RESTORATION_HOURS: hours,
                c.PARTICIPATION: (rng.random(800) < 0.3) * 1.0, c.MINORITY_SHARE: renter * 1.0,
            }
        )  # fmt: skip
        row = gaps(homes, column=c.MINORITY_SHARE, grouping="threshold", reference="").loc["minority_share from 0.5"]
        inside.append(
            (
                row[c.REFERENCE_GAP + c.LOW] <= 12 <= row[c.REFERENCE_GAP + c.HIGH],
                row[c.REFERENCE_RATIO + c.LOW] <= 72 / 60 <= row[c.REFERENCE_RATIO + c.HIGH],
            )
        )
    for share in np.mean(inside, axis=0):
        assert 0.95 - 4 * 0.018 < share <= 1


def test_quartiles_have_the_lowest_as_reference():
    homes = study(7)
    table = gaps(homes, column=c.MINORITY_SHARE, grouping="quartiles", reference="")
    assert len(table) == 5
    assert table[c.HOUSEHOLDS].tolist()[1:] == pytest.approx([225] * 4, abs=12)
    assert table[c.REFERENCE].tolist()[1:] == [1, 0, 0, 0]
    edges = np.quantile(homes[c.MINORITY_SHARE], (0.25, 0.5, 0.75))
    top = homes[homes[c.MINORITY_SHARE] >= edges[2]]
    assert table[c.MEAN_HOURS].tolist()[-1] == pytest.approx(top[c.RESTORATION_HOURS].mean())


def test_a_reference_that_is_not_there_names_those_that_are():
    with pytest.raises(InputError, match=r"no group 'landlord'.*other groups; owner|owner.*public.*renter"):
        gaps(study(), reference="landlord")


def test_small_groups_are_put_together_until_they_are_large_enough():
    labels = np.repeat(["a", "b", "c", "d"], [50, 8, 5, 20]).astype(object)
    groups = named_groups(labels, 11)
    assert groups.names == ["a", "d", "other groups"]
    assert np.bincount(groups.codes).tolist() == [50, 20, 13]
    alone = named_groups(np.repeat(["a", "b", "c"], [50, 5, 20]).astype(object), 11)
    assert alone.names == ["a", "other groups"]  # five of b by themselves would still be told apart
    assert np.bincount(alone.codes).tolist() == [50, 25]
    labels[0] = None
    assert named_groups(np.append(labels, [None] * 15), 11).names[-1] == "unknown"


def test_values_as_names():
    assert label_texts(np.array([1.0, 2.5, np.nan], dtype=object)).tolist() == ["1", "2.5", None]
    assert label_texts(np.array(["a ", "", None], dtype=object)).tolist() == ["a", None, None]


def test_a_group_whose_asking_is_few_hides_all_asking():
    homes = study()
    homes.loc[homes["tenure"] == "public", c.PARTICIPATION] = 0.0
    homes.loc[homes.index[homes["tenure"] == "public"][:3], c.PARTICIPATION] = 1.0
    table = gaps(homes)
    assert table[c.PARTICIPATION_RATE].isna().to_numpy()[1:].all()
    assert table[c.REFERENCE_GAP].notna().sum() == len(table) - 2
    assert all("fewer than 11" in reason for reason in table[c.SUPPRESSION][1:])


def test_a_small_group_and_equal_hours_hide_all_groups():
    homes = study()
    homes[c.MINORITY_SHARE] = 0.0
    homes.loc[:4, c.MINORITY_SHARE] = 1.0
    table = gaps(homes, column=c.MINORITY_SHARE, grouping="threshold", reference="")
    assert table[c.MEAN_HOURS].isna().to_numpy()[1:].all()
    assert np.isfinite(table.loc["all", c.MEAN_HOURS])
    alike = study()
    alike["tenure"] = np.where(np.arange(len(alike)) < 20, "public", "owner").astype(object)
    alike.loc[:19, c.RESTORATION_HOURS] = 40.0
    assert gaps(alike)[c.MEAN_HOURS].isna().to_numpy()[1:].all()


def test_beside_an_earlier_result_no_groups():
    homes = study()
    first = disparity_by_area(homes, DisparityOptions()).table
    table = gaps(homes, column=c.MINORITY_SHARE, grouping="threshold", reference="", earlier=(first,))
    assert table[c.MEAN_HOURS].isna().to_numpy()[1:].all()


def test_the_map_compares_the_others_with_the_reference():
    homes = study()
    split, name = apart_from_reference(homes["tenure"].to_numpy(), "", "tenure", 11)
    assert name == "owner"  # the largest
    assert (split == (homes["tenure"] != "owner")).all()
