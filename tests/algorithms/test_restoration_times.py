"""``restorationtimes`` in real QGIS: the table, the curve and the numbers, and errors that say what to do."""

from __future__ import annotations

import pytest
from qgis.core import QgsFeature, QgsProcessingException, QgsVectorLayer
from qgis.PyQt.QtCore import QDate, QDateTime, QTime

EVENT = QDateTime(QDate(2018, 10, 10), QTime(0, 0))


@pytest.fixture
def reads(tmp_path):
    """Three meters, half-hourly, 3 to 23 October: out for 70.5 hours, out to the end, never out."""
    import numpy as np

    start = np.datetime64("2018-10-03T00:00")
    lines = ["METER_ID,READ_TIME,KWH,QUALITY"]
    for meter, (first, last) in {"M1": (360, 501), "M2": (380, 1008), "M3": (0, 0)}.items():
        for slot in range(1008):
            stamp = str(start + 30 * slot).replace("T", " ") + ":00"
            lines.append(f"{meter},{stamp},{0 if first <= slot < last else 0.4},A")
    folder = tmp_path / "reads"
    folder.mkdir()
    path = folder / "reads_000.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def rows(path):
    layer = QgsVectorLayer(str(path), "table", "ogr")
    assert layer.isValid()
    names = [field.name() for field in layer.fields()]
    return [dict(zip(names, feature.attributes())) for feature in layer.getFeatures()]


def wall(value):
    return value.toString("yyyy-MM-dd HH:mm")


@pytest.mark.parametrize("given", ["{file}", "{folder}", "{folder}/reads_*.csv"])
def test_file_folder_and_pattern_give_the_hand_worked_table(run, reads, tmp_path, given):
    from coprod_equity_plugin.core import columns

    result = run(
        "restorationtimes",
        {
            "READS": given.format(file=reads, folder=reads.parent),
            "EVENT_START": EVENT,
            "OUTPUT": str(tmp_path / "out.gpkg"),
            "CURVE": str(tmp_path / "curve.gpkg"),
        },
    )
    table = {row["meter_id"]: row for row in rows(result["OUTPUT"])}
    assert [name for name in table["M1"] if name != "fid"] == list(columns.RESTORATION.names)
    first, second, third = table["M1"], table["M2"], table["M3"]
    assert (first["status"], second["status"], third["status"]) == ("restored", "censored", "no_outage")
    assert wall(first["outage_start"]) == "2018-10-10 12:00"
    assert wall(first["restored_at"]) == "2018-10-13 10:30"
    assert (first["restoration_hours"], first["hours_low"], first["hours_high"]) == (71, 70.5, 71.5)
    assert (first["censored"], first["interruptions"], first["outage_hours"]) == (0, 1, 70.5)
    assert (second["restoration_hours"], second["censored"], second["hours_low"]) == (314, 1, 314.0)
    assert third["interruptions"] == 0
    numbers = {name: result[name] for name in ("METERS", "RESTORED", "CENSORED", "NO_OUTAGE", "VACANT", "UNCERTAIN")}
    assert numbers == {"METERS": 3, "RESTORED": 1, "CENSORED": 1, "NO_OUTAGE": 1, "VACANT": 0, "UNCERTAIN": 0}
    assert (result["SHARE_DAY2"], result["SHARE_DAY3"], result["T50"]) == (0.0, 0.0, 82.5)

    curve = rows(result["CURVE"])
    assert len(curve) == 14 * 48 + 1  # from the event to the end of the reads, both edges
    by_time = {wall(row["time"]): row for row in curve}
    assert (by_time["2018-10-10 11:30"]["customers_out"], by_time["2018-10-10 12:00"]["customers_out"]) == (0, 1)
    assert by_time["2018-10-11 00:00"]["share_out"] == 1.0
    assert by_time["2018-10-13 10:30"]["share_restored"] == 0.5


