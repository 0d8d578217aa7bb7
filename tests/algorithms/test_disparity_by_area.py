import re

import numpy as np
import pytest
from qgis.core import (
    QgsFeature,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import NULL
from scipy import stats

from coprod_equity_plugin.core import columns as c

FIELDS = "field=block_group:string&field=status:string&field=restoration_hours:integer"
FIELDS += "&field=participation:integer&field=minority_share:double"


def study_layer(rows, fields=FIELDS):
    layer = QgsVectorLayer(f"NoGeometry?{fields}", "study", "memory")
    features = []
    for row in rows:
        feature = QgsFeature(layer.fields())
        feature.setAttributes(list(row))
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    return layer


def area_layer(ids, field="GEOID", crs="EPSG:4269", kind="string"):
    layer = QgsVectorLayer(f"Polygon?crs={crs}&field=NAME:string&field={field}:{kind}", "block groups", "memory")
    features = []
    for place, identifier in enumerate(ids):
        feature = QgsFeature(layer.fields())
        feature.setAttributes([f"Area {place}", identifier])
        feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(place, 30, place + 1, 31)))
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    return layer


@pytest.fixture
def city():
    """Three areas of 60 to 90 households, two of 5 and 8, and one where nobody lost power."""
    rng = np.random.default_rng(7)
    rows = []
    sizes = {"120730001001": 60, "120730001002": 80, "120730001003": 90, "120730001004": 5, "120730001005": 8}
    for identifier, size in sizes.items():
        for number in range(size):
            hours = int(rng.integers(10, 100)) + (40 if identifier.endswith("1") else 0)
            rows.append((identifier, "restored", hours, number % 4 == 0, float(number % 2)))
    rows += [("120730001006", "no_outage", None, 0, 0.0)] * 20
    return rows


def values(layer, key="area_id"):
    names = layer.fields().names()
    return {
        feature[key]: dict(zip(names, [None if value == NULL else value for value in feature.attributes()]))
        for feature in layer.getFeatures()
    }


class Log(QgsProcessingFeedback):
    def __init__(self):
        super().__init__()
        self.lines = []

    def pushInfo(self, text):
        self.lines.append(text)

    def pushWarning(self, text):
        self.lines.append(text)


def test_every_polygon_stays_with_values_or_a_reason(run, city):
    areas = area_layer([f"12073000100{digit}" for digit in range(1, 8)])
    log = Log()
    result = run("disparitybyarea", {"INPUT": study_layer(city), "AREAS": areas, "OUTPUT": "memory:"}, feedback=log)
    layer = result["OUTPUT"]
    assert layer.featureCount() == 7
    assert layer.crs().authid() == "EPSG:4269"
    rows = values(layer)
    hours = {key: np.array([row[2] for row in city if row[0] == key]) for key in rows}
    everything = np.array([row[2] for row in city if row[1] == "restored"])
    first = rows["120730001001"]
    assert first["households"] == 60
    assert first["mean_hours"] == pytest.approx(hours["120730001001"].mean())
    assert first["hours_difference"] == pytest.approx(hours["120730001001"].mean() - everything.mean())
    assert first["difference_clear"] == 1
    assert first["requests"] is None  # 15, but it protects the two small areas' 2 and 2
    assert rows["120730001002"]["requests"] == 20
    assert rows["120730001002"]["participation_rate"] == 0.25
    for small in ("120730001004", "120730001005"):
        assert "fewer than 11" in rows[small]["suppression"]
        texts = ("area_id", "suppression", "compared_group", "compared_with")
        assert {value for name, value in rows[small].items() if name not in texts} == {None}
        assert [rows[small][name] for name in texts[2:]] == ["minority households", "other households"]
    for empty in ("120730001006", "120730001007"):
        assert rows[empty]["suppression"] == "no households in the study"
        assert rows[empty]["households"] == 0
    assert result["AREAS_COUNT"] == 7
    assert result["SUPPRESSED"] == sum(
        "fewer than 11 households, too" in str(row["suppression"]) for row in rows.values()
    )
    assert result["CITY_MEAN_HOURS"] == pytest.approx(everything.mean())
    groups = [np.array([row[2] for row in city if row[1] == "restored" and row[4] == share]) for share in (1.0, 0.0)]
    assert result["CITY_GAP_HOURS"] == pytest.approx(groups[0].mean() - groups[1].mean())
    p_value = stats.ttest_ind(*groups, equal_var=False).pvalue
    assert (result["CITY_GAP_LOW"] > 0 or result["CITY_GAP_HIGH"] < 0) == (p_value < 0.05)
    assert any("Areas withheld: " in line for line in log.lines)


