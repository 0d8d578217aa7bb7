"""Writes golden.json: clusters of an invented map by esda and libpysal (2.5.1 and 4.9.2), which the tests compare with.

Needs esda, libpysal and geopandas; seeded, so that nothing changes when it is run again.
"""

import json
from pathlib import Path

import geopandas
import numpy as np
from esda import G_Local, Moran, Moran_Local
from libpysal.weights import KNN, Queen
from shapely.geometry import Polygon, mapping

COLUMNS, ROWS, NEIGHBOURS = 11, 9, 5


def cells(rng):
    """A grid with bent corners and holes, so that areas have one to eight neighbours."""
    corners = np.stack(np.meshgrid(np.arange(COLUMNS + 1.0), np.arange(ROWS + 1.0)), axis=-1)
    corners += rng.uniform(-0.25, 0.25, corners.shape)
    corners = corners.round(4)
    shapes = []
    for row in range(ROWS):
        for column in range(COLUMNS):
            ring = [corners[row + a, column + b] for a, b in ((0, 0), (0, 1), (1, 1), (1, 0))]
            shapes.append(Polygon(ring))
    gone = set(rng.choice(len(shapes), 14, replace=False).tolist())
    return [shape for place, shape in enumerate(shapes) if place not in gone]


def main():
    rng = np.random.default_rng(42)
    shapes = cells(rng)
    centres = np.array([(shape.centroid.x, shape.centroid.y) for shape in shapes])
    values = 10 * np.exp(-((centres - (3, 3)) ** 2).sum(1) / 4) - 8 * np.exp(-((centres - (8, 6)) ** 2).sum(1) / 4)
    values = (values + rng.gamma(1.5, 1.5, len(shapes))).round(4)
    frame = geopandas.GeoDataFrame(geometry=shapes)
    result = {"shapes": [mapping(shape)["coordinates"][0] for shape in shapes], "values": values.tolist()}
    for name, weights in (
        ("queen", Queen.from_dataframe(frame, use_index=False)),
        ("nearest", KNN(centres, NEIGHBOURS)),
    ):
        weights.transform = "r"
        whole = Moran(values, weights, permutations=99_999)
        local = Moran_Local(values, weights, permutations=99_999, seed=1)
        star = G_Local(values, weights, transform="B", star=True, permutations=0)
        result[name] = {
            "neighbours": {str(key): sorted(map(int, near)) for key, near in weights.neighbors.items()},
            "moran": whole.I, "expected": whole.EI, "p_one_sided": whole.p_sim,
            "local": local.Is.tolist(), "local_p_one_sided": local.p_sim.tolist(), "quadrant": local.q.tolist(),
            "g_star": star.Zs.tolist(),
        }  # fmt: skip
    Path(__file__).with_name("golden.json").write_text(json.dumps(result, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
