"""A map's words, made from its numbers: title, subtitle, finding, notes, footer."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from configparser import ConfigParser
from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsCoordinateReferenceSystem, QgsVectorLayer

from ..bridge.lazy import np
from ..core import columns
from .measures import Measure
from .values import MapValues, named_for, read_columns

FOOTER_SEPARATOR = "  |  "
_MOST_REASONS = 3
UNRELIABLE_NOTE = (
    "Dots: the census's estimate is unreliable (coefficient of variation above 40 %), and its margin of error reaches "
    "into another class."
)


@dataclass(frozen=True)
class Words:
    """All texts of a map sheet; ``areas`` heads the counts in the legend."""

    title: str
    subtitle: str
    finding: str
    notes: tuple[str, ...]
    footer: str
    areas: str


def area_names(ids: Sequence[str]) -> tuple[str, str]:
    """What the areas are called, one and many, told by the length of census identifiers."""
    lengths = {len(area) for area in ids if area.isdigit()}
    if lengths and len(lengths) == 1 and all(area.isdigit() for area in ids):
        names = {12: ("block group", "block groups"), 11: ("census tract", "census tracts"), 5: ("county", "counties")}
        return names.get(lengths.pop(), ("area", "areas"))
    return "area", "areas"


def counted(number: int, names: tuple[str, str]) -> str:
    """``1 area``, ``12 areas``."""
    return f"{number:,} {names[0] if number == 1 else names[1]}"


def measure_words(measure: Measure, layer: QgsVectorLayer, values: MapValues, event: str) -> Words:
    """The default words of a map of a measure; the footer is empty.

    The finding is there only where areas are statistically clear, or says that none is.
    """
    measure = named_for(layer, measure)
    names = area_names(list(values.area))
    shown = values.shown
    total = int(np.nansum(values.households[shown])) if shown.any() else 0
    households = f"{total:,} households in " if total else ""
    city = _city_mean(layer)
    slots = {
        "area": names[0],
        "areas": names[1],
        "areas_upper": names[1][0].upper() + names[1][1:],
        "households": f"{households}{counted(int(shown.sum()), names)}" if shown.any() else "none shown",
        "count": counted(int(shown.sum()), names) if shown.any() else "none shown",
        "long_hours": _long_hours(layer),
        "city": f" of {city} hours" if city else "",
        "city_mean": f"; the city's mean is {city} hours" if city else "",
    }
    finding = _finding(measure, values, names) if measure.finding and shown.any() else ""
    notes = [note.format(**slots) for note in measure.notes]
    for what, reasons in (
        ("Withheld to protect households", values.reason[values.withheld]),
        ("Number withheld", values.circle_reason[values.circle_withheld]),
    ):
        ordered = Counter(reasons.tolist()).most_common()
        most = ordered if len(ordered) <= _MOST_REASONS else ordered[: _MOST_REASONS - 1]
        notes += [f"{what} ({number:,}): {reason}." for reason, number in most]
        rest = sum(number for _, number in ordered[len(most) :])
        if rest:
            notes.append(f"{what} ({rest:,}): for other reasons of the kind, which the table of values gives.")
    title = f"{measure.title}, {event}" if event and measure.of_event else measure.title
    return Words(title, measure.subtitle.format(**slots), finding, tuple(notes), "", names[1])


def _finding(measure: Measure, values: MapValues, names: tuple[str, str]) -> str:
    if measure.categories:
        above, below = (int((values.value == end).sum()) for end in (len(measure.categories) - 1, 0))
    else:
        above = int((values.clear & (values.value > measure.centre)).sum())
        below = int((values.clear & (values.value < measure.centre)).sum())
    if not above and not below:
        return measure.no_finding.format(area=names[0], areas=names[1])
    first = counted(above, names) if above else f"no {names[0]}"
    text = measure.finding.format(above=first, below=f"{below:,}" if below else "none")
    return text[0].upper() + text[1:]


def _city_mean(layer: QgsVectorLayer) -> str:
    if any(layer.fields().lookupField(name) < 0 for name in (columns.MEAN_HOURS, columns.HOURS_DIFFERENCE)):
        return ""
    read = read_columns(layer, (columns.MEAN_HOURS, columns.HOURS_DIFFERENCE))
    both = read[columns.MEAN_HOURS] - read[columns.HOURS_DIFFERENCE]
    both = both[~np.isnan(both)]
    return f"{np.median(both):.0f}" if len(both) else ""


def _long_hours(layer: QgsVectorLayer) -> str:
    if layer.fields().lookupField(columns.CELID_HOURS) < 0:
        return "long"
    hours = read_columns(layer, (columns.CELID_HOURS,))[columns.CELID_HOURS]
    hours = hours[~np.isnan(hours)]
    return f"{hours[0]:g} hours" if len(hours) else "long"


def footer(sources: str, day: datetime.date, crs: QgsCoordinateReferenceSystem, method: str) -> str:
    """Sources, date, coordinate system, method and version in one line."""
    parts = [
        f"Sources: {sources}" if sources else "",
        f"{day.day} {MONTHS[day.month - 1]} {day.year}",
        f"{crs.description()} ({crs.authid()})" if crs.authid() else crs.description(),
        f"Method: {method}" if method else "",
        f"Coproduction Equity {version()}",
    ]
    return FOOTER_SEPARATOR.join(part for part in parts if part)


MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)


def version() -> str:
    """The plugin's version, from its metadata."""
    metadata = ConfigParser(interpolation=None)
    metadata.read(Path(__file__).parent.parent / "metadata.txt", encoding="utf-8")
    return metadata.get("general", "version")