def test_published_layer_names_no_household_and_has_the_right_geometry(run, city):
    areas = area_layer([f"12073000100{digit}" for digit in range(1, 7)])
    layer = run("disparitybyarea", {"INPUT": study_layer(city), "AREAS": areas, "OUTPUT": "memory:"})["OUTPUT"]
    assert not {"household_id", "meter_id", "parcel_id"} & set(layer.fields().names())
    centres = {feature["area_id"]: feature.geometry().centroid().asPoint().x() for feature in layer.getFeatures()}
    assert centres["120730001003"] == pytest.approx(2.5)


def test_written_to_a_geopackage(run, city, tmp_path):
    areas = area_layer([f"12073000100{digit}" for digit in range(1, 7)])
    path = str(tmp_path / "disparity.gpkg")
    run("disparitybyarea", {"INPUT": study_layer(city), "AREAS": areas, "OUTPUT": path})
    layer = QgsVectorLayer(path, "disparity", "ogr")
    rows = values(layer)
    assert len(rows) == 6
    assert rows["120730001002"]["households"] == 80
    assert rows["120730001004"]["households"] is None
    assert rows["120730001002"]["suppression"].startswith("asking: ")  # it protects those of others
    assert rows["120730001002"]["participation_gap"] is None
    assert [name for name in layer.fields().names() if name != "fid"] == list(c.DISPARITY.names)


