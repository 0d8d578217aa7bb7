"""Voter extracts: Florida's state layout and the county layout of Voter Focus.

Only what makes a household is kept: address, race, birth date, status. Names, parties, telephone numbers and all other
fields are never stored.
"""

from __future__ import annotations

import csv
import datetime
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from ..errors import InputError, Problem
from ..progress import Progress

LAYOUT_AUTO = "auto"
LAYOUT_FLORIDA_STATE = "florida_state"
LAYOUT_FLORIDA_COUNTY = "florida_county"
LAYOUTS = (LAYOUT_AUTO, LAYOUT_FLORIDA_STATE, LAYOUT_FLORIDA_COUNTY)

STATUS_ACTIVE = "ACT"
STATUS_INACTIVE = "INA"
STATUS_PREREGISTERED = "PRE"

RACE_WHITE = 5
RACE_OTHER = 6
RACE_UNKNOWN = 0  # Florida's 9, an empty field, and any code that the state does not define
_KNOWN_RACES = frozenset("1234567")

_STATE_FIELDS = 38
# From 0: voter id, exemption, residence address lines 1 and 2, ZIP code, race, birth date, status
_STATE_PLACES = (1, 6, 7, 8, 11, 20, 21, 28)

# County column -> accepted names, compared without case, spaces and underscores.
_COUNTY_NAMES = {
    "voter_id": ("voterid", "voteridnumber", "registrationnumber", "regnum"),
    "address": ("residenceaddress", "residenceaddress1", "residenceaddressline1"),
    "number": ("streetnumber",),
    "number_suffix": ("streetnumbersuffix",),
    "direction": ("streetdir", "streetdirprefix"),
    "street": ("streetname",),
    "type": ("streettype",),
    "direction_suffix": ("streetdirsuffix",),
    "unit_type": ("unittype",),
    "unit": ("apartmentnumber", "unitnumber", "residenceaddress2", "residenceaddressline2"),
    "zipcode": ("zipcode", "residencezipcode", "zip"),
    "race": ("race", "racecode"),
    "birth": ("birthdate", "dateofbirth", "dob"),
    "status": ("voterstatus", "status", "statuscode"),
    "protected": ("publicrecordsexemption", "exemption", "requestpublicrecordsexemption", "protected"),
}
_STREET_PARTS = ("number", "number_suffix", "direction", "street", "type", "direction_suffix")
_CHECK_EVERY = 4096
_BAD_SHARE = 0.1


@dataclass(frozen=True)
class Voters:
    """The voters of an extract, one element per readable line, in the file's order.

    Attributes
    ----------
    voter_id, address, unit, zipcode : numpy.ndarray
        Text as written, shape ``(n,)``, object; empty where the file has none. ``unit`` is the second address line.
    race : numpy.ndarray
        Florida's code 1-7, ``RACE_UNKNOWN`` for 9, empty and undefined, shape ``(n,)``, int8.
    birth_date : numpy.ndarray
        ``datetime64[D]``, NaT where empty or not a date, shape ``(n,)``.
    status : numpy.ndarray
        ``ACT``, ``INA``, ``PRE`` or what else the file says, in capitals, shape ``(n,)``, object.
    protected : numpy.ndarray
        Exempt from public records, shape ``(n,)``, bool.
    layout
        The layout that was read.
    lines
        Lines with content, without the header: ``n`` and the bad lines together.
    bad_lines
        Numbers of the lines with another count of fields than the layout has; left out.
    bad_births
        Birth dates that are written but are no dates.
    status_given
        Whether the file says a status; where not, every voter is taken as active.
    """

    voter_id: np.ndarray
    address: np.ndarray
    unit: np.ndarray
    zipcode: np.ndarray
    race: np.ndarray
    birth_date: np.ndarray
    status: np.ndarray
    protected: np.ndarray
    layout: str
    lines: int
    bad_lines: tuple[int, ...] = field(default=())
    bad_births: int = 0
    status_given: bool = True

    def __len__(self) -> int:
        return len(self.race)


