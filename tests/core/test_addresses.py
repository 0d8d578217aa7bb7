from __future__ import annotations

import csv
import gzip

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_equity_plugin.core.errors import Cancelled
from coprod_equity_plugin.core.progress import Progress
from coprod_equity_plugin.core.sources.addresses import _behind_number, parse_address
from coprod_equity_plugin.core.study.addresses import normalise_addresses

# text, key, unit: by hand from USPS Publication 28
CASES = [
    # one home in the spellings of four sources
    ("1204 N OAK ST APT 3", "1204 N OAK ST", "3"),
    ("1204 NORTH OAK STREET #3", "1204 N OAK ST", "3"),
    ("1204 North Oak Street, Apt. 3, Tallahassee, FL 32301-1234", "1204 N OAK ST", "3"),
    ("  1204   n. oak  st.  # 03 ", "1204 N OAK ST", "3"),
    ("APT 3, 1204 N OAK ST", "1204 N OAK ST", "3"),
    ("1204 N OAK ST UNIT 3 TALLAHASSEE FL 32301", "1204 N OAK ST", "3"),
    ("1204 N OAK ST 3", "1204 N OAK ST", "3"),
    ("1204 N OAK ST\nAPT 3\nTALLAHASSEE", "1204 N OAK ST", "3"),
    # ST of a saint is no street
    ("100 ST AUGUSTINE RD", "100 ST AUGUSTINE RD", ""),
    ("100 SAINT AUGUSTINE ROAD", "100 ST AUGUSTINE RD", ""),
    ("100 OLD ST. AUGUSTINE RD", "100 OLD ST AUGUSTINE RD", ""),
    ("100 ST LOUIS ST", "100 ST LOUIS ST", ""),
    # directions that are names, and names that are directions
    ("12 NORTH ST", "12 NORTH ST", ""),
    ("12 N NORTH STREET", "12 N NORTH ST", ""),
    ("12 NORTH AVE E", "12 NORTH AVE E", ""),
    ("12 SOUTH BROADWAY", "12 S BROADWAY", ""),
    ("7 E EAST ST", "7 E EAST ST", ""),
    ("1 N WEST ST", "1 N WEST ST", ""),
    ("12 OAK ST NORTHEAST", "12 OAK ST NE", ""),
    ("12 OAK ST NORTH WEST", "12 OAK ST NW", ""),
    ("12 NORTH WEST 5TH ST", "12 NW 5TH ST", ""),
    ("12 N.W. FIFTH STREET", "12 NW 5TH ST", ""),
    ("12 NW 5 ST", "12 NW 5TH ST", ""),
    ("12 SW 11 TER", "12 SW 11TH TER", ""),
    ("12 22 AVE", "12 22ND AVE", ""),
    # suffixes inside names
    ("10 PARK AVENUE", "10 PARK AVE", ""),
    ("10 LAKE SHORE DRIVE", "10 LAKE SHORE DR", ""),
    ("1204 OAK RIDGE", "1204 OAK RDG", ""),
    ("10 COUNTRY CLUB CIR", "10 COUNTRY CLUB CIR", ""),
    ("2 AVENUE OF THE ARTS", "2 AVENUE OF THE ARTS", ""),
    ("100 AVE B", "100 AVENUE B", ""),
    ("100 AVENUE B", "100 AVENUE B", ""),
    # unit designators that are street names
    ("1 LOT ST", "1 LOT ST", ""),
    ("1 PIER AVE", "1 PIER AVE", ""),
    ("1 KEY WEST DR", "1 KEY WEST DR", ""),
    ("10 OLD PIER RD", "10 OLD PIER RD", ""),
    ("10 OLD PIER E", "10 OLD PIER E", ""),
    ("10 BOAT SLIP DR", "10 BOAT SLIP DR", ""),
    ("10 LONG KEY LN", "10 LONG KEY LN", ""),
    ("10 BIG LOT CT", "10 BIG LOT CT", ""),
    ("10 HARBOR DR SLIP 12", "10 HARBOR DR", "12"),
    ("100 DUVAL ST, KEY WEST, FL 33040", "100 DUVAL ST", ""),
    ("1 FRONT ST", "1 FRONT ST", ""),
    ("1 LOWER RIVER RD", "1 LOWER RIVER RD", ""),
    ("5 BUILDING A RD", "5 BUILDING A RD", ""),
    ("5 SPACE COAST BLVD", "5 SPACE COAST BLVD", ""),
    # units
    ("1204 OAK ST BLDG 4 APT 12", "1204 OAK ST", "4-12"),
    ("1204 OAK ST APT 4-12", "1204 OAK ST", "4-12"),
    ("1204 OAK ST, BLDG 4, APT 12, TALLAHASSEE", "1204 OAK ST", "4-12"),
    ("1204 OAK ST BLDG 4, APT 12", "1204 OAK ST", "4-12"),
    ("1204 OAK ST, 3B, TALLAHASSEE, 32301", "1204 OAK ST", "3B"),
    ("1204 OAK ST APT3B", "1204 OAK ST", "3B"),
    ("1204 OAK ST APT 3-B", "1204 OAK ST", "3B"),
    ("1204 OAK ST APT 3 B", "1204 OAK ST", "3B"),
    ("1204 OAK ST REAR", "1204 OAK ST", "REAR"),
    ("1204 OAK ST STE 100", "1204 OAK ST", "100"),
    ("1204 OAK ST LOT 7", "1204 OAK ST", "7"),
    ("1204 OAK ST TRLR A", "1204 OAK ST", "A"),
    ("1204 OAK ST A", "1204 OAK ST", "A"),
    ("1204 OAK ST E", "1204 OAK ST E", ""),  # a direction first
    ("1204 OAK ST NW 3", "1204 OAK ST NW", "3"),
    ("1204 OAK ST FL 2", "1204 OAK ST", "FL2"),  # a floor
    ("1204 OAK ST FL 32301", "1204 OAK ST", ""),  # Florida
    ("1204 OAK ST FL", "1204 OAK ST", ""),
    ("1204 OAK ST, FL 32301", "1204 OAK ST", ""),
    # numbered roads
    ("100 US HIGHWAY 98 W", "100 US HWY 98 W", ""),
    ("100 US 98", "100 US HWY 98", ""),
    ("100 SR 20", "100 STATE RD 20", ""),
    ("100 STATE ROAD 20", "100 STATE RD 20", ""),
    ("100 CR 12", "100 COUNTY RD 12", ""),
    ("100 OLD COUNTY RD", "100 OLD COUNTY RD", ""),
    # house numbers
    ("0123 OAK ST", "123 OAK ST", ""),
    ("838.0 BROADWAY", "838 BROADWAY", ""),
    ("123 1/2 MAIN ST", "123 1/2 MAIN ST", ""),
    ("145-151 Ipswich St", "145-151 IPSWICH ST", ""),
    ("1204A OAK ST", "1204A OAK ST", ""),
    ("10hf Beacon St", "10HF BEACON ST", ""),
    ("1ST ST", "", ""),
    ("1204, Oak Street", "1204 OAK ST", ""),
    # names
    ("1 O'BRIEN CT", "1 OBRIEN CT", ""),
    ("1 WINSTON-SALEM RD", "1 WINSTON SALEM RD", ""),
    ("1 Peñalver Pl", "1 PENALVER PL", ""),
    ("12 M L KING JR BLVD", "12 MARTIN LUTHER KING JR BLVD", ""),
    ("12 MLK JR BLVD", "12 MARTIN LUTHER KING JR BLVD", ""),
]
NO_HOME = [
    None,
    "",
    "   ",
    "*",
    "*** Protected ***",
    "1204 OAK ST ***",
    "PROTECTED RECORD",
    "OAK ST",
    "0 OAK ST",
    "5TH AVE",
    "MAIN ST & OAK ST",
    "100 MAIN ST @ OAK ST",
    "PO BOX 12",
    "1204",
    float("nan"),
    12.5,
]


