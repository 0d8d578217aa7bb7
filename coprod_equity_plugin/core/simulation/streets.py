"""Streets, blocks and lots: a lattice of arterials bent over the land, each superblock with a street grid of its own.

Everything is laid out in whole numbers on an even lattice (``QUANTUM`` steps to a superblock) and only then bent by one
smooth map of the plane. Two shapes that share a corner therefore share it to the last bit: blocks tile the city
without gaps or overlaps, whatever the bending.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..progress import Progress
from .neighbourhoods import Neighbourhoods, make_neighbourhoods

QUANTUM = 4096
SIDE = 1_500.0  # feet, a superblock's side at the centre before bending
CURVE = QUANTUM // 8  # a vertex at least so often, so that bent lines look bent
_STREET, _ARTERIAL = 25.0, 42.0  # feet from a street's middle to the lots

SINGLE, MOBILE, CONDOMINIUM, APARTMENTS, DUPLEX = 1, 2, 3, 4, 5
VACANT_LOT, COMMERCIAL, COMMON, INSTITUTION = 6, 7, 8, 9
HOMES, SHOPS, PARK, LAKE, CAMPUS, AIRPORT = 1, 2, 3, 4, 5, 6


class Warp:
    """The map from the lattice (in superblocks) to the plane (feet), the city's centre at the origin.

    Straight near the centre; farther out lines of one family turn into rings and the others into radials (elliptical
    square-to-disc map), superblocks grow, and low waves bend everything a little.
    """

    def __init__(self, radius: float, rng: np.random.Generator) -> None:
        self.radius = radius
        self.scale = SIDE
        self._turn = rng.uniform(0, 2 * np.pi)
        self._swirl = rng.uniform(0.2, 0.4) * rng.choice([-1, 1])
        lengths = np.concatenate([rng.uniform(7, 13, 5), rng.uniform(2.6, 4, 5)])
        direction = rng.uniform(0, 2 * np.pi, 10)
        self._wave = 2 * np.pi / lengths[:, None] * np.column_stack([np.cos(direction), np.sin(direction)])
        self._phase = rng.uniform(0, 2 * np.pi, (10, 2))
        self._height = np.concatenate([rng.uniform(0.08, 0.16, 5), rng.uniform(0.01, 0.035, 5)])

    def __call__(self, s: np.ndarray, t: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        a, b = s / self.radius, t / self.radius
        bend = 0.30
        x = s * np.sqrt(1 - bend * np.minimum(b * b, 2))
        y = t * np.sqrt(1 - bend * np.minimum(a * a, 2))
        distance = np.hypot(a, b)
        growth = 1 + 0.22 * distance**2 / (1 + 0.5 * distance**2)
        angle = self._turn + self._swirl * np.sin(1.3 * distance)
        cosine, sine = growth * np.cos(angle), growth * np.sin(angle)
        x, y = x * cosine - y * sine, x * sine + y * cosine
        for (along_s, along_t), phase, height in zip(self._wave, self._phase, self._height):
            x = x + height * np.sin(along_s * s + along_t * t + phase[0])
            y = y + height * np.sin(along_s * s + along_t * t + phase[1])
        return np.round(x * self.scale, 3), np.round(y * self.scale, 3)

    def at(self, s: np.ndarray, t: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """As the call, for lattice coordinates in quanta."""
        return self(np.asarray(s) / QUANTUM, np.asarray(t) / QUANTUM)


@dataclass
class Streets:
    """The blocks and the parcels, in lattice quanta; arrays of one length each.

    Attributes
    ----------
    faces
        Shape ``(n, 4)``: s0, s1, t0, t1 of each block, to the middle of the streets around it.
    face_kind
        HOMES, SHOPS, PARK, LAKE, CAMPUS or AIRPORT.
    face_year
        Year in which most of the block was built.
    lots
        Shape ``(m, 4)``: s0, s1, t0, t1 of each parcel.
    front
        Shape ``(m, 2)``: a point in the street before the parcel.
    line
        Shape ``(m, 4)``: the street that it faces: cell i, cell j, line number in the cell, 1 if the line runs along t.
        Line 0 is the arterial on the cell's low side; the one on its high side belongs to the next cell.
    number
        House number.
    """

    warp: Warp
    neighbourhoods: Neighbourhoods
    faces: np.ndarray
    face_kind: np.ndarray
    face_year: np.ndarray
    face_place: np.ndarray
    lots: np.ndarray
    face_of_lot: np.ndarray
    kind: np.ndarray
    units: np.ndarray
    front: np.ndarray
    line: np.ndarray
    number: np.ndarray
    unit_number: np.ndarray


def lay_out_streets(households: int, rng: np.random.Generator, progress: Progress) -> Streets:
    """Grow a city outward, superblock by superblock, until it holds exactly so many homes."""
    radius = np.sqrt(households * 33_000 / np.pi) / SIDE / 1.08
    warp = Warp(radius, rng)
    count = int(np.clip(8 + households // 7_000, 8, 20))
    neighbourhoods = make_neighbourhoods(count, rng)
    cells = _cells(radius, rng)
    airport = _airport(cells, radius, rng)
    campus = _campus(cells, radius, neighbourhoods)
    builder = _Builder(warp, neighbourhoods, rng)
    missing = households
    for place, (i, j) in enumerate(cells):
        if place % 32 == 0:
            progress.check()
            progress.set(100 * (1 - missing / households))
        special = AIRPORT if (i, j) in airport else CAMPUS if (i, j) in campus else HOMES
        if special == HOMES and place > 8 and rng.random() < 0.02:
            special = PARK
        missing -= builder.add_cell(i, j, special)
        if missing <= 0:
            break
    builder.drop_homes(-missing)
    progress.set(100)
    return builder.finish()


def _cells(radius: float, rng) -> list[tuple[int, int]]:
    """Superblocks in the order in which the city reaches them: outward, farther along some directions than others."""
    reach = int(radius * 2.2) + 2
    i, j = (array.ravel() for array in np.meshgrid(np.arange(-reach, reach), np.arange(-reach, reach)))
    angle = np.arctan2(j + 0.5, i + 0.5)
    lobes = sum(
        amplitude * np.cos(order * angle + rng.uniform(0, 2 * np.pi))
        for order, amplitude in ((2, 0.10), (3, 0.12), (5, 0.07))
    )
    distance = np.hypot(i + 0.5, j + 0.5) / (1 + lobes) + rng.normal(0, 0.12, len(i))
    waiting = [(int(i[k]), int(j[k])) for k in np.argsort(distance, kind="stable")]
    cells, reached = [], {waiting[0]}
    while waiting:
        place = next((k for k, cell in enumerate(waiting) if cell in reached), None)
        if place is None:
            break
        a, b = waiting.pop(place)
        cells.append((a, b))
        reached.update({(a + 1, b), (a - 1, b), (a, b + 1), (a, b - 1)})
    return cells


def _airport(cells, radius, rng) -> set[tuple[int, int]]:
    """Superblocks without homes, far enough inside that the city reaches them all."""
    side = 2 if radius > 9 else 1
    rank = {cell: place for place, cell in enumerate(cells)}
    expected = np.pi * radius**2

    def of(corner):
        return [(corner[0] + a, corner[1] + b) for a in range(side) for b in range(side)]

    for low in (0.35, 0.2, 0.1, 0.0):
        fitting = [c for c in cells if all(low * expected < rank.get(cell, np.inf) < 0.5 * expected for cell in of(c))]
        if fitting:
            break
    return set(of(fitting[rng.integers(len(fitting))]))


def _campus(cells, radius, neighbourhoods) -> set[tuple[int, int]]:
    x, y = neighbourhoods.centres[neighbourhoods.kinds.index("student")] * radius
    return {min(cells, key=lambda cell: np.hypot(cell[0] + 0.5 - x, cell[1] + 0.5 - y))} if radius > 4 else set()


class _Builder:
    def __init__(self, warp: Warp, neighbourhoods: Neighbourhoods, rng) -> None:
        self._warp, self._neighbourhoods, self._rng = warp, neighbourhoods, rng
        self._faces: list[tuple] = []
        self._parts: list[tuple[np.ndarray, ...]] = []

    def add_cell(self, i: int, j: int, special: int) -> int:
        """Lay out one superblock; gives the homes in it."""
        rng, warp = self._rng, self._warp
        corner_s, corner_t = np.array([i, i + 1, i + 1, i]), np.array([j, j, j + 1, j + 1])
        x, y = warp(corner_s.astype(float), corner_t.astype(float))
        length = np.hypot(np.diff(x, append=x[0]), np.diff(y, append=y[0]))
        along_s, along_t = (length[0] + length[2]) / 2, (length[1] + length[3]) / 2
        here = np.array([i + 0.5]) / warp.radius, np.array([j + 0.5]) / warp.radius
        field = {name: float(value[0]) for name, value in self._neighbourhoods.at(*here).items()}
        place = int(self._neighbourhoods.nearest(*here)[0])
        swap = rng.random() < 0.5
        run, rise = (along_t, along_s) if swap else (along_s, along_t)
        depth = float(np.clip(1.25 * np.sqrt(field["lot_area"]), 95, 330))
        width = field["lot_area"] / depth
        rows = max(1, round(rise / (2 * depth + 2 * _STREET)))
        breaks = _jittered(rows, 0.10, rng)
        homes = 0
        for row in range(rows):
            blocks = max(1, round(run / rng.uniform(480, 820) / (width / 100) ** 0.5))
            cuts = _jittered(blocks, 0.14, rng)
            for block in range(blocks):
                b0, b1, a0, a1 = breaks[row], breaks[row + 1], cuts[block], cuts[block + 1]
                kind = special if special != HOMES else self._face_kind(field, row in (0, rows - 1))
                if special == PARK and 0 < row < rows - 1:
                    kind = LAKE  # a lake in the middle of its park
                year = int(np.clip(round(rng.normal(field["year_built"], 6)), 1897, 2014))
                rect = (b0, b1, a0, a1) if swap else (a0, a1, b0, b1)
                face = len(self._faces)
                q = QUANTUM
                self._faces.append(
                    (i * q + rect[0], i * q + rect[1], j * q + rect[2], j * q + rect[3], kind, year, place)
                )
                edge = (
                    (_ARTERIAL if a0 == 0 else _STREET) / run * q,
                    (_ARTERIAL if a1 == q else _STREET) / run * q,
                    (_ARTERIAL if b0 == 0 else _STREET) / rise * q,
                    (_ARTERIAL if b1 == q else _STREET) / rise * q,
                )
                box = (a0 + edge[0], a1 - edge[1], b0 + edge[2], b1 - edge[3])
                homes += self._fill(face, kind, field, i, j, row, rows, swap, box, edge, run / q, rise / q, width)
        return homes

    def _face_kind(self, field: dict, outer: bool) -> int:
        pick = self._rng.random()
        shops = field["commerce"] * (1.6 if outer else 0.4)
        if pick < shops:
            return SHOPS
        if pick < shops + field["parks"]:
            return PARK if self._rng.random() < 0.72 else LAKE
        return HOMES

    def _fill(self, face, kind, field, i, j, row, rows, swap, box, edge, foot_a, foot_b, width) -> int:
        """Divide one block into parcels; gives the homes in it."""
        if kind in (PARK, LAKE, AIRPORT):
            return 0
        rng = self._rng
        a0, a1, b0, b1 = box
        middle = (b0 + b1) / 2
        if kind == CAMPUS:
            lots = [(a0, a1, b0, b1, INSTITUTION, 1, 0, 0)]
        elif kind == SHOPS:
            pieces = _pieces(a0, a1, max(1, round((a1 - a0) * foot_a / rng.uniform(150, 300))), 0.2, rng)
            lots = [(p, q, b0, b1, COMMERCIAL, 1, 0, 0) for p, q in pieces]
        elif rng.random() < field["apartments"]:
            pieces = _pieces(a0, a1, max(1, round((a1 - a0) * foot_a / rng.uniform(160, 380))), 0.1, rng)
            lots = []
            for p, q in pieces:
                area = (q - p) * foot_a * (b1 - b0) * foot_b
                units = int(np.clip(round(area / rng.uniform(3_200, 6_500)), 2, 48))
                lots.append((p, q, b0, b1, APARTMENTS, units, 0, 0))
        elif rng.random() < field["condominiums"] and (b1 - b0) * foot_b > 150:
            strip = 18 / foot_b
            pieces = _pieces(a0, a1, max(4, round((a1 - a0) * foot_a / 34)), 0.0, rng)
            lots = [(p, q, b0, middle - strip, CONDOMINIUM, 1, 0, n + 1) for n, (p, q) in enumerate(pieces)]
            lots += [(p, q, middle + strip, b1, CONDOMINIUM, 1, 1, n + 1) for n, (p, q) in enumerate(pieces)]
            lots.append((a0, a1, middle - strip, middle + strip, COMMON, 0, 0, 0))
        else:
            mobile = rng.random() < field["mobile_homes"]
            width = 55 if mobile else width * rng.uniform(0.88, 1.12)
            pieces = _pieces(a0, a1, max(1, round((a1 - a0) * foot_a / width)), 0.16, rng)
            lots = []
            for p, q in pieces:
                for low, high, side in ((b0, middle, 0), (middle, b1, 1)):
                    pick = rng.random()
                    lot = VACANT_LOT if pick < 0.03 else DUPLEX if pick < 0.03 + 0.15 * field["apartments"] else SINGLE
                    lot = MOBILE if mobile and lot == SINGLE else lot
                    lots.append((p, q, low, high, lot, {VACANT_LOT: 0, DUPLEX: 2}.get(lot, 1), side, 0))
        table = np.array(lots, dtype=float)
        rect = np.round(table[:, :4]).astype(np.int64)
        kinds, units, side, unit = (table[:, column].astype(np.int64) for column in range(4, 8))
        middles = (rect[:, 0] + rect[:, 1]) // 2
        fronts = np.where(side == 0, rect[:, 2] - 0.45 * edge[2], rect[:, 3] + 0.45 * edge[3])
        number = 2 * np.round(middles / QUANTUM * 150).astype(np.int64) + side
        block_middle = int(2 * round((a0 + a1) / 2 / QUANTUM * 150))
        number = np.where(kinds == CONDOMINIUM, block_middle + side, number)
        line_number = row + side
        last = line_number == rows  # the arterial on the high side is line 0 of the next cell
        line = np.column_stack(
            [
                np.where(last & swap, i + 1, i),
                np.where(last & (not swap), j + 1, j),
                np.where(last, 0, line_number),
                np.full(len(side), int(swap)),
            ]
        )
        if swap:
            rect = rect[:, [2, 3, 0, 1]]
        shift = np.array([i, i, j, j]) * QUANTUM
        front = np.column_stack([fronts, middles] if swap else [middles, fronts]) + np.array([i, j]) * QUANTUM
        self._parts.append((rect + shift, np.full(len(side), face), kinds, units, front, line, number, unit))
        return int(units[~np.isin(kinds, (COMMERCIAL, INSTITUTION))].sum())

    def drop_homes(self, surplus: int) -> None:
        """Leave the last lots empty until ``surplus`` homes are gone."""
        for part in reversed(self._parts):
            kinds, units = part[2], part[3]
            for lot in reversed(range(len(units))):
                if surplus == 0:
                    return
                if kinds[lot] in (COMMERCIAL, INSTITUTION):
                    continue
                gone = min(surplus, int(units[lot]))
                units[lot] -= gone
                surplus -= gone
                if gone and not units[lot]:
                    kinds[lot] = VACANT_LOT
                elif gone and units[lot] == 1 and kinds[lot] in (APARTMENTS, DUPLEX):
                    kinds[lot] = SINGLE

    def finish(self) -> Streets:
        faces = np.array(self._faces, dtype=np.int64)
        rect, face, kinds, units, front, line, number, unit = (
            np.concatenate([part[column] for part in self._parts]) for column in range(8)
        )
        return Streets(
            warp=self._warp,
            neighbourhoods=self._neighbourhoods,
            faces=faces[:, :4],
            face_kind=faces[:, 4],
            face_year=faces[:, 5],
            face_place=faces[:, 6],
            lots=rect,
            face_of_lot=face,
            kind=kinds,
            units=units,
            front=front,
            line=line,
            number=number,
            unit_number=unit,
        )


def _jittered(count: int, amount: float, rng) -> np.ndarray:
    """Cuts of 0..QUANTUM into ``count`` parts of uneven length, in whole quanta."""
    inner = (np.arange(1, count) + rng.uniform(-amount, amount, count - 1)) * QUANTUM / count
    return np.concatenate([[0], np.round(inner), [QUANTUM]]).astype(np.int64)


def _pieces(low: float, high: float, count: int, amount: float, rng) -> list[tuple[float, float]]:
    inner = low + (high - low) * (np.arange(1, count) + rng.uniform(-amount, amount, count - 1)) / count
    cuts = np.round(np.concatenate([[low], inner, [high]]))
    return list(zip(cuts[:-1], cuts[1:]))


def block_outlines(faces: np.ndarray) -> list[np.ndarray]:
    """Corners of each block in quanta, with its neighbours' on its sides; each of shape ``(k, 2)``."""
    flat: dict[int, list] = {}
    upright: dict[int, list] = {}
    for s0, s1, t0, t1 in faces.tolist():
        for t in (t0, t1):
            flat.setdefault(t, []).extend((s0, s1))
        for s in (s0, s1):
            upright.setdefault(s, []).extend((t0, t1))

    def cuts(lines: dict[int, list]) -> dict[int, np.ndarray]:
        result = {}
        for line, ends in lines.items():
            every = np.arange(min(ends) // CURVE, max(ends) // CURVE + 1) * CURVE
            result[line] = np.unique(np.concatenate([np.array(ends), every]))
        return result

    flat_cuts, upright_cuts = cuts(flat), cuts(upright)

    def between(values: np.ndarray, low: int, high: int) -> np.ndarray:
        return values[np.searchsorted(values, low) : np.searchsorted(values, high)]

    outlines = []
    for s0, s1, t0, t1 in faces.tolist():
        south = between(flat_cuts[t0], s0, s1)
        east = between(upright_cuts[s1], t0, t1)
        north = between(flat_cuts[t1], s0 + 1, s1 + 1)[::-1]
        west = between(upright_cuts[s0], t0 + 1, t1 + 1)[::-1]
        s = np.concatenate([south, np.full(len(east), s1), north, np.full(len(west), s0)])
        t = np.concatenate([np.full(len(south), t0), east, np.full(len(north), t1), west])
        outlines.append(np.column_stack([s, t]))
    return outlines
