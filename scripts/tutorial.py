"""Run the tutorial: its commands as they stand, and the numbers that it tells, which are put into it anew.

In docs/tutorial.md, and in Spanish in docs/es/tutorial.md, a number stands behind ``<!-- check: key -->``; the key
says where it comes from. A test runs the commands and compares every one of them; ``python -m scripts.tutorial`` writes
them.
"""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.qgis_session import ROOT

TUTORIAL = ROOT / "docs" / "tutorial.md"
SPANISH = ROOT / "docs" / "es" / "tutorial.md"
_COMMANDS = re.compile(r"```sh\n(.*?)```", re.DOTALL)
# Where the way through the toolbox ends, and the head of the tables that say what to fill in.
HEADLESS = {"en": "## The same with no screen", "es": "## Lo mismo sin pantalla"}
_HEADS = ("in the dialog", "en el diálogo")
_STEP = re.compile(r"\*(?:Coproduction Equity > )?(?:Start here|Empiece aquí|\d [^*>]+) > ([^*>]+)\*")
_ROW = re.compile(r"\| ([^|]+) \| ([^|]+) \|$")
_NUMBER = re.compile(r"(<!-- check: ([\w.:-]+) -->)([−+\d][\d.,]*\d|[−+]?\d)")


def commands(text: str) -> list[list[str]]:
    """The tutorial's ``qgis_process`` commands, in order, as words."""
    blocks = "\n".join(_COMMANDS.findall(text)).replace("\\\n", " ")
    return [shlex.split(line) for line in blocks.splitlines() if line.startswith("qgis_process run")]


def dialogs(text: str, language: str = "en") -> list[tuple[str, list[tuple[str, str]]]]:
    """The steps in the toolbox, in order: an algorithm's title, and the rows of the table that says what to fill in."""
    found: list[tuple[str, list[tuple[str, str]]]] = []
    for line in text[: text.index(HEADLESS[language])].splitlines():
        found += [(title, []) for title in _STEP.findall(line)]
        row = _ROW.match(line)
        if row and not row[1].startswith(_HEADS):
            found[-1][1].append((row[1].strip(), row[2].strip()))
    return found


def told(text: str) -> dict[str, list[str]]:
    """Key -> the numbers that stand behind it, as they are printed."""
    found: dict[str, list[str]] = {}
    for _, key, number in _NUMBER.findall(text):
        found.setdefault(key, []).append(number)
    return found


def follow(text: str, folder: Path, environment: dict[str, str], program: str) -> dict[str, str]:
    """Run every command in a folder; gives key -> number, printed as the tutorial prints it.

    The keys: ``algorithm.OUTPUT_NAME`` for a number that a command gives, ``contrast:model.name.column`` for one of the
    table of contrasts.
    """
    found: dict[str, str] = {}
    for words in commands(text):
        done = subprocess.run(
            [program, "--json", *words[1:]], cwd=folder, env=environment, check=False, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(words[:3])}: {done.stderr}")
        results = json.loads(done.stdout[done.stdout.index("{") :])["results"]
        algorithm = words[2].split(":")[1]
        for name, value in results.items():
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                found[f"{algorithm}.{name}"] = printed(value)
    found.update(_contrasts(folder / "study" / "contrasts.gpkg"))
    return found


def printed(value: float) -> str:
    """A number as the tutorial prints it: whole ones with commas, others with one decimal."""
    text = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
    return text.replace("-", "−")


def _contrasts(path: Path) -> dict[str, str]:
    from qgis.core import QgsVectorLayer

    layer = QgsVectorLayer(str(path), "contrasts", "ogr")
    return {
        f"contrast:{row['model']}.{row['contrast']}.{name}": printed(round(row[name], 1))
        for row in layer.getFeatures()
        for name in ("percent_change", "conf_low", "conf_high")
    }


def in_spanish(number: str) -> str:
    """A printed number as Spanish writes it: a comma before decimals, a point between thousands."""
    return number.translate(str.maketrans(",.", ".,"))


def refreshed(text: str, found: dict[str, str]) -> str:
    """The tutorial with its numbers as they are now."""
    return _NUMBER.sub(lambda match: match[1] + found[match[2]], text)


def main() -> None:
    """Run the tutorial and write its numbers."""
    from scripts.qgis_session import qgis_session
    from tests.profile import make_profile, qgis_process

    text = TUTORIAL.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as profile, tempfile.TemporaryDirectory() as folder, qgis_session():
        (Path(folder) / "study").mkdir()  # as the tutorial's first line does
        found = follow(text, Path(folder), make_profile(Path(profile)), qgis_process())
    unknown = sorted(set(told(text)) - set(found))
    if unknown:
        raise SystemExit(f"No command gives {', '.join(unknown)}. There are: {', '.join(sorted(found))}")
    TUTORIAL.write_text(refreshed(text, found), encoding="utf-8")
    spanish = {key: in_spanish(number) for key, number in found.items()}
    SPANISH.write_text(refreshed(SPANISH.read_text(encoding="utf-8"), spanish), encoding="utf-8")
    print(f"{sum(map(len, told(text).values()))} numbers in {TUTORIAL.relative_to(ROOT)}")
    if "--all" in sys.argv:
        print("\n".join(f"{key} {value}" for key, value in sorted(found.items())))


if __name__ == "__main__":
    main()
