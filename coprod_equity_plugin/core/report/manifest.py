"""What a run was made from: enough to repeat it, and to notice that an input has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from ..errors import InputError, Problem
from ..progress import Progress

_LIBRARIES = ("numpy", "scipy", "pandas", "duckdb", "shapely", "matplotlib", "jinja2")
_PIECE = 1 << 20


@dataclass(frozen=True)
class InputRecord:
    """An input of the report.

    Attributes
    ----------
    role
        What it is to the report ("Household study table").
    name
        File or layer name, without its folder.
    sha256
        Of the file's bytes; empty for what is no file.
    rows
        Rows read; ``None`` where that means nothing.
    """

    role: str
    name: str
    sha256: str = ""
    rows: int | None = None


@dataclass(frozen=True)
class Manifest:
    """Inputs, parameters, versions and date of a run."""

    inputs: Sequence[InputRecord] = ()
    parameters: Sequence[tuple[str, str]] = ()
    versions: Sequence[tuple[str, str]] = ()
    created: str = ""


def map_record(name: str, sha256: str) -> InputRecord:
    """A map's picture among the inputs."""
    return InputRecord("Map", f"{name}.png", sha256)


def settings(text: str) -> list[tuple[str, str]]:
    """Names and values from lines such as ``Seed: 1``; empty lines are passed over.

    Raises
    ------
    InputError
        With the lines that have no colon.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    bad = [line for line in lines if not all(part.strip() for part in line.split(":", 1)) or ":" not in line]
    if bad:
        remedy = "Write 'Seed: 1', one per line"
        raise InputError([Problem(f"'{line}' is no name with a value", remedy, column="SETTINGS") for line in bad])
    return [(name.strip(), value.strip()) for name, value in (line.split(":", 1) for line in lines)]


def file_hash(path: str | Path, progress: Progress | None = None) -> str:
    """The SHA-256 of a file's bytes, as sixty-four hexadecimal digits."""
    progress = progress or Progress()
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
            progress.check()
    return digest.hexdigest()


def library_versions() -> list[tuple[str, str]]:
    """The versions of the libraries that numbers and pictures rest on."""
    found = []
    for name in _LIBRARIES:
        try:
            found.append((name, metadata.version(name)))
        except metadata.PackageNotFoundError:
            continue
    return found
