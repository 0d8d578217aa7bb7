"""Derivatives, maxima and covariances against slow or foreign arithmetic, invariants, and every refusal."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from coprod_equity_plugin.core.errors import (
    Cancelled,
    CollinearityError,
    ModelError,
    NonConvergenceError,
    SeparationError,
)
from coprod_equity_plugin.core.models.covariance import covariance_matrix, number_clusters
from coprod_equity_plugin.core.models.design import Design, scale
from coprod_equity_plugin.core.models.families import FAMILY, Outcome
from coprod_equity_plugin.core.models.fit import fit_model
from coprod_equity_plugin.core.models.newton import maximise
from coprod_equity_plugin.core.models.specification import FAMILIES, LOGIT, NEGATIVE_BINOMIAL, POISSON
from coprod_equity_plugin.core.models.statistics import dispersion_test, fit_statistics
from coprod_equity_plugin.core.progress import Progress


def simulate(family: str, rows: int = 400, seed: int = 7) -> Design:
    """Predictors in the units of the study: a share, years, thousand dollars."""
    rng = np.random.default_rng(seed)
    matrix = np.column_stack(
        [np.ones(rows), rng.random(rows).round(2), rng.gamma(9, 4, rows).round(), rng.normal(89, 27, rows).round(3)]
    )
    terms = ("const", "share", "years", "income")
    if family == LOGIT:
        eta = matrix @ [-1.5, 0.8, 0.02, -0.01]
        return Design(terms, matrix, (rng.random(rows) < 1 / (1 + np.exp(-eta))).astype(float))
    mu = np.exp(matrix @ [1.5, 0.1, 0.011, 0.005])
    mu = mu * rng.gamma(4, 0.25, rows) if family == NEGATIVE_BINOMIAL else mu
    return Design(terms, matrix, rng.poisson(mu).astype(float))


@pytest.mark.parametrize("family", FAMILIES)
def test_derivatives_are_those_of_the_log_likelihood(family):
    """Central differences of the value give the first derivatives, of the first the second."""
    y = np.array([0.0, 1.0, 0.0, 1.0]) if family == LOGIT else np.array([0.0, 3.0, 17.0, 260.0])
    outcome, eta, ln_alpha, step = Outcome.of(y), np.array([-1.3, 0.4, 2.5, 5.2]), np.log(0.17), 1e-5
    calculate = FAMILY[family].derivatives

    def slope(name, in_eta):
        up = calculate(outcome, eta + step * in_eta, ln_alpha + step * (not in_eta))
        down = calculate(outcome, eta - step * in_eta, ln_alpha - step * (not in_eta))
        return (getattr(up, name) - getattr(down, name)) / (2 * step)

    here = calculate(outcome, eta, ln_alpha)
    assert here.eta == pytest.approx(slope("value", True), rel=1e-6, abs=1e-7)
    assert here.eta_eta == pytest.approx(slope("eta", True), rel=1e-6, abs=1e-7)
    if FAMILY[family].dispersed:
        assert here.alpha == pytest.approx(slope("value", False), rel=1e-6, abs=1e-7)
        assert here.eta_alpha == pytest.approx(slope("eta", False), rel=1e-6, abs=1e-7)
        assert here.alpha_alpha == pytest.approx(slope("alpha", False), rel=1e-6, abs=1e-7)


def test_negative_binomial_value_is_scipys():
    from scipy import stats

    y, eta, alpha = np.array([0.0, 3.0, 17.0, 260.0]), np.array([-1.3, 0.4, 2.5, 5.2]), 0.17
    mu = np.exp(eta)
    value = FAMILY[NEGATIVE_BINOMIAL].derivatives(Outcome.of(y), eta, np.log(alpha)).value
    assert value == pytest.approx(stats.nbinom.logpmf(y, 1 / alpha, 1 / (1 + alpha * mu)), rel=1e-11)


@pytest.mark.parametrize("family", FAMILIES)
def test_maximum_and_classical_errors_are_those_of_statsmodels(family):
    import statsmodels.api as sm

    design = simulate(family)
    fit = fit_model(design, family)
    models = {LOGIT: sm.Logit, POISSON: sm.Poisson, NEGATIVE_BINOMIAL: sm.NegativeBinomial}
    # Started from rounded estimates of ours: left alone, its BFGS stops at 1e-5 for the negative binomial.
    start = np.round(fit.params if fit.alpha is None else np.append(fit.params, fit.alpha), 3)
    theirs = models[family](design.outcome, design.matrix).fit(start_params=start, method="newton", disp=0)
    assert fit.llf == pytest.approx(theirs.llf, abs=1e-8)
    assert fit.llnull == pytest.approx(theirs.llnull, abs=1e-5)
    assert fit.params == pytest.approx(theirs.params[:4], rel=1e-5)
    assert fit.errors == pytest.approx(theirs.bse[:4], rel=1e-5)
    assert fit.fitted == pytest.approx(theirs.predict(), rel=1e-5)
    if fit.alpha is not None:
        assert fit.alpha == pytest.approx(theirs.params[4], rel=1e-5)
        assert fit.alpha * fit.ln_alpha_error == pytest.approx(theirs.bse[4], rel=1e-4)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_gradient_vanishes(family):
    design = simulate(family)
    matrix = scale(design.matrix).matrix
    start = np.zeros(4 + FAMILY[family].dispersed)
    start[0] = np.log(design.outcome.mean()) if family != LOGIT else 0.0
    best = maximise(FAMILY[family], Outcome.of(design.outcome), matrix, start)
    assert np.abs(best.scores.sum(axis=0)).max() < 1e-8
    assert best.iterations < 15


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("covariance", ["classical", "robust", "cluster"])
def test_units_and_order_of_rows_do_not_matter(family, covariance):
    """Dollars for thousands of dollars and centuries for years: the coefficients change by that factor, no more."""
    design = simulate(family)
    clusters = np.arange(len(design.outcome)) % 50
    plain = fit_model(design, family, covariance=covariance, clusters=clusters)
    units = np.array([1.0, 1e-4, 0.01, 1e6])
    order = np.random.default_rng(3).permutation(len(design.outcome))
    other = fit_model(
        Design(design.terms, (design.matrix * units)[order], design.outcome[order]),
        family,
        covariance=covariance,
        clusters=clusters[order],
    )
    assert other.params * units == pytest.approx(plain.params, rel=1e-9)
    assert other.errors * units == pytest.approx(plain.errors, rel=1e-9)
    assert other.llf == pytest.approx(plain.llf, rel=1e-12)
    assert other.fitted == pytest.approx(plain.fitted[order], rel=1e-9)
    assert other.ln_alpha == pytest.approx(plain.ln_alpha, rel=1e-9) if plain.alpha else other.alpha is None


def test_a_shift_of_a_column_moves_only_the_constant():
    design = simulate(NEGATIVE_BINOMIAL)
    plain = fit_model(design, NEGATIVE_BINOMIAL)
    moved = design.matrix.copy()
    moved[:, 2] += 1900.0
    other = fit_model(Design(design.terms, moved, design.outcome), NEGATIVE_BINOMIAL)
    assert other.params[1:] == pytest.approx(plain.params[1:], rel=1e-9)
    assert other.params[0] == pytest.approx(plain.params[0] - 1900 * plain.params[2], rel=1e-9)


@pytest.mark.parametrize("family", FAMILIES)
def test_weights_of_two_are_rows_twice(family):
    """Weights that count copies: the same estimates, and the clustered errors of the copies' clusters."""
    design = simulate(family)
    weights = 1.0 + (np.arange(len(design.outcome)) % 3 == 0)
    copies = np.repeat(np.arange(len(design.outcome)), weights.astype(int))
    clusters = np.arange(len(design.outcome))
    weighted = fit_model(design, family, covariance="robust", weights=weights)
    repeated = fit_model(
        Design(design.terms, design.matrix[copies], design.outcome[copies]),
        family,
        covariance="cluster",
        clusters=clusters[copies],
    )
    assert weighted.params == pytest.approx(repeated.params, rel=1e-9)
    assert weighted.errors == pytest.approx(repeated.errors, rel=1e-9)
    assert weighted.llf == pytest.approx(repeated.llf, rel=1e-12)
    tenfold = fit_model(design, family, covariance="robust", weights=10 * weights)
    assert tenfold.params == pytest.approx(weighted.params, rel=1e-9)
    assert tenfold.errors == pytest.approx(weighted.errors, rel=1e-9)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(6, 60), st.integers(1, 4), st.integers(2, 9))
