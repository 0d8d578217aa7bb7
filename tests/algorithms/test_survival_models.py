from __future__ import annotations

import pytest
from qgis.core import QgsProcessingException, QgsVectorLayer

from coprod_equity_plugin.core import columns

TABLES = {"COEFFICIENTS": "memory:", "GROUPS": "memory:", "CONTRASTS": "memory:", "FIT": "memory:"}
START = "2018-10-10T00:00:00"


def rows_of(layer) -> list[dict]:
    names = [field.name() for field in layer.fields()]
    return [dict(zip(names, feature.attributes())) for feature in layer.getFeatures()]


def test_on_the_studied_city(run, studied):
    found = run(
        "survivalmodels",
        {
            "INPUT": studied.path("study.gpkg"), "REQUESTS": studied.path("requests.gpkg"), "EVENT_START": START,
            "BOUNDS": studied.path("restoration.gpkg"), **TABLES,
        },
    )  # fmt: skip
    coefficients = rows_of(found["COEFFICIENTS"])
    assert tuple(coefficients[0]) == columns.COEFFICIENTS.names
    models = {row["model"] for row in coefficients}
    numbered = {f"{kind}_{number}" for kind in ("cox", "weibull", "lognormal") for number in (2, 3, 4, 5)}
    assert models == numbered | {"cox_time_2", "cox_time_3"}
    assert found["MODELS"] == 14
    assert found["N"] == studied.results["equitymodels"]["N"]
    groups = rows_of(found["GROUPS"])
    assert tuple(groups[0]) == columns.SURVIVAL.names
    assert groups[0]["value"] == found["N"]
    halves = {row["group"]: row["value"] for row in groups if row["statistic"] == "t50"}
    assert min(halves.values()) > 20
    # both ways of asking find the simulated interaction: hours shorter, pace higher
    by_key = {(row["model"], row["term"]): row for row in coefficients}
    term = "minority_share:participation"
    assert by_key["lognormal_3", term]["conf_high"] < 0 < by_key["cox_time_3", term]["conf_low"]
    assert {row["model"] for row in rows_of(found["CONTRASTS"])} == models
    assert {row["model"] for row in rows_of(found["FIT"])} == models


def test_needs_the_study_table_only(run, studied):
    found = run("survivalmodels", {"INPUT": studied.path("study.gpkg"), "COVARIANCE": "robust", **TABLES, "FIT": None})
    assert found["MODELS"] == 12
    assert found.get("FIT") is None


def test_requests_without_the_events_start_and_wrong_tables(run, studied):
    inputs = {"INPUT": studied.path("study.gpkg"), "REQUESTS": studied.path("requests.gpkg")}
    with pytest.raises(QgsProcessingException, match="EVENT_START"):
        run("survivalmodels", {**inputs, **TABLES})
    other = QgsVectorLayer("NoGeometry?field=meter_id:string", "other", "memory")
    with pytest.raises(QgsProcessingException, match="hours_low"):
        run("survivalmodels", {"INPUT": studied.path("study.gpkg"), "BOUNDS": other, **TABLES})


def test_the_page_and_the_weights(run, studied, tmp_path):
    page = tmp_path / "survival.html"
    found = run(
        "survivalmodels",
        {"INPUT": studied.path("study.gpkg"), "USE_WEIGHTS": True, "REPORT": str(page), **TABLES},
    )
    text = page.read_text(encoding="utf-8")
    for row in rows_of(found["CONTRASTS"]):
        assert row["sentence"].replace("'", "&#39;") in text
    assert "<caption>Cox, Model 3</caption>" in text
    assert "log_likelihood_null" not in {row["statistic"] for row in rows_of(found["FIT"])}
    with pytest.raises(QgsProcessingException, match="wrong for weighted rows"):
        run(
            "survivalmodels",
            {"INPUT": studied.path("study.gpkg"), "USE_WEIGHTS": True, "COVARIANCE": "classical", **TABLES},
        )
