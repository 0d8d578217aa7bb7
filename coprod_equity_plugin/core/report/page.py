"""The report as a page: sections in order, rendered, and written whole or not at all."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from ..progress import Progress
from . import sections
from .blocks import Count, Download, Section
from .check_sentences import LIGHT_WORDS
from .counts import counts_csv
from .inputs import ReportInputs, ReportOptions

_UNIT = re.compile(r"(\d) (%|hours|homes)")

COUNTS_FILE = "published_counts.csv"
TEMPLATES = Path(__file__).parents[2] / "resources" / "report"


@dataclass(frozen=True)
class Report:
    """A finished report.

    Attributes
    ----------
    html
        The page; it needs no other file.
    files
        The figures and tables that it carries, by file name, for those who want them beside it.
    findings
        The first page's sentences.
    counts
        Every count of homes that it prints, with the homes that it counts.
    """

    html: str
    files: dict[str, bytes]
    findings: tuple[str, ...]
    counts: tuple[Count, ...] = ()


def build_report(inputs: ReportInputs, options: ReportOptions, progress: Progress | None = None) -> Report:
    """Make the report from the tables that the plugin's algorithms write.

    Nothing in it stands for fewer than ``options.minimum_households`` households (unless for none), and no single
    household's value, id or time is in it.

    Raises
    ------
    InputError
        With everything that is wrong with the tables.
    """
    progress = progress or Progress()
    content = sections.make(inputs, options, progress.part(0, 90))
    progress.check()
    environment = Environment(
        loader=FileSystemLoader(str(TEMPLATES)),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=_kept_together,
    )
    # the figures' SVG and our own style sheet are the only texts that are not escaped
    environment.filters["svg"] = lambda text: Markup(text)  # nosec B704
    environment.filters["light"] = lambda text: _LIGHTS.get(str(text)[:1], "")
    environment.filters["lines"] = lambda text: Markup("<br>").join(str(text).split("\n"))
    html = environment.get_template("report.html.j2").render(
        options=options,
        content=content,
        style=Markup((TEMPLATES / "report.css").read_text(encoding="utf-8")),  # nosec B704
    )
    progress.set(100)
    files = {**_files(content.sections, content.extra), COUNTS_FILE: counts_csv(content.counts)}
    return Report(html, files, tuple(item.sentence for item in content.findings), content.counts)


_LIGHTS = {sign: light for light, (sign, _) in LIGHT_WORDS.items() if sign}


def _kept_together(value):
    """A number and its unit stay on one line; markup (figures, style) passes untouched."""
    return _UNIT.sub("\\1\u00a0\\2", value) if type(value) is str else value


def _files(parts: Sequence[Section], extra: Sequence[Download]) -> dict[str, bytes]:
    found = [item for part in parts for block in part.blocks for item in getattr(block, "downloads", ())]
    return {item.name: item.data for item in (*extra, *found)}


def write_report(report: Report, path: str | Path, folder: str | Path | None = None) -> list[Path]:
    """Write the page and, if a folder is given, its files; all of them or none.

    Every file is first written under a temporary name in its own folder, then all are moved into place.

    Returns
    -------
    list of Path
        What was written, the page first.
    """
    wanted = {Path(path): report.html.encode("utf-8")}
    if folder is not None:
        wanted.update({Path(folder) / name: data for name, data in report.files.items()})
    ready: list[tuple[str, Path]] = []
    try:
        for target, data in wanted.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
            ready.append((temporary, target))
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            os.chmod(temporary, 0o644)  # mkstemp's 0600 would keep the report from everybody else
        for temporary, target in ready:
            os.replace(temporary, target)
    finally:
        for temporary, _ in ready:
            if os.path.exists(temporary):
                os.remove(temporary)
    return list(wanted)
