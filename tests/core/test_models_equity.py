"""The five models from a study table: which rows, what is left out, tables, notes, weights, and what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from coprod_equity_plugin.core import columns
from coprod_equity_plugin.core.errors import Cancelled, CollinearityError, InputError, ModelError, SeparationError
from coprod_equity_plugin.core.models.equity import ModelOptions, fit_equity_models, model_rows
from coprod_equity_plugin.core.models.specification import MODELS, columns_of
from coprod_equity_plugin.core.progress import Progress

CITY = Path(__file__).parent.parent / "golden" / "models" / "city.csv"


class Log(Progress):
    def __init__(self) -> None:
        self.infos, self.warnings, self.percents = [], [], []

    def set(self, percent: float) -> None:
        self.percents.append(percent)

    def info(self, text: str) -> None:
        self.infos.append(text)

    def warning(self, text: str) -> None:
        self.warnings.append(text)


@pytest.fixture(scope="module")
def city() -> pd.DataFrame:
    return pd.read_csv(CITY, dtype={"block_group": str})


@pytest.fixture(scope="module")
def result(city):
    return fit_equity_models(city)


@pytest.fixture
def study(city) -> pd.DataFrame:
    """A copy that a test may spoil."""
    return city.copy()


def complete(city: pd.DataFrame) -> pd.DataFrame:
    """The rows used, chosen here by pandas."""
    return city[city["status"].isin(["restored", "censored"])].dropna()


def test_all_models_use_the_same_complete_rows_and_count_the_others(city, result):
    assert result.nobs == len(complete(city)) == 1473
    assert result.rows.sum() == 1473
    assert {fit.nobs for fit in result.fits.values()} == {1473}
    assert list(city.index[result.rows]) == list(complete(city).index)
    # 12 without an outage, 8 vacant; house_age missing in 5 rows, minority_share in 4, two of them the same
    assert [tuple(row) for row in result.left_out.itertuples(index=False)] == [
        ("status is no_outage", "status", 12),
        ("status is vacant", "status", 8),
        ("no minority_share", "minority_share", 4),
        ("no house_age", "house_age", 5),
    ]


def test_tables_have_the_public_columns_and_names(result):
    assert tuple(result.coefficients.columns) == columns.COEFFICIENTS.names
    assert tuple(result.fit.columns) == columns.FIT.names
    assert tuple(result.contrasts.columns) == columns.CONTRASTS.names
    assert list(dict.fromkeys(result.coefficients["model"])) == [f"model_{number}" for number in range(1, 6)]
    public = ["n", "log_likelihood", "log_likelihood_null", "lr_statistic", "aic", "bic"]
    public += ["mcfadden", "cox_snell", "nagelkerke", "clusters"]
    dispersion = ["alpha", "alpha_low", "alpha_high", "lr_alpha", "p_alpha"]
    names = {model: set(rows["statistic"]) for model, rows in result.fit.groupby("model")}
    assert set(public) <= names["model_1"]
    assert not set(dispersion) & names["model_1"]
    for model in ("model_2", "model_3", "model_4", "model_5"):
        assert set(public + dispersion) <= names[model]
    assert {model for model, found in names.items() if "lr_nested" in found} == {"model_3", "model_5"}


def test_numbers_are_those_of_statsmodels(city):
    """Model 1 with statsmodels' own clustered errors, its small-sample factor (n - 1) / (n - k) taken out."""
    import statsmodels.api as sm

    frame = complete(city)
    terms = list(MODELS[0].terms)
    groups = np.unique(frame["block_group"], return_inverse=True)[1]
    theirs = sm.Logit(frame["participation"], sm.add_constant(frame[terms])).fit(
        disp=0, cov_type="cluster", cov_kwds={"groups": groups}
    )
    n, k = len(frame), len(terms) + 1
    result = fit_equity_models(city, ModelOptions(correction="standard"))
    rows = result.coefficients.query("model == 'model_1'").set_index("term")
    for term in ("const", *terms):
        assert rows["estimate"][term] == pytest.approx(theirs.params[term], rel=1e-7)
        assert rows["std_error"][term] == pytest.approx(theirs.bse[term] / np.sqrt((n - 1) / (n - k)), rel=1e-6)
    assert result.statistic("model_1", "bic") == pytest.approx(theirs.bic, rel=1e-10)
    assert result.statistic("model_1", "clusters") == 60


