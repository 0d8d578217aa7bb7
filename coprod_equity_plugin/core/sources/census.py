"""Census tables of the American Community Survey, as data.census.gov and the Census API deliver them.

Tables are told by the codes of their columns (``B19013_001E``), whatever their files are called.
"""

from __future__ import annotations

import csv
import json
import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ..errors import InputError, Problem
from ..progress import Progress
from .census_files import find_files
from .census_values import parse_estimate, parse_margin, to_geoid

INCOME = "B19013_001"
POPULATION = "B01003_001"
ADULTS = "B15003_001"
BACHELOR_OR_HIGHER = ("B15003_022", "B15003_023", "B15003_024", "B15003_025")
OCCUPIED = "B25003_001"
RENTERS = "B25003_003"
# The two ways to count renters: occupied housing units and those rented, or people living in them.
RENTERS_BY = {"households": (OCCUPIED, RENTERS), "people": ("B25008_001", "B25008_003")}
PEOPLE_BY_ORIGIN = "B03002_001"
WHITE_NOT_HISPANIC = "B03002_003"
# Other tables that print the total population too, for when B01003 is not there.
POPULATION_ALSO = (PEOPLE_BY_ORIGIN, "B01001_001")

TABLES = {
    "B19013": ("median household income", (INCOME,)),
    "B01003": ("total population", (POPULATION,)),
    "B15003": ("educational attainment", (ADULTS, *BACHELOR_OR_HIGHER)),
    "B25003": ("owners and renters", (OCCUPIED, RENTERS)),
    "B03002": ("Hispanic origin by race", (PEOPLE_BY_ORIGIN, WHITE_NOT_HISPANIC)),
}
_PEOPLE_TABLE = {"B25008": ("people by owners and renters", RENTERS_BY["people"])}
_WANTED = frozenset(code for _, codes in (*TABLES.values(), *_PEOPLE_TABLE.values()) for code in codes) | set(
    POPULATION_ALSO
)

# How medians in an open-ended class are coded where the "+" or "-" is lost: one beyond the bound.
_INCOME_BOUNDS = {2499.0: 2500.0, 200001.0: 200000.0, 250001.0: 250000.0}

_CODE = re.compile(r"([BC]\d{5}[A-I]?(?:PR)?)_?(\d{3})(E|M|EA|MA)?", re.IGNORECASE)
_GEODATABASE_CODE = re.compile(r"([BC]\d{5}[A-I]?)([em])(\d{1,3})")  # B19013e1, in the Census's TIGER geodatabases
_OTHER_GEO_ID = re.compile(r"\d{3}[0-9A-Z]*US\d*")
_YEAR = re.compile(r"ACS[A-Z]{2}[135]Y(\d{4})", re.IGNORECASE)
_ID_NAMES = ("geoid", "geoidfq", "affgeoid", "geoidfull", "geoid2", "id", "id2")
_PARTS = (("state", 2), ("county", 3), ("tract", 6), ("blockgroup", 1))
_CHECK_EVERY = 1024


@dataclass(frozen=True)
class CensusTables:
    """The wanted columns of all tables, one element per block group.

    Attributes
    ----------
    geoid : numpy.ndarray
        12-digit GEOIDs in order, shape ``(n,)``, object.
    estimates, margins : dict
        Column code without its letter (``B19013_001``) -> float, shape ``(n,)``; NaN where the Census gives no value.
        Margins are of 90 %; 0 where the estimate is controlled. A code is absent if no file has it.
    open_ended : dict
        Column code -> bool, shape ``(n,)``: the estimate is the bound of an open-ended class ("250,000+").
    rows : dict
        Table -> bool, shape ``(n,)``: the table has a row for the block group.
    files : dict
        Table -> names of the files that it was read from.
    years
        Years that the files' names tell, in order.
    other_rows
        Rows of other geographies (tracts, counties), left out.
    skipped
        Names of files that hold no census table.
    """

    geoid: np.ndarray
    estimates: dict[str, np.ndarray]
    margins: dict[str, np.ndarray]
    open_ended: dict[str, np.ndarray]
    rows: dict[str, np.ndarray]
    files: dict[str, tuple[str, ...]]
    years: tuple[int, ...] = ()
    other_rows: int = 0
    skipped: tuple[str, ...] = ()

    def estimate(self, code: str) -> np.ndarray:
        """The estimates of a column; all missing if no file has it."""
        return self.estimates.get(code, np.full(len(self.geoid), np.nan))

    def margin(self, code: str) -> np.ndarray:
        """The margins of error of a column; all missing if no file has them."""
        return self.margins.get(code, np.full(len(self.geoid), np.nan))


