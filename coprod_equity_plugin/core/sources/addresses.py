"""One spelling for each address, so that a utility's, an assessor's, a voter file's and a caller's can be compared.

The door for other rooms is ``core.study.addresses``; the words stand in :mod:`usps`. What cannot name a home (no house
number, an intersection, a post box, a protected address) gets an empty key, and an empty key never matches.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ..progress import Progress
from .ids import by_distinct
from .usps import (
    DIRECTIONS,
    NAME_WORDS,
    NUMBERED_ROADS,
    NUMBERED_SUFFIXES,
    STATES,
    SUFFIXES,
    UNITS,
    UNITS_ALONE,
)

_DROP = re.compile(r"[.'’`]")
_SPLIT = re.compile(r"[^A-Z0-9#&@/-]+")
_FLOAT_NUMBER = re.compile(r"^(\s*\d+)\.0+(?=\s|$)")
# "1204", "1204A", "10HF" (a half, in Boston), "145-151", "N6W23001"; "5TH" is a street.
_HOUSE_NUMBER = re.compile(r"^(?!\d+(?:ST|ND|RD|TH)$)(?:\d+[A-Z]{0,2}(?:-\d*[A-Z]{0,2})?|[NSEW]\d+[NSEW]\d+)$")
# A house number of digits alone with a space behind it: nothing in the rest is read otherwise for another number.
_PLAIN_NUMBER = re.compile(r"\s*0*([1-9][0-9]{0,5})(?= )")
_FRACTION = re.compile(r"^\d/\d$")
_ZIP = re.compile(r"^\d{5}(?:-\d{4})?$")
_GLUED_UNIT = re.compile(r"^(APT|UNIT|STE|LOT|TRLR|BLDG|RM|SPC)(\d+-?[A-Z]?)$")
_IDENTIFIER = re.compile(r"^(?:\d[\dA-Z]*|[A-Z]{1,2}|[A-Z]\d+[A-Z]?)(?:-[\dA-Z]+)*$")
_BARE_UNIT = re.compile(r"^(?:\d{1,5}[A-Z]?|[A-Z]\d{0,4})$")
_NUMBER_UNIT = re.compile(r"^\d{1,4}[A-Z]?$")  # one digit fewer than a ZIP code
_DIGIT_LETTER = re.compile(r"(?<=\d)[-\s]+(?=[A-Z]\b)|(?<=\b[A-Z])[-\s]+(?=\d)")
_LEADING_ZEROS = re.compile(r"\b0+(?=\d)")
_STREET_WORDS = frozenset({"KEY", "PIER", "SLIP", "STOP"})  # more often in a street's name than before a letter
_KING = (["M", "L", "KING"], ["ML", "KING"], ["MLK"], ["MLKING"])


@dataclass(frozen=True)
class AddressKeys:
    """Normalised addresses.

    Attributes
    ----------
    key
        House number and street in USPS abbreviations, without the unit, object array of text, shape ``(n,)``; ``""``
        where the address is blank, protected or names no house.
    unit
        The unit without its designator, object array of text, shape ``(n,)``; ``""`` for a home without one.
    """

    key: np.ndarray
    unit: np.ndarray


def normalise_addresses(
    addresses: Sequence[str | None], units: Sequence[str | None] | None = None, progress: Progress | None = None
) -> AddressKeys:
    """Bring addresses to one spelling (USPS Publication 28).

    "1204 North Oak Street, Apt. 3, Tallahassee, FL 32301" and "1204 N OAK ST #3" both give the key "1204 N OAK ST" and
    the unit "3". Each distinct text is parsed once.

    Parameters
    ----------
    addresses
        Street addresses as the source has them, shape ``(n,)``; anything that is not text counts as blank.
    units
        Units where the source keeps them in their own column, shape ``(n,)``; where blank, the unit in the address is
        taken.
    progress
        Asked for cancel.

    Returns
    -------
    AddressKeys
        Aligned with the addresses.
    """
    parsed = by_distinct(addresses, _parse, ("", ""), progress)
    keys, own_units = (_column(parsed, place) for place in (0, 1))
    if units is not None:
        given = by_distinct(units, lambda text: normalise_unit(text) if isinstance(text, str) else "", "", progress)
        if len(given) != len(keys):
            raise ValueError(f"{len(keys)} addresses, but {len(given)} units")
        own_units = np.where(given == "", own_units, given)
    own_units = np.where(keys == "", "", own_units).astype(object)
    return AddressKeys(keys, own_units)


def _parse(value: object) -> tuple[str, str]:
    """As :func:`parse_address`; what stands behind a plain house number is parsed once for all houses of a street."""
    if not isinstance(value, str):
        return "", ""
    plain = _PLAIN_NUMBER.match(value)
    if plain is None:
        return parse_address(value)
    key, unit = _behind_number(value[plain.end() :])
    return (f"{plain.group(1)}{key}", unit) if key else ("", "")


@lru_cache(maxsize=1 << 16)
def _behind_number(rest: str) -> tuple[str, str]:
    key, unit = parse_address(f"1{rest}")
    return key[1:], unit


def _column(pairs: np.ndarray, place: int) -> np.ndarray:
    column = np.empty(len(pairs), dtype=object)
    column[:] = [pair[place] for pair in pairs]
    return column


def normalise_unit(text: str) -> str:
    """A unit without its designator: "Apt. 03-B" to "3B", "BLDG 4 APT 12" to "4-12", "FLOOR 2" to "FL2"."""
    words = _words(text.upper())
    return _unit(words)


def parse_address(text: str) -> tuple[str, str]:
    """One address to its key and unit; two empty texts if it names no house."""
    text = text.upper()
    if "*" in text or text.isspace() or not text:  # voter files and utilities mark protected addresses with stars
        return "", ""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    text = _FLOAT_NUMBER.sub(r"\1", text)
    words, unit_words = _split_commas(text)
    if not words or "&" in words or "@" in words:
        return "", ""
    number = words[0].lstrip("0")
    if not number or not _HOUSE_NUMBER.match(number):
        return "", ""
    rest = words[1:]
    if rest and _FRACTION.match(rest[0]):
        number, rest = f"{number} {rest[0]}", rest[1:]
    street, own_unit = _take_unit(rest)
    name = _street([part for word in street for part in word.replace("/", "-").split("-") if part])
    return (f"{number} {name}", _unit(own_unit + unit_words)) if name else ("", "")


def _words(text: str) -> list[str]:
    words = []
    for word in _SPLIT.split(_DROP.sub("", text).replace("#", " # ")):
        word = word.strip("-/")
        glued = _GLUED_UNIT.match(word)
        if glued:
            words.extend(glued.groups())
        elif word:
            words.append(word)
    return words


def _split_commas(text: str) -> tuple[list[str], list[str]]:
    """The words of the street part, and those of a unit that stands between commas."""
    parts = [words for words in map(_words, re.split(r"[,;\n\r]", text)) if words]
    if not parts:
        return [], []
    unit: list[str] = []
    if len(parts) > 1 and _is_unit(parts[0]):  # "APT 3, 1204 OAK ST"
        unit = parts.pop(0)
    head = parts.pop(0)
    if len(head) == 1 and parts and _HOUSE_NUMBER.match(head[0]):  # "1204, OAK ST"
        head = head + parts.pop(0)
    for words in parts:
        if _is_unit(words) or (len(words) == 1 and _NUMBER_UNIT.match(words[0])):
            unit = unit + words
    return head, unit


def _is_unit(words: list[str]) -> bool:
    if words[0] in UNITS:
        if len(words) < 2 or not _IDENTIFIER.match(words[1]) or words[1] in SUFFIXES:  # "OLD PIER RD"
            return False
        if UNITS[words[0]] == "FL":
            return not _ZIP.match(words[1])  # Florida, not a floor
        return UNITS[words[0]] not in _STREET_WORDS or words[1][0].isdigit()
    return words[0] in UNITS_ALONE and len(words) <= 2


def _take_unit(words: list[str]) -> tuple[list[str], list[str]]:
    """Part the words after the house number into street and unit, and drop city, state and ZIP code."""
    for place in range(1, len(words)):
        word = words[place]
        after = words[place + 1 :]
        if word in UNITS and after and (_is_unit(words[place:]) or after[0] in UNITS):
            taken = _unit_length(after)
            return words[:place], words[place : place + 1 + taken]
        if word in UNITS_ALONE and SUFFIXES.get(words[place - 1]) and place >= 2:
            return words[:place], words[place : place + 1]
        if word in UNITS_ALONE and not after and place >= 1 and word in {"REAR", "BSMT", "FRNT", "UPPR", "LOWR"}:
            return words[:place], words[place:]
    words = _without_city(words)
    bare = len(words) >= 3 and _BARE_UNIT.match(words[-1]) and words[-1] not in DIRECTIONS
    if bare and SUFFIXES.get(words[-2]) and _takes_bare_unit(words[:-1]):
        return words[:-1], words[-1:]
    if len(words) >= 4 and words[-2] in DIRECTIONS and words[-3] in SUFFIXES and _BARE_UNIT.match(words[-1]):
        return words[:-1], words[-1:]  # "OAK ST NW 3"
    return words, []


def _unit_length(words: list[str]) -> int:
    """How many of the words after a designator belong to the unit: identifiers and further designators."""
    length = 1
    if words[0] in UNITS and len(words) > 1:
        length = 2
    while length + 1 < len(words) and words[length] in UNITS and _IDENTIFIER.match(words[length + 1]):
        if words[length] == "FL" and _ZIP.match(words[length + 1]):
            break
        length += 2
    if length < len(words) and len(words[length]) == 1 and words[length].isalpha() and words[length - 1].isdigit():
        length += 1  # "APT 3 B"
    return length


def _takes_bare_unit(words: list[str]) -> bool:
    """Whether a lone number or letter after these words is a unit, and not the number of a road."""
    if SUFFIXES[words[-1]] in NUMBERED_SUFFIXES:
        return False
    return tuple(words[-2:]) not in NUMBERED_ROADS


def _without_city(words: list[str]) -> list[str]:
    """Drop city, state and ZIP code that follow the street with no comma between."""
    end = len(words)
    if end > 2 and _ZIP.match(words[end - 1]) and (words[end - 2] in STATES or words[end - 2] == "FLORIDA"):
        end -= 2
    elif end > 2 and words[end - 1] == "FL":  # a floor would have its number
        end -= 1
    else:
        return words
    places = [place for place in range(1, end) if words[place] in SUFFIXES]
    if not places:
        return words[:end]
    stop = places[-1] + 1
    return words[: stop + 1] if stop < end and words[stop] in DIRECTIONS else words[:stop]


def _street(words: list[str]) -> str:
    if not words:
        return ""
    numbered = _numbered_road(words)
    if numbered:
        return numbered
    if len(words) == 2 and SUFFIXES.get(words[0]) == "AVE" and len(words[1]) == 1:  # "AVENUE B"
        return f"AVENUE {words[1]}"
    before, words = _direction_before(words)
    after = ""
    if len(words) >= 2 and words[-1] in DIRECTIONS:
        after, words = DIRECTIONS[words[-1]], words[:-1]
        if len(words) >= 3 and after in {"E", "W"} and words[-1] in {"N", "S", "NORTH", "SOUTH"}:
            after, words = DIRECTIONS[words[-1]] + after, words[:-1]  # "OAK ST NORTH WEST"
    suffix = ""
    if len(words) >= 2 and words[-1] in SUFFIXES:
        suffix, words = SUFFIXES[words[-1]], words[:-1]
    if len(words) == 1 and words[0].isdigit() and suffix and suffix not in NUMBERED_SUFFIXES:
        words = [_ordinal(words[0])]  # "NW 5 ST" is 5TH ST
    words = [NAME_WORDS.get(word, word) for word in words]
    for short in _KING:
        if words[: len(short)] == short:
            words = ["MARTIN", "LUTHER", "KING", *words[len(short) :]]
    return " ".join(part for part in (before, *words, suffix, after) if part)


def _direction_before(words: list[str]) -> tuple[str, list[str]]:
    """A leading direction, unless it is the street's own name ("NORTH ST")."""
    if words[0] not in DIRECTIONS or not _has_name(words[1:]):
        return "", words
    first, rest = DIRECTIONS[words[0]], words[1:]
    if first in {"N", "S"} and DIRECTIONS.get(rest[0]) in {"E", "W"} and _has_name(rest[1:]):
        return first + DIRECTIONS[rest[0]], rest[1:]
    return first, rest


