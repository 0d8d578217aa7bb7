"""How CSV files are written: separator, signs, the line with the column names, and the SQL that reads their rows."""

from __future__ import annotations

import gzip
import zlib
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import duckdb

from ..errors import InputError, Problem
from .meters_scan import differing, literal

COMPRESSED = (".gz", ".zst", ".bz2", ".xz")
_LONGEST_HEADER = 1 << 20


class Dialect(NamedTuple):
    """How a CSV file is written: its signs, empty where it has none, and the lines before its header."""

    delimiter: str
    quote: str
    escape: str
    skip: int


def csv_scan(connection, files, progress) -> tuple[list[tuple[str, str]], str, list, Dialect]:
    """Columns (name, type as sniffed), SQL of the rows as text, its parameters, and how the files are written."""
    problems, first, options, header = [], None, None, b""
    for file in files:
        progress.check()
        if Path(file).stat().st_size == 0:
            problems.append(Problem("the file is empty", "Export it again or leave it out", source=Path(file).name))
            continue
        with open(file, "rb") as content:
            if content.read(2) in (BOM_UTF16_LE, BOM_UTF16_BE):
                problems.append(
                    Problem("the file is UTF-16 text", "Save it as CSV in UTF-8", source=Path(file).name),
                )
                continue
        if header and header_of(file, options) == header:
            continue  # written like the first one, which takes a tenth of a second a file to find out anew
        try:
            row = _sniff(connection, file)
        except duckdb.Error:
            problems.append(
                Problem(
                    "no table was recognised in this file",
                    "It needs one header row and the same number of columns in every row, as text in UTF-8; if it is "
                    "compressed, check that it is whole",
                    source=Path(file).name,
                )
            )
            continue
        delimiter, quote, escape, skip, has_header, described = row
        columns = [(column["name"], column["type"]) for column in described]
        if not has_header:
            problems.append(
                Problem(
                    "the file has no header row",
                    "Add a first row that names the columns (meter, time, kWh, quality)",
                    source=Path(file).name,
                )
            )
            continue
        if first is None:
            first = columns
            options = Dialect(_sign(delimiter), _sign(quote), _sign(escape), int(skip))
            header = header_of(file, options)
            if _names(header, options) != [name for name, _ in first]:
                header = b""
        found = differing(first, columns, files[0], file, order=True)
        problems.extend(found or _written_otherwise(options, _sign(delimiter), int(skip), files[0], file))
    if problems:
        raise InputError(problems)
    struct = ", ".join(f"{literal(name)}: 'VARCHAR'" for name, _ in first)
    base = (
        f"read_csv(?, auto_detect = false, header = true, delim = {literal(options.delimiter)}, "
        f"quote = {literal(options.quote)}, escape = {literal(options.escape)}, skip = {options.skip}, "
        f"columns = {{{struct}}}, store_rejects = true)"
    )
    return first, base, [list(files)], options


def header_of(file: str, dialect: Dialect) -> bytes:
    """The line in which column names are to stand; empty where it can't be told or the file ends before."""
    packed = file.lower().endswith(COMPRESSED)
    if packed and not file.lower().endswith(".gz"):
        return b""
    try:
        with gzip.open(file) if packed else open(file, "rb") as content:
            lines = [content.readline(_LONGEST_HEADER) for _ in range(dialect.skip + 1)]
    except (OSError, EOFError, zlib.error):  # damaged, of which DuckDB tells
        return b""
    return lines[-1] if lines[-1].endswith(b"\n") else b""


def _names(header: bytes, dialect: Dialect) -> list[str]:
    text = header.decode("utf-8-sig", "replace").rstrip("\r\n")
    return [name.strip(dialect.quote or None) for name in text.split(dialect.delimiter or None)]


def _sniff(connection, file: str) -> tuple:
    """Separator, quote, escape, lines before the header, whether there is one, columns.

    Rows that are cut short must not mislead; but then the lines about account and period that portals put before the
    header look like a table of one or two columns. A sniff for which all rows must be alike is right if it finds more.
    """
    sql = "SELECT Delimiter, Quote, Escape, SkipRows, HasHeader, Columns FROM sniff_csv(?, ignore_errors = {})"
    row = connection.execute(sql.format("true"), [file]).fetchone()
    with suppress(duckdb.Error):
        alike = connection.execute(sql.format("false"), [file]).fetchone()
        names, found = ([column["name"] for column in sniffed[5]] for sniffed in (row, alike))
        # DuckDB before 1.2 knows the columns below such lines, but not how many lines there are.
        if alike[4] and (len(found) > len(names) or (found == names and alike[3] > row[3])):
            return alike
    return row


def _sign(text: str | None) -> str:
    if not text or text == "(empty)":
        return ""
    return {"\\t": "\t"}.get(text, text)


def _written_otherwise(options, delimiter, skip, first_file, file) -> list[Problem]:
    """Files of one run are read alike: in another one, every row would count as broken."""
    signs, lines = (options.delimiter, delimiter), (options.skip + 1, skip + 1)
    other = Path(first_file).name
    found = []
    if signs[0] != signs[1]:
        found.append(f"its columns are separated by {signs[1]!r}, those of {other} by {signs[0]!r}")
    if lines[0] != lines[1]:
        found.append(f"its column names stand in line {lines[1]}, those of {other} in line {lines[0]}")
    remedy = "Give files of one kind, or run once for each kind"
    return [Problem(what, remedy, source=Path(file).name) for what in found]
