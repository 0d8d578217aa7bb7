"""The city's registers as files: assessor's roll, customer system, census tables, voter extract."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import numpy as np
import pandas as pd

from .areas import Areas
from .config import ROLL_YEAR
from .population import Places

ESTIMATE_MISSING, MOE_MISSING, MOE_OPEN_ENDED = "-666666666", "-222222222", "-333333333"
_VINTAGE = "ACSDT5Y2018"


def write_whole(path: Path, write) -> Path:
    """Let ``write`` fill a file that appears under its name only when it is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.part")
    try:
        write(temporary)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    return path


def write_csv(path: Path, frame: pd.DataFrame) -> Path:
    """A data frame as CSV with a header; missing values are empty."""
    return write_whole(path, lambda file: frame.to_csv(file, index=False, lineterminator="\n"))


def write_voters(path: Path, frame: pd.DataFrame) -> Path:
    """The voter extract: tab-delimited, no header."""

    def write(file: Path) -> None:
        columns = [frame[name].tolist() for name in frame.columns]
        with open(file, "w", encoding="utf-8", newline="") as out:
            out.writelines("\t".join(row) + "\r\n" for row in zip(*columns))

    return write_whole(path, write)


def write_json(path: Path, content: dict) -> Path:
    """A JSON file, keys in their order."""
    return write_whole(path, lambda file: file.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8"))


def write_census(folder: Path, areas: Areas, places: Places, rng: np.random.Generator) -> list[Path]:
    """Five tables as data.census.gov delivers them, with the jam values that it prints for small samples."""
    order = np.argsort(areas.geoid)
    people = places.population
    size = np.sqrt(np.maximum(people, 1))
    income = [f"{round(value * 1000)}" for value in places.income]
    spread = np.round(places.income * 1000 * (0.06 + 1.9 / np.maximum(size, 1)) * rng.uniform(0.7, 1.4, len(size)))
    moe = [f"{int(value)}" for value in spread]
    income[areas.topcoded], moe[areas.topcoded] = "250,000+", "***"
    income[areas.uncomputed], moe[areas.uncomputed] = ESTIMATE_MISSING, MOE_OPEN_ENDED
    income[areas.empty], moe[areas.empty] = ESTIMATE_MISSING, MOE_MISSING
    tables = {
        "B19013": (
            ["Estimate!!Median household income in the past 12 months (in 2018 inflation-adjusted dollars)"],
            [income],
            [moe],
        ),
        "B01003": _counts(["Estimate!!Total"], [people], rng),
        "B15003": _counts(_LABELS_15, _education(places, rng), rng),
        "B25003": _counts(
            ["Estimate!!Total", "Estimate!!Total!!Owner occupied", "Estimate!!Total!!Renter occupied"],
            [places.occupied, places.occupied - places.rented, places.rented],
            rng,
        ),
        "B03002": _counts(_LABELS_03, _origin(places, rng), rng),
    }
    paths = []
    for name, (labels, estimates, margins) in tables.items():
        codes, texts, columns = ["GEO_ID", "NAME"], ["id", "Geographic Area Name"], []
        for number, (label, estimate, margin) in enumerate(zip(labels, estimates, margins), start=1):
            codes += [f"{name}_{number:03d}E", f"{name}_{number:03d}M"]
            texts += [label, label.replace("Estimate!!", "Margin of Error!!", 1)]
            columns += [estimate, margin]
        rows = [
            [f"1500000US{areas.geoid[k]}", _name(areas.geoid[k]), *(str(column[k]) for column in columns)]
            for k in order
        ]
        paths.append(_write_rows(folder / f"{_VINTAGE}.{name}-Data.csv", [codes, texts, *rows]))
        meta = [["Column Name", "Label"], *([code, text] for code, text in zip(codes, texts))]
        paths.append(_write_rows(folder / f"{_VINTAGE}.{name}-Column-Metadata.csv", meta))
    return paths


def _write_rows(path: Path, rows: list[list[str]]) -> Path:
    def write(file: Path) -> None:
        with open(file, "w", encoding="utf-8", newline="") as out:
            csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)

    return write_whole(path, write)


def _name(geoid: str) -> str:
    tract = f"{int(geoid[5:9])}" + (f".{geoid[9:11]}" if geoid[9:11] != "00" else "")
    return f"Block Group {geoid[11]}, Census Tract {tract}, Leon County, Florida"


def _counts(labels, estimates, rng):
    margins = [
        np.round(12 + 1.8 * np.sqrt(values) * rng.uniform(0.7, 1.5, len(values))).astype(int) for values in estimates
    ]
    return labels, estimates, margins


