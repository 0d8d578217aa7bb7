"""Which layers may not be seen by everybody."""

from __future__ import annotations

from qgis.core import QgsVectorLayer

from ..core import columns

# A row with one of these is a household, a meter or a person's request.
HOUSEHOLD_COLUMNS = (
    columns.METER_ID,
    columns.HOUSEHOLD_ID,
    columns.PARCEL_ID,
    columns.REQUEST_ID,
    columns.ADDRESS_KEY,
)


def household_columns(layer: QgsVectorLayer) -> list[str]:
    """The columns that make a layer confidential; empty if it may be published.

    Those of a household, or all those of a table of ours that is confidential, joined to places or not.
    """
    found = [name for name in HOUSEHOLD_COLUMNS if layer.fields().lookupField(name) >= 0]
    if found:
        return found
    there = set(layer.fields().names())
    tables = (table.names for table in columns.TABLES if table.confidential)
    return next((list(names) for names in tables if there.issuperset(names)), [])


def said_of(layer: QgsVectorLayer, marks: list[str]) -> str:
    """What a layer with such columns holds, as a message begins; the columns are named."""
    single = set(marks) & set(HOUSEHOLD_COLUMNS)
    what = "data of households or requests" if single else "the raw numbers of a confidential table"
    return f"{layer.name()} holds {what} (column{'' if len(marks) == 1 else 's'} {', '.join(marks)})"
