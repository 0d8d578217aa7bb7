"""A city's own files, as several algorithms take them: requests from a layer or a file, service points, the roll."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsCoordinateReferenceSystem, QgsProcessingContext, QgsWkbTypes

from .. import i18n
from ..bridge.crs import metric_crs, require_crs
from ..bridge.frames import read_layer, read_table
from ..bridge.lazy import np
from ..bridge.points import transform_points
from ..core.errors import InputError, Problem
from ..core.progress import Progress
from .base import EquityAlgorithm

NO_GEOMETRY = QgsWkbTypes.GeometryType.NullGeometry
UNKNOWN_GEOMETRY = QgsWkbTypes.GeometryType.UnknownGeometry


def degrees() -> QgsCoordinateReferenceSystem:
    """Longitude and latitude: what the files' columns hold, and what layers are read in."""
    return QgsCoordinateReferenceSystem("EPSG:4326")


def names_of(source) -> list[str]:
    """The fields of a source, in order."""
    return source.fields().names()


def which_requests(parameters: dict, layer: str, file: str) -> Path | None:
    """The file of requests, ``None`` if they are a layer; an error unless exactly one of the two is given.

    A script may also give the path of a JSON or XML file where the layer belongs.
    """
    from ..core.sources.request_files import is_request_file

    given = [name for name in (layer, file) if parameters.get(name) not in (None, "")]
    if len(given) != 1:
        # Dialogs show this one before they start.
        nothing = i18n.translate("Requests", "there are no requests")
        twice = i18n.translate("Requests", "requests are given twice, as a layer and as a file")
        remedy = i18n.translate(
            "Requests",
            "Give either a layer or table ({layer}), or a JSON or XML file of Open311 or SeeClickFix ({file})",
        ).format(layer=layer, file=file)
        raise InputError(Problem(twice if given else nothing, remedy, column=" and ".join(given or (layer, file))))
    value = parameters[given[0]]
    return Path(value) if given[0] == file or is_request_file(value) else None


def read_requests(algorithm: EquityAlgorithm, parameters: dict, context: QgsProcessingContext, progress: Progress):
    """The requests of ``servicerequests`` with their positions in degrees, from points, columns or a file."""
    from ..core.sources import requests as exports
    from ..core.sources.request_files import read_request_file

    def text(name):
        return algorithm.parameterAsString(parameters, name, context).strip() or None

    given = exports.RequestFields(text(algorithm.ID_FIELD), text(algorithm.TIME_FIELD), text(algorithm.CATEGORY_FIELD))
    path = which_requests(parameters, algorithm.REQUESTS, algorithm.REQUESTS_FILE)
    if path is not None:
        name, frame = path.name, read_request_file(path, progress)
        fields = exports.find_fields(list(frame.columns), given, name)
    else:
        source = algorithm.source(parameters, algorithm.REQUESTS, context)
        name = source.sourceName()
        fields = exports.find_fields(names_of(source), given, name)
        used = list(dict.fromkeys(field for _, field in fields if field))
        if has_shapes(source):
            require_crs(source, algorithm.tr("The request layer"))
            frame, shapes = read_layer(source, context, degrees(), used, progress)
            frame, fields = exports.with_positions(frame, fields, shapes)
        else:
            frame = read_table(source, used, progress)
    layout = exports.find_layout(list(frame.columns))
    if layout:
        progress.info(algorithm.tr("The requests are in the layout of {}.").format(layout))
    tidy = exports.tidy_requests(frame, fields, text(algorithm.TIME_ZONE) or "", name, progress)
    tidy.report(progress)
    return tidy


def read_service_points(
    algorithm: EquityAlgorithm, parameters: dict, name: str, context: QgsProcessingContext, progress: Progress
):
    """The service points of a table or a layer of points; the points of a layer come before columns of positions."""
    from ..core.sources import service_points as meters
    from ..core.sources.positions import LATITUDE, LONGITUDE, centres

    source = algorithm.source(parameters, name, context)
    used = meters.service_point_columns(names_of(source), source.sourceName())
    if has_shapes(source):
        require_crs(source, algorithm.tr("The layer of service points"))
        frame, shapes = read_layer(source, context, degrees(), used, progress)
        positions = dict(zip((LONGITUDE, LATITUDE), centres(shapes)))
        frame = meters.with_positions(frame, positions)
    else:
        frame = read_table(source, used, progress)
    result = meters.read_service_points(frame, source=source.sourceName(), progress=progress)
    result.report(progress)
    return result


def read_roll(
    algorithm: EquityAlgorithm, parameters: dict, name: str, year: int, context: QgsProcessingContext, progress
):
    """The assessor's roll without its owners' columns, ``None`` if none is given."""
    from ..core.sources import parcels as rolls

    if parameters.get(name) in (None, ""):
        return None
    source = algorithm.source(parameters, name, context)
    frame = read_table(source, rolls.roll_columns(names_of(source), source.sourceName()), progress)
    result = rolls.read_roll(frame, year, source=source.sourceName(), progress=progress)
    result.report(progress)
    return result


def place_service_points(
    algorithm: EquityAlgorithm, parameters: dict, context: QgsProcessingContext, frame, id_field: str, roll, progress
):
    """The service points of ``studydataset`` with the parcels they stand on, and those to review.

    ``frame`` holds the parcel layer's columns, ``id_field`` names that of the ids.
    """
    from ..core.sources.parcels import parcel_addresses
    from ..core.study.meter_places import placed_points
    from ..core.study.places import assemble_parcels

    source = algorithm.source(parameters, algorithm.PARCELS, context)
    points = read_service_points(algorithm, parameters, algorithm.SERVICE_POINTS, context, progress).frame
    metric = metric_crs(source, context)
    positions = positions_in(points, metric, context, progress)
    # The parcels in metres are needed only where a meter has a position.
    polygons = read_layer(source, context, metric, [], progress)[1] if np.isfinite(positions[0]).any() else None
    site = parcel_addresses(frame)
    parcels = assemble_parcels(frame[id_field].to_numpy(), polygons, roll, site, progress=progress)
    tolerance = algorithm.parameterAsDouble(parameters, algorithm.TOLERANCE, context)
    return placed_points(points, parcels, positions, tolerance, progress)


def positions_in(frame, target: QgsCoordinateReferenceSystem, context: QgsProcessingContext, progress: Progress):
    """The positions of a tidy frame in another system, two arrays of shape ``(n,)``."""
    from ..core.sources.positions import LATITUDE, LONGITUDE

    lon, lat = (frame[name].to_numpy(dtype=float) for name in (LONGITUDE, LATITUDE))
    return transform_points(lon, lat, degrees(), target, context, progress)


def has_shapes(source) -> bool:
    """Whether a source is a layer with geometries; a CSV file of unknown kind is a table."""
    return QgsWkbTypes.geometryType(source.wkbType()) not in (NO_GEOMETRY, UNKNOWN_GEOMETRY)
