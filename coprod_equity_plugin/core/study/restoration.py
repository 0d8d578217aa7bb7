"""When each meter lost power and got it back: the measurement on which the whole study stands.

Each interval of a meter is ON (a measured read above a threshold, or a negative one: export), ZERO (measured, not
above it), ESTIMATED or missing. Neither an estimated nor a missing read ever is ON: in storms, utilities' systems fill
outages with estimates and fill lost communication with zeros. The rules, in order:

1. ``no_reads``: no read from the event on.
2. Baseline, the days before the event: without a measured read there, ``uncertain``; with power in less than a fifth of
   the measured reads, ``vacant``; in less than four fifths, an outage has to be longer than the 99th percentile of the
   meter's own runs of zeros.
3. An outage is a run of intervals that are not ON, at least an hour long, with a measured ZERO, that begins within the
   onset window. A run of only missing or estimated reads counts if, when it has lasted the minimum, at least half of
   the measured reads of all meters that are not vacant are ZERO, and the meter reports again later (``+area`` in the
   evidence); else the meter is ``uncertain``. Where the meters' feeder, area or place is known, those of the same one
   or the nearest ones are asked instead, if three of them have a measured read (``+group``, ``+nearest``). A run that
   reaches into the window from before, and has no zero there, begins with the window; one that has is an outage of
   before the event (``uncertain``).
4. Power is back at the first ON of two hours of ON in a row, else ``censored``: hours then count to the end of the
   meter's last read.
5. Bounds: power went between the start of the last ON and the first ZERO, and came between the end of the last ZERO and
   the end of the first ON.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from .. import columns
from ..errors import InputError, Problem
from ..progress import Progress
from ..sources.meters import ReadSource
from ..sources.meters_bits import bit_range, count_between, stretches
from ..sources.meters_fields import ESTIMATED_WORDS, MISSING_WORDS
from ..sources.meters_grid import ReadGrid, read_grid
from ..sources.meters_time import local_to_utc, zone_offsets
from ..threads import in_threads
from .restoration_checks import check_event, slots_used, told
from .restoration_curve import CurveNumbers, curve_numbers, restoration_curve
from .restoration_others import CITY, GROUP, NEAREST, MeterPlaces, OthersOut
from .restoration_runs import States, find_outages, longest_usual_zero
from .restoration_sensitivity import other_thresholds, sensitivity_table

EVIDENCE_ZERO, EVIDENCE_ESTIMATED, EVIDENCE_MISSING = "zero", "estimated", "missing"
EVIDENCE_AREA, EVIDENCE_GROUP, EVIDENCE_NEAREST, EVIDENCE_EXPORT = "area", "group", "nearest", "export"
EVIDENCE_NO_BASELINE, EVIDENCE_OUT_BEFORE = "no baseline", "out before the event"
_NEVER = np.iinfo(np.int64).max
_CHUNK = 4096


@dataclass(frozen=True)
class RestorationOptions:
    """What decides an outage; times in hours and days, so that they mean the same for every metering interval.

    Attributes
    ----------
    event_start
        Local wall-clock time of the event's start in the reads' time zone.
    window_hours
        An outage must begin within these hours.
    threshold_kwh
        Energy in an interval above which a read is power.
    minimum_outage_hours, sustained_hours
        Shortest outage; power in a row that ends one.
    baseline_days
        Days before the event that tell a home's usual use.
    vacant_share, regular_share
        Share of measured baseline reads with power below which a meter is vacant, and below which an outage has to be
        longer than the meter's usual zeros.
    area_share
        Share of meters without power from which a run of only missing or estimated reads is an outage.
    follow_up_days
        Days after the event whose reads are used.
    estimated_words, missing_words
        Quality flags that make a read an estimate or no read.
    """

    event_start: np.datetime64
    window_hours: float = 48.0
    threshold_kwh: float = 0.01
    minimum_outage_hours: float = 1.0
    sustained_hours: float = 2.0
    baseline_days: float = 7.0
    vacant_share: float = 0.2
    regular_share: float = 0.8
    area_share: float = 0.5
    follow_up_days: float = 30.0
    estimated_words: Sequence[str] = ESTIMATED_WORDS
    missing_words: Sequence[str] = MISSING_WORDS

    def check(self) -> None:
        """Raise an :class:`InputError` with every value that makes no sense."""
        problems = [
            Problem(f"{what} must be more than 0", "Give a larger number", column=name)
            for name, what, value in (
                ("WINDOW_HOURS", "the onset window", self.window_hours),
                ("MINIMUM_OUTAGE", "the shortest outage", self.minimum_outage_hours),
                ("SUSTAINED", "the time with power that ends an outage", self.sustained_hours),
                ("BASELINE_DAYS", "the baseline", self.baseline_days),
                ("FOLLOW_UP_DAYS", "the follow-up", self.follow_up_days),
            )
            if not value > 0
        ]
        if self.threshold_kwh < 0:
            problems.append(Problem("the threshold cannot be negative", "Give 0 or more", column="THRESHOLD"))
        if not 0 <= self.vacant_share <= self.regular_share <= 1:
            problems.append(Problem("shares must rise from 0 to 1", "Give a smaller VACANT_SHARE"))
        if np.isnat(self.event_start):
            problems.append(Problem("the event's start is missing", "Give a local date and time", column="EVENT_START"))
        if problems:
            raise InputError(problems)


@dataclass(frozen=True)
class RestorationResult:
    """Restoration times of all meters.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per meter, the columns of ``columns.RESTORATION``, ordered by meter.
    curve : pandas.DataFrame
        The columns of ``columns.CURVE``.
    counts : dict
        Status -> meters, every status of ``columns.STATUSES``.
    left_out : dict
        Reason -> rows of the files.
    numbers : CurveNumbers
        Shares by day and hours to 50, 80 and 95 %.
    notes : tuple
        Sentences for the log.
    sensitivity : pandas.DataFrame or None
        The columns of ``columns.SENSITIVITY``, if asked for.
    """

    table: pd.DataFrame
    curve: pd.DataFrame
    counts: dict[str, int]
    left_out: dict[str, int]
    numbers: CurveNumbers
    notes: tuple[str, ...]
    sensitivity: pd.DataFrame | None = None


def infer_restoration(
    source: ReadSource,
    options: RestorationOptions,
    progress: Progress | None = None,
    *,
    sensitivity: bool = False,
    places: MeterPlaces | None = None,
) -> RestorationResult:
    """Outage and restoration of every meter, by the rules at the head of this module.

    Parameters
    ----------
    source
        What :func:`~coprod_equity_plugin.core.sources.meters.open_reads` gives.
    options
        Event and thresholds.
    progress
        Told counts and what was left out.
    sensitivity
        Whether to repeat the inference with other thresholds, from the same pass over the reads.
    places
        Feeder, area or place of the meters: whose neighbours decide on runs of missing reads.

    Raises
    ------
    InputError
        An event outside the reads, no reads before it, files that cannot be read.
    """
    progress = progress or Progress()
    options.check()
    if places is not None:
        places.check()
    event = local_to_utc(options.event_start, source.time_zone)
    step = source.interval
    midnight = local_to_utc(options.event_start.astype("datetime64[D]"), source.time_zone)
    # Slots keep the phase of local midnight, as meters do; the event begins with the first slot not before it.
    first = midnight - -(-round(options.baseline_days * 86400 + 86400) // step) * step
    open_slot = -(-(event - first) // step)
    stop = first + open_slot * step + round(options.follow_up_days * 86400)
    progress.check()
    grid = read_grid(
        source,
        first,
        stop,
        threshold=options.threshold_kwh,
        levels=other_thresholds(options) if sensitivity else (),
        estimated_words=options.estimated_words,
        missing_words=options.missing_words,
        progress=progress.part(0, 70),
    )
    progress.set(70)
    check_event(source, grid, open_slot, options)
    result = infer_from_grid(
        grid, open_slot, event, options, source.time_zone, progress.part(70, 75 + 25 * (not sensitivity)), places
    )
    for note in result.notes:
        progress.info(note)
    if sensitivity:

        def infer(other: RestorationOptions) -> RestorationResult:
            progress.check()
            same = other.threshold_kwh == options.threshold_kwh
            reads = grid if same else grid.at_threshold(other.threshold_kwh)
            return infer_from_grid(reads, open_slot, event, other, source.time_zone, places=places)

        table = sensitivity_table(options, result, infer, progress.part(75, 100))
        result = replace(result, sensitivity=table)
    progress.set(100)
    return result


def infer_from_grid(
    grid: ReadGrid,
    open_slot: int,
    event: int,
    options: RestorationOptions,
    time_zone: str,
    progress: Progress | None = None,
    places: MeterPlaces | None = None,
) -> RestorationResult:
    """The inference alone, on a grid that has been read; ``open_slot`` is the first slot of the onset window."""
    progress = progress or Progress()
    per_hour = 3600 / grid.interval

    def slots(hours: float) -> int:
        return max(1, int(np.ceil(round(hours * per_hour, 6))))

    used = slots_used(grid)[1]
    close_slot = min(open_slot + slots(options.window_hours), used)
    base_slot = max(0, open_slot - slots(24 * options.baseline_days))
    minimum, sustained = slots(options.minimum_outage_hours), slots(options.sustained_hours)
    n = len(grid.meters)
    chunks = [slice(at, min(at + _CHUNK, n)) for at in range(0, n, _CHUNK)]

    share_on = np.full(n, np.nan)
    needed = np.full(n, minimum, dtype=np.int64)
    for number, chunk in enumerate(chunks):
        progress.check()
        progress.set(40 * number / len(chunks))
        on = count_between(grid.on[chunk], base_slot, open_slot)
        zero = count_between(grid.zero[chunk], base_slot, open_slot)
        share = np.divide(on, on + zero, out=np.full(len(on), np.nan), where=on + zero > 0)
        share_on[chunk] = share
        irregular = np.flatnonzero((share >= options.vacant_share) & (share < options.regular_share))
        if len(irregular):
            usual = longest_usual_zero(grid.zero[chunk][irregular], base_slot, open_slot)
            needed[chunk.start + irregular] = np.maximum(minimum, usual + 1)
    others = OthersOut(
        grid.on, grid.zero, share_on >= options.vacant_share, options.area_share, grid.meters, places, progress
    )

    def infer(chunk: slice) -> pd.DataFrame:
        return _infer(
            States.of(grid.on[chunk], grid.zero[chunk], grid.estimated[chunk], used),
            share_on[chunk],
            needed[chunk],
            grid.exports[chunk],
            grid.stride[chunk],
            (open_slot, close_slot),
            sustained,
            lambda meters, slots: others(chunk.start + meters, slots),
            options.vacant_share,
            grid,
        )

    parts = []
    with in_threads(infer, chunks) as inferred:
        for number, part in enumerate(inferred):
            parts.append(part)
            progress.check()
            progress.set(40 + 50 * number / len(chunks))
    table = pd.concat(parts, ignore_index=True) if parts else _empty()
    table.insert(0, columns.METER_ID, grid.meters)
    lost, back, last = table.pop("lost"), table.pop("back"), int(grid.edges[used])
    table = table[list(columns.RESTORATION.names)]
    out = table[columns.STATUS].isin([columns.STATUS_RESTORED, columns.STATUS_CENSORED]).to_numpy()
    lost, back = lost.to_numpy()[out], back.to_numpy()[out]
    shown = grid.edges <= last
    curve = restoration_curve(lost, back, grid.edges[shown], grid.local_edges[shown], event)
    offsets = zone_offsets(time_zone, event, event + 4 * 86400)
    day = options.event_start.astype("datetime64[D]")
    day2, day3 = (int(second) for second in offsets.to_utc(np.array([day + 2, day + 3])))
    numbers = curve_numbers(back, event, day2, day3, last)
    found = table[columns.STATUS].value_counts()
    counts = {status: int(found.get(status, 0)) for status in columns.STATUSES}
    notes = (*grid.notes, *told(grid, counts))
    return RestorationResult(table, curve, counts, dict(grid.left_out), numbers, notes)


def _infer(states, share_on, needed, exports, stride, window, sustained, others, vacant_share, grid) -> pd.DataFrame:
    """The rows of one chunk of meters, without their ids, with ``lost`` and ``back`` in UTC seconds."""
    n = len(states.on)
    _, last_read = bit_range(states.some)
    found = find_outages(states, window, needed, sustained, others)
    no_reads = last_read < window[0]
    no_baseline = ~no_reads & np.isnan(share_on)
    vacant = ~no_reads & (share_on < vacant_share)
    judged = ~(no_reads | no_baseline | vacant)
    out = judged & (found.start >= 0)
    censored = out & (found.stop < 0)
    unclear = judged & ~out & (found.out_before | (found.doubtful_start >= 0))
    status = np.full(n, columns.STATUS_NO_OUTAGE, dtype=object)
    for mask, word in (
        (out, columns.STATUS_RESTORED),
        (censored, columns.STATUS_CENSORED),
        (vacant, columns.STATUS_VACANT),
        (unclear | no_baseline, columns.STATUS_UNCERTAIN),
        (no_reads, columns.STATUS_NO_READS),
    ):
        status[mask] = word

    hour = 3600 / grid.interval
    hours = np.where(out, found.end - found.start, np.nan) / hour
    low = np.where(found.first_zero >= 0, found.last_zero + 1 - found.first_zero, 0) / hour
    high = (found.stop + stride - (found.last_on + 1 - stride)) / hour
    known = judged & ~unclear
    begin = np.where(out, found.start, np.where(unclear, found.doubtful_start, -1))
    end = np.where(out, found.end, np.where(unclear, found.doubtful_end, -1))
    evidence = _evidence(states, begin, end, np.where(out, found.around, 0), exports & out)
    evidence[unclear & found.out_before] = EVIDENCE_OUT_BEFORE
    evidence[no_baseline] = EVIDENCE_NO_BASELINE
    restored = out & ~censored
    nat = np.datetime64("NaT", "s")
    return pd.DataFrame(
        {
            columns.STATUS: status,
            columns.OUTAGE_START: np.where(out, grid.local_edges[np.maximum(found.start, 0)], nat),
            columns.RESTORED_AT: np.where(restored, grid.local_edges[np.maximum(found.stop, 0)], nat),
            columns.RESTORATION_HOURS: np.floor(hours + 0.5),
            columns.OUTAGE_HOURS: np.where(known, found.slots_out / hour, np.nan),
            columns.INTERRUPTIONS: np.where(known, found.count, np.nan),
            columns.CENSORED: np.where(out, censored, np.nan),
            columns.HOURS_LOW: np.where(out, low, np.nan),
            columns.HOURS_HIGH: np.where(restored, high, np.nan),
            columns.EVIDENCE: evidence,
            "lost": np.where(out, grid.edges[np.maximum(found.start, 0)], _NEVER),
            "back": np.where(restored, grid.edges[np.maximum(found.stop, 0)], _NEVER),
        }
    )


def _evidence(states, begin, end, around, exports) -> np.ndarray:
    """The kinds of reads between two slots of each meter, joined by ``+``, and what else speaks for an outage."""
    asked = stretches(begin, np.where(begin >= 0, end, -1), states.on.shape[1])
    kinds = (
        (EVIDENCE_ZERO, (states.zero & asked).any(axis=1)),
        (EVIDENCE_ESTIMATED, (states.estimated & asked).any(axis=1)),
        (EVIDENCE_MISSING, (states.missing & asked).any(axis=1)),
        (EVIDENCE_AREA, around == CITY),
        (EVIDENCE_GROUP, around == GROUP),
        (EVIDENCE_NEAREST, around == NEAREST),
        (EVIDENCE_EXPORT, exports),
    )
    code = sum(mask.astype(np.int64) << bit for bit, (_, mask) in enumerate(kinds))
    texts = [
        "+".join(word for bit, (word, _) in enumerate(kinds) if number >> bit & 1) for number in range(1 << len(kinds))
    ]
    return np.array(texts, dtype=object)[code]


def _empty() -> pd.DataFrame:
    return pd.DataFrame({name: [] for name in (*columns.RESTORATION.names[1:], "lost", "back")})
