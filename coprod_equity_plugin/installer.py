"""Gets the libraries that are missing, when the user asks for it: into the profile's folder, replacing nothing.

pip works out what is needed against everything that QGIS already has, in the very versions that it has; then only
what QGIS lacks is put into the folder, all of it or nothing. Knows no QGIS, and imports none of the libraries.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess  # nosec B404 - pip's only supported interface is its program
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from . import dependencies
from .core.errors import EquityError

REQUIREMENTS = Path(__file__).with_name("requirements.txt")


class InstallError(EquityError):
    """Nothing was installed; the text says why and what to do."""


@dataclass(frozen=True)
class Wanted:
    """What is to be done: the lines of the requirements that are not met, and libraries that QGIS has too old."""

    lines: tuple[str, ...]
    too_old: tuple[str, ...]


def wanted() -> Wanted:
    """What is missing now; a library that is there but too old cannot be mended from a folder behind QGIS's own."""
    lines = {line.split(">")[0].lower(): line for line in REQUIREMENTS.read_text(encoding="utf-8").split()}
    states = dependencies.check()
    missing = [library.name.lower() for library in states if library.problem and not library.version]
    return Wanted(
        tuple(lines.get(name, name) for name in missing),
        tuple(
            f"{library.name} {library.version} ({library.problem})"
            for library in states
            if library.version and library.problem
        ),
    )


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
    raise InstallError(f"The Python of this QGIS was not found (looked in {sys.prefix}).")


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
        _pip("install", "--dry-run", "--report", str(report), "--constraint", str(pinned), *source, *lines)
        items = json.loads(report.read_text(encoding="utf-8"))["install"]
        exact = [f"{item['metadata']['name']}=={item['metadata']['version']}" for item in items]
        if not exact:
            return []
        say(f"Installing {', '.join(exact)}")
        _pip("install", "--no-deps", "--target", str(staging), *source, *exact)
        for entry in sorted(staging.iterdir()):
            if not (folder / entry.name).exists():
                entry.rename(folder / entry.name)
    importlib.invalidate_caches()
    return exact


def _pip(*arguments: str) -> None:
    # The program's own refusal to touch the system's packages does not matter: nothing is installed there.
    environment = {**os.environ, "PIP_BREAK_SYSTEM_PACKAGES": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
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
            "This QGIS has no pip. On Debian and Ubuntu 'apt install python3-pip' brings it; on Windows, OSGeo4W Setup "
            "has it as python3-pip."
        )
    if "no such option" in words:
        raise InstallError("The pip of this QGIS is older than 22.2 and cannot say what it would install. Update it.")
    raise InstallError(
        "Nothing was installed. pip says: " + " ".join(words.splitlines()[-3:]) + " Without internet, give a folder "
        "with the wheel files; behind a proxy, set HTTPS_PROXY."
    )
