"""The restoration as numbered pictures: areas by how much of them is still without power, moment after moment."""

from __future__ import annotations

import datetime
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qgis.core import QgsCoordinateReferenceSystem, QgsFeature, QgsGeometry, QgsVectorLayer

from ..bridge.fields import make_field
from ..bridge.lazy import np
from ..core import columns
from ..core.disparity.still_out import CLASSES, StillOut
from ..core.errors import InputError, Problem
from ..core.progress import Progress
from .export import MapOrder, export_map
from .measures import STILL_OUT
from .words import MONTHS


@dataclass(frozen=True)
class Frames:
    """Paths of the pictures in their order, and of the table of moments."""

    pictures: tuple[str, ...]
    table: str


def frames_layer(
    geometries: Sequence[QgsGeometry], ids: Sequence[str | None], crs: QgsCoordinateReferenceSystem
) -> QgsVectorLayer:
    """Areas that have an id, a class and a reason, still without either."""
    layer = QgsVectorLayer("MultiPolygon", "Still without power", "memory")
    layer.setCrs(crs)
    fields = [
        columns.DISPARITY[columns.AREA_ID],
        columns.Column(STILL_OUT, "text", "Still without power"),
        columns.DISPARITY[columns.SUPPRESSION],
    ]
    layer.dataProvider().addAttributes([make_field(field) for field in fields])
    layer.updateFields()
    features = []
    for shape, name in zip(geometries, ids):
        feature = QgsFeature(layer.fields())
        feature.setAttributes([name, None, None])
        whole = QgsGeometry(shape)
        whole.convertToMultiType()
        feature.setGeometry(whole)
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    layer.updateExtents()
    return layer


def show_moment(layer: QgsVectorLayer, result: StillOut, moment: int) -> None:
    """Give the areas of :func:`frames_layer` their classes at a moment."""
    place = {name: number for number, name in enumerate(result.ids)}
    changes = {}
    for feature in layer.getFeatures():
        number = place.get(feature[columns.AREA_ID])
        code = -1 if number is None else result.classes[moment, number]
        reason = None if number is None or code >= 0 else result.reason
        changes[feature.id()] = {1: CLASSES[code] if code >= 0 else None, 2: reason}
    layer.dataProvider().changeAttributeValues(changes)


def export_frames(
    layer: QgsVectorLayer, result: StillOut, folder: str | Path, order: MapOrder, progress: Progress | None = None
) -> Frames:
    """Write a picture of every moment, numbered from 000; all of them appear, or none.

    Parameters
    ----------
    layer
        From :func:`frames_layer`.
    result
        Classes by moment and area.
    folder
        Where to; made if it is not there. Pictures of an earlier, longer run are not removed.
    order
        Paper, event, sources, context of the sheets; its own texts of title and files are not used.

    Raises
    ------
    InputError
        If the folder cannot be written to.
    """
    progress = progress or Progress()
    target = Path(folder)
    try:
        target.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=".frames", dir=target))
    except OSError as error:
        raise InputError(
            Problem(f"could not be written ({error.strerror})", "Choose another folder", str(folder))
        ) from error
    try:
        lines = ["frame,time,shown"]
        names = []
        for moment, when in enumerate(result.times):
            progress.check()
            show_moment(layer, result, moment)
            names.append(f"frame_{moment:03d}.png")
            words = moment_words(when)
            shown = f"Still without power, {order.event}" if order.event else "Still without power"
            export_map(
                layer,
                replace(
                    order,
                    measure=STILL_OUT,
                    title=f"{shown}: {words}",
                    files={"png": str(scratch / names[-1])},
                ),
                progress.part(100 * moment / len(result.times), 100 * (moment + 1) / len(result.times)),
            )
            lines.append(f"{names[-1]},{when},{int((result.classes[moment] >= 0).sum())}")
        names.append("frames.csv")
        (scratch / names[-1]).write_text("\n".join([*lines, ""]), encoding="utf-8")
        for name in names:
            (scratch / name).replace(target / name)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return Frames(tuple(str(target / name) for name in names[:-1]), str(target / names[-1]))


def moment_words(moment: np.datetime64) -> str:
    """``10 October 2018, 12:00``."""
    when: datetime.datetime = moment.astype("M8[s]").item()
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}, {when:%H:%M}"
