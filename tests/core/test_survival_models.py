"""Survival models of a study table: tables, sentences, what is said and what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.errors import Cancelled, InputError, ModelError
from coprod_equity_plugin.core.models.equity import ModelOptions, fit_equity_models
from coprod_equity_plugin.core.models.survival import SurvivalOptions, fit_survival
from coprod_equity_plugin.core.models.survival_curves import restoration_curve, restricted_mean
from coprod_equity_plugin.core.models.survival_groups import survival_table
from coprod_equity_plugin.core.progress import Progress

CITY = Path(__file__).parent.parent / "golden" / "models" / "city.csv"
START = np.datetime64("2018-10-10T00:00:00")
HOUR = np.timedelta64(3600, "s")


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
    assert not np.allclose(found.fits["weibull_3"].params, result.fits["weibull_3"].params, rtol=1e-6)
    np.testing.assert_allclose(found.fits["cox_3"].params, result.fits["cox_3"].params, rtol=1e-9)  # the same fit
    with pytest.raises(InputError, match="hours_low"):
        fit_survival(study, bounds=bounds.drop(columns=c.HOURS_LOW))


def test_wrong_inputs_are_named_together(study, requests):
    with pytest.raises(InputError) as error:
        fit_survival(
            study.drop(columns=["outage_start", "censored", "status"]),
            SurvivalOptions(ModelOptions("classical", use_weights=True), limit=0),
            requests,
        )
    assert len(error.value.problems) == 5
    with pytest.raises(ModelError, match=r"cox_2; cox_3; .*: None of the"):
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
    assert len(failed) == 1  # one sentence for all six
    assert failed[0].startswith(
        "Not fitted, cox_4; cox_5; weibull_4; weibull_5; lognormal_4; lognormal_5: community_requests"
    )
    assert set(found.contrasts["model"]) == set(found.fits)


def test_cancel(study):
    class Stop(Progress):
        def is_cancelled(self):
            return True

    with pytest.raises(Cancelled):
        fit_survival(study, progress=Stop())


def test_sampling_weights_carry_through_all_tables(study, requests):
    weighted = study.assign(sampling_weight=np.where(study["participation"] == 1, 1.0, 4.0))
    options = SurvivalOptions(ModelOptions(use_weights=True), event_start=START)
    result = fit_survival(weighted, options, requests)
    assert all(fit.weighted for fit in result.fits.values())
    assert set(result.fit[c.STATISTIC]) == {"n", "parameters", "log_likelihood", "clusters"}
    assert any("count by their sampling weights" in note for note in result.notes)
    tests = set(result.groups[c.STATISTIC])
    assert "log_rank" not in tests
    assert "log_rank_cluster" in tests
    used = weighted[weighted["status"].isin(["restored", "censored"])].dropna(subset=["minority_share", "house_age"])
    curve = restoration_curve(
        used["restoration_hours"], used["censored"], used["block_group"], used["sampling_weight"], step=0.5
    )
    row = result.groups[(result.groups[c.GROUPING] == "all") & (result.groups[c.STATISTIC] == "rmst")].iloc[0]
    assert row[c.VALUE] == pytest.approx(restricted_mean(curve, 288)[0])
    counted = result.groups[(result.groups[c.GROUPING] == "all") & (result.groups[c.STATISTIC] == "households")]
    assert counted[c.VALUE].iloc[0] == len(used) == result.nobs
    plain = fit_survival(weighted, SurvivalOptions(event_start=START), requests)
    assert any("are not used in these survival models" in note for note in plain.notes)
    assert plain.fits["cox_2"].params[0] != result.fits["cox_2"].params[0]
