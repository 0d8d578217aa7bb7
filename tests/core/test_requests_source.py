from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from coprod_equity_plugin.core import columns
from coprod_equity_plugin.core.errors import Cancelled, InputError
from coprod_equity_plugin.core.progress import Progress
from coprod_equity_plugin.core.sources.local_time import find_zone, local_times
from coprod_equity_plugin.core.sources.requests import (
    RequestFields,
    find_fields,
    find_layout,
    keep_categories,
    split_categories,
    tidy_requests,
)

NEW_YORK = find_zone("America/New_York")


class Log(Progress):
    def __init__(self):
        self.lines = []

    def info(self, text):
        self.lines.append(text)

    warning = info


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("2018-10-10T18:05:11-04:00", "2018-10-10T18:05:11"),
        ("2018-10-10T22:05:11Z", "2018-10-10T18:05:11"),
        ("2018-10-10T22:05:11.123Z", "2018-10-10T18:05:11"),
        ("2018-10-10T17:05:11-0500", "2018-10-10T18:05:11"),
        ("2018-10-11 00:05:11+02", "2018-10-10T18:05:11"),
        ("2018-10-10 18:05", "2018-10-10T18:05:00"),
        ("2018/10/10 18:05:11", "2018-10-10T18:05:11"),
        ("2018-10-10", "2018-10-10T00:00:00"),
        ("10/10/2018 06:05:11 PM", "2018-10-10T18:05:11"),
        ("10/10/2018 - 06:05PM", "2018-10-10T18:05:00"),
        ("10/10/2018 12:05:11 AM", "2018-10-10T00:05:11"),
        ("10/10/2018 12:05:11 pm", "2018-10-10T12:05:11"),
        ("1/2/2018 18:05", "2018-01-02T18:05:00"),
        # the hour that comes twice: the offset tells which, the clock shows the same
        ("2018-11-04T01:30:00-04:00", "2018-11-04T01:30:00"),
        ("2018-11-04T01:30:00-05:00", "2018-11-04T01:30:00"),
        ("2018-12-01T12:00:00Z", "2018-12-01T07:00:00"),
    ],
)
def test_times_as_cities_write_them(text, local):
    times, _ = local_times(np.array([text, None, text], dtype=object), NEW_YORK)
    assert times.dtype == np.dtype("datetime64[s]")
    assert list(times[[0, 2]]) == [np.datetime64(local, "s")] * 2
    assert np.isnat(times[1])


@pytest.mark.parametrize(
    "text", ["", "soon", "2018-13-01", "10/10/18 06:05 PM", "13/10/2018 13:00 PM", "10/10/2018 25:00"]
)
def test_what_is_no_time(text):
    times, _ = local_times(np.array([text], dtype=object), NEW_YORK)
    assert np.isnat(times[0])


def test_typed_times_are_local_already():
    times, _ = local_times(np.array(["2018-10-10T18:05:11.500"], dtype="datetime64[ms]"), NEW_YORK)
    assert times[0] == np.datetime64("2018-10-10T18:05:11", "s")


def test_zones_are_iana_names():
    with pytest.raises(InputError, match="America/New_York"):
        find_zone("EST5PDT/nowhere")
    with pytest.raises(InputError, match="there is no time zone ''"):
        find_zone("")


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (
            "service_request_id status service_name requested_datetime address address_id lat long",
            ("service_request_id", "requested_datetime", "service_name", "address", "long", "lat", None),
        ),
        (
            "unique_key created_date agency complaint_type descriptor incident_address bbl latitude longitude",
            ("unique_key", "created_date", "complaint_type", "incident_address", "longitude", "latitude", "bbl"),
        ),
        (
            "Unique Key|Created Date|Complaint Type|Incident Address|BBL|Latitude|Longitude",
            ("Unique Key", "Created Date", "Complaint Type", "Incident Address", "Longitude", "Latitude", "BBL"),
        ),
        (
            "CaseID Opened Closed Status Category Address Latitude Longitude Point",
            ("CaseID", "Opened", "Category", "Address", "Longitude", "Latitude", None),
        ),
        (
            "case_enquiry_id open_dt case_title subject reason type location_street_name latitude longitude",
            ("case_enquiry_id", "open_dt", "type", "location_street_name", "longitude", "latitude", None),
        ),
    ],
    ids=["Open311", "New York API", "New York CSV", "San Francisco", "Boston"],
)
def test_presets(names, expected):
    columns_of = names.split("|") if "|" in names else names.split()
    assert tuple(name for _, name in find_fields(columns_of)) == expected


def test_a_chosen_field_wins_and_all_problems_come_at_once():
    fields = find_fields(["Opened", "id", "CaseID", "Category"], RequestFields(request_id="ID"))
    assert fields.request_id == "id"
    with pytest.raises(InputError) as caught:
        find_fields(["when", "what"], RequestFields(request_id="number"))
    assert len(caught.value.problems) == 3
    assert "there is no column number" in str(caught.value)


