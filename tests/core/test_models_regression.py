"""A model of one's own: names that were typed, categories, products, exposure, weights, and every refusal."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_equity_plugin.core.errors import CollinearityError, InputError, ModelError, SeparationError
from coprod_equity_plugin.core.models.predictors import (
    close_interactions,
    parse_interactions,
    parse_references,
    to_numbers,
)
from coprod_equity_plugin.core.models.regression import RegressionOptions, fit_regression
from coprod_equity_plugin.core.models.residuals import distribution
from coprod_equity_plugin.core.report.model_tables import regression_table, to_csv, to_html, to_latex


def table(rows: int = 500, seed: int = 11) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "año de construcción": rng.integers(1900, 2018, rows).astype(float),
            "land use": rng.choice(["flat", "house", "mobile home"], rows),
            "zone": rng.choice([1.0, 2.0, 10.0], rows),
            "customers": rng.integers(1, 40, rows).astype(float),
            "area": rng.integers(0, 50, rows).astype(str),
        }
    )
    mu = frame["customers"] * np.exp(-1 + 0.4 * (frame["land use"] == "house") + 0.3 * (frame["zone"] == 2))
    frame["calls"] = rng.poisson(mu * rng.gamma(4, 0.25, rows)).astype(float)
    frame["late"] = (rng.random(rows) < 0.2 + 0.3 * (frame["zone"] == 2)).astype(float)
    return frame


# --- what is typed ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ()),
        ("a:b", (("a", "b"),)),
        (" a : b ;c:a; ", (("a", "b"), ("c", "a"))),
        ("a:b:c", (("a", "b", "c"),)),
        ("land use:año", (("land use", "año"),)),
        ("x:y:a", (("x:y", "a"),)),  # a field's name may hold a colon itself
        ("p;q:a;a:b", (("p;q", "a"), ("a", "b"))),
        ("__import__('os'):a", (("__import__('os')", "a"),)),
    ],
)
def test_interactions_are_read_by_the_names_of_fields(text, found):
    names = ["a", "b", "c", "land use", "año", "x:y", "p;q", "__import__('os')"]
    assert parse_interactions(text, names) == found


@pytest.mark.parametrize(
    ("text", "what"),
    [("a:d", "'d' cannot be read"), ("a", "'a' stands alone"), ("a:a", "stands alone"), ("a::b", "'a::b'")],
)
def test_interactions_of_strangers_are_refused(text, what):
    with pytest.raises(InputError, match=what):
        parse_interactions(text, ["a", "b"])


names = st.lists(
    st.text("ab =é.'(", min_size=1, max_size=4).filter(lambda name: name == name.strip()),
    min_size=2,
    max_size=5,
    unique=True,
)


@settings(max_examples=200, deadline=None)
@given(names)
def test_any_names_without_a_colon_read_back(fields):
    assert parse_interactions(" : ".join(fields), fields) == (tuple(fields),)


def test_references_are_read_by_the_names_of_fields():
    found = parse_references("land use = mobile home; zone=2; a=b=c;d=", ["land use", "zone", "a=b", "a"])
    assert found == {"land use": "mobile home", "zone": "2", "a=b": "c;d="}
    with pytest.raises(InputError, match="does not begin with a predictor"):
        parse_references("nothing=2", ["zone"])


def test_products_bring_the_lower_ones():
    assert close_interactions([("a", "b", "c"), ("b", "a")]) == (("a", "b"), ("a", "c"), ("b", "c"), ("a", "b", "c"))


def test_text_is_a_number_only_if_all_of_it_is():
    assert to_numbers(pd.array([1, None, 3], dtype="Int64").to_numpy()).tolist()[::2] == [1.0, 3.0]
    assert to_numbers(np.array(["1", " 2.5 ", "", None], dtype=object)).tolist()[:2] == [1.0, 2.5]
    assert to_numbers(np.array(["1", "1_000"], dtype=object)) is None
    assert to_numbers(np.array(["1", "two"], dtype=object)) is None
    assert to_numbers(np.array([True, False, None], dtype=object)).tolist()[:2] == [1.0, 0.0]


# --- the numbers -----------------------------------------------------------------------------------------------------
def test_categories_products_and_exposure_are_those_of_a_formula():
    """statsmodels' formulas, which the plugin never builds from what users type."""
    import statsmodels.api as sm
    import statsmodels.formula.api as smf

    frame = table()
    model = fit_regression(
        frame,
        RegressionOptions(
            "calls",
            ("año de construcción", "land use"),
            (("land use", "zone"),),
            "poisson",
            "classical",
            exposure_column="customers",
            categorical=("zone",),
            references=(("land use", "house"),),
        ),
    )
    known = frame.rename(columns={"año de construcción": "year", "land use": "use"})
    theirs = smf.glm(
        "calls ~ year + C(use, Treatment('house')) * C(zone)",
        known,
        family=sm.families.Poisson(),
        offset=np.log(known["customers"]),
    ).fit(tol=1e-14)
    terms = {
        "const": "Intercept",
        "año de construcción": "year",
        "land use=flat": "C(use, Treatment('house'))[T.flat]",
        "zone=10": "C(zone)[T.10.0]",
        "land use=mobile home:zone=2": "C(use, Treatment('house'))[T.mobile home]:C(zone)[T.2.0]",
    }
    rows = model.coefficients.set_index("term")
    for ours, name in terms.items():
        assert rows["estimate"][ours] == pytest.approx(theirs.params[name], rel=1e-6)
        assert rows["std_error"][ours] == pytest.approx(theirs.bse[name], rel=1e-6)
    assert len(rows) == len(theirs.params) == 10
    assert model.fits["model"].llf == pytest.approx(theirs.llf, abs=1e-6)
    assert model.fits["model"].llnull == pytest.approx(theirs.llnull, abs=1e-6)
    assert model.row_values["fitted"].to_numpy() == pytest.approx(theirs.fittedvalues.to_numpy(), rel=1e-7)


