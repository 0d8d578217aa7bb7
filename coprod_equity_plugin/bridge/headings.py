"""Which destinations keep a column's alias and comment: since 3.32 QGIS warns of each one that is lost.

https://github.com/qgis/QGIS/pull/52782 brought both the writing and the warnings. GeoPackage keeps them where GDAL is
3.7 or newer (Debian 12 has 3.6); CSV, shapefiles and temporary layers never do, and PostGIS keeps comments.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from osgeo import gdal
from qgis.core import QgsDataSourceUri, QgsField, QgsFields, QgsVectorFileWriter

from .postgis import is_postgis

_OGR = "ogr:"


class Kept(NamedTuple):
    """What a destination keeps of a column beside its name and its values."""

    alias: bool
    comment: bool


def kept(destination: str) -> Kept:
    """What the destination that a sink parameter's value names would keep; nothing if it is not known."""
    if is_postgis(destination):
        return Kept(alias=False, comment=True)
    if destination.startswith(_OGR):
        destination = QgsDataSourceUri(destination[len(_OGR) :]).database()
    name = QgsVectorFileWriter.driverForExtension(Path(destination).suffix)
    driver = gdal.GetDriverByName(name) if name else None
    said = (driver.GetMetadataItem("DMD_CREATION_FIELD_DEFN_FLAGS") or "") if driver else ""
    return Kept(alias="AlternativeName" in said.split(), comment="Comment" in said.split())


def suited(fields: QgsFields, destination: str) -> QgsFields:
    """The fields as the destination can keep them."""
    keeps, given = kept(destination), QgsFields()
    for field in fields:
        copy = QgsField(field)
        if not keeps.alias:
            copy.setAlias("")
        if not keeps.comment:
            copy.setComment("")
        given.append(copy)
    return given
