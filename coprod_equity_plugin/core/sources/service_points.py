"""The utility's customer system: which meter serves which address, unit and parcel."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .. import columns
from ..errors import InputError, Problem
from ..progress import Progress
from .addresses import normalise_addresses
from .ids import PARCEL_ID_NAMES, RowsRead, by_distinct, count_rows, find_columns, id_text
from .parcels import RESIDENTIAL
from .positions import LATITUDE, LATITUDE_NAMES, LONGITUDE, LONGITUDE_NAMES, usable_degrees

_USUAL = {
    "meter_id": ("METER_ID", "METER", "METER_NO", "METER_NUMBER", "SERVICE_POINT_ID", "SP_ID", "PREMISE_ID"),
    "customer_class": ("CUSTOMER_CLASS", "CUST_CLASS", "RATE_CLASS", "REVENUE_CLASS", "CLASS", "SERVICE_CLASS"),
    "address": ("SERVICE_ADDRESS", "SERV_ADDR", "SERVICE_ADDR", "PREMISE_ADDRESS", "ADDRESS", "ADDRESS1"),
    "unit": ("UNIT", "APT", "APARTMENT", "UNIT_NO", "SUITE", "ADDRESS2"),
    "parcel_id": PARCEL_ID_NAMES,
    "longitude": LONGITUDE_NAMES,
    "latitude": LATITUDE_NAMES,
}


class ServicePoints(RowsRead):
    """The service points, one row per meter.

    Its frame: ``meter_id`` (text, unique), ``residential`` (bool), ``address_key`` and ``unit`` (``""`` where there is
    none), ``parcel_id`` (text or None), ``lon`` and ``lat`` (degrees, NaN where there is no position); shape
    ``(n, 7)``.
    """

    SOURCE = "service points"


def read_service_points(
    frame: pd.DataFrame, source: str = "service points", progress: Progress | None = None
) -> ServicePoints:
    """Read a customer system's extract.

    Parameters
    ----------
    frame
        The file's columns, as text or numbers, found by their usual names; a meter id is needed, and an address, a
        parcel id or longitude and latitude. Without a class every meter counts as residential, as does one whose class
        is empty.
    source
        How errors call the file.
    progress
        Asked for cancel.
    """
    found, problems = find_columns(list(frame.columns), _USUAL, ("meter_id",), source)
    placed = found["longitude"] is not None and found["latitude"] is not None
    if found["address"] is None and found["parcel_id"] is None and not placed:
        problems.append(
            Problem(
                "there is neither a service address nor a parcel id nor a position",
                "Add a column SERVICE_ADDRESS or PARCEL_ID, or give points: without one of them a meter has no place",
                source,
            )
        )
    if problems:
        raise InputError(problems)
    ids = id_text(frame[found["meter_id"]].to_numpy())
    blank = np.array([value is None for value in ids], dtype=bool)
    first = ~pd.Series(ids).duplicated().to_numpy()
    keep = ~blank & first
    if not keep.any():
        raise InputError(Problem("no row has a meter id", "Check that it is the right file", source, found["meter_id"]))
    rows = frame.loc[keep]
    n = len(rows)

    def column(role: str) -> np.ndarray:
        name = found[role]
        return np.full(n, None, dtype=object) if name is None else rows[name].to_numpy()

    classes = by_distinct(id_text(column("customer_class")), _is_residential, None)
    unknown = np.array([value is None for value in classes], dtype=bool)
    address = column("address")
    keys = normalise_addresses(address, id_text(column("unit")), progress)
    lon, lat, odd_positions = usable_degrees(column("longitude"), column("latitude"))
    result = pd.DataFrame(
        {
            columns.METER_ID: ids[keep],
            RESIDENTIAL: np.where(unknown, True, classes).astype(bool),
            columns.ADDRESS_KEY: keys.key,
            columns.UNIT: keys.unit,
            columns.PARCEL_ID: id_text(column("parcel_id")),
            LONGITUDE: lon,
            LATITUDE: lat,
        }
    )
    left_out = {"meter id is empty": blank, "meter id occurs again": ~blank & ~first}
    odd = {
        "customer class is empty, taken as residential": unknown if found["customer_class"] else [],
        "service address names no house": keys.key == "" if found["address"] else [],
        "parcel id is empty": result[columns.PARCEL_ID].isna() if found["parcel_id"] else [],
    }
    return ServicePoints(result, len(frame), count_rows(left_out), {**count_rows(odd), **odd_positions})


def with_positions(frame: pd.DataFrame, positions: dict[str, np.ndarray]) -> pd.DataFrame:
    """The frame with ``lon`` and ``lat`` (degrees, shape ``(n,)``) in place of any columns of positions."""
    found, _ = find_columns(list(frame.columns), _USUAL, (), "")
    old = [found[role] for role in ("longitude", "latitude") if found[role] is not None]
    return frame.drop(columns=old).assign(**positions)


def service_point_columns(names: list[str], source: str = "service points") -> list[str]:
    """The columns of a customer system that :func:`read_service_points` looks at; an error if there is no meter id."""
    found, problems = find_columns(names, _USUAL, ("meter_id",), source)
    if problems:
        raise InputError(problems)
    return [name for name in dict.fromkeys(found.values()) if name is not None]


def _is_residential(text: str) -> bool:
    """Whether a class such as RES, R-1, RS, Residential or Domestic is a home's."""
    text = text.upper()
    return text.startswith(("RES", "R-", "RS", "DOM", "HOME")) or text in {"R", "R1", "R2"}
