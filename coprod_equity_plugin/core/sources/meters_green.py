"""Green Button: the ESPI feed of the North American Energy Standards Board (REQ.21), Atom entries of interval readings.

A reading's time is the UTC second of its interval's start, whatever the feed's local time parameters say.
"""

from __future__ import annotations

import gzip
import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree  # nosec B405 - expat bounds what entities expand to

import numpy as np
import pandas as pd

from ..errors import InputError, Problem
from ..progress import Progress
from .meters_fields import ESPI_MEASURED, ESPI_WORD
from .meters_time import MICRO

_WATT_HOURS = 72
_LONGEST = 3600
_MEASURED, _ESTIMATED = 0, 1


@dataclass
class _ReadingType:
    """What a series of readings measures; the standard's defaults where the feed says nothing."""

    uom: int = _WATT_HOURS
    power_of_ten: int = 0
    flow: int = 1
    commodity: int = 1
    behaviour: int = 4

    @property
    def is_energy(self) -> bool:
        """Electric energy of each interval: no gas or water, no register that counts up, no power or voltage."""
        return self.uom == _WATT_HOURS and self.commodity in (0, 1, 2) and self.behaviour in (0, 4)


@dataclass
class _Series:
    """The readings of one meter reading resource."""

    file: str
    starts: array = field(default_factory=lambda: array("q"))
    durations: array = field(default_factory=lambda: array("q"))
    amounts: array = field(default_factory=lambda: array("d"))
    codes: array = field(default_factory=lambda: array("q"))

    def extend(self, other: _Series) -> None:
        for name in ("starts", "durations", "amounts", "codes"):
            getattr(self, name).extend(getattr(other, name))


def read_green(files: Sequence[str], progress: Progress | None = None) -> tuple[pd.DataFrame, list[str], list[str]]:
    """The reads of Green Button files, streamed: the memory needed is that of the numbers, not of the XML.

    A meter is a feed's usage point. Energy given to the grid (flow direction 19) is negative; where a meter has
    readings of both directions, an interval counts what was taken or, if nothing was, what was given.

    Returns
    -------
    reads : pandas.DataFrame
        ``meter``, ``stamp`` (UTC microseconds of the interval's start), ``kwh``, ``quality`` (``A``, or ``ESPI`` and
        the standard's code where the reading is not a valid measured one).
    broken : list of str
        Readings without a time or a number, with file and place.
    notes : list of str
        Sentences for the log.
    """
    progress = progress or Progress()
    series: dict[str, _Series] = {}
    types: dict[str, _ReadingType] = {}
    related: dict[str, str] = {}
    broken: list[str] = []
    for file in files:
        _Feed(file, series, types, related, broken, progress).read()
    meters = _meters(series)
    parts: dict[str, list[tuple[np.ndarray, np.ndarray, np.ndarray]]] = {}
    other = longer = 0
    for number, (key, readings) in enumerate(series.items()):
        if number % 256 == 0:
            progress.check()
        kind = types.get(related.get(key, "")) or _only(types, readings.file)
        if not kind.is_energy:
            other += len(readings.starts)
            continue
        start, duration = np.array(readings.starts, np.int64), np.array(readings.durations, np.int64)
        kwh = np.array(readings.amounts, float) * (10.0**kind.power_of_ten / 1000)
        code = np.array(readings.codes, np.int64)
        short = duration <= _LONGEST
        longer += int(np.count_nonzero(~short))
        kwh = -kwh if kind.flow == 19 else kwh
        parts.setdefault(meters[key], []).append((start[short], kwh[short] + 0.0, code[short]))
    frame = _frame(parts)
    if not len(frame):
        raise InputError(
            Problem(
                "there are no interval readings of electric energy (Wh) of one hour or less",
                "Check the file, or choose another READ_LAYOUT",
                source=Path(files[0]).name,
            )
        )
    notes = []
    if other:
        notes.append(f"{other:,} readings measure something else than the electric energy of an interval.")
    if longer:
        notes.append(f"{longer:,} readings of more than an hour were not used.")
    return frame, broken, notes


