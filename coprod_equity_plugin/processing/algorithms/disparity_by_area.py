"""``disparitybyarea``: hours, gaps and requests by area, with intervals and suppression."""

from __future__ import annotations

from dataclasses import replace

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFeatureSink,
)

from ...core import columns as c
from ...core.progress import Progress
from ..base import DISPARITY
from ..comparison import add_comparison, model_fields
from ..earlier import BesideEarlier
from ..group_outputs import add_census, add_groups, census_values, split_by_values

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

    def initAlgorithm(self, config=None) -> None:
        vector, polygons = QgsProcessing.SourceType.TypeVector, QgsProcessing.SourceType.TypeVectorPolygon
        add_comparison(self, any_group=True)
        add_groups(self)
        self.add(
            QgsProcessingParameterFeatureSink(self.OUTPUT, self.tr("Disparity by area"), polygons),
            "Polygons with the measures; may be published. Alias and comment of each field say what it holds. Areas "
            "that 'Block group indicators' wrote bring their minority share of residents along, for maps.",
        )
        self.add(
            QgsProcessingParameterFeatureSink(
                self.ADJUSTED, self.tr("Observed against expected hours"), polygons, None, True, False
            ),
            "Polygons with the observed hours over those that a model of house age, income and density expects, which "
            "knows nothing of race; with intervals, and drawn to the city where an area is small. May be published.",
        )
        self.add(
            QgsProcessingParameterFeatureSink(
                self.INEQUALITY, self.tr("Inequality of hours"), vector, None, True, False
            ),
            "Gini, Theil (with the parts between groups and between areas) and concentration indices of the whole "
            "city's hours, with intervals. May be published.",
        )
        self.add(
            QgsProcessingParameterBoolean(self.BY_LOCATION, self.tr("Place households by location"), False),
            "For areas whose ids the study table does not hold, such as tracts or council districts: each household "
            "is of the area in which the middle of its parcel lies. The study table must have its geometries.",
            advanced=True,
        )
        add_census(self)
        self.add_earlier()
        for name, title in OUTPUT_NUMBERS:
            self.addOutput(QgsProcessingOutputNumber(name, self.tr(title)))

    def execute(self, parameters: dict, context: QgsProcessingContext, progress: Progress) -> dict:
        from ...bridge.areas import id_field
        from ...bridge.crs import require_crs
        from ...bridge.frames import read_declared, read_layer, read_table
        from ...core.disparity.areas import DisparityOptions, disparity_by_area, on_areas
        from ...core.disparity.census_doubt import census_doubt
        from ...core.disparity.expected import CONTROLS, observed_and_expected
        from ...core.disparity.grouping import VALUES
        from ...core.disparity.groups import GroupOptions, group_gaps
        from ...core.disparity.inequality import inequality
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
        adjusted, unequal = (parameters.get(name) is not None for name in (self.ADJUSTED, self.INEQUALITY))
        plain = [c.STATUS, c.RESTORATION_HOURS, c.PARTICIPATION]
        if adjusted:
            plain += [c.CENSORED, *CONTROLS]
        elif unequal and source.fields().lookupField(c.MEDIAN_INCOME) >= 0:
            plain.append(c.MEDIAN_INCOME)
        plain = list(dict.fromkeys([*plain, *model_fields(source)]))
        study = read_declared(source, c.STUDY, plain, progress)
        by_location = self.parameterAsBool(parameters, self.BY_LOCATION, context)
        chosen = [group_column] if by_location else list(dict.fromkeys((area_column, group_column)))
        study[chosen] = read_table(source, chosen, progress)
        census = [name for name in c.AREAS_WITH_CENSUS.names if name not in c.DISPARITY.names]
        with_census = all(polygons.fields().lookupField(name) >= 0 for name in census)
        wanted = [area_field, *(census if with_census else ())]
        frame, geometries = read_layer(polygons, context, names=wanted, progress=progress)
        drawn = id_text(frame[area_field].to_numpy())
        if by_location:
            area_column = "area by location"
            study[area_column] = _located(source, context, crs, drawn, geometries, progress)
        grouping = self.parameterAsString(parameters, self.GROUPING, context)
        reference = self.parameterAsString(parameters, self.REFERENCE_GROUP, context)
        own_column, threshold = group_column, self.parameterAsDouble(parameters, self.GROUP_THRESHOLD, context)
        if grouping == VALUES:
            group_column, threshold = split_by_values(study, own_column, reference, rule.minimum), 0.5
        progress.set(40)
        options = DisparityOptions(
            area_column=area_column,
            group_column=group_column,
            threshold=threshold,
            minimum=rule.minimum,
            areas=tuple(name for name in drawn if name is not None),
            earlier=self.earlier,
        )
        result = disparity_by_area(study, options, progress.part(40, 70))
        table = on_areas(result, drawn, polygons.sourceName(), area_field, progress)
        if with_census:
            table[census] = frame[census].to_numpy(float)
        progress.info(rule.title)
        for sentence in result.log:
            progress.info(sentence)
        results = {}
        if adjusted:
            beside = observed_and_expected(study, result, options, progress=progress.part(70, 85))
            beside = on_areas(beside, drawn, polygons.sourceName(), area_field)
            results[self.ADJUSTED] = self.write(
                parameters,
                self.ADJUSTED,
                context,
                c.ADJUSTED,
                beside,
                Progress(),
                geometries=geometries,
                geometry_type=polygons.wkbType(),
                crs=crs,
            )
        if unequal:
            found = inequality(study, result, options, progress)
            results[self.INEQUALITY] = self.write(parameters, self.INEQUALITY, context, c.INEQUALITY, found, Progress())
        if parameters.get(self.GROUPS) is not None:
            found = group_gaps(study, result, GroupOptions(options, own_column, grouping, reference), progress)
            results[self.GROUPS] = self.write(parameters, self.GROUPS, context, c.GROUP_GAPS, found, Progress())
        if any(parameters.get(name) is not None for name in (self.CENSUS, self.CENSUS_GAPS)):
            *census, share = census_values(self, parameters, context, result.table[c.AREA_ID], progress)
            seed = self.parameterAsInt(parameters, self.SEED, context)
            doubt = census_doubt(result, *census, share=share, seed=seed, progress=progress.part(80, 85))
            progress.info(doubt.log[0])
            beside = on_areas(replace(result, table=doubt.table), drawn, polygons.sourceName(), area_field)
            place = {"geometries": geometries, "geometry_type": polygons.wkbType(), "crs": crs}
            for name, declared, frame, where in (
                (self.CENSUS, c.CENSUS_DOUBT, beside, place),
                (self.CENSUS_GAPS, c.CENSUS_GAPS, doubt.gaps, {}),
            ):
                results[name] = self.write(parameters, name, context, declared, frame, Progress(), **where)
        results[self.OUTPUT] = self.write(
            parameters,
            self.OUTPUT,
            context,
            c.AREAS_WITH_CENSUS if with_census else c.DISPARITY,
            table,
            progress.part(85, 100),
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
        return {**results, **{name: value for (name, _), value in zip(OUTPUT_NUMBERS, known)}}


def _located(source, context: QgsProcessingContext, crs, drawn, polygons, progress: Progress):
    """Each household's area by where a point within its parcel lies."""
    import numpy as np

    from ...bridge.frames import read_layer
    from ...core.errors import InputError, Problem
    from ...core.study.siting import inner_points, polygon_of

    _, parcels = read_layer(source, context, crs, names=[], progress=progress)
    if all(parcel is None for parcel in parcels):
        what = "has no geometries, so that its households cannot be placed by location"
        raise InputError(Problem(what, "Use the layer of 'Study dataset', not a table", source.sourceName()))
    return np.append(drawn, None)[polygon_of(inner_points(parcels), polygons, progress)]
