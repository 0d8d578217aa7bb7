"""What the report may show: nobody who subtracts finds one to k-1 homes."""

from __future__ import annotations

import numpy as np
import pytest

from coprod_equity_plugin.core.report.protect import flow_mask, merged_bins, safe_steps, share_is_safe

K = 11


def small(numbers) -> bool:
    numbers = np.abs(np.asarray(numbers))
    return bool(((numbers > 0) & (numbers < K)).any())


def test_steps_by_hand():
    restored = np.array([[5, 5, 5, 20, 0, 3, 30]])
    # 15 after the third step, 35 after the fourth; the fifth adds none; the sixth only 3
    assert safe_steps(restored, np.zeros_like(restored), [98], K).tolist() == [2, 3, 4, 6]
    # with 68 homes the seventh step would tell when the last home of all was restored
    assert safe_steps(restored, np.zeros_like(restored), [68], K).tolist() == [2, 3, 4]


def test_steps_of_two_groups_are_safe_for_both_and_the_midnights_go_first():
    restored = np.array([[11, 2, 0, 12], [11, 0, 20, 14]])
    chosen = safe_steps(restored, np.zeros_like(restored), [45, 65], K, anchors=(0, 2)).tolist()
    # at place 2 the first group has had two restorations since place 0
    assert chosen == [0, 3]


@pytest.mark.parametrize("seed", range(20))
def test_steps_give_nothing_away(seed):
    random = np.random.default_rng(seed)
    restored = random.poisson(random.choice([0.3, 4, 30], (2, 1)), (2, 60))
    leaving = np.zeros_like(restored)
    leaving[:, -1] = random.integers(0, 30, 2)
    totals = (restored + leaving).sum(axis=1)
    chosen = safe_steps(restored, leaving, totals, K, anchors=range(0, 60, 12))
    done = np.cumsum(restored, axis=1)[:, chosen]
    left = totals[:, None] - np.cumsum(restored + leaving, axis=1)[:, chosen]
    assert (left >= K).all()
    assert not small(np.diff(done, axis=1, prepend=0))


def test_flow_by_hand():
    # the last count stands, and so the one seven above it does not
    assert flow_mask(np.array([4200, 3500, 3007, 3000]), K).tolist() == [True, True, False, True]
    assert flow_mask(np.array([40, 20, 5]), K).tolist() == [True, True, False]
    assert flow_mask(np.array([40, 40, 0]), K).tolist() == [True, True, True]


def test_flow_protects_the_other_part_too():
    # reporters 60 -> 40 is safe, but 995 others of 1,055 become 990 of 1,030: five of them are lost
    mask = flow_mask(np.array([60, 40]), K, np.array([995, 990]))
    assert mask.tolist() == [False, True]


@pytest.mark.parametrize("seed", range(20))
def test_flow_gives_nothing_away(seed):
    random = np.random.default_rng(seed)
    losses = random.choice([0, 3, 8, 15, 200], 6)
    kept = 400 + np.append(losses[::-1].cumsum()[::-1], 0)
    asked = np.minimum(random.integers(0, 60) + np.append((losses // 4)[::-1].cumsum()[::-1], 0), kept)
    shown = flow_mask(kept, K)
    shown_asked = flow_mask(asked, K, np.where(shown, kept - asked, np.nan))
    both = shown & shown_asked
    for values, mask in ((kept, shown), (asked, shown_asked), (kept - asked, both)):
        found = values[mask]
        assert not small(found)
        assert not small(found[:, None] - found[None, :])


def test_bins_are_joined_with_their_smaller_neighbour():
    labels = (("0 %", "0 %"), ("1", "25 %"), ("26", "49 %"))
    found = merged_bins(labels, [900, 4, 30], K)
    assert [(item.label, item.households) for item in found] == [("0 %", 900), ("1 to 49 %", 34)]
    found = merged_bins(labels, [900, 4, 3], K)
    assert [(item.label, item.households) for item in found] == [("0 % to 49 %", 907)]
    assert len(merged_bins(labels, [900, 0, 30], K)) == 3


def test_a_share_that_counts_few_homes_is_not_safe():
    assert share_is_safe(np.repeat([0.0, 1.0], [500, 20]), K)
    assert not share_is_safe(np.repeat([0.0, 1.0], [500, 4]), K)
    assert not share_is_safe(np.repeat([0.5, 1.0], [4, 500]), K)
    assert share_is_safe(np.zeros(50), K)
