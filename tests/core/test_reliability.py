"""Indices worked by hand, an independent implementation, and intervals that keep their promise in simulated cities."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.disparity.areas import DisparityOptions, disparity_by_area
from coprod_equity_plugin.core.disparity.curves import restricted_mean
from coprod_equity_plugin.core.disparity.reliability import ratio, reliability_indices, share
from coprod_equity_plugin.core.disparity.served import QUARTILES, ReliabilityOptions, safe_edges
from coprod_equity_plugin.core.errors import Cancelled, InputError
from coprod_equity_plugin.core.progress import Progress

OPEN = DisparityOptions(minimum=1)


def homes(hours, area="A", censored=(), share=None, asked=None):
    """A study table; NaN hours is a home that kept its power."""
    hours = np.asarray(hours, dtype=float)
    size = len(hours)
    status = np.where(np.isnan(hours), c.STATUS_NO_OUTAGE, c.STATUS_RESTORED).astype(object)
    status[list(censored)] = c.STATUS_CENSORED
    return pd.DataFrame(
        {
            c.METER_ID: [f"{area}{place}" for place in range(size)],
            c.BLOCK_GROUP: area,
            c.STATUS: status,
            c.RESTORATION_HOURS: hours,
            c.PARTICIPATION: np.zeros(size) if asked is None else asked,
            c.MINORITY_SHARE: np.arange(size) % 2.0 if share is None else share,
        }
    )


def test_ten_customers_by_hand():
    """Four of ten out for 2, 3, 5 and 10 hours: 20 hours are 1,200 minutes."""
    study = homes([2, 3, 5, 10, *[np.nan] * 6])
    result = reliability_indices(study, ReliabilityOptions(OPEN, long_hours=5, limit=6))
    for row in (result.table.iloc[0], result.groups.iloc[0]):
        assert row[c.CUSTOMERS_SERVED] == 10
        assert row[c.CUSTOMERS_INTERRUPTED] == 4
        assert row[c.SAIDI] == 120
        assert row[c.SAIFI] == 0.4
        assert row[c.CAIDI] == 300
        assert row[c.CELID] == 0.2
        assert row[c.T50] == 3
        assert row[c.RESTRICTED_MEAN] == (2 + 3 + 5 + 6) / 4
    assert result.groups[c.GROUP].tolist() == ["all", "minority_share below 0.5", "minority_share from 0.5"]
    # shares 0, 1, 0, 1, ...: hours 2 and 5 among five homes, 3 and 10 among five
    assert result.groups[c.SAIDI].tolist() == [120, 84, 156]
    assert result.groups[c.CAIDI].tolist() == [300, 210, 390]


def test_a_feeders_year_by_hand():
    """Seven sustained interruptions on a feeder of 2,000 customers, minutes and customers: 3,215 interruptions,
    172,219.5 customer minutes, hence 1.6075, 86.11 and 53.57."""
    events = ((8.17, 200), (71.3, 600), (30.3, 25), (267.2, 90), (120.0, 700), (10.0, 1500), (40.0, 100))
    minutes, number = np.zeros(2000), np.zeros(2000)
    for duration, customers in events:
        minutes[:customers] += duration
        number[:customers] += 1
    study = homes(np.where(number > 0, np.floor(minutes / 60 + 0.5), np.nan))
    restoration = pd.DataFrame(
        {c.METER_ID: study[c.METER_ID], c.OUTAGE_HOURS: minutes / 60, c.INTERRUPTIONS: number}
    ).sample(frac=1, random_state=1)
    row = reliability_indices(study, ReliabilityOptions(OPEN), restoration).table.iloc[0]
    assert row[c.SAIFI] == pytest.approx(1.6075)
    assert row[c.SAIDI] == pytest.approx(86.10975)
    assert row[c.CAIDI] == pytest.approx(53.5675, abs=1e-4)


@pytest.mark.parametrize(("twice", "counted"), [(4, False), (15, True)])
def test_second_outages_count_where_enough_homes_of_the_city_had_one(twice, counted):
    study = pd.concat([homes(range(10, 70), "A"), homes(range(20, 80), "B")], ignore_index=True)
    study[c.METER_ID] = [f"M{row}" for row in range(len(study))]
    number = np.where(np.arange(len(study)) < twice, 2, 1)
    restoration = pd.DataFrame(
        {
            c.METER_ID: study[c.METER_ID],
            c.OUTAGE_HOURS: study[c.RESTORATION_HOURS] + (number - 1),
            c.INTERRUPTIONS: number,
        }
    )
    result = reliability_indices(study, ReliabilityOptions(), restoration)
    without = reliability_indices(study, ReliabilityOptions())
    assert result.repeats == counted
    assert np.isfinite(result.city[c.SAIDI])
    if counted:
        assert result.city[c.SAIFI] == pytest.approx(1 + twice / len(study))
        assert result.city[c.SAIDI] == pytest.approx(without.city[c.SAIDI] + 60 * twice / len(study))
    else:
        pd.testing.assert_frame_equal(result.table, without.table)
        assert any("lost power more than once" in sentence for sentence in result.log)


def test_who_is_served():
    study = pd.concat([homes([5.0, np.nan, 3.0, np.nan, 7.0, 9.0]), homes([np.nan] * 3, "B")], ignore_index=True)
    study.loc[4, c.STATUS] = c.STATUS_VACANT
    study.loc[5, c.STATUS] = c.STATUS_UNCERTAIN
    result = reliability_indices(study, ReliabilityOptions(OPEN))
    assert result.table[c.CUSTOMERS_SERVED].tolist() == [4, 3]
    assert result.table[c.SAIDI].tolist() == [120, 0]
    assert result.table[c.SAIFI][1] == 0
    assert np.isnan(result.table[c.CAIDI][1])
    assert "Not counted as served, households vacant: 1." in result.log
    assert any("half an hour" in sentence for sentence in result.log)


def test_homes_of_unknown_group_are_left_out_on_both_sides():
    """4 interrupted ones are too few to show, so the 6 that kept their power go too: the rate stays."""
    share = np.where(np.arange(150) % 15 == 0, np.nan, np.arange(150) % 2)
    study = homes(np.where(np.arange(150) < 60, np.arange(150) % 50 + 1.0, np.nan), share=share)
    assert study[c.MINORITY_SHARE].isna().sum() == 10
    row = reliability_indices(study, ReliabilityOptions(DisparityOptions())).table.iloc[0]
    assert row[c.CUSTOMERS_INTERRUPTED] == 56
    assert row[c.CUSTOMERS_SERVED] == 140
    assert row[c.SAIFI] == 0.4


def test_interrupted_are_the_disparity_tables_households():
    study = city(3)
    options = DisparityOptions()
    disparity = disparity_by_area(study, options).table.set_index(c.AREA_ID)
    table = reliability_indices(study, ReliabilityOptions(options)).table.set_index(c.AREA_ID)
    assert table.index.tolist() == disparity.index.tolist()
    both = disparity[c.HOUSEHOLDS].notna()
    assert both.any()
    assert not both.all()
    assert table[c.CUSTOMERS_INTERRUPTED].isna().tolist() == (~both).tolist()
    assert table[c.CUSTOMERS_INTERRUPTED][both].tolist() == disparity[c.HOUSEHOLDS][both].tolist()
    hours = both & table[c.CAIDI].notna()
    np.testing.assert_allclose(table[c.CAIDI][hours], 60 * disparity[c.MEAN_HOURS][hours])


def city(seed, areas=20, low=3, high=120):
    rng = np.random.default_rng(seed)
    frames = []
    for area in range(areas):
        size = int(rng.integers(low, high))
        hours = np.floor(rng.gamma(4, 18, size)) + 1
        hours[rng.random(size) < 0.3] = np.nan
        share = np.where(rng.random(size) < 0.03, np.nan, rng.random(size))
        frames.append(homes(hours, f"{area:03d}", share=share, asked=(rng.random(size) < 0.2).astype(float)))
    return pd.concat(frames, ignore_index=True)


def test_against_a_plain_loop():
    study = city(1)
    options = ReliabilityOptions(OPEN, long_hours=96, limit=120)
    table = reliability_indices(study, options).table.set_index(c.AREA_ID)
    for name, frame in study.groupby(c.BLOCK_GROUP):
        hours = frame[c.RESTORATION_HOURS].to_numpy()
        filled = np.nan_to_num(hours)
        out = hours[~np.isnan(hours)]
        row = table.loc[name]
        assert row[c.SAIDI] == pytest.approx(60 * filled.mean())
        assert row[c.SAIFI] == pytest.approx((filled > 0).mean())
        assert row[c.CAIDI] == pytest.approx(60 * out.mean())
        assert row[c.CELID] == pytest.approx((filled >= 96).mean())
        assert row[c.RESTRICTED_MEAN] == pytest.approx(np.minimum(out, 120).mean())
        for column, stage in ((c.T50, 0.5), (c.T80, 0.8), (c.T95, 0.95)):
            expected = np.sort(out)[int(np.ceil(stage * len(out) - 1e-9)) - 1] if (1 - stage) * len(out) >= 1 else None
            assert np.isnan(row[column]) if expected is None else row[column] == expected
        # homes on their own: the classical interval of a mean
        low, high = stats.t.interval(0.95, len(filled) - 1, filled.mean(), stats.sem(filled))
        assert row[c.SAIDI + c.HIGH] == pytest.approx(60 * high)
        assert row[c.SAIDI + c.LOW] == pytest.approx(max(60 * low, 0))


def test_restricted_mean_with_censored_homes_by_hand():
    # 1, 2+, 3, 4+: the curve is 1 to hour 1, then 3/4, from 3 on 3/8; the area up to 4 is 1 + 2 * 3/4 + 3/8
    hours, censored = np.array([1, 2, 3, 4]), np.array([0, 1, 0, 1])
    assert restricted_mean(hours, censored, np.arange(4), 4).hours == pytest.approx(2.875)
    assert np.isnan(restricted_mean(hours, censored, np.arange(4), 5).hours)  # no home is seen for so long


def test_restricted_mean_without_censoring_has_the_interval_of_a_mean():
    hours = np.random.default_rng(2).integers(1, 100, 60)
    found = restricted_mean(hours, np.zeros(60), np.arange(60), 80)
    cut = np.minimum(hours, 80)
    low, high = stats.t.interval(0.95, 59, cut.mean(), stats.sem(cut))
    assert (found.hours, found.low, found.high) == pytest.approx((cut.mean(), low, high))


def test_wilson_by_hand():
    """10 of 50, each on its own: Wilson's formula with an effective 49 homes and t with 49 degrees of freedom."""
    p, low, high = share(np.arange(50) < 10, np.arange(50))
    t, n = stats.t.ppf(0.975, 49), 49
    middle = (0.2 + t**2 / (2 * n)) / (1 + t**2 / n)
    reach = t * np.sqrt(0.2 * 0.8 / n + t**2 / (4 * n**2)) / (1 + t**2 / n)
    assert (p, low, high) == pytest.approx((0.2, middle - reach, middle + reach))
    none = share(np.zeros(50, bool), np.arange(50))
    assert none[:2] == (0, 0)
    assert 0.05 < none[2] < 0.1


