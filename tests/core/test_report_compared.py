"""The report names the group that its area table compares, whichever it is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.disparity.areas import DisparityOptions, disparity_by_area
from coprod_equity_plugin.core.disparity.group_words import MINORITY_WORDS
from coprod_equity_plugin.core.report import more_tables as m
from coprod_equity_plugin.core.report.compared import Compared, of_areas, of_minorities
from coprod_equity_plugin.core.report.page import COUNTS_FILE, build_report
from tests.report_more import OPTIONS, rows_of, tables
from tests.report_page import Page

OTHERS = {
    c.RENTER_SHARE: "households in block groups with 50 % or more renters",
    c.ELDERLY_SHARE: "households where 50 % or more are aged 60 or older",
}


def report(group: str):
    """The report with areas by a group of its own, homes of either kind in every area."""
    inputs, more = tables()
    study = inputs.study
    if group != c.MINORITY_SHARE:
        study = study.assign(**{group: 0.3 + 0.4 * (np.random.default_rng(1).random(len(study)) < 0.5)})
    areas = disparity_by_area(study, DisparityOptions(group_column=group)).table
    return build_report(replace(inputs, areas=areas, more={m.INEQUALITY: more[m.INEQUALITY]}), OPTIONS)


@pytest.mark.parametrize("group", OTHERS)
def test_the_section_on_places_names_whom_its_areas_compare(group):
    made = report(group)
    page = Page(made.html)
    places = page.section("maps")
    assert places.count(OTHERS[group]) >= 2  # over the scatter, and between whom hours are unequal
    assert "inority" not in places.replace("homes ordered by minority share", "")
    cells = [row["cell"] for row in rows_of(made, COUNTS_FILE) if "area=" in row["cell"]]
    assert any("group=compared" in cell for cell in cells)
    assert not any("minority" in cell for cell in cells)
    scatter = [tag[1] for tag in page.all("svg", "img", "figure") if "Scatter" in str(tag[1])]
    assert not any("inority" in str(attributes) for attributes in scatter)


def test_an_area_table_of_minority_homes_says_so():
    places = Page(report(c.MINORITY_SHARE).html).section("maps")
    assert "minority share" in places
    assert "between minority and other homes" in places


def test_an_area_table_without_words_is_of_minority_homes():
    inputs, _ = tables()
    plain = inputs.areas.assign(**{c.COMPARED_GROUP: None, c.COMPARED_WITH: None})
    assert of_areas(plain) == MINORITY_WORDS
    assert of_minorities(plain) is plain


def test_an_area_table_of_others_tells_nothing_of_minority_homes():
    inputs, _ = tables()
    other = inputs.areas.assign(**{c.COMPARED_GROUP: OTHERS[c.RENTER_SHARE], c.COMPARED_WITH: "the rest"})
    assert of_areas(other) == Compared(OTHERS[c.RENTER_SHARE], "the rest")
    assert of_minorities(other)[c.MINORITY_HOUSEHOLDS].isna().all()
    assert of_minorities(other)[c.HOUSEHOLDS].equals(other[c.HOUSEHOLDS])
