"""The sample city's one entry point: raw files as a city would hand them over, and the truth behind them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from ..progress import Progress
from .addresses import Addresses, make_addresses, unit_names
from .areas import Areas, Ground, make_areas
from .config import (
    DAY_3_END,
    EVENT_START,
    MODEL_1,
    MODEL_3,
    MODEL_5,
    READS_START,
    SOURCES,
    TIME_ZONE,
    WINDOW_END,
    CityConfig,
)
from .outcomes import (
    ALPHA,
    MEAN_HOURS,
    MEAN_START_HOUR,
    Covariates,
    Participation,
    implied_dispersion,
    draw_hours,
    draw_participation,
    draw_starts,
    hours_index,
)
from .parcels import lot_outlines, make_roll, zip_codes
from .people import Shares, draw_people, make_voters
from .population import LINKED, Homes, Places, settle
from .projection import NAD83_EPSG, STATE_PLANE_EPSG
from .reads import (
    BUSINESS,
    DAMAGE,
    END,
    EVENT_OFFSET,
    HOME,
    NOT_RESTORED,
    NOT_RESTORED_SHARE,
    VACANT,
    Meters,
    write_reads,
)
from .records import block_group_table, write_census, write_csv, write_json, write_voters
from .requests import DUPLICATE_SHARE, Askers, RequestLog, make_requests
from .streets import COMMERCIAL, INSTITUTION, Streets, lay_out_streets

VOTERS_FILE = "voters_LEO_20181009.txt"
_BUSINESS_SHARE = 0.05  # of the reporters in the window
_LOG_DENSITY_OF_HOMES = 7.80  # reporters live in thinner places, so the sample's mean lies below
_NEVER_OUT = 0.03
_BUSINESS_HOURS = 55.0
_FOREVER = 10**9


@dataclass(frozen=True)
class SampleCity:
    """What :func:`simulate_city` made.

    Attributes
    ----------
    folder
        Holds the text, Parquet and JSON files.
    files
        Those files.
    parcels, parcel_shapes
        ``PARCEL_ID`` and ``SITE_ADDR``, shapely polygons in EPSG:2238; shape ``(m,)``.
    block_groups, block_group_shapes
        TIGER/Line's attributes, shapely polygons in EPSG:4269; shape ``(k,)``.
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


@dataclass(frozen=True)
class _Premises:
    """Everything with a meter: homes first, then businesses; shape ``(n,)`` each."""

    lot: np.ndarray
    area: np.ndarray
    kind: np.ndarray
    unit: np.ndarray
    meter_id: np.ndarray
    shared: np.ndarray


@dataclass(frozen=True)
class _Events:
    """When each premise loses power and gets it back, in seconds after the event's start."""

    start: np.ndarray
    hours: np.ndarray
    lost: np.ndarray
    damaged: np.ndarray

    @property
    def back(self) -> np.ndarray:
        return np.where(self.damaged == NOT_RESTORED, _FOREVER, self.start + self.hours * 3_600)


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
    streams = [np.random.default_rng([config.seed, k]) for k in range(12)]
    progress.info(f"Laying out streets and parcels for {config.households:,} homes")
    streets = lay_out_streets(config.households, streams[0], progress.part(0, 5))
    areas = make_areas(streets, config.block_groups, _LOG_DENSITY_OF_HOMES, streams[1], progress)
    expected = config.targets.reporters * (1 - _BUSINESS_SHARE)
    homes, places = settle(config, streets, areas, expected, streams[2])
    progress.set(12)

    shares, people, alike = draw_people(homes, streams[3])
    covariates = Covariates.of(homes, places, shares.minority, shares.elderly, shares.college)
    addresses = make_addresses(streets, streams[4])
    ground = Ground(streets)
    premises = _premises(streets, areas, homes, addresses, streams[5])
    outlines = lot_outlines(streets, ground)
    progress.set(20)
    progress.check()

    face = streets.face_of_lot[premises.lot]
    calm = streams[6].random(len(streets.faces)) < _NEVER_OUT
    lost = ~calm[face]
    x, y = ground(*streets.front[premises.lot].T)
    start = draw_starts(x - x.mean(), y - y.mean(), face, streams[6])
    able = lost[: len(homes)] & ~homes.vacant
    participation = draw_participation(covariates, able, expected, streams[7])
    reports = _with_businesses(participation, premises, lost, expected, streams[7])
    events, request_log, hours_facts = _happen(
        config, premises, homes, covariates, participation, reports, start, lost, addresses, streets, (x, y), outlines,
        len(areas), streams[8:10],
    )  # fmt: skip
    progress.set(26)
    progress.check()

    files = _write_records(folder, config, streets, areas, places, homes, people, alike, addresses, premises, outlines,
                           request_log, streams[10:12])  # fmt: skip
    progress.set(36)
    progress.info("Writing meter reads")
    count, read_files = _write_reads(config, folder, premises, events, progress.part(36, 92))
    truth = _truth_table(config, premises, homes, areas, shares, covariates, participation, events, request_log,
                         addresses, hours_facts["community"])  # fmt: skip
    files += [*read_files, write_csv(folder / "truth_households.csv", truth)]
    counts = _counts(config, truth, request_log, count, len(people.home), len(streets.kind), len(areas))
    truth_json = _truth_json(config, homes, places, participation, hours_facts, truth, counts)
    files.append(write_json(folder / "truth.json", truth_json))
    progress.set(93)
    site = np.array([f"{s} {u}".strip() for s, u in zip(addresses.street, addresses.unit)], object)
    return SampleCity(
        folder=folder,
        files=tuple(files),
        parcels=pd.DataFrame({"PARCEL_ID": addresses.parcel, "SITE_ADDR": site}),
        parcel_shapes=outlines,
        parcels_epsg=STATE_PLANE_EPSG,
        block_groups=block_group_table(areas),
        block_group_shapes=areas.outlines_nad83,
        block_groups_epsg=NAD83_EPSG,
        truth=truth,
        counts=counts,
    )


