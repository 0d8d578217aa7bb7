"""What checks and other ways to fit add up to: the words follow any numbers."""

from __future__ import annotations

import math

from hypothesis import example, given
from hypothesis import strategies as st

from coprod_equity_plugin.core.report import check_sentences as s
from coprod_equity_plugin.core.report import sentences
from coprod_equity_plugin.core.report.measures import Mean
from coprod_equity_plugin.core.report.robust_section import coarse
from coprod_equity_plugin.core.report.words import significant

counts = st.integers(0, 40)
ratios = st.floats(0.05, 20)
CAUSAL = ("because", "caused", "due to", "led to", "effect of", "reduced", "increased", "helped")


def plain(text: str) -> None:
    """A sentence without causes, doubled blanks, or one thing in the plural."""
    assert not any(word in text for word in CAUSAL)
    assert "  " not in text
    assert " 1 checks" not in text
    assert " 1 other ways" not in text
    assert "nan" not in text


@given(counts, counts, counts, st.integers(1, 5))
@example(0, 0, 10, 1)
def test_lights(fine, look, act, models):
    text = s.lights_title({"green": fine, "yellow": look, "red": act, "none": 3}, models)
    plain(text)
    total = fine + look + act
    if not total:
        assert "no lights" in text
        return
    assert ("are fine" in text or "is fine" in text) if fine == total else f"{fine} " in text
    assert (f", {look} call" in text) == (look > 0)  # the comma: 10 call is not 0 call
    assert (f"{act} calls for action" in text or f"{act} call for action" in text) == (act > 0)
    assert ("look" in text) == (look > 0)


@given(st.lists(ratios, max_size=30), st.data(), ratios)
def test_ways(found, data, main):
    same = data.draw(st.integers(0, len(found)))
    text = s.ways_sentence("Who waited (H1)", found, same, main)
    plain(text)
    if not found:
        assert "not tried" in text
        return
    assert f"from {significant(min(found))} to {significant(max(found))} (main result {significant(main)})" in text
    if len(found) > 1:
        assert ("all find" in text) == (same == len(found))
        assert ("none finds" in text) == (same == 0)
        if 0 < same < len(found):
            assert f"of which {same} find" in text


@given(st.lists(st.tuples(counts, counts), min_size=1, max_size=3))
def test_ways_title(pairs):
    same, totals = [min(pair) for pair in pairs], [max(pair) for pair in pairs]
    text = s.ways_title(same, totals)
    plain(text)
    if sum(totals):
        assert text.startswith("All") == (sum(same) == sum(totals))
        assert ("do not" in text) == (sum(same) < sum(totals))


@given(st.lists(st.floats(0, 1), max_size=3))
def test_redraws(signs):
    text = s.redraw_title(signs)
    plain(text)
    assert text.startswith("Every sample") == (bool(signs) and min(signs) == 1)


@given(st.floats(-30, 30), st.floats(0, 20), st.floats(-30, 30), st.floats(0, 20))
def test_adjusted_gap(first, reach, second, other):
    gaps = {0: Mean(first, first - reach, first + reach, 0), 1: Mean(second, second - other, second + other, 0)}
    text = s.adjusted_gap(gaps)
    plain(text)
    assert text.startswith("Other things equal, ")
    clear = [abs(first) > reach, abs(second) > other]
    assert ("waited" in text) == any(clear)
    if clear[0] and first > 0:
        assert f"{first:.1f} hours longer than others where neither asked" in text
    if clear[0] and first < 0:
        assert f"{-first:.1f} hours less than others where neither asked" in text


def test_survival_follows_the_sign():
    assert "longer" in s.survival_title(True)
    assert "less" in s.survival_title(False)
    assert "no clear difference" in s.survival_title(None)


@given(st.floats(0, 1))
def test_proportionality(p_value):
    text = s.proportional_sentence(p_value)
    plain(text)
    assert ("change as time goes on (test" in text) == (p_value < 0.05)
    assert s.proportional_sentence(math.nan) == ""


@given(st.integers(0, 20), st.data())
def test_calibration(total, data):
    inside = data.draw(st.integers(0, total))
    text = s.calibration_title(inside, total)
    plain(text)
    if total:
        assert text.startswith("In all") == (inside == total)


@given(st.lists(st.floats(1, 300), min_size=2, max_size=4))
def test_curves(middles):
    names = [f"group {place}" for place in range(len(middles))]
    text = s.curves_title(names, middles)
    plain(text)
    hours = [round(middle) for middle in middles]
    if min(hours) == max(hours):
        assert "every group" in text
    else:
        assert f"between {min(hours)} hour" in text
        assert f"{max(hours)} hours (group “{names[hours.index(max(hours))]}”)" in text


@given(counts, counts, st.integers(41, 400))
def test_clusters(high, low, areas):
    text = sentences.clusters_title(high, low, areas)
    plain(text)
    assert text.startswith("None") == (high + low == 0)
    assert str(areas) in text


@given(st.integers(0, 14), st.integers(1, 14))
def test_terms(clear, total):
    text = sentences.terms_title(min(clear, total), total)
    plain(text)
    assert text.startswith("All") == (clear >= total)


@given(st.floats(0, 1), st.integers(1, 200_000), st.integers(2, 100))
def test_coarse_shares_tell_no_few_homes(share, homes, k):
    """One step of the last digit stands for at least k homes."""
    text = coarse(share, homes, k)
    if text == "withheld":
        assert homes / 100 < k
        return
    number = text.split(" ")[0]
    places = len(number.partition(".")[2])
    assert homes * 10.0 ** -(2 + places) >= k * (1 - 1e-9)
