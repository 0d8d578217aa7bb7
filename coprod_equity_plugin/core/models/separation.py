"""Whether a model's coefficients can be finite, found before any of them is estimated."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy.optimize import linprog

from ..errors import ModelError, SeparationError
from ..progress import Progress
from .design import Design, name_terms, scale
from .specification import LOGIT

# A separating combination in the unit box reaches far above this; what the solver lets pass as zero stays far below.
_MARGIN = 1e-5
_RANK = 1e-7


def check_separation(design: Design, family: str, progress: Progress | None = None) -> None:
    """Refuse a model in which some combination of columns predicts the outcome without error.

    For the logit by linear programming (Konis 2007, *Linear programming algorithms for detecting separated data in
    binary logistic regression models*, 2.3): the likelihood has no finite maximum exactly if some ``b`` other than 0
    has ``x b >= 0`` in every row with outcome 1, ``x b <= 0`` in every other, and not 0 in all of them. For counts
    (Correia, Guimaraes and Zylkin 2019, *Verifying the existence of maximum likelihood estimates for generalized
    linear models*) exactly if some ``b`` has ``x b = 0`` in every row with a count above zero and ``x b <= 0``, not 0
    in all, in the rows with a count of zero.

    Parameters
    ----------
    design
        Already passed by :func:`~.design.check_design` and :func:`~.design.check_outcome`.
    family
        One of :data:`~.specification.FAMILIES`.
    progress
        Asked for cancel between linear programmes.

    Raises
    ------
    SeparationError
        Naming the columns of a smallest combination that separates.
    """
    progress = progress or Progress()
    matrix = scale(design.matrix).matrix
    if family == LOGIT:
        signed = (2 * design.outcome - 1)[:, None] * matrix
        columns = _smallest(lambda kept: _separates(signed[:, kept]), matrix.shape[1], progress)
        if columns:
            raise SeparationError(
                f"{name_terms([design.terms[place] for place in columns])} "
                f"{'tells' if len(columns) == 1 else 'together tell'} without error in some rows who has the outcome "
                "and who has not, so the coefficient has no finite value. Leave the column out, join rare categories, "
                "use more rows, or choose Firth's penalised likelihood, whose estimates are finite."
            )
        return
    zero = design.outcome == 0
    columns = _smallest(lambda kept: _separates_counts(matrix[:, kept], zero), matrix.shape[1], progress)
    if columns:
        raise SeparationError(
            f"All rows that {name_terms([design.terms[place] for place in columns])} "
            f"{'sets' if len(columns) == 1 else 'together set'} apart have a count of zero, so the coefficient has no "
            "finite value. Leave the column out, join rare categories, or use more rows."
        )


def _separates(signed: np.ndarray) -> bool:
    """Whether some ``b`` in the unit box has ``signed @ b >= 0`` in all rows and above 0 in one."""
    rows, size = signed.shape
    answer = linprog(
        -signed.mean(axis=0), A_ub=-signed, b_ub=np.zeros(rows), bounds=[(-1.0, 1.0)] * size, method="highs"
    )
    if answer.status != 0:
        raise ModelError(f"Whether the outcome can be predicted without error could not be told: {answer.message}")
    return bool((signed @ answer.x).max() > _MARGIN)


def _separates_counts(matrix: np.ndarray, zero: np.ndarray) -> bool:
    """Whether some ``b`` changes nothing in rows above zero and lowers only rows at zero."""
    if not zero.any():
        return False
    _, values, directions = np.linalg.svd(np.linalg.qr(matrix[~zero], mode="r") / np.sqrt(len(matrix)))
    rank = int((values > _RANK).sum())
    if rank == matrix.shape[1]:
        return False  # only b = 0 leaves the rows above zero as they are
    return _separates(-matrix[zero] @ directions[rank:].T)


def _smallest(separates: Callable[[list[int]], bool], size: int, progress: Progress) -> Sequence[int]:
    """Places of slopes that separate and none of which can be spared; empty if all columns together do not."""
    kept = list(range(size))
    if not separates(kept):
        return ()
    for place in range(size - 1, 0, -1):
        progress.check()
        fewer = [other for other in kept if other != place]
        if separates(fewer):
            kept = fewer
    return kept[1:]
