"""What a planner is told of each kind of damage: a clear error, or a counted rejection, with file and line."""

from __future__ import annotations

import gzip

import duckdb
import numpy as np
import pytest

from coprod_equity_plugin.core.errors import InputError
from coprod_equity_plugin.core.sources.meters import open_reads
from coprod_equity_plugin.core.sources.meters_fields import ReadFields
from coprod_equity_plugin.core.study.restoration import RestorationOptions, infer_restoration

HEADER = "METER_ID,READ_TIME,KWH,QUALITY\n"
EVENT = np.datetime64("2018-10-10T00:00")


def rows(days=4, first="2018-10-08", kwh="0.5"):
    start = np.datetime64(f"{first}T00:00")
    return [f"M1,{str(start + 30 * slot).replace('T', ' ')}:00,{kwh},A\n" for slot in range(48 * days)]


def parquet(path, rows=20_000):
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT 'M' || s % 50 AS METER_ID, TIMESTAMP '2018-10-08' + INTERVAL 30 MINUTE * (s // 50) AS "
            f"READ_TIME, random() AS KWH FROM range({rows}) t(s)) TO '{path}'"
        )
    return path


def infer(path, **options):
    source = open_reads(path, **options)
    return infer_restoration(source, RestorationOptions(EVENT, baseline_days=2, window_hours=24))


def cut_parquet(folder):
    path = parquet(folder / "reads.parquet")
    path.write_bytes(path.read_bytes()[:-1000])


def spoilt_parquet(folder):
    path = parquet(folder / "reads.parquet", 300_000)
    content = bytearray(path.read_bytes())
    content[len(content) // 3 : 2 * len(content) // 3] = bytes(2 * len(content) // 3 - len(content) // 3)
    path.write_bytes(content)


def text_in_parquet(folder):
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT 'M1' AS METER_ID, TIMESTAMP '2018-10-08' + INTERVAL 30 MINUTE * s AS READ_TIME, "
            f"'high' AS KWH FROM range(192) t(s)) TO '{folder}/reads.parquet'"
        )


def other_columns_in_parquet(folder):
    parquet(folder / "a.parquet")
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT METER_ID, KWH FROM '{folder}/a.parquet') TO '{folder}/b.parquet'")


def files(**texts):
    return lambda folder: [(folder / f"{name}.csv").write_text(text) for name, text in texts.items()]


@pytest.mark.parametrize(
    ("make", "options", "words"),
    [
        pytest.param(
            cut_parquet, {}, ["reads.parquet: this is not a readable Parquet file", "copy it again"], id="cut"
        ),
        pytest.param(
            spoilt_parquet,
            {"interval_minutes": 30},
            ["reads.parquet: the reads cannot be read to their end", "Export or copy the file again"],
            id="corrupt",
        ),
        pytest.param(
            files(reads=HEADER + "".join(rows(kwh="high"))),
            {},
            ["reads.csv, column KWH: no row holds a number", "KWH_FIELD", "METER_ID, READ_TIME, KWH, QUALITY"],
            id="text for energy",
        ),
        pytest.param(
            text_in_parquet,
            {},
            ["reads.parquet, column KWH: no row holds a number", "METER_ID, READ_TIME, KWH"],
            id="text for energy in Parquet",
        ),
        pytest.param(
            files(reads="METER_ID,READ_TIME,WATT\nM1,2018-10-08 00:00:00,5\nM1,2018-10-08 00:30:00,5\n"),
            {},
            ["reads.csv: no column for the energy was found", "KWH_FIELD", "METER_ID, READ_TIME, WATT"],
            id="no such column",
        ),
        pytest.param(
            files(reads=HEADER + "".join(rows())),
            {"fields": ReadFields(kwh="POWER")},
            ["reads.csv: there is no column POWER", "KWH_FIELD", "METER_ID, READ_TIME, KWH, QUALITY"],
            id="a given column is not there",
        ),
        pytest.param(
            files(reads=HEADER + "".join(rows(days=2))),
            {},
            [
                "reads.csv, column EVENT_START: the event (2018-10-10T00:00) lies outside the reads",
                "from 2018-10-08T00:00:00 to 2018-10-09T23:30:00",
                "give the reads of that time",
            ],
            id="reads end before the event",
        ),
        pytest.param(
            files(a=HEADER + "".join(rows()), b="METER_ID,READ_TIME,WATT\nM1,2018-10-08 00:00:00,5\n"),
            {},
            ["b.csv: its columns differ from those of a.csv: lacks KWH, QUALITY and has WATT"],
            id="other columns",
        ),
        pytest.param(
            other_columns_in_parquet,
            {},
            ["b.parquet: its columns differ from those of a.parquet: lacks READ_TIME"],
            id="other columns in Parquet",
        ),
    ],
)
def test_damage_that_stops_the_work_is_told_with_its_file(tmp_path, make, options, words):
    make(tmp_path)
    with pytest.raises(InputError) as caught:
        infer(tmp_path, **options)
    for word in words:
        assert word in str(caught.value)


