"""The 311 export: outage reports with their duplicates and gaps, and everything else that citizens ask for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .config import EVENT_START, OFFSET, WINDOW_END
from .projection import to_longitude_latitude

OUTAGE = "Power Outage"
COLUMNS = (
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
    "agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime",
    "address", "address_id", "zipcode", "lat", "long", "media_url",
)  # fmt: skip
_OTHER = (
    ("Pothole", "POTHOLE", "Public Works", 0.16),
    ("Tree Down", "TREE", "Public Works", 0.34),
    ("Missed Trash Pickup", "TRASH", "Solid Waste", 0.20),
    ("Street Light Out", "LIGHT", "Electric Utility", 0.14),
    ("Storm Debris", "DEBRIS", "Solid Waste", 0.16),
)
_NOTES = (
    "Power is out at my house.",
    "No electricity since the storm.",
    "Lights are off on the whole street.",
    "Tree on the line, no power.",
    "When will the power be back?",
    "Still no power here.",
)
WINDOW_SECONDS = int((np.datetime64(WINDOW_END) - np.datetime64(EVENT_START)).astype("m8[s]").astype(int))
DUPLICATE_SHARE = 23 / 665
LATE_REQUESTS = 450


@dataclass(frozen=True)
class Askers:
    """Premises that may ask for help, homes first, businesses after them; shape ``(n,)`` each.

    ``start`` and ``back`` are seconds after the event's start (``back`` is very large where power did not return), the
    address and the point are the premise's; ``shared`` says that the parcel has several units.
    """

    start: np.ndarray
    back: np.ndarray
    reports: np.ndarray
    out: np.ndarray
    street: np.ndarray
    unit: np.ndarray
    zips: np.ndarray
    front: np.ndarray
    centre: np.ndarray
    shared: np.ndarray


@dataclass(frozen=True)
class RequestLog:
    """The export and what lies behind it.

    Attributes
    ----------
    frame
        The export's rows.
    premise
        Index of the asker behind each row, -1 for other matters; shape ``(len(frame),)``.
    linked
        For each asker, whether its first request can be told to its home: an address (with its unit where the parcel
        has several) or a point before or on a parcel with one home.
    located
        For each asker, whether its first request can be told to its parcel.
    """

    frame: pd.DataFrame
    premise: np.ndarray
    linked: np.ndarray
    located: np.ndarray


def make_requests(askers: Askers, extent: tuple[float, float, float, float], rng: np.random.Generator) -> RequestLog:
    """Write the requests: in the window, their duplicates, later ones, and those about other things.

    Parameters
    ----------
    askers
        The premises; ``reports`` says who reports in the window.
    extent
        West, south, east, north of the city in State Plane feet, for requests about other things.
    """
    count = len(askers.start)
    reporters = np.flatnonzero(askers.reports)
    early = _between(askers.start[reporters] + 300, np.minimum(askers.back[reporters], WINDOW_SECONDS), rng)
    again = rng.choice(len(reporters), round(DUPLICATE_SHARE * len(reporters)), replace=False)
    second = _between(early[again] + 60, np.minimum(askers.back[reporters[again]], WINDOW_SECONDS).astype(float), rng)
    late, late_times = _late(askers, rng)
    premise = np.concatenate([reporters, reporters[again], late])
    times = np.concatenate([early, second, late_times])
    repeat = np.concatenate([np.zeros(len(reporters), bool), np.ones(len(again), bool), np.zeros(len(late), bool)])

    # How each premise tells where it is, in its first request as in a repeat: address and point, an address alone, a
    # point alone (not where a parcel has several homes: those who link requests would lose them, and with them the
    # study its renters), neither.
    manner = rng.random(count)
    has_address = (manner < 0.76) | ((manner < 0.94) & askers.shared)
    has_point = (manner >= 0.14) & (manner < 0.94)
    names_unit = (rng.random(count) < 0.94) | ~askers.shared
    linked = (has_address & names_unit) | (has_point & ~askers.shared)
    located = has_address | has_point

    address = np.full(len(premise), "", object)
    said = has_address[premise]
    full = [
        f"{street} {unit}".strip() if named else street
        for street, unit, named in zip(askers.street[premise], askers.unit[premise], names_unit[premise])
    ]
    address[said] = np.array(full, object)[said]
    inside = rng.random(len(premise)) < 0.22
    point = np.where(inside[:, None], askers.centre[premise], askers.front[premise])
    point = point + rng.normal(0, 1, point.shape) * np.where(inside, 6.0, 3.0)[:, None]
    point[~has_point[premise]] = np.nan
    notes = np.where(repeat & (rng.random(len(premise)) < 0.6), "Duplicate request.", "")
    closed = np.where(repeat, times + 1_800, askers.back[premise] + rng.gamma(2, 3_600, len(premise)))
    power = pd.DataFrame(
        {
            "service_name": OUTAGE,
            "service_code": "OUTAGE",
            "description": np.array(_NOTES, object)[rng.integers(0, len(_NOTES), len(premise))],
            "agency_responsible": "Electric Utility",
            "status_notes": notes,
            "address": address,
            "zipcode": np.where(said, askers.zips[premise], ""),
            "time": np.round(times).astype(np.int64),
            "closed": np.minimum(closed, 40 * 86_400).astype(np.int64),
            "x": point[:, 0],
            "y": point[:, 1],
            "premise": premise,
        }
    )
    frame = pd.concat([power, _other(askers, extent, rng)], ignore_index=True)
    frame = frame.iloc[np.argsort(frame["time"].to_numpy(), kind="stable")].reset_index(drop=True)
    return RequestLog(_export(frame), frame["premise"].to_numpy(), linked, located)


def _between(low: np.ndarray, high: np.ndarray, rng) -> np.ndarray:
    """A moment strictly between, more likely by day than by night."""
    low, high = np.asarray(low, float), np.asarray(high, float)
    low = np.minimum(low, high - 61)
    best = low + rng.random(len(low)) * (high - low)
    for _ in range(3):
        other = low + rng.random(len(low)) * (high - low)
        night = (best % 86_400 < 7 * 3_600) | (best % 86_400 > 22 * 3_600)
        best = np.where(night, other, best)
    return np.clip(np.floor(best), low + 1, high - 60)


def _late(askers: Askers, rng) -> tuple[np.ndarray, np.ndarray]:
    """Requests after day two from those who still wait; the chance rises with every day of waiting."""
    days = np.arange(2, 11)
    begin = days * 86_400.0
    waiting = askers.out[:, None] & (askers.back[:, None] > begin[None, :] + 6 * 3_600)
    chance = waiting * (1 + 0.6 * (days - 2))[None, :]
    chance = chance * (LATE_REQUESTS / max(chance.sum(), 1))
    premise, day = np.nonzero(rng.random(chance.shape) < np.minimum(chance, 0.5))
    times = _between(begin[day] + 3_600, np.minimum(askers.back[premise], begin[day] + 86_400.0), rng)
    return premise, times


def _other(askers: Askers, extent, rng) -> pd.DataFrame:
    count = 900
    names, codes, agencies, shares = zip(*_OTHER)
    kind = rng.choice(len(_OTHER), count, p=shares)
    time = np.floor(np.where(rng.random(count) < 0.6, rng.uniform(0, 12, count), rng.uniform(-9, 14, count)) * 86_400)
    place = rng.integers(0, len(askers.street), count)
    point = askers.front[place] + rng.normal(0, 25, (count, 2))
    outside = rng.random(count) < 0.02
    point[outside] = np.column_stack(
        [rng.uniform(extent[0], extent[2], outside.sum()), rng.uniform(extent[1], extent[3], outside.sum())]
    )
    point[rng.random(count) < 0.15] = np.nan
    before = rng.random(count) < 0.01  # an everyday outage, before the storm
    time = np.where(before, rng.uniform(-7, -0.5, count) * 86_400, time)
    said = rng.random(count) < 0.6
    return pd.DataFrame(
        {
            "service_name": np.where(before, OUTAGE, np.array(names, object)[kind]),
            "service_code": np.where(before, "OUTAGE", np.array(codes, object)[kind]),
            "description": "",
            "agency_responsible": np.where(before, "Electric Utility", np.array(agencies, object)[kind]),
            "status_notes": "",
            "address": np.where(said, askers.street[place], ""),
            "zipcode": np.where(said, askers.zips[place], ""),
            "time": time.astype(np.int64),
            "closed": (time + rng.gamma(2, 86_400, count)).astype(np.int64),
            "x": point[:, 0],
            "y": point[:, 1],
            "premise": -1,
        }
    )


def _export(frame: pd.DataFrame) -> pd.DataFrame:
    """In the columns of Open311 GeoReport v2."""
    longitude, latitude = to_longitude_latitude(frame["x"].to_numpy(), frame["y"].to_numpy())
    has_point = np.isfinite(longitude)
    open_still = frame["closed"].to_numpy() > 13 * 86_400
    export = pd.DataFrame(index=frame.index)
    export["service_request_id"] = [f"18-{100_000 + k:08d}" for k in range(len(frame))]
    export["status"] = np.where(open_still, "open", "closed")
    export["status_notes"] = frame["status_notes"]
    export["service_name"] = frame["service_name"]
    export["service_code"] = frame["service_code"]
    export["description"] = frame["description"]
    export["agency_responsible"] = frame["agency_responsible"]
    export["service_notice"] = ""
    export["requested_datetime"] = _stamps(frame["time"].to_numpy())
    export["updated_datetime"] = np.where(open_still, "", np.array(_stamps(frame["closed"].to_numpy()), object))
    export["expected_datetime"] = ""
    export["address"] = frame["address"]
    export["address_id"] = ""
    export["zipcode"] = frame["zipcode"]
    export["lat"] = [f"{value:.7f}" if there else "" for value, there in zip(latitude, has_point)]
    export["long"] = [f"{value:.7f}" if there else "" for value, there in zip(longitude, has_point)]
    export["media_url"] = ""
    return export[list(COLUMNS)]


def _stamps(seconds: np.ndarray) -> list[str]:
    moments = np.datetime64(EVENT_START, "s") + np.asarray(seconds).astype("m8[s]")
    return [text + OFFSET for text in moments.astype(str).tolist()]
