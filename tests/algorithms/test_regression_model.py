"""``regressionmodel`` on layers of any kind, and printed results of R through it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import ClassVar

import pandas as pd
import pytest
from qgis.core import QgsFeature, QgsGeometry, QgsPointXY, QgsProcessingException, QgsVectorLayer

from coprod_equity_plugin.bridge.values import is_null
from coprod_equity_plugin.core import columns


def published(realdata: Path, name: str) -> tuple[pd.DataFrame, dict]:
    folder = realdata / "statistics" / name
    if not folder.is_dir():
        pytest.skip(f"{folder} is not there")
    return pd.read_csv(folder / f"{name}.csv"), json.loads((folder / "published.json").read_text(encoding="utf-8"))


def as_layer(frame: pd.DataFrame) -> QgsVectorLayer:
    """Points with a frame's columns, whatever their names."""
    from qgis.core import QgsField
    from qgis.PyQt.QtCore import QVariant

    layer = QgsVectorLayer("Point?crs=EPSG:2238", "rows", "memory")
    kinds = [QVariant.Double if frame[name].dtype.kind in "fiu" else QVariant.String for name in frame.columns]
    layer.dataProvider().addAttributes([QgsField(name, kind) for name, kind in zip(frame.columns, kinds)])
    layer.updateFields()
    features = []
    for place, row in enumerate(frame.itertuples(index=False)):
        feature = QgsFeature(layer.fields())
        values = [value.item() if hasattr(value, "item") else value for value in row]
        feature.setAttributes([None if value != value else value for value in values])
        feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(place, 0)))
        features.append(feature)
    assert layer.dataProvider().addFeatures(features)[0]
    return layer


def rows_of(layer) -> list[dict]:
    names = [field.name() for field in layer.fields()]
    return [dict(zip(names, feature.attributes())) for feature in layer.getFeatures()]


def estimates(found: dict) -> dict[str, float | None]:
    return {row["term"]: row["estimate"] for row in rows_of(found["COEFFICIENTS"])}


def measures(found: dict) -> dict[str, float]:
    return {row["statistic"]: row["value"] for row in rows_of(found["FIT"])}


SINKS = {"COEFFICIENTS": "memory:", "FIT": "memory:"}


@pytest.mark.realdata
def test_medpar_as_r_prints_it(run, realdata):
    frame, printed = published(realdata, "medpar")
    found = run(
        "regressionmodel",
        {
            "INPUT": as_layer(frame[["los", "type", "hmo", "white"]]),
            "OUTCOME": "los",
            "PREDICTORS": ["type", "hmo", "white"],
            "CATEGORICAL": ["type"],
            "FAMILY": "negativebinomial",
            **SINKS,
        },
    )
    assert found["N"] == printed["nobs"]
    got = estimates(found)
    for row in printed["coefficients"]:
        term = {"(Intercept)": "const", "factor(type)2": "type=2", "factor(type)3": "type=3"}.get(
            row["term"], row["term"]
        )
        assert got[term] == pytest.approx(row["estimate"], abs=2e-6)  # where R's iteration stops


@pytest.mark.realdata
def test_quine_as_r_prints_it_with_four_way_interaction_and_aliased_terms(run, realdata):
    frame, printed = published(realdata, "quine")
    printed = next(entry for entry in printed["models"] if entry["id"] == "four-way interaction")
    frame = frame.rename(columns={"Eth": "Eth nicity", "Lrn": "Lärner: type"})
    found = run(
        "regressionmodel",
        {
            "INPUT": as_layer(frame),
            "OUTCOME": "Days",
            "PREDICTORS": ["Sex"],
            "INTERACTIONS": "Eth nicity:Age:Lärner: type:Sex",
            "FAMILY": "negativebinomial",
            "COVARIANCE": "classical",
            **SINKS,
        },
    )
    names = {"EthN": "Eth nicity=N", "LrnSL": "Lärner: type=SL", "SexM": "Sex=M"}
    names |= {f"AgeF{level}": f"Age=F{level}" for level in "123"}
    got = {tuple(sorted(_parts(term))): value for term, value in estimates(found).items()}
    assert len(got) == len(printed["coefficients"]) + 1  # alpha
    for row in printed["coefficients"]:
        term = ["const"] if row["term"] == "(Intercept)" else [names[part] for part in row["term"].split(":")]
        value = got[tuple(sorted(term))]
        if row["estimate"] is None:
            assert is_null(value)
        else:
            assert value == pytest.approx(row["estimate"], abs=1e-4)
    assert measures(found)["theta"] == pytest.approx(printed["theta"], abs=5e-4)
    assert measures(found)["aic"] == pytest.approx(printed["aic"], abs=0.05)


