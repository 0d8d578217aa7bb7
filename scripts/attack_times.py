"""Try to work out how many homes had power back within a few hours, from all that a run tells of homes by hour.

The restoration curves of the report on the event's clock, its classes of hours (the rootogram), curves by other groups
on each home's own clock, the dotted curve of all customers, the quantiles, the share of long waits: each counts homes
up to some hour. How many homes each speaks of, and how many lost power and are not compared, is taken for known.
All homes of these cities lose power at the same moment, so that the clocks agree and one table's hours lie between
another's: nothing blurs the differences. The unknowns are homes by hour, group, asking, and whether the models use
them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, vstack

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.disparity.areas import DisparityOptions, disparity_by_area
from coprod_equity_plugin.core.disparity.households import read_households, without_few
from coprod_equity_plugin.core.disparity.populations import modelled
from coprod_equity_plugin.core.disparity.reliability import reliability_indices
from coprod_equity_plugin.core.disparity.served import ReliabilityOptions
from coprod_equity_plugin.core.models.shapes import count_classes
from coprod_equity_plugin.core.progress import Progress
from coprod_equity_plugin.core.report import more_tables, sections
from coprod_equity_plugin.core.report.group_curves import STAGES, group_curves
from coprod_equity_plugin.core.report.inputs import ReportInputs, ReportOptions
from coprod_equity_plugin.core.report.words import WITHHELD
from coprod_equity_plugin.core.study.restoration_curve import restoration_curve
from scripts.attack_run import EVENT, flow_of, model_tables, study_of_everything

# Homes by group and asking that the models use; those that they cannot use, in the area tables and not, by asking.
USED, COUNTED_ONLY, LEFT_OUT = ("mr", "mq", "or", "oq"), ("zr", "zq"), ("xr", "xq")
KINDS = (*USED, *COUNTED_ONLY, *LEFT_OUT)
LOST_AT, LONG = 10.0, 72.0  # hours after the event's start; hours that count as a long wait
LEFT = (*COUNTED_ONLY, *LEFT_OUT)
# The groups whose stages the report prints from the survival models' table, as that table names them.
TIMED = {
    ("all", "all households"): USED, ("minority", "minority households"): USED[:2],
    ("minority", "other households"): USED[2:], ("participation", "households that asked"): USED[::2],
    ("participation", "households that did not ask"): USED[1::2],
    ("both", "minority households that asked"): USED[:1], ("both", "minority households that did not ask"): USED[1:2],
    ("both", "other households that asked"): USED[2:3], ("both", "other households that did not ask"): USED[3:],
}  # fmt: skip
POPULATIONS = {"compared": USED, "minority": USED[:2], "other": USED[2:], "lost power": KINDS, "not compared": LEFT}


def study_of_hours(seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A random city whose waits spread over two weeks, whole hours."""
    study, restoration = study_of_everything(seed)
    rng = np.random.default_rng(seed + 70_000)
    hours = np.clip(np.round(rng.gamma(rng.uniform(1, 5), rng.uniform(8, 30), len(study))), 1, 330)
    hours = np.where(study[c.RESTORATION_HOURS].notna(), hours, np.nan)
    start = EVENT + np.timedelta64(int(LOST_AT * 3600), "s")
    back = start + (np.nan_to_num(hours) * 3600).astype("m8[s]")
    back = np.where(np.isfinite(hours), back, np.datetime64("NaT")).astype("M8[s]")
    return study.assign(**{c.RESTORATION_HOURS: hours, c.RESTORED_AT: back}), restoration


