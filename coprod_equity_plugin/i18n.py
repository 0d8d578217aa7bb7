"""Texts in the user's language, from the ``.ts`` files in ``resources/i18n``.

The files are read as they are, and only our own texts are looked up in them: no compiled copy has to be kept in step,
and no translator of ours is asked for every text of QGIS.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QFile, QIODevice, QXmlStreamReader

FOLDER = Path(__file__).parent / "resources" / "i18n"


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
    file = QFile(str(path))
    if not file.open(QIODevice.OpenModeFlag.ReadOnly):
        return {}
    found, context, source = {}, "", ""
    reader = QXmlStreamReader(file)
    while not reader.atEnd():
        if reader.readNext() != QXmlStreamReader.TokenType.StartElement:
            continue
        name = str(reader.name())
        if name == "name":
            context = reader.readElementText()
        elif name == "source":
            source = reader.readElementText()
        elif name == "translation":
            unfinished = reader.attributes().value("type") == "unfinished"
            text = reader.readElementText()
            if text and not unfinished:
                found[context, source] = text
    file.close()
    return found
