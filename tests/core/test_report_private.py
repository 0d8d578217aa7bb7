"""The report with every table that the models can give it says nothing of few homes."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import numpy as np
import pandas as pd
import pytest

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.report import more_tables as m
from coprod_equity_plugin.core.report.page import COUNTS_FILE, build_report
from tests.report_more import OPTIONS, built, rows_of, tables
from tests.report_page import Page


@pytest.fixture(scope="module")
def inputs():
    return tables()[0]


@pytest.fixture(scope="module")
def report():
    return built()


@pytest.fixture(scope="module")
def page(report) -> Page:
    return Page(report.html)


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
