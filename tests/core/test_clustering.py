import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.disparity.areas import DisparityOptions, disparity_by_area
from coprod_equity_plugin.core.disparity.clustering import ClusterOptions, find_clusters
from coprod_equity_plugin.core.disparity.clusters import HIGH_HIGH, LOW_LOW, WITHHELD
from coprod_equity_plugin.core.errors import InputError

SIDE = 8
NAMES = np.array([f"{x}{y}" for x in range(SIDE) for y in range(SIDE)], dtype=object)
SHAPES = np.array([box(x, y, x + 1, y + 1) for x in range(SIDE) for y in range(SIDE)], dtype=object)
FEW = {"70": 6, "07": 4}


def rows(seed=1, few=None):
    """Residuals high on the left, low on the right; two areas with few households, at the corners."""
    rng = np.random.default_rng(seed)
    sizes = {name: (few or FEW).get(name, 30) for name in NAMES}
    return pd.DataFrame(
        [
            (name, 15.0 * (int(name[0]) < 3) - 10.0 * (int(name[0]) > 5) + rng.normal(0, 12))
            for name, size in sizes.items()
            for _ in range(size)
        ],
        columns=[c.BLOCK_GROUP, c.RESIDUAL_HOURS],
    )


def test_a_city_with_a_high_and_a_low_side():
    result = find_clusters(rows(), NAMES, SHAPES, ClusterOptions())
    table = result.table.set_index(c.AREA_ID)
    assert result.whole.statistic > 0.5
    assert result.whole.p_value == 2 / 10_000
    for name in ("11", "14", "16"):
        assert table.loc[name, c.CLUSTER] == HIGH_HIGH
    assert table.loc["73", c.CLUSTER] == LOW_LOW
    means = rows().groupby(c.BLOCK_GROUP)[c.RESIDUAL_HOURS].mean()
    assert table.loc["33", c.CLUSTER_VALUE] == pytest.approx(means["33"])
    around = [f"{x}{y}" for x in (2, 3, 4) for y in (2, 3, 4) if (x, y) != (3, 3)]
    assert table.loc["33", c.NEIGHBOURS_VALUE] == pytest.approx(means[around].mean())
    assert sum(result.counts.values()) == 64


def test_nothing_shown_depends_on_an_area_that_is_withheld():
    """The withheld areas' households change from top to bottom; not one published number moves."""
    first = rows()
    other = first.copy()
    changed = other[c.BLOCK_GROUP].isin(FEW)
    other.loc[changed, c.RESIDUAL_HOURS] = np.random.default_rng(9).normal(500, 300, changed.sum())
    one, two = (find_clusters(frame, NAMES, SHAPES, ClusterOptions()) for frame in (first, other))
    pd.testing.assert_frame_equal(one.table, two.table)
    assert one.whole == two.whole
    hidden = one.table.set_index(c.AREA_ID).loc[list(FEW)]
    assert (hidden[c.CLUSTER] == WITHHELD).all()
    assert hidden[[c.CLUSTER_VALUE, c.NEIGHBOURS_VALUE, c.LOCAL_I, c.P_VALUE, c.G_STAR]].isna().all(axis=None)
    assert hidden[c.SUPPRESSION].str.startswith("fewer than 11").all()


def test_the_study_tables_hours_are_withheld_where_the_disparity_withholds_them():
    study = rows(few={"70": 6, "33": 25}).rename(columns={c.RESIDUAL_HOURS: c.RESTORATION_HOURS})
    study[c.RESTORATION_HOURS] = (study[c.RESTORATION_HOURS] + 80).round()
    study = study.assign(
        **{
            c.STATUS: c.STATUS_RESTORED,
            c.PARTICIPATION: (np.arange(len(study)) % 3 == 0) * 1.0,
            c.MINORITY_SHARE: np.where(np.arange(len(study)) % 50 == 0, np.nan, np.arange(len(study)) % 2),
        }
    )
    disparity = disparity_by_area(study, DisparityOptions()).table.set_index(c.AREA_ID)
    options = ClusterOptions(value_column=c.RESTORATION_HOURS)
    table = find_clusters(study, NAMES, SHAPES, options).table.set_index(c.AREA_ID)
    hidden = disparity[c.MEAN_HOURS].isna()
    assert set(hidden.index[hidden]) == {"70", "33"}
    assert table[c.CLUSTER_VALUE].isna().loc[hidden.index].tolist() == hidden.tolist()
    np.testing.assert_allclose(table[c.CLUSTER_VALUE].dropna(), disparity[c.MEAN_HOURS].reindex(table.index).dropna())


def test_what_was_withheld_in_a_published_table_is_withheld_here():
    published = pd.DataFrame({c.AREA_ID: ["33", "34"], c.HOUSEHOLDS: [np.nan, 30.0]})
    options = ClusterOptions(comparison=DisparityOptions(earlier=(published,)))
    table = find_clusters(rows(), NAMES, SHAPES, options).table.set_index(c.AREA_ID)
    assert table.loc["33", c.CLUSTER] == WITHHELD
    assert table.loc["34", c.CLUSTER] != WITHHELD


def test_areas_without_households_or_id_stay():
    names = np.append(NAMES, ["zz", None])
    shapes = np.append(SHAPES, [box(20, 20, 21, 21), box(30, 30, 31, 31)])
    table = find_clusters(rows(), names, shapes, ClusterOptions()).table
    assert len(table) == 66
    assert table[c.SUPPRESSION].iloc[64:].tolist() == ["no households in the study", "the area has no id"]


def test_wrong_inputs():
    with pytest.raises(InputError, match=r"column residual_hours(.|\n)*no weights 'rook'(.|\n)*3 permutations"):
        find_clusters(
            rows().drop(columns=c.RESIDUAL_HOURS), NAMES, SHAPES, ClusterOptions(weights="rook", permutations=3)
        )
    with pytest.raises(InputError, match="no id in common"):
        find_clusters(rows(), np.array(["a", "b"], dtype=object), SHAPES[:2], ClusterOptions())
