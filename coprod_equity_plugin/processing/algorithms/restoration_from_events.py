"""``restorationfromevents``: power-off and power-on events to one row per meter, reconciled with reads if given."""

from __future__ import annotations

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFile,
)

from ...core import columns
from ...core.progress import Progress
from ...core.sources.outage_fields import LAYOUTS, OFF_WORDS, ON_WORDS
from ..base import PREPARE
from ..restoration import RestorationAlgorithm

FIELDS = {
    "METER_FIELD": ("meter", "Meter"),
    "TIME_FIELD": ("time", "Event time"),
    "EVENT_FIELD": ("event", "What happened"),
    "OFF_FIELD": ("off", "Time power was lost"),
    "ON_FIELD": ("on", "Time power was back"),
}
# parameter: (option, label, default, help)
NUMBERS = {
    "WINDOW_HOURS": ("window_hours", "Outages begin within (hours)", 48.0, "Counted from the start of the event."),
    "MINIMUM_OUTAGE": (
        "minimum_outage_hours",
        "Shortest outage (hours)",
        1.0,
        "Shorter ones are no outages, as with meter reads.",
    ),
    "SUSTAINED": (
        "sustained_hours",
        "Power is back when on for (hours)",
        2.0,
        "Where power is lost again sooner, the outage goes on.",
    ),
    "LOOKBACK_DAYS": (
        "lookback_days",
        "Events used before the event (days)",
        7.0,
        "A power-off of longer ago is taken to have had a power-on that got lost.",
    ),
    "FOLLOW_UP_DAYS": ("follow_up_days", "Events used after the event (days)", 30.0, "Later ones are left out."),
}


