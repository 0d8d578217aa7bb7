"""Semantic checks: which symbols each area gets, and what the legend says."""

from __future__ import annotations

import pytest
from qgis.core import QgsExpressionContextUtils, QgsFeatureRequest, QgsRenderContext, QgsVectorLayer

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.errors import InputError
from coprod_equity_plugin.maps.classes import CIRCLE_WITHHELD, CIRCLES, NO_DATA, SUPPRESSED, UNCLEAR, UNRELIABLE, ZERO
from coprod_equity_plugin.maps.legend import keys_by_feature, read_legend
from coprod_equity_plugin.maps.measures import MEASURES, with_field
from coprod_equity_plugin.maps.styling import remembered, save_style, style_layer, write_style_file
from tests.maps.map_layers import COUNT, EMPTY, SHOWN, WITHHELD, make_layer, write_gpkg


def look(symbol) -> str:
    parts = []
    for layer in symbol.symbolLayers():
        parts.append(f"{layer.layerType()} {layer.properties()}")
        if layer.subSymbol() is not None:
            parts.append(look(layer.subSymbol()))
    return "; ".join(parts)


def symbol_counts(layer) -> list[int]:
    context = QgsRenderContext()
    context.expressionContext().appendScopes(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    renderer = layer.renderer().clone()
    renderer.startRender(context, layer.fields())
    counts = []
    for feature in layer.getFeatures():
        context.expressionContext().setFeature(feature)
        counts.append(len(renderer.symbolsForFeature(feature, context)))
    renderer.stopRender(context)
    return counts


def test_each_area_of_the_difference_map_has_its_rules(areas):
    styled = style_layer(areas, MEASURES["hours_difference"], (-24, -12, -6, 6, 12, 24))
    keys = keys_by_feature(areas)
    assert keys == [
        {"class_7"},
        {"class_6"},  # 24 h is in '12 to 24'
        {"class_6", UNCLEAR},
        {"class_4", UNCLEAR},
        {"class_4", UNCLEAR},
        {"class_4", UNCLEAR},
        {"class_3"},
        {"class_3"},  # -12 h is in '6 to 12 shorter'
        {"class_1"},
        {SUPPRESSED},
        {SUPPRESSED},
        {NO_DATA},
    ]
    assert symbol_counts(areas) == [1, 1, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1]
    assert styled.counts == {
        "class_1": 1, "class_2": 0, "class_3": 2, "class_4": 3, "class_5": 0, "class_6": 2, "class_7": 1,
        UNCLEAR: 4, SUPPRESSED: WITHHELD, NO_DATA: EMPTY,
    }  # fmt: skip


@pytest.mark.parametrize("name", MEASURES)
def test_every_area_is_drawn_and_counted_as_it_is_drawn(areas, name):
    styled = style_layer(areas, MEASURES[name])
    keys = keys_by_feature(areas)
    assert all(keys)
    assert all(count >= 1 for count in symbol_counts(areas))
    for key, count in styled.counts.items():
        assert sum(key in found for found in keys) == count, key
    for found in keys:
        values = [key for key in found if key not in (UNCLEAR, UNRELIABLE, CIRCLES, CIRCLE_WITHHELD)]
        assert len(values) == 1


def test_reasons_of_other_columns_withhold_nothing_here(areas):
    style_layer(areas, MEASURES["mean_hours"])
    assert all(SUPPRESSED not in found for found in keys_by_feature(areas)[: len(SHOWN)])
    style_layer(areas, MEASURES["group_gap"])
    keys = keys_by_feature(areas)
    assert keys[7] == {SUPPRESSED}  # withheld, since one group is small
    assert keys[8] == {NO_DATA}  # nothing to compare: one group only
    style_layer(areas, MEASURES["participation_rate"])
    keys = keys_by_feature(areas)
    assert keys[6] == {SUPPRESSED}
    assert keys[1] == keys[5] == {ZERO}


def test_requests_map_has_circles_for_counts_and_rings_for_withheld_ones(areas):
    style_layer(areas, MEASURES["requests_composition"])
    keys = keys_by_feature(areas)
    assert [CIRCLES in found for found in keys[:9]] == [True, False, True, True, True, False, False, True, True]
    assert keys[6] == {"class_1", CIRCLE_WITHHELD}
    assert keys[7] == {CIRCLES, SUPPRESSED}  # its requests are shown, its share is not


def test_the_area_of_a_circle_is_in_proportion_to_its_count(areas):
    style_layer(areas, MEASURES["requests_composition"])
    rule = next(rule for rule in areas.renderer().rootRule().children() if rule.ruleKey() == CIRCLES)
    marker = rule.symbol().symbolLayer(0).subSymbol().symbolLayer(0)
    collection = marker.dataDefinedProperties()
    context = areas.createExpressionContext()
    sizes = {}
    for feature in areas.getFeatures(QgsFeatureRequest().setFilterExpression('"requests" > 0')):
        context.setFeature(feature)
        scope = type(marker).Property
        size = collection.valueAsDouble(scope.Size if hasattr(scope, "Size") else scope.PropertySize, context, -1)[0]
        sizes[feature[c.REQUESTS_COUNT]] = size
    assert sizes[4] / sizes[1] == pytest.approx(2.0)
    assert sizes[16] / sizes[1] == pytest.approx(4.0)


def test_labels_are_words_with_units_and_counts(areas):
    style_layer(areas, MEASURES["hours_difference"], (-24, -12, -6, 6, 12, 24))
    labels = [item.label() for item in areas.renderer().legendSymbolItems()]
    assert labels == [
        "Over 24 h longer (1 area)",
        "12 to 24 h longer (2 areas)",
        "6 to 12 h longer (0 areas)",
        "Within 6 h (3 areas)",
        "6 to 12 h shorter (2 areas)",
        "12 to 24 h shorter (0 areas)",
        "Over 24 h shorter (1 area)",
        "Not clearly different (4 areas)",
        "Withheld to protect households (2 areas)",
        "No households (1 area)",
    ]


def test_the_legend_holds_only_what_is_on_the_map_but_its_scale_has_no_holes(areas):
    style_layer(areas, MEASURES["hours_difference"], (-24, -12, -6, 6, 12, 24))
    legend = read_legend(areas)
    assert [entry.count for entry in legend.classes] == [1, 2, 0, 3, 2, 0, 1]
    assert [entry.unclear for entry in legend.classes] == [0, 1, 0, 3, 0, 0, 0]
    assert legend.heading == "Difference to the city's mean (hours)"
    assert (legend.high_end, legend.low_end) == ("Slower than the city", "Faster than the city")
    style_layer(areas, MEASURES["hours_difference"], (-96, -48, 48, 96))
    assert [entry.words for entry in read_legend(areas).classes] == ["Within 48 h"]
    few = make_layer(records=[dict.fromkeys(c.DISPARITY.names) | {c.MEAN_HOURS: 30.0, c.AREA_ID: "1"}])
    style_layer(few, MEASURES["mean_hours"])
    legend = read_legend(few)
    assert [entry.count for entry in legend.classes] == [1]
    assert legend.others == ()


def test_withheld_unclear_and_empty_areas_look_different_from_each_other_and_from_every_class(areas):
    for measure in MEASURES.values():
        style_layer(areas, measure)
        looks = [look(rule.symbol()) for rule in areas.renderer().rootRule().children()]
        assert len(set(looks)) == len(looks)
    kinds = {
        rule.ruleKey(): [layer.layerType() for layer in rule.symbol().symbolLayers()]
        for rule in areas.renderer().rootRule().children()
    }
    assert kinds[SUPPRESSED].count("LinePatternFill") == 2  # crossed
    style_layer(areas, MEASURES["group_gap"])
    unclear = next(rule for rule in areas.renderer().rootRule().children() if rule.ruleKey() == UNCLEAR).symbol()
    assert [layer.layerType() for layer in unclear.symbolLayers()].count("LinePatternFill") == 1
    assert unclear.symbolLayer(0).fillColor().alpha() == 128  # half of the class shows through


def test_styles_of_several_measures_live_in_one_geopackage(areas_gpkg):
    layer = QgsVectorLayer(areas_gpkg, "areas", "ogr")
    other = QgsVectorLayer(areas_gpkg, "other", "ogr")
    for name in ("mean_hours", "hours_difference", "mean_hours"):
        style_layer(layer, MEASURES[name])
        save_style(layer, name, MEASURES[name].label, default=True)
        # QGIS 3.22 would find no features after writing a style; see save_style.
        assert sum(1 for _ in layer.getFeatures()) == sum(1 for _ in other.getFeatures()) == COUNT
    assert sorted(layer.listStylesInDatabase()[2]) == ["hours_difference", "mean_hours"]
    fresh = QgsVectorLayer(areas_gpkg, "fresh", "ogr")
    assert remembered(fresh).measure.name == "mean_hours"
    assert [item.label() for item in fresh.renderer().legendSymbolItems()] == [
        item.label() for item in layer.renderer().legendSymbolItems()
    ]
    assert all(keys_by_feature(fresh))


def test_a_style_travels_by_qml_to_another_table_of_the_same_columns(areas, tmp_path):
    style_layer(areas, MEASURES["hours_difference"], (-8, -4, -2, 2, 4, 8))
    path = tmp_path / "difference.qml"
    write_style_file(areas, str(path))
    assert [item.name for item in tmp_path.iterdir()] == ["difference.qml"]
    other = make_layer()
    other.loadNamedStyle(str(path))
    memory = remembered(other)
    assert (memory.measure.name, memory.breaks) == ("hours_difference", (-8, -4, -2, 2, 4, 8))
    assert keys_by_feature(other) == keys_by_feature(areas)


def test_a_memory_layer_cannot_keep_a_style_and_says_what_to_do(areas):
    style_layer(areas, MEASURES["mean_hours"])
    with pytest.raises(InputError, match=r"only be saved into a GeoPackage.*QML"):
        save_style(areas, "mean_hours", "", default=True)


def test_all_problems_of_a_layer_are_named_at_once(qgis_app):
    points = QgsVectorLayer("Point?crs=EPSG:4326&field=minority_share:string", "Homes", "memory")
    with pytest.raises(InputError) as caught:
        style_layer(points, MEASURES["requests_composition"])
    text = str(caught.value)
    assert "no polygons" in text
    assert "column minority_share: holds text" in text
    assert "column requests: there is no such column" in text
    assert "has no areas" in text


def test_a_layer_without_the_flag_or_reasons_is_styled_all_the_same(qgis_app, tmp_path):
    source = write_gpkg(make_layer(), tmp_path / "a.gpkg")
    layer = QgsVectorLayer(source, "a", "ogr")
    drop = [layer.fields().lookupField(name) for name in (c.SUPPRESSION, c.HOUSEHOLDS, c.AREA_ID)]
    layer.dataProvider().deleteAttributes(drop)
    layer.updateFields()
    style_layer(layer, MEASURES["mean_hours"])
    assert keys_by_feature(layer)[-1] == {NO_DATA}


def test_clusters_are_read_from_their_names_and_nothing_else(areas):
    style_layer(areas, MEASURES["cluster"])
    keys = keys_by_feature(areas)
    assert keys[:9] == [
        {"class_5"}, {"class_5"}, {"class_4"}, {"class_3"}, {"class_3"}, {"class_3"}, {"class_2"}, {"class_1"},
        {NO_DATA},
    ]  # fmt: skip
    assert keys[9:] == [{SUPPRESSED}, {SUPPRESSED}, {NO_DATA}]
    legend = read_legend(areas)
    assert [(entry.words, entry.count) for entry in legend.classes] == [
        ("Long waits among long", 2), ("Long wait among short", 1), ("No cluster", 3), ("Short wait among long", 1),
        ("Short waits among short", 1),
    ]  # fmt: skip
    assert legend.heading == "Clusters"


def test_a_map_of_two_crosses_its_columns_and_withholds_what_either_withholds(areas):
    style_layer(areas, MEASURES["hours_by_minority"], (60, 80, 30, 60))
    keys = keys_by_feature(areas)
    # hours 100, 94, 83, 76, 70, 64, 63.5, 58, 30; share 90, 80, 61, 60, 35, 20, 5, withheld, 100 %
    assert [min(found) for found in keys] == [
        "class_9", "class_9", "class_9", "class_5", "class_5", "class_4", "class_4", SUPPRESSED, "class_3",
        SUPPRESSED, SUPPRESSED, NO_DATA,
    ]  # fmt: skip
    square = read_legend(areas).square
    assert square.rows == ("Over 80 h", "60 to 80 h", "60 h or less")
    assert square.columns == ("30 % or less", "30 to 60 %", "Over 60 %")
    assert square.heading == "Minority share of households (%)"


def test_residuals_can_stand_in_any_field_and_the_style_remembers_it(areas):
    measure = with_field(MEASURES["residual"], c.HOURS_DIFFERENCE, "min")
    style_layer(areas, measure, (-10, 10))
    assert remembered(areas).measure == measure
    assert read_legend(areas).heading == "Observed less expected (min)"
    assert keys_by_feature(areas)[0] == {"class_3"}
    style_layer(areas, MEASURES["residual"], (-10, 10))
    assert remembered(areas).measure is not measure
    assert remembered(areas).measure.column == "residual"


def test_a_field_of_the_wrong_kind_is_refused(areas):
    with pytest.raises(InputError, match="holds numbers, not the names of classes"):
        style_layer(areas, with_field(MEASURES["cluster"], c.MEAN_HOURS))
    with pytest.raises(InputError, match="holds text, not numbers"):
        style_layer(areas, with_field(MEASURES["residual"], c.SUPPRESSION))
