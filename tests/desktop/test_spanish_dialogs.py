"""Every dialog in a Spanish desktop: Spanish, and no label of ours wider than a narrow dialog."""

import json
from pathlib import Path

import pytest

from scripts.algorithm_pages import examples
from tests.profile import has_desktop, run_desktop

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    if not has_desktop():
        pytest.skip("the desktop needs qgis and xvfb-run")
    out = tmp_path_factory.mktemp("spanish")
    done = run_desktop(
        Path(__file__).parent / "dialogs.py",
        tmp_path_factory.mktemp("profile"),
        timeout=500,  # on a machine that does other work too
        locale="es",
        COPROD_EQUITY_TOUR=str(out),
        COPROD_EQUITY_PICTURES=json.dumps({name: {"shown": given} for name, given in examples().items()}),
    )
    assert (out / "dialogs.json").exists(), done.stderr
    result = json.loads((out / "dialogs.json").read_text())
    assert "error" not in result, result["error"]
    return out, result


def test_every_dialog_is_drawn_in_spanish(drawn):
    out, result = drawn
    assert {path.stem for path in out.glob("dialog_*.png")} == {f"dialog_{name}" for name in examples()}
    assert result["titles"]["equitymaps"] == "Mapas de equidad de un resultado por zona"


def test_no_label_is_cut_off(drawn):
    _, result = drawn
    assert result["cut"] == {name: [] for name in examples()}
