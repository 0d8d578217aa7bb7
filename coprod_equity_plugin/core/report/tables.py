"""The report's tables: texts as they are shown, small counts already withheld, the same numbers as CSV."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from .. import columns
from ..disparity.populations import near_published
from ..models.survival_curves import Quantile
from .beside_areas import OF_PLACES, PlaceNumbers
from .blocks import Count, Download, Table, to_csv
from .counts import COMPARED, METERS
from .counts import cell as counted
from .inputs import Households, numbers, texts
from .measures import Mean
from .protect import flow_mask, share_is_safe
from .words import WITHHELD, count, fixed, percent

_HOUSEHOLD_SHARES = (columns.MINORITY_SHARE, columns.ELDERLY_SHARE, columns.COLLEGE_SHARE)
_UNITS = ("%", "hours", "years", "thousand dollars")
# headings of the descriptive tables, and what they count
_PARTS = {
    "All homes": {},
    "Asked": {"asked": 1},
    "Did not ask": {"asked": 0},
    "Minority": {"minority": 1},
    "Other": {"minority": 0},
}
_HEADS = {"All homes": "all", "Asked": "asked", "Did not ask": "silent", "Minority": "minority", "Other": "other"}
_WHOLE = (columns.RESTORATION_HOURS, columns.HOUSE_AGE, columns.COMMUNITY_REQUESTS)


def plain(name: str, table: Table) -> Download:
    """A table's own texts as CSV."""
    return Download(f"{name}.csv", to_csv(table.header, table.rows))


def with_csv(table: Table) -> Table:
    """The table with its own texts to download."""
    return replace(table, downloads=(plain(table.name, table),))


def raw(name: str, frame: pd.DataFrame, declared: columns.Table, label: str = "Data (CSV)") -> Download:
    """A table of another algorithm as it came, as CSV."""
    names = list(declared.names)
    return Download(f"{name}.csv", to_csv(names, frame[names].to_numpy(dtype=object).tolist()), label)


def sample_flow(frame: pd.DataFrame, k: int, areas: Sequence[Sequence[float]] = ()) -> tuple[Table, int]:
    """The sample flow without counts that are small or that two others give away; also how many cells were withheld.

    ``areas`` holds, for homes, those that asked and those of minorities, what the area tables tell: the sum over all
    areas that are shown, and the whole city's. A step that lies a few homes from the first would count the homes of the
    areas that are withheld; one that lies a few from the second, those that the area tables leave out.
    """
    kept, asked, minority = (
        numbers(frame, name) for name in (columns.HOUSEHOLDS, columns.REPORTERS, columns.MINORITY_HOUSEHOLDS)
    )
    published = list(areas) or [[]] * 3
    away = [~near_published(values, told, k) for values, told in zip((kept, asked, minority), published)]
    shown = flow_mask(kept, k) & away[0]
    shown_asked = flow_mask(asked, k, np.where(shown, kept - asked, np.nan)) & away[1]
    shown_minority = flow_mask(minority, k, np.where(shown, kept - minority, np.nan)) & away[2]
    steps, reasons = texts(frame, columns.STEP), texts(frame, columns.REASON)
    hidden = 0

    def cell(values: np.ndarray, mask: np.ndarray, row: int) -> str:
        nonlocal hidden
        if not np.isfinite(values[row]):
            return "–"
        if not mask[row]:
            hidden += 1
            return WITHHELD
        return count(values[row])

    def lost(values: np.ndarray, mask: np.ndarray, row: int) -> str:
        if row == 0:
            return "–"
        if not np.isfinite(values[row - 1]) or not np.isfinite(values[row]):
            return "–"
        return count(values[row - 1] - values[row]) if mask[row] and mask[row - 1] else WITHHELD

    rows = [
        [
            steps[row],
            cell(kept, shown, row),
            cell(asked, shown_asked, row),
            cell(minority, shown_minority, row),
            lost(kept, shown, row),
            lost(asked, shown_asked, row),
            reasons[row] or "–",
        ]
        for row in range(len(frame))
    ]
    table = Table(
        "sample_flow",
        "From the meters to the homes that are analysed",
        ("Step", "Homes", "asked for help", "minority", "Homes", "asked for help", "Why"),
        rows,
        groups=(("", 1), ("Kept", 3), ("Left out", 2), ("", 1)),
        text_columns=(6,),
        notes=_withheld_note(hidden, k),
        counts=[
            Count("Sample flow", counted(METERS, step=row + 1, **part), int(values[row]))
            for values, mask, part in (
                (kept, shown, {}),
                (asked, shown_asked, {"asked": 1}),
                (minority, shown_minority, {"minority": 1}),
            )
            for row in np.flatnonzero(mask & np.isfinite(values)).tolist()
        ],
    )
    return table, hidden


def _withheld_note(hidden: int, k: int) -> tuple[str, ...]:
    if not hidden:
        return ()
    return (
        f"“{WITHHELD}”: a count below {k}, or one from which such a count could be worked out by subtraction. "
        "Counts that are shown are exact.",
    )


def days_table(
    labels: Sequence[str], shares: dict[str, list[tuple[float, float, float]]], names: dict[str, str]
) -> Table:
    """Share restored at each midnight, by group; ``shares`` holds (share, low, high) per label."""
    header = ["By midnight at the end of", *(part for group in shares for part in (names[group], "95 % interval"))]
    rows = []
    for place, label in enumerate(labels):
        cells = []
        for values in shares.values():
            share, low, high = values[place]
            cells += [percent(share, 1), f"{percent(low, 1)} to {percent(high, 1)}"]
        rows.append([label, *cells])
    return Table("restored_by_day", "Share of homes with power restored", header, rows)


