"""The sample city's one entry point: raw files as a city would hand them over, and the truth behind them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from ..progress import Progress
from .config import EVENT_START, WINDOW_END, CityConfig
from .parcels import make_roll
from .people import make_voters
from .projection import NAD83_EPSG, STATE_PLANE_EPSG
from .reads import BUSINESS, END, EVENT_OFFSET, HOME, Meters, write_reads
from .records import block_group_table, write_census, write_csv, write_json, write_voters
from .requests import OUTAGE
from .storm import Storm, strike
from .town import Premises, Residents, Town, build_town, connect
from .truth import truth_document, truth_table

VOTERS_FILE = "voters_LEO_20181009.txt"


@dataclass(frozen=True)
class SampleCity:
    """What :func:`simulate_city` made.

    Attributes
    ----------
    folder
        Holds the text, Parquet and JSON files.
    files
        Those files.
    parcels, parcel_shapes, parcels_epsg
        ``PARCEL_ID`` and ``SITE_ADDR``; shapely polygons, shape ``(m,)``; their coordinate system.
    block_groups, block_group_shapes, block_groups_epsg
        TIGER/Line's attributes; shapely polygons, shape ``(k,)``; their coordinate system.
    truth
        ``truth_households.csv``, one row per meter.
    counts
        Households, meters, reads, voters, requests and the like.
    """

    folder: Path
    files: tuple[Path, ...]
    parcels: pd.DataFrame
    parcel_shapes: np.ndarray
    parcels_epsg: int
    block_groups: pd.DataFrame
    block_group_shapes: np.ndarray
    block_groups_epsg: int
    truth: pd.DataFrame
    counts: dict[str, int]


def simulate_city(config: CityConfig, folder: Path, progress: Progress | None = None) -> SampleCity:
    """Simulate a city and write its raw files into ``folder``.

    The parcel and block-group layers come back as frames and shapes, for whoever can write a GeoPackage.

    Parameters
    ----------
    config
        Size, seed and choices.
    folder
        Made if it does not exist; files of the same names are replaced one by one, each whole.
    progress
        Told 0-100.

    Returns
    -------
    SampleCity
        Frames, shapes and counts.
    """
    progress = progress or Progress()
    folder = Path(folder)
    streams = [np.random.default_rng([config.seed, k]) for k in range(13)]  # a change in one part leaves the others
    progress.info(f"Laying out a city of {config.households:,} homes")
    town, residents = build_town(config, streams[0:5], progress.part(0, 22))
    premises = connect(town, residents.homes, streams[5])
    progress.check()
    storm = strike(config, town, residents, premises, streams[6:10])
    progress.set(28)
    progress.check()
    files = _write_records(folder, town, residents, premises, storm, streams[10:13])
    progress.set(38)
    progress.info("Writing the meter reads")
    reads, read_files = _write_reads(config, folder, premises, storm, progress.part(38, 95))
    truth = truth_table(town, residents, premises, storm)
    counts = {
        "households": int((truth["kind"] == "household").sum()),
        "meters": len(truth),
        "reads": int(reads),
        "voters": len(residents.people.home),
        "parcels": len(town.outlines),
        "block_groups": len(town.areas),
        **_count_requests(storm),
    }
    files += [
        *read_files,
        write_csv(folder / "truth_households.csv", truth),
        write_json(folder / "truth.json", truth_document(config, storm, truth, counts)),
    ]
    progress.set(100)
    streets, units = town.addresses.street, town.addresses.unit
    site = np.array([f"{street} {unit}".strip() for street, unit in zip(streets, units)], object)
    return SampleCity(
        folder=folder,
        files=tuple(files),
        parcels=pd.DataFrame({"PARCEL_ID": town.addresses.parcel, "SITE_ADDR": site}),
        parcel_shapes=town.outlines,
        parcels_epsg=STATE_PLANE_EPSG,
        block_groups=block_group_table(town.areas),
        block_group_shapes=town.areas.outlines_nad83,
        block_groups_epsg=NAD83_EPSG,
        truth=truth,
        counts=counts,
    )


def _write_records(
    folder: Path,
    town: Town,
    residents: Residents,
    premises: Premises,
    storm: Storm,
    streams: list[np.random.Generator],
) -> list[Path]:
    homes = residents.homes
    street, unit = town.addresses.street[premises.lot], premises.unit
    own = slice(0, len(homes))
    voters = make_voters(homes, residents.people, street[own], unit[own], town.zips[homes.lot], streams[0])
    roll = make_roll(
        town.streets, town.areas, homes, town.addresses, town.outlines, residents.places.income, streams[1]
    )
    service = pd.DataFrame(
        {
            "METER_ID": premises.meter_id,
            "CUSTOMER_CLASS": np.where(premises.kind == BUSINESS, "COM", "RES"),
            "SERVICE_ADDRESS": street,
            "UNIT": unit,
            "PARCEL_ID": town.addresses.parcel[premises.lot],
        }
    ).iloc[np.argsort(premises.meter_id)]
    return [
        write_csv(folder / "service_points.csv", service),
        write_csv(folder / "requests_311.csv", storm.log.frame),
        write_csv(folder / "assessor_nal.csv", roll),
        write_voters(folder / VOTERS_FILE, voters),
        *write_census(folder / "census", town.areas, residents.places, streams[2]),
    ]


def _write_reads(config: CityConfig, folder: Path, premises: Premises, storm: Storm, progress: Progress):
    order = np.argsort(premises.meter_id)
    solar = np.random.default_rng([config.seed, 98]).random(len(order)) < 0.015
    meters = Meters(
        meter_id=premises.meter_id[order],
        kind=premises.kind[order],
        solar=(solar & (premises.kind == HOME))[order],
        off=np.where(storm.lost, storm.start + EVENT_OFFSET, END)[order],
        on=np.where(storm.lost, np.minimum(storm.back + EVENT_OFFSET, 2 * END), 2 * END)[order],
        damaged=storm.damaged[order],
    )
    return write_reads(meters, folder / "meter_reads", config.reads_format, config.seed, progress)


def _count_requests(storm: Storm) -> dict[str, int]:
    frame = storm.log.frame
    stamp = frame["requested_datetime"].str.slice(0, 19).to_numpy(dtype="M8[s]")
    early = (stamp >= np.datetime64(EVENT_START)) & (stamp < np.datetime64(WINDOW_END))
    window = early & (frame["service_name"] == OUTAGE).to_numpy()
    return {
        "requests": len(frame),
        "power_requests_in_window": int(window.sum()),
        "askers_in_window": len(np.unique(storm.log.premise[window])),
    }
