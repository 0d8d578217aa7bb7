"""Every count of homes that a report prints, in one list: what an attack, or an auditor, has to read.

A count's cell says which homes it counts. Two cells with the same part before the first semicolon speak of the same
homes, each further part narrows them down, so that counts can be added and subtracted by their cells alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from .blocks import Count, Section, to_csv
from .protect import is_small

COMPARED, METERS, LOST_POWER, SERVED = "compared", "meters", "lost power", "served"


def cell(homes: str, **parts: object) -> str:
    """A cell's definition: ``cell(COMPARED, minority=1)`` is ``homes=compared; minority=1``."""
    return "; ".join([f"homes={homes}", *(f"{name}={value}" for name, value in parts.items())])


def group_cell(group: str, **parts: object) -> str:
    """A cell of the homes compared in the group ``all``, ``minority`` or ``other``."""
    if group == "all":
        return cell(COMPARED, **parts)
    return cell(COMPARED, minority=int(group == "minority"), **parts)


def published_counts(parts: Iterable[Section], front: Sequence[Count] = ()) -> tuple[Count, ...]:
    """Every count of a report's blocks, the first page's before them."""
    return (*front, *(count for part in parts for block in part.blocks for count in getattr(block, "counts", ())))


def counts_csv(found: Sequence[Count]) -> bytes:
    """The list as CSV."""
    return to_csv(("label", "cell", "value"), [(item.label, item.cell, item.value) for item in found])


def like(shown: Iterable[Count], part: Mapping[str, object] | None = None) -> list[int]:
    """The counts of totals and groups that a count of the same group has to stand beside.

    Parameters
    ----------
    shown
        What is printed already; counts by time, area or class are passed over.
    part
        The group, as :func:`cell` takes it; ``None`` for a group that may be any, which is held against all.
    """
    wanted = None if part is None else {f"{name}={value}" for name, value in part.items()}
    found = []
    for item in shown:
        parts = {text for text in item.cell.split("; ")[1:] if not text.startswith("step=")}
        if any(not text.startswith(("minority=", "asked=", "group=")) for text in parts):
            continue
        if wanted is None or parts == wanted:
            found.append(item.value)
    return found


def safe_beside(value: float, others: Sequence[float], k: int) -> bool:
    """Whether a count gives nothing away beside counts of nearly the same homes from elsewhere in the report.

    Tables that come from different algorithms may leave out different homes: 18,412 here and 18,405 there would count
    the seven between. A count stands only if it is none of 1 to k-1 and no such distance from any of the others.
    """
    if not np.isfinite(value) or is_small(value, k):
        return False
    return not is_small(np.abs(np.asarray([*others], dtype=float) - value), k).any()