def test_intervals_and_ratios_follow_from_estimate_and_error(city, result):
    """t with each coefficient's degrees of freedom (CR2's), of which STANDARD_ERRORS tells."""
    rows = result.coefficients
    slopes = rows[rows["term"] != "alpha"]
    column = {name: slopes[name].to_numpy() for name in columns.COEFFICIENTS.names[2:]}
    errors = result.standard_errors()
    assert errors["std_error_cr2"].to_numpy() == pytest.approx(column["std_error"])
    reach = stats.t.ppf(0.975, errors["df_cr2"]) * column["std_error"]
    standard = fit_equity_models(complete(city), ModelOptions(correction="standard")).coefficients.dropna()
    # t with 59 degrees of freedom: 2.000995 at 95 %
    assert (standard["conf_high"] - standard["estimate"]).to_numpy() == pytest.approx(
        2.000995378 * standard["std_error"].to_numpy(), rel=1e-8
    )
    assert column["conf_high"] - column["estimate"] == pytest.approx(reach, rel=1e-8)
    assert column["estimate"] - column["conf_low"] == pytest.approx(reach, rel=1e-8)
    assert column["exp_low"] == pytest.approx(np.exp(column["conf_low"]), rel=1e-12)
    named = slopes[slopes["term"] != "const"]
    assert named["percent_change"].to_numpy() == pytest.approx(100 * (named["exp_estimate"].to_numpy() - 1), rel=1e-9)
    assert slopes.loc[slopes["term"] == "const", "percent_change"].isna().all()
    alpha = rows[rows["term"] == "alpha"]
    assert len(alpha) == 4
    assert (alpha["conf_low"] * alpha["conf_high"]).to_numpy() == pytest.approx(alpha["estimate"].to_numpy() ** 2)
    assert alpha[["statistic", "p_value", "exp_estimate", "percent_change"]].isna().all().all()


def test_nested_tests_are_twice_the_difference(result):
    difference = result.statistic("model_3", "log_likelihood") - result.statistic("model_2", "log_likelihood")
    assert result.statistic("model_3", "lr_nested") == pytest.approx(2 * difference, rel=1e-9)
    assert result.statistic("model_3", "lr_nested_df") == 1
    assert result.statistic("model_2", "log_likelihood_null") == result.statistic("model_5", "log_likelihood_null")


def test_contrasts_are_sums_of_the_coefficients(result):
    rows = result.coefficients.query("model == 'model_3'").set_index("term")["estimate"]
    total = rows["minority_share"] + rows["participation"] + rows["minority_share:participation"]
    answer = result.answer("model_3", "minority_reporters_vs_other_nonreporters")
    assert answer.percent == pytest.approx(100 * (np.exp(total) - 1), rel=1e-12)
    # a contrast of one term is that term's coefficient, in percent
    table = result.contrasts.set_index(["model", "contrast"])
    alone = result.coefficients.set_index(["model", "term"]).loc[("model_2", "minority_share")]
    assert table.loc[("model_2", "minority"), "percent_change"] == pytest.approx(alone["percent_change"])
    assert table.loc[("model_2", "minority"), "conf_low"] == pytest.approx(100 * (alone["exp_low"] - 1))
    assert table.loc[("model_2", "minority"), "p_value"] == pytest.approx(alone["p_value"])


