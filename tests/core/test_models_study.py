"""The arithmetic of the study's Tables 3 and 4: from what it prints, our code gives what it says."""

from __future__ import annotations

import numpy as np
import pytest

from coprod_equity_plugin.core import columns
from coprod_equity_plugin.core.models.contrasts import CONTRASTS, evaluate
from coprod_equity_plugin.core.models.families import FAMILY
from coprod_equity_plugin.core.models.fit import ModelFit
from coprod_equity_plugin.core.models.specification import MODELS, columns_of
from coprod_equity_plugin.core.models.statistics import likelihood_ratio, pseudo_r2

# Table 4: coefficient and standard error by model and term.
MINORITY, ASKED, REQUESTS = columns.MINORITY_SHARE, columns.PARTICIPATION, columns.COMMUNITY_REQUESTS
TABLE_4 = {
    "model_1": {
        MINORITY: (0.842, 0.192),
        columns.HOUSE_AGE: (0.019, 0.006),
        columns.MEDIAN_INCOME: (-0.063, 0.005),
        columns.LOG_DENSITY: (-1.962, 0.199),
        columns.EDUCATION_SHARE: (-2.522, 0.869),
        columns.ELDERLY_SHARE: (-0.947, 0.191),
        columns.COLLEGE_SHARE: (0.580, 0.733),
        columns.RENTER_SHARE: (9.813, 0.945),
        "const": (17.878, 1.673),
    },
    "model_2": {
        MINORITY: (0.044, 0.020),
        ASKED: (-0.134, 0.029),
        columns.HOUSE_AGE: (0.011, 0.001),
        columns.MEDIAN_INCOME: (0.005, 0.0004),
        columns.LOG_DENSITY: (-0.039, 0.017),
        "const": (3.766, 0.147),
    },
    "model_3": {
        MINORITY: (0.103, 0.023),
        ASKED: (-0.069, 0.033),
        f"{MINORITY}:{ASKED}": (-0.259, 0.049),
        columns.HOUSE_AGE: (0.011, 0.001),
        columns.MEDIAN_INCOME: (0.005, 0.0004),
        columns.LOG_DENSITY: (-0.023, 0.017),
        "const": (3.676, 0.148),
    },
    "model_4": {
        MINORITY: (0.062, 0.020),
        REQUESTS: (-0.012, 0.001),
        columns.HOUSE_AGE: (0.011, 0.001),
        columns.MEDIAN_INCOME: (0.005, 0.0003),
        columns.LOG_DENSITY: (0.018, 0.017),
        "const": (3.379, 0.142),
    },
    "model_5": {
        MINORITY: (0.060, 0.023),
        REQUESTS: (-0.012, 0.001),
        f"{MINORITY}:{REQUESTS}": (0.0003, 0.002),
        columns.HOUSE_AGE: (0.011, 0.001),
        columns.MEDIAN_INCOME: (0.005, 0.0003),
        columns.LOG_DENSITY: (0.017, 0.017),
        "const": (3.383, 0.143),
    },
}
LOG_LIKELIHOOD = {"model_1": -598.8, "model_2": -17038, "model_3": -17024, "model_4": -16974, "model_5": -16974}
NAGELKERKE = {"model_1": 0.688, "model_2": 0.164, "model_3": 0.171, "model_4": 0.194, "model_5": 0.194}
HOUSEHOLDS = 3515


def printed_fit(model: str) -> ModelFit:
    """A model with the printed coefficients and errors; the study prints no covariances, so they are zero."""
    spec = next(spec for spec in MODELS if spec.id == model)
    terms = ("const", *spec.terms)
    values = np.array([TABLE_4[model][term] for term in terms])
    nothing = np.empty(0)
    return ModelFit(
        family=FAMILY[spec.family],
        terms=terms,
        params=values[:, 0],
        covariance=np.diag(values[:, 1] ** 2),
        ln_alpha=None,
        ln_alpha_error=None,
        llf=LOG_LIKELIHOOD[model],
        llnull=np.nan,
        llpoisson=None,
        nobs=HOUSEHOLDS,
        kind="classical",
        df=np.inf,
        clusters=0,
        weighted=False,
        iterations=0,
        outcome=nothing,
        eta=nothing,
        fitted=nothing,
    )


def printed_contrast(model: str, name: str):
    spec = next(spec for spec in CONTRASTS if (spec.model, spec.id) == (model, name))
    return evaluate(printed_fit(model), spec, 0.95)


def test_the_models_are_those_of_table_4():
    assert {spec.id: {"const", *spec.terms} for spec in MODELS} == {model: set(rows) for model, rows in TABLE_4.items()}
    assert [spec.extends for spec in MODELS] == ["", "", "model_2", "", "model_4"]
    assert set(columns_of(MODELS)) <= set(columns.STUDY.names)


