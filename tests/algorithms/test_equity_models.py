from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from qgis.core import QgsFeature, QgsGeometry, QgsPointXY, QgsProcessingException, QgsVectorLayer

from coprod_equity_plugin.core import columns
from coprod_equity_plugin.core.models.equity import ModelOptions, fit_equity_models
from coprod_equity_plugin.core.models.margins import margin_table, margins_of_study
from coprod_equity_plugin.core.report.model_tables import to_csv, to_latex

CITY = Path(__file__).parent.parent / "golden" / "models" / "city.csv"
TEXT = ("household_id", "meter_id", "parcel_id", "block_group", "status")
TABLES = {"COEFFICIENTS": "memory:", "CONTRASTS": "memory:", "FIT": "memory:"}


@pytest.fixture(scope="module")
def study() -> pd.DataFrame:
    return pd.read_csv(CITY, dtype={"block_group": str})


@pytest.fixture
def layer(qgis_app, study) -> QgsVectorLayer:
    """The study table as a layer of points in Florida State Plane feet."""
    fields = "&".join(f"field={name}:{'string' if name in TEXT else 'double'}" for name in study.columns)
    layer = QgsVectorLayer(f"Point?crs=EPSG:2238&{fields}", "households", "memory")
    features = []
    for place, row in enumerate(study.itertuples(index=False)):
        feature = QgsFeature(layer.fields())
        feature.setAttributes([None if value != value else value for value in row])
        feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(2_000_000 + place, 500_000)))
        features.append(feature)
    assert layer.dataProvider().addFeatures(features)[0]
    return layer


def rows_of(layer) -> list[dict]:
    names = [field.name() for field in layer.fields()]
    return [dict(zip(names, feature.attributes())) for feature in layer.getFeatures()]


def test_gives_the_numbers_of_the_core(run, layer, study, tmp_path):
    report = tmp_path / "models.html"
    found = run("equitymodels", {"INPUT": layer, "REPORT": str(report), "OUTPUT": "memory:", **TABLES})
    expected = fit_equity_models(study)

    assert found["N"] == expected.nobs == 1473
    assert found["MODELS"] == 5
    assert found["CLUSTERS"] == study["block_group"].nunique() == 60
    assert found["MINORITY_PERCENT"] == expected.answer("model_3", "minority_among_others").percent

    coefficients = rows_of(found["COEFFICIENTS"])
    assert tuple(coefficients[0]) == columns.COEFFICIENTS.names
    assert [(row["model"], row["term"]) for row in coefficients] == list(
        zip(expected.coefficients["model"], expected.coefficients["term"])
    )
    assert [row["estimate"] for row in coefficients] == expected.coefficients["estimate"].to_list()
    assert [row["sentence"] for row in rows_of(found["CONTRASTS"])] == expected.contrasts["sentence"].to_list()
    assert len(rows_of(found["FIT"])) == len(expected.fit)

    households = rows_of(found["OUTPUT"])
    assert [row["household_id"] for row in households] == study["household_id"][expected.rows].to_list()
    assert households[5]["fitted_hours"] == expected.predictions["model_3_fitted"][5]
    assert households[5]["residual_hours"] == households[5]["restoration_hours"] - households[5]["fitted_hours"] != 0
    assert 0 < households[5]["participation_probability"] < 1
    assert found["OUTPUT"].crs().authid() == "EPSG:2238"
    first = next(found["OUTPUT"].getFeatures()).geometry().asPoint()
    assert first.x() == 2_000_020  # the first twenty households did not lose power, so the 21st is the first used
    assert expected.contrasts["sentence"][0] in report.read_text(encoding="utf-8").replace("&#39;", "'")


def test_reads_a_table_without_geometry_and_skips_optional_outputs(run, layer, study, tmp_path):
    from qgis import processing

    table = processing.run("native:dropgeometries", {"INPUT": layer, "OUTPUT": str(tmp_path / "study.gpkg")})["OUTPUT"]
    found = run("equitymodels", {"INPUT": table, "COVARIANCE": "classical", "COEFFICIENTS": "memory:"})
    expected = fit_equity_models(study, ModelOptions(covariance="classical"))
    assert "OUTPUT" not in found
    assert "REPORT" not in found
    assert found["CLUSTERS"] == 0
    assert [row["std_error"] for row in rows_of(found["COEFFICIENTS"])] == pytest.approx(
        expected.coefficients["std_error"].to_list(), rel=1e-9
    )