@pytest.mark.parametrize("covariance", ["classical", "robust", "cluster"])
def test_a_contrast_is_a_coefficient_when_the_groups_are_coded_anew(city, covariance):
    """With reporters as the reference (1 - participation), the minority coefficient IS the gap among reporters."""
    options = ModelOptions(covariance=covariance)
    plain = fit_equity_models(city, options).answer("model_3", "minority_among_reporters")
    turned = city.assign(participation=1 - city["participation"])
    other = fit_equity_models(turned, options).answer("model_3", "minority_among_others")
    assert other.estimate == pytest.approx(plain.estimate, rel=1e-8)
    assert other.std_error == pytest.approx(plain.std_error, rel=1e-8)
    assert (other.low, other.high) == pytest.approx((plain.low, plain.high), rel=1e-8)


def test_sentences_say_so_when_the_interval_includes_zero(result):
    for answer in result.answers:
        assert ("cannot be told from no difference" in answer.sentence) == (answer.low <= 0 <= answer.high)
        assert answer.sentence.endswith(".")
        assert not {"cause", "effect", "because", "due"} & set(answer.sentence.replace(",", "").split())
    clear = [answer for answer in result.answers if answer.low > 0 or answer.high < 0]
    assert 0 < len(clear) < len(result.answers)


def test_predictions_are_of_the_rows_used(city, result):
    frame = complete(city)
    assert result.predictions["household_id"].to_list() == frame["household_id"].to_list()
    fitted, residual = result.predictions["model_3_fitted"], result.predictions["model_3_residual"]
    assert (fitted + residual).to_list() == pytest.approx(frame["restoration_hours"].to_list())
    # the likelihood's equation for the constant: residuals weighted by 1 / (1 + alpha mu) add to zero
    alpha = result.statistic("model_3", "alpha")
    assert (residual / (1 + alpha * fitted)).sum() == pytest.approx(0, abs=1e-6)
    assert result.predictions["model_1_fitted"].mean() == pytest.approx(frame["participation"].mean(), rel=1e-9)

    rows = model_rows(city, result)
    assert tuple(rows.columns) == columns.MODEL_ROWS.names
    assert rows["restoration_hours"].to_list() == frame["restoration_hours"].to_list()
    assert rows["participation_probability"].to_list() == result.predictions["model_1_fitted"].to_list()


def test_the_order_of_the_rows_does_not_matter(city, result):
    other = fit_equity_models(city.sample(frac=1, random_state=4).reset_index(drop=True))
    for name in ("estimate", "std_error"):
        assert other.coefficients[name].to_list() == pytest.approx(result.coefficients[name].to_list(), rel=1e-8)
    assert other.contrasts["sentence"].to_list() == result.contrasts["sentence"].to_list()


def test_progress_and_what_is_said(study):
    log = Log()
    result = fit_equity_models(study, progress=log)
    assert log.percents == [20, 40, 60, 80, 100]
    assert "Left out, status is no_outage: 12 households." in log.infos
    assert log.warnings == list(result.notes)
    assert result.notes == (
        "Fewer than 11 of 1,473 households had no power yet when the reads end. Their hours up to there are used, "
        "which is less than they waited.",
    )


def test_few_clusters_are_warned_of(study):
    study["block_group"] = (np.arange(len(study)) % 12).astype(str)
    assert "rest on 12 clusters only" in " ".join(fit_equity_models(study).notes)


def test_few_rows_are_warned_of_or_refused(city):
    small = complete(city).iloc[:60]
    notes = " ".join(fit_equity_models(small, ModelOptions(covariance="robust")).notes)
    assert "Model 1, who asked for help:" in notes
    assert "60 households for 8 coefficients" in notes  # Model 3: const, six slopes, alpha
    with pytest.raises(ModelError, match="9 complete rows for 9 coefficients"):
        fit_equity_models(complete(city).iloc[:9])


def test_blank_clusters_are_left_out_and_weights_that_are_missing_differ(study):
    study.loc[40:44, "block_group"] = None
    study.loc[45, "block_group"] = " "
    study.loc[46, "sampling_weight"] = np.nan
    result = fit_equity_models(study)
    assert ("no block_group", "block_group", 6) in [tuple(row) for row in result.left_out.itertuples(index=False)]
    assert result.nobs == 1467
    assert "The sampling weights differ" in " ".join(result.notes)


