import numpy as np
import pytest
from qgis.core import QgsFeature, QgsGeometry, QgsPointXY, QgsProcessingException, QgsVectorLayer
from qgis.PyQt.QtCore import NULL
from scipy import stats

from coprod_equity_plugin.bridge.fields import make_fields
from coprod_equity_plugin.bridge.values import from_attribute
from coprod_equity_plugin.core import columns as c


@pytest.fixture(scope="module")
def study(qgis_app):
    """300 households, 40 of which asked for help; 20 without the house's age."""
    layer = QgsVectorLayer("Point?crs=EPSG:2238", "study", "memory")
    layer.dataProvider().addAttributes(list(make_fields(c.STUDY)))
    layer.updateFields()
    rng = np.random.default_rng(2)
    features = []
    for number in range(300):
        values = {name: float(rng.normal()) for name in c.STUDY.names}
        values.update(dict.fromkeys((c.METER_ID, c.PARCEL_ID, c.BLOCK_GROUP), str(number)))
        values.update({c.HOUSEHOLD_ID: f"H{number:03d}", c.STATUS: c.STATUS_RESTORED, c.SAMPLING_WEIGHT: 1.0})
        values.update({c.OUTAGE_START: NULL, c.RESTORED_AT: NULL, c.CENSORED: 0})
        values.update({c.PARTICIPATION: int(number < 40), c.RESTORATION_HOURS: number})
        values.update(dict.fromkeys((c.VOTERS, c.COMMUNITY_REQUESTS, c.COMMUNITY_REQUESTS_OTHERS), number % 5))
        if number >= 280:
            values[c.HOUSE_AGE] = NULL
        feature = QgsFeature(layer.fields())
        feature.setAttributes([values[name] for name in c.STUDY.names])
        feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(number, 1)))
        features.append(feature)
    assert layer.dataProvider().addFeatures(features)[0]
    return layer


def test_sample_with_weights_places_and_balance(run, study):
    result = run("drawsample", {"INPUT": study, "CONTROLS": 60, "SEED": 4, "OUTPUT": "memory:", "BALANCE": "memory:"})
    assert (result["REPORTERS"], result["CONTROLS_DRAWN"], result["POPULATION"]) == (40, 60, 240)
    assert result["INTERCEPT_CORRECTION"] == pytest.approx(np.log(4))
    assert (result["TAU"], result["Y_BAR"], result["CONTROL_WEIGHT"]) == pytest.approx((40 / 280, 0.4, 4))
    assert result["DIFFERENT"] == sum(
        0 < (from_attribute(row[c.P_VALUE]) or 1) < 0.05 for row in result["BALANCE"].getFeatures()
    )
    rows = list(result["OUTPUT"].getFeatures())
    assert len(rows) == 100
    assert result["OUTPUT"].crs().authid() == "EPSG:2238"
    for row in rows:
        number = int(row[c.HOUSEHOLD_ID][1:])
        assert row.geometry().asPoint().x() == number
        assert row[c.RESTORATION_HOURS] == number < 280
        assert row[c.SAMPLING_WEIGHT] == (1 if number < 40 else 4)
    drawn = [row[c.HOUSE_AGE] for row in rows if row[c.PARTICIPATION] == 0]
    everybody = [
        row[c.HOUSE_AGE] for row in study.getFeatures() if row[c.PARTICIPATION] == 0 and row[c.HOUSE_AGE] != NULL
    ]
    line = next(row for row in result["BALANCE"].getFeatures() if row[c.TERM] == c.HOUSE_AGE)
    assert line[c.P_VALUE] == pytest.approx(stats.ttest_ind(drawn, everybody, equal_var=False).pvalue)


def test_balance_is_optional_and_the_seed_repeats(run, study):
    parameters = {"INPUT": study, "CONTROLS": 60, "SEED": 4, "OUTPUT": "memory:"}
    first, second, other = (run("drawsample", {**parameters, "SEED": seed}) for seed in (4, 4, 5))
    assert first.get("BALANCE") is None
    ids = [{row[c.HOUSEHOLD_ID] for row in result["OUTPUT"].getFeatures()} for result in (first, second, other)]
    assert ids[0] == ids[1] != ids[2]


def test_a_table_of_another_kind(run):
    other = QgsVectorLayer("NoGeometry?field=household_id:string", "other", "memory")
    with pytest.raises(QgsProcessingException, match=r"no field .*status.*median_income_k"):
        run("drawsample", {"INPUT": other, "OUTPUT": "memory:"})


def test_the_rate_of_community_requests_is_kept(run, studied):
    result = run("drawsample", {"INPUT": studied.path("study.gpkg"), "CONTROLS": 300, "OUTPUT": "memory:"})
    assert result["OUTPUT"].fields().names() == list(c.STUDY_OUTPUT.names)
    whole = QgsVectorLayer(studied.path("study.gpkg"), "study", "ogr")
    rates = {row[c.HOUSEHOLD_ID]: row[c.COMMUNITY_RATE] for row in whole.getFeatures()}
    for row in result["OUTPUT"].getFeatures():
        assert row[c.COMMUNITY_RATE] == rates[row[c.HOUSEHOLD_ID]]
