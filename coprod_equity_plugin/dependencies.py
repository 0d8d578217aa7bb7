"""Which third-party libraries are there, and what to do about those that are not.

Nothing here imports them: loading the plugin must work, quickly, with none installed.
"""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, NamedTuple

from . import i18n

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


INSTALLER = "coprod_equity_plugin"  # in the INSTALLER file of each distribution that this plugin installs


class Library(NamedTuple):
    """A library's state: ``version`` is empty if it is absent, ``problem`` if it is fine.

    ``holder`` tells whose it is: QGIS's (or the system's, or the user's own Python), or of the profile's dependency
    folder, where this plugin put it (``ours``) or another program such as QPIP (``profile``).
    """

    name: str
    version: str
    required: str
    location: str
    problem: str
    holder: Literal["qgis", "ours", "profile", ""] = ""


def dependency_folder(settings_dir: str) -> Path:
    """The profile's own folder for libraries, one for each Python; QPIP installs into the same."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return Path(settings_dir) / "python" / "dependencies" / version


def is_dependency_folder(location: str) -> bool:
    """Whether libraries found there lie in a profile's dependency folder, rather than with QGIS."""
    return Path(location).parts[-3:] == dependency_folder("").parts[-3:]


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
            absent = i18n.translate("Libraries", "not installed")
            found.append(Library(distribution, "", required, "", absent))
            continue
        inside = Path(spec.origin).parent if spec.origin else None  # the package, or what a module of one file lies in
        location = str(inside.parent if spec.submodule_search_locations else inside) if inside else ""
        try:
            there = metadata.distribution(distribution)
            version, installer = there.version, (there.read_text("INSTALLER") or "").strip()
        except metadata.PackageNotFoundError:
            version = installer = ""
        problem = ""
        if version and _key(version) < _key(oldest):
            problem = i18n.translate("Libraries", "too old, {oldest} or newer is needed").format(oldest=oldest)
        holder = "qgis"
        if is_dependency_folder(location):
            holder = "ours" if installer == INSTALLER else "profile"
        found.append(Library(distribution, version, required, location, problem, holder))
    return found


def _key(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])


def how_to_install(libraries: Iterable[Library]) -> str:
    """What is missing or too old and, for each place that it may lie in, what to do; empty if nothing is."""
    wanted = [library for library in libraries if library.problem]
    if not wanted:
        return ""
    missing = [library for library in wanted if not library.version]
    of = {holder: [library for library in wanted if library.holder == holder] for holder in ("qgis", "ours", "profile")}
    sentences = [
        i18n.translate(
            "Libraries", "Coproduction Equity needs Python libraries that this QGIS does not have: {names}."
        ).format(names=", ".join(f"{library.name} ({library.problem})" for library in wanted))
    ]
    if missing or of["ours"]:
        sentences.append(
            i18n.translate(
                "Libraries",
                "The menu Plugins > Coproduction Equity > Install missing libraries gets what is not there, and renews "
                "what it once put there itself, when you say so.",
            )
        )
    if of["profile"]:
        sentences.append(
            i18n.translate(
                "Libraries",
                "{names}: put by another program, such as QPIP, into the profile's folder "
                "python/dependencies/{python}, not brought by QGIS. Upgrade it with that program, or delete it there "
                "and use the menu.",
            ).format(names=_names(of["profile"]), python=dependency_folder("").name)
        )
    if of["qgis"]:
        sentences.append(
            i18n.translate(
                "Libraries", "{names}: brought by QGIS or the system, where the plugin never replaces anything."
            ).format(names=_names(of["qgis"]))
        )
    if missing or of["qgis"]:
        # With its versions: pip would leave one that is too old as it is.
        names = " ".join(f'"{library.name}{library.required.replace(" ", "")}"' for library in (*missing, *of["qgis"]))
        sentences.append(
            i18n.translate(
                "Libraries",
                "Windows: OSGeo4W Setup has them as python3-... packages, or run 'python -m pip install --user "
                "{names}' in the OSGeo4W Shell. macOS: run the pip inside QGIS.app with the same words. Linux: your "
                "distribution's packages, for example 'apt install python3-pandas', or pip. The plugin QPIP installs "
                "them from within QGIS.",
            ).format(names=names)
        )
    return " ".join([*sentences, i18n.translate("Libraries", "Then start QGIS again.")])


def _names(libraries: Iterable[Library]) -> str:
    return ", ".join(f"{library.name} {library.version}" for library in libraries)
