"""Gets the libraries that are missing, when the user asks for it: into the profile's folder, replacing nothing.

pip works out what is needed against everything that QGIS already has, in the very versions that it has; then only
what QGIS lacks is put into the folder, all of it or nothing. Each distribution says in its INSTALLER file that it came
from here: only such a one is replaced later, when it has become too old. Imports none of the libraries.
"""

from __future__ import annotations

import importlib
import json
import os
import re
import subprocess  # nosec B404 - pip's only supported interface is its program
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from . import dependencies, i18n
from .core.errors import EquityError

REQUIREMENTS = Path(__file__).with_name("requirements.txt")


class InstallError(EquityError):
    """Nothing was installed; the text says why and what to do."""


@dataclass(frozen=True)
class Wanted:
    """What is to be done: the lines of the requirements that the installer can meet, and what it leaves alone.

    ``too_old`` are libraries that QGIS itself brings; ``foreign`` lie in the profile's folder, put there by another
    program.
    """

    lines: tuple[str, ...]
    too_old: tuple[str, ...]
    foreign: tuple[str, ...]


def wanted() -> Wanted:
    """What is missing now, or too old where this installer may renew it."""
    lines = {line.split(">")[0].lower(): line for line in REQUIREMENTS.read_text(encoding="utf-8").split()}
    states = [library for library in dependencies.check() if library.problem]

    def named(holder: str) -> tuple[str, ...]:
        return tuple(
            f"{library.name} {library.version} ({library.problem})"
            for library in states
            if library.version and library.holder == holder
        )

    names = [library.name.lower() for library in states if not library.version or library.holder == "ours"]
    return Wanted(tuple(lines.get(name, name) for name in names), named("qgis"), named("profile"))


def python_program() -> str:
    """The Python of this QGIS; in its desktop ``sys.executable`` may be QGIS itself."""
    if Path(sys.executable or "").name.lower().startswith("python"):
        return sys.executable
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    names = ("python.exe", "python3.exe", f"bin/python{version}", "bin/python3")
    for folder in dict.fromkeys(
        (sys.prefix, sys.base_prefix, sys.exec_prefix, str(Path(sys.executable or "/").parent.parent))
    ):
        for name in names:
            if (Path(folder) / name).exists():
                return str(Path(folder) / name)
    raise InstallError(
        i18n.translate("Libraries", "The Python of this QGIS was not found (looked in {folder}).").format(
            folder=sys.prefix
        )
    )


def constraints(folder: Path) -> str:
    """Every distribution that QGIS has outside the folder, in its version."""
    pinned = {}
    for distribution in metadata.distributions():
        name, place = distribution.metadata["Name"], Path(str(distribution.locate_file("")))
        if name and name not in pinned and folder not in (place, *place.parents):
            pinned[name] = distribution.version
    return "".join(f"{name}=={version}\n" for name, version in sorted(pinned.items()))


