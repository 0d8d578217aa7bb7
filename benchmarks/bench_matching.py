"""Matching at city scale: a million points among 100,000 parcels, a million addresses; beside geopandas if it is there.

geopandas finds the parcel around each point and the nearest within the tolerance; the plugin finds in one pass both,
and for points outside the second nearest, which decides whether the nearest is sure. ``make bench`` runs it.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
from pathlib import Path

import numpy as np
import shapely

sys.path.insert(0, str(Path(__file__).parent.parent))

POINTS, SIDE, TOLERANCE = 1_000_000, 317, 25.0  # 317 x 317 parcels


def clocks():
    return time.perf_counter(), time.process_time()


def since(start):
    """Seconds on the wall and of the processor: the second does not see what else the machine does."""
    return tuple(now - then for now, then in zip(clocks(), start))


def city():
    """Parcels of about 24 by 30 m on streets 10 m wide, each corner a little off, and points all over."""
    rng = np.random.default_rng(1)
    column, row = (grid.ravel() for grid in np.meshgrid(np.arange(SIDE), np.arange(SIDE)))
    west, south = column * 26.0 + 10 * (column // 8), row * 30.0 + 10 * (row // 2)
    corners = np.array([(0, 0), (24, 0), (24, 30), (0, 30)], dtype=float)
    rings = np.stack([west, south], axis=1)[:, None, :] + corners + rng.uniform(0, 0.9, (len(west), 4, 2))
    parcels = shapely.polygons(shapely.linearrings(np.concatenate([rings, rings[:, :1]], axis=1)))
    return parcels, rng.uniform(0, west.max() + 24, POINTS), rng.uniform(0, south.max() + 30, POINTS)


def ours():
    from coprod_equity_plugin.core.study.locating import locate

    parcels, x, y = city()
    n = len(parcels)
    start = clocks()
    found = locate(x, y, parcels, np.arange(n), np.ones(n, dtype=bool), 1.5 * TOLERANCE)
    within, near = int((found.within >= 0).sum()), int((found.distance <= TOLERANCE).sum())
    return since(start), f"{within:,} within, {near:,} within the tolerance"


def ours_told():
    """As the cascade does it: pins that distance leaves unsure are told by the frontage that they stand before."""
    from coprod_equity_plugin.core.study.frontage import stands_before
    from coprod_equity_plugin.core.study.locating import locate

    parcels, x, y = city()
    owner, eligible = np.arange(len(parcels)), np.ones(len(parcels), dtype=bool)
    start = clocks()
    found = locate(x, y, parcels, owner, eligible, 1.5 * TOLERANCE)
    near = (found.distance > 0) & (found.distance <= TOLERANCE)
    unsure = np.flatnonzero(near & (found.second < 1.5 * found.distance))
    told = stands_before(
        x[unsure], y[unsure], found.nearest[unsure], found.distance[unsure], parcels, owner, eligible, 1.5
    )
    return since(start), f"{len(unsure):,} unsure by distance, {int(told.sum()):,} of them told"


def geopandas_joins():
    import geopandas

    parcels, x, y = city()
    parcels = geopandas.GeoDataFrame({"parcel": np.arange(len(parcels))}, geometry=parcels, crs="EPSG:32616")
    points = geopandas.GeoDataFrame({"row": np.arange(POINTS)}, geometry=shapely.points(x, y), crs="EPSG:32616")
    start = clocks()
    within = geopandas.sjoin(points, parcels, predicate="within")["row"].nunique()
    near = geopandas.sjoin_nearest(points, parcels, max_distance=TOLERANCE)["row"].nunique()
    return since(start), f"{within:,} within, {near:,} within the tolerance"


def shapely_tree():
    """What geopandas calls underneath, without its tables."""
    parcels, x, y = city()
    start = clocks()
    points = shapely.points(x, y)
    tree = shapely.STRtree(parcels)
    within = len(np.unique(tree.query(points, predicate="intersects")[0]))
    near = len(np.unique(tree.query_nearest(points, max_distance=TOLERANCE)[0]))
    return since(start), f"{within:,} within, {near:,} within the tolerance"


def addresses():
    from coprod_equity_plugin.core.study.addresses import normalise_addresses

    # All distinct, on 20,000 streets: what is learnt of one address helps little with the next.
    generator = np.random.default_rng(5)
    letters = generator.integers(ord("A"), ord("Q"), (20_000, 7), dtype=np.uint8)
    names = [bytes(row).decode().title() for row in letters]
    suffixes, directions = ("Street", "AVE", "Blvd.", "Road", "ln", "Court"), ("", "N ", "SW ", "East ")
    texts = [
        f"{i % 9973} {directions[i % 4]}{names[i % 20_000]} {suffixes[i % 6]}, Apt {i % 400}, Tallahassee, FL 32301"
        for i in range(1, POINTS + 1)
    ]
    start = clocks()
    keys = normalise_addresses(texts)
    return since(start), f"{len(set(keys.key)):,} distinct keys"


def measure(work, pipe):
    try:
        seconds, said = work()
    except ImportError as error:
        pipe.send((None, None, f"not compared: {error}"))
    else:
        pipe.send((seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, said))


def main():
    context = multiprocessing.get_context("spawn")  # a process of its own for each, so that memory is its own
    for title, work in (
        ("plugin: within, nearest and second nearest", ours),
        ("plugin: the same, and frontages", ours_told),
        ("geopandas: sjoin, sjoin_nearest", geopandas_joins),
        ("shapely's tree: query, query_nearest", shapely_tree),
        ("plugin: a million addresses", addresses),
    ):
        receive, send = context.Pipe(duplex=False)
        process = context.Process(target=measure, args=(work, send))
        process.start()
        seconds, megabytes, said = receive.recv()
        process.join()
        figures = f"{seconds[0]:7.1f} s ({seconds[1]:.1f} s CPU) {megabytes:7.0f} MB  " if seconds else ""
        print(f"{title:45} {figures}{said}", flush=True)


if __name__ == "__main__":
    main()
