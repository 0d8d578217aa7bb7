"""Tables and geometries between QGIS sources, sinks and data frames."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsFeature,
    QgsFeatureRequest,
    QgsFeatureSink,
    QgsFeatureSource,
    QgsFields,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSource,
    QgsWkbTypes,
)

from ..core.progress import Progress
from .fields import make_fields
from .lazy import np
from .shapefiles import why_missing
from .shapes import to_geometry
from .values import from_attribute, to_attribute

if TYPE_CHECKING:
    import pandas as pd

    from ..core.columns import Table

_CHECK_EVERY = 512


def read_table(
    source: QgsFeatureSource, names: Sequence[str] | None = None, progress: Progress | None = None
) -> pd.DataFrame:
    """The attributes of a source as a data frame.

    Parameters
    ----------
    source
        What ``parameterAsSource`` gives: a layer, its selected features, a table or a file.
    names
        Fields to read, in this order; all fields if not given.
    progress
        Asked for cancel; not told progress, since reading is a small part of any work here.

    Returns
    -------
    pandas.DataFrame
        One row per feature. Number fields are ``float64`` (NULL is NaN), date and time fields ``datetime64[s]`` held
        as naive wall-clock time, all else objects (NULL is ``None``).
    """
    frame, _ = _read(source, names, None, None, progress, with_geometry=False)
    return frame


def read_layer(
    source: QgsFeatureSource,
    context: QgsProcessingContext,
    crs: QgsCoordinateReferenceSystem | None = None,
    names: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> tuple[pd.DataFrame, np.ndarray]:
    """The attributes and geometries of a source, geometries transformed to ``crs``.

    Returns
    -------
    frame : pandas.DataFrame
        As :func:`read_table` gives it.
    geometries : numpy.ndarray
        Shapely geometries, shape ``(n,)``; ``None`` where a feature has none.
    """
    return _read(source, names, context, crs, progress, with_geometry=True)


def read_declared(
    source: QgsFeatureSource, table: Table, names: Sequence[str] | None = None, progress: Progress | None = None
) -> pd.DataFrame:
    """The columns of one of our own tables, typed as declared whatever format they come back from.

    A CSV file has only text, a shapefile no date and time: the declaration knows better than the file.

    Parameters
    ----------
    source
        Holds the table.
    table
        Its declaration.
    names
        The columns that are needed; all of the table's if not given. All that are missing are named in one error.
    progress
        Asked for cancel.

    Returns
    -------
    pandas.DataFrame
        ``float64`` for numbers, integers and flags, ``datetime64[s]`` for times, objects for text (empty is ``None``).
    """
    import pandas as pd

    names = list(names) if names is not None else list(table.names)
    frame = read_table(source, names, progress)
    typed = {}
    for name in names:
        values, kind = frame[name].to_numpy(), table[name].kind
        if kind == "text":
            typed[name] = np.array([None if value in (None, "") else str(value) for value in values], dtype=object)
        elif kind == "datetime":
            typed[name] = (
                values if values.dtype.kind == "M" else np.array([_moment(value) for value in values], "M8[s]")
            )
        else:
            typed[name] = (
                values if values.dtype.kind == "f" else pd.to_numeric(frame[name].replace("", None)).to_numpy(float)
            )
    return _frame(typed, names)


def _moment(value: object) -> np.datetime64:
    text = "" if value is None else str(value).strip().replace("/", "-").replace(" ", "T")
    return np.datetime64(text[:19] or "NaT", "s")


def _read(source, names, context, crs, progress, *, with_geometry):
    from shapely import wkb

    progress = progress or Progress()
    fields = source.fields()
    names = list(names) if names is not None else [field.name() for field in fields]
    places = [fields.lookupField(name) for name in names]
    missing = [name for name, place in zip(names, places) if place < 0]
    if missing:
        raise QgsProcessingException(
            f"{source.sourceName()}: there is no field {', '.join(missing)}. "
            f"Fields are: {', '.join(field.name() for field in fields)}.{why_missing(fields, missing)}"
        )
    request = QgsFeatureRequest()
    request.setSubsetOfAttributes(places)
    if not with_geometry:
        request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
    transform = None
    if with_geometry and crs is not None and source.sourceCrs() != crs:
        transform = QgsCoordinateTransform(source.sourceCrs(), crs, context.transformContext())
    columns: list[list] = [[] for _ in names]
    shapes: list[bytes | None] = []
    unplaced = 0
    for count, feature in enumerate(features_of(source, request)):
        if count % _CHECK_EVERY == 0:
            progress.check()
        attributes = feature.attributes()
        for column, place in zip(columns, places):
            column.append(from_attribute(attributes[place]))
        if with_geometry:
            geometry = feature.geometry()
            if geometry.isNull() or geometry.isEmpty():
                shapes.append(None)
                continue
            try:
                shapes.append(_plain_wkb(geometry, transform))
            except QgsCsException:
                unplaced += 1
                shapes.append(None)
    if unplaced:
        progress.warning(
            f"{source.sourceName()}: {unplaced:,} geometries lie where {crs.authid()} cannot hold them; they count as "
            "missing."
        )
    frame = _frame({name: _typed(column, fields[place]) for name, column, place in zip(names, columns, places)}, names)
    geometries = np.empty(len(shapes), dtype=object)
    for row, shape in enumerate(shapes):
        geometries[row] = None if shape is None else wkb.loads(shape)
    return frame, geometries


def _plain_wkb(geometry: QgsGeometry, transform: QgsCoordinateTransform | None) -> bytes:
    """What shapely reads: no arcs, no measures, in the wanted system."""
    if QgsWkbTypes.isCurvedType(geometry.wkbType()):
        geometry = QgsGeometry(geometry.constGet().segmentize())
    if QgsWkbTypes.hasM(geometry.wkbType()):
        geometry.get().dropMValue()
    if transform is not None:
        geometry.transform(transform)
    return bytes(geometry.asWkb())


def features_of(source: QgsFeatureSource, request: QgsFeatureRequest):
    """The features, invalid ones too, whatever the settings: rows have to stay aligned."""
    # Invalid polygons are mended in core, where they matter, and counted; QGIS's own check would stop at the first.
    if isinstance(source, QgsProcessingFeatureSource):
        return source.getFeatures(request, QgsProcessingFeatureSource.Flag.FlagSkipGeometryValidityChecks)
    return source.getFeatures(request)


def _frame(columns: dict[str, np.ndarray], names: list[str]) -> pd.DataFrame:
    """The columns side by side. Objects stay objects: pandas 3 would make text of them, whose missing value is NaN."""
    import pandas as pd

    kept = {
        name: pd.Series(values, dtype=object) if values.dtype == object else values for name, values in columns.items()
    }
    return pd.DataFrame(kept, columns=names)


def _typed(values: list, field) -> np.ndarray:
    if field.isNumeric():
        return np.array([np.nan if value is None else value for value in values], dtype=float)
    if field.isDateOrTime():
        return np.array(
            [np.datetime64("NaT") if value is None else np.datetime64(value, "s") for value in values], "M8[s]"
        )
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def write_rows(
    sink: QgsFeatureSink,
    table: Table,
    frame: pd.DataFrame,
    geometries: Sequence | None = None,
    progress: Progress | None = None,
) -> int:
    """Write a data frame's rows to a sink made with ``make_fields(table)``; gives how many of them have a shape.

    Parameters
    ----------
    sink
        What ``parameterAsSink`` gives.
    table
        Decides the columns and their order; every one must be in ``frame``.
    frame
        The rows.
    geometries
        Shapely geometries in the sink's CRS, aligned with the rows; ``None`` for a table without geometry.
    progress
        Asked for cancel and told 0-100.
    """
    progress = progress or Progress()
    fields = make_fields(table)
    whole = {column.name for column in table.columns if column.kind in ("integer", "flag")}
    columns = [_attributes(frame[name].to_numpy(), whole=name in whole) for name in table.names]
    total, shapes = len(frame) or 1, 0
    for row, attributes in enumerate(zip(*columns)):
        if row % _CHECK_EVERY == 0:
            progress.check()
            progress.set(100 * row / total)
        feature = QgsFeature(fields)
        feature.setAttributes(list(attributes))
        shape = geometries[row] if geometries is not None else None
        if shape is not None:
            feature.setGeometry(to_geometry(shape))
            shapes += not shape.is_empty
        if not sink.addFeature(feature, QgsFeatureSink.Flag.FastInsert):
            raise QgsProcessingException(f"Row {row + 1} of {table.title} could not be written: {sink.lastError()}")
    progress.set(100)
    return shapes


def write_beside(
    sink: QgsFeatureSink,
    source: QgsFeatureSource,
    fields: QgsFields,
    table: Table,
    frame: pd.DataFrame,
    rows: np.ndarray,
    progress: Progress | None = None,
) -> int:
    """Write a source's features with a table's columns beside their own attributes; gives how many have a shape.

    Parameters
    ----------
    sink
        What ``parameterAsSink`` gives for ``fields``.
    fields
        The source's fields, then the table's, whatever those had to be called beside the source's.
    table, frame
        The columns, and one row for each feature that is written.
    rows
        Shape ``(features of the source,)``: which of them are written.
    """
    progress = progress or Progress()
    added = list(zip(*(_attributes(frame[name].to_numpy(), whole=False) for name in table.names)))
    total, done, shapes = len(added) or 1, 0, 0
    request = QgsFeatureRequest()
    for place, feature in enumerate(features_of(source, request)):
        if not rows[place]:
            continue
        if done % _CHECK_EVERY == 0:
            progress.check()
            progress.set(100 * done / total)
        written = QgsFeature(fields)
        written.setAttributes([*feature.attributes(), *added[done]])
        written.setGeometry(feature.geometry())
        shapes += not feature.geometry().isEmpty()
        if not sink.addFeature(written, QgsFeatureSink.Flag.FastInsert):
            raise QgsProcessingException(f"Row {done + 1} of {table.title} could not be written: {sink.lastError()}")
        done += 1
    progress.set(100)
    return shapes


def _attributes(values: np.ndarray, *, whole: bool) -> list:
    plain = [to_attribute(value) for value in values]
    return [None if value is None else int(value) for value in plain] if whole else plain
