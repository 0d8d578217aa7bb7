"""Classes of the restoration's frames: worked by hand, and attacked by trying every city that they allow."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.disparity.still_out import (
    CLASSES,
    FEW,
    HALF_OR_MORE,
    NEARLY_ALL,
    UNDER_HALF,
    bounds,
    can_be_worked_out,
    classify,
    still_out,
)
from coprod_equity_plugin.core.errors import InputError


def names(codes) -> list[str]:
    return ["withheld" if code < 0 else CLASSES[code] for code in codes]


def test_classes_by_hand():
    out = np.array([0, 10, 11, 49, 50, 89, 90, 100, 0, 21, 43])
    homes = np.array([100] * 8 + [44, 44, 43])
    assert names(classify(out, homes, 11)) == [
        FEW, FEW, UNDER_HALF, UNDER_HALF, HALF_OR_MORE, HALF_OR_MORE, NEARLY_ALL, NEARLY_ALL, FEW, UNDER_HALF,
        "withheld",
    ]  # fmt: skip


@pytest.mark.parametrize("minimum", [2, 3, 11, 15])
def test_a_class_holds_its_counts_and_never_fewer_than_the_minimum_of_them(minimum):
    for homes in range(1, 8 * minimum):
        counts = np.arange(homes + 1)
        codes = classify(counts, np.full(homes + 1, homes), minimum)
        low, high = bounds(codes, np.full(homes + 1, homes), minimum)
        assert ((low <= counts) & (counts <= high)).all()
        if homes < 4 * minimum:
            assert (codes == -1).all()
            continue
        for code in range(4):
            inside = counts[codes == code]
            assert len(inside) >= minimum
            assert (inside.min(), inside.max()) == (low[codes == code][0], high[codes == code][0])


def learned(classes, homes, total, minimum) -> np.ndarray:
    """By trying every city: of which areas the number out can only be one, and is small."""
    low, high = bounds(classes, homes, minimum)
    cities = itertools.product(*(range(least, most + 1) for least, most in zip(low, high)))
    possible = np.array([city for city in cities if sum(city) == total])
    only = possible.min(axis=0) == possible.max(axis=0)
    out, back = possible[0], homes - possible[0]
    small = ((out > 0) & (out < minimum)) | ((out > 0) & (back > 0) & (back < minimum))
    return only & small


def test_the_attack_with_the_citys_total_is_what_trying_every_city_finds():
    random = np.random.default_rng(7)
    seen = 0
    for _ in range(150):
        homes = random.integers(1, 15, size=random.integers(1, 4))
        out = random.binomial(homes, random.choice([0.05, 0.5, 0.95]))
        classes = classify(out, homes, 2)
        expected = learned(classes, homes, int(out.sum()), 2)
        np.testing.assert_array_equal(can_be_worked_out(classes, homes, int(out.sum()), 2), expected)
        seen += expected.any()
    assert seen > 5  # the attack does find something to protect from


def study(rows) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=[c.BLOCK_GROUP, c.STATUS, c.OUTAGE_START, c.RESTORED_AT])
    for name in (c.OUTAGE_START, c.RESTORED_AT):
        frame[name] = np.array(frame[name].tolist(), dtype="M8[s]")
    return frame


def test_moments_run_from_midnight_to_the_last_return_and_count_each_home_while_it_is_out():
    rows = [("A", c.STATUS_RESTORED, "2018-10-10T10:00", "2018-10-11T06:00")] * 6
    rows += [("A", c.STATUS_RESTORED, "2018-10-10T13:00", "2018-10-11T12:00")] * 3
    rows += [("A", c.STATUS_CENSORED, "2018-10-10T10:00", "2018-10-11T00:00")] * 3  # still out when the reads end
    rows += [("B", c.STATUS_RESTORED, "2018-10-10T10:00", "2018-10-11T06:00")] * 11  # too few for four classes
    rows += [("A", c.STATUS_NO_OUTAGE, "NaT", "NaT")] * 50 + [(None, c.STATUS_RESTORED, "2018-10-10", "2018-10-11")]
    result = still_out(study(rows), minimum=3)
    assert result.times.astype(str).tolist() == [
        "2018-10-10T00:00:00", "2018-10-10T12:00:00", "2018-10-11T00:00:00", "2018-10-11T12:00:00",
    ]  # fmt: skip
    assert result.ids.tolist() == ["A", "B"]
    # A out: none, 9 of 12, 12, 3 of 12
    assert names(result.classes[:, 0]) == [FEW, HALF_OR_MORE, NEARLY_ALL, UNDER_HALF]
    assert names(result.classes[:, 1]) == ["withheld"] * 4
    assert result.reason == "fewer than 12 homes lost power, or needed to protect some"


def test_what_is_missing_or_wrong_is_named_together():
    with pytest.raises(InputError) as caught:
        still_out(pd.DataFrame({c.BLOCK_GROUP: []}), step_hours=0, minimum=1)
    for said in (c.STATUS, c.OUTAGE_START, c.RESTORED_AT, "STEP_HOURS", "protects nobody"):
        assert said in str(caught.value)
    rows = [("A", c.STATUS_RESTORED, "2018-01-01", "2018-12-01")]
    with pytest.raises(InputError, match="moments are too many"):
        still_out(study(rows), step_hours=1)
    with pytest.raises(InputError, match="no home has an area"):
        still_out(study([("A", c.STATUS_NO_OUTAGE, "NaT", "NaT")]))