def test_sandwiches_are_those_of_a_slow_loop(seed, rows, size, groups):
    rng = np.random.default_rng(seed)
    scores = rng.normal(size=(rows, size))
    root = rng.normal(size=(size, size))
    information = root @ root.T + np.eye(size)
    clusters = np.concatenate([np.arange(groups), rng.integers(0, groups, max(rows - groups, 0))])[:rows]
    groups = int(clusters.max()) + 1
    bread = np.linalg.inv(information)

    meat = np.zeros((size, size))
    for row in range(rows):
        for i in range(size):
            for j in range(size):
                meat[i, j] += scores[row, i] * scores[row, j]
    robust = covariance_matrix(information, scores, "robust")
    assert robust == pytest.approx(bread @ meat @ bread * rows / (rows - 1), rel=1e-9, abs=1e-12)

    meat = np.zeros((size, size))
    for group in range(groups):
        total = [sum(scores[row, i] for row in range(rows) if clusters[row] == group) for i in range(size)]
        meat += np.outer(total, total)
    clustered = covariance_matrix(information, scores, "cluster", clusters)
    assert clustered == pytest.approx(bread @ meat @ bread * groups / (groups - 1), rel=1e-9, abs=1e-12)


def test_every_row_its_own_cluster_is_robust():
    design = simulate(NEGATIVE_BINOMIAL)
    robust = fit_model(design, NEGATIVE_BINOMIAL, covariance="robust")
    own = fit_model(design, NEGATIVE_BINOMIAL, covariance="cluster", clusters=np.arange(len(design.outcome)))
    assert own.covariance == pytest.approx(robust.covariance, rel=1e-12)
    assert (own.df, robust.df) == (399.0, np.inf)
    assert own.critical(0.95) == pytest.approx(1.965927296, abs=1e-9)  # t with 399 degrees of freedom
    assert robust.critical(0.95) == pytest.approx(1.959963985, abs=1e-9)