def test_hours_verdicts_and_files_come_on_request(run, layer, study, tmp_path):
    found = run(
        "equitymodels",
        {
            "INPUT": layer,
            "ADJUSTED": "memory:",
            "HYPOTHESES": "memory:",
            "STANDARD_ERRORS": "memory:",
            "CSV": str(tmp_path / "table.csv"),
            "LATEX": str(tmp_path / "table.tex"),
            "REPORT": str(tmp_path / "page.html"),
            **TABLES,
        },
    )
    models = fit_equity_models(study)
    expected = margin_table(margins_of_study(models))
    assert [row["sentence"] for row in rows_of(found["ADJUSTED"])] == expected["sentence"].to_list()
    verdicts = {row["hypothesis"]: row["verdict"] for row in rows_of(found["HYPOTHESES"])}
    assert verdicts["H1"] == "supported"
    assert verdicts["H2a"] == "contradicted"
    assert "DIAGNOSTICS" not in found
    errors = rows_of(found["STANDARD_ERRORS"])
    assert [row["std_error_robust"] for row in errors] == models.standard_errors()["std_error_robust"].to_list()
    assert (tmp_path / "table.csv").read_text(encoding="utf-8") == to_csv(models)
    assert (tmp_path / "table.tex").read_text(encoding="utf-8") == to_latex(models)
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "H1: Among those that did not ask" in page
    assert page.endswith("</html>")


def test_diagnostics_use_the_places_of_the_households(run, layer, study):
    from coprod_equity_plugin.core.models.diagnostics import diagnose_models, diagnostic_table

    found = run("equitymodels", {"INPUT": layer, "DIAGNOSTICS": "memory:", **TABLES})
    models = fit_equity_models(study)
    points = np.column_stack([2_000_000 + np.flatnonzero(models.rows), np.full(models.nobs, 500_000.0)])
    expected = diagnostic_table(diagnose_models(models, points))
    rows = rows_of(found["DIAGNOSTICS"])
    assert tuple(rows[0]) == columns.DIAGNOSTICS.names
    assert [row["sentence"] for row in rows] == expected["sentence"].to_list()
    assert {row["light"] for row in rows if row["diagnostic"].startswith("morans")} <= {"green", "yellow", "red"}
    assert sum(row["diagnostic"] == "morans_i_rows" for row in rows) == 5


def test_households_of_a_table_are_a_table(run, layer, tmp_path):
    from qgis import processing

    table = processing.run("native:dropgeometries", {"INPUT": layer, "OUTPUT": str(tmp_path / "study.gpkg")})["OUTPUT"]
    found = run("equitymodels", {"INPUT": table, "COVARIANCE": "robust", "OUTPUT": "memory:", **TABLES})
    assert found["OUTPUT"].isSpatial() is False
    assert found["OUTPUT"].featureCount() == found["N"] == 1473


def test_names_all_missing_fields_at_once(run, layer):
    from qgis import processing

    fewer = processing.run(
        "native:deletecolumn",
        {"INPUT": layer, "COLUMN": ["house_age", "renter_share"], "OUTPUT": "memory:"},
    )["OUTPUT"]
    with pytest.raises(QgsProcessingException, match="house_age") as error:
        run("equitymodels", {"INPUT": fewer, **TABLES})
    assert "renter_share" in str(error.value)


def test_says_why_a_model_cannot_be_fitted(run, layer):
    from qgis import processing

    flat = processing.run(
        "native:fieldcalculator",
        {"INPUT": layer, "FIELD_NAME": "college_share", "FORMULA": "0", "FIELD_TYPE": 0, "OUTPUT": "memory:"},
    )["OUTPUT"]
    with pytest.raises(QgsProcessingException, match=r"Model 1.*college_share"):
        run("equitymodels", {"INPUT": flat, **TABLES})


