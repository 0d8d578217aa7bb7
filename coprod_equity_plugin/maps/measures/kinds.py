"""What a measure is: a column as a map shows it, with its words, unit, colours and breaks."""

from __future__ import annotations

from typing import Literal, NamedTuple

from ..measure_labels import LABELS


class Category(NamedTuple):
    """A class that the data name: the texts that mean it (lower case, the first is ours), its words, its colour.

    ``lined`` where it is on the purple side of the scale, see :attr:`Measure.diverging`.
    """

    texts: tuple[str, ...]
    words: str
    colour: str
    lined: bool = False


class Across(NamedTuple):
    """The second column of a map of two: its heading, unit, and the round steps that its two breaks are made of."""

    column: str
    heading: str
    unit: str
    steps: tuple[float, ...]
    factor: float = 1.0


class Measure(NamedTuple):
    """A mappable measure.

    Attributes
    ----------
    name
        The public name: enum string, style name, custom property; one of :data:`~..measure_labels.LABELS`.
    column, clear_column, circle_column
        The mapped column; the flag that says whether a value can be told from none; the counts that circles show.
        Empty where there is none.
    also
        Columns that may hold the measure in layers without ``column``.
    clear_interval
        In place of the flag: the columns of an interval's ends. A value is clear if ``centre`` is outside.
    unreliable_column
        The coefficient of variation of a census estimate; above ``columns.UNRELIABLE_CV`` it is dotted.
    title, subtitle, finding
        In plain words. ``{areas}`` and ``{area}`` become "block groups" and "block group", ``{count}`` their number,
        ``{city}`` the city's value; ``finding`` also takes ``{above}`` and ``{below}``, the numbers of areas that are
        clearly so.
    heading, circle_heading
        Of the legend, with the unit.
    unit, prefix
        As they follow and precede a number in the legend.
    factor, centre
        A stored value less ``centre``, times ``factor``, is in ``unit`` (100 for shares shown in percent). ``centre``
        is the stored value of no disparity: 1 for a ratio.
    scale
        ``diverging`` has its middle class around zero; ``sequential`` runs from light to dark; ``categories`` are
        named by the data; ``bivariate`` crosses three classes of one column with three of another.
    colours
        Seven, low to high; fewer classes take evenly spaced ones. Of a bivariate scale nine, row by row.
    categories, across
        The classes of ``categories``, low to high; the second column of ``bivariate``.
    above, below
        What a value above or below zero is called ("longer", "shorter"); diverging only.
    worse
        The side of zero that is orange, the other being purple and lined; diverging only.
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
        ("groups: ..."), separated by spaces where it is of several; empty for values of the whole area.
    why_withheld
        Said in place of the reasons of several parts, which together are more than a reader can take in.
    of_groups
        Whether the texts have slots for the groups compared, such as ``{group}`` and ``{others}``; see
        :mod:`~.groups`. ``groups`` are those that they were filled with.
    of_event
        Whether the title names the event; a map of the census has none.
    protected
        Whether values can be withheld at all; the census's are public.
    sources, method, notes
        Default source line; which algorithm the numbers are from; sentences that a reader needs to read the map right.
    """

    name: str
    column: str
    title: str
    subtitle: str
    heading: str
    unit: str
    scale: Literal["diverging", "sequential", "categories", "bivariate"]
    colours: tuple[str, ...]
    sources: str
    also: tuple[str, ...] = ()
    prefix: str = ""
    factor: float = 1.0
    centre: float = 0.0
    steps: tuple[float, ...] = ()
    breaks: tuple[float, ...] = ()
    clear_column: str = ""
    clear_interval: tuple[str, str] | None = None
    unclear: str = ""
    unreliable_column: str = ""
    above: str = ""
    below: str = ""
    worse: Literal["above", "below"] = "above"
    high_end: str = ""
    low_end: str = ""
    finding: str = ""
    no_finding: str = ""
    undefined: str = "No data"
    part: str = ""
    why_withheld: str = ""
    circle_part: str = ""
    zero: str = ""
    circle_column: str = ""
    circle_heading: str = ""
    notes: tuple[str, ...] = ()
    categories: tuple[Category, ...] = ()
    across: Across | None = None
    method: str = "Disparity by area"
    of_event: bool = True
    protected: bool = True
    of_groups: bool = False
    groups: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """What dialogs call it."""
        return LABELS[self.name]

    @property
    def numeric(self) -> bool:
        """Whether the map shows one number of each area."""
        return self.scale in ("diverging", "sequential")

    @property
    def unit_in_full(self) -> str:
        """The unit as it stands in a heading."""
        return {"h": "hours", "points": "percentage points", "": "dollars" if self.prefix == "$" else ""}.get(
            self.unit, self.unit
        )

    @property
    def diverging(self) -> bool:
        """Whether the scale has two directions around no disparity.

        Its purple arm is as dark as its orange one, so it is lined as well: a photocopy tells the two apart by that.
        """
        return self.scale == "diverging"

    @property
    def flagged(self) -> bool:
        """Whether the layer says which values can be told from none."""
        return bool(self.clear_column or self.clear_interval)

    @property
    def needs(self) -> tuple[str, ...]:
        """The columns that a layer must have to show it."""
        second = self.across.column if self.across else ""
        named = (self.column, second, self.circle_column, self.clear_column, *(self.clear_interval or ()))
        return tuple(name for name in named if name)

    def shown(self, stored):
        """Stored values as the map shows them, in ``unit``; numbers or arrays."""
        return (stored - self.centre) * self.factor

    def stored(self, shown: float) -> float:
        """A break in ``unit`` as a stored value."""
        return self.centre + shown / self.factor
