"""The static gates of `make lint`: that each can fail, and that what ships passes."""

from __future__ import annotations

import importlib.util
import re

import pytest

from scripts import check_plugin, check_qt6, check_security
from scripts.package import ROOT, version

IMPORTS = """
from qgis.core import Qgis, QgsProcessing, QgsWkbTypes, QgsUnitTypes
from qgis.PyQt.QtCore import Qt, QVariant
from qgis.PyQt.QtWidgets import QDialog, QMessageBox, QTreeView
"""
BREAKS = {
    "x = Qt.AlignLeft": "unscoped: Qt.AlignmentFlag.AlignLeft",
    "x = QMessageBox.Yes": "unscoped: QMessageBox.StandardButton.Yes",
    "x = QgsWkbTypes.PolygonGeometry": "unscoped",
    "x = QgsProcessing.TypeVectorPolygon": "unscoped",
    "x = Qgis.Warning": "unscoped: Qgis.MessageLevel.Warning",
    "units = QgsUnitTypes\nx = units.DistanceMeters": "unscoped",
    "x = QTreeView().model().AscendingOrder": None,  # an expression whose class nobody knows: not looked at
    "def f(view):\n    return view.PositionAtTop": "looks like an unscoped value",
    "QDialog().exec_()": "exec_ is gone in Qt 6",
    "x = QVariant.Type.Int": "QVariant.Int",
    "from PyQt5.QtCore import Qt": "is not there with Qt 6",
    "x = QgsProcessing.NoSuchThing": "does not exist in this QGIS",
    "from qgis.PyQt.Qt import Qt": "is not there with Qt 6",
    "x = QVariant()": "NULL",
    "x = QVariant(QVariant.Int)": "NULL",
    "x = QDateTime(2018, 10, 10, 0, 0, 0, 0)": "QDateTime(QDate(...), QTime(...))",
    "x = QDateTime(QDate(2018, 10, 10))": "QTime(0, 0)",
    "x = QDateTime(moment.replace(minute=0))": "breaks off here",
    "menu.addAction(icon, 'words', slot, 'Ctrl+A')": "make a QAction first",
    "x = application.desktop()": "use a QScreen",
    "x = label.fontMetrics().width('words')": "horizontalAdvance",
    "box.activated[str].connect(slot)": "textActivated",
    "class A:\n    def exec_(self):\n        pass": "name it exec",
    "x = qApp.activeWindow()": "QApplication.instance()",
}
HOLDS = [
    "x = Qt.AlignmentFlag.AlignLeft",
    "x = QVariant.Int",
    "kind = QgsUnitTypes.DistanceUnit\nx = kind.DistanceMeters",
    "x = Qgis.MessageLevel.Warning",
    "import csv\nx = csv.Error",
    "x = QDateTime(moment)",
    "x = QDateTime(QDate(2018, 10, 10), QTime(0, 0))",
    "x = QVariant(5)",
    "menu.addAction(action)",
    "x = Qgis.NewName if hasattr(Qgis, 'NewName') else Qgis.MessageLevel.Warning",
]


@pytest.mark.parametrize(("code", "sentence"), BREAKS.items())
def test_what_breaks_on_qt6_is_found(code, sentence):
    found = check_qt6.findings(IMPORTS + code)
    if sentence is None:
        assert found == []
    else:
        assert len(found) == 1
        assert sentence in found[0]


@pytest.mark.parametrize("code", HOLDS)
def test_what_holds_on_qt6_is_let_through(code):
    assert check_qt6.findings(IMPORTS + code) == []


def test_the_project_holds_on_qt6(capsys):
    assert check_qt6.main() == 0, capsys.readouterr().err


def test_the_plugin_repositorys_conditions_are_met():
    assert check_plugin.breaches() == []


METADATA = (ROOT / check_plugin.PLUGIN / "metadata.txt").read_text(encoding="utf-8")
CHANGES = "## [0.1.0] - unreleased"