@dataclass
class Hours:
    """What is known of homes by hour, kind after kind, each of ``size`` hours from 0."""

    size: int
    rows: list[np.ndarray]
    low: list[float]
    high: list[float]

    def sum_of(self, kinds, first: float, last: float) -> np.ndarray:
        """The cells of some kinds from one hour to another, both counted."""
        row = np.zeros((len(KINDS), self.size))
        start, stop = max(int(np.ceil(first)), 0), int(min(np.floor(last), self.size - 1)) + 1
        row[[KINDS.index(kind) for kind in kinds], start:stop] = 1.0
        return row.ravel()

    def say(self, row: np.ndarray, low: float, high: float) -> None:
        """A sum of cells lies between two numbers."""
        self.rows.append(row)
        self.low.append(low)
        self.high.append(high)

    def by(self, kinds, hour: float, number: float) -> None:
        """By an hour a number of homes had power back, and not an hour before."""
        self.say(self.sum_of(kinds, 0, hour), number - 1e-6, np.inf)
        self.say(self.sum_of(kinds, 0, hour - 1), -np.inf, number + 1e-6)

    def check(self, truth: np.ndarray) -> None:
        """Fail if something is taken for known that is not so."""
        for row, low, high in zip(self.rows, self.low, self.high):
            value = float(row @ truth)
            if not low - 1e-6 <= value <= high + 1e-6:
                raise AssertionError(f"the attacker takes {value} to be within {low} and {high}")

    def between(self) -> np.ndarray:
        """The hours at which anything told begins or ends: hours between two of them always appear together."""
        told = np.array(self.rows).reshape(-1, len(KINDS), self.size).any(axis=1)
        return np.unique(np.concatenate([[0, self.size], *[np.flatnonzero(np.diff(row)) + 1 for row in told]]))

    def merged(self, edges: np.ndarray) -> Hours:
        """The same with one cell for all hours between two edges, which is as much to know and faster to solve."""
        rows = [row.reshape(len(KINDS), self.size)[:, edges[:-1]].ravel() for row in self.rows]
        return Hours(len(edges) - 1, rows, self.low, self.high)

    def width(self, goal: np.ndarray) -> float:
        """How far apart the smallest and the largest value of a sum of cells are that fit all that is known."""
        matrix, low, high = csr_matrix(np.array(self.rows)), np.array(self.low), np.array(self.high)
        exact = low == high
        below, above = np.flatnonzero(~exact & np.isfinite(high)), np.flatnonzero(~exact & np.isfinite(low))
        known = {"A_eq": matrix[np.flatnonzero(exact)], "b_eq": low[exact]}
        if len(below) + len(above):
            known |= {
                "A_ub": vstack([matrix[below], -matrix[above]]),
                "b_ub": np.concatenate([high[below], -low[above]]),
            }
        ends = []
        for sign in (1, -1):
            answer = linprog(sign * goal, **known, bounds=(0, None), method="highs")
            if answer.status != 0:
                raise AssertionError(f"the linear program was not solved: {answer.message}")
            ends.append(sign * answer.fun)
        return ends[1] - ends[0]


@dataclass(frozen=True)
class TimeRelease:
    """What is told of homes by hour."""

    minimum: int
    content: sections.Content
    groups: tuple
    city: dict
    sizes: dict[str, int]
    classes: pd.DataFrame | None


