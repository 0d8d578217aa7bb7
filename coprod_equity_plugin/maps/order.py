"""What the user asks of a map, and what comes of it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as default
from pathlib import Path

from qgis.core import QgsVectorLayer, QgsWkbTypes

from ..core.errors import InputError, PrivacyError, Problem
from .atlas import Atlas, check_atlas
from .context import Context, check_context
from .privacy import household_columns, said_of

MINIMUM_DPI, MAXIMUM_DPI = 72, 1200


@dataclass(frozen=True)
class MapOrder:
    """What the user asks of a map; empty texts become the measure's own words."""

    measure: str = ""  # empty: as the layer is styled
    field: str = ""  # of the measure, if not its own
    field_unit: str | None = None
    title: str = ""
    subtitle: str = ""
    sources: str = ""
    notes: str = ""
    event: str = ""
    date: str = ""
    paper: str = "letter"
    orientation: str = "landscape"
    template: str = ""  # a layout of the user's, see template.py; paper and orientation are its own then
    dpi: int = 200
    confidential: bool = False
    context: Context = default(default_factory=Context)
    atlas: Atlas = default(default_factory=Atlas)
    files: Mapping[str, str] = default(default_factory=dict)  # pdf, png, svg, csv, alt_text -> path


@dataclass(frozen=True)
class MapResult:
    """What was written, and the sentence that says what the map shows.

    ``files`` has the first page's path where a kind has one file for each page; ``paths`` has them all.
    """

    files: dict[str, str]
    title: str
    alt_text: str
    areas: int
    withheld: int
    pages: int = 1
    paths: tuple[str, ...] = ()


def check_order(layer: QgsVectorLayer, order: MapOrder) -> None:
    """Refuse what cannot be drawn, with all that is wrong, and what must not be drawn.

    Raises
    ------
    InputError, PrivacyError
    """
    problems = []
    if not any(order.files.values()):
        problems.append(Problem("no file was asked for", "Give at least one of PDF, PNG, SVG, CSV or alt text"))
    if not layer.crs().isValid():
        problems.append(
            Problem(
                "has no coordinate system, so neither scale nor place would be right",
                "Set it in the layer's properties, or with 'Assign projection', and run again",
                source=layer.name(),
            )
        )
    if layer.geometryType() in (
        QgsWkbTypes.GeometryType.NullGeometry,
        QgsWkbTypes.GeometryType.UnknownGeometry,
    ):
        problems.append(Problem("is a table without geometry", "Choose a layer with areas", source=layer.name()))
    elif layer.featureCount() == 0:
        problems.append(Problem("has nothing to draw", "Choose a layer with areas", source=layer.name()))
    if not MINIMUM_DPI <= order.dpi <= MAXIMUM_DPI:
        problems.append(Problem(f"{order.dpi} dots per inch", f"Choose {MINIMUM_DPI} to {MAXIMUM_DPI}", column="DPI"))
    try:
        day_of(order.date)
    except ValueError:
        problems.append(Problem(f"'{order.date}' is not a date", "Write it as 2018-10-24", column="DATE"))
    for path in filter(None, order.files.values()):
        if not Path(path).absolute().parent.is_dir():
            problems.append(Problem("its folder does not exist", "Create the folder first", source=str(path)))
    if problems:
        raise InputError(problems)
    marks = household_columns(layer)
    if marks and not order.confidential:
        raise PrivacyError(
            f"{said_of(layer, marks)}; a map of it would tell of single homes. Map the areas that 'Disparity by area' "
            "writes, or, for a map that stays inside the utility, set CONFIDENTIAL to true: the sheet will say so."
        )
    check_context(order.context, confidential=order.confidential)
    check_atlas(order.atlas, confidential=order.confidential)


def day_of(text: str) -> datetime.date:
    """A date as the user types it; today if empty."""
    return datetime.date.fromisoformat(text.strip()) if text.strip() else datetime.date.today()
