"""Findings in words, made from the numbers; they say what went with what, never what caused what.

A difference is called clear if its 95 % interval leaves out "no difference". What is not clear is said to be not
clear, with its interval, instead of being left out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from .measures import Mean
from .words import hours, signed_percent, significant


@dataclass(frozen=True)
class Effect:
    """A ratio with its 95 % interval: 1 is no difference."""

    ratio: float
    low: float
    high: float
    p_value: float = math.nan

    @property
    def known(self) -> bool:
        """Whether there is a number at all."""
        return math.isfinite(self.ratio) and math.isfinite(self.low) and math.isfinite(self.high)

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out 1."""
        return self.known and not self.low <= 1.0 <= self.high

    @property
    def percent(self) -> str:
        """The interval in percent as it stands in brackets: without signs where a sentence names the direction."""
        ends = sorted((100 * (end - 1) for end in (self.low, self.high)), key=abs)
        if not self.clear:
            low, high = (signed_percent(end) for end in sorted(ends))
            return f"95 % interval {low} to {high}"
        # a clear difference never ends at 0.0 %
        places = next((places for places in range(1, 6) if round(abs(ends[0]), places) > 0), 6)
        return f"95 % interval {abs(ends[0]):.{places}f} to {abs(ends[1]):.{places}f} %"

    @property
    def digits(self) -> int:
        """How many digits the ratios are written with: two, more where a clear difference would else read as 1."""
        if not self.clear:
            return 2
        ends = (self.ratio, self.low, self.high)
        return next((digits for digits in range(2, 6) if all(float(f"{end:.{digits}g}") != 1 for end in ends)), 6)

    @property
    def times(self) -> str:
        """The interval in ratios, as it stands in brackets."""
        return f"95 % interval {significant(self.low, self.digits)} to {significant(self.high, self.digits)}"


@dataclass(frozen=True)
class Finding:
    """One sentence of the first page: ``lead`` names its question, ``clear`` whether the data answer it."""

    key: str
    lead: str
    sentence: str
    clear: bool


def _size(effect: Effect) -> str:
    return f"{abs(100 * (effect.ratio - 1)):.1f} %"


def _estimate(effect: Effect) -> str:
    return signed_percent(100 * (effect.ratio - 1))


_UNKNOWN = "The model that answers this was not handed in."
_LEADS = {"h1": "Who waited", "h2": "Who asked", "h3": "What went with asking"}


def without(key: str, why: str) -> Finding:
    """A question that the homes compared cannot answer."""
    return Finding(key, _LEADS[key], f"Not to be answered: {why}.", False)


def waiting(gap: Effect) -> Finding:
    """H1: did minority homes wait longer where nobody asked (Model 3, ``minority_share``)?"""
    if not gap.known:
        return Finding("h1", _LEADS["h1"], _UNKNOWN, False)
    if gap.clear:
        direction = "longer" if gap.ratio > 1 else "less"
        sentence = (
            f"Among homes that did not ask for help, minority homes waited {_size(gap)} {direction} "
            f"for power than comparable other homes ({gap.percent})."
        )
    else:
        sentence = (
            "Among homes that did not ask for help, no clear difference was found between the waits of minority homes "
            f"and comparable other homes (estimate {_estimate(gap)}, {gap.percent})."
        )
    return Finding("h1", _LEADS["h1"], sentence, gap.clear)


def asking(odds: Effect) -> Finding:
    """H2: were minority homes more likely to ask (Model 1, ``minority_share``)?"""
    if not odds.known:
        return Finding("h2", _LEADS["h2"], _UNKNOWN, False)
    ratio = significant(odds.ratio, odds.digits)
    if odds.clear:
        direction = "more" if odds.ratio > 1 else "less"
        sentence = (
            f"Minority homes were {direction} likely to ask for help: their odds of asking were {ratio} times those of "
            f"comparable other homes ({odds.times})."
        )
    else:
        sentence = (
            "Minority homes were not clearly more or less likely to ask for help than comparable other homes "
            f"(odds ratio {ratio}, {odds.times})."
        )
    return Finding("h2", _LEADS["h2"], sentence, odds.clear)


