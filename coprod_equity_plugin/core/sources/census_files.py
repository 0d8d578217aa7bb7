"""Files in which the Census delivers tables, opened as rows of texts: CSV, JSON in the API's layout, zip."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from ..errors import InputError, Problem

Opened = Callable[[], AbstractContextManager]


def find_files(given: Sequence[Path]) -> list[tuple[str, Opened]]:
    """The files that may hold census tables: of a folder those in it and one folder deeper, else the files themselves.

    Returns
    -------
    list
        Name for messages, and what opens the file: a context manager of its rows, each a list of texts.

    Raises
    ------
    InputError
        Naming every path that is not there or of another kind.
    """
    problems, files = [], []
    for path in given:
        if path.is_dir():
            inside = [*path.glob("*"), *path.glob("*/*")]
            files += sorted(file for file in inside if file.suffix.lower() in _OPENERS and file.is_file())
        elif not path.is_file():
            problems.append(Problem("it is not there", "Choose the folder of the census tables", source=str(path)))
        elif path.suffix.lower() not in _OPENERS:
            problems.append(Problem("it is no CSV, JSON or zip file", "Choose the census tables", source=path.name))
        else:
            files.append(path)
    if problems:
        raise InputError(problems)
    return [source for file in files for source in _OPENERS[file.suffix.lower()](file)]


def _csv_file(path: Path) -> list[tuple[str, Opened]]:
    @contextmanager
    def opened() -> Iterator[Iterable[list[str]]]:
        # Only place names can hold what is not ASCII, and none is used.
        with open(path, encoding="utf-8-sig", errors="replace", newline="") as file:
            yield csv.reader(file)

    return [(path.name, opened)]


def _json_file(path: Path) -> list[tuple[str, Opened]]:
    @contextmanager
    def opened() -> Iterator[Iterable[list[str]]]:
        with open(path, encoding="utf-8-sig", errors="replace") as file:
            # The API gives a list of lists. Other JSON may be large (GeoJSON): it is told by its start, not read.
            start = "".join(file.read(64).split())
            file.seek(0)
            content = json.load(file) if start.startswith("[[") else []
        if not all(isinstance(row, list) for row in content):
            content = []
        yield ([_plain_text(cell) for cell in row] for row in content)

    return [(path.name, opened)]


def _zip_file(path: Path) -> list[tuple[str, Opened]]:
    def member(name: str) -> tuple[str, Opened]:
        @contextmanager
        def opened() -> Iterator[Iterable[list[str]]]:
            with zipfile.ZipFile(path) as archive, archive.open(name) as raw:
                yield csv.reader(io.TextIOWrapper(raw, encoding="utf-8-sig", errors="replace", newline=""))

        return f"{path.name}/{name}", opened

    try:
        with zipfile.ZipFile(path) as archive:
            return [member(name) for name in sorted(archive.namelist()) if name.lower().endswith(".csv")]
    except zipfile.BadZipFile:
        raise InputError(Problem("it is a damaged zip file", "Download it again", source=path.name)) from None


_OPENERS = {".csv": _csv_file, ".json": _json_file, ".zip": _zip_file}


def _plain_text(cell: object) -> str:
    return "" if cell is None else str(cell)
