"""``equityreport`` in real QGIS: from tables in different formats to one page and its files."""

from __future__ import annotations

import hashlib
import os

import numpy as np
import pytest
from qgis.core import (
    QgsApplication,
    QgsProcessingException,
    QgsProcessingParameterDefinition,
    QgsVectorFileWriter,
    QgsVectorLayer,
)

from coprod_equity_plugin.bridge.fields import make_fields
from coprod_equity_plugin.bridge.frames import write_rows
from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.report.inputs import ReportOptions
from coprod_equity_plugin.core.report.page import build_report
from tests import report_frames as frames
from tests import report_more
from tests.report_page import Page, png


@pytest.fixture(scope="module")
def tables(qgis_app, tmp_path_factory):
    """The seven tables: the study and its times as GeoPackage, the others as CSV, which holds only text."""
    folder = tmp_path_factory.mktemp("tables")
    homes = frames.study(2500)
    study = QgsVectorLayer("None", "study", "memory")
    study.dataProvider().addAttributes(list(make_fields(c.STUDY)))
    study.updateFields()
    write_rows(study.dataProvider(), c.STUDY, homes)
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "GPKG"
    QgsVectorFileWriter.writeAsVectorFormatV3(study, str(folder / "study.gpkg"), study.transformContext(), options)
    paths = {"STUDY": str(folder / "study.gpkg")}
    for name, frame in (
        ("COEFFICIENTS", frames.coefficients()),
        ("FIT", frames.fit(len(homes))),
        ("CONTRASTS", frames.contrasts()),
        ("AREAS", frames.disparity(homes)),
        ("SAMPLE_FLOW", frames.flow(homes)),
        ("CURVE", frames.curve(homes)),
    ):
        paths[name] = str(folder / f"{name.lower()}.csv")
        frame.to_csv(paths[name], index=False)
    return paths, homes


@pytest.fixture
def parameters(tables, tmp_path):
    return {**tables[0], "EVENT_START": "2018-10-10T00:00:00", "OUTPUT": str(tmp_path / "report.html")}


def test_a_report_from_tables_in_two_formats(run, parameters, tables, tmp_path):
    maps = tmp_path / "maps"
    maps.mkdir()
    (maps / "hours.png").write_bytes(png(Title="Hours without power", Description="Dark in the south."))
    results = run("equityreport", {**parameters, "MAPS": [str(maps / "hours.png")], "TITLE": "A city's report",
                                   "TABLES_FOLDER": str(tmp_path / "tables")})  # fmt: skip
    assert os.listdir(maps) == ["hours.png"]  # read, and nothing put beside it
    with open(results["OUTPUT"], encoding="utf-8") as file:
        page = Page(file.read())
    homes = tables[1]
    assert page.text("h1") == "A city's report"
    assert f"compares {len(homes):,} homes" in page.section("data")
    assert [attrs["alt"] for _, attrs, _ in page.all("img")] == ["Dark in the south."] * 2
    assert "Hours without power" in page.section("maps")
    back = homes[c.RESTORED_AT].to_numpy().astype("M8[s]")
    share = np.mean(~np.isnat(back) & (back <= np.datetime64("2018-10-12T00:00:00")))
    assert f"11 Oct (day 2) {100 * share:.1f} %" in " ".join(
        text.replace("\xa0", " ") for tag, _, text in page.all("th", "td") if tag
    )
    assert results["FINDING"].splitlines()[0].startswith("Among homes that did not ask for help, minority homes waited")
    names = set(os.listdir(tmp_path / "tables"))
    assert {"observed_hours.csv", "restoration_curves.png", "areas.csv", "coefficients.csv"} <= names
    assert results["FILES"] == len(names) + 1
    manifest = page.section("manifest")
    assert "study.gpkg" in manifest
    assert "coefficients.csv" in manifest
    assert str(tmp_path) not in manifest
    with open(parameters["STUDY"], "rb") as file:
        assert hashlib.sha256(file.read()).hexdigest() in manifest
    for column in (c.HOUSEHOLD_ID, c.METER_ID, c.PARCEL_ID):
        assert not any(name in page.text("html") for name in homes[column])


def test_maps_as_a_folder_and_the_optional_left_out(run, parameters, tmp_path):
    (tmp_path / "maps").mkdir()
    for name in ("a", "b"):
        (tmp_path / "maps" / f"{name}.png").write_bytes(png())
    del parameters["CURVE"]
    results = run("equityreport", {**parameters, "MAPS": str(tmp_path / "maps")})
    with open(results["OUTPUT"], encoding="utf-8") as file:
        assert len(Page(file.read()).all("img")) == 3
    assert "TABLES_FOLDER" not in results