def _premises(streets: Streets, areas: Areas, homes: Homes, addresses: Addresses, rng) -> _Premises:
    shops = np.flatnonzero(np.isin(streets.kind, (COMMERCIAL, INSTITUTION)))
    lot = np.concatenate([homes.lot, shops])
    kind = np.concatenate([np.where(homes.vacant, VACANT, HOME), np.full(len(shops), BUSINESS)])
    unit = np.concatenate([unit_names(streets, addresses, homes.lot), np.full(len(shops), "", object)])
    numbers = rng.permutation(len(lot)) + 1
    meter_id = np.empty(len(lot), object)
    meter_id[:] = [f"M{number:07d}" for number in numbers.tolist()]
    shared = (streets.units[lot] > 1) & (kind != BUSINESS)
    return _Premises(lot, areas.of_face[streets.face_of_lot[lot]], kind, unit, meter_id, shared)


def _with_businesses(participation: Participation, premises: _Premises, lost, expected: float, rng) -> np.ndarray:
    businesses = np.flatnonzero((premises.kind == BUSINESS) & lost)
    wanted = round(expected / (1 - _BUSINESS_SHARE) * _BUSINESS_SHARE)
    reports = np.zeros(len(premises.lot), bool)
    reports[: len(participation.reports)] = participation.reports
    reports[rng.choice(businesses, min(wanted, len(businesses)), replace=False)] = True
    return reports


def _happen(
    config, premises, homes, covariates, participation, reports, start, lost, addresses, streets, front, outlines,
    area_count, streams,
):  # fmt: skip
    """Draw hours, damage and requests, in the order in which they depend on one another."""
    rng = streams[0]
    count, own = len(premises.lot), len(homes)
    community = np.bincount(premises.area[reports], minlength=area_count)[premises.area[:own]]
    index = hours_index(config.hours_model, covariates, participation.reports, community)
    weight = homes.complete * np.where(participation.reports, LINKED, 0.0)
    others = homes.complete & ~participation.reports & lost[:own]
    weight = weight + others * (min(config.targets.controls, others.sum()) / others.sum())
    constant = float(np.log(MEAN_HOURS / np.average(np.exp(index), weights=weight)))
    mean = np.exp(constant + index)
    picked = np.random.default_rng([config.seed, 99]).choice(own, 4_000, p=weight / weight.sum())
    implied = implied_dispersion(config.targets, mean[picked])
    hours = np.concatenate(
        [draw_hours(mean, ALPHA, rng), draw_hours(np.full(count - own, _BUSINESS_HOURS), ALPHA, rng)]
    )
    hours = np.maximum(hours, 1)

    damaged = np.full(count, "", object)
    pick = rng.random(count)
    edge = NOT_RESTORED_SHARE
    damaged[pick < edge] = NOT_RESTORED
    for name, share in DAMAGE.items():
        if config.damage:
            damaged[(pick >= edge) & (pick < edge + share)] = name
        edge += share
    damaged[(premises.kind == VACANT) | (~lost & (damaged != "no_reads"))] = ""
    events = _Events(start, hours, lost, damaged)

    centre = np.array([(shape.centroid.x, shape.centroid.y) for shape in outlines])
    askers = Askers(
        start=start,
        back=events.back,
        reports=reports,
        out=lost & (premises.kind != VACANT),
        street=addresses.street[premises.lot],
        unit=premises.unit,
        zips=zip_codes(streets)[premises.lot],
        front=np.column_stack(front),
        centre=centre[premises.lot],
        shared=premises.shared,
    )
    extent = (*centre.min(axis=0), *centre.max(axis=0))
    facts = {"constant": constant, "implied_alpha": implied, "community": community}
    return events, make_requests(askers, extent, streams[1]), facts


