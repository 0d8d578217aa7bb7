"""Any table of people, its columns and codes named by the user: the voter files of other states, a census of one's own.

Only what makes a household is kept, as in :mod:`voters`.
"""

from __future__ import annotations

import csv
import datetime
import os
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import InputError, Problem
from ..progress import Progress
from .voters import (
    RACE_OTHER,
    RACE_UNKNOWN,
    RACE_WHITE,
    STATUS_ACTIVE,
    STATUS_INACTIVE,
    Voters,
    parse_birth_dates,
    read_lines,
)

LAYOUT_TABLE = "table"
_MINORITY = 7  # any of Florida's codes that is neither white nor other nor unknown
_YEAR = re.compile(r"(18|19|20)\d\d(?:\.0)?")
_AGE = re.compile(r"\d{1,3}(?:\.0)?")


@dataclass(frozen=True)
class PersonTable:
    """Which columns and codes a table of people has.

    Attributes
    ----------
    address
        The column of the street address; several are joined by spaces ("HOUSE_NO", "STREET").
    race
        The column of race; ``birth`` that of birth date, birth year or age at the event.
    unit, ethnicity, person_id, status, zipcode
        Further columns, empty if the table has none.
    white, hispanic, not_hispanic, other, unknown, active, inactive
        What stands for these in the columns of race, ethnicity and status, compared without case.
    """

    address: tuple[str, ...]
    race: str
    birth: str
    unit: str = ""
    ethnicity: str = ""
    person_id: str = ""
    status: str = ""
    zipcode: str = ""
    white: tuple[str, ...] = ("W", "WH", "White", "White, not Hispanic", "Non-Hispanic White")
    hispanic: tuple[str, ...] = ("HL", "H", "Y", "Hispanic", "Hispanic or Latino")
    not_hispanic: tuple[str, ...] = ("NL", "N", "Not Hispanic", "Not Hispanic or Latino")
    other: tuple[str, ...] = ("O", "OT", "Other")
    unknown: tuple[str, ...] = ("", "U", "UN", "Unknown", "Undesignated", "Not given")
    active: tuple[str, ...] = ("A", "ACT", "Active")
    inactive: tuple[str, ...] = ("I", "INA", "Inactive")


def read_people(
    path: str | os.PathLike, table: PersonTable, event: datetime.date, progress: Progress | None = None
) -> Voters:
    """Read a delimited file with a header (commas, semicolons, tabs or bars, told by the header).

    Parameters
    ----------
    path
        The file, in UTF-8 or Windows' Latin.
    table
        Its columns and codes.
    event
        The day that ages are given at, where ``birth`` holds ages.
    progress
        Told 0-100, asked for cancel.

    Returns
    -------
    Voters
        White people of unknown ethnicity, where the table has one, are of unknown race: they may be Hispanic.

    Raises
    ------
    InputError
        If the file or columns are missing, no value of race is one of ``white``, or births cannot be read.
    """
    progress = progress or Progress()
    path = os.fspath(path)
    name = os.path.basename(path)
    if not os.path.isfile(path):
        raise InputError(Problem("the file is not there", "Choose the table of people", source=path))
    lines = read_lines(path, progress)
    first = next(lines, "")
    delimiter = max(",;\t|", key=first.count)
    header = [cell.strip() for cell in next(csv.reader([first], delimiter=delimiter), [])]
    places = _places(header, table, name)
    rows, bad = [], []
    reader = csv.reader(lines, delimiter=delimiter)
    for cells in reader:
        if len(cells) == len(header):
            rows.append(cells)
        elif cells:
            bad.append(reader.line_num + 1)
    if not rows or len(bad) > 0.1 * (len(rows) + len(bad)):
        what = f"{len(bad):,} of {len(rows) + len(bad):,} lines do not have the header's {len(header)} fields"
        raise InputError(Problem(what, "Save the table as CSV again", name, rows=tuple(bad)))

    def column(key: str) -> list[str]:
        place = places.get(key)
        return [""] * len(rows) if place is None else [cells[place].strip() for cells in rows]

    address = [" ".join(" ".join(cells[place] for place in places["address"]).split()) for cells in rows]
    race = _races(column("race"), column("ethnicity") if table.ethnicity else None, table, name, progress)
    births, bad_births = _births(column("birth"), event, table, name, progress)
    return Voters(
        voter_id=np.array(column("person_id"), object),
        address=np.array(address, object),
        unit=np.array(column("unit"), object),
        zipcode=np.array([text[:5] for text in column("zipcode")], object),
        race=race,
        birth_date=births,
        status=_statuses(column("status"), table),
        protected=np.array([text.startswith("*") for text in address], bool),
        layout=LAYOUT_TABLE,
        lines=len(rows) + len(bad),
        bad_lines=tuple(bad),
        bad_births=bad_births,
        status_given=bool(table.status),
    )


