"""``studydataset``: everything joined to one row per metered household, with the sample flow."""

from __future__ import annotations

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
    QgsWkbTypes,
)

from ...core import columns as c
from ...core.progress import Progress
from ..base import ASSEMBLE, EquityAlgorithm

GEOMETRIES = ("centroid", "parcel")


class StudyDataset(EquityAlgorithm):
    """Joins restoration, requests, people and places to the household study table."""

    NAME = "studydataset"
    TITLE = "Study dataset"
    GROUP = ASSEMBLE
    SUMMARY = "Joins restoration times, requests, people and places to one row per metered household."
    HELP = (
        "Meters are placed by the service points (the utility's customer system): on their parcel by its id, else by "
        "the service address, else by the meter's position, if one parcel alone is meant; to their voters by address "
        "and unit, to their block group by where the parcel lies. Each home with a meter gets a row, "
        "also if it did not lose power or lacks a value; the sample flow says how many households each later "
        "requirement leaves out, and how many of those had asked for help.\n\n"
        "The table is confidential: a row is a household."
    )
    TAGS = ("join", "household", "study table", "sample flow", "parcel", "block group")
    NEEDS = ("numpy", "pandas", "shapely", "scipy")

    RESTORATION, SERVICE_POINTS, PARCELS = "RESTORATION", "SERVICE_POINTS", "PARCELS"
    PARCEL_ID_FIELD, ROLL, REQUESTS, UNMATCHED = "PARCEL_ID_FIELD", "ROLL", "REQUESTS", "UNMATCHED"
    COMPOSITION, BLOCK_GROUPS, EVENT_START = "COMPOSITION", "BLOCK_GROUPS", "EVENT_START"
    GEOMETRY, OUTPUT, SAMPLE_FLOW = "GEOMETRY", "OUTPUT", "SAMPLE_FLOW"
    FLOW_GROUPS, BALANCE, COMMUNITIES = "SAMPLE_FLOW_GROUPS", "BALANCE", "COMMUNITIES"
    TOLERANCE, METERS_REVIEW, PLACEMENT = "TOLERANCE", "METERS_REVIEW", "PLACEMENT"
    PLACED = (
        ("PLACED_BY_ID", "Meters placed by parcel id", ("id",)),
        ("PLACED_BY_ADDRESS", "Meters placed by address", ("address", "address_fuzzy")),
        ("PLACED_BY_POSITION", "Meters placed by position", ("within", "nearest", "frontage")),
        ("PLACED_UNDECIDED", "Meters that several parcels would do for", ("undecided",)),
        ("NOT_PLACED", "Meters that no parcel was found for", ("not_placed",)),
    )
    LATE_REQUESTS, LATE_HOUSEHOLDS = "LATE_REQUESTS", "LATE_HOUSEHOLDS"
    HOUSEHOLDS, MODEL_ROWS, REPORTERS, REPORTERS_LOST = "HOUSEHOLDS", "MODEL_ROWS", "REPORTERS", "REPORTERS_LOST"

    def initAlgorithm(self, config=None) -> None:
        table, polygons = [QgsProcessing.SourceType.TypeVector], [QgsProcessing.SourceType.TypeVectorPolygon]
        sources = (
            (self.RESTORATION, "Restoration times", table, False, "The output of 'Restoration times'."),
            (
                self.SERVICE_POINTS,
                "Service points",
                table,
                False,
                "From the utility's customer system: meter id, service address, unit, parcel id, customer class, a "
                "table or points. Columns are found by their usual names.",
            ),
            (self.PARCELS, "Parcels", polygons, False, "The parcel layer; needs a coordinate system."),
            (self.ROLL, "Assessor's roll", table, True, "Use code and year built. Owners' columns are not read."),
            (self.REQUESTS, "Service requests", table, False, "The output of 'Service requests'."),
            (
                self.UNMATCHED,
                "Requests to review",
                table,
                True,
                "The second output of 'Service requests'. They count for their block group's community requests.",
            ),
            (self.COMPOSITION, "Household composition", table, False, "The output of 'Household composition'."),
            (self.BLOCK_GROUPS, "Block group indicators", polygons, False, "The output of 'Block group indicators'."),
        )
        for name, title, types, optional, text in sources:
            self.add(QgsProcessingParameterFeatureSource(name, self.tr(title), types, optional=optional), text)
        self.add(
            QgsProcessingParameterString(self.PARCEL_ID_FIELD, self.tr("Parcel id field"), optional=True),
            "Field of the parcel layer with the parcel id; found by its usual names if empty.",
        )
        self.add(
            QgsProcessingParameterDateTime(self.EVENT_START, self.tr("Start of the event")),
            "Local time. The age of a house is this year less the year in which it was built.",
        )
        self.add(
            QgsProcessingParameterEnum(
                self.GEOMETRY,
                self.tr("Geometry"),
                options=list(GEOMETRIES),
                defaultValue=GEOMETRIES[0],
                usesStaticStrings=True,
            ),
            "A point inside the parcel, or the parcel itself.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterNumber(
                self.TOLERANCE,
                self.tr("Tolerance (metres)"),
                QgsProcessingParameterNumber.Type.Double,
                25.0,
                minValue=0.0,
                maxValue=1000,
            ),
            "How far a meter without parcel id and known address may lie from its parcel.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterFeatureSink(self.OUTPUT, self.tr("Household study table")),
            "One row per household. Confidential.",
        )
        self.add(
            QgsProcessingParameterFeatureSink(
                self.SAMPLE_FLOW, self.tr("Sample flow"), QgsProcessing.SourceType.TypeVector, optional=True
            ),
            "From the meters in the reads to the rows that the models use: how many are lost at each step, and why.",
        )
        for name, title, text in (
            (self.FLOW_GROUPS, c.FLOW_GROUPS.title, "The same numbers by minority group and participation."),
            (
                self.BALANCE,
                c.FLOW_BALANCE.title,
                "How unlike those left out at each step are: means, standardized differences (marked above 0.1) and "
                "t-tests, variable by variable; last, the complete households that lost power against the incomplete.",
            ),
            (
                self.COMMUNITIES,
                "Requests and homes without voters",
                "By block group: requests per 100 customers, and the share of homes without registered voters.",
            ),
            (
                self.PLACEMENT,
                c.PLACEMENT.title,
                "How many meters were placed by parcel id, address and position, and how many of them the study uses.",
            ),
            (self.METERS_REVIEW, c.METERS_REVIEW.title, "The meters that could not be placed, each with its reason."),
        ):
            sink = QgsProcessingParameterFeatureSink(
                name, self.tr(title), QgsProcessing.SourceType.TypeVector, optional=True, createByDefault=False
            )
            self.add(sink, f"{text} Confidential.", advanced=True)
        for name, title in (
            (self.LATE_REQUESTS, "Requests that came when power was back"),
            (self.LATE_HOUSEHOLDS, "Households whose every request came when power was back"),
            (self.HOUSEHOLDS, "Households"),
            (self.MODEL_ROWS, "Households that the models use"),
            (self.REPORTERS, "Households that asked for help"),
            (self.REPORTERS_LOST, "of them, not used by the models"),
            *((name, title) for name, title, _ in self.PLACED),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, self.tr(title)))

    def execute(self, parameters: dict, context: QgsProcessingContext, progress: Progress) -> dict:
        import numpy as np

        from ...bridge.crs import require_crs
        from ...bridge.frames import read_declared, read_layer
        from ...core.sources.census_values import to_geoid
        from ...core.sources.ids import id_text, parcel_id_column
        from ...core.sources.parcels import roll_columns
        from ...core.study.dataset import PLACE_COLUMNS, StudyInputs, build_study
        from ...core.study.event_checks import check_outages
        from ...core.study.siting import (
            inner_points,
            polygon_of,
            report_outside,
            site_parcels,
            site_requests,
            usable_polygons,
        )
        from ..city_files import names_of, place_service_points, read_roll

        parcels_source = self.source(parameters, self.PARCELS, context)
        groups_source = self.source(parameters, self.BLOCK_GROUPS, context)
        crs = require_crs(parcels_source, self.tr("The parcel layer"))
        require_crs(groups_source, self.tr("The layer of block group indicators"))
        moment = self.local_time(parameters, self.EVENT_START, context)
        year = moment.year
        progress.info(f"Houses' age is counted to {year}.")
        names = names_of(parcels_source)
        id_field = self.parameterAsString(parameters, self.PARCEL_ID_FIELD, context)
        id_field = id_field or parcel_id_column(names, parcels_source.sourceName())
        used = list(dict.fromkeys([id_field, *roll_columns(names)]))
        frame, shapes = read_layer(parcels_source, context, names=used, progress=progress)
        groups, group_shapes = read_layer(groups_source, context, crs, PLACE_COLUMNS, progress)
        group_ids = id_text(groups[c.BLOCK_GROUP].to_numpy())
        # A number field has lost the leading zero of states 01 to 09.
        group_ids = np.array([to_geoid(name) or name for name in group_ids], dtype=object)
        group_shapes = usable_polygons(group_shapes, self.tr("block groups"), progress)
        points = inner_points(shapes)
        progress.set(25)
        located = polygon_of(points, group_shapes, progress)
        report_outside(points, located, self.tr("parcels"), progress)
        parcels = site_parcels(id_text(frame[id_field].to_numpy()), located, group_ids)

        def requests(name: str, table):
            source = self.parameterAsSource(parameters, name, context)
            if source is None:
                return None
            _, pins = read_layer(source, context, crs, [], progress)
            found = polygon_of(pins, group_shapes, progress)
            report_outside(pins, found, table.title.lower(), progress)
            return site_requests(read_declared(source, table, progress=progress), found, group_ids, parcels)

        def declared(name: str, table):
            return read_declared(self.source(parameters, name, context), table, progress=progress)

        roll = read_roll(self, parameters, self.ROLL, year, context, progress)
        meters, review = place_service_points(self, parameters, context, frame, id_field, roll, progress.part(40, 50))
        self.source(parameters, self.REQUESTS, context)
        restoration = declared(self.RESTORATION, c.RESTORATION)
        check_outages(restoration[c.OUTAGE_START].to_numpy().astype("datetime64[s]"), np.datetime64(moment, "s"))
        inputs = StudyInputs(
            restoration=restoration,
            service_points=meters,
            parcels=parcels,
            roll=None if roll is None else roll.frame,
            requests=requests(self.REQUESTS, c.REQUESTS),
            other_requests=requests(self.UNMATCHED, c.UNMATCHED),
            composition=declared(self.COMPOSITION, c.COMPOSITION),
            indicators=groups.assign(**{c.BLOCK_GROUP: group_ids}),
        )
        progress.set(55)
        result = build_study(inputs, progress.part(55, 75))
        for note in result.notes:
            progress.info(note)
        kind = self.parameterAsString(parameters, self.GEOMETRY, context)
        rows = parcels.index.to_numpy()[result.parcel_rows]
        flow = result.flow
        destination = self.write(
            parameters,
            self.OUTPUT,
            context,
            c.STUDY_OUTPUT,
            result.table,
            progress.part(75, 98),
            geometries=(shapes if kind == "parcel" else points)[rows],
            geometry_type=parcels_source.wkbType() if kind == "parcel" else QgsWkbTypes.Type.Point,
            crs=crs,
        )
        return {
            self.OUTPUT: destination,
            self.SAMPLE_FLOW: self.write(parameters, self.SAMPLE_FLOW, context, c.SAMPLE_FLOW, flow, progress),
            **{
                name: self.write(parameters, name, context, table, frame, progress)
                for name, table, frame in (
                    (self.FLOW_GROUPS, c.FLOW_GROUPS, result.groups),
                    (self.BALANCE, c.FLOW_BALANCE, result.balance),
                    (self.COMMUNITIES, c.COMMUNITIES, result.communities),
                    (self.PLACEMENT, c.PLACEMENT, result.placement),
                    (self.METERS_REVIEW, c.METERS_REVIEW, review),
                )
            },
            self.LATE_REQUESTS: result.late_requests,
            self.LATE_HOUSEHOLDS: result.late_households,
            self.HOUSEHOLDS: len(result.table),
            self.MODEL_ROWS: int(flow[c.HOUSEHOLDS].iloc[-1]),
            self.REPORTERS: int(result.table[c.PARTICIPATION].sum()),
            self.REPORTERS_LOST: int(flow[c.LOST_REPORTERS].sum()),
            **{name: int(meters[c.PLACED_BY].isin(ways).sum()) for name, _, ways in self.PLACED},
        }
