"""Do the intervals of Models 1 and 3 cover at their nominal rate? 200 invented cities for each kind of standard error.

Every city has all covariates of the study and the coefficients of its Table 4. ``classical``: households are
independent. ``cluster``: homes of a block group share their luck, in asking (through a Gaussian copula, so that each
household's chance stays the model's) and in waiting (a factor of mean 1); ``cr2`` and ``jackknife`` are the same cities
with errors corrected for few clusters. ``weights``: all who asked and a tenth of
the others, with the inverse chances as weights, against the whole city's values. The generating constants are held
too; only the dispersion is not asked for, since shared luck is part of it.
"""

from __future__ import annotations

import argparse

import numpy as np
import pandas as pd
from scipy import special, stats

from coprod_equity_plugin.core.models.design import build_design
from coprod_equity_plugin.core.models.fit import fit_model
from coprod_equity_plugin.core.models.specification import MODELS

KINDS = ("classical", "cluster", "cr2", "jackknife", "weights")
CLUSTERED = {"cluster": "standard", "cr2": "cr2", "jackknife": "jackknife"}  # kind: correction for few clusters
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


def city(seed: int, kind: str) -> pd.DataFrame:
    """A city's households; for ``weights`` the case-control sample from one ten times as large."""
    rng = np.random.default_rng(seed)
    rows, shared = (10 * HOUSEHOLDS if kind == "weights" else HOUSEHOLDS), kind in CLUSTERED
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
    if kind == "weights":
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
    held = {model: [] for model in SPECS}
    for seed in seeds:
        frame = city(seed, kind)
        values = {name: frame[name].to_numpy() for name in frame.columns}
        for model, spec in SPECS.items():
            fit = fit_model(
                build_design(values, spec.outcome, spec.terms),
                spec.family,
                covariance="robust" if kind == "weights" else "cluster" if kind in CLUSTERED else kind,
                correction=CLUSTERED.get(kind, "standard"),
                clusters=values["group"],
                weights=values["weight"] if kind == "weights" else None,
            )
            truth = np.array([TRUTH[model][term] for term in fit.terms])
            reach = np.array([fit.critical(0.95, direction) for direction in np.eye(len(truth))]) * fit.errors
            held[model].append(np.abs(fit.params - truth) <= reach)
    return {model: np.array(rows) for model, rows in held.items()}


def main() -> None:
    """Count and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=200)
    options = parser.parse_args()
    chance = np.sqrt(0.95 * 0.05 / options.seeds)
    print(f"{options.seeds} cities each; by chance alone a share has a standard error of {chance:.3f}")
    results = {kind: cover(kind, range(options.seeds)) for kind in KINDS}
    print(f"{'':<42}" + "".join(f"{kind:>12}" for kind in KINDS))
    for model, terms in TRUTH.items():
        order = ("const", *SPECS[model].terms)
        assert set(order) == set(terms)
        for place, term in enumerate(order):
            shares = "".join(f"{results[kind][model][:, place].mean():>12.3f}" for kind in KINDS)
            print(f"{model:<9}{term:<33}{shares}")
    for kind in KINDS:
        every = np.concatenate([held.ravel() for held in results[kind].values()])
        print(f"{kind}: {every.mean():.4f} of {every.size:,} intervals hold the truth")


if __name__ == "__main__":
    main()
