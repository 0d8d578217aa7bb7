"""Export a picture of every kind of map from the demo's output, small enough for pages: ``docs/maps.md`` lists them.

``make demo`` comes first. What the demo does not compute (reliability indices, clusters, observed against expected
hours, frames) is computed here from its study table, into a folder that is thrown away.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import dataclass
from pathlib import Path

from scripts.qgis_session import ROOT, qgis_session

LARGEST = 150_000  # bytes of a picture
EVENT, SOURCES = "Hurricane Michael", "Simulated city (no real household), created by Coproduction Equity"
DATE = "2018-10-24"
_DPI = 96


@dataclass(frozen=True)
class Picture:
    """A map of the gallery: its file's name, what it shows, the result it is from, its measure, and its sheet."""

    name: str
    caption: str
    result: str
    measure: str
    paper: str = "letter"
    orientation: str = "landscape"
    atlas: bool = False


PICTURES = (
    Picture("hours", "Hours without power", "areas", "mean_hours"),
    Picture("difference", "Longer and shorter than the city", "areas", "hours_difference"),
    Picture("gap", "The gap between groups", "areas", "group_gap"),
    Picture("asked", "Who asked for help", "areas", "participation_rate"),
    Picture("requests", "Requests over composition", "areas", "requests_composition_census"),
    Picture("bivariate", "Hours by minority share", "areas", "hours_by_minority_census"),
    Picture("expected", "Observed against expected hours", "adjusted", "expected_ratio"),
    Picture("residual", "What the model leaves unexplained", "clusters", "residual"),
    Picture("clusters", "Clusters of long and short waits", "hours", "cluster"),
    Picture("saidi", "Reliability by block group", "reliability", "saidi"),
    Picture("census", "A census share with its doubtful estimates", "places", "area_minority_share"),
    Picture("upright", "An upright sheet", "areas", "hours_difference", "a4", "portrait"),
    Picture("atlas", "A page of an atlas", "areas", "hours_difference", atlas=True),
)
FRAME = Picture("frame", "A frame of the restoration", "", "still_out")


def results_of(demo: Path, folder: Path) -> dict[str, str]:
    """The layers of the gallery: the demo's, and those computed from them into ``folder``."""
    from qgis import processing

    study, places = demo / "confidential" / "study.gpkg", demo / "block_groups.gpkg"
    common = {"INPUT": str(study), "AREAS": str(places)}
    made = {name: str(folder / f"{name}.gpkg") for name in ("areas", "adjusted", "reliability", "clusters", "hours")}
    processing.run("coprodequity:disparitybyarea", {**common, "OUTPUT": made["areas"], "ADJUSTED": made["adjusted"]})
    processing.run("coprodequity:reliabilityindices", {**common, "OUTPUT": made["reliability"]})
    rows = demo / "confidential" / "model_rows.gpkg"
    for value, name in (("residual_hours", "clusters"), ("restoration_hours", "hours")):
        processing.run(
            "coprodequity:residualclustering",
            {"INPUT": str(rows), "AREAS": str(places), "VALUE_FIELD": value, "OUTPUT": made[name]},
        )
    return {**made, "places": str(places), "study": str(study)}


def export_gallery(demo: Path, folder: Path, pictures: tuple[Picture, ...] = (*PICTURES, FRAME)) -> list[Path]:
    """Write the pictures as PNG; a QGIS session with the provider has to run.

    Parameters
    ----------
    demo
        The demo's output folder.
    folder
        Where the pictures go; made if it is not there.
    pictures
        Which ones.

    Returns
    -------
    list of Path
        In the order of ``pictures``; each at most :data:`LARGEST` bytes.
    """
    from qgis import processing

    folder.mkdir(parents=True, exist_ok=True)
    written = []
    with tempfile.TemporaryDirectory() as scratch:
        results = results_of(demo, Path(scratch))
        for picture in pictures:
            path = folder / f"{picture.name}.png"
            if picture is FRAME:
                _frame(results, Path(scratch) / "frames", path)
            else:
                atlas = {"ATLAS": _districts(results["areas"]), "ATLAS_FIELD": "name"} if picture.atlas else {}
                made = processing.run(
                    "coprodequity:exportmap",
                    {
                        "INPUT": results[picture.result], "MEASURE": picture.measure, "EVENT_NAME": EVENT,
                        "SOURCES": "" if picture.result == "places" else SOURCES, "DATE": DATE, "DPI": _DPI,
                        "PAPER": picture.paper, "ORIENTATION": picture.orientation, "PDF": None,
                        "PNG": str(Path(scratch) / path.name), **atlas,
                    },
                )  # fmt: skip
                _shrink(Path(made["PNG"]), path)
            written.append(path)
    return written


def _frame(results: dict[str, str], scratch: Path, path: Path) -> None:
    """The third day's midnight."""
    from qgis import processing

    processing.run(
        "coprodequity:exportframes",
        {
            "INPUT": results["study"], "AREAS": results["places"], "STEP_HOURS": 72, "EVENT_NAME": EVENT,
            "SOURCES": SOURCES, "DPI": _DPI, "OUTPUT": str(scratch),
        },
    )  # fmt: skip
    _shrink(scratch / "frame_001.png", path)


def _districts(areas: str):
    """Four invented districts, the quarters of the city."""
    from qgis.core import QgsFeature, QgsGeometry, QgsRectangle, QgsVectorLayer

    city = QgsVectorLayer(areas, "areas", "ogr")
    box, middle = city.extent(), city.extent().center()
    layer = QgsVectorLayer(f"Polygon?crs={city.crs().authid()}&field=name:string", "districts", "memory")
    features = []
    for name, x, y in (
        ("District 1", box.xMinimum(), box.yMaximum()),
        ("District 2", box.xMaximum(), box.yMaximum()),
        ("District 3", box.xMinimum(), box.yMinimum()),
        ("District 4", box.xMaximum(), box.yMinimum()),
    ):
        feature = QgsFeature(layer.fields())
        feature.setAttributes([name])
        feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(x, y, middle.x(), middle.y())))
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    layer.updateExtents()
    return layer


def _shrink(source: Path, path: Path) -> None:
    """Keep a picture's size and words, but no more colours than a page needs."""
    import numpy as np
    from qgis.PyQt.QtGui import QImage

    image = QImage(str(source)).convertToFormat(QImage.Format.Format_RGB32)
    dots = np.frombuffer(image.constBits().asstring(image.sizeInBytes()), np.uint32)
    colours, counts = np.unique(dots, return_counts=True)
    palette = [int(colour) for colour in colours[np.argsort(-counts)][:256]]
    small = image.convertToFormat(QImage.Format.Format_Indexed8, palette)
    for key in image.textKeys():
        small.setText(key, image.text(key))
    if not small.save(str(path), "PNG", 0):
        raise OSError(f"{path}: could not be written")
    if path.stat().st_size > LARGEST:
        raise OSError(f"{path}: {path.stat().st_size:,} bytes, more than {LARGEST:,}")


def main() -> None:
    """Export the gallery."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--demo", type=Path, default=ROOT / "demo-output")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "images" / "maps")
    options = parser.parse_args()
    with qgis_session():
        for path in export_gallery(options.demo, options.output):
            print(f"{path.name}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
