"""Few clusters (CR2, jackknife) and separation (Firth) against R, other programs' printed results, and slow oracles."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import linalg

from coprod_equity_plugin.core.errors import Cancelled, InputError, ModelError, OneClusterError, SeparationError
from coprod_equity_plugin.core.models.covariance import number_clusters
from coprod_equity_plugin.core.models.design import build_design
from coprod_equity_plugin.core.models.diagnostics import diagnose_models, diagnostic_table
from coprod_equity_plugin.core.models.equity import ModelOptions, coefficient_table, fit_equity_models
from coprod_equity_plugin.core.models.fit import ModelFit, fit_model
from coprod_equity_plugin.core.models.refit import reason_of, refit
from coprod_equity_plugin.core.models.regression import RegressionOptions, fit_regression
from coprod_equity_plugin.core.models.small_sample import Shares, check_correction
from coprod_equity_plugin.core.models.specification import CORRECTIONS, CR2, FIRTH, JACKKNIFE, MODELS, STANDARD
from coprod_equity_plugin.core.models.statistics import fit_statistics
from coprod_equity_plugin.core.progress import Progress
from coprod_equity_plugin.core.report.model_tables import regression_table

FOLDER = Path(__file__).parent.parent / "golden" / "models" / "r"
MODEL_1 = MODELS[0]
R_NAMES = {"const": "(Intercept)", "trt": "trtprogabide", "trt:log(base)": "trtprogabide:log(base)"}


@pytest.fixture(scope="module")
def golden() -> pd.Series:
    table = pd.read_csv(FOLDER / "small_sample.csv", keep_default_na=False)
    return table.set_index(["case", "name", "term"])["value"].sort_index()


def city(few: bool = False) -> pd.DataFrame:
    frame = pd.read_csv(FOLDER.parent / "city.csv", dtype={"block_group": str})
    frame = frame[frame["status"].isin(["restored", "censored"])].dropna()
    return frame[frame["block_group"].isin(sorted(frame["block_group"].unique())[:15])] if few else frame


CASES = ("epil_poisson", "model_1", "model_1_few", "model_1_large", "model_1_weighted")


def case(name: str):
    """A golden case's design, family and clusters."""
    if name == "epil_poisson":
        frame = pd.read_csv(FOLDER / "epil.csv")
        values = {"y": frame["y"], "trt": frame["trt"] == "progabide", "log(base)": np.log(frame["base"])}
        values |= {"age": frame["age"], "V4": frame["V4"]}
        design = build_design(values, "y", ("trt", "log(base)", "age", "V4", "trt:log(base)"))
        return design, "poisson", number_clusters(frame["subject"].to_numpy())
    frame = city(name == "model_1_few")
    clusters = number_clusters(frame["block_group"].to_numpy())
    if name == "model_3":
        return build_design(frame, MODELS[2].outcome, MODELS[2].terms), MODELS[2].family, clusters
    terms = MODEL_1.terms
    if name == "model_1_alone":
        frame["only"] = (frame["block_group"] == "120730001361") & (frame["house_age"] > 40)
        terms = (*terms, "only")
    design = build_design(frame, MODEL_1.outcome, terms)
    return design, MODEL_1.family, clusters // 6 if name == "model_1_large" else clusters


def fit_case(name: str, correction: str, **more) -> ModelFit:
    design, family, clusters = case(name)
    weights = np.where(design.outcome == 1, 1.0, 26.33) if name == "model_1_weighted" else None
    return fit_model(
        design, family, covariance="cluster", clusters=clusters, weights=weights, correction=correction, **more
    )


def check_against_clubsandwich(golden: pd.Series, name: str, fit: ModelFit, places) -> None:
    table = coefficient_table("m", fit, 0.95).set_index("term")
    for place in places:
        of_r = R_NAMES.get(fit.terms[place], fit.terms[place])
        assert fit.errors[place] == pytest.approx(golden[name, "cr2", of_r], rel=1e-6)
        assert fit.freedoms[place] == pytest.approx(golden[name, "df", of_r], rel=1e-6)
        # for a glm clubSandwich takes another square root that serves too; it differs where clusters are few, or their
        # rows' weights differ
        other = 0.11 if fit.weighted else 0.025
        assert fit.errors[place] == pytest.approx(golden[name, "glm_cr2", of_r], rel=other)
        assert table["p_value"].iloc[place] == pytest.approx(golden[name, "p", of_r], rel=1e-5)


@pytest.mark.parametrize("name", CASES)
def test_cr2_and_its_degrees_of_freedom_are_those_of_clubsandwich(golden, name):
    fit = fit_case(name, CR2)
    check_against_clubsandwich(golden, name, fit, range(len(fit.terms)))


