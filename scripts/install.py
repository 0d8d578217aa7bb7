"""Put the plugin into a QGIS profile, with the libraries that QGIS itself does not bring.

The libraries go into the profile's own dependency folder, resolved against what the system has (never replacing its
NumPy, which QGIS is compiled against); the plugin appends that folder to the import path when it loads.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.package import PLUGIN, ROOT, plugin_files

SYSTEM_PYTHON = os.environ.get("PYTHON", "/usr/bin/python3")  # the one that QGIS runs


def profile_folder(profile: str) -> Path:
    """The folder of a QGIS profile; QGIS_CUSTOM_CONFIG_PATH counts, as it does for QGIS."""
    root = os.environ.get("QGIS_CUSTOM_CONFIG_PATH")
    base = Path(root) if root else Path.home() / ".local/share/QGIS/QGIS3"
    return base / "profiles" / profile


def copy_plugin(folder: Path) -> Path:
    """Replace the installed plugin by this one, as a whole."""
    target = folder / "python" / "plugins" / PLUGIN
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as staging:
        for name in plugin_files():
            destination = Path(staging) / name
            destination.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, destination)
        if target.is_symlink():
            target.unlink()
        elif target.exists():
            shutil.rmtree(target)
        (Path(staging) / PLUGIN).rename(target)
    return target


def install_libraries(folder: Path) -> list[str]:
    """Install what the system's Python lacks into the profile's dependency folder; gives what was installed."""
    pip = [sys.executable, "-m", "pip", "--python", SYSTEM_PYTHON, "install", "--quiet"]
    pinned = subprocess.run([SYSTEM_PYTHON, "-c", _HOST_VERSIONS], check=True, capture_output=True, text=True).stdout
    version = subprocess.run(
        [SYSTEM_PYTHON, "-c", "import sys; print(f'{sys.version_info[0]}.{sys.version_info[1]}')"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    target = folder / "python" / "dependencies" / version
    with tempfile.TemporaryDirectory() as work:
        constraints, report = Path(work) / "constraints.txt", Path(work) / "report.json"
        constraints.write_text(pinned)
        subprocess.run(
            [*pip, "--dry-run", "--break-system-packages", "--report", str(report), "-c", str(constraints),
             "-r", str(ROOT / PLUGIN / "requirements.txt")],
            check=True,
        )  # fmt: skip
        wanted = [
            f"{item['metadata']['name']}=={item['metadata']['version']}"
            for item in json.loads(report.read_text())["install"]
        ]
        if wanted:
            subprocess.run([*pip, "--no-deps", "--upgrade", "--target", str(target), *wanted], check=True)
    return wanted


_HOST_VERSIONS = """
from importlib import metadata
for name in ("numpy", "scipy", "matplotlib", "packaging", "python-dateutil"):
    try:
        print(f"{name}=={metadata.version(name)}")
    except metadata.PackageNotFoundError:
        pass
"""


def main() -> None:
    """Install, and say where."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--profile", default="default", help="name of the QGIS profile")
    folder = profile_folder(parser.parse_args().profile)
    print(f"Plugin: {copy_plugin(folder)}")
    installed = install_libraries(folder)
    print(f"Libraries: {', '.join(installed) if installed else 'all there'}")
    print("Start QGIS and tick 'Coproduction Equity' under Plugins > Manage and Install Plugins > Installed.")


if __name__ == "__main__":
    main()
