"""What every algorithm shares: identity, dependency check, one place where errors become sentences."""

from __future__ import annotations

import datetime
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeatureSink,
    QgsFeatureSource,
    QgsFields,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProperty,
    QgsWkbTypes,
)
from qgis.PyQt.QtGui import QIcon

from .. import dependencies, i18n
from ..core.columns import Table
from ..core.errors import Cancelled, EquityError, InputError, Problem
from ..core.progress import Progress

ICONS = Path(__file__).parent.parent / "resources" / "icons"
START, PREPARE, ASSEMBLE, MODELS, DISPARITY, REPORT = (
    ("start", "Start here"),
    ("prepare", "1 Prepare data"),
    ("assemble", "2 Assemble"),
    ("models", "3 Models"),
    ("disparity", "4 Disparity"),
    ("report", "5 Maps and reports"),
)


class EquityAlgorithm(QgsProcessingAlgorithm):
    """Base of the plugin's algorithms.

    A subclass sets the class attributes, declares its parameters in ``initAlgorithm`` with :meth:`add` and does its
    work in :meth:`execute`. Ids, parameter names and enum strings are an API that models, batch files and scripts hold.
    """

    NAME: ClassVar[str]
    TITLE: ClassVar[str]
    GROUP: ClassVar[tuple[str, str]]
    SUMMARY: ClassVar[str]
    HELP: ClassVar[str] = ""
    TAGS: ClassVar[Sequence[str]] = ()
    NEEDS: ClassVar[Sequence[str]] = ("numpy", "pandas")
    MAIN_THREAD: ClassVar[bool] = False  # for what touches layers' styles, projects or layouts

    def __init__(self) -> None:
        super().__init__()
        self._written: list[tuple[str, Table]] = []  # destination and what it holds

    def tr(self, text: str) -> str:
        """Translate a text of this algorithm."""
        return i18n.translate(type(self).__name__, text)

    def createInstance(self):
        return type(self)()

    def name(self) -> str:
        return self.NAME

    def displayName(self) -> str:
        return self.tr(self.TITLE)

    def groupId(self) -> str:
        return self.GROUP[0]

    def icon(self) -> QIcon:
        return QIcon(self.svgIconPath())

    def svgIconPath(self) -> str:
        return str(ICONS / f"{self.GROUP[0]}.svg")

    def group(self) -> str:
        name = i18n.translate("EquityAlgorithm", self.GROUP[1])
        # QGIS sorts groups by name: a space puts the first step before the numbered ones.
        return f" {name}" if self.GROUP is START else name

    def shortDescription(self) -> str:
        return self.tr(self.SUMMARY)

    def about(self) -> str:
        """What it does, in paragraphs."""
        return "\n\n".join(self.tr(text) for text in (self.SUMMARY, self.HELP) if text)

    def shortHelpString(self) -> str:
        from .help_panel import parameter_help

        return self.about() + parameter_help(self.parameterDefinitions())

    def helpUrl(self) -> str:
        return i18n.help_page(f"{self.NAME}.html").as_uri()

    def tags(self) -> list[str]:
        return [*self.TAGS, "equity", "outage", "restoration"]

    def flags(self):
        flags = super().flags()
        return flags | QgsProcessingAlgorithm.Flag.FlagNoThreading if self.MAIN_THREAD else flags

    def canExecute(self) -> tuple[bool, str]:
        missing = dependencies.how_to_install(dependencies.check(self.NEEDS))
        return not missing, missing

    def prepareAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        from .early_imports import load

        # qgis_process does not ask canExecute().
        able, why = self.canExecute()
        if not able:
            raise QgsProcessingException(why)
        self._keep_inputs(parameters, context)
        load(self.NEEDS)
        self._warn_of_shapefiles(parameters, feedback)
        return self.in_main_thread(parameters, context)

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        from ..bridge.feedback import FeedbackProgress
        from ..bridge.outputs import Outputs

        parameters = {name: None if _is_left_empty(value) else value for name, value in parameters.items()}
        progress, self._outputs = FeedbackProgress(feedback), Outputs()
        try:
            results = self.execute(parameters, context, progress)
            progress.check()
            return self._publish(results, context)
        except Cancelled:
            message = self.tr("Canceled")
        except EquityError as error:
            message = str(error)
        except Exception as error:
            traceback.clear_frames(error.__traceback__)  # which hold the sinks
            self._discard(context, feedback)
            raise
        # QGIS never lets go of the exception it gets, nor of what its traceback holds: raised out here, it holds no
        # layer that would outlive QGIS.
        self._discard(context, feedback)
        raise QgsProcessingException(message)

    def _publish(self, results: dict, context: QgsProcessingContext) -> dict:
        """Give all that was written its name; the results with these names."""
        now = self._outputs.publish(context)
        self._written = [(now.get(destination, destination), table) for destination, table in self._written]
        return {name: now.get(value, value) if isinstance(value, str) else value for name, value in results.items()}

    def _discard(self, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> None:
        """Remove all that was written by a run that did not end well."""
        from ..bridge.postgis import without_connection

        for destination in self._outputs.discard(context):
            shown = without_connection(destination)
            feedback.pushWarning(f"{shown} is not whole and could not be removed. Remove it before it is used.")

    def postProcessAlgorithm(self, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> dict:
        """Have the written layers grouped, named and styled, if the desktop loads them; in the main thread."""
        from .results import present

        # A coordinate system or transformation first used in the thread that has ended can crash QGIS 3.22 when a
        # layout uses it later: let nothing of them be found again.
        QgsCoordinateReferenceSystem.invalidateCache()
        QgsCoordinateTransform.invalidateCache()
        for destination, table in self._written:
            present(destination, table, self.group(), context)
        return {}

    def in_main_thread(self, parameters: dict, context: QgsProcessingContext) -> bool:
        """What has to happen in the main thread before :meth:`execute`."""
        return True

    def execute(self, parameters: dict, context: QgsProcessingContext, progress: Progress) -> dict[str, Any]:
        """Do the work; raise :class:`EquityError` for what the user can mend."""
        raise NotImplementedError

    def add(self, parameter: QgsProcessingParameterDefinition, help_text: str, *, advanced: bool = False) -> None:
        """Declare a parameter with the help that the dialog, ``qgis_process help`` and the docs show."""
        parameter.setHelp(self.tr(help_text))
        if advanced:
            parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
        self.addParameter(parameter)

    def add_choice(
        self, name: str, label: str, options: Sequence[str], help_text: str, *, advanced: bool = False
    ) -> None:
        """Declare a choice between static strings, the first of which is the default; ``label`` is translated."""
        choice = QgsProcessingParameterEnum(name, label, list(options), defaultValue=options[0], usesStaticStrings=True)
        self.add(choice, help_text, advanced=advanced)

    def source(self, parameters: dict, name: str, context: QgsProcessingContext) -> QgsFeatureSource:
        """The source of a parameter; an error that names it if it cannot be opened."""
        source = self.parameterAsSource(parameters, name, context)
        if source is None:
            raise QgsProcessingException(self.invalidSourceError(parameters, name))
        return source

    def local_time(self, parameters: dict, name: str, context: QgsProcessingContext) -> datetime.datetime:
        """The wall-clock time of a date and time parameter; an error that names it if there is none."""
        from ..bridge.values import from_attribute

        moment = from_attribute(self.parameterAsDateTime(parameters, name, context))
        if moment is None:
            raise InputError(
                Problem("there is no date and time", "Give one as 2018-10-10T00:00:00, local time", column=name)
            )
        return moment

    def sink(
        self,
        parameters: dict,
        name: str,
        context: QgsProcessingContext,
        fields: QgsFields,
        geometry_type,
        crs: QgsCoordinateReferenceSystem | None = None,
    ) -> tuple[QgsFeatureSink, str]:
        """The sink of a parameter and its id, till the run ends; an error that names it if it cannot be opened."""
        from ..bridge.headings import suited
        from ..bridge.shapefiles import path_of

        given = parameters.get(name)
        fields = suited(fields, path_of(given))
        was_there = self._outputs.was_there(given, context)
        placed = {**parameters, name: self._outputs.place(given, context)}
        try:
            sink, destination = self.parameterAsSink(
                placed, name, context, fields, geometry_type, crs or QgsCoordinateReferenceSystem()
            )
        except QgsProcessingException as error:
            raise QgsProcessingException(self._outputs.final(str(error))) from None
        if sink is None:
            raise QgsProcessingException(self.invalidSinkError(parameters, name))
        return sink, self._outputs.begun(destination, was_there=was_there)

    def file(self, parameters: dict, name: str, context: QgsProcessingContext) -> str:
        """Where to write a file, till the run ends; empty if the user skipped it."""
        path = self.parameterAsFileOutput(parameters, name, context)
        return self._outputs.file(path) if path else ""

    def write(
        self,
        parameters: dict,
        name: str,
        context: QgsProcessingContext,
        table,
        frame,
        progress: Progress,
        *,
        geometries=None,
        geometry_type=QgsWkbTypes.Type.NoGeometry,
        crs: QgsCoordinateReferenceSystem | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> str | None:
        """Write a finished table to a sink parameter; gives the destination's id, ``None`` if the user skipped it.

        The id is the one that the sink has till the run ends; among the results, it becomes that of the layer's place.
        ``settings`` (name -> value) go into the layer's metadata, where its format has some.
        """
        from ..bridge.fields import make_fields
        from ..bridge.frames import write_rows
        from ..bridge.postgis import is_postgis, restore_missing

        definition = self.parameterDefinition(name)
        if parameters.get(name) is None and definition.flags() & QgsProcessingParameterDefinition.Flag.FlagOptional:
            return None
        sink, destination = self.sink(parameters, name, context, make_fields(table), geometry_type, crs)
        shapes = write_rows(sink, table, frame, geometries, progress)
        del sink  # closes the file
        if is_postgis(destination):
            restore_missing(destination, table, frame)
        self._outputs.require_whole(destination, len(frame), shapes, progress)
        self.wrote(destination, table, progress)
        if settings is not None:
            from ..bridge.metadata import describe

            describe(destination, context, table.title, self.tr(self.SUMMARY), {"algorithm": self.NAME, **settings})
        return destination

    def _keep_inputs(self, parameters: dict, context: QgsProcessingContext) -> None:
        """Refuse to write over what is to be read."""
        from ..bridge.destinations import replaced_inputs

        pairs = replaced_inputs(self, parameters, context)
        if pairs:
            raise QgsProcessingException(
                f"These name the same file, the first to write it and the second to read it: {'; '.join(pairs)}. "
                "Writing would replace the whole file. Choose another one, or, to add a layer to a GeoPackage, "
                "'Save to GeoPackage...' in the dialog."
            )

    def _warn_of_shapefiles(self, parameters: dict, feedback: QgsProcessingFeedback) -> None:
        """Say before the work what a shapefile would do to its result."""
        from ..bridge.shapefiles import is_shapefile, path_of

        for definition in self.destinationParameterDefinitions():
            if is_shapefile(path_of(parameters.get(definition.name()))):
                feedback.pushWarning(
                    f"{definition.name()} is a shapefile, which cuts field names to ten characters: later steps will "
                    "not find its columns. Cancel and choose a GeoPackage (.gpkg) if they are to read it."
                )

    def wrote(self, destination: str, table: Table, progress: Progress) -> None:
        """Note a layer that was written: what it holds, and what its format does to the columns' names."""
        from ..bridge.shapefiles import cut_names, is_shapefile

        self._written.append((destination, table))
        cut = cut_names(destination, table.names) if is_shapefile(destination) else {}
        if cut:
            names = ", ".join(f"{name} is {short}" for name, short in cut.items())
            progress.warning(
                f"In {self._outputs.final(destination)}, {names}. Times of day are lost too, and texts that are empty "
                "or missing become the same. A GeoPackage keeps all of it."
            )


def _is_left_empty(value: object) -> bool:
    """Whether this is an output whose cell is empty: the batch dialog of 3.22 gives a sink of no name, not nothing."""
    if not isinstance(value, QgsProcessingOutputLayerDefinition):
        return False
    sink = value.sink
    return sink.propertyType() in (QgsProperty.Type.InvalidProperty, QgsProperty.Type.StaticProperty) and (
        sink.staticValue() in (None, "")
    )
