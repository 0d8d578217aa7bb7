"""What can be told of a figure without looking: no word is cut off at its edge, whatever the face."""

import re

import pytest
from matplotlib.textpath import TextPath

from coprod_equity_plugin.core.report.figures import Ratio, ratio_chart

PANELS = {"odds": "Ratio of the odds", "hours": "Ratio of hours"}
WIDTH = re.compile(r'viewBox="0 0 (\S+) ')
TEXT = re.compile(r"<text ([^>]*)>([^<]+)</text>")
SIZE = re.compile(r"font(?:-size)?: ([\d.]+)px")
ANCHOR = re.compile(r"text-anchor: (\w+)")
PLACE = re.compile(r' x="([\d.]+)"')


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
    width = float(WIDTH.search(svg).group(1))
    words = TEXT.findall(svg)
    assert any("–" in text for _, text in words)
    for look, text in words:
        # DejaVu Sans, the widest of the faces that a browser may take
        long = TextPath((0, 0), text, size=float(SIZE.search(look).group(1))).get_extents().width
        anchor = ANCHOR.search(look)
        place = float(PLACE.search(look).group(1))
        start = place - {"middle": long / 2, "end": long}.get(anchor.group(1) if anchor else "start", 0.0)
        assert start >= 0, text
        assert start + long <= width, text
