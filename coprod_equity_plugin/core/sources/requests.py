"""Service requests as Open311, New York, San Francisco, Boston, Chicago and SeeClickFix export them, made tidy."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from .. import columns
from ..errors import InputError, Problem
from ..progress import Progress
from .ids import RowsRead, by_distinct, count_rows, find_column, id_text, plain_text
from .local_time import find_zone, local_times
from .positions import (
    LATITUDE,
    LATITUDE_NAMES,
    LONGITUDE,
    LONGITUDE_NAMES,
    OUTSIDE_DEGREES,
    centres,
    usable_degrees,
)

ADDRESS = "address"
PLACE_ID = "place_id"
_GEOMETRY_X, _GEOMETRY_Y = "geometry x", "geometry y"

# What each portal calls the roles. An export is of the first portal whose id, time and category it has; other roles are
# found by the usual names below where the portal has none. Names are compared without case, spaces and underscores.
LAYOUTS = {
    "Open311 GeoReport v2": {
        "request_id": "service_request_id",
        "time": "requested_datetime",
        "category": "service_name",
        "address": "address",
        "longitude": "long",
        "latitude": "lat",
    },
    "New York": {
        "request_id": "unique_key",
        "time": "created_date",
        "category": "complaint_type",
        "address": "incident_address",
        "longitude": "longitude",
        "latitude": "latitude",
        "place_id": "bbl",
    },
    "San Francisco": {
        "request_id": "case_id",
        "time": "opened",
        "category": "category",
        "address": "address",
        "longitude": "longitude",
        "latitude": "latitude",
    },
    "Boston": {
        "request_id": "case_enquiry_id",
        "time": "open_dt",
        "category": "type",
        "longitude": "longitude",
        "latitude": "latitude",
    },
    "Chicago": {
        "request_id": "sr_number",
        "time": "created_date",
        "category": "sr_type",
        "address": "street_address",
        "longitude": "longitude",
        "latitude": "latitude",
    },
    "Chicago, before 2018": {
        "request_id": "service_request_number",
        "time": "creation_date",
        "category": "type_of_service_request",
        "address": "street_address",
        "longitude": "longitude",
        "latitude": "latitude",
    },
    "SeeClickFix": {
        "request_id": "id",
        "time": "created_at",
        "category": "request_type_title",
        "address": "address",
        "longitude": "lng",
        "latitude": "lat",
    },
    "SeeClickFix export": {
        "request_id": "id",
        "time": "created_at_local",
        "category": "request_type",
        "address": "address",
        "longitude": "lng",
        "latitude": "lat",
    },
    "SeeClickFix export, without request types": {
        "request_id": "id",
        "time": "created_at_local",
        "category": "category",
        "address": "address",
        "longitude": "lng",
        "latitude": "lat",
    },
    "SeeClickFix tickets": {
        "request_id": "ticket_id",
        "time": "ticket_created_date_time",
        "category": "issue_type",
        "address": "address",
        "longitude": "lng",
        "latitude": "lat",
    },
    "SeeClickFix, without request types": {
        "request_id": "id",
        "time": "created_at",
        "category": "summary",
        "address": "address",
        "longitude": "lng",
        "latitude": "lat",
    },
}
_NEEDED = ("request_id", "time", "category")

_USUAL = {
    "request_id": (
        "service_request_id",
        "unique_key",
        "CaseID",
        "case_enquiry_id",
        "SR_NUMBER",
        "request_id",
        "case_number",
    ),
    "time": ("requested_datetime", "created_date", "Opened", "open_dt", "requested_at", "date_created", "opened_date"),
    "category": ("service_name", "complaint_type", "Category", "type", "request_type", "case_title", "sr_type"),
    "address": (
        "address",
        "incident_address",
        "location_street_name",
        "location",
        "street_address",
        "address_string",
        "request_address",
    ),
    "longitude": LONGITUDE_NAMES,
    "latitude": LATITUDE_NAMES,
    # An Open311 address_id belongs to the city's own address list: it is no parcel or meter id.
    "place_id": ("meter_id", "account_id", "parcel_id", "bbl", "apn"),
}


@dataclass(frozen=True)
class RequestFields:
    """Which column plays which role; ``None`` where the source has none."""

    request_id: str | None = None
    time: str | None = None
    category: str | None = None
    address: str | None = None
    longitude: str | None = None
    latitude: str | None = None
    place_id: str | None = None

    def __iter__(self):
        return iter((name, getattr(self, name)) for name in self.__dataclass_fields__)


def with_positions(
    frame: pd.DataFrame, fields: RequestFields, shapes: np.ndarray
) -> tuple[pd.DataFrame, RequestFields]:
    """Take the positions from a layer's geometries (degrees) instead of its columns."""
    x, y = centres(shapes)
    frame = frame.assign(**{_GEOMETRY_X: x, _GEOMETRY_Y: y})
    return frame, replace(fields, longitude=_GEOMETRY_X, latitude=_GEOMETRY_Y)


