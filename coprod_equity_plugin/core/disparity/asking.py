"""Who of each group asked for help, by area: both shares, their gap, and what may be shown of them.

With both groups' sizes public, a gap and its interval tell how many of either group asked. So they are protected as
what they are: a table of group by asking.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from .. import columns as c
from .households import MINORITY, OTHER, UNKNOWN, DisparityOptions, Households, against_earlier, numbers_of
from .intervals import Differences
from .proportions import share_difference
from .suppression import Suppression, suppress_crossed

ASKING_COLUMNS = (
    c.MINORITY_PARTICIPATION_RATE,
    c.OTHER_PARTICIPATION_RATE,
    c.PARTICIPATION_GAP,
    c.PARTICIPATION_GAP_LOW,
    c.PARTICIPATION_GAP_HIGH,
    c.PARTICIPATION_GAP_CLEAR,
)
_KINDS, _ANSWERS = 3, 2  # groups; asked, did not
_CELLS = tuple(f"{kind} {answer}" for kind in range(_KINDS) for answer in range(_ANSWERS))


@dataclass(frozen=True)
class Asking:
    """Asking for help by group.

    Attributes
    ----------
    gap : Differences
        Of the shares that asked, minority households' less the others', shape ``(areas,)``.
    rates : tuple of numpy.ndarray
        The two groups' shares, shape ``(areas,)`` each.
    city : mapping of str to float
        The same of all households together, by column name.
    suppression
        Areas whose numbers may not be shown.
    """

    gap: Differences
    rates: tuple[np.ndarray, np.ndarray]
    city: Mapping[str, float]
    suppression: Suppression

    def columns(self) -> dict[str, np.ndarray]:
        """Shares, gap and interval of each area, by column name; nothing is withheld here."""
        numbers = (*self.rates, self.gap.estimate, self.gap.low, self.gap.high)
        return dict(zip(ASKING_COLUMNS, numbers))


def asking_by_group(
    homes: Households, totals: Suppression, groups: Suppression, requests: Suppression, options: DisparityOptions
) -> Asking:
    """Compare how many of each group asked.

    Parameters
    ----------
    homes
        The households.
    totals, groups, requests
        What may not be shown of the areas, of their groups, of their requests.
    options
        As for the disparity by area.
    """
    size = len(homes.ids)
    codes = (homes.area * _KINDS + homes.group) * _ANSWERS + ~homes.asked
    cells = np.bincount(codes, minlength=size * _KINDS * _ANSWERS).reshape(size, _KINDS, _ANSWERS)
    apart = ~homes.modelled
    beside = np.bincount(homes.group[apart] * _ANSWERS + ~homes.asked[apart], minlength=_KINDS * _ANSWERS)
    beside = beside.reshape(_KINDS, _ANSWERS)
    beside[UNKNOWN] = 0  # no model has those of unknown group, and nothing published counts them alone
    found = suppress_crossed(
        cells,
        totals,
        groups,
        requests,
        options.minimum,
        telling=(True, True, False),
        before=_beside_earlier(homes, cells, options),
        beside=beside,
    )
    gap, rates = _compared(cells, options.confidence)
    whole, both = _compared(cells.sum(axis=0, keepdims=True), options.confidence)
    numbers = (*both, whole.estimate, whole.low, whole.high)
    city = {name: float(values[0]) for name, values in zip(ASKING_COLUMNS, numbers)}
    return Asking(gap, rates, city, found)


def _compared(cells: np.ndarray, confidence: float) -> tuple[Differences, tuple[np.ndarray, np.ndarray]]:
    asked, sizes = cells[:, :, 0], cells.sum(axis=2)
    gap = share_difference(asked[:, MINORITY], sizes[:, MINORITY], asked[:, OTHER], sizes[:, OTHER], confidence)
    there = np.where(sizes > 0, sizes, 1)
    rates = np.where(sizes > 0, asked / there, np.nan)
    return gap, (rates[:, MINORITY], rates[:, OTHER])


def _beside_earlier(homes: Households, cells: np.ndarray, options: DisparityOptions) -> np.ndarray:
    """Cells beside what was published before; where an earlier result does not say them, they stay unsaid."""
    tables = []
    for table in options.earlier:
        whole, minority, share, asked = (
            numbers_of(table, name)
            for name in (c.HOUSEHOLDS, c.MINORITY_HOUSEHOLDS, c.MINORITY_SHARE, c.REQUESTS_COUNT)
        )
        here, there = (
            numbers_of(table, name) if name in table else np.full(len(table), np.nan) for name in ASKING_COLUMNS[:2]
        )
        known = np.divide(minority, share, out=whole.copy(), where=share > 0)
        sizes = (minority, known - minority, whole - known)
        said = [np.where(size == 0, 0.0, rate * size) for rate, size in zip((here, there), sizes)]
        said.append(asked - said[0] - said[1])
        counts = [np.round(part) for size, yes in zip(sizes, said) for part in (yes, size - yes)]
        tables.append(table.assign(**dict(zip(_CELLS, counts))))
    counts = dict(zip(_CELLS, cells.reshape(len(cells), -1).T))
    found = against_earlier(homes.ids, counts, replace(options, earlier=tuple(tables)))
    return found.reshape(cells.shape)
