"""A run that is cancelled or fails while it writes leaves nothing, and what had the names before stays as it was."""

from __future__ import annotations

import os
import resource
import shutil

import pytest
from qgis.core import (
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
    QgsProperty,
    QgsVectorLayer,
)

from coprod_equity_plugin.bridge import frames, outputs
from coprod_equity_plugin.core import columns
from tests.algorithms import postgis

METERS = 1200  # more than the writer writes between two looks at cancel
EVENT = "2018-10-10T00:00:00"


@pytest.fixture(scope="module")
def reads(tmp_path_factory):
    import duckdb

    path = tmp_path_factory.mktemp("reads") / "reads.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT 'M' || m AS METER_ID, TIMESTAMP '2018-10-03' + INTERVAL 30 MINUTE * s AS READ_TIME, "
            f"CASE WHEN s BETWEEN 360 AND 400 + m % 50 THEN 0 ELSE 0.5 END AS KWH "
            f"FROM range({METERS}) a(m), range(1008) b(s)) TO '{path}'"
        )
    return str(path)


class ClickAt(QgsProcessingFeedback):
    """Somebody who cancels as soon as the bar shows so much."""

    def __init__(self, percent: float) -> None:
        super().__init__(False)
        self.warnings: list[str] = []
        self.progressChanged.connect(lambda shown: self.cancel() if shown >= percent else None)

    def pushWarning(self, warning: str) -> None:
        self.warnings.append(warning)


# The first table is written from 80 to 98 percent, the curve from 98 to 99.
IN_THE_FIRST, IN_THE_SECOND = 85, 98.5


def cancelled(run, reads, at, **given):
    """Run till somebody cancels; the feedback."""
    feedback = ClickAt(at)
    with pytest.raises(QgsProcessingException, match="Canceled"):
        run("restorationtimes", {"READS": reads, "EVENT_START": EVENT, **given}, feedback=feedback)
    return feedback


def contents(folder) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def layers(path) -> dict[str, int]:
    """The layers of a file, and how many rows each has."""
    whole = QgsVectorLayer(str(path), "any", "ogr")
    names = [line.split("!!::!!")[1] for line in whole.dataProvider().subLayers()]
    return {name: QgsVectorLayer(f"{path}|layername={name}", name, "ogr").featureCount() for name in names}


@pytest.mark.parametrize("at", [IN_THE_FIRST, IN_THE_SECOND])
@pytest.mark.parametrize("ending", ["gpkg", "shp", "csv", "geojson", "ods"])
def test_cancelled_while_it_writes_no_file_is_left(run, reads, tmp_path, at, ending):
    cancelled(run, reads, at, OUTPUT=f"{tmp_path}/homes.{ending}", CURVE=f"{tmp_path}/curve.{ending}")
    assert contents(tmp_path) == {}


def test_cancelled_when_all_is_written_no_file_is_left(run, reads, tmp_path):
    cancelled(run, reads, 99, OUTPUT=f"{tmp_path}/homes.gpkg", CURVE="memory:")
    assert contents(tmp_path) == {}


@pytest.mark.parametrize("ending", ["gpkg", "shp"])
def test_the_results_of_an_earlier_run_stay_till_those_of_a_later_one_are_whole(run, reads, tmp_path, ending):
    paths = {"OUTPUT": f"{tmp_path}/homes.{ending}", "CURVE": f"{tmp_path}/curve.{ending}"}
    run("restorationtimes", {"READS": reads, "EVENT_START": "2018-10-09T00:00:00", **paths})
    before = contents(tmp_path)
    assert {"homes.gpkg", "curve.gpkg"} == set(before) or {"homes.dbf", "curve.dbf"} <= set(before)
    cancelled(run, reads, IN_THE_SECOND, **paths)
    assert contents(tmp_path) == before

    results = run("restorationtimes", {"READS": reads, "EVENT_START": EVENT, **paths})
    after = contents(tmp_path)
    assert set(after) == set(before)
    assert after != before
    assert QgsVectorLayer(results["OUTPUT"], "homes", "ogr").featureCount() == METERS