def _write_records(
    folder, config, streets, areas, places, homes, people, alike, addresses, premises, outlines, request_log, streams
) -> list[Path]:  # fmt: skip
    zips = zip_codes(streets)
    lot = homes.lot
    voters = make_voters(
        homes, people, alike, addresses.street[lot], premises.unit[: len(lot)], zips[lot], streams[0]
    )
    roll = make_roll(streets, areas, homes, addresses, outlines, places.income, streams[1])
    order = np.argsort(premises.meter_id)
    service = pd.DataFrame(
        {
            "METER_ID": premises.meter_id,
            "CUSTOMER_CLASS": np.where(premises.kind == BUSINESS, "COM", "RES"),
            "SERVICE_ADDRESS": addresses.street[premises.lot],
            "UNIT": premises.unit,
            "PARCEL_ID": addresses.parcel[premises.lot],
        }
    ).iloc[order]
    return [
        write_csv(folder / "service_points.csv", service),
        write_csv(folder / "requests_311.csv", request_log.frame),
        write_csv(folder / "assessor_nal.csv", roll),
        write_voters(folder / VOTERS_FILE, voters),
        *write_census(folder / "census", areas, places, streams[1]),
    ]


def _write_reads(config, folder, premises, events, progress) -> tuple[int, list[Path]]:
    order = np.argsort(premises.meter_id)
    solar = np.random.default_rng([config.seed, 98]).random(len(order)) < 0.015
    meters = Meters(
        meter_id=premises.meter_id[order],
        kind=premises.kind[order],
        solar=(solar & (premises.kind == HOME))[order],
        off=np.where(events.lost, events.start + EVENT_OFFSET, END)[order],
        on=np.where(events.lost, np.minimum(events.back + EVENT_OFFSET, 2 * END), 2 * END)[order],
        damaged=events.damaged[order],
    )
    return write_reads(meters, folder / "meter_reads", config.reads_format, config.seed, progress)


def _truth_table(
    config, premises, homes, areas, shares: Shares, covariates, participation, events, request_log: RequestLog,
    addresses, community,
) -> pd.DataFrame:  # fmt: skip
    count, own = len(premises.lot), len(homes)
    moment = np.datetime64(EVENT_START, "s") + events.start.astype("m8[s]")
    back = np.where(events.back < _FOREVER, moment + (events.hours * 3_600).astype("m8[s]"), np.datetime64("NaT"))
    requests = np.full(count, "", object)
    ids = request_log.frame["service_request_id"].to_numpy()
    for premise, request in zip(request_log.premise, ids):
        if premise >= 0:
            requests[premise] = f"{requests[premise]};{request}".lstrip(";")

    def for_homes(values, empty=np.nan):
        whole = np.full(count, empty, dtype=object if isinstance(empty, str) else float)
        whole[:own] = values
        return whole

    listed = homes.complete & (homes.area != areas.uncomputed)
    home = premises.kind == HOME
    frame = pd.DataFrame(
        {
            "meter_id": premises.meter_id,
            "household_id": np.where(home, [text.replace("M", "H") for text in premises.meter_id], ""),
            "parcel_id": addresses.parcel[premises.lot],
            "block_group": areas.geoid[premises.area],
            "kind": np.array(["household", "vacant", "business"], object)[premises.kind],
            "lost_power": events.lost.astype(int),
            "minority_share": for_homes(covariates.minority),
            "elderly_share": for_homes(covariates.elderly),
            "college_share": for_homes(covariates.college),
            "voters": for_homes(shares.voters),
            "house_age": for_homes(covariates.house_age),
            "median_income_k": for_homes(covariates.income),
            "log_density": for_homes(covariates.log_density),
            "education_share": for_homes(covariates.education),
            "renter_share": for_homes(covariates.renter),
            "community_requests": for_homes(community),
            "participation": for_homes(participation.reports.astype(float)),
            "hours": np.where(events.lost, events.hours, np.nan),
            "outage_start": np.where(events.lost, moment.astype(str), ""),
            "restored_at": np.where(events.lost & ~np.isnat(back), back.astype(str), ""),
            "damaged": events.damaged,
            "complete": for_homes(listed.astype(float)),
            "linked": request_log.linked.astype(int),
            "located": request_log.located.astype(int),
            "request_ids": requests,
        }
    )
    return frame.iloc[np.argsort(premises.meter_id)].reset_index(drop=True)


