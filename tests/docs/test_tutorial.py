"""The tutorial, followed: its commands run as they stand, and every number in it is the one that comes out."""

from __future__ import annotations

import re

import pytest

from scripts.spanish import LANGUAGES, speaking
from scripts.tutorial import (
    HEADLESS,
    SPANISH,
    TUTORIAL,
    commands,
    dialogs,
    follow,
    in_spanish,
    printed,
    refreshed,
    told,
)
from tests.profile import make_profile, qgis_process

TEXT = TUTORIAL.read_text(encoding="utf-8")
TEXTS = {"en": TEXT, "es": SPANISH.read_text(encoding="utf-8")}
START = {"en": "Start here", "es": "Empiece aquí"}


@pytest.fixture(scope="module", params=LANGUAGES)
def tongue(request, provider):
    """Language, its tutorial, and the algorithms as a QGIS in that language shows them."""
    with speaking(request.param):
        yield request.param, TEXTS[request.param], [item.create({}) for item in provider.algorithms()]


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


def test_the_spanish_tutorial_tells_the_same():
    """The same numbers, as Spanish writes them, and the same commands."""
    english, spanish = told(TEXT), told(TEXTS["es"])
    assert spanish == {key: [in_spanish(number) for number in numbers] for key, numbers in english.items()}
    assert commands(TEXTS["es"]) == commands(TEXT)
    assert len(re.findall("(?m)^#", TEXTS["es"])) == len(re.findall("(?m)^#", TEXT))
    typed = [re.findall(r"(?m)^\|.*?\|.*?(`[^`]+`)", text) for text in TEXTS.values()]
    assert typed[0] == typed[1]
    assert [in_spanish(number) for number in ("4,106,391", "78.5", "−3.1")] == ["4.106.391", "78,5", "−3,1"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_number_stands_unchecked(language):
    """Outside code, what is typed, and names that hold one, every number is marked."""
    text = TEXTS[language]
    text = text[: text.index(HEADLESS[language])]
    text = re.sub(r"<!-- check: [\w.:-]+ -->[−+\d][\d.,]*\d|<!-- check: [\w.:-]+ -->\d", "", text)
    text = re.sub(r"`[^`]*`|\]\([^)]*\)|^#.*$|^\|.*$|\*\*[^*]+\*\*|\*[^*]+\*", "", text, flags=re.MULTILINE)
    for known in ("QGIS 3.22", "311", "95 percent", "95 por ciento"):
        text = text.replace(known, "")
    assert re.findall(r"\d[\d.,]*", text) == []


def test_every_step_is_there_with_the_parameters_that_exist(provider):
    named = [words[2].split(":")[1] for words in commands(TEXT)]
    assert len(named) == len(set(named)) > 9
    for words in commands(TEXT):
        algorithm = provider.algorithm(words[2].split(":")[1])
        known = {definition.name() for definition in algorithm.parameterDefinitions()}
        assert {word.split("=")[0] for word in words[4:]} <= known


def test_what_the_reader_looks_for_is_where_it_is_said(tongue):
    """Groups and titles, as the tutorial writes them."""
    language, text, algorithms = tongue
    said = set(re.findall(r"\*(\d [^*>]+) > ([^*]+)\*", text))
    there = {(algorithm.group().strip(), algorithm.displayName()) for algorithm in algorithms}
    assert len(said) >= 6
    starts = re.findall(rf"({START[language]}) > ([^*]+)\*", text)
    assert len(starts) == 2
    assert said | set(starts) <= there


def test_the_dialogs_have_what_the_reader_is_told_to_fill_in(tongue):
    """The first column of each table against the step's algorithm; a test of the desktop fills all of it in."""
    language, text, algorithms = tongue
    by_title = {algorithm.displayName(): algorithm for algorithm in algorithms}
    steps = dialogs(text, language)
    assert len(steps) > 10
    for title, rows in steps:
        labels = {one.description() for one in by_title[title].parameterDefinitions()}
        assert {label for label, _ in rows} <= labels, title
    assert sum(len(rows) for _, rows in steps) >= 50


@pytest.mark.parametrize("path", [TUTORIAL, SPANISH])
def test_links_and_pictures_lead_somewhere(path):
    for target in re.findall(r"\]\(([^)#]+)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


def test_numbers_are_printed_as_people_write_them():
    assert [printed(value) for value in (4099, 78.5, 134.0, -3.14159, 1234567.0)] == [
        "4,099", "78.5", "134", "−3.1", "1,234,567",
    ]  # fmt: skip


def test_refreshing_changes_marked_numbers_only():
    text = "of 5, <!-- check: a.B -->1,234 and <!-- check: a.C -->−3.5 (<!-- check: a.D -->7). End."
    assert told(text) == {"a.B": ["1,234"], "a.C": ["−3.5"], "a.D": ["7"]}
    new = refreshed(text, {"a.B": "9", "a.C": "1.0", "a.D": "2,000"})
    assert new == "of 5, <!-- check: a.B -->9 and <!-- check: a.C -->1.0 (<!-- check: a.D -->2,000). End."
