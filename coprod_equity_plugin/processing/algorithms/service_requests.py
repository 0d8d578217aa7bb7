"""``servicerequests``: a 311 export to requests of households, and those to review."""

from __future__ import annotations

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
    QgsWkbTypes,
)

from ...core.errors import InputError
from ...core.progress import Progress
from ..base import PREPARE, EquityAlgorithm

ANY = QgsProcessing.SourceType.TypeVector
POLYGONS = QgsProcessing.SourceType.TypeVectorPolygon
REAL = QgsProcessingParameterNumber.Type.Double
POINT = QgsWkbTypes.Type.Point


class ServiceRequests(EquityAlgorithm):
    """Matches service requests to homes."""

    NAME = "servicerequests"
    TITLE = "Service requests"
    GROUP = PREPARE
    SUMMARY = "Matches a 311 export to homes, links repeated requests, and lists those to review."
    HELP = (
        "Each request takes the first step that tells its home: parcel or meter id, exact address, likeliest address "
        "with the same house number, the residential parcel around its point, the nearest residential parcel within "
        "the tolerance. Where another is about as near, the point has to stand squarely before its own: in the middle "
        "half of its frontage, the others beside it on the same side of the street. Repeated requests of a household "
        "are linked, never deleted. Requests that cannot be placed go to the second output, each with its reason.\n\n"
        "Both outputs hold household data: keep them confidential."
    )
    TAGS = ("311", "open311", "requests", "matching", "address", "parcel", "duplicates")
    NEEDS = ("numpy", "pandas", "shapely")

    REQUESTS, REQUESTS_FILE = "REQUESTS", "REQUESTS_FILE"
    PARCELS, PARCEL_ID_FIELD, ROLL = "PARCELS", "PARCEL_ID_FIELD", "ROLL"
    SERVICE_POINTS, ID_FIELD, TIME_FIELD, TIME_ZONE = "SERVICE_POINTS", "ID_FIELD", "TIME_FIELD", "TIME_ZONE"
    CATEGORY_FIELD, CATEGORIES, EVENT_START = "CATEGORY_FIELD", "CATEGORIES", "EVENT_START"
    WINDOW_HOURS, TOLERANCE, OUTPUT, UNMATCHED = "WINDOW_HOURS", "TOLERANCE", "OUTPUT", "UNMATCHED"
    NUMBERS = (
        ("REQUESTS_READ", "Requests read"),
        ("IN_CATEGORY", "Requests of the categories"),
        ("IN_WINDOW", "Requests in the window"),
        ("MATCHED", "Requests matched"),
        ("UNMATCHED_COUNT", "Requests not matched"),
        ("DUPLICATES", "Repeated requests"),
    )

    def initAlgorithm(self, config=None) -> None:
        def source(name, title, types, help_text, *, optional=False):
            self.add(QgsProcessingParameterFeatureSource(name, self.tr(title), types, optional=optional), help_text)

        def field(name, title, parent, help_text):
            self.add(
                QgsProcessingParameterField(name, self.tr(title), parentLayerParameterName=parent, optional=True),
                f"{help_text} Found by its usual names if left empty.",
                advanced=True,
            )

        source(
            self.REQUESTS,
            "Service requests",
            [ANY],
            "Points, or a table with longitude and latitude or addresses. Columns are found for exports of Open311, "
            "New York, San Francisco, Boston, Chicago and SeeClickFix; for others, name them under the advanced "
            "parameters. Leave it empty if the requests are a JSON or XML file.",
            optional=True,
        )
        self.add(
            QgsProcessingParameterFile(self.REQUESTS_FILE, self.tr("or file of service requests"), optional=True),
            "A JSON or XML file as Open311 servers (GeoReport v2) and SeeClickFix give it, in place of a layer.",
        )
        source(self.PARCELS, "Parcels", [POLYGONS], "The parcel layer, in any coordinate system.")
        source(
            self.ROLL,
            "Assessor's roll",
            [ANY],
            "Table with use codes (Florida NAL): tells homes from other parcels. Owners' columns are not read.",
            optional=True,
        )
        source(
            self.SERVICE_POINTS,
            "Service points",
            [ANY],
            "The utility's table or points of meters with address, unit and parcel: tells the household in a shared "
            "parcel.",
            optional=True,
        )
        self.add(
            QgsProcessingParameterString(self.CATEGORIES, self.tr("Categories"), optional=True),
            "Categories of power requests, separated by commas (by semicolons if a name has a comma); empty takes all.",
        )
        self.add(
            QgsProcessingParameterDateTime(self.EVENT_START, self.tr("Start of the event (local time)")),
            "When the storm arrived, on a clock in the city.",
        )
        self.add(
            QgsProcessingParameterNumber(
                self.WINDOW_HOURS, self.tr("Request window (hours)"), REAL, 48.0, minValue=0.5, maxValue=8760
            ),
            "Requests count as participation if made within so many hours after the start.",
        )
        self.add(
            QgsProcessingParameterString(self.TIME_ZONE, self.tr("Time zone"), "America/New_York"),
            "IANA name of the city's zone; times with an offset are converted to it.",
        )
        self.add(
            QgsProcessingParameterNumber(
                self.TOLERANCE, self.tr("Tolerance (metres)"), REAL, 25.0, minValue=0.0, maxValue=1000
            ),
            "How far a pin may lie from the nearest residential parcel, and a meter without parcel id from its parcel.",
        )
        field(self.ID_FIELD, "Request id field", self.REQUESTS, "The request's number.")
        field(self.TIME_FIELD, "Time field", self.REQUESTS, "When the request was made.")
        field(self.CATEGORY_FIELD, "Category field", self.REQUESTS, "What the request is about.")
        field(self.PARCEL_ID_FIELD, "Parcel id field", self.PARCELS, "The parcels' ids, as in the roll.")
        self.add(
            QgsProcessingParameterFeatureSink(self.OUTPUT, self.tr("Matched requests")),
            "Each request in its home's parcel, with how it was matched, how far, how surely, and what it repeats.",
        )
        self.add(
            QgsProcessingParameterFeatureSink(
                self.UNMATCHED, self.tr("Requests to review"), optional=True, createByDefault=True
            ),
            "The requests that no step could place, each with its reason.",
        )
        for name, title in self.NUMBERS:
            self.addOutput(QgsProcessingOutputNumber(name, self.tr(title)))

    def checkParameterValues(self, parameters: dict, context: QgsProcessingContext) -> tuple[bool, str]:
        from ..city_files import which_requests

        try:
            path = which_requests(parameters, self.REQUESTS, self.REQUESTS_FILE)
        except InputError as error:
            return False, str(error)
        # QGIS takes only what it can load as a layer; a file of requests is checked when it is read.
        return super().checkParameterValues({**parameters, self.REQUESTS: None} if path else parameters, context)

    def execute(self, parameters: dict, context: QgsProcessingContext, progress: Progress) -> dict:
        import numpy as np

        from ...bridge.crs import metric_crs, require_crs
        from ...bridge.frames import read_layer
        from ...bridge.points import transform_shapes
        from ...core import columns
        from ...core.sources import parcels as rolls
        from ...core.sources import requests as exports
        from ...core.sources.ids import parcel_id_column
        from ...core.study.cascade import MatchOptions
        from ...core.study.event_checks import check_requests
        from ...core.study.matching import match_requests
        from ...core.study.meter_places import assemble_places
        from ..city_files import names_of, positions_in, read_requests, read_roll, read_service_points

        moment = self.local_time(parameters, self.EVENT_START, context)
        options = MatchOptions(
            np.datetime64(moment, "s"),
            self.parameterAsDouble(parameters, self.WINDOW_HOURS, context),
            self.parameterAsDouble(parameters, self.TOLERANCE, context),
        )
        tidy = read_requests(self, parameters, context, progress)
        parcel_source = self.source(parameters, self.PARCELS, context)
        crs = require_crs(parcel_source, self.tr("The parcel layer"))
        metric = metric_crs(parcel_source, context)
        wanted = exports.split_categories(self.parameterAsString(parameters, self.CATEGORIES, context))
        kept = exports.keep_categories(tidy, wanted, progress)
        check_requests(kept.frame[columns.REQUESTED_AT].to_numpy().astype("datetime64[s]"), options.event_start)
        progress.set(10)

        names = names_of(parcel_source)
        id_field = self.parameterAsString(parameters, self.PARCEL_ID_FIELD, context)
        id_field = id_field or parcel_id_column(names, parcel_source.sourceName())
        used = list(dict.fromkeys([id_field, *rolls.roll_columns(names)]))
        parcel_frame, polygons = read_layer(parcel_source, context, metric, used, progress)
        roll = read_roll(self, parameters, self.ROLL, moment.year, context, progress)
        points = positions = None
        if parameters.get(self.SERVICE_POINTS) not in (None, ""):
            points = read_service_points(self, parameters, self.SERVICE_POINTS, context, progress).frame
            positions = positions_in(points, metric, context, progress)
        site = rolls.parcel_addresses(parcel_frame)
        places = assemble_places(
            parcel_frame[id_field].to_numpy(), polygons, roll, points, site, positions, options, progress.part(20, 40)
        )
        x, y = positions_in(kept.frame, metric, context, progress)
        result = match_requests(kept, x, y, places, options, progress.part(40, 80))
        result.report(progress)

        def write(name, columns_table, frame, shapes, part):
            shapes = transform_shapes(shapes, metric, crs, context, progress)
            return self.write(
                parameters, name, context, columns_table, frame, part, geometries=shapes, geometry_type=POINT, crs=crs
            )

        results = {
            "REQUESTS_READ": tidy.rows,
            "IN_CATEGORY": len(kept.frame),
            "IN_WINDOW": result.in_window,
            "MATCHED": len(result.matched),
            "UNMATCHED_COUNT": len(result.unmatched),
            "DUPLICATES": result.duplicates,
        }
        matched, unmatched = columns.REQUESTS, columns.UNMATCHED
        results[self.OUTPUT] = write(self.OUTPUT, matched, result.matched, result.matched_points, progress.part(80, 95))
        review = write(self.UNMATCHED, unmatched, result.unmatched, result.unmatched_points, progress.part(95, 100))
        return {**results, self.UNMATCHED: review} if review else results
