"""``blockgroupindicators``: census tables and block groups to the study's area covariates."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
    QgsWkbTypes,
)

from ...core import columns
from ...core.progress import Progress
from ..base import PREPARE, EquityAlgorithm


class BlockGroupIndicators(EquityAlgorithm):
    """Income, density, education, renters and minority residents of block groups, with margins of error."""

    NAME = "blockgroupindicators"
    TITLE = "Block group indicators"
    GROUP = PREPARE
    SUMMARY = (
        "Joins census tables to block groups: median income, density, education, renters, minority residents, with "
        "their margins of error."
    )
    HELP = (
        "Tables of the American Community Survey for block groups: B19013 (income), B01003 (population), B15003 "
        "(education), B25003 (owners and renters), B03002 (Hispanic origin by race), as data.census.gov delivers them, "
        "in the layout of the Census API, or as plain CSV. They are told by their column codes, not by their names.\n\n"
        "The codes that the Census prints in place of a value become missing; open-ended medians ('250,000+') become "
        "their bound and are flagged. Renters are households (occupied housing units) if not chosen otherwise. "
        "Margins are of 90 %.\n\n"
        "Tables up to 2019 use the block groups of 2010, later ones those of 2020: the other vintage is refused."
    )
    TAGS = ("census", "ACS", "income", "education", "renters", "density", "minority", "margin of error", "TIGER")

    BLOCK_GROUPS, GEOID_FIELD, TABLES = "BLOCK_GROUPS", "GEOID_FIELD", "TABLES"
    ALLOW_MISSING, RENTERS, OUTPUT = "ALLOW_MISSING", "RENTERS", "OUTPUT"
    RENTERS_AS = ("households", "people")  # as core.sources.census, which needs NumPy to be imported
    BLOCK_GROUPS_COUNT, WITHOUT_INCOME = "BLOCK_GROUPS_COUNT", "WITHOUT_INCOME"
    TOPCODED, UNMATCHED_GEOIDS = "TOPCODED", "UNMATCHED_GEOIDS"

    _GEOID_NAMES = ("GEOID", "GEOID10", "GEOID20", "GEOIDFQ", "AFFGEOID", "GEO_ID")
    _LAND_NAMES = ("ALAND", "ALAND10", "ALAND20")

    def initAlgorithm(self, config=None) -> None:
        self.add(
            QgsProcessingParameterFeatureSource(
                self.BLOCK_GROUPS, self.tr("Block groups"), [QgsProcessing.SourceType.TypeVectorPolygon]
            ),
            "Polygons with 12-digit GEOIDs, such as the Census Bureau's TIGER/Line block groups.",
        )
        self.add(
            QgsProcessingParameterFile(
                self.TABLES, self.tr("Folder of the census tables"), QgsProcessingParameterFile.Behavior.Folder
            ),
            "A folder; other files in it are passed over. A single file (CSV, JSON or the downloaded zip) works too.",
        )
        self.add(
            QgsProcessingParameterField(
                self.GEOID_FIELD, self.tr("Field with the GEOID"), None, self.BLOCK_GROUPS, optional=True
            ),
            "If empty, found by name: GEOID, GEOID10, GEOID20, GEOIDFQ, AFFGEOID.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterBoolean(
                self.ALLOW_MISSING, self.tr("Go on when tables are missing"), defaultValue=False
            ),
            "The indicators of missing tables stay empty. Households without all of them drop out of the models.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterEnum(
                self.RENTERS,
                self.tr("Renters are"),
                list(self.RENTERS_AS),
                defaultValue=self.RENTERS_AS[0],
                usesStaticStrings=True,
            ),
            "households: the share of occupied housing units that are rented (B25003). people: the share of people in "
            "occupied units who live in a rented one (B25008). The two differ, since households of renters are smaller "
            "or larger; say which one a report means.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterFeatureSink(
                self.OUTPUT, self.tr("Block group indicators"), QgsProcessing.SourceType.TypeVectorPolygon
            ),
            "The block groups in their own coordinate system, with their indicators. Contains public figures only.",
        )
        self.addOutput(QgsProcessingOutputNumber(self.BLOCK_GROUPS_COUNT, self.tr("Block groups")))
        self.addOutput(QgsProcessingOutputNumber(self.WITHOUT_INCOME, self.tr("Block groups without income")))
        self.addOutput(QgsProcessingOutputNumber(self.TOPCODED, self.tr("Median incomes that are a bound")))
        self.addOutput(QgsProcessingOutputNumber(self.UNMATCHED_GEOIDS, self.tr("Block groups not in the tables")))

    def execute(self, parameters: dict, context: QgsProcessingContext, progress: Progress) -> dict[str, Any]:
        from ...bridge.areas import ellipsoidal_areas, find_field
        from ...bridge.crs import require_crs
        from ...bridge.frames import read_layer
        from ...core.sources.census import read_census_tables
        from ...core.study.block_groups import ALAND, GEOID, indicators

        source = self.source(parameters, self.BLOCK_GROUPS, context)
        crs = require_crs(source, self.tr("The block group layer"))
        geoid_field = self.parameterAsString(parameters, self.GEOID_FIELD, context)
        geoid_field = geoid_field or find_field(source, self._GEOID_NAMES)
        if not geoid_field:
            names = ", ".join(self._GEOID_NAMES)
            raise QgsProcessingException(
                self.tr("The block groups have none of the fields {}. Choose the field with the GEOID.").format(names)
            )
        renters = self.parameterAsEnumString(parameters, self.RENTERS, context)
        census = read_census_tables(
            self.parameterAsFile(parameters, self.TABLES, context),
            progress.part(0, 40),
            allow_missing=self.parameterAsBool(parameters, self.ALLOW_MISSING, context),
            renters=renters,
        )
        land_field = find_field(source, self._LAND_NAMES)
        names = [geoid_field, land_field] if land_field else [geoid_field]
        frame, geometries = read_layer(source, context, names=names, progress=progress)
        frame.columns = [GEOID, ALAND][: len(names)]
        if not land_field:
            progress.warning(self.tr("There is no land area (ALAND): density is of whole polygons, water included."))
            frame[ALAND] = ellipsoidal_areas(source, context, progress)
        result = indicators(census, frame, progress.part(40, 80), renters)
        destination = self.write(
            parameters,
            self.OUTPUT,
            context,
            columns.BLOCK_GROUPS,
            result.table,
            progress.part(80, 100),
            geometries=geometries,
            geometry_type=QgsWkbTypes.multiType(source.wkbType()),
            crs=crs,
        )
        return {
            self.OUTPUT: destination,
            self.BLOCK_GROUPS_COUNT: len(result.table),
            self.WITHOUT_INCOME: result.without_income,
            self.TOPCODED: result.topcoded,
            self.UNMATCHED_GEOIDS: result.without_rows,
        }
