"""A planner's own predictors: names that were typed, columns of any kind, categories, products. Nothing is evaluated.

What a user types is only ever compared with the names of fields, so that any name will do: with spaces, colons or
letters of any script.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
import pandas as pd

from .. import columns
from ..errors import CollinearityError, InputError, Problem
from .design import Design

_MOST_LEVELS = 60


@dataclass(frozen=True)
class Predictor:
    """A field as columns of a design.

    Attributes
    ----------
    name
        The field's.
    levels
        Its categories, the reference first; empty for a number.
    numbers
        Shape ``(n,)``: numbers, or for categories their place among ``levels``; NaN where missing.
    """

    name: str
    levels: tuple[str, ...]
    numbers: np.ndarray

    def columns(self) -> list[tuple[str, np.ndarray]]:
        """Terms with their numbers: the field, or ``field=level`` for every level but the reference."""
        if not self.levels:
            return [(self.name, self.numbers)]
        return [
            (f"{self.name}={level}", (self.numbers == place).astype(float))
            for place, level in enumerate(self.levels)
            if place
        ]


def parse_interactions(text: str, names: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """``a:b;c:d`` as names of fields, by comparing the text with the names that there are.

    Raises
    ------
    InputError
        If some part of the text is no field's name, or a product has one field only.
    """
    if not text.strip():
        return ()
    known = {name.strip(): name for name in sorted(names, key=len, reverse=True)}
    found = _walk(text.strip(), known)
    if found is None:
        strangers = [part.strip() for part in re.split("[:;]", text) if part.strip() not in known and part.strip()]
        what = ", ".join(f"'{part}'" for part in strangers) or f"'{text}'"
        raise InputError(
            Problem(
                f"{what} cannot be read as fields joined by a colon",
                f"Write a:b;c:d with names of fields: {', '.join(names)}",
                column="INTERACTIONS",
            )
        )
    alone = [group[0] for group in found if len(set(group)) < 2]
    if alone:
        raise InputError(
            Problem(
                f"an interaction needs two different fields, and '{alone[0]}' stands alone",
                "Write a:b",
                column="INTERACTIONS",
            )
        )
    return tuple(dict.fromkeys(tuple(dict.fromkeys(group)) for group in found))


def _walk(text: str, known: Mapping[str, str]) -> list[list[str]] | None:
    """The text as groups of names; a name may hold a colon or a semicolon, so longer names are tried first."""
    for shown, name in known.items():
        if not shown or not text.startswith(shown):
            continue
        after = text[len(shown) :].lstrip()
        if after in ("", ";"):
            return [[name]]
        if after[0] not in ":;":
            continue
        rest = _walk(after[1:].lstrip(), known)
        if rest is not None:
            return [[name, *rest[0]], *rest[1:]] if after[0] == ":" else [[name], *rest]
    return None


def parse_references(text: str, names: Sequence[str]) -> dict[str, str]:
    """``field=level;field=level`` by comparing the text with the fields' names."""
    if not text.strip():
        return {}
    either = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    one = rf"\s*({either})\s*=\s*(.*?)\s*"
    found, rest = {}, text.strip().rstrip(";")
    while rest:
        match = re.match(rf"{one}(?:;(?=\s*(?:{either})\s*=)|$)", rest, re.DOTALL)
        if match is None:
            raise InputError(
                Problem(
                    f"'{rest}' does not begin with a predictor and an equals sign",
                    f"Write field=level;field=level with predictors: {', '.join(names)}",
                    column="REFERENCE",
                )
            )
        found[match[1]] = match[2]
        rest = rest[match.end() :]
    return found


def to_numbers(values: np.ndarray) -> np.ndarray | None:
    """A column as numbers, NaN where empty; ``None`` if some value is neither empty nor a number."""
    if values.dtype.kind in "fiub":
        return values.astype(float)
    found = np.full(len(values), np.nan)
    for place, value in enumerate(values):
        if _blank(value):
            continue
        text = str(value).strip()
        try:
            found[place] = float(value) if isinstance(value, (bool, np.bool_)) or "_" not in text else _fail()
        except (TypeError, ValueError):
            return None
    return found


def _fail() -> float:
    raise ValueError("Python reads 1_000 as a number; a planner's code of that form is text")


def _blank(value: object) -> bool:
    return bool(pd.isna(value)) or (isinstance(value, str) and not value.strip())


