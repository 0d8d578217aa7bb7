"""A small simulated city, and the study run on it once, step by step, for all tests that look at its results."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.demo import RAW
from tests.algorithms.writing import METERS

HOUSEHOLDS = 4000
SEED = 7
EVENT = {"EVENT_START": "2018-10-10T00:00:00"}


class Steps:
    """The study's steps with their parameters, each reading what the one before wrote."""

    def __init__(self, raw: Path, folder: Path) -> None:
        self.raw = {name: str(raw / path) for name, path in RAW.items()}
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def path(self, name: str) -> str:
        return str(self.folder / name)

    def parameters(self) -> dict[str, dict]:
        """Algorithm -> its parameters, in the order of the work."""
        raw, path = self.raw, self.path
        return {
            "restorationtimes": {
                "READS": raw["READS"], **EVENT,
                "OUTPUT": path("restoration.gpkg"), "CURVE": path("curve.gpkg"),
            },
            "servicerequests": {
                **{name: raw[name] for name in ("REQUESTS", "PARCELS", "ROLL", "SERVICE_POINTS")},
                "CATEGORIES": "Power Outage", **EVENT,
                "OUTPUT": path("requests.gpkg"), "UNMATCHED": path("unmatched.gpkg"),
            },
            "householdcomposition": {"VOTERS": raw["VOTERS"], **EVENT, "OUTPUT": path("people.gpkg")},
            "blockgroupindicators": {
                "BLOCK_GROUPS": raw["BLOCK_GROUPS"], "TABLES": raw["CENSUS"], "OUTPUT": path("places.gpkg"),
            },
            "studydataset": {
                **{name: raw[name] for name in ("SERVICE_POINTS", "PARCELS", "ROLL")},
                "RESTORATION": path("restoration.gpkg"), "REQUESTS": path("requests.gpkg"),
                "UNMATCHED": path("unmatched.gpkg"), "COMPOSITION": path("people.gpkg"),
                "BLOCK_GROUPS": path("places.gpkg"), **EVENT,
                "OUTPUT": path("study.gpkg"), "SAMPLE_FLOW": path("flow.gpkg"),
            },
            "equitymodels": {
                "INPUT": path("study.gpkg"), "COEFFICIENTS": path("coefficients.gpkg"),
                "CONTRASTS": path("contrasts.gpkg"), "FIT": path("fit.gpkg"), "REPORT": path("models.html"),
                "OUTPUT": path("model_rows.gpkg"),
            },
            "disparitybyarea": {
                "INPUT": path("study.gpkg"), "AREAS": raw["BLOCK_GROUPS"], "OUTPUT": path("areas.gpkg"),
            },
            "styledisparity": {"INPUT": path("areas.gpkg"), "MEASURE": "hours_difference"},
            "exportmap": {
                "INPUT": path("areas.gpkg"), "MEASURE": "hours_difference", "PDF": path("map.pdf"),
                "PNG": path("map.png"), "CSV": path("map.csv"), "ALT_TEXT": path("map.txt"),
            },
            "equityreport": {
                "STUDY": path("study.gpkg"), "COEFFICIENTS": path("coefficients.gpkg"), "FIT": path("fit.gpkg"),
                "CONTRASTS": path("contrasts.gpkg"), "AREAS": path("areas.gpkg"), "SAMPLE_FLOW": path("flow.gpkg"),
                "CURVE": path("curve.gpkg"), "MAPS": path("map.png"), **EVENT, "OUTPUT": path("report.html"),
            },
        }  # fmt: skip


@pytest.fixture(scope="session")
def city(provider, tmp_path_factory) -> Path:
    """The raw files of a small simulated city; its truth lies beside them, where no step of the study can find it."""
    from qgis import processing

    raw = tmp_path_factory.mktemp("city") / "raw"
    processing.run("coprodequity:createsamplecity", {"HOUSEHOLDS": HOUSEHOLDS, "SEED": SEED, "OUTPUT": str(raw)})
    truth = raw.parent / "truth"
    truth.mkdir()
    for name in ("truth.json", "truth_households.csv"):
        (raw / name).rename(truth / name)
    return raw


@pytest.fixture(scope="session")
def studied(city, tmp_path_factory):
    """The steps, all run through ``processing.run``; ``results`` holds what each gave."""
    from qgis import processing

    steps = Steps(city, tmp_path_factory.mktemp("studied"))
    # Layers among the results would outlive QGIS; their files are known by name.
    steps.results = {
        algorithm: {
            name: value
            for name, value in processing.run(f"coprodequity:{algorithm}", parameters).items()
            if isinstance(value, (str, int, float, bool))
        }
        for algorithm, parameters in steps.parameters().items()
    }
    return steps


@pytest.fixture(scope="session")
def short_reads(tmp_path_factory) -> str:
    """Half-hourly reads of homes that all lose power and get it back."""
    import duckdb

    path = tmp_path_factory.mktemp("reads") / "reads.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT 'M' || m AS METER_ID, TIMESTAMP '2018-10-03' + INTERVAL 30 MINUTE * s AS READ_TIME, "
            f"CASE WHEN s BETWEEN 360 AND 400 + m % 50 THEN 0 ELSE 0.5 END AS KWH "
            f"FROM range({METERS}) a(m), range(1008) b(s)) TO '{path}'"
        )
    return str(path)
