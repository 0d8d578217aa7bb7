"""The report with every table that the models can give it: in order, and true to the tables."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.errors import InputError
from coprod_equity_plugin.core.models.specification import MINORITY_AND_PARTICIPATION
from coprod_equity_plugin.core.report import more_tables as m
from coprod_equity_plugin.core.report.manifest import settings
from coprod_equity_plugin.core.report.more_tables import MORE
from coprod_equity_plugin.core.report.page import build_report
from coprod_equity_plugin.core.report.words import significant
from tests.report_more import DRAWS, OPTIONS, built, rows_of, tables
from tests.report_page import Page

# Words that say one thing made another; the report says what went with what.
CAUSAL = re.compile(
    r"\b(caus(e|es|ed|ing)|led to|leads? to|result(s|ed) in|results? from|reduc\w+|improv\w+|worsen\w*|impact\w*|"
    r"thanks to|due to|because of|driven by|made (it|them)|helped|shortened|lengthened|narrowed|widened|"
    r"effects? of asking|in response to)\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def inputs():
    return tables()[0]


@pytest.fixture(scope="module")
def report():
    return built()


@pytest.fixture(scope="module")
def page(report) -> Page:
    return Page(report.html)


@pytest.fixture(scope="module")
def bare(inputs):
    return build_report(replace(inputs, more={}), OPTIONS)


def test_sections_stand_in_the_studys_order(page):
    titles = [text for _, _, text in page.all("h2")][1:]
    assert titles == [
        "1 Data and sample flow", "2 How power came back", "3 Where", "4 The homes in numbers", "5 The five models",
        "6 What the models say about the groups", "7 Can the models be trusted?", "8 Do other choices find the same?",
        "9 The same questions in time", "10 What is withheld, and why", "11 Methods and limits",
        "12 How to repeat this",
    ]  # fmt: skip
    levels = [int(tag[1]) for tag, _, _ in page.all("h1", "h2", "h3")]
    assert all(later - earlier <= 1 for earlier, later in zip(levels, levels[1:]))


def test_without_any_of_them_the_report_says_what_to_run(bare):
    page = Page(bare.html)
    assert "“Equity models 1-5” writes a table of diagnostics" in page.section("diagnostics")
    assert "“Robustness” in the toolbox" in page.section("robustness")
    assert "“Survival models” in the toolbox" in page.section("survival")


def test_all_of_them_are_read(inputs):
    assert inputs.more.keys() == MORE.keys()


@pytest.mark.parametrize("key", [m.FITS, m.SURVIVAL_CONTRASTS, m.SURVIVAL_FIT, m.GROUP_QUANTILES])
def test_those_that_lean_on_another_do_without(inputs, bare, key):
    found = build_report(replace(inputs, more={key: inputs.more[key]}), OPTIONS)
    if key == m.FITS:  # the samples are drawn against the main result, which stands in the summary
        assert found.files.keys() == bare.files.keys()
    elif key == m.SURVIVAL_FIT:
        assert "ratios of paces change" in Page(found.html).section("survival")
    else:
        assert found.files.keys() > bare.files.keys()


def test_a_table_of_another_kind_is_refused_with_all_problems(inputs):
    wrong = {m.DIAGNOSTICS: inputs.more[m.ROBUSTNESS], m.SURVIVAL: inputs.more[m.SURVIVAL].iloc[:0]}
    with pytest.raises(InputError) as caught:
        build_report(replace(inputs, more=wrong), OPTIONS)
    text = str(caught.value)
    assert "Diagnostics of the models" in text
    assert "diagnostic" in text
    assert "the table has no rows" in text


def test_tables_that_come_back_as_text_say_the_same(inputs, report):
    """A CSV layer has only texts, and empty ones for what is missing."""
    texts = {
        key: frame.astype(object).where(frame.notna(), "").astype(str).replace("nan", "")
        for key, frame in inputs.more.items()
    }
    found = build_report(replace(inputs, more=texts), OPTIONS)
    assert Page(found.html).text() == Page(report.html).text()


def test_adjusted_hours_are_the_models(inputs, report, page):
    adjusted = inputs.more[m.ADJUSTED].set_index([c.MODEL, c.QUANTITY])
    label = next(
        attrs["aria-label"] for _, attrs, _ in page.all("svg") if "other things equal" in attrs.get("aria-label", "")
    )
    for minority in (0, 1):
        for asked in (0, 1):
            value = adjusted.loc[("model_3", f"minority={minority}, participation={asked}"), c.ESTIMATE]
            assert f"{value:.1f} hours" in label
    gap = adjusted.loc[("model_3", "minority_among_others")]
    title = next(text for _, attrs, text in page.all("p") if "Other things equal" in text)
    if gap[c.CONF_LOW] > 0:
        assert f"{gap[c.ESTIMATE]:.1f} hours longer than others where neither asked" in title.replace("\xa0", " ")
    effect = adjusted.loc[("model_3", f"effect of {c.PARTICIPATION}"), c.ESTIMATE]
    row = next(row for row in rows_of(report, "effects.csv") if row["quantity"] == "effect of participation")
    assert float(row["estimate"]) == pytest.approx(adjusted.loc[("model_2", row["quantity"]), c.ESTIMATE])
    assert effect < 0
    assert significant(effect) in page.section("contrasts")


def test_verdicts_stand_as_they_were_given(inputs, page):
    text = page.section("contrasts")
    for row in inputs.more[m.HYPOTHESES].itertuples():
        assert f"{row.hypothesis}: {row.statement}" in text
        assert row.verdict in text


def test_every_way_to_fit_is_counted(inputs, report, page):
    summary = inputs.more[m.ROBUSTNESS]
    found = summary[
        (summary[c.MODEL] == "model_3") & (summary[c.TERM] == MINORITY_AND_PARTICIPATION)
        & (summary[c.VARIANT] != "population") & (summary[c.FITS] > 0)
    ]  # fmt: skip
    same = int((found[c.SAME_FINDING] >= 0.95).sum())
    text = page.section("robustness")
    assert f"What went with asking (H3): {len(found)} other ways to fit" in text
    words = "all find" if same == len(found) else "none finds" if not same else f"of which {same} find"
    assert words in text
    ratios = np.exp(found[c.MEDIAN])
    assert f"runs from {ratios.min():.3f} to {ratios.max():.3f}" in text
    lines = [row for row in rows_of(report, "robustness.csv") if row["question"].endswith("(H3)")]
    assert len(lines) == len(found) + 1
    assert float(lines[0]["ratio"]) == pytest.approx(np.exp(found[c.MAIN_ESTIMATE].iloc[0]), abs=1e-4)


def test_samples_drawn_again_are_the_fits(inputs, report):
    fits = inputs.more[m.FITS]
    drawn = fits[(fits[c.VARIANT] == "redraw") & (fits[c.MODEL] == "model_1") & (fits[c.TERM] == c.MINORITY_SHARE)]
    lines = [row for row in rows_of(report, "redraws.csv") if row["question"] == "Who asked (H2)"]
    assert len(lines) == len(drawn) == 2 * DRAWS
    assert [float(row["ratio"]) for row in lines] == pytest.approx(np.exp(drawn[c.ESTIMATE]).tolist(), abs=1e-4)


def test_survival_table_and_ratios_are_those_of_the_models(inputs, report, page):
    groups = inputs.more[m.SURVIVAL].set_index([c.GROUPING, c.GROUP, c.STATISTIC])[c.VALUE]
    text = page.section("survival")
    assert f"All homes{groups['all', 'all households', 'households']:,.0f}" in text
    assert f"{groups['all', 'all households', 'rmst']:.1f}" in text
    cox = inputs.more[m.SURVIVAL_CONTRASTS].set_index([c.MODEL, c.CONTRAST])[c.PERCENT_CHANGE]
    label = next(attrs["aria-label"] for _, attrs, _ in page.all("svg") if "pace, Neither" in attrs["aria-label"])
    assert f"pace, Neither asked: Cox: {1 + cox['cox_3', 'minority_among_others'] / 100:.3f}" in label


def test_thresholds_reliability_clusters_and_inequality_are_read(inputs, report, page):
    lines = report.files["sensitivity.csv"].decode().splitlines()
    assert "fewer than 11" in next(line for line in lines if "0.05" in line)
    assert lines[3].split(",")[1] == "80"
    saidi = inputs.more[m.RELIABILITY].iloc[0][c.SAIDI]
    assert f"{saidi:,.0f}" in page.section("restoration")
    assert "Of 8 areas, 2 lie in a clear cluster of long waits and 1 in one of short waits" in page.section("maps")
    gini = inputs.more[m.INEQUALITY].set_index(c.MEASURE).loc["gini", c.ESTIMATE]
    assert f"{gini:.3f}" in page.section("maps")


def test_words_are_of_association(page):
    text = page.text().replace("That one thing caused another. These are associations", "")
    assert "bias-reduced (CR2)" in text
    text = text.replace("bias-reduced", "")  # the name of the clustered standard errors
    assert len(text) > 15_000
    assert [found.group(0) for found in CAUSAL.finditer(text)] == []


def test_every_figure_has_its_picture_and_its_data(report, page):
    figures = page.all("figure")
    assert len(figures) >= 12
    links = [attrs["download"] for _, attrs, _ in page.all("a") if attrs.get("download")]
    for name in (
        "robustness",
        "redraws",
        "survival",
        "calibration",
        "adjusted",
        "group_curves",
        "rootogram",
        "residual_quantiles",
    ):
        assert f"{name}.png" in links
    assert {"robustness.csv", "redraws.csv", "calibration.csv", "adjusted.csv", "group_curves.csv"} <= set(links)
    for _, attrs, _ in page.all("svg"):
        assert len(re.findall(r"\d", attrs["aria-label"])) >= 4


def test_settings_of_earlier_steps():
    assert settings("Seed: 1\n\n Window : 48 hours: two days\n") == [("Seed", "1"), ("Window", "48 hours: two days")]
    with pytest.raises(InputError) as caught:
        settings("Seed 1\nWindow:\nfine: yes")
    assert len(caught.value.problems) == 2
