"""A run that is cancelled or fails while it writes leaves nothing, and what had the names before stays as it was."""

from __future__ import annotations

import os
import resource
import shutil

import pytest
from qgis.core import (
    QgsProcessingException,
    QgsProviderRegistry,
    QgsVectorLayer,
)

from coprod_equity_plugin.bridge import frames, outputs
from coprod_equity_plugin.core import columns
from tests.algorithms import postgis
from tests.algorithms.writing import (
    EVENT,
    IN_THE_FIRST,
    IN_THE_SECOND,
    METERS,
    ClickAt,
    by_the_dialog,
    cancelled,
    contents,
    layers,
)


@pytest.mark.parametrize("at", [IN_THE_FIRST, IN_THE_SECOND])
@pytest.mark.parametrize("ending", ["gpkg", "shp", "csv", "geojson", "ods"])
def test_cancelled_while_it_writes_no_file_is_left(run, short_reads, tmp_path, at, ending):
    cancelled(run, short_reads, at, OUTPUT=f"{tmp_path}/homes.{ending}", CURVE=f"{tmp_path}/curve.{ending}")
    assert contents(tmp_path) == {}


def test_cancelled_when_all_is_written_no_file_is_left(run, short_reads, tmp_path):
    cancelled(run, short_reads, 99, OUTPUT=f"{tmp_path}/homes.gpkg", CURVE="memory:")
    assert contents(tmp_path) == {}


@pytest.mark.parametrize("ending", ["gpkg", "shp"])
def test_the_results_of_an_earlier_run_stay_till_those_of_a_later_one_are_whole(run, short_reads, tmp_path, ending):
    paths = {"OUTPUT": f"{tmp_path}/homes.{ending}", "CURVE": f"{tmp_path}/curve.{ending}"}
    run("restorationtimes", {"READS": short_reads, "EVENT_START": "2018-10-09T00:00:00", **paths})
    before = contents(tmp_path)
    assert {"homes.gpkg", "curve.gpkg"} == set(before) or {"homes.dbf", "curve.dbf"} <= set(before)
    cancelled(run, short_reads, IN_THE_SECOND, **paths)
    assert contents(tmp_path) == before

    results = run("restorationtimes", {"READS": short_reads, "EVENT_START": EVENT, **paths})
    after = contents(tmp_path)
    assert set(after) == set(before)
    assert after != before
    assert QgsVectorLayer(results["OUTPUT"], "homes", "ogr").featureCount() == METERS


