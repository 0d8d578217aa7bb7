"""``styledisparity`` and ``exportmap`` know every result of areas by its columns, as the algorithms write them."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from qgis.core import QgsProcessingException, QgsVectorLayer
from qgis.PyQt.QtGui import QImage

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.maps.classes import NO_DATA, SUPPRESSED, UNRELIABLE
from coprod_equity_plugin.maps.legend import keys_by_feature, read_legend
from coprod_equity_plugin.maps.measures import MEASURES
from coprod_equity_plugin.maps.measures.groups import spoken
from coprod_equity_plugin.maps.styling import remembered
from coprod_equity_plugin.maps.values import read_columns

# result: its first measure, and the others that it holds
RESULTS = {
    "areas": ("hours_difference", ("mean_hours", "group_gap", "participation_rate", "requests_composition",
                                   "minority_share", "hours_by_minority")),
    "areas_with_census": ("hours_difference", ("requests_composition_census", "hours_by_minority_census",
                                               "area_minority_share", "requests_per_household_census")),
    "tracts_by_location": ("hours_difference", ("mean_hours", "participation_gap")),
    "adjusted": ("expected_ratio", ()),
    "reliability": ("saidi", ("caidi", "celid", "t80")),
    "clusters": ("cluster", ("residual", "spot")),
    "places": ("area_minority_share", ("median_income", "renter_share", "education_share", "density")),
}  # fmt: skip
EVERY = [(result, name) for result, (first, others) in RESULTS.items() for name in (first, *others)]


@pytest.fixture(scope="module")
def results(studied, tmp_path_factory) -> dict[str, str]:
    """Each result of areas, written by its algorithm on the small sample city."""
    from qgis import processing

    folder = tmp_path_factory.mktemp("results")
    made = {name: str(folder / f"{name}.gpkg") for name in RESULTS}
    places, study = studied.path("places.gpkg"), studied.path("study.gpkg")

    def run(algorithm, **parameters):
        processing.run(f"coprodequity:{algorithm}", parameters)

    common = {"INPUT": study, "AREAS": places}
    run("disparitybyarea", INPUT=study, AREAS=studied.raw["BLOCK_GROUPS"], OUTPUT=made["areas"])
    run("disparitybyarea", **common, OUTPUT=made["areas_with_census"], ADJUSTED=made["adjusted"])
    tracts = processing.run(
        "native:fieldcalculator",
        {"INPUT": places, "FIELD_NAME": "tract", "FIELD_TYPE": 2, "FORMULA": 'left("block_group", 11)',
         "OUTPUT": str(folder / "with_tract.gpkg")},
    )["OUTPUT"]  # fmt: skip
    processing.run("native:dissolve", {"INPUT": tracts, "FIELD": ["tract"], "OUTPUT": str(folder / "tracts_only.gpkg")})
    run("disparitybyarea", INPUT=study, AREAS=str(folder / "tracts_only.gpkg"), AREA_FIELD="tract", BY_LOCATION=True,
        OUTPUT=made["tracts_by_location"])  # fmt: skip
    run("reliabilityindices", **common, OUTPUT=made["reliability"])
    run("residualclustering", INPUT=studied.path("model_rows.gpkg"), AREAS=places, PERMUTATIONS=999,
        OUTPUT=made["clusters"])  # fmt: skip
    run("blockgroupindicators", BLOCK_GROUPS=studied.raw["BLOCK_GROUPS"], TABLES=studied.raw["CENSUS"],
        OUTPUT=made["places"])  # fmt: skip
    return made


def drawn(source: str) -> tuple[QgsVectorLayer, list[set[str]]]:
    layer = QgsVectorLayer(source, "opened later", "ogr")
    return layer, keys_by_feature(layer)


@pytest.mark.parametrize("result", RESULTS)
def test_the_first_measure_is_found_without_asking(run, results, result):
    styled = run("styledisparity", {"INPUT": results[result]})
    layer, keys = drawn(results[result])
    assert remembered(layer).measure.name == RESULTS[result][0]
    assert layer.featureCount() == len(keys) > 10
    assert all(keys)  # no area vanishes
    assert styled["AREAS"] + styled["WITHHELD"] <= len(keys)
    assert styled["AREAS"] > 0


@pytest.mark.parametrize(("result", "name"), EVERY)
def test_each_measure_shows_the_numbers_of_its_layer(run, results, result, name):
    styled = run("styledisparity", {"INPUT": results[result], "MEASURE": name})
    layer, keys = drawn(results[result])
    measure = remembered(layer).measure
    column = read_columns(layer, [measure.column])[measure.column]
    reasons = np.full(len(keys), "", dtype=object)
    if layer.fields().lookupField(c.SUPPRESSION) >= 0:
        reasons = read_columns(layer, [c.SUPPRESSION])[c.SUPPRESSION]
    for place, found in enumerate(keys):
        classes = [key for key in found if key.startswith("class_") or key == "zero"]
        others = found & {SUPPRESSED, NO_DATA}
        assert len(classes) + len(others) == 1, (place, found)
        if SUPPRESSED in found:
            assert measure.protected
            assert reasons[place] not in ("", c.NO_HOUSEHOLDS)
        if not measure.categories and others:
            assert np.isnan(column[place]) or measure.across is not None
    assert styled["AREAS"] == sum(not found & {SUPPRESSED, NO_DATA} for found in keys)
    assert styled["WITHHELD"] == sum(SUPPRESSED in found for found in keys)
    legend = read_legend(layer)
    assert legend.heading
    assert not measure.unit or f"({measure.unit_in_full})" in legend.heading
    for entry in (*legend.classes, *legend.others):
        assert "_" not in entry.words  # words, not names of columns


def test_the_measures_tested_here_are_all_that_an_algorithm_writes_columns_for():
    assert {name for _, name in EVERY} == set(MEASURES) - {"still_out"}  # of frames, see test_export_frames.py


def test_unreliable_census_values_are_dotted_by_their_own_columns(run, results):
    """Real variation columns: of each area the published margin decides, redone here from the layer's own numbers."""
    run("styledisparity", {"INPUT": results["places"], "MEASURE": "area_minority_share"})
    layer, keys = drawn(results["places"])
    names = (c.AREA_MINORITY_SHARE, c.AREA_MINORITY_SHARE_MOE, c.AREA_MINORITY_SHARE_CV)
    share, margin, variation = (read_columns(layer, names)[name] for name in names)
    place = np.digitize(share, [0.2, 0.4, 0.6, 0.8], right=True)
    leaves = (np.digitize(share - margin, [0.2, 0.4, 0.6, 0.8]) < place) | (
        np.digitize(share + margin, [0.2, 0.4, 0.6, 0.8], right=True) > place
    )
    expected = (variation > 0.4) & leaves & ~np.isnan(share)
    assert [UNRELIABLE in found for found in keys] == expected.tolist()
    assert 0 < expected.sum() < (variation > 0.4).sum()


