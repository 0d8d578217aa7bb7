"""The house's colours.

ColorBrewer's schemes of seven, low to high: legible under deuteranopia. Their light ends are set a little further from
white, and those of purple and orange further from each other, so that a photocopy still tells the classes apart.
"""

from __future__ import annotations

PURPLE_ORANGE = ("#542788", "#998ec3", "#cbcbe4", "#f5f5f5", "#fde3bb", "#f1a340", "#b35806")
YELLOW_BROWN = ("#fff7bc", "#fee391", "#fec44f", "#fe9929", "#ec7014", "#cc4c02", "#8c2d04")
BLUES = ("#deebf7", "#c6dbef", "#9ecae1", "#6baed6", "#4292c6", "#2171b5", "#084594")
PURPLES = ("#e8e6f1", "#dadaeb", "#bcbddc", "#9e9ac8", "#807dba", "#6a51a3", "#4a1486")
GREENS = ("#edf8e9", "#d3edcc", "#aedea7", "#7bc87c", "#41ab5d", "#238b45", "#005a32")
LIGHT_GREYS = ("#e4e4e4", "#d4d4d4", "#c3c3c3", "#b2b2b2", "#a1a1a1", "#909090", "#7f7f7f")  # ground for circles
CIRCLE = "#08519c"
# Rows: hours, short to long, towards gold; within a row: share, low to high, towards purple. Both ways it gets darker.
GOLD_BY_PURPLE = (
    ("#e8e8e8", "#cbb8d7", "#9972af"),
    ("#e4d9ac", "#c8ada0", "#976b82"),
    ("#c8b35a", "#af8e53", "#804d36"),
)
CLUSTERS = ("#542788", "#b2abd2", "#f7f7f7", "#fdb863", "#b35806")
STILL_OUT = ("#fff7bc", "#fec44f", "#ec7014", "#662506")
