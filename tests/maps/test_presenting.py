"""How results look once they are loaded: groups, names, headings, first style."""

from __future__ import annotations

import pytest
from qgis.core import (
    QgsApplication,
    QgsLayerTreeGroup,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QDate, QDateTime, QTime

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.columns import Column, Table
from coprod_equity_plugin.maps import presenting
from coprod_equity_plugin.maps.measures import MEASURES
from coprod_equity_plugin.maps.styling import remembered, save_style, style_layer, use_saved_style
from coprod_equity_plugin.processing import results
from tests.maps.map_layers import make_layer, write_gpkg


@pytest.fixture
def loaded(qgis_new_project):
    """A disparity layer in the project, at the top of the panel as QGIS loads it."""
    layer = make_layer()
    QgsProject.instance().addMapLayer(layer)
    return layer


def panel(group: QgsLayerTreeGroup | None = None) -> dict | list:
    """The layer panel, top first: groups by name, layers by name."""
    group = group or QgsProject.instance().layerTreeRoot()
    return [
        {child.name(): panel(child)} if isinstance(child, QgsLayerTreeGroup) else child.name()
        for child in group.children()
    ]


def place(layer, table, group):
    presenting.place(layer, table, group, QgsProject.instance())


def test_a_layer_goes_into_its_group_and_stays_the_same_layer(loaded):
    ident = loaded.id()
    place(loaded, c.DISPARITY, "4 Disparity")
    assert panel() == [{"Coproduction Equity": [{"4 Disparity": ["Disparity by area"]}]}]
    assert QgsProject.instance().mapLayer(ident) is loaded
    place(loaded, c.DISPARITY, "4 Disparity")  # again changes nothing
    assert panel() == [{"Coproduction Equity": [{"4 Disparity": ["Disparity by area"]}]}]


def test_later_steps_stand_above_earlier_ones_whatever_comes_first(qgis_new_project):
    project = QgsProject.instance()
    for group, table in (("2 Assemble", c.STUDY), ("4 Disparity", c.DISPARITY), ("1 Prepare data", c.RESTORATION)):
        layer = make_layer(table=table, records=[])
        project.addMapLayer(layer)
        place(layer, table, group)
    assert panel() == [
        {
            "Coproduction Equity": [
                {"4 Disparity": ["Disparity by area"]},
                {"2 Assemble": ["Household study table (confidential)"]},
                {"1 Prepare data": ["Restoration times (confidential)"]},
            ]
        }
    ]


def test_the_users_own_group_is_kept_but_ours_are_not_nested(qgis_new_project):
    project = QgsProject.instance()
    own = project.layerTreeRoot().addGroup("My storm")
    layers = [make_layer(), make_layer()]
    project.addMapLayer(layers[0], False)
    own.addLayer(layers[0])
    place(layers[0], c.DISPARITY, "4 Disparity")
    project.addMapLayer(layers[1], False)
    own.findGroup("4 Disparity").addLayer(layers[1])  # as QGIS does when a layer of ours is selected
    place(layers[1], c.SAMPLE_FLOW, "2 Assemble")
    assert panel() == [
        {
            "My storm": [
                {
                    "Coproduction Equity": [
                        {"4 Disparity": ["Disparity by area"]},
                        {"2 Assemble": ["Sample flow (confidential)"]},
                    ]
                }
            ]
        }
    ]


def test_a_second_result_is_told_apart_by_its_file(loaded, tmp_path):
    place(loaded, c.DISPARITY, "4 Disparity")
    second = QgsVectorLayer(write_gpkg(loaded, tmp_path / "after_march.gpkg"), "Disparity by area", "ogr")
    QgsProject.instance().addMapLayer(second)
    place(second, c.DISPARITY, "4 Disparity")
    assert panel() == [
        {"Coproduction Equity": [{"4 Disparity": ["Disparity by area: after_march", "Disparity by area"]}]}
    ]


@pytest.mark.parametrize(
    ("table", "group", "shown"),
    [(c.DISPARITY, "4 Disparity", "march"), (c.STUDY, "2 Assemble", "march (confidential)")],
)
def test_a_layer_that_qgis_has_named_by_its_file_keeps_that_and_is_called_confidential(
    loaded, tmp_path, table, group, shown
):
    layer = QgsVectorLayer(write_gpkg(loaded, tmp_path / "march.gpkg"), "march", "ogr")
    QgsProject.instance().addMapLayer(layer)
    for _ in range(2):  # again changes nothing
        place(layer, table, group)
        assert layer.name() == shown


def test_headings_leave_names_and_the_users_own_aliases_alone(loaded):
    names = loaded.fields().names()
    loaded.setFieldAlias(names.index(c.MEAN_HOURS), "How long")
    presenting.headings(loaded, c.DISPARITY)
    assert loaded.fields().names() == names
    headed = {name: loaded.attributeAlias(position) for position, name in enumerate(names)}
    assert headed[c.MEAN_HOURS] == "How long"
    assert headed[c.HOURS_DIFFERENCE] == f"{c.DISPARITY[c.HOURS_DIFFERENCE].alias} (hours)"
    assert all(headed[column.name] for column in c.DISPARITY.columns)


def test_attribute_tables_show_numbers_and_times_that_can_be_read(qgis_app):
    layer = QgsVectorLayer("NoGeometry?field=estimate:double&field=p_value:double&field=lost:datetime", "t", "memory")
    moment = Column("lost", "datetime", "Power lost")
    presenting.headings(layer, Table("t", "T", (moment, *c.COEFFICIENTS.columns)))

    def shown(name, value):
        place = layer.fields().lookupField(name)
        setup = layer.editorWidgetSetup(place)
        formatter = QgsApplication.fieldFormatterRegistry().fieldFormatter(setup.type())
        return formatter.representValue(layer, place, setup.config(), None, value)

    assert shown("estimate", 0.7409006823693396) == "0.7409"
    assert shown("p_value", 0.03271406122345) == "0.0327"
    # No p-value is zero: the heading says what stands for a small one.
    assert shown("p_value", 8.043061858520919e-09) == "0.0000"
    assert layer.attributeAlias(layer.fields().lookupField("p_value")) == "p (0.0000: below 0.00005)"
    assert shown("lost", QDateTime(QDate(2018, 10, 12), QTime(16, 30))) == "2018-10-12 16:30"


WITH_NUMBERS = [table for table in c.TABLES if any(column.kind == "number" for column in table.columns)]


@pytest.mark.parametrize("table", WITH_NUMBERS, ids=lambda table: table.name)
def test_no_number_of_any_table_is_shown_with_more_digits_than_are_read(qgis_app, table):
    fields = "&".join(f"field={column.name}:double" for column in table.columns if column.kind == "number")
    layer = QgsVectorLayer(f"NoGeometry?{fields}", "t", "memory")
    presenting.headings(layer, table)
    for place in range(layer.fields().count()):
        setup = layer.editorWidgetSetup(place)
        formatter = QgsApplication.fieldFormatterRegistry().fieldFormatter(setup.type())
        shown = formatter.representValue(layer, place, setup.config(), None, 1.2345678901234567)
        assert shown in ("1.23", "1.235", "1.2346"), layer.fields()[place].name()


def test_headings_and_digits_travel_in_the_saved_style_and_the_values_stay(loaded, tmp_path):
    path = write_gpkg(loaded, tmp_path / "areas.gpkg")
    layer = QgsVectorLayer(path, "areas", "ogr")
    place = layer.fields().lookupField(c.HOURS_DIFFERENCE)
    before = [feature.attributes() for feature in layer.getFeatures()]
    presenting.headings(layer, c.DISPARITY)
    style_layer(layer, MEASURES["hours_difference"])
    save_style(layer, "hours_difference", "", default=True)
    again = QgsVectorLayer(path, "areas", "ogr")
    use_saved_style(again)
    assert again.attributeAlias(place) == layer.attributeAlias(place) != ""
    assert again.editorWidgetSetup(place).config()["Precision"] == layer.editorWidgetSetup(place).config()["Precision"]
    assert [feature.attributes() for feature in again.getFeatures()] == before


def test_the_first_style_gives_way_to_one_that_is_there(loaded):
    presenting.first_style(loaded, c.DISPARITY)
    assert remembered(loaded).measure.name == "hours_difference"
    style_layer(loaded, MEASURES["mean_hours"])
    presenting.first_style(loaded, c.DISPARITY)
    assert remembered(loaded).measure.name == "mean_hours"


class Told(QgsProcessingFeedback):
    def __init__(self):
        super().__init__(False)
        self.warnings = []

    def pushWarning(self, warning):
        self.warnings.append(warning)


def test_a_result_with_nothing_to_style_is_loaded_all_the_same(qgis_new_project):
    empty = make_layer(records=[])
    QgsProject.instance().addMapLayer(empty)
    context, told = QgsProcessingContext(), Told()
    context.setProject(QgsProject.instance())
    results.PresentResult(c.DISPARITY, "4 Disparity").postProcessLayer(empty, context, told)
    assert panel() == [{"Coproduction Equity": [{"4 Disparity": ["Disparity by area"]}]}]
    assert len(told.warnings) == 1
    assert "keeps its plain look" in told.warnings[0]


def test_a_layer_in_no_panel_is_left_alone(qgis_new_project):
    layer = make_layer()
    QgsProject.instance().addMapLayer(layer, False)
    place(layer, c.DISPARITY, "4 Disparity")
    assert panel() == []
