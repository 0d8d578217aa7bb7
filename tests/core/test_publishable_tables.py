"""Of every table that the plugin writes it is decided if it may be published, and the declaration says the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from coprod_equity_plugin.core import columns as c

ALGORITHMS = Path(c.__file__).parent.parent / "processing"
# A row is a household, a meter or a person's request.
ROWS = {
    "restoration", "requests", "requests_unmatched", "household_composition", "study", "meters_review", "model_rows",
    "regression_rows", "restoration_reconciliation",
}  # fmt: skip
# Counts as they are, however small, or unprotected beside other tables; what the report shows of them is protected.
COUNTS = {
    "restoration_curve": "customers out by half-hour, single ones too; the report's dotted line",
    "restoration_summary": "meters by status and reason",
    "restoration_sensitivity": "meters by status; the report withholds few",
    "sample_flow": "homes by step; the report withholds few and their differences",
    "sample_flow_groups": "homes by step, group and asking",
    "sample_flow_balance": "means of the homes lost at a step, however few",
    "sample_balance": "means of shares of homes drawn, which are counts in disguise",
    "communities": "homes and requests of each block group",
    "placement": "meters by the way they were placed",
    "survival": "homes by group and asking; the report withholds few",
    "diagnostics": "zeros observed; the report withholds few",
    "rootogram": "homes by class of hours, whose limits lie between the steps of curves; the report joins classes",
    "calibration": "homes with the outcome by expectation, beside areas whose expectation is known",
    "robustness": "homes and reporters of each refit, such as the city without one area",
}
# A model's numbers are statements on its groups, however few their homes: the count of a group that asked, the hours of
# an interaction, all counts of a model with a coefficient for every group. The report withholds those on few homes.
STATEMENTS = {
    "coefficients": "every term, with all digits; scripts/attack_models.py",
    "standard_errors": "the same, with every kind of error",
    "contrasts": "sums of coefficients",
    "hypotheses": "contrasts",
    "bootstrap": "contrasts",
    "e_values": "contrasts",
    "adjusted_predictions": "expected hours and chances by group and answer",
    "functional_form": "the first coefficient, twice",
    "robustness_summary": "coefficients in smaller samples and other windows",
    "fit": "the likelihood is one more equation in the coefficients",
}
CONFIDENTIAL = ROWS | COUNTS.keys() | STATEMENTS.keys()
# Publishable: protected by the algorithm that writes it, or without any number of a group of households.
PUBLISHABLE = {
    "block_groups": "public census values",
    "spatial_tests": "of all homes used together",
    "residual_quantiles": "randomized residuals, of no place or group; none nearer to an end than eleven homes",
    "disparity": "protected; scripts/attack_areas.py",
    "reliability": "protected with the disparity; scripts/attack_areas.py",
    "reliability_groups": "protected with the disparity",
    "clusters": "protected as the disparity",
    "adjusted": "protected as the disparity",
    "inequality": "of all homes counted together; scripts/attack_run.py",
    "group_gaps": "protected",
    "census_doubt": "the disparity's means and public census values",
    "census_gaps": "sums of areas that are shown",
    "restoration_curves": "no step of few homes; scripts/attack_times.py",
    "restoration_quantiles": "no group of few homes, none beyond which few are out",
}


def names(*, confidential: bool) -> set[str]:
    return {table.name for table in c.TABLES if table.confidential == confidential}


def test_every_table_has_a_decision_and_its_declaration_says_the_same():
    assert len(CONFIDENTIAL) == len(ROWS) + len(COUNTS) + len(STATEMENTS)
    assert names(confidential=True) == CONFIDENTIAL
    assert names(confidential=False) == set(PUBLISHABLE)


def written() -> dict[str, list[c.Table]]:
    """The declared tables that an algorithm's file names, by file."""
    found = {}
    for path in sorted(ALGORITHMS.rglob("*.py")):
        used = set(re.findall(r"\bcolumns\.([A-Z][A-Z_0-9]*)\b", path.read_text(encoding="utf-8")))
        tables = [value for value in (getattr(c, name, None) for name in used) if isinstance(value, c.Table)]
        if tables:
            found[path.name] = tables
    return found


def test_no_algorithm_writes_a_table_without_a_decision():
    files = written()
    assert len(files) > 10
    decided = CONFIDENTIAL | set(PUBLISHABLE)
    assert {table.name for table in vars(c).values() if isinstance(table, c.Table)} <= decided
    assert {table.name for tables in files.values() for table in tables} <= decided


@pytest.mark.parametrize("table", [table for table in c.TABLES if not table.confidential], ids=lambda table: table.name)
def test_what_may_be_published_is_not_told_from_what_may_not_by_all_its_columns(table):
    """Layers are refused by their columns, so no publishable table may have all those of a confidential one."""
    for other in c.TABLES:
        if other.confidential:
            assert not set(other.names) <= set(table.names), other.name
