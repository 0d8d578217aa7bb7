"""How far restoration times depend on the thresholds: the inference again with others, one changed at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from .. import columns
from ..progress import Progress

if TYPE_CHECKING:
    from .restoration import RestorationOptions, RestorationResult

CHOSEN = "as chosen"
THRESHOLDS_KWH = (0.001, 0.005, 0.01, 0.05)
MINIMUM_HOURS = (0.5, 1.0, 2.0)
SUSTAINED_HOURS = (0.5, 1.0, 2.0, 4.0)
# The share of meters out from which missing reads alone are an outage: always, and never.
ALWAYS, NEVER = 0.0, 2.0


def other_thresholds(options: RestorationOptions) -> tuple[float, ...]:
    """The thresholds of power that are tried beside the chosen one, kWh."""
    return tuple(level for level in THRESHOLDS_KWH if level != options.threshold_kwh)


def choices(options: RestorationOptions) -> list[tuple[str, RestorationOptions]]:
    """The chosen thresholds and their variations: what differs, in words, and the options."""
    rules = {ALWAYS: "always", NEVER: "never"}
    tried = (
        ("threshold_kwh", other_thresholds(options), "power is on above {:g} kWh"),
        ("minimum_outage_hours", MINIMUM_HOURS, "outages of {:g} hours or longer"),
        ("sustained_hours", SUSTAINED_HOURS, "power is back when on for {:g} hours"),
        ("area_share", tuple(rules), "missing reads alone {}"),
    )
    result = [(CHOSEN, options)]
    for name, values, words in tried:
        for value in values:
            if value != getattr(options, name):
                said = f"are {rules[value]} an outage" if name == "area_share" else value
                result.append((words.format(said), replace(options, **{name: value})))
    return result


def sensitivity_table(
    options: RestorationOptions,
    chosen: RestorationResult,
    infer: Callable[[RestorationOptions], RestorationResult],
    progress: Progress | None = None,
) -> pd.DataFrame:
    """The columns of ``columns.SENSITIVITY``, a row per choice, the chosen one first.

    Parameters
    ----------
    options, chosen
        The chosen thresholds and what they gave.
    infer
        Repeats the inference with other options.
    """
    progress = progress or Progress()
    rows, tried = [], choices(options)
    for number, (words, other) in enumerate(tried):
        progress.check()
        progress.set(100 * number / len(tried))
        result = chosen if other is options else infer(other)
        table = result.table
        hours = table[columns.RESTORATION_HOURS].to_numpy(dtype=float)
        share = other.area_share
        rows.append(
            {
                columns.CHOICE: words,
                columns.THRESHOLD_KWH: other.threshold_kwh,
                columns.MINIMUM_OUTAGE_HOURS: other.minimum_outage_hours,
                columns.SUSTAINED_HOURS: other.sustained_hours,
                columns.MISSING_RULE: {ALWAYS: "always", NEVER: "never"}.get(share, f"{share:g}"),
                **result.counts,
                columns.STATUS_CHANGED: int(
                    np.count_nonzero(
                        table[columns.STATUS].to_numpy(object) != chosen.table[columns.STATUS].to_numpy(object)
                    )
                ),
                columns.MEAN_HOURS: float(np.nanmean(hours)) if np.isfinite(hours).any() else np.nan,
                columns.SHARE_DAY2: result.numbers.share_day2,
                columns.SHARE_DAY3: result.numbers.share_day3,
                columns.CITY_T50: result.numbers.t50,
            }
        )
    progress.set(100)
    return pd.DataFrame(rows, columns=list(columns.SENSITIVITY.names))
