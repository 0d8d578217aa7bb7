"""Results that were published before, brought to the areas of the run that comes after them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .. import columns as c
from ..errors import PrivacyError
from ..sources.ids import id_text

COUNTS = (c.HOUSEHOLDS, c.MINORITY_HOUSEHOLDS, c.REQUESTS_COUNT)
_KNOWN = "of known group"


def on_these_areas(table: pd.DataFrame, ids: np.ndarray, number: int) -> pd.DataFrame:
    """An earlier disparity table on the areas of this run.

    Of the same areas it stays as it is. Of smaller ones that make these up, such as block groups where this run has
    tracts (whose census ids begin theirs), it is added up; where a part was withheld, the sum counts as withheld, since
    the sum less the parts that were shown would tell it.

    Parameters
    ----------
    table
        Columns of ``columns.DISPARITY`` that hold counts, and the minority share.
    ids : numpy.ndarray of object or text, shape (areas,)
        The areas of this run.
    number
        Which of the results published before, for the error.

    Raises
    ------
    PrivacyError
        If the areas are others: where borders cross, or these areas lie within those, nobody can say which differences
        of the two results would show a few households.
    """
    own = id_text(table[c.AREA_ID].to_numpy())
    named = np.array([name is not None for name in own], dtype=bool)
    mine = {str(name) for name in ids}
    theirs = [str(name) for name in own[named]]
    if not theirs or mine.intersection(theirs):
        return table
    lengths = {len(name) for name in mine}
    size = min(lengths)
    census = len(lengths) == 1 and all(name.isdigit() and len(name) > size for name in theirs)
    if not census or not mine.intersection(name[:size] for name in theirs):
        raise PrivacyError(
            f"The result published before (number {number} of those given) is of other areas, which do not make up "
            "those of this run. Whoever lays both over each other may see a few households. Publish only one of the "
            "two, or run this on the areas of that result, or on areas made up of them, such as tracts of block groups."
        )
    parts = table[named]
    households = parts[c.HOUSEHOLDS].to_numpy(dtype=float, na_value=np.nan)
    sums = {}
    for name in COUNTS:
        values = parts[name].to_numpy(dtype=float, na_value=np.nan)
        sums[name] = np.where(households == 0, 0.0, values)  # of nobody there is nothing to withhold
    share = parts[c.MINORITY_SHARE].to_numpy(dtype=float, na_value=np.nan)
    minority = sums[c.MINORITY_HOUSEHOLDS]
    sums[_KNOWN] = np.divide(minority, share, out=households.copy(), where=share > 0)
    frame = pd.DataFrame(sums)
    added = frame.groupby([name[:size] for name in theirs]).agg(lambda values: values.sum(skipna=False)).reset_index()
    added = added.rename(columns={"index": c.AREA_ID})
    known = added.pop(_KNOWN).to_numpy()
    few = added[c.MINORITY_HOUSEHOLDS].to_numpy(dtype=float)
    added[c.MINORITY_SHARE] = np.divide(few, known, out=np.where(np.isnan(few), np.nan, 0.0), where=known > 0)
    return added
