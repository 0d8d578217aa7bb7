"""Do the intervals of Models 1 and 3 cover at their nominal rate? 200 invented cities for each kind of standard error.

Every city has all covariates of the study and the coefficients of its Table 4. ``classical``: households are
independent. ``cr2`` (the default of the algorithms), ``standard`` and ``jackknife``: homes of a block group share their
luck, in asking (through a Gaussian copula, so that each household's chance stays the model's) and in waiting (a factor
of mean 1); the three corrections of clustered errors see the same cities. ``weights``: all who asked and a tenth of the
others, households independent, with the inverse chances as weights and robust errors, against the whole city's values;
``weights_cr2``: the same of cities with shared luck, clustered. The generating constants are held too; only the
dispersion is not asked for, since shared luck is part of it.

A city's sixteen intervals are not independent of one another, so chance is judged by cities: the share held in each
city, and the standard error of its mean over cities.
"""

from __future__ import annotations

import argparse

import numpy as np
import pandas as pd
from scipy import special, stats

from coprod_equity_plugin.core.models.design import build_design
from coprod_equity_plugin.core.models.fit import fit_model
from coprod_equity_plugin.core.models.specification import MODELS

# kind: standard errors, correction, whether block groups share their luck, whether a weighted case-control sample
KINDS = {
    "classical": ("classical", "standard", False, False),
    "cr2": ("cluster", "cr2", True, False),
    "standard": ("cluster", "standard", True, False),
    "jackknife": ("cluster", "jackknife", True, False),
    "weights": ("robust", "standard", False, True),
    "weights_cr2": ("cluster", "cr2", True, True),
}
SPECS = {spec.id: spec for spec in MODELS if spec.id in ("model_1", "model_3")}
TRUTH = {
    "model_1": {
        "const": -3.2, "minority_share": 0.842, "house_age": 0.021, "median_income_k": -0.011, "log_density": 0.1,
        "education_share": -1.1, "elderly_share": -0.4, "college_share": 0.5, "renter_share": 1.2,
    },
    "model_3": {
        "const": 3.9, "minority_share": 0.103, "participation": -0.069, "minority_share:participation": -0.259,
        "house_age": 0.005, "median_income_k": 0.003, "log_density": -0.03,
    },
}  # fmt: skip
HOUSEHOLDS, GROUPS, ALPHA = 3000, 150, 1 / 6
SHARED_ASKING, SHARED_WAIT = 0.05, 0.2  # correlation of the copula; spread of the factor's logarithm
SAMPLED = 0.1


def city(seed: int, shared: bool, sampled: bool) -> pd.DataFrame:
    """A city's households; where ``sampled`` the case-control sample from one ten times as large."""
    rng = np.random.default_rng(seed)
    rows = 10 * HOUSEHOLDS if sampled else HOUSEHOLDS
    group = rng.integers(0, GROUPS, rows)
    frame = pd.DataFrame({"group": group})
    for name, values in (
        ("median_income_k", rng.normal(55, 20, GROUPS)),
        ("log_density", rng.normal(7.5, 0.8, GROUPS)),
        ("education_share", rng.beta(4, 4, GROUPS)),
        ("renter_share", rng.beta(2, 3, GROUPS)),
    ):
        frame[name] = values[group]
    frame["minority_share"] = rng.choice([0.0, 0.5, 1.0], rows, p=[0.7, 0.1, 0.2])
    frame["elderly_share"] = rng.choice([0.0, 1.0], rows, p=[0.65, 0.35])
    frame["college_share"] = rng.choice([0.0, 1.0], rows, p=[0.9, 0.1])
    frame["house_age"] = rng.gamma(6, 6, rows).round()
    chance = special.expit(predictor(frame, "model_1"))
    rho = SHARED_ASKING if shared else 0.0
    luck = np.sqrt(rho) * rng.normal(size=GROUPS)[group] + np.sqrt(1 - rho) * rng.normal(size=rows)
    frame["participation"] = (stats.norm.cdf(luck) < chance).astype(float)
    factor = rng.normal(-(SHARED_WAIT**2) / 2, SHARED_WAIT, GROUPS)[group] if shared else 0.0
    mean = np.exp(predictor(frame, "model_3") + factor)
    frame["restoration_hours"] = rng.poisson(mean * rng.gamma(1 / ALPHA, ALPHA, rows)).astype(float)
    frame["weight"] = np.where(frame["participation"] == 1, 1.0, 1 / SAMPLED)
    if sampled:
        frame = frame[(frame["participation"] == 1) | (rng.random(rows) < SAMPLED)].reset_index(drop=True)
    return frame


def predictor(frame: pd.DataFrame, model: str) -> np.ndarray:
    """The generating linear predictor."""
    return sum(
        value * (np.prod([frame[part] for part in term.split(":")], axis=0) if term != "const" else 1.0)
        for term, value in TRUTH[model].items()
    )


def cover(kind: str, seeds: range) -> dict[str, np.ndarray]:
    """By model, whether each seed's interval holds each coefficient, shape ``(seeds, terms)``; and the errors."""
    covariance, correction, shared, sampled = KINDS[kind]
    held = {model: [] for model in SPECS}
    for seed in seeds:
        frame = city(seed, shared, sampled)
        values = {name: frame[name].to_numpy() for name in frame.columns}
        for model, spec in SPECS.items():
            fit = fit_model(
                build_design(values, spec.outcome, spec.terms),
                spec.family,
                covariance=covariance,
                correction=correction,
                clusters=values["group"],
                weights=values["weight"] if sampled else None,
            )
            truth = np.array([TRUTH[model][term] for term in fit.terms])
            reach = stats.t.ppf(0.975, fit.freedoms) * fit.errors
            held[model].append(np.abs(fit.params - truth) <= reach)
    return {model: np.array(rows) for model, rows in held.items()}


def rate(held: dict[str, np.ndarray]) -> tuple[float, float]:
    """The share of all intervals that hold, and its standard error over cities, from what :func:`cover` gives."""
    by_city = np.concatenate(list(held.values()), axis=1).mean(axis=1)
    return float(by_city.mean()), float(by_city.std(ddof=1) / np.sqrt(len(by_city)))


def main() -> None:
    """Count and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--first", type=int, default=0)
    options = parser.parse_args()
    chance = np.sqrt(0.95 * 0.05 / options.seeds)
    print(f"{options.seeds} cities each; by chance alone one coefficient's share has a standard error of {chance:.3f}")
    results = {kind: cover(kind, range(options.first, options.first + options.seeds)) for kind in KINDS}
    print(f"{'':<42}" + "".join(f"{kind:>12}" for kind in KINDS))
    for model, terms in TRUTH.items():
        order = ("const", *SPECS[model].terms)
        assert set(order) == set(terms)
        for place, term in enumerate(order):
            shares = "".join(f"{results[kind][model][:, place].mean():>12.3f}" for kind in KINDS)
            print(f"{model:<9}{term:<33}{shares}")
    for kind, held in results.items():
        share, error = rate(held)
        size = sum(rows.size for rows in held.values())
        off = (share - 0.95) / error
        print(
            f"{kind}: {share:.4f} of {size:,} intervals hold the truth, Monte Carlo standard error {error:.4f}: "
            f"{off:+.1f} of them from 0.95"
        )


if __name__ == "__main__":
    main()
