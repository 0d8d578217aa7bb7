"""Diagnostics against slow arithmetic, and their lights on models that are right and on models that are wrong."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from coprod_equity_plugin.core import columns
from coprod_equity_plugin.core.errors import Cancelled
from coprod_equity_plugin.core.models import calibration, residuals
from coprod_equity_plugin.core.models.collinearity import condition_number, inflation
from coprod_equity_plugin.core.models.design import Design, build_design
from coprod_equity_plugin.core.models.diagnostics import Surroundings, diagnose, diagnose_models, diagnostic_table
from coprod_equity_plugin.core.models.equity import fit_equity_models
from coprod_equity_plugin.core.models.fit import fit_model
from coprod_equity_plugin.core.models.influence import leave_one_group_out, row_influence
from coprod_equity_plugin.core.models.spatial import centres, group_means, morans_i, nearest, to_plane
from coprod_equity_plugin.core.models.thresholds import BY_ID, DIAGNOSTICS
from coprod_equity_plugin.core.progress import Progress

CITY = Path(__file__).parent.parent / "golden" / "models" / "city.csv"


def simulate(rows: int = 600, seed: int = 3, logit: bool = False) -> tuple[Design, np.ndarray]:
    rng = np.random.default_rng(seed)
    groups = rng.integers(0, 25, rows)
    a, b = rng.random(rows), rng.normal(size=rows) + 0.3 * rng.normal(size=25)[groups]
    eta = 0.5 + 0.8 * a - 0.4 * b
    if logit:
        y = (rng.random(rows) < 1 / (1 + np.exp(-eta))).astype(float)
    else:
        y = rng.poisson(np.exp(eta) * rng.gamma(3, 1 / 3, rows)).astype(float)
    return build_design({"a": a, "b": b, "y": y}, "y", ("a", "b")), groups


def lights(found) -> dict[str, str]:
    return {entry.spec.id: entry.light for entry in found}


# --- the arithmetic --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("family", ["negativebinomial", "poisson"])
def test_leaving_out_each_group_in_turn_finds_the_range_of_all_refits(family):
    design, groups = simulate()
    fit = fit_model(design, family)
    found = leave_one_group_out(fit, design, "a", groups)
    slow = []
    for group in range(25):
        kept = groups != group
        slow.append(fit_model(Design(design.terms, design.matrix[kept], design.outcome[kept]), family).params[1])
    assert found.groups == 25
    assert found.impossible == 0
    assert (found.low, found.high) == pytest.approx((min(slow), max(slow)), rel=1e-7)


def test_a_group_without_which_there_is_nothing_to_estimate_is_counted():
    design, groups = simulate()
    only = (groups == 4).astype(float)
    design = Design(
        (*design.terms, "only"), np.column_stack([design.matrix, only * design.matrix[:, 1]]), design.outcome
    )
    found = leave_one_group_out(fit_model(design, "poisson"), design, "a", groups)
    assert found.impossible == 1


@pytest.mark.parametrize("logit", [True, False])
def test_one_rows_change_is_nearly_that_of_leaving_it_out(logit):
    design, _ = simulate(logit=logit)
    family = "logit" if logit else "negativebinomial"
    fit = fit_model(design, family)
    rows = row_influence(fit, design, "a")
    for place in np.argsort(-np.abs(rows.dfbetas))[:3]:
        kept = np.arange(600) != place
        without = fit_model(Design(design.terms, design.matrix[kept], design.outcome[kept]), family)
        exact = (fit.params[1] - without.params[1]) / fit.errors[1]
        assert rows.dfbetas[place] == pytest.approx(exact, rel=0.06)
    assert rows.leverage.sum() == pytest.approx(3)  # leverages add up to the coefficients


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1000), st.integers(10, 60), st.integers(1, 6))
def test_morans_i_is_that_of_a_slow_loop(seed, rows, count):
    rng = np.random.default_rng(seed)
    points, values = rng.random((rows, 2)), rng.normal(size=rows)
    neighbours = nearest(points, count)
    for row in range(rows):
        distances = np.hypot(*(points - points[row]).T)
        distances[row] = np.inf
        assert set(neighbours[row]) == set(np.argsort(distances)[:count])
    z = values - values.mean()
    weighted = sum(z[i] * z[j] / count for i in range(rows) for j in neighbours[i])
    found, p_value = morans_i(values, neighbours, seed=1, permutations=19)
    assert found == pytest.approx(rows / rows * weighted / (z**2).sum())
    assert 1 / 20 <= p_value <= 1


def test_morans_i_by_hand():
    """Four points on a line, one neighbour each: z = -3, -1, 1, 3 in pairs (0, 1) and (2, 3): (3 + 3 + 3 + 3) / 20."""
    points = np.array([[0.0, 0], [1, 0], [10, 0], [11, 0]])
    assert morans_i(np.array([0.0, 2, 4, 6]), nearest(points, 1), 1, 19)[0] == pytest.approx(12 / 20)


def test_many_points_of_one_place_are_neighbours_of_each_other_never_of_themselves():
    points = np.zeros((30, 2))
    points[20:] = 5.0
    found = nearest(points, 8)
    assert (found != np.arange(30)[:, None]).all()
    assert (found[:20] < 20).all()
    assert (found[20:] >= 20).all()


def test_p_of_morans_i_is_uniform_without_clustering_and_small_with():
    rng = np.random.default_rng(8)
    points = rng.random((300, 2))
    neighbours = nearest(points, 8)
    p_values = [morans_i(rng.normal(size=300), neighbours, seed, 99)[1] for seed in range(100)]
    assert stats.kstest(p_values, "uniform").pvalue > 0.01
    found, p_value = morans_i(points[:, 0] + 0.5 * rng.normal(size=300), neighbours, 1, 999)
    assert found > 0.1
    assert p_value == pytest.approx(0.001)


def test_degrees_are_shortened_to_the_middle_latitude():
    plane = to_plane(np.array([[10.0, 60.0], [11.0, 60.0]]), geographic=True)
    assert plane[1, 0] - plane[0, 0] == pytest.approx(0.5)  # cos 60


def test_centres_of_shapes_and_of_none():
    import shapely.geometry as geometry

    shapes = np.array([geometry.box(0, 0, 2, 4), None, geometry.Point(7, 8)], dtype=object)
    found = centres(shapes, geographic=False)
    assert found[[0, 2]].tolist() == [[1.0, 2.0], [7.0, 8.0]]
    assert np.isnan(found[1]).all()


def test_group_means_by_hand():
    means, middles = group_means(np.array([1.0, 3, 10]), np.array([[0.0, 0], [2, 2], [9, 9]]), np.array([0, 0, 1]))
    assert means.tolist() == [2.0, 10.0]
    assert middles.tolist() == [[1.0, 1.0], [9.0, 9.0]]


def test_variance_inflation_is_that_of_regressing_each_column_on_the_others():
    rng = np.random.default_rng(1)
    x = rng.normal(size=(500, 3)) @ [[1, 0.6, 0], [0, 1, 0.4], [0, 0, 1]]
    design = Design(("const", "a", "b", "c"), np.column_stack([np.ones(500), x]), np.zeros(500), parts=((),) * 4)
    for place, factor in enumerate(inflation(design), start=1):
        others = np.delete(design.matrix, place, axis=1)
        rest = design.matrix[:, place] - others @ np.linalg.lstsq(others, design.matrix[:, place], rcond=None)[0]
        assert factor == pytest.approx(design.matrix[:, place].var() / rest.var())
    standard = (x - x.mean(axis=0)) / x.std(axis=0)
    assert condition_number(design) == pytest.approx(np.linalg.cond(standard))


def test_products_are_centred_so_that_a_shift_of_a_column_does_not_read_as_collinearity():
    rng = np.random.default_rng(1)
    a, b = rng.random(800) + 50, rng.random(800)
    design = build_design({"a": a, "b": b, "y": b}, "y", ("a", "b", "a:b"))
    assert max(inflation(design)) < 1.1
    assert np.corrcoef(design.matrix[:, 2], design.matrix[:, 3])[0, 1] > 0.99


def test_area_under_the_curve_counts_pairs():
    y, score = np.array([1, 1, 0, 0, 0.0]), np.array([0.9, 0.4, 0.4, 0.1, 0.2])
    # pairs: 0.9 beats all three; 0.4 ties one, beats two
    assert calibration.auc(y, score)[0] == pytest.approx((3 + 2.5) / 6)


def test_calibration_of_known_probabilities():
    rng = np.random.default_rng(2)
    eta = rng.normal(size=20_000)
    y = (rng.random(20_000) < 1 / (1 + np.exp(-eta))).astype(float)
    (shift, shift_error), (slope, slope_error) = calibration.calibration(y, eta)
    assert abs(shift) < 3 * shift_error < 0.06
    assert abs(slope - 1) < 3 * slope_error < 0.08
    (shift, _), (slope, _) = calibration.calibration(y, 2 * eta + 0.5)
    assert slope == pytest.approx(0.5, abs=0.03)
    assert shift < -0.3


def test_expected_zeros_are_those_of_the_distribution():
    design, _ = simulate()
    fit = fit_model(design, "negativebinomial")
    observed, expected, _ = residuals.zeros(fit)
    assert observed == (design.outcome == 0).sum()
    assert expected == pytest.approx(stats.nbinom.pmf(0, 1 / fit.alpha, 1 / (1 + fit.alpha * fit.fitted)).sum())


# --- the lights ------------------------------------------------------------------------------------------------------
def test_a_right_model_is_green_throughout():
    design, groups = simulate(2000)
    fit = fit_model(design, "negativebinomial")
    points = np.random.default_rng(0).random((2000, 2))
    found = diagnose("m", fit, design, Surroundings(groups, points))
    assert set(lights(found).values()) == {"green"}
    assert [entry.spec.id for entry in found] == [spec.id for spec in DIAGNOSTICS if spec.id in lights(found)]


def test_a_wrong_family_a_wrong_form_and_repeating_columns_are_found():
    rng = np.random.default_rng(5)
    a = rng.normal(size=3000)
    b = a + 0.1 * rng.normal(size=3000)
    y = rng.poisson(np.exp(0.5 + 0.4 * a**2) * rng.gamma(1, 1, 3000)) * (rng.random(3000) < 0.7)
    design = build_design({"a": a, "b": b, "y": y}, "y", ("a", "b"))
    shown = lights(diagnose("m", fit_model(design, "poisson"), design, Surroundings()))
    for name in ("pearson_dispersion", "overdispersion", "zeros", "residuals_ks", "variance_inflation", "link_test"):
        assert shown[name] == "red", name
    assert shown["condition_number"] == "yellow"


def test_neighbours_that_are_alike_are_found():
    design, _ = simulate(1500)
    rng = np.random.default_rng(0)
    points = rng.random((1500, 2))
    groups = (points[:, 0] * 6).astype(int) * 6 + (points[:, 1] * 6).astype(int)
    y = rng.poisson(design.outcome.mean() * np.exp(2 * (points[:, 0] > 0.5)))
    design = Design(design.terms, design.matrix, y.astype(float))
    found = diagnose("m", fit_model(design, "negativebinomial"), design, Surroundings(groups, points))
    assert lights(found)["morans_i_rows"] == "red"
    assert lights(found)["morans_i_groups"] == "red"


def test_a_result_that_hangs_on_one_group_and_one_row_is_found():
    design, groups = simulate(400)
    matrix, y = design.matrix.copy(), design.outcome.copy()
    matrix[groups == 3, 1] += 6.0
    y[groups == 3] += 80
    changed = Design(design.terms, matrix, y)
    shown = lights(diagnose("m", fit_model(changed, "negativebinomial"), changed, Surroundings(groups)))
    assert shown["leave_one_group_out"] == "red"
    matrix, y = design.matrix.copy(), design.outcome.copy()
    matrix[7, 1], y[7] = 30.0, 0
    changed = Design(design.terms, matrix, y)
    shown = lights(diagnose("m", fit_model(changed, "poisson"), changed, Surroundings()))
    assert shown["dfbetas"] == shown["cooks_distance"] == "red"


def test_few_zeros_are_not_counted_out():
    design, _ = simulate()
    y = design.outcome + 1
    y[:3] = 0
    design = Design(design.terms, design.matrix, y)
    found = {entry.spec.id: entry for entry in diagnose("m", fit_model(design, "poisson"), design, Surroundings())}
    assert "fewer than 11 observed" in found["zeros"].sentence
    assert np.isnan(found["zeros"].value)
    assert np.isnan(found["zeros"].p_value)


def test_logits_are_asked_for_their_probabilities_in_rows_that_they_have_not_seen():
    rng = np.random.default_rng(6)
    noise = rng.normal(size=(120, 12))
    y = (rng.random(120) < 0.4).astype(float)
    terms = tuple(f"x{place}" for place in range(12))
    design = Design(("const", *terms), np.column_stack([np.ones(120), noise]), y, parts=((),) * 13)
    found = {entry.spec.id: entry for entry in diagnose("m", fit_model(design, "logit"), design, Surroundings())}
    assert found["calibration_slope"].light == "red"  # twelve columns of noise: far too extreme
    assert found["calibration_slope"].value < 0.5
    assert found["cases_per_coefficient"].light == "red"


def test_every_diagnostic_has_a_rule_and_words():
    for spec in DIAGNOSTICS:
        assert spec.fine.endswith(".")
        if spec.good is not None:
            assert spec.source
            assert spec.fair[0] <= spec.good[0] <= spec.good[1] <= spec.fair[1]
            assert spec.concern.endswith(".") or spec.id == "separation"
    assert BY_ID["auc"].light(0.65) == "yellow"
    assert BY_ID["zeros"].light(0.2, p_value=0.3) == "green"
    assert BY_ID["zeros"].light(0.2, p_value=0.01) == "red"
    assert "from 0.7" in BY_ID["auc"].rule


def test_the_studys_models_have_a_table_of_diagnostics():
    models = fit_equity_models(pd.read_csv(CITY, dtype={"block_group": str}))
    found = diagnose_models(models)
    table = diagnostic_table(found)
    assert tuple(table.columns) == columns.DIAGNOSTICS.names
    assert list(dict.fromkeys(table["model"])) == [f"model_{number}" for number in range(1, 6)]
    assert not table["diagnostic"].str.startswith("morans").any()  # no places, no neighbours
    third = table[table["model"] == "model_3"].set_index("diagnostic")
    assert third["light"]["leave_one_group_out"] == "green"
    assert third["value"]["clusters"] == 60
    assert "without one of 60 groups" in third["sentence"]["leave_one_group_out"]
    again = diagnostic_table(diagnose_models(models))
    pd.testing.assert_frame_equal(table, again)  # the random parts are seeded


@pytest.mark.parametrize("family", ["logit", "poisson", "negativebinomial"])
def test_a_model_of_one_predictor_has_diagnostics_too(family):
    design, groups = simulate(logit=family == "logit")
    alone = build_design({"a": design.matrix[:, 1], "y": design.outcome}, "y", ("a",))
    kind = "robust"
    weights = np.where(groups > 10, 2.0, 1.0)
    for chosen in (None, weights):
        fit = fit_model(alone, family, covariance=kind, weights=chosen)
        found = diagnose("m", fit, alone, Surroundings(groups, np.random.default_rng(1).random((600, 2))))
        known = {entry.spec.id: entry for entry in found}
        assert known["variance_inflation"].value == pytest.approx(1.0)
        assert known["condition_number"].value == pytest.approx(1.0)
        skipped = {name for name, entry in known.items() if "not computed" in entry.sentence}
        assert skipped == (
            {"calibration_intercept", "calibration_slope"} if chosen is not None and family == "logit" else set()
        )


def test_cancel_is_heard():
    class Stop(Progress):
        def is_cancelled(self) -> bool:
            return True

    design, groups = simulate()
    with pytest.raises(Cancelled):
        leave_one_group_out(fit_model(design, "poisson"), design, "a", groups, Stop())
    with pytest.raises(Cancelled):
        morans_i(design.matrix[:, 1], nearest(design.matrix[:, 1:], 4), 1, progress=Stop())
