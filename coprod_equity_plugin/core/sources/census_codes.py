"""Which tables and columns of the American Community Survey the indicators need."""

from __future__ import annotations

INCOME = "B19013_001"
POPULATION = "B01003_001"
ADULTS = "B15003_001"
BACHELOR_OR_HIGHER = ("B15003_022", "B15003_023", "B15003_024", "B15003_025")
OCCUPIED = "B25003_001"
RENTERS = "B25003_003"
# The two ways to count renters: occupied housing units and those rented, or people living in them.
RENTERS_BY = {"households": (OCCUPIED, RENTERS), "people": ("B25008_001", "B25008_003")}
PEOPLE_BY_ORIGIN = "B03002_001"
WHITE_NOT_HISPANIC = "B03002_003"
# Other tables that print the total population too, for when B01003 is not there.
POPULATION_ALSO = (PEOPLE_BY_ORIGIN, "B01001_001")

TABLES = {
    "B19013": ("median household income", (INCOME,)),
    "B01003": ("total population", (POPULATION,)),
    "B15003": ("educational attainment", (ADULTS, *BACHELOR_OR_HIGHER)),
    "B25003": ("owners and renters", (OCCUPIED, RENTERS)),
    "B03002": ("Hispanic origin by race", (PEOPLE_BY_ORIGIN, WHITE_NOT_HISPANIC)),
}
_PEOPLE_TABLE = {"B25008": ("people by owners and renters", RENTERS_BY["people"])}
WANTED = frozenset(code for _, codes in (*TABLES.values(), *_PEOPLE_TABLE.values()) for code in codes) | set(
    POPULATION_ALSO
)


def tables_for(renters: str) -> dict[str, tuple[str, tuple[str, ...]]]:
    """The tables that are needed, with what they hold and their columns, for a way to count renters."""
    if renters == "households":
        return TABLES
    return {table: value for table, value in TABLES.items() if table != "B25003"} | _PEOPLE_TABLE