def _has_name(words: list[str]) -> bool:
    """Whether a street's name is among the words, not only its suffix and a direction."""
    if words and words[-1] in DIRECTIONS and len(words) > 1:
        words = words[:-1]
    return len(words) > 1 or (len(words) == 1 and words[0] not in SUFFIXES)


def _numbered_road(words: list[str]) -> str:
    """Numbered roads ("SR 20", "STATE ROAD 20 W", "US HIGHWAY 98") in one spelling; empty for all else."""
    before, rest = _direction_before(words)
    for length in (3, 2, 1):
        road = NUMBERED_ROADS.get(tuple(rest[:length]))
        if road and len(rest) > length and rest[length][0].isdigit() and len(rest) <= length + 2:
            tail = [DIRECTIONS.get(word, word) for word in rest[length + 1 :]]
            if tail and tail[0] in SUFFIXES:
                return ""
            return " ".join(part for part in (before, *road, rest[length], *tail) if part)
    return ""


def _ordinal(digits: str) -> str:
    number = int(digits)
    ending = "TH" if 10 <= number % 100 <= 20 else {1: "ST", 2: "ND", 3: "RD"}.get(number % 10, "TH")
    return f"{number}{ending}"


def _unit(words: list[str]) -> str:
    parts = []
    for place, word in enumerate(words):
        if word in UNITS and place + 1 < len(words):
            if UNITS[word] == "FL":
                parts.append("FL")
            continue
        parts.append(UNITS_ALONE.get(word, word))
    text = _DIGIT_LETTER.sub("", _LEADING_ZEROS.sub("", " ".join(parts)))
    return re.sub(r"^(FL|PH) (?=\d)", r"\1", text).replace(" ", "-").strip("-")
