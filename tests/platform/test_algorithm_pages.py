"""The pages of docs/algorithms: made from the definitions, with examples that run."""

from __future__ import annotations

import ast
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from scripts.algorithm_pages import CITY, EVENTS, FOLDER, PAGES, PICTURES, examples, further, pages
from scripts.build_models import BUILDERS
from scripts.qgis_session import ROOT
from scripts.spanish import LANGUAGES, WORDS
from tests.algorithms.conftest import HOUSEHOLDS, SEED, city, studied  # noqa: F401 - fixtures
from tests.profile import make_profile, qgis_process


def blocks(name: str) -> dict[str, str]:
    text = (PAGES["en"] / f"{name}.md").read_text(encoding="utf-8")
    return dict(re.findall(r"```(\w+)\n(.*?)```", text, re.DOTALL))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_are_those_that_the_definitions_make(provider, language):
    made, folder = pages(provider, language), PAGES[language]
    assert {path.name for path in folder.glob("*.md")} == set(made), "run python -m scripts.algorithm_pages"
    for name, text in made.items():
        assert (folder / name).read_text(encoding="utf-8") == text, f"{name}: run python -m scripts.algorithm_pages"


def test_the_spanish_pages_are_the_english_ones_in_other_words():
    """The same rows and commands; outside code no line is the same, and no heading of ours is English."""
    code = re.compile(r"```.*?```|<!--.*?-->", re.DOTALL)
    for path in PAGES["en"].glob("*.md"):
        english, spanish = ((folder / path.name).read_text(encoding="utf-8") for folder in PAGES.values())
        assert code.findall(english) == code.findall(spanish), path.name
        lines = [code.sub("", text).splitlines() for text in (english, spanish)]
        ids = [[line.split("`")[1] for line in text if line.startswith(("| `", "- ["))] for text in lines]
        assert ids[0] == ids[1], path.name
        prose = {line for line in lines[1] if " " in line and "| PDF |" not in line}  # PDF is Spanish, too
        assert prose & set(lines[0]) == set(), path.name
        heads = [line.lstrip("# ") for line in lines[1] if line.startswith("## ")]
        heads += [cell.strip() for line in lines[1] if line.startswith("| n") for cell in line.strip("|").split("|")]
        assert not set(heads) & set(WORDS), path.name


def test_the_examples_are_the_calls_that_the_other_tests_run():
    shown = examples()
    assert len(shown) > 12
    for name, parameters in shown.items():
        code = blocks(name)
        words = shlex.split(code["sh"].replace("\\\n", " "))
        assert words[:3] == ["qgis_process", "run", f"coprodequity:{name}"]
        assert dict(word.split("=", 1) for word in words[4:]) == {key: str(value) for key, value in parameters.items()}
        called = next(node for node in ast.walk(ast.parse(code["python"])) if isinstance(node, ast.Call))
        assert [ast.literal_eval(value) for value in called.args] == [f"coprodequity:{name}", parameters]
    assert (shown["createsamplecity"]["HOUSEHOLDS"], shown["createsamplecity"]["SEED"]) == (HOUSEHOLDS, SEED)


@pytest.fixture(scope="module")
def sample(studied, city, tmp_path_factory):  # noqa: F811
    """A folder in which the examples' relative paths lead to the city and to what its study wrote."""
    folder = tmp_path_factory.mktemp("examples")
    shutil.copytree(studied.folder, folder / FOLDER)
    (folder / CITY).symlink_to(city, target_is_directory=True)
    (folder / EVENTS).parent.mkdir(parents=True)
    shutil.copy(ROOT / EVENTS, folder / EVENTS)
    return folder


def outputs_of(name: str, folder: Path) -> list[Path]:
    return [
        folder / value
        for key, value in further()[name].items()
        if ":" in key or key in ("OUTPUT", "SUMMARY", "COEFFICIENTS", "GROUPS", "QUANTILES")  # a model's have a colon
    ]


@pytest.mark.parametrize("name", ["checkinstallation", *further()])
def test_what_no_other_test_runs_runs_as_it_stands_in_python(provider, sample, monkeypatch, name):
    monkeypatch.chdir(sample)
    space = {}
    exec(blocks(name)["python"], space)
    numbers = [value for value in space["results"].values() if isinstance(value, (bool, int, float))]
    space["results"].clear()
    assert any(numbers) or name in BUILDERS, name
    for path in outputs_of(name, sample) if name in further() else ():
        assert path.exists(), f"{name} did not write {path.name}"


@pytest.mark.parametrize("name", ["checkinstallation", *further()])
def test_what_no_other_test_runs_runs_as_it_stands_in_a_shell(sample, profile, name):
    for path in outputs_of(name, sample) if name in further() else ():
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
    words = shlex.split(blocks(name)["sh"].replace("\\\n", " "))
    done = subprocess.run(
        [qgis_process(), *words[1:]], env=profile, cwd=sample, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "Results" in done.stdout
    for path in outputs_of(name, sample) if name in further() else ():
        assert path.exists(), f"{name} did not write {path.name}"


@pytest.fixture(scope="module")
def profile(tmp_path_factory):
    return make_profile(tmp_path_factory.mktemp("profile"))


def test_every_algorithm_has_an_example(provider):
    assert set(examples()) == {algorithm.name() for algorithm in provider.algorithms()}


def test_every_page_shows_its_dialog(provider):
    for algorithm in provider.algorithms():
        for folder in PAGES.values():
            text = (folder / f"{algorithm.name()}.md").read_text(encoding="utf-8")
            assert f"../pictures/dialog_{algorithm.name()}.png)" in text, "run make screenshots, then make pages"


def test_pictures_are_small_and_all_used():
    used = " ".join(path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *ROOT.glob("docs/**/*.md")])
    for path in PICTURES.glob("*.png"):
        assert path.stat().st_size < 150_000, path.name
        assert f"pictures/{path.name})" in used, f"{path.name} is shown nowhere"


def test_no_picture_is_empty():
    """A palette that goes wrong leaves one colour."""
    from PIL import Image

    pictures = sorted(PICTURES.glob("*.png"))
    assert len(pictures) > 40
    for path in pictures:
        colours = Image.open(path).convert("RGB").getcolors(1 << 20)
        assert len(colours) > 30, path.name
