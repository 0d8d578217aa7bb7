"""Sentences follow the numbers: clear, unclear, reversed."""

from __future__ import annotations

import math

import pytest

from coprod_equity_plugin.core.report import sentences
from coprod_equity_plugin.core.report.measures import Mean
from coprod_equity_plugin.core.report.sentences import Effect


def effect(b: float, error: float) -> Effect:
    return Effect(*(math.exp(b + z * error) for z in (0, -1.959964, 1.959964)))


UNKNOWN = Effect(math.nan, math.nan, math.nan)
CAUSAL = ("because", "caused by", "due to", "led to", "effect of", "reduced", "increased", "helped")


def test_waiting_longer_in_the_words_of_the_studys_number():
    found = sentences.waiting(effect(0.103, 0.023))
    assert found.clear
    # exp(.103) - 1 = 10.85 %; exp(.103 -+ 1.96 * .023) - 1 = 5.96 and 15.96 %
    assert found.sentence == (
        "Among homes that did not ask for help, minority homes waited 10.8 % longer for power than comparable other "
        "homes (95 % interval 6.0 to 16.0 %)."
    )


def test_waiting_less_and_unclear():
    less = sentences.waiting(effect(-0.103, 0.023))
    assert "waited 9.8 % less for power" in less.sentence
    unclear = sentences.waiting(effect(0.02, 0.03))
    assert not unclear.clear
    assert "no clear difference" in unclear.sentence
    assert "estimate +2.0 %, 95 % interval −3.8 % to +8.2 %" in unclear.sentence


def test_asking():
    more = sentences.asking(effect(0.842, 0.192))
    assert "more likely to ask for help: their odds of asking were 2.3 times" in more.sentence
    assert "1.6 to 3.4" in more.sentence
    assert (
        "less likely to ask for help: their odds of asking were 0.43 times"
        in sentences.asking(effect(-0.842, 0.192)).sentence
    )
    unclear = sentences.asking(effect(0.1, 0.192))
    assert not unclear.clear
    assert "not clearly more or less likely" in unclear.sentence


@pytest.mark.parametrize(
    ("gap", "interaction", "asked", "words"),
    [
        (0.103, -0.259, (-0.156, 0.045), "a gap the other way round"),
        (0.203, -0.103, (0.100, 0.030), "a narrower gap"),
        (0.103, -0.103, (0.000, 0.045), "a gap no longer to be seen"),
        (0.103, 0.150, (0.253, 0.045), "a wider gap"),
        (-0.103, -0.150, (-0.253, 0.045), "still more in favour of minority homes"),
        (-0.203, 0.150, (-0.053, 0.045), "a gap no longer to be seen"),
        (-0.303, 0.150, (-0.153, 0.045), "less in favour of minority homes"),
        (-0.203, 0.450, (0.247, 0.045), "a gap the other way round"),
        # no clear gap where nobody asked: none that could narrow, widen or turn
        (0.020, -0.259, (-0.239, 0.045), "a gap more in favour of minority homes"),
        (0.020, 0.259, (0.279, 0.045), "a gap more in favour of other homes"),
        (-0.020, -0.103, (-0.123, 0.045), "a gap more in favour of minority homes"),
    ],
)
def test_what_went_with_asking(gap, interaction, asked, words):
    found = sentences.narrowing(effect(gap, 0.02), effect(interaction, 0.04), effect(*asked))
    assert found.clear
    assert words in found.sentence
    assert not any(word in found.sentence for word in CAUSAL)


def test_a_clear_difference_never_reads_as_none():
    odds = sentences.asking(Effect(1.031, 1.004, 1.06))
    assert odds.clear
    assert "odds of asking were 1.031 times" in odds.sentence
    assert "1.004 to 1.060" in odds.sentence
    wait = sentences.waiting(Effect(1.02, 1.0003, 1.04))
    assert "2.0 % longer" in wait.sentence
    assert "0.03 to 4.00 %" in wait.sentence


def test_a_question_without_homes_to_ask_it_of():
    found = sentences.without("h2", "none of the homes compared asked for help")
    assert not found.clear
    assert found.sentence == "Not to be answered: none of the homes compared asked for help."


def test_what_went_with_asking_unclear():
    found = sentences.narrowing(effect(0.103, 0.02), effect(-0.03, 0.05), effect(0.07, 0.05))
    assert not found.clear
    assert "whether asking went with a narrower or a wider gap is not clear" in found.sentence
    assert "no clear gap was found (+7.3 %" in found.sentence


def test_models_that_are_not_there():
    for found in (
        sentences.waiting(UNKNOWN),
        sentences.asking(UNKNOWN),
        sentences.narrowing(UNKNOWN, UNKNOWN, UNKNOWN),
    ):
        assert not found.clear
        assert "not handed in" in found.sentence


def test_observed_gaps():
    gaps = {0: Mean(5.4, 2.0, 8.8, 900), 1: Mean(-12.8, -20.0, -5.6, 100)}
    assert sentences.observed_gap(gaps) == (
        "Minority homes waited 5.4 hours longer than others where neither asked and 12.8 hours less where both asked"
    )
    gaps[1] = Mean(-2.0, -9.0, 5.0, 100)
    assert sentences.observed_gap(gaps).endswith("; no clear difference where both asked (−2.0 hours)")


def test_areas():
    assert "tended to wait longer" in sentences.areas_title(0.4, 0.2, 0.6, 40)
    assert "tended to wait less" in sentences.areas_title(-0.4, -0.6, -0.2, 40)
    assert "do not clearly go together" in sentences.areas_title(0.1, -0.1, 0.3, 40)


def test_comparisons():
    assert sentences.comparisons_title(7, 7) == "All 7 comparisons show a clear difference"
    assert sentences.comparisons_title(1, 7) == "1 of the 7 comparisons shows a clear difference"
    assert sentences.comparisons_title(0, 7).startswith("None of the 7")
