"""What 'Block group indicators' measures: public figures, some of them with wide margins of error."""

from __future__ import annotations

from ...core import columns
from . import palettes, sources
from .kinds import Measure

_METHOD = "Block group indicators"


def _share(name: str, cv: str, label: str, title: str, what: str, note: str) -> Measure:
    return Measure(
        name=name,
        label=label,
        column=name,
        unreliable_column=cv,
        title=title,
        subtitle=f"{what} per {{area}}; {{count}}",
        heading=label,
        unit="%",
        factor=100.0,
        scale="sequential",
        colours=palettes.PURPLES,
        breaks=(20, 40, 60, 80),
        undefined="No census value",
        sources=sources.CENSUS,
        method=_METHOD,
        notes=(note,),
        of_event=False,
        protected=False,
    )


CENSUS: tuple[Measure, ...] = (
    _share(
        columns.AREA_MINORITY_SHARE,
        columns.AREA_MINORITY_SHARE_CV,
        "Minority share of residents",
        "Where minority residents live",
        "Minority share of residents",
        sources.RESIDENTS,
    ),
    Measure(
        name="median_income",
        label="Median household income",
        column=columns.MEDIAN_INCOME,
        unreliable_column=columns.MEDIAN_INCOME_CV,
        title="Household income",
        subtitle="Median household income per {area}; {count}",
        heading="Median household income (dollars)",
        unit="",
        prefix="$",
        factor=1000.0,
        scale="sequential",
        colours=palettes.GREENS,
        steps=(5_000, 10_000, 20_000, 25_000, 50_000),
        undefined="No census value",
        sources=sources.CENSUS,
        method=_METHOD,
        of_event=False,
        protected=False,
    ),
    _share(
        columns.RENTER_SHARE,
        columns.RENTER_SHARE_CV,
        "Share of renters",
        "Where renters live",
        "Share of renters in occupied homes",
        "Renters as 'Block group indicators' counts them: households, if not chosen otherwise.",
    ),
    _share(
        columns.EDUCATION_SHARE,
        columns.EDUCATION_SHARE_CV,
        "Bachelor's degree or higher",
        "Where people with a college degree live",
        "Share of people aged 25 or older with a bachelor's degree or higher",
        "Of people aged 25 or older.",
    ),
    Measure(
        name=columns.DENSITY,
        label="Population density",
        column=columns.DENSITY,
        unreliable_column=columns.POPULATION_CV,
        title="How densely people live",
        subtitle="People per square mile of land, per {area}; {count}",
        heading="People per square mile",
        unit="",
        scale="sequential",
        colours=palettes.GREENS,
        steps=(100, 200, 500, 1_000, 2_000, 5_000, 10_000),
        undefined="No census value",
        sources=sources.CENSUS,
        method=_METHOD,
        of_event=False,
        protected=False,
    ),
)
