"""A map names the groups that were compared: renters, the elderly, a text field; by default minority households."""

from __future__ import annotations

import csv
import re
from dataclasses import replace

import numpy as np
import pytest
from qgis.core import QgsVectorLayer

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.disparity.group_words import words_by_threshold, words_by_value
from coprod_equity_plugin.core.progress import Progress
from coprod_equity_plugin.maps.classes import make_scale
from coprod_equity_plugin.maps.export import MapOrder, export_map
from coprod_equity_plugin.maps.legend import read_legend
from coprod_equity_plugin.maps.measures import MEASURES
from coprod_equity_plugin.maps.measures.groups import MINORITY_AND_OTHERS, Compared, spoken
from coprod_equity_plugin.maps.styling import remembered, save_style, style_layer
from coprod_equity_plugin.maps.symbols import circle_diameter
from coprod_equity_plugin.maps.values import read_values
from coprod_equity_plugin.maps.words import measure_words
from tests.maps.map_layers import make_layer, rows, write_gpkg

OF_GROUPS = tuple(name for name, measure in MEASURES.items() if measure.of_groups)
RENTERS = words_by_threshold(c.RENTER_SHARE, 0.5)
ELDERLY = words_by_threshold(c.ELDERLY_SHARE, 0.5)
LANGUAGE = words_by_value("language", "English", ["Spanish", "Creole"])
HOUSEHOLD_GROUP = words_by_value(c.FLOW_GROUP, "other", ["minority"])


def layer_of(words: tuple[str, str] | None, first: int = 0):
    """Areas that name their groups, from the ``first`` on."""
    records = rows()
    for place, row in enumerate(records):
        if words is not None and place >= first:
            row[c.COMPARED_GROUP], row[c.COMPARED_WITH] = words
    return make_layer(records=records)


def everything_said(layer, name: str) -> str:
    """All that a sheet of the layer says, as one text."""
    style_layer(layer, MEASURES[name])
    words = measure_words(MEASURES[name], layer, read_values(layer, MEASURES[name]), "Hurricane Michael")
    legend = read_legend(layer)
    labels = [entry.words for entry in (*legend.classes, *legend.others)]
    square = [legend.square.heading] if legend.square else []
    heads = [legend.heading, legend.high_end, legend.low_end, legend.circle_heading, *square]
    sources = remembered(layer).measure.sources
    return "\n".join([words.title, words.subtitle, words.finding, *words.notes, *heads, *labels, sources])


def test_the_measures_that_compare_groups():
    assert set(OF_GROUPS) == {
        "group_gap", "participation_gap", "requests_composition", "minority_share", "hours_by_minority",
    }  # fmt: skip


@pytest.mark.parametrize("name", OF_GROUPS)
def test_minority_households_as_ever_where_the_layer_says_nothing_else(qgis_app, name):
    plain = everything_said(layer_of(None), name)
    assert everything_said(layer_of(tuple(MINORITY_AND_OTHERS)), name) == plain
    assert "inority" in plain
    assert "{" not in plain


def test_the_default_wording_stays(qgis_app):
    said = everything_said(layer_of(None), "group_gap").splitlines()
    assert said[0] == "Wait for power, minority compared with other households, Hurricane Michael"
    assert said[1].startswith("Mean hours to restoration of minority households less that of others, per block group; ")
    assert said[2] == (
        "Minority households waited clearly longer than others in 1 block group, clearly shorter in none."
    )
    for words in ("Minority less other households (hours)", "Minority households waited longer",
                  "Minority household: at least half of its voters are not non-Hispanic white."):  # fmt: skip
        assert words in said


@pytest.mark.parametrize("words", [RENTERS, ELDERLY, LANGUAGE])
@pytest.mark.parametrize("name", OF_GROUPS)
def test_no_map_of_others_says_minority(qgis_app, name, words):
    said = everything_said(layer_of(words), name)
    assert "inority" not in said
    assert "voter" not in said
    assert words[0] in said.lower() or words[0] in said
    assert words[1] in said
    assert "{" not in said


def test_renters_in_full(qgis_app):
    said = everything_said(layer_of(RENTERS), "group_gap").splitlines()
    assert said[0] == (
        "Wait for power, households in block groups with 50 % or more renters compared with the rest, Hurricane Michael"
    )
    assert said[2].startswith(
        "Households in block groups with 50 % or more renters waited clearly longer than the rest in"
    )
    assert "Households in block groups with 50 % or more renters, less the rest (hours)" in said


def test_the_study_table_s_own_groups_read_as_minority_and_other(qgis_app):
    assert tuple(MINORITY_AND_OTHERS) == HOUSEHOLD_GROUP
    assert "Minority less other households (hours)" in everything_said(layer_of(HOUSEHOLD_GROUP), "group_gap")


def test_a_text_field_in_full(qgis_app):
    said = everything_said(layer_of(LANGUAGE), "participation_gap").splitlines()
    assert (
        said[0]
        == "Who asked for help, households other than English compared with English households, Hurricane Michael"
    )
    assert said[2] == (
        "Households other than English asked clearly more often than English households in 2 block groups, clearly "
        "less often in 1."
    )


def test_areas_without_names_do_not_hide_them(qgis_app):
    assert everything_said(layer_of(RENTERS, first=5), "group_gap") == everything_said(layer_of(RENTERS), "group_gap")


