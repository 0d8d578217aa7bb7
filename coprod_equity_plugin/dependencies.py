"""Which third-party libraries are there, and what to do about those that are not.

Nothing here imports them: loading the plugin must work, quickly, with none installed.
"""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

# import name -> (distribution, oldest version that works, first version not tried)
REQUIREMENTS = {
    "numpy": ("numpy", "1.24", "3"),
    "pandas": ("pandas", "1.5", "4"),
    "shapely": ("shapely", "1.8", "3"),
    "scipy": ("scipy", "1.9", "2"),
    "duckdb": ("duckdb", "1.1", "3"),
    "matplotlib": ("matplotlib", "3.6", "4"),
    "jinja2": ("Jinja2", "3.1", "4"),
}


class Library(NamedTuple):
    """A library's state: ``version`` is empty if it is absent, ``problem`` if it is fine."""

    name: str
    version: str
    required: str
    location: str
    problem: str


def dependency_folder(settings_dir: str) -> Path:
    """The profile's own folder for libraries, one for each Python; QPIP installs into the same."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return Path(settings_dir) / "python" / "dependencies" / version


def add_dependency_folders(settings_dir: str) -> None:
    """Make libraries in the profile's dependency folder importable, behind everything that QGIS brings.

    Appended, never put first: a newer NumPy before QGIS's own breaks GDAL. The folder is the one that the plugin
    QPIP installs into; ``qgis_process`` does not load QPIP, so it would not be found there otherwise.
    """
    folder = str(dependency_folder(settings_dir))
    if Path(folder).is_dir() and folder not in sys.path:
        sys.path.append(folder)


def check(names: Iterable[str] = REQUIREMENTS) -> list[Library]:
    """The state of the named libraries (import names), without importing them."""
    from importlib import metadata  # costs as much as all the rest of loading the plugin

    found = []
    for name in names:
        distribution, oldest, beyond = REQUIREMENTS[name]
        required = f">= {oldest}, < {beyond}"
        spec = importlib.util.find_spec(name)
        if spec is None:
            found.append(Library(distribution, "", required, "", "not installed"))
            continue
        try:
            version = metadata.version(distribution)
        except metadata.PackageNotFoundError:
            version = ""
        problem = ""
        if version and _key(version) < _key(oldest):
            problem = f"too old, {oldest} or newer is needed"
        location = str(Path(spec.origin).parent.parent) if spec.origin else ""
        found.append(Library(distribution, version, required, location, problem))
    return found


def _key(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])


def how_to_install(libraries: Iterable[Library]) -> str:
    """One sentence that names what is missing or too old, and the ways to get it; empty if nothing is."""
    wanted = [library for library in libraries if library.problem]
    if not wanted:
        return ""
    named = ", ".join(f"{library.name} ({library.problem})" for library in wanted)
    # With its versions: pip would leave one that is too old as it is.
    names = " ".join(f'"{library.name}{library.required.replace(" ", "")}"' for library in wanted)
    menu = (
        "The menu Plugins > Coproduction Equity > Install missing libraries gets what is not there, when you say so. "
        if any(not library.version for library in wanted)
        else ""
    )
    return (
        f"Coproduction Equity needs Python libraries that this QGIS does not have: {named}. {menu}"
        f"Windows: OSGeo4W Setup has them as python3-... packages, or run 'python -m pip install --user {names}' in "
        f"the OSGeo4W Shell. macOS: run the pip inside QGIS.app with the same words. "
        f"Linux: your distribution's packages, for example 'apt install python3-pandas', or pip. "
        "The plugin QPIP installs them from within QGIS. Then start QGIS again."
    )