def find_layout(names: Sequence[str]) -> str:
    """The portal whose export has these columns, a key of :data:`LAYOUTS`; empty if none has."""
    fits = (title for title, portal in LAYOUTS.items() if all(find_column(names, (portal[role],)) for role in _NEEDED))
    return next(fits, "")


def find_fields(names: Sequence[str], given: RequestFields | None = None, source: str = "requests") -> RequestFields:
    """Fill the roles that the user left empty with columns of the usual names; all problems at once."""
    given = given or RequestFields()
    found: dict[str, str | None] = {}
    problems = []
    portal = LAYOUTS.get(find_layout(names), {})
    for role, name in given:
        spellings = (name,) if name else (portal.get(role, ""), *_USUAL[role])
        found[role] = find_column(names, spellings)
        if found[role] is None and (name or role in _NEEDED):
            what = f"there is no column {name}" if name else f"no column looks like the {role.replace('_', ' ')}"
            problems.append(Problem(what, f"Name one of: {', '.join(map(str, names)) or 'none'}", source))
    if problems:
        raise InputError(problems)
    return RequestFields(**found)


@dataclass(frozen=True)
class TidyRequests(RowsRead):
    """Requests with a usable time.

    Its frame: ``request_id`` (text), ``requested_at`` (local, ``datetime64[s]``), ``category``, ``address`` (texts,
    ``""`` if blank), ``place_id`` (a parcel's or meter's id, text or None), ``lon``, ``lat`` (degrees, NaN if there is
    no position); shape ``(n, 7)``, in the order of the source.

    Attributes
    ----------
    kept
        Which rows of the source these are, bool, shape ``(rows,)``.
    """

    SOURCE = "requests"

    kept: np.ndarray

    def subset(self, which: np.ndarray) -> TidyRequests:
        """The requests where ``which`` (bool, shape ``(n,)``) is true."""
        kept = self.kept.copy()
        kept[kept] = which
        frame = self.frame.loc[which].reset_index(drop=True)
        return replace(self, frame=frame, kept=kept)


