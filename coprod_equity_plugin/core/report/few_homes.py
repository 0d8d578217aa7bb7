"""Coefficients that are statements on few homes.

A coefficient of a group says how its homes differ, an interaction how those in both groups do; a logit's says how many
of the group had the outcome. Beside the totals that stand elsewhere each is as good as the group's count, or its sum of
hours. So a term is told only if none of its cells holds 1 to ``k - 1`` homes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from .. import columns
from ..models.design import Design
from ..models.results import ModelSet
from ..models.specification import LOGIT, ModelSpec
from .protect import is_small

GROUPS_AT_MOST = 2  # values of a number that make groups; a third is a degree, such as a share or an age


def rests_on_few(parts: Sequence[np.ndarray], k: int) -> bool:
    """Whether the product of some columns is a statement on 1 to ``k - 1`` homes.

    The cells of all columns that make groups are counted. A column of many values, such as an age, has no group of its
    own; but where all homes of a cell, except for few, have the same value, what it says there is about those few.

    Parameters
    ----------
    parts
        The columns, each of shape ``(n,)``; of a model of yes or no also the outcome. Texts are groups whatever their
        number.
    k
        The smallest number of homes that a statement may be about.
    """
    groups = [part for part in parts if _makes_groups(part)]
    cells = np.zeros(len(parts[0]), dtype=np.int64)
    for part in groups:
        codes = np.unique(part, return_inverse=True)[1]
        cells = np.unique(cells * (int(codes.max(initial=0)) + 1) + codes, return_inverse=True)[1]
    if is_small(np.bincount(cells), k).any():
        return True
    degrees = [part for part in parts if not _makes_groups(part)]
    return any(bool(is_small(_apart(part[cells == cell]), k)) for part in degrees for cell in np.unique(cells))


def _makes_groups(part: np.ndarray) -> bool:
    return part.dtype.kind in "OUS" or len(np.unique(part)) <= GROUPS_AT_MOST


def _apart(values: np.ndarray) -> int:
    """How many have another value than most of them."""
    return len(values) - int(np.unique(values, return_counts=True)[1].max())


def few_terms(spec: ModelSpec, values: Mapping[str, np.ndarray], k: int) -> frozenset[str]:
    """A model's terms that must not be told because some rest on few homes.

    With a term go the products that it is a part of, and the constant: what the others leave of the city's total would
    be the term's. With a product whose parts could be told alone go these too, since other models have their sums.

    Parameters
    ----------
    spec
        The model; products are named ``a:b``.
    values
        Its columns, by name, the homes that it uses, each of shape ``(n,)``.
    k
        The smallest number of homes that a term may be about.
    """
    outcome = [values[spec.outcome]] if spec.family == LOGIT else []
    few = {term for term in spec.terms if rests_on_few([*(values[part] for part in term.split(":")), *outcome], k)}
    for term in sorted(few):
        parts = set(term.split(":"))
        if len(parts) > 1 and not parts & few:
            few |= parts & set(spec.terms)
    few |= {term for term in spec.terms if few & set(term.split(":"))}
    return frozenset({columns.TERM_CONST, *few}) if few else frozenset()


def few_by_model(specs: Iterable[ModelSpec], values: Mapping[str, np.ndarray], k: int) -> dict[str, frozenset[str]]:
    """:func:`few_terms` of several models, by their ids; only those that have any."""
    found = {spec.id: few_terms(spec, values, k) for spec in specs}
    return {model: terms for model, terms in found.items() if terms}


def few_note(models: ModelSet, k: int) -> tuple[str, ...]:
    """Which of the coefficients of fitted models are statements on 1 to ``k - 1`` rows, as a note; none if none are.

    A predictor with levels counts as one column: its constant stands for the reference, and all levels together for the
    groups.
    """
    found = []
    for spec in models.specs:
        design = models.designs[spec.id]
        outcome = [design.outcome] if spec.family == LOGIT else []
        few = [
            spec.label(design.terms[place])
            for group in models.term_groups(spec.id)
            if rests_on_few([*_parts(design, models.owners(spec.id), group[0]), *outcome], k)
            for place in group
        ]
        if few:
            found.append(f"{spec.title.split(',')[0]}: {', '.join(few)}")
    if not found:
        return ()
    return (
        f"Statements on fewer than {k} rows, which they and the constant may tell the number or the outcome of: "
        f"{'; '.join(found)}. Not for publication.",
    )


def _parts(design: Design, owners: Sequence[str], place: int) -> list[np.ndarray]:
    """The predictors that a column of a design is made from: numbers, or which of their levels each row has."""
    found = []
    for part in design.parts[place] or (place,):
        of_one = [at for at, owner in enumerate(owners) if owner == owners[part] and at and not design.parts[at]]
        values = design.matrix[:, of_one or [part]]
        found.append(values[:, 0] if values.shape[1] == 1 else _levels(values))
    return found


def _levels(values: np.ndarray) -> np.ndarray:
    codes = np.unique(values, axis=0, return_inverse=True)[1]
    return codes.ravel().astype(str)
