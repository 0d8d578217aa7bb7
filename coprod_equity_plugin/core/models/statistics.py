"""Measures of fit, each under its own name."""

from __future__ import annotations

import numpy as np
from scipy import stats

from .fit import ModelFit
from .specification import CR2, STANDARD


def pseudo_r2(llf: float, llnull: float, nobs: int) -> dict[str, float]:
    """McFadden's, Cox and Snell's and Nagelkerke's pseudo R2 from log likelihoods.

    The study's "pseudo R2" is Nagelkerke's: the printed log likelihoods of its negative binomial models give one null
    log likelihood by it, and three different ones by McFadden's. McFadden's is far smaller for counts (.02 where
    Nagelkerke's is .17), so two programs can only be compared by the same measure.

    Notes
    -----
    Nagelkerke (1991), *A note on a general definition of the coefficient of determination*, Biometrika 78(3). Its
    bound, ``1 - exp(2 llnull / n)``, is 1 to machine precision where ``llnull / n`` is large, as for hours.
    """
    cox_snell = -np.expm1(2.0 * (llnull - llf) / nobs)
    return {
        "mcfadden": 1.0 - llf / llnull,
        "cox_snell": cox_snell,
        "nagelkerke": cox_snell / -np.expm1(2.0 * llnull / nobs),
    }


def likelihood_ratio(larger: float, smaller: float, df: int) -> tuple[float, float]:
    """Twice the difference of two log likelihoods and its chi-squared p on ``df`` degrees of freedom."""
    statistic = max(2.0 * (larger - smaller), 0.0)
    return statistic, float(stats.chi2.sf(statistic, df))


def dispersion_test(llf: float, llpoisson: float) -> tuple[float, float]:
    """The negative binomial against Poisson.

    Alpha cannot be below zero, so with no dispersion half of the statistic's distribution is at 0 and half is
    chi-squared on one degree of freedom (Self and Liang 1987; Stata's ``chibar2(01)``).
    """
    statistic = max(2.0 * (llf - llpoisson), 0.0)
    return statistic, 1.0 if statistic == 0.0 else float(0.5 * stats.chi2.sf(statistic, 1))


def holm(p_values: np.ndarray) -> np.ndarray:
    """Holm's adjusted p-values (1979); missing ones stay missing and do not count."""
    p_values = np.asarray(p_values, dtype=float)
    adjusted = np.full(len(p_values), np.nan)
    known = np.flatnonzero(np.isfinite(p_values))
    order = known[np.argsort(p_values[known], kind="stable")]
    steps = p_values[order] * np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1.0) if len(order) else steps
    return adjusted


def fit_statistics(fit: ModelFit, confidence: float, smaller: ModelFit | None = None) -> dict[str, float]:
    """Every measure of fit of a model, by name.

    A weighted model has a pseudo likelihood: measures that rest on a likelihood are left out, not printed. So are they
    of a penalised one, which has ``penalised`` 1, its penalised log likelihood and its own test that no term matters.

    Parameters
    ----------
    fit
        The model.
    confidence
        Of the dispersion's interval, computed on ``ln(alpha)``.
    smaller
        The model that it extends, fitted to the same rows; adds the nested likelihood-ratio test.
    """
    found: dict[str, float] = {"n": fit.nobs, "parameters": fit.size, "log_likelihood": fit.llf}
    if fit.penalised is not None:
        lr, p_lr = fit.penalised.whole_test()
        found |= {
            "penalised": 1,
            "penalised_log_likelihood": fit.penalised.penalised_log_likelihood,
            "lr_penalised": lr,
            "lr_df": len(fit.terms) - 1,
            "p_lr_penalised": p_lr,
        }
    elif not fit.weighted:
        slopes = len(fit.terms) - 1
        lr, p_lr = likelihood_ratio(fit.llf, fit.llnull, slopes)
        found |= {"log_likelihood_null": fit.llnull, "lr_statistic": lr, "lr_df": slopes, "p_lr": p_lr}
        aic = 2.0 * fit.size - 2.0 * fit.llf
        spare = fit.nobs - fit.size - 1
        found |= {
            "aic": aic,
            # Hurvich and Tsai's correction for few rows; without meaning where these are no more than coefficients
            "aicc": aic + 2.0 * fit.size * (fit.size + 1) / spare if spare > 0 else np.inf,
            "bic": fit.size * np.log(fit.nobs) - 2.0 * fit.llf,
            **pseudo_r2(fit.llf, fit.llnull, fit.nobs),
            "mcfadden_adjusted": 1.0 - (fit.llf - fit.size) / fit.llnull,
        }
    if fit.alpha is not None:
        low, high = fit.alpha_interval(confidence)
        found |= {
            "alpha": fit.alpha,
            "alpha_low": low,
            "alpha_high": high,
            "theta": 1.0 / fit.alpha,  # what R's glm.nb calls the same dispersion
        }
        if not fit.weighted:
            found["lr_alpha"], found["p_alpha"] = dispersion_test(fit.llf, fit.llpoisson)
    if smaller is not None and not fit.weighted and fit.penalised is None:
        df = fit.size - smaller.size
        found["lr_nested"], found["p_nested"] = likelihood_ratio(fit.llf, smaller.llf, df)
        found["lr_nested_df"] = df
    if fit.clusters:
        found["clusters"] = fit.clusters
        if fit.correction != STANDARD:
            found[fit.correction] = 1
        if fit.correction == CR2:
            found |= {"df_low": fit.freedoms.min(), "df_high": fit.freedoms.max()}
    return {name: float(value) for name, value in found.items()}
