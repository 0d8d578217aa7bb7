"""What one run writes: it gets its names together when all of the work is done, or none of it is left."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import time
from pathlib import Path

from qgis.core import (
    QgsDataSourceUri,
    QgsException,
    QgsFeatureRequest,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputLayerDefinition,
    QgsProperty,
    QgsProviderConnectionException,
    QgsProviderRegistry,
    QgsVectorFileWriter,
    QgsVectorLayer,
)

from ..core.errors import InputError, Problem
from ..core.progress import Progress

# As QGIS tells "postgis:..." from a path; the letter of a drive is one character.
_PROVIDER = re.compile(r"(?P<provider>.{3,}?):(?://)?(?P<uri>.*)", re.DOTALL)
_UNREADABLE = (".sql",)  # a dump for PostgreSQL
_OLD_NAMES = {"postgis": "postgres"}
_CHECK_EVERY = 512
_WAITS = (0.1, 0.4, 1.0)  # seconds
_OF_SQLITE = ("-wal", "-shm", "-journal")


class Outputs:
    """Where a run writes, and what becomes of it.

    A file is written in a folder of its own beside its place, so that what had its name before is there until it is
    replaced by a whole one. A layer that is added to a GeoPackage, or a table of a database, is written in its place
    and dropped again if the run does not end well.
    """

    def __init__(self) -> None:
        self._stages: dict[Path, Path] = {}  # where files are written -> where they belong
        self._destinations: dict[str, str] = {}  # as QGIS calls it -> as it can be opened
        self._in_place: list[tuple[str, bool]] = []  # destination, and whether its file was there before

    def place(self, value: object, context: QgsProcessingContext) -> object:
        """What to open a sink with instead of its parameter's value, which is given back if it names no file."""
        definition = value if isinstance(value, QgsProcessingOutputLayerDefinition) else None
        destination = _destination(definition.sink if definition else value, context)
        folder = Path(destination).parent
        if not destination or destination == QgsProcessing.TEMPORARY_OUTPUT or _PROVIDER.fullmatch(destination):
            return value
        if not folder.is_dir():  # QGIS says what is wrong with it
            return value
        staged = self._staged(Path(destination))
        if definition is None:
            return staged
        placed = QgsProcessingOutputLayerDefinition(definition)
        placed.sink = QgsProperty.fromValue(staged)
        return placed

    def file(self, path: str) -> str:
        """Where to write the file that is to be at ``path``.

        Raises
        ------
        InputError
            If there is no such folder, or no file can be written there.
        """
        if not Path(path).parent.is_dir():
            problem = Problem("there is no such folder", "Make it, or choose another", source=str(Path(path).parent))
            raise InputError(problem)
        staged = self._staged(Path(path))
        self._destinations[staged] = staged
        return staged

    def was_there(self, value: object, context: QgsProcessingContext) -> bool:
        """Whether the file exists to which a value adds a layer; to be asked before its sink is opened."""
        destination = _destination(getattr(value, "sink", value), context)
        named = _PROVIDER.fullmatch(destination)
        return bool(named) and Path(QgsDataSourceUri(named["uri"]).database()).exists()

    def begun(self, destination: str, *, was_there: bool) -> str:
        """Note the id of a sink that has been opened; gives the one by which its layer can be read."""
        real = destination
        if destination.endswith(".shp") and not Path(destination).exists():
            # Of a shapefile without shapes there is only the table, but QGIS calls it .shp.
            real = Path(destination).with_suffix(".dbf").as_posix()
        self._destinations[destination] = real
        if self.final(destination) == destination:
            self._in_place.append((destination, was_there))
        return real

    def require_whole(self, destination: str, rows: int, shapes: int, progress: Progress) -> None:
        """Read back a file that has been closed: its last rows were written then, and no error of that is told.

        Parameters
        ----------
        destination
            The id of a sink that is closed; what is no file is not read.
        rows, shapes
            How many there must be.
        progress
            Asked for cancel.

        Raises
        ------
        InputError
            If there are fewer.
        """
        path = Path(destination.split("|")[0])
        is_file = self.final(destination) != destination or path.exists()
        if not is_file or path.suffix.lower() in _UNREADABLE:
            return
        layer = QgsVectorLayer(destination, "written", "ogr")
        rows_found, shapes_found = _count(layer, progress) if layer.isValid() else (0, 0)
        if rows_found != rows or (layer.isSpatial() and shapes_found != shapes):
            problem = Problem(
                f"it was not written whole: of {rows:,} rows and {shapes:,} shapes, {rows_found:,} and "
                f"{shapes_found:,} can be read",
                "The disk may be full, or the format may not hold rows without a shape: choose another place, or a "
                "GeoPackage",
                source=self.final(destination),
            )
            raise InputError(problem)

    def final(self, text: str) -> str:
        """An id, or a message of QGIS, with the names that files will have."""
        for stage, folder in self._stages.items():
            text = text.replace(f"{stage.as_posix()}/", "" if folder == Path() else f"{folder.as_posix()}/")
        return text

    def publish(self, context: QgsProcessingContext) -> dict[str, str]:
        """Give all files their names; gives each sink's id, and each file's path -> the one that it has now.

        Raises
        ------
        InputError
            If a file cannot be replaced. What has been written stays where it is, and the error says where.
        """
        now = {name: self.final(real) for called, real in self._destinations.items() for name in (called, real)}
        stages, self._stages, self._in_place = self._stages, {}, []
        problems = [problem for stage, folder in stages.items() for problem in _move_up(stage, folder)]
        if problems:
            raise InputError(problems)
        self._rename_in(context, now)
        return now

    def discard(self, context: QgsProcessingContext) -> list[str]:
        """Remove all that the run has written; gives the ids of what could not be removed."""
        for stage in self._stages:
            shutil.rmtree(stage, ignore_errors=True)
        left = [destination for destination, was_there in self._in_place if not _removed(destination, was_there)]
        self._rename_in(context, dict.fromkeys(self._destinations))
        return left

    def _staged(self, path: Path) -> str:
        """Where the file of that path is written: in the folder's hidden one, which is made for the first."""
        stages = {folder: stage for stage, folder in self._stages.items()}
        stage = stages.get(path.parent) or self._stage(path.parent)
        return f"{stage.as_posix()}/{path.name}"

    def _stage(self, folder: Path) -> Path:
        stage = folder.absolute() / f".coprod-equity-{secrets.token_hex(4)}"
        try:
            stage.mkdir()  # not by tempfile: on Windows, what is moved out of its folders only its owner may read
        except OSError as error:
            problem = Problem(
                f"no file can be written there ({error.strerror or error})",
                "Choose a folder that you may write to",
                source=str(folder),
            )
            raise InputError(problem) from error
        self._stages[stage] = folder
        return stage

    @staticmethod
    def _rename_in(context: QgsProcessingContext, now: dict) -> None:
        """Have the desktop load layers by the ids that they have now; ``None`` for those that there are not."""
        layers = context.layersToLoadOnCompletion()
        kept = {now.get(name, name): details for name, details in layers.items() if now.get(name, name) is not None}
        if list(kept) != list(layers):
            context.setLayersToLoadOnCompletion(kept)