class _Feed:
    """One pass over a file."""

    def __init__(self, file, series, types, related, broken, progress) -> None:
        self.file, self.name = file, Path(file).name
        self.series, self.types, self.related, self.broken = series, types, related, broken
        self.progress = progress
        self.seen = 0

    def read(self) -> None:
        opener = gzip.open if self.file.lower().endswith(".gz") else open
        with opener(self.file, "rb") as source:
            try:
                self._entries(ElementTree.iterparse(source, events=("start", "end")))  # nosec B314
            except (ElementTree.ParseError, EOFError, OSError) as error:
                line = getattr(error, "position", (0, 0))[0]
                raise InputError(
                    Problem(
                        f"the XML ends or breaks at line {line}" if line else f"it cannot be read ({error})",
                        "Export or download the file again",
                        source=self.name,
                    )
                ) from None

    def _entries(self, events: Iterable[tuple[str, ElementTree.Element]]) -> None:
        root, block = None, _Series(self.name)
        for event, element in events:
            if root is None:
                root = element
            if event == "start":
                continue
            tag = _local(element.tag)
            if tag == "IntervalReading":
                self._reading(element, block)
                element.clear()
            elif tag == "entry":
                self._entry(element, block)
                block = _Series(self.name)
                root.clear()

    def _reading(self, element: ElementTree.Element, block: _Series) -> None:
        self.seen += 1
        if self.seen % 4096 == 0:
            self.progress.check()
        found = {_local(child.tag): child for child in element.iter()}
        try:
            start, value = int(found["start"].text), float(found["value"].text)
            duration = int(found["duration"].text) if "duration" in found else 0
        except (KeyError, TypeError, ValueError):
            self.broken.append(f"{self.name}, interval reading {self.seen:,}: without a start or a value")
            return
        codes = [
            int(child.text)
            for child in element.iter()
            if _local(child.tag) in ("quality", "ReadingQuality") and (child.text or "").strip().isdigit()
        ]
        unsure = [code for code in codes if code not in ESPI_MEASURED]
        block.starts.append(start)
        block.durations.append(duration)
        block.amounts.append(value)
        block.codes.append(unsure[0] if unsure else 0)

    def _entry(self, entry: ElementTree.Element, block: _Series) -> None:
        links: dict[str, list[str]] = {}
        for element in entry:
            if _local(element.tag) == "link":
                links.setdefault(element.get("rel", ""), []).append(_path(element.get("href", "")))
        own = links.get("self", [""])[0]
        content = next((child for child in entry if _local(child.tag) == "content"), None)
        for resource in () if content is None else content:
            kind = _local(resource.tag)
            if kind == "ReadingType":
                self.types[self._key(own)] = self._reading_type(resource)
            elif kind == "MeterReading":
                types = [path for path in links.get("related", []) if re.search(r"(^|/)ReadingType", path)]
                if types:
                    self.related[self._key(own)] = self._key(types[0])
        if len(block.starts):
            self._fill_durations(content, block)
            parent = re.sub(r"/IntervalBlock(/.*)?$", "", own or links.get("up", [""])[0])
            self.series.setdefault(self._key(parent), _Series(self.name)).extend(block)

    def _fill_durations(self, content, block: _Series) -> None:
        """A reading without a duration has that of the steps between readings."""
        if not any(duration == 0 for duration in block.durations):
            return
        steps = np.diff(np.unique(np.array(block.starts, np.int64)))
        usual = int(steps.min()) if len(steps) else _LONGEST
        block.durations = array("q", [duration or usual for duration in block.durations])

    def _reading_type(self, resource: ElementTree.Element) -> _ReadingType:
        found = {_local(child.tag): (child.text or "").strip() for child in resource}
        kind = _ReadingType()
        for name, tag in (
            ("uom", "uom"),
            ("power_of_ten", "powerOfTenMultiplier"),
            ("flow", "flowDirection"),
            ("commodity", "commodity"),
            ("behaviour", "accumulationBehaviour"),
        ):
            try:
                setattr(kind, name, int(found[tag]))
            except (KeyError, ValueError):
                continue
        return kind

    def _key(self, path: str) -> str:
        # Links without a usage point mean something in their own file only.
        return path if "/UsagePoint/" in path or "/ReadingType/" in path else f"{self.name}:{path}"


def _local(tag: str) -> str:
    return tag.rsplit("}", 1)[-1]


def _path(href: str) -> str:
    """A link without scheme and host, which feeds leave out as they like."""
    return re.sub(r"^[a-z]+://[^/]+", "", href.strip()).rstrip("/")


def _only(types: dict[str, _ReadingType], file: str) -> _ReadingType:
    """The reading type where no link tells: the feed's only one, else the standard's defaults."""
    return next(iter(types.values())) if len(types) == 1 else _ReadingType()


def _meters(series: dict[str, _Series]) -> dict[str, str]:
    """Each series' meter: its usage point, with the customer before it where two customers' have the same."""
    points: dict[str, tuple[str, str]] = {}
    for key, readings in series.items():
        found = re.search(r"^(.*)/UsagePoint/([^/]+)", key)
        points[key] = (found[1], found[2]) if found else ("", Path(readings.file).stem)
    customers: dict[str, set[str]] = {}
    for customer, point in points.values():
        customers.setdefault(point, set()).add(customer)
    return {
        key: point if len(customers[point]) == 1 else f"{customer.rsplit('/', 1)[-1]}/{point}"
        for key, (customer, point) in points.items()
    }


def _frame(parts: dict[str, list[tuple[np.ndarray, np.ndarray, np.ndarray]]]) -> pd.DataFrame:
    meters, starts, energies, codes = [], [], [], []
    for meter, found in parts.items():
        start, kwh, code = found[0] if len(found) == 1 else _merge(found)
        meters.append(np.repeat(np.array([meter], dtype=object), len(start)))
        starts.append(start)
        energies.append(kwh)
        codes.append(code)
    if not meters:
        return pd.DataFrame({"meter": [], "stamp": [], "kwh": [], "quality": []})
    code = np.concatenate(codes)
    words = {number: "A" if number in ESPI_MEASURED else f"{ESPI_WORD}{number}" for number in np.unique(code).tolist()}
    return pd.DataFrame(
        {
            "meter": np.concatenate(meters),
            "stamp": np.concatenate(starts) * MICRO,
            "kwh": np.concatenate(energies),
            "quality": np.array([words[number] for number in code.tolist()], dtype=object),
        }
    )


def _merge(found: list[tuple[np.ndarray, np.ndarray, np.ndarray]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """One value per interval from several series; measured ones go before estimated ones."""
    start, kwh, code = (np.concatenate(column) for column in zip(*found))
    rank = np.where(np.isin(code, ESPI_MEASURED), _MEASURED, _ESTIMATED)
    times, place = np.unique(start, return_inverse=True)
    best = np.full(len(times), _ESTIMATED)
    np.minimum.at(best, place, rank)
    counted = rank == best[place]
    taken, given = np.zeros(len(times)), np.zeros(len(times))
    np.add.at(taken, place[counted], kwh[counted].clip(min=0))
    np.add.at(given, place[counted], kwh[counted].clip(max=0))
    codes = np.zeros(len(times), np.int64)
    codes[place[counted]] = code[counted]
    return times, np.where(taken > 0, taken, given), codes
