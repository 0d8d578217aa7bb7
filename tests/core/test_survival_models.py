"""Survival models: worked by hand, invariants, what is refused, recovery, and the run on a study table."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.errors import Cancelled, CollinearityError, InputError, ModelError, SeparationError
from coprod_equity_plugin.core.models.aft import LOGNORMAL, WEIBULL, Times, fit_aft
from coprod_equity_plugin.core.models.cox import Spells, fit_cox, score_test
from coprod_equity_plugin.core.models.design import build_design
from coprod_equity_plugin.core.models.equity import ModelOptions, fit_equity_models
from coprod_equity_plugin.core.models.survival import SurvivalOptions, fit_survival
from coprod_equity_plugin.core.models.survival_curves import (
    log_rank,
    restoration_curve,
    restricted_mean,
    restricted_mean_difference,
)
from coprod_equity_plugin.core.models.survival_groups import survival_table
from coprod_equity_plugin.core.models.survival_rows import split_spells
from coprod_equity_plugin.core.progress import Progress

CITY = Path(__file__).parent.parent / "golden" / "models" / "city.csv"
START = np.datetime64("2018-10-10T00:00:00")
HOUR = np.timedelta64(3600, "s")


def design_of(**values):
    return build_design({**values, "none": next(iter(values.values()))}, "none", tuple(values))


def curve_of(hours, restored, clusters=None):
    hours, restored = np.asarray(hours, float), np.asarray(restored, bool)
    clusters = np.arange(len(hours)) if clusters is None else np.asarray(clusters)
    return restoration_curve(hours, ~restored, clusters, step=1.0)


# --- by hand ---------------------------------------------------------------------------------------------------------
def test_restricted_mean_with_ties_and_a_restoration_and_a_censoring_at_the_same_hour():
    # at 2: 4 at risk, 2 restored, 1 censored (still at risk at 2); then one home, restored at 5
    curve = curve_of([2, 2, 2, 5], [1, 1, 0, 1])
    np.testing.assert_allclose(curve.share_out, [1, 1, 0.5, 0.5, 0.5, 0])
    value, _ = restricted_mean(curve, 10)
    assert value == 2 + 0.5 * 3
    assert restricted_mean(curve, 3.5)[0] == 2 + 0.5 * 1.5
    assert restricted_mean(curve, 1)[0] == 1


def test_restricted_mean_beyond_the_reads_is_not_told():
    curve = curve_of([2, 4, 6], [1, 1, 0])
    assert np.isnan(restricted_mean(curve, 10)[0])
    assert restricted_mean(curve, 6)[0] == pytest.approx(2 + 2 * 2 / 3 + 2 / 3)
    other = curve_of([1, 2, 3], [1, 1, 1])
    assert np.isnan(restricted_mean_difference(curve, other, 10).low)


def test_difference_of_restricted_means_knows_shared_clusters():
    """Two groups in the same block groups, one always an hour later: the luck they share cancels."""
    rng = np.random.default_rng(1)
    place = np.repeat(np.arange(30), 8)
    hours = (rng.integers(20, 80, 30)[place] + 0.0).round()
    first, second = curve_of(hours + 1, np.ones(240), place), curve_of(hours, np.ones(240), place)
    found = restricted_mean_difference(first, second, 200)
    assert found.value == pytest.approx(1.0)
    assert found.high - found.low < 1e-9
    apart = curve_of(rng.permutation(hours) + 1, np.ones(240), place)
    assert restricted_mean_difference(apart, second, 200).high > 1.5


def test_log_rank_by_hand():
    # 1: 4 at risk, first of A; 2: 3 at risk (1 A), one B; 3: 2 at risk (1 A, 1 B), both
    hours, group = np.array([1, 3, 2, 3]), np.array([0, 0, 1, 1])
    expected_b = 2 / 4 + 2 / 3 + 2 * 1 / 2
    variance = (2 * 2 / 16) + (2 * 1 / 9) + 0.0  # at 3 all that are left are restored
    statistic, df, _ = log_rank(hours, np.zeros(4, int), group)
    assert statistic == pytest.approx((2 - expected_b) ** 2 / variance)
    assert df == 1
    # a censoring at the hour of a restoration is still at risk there
    late, _, _ = log_rank(hours, np.array([0, 0, 0, 1]), group)
    assert late == pytest.approx((1 - (2 / 4 + 2 / 3 + 1 / 2)) ** 2 / (2 * 2 / 16 + 2 / 9 + 1 / 4))


def test_cox_by_hand_without_and_with_ties():
    """x = 1, 0, 1 restored at 1, 2, 3: L = r/(2r+1) * 1/(r+1), highest at r = 1/sqrt(2)."""
    design = design_of(x=np.array([1.0, 0, 1]))
    fit = fit_cox(design, Spells(np.array([1.0, 2, 3]), np.ones(3, bool)))
    assert np.exp(fit.params[0]) == pytest.approx(1 / np.sqrt(2))
    assert fit.llnull == pytest.approx(-np.log(6))
    # Efron: both at hour 1 tied among x = 1, 0, 0 with one censored later:
    # L = r / ((r + 2) (r + 2 - (r + 1)/2)); the null is 1 / (3 * 2)
    tied = fit_cox(
        design_of(x=np.array([1.0, 0, 0, 1])), Spells(np.array([1.0, 1, 2, 2]), np.array([1, 1, 0, 0], bool))
    )
    r = np.exp(np.linspace(-3, 3, 600001))
    likelihood = np.log(r) - np.log(2 * r + 2) - np.log(2 * r + 2 - (r + 1) / 2)
    assert tied.llnull == pytest.approx(-np.log(4 * 3))
    assert tied.params[0] == pytest.approx(np.log(r[likelihood.argmax()]), abs=1e-4)


def test_weibull_without_terms_that_matter_is_the_exponential_by_hand():
    """Ten restorations in 200 hours of waiting; with scale 1 the rate is 10/200."""
    rng = np.random.default_rng(5)
    hours = rng.exponential(50, 4000) + 0.01
    fit = fit_aft(
        design_of(x=rng.normal(size=4000)), Times(np.minimum(hours, 60), np.where(hours > 60, np.inf, hours)), WEIBULL
    )
    waited = np.minimum(hours, 60).sum() / (hours <= 60).sum()
    assert fit.params[0] == pytest.approx(np.log(waited), abs=0.02)
    assert np.exp(fit.ln_scale) == pytest.approx(1, abs=0.05)


def test_zero_hours_are_at_most_half_an_hour():
    times = Times.of(np.array([0.0, 0, 7, 7]), np.array([True, False, True, False]))
    np.testing.assert_array_equal(times.low, [0, 0, 7, 7])
    np.testing.assert_array_equal(times.high, [0.5, np.inf, 7, np.inf])


def test_spells_are_cut_at_the_request():
    hours, restored = np.array([10.0, 10, 10, 10, 0]), np.array([True, True, False, True, True])
    found = split_spells(hours, restored, np.array([np.inf, 4.0, 6.0, -2.0, 3.0]))
    rows = list(zip(found.household, found.spells.start, found.spells.stop, found.spells.restored, found.asked))
    assert rows == [
        (0, -1, 10, True, 0), (1, -1, 4, False, 0), (2, -1, 6, False, 0), (3, -1, 10, True, 1), (4, -1, 0, True, 0),
        (1, 4, 10, True, 1), (2, 6, 10, False, 1),
    ]  # fmt: skip


# --- invariants ------------------------------------------------------------------------------------------------------
def simulated(seed: int, size: int = 400, groups: int = 40):
    rng = np.random.default_rng(seed)
    place = rng.integers(0, groups, size)
    x, z = rng.normal(size=size), (rng.random(size) < 0.3).astype(float)
    hours = np.ceil(60 * rng.weibull(1.5, size) * np.exp(0.2 * x - 0.3 * z))
    limit = rng.integers(30, 150, size)
    return {"x": x, "z": z}, np.minimum(hours, limit), hours <= limit, place


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 1000), st.sampled_from([0.1, 3.0, 24.0]))
def test_order_of_rows_unit_of_time_and_unit_of_columns(seed, unit):
    values, hours, restored, place = simulated(seed)
    order = np.random.default_rng(seed).permutation(len(hours))
    shared = {"covariance": "cluster"}
    one = fit_cox(design_of(**values), Spells(hours, restored), clusters=place, **shared)
    other = fit_cox(
        design_of(x=7 * values["x"][order], z=values["z"][order]),
        Spells(unit * hours[order], restored[order]),
        clusters=place[order],
        **shared,
    )
    np.testing.assert_allclose(other.params, one.params / [7, 1], rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(other.errors, one.errors / [7, 1], rtol=1e-6)
    assert other.proportional["GLOBAL"][0] == pytest.approx(one.proportional["GLOBAL"][0], rel=1e-6)
    for distribution in (WEIBULL, LOGNORMAL):
        first = fit_aft(design_of(**values), Times.of(hours, restored), distribution, clusters=place, **shared)
        times = Times.of(hours[order], restored[order])
        again = fit_aft(
            design_of(**{name: column[order] for name, column in values.items()}),
            Times(unit * times.low, unit * times.high),
            distribution,
            clusters=place[order],
            **shared,
        )
        np.testing.assert_allclose(again.params[1:], first.params[1:], rtol=1e-6, atol=1e-9)
        assert again.params[0] == pytest.approx(first.params[0] + np.log(unit), rel=1e-6)
        assert again.ln_scale == pytest.approx(first.ln_scale, abs=1e-8)


def test_cutting_spells_changes_nothing_where_the_covariate_does_not():
    values, hours, restored, place = simulated(3)
    whole = fit_cox(design_of(**values), Spells(hours, restored), covariance="cluster", clusters=place)
    cut = split_spells(hours, restored, hours / 3 + 0.1)
    again = fit_cox(
        design_of(**{name: column[cut.household] for name, column in values.items()}),
        cut.spells,
        covariance="cluster",
        clusters=place[cut.household],
    )
    np.testing.assert_allclose(again.params, whole.params, rtol=1e-7)
    np.testing.assert_allclose(again.errors, whole.errors, rtol=1e-7)
    assert again.llf == pytest.approx(whole.llf)


def test_intervals_of_no_width_are_exact_times():
    values, hours, restored, _ = simulated(4)
    exact = fit_aft(design_of(**values), Times.of(hours, restored), LOGNORMAL)
    narrow = Times(hours - 1e-5, np.where(restored, hours + 1e-5, np.inf))
    near = fit_aft(design_of(**values), narrow, LOGNORMAL)
    np.testing.assert_allclose(near.params, exact.params, atol=1e-4)


def test_score_test_with_one_group_column_is_the_log_rank_without_ties():
    rng = np.random.default_rng(8)
    hours, group = rng.permutation(200) + 1.0, (rng.random(200) < 0.4).astype(int)
    statistic, df, p_value = score_test(design_of(group=group.astype(float)), Spells(hours, np.ones(200, bool)))
    assert (statistic, df, p_value) == pytest.approx(log_rank(hours, np.zeros(200, int), group))


# --- what is refused -------------------------------------------------------------------------------------------------
def test_no_restoration_one_group_only_and_impossible_times():
    values, hours, restored, place = simulated(2)
    nobody = np.zeros(len(hours), bool)
    with pytest.raises(ModelError, match="None of the 400 homes had power back"):
        fit_cox(design_of(**values), Spells(hours, nobody))
    with pytest.raises(ModelError, match="None of the 400 homes had power back"):
        fit_aft(design_of(**values), Times.of(hours, nobody), WEIBULL)
    for fit in (
        lambda design: fit_cox(design, Spells(hours, restored)),
        lambda design: fit_aft(design, Times.of(hours, restored), WEIBULL),
    ):
        with pytest.raises(CollinearityError, match="same value in every row"):
            fit(design_of(x=values["x"], group=np.ones(len(hours))))
    with pytest.raises(ModelError, match="ends before it begins"):
        fit_cox(design_of(**values), Spells(hours, restored, hours + 1))
    with pytest.raises(ModelError, match="lower bound of the hours"):
        fit_aft(design_of(**values), Times(hours + 1, hours), WEIBULL)
    with pytest.raises(ModelError, match="one cluster"):
        fit_cox(design_of(**values), Spells(hours, restored), covariance="cluster", clusters=0 * place)


def test_monotone_likelihood_is_found_and_named():
    values, hours, restored, _ = simulated(2)
    rare = np.zeros(len(hours))
    rare[np.flatnonzero(restored)[:6]] = 1.0
    first = np.where(rare == 1, 0.5, hours + 1)  # all of them before anybody else
    with pytest.raises(SeparationError, match="rare"):
        fit_cox(design_of(x=values["x"], rare=rare), Spells(first, restored | (rare == 1)))
    never = restored & (rare == 0)
    late = np.where(rare == 1, hours.max() + 1, hours)
    with pytest.raises(SeparationError, match=r"rare"):
        fit_cox(design_of(x=values["x"], rare=rare), Spells(late, never))
    for distribution in (WEIBULL, LOGNORMAL):
        with pytest.raises(SeparationError, match="rare sets apart were still without power"):
            fit_aft(design_of(x=values["x"], rare=rare), Times.of(late, never), distribution)


# --- recovery --------------------------------------------------------------------------------------------------------
def test_intervals_cover_where_block_groups_share_their_luck():
    """150 cities, hours log-normal with luck by block group, a fifth censored: log-normal covers by cluster only."""
    truth, held, naive = np.array([0.1, -0.3]), np.zeros(2), np.zeros(2)
    seeds = 150
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        place = rng.integers(0, 60, 900)
        income, asked = rng.normal(size=60)[place], (rng.random(900) < 0.3).astype(float)
        luck = rng.normal(0, 0.25, 60)[place]
        hours = np.exp(4 + 0.1 * income - 0.3 * asked + luck + rng.normal(0, 0.4, 900))
        restored = hours < 80
        design = design_of(income=income, asked=asked)
        times = Times.of(np.minimum(hours, 80), restored)
        fit = fit_aft(design, times, LOGNORMAL, covariance="cluster", clusters=place)
        held += np.abs(fit.params[1:] - truth) <= fit.critical(0.95) * fit.errors[1:]
        plain = fit_aft(design, times, LOGNORMAL)
        naive += np.abs(plain.params[1:] - truth) <= plain.critical(0.95) * plain.errors[1:]
    assert np.abs(held / seeds - 0.95).max() < 3.5 * np.sqrt(0.95 * 0.05 / seeds), held / seeds
    assert naive[0] / seeds < 0.8, naive / seeds


def test_asking_in_time_gets_no_credit_for_the_hours_before_it():
    """Asking changes nothing here, but only those who wait can ask: counted from the start it seems to slow down."""
    fixed, varying = [], []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        hours = np.ceil(rng.exponential(40, 800))
        wait = rng.exponential(60, 800)
        asked = wait < hours
        restored = np.ones(800, bool)
        fixed.append(fit_cox(design_of(asked=asked.astype(float)), Spells(hours, restored)).params[0])
        cut = split_spells(hours, restored, np.where(asked, wait, np.inf))
        fit = fit_cox(design_of(asked=cut.asked), cut.spells)
        varying.append((fit.params[0], fit.errors[0]))
    varying = np.array(varying)
    assert np.mean(fixed) < -0.5
    assert abs(varying[:, 0].mean()) < 3.5 * varying[:, 0].std() / np.sqrt(60)
    assert (np.abs(varying[:, 0]) < 1.96 * varying[:, 1]).mean() > 0.85


# --- the run ---------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def study() -> pd.DataFrame:
    city = pd.read_csv(CITY, dtype={"block_group": str})
    lost = (START + np.random.default_rng(3).integers(0, 12, len(city)) * HOUR).astype("M8[s]")
    return city.assign(outage_start=lost)


@pytest.fixture(scope="module")
def requests(study) -> pd.DataFrame:
    asked = study[study["participation"] == 1]
    hours = np.random.default_rng(4).integers(1, 48, len(asked))
    return pd.DataFrame(
        {
            c.REQUESTED_AT: (START + hours * HOUR).astype("M8[s]"),
            c.METER_ID: asked["meter_id"].to_numpy(),
            c.PARCEL_ID: asked["parcel_id"].to_numpy(),
            c.DUPLICATE_OF: None,
        }
    )


@pytest.fixture(scope="module")
def result(study, requests):
    return fit_survival(study, SurvivalOptions(event_start=START), requests)


def test_the_same_households_and_tables_as_the_equity_models(study, result):
    equity = fit_equity_models(study)
    assert result.nobs == equity.nobs == 1473
    assert tuple(result.coefficients.columns) == c.COEFFICIENTS.names
    assert tuple(result.fit.columns) == c.FIT.names
    assert tuple(result.contrasts.columns) == c.CONTRASTS.names
    assert tuple(result.groups.columns) == c.SURVIVAL.names
    assert len(result.fits) == 14
    # hours are gamma-Poisson around the same means: the log-normal's ratios of times are close to the counts'
    for term in ("minority_share:participation", "house_age"):
        ratio = result.fits["lognormal_3"].combine({term: 1})[0] / equity.fits["model_3"].combine({term: 1})[0]
        assert 0.7 < ratio < 1.3
    scale = result.coefficients.set_index(["model", "term"]).loc[("weibull_3", c.TERM_SCALE)]
    assert scale[c.CONF_LOW] < scale[c.ESTIMATE] < scale[c.CONF_HIGH]
    assert np.isnan(scale[c.P_VALUE])
    row = result.coefficients.set_index(["model", "term"]).loc[("cox_2", "participation")]
    assert row[c.EXP_HIGH] == pytest.approx(np.exp(row[c.CONF_HIGH]))
    assert row[c.PERCENT_CHANGE] == pytest.approx(100 * np.expm1(row[c.ESTIMATE]))


def test_contrasts_speak_of_pace_and_of_waits(result):
    said = result.contrasts.set_index(["model", "contrast"])[c.SENTENCE]
    assert said["cox_3", "participation_among_minority"].startswith(
        "Among minority households, the pace of restoration"
    )
    assert "waits" not in " ".join(said[[model.startswith("cox") for model, _ in said.index]])
    assert "waits of those that asked" in said["weibull_3", "participation_among_minority"]
    estimate, _ = result.fits["cox_3"].combine({"participation": 1, "minority_share:participation": 1})
    numbers = result.contrasts.set_index(["model", "contrast"])
    assert numbers.loc[("cox_3", "participation_among_minority"), c.ESTIMATE] == pytest.approx(estimate)


def test_ratios_that_change_with_time_are_said(result):
    # the city's hours are gamma-Poisson around means, an accelerated clock: paces cannot stay proportional
    assert result.fits["cox_3"].proportional["GLOBAL"][1] < 0.001
    assert any(note.startswith("cox_3: ratios of pace change") and "p below 0.001" in note for note in result.notes)
    table = result.fit.set_index(["model", "statistic"])["value"]
    assert table["cox_3", "p_proportionality_global"] == result.fits["cox_3"].proportional["GLOBAL"][1]
    assert not any(name.startswith("proportionality") for name in table["weibull_3"].index)


def test_groups_by_hand(study, result):
    used = study[study["status"].isin(["restored", "censored"])].dropna(
        subset=["minority_share", "house_age", "restoration_hours"]
    )
    rows = result.groups.set_index(["grouping", "group", "statistic"])
    minority = used[used["minority_share"] >= 0.5]
    assert rows.loc[("minority", "minority households", "households"), c.VALUE] == len(minority)
    middle = rows.loc[("all", "all households", "t50"), c.VALUE]
    hours = used["restoration_hours"].to_numpy()
    assert (hours <= middle).mean() >= 0.5 > (hours <= middle - 1).mean()  # the four censored ones wait longest
    difference = rows.loc[("minority", "minority households less other households", "rmst_difference")]
    both = [rows.loc[("minority", name, "rmst"), c.VALUE] for name in ("minority households", "other households")]
    assert difference[c.VALUE] == pytest.approx(both[0] - both[1])
    assert {"log_rank", "log_rank_stratified", "log_rank_cluster"} <= set(result.groups[c.STATISTIC])
    text = result.groups[c.SENTENCE].dropna()
    assert text.str.endswith(".").all()
    assert not text.str.contains("nan|inf|because|caused").any()


def test_few_homes_without_power_cannot_be_counted(result):
    """Four homes are censored: no table and no note says how many."""
    assert result.censored == 4
    assert "events" not in set(result.fit[c.STATISTIC])
    assert any("Fewer than 11 of 1,473 households had no power yet" in note for note in result.notes)


def test_small_groups_are_not_shown():
    rng = np.random.default_rng(1)
    hours, place = rng.integers(1, 100, 300).astype(float), rng.integers(0, 20, 300)
    minority, asked = rng.random(300) < 0.4, np.zeros(300, bool)
    asked[:25] = True
    minority[:18], minority[18:25] = True, False  # seven other households that asked
    table, notes = survival_table(hours, np.ones(300, bool), place, minority, asked, 288)
    assert set(table[c.GROUPING]) == {"all", "minority", "participation"}
    assert notes == ("Groups by both are not shown: one of them has fewer than 11 households.",)
    table, notes = survival_table(hours, np.ones(300, bool), place, minority, ~minority & minority, 288)
    assert set(table[c.GROUPING]) == {"all", "minority"}
    assert "cannot be compared: one of them has no households" in notes[0]


def test_all_censored_and_late_quantiles_are_said_in_words():
    rng = np.random.default_rng(1)
    hours, place = np.full(200, 100.0), rng.integers(0, 20, 200)
    group = rng.random(200) < 0.5
    table, _ = survival_table(hours, np.zeros(200, bool), place, group, group, 288)
    said = " ".join(table[c.SENTENCE].dropna())
    assert "it cannot be told when 50 % had power back; the reads end before" in said
    assert "the mean up to 288 hours cannot be told" in said
    assert table.loc[table[c.STATISTIC] == "t50", c.VALUE].isna().all()


def test_bounds_of_the_reads_are_used(study, result):
    bounds = pd.DataFrame(
        {
            c.METER_ID: study["meter_id"],
            c.HOURS_LOW: (study["restoration_hours"] - 0.5).clip(lower=0),
            c.HOURS_HIGH: study["restoration_hours"] + 0.5,
        }
    )
    found = fit_survival(study, bounds=bounds)
    assert any("1,469 households' hours are known within the reads' bounds" in note for note in found.notes)
    np.testing.assert_allclose(found.fits["weibull_3"].params, result.fits["weibull_3"].params, rtol=0.1, atol=0.02)
    assert not np.array_equal(found.fits["weibull_3"].params, result.fits["weibull_3"].params)
    np.testing.assert_array_equal(found.fits["cox_3"].params, result.fits["cox_3"].params)
    with pytest.raises(InputError, match="hours_low"):
        fit_survival(study, bounds=bounds.drop(columns=c.HOURS_LOW))


def test_wrong_inputs_are_named_together(study, requests):
    with pytest.raises(InputError) as error:
        fit_survival(
            study.drop(columns=["outage_start", "censored", "status"]),
            SurvivalOptions(ModelOptions(use_weights=True), limit=0),
            requests,
        )
    assert len(error.value.problems) == 5
    with pytest.raises(ModelError, match="cox_2: None of the"):
        fit_survival(study.assign(censored=1))


def test_robust_errors_keep_a_households_spells_together(study, requests, result):
    found = fit_survival(study, SurvivalOptions(ModelOptions(covariance="robust"), event_start=START), requests)
    assert found.fits["cox_time_3"].clusters == 1473
    assert found.fits["cox_3"].clusters == 0
    np.testing.assert_allclose(found.fits["cox_time_3"].params, result.fits["cox_time_3"].params)


def test_a_model_that_fails_does_not_take_the_others_along(study):
    found = fit_survival(study.assign(community_requests=3))
    assert set(found.fits) == {f"{kind}_{number}" for kind in ("cox", "weibull", "lognormal") for number in (2, 3)}
    failed = [note for note in found.notes if note.startswith("Not fitted, ")]
    assert len(failed) == 6
    assert failed[0].startswith("Not fitted, cox_4: community_requests")
    assert set(found.contrasts["model"]) == set(found.fits)


def test_cancel(study):
    class Stop(Progress):
        def is_cancelled(self):
            return True

    with pytest.raises(Cancelled):
        fit_survival(study, progress=Stop())