@pytest.mark.parametrize(("text", "key", "unit"), CASES, ids=[case[0] for case in CASES])
def test_one_spelling(text, key, unit):
    result = normalise_addresses([text])
    assert (result.key[0], result.unit[0]) == (key, unit)


@pytest.mark.parametrize("text", NO_HOME)
def test_what_names_no_home_never_matches(text):
    result = normalise_addresses([text], ["3"])
    assert (result.key[0], result.unit[0]) == ("", "")


def test_a_separate_unit_comes_first_and_a_blank_one_gives_way():
    result = normalise_addresses(
        ["1 OAK ST", "1 OAK ST APT 4", "1 OAK ST APT 4", "1 OAK ST", "1 OAK ST"],
        ["Apt. 3", "", "# 5", None, "Building 4, Apt 012"],
    )
    assert list(result.key) == ["1 OAK ST"] * 5
    assert list(result.unit) == ["3", "4", "5", "", "4-12"]


def test_keeps_order_and_length_with_repeats():
    result = normalise_addresses(np.array(["2 ELM ST", None, "1 Oak Street", "2 ELM STREET"], dtype=object))
    assert list(result.key) == ["2 ELM ST", "", "1 OAK ST", "2 ELM ST"]
    assert len(normalise_addresses([]).key) == 0


