"""Whether the start of the event fits the tables that come after the reads: a dialog that is left as it opens today."""

from __future__ import annotations

import numpy as np

from ..errors import InputError, Problem

START = "EVENT_START"
LATEST = np.timedelta64(366, "D")  # outages that begin later are of another event


def check_requests(times: np.ndarray, start: np.datetime64, source: str = "requests") -> None:
    """Refuse an event that starts after every request.

    Parameters
    ----------
    times
        When each was made, local time; ``datetime64``, shape ``(n,)``, NaT where it is unknown.
    start
        The event's, local time.
    source
        What holds the requests, for the error.

    Raises
    ------
    InputError
        With the range of the requests. Without a known time nothing can be said.
    """
    known = times[~np.isnat(times)]
    if len(known) and known.max() < start:
        raise InputError(
            Problem(
                f"the event ({_minute(start)}) starts after the last of the requests: they run from "
                f"{_minute(known.min())} to {_minute(known.max())} (local time)",
                f"Correct {START}, or give the requests of that time",
                source,
                START,
            )
        )


def check_outages(starts: np.ndarray, start: np.datetime64, source: str = "restoration times") -> None:
    """Refuse an event that starts after every outage, or long before the first.

    Parameters
    ----------
    starts
        When each meter lost power, local time; ``datetime64``, shape ``(n,)``, NaT where it did not.
    start
        The event's, local time.
    source
        What holds the outages, for the error.

    Raises
    ------
    InputError
        With the range of the outages. Without an outage nothing can be said.
    """
    known = starts[~np.isnat(starts)]
    if len(known) and (known.max() < start or known.min() - start > LATEST):
        raise InputError(
            Problem(
                f"the event ({_minute(start)}) is not that of the restoration times: their outages begin from "
                f"{_minute(known.min())} to {_minute(known.max())} (local time)",
                f"Give the {START} that the restoration times were made with",
                source,
                START,
            )
        )


def _minute(moment: np.datetime64) -> str:
    return str(moment.astype("datetime64[m]"))