def publish(seed: int, minimum: int, *, protect: bool = True) -> tuple[TimeRelease, pd.DataFrame]:
    """The report, curves and reliability of a city; also its homes. ``protect``: they know of each other."""
    study, restoration = study_of_hours(seed)
    options = DisparityOptions(minimum=minimum, areas=tuple(np.unique(study[c.BLOCK_GROUP])))
    used, out = modelled(study), study[c.RESTORATION_HOURS].notna().to_numpy()
    asked = study[c.PARTICIPATION].to_numpy()
    indices = reliability_indices(study, ReliabilityOptions(options, LONG), restoration)
    curves = []
    for group in (None, asked):
        codes = np.zeros(len(study), dtype=np.int64) if group is None else group.astype(np.int64)
        homes = without_few(study, out, codes, options) if protect else out
        curves.append(group_curves(study[homes], None if group is None else group[homes], minimum))
    hours = study[c.RESTORATION_HOURS].to_numpy()
    low, high, seen = count_classes(hours[used].astype(int))
    classes = {c.MODEL: "model_3", c.COUNT_LOW: low, c.COUNT_HIGH: high, c.OBSERVED: seen, c.EXPECTED: seen * 1.0}
    who = np.where(study[c.MINORITY_SHARE] >= 0.5, "m", "o")
    who = np.char.add(who.astype(str), np.where(asked > 0, "r", "q"))
    more = {
        more_tables.ROOTOGRAM: pd.DataFrame(classes),
        more_tables.SURVIVAL: stages_of(hours[used], who[used]),
        more_tables.GROUP_CURVES: curves[1].curves,
        more_tables.GROUP_QUANTILES: curves[1].quantiles,
        more_tables.RELIABILITY: indices.groups,
    }
    edges = np.arange(0, 336 * 3600, 1800)
    lost = np.full(int(out.sum()), int(LOST_AT * 3600))
    city = restoration_curve(lost, lost + hours[out] * 3600, edges, EVENT + edges.astype("m8[s]"), 0)
    areas = disparity_by_area(study, options).table
    inputs = ReportInputs(
        study=study, areas=areas, sample_flow=flow_of(study, used), curve=city, more=more,
        **model_tables(int(used.sum())),
    )  # fmt: skip
    content = sections.make(inputs, ReportOptions(EVENT, minimum_households=minimum), Progress())
    counted = np.zeros(len(study), dtype=bool)
    counted[read_households(study, options).rows] = True
    kind = np.where(used, who, np.char.add(np.where(counted, "z", "x"), np.where(asked > 0, "r", "q")))
    homes = pd.DataFrame({"kind": kind, "hours": hours})[out]
    sizes = homes["kind"].value_counts().to_dict()
    told = (curves[1],) if protect else tuple(curves)  # unprotected: straight from the algorithms that made them
    apart = None if protect else more[more_tables.ROOTOGRAM]
    return TimeRelease(minimum, content, told, dict(indices.city), sizes, apart), homes


def stages_of(hours: np.ndarray, kinds: np.ndarray) -> pd.DataFrame:
    """Homes, T50, T80 and T95 by group as ``survivalmodels`` writes them, here without any censored home."""
    rows = []
    for (grouping, group), chosen in TIMED.items():
        waits = np.sort(hours[np.isin(kinds, chosen)])
        values = {"households": len(waits)}
        if len(waits):
            values |= {stage: waits[int(np.ceil(share * len(waits))) - 1] for stage, share in STAGES}
        rows += [(grouping, group, name, float(value), value, value, np.nan, "") for name, value in values.items()]
    return pd.DataFrame(rows, columns=list(c.SURVIVAL.names))


def learn(release: TimeRelease, size: int) -> Hours:
    """All that the release says."""
    known = Hours(size, [], [], [])
    total = {name: sum(release.sizes.get(kind, 0) for kind in kinds) for name, kinds in POPULATIONS.items()}
    for name, kinds in POPULATIONS.items():
        known.say(known.sum_of(kinds, 0, size), total[name], total[name])
    for count in release.content.counts:
        homes, *parts = count.cell.split("; ")
        said = dict(part.split("=") for part in parts)
        if homes == "homes=compared" and "hours" in said:
            first, _, last = said["hours"].replace(" and more", f" to {size}").partition(" to ")
            known.say(known.sum_of(USED, float(first), float(last or first)), count.value, count.value)
        elif homes == "homes=compared" and "out_at" in said:
            kinds = POPULATIONS[{"1": "minority", "0": "other"}.get(said.get("minority", ""), "compared")]
            after = float(said["out_at"]) - LOST_AT
            known.say(known.sum_of(kinds, np.floor(after) + 1, size), count.value, count.value)
        elif "out_at" in said:  # the dotted curve
            after = float(said["out_at"]) - LOST_AT
            known.say(known.sum_of(KINDS, np.floor(after) + 1, size), count.value, count.value)
    if release.classes is not None:
        for row in release.classes.itertuples(index=False):
            last = row.count_high if np.isfinite(row.count_high) else size
            known.say(known.sum_of(USED, row.count_low, last), row.observed, row.observed)
    _learn_groups(known, release, size)
    _learn_quantiles(known, release)
    served, celid = release.city[c.CUSTOMERS_SERVED], release.city[c.CELID]
    if np.isfinite(served * celid):
        long = served * celid
        known.say(known.sum_of((*USED, *COUNTED_ONLY), LONG, size), long, long)
    return known