def test_an_exposure_twice_as_large_moves_only_the_constant():
    frame = table()
    options = RegressionOptions("calls", ("land use",), (), "negativebinomial", exposure_column="customers")
    once = fit_regression(frame, options).fits["model"]
    twice = fit_regression(frame.assign(customers=2 * frame["customers"]), options).fits["model"]
    assert twice.params[0] == pytest.approx(once.params[0] - np.log(2), rel=1e-9)
    assert twice.params[1:] == pytest.approx(once.params[1:], rel=1e-9)
    assert twice.fitted == pytest.approx(once.fitted, rel=1e-9)


def test_another_reference_changes_the_contrasts_not_the_model():
    frame = table()
    first, other = (
        fit_regression(frame, RegressionOptions("late", ("zone",), categorical=("zone",), references=chosen))
        for chosen in ((), (("zone", "10"),))
    )
    assert first.predictors[0].levels == ("1", "2", "10")  # numbers in their own order
    assert other.predictors[0].levels == ("10", "1", "2")
    assert other.fits["model"].fitted == pytest.approx(first.fits["model"].fitted, rel=1e-9)
    ours, theirs = (model.coefficients.set_index("term")["estimate"] for model in (first, other))
    assert theirs["zone=2"] == pytest.approx(ours["zone=2"] - ours["zone=10"], rel=1e-8)


def test_rows_without_a_value_are_left_out_and_counted():
    frame = table(400)
    frame.loc[:4, "zone"] = np.nan
    frame.loc[4:9, "land use"] = [None, "", " ", None, None, None]
    frame["w"] = 1.0
    frame.loc[20:21, "w"] = 0.0
    model = fit_regression(frame, RegressionOptions("late", ("zone", "land use"), weight_column="w"))
    assert [tuple(line) for line in model.left_out.itertuples(index=False)] == [
        ("no zone", "zone", 5),
        ("no land use", "land use", 6),
        ("w is zero", "w", 2),
    ]
    assert model.nobs == 400 - 10 - 2 == len(model.row_values)
    assert not model.rows[:10].any()
    kept = frame.iloc[[place for place in range(10, 400) if place not in (20, 21)]].reset_index(drop=True)
    again = fit_regression(kept, RegressionOptions("late", ("zone", "land use"), weight_column="w"))
    assert again.coefficients["estimate"].to_numpy() == pytest.approx(model.coefficients["estimate"].to_numpy())


def test_products_of_categories_that_never_meet_are_named_and_have_no_numbers():
    frame = table()
    frame = frame[~((frame["zone"] == 10) & (frame["land use"] == "mobile home"))].reset_index(drop=True)
    options = RegressionOptions("calls", (), (("land use", "zone"),), "negativebinomial", categorical=("zone",))
    model = fit_regression(frame, options)
    assert model.aliased == ("land use=mobile home:zone=10",)
    row = model.coefficients.set_index("term").loc["land use=mobile home:zone=10"]
    assert row.drop("model").isna().all()
    assert model.coefficients["term"].iloc[-1] == "alpha"
    assert any("land use=mobile home:zone=10" in note for note in model.notes)
    shown = dict(regression_table(model).terms)["land use=mobile home × zone=10"]
    assert [cell.estimate + cell.interval for cell in shown] == [""]
    for write in (to_html, to_csv, to_latex):
        assert "nan" not in write(model).lower().replace("financ", "")


