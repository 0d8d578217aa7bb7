"""Which parcel each meter stands on: by the customer system's parcel id, by its service address, by its position."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from .. import columns
from ..errors import InputError, Problem
from ..progress import Progress
from ..sources.ids import id_text, same_ids
from ..sources.parcels import RESIDENTIAL, Roll
from .addresses import AddressKeys
from .cascade import AMBIGUOUS, METHOD_NAMES, SEVERAL_ADDRESSES, SEVERAL_PARCELS, TOO_FAR, Cascade, MatchOptions
from .locating import distance_to_parcel
from .places import Places, assemble_parcels, require_common

UNKNOWN_ID = "its parcel id is not in the layer; "
NO_PARCEL = "no parcel within the tolerance"
UNDECIDED = (AMBIGUOUS, SEVERAL_ADDRESSES, SEVERAL_PARCELS)


@dataclass(frozen=True)
class MeterPlaces:
    """Where the meters stand, in the order of the service points.

    Attributes
    ----------
    parcel
        Position in ``Places.parcel_id``, -1 where the meter could not be placed, shape ``(n,)``.
    method
        ``id``, ``address``, ``address_fuzzy``, ``within``, ``nearest`` or ``frontage``, ``None`` where it could not,
        objects, shape ``(n,)``.
    distance
        Metres from the meter's position to its parcel, NaN without either, shape ``(n,)``.
    reason
        Why it could not be placed, ``None`` where it could, objects, shape ``(n,)``.
    undecided
        Whether two parcels or more would do, bool, shape ``(n,)``.
    far
        How many lie farther from the parcel that their id or address names than a likeliest address may.
    """

    parcel: np.ndarray
    method: np.ndarray
    distance: np.ndarray
    reason: np.ndarray
    undecided: np.ndarray
    far: int

    @property
    def by_method(self) -> dict[str, int]:
        """How many meters each step placed."""
        return {name: int((self.method == name).sum()) for name in METHOD_NAMES}

    def report(self, progress: Progress) -> None:
        """Say how the meters were placed, and why some were not."""
        progress.info(f"{int((self.parcel >= 0).sum()):,} of {len(self.parcel):,} meters are placed on a parcel.")
        for method, count in self.by_method.items():
            if count:
                progress.info(f"  by {METHOD_NAMES[method]}: {count:,}")
        lost = pd.Series(self.reason[self.parcel < 0], dtype=object)
        for reason, count in lost.value_counts().items():
            progress.warning(f"  {count:,} meters are not placed: {reason}.")
        if self.far:
            progress.warning(
                f"{self.far:,} meters lie far from the parcel that their id or address names: check that the service "
                "points' positions and coordinate system are right."
            )


def place_meters(
    parcels: Places,
    points: pd.DataFrame,
    named: np.ndarray,
    x: np.ndarray,
    y: np.ndarray,
    options: MatchOptions,
    progress: Progress | None = None,
) -> MeterPlaces:
    """Place each meter by the first step that tells its parcel.

    By its parcel id where the layer has it; else by its service address, if one parcel has it (and no other unit), or
    one of several that its position leads to; else in the parcel around its position, or the nearest within the
    tolerance unless two are about as near. Several meters may stand on one parcel.

    Parameters
    ----------
    parcels
        As :func:`~coprod_equity_plugin.core.study.places.assemble_parcels` gives them.
    points
        The frame of :class:`~coprod_equity_plugin.core.sources.service_points.ServicePoints`.
    named
        The meters' parcel ids in the layer's spelling, ``None`` where there is none, shape ``(n,)``.
    x, y
        The meters' positions in the parcels' system, NaN where there is none, shape ``(n,)``.
    options
        Tolerances.
    progress
        Told 0-100.
    """
    progress = progress or Progress()
    in_layer = np.arange(len(parcels.parcel_id)) < parcels.layer_parcels
    # A meter stands on any parcel in use, a vacant one as well: only ground that can have none is passed over.
    layer = replace(
        parcels,
        residential=parcels.residential & in_layer,
        other_use=~parcels.residential & ~parcels.bare & in_layer,
        key=np.where(in_layer, parcels.key, ""),
    )
    unknown = ~pd.isna(named) & ~np.isin(named.astype(str), parcels.parcel_id[in_layer].astype(str))
    asked = np.where(unknown, None, named)
    address = AddressKeys(
        points[columns.ADDRESS_KEY].to_numpy(dtype=object), points[columns.UNIT].to_numpy(dtype=object)
    )
    cascade = Cascade(asked, address, x, y, layer, options, progress)
    cascade.by_id()
    cascade.by_address(progress.part(0, 50))
    cascade.by_position(progress.part(50, 100))
    placed = cascade.stands_on >= 0
    distance = distance_to_parcel(x, y, cascade.stands_on, layer.polygons, layer.owner)
    reason = np.where(cascade.reason == TOO_FAR, NO_PARCEL, cascade.reason)
    undecided = ~placed & np.isin(reason.astype(str), UNDECIDED)
    reason = np.array(
        [UNKNOWN_ID + text if stray else text for stray, text in zip(unknown & ~placed, reason)], dtype=object
    )
    reason[placed] = None
    distance = np.where(placed, distance, cascade.near)
    return MeterPlaces(
        cascade.stands_on,
        np.where(placed, cascade.step, None),
        distance,
        reason,
        undecided,
        int((placed & (distance > options.fuzzy_reach)).sum()),
    )


def assemble_places(
    parcel_ids: Sequence,
    polygons: np.ndarray,
    roll: Roll | None = None,
    points: pd.DataFrame | None = None,
    site_addresses: Sequence[str] | None = None,
    positions: tuple[np.ndarray, np.ndarray] | None = None,
    options: MatchOptions | None = None,
    progress: Progress | None = None,
) -> Places:
    """Parcels, roll and meters together: what requests are matched to.

    Parameters
    ----------
    parcel_ids, polygons, roll, site_addresses
        As :func:`~coprod_equity_plugin.core.study.places.assemble_parcels` takes them. Without a roll every parcel
        holds homes, unless its meters are all businesses'.
    points
        The frame of the service points.
    positions
        The meters' positions in the polygons' system, two arrays of shape ``(m,)``.
    options
        Tolerances for meters that have no parcel id.
    progress
        Told how the meters were placed.
    """
    progress = progress or Progress()
    if roll is None:
        progress.info("No assessor's roll is given: every parcel without a business's meter counts as residential.")
    if points is None:
        return _with_homes(assemble_parcels(parcel_ids, polygons, roll, site_addresses, (), progress))
    known = pd.unique(id_text(parcel_ids))
    known = known[~pd.isna(known)]
    named = meter_parcels(points, known, progress)
    only_meters = np.setdiff1d(named[~pd.isna(named)].astype(str), known.astype(str)).astype(object)
    if len(only_meters):
        progress.warning(f"{len(only_meters):,} parcels that meters stand on are not in the parcel layer.")
    parcels = assemble_parcels(parcel_ids, polygons, roll, site_addresses, only_meters, progress)
    x, y = positions or (np.full(len(points), np.nan), np.full(len(points), np.nan))
    placed = place_meters(parcels, points, named, x, y, options or MatchOptions(), progress)
    placed.report(progress)
    # A meter whose parcel the layer lacks still has a home that requests can name.
    own = pd.Index(parcels.parcel_id).get_indexer(pd.Index(named, dtype=object))
    parcel = np.where(placed.parcel >= 0, placed.parcel, own)
    return _with_homes(
        replace(
            parcels,
            meter_id=points[columns.METER_ID].to_numpy(dtype=object),
            meter_residential=points[RESIDENTIAL].to_numpy(dtype=bool),
            meter_key=points[columns.ADDRESS_KEY].to_numpy(dtype=object),
            meter_unit=points[columns.UNIT].to_numpy(dtype=object),
            meter_parcel=parcel,
        ),
        by_roll=roll is not None,
    )


def placed_points(
    points: pd.DataFrame,
    parcels: Places,
    positions: tuple[np.ndarray, np.ndarray] | None,
    tolerance: float,
    progress: Progress | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The service points with the parcels that they are placed on, and those that could not be placed.

    Parameters
    ----------
    points, parcels, positions
        As :func:`place_meters` takes them.
    tolerance
        Metres to the nearest parcel, at most.
    progress
        Told how the meters were placed.

    Returns
    -------
    points : pandas.DataFrame
        With ``parcel_id`` as placed (``None`` where it is not), ``placed_by`` (how, or ``undecided`` or
        ``not_placed``) and ``placed_dist_m``.
    review : pandas.DataFrame
        ``METERS_REVIEW``.
    """
    progress = progress or Progress()
    x, y = positions or (np.full(len(points), np.nan), np.full(len(points), np.nan))
    named = meter_parcels(points, parcels.parcel_id, progress)
    placed = place_meters(parcels, points, named, x, y, MatchOptions(tolerance=tolerance), progress)
    placed.report(progress)
    lost = placed.parcel < 0
    parcel_id = np.full(len(points), None, dtype=object)
    parcel_id[~lost] = parcels.parcel_id[placed.parcel[~lost]]
    unplaced = np.where(placed.undecided, columns.PLACED_UNDECIDED, columns.NOT_PLACED)
    found = points.assign(
        **{
            columns.PARCEL_ID: pd.Series(parcel_id, points.index, dtype=object),
            columns.PLACED_BY: np.where(lost, unplaced, placed.method),
            columns.PLACED_DISTANCE: placed.distance,
        }
    )
    review = found.loc[lost].assign(**{columns.REASON: placed.reason[lost]})
    return found, review[list(columns.METERS_REVIEW.names)].reset_index(drop=True)


