"""The study's models on data that cannot answer: each a clear statement that names model and column."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from coprod_equity_plugin.core.errors import CollinearityError, InputError, ModelError, SeparationError
from coprod_equity_plugin.core.models.equity import ModelOptions, fit_equity_models

CITY = Path(__file__).parent.parent / "golden" / "models" / "city.csv"


@pytest.fixture
def study() -> pd.DataFrame:
    return pd.read_csv(CITY, dtype={"block_group": str})


def separated(study):
    return study.assign(college_share=np.where(study["participation"] == 1, 1.0, 0.0))


def forty(study):
    lost = study[study["status"] == "restored"].dropna()
    return lost.groupby("participation").head(20).reset_index(drop=True)


@pytest.mark.parametrize(
    ("change", "kind", "sentences"),
    [
        (separated, SeparationError, ["Model 1", "college_share", "no finite value"]),
        (
            lambda s: s.assign(renter_share=1 - s["education_share"]),
            CollinearityError,
            ["Model 1", "renter_share", "fixed by education_share"],
        ),
        (lambda s: s.assign(log_density=7.0), CollinearityError, ["Model 1", "Model 5", "log_density", "same value"]),
        (lambda s: s.assign(minority_share=0.0), CollinearityError, ["minority_share", "same value in every row"]),
        (lambda s: s.assign(minority_share=1.0), CollinearityError, ["Model 3", "minority_share"]),
        (lambda s: s.assign(restoration_hours=0), ModelError, ["Model 2", "counts are zero"]),
        (lambda s: s.assign(restoration_hours=s["restoration_hours"] + 0.5), InputError, ["a count must be whole"]),
        (lambda s: s.assign(participation=0), ModelError, ["Model 1", "None of the 1,473 rows"]),
        (lambda s: s.assign(block_group="1"), ModelError, ["All rows lie in one cluster"]),
    ],
)
def test_each_is_said_with_model_and_column(study, change, kind, sentences):
    with pytest.raises(kind) as error:
        fit_equity_models(change(study))
    for sentence in sentences:
        assert sentence in str(error.value)


def test_forty_rows_warn_and_every_number_is_finite_or_is_refused(study):
    small = forty(study)
    assert len(small) == 40
    models = fit_equity_models(small, ModelOptions("robust"))
    assert models.nobs == 40
    assert any("Model 1" in note and "20 households of the rarer outcome" in note for note in models.notes)
    slopes = models.coefficients[models.coefficients["term"] != "alpha"]
    assert np.isfinite(slopes[["estimate", "std_error", "conf_low", "conf_high"]].to_numpy()).all()
    with pytest.raises(ModelError, match="need more clusters than coefficients"):
        fit_equity_models(small.assign(block_group=(np.arange(40) % 5).astype(str)))
