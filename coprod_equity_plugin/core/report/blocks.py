"""What a report page is made of: the template knows these blocks and nothing of the study."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Union


@dataclass(frozen=True)
class Download:
    """A file that the page carries with it as a data URI and that is also written beside it."""

    name: str
    data: bytes
    label: str = "Data (CSV)"
    mime: str = "text/csv;charset=utf-8"

    @property
    def uri(self) -> str:
        """The file as a ``data:`` URI."""
        return f"data:{self.mime};base64,{base64.b64encode(self.data).decode('ascii')}"


@dataclass(frozen=True)
class Count:
    """A count of homes that the report prints.

    Attributes
    ----------
    label
        Where it stands.
    cell
        Which homes it counts, as :func:`~.counts.cell` writes it: ``homes=compared; minority=1; asked=0``.
    value
        How many.
    """

    label: str
    cell: str
    value: int


@dataclass(frozen=True)
class Paragraph:
    """Running text; ``kind`` is empty, ``lead``, ``note`` or ``warning``."""

    text: str
    kind: str = ""
    counts: Sequence[Count] = ()

    block = "paragraph"


@dataclass(frozen=True)
class Items:
    """A list of short sentences."""

    items: Sequence[str]

    block = "items"


@dataclass(frozen=True)
class Heading:
    """A heading one level below the section's."""

    text: str

    block = "heading"


@dataclass(frozen=True)
class Figure:
    """A drawn figure: ``title`` is a sentence, ``note`` says what else its reader has to know."""

    name: str
    title: str
    svg: str
    alt: str
    note: str = ""
    downloads: Sequence[Download] = ()
    narrow: bool = False
    counts: Sequence[Count] = ()

    block = "figure"


@dataclass(frozen=True)
class MapImage:
    """A map handed in as a picture; ``described`` stands under it, ``alt`` in its place."""

    name: str
    title: str
    uri: str
    alt: str
    described: str = ""
    downloads: Sequence[Download] = ()

    block = "map"


@dataclass(frozen=True)
class Table:
    """A data table.

    Attributes
    ----------
    caption
        What it shows.
    header
        Column heads, units included; the first belongs to the row heads.
    rows
        Texts as they are shown; the first of each row is its head.
    groups
        Heads over several columns, as (text, number of columns), the row heads' column first; empty for none.
    notes
        What stands under it.
    text_columns
        Columns (places) that hold words and stand left.
    foot
        How many of the last rows sum up and stand below a rule.
    counts
        What of it counts homes.
    """

    name: str
    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    groups: Sequence[tuple[str, int]] = ()
    notes: Sequence[str] = ()
    text_columns: Sequence[int] = ()
    foot: int = 0
    downloads: Sequence[Download] = ()
    counts: Sequence[Count] = ()

    block = "table"


Block = Union[Paragraph, Items, Heading, Figure, MapImage, Table]


@dataclass
class Section:
    """A numbered part of the report."""

    key: str
    title: str
    blocks: list[Block] = field(default_factory=list)


def to_csv(header: Sequence[str], rows: Sequence[Sequence]) -> bytes:
    """Rows as CSV in UTF-8, lines ended as RFC 4180 has it; ``None`` and NaN are empty."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(header)
    for row in rows:
        writer.writerow(["" if cell is None or cell != cell else cell for cell in row])
    return buffer.getvalue().encode("utf-8")
