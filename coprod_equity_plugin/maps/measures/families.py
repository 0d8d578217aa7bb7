"""What measures of one family have in common: each is declared by what is its own.

The leading arguments are those of :class:`~.kinds.Measure` in their order: name, column, title, subtitle, heading.
"""

from __future__ import annotations

from functools import partial

from . import palettes, sources
from .kinds import Measure

ROUND_HOURS = (2, 4, 6, 12, 24, 48)
QUINTILES = (20, 40, 60, 80)  # of percent, the same on every map of who lives where

hours = partial(
    Measure, unit="h", scale="sequential", colours=palettes.YELLOW_BROWN, steps=ROUND_HOURS, sources=sources.READS
)
minutes = partial(hours, factor=1 / 60, method="Reliability indices")
gap = partial(
    Measure,
    unit="h",
    scale="diverging",
    colours=palettes.PURPLE_ORANGE,
    above="longer",
    below="shorter",
    steps=(1, 2, 3, 6, 12, 24),
    sources=sources.READS,
)
percent = partial(Measure, unit="%", factor=100.0, scale="sequential")
who_lives = partial(percent, colours=palettes.PURPLES, breaks=QUINTILES)
circles = partial(
    percent,
    colours=palettes.LIGHT_GREYS,
    breaks=QUINTILES,
    circle_heading="Households that asked for help",
    circle_part="requests",
)
crossed = partial(
    Measure,
    unit="h",
    scale="bivariate",
    colours=sum(palettes.GOLD_BY_PURPLE, ()),
    steps=(1, 2, 4, 6, 12, 24),
    undefined="Hours or share not known",
)
pattern = partial(Measure, unit="", scale="categories", sources=sources.READS, undefined="No neighbors")
_CENSUS = {
    "undefined": "No census value",
    "sources": sources.CENSUS,
    "method": "Block group indicators",
    "of_event": False,
    "protected": False,
}
census_share = partial(who_lives, **_CENSUS)
census_count = partial(Measure, unit="", scale="sequential", colours=palettes.GREENS, **_CENSUS)
