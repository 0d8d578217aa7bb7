"""One file of a census table: its block groups and the wanted columns of each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from ..errors import Problem
from ..progress import Progress
from .census_codes import INCOME, WANTED
from .census_values import parse_estimate, parse_margin, to_geoid

# How medians in an open-ended class are coded where the "+" or "-" is lost: one beyond the bound.
_INCOME_BOUNDS = {2499.0: 2500.0, 200001.0: 200000.0, 250001.0: 250000.0}

_CODE = re.compile(r"([BC]\d{5}[A-I]?(?:PR)?)_?(\d{3})(E|M|EA|MA)?", re.IGNORECASE)
_GEODATABASE_CODE = re.compile(r"([BC]\d{5}[A-I]?)([em])(\d{1,3})")  # B19013e1, in the Census's TIGER geodatabases
_OTHER_GEO_ID = re.compile(r"\d{3}[0-9A-Z]*US\d*")
_ID_NAMES = ("geoid", "geoidfq", "affgeoid", "geoidfull", "geoid2", "id", "id2")
_PARTS = (("state", 2), ("county", 3), ("tract", 6), ("blockgroup", 1))
_CHECK_EVERY = 1024


@dataclass
class CensusPart:
    """What one file gives: its block groups, and per code the values of each."""

    name: str
    codes: frozenset[str]  # of the estimates that its header promises
    problems: list[Problem] = field(default_factory=list)
    geoid: list[str] = field(default_factory=list)
    estimates: dict[str, np.ndarray] = field(default_factory=dict)
    margins: dict[str, np.ndarray] = field(default_factory=dict)
    open_ended: dict[str, np.ndarray] = field(default_factory=dict)
    other_rows: int = 0


def read_rows(name: str, rows: Iterable[list[str]], progress: Progress) -> CensusPart | None:
    """The wanted columns of a file; ``None`` if it holds no census table."""
    rows = iter(rows)
    header = next(rows, [])
    wanted = _wanted_columns(header)
    find_id = _id_finder(header)
    if not wanted or find_id is None:
        return None
    width = max(place for _, _, place in wanted) + 1
    part = CensusPart(name, frozenset(code for kind, code, _ in wanted if kind == "E"))
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


def _mend_income(part: CensusPart) -> None:
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
        if code in WANTED and kind in ("E", "M"):
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