def test_a_table_as_a_shapefile_is_named_by_the_file_that_there_is_and_its_cut_names_are_told(run, reads, tmp_path):
    feedback = ClickAt(101)
    given = {"READS": reads, "EVENT_START": EVENT, "OUTPUT": f"{tmp_path}/homes.shp"}
    results = run("restorationtimes", given, feedback=feedback)
    assert results["OUTPUT"] == f"{tmp_path}/homes.dbf"
    layer = QgsVectorLayer(results["OUTPUT"], "homes", "ogr")
    assert layer.featureCount() == METERS
    assert "restoratio" in layer.fields().names()
    (told,) = (text for text in feedback.warnings if "restoration_hours is restoratio" in text)
    assert told.startswith(f"In {tmp_path}/homes.dbf, ")


def test_an_index_of_the_shapes_that_were_there_goes_with_them(run, studied, city, tmp_path):
    """Else the new shapes would be looked for in places of the old ones."""
    given = {**studied.parameters()["disparitybyarea"], "OUTPUT": f"{tmp_path}/areas.shp"}
    run("disparitybyarea", given)
    made = QgsVectorLayer(given["OUTPUT"], "areas", "ogr")
    made.dataProvider().createSpatialIndex()
    del made
    (tmp_path / "areas.qml").write_text("<qgis/>")  # a style of the user's own
    assert (tmp_path / "areas.qix").exists()
    run("disparitybyarea", given)
    assert not (tmp_path / "areas.qix").exists()
    assert (tmp_path / "areas.qml").read_text() == "<qgis/>"
    assert QgsVectorLayer(given["OUTPUT"], "areas", "ogr").featureCount() > 0


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


def test_a_page_in_a_folder_that_is_not_there_is_an_error_that_names_it(run, studied, city, tmp_path):
    given = studied.parameters()["equitymodels"]
    nowhere = {**given, "COEFFICIENTS": f"{tmp_path}/c.gpkg", "OUTPUT": "memory:", "REPORT": f"{tmp_path}/no/page.html"}
    with pytest.raises(QgsProcessingException, match=f"{tmp_path}/no: there is no such folder. Make it"):
        run("equitymodels", nowhere)
    assert contents(tmp_path) == {}


def test_a_file_of_sqlite_s_that_belonged_to_the_old_geopackage_goes_with_it(run, reads, tmp_path):
    for end in ("-wal", "-shm", "-journal"):
        (tmp_path / f"homes.gpkg{end}").write_bytes(b"of the old one")
    run("restorationtimes", {"READS": reads, "EVENT_START": EVENT, "OUTPUT": f"{tmp_path}/homes.gpkg"})
    assert [path.name for path in tmp_path.iterdir()] == ["homes.gpkg"]
    assert layers(tmp_path / "homes.gpkg") == {"homes": METERS}


@pytest.mark.parametrize("at", [IN_THE_FIRST, IN_THE_SECOND])
def test_a_layer_added_to_a_geopackage_goes_and_the_others_stay(run, reads, tmp_path, at):
    path = tmp_path / "study.gpkg"
    run("restorationtimes", {"READS": reads, "EVENT_START": EVENT, "OUTPUT": str(path)})
    assert layers(path) == {"study": METERS}
    added = {
        name: f"ogr:dbname='{path}' table=\"{table}\" (geom)"
        for name, table in (("OUTPUT", "homes"), ("CURVE", "curve"))
    }
    cancelled(run, reads, at, **added)
    assert layers(path) == {"study": METERS}
    assert [path.name for path in tmp_path.iterdir()] == ["study.gpkg"]

    results = run("restorationtimes", {"READS": reads, "EVENT_START": EVENT, **added})
    assert results["OUTPUT"] == f"{path}|layername=homes"
    assert set(layers(path)) == {"study", "homes", "curve"}


def test_a_geopackage_that_a_layer_was_to_begin_goes_whole(run, reads, tmp_path):
    added = {
        name: f"ogr:dbname='{tmp_path}/new.gpkg' table=\"{table}\" (geom)"
        for name, table in (("OUTPUT", "homes"), ("CURVE", "curve"))
    }
    cancelled(run, reads, IN_THE_SECOND, **added)
    assert contents(tmp_path) == {}


