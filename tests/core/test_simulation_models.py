"""What generated the sample city can be found again in its truth, and its sample looks like the reference study's."""

from __future__ import annotations

import json

import numpy as np
import pytest
import statsmodels.api as sm

from coprod_equity_plugin.core.simulation import city as city_module
from coprod_equity_plugin.core.simulation.city import simulate_city
from coprod_equity_plugin.core.simulation.config import MODEL_1, MODEL_3, MODEL_5, CityConfig
from coprod_equity_plugin.core.simulation.outcomes import implied_dispersion
from coprod_equity_plugin.core.simulation.population import intercept_for
from coprod_equity_plugin.core.simulation.projection import to_longitude_latitude, to_state_plane
from coprod_equity_plugin.core.simulation.truth import case_control

M1 = [name for name in MODEL_1 if name != "const"]


@pytest.fixture(scope="module")
def make(tmp_path_factory):
    """Cities without their reads, which these tests do not need."""

    def simulate(**choices):
        folder = tmp_path_factory.mktemp("city")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(city_module, "write_reads", lambda *_: (0, []))
            city = simulate_city(CityConfig(**choices), folder)
        return city, json.loads((folder / "truth.json").read_text())

    return simulate


@pytest.fixture(scope="module", params=[2018, 3])
def made(make, request):
    return make(seed=request.param)


def _outs(city):
    homes = city.truth
    return homes[(homes["kind"] == "household") & (homes["lost_power"] == 1)]


def test_model_1_is_found_again_among_all_homes(made):
    city, truth = made
    homes = _outs(city)
    fit = sm.Logit(homes["participation"], sm.add_constant(homes[M1])).fit(disp=0)
    wanted = truth["participation_model"]["coefficients"]
    for name in ["const", *M1]:
        assert abs(fit.params[name] - wanted[name]) < 3.5 * fit.bse[name], name
    assert fit.bse["minority_share"] < 0.25
    assert fit.bse["renter_share"] < 3


def test_model_3_is_found_again(made):
    city, truth = made
    _check_hours(_outs(city), truth, MODEL_3, "participation")


def test_model_5_is_found_again(make):
    city, truth = make(seed=4, hours_model="model5")
    _check_hours(_outs(city), truth, MODEL_5, "community_requests")


def _check_hours(homes, truth, model, asked):
    names = [name for name in model if name not in ("const",) and ":" not in name]
    design = sm.add_constant(homes[names])
    design[f"minority_share:{asked}"] = homes["minority_share"] * homes[asked]
    fit = sm.NegativeBinomial(homes["hours"], design).fit(disp=0, maxiter=200)
    wanted = truth["hours_model"]["coefficients"]
    for name in wanted:
        assert abs(fit.params[name] - wanted[name]) < 3.5 * fit.bse[name], name
    assert abs(fit.params["alpha"] - truth["hours_model"]["alpha"]) < 3.5 * fit.bse["alpha"]


def test_sample_resembles_table_3(made):
    city, _ = made
    sample = case_control(city.truth, 3_000, 11)
    wanted = {
        "hours": 75.134,
        "participation": 0.146,
        "minority_share": 0.21,
        "median_income_k": 89.043,
        "log_density": 7.76,
        "house_age": 36.767,
        "community_requests": 5.455,
        "education_share": 0.576,
        "elderly_share": 0.359,
    }
    for name, value in wanted.items():
        assert sample[name].mean() == pytest.approx(value, rel=0.10), name
    assert sample["median_income_k"].std() == pytest.approx(27.139, rel=0.10)
    assert sample["house_age"].std() == pytest.approx(12.05, rel=0.10)
    assert sample["log_density"].std() == pytest.approx(0.495, rel=0.20)
    assert sample["renter_share"].mean() == pytest.approx(0.066, rel=0.15)
    assert sample["house_age"].between(3, 121).all()
    assert 3_400 < len(sample) < 3_620


def test_homes_come_back_as_appendix_b_says(made):
    homes = _outs(made[0])
    back = homes["restored_at"].to_numpy()
    by_day_2 = np.mean((back != "") & (back <= "2018-10-12T00:00:00"))
    by_day_3 = np.mean((back != "") & (back <= "2018-10-13T00:00:00"))
    assert by_day_2 == pytest.approx(0.052, abs=0.015)
    assert by_day_3 == pytest.approx(0.385, abs=0.045)
    assert made[0].truth.loc[made[0].truth["kind"] == "household", "lost_power"].mean() == pytest.approx(0.97, abs=0.02)


def test_outages_start_in_the_storm_and_seldom_on_the_half_hour(made):
    start = _outs(made[0])["outage_start"].to_numpy(dtype="M8[s]")
    assert start.min() >= np.datetime64("2018-10-10T10:00")
    assert start.max() <= np.datetime64("2018-10-10T20:00")
    minute = (start - np.datetime64("2018-10-10")).astype(int) // 60 % 30
    assert np.mean(minute == 0) < 0.15


def test_requests_are_as_many_in_a_city_of_any_size(make):
    small, _ = make(households=3_000, seed=1)
    large, _ = make(households=40_000, seed=1)
    for city in (small, large):
        assert 610 < city.counts["power_requests_in_window"] < 770
    assert large.counts["block_groups"] == 178
    assert small.counts["block_groups"] == 51


def test_constant_by_bisection_against_one_worked_by_hand():
    # two homes with odds e^c and 2 e^c; one of them expected to report: c = -ln(2)/2
    assert intercept_for(np.array([0.0, np.log(2)]), 1.0) == pytest.approx(-np.log(2) / 2, abs=1e-9)


def test_dispersion_is_recovered_from_its_own_log_likelihood():
    from dataclasses import replace

    from scipy import stats

    from coprod_equity_plugin.core.simulation.config import Targets

    counts = np.arange(0, 2_000)
    log_f = stats.nbinom.logpmf(counts, 1 / 0.23, 1 / (1 + 0.23 * 75.0))
    targets = replace(Targets(), log_likelihood_model_3=float((np.exp(log_f) * log_f).sum()), observations=1)
    assert implied_dispersion(targets, np.full(100, 75.0)) == pytest.approx(0.23, rel=1e-4)


def test_projection_comes_back_and_keeps_the_origin():
    longitude, latitude = np.array([-84.5, -84.28, -85.2]), np.array([29.0, 30.44, 30.9])
    x, y = to_state_plane(longitude, latitude)
    assert x[0] == pytest.approx(1_968_500.0, abs=1e-6)
    assert y[0] == pytest.approx(0.0, abs=1e-6)
    back = to_longitude_latitude(x, y)
    np.testing.assert_allclose(back[0], longitude, atol=1e-11)
    np.testing.assert_allclose(back[1], latitude, atol=1e-11)
