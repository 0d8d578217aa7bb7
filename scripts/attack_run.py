"""Try to work out what was withheld from everything that one whole run publishes of a city together.

Beside the area tables of :mod:`scripts.attack_areas`: the report (its counts, sample flow, two-by-two table,
descriptive tables), the models' number of households, the restoration curves' groups and the inequality indices. These
speak of three populations, one within the other: homes that lost power, those that the area tables count, those that
the models use. What one counts and the next does not is a group of households too.

What no linear program can use is left to others: that map files repeat the area table and nothing else is a test of
its own, and so are the steps of curves. The models' coefficients are not linear in the households.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.disparity.areas import DisparityOptions, DisparityResult, disparity_by_area
from coprod_equity_plugin.core.disparity.households import MINORITY, OTHER, read_households, without_few
from coprod_equity_plugin.core.disparity.inequality import inequality
from coprod_equity_plugin.core.disparity.populations import modelled
from coprod_equity_plugin.core.disparity.reliability import ReliabilityResult, reliability_indices
from coprod_equity_plugin.core.disparity.served import ReliabilityOptions
from coprod_equity_plugin.core.progress import Progress
from coprod_equity_plugin.core.report import sections
from coprod_equity_plugin.core.report.blocks import Table
from coprod_equity_plugin.core.report.group_curves import group_curves
from coprod_equity_plugin.core.report.inputs import ReportInputs, ReportOptions
from coprod_equity_plugin.core.report.words import WITHHELD
from coprod_equity_plugin.core.study.flow import flow_table, walk
from scripts.attack_areas import LONG_HOURS, counted_outages, random_city, true_cells
from scripts.attack_knowledge import Knowledge, learn_disparity, learn_reliability

# Households by group (minority, other, unknown), whether the models have all their values, and whether they asked.
MINORITY_CELLS, OTHER_CELLS = ("m1r", "m1q", "m0r", "m0q"), ("o1r", "o1q", "o0r", "o0q")
UNKNOWN_CELLS, COMPLETE = ("ur", "uq"), ("m1r", "m1q", "o1r", "o1q")
COUNTED = (*MINORITY_CELLS, *OTHER_CELLS, *UNKNOWN_CELLS)
ASKED = tuple(kind for kind in COUNTED if kind.endswith("r"))
HOURS = ("hm1", "hm0", "ho1", "ho0", "hu")
# Beside them: long outages or not, repeated or not, homes that kept their power, those left out of the area tables.
LEFT_OUT = ("xm", "xo", "xu")  # by group
KINDS = (*COUNTED, *HOURS, "l", "s", "d", "e", "k", *LEFT_OUT)
# What the area tables call by one letter.
SUMS = {
    "m": MINORITY_CELLS, "o": OTHER_CELLS, "u": UNKNOWN_CELLS, "r": ASKED,
    "q": tuple(kind for kind in COUNTED if kind.endswith("q")),
    **{cell: (f"{cell[0]}1{cell[1]}", f"{cell[0]}0{cell[1]}") for cell in ("mr", "mq", "or", "oq")},
    "hm": ("hm1", "hm0"), "ho": ("ho1", "ho0"), "hu": ("hu",),
}  # fmt: skip
PLACES = (c.MEDIAN_INCOME, c.LOG_DENSITY, c.EDUCATION_SHARE, c.RENTER_SHARE)  # public census values by area
EVENT = np.datetime64("2018-10-10T00:00:00")


@dataclass(frozen=True)
class Release:
    """Everything that a run publishes, and the smallest group that it may show."""

    minimum: int
    disparity: DisparityResult
    reliability: ReliabilityResult
    unequal: pd.DataFrame
    content: sections.Content
    tables: dict[str, Table]
    fit_households: int
    curves: tuple[pd.DataFrame, ...]
    places: pd.DataFrame


class RunKnowledge(Knowledge):
    """Knowledge over the finer cells; the area tables' letters stand for their sums."""

    kinds = KINDS
    sums = SUMS
    everybody = (*COUNTED, *LEFT_OUT)


