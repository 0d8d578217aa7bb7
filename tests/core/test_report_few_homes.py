"""Coefficients that are statements on few homes are found, withheld, and not to be worked out from the rest."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.models.regression import RegressionOptions, fit_regression
from coprod_equity_plugin.core.models.specification import CLASSICAL, LOGIT, MODELS, NEGATIVE_BINOMIAL, ModelSpec
from coprod_equity_plugin.core.report import more_tables as m
from coprod_equity_plugin.core.report.few_homes import few_by_model, few_note, few_terms, rests_on_few
from coprod_equity_plugin.core.report.model_tables import regression_table
from coprod_equity_plugin.core.report.page import build_report
from scripts.attack_models import attack_groups
from tests.report_more import OPTIONS, rows_of, tables
from tests.report_page import Page

K = 5
M, P, MP = c.MINORITY_SHARE, c.PARTICIPATION, f"{c.MINORITY_SHARE}:{c.PARTICIPATION}"


@given(st.lists(st.tuples(*[st.integers(0, 1)] * 3), min_size=1, max_size=40))
def test_of_groups_every_cell_is_counted(rows):
    """Against a count of the rows of each combination, one after the other."""
    columns = np.array(rows).T
    slow = [sum(tuple(row) == cell for row in rows) for cell in product((0, 1), repeat=3)]
    assert rests_on_few(list(columns), K) is any(0 < number < K for number in slow)


@pytest.mark.parametrize(
    ("parts", "few"),
    [
        (([0] * 95 + [1] * 4,), True),
        (([0] * 4 + [1] * 95,), True),  # the complement
        (([0] * 95 + [1] * 5,), False),
        (([0.0] * 96 + [0.5, 0.3, 1.0, 1.0],), True),  # a share that nearly all have nothing of
        (([0.0] * 60 + [0.5] * 3 + [1.0] * 37,), False),  # three in between stand on no cell of their own
        ((list(range(100)),), False),  # an age
        ((list(range(100)), [0] * 97 + [1] * 3), True),  # of the three that asked
        (([30.0] * 47 + list(range(53)), [0] * 49 + [1] * 51), True),  # nearly all that did not ask are thirty
        (([30.0] * 49 + list(range(51)), [0] * 49 + [1] * 51), False),  # all of them are
        ((["north"] * 40 + ["south"] * 40 + ["hill"] * 3,), True),  # a category that no column of its own stands for
    ],
)
def test_what_rests_on_few(parts, few):
    assert rests_on_few([np.array(part) for part in parts], K) is few


def cells(minority_asked: int, minority: int, asked: int, homes: int = 400) -> dict[str, np.ndarray]:
    group, answer = np.zeros(homes), np.zeros(homes)
    group[:minority] = 1
    answer[:minority_asked] = 1
    answer[minority : minority + asked - minority_asked] = 1
    rng = np.random.default_rng(3)
    others = {name: rng.normal(size=homes) for spec in MODELS for name in spec.columns}
    return others | {M: group, P: answer, c.RESTORATION_HOURS: rng.gamma(4, 20, homes)}


def test_with_a_term_go_its_products_and_the_constant():
    spec = ModelSpec("own", "Own", c.RESTORATION_HOURS, NEGATIVE_BINOMIAL, (M, P, MP, c.HOUSE_AGE))
    few_minority = few_terms(spec, cells(2, 4, 60), K)
    assert few_minority == {c.TERM_CONST, M, MP}
    assert few_terms(spec, cells(20, 100, 60), K) == frozenset()


def test_with_a_product_go_its_parts_where_these_are_told_elsewhere():
    """Models 2 and 3 together: minority homes' hours less those of them that did not ask are those of the askers."""
    found = few_by_model(MODELS, cells(4, 100, 60), K)
    assert found == {"model_1": {c.TERM_CONST, M}, "model_3": {c.TERM_CONST, M, P, MP}}


def test_a_logit_counts_the_outcome_and_a_count_does_not():
    logit = ModelSpec("own", "Own", P, LOGIT, (M,))
    count = ModelSpec("own", "Own", c.RESTORATION_HOURS, NEGATIVE_BINOMIAL, (M,))
    values = cells(4, 100, 60)
    assert few_terms(logit, values, K) == {c.TERM_CONST, M}
    assert few_terms(count, values, K) == frozenset()


def own_model(cells, family=LOGIT):
    """A model of the outcome by area and group, their product, from the homes with and without it in each cell."""
    rows = [
        (area, group, yes)
        for (area, group), (without, with_it) in cells.items()
        for yes, number in ((0.0, without), (1.0, with_it))
        for _ in range(number)
    ]
    frame = pd.DataFrame(rows, columns=["area", "group", "asked"])
    options = RegressionOptions("asked", ("area", "group"), (("area", "group"),), family, CLASSICAL)
    return fit_regression(frame, options)


