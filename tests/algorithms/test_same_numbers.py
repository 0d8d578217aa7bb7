"""The study of a small city gives the numbers of results.json on every QGIS and with every library that is supported.

They are inputs read, reads counted, models fitted, areas compared: the real algorithms, from raw files to results. If
they were meant to change, make the file anew: ``python -m tests.golden.platforms.make_golden``.
"""

from __future__ import annotations

import json

import pytest

from tests.golden.platforms.make_golden import GOLDEN, numbers, reliability_parameters

# Fits end when no coefficient moves by more than rounding, so that nothing but the order of sums is left to differ.
RELATIVE = 1e-8
# Of an area's interval, 1e-8 of its width: SciPy 1.10 gives the t distribution's quantiles, from which limits are made,
# otherwise than 1.15 in the tenth digit, and a limit near zero has fewer digits than its width.
LIMITS = {"areas": {3: (3, 4), 4: (3, 4), 6: (6, 7), 7: (6, 7)}}  # place -> the interval's places


@pytest.fixture(scope="module")
def found(studied):
    from qgis import processing

    processing.run("coprodequity:reliabilityindices", reliability_parameters(studied))
    return numbers(studied.folder)


@pytest.fixture(scope="module")
def golden():
    return json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_the_golden_numbers_are_those_of_a_whole_study(golden):
    held = [number for table in golden.values() for row in table.values() for number in row]
    assert len([number for number in held if number is not None]) > 1000
    assert set(golden["restoration"]) >= {"restored", "censored", "no_outage"}
    assert {row.split(" | ")[0] for row in golden["coefficients"]} == {f"model_{number}" for number in range(1, 6)}


def test_every_number_is_the_same(found, golden):
    assert {table: list(rows) for table, rows in found.items()} == {table: list(rows) for table, rows in golden.items()}
    different = []
    for table, rows in golden.items():
        for row, held in rows.items():
            for place, (mine, theirs) in enumerate(zip(found[table][row], held)):
                if mine is None or theirs is None:
                    same = mine is theirs
                else:
                    low, high = (held[limit] for limit in LIMITS.get(table, {}).get(place, (place, place)))
                    same = abs(mine - theirs) <= RELATIVE * max(abs(mine), abs(theirs), high - low)
                if not same:
                    different.append(f"{table}, {row}, number {place + 1}: {mine!r} is not {theirs!r}")
    assert different == []
