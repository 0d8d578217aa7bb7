"""Voter extracts in both of Florida's layouts, as they are delivered and as they are damaged."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from coprod_equity_plugin.core.errors import Cancelled, InputError
from coprod_equity_plugin.core.progress import Progress
from coprod_equity_plugin.core.sources.voters import LAYOUTS, parse_birth_dates, read_voters


def state_line(
    voter_id="1", address="1 OAK ST", unit="", race="5", birth="01/31/1950", status="ACT", exempt="N", name="DOE"
):
    cells = [""] * 38
    cells[0], cells[1], cells[2], cells[6], cells[7], cells[8] = "LEO", voter_id, name, exempt, address, unit
    cells[11], cells[20], cells[21], cells[28] = "323011234", race, birth, status
    return "\t".join(cells)


@pytest.fixture
def write(tmp_path):
    def write_lines(*lines, encoding="utf-8", end="\r\n", name="LEO_20181009.txt"):
        path = tmp_path / name
        path.write_bytes(end.join([*lines, ""]).encode(encoding))
        return path

    return write_lines


def test_state_layout_keeps_what_makes_a_household(write):
    voters = read_voters(
        write(
            state_line("11", "12 ELM AVE", "APT 3", "3", "02/29/1952", "ACT"),
            state_line("12", "*", "*", "5", "*", "ACT", exempt="Y"),
            state_line("13", "9 FIR CT", " ", "9", "", "INA"),
            state_line("14", "9 FIR CT", "", " ", "02/30/1990", "PRE"),
        )
    )
    assert voters.layout == "florida_state"
    assert list(voters.voter_id) == ["11", "12", "13", "14"]
    assert list(voters.address) == ["12 ELM AVE", "*", "9 FIR CT", "9 FIR CT"]
    assert list(voters.unit) == ["APT 3", "*", "", ""]
    assert list(voters.zipcode) == ["32301"] * 4
    assert voters.race.tolist() == [3, 5, 0, 0]
    assert list(voters.status) == ["ACT", "ACT", "INA", "PRE"]
    assert voters.protected.tolist() == [False, True, False, False]
    assert voters.birth_date[0] == np.datetime64("1952-02-29")
    assert np.isnat(voters.birth_date[1:]).all()
    assert voters.bad_births == 2  # the star and the 30th of February; an empty date is no bad date
    assert (voters.lines, voters.bad_lines) == (4, ())


def test_lines_with_another_field_count_are_left_out_with_their_numbers(write):
    lines = [state_line(str(number)) for number in range(1, 31)]
    lines[4] += "\textra"
    lines[20] = lines[20].rsplit("\t", 3)[0]
    lines.insert(10, "")  # an empty line is no line
    voters = read_voters(write(*lines))
    assert voters.bad_lines == (5, 22)
    assert (len(voters), voters.lines) == (28, 30)


def test_too_many_broken_lines_are_refused(write):
    lines = [state_line(str(number)) for number in range(1, 19)]
    path = write(*lines, "cut\toff", "cut\toff", "cut\toff")
    with pytest.raises(InputError, match=r"rows 19, 20, 21: 3 of 21 lines do not have 38 tab-delimited fields"):
        read_voters(path)


def test_a_quotation_mark_in_a_name_breaks_no_line(write):
    voters = read_voters(write(state_line("1", name='"BUD'), state_line("2"), state_line("3", name='O"NEIL')))
    assert list(voters.voter_id) == ["1", "2", "3"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
def test_encodings(write, encoding):
    voters = read_voters(write(state_line("1", "5 PEÑA ST"), state_line("2"), encoding=encoding, end="\n"))
    assert list(voters.address) == ["5 PEÑA ST", "1 OAK ST"]
    assert list(voters.voter_id) == ["1", "2"]


def test_a_header_that_someone_added_is_no_voter(write):
    header = ["x"] * 38
    header[20] = "Race"
    voters = read_voters(write("\t".join(header), state_line("1")))
    assert (len(voters), voters.lines) == (1, 1)


COUNTY = [
    "VoterID",
    "Voter_Name",
    "Residence_Address",
    "Street_Number",
    "Street_Number_Suffix",
    "Street_Dir",
    "Street_Name",
    "Street_Type",
    "Street_Dir_Suffix",
    "Unit_Type",
    "Apartment_Number",
    "Zip_Code",
    "Race",
    "Birth_Date",
    "Voter_Status",
]


def county_file(tmp_path, rows, header=COUNTY):
    path = tmp_path / "county.csv"
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerows([header, *rows])
    return path


def test_county_layout_is_read_by_column_name(tmp_path):
    rows = [
        [
            "21",
            "DOE, A",
            "12 N ELM AVE APT 3",
            "12",
            "",
            "N",
            "ELM",
            "AVE",
            "",
            "APT",
            "3",
            "32301",
            "4",
            "7/4/1999",
            "A",
        ],
        ["22", "DOE, B", "7 OAK ST", "", "", "", "", "", "", "", "", "32303-9", "5", "12/31/1940", "Active"],
        ["23", "*** Protected ***", "*** Protected ***", "", "", "", "", "", "", "", "", "", "5", "01/01/1980", "ACT"],
        ["24", "DOE, D", "8 OAK ST", "8", "1/2", "", "OAK", "ST", "SW", "", "", "32303", "9", "", "Inactive"],
    ]
    order = [4, 0, 2, 3, 1, 5, 6, 7, 8, 9, 10, 14, 13, 12, 11]  # columns may stand in any order
    voters = read_voters(
        county_file(tmp_path, [[row[place] for place in order] for row in rows], [COUNTY[place] for place in order])
    )
    assert voters.layout == "florida_county"
    assert list(voters.voter_id) == ["21", "22", "23", "24"]
    assert list(voters.address) == ["12 N ELM AVE", "7 OAK ST", "*** Protected ***", "8 1/2 OAK ST SW"]
    assert list(voters.unit) == ["APT 3", "", "", ""]
    assert list(voters.zipcode) == ["32301", "32303", "", "32303"]
    assert voters.race.tolist() == [4, 5, 5, 0]
    assert list(voters.status) == ["ACT", "ACT", "ACT", "INA"]
    assert voters.protected.tolist() == [False, False, True, False]
    assert list(voters.birth_date[:2]) == [np.datetime64("1999-07-04"), np.datetime64("1940-12-31")]


def test_county_extract_without_status_says_so(tmp_path):
    voters = read_voters(
        county_file(
            tmp_path, [["1", "3 OAK ST", "5", "1/2/1960"]], ["VoterID", "Residence_Address", "Race", "Birth_Date"]
        )
    )
    assert not voters.status_given
    assert list(voters.status) == ["ACT"]


def test_all_missing_county_columns_are_named_together(tmp_path):
    path = county_file(tmp_path, [["1", "x"]], ["VoterID", "Voter_Name"])
    with pytest.raises(InputError) as raised:
        read_voters(path, "florida_county")
    assert [problem.column for problem in raised.value.problems] == ["Residence_Address", "Race", "Birth_Date"]


def test_a_file_of_another_kind_is_refused(tmp_path):
    path = tmp_path / "reads.csv"
    path.write_text("METER_ID,READ_TIME,KWH\nM1,2018-10-03 00:00:00,0.4\n")
    with pytest.raises(InputError, match="is not the header of a county extract"):
        read_voters(path)
    with pytest.raises(InputError, match="38 tab-delimited fields"):
        read_voters(path, "florida_state")
    with pytest.raises(InputError, match="no layout 'texas'"):
        read_voters(path, "texas")
    with pytest.raises(InputError, match="not there"):
        read_voters(tmp_path / "none.txt")
    path.write_text("")
    with pytest.raises(InputError, match="first line is empty"):
        read_voters(path)


def test_cancel_stops_the_reading(write):
    class Stop(Progress):
        def is_cancelled(self):
            return True

    path = write(*[state_line(str(number)) for number in range(5000)])
    with pytest.raises(Cancelled):
        read_voters(path, "auto", Stop())


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("01/31/1950", "1950-01-31"),
        ("7/4/1999", "1999-07-04"),
        ("07/04/1999 00:00:00", "1999-07-04"),
        ("2000-02-29", "2000-02-29"),
        ("2000-02-29T00:00:00", "2000-02-29"),
        (" 12/01/1931 ", "1931-12-01"),
    ],
)
def test_birth_dates(text, date):
    dates, bad = parse_birth_dates([text])
    assert (dates[0], bad) == (np.datetime64(date), 0)


@pytest.mark.parametrize("text", ["02/29/1999", "13/01/1980", "00/01/1980", "*", "1980", "01/01/80", "01/01/0000"])
def test_bad_birth_dates_are_missing_and_counted(text):
    dates, bad = parse_birth_dates([text, "", "01/01/1980"])
    assert np.isnat(dates).tolist() == [True, True, False]
    assert bad == 1


def test_made_up_extract_in_the_published_layout(realdata):
    path = realdata / "florida_voter" / "fl_voter_extract_fake_sample.txt"
    lines = [line.split("\t") for line in path.read_text().splitlines()]
    for layout in (LAYOUTS[0], LAYOUTS[1]):
        voters = read_voters(path, layout)
        assert len(voters) == 100
        assert voters.protected.sum() == sum(line[6] == "Y" for line in lines) == 55
        assert (voters.race == 0).sum() == sum(line[20] == "9" for line in lines) == 10
        assert (voters.status == "ACT").sum() == sum(line[28] == "ACT" for line in lines) == 31
        assert np.isnat(voters.birth_date).sum() == sum(not line[21].strip() for line in lines) == 46
        assert voters.bad_births == 0