def same_estimates(one, other):
    """But for the order in which linear algebra adds, which depends on where arrays lie in memory."""
    np.testing.assert_allclose(one.coefficients["estimate"], other.coefficients["estimate"], rtol=1e-9)


def test_integers_and_objects_do_not_matter(city, result):
    """From a GeoPackage a column may come as objects with None, from another as nullable integers."""
    other = city.copy()
    other["house_age"] = [None if value != value else value for value in city["house_age"]]
    other["house_age"] = other["house_age"].astype(object)
    other["participation"] = city["participation"].astype("Int64")
    same_estimates(fit_equity_models(other), result)


def test_status_identity_and_weights_may_be_missing(city, result):
    frame = complete(city).drop(columns=["status", "household_id", "censored", "sampling_weight", "voters"])
    other = fit_equity_models(frame)
    assert other.coefficients["estimate"].to_list() == pytest.approx(result.coefficients["estimate"].to_list())
    assert other.predictions["household_id"].to_list() == list(range(1, 1474))
    assert model_rows(frame, other)["household_id"].isna().all()


# --- weights ---------------------------------------------------------------------------------------------------------
def case_control(city: pd.DataFrame) -> pd.DataFrame:
    """All who asked, every third of the others."""
    frame = complete(city).reset_index(drop=True)
    others = frame.index[frame["participation"] == 0]
    sample = frame.loc[np.sort(np.concatenate([frame.index[frame["participation"] == 1], others[::3]]))].copy()
    sample["sampling_weight"] = np.where(sample["participation"] == 1, 1.0, 3.0)
    return sample


def test_unequal_weights_are_never_ignored_in_silence(city, result):
    sample = case_control(city)
    without = fit_equity_models(sample)
    assert "The sampling weights differ" in " ".join(without.notes)
    assert "The sampling weights differ" not in " ".join(result.notes)
    weighted = fit_equity_models(sample, ModelOptions(use_weights=True))
    assert "The sampling weights differ" not in " ".join(weighted.notes)

    # King and Zeng (2001): unweighted, log odds are too high by ln(3), up to sampling error
    gap = without.fits["model_1"].eta - weighted.fits["model_1"].eta
    assert gap.mean() == pytest.approx(np.log(3), abs=0.05)
    assert weighted.predictions["model_1_fitted"].mean() < without.predictions["model_1_fitted"].mean()
    assert np.isnan(weighted.statistic("model_3", "aic"))
    assert weighted.statistic("model_3", "alpha") > 0


def test_weights_recover_the_share_that_asked(city):
    """The weighted likelihood's equation for the constant: the weighted mean probability is the weighted share."""
    sample = case_control(city)
    weighted = fit_equity_models(sample, ModelOptions(use_weights=True, covariance="robust"))
    share = np.average(sample["participation"], weights=sample["sampling_weight"])
    mean = np.average(weighted.predictions["model_1_fitted"], weights=sample["sampling_weight"])
    assert mean == pytest.approx(share, rel=1e-9)


# --- refusals --------------------------------------------------------------------------------------------------------
def test_all_missing_columns_are_named_at_once(city):
    with pytest.raises(InputError) as error:
        fit_equity_models(city.drop(columns=["house_age", "renter_share", "block_group"]))
    assert [problem.column for problem in error.value.problems] == ["house_age", "renter_share", "block_group"]
    with pytest.raises(InputError, match="tract"):
        fit_equity_models(city, ModelOptions(cluster_column="tract"))
    without_clusters = fit_equity_models(city.drop(columns="block_group"), ModelOptions(covariance="robust"))
    assert without_clusters.clusters == 0


def test_impossible_values_are_all_named_with_their_rows(study):
    study["restoration_hours"] = study["restoration_hours"].astype(float)
    study.loc[100, "restoration_hours"] = -3
    study.loc[101, "restoration_hours"] = 7.25
    study.loc[102, "participation"] = 2
    study["renter_share"] *= 100
    with pytest.raises(InputError) as error:
        fit_equity_models(study)
    found = {(problem.column, problem.what): problem.rows for problem in error.value.problems}
    assert found[("restoration_hours", "a count cannot be negative")] == (101,)
    assert found[("restoration_hours", "a count must be whole")] == (102,)
    assert found[("participation", "must be 0 or 1")] == (103,)
    assert "divide by 100" in str(error.value)