class RestorationFromEvents(RestorationAlgorithm):
    """Event files in, restoration times out."""

    NAME = "restorationfromevents"
    TITLE = "Restoration times from power-off and power-on events"
    GROUP = PREPARE
    SUMMARY = "Pairs each meter's power-off and power-on events and gives the same table as meter reads do."
    HELP = (
        "Takes last gasp and power-up messages of smart meters (an event in each row) or an outage system's tickets "
        "with both times (an outage in each row). Repeated, unmatched and overlapping events are counted. Meters "
        "without events are not in the table, unless the restoration times from reads are given too.\n"
        "With those, the two are reconciled: where they agree within the tolerance, the events' exact times are taken; "
        "where they do not, the reads, for messages get lost in storms and measured energy does not; where the reads "
        "cannot tell, an outage among the events decides; vacant homes stay vacant. The table is one household's data "
        "per row: it is confidential."
    )
    TAGS = ("smart meter", "AMI", "last gasp", "outage management", "OMS", "events")
    NEEDS = ("numpy", "pandas", "duckdb")

    EVENTS, EVENT_LAYOUT, TIME_FORMAT = "EVENTS", "EVENT_LAYOUT", "TIME_FORMAT"
    OFF_WORDS, ON_WORDS, TIME_ZONE = "OFF_WORDS", "ON_WORDS", "TIME_ZONE"
    EVENT_START, REPORTED_UNTIL = "EVENT_START", "REPORTED_UNTIL"
    RESTORATION, TOLERANCE = "RESTORATION", "TOLERANCE"
    DISAGREEMENTS, DISAGREEING = "DISAGREEMENTS", "DISAGREEING"

    def initAlgorithm(self, config=None) -> None:
        self.add(
            QgsProcessingParameterFile(
                self.EVENTS, self.tr("Events (file, folder or pattern)"), fileFilter="All files (*)"
            ),
            "CSV or Parquet; several may be given, separated by semicolons.",
        )
        self.add(
            QgsProcessingParameterEnum(
                self.EVENT_LAYOUT, self.tr("Layout"), list(LAYOUTS), defaultValue=LAYOUTS[0], usesStaticStrings=True
            ),
            "events: a row is an event; outages: a row is an outage with both times; auto goes by the columns.",
        )
        for name, (_, what) in FIELDS.items():
            self._text(name, f"{what}: column", "", "Empty: found by its name; the log says which was taken.")
        self._text(self.TIME_ZONE, "Time zone of the events", "America/New_York", "IANA name.", optional=False)
        self.add(
            QgsProcessingParameterDateTime(self.EVENT_START, self.tr("Start of the event (local time)")),
            "An outage must begin at or after it.",
        )
        self.add(
            QgsProcessingParameterDateTime(
                self.REPORTED_UNTIL, self.tr("The file reports until (local time)"), optional=True
            ),
            "Whoever has no power-on by then is censored. Empty: the last event of the file.",
        )
        for name, (_, label, default, text) in NUMBERS.items():
            self._number(name, label, default, text, advanced=name != "WINDOW_HOURS")
        words = "Separated by commas; compared without upper and lower case, blanks and signs."
        self._text(self.OFF_WORDS, "Words for power off", ", ".join(OFF_WORDS), words, advanced=True)
        self._text(self.ON_WORDS, "Words for power on", ", ".join(ON_WORDS), words, advanced=True)
        self._text(self.TIME_FORMAT, "Format of the times", "", "In strptime's signs; empty: found out.", advanced=True)
        self.add(
            QgsProcessingParameterFeatureSource(
                self.RESTORATION,
                self.tr("Restoration times from meter reads"),
                [QgsProcessing.SourceType.TypeVector],
                optional=True,
            ),
            "The table of 'Restoration times from meter reads', to be reconciled with the events.",
        )
        self._number(self.TOLERANCE, "They agree within (hours)", 1.0, "At both ends of the outage.", advanced=True)
        sinks = (
            (self.OUTPUT, "Restoration times", "One row per meter. Confidential."),
            (self.CURVE, "Restoration curve", "Counts by half-hour, however small: confidential."),
            (self.SUMMARY_TABLE, "Counts and settings", "Status counts, what was left out and why, the settings."),
            (self.DISAGREEMENTS, "Disagreements", "One row per meter on which events and reads differ. Confidential."),
        )
        self.add_outputs(sinks, [(self.DISAGREEING, "Meters: events and reads disagree")])

    def execute(self, parameters: dict, context: QgsProcessingContext, progress: Progress) -> dict:
        import numpy as np

        from ...bridge.frames import read_declared
        from ...core.sources.outage_events import EventFields, read_events
        from ...core.study.reconciliation import reconcile
        from ...core.study.restoration_events import EventOptions, count_statuses, curve_of_events, infer_from_events
        from ...core.study.restoration_summary import settings_of, summary_table

        def text(name: str) -> str:
            return self.parameterAsString(parameters, name, context)

        until = parameters.get(self.REPORTED_UNTIL)
        options = EventOptions(
            event_start=np.datetime64(self.local_time(parameters, self.EVENT_START, context), "s"),
            reported_until=np.datetime64(
                self.local_time(parameters, self.REPORTED_UNTIL, context) if until else "NaT", "s"
            ),
            **{option: self.parameterAsDouble(parameters, name, context) for name, (option, *_) in NUMBERS.items()},
        )
        options.check()
        zone = text(self.TIME_ZONE)
        words = {name: text(name).split(",") for name in (self.OFF_WORDS, self.ON_WORDS)}
        events = read_events(
            text(self.EVENTS),
            layout=self.parameterAsEnumString(parameters, self.EVENT_LAYOUT, context),
            fields=EventFields(**{role: text(name) for name, (role, _) in FIELDS.items()}),
            time_zone=zone,
            time_format=text(self.TIME_FORMAT),
            off_words=words[self.OFF_WORDS],
            on_words=words[self.ON_WORDS],
            between=options.between(zone),
            progress=progress.part(0, 40),
        )
        result = infer_from_events(events, options, progress.part(40, 50))
        table, counts, reconciled = result.table, result.counts, None
        settings = settings_of(options, [("time_zone", zone)])
        if parameters.get(self.RESTORATION) is not None:
            tolerance = self.parameterAsDouble(parameters, self.TOLERANCE, context)
            reads = read_declared(
                self.source(parameters, self.RESTORATION, context), columns.RESTORATION, progress=progress
            )
            reconciled = reconcile(table, reads, tolerance)
            table, counts = reconciled.table, count_statuses(reconciled.table)
            settings["tolerance_hours"] = f"{tolerance:g}"
            for found, number in reconciled.counts.items():
                progress.info(f"{number:,} meters: {found}.")
        curve, numbers = curve_of_events(table, events, options)
        outputs = self.numbers_of(table, counts, numbers)
        outputs[self.DISAGREEING] = reconciled.disagreeing if reconciled else 0
        summary = summary_table(counts, result.left_out, settings, reconciled.counts if reconciled else None)
        sinks = [
            (self.OUTPUT, columns.RESTORATION, table),
            (self.CURVE, columns.CURVE, curve),
            (self.SUMMARY_TABLE, columns.RESTORATION_SUMMARY, summary),
        ]
        if reconciled:
            sinks.append((self.DISAGREEMENTS, columns.RECONCILIATION, reconciled.disagreements))
        for name, declared, frame in sinks:
            outputs[name] = self.write(
                parameters, name, context, declared, frame, progress.part(50, 99), settings=settings
            )
        return {name: value for name, value in outputs.items() if value is not None}
