from __future__ import annotations

import pytest
from qgis.core import QgsProcessingException, QgsVectorLayer

from coprod_equity_plugin.core import columns

SMALL = {"SIZES": "200, 400", "DRAWS": 3, "LEAVE_OUT": False, "SUMMARY": "memory:"}


def rows_of(layer) -> list[dict]:
    names = [field.name() for field in layer.fields()]
    return [dict(zip(names, feature.attributes())) for feature in layer.getFeatures()]


def test_varies_the_studied_city(run, studied):
    inputs = {"INPUT": studied.path("study.gpkg"), "REQUESTS": studied.path("requests.gpkg")}
    found = run("robustness", {**inputs, **SMALL, "EVENT_START": "2018-10-10T00:00:00", "OUTPUT": "memory:"})
    summary = rows_of(found["SUMMARY"])
    assert tuple(summary[0]) == columns.ROBUSTNESS_SUMMARY.names
    assert {row["variant"] for row in summary} >= {
        "population", "redraw", "request_window", "request_while_dark", "landmark", "others_requests", "request_rate",
    }  # fmt: skip
    by_key = {(row["variant"], row["setting"], row["model"], row["term"]): row for row in summary}
    main = by_key["population", "all households used", "model_3", "minority_share"]
    equity = {
        (row["model"], row["term"]): row["estimate"]
        for row in rows_of(QgsVectorLayer(studied.path("coefficients.gpkg"), "coefficients", "ogr"))
    }
    assert main["median"] == pytest.approx(equity["model_3", "minority_share"], rel=1e-9)
    # The table's own window, counted anew from the requests, finds the same households.
    again = by_key["request_window", "2 days", "model_3", "participation"]
    assert again["median"] == pytest.approx(equity["model_3", "participation"], rel=1e-6)
    fits = rows_of(found["OUTPUT"])
    assert tuple(fits[0]) == columns.ROBUSTNESS.names
    assert len({(row["variant"], row["setting"], row["draw"], row["model"]) for row in fits}) == found["FITS"]
    assert found["FAILURES"] == sum(
        row["failed_because"] not in (None, "") and row["term"] in (None, "") for row in fits
    )


def test_needs_no_requests_and_the_fits_are_optional(run, studied):
    found = run("robustness", {"INPUT": studied.path("study.gpkg"), **SMALL, "WEIGHTED": True})
    assert "OUTPUT" not in found
    variants = {row["variant"] for row in rows_of(found["SUMMARY"])}
    assert variants == {"population", "redraw", "redraw_weighted", "others_requests", "request_rate"}


@pytest.mark.parametrize("correction", [{}, {"CLUSTER_CORRECTION": "standard"}])
def test_the_main_result_equals_equity_models_under_the_same_settings(run, studied, correction):
    """To the last digit, under the default as under another correction."""
    inputs = {"INPUT": studied.path("study.gpkg"), **correction}
    quick = {"SIZES": "600", "DRAWS": 0, "LEAVE_OUT": False}
    found = run("robustness", {**inputs, **quick, "SUMMARY": "memory:", "OUTPUT": "memory:"})
    models = run("equitymodels", {**inputs, "COEFFICIENTS": "memory:"})
    names = ("model", "term", "estimate", "conf_low", "conf_high")
    main = [row for row in rows_of(found["OUTPUT"]) if row["variant"] == "population"]
    expected = [row for row in rows_of(models["COEFFICIENTS"]) if row["term"] != "alpha"]
    assert [[row[name] for name in names] for row in main] == [[row[name] for name in names] for row in expected]


def test_lists_that_are_no_numbers(run, studied):
    with pytest.raises(QgsProcessingException, match=r"SIZES.*'many' is no list of numbers"):
        run("robustness", {"INPUT": studied.path("study.gpkg"), **SMALL, "SIZES": "many"})
    with pytest.raises(QgsProcessingException, match="needs at least one household"):
        run("robustness", {"INPUT": studied.path("study.gpkg"), **SMALL, "SIZES": "0"})


def test_marks_margins_and_the_page(run, studied, tmp_path):
    page = tmp_path / "robustness.html"
    inputs = {"INPUT": studied.path("study.gpkg"), "INDICATORS": studied.path("places.gpkg")}
    more = {"MISSING_MARKS": True, "CENSUS_DRAWS": 4, "REPORT": str(page), "DRAWS": 0}
    found = run("robustness", {**inputs, **SMALL, **more})
    rows = [row for row in rows_of(found["SUMMARY"]) if row["variant"] == "census_margins"]
    assert {row["fits"] for row in rows} == {4}
    text = page.read_text(encoding="utf-8")
    assert "<h2>With the census tables&#39; values drawn from their margins of error</h2>" in text
    key = next(row["sentence"] for row in rows if (row["model"], row["term"]) == ("model_2", "participation"))
    assert f"<li>{key.replace(chr(39), '&#39;')}</li>" in text
    assert text.rstrip().endswith("</html>")
