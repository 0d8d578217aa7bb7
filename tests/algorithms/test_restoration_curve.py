"""``restorationcurve`` on the study of the simulated city."""

from __future__ import annotations

from qgis.core import QgsVectorLayer


def test_curves_of_the_studied_city_by_participation(run, studied, tmp_path):
    outputs = {"OUTPUT": str(tmp_path / "curves.gpkg"), "QUANTILES": str(tmp_path / "hours.gpkg")}
    result = run("restorationcurve", {"INPUT": studied.path("study.gpkg"), "GROUP_FIELD": "participation", **outputs})
    rows = [f.attributes()[1:] for f in QgsVectorLayer(outputs["QUANTILES"], "", "ogr").getFeatures()]
    homes = {"0": 0, "1": 0}
    for feature in QgsVectorLayer(studied.path("study.gpkg"), "", "ogr").getFeatures():
        if feature["restoration_hours"]:
            homes[str(feature["participation"])] += 1
    assert {row[0]: row[1] for row in rows} == homes
    assert result["GROUPS"] == 2
    curve = [f.attributes()[1:] for f in QgsVectorLayer(outputs["OUTPUT"], "", "ogr").getFeatures()]
    for group in homes:
        shares = [row[2] for row in curve if row[0] == group]
        assert shares[0] == 1
        assert sorted(shares, reverse=True) == shares
        assert len(shares) > 3