def _parts(term: str) -> list[str]:
    return [part.replace("Lärner# type", "Lärner: type") for part in term.replace("r: type", "r# type").split(":")]


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("place", "predictors", "interactions"),
    [
        (0, "age lwt race smoke ptd ht ui ftv", ""),
        (1, "lwt race smoke ptd ht ui", ""),
        (2, "age lwt race smoke ptd ht ui ftv", "age:ftv"),
        (3, "age lwt race smoke ptd ht ui ftv", "age:ftv; smoke:ui"),
        (4, "age lwt smoke ptd ht ui ftv", "age:ftv;smoke:ui"),
    ],
)
def test_birthwt_as_r_prints_it(run, realdata, place, predictors, interactions):
    frame, printed = published(realdata, "birthwt")
    entry = printed["models"][place]
    frame = frame.assign(
        race=frame["race"].map({1: "white", 2: "black", 3: "other"}),
        ptd=(frame["ptl"] > 0).astype(float),
        ftv=frame["ftv"].map(lambda visits: "2+" if visits >= 2 else str(visits)).map("v{}".format),
    )
    found = run(
        "regressionmodel",
        {
            "INPUT": as_layer(frame),
            "OUTCOME": "low",
            "PREDICTORS": predictors.split(),
            "INTERACTIONS": interactions,
            "REFERENCE": "race=white" if "race" in predictors else "",
            "COVARIANCE": "classical",
            **SINKS,
        },
    )
    fit = measures(found)
    assert -2 * fit["log_likelihood"] == pytest.approx(entry["resid_deviance"], abs=5e-5)
    assert fit["aic"] == pytest.approx(entry["aic"], abs=5e-5)
    names = {
        "(Intercept)": "const",
        "raceblack": "race=black",
        "raceother": "race=other",
        "ftv1": "ftv=v1",
        "ftv2+": "ftv=v2+",
    }
    got = estimates(found)
    for term, value in entry.get("coefficients", {}).items():
        assert got[names.get(term, term.replace("TRUE", ""))] == pytest.approx(value, abs=5e-6)


@pytest.fixture
def small() -> pd.DataFrame:
    import numpy as np

    rng = np.random.default_rng(4)
    frame = pd.DataFrame({"fitted": rng.normal(size=120), "Größe in m²": rng.normal(size=120), "y": 0.0})
    frame["y"] = (rng.random(120) < 0.4).astype(float)
    frame.loc[[3, 50], "fitted"] = np.nan
    return frame


