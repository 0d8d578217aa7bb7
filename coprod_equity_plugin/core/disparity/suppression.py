"""Which values of a published table have to be withheld so that no few households can be told from it.

Works on arrays of counts and knows no table: whoever publishes counts by area asks here first. The reader of a table
is taken to be an attacker who subtracts: what is shown from the total, one column from another. So a withheld set is
itself looked at as a cell, the one that subtraction gives.

Sources of the rules: CMS cell size suppression policy (no cell of 1 to 10, none derivable); the 15/15 rule of several
state utility commissions; CPUC D.14-05-016 (100 residential customers).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import InputError, Problem

NOT_WITHHELD, NOTHING_THERE, PRIMARY, COMPLEMENTARY = 0, 1, 2, 3
# Beside what was published before: a count that was withheld there, one that differs from there by a few households.
WITHHELD_BEFORE, DIFFERS_BY_FEW = 1, 2


@dataclass(frozen=True)
class PrivacyRule:
    """A smallest group that may be shown, and who asks for it."""

    name: str
    title: str
    minimum: int


RULES = (
    PrivacyRule("households_11", "At least 11 households (the CMS cell size rule)", 11),
    PrivacyRule("15_15", "At least 15 customers (the 15/15 rule of utility commissions)", 15),
    PrivacyRule("customers_100", "At least 100 customers (California's rule for residential data)", 100),
)
CUSTOM = "custom"


def privacy_rule(name: str, minimum: int = 11) -> PrivacyRule:
    """The rule of a name; ``custom`` takes its own smallest group, ``minimum``."""
    if name == CUSTOM:
        return PrivacyRule(CUSTOM, f"At least {minimum} households (own rule)", minimum)
    for rule in RULES:
        if rule.name == name:
            return rule
    known = ", ".join([*(rule.name for rule in RULES), CUSTOM])
    raise InputError(Problem(f"there is no privacy rule '{name}'", f"Choose one of {known}"))


@dataclass(frozen=True)
class Suppression:
    """What has to be withheld of one family of columns.

    Attributes
    ----------
    state : numpy.ndarray of int, shape (areas,)
        ``NOT_WITHHELD``, ``NOTHING_THERE`` (no household, which may be said), ``PRIMARY`` (the area itself is too
        small or too uniform) or ``COMPLEMENTARY`` (withheld so that another cannot be worked out). Which of the last
        two it is must not be published for an area: it would tell the attacker which of the cells is the small one.
    total_withheld : bool
        The total over all areas has to go too, since withholding every area is not enough.
    """

    state: np.ndarray
    total_withheld: bool

    @property
    def withheld(self) -> np.ndarray:
        """Areas whose values are not published, shape (areas,)."""
        return self.state >= PRIMARY


def is_small(counts: np.ndarray, minimum: int) -> np.ndarray:
    """Counts of at least one household but fewer than the rule allows."""
    counts = np.asarray(counts)
    return (counts > 0) & (counts < minimum)


def suppress_totals(
    counts: np.ndarray, uniform: np.ndarray, minimum: int, before: np.ndarray | None = None
) -> Suppression:
    """Areas of which nothing may be shown.

    Parameters
    ----------
    counts : numpy.ndarray of int, shape (areas,)
        Households of each area; their sum is published.
    uniform : numpy.ndarray of bool, shape (areas,)
        The values of all the area's households are the same, so that the mean is everybody's value. Tolerated in
        areas of three times the minimum and more.
    minimum
        The smallest group that may be shown.
    before : numpy.ndarray of int, shape (areas,)
        ``WITHHELD_BEFORE`` or ``DIFFERS_BY_FEW``, else 0; 0 if not given.
    """
    counts = np.asarray(counts, dtype=np.int64)
    small = is_small(counts, minimum)
    before = np.zeros(len(counts), dtype=np.int64) if before is None else before
    small = small | ((before == DIFFERS_BY_FEW) & (counts > 0))
    bare = np.asarray(uniform, dtype=bool) & (counts > 0) & (counts < 3 * minimum)
    return _suppress(
        counts[:, None],
        sensitive=small[:, None],
        primary=small | bare | (before > 0),
        area_counts=None,
        minimum=minimum,
    )


def suppress_additions(counts: np.ndarray, totals: Suppression, minimum: int) -> Suppression:
    """Areas of which further households, not among those of the totals, may not be counted.

    Parameters
    ----------
    counts : numpy.ndarray of int, shape (areas,)
        The further households of each area, such as those that kept their power; their sum is published. An area
        without any is said to have none.
    totals
        What :func:`suppress_totals` said of the households already counted; an area withheld there is withheld here.
    minimum
        The smallest group that may be shown.
    """
    counts = np.asarray(counts, dtype=np.int64)
    small = is_small(counts, minimum)
    return _suppress(
        counts[:, None], sensitive=small[:, None], primary=small, area_counts=None, minimum=minimum, already=totals
    )


def suppress_parts(
    parts: np.ndarray,
    totals: Suppression,
    minimum: int,
    telling: Sequence[bool] | None = None,
    before: np.ndarray | None = None,
    beside: np.ndarray | None = None,
) -> Suppression:
    """Areas of which a breakdown into parts (minority, other, unknown) may not be shown.

    A breakdown is shown whole or not at all, since each part follows from the others and the area's total. It is
    withheld where a part has at least one household but fewer than the minimum, or where an area of fewer than three
    times the minimum lies wholly in one telling part (everybody's group would be known).

    Parameters
    ----------
    parts : numpy.ndarray of int, shape (areas, kinds)
        Households of each kind; together they are the area's households. The sums over the areas are published.
    totals
        What :func:`suppress_totals` said of the same areas; an area withheld there is withheld here.
    minimum
        The smallest group that may be shown.
    telling : sequence of bool, length (kinds,)
        Kinds that say something about a household if all of an area are of it; all kinds if not given.
    before : numpy.ndarray of int, shape (areas, kinds)
        ``WITHHELD_BEFORE`` or ``DIFFERS_BY_FEW``, else 0; 0 if not given.
    beside : numpy.ndarray of int, shape (kinds,)
        How many households of each kind another published number of the same kind lacks. Where these are few, the sum
        must not be published, and not all areas may be shown: less that number it would tell them.
    """
    parts = np.asarray(parts, dtype=np.int64)
    telling = np.ones(parts.shape[1], dtype=bool) if telling is None else np.asarray(telling, dtype=bool)
    counts = parts.sum(axis=1)
    smallish = (counts > 0) & (counts < 3 * minimum)
    # A share of 0 or 100 % among the telling kinds; those of an unknown kind do not hide it.
    known = parts[:, telling].sum(axis=1)
    bare = smallish & (known > 0) & (parts[:, telling].max(axis=1, initial=0) == known)
    sensitive = is_small(parts, minimum) | (bare[:, None] & telling[None, :] & (parts < minimum))
    before = np.zeros(parts.shape, dtype=np.int64) if before is None else before
    sensitive = sensitive | (before == DIFFERS_BY_FEW)
    primary = sensitive.any(axis=1) | bare | (before > 0).any(axis=1)
    found = _suppress(
        parts,
        sensitive=sensitive,
        primary=primary,
        area_counts=np.where(totals.withheld, -1, counts),
        minimum=minimum,
        already=totals,
    )
    return _beside_few(found, counts, beside, minimum)


def suppress_crossed(
    cells: np.ndarray,
    totals: Suppression,
    groups: Suppression,
    answers: Suppression,
    minimum: int,
    telling: Sequence[bool],
    before: np.ndarray | None = None,
    beside: np.ndarray | None = None,
) -> Suppression:
    """Areas of which two breakdowns may not be shown crossed, such as how many of each group asked.

    Needs both breakdowns, so it is withheld wherever one of them is, and of a reader who knows those it is asked that
    they leave every small cell as open as the rule wants.

    Parameters
    ----------
    cells : numpy.ndarray of int, shape (areas, kinds, answers)
        Households by group and by answer; their sums over the areas are published.
    totals, groups, answers
        What was said of the areas, of the breakdown by group and of that by answer.
    minimum
        The smallest group that may be shown.
    telling : sequence of bool, length (kinds,)
        Groups of which the same answer of all says something about a household.
    before : numpy.ndarray of int, shape (areas, kinds, answers)
        As for :func:`suppress_parts`.
    beside : numpy.ndarray of int, shape (kinds, answers)
        As for :func:`suppress_parts`.
    """
    cells = np.asarray(cells, dtype=np.int64)
    areas = len(cells)
    kind = cells.sum(axis=2)
    counts = kind.sum(axis=1)
    alike = (kind > 0) & (kind < 3 * minimum) & (cells.max(axis=2) == kind) & np.asarray(telling, dtype=bool)
    sensitive = is_small(cells, minimum) | (alike[:, :, None] & (cells < minimum))
    least, most = _within_margins(cells, totals, groups, answers)
    sensitive &= most > least  # where nobody at all asked, that nobody of the group did is public already
    before = np.zeros(cells.shape, dtype=np.int64) if before is None else before
    sensitive = sensitive | (before == DIFFERS_BY_FEW)
    already = np.where(answers.withheld, answers.state, np.where(groups.withheld, groups.state, totals.state))
    flat = sensitive.reshape(areas, -1)
    found = _suppress(
        cells.reshape(areas, -1),
        sensitive=flat,
        primary=flat.any(axis=1) | (before > 0).any(axis=(1, 2)),
        area_counts=np.where(totals.withheld, -1, counts),
        minimum=minimum,
        already=Suppression(already, total_withheld=False),
        margins=(least.reshape(areas, -1), most.reshape(areas, -1)),
    )
    found = Suppression(found.state, found.total_withheld or groups.total_withheld or answers.total_withheld)
    return _beside_few(found, counts, beside, minimum)


def _within_margins(cells: np.ndarray, totals: Suppression, groups: Suppression, answers: Suppression):
    """The least and the most that each cell can be for a reader of the breakdowns that are shown (Frechet's bounds)."""
    everybody = int(cells.sum())
    counts = cells.sum(axis=(1, 2))[:, None, None]
    kind = np.broadcast_to(cells.sum(axis=2, keepdims=True), cells.shape)
    answer = np.broadcast_to(cells.sum(axis=1, keepdims=True), cells.shape)
    whole, split, told = (~found.withheld[:, None, None] for found in (totals, groups, answers))
    most = np.where(whole, counts, everybody)
    most = np.minimum(most, np.where(split, kind, everybody))
    most = np.minimum(most, np.where(told, answer, everybody))
    least = np.where(split & told, np.maximum(kind + answer - counts, 0), 0)
    return least, most


def _beside_few(found: Suppression, counts: np.ndarray, beside: np.ndarray | None, minimum: int) -> Suppression:
    """The suppression where a number published elsewhere lacks ``beside`` households."""
    if beside is None or not is_small(beside, minimum).any():
        return found
    state = found.state.copy()
    shown = np.flatnonzero(state == NOT_WITHHELD)
    if len(shown) and not found.withheld.any():
        state[shown[np.argmin(counts[shown])]] = COMPLEMENTARY
    return Suppression(state, total_withheld=True)  # what all areas add up to is what must not be known


def _suppress(
    parts: np.ndarray,
    *,
    sensitive: np.ndarray,
    primary: np.ndarray,
    area_counts: np.ndarray | None,
    minimum: int,
    already: Suppression | None = None,
    margins: tuple[np.ndarray, np.ndarray] | None = None,
) -> Suppression:
    """Primary suppression, then further areas, the smallest first, until subtraction tells nothing."""
    counts = parts.sum(axis=1)
    state = np.where(counts == 0, NOTHING_THERE, NOT_WITHHELD)
    if already is not None:
        state = np.where(already.withheld, already.state, state)
    state = np.where(primary, PRIMARY, state)
    while True:
        kind = _weakest_kind(parts, sensitive, state, area_counts, minimum, margins)
        if kind is None:
            return Suppression(state, total_withheld=False)
        left = state == NOT_WITHHELD
        useful = left & (parts[:, kind] > 0)
        if not useful.any():
            # No area is left that could blur it: the total goes, and with it what could be subtracted from.
            return Suppression(np.where(left, COMPLEMENTARY, state), total_withheld=True)
        candidates = np.flatnonzero(useful)
        order = np.lexsort((counts[candidates], parts[candidates, kind]))
        state[candidates[order[0]]] = COMPLEMENTARY


def _weakest_kind(
    parts: np.ndarray,
    sensitive: np.ndarray,
    state: np.ndarray,
    area_counts: np.ndarray | None,
    minimum: int,
    margins: tuple[np.ndarray, np.ndarray] | None,
) -> int | None:
    """The first kind of cell that subtraction from the totals would give away; ``None`` if there is none."""
    rows = np.flatnonzero(state >= PRIMARY)
    if not len(rows):
        return None
    if len(rows) == 1:
        return int(np.argmax(sensitive[rows[0]]))
    shown = state == NOT_WITHHELD
    for kind in range(parts.shape[1]):
        cells = parts[rows, kind]
        left_over = int(cells.sum())  # what an attacker has after subtracting all that is shown from the total
        if 0 < left_over < minimum:
            return kind
        at_risk = sensitive[rows, kind]
        for low, high, room in _known_bounds(parts, kind, rows, shown, sensitive, area_counts, minimum):
            if margins is not None:
                low = np.maximum(low, margins[0][rows, kind])
                high = np.minimum(high, margins[1][rows, kind])
            lowest = np.maximum(low, left_over - (high.sum() - high))
            highest = np.minimum(high, left_over - (low.sum() - low))
            if ((highest - lowest)[at_risk] < room).any():
                return kind
    return None


def _known_bounds(parts, kind, rows, shown, sensitive, area_counts, minimum):
    """What two attackers know of each withheld cell without subtraction, and how much doubt has to be left to them.

    The first knows what is published and how this rule chooses. The second has guessed which of the withheld cells
    are the small ones.
    """
    everybody = int(parts.sum())
    if area_counts is None:
        # An area without households is said to have none, and the rule takes the smallest areas first.
        least = np.minimum(1, parts[rows, kind])
        cap = parts[shown, kind].min() if shown.any() else everybody
        high = np.maximum(np.full(len(rows), cap), parts[rows, kind])
        second_high = np.full(len(rows), everybody)
    else:
        # A part is no more than its area, where the area's count is shown.
        least = np.zeros(len(rows), dtype=np.int64)
        high = second_high = np.where(area_counts[rows] < 0, everybody, area_counts[rows])
    yield least, high, minimum - 1
    large = ~sensitive[rows] & (parts[rows] >= minimum)
    low = np.where(large[:, kind], minimum, np.minimum(least, parts[rows, kind]))
    second_high = second_high - minimum * (large.sum(axis=1) - large[:, kind])  # room that the other kinds take
    small = sensitive[rows, kind] & (parts[rows, kind] < minimum)
    yield low, np.where(small, minimum - 1, second_high), (minimum - 1) // 2
