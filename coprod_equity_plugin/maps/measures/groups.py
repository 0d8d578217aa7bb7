"""The words of maps that compare groups: minority and other households, or whoever the layer says were compared."""

from __future__ import annotations

from typing import NamedTuple

from ...core.disparity.group_words import BY_THRESHOLD, MINORITY_WORDS
from . import sources
from .kinds import Measure

_TEXTS = ("title", "subtitle", "finding", "no_finding", "heading", "high_end", "low_end", "sources")


class Compared(NamedTuple):
    """A group and whom it is compared with, as a layer names them."""

    group: str
    others: str

    @property
    def slots(self) -> dict[str, str]:
        """What stands in a measure's texts for ``{group}`` and the like."""
        group, others = self
        upper = group[:1].upper() + group[1:]
        if (group, others) == MINORITY_WORDS:
            return {
                "group": group,
                "Group": upper,
                "others": "others",
                "compared": "minority compared with other households",
                "Less": "Minority less other households",
                "share": "minority share of households",
                "Share": "Minority share of households",
                "the_share": "minority share",
                "definition": sources.MINORITY,
                "records": sources.VOTERS,
            }
        rest = "the rest" if others.startswith(BY_THRESHOLD) else others
        return {
            "group": group,
            "Group": upper,
            "others": rest,
            "compared": f"{group} compared with {rest}",
            "Less": f"{upper}, less {rest}",
            "share": f"share of {group}",
            "Share": f"Share of {group}",
            "the_share": "group's share",
            "definition": f"Compared are {group}, and {others}.",
            "records": "records joined in the study table",
        }


MINORITY_AND_OTHERS = Compared(*MINORITY_WORDS)


class _Known(dict):
    """Leaves the slots that are filled later, such as ``{areas}``, as they are."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


def spoken(measure: Measure, compared: Compared = MINORITY_AND_OTHERS) -> Measure:
    """The measure with its texts naming the groups that were compared."""
    if not measure.of_groups or measure.groups:
        return measure
    slots = _Known(compared.slots)
    said = {name: getattr(measure, name).format_map(slots) for name in _TEXTS}
    said["notes"] = tuple(note.format_map(slots) for note in measure.notes)
    if measure.across is not None:
        said["across"] = measure.across._replace(heading=measure.across.heading.format_map(slots))
    return measure._replace(**said, groups=compared)
