"""Single values of the Census: numbers, the codes that stand for none, and block group ids."""

from __future__ import annotations

import re

import numpy as np

# Values that stand for the reason why there is none (Census Bureau, "Notes on ACS Estimate and Annotation Values").
NO_ESTIMATE = -666666666.0
NOT_DISPLAYED = -999999999.0
NOT_APPLICABLE = -888888888.0
NO_MARGIN = -222222222.0
NO_MARGIN_OPEN_ENDED = -333333333.0
CONTROLLED = -555555555.0
JAM_VALUES = frozenset((NO_ESTIMATE, NOT_DISPLAYED, NOT_APPLICABLE, NO_MARGIN, NO_MARGIN_OPEN_ENDED, CONTROLLED))
JAM_TEXTS = frozenset(("", "N", "-", "(X)", "**", "***", "null", "NULL", "NA", "N/A", "nan", "."))
_CONTROLLED_TEXT = "*****"
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?")
_OPEN_ENDED = re.compile(r"(\d+(?:\.\d*)?)([+-])")
_GEO_ID = re.compile(r"150[0-9A-Z]*US(\d{12})")


def to_geoid(value: object) -> str | None:
    """A block group's 12-digit GEOID from any of the forms in use; ``None`` if it is none.

    ``1500000US250250001001``, ``15000US250250001001``, ``250250001001``, the same as a number, and 11 digits where a
    number or a spreadsheet has lost the leading zero of states 01 to 09.
    """
    text = f"{value:.0f}" if isinstance(value, float) and value == value else str(value).strip()
    if found := _GEO_ID.fullmatch(text):
        return found.group(1)
    text = text[:-2] if text.endswith(".0") else text
    if text.isdigit() and text.isascii() and len(text) in (11, 12):
        return text.zfill(12)
    return None


def parse_estimate(text: str) -> tuple[float, bool]:
    """An estimate and whether it is the bound of an open-ended class.

    Returns NaN where the Census gives no estimate; raises ``ValueError`` for what the Census does not print.
    """
    text = text.strip()
    if text in JAM_TEXTS or text == _CONTROLLED_TEXT:
        return np.nan, False
    text = text.replace(",", "").lstrip("$")
    if found := _OPEN_ENDED.fullmatch(text):
        return float(found.group(1)), True
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    value = float(text)
    if value in JAM_VALUES:
        return np.nan, False
    if value < 0:
        raise ValueError(text)
    return value, False


def parse_margin(text: str) -> float:
    """A margin of error; 0 for a controlled estimate, NaN where the Census gives none."""
    text = text.strip()
    if text == _CONTROLLED_TEXT:
        return 0.0
    if text in JAM_TEXTS:
        return np.nan
    text = text.replace(",", "").replace("±", "").replace("+/-", "").lstrip("$")
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    value = float(text)
    if value == CONTROLLED:
        return 0.0
    if value in JAM_VALUES:
        return np.nan
    if value < 0:
        raise ValueError(text)
    return value
