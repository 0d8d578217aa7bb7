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
FOLDER = re.compile(r"^[A-Za-z][A-Za-z0-9_-]+$")
SIZE_LIMIT = 25 * 2**20


def metadata_breaches(text: str, changes: str, distributions: list[str]) -> list[str]:
    """What is wrong with the text of ``metadata.txt``, beside that of the changelog and the libraries needed."""
    metadata = configparser.ConfigParser()  # interpolation on: a bare percent sign is refused, as the site does
    try:
        metadata.read_string(text)
        general = dict(metadata["general"])
    except (configparser.Error, KeyError) as error:
        return [f"metadata.txt cannot be read: {error}"]
    found = [f"metadata.txt lacks {key}" for key in REQUIRED if not general.get(key.lower(), "").strip()]
    if "%" in text:
        found.append("metadata.txt: write 'percent'; some readers show a doubled sign as it is")
    version = general.get("version", "")
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        found.append(f"metadata.txt: version {version!r} is not of the form 1.2.3")
    if not re.match(r"4\.", general.get("qgismaximumversion", "")):
        found.append("metadata.txt: qgisMaximumVersion must begin with 4, or QGIS 4 does not list the plugin")
    if not re.fullmatch(r"3\.\d+", general.get("qgisminimumversion", "")):
        found.append("metadata.txt: qgisMinimumVersion is not of the form 3.22")
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.\w+", general.get("email", "")):
        found.append("metadata.txt: email is no address")
    for key in ("homepage", "tracker", "repository"):
        if not re.fullmatch(r"https://[\w.-]+/\S*", general.get(key, "")):
            found.append(f"metadata.txt: {key} is no https address")
    if f"## [{version}]" not in changes:
        found.append(f"CHANGELOG.md says nothing of version {version}")
    if version not in general.get("changelog", ""):
        found.append(f"metadata.txt: changelog, which the site shows, says nothing of version {version}")
    missing = [name for name in distributions if name.lower() not in general.get("about", "").lower()]
    if missing:
        found.append(f"metadata.txt: about does not name the libraries {', '.join(missing)}")
    if "/" in general.get("author", ""):
        found.append("metadata.txt: author may not contain a slash")
    return found


def file_breaches(files: dict[str, bytes], icon: str) -> list[str]:
    """What is wrong with the files that ship, by their names in the zip."""
    found = []
    folders = {name.split("/")[0] for name in files}
    if len(folders) != 1:
        found.append(f"the zip would hold {len(folders)} folders: {', '.join(sorted(folders))}")
    for folder in sorted(folders):
        if not (FOLDER.match(folder) and folder.isidentifier()):
            found.append(f"{folder} is no name for a plugin's folder")
        for needed in ("metadata.txt", "LICENSE", "__init__.py", icon):
            if f"{folder}/{needed}" not in files:
                found.append(f"{needed} is not among the tracked files")
    for name, content in files.items():
        if FORBIDDEN.search(name):
            found.append(f"{name} must not ship")
        if b"\0" in content:
            found.append(f"{name} is binary, which reviewers refuse")
    size = sum(map(len, files.values()))
    if size > SIZE_LIMIT:
        found.append(f"{size / 2**20:.0f} MB is over the limit of 25 MB")
    return found


def breaches() -> list[str]:
    """Everything that the repository would refuse."""
    text = (ROOT / PLUGIN / "metadata.txt").read_text(encoding="utf-8")
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    requirements = (ROOT / PLUGIN / "requirements.txt").read_text(encoding="utf-8")
    icon = re.search(r"(?m)^icon=(.*)$", text)
    files = {path.as_posix(): (ROOT / path).read_bytes() for path in plugin_files()}
    return metadata_breaches(text, changes, re.findall(r"(?m)^([A-Za-z][\w-]*)", requirements)) + file_breaches(
        files, icon.group(1).strip() if icon else "an icon"
    )


if __name__ == "__main__":
    problems = breaches()
    for problem in problems:
        print(problem, file=sys.stderr)
    sys.exit(1 if problems else 0)
