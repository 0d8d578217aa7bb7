"""What the report tells of homes by hour, held against itself: sets within sets, and nothing small between."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from coprod_equity_plugin.core.report.beside_times import Times, keep_apart
from scripts.attack_times import attack_times

K = 11


def times(member, at, ends) -> Times:
    return Times(np.asarray(member, dtype=bool), np.asarray(at, dtype=float), np.asarray(ends, dtype=float))


def test_by_hand():
    """Thirty homes, one done each hour; published: how many by hours 10 and 20."""
    at = np.arange(1, 31)
    everybody = np.ones(30, dtype=bool)
    published = times(everybody, at, [10, 20])
    # 5 lies five homes before 10; 10 and 20 are what is told; by 25 five more, and five are left; 31 holds all
    found = keep_apart(times(everybody, at, [5, 10, 20, 25, 31]), [published], 5)
    assert found.tolist() == [True, True, True, True, True]
    found = keep_apart(times(everybody, at, [5, 10, 20, 25, 31]), [published], 6)
    assert found.tolist() == [False, True, True, False, True]


def test_sets_that_only_overlap_stand_beside_each_other():
    at = np.arange(1, 31).astype(float)
    everybody = np.ones(30, dtype=bool)
    other_clock = at[::-1].copy()  # by the one clock the first is the other's last
    assert keep_apart(times(everybody, other_clock, [9]), [times(everybody, at, [10])], K).all()
    assert not keep_apart(times(everybody, at, [9]), [times(everybody, at, [10])], K).any()


def test_those_not_yet_done_count_too():
    """Of twenty-five homes five are of another table only, and they are done last: by hour 20 nothing is between."""
    at = np.arange(1, 26).astype(float)
    inner = at <= 20
    # done by 15: the same 15; not done: 5 of the inner, 10 of all
    found = keep_apart(times(inner, at, [15]), [times(np.ones(25, dtype=bool), at, [15])], K)
    assert not found.any()
    assert keep_apart(times(inner, at, [15]), [times(np.ones(25, dtype=bool), at, [15])], 5).all()


def slow(candidate: Times, published: list[Times], k: int) -> list[bool]:
    """Every set against every set, home by home."""
    safe = []
    for end in candidate.ends:
        ok = True
        for other in published:
            for edge in other.ends:
                done = candidate.member & (candidate.at <= end), other.member & (other.at <= edge)
                left = candidate.member & (candidate.at > end), other.member & (other.at > edge)
                for one, two in (done, left):
                    within = not (one & ~two).any() or not (two & ~one).any()
                    ok &= not (within and 0 < abs(int(one.sum()) - int(two.sum())) < k)
        safe.append(ok)
    return safe


@pytest.mark.parametrize("seed", range(40))
def test_against_every_set_one_by_one(seed):
    """Published sets lie k apart or are the same, as the publishers see to it."""
    random = np.random.default_rng(seed)
    size, k = int(random.integers(20, 80)), int(random.integers(2, 7))
    own = random.integers(1, 40, size).astype(float)
    clocks = (own, own + 10, own + random.integers(0, 6, size))
    members = [random.random(size) < share for share in (1.0, 0.9, 0.5)]

    def spaced(member: np.ndarray, at: np.ndarray) -> np.ndarray:
        ends, last, whole = [], 0, int(member.sum())
        for end in np.unique(at):
            done = int((member & (at <= end)).sum())
            if done - last >= k and (whole - done >= k or whole == done):
                ends.append(end)
                last = done
        return np.array(ends)

    published = [Times(m, at, spaced(m, at)) for m, at in itertools.product(members, clocks)]
    candidate = Times(members[seed % 3], own, np.unique(own))
    assert keep_apart(candidate, published, k).tolist() == slow(candidate, published, k)


# In city 21 one home waited just as long as a long wait: the step of other groups' curves there would tell it.
@pytest.mark.parametrize(("seed", "most"), [(1, 6), (4, 6), (21, None)])
def test_hours_told_by_a_whole_report_pin_no_few_homes(seed, most):
    for name, width, _ in attack_times(seed, most=most):
        assert width >= 1 - 1e-6, name


def test_the_attacker_finds_few_homes_where_tables_do_not_know_of_each_other():
    assert min(width for _, width, _ in attack_times(4, most=25, protect=False)) < 1e-6
