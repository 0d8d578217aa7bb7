"""``disparitybyarea``: hours, gaps and requests by area, with intervals and suppression."""

from __future__ import annotations

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterNumber,
)

from ...bridge.areas import id_field
from ...bridge.crs import require_crs
from ...bridge.frames import read_declared, read_layer, read_table
from ...core import columns as c
from ...core.progress import Progress
from ..base import DISPARITY
from ..earlier import BesideEarlier

PRESETS = ("households_11", "15_15", "customers_100", "custom")
OUTPUT_NUMBERS = (
    ("AREAS_COUNT", "Areas"),
    ("SUPPRESSED", "Areas withheld"),
    ("CLEAR_DIFFERENCES", "Areas clearly different from the city"),
    ("CITY_MEAN_HOURS", "Mean hours, city"),
    ("CITY_GAP_HOURS", "Gap between the groups, city, hours"),
    ("CITY_GAP_LOW", "Gap, 95 % interval, low"),
    ("CITY_GAP_HIGH", "Gap, 95 % interval, high"),
)


class DisparityByArea(BesideEarlier):
    """Compares areas with the city, and groups within areas, and withholds what would show single households."""

    NAME = "disparitybyarea"
    TITLE = "Disparity by area"
    GROUP = DISPARITY
    SUMMARY = "Who waited longer and who asked for help, by block group or any other area, with intervals."
    HELP = (
        "Counts the households that lost power. The difference of an area to the city takes into account that the "
        "area is part of it; intervals are Welch's and hold for one area at a time. An area is called clearly "
        "different only after accounting for the number of areas (false discovery rate of 5 percent) and for the skew "
        "of hours.\n\n"
        "The result may be published: areas and groups with too few households are withheld, and further ones where "
        "they could otherwise be worked out by subtraction. Withheld values are empty, with the reason beside them."
    )
    TAGS = ("disparity", "gap", "area", "block group", "suppression", "privacy")
    NEEDS = ("numpy", "pandas", "shapely", "scipy")

    INPUT, INPUT_AREA_FIELD, AREAS, AREA_FIELD = "INPUT", "INPUT_AREA_FIELD", "AREAS", "AREA_FIELD"
    GROUP_FIELD, GROUP_THRESHOLD, PRESET = "GROUP_FIELD", "GROUP_THRESHOLD", "PRESET"
    MINIMUM_HOUSEHOLDS, OUTPUT = "MINIMUM_HOUSEHOLDS", "OUTPUT"

    def initAlgorithm(self, config=None) -> None:
        vector, polygons = QgsProcessing.SourceType.TypeVector, QgsProcessing.SourceType.TypeVectorPolygon
        double, integer = QgsProcessingParameterNumber.Type.Double, QgsProcessingParameterNumber.Type.Integer
        self.add(
            QgsProcessingParameterFeatureSource(self.INPUT, self.tr("Household study table"), [vector]),
            "The output of 'Study dataset'. Confidential; nothing of a single household is passed on.",
        )
        self.add(
            QgsProcessingParameterField(
                self.INPUT_AREA_FIELD,
                self.tr("Area of the household"),
                defaultValue=c.BLOCK_GROUP,
                parentLayerParameterName=self.INPUT,
                optional=True,  # 3.22 refuses a required field that is left to its default
            ),
            "Field of the study table that says in which area a household is.",
        )
        self.add(
            QgsProcessingParameterFeatureSource(self.AREAS, self.tr("Areas"), [polygons]),
            "Polygons to map: block groups, tracts, council districts. Each stays in the output.",
        )
        self.add(
            QgsProcessingParameterField(
                self.AREA_FIELD, self.tr("Id of the area"), parentLayerParameterName=self.AREAS, optional=True
            ),
            "Field of the areas with the same ids. If empty, it is found by name (block_group, GEOID and the like).",
        )
        self.add(
            QgsProcessingParameterField(
                self.GROUP_FIELD,
                self.tr("Group"),
                defaultValue=c.MINORITY_SHARE,
                parentLayerParameterName=self.INPUT,
                type=QgsProcessingParameterField.DataType.Numeric,
                optional=True,
            ),
            "Number field that makes the two groups. The output calls the households at or above the threshold "
            "minority households, whatever the field.",
        )
        self.add(
            QgsProcessingParameterNumber(self.GROUP_THRESHOLD, self.tr("Group from"), double, 0.5),
            "Households with this value or more are of the group.",
        )
        self.add(
            QgsProcessingParameterEnum(
                self.PRESET,
                self.tr("Privacy rule"),
                options=list(PRESETS),
                defaultValue=PRESETS[0],
                usesStaticStrings=True,
            ),
            "Smallest group that may be shown: 11 households (the rule of the U.S. health agency CMS), 15 customers, "
            "100 customers, or custom.",
        )
        self.add(
            QgsProcessingParameterNumber(self.MINIMUM_HOUSEHOLDS, self.tr("Own smallest group"), integer, 11, False, 3),
            "Used with the privacy rule 'custom' only.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterFeatureSink(self.OUTPUT, self.tr("Disparity by area"), polygons),
            "Polygons with the measures; may be published. Alias and comment of each field say what it holds.",
        )
        self.add_earlier()
        for name, title in OUTPUT_NUMBERS:
            self.addOutput(QgsProcessingOutputNumber(name, self.tr(title)))

    def execute(self, parameters: dict, context: QgsProcessingContext, progress: Progress) -> dict:
        from ...core.disparity.areas import DisparityOptions, disparity_by_area, on_areas
        from ...core.disparity.suppression import privacy_rule
        from ...core.sources.ids import id_text

        self.warn_if_filtered(progress)
        source, polygons = self.source(parameters, self.INPUT, context), self.source(parameters, self.AREAS, context)
        crs = require_crs(polygons, self.tr("The layer of the areas"))
        area_column = self.parameterAsString(parameters, self.INPUT_AREA_FIELD, context) or c.BLOCK_GROUP
        group_column = self.parameterAsString(parameters, self.GROUP_FIELD, context) or c.MINORITY_SHARE
        area_field = self.parameterAsString(parameters, self.AREA_FIELD, context) or id_field(polygons, area_column)
        rule = privacy_rule(
            self.parameterAsString(parameters, self.PRESET, context),
            self.parameterAsInt(parameters, self.MINIMUM_HOUSEHOLDS, context),
        )
        plain = (c.STATUS, c.RESTORATION_HOURS, c.PARTICIPATION)
        study = read_declared(source, c.STUDY, plain, progress)
        chosen = list(dict.fromkeys((area_column, group_column)))
        study[chosen] = read_table(source, chosen, progress)
        frame, geometries = read_layer(polygons, context, names=[area_field], progress=progress)
        drawn = id_text(frame[area_field].to_numpy())
        progress.set(40)
        options = DisparityOptions(
            area_column=area_column,
            group_column=group_column,
            threshold=self.parameterAsDouble(parameters, self.GROUP_THRESHOLD, context),
            minimum=rule.minimum,
            areas=tuple(name for name in drawn if name is not None),
            earlier=self.earlier,
        )
        result = disparity_by_area(study, options, progress.part(40, 70))
        table = on_areas(result, drawn, polygons.sourceName(), area_field, progress)
        progress.info(rule.title)
        for sentence in result.log:
            progress.info(sentence)
        destination = self.write(
            parameters,
            self.OUTPUT,
            context,
            c.DISPARITY,
            table,
            progress.part(70, 100),
            geometries=geometries,
            geometry_type=polygons.wkbType(),
            crs=crs,
        )
        numbers = (
            result.counts["areas"],
            result.counts["suppressed_primary"] + result.counts["suppressed_complementary"],
            result.counts["clear_differences"],
            result.city[c.MEAN_HOURS],
            result.city[c.GROUP_GAP],
            result.city[c.GROUP_GAP_LOW],
            result.city[c.GROUP_GAP_HIGH],
        )
        known = (None if value != value else value for value in numbers)  # withheld numbers are NaN
        return {self.OUTPUT: destination, **{name: value for (name, _), value in zip(OUTPUT_NUMBERS, known)}}