def test_checks_for_figures_bends_and_e_values_come_on_request(run, layer, study):
    from coprod_equity_plugin.core.models.forms import e_value_table, e_values, form_table, form_tests
    from coprod_equity_plugin.core.models.shapes import shape_tables

    names = ("ROOTOGRAM", "RESIDUAL_QUANTILES", "CALIBRATION", "FUNCTIONAL_FORM", "E_VALUES")
    found = run("equitymodels", {"INPUT": layer, **dict.fromkeys(names, "memory:"), **TABLES})
    models = fit_equity_models(study)
    counts, quantiles, tenths = shape_tables(models)
    assert [row["expected"] for row in rows_of(found["ROOTOGRAM"])] == counts["expected"].to_list()
    assert [row["residual"] for row in rows_of(found["RESIDUAL_QUANTILES"])] == quantiles["residual"].to_list()
    assert [row["share"] for row in rows_of(found["CALIBRATION"])] == tenths["share"].to_list()
    bends = form_table(form_tests(models))
    assert [row["sentence"] for row in rows_of(found["FUNCTIONAL_FORM"])] == bends["sentence"].to_list()
    strengths = e_value_table(e_values(models.answers, models.fits))
    assert [row["e_value"] for row in rows_of(found["E_VALUES"])] == strengths["e_value"].to_list()


def test_bootstrap_of_whole_block_groups(run, layer, study):
    from coprod_equity_plugin.core.models.bootstrap import bootstrap_contrasts, bootstrap_table

    found = run("equitymodels", {"INPUT": layer, "BOOTSTRAP": "memory:", "BOOTSTRAP_DRAWS": 200, "SEED": 5, **TABLES})
    expected = bootstrap_table(bootstrap_contrasts(fit_equity_models(study), 200, 5))
    assert [row["conf_low"] for row in rows_of(found["BOOTSTRAP"])] == expected["conf_low"].to_list()


def test_spatial_tests_take_the_block_groups_polygons(run, layer, study):
    ids = sorted(study["block_group"].unique())
    squares = QgsVectorLayer("Polygon?crs=EPSG:2238&field=GEOID:string", "block groups", "memory")
    for place, name in enumerate(ids):
        x, y = divmod(place, 10)
        feature = QgsFeature(squares.fields())
        feature.setAttributes([name])
        feature.setGeometry(QgsGeometry.fromWkt(f"POLYGON(({x} {y},{x + 1} {y},{x + 1} {y + 1},{x} {y + 1},{x} {y}))"))
        squares.dataProvider().addFeature(feature)
    found = run("equitymodels", {"INPUT": layer, "SPATIAL_TESTS": "memory:", "BLOCK_GROUPS": squares, **TABLES})
    rows = rows_of(found["SPATIAL_TESTS"])
    assert len(rows) == 5 * 6
    assert {row["groups"] for row in rows} == {60}
    with pytest.raises(QgsProcessingException, match=r"BLOCK_GROUPS.*need the block groups' polygons"):
        run("equitymodels", {"INPUT": layer, "SPATIAL_TESTS": "memory:", **TABLES})


def test_few_clusters_and_separation_are_parameters(run, layer, study):
    from qgis import processing

    errors = {}
    for correction in ("cr2", "standard", "jackknife"):
        found = run("equitymodels", {"INPUT": layer, "CLUSTER_CORRECTION": correction, **TABLES})
        errors[correction] = [row["std_error"] for row in rows_of(found["COEFFICIENTS"])]
        expected = fit_equity_models(study, ModelOptions(correction=correction)).coefficients
        assert errors[correction] == expected["std_error"].to_list()
    found = run("equitymodels", {"INPUT": layer, **TABLES})
    assert [row["std_error"] for row in rows_of(found["COEFFICIENTS"])] == errors["cr2"] != errors["standard"]
    formula = 'if("college_share" = 1, 0, "participation")'
    separated = processing.run(
        "native:fieldcalculator",
        {"INPUT": layer, "FIELD_NAME": "participation", "FORMULA": formula, "FIELD_TYPE": 0, "OUTPUT": "memory:"},
    )["OUTPUT"]
    with pytest.raises(QgsProcessingException, match="Firth's penalised likelihood"):
        run("equitymodels", {"INPUT": separated, **TABLES})
    found = run("equitymodels", {"INPUT": separated, "SEPARATION": "firth", **TABLES})
    measures = {(row["model"], row["statistic"]): row["value"] for row in rows_of(found["FIT"])}
    assert measures["model_1", "penalised"] == 1
