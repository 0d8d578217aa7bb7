"""R's results (golden/models/r, with the script that made them): estimates, errors of all kinds, and diagnostics."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from coprod_equity_plugin.core.models import calibration, influence, residuals
from coprod_equity_plugin.core.models.collinearity import inflation
from coprod_equity_plugin.core.models.equity import ModelOptions, fit_equity_models
from coprod_equity_plugin.core.models.margins import effects_of, margins_of_study
from coprod_equity_plugin.core.models.regression import MODEL_ID, Regression, RegressionOptions, fit_regression

FOLDER = Path(__file__).parent.parent / "golden" / "models" / "r"
CITY = FOLDER.parent / "city.csv"


@pytest.fixture(scope="module")
def golden() -> pd.Series:
    return (
        pd.read_csv(FOLDER / "golden.csv", keep_default_na=False)
        .set_index(["case", "name", "term"])["value"]
        .sort_index()
    )


def fitted(case: str, covariance: str) -> Regression:
    """The case's model; ``covariance`` is one of R's names in the golden file, the same as ours."""
    if case.startswith("epil"):
        frame = pd.read_csv(FOLDER / "epil.csv")
        frame["log(base)"] = np.log(frame["base"])
        family = "poisson" if case == "epil_poisson" else "negativebinomial"
        return fit_regression(
            frame,
            RegressionOptions(
                "y", ("trt", "log(base)", "age", "V4"), (("trt", "log(base)"),), family, covariance, "subject",
                references=(("trt", "placebo"),), correction="standard",
            ),
        )  # fmt: skip
    if case == "insurance":
        frame = pd.read_csv(FOLDER / "insurance.csv")
        return fit_regression(
            frame,
            RegressionOptions(
                "Claims", ("District", "Group", "Age"), (), "poisson", covariance, exposure_column="Holders",
                categorical=("District",), references=(("Group", "<1l"), ("Age", "<25")),
            ),
        )  # fmt: skip
    frame = pd.read_csv(FOLDER / "birthwt.csv")
    if case == "birthwt_weighted":
        frame["w"] = np.where(frame["low"] == 1, 1.0, 3.5)
        options = RegressionOptions("low", ("age", "lwt", "smoke"), (), "logit", covariance, weight_column="w")
        return fit_regression(frame, options)
    options = RegressionOptions(
        "low", ("age", "lwt", "race", "smoke", "ht"), (("smoke", "ht"),), "logit", covariance, categorical=("race",)
    )
    return fit_regression(frame, options)


NAMES = {
    "(Intercept)": "const", "trtprogabide": "trt=progabide", "trtprogabide:log(base)": "trt=progabide:log(base)",
    "factor(race)2": "race=2", "factor(race)3": "race=3",
    "District2": "District=2", "District3": "District=3", "District4": "District=4",
    "Group>2l": "Group=>2l", "Group1-1.5l": "Group=1-1.5l", "Group1.5-2l": "Group=1.5-2l",
    "Age>35": "Age=>35", "Age25-29": "Age=25-29", "Age30-35": "Age=30-35",
}  # fmt: skip


@pytest.mark.parametrize(
    ("case", "covariance"),
    [
        *(("epil_poisson", kind) for kind in ("classical", "robust", "cluster")),
        *(("epil_nb", kind) for kind in ("classical", "robust", "cluster")),
        *(("insurance", kind) for kind in ("classical", "robust")),
        *(("birthwt", kind) for kind in ("classical", "robust")),
        ("birthwt_weighted", "robust"),
    ],
)
def test_estimates_and_errors_are_rs(golden, case, covariance):
    fit = fitted(case, covariance).fits[MODEL_ID]
    ours = dict(zip(fit.terms, zip(fit.params, fit.errors)))
    if fit.ln_alpha is not None:
        ours["lnalpha"] = fit.ln_alpha, fit.ln_alpha_error
    estimates, errors = golden[case, "estimate"], golden[case, covariance]
    assert len(ours) == len(estimates) == len(errors)
    # the negative binomial's Hessian is R's numerical one, good to eight digits
    for term in estimates.index:
        estimate, error = ours[NAMES.get(term, term)]
        assert estimate == pytest.approx(estimates[term], rel=1e-7, abs=1e-10)
        assert error == pytest.approx(errors[term], rel=2e-7)
    if (case, "loglik", "") in golden.index:
        assert fit.llf == pytest.approx(golden[case, "loglik", ""], abs=1e-7)


@pytest.mark.parametrize("covariance", ["classical", "robust", "cluster"])
def test_the_studys_models_are_rs(golden, covariance):
    models = fit_equity_models(
        pd.read_csv(CITY, dtype={"block_group": str}), ModelOptions(covariance, correction="standard")
    )
    for case in ("model_1", "model_3"):
        if (case, covariance) not in golden.index.droplevel("term"):
            continue
        fit = models.fits[case]
        ours = dict(zip(fit.terms, zip(fit.params, fit.errors)))
        ours["lnalpha"] = fit.ln_alpha, fit.ln_alpha_error
        for term, value in golden[case, "estimate"].items():
            estimate, error = ours[NAMES.get(term, term)]
            assert estimate == pytest.approx(value, rel=1e-6, abs=1e-9)
            assert error == pytest.approx(golden[case, covariance, term], rel=1e-6)


def test_what_is_asked_of_probabilities_is_rs(golden):
    model = fitted("birthwt", "classical")
    fit, design = model.fits[MODEL_ID], model.designs[MODEL_ID]
    y, p = fit.outcome, fit.fitted
    area, low, high = calibration.auc(y, p)
    assert (low, area, high) == pytest.approx([golden["birthwt", "auc", name] for name in ("low", "auc", "high")])
    assert calibration.brier(y, p)[0] == pytest.approx(golden["birthwt", "brier", ""])
    assert calibration.tjur(y, p) == pytest.approx(golden["birthwt", "tjur", ""])
    statistic, df, p_value, gap = calibration.hosmer_lemeshow(y, p)
    assert df == 8
    assert (statistic, p_value, gap) == pytest.approx(
        [golden["birthwt", "hosmer_lemeshow", name] for name in ("chi2", "p", "gap")]
    )
    assert calibration.link_test(fit, design, None)[1] == pytest.approx(golden["birthwt", "link_p", ""], rel=1e-6)


@pytest.mark.parametrize("case", ["birthwt", "epil_poisson"])
def test_leverage_and_cooks_distance_are_rs(golden, case):
    model = fitted(case, "classical")
    found = influence.row_influence(model.fits[MODEL_ID], model.designs[MODEL_ID], model.designs[MODEL_ID].terms[1])
    assert found.leverage.max() == pytest.approx(golden[case, "leverage", ""], rel=1e-7)
    assert found.cooks_distance.max() == pytest.approx(golden[case, "cook", ""], rel=1e-7)


def test_cameron_and_trivedis_regression_is_rs(golden):
    fit = fitted("epil_poisson", "classical").fits[MODEL_ID]
    expected = [golden["epil_poisson", "overdispersion", name] for name in ("slope", "t", "p")]
    assert residuals.cameron_trivedi(fit.outcome, fit.fitted) == pytest.approx(expected, rel=1e-6)


def test_generalised_variance_inflation_is_rs(golden):
    model = fitted("insurance", "classical")
    groups = model.term_groups(MODEL_ID)
    assert [len(group) for group in groups] == [3, 3, 3]
    found = inflation(model.designs[MODEL_ID], groups)
    expected = [golden["insurance", "gvif", name] ** (1 / 3) for name in ("District", "Group", "Age")]
    assert found == pytest.approx(expected, rel=1e-9)


def test_adjusted_hours_and_chances_are_rs(golden):
    models = fit_equity_models(pd.read_csv(CITY, dtype={"block_group": str}), ModelOptions(correction="standard"))
    found = {(margin.model, margin.quantity): margin for margin in margins_of_study(models)}
    for m in (0, 1):
        for p in (0, 1):
            margin = found["model_3", f"minority={m}, participation={p}"]
            assert margin.estimate == pytest.approx(golden["model_3", "hours", f"{m} {p}"], rel=1e-7)
            assert margin.std_error == pytest.approx(golden["model_3", "hours_se", f"{m} {p}"], rel=1e-6)
    difference = found["model_3", "minority_among_others"]
    assert difference.estimate == pytest.approx(golden["model_3", "hours_difference", "estimate"], rel=1e-6)
    assert difference.std_error == pytest.approx(golden["model_3", "hours_difference", "se"], rel=1e-6)
    for quantity, term in (("minority=0", "0"), ("minority=1", "1"), ("minority", "difference")):
        assert found["model_1", quantity].estimate == pytest.approx(golden["model_1", "predicted", term], rel=1e-7)
        assert found["model_1", quantity].std_error == pytest.approx(golden["model_1", "predicted_se", term], rel=1e-6)


def test_the_interaction_on_the_probability_scale_is_rs(golden):
    found = {margin.quantity: margin for margin in effects_of(fitted("birthwt", "classical"))}
    for quantity, name in (("interaction of smoke:ht", "second_difference"), ("effect of age", "effect_age")):
        margin = found[quantity]
        assert margin.estimate == pytest.approx(golden["birthwt", name, "estimate"], rel=1e-5)
        assert margin.std_error == pytest.approx(golden["birthwt", name, "se"], rel=1e-5)
