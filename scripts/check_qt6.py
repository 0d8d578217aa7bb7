"""Find what would break on QGIS 4 (Qt 6): unscoped enums, and calls and modules that only Qt 5 has.

The code's syntax trees are read, and every enum is looked up in the QGIS that is installed: ``Qt.AlignLeft`` is told
from ``Qt.AlignmentFlag.AlignLeft`` by what the names are there, not by a list. The rest is what QGIS's own migration
script (``pyqt5_to_pyqt6.py``, which no package brings) warns of. Prints every finding and ends with 1 if there is one.
"""

from __future__ import annotations

import ast
import enum
import importlib
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from scripts.package import ROOT

CHECKED = ("coprod_equity_plugin", "scripts", "tests", "benchmarks")
MODULES = (
    "qgis.core", "qgis.gui", "qgis.analysis", "qgis.PyQt.QtCore", "qgis.PyQt.QtGui", "qgis.PyQt.QtWidgets",
    "qgis.PyQt.QtXml",
)  # fmt: skip
GONE_MODULES = (
    "PyQt5", "PyQt4", "sip", "resources_rc", "resources", "qgis.PyQt.Qt", "qgis.PyQt.QtWebKit",
    "qgis.PyQt.QtWebKitWidgets",
)  # fmt: skip
GONE_CALLS = {
    "exec_": "exec()",
    "QRegExp": "QRegularExpression",
    "QDesktopWidget": "QScreen",
    "QTextCodec": "Python's encodings",
    "setCodec": "setEncoding()",
    "qrand": "Python's random",
    "toTime_t": "toSecsSinceEpoch()",
    "fromTime_t": "fromSecsSinceEpoch()",
    "qApp": "QApplication.instance()",
    "MidButton": "MouseButton.MiddleButton",
    "TextColorRole": "ItemDataRole.ForegroundRole",
    "BackgroundColorRole": "ItemDataRole.BackgroundRole",
    "HighQualityAntialiasing": "RenderHint.Antialiasing",
}
# Works on both: PyQt5's own constants, which QGIS's Qt 6 shim gives QVariant too.
ON_BOTH = ("QVariant",)


def findings(source: str, name: str = "<source>") -> list[str]:
    """What is wrong with a module's text: ``file:line: sentence``."""
    tree = ast.parse(source)
    imported, others, guarded = _imports(tree), _others(tree), _guarded(tree)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in guarded:
            continue
        for line, sentence in (*_gone(node), *_call(node), *_enum(node, imported, others)):
            found.append((line, f"{name}:{line}: {sentence}"))
    return [sentence for _, sentence in sorted(found)]


def _imports(tree: ast.AST) -> dict[str, object]:
    """Name in the file -> the class or module of QGIS or Qt that it is."""
    known = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "qgis" and not node.level:
            try:
                module = importlib.import_module(node.module)
            except ImportError:
                continue
            for alias in node.names:
                value = getattr(module, alias.name, None)
                if value is not None:
                    known[alias.asname or alias.name] = value
    for node in ast.walk(tree):  # kind = QgsLayoutItemShape.Shape
        if isinstance(node, ast.Assign):
            for target, value in _pairs(node):
                owner = _resolve(value, known)
                if isinstance(target, ast.Name) and isinstance(owner, type):
                    known.setdefault(target.id, owner)
    return known


def _pairs(node: ast.Assign) -> Iterator[tuple[ast.AST, ast.AST]]:
    for target in node.targets:
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            yield from zip(target.elts, node.value.elts)
        else:
            yield target, node.value


def _others(tree: ast.AST) -> set[str]:
    """Names of what is imported from elsewhere, whose attributes are no business of Qt's."""
    return {
        (alias.asname or alias.name).split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
        if isinstance(node, ast.Import) or (node.module or "").split(".")[0] != "qgis"
    }


