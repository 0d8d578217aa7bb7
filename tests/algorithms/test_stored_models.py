"""Models that users have stored: frozen copies of files that an earlier version wrote still open and run.

Nobody edits the files in ``golden/models_kept``; a new version adds its own.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsProcessingModelAlgorithm, QgsVectorLayer

from coprod_equity_plugin.bridge.frames import read_table
from coprod_equity_plugin.core import columns as c
from scripts.demo import outputs

KEPT = Path(__file__).parent.parent / "golden" / "models_kept"


def opened(path: Path) -> QgsProcessingModelAlgorithm:
    model = QgsProcessingModelAlgorithm()
    assert model.fromFile(str(path)), path.name
    return model


@pytest.mark.parametrize("path", sorted(KEPT.glob("*.model3")), ids=lambda path: path.stem)
def test_every_step_of_it_is_there_with_what_it_is_given(provider, path):
    model = opened(path)
    assert len(model.childAlgorithms()) >= 4
    for name, child in model.childAlgorithms().items():
        algorithm = child.algorithm()
        assert algorithm is not None, f"{name}: {child.algorithmId()} is gone"
        assert set(child.parameterSources()) <= {definition.name() for definition in algorithm.parameterDefinitions()}
        known = {output.name() for output in algorithm.outputDefinitions()}
        assert {output.childOutputName() for output in child.modelOutputs().values()} <= known


def test_the_first_study_keeps_its_outputs(provider):
    model = opened(KEPT / "equitystudy_0_1_0.model3")
    kept = {item.name() for item in model.destinationParameterDefinitions()}
    assert len(kept) > 20
    assert kept <= set(outputs(Path("demo")))  # today's study has all of them, and more


def test_a_stored_model_runs_and_gives_what_its_steps_give(run, studied, tmp_path):
    given = studied.parameters()["disparitybyarea"]
    model = opened(KEPT / "gaps_0_1_0.model3")
    context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
    _, ok = model.run(
        {
            "homes": given["INPUT"],
            "places": given["AREAS"],
            "gaps:gaps": str(tmp_path / "gaps.gpkg"),
            "map:png": str(tmp_path / "map.png"),
            "map:csv": str(tmp_path / "map.csv"),
            "lit:quantiles": str(tmp_path / "quantiles.gpkg"),
        },
        context,
        feedback,
    )
    assert ok, feedback.textLog()
    alone = {"PRESET": "15_15", "GROUP_THRESHOLD": 0.4, "OUTPUT": str(tmp_path / "alone.gpkg")}
    run("disparitybyarea", {**given, **alone})
    mine, theirs = (
        read_table(QgsVectorLayer(str(tmp_path / f"{name}.gpkg"), name, "ogr"), c.DISPARITY.names)
        for name in ("gaps", "alone")
    )
    assert len(mine) > 50
    assert mine.equals(theirs)
    assert (tmp_path / "map.png").stat().st_size > 20_000
    assert (tmp_path / "map.csv").stat().st_size > 500
    assert QgsVectorLayer(str(tmp_path / "quantiles.gpkg"), "quantiles", "ogr").featureCount() == 2  # groups
