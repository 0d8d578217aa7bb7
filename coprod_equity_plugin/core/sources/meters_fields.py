"""Which layout a file of meter reads has, and which of its columns holds what: by the names that utilities use."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from ..errors import InputError, Problem

LAYOUT_AUTO, LAYOUT_LONG, LAYOUT_WIDE, LAYOUT_NEM12, LAYOUT_GREEN = "auto", "long", "wide", "nem12", "greenbutton"
LAYOUTS = (LAYOUT_AUTO, LAYOUT_LONG, LAYOUT_WIDE, LAYOUT_NEM12, LAYOUT_GREEN)
LABELS = ("auto", "start", "end")

# fmt: off
# Names are compared in lower case without anything but letters and digits; the first that is there is taken.
METER_NAMES = (
    "meterid", "meter", "meternumber", "meterno", "meternum", "servicepointid", "servicepoint", "spid", "lclid",
    "nmi", "accountidentifier", "meterserialnumber", "meteridentifier", "accountnumber", "accountid", "account",
    "premiseid", "premise", "customerid", "householdid", "id",
)
_TIME = (
    "readtime", "readdatetime", "readingdatetime", "intervalstart", "intervalstarttime", "intervalstartdatetime",
    "startdatetime", "timestamp", "datetime", "starttime", "startdate", "usagedatetime", "tstp", "readtimestamp",
    "intervalend", "intervalendtime", "intervalenddatetime", "enddatetime", "endtime", "enddate", "readdate",
    "readingdate", "intervalreadingdate", "intervaldate", "usagedate", "time", "date",
)
_KWH = (
    "kwh", "kwhhh", "energykwh", "usagekwh", "consumptionkwh", "kwhusage", "kwhdelivered", "netkwh", "intervalkwh",
    "readkwh", "kwhvalue", "kwhhhperhalfhour", "energykwhhh", "profilereadvalue", "intervalusage", "usage",
    "consumption", "energy", "readvalue", "readingvalue", "value", "reading",
)
_QUALITY = (
    "quality", "qualityflag", "qualitycode", "qualitymethod", "readquality", "readingquality", "readstatus",
    "readtype", "estimated", "isestimated", "estimate", "estimateflag", "flag", "validationstatus", "status",
)

# Green Button's quality of reading: valid, raw, validated, verified and revenue-quality ones are measured; manually
# edited, estimated (two kinds), questionable, derived, projected, mixed, weather-normalised and other ones are not.
ESPI_WORD = "ESPI"
ESPI_MEASURED = (0, 14, 17, 18, 19)
ESPI_OTHER = (7, 8, 9, 10, 11, 12, 13, 15, 16)
# Quality flags, upper case: of AMI and MDM exports, NEM12, EBIX (56) and words. ZEROED is a zero that nobody measured.
ESTIMATED_WORDS = (
    "E", "EST", "ESTIMATE", "ESTIMATED", "S", "SUB", "SUBST", "SUBSTITUTE", "SUBSTITUTED", "F", "CALC",
    "CALCULATED", "ZEROED", "MIXED", "INTERPOLATED", "P", "PROJECTED", "56",
    *(f"{ESPI_WORD}{code}" for code in ESPI_OTHER),
)
MISSING_WORDS = ("N", "NULL", "MISSING", "M", "GAP")
YES_WORDS = ("Y", "YES", "TRUE", "T", "1")
# Texts that stand for "no value" in exports; anything else that is not a number is reported as unreadable.
NO_VALUE = ("", "NA", "N/A", "NAN", "NULL", "NONE", "-", "--")
# fmt: on


class ReadFields(NamedTuple):
    """Names of the columns that hold meter, time, energy and quality; empty where none is known."""

    meter: str = ""
    time: str = ""
    kwh: str = ""
    quality: str = ""


def normalise(name: str) -> str:
    """A column name in lower case without anything but letters and digits."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def names_end(name: str) -> bool:
    """Whether a time column's name says that it holds intervals' ends, such as ``INTERVAL_END`` or ``EndDate``."""
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)
    return "end" in (word.lower() for word in words) or normalise(name).startswith(("end", "intervalend", "readend"))


