"""The faster way through plain CSV files: equal to DuckDB's in every state, count and note, and taken only where sure."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coprod_equity_plugin.core.errors import Cancelled, InputError
from coprod_equity_plugin.core.progress import Progress
from coprod_equity_plugin.core.sources import meters_grid, meters_lines
from coprod_equity_plugin.core.sources.meters import open_reads
from coprod_equity_plugin.core.sources.meters_grid import read_grid
from coprod_equity_plugin.core.sources.meters_time import local_to_utc
from coprod_equity_plugin.core.sources.meters_words import SLACK, Texts, UnfitTexts, words_at

NAMES = {"meter": "METER_ID", "time": "READ_TIME", "kwh": "KWH", "quality": "QUALITY", "other": "NOTE"}
FIRST = datetime(2018, 11, 2)  # the clock goes back on 4 November
ENERGIES = ("0", "0.000", "0.01", "0.010", "0.011", "0.5", "1.25", "12", "0.1234567890123")
ODD_ENERGIES = (
    "",
    "-0.25",
    "-0",
    "1e-3",
    "1E2",
    " 0.5 ",
    "NaN",
    "inf",
    "-inf",
    "NULL",
    "n/a",
    "-",
    "high",
    "0,5",
    "1_000",
)
FLAGS = ("A", "A", "A", "E", "EST", "N", "", "a", " e ", "actual", "measured by hand")
FORMS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S-04:00", "%m/%d/%Y %H:%M", "%Y-%m-%d %H:%M")
ROW_DEFECTS = ("energy", "stamp", "no meter", "outside", "twice")
# Each of them makes a file one that DuckDB has to read.
NOT_PLAIN = ("quoted", "blank line", "short row", "long row", "letter", "long id", "mixed ends", "zero byte")
FILE_DEFECTS = ("order", "byte order mark", "quoted header", "open end", "blank end", *NOT_PLAIN)


@pytest.fixture
def always(monkeypatch):
    """Small files, too, are read so, in small blocks; gives a list of whether they were."""
    taken = []

    def spy(*arguments):
        found = meters_lines.gather_lines(*arguments)
        taken.append(found is not None)
        return found

    monkeypatch.setattr(meters_grid, "gather_lines", spy)
    monkeypatch.setattr(meters_lines, "_LEAST", 0)
    monkeypatch.setattr(meters_lines, "_BLOCK", 700)
    monkeypatch.setattr(meters_lines, "_PENDING", 50)
    monkeypatch.setattr(meters_lines, "_FIRST_METERS", 2)
    return taken


@st.composite
def tables(draw):
    """Bytes of a CSV file with some defects, and whether it is plain all the same."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    defects = set(draw(st.lists(st.sampled_from(ROW_DEFECTS + FILE_DEFECTS), max_size=4)))
    columns = draw(st.permutations([*NAMES][: draw(st.integers(3, 5))]))
    delimiter, end = draw(st.sampled_from(",;\t|")), draw(st.sampled_from(["\n", "\r\n"]))
    form = draw(st.sampled_from(FORMS))
    ids = [f"M{'0' * int(rng.integers(0, 12))}{number}" for number in range(draw(st.integers(1, 6)))]
    if "long id" in defects:
        ids[0] = "M" * 33
    rows = []
    for meter in ids:
        for slot in range(4 * 48):
            if rng.random() < 0.05:
                continue
            row = {
                "meter": meter,
                "time": (FIRST + timedelta(minutes=30 * slot)).strftime(form),
                "kwh": str(rng.choice(ENERGIES)),
                "quality": str(rng.choice(FLAGS)),
                "other": "x" * int(rng.integers(0, 60)),
            }
            damage(row, defects, rng, form)
            rows.append(row)
            if "twice" in defects and rng.random() < 0.1:
                rows.append({**row, "kwh": str(rng.choice(ENERGIES))})
    if "order" in defects:
        rng.shuffle(rows)
    lines = [delimiter.join(row[name] for name in columns) for row in rows]
    quote = '"' if "quoted header" in defects else ""
    header = delimiter.join(f"{quote}{NAMES[name]}{quote}" for name in columns)
    # Line ends behind the last line may stand in a block of their own, behind one that then has an empty line.
    plain = not defects & {*NOT_PLAIN, "blank end"}
    return spoilt(header, lines, end, delimiter, defects, rng), plain


