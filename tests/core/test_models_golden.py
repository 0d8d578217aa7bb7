"""Printed results of Stata, R and statsmodels' own tests, matched by the terms' names.

A tolerance is half of the last printed digit unless a reason is given.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from coprod_equity_plugin.core.errors import CollinearityError, ModelError
from coprod_equity_plugin.core.models.design import Design, build_design
from coprod_equity_plugin.core.models.fit import fit_model
from coprod_equity_plugin.core.models.margins import effects_of
from coprod_equity_plugin.core.models.regression import RegressionOptions, fit_regression
from coprod_equity_plugin.core.models.specification import LOGIT, NEGATIVE_BINOMIAL, POISSON
from coprod_equity_plugin.core.models.statistics import dispersion_test, fit_statistics, likelihood_ratio


def published(realdata: Path, name: str) -> tuple[pd.DataFrame, dict]:
    folder = realdata / "statistics" / name
    if not folder.is_dir():
        pytest.skip(f"{folder} is not there")
    return pd.read_csv(folder / f"{name}.csv"), json.loads((folder / "published.json").read_text(encoding="utf-8"))


def by_term(fit, values) -> dict[str, float]:
    return dict(zip(fit.terms, values))


def expected_information_errors(fit, design: Design) -> dict[str, float]:
    """R's glm.nb prints errors from the expected information of the slopes, with the dispersion held fixed."""
    weights = fit.fitted / (1 + fit.alpha * fit.fitted)
    return by_term(fit, np.sqrt(np.diag(np.linalg.inv(design.matrix.T @ (design.matrix * weights[:, None])))))


# --- medpar, R's MASS::glm.nb ----------------------------------------------------------------------------------------
@pytest.mark.realdata
def test_medpar_negative_binomial(realdata):
    frame, printed = published(realdata, "medpar")
    frame["factor(type)2"], frame["factor(type)3"] = frame["type"] == 2, frame["type"] == 3
    design = build_design(frame, "los", ("factor(type)2", "factor(type)3", "hmo", "white"))
    fit = fit_model(design, NEGATIVE_BINOMIAL)
    estimates, errors = by_term(fit, fit.params), expected_information_errors(fit, design)
    assert fit.nobs == printed["nobs"]
    for row in printed["coefficients"]:
        term = row["term"].replace("(Intercept)", "const")
        # R stops at a relative change of 1e-8 in the deviance, which leaves the sixth decimal
        assert estimates[term] == pytest.approx(row["estimate"], abs=2e-6)
        assert errors[term] == pytest.approx(row["se"], abs=2e-6)
    # The observed information, which we print, is another estimate of the same and differs by a few per cent.
    assert by_term(fit, fit.errors)["hmo"] == pytest.approx(0.0532, rel=0.02)


# --- quine, R's MASS -------------------------------------------------------------------------------------------------
def quine_columns(frame: pd.DataFrame) -> pd.DataFrame:
    dummies = pd.DataFrame({"Days": frame["Days"].astype(float)})
    for column, levels in (("Eth", "N"), ("Sex", "M"), ("Lrn", ("SL",)), ("Age", ("F1", "F2", "F3"))):
        for level in levels:
            dummies[f"{column}{level}"] = (frame[column] == level).astype(float)
    return dummies


@pytest.mark.realdata
@pytest.mark.parametrize("model", ["additive", "stepAIC final", "four-way interaction"])
def test_quine_negative_binomial(realdata, model):
    frame, printed = published(realdata, "quine")
    printed = next(entry for entry in printed["models"] if entry["id"] == model)
    terms = {row["term"].replace("(Intercept)", "const"): row for row in printed["coefficients"]}
    estimable = [term for term, row in terms.items() if row["estimate"] is not None and term != "const"]
    design = build_design(quine_columns(frame), "Days", estimable)
    fit = fit_model(design, NEGATIVE_BINOMIAL)
    estimates, errors = by_term(fit, fit.params), expected_information_errors(fit, design)
    # glm.nb stops a little short of the maximum: the last of five printed decimals moves
    digit = 1e-5 if model == "additive" else 1e-4
    for term, row in terms.items():
        if row["estimate"] is not None:
            assert estimates[term] == pytest.approx(row["estimate"], abs=digit)
            assert errors[term] == pytest.approx(row["se"], abs=digit)
    assert fit_statistics(fit, 0.95)["theta"] == pytest.approx(printed["theta"], abs=5e-4)
    assert fit_statistics(fit, 0.95)["aic"] == pytest.approx(printed["aic"], abs=0.05)
    if "two_loglik" in printed:
        assert 2 * fit.llf == pytest.approx(printed["two_loglik"], abs=5e-4)


