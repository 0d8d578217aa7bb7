"""Registered voters of the sample city, evidently invented, in the Florida Division of Elections' 38-field extract."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .addresses import spelled_out
from .config import EVENT_START
from .population import Homes

VOTER_FIELDS = (
    "county_code", "voter_id", "name_last", "name_suffix", "name_first", "name_middle", "exemption", "residence_1",
    "residence_2", "residence_city", "residence_state", "residence_zip", "mailing_1", "mailing_2", "mailing_3",
    "mailing_city", "mailing_state", "mailing_zip", "mailing_country", "gender", "race", "birth_date",
    "registration_date", "party", "precinct", "precinct_group", "precinct_split", "precinct_suffix", "status",
    "congressional", "house", "senate", "county_commission", "school_board", "area_code", "phone", "extension",
    "email",
)  # fmt: skip

_SURNAMES = [
    a + b
    for a in ["TEST", "SAMPLE", "MOCK", "DUMMY", "TRIAL", "MODEL", "PROXY", "MADEUP"]
    for b in ["WOOD", "FORD", "LEY", "TON", "WELL", "BROOK", "FIELD", "STONE", "MAN", "SON", "BERG", "HURST"]
]
_NAMES = (
    "ALFA", "BRAVO", "CHARLIE", "DELTA", "ECHO", "FOXTROT", "GOLF", "HOTEL", "INDIA", "JULIETT", "KILO", "LIMA",
    "MIKE", "NOVEMBER", "OSCAR", "PAPA", "QUEBEC", "ROMEO", "SIERRA", "TANGO", "UNIFORM", "VICTOR", "WHISKEY",
    "XRAY", "YANKEE", "ZULU",
)  # fmt: skip
_OTHER_RACES = (np.array(["3", "4", "2", "7", "6", "1"]), np.array([0.78, 0.10, 0.06, 0.02, 0.03, 0.01]))
_YEAR = 365.25


@dataclass(frozen=True)
class Shares:
    """Household shares of the registered voters of known race; of the residents where nobody is registered.

    Shape ``(n,)`` each; ``voters`` counts active and inactive voters.
    """

    minority: np.ndarray
    elderly: np.ndarray
    college: np.ndarray
    voters: np.ndarray


@dataclass(frozen=True)
class People:
    """Registered voters, shape ``(n,)`` each; ``alike`` has one value per home.

    ``age`` is 0 for 25 to 59, 1 for 60 or older, 2 for 18 to 24, 3 for 16 or 17. ``alike`` says which homes are of one
    kind throughout: only there may a voter be inactive or of unknown race, so that the home's shares do not depend on
    whether a study counts those.
    """

    home: np.ndarray
    minority: np.ndarray
    age: np.ndarray
    alike: np.ndarray


def draw_people(homes: Homes, rng: np.random.Generator) -> tuple[Shares, People]:
    """Persons of each home from its classes; most homes are of one race and one age class (Figure 2)."""
    count = len(homes)
    lives = np.flatnonzero(homes.has_voters & ~homes.vacant)
    size = np.zeros(count, np.int64)
    size[lives] = rng.choice([1, 2, 3, 4], len(lives), p=[0.38, 0.44, 0.13, 0.05])
    home = np.repeat(np.arange(count), size)
    first = np.r_[True, home[1:] != home[:-1]] if len(home) else np.zeros(0, bool)
    mixed_race = (rng.random(count) < 0.06) & (size >= 2)
    mixed_age = (rng.random(count) < 0.04) & (size >= 2)
    minority = np.where(mixed_race[home] & first, ~homes.minority[home], homes.minority[home])
    age = np.where(homes.elderly[home], 1, np.where(homes.college[home], 2, 0))
    age = np.where(mixed_age[home] & first, np.where(age == 0, 1, 0), age)
    registered = np.maximum(size, 1)

    def share(flags, otherwise):
        return np.where(size > 0, np.bincount(home, flags, count) / registered, otherwise.astype(float))

    shares = Shares(
        minority=share(minority, homes.minority),
        elderly=share(age == 1, homes.elderly),
        college=share(age == 2, homes.college),
        voters=size,
    )
    return shares, People(home, minority, age, ~(mixed_race | mixed_age))


def make_voters(
    homes: Homes, people: People, street: np.ndarray, unit: np.ndarray, zips: np.ndarray, rng
) -> pd.DataFrame:
    """The extract's rows, in the order of voter ids.

    Parameters
    ----------
    homes, people
        As :func:`draw_people` gives them.
    street, unit, zips
        Each home's address.
    """
    home = people.home
    first = np.r_[True, home[1:] != home[:-1]]
    size = np.bincount(home, minlength=len(homes))
    status = np.where(people.alike[home] & ~first & (rng.random(len(home)) < 0.09), "INA", "ACT")
    race = np.where(people.minority, rng.choice(_OTHER_RACES[0], len(home), p=_OTHER_RACES[1]), "5").astype(object)
    race[people.alike[home] & ~first & (rng.random(len(home)) < 0.03)] = "9"
    race[~homes.race_known[home]] = "9"

    young = np.flatnonzero((rng.random(len(homes)) < 0.02) & (size > 0) & ~homes.elderly)  # pre-registered minors
    home = np.concatenate([home, young])
    age = np.concatenate([people.age, np.full(len(young), 3)])
    status = np.concatenate([status, np.full(len(young), "PRE")])
    race = np.concatenate([race, np.where(homes.minority[young], "3", "5")])
    count = len(home)
    low = np.array([25, 60, 18, 16])[age] * _YEAR + 3
    high = np.array([60, 94, 25, 18])[age] * _YEAR - 3
    days = np.floor(low + rng.random(count) * (high - low)).astype("m8[D]")
    born = np.datetime64(EVENT_START, "D") - days
    since = np.minimum(np.floor(rng.random(count) ** 2 * 30 * _YEAR) + 40, days.astype(int) - 16 * _YEAR)
    registered = np.datetime64(EVENT_START, "D") - np.maximum(since, 1).astype("m8[D]")

    surname = rng.integers(0, len(_SURNAMES), len(homes))
    other = rng.random(count) < 0.12
    last = np.where(other, rng.integers(0, len(_SURNAMES), count), surname[home])
    line_1, line_2 = _lines(street[home], unit[home], rng)
    protected = homes.protected[home]
    gender = rng.choice(["F", "M", "U"], count, p=[0.53, 0.45, 0.02])
    party = rng.choice(["DEM", "REP", "NPA", "LPF"], count, p=[0.5, 0.27, 0.22, 0.01])
    ids = 100_000_000 + rng.permutation(count * 3)[:count]
    frame = pd.DataFrame({name: np.full(count, "", object) for name in VOTER_FIELDS})
    frame["county_code"] = "LEO"
    frame["voter_id"] = [str(value) for value in ids]
    frame["name_last"] = [_SURNAMES[k] for k in last]
    frame["name_suffix"] = np.where(rng.random(count) < 0.03, "JR", "")
    frame["name_first"] = [_NAMES[k] for k in rng.integers(0, len(_NAMES), count)]
    frame["name_middle"] = [_NAMES[k] if k < len(_NAMES) else "" for k in rng.integers(0, 40, count)]
    frame["exemption"] = np.where(protected, "Y", "N")
    frame["residence_1"] = np.where(protected, "*", line_1)
    frame["residence_2"] = np.where(protected, "", line_2)
    frame["residence_city"] = np.where(protected, "", "TALLAHASSEE")
    frame["residence_state"] = np.where(protected, "", "FL")
    frame["residence_zip"] = np.where(protected, "", zips[home])
    frame["gender"] = gender
    frame["race"] = race
    frame["birth_date"] = _american(born)
    frame["registration_date"] = _american(registered)
    frame["party"] = party
    precinct = 1 + homes.area[home] // 3
    frame["precinct"] = [str(value) for value in precinct]
    frame["precinct_split"] = [f"{value}.1" for value in precinct]
    frame["status"] = status
    frame["congressional"] = "5"
    frame["house"] = np.where(precinct % 2 == 0, "8", "9")
    frame["senate"] = "3"
    frame["county_commission"] = [str(value) for value in 1 + precinct % 5]
    frame["school_board"] = [str(value) for value in 1 + precinct % 5]
    return frame.iloc[np.argsort(ids, kind="stable")].reset_index(drop=True)


def _lines(street: np.ndarray, unit: np.ndarray, rng) -> tuple[np.ndarray, np.ndarray]:
    """Address lines as clerks type them: most as on the roll, some spelled out, units in either line and any style."""
    count = len(street)
    style, place = rng.random(count), rng.random(count)
    line_1, line_2 = np.empty(count, object), np.full(count, "", object)
    for k in range(count):
        text = spelled_out(street[k]) if style[k] < 0.12 else street[k]
        name = unit[k]
        if name and style[k] > 0.75:
            name = "#" + name.split()[-1]
        elif name and style[k] > 0.65:
            name = name.replace("APT", "APARTMENT")
        if name and place[k] < 0.4:
            text, name = f"{text} {name}", ""
        if 0.12 <= style[k] < 0.14:
            text = text.replace(" ", "  ", 1)
        line_1[k], line_2[k] = text, name
    return line_1, line_2


def _american(dates: np.ndarray) -> list[str]:
    return [f"{text[5:7]}/{text[8:10]}/{text[:4]}" for text in dates.astype(str).tolist()]
