"""Survival models against R's ``survival`` (stored by tests/golden/survival/make_survival.R) and statsmodels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from coprod_equity_plugin.core.models.aft import AFT, Times, fit_aft
from coprod_equity_plugin.core.models.cox import Spells, fit_cox, score_test
from coprod_equity_plugin.core.models.design import build_design
from coprod_equity_plugin.core.models.survival_curves import log_rank, quantile, restoration_curve, restricted_mean

GOLDEN = Path(__file__).parent.parent / "golden" / "survival"
CLINICAL = ("age", "sex", "ecog")


@pytest.fixture(scope="module")
def printed():
    frame = pd.read_csv(GOLDEN / "survival.csv", keep_default_na=False)
    values = {(line.model, line.term, line.statistic): float(line.value) for line in frame.itertuples(index=False)}
    return lambda model, term, statistic: values[model, "(Intercept)" if term == "const" else term, statistic]


@pytest.fixture(scope="module")
def lung():
    return pd.read_csv(GOLDEN / "lung.csv").assign(one=1.0)


@pytest.fixture(scope="module")
def veteran():
    frame = pd.read_csv(GOLDEN / "veteran.csv").assign(one=1.0)
    return frame.assign(weeks=np.ceil(frame["time"] / 28))


def spells(frame: pd.DataFrame, time: str = "time") -> Spells:
    return Spells(frame[time].to_numpy(float), frame["status"].to_numpy() == 1)


def codes(column) -> np.ndarray:
    return np.unique(column, return_inverse=True)[1].reshape(-1)


def compare(fit, printed, model: str, error: str = "error", tolerance: float = 1e-8) -> None:
    # R's sandwich has no factor for few clusters
    factor = np.sqrt(fit.clusters / (fit.clusters - 1)) if fit.clusters else 1.0
    for term, estimate, spread in zip(fit.terms, fit.params, fit.errors):
        assert estimate == pytest.approx(printed(model, term, "estimate"), rel=tolerance)
        assert spread / factor == pytest.approx(printed(model, term, error), rel=tolerance)
    assert fit.llf == pytest.approx(printed(model, "", "loglik"), abs=1e-8)
    assert fit.llnull == pytest.approx(printed(model, "", "llnull"), abs=1e-8)


def compare_zph(fit, printed, model: str, tolerance: float = 1e-6) -> None:
    for term, (statistic, p_value) in fit.proportional.items():
        assert statistic == pytest.approx(printed(model, term, "chisq"), rel=tolerance)
        assert p_value == pytest.approx(printed(model, term, "p"), rel=10 * tolerance)


def test_cox_with_its_proportionality_test(printed, lung, veteran):
    fit = fit_cox(build_design(lung, "one", CLINICAL), spells(lung))
    compare(fit, printed, "lung")
    compare_zph(fit, printed, "lung_zph_km")
    assert (fit.nobs, fit.events) == (226, 163)
    fit = fit_cox(build_design(veteran, "one", ("trt", "karno", "age", "adeno", "prior")), spells(veteran))
    compare(fit, printed, "veteran")
    compare_zph(fit, printed, "veteran_zph_km")


def test_cox_with_many_ties(printed, veteran):
    """In four-week steps half of the restorations are tied; R stops within 1e-6 of a standard error here."""
    fit = fit_cox(build_design(veteran, "one", ("trt", "karno", "age")), spells(veteran, "weeks"))
    compare(fit, printed, "veteran_weeks", tolerance=5e-6)
    compare_zph(fit, printed, "veteran_weeks_zph_km", tolerance=1e-6)


def test_cox_clustered(printed, lung):
    fit = fit_cox(build_design(lung, "one", CLINICAL), spells(lung), covariance="cluster", clusters=codes(lung["inst"]))
    compare(fit, printed, "lung_cluster", "robust_error")
    assert fit.df == fit.clusters - 1 == 17


def test_cox_with_a_covariate_that_changes_with_time(printed):
    """The Stanford heart transplants: who got a heart counts as transplanted from that day on."""
    heart = pd.read_csv(GOLDEN / "heart.csv").assign(one=1.0)
    design = build_design(heart, "one", ("age", "surgery", "transplant"))
    rows = Spells(heart["stop"].to_numpy(float), heart["event"].to_numpy() == 1, heart["start"].to_numpy(float))
    compare(fit_cox(design, rows), printed, "heart")
    compare(fit_cox(design, rows, covariance="cluster", clusters=codes(heart["id"])), printed, "heart", "robust_error")


def test_cox_against_statsmodels(veteran):
    terms = ["trt", "karno", "age"]
    for ties, time in (("efron", "weeks"), ("efron", "time")):
        other = sm.PHReg(veteran[time], veteran[terms], status=veteran["status"], ties=ties).fit()
        fit = fit_cox(build_design(veteran, "one", terms), spells(veteran, time))
        np.testing.assert_allclose(fit.params, other.params, rtol=1e-5)
        np.testing.assert_allclose(fit.errors, other.bse, rtol=1e-5)


def test_robust_score_test_and_log_rank(printed, lung):
    design = build_design(lung, "one", ("sex",))
    clusters = codes(lung["inst"])
    statistic, df, _ = score_test(design, spells(lung), clusters)
    groups = clusters.max() + 1
    assert statistic * groups / (groups - 1) == pytest.approx(printed("lung_sex", "", "rscore"), rel=1e-9)
    assert df == 1
    hours, censored = lung["time"].to_numpy(), 1 - lung["status"].to_numpy()
    sex, ecog = codes(lung["sex"]), codes(lung["ecog"])
    assert log_rank(hours, censored, sex)[0] == pytest.approx(printed("logrank_lung", "", "chisq"), rel=1e-9)
    assert log_rank(hours, censored, sex, ecog)[0] == pytest.approx(
        printed("logrank_stratified", "", "chisq"), rel=1e-9
    )
    statistic, df, _ = log_rank(hours, censored, ecog)
    assert statistic == pytest.approx(printed("logrank_ecog", "", "chisq"), rel=1e-9)
    assert df == 3


@pytest.mark.parametrize("distribution", sorted(AFT))
def test_accelerated_failure_times(printed, lung, distribution):
    design = build_design(lung, "one", CLINICAL)
    times = Times.of(lung["time"], lung["status"] == 1)
    fit = fit_aft(design, times, distribution)
    model = f"lung_{distribution}"
    compare(fit, printed, model)
    assert np.exp(fit.ln_scale) == pytest.approx(printed(model, "scale", "estimate"), rel=1e-8)
    assert fit.ln_scale_error == pytest.approx(printed(model, "ln_scale", "error"), rel=1e-8)
    clustered = fit_aft(design, times, distribution, covariance="cluster", clusters=codes(lung["inst"]))
    compare(clustered, printed, f"lung_cluster_{distribution}", "robust_error")


@pytest.mark.parametrize("distribution", sorted(AFT))
def test_interval_censoring(printed, lung, distribution):
    low = np.floor(lung["time"] / 30).to_numpy() * 30
    high = np.where(lung["status"] == 1, low + 30, np.inf)
    assert (low == 0).any()  # left-censored: within the first month
    fit = fit_aft(build_design(lung, "one", CLINICAL), Times(low, high), distribution)
    compare(fit, printed, f"lung_interval_{distribution}")


def test_kaplan_meier_restricted_means_and_quantiles(printed, lung):
    for sex, name in ((1, "male"), (2, "female")):
        part = lung[lung["sex"] == sex]
        curve = restoration_curve(part["time"], 1 - part["status"], np.arange(len(part)), step=1)
        value, influence = restricted_mean(curve, 365)
        assert value == pytest.approx(printed("km", name, "rmst"), rel=1e-9)
        # every patient a cluster: the jackknife is Greenwood's formula
        assert np.sqrt(np.sum(influence**2)) == pytest.approx(printed("km", name, "rmst_error"), rel=1e-9)
        assert quantile(curve, 0.5).hours == printed("km", name, "t50")
        assert quantile(curve, 0.8).hours == printed("km", name, "t80")
    clustered = restoration_curve(lung["time"], 1 - lung["status"], lung["inst"], step=1)
    for day in (100, 365, 700):
        assert clustered.share_out[day] == pytest.approx(printed("km_all", str(day), "survival"), rel=1e-9)
        error = np.sqrt(np.sum(clustered.influence[:, day] ** 2))
        assert error == pytest.approx(printed("km_all", str(day), "robust_error"), rel=1e-9)


def compare_weighted(fit, printed, model: str) -> None:
    factor = np.sqrt(fit.clusters / (fit.clusters - 1)) if fit.clusters else np.sqrt(fit.nobs / (fit.nobs - 1))
    for term, estimate, spread in zip(fit.terms, fit.params, fit.errors):
        assert estimate == pytest.approx(printed(model, term, "estimate"), rel=1e-7)
        assert spread / factor == pytest.approx(printed(model, term, "robust_error"), rel=1e-7)
    assert fit.llf == pytest.approx(printed(model, "", "loglik"), abs=1e-7)


def test_cox_with_sampling_weights_and_robust_errors(printed, lung, veteran):
    weights = np.where(lung["sex"] == 1, 1.0, 2.5)
    design = build_design(lung, "one", CLINICAL)
    fit = fit_cox(design, spells(lung), covariance="cluster", clusters=codes(lung["inst"]), weights=weights)
    compare_weighted(fit, printed, "lung_weighted")
    statistic, df, _ = score_test(design, spells(lung), codes(lung["inst"]), weights)
    groups = fit.clusters
    assert statistic * groups / (groups - 1) == pytest.approx(printed("lung_weighted", "", "rscore"), rel=1e-8)
    assert df == 3
    # many ties, every row on its own
    weights = 1.0 + np.arange(1, len(veteran) + 1) % 4
    design = build_design(veteran, "one", ("trt", "karno", "age"))
    fit = fit_cox(design, spells(veteran, "weeks"), covariance="robust", weights=weights)
    compare_weighted(fit, printed, "veteran_weeks_weighted")


@pytest.mark.parametrize("distribution", sorted(AFT))
def test_accelerated_failure_times_with_sampling_weights(printed, lung, distribution):
    weights = np.where(lung["sex"] == 1, 1.0, 2.5)
    fit = fit_aft(
        build_design(lung, "one", CLINICAL),
        Times.of(lung["time"], lung["status"] == 1),
        distribution,
        covariance="cluster",
        clusters=codes(lung["inst"]),
        weights=weights,
    )
    compare_weighted(fit, printed, f"lung_weighted_{distribution}")


def test_kaplan_meier_with_sampling_weights(printed, lung):
    weights = np.where(lung["sex"] == 1, 1.0, 2.5)
    curve = restoration_curve(lung["time"], 1 - lung["status"], lung["inst"], weights, step=1)
    for day in (100, 365, 700):
        assert curve.share_out[day] == pytest.approx(printed("km_weighted", str(day), "survival"), rel=1e-9)
        error = np.sqrt(np.sum(curve.influence[:, day] ** 2))
        assert error == pytest.approx(printed("km_weighted", str(day), "robust_error"), rel=1e-9)
