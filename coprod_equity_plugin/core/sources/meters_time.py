"""Time zones for meter reads: local wall-clock stamps to UTC and back by the zone's few offsets, not row by row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np

from ..errors import InputError, Problem

MICRO = 1_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_YEARS = (1970, 2100)


def load_zone(name: str) -> ZoneInfo:
    """The time zone of an IANA name such as ``America/New_York``; an :class:`InputError` if there is none."""
    try:
        return ZoneInfo(name.strip())
    except (KeyError, ValueError, OSError, ModuleNotFoundError):
        raise InputError(
            Problem(
                f"there is no time zone named '{name}'",
                "Give an IANA name such as America/New_York, Europe/London or UTC",
                column="TIME_ZONE",
            )
        ) from None


@dataclass(frozen=True)
class Offsets:
    """A zone's UTC offsets over a stretch of time, in seconds.

    Attributes
    ----------
    changes : numpy.ndarray
        UTC seconds of the clock changes inside the stretch, shape ``(k,)``, ascending.
    offsets : numpy.ndarray
        Seconds east of UTC before, between and after the changes, shape ``(k + 1,)``.
    """

    changes: np.ndarray
    offsets: np.ndarray

    @property
    def repeated(self) -> list[tuple[int, int, int]]:
        """Local wall-clock spans that occur twice: ``(first second, one past the last, seconds set back)``."""
        return [
            (int(change + after), int(change + before), int(before - after))
            for change, before, after in zip(self.changes, self.offsets[:-1], self.offsets[1:])
            if after < before
        ]

    @property
    def skipped(self) -> list[tuple[int, int]]:
        """Local wall-clock spans that do not occur: ``(first second, one past the last)``."""
        return [
            (int(change + before), int(change + after))
            for change, before, after in zip(self.changes, self.offsets[:-1], self.offsets[1:])
            if after > before
        ]

    def to_local(self, utc: np.ndarray) -> np.ndarray:
        """Wall-clock ``datetime64[s]`` of UTC seconds."""
        utc = np.asarray(utc, dtype=np.int64)
        return (utc + self.offsets[np.searchsorted(self.changes, utc, side="right")]).astype("datetime64[s]")

    def to_utc(self, local: np.ndarray) -> np.ndarray:
        """UTC seconds of wall-clock times (``datetime64`` or seconds); a repeated time is its first occurrence."""
        local = np.asarray(local)
        if local.dtype.kind == "M":
            local = local.astype("datetime64[s]").astype(np.int64)
        return local - self.offsets[np.searchsorted(self.changes + self.offsets[:-1], local, side="right")]


def zone_offsets(name: str, start: int, stop: int) -> Offsets:
    """The offsets of a zone between two UTC seconds, two days more on either side."""
    zone = load_zone(name)
    start, stop = int(start) - 2 * 86400, int(stop) + 2 * 86400

    @cache
    def offset(second: int) -> int:
        return int((_EPOCH + timedelta(seconds=second)).astimezone(zone).utcoffset().total_seconds())

    changes: list[int] = []
    for day in range(start, stop, 86400):
        low, high = day, min(day + 86400, stop)
        if offset(low) == offset(high):
            continue
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if offset(middle) == offset(day) else (low, middle)
        changes.append(high)
    offsets = [offset(start), *(offset(change) for change in changes)]
    return Offsets(np.array(changes, dtype=np.int64), np.array(offsets, dtype=np.int64))


def local_to_utc(moment: np.datetime64, zone: str) -> int:
    """UTC seconds of one wall-clock time."""
    second = int(np.datetime64(moment, "s").astype(np.int64))
    return int(zone_offsets(zone, second, second).to_utc(np.array([second]))[0])


# Formats of time stamps that are not ISO 8601, as utilities' exports print them; tried in this order.
_MONTH_FIRST = tuple(
    f"{day} {clock}"
    for day in ("%m/%d/%Y", "%m/%d/%y", "%m-%d-%Y")
    for clock in ("%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M:%S %p", "%I:%M%p")
)
_DAY_FIRST = tuple(
    f"{day} {clock}"
    for day in ("%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%d.%m.%Y")
    for clock in ("%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M:%S %p", "%I:%M%p")
)
_OTHER = ("%Y%m%d%H%M", "%Y%m%d%H%M%S", "%Y%m%d %H:%M", "%Y/%m/%d %H:%M", "%d-%b-%Y %H:%M", "%d%b%Y:%H:%M:%S")
_DAYS = tuple(form.split(" ")[0] for form in (*_MONTH_FIRST, *_DAY_FIRST))
ISO, ISO_OFFSET, EPOCH = "ISO 8601", "ISO 8601 with offset", "epoch seconds"
_ISO_TEXT = re.compile(r"^\d{4}-\d{1,2}-\d{1,2}([ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)?$")
_OFFSET_TEXT = re.compile(r"^\d{4}-\d{1,2}-\d{1,2}[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)? ?(Z|[+-]\d{2}(:?\d{2})?)$")
_DIGITS = re.compile(r"^(\d{9,10}|\d{13})$")


def detect_format(samples: list[str], zone: str, *, dates: bool = False) -> str | None:
    """The format in which most of the sampled time stamps are written; ``None`` if no known one fits.

    Gives :data:`ISO`, :data:`ISO_OFFSET`, :data:`EPOCH` or a ``strptime`` format; ``dates`` asks for days without clock
    times. Where month and day could be either way round in every sample (see :func:`other_way_round`), an American zone
    puts the month first, any other the day.
    """
    samples = [text.strip() for text in samples if text and text.strip()]
    if not samples:
        return None
    most = 0.5 * len(samples)
    for name, pattern in ((ISO, _ISO_TEXT), (ISO_OFFSET, _OFFSET_TEXT), (EPOCH, _DIGITS)):
        if sum(bool(pattern.match(text)) for text in samples) > most:
            return name
    american = zone.startswith(("America/", "US/", "Pacific/Honolulu"))
    order = (*_MONTH_FIRST, *_DAY_FIRST) if american else (*_DAY_FIRST, *_MONTH_FIRST)
    forms = dict.fromkeys(form.split(" ")[0] for form in order) if dates else dict.fromkeys((*order, *_OTHER))
    best, fits = None, most
    for form in (*forms, "%Y%m%d") if dates else forms:
        count = sum(_parses(text, form) for text in samples)
        if count > fits:
            best, fits = form, count
    return best


def other_way_round(form: str, samples: list[str]) -> str:
    """The format with day and month exchanged; empty unless all samples that have the one have the other too."""
    if form not in {*_MONTH_FIRST, *_DAY_FIRST, *_DAYS}:
        return ""
    other = form.translate(str.maketrans("md", "dm"))
    fit = [text.strip() for text in samples if text and _parses(text.strip(), form)]
    return other if all(_parses(text, other) for text in fit) else ""


def _parses(text: str, form: str) -> bool:
    try:
        moment = datetime.strptime(text, form)
    except ValueError:
        return False
    return _YEARS[0] <= moment.year < _YEARS[1]
