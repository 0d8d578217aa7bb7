"""What an attacker knows of a city's areas, as linear equations and bounds, and how he learns it from area tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.disparity.areas import DisparityResult
from coprod_equity_plugin.core.disparity.reliability import ReliabilityResult

# What is unknown of an area: households by group and asking, long outage, repeated outage, without outage; hours.
CROSSED = ("mr", "mq", "or", "oq", "ur", "uq")
KINDS = (*CROSSED, "l", "s", "d", "e", "k", "hm", "ho", "hu")
# What stands for several of them: the groups, those that asked and those that did not.
SUMS = {sign: tuple(cell for cell in CROSSED if sign in cell) for sign in ("m", "o", "u", "r", "q")}
GROUPS, LENGTH, REPEATS, HOURS = ("m", "o", "u"), ("l", "s"), ("d", "e"), ("hm", "ho", "hu")


@dataclass
class Knowledge:
    """Linear equations and bounds over the cells of all areas; ``parts``: kept and dropped in a later run."""

    areas: int
    parts: int = 1
    kinds: ClassVar[tuple[str, ...]] = KINDS
    sums: ClassVar[dict[str, tuple[str, ...]]] = SUMS
    everybody: ClassVar[tuple[str, ...]] = GROUPS  # who makes an area one with households
    rows: list = field(default_factory=list)
    sides: list = field(default_factory=list)
    least: list = field(default_factory=list)
    truth: np.ndarray = field(default_factory=lambda: np.zeros(0))

    def place(self, area: int, kind: str, part: int) -> int:
        """Where a cell stands among the unknowns."""
        return (area * len(self.kinds) + self.kinds.index(kind)) * self.parts + part

    def say(self, cells, value: float) -> None:
        """A published number; ``cells`` are (area, kind, factor), of all parts, or (area, kind, factor, part)."""
        self.rows.append(self._spread(cells))
        self.sides.append(value)

    def at_least(self, cells, value: float) -> None:
        """A sum of cells is known to be no less."""
        self.least.append((self._spread(cells), value))

    def _spread(self, cells) -> dict[int, float]:
        found: dict[int, float] = {}
        finer = [(area, one, *rest) for area, kind, *rest in cells for one in self.sums.get(kind, (kind,))]
        for area, kind, factor, *part in finer:
            for one in part or range(self.parts):
                place = self.place(area, kind, one)
                found[place] = found.get(place, 0.0) + factor
        return found

    def _matrix(self, rows) -> csr_matrix:
        """Rows, each divided by its largest factor: the solver's tolerances are absolute."""
        data = [
            (row, place, value / max(map(abs, cells.values())))
            for row, cells in enumerate(rows)
            for place, value in cells.items()
        ]
        row, column, value = zip(*data)
        return csr_matrix((value, (row, column)), shape=(len(rows), self.areas * len(self.kinds) * self.parts))

    def check(self, truth: np.ndarray) -> None:
        """Fail if something is taken for known that does not hold for the truth, shape ``(areas, kinds, parts)``."""
        flat = truth.ravel()
        for row, side in zip(self.rows, self.sides):
            value = sum(flat[place] * factor for place, factor in row.items())
            if abs(value - side) > 1e-6 * max(1.0, abs(side)):
                raise AssertionError(f"the attacker takes {value} for {side}: {self._words(row)}")
        for row, least in self.least:
            value = sum(flat[place] * factor for place, factor in row.items())
            if value < least - 1e-6 * max(1.0, abs(least)):
                raise AssertionError(f"the attacker takes {value} for no less than {least}: {self._words(row)}")
        self.truth = flat

    def _words(self, row) -> str:
        return ", ".join(sorted({self.kinds[place // self.parts % len(self.kinds)] for place in row}))

    def width(self, cells) -> float:
        """How far apart the smallest and the largest value of a sum of cells are that fit all that is known.

        Solved in distances from the truth (:meth:`check` first): sums of hours would else fail by rounding errors.
        """
        goal = np.zeros(len(self.truth))
        for place, value in self._spread(cells).items():
            goal[place] = value
        known = {"A_eq": self._matrix(self.rows), "b_eq": np.zeros(len(self.rows))}
        if self.least:
            matrix = self._matrix([row for row, _ in self.least])
            sizes = np.array([max(map(abs, row.values())) for row, _ in self.least])
            slack = matrix @ self.truth - np.array([least for _, least in self.least]) / sizes
            known |= {"A_ub": -matrix, "b_ub": np.maximum(slack, 0.0)}
        bounds = np.column_stack([-self.truth, np.full(len(self.truth), np.inf)])
        ends = []
        for sign in (1, -1):
            answer = linprog(sign * goal, **known, bounds=bounds, method="highs")
            if answer.status == 4:  # the simplex gave up; the interior points have not failed yet
                answer = linprog(sign * goal, **known, bounds=bounds, method="highs-ipm")
            if answer.status not in (0, 3):
                raise AssertionError(f"the linear program was not solved: {answer.message}")
            ends.append(np.inf if answer.status == 3 else sign * answer.fun)
        return ends[1] - ends[0]


def learn_structure(known: Knowledge) -> None:
    """Every breakdown of an area has the same sum."""
    for area in range(known.areas):
        for part in range(known.parts):
            for kinds in (LENGTH, REPEATS):
                cells = [(area, kind, 1, part) for kind in GROUPS] + [(area, kind, -1, part) for kind in kinds]
                known.say(cells, 0)


def learn_disparity(known: Knowledge, result: DisparityResult, *part: int) -> None:
    """What the disparity table and the city's numbers say; ``part`` 0 if of the kept households only."""
    for area, line in enumerate(result.table.to_dict("records")):
        learn_line(known, line, [area], part)
        if np.isnan(line[c.HOUSEHOLDS]):
            known.at_least([(area, kind, 1, *part) for kind in known.everybody], 0 if part else 1)
    city = dict(result.city)
    if known.parts > 1:
        # Of the city, table and log say the households and their mean; the report's counts are of other households.
        unsaid = (c.MINORITY_HOUSEHOLDS, c.MINORITY_SHARE, c.REQUESTS_COUNT, c.PARTICIPATION_GAP)
        city.update(dict.fromkeys(unsaid, np.nan))
    learn_line(known, city, range(known.areas), part)


def learn_line(known: Knowledge, line, areas, part) -> None:
    """What one line of a disparity table, or the city's, says of some areas together."""

    def cells(*kinds):
        return [(area, kind, 1, *part) for area in areas for kind in kinds]

    households, minority, share = line[c.HOUSEHOLDS], line[c.MINORITY_HOUSEHOLDS], line[c.MINORITY_SHARE]
    if not np.isnan(households):
        known.say(cells(*GROUPS), households)
        if not np.isnan(line[c.MEAN_HOURS]):
            known.say(cells(*HOURS), households * line[c.MEAN_HOURS])
    if not np.isnan(minority):
        known.say(cells("m"), minority)
        others = minority * (1 / share - 1) if share > 0 else np.nan
        if share > 0:
            known.say(cells("o"), others)
        for kind, count, mean in (
            ("hm", minority, line[c.MINORITY_MEAN_HOURS]),
            ("ho", others, line[c.OTHER_MEAN_HOURS]),
        ):
            if not np.isnan(mean * count):
                known.say(cells(kind), count * mean)
    if not np.isnan(line[c.REQUESTS_COUNT]):
        known.say(cells("r"), line[c.REQUESTS_COUNT])
    if not np.isnan(line[c.PARTICIPATION_GAP]):
        # With both groups' sizes public the gap and its interval have one solution; the shares beside them say it too.
        known.say(cells("mr"), minority * line[c.MINORITY_PARTICIPATION_RATE])
        known.say(cells("or"), minority * (1 / share - 1) * line[c.OTHER_PARTICIPATION_RATE])


def learn_reliability(known: Knowledge, result: ReliabilityResult) -> None:
    """What the reliability indices say; a repeated outage is known to be one of half an hour more."""
    for area, line in enumerate(result.table.to_dict("records")):
        _learn_indices(known, line, [area])
        if not np.isnan(line[c.CUSTOMERS_INTERRUPTED]) and np.isnan(line[c.CUSTOMERS_SERVED]):
            known.at_least([(area, "k", 1)], 1)  # an area in which nobody kept power would be shown
    _learn_indices(known, result.city, range(known.areas))


def _learn_indices(known: Knowledge, line, areas) -> None:
    def cells(factors):
        return [(area, kind, factor) for area in areas for kind, factor in factors.items()]

    interrupted, minutes = dict.fromkeys(GROUPS, 1.0), {**dict.fromkeys(HOURS, 60.0), "d": 30.0}
    served = line[c.CUSTOMERS_SERVED]
    if not np.isnan(line[c.CUSTOMERS_INTERRUPTED]):
        known.say(cells(interrupted), line[c.CUSTOMERS_INTERRUPTED])
    if not np.isnan(served):
        known.say(cells({**interrupted, "k": 1.0}), served)
        for column, factors in ((c.SAIFI, {**interrupted, "d": 1.0}), (c.SAIDI, minutes), (c.CELID, {"l": 1.0})):
            if not np.isnan(line[column]):
                known.say(cells(factors), line[column] * served)
    caidi = line[c.CAIDI]
    if not np.isnan(caidi):
        known.say(cells({**minutes, **dict.fromkeys(GROUPS, -caidi), "d": 30.0 - caidi}), 0)