def read_predictor(frame: pd.DataFrame, name: str, categorical: bool) -> Predictor:
    """A column as numbers where it holds only numbers and is not declared a category, else as categories."""
    values = frame[name].to_numpy()
    if values.dtype.kind in "Mm":
        raise InputError(
            Problem("a date cannot be a predictor", "Make a number of it, such as days since the event", column=name)
        )
    numbers = to_numbers(values)
    if numbers is not None and not categorical:
        return Predictor(name, (), np.where(np.isfinite(numbers), numbers, np.nan))
    texts = np.array(["" if _blank(value) else _as_text(value) for value in values], dtype=object)
    if numbers is not None:  # so that 1, 1.0 and "1" are one category
        texts = np.array([_as_text(number) if np.isfinite(number) else "" for number in numbers], dtype=object)
    levels, codes = np.unique(texts.astype(str), return_inverse=True)
    return Predictor(name, tuple(levels), np.where(texts == "", np.nan, codes.reshape(-1).astype(float)))


def _as_text(value: object) -> str:
    return f"{value:.12g}" if isinstance(value, (float, np.floating)) else str(value).strip()


def choose_levels(predictor: Predictor, mask: np.ndarray, reference: str | None) -> Predictor:
    """Keep the rows used and the categories in them; put the reference first, by default the first in order."""
    values = predictor.numbers[mask]
    if not predictor.levels:
        return Predictor(predictor.name, (), values)
    used = np.unique(values.astype(int))
    levels = [predictor.levels[place] for place in used]
    order = sorted(range(len(levels)), key=lambda place: _sort_key(levels, place))
    if len(levels) > _MOST_LEVELS:
        raise InputError(
            Problem(
                f"{len(levels):,} different values are too many for categories (at most {_MOST_LEVELS})",
                "Join rare ones, or make the field a number",
                column=predictor.name,
            )
        )
    if len(levels) == 1:
        raise CollinearityError(
            f"All rows used have {predictor.name} = {levels[0]}, one group only, so there is nothing to compare it "
            "with. Leave the field out, or use rows of other groups too."
        )
    if reference is not None:
        if reference not in levels:
            shown = ", ".join(levels[place] for place in order[:12])
            raise InputError(
                Problem(
                    f"the reference level '{reference}' is in no row used",
                    f"Choose from {shown}",
                    column=predictor.name,
                )
            )
        first = levels.index(reference)
        order = [first, *(place for place in order if place != first)]
    rank = np.empty(len(levels), dtype=float)
    rank[order] = np.arange(len(levels))
    return Predictor(
        predictor.name,
        tuple(levels[place] for place in order),
        rank[np.searchsorted(used, values.astype(int))],
    )


def _sort_key(levels: Sequence[str], place: int):
    try:
        numbers = [float(level) for level in levels]
    except ValueError:
        return levels[place]
    return numbers[place]


def close_interactions(interactions: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """The products with all lower ones that they contain (``a:b:c`` needs ``a:b``, ``a:c``, ``b:c``), lowest first.

    Without them a coefficient would depend on where a predictor's zero happens to lie (Nelder 1977, marginality).
    """
    whole = [part for group in interactions for size in range(2, len(group) + 1) for part in combinations(group, size)]
    seen: dict[frozenset, tuple[str, ...]] = {}
    for group in sorted(whole, key=len):
        seen.setdefault(frozenset(group), group)
    return tuple(seen.values())


def build_own_design(
    predictors: Sequence[Predictor],
    interactions: Sequence[tuple[str, ...]],
    outcome: np.ndarray,
    offset: np.ndarray | None = None,
) -> tuple[Design, dict[str, str]]:
    """The design of predictors and their products, and each term's field or fields as a reader sees them.

    A product with categories has one column for each of their levels, or of their levels' combinations.
    """
    terms, numbers = [columns.TERM_CONST], [np.ones(len(outcome))]
    places: dict[str, list[int]] = {}
    for predictor in predictors:
        for term, values in predictor.columns():
            places.setdefault(predictor.name, []).append(len(terms))
            terms.append(term)
            numbers.append(values)
    parts: list[tuple[int, ...]] = [()] * len(terms)
    labels = {term: term for term in terms[1:]}
    for group in interactions:
        for chosen in product(*(places[name] for name in group)):
            name = ":".join(terms[place] for place in chosen)
            labels[name] = " × ".join(terms[place] for place in chosen)
            terms.append(name)
            numbers.append(np.prod([numbers[place] for place in chosen], axis=0))
            parts.append(chosen)
    return Design(tuple(terms), np.column_stack(numbers), outcome, offset, tuple(parts)), labels
