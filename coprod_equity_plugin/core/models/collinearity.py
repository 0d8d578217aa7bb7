"""How much predictors repeat each other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .design import Design


def centred_columns(design: Design) -> np.ndarray:
    """The slopes' columns with mean 0, products made of centred columns, shape ``(n, k - 1)``.

    A product of columns that are not centred repeats them for no reason but where their zero lies (Aiken and West
    1991), and centring changes neither the fit nor the product's coefficient.
    """
    centred = design.matrix - design.matrix.mean(axis=0)
    for place, parts in enumerate(design.parts):
        if parts:
            product = np.prod(centred[:, list(parts)], axis=1)
            centred[:, place] = product - product.mean()
    return centred[:, 1:]


def inflation(design: Design, groups: Sequence[Sequence[int]] | None = None) -> list[float]:
    """Generalised variance inflation factors of groups of columns, on the scale of a single column's.

    ``GVIF ** (1 / df)`` of Fox and Monette (1992), *Generalized collinearity diagnostics*: for one column the usual
    VIF, for the columns of a category a number that does not depend on its reference level.

    Parameters
    ----------
    design
        The model's columns.
    groups
        Places of the columns that belong together, counted with the intercept at 0; each column alone if not given.
    """
    correlation = np.corrcoef(centred_columns(design), rowvar=False).reshape(len(design.terms) - 1, -1)
    groups = groups or [[place] for place in range(1, len(design.terms))]
    whole = np.linalg.slogdet(correlation)[1]
    found = []
    for group in groups:
        inside = np.array(group) - 1
        outside = np.setdiff1d(np.arange(len(correlation)), inside)
        parts = sum(np.linalg.slogdet(correlation[np.ix_(some, some)])[1] for some in (inside, outside) if len(some))
        found.append(float(np.exp((parts - whole) / len(inside))))
    return found


def condition_number(design: Design) -> float:
    """Largest over smallest singular value of the centred, standardised columns."""
    columns = centred_columns(design)
    values = np.linalg.svd(np.linalg.qr(columns / columns.std(axis=0), mode="r"), compute_uv=False)
    return float(values[0] / values[-1])