def _guarded(tree: ast.AST) -> set[str]:
    """Names that the code itself asks for with ``hasattr`` before it uses them, and what it uses in their stead."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.IfExp) and "hasattr" in ast.unparse(node.test):
            names |= {part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)}
    return names


def _gone(node: ast.AST) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and not node.level:
        names = [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
    else:
        names = []
    for name in names:
        if any(name == gone or name.startswith(f"{gone}.") for gone in GONE_MODULES):
            yield node.lineno, f"{name} is not there with Qt 6: import from qgis.PyQt"
            break
    word = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    if word in GONE_CALLS:
        yield node.lineno, f"{word} is gone in Qt 6: use {GONE_CALLS[word]}"
    if (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "Type"
        and isinstance(node.value.value, ast.Name)
        and node.value.value.id == "QVariant"
    ):
        yield node.lineno, f"QVariant.Type.{node.attr} fails with Qt 6: QVariant.{node.attr}"


def _call(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Calls whose form is gone: what is called is still there."""
    if isinstance(node, ast.FunctionDef) and node.name == "exec_":
        yield node.lineno, "a method exec_ is not called by Qt 6: name it exec"
    if isinstance(node, ast.Subscript) and ast.unparse(node).endswith("activated[str]"):
        yield node.lineno, "activated[str] is gone in Qt 6: use textActivated"
    if not isinstance(node, ast.Call):
        return
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    first = node.args[0] if node.args else None
    inner = first.func if isinstance(first, ast.Call) else None
    if name == "QVariant" and (first is None or ast.unparse(first).startswith("QVariant.")):
        yield node.lineno, "QVariant() is no NULL with Qt 6: use qgis.core.NULL"
    elif name == "QDateTime" and len(node.args) >= 7:
        yield node.lineno, "QDateTime of single numbers is gone in Qt 6: QDateTime(QDate(...), QTime(...))"
    elif name == "QDateTime" and len(node.args) == 1 and isinstance(inner, ast.Name) and inner.id == "QDate":
        yield node.lineno, "QDateTime of a date alone is gone in Qt 6: QDateTime(QDate(...), QTime(0, 0))"
    elif name == "QDateTime" and len(node.args) == 1 and isinstance(inner, ast.Attribute):
        yield node.lineno, "the plugin repository's own Qt 6 check breaks off here: give the argument a name first"
    elif name == "addAction" and len(node.args) >= 4:
        yield node.lineno, "addAction with a slot takes its arguments in another order in Qt 6: make a QAction first"
    elif name == "desktop" and not node.args and isinstance(node.func, ast.Attribute):
        yield node.lineno, "desktop() is gone in Qt 6: use a QScreen"
    elif name == "width" and ast.unparse(node.func).endswith(("fontMetrics().width", "QFontMetrics().width")):
        yield node.lineno, "QFontMetrics.width() is gone in Qt 6: use horizontalAdvance()"


def _enum(node: ast.AST, imported: dict[str, object], others: set[str]) -> Iterator[tuple[int, str]]:
    if not isinstance(node, ast.Attribute):
        return
    owner = _resolve(node.value, imported)
    if owner is None:
        # Through an instance, whose class is not to be known here: a value's name alone says enough, if it stands
        # below no enum's name.
        scoped = isinstance(node.value, ast.Attribute) and node.value.attr in _enum_names()[0]
        foreign = (
            not isinstance(node.value, (ast.Name, ast.Attribute)) or ast.unparse(node.value).split(".")[0] in others
        )
        if not scoped and not foreign and node.attr in _enum_names()[1]:
            yield node.lineno, f"{ast.unparse(node)} looks like an unscoped value of {_enum_names()[1][node.attr]}"
        return
    if not isinstance(owner, type) or owner.__name__ in ON_BOTH:
        return
    value = getattr(owner, node.attr, None)
    if value is None:
        yield node.lineno, f"{ast.unparse(node)} does not exist in this QGIS"
    elif _is_value(value) and owner is not type(value) and not issubclass(owner, enum.Enum):
        yield (
            node.lineno,
            f"{ast.unparse(node)} is unscoped: {ast.unparse(node.value)}.{type(value).__name__}.{node.attr}",
        )


def _resolve(node: ast.AST, imported: dict[str, object]):
    if isinstance(node, ast.Name):
        return imported.get(node.id)
    if isinstance(node, ast.Attribute):
        owner = _resolve(node.value, imported)
        return None if owner is None else getattr(owner, node.attr, None)
    return None


def _is_value(value: object) -> bool:
    return isinstance(value, enum.Enum) or (isinstance(value, int) and type(value) not in (int, bool))


@lru_cache(maxsize=1)
def _enum_names() -> tuple[set[str], dict[str, str]]:
    """Names of enums, and value -> its enum for values that no method or attribute shares its name with."""
    enums: set[str] = set()
    values: dict[str, str] = {}
    for module_name in MODULES:
        module = importlib.import_module(module_name)
        for class_name, owner in vars(module).items():
            if not isinstance(owner, type):
                continue
            for name, value in vars(owner).items():
                if _is_value(value) and type(value) is not owner and name[:1].isupper() and not name.isupper():
                    enums.add(type(value).__name__)
                    values.setdefault(name, f"{class_name}.{type(value).__name__}")
                elif isinstance(value, type) and issubclass(value, int):
                    enums.add(name)
    return enums, values


def main() -> int:
    """Check every file of the project."""
    found = []
    for folder in CHECKED:
        for path in sorted((ROOT / folder).rglob("*.py")):
            found += findings(path.read_text(encoding="utf-8"), Path(path).relative_to(ROOT).as_posix())
    for sentence in found:
        print(sentence, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