def _destination(value: object, context: QgsProcessingContext) -> str:
    """The text that QGIS would make of a sink parameter's value."""
    if isinstance(value, QgsProperty):
        value, _ = value.valueAsString(context.expressionContext(), "")
    return value if isinstance(value, str) else ""


def _count(layer: QgsVectorLayer, progress: Progress) -> tuple[int, int]:
    """The rows of a layer that can be read, and how many of them have a shape."""
    rows = shapes = 0
    request = QgsFeatureRequest().setSubsetOfAttributes([0])
    try:
        for feature in layer.getFeatures(request):
            if rows % _CHECK_EVERY == 0:
                progress.check()
            rows += 1
            shapes += not feature.geometry().isEmpty()
    finally:
        layer.dataProvider().reloadData()  # QGIS would keep the file open for a minute, and Windows refuse to move it
    return rows, shapes


def _move_up(stage: Path, folder: Path) -> list[Problem]:
    """Move all of a folder to where it belongs and remove it; gives what is in the way."""
    target = folder
    try:
        names = sorted(written.name for written in stage.iterdir())
        for name in names:
            target = folder / name
            _make_room(target)
        for name in names:
            target = folder / name
            _replace(stage / name, target)
        stage.rmdir()
    except OSError as error:
        problem = Problem(
            f"it could not be replaced ({error.strerror or error}); another program may have it open",
            f"The new one is in {stage}. Close what uses the old one and move it, or choose another name",
            source=str(target),
        )
        return [problem]
    return []


def _make_room(target: Path) -> None:
    """Remove what would be taken for a part of the file that is to come."""
    if target.suffix.lower() == ".gdb" and target.is_dir():
        shutil.rmtree(target)
    elif target.suffix.lower() in (".shp", ".dbf"):
        QgsVectorFileWriter.deleteShapeFile(str(target))  # with its index, which would be of other shapes
    elif target.suffix.lower() in (".gpkg", ".sqlite"):
        for end in _OF_SQLITE:
            Path(f"{target}{end}").unlink(missing_ok=True)


def _replace(written: Path, target: Path) -> None:
    """``os.replace``, again after a while if it is refused: Windows' scanners hold files that were just written."""
    for wait in (*_WAITS, None):
        try:
            os.replace(written, target)
        except PermissionError:
            if wait is None:
                raise
            time.sleep(wait)
        else:
            break


def _removed(destination: str, was_there: bool) -> bool:
    """Remove what a sink wrote in its place; gives whether nothing of it is left. What is in memory goes by itself."""
    registry = QgsProviderRegistry.instance()
    named = _PROVIDER.fullmatch(destination)
    file = registry.decodeUri("ogr", destination).get("path") or ""
    provider = _OLD_NAMES.get(named["provider"], named["provider"]) if named else ""
    if provider and registry.providerMetadata(provider):
        uri = QgsDataSourceUri(named["uri"])
        source, schema, table = named["uri"], uri.schema(), uri.table()
    elif not Path(file).is_file():
        return True
    elif not was_there:
        for path in (file, *(f"{file}{end}" for end in _OF_SQLITE)):
            Path(path).unlink(missing_ok=True)
        return True
    else:
        provider, source, schema = "ogr", file, ""
        table = registry.decodeUri("ogr", destination).get("layerName") or ""
    try:
        registry.providerMetadata(provider).createConnection(source, {}).dropVectorTable(schema, table)
    except (QgsException, QgsProviderConnectionException):  # which of them differs by provider
        return False
    return True
