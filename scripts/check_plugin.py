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
FORBIDDEN = re.compile(
    r"\.(pyc|pyo|exe|dll|so|dylib|bat|cmd|sh|ps1)$|__pycache__|__MACOSX|/\.|\\|/tests?/|(^|/)(conftest|test_\w+)\.py$"
)
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
    if not re.match(r"4\.", general.get("qgismaximumversion", "")):
        found.append("metadata.txt: qgisMaximumVersion must begin with 4, or QGIS 4 does not list the plugin")
    if not re.fullmatch(r"3\.\d+", general.get("qgisminimumversion", "")):
        found.append("metadata.txt: qgisMinimumVersion is not of the form 3.22")
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.\w+", general.get("email", "")):
        found.append("metadata.txt: email is no address")
    for key in ("homepage", "tracker", "repository"):
        if not re.fullmatch(r"https://[\w.-]+/\S*", general.get(key, "")):
            found.append(f"metadata.txt: {key} is no https address")
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    if f"## [{general.get('version')}]" not in changes:
        found.append(f"CHANGELOG.md says nothing of version {general.get('version')}")
    distributions = re.findall(
        r"(?m)^([A-Za-z][\w-]*)", (ROOT / PLUGIN / "requirements.txt").read_text(encoding="utf-8")
    )
    missing = [name for name in distributions if name.lower() not in general.get("about", "").lower()]
    if missing:
        found.append(f"metadata.txt: about does not name the libraries {', '.join(missing)}")
    if not (PLUGIN.isidentifier() and PLUGIN.isascii()):
        found.append(f"{PLUGIN} is no name for a plugin's folder")
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
