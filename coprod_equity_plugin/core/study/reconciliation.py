"""Events and reads of the same meters, reconciled.

A message is exact to the second, but gets lost in a storm; a measured read is coarse, but proves power. The rule:

1. Reads measured an outage, and so did events, within the tolerance of each other at both ends: they agree, and the
   events' times are taken.
2. They differ: the reads are taken, and the disagreement is counted by its kind. So too where only the reads saw an
   outage, and where events have an outage while the reads measured power.
3. The reads cannot tell (``uncertain``, ``no_reads``), the events can: the events are taken; no disagreement.
4. A ``vacant`` meter stays vacant: the study leaves it out whatever its events say.
5. A meter of only one source is taken from it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .. import columns
from ..errors import InputError, Problem

AGREE, NEITHER = "same outage", "no outage in either"
START_DIFFERS, END_DIFFERS = "power lost at another time", "power back at another time"
BOTH_DIFFER = "power lost and back at other times"
ONLY_EVENTS_RESTORED, ONLY_READS_RESTORED = "back by events, still out by reads", "back by reads, still out by events"
ONLY_READS_OUT, ONLY_EVENTS_OUT = "outage in the reads only", "outage in the events only"
EVENTS_DECIDE, BOTH_UNCLEAR, VACANT = "reads cannot tell, events can", "neither can tell", "vacant by the reads"
READS_DECIDE = "events cannot tell, reads can"
IN_EVENTS_ONLY, IN_READS_ONLY = "meter with events only", "meter with reads only"
DISAGREEMENTS = (
    START_DIFFERS,
    END_DIFFERS,
    BOTH_DIFFER,
    ONLY_EVENTS_RESTORED,
    ONLY_READS_RESTORED,
    ONLY_READS_OUT,
    ONLY_EVENTS_OUT,
)
_FROM_EVENTS = (AGREE, EVENTS_DECIDE, IN_EVENTS_ONLY)
EVENTS, READS = "events", "reads"


@dataclass(frozen=True)
class Reconciled:
    """One table from two.

    Attributes
    ----------
    table : pandas.DataFrame
        The columns of ``columns.RESTORATION``, a row per meter of either, ordered by meter.
    disagreements : pandas.DataFrame
        The columns of ``columns.RECONCILIATION``, a row per meter that the two disagree on.
    counts : dict
        What was found -> meters; every meter is counted once.
    """

    table: pd.DataFrame
    disagreements: pd.DataFrame
    counts: dict[str, int]

    @property
    def disagreeing(self) -> int:
        """Meters that the two disagree on."""
        return sum(self.counts.get(kind, 0) for kind in DISAGREEMENTS)


def reconcile(events: pd.DataFrame, reads: pd.DataFrame, tolerance_hours: float = 1.0) -> Reconciled:
    """Reconcile two restoration tables by the rule at the head of this module.

    Parameters
    ----------
    events, reads
        The columns of ``columns.RESTORATION``, one row per meter.
    tolerance_hours
        How far apart the two may put the same moment.

    Raises
    ------
    InputError
        A meter that stands twice in a table, no meter in common.
    """
    problems = [
        Problem("a meter stands in it more than once", "Give a table with one row per meter", source=name)
        for name, table in (("the restoration table of the reads", reads), ("the events", events))
        if table[columns.METER_ID].duplicated().any()
    ]
    if tolerance_hours < 0:
        problems.append(Problem("the tolerance cannot be negative", "Give 0 or more", column="TOLERANCE"))
    if problems:
        raise InputError(problems)
    names = list(columns.RESTORATION.names)
    meters = np.array(sorted({*events[columns.METER_ID], *reads[columns.METER_ID]}), dtype=object)
    in_events, in_reads = (np.isin(meters, table[columns.METER_ID].to_numpy(object)) for table in (events, reads))
    if not (in_events & in_reads).any():
        raise InputError(
            Problem(
                "events and reads have no meter in common",
                "Check that both come from the same city and write meters alike; give another METER_FIELD",
                column="RESTORATION",
            )
        )
    both = [table.set_index(columns.METER_ID).reindex(meters).reset_index()[names] for table in (events, reads)]
    kind = _compare(*both, in_events, in_reads, tolerance_hours)
    from_events = np.isin(kind, _FROM_EVENTS)
    table = both[1].copy()
    for name in names[1:]:
        values = both[1][name].to_numpy(copy=True)
        values[from_events] = both[0][name].to_numpy()[from_events]
        table[name] = values
    confirmed = kind == AGREE
    evidence = table[columns.EVIDENCE].to_numpy(object, copy=True)
    confirmed_reads = both[1][columns.EVIDENCE].to_numpy(object)
    shared = confirmed | ((kind == EVENTS_DECIDE) & (confirmed_reads != ""))
    evidence[shared] = [f"{a}+{b}" if b else a for a, b in zip(evidence[shared], confirmed_reads[shared])]
    table[columns.EVIDENCE] = evidence
    differ = np.isin(kind, DISAGREEMENTS)
    disagreements = pd.DataFrame(
        {
            columns.METER_ID: meters[differ],
            columns.DISAGREEMENT: kind[differ],
            columns.TAKEN_FROM: np.where(from_events[differ], EVENTS, READS).astype(object),
            columns.EVENT_STATUS: both[0][columns.STATUS].to_numpy()[differ],
            columns.EVENT_LOST: both[0][columns.OUTAGE_START].to_numpy()[differ],
            columns.EVENT_BACK: both[0][columns.RESTORED_AT].to_numpy()[differ],
            columns.READ_STATUS: both[1][columns.STATUS].to_numpy()[differ],
            columns.READ_LOST: both[1][columns.OUTAGE_START].to_numpy()[differ],
            columns.READ_BACK: both[1][columns.RESTORED_AT].to_numpy()[differ],
        },
        columns=list(columns.RECONCILIATION.names),
    )
    found, count = np.unique(kind.astype(str), return_counts=True)
    return Reconciled(table, disagreements, dict(zip(found.tolist(), count.tolist())))


def _compare(events, reads, in_events, in_reads, tolerance_hours) -> np.ndarray:
    """What the two say of each meter, in the words above, shape ``(n,)``."""
    status_e, status_r = events[columns.STATUS].to_numpy(object), reads[columns.STATUS].to_numpy(object)
    out_e, out_r = (np.isin(s, (columns.STATUS_RESTORED, columns.STATUS_CENSORED)) for s in (status_e, status_r))
    tolerance = np.timedelta64(round(3600 * tolerance_hours), "s")

    def apart(name: str) -> np.ndarray:
        first, second = (frame[name].to_numpy().astype("datetime64[s]") for frame in (events, reads))
        return np.abs(first - second) > tolerance  # NaT compares false

    start, end = apart(columns.OUTAGE_START), apart(columns.RESTORED_AT)
    censored_e, censored_r = status_e == columns.STATUS_CENSORED, status_r == columns.STATUS_CENSORED
    unclear_e = status_e == columns.STATUS_UNCERTAIN
    unclear_r = np.isin(status_r, (columns.STATUS_UNCERTAIN, columns.STATUS_NO_READS))
    conditions = [
        (~in_reads, IN_EVENTS_ONLY),
        (~in_events, IN_READS_ONLY),
        (status_r == columns.STATUS_VACANT, VACANT),
        (unclear_r & unclear_e, BOTH_UNCLEAR),
        # No outage among the events proves no power: messages get lost. Only an outage decides.
        (unclear_r & out_e, EVENTS_DECIDE),
        (unclear_r, BOTH_UNCLEAR),
        (out_r & unclear_e, READS_DECIDE),
        (out_r & ~out_e, ONLY_READS_OUT),
        (unclear_e, READS_DECIDE),
        (out_e & ~out_r, ONLY_EVENTS_OUT),
        (~out_e & ~out_r, NEITHER),
        (censored_r & ~censored_e, ONLY_EVENTS_RESTORED),
        (censored_e & ~censored_r, ONLY_READS_RESTORED),
        (start & end, BOTH_DIFFER),
        (start, START_DIFFERS),
        (end, END_DIFFERS),
    ]
    return np.select([mask for mask, _ in conditions], [word for _, word in conditions], AGREE).astype(object)
