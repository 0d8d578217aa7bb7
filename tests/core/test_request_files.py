"""Open311 and SeeClickFix answers: the specification's own examples, Chicago's real ones, and broken ones."""

import json

import numpy as np
import pandas as pd
import pytest

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.errors import InputError
from coprod_equity_plugin.core.sources.request_files import is_request_file, read_request_file
from coprod_equity_plugin.core.sources.requests import find_fields, find_layout, tidy_requests


def tidy(frame, zone="America/New_York"):
    return tidy_requests(frame, find_fields(list(frame.columns)), zone).frame


@pytest.mark.realdata
def test_chicago_s_fifty_are_read_completely(realdata):
    path = realdata / "open311" / "chicago_requests_50.json"
    raw = json.loads(path.read_text())
    assert is_request_file(str(path))
    frame = read_request_file(path)
    assert frame["service_request_id"].tolist() == [record["service_request_id"] for record in raw]
    for name in ("status", "service_name", "service_code", "address", "requested_datetime", "updated_datetime"):
        assert frame[name].tolist() == [record.get(name) for record in raw]
    requests = tidy(frame, "America/Chicago")
    assert len(requests) == 50
    np.testing.assert_array_equal(requests["lon"], [record["long"] for record in raw])
    np.testing.assert_array_equal(requests["lat"], [record["lat"] for record in raw])
    # the offsets are Chicago's own, so the wall clock is what is printed before them
    assert [str(time)[:19] for time in requests[c.REQUESTED_AT].to_numpy("M8[s]")] == [
        record["requested_datetime"][:19] for record in raw
    ]


@pytest.mark.realdata
def test_the_specification_s_xml_is_read_completely(realdata):
    frame = read_request_file(realdata / "open311" / "example_09.xml")
    assert frame.shape == (2, 17)
    assert frame["service_request_id"].tolist() == ["638344", "638349"]
    assert frame["service_code"].tolist() == ["006", "006"]
    assert frame["description"].tolist() == [None, None]
    requests = tidy(frame, "America/Los_Angeles")
    # printed as -08:00 in April, when San Francisco's clocks are at -07:00
    assert str(requests[c.REQUESTED_AT].to_numpy("M8[s]")[0]) == "2010-04-14T07:37:38"
    assert requests["lat"].tolist()[0] == 37.762221815
    assert find_layout(list(frame.columns)) == "Open311 GeoReport v2"


@pytest.mark.realdata
@pytest.mark.parametrize(("number", "line"), [("01", 3), ("10", 7), ("12", 7)])
def test_the_specification_s_invalid_json_is_refused_with_line_and_column(realdata, number, line):
    text = (realdata / "open311" / f"example_{number}.json").read_text().splitlines()[line - 1]
    column = text.index(":0") + 3  # the parser stops behind the zero, counted from 1
    with pytest.raises(InputError, match=rf"example_{number}\.json.*line {line}, column {column} .*begin with 0"):
        read_request_file(realdata / "open311" / f"example_{number}.json")


@pytest.mark.realdata
@pytest.mark.parametrize(("name", "told"), [("00.xml", "but services"), ("02.xml", "but service_definition"),
                                            ("03.json", "but service_code, attributes")])  # fmt: skip
def test_other_answers_of_the_standard_are_told(realdata, name, told):
    with pytest.raises(InputError, match=told):
        read_request_file(realdata / "open311" / f"example_{name}")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.json", "[]", "holds no requests"),
        ("a.json", '[{"code":"404","description":"not found"}]', "error answer of the server: 404, not found"),
        ("a.json", "[1, 2]", "a list of values"),
        ("a.json", '"text"', "no list of requests"),
        ("a.json", '[{"service_request_id":"1",', "line 1, column 28"),
        ("a.xml", "<service_requests/>", "holds no requests, but service_requests"),
        ("a.xml", "<service_requests>\n<request></requets>", "mismatched tag at line 2, column 12"),
        ("a.xml", "<errors><error><code>403</code><description>no</description></error></errors>", "server: 403 no"),
        ("a.xml", '<!DOCTYPE a [<!ENTITY b "c">]><service_requests/>', "entities"),
    ],
)
def test_what_is_no_list_of_requests_is_refused(tmp_path, name, content, told):
    path = tmp_path / name
    path.write_text(content)
    with pytest.raises(InputError, match=told):
        read_request_file(path)


def test_bytes_that_are_no_text_are_told(tmp_path):
    (tmp_path / "a.json").write_bytes(b'[{"a": "\xe9"}]')
    with pytest.raises(InputError, match=r"not in UTF-8 \(byte 9\)"):
        read_request_file(tmp_path / "a.json")


def test_layers_are_left_to_qgis(tmp_path):
    for name, content in (
        ("a.json", '{"type": "FeatureCollection", "features": []}'),
        ("a.xml", '<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml"/>'),
        ("a.csv", "service_request_id"),
    ):
        (tmp_path / name).write_text(content)
        assert not is_request_file(str(tmp_path / name))
    assert not is_request_file(str(tmp_path / "absent.json"))
    assert not is_request_file(None)


