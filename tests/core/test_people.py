"""Tables of people by their columns."""

import datetime

import numpy as np
import pytest

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.errors import InputError
from coprod_equity_plugin.core.progress import Progress
from coprod_equity_plugin.core.sources.people import PersonTable, read_people
from coprod_equity_plugin.core.study.households import ages_at, compose_households

EVENT = datetime.date(2018, 10, 10)


def people(tmp_path, text, **table):
    path = tmp_path / "people.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_people(path, PersonTable(("address",), "race", "birth", **table), EVENT, Progress())


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_ages_come_back_as_given_on_any_day_of_the_year(tmp_path, delimiter):
    ages = [0, 17, 18, 24, 25, 59, 60, 101]
    text = "address,race,birth\n" + "".join(f"{n} A ST,W,{age}\n" for n, age in enumerate(ages, 1))
    voters = people(tmp_path, text.replace(",", delimiter))
    assert ages_at(voters.birth_date, np.datetime64(EVENT)).tolist() == ages
    assert voters.address.tolist()[:2] == ["1 A ST", "2 A ST"]


def test_years_of_birth(tmp_path):
    voters = people(tmp_path, "address,race,birth\n1 A ST,W,1958\n2 A ST,W,\n3 A ST,W,1958.0\n")
    assert ages_at(voters.birth_date, np.datetime64(EVENT)).tolist() == [60, -1, 60]


def test_race_with_ethnicity(tmp_path):
    rows = [
        ("W", "NL"),
        ("W", "HL"),
        ("W", "UN"),
        ("W", ""),
        ("B", "UN"),
        ("O", "NL"),
        ("O", "HL"),
        ("U", "HL"),
        ("U", ""),
    ]
    text = "address,race,eth,birth\n" + "".join(f"{n} A ST,{a},{b},50\n" for n, (a, b) in enumerate(rows, 1))
    voters = people(tmp_path, text, ethnicity="eth")
    result = compose_households(voters, EVENT)
    share = result.table.set_index(c.ADDRESS_KEY)[c.MINORITY_SHARE]
    expected = [0, 1, np.nan, np.nan, 1, 1, 1, 1, np.nan]
    np.testing.assert_array_equal([share[f"{n} A ST"] for n in range(1, 10)], expected)
    assert result.unknown_race == 3


def test_latin_letters_quotes_and_broken_lines(tmp_path):
    text = b'address,race,birth\n"1 A ST, APT 2",White,01/02/1950\n2 PE\xd1A ST,Black,1950-02-30\n3 A ST,Black\n'
    text += b"".join(b"%d B ST,Black,01/02/1950\n" % n for n in range(1, 20))
    voters = people(tmp_path, text)
    assert voters.address[:2].tolist() == ["1 A ST, APT 2", "2 PEÑA ST"]
    assert voters.bad_births == 1
    assert voters.bad_lines == (4,)
    assert len(voters) == 21


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("address,race,birth\n", "0 of 0 lines"),
        ("address,race,birth\n1 A ST,W\n2 A ST,W\n", "2 of 2 lines do not have the header's 3 fields"),
        ("address,race,birth\n1 A ST,5,50\n2 A ST,3,50\n", "WHITE_VALUES; the column has '5', '3'"),
        ("address,race,birth\n1 A ST,W,about 50\n", "no value is a birth date, a year or an age"),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path, text, told):
    with pytest.raises(InputError, match=told):
        people(tmp_path, text)


def test_codes_of_the_user_s_own(tmp_path):
    voters = people(
        tmp_path,
        "address,race,birth,st\n1 A ST,5,50,ok\n2 A ST,3,50,gone\n3 A ST,9,50,ok\n",
        white=("5",),
        unknown=("9", ""),
        status="st",
        active=("OK",),
    )
    assert voters.race.tolist() == [5, 7, 0]
    result = compose_households(voters, EVENT)
    assert result.voters_used == 2
    assert result.left_out["neither active nor inactive"] == 1