def _places(header: Sequence[str], table: PersonTable, name: str) -> dict:
    """Where the named columns stand (case does not matter); every one that is missing is a problem."""
    known = {column.casefold(): place for place, column in reversed(list(enumerate(header)))}
    problems, places = [], {}

    def find(column: str, parameter: str) -> int | None:
        if column.casefold() not in known:
            what = f"there is no column {column}" if column else "no column is named"
            problems.append(Problem(what, f"Name one of: {', '.join(header)}", name, parameter))
        return known.get(column.casefold())

    places["address"] = [find(column, "ADDRESS_FIELD") for column in table.address or ("",)]
    for key, parameter in (("race", "RACE_FIELD"), ("birth", "BIRTH_FIELD")):
        places[key] = find(getattr(table, key), parameter)
    for key, parameter in (
        ("unit", "UNIT_FIELD"),
        ("ethnicity", "ETHNICITY_FIELD"),
        ("person_id", "ID_FIELD"),
        ("status", "STATUS_FIELD"),
        ("zipcode", "ZIP_FIELD"),
    ):
        if getattr(table, key):
            places[key] = find(getattr(table, key), parameter)
    if problems:
        raise InputError(problems)
    return places


def _folded(values: Sequence[str]) -> frozenset[str]:
    return frozenset(value.strip().casefold() for value in values)


def _races(race, ethnicity, table: PersonTable, name: str, progress: Progress) -> np.ndarray:
    white, other, unknown = _folded(table.white), _folded(table.other), _folded(table.unknown)
    codes = {}
    for value in set(race):
        text = value.casefold()
        codes[value] = (
            RACE_WHITE
            if text in white
            else RACE_UNKNOWN
            if text in unknown
            else RACE_OTHER
            if text in other
            else _MINORITY
        )
    if RACE_WHITE not in codes.values():
        counts = Counter(race).most_common(12)
        raise InputError(
            Problem(
                "no value stands for non-Hispanic white, so every person would count as minority",
                f"Name it in WHITE_VALUES; the column has {', '.join(repr(value) for value, _ in counts)}",
                name,
                table.race,
            )
        )
    for code, meaning in (
        (RACE_WHITE, "white"),
        (_MINORITY, "minority"),
        (RACE_OTHER, "other"),
        (RACE_UNKNOWN, "unknown, missing"),
    ):
        values = sorted(repr(value) for value, found in codes.items() if found == code)
        if values:
            progress.info(f"Race values taken as {meaning}: {', '.join(values[:12])}{' ...' * (len(values) > 12)}.")
    result = np.array([codes[value] for value in race], np.int8)
    if ethnicity is not None:
        hispanic, not_hispanic = _folded(table.hispanic), _folded(table.not_hispanic)
        folded = np.array([value.casefold() for value in ethnicity], object)
        is_hispanic = np.isin(folded.astype(str), list(hispanic))
        unsure = (result == RACE_WHITE) & ~is_hispanic & ~np.isin(folded.astype(str), list(not_hispanic))
        result[is_hispanic] = _MINORITY
        result[unsure] = RACE_UNKNOWN
        progress.info(
            f"{int(is_hispanic.sum()):,} people are Hispanic by their ethnicity and count as minority; "
            f"{int(unsure.sum()):,} white people are of unknown ethnicity and count as unknown."
        )
    return result


def _births(
    texts: list[str], event: datetime.date, table: PersonTable, name: str, progress: Progress
) -> tuple[np.ndarray, int]:
    """Birth dates; from ages or birth years where the column holds those."""
    given = [text for text in texts if text]
    if given and all(_YEAR.fullmatch(text) for text in given):
        progress.info("Births are years: ages are counted as if everybody was born on 1 July.")
        dates = [f"{text[:4]}-07-01" if text else "NaT" for text in texts]
        return np.array(dates, "M8[D]"), 0
    if given and all(_AGE.fullmatch(text) for text in given):
        progress.info("Births are ages in years at the event.")
        dates = [f"{event.year - int(float(text)):04d}-01-01" if text else "NaT" for text in texts]
        return np.array(dates, "M8[D]"), 0
    dates, bad = parse_birth_dates(texts)
    if given and bad == len(given):
        remedy = "Give MM/DD/YYYY or YYYY-MM-DD, a year of birth, or an age in whole years"
        raise InputError(Problem("no value is a birth date, a year or an age", remedy, name, table.birth))
    return dates, bad


def _statuses(texts: list[str], table: PersonTable) -> np.ndarray:
    """Florida's words for active and inactive; any other as it is, to be counted and left out."""
    if not table.status:
        return np.array([STATUS_ACTIVE] * len(texts), object)
    active, inactive = _folded(table.active), _folded(table.inactive)
    known = {
        text: STATUS_ACTIVE
        if text.casefold() in active
        else STATUS_INACTIVE
        if text.casefold() in inactive
        else text.upper() or "NONE"
        for text in set(texts)
    }
    return np.array([known[text] for text in texts], object)
