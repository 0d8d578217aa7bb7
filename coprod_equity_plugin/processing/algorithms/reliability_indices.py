"""``reliabilityindices``: storm SAIDI, SAIFI, CAIDI, CELID and times to restoration, by area and group."""

from __future__ import annotations

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterNumber,
)

from ...core import columns as c
from ...core.progress import Progress
from ..base import DISPARITY
from ..comparison import add_comparison, model_fields
from ..earlier import BesideEarlier

GROUPINGS = ("threshold", "quartiles")
OUTPUT_NUMBERS = (
    ("CUSTOMERS_SERVED", "Customers served", c.CUSTOMERS_SERVED),
    ("CUSTOMERS_INTERRUPTED", "Customers interrupted", c.CUSTOMERS_INTERRUPTED),
    ("SAIDI", "SAIDI of the storm, minutes", c.SAIDI),
    ("SAIFI", "SAIFI of the storm", c.SAIFI),
    ("CAIDI", "CAIDI of the storm, minutes", c.CAIDI),
    ("CELID", "Share out for CELID_HOURS or longer", c.CELID),
)


class ReliabilityIndices(BesideEarlier):
    """Measures a storm as utilities report reliability, where they do not: by neighbourhood and by group."""

    NAME = "reliabilityindices"
    TITLE = "Reliability indices"
    GROUP = DISPARITY
    SUMMARY = "SAIDI, SAIFI, CAIDI and CELID of the storm and times to restoration, by area and by group."
    HELP = (
        "Indices as IEEE Std 1366 defines them, of one storm. Customers served are the homes that lost power and those "
        "of which the reads say that they kept it; vacant homes and homes whose reads cannot tell are not counted, "
        "and the log says how many they are. SAIDI: minutes without power per customer served. SAIFI: interruptions "
        "per customer served. CAIDI: minutes per interruption. CELID: share of the customers served whose outage "
        "lasted so many hours or longer. The times until 50, 80 and 95 percent had power again, and the mean hours up "
        "to a limit, are of the homes that lost power and take into account that reads may end before (Kaplan-Meier)."
        "\n\nHalf-hourly reads cannot see an interruption of less than half an hour, and place each end of an outage "
        "within half an hour. So there is no MAIFI, which counts momentary interruptions (under five minutes). The "
        "storm is one event: utilities report their year with and without such major event days, and nothing here is "
        "of a whole year.\n\n"
        "Intervals (95 percent): in an area each home counts on its own; for the city and the groups the homes of one "
        "area belong together.\n\n"
        "The result may be published, also together with 'Disparity by area' of the same study table if area, group, "
        "threshold and privacy rule are the same: both then withhold the same areas. With other settings, one could "
        "be subtracted from the other."
    )
    TAGS = ("SAIDI", "SAIFI", "CAIDI", "CELID", "IEEE 1366", "reliability", "T95")
    NEEDS = ("numpy", "pandas", "shapely", "scipy")

    INPUT, INPUT_AREA_FIELD, AREAS, AREA_FIELD = "INPUT", "INPUT_AREA_FIELD", "AREAS", "AREA_FIELD"
    RESTORATION, GROUP_FIELD, GROUP_THRESHOLD, GROUPING = "RESTORATION", "GROUP_FIELD", "GROUP_THRESHOLD", "GROUPING"
    CELID_HOURS, RESTRICTED_HOURS = "CELID_HOURS", "RESTRICTED_HOURS"
    PRESET, MINIMUM_HOUSEHOLDS, OUTPUT, GROUPS = "PRESET", "MINIMUM_HOUSEHOLDS", "OUTPUT", "GROUPS"

    def initAlgorithm(self, config=None) -> None:
        vector, polygons = QgsProcessing.SourceType.TypeVector, QgsProcessing.SourceType.TypeVectorPolygon
        integer = QgsProcessingParameterNumber.Type.Integer
        add_comparison(self)
        self.add_choice(
            self.GROUPING,
            self.tr("Groups are made by"),
            GROUPINGS,
            "threshold: households from the threshold on, and below. quartiles: four groups of the field's values; "
            "an edge that would cut off too few households is left out.",
        )
        self.add(
            QgsProcessingParameterFeatureSource(
                self.RESTORATION, self.tr("Restoration times"), [vector], optional=True
            ),
            "The output of 'Restoration times'. With it, all outages of a home in the window count; without, each "
            "interrupted home counts once, with its whole hours.",
        )
        self.add(
            QgsProcessingParameterNumber(self.CELID_HOURS, self.tr("CELID from, hours"), integer, 72, False, 1),
            "CELID is the share of the customers served that were without power for so long or longer.",
        )
        self.add(
            QgsProcessingParameterNumber(
                self.RESTRICTED_HOURS, self.tr("Restricted mean up to, hours"), integer, 288, False, 1
            ),
            "Hours beyond this do not count in the restricted mean, so that homes whose reads end before they had "
            "power do not distort it. Empty if the reads of homes without power end earlier.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterFeatureSink(self.OUTPUT, self.tr("Reliability indices by area"), polygons),
            "Polygons with the indices; may be published.",
        )
        self.add(
            QgsProcessingParameterFeatureSink(self.GROUPS, self.tr("Reliability indices by group"), vector, None, True),
            "A row for the whole city and one per group; may be published.",
        )
        self.add_earlier()
        for name, title, _ in OUTPUT_NUMBERS:
            self.addOutput(QgsProcessingOutputNumber(name, self.tr(title)))

    def execute(self, parameters: dict, context: QgsProcessingContext, progress: Progress) -> dict:
        from ...bridge.areas import id_field
        from ...bridge.crs import require_crs
        from ...bridge.frames import read_declared, read_layer, read_table
        from ...core.disparity.areas import DisparityOptions, on_areas
        from ...core.disparity.reliability import reliability_indices
        from ...core.disparity.served import ReliabilityOptions
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
        plain = dict.fromkeys([c.STATUS, c.RESTORATION_HOURS, c.PARTICIPATION, *model_fields(source)])
        study = read_declared(source, c.STUDY, list(plain), progress)
        restoration, chosen = None, [area_column, group_column]
        if parameters.get(self.RESTORATION) is not None:
            events, chosen = self.source(parameters, self.RESTORATION, context), [*chosen, c.METER_ID]
            names = (c.METER_ID, c.OUTAGE_HOURS, c.INTERRUPTIONS)
            restoration = read_declared(events, c.RESTORATION, names, progress)
        chosen = list(dict.fromkeys(chosen))
        study[chosen] = read_table(source, chosen, progress)
        frame, geometries = read_layer(polygons, context, names=[area_field], progress=progress)
        drawn = id_text(frame[area_field].to_numpy())
        progress.set(30)
        comparison = DisparityOptions(
            area_column=area_column,
            group_column=group_column,
            threshold=self.parameterAsDouble(parameters, self.GROUP_THRESHOLD, context),
            minimum=rule.minimum,
            areas=tuple(name for name in drawn if name is not None),
            earlier=self.earlier,
        )
        options = ReliabilityOptions(
            comparison,
            long_hours=self.parameterAsInt(parameters, self.CELID_HOURS, context),
            limit=self.parameterAsInt(parameters, self.RESTRICTED_HOURS, context),
            grouping=self.parameterAsString(parameters, self.GROUPING, context),
        )
        result = reliability_indices(study, options, restoration, progress.part(30, 80))
        table = on_areas(result, drawn, polygons.sourceName(), area_field, progress)
        for sentence in (rule.title, *result.log):
            progress.info(sentence)
        destination = self.write(
            parameters,
            self.OUTPUT,
            context,
            c.RELIABILITY,
            table,
            progress.part(80, 100),
            geometries=geometries,
            geometry_type=polygons.wkbType(),
            crs=crs,
        )
        groups = self.write(parameters, self.GROUPS, context, c.RELIABILITY_GROUPS, result.groups, Progress())
        numbers = {name: result.city[column] for name, _, column in OUTPUT_NUMBERS}
        results = {self.OUTPUT: destination, self.GROUPS: groups}
        results.update((name, None if value != value else value) for name, value in numbers.items())
        return {name: value for name, value in results.items() if value is not None or name in numbers}
