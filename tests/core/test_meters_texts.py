"""Lines cut into texts by what shape the first one has: what a slow split of every line gives, or a refusal."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coprod_equity_plugin.core.sources import meters_blocks
from coprod_equity_plugin.core.sources.meters_blocks import NotPlain, blocks_of, buffer_size
from coprod_equity_plugin.core.sources.meters_cut import Cut
from coprod_equity_plugin.core.sources.meters_dialect import Dialect
from coprod_equity_plugin.core.sources.meters_fields import ReadFields
from coprod_equity_plugin.core.sources.meters_texts import RowTexts

FIELDS = ReadFields("meter", "time", "kwh", "flag")
ODD = ('"', "\0", "\u00e9", "\r")


def source_of(columns, delimiter=","):
    fields = ReadFields(*(name if name in columns else "" for name in FIELDS))
    return SimpleNamespace(columns=tuple(columns), fields=fields, dialect=Dialect(delimiter, "", "", 0))


def read(path, source):
    """Rows with a meter, as the numbers of their texts tell them, and the blocks in which all were guessed."""
    blocks, guessed = blocks_of(str(path), 0), 0
    cut = Cut(source, bool(blocks) and blocks[0].newline == b"\r\n")
    texts, buffer, found = RowTexts(cut), bytearray(buffer_size()), []
    anyhow = texts._cut_anyhow

    def spy(lines):
        nonlocal guessed
        guessed -= 1
        return anyhow(lines)

    texts._cut_anyhow = spy
    for block in blocks:
        lines = block.lines(buffer)
        if len(lines.stop):
            guessed += 1
            found.append(texts.numbers(lines))
    meters, stamps, (energies, flags) = texts.meters(), texts.stamps(1), texts.values(1)
    rows = [
        (meters[meter - 1], stamps[stamp - 1], energies[value - 1], flags[value - 1])
        for numbers in found
        for meter, stamp, value in zip(*(each.tolist() for each in numbers))
    ]
    return rows, guessed


def expected(lines, columns, delimiter):
    """The same, line by line; ``None`` where a line has not as many columns as it should, or an odd sign."""
    rows = []
    for line in lines:
        texts = line.split(delimiter)
        if len(texts) != len(columns) or any(sign in line for sign in ODD):
            return None
        row = {name: text or None for name, text in zip(columns, texts)}
        if row["meter"]:
            rows.append(tuple(row.get(name) for name in FIELDS))
    return rows


@st.composite
def files(draw):
    """Short texts of few letters, among which a column is easily taken for its neighbour, and widths that change."""
    columns = draw(st.permutations(["meter", "time", "kwh", *draw(st.sampled_from([[], ["flag"], ["flag", "note"]]))]))
    delimiter, letters = draw(st.sampled_from(",;|")), st.text("01", max_size=3)
    alike = draw(st.dictionaries(st.sampled_from(columns), st.integers(0, 9), max_size=4))
    widths = {name: st.text("01", min_size=width, max_size=width) for name, width in alike.items()}
    line = st.tuples(*(widths.get(name, letters) for name in columns)).map(delimiter.join)
    odd = st.tuples(line, st.sampled_from([*ODD, delimiter, delimiter + "0"]), st.booleans()).map(
        lambda told: told[0] + told[1] if told[2] and told[1] != "\r" else told[1] + told[0]
    )
    lines = draw(st.lists(line, min_size=1, max_size=40))
    if draw(st.integers(0, 3)) == 0:
        lines.insert(draw(st.integers(0, len(lines))), draw(odd))
    return columns, delimiter, lines, draw(st.sampled_from(["\n", "\r\n"]))


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(files(), st.integers(40, 400), st.booleans())
def test_lines_are_what_a_split_of_each_gives_or_refused(tmp_path, file, size, closed):
    columns, delimiter, lines, end = file
    # A last line without anything in it is none; a file of one column less has no separator to end it.
    text = end.join([delimiter.join(columns), *lines]) + end * closed
    (tmp_path / "reads.csv").write_bytes(text.encode())
    wanted = expected(lines, columns, delimiter)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(meters_blocks, "_BLOCK", size)
        if wanted is None:
            with pytest.raises(NotPlain):
                read(tmp_path / "reads.csv", source_of(columns, delimiter))
        else:
            assert read(tmp_path / "reads.csv", source_of(columns, delimiter))[0] == wanted


def lines_of(meters, energies, flags=("A",), stamps=("2018-10-10 00:00", "2018-10-10 00:30")):
    for stamp in stamps:
        for number, meter in enumerate(meters):
            yield meter, stamp, energies[number % len(energies)], flags[number % len(flags)]


PADDED, PLAIN = [f"M{number:07}" for number in range(40)], [str(number) for number in range(5, 45)]
LONG = [f"{number:0{9 + number % 3}}" for number in range(40)]


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (1, 0, 2, 3), (2, 3, 1, 0), (0, 3, 2, 1), (3, 2, 0, 1)])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("meters", "energies", "flags"),
    [
        pytest.param(PADDED, ["0.5"], ["A"], id="all alike"),
        pytest.param(PADDED, ["0.5", "12.25", "0"], ["A", "EST", ""], id="values vary"),
        pytest.param(PLAIN, ["0.500"], ["A"], id="meters vary"),
        pytest.param(PLAIN, ["0.5", "12.25"], ["A", "EST"], id="both vary"),
        pytest.param(LONG, ["0.5", "12.25"], ["A", "EST"], id="long ones vary"),
    ],
)
def test_the_shape_of_plain_lines_is_guessed(tmp_path, monkeypatch, order, end, meters, energies, flags):
    monkeypatch.setattr(meters_blocks, "_BLOCK", 600)
    lines = [tuple(row[place] for place in order) for row in lines_of(meters, energies, flags)]
    columns = [FIELDS[place] for place in order]
    text = "".join(",".join(line) + end for line in [columns, *lines])
    (tmp_path / "reads.csv").write_bytes(text.encode())
    rows, guessed = read(tmp_path / "reads.csv", source_of(columns))
    assert rows == expected([",".join(line) for line in lines], columns, ",")
    vary = {len(meter) for meter in meters} != {len(meters[0])} and len(energies) > 1
    # Where meter and value vary, the meter's end is looked for, which is where the value's is the line's end only.
    assert (guessed > 3) == (not vary or order.index(0) < order.index(2))


def test_a_column_that_is_not_needed_and_a_flag_apart_are_cut_all_the_same(tmp_path):
    for columns in (["meter", "note", "time", "kwh", "flag"], ["kwh", "meter", "time", "flag"]):
        told = {"meter": PADDED[:3], "note": ["x", "", "yy"], "time": ["1", "2", "3"], "kwh": ["0", "1.5", ""]}
        told["flag"] = ["A", "", "E"]
        lines = [",".join(told[name][row] for name in columns) for row in range(3)]
        (tmp_path / "reads.csv").write_text("\n".join([",".join(columns), *lines]))
        rows, guessed = read(tmp_path / "reads.csv", source_of(columns))
        assert rows == expected(lines, columns, ",")
        assert guessed == 0


def test_after_some_blocks_of_other_shapes_no_shape_is_guessed(tmp_path, monkeypatch):
    monkeypatch.setattr(meters_blocks, "_BLOCK", 100)
    rng = np.random.default_rng(4)
    texts = ["1" * int(width) for width in rng.integers(1, 9, 400)]
    lines = [",".join(row) for row in zip(texts, texts[1:], texts[2:])]  # three columns that vary
    (tmp_path / "reads.csv").write_text("\n".join(["time,meter,kwh", *lines]))
    source = source_of(["time", "meter", "kwh"])
    cut = Cut(source, False)
    texts, buffer, left = RowTexts(cut), bytearray(buffer_size()), []
    for block in blocks_of(str(tmp_path / "reads.csv"), 0):
        texts.numbers(block.lines(buffer))
        left.append(len(cut.guesses()))
    assert left[0] == 4
    assert left[-1] == 0
    assert read(tmp_path / "reads.csv", source)[0] == expected(lines, ["time", "meter", "kwh"], ",")