@pytest.mark.parametrize(
    ("field", "more", "words"),
    [
        ("renter_share", {}, ("households in block groups with 50 % or more renters",
                              "households in block groups with under 50 % renters")),
        ("elderly_share", {"GROUP_THRESHOLD": 0.25}, ("households where 25 % or more are aged 60 or older",
                                                      "households where under 25 % are aged 60 or older")),
        ("household_group", {"GROUPING": "values", "REFERENCE_GROUP": "other"},
         ("minority households", "other households")),
        ("language", {"GROUPING": "values"}, ("households other than English", "English households")),
    ],
)  # fmt: skip
def test_the_layer_and_its_map_name_the_groups_that_were_compared(run, tmp_path, field, more, words):
    kind = "double" if field.endswith("share") else "string"
    kinds = {
        "household_group": ("minority", "other", "other", "unknown"),
        "language": ("English", "English", "Spanish"),
    }
    said = kinds.get(field, (0.0, 1.0))
    rows = [
        (f"12073000100{1 + place % 2}", "restored", 20 + place % 50, int(place % 5 == 0), said[place // 2 % len(said)])
        for place in range(900)
    ]
    if field == "language":
        rows += [("120730001001", "restored", 30 + place, 0, "Creole") for place in range(30)]
    study = study_layer(rows, FIELDS.replace("minority_share:double", f"{field}:{kind}"))
    path = str(tmp_path / "areas.gpkg")
    run("disparitybyarea", {"INPUT": study, "AREAS": area_layer(["120730001001", "120730001002"]),
                            "GROUP_FIELD": field, "OUTPUT": path, **more})  # fmt: skip
    written = values(QgsVectorLayer(path, "areas", "ogr"))["120730001001"]
    assert (written["compared_group"], written["compared_with"]) == words
    if field == "household_group":
        assert written["minority_share"] == pytest.approx(1 / 3, abs=0.02)  # the unknown are of neither group
    made = run("exportmap", {"INPUT": path, "MEASURE": "group_gap", "EVENT_NAME": "Michael",
                             "CSV": str(tmp_path / "m.csv")})  # fmt: skip
    assert words[0].removesuffix(" households") in made["MAP_TITLE"]
    assert ("inority" in made["DESCRIPTION"]) == (field == "household_group")


def test_own_rule_and_presets(run, city):
    areas = area_layer([f"12073000100{digit}" for digit in range(1, 7)])
    parameters = {"INPUT": study_layer(city), "AREAS": areas, "OUTPUT": "memory:"}
    own = run("disparitybyarea", {**parameters, "PRESET": "custom", "MINIMUM_HOUSEHOLDS": 3})
    assert own["SUPPRESSED"] == 0
    assert values(own["OUTPUT"])["120730001005"]["households"] == 8
    hundred = run("disparitybyarea", {**parameters, "PRESET": "customers_100"})
    assert hundred["SUPPRESSED"] == 5
    assert values(hundred["OUTPUT"])["120730001003"]["households"] is None


def test_numeric_ids_match_text_ids(run, city):
    areas = area_layer([120730001000 + digit for digit in range(1, 7)], "bg", kind="long")
    parameters = {"INPUT": study_layer(city), "AREAS": areas, "AREA_FIELD": "bg", "OUTPUT": "memory:"}
    assert values(run("disparitybyarea", parameters)["OUTPUT"])["120730001002"]["households"] == 80


def test_ids_in_common_none_shows_their_forms(run, city):
    areas = area_layer(["1500000US120730001001", "1500000US120730001002"])
    with pytest.raises(QgsProcessingException) as error:
        run("disparitybyarea", {"INPUT": study_layer(city), "AREAS": areas, "OUTPUT": "memory:"})
    assert "9999999AA999999999999" in str(error.value)
    assert "like 999999999999 in" in str(error.value)
    assert not re.search("12073", str(error.value))


def test_areas_without_an_id_field_or_crs(run, city):
    parameters = {"INPUT": study_layer(city), "OUTPUT": "memory:"}
    with pytest.raises(QgsProcessingException, match=r"Choose it .*AREA_FIELD.* among: NAME, zone"):
        run("disparitybyarea", {**parameters, "AREAS": area_layer(["a"], "zone")})
    bare = area_layer(["120730001001"])
    bare.setCrs(type(bare.crs())())
    with pytest.raises(QgsProcessingException, match="no coordinate system"):
        run("disparitybyarea", {**parameters, "AREAS": bare})


def test_a_study_layer_of_another_kind(run):
    other = study_layer(
        [("120730001001", "restored", 3)], "field=block_group:string&field=status:string&field=x:double"
    )
    parameters = {"INPUT": other, "AREAS": area_layer(["120730001001"]), "OUTPUT": "memory:", "GROUP_FIELD": "x"}
    with pytest.raises(QgsProcessingException, match="restoration_hours, participation"):
        run("disparitybyarea", parameters)


def test_areas_of_the_study_without_polygon_are_told(run, city):
    log = Log()
    parameters = {"INPUT": study_layer(city), "AREAS": area_layer(["120730001001", "120730001002"])}
    result = run("disparitybyarea", {**parameters, "OUTPUT": "memory:"}, feedback=log)
    assert result["OUTPUT"].featureCount() == 2
    assert any("without polygon in block groups, missing on the map: 3" in line for line in log.lines)


def test_cancel_writes_nothing(provider, city, tmp_path):
    class Cancelled(Log):
        def isCanceled(self):
            return True

    algorithm = provider.algorithm("disparitybyarea").create()
    path = tmp_path / "disparity.gpkg"
    parameters = {"INPUT": study_layer(city), "AREAS": area_layer(["120730001001"]), "OUTPUT": str(path)}
    with pytest.raises(QgsProcessingException, match="Canceled"):
        algorithm.processAlgorithm(parameters, QgsProcessingContext(), Cancelled())
    assert not path.exists()


def test_a_filtered_study_table_is_told_and_an_earlier_result_is_heeded(run, city):
    areas = area_layer([f"12073000100{digit}" for digit in range(1, 7)])
    parameters = {"AREAS": areas, "OUTPUT": "memory:"}
    first = run("disparitybyarea", {**parameters, "INPUT": study_layer(city)})["OUTPUT"]
    # three fewer in one area, sixty fewer in another
    rest = [row for place, row in enumerate(city) if not (place < 3 or 60 <= place < 120)]
    part = study_layer(rest)
    part.setSubsetString("minority_share >= 0")
    log = Log()
    alone = run("disparitybyarea", {**parameters, "INPUT": part}, feedback=log)["OUTPUT"]
    assert values(alone)["120730001001"]["households"] == 57
    assert any("filtered or a selection" in line for line in log.lines)
    log = Log()
    beside = run("disparitybyarea", {**parameters, "INPUT": part, "EARLIER": [first]}, feedback=log)["OUTPUT"]
    assert values(beside)["120730001001"]["households"] is None
    assert not any("filtered or a selection" in line for line in log.lines)


def test_districts_by_location(run, city):
    """Ids that the study table does not know: households lie in the middle of their squares, two left out of all."""
    fields = FIELDS.replace("field=block_group:string&", "")
    layer = QgsVectorLayer(f"Polygon?crs=EPSG:4326&{fields}", "study", "memory")
    features = []
    for row in city:
        feature = QgsFeature(layer.fields())
        feature.setAttributes(list(row[1:]))
        x = int(row[0][-1]) - 1
        feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(x + 0.4, 30.4, x + 0.6, 30.6)))
        features.append(feature)
    features[0].setGeometry(QgsGeometry.fromRect(QgsRectangle(50, 50, 51, 51)))
    layer.dataProvider().addFeatures(features)
    areas = area_layer(["north", "south", "east", "x", "y", "z"], "district")
    parameters = {"AREAS": areas, "OUTPUT": "memory:", "BY_LOCATION": True}
    rows = values(run("disparitybyarea", {**parameters, "INPUT": layer})["OUTPUT"])
    assert [rows[name]["households"] for name in ("north", "south", "east")] == [59, 80, 90]
    assert rows["x"]["households"] is None
    with pytest.raises(QgsProcessingException, match="has no geometries"):
        run("disparitybyarea", {**parameters, "INPUT": study_layer(city)})


