"""The models under every variant: against fits made by hand on the same rows, and what is counted and said."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.errors import Cancelled, InputError, ModelError, SeparationError
from coprod_equity_plugin.core.models import variants
from coprod_equity_plugin.core.models.design import build_design
from coprod_equity_plugin.core.models.equity import ModelOptions, fit_equity_models
from coprod_equity_plugin.core.models.fit import fit_model
from coprod_equity_plugin.core.models.refit import refit
from coprod_equity_plugin.core.models.request_times import request_times
from coprod_equity_plugin.core.models.robustness import TERM_CORRECTED, RobustnessOptions, vary_models
from coprod_equity_plugin.core.models.specification import CORRECTIONS, MODELS, columns_of
from coprod_equity_plugin.core.progress import Progress

CITY = Path(__file__).parent.parent / "golden" / "models" / "city.csv"
START = np.datetime64("2018-10-10T00:00:00")
HOUR = np.timedelta64(3600, "s")


@pytest.fixture(scope="module")
def study() -> pd.DataFrame:
    """The golden city with times: power lost in the first hours, back after the hours of the table."""
    city = pd.read_csv(CITY, dtype={"block_group": str})
    rng = np.random.default_rng(3)
    lost = START + rng.integers(0, 12, len(city)) * HOUR
    back = lost + city["restoration_hours"].to_numpy() * HOUR
    back[city["censored"].to_numpy() == 1] = np.datetime64("NaT")
    return city.assign(outage_start=lost.astype("M8[s]"), restored_at=back.astype("M8[s]"))


@pytest.fixture(scope="module")
def requests(study) -> pd.DataFrame:
    """One request of every household that asked, on day 1 to 6; repeats, an early one, and one told to nobody."""
    asked = study[study["participation"] == 1]
    rng = np.random.default_rng(4)
    hours = rng.integers(1, 144, len(asked))
    first = pd.DataFrame(
        {
            c.REQUEST_ID: [f"R{i}" for i in range(len(asked))],
            c.REQUESTED_AT: (START + hours * HOUR).astype("M8[s]"),
            c.METER_ID: asked["meter_id"].to_numpy(),
            c.PARCEL_ID: asked["parcel_id"].to_numpy(),
            c.DUPLICATE_OF: None,
        }
    )
    again = first.iloc[:10].assign(duplicate_of=first[c.REQUEST_ID].iloc[:10], request_id=[f"A{i}" for i in range(10)])
    again[c.REQUESTED_AT] = again[c.REQUESTED_AT].to_numpy() + 5 * HOUR
    early = first.iloc[:5].assign(request_id=[f"E{i}" for i in range(5)])
    early[c.REQUESTED_AT] = START - HOUR
    building = first.iloc[:3].assign(request_id=[f"B{i}" for i in range(3)], meter_id=None)
    street = first.iloc[:2].assign(request_id=["S0", "S1"], meter_id=None, parcel_id=None)
    return pd.concat([again, first, early, building, street], ignore_index=True)


@pytest.fixture(scope="module")
def result(study, requests):
    options = RobustnessOptions(sizes=(300, 600), draws=6, weighted=True, event_start=START, seed=9)
    return vary_models(study, options, requests)


def rows_used(study: pd.DataFrame) -> pd.DataFrame:
    return study[study["status"].isin(["restored", "censored"])].dropna(subset=list(columns_of(MODELS)))


def fit_of(result, variant, setting, model, draw=None) -> pd.DataFrame:
    frame = result.fits
    chosen = frame[(frame[c.VARIANT] == variant) & (frame[c.SETTING] == setting) & (frame[c.MODEL] == model)]
    return (chosen if draw is None else chosen[chosen[c.DRAW] == draw]).set_index(c.TERM)


def by_hand(frame: pd.DataFrame, model: str, weights=None, correction="cr2"):
    spec = next(spec for spec in MODELS if spec.id == model)
    design = build_design(frame, spec.outcome, spec.terms)
    clusters = np.unique(frame["block_group"], return_inverse=True)[1]
    return fit_model(
        design, spec.family, covariance="cluster", clusters=clusters, weights=weights, correction=correction
    )


def agree(rows: pd.DataFrame, fit) -> None:
    reach = stats.t.ppf(0.975, fit.freedoms) * fit.errors
    np.testing.assert_allclose(rows.loc[list(fit.terms), c.ESTIMATE], fit.params, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(rows.loc[list(fit.terms), c.CONF_LOW], fit.params - reach, rtol=1e-6, atol=1e-8)
    assert (rows[c.HOUSEHOLDS_USED] == fit.nobs).all()


def test_the_main_result_is_that_of_the_models(study, result):
    main = fit_equity_models(study)
    for model in ("model_1", "model_5"):
        agree(fit_of(result, "population", "all households used", model), main.fits[model])


@pytest.mark.parametrize("correction", CORRECTIONS)
def test_main_result_and_redraws_have_the_errors_of_the_models_under_the_same_settings(study, correction):
    models = ModelOptions(correction=correction)
    found = vary_models(study, RobustnessOptions(models=models, sizes=(400,), draws=1, seed=2, leave_out=False))
    main = fit_equity_models(study, models).coefficients
    main = main[main[c.TERM] != c.TERM_ALPHA]
    rows = found.fits[found.fits[c.VARIANT] == "population"]
    assert list(zip(rows[c.MODEL], rows[c.TERM])) == list(zip(main[c.MODEL], main[c.TERM]))
    for name in (c.ESTIMATE, c.CONF_LOW, c.CONF_HIGH):
        # the same fit, but linear algebra adds in another order where arrays lie otherwise in memory
        np.testing.assert_allclose(rows[name], main[name], rtol=1e-9)
    used = rows_used(study)
    others = used[used["participation"] == 0].sort_values("household_id")
    drawn = np.random.default_rng([2, 400, 1]).choice(len(others), 400, replace=False)
    sample = pd.concat([used[used["participation"] == 1], others.iloc[drawn]])
    for model in ("model_1", "model_5"):
        slow = by_hand(sample, model, correction=correction)
        agree(fit_of(found, "redraw", "400 households that did not ask", model, 1), slow)
    assert len(set(slow.freedoms)) == (7 if correction == "cr2" else 1)


def test_a_redraw_is_a_fit_to_all_that_asked_and_the_drawn(study, result):
    used = rows_used(study)
    others = used[used["participation"] == 0].sort_values("household_id")
    drawn = np.random.default_rng([9, 300, 4]).choice(len(others), 300, replace=False)
    sample = pd.concat([used[used["participation"] == 1], others.iloc[drawn]])
    for model in ("model_1", "model_3"):
        agree(fit_of(result, "redraw", "300 households that did not ask", model, 4), by_hand(sample, model))
    rows = fit_of(result, "redraw", "300 households that did not ask", "model_1", 4)
    cases = len(sample) - 300
    # the odds of asking among all, over those in the sample: only the number of others differs
    assert rows.loc["const", c.ESTIMATE] - rows.loc[TERM_CORRECTED, c.ESTIMATE] == pytest.approx(
        np.log(len(others) / 300)
    )
    assert rows[c.REPORTERS].eq(cases).all()
    weights = np.r_[np.ones(cases), np.full(300, len(others) / 300)]
    weighted = fit_of(result, "redraw_weighted", "300 households that did not ask", "model_2", 4)
    agree(weighted, by_hand(sample, "model_2", weights))


def test_a_redraw_agrees_with_statsmodels(study, result):
    used = rows_used(study)
    others = used[used["participation"] == 0].sort_values("household_id")
    drawn = np.random.default_rng([9, 600, 2]).choice(len(others), 600, replace=False)
    sample = pd.concat([used[used["participation"] == 1], others.iloc[drawn]])
    terms = MODELS[0].terms
    fit = sm.Logit(sample["participation"], sm.add_constant(sample[list(terms)])).fit(
        disp=0, cov_type="cluster", cov_kwds={"groups": pd.factorize(sample["block_group"])[0]}
    )
    rows = fit_of(result, "redraw", "600 households that did not ask", "model_1", 2)
    np.testing.assert_allclose(rows.loc[["const", *terms], c.ESTIMATE], fit.params, rtol=1e-5)


@pytest.mark.parametrize("days", [1, 3])
def test_other_windows_count_anew_who_asked_and_where(study, requests, result, days):
    inside = requests[
        (requests[c.REQUESTED_AT].to_numpy() >= START)
        & (requests[c.REQUESTED_AT].to_numpy() < START + days * 24 * HOUR)
    ]
    place = study.set_index("parcel_id")["block_group"]
    community = inside[inside[c.DUPLICATE_OF].isna()][c.PARCEL_ID].map(place).value_counts()
    again = study.assign(
        participation=study["meter_id"].isin(inside[c.METER_ID].dropna()).astype(float),
        community_requests=study["block_group"].map(community).fillna(0.0),
    )
    setting = "1 day" if days == 1 else f"{days} days"
    used = rows_used(again)
    for model in ("model_3", "model_4"):
        agree(fit_of(result, "request_window", setting, model), by_hand(used, model))
    assert fit_of(result, "request_window", setting, "model_2")[c.REPORTERS].iloc[0] == used["participation"].sum()

    end = START + days * 24 * HOUR
    dark = used[~(used["restored_at"].to_numpy() <= end)]
    hours_to = dark["outage_start"].to_numpy() + dark["restoration_hours"].to_numpy() * HOUR
    dark = dark[hours_to > end]
    agree(fit_of(result, "landmark", f"{setting}, all hours", "model_3"), by_hand(dark, "model_3"))
    left = (dark["outage_start"].to_numpy() + dark["restoration_hours"].to_numpy() * HOUR - end) / HOUR
    remaining = dark.assign(restoration_hours=left)
    agree(fit_of(result, "landmark", f"{setting}, hours from then on", "model_2"), by_hand(remaining, "model_2"))


def test_requests_after_power_was_back_do_not_count_while_dark(study, requests, result):
    rows = fit_of(result, "request_while_dark", "2 days", "model_2")
    told = requests[(requests[c.REQUESTED_AT].to_numpy() >= START) & requests[c.METER_ID].notna()]
    first = told.groupby(c.METER_ID)[c.REQUESTED_AT].min().to_dict()
    used = rows_used(study)
    own = [
        float(meter in first and first[meter] < min(START + 48 * HOUR, lost + hours * HOUR))
        for meter, lost, hours in zip(
            used["meter_id"], used["outage_start"].to_numpy(), used["restoration_hours"].to_numpy()
        )
    ]
    agree(rows, by_hand(used.assign(participation=own), "model_2"))
    window = fit_of(result, "request_window", "2 days", "model_2")
    assert 0 < rows[c.REPORTERS].iloc[0] < window[c.REPORTERS].iloc[0]


def test_own_request_left_out_and_rate(study, result):
    used = rows_used(study)
    others = used.assign(community_requests=used["community_requests_others"])
    agree(fit_of(result, "others_requests", "less the own request", "model_5"), by_hand(others, "model_5"))
    size = used["block_group"].map(study["block_group"].value_counts())  # all homes of the table are customers
    rate = used.assign(community_requests=100 * used["community_requests"] / size)
    agree(fit_of(result, "request_rate", "per 100 customers", "model_4"), by_hand(rate, "model_4"))
    models = set(result.fits.loc[result.fits[c.VARIANT] == "request_rate", c.MODEL])
    assert models == {"model_4", "model_5"}  # the others do not read the community's requests


def test_each_block_group_left_out_once(study, result):
    used = rows_used(study)
    names = sorted(used["block_group"].unique())
    rows = result.fits[(result.fits[c.VARIANT] == "leave_one_block_group_out") & (result.fits[c.MODEL] == "model_2")]
    assert sorted(rows[c.DRAW].unique()) == list(range(1, len(names) + 1))
    without = used[used["block_group"] != names[6]]
    agree(fit_of(result, "leave_one_block_group_out", "each block group", "model_2", 7), by_hand(without, "model_2"))


def test_homes_without_a_block_group_are_used_where_the_main_result_uses_them(study):
    places = study["block_group"].mask(study.index.isin(range(100, 108)))
    options = RobustnessOptions(models=ModelOptions(covariance="robust"), sizes=(), draws=0)
    found = vary_models(study.assign(block_group=places), options)
    assert found.main.nobs == 1473
    rows = found.fits[(found.fits[c.VARIANT] == "leave_one_block_group_out") & (found.fits[c.MODEL] == "model_1")]
    left_out = 1473 - rows.groupby(c.DRAW)[c.HOUSEHOLDS_USED].first()
    assert left_out.sum() == 1473
    assert len(left_out) == 61  # sixty block groups, and the homes of which none is known


def test_weights_of_the_table_are_a_variant(study):
    weights = np.where(study["participation"] == 1, 1.0, 12.5)
    weighted = vary_models(
        study.assign(sampling_weight=weights), RobustnessOptions(sizes=(300,), draws=1, leave_out=False)
    )
    used = rows_used(study.assign(sampling_weight=weights))
    agree(
        fit_of(weighted, "weighted", "sampling_weight", "model_1"),
        by_hand(used, "model_1", used["sampling_weight"].to_numpy()),
    )


def test_the_summary_counts_what_the_fits_say(result):
    line = result.summary.set_index([c.VARIANT, c.SETTING, c.MODEL, c.TERM]).loc[
        ("leave_one_block_group_out", "each block group", "model_2", "participation")
    ]
    rows = result.fits[
        (result.fits[c.VARIANT] == "leave_one_block_group_out")
        & (result.fits[c.MODEL] == "model_2")
        & (result.fits[c.TERM] == "participation")
    ]
    values = rows[c.ESTIMATE]
    assert line[c.FITS] == len(values) == 60
    assert line[c.MEDIAN] == pytest.approx(values.median())
    assert line[c.DRAWS_LOW] == pytest.approx(values.quantile(0.025))
    main = result.main.answer("model_2", "participation")
    assert line[c.MAIN_ESTIMATE] == pytest.approx(main.estimate)
    assert line[c.SAME_SIGN] == (np.sign(values) == np.sign(main.estimate)).mean()
    clear = (rows[c.CONF_LOW] > 0) | (rows[c.CONF_HIGH] < 0)
    assert line[c.SAME_FINDING] == (clear == (main.p_value < 0.05)).mean()
    assert "of 60 fits" in line[c.SENTENCE]
    single = result.summary[result.summary[c.VARIANT] == "population"]
    assert (single[c.SAME_SIGN] == 1).all()
    assert (single[c.SAME_FINDING] == 1).all()


def test_order_of_the_rows_does_not_matter_and_the_seed_does(study):
    options = RobustnessOptions(sizes=(300,), draws=2, leave_out=False, seed=5)
    one = vary_models(study, options).fits
    other = vary_models(study.sample(frac=1, random_state=1), options).fits
    np.testing.assert_allclose(one[c.ESTIMATE], other[c.ESTIMATE], rtol=1e-6, atol=1e-8)
    seeded = vary_models(study, RobustnessOptions(sizes=(300,), draws=2, leave_out=False, seed=6)).fits
    drawn = one[c.VARIANT] == "redraw"
    assert (one.loc[drawn, c.ESTIMATE] != seeded.loc[drawn, c.ESTIMATE]).all()


def test_a_redraw_with_separation_is_counted_with_its_reason(study):
    """College students: all nine of them among the households that did not ask... and in small samples none is left."""
    rare = study.copy()
    rare["college_share"] = 0.0
    quiet = rare.index[(rare["participation"] == 0) & (rare["status"] == "restored")][:9]
    loud = rare.index[(rare["participation"] == 1) & (rare["status"] == "restored")][:4]
    rare.loc[[*quiet, *loud], "college_share"] = 1.0
    found = vary_models(rare, RobustnessOptions(sizes=(150,), draws=25, leave_out=False))
    assert found.failed > 0
    lines = found.summary[(found.summary[c.VARIANT] == "redraw") & (found.summary[c.MODEL] == "model_1")]
    assert (lines[c.FITS] + lines[c.FAILURES] == 25).all()
    assert lines[c.FAILURES].iloc[0] == found.failed
    assert lines[c.FAILED_BECAUSE].iloc[0].startswith(f"{found.failed} x separation")
    assert f"{found.failed} more could not be fitted" in lines[c.SENTENCE].iloc[0]
    assert lines[c.DRAWS_HIGH].abs().max() < 100  # no runaway estimate is among those summarised


def test_refit_finds_separation_that_a_warm_start_hides():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"x": rng.normal(size=400), "rare": np.r_[np.ones(10), np.zeros(390)]})
    frame["y"] = (rng.random(400) < 0.4).astype(float)
    frame.loc[:4, "y"], frame.loc[5:9, "y"] = 1.0, 0.0
    first = fit_model(build_design(frame, "y", ("x", "rare")), "logit")
    fewer = build_design(frame.drop(index=range(5, 10)), "y", ("x", "rare"))
    with pytest.raises(SeparationError, match="rare"):
        refit(fewer, first, covariance="classical")
    with pytest.raises(ModelError, match="same value in every row"):
        refit(build_design(frame.iloc[10:], "y", ("x", "rare")), first, covariance="classical")


def test_counts_of_zero_that_separate_are_found():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"x": rng.normal(size=400), "rare": np.r_[np.ones(10), np.zeros(390)]})
    frame["y"] = rng.poisson(20 * rng.gamma(2, 0.5, 400)).astype(float)
    first = fit_model(build_design(frame, "y", ("x", "rare")), "negativebinomial")
    frame.loc[:9, "y"] = 0.0
    with pytest.raises(SeparationError, match="rare"):
        refit(build_design(frame, "y", ("x", "rare")), first, covariance="classical")


def test_samples_larger_than_the_city_and_missing_inputs_are_said(study, requests):
    found = vary_models(study, RobustnessOptions(sizes=(300, 90_000), draws=1, leave_out=False))
    assert any("samples of 90,000 were not drawn" in note for note in found.notes)
    assert any("need the matched requests" in note for note in found.notes)
    assert any("need the event's start" in note for note in found.notes)
    with pytest.raises(InputError, match="EVENT_START"):
        vary_models(study, RobustnessOptions(), requests)
    with pytest.raises(InputError) as error:
        vary_models(study, RobustnessOptions(sizes=(0,), draws=-1, seed=-1, window_days=(0,)))
    assert len(error.value.problems) == 4
    with pytest.raises(InputError, match="no request after the event's start"):
        request_times(study, requests.assign(meter_id="other"), START)
    with pytest.raises(InputError, match="duplicate_of"):
        request_times(study, requests.drop(columns=c.DUPLICATE_OF), START)


def test_without_requests_the_landmark_is_that_of_the_studys_own_window(study):
    options = RobustnessOptions(sizes=(), draws=0, leave_out=False, event_start=START, base_days=1.5)
    found = vary_models(study, options)
    settings = set(found.fits.loc[found.fits[c.VARIANT] == "landmark", c.SETTING])
    assert settings == {"1.5 days, all hours", "1.5 days, hours from then on"}
    assert not {"request_window", "request_while_dark"} & set(found.fits[c.VARIANT])
    # a text file gives times back as text
    text = study.assign(
        outage_start=[str(moment).replace("T", " ") for moment in study["outage_start"].to_numpy()],
        restored_at=[None if np.isnat(moment) else str(moment) for moment in study["restored_at"].to_numpy()],
    )
    again = vary_models(text, options)
    pd.testing.assert_frame_equal(again.fits, found.fits)
    with pytest.raises(InputError, match=r"outage_start: does not hold dates"):
        vary_models(study.assign(outage_start="yesterday"), options)


def test_requests_told_to_nobody_are_counted(study, requests):
    times = request_times(study, requests, START)
    assert times.unplaced == 2
    assert times.participation(6).sum() == study["participation"].sum()  # the early ones asked again later
    assert np.isnan(request_times(study.assign(block_group=None), requests, START).community(6)).all()


def test_cancel_stops_between_fits(study):
    class Impatient(Progress):
        def __init__(self):
            self.percent = 0.0

        def set(self, percent):
            assert percent >= self.percent
            self.percent = percent

        def is_cancelled(self):
            return self.percent > 40

    watcher = Impatient()
    with pytest.raises(Cancelled):
        vary_models(study, RobustnessOptions(sizes=(300,), draws=60, leave_out=False), progress=watcher)
    assert 40 < watcher.percent < 45


def test_what_samples_recover_and_what_they_do_not():
    """A city of 12,000 where asking helps minority households only: what the help and the sentences say of samples.

    Model 3 holds in it, so samples find its coefficients; so do they Model 1's slopes, and its constant once corrected.
    Model 2 leaves the interaction out: its minority coefficient averages over those who asked and those who did not,
    who are 1 in 30 in the city and 4 in 10 in the sample. Weighted back, the samples find the city's.
    """
    rng = np.random.default_rng(12)
    size, groups = 12_000, 60
    place = rng.integers(0, groups, size)
    minority = (rng.random(size) < 0.3).astype(float)
    asked = (rng.random(size) < 1 / (1 + np.exp(4 - 1.2 * minority))).astype(float)
    age = rng.gamma(4, 9, size).round()
    income, density = rng.normal(60, 20, groups)[place], rng.normal(7, 0.8, groups)[place]
    waits = np.exp(4 + 0.1 * minority - 0.4 * minority * asked + 0.003 * age)
    city = pd.DataFrame(
        {
            c.HOUSEHOLD_ID: [f"H{i:05d}" for i in range(size)],
            c.BLOCK_GROUP: place.astype(str),
            c.RESTORATION_HOURS: rng.poisson(waits * rng.gamma(5, 0.2, size)),
            c.PARTICIPATION: asked,
            c.MINORITY_SHARE: minority,
            c.ELDERLY_SHARE: (rng.random(size) < 0.35).astype(float),
            c.COLLEGE_SHARE: (rng.random(size) < 0.1).astype(float),
            c.HOUSE_AGE: age,
            c.MEDIAN_INCOME: income,
            c.LOG_DENSITY: density,
            c.EDUCATION_SHARE: rng.beta(4, 4, groups)[place],
            c.RENTER_SHARE: rng.beta(2, 4, groups)[place],
            c.COMMUNITY_REQUESTS: np.bincount(place, asked, groups)[place],
        }
    )
    found = vary_models(city, RobustnessOptions(sizes=(600,), draws=40, leave_out=False, weighted=True))
    lines = found.summary.set_index([c.VARIANT, c.MODEL, c.TERM])

    def gap(variant: str, model: str, term: str) -> float:
        """How far the samples' median lies from the city's value, in standard errors of a median of 40."""
        line = lines.loc[(variant, model, term)]
        spread = (line[c.DRAWS_HIGH] - line[c.DRAWS_LOW]) / 3.92
        return (line[c.MEDIAN] - line[c.MAIN_ESTIMATE]) / (1.2533 * spread / np.sqrt(40))

    assert abs(gap("redraw", "model_3", "minority_share:participation")) < 4
    assert abs(gap("redraw", "model_1", "minority_share")) < 4
    assert abs(gap("redraw", "model_1", TERM_CORRECTED)) < 4
    assert gap("redraw", "model_1", "const") > 20
    assert gap("redraw", "model_2", "minority_share") < -20
    assert abs(gap("redraw_weighted", "model_2", "minority_share")) < 4
    assert lines.loc[("redraw", "model_2", "minority_share"), c.SAME_SIGN] < 0.5
    assert (
        "0 % find 'Minority share' as the main result does"
        in lines.loc[("redraw", "model_2", "minority_share"), c.SENTENCE]
    )


def test_every_variant_has_words():
    names = {value for name, value in vars(variants).items() if name.isupper() and isinstance(value, str)}
    assert names == set(variants.WORDS)


def test_classical_errors_are_kept_and_weights_need_none(study):
    options = RobustnessOptions(models=ModelOptions(covariance="classical"), sizes=(300,), draws=1, weighted=True)
    found = vary_models(study, options)
    used = rows_used(study)
    spec = MODELS[1]
    fit = fit_model(build_design(used, spec.outcome, spec.terms), spec.family)
    agree(fit_of(found, "population", "all households used", "model_2"), fit)
    assert not found.failed