def test_units_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="2 addresses, but 1 units"):
        normalise_addresses(["1 OAK ST", "2 OAK ST"], ["3"])


_DIRECTIONS = st.sampled_from([("", ""), ("North", "N"), ("South", "S."), ("Northeast", "NE"), ("West", "W")])
_NAMES = st.sampled_from(
    [
        ("Oak", "OAK"),
        ("Lake Park", "LAKE PARK"),
        ("Saint Marks", "ST. MARKS"),
        ("Fifth", "5TH"),
        ("Fort King", "FT KING"),
    ]
)
_SUFFIXES = st.sampled_from(
    [("Street", "ST"), ("Avenue", "AVE"), ("Trail", "TRL"), ("Court", "CT."), ("Crossing", "XING")]
)
_UNITS = st.sampled_from([("", ""), (", Apartment 3", " # 3"), (" Suite 12", " STE 012"), (" Lot B", ", LOT B")])


@settings(max_examples=300, deadline=None)
@given(st.integers(1, 99999), _DIRECTIONS, _NAMES, _SUFFIXES, _DIRECTIONS, _UNITS)
def test_long_and_short_spellings_meet_and_a_key_is_its_own_key(number, before, name, suffix, after, unit):
    long, short = (
        f"{number} {before[i]} {name[i]} {suffix[i]} {after[i]}{unit[i]}" + (", Tallahassee, FL 32301" if i else "")
        for i in (0, 1)
    )
    found = normalise_addresses([long, short])
    assert found.key[0] == found.key[1] != ""
    assert found.unit[0] == found.unit[1]
    assert (found.unit[0] == "") == (unit[0] == "")
    again = normalise_addresses(found.key, found.unit)
    assert list(again.key) == list(found.key)
    assert list(again.unit) == list(found.unit)


_TEXT = (
    "1 12 007 0 1204 99999 1234567 12A 1/2 5TH N NORTH SW OAK ELM RIDGE SR 20 US HIGHWAY AVENUE B ST STREET "
    "AVE DR APT UNIT # 3 3B REAR FL FLOOR LOT PO BOX & * TALLAHASSEE 32301 32301-1234 - 1204.0 É"
)
_WORDS = st.sampled_from(_TEXT.split())


@settings(max_examples=1000, deadline=None)
@given(st.lists(st.tuples(_WORDS, st.sampled_from([" ", " ", " ", ", ", "-", "  ", "\n", ". "])), max_size=9))
def test_streets_parsed_once_give_what_each_address_gives(parts):
    text = "".join(word + gap for word, gap in parts)
    found = normalise_addresses([text])
    assert (found.key[0], found.unit[0]) == parse_address(text)


def test_what_stands_behind_the_number_is_parsed_once_for_all_houses():
    """Why a million addresses take seconds: 20,000 of them, on two streets with 99 units, are 198 texts."""
    texts = [f"{i} NORTH {('OAK', 'ELM')[i % 2]} STREET, APT {i % 99}, Tallahassee" for i in range(1, 20_001)]
    _behind_number.cache_clear()
    result = normalise_addresses(texts)
    assert _behind_number.cache_info().misses == 198
    assert len(set(result.key)) == 20_000


def test_cancel_is_heard():
    class Stop(Progress):
        def is_cancelled(self):
            return True

    with pytest.raises(Cancelled):
        normalise_addresses(["1 OAK ST"], progress=Stop())


@pytest.mark.realdata
def test_every_address_of_boston(realdata):
    path = realdata / "boston" / "boston_311_2015.csv.gz"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    with gzip.open(path, "rt", newline="") as file:
        texts = sorted({row["LOCATION_STREET_NAME"] for row in csv.DictReader(file)})
    result = normalise_addresses(texts)
    assert len(texts) == 47_051
    # An intersection and the house number 0 name no home; all else does, and no street's name is taken for a unit.
    names_a_home = [text.lstrip("0") == text and text[:1].isdigit() for text in texts]
    assert [key != "" for key in result.key] == names_a_home
    assert set(result.unit) == {""}
    numbers = [text.split(" ")[0].upper() for text, home in zip(texts, names_a_home) if home]
    assert [key.split(" ")[0] for key in result.key if key] == numbers
