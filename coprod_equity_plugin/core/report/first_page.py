"""The first page: three sentences, one chart, one map, and what cannot be concluded."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import replace

from PIL import Image

from .. import columns
from ..models.specification import MINORITY_AND_PARTICIPATION
from . import figures, prose, sentences, tables
from .beside_models import Untold
from .blocks import Count, Download, Figure, MapImage, to_csv
from .counts import COMPARED, cell, group_cell
from .figures import GROUP_NAMES, GROUPS
from .inputs import Households, MapFile
from .measures import Mean, cluster_difference, cluster_mean
from .protect import is_small
from .results import Results
from .sentences import Finding
from .words import count, count_or_fewer, fixed

_THUMBNAIL = 760  # pixels; twice what the first page shows it at


def findings(results: Results, homes: Households, k: int, untold: Untold) -> tuple[Finding, ...]:
    """H1, H2 and H3 in words; the homes say which of them can be asked at all, and which answers may be told."""
    for mask, words in ((homes.minority, "is a minority home"), (~homes.minority, "is other than a minority home")):
        if not mask.any():
            why = f"none of the homes compared {words}"
            return tuple(sentences.without(key, why) for key in ("h1", "h2", "h3"))
    gap, odds, interaction = results.hypotheses
    asking = int(homes.asked.sum())
    few = ""
    if asking < k:
        few = f"{'none' if not asking else f'fewer than {k}'} of the homes compared asked for help"
    on_few = f"fewer than {k} homes of one of the groups asked for help, or did not"
    minority, both = columns.MINORITY_SHARE, MINORITY_AND_PARTICIPATION
    why = {
        "h1": on_few if untold.has("model_3", minority) else "",
        "h2": few or (on_few if untold.has("model_1", minority) else ""),
        "h3": few or (on_few if untold.has("model_3", both) else ""),
    }
    among = results.contrast("model_3", "minority_among_reporters")
    written = {
        "h1": sentences.waiting(gap),
        "h2": sentences.asking(odds),
        "h3": sentences.narrowing(gap, interaction, among),
    }
    return tuple(sentences.without(key, why[key]) if why[key] else finding for key, finding in written.items())


def basis(results: Results) -> str:
    """Whom the sentences compare; empty if no model answers them."""
    return prose.BASIS if {"model_1", "model_3"} & set(results.models) else ""


def gap_figure(homes: Households, k: int) -> tuple[Figure | None, int]:
    """Observed hours by group and help; also how many cells were withheld."""
    masks = {
        (group, asked): (homes.minority if group == "minority" else ~homes.minority) & (homes.asked == bool(asked))
        for group in GROUPS
        for asked in (0, 1)
    }
    # with its margins known, one small cell gives away the other three
    if any(is_small(int(mask.sum()), k) for mask in masks.values()):
        return None, len(masks)
    cells: dict[tuple[str, int], Mean] = {}
    differences: dict[int, Mean] = {}
    for asked in (0, 1):
        both = homes.asked == bool(asked)
        if not masks["minority", asked].any() or not masks["other", asked].any():
            continue
        differences[asked] = cluster_difference(
            homes.hours[both], homes.minority[both], homes.clusters[both], homes.weights[both]
        )
        for group in GROUPS:
            mask = masks[group, asked]
            cells[group, asked] = cluster_mean(homes.hours[mask], homes.clusters[mask], homes.weights[mask])
    if not cells:
        return None, 0
    title = sentences.observed_gap(differences)
    words = [
        f"{GROUP_NAMES[group]} that {'asked' if asked else 'did not ask'}: {fixed(mean.mean, 1)} hours "
        f"({fixed(mean.low, 1)} to {fixed(mean.high, 1)}; {count(mean.households)} homes)"
        for (group, asked), mean in cells.items()
    ]
    alt = f"Dot chart of mean hours to restoration with 95 % intervals. {'; '.join(words)}."
    picture = figures.gap_chart(cells, title, alt)
    table = tables.cells_table(cells, GROUP_NAMES)
    downloads = (
        Download("observed_hours.csv", to_csv(table.header, table.rows)),
        Download("observed_hours.png", picture.png, "Picture (PNG)", "image/png"),
    )
    counts = [
        Count("Observed hours", group_cell(group, asked=asked), mean.households)
        for (group, asked), mean in cells.items()
    ]
    return Figure("gap", title, picture.svg, alt, "", downloads, narrow=True, counts=counts), 0


def limits(homes: Households, found: Sequence[Finding], k: int) -> tuple[str, ...]:
    """What a reader must not take from the first page."""
    items = list(prose.LIMITS)
    if not all(finding.clear for finding in found):
        items.append(prose.NOT_CLEAR)
    censored = int(homes.censored.sum())
    if censored:
        items.append(
            f"How long the last homes waited: {count_or_fewer(censored, k)} had no power when the meter reads end, and "
            "count with the hours until then."
        )
    return tuple(items)


def limit_counts(homes: Households, k: int) -> tuple[Count, ...]:
    """The count that the limits name."""
    censored = int(homes.censored.sum())
    return (Count("What cannot be concluded", cell(COMPARED, censored=1), censored),) if censored >= k else ()


def thumbnail(block: MapImage, item: MapFile) -> MapImage:
    """The first map small enough for the first page; the full one stands in its section."""
    with Image.open(io.BytesIO(item.png)) as image:
        if image.width <= _THUMBNAIL:
            return block
        small = image.convert("RGB")
        small.thumbnail((_THUMBNAIL, 10 * _THUMBNAIL))
        buffer = io.BytesIO()
        small.save(buffer, "PNG", optimize=True)
    return replace(block, uri=_png_uri(buffer.getvalue()))


def map_block(number: int, item: MapFile) -> MapImage:
    """A map with its words."""
    name = item.name.replace("_", " ").replace("-", " ").strip()
    title = item.title or f"{name[:1].upper()}{name[1:]}"
    if not item.title and item.alt.startswith("Map: "):  # the description that exportmap writes
        title = item.alt[len("Map: ") :].split(". ")[0].rstrip(".")
    described = item.alt
    for opening in (f"Map: {title}. ", f"{title}. "):
        described = described[len(opening) :] if described.startswith(opening) else described
    alt = item.alt or f"Map “{title}”. No description was handed in with it."
    # maps from different folders may have the same name
    data = (replace(item.data, name=f"map{number}_{item.data.name}"),) if item.data else ()
    return MapImage(f"map{number}", title, _png_uri(item.png), alt, described, data)


def _png_uri(data: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(data).decode('ascii')}"
