"""What 'Block group indicators' measures: public figures, some of them with wide margins of error."""

from __future__ import annotations

from ...core import columns
from . import sources
from .families import census_count, census_share
from .kinds import Measure

CENSUS: tuple[Measure, ...] = (
    census_share(
        columns.AREA_MINORITY_SHARE,
        columns.AREA_MINORITY_SHARE,
        "Where minority residents live",
        "Minority share of residents per {area}; {count}",
        "Minority share of residents",
        unreliable_column=columns.AREA_MINORITY_SHARE_CV,
        notes=(sources.RESIDENTS,),
    ),
    census_count(
        "median_income",
        columns.MEDIAN_INCOME,
        "Household income",
        "Median household income per {area}; {count}",
        "Median household income (dollars)",
        unreliable_column=columns.MEDIAN_INCOME_CV,
        prefix="$",
        factor=1000.0,
        steps=(5_000, 10_000, 20_000, 25_000, 50_000),
    ),
    census_share(
        columns.RENTER_SHARE,
        columns.RENTER_SHARE,
        "Where renters live",
        "Share of renters in occupied homes per {area}; {count}",
        "Share of renters",
        unreliable_column=columns.RENTER_SHARE_CV,
        notes=("Renters as 'Block group indicators' counts them: households, if not chosen otherwise.",),
    ),
    census_share(
        columns.EDUCATION_SHARE,
        columns.EDUCATION_SHARE,
        "Where people with a college degree live",
        "Share of people aged 25 or older with a bachelor's degree or higher per {area}; {count}",
        "Bachelor's degree or higher",
        unreliable_column=columns.EDUCATION_SHARE_CV,
        notes=("Of people aged 25 or older.",),
    ),
    census_count(
        columns.DENSITY,
        columns.DENSITY,
        "How densely people live",
        "People per square mile of land, per {area}; {count}",
        "People per square mile",
        unreliable_column=columns.POPULATION_CV,
        steps=(100, 200, 500, 1_000, 2_000, 5_000, 10_000),
    ),
)
