"""Separation (Firth) against R, other programs' printed results, and slow oracles."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from coprod_equity_plugin.core.errors import Cancelled, InputError, SeparationError
from coprod_equity_plugin.core.models.covariance import number_clusters
from coprod_equity_plugin.core.models.design import build_design
from coprod_equity_plugin.core.models.diagnostics import diagnose_models, diagnostic_table
from coprod_equity_plugin.core.models.equity import ModelOptions, coefficient_table, fit_equity_models
from coprod_equity_plugin.core.models.fit import fit_model
from coprod_equity_plugin.core.models.regression import RegressionOptions, fit_regression
from coprod_equity_plugin.core.models.specification import CR2, FIRTH, MODELS
from coprod_equity_plugin.core.models.statistics import fit_statistics
from coprod_equity_plugin.core.progress import Progress
from tests.small_sample_cases import FOLDER, MODEL_1, R_NAMES, case, city, of_r


@pytest.fixture(scope="module")
def golden() -> pd.Series:
    return of_r()


@pytest.fixture(scope="module")
def endometrial():
    frame = pd.read_csv(FOLDER / "endometrial.csv")
    return build_design(frame, "HG", ("NV", "PI", "EH"))


def test_separation_is_refused_with_firth_as_the_remedy(endometrial):
    with pytest.raises(SeparationError, match=r"NV.*Firth's penalised likelihood"):
        fit_model(endometrial, "logit")


def test_endometrial_estimates_of_brglm2_and_profile_intervals_of_a_general_optimiser(golden, endometrial):
    fit = fit_model(endometrial, "logit", separation=FIRTH)
    table = coefficient_table("m", fit, 0.95).set_index("term")
    for term in fit.terms:
        of_r = R_NAMES.get(term, term)
        row = table.loc[term]
        assert row["estimate"] == pytest.approx(golden["endometrial", "estimate", of_r], rel=1e-7)
        assert row["std_error"] == pytest.approx(golden["endometrial", "classical", of_r], rel=1e-7)
        # R's ends are found by optim() within uniroot(), good to five digits
        assert row["conf_low"] == pytest.approx(golden["endometrial", "low", of_r], rel=2e-5)
        assert row["conf_high"] == pytest.approx(golden["endometrial", "high", of_r], rel=2e-5)
        assert row["p_value"] == pytest.approx(golden["endometrial", "p", of_r], rel=1e-3)
    assert fit.penalised.penalised_log_likelihood == pytest.approx(golden["endometrial", "penalised", ""], abs=1e-8)


def test_endometrial_intervals_of_logistf(endometrial):
    """What R's logistf prints for these data (Heinze and Schemper 2002), in its eight digits."""
    table = coefficient_table("m", fit_model(endometrial, "logit", separation=FIRTH), 0.95).set_index("term")
    printed = {
        "const": (3.77455951, 1.0825371, 7.20928050),
        "NV": (2.92927330, 0.6097244, 7.85463171),
        "PI": (-0.03475175, -0.1244587, 0.04045547),
        "EH": (-2.60416387, -4.3651832, -1.23272106),
    }
    for term, numbers in printed.items():
        # logistf stops at steps of 1e-5
        assert table.loc[term, ["estimate", "conf_low", "conf_high"]].to_list() == pytest.approx(numbers, rel=2e-5)


def test_sex2_of_logistf():
    """Urinary infections of 239 students (R's logistf), the rows by pattern with their numbers; dia separates."""
    frame = pd.read_csv(FOLDER / "sex2.csv")
    frame = frame.loc[frame.index.repeat(frame.pop("students"))]
    assert len(frame) == 239
    design = build_design(frame, "case", ("age", "oc", "vic", "vicl", "vis", "dia"))
    fit = fit_model(design, "logit", separation=FIRTH)
    table = coefficient_table("m", fit, 0.95).set_index("term")
    printed = {
        "const": (0.12025405, 0.485542, -0.8185591, 1.07315122, 8.020268e-01),
        "age": (-1.10598131, 0.42366, -1.9737884, -0.30742514, 6.143472e-03),
        "oc": (-0.06881673, 0.443793, -0.9414363, 0.78920202, 8.751911e-01),
        "vic": (2.26887464, 0.548416, 1.2730216, 3.43543273, 1.678877e-06),
        "vicl": (-2.11140817, 0.543082, -3.2608611, -1.11773495, 1.237805e-05),
        "vis": (-0.78831694, 0.417368, -1.6080879, 0.01518468, 5.449701e-02),
        "dia": (3.09601166, 1.67501, 0.7745682, 8.03029352, 4.951873e-03),
    }
    for term, (estimate, error, low, high, p_value) in printed.items():
        row = table.loc[term]
        assert row["estimate"] == pytest.approx(estimate, rel=1e-5)
        assert row["std_error"] == pytest.approx(error, rel=1e-5)
        assert (row["conf_low"], row["conf_high"]) == pytest.approx((low, high), rel=2e-5)
        assert row["p_value"] == pytest.approx(p_value, rel=1e-5)
    statistic, p_value = fit.penalised.whole_test()
    assert (statistic, p_value) == pytest.approx((49.09064, 7.15089e-09), rel=1e-5)
    assert fit.penalised.penalised_log_likelihood == pytest.approx(-132.5394, abs=5e-5)


def test_firth_is_only_used_where_columns_separate():
    design, family, clusters = case("model_1")
    plain = fit_model(design, family, covariance="cluster", clusters=clusters)
    asked = fit_model(design, family, covariance="cluster", clusters=clusters, separation=FIRTH)
    np.testing.assert_allclose(plain.params, asked.params, rtol=1e-9)  # the same fit
    assert asked.penalised is None


