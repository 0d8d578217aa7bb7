"""What the report tells of homes by hour, held against itself: sets within sets, and nothing small between."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from coprod_equity_plugin.core.report.beside_times import Times, keep_apart, with_told
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
    assert keep_apart(times(everybody, other_clock, [14]), [times(everybody, at, [5])], 10).all()
    assert not keep_apart(times(everybody, at, [14]), [times(everybody, at, [5])], 10).any()


def test_those_not_yet_done_count_too():
    """Of twenty-five homes five are of another table only, and they are done last: by hour 20 nothing is between."""
    at = np.arange(1, 26).astype(float)
    inner = at <= 20
    # done by 15: the same 15; not done: 5 of the inner, 10 of all
    found = keep_apart(times(inner, at, [15]), [times(np.ones(25, dtype=bool), at, [15])], K)
    assert not found.any()
    assert keep_apart(times(inner, at, [15]), [times(np.ones(25, dtype=bool), at, [15])], 5).all()


AT = np.arange(1, 61).astype(float)
OUTER = np.ones(60, dtype=bool)
# Five, four and ten homes are of the outer table only: done by hour 10, between 10 and 25, and last.
INNER = (AT > 5) & ((AT <= 10) | (AT > 14)) & (AT <= 50)


def test_homes_between_two_times_count_too():
    """Before and after both tables are far enough apart; between they are not."""
    outer = times(OUTER, AT, [10, 25])
    assert keep_apart(times(INNER, AT, [10]), [outer], 5).all()
    assert keep_apart(times(INNER, AT, [25]), [outer], 5).all()
    assert keep_apart(times(INNER, AT, [10, 25]), [outer], 5).tolist() == [True, False]
    assert keep_apart(times(INNER, AT, [10, 25]), [outer], 4).all()


def test_two_tables_of_the_same_homes_are_read_together():
    """The one tells who is done by 10, the other, on another clock, who is by 25."""
    early, late = times(OUTER, AT, [10]), times(OUTER, AT + 100, [125])
    assert with_told(early, [early, late]).ends.tolist() == [10, 25]
    assert with_told(times(INNER, AT, [10]), [late]).ends.tolist() == [10]
    assert keep_apart(times(INNER, AT, [25]), [early, late], 5).all()
    assert not keep_apart(times(INNER, AT, [25]), [early, late, times(INNER, AT + 100, [110])], 5).any()


def test_times_near_a_mark_are_not_told():
    """Half of thirty homes had power back by hour 15: four more or fewer than these would be bounded."""
    at = np.arange(1, 31).astype(float)
    everybody = np.ones(30, dtype=bool)
    half = Times(everybody, at, np.zeros(0), marks=(15.0,))
    ends = [5, 10, 11, 15, 19, 20, 25]
    expected = [True, True, False, False, False, True, True]
    assert keep_apart(times(everybody, at, ends), [half], 5).tolist() == expected
    assert keep_apart(times(at <= 25, at, ends), [half], 5).tolist() == expected
    assert keep_apart(times(everybody, at, ends), [replace(half, member=at > 3)], 5).tolist() == expected
    assert keep_apart(times(at <= 25, at, ends), [replace(half, member=at > 3)], 5).all()  # neither holds the other


Sets = list[frozenset[int]]


def chain(table: Times, tables: list[Times]) -> Sets:
    """All sets of homes done that are told of a table's homes, in its own order, the empty one first and all last."""
    members = frozenset(np.flatnonzero(table.member).tolist())
    sets = {frozenset(), members}
    for other in tables:
        if frozenset(np.flatnonzero(other.member).tolist()) == members:
            for end in other.ends:
                done = frozenset(home for home in members if other.at[home] <= end)
                left = members - done
                if not done or not left or max(table.at[list(done)]) < min(table.at[list(left)]):
                    sets.add(done)
    return sorted(sets, key=len)


def slow(candidate: Times, published: list[Times], k: int) -> list[bool]:
    """Every set against every step of every table, home by home."""
    members = frozenset(np.flatnonzero(candidate.member).tolist())
    steps = []
    for other in published:
        told = chain(other, published)
        steps.append([after - before for before, after in zip(told, told[1:])])

    def fine(homes: frozenset[int]) -> bool:
        if not homes or homes == members:
            return True
        for parts in steps:
            filled = [part for part in parts if part <= homes]
            held = [part for part in parts if part & homes]
            over = len(homes) - sum(map(len, filled))
            more = sum(map(len, held)) - len(homes)
            if (filled and 0 < over < k) or (homes <= frozenset().union(*held) and 0 < more < k):
                return False
        return True

    stand = chain(replace(candidate, ends=np.zeros(0)), published)
    asked = [(frozenset(home for home in members if candidate.at[home] <= end), number) for number, end in
             enumerate(candidate.ends)]  # fmt: skip
    taken: dict[int, frozenset[int]] = {}
    for done, number in sorted(
        [*asked, *((told, -1) for told in stand[1:-1])], key=lambda item: (len(item[0]), -item[1])
    ):
        earlier = [told for told in stand if told < done] + list(taken.values())
        if number >= 0:
            if all(fine(done - before) for before in earlier) and fine(members - done):
                taken[number] = done
        else:
            taken = {at: before for at, before in taken.items() if fine(done - before)}
    return [number in taken for number in range(len(candidate.ends))]


@pytest.mark.parametrize("seed", range(60))
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
            if done - last >= k and (whole - done >= k or whole == done) and random.random() < 0.7:
                ends.append(end)
                last = done
        return np.array(ends)

    tables = [Times(m, at, spaced(m, at)) for m, at in itertools.product(members, clocks)]
    published = [tables[place] for place in random.permutation(9)[: random.integers(1, 5)]]
    candidate = Times(members[seed % 3], own, np.unique(own))
    found = keep_apart(candidate, published, k).tolist()
    assert found == slow(candidate, [table for table in published if len(table.ends)], k)


# In city 21 one home waited just as long as a long wait: the step of other groups' curves there would tell it. In
# city 0 the classes of hours and the curves together told of homes that lost power and are not compared, in city 182
# the hour by which 95 % had power back told of one home beside the steps before and after it.
@pytest.mark.parametrize(("seed", "most"), [(0, None), (1, 6), (4, None), (21, None), (182, None)])
def test_hours_told_by_a_whole_report_pin_no_few_homes(seed, most):
    for name, width, _ in attack_times(seed, most=most):
        assert width >= 1 - 1e-6, name


def test_the_attacker_finds_few_homes_where_tables_do_not_know_of_each_other():
    assert min(width for _, width, _ in attack_times(4, most=25, protect=False)) < 1e-6
