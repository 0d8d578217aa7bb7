"""``disparitybyarea``: hours, gaps and requests by area, with intervals and suppression."""

from __future__ import annotations

from qgis.core import QgsProcessingContext, QgsProcessingOutputNumber

from ...core import columns as c
from ...core.progress import Progress
from ..base import DISPARITY
from ..comparison import add_comparison
from ..earlier import BesideEarlier
from ..group_outputs import add_area_outputs, add_census, add_groups, census_values

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
        "of hours. Who asked for help is compared between the groups in the same way, with Newcombe's interval, which "
        "holds for small counts.\n\n"
        "The result may be published: areas and groups with too few households are withheld, and further ones where "
        "they could otherwise be worked out by subtraction. Withheld values are empty, with the reason beside them. "
        "That holds for one set of areas: block groups and districts of the same households, published together, may "
        "be subtracted from each other where a few block groups make up a district.\n\n"
        "Groups here are made from the households' own values. Values of the census have margins of error, wide ones "
        "in small areas: with 'Block group indicators' given, the census classes show how often each area stays in "
        "its quarter when its value is drawn within the margin, and how far the quarters' difference in hours moves."
    )
    TAGS = ("disparity", "gap", "area", "block group", "suppression", "privacy")
    NEEDS = ("numpy", "pandas", "shapely", "scipy")

    INPUT, INPUT_AREA_FIELD, AREAS, AREA_FIELD = "INPUT", "INPUT_AREA_FIELD", "AREAS", "AREA_FIELD"
    GROUP_FIELD, GROUP_THRESHOLD, PRESET = "GROUP_FIELD", "GROUP_THRESHOLD", "PRESET"
    MINIMUM_HOUSEHOLDS, OUTPUT = "MINIMUM_HOUSEHOLDS", "OUTPUT"
    ADJUSTED, INEQUALITY, BY_LOCATION = "ADJUSTED", "INEQUALITY", "BY_LOCATION"
    GROUPING, REFERENCE_GROUP, GROUPS = "GROUPING", "REFERENCE_GROUP", "GROUPS"
    INDICATORS, CENSUS_FIELD, SEED = "INDICATORS", "CENSUS_FIELD", "SEED"
    CENSUS, CENSUS_GAPS = "CENSUS", "CENSUS_GAPS"
    TABLES = (ADJUSTED, INEQUALITY, GROUPS, CENSUS, CENSUS_GAPS)  # beside the areas, where they are asked for

    def initAlgorithm(self, config=None) -> None:
        add_comparison(self, any_group=True)
        add_groups(self)
        add_area_outputs(self)
        add_census(self)
        self.add_earlier()
        for name, title in OUTPUT_NUMBERS:
            self.addOutput(QgsProcessingOutputNumber(name, self.tr(title)))

    def execute(self, parameters: dict, context: QgsProcessingContext, progress: Progress) -> dict:
        from dataclasses import replace

        from ...core.disparity.areas import disparity_by_area
        from ...core.disparity.census_doubt import census_doubt
        from ...core.disparity.expected import observed_and_expected
        from ...core.disparity.groups import group_gaps
        from ...core.disparity.inequality import inequality
        from ..area_inputs import read_area_inputs

        wanted = {name for name in self.TABLES if parameters.get(name) is not None}
        results = {}

        def put(name: str, table, frame, part: Progress | None = None, **where) -> None:
            results[name] = self.write(parameters, name, context, table, frame, part or Progress(), **where)

        self.warn_if_filtered(progress)
        study, areas, rule, groups = read_area_inputs(
            self, parameters, context, progress, controls=self.ADJUSTED in wanted, income=self.INEQUALITY in wanted
        )
        options = groups.comparison
        result = disparity_by_area(study, options, progress.part(40, 70))
        table = areas.rows(result, progress)
        for sentence in (rule.title, *result.log):
            progress.info(sentence)
        if self.ADJUSTED in wanted:
            beside = observed_and_expected(study, result, options, progress=progress.part(70, 85))
            put(self.ADJUSTED, c.ADJUSTED, areas.rows(beside), **areas.shapes)
        if self.INEQUALITY in wanted:
            put(self.INEQUALITY, c.INEQUALITY, inequality(study, result, options, progress))
        if self.GROUPS in wanted:
            put(self.GROUPS, c.GROUP_GAPS, group_gaps(study, result, groups, progress))
        if wanted & {self.CENSUS, self.CENSUS_GAPS}:
            *census, share = census_values(self, parameters, context, result.table[c.AREA_ID], progress)
            seed = self.parameterAsInt(parameters, self.SEED, context)
            doubt = census_doubt(result, *census, share=share, seed=seed, progress=progress.part(80, 85))
            progress.info(doubt.log[0])
            put(self.CENSUS, c.CENSUS_DOUBT, areas.rows(replace(result, table=doubt.table)), **areas.shapes)
            put(self.CENSUS_GAPS, c.CENSUS_GAPS, doubt.gaps)
        put(self.OUTPUT, *areas.with_census(table), progress.part(85, 100), **areas.shapes)
        numbers = (
            result.counts["areas"],
            result.counts["suppressed_primary"] + result.counts["suppressed_complementary"],
            result.counts["clear_differences"],
            *(result.city[name] for name in (c.MEAN_HOURS, c.GROUP_GAP, c.GROUP_GAP_LOW, c.GROUP_GAP_HIGH)),
        )
        known = (None if value != value else value for value in numbers)  # withheld numbers are NaN
        return {**results, **{name: value for (name, _), value in zip(OUTPUT_NUMBERS, known)}}