@pytest.mark.realdata
def test_quine_names_the_terms_that_r_prints_as_aliased(realdata):
    frame, printed = published(realdata, "quine")
    printed = next(entry for entry in printed["models"] if entry["id"] == "four-way interaction")
    terms = [row["term"] for row in printed["coefficients"] if row["term"] != "(Intercept)"]
    products = build_design(quine_columns(frame), "Days", terms)
    # A product that is zero everywhere is constant; the data have no slow learner of age F3.
    with pytest.raises(CollinearityError) as error:
        fit_model(products, NEGATIVE_BINOMIAL)
    aliased = [row["term"] for row in printed["coefficients"] if row["estimate"] is None]
    assert aliased == ["AgeF3:LrnSL", "EthN:AgeF3:LrnSL", "AgeF3:LrnSL:SexM", "EthN:AgeF3:LrnSL:SexM"]
    for term in aliased:
        assert term in str(error.value)
    assert "AgeF2:LrnSL" not in str(error.value)


@pytest.mark.realdata
def test_quine_likelihood_ratio_of_the_four_way_interaction(realdata):
    frame, printed = published(realdata, "quine")
    test = next(entry for entry in printed["models"] if "tests" in entry)["tests"][0]
    full = next(entry for entry in printed["models"] if entry["id"] == "four-way interaction")
    terms = [
        row["term"] for row in full["coefficients"] if row["estimate"] is not None and row["term"] != "(Intercept)"
    ]
    fewer = [term for term in terms if term.count(":") < 3]
    larger = fit_model(build_design(quine_columns(frame), "Days", terms), NEGATIVE_BINOMIAL)
    smaller = fit_model(build_design(quine_columns(frame), "Days", fewer), NEGATIVE_BINOMIAL)
    statistic, p_value = likelihood_ratio(larger.llf, smaller.llf, test["df"])
    assert 1 / smaller.alpha == pytest.approx(test["theta1"], abs=5e-5)
    assert 2 * smaller.llf == pytest.approx(test["two_ll1"], abs=5e-4)
    assert statistic == pytest.approx(test["LR"], abs=1e-5)  # R's own optimiser leaves the sixth decimal
    assert p_value == pytest.approx(test["p"], abs=1e-5)


# --- birthwt, R's glm ------------------------------------------------------------------------------------------------
def birthwt_columns(frame: pd.DataFrame) -> pd.DataFrame:
    columns = frame[["low", "age", "lwt"]].astype(float)
    columns["raceblack"], columns["raceother"] = frame["race"] == 2, frame["race"] == 3
    for name in ("smoke", "ht", "ui"):
        columns[f"{name}TRUE"] = frame[name] > 0
    columns["ptdTRUE"] = frame["ptl"] > 0
    columns["ftv1"], columns["ftv2+"] = frame["ftv"] == 1, frame["ftv"] >= 2
    return columns.astype(float)


BIRTHWT = (
    "age lwt raceblack raceother smokeTRUE ptdTRUE htTRUE uiTRUE ftv1 ftv2+",
    "lwt raceblack raceother smokeTRUE ptdTRUE htTRUE uiTRUE",
    "age lwt raceblack raceother smokeTRUE ptdTRUE htTRUE uiTRUE ftv1 ftv2+ age:ftv1 age:ftv2+",
    "age lwt raceblack raceother smokeTRUE ptdTRUE htTRUE uiTRUE ftv1 ftv2+ age:ftv1 age:ftv2+ smokeTRUE:uiTRUE",
    "age lwt smokeTRUE ptdTRUE htTRUE uiTRUE ftv1 ftv2+ age:ftv1 age:ftv2+ smokeTRUE:uiTRUE",
)


@pytest.mark.realdata
@pytest.mark.parametrize("place", range(5))
def test_birthwt_logit(realdata, place):
    frame, printed = published(realdata, "birthwt")
    entry = printed["models"][place]
    fit = fit_model(build_design(birthwt_columns(frame), "low", BIRTHWT[place].split()), LOGIT)
    assert fit.nobs == printed["nobs"]
    assert -2 * fit.llf == pytest.approx(entry["resid_deviance"], abs=5e-5)
    assert -2 * fit.llnull == pytest.approx(printed["null_deviance"], abs=0.05)
    assert fit_statistics(fit, 0.95)["aic"] == pytest.approx(entry["aic"], abs=5e-5)
    assert fit.nobs - len(fit.terms) == entry["resid_df"]
    estimates = by_term(fit, fit.params)
    for term, value in entry.get("coefficients", {}).items():
        assert estimates[term.replace("(Intercept)", "const")] == pytest.approx(value, abs=5e-6)