def damage(row, defects, rng, form):
    if "energy" in defects and rng.random() < 0.2:
        row["kwh"] = str(rng.choice(ODD_ENERGIES))
    if "stamp" in defects and rng.random() < 0.1:
        row["time"] = str(rng.choice(["", "soon", "2018-13-45 00:00:00", row["time"] + " ", "0" + row["time"]]))
    if "no meter" in defects and rng.random() < 0.1:
        row["meter"] = ""
    if "outside" in defects and rng.random() < 0.2:
        row["time"] = (FIRST + timedelta(days=int(rng.choice([-400, -3, 40, 900])))).strftime(form)


def spoilt(header, lines, end, delimiter, defects, rng):
    at = int(rng.integers(1, len(lines)))
    for defect, line in (
        ("quoted", f'"{lines[at]}"'.replace(delimiter, f'"{delimiter}"')),
        ("blank line", end + lines[at]),
        ("short row", lines[at].split(delimiter)[0]),
        ("long row", lines[at] + delimiter + "more"),
        ("letter", lines[at] + "\u00e9"),
        ("mixed ends", lines[at] + {"\n": "\r", "\r\n": ""}[end]),
        ("zero byte", lines[at] + "\0"),
    ):
        if defect in defects:
            lines[at] = line
    text = end.join([header, *lines])
    if "mixed ends" in defects and end == "\r\n":
        text = text.replace("\r\n", "\n", 40)
    text += "" if "open end" in defects else end
    text += 2 * end if "blank end" in defects else ""
    return (b"\xef\xbb\xbf" if "byte order mark" in defects else b"") + text.encode()


def both_ways(path, taken, monkeypatch, **options):
    """The grid, or what was said instead, in the faster way and in DuckDB's."""
    try:
        source = open_reads(path, interval_minutes=30, **options)
    except InputError:
        return None
    start = local_to_utc(np.datetime64("2018-11-01T00:00"), source.time_zone)

    def read():
        try:
            return read_grid(source, start, start + 8 * 86400, levels=(0.005, 0.05))
        except InputError as error:
            return str(error)

    fast = read()
    with monkeypatch.context() as patch:
        patch.setattr(meters_lines, "_LEAST", 1 << 60)
        slow = read()
    assert not taken.pop()
    return fast, slow


def assert_same(fast, slow):
    if isinstance(slow, str):
        assert fast == slow
        return
    assert list(fast.meters) == list(slow.meters)
    assert (fast.rows, fast.left_out, fast.notes) == (slow.rows, slow.left_out, slow.notes)
    for name in ("on", "zero", "estimated", "exports", "stride", "edges", "local_edges"):
        np.testing.assert_array_equal(getattr(fast, name), getattr(slow, name), name)
    assert [level for level, _ in fast.levels] == [level for level, _ in slow.levels]
    for (_, bits), (_, others) in zip(fast.levels, slow.levels):
        np.testing.assert_array_equal(bits, others)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(tables(), st.sampled_from(["America/New_York", "UTC", "Australia/Sydney"]), st.sampled_from(["start", "end"]))
def test_any_file_gives_what_duckdb_gives(tmp_path, always, monkeypatch, table, zone, label):
    content, plain = table
    (tmp_path / "reads.csv").write_bytes(content)
    found = both_ways(tmp_path / "reads.csv", always, monkeypatch, time_zone=zone, label=label)
    if found:
        assert_same(*found)
        assert always.pop() == plain or b"\n\n" in content.replace(b"\r", b"")