@pytest.mark.parametrize("scheme", ["postgres://", "postgis:"])
def test_a_table_in_postgis_goes(run, reads, scheme):
    if postgis.programs() is None:
        pytest.skip("there is no PostgreSQL server with PostGIS (scripts/setup.sh installs it)")
    with postgis.cluster() as database:

        def there():
            return QgsVectorLayer(f'{database} key=\'id\' table="public"."homes"', "homes", "postgres").isValid()

        target = f'{scheme}{database} table="public"."homes"'
        cancelled(run, reads, IN_THE_FIRST, OUTPUT=target)
        assert not there()
        run("restorationtimes", {"READS": reads, "EVENT_START": EVENT, "OUTPUT": target})
        assert there()


def failing_in_the_curve(monkeypatch):
    """An error that nobody foresaw, in the second of two tables, after some of its rows."""
    write = frames.write_rows

    def failing(sink, table, frame, *rest):
        if table is not columns.CURVE:
            return write(sink, table, frame, *rest)
        write(sink, table, frame.head(300), *rest)
        raise ZeroDivisionError("nobody foresaw this")

    monkeypatch.setattr(frames, "write_rows", failing)


def test_what_fails_while_it_writes_leaves_nothing_and_keeps_its_error(run, reads, tmp_path, monkeypatch):
    failing_in_the_curve(monkeypatch)
    given = {"OUTPUT": f"{tmp_path}/homes.gpkg", "CURVE": f"{tmp_path}/curve.gpkg"}
    with pytest.raises(Exception, match="nobody foresaw this"):
        run("restorationtimes", {"READS": reads, "EVENT_START": EVENT, **given})
    assert contents(tmp_path) == {}


@pytest.mark.parametrize("how", ["cancelled", "failed"])
def test_no_file_is_open_when_it_is_removed(run, reads, tmp_path, monkeypatch, how):
    """Windows would not let it be removed. The traceback of an error holds the sink, which holds the file."""
    remove, held = shutil.rmtree, []

    def watched(folder, **options):
        open_files = (f"/proc/self/fd/{number}" for number in os.listdir("/proc/self/fd"))
        held.extend(name for name in map(os.path.realpath, open_files) if name.startswith(str(folder)))
        remove(folder, **options)

    monkeypatch.setattr(outputs.shutil, "rmtree", watched)
    if how == "cancelled":
        cancelled(run, reads, IN_THE_FIRST, OUTPUT=f"{tmp_path}/homes.gpkg")
    else:
        failing_in_the_curve(monkeypatch)
        given = {"OUTPUT": "memory:", "CURVE": f"{tmp_path}/curve.gpkg"}
        with pytest.raises(Exception, match="nobody foresaw this"):
            run("restorationtimes", {"READS": reads, "EVENT_START": EVENT, **given})
    assert held == []
    assert contents(tmp_path) == {}


def test_what_fails_while_it_adds_a_layer_drops_it(run, reads, tmp_path, monkeypatch):
    """The error's traceback still holds the sink, and with it the file."""
    study = tmp_path / "study.gpkg"
    run("restorationtimes", {"READS": reads, "EVENT_START": EVENT, "OUTPUT": str(study)})
    failing_in_the_curve(monkeypatch)
    given = {"OUTPUT": "memory:", "CURVE": f"ogr:dbname='{study}' table=\"curve\" (geom)"}
    with pytest.raises(Exception, match="nobody foresaw this"):
        run("restorationtimes", {"READS": reads, "EVENT_START": EVENT, **given})
    assert set(layers(study)) == {"study"}


@pytest.mark.parametrize("kilobytes", [10, 60])
@pytest.mark.parametrize("ending", ["gpkg", "shp", "csv", "geojson"])
def test_a_file_that_does_not_fit_is_an_error_and_leaves_nothing(run, reads, tmp_path, ending, kilobytes):
    """QGIS is not told of what fails when a file is closed: a run on a full disk used to end well, with 8 rows."""
    path, before = tmp_path / f"homes.{ending}", resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1024, before[1]))
    try:
        with pytest.raises(QgsProcessingException, match=r"not written whole|could not be written|Could not create"):
            run("restorationtimes", {"READS": reads, "EVENT_START": EVENT, "OUTPUT": str(path)})
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


