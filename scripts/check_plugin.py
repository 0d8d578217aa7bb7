"""The plugin repository's own conditions on what ships; prints every breach and ends with 1 if there is one."""

from __future__ import annotations

import configparser
import re
import sys

from scripts.package import PLUGIN, ROOT, plugin_files

REQUIRED = [
    "name", "description", "version", "qgisMinimumVersion", "author", "email", "about", "tracker", "repository",
    "homepage", "hasProcessingProvider",
]  # fmt: skip
FORBIDDEN = re.compile(r"(\.pyc|\.pyo|\.exe|\.dll|\.so|\.dylib)$|__pycache__|__MACOSX|/\.")
SIZE_LIMIT = 25 * 2**20


def breaches() -> list[str]:
    """Everything that the repository would refuse."""
    found = []
    files = plugin_files()
    metadata = configparser.ConfigParser()  # interpolation on: a bare percent sign is refused, as the site does
    try:
        metadata.read(ROOT / PLUGIN / "metadata.txt", encoding="utf-8")
        general = dict(metadata["general"])
    except (configparser.Error, KeyError) as error:
        return [f"metadata.txt cannot be read: {error}"]
    found += [f"metadata.txt lacks {key}" for key in REQUIRED if not general.get(key.lower(), "").strip()]
    if not re.fullmatch(r"\d+\.\d+\.\d+", general.get("version", "")):
        found.append(f"metadata.txt: version {general.get('version')!r} is not of the form 1.2.3")
    if "/" in general.get("author", ""):
        found.append("metadata.txt: author may not contain a slash")
    names = {path.as_posix() for path in files}
    for needed in ("metadata.txt", "LICENSE", "__init__.py", general.get("icon", "")):
        if f"{PLUGIN}/{needed}" not in names:
            found.append(f"{needed} is not among the tracked files")
    found += [f"{name} must not ship" for name in names if FORBIDDEN.search(name)]
    size = sum((ROOT / path).stat().st_size for path in files)
    if size > SIZE_LIMIT:
        found.append(f"{size / 2**20:.0f} MB is over the limit of 25 MB")
    return found


if __name__ == "__main__":
    problems = breaches()
    for problem in problems:
        print(problem, file=sys.stderr)
    sys.exit(1 if problems else 0)
