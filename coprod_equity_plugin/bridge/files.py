"""Layers written to files outside Processing's sinks: whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransformContext,
    QgsFeature,
    QgsFeatureSink,
    QgsFields,
    QgsProcessingException,
    QgsVectorFileWriter,
    QgsWkbTypes,
)

from ..core.columns import Column
from ..core.progress import Progress
from .fields import make_field
from .lazy import np
from .shapes import to_geometry
from .values import to_attribute

if TYPE_CHECKING:
    import pandas as pd

_CHECK_EVERY = 512


def write_geopackage(
    path: str | Path,
    layer: str,
    frame: pd.DataFrame,
    geometries: Sequence,
    crs: QgsCoordinateReferenceSystem,
    progress: Progress | None = None,
) -> Path:
    """Write a frame and its shapes as the one layer of a GeoPackage, which appears whole or not at all.

    Parameters
    ----------
    path
        The file; replaced if it exists.
    layer
        The layer's name in it.
    frame
        Attributes; whole numbers and floats become number fields, all else text.
    geometries
        Shapely polygons in ``crs``, aligned with the rows.
    crs
        The layer's coordinate system.
    progress
        Asked for cancel and told 0-100.

    Returns
    -------
    pathlib.Path
        The file.
    """
    progress = progress or Progress()
    path = Path(path)
    temporary = path.with_name(f"{path.stem}.part{path.suffix}")
    fields = QgsFields()
    for name in frame.columns:
        fields.append(make_field(Column(str(name), _kind(frame[name].to_numpy()), str(name))))
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName, options.layerName, options.fileEncoding = "GPKG", layer, "UTF-8"
    many = any(shape.geom_type == "MultiPolygon" for shape in geometries)
    kind = QgsWkbTypes.Type.MultiPolygon if many else QgsWkbTypes.Type.Polygon
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        writer = QgsVectorFileWriter.create(str(temporary), fields, kind, crs, QgsCoordinateTransformContext(), options)
        _require(writer, path)
        columns = [[to_attribute(value) for value in frame[name].to_numpy()] for name in frame.columns]
        total = len(frame) or 1
        for row, attributes in enumerate(zip(*columns)):
            if row % _CHECK_EVERY == 0:
                progress.check()
                progress.set(100 * row / total)
            feature = QgsFeature(fields)
            feature.setAttributes(list(attributes))
            geometry = to_geometry(geometries[row])
            if many:
                geometry.convertToMultiType()
            feature.setGeometry(geometry)
            writer.addFeature(feature, QgsFeatureSink.Flag.FastInsert)
        _require(writer, path)
        writer.flushBuffer()
        _require(writer, path)
        del writer  # closes the file
        os.replace(temporary, path)
    finally:
        for leftover in (temporary, Path(f"{temporary}-wal"), Path(f"{temporary}-shm"), Path(f"{temporary}-journal")):
            leftover.unlink(missing_ok=True)
    progress.set(100)
    return path


def _kind(values: np.ndarray) -> str:
    if np.issubdtype(values.dtype, np.integer):
        return "integer" if np.abs(values).max(initial=0) < 2**31 else "number"
    return "number" if np.issubdtype(values.dtype, np.floating) else "text"


def _require(writer: QgsVectorFileWriter, path: Path) -> None:
    if writer.hasError() != QgsVectorFileWriter.WriterError.NoError:
        raise QgsProcessingException(f"{path} could not be written: {writer.errorMessage()}")
