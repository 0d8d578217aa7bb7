"""Try to work out what was withheld, from everything that is published of a city together.

A linear program over the published tables: the disparity and the reliability indices of the same households, the
city's numbers, and a disparity of a part of the households that is published later. The attacker knows how the rules
choose. What a whole run publishes besides is in :mod:`scripts.attack_run`. ``python -m scripts.attack`` attacks 200
random cities in each way and says what came of it.
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.disparity.areas import DisparityOptions, DisparityResult, disparity_by_area
from coprod_equity_plugin.core.disparity.households import MINORITY, OTHER, UNKNOWN, read_households
from coprod_equity_plugin.core.disparity.reliability import ReliabilityResult, reliability_indices
from coprod_equity_plugin.core.disparity.served import ReliabilityOptions
from coprod_equity_plugin.core.errors import PrivacyError

LONG_HOURS = 72
# What is unknown of an area: households by group and asking, long outage, repeated outage, without outage; hours.
CROSSED = ("mr", "mq", "or", "oq", "ur", "uq")
KINDS = (*CROSSED, "l", "s", "d", "e", "k", "hm", "ho", "hu")
# What stands for several of them: the groups, those that asked and those that did not.
SUMS = {sign: tuple(cell for cell in CROSSED if sign in cell) for sign in ("m", "o", "u", "r", "q")}
GROUPS, LENGTH, REPEATS, HOURS = ("m", "o", "u"), ("l", "s"), ("d", "e"), ("hm", "ho", "hu")


def random_city(seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Study and restoration tables: areas from a few homes to hundreds, groups from none to all, few of any kind."""
    rng = np.random.default_rng(seed)
    areas = int(rng.integers(4, 22))
    sizes = np.floor(rng.lognormal(rng.uniform(2.5, 4.5), rng.uniform(0.3, 1.5), areas)).astype(int) + 2
    minority, kept = rng.beta(0.5, 1.0, areas), rng.choice([0.02, 0.2, 0.6]) * rng.random(areas)
    unknown, ask, again = rng.choice([0.0, 0.02, 0.2]), rng.choice([0.01, 0.1, 0.3]), rng.choice([0.0, 0.03, 0.2])
    frames = []
    for area, size in enumerate(sizes):
        out = rng.random(size) >= kept[area]
        out[0] |= area == 0
        frames.append(
            pd.DataFrame(
                {
                    c.METER_ID: [f"{area}-{number}" for number in range(size)],
                    c.BLOCK_GROUP: f"{area:012d}",
                    c.STATUS: np.where(out, c.STATUS_RESTORED, c.STATUS_NO_OUTAGE),
                    c.RESTORATION_HOURS: np.where(
                        out, rng.choice([40.0, 75.0, *rng.integers(1, 200, 6)], size), np.nan
                    ),
                    c.PARTICIPATION: (rng.random(size) < ask).astype(float),
                    c.MINORITY_SHARE: np.where(rng.random(size) < unknown, np.nan, rng.random(size) < minority[area]),
                }
            )
        )
    study = pd.concat(frames, ignore_index=True)
    number = 1 + (rng.random(len(study)) < again)
    restoration = pd.DataFrame(
        {
            c.METER_ID: study[c.METER_ID],
            c.OUTAGE_HOURS: study[c.RESTORATION_HOURS] + 0.5 * (number - 1),
            c.INTERRUPTIONS: number,
        }
    )
    return study, restoration[study[c.RESTORATION_HOURS].notna()]


def true_cells(study: pd.DataFrame, restoration: pd.DataFrame, options: DisparityOptions) -> pd.DataFrame:
    """What the attacker looks for: a row per area, a column per kind."""
    homes = read_households(study, options)
    again = study[c.METER_ID].map(restoration.set_index(c.METER_ID)[c.INTERRUPTIONS]).to_numpy()[homes.rows] > 1
    long = homes.hours >= LONG_HOURS
    masks = {
        "m": homes.group == MINORITY, "o": homes.group == OTHER, "u": homes.group == UNKNOWN, "r": homes.asked,
        "q": ~homes.asked, "l": long, "s": ~long, "d": again, "e": ~again,
    }  # fmt: skip
    size = len(homes.ids)
    masks |= {cell: masks[cell[0]] & masks[cell[1]] for cell in CROSSED}
    truth = pd.DataFrame({kind: np.bincount(homes.area[mask], minlength=size) for kind, mask in masks.items()})
    truth.index = homes.ids
    still = study[study[c.STATUS] == c.STATUS_NO_OUTAGE]
    # Left out: where the interrupted of unknown group are, and everywhere if few would be left.
    unknown = still[c.MINORITY_SHARE].isna()
    out = study[study[c.STATUS] == c.STATUS_RESTORED]
    nameless = out[c.MINORITY_SHARE].isna().groupby(out[c.BLOCK_GROUP]).sum()
    few = nameless.index[(nameless > 0) & (nameless < options.minimum)]
    kept = unknown & ~still[c.BLOCK_GROUP].isin(few)
    if kept.sum() < options.minimum:
        kept[:] = False
    still = still[~unknown | kept]
    truth["k"] = still[c.BLOCK_GROUP].value_counts().reindex(truth.index, fill_value=0)
    for kind in GROUPS:
        chosen = masks[kind]
        truth[f"h{kind}"] = np.bincount(homes.area[chosen], weights=homes.hours[chosen], minlength=size)
    return truth


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
        _learn_line(known, line, [area], part)
        if np.isnan(line[c.HOUSEHOLDS]):
            known.at_least([(area, kind, 1, *part) for kind in known.everybody], 0 if part else 1)
    city = dict(result.city)
    if known.parts > 1:
        # Of the city, table and log say the households and their mean; the report's counts are of other households.
        unsaid = (c.MINORITY_HOUSEHOLDS, c.MINORITY_SHARE, c.REQUESTS_COUNT, c.PARTICIPATION_GAP)
        city.update(dict.fromkeys(unsaid, np.nan))
    _learn_line(known, city, range(known.areas), part)