def test_no_file_is_open_when_it_gets_its_name(run, studied, city, tmp_path, monkeypatch):
    """Windows would not let it be moved."""
    replace, held = os.replace, []

    def watched(source, target, **options):
        open_files = (f"/proc/self/fd/{number}" for number in os.listdir("/proc/self/fd"))
        held.extend(name for name in map(os.path.realpath, open_files) if name == str(source))
        replace(source, target, **options)

    monkeypatch.setattr(outputs.os, "replace", watched)
    for ending in ("gpkg", "shp", "csv", "geojson"):
        run("disparitybyarea", {**studied.parameters()["disparitybyarea"], "OUTPUT": f"{tmp_path}/areas.{ending}"})
    assert held == []


def test_files_that_another_program_holds_do_not_cost_the_work(run, reads, tmp_path, monkeypatch):
    """Windows refuses to replace a file that is open; the finished ones are then told of, all of them, and kept."""
    places = {"OUTPUT": tmp_path / "a" / "homes.gpkg", "CURVE": tmp_path / "b" / "curve.gpkg"}
    for place in places.values():
        place.parent.mkdir()
        place.write_bytes(b"open in another program")
    replace, asked = os.replace, []

    def refused(source, target, **options):
        asked.append(target)
        raise PermissionError(13, "Access is denied")

    monkeypatch.setattr(outputs, "_WAITS", (0.0, 0.0))
    monkeypatch.setattr(outputs.os, "replace", refused)
    with pytest.raises(QgsProcessingException, match="could not be replaced") as error:
        run("restorationtimes", {"READS": reads, "EVENT_START": EVENT, **{n: str(p) for n, p in places.items()}})
    monkeypatch.setattr(outputs.os, "replace", replace)
    assert len(asked) == 2 * 3
    for place in places.values():
        (folder,) = (path for path in place.parent.iterdir() if path.is_dir())
        assert f"{place}: it could not be replaced (Access is denied)" in str(error.value)
        assert f"The new one is in {folder}." in str(error.value)
        assert place.read_bytes() == b"open in another program"
        assert min(layers(folder / place.name).values()) > 0


def test_what_is_whole_stays_where_another_file_is_held(run, reads, tmp_path, monkeypatch):
    study = tmp_path / "study.gpkg"
    run("restorationtimes", {"READS": reads, "EVENT_START": EVENT, "OUTPUT": str(study)})

    def refused(source, target, **options):
        raise PermissionError(13, "Access is denied")

    monkeypatch.setattr(outputs, "_WAITS", ())
    monkeypatch.setattr(outputs.os, "replace", refused)
    given = {"OUTPUT": f"{tmp_path}/homes.gpkg", "CURVE": f"ogr:dbname='{study}' table=\"curve\" (geom)"}
    with pytest.raises(QgsProcessingException, match=r"homes.gpkg: it could not be replaced"):
        run("restorationtimes", {"READS": reads, "EVENT_START": EVENT, **given})
    assert set(layers(study)) == {"study", "curve"}


def test_a_file_that_is_held_for_a_moment_is_waited_for(run, reads, tmp_path, monkeypatch):
    replace, asked = os.replace, []

    def refused_once(source, target, **options):
        asked.append(target)
        if len(asked) == 1:
            raise PermissionError(13, "Access is denied")
        replace(source, target, **options)

    monkeypatch.setattr(outputs.os, "replace", refused_once)
    run("restorationtimes", {"READS": reads, "EVENT_START": EVENT, "OUTPUT": f"{tmp_path}/homes.gpkg"})
    assert len(asked) == 2
    assert layers(tmp_path / "homes.gpkg") == {"homes": METERS}


def test_a_path_in_a_folder_that_is_not_there_is_named_as_it_was_given(run, reads, tmp_path):
    with pytest.raises(QgsProcessingException, match=f"{tmp_path}/nowhere/homes.gpkg"):
        run("restorationtimes", {"READS": reads, "EVENT_START": EVENT, "OUTPUT": f"{tmp_path}/nowhere/homes.gpkg"})


def test_what_qgis_says_of_a_file_names_the_place_that_the_user_knows(run, reads, tmp_path):
    path = f"{tmp_path}/{'long' * 70}.gpkg"
    with pytest.raises(QgsProcessingException, match="Could not create layer") as error:
        run("restorationtimes", {"READS": reads, "EVENT_START": EVENT, "OUTPUT": path})
    assert path in str(error.value)
    assert ".coprod-equity-" not in str(error.value)
    assert contents(tmp_path) == {}


