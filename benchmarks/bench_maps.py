"""Maps of a city of 400 block groups: seconds and size of a sheet and of 30 atlas pages, longest wait for a cancel.

``make bench`` runs it. There is no peer to compare with: QGIS's own atlas export draws a layout that is already there.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from scripts.qgis_session import qgis_session

SIDE, CORNERS, DISTRICTS = 20, 40, (6, 5)


def city():
    """400 squares with the corners of a block group, in the states that an area can be in."""
    from coprod_equity_plugin.core import columns as c
    from tests.maps.map_layers import make_layer, rows

    states = rows()
    records = [{**states[place % len(states)], c.AREA_ID: f"1207300{place:05d}"} for place in range(SIDE**2)]
    layer = make_layer(records=records)
    shapes = {}
    for place, feature in enumerate(layer.getFeatures()):
        shape = feature.geometry()
        corner = shape.boundingBox()
        x, y = 700000 + 1000 * (place % SIDE), 3370000 + 1000 * (place // SIDE)
        shape.translate(x - corner.xMinimum(), y - corner.yMinimum())
        shapes[feature.id()] = shape.densifyByCount(CORNERS)
    layer.dataProvider().changeGeometryValues(shapes)
    layer.updateExtents()
    return layer


def districts():
    """30 rectangles that share the city."""
    from tests.maps.map_layers import make_places

    wide, high = 1000 * SIDE / DISTRICTS[0], 1000 * SIDE / DISTRICTS[1]
    named = []
    for place in range(DISTRICTS[0] * DISTRICTS[1]):
        x, y = 700000 + wide * (place % DISTRICTS[0]), 3370000 + high * (place // DISTRICTS[0])
        ring = f"{x} {y}, {x + wide} {y}, {x + wide} {y + high}, {x} {y + high}, {x} {y}"
        named.append((f"District {place + 1}", f"POLYGON(({ring}))"))
    return make_places("Polygon", named)


def measure(name: str, order) -> None:
    """Print what a map takes."""
    from coprod_equity_plugin.core.progress import Progress
    from coprod_equity_plugin.maps.export import export_map

    class Watch(Progress):
        longest, last = 0.0, time.perf_counter()

        def is_cancelled(self) -> bool:
            now = time.perf_counter()
            self.longest, self.last = max(self.longest, now - self.last), now
            return False

    layer, watch = city(), Watch()
    began = time.perf_counter()
    result = export_map(layer, order, watch)
    seconds = time.perf_counter() - began
    size = Path(result.files["pdf"]).stat().st_size / 1e6
    print(
        f"{name:42} {result.pages:3} pages  {seconds:6.1f} s  PDF {size:5.2f} MB  cancel within {watch.longest:4.2f} s",
        flush=True,
    )


def main() -> None:
    """Measure sheets and atlases of two measures."""
    with qgis_session(), tempfile.TemporaryDirectory() as folder:
        from coprod_equity_plugin.maps.atlas import Atlas
        from coprod_equity_plugin.maps.export import MapOrder

        files = {"pdf": f"{folder}/map.pdf", "png": f"{folder}/map.png"}
        for name in ("hours_difference", "requests_composition"):
            measure(f"{name}, PDF", MapOrder(measure=name, files={"pdf": files["pdf"]}))
            measure(
                f"{name}, PDF", MapOrder(measure=name, atlas=Atlas(districts(), "name"), files={"pdf": files["pdf"]})
            )
            measure(f"{name}, PDF and PNG", MapOrder(measure=name, atlas=Atlas(districts(), "name"), files=files))


if __name__ == "__main__":
    main()
