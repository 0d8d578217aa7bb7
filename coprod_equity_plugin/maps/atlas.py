"""An atlas: one page for each district, all with the same classes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFillSymbol,
    QgsGeometry,
    QgsMapLayer,
    QgsRectangle,
    QgsVectorLayer,
    QgsWkbTypes,
)

from ..bridge.lazy import np
from ..core.errors import InputError, PrivacyError, Problem
from .context import outline_layer, polygon_layer, read_shapes
from .privacy import household_columns

EDGE, EDGE_WIDTH = "#262626", "0.6"
VEIL = "255,255,255,165"  # over what is not the page's district
LOCATOR, LOCATOR_GROUND = "#4d4d4d", "#d9d9d9"


@dataclass(frozen=True)
class Atlas:
    """The districts of an atlas, ``None`` for a single sheet; ``one_file`` puts all pages into one PDF."""

    districts: QgsVectorLayer | None = None
    name_field: str = ""
    one_file: bool = True


@dataclass(frozen=True)
class District:
    """The district of a page: its name, its shape in the map's coordinates, and its place in the atlas from 1."""

    name: str
    shape: QgsGeometry
    page: int

    @property
    def slug(self) -> str:
        """The name as a part of a file's name; the page's number keeps it apart from others."""
        plain = unicodedata.normalize("NFKD", self.name).encode("ascii", "ignore").decode()
        return f"{self.page:02d}_{re.sub(r'[^A-Za-z0-9]+', '_', plain).strip('_')}".rstrip("_")


def check_atlas(atlas: Atlas, *, confidential: bool) -> None:
    """Refuse districts that cannot make pages.

    Raises
    ------
    InputError
        If they are no polygons, have no coordinate system, no rows, or no field of names.
    PrivacyError
        If they are households.
    """
    layer = atlas.districts
    if layer is None:
        return
    problems = []
    if layer.geometryType() != QgsWkbTypes.GeometryType.PolygonGeometry:
        problems.append(Problem("has no areas", "Choose a layer of districts", layer.name(), "ATLAS"))
    if not layer.crs().isValid():
        problems.append(Problem("has no coordinate system", "Set it in the layer's properties", layer.name(), "ATLAS"))
    if layer.featureCount() == 0:
        problems.append(Problem("has no districts", "Choose a layer with districts", layer.name(), "ATLAS"))
    if layer.fields().lookupField(atlas.name_field) < 0:
        what = f"there is no such field: '{atlas.name_field}'"
        problems.append(Problem(what, "Choose the field that holds the districts' names", layer.name(), "ATLAS_FIELD"))
    if problems:
        raise InputError(problems)
    marks = household_columns(layer)
    if marks and not confidential:
        raise PrivacyError(f"{layer.name()} has one row per household (column {', '.join(marks)}); choose districts.")


def read_districts(atlas: Atlas, crs: QgsCoordinateReferenceSystem) -> list[District]:
    """The districts in the order of their names, numbers counted as numbers; parts of one name are one district.

    Raises
    ------
    InputError
        If none has a name.
    """
    parts: dict[str, list[QgsGeometry]] = {}
    for name, shape in read_shapes(atlas.districts, crs, atlas.name_field):
        parts.setdefault(name, []).append(shape)
    if not parts:
        raise InputError(
            Problem("no district has a name", "Choose another field", atlas.districts.name(), "ATLAS_FIELD")
        )
    ordered = sorted(parts, key=_natural)
    return [District(name, QgsGeometry.unaryUnion(parts[name]), page + 1) for page, name in enumerate(ordered)]


def _natural(name: str) -> tuple:
    return tuple((int(part), "") if part.isdigit() else (-1, part.lower()) for part in re.split(r"(\d+)", name) if part)


def areas_of(districts: list[District], shapes: dict[int, QgsGeometry], count: int) -> np.ndarray:
    """The district of each area: the place of the first that holds the area's inner point, -1 if none does.

    Parameters
    ----------
    districts, shapes
        In the same coordinates; ``shapes`` by the area's place in its layer.
    count
        Areas in the layer.

    Returns
    -------
    numpy.ndarray
        Integers, shape ``(count,)``.
    """
    found = np.full(count, -1)
    engines = [(district.shape.boundingBox(), district.shape) for district in districts]
    for place, shape in shapes.items():
        point = shape.pointOnSurface()
        middle = point.boundingBox().center()
        for number, (box, district) in enumerate(engines):
            if box.contains(middle) and district.intersects(point):
                found[place] = number
                break
    return found


def focus_layers(district: District, visible: QgsRectangle, crs: QgsCoordinateReferenceSystem) -> list[QgsVectorLayer]:
    """The district's edge, and a veil over all that is not the district."""
    visible = QgsRectangle(visible)
    visible.scale(1.1)
    rest = QgsGeometry.fromRect(visible).difference(district.shape)
    veil = polygon_layer([rest], crs, QgsFillSymbol.createSimple({"color": VEIL, "outline_style": "no"}))
    return [outline_layer([district.shape], crs, EDGE, EDGE_WIDTH), veil]


def locator_layers(district: District, study_area: QgsGeometry, crs: QgsCoordinateReferenceSystem) -> list[QgsMapLayer]:
    """The district in the study area, for a small map."""
    here = QgsFillSymbol.createSimple({"color": LOCATOR, "outline_color": LOCATOR, "outline_width": "0.2"})
    ground = QgsFillSymbol.createSimple({"color": LOCATOR_GROUND, "outline_style": "no"})
    inside = district.shape.intersection(study_area)
    return [
        polygon_layer([district.shape if inside.isEmpty() else inside], crs, here),
        polygon_layer([study_area], crs, ground),
    ]
