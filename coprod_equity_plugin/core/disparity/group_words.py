"""What the two groups of a comparison are called in plain words: on maps, in legends, in the tables themselves."""

from __future__ import annotations

from collections.abc import Collection

from .. import columns as c

MINORITY_WORDS = ("minority households", "other households")
HALF = 0.5
# Of the study table's columns: the words, and the unit in which the threshold is told.
_NAMES = {
    c.MINORITY_SHARE: ("a minority share", "%"),
    c.ELDERLY_SHARE: ("a share aged 60 or older", "%"),
    c.COLLEGE_SHARE: ("a share aged 18 to 24", "%"),
    c.RENTER_SHARE: ("a renter share", "%"),
    c.EDUCATION_SHARE: ("a share with a bachelor's degree", "%"),
    c.HOUSE_AGE: ("a house age", " years"),
    c.MEDIAN_INCOME: ("a median income", " thousand dollars"),
    c.VOTERS: ("a number of voters", ""),
}


def words_by_threshold(column: str, threshold: float) -> tuple[str, str]:
    """The group from the threshold on, and the others.

    Parameters
    ----------
    column, threshold
        Of the comparison; half of a household's voters make it a minority household.
    """
    if column == c.MINORITY_SHARE and threshold == HALF:
        return MINORITY_WORDS
    what, unit = _NAMES.get(column, (f"a value of {column.replace('_', ' ')}", ""))
    told = f"{100 * threshold:g} %" if unit == "%" else f"{threshold:,.10g}{unit}"
    return f"households with {what} of {told} or more", f"households with {what} below {told}"


def words_by_value(column: str, reference: str, others: Collection[str]) -> tuple[str, str]:
    """All groups but the reference group, and that.

    Parameters
    ----------
    column
        Its values are the groups.
    reference, others
        Name of the reference group, names of all the others.
    """
    if len(others) == 1:
        return _named(column, next(iter(others))), _named(column, reference)
    what = f"{column.replace('_', ' ')} " if _is_number(reference) else ""
    return f"households other than {what}{reference}", _named(column, reference)


def _named(column: str, value: str) -> str:
    return f"households of {column.replace('_', ' ')} {value}" if _is_number(value) else f"{value} households"


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).replace("-", "", 1).isdigit()
