"""Where things stand on a sheet: read from a layout template, shipped or the user's own.

A template is a QGIS layout (``.qpt``) of one page. Items with these ids mark places, whatever kind of item they are;
they are replaced by what belongs there, and all other items (a logo, a rule, a line of the city's) stay:

=========  ========  ==========================================================================
id         needed    what stands there
=========  ========  ==========================================================================
head       yes       title, subtitle, finding
map        yes       the map
legend     yes       the legend, and the notes below it where they have no place of their own
footer     yes       sources, date, coordinate system, method, version; at the foot of its place
scale      no        north arrow and scale bars
notes      no        the notes
locator    no        the small map of an atlas; without one it stands above the scale
=========  ========  ==========================================================================

A head that needs more lines than it has room for moves the map's upper edge down, a footer its lower edge up, and with
them all that is aligned with that edge.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsPrintLayout, QgsProject, QgsReadWriteContext
from qgis.PyQt.QtCore import QRectF
from qgis.PyQt.QtXml import QDomDocument

from ..core.errors import InputError, Problem

LAYOUTS = Path(__file__).parent.parent / "resources" / "layouts"
NEEDED, OPTIONAL = ("head", "map", "legend", "footer"), ("scale", "notes", "locator")
_ALIGNED = 0.5  # mm


@dataclass(frozen=True)
class Places:
    """The boxes of a sheet in millimetres, by id, and the page's size."""

    width: float
    height: float
    boxes: dict[str, QRectF]

    def __getitem__(self, name: str) -> QRectF:
        return QRectF(self.boxes[name])

    def get(self, name: str) -> QRectF | None:
        """A box, ``None`` where the template has none."""
        return QRectF(self.boxes[name]) if name in self.boxes else None

    def fitted(self, top: float, bottom: float) -> Places:
        """The places with the map between ``top`` and ``bottom``, where its own edges leave the texts no room."""
        frame = self.boxes["map"]
        boxes = {name: QRectF(box) for name, box in self.boxes.items()}
        for name, box in boxes.items():
            if name in ("head", "footer"):
                continue
            if top > frame.top() and abs(box.top() - frame.top()) < _ALIGNED:
                box.setTop(top)
            if bottom < frame.bottom() and abs(box.bottom() - frame.bottom()) < _ALIGNED:
                if name == "scale":
                    box.moveBottom(bottom)
                else:
                    box.setBottom(bottom)
        return Places(self.width, self.height, boxes)


def shipped(paper: str, orientation: str) -> Path:
    """The shipped template of a paper (``letter``, ``a4``) and an orientation."""
    return LAYOUTS / f"{paper}_{orientation}.qpt"


def open_template(path: str | Path, project: QgsProject) -> tuple[QgsPrintLayout, Places]:
    """A layout with the template's other items, and the places that it marks.

    Raises
    ------
    InputError
        If the file is no template of one page, or marks not all that is needed.
    """
    layout = QgsPrintLayout(project)
    document = QDomDocument()
    name = Path(path).name
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        text = ""
    read = document.setContent(text)
    if not (read[0] if isinstance(read, tuple) else read) or document.documentElement().tagName() != "Layout":
        raise InputError(
            Problem(
                "is no layout template",
                "Save one with 'Layout > Save as Template', or leave TEMPLATE empty",
                name,
                "TEMPLATE",
            )
        )
    layout.loadFromTemplate(document, QgsReadWriteContext())
    pages = layout.pageCollection()
    problems = []
    if pages.pageCount() != 1:
        problems.append(Problem(f"it has {pages.pageCount()} pages", "Leave one", name, "TEMPLATE"))
    boxes = {}
    for wanted in (*NEEDED, *OPTIONAL):
        item = layout.itemById(wanted)
        if item is not None:
            boxes[wanted] = QRectF(item.pos(), item.rect().size())
            layout.removeLayoutItem(item)
        elif wanted in NEEDED:
            what, remedy = f"no item has the id '{wanted}'", f"Give the item that marks the place the id {wanted}"
            problems.append(Problem(what, remedy, name, "TEMPLATE"))
    if problems:
        raise InputError(problems)
    size = pages.page(0).rect()
    return layout, Places(size.width(), size.height(), boxes)
