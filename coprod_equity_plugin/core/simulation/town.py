"""The built city and who lives in it, put together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..progress import Progress
from .addresses import Addresses, make_addresses, unit_names
from .areas import Areas, Ground, make_areas
from .config import CityConfig
from .outcomes import Covariates
from .parcels import lot_outlines, zip_codes
from .people import People, Shares, draw_people
from .population import Homes, Places, settle
from .reads import BUSINESS, HOME, VACANT
from .streets import COMMERCIAL, INSTITUTION, Streets, lay_out_streets

BUSINESS_SHARE = 0.05  # of the reporters in the window
_LOG_DENSITY_OF_HOMES = 7.80


@dataclass(frozen=True)
class Town:
    """Streets, block groups and lots; arrays of one value per lot.

    Attributes
    ----------
    outlines
        Shapely polygons in State Plane feet.
    front
        Shape ``(m, 2)``: a point in the street before the lot, State Plane feet.
    zips
        ZIP codes.
    """

    streets: Streets
    areas: Areas
    addresses: Addresses
    outlines: np.ndarray
    front: np.ndarray
    zips: np.ndarray


@dataclass(frozen=True)
class Residents:
    """Homes, their block groups' published estimates, their people, and what a perfect study would measure of them."""

    homes: Homes
    places: Places
    shares: Shares
    people: People
    covariates: Covariates


@dataclass(frozen=True)
class Premises:
    """Everything with a meter: homes first, in their order, then businesses; shape ``(n,)`` each.

    ``kind`` is HOME, VACANT or BUSINESS; ``shared`` says that the parcel has several units.
    """

    lot: np.ndarray
    area: np.ndarray
    face: np.ndarray
    kind: np.ndarray
    unit: np.ndarray
    meter_id: np.ndarray
    shared: np.ndarray

    def __len__(self) -> int:
        return len(self.lot)


def expected_reporters(config: CityConfig) -> float:
    """Homes that report in the window, on the mean: the study's number less the businesses."""
    return config.targets.reporters * (1 - BUSINESS_SHARE)


def build_town(config: CityConfig, streams: list[np.random.Generator], progress: Progress) -> tuple[Town, Residents]:
    """Lay out the city and fill it; ``streams`` are five independent random generators."""
    streets = lay_out_streets(config.households, streams[0], progress.part(0, 25))
    areas = make_areas(streets, config.block_groups, _LOG_DENSITY_OF_HOMES, streams[1], progress)
    progress.set(45)
    homes, places = settle(config, streets, areas, expected_reporters(config), streams[2])
    progress.check()
    progress.set(65)
    shares, people = draw_people(homes, streams[3])
    ground = Ground(streets)
    town = Town(
        streets=streets,
        areas=areas,
        addresses=make_addresses(streets, streams[4]),
        outlines=lot_outlines(streets, ground),
        front=np.column_stack(ground(*streets.front.T)),
        zips=zip_codes(streets),
    )
    progress.set(100)
    covariates = Covariates.of(homes, places, shares.minority, shares.elderly, shares.college)
    return town, Residents(homes, places, shares, people, covariates)


def connect(town: Town, homes: Homes, rng: np.random.Generator) -> Premises:
    """Give every home and business a meter; meter numbers say nothing of where a meter is."""
    streets = town.streets
    shops = np.flatnonzero(np.isin(streets.kind, (COMMERCIAL, INSTITUTION)))
    lot = np.concatenate([homes.lot, shops])
    kind = np.concatenate([np.where(homes.vacant, VACANT, HOME), np.full(len(shops), BUSINESS)])
    meter_id = np.empty(len(lot), object)
    meter_id[:] = [f"M{number:07d}" for number in (rng.permutation(len(lot)) + 1).tolist()]
    return Premises(
        lot=lot,
        area=town.areas.of_face[streets.face_of_lot[lot]],
        face=streets.face_of_lot[lot],
        kind=kind,
        unit=np.concatenate([unit_names(streets, town.addresses, homes.lot), np.full(len(shops), "", object)]),
        meter_id=meter_id,
        shared=(streets.units[lot] > 1) & (kind != BUSINESS),
    )
