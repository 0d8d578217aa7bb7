"""Spatial dependence between block groups that touch: R's spdep, and what is told of block groups."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_matrix, diags
from shapely.geometry import box

from coprod_equity_plugin.core import columns
from coprod_equity_plugin.core.disparity.neighbours import queen
from coprod_equity_plugin.core.errors import Cancelled
from coprod_equity_plugin.core.models.equity import fit_equity_models
from coprod_equity_plugin.core.models.lagrange import Contiguity, lagrange_tests, moran, spatial_table, spatial_tests
from coprod_equity_plugin.core.progress import Progress

FOLDER = Path(__file__).parent.parent / "golden" / "models" / "r"
NAMES = {
    "LMerr": "lm_error",
    "LMlag": "lm_lag",
    "RLMerr": "robust_lm_error",
    "RLMlag": "robust_lm_lag",
    "SARMA": "sarma",
}


def standardised(touching: csr_matrix) -> csr_matrix:
    return diags(1 / np.asarray(touching.sum(axis=1)).reshape(-1)) @ touching


@pytest.fixture(scope="module")
def lattice():
    frame = pd.read_csv(FOLDER / "lattice.csv")
    shapes = np.array([box(col, -row, col + 1, 1 - row) for row, col in zip(frame["row"], frame["col"])], dtype=object)
    return frame, queen(shapes)


def test_lagrange_multiplier_tests_are_spdeps(lattice):
    frame, touching = lattice
    golden = pd.read_csv(FOLDER / "spatial.csv", index_col="test")
    x = np.column_stack([np.ones(len(frame)), frame["x1"], frame["x2"]])
    found = lagrange_tests(frame["y"].to_numpy(), x, standardised(touching))
    assert set(found) == set(NAMES.values())
    for of_r, name in NAMES.items():
        value, df, p_value = found[name]
        assert value == pytest.approx(golden.loc[of_r, "value"], rel=1e-9)
        assert df == golden.loc[of_r, "df"]
        assert p_value == pytest.approx(golden.loc[of_r, "p"], abs=1e-11)
    rest = frame["y"] - x @ np.linalg.lstsq(x, frame["y"], rcond=None)[0]
    assert moran(rest.to_numpy(), standardised(touching), 1, 9)[0] == pytest.approx(
        golden.loc["moran", "value"], rel=1e-9
    )


def test_a_lag_and_an_error_are_told_apart():
    """Two hundred draws: each test finds its own kind of dependence and, in its robust form, not the other's."""
    touching = queen(
        np.array([box(col, row, col + 1, row + 1) for row in range(14) for col in range(14)], dtype=object)
    )
    weights = standardised(touching)
    size = touching.shape[0]
    inverse = np.linalg.inv(np.eye(size) - 0.5 * weights.toarray())
    rng = np.random.default_rng(3)
    found = {kind: dict.fromkeys(NAMES.values(), 0) for kind in ("none", "lag", "error")}
    for _ in range(200):
        x = np.column_stack([np.ones(size), rng.normal(size=size)])
        mean, noise = x @ [1.0, 1.0], rng.normal(size=size)
        for kind, y in (("none", mean + noise), ("lag", inverse @ (mean + noise)), ("error", mean + inverse @ noise)):
            for name, (_, _, p_value) in lagrange_tests(y, x, weights).items():
                found[kind][name] += p_value < 0.05
    assert max(found["none"].values()) < 24  # 10 expected; four standard errors
    assert found["lag"]["robust_lm_lag"] > 150 > 3 * found["lag"]["robust_lm_error"]
    assert found["error"]["robust_lm_error"] > 120 > 3 * found["error"]["robust_lm_lag"]


@pytest.fixture(scope="module")
def models():
    return fit_equity_models(pd.read_csv(FOLDER.parent / "city.csv", dtype={"block_group": str}))


def contiguity(models, columns_of_grid: int = 10) -> Contiguity:
    """The invented city's block groups as squares of a grid, in the order of their ids."""
    ids = np.unique(models.cluster_labels)
    squares = [divmod(place, columns_of_grid) for place in range(len(ids))]
    return Contiguity(ids, queen(np.array([box(x, y, x + 1, y + 1) for x, y in squares], dtype=object)))


def test_the_studys_models_have_a_table_of_spatial_tests(models):
    found, notes = spatial_tests(models, contiguity(models))
    table = spatial_table(found)
    assert tuple(table.columns) == columns.SPATIAL_TESTS.names
    assert table.groupby("model").size().to_dict() == dict.fromkeys(models.fits, 6)
    assert notes == ()
    assert (table["groups"] == 60).all()
    moran_rows = table[table["test"] == "morans_i"]
    # luck of the invented city is independent between its block groups
    assert (moran_rows["p_value"] > 0.01).all()
    assert all("cannot" in s or "can be told" in s or "So " in s for s in table["sentence"])


def test_block_groups_whose_neighbours_share_luck_are_found(models):
    """Waits that rise from west to east of the grid, which no model knows."""
    study = pd.read_csv(FOLDER.parent / "city.csv", dtype={"block_group": str})
    ids = np.unique(study["block_group"])
    east = dict(zip(ids, np.arange(len(ids)) // 10))
    hours = study["restoration_hours"] * np.exp(0.2 * study["block_group"].map(east))
    changed = fit_equity_models(study.assign(restoration_hours=hours.round()))
    table = spatial_table(spatial_tests(changed, contiguity(changed))[0]).set_index(["model", "test"])
    assert table.loc[("model_2", "morans_i"), "p_value"] == 0.001
    assert table.loc[("model_2", "lm_error"), "p_value"] < 1e-6
    assert "Conley" in table.loc[("model_2", "lm_error"), "sentence"]
    assert table.loc[("model_1", "morans_i"), "p_value"] > 0.01


def test_block_groups_without_polygon_without_neighbour_and_too_small_are_counted(models):
    whole = contiguity(models)
    lonely = whole.touching.tolil()
    lonely[5, :] = 0
    lonely[:, 5] = 0
    part = Contiguity(whole.ids[:-2], lonely.tocsr()[:-2][:, :-2])
    found, notes = spatial_tests(models, part)
    assert {test.groups for test in found} == {57}
    assert "2 of 60 block groups have no polygon and take no part." in notes
    assert "1 block groups touch no other that takes part and are left out." in notes


def test_few_block_groups_have_no_tests(models):
    whole = contiguity(models)
    found, notes = spatial_tests(models, Contiguity(whole.ids[:15], whole.touching[:15][:, :15]))
    assert found == []
    assert sum("too few for spatial tests" in note for note in notes) == 5


def test_cancel(models):
    class Stop(Progress):
        def is_cancelled(self) -> bool:
            return True

    with pytest.raises(Cancelled):
        spatial_tests(models, contiguity(models), Stop())
