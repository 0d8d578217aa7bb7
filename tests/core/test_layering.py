"""The house of docs/decisions and design.md: who may know whom."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = "coprod_equity_plugin"
ROOT = Path(__file__).parent.parent.parent
FILES = sorted((ROOT / PACKAGE).rglob("*.py"))
ORDER = ["sources", "study", "models", "disparity", "report"]


def room(path: Path) -> tuple[str, ...]:
    return path.relative_to(ROOT / PACKAGE).with_suffix("").parts


def imports(path: Path) -> set[tuple[str, ...]]:
    """Every module that a file imports, as dotted parts; our own are given from the package's root."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    here = path.relative_to(ROOT).with_suffix("").parts
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {tuple(alias.name.split(".")) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = here[: len(here) - node.level] if node.level else ()
            module = (*base, *(node.module or "").split(".")) if node.module else base
            found |= {(*module, alias.name) for alias in node.names}
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: "/".join(room(path)))
def test_a_file_knows_only_its_own_floor_and_those_below(path):
    place = room(path)
    for module in imports(path):
        if module[0] in ("qgis", "processing", "osgeo"):
            assert place[0] != "core", f"{path} imports {'.'.join(module)}: core knows no QGIS"
        if module[0] != PACKAGE:
            continue
        target = module[1:]
        if place[0] == "core":
            assert target[0] == "core", f"{path} imports {'.'.join(module)}: core knows nothing above it"
            if place[1] in ORDER and len(target) > 1 and target[1] in ORDER:
                assert ORDER.index(target[1]) <= ORDER.index(place[1]), f"{path} looks back at {'.'.join(module)}"
            assert place[1] == "simulation" or target[1:2] != ("simulation",), f"{path} depends on the simulated city"
        if place[0] == "bridge":
            assert target[0] == "bridge" or target[:2] in {
                ("core", "columns"), ("core", "errors"), ("core", "progress"),
            }, f"{path} imports {'.'.join(module)}"  # fmt: skip
        if place[0] == "maps":
            assert target[0] in ("maps", "bridge", "core"), f"{path} imports {'.'.join(module)}"


def test_only_the_plugin_file_sees_iface():
    users = {room(path) for path in FILES if "iface" in path.read_text(encoding="utf-8")}
    assert users <= {("plugin",), ("__init__",)}


def test_core_imports_where_no_qgis_can_be_imported():
    modules = [".".join((PACKAGE, *room(path))) for path in FILES if room(path)[0] == "core"]
    code = (
        "import sys, importlib\n"
        "for name in ('qgis', 'osgeo', 'processing', 'PyQt5', 'PyQt6'):\n"
        "    sys.modules[name] = None\n"
        f"[importlib.import_module(name.removesuffix('.__init__')) for name in {modules!r}]\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
