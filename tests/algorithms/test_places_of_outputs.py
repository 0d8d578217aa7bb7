"""Where layers and files get their names: each way to name one, what lay there, and what is in the way."""

from __future__ import annotations

import os

import pytest
from qgis.core import (
    QgsProcessingException,
    QgsProcessingOutputLayerDefinition,
    QgsProperty,
    QgsVectorLayer,
)

from coprod_equity_plugin.bridge import outputs
from tests.algorithms.writing import EVENT, METERS, ClickAt, by_the_dialog, contents, layers


def test_a_table_as_a_shapefile_is_named_by_the_file_that_there_is_and_its_cut_names_are_told(
    run, short_reads, tmp_path
):
    feedback = ClickAt(101)
    given = {"READS": short_reads, "EVENT_START": EVENT, "OUTPUT": f"{tmp_path}/homes.shp"}
    results = run("restorationtimes", given, feedback=feedback)
    assert results["OUTPUT"] == f"{tmp_path}/homes.dbf"
    layer = QgsVectorLayer(results["OUTPUT"], "homes", "ogr")
    assert layer.featureCount() == METERS
    assert "restoratio" in layer.fields().names()
    (told,) = (text for text in feedback.warnings if "restoration_hours is restoratio" in text)
    assert told.startswith(f"In {tmp_path}/homes.dbf, ")


def test_an_index_of_the_shapes_that_were_there_goes_with_them(run, studied, city, tmp_path):
    """Else the new shapes would be looked for in places of the old ones."""
    given = {**studied.parameters()["disparitybyarea"], "OUTPUT": f"{tmp_path}/areas.shp"}
    run("disparitybyarea", given)
    made = QgsVectorLayer(given["OUTPUT"], "areas", "ogr")
    made.dataProvider().createSpatialIndex()
    del made
    (tmp_path / "areas.qml").write_text("<qgis/>")  # a style of the user's own
    assert (tmp_path / "areas.qix").exists()
    run("disparitybyarea", given)
    assert not (tmp_path / "areas.qix").exists()
    assert (tmp_path / "areas.qml").read_text() == "<qgis/>"
    assert QgsVectorLayer(given["OUTPUT"], "areas", "ogr").featureCount() > 0


def test_a_file_of_sqlite_s_that_belonged_to_the_old_geopackage_goes_with_it(run, short_reads, tmp_path):
    for end in ("-wal", "-shm", "-journal"):
        (tmp_path / f"homes.gpkg{end}").write_bytes(b"of the old one")
    run("restorationtimes", {"READS": short_reads, "EVENT_START": EVENT, "OUTPUT": f"{tmp_path}/homes.gpkg"})
    assert [path.name for path in tmp_path.iterdir()] == ["homes.gpkg"]
    assert layers(tmp_path / "homes.gpkg") == {"homes": METERS}


def test_no_file_is_open_when_it_gets_its_name(run, studied, city, tmp_path, monkeypatch):
    """Windows would not let it be moved."""
    replace, held = os.replace, []

    def watched(source, target, **options):
        open_files = (f"/proc/self/fd/{number}" for number in os.listdir("/proc/self/fd"))
        held.extend(name for name in map(os.path.realpath, open_files) if name == str(source))
        replace(source, target, **options)

    monkeypatch.setattr(outputs.os, "replace", watched)
    for ending in ("gpkg", "shp", "csv", "geojson"):
        run("disparitybyarea", {**studied.parameters()["disparitybyarea"], "OUTPUT": f"{tmp_path}/areas.{ending}"})
    assert held == []


def test_files_that_another_program_holds_do_not_cost_the_work(run, short_reads, tmp_path, monkeypatch):
    """Windows refuses to replace a file that is open; the finished ones are then told of, all of them, and kept."""
    places = {"OUTPUT": tmp_path / "a" / "homes.gpkg", "CURVE": tmp_path / "b" / "curve.gpkg"}
    for place in places.values():
        place.parent.mkdir()
        place.write_bytes(b"open in another program")
    replace, asked = os.replace, []

    def refused(source, target, **options):
        asked.append(target)
        raise PermissionError(13, "Access is denied")

    monkeypatch.setattr(outputs, "_WAITS", (0.0, 0.0))
    monkeypatch.setattr(outputs.os, "replace", refused)
    with pytest.raises(QgsProcessingException, match="could not be replaced") as error:
        run("restorationtimes", {"READS": short_reads, "EVENT_START": EVENT, **{n: str(p) for n, p in places.items()}})
    monkeypatch.setattr(outputs.os, "replace", replace)
    assert len(asked) == 2 * 3
    for place in places.values():
        (folder,) = (path for path in place.parent.iterdir() if path.is_dir())
        assert f"{place}: it could not be replaced (Access is denied)" in str(error.value)
        assert f"The new one is in {folder}." in str(error.value)
        assert place.read_bytes() == b"open in another program"
        assert min(layers(folder / place.name).values()) > 0


def test_what_is_whole_stays_where_another_file_is_held(run, short_reads, tmp_path, monkeypatch):
    study = tmp_path / "study.gpkg"
    run("restorationtimes", {"READS": short_reads, "EVENT_START": EVENT, "OUTPUT": str(study)})

    def refused(source, target, **options):
        raise PermissionError(13, "Access is denied")

    monkeypatch.setattr(outputs, "_WAITS", ())
    monkeypatch.setattr(outputs.os, "replace", refused)
    given = {"OUTPUT": f"{tmp_path}/homes.gpkg", "CURVE": f"ogr:dbname='{study}' table=\"curve\" (geom)"}
    with pytest.raises(QgsProcessingException, match=r"homes.gpkg: it could not be replaced"):
        run("restorationtimes", {"READS": short_reads, "EVENT_START": EVENT, **given})
    assert set(layers(study)) == {"study", "curve"}