def read_voters(path: str | os.PathLike, layout: str = LAYOUT_AUTO, progress: Progress | None = None) -> Voters:
    """Read a Florida voter extract.

    Parameters
    ----------
    path
        The state's extract (tab-delimited, 38 fields, no header) or a county's from Voter Focus (comma-delimited,
        quoted, with a header; columns are found by name).
    layout
        One of :data:`LAYOUTS`; ``auto`` tells them apart by the first line.
    progress
        Told 0-100, asked for cancel.

    Returns
    -------
    Voters

    Raises
    ------
    InputError
        If the file is missing, empty, in another layout, lacks columns, or more than a tenth of its lines is broken.

    Notes
    -----
    Layout and codes: Florida Department of State, Division of Elections, "Voter Extract Disk File Layout".
    """
    progress = progress or Progress()
    path = os.fspath(path)
    name = os.path.basename(path)
    if layout not in LAYOUTS:
        raise InputError(Problem(f"there is no layout '{layout}'", f"Use one of {', '.join(LAYOUTS)}", column="LAYOUT"))
    if not os.path.isfile(path):
        raise InputError(Problem("the file is not there", "Choose the voter extract", source=path))
    with open(path, "rb") as file:
        first = _decode(file.readline()).lstrip("\ufeff")
    if not first.strip():
        raise InputError(Problem("the file's first line is empty", "Choose the voter extract", source=name))
    if layout == LAYOUT_AUTO:
        layout = _guess_layout(first, name)
    if layout == LAYOUT_FLORIDA_STATE:
        return _read_state(path, name, progress)
    return _read_county(path, name, progress)


def _guess_layout(first: str, name: str) -> str:
    fields = len(first.rstrip("\r\n").split("\t"))
    if fields == _STATE_FIELDS:
        return LAYOUT_FLORIDA_STATE
    header = {_plain(column) for column in next(csv.reader([first]))}
    if header & set(_COUNTY_NAMES["race"]) and header & {"voterid", "residenceaddress", "streetname"}:
        return LAYOUT_FLORIDA_COUNTY
    raise InputError(
        Problem(
            f"its first line has {fields} tab-delimited fields and is not the header of a county extract",
            f"The state's extract has {_STATE_FIELDS} tab-delimited fields and no header; a county's has commas and a "
            "header with VoterID, Residence_Address and Race. Choose such a file, or set the layout",
            source=name,
        )
    )


def _read_state(path: str, name: str, progress: Progress) -> Voters:
    rows: list[tuple[str, ...]] = []
    bad: list[int] = []
    for number, line in enumerate(read_lines(path, progress), start=1):
        if not line.strip():
            continue
        # No csv reader here: the state's fields are never quoted, and a name may hold a quotation mark.
        cells = line.split("\t")
        if len(cells) != _STATE_FIELDS:
            bad.append(number)
        elif number == 1 and _plain(cells[20]) == "race":
            continue  # some redistributors add a header
        else:
            rows.append(tuple(cells[place] for place in _STATE_PLACES))
    _refuse_broken(name, len(rows), bad, f"{_STATE_FIELDS} tab-delimited fields")
    voter_id, exempt, address, unit, zipcode, race, birth, status = zip(*rows)
    protected = np.array([cell.strip().upper() == "Y" for cell in exempt], bool)
    return _voters(voter_id, address, unit, zipcode, race, birth, status, protected, LAYOUT_FLORIDA_STATE, bad)


def _read_county(path: str, name: str, progress: Progress) -> Voters:
    reader = csv.reader(read_lines(path, progress))
    header = next(reader)
    places = _find_columns(header)
    problems = []
    if "address" not in places and not {"number", "street"} <= places.keys():
        problems.append(("Residence_Address", "the residence address"))
    problems += [(column, what) for column, key, what in _COUNTY_NEEDS if key not in places]
    if problems:
        raise InputError(
            [
                Problem(f"there is no column with {what}", "Export the extract with this column", name, column)
                for column, what in problems
            ]
        )
    kept = [key for key in _COUNTY_NAMES if key in places]
    rows: list[list[str]] = []
    bad: list[int] = []
    protected: list[bool] = []
    for cells in reader:
        if not cells:
            continue
        if len(cells) != len(header):
            bad.append(reader.line_num)
            continue
        rows.append([cells[places[key]] for key in kept])
        # Exempt voters' rows carry "*** Protected ***" in place of what is withheld.
        protected.append(any(cell.startswith("***") for cell in cells))
    _refuse_broken(name, len(rows), bad, f"the header's {len(header)} fields")
    columns = dict(zip(kept, zip(*rows)))
    empty = ("",) * len(rows)
    addresses = columns.get("address", empty)
    if {"number", "street"} <= columns.keys():
        parts = zip(*(columns.get(part, empty) for part in _STREET_PARTS))
        # The parts hold the street without its unit; the line is used where they are empty.
        addresses = [
            " ".join(" ".join(part).split()) if part[0].strip() and part[3].strip() else line
            for part, line in zip(parts, addresses)
        ]
    units = [" ".join(pair).strip() for pair in zip(columns.get("unit_type", empty), columns.get("unit", empty))]
    exempt = np.array(protected, bool)
    if "protected" in columns:
        exempt |= np.array([cell.strip().upper() in ("Y", "YES") for cell in columns["protected"]], bool)
    given = "status" in columns
    return _voters(
        columns.get("voter_id", empty),
        addresses,
        units,
        columns.get("zipcode", empty),
        columns["race"],
        columns["birth"],
        columns["status"] if given else (STATUS_ACTIVE,) * len(rows),
        exempt,
        LAYOUT_FLORIDA_COUNTY,
        bad,
        status_given=given,
    )


