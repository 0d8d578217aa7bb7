"""The paper trail of the study table against numbers worked out by hand and against statsmodels."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.study.dataset import build_study
from coprod_equity_plugin.core.study.flow import (
    balance_table,
    community_table,
    flow_table,
    group_table,
    household_groups,
    walk,
)

from .test_study_dataset import inputs  # noqa: F401  the eight meters


def test_balance_by_hand():
    # kept 1, 2, 3 (mean 2, variance 1) against lost 4, 8 (mean 6, variance 8)
    steps = walk([("all", np.ones(5, bool), ""), ("low", np.array([1, 1, 1, 0, 0], bool), "high")])
    row = balance_table(steps, {"x": np.array([1.0, 2, 3, 4, 8])}).iloc[0]
    assert row[c.STEP] == "low"
    assert (row[c.KEPT_MEAN], row[c.LOST_MEAN]) == (2, 6)
    assert row[c.STD_DIFFERENCE] == pytest.approx(-4 / np.sqrt((1 + 8) / 2))
    assert row[c.STATISTIC] == pytest.approx(-4 / np.sqrt(1 / 3 + 8 / 2))
    assert row[c.LARGE_DIFFERENCE] == 1


def test_tests_agree_with_statsmodels_and_use_the_known_values_only():
    rng = np.random.default_rng(5)
    kept = rng.random(400) < 0.7
    values = rng.normal(size=400) + 0.3 * kept
    values[rng.random(400) < 0.2] = np.nan
    row = balance_table(walk([("all", np.ones(400, bool), ""), ("kept", kept, "lost")]), {"x": values}).iloc[0]
    left, right = values[kept & ~np.isnan(values)], values[~kept & ~np.isnan(values)]
    statistic, p_value, _ = CompareMeans(DescrStatsW(left), DescrStatsW(right)).ttest_ind(usevar="unequal")
    assert (row[c.KEPT_KNOWN], row[c.LOST_KNOWN]) == (len(left), len(right))
    assert row[c.STATISTIC] == pytest.approx(statistic)
    assert row[c.P_VALUE] == pytest.approx(p_value)


@pytest.mark.parametrize("values", [[1, 1, 1, 1], [0.1, 0.2, np.nan, np.nan], [0.1, 0.2, 0.3, np.nan]])
def test_what_cannot_be_compared_stays_empty(values):
    steps = walk([("all", np.ones(4, bool), ""), ("half", np.array([1, 1, 0, 0], bool), "")])
    row = balance_table(steps, {"x": np.array(values, float)}).iloc[0]
    assert row[[c.STD_DIFFERENCE, c.LARGE_DIFFERENCE, c.STATISTIC, c.P_VALUE]].isna().all()


@given(
    st.lists(
        st.tuples(st.booleans(), st.booleans(), st.booleans(), st.sampled_from([0.0, 0.4, 0.5, 1.0, np.nan])),
        min_size=1,
        max_size=60,
    )
)
def test_groups_add_up_to_the_flow_at_every_step(households):
    first, second, asked = (np.array(column) for column in list(zip(*households))[:3])
    share = np.array([household[3] for household in households])
    steps = walk([("all", np.ones(len(asked), bool), ""), ("first", first, "a"), ("second", second, "b")])
    flow, groups = flow_table(steps, asked, share >= 0.5), group_table(steps, asked, share)
    for _, row in flow.iterrows():
        mine = groups[groups[c.STEP] == row[c.STEP]]
        assert mine[c.HOUSEHOLDS].sum() == row[c.HOUSEHOLDS]
        assert mine[c.LOST].sum() == row[c.LOST]
        assert mine.loc[mine[c.PARTICIPATION] == 1, c.HOUSEHOLDS].sum() == row[c.REPORTERS]
        assert mine.loc[mine[c.PARTICIPATION] == 1, c.LOST].sum() == row[c.LOST_REPORTERS]
        assert mine.loc[mine[c.FLOW_GROUP] == "minority", c.HOUSEHOLDS].sum() == row[c.MINORITY_HOUSEHOLDS]
    assert (flow[c.HOUSEHOLDS].shift(1) - flow[c.HOUSEHOLDS] == flow[c.LOST]).iloc[1:].all()


def test_a_household_s_group_is_what_most_of_its_voters_are():
    shares = np.array([0.0, 0.49, 0.5, 1.0, np.nan])
    assert household_groups(shares).tolist() == ["other", "other", "minority", "minority", "unknown"]


def test_communities_by_hand():
    homes = pd.DataFrame(
        {c.BLOCK_GROUP: ["b", "a", "a", "a"], c.VOTERS: [1, np.nan, 2, np.nan], c.COMMUNITY_REQUESTS: [0, 6, 6, 6]}
    )
    table = community_table(homes)
    assert table[c.BLOCK_GROUP].tolist() == ["a", "b"]
    assert table[c.COMMUNITY_RATE].tolist() == [200, 0]
    assert table[c.WITHOUT_VOTERS].tolist() == [2, 0]
    assert table[c.WITHOUT_VOTERS_SHARE].tolist() == pytest.approx([2 / 3, 0])


def test_the_study_says_who_was_lost_and_who_asked_late(inputs):  # noqa: F811
    def moment(text):
        return np.datetime64(f"2018-10-{text}", "s")

    # M1's power is back at noon on the 11th. r1 came in the morning, r2 in the evening; a request of M6 only after.
    restored = [
        moment("11T12"),
        moment("10T20"),
        *[np.datetime64("NaT", "s")] * 3,
        moment("11T00"),
        *[moment("12T00")] * 2,
    ]
    inputs.restoration[c.RESTORED_AT] = np.array(restored)
    inputs.requests[c.REQUESTED_AT] = [moment("11T08"), moment("11T20"), moment("14T00"), moment("11T09")]
    extra = inputs.requests.iloc[[0]].assign(request_id="r7", meter_id="M6", requested_at=moment("11T00"))
    inputs.requests.index = range(4)
    requests = pd.concat([inputs.requests, extra], ignore_index=True)
    result = build_study(type(inputs)(**{**vars(inputs), "requests": requests}))
    assert (result.late_requests, result.late_households) == (2, 1)  # r2 and r7 (to the second); M6 has no earlier one
    assert result.table.set_index(c.METER_ID).loc["M6", c.PARTICIPATION] == 1
    assert "2 requests within the window came when the household already had power back; 1 households" in str(
        result.notes
    )
    # a: M1, M2, M6 with requests r1, r4 and r7; b: M3, M4, M5 with r5; only M1, M2, M6 have voters.
    assert result.communities[c.HOUSEHOLDS].tolist() == [3, 3]
    assert result.communities[c.COMMUNITY_RATE].tolist() == pytest.approx([100, 100 / 3])
    assert result.communities[c.WITHOUT_VOTERS_SHARE].tolist() == [0, 1]
    rates = result.table.set_index(c.METER_ID)[c.COMMUNITY_RATE]
    assert rates.tolist() == pytest.approx([100, 100, 100 / 3, 100 / 3, 100 / 3, 100])
    last = result.balance[result.balance[c.STEP] == "complete, of those that lost power"].set_index(c.TERM)
    # M1 and M6 are complete; M2 (minority share unknown) and M3 (no voters) are not
    assert last.loc[c.RESTORATION_HOURS, c.KEPT_MEAN] == 60
    assert last.loc[c.RESTORATION_HOURS, c.LOST_MEAN] == 180
    assert last.loc[c.PARTICIPATION, [c.KEPT_MEAN, c.LOST_MEAN]].tolist() == [1, 0]
    assert list(result.table.columns) == list(c.STUDY_OUTPUT.names)
    assert c.STUDY_OUTPUT.names[: len(c.STUDY.names)] == c.STUDY.names  # its readers ask for these