@pytest.mark.parametrize(
    ("line", "instead", "sentence"),
    [
        (r"homepage=.*", "", "lacks homepage"),
        (r"tracker=.*", "tracker=ask us", "tracker is no https address"),
        (r"hasProcessingProvider=.*", "", "lacks hasProcessingProvider"),
        (r"description=.*", "description=90% of meters", "cannot be read"),
        (r"description=.*", "description=90 %% of meters", "write 'percent'"),
        (r"version=.*", "version=0.1", "not of the form 1.2.3"),
        (r"version=.*", "version=9.9.9", "CHANGELOG.md says nothing of version 9.9.9"),
        (r"changelog=.*", "", "changelog, which the site shows"),
        (r"qgisMaximumVersion=.*", "qgisMaximumVersion=3.99", "QGIS 4 does not list"),
        (r"qgisMinimumVersion=.*", "qgisMinimumVersion=4.0", "not of the form 3.22"),
        (r"author=.*", "author=One / Another", "slash"),
        (r"email=.*", "email=nobody", "email is no address"),
        (r"about=.*", "about=Needs nothing.", "does not name the libraries duckdb"),
    ],
)
def test_what_the_repository_refuses_in_the_metadata_is_found(line, instead, sentence):
    assert check_plugin.metadata_breaches(METADATA, CHANGES, ["duckdb"]) == []
    text, count = re.subn(f"(?m)^{line}$", instead, METADATA)
    assert count == 1
    found = check_plugin.metadata_breaches(text, CHANGES, ["duckdb"])
    assert any(sentence in breach for breach in found), found


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"a/LICENSE": None, "a/LICENSE.txt": b""}, "LICENSE is not among"),
        ({"a/icon.svg": None}, "icon.svg is not among"),
        ({"b/more.py": b""}, "2 folders"),
        ({"a/__pycache__/x.pyc": b""}, "must not ship"),
        ({"a/.git/config": b""}, "must not ship"),
        ({"a/.bandit": b""}, "must not ship"),
        ({"__MACOSX/a": b""}, "must not ship"),
        ({"a/../b.py": b""}, "must not ship"),
        ({"a\\b.py": b""}, "must not ship"),
        ({"a/tests/test_x.py": b""}, "must not ship"),
        ({"a/tool.sh": b""}, "must not ship"),
        ({"a/data.gpkg": b"SQLite format 3\0"}, "is binary"),
        ({"a/large.csv": b" " * (check_plugin.SIZE_LIMIT + 1)}, "over the limit of 25 MB"),
    ],
)
def test_what_the_repository_refuses_among_the_files_is_found(changed, sentence):
    good = {f"a/{name}": b"" for name in ("__init__.py", "metadata.txt", "LICENSE", "icon.svg")}
    assert check_plugin.file_breaches({name.replace("a/", "ab/"): b"" for name in good}, "icon.svg") == []
    files = {name: content for name, content in {**good, **changed}.items() if content is not None}
    found = check_plugin.file_breaches(files, "icon.svg")
    assert any(sentence in breach for breach in found), found


@pytest.mark.parametrize("name", ["1equity", "e quity", "equity-map", "équité"])
def test_a_folder_that_cannot_be_imported_is_found(name):
    files = {f"{name}/{file}": b"" for file in ("__init__.py", "metadata.txt", "LICENSE", "icon.svg")}
    assert check_plugin.file_breaches(files, "icon.svg") == [f"{name} is no name for a plugin's folder"]


@pytest.fixture
def scanners():
    for name in ("bandit", "detect_secrets"):
        if importlib.util.find_spec(name) is None:
            pytest.skip(f"{name} is not installed; make setup brings it")


def test_the_scans_find_what_they_should(scanners, tmp_path):
    bad = tmp_path / "bad.py"
    bad.write_text('import os\nos.system("ls " + name)\napi_key = "' + "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc" + '"\n')
    assert any("B605" in finding for finding in check_security.bandit(str(bad)))
    assert check_security.secrets("bad.py", folder=tmp_path)


def test_the_scans_find_nothing_in_what_ships(scanners):
    assert check_security.breaches() == []


def test_the_citation_names_the_version_that_ships():
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {version()}\n" in text
    assert "\nlicense: GPL-2.0-or-later\n" in text


def test_metadata_and_citation_name_the_same_place():
    """There is one address to change when the project is published."""
    stated = dict(re.findall(r"(?m)^(\w+)=(.*)$", METADATA))
    assert stated["homepage"] == stated["repository"]
    assert stated["tracker"] == f"{stated['repository']}/issues"
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nrepository-code: {stated['repository']}\n" in text
    assert f"\n    email: {stated['email']}\n" in text
