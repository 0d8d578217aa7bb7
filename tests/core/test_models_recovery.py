"""Intervals hold what they promise: 200 invented cities each, with the coefficients of the study's Table 4."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from coprod_equity_plugin.core.models.design import Design
from coprod_equity_plugin.core.models.fit import fit_model
from coprod_equity_plugin.core.models.specification import LOGIT, NEGATIVE_BINOMIAL
from scripts import coverage as coverage_script

SEEDS, ROWS, GROUPS = 200, 1200, 80
TERMS = ("const", "minority_share", "participation", "minority_share:participation", "median_income_k")
TRUTH = np.array([4.0, 0.103, -0.069, -0.259, 0.005])
# What 200 draws of a 95 % interval miss by chance, three and a half standard errors wide.
CHANCE = 3.5 * np.sqrt(0.95 * 0.05 / SEEDS)


def simulate(seed: int, luck: float) -> tuple[Design, np.ndarray]:
    """Hours of households; ``luck`` is the spread of what a block group's households have in common."""
    rng = np.random.default_rng(seed)
    group = rng.integers(0, GROUPS, ROWS)
    minority = (rng.random(ROWS) < 0.3).astype(float)
    asked = (rng.random(ROWS) < 0.15 + 0.1 * minority).astype(float)
    matrix = np.column_stack([np.ones(ROWS), minority, asked, minority * asked, rng.normal(89, 27, GROUPS)[group]])
    common = np.exp(rng.normal(-(luck**2) / 2, luck, GROUPS))[group]
    hours = rng.poisson(np.exp(matrix @ TRUTH) * common * rng.gamma(6, 1 / 6, ROWS))
    return Design(TERMS, matrix, hours.astype(float)), group


def coverage(covariance: str, luck: float) -> np.ndarray:
    """The share of cities whose 95 % interval holds the truth, per coefficient."""
    held = np.zeros(len(TERMS))
    for seed in range(SEEDS):
        design, group = simulate(seed, luck)
        fit = fit_model(design, NEGATIVE_BINOMIAL, covariance=covariance, clusters=group, correction="cr2")
        held += np.abs(fit.params - TRUTH) <= stats.t.ppf(0.975, fit.freedoms) * fit.errors
    return held / SEEDS


def test_classical_intervals_cover_where_households_are_independent():
    held = coverage("classical", luck=0.0)
    assert np.abs(held - 0.95).max() < CHANCE, held


def test_clustered_intervals_cover_where_block_groups_share_their_luck_and_classical_ones_do_not():
    held = coverage("cluster", luck=0.25)
    assert np.abs(held - 0.95).max() < CHANCE, held
    classical = coverage("classical", luck=0.25)
    assert classical[TERMS.index("median_income_k")] < 0.75, classical


def test_weights_recover_the_city_from_a_case_control_sample():
    """Unweighted, the constant is off by the logarithm of the sampling ratio; weighted, its interval covers."""
    truth, held, bias = np.array([-4.0, 0.842]), np.zeros(2), []
    for seed in range(SEEDS):
        rng = np.random.default_rng(seed)
        minority = (rng.random(20_000) < 0.21).astype(float)
        asked = rng.random(20_000) < 1 / (1 + np.exp(-(truth[0] + truth[1] * minority)))
        chosen = asked | (rng.random(20_000) < 0.05)
        design = Design(
            ("const", "minority_share"),
            np.column_stack([np.ones(chosen.sum()), minority[chosen]]),
            asked[chosen].astype(float),
        )
        weights = np.where(asked[chosen], 1.0, 20.0)
        fit = fit_model(design, LOGIT, covariance="robust", weights=weights)
        held += np.abs(fit.params - truth) <= fit.critical(0.95) * fit.errors
        bias.append(fit_model(design, LOGIT).params[0] - truth[0])
    assert np.abs(held / SEEDS - 0.95).max() < CHANCE, held / SEEDS
    assert abs(np.mean(bias) - np.log(20)) < 0.05


@pytest.mark.parametrize("kind", coverage_script.KINDS)
def test_models_1_and_3_with_all_covariates_cover_all_kinds_of_errors(kind):
    """A part of what scripts/coverage.py counts in 200 cities each: 40 cities, 16 coefficients of both models."""
    held = coverage_script.cover(kind, range(40))
    assert sum(rows.size for rows in held.values()) == 40 * 16
    share, error = coverage_script.rate(held)  # of chance over cities, whose sixteen intervals go together
    assert 0.004 < error < 0.02
    assert abs(share - 0.95) < 3.5 * error, (share, error)


def test_where_block_groups_share_their_luck_cr2_covers_where_the_factor_alone_falls_short():
    """Education is a block group's value: 40 cities of the 200 in docs/recovery.md."""
    place = 1 + coverage_script.SPECS["model_1"].terms.index("education_share")
    held = {kind: coverage_script.cover(kind, range(40))["model_1"] for kind in ("cr2", "standard")}
    assert (held["cr2"] >= held["standard"]).all()  # never shorter
    assert held["cr2"][:, place].sum() > held["standard"][:, place].sum()
