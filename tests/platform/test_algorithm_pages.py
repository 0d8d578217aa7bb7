"""The pages of docs/algorithms: made from the definitions, reachable by helpUrl, with examples that run."""

from __future__ import annotations

import ast
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from scripts.algorithm_pages import FOLDER, PAGES, examples, pages
from tests.algorithms.conftest import HOUSEHOLDS, SEED, city, studied  # noqa: F401 - fixtures
from tests.profile import make_profile, qgis_process


def blocks(name: str) -> dict[str, str]:
    text = (PAGES / f"{name}.md").read_text(encoding="utf-8")
    return dict(re.findall(r"```(\w+)\n(.*?)```", text, re.DOTALL))


def test_the_pages_are_those_that_the_definitions_make(provider):
    made = pages(provider)
    assert {path.name for path in PAGES.glob("*.md")} == set(made), "run python -m scripts.algorithm_pages"
    for name, text in made.items():
        assert (PAGES / name).read_text(encoding="utf-8") == text, f"{name}: run python -m scripts.algorithm_pages"


def test_help_leads_to_the_page(provider):
    for algorithm in provider.algorithms():
        assert algorithm.helpUrl().endswith(f"/docs/algorithms/{algorithm.name()}.md")
        assert (PAGES / f"{algorithm.name()}.md").exists()


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


@pytest.mark.parametrize("name", ["checkinstallation", "drawsample"])
def test_what_no_other_test_runs_runs_as_it_stands(provider, request, tmp_path, name):
    code = blocks(name)["python"]
    if name == "drawsample":
        made = request.getfixturevalue("studied")
        code = code.replace(f'"{FOLDER}/study.gpkg"', repr(made.path("study.gpkg")))
    space = {}
    exec(code.replace(f'"{FOLDER}/', f'"{tmp_path}/'), space)
    results = space["results"]
    assert results["READY"] if name == "checkinstallation" else results["REPORTERS"] > 50
    if name == "drawsample":
        assert (Path(tmp_path) / "sample.gpkg").exists()
        results.clear()


def test_a_command_runs_as_it_stands(tmp_path):
    words = shlex.split(blocks("checkinstallation")["sh"])
    done = subprocess.run(
        [qgis_process(), *words[1:]], env=make_profile(tmp_path), check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "READY:\ttrue" in done.stdout