def test_ratios_to_the_expected_and_inequality(run, city):
    extra = "&field=censored:integer&field=house_age:double&field=median_income_k:double&field=log_density:double"
    rng = np.random.default_rng(2)
    place = {f"12073000100{digit}": (40.0 + 7 * digit % 5, 7.0 + digit % 3) for digit in range(1, 7)}
    rows = [(*row, 0, float(rng.integers(3, 90)), *place[row[0]]) for row in city]
    areas = area_layer([f"12073000100{digit}" for digit in range(1, 7)])
    parameters = {"AREAS": areas, "OUTPUT": "memory:", "ADJUSTED": "memory:", "INEQUALITY": "memory:"}
    result = run("disparitybyarea", {**parameters, "INPUT": study_layer(rows, FIELDS + extra)})
    ratios = values(result["ADJUSTED"])
    assert list(result["ADJUSTED"].fields().names()) == list(c.ADJUSTED.names)
    shown = values(result["OUTPUT"])
    assert {key for key, row in ratios.items() if row["shrunk_ratio"] is None} == {
        key for key, row in shown.items() if not row["mean_hours"]
    }
    first = ratios["120730001001"]
    assert first["observed_over_expected_low"] < first["observed_over_expected"] < first["observed_over_expected_high"]
    measures = values(result["INEQUALITY"], "measure")
    assert set(measures) == {
        "gini", "theil", "theil_between_groups", "theil_between_areas", "concentration_by_minority_share",
        "concentration_by_median_income_k",
    }  # fmt: skip
    hours = np.array([row[2] for row in city if row[1] == "restored"], float)
    gini = np.abs(hours[:, None] - hours).sum() / (2 * len(hours) ** 2 * hours.mean())
    assert measures["gini"]["estimate"] == pytest.approx(gini)


def test_any_field_makes_groups_and_any_group_is_the_reference(run, city):
    rng = np.random.default_rng(1)
    rows = [(*row, str(rng.choice(["owner", "renter", "public"], p=[0.5, 0.3, 0.2]))) for row in city]
    study = study_layer(rows, f"{FIELDS}&field=tenure:string")
    areas = area_layer([f"12073000100{digit}" for digit in range(1, 7)])
    parameters = {"INPUT": study, "AREAS": areas, "OUTPUT": "memory:", "GROUPS": "memory:", "GROUP_FIELD": "tenure"}
    parameters |= {"GROUPING": "values", "REFERENCE_GROUP": "renter"}
    result = run("disparitybyarea", parameters)
    groups = values(result["GROUPS"], "group")
    assert set(groups) == {"all", "owner", "public", "renter"}
    hours = {name: [row[2] for row in rows if row[1] == "restored" and row[5] == name] for name in groups}
    assert groups["renter"]["reference"] == 1
    assert groups["owner"]["reference_gap"] == pytest.approx(np.mean(hours["owner"]) - np.mean(hours["renter"]))
    # The map: all others less the reference.
    others = hours["owner"] + hours["public"]
    assert result["CITY_GAP_HOURS"] == pytest.approx(np.mean(others) - np.mean(hours["renter"]))
    with pytest.raises(QgsProcessingException, match=r"no group 'landlord'.*owner; public; renter"):
        run("disparitybyarea", {**parameters, "REFERENCE_GROUP": "landlord"})
    with pytest.raises(QgsProcessingException, match=r"tenure.*does not hold numbers"):
        run("disparitybyarea", {**parameters, "GROUPING": "threshold", "REFERENCE_GROUP": ""})


