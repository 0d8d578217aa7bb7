"""What has cost others a day on QGIS: the list in docs/qgis-traps.md, and those that only the code's text can tell."""

from __future__ import annotations

import ast
import re

import pytest
from qgis.core import QgsProcessingAlgorithm, QgsProcessingParameterEnum, QgsProcessingParameterField

from scripts.build_models import BUILDERS
from scripts.package import PLUGIN, ROOT

LIST = ROOT / "docs" / "qgis-traps.md"
CODE = {path.relative_to(ROOT / PLUGIN).as_posix(): path for path in sorted((ROOT / PLUGIN).rglob("*.py"))}
TREES = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in CODE.items()}


def test_every_trap_is_guarded_by_a_test_that_exists():
    """Each row names its test, or says why there is none."""
    rows = [line for line in LIST.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    rows = [row for row in rows if not row.startswith("| trap ")]
    assert len(rows) > 40
    for row in rows:
        named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", row)
        assert named or "no test: " in row, row
        for file, function in named:
            assert f"def {function}(" in (ROOT / file).read_text(encoding="utf-8"), f"{file}::{function}"


def imported(tree: ast.Module, outside_functions: bool) -> set[str]:
    """The modules that a file imports by their whole names; relative ones are its own."""
    nodes = list(tree.body) if outside_functions else list(ast.walk(tree))
    found = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return found | {node.module for node in nodes if isinstance(node, ast.ImportFrom) and not node.level}


def test_no_dialog_of_processing_is_imported_by_its_place():
    """QGIS 4 has renamed them; the Model Designer crashes where an algorithm opens one."""
    for name, tree in TREES.items():
        assert not [module for module in imported(tree, False) if module.startswith("processing.gui")], name


def test_only_the_plugin_itself_knows_a_widget():
    """``qgis_process`` has none, and algorithms run in threads."""
    for name, tree in TREES.items():
        if name != "plugin.py":
            assert not {"qgis.PyQt.QtWidgets", "qgis.gui", "qgis.utils"} & imported(tree, False), name


def test_nothing_is_printed():
    """With ``--json`` the standard output is JSON, and nothing else."""
    for name, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id != "print", f"{name}:{node.lineno}"


def test_no_folder_of_a_profile_is_written_out():
    """QGIS 4 has its profiles in another place."""
    for name, path in CODE.items():
        assert not re.search(r"QGIS/QGIS\d|QGIS\d\.ini", path.read_text(encoding="utf-8")), name


def test_every_connection_of_duckdb_downloads_nothing():
    found = 0
    for name, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "duckdb.connect":
                config = {ast.literal_eval(key) for key in node.keywords[0].value.keys}
                assert {"autoinstall_known_extensions", "autoload_known_extensions"} <= config, name
                found += 1
        assert not re.search(r"\b(INSTALL|LOAD) (spatial|httpfs|icu)", CODE[name].read_text(encoding="utf-8")), name
    assert found >= 2


def test_a_duckdb_connection_has_the_extensions_off():
    from coprod_equity_plugin.core.sources.meters_scan import connect

    connection = connect()
    for setting in ("autoinstall_known_extensions", "autoload_known_extensions"):
        assert connection.execute(f"SELECT current_setting('{setting}')").fetchone() == (False,)
    connection.close()


@pytest.fixture(scope="module")
def algorithms(provider):
    return {algorithm.name(): algorithm for algorithm in provider.algorithms()}


def test_no_field_parameter_takes_all_fields_by_itself(algorithms):
    """In the dialog it would mean all, ``fid`` too; in models and with ``qgis_process`` none."""
    fields = [
        definition
        for algorithm in algorithms.values()
        for definition in algorithm.parameterDefinitions()
        if isinstance(definition, QgsProcessingParameterField)
    ]
    assert len(fields) > 20
    assert not [definition.name() for definition in fields if definition.defaultToAllFields()]


def test_enums_are_words_and_not_places_in_a_list(algorithms):
    enums = [
        definition
        for algorithm in algorithms.values()
        for definition in algorithm.parameterDefinitions()
        if isinstance(definition, QgsProcessingParameterEnum)
    ]
    assert len(enums) > 10
    assert not [definition.name() for definition in enums if not definition.usesStaticStrings()]


def test_what_touches_styles_projects_or_layouts_stays_in_the_main_thread(algorithms):
    flag = QgsProcessingAlgorithm.Flag.FlagNoThreading
    kept = {name for name, algorithm in algorithms.items() if algorithm.flags() & flag}
    assert "equitymaps" in kept  # all of its steps are such
    kept -= set(BUILDERS)  # by one step on 3.22; newer ones move to the main thread for such a step only
    assert kept == {"styledisparity", "exportmap", "exportframes", "playoutages"}
