from __future__ import annotations

import shutil
import zipfile

import pytest
from qgis.core import QgsProject, QgsVectorFileWriter, QgsVectorLayer
from qgis.PyQt.QtCore import Qt

from coprod_equity_plugin.core.errors import InputError
from coprod_equity_plugin.maps.measures import MEASURES
from coprod_equity_plugin.maps.project import ProjectLayer, write_project
from coprod_equity_plugin.maps.styling import remembered, save_style, style_layer


@pytest.fixture
def opened(qgis_app):
    projects = []

    def read(path):
        project = QgsProject()
        assert project.read(str(path))
        projects.append(project)
        return project

    yield read
    for project in projects:
        project.clear()


def test_a_project_opens_grouped_styled_and_zoomed(areas_gpkg, tmp_path, opened):
    path = tmp_path / "study.qgz"
    layers = [
        ("Who waited longer", areas_gpkg, "Hours", "hours_difference"),
        ("Mean hours", areas_gpkg, "Hours", "mean_hours"),
        ProjectLayer("Requests", areas_gpkg, "Requests", "requests_composition"),
    ]
    write_project(path, layers, "A study", "EPSG:26916")
    project = opened(path)
    assert project.title() == "A study"
    assert project.crs().authid() == "EPSG:26916"
    root = project.layerTreeRoot()
    assert [group.name() for group in root.findGroups()] == ["Hours", "Requests"]
    nodes = root.findLayers()
    assert [node.name() for node in nodes] == ["Who waited longer", "Mean hours", "Requests"]
    assert [node.itemVisibilityChecked() for node in nodes] == [True, False, False]
    assert [remembered(node.layer()).measure.name for node in nodes] == [
        "hours_difference", "mean_hours", "requests_composition",
    ]  # fmt: skip
    view = project.viewSettings().defaultViewExtent()
    assert view.contains(nodes[0].layer().extent())
    assert view.width() < 1.2 * nodes[0].layer().extent().width()


def test_the_folder_can_be_moved(areas_gpkg, tmp_path, opened):
    write_project(tmp_path / "study.qgz", [("Hours", areas_gpkg, "", "mean_hours")], "A study", "EPSG:26916")
    with zipfile.ZipFile(tmp_path / "study.qgz") as file:
        assert file.namelist()[0] == "study.qgs"
        assert str(tmp_path) not in file.read("study.qgs").decode("utf-8")
    moved = tmp_path / "moved"
    moved.mkdir()
    for name in ("study.qgz", "study.gpkg"):
        shutil.move(str(tmp_path / name), str(moved / name))
    layer = next(iter(opened(moved / "study.qgz").mapLayers().values()))
    assert layer.isValid()
    assert layer.featureCount() == 12


def test_a_style_saved_under_a_name_is_used(areas_gpkg, tmp_path, opened):
    layer = QgsVectorLayer(areas_gpkg, "areas", "ogr")
    style_layer(layer, MEASURES["mean_hours"], (33,))
    save_style(layer, "ours", "", default=False)
    write_project(tmp_path / "p.qgz", [("Ours", areas_gpkg, "", "ours")], "", "EPSG:26916")
    styled = next(iter(opened(tmp_path / "p.qgz").mapLayers().values()))
    assert remembered(styled).breaks == (33,)


def test_every_layer_that_cannot_be_opened_is_named_and_nothing_written(areas_gpkg, tmp_path):
    layers = [("A", str(tmp_path / "none.gpkg"), "", ""), ("B", areas_gpkg, "", "no such style")]
    with pytest.raises(InputError) as caught:
        write_project(tmp_path / "p.qgz", layers, "", "EPSG:26916")
    assert "none.gpkg: could not be opened" in str(caught.value)
    assert "has no style 'no such style'" in str(caught.value)
    assert [item.name for item in tmp_path.iterdir()] == ["study.gpkg"]


def test_a_layer_without_a_style_gets_a_plain_look(tmp_path, opened):
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "GPKG"
    transforms = QgsProject.instance().transformContext()
    for name, kind in (("homes", "Point"), ("groups", "Polygon")):
        layer = QgsVectorLayer(f"{kind}?crs=EPSG:26916", name, "memory")
        QgsVectorFileWriter.writeAsVectorFormatV3(layer, str(tmp_path / f"{name}.gpkg"), transforms, options)
    layers = [ProjectLayer(name, str(tmp_path / f"{name}.gpkg"), "Context") for name in ("homes", "groups")]
    write_project(tmp_path / "study.qgz", layers, "Study", "EPSG:26916")
    project = opened(tmp_path / "study.qgz")
    looks = {layer.name(): layer.renderer().symbol().symbolLayer(0) for layer in project.mapLayers().values()}
    assert looks["homes"].size() == 1.2
    assert looks["groups"].brushStyle() == Qt.BrushStyle.NoBrush