def quantile_table(
    quantiles: dict[str, list[Quantile | None]], names: dict[str, str], shares: Sequence[float]
) -> Table:
    """T50, T80, T95: hours from a home's own loss of power until that share was restored; ``None`` is withheld."""
    header = ["Homes"]
    for share in shares:
        header += [f"T{100 * share:.0f}, hours", "95 % interval"]
    rows = []
    for group, found in quantiles.items():
        cells = []
        for item in found:
            if item is None:
                cells += [WITHHELD, WITHHELD]
            else:
                cells += [_hours_or_later(item.hours), f"{_hours_or_later(item.low)} to {_hours_or_later(item.high)}"]
        rows.append([names[group], *cells])
    return Table(
        "restoration_quantiles", "Hours without power until 50, 80 and 95 % of homes were restored", header, rows
    )


def _hours_or_later(hours: float) -> str:
    return count(hours) if math.isfinite(hours) else "after the reads end"


def cells_table(cells: dict[tuple[str, int], Mean], names: dict[str, str]) -> Table:
    """The gap chart's numbers."""
    rows = [
        [
            names[group],
            "asked" if asked else "did not ask",
            count(cell.households),
            fixed(cell.mean, 1),
            f"{fixed(cell.low, 1)} to {fixed(cell.high, 1)}",
        ]
        for (group, asked), cell in sorted(cells.items(), key=lambda item: (item[0][1], item[0][0] != "minority"))
    ]
    header = ("Homes", "Help", "Households", "Mean hours to restoration", "95 % interval")
    return Table("observed_hours", "Observed hours to restoration", header, rows, text_columns=(1,))


def descriptives(
    homes: Households, parts: dict[str, np.ndarray], k: int, beside: PlaceNumbers
) -> tuple[list[Table], int]:
    """Mean, standard deviation and 5th and 95th percentile by part of the study; also how many cells were withheld.

    The study prints minimum and maximum, but those are single households' values. A percentile is shown where at
    least ``k`` households lie beyond it. A part and its counterpart are withheld together, since one follows from
    the other and the whole.

    Parameters
    ----------
    homes
        The homes.
    parts
        Heading to boolean of shape ``(n,)``: the whole first, then pairs of counterparts. A part whose count may not
        be shown must not be among them.
    k
        Smallest count to show.
    beside
        How exactly block groups' values may be told beside the area table.
    """
    labels = {column.name: column for column in columns.STUDY.columns}
    variables = {
        columns.RESTORATION_HOURS: homes.hours,
        columns.MINORITY_SHARE: homes.minority_share,
        **homes.covariates,
    }
    heads = list(parts)
    hidden = 0
    tables = []
    centre_rows, spread_rows = [], []
    centre_rows.append(["Households", *(count(int(parts[head].sum())) for head in heads)])
    for name, values in variables.items():
        column = labels[name]
        is_share = column.unit == "0-1"
        unit = "%" if is_share else column.unit
        label = f"{column.alias} ({unit})" if unit in _UNITS else column.alias
        scale, places = (100.0, 1) if is_share else (1.0, 2 if name == columns.LOG_DENSITY else 1)
        ends = 0 if name in _WHOLE else places
        unsafe = {head for head in heads if name in _HOUSEHOLD_SHARES and not share_is_safe(values[parts[head]], k)}
        for first, second in zip(heads[1::2], heads[2::2]):
            if {first, second} & unsafe:
                unsafe |= {first, second}
        centre, spread = [], []
        for head in heads:
            chosen, weights = values[parts[head]], homes.weights[parts[head]]
            if head in unsafe:
                hidden += 2
                centre.append(WITHHELD)
                spread.append(WITHHELD)
                continue
            mean = np.average(chosen, weights=weights)
            deviation = math.sqrt(np.average((chosen - mean) ** 2, weights=weights))
            own = [fixed(scale * mean, places), fixed(scale * deviation, places)]
            if name in OF_PLACES:
                own = [
                    told(_HEADS[head], name, scale * value, scale, places)
                    for told, value in ((beside.mean, mean), (beside.spread, deviation))
                ]
            hidden += None in own
            centre.append(WITHHELD if None in own else "{} ({})".format(*own))
            if 0.05 * len(chosen) < k:
                spread.append(WITHHELD)
                hidden += 1
                continue
            shares = (0.05, 0.95)
            range_ = np.quantile(chosen, shares)
            own = [fixed(scale * value, ends) for value in range_]
            if name in OF_PLACES:
                own = [
                    beside.percentile(_HEADS[head], name, share, scale * value, scale, ends)
                    for share, value in zip(shares, range_)
                ]
            hidden += None in own
            spread.append(WITHHELD if None in own else " to ".join(own))
        centre_rows.append([label, *centre])
        spread_rows.append([label, *spread])
    notes = [
        "Income, density, education, renters and community requests are values of the block group in which the home "
        "stands. They are rounded, or withheld, where they would tell of areas that the area table withholds.",
    ]
    if homes.weighted:
        notes.append(
            "Means and standard deviations weigh each home by its sampling weight; counts and percentiles do not."
        )
    counts = [
        Count("The homes in numbers", counted(COMPARED, **_PARTS[head]), int(parts[head].sum()))
        for head in heads
        if head in _PARTS
    ]
    centre_table = Table("descriptives", "Mean (standard deviation)", ["", *heads], centre_rows, notes=notes)
    tables.append(replace(centre_table, counts=counts))
    tables.append(
        Table(
            "descriptives_range",
            "5th to 95th percentile",
            ["", *heads],
            spread_rows,
            notes=(
                "The reference study prints the smallest and the largest value. Those belong to single households, so "
                f"percentiles stand here, and only where at least {k} households lie beyond each.",
            ),
        )
    )
    return tables, hidden