def test_a_file_that_is_held_for_a_moment_is_waited_for(run, short_reads, tmp_path, monkeypatch):
    replace, asked = os.replace, []

    def refused_once(source, target, **options):
        asked.append(target)
        if len(asked) == 1:
            raise PermissionError(13, "Access is denied")
        replace(source, target, **options)

    monkeypatch.setattr(outputs.os, "replace", refused_once)
    run("restorationtimes", {"READS": short_reads, "EVENT_START": EVENT, "OUTPUT": f"{tmp_path}/homes.gpkg"})
    assert len(asked) == 2
    assert layers(tmp_path / "homes.gpkg") == {"homes": METERS}


def test_a_page_in_a_folder_that_is_not_there_is_an_error_that_names_it(run, studied, city, tmp_path):
    given = studied.parameters()["equitymodels"]
    nowhere = {**given, "COEFFICIENTS": f"{tmp_path}/c.gpkg", "OUTPUT": "memory:", "REPORT": f"{tmp_path}/no/page.html"}
    with pytest.raises(QgsProcessingException, match=f"{tmp_path}/no: there is no such folder. Make it"):
        run("equitymodels", nowhere)
    assert contents(tmp_path) == {}


def test_a_path_in_a_folder_that_is_not_there_is_named_as_it_was_given(run, short_reads, tmp_path):
    with pytest.raises(QgsProcessingException, match=f"{tmp_path}/nowhere/homes.gpkg"):
        run(
            "restorationtimes", {"READS": short_reads, "EVENT_START": EVENT, "OUTPUT": f"{tmp_path}/nowhere/homes.gpkg"}
        )


def test_what_qgis_says_of_a_file_names_the_place_that_the_user_knows(run, short_reads, tmp_path):
    path = f"{tmp_path}/{'long' * 70}.gpkg"
    with pytest.raises(QgsProcessingException, match="Could not create layer") as error:
        run("restorationtimes", {"READS": short_reads, "EVENT_START": EVENT, "OUTPUT": path})
    assert path in str(error.value)
    assert ".coprod-equity-" not in str(error.value)
    assert contents(tmp_path) == {}


def test_a_folder_that_takes_no_files_is_named(run, short_reads):
    with pytest.raises(QgsProcessingException, match=r"/proc/self: no file can be written there .* that you may write"):
        run("restorationtimes", {"READS": short_reads, "EVENT_START": EVENT, "OUTPUT": "/proc/self/homes.gpkg"})


def test_a_folder_of_that_name_is_not_replaced(run, short_reads, tmp_path):
    """A folder has that name: it is left alone."""
    target = tmp_path / "homes.gpkg"
    target.mkdir()
    (target / "kept.txt").write_text("a folder with that name")
    with pytest.raises(QgsProcessingException) as error:
        run("restorationtimes", {"READS": short_reads, "EVENT_START": EVENT, "OUTPUT": str(target)})
    assert str(error.value).startswith(f"{target}: it could not be replaced (Is a directory)")
    assert (target / "kept.txt").read_text() == "a folder with that name"


@pytest.mark.parametrize("how", ["path", "property", "expression", "definition", "definition of an expression"])
def test_every_way_to_name_a_file_leads_to_it(run, short_reads, tmp_path, how):
    path = f"{tmp_path}/homes.gpkg"
    expression = QgsProperty.fromExpression(f"'{tmp_path}' || '/homes.gpkg'")
    value = {
        "path": path,
        "property": QgsProperty.fromValue(path),
        "expression": expression,
        "definition": QgsProcessingOutputLayerDefinition(path),
        "definition of an expression": QgsProcessingOutputLayerDefinition(expression),
    }[how]
    results = run("restorationtimes", {"READS": short_reads, "EVENT_START": EVENT, "OUTPUT": value})
    assert results["OUTPUT"] == path
    assert [path.name for path in tmp_path.iterdir()] == ["homes.gpkg"]
    assert layers(path) == {"homes": METERS}


def test_the_desktop_loads_the_layer_from_its_place_with_its_looks(provider, short_reads, tmp_path):
    """The dialog's way: the layer is named, and presented once it is loaded."""
    path = f"{tmp_path}/homes.gpkg"
    results, done, to_load = by_the_dialog(provider, short_reads, path)
    assert done
    assert results["OUTPUT"] == path
    (name, details), *others = to_load.items()
    assert not others
    assert name == path
    assert details.outputName == "OUTPUT"
    assert details.postProcessor() is not None


def test_the_desktop_loads_a_table_as_a_shapefile_too(provider, short_reads, tmp_path):
    _, done, to_load = by_the_dialog(provider, short_reads, f"{tmp_path}/homes.shp")
    assert done
    assert list(to_load) == [f"{tmp_path}/homes.dbf"]


def test_a_relative_path_is_relative_to_the_folder_one_works_in(run, short_reads, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    results = run("restorationtimes", {"READS": short_reads, "EVENT_START": EVENT, "OUTPUT": "homes.gpkg"})
    assert results["OUTPUT"] == "homes.gpkg"
    assert [path.name for path in tmp_path.iterdir()] == ["homes.gpkg"]