@dataclass
class _Part:
    """What one file gives: its block groups, and per code the values of each."""

    name: str
    codes: frozenset[str]  # of the estimates that its header promises
    problems: list[Problem] = field(default_factory=list)
    geoid: list[str] = field(default_factory=list)
    estimates: dict[str, np.ndarray] = field(default_factory=dict)
    margins: dict[str, np.ndarray] = field(default_factory=dict)
    open_ended: dict[str, np.ndarray] = field(default_factory=dict)
    other_rows: int = 0


def read_census_tables(
    paths: str | os.PathLike | Sequence[str | os.PathLike],
    progress: Progress | None = None,
    *,
    allow_missing: bool = False,
    renters: str = "households",
) -> CensusTables:
    """Read the census tables that the indicators need.

    Parameters
    ----------
    paths
        A folder (its files and those one folder deeper), a file, or several: CSV with two header rows (data.census.gov)
        or one, JSON in the layout of the Census API, or the zip that data.census.gov delivers.
    progress
        Told 0-100, asked for cancel.
    allow_missing
        Go on, with a warning, when tables or columns are missing; their values then are missing.
    renters
        Whether renters are counted as ``households`` (B25003 is needed) or as ``people`` (B25008 is).

    Returns
    -------
    CensusTables

    Raises
    ------
    InputError
        With all problems found: missing tables and columns, unreadable values, repeated or contradictory rows, tables
        of other geographies, block groups of 2010 and of 2020 together.
    """
    progress = progress or Progress()
    single = isinstance(paths, (str, os.PathLike))
    given = [Path(paths)] if single else [Path(path) for path in paths]
    problems: list[Problem] = []
    parts: list[_Part] = []
    skipped: list[str] = []
    sources = find_files(given)
    for number, (name, opened) in enumerate(sources):
        progress.check()
        progress.set(90 * number / len(sources))
        try:
            with opened() as rows:
                part = _read_rows(name, rows, progress)
        except json.JSONDecodeError as error:
            problems.append(
                Problem(
                    f"it is not valid JSON: {error.msg} at line {error.lineno}, column {error.colno}",
                    "Download it again",
                    source=name,
                )
            )
            continue
        except csv.Error as error:
            problems.append(Problem(f"it cannot be read as CSV ({error})", "Repair it or take it away", source=name))
            continue
        if part is None:
            skipped.append(name)
        else:
            parts.append(part)
            problems += part.problems
    census, contradictions = _merge([part for part in parts if not part.problems], skipped)
    problems += contradictions + _year_problems(census.years)
    needed = tables_for(renters)
    missing = _missing(parts, needed)
    if not parts and not problems:
        where = ", ".join(str(path) for path in given)
        raise InputError(
            Problem(
                f"no census table is there ({len(skipped)} other files)" if skipped else "no census table is there",
                "Choose the folder with the tables "
                + ", ".join(f"{table} ({what})" for table, (what, _) in needed.items())
                + " for block groups, as data.census.gov delivers them",
                source=where,
            )
        )
    if missing and not allow_missing:
        problems += missing
    if problems:
        raise InputError(problems)
    for problem in missing:
        progress.warning(f"{problem.what}; its indicators stay empty.")
    _tell(census, progress)
    progress.set(100)
    return census


