"""What the results of the study's models and of a model of one's own have in common."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pandas as pd

from .. import columns
from .specification import COVARIANCES, CR2, JACKKNIFE


class ModelSet:
    """Fitted models with their tables; :class:`~.equity.EquityModels` and :class:`~.regression.Regression`.

    Attributes
    ----------
    heading, caption, footnote, rows_name
        What reports call the page, the table, what they say under the contrasts, and what a row is.
    """

    heading: ClassVar[str]
    caption: ClassVar[str]
    footnote: ClassVar[str]
    rows_name: ClassVar[str]

    @property
    def clusters(self) -> int:
        """Clusters of the standard errors; 0 unless they are clustered."""
        return max(fit.clusters for fit in self.fits.values())

    def statistic(self, model: str, name: str) -> float:
        """A measure of fit; NaN where the model has none of that name."""
        frame = self.fit
        found = frame.loc[(frame[columns.MODEL] == model) & (frame[columns.STATISTIC] == name), columns.VALUE]
        return float(found.iloc[0]) if len(found) else float("nan")

    def standard_errors(self) -> pd.DataFrame:
        """Standard errors of every kind side by side, table ``columns.STANDARD_ERRORS``; NaN where there are none."""
        rows = []
        for spec in self.specs:
            fit = self.fits[spec.id]
            none = np.full(len(fit.terms), np.nan)
            kinds = [fit.errors_by_kind.get(kind, none) for kind in (*COVARIANCES, CR2, JACKKNIFE)]
            rows += [(spec.id, *row) for row in zip(fit.terms, fit.params, *kinds, fit.freedoms_by_cr2)]
        return pd.DataFrame(rows, columns=list(columns.STANDARD_ERRORS.names))

    def term_groups(self, model: str) -> list[list[int]]:
        """Places of the design's columns that belong to one predictor or product; each alone unless it has levels."""
        groups: dict[object, list[int]] = {}
        design = self.designs[model]
        owners = self.owners(model)
        for place in range(1, len(design.terms)):
            key = tuple(owners[part] for part in design.parts[place]) if design.parts[place] else owners[place]
            groups.setdefault(key, []).append(place)
        return list(groups.values())

    def owners(self, model: str) -> list[str]:
        """The predictor that each column of a design comes from."""
        return list(self.designs[model].terms)