# --- Stata's results for statsmodels' data sets ----------------------------------------------------------------------
STATA = ("yr_con", "op_75_79", "const")


def as_stata_stores(frame: pd.DataFrame) -> pd.DataFrame:
    """Stata keeps columns in single precision: 2.66 is 2.6600000858, and the seventh digit of its results shows it."""
    return frame.astype("float32").astype(float)


@pytest.fixture(scope="module")
def ships() -> pd.DataFrame:
    results = pytest.importorskip("statsmodels.discrete.tests.results.results_count_robust_cluster")
    return pd.read_csv(Path(results.__file__).with_name("ships.csv")).dropna()


@pytest.mark.parametrize(
    ("family", "covariance", "name"),
    [
        (POISSON, "cluster", "results_poisson_clu"),
        (POISSON, "robust", "results_poisson_hc1"),
        (NEGATIVE_BINOMIAL, "cluster", "results_negbin_clu"),
        (NEGATIVE_BINOMIAL, "robust", "results_negbin_hc1"),
    ],
)
def test_ships_robust_and_clustered_errors_of_stata(ships, family, covariance, name):
    from statsmodels.discrete.tests.results import results_count_robust_cluster as stata

    printed = getattr(stata, name)
    _, clusters = np.unique(ships["ship"], return_inverse=True)
    design = build_design(ships, "accident", ("yr_con", "op_75_79"))
    fit = fit_model(design, family, covariance=covariance, clusters=clusters if covariance == "cluster" else None)
    table = np.asarray(printed.params_table)
    estimates, errors = by_term(fit, fit.params), by_term(fit, fit.errors)
    # Stata's negative binomial stops at a relative tolerance near 1e-7 of the log likelihood
    closeness = 1e-8 if family == POISSON else 2e-5
    for term, row in zip(STATA, table):
        assert estimates[term] == pytest.approx(row[0], rel=closeness)
        assert errors[term] == pytest.approx(row[1], rel=closeness)
    assert fit.llf == pytest.approx(printed.ll, abs=1e-8)
    assert fit.llnull == pytest.approx(printed.ll_0, abs=1e-7)
    if family == NEGATIVE_BINOMIAL:
        assert fit.ln_alpha == pytest.approx(table[3, 0], rel=closeness)
        assert fit.ln_alpha_error == pytest.approx(table[3, 1], rel=closeness)
        assert fit.alpha == pytest.approx(table[4, 0], rel=closeness)
        assert fit.alpha * fit.ln_alpha_error == pytest.approx(table[4, 1], rel=closeness)
        # Stata's interval of alpha is the normal one on ln(alpha), transformed back
        low, high = np.exp(fit.ln_alpha + np.array([-1, 1]) * 1.959963984540054 * fit.ln_alpha_error)
        assert (low, high) == pytest.approx((table[4, 4], table[4, 5]), rel=closeness)


def test_five_ships_are_too_few_to_correct_the_negative_binomials_errors(ships):
    """Without one of them the dispersion has no maximum; a Poisson model has its correction."""
    _, clusters = np.unique(ships["ship"], return_inverse=True)
    design = build_design(ships, "accident", ("yr_con", "op_75_79"))
    for correction in ("cr2", "jackknife"):
        with pytest.raises(ModelError, match=f"cannot be corrected by {correction}. Choose another correction"):
            fit_model(design, NEGATIVE_BINOMIAL, covariance="cluster", clusters=clusters, correction=correction)
    fit = fit_model(design, NEGATIVE_BINOMIAL, covariance="cluster", clusters=clusters)
    assert "cr2" not in fit.errors_by_kind
    assert np.isnan(fit.freedoms_by_cr2).all()
    poisson = fit_model(design, POISSON, covariance="cluster", clusters=clusters, correction="cr2")
    assert (poisson.freedoms < 4).all()


