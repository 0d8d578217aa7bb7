"""QGIS fields from the column definitions, on every supported QGIS."""

from __future__ import annotations

from collections.abc import Iterable

from qgis.core import Qgis, QgsField, QgsFields
from qgis.PyQt.QtCore import QMetaType, QVariant

from ..core.columns import Column, Kind, Table

# QgsField takes QMetaType from 3.38 on and warns about QVariant there; 3.22 knows only QVariant.
_MODERN = Qgis.QGIS_VERSION_INT >= 33800
_TYPES: dict[Kind, object] = (
    {
        "text": QMetaType.Type.QString,
        "integer": QMetaType.Type.Int,
        "flag": QMetaType.Type.Int,
        "number": QMetaType.Type.Double,
        "datetime": QMetaType.Type.QDateTime,
    }
    if _MODERN
    else {
        "text": QVariant.String,
        "integer": QVariant.Int,
        "flag": QVariant.Int,
        "number": QVariant.Double,
        "datetime": QVariant.DateTime,
    }
)


def heading(column: Column) -> str:
    """What a reader sees above a column: its alias, with the unit."""
    return f"{column.alias} ({column.unit})" if column.unit else column.alias


def make_field(column: Column) -> QgsField:
    """The field that holds a column, with the column's alias and meaning."""
    field = QgsField(column.name, _TYPES[column.kind])
    field.setAlias(heading(column))
    field.setComment(column.meaning)
    return field


def make_fields(columns: Table | Iterable[Column]) -> QgsFields:
    """The fields of a table, in order."""
    fields = QgsFields()
    for column in columns.columns if isinstance(columns, Table) else columns:
        fields.append(make_field(column))
    return fields
