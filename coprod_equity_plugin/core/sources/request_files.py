"""Service requests in the files that no layer can be made of: Open311 GeoReport v2 and SeeClickFix, JSON and XML."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree  # nosec B405 - expat bounds what entities expand to

from ..errors import InputError, Problem
from ..progress import Progress

if TYPE_CHECKING:
    import pandas as pd

_SUFFIXES = (".json", ".xml")
_PEEK = 65_536
_CHECK_EVERY = 4_096
_LAYER = re.compile(rb'"type"\s*:\s*"(FeatureCollection|Feature|Topology)"|<(\w+:)?FeatureCollection|opengis\.net/gml')
# Where an answer that is no list keeps its records: SeeClickFix, and wrappers that gateways put around Open311.
_LISTS = ("service_requests", "requests", "issues", "results", "data")
_RECORD = "request"
_DOWNLOAD = "Download it again, and check that it is the answer to GET requests"


def is_request_file(value: object) -> bool:
    """Whether a value is the path of a JSON or XML file with requests, not of a layer (GeoJSON, GML)."""
    if not isinstance(value, (str, os.PathLike)):
        return False
    path = Path(value)
    if path.suffix.lower() not in _SUFFIXES or not path.is_file():
        return False
    with path.open("rb") as file:
        return _LAYER.search(file.read(_PEEK)) is None


def read_request_file(path: str | os.PathLike, progress: Progress | None = None) -> pd.DataFrame:
    """The requests of a file as a table of texts.

    Parameters
    ----------
    path
        GeoReport v2 ``requests.json`` or ``requests.xml``, or SeeClickFix's ``issues`` (JSON).
    progress
        Asked for cancel.

    Returns
    -------
    pandas.DataFrame
        One row per request in the file's order, the fields of all as columns; numbers as the file prints them, what is
        null or absent as ``None``. A field inside another joins both names (``request_type_title``); lists are passed
        over.

    Raises
    ------
    InputError
        If it is no valid JSON or XML (with line and column), holds no requests, or an error answer of the server.

    Notes
    -----
    Standard: Open311 GeoReport v2, "GET Service Requests".
    """
    import numpy as np  # not above: whether a file is one is asked before the libraries are known to be there
    import pandas as pd

    progress = progress or Progress()
    path = Path(path)
    if not path.is_file():
        raise InputError(Problem("the file is not there", "Choose the file of requests", path.name))
    if path.suffix.lower() not in _SUFFIXES:
        what = f"it is neither JSON nor XML (its name ends in {path.suffix or 'nothing'})"
        raise InputError(Problem(what, "Give a table or layer as such (REQUESTS), not as a file", path.name))
    records = _from_xml(path, progress) if path.suffix.lower() == ".xml" else _from_json(path)
    if not records:
        raise InputError(Problem("it holds no requests", _DOWNLOAD, path.name))
    flat = []
    for count, record in enumerate(records):
        if count % _CHECK_EVERY == 0:
            progress.check()
        if not isinstance(record, dict):
            raise InputError(Problem("it is a list of values, not of requests", _DOWNLOAD, path.name, "", (count + 1,)))
        flat.append(dict(_flatten(record)))
    first = flat[0]
    if {"code", "description"} <= first.keys() and len(first) == 2:
        what = f"it is an error answer of the server: {first['code']}, {first['description']}"
        raise InputError(Problem(what, "Download the requests again", path.name))
    names = list(dict.fromkeys(name for record in flat for name in record))
    table = {}
    for name in names:
        table[name] = np.empty(len(flat), dtype=object)
        table[name][:] = [record.get(name) for record in flat]
    return pd.DataFrame(table, columns=names)


def _from_json(path: Path) -> list:
    try:
        # Numbers stay as printed: an id of twenty digits is no number, and 0.10 is not 0.1.
        content = json.loads(path.read_text(encoding="utf-8-sig"), parse_int=str, parse_float=str)
    except UnicodeDecodeError as error:
        what = f"it is not in UTF-8 (byte {error.start + 1:,})"
        raise InputError(Problem(what, "Save it in UTF-8", path.name)) from None
    except json.JSONDecodeError as error:
        hint = _leading_zero(error)
        what = f"it is not valid JSON: {error.msg} at line {error.lineno}, column {error.colno}{hint}"
        raise InputError(Problem(what, "Repair the line, or download the file again", path.name)) from None
    if isinstance(content, dict):
        found = next((content[name] for name in _LISTS if isinstance(content.get(name), list)), None)
        if found is None and "service_request_id" in content:
            found = [content]  # GET Service Request gives one without a list
        if found is None:
            names = ", ".join(map(str, content)) or "nothing"
            raise InputError(Problem(f"it holds no list of requests, but {names}", _DOWNLOAD, path.name))
        content = found
    if not isinstance(content, list):
        raise InputError(Problem("it holds no list of requests", _DOWNLOAD, path.name))
    return content


def _leading_zero(error: json.JSONDecodeError) -> str:
    """The usual fault of service codes: 006 without quotation marks."""
    before = error.doc[max(error.pos - 2, 0) : error.pos]
    at = error.doc[error.pos : error.pos + 1]
    return " (a number cannot begin with 0: put it in quotation marks)" if before[-1:] == "0" and at.isdigit() else ""


def _from_xml(path: Path, progress: Progress) -> list[dict]:
    with path.open("rb") as file:
        if b"<!ENTITY" in file.read(_PEEK):
            what = "it defines entities, which no request needs"
            raise InputError(Problem(what, "Take a file from the city's own server", path.name))
        file.seek(0)
        records, root = [], None
        try:
            parsed = ElementTree.iterparse(file, events=("start", "end"))  # nosec B314
            for count, (event, element) in enumerate(parsed):
                if count % _CHECK_EVERY == 0:
                    progress.check()
                if root is None:
                    root = element
                elif event == "end" and _local(element) == _RECORD:
                    records.append(_record(element))
                    element.clear()
        except ElementTree.ParseError as error:
            line, column = error.position
            reason = str(error).partition(":")[0]
            what = f"it is not valid XML: {reason} at line {line}, column {column + 1}"
            raise InputError(Problem(what, "Repair the line, or download the file again", path.name)) from None
    if _local(root) == "errors":
        text = "; ".join(" ".join(" ".join(part.itertext()).split()) for part in root)
        raise InputError(Problem(f"it is an error answer of the server: {text}", "Download it again", path.name))
    if not records:
        raise InputError(Problem(f"it holds no requests, but {_local(root)}", _DOWNLOAD, path.name))
    return records


def _record(element: ElementTree.Element) -> dict:
    """An element's children as a dictionary; those with children of their own as another."""
    return {_local(child): _record(child) if len(child) else (child.text or "").strip() or None for child in element}


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _flatten(record: dict, before: str = "") -> Iterator[tuple[str, object]]:
    for name, value in record.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{before}{name}_")
        elif not isinstance(value, list):
            yield f"{before}{name}", value