def test_cr2_of_the_negative_binomial_is_near_clubsandwichs_of_glm_nb(golden):
    """Which has the expected information and holds the dispersion, where the plugin has the observed one of both."""
    fit = fit_case("model_3", CR2)
    assert golden["model_3", "cr2"].size == len(fit.terms) == 7
    for place, term in enumerate(fit.terms):
        # under half a percent, where the correction itself is two to eight
        assert fit.errors[place] == pytest.approx(golden["model_3", "cr2", R_NAMES.get(term, term)], rel=0.005)
        assert fit.freedoms[place] == pytest.approx(golden["model_3", "df", R_NAMES.get(term, term)], rel=0.08)
    assert 30 < fit.ln_alpha_df < 59


def test_what_one_cluster_alone_tells_has_no_clustered_error_and_the_others_those_of_clubsandwich(golden):
    """clubSandwich prints .195 for it, a quarter of the classical .802: its cluster's own part in the score is zero."""
    with pytest.raises(OneClusterError, match=r"cannot be had for only: the rows of one cluster alone tell it"):
        fit_case("model_1_alone", CR2)
    fit = fit_case("model_1_alone", CR2, unread=["only"])
    check_against_clubsandwich(golden, "model_1_alone", fit, range(9))
    assert np.isnan(fit.errors_by_kind["cr2"][9])
    assert np.isnan(fit.errors_by_kind["cluster"][9])
    assert fit.errors_by_kind["classical"][9] == pytest.approx(0.801514949, rel=1e-6)
    assert np.isfinite(fit.errors_by_kind["cr2"][:9]).all()
    design, _, clusters = case("model_1_alone")
    shares = Shares.of(*informations(design, fit, clusters))
    assert list(shares.alone(np.eye(10))) == [False] * 9 + [True]


def informations(design, fit, clusters):
    """A logit's information and its clusters' parts, the slow way."""
    weight = fit.fitted * (1 - fit.fitted)
    parts = [
        design.matrix[clusters == group].T @ (design.matrix[clusters == group] * weight[clusters == group, None])
        for group in range(clusters.max() + 1)
    ]
    return np.sum(parts, axis=0), np.array(parts)


@pytest.mark.parametrize("name", CASES)
def test_the_jackknife_is_clubsandwichs_cr3_with_its_own_factor(golden, name):
    fit = fit_case(name, JACKKNIFE)
    groups = fit.clusters
    for place, term in enumerate(fit.terms):
        expected = golden[name, "cr3", R_NAMES.get(term, term)] * np.sqrt((groups - 1) / groups)
        assert fit.errors[place] == pytest.approx(expected, rel=1e-6)
    assert fit.df == groups - 1


def test_cr2_is_that_of_matrices_of_the_clusters_size():
    design, family, clusters = case("model_1_few")
    fit = fit_model(design, family, covariance="cluster", clusters=clusters, correction=CR2)
    weight = fit.fitted * (1 - fit.fitted)
    z = design.matrix * np.sqrt(weight)[:, None]
    bread = np.linalg.inv(z.T @ z)
    residual = (fit.outcome - fit.fitted) / np.sqrt(weight)
    hat = z @ bread @ z.T
    middle = np.zeros_like(bread)
    for group in range(clusters.max() + 1):
        rows = clusters == group
        root = linalg.fractional_matrix_power(np.eye(rows.sum()) - hat[np.ix_(rows, rows)], -0.5).real
        score = z[rows].T @ root @ residual[rows]
        middle += np.outer(score, score)
    np.testing.assert_allclose(fit.covariance, bread @ middle @ bread, rtol=1e-8)


def test_the_negative_binomials_jackknife_is_near_leaving_out_each_block_group():
    frame = city()
    spec = MODELS[2]
    clusters = number_clusters(frame["block_group"].to_numpy())
    design = build_design(frame, spec.outcome, spec.terms)
    fit = fit_model(design, spec.family, covariance="cluster", clusters=clusters, correction=JACKKNIFE)
    plain = fit.errors_by_kind["cluster"]
    left = []
    for group in range(60):
        rows = clusters != group
        part = replace(design, matrix=design.matrix[rows], outcome=design.outcome[rows])
        left.append(fit_model(part, spec.family).params)
    exact = np.sqrt(59 / 60 * ((np.array(left) - fit.params) ** 2).sum(axis=0))
    # one Newton step from the estimate against full refits: a third of a percent, where the correction itself is four
    np.testing.assert_allclose(fit.errors, exact, rtol=0.005)
    assert (fit.errors / plain - 1).max() > 0.03


def test_corrections_widen_intervals_and_stand_beside_the_others():
    design, family, clusters = case("model_1")
    standard = fit_model(design, family, covariance="cluster", clusters=clusters)
    corrected = fit_model(design, family, covariance="cluster", clusters=clusters, correction=CR2)
    assert set(standard.errors_by_kind) == {"classical", "robust", "cluster", "cr2", "jackknife"}
    np.testing.assert_array_equal(standard.params, corrected.params)
    np.testing.assert_allclose(standard.errors_by_kind["cr2"], corrected.errors)
    widths = [
        coefficient_table("m", fit, 0.95).eval("conf_high - conf_low").to_numpy() for fit in (standard, corrected)
    ]
    assert (widths[1] > widths[0]).all()


