"""Street names, house numbers, units and parcel numbers of the sample city."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .streets import APARTMENTS, COMMON, CONDOMINIUM, DUPLEX, QUANTUM, Streets

SUFFIXES = {
    "ST": "STREET",
    "DR": "DRIVE",
    "AVE": "AVENUE",
    "RD": "ROAD",
    "LN": "LANE",
    "CT": "COURT",
    "CIR": "CIRCLE",
    "TRL": "TRAIL",
    "PL": "PLACE",
    "WAY": "WAY",
}
DIRECTIONS = {"N": "NORTH", "S": "SOUTH", "E": "EAST", "W": "WEST"}
_FIRST = (
    "OAK", "PINE", "CEDAR", "MAGNOLIA", "DOGWOOD", "HICKORY", "WILLOW", "LAUREL", "CYPRESS", "MAPLE", "HERON",
    "EGRET", "FALCON", "OSPREY", "QUAIL", "SPARROW", "CARDINAL", "MEADOW", "SPRING", "CLEAR", "SILVER", "GOLDEN",
    "RED", "BLUE", "GREEN", "WHITE", "STONE", "MILL", "FOX", "DEER", "BEAR", "OTTER", "TURTLE", "RIVER", "LAKE",
    "MARSH", "SANDY", "MOSSY", "SHADY", "SUNNY", "QUIET", "WINDY", "MISTY", "AUTUMN", "SUMMER", "NORTHERN",
    "SOUTHERN", "OLD", "HIDDEN", "ROLLING", "TALL", "BROAD", "FERN", "IVY", "JASMINE", "AZALEA", "CAMELLIA",
    "WISTERIA", "PALMETTO", "LIVE", "WATER", "COPPER", "AMBER",
)  # fmt: skip
_SECOND = (
    "RIDGE", "HOLLOW", "GROVE", "CREEK", "HILL", "GLEN", "VALLEY", "RUN", "POINT", "LANDING", "CROSSING", "BEND",
    "MEADOW", "KNOLL", "BLUFF",
)  # fmt: skip
_ARTERIALS = (
    "CAPITOL", "MERIDIAN", "LAFAYETTE", "JACKSON", "MONTICELLO", "APALACHEE", "OCHLOCKONEE", "WAKULLA", "SUWANNEE",
    "SEMINOLE", "TENNESSEE", "GEORGIA", "CAROLINA", "VIRGINIA", "ALABAMA", "MACON", "QUINCY", "HAVANA", "CAIRO",
    "BAINBRIDGE", "THOMAS", "CALHOUN", "GADSDEN", "DUVAL", "BRONOUGH", "ADAMS", "COLLEGE", "PARK", "CENTERVILLE",
    "WOODVILLE", "MICCOSUKEE", "ORCHARD", "FOUNDRY", "DEPOT", "STATION", "MARKET", "CHURCH", "CANAL", "FERRY",
    "LEVEE",
)  # fmt: skip
_PER_CELL = 302  # house numbers that streets.py hands out along one superblock


@dataclass(frozen=True)
class Addresses:
    """Each lot's address, shape ``(m,)``: empty where a lot has none.

    Attributes
    ----------
    street
        ``1204 OAK RIDGE DR``: house number and street.
    unit
        Of a condominium (``UNIT 5``); the units of other lots come from :func:`unit_names`.
    parcel
        The property appraiser's number.
    """

    street: np.ndarray
    unit: np.ndarray
    parcel: np.ndarray


def make_addresses(streets: Streets, rng: np.random.Generator) -> Addresses:
    """Name the streets and number the lots; the same base name comes back with another suffix or direction."""
    line, number = streets.line, streets.number
    across = line[:, 3] == 1
    arterial = line[:, 2] == 0
    keys, index = np.unique(
        np.column_stack(
            [
                np.where(arterial, np.where(across, line[:, 0], line[:, 1]), line[:, 0]),
                np.where(arterial, 0, line[:, 1]),
                line[:, 2],
                line[:, 3],
            ]
        ),
        axis=0,
        return_inverse=True,
    )
    index = index.ravel()
    names = _street_names(keys, rng)
    hundreds = 100 * rng.integers(1, 60, len(keys))

    along = np.floor_divide(
        np.where(across, streets.lots[:, 2] + streets.lots[:, 3], streets.lots[:, 0] + streets.lots[:, 1]), 2 * QUANTUM
    )
    out = along >= 0
    far = np.where(out, along * _PER_CELL + number, (-along - 1) * _PER_CELL + _PER_CELL - 1 - number) + 100
    house = np.where(arterial, far, hundreds[index] + number)
    towards = np.where(across, np.where(out, "N", "S"), np.where(out, "E", "W"))
    street = np.empty(len(number), object)
    street[:] = [
        f"{n} {d} {names[k]}" if main else f"{n} {names[k]}"
        for n, d, k, main in zip(house.tolist(), towards.tolist(), index.tolist(), arterial.tolist())
    ]
    street[streets.kind == COMMON] = ""
    unit = np.full(len(number), "", object)
    condominium = streets.kind == CONDOMINIUM
    unit[condominium] = [f"UNIT {n}" for n in streets.unit_number[condominium]]
    return Addresses(street, unit, _parcel_numbers(streets))


def _street_names(keys: np.ndarray, rng) -> list[str]:
    arterial = keys[:, 2] == 0
    suffixes = list(SUFFIXES)
    main = [f"{name} {suffix}" for suffix in ("ST", "AVE", "RD", "DR") for name in _ARTERIALS]
    local = np.array([f"{a} {b} {suffix}" for a in _FIRST for b in _SECOND for suffix in suffixes if a != b])
    local = list(local[rng.permutation(len(local))])
    names, paired = [], ""
    mains = iter(main)
    for is_main in arterial:
        if is_main:
            names.append(next(mains))
        elif paired:
            names.append(f"S {paired}")
            paired = ""
        elif rng.random() < 0.03:
            paired = local.pop()
            names.append(f"N {paired}")
        else:
            names.append(local.pop())
    return names


def _parcel_numbers(streets: Streets) -> np.ndarray:
    """Numbers in the style of Leon County's: section, range, subdivision, block letter, lot."""
    cell = np.floor_divide(streets.faces[:, [0, 2]], QUANTUM)
    _, subdivision = np.unique(cell, axis=0, return_inverse=True)
    subdivision = subdivision.ravel()
    order = np.argsort(subdivision, kind="stable")
    first = np.searchsorted(subdivision[order], subdivision)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    block = rank - first
    starts = np.searchsorted(streets.face_of_lot, streets.face_of_lot)  # lots come face by face
    lot = np.arange(len(streets.face_of_lot)) - starts + 1
    numbers = np.empty(len(lot), object)
    numbers[:] = [
        f"{11 + s % 25:02d}{10 + s // 25 % 36:02d}{20 + s // 900:02d} {chr(65 + b // 26 - 1) if b > 25 else ' '}"
        f"{chr(65 + b % 26)}{10 * n:04d}"
        for s, b, n in zip(subdivision[streets.face_of_lot].tolist(), block[streets.face_of_lot].tolist(), lot.tolist())
    ]
    return numbers


def unit_names(streets: Streets, addresses: Addresses, lot: np.ndarray) -> np.ndarray:
    """Each home's unit, given its lot: ``APT 3`` in a block of flats, ``UNIT B`` in a duplex, else the lot's own."""
    starts = np.searchsorted(lot, lot)  # homes come lot by lot
    place = np.arange(len(lot)) - starts
    names = addresses.unit[lot].copy()
    many = (streets.kind[lot] == APARTMENTS) & (streets.units[lot] > 1)
    two = (streets.kind[lot] == DUPLEX) & (streets.units[lot] > 1)
    names[many] = [f"APT {n + 1}" for n in place[many]]
    names[two] = [f"UNIT {'AB'[n]}" for n in place[two]]
    return names


def spelled_out(street: str) -> str:
    """The address with suffix and direction in full: ``1204 NORTH OAK RIDGE DRIVE``."""
    words = street.split()
    words[-1] = SUFFIXES.get(words[-1], words[-1])
    if len(words) > 3:
        words[1] = DIRECTIONS.get(words[1], words[1])
    return " ".join(words)
