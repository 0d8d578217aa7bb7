"""Census tables of the American Community Survey, as data.census.gov and the Census API deliver them.

Tables are told by the codes of their columns (``B19013_001E``), whatever their files are called.
"""

from __future__ import annotations

import csv
import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..errors import InputError, Problem
from ..progress import Progress
from .census_codes import POPULATION_ALSO, tables_for
from .census_files import find_files
from .census_rows import CensusPart, read_rows

_YEAR = re.compile(r"ACS[A-Z]{2}[135]Y(\d{4})", re.IGNORECASE)


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
    parts: list[CensusPart] = []
    skipped: list[str] = []
    sources = find_files(given)
    for number, (name, opened) in enumerate(sources):
        progress.check()
        progress.set(90 * number / len(sources))
        try:
            with opened() as rows:
                part = read_rows(name, rows, progress)
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


def _merge(parts: Sequence[CensusPart], skipped: Sequence[str]) -> tuple[CensusTables, list[Problem]]:
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


def _years(parts: Sequence[CensusPart]) -> tuple[int, ...]:
    return tuple(sorted({int(found.group(1)) for part in parts if (found := _YEAR.search(part.name))}))


def _missing(parts: Sequence[CensusPart], needed: dict[str, tuple[str, tuple[str, ...]]]) -> list[Problem]:
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
