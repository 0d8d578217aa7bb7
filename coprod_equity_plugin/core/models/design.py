"""Design matrices from columns' names, and what has to hold before a model is fitted to one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .. import columns
from ..errors import CollinearityError, ModelError
from .specification import LOGIT, term_label

# A column whose part that the columns before it do not explain is below this share of its spread adds only rounding.
_ALIASED = 1e-7


@dataclass(frozen=True)
class Design:
    """A model's terms and numbers.

    Attributes
    ----------
    terms
        Names of the matrix's columns; the intercept ``const`` comes first.
    matrix
        Shape ``(n, k)``, in the columns' own units.
    outcome
        Shape ``(n,)``.
    offset
        ``ln(exposure)``, shape ``(n,)``: what is added to the linear predictor with a coefficient of one.
    parts
        Per column, the places of the columns that it is the product of; empty for a column that is no product.
    """

    terms: tuple[str, ...]
    matrix: np.ndarray
    outcome: np.ndarray
    offset: np.ndarray | None = None
    parts: tuple[tuple[int, ...], ...] = ()

    @property
    def slopes(self) -> tuple[str, ...]:
        """The terms without the intercept."""
        return self.terms[1:]


@dataclass(frozen=True)
class Scaled:
    """A design in centred, standardised columns, so that no unit decides how well the optimiser works.

    Attributes
    ----------
    matrix
        Shape ``(n, k)``: ones, then columns of mean 0 and standard deviation 1.
    back
        Shape ``(k, k)``: coefficients in the columns' own units are ``back @ scaled coefficients``, exactly.
    """

    matrix: np.ndarray
    back: np.ndarray


def build_design(values: Mapping[str, np.ndarray], outcome: str, terms: Sequence[str]) -> Design:
    """The matrix of an intercept and ``terms``; a term ``a:b`` is the product of two columns."""
    y = np.asarray(values[outcome], dtype=float)
    matrix = np.empty((len(y), len(terms) + 1))
    matrix[:, 0] = 1.0
    for place, term in enumerate(terms, start=1):
        matrix[:, place] = np.prod([np.asarray(values[part], dtype=float) for part in term.split(":")], axis=0)
    names = (columns.TERM_CONST, *terms)
    return Design(names, matrix, y, parts=tuple(_parts(term, names) for term in names))


def _parts(term: str, names: Sequence[str]) -> tuple[int, ...]:
    parts = term.split(":")
    return tuple(names.index(part) for part in parts) if len(parts) > 1 and set(parts) <= set(names) else ()


def scale(matrix: np.ndarray) -> Scaled:
    """Centre and standardise all columns but the first, which must be ones."""
    mean, spread = matrix[:, 1:].mean(axis=0), matrix[:, 1:].std(axis=0)
    scaled = np.empty_like(matrix)
    scaled[:, 0] = 1.0
    scaled[:, 1:] = (matrix[:, 1:] - mean) / spread
    back = np.diag(np.concatenate([[1.0], 1.0 / spread]))
    back[0, 1:] = -mean / spread
    return Scaled(scaled, back)


def check_design(design: Design) -> None:
    """Refuse too few rows, constant columns and columns that are combinations of others.

    Raises
    ------
    CollinearityError
        Naming every such column and, for combinations, the columns that make it up.
    ModelError
        With no more rows than coefficients.
    """
    rows, size = design.matrix.shape
    if rows <= size:
        raise ModelError(
            f"There are {rows:,} complete rows for {size} coefficients. A model needs many more rows than "
            "coefficients: look at the counts of rows left out, and fill the columns that lose most."
        )
    lowest, highest = design.matrix.min(axis=0), design.matrix.max(axis=0)
    constant = (highest - lowest) <= 1e-12 * np.maximum(np.abs(highest), np.abs(lowest))
    flat = [design.terms[place] for place in range(1, size) if constant[place]]
    if flat:
        raise CollinearityError(
            f"{_list(flat)} {'has' if len(flat) == 1 else 'have'} the same value in every row used, so nothing can be "
            "learned about it. Check that the column was filled, or leave it out."
        )
    aliased = _aliased(design)
    if aliased:
        raise CollinearityError(
            " ".join(
                f"{_list([term])} is fixed by {_list(others)}: in the rows used it is a combination of "
                f"{'it' if len(others) == 1 else 'them'}, so their coefficients cannot be told apart."
                for term, others in aliased
            )
            + " Leave one of them out, or use more areas if these are values of areas."
        )


def spare_products(design: Design) -> tuple[Design, tuple[str, ...]]:
    """The design without the products that add nothing, such as those of categories that never meet; and their names.

    As R's aliased coefficients. A column that is no product stays whatever it is: which of two predictors goes is for
    the user to say.
    """
    lowest, highest = design.matrix.min(axis=0), design.matrix.max(axis=0)
    spare = {place for place, parts in enumerate(design.parts) if parts and lowest[place] == highest[place]}
    moving = [place for place in range(len(design.terms)) if place == 0 or lowest[place] < highest[place]]
    found = {term for term, _ in _aliased(_keep(design, moving))}
    spare |= {place for place, term in enumerate(design.terms) if term in found and design.parts[place]}
    kept = [place for place in range(len(design.terms)) if place not in spare]
    return _keep(design, kept), tuple(design.terms[place] for place in sorted(spare))


def _keep(design: Design, kept: Sequence[int]) -> Design:
    moved = {old: new for new, old in enumerate(kept)}
    parts = tuple(tuple(moved.get(part, -1) for part in design.parts[place]) for place in kept)
    return Design(
        tuple(design.terms[place] for place in kept),
        design.matrix[:, kept],
        design.outcome,
        design.offset,
        tuple(() if -1 in part else part for part in parts),
    )


def check_outcome(design: Design, family: str) -> None:
    """Refuse an outcome that the family cannot describe, in a sentence that says why."""
    y = design.outcome
    if family == LOGIT:
        if not np.isin(y, (0.0, 1.0)).all():
            raise ModelError("The outcome of a logit must be 0 or 1 in every row.")
        if y.min() == y.max():
            who = "All" if y[0] == 1 else "None"
            raise ModelError(f"{who} of the {len(y):,} rows have the outcome 1, so there is nothing to compare.")
        return
    if (y < 0).any():
        raise ModelError(f"A count cannot be negative, and {int((y < 0).sum()):,} rows are.")
    fractions = int((y != np.floor(y)).sum())
    if fractions:
        raise ModelError(f"A count must be whole, and {fractions:,} rows are not. Round the hours first.")
    if not y.any():
        raise ModelError(f"All {len(y):,} counts are zero, so there is nothing to explain.")


def _aliased(design: Design) -> list[tuple[str, list[str]]]:
    scaled = scale(design.matrix).matrix[:, 1:] / np.sqrt(len(design.matrix))
    triangle = np.linalg.qr(scaled, mode="r")
    kept: list[int] = []
    found = []
    for place in range(scaled.shape[1]):
        # Only columns already found independent may explain this one, as R's aliased coefficients do.
        target = triangle[:, place]
        if kept:
            weights = np.linalg.lstsq(triangle[:, kept], target, rcond=None)[0]
            if np.linalg.norm(target - triangle[:, kept] @ weights) < _ALIASED:
                others = [design.slopes[other] for other, weight in zip(kept, weights) if abs(weight) > 1e-6]
                found.append((design.slopes[place], others))
                continue
        kept.append(place)
    return found


def _list(terms: Sequence[str]) -> str:
    names = [f"{term} ({term_label(term)})" if term_label(term) != term else term for term in terms]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def name_terms(terms: Sequence[str]) -> str:
    """Terms as a sentence lists them: column name with its heading."""
    return _list(terms)