def spoilt_archives(folder):
    """Compressed files for a day each, of which two break off in the middle of their rows."""
    for day in range(4):
        packed = gzip.compress((HEADER + "".join(rows()[48 * day : 48 * day + 48])).encode())
        (folder / f"{day}.csv.gz").write_bytes(packed[: len(packed) // 2] if day in (1, 2) else packed)


def spoilt_parquet_files(folder):
    spoilt_parquet(folder)
    whole = (folder / "reads.parquet").read_bytes()
    for name in ("a", "b"):
        (folder / f"{name}.parquet").write_bytes(whole)
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT 'M1' AS METER_ID, TIMESTAMP '2018-10-08' AS READ_TIME, 0.1 AS KWH) "
            f"TO '{folder}/whole.parquet'"
        )


@pytest.mark.parametrize(
    ("make", "damaged"),
    [
        (spoilt_archives, ["1.csv.gz", "2.csv.gz"]),
        (spoilt_parquet_files, ["a.parquet", "b.parquet", "reads.parquet"]),
    ],
)
@pytest.mark.parametrize("options", [{}, {"interval_minutes": 30}])
def test_every_damaged_file_is_named_not_only_the_first(tmp_path, make, damaged, options):
    make(tmp_path)
    if make is spoilt_archives and duckdb.__version__.startswith("1.1."):
        # It takes a compressed file that breaks off for a text that does.
        assert infer(tmp_path, **options).left_out == {"broken row": 2}
        return
    with pytest.raises(InputError) as caught:
        infer(tmp_path, **options)
    assert [problem.source for problem in caught.value.problems] == damaged
    assert all("the reads cannot be read to their end" in problem.what for problem in caught.value.problems)


def test_a_file_cut_in_its_last_row_is_read_to_there_and_the_row_told_by_line(tmp_path):
    text = HEADER + "".join(rows())
    (tmp_path / "reads.csv").write_text(text[:-18])  # inside the last row's time
    result = infer(tmp_path / "reads.csv")
    assert result.left_out == {"broken row": 1}
    assert any(note.startswith("reads.csv, line 193: ") for note in result.notes)
    assert any("1 row, broken row" in note for note in result.notes)


def test_unreadable_values_after_a_broken_row_are_told_by_their_own_lines(tmp_path):
    lines = rows()
    lines[4] = "M1,2018-10-08 02:00:00\n"  # line 6
    lines[9] = "M1,2018-10-08 04:30:00,much,A\n"  # line 11
    lines[19] = "M1,some day,0.5,A\n"  # line 21
    lines[29] = "M1,2018-10-08 14:30:00,NA,A\n"
    (tmp_path / "reads.csv").write_text(HEADER + "".join(lines))
    result = infer(tmp_path / "reads.csv")
    assert result.left_out == {
        "no energy value": 1,
        "unreadable time stamp": 1,
        "unreadable energy value": 1,
        "broken row": 1,
    }
    notes = "\n".join(result.notes)
    assert "reads.csv, line 6" in notes
    assert "line 11 'much'" in notes
    assert "line 21 'some day'" in notes