def test_counts_settings_and_sensitivity_are_outputs(run, reads, tmp_path):
    with open(reads, "a", encoding="utf-8") as file:
        file.write("M1,2018-10-09 00:00:00,much,A\nM1,2018-09-01 00:00:00,0.5,A\n")
    paths = {name: str(tmp_path / f"{name}.gpkg") for name in ("OUTPUT", "SUMMARY", "SENSITIVITY")}
    result = run("restorationtimes", {"READS": str(reads), "EVENT_START": EVENT, "SUSTAINED": 3, **paths})
    assert result["ROWS_LEFT_OUT"] == 2
    summary = rows(result["SUMMARY"])
    assert {row["item"]: row["count"] for row in summary if row["kind"] == "status"} == {
        "restored": 1, "censored": 1, "no_outage": 1, "vacant": 0, "uncertain": 0, "no_reads": 0,
    }  # fmt: skip
    assert {row["item"]: (row["count"], row["counted"]) for row in summary if row["kind"] == "left out"} == {
        "before the baseline": (1, "rows"), "unreadable energy value": (1, "rows"),
    }  # fmt: skip
    settings = {row["item"]: row["setting"] for row in summary if row["kind"] == "setting"}
    assert (settings["sustained_hours"], settings["threshold_kwh"], settings["interval_minutes"]) == ("3", "0.01", "30")
    assert settings["columns"] == "METER_ID, READ_TIME, KWH, QUALITY"
    for path in paths.values():  # they stand in each file's own metadata too
        metadata = QgsVectorLayer(path, "", "ogr").metadata()
        assert {f"{name}: {value}" for name, value in settings.items()} < set(metadata.history())
        assert "sustained_hours: 3" in metadata.abstract()
    tried = rows(result["SENSITIVITY"])
    assert tried[0]["choice"] == "as chosen"
    assert (tried[0]["restored"], tried[0]["mean_hours"], tried[0]["t50"]) == (1, 192.5, 82.5)
    assert {row["status_changed"] for row in tried} == {0}  # these three meters are clear under any threshold
    assert len(tried) == 12


@pytest.mark.parametrize(("given", "word"), [("", "area"), ("feeder", "group"), ("points", "nearest")])
def test_missing_reads_are_weighed_by_the_neighbours_that_are_known(run, tmp_path, given, word):
    """Four meters lose power, twelve do not; one's reads are missing in these hours. Its neighbours decide."""
    import numpy as np

    start = np.datetime64("2018-10-03T00:00")
    lines, places = ["METER_ID,READ_TIME,KWH,QUALITY"], ["meter,feeder,wkt"]
    for meter in range(17):
        for slot in range(14 * 48):
            stamp = str(start + 30 * slot).replace("T", " ") + ":00"
            dark = 360 <= slot < 380 and meter < 5
            if not (dark and meter == 0):
                lines.append(f"{meter},{stamp},{0 if dark else 0.4},A")
        places.append(f"{meter},{'F1' if meter < 5 else 'F2'},POINT({-85.66 + 0.0001 * meter} 30.16)")
    (tmp_path / "reads.csv").write_text("\n".join(lines) + "\n")
    (tmp_path / "places.csv").write_text("\n".join(places) + "\n")
    parameters = {"READS": str(tmp_path / "reads.csv"), "EVENT_START": EVENT, "OUTPUT": str(tmp_path / "out.gpkg")}
    if given:
        uri = f"file://{tmp_path}/places.csv?delimiter=,&wktField=wkt&crs=EPSG:4326"
        layer = QgsVectorLayer(uri, "places", "delimitedtext")
        assert layer.isValid()
        parameters.update(PLACES=layer, PLACES_METER_FIELD="meter", NEAREST=4)
        if given == "feeder":
            parameters["PLACES_GROUP_FIELD"] = "feeder"
    first = {row["meter_id"]: row for row in rows(run("restorationtimes", parameters)["OUTPUT"])}["0"]
    if given:
        assert (first["status"], first["evidence"], first["restoration_hours"]) == ("restored", f"missing+{word}", 10)
    else:  # the whole city is not out
        assert (first["status"], first["evidence"]) == ("uncertain", "missing")


