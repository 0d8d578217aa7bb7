from __future__ import annotations

import subprocess
import threading
from pathlib import Path

import pytest
from qgis.core import (
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelParameter,
    QgsProcessingParameterVectorLayer,
    QgsVectorLayer,
)

from coprod_equity_plugin.bridge.fields import make_field
from coprod_equity_plugin.core.columns import STUDY
from tests.maps.map_layers import make_layer, make_places, write_gpkg

FILES = {"PDF": "m.pdf", "PNG": "m.png", "SVG": "m.svg", "CSV": "m.csv", "ALT_TEXT": "m.txt"}


@pytest.fixture
def source(qgis_app, tmp_path):
    return write_gpkg(make_layer(), tmp_path / "study.gpkg")


def files(tmp_path, *names) -> dict[str, str]:
    return {name: str(tmp_path / FILES[name]) for name in names or FILES}


def text_of(path) -> str:
    out = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, text=True, check=True).stdout
    return " ".join(out.split())


def test_every_file_is_written_and_named_in_the_results(run, source, tmp_path):
    wanted = files(tmp_path)
    results = run("exportmap", {"INPUT": source, "MEASURE": "hours_difference", "EVENT_NAME": "Michael", **wanted})
    assert {name: results[name] for name in wanted} == wanted
    for path in wanted.values():
        assert Path(path).stat().st_size > 100
    assert results["MAP_TITLE"] == "Where power came back later, and where sooner, Michael"
    assert (results["AREAS"], results["WITHHELD"]) == (9, 2)
    assert "9 block groups" in results["DESCRIPTION"]


def test_a_styled_geopackage_is_exported_as_styled(run, source, tmp_path):
    run("styledisparity", {"INPUT": source, "MEASURE": "group_gap", "BREAKS": "5"})
    texts = {"TITLE": "Our title", "SUBTITLE": "Our subtitle", "SOURCES": "Our utility", "NOTES": "Our note."}
    run("exportmap", {"INPUT": source, **texts, **files(tmp_path, "PDF")})
    text = text_of(tmp_path / "m.pdf")
    for words in (*texts.values(), "Over 5 h longer", "No clear gap", "households of one group only"):
        assert words in text, words


def test_style_and_export_work_as_steps_of_a_model(provider, source, tmp_path):
    from qgis import processing

    model = QgsProcessingModelAlgorithm("styled map", "tests")
    component = QgsProcessingModelParameter("areas")
    model.addModelParameter(QgsProcessingParameterVectorLayer("areas"), component)
    static, value = QgsProcessingModelChildParameterSource, QgsProcessingModelChildParameterSource.fromStaticValue
    style = QgsProcessingModelChildAlgorithm("coprodequity:styledisparity")
    style.setChildId("style")
    style.addParameterSources("INPUT", [static.fromModelParameter("areas")])
    style.addParameterSources("MEASURE", [value("mean_hours")])
    style.addParameterSources("BREAKS", [value("50 80")])
    style.addParameterSources("SAVE_STYLE", [value(False)])
    model.addChildAlgorithm(style)
    export = QgsProcessingModelChildAlgorithm("coprodequity:exportmap")
    export.setChildId("export")
    export.addParameterSources("INPUT", [static.fromChildOutput("style", "OUTPUT")])
    export.addParameterSources("PDF", [value(str(tmp_path / "m.pdf"))])
    model.addChildAlgorithm(export)
    processing.run(model, {"areas": source})
    assert "Over 80 h" in text_of(tmp_path / "m.pdf")


@pytest.mark.parametrize(
    ("layer", "said"),
    [
        (lambda: make_layer(crs=""), "no coordinate system"),
        (lambda: QgsVectorLayer("Polygon?crs=EPSG:26916&field=a:int", "Parcels", "memory"), "nothing to draw"),
        (lambda: QgsVectorLayer("Point?crs=EPSG:26916&field=meter_id:string", "Homes", "memory"), "nothing to draw"),
    ],
)
def test_wrong_layers_end_in_a_sentence(run, tmp_path, layer, said):
    with pytest.raises(QgsProcessingException, match=said):
        run("exportmap", {"INPUT": layer(), "MEASURE": "mean_hours", **files(tmp_path, "PDF")})


