"""Parcels' outlines and their line in the assessor's roll."""

from __future__ import annotations

import numpy as np
import pandas as pd
from shapely.geometry import Polygon

from .addresses import Addresses
from .areas import Areas, Ground
from .config import ROLL_YEAR
from .population import Homes
from .projection import US_SURVEY_FOOT
from .records import assessor_roll
from .streets import (
    APARTMENTS,
    COMMERCIAL,
    COMMON,
    CONDOMINIUM,
    CURVE,
    DUPLEX,
    INSTITUTION,
    MOBILE,
    SINGLE,
    VACANT_LOT,
    Streets,
)

_COMMERCIAL_CODES = ("011", "012", "016", "017", "019", "021", "023", "027", "033", "039")


def lot_outlines(streets: Streets, ground: Ground) -> np.ndarray:
    """Each lot's polygon in State Plane feet; sides along a bent street bend with it."""
    lots, across = streets.lots, streets.line[:, 3] == 1
    a0, a1 = np.where(across, lots[:, 2], lots[:, 0]), np.where(across, lots[:, 3], lots[:, 1])
    b0, b1 = np.where(across, lots[:, 0], lots[:, 2]), np.where(across, lots[:, 1], lots[:, 3])
    joints = _joints(streets, a0, a1)
    along, beside, sizes = [], [], []
    for lot in range(len(lots)):
        low, high = int(a0[lot]), int(a1[lot])
        inner = np.arange(low // CURVE + 1, -(-high // CURVE)) * CURVE
        if lot in joints:
            inner = np.unique(np.concatenate([inner, joints[lot]]))
        line = np.concatenate([[low], inner, [high]])
        along.append(np.concatenate([line, line[::-1]]))
        beside.append(np.concatenate([np.full(len(line), b0[lot]), np.full(len(line), b1[lot])]))
        sizes.append(2 * len(line))
    a, b = np.concatenate(along), np.concatenate(beside)
    turned = np.repeat(across, sizes)
    x, y = ground(np.where(turned, b, a), np.where(turned, a, b))
    corners = np.column_stack([x, y])
    outlines = np.empty(len(lots), object)
    for lot, (stop, size) in enumerate(zip(np.cumsum(sizes), sizes)):
        outlines[lot] = Polygon(corners[stop - size : stop])
    return outlines


def _joints(streets: Streets, a0: np.ndarray, a1: np.ndarray) -> dict[int, np.ndarray]:
    """Where the condominiums beside a common strip meet: their corners are the strip's too."""
    joints = {}
    for lot in np.flatnonzero(streets.kind == COMMON):
        mates = np.flatnonzero((streets.face_of_lot == streets.face_of_lot[lot]) & (streets.kind != COMMON))
        cuts = np.unique(np.concatenate([a0[mates], a1[mates]]))
        joints[int(lot)] = cuts[(cuts > a0[lot]) & (cuts < a1[lot])]
    return joints


def zip_codes(streets: Streets) -> np.ndarray:
    """Each lot's ZIP code, one per neighbourhood."""
    return np.array([str(32301 + k) for k in range(20)], object)[streets.face_place[streets.face_of_lot]]


def make_roll(
    streets: Streets, areas: Areas, homes: Homes, addresses: Addresses, outlines: np.ndarray, income, rng
) -> pd.DataFrame:
    """The roll's rows, one per lot, in the lots' order."""
    kind, count = streets.kind, len(streets.kind)
    use = np.full(count, "001", object)
    use[kind == MOBILE] = "002"
    use[kind == CONDOMINIUM] = "004"
    use[kind == DUPLEX] = "008"
    use[kind == APARTMENTS] = np.where(streets.units[kind == APARTMENTS] >= 10, "003", "008")
    use[kind == VACANT_LOT] = "000"
    use[kind == COMMON] = "009"
    use[kind == INSTITUTION] = "072"
    shops = kind == COMMERCIAL
    use[shops] = rng.choice(np.array(_COMMERCIAL_CODES, object), shops.sum())
    bare = rng.random(count) < 0.06  # some rows come with the code unpadded
    use[bare] = [str(int(code)) for code in use[bare]]

    built = np.zeros(count, np.int64)
    built[homes.lot] = ROLL_YEAR - homes.house_age.astype(np.int64)
    other = shops | (kind == INSTITUTION)
    built[other] = streets.face_year[streets.face_of_lot[other]]
    unknown = np.zeros(count, bool)
    unknown[homes.lot[~homes.year_known]] = True
    built[unknown] = 0

    area = np.array([shape.area for shape in outlines])
    units = np.where(other | (kind == VACANT_LOT) | (kind == COMMON), 0, streets.units)
    living = np.round(np.clip(0.12 * area / np.maximum(units, 1), 750, 4_200) * rng.uniform(0.8, 1.2, count)) * units
    living = np.where(other, np.round(area * 0.25), living).astype(np.int64)
    wealth = np.nan_to_num(income[areas.of_face[streets.face_of_lot]], nan=60.0)
    value = np.round(living * (70 + 0.9 * wealth) + area * US_SURVEY_FOOT**2 * 12, -2).astype(np.int64)
    single = np.isin(kind, (SINGLE, CONDOMINIUM, MOBILE))
    return assessor_roll(
        parcel=addresses.parcel,
        use_code=use,
        year_built=built,
        living_area=living,
        buildings=np.where((kind == VACANT_LOT) | (kind == COMMON), 0, 1),
        units=units,
        street=addresses.street,
        unit=addresses.unit,
        zips=zip_codes(streets),
        block_group=areas.geoid[areas.of_face[streets.face_of_lot]],
        place=streets.face_place[streets.face_of_lot] + 1,
        value=value,
        homestead=single & (rng.random(count) < 0.7),
    )
