"""What the tests of few clusters and of separation share: R's numbers, the simulated city, designs to fit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from coprod_equity_plugin.core.models.covariance import number_clusters
from coprod_equity_plugin.core.models.design import build_design
from coprod_equity_plugin.core.models.specification import MODELS

FOLDER = Path(__file__).parent / "golden" / "models" / "r"
MODEL_1 = MODELS[0]
R_NAMES = {"const": "(Intercept)", "trt": "trtprogabide", "trt:log(base)": "trtprogabide:log(base)"}


def of_r() -> pd.Series:
    """R's numbers by case, name and term."""
    table = pd.read_csv(FOLDER / "small_sample.csv", keep_default_na=False)
    return table.set_index(["case", "name", "term"])["value"].sort_index()


def city(few: bool = False) -> pd.DataFrame:
    frame = pd.read_csv(FOLDER.parent / "city.csv", dtype={"block_group": str})
    frame = frame[frame["status"].isin(["restored", "censored"])].dropna()
    return frame[frame["block_group"].isin(sorted(frame["block_group"].unique())[:15])] if few else frame


def case(name: str):
    """A golden case's design, family and clusters."""
    if name == "epil_poisson":
        frame = pd.read_csv(FOLDER / "epil.csv")
        values = {"y": frame["y"], "trt": frame["trt"] == "progabide", "log(base)": np.log(frame["base"])}
        values |= {"age": frame["age"], "V4": frame["V4"]}
        design = build_design(values, "y", ("trt", "log(base)", "age", "V4", "trt:log(base)"))
        return design, "poisson", number_clusters(frame["subject"].to_numpy())
    frame = city(name == "model_1_few")
    clusters = number_clusters(frame["block_group"].to_numpy())
    if name == "model_3":
        return build_design(frame, MODELS[2].outcome, MODELS[2].terms), MODELS[2].family, clusters
    terms = MODEL_1.terms
    if name == "model_1_alone":
        frame["only"] = (frame["block_group"] == "120730001361") & (frame["house_age"] > 40)
        terms = (*terms, "only")
    design = build_design(frame, MODEL_1.outcome, terms)
    return design, MODEL_1.family, clusters // 6 if name == "model_1_large" else clusters