def test_intervals_hold_what_they_promise():
    """600 cities of 40 areas that share their luck: the truth lies in about 95 % of the intervals."""
    rng = np.random.default_rng(11)
    hits = np.zeros(3)
    clusters = np.repeat(np.arange(40), 25)
    alike = np.zeros(3)
    for _ in range(600):
        luck = np.exp(rng.normal(-0.08, 0.4, 40))[clusters]
        out = rng.random(1000) < 0.6
        minutes = np.where(out, rng.gamma(4, 15, 1000) * luck * 60, 0)
        truth = (0.6 * 60 * 60, 60 * 60.0)
        for place, (found, true) in enumerate(
            ((ratio(minutes, np.ones(1000), clusters), truth[0]), (ratio(minutes, out * 1.0, clusters), truth[1]))
        ):
            hits[place] += found[1] <= true <= found[2]
        alone = ratio(minutes, np.ones(1000), np.arange(1000))
        alike[0] += alone[1] <= truth[0] <= alone[2]
        chance = np.clip(rng.beta(2, 8, 40), 0, 1)[clusters]
        found = share(rng.random(1000) < chance, clusters)
        hits[2] += found[1] <= 0.2 <= found[2]
    assert (np.abs(hits / 600 - 0.95) < 0.035).all()
    assert alike[0] / 600 < 0.75  # what taking the homes as independent would miss