def test_a_household_layer_is_refused(run, source, tmp_path):
    layer = QgsVectorLayer(source, "homes", "ogr")
    layer.dataProvider().addAttributes([make_field(STUDY["household_id"])])
    layer.updateFields()
    with pytest.raises(QgsProcessingException, match=r"household_id.*CONFIDENTIAL"):
        run("exportmap", {"INPUT": layer, "MEASURE": "mean_hours", **files(tmp_path, "PDF")})


def test_no_file_asked_for_is_said(run, source):
    with pytest.raises(QgsProcessingException, match="no file was asked for"):
        run("exportmap", {"INPUT": source, "MEASURE": "mean_hours", "PDF": None})


def test_an_atlas_with_context_is_written_through_the_algorithm(run, source, tmp_path):
    west = "POLYGON((700000 3370000, 702000 3370000, 702000 3373000, 700000 3373000, 700000 3370000))"
    layer = write_gpkg(make_places("Polygon", [("West", west)]), tmp_path / "districts.gpkg", "districts")
    names = {"PLACES": layer, "PLACE_FIELD": "name", "ATLAS": layer, "ATLAS_FIELD": "name", "ATLAS_PDF": "each"}
    results = run("exportmap", {"INPUT": source, "MEASURE": "mean_hours", **names, **files(tmp_path, "PDF")})
    assert results["PAGES"] == 1
    assert results["PDF"] == str(tmp_path / "m_01_West.pdf")
    assert "Hours without power: West" in text_of(results["PDF"])


def thirty_districts(folder) -> str:
    """Strips of 4 km, each over the whole map."""
    strips = []
    for place in range(30):
        low, high = 3370000 + 100 * place, 3370100 + 100 * place
        strips.append(
            (f"District {place + 1}",
             f"POLYGON((700000 {low}, 704000 {low}, 704000 {high}, 700000 {high}, 700000 {low}))"),
        )  # fmt: skip
    return write_gpkg(make_places("Polygon", strips), folder / "districts.gpkg", "districts")


class Watched(QgsProcessingFeedback):
    """Keeps what is shown of the progress; another thread presses Cancel once more than ``until`` percent are."""

    def __init__(self, until=101.0):
        super().__init__(False)
        self.shown, self.until, self.reached = [], until, threading.Event()
        self.progressChanged.connect(self._show)
        self.presses = threading.Thread(target=self._press, daemon=True)
        self.presses.start()

    def _show(self, percent):
        self.shown.append(percent)
        if percent > self.until:
            self.reached.set()
            self.presses.join()  # the user is as quick as the machine, so that the test does not hang on either

    def _press(self):
        self.reached.wait()
        self.cancel()


def test_thirty_pages_show_their_progress(run, source, tmp_path):
    watched = Watched()
    atlas = {"ATLAS": thirty_districts(tmp_path), "ATLAS_FIELD": "name"}
    results = run("exportmap", {"INPUT": source, "MEASURE": "mean_hours", **atlas, "PDF": str(tmp_path / "m.pdf")},
                  feedback=watched)  # fmt: skip
    assert results["PAGES"] == 30
    assert text_of(tmp_path / "m.pdf").count("Hours without power: District") == 30
    assert watched.shown == sorted(watched.shown)
    assert len(set(watched.shown)) >= 60  # each page drawn, and each georeferenced
    assert max(after - before for before, after in zip(watched.shown, watched.shown[1:])) < 10
    watched.reached.set()


@pytest.mark.parametrize("until", [30, 96])
def test_thirty_pages_can_be_cancelled_at_the_next_page(run, source, tmp_path, until):
    """While pages are drawn, and while they are georeferenced."""
    watched = Watched(until)
    atlas = {"ATLAS": thirty_districts(tmp_path), "ATLAS_FIELD": "name"}
    files = {"PDF": str(tmp_path / "m.pdf"), "CSV": str(tmp_path / "m.csv")}
    with pytest.raises(QgsProcessingException, match="Canceled"):
        run("exportmap", {"INPUT": source, "MEASURE": "mean_hours", **atlas, **files}, feedback=watched)
    assert watched.isCanceled()
    assert sum(percent > until for percent in watched.shown) == 1  # nothing was begun after the press
    assert sorted(path.name for path in tmp_path.iterdir()) == ["districts.gpkg", "study.gpkg"]


def test_auto_exports_by_the_layers_first_measure(run, source, tmp_path):
    results = run("exportmap", {"INPUT": source, "MEASURE": "auto", **files(tmp_path, "PDF")})
    assert results["MAP_TITLE"] == "Where power came back later, and where sooner"
