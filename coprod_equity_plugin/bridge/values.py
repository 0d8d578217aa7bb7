"""Single values between QGIS and Python: NULL in its two forms, and NumPy scalars that features do not store."""

from __future__ import annotations

import datetime
from typing import Any

from qgis.PyQt.QtCore import NULL, QDate, QDateTime, QTime

from .lazy import np


def is_null(value: Any) -> bool:
    """Whether an attribute is NULL: ``None`` on Qt 6, a null ``QVariant`` on Qt 5."""
    return value is None or value == NULL


def from_attribute(value: Any) -> Any:
    """A feature's attribute as a plain Python value; dates and times as naive ``datetime`` (as shown in the table)."""
    if is_null(value):
        return None
    if isinstance(value, QDateTime):
        return value.toPyDateTime().replace(tzinfo=None) if value.isValid() else None
    if isinstance(value, QDate):
        return datetime.datetime.combine(value.toPyDate(), datetime.time()) if value.isValid() else None
    return value


def to_attribute(value: Any) -> Any:
    """A value as a feature stores it: features drop rows with NumPy scalars and keep NaN as a number."""
    if value is None:
        return None
    if isinstance(value, np.datetime64):
        if np.isnat(value):
            return None
        moment = value.astype("datetime64[s]").item()
        return QDateTime(QDate(moment.year, moment.month, moment.day), QTime(moment.hour, moment.minute, moment.second))
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and value != value:  # NaN is the one number that differs from itself
        return None
    return value