def test_clusters_are_numbered_by_label_not_by_row():
    assert number_clusters(np.array(["b", "a", "c", "a"], dtype=object)).tolist() == [1, 0, 2, 0]


def test_dispersion_test_halves_the_p_value():
    """3.841 is chi-squared's 5 % point on one degree of freedom, and the boundary's 2.5 % point."""
    assert dispersion_test(-100.0, -100.0 - 3.841458821 / 2) == pytest.approx((3.841458821, 0.025), rel=1e-8)
    assert dispersion_test(-100.0, -100.0) == (0.0, 1.0)


def test_measures_that_need_a_likelihood_are_left_out_of_weighted_fits():
    design = simulate(NEGATIVE_BINOMIAL)
    fit = fit_model(design, NEGATIVE_BINOMIAL, covariance="robust", weights=np.full(len(design.outcome), 2.0))
    assert {"n", "log_likelihood", "alpha"} <= set(fit_statistics(fit, 0.95))
    assert not {"aic", "bic", "lr_statistic", "p_alpha", "nagelkerke"} & set(fit_statistics(fit, 0.95))


# --- refusals --------------------------------------------------------------------------------------------------------
def with_column(design: Design, name: str, values) -> Design:
    return Design((*design.terms, name), np.column_stack([design.matrix, values]), design.outcome)


def test_a_column_that_separates_is_named():
    design = simulate(LOGIT)
    # never asked where the column is 1: quasi-complete separation, the usual case of a rare category
    rare = np.zeros(len(design.outcome))
    rare[np.flatnonzero(design.outcome == 0)[:12]] = 1.0
    with pytest.raises(SeparationError, match="renter_share") as error:
        fit_model(with_column(design, "renter_share", rare), LOGIT)
    assert "share (" not in str(error.value).replace("renter_share (", "")
    assert "years" not in str(error.value)