@pytest.mark.parametrize(("result", "name"), EVERY)
def test_every_kind_of_map_says_itself_in_every_file(run, results, tmp_path, result, name):
    """Title, legend and source as text in PDF and SVG, title and description in SVG and PNG, alt text and values."""
    kinds = {"PDF": "pdf", "PNG": "png", "SVG": "svg", "CSV": "csv", "ALT_TEXT": "txt"}
    files = {kind: str(tmp_path / f"m.{suffix}") for kind, suffix in kinds.items()}
    made = run("exportmap", {"INPUT": results[result], "MEASURE": name, "EVENT_NAME": "Michael", "DPI": 72,
                             "SOURCES": "City of Example", **files})  # fmt: skip
    layer = QgsVectorLayer(results[result], "areas", "ogr")
    text = subprocess.run(["pdftotext", "-raw", files["PDF"], "-"], capture_output=True, text=True, check=True).stdout
    text = re.sub(r"\s+", " ", text)
    title, said = made["MAP_TITLE"], made["DESCRIPTION"]
    assert title.endswith(", Michael") == MEASURES[name].of_event
    classes = re.search(r"by class: (.+)\.$", said)[1].split("; ")
    for words in (
        title,
        "Sources: City of Example",
        f"Method: {MEASURES[name].method}",
        spoken(MEASURES[name]).heading,
    ):
        assert words in text, words
    if MEASURES[name].across is None:
        for words in (entry.rsplit(" in ", 1)[0] for entry in classes):
            assert words.lower() in text.lower(), words
    about = subprocess.run(["pdfinfo", files["PDF"]], capture_output=True, text=True, check=True).stdout
    assert title in about
    assert b"/GEO" in Path(files["PDF"]).read_bytes()
    tree, space = ElementTree.parse(files["SVG"]), "{http://www.w3.org/2000/svg}"
    assert tree.find(f"{space}title").text == title
    assert tree.find(f"{space}desc").text == said
    assert title in " ".join("".join(item.itertext()) for item in tree.iter(f"{space}text"))
    picture = QImage(files["PNG"])
    assert (picture.text("Title"), picture.text("Description")) == (title, said)
    assert Path(files["ALT_TEXT"]).read_text(encoding="utf-8").strip() == said
    with open(files["CSV"], encoding="utf-8") as file:
        rows = file.read().splitlines()
    assert len(rows) == 1 + layer.featureCount()
    assert rows[0].startswith("area_id,")


