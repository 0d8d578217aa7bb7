"""Which households a comparison by area counts, of which area and group each is, and who is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from .. import columns as c
from ..errors import InputError, PrivacyError, Problem
from ..sources.ids import id_text
from .earlier import on_these_areas
from .group_words import words_by_threshold
from .intervals import Moments
from .populations import few_apart, modelled
from .suppression import DIFFERS_BY_FEW, PRIMARY, WITHHELD_BEFORE, Suppression, is_small, suppress_totals

MINORITY, OTHER, UNKNOWN = 0, 1, 2


@dataclass(frozen=True)
class DisparityOptions:
    """What to compare and what to protect.

    Attributes
    ----------
    area_column
        Column of the study table with the area's id.
    group_column, threshold
        A household is of the group ("minority" in the columns' names) if this column is at least the threshold.
    minimum
        Smallest number of households that may be shown.
    confidence
        Of the intervals; 1 - ``confidence`` is also the false discovery rate behind the "clear" flags.
    areas
        Ids of areas that get a row even if the study has no household there.
    group_words
        What the group and the others are called; made of column and threshold if empty.
    earlier
        Disparity tables of the same areas that were published before, such as of all households where these are a
        part of them. What is shown now is shown beside them.
    """

    area_column: str = c.BLOCK_GROUP
    group_column: str = c.MINORITY_SHARE
    threshold: float = 0.5
    minimum: int = 11
    confidence: float = 0.95
    areas: tuple[str, ...] = ()
    group_words: tuple[str, str] = ("", "")
    earlier: tuple[pd.DataFrame, ...] = field(default=(), compare=False)

    @property
    def compared(self) -> tuple[str, str]:
        """The group and the others, in words."""
        named = words_by_threshold(self.group_column, self.threshold)
        return self.group_words[0] or named[0], self.group_words[1] or named[1]


@dataclass(frozen=True)
class Households:
    """The households of a comparison, n of them.

    Attributes
    ----------
    area : numpy.ndarray of int, shape (n,)
        Place of the household's area in ``ids``.
    hours : numpy.ndarray of float, shape (n,)
    group : numpy.ndarray of int, shape (n,)
        ``MINORITY``, ``OTHER`` or ``UNKNOWN``.
    asked : numpy.ndarray of bool, shape (n,)
    ids : numpy.ndarray of object, shape (areas,)
        Ids of the areas in their order, those without households among them.
    emptied : numpy.ndarray of bool, shape (areas,)
        The area has households, but all were left out.
    log : tuple of str
        Who is counted and who is left out, fit to be published.
    rows : numpy.ndarray of int, shape (n,)
        Row of the study table that each household is.
    modelled : numpy.ndarray of bool, shape (n,)
        The study's models use the household; all of them where the table lacks what models need.
    """

    area: np.ndarray
    hours: np.ndarray
    group: np.ndarray
    asked: np.ndarray
    ids: np.ndarray
    emptied: np.ndarray
    log: tuple[str, ...]
    rows: np.ndarray
    modelled: np.ndarray


def id_form(identifier: str) -> str:
    """The form of an id, without its content: digits as 9, letters as A."""
    return "".join("9" if sign.isdigit() else "A" if sign.isalpha() else sign for sign in identifier)


def read_households(study: pd.DataFrame, options: DisparityOptions) -> Households:
    """Take the households that lost power and have an area from the study table.

    A few households of unknown group within an area would be told apart by subtracting both groups from the area, so
    they are left out of areas that have fewer of them than the minimum. For the same reason a few households of a group
    are left out that the study's models cannot use (:mod:`.populations`): the models' numbers are published too.

    Raises
    ------
    InputError
        For missing columns, wrong values or no household left.
    """
    needed = (options.area_column, c.STATUS, c.RESTORATION_HOURS, options.group_column, c.PARTICIPATION)
    problems = [
        Problem("there is no such column", "Choose the study table, or the field that holds it", "study table", name)
        for name in dict.fromkeys(needed)
        if name not in study.columns
    ]
    if not 0 < options.confidence < 1:
        problems.append(Problem(f"a confidence of {options.confidence} is not between 0 and 1"))
    if options.minimum < 1:
        problems.append(Problem(f"a smallest group of {options.minimum} households protects nobody", "Use 11 or more"))
    if problems:
        raise InputError(problems)
    lost_power = np.isin(study[c.STATUS].to_numpy(dtype=object), (c.STATUS_RESTORED, c.STATUS_CENSORED))
    every_id = id_text(study[options.area_column].to_numpy())
    has_area = np.array([value is not None for value in every_id], dtype=bool)
    every_hours = numbers_of(study, c.RESTORATION_HOURS)
    every_asked = numbers_of(study, c.PARTICIPATION)
    every_share = numbers_of(study, options.group_column)
    wrong = np.flatnonzero(~np.isnan(every_asked) & ~np.isin(every_asked, (0.0, 1.0)))
    if len(wrong):
        remedy = "Use 1 for a household that asked for help, 0 for one that did not, nothing for unknown"
        rows = tuple(int(row) + 1 for row in wrong)
        raise InputError(Problem("is neither 0 nor 1", remedy, "study table", c.PARTICIPATION, rows))
    complete = ~np.isnan(every_hours) & ~np.isnan(every_asked)
    used = lost_power & has_area & complete
    ids, codes = np.unique(every_id[used].astype(str), return_inverse=True)
    share = every_share[used]
    group = np.where(np.isnan(share), UNKNOWN, np.where(share >= options.threshold, MINORITY, OTHER))
    unknown = np.bincount(codes, weights=group == UNKNOWN, minlength=len(ids))
    kept = (group != UNKNOWN) | (unknown >= options.minimum)[codes]
    in_models = modelled(study)
    in_models = np.ones(int(used.sum()), dtype=bool) if in_models is None else in_models[used]
    apart = few_apart(kept & (group != UNKNOWN), in_models, group, options.minimum)
    kept &= ~apart
    if not kept.any():
        raise InputError(
            Problem(
                f"no household lost power, has an area and a value of '{options.group_column}'",
                f"Check that the table is the study table and that '{options.area_column}' is filled",
                "study table",
            )
        )

    every = np.unique(np.concatenate([ids, np.array([str(name) for name in options.areas], dtype=ids.dtype.kind)]))
    place = np.searchsorted(every, ids)
    emptied = np.zeros(len(every), dtype=bool)
    emptied[place] = np.bincount(codes, weights=kept, minlength=len(ids)) == 0
    censored = (study[c.STATUS].to_numpy(dtype=object)[used] == c.STATUS_CENSORED)[kept]
    tell = teller(options.minimum)
    log = [f"Counted, households that lost power: {tell(kept.sum())}."]
    for count, why in (
        ((lost_power & ~has_area).sum(), "without area"),
        ((lost_power & has_area & ~complete).sum(), "without hours or without a mark whether they asked for help"),
        ((~kept & ~apart).sum(), f"of unknown group, in areas with under {options.minimum} of those"),
        (apart.sum(), "that the models cannot use, so few that their number would tell them apart"),
    ):
        if count:
            log.append(f"Left out, households {why}: {tell(count)}.")
    if censored.any():
        log.append(
            "Counted with their hours up to the last read, a lower bound, households without power when the reads "
            f"end: {tell(censored.sum())}."
        )
    return Households(
        place[codes][kept],
        every_hours[used][kept],
        group[kept],
        every_asked[used][kept] == 1,
        every.astype(object),
        emptied,
        tuple(log),
        np.flatnonzero(used)[kept],
        in_models[kept],
    )


def without_few(study: pd.DataFrame, outer: np.ndarray, groups: np.ndarray, options: DisparityOptions) -> np.ndarray:
    """A population of the study table without the few whom the area tables or the models leave out of it.

    Whoever publishes counts of households that lost power, beside those tables and by any group, asks here first.

    Parameters
    ----------
    study
        The household study table; where columns are missing that the area tables or the models read, those are not
        among what is published.
    outer : numpy.ndarray of bool, shape (rows,)
        Who would be counted.
    groups : numpy.ndarray of int, shape (rows,)
        Group of each household, from 0 on.
    options
        As for the area tables.

    Returns
    -------
    numpy.ndarray
        Boolean, shape ``(rows,)``.
    """
    result = np.array(outer, dtype=bool)
    read = (options.area_column, c.STATUS, c.RESTORATION_HOURS, options.group_column, c.PARTICIPATION)
    if set(read) <= set(study.columns):
        counted = np.zeros(len(study), dtype=bool)
        counted[read_households(study, options).rows] = True
        result &= ~few_apart(result, counted, groups, options.minimum)
    in_models = modelled(study)
    if in_models is not None:
        result &= ~few_apart(result, in_models, groups, options.minimum)
    return result


def suppress_areas(homes: Households, area: Moments, options: DisparityOptions) -> Suppression:
    """Areas of which nothing may be shown; the same for every table of the same households.

    Raises
    ------
    PrivacyError
        If the whole city's count differs by a few households from one published before.
    """
    alike = area.squares <= 1e-18 * area.count * np.nan_to_num(area.mean) ** 2  # no spread but rounding errors
    before = against_earlier(homes.ids, {c.HOUSEHOLDS: area.count}, options)[:, 0]
    return suppress_totals(area.count, alike, options.minimum, before)


def beside_earlier(options: DisparityOptions, ids: np.ndarray) -> DisparityOptions:
    """The options with the earlier results on the areas of this run; see :func:`.earlier.on_these_areas`."""
    tables = (on_these_areas(table, ids, number) for number, table in enumerate(options.earlier, start=1))
    return replace(options, earlier=tuple(tables))


def against_earlier(ids: np.ndarray, counts: Mapping[str, np.ndarray], options: DisparityOptions) -> np.ndarray:
    """Which counts differ by a few households from those published before, or were withheld there.

    Who subtracts one count from the other would find those few.

    Parameters
    ----------
    ids
        The areas, shape ``(areas,)``.
    counts
        By column of ``columns.DISPARITY``, shape ``(areas,)`` each.
    options
        ``earlier`` holds the tables, ``minimum`` says what is few.

    Returns
    -------
    numpy.ndarray
        ``DIFFERS_BY_FEW``, ``WITHHELD_BEFORE`` or 0, shape ``(areas, columns)``.

    Raises
    ------
    PrivacyError
        If an earlier table shows every area and its sum differs by a few: no withheld area could hide that.

    Notes
    -----
    ``options.earlier`` must be of these areas (:func:`.earlier.on_these_areas`).
    """
    result = np.zeros((len(ids), len(counts)), dtype=np.int64)
    for number, table in enumerate(options.earlier, start=1):
        names = dict.fromkeys([*counts, c.HOUSEHOLDS])
        frame = pd.DataFrame({name: numbers_of(table, name) for name in names}, index=id_text(table[c.AREA_ID]))
        frame = frame[frame.index.notna() & ~frame.index.duplicated()]
        told = np.isin(ids.astype(str), frame.index.astype(str))
        frame = frame.reindex(ids)
        known, empty = frame[list(counts)].to_numpy(copy=True), frame[c.HOUSEHOLDS].to_numpy() == 0
        now = np.column_stack(list(counts.values())).astype(float)
        differs = is_small(np.abs(np.nan_to_num(now - known)), options.minimum)
        # Shown now, what was withheld then would help to subtract its way to the others that were.
        withheld = (told & ~empty)[:, None] & np.isnan(known)
        result = np.maximum(result, np.where(differs, DIFFERS_BY_FEW, np.where(withheld, WITHHELD_BEFORE, 0)))
        known[told & empty] = 0
        complete = np.isfinite(known).all(axis=0)
        apart = np.abs(now.sum(axis=0) - np.nan_to_num(known).sum(axis=0))
        if (complete & is_small(apart, options.minimum)).any():
            raise PrivacyError(
                f"This run counts fewer than {options.minimum} households more or fewer than the result published "
                f"before (number {number} of those given). Whoever subtracts one from the other sees those few. "
                "Publish only one of the two, or run this on the same households as before."
            )
    return result


def with_emptied(totals: Suppression, homes: Households) -> Suppression:
    """Not a household of an emptied area is counted, but that it has none would be wrong to say."""
    return replace(totals, state=np.where(homes.emptied, PRIMARY, totals.state))


def numbers_of(study: pd.DataFrame, name: str) -> np.ndarray:
    """A column as numbers, missing ones as NaN; an error where it holds something else."""
    try:
        return study[name].to_numpy(dtype=float, na_value=np.nan)
    except (TypeError, ValueError):
        raise InputError(Problem("does not hold numbers", "Choose a number field", "study table", name)) from None


def teller(minimum: int):
    """How to tell a count: one that is itself a small group of households is told as such."""
    return lambda count: f"fewer than {minimum}" if 0 < count < minimum else f"{int(count):,}"
