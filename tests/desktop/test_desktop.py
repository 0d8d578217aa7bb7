"""The plugin in the real desktop, under a virtual screen."""

import json
from pathlib import Path

import pytest

from coprod_equity_plugin.processing.provider import ALGORITHMS
from scripts.build_models import BUILDERS
from tests.profile import has_desktop, run_desktop

GROUPS = ["Start here", "1 Prepare data", "2 Assemble", "3 Models", "4 Disparity", "5 Maps and reports", "Models"]


@pytest.fixture(scope="module")
def desktop(tmp_path_factory):
    if not has_desktop():
        pytest.skip("the desktop needs qgis and xvfb-run")
    out = tmp_path_factory.mktemp("desktop")
    run_desktop(Path(__file__).parent / "probe.py", tmp_path_factory.mktemp("profile"), COPROD_EQUITY_PROBE=str(out))
    assert (out / "probe.json").exists(), "the desktop did not get as far as the probe"
    return json.loads((out / "probe.json").read_text())


def test_twenty_reloads_leave_nothing_behind(desktop):
    present, without = desktop["reload"]["present"], desktop["reload"]["without"]
    listeners = [state.pop("listeners") for state in (*present, *without)]
    first, *later = present
    assert first["providers"] == first["menus"] == 1
    assert first["entries"] == first["actions"] == 3
    assert first["algorithms"] == len(desktop["algorithms"])
    assert first["settings"] == []
    assert later == [first] * 20
    for bare in without:
        assert not bare.pop("loaded")
        assert bare.pop("messages") == first["messages"]
        assert bare.pop("tasks") == first["tasks"]
        assert bare.pop("translators") == first["translators"]
        assert bare.pop("settings") == []
        assert set(bare.values()) == {0}
    # The dialogs that were opened before go with the first unloading; from then on no reload adds a slot or leaves one.
    assert sum(listeners[0]) > 0
    assert all(now <= before for before, now in zip(listeners[0], listeners[1]))
    assert listeners[1:] == [listeners[1]] * 40


def test_no_sentence_where_nothing_is_missing(desktop):
    assert not [text for text in desktop["messages"] if "Python libraries" in text]


def test_one_sentence_where_libraries_are_missing_and_none_once_unloaded(desktop):
    told = [text for text in desktop["missing"]["shown"] if "This QGIS lacks Python libraries" in text]
    assert len(told) == 1
    assert "duckdb" in told[0]
    assert "Install missing libraries" in told[0]
    assert not [text for text in desktop["missing"]["after"] if "Python libraries" in text]


def test_neither_start_nor_dialogs_import_a_library(desktop):
    assert desktop["imported"] == []


def test_the_plugin_is_loaded_with_all_algorithms(desktop):
    assert desktop["plugin"]
    assert len(desktop["algorithms"]) == len(ALGORITHMS) + len(BUILDERS)


def test_the_toolbox_shows_the_groups_in_the_order_of_the_work(desktop):
    assert [name.strip() for name in desktop["toolbox_groups"]] == GROUPS


def test_every_dialog_opens(desktop):
    assert desktop["dialogs"] == {name: True for _, name in desktop["algorithms"]}
