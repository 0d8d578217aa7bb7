from __future__ import annotations

import datetime

import numpy as np
import pytest
from qgis.core import QgsCoordinateReferenceSystem

from coprod_equity_plugin.core.report.alt_text import map_alt_text
from coprod_equity_plugin.maps.measures import MEASURES
from coprod_equity_plugin.maps.styling import read_values
from coprod_equity_plugin.maps.type import SMALLEST, balanced, width, wrap
from coprod_equity_plugin.maps.words import area_names, footer, measure_words
from tests.maps.map_layers import make_layer, rows


def test_areas_are_called_by_their_census_ids():
    assert area_names(["120730001001", "120730001002"]) == ("block group", "block groups")
    assert area_names(["12073000100"]) == ("census tract", "census tracts")
    assert area_names(["12073000100", "North"]) == area_names(["1", "2"]) == ("area", "areas")


def test_subtitle_gives_measure_universe_and_count(areas):
    measure = MEASURES["mean_hours"]
    words = measure_words(measure, areas, read_values(areas, measure), "Hurricane Michael")
    assert words.title == "Hours without power, Hurricane Michael"
    assert words.subtitle == (
        "Mean hours to restoration per block group, 360 households in 9 block groups; the city's mean is 70 hours"
    )
    assert words.finding == ""
    assert words.notes[-1] == (
        "Withheld to protect households (2): "
        "fewer than 11 households, too uniform, or needed to protect an area that is."
    )


@pytest.mark.parametrize(
    ("clear", "sentence"),
    [
        ((1, -2, -3), "1 block group waited clearly longer than the city's mean, 2 clearly shorter."),
        ((1, 2), "2 block groups waited clearly longer than the city's mean, none clearly shorter."),
        ((-1,), "No block group waited clearly longer than the city's mean, 1 clearly shorter."),
        ((), "No block group is clearly different from the city's mean."),
    ],
)
def test_the_finding_follows_the_numbers(qgis_app, clear, sentence):
    records = rows()[:9]
    for place, row in enumerate(records):
        row["hours_difference"] = clear[place] if place < len(clear) else 5.0
        row["difference_clear"] = int(place < len(clear))
    layer = make_layer(records=records)
    measure = MEASURES["hours_difference"]
    assert measure_words(measure, layer, read_values(layer, measure), "").finding == sentence


def test_footer_names_sources_date_crs_and_method():
    text = footer("A", datetime.date(2018, 10, 4), QgsCoordinateReferenceSystem("EPSG:26916"), "B")
    assert text.startswith("Sources: A  |  4 October 2018  |  NAD83 / UTM zone 16N (EPSG:26916)  |  Method: B  |  ")


def test_lines_fit_and_nothing_is_lost(qgis_app):
    text = "Mean hours to restoration per block group, less the city's mean, " + "x" * 300
    for room in (20.0, 50.0, 180.0):
        lines = wrap(text, room, 9)
        assert all(width(line, 9) <= room for line in lines)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    lines = balanced("one two three four five six seven eight nine ten", 60, SMALLEST + 4)
    assert len(lines) == 2
    assert max(map(len, lines)) - min(map(len, lines)) <= 8


def test_alt_text_in_full():
    text = map_alt_text(
        title="Hours",
        subtitle="Mean hours",
        finding="2 waited longer.",
        classes=[("Over 12 h longer", 2), ("Within 6 h", 0), ("No data", 1)],
        areas="tracts",
        values=np.array([-12.345, np.nan, 0.0, 1234.6]),
        unit="hours",
    )
    assert text == (
        "Map: Hours. Mean hours. 2 waited longer. Values run from −12.3 to 1,235 hours, with a median of 0 hours. "
        "Number of tracts by class: over 12 h longer in 2; no data in 1."
    )