def test_numbers_stay_as_printed_and_a_name_space_does_not_matter(tmp_path):
    path = tmp_path / "a.json"
    path.write_text('[{"service_request_id": 12345678901234567890, "lat": 30.10, "closed": false}]')
    assert read_request_file(path).iloc[0].tolist() == ["12345678901234567890", "30.10", False]
    path = tmp_path / "a.xml"
    path.write_text(
        '<s:requests xmlns:s="http://x"><s:request><s:service_request_id>7</s:service_request_id></s:request></s:requests>'
    )
    assert read_request_file(path)["service_request_id"].tolist() == ["7"]


ISSUE = {
    "id": 4822743,
    "status": "Acknowledged",
    "summary": "Lights out",
    "lat": 30.44,
    "lng": -84.28,
    "address": "100 Oak Ridge Dr Tallahassee, Florida",
    "created_at": "2018-10-10T18:24:38-04:00",
    "request_type": {"id": 1, "title": "Power Outage", "organization": "City"},
    "media": {"image_full": None},
    "transitions": [],
}


@pytest.mark.parametrize(("without", "category"), [((), "Power Outage"), (("request_type",), "Lights out")])
def test_seeclickfix(tmp_path, without, category):
    issue = {name: value for name, value in ISSUE.items() if name not in without}
    path = tmp_path / "issues.json"
    path.write_text(json.dumps({"metadata": {"pagination": {"page": 1}}, "issues": [issue]}))
    frame = read_request_file(path)
    assert find_layout(list(frame.columns)).startswith("SeeClickFix")
    row = tidy(frame).iloc[0]
    assert row[c.REQUEST_ID] == "4822743"
    assert row[c.CATEGORY] == category
    assert str(np.datetime64(row[c.REQUESTED_AT], "s")) == "2018-10-10T18:24:38"
    assert (row["lon"], row["lat"], row["address"]) == (-84.28, 30.44, ISSUE["address"])


@pytest.mark.parametrize(
    ("layout", "names", "time", "read"),
    [
        ("Chicago", "SR_NUMBER SR_TYPE CREATED_DATE STREET_ADDRESS LATITUDE LONGITUDE",
         "05/09/2014 07:02:21 PM", "19:02"),
        ("Chicago, before 2018", "Creation Date|Type of Service Request|Service Request Number|Street Address|Latitude|"
         "Longitude", "05/09/2014", "00:00"),
        ("New York", "unique_key created_date complaint_type incident_address latitude longitude",
         "05/09/2014 12:02:21 AM", "00:02"),
        ("San Francisco", "CaseID Opened Category Address Latitude Longitude", "05/09/2014 12:02:21 PM", "12:02"),
        ("Boston", "case_enquiry_id open_dt type location_street_name latitude longitude",
         "2014-05-09 19:02:21", "19:02"),
        # As Syracuse, Detroit and Cambridge publish what SeeClickFix exports.
        ("SeeClickFix export", "Id Summary Rating Address Description Agency_Name Request_type URL Lat Lng "
         "Created_at_local Closed_at_local Assignee_name Category Report_Source Acknowledged_at_local "
         "Minutes_to_acknowledged Minutes_to_closed", "05/09/2014 - 07:02PM", "19:02"),
        ("SeeClickFix export", "Id|Summary|Address|Request type|Lat|Lng|Created at local|Category",
         "05/09/2014 - 07:02AM", "07:02"),
        ("SeeClickFix export, without request types", "X Y Id Summary Address Category Lat Lng Created_at_local",
         "5/9/2014 19:02", "19:02"),
        ("SeeClickFix", "ID Status Request_Type_Title Report_Method Created_At Acknowledged_At Closed_At Days_to_Close "
         "Address Neighborhood Latitude Longitude Zip_Code", "2014/05/09 19:02:21+00", "15:02"),
        ("SeeClickFix tickets", "ticket_id city issue_type ticket_status rating acknowledged_at address lat lng "
         "location ticket_closed_date_time ticket_created_date_time", "05/09/2014 07:02:21 PM", "19:02"),
    ],
)  # fmt: skip
def test_portals_are_told_by_their_columns(layout, names, time, read):
    names = names.split("|") if "|" in names else names.split()
    values = dict.fromkeys(names, "x")
    for name in names:
        plain = name.lower().replace(" ", "_")
        if "date" in plain or plain.startswith(("open", "created")):
            values[name] = time
        if plain in ("latitude", "lat"):
            values[name] = "41.7"
        if plain in ("longitude", "lng"):
            values[name] = "-87.6"
    frame = pd.DataFrame([values])
    assert find_layout(names) == layout
    row = tidy(frame).iloc[0]
    assert str(np.datetime64(row[c.REQUESTED_AT], "m")) == f"2014-05-09T{read}"
    assert (row["lon"], row["lat"], row["address"], row[c.CATEGORY], row[c.REQUEST_ID]) == (-87.6, 41.7, "x", "x", "x")


def test_new_york_s_parcel_keys():
    frame = pd.DataFrame(
        {
            "unique_key": ["1", "2", "3", "4", "5"],
            "created_date": "05/09/2014 12:02:21 AM",
            "complaint_type": "Power",
            "bbl": ["1000010010", "1000010010.0", "0", None, "0000000000"],
        }
    )
    assert tidy(frame)["place_id"].tolist() == ["1000010010", "1000010010", None, None, None]
    assert tidy(frame.assign(bbl=[1000010010.0, 2.0, np.nan, 0.0, 5999999999.0]))["place_id"].tolist() == [
        "1000010010", None, None, None, "5999999999",
    ]  # fmt: skip
