"""The slow and obvious oracle of the inference, one meter and one interval at a time, and meters with every defect."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np

from coprod_equity_plugin.core import columns
from coprod_equity_plugin.core.study.restoration import RestorationOptions
from coprod_equity_plugin.core.study.restoration_others import MeterPlaces

EVENT = datetime(2018, 10, 10)
FIRST = datetime(2018, 10, 8)
OPTIONS = RestorationOptions(np.datetime64(EVENT), window_hours=24, baseline_days=2, follow_up_days=6)
SLOTS = 6 * 48  # 8 to 13 October
OPEN, CLOSE = 2 * 48, 3 * 48


# --- the oracle ------------------------------------------------------------------------------------------------------
def state_of(reads):
    """One interval's state from its reads ``(kwh, quality)``: power over zero over estimate over nothing."""
    kinds = set()
    for kwh, quality in reads:
        if kwh is None or quality == "N":
            continue
        if quality in ("E", "EST"):
            kinds.add("E")
        elif kwh < 0 or kwh > 0.01:
            kinds.add("1")
        else:
            kinds.add("0")
    for kind in "10E":
        if kind in kinds:
            return kind
    return "."


@dataclass(frozen=True)
class Rules:
    """The thresholds in slots; ``groups`` maps a meter to its feeder, ``points`` to its coordinates."""

    minimum: int = 2
    sustained: int = 4
    close: int = CLOSE
    share: float = 0.5
    groups: dict | None = None
    points: dict | None = None

    def options(self):
        return replace(
            OPTIONS,
            minimum_outage_hours=self.minimum / 2,
            sustained_hours=self.sustained / 2,
            window_hours=(self.close - OPEN) / 2,
            area_share=self.share,
        )

    def places(self):
        where = self.points if self.groups is None else self.groups
        if where is None:
            return None
        meters = np.array(list(where), dtype=object)[::-1]
        values = np.array(list(where.values()))[::-1]
        return MeterPlaces(meters, values, None) if self.groups is not None else MeterPlaces(meters, None, values)


def oracle(all_reads, rules):
    """All meters' rows by the rules, one meter and one interval at a time.

    ``all_reads`` maps a meter to ``{slot: [(kwh, quality), ...]}``.
    """
    lines = {m: [state_of(reads.get(slot, [])) for slot in range(SLOTS)] for m, reads in all_reads.items()}
    end_of_data = max((slot for line in lines.values() for slot in range(SLOTS) if line[slot] != "."), default=-1) + 1
    lines = {m: line[:end_of_data] for m, line in lines.items()}

    def baseline_share(line):
        on = sum(1 for state in line[:OPEN] if state == "1")
        zero = sum(1 for state in line[:OPEN] if state == "0")
        return on / (on + zero) if on + zero else None

    lived = {meter: line for meter, line in lines.items() if (baseline_share(line) or 0) >= 0.2}

    def neighbours(meter):
        """The lines of those that are asked first, and what an outage accepted for their sake is called."""
        if rules.groups is not None and rules.groups.get(meter, "") != "":
            return [line for m, line in lived.items() if rules.groups.get(m) == rules.groups[meter]], "group"
        if rules.points is not None and meter in rules.points:
            others = sorted(
                (math.dist(rules.points[m], rules.points[meter]), m) for m in lived if m in rules.points and m != meter
            )
            return [lived[m] for _, m in others[:8]], "nearest"
        return [], ""

    def others_out(meter, slot):
        """What an outage of this meter from this slot on would be accepted for; empty if it is not."""
        asked, word = neighbours(meter)
        states = [line[slot] for line in asked if line[slot] in "01"]
        if len(states) < 3:
            states, word = [line[slot] for line in lived.values() if line[slot] in "01"], "area"
        return word if states and states.count("0") >= rules.share * len(states) else ""

    def exported(meter):
        return any(kwh is not None and kwh < 0 for reads in all_reads[meter].values() for kwh, _ in reads)

    return {
        meter: one_meter(line, baseline_share(line), lambda slot, m=meter: others_out(m, slot), exported(meter), rules)
        for meter, line in lines.items()
    }


