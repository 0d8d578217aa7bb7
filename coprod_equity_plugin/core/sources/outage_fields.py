"""Which columns of an event file hold what, and which words mean power off and on: by the names that utilities use."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from ..errors import InputError, Problem
from .meters_fields import METER_NAMES, normalise

LAYOUT_AUTO, LAYOUT_EVENTS, LAYOUT_OUTAGES = "auto", "events", "outages"
LAYOUTS = (LAYOUT_AUTO, LAYOUT_EVENTS, LAYOUT_OUTAGES)

# fmt: off
# Compared in lower case without anything but letters and digits.
OFF_WORDS = (
    "off", "power off", "power down", "power fail", "power failure", "power loss", "power lost", "power out",
    "power outage", "primary power down", "last gasp", "lastgasp", "outage", "outage start", "out", "loss of power",
    "de-energized",
)
ON_WORDS = (
    "on", "power on", "power up", "power restore", "power restored", "power restoration", "primary power up",
    "restored", "restoration", "restore", "outage end", "first breath", "energized", "re-energized", "power back",
)
_TIME = (
    "eventtime", "eventdatetime", "eventtimestamp", "eventdate", "timestamp", "datetime", "occurredat", "occurred",
    "time", "readtime", "messagetime", "createdat",
)
_EVENT = (
    "event", "eventtype", "eventname", "eventdescription", "eventcode", "type", "message", "alarm", "alarmtype",
    "status", "state", "description",
)
_OFF = (
    "offtime", "poweroff", "poweroffat", "powerofftime", "powerdown", "powerdowntime", "outagestart",
    "outagestarttime", "outagebegin", "outagebegintime", "outagetime", "lastgasp", "lastgasptime", "interruptionstart",
    "begintime", "starttime", "startdatetime", "start", "off", "timeoff", "outtime",
)
_ON = (
    "ontime", "poweron", "poweronat", "powerontime", "powerup", "poweruptime", "outageend", "outageendtime",
    "restoretime", "restoredat", "restored", "restorationtime", "restoreddatetime", "interruptionend", "endtime",
    "enddatetime", "end", "on", "timeon",
)
# fmt: on


class EventFields(NamedTuple):
    """Names of the columns; empty where none is known. ``time`` and ``event``, or ``off`` and ``on``."""

    meter: str = ""
    time: str = ""
    event: str = ""
    off: str = ""
    on: str = ""


def choose_fields(layout: str, given: EventFields, names: list[str], file: str) -> tuple[str, EventFields]:
    """The layout and the columns: as given, else by name; all that is missing in one error."""
    known = {normalise(name): name for name in reversed(names)}
    there = ", ".join(names[:40])
    problems, found = [], {}
    roles = (
        ("meter", "METER_FIELD", METER_NAMES),
        ("time", "TIME_FIELD", _TIME),
        ("event", "EVENT_FIELD", _EVENT),
        ("off", "OFF_FIELD", _OFF),
        ("on", "ON_FIELD", _ON),
    )
    parameters = {role: parameter for role, parameter, _ in roles}
    for role, parameter, usual in roles:
        name = getattr(given, role)
        found[role] = (
            (name if name in names else known.get(normalise(name), ""))
            if name
            else next((known[word] for word in usual if word in known), "")
        )
        if name and not found[role]:
            problems.append(
                Problem(
                    f"there is no column {name}",
                    f"Give another {parameter}; the columns are {there}",
                    source=Path(file).name,
                )
            )
    if layout == LAYOUT_AUTO:
        # Columns that the user names decide; else two times in a row are an outage.
        if given.event or given.time:
            layout = LAYOUT_EVENTS
        elif (given.off or given.on) or (found["off"] and found["on"]):
            layout = LAYOUT_OUTAGES
        else:
            layout = LAYOUT_EVENTS
    needed = ("meter", "time", "event") if layout == LAYOUT_EVENTS else ("meter", "off", "on")
    what = {"meter": "the meter", "time": "the event's time", "event": "what happened"}
    what.update(off="the time that power was lost", on="the time that power was back")
    problems.extend(
        Problem(
            f"no column for {what[role]} was found by its name",
            f"Give {parameters[role]}; the columns are {there}",
            source=Path(file).name,
        )
        for role in needed
        if not found[role] and not getattr(given, role)
    )
    if problems:
        raise InputError(problems)
    return layout, EventFields(**{role: found[role] for role in needed})
