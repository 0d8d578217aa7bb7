"""What a request or a meter can be matched to: the parcels with their addresses, homes and meters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from .. import columns
from ..errors import InputError, Problem
from ..progress import Progress
from ..sources.ids import id_text, same_ids
from ..sources.parcels import RESIDENTIAL, RESIDENTIAL_UNITS, USE_CODE, Roll
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
    bare
        Whether no meter stands there (common ground, rights-of-way, water), bool, shape ``(p,)``.
    layer_parcels
        How many of the parcels are of the layer.
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
    bare: np.ndarray
    layer_parcels: int
    meter_id: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=object))
    meter_residential: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=bool))
    meter_key: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=object))
    meter_unit: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=object))
    meter_parcel: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=int))


# DOR_UC of land on which nobody lives or works (vacant land, common elements, rights-of-way, water, acreage), and codes
# that could not be read: a pin there was dropped beside the home that called.
_EMPTY_USES = ("000", "009", "010", "040", "070", "080", "094", "095", "099", "None")
_BARE_USES = ("009", "094", "095")


def assemble_parcels(
    parcel_ids: Sequence,
    polygons: np.ndarray | None,
    roll: Roll | None = None,
    site_addresses: Sequence[str] | None = None,
    named: Sequence[str] = (),
    progress: Progress | None = None,
) -> Places:
    """Join the parcel layer and the roll by parcel id; there are no meters yet.

    Parameters
    ----------
    parcel_ids
        The layer's ids, repeated where a parcel has several polygons, shape ``(g,)``.
    polygons
        In metres, ``None`` where the layer has none, shape ``(g,)``; ``None`` for all if nothing has a position.
    roll
        Says which parcels hold homes. Without it every parcel counts as one that does.
    site_addresses
        The layer's own addresses, shape ``(g,)``; used where the roll has none.
    named
        Ids of further parcels that the layer does not have.
    progress
        Told of what cannot be used.
    """
    progress = progress or Progress()
    codes, distinct = pd.factorize(id_text(parcel_ids))
    if not len(distinct):
        raise InputError(
            Problem("no parcel has an id", "Choose the field with the parcels' ids", column="PARCEL_ID_FIELD")
        )
    missing = int((codes < 0).sum())
    if missing:
        progress.warning(f"{missing:,} parcels have no id: nothing is matched to them.")
    repeated = int((codes >= 0).sum()) - len(distinct)
    if repeated:
        progress.info(f"{repeated:,} polygons repeat a parcel id and count as parts of the same parcel.")
    layer = len(distinct)
    parcel_id = np.concatenate([np.asarray(distinct, dtype=object), np.asarray(named, dtype=object)])
    p = len(parcel_id)
    if polygons is None:
        polygons, kept = np.empty(0, dtype=object), np.empty(0, dtype=int)
    else:
        polygons, kept = clean_polygons(polygons, progress)
    key, unit = _site_addresses(site_addresses, codes, layer, p)
    homes, use = np.full(p, np.nan), np.full(p, "000", dtype=object)
    residential = np.ones(p, dtype=bool)
    other_use = np.zeros(p, dtype=bool)
    if roll is not None:
        table = roll.frame
        roll_ids = same_ids(table[columns.PARCEL_ID], parcel_id, "parcel ids of the assessor's roll", progress)
        require_common(roll_ids, parcel_id, "assessor's roll", "ROLL")
        row = pd.Index(roll_ids).get_indexer(pd.Index(parcel_id))
        known = np.flatnonzero(row >= 0)
        taken = row[known]
        homes[known] = table[RESIDENTIAL_UNITS].to_numpy(dtype=float)[taken]
        given = table[columns.ADDRESS_KEY].to_numpy(dtype=object)[taken] != ""
        for own, theirs in ((key, columns.ADDRESS_KEY), (unit, columns.UNIT)):
            own[known[given]] = table[theirs].to_numpy(dtype=object)[taken[given]]
        off_roll = int((row[:layer] < 0).sum())
        if off_roll:
            progress.info(f"{off_roll:,} parcels of the layer are not on the roll.")
        residential[:] = False
        residential[known] = table[RESIDENTIAL].to_numpy(dtype=bool)[taken]
        use[known] = table[USE_CODE].to_numpy(dtype=object)[taken]
        other_use[known] = ~residential[known] & ~np.isin(use[known].astype(str), _EMPTY_USES)
    bare = np.isin(use.astype(str), _BARE_USES)
    return Places(parcel_id, residential, other_use, homes, key, unit, polygons, codes[kept], bare, layer)


def _site_addresses(texts, codes: np.ndarray, n_layer: int, p: int) -> tuple[np.ndarray, np.ndarray]:
    key, unit = np.full(p, "", dtype=object), np.full(p, "", dtype=object)
    if texts is not None:
        keys = normalise_addresses(texts)
        usable = np.flatnonzero((codes >= 0) & (keys.key != ""))[::-1]  # backwards: the first polygon's address stays
        key[codes[usable]] = keys.key[usable]
        unit[codes[usable]] = keys.unit[usable]
    return key, unit


def require_common(theirs: np.ndarray, ours: np.ndarray, source: str, parameter: str) -> None:
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
