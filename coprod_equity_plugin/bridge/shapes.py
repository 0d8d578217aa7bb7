"""Shapely's geometries as QGIS's."""

from __future__ import annotations

from qgis.core import QgsGeometry


def to_geometry(shape: object) -> QgsGeometry:
    """A shapely geometry as a QGIS geometry.

    Where a wheel's shapely meets another GEOS in QGIS's process, shapely's own default of four dimensions is refused:
    three are asked for, which leaves flat geometries flat.
    """
    from shapely import wkb

    geometry = QgsGeometry()
    geometry.fromWkb(wkb.dumps(shape, output_dimension=3))
    return geometry
