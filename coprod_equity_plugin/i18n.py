"""Texts in the user's language, from ``resources/i18n``.

Translators edit the ``.ts`` files there. What is read here is a ``.json`` file made from each, since QGIS waits for it at
its start; and no translator of ours is asked for every text of QGIS.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from qgis.core import QgsApplication

FOLDER = Path(__file__).parent / "resources" / "i18n"


def translate(context: str, text: str) -> str:
    """The text in the language of this QGIS; as it is where there is no translation."""
    return _current().get(context, {}).get(text, text)


@lru_cache(maxsize=1)
def _current() -> dict[str, dict[str, str]]:
    return translations(QgsApplication.locale())  # which changes only when QGIS starts again


def translations(locale: str) -> dict[str, dict[str, str]]:
    """Context -> text -> translation, for a locale such as ``es`` or ``es_MX``."""
    for name in (locale, locale.split("_")[0]):
        path = FOLDER / f"{name}.json"
        if path.exists():
            return json.loads(path.read_text(encoding="utf-8"))
    return {}