def study_of_everything(seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A random city with all that the report asks for; some homes lack a value that the models need."""
    study, restoration = random_city(seed)
    rng = np.random.default_rng(seed + 90_000)
    ids, area = np.unique(study[c.BLOCK_GROUP], return_inverse=True)
    n, areas = len(study), len(ids)
    out = study[c.STATUS] == c.STATUS_RESTORED
    start = EVENT + np.array([36_000], dtype="m8[s]")
    hours = study[c.RESTORATION_HOURS].fillna(0).to_numpy()
    asked = study[c.PARTICIPATION].to_numpy()
    requests = np.bincount(area, asked, areas)
    study = study.assign(
        **{
            c.OUTAGE_START: np.where(out, start, np.datetime64("NaT")).astype("M8[s]"),
            c.RESTORED_AT: np.where(out, start + (hours * 3600).astype("m8[s]"), np.datetime64("NaT")).astype("M8[s]"),
            c.CENSORED: np.where(out, 0.0, np.nan),
            c.SAMPLING_WEIGHT: 1.0,
            c.HOUSE_AGE: np.round(rng.gamma(4, 10, n)) + 3,
            c.ELDERLY_SHARE: (rng.random(n) < 0.3).astype(float),
            c.COLLEGE_SHARE: (rng.random(n) < 0.05).astype(float),
            c.MEDIAN_INCOME: np.round(rng.lognormal(4, 0.5, areas), 3)[area],
            c.LOG_DENSITY: rng.normal(7, 1, areas)[area],
            c.EDUCATION_SHARE: rng.random(areas)[area],
            c.RENTER_SHARE: rng.random(areas)[area],
            c.COMMUNITY_REQUESTS: requests[area],
            c.COMMUNITY_REQUESTS_OTHERS: requests[area] - asked,
        }
    )
    lacking = rng.random(n) < rng.choice([0.0, 0.01, 0.1])
    study.loc[lacking, c.HOUSE_AGE] = np.nan
    if rng.random() < 0.3:  # the census publishes no income of one block group
        study.loc[area == rng.integers(areas), c.MEDIAN_INCOME] = np.nan
    return study, restoration


def publish(seed: int, minimum: int, *, protect: bool = True) -> tuple[Release, pd.DataFrame]:
    """Run everything; also the truth, a row per area. ``protect``: the run's tables know of each other."""
    study, restoration = study_of_everything(seed)
    ids = tuple(np.unique(study[c.BLOCK_GROUP]))
    comparison = DisparityOptions(minimum=minimum, areas=ids)
    disparity = disparity_by_area(study, comparison)
    indices = reliability_indices(study, ReliabilityOptions(comparison, LONG_HOURS), restoration)
    used = modelled(study)
    flow = flow_of(study, used)
    beside = disparity.table
    if not protect:  # the report is told of areas of which none is withheld
        beside = beside.fillna({c.HOUSEHOLDS: 1000, c.MINORITY_HOUSEHOLDS: 500, c.REQUESTS_COUNT: 500})
    content = sections.make(
        ReportInputs(study=study, areas=beside, sample_flow=flow, **model_tables(int(used.sum()))),
        ReportOptions(EVENT, minimum_households=minimum),
        Progress(),
    )
    out = study[c.RESTORATION_HOURS].notna().to_numpy()
    asked = study[c.PARTICIPATION].to_numpy()
    curves = []
    for group in (None, asked):
        codes = np.zeros(len(study), dtype=np.int64) if group is None else group.astype(np.int64)
        homes = without_few(study, out, codes, comparison) if protect else out
        curves.append(group_curves(study[homes], None if group is None else group[homes], minimum).quantiles)
    places = study.groupby(c.BLOCK_GROUP)[list(PLACES)].first().reindex(ids)
    tables = {block.name: block for part in content.sections for block in part.blocks if isinstance(block, Table)}
    unequal = inequality(study, disparity, comparison)
    release = Release(minimum, disparity, indices, unequal, content, tables, int(used.sum()), tuple(curves), places)
    return release, _truth(study, counted_outages(restoration, indices), comparison, used)


def _column(label: str):
    """The study's column behind a row's head, with or without its unit."""
    labels = {column.alias: column for column in c.STUDY.columns}
    return labels.get(label) or labels.get(re.sub(r" \([^)]*\)$", "", label))


def model_tables(households: int) -> dict[str, pd.DataFrame]:
    """A model's tables, of which the attacker reads the number of households."""
    words = {c.MODEL: "model_3", c.TERM: c.MINORITY_SHARE, c.STATISTIC: "n", c.CONTRAST: "minority_among_others"}
    words[c.SENTENCE] = ""
    numbers = {c.VALUE: float(households)}
    tables = {"coefficients": c.COEFFICIENTS, "fit": c.FIT, "contrasts": c.CONTRASTS}
    return {
        name: pd.DataFrame(
            {
                column.name: [words[column.name] if column.kind == "text" else numbers.get(column.name, 0.1)]
                for column in table.columns
            }
        )
        for name, table in tables.items()
    }


def flow_of(study: pd.DataFrame, used: np.ndarray) -> pd.DataFrame:
    """The sample flow from the meters to the homes that the models use."""
    steps = walk(
        [
            ("Meters in the reads", np.ones(len(study), dtype=bool), ""),
            ("lost power", (study[c.STATUS] == c.STATUS_RESTORED).to_numpy(), "kept power"),
            ("with voters of known race", study[c.MINORITY_SHARE].notna().to_numpy(), "unknown"),
            ("with every value", used, "missing"),
        ]
    )
    return flow_table(steps, study[c.PARTICIPATION].to_numpy() == 1, study[c.MINORITY_SHARE].to_numpy() >= 0.5)


def _truth(study, restoration, options: DisparityOptions, used: np.ndarray) -> pd.DataFrame:
    homes = read_households(study, options)
    size = len(homes.ids)
    group = np.where(homes.group == MINORITY, "m", np.where(homes.group == OTHER, "o", "u"))
    whole = np.where(group == "u", "", np.where(used[homes.rows], "1", "0"))
    cell = np.char.add(np.char.add(group, whole), np.where(homes.asked, "r", "q"))
    truth = pd.DataFrame(index=homes.ids)
    for kind in COUNTED:
        truth[kind] = np.bincount(homes.area[cell == kind], minlength=size)
    for kind in HOURS:
        chosen = np.char.add(group, whole) == kind[1:]
        truth[kind] = np.bincount(homes.area[chosen], weights=homes.hours[chosen], minlength=size)
    coarse = true_cells(study, restoration, options)
    for kind in ("l", "s", "d", "e", "k"):
        truth[kind] = coarse[kind]
    out = study[study[c.STATUS] == c.STATUS_RESTORED]
    share = out[c.MINORITY_SHARE]
    for kind, chosen in (("xm", share >= 0.5), ("xo", share < 0.5), ("xu", share.isna())):
        found = out[c.BLOCK_GROUP][chosen].value_counts().reindex(homes.ids, fill_value=0)
        cells = SUMS[kind[1]]
        truth[kind] = found - truth[list(cells)].sum(axis=1)
    return truth


def learn(release: Release, size: int) -> RunKnowledge:
    """All that the release says."""
    known = RunKnowledge(size)
    for area in range(size):
        for pair in (("l", "s"), ("d", "e")):
            known.say([(area, kind, 1) for kind in COUNTED] + [(area, kind, -1) for kind in pair], 0)
        if np.isnan(release.places[c.MEDIAN_INCOME].iloc[area]):
            known.say([(area, kind, 1) for kind in COMPLETE], 0)  # the models can use nobody there
    learn_disparity(known, release.disparity)
    learn_reliability(known, release.reliability)
    everywhere = range(size)

    def total(*kinds: str):
        return [(area, kind, 1) for area in everywhere for kind in kinds]

    unequal = release.unequal.set_index(c.MEASURE)[c.HOUSEHOLDS]
    for measure, cells in (
        ("theil_between_groups", total("m", "o")),
        (f"concentration_by_{c.MEDIAN_INCOME}", _with_income(release, *COUNTED)),
    ):
        if not np.isnan(unequal.get(measure, np.nan)):
            known.say(cells, unequal[measure])
    known.say(total(*COMPLETE), release.fit_households)
    counted = release.disparity.city[c.HOUSEHOLDS]
    everybody, by_asking = (float(curve[c.HOUSEHOLDS].sum()) for curve in release.curves)
    if everybody != counted:  # else some may have been left out
        known.say(total(*COUNTED, *LEFT_OUT), everybody)
    known.at_least(total(*COUNTED, *LEFT_OUT), by_asking)
    tables = release.tables
    _learn_flow(known, tables["sample_flow"], total)
    _learn_text(known, release, total)
    _learn_two_by_two(known, release.content.gap, total)
    if "descriptives" in tables:
        _learn_descriptives(known, release, tables["descriptives"], total)
        _learn_percentiles(known, release, tables["descriptives_range"], everywhere)
    return known


def _with_income(release: Release, *kinds: str):
    there = np.flatnonzero(release.places[c.MEDIAN_INCOME].notna())
    return [(int(area), kind, 1) for area in there for kind in kinds]


def _number(text: str) -> float:
    """A printed count; NaN where none is."""
    text = text.replace(",", "").replace("\u2212", "-").strip()
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else np.nan


def _learn_flow(known: RunKnowledge, table: Table, total) -> None:
    known_race = (*MINORITY_CELLS, *OTHER_CELLS)
    whole = {1: (*COUNTED, *LEFT_OUT), 2: (*known_race, "xm", "xo"), 3: COMPLETE}
    for row, kinds in whole.items():
        kept, asked, minority = (_number(cell) for cell in table.rows[row][1:4])
        if not np.isnan(kept):
            known.say(total(*kinds), kept)
        if not np.isnan(asked):  # how many of the left out asked is no cell here
            least = [(area, kind, -1) for area, kind, _ in total(*(kind for kind in kinds if kind.endswith("r")))]
            most = [(area, kind, 1) for area, kind, _ in total(*(k for k in kinds if k.endswith("r") or k in LEFT_OUT))]
            known.at_least(least, -asked)
            known.at_least(most, asked)
        if not np.isnan(minority):
            known.say(total(*(kind for kind in kinds if kind.lstrip("x").startswith("m"))), minority)


def _learn_text(known: RunKnowledge, release: Release, total) -> None:
    found = re.search(r"\u00b7 ([\d,]+) homes in", release.content.byline)
    if found:
        known.say(total(*COMPLETE), _number(found[1]))
    text = release.content.sections[0].blocks[0].text
    asked, minority = (r"Of them, ([\d,]+) asked", ("m1r", "o1r")), (r"and ([\d,]+) are minority", ("m1r", "m1q"))
    for pattern, kinds in (asked, minority):
        found = re.search(pattern, text)
        if found:
            known.say(total(*kinds), _number(found[1]))


def _learn_two_by_two(known: RunKnowledge, figure, total) -> None:
    if figure is None:
        return
    for line in figure.downloads[0].data.decode("utf-8").splitlines()[1:]:
        group, help_, *rest = line.split(",")
        count = float("".join(rest[: len(rest) - 2]).replace('"', ""))
        kind = ("m" if group.lower().startswith("minority") else "o") + "1" + ("r" if help_ == "asked" else "q")
        known.say(total(kind), count)


_HEADS = {
    "All homes": COMPLETE, "Asked": ("m1r", "o1r"), "Did not ask": ("m1q", "o1q"),
    "Minority": ("m1r", "m1q"), "Other": ("o1r", "o1q"),
}  # fmt: skip


def _printed(cell: str) -> list[tuple[float, float]]:
    """Ends of what each rounded number of a cell may be; round tens may be rounded to those."""
    ends = []
    for text in re.findall(r"\u2212?[\d,]+(?:\.\d+)?", cell):
        whole = text.replace(",", "").lstrip("\u2212")
        places = len(whole.partition(".")[2]) or -min(len(whole) - len(whole.rstrip("0")), 1)
        half = 0.5 * 10.0**-places * (1 + 1e-9)
        ends.append((_number(text) - half, _number(text) + half))
    return ends


def _learn_descriptives(known: RunKnowledge, release: Release, table: Table, total) -> None:
    counts = {}
    for head, cell in zip(table.header[1:], table.rows[0][1:]):
        counts[head] = _number(cell)
        known.say(total(*_HEADS[head]), counts[head])
    for label, *cells in table.rows[1:]:
        column = _column(label)
        for head, cell in zip(table.header[1:], cells):
            if cell == WITHHELD:
                continue
            kinds, n = _HEADS[head], counts[head]
            (low, high), *spread = _printed(cell)
            scale = 100.0 if column.unit == "0-1" else 1.0
            if column.name == c.RESTORATION_HOURS and head in ("All homes", "Minority", "Other"):
                hours = [kind for kind in ("hm1", "ho1") if kind[1] in {name[0] for name in kinds}]
                _between(known, total(*hours), n * low, n * high)
            if column.name in PLACES:
                x = scale * np.nan_to_num(release.places[column.name].to_numpy())
                cells_ = [(area, kind, x[area]) for area in range(known.areas) for kind in kinds]
                _between(known, cells_, n * low, n * high)
                if spread:
                    (narrow, wide), *_ = spread
                    least, most = max(low, 0.0) ** 2 + max(narrow, 0.0) ** 2, high**2 + wide**2
                    squares = [(area, kind, factor**2) for area, kind, factor in cells_]
                    _between(known, squares, n * least, n * most)


def _between(known: RunKnowledge, cells, low: float, high: float) -> None:
    known.at_least(cells, low)
    known.at_least([(area, kind, -factor) for area, kind, factor in cells], -high)


def _learn_percentiles(known: RunKnowledge, release: Release, table: Table, everywhere) -> None:
    for label, *cells in table.rows:
        column = _column(label)
        if column.name not in PLACES:
            continue
        x = (100.0 if column.unit == "0-1" else 1.0) * release.places[column.name].to_numpy()
        for head, cell in zip(table.header[1:], cells):
            if cell == WITHHELD:
                continue
            kinds = _HEADS[head]
            for share, (low, high) in zip((0.05, 0.95), _printed(cell)):
                # at most rank + 1 homes lie below the printed value, at least rank up to it
                below = [(area, kind, 1.0 - share) for area in everywhere if x[area] < low for kind in kinds]
                rest = [(area, kind, -share) for area in everywhere if not x[area] < low for kind in kinds]
                known.at_least([(a, b, -f) for a, b, f in below + rest], -1.0)
                upto = [(area, kind, 1.0 - share) for area in everywhere if x[area] <= high for kind in kinds]
                rest = [(area, kind, -share) for area in everywhere if not x[area] <= high for kind in kinds]
                known.at_least(upto + rest, -1.0)


def goals_of(truth: pd.DataFrame, minimum: int):
    """Small cells of areas, and small groups that one population has and the next has not: name, cells."""
    areas = {"households": COUNTED, **SUMS, **{kind: (kind,) for kind in ("l", "s", "d", "e", "k")}, "x": LEFT_OUT}
    for name in ("u", "hm", "ho", "hu"):
        del areas[name]
    found = []
    for name, kinds in areas.items():
        for area, value in enumerate(truth[list(kinds)].sum(axis=1)):
            if 0 < value < minimum:
                found.append((name, [(area, kind, 1) for kind in kinds]))
    city = {
        "left out of the areas": LEFT_OUT, "minority, not in the models": ("m0r", "m0q"),
        "other, not in the models": ("o0r", "o0q"), "not in the models": ("m0r", "m0q", "o0r", "o0q", "ur", "uq"),
        "asked, not in the models": ("m0r", "o0r", "ur"),
    }  # fmt: skip
    for name, kinds in city.items():
        if 0 < truth[list(kinds)].to_numpy().sum() < minimum:
            found.append((f"city: {name}", [(area, kind, 1) for area in range(len(truth)) for kind in kinds]))
    return found


def attack_run(seed: int, most: int | None = None, *, protect: bool = True) -> list[tuple[str, float, float]]:
    """Attack one whole run: each small cell's name, how far it stays open, and how far the rule asks at least."""
    minimum = (11, 15, 5)[seed % 3]
    release, truth = publish(seed, minimum, protect=protect)
    known = learn(release, len(truth))
    known.check(truth[list(KINDS)].to_numpy(dtype=float))
    goals = goals_of(truth, minimum)
    if most is not None and len(goals) > most:
        goals = [goals[place] for place in np.random.default_rng(seed).choice(len(goals), most, replace=False)]
    return [(name, known.width(cells), minimum - 1.0) for name, cells in goals]
