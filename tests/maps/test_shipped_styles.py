"""The shipped styles are what their script makes, and a layer that takes one is drawn and explained by it."""

from __future__ import annotations

import pytest

from coprod_equity_plugin.maps.classes import CIRCLES
from coprod_equity_plugin.maps.export import MapOrder, export_map
from coprod_equity_plugin.maps.legend import keys_by_feature
from coprod_equity_plugin.maps.measure_labels import LABELS
from coprod_equity_plugin.maps.measures import MEASURES
from coprod_equity_plugin.maps.styling import remembered
from scripts.build_styles import BREAKS, STYLES, styled, write_styles


def rules(layer) -> list[tuple]:
    return [
        (rule.ruleKey(), rule.filterExpression(), rule.label(), rule.symbol().dump().strip())
        for rule in layer.renderer().rootRule().children()
    ]


def test_there_is_one_for_each_measure_and_no_other():
    assert sorted(path.name for path in STYLES.iterdir()) == sorted(f"{name}.qml" for name in MEASURES)
    assert BREAKS.keys() <= MEASURES.keys()


def test_dialogs_list_the_measures_in_their_order():
    assert list(LABELS) == list(MEASURES)


@pytest.mark.parametrize("name", MEASURES)
def test_shipped_styles_are_current(qgis_app, name):
    made, shipped = styled(name), styled("minority_share")
    shipped.loadNamedStyle(str(STYLES / f"{name}.qml"))
    assert rules(shipped) == rules(made)
    assert len(rules(made)) >= 5
    assert remembered(shipped) == remembered(made)


@pytest.mark.parametrize("name", MEASURES)
def test_a_layer_takes_a_shipped_style_and_every_area_is_drawn(areas, tmp_path, name):
    areas.loadNamedStyle(str(STYLES / f"{name}.qml"))
    assert remembered(areas).measure.name == name
    assert all(keys_by_feature(areas))
    export_map(areas, MapOrder(files={"pdf": str(tmp_path / "m.pdf"), "alt_text": str(tmp_path / "m.txt")}))
    assert "Number of block groups by class" in (tmp_path / "m.txt").read_text(encoding="utf-8")


def test_circles_of_a_shipped_style_are_sized_by_the_layers_own_largest(areas):
    areas.loadNamedStyle(str(STYLES / "requests_composition.qml"))
    rule = next(rule for rule in areas.renderer().rootRule().children() if rule.ruleKey() == CIRCLES)
    properties = rule.symbol().symbolLayer(0).subSymbol().symbolLayer(0).dataDefinedProperties()
    key = next(iter(properties.propertyKeys()))
    assert properties.property(key).expressionString() == '4.0 * sqrt("requests" / maximum("requests"))'


def test_they_name_no_machine(qgis_app, tmp_path):
    for path in write_styles(tmp_path):
        assert str(STYLES.parent) not in path.read_text(encoding="utf-8")
        assert str(STYLES.parent) not in (STYLES / path.name).read_text(encoding="utf-8")
