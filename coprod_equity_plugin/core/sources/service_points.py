"""The utility's customer system: which meter serves which address, unit and parcel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .. import columns
from ..errors import InputError, Problem
from ..progress import Progress
from .addresses import normalise_addresses
from .ids import PARCEL_ID_NAMES, by_distinct, find_columns, id_text, report_rows
from .parcels import RESIDENTIAL

_USUAL = {
    "meter_id": ("METER_ID", "METER", "METER_NO", "METER_NUMBER", "SERVICE_POINT_ID", "SP_ID", "PREMISE_ID"),
    "customer_class": ("CUSTOMER_CLASS", "CUST_CLASS", "RATE_CLASS", "REVENUE_CLASS", "CLASS", "SERVICE_CLASS"),
    "address": ("SERVICE_ADDRESS", "SERV_ADDR", "SERVICE_ADDR", "PREMISE_ADDRESS", "ADDRESS", "ADDRESS1"),
    "unit": ("UNIT", "APT", "APARTMENT", "UNIT_NO", "SUITE", "ADDRESS2"),
    "parcel_id": PARCEL_ID_NAMES,
}


@dataclass(frozen=True)
class ServicePoints:
    """The service points, one row per meter.

    Attributes
    ----------
    frame
        ``meter_id`` (text, unique), ``residential`` (bool), ``address_key`` and ``unit`` (``""`` where there is none),
        ``parcel_id`` (text or None); shape ``(n, 5)``.
    rows
        Rows read.
    left_out
        Rows left out, by reason.
    odd
        Kept rows with a value that could not be used, by reason.
    """

    frame: pd.DataFrame
    rows: int
    left_out: dict[str, int]
    odd: dict[str, int]

    def report(self, progress: Progress) -> None:
        """Say what was read, left out and could not be used."""
        report_rows(progress, "service points", self.rows, self.left_out, self.odd)


def read_service_points(
    frame: pd.DataFrame, source: str = "service points", progress: Progress | None = None
) -> ServicePoints:
    """Read a customer system's extract.

    Parameters
    ----------
    frame
        The file's columns, as text or numbers, found by their usual names; a meter id is needed, and an address or a
        parcel id. Without a class every meter counts as residential, as does one whose class is empty.
    source
        How errors call the file.
    progress
        Asked for cancel.
    """
    found, problems = find_columns(list(frame.columns), _USUAL, ("meter_id",), source)
    if found["address"] is None and found["parcel_id"] is None:
        problems.append(
            Problem(
                "there is neither a service address nor a parcel id",
                "Add a column SERVICE_ADDRESS or PARCEL_ID: without one of them a meter has no place",
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
    result = pd.DataFrame(
        {
            columns.METER_ID: ids[keep],
            RESIDENTIAL: np.where(unknown, True, classes).astype(bool),
            columns.ADDRESS_KEY: keys.key,
            columns.UNIT: keys.unit,
            columns.PARCEL_ID: id_text(column("parcel_id")),
        }
    )
    left_out = {
        "meter id is empty": int(blank.sum()),
        "meter id occurs again": int((~blank & ~first).sum()),
    }
    odd = {
        "customer class is empty, taken as residential": int(unknown.sum()) if found["customer_class"] else 0,
        "service address names no house": int((keys.key == "").sum()) if found["address"] else 0,
        "parcel id is empty": int(result[columns.PARCEL_ID].isna().sum()) if found["parcel_id"] else 0,
    }
    return ServicePoints(result, len(frame), _positive(left_out), _positive(odd))


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


def _positive(counts: dict[str, int]) -> dict[str, int]:
    return {reason: count for reason, count in counts.items() if count}
