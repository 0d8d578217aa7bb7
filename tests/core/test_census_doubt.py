"""What the census's margins of error do: by hand, against a slow loop, and at both ends of certainty."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.disparity.areas import DisparityOptions, disparity_by_area
from coprod_equity_plugin.core.disparity.census_doubt import census_doubt
from coprod_equity_plugin.core.errors import Cancelled, InputError
from coprod_equity_plugin.core.progress import Progress


def city(areas: int = 20, seed: int = 1):
    """Areas whose hours rise with their number; the last but one has five homes."""
    rng = np.random.default_rng(seed)
    sizes = rng.integers(40, 90, areas)
    sizes[-2] = 5
    area = np.repeat(np.arange(areas), sizes)
    homes = pd.DataFrame(
        {
            c.BLOCK_GROUP: np.char.add("B", np.char.zfill(area.astype(str), 3)),
            c.STATUS: c.STATUS_RESTORED,
            c.RESTORATION_HOURS: np.round(40 + 3.0 * area + rng.normal(0, 5, len(area))),
            c.PARTICIPATION: np.arange(len(area)) % 2 * 1.0,
            c.MINORITY_SHARE: np.arange(len(area)) % 3 / 2,
        }
    )
    return disparity_by_area(homes, DisparityOptions())


def test_without_margins_nothing_moves():
    result = city()
    doubt = census_doubt(result, np.arange(20.0) + 1, np.zeros(20), draws=50)
    used = result.table[c.MEAN_HOURS].notna()
    assert (doubt.table[c.CENSUS_CLASS_KEPT][used] == 1).all()
    assert (doubt.table[c.CENSUS_UNRELIABLE] == 0).all()
    gaps = doubt.gaps
    assert gaps[c.CENSUS_GAP + c.LOW].tolist()[1:] == pytest.approx(gaps[c.CENSUS_GAP].tolist()[1:])
    assert gaps[c.CENSUS_GAP + c.HIGH].tolist()[1:] == pytest.approx(gaps[c.CENSUS_GAP].tolist()[1:])


def test_classes_and_gaps_by_hand():
    result = city()
    table = result.table
    doubt = census_doubt(result, np.arange(20.0) + 1, np.full(20, 1e-9), draws=10)
    used = np.flatnonzero(table[c.MEAN_HOURS].notna())
    quarter = np.arange(len(used)) * 4 // len(used)
    assert (doubt.table[c.CENSUS_CLASS].to_numpy()[used] == quarter + 1).all()
    means = []
    for place in range(4):
        mine = table.iloc[used[quarter == place]]
        homes = mine[c.HOUSEHOLDS].sum()
        assert doubt.gaps[c.HOUSEHOLDS][place] == homes
        assert doubt.gaps[c.CENSUS_AREAS][place] == len(mine)
        means.append((mine[c.HOUSEHOLDS] * mine[c.MEAN_HOURS]).sum() / homes)
    assert doubt.gaps[c.MEAN_HOURS].tolist() == pytest.approx(means)
    assert doubt.gaps[c.CENSUS_GAP].tolist()[1:] == pytest.approx([mean - means[0] for mean in means[1:]])
    assert np.isnan(doubt.gaps[c.CENSUS_GAP][0])


def test_class_kept_against_a_slow_loop():
    result = city()
    rng = np.random.default_rng(5)
    values, margins = rng.random(20), rng.random(20) * 0.2
    doubt = census_doubt(result, values, margins, share=True, draws=4000, seed=3)
    used = np.flatnonzero(result.table[c.MEAN_HOURS].notna())

    def classes(drawn):
        order = sorted(range(len(drawn)), key=lambda place: drawn[place])
        found = [0] * len(drawn)
        for rank, place in enumerate(order):
            found[place] = 4 * rank // len(drawn)
        return found

    true, kept, other = classes(values[used]), np.zeros(len(used)), np.random.default_rng(99)
    for _ in range(4000):
        drawn = [min(max(v + m / 1.645 * other.normal(), 0), 1) for v, m in zip(values[used], margins[used])]
        kept += np.array(classes(drawn)) == true
    # Two independent runs of 4,000: a difference of shares has a standard error of at most 0.011.
    assert doubt.table[c.CENSUS_CLASS_KEPT].to_numpy()[used] == pytest.approx(kept / 4000, abs=0.045)


def test_the_margin_is_that_of_90_percent():
    """Two groups of areas far apart but for one at the border: it crosses as often as the normal law says."""
    result = city()
    used = np.flatnonzero(result.table[c.MEAN_HOURS].notna())
    values = np.arange(20.0) * 1000
    margins = np.zeros(20)
    edge = used[int(np.ceil(len(used) / 4)) - 1]  # last of the lowest quarter
    above = values[edge + 1]
    margins[edge] = 1.645 * 800.0
    doubt = census_doubt(result, values, margins, draws=20_000)
    crosses = stats.norm.sf(above, loc=values[edge], scale=800.0)
    assert 1 - doubt.table[c.CENSUS_CLASS_KEPT][edge] == pytest.approx(crosses, abs=4 * np.sqrt(0.1 * 0.9 / 20_000))


def test_unreliable_values_are_flagged():
    values, margins = np.arange(20.0) + 1, np.full(20, 0.01)
    margins[10] = 1.645 * 0.41 * values[10]
    margins[12] = 1.645 * 0.39 * values[12]
    doubt = census_doubt(city(), values, margins, draws=400)
    table = doubt.table
    assert table[c.CENSUS_CV][10] == pytest.approx(0.41)
    assert table[c.CENSUS_UNRELIABLE][10] == 1
    assert table[c.CENSUS_UNRELIABLE][0] == 0
    assert table[c.CENSUS_UNRELIABLE][12] == float(table[c.CENSUS_CLASS_KEPT][12] < 0.5)


def test_wide_margins_widen_the_gap_and_the_seed_repeats_it():
    values = np.arange(20.0) + 1
    narrow, wide, again = (
        census_doubt(city(), values, np.full(20, margin), draws=500).gaps for margin in (1.0, 8.0, 8.0)
    )
    spans = [frame[c.CENSUS_GAP + c.HIGH] - frame[c.CENSUS_GAP + c.LOW] for frame in (narrow, wide)]
    assert (spans[1][1:] > spans[0][1:]).all()
    pd.testing.assert_frame_equal(wide, again)


def test_withheld_areas_stay_withheld_and_decide_nothing():
    result = city()
    gone = result.table[c.MEAN_HOURS].isna().to_numpy()
    assert gone[-2]
    values = np.arange(20.0) + 1
    moved = values.copy()
    moved[gone] = 0.0
    first, second = (census_doubt(result, value, np.full(20, 2.0), draws=200) for value in (values, moved))
    pd.testing.assert_frame_equal(first.gaps, second.gaps)
    assert first.table[c.MEAN_HOURS].isna().to_numpy()[gone].all()
    assert first.table[c.CENSUS_CLASS].isna().to_numpy()[gone].all()


def test_too_few_areas_and_cancel():
    values = np.full(20, np.nan)
    values[:5] = 1.0
    with pytest.raises(InputError, match="only 4 areas"):
        census_doubt(city(), values, np.zeros(20))

    class Stopped(Progress):
        def check(self):
            raise Cancelled

    with pytest.raises(Cancelled):
        census_doubt(city(), np.arange(20.0), np.ones(20), progress=Stopped())
