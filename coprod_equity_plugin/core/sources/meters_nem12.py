"""NEM12, the interval file of Australia's electricity market (AEMO, Meter Data File Format NEM12 & NEM13).

Its times are market time, UTC+10 all year, whatever the clocks do.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from ..errors import InputError, Problem
from ..progress import Progress
from .meters_time import MICRO

MARKET_TIME = 10 * 3600
_UNITS = {"KWH": 1.0, "WH": 0.001, "MWH": 1000.0}
_RANKS = {"A": 0, "E": 1, "F": 1, "S": 1, "N": 2}
_QUALITY = np.array(["A", "E", "N"], dtype=object)
_MEASURED, _NULL = 0, 2


class _File:
    """One pass over the records of a file; what it finds goes into the reader's ``days`` and ``broken``."""

    def __init__(self, name: str, days: dict, broken: list[str]) -> None:
        self.name, self.days, self.broken = name, days, broken
        self.register: tuple[str, str, float, int] | None = None  # NMI, E or B, kWh of a unit, minutes
        self.known = False
        self.day: tuple[int, np.ndarray, np.ndarray, str] | None = None  # line, kWh, ranks, method

    def reject(self, line: int, why: str) -> None:
        self.broken.append(f"{self.name}, line {line}: {why}")

    def read(self, rows: Iterable[tuple[int, list[str]]]) -> None:
        for line, row in rows:
            kind = row[0].strip() if row else ""
            if kind == "200":
                self.finish()
                self._register(line, row)
            elif kind == "300":
                self.finish()
                self._day(line, row)
            elif kind == "400":
                self._event(line, row)
            elif kind not in ("", "100", "500", "900"):
                self.reject(line, f"no NEM12 record begins with '{kind[:12]}'")
        self.finish()

    def _register(self, line: int, row: list[str]) -> None:
        self.register, self.known = None, True
        try:
            nmi, suffix, unit, minutes = row[1].strip(), row[4].strip().upper(), row[7].strip().upper(), int(row[8])
        except (IndexError, ValueError):
            self.known = False
            self.reject(line, "a 200 record without its interval length")
            return
        # E is energy taken from the grid, B energy given to it; reactive energy (K, Q) and the like say no more.
        if suffix[:1] in ("E", "B") and unit in _UNITS and minutes in (5, 15, 30):
            self.register = (nmi, suffix[:1], _UNITS[unit], minutes)

    def _day(self, line: int, row: list[str]) -> None:
        if self.register is None:
            if not self.known:
                self.reject(line, "a 300 record without a 200 record that it belongs to")
            return
        nmi, flow, factor, minutes = self.register
        count = 1440 // minutes
        try:
            date = np.datetime64(f"{row[1][:4]}-{row[1][4:6]}-{row[1][6:8]}", "D")
        except (IndexError, ValueError):
            self.reject(line, "a 300 record whose date is none such as 20181008")
            return
        try:
            values = np.array([float(text) if text.strip() else np.nan for text in row[2 : 2 + count]]) * factor
            method = row[2 + count].strip().upper()
        except (IndexError, ValueError):
            self.reject(line, f"a 300 record without {count} numbers and a quality method")
            return
        if len(values) != count or method[:1] not in (*_RANKS, "V"):
            self.reject(line, f"a 300 record without {count} numbers and a quality method")
            return
        ranks = np.full(count, _RANKS.get(method[:1], _NULL), dtype=np.int64)
        self.day = (line, values, ranks, method)
        self.days.setdefault((nmi, date), []).append((flow, minutes, values, ranks))

    def _event(self, line: int, row: list[str]) -> None:
        if self.day is None:
            if self.register is not None or not self.known:
                self.reject(line, "a 400 record without a 300 record that it belongs to")
            return
        try:
            first, last, rank = int(row[1]), int(row[2]), _RANKS[row[3].strip().upper()[:1]]
        except (IndexError, ValueError, KeyError):
            self.reject(line, "a 400 record without interval numbers and a quality method")
            return
        if not 1 <= first <= last <= len(self.day[2]):
            self.reject(line, f"a 400 record of intervals {first} to {last} of {len(self.day[2])}")
            return
        self.day[2][first - 1 : last] = rank

    def finish(self) -> None:
        self.day = None


def read_nem12(files: Sequence[str], progress: Progress | None = None) -> tuple[pd.DataFrame, list[str]]:
    """The reads of NEM12 files.

    Where a meter has several registers, an interval counts what was taken from the grid or, if nothing was, what was
    given to it, as a negative number; measured registers go before estimated ones. Where registers have different
    intervals, the energy of a longer one is divided evenly.

    Returns
    -------
    reads : pandas.DataFrame
        ``meter``, ``stamp`` (UTC microseconds of the interval's start), ``kwh``, ``quality`` (A, E or N).
    broken : list of str
        Records that could not be read, with file and line.
    """
    progress = progress or Progress()
    days: dict[tuple[str, np.datetime64], list] = {}
    broken: list[str] = []
    for file in files:
        opener = gzip.open if file.lower().endswith(".gz") else open
        with opener(file, "rt", encoding="utf-8-sig", errors="replace", newline="") as text:
            _File(Path(file).name, days, broken).read(_numbered(text, progress))
    if not days:
        raise InputError(
            Problem(
                "there are no interval records of active energy (200 with E or B, 300)",
                "Check the file, or choose another READ_LAYOUT",
                source=Path(files[0]).name,
            )
        )
    finest = min(minutes for parts in days.values() for _, minutes, _, _ in parts)
    count = 1440 // finest
    meters, stamps, energies, qualities = [], [], [], []
    for number, ((nmi, date), parts) in enumerate(days.items()):
        if number % 256 == 0:
            progress.check()
        kwh, rank = _merge(parts, finest)
        midnight = int(date.astype("datetime64[s]").astype(np.int64)) - MARKET_TIME
        meters.append(np.repeat(np.array([nmi], dtype=object), count))
        stamps.append((midnight + 60 * finest * np.arange(count)) * MICRO)
        energies.append(kwh)
        qualities.append(_QUALITY[rank])
    frame = pd.DataFrame(
        {
            "meter": np.concatenate(meters),
            "stamp": np.concatenate(stamps),
            "kwh": np.concatenate(energies),
            "quality": np.concatenate(qualities),
        }
    )
    return frame, broken


def _numbered(text: Iterable[str], progress: Progress) -> Iterable[tuple[int, list[str]]]:
    for line, row in enumerate(csv.reader(text), start=1):
        if line % 1024 == 0:
            progress.check()
        yield line, row


def _merge(parts: list, finest: int) -> tuple[np.ndarray, np.ndarray]:
    """One value and rank per interval from a day's registers."""
    energies, ranks = [], []
    for flow, minutes, values, rank in parts:
        times = minutes // finest
        energies.append(np.repeat(values / times, times) * (-1 if flow == "B" else 1))
        ranks.append(np.where(np.isnan(energies[-1]), _NULL, np.repeat(rank, times)))
    energy, rank = np.nan_to_num(np.array(energies)), np.array(ranks)
    best = rank.min(axis=0)
    counted = np.where(rank == best, energy, 0.0)
    taken, given = counted.clip(min=0).sum(axis=0), counted.clip(max=0).sum(axis=0)
    return np.where(taken > 0, taken, given), best
