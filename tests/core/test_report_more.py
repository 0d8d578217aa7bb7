"""The report with every table that the models can give it: in order, true to the tables, silent about few homes."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from io import BytesIO, StringIO

import numpy as np
import pandas as pd
import pytest

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.errors import InputError
from coprod_equity_plugin.core.models.specification import MINORITY_AND_PARTICIPATION
from coprod_equity_plugin.core.models.thresholds import BY_ID
from coprod_equity_plugin.core.report import more_tables as m
from coprod_equity_plugin.core.report.inputs import ReportOptions
from coprod_equity_plugin.core.report.manifest import settings
from coprod_equity_plugin.core.report.more_tables import MORE
from coprod_equity_plugin.core.report.page import COUNTS_FILE, build_report
from coprod_equity_plugin.core.report.shape_figures import joined_classes
from coprod_equity_plugin.core.report.words import significant
from tests import report_frames as frames
from tests.report_more import DRAWS, tables
from tests.report_page import Page

OPTIONS = ReportOptions(frames.EVENT)
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
def report(inputs):
    return build_report(inputs, OPTIONS)


@pytest.fixture(scope="module")
def bare(inputs):
    return build_report(replace(inputs, more={}), OPTIONS)


@pytest.fixture(scope="module")
def page(report) -> Page:
    return Page(report.html)


def rows_of(report, name: str) -> list[dict]:
    return list(csv.DictReader(StringIO(report.files[name].decode("utf-8"))))


# --- order, and what is not there ------------------------------------------------------------------------------------
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


# --- true to the tables ----------------------------------------------------------------------------------------------
def test_lights_are_counted_and_shown_with_words(inputs, report, page):
    checks = inputs.more[m.DIAGNOSTICS]
    lights = checks[c.LIGHT].value_counts()
    total = int(lights.drop("none", errors="ignore").sum())
    text = page.section("diagnostics")
    assert f"{total} checks of 5 models" in text
    assert f"{lights['green']} are fine" in text
    cells = [(attrs["class"], text) for _, attrs, text in page.all("td") if attrs.get("class", "").startswith("light")]
    assert len(cells) == total
    words = {"light green": "● fine", "light yellow": "▲ look", "light red": "■ act"}
    for look, cell in cells:
        assert cell.startswith(words[look])
    assert len(rows_of(report, "diagnostics.csv")) == len(checks)


def test_what_is_not_green_says_what_to_do(inputs):
    checks = inputs.more[m.DIAGNOSTICS].copy()
    place = checks.index[(checks[c.DIAGNOSTIC] == "variance_inflation") & (checks[c.MODEL] == "model_3")][0]
    spec = BY_ID["variance_inflation"]
    checks.loc[place, [c.VALUE, c.LIGHT, c.SENTENCE]] = [
        12.5, "red", f"{spec.title}: 12.500, of income. {spec.concern}"
    ]  # fmt: skip
    text = Page(build_report(replace(inputs, more={m.DIAGNOSTICS: checks}), OPTIONS).html).section("diagnostics")
    assert "What it means, and what to do" in text
    assert f"{spec.title}: Model 3 ■ act (12.500, of income). {spec.concern}" in text
    act = int((checks[c.LIGHT] == "red").sum())
    assert f"{act} call{'s' if act == 1 else ''} for action" in text


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


def test_calibration_is_of_the_homes_themselves(inputs, report):
    rows = inputs.more[m.EXPECTED]
    lines = [row for row in rows_of(report, "calibration.csv") if row["outcome"] == "hours"]
    assert sum(int(row["households"]) for row in lines) == len(rows)
    weights = [int(row["households"]) for row in lines]
    observed = np.average([float(row["observed"]) for row in lines], weights=weights)
    assert observed == pytest.approx(rows[c.RESTORATION_HOURS].mean(), abs=1e-3)
    expected = np.average([float(row["expected"]) for row in lines], weights=weights)
    assert expected == pytest.approx(rows[c.FITTED_HOURS].mean(), abs=1e-3)


def test_expected_hours_of_other_homes_are_not_compared(inputs):
    more = {m.EXPECTED: inputs.more[m.EXPECTED].iloc[:-1]}
    report = build_report(replace(inputs, more=more), OPTIONS)
    assert "not of the homes of this report" in Page(report.html).section("diagnostics")
    assert "calibration.csv" not in report.files


def test_rootogram_is_of_the_homes_and_its_classes_are_large_enough(inputs, report):
    for k in (11, 60):
        made = report if k == 11 else build_report(inputs, replace(OPTIONS, minimum_households=k))
        lines = rows_of(made, "rootogram.csv")
        assert {row["model"] for row in lines} == {"model_3"}
        assert len(lines) > 2
        assert min(int(row["observed"]) for row in lines) >= k
        assert sum(int(row["observed"]) for row in lines) == len(inputs.study)
        assert sum(float(row["expected"]) for row in lines) == pytest.approx(len(inputs.study), abs=0.05 * len(lines))
    hours = inputs.study[c.RESTORATION_HOURS].round()
    low, _, high = rows_of(report, "rootogram.csv")[1]["hours"].partition(" to ")
    assert int(rows_of(report, "rootogram.csv")[1]["observed"]) == hours.between(int(low), int(high or low)).sum()


def test_a_rootogram_of_other_homes_is_not_drawn(inputs):
    table = inputs.more[m.ROOTOGRAM]
    more = {m.ROOTOGRAM: table[table[c.COUNT_LOW] > table[c.COUNT_LOW].min()]}
    report = build_report(replace(inputs, more=more), OPTIONS)
    assert "not of the homes of this report" in Page(report.html).section("diagnostics")
    assert "rootogram.csv" not in report.files


def test_classes_are_joined_by_hand():
    low, high = np.array([0.0, 1, 5, 9]), np.array([0.0, 4, 8, np.nan])
    found = joined_classes(low, high, np.array([3, 20, 30, 4]), np.array([2.5, 22.0, 29.0, 3.5]), 11)
    assert found.low.tolist() == [0, 5]
    assert found.high[0] == 4
    assert np.isnan(found.high[1])
    assert found.observed.tolist() == [23, 34]
    assert found.expected.tolist() == [24.5, 32.5]
    assert joined_classes(low, high, np.array([3, 2, 30, 4]), np.ones(4), 20) is None


def test_residual_quantiles_keep_off_the_ends(inputs, report):
    lines = rows_of(report, "residual_quantiles.csv")
    table = inputs.more[m.RESIDUAL_QUANTILES]
    assert {row["model"] for row in lines} == {"model_1", "model_3"}
    assert len(lines) == table[c.MODEL].isin(["model_1", "model_3"]).sum()
    wide = rows_of(build_report(inputs, replace(OPTIONS, minimum_households=60)), "residual_quantiles.csv")
    assert 60 / len(inputs.study) - 0.005 <= min(float(row[c.PROBABILITY]) for row in wide)
    inside = sum(float(r[c.BAND_LOW]) <= float(r[c.RESIDUAL_QUANTILE]) <= float(r[c.BAND_HIGH]) for r in lines)
    told = int(re.search(r"(\d+) of \d+ quantiles of the residuals lie", report.html)[1])
    assert abs(inside - told) <= 6  # the file has two decimals


def test_thresholds_reliability_clusters_and_inequality_are_read(inputs, report, page):
    lines = report.files["sensitivity.csv"].decode().splitlines()
    assert "fewer than 11" in next(line for line in lines if "0.05" in line)
    assert lines[3].split(",")[1] == "80"
    saidi = inputs.more[m.RELIABILITY].iloc[0][c.SAIDI]
    assert f"{saidi:,.0f}" in page.section("restoration")
    assert "Of 8 areas, 2 lie in a clear cluster of long waits and 1 in one of short waits" in page.section("maps")
    gini = inputs.more[m.INEQUALITY].set_index(c.MEASURE).loc["gini", c.ESTIMATE]
    assert f"{gini:.3f}" in page.section("maps")


# --- words -----------------------------------------------------------------------------------------------------------
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


# --- privacy ---------------------------------------------------------------------------------------------------------
def test_zeros_are_not_counted_where_they_are_few(inputs):
    checks = inputs.more[m.DIAGNOSTICS].copy()
    place = checks.index[(checks[c.DIAGNOSTIC] == "zeros") & (checks[c.MODEL] == "model_3")][0]
    spec = BY_ID["zeros"]
    checks.loc[place, [c.VALUE, c.SENTENCE]] = [0.0123, f"{spec.title}: 17 observed, 0.3 expected. {spec.concern}"]
    more = {m.DIAGNOSTICS: checks}
    shown = build_report(replace(inputs, more=more), OPTIONS).files["diagnostics.csv"].decode()
    assert "17 observed" in shown
    hidden = build_report(replace(inputs, more=more), replace(OPTIONS, minimum_households=20))
    assert "17 observed" not in hidden.html + hidden.files["diagnostics.csv"].decode()
    assert "fewer than 20 observed" in hidden.files["diagnostics.csv"].decode()
    assert "0.0123" not in hidden.files["diagnostics.csv"].decode()


def test_a_group_too_small_takes_its_counterpart_with_it(inputs):
    groups = inputs.more[m.SURVIVAL]
    asked = groups[(groups[c.GROUPING] == "both") & (groups[c.STATISTIC] == "households")]
    k = int(asked[c.VALUE].min()) + 1
    report = build_report(replace(inputs, more={m.SURVIVAL: groups}), replace(OPTIONS, minimum_households=k))
    left = rows_of(report, "survival_groups.csv")
    assert "both" not in {row["grouping"] for row in left}
    assert "Minority homes that asked" not in Page(report.html).section("survival")
    for row in left:
        if row["statistic"] == "households":
            assert float(row["value"]) >= k


def test_a_count_that_differs_by_few_homes_from_another_is_withheld(inputs):
    quantiles = inputs.more[m.GROUP_QUANTILES].copy()
    homes = len(inputs.study)
    quantiles[c.HOUSEHOLDS] = [float(homes - 3)] + [500.0] * (len(quantiles) - 1)
    report = build_report(replace(inputs, more={m.GROUP_QUANTILES: quantiles}), OPTIONS)
    text = report.files["group_quantiles.csv"].decode()
    assert f"{homes - 3:,}" not in text
    assert "500" not in text
    fit = inputs.fit.copy()
    fit.loc[fit[c.STATISTIC] == "n", c.VALUE] = homes - 3
    mixed = build_report(replace(inputs, fit=fit), OPTIONS)
    assert {row["value"] for row in rows_of(mixed, "fit.csv") if row["statistic"] == "n"} == {""}
    assert "may come from different runs" in Page(mixed.html).section("data")


def test_a_sample_flow_that_ends_beside_the_homes_is_not_shown(inputs):
    flow = inputs.sample_flow.copy()
    flow[c.HOUSEHOLDS] = flow[c.HOUSEHOLDS] + 4
    report = build_report(replace(inputs, sample_flow=flow), OPTIONS)
    assert "sample_flow.csv" not in report.files
    assert "the difference would count few homes" in Page(report.html).section("data")


def test_a_step_that_would_count_the_homes_of_withheld_areas_is_withheld(inputs):
    """All areas that are shown have 9 homes less than lost power: those of the areas that are not."""
    areas, flow = inputs.areas.copy(), inputs.sample_flow.copy()
    whole = int(areas[c.HOUSEHOLDS].sum())
    flow.loc[flow.index[:3], c.HOUSEHOLDS] = [whole + 900, whole + 400, whole + 9]
    lines = build_report(replace(inputs, sample_flow=flow), OPTIONS).files["sample_flow.csv"].decode()
    assert f"{whole + 400:,}" in lines
    assert f"{whole + 9:,}" not in lines


def parts_of(cell: str) -> tuple[str, frozenset]:
    first, *rest = cell.split("; ")
    return first, frozenset(rest)


@pytest.mark.parametrize(("seed", "k"), [(7, 25), (8, 11), (9, 11)])
def test_published_counts_give_no_few_homes_away(seed, k):
    """No count, no difference of a cell and a part of it, and no remainder of a whole and its two parts is small."""
    inputs = tables(1200, seed)[0]
    report = build_report(inputs, replace(OPTIONS, minimum_households=k))
    values: dict[tuple, int] = {}
    for item in report.counts:
        cell = parts_of(item.cell)
        assert item.value == 0 or item.value >= k, item
        assert values.setdefault(cell, item.value) == item.value, item  # one cell has one number everywhere
    assert len(values) > 100
    for (homes, parts), value in values.items():
        for (others, more), part in values.items():
            if homes == others and parts < more:
                assert not 0 < value - part < k, (homes, sorted(parts), sorted(more))
    by_time = {}
    for (homes, parts), value in values.items():
        at = next((float(text[7:]) for text in parts if text.startswith("out_at=")), None)
        if at is not None:
            group = (homes, frozenset(text for text in parts if not text.startswith("out_at=")))
            by_time.setdefault(group, []).append((at, value))
    assert len(by_time) >= 3
    for found in by_time.values():
        steps = np.diff([value for _, value in sorted(found)])
        assert not ((steps < 0) & (steps > -k)).any()


def test_every_published_count_stands_in_a_file(report):
    """The list leaves nothing out that the tables print: each of their counts of homes is in it."""
    listed = {int(row["value"]) for row in rows_of(report, COUNTS_FILE)}
    assert len(rows_of(report, COUNTS_FILE)) == len(report.counts)
    for name, heads in (
        ("sample_flow.csv", ("Homes", "asked for help", "minority")),
        ("observed_hours.csv", ("Households",)),
        ("areas.csv", (c.HOUSEHOLDS, c.MINORITY_HOUSEHOLDS, c.REQUESTS_COUNT)),
        ("composition.csv", ("households",)),
        ("calibration.csv", ("households",)),
        ("rootogram.csv", ("observed",)),
        ("reliability.csv", ("Served", "Interrupted")),
        ("group_quantiles.csv", ("Homes",)),
    ):
        head = report.files[name].decode().splitlines()[0].split(",")
        frame = pd.read_csv(BytesIO(report.files[name]), dtype=str, keep_default_na=False)
        for column in [place for place, text in enumerate(head) if text in heads][: len(heads)]:
            for text in frame.iloc[:, column]:
                number = text.replace(",", "")
                if number.isdigit():
                    assert int(number) in listed, (name, text)


@pytest.mark.parametrize("seed", range(8))
def test_groups_of_homes_by_expectation_are_large_enough_of_both_kinds(seed):
    random = np.random.default_rng(seed)
    chance = random.beta(0.5, 12, 900)
    asked = (random.random(900) < chance).astype(float)
    groups = m.tenths(chance, asked, 11)
    assert sorted(np.concatenate(groups).tolist()) == list(range(900)) if groups else asked.sum() < 11
    for part in groups:
        yes = int(asked[part].sum())
        assert len(part) >= 11
        assert yes == 0 or yes >= 11
        assert len(part) == yes or len(part) - yes >= 11
    edges = [(chance[part].min(), chance[part].max()) for part in groups]
    assert all(before[1] <= after[0] for before, after in zip(edges, edges[1:]))


def test_no_groups_where_few_asked():
    assert m.tenths(np.arange(50.0), np.r_[np.ones(4), np.zeros(46)], 11) == []
    assert [len(part) for part in m.tenths(np.zeros(40), None, 11)] == [40]