def test_a_page_and_tables_wait_for_the_layer_that_is_written_after_them(run, studied, city, tmp_path):
    given = {
        "INPUT": studied.path("study.gpkg"),
        "FAMILY": "negativebinomial",
        "OUTCOME": columns.RESTORATION_HOURS,
        "PREDICTORS": [columns.HOUSE_AGE],
        "COEFFICIENTS": f"{tmp_path}/coefficients.gpkg",
        "FIT": "memory:",
        **{
            name: f"{tmp_path}/model.{ending}"
            for name, ending in (("REPORT", "html"), ("CSV", "csv"), ("LATEX", "tex"))
        },
        "OUTPUT": f"{tmp_path}/rows.gpkg",
    }
    (tmp_path / "model.html").write_text("an earlier one")
    with pytest.raises(QgsProcessingException, match="Canceled"):
        run("regressionmodel", given, feedback=ClickAt(85))
    assert contents(tmp_path) == {"model.html": b"an earlier one"}
    results = run("regressionmodel", given)
    assert {name: results[name] for name in ("REPORT", "CSV", "LATEX", "OUTPUT")} == {
        name: given[name] for name in ("REPORT", "CSV", "LATEX", "OUTPUT")
    }
    assert set(contents(tmp_path)) == {"model.html", "model.csv", "model.tex", "coefficients.gpkg", "rows.gpkg"}
    assert "<html" in (tmp_path / "model.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("at", [IN_THE_FIRST, IN_THE_SECOND])
def test_a_layer_added_to_a_geopackage_goes_and_the_others_stay(run, short_reads, tmp_path, at):
    path = tmp_path / "study.gpkg"
    run("restorationtimes", {"READS": short_reads, "EVENT_START": EVENT, "OUTPUT": str(path)})
    assert layers(path) == {"study": METERS}
    added = {
        name: f"ogr:dbname='{path}' table=\"{table}\" (geom)"
        for name, table in (("OUTPUT", "homes"), ("CURVE", "curve"))
    }
    cancelled(run, short_reads, at, **added)
    assert layers(path) == {"study": METERS}
    assert [path.name for path in tmp_path.iterdir()] == ["study.gpkg"]

    results = run("restorationtimes", {"READS": short_reads, "EVENT_START": EVENT, **added})
    assert results["OUTPUT"] == f"{path}|layername=homes"
    assert set(layers(path)) == {"study", "homes", "curve"}


def test_a_geopackage_that_a_layer_was_to_begin_goes_whole(run, short_reads, tmp_path):
    added = {
        name: f"ogr:dbname='{tmp_path}/new.gpkg' table=\"{table}\" (geom)"
        for name, table in (("OUTPUT", "homes"), ("CURVE", "curve"))
    }
    cancelled(run, short_reads, IN_THE_SECOND, **added)
    assert contents(tmp_path) == {}


@pytest.mark.parametrize("scheme", ["postgres://", "postgis:"])
def test_a_table_in_postgis_goes(run, short_reads, scheme):
    if postgis.programs() is None:
        pytest.skip("there is no PostgreSQL server with PostGIS (scripts/setup.sh installs it)")
    with postgis.cluster() as database:

        def there():
            return QgsVectorLayer(f'{database} key=\'id\' table="public"."homes"', "homes", "postgres").isValid()

        target = f'{scheme}{database} table="public"."homes"'
        cancelled(run, short_reads, IN_THE_FIRST, OUTPUT=target)
        assert not there()
        run("restorationtimes", {"READS": short_reads, "EVENT_START": EVENT, "OUTPUT": target})
        assert there()


def test_a_table_that_the_database_will_not_drop_is_told_of_without_the_connection(run, short_reads):
    if postgis.programs() is None:
        pytest.skip("there is no PostgreSQL server with PostGIS (scripts/setup.sh installs it)")
    with postgis.cluster() as database:
        connection = QgsProviderRegistry.instance().providerMetadata("postgres").createConnection(database, {})
        connection.executeSql(
            "CREATE FUNCTION kept() RETURNS event_trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'tables are kept'; END $$"
        )
        connection.executeSql("CREATE EVENT TRIGGER kept ON sql_drop EXECUTE FUNCTION kept()")
        target = f'postgres://{database} table="public"."homes"'
        said = cancelled(run, short_reads, IN_THE_FIRST, OUTPUT=target).warnings
    assert [text for text in said if "could not be removed" in text] == [
        "public.homes is not whole and could not be removed. Remove it before it is used."
    ]


def failing_in_the_curve(monkeypatch):
    """An error that nobody foresaw, in the second of two tables, after some of its rows."""
    write = frames.write_rows

    def failing(sink, table, frame, *rest):
        if table is not columns.CURVE:
            return write(sink, table, frame, *rest)
        write(sink, table, frame.head(300), *rest)
        raise ZeroDivisionError("nobody foresaw this")

    monkeypatch.setattr(frames, "write_rows", failing)


def test_what_fails_while_it_writes_leaves_nothing_and_keeps_its_error(run, short_reads, tmp_path, monkeypatch):
    failing_in_the_curve(monkeypatch)
    given = {"OUTPUT": f"{tmp_path}/homes.gpkg", "CURVE": f"{tmp_path}/curve.gpkg"}
    with pytest.raises(Exception, match="nobody foresaw this"):
        run("restorationtimes", {"READS": short_reads, "EVENT_START": EVENT, **given})
    assert contents(tmp_path) == {}


@pytest.mark.parametrize("how", ["cancelled", "failed"])
def test_no_file_is_open_when_it_is_removed(run, short_reads, tmp_path, monkeypatch, how):
    """Windows would not let it be removed. The traceback of an error holds the sink, which holds the file."""
    remove, held = shutil.rmtree, []

    def watched(folder, **options):
        open_files = (f"/proc/self/fd/{number}" for number in os.listdir("/proc/self/fd"))
        held.extend(name for name in map(os.path.realpath, open_files) if name.startswith(str(folder)))
        remove(folder, **options)

    monkeypatch.setattr(outputs.shutil, "rmtree", watched)
    if how == "cancelled":
        cancelled(run, short_reads, IN_THE_FIRST, OUTPUT=f"{tmp_path}/homes.gpkg")
    else:
        failing_in_the_curve(monkeypatch)
        given = {"OUTPUT": "memory:", "CURVE": f"{tmp_path}/curve.gpkg"}
        with pytest.raises(Exception, match="nobody foresaw this"):
            run("restorationtimes", {"READS": short_reads, "EVENT_START": EVENT, **given})
    assert held == []
    assert contents(tmp_path) == {}


def test_what_fails_while_it_adds_a_layer_drops_it(run, short_reads, tmp_path, monkeypatch):
    """The error's traceback still holds the sink, and with it the file."""
    study = tmp_path / "study.gpkg"
    run("restorationtimes", {"READS": short_reads, "EVENT_START": EVENT, "OUTPUT": str(study)})
    failing_in_the_curve(monkeypatch)
    given = {"OUTPUT": "memory:", "CURVE": f"ogr:dbname='{study}' table=\"curve\" (geom)"}
    with pytest.raises(Exception, match="nobody foresaw this"):
        run("restorationtimes", {"READS": short_reads, "EVENT_START": EVENT, **given})
    assert set(layers(study)) == {"study"}


@pytest.mark.parametrize("kilobytes", [10, 60])
@pytest.mark.parametrize("ending", ["gpkg", "shp", "csv", "geojson"])
def test_a_file_that_does_not_fit_is_an_error_and_leaves_nothing(run, short_reads, tmp_path, ending, kilobytes):
    """QGIS is not told of what fails when a file is closed: a run on a full disk used to end well, with 8 rows."""
    path, before = tmp_path / f"homes.{ending}", resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1024, before[1]))
    try:
        with pytest.raises(QgsProcessingException, match=r"not written whole|could not be written|Could not create"):
            run("restorationtimes", {"READS": short_reads, "EVENT_START": EVENT, "OUTPUT": str(path)})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert contents(tmp_path) == {}