def narrowing(gap: Effect, interaction: Effect, gap_asked: Effect) -> Finding:
    """H3: was the gap another one among homes that asked (Model 3)?

    Parameters
    ----------
    gap
        Minority against other homes that did not ask.
    interaction
        The gap among those who asked over the gap among those who did not.
    gap_asked
        Minority against other homes that asked.
    """
    lead = _LEADS["h3"]
    if not interaction.known:
        return Finding("h3", lead, _UNKNOWN, False)
    asked = ""
    if gap_asked.known:
        size = _size(gap_asked)
        if gap_asked.clear:
            direction = "longer" if gap_asked.ratio > 1 else "less"
            gap_words = f"minority homes waited {size} {direction} than comparable other homes ({gap_asked.percent})"
        else:
            gap_words = f"no clear gap was found ({_estimate(gap_asked)}, {gap_asked.percent})"
        asked = f"Among homes that asked, {gap_words}"
    between = f"ratio of the two gaps {significant(interaction.ratio, interaction.digits)}, {interaction.times}"
    if not interaction.clear:
        text = "whether asking went with a narrower or a wider gap is not clear"
    else:
        text = f"asking went with {_shift(gap, interaction, gap_asked)}"
    sentence = f"{asked}; {text} ({between})." if asked else f"{text[0].upper()}{text[1:]} ({between})."
    return Finding("h3", lead, sentence, interaction.clear)


def _shift(gap: Effect, interaction: Effect, gap_asked: Effect) -> str:
    """How the gap of those who asked differs from that of those who did not, once it is clear that it does."""
    towards = "minority" if interaction.ratio < 1 else "other"
    if not gap.clear:  # there is no gap that could have narrowed or turned
        return f"a gap more in favour of {towards} homes"
    behind = gap.ratio > 1
    if behind == (interaction.ratio > 1):
        return "a wider gap" if behind else "a gap that was still more in favour of minority homes"
    if not gap_asked.known:
        return f"a gap more in favour of {towards} homes"
    if not gap_asked.clear:
        return "a gap no longer to be seen"
    if (gap_asked.ratio > 1) != behind:
        return "a gap the other way round"
    return "a narrower gap" if behind else "a gap less in favour of minority homes"


def observed_gap(differences: dict[int, Mean]) -> str:
    """The gap chart's title: observed hours by participation (0, 1), without any model."""
    where = {0: "where neither asked", 1: "where both asked"}
    clear, unclear = [], []
    for asked in (0, 1):
        gap = differences.get(asked)
        if gap is None or not math.isfinite(gap.low):
            continue
        if gap.low <= 0 <= gap.high:
            unclear.append(f"{where[asked]} ({_signed_hours(gap.mean)})")
        else:
            clear.append((hours(abs(gap.mean)), "longer" if gap.mean > 0 else "less", where[asked]))
    if clear:
        first, *others = [
            f"{size} {word}{' than others' if place == 0 else ''} {place_word}"
            for place, (size, word, place_word) in enumerate(clear)
        ]
        text = " and ".join([f"Minority homes waited {first}", *others])
        return f"{text}; no clear difference {unclear[0]}" if unclear else text
    if unclear:
        return f"No clear difference between minority and other homes {' and '.join(unclear)}"
    return "Mean hours to restoration of minority and other homes"


def _signed_hours(number: float) -> str:
    return f"{'+' if number > 0 else '−'}{hours(abs(number))}"


def curve_title(minority: float, other: float) -> str:
    """The curve's title from the two medians."""
    if not (math.isfinite(minority) and math.isfinite(other)):
        return "How power came back, minority and other homes"
    if minority == other:
        return f"Half of the minority homes and half of the others had power again after {minority:.0f} hours"
    return (
        f"Half of the minority homes had power again {minority:.0f} hours after losing it, half of the others after "
        f"{other:.0f} hours"
    )


def areas_title(correlation: float, low: float, high: float, areas: int, share: str = "minority share") -> str:
    """The scatter's title from the rank correlation of a group's share of the areas, in words, and mean wait."""
    if not math.isfinite(low) or low <= 0 <= high:
        return f"Across {areas} areas, {share} and mean wait do not clearly go together"
    word = "longer" if correlation > 0 else "less"
    return f"Across {areas} areas, those with a larger {share} tended to wait {word}"


def comparisons_title(clear: int, total: int) -> str:
    """The ratio plot's title from the number of comparisons whose interval leaves out 1."""
    if clear == 0:
        return f"None of the {total} comparisons shows a clear difference"
    if clear == total:
        return f"All {total} comparisons show a clear difference"
    return f"{clear} of the {total} comparisons show{'s' if clear == 1 else ''} a clear difference"


def clusters_title(high: int, low: int, areas: int) -> str:
    """What the local clusters add up to: areas of long waits among such, of short ones among such, of all."""
    if not high and not low:
        return f"None of {areas} areas lies in a clear cluster of long or of short waits"
    return (
        f"Of {areas} areas, {high} {'lies' if high == 1 else 'lie'} in a clear cluster of long waits and {low} in one "
        "of short waits"
    )


def terms_title(clear: int, total: int) -> str:
    """The coefficient plot's title."""
    if clear == 0:
        return f"None of the {total} terms goes clearly with asking or with hours"
    if clear == total:
        return f"All {total} terms go clearly with asking or with hours"
    return f"{clear} of the {total} terms {'goes' if clear == 1 else 'go'} clearly with asking or with hours"
