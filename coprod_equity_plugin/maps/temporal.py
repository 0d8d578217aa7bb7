"""Outages that play in QGIS's Temporal Controller: each home dark from its loss of power to its restoration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from qgis.core import (
    Qgis,
    QgsDateTimeRange,
    QgsFeatureRequest,
    QgsProject,
    QgsRuleBasedRenderer,
    QgsSymbol,
    QgsUnitTypes,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QDateTime
from qgis.PyQt.QtGui import QColor

from ..bridge.values import from_attribute
from ..core import columns
from ..core.errors import InputError, Problem
from .symbols import INK

OUTAGES = "outages"  # the style's name
LABEL = "Without power"
# A home that kept power has neither time: without this rule it would be dark all the time.
LOST_POWER = f'"{columns.OUTAGE_START}" IS NOT NULL'
_HOURS = getattr(Qgis, "TemporalUnit", QgsUnitTypes)


@dataclass(frozen=True)
class Played:
    """How a layer plays: the homes that lost power, the first loss and the last restoration (local time)."""

    homes: int
    censored: int
    span: QgsDateTimeRange


def play_outages(layer: QgsVectorLayer) -> Played:
    """Style a layer of households and set its times, so that the Temporal Controller shows who is without power.

    A home is shown from the moment it lost power until, but not at, the moment it was back; one that is not restored
    stays to the end. Style and times are saved together when the layer's style is.

    Parameters
    ----------
    layer
        The study table or a restoration table joined to parcels or points, with ``columns.OUTAGE_START`` and
        ``columns.RESTORED_AT``.

    Raises
    ------
    InputError
        A layer without geometry, without those fields as dates and times, or without a single outage.
    """
    fields, places = layer.fields(), {}
    problems = [] if layer.isSpatial() else [Problem("it has no geometry", "Join it to parcels", source=layer.name())]
    for name in (columns.OUTAGE_START, columns.RESTORED_AT):
        places[name] = fields.lookupField(name)
        if places[name] < 0 or not fields[places[name]].isDateOrTime():
            problems.append(
                Problem(
                    "there is no such field of dates and times",
                    "Give the study table or a restoration table, in a GeoPackage",
                    source=layer.name(),
                    column=name,
                )
            )
    if problems:
        raise InputError(problems)
    request = QgsFeatureRequest().setSubsetOfAttributes(list(places.values())).setFilterExpression(LOST_POWER)
    request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
    lost, back, homes, censored = None, None, 0, 0
    for feature in layer.getFeatures(request):
        start, stop = (from_attribute(feature.attributes()[place]) for place in places.values())
        homes, censored = homes + 1, censored + (stop is None)
        lost = start if lost is None else min(lost, start)
        back = max(moment for moment in (back, start, stop) if moment is not None)
    if not homes:
        raise InputError(Problem("no home in it lost power", "Give the study table", source=layer.name()))
    layer.setRenderer(_renderer(layer))
    times = layer.temporalProperties()
    times.setMode(Qgis.VectorTemporalMode.FeatureDateTimeStartAndEndFromFields)
    times.setStartField(columns.OUTAGE_START)
    times.setEndField(columns.RESTORED_AT)
    times.setLimitMode(Qgis.VectorTemporalLimitMode.IncludeBeginExcludeEnd)
    times.setIsActive(True)
    layer.emitStyleChanged()
    layer.triggerRepaint()
    return Played(homes, censored, QgsDateTimeRange(_hour(lost), _hour(back + timedelta(minutes=59, seconds=59))))


def play_in_project(project: QgsProject, span: QgsDateTimeRange) -> None:
    """Let a project's Temporal Controller run over a span hour by hour; a span that it has already is widened."""
    settings = project.timeSettings()
    old = settings.temporalRange()
    begin, end = span.begin(), span.end()
    if not old.isInfinite():
        begin, end = min(begin, old.begin()), max(end, old.end())
    settings.setTemporalRange(QgsDateTimeRange(begin, end))
    settings.setTimeStep(1)
    settings.setTimeStepUnit(getattr(_HOURS, "Hours", None) or QgsUnitTypes.TemporalUnit.TemporalHours)
    settings.setFramesPerSecond(4)


def out_between(layer: QgsVectorLayer, moments: QgsDateTimeRange) -> QgsFeatureRequest:
    """A request for what the Temporal Controller shows of a layer set by :func:`play_outages` in a span of time."""
    from qgis.core import QgsVectorLayerTemporalContext

    context = QgsVectorLayerTemporalContext()
    context.setLayer(layer)
    shown = layer.temporalProperties().createFilterString(context, moments)
    return QgsFeatureRequest().setFilterExpression(f"({shown}) AND {LOST_POWER}")


def _renderer(layer: QgsVectorLayer) -> QgsRuleBasedRenderer:
    symbol = QgsSymbol.defaultSymbol(layer.geometryType())
    symbol.setColor(QColor(INK))
    root = QgsRuleBasedRenderer.Rule(None)
    root.appendChild(QgsRuleBasedRenderer.Rule(symbol, 0, 0, LOST_POWER, LABEL))
    return QgsRuleBasedRenderer(root)


def _hour(moment) -> QDateTime:
    full_hour = moment.replace(minute=0, second=0, microsecond=0)
    return QDateTime(full_hour)
