"""``residualclustering``: Moran's I and local clusters of areas, of what a model leaves unexplained or of the hours."""

from __future__ import annotations

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterField,
    QgsProcessingParameterNumber,
)

from ...core import columns as c
from ...core.progress import Progress
from ..base import DISPARITY
from ..comparison import add_households_and_areas, add_privacy, model_fields
from ..earlier import BesideEarlier

KINDS = ("queen", "nearest")
OUTPUT_NUMBERS = (
    ("MORANS_I", "Moran's I"),
    ("EXPECTED_I", "Moran's I if neighbours were not alike"),
    ("P_VALUE", "p of Moran's I"),
    ("AREAS_USED", "Areas with neighbours"),
    ("CLUSTERED", "Areas in clusters"),
)


class ResidualClustering(BesideEarlier):
    """Asks whether areas with long waits lie together, also after what the model explains."""

    NAME = "residualclustering"
    TITLE = "Residual clustering"
    GROUP = DISPARITY
    SUMMARY = "Moran's I and local clusters of areas: of the hours beyond what the model expects, or of any value."
    HELP = (
        "Takes the mean of each area's households and compares it with its neighbours': Moran's I for the whole city, "
        "local Moran's I (LISA) and Getis-Ord G* for each area. If the model's residuals cluster, something that the "
        "model does not know works in places, and standard errors should allow for it.\n\n"
        "p-values are by permutation, two-sided, with a seed; an area is named as a cluster only where it is clear "
        "at a false discovery rate of 5 percent over all areas. Given an area's own value, LISA and G* ask the same "
        "of its neighbours and so share their p.\n\n"
        "Areas with too few households are left out before anything is computed, so that nothing of the others "
        "depends on them. Areas without neighbours are counted apart. The result may be published."
    )
    TAGS = ("Moran", "LISA", "Getis-Ord", "cluster", "hot spot", "spatial autocorrelation", "residual")
    NEEDS = ("numpy", "pandas", "shapely", "scipy")

    INPUT, VALUE_FIELD, INPUT_AREA_FIELD = "INPUT", "VALUE_FIELD", "INPUT_AREA_FIELD"
    AREAS, AREA_FIELD, NEIGHBOURHOOD, NEIGHBOURS = "AREAS", "AREA_FIELD", "NEIGHBOURHOOD", "NEIGHBOURS"
    PERMUTATIONS, SEED, OUTPUT = "PERMUTATIONS", "SEED", "OUTPUT"
    PRESET, MINIMUM_HOUSEHOLDS = "PRESET", "MINIMUM_HOUSEHOLDS"

    def initAlgorithm(self, config=None) -> None:
        polygons = QgsProcessing.SourceType.TypeVectorPolygon
        integer, numeric = QgsProcessingParameterNumber.Type.Integer, QgsProcessingParameterField.DataType.Numeric
        add_households_and_areas(
            self,
            "Households",
            "The households with expected hours of 'Equity models 1-5', or the study table. Confidential; nothing of a "
            "single household is passed on.",
        )
        self.add(
            QgsProcessingParameterField(
                self.VALUE_FIELD, self.tr("Value"), c.RESIDUAL_HOURS, self.INPUT, numeric, optional=True
            ),
            "Number whose mean by area is looked at: residual_hours (beyond what the model expects), "
            "restoration_hours, or any other.",
        )
        self.add(
            QgsProcessingParameterEnum(
                self.NEIGHBOURHOOD, self.tr("Neighbours"), list(KINDS), False, KINDS[0], False, True
            ),
            "queen: areas that share an edge or a corner. nearest: each area's nearest ones by centroid, for areas "
            "that do not touch.",
        )
        self.add(
            QgsProcessingParameterNumber(self.NEIGHBOURS, self.tr("How many nearest"), integer, 6, False, 1),
            "Used with nearest neighbours only.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterNumber(self.PERMUTATIONS, self.tr("Permutations"), integer, 9999, False, 99),
            "How often values are dealt to areas at random. With 999 no p is below 0.002, too large for one area to "
            "be clear among a hundred.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterNumber(self.SEED, self.tr("Seed"), integer, 1, False, 0),
            "The same seed gives the same result.",
            advanced=True,
        )
        add_privacy(self)
        self.add(
            QgsProcessingParameterFeatureSink(self.OUTPUT, self.tr("Clusters"), polygons),
            "Polygons with the statistics and the cluster's name; may be published.",
        )
        self.add_earlier()
        for name, title in OUTPUT_NUMBERS:
            self.addOutput(QgsProcessingOutputNumber(name, self.tr(title)))

    def execute(self, parameters: dict, context: QgsProcessingContext, progress: Progress) -> dict:
        from ...bridge.areas import id_field
        from ...bridge.crs import require_crs
        from ...bridge.frames import read_layer, read_table
        from ...core.disparity.clustering import ClusterOptions, find_clusters
        from ...core.disparity.clusters import HIGH_HIGH, HIGH_LOW, LOW_HIGH, LOW_LOW
        from ...core.disparity.households import DisparityOptions
        from ...core.disparity.suppression import privacy_rule
        from ...core.sources.ids import id_text

        source, polygons = self.source(parameters, self.INPUT, context), self.source(parameters, self.AREAS, context)
        crs = require_crs(polygons, self.tr("The layer of the areas"))
        self.warn_if_filtered(progress)
        area_column = self.parameterAsString(parameters, self.INPUT_AREA_FIELD, context) or c.BLOCK_GROUP
        value_column = self.parameterAsString(parameters, self.VALUE_FIELD, context) or c.RESIDUAL_HOURS
        area_field = self.parameterAsString(parameters, self.AREA_FIELD, context) or id_field(polygons, area_column)
        rule = privacy_rule(
            self.parameterAsString(parameters, self.PRESET, context),
            self.parameterAsInt(parameters, self.MINIMUM_HOUSEHOLDS, context),
        )
        wanted = (area_column, value_column, c.STATUS, c.RESTORATION_HOURS, c.PARTICIPATION, c.MINORITY_SHARE)
        wanted = dict.fromkeys([*wanted, *model_fields(source)])
        there = [name for name in wanted if name in source.fields().names()]
        households = read_table(source, there, progress)
        frame, shapes = read_layer(polygons, context, names=[area_field], progress=progress)
        drawn = id_text(frame[area_field].to_numpy())
        progress.set(30)
        options = ClusterOptions(
            value_column=value_column,
            comparison=DisparityOptions(area_column=area_column, minimum=rule.minimum, earlier=self.earlier),
            weights=self.parameterAsString(parameters, self.NEIGHBOURHOOD, context),
            neighbours=self.parameterAsInt(parameters, self.NEIGHBOURS, context),
            permutations=self.parameterAsInt(parameters, self.PERMUTATIONS, context),
            seed=self.parameterAsInt(parameters, self.SEED, context),
            geographic=crs.isGeographic(),
        )
        result = find_clusters(households, drawn, shapes, options, progress.part(30, 80))
        for sentence in (rule.title, *result.log):
            progress.info(sentence)
        destination = self.write(
            parameters,
            self.OUTPUT,
            context,
            c.CLUSTERS,
            result.table,
            progress.part(80, 100),
            geometries=shapes,
            geometry_type=polygons.wkbType(),
            crs=crs,
        )
        clustered = sum(result.counts[name] for name in (HIGH_HIGH, LOW_LOW, HIGH_LOW, LOW_HIGH))
        whole = result.whole
        numbers = (whole.statistic, whole.expected, whole.p_value, whole.areas, clustered)
        known = (None if value != value else value for value in numbers)
        return {self.OUTPUT: destination, **{name: value for (name, _), value in zip(OUTPUT_NUMBERS, known)}}
