"""Household composition against a slow loop that a reader can follow."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_equity_plugin.core import columns
from coprod_equity_plugin.core.errors import InputError
from coprod_equity_plugin.core.sources.voters import Voters
from coprod_equity_plugin.core.study import households
from coprod_equity_plugin.core.study.addresses import normalise_addresses
from coprod_equity_plugin.core.study.households import CompositionOptions, ages_at, compose_households

EVENT = datetime.date(2018, 10, 10)


def voters(rows, **options):
    """From ``(address, unit, race, birth, status, protected)``; ids are counted unless given."""
    address, unit, race, birth, status, protected = zip(*rows)
    given = {
        "voter_id": np.array([str(number) for number in range(len(rows))], object),
        "address": np.array(address, object),
        "unit": np.array(unit, object),
        "zipcode": np.array(["32301"] * len(rows), object),
        "race": np.array(race, np.int8),
        "birth_date": np.array(birth, "M8[D]"),
        "status": np.array(status, object),
        "protected": np.array(protected, bool),
        "layout": "florida_state",
        "lines": len(rows),
    }
    return Voters(**{**given, **options})


def test_hand_worked_households():
    result = compose_households(
        voters(
            [
                ("12 Oak St", "", 5, "1950-01-01", "ACT", False),  # white, 68
                ("12 OAK STREET", "", 3, "1999-10-10", "ACT", False),  # Black, 19 this day
                ("12 OAK ST", "", 0, "1999-10-11", "ACT", False),  # unknown race, 18
                ("12 OAK ST", "", 4, None, "ACT", False),  # Hispanic, age unknown
                ("12 OAK ST", "APT 2", 0, "1958-10-10", "ACT", False),  # unknown race, 60 this day
                ("12 OAK ST", "APT 3", 6, "1958-10-11", "ACT", False),  # other, 59
                ("12 OAK ST", "APT 3", 5, "1993-10-10", "ACT", False),  # white, 25 this day
                ("99 ELM ST", "", 3, "1980-01-01", "INA", False),
                ("99 ELM ST", "", 3, "2002-01-01", "PRE", False),
                ("99 ELM ST", "", 3, "1980-01-01", "ACT", True),
                ("99 ELM ST", "", 3, "1980-01-01", "DEC", False),
                ("", "", 3, "1980-01-01", "ACT", False),
            ]
        ),
        EVENT,
    )
    table = result.table
    assert tuple(table.columns) == columns.COMPOSITION.names
    assert len(set(table[columns.ADDRESS_KEY])) == 1
    assert table[columns.VOTERS].tolist() == [4, 1, 2]
    np.testing.assert_allclose(table[columns.MINORITY_SHARE], [2 / 3, np.nan, 1 / 2])
    np.testing.assert_allclose(table[columns.ELDERLY_SHARE], [1 / 3, 1, 0])
    np.testing.assert_allclose(table[columns.COLLEGE_SHARE], [2 / 3, 0, 0])
    assert result.left_out == {
        households.LEFT_PROTECTED: 1,
        households.LEFT_PREREGISTERED: 1,
        households.LEFT_INACTIVE: 1,
        households.LEFT_OTHER_STATUS: 1,
        households.LEFT_REPEATED: 0,
        households.LEFT_NO_ADDRESS: 1,
    }
    assert (result.voters_read, result.voters_used) == (12, 7)
    assert (result.unknown_race, result.unknown_age, result.households_unknown_race) == (2, 1, 1)


def test_inactive_voters_by_option():
    rows = [("1 OAK ST", "", 5, "1950-01-01", "ACT", False), ("1 OAK ST", "", 3, "1950-01-01", "INA", False)]
    assert compose_households(voters(rows), EVENT).table[columns.MINORITY_SHARE].tolist() == [0]
    with_inactive = compose_households(voters(rows), EVENT, CompositionOptions(include_inactive=True))
    assert with_inactive.table[columns.MINORITY_SHARE].tolist() == [0.5]
    assert with_inactive.left_out[households.LEFT_INACTIVE] == 0


def test_race_other_by_option():
    rows = [("1 OAK ST", "", race, "1950-01-01", "ACT", False) for race in (6, 6, 7, 5)]
    assert compose_households(voters(rows), EVENT).table[columns.MINORITY_SHARE].tolist() == [0.75]
    strict = compose_households(voters(rows), EVENT, CompositionOptions(other_as_minority=False))
    assert strict.table[columns.MINORITY_SHARE].tolist() == [0.25]


def test_a_repeated_voter_counts_once():
    rows = [("1 OAK ST", "", race, "1950-01-01", "ACT", False) for race in (3, 5, 5)]
    result = compose_households(voters(rows, voter_id=np.array(["7", "7", ""], object)), EVENT)
    assert result.table[columns.VOTERS].tolist() == [2]
    assert result.table[columns.MINORITY_SHARE].tolist() == [0.5]
    assert result.left_out[households.LEFT_REPEATED] == 1


def test_an_unused_record_does_not_push_out_a_used_one():
    rows = [("1 OAK ST", "", 3, "1950-01-01", "INA", False), ("2 OAK ST", "", 5, "1950-01-01", "ACT", False)]
    result = compose_households(voters(rows, voter_id=np.array(["7", "7"], object)), EVENT)
    assert result.table[columns.MINORITY_SHARE].tolist() == [0]
    assert (result.left_out[households.LEFT_INACTIVE], result.left_out[households.LEFT_REPEATED]) == (1, 0)


def test_one_address_in_two_towns_is_told():
    rows = [("1 OAK ST", "", 3, "1950-01-01", "ACT", False)] * 2 + [("2 OAK ST", "", 3, "1950-01-01", "ACT", False)] * 2
    result = compose_households(voters(rows, zipcode=np.array(["32301", "32999", "32301", ""], object)), EVENT)
    assert result.households_several_zips == 1


def test_nobody_left_gives_an_empty_table():
    result = compose_households(voters([("1 OAK ST", "", 3, "1950-01-01", "PRE", False)]), EVENT)
    assert len(result.table) == 0
    assert tuple(result.table.columns) == columns.COMPOSITION.names


def test_an_event_without_a_date_is_refused():
    with pytest.raises(InputError, match="EVENT_START"):
        compose_households(voters([("1 OAK ST", "", 3, "1950-01-01", "ACT", False)]), np.datetime64("NaT"))


def age_by_calendar(birth: datetime.date, day: datetime.date) -> int:
    age = day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
    return age if 0 <= age <= 115 and birth <= day else -1


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.dates(datetime.date(1880, 1, 1), datetime.date(2030, 12, 31)), min_size=1, max_size=20),
    st.dates(datetime.date(1990, 1, 1), datetime.date(2028, 12, 31)),
)
def test_ages_as_the_calendar_counts_them(births, day):
    expected = [age_by_calendar(birth, day) for birth in births]
    assert ages_at(np.array(births, "M8[D]"), np.datetime64(day)).tolist() == expected


def test_ages_on_leap_days():
    born = np.array(["2000-02-29", "2000-02-29", "NaT"], "M8[D]")
    assert ages_at(born, np.datetime64("2018-02-28")).tolist() == [17, 17, -1]
    assert ages_at(born, np.datetime64("2018-03-01")).tolist() == [18, 18, -1]


ROWS = st.tuples(
    st.sampled_from(["1 OAK ST", "2 OAK ST", "1 Oak Street", "14 N ELM AVE", "", "*"]),
    st.sampled_from(["", "APT 1", "APT 2", "#2"]),
    st.integers(0, 7),
    st.sampled_from([None, "1900-01-01", "1940-05-05", "1958-10-10", "1958-10-11", "1994-01-01", "2000-10-10"]),
    st.sampled_from(["ACT", "INA", "PRE", ""]),
    st.booleans(),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(ROWS, min_size=1, max_size=40), st.booleans(), st.booleans())
def test_composition_as_a_slow_loop_counts_it(rows, inactive, other):
    options = CompositionOptions(include_inactive=inactive, other_as_minority=other)
    result = compose_households(voters(rows), EVENT, options)

    members: dict[tuple[str, str], list] = {}
    for address, unit, race, birth, status, protected in rows:
        normal = normalise_addresses(np.array([address], object), np.array([unit], object))
        key = (normal.key[0], normal.unit[0])
        if not protected and key[0] and (status == "ACT" or (inactive and status == "INA")):
            members.setdefault(key, []).append((race, birth))
    expected = {}
    for key, people in members.items():
        known = [race for race, _ in people if race]
        minority = [race for race in known if race != 5 and (other or race != 6)]
        born = [datetime.date.fromisoformat(birth) for _, birth in people if birth]
        ages = [age for birth in born if (age := age_by_calendar(birth, EVENT)) >= 0]
        expected[key] = (
            len(people),
            len(minority) / len(known) if known else None,
            sum(age >= 60 for age in ages) / len(ages) if ages else None,
            sum(18 <= age <= 24 for age in ages) / len(ages) if ages else None,
        )
    found = {
        (row[0], row[1]): tuple(None if value != value else value for value in row[2:])
        for row in result.table.itertuples(index=False)
    }
    assert found == expected
    assert list(found) == sorted(found)
    assert result.voters_used + sum(result.left_out.values()) == result.voters_read == len(rows)
