"""Texts and help pages in the user's language, from ``resources/i18n`` and ``resources/help``.

Translators edit the ``.ts`` files. What is read here is a ``.json`` file made from each, since QGIS waits for it at its
start; and no translator of ours is asked for every text of QGIS.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from qgis.core import QgsApplication

RESOURCES = Path(__file__).parent / "resources"


def translate(context: str, text: str) -> str:
    """The text in the language of this QGIS; as it is where there is no translation."""
    return _current().get(context, {}).get(text, text)


@lru_cache(maxsize=1)
def _current() -> dict[str, dict[str, str]]:
    return translations(QgsApplication.locale())  # which changes only when QGIS starts again


def translations(locale: str) -> dict[str, dict[str, str]]:
    """Context -> text -> translation, for a locale such as ``es`` or ``es_MX``."""
    for name in _names(locale):
        path = RESOURCES / "i18n" / f"{name}.json"
        if path.exists():
            return json.loads(path.read_text(encoding="utf-8"))
    return {}


def help_page(name: str) -> Path:
    """A page of the help that ships, made from docs/: in the language of this QGIS, or else in English."""
    folders = [RESOURCES / "help" / language for language in _names(QgsApplication.locale())]
    return next((folder / name for folder in folders if (folder / name).exists()), RESOURCES / "help" / name)


def _names(locale: str) -> tuple[str, str]:
    """What a locale's files may be called: it and its language."""
    return locale, locale.split("_")[0]
