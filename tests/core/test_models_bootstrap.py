"""Intervals from draws of whole block groups."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from coprod_equity_plugin.core import columns
from coprod_equity_plugin.core.errors import Cancelled, InputError
from coprod_equity_plugin.core.models import bootstrap
from coprod_equity_plugin.core.models.bootstrap import FEWEST, bootstrap_contrasts, bootstrap_table
from coprod_equity_plugin.core.models.covariance import number_clusters
from coprod_equity_plugin.core.models.equity import ModelOptions, fit_equity_models
from coprod_equity_plugin.core.models.fit import fit_model
from coprod_equity_plugin.core.models.margins import margin_table, margins_of_study
from coprod_equity_plugin.core.models.specification import FIRTH, MODELS
from coprod_equity_plugin.core.progress import Progress

CITY = Path(__file__).parent.parent / "golden" / "models" / "city.csv"


@pytest.fixture(scope="module")
def study() -> pd.DataFrame:
    return pd.read_csv(CITY, dtype={"block_group": str})


@pytest.fixture(scope="module")
def models(study):
    return fit_equity_models(study)


@pytest.fixture(scope="module")
def table(models):
    return bootstrap_table(bootstrap_contrasts(models, 400, seed=3)).set_index(["model", "contrast", "unit"])


def test_a_draw_is_the_model_on_rows_repeated(models):
    """Each draw's coefficients against the whole fit of a table in which block groups stand as often as drawn."""
    clusters = number_clusters(models.cluster_labels)
    groups = clusters.max() + 1
    counts = np.bincount(np.random.default_rng(5).integers(0, groups, groups), minlength=groups)[clusters]
    for model in ("model_1", "model_3"):
        design = models.designs[model]
        rows = np.repeat(np.arange(len(counts)), counts)
        slow = fit_model(
            replace(design, matrix=design.matrix[rows], outcome=design.outcome[rows]), models.fits[model].family.name
        )
        drawn = bootstrap._Refitter(models, model).fit(counts, Progress())
        np.testing.assert_allclose(drawn, slow.params, rtol=1e-6, atol=1e-9)


def test_every_contrast_has_its_interval_in_percent_and_on_its_own_scale(models, table):
    assert table.reset_index().columns.tolist() == list(columns.BOOTSTRAP.names)
    asked = {(answer.spec.model, answer.spec.id) for answer in models.answers}
    assert {key[:2] for key in table.index} == asked
    assert len(table) == 2 * len(asked)
    hours = margin_table(margins_of_study(models)).set_index(["model", "quantity"])
    row = table.loc[("model_3", "minority_among_others", "hours")]
    assert row["estimate"] == hours.loc[("model_3", "minority_among_others"), "estimate"]
    assert (table["failures"] == 0).all()
    assert (table["conf_low"] < table["estimate"]).all()
    assert (table["estimate"] < table["conf_high"]).all()
    assert row["sentence"].startswith("Among households that did not ask for help, minority households' waits were")
    assert row["sentence"].endswith("interval from 400 draws of whole block groups.")


def test_standard_errors_are_near_the_clustered_ones(models, table):
    """By two roads: of 400 draws a standard deviation is known to 3.5 %, and 60 block groups are few for either."""
    for answer in models.answers:
        row = table.loc[(answer.spec.model, answer.spec.id, "percent")]
        delta = (100 + answer.percent) * answer.std_error
        assert 0.8 < row["std_error"] / delta < 1.45


def test_the_seed_and_not_the_order_of_rows_decides(study, models):
    again = fit_equity_models(study.sample(frac=1, random_state=1))
    one, two = (bootstrap_table(bootstrap_contrasts(fitted, FEWEST, seed=7)) for fitted in (models, again))
    numbers = ["estimate", "std_error", "conf_low", "conf_high"]
    np.testing.assert_allclose(one[numbers], two[numbers], rtol=1e-5, atol=1e-7)
    other = bootstrap_table(bootstrap_contrasts(models, FEWEST, seed=8))
    assert not np.allclose(one["conf_low"], other["conf_low"])


def test_draws_without_finite_estimates_are_counted_and_too_many_give_no_interval(study):
    """Students that asked live in one block group: every third draw or so is without them."""
    first = study["block_group"] == study["block_group"].iloc[40]
    asked = np.where((study["college_share"] == 1) & ~first, 0, study["participation"])
    asked = np.where(first & (study["college_share"] == 1), 1, asked)
    asked[np.flatnonzero(first)[0]] = 1
    college = study["college_share"].where(~first, study.index.to_series() % 2)
    changed = study.assign(college_share=college, participation=np.where(first & (college == 1), 1, asked))
    models = fit_equity_models(changed)
    found = bootstrap_table(bootstrap_contrasts(models, FEWEST)).set_index(["model", "contrast", "unit"])
    row = found.loc[("model_1", "minority", "percent")]
    assert 0.2 * FEWEST < row["failures"] < 0.6 * FEWEST
    assert np.isnan(row["conf_low"])
    assert "no bootstrap interval" in row["sentence"]
    assert np.isfinite(found.loc[("model_2", "minority", "percent"), "conf_low"])


def test_penalised_models_are_left_out(study):
    none = study.assign(participation=np.where(study["college_share"] == 1, 0, study["participation"]))
    models = fit_equity_models(none, ModelOptions(separation=FIRTH))
    assert {found.model for found in bootstrap_contrasts(models, FEWEST)} == {spec.id for spec in MODELS[1:]}


def test_few_draws_no_clusters_and_cancel(study, models):
    with pytest.raises(InputError, match=r"199 draws are too few"):
        bootstrap_contrasts(models, FEWEST - 1)
    with pytest.raises(InputError, match="needs clusters"):
        bootstrap_contrasts(replace(models, cluster_labels=None), FEWEST)

    class Stop(Progress):
        asked = 0

        def is_cancelled(self) -> bool:
            self.asked += 1
            return self.asked > 50

    with pytest.raises(Cancelled):
        bootstrap_contrasts(models, FEWEST, progress=Stop())