def test_quartiles_lose_the_edges_that_would_cut_off_few():
    value = np.concatenate([np.linspace(0, 0.4, 100), [0.45] * 4, np.linspace(0.5, 1, 100)])
    out = np.ones(len(value), bool)
    # between 0.45 and the threshold lie four homes
    assert safe_edges(value, out, (0.2, 0.45, 0.8), 0.5, 11) == [0.2, 0.8]
    assert safe_edges(value, out, (0.2, 0.45, 0.8), 0.5, 4) == [0.2, 0.45, 0.8]
    study = homes(np.arange(204) % 50 + 1.0, share=value)
    options = ReliabilityOptions(DisparityOptions(), grouping=QUARTILES)
    groups = reliability_indices(study, options).groups
    assert groups[c.CUSTOMERS_SERVED].iloc[1:].sum() == groups[c.CUSTOMERS_SERVED].iloc[0] == 204
    assert len(groups) > 2


def test_a_small_group_takes_the_others_along():
    study = homes(np.arange(200) % 90 + 1.0, share=np.where(np.arange(200) < 5, 1.0, 0.0))
    groups = reliability_indices(study, ReliabilityOptions(DisparityOptions())).groups
    assert groups[c.SAIDI].notna().tolist() == [True, False, False]
    assert "fewer than 11" in groups[c.SUPPRESSION][1]


