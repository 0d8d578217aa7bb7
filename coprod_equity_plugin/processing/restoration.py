"""What the algorithms that give a restoration table share: its outputs, their numbers, and short parameter builders."""

from __future__ import annotations

from collections.abc import Iterable

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ..core import columns
from ..core.progress import Progress
from .base import EquityAlgorithm

COUNTS = {
    "RESTORED": columns.STATUS_RESTORED,
    "CENSORED": columns.STATUS_CENSORED,
    "NO_OUTAGE": columns.STATUS_NO_OUTAGE,
    "VACANT": columns.STATUS_VACANT,
    "UNCERTAIN": columns.STATUS_UNCERTAIN,
    "NO_READS": columns.STATUS_NO_READS,
}
CURVE_NUMBERS = {
    "SHARE_DAY2": ("share_day2", "Share restored by the end of day 2"),
    "SHARE_DAY3": ("share_day3", "Share restored by the end of day 3"),
    "T50": ("t50", "Hours until half were restored"),
    "T80": ("t80", "Hours until 80 % were restored"),
    "T95": ("t95", "Hours until 95 % were restored"),
}


class RestorationAlgorithm(EquityAlgorithm):
    """A restoration table, its curve and its counts as outputs."""

    OUTPUT, CURVE, SUMMARY_TABLE, METERS = "OUTPUT", "CURVE", "SUMMARY", "METERS"

    def add_outputs(self, sinks: Iterable[tuple[str, str, str]], numbers: Iterable[tuple[str, str]]) -> None:
        """Declare sinks (name, title, help; all but ``OUTPUT`` optional) and numbers (name, title) before the usual."""
        for name, title, text in sinks:
            optional = name != self.OUTPUT
            self.add(
                QgsProcessingParameterFeatureSink(
                    name, self.tr(title), QgsProcessing.SourceType.TypeVector, None, optional, not optional
                ),
                text,
            )
        self.addOutput(QgsProcessingOutputNumber(self.METERS, self.tr("Meters")))
        for name, label in numbers:
            self.addOutput(QgsProcessingOutputNumber(name, self.tr(label)))
        for name, status in COUNTS.items():
            self.addOutput(QgsProcessingOutputNumber(name, self.tr("Meters: {status}").format(status=status)))
        for name, (_, label) in CURVE_NUMBERS.items():
            self.addOutput(QgsProcessingOutputNumber(name, self.tr(label)))

    @staticmethod
    def numbers_of(table, counts, numbers) -> dict:
        """The values of the usual outputs: meters, meters of each status, what was read off the curve."""
        found = {"METERS": len(table), **{name: counts[status] for name, status in COUNTS.items()}}
        found.update({name: getattr(numbers, field) for name, (field, _) in CURVE_NUMBERS.items()})
        return found

    def _text(self, name, label, default, text, *, optional=True, advanced=False) -> None:
        self.add(
            QgsProcessingParameterString(name, self.tr(label), default, optional=optional), text, advanced=advanced
        )

    def _number(self, name, label, default, text, *, advanced=False) -> None:
        kind = QgsProcessingParameterNumber.Type.Double
        self.add(QgsProcessingParameterNumber(name, self.tr(label), kind, default, minValue=0), text, advanced=advanced)

    def _enum(self, name, label, choices, text, *, advanced=False) -> None:
        self.add_choice(name, self.tr(label), choices, text, advanced=advanced)


def read_places(
    layer, meter_field: str, group_field: str, nearest: int, context: QgsProcessingContext, progress: Progress
):
    """The meters' feeders, areas, or places in metres, as ``MeterPlaces``; rows without a meter do not count."""
    from ..bridge.crs import metric_crs
    from ..bridge.frames import read_layer, read_table
    from ..bridge.lazy import np
    from ..core.errors import InputError, Problem
    from ..core.study.restoration_others import MeterPlaces

    if not meter_field:
        raise InputError(
            Problem(
                "the column that holds the meters is not given",
                "Choose it as PLACES_METER_FIELD",
                source=layer.sourceName(),
                column="PLACES_METER_FIELD",
            )
        )
    groups = points = None
    if group_field:
        frame = read_table(layer, [meter_field, group_field], progress)
        groups = np.array(["" if value is None else _plain(value) for value in frame[group_field]], dtype=object)
    else:
        frame, shapes = read_layer(layer, context, metric_crs(layer, context), [meter_field], progress)
        middles = [None if shape is None or shape.is_empty else shape.centroid for shape in shapes]
        points = np.array([(np.nan, np.nan) if middle is None else (middle.x, middle.y) for middle in middles])
    meters = np.array(["" if value is None else _plain(value) for value in frame[meter_field]], dtype=object)
    named = meters != ""
    return MeterPlaces(
        meters[named],
        groups[named] if groups is not None else None,
        points[named] if points is not None else None,
        nearest,
    )


def _plain(value: object) -> str:
    """An id as text: 12.0 of a number field is the meter 12; not a number is none."""
    if isinstance(value, float):
        return "" if value != value else f"{value:.0f}" if value == int(value) else str(value)
    return str(value).strip()
