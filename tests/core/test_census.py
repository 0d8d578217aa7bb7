"""Census tables in every form that they are delivered in, each code that stands for no value, and what is refused."""

from __future__ import annotations

import csv
import json
import zipfile

import numpy as np
import pytest

from coprod_equity_plugin.core.errors import InputError
from coprod_equity_plugin.core.progress import Progress
from coprod_equity_plugin.core.sources import census_codes as census
from coprod_equity_plugin.core.sources.census import read_census_tables
from coprod_equity_plugin.core.sources.census_values import parse_estimate, parse_margin, to_geoid

A, B, C = "120730001001", "120730001002", "120730002001"


class Log(Progress):
    def __init__(self):
        self.infos, self.warnings = [], []

    def info(self, text):
        self.infos.append(text)

    def warning(self, text):
        self.warnings.append(text)


@pytest.mark.parametrize(
    ("text", "value", "open_ended"),
    [
        ("61234", 61234, False),
        ("61,234", 61234, False),
        ("$61,234", 61234, False),
        ("0", 0, False),
        ("250,000+", 250000, True),
        ("200,000+", 200000, True),
        ("2,500-", 2500, True),
        ("61234.0", 61234, False),
        (" 12 ", 12, False),
    ],
)
def test_estimates(text, value, open_ended):
    assert parse_estimate(text) == (value, open_ended)


@pytest.mark.parametrize(
    "text",
    [
        "-666666666",
        "-999999999",
        "-888888888",
        "-222222222",
        "-333333333",
        "-555555555",
        "-666666666.0",
        *("N", "-", "(X)", "**", "***", "*****", "null", "", " ", "."),
    ],
)
def test_codes_for_no_estimate_are_missing(text):
    value, open_ended = parse_estimate(text)
    assert np.isnan(value)
    assert not open_ended


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,234", 1234), ("±1,234", 1234), ("+/-55", 55), ("0", 0), ("-555555555", 0), ("*****", 0), ("-555555555.0", 0)],
)
def test_margins(text, value):
    assert parse_margin(text) == value


@pytest.mark.parametrize(
    "text",
    ["-222222222", "-333333333", "-666666666", "-888888888", "-999999999", "**", "***", "N", "(X)", "-", "", "null"],
)
def test_codes_for_no_margin_are_missing(text):
    assert np.isnan(parse_margin(text))


@pytest.mark.parametrize("text", ["abc", "-5", "12 %", "1e", "-666666665", "61.234.0"])
def test_what_the_census_does_not_print_is_an_error(text):
    with pytest.raises(ValueError, match=r".+"):
        parse_estimate(text)
    with pytest.raises(ValueError, match=r".+"):
        parse_margin(text)


@pytest.mark.parametrize(
    ("value", "geoid"),
    [
        ("1500000US120730001001", A),
        ("15000US120730001001", A),
        ("1500000US010010201001", "010010201001"),
        ("120730001001", A),
        (120730001001.0, A),
        (120730001001, A),
        ("120730001001.0", A),
        (np.float64(10010201001), "010010201001"),
        ("10010201001", "010010201001"),
        ("1400000US12073000100", None),
        ("0500000US12073", None),
        ("", None),
        (None, None),
        (float("nan"), None),
        ("12073000100X", None),
        ("1207300010010", None),
    ],
)
def test_geoids(value, geoid):
    assert to_geoid(value) == geoid


# --- files -----------------------------------------------------------------------------------------------------------
COLUMNS = {table: codes for table, (_, codes) in census.TABLES.items()}


