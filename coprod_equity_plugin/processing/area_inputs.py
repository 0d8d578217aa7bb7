"""What ``disparitybyarea`` reads: the households with their area and group, and the areas themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from qgis.core import QgsProcessingContext

from ..bridge.areas import id_field
from ..bridge.crs import require_crs
from ..bridge.frames import read_declared, read_layer, read_table
from ..core import columns as c
from ..core.progress import Progress
from .comparison import model_fields
from .group_outputs import split_by_values

if TYPE_CHECKING:
    from ..core.disparity.groups import GroupOptions
    from ..core.disparity.suppression import PrivacyRule

BY_LOCATION = "area by location"


class Areas(NamedTuple):
    """The polygons: their ids (``None`` where one has none), how a sink takes their shapes, the census's values.

    ``census`` has the columns of ``columns.CENSUS_OF_AREAS``, a row per polygon; ``None`` where the layer has none.
    """

    name: str
    id_field: str
    ids: Any
    shapes: dict
    census: Any

    def rows(self, result, progress: Progress | None = None):
        """A result's rows in the polygons' order."""
        from ..core.disparity.areas import on_areas

        return on_areas(result, self.ids, self.name, self.id_field, progress)

    def with_census(self, table):
        """The disparity's rows beside what the census says of the areas, if it says something."""
        from ..core.disparity.proportions import per_100

        if self.census is None:
            return c.DISPARITY, table
        table[list(self.census)] = self.census
        table[c.REQUESTS_PER_100] = per_100(table[c.REQUESTS_COUNT].to_numpy(), table[c.AREA_HOUSEHOLDS].to_numpy())
        return c.AREAS_WITH_CENSUS, table


class AreaInputs(NamedTuple):
    """Households, areas, and what is to be compared and protected."""

    study: Any
    areas: Areas
    rule: PrivacyRule
    groups: GroupOptions


def read_area_inputs(
    algorithm, parameters: dict, context: QgsProcessingContext, progress: Progress, *, controls: bool, income: bool
) -> AreaInputs:
    """Read all of it.

    Parameters
    ----------
    algorithm
        ``disparitybyarea``.
    progress
        Told 0-40.
    controls
        The controls of the expected hours are needed.
    income
        The income is read where it is there.
    """
    from ..core.disparity.expected import CONTROLS
    from ..core.disparity.grouping import VALUES
    from ..core.disparity.groups import GroupOptions
    from ..core.disparity.households import DisparityOptions
    from ..core.disparity.suppression import privacy_rule

    def text(name: str) -> str:
        return algorithm.parameterAsString(parameters, name, context)

    source = algorithm.source(parameters, algorithm.INPUT, context)
    polygons = algorithm.source(parameters, algorithm.AREAS, context)
    crs = require_crs(polygons, algorithm.tr("The layer of the areas"))
    area_column = text(algorithm.INPUT_AREA_FIELD) or c.BLOCK_GROUP
    column = text(algorithm.GROUP_FIELD) or c.MINORITY_SHARE
    rule = privacy_rule(
        text(algorithm.PRESET), algorithm.parameterAsInt(parameters, algorithm.MINIMUM_HOUSEHOLDS, context)
    )
    plain = [c.STATUS, c.RESTORATION_HOURS, c.PARTICIPATION]
    if controls:
        plain += [c.CENSORED, *CONTROLS]
    elif income and source.fields().lookupField(c.MEDIAN_INCOME) >= 0:
        plain.append(c.MEDIAN_INCOME)
    study = read_declared(source, c.STUDY, list(dict.fromkeys([*plain, *model_fields(source)])), progress)
    by_location = algorithm.parameterAsBool(parameters, algorithm.BY_LOCATION, context)
    chosen = [column] if by_location else list(dict.fromkeys((area_column, column)))
    study[chosen] = read_table(source, chosen, progress)
    areas = _read_areas(polygons, text(algorithm.AREA_FIELD) or id_field(polygons, area_column), context, crs, progress)
    if by_location:
        area_column = BY_LOCATION
        study[area_column] = _located(source, context, crs, areas, progress)
    grouping, reference = text(algorithm.GROUPING), text(algorithm.REFERENCE_GROUP)
    split, threshold = column, algorithm.parameterAsDouble(parameters, algorithm.GROUP_THRESHOLD, context)
    words = ("", "")
    if grouping == VALUES:
        split, words = split_by_values(study, column, reference, rule.minimum)
        threshold = 0.5
    progress.set(40)
    options = DisparityOptions(
        area_column=area_column,
        group_column=split,
        threshold=threshold,
        minimum=rule.minimum,
        areas=tuple(name for name in areas.ids if name is not None),
        group_words=words,
        earlier=algorithm.earlier,
    )
    return AreaInputs(study, areas, rule, GroupOptions(options, column, grouping, reference))


def _read_areas(polygons, field: str, context: QgsProcessingContext, crs, progress: Progress) -> Areas:
    from ..core.sources.ids import id_text

    there = [name for name in c.CENSUS_OF_AREAS if polygons.fields().lookupField(name) >= 0]
    with_census = {c.AREA_MINORITY_SHARE, c.AREA_MINORITY_SHARE_CV} <= set(there)
    wanted = [field, *(there if with_census else ())]
    frame, geometries = read_layer(polygons, context, names=list(dict.fromkeys(wanted)), progress=progress)
    shapes = {"geometries": geometries, "geometry_type": polygons.wkbType(), "crs": crs}
    census = frame[there].astype(float).reindex(columns=list(c.CENSUS_OF_AREAS)) if with_census else None
    return Areas(polygons.sourceName(), field, id_text(frame[field].to_numpy()), shapes, census)


def _located(source, context: QgsProcessingContext, crs, areas: Areas, progress: Progress):
    """Each household's area by where a point within its parcel lies."""
    import numpy as np

    from ..core.errors import InputError, Problem
    from ..core.study.siting import inner_points, polygon_of

    _, parcels = read_layer(source, context, crs, names=[], progress=progress)
    if all(parcel is None for parcel in parcels):
        what = "has no geometries, so that its households cannot be placed by location"
        raise InputError(Problem(what, "Use the layer of 'Study dataset', not a table", source.sourceName()))
    return np.append(areas.ids, None)[polygon_of(inner_points(parcels), areas.shapes["geometries"], progress)]
