"""Times as cities write them, to local wall-clock time in the study's zone."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

from ..errors import InputError, Problem
from ..progress import Progress
from .ids import by_distinct

_CLOCK = r"(?:(?:[T ]+| +- +)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
_ISO = re.compile(
    rf"^(?P<year>\d{{4}})[-/](?P<month>\d{{1,2}})[-/](?P<day>\d{{1,2}}){_CLOCK}\s*"
    r"(?P<zone>Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?$",
    re.IGNORECASE,
)
_AMERICAN = re.compile(
    rf"^(?P<month>\d{{1,2}})/(?P<day>\d{{1,2}})/(?P<year>\d{{4}}){_CLOCK}\s*(?P<half>[AP]M)?)?$", re.IGNORECASE
)
_NAT = np.datetime64("NaT", "s")


def find_zone(name: str) -> ZoneInfo:
    """The time zone of an IANA name; an error with examples if there is none."""
    try:
        return ZoneInfo(name.strip())
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InputError(
            Problem(
                f"there is no time zone {name!r}",
                "Use an IANA name such as America/New_York, America/Chicago or America/Los_Angeles",
                column="TIME_ZONE",
            )
        ) from None


def local_times(values: np.ndarray, zone: ZoneInfo, progress: Progress | None = None) -> tuple[np.ndarray, int]:
    """Times to naive wall-clock time in a zone.

    Understood are ISO 8601 with an offset (converted to the zone) or without (taken as local), ``YYYY/MM/DD`` as GDAL
    writes it, and ``MM/DD/YYYY hh:mm:ss AM`` (local), as city portals export it, also with a dash between the
    two. A date without a time is its midnight.

    Parameters
    ----------
    values
        ``datetime64`` (taken as local) or objects, shape ``(n,)``.
    zone
        The study's zone.
    progress
        Asked for cancel.

    Returns
    -------
    times : numpy.ndarray
        ``datetime64[s]``, shape ``(n,)``, NaT where there is no usable time.
    day_first : int
        How many unusable values look like ``DD/MM/YYYY``: then the others are not what they seem either.
    """
    array = np.asarray(values)
    if array.dtype.kind == "M":
        return array.astype("datetime64[s]"), 0
    day_first = {"n": 0}

    def parse(value: object) -> np.datetime64:
        if isinstance(value, datetime):
            return np.datetime64(_to_zone(value, zone), "s")
        text = str(value).strip()
        match = _ISO.match(text) or _AMERICAN.match(text)
        if match is None:
            return _NAT
        parts = match.groupdict()
        try:
            moment = _moment(parts)
        except ValueError:
            if 12 < int(parts["month"]) <= 31 and int(parts["day"]) <= 12 and "half" in parts:
                day_first["n"] += 1
            return _NAT
        return np.datetime64(_to_zone(moment, zone), "s")

    return by_distinct(array, parse, _NAT, progress).astype("datetime64[s]"), day_first["n"]


def _moment(parts: dict[str, str | None]) -> datetime:
    hour = int(parts["hour"] or 0)
    half = (parts.get("half") or "").upper()
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(f"{hour} {half}")
        hour = hour % 12 + (12 if half == "PM" else 0)
    moment = datetime(
        int(parts["year"]),
        int(parts["month"]),
        int(parts["day"]),
        hour,
        int(parts["minute"] or 0),
        int(parts["second"] or 0),
    )
    text = (parts.get("zone") or "").upper()
    if not text:
        return moment
    if text in ("Z", "UTC"):
        return moment.replace(tzinfo=timezone.utc)
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return moment.replace(tzinfo=timezone(-offset if text[0] == "-" else offset))


def _to_zone(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment if moment.tzinfo is None else moment.astimezone(zone).replace(tzinfo=None)
