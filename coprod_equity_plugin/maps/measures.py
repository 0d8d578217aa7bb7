"""What can be mapped, as data: the column, its words, its unit, its colours and its breaks.

A new measure is a new entry of :data:`MEASURES`; nothing else in this room names one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from ..core import columns

# ColorBrewer's schemes of seven, low to high: legible under deuteranopia. Their light ends are set a little further
# from white, and those of purple and orange further from each other, so that a photocopy still tells the classes apart.
PURPLE_ORANGE = ("#542788", "#998ec3", "#cbcbe4", "#f5f5f5", "#fde3bb", "#f1a340", "#b35806")
YELLOW_BROWN = ("#fff7bc", "#fee391", "#fec44f", "#fe9929", "#ec7014", "#cc4c02", "#8c2d04")
BLUES = ("#deebf7", "#c6dbef", "#9ecae1", "#6baed6", "#4292c6", "#2171b5", "#084594")
PURPLES = ("#e8e6f1", "#dadaeb", "#bcbddc", "#9e9ac8", "#807dba", "#6a51a3", "#4a1486")
LIGHT_GREYS = ("#e4e4e4", "#d4d4d4", "#c3c3c3", "#b2b2b2", "#a1a1a1", "#909090", "#7f7f7f")  # ground for circles
CIRCLE = "#08519c"
# Rows: hours, short to long, towards gold; within a row: share, low to high, towards purple. Both ways it gets darker.
GOLD_BY_PURPLE = (
    ("#e8e8e8", "#cbb8d7", "#9972af"),
    ("#e4d9ac", "#c8ada0", "#976b82"),
    ("#c8b35a", "#af8e53", "#804d36"),
)

# Columns that 'Residual clustering' writes.
CLUSTER, RESIDUAL = "cluster", "residual"
STILL_OUT = columns.STILL_OUT  # of the frames of the restoration
_FEW, _UNDER_HALF, _HALF_OR_MORE, _NEARLY_ALL = columns.STILL_OUT_CLASSES


@dataclass(frozen=True)
class Category:
    """A class that the data name: the texts that mean it (lower case, the first is ours), its words, its colour."""

    texts: tuple[str, ...]
    words: str
    colour: str


@dataclass(frozen=True)
class Across:
    """The second column of a map of two: its heading, unit, and the round steps that its two breaks are made of."""

    column: str
    heading: str
    unit: str
    steps: tuple[float, ...]
    factor: float = 1.0


@dataclass(frozen=True)
class Measure:
    """A mappable measure.

    Attributes
    ----------
    name
        The public name: enum string, style name, custom property.
    column, clear_column, circle_column
        The mapped column of ``columns.DISPARITY``; the flag that says whether a value can be told from none; the
        counts that circles show. Empty where there is none.
    title, subtitle, finding
        In plain words. ``{areas}`` and ``{area}`` become "block groups" and "block group", ``{city}`` the city's value;
        ``finding`` also takes ``{above}`` and ``{below}``, the numbers of areas that are clearly so.
    heading, circle_heading
        Of the legend, with the unit.
    unit
        As it follows a number in the legend.
    factor
        What a stored value is multiplied by to be in ``unit`` (100 for shares shown in percent).
    scale
        ``diverging`` has its middle class around zero; ``sequential`` runs from light to dark; ``categories`` are
        named by the data; ``bivariate`` crosses three classes of one column with three of another.
    colours
        Seven, low to high; fewer classes take evenly spaced ones. Of a bivariate scale nine, row by row.
    categories, across
        The classes of ``categories``, low to high; the second column of ``bivariate``.
    above, below
        What a value above or below zero is called ("longer", "shorter"); diverging only.
    high_end, low_end
        Words at the ends of the legend; diverging only.
    steps
        The class widths to choose from, fine to coarse, in ``unit``. A diverging scale breaks at one, two and four
        steps on either side of zero, a sequential one at multiples of the step.
    breaks
        Breaks that do not depend on the data, in ``unit``; empty to choose by ``steps``.
    no_finding
        Said instead of ``finding`` if no area is clear.
    zero
        What an area with exactly zero is called, where that deserves a look of its own.
    undefined
        What an area with households but without a value is called.
    part, circle_part
        The part of an area's breakdown that the value and the circle belong to, as the reasons of suppression name it
        ("groups: ..."); empty for values of the whole area.
    sources, method, notes
        Default source line; which algorithm the numbers are from; sentences that a reader needs to read the map right.
    """

    name: str
    label: str
    column: str
    title: str
    subtitle: str
    heading: str
    unit: str
    scale: Literal["diverging", "sequential", "categories", "bivariate"]
    colours: tuple[str, ...]
    sources: str
    factor: float = 1.0
    steps: tuple[float, ...] = ()
    breaks: tuple[float, ...] = ()
    clear_column: str = ""
    unclear: str = ""
    above: str = ""
    below: str = ""
    high_end: str = ""
    low_end: str = ""
    finding: str = ""
    no_finding: str = ""
    undefined: str = "No data"
    part: str = ""
    circle_part: str = ""
    zero: str = ""
    circle_column: str = ""
    circle_heading: str = ""
    notes: tuple[str, ...] = ()
    categories: tuple[Category, ...] = ()
    across: Across | None = None
    method: str = "Disparity by area"

    @property
    def numeric(self) -> bool:
        """Whether the map shows one number of each area."""
        return self.scale in ("diverging", "sequential")

    @property
    def unit_in_full(self) -> str:
        """The unit as it stands in a heading."""
        return "hours" if self.unit == "h" else self.unit

    @property
    def diverging(self) -> bool:
        """Whether the scale has two directions around no disparity."""
        return self.scale == "diverging"


_READS = "smart-meter reads of the utility"
_REQUESTS = "power requests to 311"
_VOTERS = "voter records"
_MINORITY = "Minority household: at least half of its voters are not non-Hispanic white."

MEASURES: dict[str, Measure] = {
    measure.name: measure
    for measure in (
        Measure(
            name="mean_hours",
            label="Mean hours to restoration",
            column=columns.MEAN_HOURS,
            title="Hours without power",
            subtitle="Mean hours to restoration per {area}, {households}{city_mean}",
            heading="Mean hours to restoration",
            unit="h",
            scale="sequential",
            colours=YELLOW_BROWN,
            steps=(2, 4, 6, 12, 24, 48),
            sources=_READS,
            notes=("Homes still without power when the reads end count with their hours up to then.",),
        ),
        Measure(
            name="hours_difference",
            label="Difference to the city's mean hours",
            column=columns.HOURS_DIFFERENCE,
            clear_column=columns.DIFFERENCE_CLEAR,
            unclear="Not clearly different",
            title="Where power came back later, and where sooner",
            subtitle="Mean hours to restoration per {area}, less the city's mean{city}; {households}",
            finding="{above} waited clearly longer than the city's mean, {below} clearly shorter.",
            heading="Difference to the city's mean",
            unit="h",
            scale="diverging",
            colours=PURPLE_ORANGE,
            above="longer",
            below="shorter",
            high_end="Slower than the city",
            low_end="Faster than the city",
            steps=(1, 2, 3, 6, 12, 24),
            sources=_READS,
            no_finding="No {area} is clearly different from the city's mean.",
            notes=("Not clearly different: could be chance (false discovery rate of 5 % over all {areas}).",),
        ),
        Measure(
            name="group_gap",
            label="Gap between minority and other households",
            column=columns.GROUP_GAP,
            clear_column=columns.GAP_CLEAR,
            unclear="No clear gap",
            title="Wait for power, minority compared with other households",
            subtitle="Mean hours to restoration of minority households less that of others, per {area}; {households}",
            finding="Minority households waited clearly longer than others in {above}, clearly shorter in {below}.",
            heading="Minority less other households",
            unit="h",
            scale="diverging",
            colours=PURPLE_ORANGE,
            above="longer",
            below="shorter",
            high_end="Minority households waited longer",
            low_end="Minority households waited shorter",
            steps=(1, 2, 3, 6, 12, 24),
            sources=f"{_READS}; {_VOTERS}",
            notes=(
                _MINORITY,
                "No clear gap: could be chance (false discovery rate of 5 % over all {areas}).",
            ),
            no_finding="In no {area} is the gap clear.",
            undefined="Households of one group only",
            part="groups",
        ),
        Measure(
            name="participation_rate",
            label="Share of households that asked for help",
            column=columns.PARTICIPATION_RATE,
            title="Who asked for help",
            subtitle="Share of households that reported their outage to 311, per {area}, {households}",
            heading="Households that asked for help",
            unit="%",
            factor=100.0,
            scale="sequential",
            colours=BLUES,
            steps=(0.5, 1, 2, 5, 10, 20),
            zero="None asked",
            part="requests",
            sources=f"{_REQUESTS}; {_READS}",
            notes=("A household counts once, if its request came within the request window.",),
        ),
        Measure(
            name="requests_composition",
            label="Requests for help over minority share",
            column=columns.MINORITY_SHARE,
            circle_column=columns.REQUESTS_COUNT,
            circle_heading="Households that asked for help",
            part="groups",
            circle_part="requests",
            title="Requests for help and who lives where",
            subtitle="Households that asked for help, over the minority share of households per {area}; {households}",
            heading="Minority share of households",
            unit="%",
            factor=100.0,
            scale="sequential",
            colours=LIGHT_GREYS,
            breaks=(20, 40, 60, 80),
            sources=f"{_REQUESTS}; {_VOTERS}",
            notes=(
                "Circles stand inside their {area}, not at a home; their area is in proportion to the households. "
                "A shaded {area} without one: nobody asked.",
                _MINORITY,
            ),
        ),
        Measure(
            name="minority_share",
            label="Minority share of households",
            column=columns.MINORITY_SHARE,
            title="Where minority households live",
            subtitle="Minority share of households per {area}, {households}",
            heading="Minority share of households",
            unit="%",
            factor=100.0,
            scale="sequential",
            colours=PURPLES,
            breaks=(20, 40, 60, 80),
            sources=_VOTERS,
            notes=(_MINORITY,),
            part="groups",
        ),
        Measure(
            name="hours_by_minority",
            label="Mean hours by minority share",
            column=columns.MEAN_HOURS,
            title="Hours without power and who lives where",
            subtitle="Mean hours to restoration and minority share of households per {area}; {households}{city_mean}",
            heading="Mean hours to restoration",
            unit="h",
            scale="bivariate",
            colours=sum(GOLD_BY_PURPLE, ()),
            steps=(1, 2, 4, 6, 12, 24),
            across=Across(columns.MINORITY_SHARE, "Minority share of households", "%", (5, 10, 20), 100.0),
            sources=f"{_READS}; {_VOTERS}",
            part="groups",
            undefined="Hours or share not known",
            notes=(
                "The darkest square: long waits where the minority share is high.",
                _MINORITY,
            ),
        ),
        Measure(
            name="cluster",
            label="Clusters of long and short waits",
            column=CLUSTER,
            title="Where long waits lie together, and where short ones",
            subtitle="{areas_upper} whose wait is like, or unlike, that of their neighbors; {households}",
            heading="Clusters",
            unit="",
            scale="categories",
            colours=("#542788", "#b2abd2", "#f7f7f7", "#fdb863", "#b35806"),
            categories=(
                Category(("low-low", "low among low"), "Short waits among short", "#542788"),
                Category(("low-high", "low among high"), "Short wait among long", "#b2abd2"),
                Category(
                    ("not-clear", "not distinguishable", "not clear", "not-significant", "not significant", "none"),
                    "No cluster",
                    "#f7f7f7",
                ),
                Category(("high-low", "high among low"), "Long wait among short", "#fdb863"),
                Category(("high-high", "high among high"), "Long waits among long", "#b35806"),
            ),
            sources=_READS,
            finding="{above} in clusters of long waits, {below} in clusters of short ones.",
            no_finding="No {area} lies in a clear cluster.",
            method="Residual clustering",
            notes=("In a cluster, the pattern of a place and its neighbors is unlikely to be chance.",),
        ),
        Measure(
            name="residual",
            label="What a model leaves unexplained",
            column=RESIDUAL,
            title="Where waits were longer or shorter than the model expects",
            subtitle="Mean hours to restoration less those that the model expects, per {area}, {households}",
            heading="Observed less expected",
            unit="h",
            scale="diverging",
            colours=PURPLE_ORANGE,
            above="longer",
            below="shorter",
            high_end="Longer than expected",
            low_end="Shorter than expected",
            steps=(0.1, 0.2, 0.5, 1, 2, 3, 6, 12, 24),
            sources=_READS,
            notes=(
                "What is left over after the model's explanations is not yet explained; it is no proof of a cause.",
            ),
        ),
        Measure(
            name=STILL_OUT,
            label="Homes still without power at a moment",
            column=STILL_OUT,
            title="Still without power",
            subtitle="Homes still without power, of those that lost it, per {area}",
            heading="Still without power",
            unit="",
            scale="categories",
            colours=("#fff7bc", "#fec44f", "#ec7014", "#662506"),
            categories=(
                Category((_FEW,), "None, or too few to tell", "#fff7bc"),
                Category((_UNDER_HALF,), "Under half", "#fec44f"),
                Category((_HALF_OR_MORE,), "Half or more", "#ec7014"),
                Category((_NEARLY_ALL,), "All, or all but a few", "#662506"),
            ),
            undefined="No homes lost power",
            method="Frames of the restoration",
            sources=_READS,
        ),
    )
}


def with_field(measure: Measure, field: str, unit: str | None = None) -> Measure:
    """The measure on another column, in another unit; ``residual`` is made for it."""
    return replace(measure, column=field or measure.column, unit=measure.unit if unit is None else unit)