def one_meter(line, share, others_out, exports, rules):
    row = dict.fromkeys(columns.RESTORATION.names[1:])
    row["evidence"] = ""
    there = [slot for slot, state in enumerate(line) if state != "."]
    if not there or there[-1] < OPEN:
        return {**row, "status": "no_reads"}
    first, last = there[0], there[-1]
    if share is None:
        return {**row, "status": "uncertain", "evidence": "no baseline"}
    if share < 0.2:
        return {**row, "status": "vacant"}
    minimum = rules.minimum
    if share < 0.8:
        lengths, length = [], 0
        for slot in range(OPEN + 1):
            if slot < OPEN and line[slot] == "0":
                length += 1
            elif length:
                lengths.append(length)
                length = 0
        if lengths:
            minimum = max(rules.minimum, sorted(lengths)[math.ceil(0.99 * len(lengths)) - 1] + 1)

    runs, slot = [], first
    while slot < len(line):
        if line[slot] == "1":
            slot += 1
            continue
        begin = slot
        while slot < len(line) and line[slot] != "1":
            slot += 1
        runs.append((begin, slot))

    candidates, doubts, out_before = [], [], False
    for begin, stop in runs:
        start = begin
        if begin < OPEN < stop:
            if "0" in line[begin:OPEN]:
                if stop - begin >= minimum:
                    out_before = True
                continue
            start = OPEN
        if not OPEN <= start < rules.close or stop - start < minimum:
            continue
        if "0" in line[start:stop]:
            candidates.append((start, begin, ""))
        elif start <= last and (word := others_out(min(start + minimum, len(line)) - 1)):
            candidates.append((start, begin, word))
        else:
            doubts.append((start, stop))

    def comes_back(start):
        for slot in range(start, len(line) - rules.sustained + 1):
            if all(state == "1" for state in line[slot : slot + rules.sustained]):
                return slot
        return None

    def kinds(start, stop):
        span = line[start:stop]
        words = (("0", "zero"), ("E", "estimated"), (".", "missing"))
        return [word for sign, word in words if sign in span]

    outages, free_from = [], 0
    for start, begin, word in candidates:
        if start >= free_from:
            back = comes_back(start)
            outages.append((start, begin, word, back))
            free_from = back if back is not None else len(line)
    if not outages:
        if out_before:
            return {**row, "status": "uncertain", "evidence": "out before the event"}
        if doubts:
            return {**row, "status": "uncertain", "evidence": "+".join(kinds(*doubts[0]))}
        return {**row, "status": "no_outage", "outage_hours": 0.0, "interruptions": 0}

    start, begin, word, back = outages[0]
    end = back if back is not None else last + 1
    zeros = [slot for slot in range(start, end) if line[slot] == "0"]
    evidence = kinds(start, end) + [word] * bool(word) + ["export"] * exports
    return {
        "status": "restored" if back is not None else "censored",
        "outage_start": start,
        "restored_at": back,
        "restoration_hours": math.floor((end - start) / 2 + 0.5),
        "outage_hours": sum((last + 1 if stop is None else stop) - at for at, _, _, stop in outages) / 2,
        "interruptions": len(outages),
        "censored": int(back is None),
        "hours_low": (zeros[-1] + 1 - zeros[0]) / 2 if zeros else 0.0,
        "hours_high": None if back is None else (back + 1 - (begin - 1)) / 2,
        "evidence": "+".join(evidence),
    }


# --- random meters ---------------------------------------------------------------------------------------------------
def random_meters(seed, count, damage):
    """Reads of ``count`` meters with every defect; ``damage`` scales how often."""
    rng = np.random.default_rng(seed)
    meters = {}
    for number in range(count):
        line = rng.uniform(0.02, 2.0, SLOTS).round(3)
        line[rng.random(SLOTS) < rng.choice([0, 0, 0.1, 0.5])] = 0.0
        kind = rng.choice(["plain", "plain", "plain", "vacant", "irregular", "solar", "dead"], p=None)
        if kind == "vacant":
            line[:] = np.where(rng.random(SLOTS) < 0.1, line, 0.0)
        if kind == "irregular":
            line[rng.random(SLOTS) < 0.4] = 0.005
        if kind == "solar":
            line[rng.random(SLOTS) < 0.3] *= -1
        for _ in range(rng.integers(0, 4)):
            at = int(rng.integers(0, SLOTS))
            line[at : at + int(rng.geometric(0.03))] = rng.choice([0.0, 0.004, 0.01])
        if kind != "plain" or rng.random() < 0.8:
            at = int(rng.integers(OPEN - 3, CLOSE + 3))
            stop = at + int(rng.geometric(0.02))
            line[at:stop] = 0.0
            for flicker in rng.integers(at, stop + 1, rng.integers(0, 4)):
                line[flicker : flicker + int(rng.integers(1, 6))] = 0.7
        quality = np.full(SLOTS, "A", dtype=object)
        gone = np.zeros(SLOTS, dtype=bool)
        for marks, value in ((quality, "E"), (gone, True)):
            for _ in range(rng.poisson(2 * damage)):
                at = int(rng.integers(0, SLOTS)) if rng.random() < 0.6 else int(rng.integers(OPEN - 5, CLOSE))
                marks[at : at + int(rng.geometric(rng.choice([0.5, 0.1, 0.02])))] = value
        gone |= rng.random(SLOTS) < rng.choice([0, 0.01, 0.3]) * damage
        quality[rng.random(SLOTS) < 0.01 * damage] = "N"
        if kind == "dead":
            gone[int(rng.integers(0, SLOTS)) :] = True
        if rng.random() < 0.1:
            gone[: int(rng.integers(0, SLOTS))] = True
        reads = {}
        for slot in np.flatnonzero(~gone):
            reads[int(slot)] = [(None if rng.random() < 0.003 * damage else float(line[slot]), quality[slot])]
            if rng.random() < 0.02 * damage:
                reads[int(slot)].append(
                    (float(rng.choice([0.0, 0.5, -0.2])), str(rng.choice(["A", "E", "est"])).upper())
                )
        if not reads:
            reads[0] = [(0.3, "A")]
        meters[f"M{number:05d}"] = reads
    return meters


def write(meters, path, seed=0):
    """As the field delivers them, rows in no order."""
    rows = [
        (meter, FIRST + timedelta(minutes=30 * slot), kwh, quality)
        for meter, reads in meters.items()
        for slot, found in reads.items()
        for kwh, quality in found
    ]
    order = np.random.default_rng(seed).permutation(len(rows))
    with open(path, "w", encoding="utf-8") as file:
        file.write("METER_ID,READ_TIME,KWH,QUALITY\n")
        for at in order:
            meter, time, kwh, quality = rows[at]
            file.write(f"{meter},{time:%Y-%m-%d %H:%M:%S},{'' if kwh is None else kwh},{quality}\n")
    return len(rows)
