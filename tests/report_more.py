"""The report's further tables, made by the models themselves from the random homes of ``report_frames``."""

from __future__ import annotations

import csv
from functools import lru_cache
from io import StringIO

import numpy as np
import pandas as pd

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.disparity.areas import DisparityOptions, disparity_by_area
from coprod_equity_plugin.core.disparity.inequality import inequality
from coprod_equity_plugin.core.disparity.reliability import reliability_indices
from coprod_equity_plugin.core.disparity.served import ReliabilityOptions
from coprod_equity_plugin.core.models.diagnostics import diagnose_models, diagnostic_table
from coprod_equity_plugin.core.models.equity import fit_equity_models, model_rows
from coprod_equity_plugin.core.models.hypotheses import judge, verdict_table
from coprod_equity_plugin.core.models.margins import margin_table, margins_of_study
from coprod_equity_plugin.core.models.robustness import RobustnessOptions, vary_models
from coprod_equity_plugin.core.models.shapes import shape_tables
from coprod_equity_plugin.core.models.survival import fit_survival
from coprod_equity_plugin.core.report import more_tables as m
from coprod_equity_plugin.core.report.group_curves import group_curves
from coprod_equity_plugin.core.report.inputs import ReportInputs, ReportOptions
from coprod_equity_plugin.core.report.page import Report, build_report
from tests import report_frames as frames

DRAWS = 6
OPTIONS = ReportOptions(frames.EVENT)


@lru_cache(maxsize=1)
def built() -> Report:
    """The report of :func:`tables`."""
    return build_report(tables()[0], OPTIONS)


def rows_of(report: Report, name: str) -> list[dict]:
    """The rows of one of a report's files."""
    return list(csv.DictReader(StringIO(report.files[name].decode("utf-8"))))


@lru_cache(maxsize=4)
def tables(households: int = 1500, seed: int = 7) -> tuple[ReportInputs, dict[str, pd.DataFrame]]:
    """Inputs of a report that belong together, its models fitted to its homes; ``more`` holds every further table."""
    homes = frames.study(households, seed=seed)
    models = fit_equity_models(homes)
    varied = vary_models(
        homes,
        RobustnessOptions(sizes=(300, 600), draws=DRAWS, event_start=frames.EVENT, window_days=(2, 3), leave_out=False),
    )
    survival = fit_survival(homes)
    curves = group_curves(homes, homes[c.RENTER_SHARE].to_numpy())
    options = DisparityOptions()
    areas = disparity_by_area(homes, options)
    shapes = shape_tables(models)
    more = {
        m.HYPOTHESES: verdict_table(judge(models.answers)),
        m.ADJUSTED: margin_table(margins_of_study(models)),
        m.STANDARD_ERRORS: models.standard_errors(),
        m.DIAGNOSTICS: diagnostic_table(diagnose_models(models)),
        m.EXPECTED: model_rows(homes, models),
        m.ROBUSTNESS: varied.summary,
        m.FITS: varied.fits,
        m.SENSITIVITY: sensitivity(households),
        m.SURVIVAL: survival.groups,
        m.SURVIVAL_CONTRASTS: survival.contrasts,
        m.SURVIVAL_FIT: survival.fit,
        m.GROUP_CURVES: curves.curves,
        m.GROUP_QUANTILES: curves.quantiles,
        m.RELIABILITY: reliability_indices(homes, ReliabilityOptions(options)).groups,
        m.CLUSTERS: clusters(),
        m.INEQUALITY: inequality(homes, areas, options),
        m.ROOTOGRAM: shapes[0],
        m.RESIDUAL_QUANTILES: shapes[1],
    }
    inputs = ReportInputs(
        study=homes,
        coefficients=models.coefficients,
        fit=models.fit,
        contrasts=models.contrasts,
        areas=areas.table,
        sample_flow=frames.flow(homes),
        curve=frames.curve(homes),
        more=more,
        groups_by="share of renters",
    )
    return inputs, more


def sensitivity(meters: int) -> pd.DataFrame:
    """Three choices: as chosen, one that changes four meters, one that changes eighty."""
    rows = [
        ("as chosen", 0.01, 1.0, 2.0, "0.5", meters, 0, 0, 0, 0, 0, 0, 80.0, 0.05, 0.39, 75.0),
        ("power is on above 0.05 kWh", 0.05, 1.0, 2.0, "0.5", meters - 4, 0, 4, 0, 0, 0, 4, 80.1, 0.05, 0.39, 75.0),
        (
            "outages of 2 hours or longer",
            0.01,
            2.0,
            2.0,
            "0.5",
            meters - 80,
            0,
            80,
            0,
            0,
            0,
            80,
            81.0,
            0.04,
            0.38,
            76.0,
        ),
    ]
    return pd.DataFrame(rows, columns=list(c.SENSITIVITY.names))


def clusters() -> pd.DataFrame:
    """Nine areas: two long among long, one short among short, five of neither, one withheld."""
    kinds = ["high among high"] * 2 + ["low among low"] + ["not distinguishable"] * 5 + ["withheld"]
    frame = pd.DataFrame({name: [np.nan] * len(kinds) for name in c.CLUSTERS.names})
    frame[c.AREA_ID] = [f"A{place}" for place in range(len(kinds))]
    frame[c.CLUSTER] = frame[c.SPOT] = kinds
    frame[c.SUPPRESSION] = [""] * 8 + ["fewer than 11 households"]
    frame.loc[:7, c.LOCAL_I] = 0.1
    return frame
