"""What can be mapped, as data: the column, its words, its unit, its colours and its breaks.

A new measure is a new entry of one of the tuples here and of ``measure_labels.LABELS``, in the same order; nothing else
in this room names one.
"""

from __future__ import annotations

from .areas import AREAS
from .census import CENSUS
from .kinds import Across, Category, Measure
from .palettes import CIRCLE
from .results import CLUSTER, RESIDUAL, RESULTS, STILL_OUT

__all__ = [
    "CIRCLE", "CLUSTER", "MEASURES", "RESIDUAL", "STILL_OUT", "Across", "Category", "Measure", "with_field",
]  # fmt: skip

MEASURES: dict[str, Measure] = {measure.name: measure for measure in (*AREAS, *RESULTS, *CENSUS)}


def with_field(measure: Measure, field: str, unit: str | None = None) -> Measure:
    """The measure on another column, in another unit; ``residual`` is made for it."""
    return measure._replace(column=field or measure.column, unit=measure.unit if unit is None else unit)
