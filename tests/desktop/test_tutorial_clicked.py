"""The tutorial's whole way through the toolbox, in the real desktop: dialogs filled in as its tables say, and run."""

import json
from pathlib import Path

import pytest

from scripts.tutorial import TUTORIAL, dialogs, printed, told
from tests.profile import has_desktop, run_desktop

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]
TEXT = TUTORIAL.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def followed(tmp_path_factory):
    if not has_desktop():
        pytest.skip("the desktop needs qgis and xvfb-run")
    out = tmp_path_factory.mktemp("followed")
    done = run_desktop(
        Path(__file__).parent / "follow.py",
        tmp_path_factory.mktemp("profile"),
        timeout=1700,  # on a machine that does other work too
        COPROD_EQUITY_TOUR=str(out),
        COPROD_EQUITY_STEPS=json.dumps(dialogs(TEXT)),
    )
    assert (out / "followed.json").exists(), done.stderr
    result = json.loads((out / "followed.json").read_text())
    assert "error" not in result, result["error"]
    return out, result


def test_every_step_takes_what_the_reader_is_told_and_ends_well(followed):
    _, result = followed
    for step, (title, rows) in zip(result["steps"], dialogs(TEXT)):
        assert step["filled"] == dict.fromkeys((label for label, _ in rows), True), title
        assert step["finished"], (title, step["told"], result["said"])
    assert len(result["steps"]) == len(dialogs(TEXT)) > 10
    assert result["said"] == []


def test_every_number_is_the_one_that_the_tutorial_tells(followed):
    _, result = followed
    given = {}
    for step in result["steps"]:
        for name, value in step["results"].items():
            given[f"{step['algorithm']}.{name}"] = value
    for key, numbers in result["contrasts"].items():
        given |= {f"{key}.{name}": round(value, 1) for name, value in numbers.items()}
    shown = told(TEXT)
    assert len(shown) > 20
    assert {key: {printed(float(given[key]))} for key in shown} == {key: set(numbers) for key, numbers in shown.items()}


def test_the_way_ends_at_a_map_and_a_report(followed):
    out, _ = followed
    assert (out / "study" / "map.pdf").read_bytes().startswith(b"%PDF")
    assert (out / "study" / "map.png").stat().st_size > 50_000
    assert "data:image/png;base64" in (out / "study" / "report.html").read_text(encoding="utf-8")