@pytest.mark.parametrize(
    ("family", "covariance", "name"),
    [
        (POISSON, "classical", "results_poisson_exposure_nonrobust"),
        (POISSON, "robust", "results_poisson_exposure_hc1"),
        (POISSON, "cluster", "results_poisson_exposure_clu"),
        (NEGATIVE_BINOMIAL, "classical", "results_negbin_exposure_nonrobust"),
        (NEGATIVE_BINOMIAL, "cluster", "results_negbin_exposure_clu"),
    ],
)
def test_ships_with_an_exposure_of_stata(ships, family, covariance, name):
    """Months of service as exposure, through the model of one's own."""
    from statsmodels.discrete.tests.results import results_count_robust_cluster as stata

    printed = getattr(stata, name)
    frame = ships[["accident", "yr_con", "op_75_79", "service", "ship"]]
    options = RegressionOptions(
        "accident",
        ("yr_con", "op_75_79"),
        (),
        family,
        covariance,
        "ship",
        exposure_column="service",
        correction="standard",
    )
    fit = fit_regression(frame, options).fits["model"]
    estimates, errors = by_term(fit, fit.params), by_term(fit, fit.errors)
    closeness = 1e-8 if family == POISSON else 2e-5
    for term, row in zip(STATA, np.asarray(printed.params_table)):
        assert estimates[term] == pytest.approx(row[0], rel=closeness)
        assert errors[term] == pytest.approx(row[1], rel=closeness)
    assert fit.llf == pytest.approx(printed.ll, abs=1e-7)
    if family == NEGATIVE_BINOMIAL:
        assert fit.ln_alpha == pytest.approx(printed.params_table[3, 0], rel=closeness)
        assert fit.ln_alpha_error == pytest.approx(printed.params_table[3, 1], rel=closeness)


@pytest.mark.parametrize("family", [POISSON, NEGATIVE_BINOMIAL])
def test_average_marginal_effects_of_stata(family):
    """Executions by state; Stata's margins, dydx(*), with i.south a change from 0 to 1 and the others slopes."""
    results = pytest.importorskip("statsmodels.discrete.tests.results.results_count_margins")
    import statsmodels.api as sm

    data = sm.datasets.cpunish.load_pandas()
    names = ["sincome", "sperpoverty", "sperblack", "LN_VC100k96", "south", "sdegree"]
    frame = data.exog.copy()
    frame.columns = names
    frame["LN_VC100k96"] = np.log(frame["LN_VC100k96"])
    frame /= np.round(frame.max(), 3)
    frame["sexecutions"] = data.endog - 1
    short = "poisson" if family == POISSON else "negbin"
    printed = getattr(results, f"results_{short}_margins_dummy")
    options = RegressionOptions("sexecutions", tuple(names), (), family, "classical")
    found = {margin.quantity: margin for margin in effects_of(fit_regression(frame, options))}
    rows = [row.replace("1.", "") for row in printed.margins_table_rownames]
    for name in names:
        effect, error, _, p_value = printed.margins_table[rows.index(name)][:4]
        margin = found[f"effect of {name}"]
        # Stata keeps columns in single precision, and stops early where seventeen states decide little
        assert margin.estimate == pytest.approx(effect, rel=1e-5 if family == POISSON else 2e-5)
        assert margin.std_error == pytest.approx(error, rel=1e-5 if family == POISSON else 2e-5)
        assert margin.p_value == pytest.approx(p_value, rel=1e-4)


def test_spector_logit_of_stata():
    results = pytest.importorskip("statsmodels.discrete.tests.results.results_discrete")
    import statsmodels.api as sm

    data = sm.datasets.spector.load_pandas()
    printed = results.Spector.logit
    columns = as_stata_stores(data.exog.assign(GRADE=data.endog))
    fit = fit_model(build_design(columns, "GRADE", ("GPA", "TUCE", "PSI")), LOGIT)
    estimates, errors = by_term(fit, fit.params), by_term(fit, fit.errors)
    for term, value, error in zip(("GPA", "TUCE", "PSI", "const"), printed.params, printed.bse):
        assert estimates[term] == pytest.approx(value, rel=1e-10)
        assert errors[term] == pytest.approx(error, rel=1e-9)
    statistics = fit_statistics(fit, 0.95)
    assert statistics["log_likelihood"] == pytest.approx(printed.llf, abs=1e-9)
    assert statistics["log_likelihood_null"] == pytest.approx(printed.llnull, abs=1e-9)
    assert statistics["mcfadden"] == pytest.approx(printed.prsquared, abs=1e-9)
    assert statistics["p_lr"] == pytest.approx(printed.llr_pvalue, rel=1e-5)
    # 32 rows, 4 coefficients, by hand from Stata's log likelihoods
    assert statistics["aicc"] == pytest.approx(-2 * printed.llf + 8 + 2 * 4 * 5 / (32 - 4 - 1), abs=1e-8)
    assert statistics["mcfadden_adjusted"] == pytest.approx(1 - (printed.llf - 4) / printed.llnull, abs=1e-9)
    assert statistics["bic"] == pytest.approx(printed.bic, abs=1e-5)