def _learn_line(known: Knowledge, line, areas, part) -> None:
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


def counted_outages(restoration: pd.DataFrame, result: ReliabilityResult) -> pd.DataFrame:
    """The outages that the indices are made from: of further ones, where they count none, they tell nothing."""
    return restoration if result.repeats else restoration.assign(**{c.INTERRUPTIONS: 1})


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


def open_goals(truth: pd.DataFrame, minimum: int) -> list[tuple[str, int, tuple[str, ...]]]:
    """The small cells, which nobody may work out."""
    alone = ("m", "o", "r", "q", *CROSSED, "l", "s", "d", "e", "k")
    goals = {"households": CROSSED, **{name: SUMS.get(name, (name,)) for name in alone}}
    return [
        (name, area, kinds)
        for area in range(len(truth))
        for name, kinds in goals.items()
        if 0 < truth[list(kinds)].iloc[area].sum() < minimum
    ]


def attack_joint(seed: int, most: int | None = None) -> list[tuple[str, float]]:
    """Attack disparity and reliability of one city together; the goals' kinds and the width left to each."""
    minimum = (11, 15, 5)[seed % 3]
    study, restoration = random_city(seed)
    comparison = DisparityOptions(minimum=minimum, areas=tuple(study[c.BLOCK_GROUP].unique()))
    disparity = disparity_by_area(study, comparison)
    indices = reliability_indices(study, ReliabilityOptions(comparison, LONG_HOURS), restoration)
    truth = true_cells(study, counted_outages(restoration, indices), comparison)
    known = Knowledge(len(truth))
    learn_structure(known)
    learn_disparity(known, disparity)
    learn_reliability(known, indices)
    known.check(truth[list(KINDS)].to_numpy(dtype=float))
    goals = open_goals(truth, minimum)
    if most is not None and len(goals) > most:
        goals = [goals[place] for place in np.random.default_rng(seed).choice(len(goals), most, replace=False)]
    return [(name, known.width([(area, kind, 1) for kind in kinds]) - (minimum - 1)) for name, area, kinds in goals]


def attack_later(seed: int, most: int | None = None, *, told: bool = True) -> list[tuple[str, float]] | None:
    """Attack a disparity of all households and a later one of a part of them; ``None`` if the later one was refused.

    ``told``: the later run knows the earlier result.
    """
    minimum = 11
    study, restoration = random_city(seed)
    rng = np.random.default_rng(seed + 5_000)
    every = tuple(study[c.BLOCK_GROUP].unique())
    options = DisparityOptions(minimum=minimum, areas=every)
    # A filter hits some areas hard and others hardly.
    lost = rng.choice([0.0, 0.05, 0.4], len(every))[study[c.BLOCK_GROUP].map({name: i for i, name in enumerate(every)})]
    part = study[rng.random(len(study)) >= lost]
    if not len(part[part[c.STATUS] == c.STATUS_RESTORED]):
        return None
    first = disparity_by_area(study, options)
    try:
        later = disparity_by_area(
            part, DisparityOptions(minimum=minimum, areas=every, earlier=(first.table,) if told else ())
        )
    except PrivacyError:
        return None
    whole, kept = (true_cells(frame, restoration, options) for frame in (study, part))
    dropped = whole[list(KINDS)] - kept[list(KINDS)]
    known = Knowledge(len(whole), parts=2)
    learn_structure(known)
    learn_disparity(known, first)
    learn_disparity(known, later, 0)
    known.check(np.stack([part[list(KINDS)].to_numpy(dtype=float) for part in (kept, dropped)], axis=2))
    goals = [
        (name, area, kinds, where)
        for where, truth in ((0, kept), (1, dropped))
        for name, area, kinds in open_goals(truth, minimum)
        if name in ("households", "m", "o", "r", "q", *CROSSED)
    ]
    if most is not None and len(goals) > most:
        goals = [goals[place] for place in rng.choice(len(goals), most, replace=False)]
    return [
        (f"{name}, {('kept', 'dropped')[where]}", known.width([(area, kind, 1, where) for kind in kinds]))
        for name, area, kinds, where in goals
    ]


