import numpy as np
import pytest
from qgis.core import QgsFeature, QgsGeometry, QgsProcessingException, QgsRectangle, QgsVectorLayer

from coprod_equity_plugin.core import columns as c
from tests.algorithms.test_disparity_by_area import Log, values


def memory(kind, fields, rows):
    layer = QgsVectorLayer(f"{kind}?{fields}", "layer", "memory")
    features = []
    for attributes, rectangle in rows:
        feature = QgsFeature(layer.fields())
        feature.setAttributes(attributes)
        if rectangle is not None:
            feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(*rectangle)))
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    return layer


@pytest.fixture
def layers():
    rng = np.random.default_rng(4)
    cells = [(f"{x}{y}", x, y) for x in range(7) for y in range(7)]
    homes = [
        ([name, float(20 * (x < 3) - 15 * (x > 4) + rng.normal(0, 9))], None)
        for name, x, y in cells
        for _ in range(5 if name == "06" else 25)
    ]
    areas = [([name], (x, y, x + 1, y + 1)) for name, x, y in cells]
    return {
        "INPUT": memory("NoGeometry", "field=block_group:string&field=residual_hours:double", homes),
        "AREAS": memory("Polygon", "crs=EPSG:32616&field=geoid:string", areas),
        "OUTPUT": "memory:",
    }


def test_clusters_of_residuals(run, layers):
    log = Log()
    result = run("residualclustering", layers, feedback=log)
    rows = values(result["OUTPUT"])
    assert list(result["OUTPUT"].fields().names()) == list(c.CLUSTERS.names)
    assert rows["11"]["cluster"] == "high among high"
    assert rows["11"]["spot"] == "hot spot"
    assert rows["63"]["cluster"] == "low among low"
    assert rows["06"]["cluster"] == "withheld"
    assert rows["06"]["mean_value"] is None
    assert result["MORANS_I"] > 0.5
    assert result["P_VALUE"] < 0.001
    assert result["AREAS_USED"] == 47  # the small area takes one along
    assert result["CLUSTERED"] == sum(" among " in row["cluster"] for row in rows.values())
    assert any("Moran's I of 47 areas" in line for line in log.lines)


def test_nearest_neighbours_and_a_seed(run, layers):
    parameters = {**layers, "NEIGHBOURHOOD": "nearest", "NEIGHBOURS": 4, "PERMUTATIONS": 999}
    first, second = (values(run("residualclustering", parameters)["OUTPUT"]) for _ in range(2))
    assert first == second
    assert first["11"]["p_value"] >= 0.002


def test_a_field_that_is_not_there(run, layers):
    with pytest.raises(QgsProcessingException, match="restoration_hours"):
        run("residualclustering", {**layers, "VALUE_FIELD": "restoration_hours"})