_COUNTY_NEEDS = (("Race", "race", "the race code"), ("Birth_Date", "birth", "the birth date"))


def _find_columns(header: Sequence[str]) -> dict[str, int]:
    plain = [_plain(column) for column in header]
    places = {}
    for key, names in _COUNTY_NAMES.items():
        for name in names:
            if name in plain:
                places[key] = plain.index(name)
                break
    return places


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _decode(line: bytes) -> str:
    """Extracts come as UTF-8 or Windows' Latin; told line by line, since one odd name must not stop a county."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("latin-1")


def read_lines(path: str, progress: Progress) -> Iterator[str]:
    """The file's lines without their ends."""
    size = os.path.getsize(path) or 1
    done = 0
    with open(path, "rb") as file:
        for number, raw in enumerate(file, start=1):
            done += len(raw)
            if number % _CHECK_EVERY == 0:
                progress.check()
                progress.set(100 * done / size)
            line = _decode(raw).rstrip("\r\n")
            yield line.lstrip("\ufeff") if number == 1 else line
    progress.set(100)


def _refuse_broken(name: str, read: int, bad: Sequence[int], expected: str) -> None:
    if not read or len(bad) > _BAD_SHARE * (read + len(bad)):
        raise InputError(
            Problem(
                f"{len(bad):,} of {read + len(bad):,} lines do not have {expected}",
                "Choose the extract as it was delivered, or set the layout",
                source=name,
                rows=tuple(bad),
            )
        )


def _voters(
    voter_id, address, unit, zipcode, race, birth, status, protected, layout, bad, *, status_given=True
) -> Voters:
    address = _texts(address)
    births, bad_births = parse_birth_dates(birth)
    statuses = {text: _status(text.strip().upper()) for text in set(status)}
    races = {text: int(text) if text.strip() in _KNOWN_RACES else RACE_UNKNOWN for text in set(race)}
    return Voters(
        voter_id=_texts(voter_id),
        address=address,
        unit=_texts(unit),
        zipcode=np.array([text.strip()[:5] for text in zipcode], object),
        race=np.array([races[text] for text in race], np.int8),
        birth_date=births,
        status=np.array([statuses[text] for text in status], object),
        protected=protected | np.array([text.startswith("*") for text in address], bool),
        layout=layout,
        lines=len(address) + len(bad),
        bad_lines=tuple(bad),
        bad_births=bad_births,
        status_given=status_given,
    )


def _status(text: str) -> str:
    """Florida's three statuses, also from their first letter or a longer word; any other as it is, to be counted."""
    for status in (STATUS_ACTIVE, STATUS_INACTIVE, STATUS_PREREGISTERED):
        if text.startswith(status) or text == status[0]:
            return status
    return text


def _texts(cells: Sequence[str]) -> np.ndarray:
    return np.array([cell.strip() for cell in cells], object)


_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: .*)?")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T].*)?")


def parse_birth_dates(texts: Sequence[str]) -> tuple[np.ndarray, int]:
    """Birth dates as ``datetime64[D]``.

    Parameters
    ----------
    texts
        ``MM/DD/YYYY`` (Florida's form) or ISO dates; a time of day after it is ignored.

    Returns
    -------
    dates : numpy.ndarray
        NaT where empty or not a date, shape ``(n,)``.
    bad
        How many are written but are no dates (a 30th of February, ``*``).
    """
    # A city has far fewer birthdays than voters: each is parsed once.
    known = {text: _birth_date(text.strip()) for text in set(texts)}
    dates = np.array([known[text] for text in texts], "M8[D]")
    bad = sum(bool(text.strip()) and known[text] is None for text in texts)
    return dates, bad


def _birth_date(text: str) -> datetime.date | None:
    if found := _AMERICAN.fullmatch(text):
        month, day, year = map(int, found.groups())
    elif found := _ISO.fullmatch(text):
        year, month, day = map(int, found.groups())
    else:
        return None
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