def export(**changes):
    return pd.DataFrame(
        {
            "service_request_id": ["1", "2", None, "4", "5"],
            "requested_datetime": ["2018-10-10 01:00:00", "x", "2018-10-10 02:00:00", "2018-10-10", "2018-10-11"],
            "service_name": ["Power Outage", "Power Outage", "Tree Down", "power outage ", None],
            "address": ["1 Oak St", None, " 2 Oak St ", "", "*"],
            "lat": ["30.4", "30.4", "0", "120", ""],
            "long": ["-84.3", "-84.3", "0", "-84.3", "-84.3"],
            **changes,
        }
    )


def test_tidy_requests_counts_what_it_cannot_use():
    frame = export()
    tidy = tidy_requests(frame, find_fields(frame.columns), "America/New_York")
    assert tidy.rows == 5
    assert tidy.left_out == {"no usable time": 1}
    assert tidy.odd == {
        "request id is empty, the row number stands for it": 1,
        "position is 0, 0": 1,
        "longitude or latitude is outside the range of degrees": 1,
        "longitude or latitude is missing": 1,
    }
    assert list(tidy.kept) == [True, False, True, True, True]
    assert list(tidy.frame[columns.REQUEST_ID]) == ["1", "row 3", "4", "5"]
    assert list(tidy.frame[columns.CATEGORY]) == ["Power Outage", "Tree Down", "power outage", ""]
    assert list(tidy.frame["address"]) == ["1 Oak St", "2 Oak St", "", "*"]
    np.testing.assert_array_equal(tidy.frame["lon"], [-84.3, np.nan, np.nan, np.nan])
    np.testing.assert_array_equal(tidy.frame["lat"], [30.4, np.nan, np.nan, np.nan])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"requested_datetime": ["x"] * 5}, "no value is a time"),
        (
            {"requested_datetime": ["25/10/2018 10:00", "26/10/2018 10:00", "1/10/2018", "x", ""]},
            "2 times .* day comes first",
        ),
        ({"lat": ["530000"] * 5, "long": ["2050000"] * 5}, "swapped"),
    ],
)
def test_exports_that_cannot_be_used(changes, words):
    frame = export(**changes)
    with pytest.raises(InputError, match=words):
        tidy_requests(frame, find_fields(frame.columns), "America/New_York")
    with pytest.raises(InputError, match="holds no requests"):
        tidy_requests(frame.iloc[:0], find_fields(frame.columns), "America/New_York")


def test_categories_by_list():
    frame = export()
    tidy = tidy_requests(frame, find_fields(frame.columns), "America/New_York")
    log = Log()
    kept = keep_categories(tidy, split_categories("POWER outage; Tree Down"), log)
    assert list(kept.frame[columns.REQUEST_ID]) == ["1", "row 3", "4"]
    assert list(kept.kept) == [True, False, True, True, False]
    assert "Power Outage 1" in log.lines[0]
    assert "(empty) 1" in log.lines[0]
    assert len(keep_categories(tidy, (), log).frame) == 4
    with pytest.raises(InputError, match=r"'Power'.*\n.*'Trees'") as caught:
        keep_categories(tidy, ("Power", "Tree Down", "Trees"), log)
    assert "Tree Down" in str(caught.value)  # what there is
    assert split_categories(" a, b ,") == ("a", "b")
    assert split_categories("Heat, excessive; b") == ("Heat, excessive", "b")
    assert split_categories("") == ()


@pytest.mark.realdata
def test_boston_2015(realdata):
    path = realdata / "boston" / "boston_311_2015.csv.gz"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    raw = pd.read_csv(path, dtype=str)
    assert find_layout(list(raw.columns)) == "Boston"
    tidy = tidy_requests(raw, find_fields(list(raw.columns)), "America/New_York", "boston")
    assert tidy.rows == 121_145
    assert len(tidy.frame) == 121_145
    # pandas' own parser as the oracle, outside the plugin
    expected = pd.to_datetime(raw["OPEN_DT"], format="%m/%d/%Y %I:%M:%S %p").to_numpy().astype("datetime64[s]")
    np.testing.assert_array_equal(tidy.frame[columns.REQUESTED_AT].to_numpy().astype("datetime64[s]"), expected)
    assert tidy.frame[columns.REQUEST_ID].nunique() == raw["CASE_ENQUIRY_ID"].nunique()
    assert np.isfinite(tidy.frame["lon"]).all()
    kept = keep_categories(tidy, ("street light outages",), Progress())
    assert len(kept.frame) == int((raw["TYPE"] == "Street Light Outages").sum())


def test_records_read_twice_and_ids_used_twice():
    frame = pd.DataFrame(
        {
            "service_request_id": ["1", "1", "1", "2", None, None],
            "requested_datetime": ["2018-10-10 01:00:00"] * 2 + ["2018-10-10 05:00:00"] + ["2018-10-10 01:00:00"] * 3,
            "service_name": "Power Outage",
        }
    )
    tidy = tidy_requests(frame, find_fields(list(frame.columns)), "America/New_York")
    assert list(tidy.frame[columns.REQUEST_ID]) == ["1", "1", "2", "row 5", "row 6"]
    assert tidy.left_out == {"the same record again": 1}
    assert tidy.odd["request id stands for several requests"] == 1


def test_cancel_is_heard_while_times_are_read():
    class Stop(Progress):
        def is_cancelled(self):
            return True

    frame = export()
    with pytest.raises(Cancelled):
        tidy_requests(frame, find_fields(frame.columns), "America/New_York", progress=Stop())
