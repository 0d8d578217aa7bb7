"""What the area tables of the same run publish, and how exactly the report may speak beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .. import columns
from ..disparity.households import MINORITY, DisparityOptions, read_households
from ..disparity.place_values import (
    OtherCities,
    Withheld,
    mean_of,
    other_cities,
    percentile_of,
    safe_decimals,
    spread_of,
)
from ..sources.ids import id_text
from .inputs import Households, numbers, texts
from .words import fixed

# Public values of the block group in which a home stands, and its requests, which the area table mostly tells.
CENSUS = (columns.MEDIAN_INCOME, columns.LOG_DENSITY, columns.EDUCATION_SHARE, columns.RENTER_SHARE)
OF_PLACES = (*CENSUS, columns.COMMUNITY_REQUESTS)


def city_counts(study: pd.DataFrame, k: int) -> tuple[list[float], np.ndarray]:
    """Homes that the area tables count, those of them that asked and those of minorities; and which rows these are."""
    homes = read_households(study, DisparityOptions(minimum=k))
    rows = np.zeros(len(study), dtype=bool)
    rows[homes.rows] = True
    return [float(len(homes.hours)), float(homes.asked.sum()), float((homes.group == MINORITY).sum())], rows


@dataclass(frozen=True)
class PlaceNumbers:
    """Means, deviations and percentiles of block groups' values over homes, as exactly as they may be told.

    Attributes
    ----------
    cities
        By heading, from :func:`..disparity.place_values.other_cities`.
    values
        By column of :data:`OF_PLACES`: the places' values, shape ``(places,)``.
    """

    cities: Mapping[str, OtherCities]
    values: Mapping[str, np.ndarray]

    def mean(self, head: str, column: str, true: float, scale: float, places: int) -> str | None:
        """The text of a mean, ``true`` being in the unit printed; ``None`` where it may not be told at all."""
        return self._told(head, column, mean_of, true, scale, places)

    def spread(self, head: str, column: str, true: float, scale: float, places: int) -> str | None:
        """The text of a standard deviation, as :meth:`mean`."""
        return self._told(head, column, spread_of, true, scale, places)

    def percentile(self, head: str, column: str, share: float, true: float, scale: float, places: int) -> str | None:
        """The text of a percentile, as :meth:`mean`."""
        return self._told(head, column, lambda x, n: percentile_of(x, n, share), true, scale, places)

    def _told(self, head, column, measure, true, scale, places) -> str | None:
        city, values = self.cities[head], scale * self.values[column]
        # Sampling weights shift a number, so the other cities' are shifted by as much.
        shift = true - float(np.ravel(measure(values, city.true))[0])
        decimals = safe_decimals(true, np.ravel(measure(values, city.others)) + shift, places)
        return None if decimals is None else fixed(float(np.round(true, decimals)), max(decimals, 0))


def place_numbers(study: pd.DataFrame, homes: Households, areas: pd.DataFrame, k: int) -> PlaceNumbers:
    """How exactly block groups' values may be told beside the area table.

    Parameters
    ----------
    study
        The household study table, which also has the block groups without a home that is compared.
    homes
        The homes that are compared.
    areas
        The area table as it is published, withheld numbers missing. Block groups that it does not have, such as where
        it is of tracts, count as withheld.
    k
        Smallest count to show.
    """
    frame = pd.DataFrame({name: numbers(study, name) for name in OF_PLACES})
    names = np.array(texts(study, columns.BLOCK_GROUP), dtype=object)  # as the homes have them
    ids = dict(zip(names, id_text(study[columns.BLOCK_GROUP].to_numpy())))
    frame = frame[names != ""].groupby(names[names != ""]).first()
    shown = {
        name: pd.Series(numbers(areas, name), index=id_text(areas[columns.AREA_ID].to_numpy()))
        for name in (columns.HOUSEHOLDS, columns.MINORITY_HOUSEHOLDS, columns.REQUESTS_COUNT)
    }
    gone = [
        found[found.index.notna() & ~found.index.duplicated()].reindex(frame.index.map(ids)).isna().to_numpy()
        for found in shown.values()
    ]
    cities = other_cities(
        frame.index.get_indexer(homes.clusters),
        homes.minority,
        homes.asked,
        frame[list(CENSUS)].to_numpy(),
        Withheld(gone[0], gone[0] | gone[1], gone[0] | gone[2]),
        k,
    )
    return PlaceNumbers(cities, {name: frame[name].to_numpy() for name in OF_PLACES})