def _counts(config, truth, request_log, reads, voters, parcels, areas) -> dict[str, int]:
    frame = request_log.frame
    stamp = frame["requested_datetime"].str.slice(0, 19).to_numpy(dtype="M8[s]")
    window = (
        (frame["service_name"] == "Power Outage").to_numpy()
        & (stamp >= np.datetime64(EVENT_START))
        & (stamp < np.datetime64(WINDOW_END))
    )
    return {
        "households": int((truth["kind"] == "household").sum()),
        "meters": len(truth),
        "reads": int(reads),
        "voters": int(voters),
        "parcels": int(parcels),
        "block_groups": int(areas),
        "requests": len(frame),
        "power_requests_in_window": int(window.sum()),
        "askers_in_window": len(np.unique(request_log.premise[window])),
    }


def _truth_json(config, homes, places, participation, hours_facts, truth, counts) -> dict:
    model = MODEL_3 if config.hours_model == "model3" else MODEL_5
    return {
        "config": {name: value for name, value in asdict(config).items() if name != "targets"},
        "event_start": EVENT_START,
        "reads_start": READS_START,
        "time_zone": TIME_ZONE,
        "counts": counts,
        "participation_model": {
            "coefficients": {**MODEL_1, "const": participation.constant},
            "printed_const": MODEL_1["const"],
            "source": SOURCES["model1"],
            "const_note": "moved by bisection so that the expected number of reporting homes is the target's, "
            "whatever the city's size (prior correction, King & Zeng 2001); slopes as printed",
        },
        "hours_model": {
            "name": config.hours_model,
            "coefficients": {**model, "const": hours_facts["constant"]},
            "printed_const": model["const"],
            "source": SOURCES[config.hours_model],
            "mean_hours": MEAN_HOURS,
            "mean_start_hour": MEAN_START_HOUR,
            "const_note": f"moved so that the case-control sample's expected mean is {MEAN_HOURS} hours, within 4 % of "
            "Table 3's 75.134; the printed coefficients are rounded",
            "alpha": ALPHA,
            "alpha_implied": hours_facts["implied_alpha"],
            "alpha_note": "the study prints no dispersion; alpha_implied is what its log likelihood of Model 3 "
            "(-17,024 / 3,515 per home) implies. With that and 75.1 hours no start of the outages gives both of "
            "Appendix B's shares (5.2 % restored by the end of day 2, 38.5 % of day 3); the smaller dispersion, the "
            "mean and the start used here come nearest to all of these numbers together",
        },
        "targets": asdict(config.targets),
        "achieved": achieved(truth, config),
    }


def achieved(truth: pd.DataFrame, config: CityConfig) -> dict[str, float]:
    """The case-control sample's means and standard deviations, and the shares restored by day, from the truth."""
    sample = case_control(truth, config.targets.controls, config.seed)
    names = (
        "hours participation minority_share median_income_k log_density house_age community_requests education_share "
        "elderly_share college_share renter_share"
    ).split()
    result = {}
    for name in names:
        result[name] = float(sample[name].mean())
        result[f"{name}_sd"] = float(sample[name].std())
    lost = truth[(truth["kind"] == "household") & (truth["lost_power"] == 1)]
    back = lost["restored_at"].to_numpy()
    result["reporters_in_sample"] = int(sample["participation"].sum())
    result["restored_day_2"] = float(np.mean((back != "") & (back <= WINDOW_END)))
    result["restored_day_3"] = float(np.mean((back != "") & (back <= DAY_3_END)))
    return result


def case_control(truth: pd.DataFrame, controls: int, seed: int) -> pd.DataFrame:
    """Every linked reporter with complete data, and so many other homes with complete data, as in Appendix B."""
    usable = truth[(truth["complete"] == 1) & (truth["lost_power"] == 1) & (truth["kind"] == "household")]
    reporters = usable[(usable["participation"] == 1) & (usable["linked"] == 1)]
    others = usable[usable["participation"] == 0]
    pick = np.random.default_rng([seed, 97]).choice(len(others), min(controls, len(others)), replace=False)
    return pd.concat([reporters, others.iloc[np.sort(pick)]])