def test_a_folder_that_takes_no_files_is_named(run, reads):
    with pytest.raises(QgsProcessingException, match=r"/proc/self: no file can be written there .* that you may write"):
        run("restorationtimes", {"READS": reads, "EVENT_START": EVENT, "OUTPUT": "/proc/self/homes.gpkg"})


def test_a_folder_of_that_name_is_not_replaced(run, reads, tmp_path):
    """A folder has that name: it is left alone."""
    target = tmp_path / "homes.gpkg"
    target.mkdir()
    (target / "kept.txt").write_text("a folder with that name")
    with pytest.raises(QgsProcessingException) as error:
        run("restorationtimes", {"READS": reads, "EVENT_START": EVENT, "OUTPUT": str(target)})
    assert str(error.value).startswith(f"{target}: it could not be replaced (Is a directory)")
    assert (target / "kept.txt").read_text() == "a folder with that name"


@pytest.mark.parametrize("how", ["path", "property", "expression", "definition", "definition of an expression"])
def test_every_way_to_name_a_file_leads_to_it(run, reads, tmp_path, how):
    path = f"{tmp_path}/homes.gpkg"
    expression = QgsProperty.fromExpression(f"'{tmp_path}' || '/homes.gpkg'")
    value = {
        "path": path,
        "property": QgsProperty.fromValue(path),
        "expression": expression,
        "definition": QgsProcessingOutputLayerDefinition(path),
        "definition of an expression": QgsProcessingOutputLayerDefinition(expression),
    }[how]
    results = run("restorationtimes", {"READS": reads, "EVENT_START": EVENT, "OUTPUT": value})
    assert results["OUTPUT"] == path
    assert [path.name for path in tmp_path.iterdir()] == ["homes.gpkg"]
    assert layers(path) == {"homes": METERS}


def test_the_desktop_loads_the_layer_from_its_place_with_its_looks(provider, reads, tmp_path):
    """The dialog's way: the layer is named, and presented once it is loaded."""
    project, context, feedback = QgsProject(), QgsProcessingContext(), QgsProcessingFeedback(False)
    context.setProject(project)
    path = f"{tmp_path}/homes.gpkg"
    output = QgsProcessingOutputLayerDefinition(path, project)
    results, done = provider.algorithm("restorationtimes").run(
        {"READS": reads, "EVENT_START": EVENT, "OUTPUT": output}, context, feedback
    )
    assert done
    assert results["OUTPUT"] == path
    (name, details), *others = context.layersToLoadOnCompletion().items()
    assert not others
    assert name == path
    assert (details.outputName, details.project) == ("OUTPUT", project)
    assert details.postProcessor() is not None


def test_the_desktop_loads_a_table_as_a_shapefile_too(provider, reads, tmp_path):
    project, context = QgsProject(), QgsProcessingContext()
    context.setProject(project)
    output = QgsProcessingOutputLayerDefinition(f"{tmp_path}/homes.shp", project)
    _, done = provider.algorithm("restorationtimes").run(
        {"READS": reads, "EVENT_START": EVENT, "OUTPUT": output}, context, QgsProcessingFeedback(False)
    )
    assert done
    assert list(context.layersToLoadOnCompletion()) == [f"{tmp_path}/homes.dbf"]


def test_a_run_that_ends_badly_leaves_nothing_to_load(provider, reads, tmp_path):
    project, context = QgsProject(), QgsProcessingContext()
    context.setProject(project)
    output = QgsProcessingOutputLayerDefinition(f"{tmp_path}/homes.gpkg", project)
    _, done = provider.algorithm("restorationtimes").run(
        {"READS": reads, "EVENT_START": EVENT, "OUTPUT": output}, context, ClickAt(IN_THE_FIRST)
    )
    assert not done
    assert context.layersToLoadOnCompletion() == {}


def test_a_relative_path_is_relative_to_the_folder_one_works_in(run, reads, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    results = run("restorationtimes", {"READS": reads, "EVENT_START": EVENT, "OUTPUT": "homes.gpkg"})
    assert results["OUTPUT"] == "homes.gpkg"
    assert [path.name for path in tmp_path.iterdir()] == ["homes.gpkg"]