def test_impossible_values_of_homes_that_kept_power_do_not_matter(study, result):
    study.loc[3, "restoration_hours"] = -1  # status no_outage
    same_estimates(fit_equity_models(study), result)


def test_text_is_refused(study):
    study["house_age"] = "old"
    with pytest.raises(InputError, match="column house_age: there is text"):
        fit_equity_models(study)


def test_nothing_left_says_where_it_went(study):
    study["minority_share"] = np.nan
    with pytest.raises(InputError, match="no minority_share in 1,480 rows"):
        fit_equity_models(study)


def test_every_model_that_fails_is_named(study):
    study["college_share"] = 0.0
    study["community_requests"] = 4
    with pytest.raises(CollinearityError) as error:
        fit_equity_models(study)
    lines = str(error.value).split("\n")
    assert [line.split(",")[0] for line in lines] == ["Model 1", "Model 4"]
    assert "Model 4, waits and the community's requests; Model 5, " in lines[1]  # one sentence for both
    assert "college_share (Share aged 18 to 24) has the same value" in lines[0]
    assert "community_requests" in lines[1]


def test_separation_names_the_column(study):
    study.loc[study["college_share"] == 1, "participation"] = 0
    with pytest.raises(SeparationError, match=r"^Model 1.*college_share \(Share aged 18 to 24\) tells"):
        fit_equity_models(study)


def test_one_cluster_is_refused(study):
    study["block_group"] = "120730001001"
    with pytest.raises(ModelError, match="one cluster"):
        fit_equity_models(study)


def test_options_are_checked_together(study):
    with pytest.raises(InputError) as error:
        fit_equity_models(study, ModelOptions(covariance="bootstrap", confidence=95))
    assert len(error.value.problems) == 2
    with pytest.raises(InputError, match="weighted rows"):
        fit_equity_models(study, ModelOptions(covariance="classical", use_weights=True))
    study.loc[200, "sampling_weight"] = 0
    with pytest.raises(InputError, match="sampling_weight, row 201: a sampling weight must be above zero"):
        fit_equity_models(study, ModelOptions(use_weights=True))


def test_cancel(city):
    class Stop(Progress):
        def is_cancelled(self) -> bool:
            return True

    with pytest.raises(Cancelled):
        fit_equity_models(city, progress=Stop())


def test_the_input_is_not_changed(city):
    before = city.copy(deep=True)
    fit_equity_models(city)
    pd.testing.assert_frame_equal(city, before)


def test_the_models_read_columns_of_the_study_table_only():
    assert set(columns_of(MODELS)) <= set(columns.STUDY.names)


def test_all_kinds_of_errors_stand_side_by_side(city, result):
    table = result.standard_errors()
    assert tuple(table.columns) == columns.STANDARD_ERRORS.names
    slopes = result.coefficients[result.coefficients["term"] != "alpha"]
    assert table["term"].to_list() == slopes["term"].to_list()
    for kind in ("classical", "robust", "cluster", "cr2", "jackknife"):
        options = ModelOptions("cluster", correction="standard") if kind == "cluster" else ModelOptions(kind)
        options = ModelOptions(correction=kind) if kind in ("cr2", "jackknife") else options
        alone = fit_equity_models(city, options).coefficients
        alone = alone[alone["term"] != "alpha"]
        assert table[f"std_error_{kind}"].to_numpy() == pytest.approx(alone["std_error"].to_numpy(), rel=1e-12)
    weighted = fit_equity_models(city, ModelOptions(covariance="robust", use_weights=True)).standard_errors()
    assert weighted["std_error_classical"].isna().all()
    assert weighted["std_error_cluster"].notna().all()
