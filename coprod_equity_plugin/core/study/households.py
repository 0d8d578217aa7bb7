"""Who lives in a household, from voter records: shares by race and age at each address and unit."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from .. import columns
from ..errors import InputError, Problem
from ..progress import Progress
from ..sources.voters import (
    RACE_OTHER,
    RACE_UNKNOWN,
    RACE_WHITE,
    STATUS_ACTIVE,
    STATUS_INACTIVE,
    STATUS_PREREGISTERED,
    Voters,
)
from .addresses import normalise_addresses

LEFT_PROTECTED = "protected by a public records exemption"
LEFT_PREREGISTERED = "pre-registered, not yet a voter"
LEFT_INACTIVE = "inactive voter"
LEFT_OTHER_STATUS = "neither active nor inactive"
LEFT_REPEATED = "voter id already read"
LEFT_NO_ADDRESS = "no residence address"

ELDERLY_FROM = 60
COLLEGE_AGES = (18, 24)
_OLDEST = 115  # older "voters" are placeholders such as 01/01/1900


@dataclass(frozen=True)
class CompositionOptions:
    """What counts as whom.

    Attributes
    ----------
    include_inactive
        Use inactive voters too: registered, but mail to them came back.
    other_as_minority
        Whether race "Other" (Florida's 6) counts as minority; where not, it counts as known and not minority.
    """

    include_inactive: bool = False
    other_as_minority: bool = True


@dataclass(frozen=True)
class CompositionResult:
    """Households and what became of each voter.

    Attributes
    ----------
    table : pandas.DataFrame
        Columns of ``columns.COMPOSITION``, one row per address and unit, in their order.
    voters_read, voters_used
        Voters in the extract, and those in the table; the difference is the sum of ``left_out``.
    left_out
        Reason -> voters left out; each voter under the first reason that holds.
    unknown_race, unknown_age
        Of the used voters, those whose race or age is not known: they count for no share.
    households_unknown_race
        Households whose minority share is missing, as no member's race is known.
    households_several_zips
        Addresses whose voters give more than one ZIP code: perhaps one street name in two towns.
    """

    table: pd.DataFrame
    voters_read: int
    voters_used: int
    left_out: dict[str, int] = field(default_factory=dict)
    unknown_race: int = 0
    unknown_age: int = 0
    households_unknown_race: int = 0
    households_several_zips: int = 0


def compose_households(
    voters: Voters,
    event_date: np.datetime64 | datetime.date,
    options: CompositionOptions | None = None,
    progress: Progress | None = None,
) -> CompositionResult:
    """Household shares of minority, elderly and college-age voters.

    Parameters
    ----------
    voters
        As :func:`~coprod_equity_plugin.core.sources.voters.read_voters` gives them.
    event_date
        The day that ages are counted at.
    options
        Defaults as in :class:`CompositionOptions`.
    progress
        Told 0-100, asked for cancel.

    Returns
    -------
    CompositionResult

    Notes
    -----
    The measure is Xu and Tang's (2021, Public Administration Review, table 2): the share of a household's registered
    voters who are not non-Hispanic white. Unknown race is missing here, never minority; a household whose voters are
    all of unknown race has no share.
    """
    options = options or CompositionOptions()
    progress = progress or Progress()
    event = np.datetime64(event_date, "D")
    if np.isnat(event):
        raise InputError(Problem("the event has no date", "Give the event's start", column="EVENT_START"))
    addresses = normalise_addresses(voters.address, voters.unit)
    progress.set(60)
    progress.check()
    kept, left_out = _select(voters, addresses.key, options)
    keys, units = addresses.key[kept], addresses.unit[kept]
    household, first = _group(keys, units)
    count = len(first)
    progress.set(75)
    progress.check()

    race = voters.race[kept]
    known_race = race != RACE_UNKNOWN
    minority = known_race & (race != RACE_WHITE)
    if not options.other_as_minority:
        minority &= race != RACE_OTHER
    age = ages_at(voters.birth_date[kept], event)
    known_age = age >= 0
    elderly = age >= ELDERLY_FROM
    college = (age >= COLLEGE_AGES[0]) & (age <= COLLEGE_AGES[1])
    table = pd.DataFrame(
        {
            columns.ADDRESS_KEY: keys[first],
            columns.UNIT: units[first],
            columns.VOTERS: np.bincount(household, minlength=count),
            columns.MINORITY_SHARE: _share(household, minority, known_race, count),
            columns.ELDERLY_SHARE: _share(household, elderly, known_age, count),
            columns.COLLEGE_SHARE: _share(household, college, known_age, count),
        },
        columns=list(columns.COMPOSITION.names),
    )
    progress.set(95)
    result = CompositionResult(
        table=table,
        voters_read=len(voters),
        voters_used=len(household),
        left_out=left_out,
        unknown_race=int((~known_race).sum()),
        unknown_age=int((~known_age).sum()),
        households_unknown_race=int(np.isnan(table[columns.MINORITY_SHARE].to_numpy()).sum()),
        households_several_zips=_several_zips(household, voters.zipcode[kept], count),
    )
    _tell(voters, result, progress)
    progress.set(100)
    return result


def ages_at(birth_dates: np.ndarray, day: np.datetime64) -> np.ndarray:
    """Completed years of age on a day.

    Parameters
    ----------
    birth_dates
        ``datetime64[D]``, shape ``(n,)``.
    day
        The day; someone born on 29 February has the birthday on 1 March of a common year.

    Returns
    -------
    numpy.ndarray
        Whole years, shape ``(n,)``, int; -1 where the date is missing, after ``day``, or gives more than 115 years.
    """
    birth = np.asarray(birth_dates, "M8[D]")
    day = np.datetime64(day, "D")
    missing = np.isnat(birth) | (birth > day)
    birth = np.where(missing, day, birth)

    def parts(date):
        month = date.astype("M8[M]")
        year = date.astype("M8[Y]")
        in_year = (month - year).astype(int) * 32 + (date - month).astype(int)
        return year.astype(int), in_year

    year, in_year = parts(birth)
    day_year, day_in_year = parts(np.asarray(day))
    age = day_year - year - (day_in_year < in_year)
    return np.where(missing | (age > _OLDEST), -1, age)


def _select(voters: Voters, keys: np.ndarray, options: CompositionOptions) -> tuple[np.ndarray, dict[str, int]]:
    """Indices of the voters to use, and the others by the first reason that holds."""
    status = voters.status
    wanted = (STATUS_ACTIVE, STATUS_INACTIVE) if options.include_inactive else (STATUS_ACTIVE,)
    reasons = {
        LEFT_PROTECTED: voters.protected,
        LEFT_PREREGISTERED: status == STATUS_PREREGISTERED,
        LEFT_INACTIVE: (status == STATUS_INACTIVE) & (not options.include_inactive),
        LEFT_OTHER_STATUS: ~np.isin(status, (*wanted, STATUS_INACTIVE, STATUS_PREREGISTERED)),
        LEFT_NO_ADDRESS: keys == "",
    }
    kept = np.ones(len(voters), bool)
    left_out = {}
    for reason, holds in reasons.items():
        left_out[reason] = int((kept & holds).sum())
        kept &= ~holds
    # Last, so that a record that is not used does not push out the one that is.
    rows = np.flatnonzero(kept)
    ids = voters.voter_id[rows]
    repeated = (ids != "") & pd.Series(ids).duplicated().to_numpy()
    left_out[LEFT_REPEATED] = int(repeated.sum())
    return rows[~repeated], left_out


def _group(keys: np.ndarray, units: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Household number of each voter, numbered by key and unit in order; and one voter of each household."""
    key_codes, _ = pd.factorize(keys, sort=True)
    unit_codes, unit_values = pd.factorize(units, sort=True)
    pairs = key_codes.astype(np.int64) * (len(unit_values) + 1) + unit_codes
    _, first, household = np.unique(pairs, return_index=True, return_inverse=True)
    return household.reshape(-1), first


def _share(household: np.ndarray, holds: np.ndarray, known: np.ndarray, count: int) -> np.ndarray:
    holding = np.bincount(household, weights=holds & known, minlength=count)
    knowing = np.bincount(household, weights=known, minlength=count)
    return np.divide(holding, knowing, out=np.full(count, np.nan), where=knowing > 0)


def _several_zips(household: np.ndarray, zipcode: np.ndarray, count: int) -> int:
    given = zipcode != ""
    codes, values = pd.factorize(zipcode[given])
    pairs = np.unique(household[given].astype(np.int64) * (len(values) + 1) + codes)
    return int((np.bincount(pairs // (len(values) + 1), minlength=count) > 1).sum())


def _tell(voters: Voters, result: CompositionResult, progress: Progress) -> None:
    progress.info(f"{result.voters_read:,} voters read ({voters.layout}), {result.voters_used:,} used.")
    for reason, count in result.left_out.items():
        if count:
            progress.info(f"Left out: {count:,} ({reason}).")
    progress.info(f"{len(result.table):,} households.")
    if voters.bad_lines:
        shown = ", ".join(str(number) for number in voters.bad_lines[:10])
        more = ", ..." if len(voters.bad_lines) > 10 else ""
        progress.warning(
            f"{len(voters.bad_lines):,} lines have another count of fields than the layout and were left out: "
            f"line {shown}{more}."
        )
    if not voters.status_given:
        progress.warning("The extract says no voter status: all its voters are taken as active.")
    if voters.bad_births:
        progress.warning(f"{voters.bad_births:,} birth dates are no dates; these ages count as unknown.")
    if result.unknown_age:
        progress.info(f"{result.unknown_age:,} used voters are of unknown age and count for no age share.")
    if result.unknown_race:
        progress.info(
            f"{result.unknown_race:,} used voters are of unknown race and count for no share; "
            f"{result.households_unknown_race:,} households have no minority share for that reason."
        )
    if result.households_several_zips:
        progress.warning(
            f"{result.households_several_zips:,} addresses have voters in more than one ZIP code. If the extract "
            "covers towns with the same street names, cut it to one town first."
        )
    if not len(result.table):
        progress.warning("No voter could be used: the table is empty.")