def test_shapes_that_cannot_be_read_are_an_error(run, studied, city, tmp_path):
    from coprod_equity_plugin.core.errors import InputError
    from coprod_equity_plugin.core.progress import Progress

    areas = run("disparitybyarea", {**studied.parameters()["disparitybyarea"], "OUTPUT": f"{tmp_path}/areas.gpkg"})
    count = QgsVectorLayer(areas["OUTPUT"], "areas", "ogr").featureCount()
    outputs.Outputs().require_whole(areas["OUTPUT"], count, count, Progress())
    with pytest.raises(InputError, match=f"of {count} rows and {count + 1} shapes, {count} and {count} can be read"):
        outputs.Outputs().require_whole(areas["OUTPUT"], count, count + 1, Progress())


@pytest.mark.parametrize("ending", ["gpkg", "shp", "csv", "geojson", "gml", "ods"])
def test_shapes_are_counted_as_the_format_has_them(run, studied, city, tmp_path, ending):
    """Areas, and requests of which some have no place; a CSV file has no shapes at all."""
    given = studied.parameters()
    for algorithm, output in (("disparitybyarea", "OUTPUT"), ("servicerequests", "UNMATCHED")):
        parameters = {**given[algorithm], "OUTPUT": "memory:", output: f"{tmp_path}/{algorithm}.{ending}"}
        assert QgsVectorLayer(run(algorithm, parameters)[output], algorithm, "ogr").featureCount() > 10


def test_rows_that_a_format_drops_are_an_error(run, studied, city, tmp_path):
    """FlatGeobuf drops what has no shape, and before GDAL 3.7 says nothing of it."""
    given = studied.parameters()
    areas = {**given["disparitybyarea"], "OUTPUT": f"{tmp_path}/areas.fgb"}
    assert QgsVectorLayer(run("disparitybyarea", areas)["OUTPUT"], "areas", "ogr").featureCount() > 10
    parameters = {**given["servicerequests"], "OUTPUT": "memory:", "UNMATCHED": f"{tmp_path}/unmatched.fgb"}
    said = r"unmatched.fgb: .* of 117 rows and 34 shapes, 34 and 34|Row 1 of Requests to review could not be written"
    with pytest.raises(QgsProcessingException, match=said):
        run("servicerequests", parameters)
    assert set(contents(tmp_path)) == {"areas.fgb"}


def test_a_run_that_ends_badly_leaves_nothing_to_load(provider, short_reads, tmp_path):
    _, done, to_load = by_the_dialog(provider, short_reads, f"{tmp_path}/homes.gpkg", ClickAt(IN_THE_FIRST))
    assert not done
    assert to_load == {}