@pytest.mark.parametrize(
    ("model", "name", "percent"),
    [
        ("model_1", "minority", 132.10),
        ("model_3", "minority_among_others", 10.85),
        ("model_3", "minority_among_reporters", -14.44),
        # the study prints 20.14: its own coefficients give exp(-.225) - 1 = -.20148
        ("model_3", "minority_reporters_vs_other_nonreporters", -20.15),
        ("model_3", "participation_among_minority", -27.96),
        ("model_3", "participation_among_others", -6.67),
        ("model_3", "interaction", -22.82),
        ("model_2", "minority", 4.50),
        ("model_2", "participation", -12.54),
        ("model_4", "one_more_request", -1.19),
        ("model_4", "minority", 6.40),
        ("model_5", "interaction", 0.03),
        ("model_5", "one_more_request_among_others", -1.19),
        ("model_5", "one_more_request_among_minority", -1.16),
    ],
)
def test_printed_coefficients_give_the_printed_percentages(model, name, percent):
    assert printed_contrast(model, name).percent == pytest.approx(percent, abs=0.005)


def test_every_contrast_is_among_those_checked():
    checked = next(
        mark for mark in test_printed_coefficients_give_the_printed_percentages.pytestmark if mark.name == "parametrize"
    ).args[1]
    assert {(spec.model, spec.id) for spec in CONTRASTS} == {(model, name) for model, name, _ in checked}


def test_sentences_say_what_the_study_says_and_when_nothing_can_be_told():
    clear = printed_contrast("model_3", "minority_among_others")
    assert clear.sentence == (
        "Among households that did not ask for help, minority households' waits were 10.8 % longer than other "
        "households' (95 % interval 6.0 to 16.0 %), the model's other terms being equal."
    )
    odds = printed_contrast("model_1", "minority").sentence
    assert "132.1 % higher than other households', that is 2.32 times as high" in odds
    unclear = printed_contrast("model_5", "interaction")
    assert unclear.low < 0 < unclear.high
    assert "cannot be told from no difference" in unclear.sentence
    assert "0.03 % higher" in unclear.sentence
    assert "from 0.36 % lower to 0.42 % higher, includes zero" in unclear.sentence


def test_a_contrasts_error_adds_the_covariances():
    """Hand-worked: var(b1 + b3) = v11 + v33 + 2 c13."""
    fit = printed_fit("model_3")
    first, second = fit.terms.index(MINORITY), fit.terms.index(f"{MINORITY}:{ASKED}")
    covariance = fit.covariance.copy()
    covariance[first, second] = covariance[second, first] = -0.0005
    fit = ModelFit(**{**vars(fit), "covariance": covariance})
    spec = next(spec for spec in CONTRASTS if spec.id == "minority_among_reporters")
    answer = evaluate(fit, spec, 0.95)
    error = np.sqrt(0.023**2 + 0.049**2 - 2 * 0.0005)
    assert answer.std_error == pytest.approx(error, rel=1e-12)
    assert answer.low == pytest.approx(100 * (np.exp(-0.156 - 1.959963985 * error) - 1), rel=1e-9)
    assert answer.high == pytest.approx(100 * (np.exp(-0.156 + 1.959963985 * error) - 1), rel=1e-9)


def test_the_printed_pseudo_r2_is_nagelkerkes():
    # 515 of 3,515 asked: the null log likelihood of Model 1 needs nothing else
    share = 515 / HOUSEHOLDS
    null = HOUSEHOLDS * (share * np.log(share) + (1 - share) * np.log(1 - share))
    measures = pseudo_r2(LOG_LIKELIHOOD["model_1"], null, HOUSEHOLDS)
    assert measures["nagelkerke"] == pytest.approx(0.688, abs=5e-4)
    assert measures["cox_snell"] == pytest.approx(0.389, abs=5e-4)
    assert measures["mcfadden"] == pytest.approx(0.591, abs=5e-4)
    # one null log likelihood, of the hours alone, has to give all four of the others
    for model in ("model_2", "model_3", "model_4", "model_5"):
        measures = pseudo_r2(LOG_LIKELIHOOD[model], -17353.0, HOUSEHOLDS)
        assert measures["nagelkerke"] == pytest.approx(NAGELKERKE[model], abs=5e-4)
        assert 0.018 <= measures["mcfadden"] <= 0.022


def test_printed_log_likelihoods_give_the_nested_tests():
    statistic, p_value = likelihood_ratio(LOG_LIKELIHOOD["model_3"], LOG_LIKELIHOOD["model_2"], 1)
    assert statistic == 28.0
    assert p_value == pytest.approx(1.2133e-07, rel=1e-3)
    assert likelihood_ratio(LOG_LIKELIHOOD["model_5"], LOG_LIKELIHOOD["model_4"], 1) == (0.0, 1.0)