def test_rows_used_keep_their_own_fields_and_places(run, small, tmp_path):
    found = run(
        "regressionmodel",
        {
            "INPUT": as_layer(small),
            "OUTCOME": "y",
            "PREDICTORS": ["fitted", "Größe in m²"],
            "OUTPUT": "memory:",
            "DIAGNOSTICS": "memory:",
            "CSV": str(tmp_path / "t.csv"),
            "LATEX": str(tmp_path / "t.tex"),
            "REPORT": str(tmp_path / "t.html"),
            **SINKS,
        },
    )
    assert (found["N"], found["LEFT_OUT"], found["CLUSTERS"]) == (118, 2, 0)
    checks = {row["diagnostic"]: row for row in rows_of(found["DIAGNOSTICS"])}
    assert {"auc", "morans_i_rows", "calibration_slope"} <= set(checks)
    assert tuple(checks["auc"]) == columns.DIAGNOSTICS.names
    used = found["OUTPUT"]
    assert [field.name() for field in used.fields()] == [
        "fitted", "Größe in m²", "y", "fitted_2", "residual", "quantile_residual",
    ]  # fmt: skip
    rows = rows_of(used)
    assert [row["fitted"] for row in rows] == small["fitted"].dropna().to_list()
    assert all(row["residual"] == row["y"] - row["fitted_2"] for row in rows)
    assert sum(row["residual"] for row in rows) == pytest.approx(0, abs=1e-9)  # a logit's residuals add up to zero
    assert [feature.geometry().asPoint().x() for feature in used.getFeatures()][3] == 4
    assert tuple(rows_of(found["COEFFICIENTS"])[0]) == columns.COEFFICIENTS.names
    assert "Größe in m²" in (tmp_path / "t.html").read_text(encoding="utf-8")
    assert (tmp_path / "t.csv").read_text(encoding="utf-8").startswith("Term,")
    assert r"\toprule" in (tmp_path / "t.tex").read_text(encoding="utf-8")


def test_aliases_of_the_layers_own_fields_are_not_warned_of(run, small, tmp_path):
    """Since 3.32 a GeoPackage has them, and QGIS warns of each that the destination does not keep."""
    from qgis.core import QgsProcessingFeedback

    class Said(QgsProcessingFeedback):
        warnings: ClassVar[list[str]] = []

        def pushWarning(self, warning):
            self.warnings.append(warning)

    layer = as_layer(small)
    layer.setFieldAlias(0, "As it was fitted before")
    assert layer.fields()[0].alias() == "As it was fitted before"
    given = {"INPUT": layer, "OUTCOME": "y", "PREDICTORS": ["fitted"], "OUTPUT": str(tmp_path / "rows.csv"), **SINKS}
    said = Said()
    run("regressionmodel", given, feedback=said)
    assert [text for text in said.warnings if "lias" in text or "omment" in text] == []
    assert "fitted" in (tmp_path / "rows.csv").read_text(encoding="utf-8")


def test_a_second_model_of_the_first_ones_rows_can_be_written(run, small, tmp_path):
    """Both write columns of the same names and headings, and a GeoPackage takes a heading once."""
    model = {"OUTCOME": "y", "PREDICTORS": ["Größe in m²"], **SINKS}
    layer = as_layer(small[["y", "Größe in m²"]])
    first = run("regressionmodel", {**model, "INPUT": layer, "OUTPUT": str(tmp_path / "first.gpkg")})
    second = run("regressionmodel", {**model, "INPUT": first["OUTPUT"], "OUTPUT": str(tmp_path / "second.gpkg")})
    before, after = (rows_of(QgsVectorLayer(found["OUTPUT"], "rows", "ogr")) for found in (first, second))
    assert set(after[0]) == {*before[0], "fitted_2", "residual_2", "quantile_residual_2"}
    assert [row["fitted_2"] for row in after] == pytest.approx([row["fitted"] for row in before])


def test_a_csv_of_text_is_read_as_numbers(run, small, tmp_path):
    path = tmp_path / "rows.csv"
    small.to_csv(path, index=False)
    common = {"OUTCOME": "y", "PREDICTORS": ["fitted", "Größe in m²"], **SINKS}
    text, numbers = (run("regressionmodel", {"INPUT": source, **common}) for source in (str(path), as_layer(small)))
    assert estimates(text) == pytest.approx(estimates(numbers))


def test_what_is_typed_is_never_evaluated(run, small, tmp_path):
    trap = tmp_path / "trap"
    with pytest.raises(QgsProcessingException, match="cannot be read as fields"):
        run(
            "regressionmodel",
            {
                "INPUT": as_layer(small),
                "OUTCOME": "y",
                "PREDICTORS": ["fitted"],
                "INTERACTIONS": f"fitted:open({str(trap)!r}, 'w')",
                **SINKS,
            },
        )
    assert not trap.exists()
