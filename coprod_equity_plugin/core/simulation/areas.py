"""Block groups: street blocks grouped into compact areas of about equal population that tile the city exactly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from shapely.geometry import Polygon
from shapely.ops import unary_union

from ..progress import Progress
from .projection import US_SURVEY_FOOT, to_longitude_latitude, to_state_plane
from .streets import AIRPORT, HOMES, LAKE, Streets, block_outlines

CENTRE = (-84.2807, 30.4383)  # Tallahassee's State Capitol
PERSONS_PER_HOME = 2.25
FEET_PER_MILE = 5_280.0
STATE, COUNTY = "12", "073"  # Leon County


@dataclass(frozen=True)
class Areas:
    """The block groups.

    Attributes
    ----------
    geoid
        12 digits, shape ``(k,)``.
    of_face
        Index of each block's block group.
    outlines
        Shapely polygons in State Plane feet, shape ``(k,)``.
    outlines_nad83
        The same in longitude and latitude (EPSG:4269).
    land, water
        Whole square metres.
    inside
        Shape ``(k, 2)``: longitude and latitude of a point within.
    topcoded, uncomputed, empty
        Index of the small block groups whose median income is open-ended and not computed, and of the one without
        households.
    """

    geoid: np.ndarray
    of_face: np.ndarray
    outlines: np.ndarray
    outlines_nad83: np.ndarray
    land: np.ndarray
    water: np.ndarray
    inside: np.ndarray
    topcoded: int
    uncomputed: int
    empty: int

    def __len__(self) -> int:
        return len(self.geoid)


class Ground:
    """From lattice quanta to State Plane feet."""

    def __init__(self, streets: Streets) -> None:
        self._warp = streets.warp
        self._origin = to_state_plane(*CENTRE)

    def __call__(self, s: np.ndarray, t: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        x, y = self._warp.at(s, t)
        return np.round(x + round(self._origin[0]), 3), np.round(y + round(self._origin[1]), 3)


def make_areas(streets: Streets, count: int, log_density: float, rng: np.random.Generator, progress: Progress) -> Areas:
    """Group the city's blocks into ``count`` populated block groups and one without households.

    Stretches the city's ground as a whole so that homes live, on the mean, at the log density asked for.
    """
    homes = np.bincount(streets.face_of_lot, streets.units * (streets.kind <= 6), len(streets.faces))
    outlines = block_outlines(streets.faces)
    pairs = _neighbours(outlines)
    airport = streets.face_kind == AIRPORT
    of_face = _grow(streets, homes, airport, count - 2, rng, progress)
    of_face = _repair(of_face, pairs, homes, airport)
    topcoded, uncomputed = _small(streets, of_face, pairs, homes, count, rng)
    of_face[topcoded], of_face[uncomputed] = count - 2, count - 1
    of_face[airport] = count
    total = count + 1

    streets.warp.scale *= _rescale(streets, outlines, of_face, homes, total, log_density)
    ground = Ground(streets)
    blocks = [Polygon(np.column_stack(ground(outline[:, 0], outline[:, 1]))) for outline in outlines]
    area = np.array([block.area for block in blocks]) * US_SURVEY_FOOT**2
    lake = streets.face_kind == LAKE
    land = np.round(np.bincount(of_face, area * ~lake, total)).astype(np.int64)
    water = np.round(np.bincount(of_face, area * lake, total)).astype(np.int64)
    members = np.split(np.argsort(of_face, kind="stable"), np.cumsum(np.bincount(of_face, minlength=total))[:-1])
    merged, degrees, inside = np.empty(total, object), np.empty(total, object), np.empty((total, 2))
    for area_index, faces in enumerate(members):
        progress.check()
        merged[area_index] = unary_union([blocks[face] for face in faces])
        degrees[area_index] = _in_degrees(merged[area_index])
        point = merged[area_index].representative_point()
        inside[area_index] = to_longitude_latitude(point.x, point.y)
    centres = np.array([(shape.centroid.x, shape.centroid.y) for shape in merged])
    return Areas(
        geoid=_geoids(centres, rng),
        of_face=of_face,
        outlines=merged,
        outlines_nad83=degrees,
        land=land,
        water=water,
        inside=inside,
        topcoded=count - 2,
        uncomputed=count - 1,
        empty=count,
    )


def _rescale(streets, outlines, of_face, homes, total, log_density) -> float:
    area = np.empty(len(outlines))
    for face, outline in enumerate(outlines):
        x, y = streets.warp.at(outline[:, 0], outline[:, 1])
        area[face] = 0.5 * np.sum(x * np.roll(y, -1) - y * np.roll(x, -1))
    land = np.bincount(of_face, area * (streets.face_kind != LAKE), total)
    lived = np.bincount(of_face, homes, total)
    some = lived > 0
    now = np.log(lived[some] * PERSONS_PER_HOME / (land[some] / FEET_PER_MILE**2))
    return float(np.exp((np.average(now, weights=lived[some]) - log_density) / 2))


def _neighbours(outlines: list[np.ndarray]) -> np.ndarray:
    """Pairs of blocks that share a side, shape ``(n, 2)``."""
    size = 1 << 22
    starts, ends, owners = [], [], []
    for face, outline in enumerate(outlines):
        code = (outline[:, 0] + size // 2) * size + outline[:, 1] + size // 2
        starts.append(code)
        ends.append(np.roll(code, -1))
        owners.append(np.full(len(code), face))
    start, end, owner = np.concatenate(starts), np.concatenate(ends), np.concatenate(owners)
    low, high = np.minimum(start, end), np.maximum(start, end)
    order = np.lexsort((high, low))
    same = (low[order][1:] == low[order][:-1]) & (high[order][1:] == high[order][:-1])
    return np.column_stack([owner[order][:-1][same], owner[order][1:][same]])


def _grow(streets: Streets, homes, airport, count, rng, progress) -> np.ndarray:
    """Balanced k-means (a power diagram) of the blocks, weighted by homes."""
    ground = Ground(streets)
    s, t = streets.faces[:, :2].mean(axis=1), streets.faces[:, 2:].mean(axis=1)
    place = np.column_stack(ground(s, t)) / 1000.0
    weight = homes + 0.3
    weight[airport] = 0
    centres = place[rng.choice(len(place), count, replace=False, p=weight / weight.sum())]
    bias = np.zeros(count)
    goal = homes.sum() / count * np.exp(rng.normal(0, 0.15, count))
    goal *= homes.sum() / goal.sum()
    spread = np.ptp(place, axis=0).prod() / count
    for step in range(60):
        progress.check()
        square = ((place[:, None, :] - centres[None]) ** 2).sum(axis=2) - bias
        member = square.argmin(axis=1)
        load = np.bincount(member, weight, count)
        filled = load > 0
        for axis in (0, 1):
            moved = np.bincount(member, weight * place[:, axis], count)
            centres[filled, axis] = moved[filled] / load[filled]
        bias += spread * 0.12 * (1 - step / 60) * np.clip(1 - load / goal, -1, 1)
        for lost in np.flatnonzero(~filled):  # starts again beside the fullest
            fullest = int(np.argmax(load))
            centres[lost], bias[lost] = place[rng.choice(np.flatnonzero(member == fullest))], bias[fullest]
    lived = np.bincount(member, homes, count) > 0
    if not lived.all():  # what holds only parks goes to the nearest, and the fullest is cut in two instead
        square[:, ~lived] = np.inf
        member = square.argmin(axis=1)
    for lost in np.flatnonzero(~lived):
        fullest = np.flatnonzero(member == np.bincount(member, homes, count).argmax())
        order = fullest[np.argsort(place[fullest, 0])]
        running = np.cumsum(homes[order])
        member[order[running > running[-1] / 2]] = lost
    return member


def _repair(of_face, pairs, homes, airport) -> np.ndarray:
    """Give pieces cut off from their block group to the neighbour that they touch most."""
    of_face = of_face.copy()
    count = len(of_face)
    for _ in range(20):
        same = (of_face[pairs[:, 0]] == of_face[pairs[:, 1]]) & ~airport[pairs].any(axis=1)
        graph = coo_matrix((np.ones(same.sum()), (pairs[same, 0], pairs[same, 1])), (count, count))
        _, piece = connected_components(graph, directed=False)
        size = np.bincount(piece, homes + 1e-3)
        best: dict[int, int] = {}
        for face in np.argsort(size[piece], kind="stable"):
            if not airport[face]:
                best[of_face[face]] = piece[face]
        stray = np.array([not airport[face] and best[of_face[face]] != piece[face] for face in range(count)])
        if not stray.any():
            break
        moved = {}
        for a, b in np.concatenate([pairs, pairs[:, ::-1]]):
            if stray[a] and not stray[b] and not airport[b] and of_face[a] != of_face[b]:
                moved.setdefault(piece[a], []).append(of_face[b])
        for part, touched in moved.items():
            of_face[piece == part] = np.bincount(touched).argmax()
        if not moved:
            break
    return of_face


def _small(streets: Streets, of_face, pairs, homes, count, rng) -> tuple[int, int]:
    """Two single blocks near the edge that become block groups of their own without cutting any other in two."""
    place = streets.neighbourhoods.kinds
    order = rng.permutation(np.flatnonzero((streets.face_kind == HOMES) & (homes >= 5) & (homes <= 30)))
    chosen: list[int] = []
    for wanted in (("affluent", "new"), place):
        for face in order:
            if face in chosen or place[streets.face_place[face]] not in wanted:
                continue
            if chosen and of_face[face] == of_face[chosen[0]]:
                continue
            rest = np.flatnonzero((of_face == of_face[face]) & (np.arange(len(of_face)) != face))
            inside = np.isin(pairs, rest).all(axis=1)
            renumbered = np.searchsorted(rest, pairs[inside])
            graph = coo_matrix((np.ones(inside.sum()), (renumbered[:, 0], renumbered[:, 1])), (len(rest), len(rest)))
            if len(rest) > 1 and homes[rest].sum() > 5 and connected_components(graph, directed=False)[0] == 1:
                chosen.append(int(face))
                break
        else:
            chosen.append(int(order[len(chosen)]))
    return chosen[0], chosen[1]


def _in_degrees(shape):
    def ring(coordinates):
        xy = np.asarray(coordinates)
        return np.column_stack(to_longitude_latitude(xy[:, 0], xy[:, 1]))

    parts = getattr(shape, "geoms", [shape])
    polygons = [Polygon(ring(part.exterior.coords), [ring(hole.coords) for hole in part.interiors]) for part in parts]
    return polygons[0] if len(polygons) == 1 else type(shape)(polygons)


def _geoids(centres: np.ndarray, rng) -> np.ndarray:
    """Number the block groups: tracts of up to four neighbours, block groups 1 to 4 within."""
    count = len(centres)
    span = np.ptp(centres, axis=0)
    strip = np.floor((centres[:, 1] - centres[:, 1].min()) / span[1] * np.sqrt(count) / 2).astype(int)
    along = np.where(strip % 2 == 0, centres[:, 0], -centres[:, 0])
    geoids = np.empty(count, object)
    tract, left, number = 1, 0, 0
    for place in np.lexsort((along, strip)):
        if left == 0:
            tract, left, number = tract + int(rng.integers(1, 2 + 1)), int(rng.integers(1, 4 + 1)), 0
        number, left = number + 1, left - 1
        geoids[place] = f"{STATE}{COUNTY}{tract:04d}{'00' if tract % 3 else '01'}{number}"
    return geoids
