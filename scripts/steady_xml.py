"""QGIS writes the attributes of its XML in an order that changes with every session, and draws ids at random.

What is written again without a change of content should be the same file, so that a reviewer sees what did change.
"""

from __future__ import annotations

import re
import uuid
from pathlib import Path
from xml.etree import ElementTree

_ID = re.compile(r"\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}")
_HEAD = re.compile(r"^<!DOCTYPE[^>]*>\n")


def make_steady(path: Path) -> None:
    """Write the file again with sorted attributes, and with ids that follow from its name and their order in it."""
    text = path.read_text(encoding="utf-8")
    head = _HEAD.match(text)
    root = ElementTree.fromstring(text)
    for element in root.iter():
        element.attrib = dict(sorted(element.attrib.items()))
    ids: dict[str, str] = {}

    def steady(found: re.Match) -> str:
        drawn = found.group()
        return ids.setdefault(drawn, f"{{{uuid.uuid5(uuid.NAMESPACE_URL, f'{path.name} {len(ids)}')}}}")

    body = _ID.sub(steady, ElementTree.tostring(root, encoding="unicode"))
    path.write_text(f"{head.group() if head else ''}{body}\n", encoding="utf-8")
