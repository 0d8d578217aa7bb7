"""What can be told of a figure without looking: no word is cut off at its edge, whatever the face."""

import re
from html import unescape

import numpy as np
import pytest
from matplotlib.textpath import TextPath

from coprod_equity_plugin.core.report.check_figures import (
    NamedCurve,
    Tenth,
    Way,
    calibration_chart,
    named_curves_chart,
    redraw_chart,
    specification_chart,
)
from coprod_equity_plugin.core.report.figures import Ratio, log_ticks, ratio_chart, tick_text

PANELS = {"odds": "Ratio of the odds", "hours": "Ratio of hours"}
WIDTH = re.compile(r'viewBox="0 0 (\S+) ')
TEXT = re.compile(r"<text ([^>]*)>([^<]+)</text>")
SIZE = re.compile(r"font(?:-size)?: (?:\w+ )*([\d.]+)px")
ANCHOR = re.compile(r"text-anchor: (\w+)")
PLACE = re.compile(r'(?: x="|translate\()([\d.]+)')


@pytest.mark.parametrize(
    "row",
    [
        Ratio("hours", "One more request in the block group", 0.9988, 0.9977, 0.9999),
        Ratio("odds", "Minority vs other homes", 12.37, 10.85, 13.02),
        Ratio("hours", "Minority that asked vs other that did not", 0.77, 0.73, 0.81),
    ],
)
def test_every_word_of_the_ratio_plot_ends_within_it(row):
    svg = ratio_chart([row], PANELS, "A title", "what it shows").svg
    assert any("–" in text for _, text in TEXT.findall(svg))
    assert words_within(svg) > 5


def words_within(svg: str) -> int:
    """How many words lie on the figure, all of them ending within it; those that stand upright are left out."""
    width = float(WIDTH.search(svg).group(1))
    words = [(look, text) for look, text in TEXT.findall(svg) if "rotate(-90" not in look]
    for look, text in words:
        # DejaVu Sans, the widest of the faces that a browser may take
        long = TextPath((0, 0), unescape(text), size=float(SIZE.search(look).group(1))).get_extents().width
        anchor = ANCHOR.search(look)
        place = float(PLACE.search(look).group(1))
        start = place - {"middle": long / 2, "end": long}.get(anchor.group(1) if anchor else "start", 0.0)
        assert start >= 0, text
        assert start + long <= width, text
    return len(words)


QUESTIONS = (
    ("Who waited\nneither asked (Model 3)", "Ratio of hours", 1.11),
    ("Who asked\n(Model 1)", "Ratio of odds", 2.32),
    ("What went with asking\n(Model 3)", "Ratio of the two gaps", 0.77),
)


def test_every_word_of_the_checks_figures_ends_within_them():
    value = (1.1, 0.4, 3.2, True)
    ways = [
        Way("Samples of those that did not ask", "5,000 homes", (value, value, (0.8, 0.7, 0.9, False))),
        Way("", "2 days, hours left", (value, None, value)),
    ]
    assert words_within(specification_chart(ways, QUESTIONS, "A title", "what it shows").svg) > 12
    draws = np.exp(np.random.default_rng(1).normal(0.1, 0.2, 60))
    samples = [[draws, draws], [draws + 1, draws[:0]], [draws, draws]]
    assert words_within(redraw_chart(["600 homes", "5,000 homes"], samples, QUESTIONS, "A title", "alt").svg) > 12
    tenths = [Tenth(0.01, 0.012, 0.0, 0.02, 300), Tenth(0.3, 0.28, 0.2, 0.36, 300)]
    hours = [Tenth(50, 51, 47, 55, 300), Tenth(98, 104, 90, 118, 300)]
    panels = [("Who asked (Model 1)", "", True, tenths), ("Hours (Model 3)", ", hours", False, hours)]
    svg = calibration_chart(panels, "A title", "alt").svg
    assert words_within(svg) > 12
    assert "30 %" in svg or "20 %" in svg
    at = np.arange(0.0, 150.0)
    out = np.exp(-at / 70)
    curves = [NamedCurve(f"{place}: a rather long name of a group", at, out, out, out) for place in range(4)]
    svg = named_curves_chart(curves, "A title", "alt").svg
    assert words_within(svg) > 10
    assert all(f"{place}: a rather" in svg for place in range(4))


@pytest.mark.parametrize(("low", "high"), [(0.01, 1_200_000.0), (0.97, 1.02), (0.2, 9.0), (0.003, 60.0)])
def test_ticks_are_few_round_and_have_no_exponent(low, high):
    ticks = log_ticks(low, high)
    assert 3 <= len(ticks) <= 8
    assert 1 in ticks
    assert all(low <= tick <= high for tick in ticks)
    assert not any("e" in tick_text(tick) for tick in ticks)