def rows_of(table, ids=(A, B), start=100):
    """Estimates that differ everywhere, and margins of a tenth of them."""
    rows = []
    for line, geoid in enumerate(ids):
        cells = []
        for place, _ in enumerate(COLUMNS[table]):
            value = start + 100 * line + 10 * place
            cells += [str(value), str(value // 10)]
        rows.append([f"1500000US{geoid}", f"Block Group {line}", *cells])
    return rows


def header_of(table):
    return ["GEO_ID", "NAME", *(f"{code}{kind}" for code in COLUMNS[table] for kind in "EM")]


def labels_of(table, first="Geography"):
    return [first, "Geographic Area Name", *(["Estimate!!Total", "Margin of Error!!Total"] * len(COLUMNS[table]))]


def write_csv(path, rows, tail=()):
    with open(path, "w", newline="", encoding="utf-8-sig") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows([*row, *tail] for row in rows)
    return path


@pytest.fixture
def folder(tmp_path):
    """The five tables as data.census.gov delivers them: two header rows, a comma too many, metadata beside them."""
    place = tmp_path / "census"
    place.mkdir()
    for table in COLUMNS:
        name = f"ACSDT5Y2018.{table}"
        write_csv(place / f"{name}-Data.csv", [header_of(table), labels_of(table), *rows_of(table)], tail=("",))
        write_csv(
            place / f"{name}-Column-Metadata.csv", [["Column Name", "Label"], [f"{table}_001E", "Estimate!!Total"]]
        )
        (place / f"{name}-Table-Notes.txt").write_text("Notes")
    return place


def test_a_folder_as_downloaded(folder):
    log = Log()
    tables = read_census_tables(folder, log)
    assert list(tables.geoid) == [A, B]
    assert tables.estimate("B19013_001").tolist() == [100, 200]
    assert tables.margin("B19013_001").tolist() == [10, 20]
    assert tables.estimate("B15003_025").tolist() == [140, 240]
    assert tables.margin("B03002_003").tolist() == [11, 21]
    assert tables.years == (2018,)
    assert tables.files["B25003"] == ("ACSDT5Y2018.B25003-Data.csv",)
    assert sorted(tables.skipped) == [f"ACSDT5Y2018.{table}-Column-Metadata.csv" for table in sorted(COLUMNS)]
    assert all(present.all() for present in tables.rows.values())
    assert log.warnings == []


def test_older_overlays_and_a_table_known_by_its_columns_alone(folder):
    table = folder / "ACSDT5Y2018.B19013-Data.csv"
    table.unlink()
    rows = rows_of("B19013")
    name = "ACSDT5Y2018.B19013_data_with_overlays_2020-05-01T000000.csv"
    write_csv(folder / name, [header_of("B19013"), labels_of("B19013", "id"), *rows])
    assert read_census_tables(folder).estimate("B19013_001").tolist() == [100, 200]
    (folder / name).rename(folder / "income.csv")
    assert read_census_tables(folder).estimate("B19013_001").tolist() == [100, 200]


def test_annotation_columns_are_passed_over(folder):
    header = ["GEO_ID", "NAME", "B19013_001EA", "B19013_001E", "B19013_001MA", "B19013_001M"]
    rows = [
        [f"1500000US{A}", "", "250,000+", "250,000+", "***", "***"],
        [f"1500000US{B}", "", "-", "-", "**", "**"],
        [f"1500000US{C}", "", "", "52,000", "", "4,000"],
    ]
    write_csv(folder / "ACSDT5Y2018.B19013-Data.csv", [header, ["Geography", *["label"] * 5], *rows])
    tables = read_census_tables(folder)
    np.testing.assert_array_equal(tables.estimate("B19013_001"), [250000, np.nan, 52000])
    np.testing.assert_array_equal(tables.margin("B19013_001"), [np.nan, np.nan, 4000])
    assert tables.open_ended["B19013_001"].tolist() == [True, False, False]
    assert tables.rows["B01003"].tolist() == [True, True, False]


@pytest.mark.parametrize(
    ("income", "margin", "value", "open_ended"),
    [
        ("250001", "-333333333", 250000, True),
        ("200001", "***", 200000, True),
        ("2499", "-333333333", 2500, True),
        ("200001", "35000", 200001, False),  # a median that happens to be this has a margin
        ("250000", "35000", 250000, False),
    ],
)
def test_incomes_coded_beyond_the_bound(folder, income, margin, value, open_ended):
    rows = [header_of("B19013"), labels_of("B19013"), [f"1500000US{A}", "", income, margin]]
    write_csv(folder / "ACSDT5Y2018.B19013-Data.csv", rows)
    tables = read_census_tables(folder)
    assert tables.estimate("B19013_001")[0] == value
    assert tables.open_ended["B19013_001"][0] == open_ended


def test_api_layout_and_plain_csv_give_the_same(folder, tmp_path):
    tables = read_census_tables(folder)
    header = [name for table in COLUMNS for name in header_of(table)[2:]]
    cells = [[cell for table in COLUMNS for cell in rows_of(table)[line][2:]] for line in (0, 1)]
    api = [
        [*header, "state", "county", "tract", "block group"],
        [*map(int, cells[1]), "12", "073", "000100", "2"],  # the API gives numbers for some tables, texts for others
        [*cells[0], "12", "073", "000100", "1"],
    ]
    api[1][0] = None
    (tmp_path / "api.json").write_text(json.dumps(api))
    as_json = read_census_tables(tmp_path / "api.json")
    assert np.isnan(as_json.estimate("B19013_001")).tolist() == [False, True]

    plain = [["GEOID", *header], [A, *cells[0]], [B, *cells[1]]]
    short = [[name.replace("E", "") if name.endswith("E") else name for name in plain[0]], *plain[1:]]
    short[0][0] = "geoid"
    for form in (plain, short):
        again = read_census_tables(write_csv(tmp_path / "plain.csv", form))
        for code, values in tables.estimates.items():
            np.testing.assert_array_equal(again.estimate(code), values)
            np.testing.assert_array_equal(again.margin(code), tables.margin(code))
            if code != "B19013_001":
                np.testing.assert_array_equal(as_json.estimate(code), values)


def test_geodatabase_column_names(tmp_path):
    rows = [["GEOID", "B19013e1", "B19013m1", "B19013Ae1", "B15003e22"], [f"15000US{A}", "50000", "5000", "9", "7"]]
    tables = read_census_tables(write_csv(tmp_path / "gdb.csv", rows), allow_missing=True)
    assert tables.estimate("B19013_001").tolist() == [50000]
    assert tables.margin("B19013_001").tolist() == [5000]
    assert tables.estimate("B15003_022").tolist() == [7]
    assert set(tables.estimates) == {"B19013_001", "B15003_022"}


def test_the_downloaded_zip(folder, tmp_path):
    path = tmp_path / "productDownload.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in folder.iterdir():
            archive.write(file, file.name)
    zipped = read_census_tables(path)
    unzipped = read_census_tables(folder)
    assert zipped.estimates.keys() == unzipped.estimates.keys()
    assert zipped.estimate("B15003_023").tolist() == unzipped.estimate("B15003_023").tolist()
    path.write_bytes(b"no zip")
    with pytest.raises(InputError, match="damaged zip"):
        read_census_tables(path)


def test_one_file_per_county_is_one_table(folder):
    other = "120890001001"
    path = folder / "ACSDT5Y2018.B19013-Data-2.csv"
    write_csv(path, [header_of("B19013"), labels_of("B19013"), *rows_of("B19013", [other], 900)])
    tables = read_census_tables(folder)
    assert list(tables.geoid) == [A, B, other]
    assert tables.estimate("B19013_001").tolist() == [100, 200, 900]
    assert len(tables.files["B19013"]) == 2


def test_the_same_file_twice_is_no_contradiction(folder):
    (folder / "copy.csv").write_bytes((folder / "ACSDT5Y2018.B19013-Data.csv").read_bytes())
    assert read_census_tables(folder).estimate("B19013_001").tolist() == [100, 200]


def test_two_years_of_one_table_contradict(folder):
    path = folder / "ACSDT5Y2019.B19013-Data.csv"
    write_csv(path, [header_of("B19013"), labels_of("B19013"), *rows_of("B19013", start=105)])
    with pytest.raises(InputError) as raised:
        read_census_tables(folder)
    assert [problem.column for problem in raised.value.problems] == ["B19013_001E"]  # margins happen to agree
    assert "2 of its block groups have another value" in str(raised.value)


def test_tables_of_both_vintages_are_refused_and_of_two_years_told(folder):
    (folder / "ACSDT5Y2018.B19013-Data.csv").rename(folder / "ACSDT5Y2016.B19013-Data.csv")
    log = Log()
    read_census_tables(folder, log)
    assert log.warnings == ["The tables are of different years: 2016, 2018."]
    (folder / "ACSDT5Y2016.B19013-Data.csv").rename(folder / "ACSDT5Y2020.B19013-Data.csv")
    with pytest.raises(InputError, match="2018, 2020: up to 2019 for the block groups of 2010"):
        read_census_tables(folder)


def test_all_missing_tables_and_columns_are_named_together(folder):
    (folder / "ACSDT5Y2018.B19013-Data.csv").unlink()
    (folder / "ACSDT5Y2018.B25003-Data.csv").unlink()
    rows = [["GEO_ID", "B15003_001E", "B15003_022E"], [f"1500000US{A}", "9", "3"]]
    write_csv(folder / "ACSDT5Y2018.B15003-Data.csv", rows)
    with pytest.raises(InputError) as raised:
        read_census_tables(folder)
    texts = [problem.what for problem in raised.value.problems]
    assert texts == [
        "table B19013 (median household income) is not there",
        "table B15003 (educational attainment) lacks B15003_023E, B15003_024E, B15003_025E",
        "table B25003 (owners and renters) is not there",
    ]
    log = Log()
    tables = read_census_tables(folder, log, allow_missing=True)
    assert np.isnan(tables.estimate("B19013_001")).all()
    assert len(log.warnings) == 4  # the three, and education without margins


def test_population_from_another_table(folder):
    (folder / "ACSDT5Y2018.B01003-Data.csv").unlink()
    assert "B01003_001" not in read_census_tables(folder).estimates  # B03002 prints the same total


def test_other_geographies(folder):
    tract = ["1400000US12073000100", "Tract", "5", "1"]
    rows = [header_of("B01003"), labels_of("B01003"), tract, *rows_of("B01003"), ["0500000US12073", "County", "5", "1"]]
    write_csv(folder / "ACSDT5Y2018.B01003-Data.csv", rows)
    tables = read_census_tables(folder)
    assert (len(tables.geoid), tables.other_rows) == (2, 2)
    write_csv(folder / "ACSDT5Y2018.B01003-Data.csv", rows[:3])
    with pytest.raises(InputError, match="its 1 rows are of other geographies"):
        read_census_tables(folder)


def test_every_fault_of_a_file_is_told_with_its_rows(folder):
    rows = [header_of("B25003"), labels_of("B25003"), *rows_of("B25003", [A, B, C, A])]
    rows[3][2] = "many"
    rows[4][5] = "-17"
    rows += [["unreadable 1", *rows[2][1:]], [f"1500000US{'1' * 12}", "cut"]]
    write_csv(folder / "ACSDT5Y2018.B25003-Data.csv", rows)
    with pytest.raises(InputError) as raised:
        read_census_tables(folder)
    found = {(problem.what, problem.column, problem.rows) for problem in raised.value.problems if problem.rows}
    assert found == {
        ("this is no value that the Census prints", "B25003_001E", (2,)),
        ("this is no value that the Census prints", "B25003_003M", (3,)),
        ("the block group is there twice", "", (4,)),
        ("this is no block group id", "", (5,)),
        ("the row is cut short", "", (6,)),
    }
    # A faulty file is not also called missing.
    assert not any("not there" in problem.what for problem in raised.value.problems)


def test_invalid_json_is_told_with_line_and_column(tmp_path):
    path = tmp_path / "api.json"
    path.write_text('[["B19013_001E", "state"],\n ["5" "12"]]')
    with pytest.raises(InputError, match="line 2, column 7"):
        read_census_tables(path)


def test_nothing_to_read(tmp_path):
    with pytest.raises(InputError, match="is not there"):
        read_census_tables(tmp_path / "none")
    with pytest.raises(InputError, match=r"no census table is there.*B19013"):
        read_census_tables(tmp_path)
    (tmp_path / "other.json").write_text('{"a": 1}')
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "numbers.json").write_text("[[1, 2], 3]")
    with pytest.raises(InputError, match=r"\(4 other files\)"):
        read_census_tables(tmp_path)
    (tmp_path / "quote.csv").write_text('GEOID,B19013_001E\n"' + "1" * 200000)
    with pytest.raises(InputError, match=r"quote.csv: it cannot be read as CSV"):
        read_census_tables(tmp_path)
    with pytest.raises(InputError, match="no CSV, JSON or zip"):
        read_census_tables(__file__)


def test_boston_in_the_layout_of_the_api(realdata):
    folder = realdata / "boston"
    log = Log()
    tables = read_census_tables(folder / "acs5_2019_suffolk_bg_api_layout.json", log, allow_missing=True)
    raw = json.loads((folder / "acs5_2019_suffolk_bg_api_layout.json").read_text())
    place = raw[0].index("B19013_001E")
    assert len(tables.geoid) == len(raw) - 1 == 646
    assert np.isnan(tables.estimate("B19013_001")).sum() == sum(row[place] == "-666666666" for row in raw) == 66
    assert tables.open_ended["B19013_001"].sum() == sum(row[place] == "250001" for row in raw) == 1
    same = read_census_tables(folder / "acs5_2019_suffolk_bg_api_names.csv", allow_missing=True)
    assert list(same.geoid) == list(tables.geoid)
    for code in tables.estimates:
        np.testing.assert_array_equal(same.estimate(code), tables.estimate(code))
    assert "B03002_002" not in tables.estimates
    with pytest.raises(InputError) as raised:
        read_census_tables(folder / "acs5_2019_suffolk_bg_api_layout.json")
    assert len(raised.value.problems) == 2
