"""Restoration times from power-off and power-on events, by the definitions that :mod:`.restoration` has for reads.

1. An outage is a stretch from a power-off to the next power-on that is at least the minimum long and begins within the
   onset window. A stretch that begins before the event and goes over into it is an outage of before (``uncertain``).
2. Power is back at the first power-on that no power-off follows for two hours; till then the outage goes on. A meter
   without one is ``censored``: hours then count to the time up to which the file reports.
3. That time is given; if not, it is the file's last event, and the last power-ons are taken to have lasted.
4. A power-on without a power-off is no outage of known length: with nothing else, the meter is ``uncertain``.
5. Bounds: power went between the first and the last of repeated power-offs. Otherwise events know the time.

Meters without any event are not in the table: whether they kept power or their messages were lost, only reads can say.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .. import columns
from ..errors import InputError, Problem
from ..progress import Progress
from ..sources.meters_time import local_to_utc, zone_offsets
from ..sources.outage_events import NEVER, OutageEvents
from .restoration_curve import CurveNumbers, curve_numbers, restoration_curve

EVIDENCE_EVENT, EVIDENCE_REPEATED, EVIDENCE_LONE_ON = "event", "repeated off", "power on without power off"
EVIDENCE_OUT_BEFORE = "out before the event"
_CURVE_STEP = 1800
_UNKNOWN = np.datetime64("NaT", "s")
_MOMENTS = (columns.OUTAGE_START, columns.RESTORED_AT)


@dataclass(frozen=True)
class EventOptions:
    """What decides an outage; see :class:`~.restoration.RestorationOptions` for the same names.

    Attributes
    ----------
    reported_until
        Local time up to which the file reports; NaT if it is not known.
    lookback_days
        Days before the event whose events are used: a power-off of long ago whose power-on was lost says nothing.
    """

    event_start: np.datetime64
    window_hours: float = 48.0
    minimum_outage_hours: float = 1.0
    sustained_hours: float = 2.0
    lookback_days: float = 7.0
    follow_up_days: float = 30.0
    reported_until: np.datetime64 = _UNKNOWN

    def check(self) -> None:
        """Raise an :class:`InputError` with every value that makes no sense."""
        problems = [
            Problem(f"{what} must be more than 0", "Give a larger number", column=name)
            for name, what, value in (
                ("WINDOW_HOURS", "the onset window", self.window_hours),
                ("FOLLOW_UP_DAYS", "the follow-up", self.follow_up_days),
            )
            if not value > 0
        ]
        problems += [
            Problem(f"{what} cannot be negative", "Give 0 or more", column=name)
            for name, what, value in (
                ("MINIMUM_OUTAGE", "the shortest outage", self.minimum_outage_hours),
                ("SUSTAINED", "the time with power that ends an outage", self.sustained_hours),
                ("LOOKBACK_DAYS", "the time before the event", self.lookback_days),
            )
            if not value >= 0
        ]
        if np.isnat(self.event_start):
            problems.append(Problem("the event's start is missing", "Give a local date and time", column="EVENT_START"))
        elif self.reported_until <= self.event_start:
            problems.append(
                Problem("the events end before the event starts", "Give a later time", column="REPORTED_UNTIL")
            )
        if problems:
            raise InputError(problems)

    def between(self, time_zone: str) -> tuple[int, int]:
        """UTC seconds between which events are used."""
        event = local_to_utc(self.event_start, time_zone)
        stop = event + round(86400 * self.follow_up_days)
        if not np.isnat(self.reported_until):
            stop = min(stop, local_to_utc(self.reported_until, time_zone) + 1)
        return event - round(86400 * self.lookback_days), stop


@dataclass(frozen=True)
class EventResult:
    """Restoration times of all meters with events.

    Attributes
    ----------
    table : pandas.DataFrame
        The columns of ``columns.RESTORATION``, a row per meter, ordered by meter.
    counts : dict
        Status -> meters, every status of ``columns.STATUSES``.
    left_out : dict
        Reason -> rows of the files; also meters' power-ons that no power-off goes before.
    """

    table: pd.DataFrame
    counts: dict[str, int]
    left_out: dict[str, int]


def infer_from_events(events: OutageEvents, options: EventOptions, progress: Progress | None = None) -> EventResult:
    """Outage and restoration of every meter, by the rules at the head of this module.

    Raises
    ------
    InputError
        Options that make no sense; an event that the file does not reach.
    """
    progress = progress or Progress()
    options.check()
    progress.check()
    event = local_to_utc(options.event_start, events.time_zone)
    if events.last < event:
        offsets = zone_offsets(events.time_zone, events.last, event)
        raise InputError(
            Problem(
                f"the last event of the file ({offsets.to_local(np.array([events.last]))[0]}) is before the start of "
                f"the event ({options.event_start.astype('datetime64[m]')})",
                "Correct EVENT_START, or give the events of that time",
                column="EVENT_START",
            )
        )
    close = event + round(3600 * options.window_hours)
    minimum, sustained = round(3600 * options.minimum_outage_hours), round(3600 * options.sustained_hours)
    known_end = not np.isnat(options.reported_until)
    end = local_to_utc(options.reported_until, events.time_zone) if known_end else events.last
    last = end if known_end else end + sustained
    n, m = len(events.meters), len(events.meter)
    meter, off, on = events.meter, events.off, events.on
    open_end = np.minimum(on, end)

    # The end of each stretch: its own power-on if power then lasts, else that of the next one for which it does.
    same = np.append(meter[1:] == meter[:-1], False) if m else np.zeros(0, bool)
    next_off = np.where(same, np.append(off[1:], 0), np.maximum(last, on)) if m else off
    lasting = (on != NEVER) & (next_off - on >= sustained)
    places = np.flatnonzero(lasting)
    at = np.searchsorted(places, np.arange(m))
    back_place = np.append(places, m)[at]
    own = back_place < m
    own[own] = meter[back_place[own]] == meter[own]
    back = np.where(own, on[np.minimum(back_place, max(m - 1, 0))] if m else on, NEVER)

    inside = (off >= event) & (off < close) & (open_end - off >= minimum)
    crosses = (off < event) & (open_end > event) & (open_end - off >= minimum)
    out_before = np.zeros(n, dtype=bool)
    out_before[meter[crosses]] = True

    first = np.full(n, -1, dtype=np.int64)
    seconds_out, count = np.zeros(n), np.zeros(n, dtype=np.int64)
    rest = np.flatnonzero(inside)
    while len(rest):  # one outage of every meter in each turn; what lies before its end belongs to it
        _, place = np.unique(meter[rest], return_index=True)
        chosen = rest[place]
        who = meter[chosen]
        fresh = count[who] == 0
        first[who[fresh]] = chosen[fresh]
        seconds_out[who] += np.minimum(back[chosen], end) - off[chosen]
        count[who] += 1
        limit = np.full(n, NEVER)
        limit[who] = back[chosen]
        rest = rest[off[rest] >= limit[meter[rest]]]
        progress.check()

    out = first >= 0
    at = np.maximum(first, 0)
    pick = (lambda values, empty: np.where(out, values[at], empty)) if m else (lambda _, empty: np.full(n, empty))
    lost, returned = pick(off, NEVER), pick(back, NEVER)
    censored = out & (returned == NEVER)
    stop = np.where(censored, end, returned)
    hours = np.where(out, (stop - lost) / 3600, np.nan)
    repeated = out & (pick(events.off_last, 0) != np.where(out, lost, 0))
    low = np.where(out, (stop - pick(events.off_last, 0)) / 3600, np.nan)
    lone = np.zeros(n, dtype=bool)
    lone[events.lone_meter[events.lone_on >= event]] = True
    unclear = ~out & (out_before | lone)
    status = np.full(n, columns.STATUS_NO_OUTAGE, dtype=object)
    for mask, word in (
        (out, columns.STATUS_RESTORED),
        (censored, columns.STATUS_CENSORED),
        (unclear, columns.STATUS_UNCERTAIN),
    ):
        status[mask] = word
    evidence = np.full(n, "", dtype=object)
    evidence[out] = EVIDENCE_EVENT
    evidence[repeated] = f"{EVIDENCE_EVENT}+{EVIDENCE_REPEATED}"
    evidence[unclear & lone] = EVIDENCE_LONE_ON
    evidence[unclear & out_before] = EVIDENCE_OUT_BEFORE
    restored = out & ~censored
    known = ~unclear
    table = pd.DataFrame(
        {
            columns.METER_ID: events.meters,
            columns.STATUS: status,
            columns.OUTAGE_START: _wall(lost, out, events.time_zone),
            columns.RESTORED_AT: _wall(returned, restored, events.time_zone),
            columns.RESTORATION_HOURS: np.floor(hours + 0.5),
            columns.OUTAGE_HOURS: np.where(known, seconds_out / 3600, np.nan),
            columns.INTERRUPTIONS: np.where(known, count, np.nan),
            columns.CENSORED: np.where(out, censored, np.nan),
            columns.HOURS_LOW: low,
            columns.HOURS_HIGH: np.where(restored, hours, np.nan),
            columns.EVIDENCE: evidence,
        }
    )[list(columns.RESTORATION.names)]
    left_out = dict(events.left_out)
    unmatched = {
        "power on without power off": len(events.lone_on),
        "power off without power on": int(np.count_nonzero(on == NEVER)),
    }
    left_out.update({reason: number for reason, number in unmatched.items() if number})
    counts = count_statuses(table)
    shown = ", ".join(f"{number:,} {word}" for word, number in counts.items() if number)
    progress.info(f"{events.rows:,} rows of {n:,} meters: {shown}.")
    for reason, number in left_out.items():
        progress.info(f"{number:,} rows: {reason}.")
    if not known_end:
        progress.info(
            "The time up to which the file reports is not given: its last event is taken, and the last power-ons are "
            "taken to have lasted."
        )
    progress.set(100)
    return EventResult(table, counts, left_out)


def _wall(seconds: np.ndarray, there: np.ndarray, time_zone: str) -> np.ndarray:
    result = np.full(len(seconds), np.datetime64("NaT", "s"))
    if there.any():
        known = seconds[there]
        result[there] = zone_offsets(time_zone, int(known.min()), int(known.max())).to_local(known)
    return result


def count_statuses(table: pd.DataFrame) -> dict[str, int]:
    """Meters of each status, every status of ``columns.STATUSES``."""
    found = table[columns.STATUS].value_counts()
    return {status: int(found.get(status, 0)) for status in columns.STATUSES}


def curve_of_events(
    table: pd.DataFrame, events: OutageEvents, options: EventOptions
) -> tuple[pd.DataFrame, CurveNumbers]:
    """The half-hourly restoration curve of a table, as far as the events report, and the numbers read off it."""
    zone, known = events.time_zone, not np.isnat(options.reported_until)
    event = local_to_utc(options.event_start, zone)
    last = max(event, local_to_utc(options.reported_until, zone) if known else events.last)
    offsets = zone_offsets(zone, event - 86400, last + 60 * 86400)
    out = table[columns.STATUS].isin([columns.STATUS_RESTORED, columns.STATUS_CENSORED]).to_numpy()
    lost, back = (table[name].to_numpy()[out].astype("datetime64[s]") for name in _MOMENTS)
    lost = offsets.to_utc(lost)
    back = np.where(np.isnat(back), NEVER, offsets.to_utc(np.where(np.isnat(back), options.event_start, back)))
    edges = np.arange(event, last + _CURVE_STEP, _CURVE_STEP, dtype=np.int64)
    last = int(edges[-1])
    curve = restoration_curve(lost, back, edges, offsets.to_local(edges), event)
    day = options.event_start.astype("datetime64[D]")
    day2, day3 = (int(second) for second in offsets.to_utc(np.array([day + 2, day + 3])))
    return curve, curve_numbers(back, event, day2, day3, last)