def test_a_model_of_ones_own_says_which_of_its_coefficients_are_counts_of_few():
    many = {(area, group): (40, 20) for area in ("east", "west") for group in ("a", "b", "c")}
    assert few_note(own_model(many), 11) == ()
    few = few_note(own_model(many | {("west", "c"): (40, 4)}), 11)
    assert len(few) == 1
    assert few[0].startswith("Statements on fewer than 11 rows")
    assert "area=west × group=b, area=west × group=c" in few[0]
    # of a reference, which no coefficient but the constant stands for
    reference = few_note(own_model({("east", "a"): (3, 3)} | {key: n for key, n in many.items() if key[1] != "a"}), 11)
    assert "group" in reference[0]
    assert few[0] in regression_table(own_model(many | {("west", "c"): (40, 4)})).notes


@pytest.fixture(scope="module")
def report():
    """A report in which six minority homes asked, its models as they were fitted before."""
    inputs, more = tables()
    study = inputs.study.copy()
    both = np.flatnonzero((study[M] >= 0.5) & (study[P] > 0))
    study.loc[study.index[both[6:]], P] = 0.0
    study[c.COLLEGE_SHARE] = np.arange(len(study)) % 2.0  # else few of them asked
    names = (m.STANDARD_ERRORS, m.ROBUSTNESS, m.FITS, m.ADJUSTED, m.HYPOTHESES, m.DIAGNOSTICS, m.SURVIVAL_CONTRASTS)
    return build_report(replace(inputs, study=study, more={name: more[name] for name in names}), OPTIONS)


FILES = (
    ("coefficients.csv", c.TERM),
    ("contrasts.csv", c.CONTRAST),
    ("effects.csv", c.QUANTITY),
    ("verdicts.csv", c.CONTRAST),
)


def test_no_file_tells_a_coefficient_on_few_homes_or_what_follows_from_it(report):
    for name, column in FILES:
        told = {(row[c.MODEL], row[column]) for row in rows_of(report, name)}
        assert told, name
        for model, terms in (("model_1", {M, c.TERM_CONST, "minority"}), ("model_3", {M, P, MP, c.TERM_CONST})):
            assert not {(model, term) for term in terms} & told, name
        assert not any(model == "model_3" for model, what in told if column != c.TERM), name
    # of the three questions, or of Models 1 and 3
    gone = {"adjusted.csv", "standard_errors.csv", "robustness_all.csv", "redraws.csv", "survival_contrasts.csv"}
    assert not gone & set(report.files)
    fit = {(row[c.MODEL], row[c.STATISTIC]) for row in rows_of(report, "fit.csv")}
    assert {("model_3", "n"), ("model_2", "log_likelihood")} <= fit
    assert not {("model_3", "log_likelihood"), ("model_1", "aic"), ("model_3", "lr_nested")} & fit
    checks = {(row[c.MODEL], row[c.DIAGNOSTIC]) for row in rows_of(report, "diagnostics.csv")}
    assert ("model_2", "leave_one_group_out") in checks
    assert ("model_1", "leave_one_group_out") not in checks


def test_few_of_a_control_take_only_its_own_coefficient_and_the_constant():
    inputs, more = tables()
    found = build_report(
        replace(inputs, more={m.ADJUSTED: more[m.ADJUSTED], m.ROBUSTNESS: more[m.ROBUSTNESS]}), OPTIONS
    )
    for name, column in (("coefficients.csv", c.TERM), ("robustness_all.csv", c.TERM), ("adjusted.csv", c.QUANTITY)):
        told = {row[column].replace("effect of ", "") for row in rows_of(found, name) if row[c.MODEL] == "model_1"}
        assert not {c.COLLEGE_SHARE, c.TERM_CONST, "const_corrected"} & told, name
        assert {M, c.ELDERLY_SHARE} <= told, name
    assert {"log_likelihood", "aic"} <= {row[c.STATISTIC] for row in rows_of(found, "fit.csv")}


def test_what_other_models_say_of_enough_homes_stays(report):
    told = {(row[c.MODEL], row[c.TERM]) for row in rows_of(report, "coefficients.csv")}
    assert {("model_2", M), ("model_2", P), ("model_4", M), ("model_1", c.HOUSE_AGE)} <= told


def test_the_page_says_what_is_withheld_and_why(report):
    page = Page(report.html)
    assert (
        page.text().count("Not to be answered: fewer than 11 homes of one of the groups asked for help, or did not.")
        == 3
    )
    models = page.section("models")
    assert "Model 1: minority share, constant; Model 3: minority share, " in models
    assert "Withheld, because each would be a statement on too few homes" in models
    assert "withheld" in page.section("contrasts")
    assert "Coefficients that would tell of areas, or of few homes: 6 withheld" in page.section("privacy")


def test_an_attacker_who_knows_all_homes_compared_finds_few_askers_only_where_all_is_told():
    bare, guarded = attack_groups(72, guarded=False), attack_groups(72)
    assert [row[0] for row in bare] == [row[0] for row in guarded]
    assert len(bare) == 4
    for name, width, _, number, _ in bare:
        assert width < 0.1, name
        assert 0 < number < 11
    for name, width, hours, _, waited in guarded:
        assert width > 6, name
        assert hours > waited, name
