"""What the two groups of a comparison are called in plain words: on maps, in legends, in the tables themselves."""

from __future__ import annotations

from collections.abc import Collection

from .. import columns as c

MINORITY_WORDS = ("minority households", "other households")
HALF = 0.5
# Of the study table's columns: those from the threshold on, those below; and the unit in which it is told.
_NAMES = {
    c.MINORITY_SHARE: ("with a minority share of {} or more", "with a minority share below {}", "%"),
    c.ELDERLY_SHARE: ("where {} or more are aged 60 or older", "where under {} are aged 60 or older", "%"),
    c.COLLEGE_SHARE: ("where {} or more are aged 18 to 24", "where under {} are aged 18 to 24", "%"),
    c.VOTERS: ("with {} or more voters", "with fewer than {} voters", ""),
    c.HOUSE_AGE: ("in homes {} old or older", "in homes under {} old", " years"),
    # of the block group
    c.RENTER_SHARE: ("in block groups with {} or more renters", "in block groups with under {} renters", "%"),
    c.EDUCATION_SHARE: (
        "in block groups where {} or more have a bachelor's degree",
        "in block groups where under {} have a bachelor's degree",
        "%",
    ),
    c.MEDIAN_INCOME: (
        "in block groups with a median income of {} or more",
        "in block groups with a median income below {}",
        " thousand dollars",
    ),
}
# How the words of a group begin that is made by a threshold: of its others a map says "the rest".
BY_THRESHOLD = ("households with ", "households where ", "households in ")


def words_by_threshold(column: str, threshold: float) -> tuple[str, str]:
    """The group from the threshold on, and the others.

    Parameters
    ----------
    column, threshold
        Of the comparison; half of a household's voters make it a minority household.
    """
    if column == c.MINORITY_SHARE and threshold == HALF:
        return MINORITY_WORDS
    plain = column.replace("_", " ")
    group, others, unit = _NAMES.get(
        column, (f"with a value of {plain} of {{}} or more", f"with a value of {plain} below {{}}", "")
    )
    told = f"{100 * threshold:g} %" if unit == "%" else f"{threshold:,.10g}{unit}"
    return f"households {group.format(told)}", f"households {others.format(told)}"


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