def _learn_groups(known: Hours, release: TimeRelease, size: int) -> None:
    shown = _steps_shown(release)
    for result in release.groups:
        counts = result.quantiles.set_index(c.GROUP)[c.HOUSEHOLDS]
        for row in result.curves.itertuples(index=False):
            if release.classes is None and shown is not None and round(float(row.hours), 4) not in shown:
                continue
            asked = {"1": "r", "0": "q"}.get(row.group)
            kinds = [kind for kind in KINDS if asked is None or kind[1] == asked]
            if counts.sum() != sum(release.sizes.values()):
                continue  # some were left out, and nobody knows which
            still = row.share_out * counts[row.group]
            known.say(known.sum_of(kinds, row.hours + 1, size), still, still)
        for row in result.quantiles.to_dict("records"):
            asked = {"1": "r", "0": "q"}.get(row[c.GROUP])
            kinds = [kind for kind in KINDS if asked is None or kind[1] == asked]
            for stage, share in STAGES:
                if np.isfinite(row[stage]) and counts.sum() == sum(release.sizes.values()):
                    known.by(kinds, row[stage], share * row[c.HOUSEHOLDS])


def _learn_quantiles(known: Hours, release: TimeRelease) -> None:
    """By when 50, 80 and 95 % of the homes compared, and of their groups, had power back: two tables of the report."""
    groups = {"All homes": USED, "Minority homes": USED[:2], "Other homes": USED[2:]}
    for (_, name), kinds in TIMED.items():
        groups[f"{name[0].upper()}{name[1:]}".replace("households", "homes")] = kinds
    first = {"restoration_quantiles": slice(1, None, 2), "survival_groups": slice(2, 5)}
    for block in (block for part in release.content.sections for block in part.blocks):
        for row in block.rows if getattr(block, "name", "") in first else ():
            for (_, share), cell in zip(STAGES, row[first[block.name]]):
                if cell not in ("", WITHHELD):  # of a group without homes, or withheld
                    kinds = groups[row[0]]
                    known.by(
                        kinds, float(cell.split("\n")[0]), share * sum(release.sizes.get(kind, 0) for kind in kinds)
                    )


def _steps_shown(release: TimeRelease) -> set[float] | None:
    """The hours at which the report's file of other groups' curves has them; ``None`` if it has no such file."""
    for part in release.content.sections:
        for block in part.blocks:
            for file in getattr(block, "downloads", ()):
                if file.name == "group_curves.csv":
                    lines = file.data.decode("utf-8").splitlines()[1:]
                    return {round(float(re.split(",", line)[1]), 4) for line in lines}
    return None


def attack_times(seed: int, most: int | None = None, *, protect: bool = True) -> list[tuple[str, float, int]]:
    """Attack one city: each small group between two hours that are told, how far it stays open, how many it is."""
    minimum = (11, 15, 5)[seed % 3]
    release, homes = publish(seed, minimum, protect=protect)
    size = int(homes["hours"].max()) + 2
    truth = np.zeros((len(KINDS), size))
    np.add.at(truth, ([KINDS.index(kind) for kind in homes["kind"]], homes["hours"].astype(int)), 1)
    known = learn(release, size)
    known.check(truth.ravel())
    edges = known.between()
    known, truth = known.merged(edges), np.add.reduceat(truth, edges[:-1], axis=1)
    goals = []
    for name, kinds in POPULATIONS.items():
        everybody = sum(release.sizes.get(kind, 0) for kind in kinds)  # taken for known
        for place, (first, last) in enumerate(zip(edges, edges[1:] - 1)):
            goal = known.sum_of(kinds, place, place)
            number = int(goal @ truth.ravel())
            if 0 < number < min(minimum, everybody):
                goals.append((f"{name}, {first} to {last} hours", goal, number))
    if most is not None and len(goals) > most:
        goals = [goals[place] for place in np.random.default_rng(seed).choice(len(goals), most, replace=False)]
    return [(name, known.width(goal), number) for name, goal, number in goals]