# --- one file --------------------------------------------------------------------------------------------------------
def _read_rows(name: str, rows: Iterable[list[str]], progress: Progress) -> _Part | None:
    """The wanted columns of a file; ``None`` if it holds no census table."""
    rows = iter(rows)
    header = next(rows, [])
    wanted = _wanted_columns(header)
    find_id = _id_finder(header)
    if not wanted or find_id is None:
        return None
    width = max(place for _, _, place in wanted) + 1
    part = _Part(name, frozenset(code for kind, code, _ in wanted if kind == "E"))
    values: dict[tuple[str, str], list] = {(kind, code): [] for kind, code, _ in wanted}
    seen: set[str] = set()
    faults: dict[tuple[str, str], list[int]] = {}  # (what, column) -> rows
    number = 0
    for cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        text = find_id(cells)
        if not number and not any(character.isdigit() for character in text):
            continue  # the second header row, with labels
        number += 1
        if number % _CHECK_EVERY == 0:
            progress.check()
        geoid = to_geoid(text)
        if geoid is None and (_OTHER_GEO_ID.fullmatch(text) or (text.isdigit() and len(text) < 11)):
            part.other_rows += 1
        elif geoid is None:
            faults.setdefault(("this is no block group id", ""), []).append(number)
        elif len(cells) < width:
            faults.setdefault(("the row is cut short", ""), []).append(number)
        elif geoid in seen:
            faults.setdefault(("the block group is there twice", ""), []).append(number)
        else:
            seen.add(geoid)
            part.geoid.append(geoid)
            for kind, code, place in wanted:
                try:
                    value = parse_estimate(cells[place]) if kind == "E" else parse_margin(cells[place])
                except ValueError:
                    faults.setdefault(("this is no value that the Census prints", header[place]), []).append(number)
                    value = (np.nan, False) if kind == "E" else np.nan
                values[kind, code].append(value)
    if faults:
        remedy = "Use the table as it was downloaded, before any program has saved it again"
        part.problems = [Problem(what, remedy, name, column, tuple(where)) for (what, column), where in faults.items()]
    elif not part.geoid:
        part.problems.append(
            Problem(
                f"its {part.other_rows:,} rows are of other geographies than block groups",
                "Download the table with the geography 'Block Group', all within the county",
                source=name,
            )
        )
    for (kind, code), column in values.items():
        if kind == "E":
            part.estimates[code] = np.array([value for value, _ in column], float)
            part.open_ended[code] = np.array([bound for _, bound in column], bool)
        else:
            part.margins[code] = np.array(column, float)
    _mend_income(part)
    return part


def _mend_income(part: _Part) -> None:
    """Median incomes coded one beyond the bound of an open-ended class, told by their missing margin of error."""
    income = part.estimates.get(INCOME)
    if income is None:
        return
    no_margin = ~(part.margins.get(INCOME, np.full(len(income), np.nan)) > 0)
    for coded, bound in _INCOME_BOUNDS.items():
        places = (income == coded) & no_margin
        income[places] = bound
        part.open_ended[INCOME] |= places


def _wanted_columns(header: Sequence[str]) -> list[tuple[str, str, int]]:
    """``E`` or ``M``, the column code and its place, for each wanted column; annotation columns are none."""
    found: dict[tuple[str, str], int] = {}
    for place, name in enumerate(header):
        if match := _CODE.fullmatch(name.strip()):
            table, number, kind = match.groups()
        elif match := _GEODATABASE_CODE.fullmatch(name.strip()):
            table, kind, number = match.groups()
        else:
            continue
        code, kind = f"{table.upper()}_{int(number):03d}", (kind or "E").upper()
        if code in _WANTED and kind in ("E", "M"):
            found.setdefault((kind, code), place)
    return [(kind, code, place) for (kind, code), place in found.items()]


def _id_finder(header: Sequence[str]) -> Callable[[Sequence[str]], str] | None:
    """What gives a row's id, from one column or from the four parts that the Census API gives."""
    plain = [re.sub(r"[^a-z0-9]", "", name.lower()) for name in header]
    parts = [(plain.index(name), width) for name, width in _PARTS if name in plain]
    if len(parts) == len(_PARTS):
        return lambda cells: "".join(_part_of(cells, place).zfill(width) for place, width in parts)
    for name in _ID_NAMES:
        if name in plain:
            place = plain.index(name)
            return lambda cells: _part_of(cells, place)
    return None