def test_few_homes_beyond_the_limit_hide_the_restricted_mean():
    study = homes(np.where(np.arange(120) < 3, 300.0, np.arange(120) % 60 + 1))
    result = reliability_indices(study, ReliabilityOptions(DisparityOptions(), long_hours=50, limit=288))
    assert np.isnan(result.city[c.RESTRICTED_MEAN])
    assert not np.isnan(result.city[c.CAIDI])
    assert np.isnan(result.table[c.RESTRICTED_MEAN][0])


def test_few_beyond_the_limit_hide_their_area_and_the_city_but_no_other_area():
    frames = [
        homes(np.where(np.arange(60) < long, 300.0, np.arange(60) % 50 + 1), name)
        for name, long in zip("ABCD", (3, 0, 0, 12))
    ]
    result = reliability_indices(pd.concat(frames, ignore_index=True), ReliabilityOptions(DisparityOptions()))
    assert result.table[c.RESTRICTED_MEAN].isna().tolist() == [True, False, False, False]
    assert result.groups[c.RESTRICTED_MEAN].isna().all()  # the city's would give the three away
    assert "outages beyond the limit" in result.table[c.SUPPRESSION][0]


def test_quartiles_of_shares_that_are_nearly_all_zero_or_one_are_the_threshold():
    study = homes(np.arange(200) % 90 + 1.0, share=(np.arange(200) % 5 == 0) * 1.0)
    groups = reliability_indices(study, ReliabilityOptions(DisparityOptions(), grouping=QUARTILES)).groups
    assert groups[c.GROUP].tolist() == ["all", "minority_share below 0.5", "minority_share from 0.5"]
    assert groups[c.CUSTOMERS_SERVED].tolist() == [200, 160, 40]


def test_wrong_inputs():
    study = homes([3, 4, np.nan])
    with pytest.raises(InputError, match=r"RESTRICTED_HOURS.*not a whole number(.|\n)*restoration|CELID_HOURS"):
        reliability_indices(study, ReliabilityOptions(OPEN, long_hours=-1, limit=2.5))
    stranger = pd.DataFrame({c.METER_ID: ["X"], c.OUTAGE_HOURS: [3.0], c.INTERRUPTIONS: [1]})
    with pytest.raises(InputError, match="no meter that lost power in common"):
        reliability_indices(study, ReliabilityOptions(OPEN), stranger)
    with pytest.raises(InputError, match="outage_hours"):
        reliability_indices(study, ReliabilityOptions(OPEN), stranger.drop(columns=c.OUTAGE_HOURS))
    with pytest.raises(InputError, match="no household lost power"):
        reliability_indices(homes([np.nan] * 3), ReliabilityOptions(OPEN))


def test_cancel():
    class Stopped(Progress):
        def is_cancelled(self):
            return True

    with pytest.raises(Cancelled):
        reliability_indices(city(2), ReliabilityOptions(), progress=Stopped())