@pytest.mark.parametrize("correction", CORRECTIONS)
def test_a_cluster_that_alone_tells_a_coefficient_is_refused_under_every_correction(correction):
    rng = np.random.default_rng(1)
    clusters = np.repeat(np.arange(20), 30)
    only = (clusters == 3) * rng.integers(0, 2, 600)
    values = {"x": rng.normal(size=600), "only": only, "y": rng.poisson(3.0 * rng.gamma(4, 0.25, 600))}
    design = build_design(values, "y", ("x", "only"))
    for family in ("poisson", "negativebinomial"):
        with pytest.raises(OneClusterError, match="for only: the rows of one cluster alone tell it"):
            fit_model(design, family, covariance="cluster", clusters=clusters, correction=correction)
        first = fit_model(design, family)
        with pytest.raises(OneClusterError) as error:
            refit(design, first, covariance="cluster", clusters=clusters, correction=correction)
        assert reason_of(error.value) == "one cluster alone tells a coefficient"
    beside = fit_model(design, "poisson", covariance="robust", clusters=clusters).errors_by_kind
    assert np.isfinite(beside["robust"]).all()
    assert [np.isnan(beside[kind]).tolist() for kind in ("cluster", "cr2")] == [[False, False, True]] * 2
    assert "jackknife" not in beside
    with pytest.raises(ModelError, match=r"1 of 20 are such.*cannot be corrected by jackknife"):
        fit_model(design, "poisson", covariance="cluster", clusters=clusters, correction=JACKKNIFE, unread=("only",))


def test_a_cluster_that_tells_all_but_a_trace_has_an_error_with_few_degrees_of_freedom():
    """One row elsewhere is enough to have an error; next to nothing is known of it, and the interval shows that."""
    rng = np.random.default_rng(1)
    clusters = np.repeat(np.arange(20), 30)
    only = (clusters == 3) * rng.integers(0, 2, 600)
    only[0] = 1
    design = build_design({"x": rng.normal(size=600), "only": only, "y": rng.poisson(3.0, 600)}, "y", ("x", "only"))
    fit = fit_model(design, "poisson", covariance="cluster", clusters=clusters, correction=CR2)
    assert fit.freedoms[2] < 1.5 < 15 < fit.freedoms[1]
    low, high = (getattr(fit.estimate({"only": 1.0}, 0.95), end) for end in ("low", "high"))
    assert high - low > 4 * fit.errors_by_kind["classical"][2]


def test_an_unknown_correction_is_refused():
    with pytest.raises(ModelError, match="no correction 'cr9'"):
        fit_model(case("model_1")[0], "logit", correction="cr9")
    with pytest.raises(ModelError, match="no correction 'cr9'"):
        check_correction("cr9")


# --- separation ------------------------------------------------------------------------------------------------------


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
    np.testing.assert_array_equal(plain.params, asked.params)
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


def test_the_tables_note_says_which_clustered_errors_they_are():
    frame = pd.read_csv(FOLDER.parent / "city.csv", dtype={"block_group": str})
    standard = regression_table(fit_equity_models(frame, ModelOptions(correction=STANDARD))).notes
    assert "with the factor G / (G − 1) and the t distribution with 59 degrees of freedom" in standard[0]
    corrected = regression_table(fit_equity_models(frame)).notes
    assert corrected[0] == (
        "In parentheses: standard errors clustered by block_group (60 clusters), bias-reduced (CR2), each "
        "coefficient's interval and p with its own degrees of freedom (Satterthwaite, 6.9 to 55.2)."
    )
    jackknife = regression_table(fit_equity_models(frame, ModelOptions(correction=JACKKNIFE))).notes
    assert "by the jackknife of whole clusters (CR3, to one step) and the t distribution with 59" in jackknife[0]


def test_few_degrees_of_freedom_are_told_with_the_terms_they_stand_behind():
    """Twelve clusters of which one has half of the homes: what lies between it and the others has few."""
    frame = pd.read_csv(FOLDER.parent / "city.csv", dtype={"block_group": str})
    places = number_clusters(frame["block_group"].to_numpy())
    frame["block_group"] = np.where(places < 30, 0, places // 3).astype(str)
    models = fit_equity_models(frame)
    few = [term for term, df in zip(models.fits["model_1"].terms, models.fits["model_1"].freedoms) if df < 4]
    assert "log_density" in few
    note = next(note for note in models.notes if note.startswith("Model 1, who asked for help: fewer than 4 degrees"))
    assert "Constant (3.6), Minority share (3.3)" in note
    assert "rest on 11 clusters only. They allow for that" in " ".join(models.notes)
    assert models.statistic("model_1", "cr2") == 1
    assert models.statistic("model_1", "df_low") == pytest.approx(models.fits["model_1"].freedoms.min())
    standard = fit_equity_models(frame, ModelOptions(correction=STANDARD))
    assert np.isnan(standard.statistic("model_1", "cr2"))
    assert "Below 40 they tend to be too small" in " ".join(standard.notes)
    assert not any("fewer than 4" in note for note in standard.notes)


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