def test_columns_that_separate_only_together_are_both_named():
    rng = np.random.default_rng(5)
    first, second = rng.normal(size=(2, 200))
    y = (first + second > 0).astype(float)
    design = Design(("const", "a", "b", "c"), np.column_stack([np.ones(200), first, second, rng.normal(size=200)]), y)
    with pytest.raises(SeparationError, match="a and b together tell"):
        fit_model(design, LOGIT)
    y[np.argmax(first + second)] = 0.0  # one household against the rule at its far end, and one at the other
    y[np.argmin(first + second)] = 1.0
    assert np.isfinite(fit_model(Design(design.terms, design.matrix, y), LOGIT).errors).all()


def test_counts_that_are_zero_wherever_a_column_is_one_are_separated():
    design = simulate(NEGATIVE_BINOMIAL)
    y = design.outcome.copy()
    rare = np.zeros(len(y))
    rare[:15], y[:15] = 1.0, 0.0
    with pytest.raises(SeparationError, match="asked"):
        fit_model(with_column(Design(design.terms, design.matrix, y), "asked", rare), NEGATIVE_BINOMIAL)
    y[3] = 2.0
    assert np.isfinite(
        fit_model(with_column(Design(design.terms, design.matrix, y), "asked", rare), NEGATIVE_BINOMIAL).errors
    ).all()


def test_constant_columns_are_all_named():
    design = with_column(with_column(simulate(LOGIT), "flat", np.full(400, 0.3)), "level", np.full(400, 1e9))
    with pytest.raises(CollinearityError, match="flat and level have the same value"):
        fit_model(design, LOGIT)


def test_collinear_columns_are_named_with_what_makes_them_up():
    design = simulate(POISSON)
    design = with_column(design, "twice", 2 * design.matrix[:, 1] - 0.5 * design.matrix[:, 2] + 3)
    with pytest.raises(CollinearityError, match="twice is fixed by share and years") as error:
        fit_model(design, POISSON)
    assert "income" not in str(error.value)


def test_nearly_collinear_columns_are_fitted():
    design = simulate(POISSON)
    noise = np.random.default_rng(2).normal(scale=0.01, size=len(design.outcome))
    fit = fit_model(with_column(design, "almost", design.matrix[:, 1] + noise), POISSON)
    assert np.isfinite(fit.errors).all()
    assert fit.errors[1] > 10 * fit_model(design, POISSON).errors[1]


@pytest.mark.parametrize(
    ("outcome", "family", "sentence"),
    [
        (np.full(400, 0.5), LOGIT, "must be 0 or 1"),
        (np.zeros(400), LOGIT, "None of the 400 rows"),
        (np.ones(400), LOGIT, "All of the 400 rows"),
        (np.full(400, 2.5), NEGATIVE_BINOMIAL, "400 rows are not"),
        (np.where(np.arange(400) < 3, -1.0, 5.0), NEGATIVE_BINOMIAL, "3 rows are"),
        (np.zeros(400), NEGATIVE_BINOMIAL, "All 400 counts are zero"),
        (np.full(400, 7.0), NEGATIVE_BINOMIAL, "vary no more than a Poisson model expects"),
    ],
)
def test_impossible_outcomes_are_refused(outcome, family, sentence):
    design = simulate(NEGATIVE_BINOMIAL)
    with pytest.raises(ModelError, match=sentence):
        fit_model(Design(design.terms, design.matrix, outcome), family)


def test_counts_less_spread_than_poisson_are_refused():
    design = simulate(POISSON)
    y = np.round(np.exp(design.matrix @ [1.5, 0.1, 0.011, 0.005]))
    with pytest.raises(ModelError, match="use a Poisson model"):
        fit_model(Design(design.terms, design.matrix, y), NEGATIVE_BINOMIAL)


def test_fewer_rows_than_coefficients_are_refused():
    design = simulate(POISSON)
    with pytest.raises(ModelError, match="4 complete rows for 4 coefficients"):
        fit_model(Design(design.terms, design.matrix[:4], design.outcome[:4]), POISSON)


