"""``restorationtimes``: meter reads to one row per meter, when it lost power and got it back."""

from __future__ import annotations

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
)

from ...core import columns
from ...core.progress import Progress
from ...core.sources.meters_fields import ESTIMATED_WORDS, LABELS, LAYOUTS, MISSING_WORDS
from ..base import PREPARE
from ..restoration import RestorationAlgorithm, read_places
from ..restoration_thresholds import THRESHOLDS


class RestorationTimes(RestorationAlgorithm):
    """Meter reads in, restoration times and the restoration curve out."""

    NAME = "restorationtimes"
    TITLE = "Restoration times from meter reads"
    GROUP = PREPARE
    SUMMARY = "Finds from interval meter reads when each home lost power and when it got it back."
    HELP = (
        "Reads may be CSV, Parquet, NEM12 or Green Button XML: one file, a folder, or a pattern such as "
        "reads_*.parquet. Estimated and missing reads are never taken for power being back. A meter still out at its "
        "last read is censored: its hours are a lower bound. Hours are whole hours, halves rounded up. The table is "
        "one household's data per row: it is confidential and belongs into no public map. The shares and hours of the "
        "restoration curve count from the event's start; days are calendar days, the event's date being day 1."
    )
    TAGS = ("smart meter", "AMI", "interval data", "power", "blackout", "CSV", "Parquet")
    NEEDS = ("numpy", "pandas", "duckdb")

    READS, READ_LAYOUT = "READS", "READ_LAYOUT"
    METER_FIELD, TIME_FIELD, KWH_FIELD, QUALITY_FIELD = "METER_FIELD", "TIME_FIELD", "KWH_FIELD", "QUALITY_FIELD"
    TIME_ZONE, EVENT_START, WINDOW_HOURS = "TIME_ZONE", "EVENT_START", "WINDOW_HOURS"
    LABEL, TIME_FORMAT, INTERVAL_MINUTES = "LABEL", "TIME_FORMAT", "INTERVAL_MINUTES"
    ESTIMATED_WORDS, MISSING_WORDS = "ESTIMATED_WORDS", "MISSING_WORDS"
    PLACES, PLACES_METER_FIELD = "PLACES", "PLACES_METER_FIELD"
    PLACES_GROUP_FIELD, NEAREST = "PLACES_GROUP_FIELD", "NEAREST"
    ROWS_LEFT_OUT, SENSITIVITY = "ROWS_LEFT_OUT", "SENSITIVITY"

    def initAlgorithm(self, config=None) -> None:
        self.add(
            # This very filter: with any other, QGIS refuses folders and patterns without a file's ending.
            QgsProcessingParameterFile(
                self.READS, self.tr("Meter reads (file, folder or pattern)"), fileFilter="All files (*)"
            ),
            "A CSV or Parquet file, a folder of them, or a pattern with * such as reads_*.parquet, typed in. Several "
            "may be given, separated by semicolons.",
        )
        self._enum(self.READ_LAYOUT, "Layout of the reads", LAYOUTS, "auto finds it out.")
        for name, what in (
            (self.METER_FIELD, "Meter"),
            (self.TIME_FIELD, "Time"),
            (self.KWH_FIELD, "Energy (kWh)"),
            (self.QUALITY_FIELD, "Quality flag"),
        ):
            self._text(name, f"{what} column", "", "Empty: found by its name; the log says which was taken.")
        self._text(self.TIME_ZONE, "Time zone of the reads", "America/New_York", "IANA name.", optional=False)
        self.add(
            QgsProcessingParameterDateTime(self.EVENT_START, self.tr("Start of the event (local time)")),
            "Wall-clock time in the time zone of the reads. An outage must begin at or after it.",
        )
        self._number(self.WINDOW_HOURS, "Outages begin within (hours)", 48.0, "Counted from the start of the event.")
        for name, (_, label, default, text) in THRESHOLDS.items():
            self._number(name, label, default, text, advanced=True)
        self._text(
            self.ESTIMATED_WORDS,
            "Quality flags of estimated reads",
            " ".join(ESTIMATED_WORDS),
            "Separated by blanks or commas; upper or lower case. A read with such a flag is never power.",
            advanced=True,
        )
        self._text(
            self.MISSING_WORDS,
            "Quality flags of missing reads",
            " ".join(MISSING_WORDS),
            "A row with such a flag counts as no read, whatever its number.",
            advanced=True,
        )
        self._enum(
            self.LABEL, "A time stamp names its interval's", LABELS, "auto goes by the column's name.", advanced=True
        )
        self._text(
            self.TIME_FORMAT,
            "Format of the time stamps",
            "",
            "In strptime's signs, such as %m/%d/%Y %I:%M %p; empty: found out.",
            advanced=True,
        )
        self._number(self.INTERVAL_MINUTES, "Minutes of an interval", 0.0, "0: found out.", advanced=True)
        vector = [QgsProcessing.SourceType.TypeVector]
        self.add(
            QgsProcessingParameterFeatureSource(self.PLACES, self.tr("Where the meters are"), vector, optional=True),
            "A layer or table with a row per meter: points (service points, parcels), or a column with its feeder or "
            "area. Missing or estimated reads alone are then weighed by the meters of the same feeder or area, or by "
            "the nearest ones, where at least three of them have a measured read; else by the whole city. The "
            "evidence says which.",
            advanced=True,
        )
        for name, label, text in (
            (self.PLACES_METER_FIELD, "Meter column there", "Needed with the layer."),
            (self.PLACES_GROUP_FIELD, "Feeder or area column there", "Empty: the nearest meters by the geometry."),
        ):
            self.add(
                QgsProcessingParameterField(name, self.tr(label), parentLayerParameterName=self.PLACES, optional=True),
                text,
                advanced=True,
            )
        whole = QgsProcessingParameterNumber.Type.Integer
        self.add(
            QgsProcessingParameterNumber(self.NEAREST, self.tr("How many nearest meters"), whole, 8, minValue=3),
            "Used where no feeder or area is given.",
            advanced=True,
        )
        sinks = (
            (self.OUTPUT, "Restoration times", "One row per meter. Confidential."),
            (self.CURVE, "Restoration curve", "Counts by time slot, however small: confidential."),
            (
                self.SUMMARY_TABLE,
                "Counts and settings",
                "Meters of each status, rows left out and why, and every setting. For the study's own records: counts "
                "may be small.",
            ),
            (
                self.SENSITIVITY,
                "Sensitivity to the thresholds",
                "The whole city again with other thresholds, one changed at a time, from the same pass over the reads: "
                "meters of each status, mean hours, shares by day. For the study's own records: counts may be small.",
            ),
        )
        self.add_outputs(sinks, [(self.ROWS_LEFT_OUT, "Rows left out")])

    def execute(self, parameters: dict, context: QgsProcessingContext, progress: Progress) -> dict:
        import numpy as np

        from ...core.sources.meters import ReadFields, open_reads
        from ...core.study.restoration import RestorationOptions, infer_restoration
        from ...core.study.restoration_summary import settings_of, summary_table

        def text(name: str) -> str:
            return self.parameterAsString(parameters, name, context).strip()

        def number(name: str) -> float:
            return self.parameterAsDouble(parameters, name, context)

        moment = self.parameterAsDateTime(parameters, self.EVENT_START, context).toString("yyyy-MM-ddTHH:mm:ss")
        options = RestorationOptions(
            event_start=np.datetime64(moment or "NaT", "s"),
            window_hours=number(self.WINDOW_HOURS),
            estimated_words=text(self.ESTIMATED_WORDS).replace(",", " ").split(),
            missing_words=text(self.MISSING_WORDS).replace(",", " ").split(),
            **{option: number(name) for name, (option, *_) in THRESHOLDS.items()},
        )
        options.check()
        places = None
        if parameters.get(self.PLACES) is not None:
            layer = self.source(parameters, self.PLACES, context)
            fields = (text(self.PLACES_METER_FIELD), text(self.PLACES_GROUP_FIELD))
            nearest = self.parameterAsInt(parameters, self.NEAREST, context)
            places = read_places(layer, *fields, nearest, context, progress)
        source = open_reads(
            text(self.READS),
            layout=self.parameterAsEnumString(parameters, self.READ_LAYOUT, context),
            fields=ReadFields(*map(text, (self.METER_FIELD, self.TIME_FIELD, self.KWH_FIELD, self.QUALITY_FIELD))),
            time_zone=text(self.TIME_ZONE),
            label=self.parameterAsEnumString(parameters, self.LABEL, context),
            time_format=text(self.TIME_FORMAT),
            interval_minutes=number(self.INTERVAL_MINUTES),
            progress=progress,
        )
        settings = settings_of(
            options,
            [
                ("reads", source.name()),
                ("layout", source.layout),
                ("columns", ", ".join(name for name in source.fields if name)),
                ("time_zone", source.time_zone),
                ("time_stamps_name_the_interval_s", source.label),
                ("interval_minutes", f"{source.interval / 60:g}"),
                ("missing_reads_weighed_by", places.words() if places else "the whole city"),
            ],
        )
        progress.info("; ".join(f"{name} {value}" for name, value in settings.items()))
        wanted = parameters.get(self.SENSITIVITY) is not None
        result = infer_restoration(source, options, progress.part(0, 80), sensitivity=wanted, places=places)
        outputs = self.numbers_of(result.table, result.counts, result.numbers)
        outputs[self.ROWS_LEFT_OUT] = sum(result.left_out.values())
        for name, value in outputs.items():
            progress.info(f"{name}: {value:,.4g}" if isinstance(value, float) else f"{name}: {value:,}")
        summary = summary_table(result.counts, result.left_out, settings)
        for name, table, frame, part in (
            (self.OUTPUT, columns.RESTORATION, result.table, (80, 98)),
            (self.CURVE, columns.CURVE, result.curve, (98, 99)),
            (self.SUMMARY_TABLE, columns.RESTORATION_SUMMARY, summary, (99, 100)),
            (self.SENSITIVITY, columns.SENSITIVITY, result.sensitivity, (99, 100)),
        ):
            written = self.write(parameters, name, context, table, frame, progress.part(*part), settings=settings)
            if written:
                outputs[name] = written
        return outputs
