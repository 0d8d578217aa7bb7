"""Which groups the area table compares: minority homes and others, or whoever its run was asked to compare.

The models and everything that the report measures itself compare minority homes with others. The area table, and the
index of inequality between groups that comes with it, may be of renters, of the elderly, of any field; they say so.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from .. import columns
from ..disparity.group_words import MINORITY_WORDS
from .inputs import texts


class Compared(NamedTuple):
    """A group and whom it is compared with, as the area table names them."""

    group: str
    others: str

    @property
    def minority(self) -> bool:
        """Whether these are the groups of the rest of the report."""
        return self == MINORITY_WORDS

    @property
    def share(self) -> str:
        """The group's share, within a sentence."""
        return "minority share" if self.minority else f"share of {self.group}"

    @property
    def head(self) -> str:
        """The heading of a column with the group's share."""
        return "Minority homes" if self.minority else f"{self.share[:1].upper()}{self.share[1:]}"

    @property
    def pair(self) -> str:
        """Both, within a sentence."""
        return "minority and other homes" if self.minority else f"{self.group} and {self.others}"

    @property
    def few(self) -> str:
        """Of whom an area has very few where their share is withheld."""
        if self.minority:
            return "very few minority homes, or very few others,"
        return f"very few {self.group}, or very few {self.others},"


def of_areas(frame: pd.DataFrame) -> Compared:
    """The groups of an area table; one that does not name any is of minority homes."""
    for pair in zip(texts(frame, columns.COMPARED_GROUP), texts(frame, columns.COMPARED_WITH)):
        if all(pair):
            return Compared(*pair)
    return Compared(*MINORITY_WORDS)


def of_minorities(published: pd.DataFrame) -> pd.DataFrame:
    """What an area table tells of minority homes: without its groups' homes if these are other groups."""
    if of_areas(published).minority:
        return published
    return published.assign(**{columns.MINORITY_HOUSEHOLDS: np.nan})
