"""What QGIS's writer for PostgreSQL does to missing values, and how they are put right."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qgis.core import QgsDataSourceUri, QgsFeatureRequest, QgsProcessingException, QgsVectorLayer

from .values import is_null, to_attribute

if TYPE_CHECKING:
    import pandas as pd

    from ..core.columns import Table

_SCHEME = re.compile(r"postgres://|postgis:")


def is_postgis(destination: str) -> bool:
    """Whether a sink's id names a table in PostgreSQL."""
    return bool(_SCHEME.match(destination))


def without_connection(destination: str) -> str:
    """A sink's id for a message: of a table in a database its name alone, since a connection may hold a password."""
    uri = QgsDataSourceUri(_SCHEME.sub("", destination, count=1))
    return f"{uri.schema()}.{uri.table()}" if is_postgis(destination) else destination


def restore_missing(destination: str, table: Table, frame: pd.DataFrame) -> int:
    """Put missing values of a written table right; gives how many there were to mend.

    QGIS writes a column once for all rows of a batch if they look alike, and to Qt 5 a missing number looks like 0 and
    a missing text like "" (seen on 3.22): where a batch holds nothing else, all of it becomes its first value.

    Raises
    ------
    QgsProcessingException
        If the table cannot be read back or changed, so that nobody takes it for right.
    """
    layer = QgsVectorLayer(_SCHEME.sub("", destination, count=1), table.title, "postgres")
    if not layer.isValid() or layer.featureCount() != len(frame):
        raise QgsProcessingException(
            f"{without_connection(destination)} could not be read back. Write to a GeoPackage instead."
        )
    places = [layer.fields().lookupField(name) for name in table.names]
    whole = {column.name for column in table.columns if column.kind in ("integer", "flag")}
    request = QgsFeatureRequest().setFlags(QgsFeatureRequest.Flag.NoGeometry).setSubsetOfAttributes(places)
    written = sorted((feature.id(), feature.attributes()) for feature in layer.getFeatures(request))
    wrong: dict[int, dict] = {}
    for name, place in zip(table.names, places):
        for (key, attributes), value in zip(written, frame[name].to_numpy()):
            meant = to_attribute(value)
            if is_null(attributes[place]) != (meant is None):
                wrong.setdefault(key, {})[place] = int(meant) if meant is not None and name in whole else meant
    if wrong and not layer.dataProvider().changeAttributeValues(wrong):
        raise QgsProcessingException(
            f"{without_connection(destination)}: missing values could not be written: "
            f"{layer.dataProvider().lastError()} "
            "Write to a GeoPackage instead."
        )
    return sum(map(len, wrong.values()))