def test_census_classes_with_their_margins(run):
    rng = np.random.default_rng(3)
    ids = [f"1207300010{digit:02d}" for digit in range(10, 22)]
    rows = [
        (name, "restored", int(rng.integers(10, 90)) + 3 * place, number % 3 == 0, float(number % 2))
        for place, name in enumerate(ids)
        for number in range(40)
    ]
    census = QgsVectorLayer(
        "NoGeometry?field=block_group:string&field=median_income_k:double&field=median_income_k_moe:double"
        "&field=bare:double",
        "indicators",
        "memory",
    )
    features = []
    for place, name in enumerate(ids):
        feature = QgsFeature(census.fields())
        feature.setAttributes([name, 40.0 + 5 * place, 60.0 if place == 5 else 1.0, 1.0])
        features.append(feature)
    census.dataProvider().addFeatures(features)
    parameters = {"INPUT": study_layer(rows), "AREAS": area_layer(ids), "OUTPUT": "memory:", "CENSUS": "memory:"}
    parameters["CENSUS_GAPS"] = "memory:"
    log = Log()
    chosen = {"INDICATORS": census, "CENSUS_FIELD": "median_income_k"}
    result = run("disparitybyarea", {**parameters, **chosen}, feedback=log)
    areas = values(result["CENSUS"])
    assert [areas[name]["census_class"] for name in ids] == [1] * 3 + [2] * 3 + [3] * 3 + [4] * 3
    assert areas[ids[5]]["census_cv"] == pytest.approx(60 / 1.645 / 65)
    assert [areas[name]["census_unreliable"] for name in ids] == [int(name == ids[5]) for name in ids]
    gaps = values(result["CENSUS_GAPS"], "census_class")
    assert gaps[4]["census_gap_low"] <= gaps[4]["census_gap_high"]
    assert gaps[1]["census_gap"] is None
    assert gaps[2]["households"] == 120
    assert any("drawn 2,000 times" in line for line in log.lines)
    with pytest.raises(QgsProcessingException, match=r"need the census values.*INDICATORS|INDICATORS.*need the census"):
        run("disparitybyarea", parameters)
    with pytest.raises(QgsProcessingException, match="bare_moe"):
        run("disparitybyarea", {**parameters, **chosen, "CENSUS_FIELD": "bare"})


def test_tracts_after_block_groups_and_districts_after_them(run, city):
    """With the real algorithms: block groups are public, then come tracts, districts, and the other tables."""
    tract = {"120730001001": "12073000100", "120730001004": "12073000100", "120730001005": "12073000100"}
    rows = [(*row, tract.get(row[0], "12073000200"), "north" if row[2] and row[2] % 2 else "south") for row in city]
    swapped = [(row[0] if row[0] in tract else f"12073000200{row[0][-1]}", *row[1:]) for row in rows]
    study = study_layer(swapped, f"{FIELDS}&field=tract:string&field=district:string")
    ids = sorted({row[0] for row in swapped})
    first = run("disparitybyarea", {"INPUT": study, "AREAS": area_layer(ids), "OUTPUT": "memory:"})["OUTPUT"]
    gone = {name[:11] for name, row in values(first).items() if row["households"] is None}
    assert gone == {"12073000100"}
    parameters = {"INPUT": study, "INPUT_AREA_FIELD": "tract", "OUTPUT": "memory:", "EARLIER": [first]}
    parameters["AREAS"] = area_layer(["12073000100", "12073000200"])
    for algorithm, count in (("disparitybyarea", "households"), ("reliabilityindices", "customers_interrupted")):
        rows_of = values(run(algorithm, parameters)["OUTPUT"])
        assert rows_of["12073000100"][count] is None, algorithm
    crossing = {**parameters, "INPUT_AREA_FIELD": "district", "AREAS": area_layer(["north", "south"])}
    for algorithm in ("disparitybyarea", "reliabilityindices"):
        with pytest.raises(QgsProcessingException, match=r"of other areas.*Publish only one of the two"):
            run(algorithm, crossing)
