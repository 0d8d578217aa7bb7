"""The assessor's roll: Florida Department of Revenue's NAL file, in the columns that the study needs.

Owner columns are never read: they name people and the study has no use for them.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from .. import columns
from ..errors import InputError, Problem
from ..progress import Progress
from .addresses import normalise_addresses
from .ids import PARCEL_ID_NAMES, RowsRead, by_distinct, count_rows, find_columns, id_text, numbers, plain_text

USE_CODE = "use_code"
RESIDENTIAL = "residential"
RESIDENTIAL_UNITS = "residential_units"

# DOR_UC, Florida Department of Revenue, NAL user's guide: 000 (vacant residential) and 009 (residential common
# elements) hold no home.
RESIDENTIAL_CODES = ("001", "002", "003", "004", "005", "006", "007", "008")
EARLIEST_YEAR = 1600  # before the oldest house in the United States: a typing error

_USUAL = {
    "parcel_id": PARCEL_ID_NAMES,
    "use_code": ("DOR_UC", "DORUC", "USE_CODE", "LAND_USE_CODE"),
    "year_built": ("ACT_YR_BLT", "ACTYRBLT", "YEAR_BUILT", "YR_BLT"),
    "residential_units": ("NO_RES_UNTS", "NORESUNTS", "RES_UNITS", "UNITS"),
    "address": ("PHY_ADDR1", "PHYADDR1", "SITE_ADDR", "SITE_ADDRESS"),
    "address_line_2": ("PHY_ADDR2", "PHYADDR2"),
    "block_group": ("CENSUS_BK", "CENSUSBK", "CENSUS_BLOCK_GROUP"),
}
_NEEDED = ("parcel_id", "use_code")


class Roll(RowsRead):
    """The roll, one row per parcel.

    Its frame: ``parcel_id`` (text, unique), ``use_code`` (3 digits or None), ``residential`` (bool), ``house_age``
    (years, NaN where the year built is not known), ``residential_units`` (NaN where not known), ``address_key`` and
    ``unit`` (``""`` where there is none), ``block_group`` (12 digits or None); shape ``(n, 8)``.
    """

    SOURCE = "assessor's roll"


def read_roll(
    frame: pd.DataFrame,
    event_year: int,
    residential_codes: tuple[str, ...] = RESIDENTIAL_CODES,
    source: str = "assessor's roll",
    progress: Progress | None = None,
) -> Roll:
    """Read a NAL roll.

    Parameters
    ----------
    frame
        The file's columns, as text or numbers; found by name in any case.
    event_year
        Houses' age is this year less ``ACT_YR_BLT``, the year actually built; the effective year is never used.
    residential_codes
        Use codes that are homes.
    source
        How errors call the file.
    progress
        Asked for cancel.
    """
    found, problems = find_columns(list(frame.columns), _USUAL, _NEEDED, source)
    if problems:
        raise InputError(problems)
    ids = id_text(frame[found["parcel_id"]].to_numpy())
    blank = np.array([value is None for value in ids], dtype=bool)
    first = ~pd.Series(ids).duplicated().to_numpy()
    keep = ~blank & first
    if not keep.any():
        raise InputError(
            Problem("no row has a parcel id", "Check that this is the roll's file", source, found["parcel_id"])
        )
    rows = frame.loc[keep]

    def column(role: str) -> np.ndarray | None:
        name = found[role]
        return None if name is None else rows[name].to_numpy()

    n = len(rows)
    codes = by_distinct(column("use_code"), _use_code, None)
    odd = {"use code is no number": np.equal(codes, None)}
    age = np.full(n, np.nan)
    if column("year_built") is not None:
        built = numbers(column("year_built"))
        odd["year built is missing"] = ~(built > 0)
        odd["year built is after the event"] = built > event_year
        odd["year built is impossible"] = (built > 0) & (built < EARLIEST_YEAR)
        usable = (built >= EARLIEST_YEAR) & (built <= event_year)
        age[usable] = event_year - built[usable]
    units = numbers(column("residential_units")) if column("residential_units") is not None else np.full(n, np.nan)
    groups = np.full(n, None, dtype=object)
    if column("block_group") is not None:
        groups = by_distinct(id_text(column("block_group")), _block_group, None)
        odd["census block group is missing or has not 12 digits"] = np.equal(groups, None)
    lines = [plain_text(column(role)) for role in ("address", "address_line_2") if column(role) is not None]
    # The second line may hold a unit or anything else; behind a comma only a unit is taken.
    keys = normalise_addresses([", ".join(parts) for parts in zip(*lines)] if lines else [""] * n, progress=progress)
    result = pd.DataFrame(
        {
            columns.PARCEL_ID: ids[keep],
            USE_CODE: codes,
            RESIDENTIAL: np.isin(codes.astype(str), residential_codes),
            columns.HOUSE_AGE: age,
            RESIDENTIAL_UNITS: units,
            columns.ADDRESS_KEY: keys.key,
            columns.UNIT: keys.unit,
            columns.BLOCK_GROUP: groups,
        }
    )
    left_out = {"parcel id is empty": blank, "parcel id occurs again": ~blank & ~first}
    return Roll(result, len(frame), count_rows(left_out), count_rows(odd))


def parcel_addresses(frame: pd.DataFrame) -> np.ndarray | None:
    """A parcel layer's own site addresses, where it has a column of them; texts, shape ``(n,)``."""
    found, _ = find_columns(list(frame.columns), _USUAL, (), "parcels")
    return None if found["address"] is None else plain_text(frame[found["address"]].to_numpy())


def roll_columns(names: list[str], source: str = "") -> list[str]:
    """The columns of a roll that :func:`read_roll` looks at: never the owners'.

    With a ``source`` (how errors call the file), columns that a roll needs and that are not there are an error.
    """
    found, problems = find_columns(names, _USUAL, _NEEDED if source else (), source)
    if problems:
        raise InputError(problems)
    return [name for name in dict.fromkeys(found.values()) if name is not None]


def _use_code(value: object) -> str | None:
    try:
        number = int(float(value))
    except (TypeError, ValueError, OverflowError):
        return None
    return f"{number:03d}" if 0 <= number <= 999 else None


def _block_group(text: str) -> str | None:
    """A block's 15 digits begin with its block group's 12."""
    return text[:12] if text.isdigit() and len(text) in (12, 15) else None
