"""The static gates of `make lint`: that each can fail, and that what ships passes."""

from __future__ import annotations

import importlib.util

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
}
HOLDS = [
    "x = Qt.AlignmentFlag.AlignLeft",
    "x = QVariant.Int",
    "kind = QgsUnitTypes.DistanceUnit\nx = kind.DistanceMeters",
    "x = Qgis.MessageLevel.Warning",
    "import csv\nx = csv.Error",
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
