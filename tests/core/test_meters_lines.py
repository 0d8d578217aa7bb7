"""The faster way through plain CSV files: DuckDB's states, counts and notes, and taken only where that is sure."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coprod_equity_plugin.core.errors import Cancelled, InputError
from coprod_equity_plugin.core.progress import Progress
from coprod_equity_plugin.core.sources import meters_blocks, meters_grid, meters_lines, meters_texts, meters_words
from coprod_equity_plugin.core.sources.meters import open_reads
from coprod_equity_plugin.core.sources.meters_grid import read_grid
from coprod_equity_plugin.core.sources.meters_states import MeterStates
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
    monkeypatch.setattr(meters_blocks, "_BLOCK", 700)
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
        ids[0] = "M" * 65
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
    # Line ends behind the last line may stand in a block of their own, behind one that then has an empty line. An
    # energy's decimal comma may be a separator too many.
    plain = not defects & {*NOT_PLAIN, "blank end"} and not any(
        delimiter in value for row in rows for value in row.values()
    )
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


HEADER = "METER_ID,READ_TIME,KWH,QUALITY\n"


def rows(meter="M1", days=4, kwh="0.5", sign=",", end="\n"):
    times = [(FIRST + timedelta(minutes=30 * slot)).strftime(FORMS[0]) for slot in range(48 * days)]
    return "".join(sign.join((meter, time, kwh, "A")) + end for time in times)


def far(*energies):
    """Reads of years without a grid, and of no time at all."""
    return "".join(
        f"M1,{time},{kwh},A\n" for time in ("2001-01-01 00:00:00", "2031-01-01 00:00:00", "", "x") for kwh in energies
    )


def several(folder):
    (folder / "a.csv").write_text(HEADER + rows() + rows("M2"))
    (folder / "b.csv").write_text(HEADER + rows("M2", kwh="0.000") + rows("M3")[:-1])
    return folder


def one(text, name="reads.csv", encoding="utf-8"):
    def make(folder):
        (folder / name).write_bytes(text.encode(encoding))
        return folder / name

    return make


@pytest.mark.parametrize(
    ("make", "options"),
    [
        pytest.param(one(HEADER + rows()), {}, id="plain"),
        pytest.param(one("From;to\n" + HEADER.replace(",", ";") + rows(kwh="0,5", sign=";")), {}, id="comma"),
        pytest.param(one(HEADER + rows(days=3) + "\n\n"), {}, id="empty lines at the end"),
        pytest.param(one(HEADER.replace("\n", "\r\n") + rows(end="\r\n")[:-2]), {}, id="Windows, open end"),
        pytest.param(one(HEADER + rows("M" * 64)), {}, id="as long as may be"),
        pytest.param(several, {}, id="two files"),
        pytest.param(one(HEADER + rows() + far("NaN", "inf", "-inf", "", "high", "-0.5")), {}, id="odd and outside"),
    ],
)
def test_a_plain_file_is_read_by_its_bytes(tmp_path, always, monkeypatch, make, options):
    assert_same(*both_ways(make(tmp_path), always, monkeypatch, **options))
    assert always == [True]


def packed_file(folder):
    import gzip

    (folder / "reads.csv.gz").write_bytes(gzip.compress((HEADER + rows()).encode()))
    return folder / "reads.csv.gz"


def one_of_two(folder):
    several(folder)
    (folder / "c.csv").write_text(HEADER + rows("M4") + "M4\n")
    return folder


WIDE = "METER_ID,READ_DATE," + ",".join(f"{slot // 2:02}:{slot % 2 * 30:02}" for slot in range(48)) + "\n"


@pytest.mark.parametrize(
    ("make", "options"),
    [
        pytest.param(one(HEADER + rows() + rows()[:-9]), {}, id="cut short"),
        pytest.param(one(HEADER + rows() + "\n" + rows("M2")), {}, id="an empty line"),
        pytest.param(one(HEADER + rows('"M1"')), {}, id="quotes"),
        pytest.param(one(HEADER + rows("M\u00fcller")), {}, id="a letter beyond ASCII"),
        pytest.param(one(HEADER + rows("M" * 65)), {}, id="a long id"),
        pytest.param(packed_file, {}, id="compressed"),
        pytest.param(one_of_two, {}, id="one of several files"),
        pytest.param(one(WIDE + "M1,2018-11-02" + 48 * ",0.5" + "\nM1,2018-11-03" + 48 * ",0.5" + "\n"), {}, id="wide"),
    ],
)
def test_any_other_file_is_read_by_duckdb(tmp_path, always, monkeypatch, make, options):
    assert_same(*both_ways(make(tmp_path), always, monkeypatch, **options))
    assert always == [False]


SECOND = {
    "alike": HEADER + rows("M2"),
    "alike, no row": HEADER,
    "alike, short row": HEADER + rows("M2") + "M2\n",
    "alike, an empty line first": HEADER + "\n" + rows("M2"),
    "alike, names twice": HEADER + HEADER + rows("M2"),
    "an empty line before": "\n" + HEADER + rows("M2"),
    "byte order mark": "\ufeff" + HEADER + rows("M2"),
    "quoted names": HEADER.replace("KWH", '"KWH"') + rows("M2"),
    "no end": HEADER[:-1],
    "more columns below": HEADER + rows("M2").replace(",A\n", ",A,B\n"),
}


@pytest.mark.parametrize("second", SECOND)
@pytest.mark.parametrize("block", [700, 1 << 20])
def test_a_second_file_gives_what_duckdb_gives_however_it_begins(tmp_path, always, monkeypatch, second, block):
    """Of files that begin like the first one, the row behind the names is not asked of DuckDB."""
    monkeypatch.setattr(meters_blocks, "_BLOCK", block)
    asked = []
    check = meters_lines._check_start
    monkeypatch.setattr(meters_lines, "_check_start", lambda *arguments: asked.append(check(*arguments)))
    (tmp_path / "a.csv").write_text(HEADER + rows())
    (tmp_path / "b.csv").write_text(SECOND[second], encoding="utf-8")
    (tmp_path / "c.csv").write_text(HEADER + rows("M3"))
    found = both_ways(tmp_path, always, monkeypatch)
    assert found or second == "an empty line before"  # which DuckDB from 1.2 on knows, so that it is refused
    if found:
        assert_same(*found)
    if second == "alike":
        assert always == [True]
        assert len(asked) == 1


def test_a_small_file_and_one_of_many_different_energies_are_read_by_duckdb(tmp_path, always, monkeypatch):
    (tmp_path / "reads.csv").write_text(HEADER + "".join(rows(f"M{n}", 1, f"0.{n}") for n in range(1, 60)))
    assert_same(*both_ways(tmp_path / "reads.csv", always, monkeypatch))
    assert always.pop()
    monkeypatch.setattr(meters_texts, "_MOST_VALUES", 50)
    assert_same(*both_ways(tmp_path / "reads.csv", always, monkeypatch))
    assert not always.pop()


def test_cancelled_in_the_middle_it_stops_with_all_its_threads(tmp_path, always):
    class Watch(Progress):
        seen, shown = 0, 0.0

        def is_cancelled(self):
            self.seen += 1
            return self.seen > 20

        def set(self, percent):
            self.shown = percent

    (tmp_path / "reads.csv").write_text(HEADER + "".join(rows(f"M{n}") for n in range(20)))
    source, watch, before = open_reads(tmp_path / "reads.csv"), Watch(), threading.active_count()
    with pytest.raises(Cancelled):
        read_grid(source, 1541000000, 1541500000, progress=watch)
    assert 0 < watch.shown < 90
    assert threading.active_count() == before


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text("ab0.", max_size=64), min_size=1, max_size=40), min_size=1, max_size=6), st.booleans())
def test_texts_have_the_same_number_if_and_only_if_they_are_equal(batches, alike):
    with pytest.MonkeyPatch.context() as patch:
        if alike:  # all texts of one word share one hash
            patch.setattr(meters_words, "_MIX", np.array([0, *meters_words._MIX[1:]], dtype=np.uint64))
        known, numbers = Texts(1000), {}
        for batch in batches:
            ends = np.cumsum([0, *map(len, batch)])
            data = np.frombuffer("".join(batch).encode() + bytes(SLACK), dtype=np.uint8)
            found = known.numbers(words_at(data, ends[:-1], np.diff(ends)))
            for text, number in zip(batch, found):
                assert numbers.setdefault(text, number) == number
        assert sorted(numbers.values()) == list(range(1, len(known) + 1))
        assert [numbers[text or ""] for text in known.texts()] == list(range(1, len(known) + 1))


def test_more_texts_than_expected_and_longer_ones_are_refused():
    data = np.frombuffer(b"abcdefgh" * 9 + bytes(SLACK), dtype=np.uint8)
    with pytest.raises(UnfitTexts):
        words_at(data, np.array([0]), np.array([65]))
    with pytest.raises(UnfitTexts):
        Texts(2).numbers(words_at(data, np.array([0, 1, 2]), np.array([3, 3, 3])))


def test_threads_agree_on_the_numbers_of_texts():
    rng, known = np.random.default_rng(3), Texts(1 << 16)
    blocks = [rng.integers(0, 20_000, 3000) for _ in range(60)]

    def numbers(block):
        data = np.frombuffer("".join(f"{value:09}" for value in block).encode() + bytes(SLACK), dtype=np.uint8)
        return known.numbers(words_at(data, 9 * np.arange(len(block)), np.full(len(block), 9)))

    with ThreadPoolExecutor(4) as pool:
        found = np.concatenate(list(pool.map(numbers, blocks)))
    texts = np.array([None, *known.texts()], dtype=object)
    assert texts[found].tolist() == [f"{value:09}" for value in np.concatenate(blocks)]


@pytest.mark.parametrize("texts", [["a", "b"], ["longer than two bytes", "b", "and another one"]])
def test_whoever_finds_a_text_is_told_it(monkeypatch, texts):
    """Another thread may find a new text as soon as it stands in a table: by then it must be among those told."""
    known, told = Texts(1000), []

    class Short(np.ndarray):
        def __setitem__(self, place, number):
            super().__setitem__(place, number)
            told.extend(known.texts(int(found))[0] for found in np.ravel(number))

    def insert(keys, levels, shift, rest):
        meters_words_insert(keys, levels, shift, rest)
        told.extend(known.texts(int(found))[0] for found in rest)

    meters_words_insert = meters_words._insert
    monkeypatch.setattr(meters_words, "_insert", insert)
    known._short = known._short.view(Short)
    ends = np.cumsum([0, *map(len, texts)])
    data = np.frombuffer("".join(texts).encode() + bytes(SLACK), dtype=np.uint8)
    known.numbers(words_at(data, ends[:-1], np.diff(ends)))
    assert set(told) == set(texts)


def test_reads_of_one_slot_add_up_whatever_their_order():
    rng, slots = np.random.default_rng(5), 32
    states, expected = MeterStates(slots, 3), np.zeros((200, slots), dtype=np.uint8)
    for most in (3, 70, 200):
        meter, slot = rng.integers(0, most, 400), rng.integers(9, slots, 400)
        bit = np.uint8(1) << rng.integers(0, 3, 400).astype(np.uint8)
        states.put(meter, slot, bit)
        np.bitwise_or.at(expected, (meter, slot), bit)
    order = rng.permutation(200)
    for state, packed in enumerate(states.packed(order, 3, slots // 8 + 2)):
        found = np.packbits(expected[order] >> state & 1, axis=1)
        np.testing.assert_array_equal(packed, np.pad(found, ((0, 0), (0, 2))))