def attack_coarser(seed: int, most: int | None = None, *, told: bool = True) -> list[tuple[str, float]] | None:
    """Attack a disparity by block group and a later one by tract, of the same households or of a part of them.

    ``None`` if the later one was refused; ``told``: it knows the earlier result.
    """
    minimum = 11
    study, restoration = random_city(seed)
    rng = np.random.default_rng(seed + 6_000)
    names = [f"{place // 3:011d}{place % 3 + 1}" for place in range(study[c.BLOCK_GROUP].nunique())]
    # All groups are known: of unknown ones an area may leave out a few that its tract counts.
    study = study.fillna({c.MINORITY_SHARE: 0.0})
    study = study.assign(**{c.BLOCK_GROUP: study[c.BLOCK_GROUP].astype(int).map(dict(enumerate(names)))})
    part = study[rng.random(len(study)) >= rng.choice([0.0, 0.03])]
    tracts = part.assign(**{c.BLOCK_GROUP: part[c.BLOCK_GROUP].str[:11]})
    of_tract = {name[:11]: [place for place, other in enumerate(names) if other[:11] == name[:11]] for name in names}
    options = DisparityOptions(minimum=minimum, areas=tuple(names))
    first = disparity_by_area(study, options)
    earlier = (first.table,) if told else ()
    try:
        later = disparity_by_area(tracts, DisparityOptions(minimum=minimum, areas=tuple(of_tract), earlier=earlier))
    except PrivacyError:
        return None
    whole, kept = (true_cells(frame, restoration, options) for frame in (study, part))
    dropped = whole[list(KINDS)] - kept[list(KINDS)]
    known = Knowledge(len(whole), parts=2)
    learn_structure(known)
    learn_disparity(known, first)
    for line in later.table.to_dict("records"):
        _learn_line(known, line, of_tract[line[c.AREA_ID]], (0,))
    truth = np.stack([frame[list(KINDS)].to_numpy(dtype=float) for frame in (kept, dropped)], axis=2)
    known.check(truth)
    goals = [
        (f"{name} of a {'tract' if len(places) > 1 else 'block group'}, {('kept', 'dropped')[where]}", cells)
        for where in (0, 1)
        for places in [*([place] for place in range(len(names))), *(x for x in of_tract.values() if len(x) > 1)]
        for name, kinds in {"households": GROUPS, "m": ("m",), "o": ("o",), "r": ("r",), "q": ("q",)}.items()
        for cells in [[(place, kind, 1, where) for place in places for kind in kinds]]
        if 0 < truth[np.ix_(places, _columns(kinds), [where])].sum() < minimum
    ]
    if most is not None and len(goals) > most:
        goals = [goals[place] for place in rng.choice(len(goals), most, replace=False)]
    return [(name, known.width(cells)) for name, cells in goals]


def _columns(kinds: tuple[str, ...]) -> list[int]:
    """Where the cells that kinds, or sums of kinds, are made of stand among ``KINDS``."""
    return [KINDS.index(cell) for kind in kinds for cell in SUMS.get(kind, (kind,))]


def main() -> None:
    """Attack many cities and print what was found."""
    from scripts.attack_run import attack_run  # these build upon this module
    from scripts.attack_times import attack_times

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cities", type=int, default=200)
    parser.add_argument("--first", type=int, default=0, help="seed of the first city")
    options = parser.parse_args()
    cities = range(options.first, options.first + options.cities)
    goals, found, narrow, whole, hours, refused = 0, Counter(), Counter(), Counter(), Counter(), 0
    for seed in cities:
        for name, slack in attack_joint(seed):
            goals += 1
            found[name] += slack < -1e-6
        for name, width, least in attack_run(seed):
            goals += 1
            whole[name] += width < (1 if name.startswith("city") else least) - 1e-6
        for name, width, _ in attack_times(seed):
            goals += 1
            hours[name.split(",")[0]] += width < 1 - 1e-6
        for widths in (attack_later(seed), attack_coarser(seed)):
            refused += widths is None
            for name, width in widths or ():
                goals += 1
                narrow[name] += width < 1 - 1e-6
    print(f"{len(cities)} cities, {goals:,} small cells attacked; later runs refused: {refused}")
    print("left less doubt than the rule asks, joint release:", dict(+found) or "none")
    print("left less doubt than the rule asks, everything of a run:", dict(+whole) or "none")
    print("worked out to less than one household, by hour:", dict(+hours) or "none")
    print("worked out to less than one household, later releases:", dict(+narrow) or "none")


if __name__ == "__main__":
    main()