_DEGREES = (
    "No schooling completed", "Nursery school", "Kindergarten", "1st grade", "2nd grade", "3rd grade", "4th grade",
    "5th grade", "6th grade", "7th grade", "8th grade", "9th grade", "10th grade", "11th grade",
    "12th grade, no diploma", "Regular high school diploma", "GED or alternative credential",
    "Some college, less than 1 year", "Some college, 1 or more years, no degree", "Associate's degree",
    "Bachelor's degree", "Master's degree", "Professional school degree", "Doctorate degree",
)  # fmt: skip
_LABELS_15 = ["Estimate!!Total", *(f"Estimate!!Total!!{label}" for label in _DEGREES)]
_RACES = (
    "White alone", "Black or African American alone", "American Indian and Alaska Native alone", "Asian alone",
    "Native Hawaiian and Other Pacific Islander alone", "Some other race alone", "Two or more races",
    "Two or more races!!Two races including Some other race",
    "Two or more races!!Two races excluding Some other race, and three or more races",
)  # fmt: skip
_LABELS_03 = ["Estimate!!Total"]
for _origin_label in ("Not Hispanic or Latino", "Hispanic or Latino"):
    _LABELS_03.append(f"Estimate!!Total!!{_origin_label}")
    _LABELS_03 += [f"Estimate!!Total!!{_origin_label}!!{label}" for label in _RACES]


def _split(total: np.ndarray, shares, rng) -> list[np.ndarray]:
    """Whole parts of each total, at random in the given shares."""
    parts = np.array([rng.multinomial(value, shares) for value in total])
    return [parts[:, column] for column in range(parts.shape[1])]


def _education(places: Places, rng) -> list[np.ndarray]:
    lower = [0.02, *[0.004] * 3, *[0.006] * 11, 0.38, 0.06, 0.11, 0.21, 0.142]
    below = _split(places.people_25 - places.degree, np.array(lower) / sum(lower), rng)
    above = _split(places.degree, [0.55, 0.28, 0.08, 0.09], rng)
    return [places.people_25, *below, *above]


def _origin(places: Places, rng) -> list[np.ndarray]:
    minority = np.round(places.population * places.minority).astype(np.int64)
    white = places.population - minority
    black, native, asian, pacific, other, two, hispanic = _split(
        minority, [0.77, 0.005, 0.06, 0.005, 0.01, 0.04, 0.11], rng
    )
    two_with, two_without = _split(two, [0.1, 0.9], rng)
    not_hispanic = places.population - hispanic
    of_hispanic = _split(hispanic, [0.62, 0.09, 0.01, 0.01, 0.005, 0.2, 0.065], rng)
    with_other, without_other = _split(of_hispanic[6], [0.4, 0.6], rng)
    return [
        places.population, not_hispanic, white, black, native, asian, pacific, other, two, two_with, two_without,
        hispanic, *of_hispanic, with_other, without_other,
    ]  # fmt: skip


def block_group_table(areas: Areas) -> pd.DataFrame:
    """TIGER/Line's attributes of the block groups."""
    return pd.DataFrame(
        {
            "STATEFP": [geoid[:2] for geoid in areas.geoid],
            "COUNTYFP": [geoid[2:5] for geoid in areas.geoid],
            "TRACTCE": [geoid[5:11] for geoid in areas.geoid],
            "BLKGRPCE": [geoid[11] for geoid in areas.geoid],
            "GEOID": areas.geoid,
            "NAMELSAD": [f"Block Group {geoid[11]}" for geoid in areas.geoid],
            "MTFCC": "G5030",
            "FUNCSTAT": "S",
            "ALAND": areas.land,
            "AWATER": areas.water,
            "INTPTLAT": [f"{value:+011.7f}" for value in areas.inside[:, 1]],
            "INTPTLON": [f"{value:+012.7f}" for value in areas.inside[:, 0]],
        }
    )


def assessor_roll(
    parcel,
    use_code,
    year_built,
    living_area,
    buildings,
    units,
    street,
    unit,
    zips,
    block_group,
    place,
    value,
    homestead,
) -> pd.DataFrame:
    """The Florida Department of Revenue's NAL columns that the study needs, and some that it must not use.

    All arguments are arrays of one value per parcel; ``year_built`` is 0 where unknown or unbuilt.
    """
    count = len(parcel)
    built = np.array(
        [str(year) if year else ("0" if k % 2 else "") for k, year in enumerate(year_built.tolist())], object
    )
    effective = np.where(year_built > 0, np.minimum(year_built + (ROLL_YEAR - year_built) // 4, ROLL_YEAR), 0)
    return pd.DataFrame(
        {
            "CO_NO": 47,
            "PARCEL_ID": parcel,
            "FILE_T": "R",
            "ASMNT_YR": ROLL_YEAR,
            "DOR_UC": use_code,
            "PA_UC": [code.lstrip("0").rjust(2, "0") + "00" for code in use_code],
            "JV": value,
            "ACT_YR_BLT": built,
            "EFF_YR_BLT": effective,
            "TOT_LVG_AREA": living_area,
            "NO_BULDNG": buildings,
            "NO_RES_UNTS": units,
            "OWN_NAME": [f"OWNER {k + 1:06d} (INVENTED)" for k in range(count)],
            "OWN_ADDR1": street,
            "OWN_CITY": "TALLAHASSEE",
            "OWN_STATE": "FL",
            "OWN_ZIPCD": zips,
            "PHY_ADDR1": street,
            "PHY_ADDR2": unit,
            "PHY_CITY": "TALLAHASSEE",
            "PHY_ZIPCD": zips,
            "CENSUS_BK": block_group,
            "NBRHD_CD": [f"{code:06d}" for code in place],
            "JV_HMSTD": np.where(homestead, value, 0),
            "STATE_PAR_ID": [f"C47-000-{text.replace(' ', '')}" for text in parcel],
        }
    )
