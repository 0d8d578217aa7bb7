"""Few clusters (CR2, jackknife) against R, other programs' printed results, and slow oracles."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import linalg

from coprod_equity_plugin.core.errors import ModelError, OneClusterError
from coprod_equity_plugin.core.models.covariance import number_clusters
from coprod_equity_plugin.core.models.design import build_design
from coprod_equity_plugin.core.models.equity import ModelOptions, coefficient_table, fit_equity_models
from coprod_equity_plugin.core.models.fit import ModelFit, fit_model
from coprod_equity_plugin.core.models.refit import reason_of, refit
from coprod_equity_plugin.core.models.small_sample import Shares, check_correction
from coprod_equity_plugin.core.models.specification import CORRECTIONS, CR2, JACKKNIFE, MODELS, STANDARD
from coprod_equity_plugin.core.report.model_tables import regression_table
from tests.small_sample_cases import FOLDER, R_NAMES, case, city, of_r

CASES = ("epil_poisson", "model_1", "model_1_few", "model_1_large", "model_1_weighted")


@pytest.fixture(scope="module")
def golden() -> pd.Series:
    return of_r()


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
    np.testing.assert_allclose(standard.params, corrected.params, rtol=1e-9)  # the same fit
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
