from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from coprod_equity_plugin.core import columns
from coprod_equity_plugin.core.errors import InputError
from coprod_equity_plugin.core.sources.ids import find_column, id_text, numbers, parcel_id_column
from coprod_equity_plugin.core.sources.parcels import parcel_addresses, read_roll, roll_columns
from coprod_equity_plugin.core.sources.service_points import read_service_points, service_point_columns

NAL = pd.DataFrame(
    {
        "CO_NO": "47",
        "PARCEL_ID": ["0070", "0071", "0072", "0073", None, "0070", "0075", "0076"],
        "DOR_UC": ["1", "000", "0008", "11", "1", "2", "X", "9"],
        "ACT_YR_BLT": ["1950", "", "2030", "0", "1950", "1990", "195", "2018"],
        "EFF_YR_BLT": ["2001"] * 8,
        "NO_RES_UNTS": ["1", "0", "4", "", "1", "1", "1", "0"],
        "OWN_NAME": ["SOMEBODY"] * 8,
        "OWN_ADDR1": ["1 SECRET ST"] * 8,
        "PHY_ADDR1": ["1204 NORTH OAK STREET", "0 OAK ST", "8 ELM ST", None, "", "9 ELM ST", "9 ELM ST UNIT 2", "*"],
        "PHY_ADDR2": ["APT 3", "", "TALLAHASSEE", "", "", "", "", ""],
        "CENSUS_BK": ["120730001001", "12073000100", None, "120730001002015", "", "120730001003", "x", "120730001009"],
    }
)


def plain(values):
    """Missing values as None, whichever way this pandas keeps them."""
    return [None if pd.isna(value) else value for value in values]


def test_a_nal_roll():
    roll = read_roll(NAL, 2018)
    frame = roll.frame
    assert list(frame[columns.PARCEL_ID]) == ["0070", "0071", "0072", "0073", "0075", "0076"]
    assert plain(frame["use_code"]) == ["001", "000", "008", "011", None, "009"]
    assert list(frame["residential"]) == [True, False, True, False, False, False]
    # never the effective year: a house without its year has no age
    np.testing.assert_array_equal(frame[columns.HOUSE_AGE], [68, np.nan, np.nan, np.nan, np.nan, 0])
    np.testing.assert_array_equal(frame["residential_units"], [1, 0, 4, np.nan, 1, 0])
    assert list(frame[columns.ADDRESS_KEY]) == ["1204 N OAK ST", "", "8 ELM ST", "", "9 ELM ST", ""]
    assert list(frame[columns.UNIT]) == ["3", "", "", "", "2", ""]
    assert plain(frame[columns.BLOCK_GROUP]) == ["120730001001", None, None, "120730001002", None, "120730001009"]
    assert roll.rows == 8
    assert roll.left_out == {"parcel id is empty": 1, "parcel id occurs again": 1}
    assert roll.odd == {
        "use code is no number": 1,
        "year built is missing": 2,
        "year built is after the event": 1,
        "year built is impossible": 1,
        "census block group is missing or has not 12 digits": 3,
    }


def test_numbers_and_texts_of_the_same_roll_agree():
    typed = NAL.assign(
        PARCEL_ID=[70.0, 71.0, 72.0, 73.0, np.nan, 70.0, 75.0, 76.0],
        DOR_UC=[1.0, 0.0, 8.0, 11.0, 1.0, 2.0, np.nan, 9.0],
        ACT_YR_BLT=[1950.0, np.nan, 2030.0, 0.0, 1950.0, 1990.0, 195.0, 2018.0],
        CENSUS_BK=[120730001001.0] * 8,
    )
    frame = read_roll(typed, 2018).frame
    assert list(frame[columns.PARCEL_ID]) == ["70", "71", "72", "73", "75", "76"]
    assert plain(frame["use_code"]) == plain(read_roll(NAL, 2018).frame["use_code"])
    assert set(frame[columns.BLOCK_GROUP]) == {"120730001001"}


def test_owners_are_never_read():
    read = roll_columns(list(NAL.columns))
    assert not [name for name in read if name.startswith("OWN")]
    assert "EFF_YR_BLT" not in read
    text = read_roll(NAL, 2018).frame.to_csv()
    assert "SOMEBODY" not in text
    assert "SECRET" not in text


def test_a_roll_without_its_columns_says_all_that_is_missing():
    with pytest.raises(InputError) as caught:
        read_roll(pd.DataFrame({"a": [1]}), 2018)
    assert len(caught.value.problems) == 2
    with pytest.raises(InputError, match="no row has a parcel id"):
        read_roll(NAL.assign(PARCEL_ID=""), 2018)


def test_service_points():
    frame = pd.DataFrame(
        {
            "Meter Number": [7.0, 8.0, 9.0, np.nan, 7.0, 10.0],
            "Rate_Class": ["RES", "COM", None, "RES", "RES", "R-1"],
            "Service Address": ["1204 OAK RIDGE DR", "1 ELM ST #2", "1 ELM ST", "x", "x", ""],
            "Unit": ["APT 3", "", None, "", "", ""],
            "ParcelID": ["007", "008", " ", "009", "009", "010"],
            "CUSTOMER_NAME": ["SOMEBODY"] * 6,
        }
    )
    points = read_service_points(frame)
    table = points.frame
    assert list(table[columns.METER_ID]) == ["7", "8", "9", "10"]
    assert list(table["residential"]) == [True, False, True, True]
    assert list(table[columns.ADDRESS_KEY]) == ["1204 OAK RIDGE DR", "1 ELM ST", "1 ELM ST", ""]
    assert list(table[columns.UNIT]) == ["3", "2", "", ""]
    assert plain(table[columns.PARCEL_ID]) == ["007", "008", None, "010"]
    assert points.left_out == {"meter id is empty": 1, "meter id occurs again": 1}
    assert points.odd == {
        "customer class is empty, taken as residential": 1,
        "service address names no house": 1,
        "parcel id is empty": 1,
    }
    assert "CUSTOMER_NAME" not in service_point_columns(list(frame.columns))
    with pytest.raises(InputError) as caught:
        read_service_points(pd.DataFrame({"x": [1]}))
    assert len(caught.value.problems) == 2


def test_ids_are_text():
    assert list(id_text(np.array([7, 12]))) == ["7", "12"]
    assert list(id_text(np.array([7.0, np.nan, 101001240734.0]))) == ["7", None, "101001240734"]
    assert list(id_text(["007", " A-1 ", "", None])) == ["007", "A-1", None, None]
    assert list(numbers(["1", " 2.5", "x", None])[:2]) == [1.0, 2.5]
    assert np.isnan(numbers(["x", None, ""])).all()
    assert find_column(["Parcel Id", "x"], ("PARCEL_ID",)) == "Parcel Id"
    assert parcel_id_column(["x", "Pin"], "parcels") == "Pin"
    with pytest.raises(InputError, match="PARCEL_ID"):
        parcel_id_column(["x"], "parcels")


def test_a_parcel_layers_own_addresses():
    assert list(parcel_addresses(pd.DataFrame({"site_addr": ["1 OAK ST", None]}))) == ["1 OAK ST", ""]
    assert parcel_addresses(pd.DataFrame({"x": [1]})) is None
