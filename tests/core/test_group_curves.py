"""Restoration curves by group: hand-worked numbers, and that nothing small can be seen or worked out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from coprod_equity_plugin.core.errors import InputError, PrivacyError
from coprod_equity_plugin.core.report.group_curves import group_curves


def study(hours, censored=None):
    n = len(hours)
    return pd.DataFrame(
        {
            "restoration_hours": np.asarray(hours, float),
            "censored": np.zeros(n) if censored is None else np.asarray(censored, float),
            "block_group": [f"B{place % 5}" for place in range(n)],
        }
    )


def test_two_groups_by_hand():
    """Group a: 20 homes each at 10, 20, 30, 40 and 50 hours; b: all twice as long."""
    ten = np.repeat([10, 20, 30, 40, 50], 20)
    result = group_curves(study([*ten, *(2 * ten)]), np.array(["a"] * 100 + ["b"] * 100, dtype=object))
    table = result.quantiles.set_index("group")
    assert dict(table["households"]) == {"a": 100, "b": 100}
    assert (table.loc["a", "t50"], table.loc["b", "t50"]) == (30, 60)
    assert (table.loc["a", "t80"], table.loc["b", "t80"]) == (40, 80)
    assert table["t95"].isna().all()  # only five homes would be left
    a = result.curves[result.curves["group"] == "a"].set_index("hours")["share_out"]
    assert a[0] == 1
    for hour, share in ((10, 0.8), (20, 0.6), (30, 0.4), (40, 0.2)):
        assert a[a.index[a.index >= hour][0]] <= share + 1e-12
    assert result.pooled == ()


def test_censored_homes_are_at_risk_until_they_leave():
    """Kaplan-Meier by hand: 100 homes, 50 restored at 10, 25 leave at 15, 13 of the 25 left are restored at 20."""
    hours = [10] * 50 + [15] * 25 + [20] * 13 + [30] * 12
    result = group_curves(study(hours, [0] * 50 + [1] * 25 + [0] * 13 + [1] * 12))
    curve = result.curves.set_index("hours")["share_out"]
    assert curve[curve.index[curve.index >= 20][0]] == pytest.approx(0.5 * 12 / 25)


@pytest.mark.parametrize("seed", range(5))
def test_no_group_and_no_step_stands_for_fewer_than_the_minimum(seed):
    rng = np.random.default_rng(seed)
    n = 400
    group = rng.choice(["a", "b", "c", "d", "e", None], n, p=[0.5, 0.3, 0.16, 0.01, 0.01, 0.02]).astype(object)
    hours = rng.gamma(2, 20, n).round()
    censored = rng.random(n) < 0.1
    result = group_curves(study(hours, censored), group, 11)
    sizes = dict(zip(result.quantiles["group"], result.quantiles["households"]))
    assert sum(sizes.values()) == n
    assert min(sizes.values()) >= 11
    assert set(result.pooled) >= {"d", "e", "unknown"}
    named = np.array(["other groups" if g is None or g in result.pooled else g for g in group], dtype=object)
    for name in sizes:
        shown = result.curves[result.curves["group"] == name]["hours"].to_numpy()
        own = named == name
        edges = [*shown, np.inf]
        for low, high in zip(edges, edges[1:]):
            inside = own & ~censored & (hours > low) & (hours <= high)
            assert inside.sum() == 0 or inside.sum() >= 11, (name, low, high)
        for stage, share in (("t50", 0.5), ("t80", 0.8), ("t95", 0.95)):
            value = result.quantiles.set_index("group").loc[name, stage]
            assert np.isnan(value) or (1 - share) * sizes[name] >= 11


def test_numbers_of_many_values_are_cut_into_quarters_and_flags_are_not():
    hours = np.tile([10.0, 20.0], 100)
    quarters = group_curves(study(hours), np.linspace(0, 1, 200)).quantiles
    assert list(quarters["households"]) == [50] * 4
    assert quarters["group"][0].startswith("1: below 25 %")
    assert list(group_curves(study(hours), np.repeat([0.0, 1.0], 100)).quantiles["group"]) == ["0", "1"]


def test_too_few_homes_and_none():
    with pytest.raises(PrivacyError, match="Fewer than 11"):
        group_curves(study([5.0] * 10))
    with pytest.raises(InputError, match="no home lost power"):
        group_curves(study([np.nan] * 10))
    only = group_curves(study([5.0] * 30), np.array([f"g{n // 3}" for n in range(30)], dtype=object))
    assert list(only.quantiles["group"]) == ["all"]
