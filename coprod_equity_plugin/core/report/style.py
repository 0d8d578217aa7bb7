"""The look of every figure, and how a figure becomes inline SVG for the page and a PNG beside it."""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import matplotlib
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

MINORITY = "#0072B2"
OTHER = "#E69F00"
OTHER_EDGE = "#8A5F00"  # orange alone has 2.2:1 on white; its edge carries the shape
INK = "#1F2328"
QUIET = "#57606A"
GRID = "#E4E7EB"
RULE = "#8C959F"

WIDE, NARROW = 7.0, 3.4
FACES = ("Open Sans", "DejaVu Sans")
PAGE_FACES = "'Open Sans', 'Segoe UI', 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif"


@lru_cache(maxsize=1)
def _face() -> str:
    """The report's face where the machine has it; matplotlib brings the other one, a little wider, along."""
    known = {font.name for font in font_manager.fontManager.ttflist}
    return next(face for face in FACES if face in known or face == FACES[-1])


def _settings() -> dict:
    return {
        "font.family": [_face()],
        "font.size": 9,
        "axes.labelsize": 9,
        "axes.labelcolor": INK,
        "axes.edgecolor": RULE,
        "axes.linewidth": 0.8,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "axes.unicode_minus": True,
        "grid.color": GRID,
        "grid.linewidth": 0.8,
        "text.color": INK,
        "xtick.color": RULE,
        "ytick.color": RULE,
        "xtick.labelcolor": INK,
        "ytick.labelcolor": INK,
        "xtick.labelsize": 8.5,
        "ytick.labelsize": 8.5,
        "xtick.direction": "out",
        "ytick.direction": "out",
        "svg.fonttype": "none",  # text stays text: it can be read out, searched and printed sharp
        "svg.hashsalt": "coproduction-equity",  # the same numbers give the same file
        "path.simplify": False,
    }


@dataclass(frozen=True)
class Canvas:
    """A figure whose axes are placed in inches from its lower left corner.

    ``title`` is drawn above what ``height`` holds; on the page the title stands in the HTML instead.
    """

    figure: Figure
    width: float
    height: float

    def axes(self, left: float, bottom: float, width: float, height: float) -> Axes:
        """Axes with their corner and size in inches."""
        full_width, full_height = self.figure.get_size_inches()
        place = (left / full_width, bottom / full_height, width / full_width, height / full_height)
        return self.figure.add_axes(place)

    def text(self, x: float, y: float, text: str, **options) -> None:
        """Write text at a place in inches."""
        full_width, full_height = self.figure.get_size_inches()
        self.figure.text(x / full_width, y / full_height, text, **options)


@dataclass(frozen=True)
class Picture:
    """A finished figure: inline SVG without a title, and a PNG that carries it."""

    svg: str
    png: bytes


def _canvas(width: float, height: float, title: str) -> Canvas:
    lines = textwrap.wrap(title, int(width * 12.5)) if title else []
    full = height + (0.19 * len(lines) + 0.12 if lines else 0.0)
    figure = Figure(figsize=(width, full), facecolor="white")
    canvas = Canvas(figure, width, height)
    if lines:
        canvas.text(
            0.04, full - 0.05, "\n".join(lines), fontsize=10.5, fontweight="bold", va="top", ha="left", linespacing=1.25
        )
    return canvas


def render(draw: Callable[[Canvas], None], width: float, height: float, title: str, name: str, alt: str) -> Picture:
    """Draw a figure twice: for the page, and for a PNG at 200 dots per inch that stands alone.

    Parameters
    ----------
    draw
        Puts the content on a :class:`Canvas`.
    width, height
        Inches, without the title.
    title
        A sentence.
    name
        Short and unique on the page; the SVG's ids begin with it.
    alt
        What somebody who does not see the figure is told.
    """
    with matplotlib.rc_context(_settings()):
        on_page = _canvas(width, height, "")
        draw(on_page)
        FigureCanvasSVG(on_page.figure)
        buffer = io.StringIO()
        on_page.figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
        alone = _canvas(width, height, title)
        draw(alone)
        FigureCanvasAgg(alone.figure)
        image = io.BytesIO()
        alone.figure.savefig(
            image,
            format="png",
            dpi=200,
            bbox_inches="tight",
            pad_inches=0.15,
            metadata={"Software": None, "Title": title, "Description": alt},
        )
    return Picture(_inline(buffer.getvalue(), name, alt), image.getvalue())


def _inline(svg: str, name: str, alt: str) -> str:
    """An SVG file as a part of a page: own ids, no prologue, no style that reaches out, the page's own faces."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.S)
    svg = re.sub(r"<style.*?</style>", "", svg, flags=re.S)
    svg = re.sub(r"<!--.*?-->\s*", "", svg, flags=re.S)
    svg = re.sub(r'\bid="([^"]+)"', rf'id="{name}-\1"', svg)
    svg = re.sub(r'href="#([^"]+)"', rf'href="#{name}-\1"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", rf"url(#{name}-\1)", svg)
    faces = "|".join(re.escape(face) for face in FACES)
    svg = re.sub(rf"'(?:{faces})'", PAGE_FACES, svg)
    view = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    if view is None:
        raise RuntimeError("matplotlib wrote an SVG without a viewBox")
    label = alt.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    opening = (
        f'<svg role="img" aria-label="{label}" viewBox="0 0 {view[1]} {view[2]}" '
        'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'stroke-linejoin="round" focusable="false">'
    )
    return opening + svg[svg.index(">") + 1 :].strip()
