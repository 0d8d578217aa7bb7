"""The tutorial, followed: its commands run as they stand, and every number in it is the one that comes out."""

from __future__ import annotations

import re

import pytest

from scripts.qgis_session import ROOT
from scripts.tutorial import TUTORIAL, commands, dialogs, follow, printed, refreshed, told
from tests.profile import make_profile, qgis_process

TEXT = TUTORIAL.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def followed(qgis_app, tmp_path_factory):
    folder = tmp_path_factory.mktemp("tutorial")
    (folder / "study").mkdir()
    found = follow(TEXT, folder, make_profile(tmp_path_factory.mktemp("profile")), qgis_process())
    return folder, found


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_every_number_is_the_one_that_comes_out(followed):
    _, found = followed
    shown = told(TEXT)
    assert len(shown) > 20
    assert {key: set(numbers) for key, numbers in shown.items()} == {key: {found[key]} for key in shown}


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_way_ends_at_a_map_and_a_report(followed):
    folder, _ = followed
    assert (folder / "study" / "map.pdf").read_bytes().startswith(b"%PDF")
    assert (folder / "study" / "map.png").stat().st_size > 50_000
    assert "data:image/png;base64" in (folder / "study" / "report.html").read_text(encoding="utf-8")


def test_no_number_stands_unchecked():
    """Outside code, what is typed, and names that hold one, every number is marked."""
    text = TEXT[: TEXT.index("## The same with no screen")]
    text = re.sub(r"<!-- check: [\w.:-]+ -->[−+\d][\d.,]*\d|<!-- check: [\w.:-]+ -->\d", "", text)
    text = re.sub(r"`[^`]*`|\]\([^)]*\)|^#.*$|^\|.*$|\*\*[^*]+\*\*|\*[^*]+\*", "", text, flags=re.MULTILINE)
    for known in ("QGIS 3.22", "311", "95 percent"):
        text = text.replace(known, "")
    assert re.findall(r"\d[\d.,]*", text) == []


def test_every_step_is_there_with_the_parameters_that_exist(provider):
    named = [words[2].split(":")[1] for words in commands(TEXT)]
    assert len(named) == len(set(named)) > 9
    for words in commands(TEXT):
        algorithm = provider.algorithm(words[2].split(":")[1])
        known = {definition.name() for definition in algorithm.parameterDefinitions()}
        assert {word.split("=")[0] for word in words[4:]} <= known


def test_what_the_reader_looks_for_is_where_it_is_said(provider):
    """Groups and titles, as the tutorial writes them."""
    said = set(re.findall(r"\*(\d [^*>]+) > ([^*]+)\*", TEXT))
    there = {(algorithm.group().strip(), algorithm.displayName()) for algorithm in provider.algorithms()}
    assert len(said) >= 6
    assert said <= there
    for group, title in re.findall(r"\*(Start here) > ([^*]+)\*", TEXT):
        assert (group, title) in there


def test_the_dialogs_have_what_the_reader_is_told_to_fill_in(provider):
    """The first column of each table against the step's algorithm; a test of the desktop fills all of it in."""
    by_title = {algorithm.displayName(): algorithm for algorithm in provider.algorithms()}
    steps = dialogs(TEXT)
    assert len(steps) > 10
    for title, rows in steps:
        labels = {one.description() for one in by_title[title].parameterDefinitions()}
        assert {label for label, _ in rows} <= labels, title
    assert sum(len(rows) for _, rows in steps) >= 50


def test_links_and_pictures_lead_somewhere():
    for target in re.findall(r"\]\(([^)#]+)", TEXT):
        assert (ROOT / "docs" / target).exists(), target


def test_numbers_are_printed_as_people_write_them():
    assert [printed(value) for value in (4099, 78.5, 134.0, -3.14159, 1234567.0)] == [
        "4,099", "78.5", "134", "−3.1", "1,234,567",
    ]  # fmt: skip


def test_refreshing_changes_marked_numbers_only():
    text = "of 5, <!-- check: a.B -->1,234 and <!-- check: a.C -->−3.5 (<!-- check: a.D -->7). End."
    assert told(text) == {"a.B": ["1,234"], "a.C": ["−3.5"], "a.D": ["7"]}
    new = refreshed(text, {"a.B": "9", "a.C": "1.0", "a.D": "2,000"})
    assert new == "of 5, <!-- check: a.B -->9 and <!-- check: a.C -->1.0 (<!-- check: a.D -->2,000). End."