def meter_parcels(points: pd.DataFrame, parcel_ids: np.ndarray, progress: Progress) -> np.ndarray:
    """The parcel ids of the meters in the layer's spelling; an error if they share none with it."""
    named = same_ids(points[columns.PARCEL_ID], parcel_ids, "parcel ids of the service points", progress)
    if len(parcel_ids):
        require_common(named[~pd.isna(named)], parcel_ids, "service points", "SERVICE_POINTS")
    return named


def _with_homes(places: Places, *, by_roll: bool = True) -> Places:
    """The parcels with their meters' word: where a home's meter stands is a home, whatever the roll says."""
    p = len(places.parcel_id)
    has_home = _any(places.meter_parcel, places.meter_residential, p)
    has_business = _any(places.meter_parcel, ~places.meter_residential, p)
    residential = places.residential | has_home if by_roll else has_home | ~has_business
    other_use = ~residential & (places.other_use | has_business)
    if not residential.any():
        raise InputError(
            Problem(
                "no parcel is residential", "Check the roll's use codes (DOR_UC 001 to 008 are homes)", column="ROLL"
            )
        )
    return replace(places, residential=residential, other_use=other_use)


def _any(parcel: np.ndarray, which: np.ndarray, p: int) -> np.ndarray:
    chosen = parcel[which & (parcel >= 0)]
    return np.bincount(chosen, minlength=p)[:p] > 0