def test_areas_bring_the_census_share_of_their_own_block_group(results):
    names = [c.AREA_MINORITY_SHARE, c.AREA_MINORITY_SHARE_CV]
    places, areas = (QgsVectorLayer(results[name], name, "ogr") for name in ("places", "areas_with_census"))
    known = dict(zip(read_columns(places, [c.BLOCK_GROUP])[c.BLOCK_GROUP], zip(*read_columns(places, names).values())))
    found = dict(zip(read_columns(areas, [c.AREA_ID])[c.AREA_ID], zip(*read_columns(areas, names).values())))
    assert found.keys() == known.keys()
    for area, values in found.items():
        np.testing.assert_array_equal(values, known[area], area)
    # also where the area's households are withheld: the census is public
    withheld = read_columns(areas, [c.SUPPRESSION, c.MEAN_HOURS, c.AREA_MINORITY_SHARE])
    hidden = np.isnan(withheld[c.MEAN_HOURS]) & (withheld[c.SUPPRESSION] != c.NO_HOUSEHOLDS)
    assert not np.isnan(withheld[c.AREA_MINORITY_SHARE][hidden]).any()
    assert QgsVectorLayer(results["areas"], "plain", "ogr").fields().lookupField(c.AREA_MINORITY_SHARE) < 0


def test_requests_per_hundred_households_of_the_census_by_hand(results):
    layer = QgsVectorLayer(results["areas_with_census"], "areas", "ogr")
    read = read_columns(layer, [c.REQUESTS_COUNT, c.AREA_HOUSEHOLDS, c.REQUESTS_PER_100])
    homes = read[c.AREA_HOUSEHOLDS]
    expected = [100 * asked / of if of > 0 else np.nan for asked, of in zip(read[c.REQUESTS_COUNT], homes)]
    np.testing.assert_allclose(read[c.REQUESTS_PER_100], expected)
    assert np.isfinite(read[c.REQUESTS_PER_100]).sum() > 5
    places = QgsVectorLayer(results["places"], "places", "ogr")
    assert sorted(read_columns(places, [c.AREA_HOUSEHOLDS])[c.AREA_HOUSEHOLDS]) == sorted(homes)


def test_residuals_by_area_need_no_field(run, results):
    styled = run("styledisparity", {"INPUT": results["clusters"], "MEASURE": "residual"})
    layer, _ = drawn(results["clusters"])
    assert remembered(layer).measure.column == c.CLUSTER_VALUE
    assert styled["AREAS"] == int((~np.isnan(read_columns(layer, [c.CLUSTER_VALUE])[c.CLUSTER_VALUE])).sum())


def test_what_is_no_result_of_areas_is_refused_with_what_to_do(run, studied):
    with pytest.raises(QgsProcessingException, match=r"holds data of households.*Play outages over time"):
        run("styledisparity", {"INPUT": studied.path("study.gpkg")})
    with pytest.raises(QgsProcessingException, match=r"none of its columns.*Reliability indices"):
        run("styledisparity", {"INPUT": studied.raw["BLOCK_GROUPS"]})
    with pytest.raises(QgsProcessingException, match=r"is no layer of areas"):
        run("styledisparity", {"INPUT": studied.path("fit.gpkg")})
    with pytest.raises(QgsProcessingException, match="Give 'Disparity by area' the result of 'Block group indicators'"):
        run("styledisparity", {"INPUT": studied.path("areas.gpkg"), "MEASURE": "requests_composition_census"})
