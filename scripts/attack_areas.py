"""Try to work out what was withheld from area tables: of one run, of a later run, of coarser areas after finer ones.

A linear program over the published tables: the disparity and the reliability indices of the same households, the
city's numbers, and a disparity of a part of the households that is published later. The attacker knows how the rules
choose.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.disparity.areas import DisparityOptions, disparity_by_area
from coprod_equity_plugin.core.disparity.households import MINORITY, OTHER, UNKNOWN, read_households
from coprod_equity_plugin.core.disparity.reliability import ReliabilityResult, reliability_indices
from coprod_equity_plugin.core.disparity.served import ReliabilityOptions
from coprod_equity_plugin.core.errors import PrivacyError
from scripts.attack_knowledge import (
    CROSSED,
    GROUPS,
    KINDS,
    SUMS,
    Knowledge,
    learn_disparity,
    learn_line,
    learn_reliability,
    learn_structure,
)

LONG_HOURS = 72


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


def counted_outages(restoration: pd.DataFrame, result: ReliabilityResult) -> pd.DataFrame:
    """The outages that the indices are made from: of further ones, where they count none, they tell nothing."""
    return restoration if result.repeats else restoration.assign(**{c.INTERRUPTIONS: 1})


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
        learn_line(known, line, of_tract[line[c.AREA_ID]], (0,))
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
