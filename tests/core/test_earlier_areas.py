"""A later run on other areas or with other groups beside one that is public: safe, or it says why not."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.disparity.areas import DisparityOptions, disparity_by_area
from coprod_equity_plugin.core.disparity.earlier import on_these_areas
from coprod_equity_plugin.core.disparity.reliability import reliability_indices
from coprod_equity_plugin.core.disparity.served import ReliabilityOptions
from coprod_equity_plugin.core.errors import PrivacyError

K = 11


def city(seed: int, tracts: int = 6) -> pd.DataFrame:
    """Tracts of two to four block groups of 4 to 90 homes; the tract's id begins its block groups'."""
    rng = np.random.default_rng(seed)
    rows = []
    for tract in range(tracts):
        for part in range(int(rng.integers(2, 5))):
            size = int(rng.choice([4, 8, 20, 40, 90]))
            rows.append(
                pd.DataFrame(
                    {
                        c.BLOCK_GROUP: f"12073{tract:06d}{part}",
                        "tract": f"12073{tract:06d}",
                        c.STATUS: c.STATUS_RESTORED,
                        c.RESTORATION_HOURS: rng.integers(1, 200, size) * 1.0,
                        c.PARTICIPATION: (rng.random(size) < 0.3) * 1.0,
                        c.MINORITY_SHARE: rng.choice([0.0, 0.4, 0.6, 1.0], size),
                        "renter": (rng.random(size) < 0.4) * 1.0,
                    }
                )
            )
    return pd.concat(rows, ignore_index=True)


def width(truth: pd.DataFrame, first: pd.DataFrame, later: pd.DataFrame, column: str, place: int) -> float:
    """How far open both tables leave a block group's count, the city's total known."""
    rows, sides = [np.ones(len(truth))], [truth[column].sum()]
    for table, key in ((first, c.BLOCK_GROUP), (later, "tract")):
        for name, value in zip(table[c.AREA_ID], table[column]):
            if np.isfinite(value):
                rows.append((truth[key] == name).to_numpy(dtype=float))
                sides.append(value)
    goal = (np.arange(len(truth)) == place).astype(float)
    bounds = [(0, None)] * len(truth)
    if column != c.HOUSEHOLDS:  # a part is no more than its block group, where that is shown
        most = first.set_index(c.AREA_ID)[c.HOUSEHOLDS].reindex(truth[c.BLOCK_GROUP])
        bounds = [(0, None if np.isnan(value) else value) for value in most]
    ends = [linprog(sign * goal, A_eq=np.array(rows), b_eq=sides, bounds=bounds, method="highs") for sign in (1, -1)]
    assert all(answer.status in (0, 3) for answer in ends)
    return np.inf if any(answer.status == 3 for answer in ends) else -ends[1].fun - ends[0].fun


@pytest.mark.parametrize("seed", range(25))
def test_tracts_after_block_groups_give_no_small_block_group_away(seed):
    homes = city(seed)
    first = disparity_by_area(homes, DisparityOptions(minimum=K))
    options = DisparityOptions(minimum=K, area_column="tract", earlier=(first.table,))
    later = disparity_by_area(homes, options).table
    truth = homes.groupby([c.BLOCK_GROUP, "tract"], as_index=False).agg(
        **{
            c.HOUSEHOLDS: (c.STATUS, "size"),
            c.MINORITY_HOUSEHOLDS: (c.MINORITY_SHARE, lambda share: int((share >= 0.5).sum())),
            c.REQUESTS_COUNT: (c.PARTICIPATION, "sum"),
        }
    )
    attacked = 0
    for column in (c.HOUSEHOLDS, c.MINORITY_HOUSEHOLDS, c.REQUESTS_COUNT):
        for place in np.flatnonzero((truth[column] > 0) & (truth[column] < K)):
            attacked += 1
            assert width(truth, first.table, later, column, place) >= K - 1 - 1e-6, (column, place)
    assert attacked


def test_without_the_earlier_result_tracts_do_give_one_away():
    """So the attack above can find something: one withheld block group in a tract is the tract less the others."""
    homes = city(3)
    first = disparity_by_area(homes, DisparityOptions(minimum=K)).table
    later = disparity_by_area(homes, DisparityOptions(minimum=K, area_column="tract")).table
    truth = homes.groupby([c.BLOCK_GROUP, "tract"], as_index=False).agg(**{c.HOUSEHOLDS: (c.STATUS, "size")})
    small = np.flatnonzero(truth[c.HOUSEHOLDS] < K)
    assert min(width(truth, first, later, c.HOUSEHOLDS, place) for place in small) < 1e-6


def test_tracts_that_were_wholly_shown_stay_shown():
    homes = city(3)
    first = disparity_by_area(homes, DisparityOptions(minimum=K)).table
    options = DisparityOptions(minimum=K, area_column="tract", earlier=(first,))
    later = disparity_by_area(homes, options).table.set_index(c.AREA_ID)[c.HOUSEHOLDS]
    gone = first[c.HOUSEHOLDS].isna().groupby(first[c.AREA_ID].str[:11]).any()
    assert later[gone[gone].index].isna().all()
    assert later[gone[~gone].index].notna().sum() >= 1


def test_sums_by_hand():
    table = pd.DataFrame(
        {
            c.AREA_ID: ["120730000011", "120730000012", "120730000021", "120730000022", "120730000031", "120730000032"],
            c.HOUSEHOLDS: [40.0, 60.0, 30.0, np.nan, 50.0, 0.0],
            c.MINORITY_HOUSEHOLDS: [10.0, 30.0, 15.0, np.nan, np.nan, np.nan],
            c.MINORITY_SHARE: [0.25, 0.6, 0.5, np.nan, np.nan, np.nan],
            c.REQUESTS_COUNT: [12.0, 13.0, np.nan, np.nan, 20.0, np.nan],
        }
    )
    tracts = np.array(["12073000001", "12073000002", "12073000003"])
    found = on_these_areas(table, tracts, 1).set_index(c.AREA_ID)
    assert found[c.HOUSEHOLDS].tolist()[0] == 100
    assert found[c.MINORITY_HOUSEHOLDS].tolist()[0] == 40
    assert found[c.MINORITY_SHARE].tolist()[0] == pytest.approx(40 / 90)  # ten of unknown group in the second
    assert found.loc["12073000002"].isna().all()  # a part was withheld
    assert found.loc["12073000003", c.HOUSEHOLDS] == 50  # the other part is nobody
    assert found.loc["12073000003", c.REQUESTS_COUNT] == 20
    assert np.isnan(found.loc["12073000003", c.MINORITY_HOUSEHOLDS])


@pytest.mark.parametrize(
    "table", [disparity_by_area, lambda study, options: reliability_indices(study, ReliabilityOptions(options))]
)
def test_areas_that_cross_say_why_not(table):
    homes = city(1)
    homes["district"] = np.where(np.arange(len(homes)) % 2, "north", "south")
    first = disparity_by_area(homes, DisparityOptions(minimum=K)).table
    with pytest.raises(PrivacyError, match=r"number 1 of those given.*other areas.*only one of the two"):
        table(homes, DisparityOptions(minimum=K, area_column="district", earlier=(first,)))


def test_block_groups_after_tracts_say_why_not():
    homes = city(1)
    first = disparity_by_area(homes, DisparityOptions(minimum=K, area_column="tract")).table
    with pytest.raises(PrivacyError, match="do not make up those of this run"):
        disparity_by_area(homes, DisparityOptions(minimum=K, earlier=(first,)))


def test_another_threshold_beside_the_first_shows_no_few_between_them():
    rng = np.random.default_rng(4)
    size = 120
    frames = []
    for area, between in (("A", 4), ("B", 30), ("C", 0), ("D", 40)):
        share = np.repeat([0.0, 0.6, 1.0], [size - 50 - between, between, 50])
        frames.append(
            pd.DataFrame(
                {
                    c.BLOCK_GROUP: area, c.STATUS: c.STATUS_RESTORED, c.PARTICIPATION: np.arange(size) % 2 * 1.0,
                    c.RESTORATION_HOURS: rng.integers(1, 99, size) * 1.0, c.MINORITY_SHARE: share,
                }
            )
        )  # fmt: skip
    homes = pd.concat(frames, ignore_index=True)
    first = disparity_by_area(homes, DisparityOptions(minimum=K)).table
    assert first[c.MINORITY_HOUSEHOLDS].tolist() == [54, 80, 50, 90]
    options = DisparityOptions(minimum=K, threshold=0.8, earlier=(first,))
    later = disparity_by_area(homes, options).table
    assert np.isnan(later[c.MINORITY_HOUSEHOLDS][0])  # 54 - 50 = 4 homes between the thresholds
    assert later[c.MINORITY_HOUSEHOLDS].isna().sum() == 2
    assert later[c.HOUSEHOLDS].tolist() == [size] * 4


def test_another_group_beside_the_first_is_safe_area_by_area():
    homes = city(5)
    first = disparity_by_area(homes, DisparityOptions(minimum=K)).table
    later = disparity_by_area(homes, DisparityOptions(minimum=K, group_column="renter", earlier=(first,))).table
    assert (later[c.HOUSEHOLDS].isna() | first[c.HOUSEHOLDS].notna()).all()
    shown = later[c.MINORITY_HOUSEHOLDS].notna()
    counts = homes.groupby(c.BLOCK_GROUP)["renter"].sum().reindex(later[c.AREA_ID]).to_numpy()
    assert (counts[shown] >= K).all()
    assert (later[c.MINORITY_HOUSEHOLDS][shown].to_numpy() == counts[shown]).all()