def test_wrong_inputs_say_what_to_do_and_write_nothing(run, parameters, tmp_path):
    with pytest.raises(QgsProcessingException, match=r"missing\.png: there is no such file"):
        run("equityreport", {**parameters, "MAPS": [str(tmp_path / "missing.png")]})
    with pytest.raises(QgsProcessingException, match="there is no field"):
        run("equityreport", {**parameters, "FIT": parameters["COEFFICIENTS"]})
    assert not os.path.exists(parameters["OUTPUT"])


def test_household_ids_are_not_asked_for(provider):
    """The study table needs none of them, so a table without ids is enough."""
    from coprod_equity_plugin.core.report.inputs import STUDY_COLUMNS

    assert not {c.HOUSEHOLD_ID, c.METER_ID, c.PARCEL_ID} & set(STUDY_COLUMNS)
    algorithm = QgsApplication.processingRegistry().algorithmById("coprodequity:equityreport")
    assert [definition.name() for definition in algorithm.parameterDefinitions()] == [
        "STUDY", "COEFFICIENTS", "FIT", "CONTRASTS", "AREAS", "SAMPLE_FLOW", "CURVE", "MAPS", "EVENT_START",
        "EVENT_NAME", "TITLE", "MINIMUM_HOUSEHOLDS", "OUTPUT", "TABLES_FOLDER",
        "HYPOTHESES", "ADJUSTED", "STANDARD_ERRORS", "DIAGNOSTICS", "EXPECTED", "ROBUSTNESS", "ROBUSTNESS_FITS",
        "SENSITIVITY", "SURVIVAL", "SURVIVAL_CONTRASTS", "SURVIVAL_FIT", "GROUP_CURVES", "GROUP_QUANTILES",
        "RELIABILITY", "CLUSTERS", "INEQUALITY", "ROOTOGRAM", "RESIDUAL_QUANTILES", "GROUPS_BY", "SETTINGS",
    ]  # fmt: skip
    later = algorithm.parameterDefinitions()[14:]
    advanced = QgsProcessingParameterDefinition.Flag.FlagAdvanced | QgsProcessingParameterDefinition.Flag.FlagOptional
    assert all(definition.flags() & advanced == advanced for definition in later)


def test_every_further_table_from_csv(run, tables, tmp_path):
    """The same report as from the frames themselves; the confidential tables' numbers of rows stay out of it."""
    inputs, more = report_more.tables()
    folder = tmp_path / "in"
    folder.mkdir()
    given = {
        "STUDY": inputs.study, "COEFFICIENTS": inputs.coefficients, "FIT": inputs.fit, "CONTRASTS": inputs.contrasts,
        "AREAS": inputs.areas, "SAMPLE_FLOW": inputs.sample_flow, "CURVE": inputs.curve,
        **{key.upper(): frame for key, frame in more.items()},
    }  # fmt: skip
    paths = {}
    for name, frame in given.items():
        paths[name] = str(folder / f"{name.lower()}.csv")
        frame.to_csv(paths[name], index=False)
    results = run("equityreport", {
        **paths, "EVENT_START": "2018-10-10T00:00:00", "OUTPUT": str(tmp_path / "report.html"),
        "GROUPS_BY": inputs.groups_by, "SETTINGS": "Seed: 1\nRequest window: 48 hours",
    })  # fmt: skip
    with open(results["OUTPUT"], encoding="utf-8") as file:
        page = Page(file.read())
    own = Page(build_report(inputs, ReportOptions(frames.EVENT)).html)
    for section in ("restoration", "maps", "contrasts", "diagnostics", "robustness", "survival"):
        assert page.section(section) == own.section(section)
    manifest = page.section("manifest")
    assert "Request window48 hours" in manifest
    assert "expected.csv" in manifest
    rows = {row[0]: row[2] for row in table_rows(page, "manifest_inputs")}
    for title in ("Household study table", "Households with expected hours (confidential)", "Diagnostics"):
        assert rows[title] == "–"
    assert rows["Inequality of hours"] == f"{len(more['inequality']):,}"


def table_rows(page: Page, name: str) -> list[list[str]]:
    """A table's rows as texts."""
    start = next(place for place, (tag, attrs, _) in enumerate(page.elements) if attrs.get("class") == name)
    rows, row = [], []
    for tag, _, text in page.elements[start + 1 :]:
        if tag == "table":
            break
        if tag == "tr":
            row = []
            rows.append(row)
        elif tag in ("th", "td"):
            row.append(" ".join("".join(text).split()))
    return [row for row in rows if len(row) > 2]