def test_places_without_their_meter_column_or_with_a_meter_twice_say_so(run, reads, tmp_path):
    layer = QgsVectorLayer("NoGeometry?field=meter:string&field=feeder:string", "places", "memory")
    layer.dataProvider().addFeatures([_feature(layer, "M1", "F1"), _feature(layer, "M1", "F2")])
    given = {"READS": str(reads), "EVENT_START": EVENT, "OUTPUT": str(tmp_path / "o.gpkg"), "PLACES": layer}
    with pytest.raises(QgsProcessingException, match="PLACES_METER_FIELD"):
        run("restorationtimes", given)
    with pytest.raises(QgsProcessingException, match="more than one row"):
        run("restorationtimes", {**given, "PLACES_METER_FIELD": "meter", "PLACES_GROUP_FIELD": "feeder"})


def _feature(layer, *values):
    feature = QgsFeature(layer.fields())
    feature.setAttributes(list(values))
    return feature


def test_parameters_are_the_public_names(provider):
    algorithm = provider.algorithm("restorationtimes")
    names = [definition.name() for definition in algorithm.parameterDefinitions()]
    public = "READS READ_LAYOUT METER_FIELD TIME_FIELD KWH_FIELD QUALITY_FIELD TIME_ZONE EVENT_START WINDOW_HOURS"
    assert set(public.split()) | {"OUTPUT", "CURVE"} <= set(names)
    assert algorithm.parameterDefinition("READ_LAYOUT").options() == ["auto", "long", "wide", "nem12", "greenbutton"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"READS": "/nowhere/reads.csv"}, "no such file"),
        ({"TIME_ZONE": "Florida"}, "no time zone named 'Florida'"),
        ({"KWH_FIELD": "ENERGY"}, "no column ENERGY"),
        ({"EVENT_START": QDateTime(QDate(2019, 10, 10), QTime(0, 0))}, "2018-10-23"),
        ({"VACANT_SHARE": 0.9}, "VACANT_SHARE"),
    ],
)
def test_wrong_inputs_say_what_to_do(run, reads, tmp_path, change, words):
    parameters = {"READS": str(reads), "EVENT_START": EVENT, "OUTPUT": str(tmp_path / "out.gpkg"), **change}
    with pytest.raises(QgsProcessingException, match=words):
        run("restorationtimes", parameters)
    assert not (tmp_path / "out.gpkg").exists()


@pytest.fixture(scope="module")
def many_reads(tmp_path_factory):
    """30 million of them."""
    import duckdb

    path = tmp_path_factory.mktemp("many") / "reads.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT 'M' || m AS METER_ID, TIMESTAMP '2018-10-03' + INTERVAL 30 MINUTE * s AS READ_TIME, "
            f"0.5 AS KWH FROM range(30000) a(m), range(1008) b(s)) TO '{path}'"
        )
    return str(path)


# What the bar shows while the reads are read, and while the table is written.
@pytest.mark.parametrize("at", [5, 85])
def test_cancelled_from_the_desktop_it_stops_and_leaves_nothing(provider, many_reads, tmp_path, at):
    """As the dialog does it: the algorithm in a task's thread, the click in the main one."""
    import time

    from qgis.core import QgsApplication, QgsProcessingAlgRunnerTask, QgsProcessingContext, QgsProcessingFeedback

    context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
    parameters = {"READS": many_reads, "EVENT_START": EVENT, "OUTPUT": f"{tmp_path}/out.gpkg"}
    task = QgsProcessingAlgRunnerTask(provider.algorithm("restorationtimes").create(), parameters, context, feedback)
    ended = []
    task.executed.connect(lambda successful, results: ended.append(successful))
    QgsApplication.taskManager().addTask(task)
    start = time.monotonic()
    shown = None
    while not ended and time.monotonic() - start < 60:
        QgsApplication.processEvents()
        if shown is None and feedback.progress() >= at:
            shown = feedback.progress()
            feedback.cancel()
        time.sleep(0.002)
    assert ended, "the task never ended"
    assert not ended[0]
    assert shown is not None, "the work was done before the click"
    assert (shown < 80) == (at < 80), "the click came too late"
    assert list(tmp_path.iterdir()) == []