RANDHIE = ("lncoins", "idp", "lpi", "fmde", "physlm", "disea", "hlthg", "hlthf", "hlthp", "const")


def test_randhie_poisson_and_negative_binomial_of_stata():
    results = pytest.importorskip("statsmodels.discrete.tests.results.results_discrete")
    import statsmodels.api as sm

    data = sm.datasets.randhie.load_pandas()
    design = build_design(as_stata_stores(data.exog.assign(mdvis=data.endog)), "mdvis", RANDHIE[:-1])

    printed = results.RandHIE.poisson
    fit = fit_model(design, POISSON)
    estimates, errors = by_term(fit, fit.params), by_term(fit, fit.errors)
    for term, value, error in zip(RANDHIE, printed.params, printed.bse):
        assert estimates[term] == pytest.approx(value, abs=1e-10)  # twelve digits, less what the last step left
        assert errors[term] == pytest.approx(error, abs=1e-9)
    assert fit.llf == pytest.approx(printed.llf, abs=1e-7)
    assert fit_statistics(fit, 0.95)["aic"] == pytest.approx(printed.aic, abs=5e-5)

    printed = results.RandHIE.negativebinomial_nb2_bfgs  # this one from columns in double precision
    design = build_design(data.exog.assign(mdvis=data.endog), "mdvis", RANDHIE[:-1])
    fit = fit_model(design, NEGATIVE_BINOMIAL)
    statistics = fit_statistics(fit, 0.95)
    estimates = by_term(fit, fit.params)
    for term, value in zip(RANDHIE, printed.params):
        assert estimates[term] == pytest.approx(value, abs=1e-6)  # R's glm.nb, which stops early
    reach = 1.959963984540054 * fit.errors
    intervals = by_term(fit, zip(fit.params - reach, fit.params + reach))
    for term, interval in zip(RANDHIE, printed.conf_int):
        assert intervals[term] == pytest.approx(interval, abs=2e-6)  # Stata, seven decimals printed
    assert statistics["log_likelihood"] == pytest.approx(printed.llf, abs=1e-7)
    assert statistics["log_likelihood_null"] == pytest.approx(printed.llnull, abs=1e-6)
    assert statistics["lr_statistic"] == pytest.approx(printed.llr, abs=1e-6)
    assert statistics["aic"] == pytest.approx(printed.aic, abs=1e-6)
    assert statistics["bic"] == pytest.approx(printed.bic, abs=1e-6)
    assert fit.ln_alpha == pytest.approx(printed.lnalpha, abs=1e-8)
    assert fit.ln_alpha_error == pytest.approx(printed.lnalpha_std_err, abs=5e-8)
    assert (statistics["alpha_low"], statistics["alpha_high"]) == pytest.approx(printed.conf_int[-1], abs=1e-6)
    # the Poisson log likelihood printed is the one from single precision
    assert dispersion_test(fit.llf, fit.llpoisson)[0] == pytest.approx(2 * (62419.588535 - 43383.662077), abs=1e-4)


def test_birth_weight_logit_of_stata():
    results = pytest.importorskip("statsmodels.genmod.tests.results.results_glm")
    printed = results.Lbw()
    terms = ("age", "lwt", "race_black", "race_other", "smoke", "ptl", "ht", "ui")
    fit = fit_model(build_design(printed.exog.assign(low=printed.endog), "low", terms), LOGIT)
    estimates, errors = by_term(fit, fit.params), by_term(fit, fit.errors)
    for term, value, error in zip((*terms, "const"), printed.params, printed.bse):
        assert estimates[term] == pytest.approx(value, abs=1e-8)  # R's glm() stops one step before our last
        assert errors[term] == pytest.approx(error, rel=1e-4)  # R's come from the weights of its last step but one
    assert fit.llf == pytest.approx(printed.llf, abs=1e-8)
    assert fit_statistics(fit, 0.95)["aic"] == pytest.approx(printed.aic_R, abs=5e-9)
    assert -2 * fit.llnull == pytest.approx(printed.null_deviance, abs=1e-8)
