"""A planner's first hour in the real desktop: a city, its study, the styled result, a batch, the designer, the map."""

import json
from pathlib import Path

import pytest

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.maps.measures.palettes import PURPLE_ORANGE
from scripts.build_models import BUILDERS
from tests.profile import has_desktop, make_city, make_profile, run_desktop

pytestmark = [pytest.mark.slow, pytest.mark.timeout(2700)]
STEPS = ["4 Disparity", "3 Models", "2 Assemble", "1 Prepare data"]


@pytest.fixture(scope="module")
def tour(tmp_path_factory):
    if not has_desktop():
        pytest.skip("the desktop needs qgis and xvfb-run")
    out = tmp_path_factory.mktemp("tour")
    city = make_city(out / "city", make_profile(tmp_path_factory.mktemp("maker")))
    done = run_desktop(
        Path(__file__).parent / "tour.py",
        tmp_path_factory.mktemp("profile"),
        timeout=2600,  # on a machine that does other work too
        COPROD_EQUITY_TOUR=str(out),
        COPROD_EQUITY_CITY=str(city),
        COPROD_EQUITY_DESIGNER="1",
    )
    assert (out / "tour.json").exists(), done.stderr
    result = json.loads((out / "tour.json").read_text())
    assert "error" not in result, result["error"]
    return result


def test_every_dialog_takes_what_is_typed_and_ends_well(tour):
    for name in ("city", "study", "again", "map", "check"):
        assert all(tour[name]["filled"].values()), name
        assert tour[name]["finished"], name
    assert tour["said"] == []  # nothing went wrong while layers were loaded
    assert tour["study"]["results"]["report:OUTPUT"].endswith("report.html")


def test_layers_come_in_groups_in_the_order_of_the_steps_newest_first(tour):
    groups = list(tour["panel"])
    assert groups == [f"Coproduction Equity/{step}" for step in STEPS]
    assert tour["panel"]["Coproduction Equity/2 Assemble"] == [
        "Sample flow (confidential)",
        "Household study table (confidential)",
    ]
    assert tour["panel"]["Coproduction Equity/4 Disparity"] == ["Disparity by area"]
    # What is saved has the name of its file, as QGIS gives it.
    assert tour["panel_again"]["Coproduction Equity/4 Disparity"] == ["areas_40", "Disparity by area"]


def test_columns_have_headings_and_keep_their_names(tour):
    for name, table in (("Disparity by area", c.DISPARITY), ("Model coefficients (confidential)", c.COEFFICIENTS)):
        layer = tour["layers"][name]
        headings = dict(zip(layer["fields"], layer["aliases"]))
        for column in table.columns:
            assert headings[column.name].startswith(column.alias)
            assert column.unit in headings[column.name]


def test_the_result_is_styled_and_its_colours_are_on_the_canvas(tour):
    layer = tour["layers"]["Disparity by area"]
    assert layer["renderer"] == "RuleRenderer"
    assert any("longer" in words for words in layer["legend"])
    assert set(tour["classes"]) >= set(PURPLE_ORANGE)
    drawn = [colour for colour in (PURPLE_ORANGE[1], PURPLE_ORANGE[5]) if tour["colours"].get(colour, 0) > 200]
    assert drawn, "neither a longer nor a shorter wait is on the canvas"


def test_a_stored_batch_file_runs(tour):
    assert tour["batch"] == {"rows": 2, "failed": 0, "done": True}
    names = tour["panel_batch"]["Coproduction Equity/4 Disparity"]
    assert {"batch_30", "batch_60"} <= set(names)


def test_a_model_runs_in_batch(tour):
    assert tour["batch_model"] == {"rows": 2, "failed": 0, "done": True}
    assert tour["batch_maps"] == ["draft_gap.pdf", "final_gap.pdf"]


def test_the_model_opens_in_the_designer_and_runs_from_there(tour):
    assert list(tour["designer"]) == list(BUILDERS)
    for name, seen in tour["designer"].items():
        assert seen["children"] > 4, name
        assert seen["items"] > 50, name
        assert seen["finished"], name