def test_quantile_residuals_use_the_fitted_distribution():
    from scipy import stats

    model = fit_regression(table(), RegressionOptions("calls", ("zone",), (), "negativebinomial"))
    fit = model.fits["model"]
    expected = stats.nbinom.cdf(fit.outcome, 1 / fit.alpha, 1 / (1 + fit.alpha * fit.fitted))
    assert distribution(fit, fit.outcome) == pytest.approx(expected, rel=1e-9)
    assert (distribution(fit, np.full(500, -1.0)) == 0).all()
    assert stats.kstest(model.row_values["quantile_residual"], "norm").pvalue > 0.01


# --- refusals: a clear statement, no number that means nothing ------------------------------------------------------
def test_all_problems_of_the_options_come_at_once():
    with pytest.raises(InputError) as error:
        fit_regression(
            table(),
            RegressionOptions(
                "late",
                ("late", "nowhere"),
                (),
                "probit",
                "cluster",
                exposure_column="customers",
                references=(("q", "1"),),
            ),
        )
    text = str(error.value)
    for part in ("nowhere", "also outcome", "family 'probit'", "need a field", "q: a reference level"):
        assert part in text
    with pytest.raises(InputError, match="classical standard errors are wrong for weighted rows"):
        fit_regression(
            table(), RegressionOptions("late", ("zone",), (), "logit", "classical", weight_column="customers")
        )


COUNT = {"outcome": "calls", "family": "poisson"}


@pytest.mark.parametrize(
    ("change", "options", "kind", "sentence"),
    [
        (lambda f: f.assign(late=(f["zone"] == 2) * 1.0), {}, SeparationError, "zone=2"),
        (
            lambda f: f.assign(twice=2 * f["customers"]),
            {"predictors": ("customers", "twice")},
            CollinearityError,
            "twice is fixed by customers",
        ),
        (lambda f: f.assign(flat=3.0), {"predictors": ("zone", "flat")}, CollinearityError, "flat has the same value"),
        (lambda f: f[f["zone"] == 2].reset_index(drop=True), {}, CollinearityError, "zone = 2, one group only"),
        (lambda f: f.assign(late=0.0), {}, ModelError, "None of the 500 rows have the outcome 1"),
        (lambda f: f.assign(calls=0.0), COUNT, ModelError, "All 500 counts are zero"),
        (lambda f: f.assign(calls=f["calls"] + 0.5), COUNT, ModelError, "500 rows are not"),
        (lambda f: f.assign(calls=-1.0), COUNT, ModelError, "cannot be negative"),
        (lambda f: f.assign(late=f["late"] + 1), {}, ModelError, "must be 0 or 1"),
        (lambda f: f.assign(area="a"), {"covariance": "cluster", "cluster_column": "area"}, ModelError, "one cluster"),
        (lambda f: f.assign(zone=np.arange(500.0)), {}, InputError, "500 different values are too many"),
        (lambda f: f.assign(zone=np.nan), {}, InputError, "no zone in 500 rows"),
        (lambda f: f.assign(late="no"), {}, InputError, "late: there is text"),
        (lambda f: f.assign(zone=np.datetime64("2018-10-10", "s")), {}, InputError, "a date cannot be a predictor"),
        (lambda f: f.assign(customers=0.0), {**COUNT, "exposure_column": "customers"}, InputError, "rows 1, 2, 3"),
        (lambda f: f.assign(w=-1.0), {"weight_column": "w"}, InputError, "cannot be below zero"),
        (lambda f: f, {"references": (("zone", "7"),)}, InputError, "'7' is in no row used. Choose from 1, 2, 10"),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_said(change, options, kind, sentence):
    given_options = {"outcome": "late", "predictors": ("zone",), "categorical": ("zone",), **options}
    with pytest.raises(kind, match=sentence):
        fit_regression(change(table()), RegressionOptions(**given_options))


def test_forty_rows_are_fitted_with_a_warning_or_refused():
    frame = table(40)
    model = fit_regression(frame, RegressionOptions("calls", ("customers", "zone"), (), "negativebinomial"))
    assert np.isfinite(model.fits["model"].errors).all()
    assert model.notes == ()
    model = fit_regression(frame, RegressionOptions("late", ("customers", "zone")))
    assert any("rows of the rarer outcome for 3 coefficients" in note for note in model.notes)
    wide = tuple(f"x{place}" for place in range(45))
    frame = pd.concat([frame, pd.DataFrame(np.random.default_rng(1).normal(size=(40, 45)), columns=list(wide))], axis=1)
    with pytest.raises(ModelError, match="40 complete rows for 46 coefficients"):
        fit_regression(frame, RegressionOptions("calls", wide, (), "poisson"))
