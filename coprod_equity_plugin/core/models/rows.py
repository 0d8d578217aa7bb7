"""Which households the models use, and a count of the others by reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .. import columns
from ..errors import InputError, Problem

_USED = (columns.STATUS_RESTORED, columns.STATUS_CENSORED)
MINIMUM = 11  # smaller counts of households are not shown
_SHARES = (
    columns.MINORITY_SHARE,
    columns.ELDERLY_SHARE,
    columns.COLLEGE_SHARE,
    columns.EDUCATION_SHARE,
    columns.RENTER_SHARE,
)
_COUNTS = (columns.RESTORATION_HOURS, columns.COMMUNITY_REQUESTS, columns.COMMUNITY_REQUESTS_OTHERS)


@dataclass(frozen=True)
class UsedRows:
    """The rows of the study table that the models use.

    Attributes
    ----------
    mask
        Shape ``(rows of the table,)``.
    values
        By column, shape ``(n,)``: what the models read, of the rows used.
    households, clusters, weights
        Shape ``(n,)``; clusters and weights are ``None`` where the table or the options have none. Weights may be
        missing where they are not used.
    left_out
        Columns ``reason``, ``column``, ``households``.
    notes
        What a reader has to know of the rows.
    """

    mask: np.ndarray
    values: dict[str, np.ndarray]
    households: np.ndarray
    clusters: np.ndarray | None
    weights: np.ndarray | None
    left_out: pd.DataFrame
    notes: tuple[str, ...]

    def column(self, name: str) -> np.ndarray:
        """A column's values in the rows used, shape ``(n,)``."""
        return self.values[name]

    def holds(self, name: str) -> bool:
        """Whether the models read a column."""
        return name in self.values

    @property
    def weights_differ(self) -> bool:
        """Whether households were sampled with different chances."""
        return self.weights is not None and not np.allclose(self.weights, self.weights[0], rtol=1e-9, atol=0)


def use_rows(study: pd.DataFrame, names: Sequence[str], cluster: str, options) -> UsedRows:
    """Choose the households that lost power and have every value, after checking that the values are possible.

    Parameters
    ----------
    study
        Table ``columns.STUDY``; status, identity, censoring and weight may be absent, and then say nothing.
    names
        The columns that the models read.
    cluster
        The column of clusters, empty if none are needed.
    options
        :class:`~.equity.ModelOptions`; ``use_weights`` makes the weights a needed column.
    """
    weight = columns.SAMPLING_WEIGHT
    needed = [*names, *([cluster] if cluster else []), *([weight] if options.use_weights else [])]
    missing = [name for name in dict.fromkeys(needed) if name not in study.columns]
    if missing:
        raise InputError(
            [
                Problem(f"the study table has no column {name}", "Use the table that 'studydataset' makes", column=name)
                for name in missing
            ]
        )
    numbers = {name: _number(study, name) for name in dict.fromkeys([*names, weight]) if name in study.columns}
    size = len(study)
    lost_power = np.ones(size, bool)
    lines = []
    if columns.STATUS in study.columns:
        status = study[columns.STATUS].to_numpy(dtype=object)
        lost_power = np.isin(status.astype(str), _USED)
        for value in sorted({str(entry) for entry in status[~lost_power]}):
            count = int((status.astype(str) == value).sum())
            lines.append(
                (f"status is {value if value not in ('None', 'nan', '<NA>', '') else 'missing'}", "status", count)
            )
    _check_values(numbers, lost_power, options.use_weights)

    mask = lost_power.copy()
    for name in names:
        empty = lost_power & ~np.isfinite(numbers[name])
        if empty.any():
            lines.append((f"no {name}", name, int(empty.sum())))
        mask &= ~empty
    if cluster:
        labels = study[cluster]
        blank = labels.isna().to_numpy() | (labels.astype(str).str.strip() == "").to_numpy()
        empty = lost_power & blank
        if empty.any():
            lines.append((f"no {cluster}", cluster, int(empty.sum())))
        mask &= ~empty
    if options.use_weights:
        empty = lost_power & ~np.isfinite(numbers[weight])
        if empty.any():
            lines.append((f"no {weight}", weight, int(empty.sum())))
        mask &= ~empty
    left_out = pd.DataFrame(lines, columns=[columns.REASON, "column", columns.HOUSEHOLDS])
    if not mask.any():
        worst = ", ".join(f"{line[0]} in {line[2]:,} rows" for line in lines) or "the table is empty"
        raise InputError(Problem("no household lost power and has every value that the models need", worst))

    has_id = columns.HOUSEHOLD_ID in study.columns
    return UsedRows(
        mask=mask,
        values={name: numbers[name][mask] for name in names},
        households=(study[columns.HOUSEHOLD_ID].to_numpy() if has_id else np.arange(1, size + 1))[mask],
        clusters=study[cluster].to_numpy()[mask] if cluster else None,
        weights=numbers[weight][mask] if weight in numbers else None,
        left_out=left_out,
        notes=_notes(study, mask),
    )


def _notes(study: pd.DataFrame, mask: np.ndarray) -> tuple[str, ...]:
    if columns.CENSORED not in study.columns:
        return ()
    waiting = int((_number(study, columns.CENSORED)[mask] == 1).sum())
    if not waiting:
        return ()
    few = f"Fewer than {MINIMUM}" if waiting < MINIMUM else f"{waiting:,}"
    return (
        f"{few} of {int(mask.sum()):,} households had no power yet when the reads end. Their hours up to there "
        "are used, which is less than they waited.",
    )


def _number(study: pd.DataFrame, name: str) -> np.ndarray:
    try:
        return study[name].to_numpy(dtype=float, na_value=np.nan)
    except (TypeError, ValueError):
        raise InputError(
            Problem("there is text where the models need a number", "Make it a number field", column=name)
        ) from None


def _check_values(numbers: dict[str, np.ndarray], lost_power: np.ndarray, use_weights: bool) -> None:
    problems = []

    def report(name: str, wrong: np.ndarray, what: str, remedy: str) -> None:
        wrong = wrong & lost_power
        if wrong.any():
            places = np.flatnonzero(wrong) + 1
            problems.append(Problem(what, remedy, column=name, rows=tuple(int(place) for place in places)))

    with np.errstate(invalid="ignore"):
        for name, values in numbers.items():
            if name in _SHARES:
                wrong = (values < 0) | (values > 1)
                report(name, wrong, "a share must lie between 0 and 1", "If these are percentages, divide by 100")
            elif name == columns.PARTICIPATION:
                wrong = np.isfinite(values) & ~np.isin(values, (0.0, 1.0))
                report(
                    name, wrong, "must be 0 or 1", "Use 1 for a household that asked for help, 0 for one that did not"
                )
            elif name in _COUNTS:
                report(name, values < 0, "a count cannot be negative", "Correct or remove these rows")
                wrong = np.isfinite(values) & (values != np.floor(values))
                report(name, wrong, "a count must be whole", "Round it, halves up, as 'restorationtimes' does")
            elif name == columns.SAMPLING_WEIGHT and use_weights:
                report(name, values <= 0, "a sampling weight must be above zero", "Give the inverse of the chance")
    if problems:
        raise InputError(problems)