def test_the_names_survive_a_geopackage_with_its_style(qgis_app, tmp_path):
    source = write_gpkg(layer_of(ELDERLY), tmp_path / "areas.gpkg")
    layer = QgsVectorLayer(source, "areas", "ogr")
    style_layer(layer, MEASURES["group_gap"])
    save_style(layer, "group_gap", "", default=True)
    again = QgsVectorLayer(source, "areas", "ogr")
    assert remembered(again).measure.groups == ELDERLY
    order = MapOrder(files={kind: str(tmp_path / f"m.{kind}") for kind in ("csv", "alt_text", "svg")})
    result = export_map(again, order)
    assert "aged 60 or older" in result.title
    assert "inority" not in (tmp_path / "m.alt_text").read_text(encoding="utf-8")
    with open(tmp_path / "m.csv", encoding="utf-8") as file:
        records = list(csv.DictReader(file))
    assert {(row[c.COMPARED_GROUP], row[c.COMPARED_WITH]) for row in records} == {ELDERLY}
    export_map(layer_of(None), MapOrder(measure="group_gap", files={"csv": str(tmp_path / "plain.csv")}))
    heads = (tmp_path / "plain.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    assert heads == [c.AREA_ID, c.GROUP_GAP, "class", c.SUPPRESSION]


def test_filling_twice_changes_nothing():
    once = spoken(MEASURES["group_gap"], Compared(*RENTERS))
    assert spoken(once) is once
    assert spoken(MEASURES["mean_hours"], Compared(*RENTERS)) is MEASURES["mean_hours"]


def test_orange_is_asking_less_often_and_the_purple_side_is_lined():
    classes = make_scale(spoken(MEASURES["participation_gap"]), (-10, -5, -2, 2, 5, 10)).classes
    assert [item.lined for item in classes] == [False] * 4 + [True] * 3
    assert classes[0].colour == make_scale(MEASURES["hours_difference"], (-3, -2, -1, 1, 2, 3)).classes[-1].colour
    assert classes[0].words == "Over 10 points fewer"
    assert classes[-1].words == "Over 10 points more"
    hours = make_scale(MEASURES["hours_difference"], (-3, -2, -1, 1, 2, 3)).classes
    assert [item.lined for item in hours] == [True] * 3 + [False] * 4


def test_a_gap_in_asking_is_withheld_with_either_of_its_parts(qgis_app):
    layer = layer_of(None)
    values = read_values(layer, MEASURES["participation_gap"])
    assert values.shown.sum() == 6
    assert values.withheld.sum() == 4  # groups, requests, and the two areas that are withheld as a whole
    styled = style_layer(layer, MEASURES["participation_gap"])
    assert styled.counts["suppressed"] == 4
    assert values.clear[:6].tolist() == [True, True, False, False, False, True]


def test_requests_per_hundred_households_of_the_census(qgis_app):
    layer = layer_of(None)
    style_layer(layer, MEASURES["requests_per_household_census"])
    legend = read_legend(layer)
    assert legend.heading == "Asked for help, per 100 households of the census"
    assert any(entry.words == "None asked" for entry in legend.others)
    words = measure_words(
        MEASURES["requests_per_household_census"], layer, read_values(layer, remembered(layer).measure), ""
    )
    assert any("occupied homes, table B25003" in note for note in words.notes)


def test_a_map_on_which_all_is_withheld_has_no_scale_and_says_what_to_do(qgis_app, tmp_path):
    records = [{**row, c.PARTICIPATION_GAP: None, c.SUPPRESSION: "asking: few"} for row in rows()]
    layer = make_layer(records=records)
    style_layer(layer, MEASURES["participation_gap"])
    legend = read_legend(layer)
    assert (legend.classes, legend.high_end, legend.low_end) == ((), "", "")
    said = []

    class Told(Progress):
        def warning(self, text: str) -> None:
            said.append(text)

    export_map(layer, MapOrder(files={"alt_text": str(tmp_path / "m.txt")}), Told())
    assert any(text.startswith("No area has a value that may be shown") for text in said)
    words = measure_words(MEASURES["participation_gap"], layer, read_values(layer, remembered(layer).measure), "")
    assert words.subtitle.endswith("per block group; none shown")


def test_the_reasons_on_a_sheet_add_up(qgis_app):
    layer = make_layer()
    measure = MEASURES["mean_hours"]
    values = read_values(layer, measure)
    reasons = np.array([f"reason {place % 5}" for place in range(12)], dtype=object)
    values = replace(values, value=np.where(np.arange(12) < 1, 30.0, np.nan), reason=reasons)
    notes = [note for note in measure_words(measure, layer, values, "").notes if note.startswith("Withheld")]
    assert len(notes) == 3
    assert sum(int(note.split("(")[1].split(")")[0]) for note in notes) == 11


def test_a_circle_too_small_to_see_stands_in_no_legend(qgis_app):
    counts = (1, 2, 3, 4, 5, 6, 7, 8, 9000)
    records = [{**row, c.REQUESTS_COUNT: counts[place] if place < 9 else None} for place, row in enumerate(rows())]
    layer = make_layer(records=records)
    style_layer(layer, MEASURES["requests_composition"])
    legend = read_legend(layer)
    sizes = [circle_diameter(count, legend.largest_circle, legend.circle_mm) for count in legend.circles]
    assert legend.circles
    assert min(sizes) >= 0.8


@pytest.mark.parametrize(("name", "unit"), [("density", ""), ("median_income", " dollars"), ("mean_hours", " hours")])
def test_alt_text_has_no_gap_where_values_have_no_unit(qgis_app, tmp_path, name, unit):
    said = export_map(make_layer(), MapOrder(measure=name, files={"alt_text": str(tmp_path / "m.txt")})).alt_text
    assert re.search(rf"Values run from [\d,.]+ to [\d,.]+{unit}, with a median of [\d,.]+{unit}\. ", said)
