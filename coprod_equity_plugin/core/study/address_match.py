"""From a request's address to a home: exactly, or by the likeliest street with the same house number."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np
import pandas as pd

from ..progress import Progress
from ..sources.usps import DIRECTIONS, SUFFIXES
from .places import Places

FOUND, UNKNOWN, SEVERAL, BUSINESS = 1, 0, 2, 3
_MISSING = 0.03  # what a direction or a suffix that one side lacks takes from the likeness
_MARK = "\x1f"  # parts key and unit: no address holds it


@dataclass(frozen=True)
class AddressMatch:
    """What each address leads to.

    Attributes
    ----------
    state
        FOUND, UNKNOWN, SEVERAL (parcels that the address cannot tell apart) or BUSINESS, shape ``(n,)``.
    parcel, meter
        Positions in :class:`Places`, -1 if none, shape ``(n,)``.
    """

    state: np.ndarray
    parcel: np.ndarray
    meter: np.ndarray


class _Lookup:
    """How often a key occurs, and where first."""

    def __init__(self, keys: np.ndarray, positions: np.ndarray) -> None:
        codes, distinct = pd.factorize(keys)
        self._index = pd.Index(distinct, dtype=object)
        self._count = np.bincount(codes, minlength=len(distinct))
        self._first = np.full(len(distinct), -1)
        self._first[codes[::-1]] = positions[::-1]

    def get(self, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        if not len(self._index):
            return np.zeros(len(keys), dtype=int), np.full(len(keys), -1)
        place = self._index.get_indexer(keys)
        known = place >= 0
        return np.where(known, self._count[place], 0), np.where(known, self._first[place], -1)


class AddressBook:
    """The addresses of all places, ready to be asked."""

    def __init__(self, places: Places) -> None:
        self._places = places
        home = np.flatnonzero(places.meter_residential & (places.meter_key != ""))
        other = np.flatnonzero(~places.meter_residential & (places.meter_key != ""))
        parcels = np.flatnonzero(places.key != "")
        self._meter_unit = _Lookup(places.meter_key[home] + _MARK + places.meter_unit[home], home)
        self._meter = _Lookup(places.meter_key[home], home)
        self._business = _Lookup(places.meter_key[other], other)
        pairs = pd.DataFrame({"key": places.meter_key[home], "parcel": places.meter_parcel[home]}).drop_duplicates()
        self._meter_parcel = _Lookup(pairs["key"].to_numpy(dtype=object), pairs["parcel"].to_numpy())
        self._parcel_unit = _Lookup(places.key[parcels] + _MARK + places.unit[parcels], parcels)
        self._parcel = _Lookup(places.key[parcels], parcels)
        self.keys = np.unique(
            np.concatenate([places.meter_key[home], places.meter_key[other], places.key[parcels]]).astype(str)
        ).astype(object)

    def find(self, key: np.ndarray, unit: np.ndarray) -> AddressMatch:
        """Look up normalised addresses; an empty key is UNKNOWN."""
        places = self._places
        n = len(key)
        state, parcel, meter = np.full(n, UNKNOWN), np.full(n, -1), np.full(n, -1)
        both = key + _MARK + unit
        count, first = self._meter_unit.get(both)
        told = count == 1
        at_key, single = self._meter.get(key)
        # One meter at the address is the caller's, unless both name a unit and not the same.
        fits = (unit == "") | (places.meter_unit[single] == "") if len(places.meter_unit) else np.zeros(n, dtype=bool)
        only = ~told & (at_key == 1) & fits
        meter[told], meter[only] = first[told], single[only]
        by_meter = told | only
        parcel[by_meter] = places.meter_parcel[meter[by_meter]]
        parcels_at_key, shared = self._meter_parcel.get(key)
        rest = ~by_meter & (at_key >= 1)
        one = rest & (parcels_at_key == 1) & (shared >= 0)
        parcel[one] = shared[one]
        state[by_meter | one] = FOUND
        state[rest & ~one] = SEVERAL

        left = (state == UNKNOWN) & (key != "")
        business, _ = self._business.get(key)
        for lookup, keys in ((self._parcel_unit, both), (self._parcel, key)):
            count, first = lookup.get(keys)
            one = left & (count == 1)
            # The only flat of a house that the layer has is not that of another unit.
            one &= (unit == "") | (places.unit[first] == "") | (places.unit[first] == unit)
            parcel[one] = first[one]
            state[one] = FOUND
            state[left & (count > 1)] = SEVERAL
            left &= count == 0
        not_home = (state == FOUND) & (parcel >= 0) & (meter < 0)
        not_home[not_home] = ~places.residential[parcel[not_home]]
        state[not_home] = BUSINESS
        state[(state == UNKNOWN) & (business > 0)] = BUSINESS
        return AddressMatch(state, parcel, meter)

    def likeliest(self, keys: np.ndarray, ratio: float, progress: Progress) -> tuple[np.ndarray, np.ndarray]:
        """The known address most like each of these: same house number, street alike, no other as near.

        Directions and numbers in a street's name have to agree, however alike the letters are ("N" and "S", "12TH" and
        "13TH"); a direction or a suffix may be missing on one side.

        Returns
        -------
        keys : numpy.ndarray
            Known keys, ``""`` where none fits, objects, shape ``(n,)``.
        ratios : numpy.ndarray
            Likeness 0-1, shape ``(n,)``.
        """
        by_number: dict[str, list[str]] = {}
        for known in self.keys:
            by_number.setdefault(known.partition(" ")[0], []).append(known)
        streets: dict[str, _StreetName] = {}
        best = np.full(len(keys), "", dtype=object)
        ratios = np.zeros(len(keys))
        codes, distinct = pd.factorize(keys)
        for code, key in enumerate(distinct):
            if code % 64 == 0:
                progress.check()
            number, _, street = key.partition(" ")
            asked = _StreetName(street)
            scored = []
            for known in by_number.get(number, ()):
                text = known.partition(" ")[2]
                if text not in streets:
                    streets[text] = _StreetName(text)
                likeness = asked.likeness(streets[text], ratio)
                if likeness >= ratio:
                    scored.append((likeness, known))
            scored.sort(reverse=True)
            if scored and (len(scored) == 1 or scored[0][0] > scored[1][0]):
                best[codes == code] = scored[0][1]
                ratios[codes == code] = scored[0][0]
        return best, ratios


class _StreetName:
    """A normalised street taken apart: direction(s), name, suffix."""

    def __init__(self, street: str) -> None:
        words = street.split(" ")
        self.before = self.after = self.suffix = ""
        if len(words) > 1 and words[0] in DIRECTIONS:
            self.before, words = words[0], words[1:]
        if len(words) > 1 and words[-1] in DIRECTIONS:
            self.after, words = words[-1], words[:-1]
        if len(words) > 1 and words[-1] in SUFFIXES:
            self.suffix, words = words[-1], words[:-1]
        self.name = " ".join(words)
        # "OAK RIDGE" is read as OAK with the suffix RDG; where the true suffix is missing, it is the name "OAK RIDGE".
        self.bare = " ".join(SUFFIXES.get(word, word) for word in words)
        self.whole = f"{self.bare} {self.suffix}".rstrip()
        self.digits = "".join(letter for letter in self.name if letter.isdigit())

    def likeness(self, other: _StreetName, ratio: float) -> float:
        """0-1, and 0 wherever it cannot reach ``ratio``."""
        if self.digits != other.digits:
            return 0.0
        mine, theirs = self.before or self.after, other.before or other.after
        if mine and theirs and (self.before, self.after) != (other.before, other.after) and mine != theirs:
            return 0.0
        direction_missing = mine != theirs
        if self.suffix != other.suffix and (self.whole == other.bare or self.bare == other.whole):
            return (1 - _MISSING) * (1 - _MISSING * direction_missing)
        with_suffix = bool(self.suffix and other.suffix)
        a = f"{self.name} {self.suffix}" if with_suffix else self.name
        b = f"{other.name} {other.suffix}" if with_suffix else other.name
        if 2 * min(len(a), len(b)) < ratio * (len(a) + len(b)):
            return 0.0
        matcher = SequenceMatcher(None, a, b, autojunk=False)
        if matcher.quick_ratio() < ratio:
            return 0.0
        suffix_missing = self.suffix != other.suffix and not with_suffix
        return matcher.ratio() * (1 - _MISSING * suffix_missing) * (1 - _MISSING * direction_missing)