def _part_of(cells: Sequence[str], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""


# --- all files -------------------------------------------------------------------------------------------------------
def _merge(parts: Sequence[_Part], skipped: Sequence[str]) -> tuple[CensusTables, list[Problem]]:
    """One table of all files' block groups; files of one table may cover different counties, but not contradict."""
    geoid = np.array(sorted({geoid for part in parts for geoid in part.geoid}), object)
    position = {value: place for place, value in enumerate(geoid)}
    estimates: dict[str, np.ndarray] = {}
    margins: dict[str, np.ndarray] = {}
    open_ended: dict[str, np.ndarray] = {}
    rows: dict[str, np.ndarray] = {}
    files: dict[str, list[str]] = {}
    filled: dict[tuple[str, str], np.ndarray] = {}
    problems = []
    for part in parts:
        places = np.array([position[value] for value in part.geoid], int)
        for kind, target, columns in (("E", estimates, part.estimates), ("M", margins, part.margins)):
            for code, values in columns.items():
                whole = target.setdefault(code, np.full(len(geoid), np.nan))
                done = filled.setdefault((kind, code), np.zeros(len(geoid), bool))
                differ = done[places] & ~((whole[places] == values) | (np.isnan(whole[places]) & np.isnan(values)))
                if differ.any():
                    others = ", ".join(files[code[:-4]])
                    problems.append(
                        Problem(
                            f"{differ.sum():,} of its block groups have another value in {others}",
                            "Leave the files of one year in the folder",
                            part.name,
                            f"{code}{kind}",
                        )
                    )
                whole[places] = values
                done[places] = True
                table = code[:-4]
                rows.setdefault(table, np.zeros(len(geoid), bool))[places] = True
                if part.name not in files.setdefault(table, []):
                    files[table].append(part.name)
        for code, flags in part.open_ended.items():
            open_ended.setdefault(code, np.zeros(len(geoid), bool))[places] = flags
    census = CensusTables(
        geoid=geoid,
        estimates=estimates,
        margins=margins,
        open_ended=open_ended,
        rows=rows,
        files={table: tuple(names) for table, names in files.items()},
        years=_years(parts),
        other_rows=sum(part.other_rows for part in parts),
        skipped=tuple(skipped),
    )
    return census, problems


def _years(parts: Sequence[_Part]) -> tuple[int, ...]:
    return tuple(sorted({int(found.group(1)) for part in parts if (found := _YEAR.search(part.name))}))


def tables_for(renters: str) -> dict[str, tuple[str, tuple[str, ...]]]:
    """The tables that are needed, with what they hold and their columns, for a way to count renters."""
    if renters == "households":
        return TABLES
    return {table: value for table, value in TABLES.items() if table != "B25003"} | _PEOPLE_TABLE


def _missing(parts: Sequence[_Part], needed: dict[str, tuple[str, tuple[str, ...]]]) -> list[Problem]:
    found = frozenset().union(*(part.codes for part in parts))
    problems = []
    for table, (what, codes) in needed.items():
        absent = [code for code in codes if code not in found]
        if table == "B01003" and found & set(POPULATION_ALSO):
            continue
        if len(absent) == len(codes):
            problems.append(
                Problem(f"table {table} ({what}) is not there", "Download it for the same block groups and year")
            )
        elif absent:
            problems.append(
                Problem(
                    f"table {table} ({what}) lacks {', '.join(f'{code}E' for code in absent)}",
                    "Download the whole table",
                    source=", ".join(part.name for part in parts if part.codes & set(codes)),
                )
            )
    return problems


def _year_problems(years: Sequence[int]) -> list[Problem]:
    if years and min(years) < 2020 <= max(years):
        return [
            Problem(
                f"the tables are of the years {', '.join(map(str, years))}: up to 2019 for the block groups of 2010, "
                "from 2020 on for those of 2020",
                "Leave the tables of one year in the folder",
            )
        ]
    return []


def _tell(census: CensusTables, progress: Progress) -> None:
    for table in sorted(census.files):
        progress.info(f"{table}: {census.rows[table].sum():,} block groups, {', '.join(census.files[table])}.")
    if len(census.years) > 1:
        progress.warning(f"The tables are of different years: {', '.join(map(str, census.years))}.")
    if census.other_rows:
        progress.info(f"{census.other_rows:,} rows of other geographies than block groups were left out.")
    without = sorted(code for code in census.estimates if code not in census.margins)
    if without:
        progress.warning(f"No margins of error are there for {', '.join(without)}: shares of them have none either.")
