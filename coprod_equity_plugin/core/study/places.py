"""What a request can be matched to: parcels with their homes, addresses and meters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .. import columns
from ..errors import InputError, Problem
from ..progress import Progress
from ..sources.ids import id_text, same_ids
from ..sources.parcels import RESIDENTIAL, RESIDENTIAL_UNITS, USE_CODE, Roll
from ..sources.service_points import ServicePoints
from .addresses import normalise_addresses
from .locating import clean_polygons


@dataclass(frozen=True)
class Places:
    """Parcels and meters, all arrays aligned by position.

    Attributes
    ----------
    parcel_id
        Distinct ids, text, shape ``(p,)``; first those of the layer, then those that only a meter names.
    residential
        Whether the parcel holds homes, bool, shape ``(p,)``.
    other_use
        Whether it is known to hold something else (a shop, an office), bool, shape ``(p,)``; the rest of what is not
        residential (vacant land, common ground, a street) holds nobody who could have called.
    homes
        Number of homes, NaN where not known, shape ``(p,)``.
    key, unit
        Site address, ``""`` where there is none, text, shape ``(p,)``.
    polygons
        Shapely geometries in metres, shape ``(g,)``; a parcel may have several.
    owner
        Which parcel each polygon belongs to, shape ``(g,)``; -1 for polygons without an id.
    meter_id, meter_residential, meter_key, meter_unit
        The meters, shape ``(m,)``.
    meter_parcel
        Which parcel each meter stands on, shape ``(m,)``; -1 where not known.
    """

    parcel_id: np.ndarray
    residential: np.ndarray
    other_use: np.ndarray
    homes: np.ndarray
    key: np.ndarray
    unit: np.ndarray
    polygons: np.ndarray
    owner: np.ndarray
    meter_id: np.ndarray
    meter_residential: np.ndarray
    meter_key: np.ndarray
    meter_unit: np.ndarray
    meter_parcel: np.ndarray


# DOR_UC of land on which nobody lives or works (vacant land, common elements, rights-of-way, water, acreage), and codes
# that could not be read: a pin there was dropped beside the home that called.
_EMPTY_USES = ("000", "009", "010", "040", "070", "080", "094", "095", "099", "None")


def assemble_places(
    parcel_ids: Sequence,
    polygons: np.ndarray,
    roll: Roll | None = None,
    service_points: ServicePoints | None = None,
    site_addresses: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> Places:
    """Join parcels, roll and service points by parcel id.

    Parameters
    ----------
    parcel_ids
        The layer's ids, repeated where a parcel has several polygons, shape ``(g,)``.
    polygons
        In metres, ``None`` where the layer has none, shape ``(g,)``.
    roll
        Says which parcels hold homes. Without it every parcel does, unless its meters are all businesses'.
    service_points
        The meters.
    site_addresses
        The layer's own addresses, shape ``(g,)``; used where the roll has none.
    """
    progress = progress or Progress()
    ids = id_text(parcel_ids)
    codes, distinct = pd.factorize(ids)
    if not len(distinct):
        raise InputError(
            Problem("no parcel has an id", "Choose the field with the parcels' ids", column="PARCEL_ID_FIELD")
        )
    missing = int((codes < 0).sum())
    if missing:
        progress.warning(f"{missing:,} parcels have no id: no request is matched to them.")
    repeated = int((codes >= 0).sum()) - len(distinct)
    if repeated:
        progress.info(f"{repeated:,} polygons repeat a parcel id and count as parts of the same parcel.")
    n_layer = len(distinct)
    parcel_id = np.asarray(distinct, dtype=object)
    points = None if service_points is None else service_points.frame
    meter_parcel_id = np.empty(0, dtype=object)
    if points is not None:
        named = points[columns.PARCEL_ID].to_numpy(dtype=object)
        meter_parcel_id = same_ids(named, parcel_id, "parcel ids of the service points", progress)
    named = pd.unique(meter_parcel_id[~pd.isna(meter_parcel_id)]) if len(meter_parcel_id) else meter_parcel_id
    _require_common(named, parcel_id, "service points", "SERVICE_POINTS")
    only_meters = np.setdiff1d(named.astype(str), parcel_id.astype(str)).astype(object)
    if len(only_meters):
        progress.warning(f"{len(only_meters):,} parcels that meters stand on are not in the parcel layer.")
    parcel_id = np.concatenate([parcel_id, only_meters])
    index = pd.Index(parcel_id)
    meter_parcel = np.full(len(meter_parcel_id), -1)
    known = ~pd.isna(meter_parcel_id)
    meter_parcel[known] = index.get_indexer(meter_parcel_id[known])
    meter_residential = np.empty(0, dtype=bool) if points is None else points[RESIDENTIAL].to_numpy(dtype=bool)

    polygons, kept = clean_polygons(polygons, progress)
    p = len(parcel_id)
    key, unit = _site_addresses(site_addresses, codes, n_layer, p)
    homes = np.full(p, np.nan)
    table = None if roll is None else roll.frame
    if table is not None:
        roll_ids = same_ids(table[columns.PARCEL_ID], parcel_id, "parcel ids of the assessor's roll", progress)
        _require_common(roll_ids, parcel_id, "assessor's roll", "ROLL")
        row = pd.Index(roll_ids).get_indexer(index)
        on_roll = row >= 0
        taken = row[on_roll]
        homes[on_roll] = table[RESIDENTIAL_UNITS].to_numpy(dtype=float)[taken]
        for own, theirs in ((key, columns.ADDRESS_KEY), (unit, columns.UNIT)):
            values = table[theirs].to_numpy(dtype=object)[taken]
            given = table[columns.ADDRESS_KEY].to_numpy(dtype=object)[taken] != ""
            own[np.flatnonzero(on_roll)[given]] = values[given]
        off_roll = int((~on_roll[:n_layer]).sum())
        if off_roll:
            progress.info(f"{off_roll:,} parcels of the layer are not on the roll.")
    if points is not None:
        _place_by_address(meter_parcel, points, key, unit, progress)
    has_home = _any(meter_parcel, meter_residential, p)
    has_business = _any(meter_parcel, ~meter_residential, p)
    if table is not None:
        residential = has_home.copy()  # the utility's word, where the roll has another
        residential[on_roll] |= table[RESIDENTIAL].to_numpy(dtype=bool)[taken]
        use = np.full(p, "000", dtype=object)
        use[on_roll] = table[USE_CODE].to_numpy(dtype=object)[taken]
        empty = np.isin(use.astype(str), _EMPTY_USES)
        other_use = ~residential & ((on_roll & ~empty) | has_business)
    else:
        residential = has_home | ~has_business
        other_use = ~residential
        progress.info("No assessor's roll is given: every parcel without a business's meter counts as residential.")
    if not residential.any():
        raise InputError(
            Problem(
                "no parcel is residential", "Check the roll's use codes (DOR_UC 001 to 008 are homes)", column="ROLL"
            )
        )

    def meters(name: str) -> np.ndarray:
        return np.empty(0, dtype=object) if points is None else points[name].to_numpy(dtype=object)

    return Places(
        parcel_id,
        residential,
        other_use,
        homes,
        key,
        unit,
        polygons,
        codes[kept],
        meters(columns.METER_ID),
        meter_residential,
        meters(columns.ADDRESS_KEY),
        meters(columns.UNIT),
        meter_parcel,
    )


def _site_addresses(texts, codes: np.ndarray, n_layer: int, p: int) -> tuple[np.ndarray, np.ndarray]:
    key, unit = np.full(p, "", dtype=object), np.full(p, "", dtype=object)
    if texts is not None:
        keys = normalise_addresses(texts)
        usable = np.flatnonzero((codes >= 0) & (keys.key != ""))[::-1]  # backwards: the first polygon's address stays
        key[codes[usable]] = keys.key[usable]
        unit[codes[usable]] = keys.unit[usable]
    return key, unit


def _place_by_address(meter_parcel, points: pd.DataFrame, key, unit, progress: Progress) -> None:
    """Give meters without a parcel id the parcel of their address, where only one has it."""
    theirs = points[columns.ADDRESS_KEY].to_numpy(dtype=object)
    lost = np.flatnonzero((meter_parcel < 0) & (theirs != ""))
    if not len(lost):
        return
    with_unit = [f"{a}\x1f{b}" for a, b in zip(theirs[lost], points[columns.UNIT].to_numpy(dtype=object)[lost])]
    for known, asked in (([f"{a}\x1f{b}" for a, b in zip(key, unit)], with_unit), (key, theirs[lost])):
        index = pd.Index(known, dtype=object)
        once = np.flatnonzero(~index.duplicated(keep=False) & (key != ""))
        place = index[once].get_indexer(pd.Index(asked, dtype=object))
        found = (place >= 0) & (meter_parcel[lost] < 0)
        meter_parcel[lost[found]] = once[place[found]]
    progress.info(
        f"{int((meter_parcel[lost] >= 0).sum()):,} meters without a parcel id have the parcel of their address."
    )


def _any(parcel: np.ndarray, which: np.ndarray, p: int) -> np.ndarray:
    chosen = parcel[which & (parcel >= 0)]
    return np.bincount(chosen, minlength=p)[:p] > 0


def _require_common(theirs: np.ndarray, ours: np.ndarray, source: str, parameter: str) -> None:
    """An error if two files share no parcel id, with the likely reason."""
    if not len(theirs) or np.isin(theirs.astype(str), ours.astype(str)).any():
        return
    short = np.char.lstrip(theirs.astype(str), "0"), np.char.lstrip(ours.astype(str), "0")
    if np.isin(*short).any():
        remedy = (
            "They differ in leading zeros, and some would fit two parcels: one file holds the ids as numbers; read "
            "both as text"
        )
    else:
        remedy = "Choose the field that holds the same parcel ids in both (PARCEL_ID_FIELD)"
    raise InputError(
        Problem(f"the {source} and the parcel layer have no parcel id in common", remedy, column=parameter)
    )
