"""Census estimates with a wide margin of error are dotted, where the margin reaches into another class."""

from __future__ import annotations

import csv
import re
import subprocess
from xml.etree import ElementTree

import pytest

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.maps.classes import NO_DATA, SUPPRESSED, UNRELIABLE
from coprod_equity_plugin.maps.export import MapOrder, export_map
from coprod_equity_plugin.maps.legend import keys_by_feature, read_legend
from coprod_equity_plugin.maps.measures import MEASURES
from coprod_equity_plugin.maps.styling import style_layer
from tests.maps.map_layers import COUNT, RESIDENTS

CENSUS = [item for item in MEASURES.values() if item.unreliable_column]


def expected(breaks: tuple[float, ...]) -> list[bool]:
    """By hand: a coefficient of variation above 0.4, and a 90 % margin (1.645 standard errors) that crosses a break."""
    edges = [float("-inf"), *breaks, float("inf")]
    told = []
    for share, variation in RESIDENTS:
        if share is None or variation <= 0.4:
            told.append(False)
            continue
        reach = 1.645 * variation * share
        low, high = next((low, high) for low, high in zip(edges, edges[1:]) if low < share <= high)
        told.append(share - reach < low or share + reach > high)
    return told


def test_dots_stand_where_the_margin_leaves_the_class_and_nowhere_else(areas):
    styled = style_layer(areas, MEASURES["area_minority_share"])
    keys = keys_by_feature(areas)
    dotted = [UNRELIABLE in found for found in keys]
    assert dotted == expected((0.2, 0.4, 0.6, 0.8))
    # 30 % (0.45) reaches 52 %, 10 % (0.8) reaches 23 %, 20 % (0.5) reaches 36 %; 5 % (0.9) stays below 12.4 %;
    # 40 % at exactly 0.4 is not above it.
    assert [place for place, has in enumerate(dotted) if has] == [4, 5, 10]
    assert styled.counts[UNRELIABLE] == 3
    assert all(found - {UNRELIABLE} for found in keys)  # the class shows through


def test_coarse_classes_need_no_dots(areas):
    style_layer(areas, MEASURES["area_minority_share"], (90,))
    assert not any(UNRELIABLE in found for found in keys_by_feature(areas))
    assert UNRELIABLE not in [entry.key for entry in read_legend(areas).others]


@pytest.mark.parametrize("measure", CENSUS, ids=lambda measure: measure.name)
def test_every_map_of_the_census_has_the_rule_and_counts_what_it_draws(areas, measure):
    few = (0.6, 1, 2) if measure.name == "requests_per_household_census" else None  # 0.5 reaches 0.9
    styled = style_layer(areas, measure, (60, 80, 25, 50) if measure.across else few)
    drawn = sum(UNRELIABLE in found for found in keys_by_feature(areas))
    assert drawn == styled.counts[UNRELIABLE]
    assert drawn > 0
    look = next(rule for rule in areas.renderer().rootRule().children() if rule.ruleKey() == UNRELIABLE).symbol()
    assert [layer.layerType() for layer in look.symbolLayers()] == ["PointPatternFill"]


def test_on_a_map_of_two_it_is_the_census_share_that_is_doubtful(areas):
    style_layer(areas, MEASURES["hours_by_minority_census"], (60, 80, 20, 40))
    dotted = [UNRELIABLE in found for found in keys_by_feature(areas)]
    # As above with the breaks 20 and 40; the last but one is withheld and so has no class to doubt.
    assert [place for place, has in enumerate(dotted) if has] == [4, 5]


def test_a_share_of_the_census_is_public_and_never_withheld(areas):
    for name in ("area_minority_share", "requests_composition_census"):
        style_layer(areas, MEASURES[name])
        keys = keys_by_feature(areas)
        assert all(SUPPRESSED not in found for found in keys)
        assert [NO_DATA in found for found in keys] == [False] * (COUNT - 1) + [True]


def test_the_sheet_says_what_the_dots_are_and_an_svg_keeps_them(areas, tmp_path):
    files = {kind: str(tmp_path / f"m.{kind}") for kind in ("pdf", "svg", "csv")}
    result = export_map(areas, MapOrder(measure="requests_composition_census", event="Michael", files=files))
    text = subprocess.run(["pdftotext", "-raw", files["pdf"], "-"], capture_output=True, text=True, check=True).stdout
    text = re.sub(r"\s+", " ", text)
    for words in (
        "minority share of residents", "Unreliable census estimate", "coefficient of variation above 40 %",
        "American Community Survey", "No census value",
    ):  # fmt: skip
        assert words in text, words
    assert "unreliable census estimate in 3" in result.alt_text
    space = "{http://www.w3.org/2000/svg}"
    dashed = [item for item in ElementTree.parse(files["svg"]).iter(f"{space}g") if "dasharray" in str(item.attrib)]
    assert sum(len(item.findall(f"{space}path")) + len(item.findall(f"{space}polyline")) for item in dashed) > 3 * 20
    with open(files["csv"], encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert rows[4]["class"] == "20 to 40 %; Unreliable census estimate"
    assert (rows[9][c.AREA_MINORITY_SHARE], rows[9]["class"]) == ("0.7", "60 to 80 %; Number withheld")
