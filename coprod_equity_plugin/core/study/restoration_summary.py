"""What a restoration table rests on, as a table of its own: status counts, what was left out and why, the settings."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from .. import columns

METERS, ROWS = "meters", "rows"


def settings_of(options: object, more: Iterable[tuple[str, object]] = ()) -> dict[str, str]:
    """An options dataclass as words, with further settings before it: name -> value."""
    return {name: _text(value) for name, value in (*more, *vars(options).items())}


def _text(value: object) -> str:
    if isinstance(value, np.datetime64):
        return "not given" if np.isnat(value) else str(value.astype("datetime64[m]"))
    if isinstance(value, (list, tuple, set)):
        return " ".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def summary_table(
    statuses: dict[str, int],
    left_out: dict[str, int],
    settings: dict[str, str],
    reconciled: dict[str, int] | None = None,
) -> pd.DataFrame:
    """The columns of ``columns.RESTORATION_SUMMARY``.

    Parameters
    ----------
    statuses
        Status -> meters.
    left_out
        Reason -> rows of the files.
    settings
        Name -> value.
    reconciled
        What a comparison with another source found -> meters.
    """
    rows = [(columns.KIND_STATUS, item, count, METERS, None) for item, count in statuses.items()]
    rows += [(columns.KIND_LEFT_OUT, item, count, ROWS, None) for item, count in left_out.items()]
    rows += [(columns.KIND_RECONCILED, item, count, METERS, None) for item, count in (reconciled or {}).items()]
    rows += [(columns.KIND_SETTING, item, np.nan, None, value) for item, value in settings.items()]
    return pd.DataFrame(rows, columns=list(columns.RESTORATION_SUMMARY.names))