def tidy_requests(
    frame: pd.DataFrame,
    fields: RequestFields,
    time_zone: str,
    source: str = "requests",
    progress: Progress | None = None,
) -> TidyRequests:
    """Bring a request export to one shape.

    Parameters
    ----------
    frame
        The export's columns, as text or typed.
    fields
        As :func:`find_fields` gives them.
    time_zone
        IANA name of the event's zone.
    source
        How errors call the file.
    progress
        Asked for cancel.
    """
    zone = find_zone(time_zone)
    if frame.empty:
        raise InputError(Problem("it holds no requests", "Check the file, and that no filter hides its rows", source))
    times, day_first = local_times(frame[fields.time].to_numpy(), zone, progress)
    if day_first:
        raise InputError(
            Problem(
                f"{day_first:,} times have a month above 12, so the day comes first",
                "Write the times as YYYY-MM-DD hh:mm:ss; MM/DD/YYYY is the only order with slashes that is read",
                source,
                fields.time,
            )
        )
    dated = ~np.isnat(times)
    if not dated.any():
        raise InputError(
            Problem(
                "no value is a time",
                "Choose the field with the time of the request; ISO 8601 and MM/DD/YYYY hh:mm:ss AM are understood",
                source,
                fields.time,
            )
        )
    again = _read_before(frame, fields, times)
    kept = dated & ~again
    rows = frame.loc[kept]
    n = len(rows)

    def text(name: str | None) -> np.ndarray:
        return np.full(n, "", dtype=object) if name is None else plain_text(rows[name].to_numpy())

    ids = id_text(rows[fields.request_id].to_numpy())
    nameless = np.array([value is None for value in ids], dtype=bool)
    ids[nameless] = [f"row {row + 1}" for row in np.flatnonzero(kept)[nameless]]
    nowhere = np.full(n, np.nan)
    lon, lat, odd_positions = usable_degrees(
        nowhere if fields.longitude is None else rows[fields.longitude].to_numpy(),
        nowhere if fields.latitude is None else rows[fields.latitude].to_numpy(),
    )
    given = pd.Series(ids[~nameless])
    odd = {
        "request id stands for several requests": given[given.duplicated(keep=False)].unique() != "",
        "request id is empty, the row number stands for it": nameless,
    }
    if OUTSIDE_DEGREES in odd_positions and not np.isfinite(lon).any():
        raise InputError(
            Problem(
                "no row has a longitude and a latitude in degrees",
                "Give the requests as a point layer with its coordinate system, or check that longitude and latitude "
                "are not swapped",
                source,
            )
        )
    place_id = np.full(n, None, dtype=object) if fields.place_id is None else id_text(rows[fields.place_id].to_numpy())
    if fields.place_id is not None and fields.place_id.upper() == "BBL":
        place_id = by_distinct(place_id, _bbl, None)
    tidy = pd.DataFrame(
        {
            columns.REQUEST_ID: ids,
            columns.REQUESTED_AT: times[kept],
            columns.CATEGORY: text(fields.category),
            ADDRESS: text(fields.address),
            PLACE_ID: pd.Series(place_id, dtype=object),  # pandas 3 would take text with gaps for its own kind
            LONGITUDE: lon,
            LATITUDE: lat,
        }
    )
    left_out = count_rows({"no usable time": ~dated, "the same record again": dated & again})
    return TidyRequests(tidy, len(frame), left_out, {**count_rows(odd), **odd_positions}, kept)


def _bbl(text: str) -> str | None:
    """New York's borough, block and lot: ten digits, which exports may print as a number; zeros stand for none."""
    digits = re.sub(r"\.0*$", "", text)
    return digits if re.fullmatch(r"[1-5]\d{9}", digits) else None


def _read_before(frame: pd.DataFrame, fields: RequestFields, times: np.ndarray) -> np.ndarray:
    """Rows that repeat an earlier one's id, time and category, as exports in pages do; shape ``(rows,)``."""
    ids = id_text(frame[fields.request_id].to_numpy())
    known = np.array([value is not None for value in ids], dtype=bool)
    record = pd.DataFrame({"id": ids, "time": times.astype(np.int64), "category": frame[fields.category].to_numpy()})
    return record.duplicated().to_numpy() & known


def split_categories(text: str) -> tuple[str, ...]:
    """The categories of a list separated by semicolons or, where there is none, by commas."""
    return tuple(part.strip() for part in text.split(";" if ";" in text else ",") if part.strip())


def keep_categories(requests: TidyRequests, wanted: Sequence[str], progress: Progress) -> TidyRequests:
    """Keep the requests of the wanted categories (whole names, case does not matter); all if none is named."""
    found = requests.frame[columns.CATEGORY].to_numpy(dtype=object)
    names, counts = np.unique(found.astype(str), return_counts=True)
    order = np.argsort(-counts, kind="stable")
    listing = ", ".join(f"{names[place] or '(empty)'} {counts[place]:,}" for place in order[:30])
    more = f" and {len(names) - 30:,} more" if len(names) > 30 else ""
    progress.info(f"Categories: {listing}{more}.")
    if not wanted:
        progress.info(f"All {len(found):,} requests are kept, of every category.")
        return requests
    lower = {name.casefold() for name in names}
    missing = [name for name in wanted if name.casefold() not in lower]
    if missing:
        raise InputError(
            [
                Problem(
                    f"no request is of the category {name!r}",
                    f"The categories are: {', '.join(names[order[:30]])}{more}",
                    column="CATEGORIES",
                )
                for name in missing
            ]
        )
    folded = {name.casefold() for name in wanted}
    which = np.isin(found.astype(str), [name for name in names if name.casefold() in folded])
    progress.info(f"{int(which.sum()):,} requests are of the wanted categories ({', '.join(wanted)}).")
    return requests.subset(which)
