"""Texts in the user's language, from the ``.ts`` files in ``resources/i18n``.

The files are read as they are, and only our own texts are looked up in them: no compiled copy has to be kept in step,
and no translator of ours is asked for every text of QGIS.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from pathlib import Path

from qgis.core import QgsApplication

FOLDER = Path(__file__).parent / "resources" / "i18n"
# All that is read of a file; an XML reader takes ten times as long, for which QGIS would wait at its start.
_ELEMENT = re.compile(r"<(name|source|translation)\b([^>]*)>([^<]*)</\1>")


def translate(context: str, text: str) -> str:
    """The text in the language of this QGIS; as it is where there is no translation."""
    return _current().get((context, text), text)


@lru_cache(maxsize=1)
def _current() -> dict[tuple[str, str], str]:
    return translations(QgsApplication.locale())  # which changes only when QGIS starts again


def translations(locale: str) -> dict[tuple[str, str], str]:
    """Context and text -> translation, for a locale such as ``es`` or ``es_MX``."""
    for name in (locale, locale.split("_")[0]):
        path = FOLDER / f"{name}.ts"
        if path.exists():
            return read(path)
    return {}


def read(path: Path) -> dict[tuple[str, str], str]:
    """The finished translations of a ``.ts`` file."""
    found, context, source = {}, "", ""
    for name, attributes, text in _ELEMENT.findall(path.read_text(encoding="utf-8")):
        if "&" in text:
            text = unescape(text)
        if name == "name":
            context = text
        elif name == "source":
            source = text
        elif text and "unfinished" not in attributes:
            found[context, source] = text
    return found