@pytest.fixture(scope="module")
def separated() -> pd.DataFrame:
    """The invented city, in which no student household asked."""
    frame = city()
    return frame.assign(participation=np.where(frame["college_share"] == 1, 0, frame["participation"]))


def test_the_studys_models_with_separation_say_what_was_done(separated):
    with pytest.raises(SeparationError, match="college_share"):
        fit_equity_models(separated)
    models = fit_equity_models(separated, ModelOptions(separation=FIRTH))
    row = models.coefficients.set_index(["model", "term"]).loc["model_1", "college_share"]
    assert -8 < row["estimate"] < -2
    assert np.isfinite(models.coefficients["estimate"]).all()
    assert any("Firth" in note and "Wald" in note for note in models.notes)
    assert models.statistic("model_1", "penalised") == 1
    assert np.isnan(models.statistic("model_1", "aic"))
    assert models.statistic("model_2", "aic") > 0
    classical = fit_equity_models(separated, ModelOptions("classical", separation=FIRTH))
    assert any("profile" in note for note in classical.notes)
    answer = classical.answer("model_1", "minority")
    low, high = classical.fits["model_1"].penalised.interval(1, 0.95)
    assert (answer.low, answer.high) == pytest.approx((100 * np.expm1(low), 100 * np.expm1(high)))


def test_clustered_errors_of_firth_are_the_sandwich_of_its_modified_score(separated):
    design = build_design(separated, MODEL_1.outcome, MODEL_1.terms)
    clusters = number_clusters(separated["block_group"].to_numpy())
    fit = fit_model(design, "logit", covariance="cluster", clusters=clusters, separation=FIRTH)
    x, p = design.matrix, fit.fitted
    weight = p * (1 - p)
    bread = np.linalg.inv(x.T @ (x * weight[:, None]))
    leverage = weight * ((x @ bread) * x).sum(axis=1)
    score = (fit.outcome - p + leverage * (0.5 - p))[:, None] * x
    np.testing.assert_allclose(score.sum(axis=0), 0, atol=1e-4)
    summed = pd.DataFrame(score).groupby(clusters).sum().to_numpy()
    groups = len(summed)
    np.testing.assert_allclose(fit.covariance, groups / (groups - 1) * bread @ summed.T @ summed @ bread, rtol=1e-5)


def test_weighted_rows_and_counts_have_no_firth(separated):
    design = build_design(separated, MODEL_1.outcome, MODEL_1.terms)
    with pytest.raises(SeparationError):
        fit_model(design, "logit", covariance="robust", weights=np.ones(len(separated)), separation=FIRTH)
    hours = separated.assign(restoration_hours=separated["restoration_hours"] * (separated["college_share"] == 0))
    design = build_design(hours, "restoration_hours", ("minority_share", "college_share"))
    with pytest.raises(SeparationError):
        fit_model(design, "negativebinomial", separation=FIRTH)


def test_a_penalised_fits_measures_are_named_as_such(endometrial):
    found = fit_statistics(fit_model(endometrial, "logit", separation=FIRTH), 0.95)
    assert found["penalised"] == 1
    assert found["penalised_log_likelihood"] > found["log_likelihood"] - 10
    assert 0 < found["p_lr_penalised"] < 1e-6
    assert not {"aic", "bic", "mcfadden"} & set(found)


def test_options_that_do_not_exist_are_named_together():
    with pytest.raises(InputError) as error:
        fit_equity_models(pd.DataFrame(), ModelOptions(correction="hc9", separation="ridge"))
    assert [problem.what for problem in error.value.problems] == [
        "there is no correction 'hc9'",
        "there is no treatment of separation 'ridge'",
    ]


def test_profiles_hear_a_cancel(separated):
    class Stop(Progress):
        asked = 0

        def is_cancelled(self) -> bool:
            self.asked += 1
            return self.asked > 60

    stop = Stop()
    with pytest.raises(Cancelled):
        fit_equity_models(separated, ModelOptions("classical", separation=FIRTH), stop, MODELS[:1])
    assert stop.asked == 61


def test_a_regression_of_ones_own_has_both(endometrial):
    frame = pd.read_csv(FOLDER / "endometrial.csv")
    own = fit_regression(frame, RegressionOptions("HG", ("NV", "PI", "EH"), covariance="classical", separation=FIRTH))
    fit = fit_model(endometrial, "logit", separation=FIRTH)
    table = own.coefficients.set_index("term")
    assert table.loc["NV", "conf_high"] == pytest.approx(fit.penalised.interval(1, 0.95)[1])
    assert any("Logit: some columns tell the outcome without error" in note for note in own.notes)
    frame = city()
    names = ("minority_share", "house_age")
    options = RegressionOptions(
        "participation", names, covariance="cluster", cluster_column="block_group", correction=CR2
    )
    fitted = fit_regression(frame, options).fits["model"]
    assert fitted.errors == pytest.approx(fitted.errors_by_kind["cr2"])
    assert fitted.freedom(np.array([0.0, 1.0, 0.0])) < 59


def test_a_penalised_model_has_its_diagnostics_or_says_why_not(separated):
    models = fit_equity_models(separated, ModelOptions(separation=FIRTH), specs=MODELS[:1])
    table = diagnostic_table(diagnose_models(models)).set_index("diagnostic")
    assert table.loc["separation", "light"] == "red"
    assert "at least one. Maximum likelihood has no finite estimates" in table.loc["separation", "sentence"]
    assert "not computed" in table.loc["leave_one_group_out", "sentence"]
    assert 0.5 < table.loc["auc", "value"] < 1