@pytest.mark.parametrize(("groups", "sentence"), [(1, "one cluster"), (4, "4 clusters for 4 coefficients")])
def test_too_few_clusters_are_refused(groups, sentence):
    design = simulate(POISSON)
    with pytest.raises(ModelError, match=sentence):
        fit_model(design, POISSON, covariance="cluster", clusters=np.arange(400) % groups)


def test_weights_with_classical_errors_are_refused():
    with pytest.raises(ModelError, match="weighted rows"):
        fit_model(simulate(POISSON), POISSON, weights=np.ones(400))


def test_a_maximum_that_is_not_reached_is_refused():
    """A logit that is separated has no maximum: past the check, the optimiser has to notice by itself."""
    x = np.linspace(-1, 1, 50)
    matrix = np.column_stack([np.ones(50), x])
    with pytest.raises(NonConvergenceError, match="maximum was not reached"):
        maximise(FAMILY[LOGIT], Outcome.of((x > 0).astype(float)), matrix, np.zeros(2))


def test_cancel_stops_a_fit():
    class Stop(Progress):
        def is_cancelled(self) -> bool:
            return True

    with pytest.raises(Cancelled):
        fit_model(simulate(POISSON), POISSON, progress=Stop())


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(-3, 3), st.booleans()), min_size=6, max_size=25))
def test_separation_by_one_column_is_that_of_its_range(rows):
    """With one predictor the outcome is separated exactly if the two groups' ranges do not overlap inside."""
    x = np.array([row[0] for row in rows], dtype=float)
    y = np.array([row[1] for row in rows], dtype=float)
    assume(len(set(x)) > 1 and len(set(y)) > 1)
    zeros, ones = x[y == 0], x[y == 1]
    separated = zeros.max() <= ones.min() or ones.max() <= zeros.min()
    design = Design(("const", "x"), np.column_stack([np.ones(len(x)), x]), y)
    if separated:
        with pytest.raises(SeparationError, match="x tells"):
            fit_model(design, LOGIT)
    else:
        assert np.isfinite(fit_model(design, LOGIT).errors).all()


@pytest.mark.parametrize("alpha", [1e-7, 0.17, 40.0])
@pytest.mark.parametrize("top", [260.0, 26_000.0])
def test_gamma_parts_are_those_of_exact_arithmetic(alpha, top):
    """Against 50 digits; at alpha = 1e-7 scipy's gamma functions alone would leave nothing of them."""
    mpmath = pytest.importorskip("mpmath")
    from coprod_equity_plugin.core.models.families import _gamma_parts

    levels = np.array([0.0, 1.0, 17.0, top])
    gammas, digammas, trigammas = _gamma_parts(levels, alpha)
    with mpmath.workdps(50):
        theta = 1 / mpmath.mpf(alpha)
        for place, y in enumerate(levels):
            value = mpmath.loggamma(y + theta) - mpmath.loggamma(theta) - mpmath.loggamma(y + 1) - y * mpmath.log(theta)
            first = mpmath.digamma(y + theta) - mpmath.digamma(theta)
            second = theta * (mpmath.polygamma(1, theta) - mpmath.polygamma(1, y + theta))
            # above the counts that are summed, the gamma functions' rounding is what there is
            close = 1e-12 if top < 10_000 else 1e-5
            assert gammas[place] == pytest.approx(float(value), rel=close, abs=close)
            assert digammas[place] == pytest.approx(float(first), rel=close, abs=1e-14)
            assert trigammas[place] == pytest.approx(float(second), rel=close, abs=1e-14)


def test_a_dispersion_close_to_zero_is_found():
    """Poisson counts that happen to vary a little more: alpha of a few in 100,000, hardly better than Poisson."""
    rng = np.random.default_rng(2)
    matrix = np.column_stack([np.ones(300), rng.normal(size=300)])
    y = rng.poisson(np.exp(6 + 0.1 * matrix[:, 1])).astype(float)
    fit = fit_model(Design(("const", "x"), matrix, y), NEGATIVE_BINOMIAL)
    assert 1e-5 < fit.alpha < 1e-4
    assert 0 < fit.llf - fit.llpoisson < 0.1
    assert dispersion_test(fit.llf, fit.llpoisson)[1] > 0.3
    assert fit.params == pytest.approx([6, 0.1], abs=0.01)
