"""``restorationfromevents`` in real QGIS: the table, its counts and settings, and its reconciliation with reads."""

from __future__ import annotations

import pytest
from qgis.core import QgsProcessingException, QgsVectorLayer
from qgis.PyQt.QtCore import QDate, QDateTime, QTime

EVENT = QDateTime(QDate(2018, 10, 10), QTime(0, 0))


@pytest.fixture
def events(tmp_path):
    path = tmp_path / "events.csv"
    path.write_text(
        "MeterNumber,EventTime,EventType\n"
        "M1,2018-10-10 12:10:00,Last Gasp\nM1,2018-10-13 10:20:00,Power Up\n"
        "M2,2018-10-10 14:00:00,Last Gasp\nM3,2018-10-11 10:00:00,Tamper\n"
        "M4,2018-10-11 10:00:00,Power Up\nM5,2018-10-12 08:00:00,Power Up\nM5,2018-10-10 08:00:00,Last Gasp\n"
    )
    return path


@pytest.fixture
def reads(tmp_path):
    """M1 out from 12:00 on the 10th to 10:30 on the 13th; M2 till 6:00 on the 14th; M3, M5 always on."""
    import numpy as np

    lines = ["METER_ID,READ_TIME,KWH"]
    for meter, (first, last) in {"M1": (360, 501), "M2": (364, 540), "M3": (0, 0), "M5": (0, 0)}.items():
        for slot in range(1008):
            stamp = str(np.datetime64("2018-10-03T00:00") + 30 * slot).replace("T", " ")
            lines.append(f"{meter},{stamp},{0 if first <= slot < last else 0.4}")
    path = tmp_path / "reads.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def rows(path):
    layer = QgsVectorLayer(str(path), "table", "ogr")
    assert layer.isValid()
    names = [field.name() for field in layer.fields()]
    return [dict(zip(names, feature.attributes())) for feature in layer.getFeatures()]


def test_events_alone(run, events, tmp_path):
    from coprod_equity_plugin.core import columns

    outputs = {name: str(tmp_path / f"{name}.gpkg") for name in ("OUTPUT", "CURVE", "SUMMARY", "DISAGREEMENTS")}
    result = run("restorationfromevents", {"EVENTS": str(events), "EVENT_START": EVENT, **outputs})
    table = {row["meter_id"]: row for row in rows(result["OUTPUT"])}
    assert [name for name in table["M1"] if name != "fid"] == list(columns.RESTORATION.names)
    assert {meter: row["status"] for meter, row in table.items()} == {
        "M1": "restored", "M2": "censored", "M4": "uncertain", "M5": "restored",
    }  # fmt: skip
    assert table["M1"]["restored_at"].toString("yyyy-MM-dd HH:mm") == "2018-10-13 10:20"
    assert table["M1"]["restoration_hours"] == 70
    assert (result["METERS"], result["RESTORED"], result["CENSORED"], result["UNCERTAIN"]) == (4, 2, 1, 1)
    assert "DISAGREEMENTS" not in result  # nothing to reconcile with
    summary = rows(result["SUMMARY"])
    counted = {(row["kind"], row["item"]): row["count"] for row in summary if row["kind"] != "setting"}
    assert counted[("status", "restored")] == 2
    assert counted[("status", "vacant")] == 0
    assert counted[("left out", "event of another kind")] == 1
    assert counted[("left out", "power on without power off")] == 1
    settings = {row["item"]: row["setting"] for row in summary if row["kind"] == "setting"}
    assert settings["event_start"] == "2018-10-10T00:00"
    assert (settings["minimum_outage_hours"], settings["reported_until"]) == ("1", "not given")
    written = QgsVectorLayer(result["OUTPUT"], "", "ogr").metadata()
    assert "minimum_outage_hours: 1" in written.history()
    assert "algorithm: restorationfromevents" in written.abstract()
    curve = rows(result["CURVE"])
    assert max(row["customers_out"] for row in curve) == 3


def test_events_reconciled_with_reads(run, events, reads, tmp_path):
    given = {"EVENT_START": EVENT}
    by_reads = run("restorationtimes", {"READS": str(reads), **given, "OUTPUT": str(tmp_path / "reads.gpkg")})
    result = run(
        "restorationfromevents",
        {
            "EVENTS": str(events), **given, "RESTORATION": by_reads["OUTPUT"], "OUTPUT": str(tmp_path / "out.gpkg"),
            "DISAGREEMENTS": str(tmp_path / "differ.gpkg"), "SUMMARY": str(tmp_path / "summary.gpkg"),
        },
    )  # fmt: skip
    table = {row["meter_id"]: row for row in rows(result["OUTPUT"])}
    assert {meter: row["status"] for meter, row in table.items()} == {
        "M1": "restored", "M2": "restored", "M3": "no_outage", "M4": "uncertain", "M5": "no_outage",
    }  # fmt: skip
    assert table["M1"]["outage_start"].toString("HH:mm") == "12:10"  # they agree: the events' exact time
    assert table["M1"]["evidence"] == "event+zero"
    assert table["M2"]["restored_at"].toString("yyyy-MM-dd HH:mm") == "2018-10-14 06:00"
    assert result["DISAGREEING"] == 2
    assert {row["meter_id"]: row["disagreement"] for row in rows(result["DISAGREEMENTS"])} == {
        "M2": "back by reads, still out by events",
        "M5": "outage in the events only",
    }
    found = {row["item"]: row["count"] for row in rows(result["SUMMARY"]) if row["kind"] == "reconciled"}
    assert found == {
        "same outage": 1, "back by reads, still out by events": 1, "outage in the events only": 1,
        "meter with events only": 1, "meter with reads only": 1,
    }  # fmt: skip


def test_a_temporary_table_knows_its_settings_and_the_file_s_end_can_be_given(run, events):
    until = QDateTime(QDate(2018, 10, 11), QTime(0, 0))
    result = run(
        "restorationfromevents",
        {"EVENTS": str(events), "EVENT_START": EVENT, "REPORTED_UNTIL": until, "OUTPUT": "TEMPORARY_OUTPUT"},
    )
    layer = result.pop("OUTPUT")
    assert {f["meter_id"]: (f["status"], f["restoration_hours"]) for f in layer.getFeatures()} == {
        "M1": ("censored", 12), "M2": ("censored", 10), "M5": ("censored", 16),
    }  # fmt: skip
    assert "reported_until: 2018-10-11T00:00" in layer.metadata().history()
    assert result["CENSORED"] == 3


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"EVENTS": "/nowhere/events.csv"}, "no such file"),
        ({"EVENT_FIELD": "ALARM"}, "no column ALARM"),
        ({"EVENT_START": QDateTime(QDate(2019, 10, 10), QTime(0, 0))}, "none of the 7 rows holds a usable event"),
        ({"WINDOW_HOURS": 0}, "WINDOW_HOURS"),
        ({"REPORTED_UNTIL": QDateTime(QDate(2018, 10, 1), QTime(0, 0))}, "REPORTED_UNTIL"),
    ],
)
def test_wrong_inputs_say_what_to_do(run, events, tmp_path, change, words):
    parameters = {"EVENTS": str(events), "EVENT_START": EVENT, "OUTPUT": str(tmp_path / "out.gpkg"), **change}
    with pytest.raises(QgsProcessingException, match=words):
        run("restorationfromevents", parameters)
    assert not (tmp_path / "out.gpkg").exists()
