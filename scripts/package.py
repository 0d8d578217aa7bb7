"""Build the zip that QGIS's "Install from ZIP" takes: the tracked files of the plugin's folder, and nothing else."""

from __future__ import annotations

import configparser
import subprocess
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLUGIN = "coprod_equity_plugin"


def plugin_files() -> list[Path]:
    """The files that ship: what git tracks below the plugin's folder."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", PLUGIN], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    return [Path(name) for name in sorted(listed.split("\0")) if name]


def version() -> str:
    """The version that ``metadata.txt`` states."""
    metadata = configparser.ConfigParser()
    metadata.read(ROOT / PLUGIN / "metadata.txt", encoding="utf-8")
    return metadata["general"]["version"]


def build(folder: Path) -> Path:
    """Write the zip into ``folder``; the same files give the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{PLUGIN}-{version()}.zip"
    partial = path.with_suffix(".part")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in plugin_files():
            entry = zipfile.ZipInfo(name.as_posix(), date_time=(2020, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, (ROOT / name).read_bytes())
    partial.replace(path)
    return path


if __name__ == "__main__":
    made = build(ROOT / "dist")
    print(f"{made.relative_to(ROOT)} ({made.stat().st_size / 1024:,.0f} kB)")
