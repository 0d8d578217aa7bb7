"""Data that cannot answer, through the four algorithms with models: each has a clear statement."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from qgis.core import QgsFeature, QgsProcessingException, QgsVectorLayer

CITY = Path(__file__).parent.parent / "golden" / "models" / "city.csv"
TEXT = ("household_id", "meter_id", "parcel_id", "block_group", "status")
QUICK = {"SIZES": "600", "DRAWS": 0, "LEAVE_OUT": False}
PREDICTORS = ["minority_share", "college_share", "log_density", "median_income_k"]
NO_END = r"college_share \(Share aged 18 to 24\) tells without error .* no finite value"
COMBINED = r"\(Median household income\).*in the rows used it is a combination of it"
SAME = r"{} \([^)]*\) has the same value in every row used, so nothing can be learned about it"
ONE = "All rows lie in one cluster, so standard errors by cluster cannot be had. Choose robust"
MODELS = r"Model 2, [^;]*; Model 3, [^;]*; Model 4, [^;]*; Model 5, [^:]*: "  # told once for all


@pytest.fixture(scope="module")
def city() -> pd.DataFrame:
    return pd.read_csv(CITY, dtype={"block_group": str})


def layer_of(frame: pd.DataFrame) -> QgsVectorLayer:
    fields = "&".join(f"field={name}:{'string' if name in TEXT else 'double'}" for name in frame.columns)
    layer = QgsVectorLayer(f"NoGeometry?{fields}", "households", "memory")
    features = []
    for row in frame.itertuples(index=False):
        feature = QgsFeature(layer.fields())
        feature.setAttributes([None if value != value else value for value in row])
        features.append(feature)
    assert layer.dataProvider().addFeatures(features)[0]
    return layer


def parameters(algorithm: str, outcome: str) -> dict:
    if algorithm == "regressionmodel":
        family = "logit" if outcome == "participation" else "negativebinomial"
        own = {"OUTCOME": outcome, "PREDICTORS": PREDICTORS, "FAMILY": family, "COEFFICIENTS": "memory:"}
        return {**own, "COVARIANCE": "cluster", "CLUSTER_FIELD": "block_group"}
    outputs = {"robustness": {**QUICK, "SUMMARY": "memory:"}, "survivalmodels": {"GROUPS": "memory:"}}
    more = {} if algorithm == "robustness" else {"COEFFICIENTS": "memory:"}
    return {**outputs.get(algorithm, {}), **more}


CASES = {
    "separation": (
        lambda f: f.assign(college_share=np.where(f["participation"] == 1, 1.0, 0.0)),
        "participation",
        {"equitymodels": "Model 1.*" + NO_END, "regressionmodel": NO_END, "robustness": "Model 1.*" + NO_END},
    ),
    "collinear": (
        lambda f: f.assign(median_income_k=3 * f["log_density"]),
        "restoration_hours",
        dict.fromkeys(("equitymodels", "regressionmodel", "robustness", "survivalmodels"), COMBINED),
    ),
    "constant": (
        lambda f: f.assign(log_density=7.0),
        "restoration_hours",
        dict.fromkeys(("equitymodels", "regressionmodel", "robustness", "survivalmodels"), SAME.format("log_density")),
    ),
    "one group": (
        lambda f: f.assign(minority_share=0.0),
        "restoration_hours",
        dict.fromkeys(
            ("equitymodels", "regressionmodel", "robustness", "survivalmodels"), SAME.format("minority_share")
        ),
    ),
    "all zero": (
        lambda f: f.assign(restoration_hours=0),
        "restoration_hours",
        {
            "equitymodels": MODELS + "All 1,473 counts are zero",
            "regressionmodel": "All 1,496 counts are zero, so there is nothing to explain",
            "robustness": MODELS + "All 1,473 counts are zero",
            "survivalmodels": "All 1,473 households waited 0 hours, so there is nothing to explain",
        },
    ),
    "not whole": (
        lambda f: f.assign(restoration_hours=f["restoration_hours"] + 0.5),
        "restoration_hours",
        {
            **dict.fromkeys(
                ("equitymodels", "robustness", "survivalmodels"),
                "column restoration_hours, rows 21, 22, .* a count must be whole. Round it, halves up",
            ),
            "regressionmodel": "A count must be whole, and 1,496 rows are not",
        },
    ),
    "one cluster": (
        lambda f: f.assign(block_group="1"),
        "restoration_hours",
        dict.fromkeys(("equitymodels", "regressionmodel", "robustness", "survivalmodels"), ONE),
    ),
    "a mark of one block group": (
        lambda f: f.assign(college_share=(f["block_group"] == "120730001361") * (f["house_age"] > 40) * 1.0),
        "restoration_hours",
        dict.fromkeys(
            ("equitymodels", "regressionmodel", "robustness"),
            "Standard errors by cluster cannot be had for college_share: the rows of one cluster alone tell it",
        ),
    ),
}


@pytest.mark.parametrize(
    ("case", "algorithm"), [(case, algorithm) for case, (_, _, said) in CASES.items() for algorithm in said]
)
def test_each_algorithm_says_why_it_cannot_answer(run, qgis_app, city, case, algorithm):
    change, outcome, said = CASES[case]
    with pytest.raises(QgsProcessingException, match=said[algorithm]):
        run(algorithm, {"INPUT": layer_of(change(city)), **parameters(algorithm, outcome)})


@pytest.mark.parametrize("algorithm", ["equitymodels", "regressionmodel", "robustness", "survivalmodels"])
def test_forty_rows_have_finite_numbers_or_none(run, qgis_app, city, algorithm):
    forty = city[city["status"] == "restored"].dropna().groupby("participation").head(20)
    found = run(algorithm, {"INPUT": layer_of(forty), **parameters(algorithm, "restoration_hours")})
    rows = list(found.get("COEFFICIENTS", found.get("SUMMARY")).getFeatures())
    values = [value for row in rows for value in row.attributes() if isinstance(value, float)]
    assert len(values) > 5 * len(rows) > 0
    assert all(map(math.isfinite, values))