def choose_layout(layout: str, files: Sequence[str]) -> str:
    """The layout, where the file's ending or its first line tells it; else ``layout`` as given."""
    if layout not in LAYOUTS:
        raise InputError(
            Problem(f"there is no layout '{layout}'", f"Give one of {', '.join(LAYOUTS)}", column="READ_LAYOUT")
        )
    if layout != LAYOUT_AUTO:
        return layout
    first = files[0]
    if first.lower().endswith(".xml"):
        return LAYOUT_GREEN
    if first.lower().endswith((".parquet", ".pq")):
        return LAYOUT_AUTO
    import gzip  # here, since QGIS reads this file at its start

    opener = gzip.open if first.lower().endswith(".gz") else open
    with opener(first, "rt", encoding="utf-8-sig", errors="replace") as file:
        line = next((line for line in file if line.strip()), "")
    if re.match(r"^\s*(100,NEM12|200,)", line):
        return LAYOUT_NEM12
    return LAYOUT_GREEN if line.lstrip().startswith("<") else LAYOUT_AUTO


def choose_fields(
    layout: str, given: ReadFields, columns: Sequence[tuple[str, str]], file: str
) -> tuple[str, ReadFields]:
    """The layout of a table of reads and its columns: as given, else by name.

    Raises
    ------
    InputError
        A given column that is not there, or one that is not given and not found; lists the columns that are there.
    """
    names = [name for name, _ in columns]
    known = {normalise(name): name for name in reversed(names)}
    there = ", ".join(names[:40]) + (f" and {len(names) - 40:,} more" if len(names) > 40 else "")
    problems, found = [], {}
    roles = (
        ("meter", "METER_FIELD", given.meter, METER_NAMES),
        ("time", "TIME_FIELD", given.time, _TIME),
        ("kwh", "KWH_FIELD", given.kwh, _KWH),
        ("quality", "QUALITY_FIELD", given.quality, _QUALITY),
    )
    for role, parameter, name, usual in roles:
        if name:
            found[role] = name if name in names else known.get(normalise(name), "")
            if not found[role]:
                problems.append(
                    Problem(
                        f"there is no column {name}",
                        f"Give another {parameter}; the columns are {there}",
                        source=Path(file).name,
                    )
                )
        else:
            found[role] = next((known[word] for word in usual if word in known), "")
    if problems:
        raise InputError(problems)
    if layout == LAYOUT_AUTO and _looks_wide(columns, found):
        return LAYOUT_WIDE, ReadFields(**found)
    if layout != LAYOUT_WIDE and all(found[role] for role in ("meter", "time", "kwh")):
        return LAYOUT_LONG, ReadFields(**found)
    needed = ("time",) if layout == LAYOUT_WIDE else ("meter", "time", "kwh")
    problems = [
        Problem(
            f"no column for the {'energy' if role == 'kwh' else role} was found by its name",
            f"Give {parameter}; the columns are {there}",
            source=Path(file).name,
        )
        for role, parameter, _, _ in roles
        if role in needed and not found[role]
    ]
    if problems:
        raise InputError(problems)
    return LAYOUT_WIDE, ReadFields(**found)


def _looks_wide(columns: Sequence[tuple[str, str]], found: dict[str, str]) -> bool:
    """Whether a table has a column for each interval of a day, or a column of numbers for each of many meters."""
    from .meters_wide import interval_columns  # compiles patterns, for which no start of QGIS has to wait

    if not found["time"]:
        return False
    others = [(name, kind) for name, kind in columns if name not in (found["time"], found["quality"])]
    if interval_columns([name for name, _ in others]) is not None:
        return bool(found["meter"])
    numeric = sum(kind not in ("VARCHAR", "DATE", "TIME") and not kind.startswith("TIMESTAMP") for _, kind in others)
    return not found["meter"] and not found["kwh"] and len(others) >= 5 and numeric >= 0.9 * len(others)
