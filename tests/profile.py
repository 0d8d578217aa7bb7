"""A QGIS profile of its own, with the plugin and its libraries in it as a user has them."""

from __future__ import annotations

import os
import shutil
import signal
import site
import subprocess
import sys
from pathlib import Path

PLUGIN = "coprod_equity_plugin"
ROOT = Path(__file__).parent.parent


def make_profile(folder: Path, locale: str = "") -> dict[str, str]:
    """Make the profile and give the environment in which QGIS uses it, in the system's language or another.

    The libraries stand in the profile's dependency folder, where `make install` puts them, so that finding them
    there is part of what is tested.
    """
    python = folder / "profiles" / "default" / "python"
    (python / "plugins").mkdir(parents=True)
    (python / "plugins" / PLUGIN).symlink_to(ROOT / PLUGIN, target_is_directory=True)
    dependencies = python / "dependencies"
    dependencies.mkdir()
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    (dependencies / version).symlink_to(site.getsitepackages()[0], target_is_directory=True)
    settings = folder / "profiles" / "default" / "QGIS"
    settings.mkdir()
    chosen = f"[PythonPlugins]\n{PLUGIN}=true\nprocessing=true\n"
    if locale:
        chosen += f"[locale]\noverrideFlag=true\nuserLocale={locale}\n"
    (settings / "QGIS3.ini").write_text(chosen, encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    environment.update(
        QGIS_CUSTOM_CONFIG_PATH=str(folder),
        QT_QPA_PLATFORM="offscreen",
        XDG_RUNTIME_DIR=str(folder),
        PATH=os.pathsep.join(part for part in environment["PATH"].split(os.pathsep) if ".venv" not in part),
    )
    return environment


def qgis_process() -> str:
    """The program; Debian 12's wrapper passes an option that the program does not know, so the program itself."""
    return shutil.which("qgis_process.bin") or shutil.which("qgis_process")


def has_desktop() -> bool:
    """Whether QGIS's desktop can be started here, under a virtual screen."""
    return bool(shutil.which("xvfb-run") and shutil.which("qgis"))


def run_desktop(
    script: Path, profile: Path, timeout: int = 240, locale: str = "", **variables: str
) -> subprocess.CompletedProcess:
    """Start the real desktop under a virtual screen with a profile of its own, and run a script in it that ends it.

    If QGIS dies, what Python's threads were doing then is at the end of its errors; 3.22 does not tell.
    """
    environment = {**make_profile(profile, locale), **variables}
    environment.pop("QT_QPA_PLATFORM")
    temporary = profile / "temporary"
    temporary.mkdir()
    environment["TMPDIR"] = str(temporary)
    environment["PYTHONPATH"] = str(script.parent)  # where the script's neighbours are
    screen = ["xvfb-run", "-a", "-s", "-screen 0 1400x900x24"]
    desktop = [
        shutil.which("qgis.bin") or "qgis",
        "--noversioncheck",
        "--nologo",
        "--profile",
        "default",
        "--code",
        str(script),
    ]
    with subprocess.Popen(
        [*screen, *desktop],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as started:
        try:
            stdout, stderr = started.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            os.killpg(started.pid, signal.SIGKILL)  # the screen and the desktop with it
            stdout, stderr = started.communicate()
            stderr += f"\nThe desktop was ended after {timeout} s: it waits for an answer, or is busy."
        stderr += "".join(path.read_text(errors="replace") for path in temporary.glob("qgis-python-crash-info-*"))
        return subprocess.CompletedProcess(started.args, started.returncode, stdout, stderr)


def make_city(folder: Path, environment: dict[str, str], households: int = 2000) -> Path:
    """A sample city's raw files, made by ``qgis_process``."""
    words = [f"HOUSEHOLDS={households}", "SEED=7", f"OUTPUT={folder}"]
    subprocess.run(
        [qgis_process(), "run", "coprodequity:createsamplecity", "--", *words],
        env=environment,
        check=True,
        capture_output=True,
    )
    return folder