def install(
    lines: Sequence[str], folder: Path, wheels: Path | None = None, say: Callable[[str], None] = lambda text: None
) -> list[str]:
    """Install what meets the requirements' lines into the folder; gives what was installed, as ``name==version``.

    What lies in the folder already counts as there. Where it is too old, it is replaced if it came from here.

    Parameters
    ----------
    lines
        As in requirements.txt.
    folder
        The profile's dependency folder, see :func:`dependencies.dependency_folder`.
    wheels
        A folder with wheel files to take everything from, for a machine without internet.
    say
        Told what happens, a sentence at a time.

    Raises
    ------
    InstallError
        If it could not be done; the folder is then as it was.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".install-") as work:
        pinned, report, staging = Path(work) / "constraints.txt", Path(work) / "report.json", Path(work) / "staging"
        pinned.write_text(constraints(folder), encoding="utf-8")
        source = ["--no-index", "--find-links", str(wheels)] if wheels else []
        say("Working out what is needed beside what QGIS has")
        ask = ["install", "--dry-run", "--report", str(report), "--constraint", str(pinned)]
        _pip(*ask, *source, *lines, seeing=folder)
        items = json.loads(report.read_text(encoding="utf-8"))["install"]
        exact = [f"{item['metadata']['name']}=={item['metadata']['version']}" for item in items]
        if not exact:
            return []
        old = _replaced(folder, [item["metadata"]["name"] for item in items])
        say(f"Installing {', '.join(exact)}")
        _pip("install", "--no-deps", "--target", str(staging), *source, *exact)
        for info in staging.glob("*.dist-info"):
            (info / "INSTALLER").write_text(f"{dependencies.INSTALLER}\n", encoding="utf-8")
        _exchange(folder, old, staging, Path(work) / "old")
    importlib.invalidate_caches()
    return exact


def _replaced(folder: Path, names: Sequence[str]) -> list[str]:
    """The entries of the folder that the named distributions have there now; an error if others put them there."""
    entries, foreign = set(), []
    wanted = {_normal(name) for name in names}
    for distribution in metadata.distributions(path=[str(folder)]):
        if _normal(distribution.metadata["Name"]) not in wanted:
            continue
        if (distribution.read_text("INSTALLER") or "").strip() != dependencies.INSTALLER:
            foreign.append(f"{distribution.metadata['Name']} {distribution.version}")
        entries |= {file.parts[0] for file in distribution.files or ()}
    if foreign:
        raise InstallError(
            i18n.translate(
                "Libraries",
                "Nothing was installed: {names} in {folder} would have to be newer, and another program, such as QPIP, "
                "put it there. Upgrade it with that program, or delete it there, and come back.",
            ).format(names=", ".join(foreign), folder=folder)
        )
    return sorted(entry for entry in entries if (folder / entry).exists() and entry not in ("..", "bin", "__pycache__"))


def _exchange(folder: Path, old: Sequence[str], staging: Path, aside: Path) -> None:
    """Take the old entries out of the folder and put the staged ones in; all of it or nothing."""
    aside.mkdir()
    done: list[tuple[Path, Path]] = []
    try:
        moves = [(folder / name, aside / name) for name in old]
        moves += [(entry, folder / entry.name) for entry in sorted(staging.iterdir())]
        for source, target in moves:
            if not target.exists():
                source.rename(target)
                done.append((source, target))
    except OSError as error:
        for source, target in reversed(done):
            target.rename(source)
        raise InstallError(
            i18n.translate(
                "Libraries",
                "Nothing was installed: {folder} could not be changed ({error}). Where a library there is in use, "
                "start QGIS again and come here first.",
            ).format(folder=folder, error=error)
        ) from error


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _pip(*arguments: str, seeing: Path | None = None) -> None:
    # The program's own refusal to touch the system's packages does not matter: nothing is installed there.
    environment = {**os.environ, "PIP_BREAK_SYSTEM_PACKAGES": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    if seeing is not None:
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, (environment.get("PYTHONPATH"), str(seeing))))
    done = subprocess.run(  # nosec B603 - a list, no shell; the words are ours and the user's own folder
        [python_program(), "-m", "pip", "--quiet", "--no-input", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    if done.returncode == 0:
        return
    words = done.stderr.strip() or done.stdout.strip()
    if "No module named pip" in words:
        raise InstallError(
            i18n.translate(
                "Libraries",
                "This QGIS has no pip. On Debian and Ubuntu 'apt install python3-pip' brings it; on Windows, OSGeo4W "
                "Setup has it as python3-pip.",
            )
        )
    if "no such option" in words:
        raise InstallError(
            i18n.translate(
                "Libraries", "The pip of this QGIS is older than 22.2 and cannot say what it would install. Update it."
            )
        )
    raise InstallError(
        i18n.translate(
            "Libraries",
            "Nothing was installed. pip says: {words} Without internet, give a folder with the wheel files; behind a "
            "proxy, set HTTPS_PROXY.",
        ).format(words=" ".join(words.splitlines()[-3:]))
    )
