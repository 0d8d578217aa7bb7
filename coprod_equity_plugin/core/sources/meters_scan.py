"""SQL that scans a table of meter reads, CSV or Parquet, long or wide, as one row per meter and interval.

Each scan gives the columns ``meter`` (text), ``stamp`` (microseconds, local or UTC), ``source_time`` and ``raw`` (as
they stand in the file), ``kwh`` (number or NULL) and ``quality`` (text or NULL).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ..errors import InputError, Problem
from ..progress import Progress
from .meters_fields import ReadFields
from .meters_time import EPOCH, ISO, ISO_OFFSET, MICRO, detect_format, other_way_round, zone_offsets
from .meters_wide import interval_columns

PARQUET = (".parquet", ".pq")


@contextmanager
def reading(connection, what: str, files: Sequence[str], base: str, progress: Progress) -> Iterator[None]:
    """An :class:`InputError` that names every damaged file where DuckDB stops at the first of them.

    ``what`` is in them, ``base`` is SQL of their rows, whose one placeholder stands for the files, or empty.
    """
    try:
        yield
    except duckdb.Error as error:
        if not _is_of_the_file(error):
            raise
        first = Path(files[0]).name + (f" and {len(files) - 1:,} more" if len(files) > 1 else "")
        found = _damaged(connection, what, files, base, progress) if len(files) > 1 and base else []
        raise InputError(found or _unreadable(what, first, error)) from None


def _damaged(connection, what, files, base, progress) -> list[Problem]:
    progress.info(f"One of the {len(files):,} files with {what} is damaged: all are looked at.")
    found = []
    for file in files:
        progress.check()
        try:
            with progress.interrupting(connection.interrupt):
                connection.execute(f"SELECT bit_xor(hash(data)) FROM {base} AS data", [[file]]).fetchone()  # nosec B608
        except duckdb.Error as error:
            if not _is_of_the_file(error):
                raise
            found.append(_unreadable(what, Path(file).name, error))
    return found


def _unreadable(what: str, source: str, error: Exception) -> Problem:
    told = str(error).splitlines()[0]
    return Problem(f"the {what} cannot be read to their end ({told})", "Export or copy the file again", source=source)


def _is_of_the_file(error: duckdb.Error) -> bool:
    """Whether DuckDB stopped for what stands in a file, and not for what it was asked.

    DuckDB 1.1 tells damaged compression by the class of all its errors, newer ones by one of these. Out of range is a
    row that lies beyond what the file's own summaries tell of all rows.
    """
    told = (duckdb.InvalidInputException, duckdb.IOException, duckdb.ConversionException, duckdb.OutOfRangeException)
    return isinstance(error, told) or type(error) is duckdb.Error


def connect() -> duckdb.DuckDBPyConnection:
    """Open a DuckDB connection that downloads nothing and spills to the system's temporary folder."""
    connection = duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "temp_directory": str(Path(tempfile.gettempdir()) / "coprod_equity_duckdb"),
        }
    )
    # One run asks the same files half a dozen questions; this keeps their footers, as long as they do not change.
    with suppress(duckdb.Error):
        connection.execute("SET parquet_metadata_cache = true")
    # DuckDB 2 groups a sorted Parquet file in parts, with a filter on every row of each; older ones do not know this.
    with suppress(duckdb.Error):
        connection.execute("SET disabled_optimizers = 'partitioned_execution'")
    return connection


def identifier(name: str) -> str:
    """Quote a name for SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Quote a text for SQL, where a placeholder is not allowed."""
    return "'" + text.replace("'", "''") + "'"


def is_parquet(file: str) -> bool:
    """Whether a file's name says that it is Parquet."""
    return file.lower().endswith(PARQUET)


def parquet_scan(connection, files, progress) -> tuple[list[tuple[str, str]], str, list, None]:
    """Columns (name, type), SQL of the rows and its parameters."""
    problems, first = [], None
    for file in files:
        progress.check()
        try:
            rows = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [file]).fetchall()
        except duckdb.Error:
            problems.append(
                Problem("this is not a readable Parquet file", "Export or copy it again", source=Path(file).name)
            )
            continue
        columns = [(row[0], row[1]) for row in rows]
        first = first or columns
        problems.extend(differing(first, columns, files[0], file))
    if problems:
        raise InputError(problems)
    return first, "read_parquet(?, union_by_name = true)", [list(files)], None


def differing(first, columns, first_file, file, *, order=False) -> list[Problem]:
    """What is wrong with a file's columns beside those of the first one."""
    names, reference = [name for name, _ in columns], [name for name, _ in first]
    if names == reference if order else set(names) == set(reference):
        return []
    missing = [name for name in reference if name not in names]
    extra = [name for name in names if name not in reference]
    parts = [f"{what} {', '.join(some[:8])}" for what, some in (("lacks", missing), ("has", extra)) if some]
    return [
        Problem(
            f"its columns differ from those of {Path(first_file).name}: "
            + (" and ".join(parts) if parts else "they stand in another order"),
            "Give files of one kind, or run once for each kind",
            source=Path(file).name,
        )
    ]


def stamp_sql(table: Table, *, dates: bool = False) -> tuple[str, bool, str]:
    """SQL for the stamp in microseconds, whether it is local, and how it is written."""
    name, files = table.fields.time, table.files
    column, kind = identifier(name), table.types[name]
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"epoch_us({column})", False, "time with zone"
    if kind.startswith(("TIMESTAMP", "DATETIME", "DATE")):
        return f"epoch_us(CAST({column} AS TIMESTAMP))", True, "local time"
    samples = table.connection.execute(
        f"SELECT DISTINCT CAST({column} AS VARCHAR) FROM (SELECT {column} FROM {table.base} LIMIT 20000)",  # nosec B608
        list(table.parameters),
    ).fetchall()
    if not samples:
        raise InputError(
            Problem("there are no reads, only column names", "Export them again", source=Path(files[0]).name)
        )
    samples = [row[0] for row in samples if row[0]][:2000]
    form = table.time_format.strip() or detect_format(samples, table.time_zone, dates=dates)
    if form is None:
        shown = f", for example '{samples[0]}'" if samples else ""
        raise InputError(
            Problem(
                f"the time stamps cannot be read{shown}",
                "Give the right TIME_FIELD, or the stamps' format such as %m/%d/%Y %H:%M as TIME_FORMAT",
                source=Path(files[0]).name,
                column=name,
            )
        )
    if not table.time_format.strip():
        form = _right_way_round(table, name, form, samples)
    if form == EPOCH:
        number = f"TRY_CAST({column} AS BIGINT)"
        return f"CASE WHEN {number} > 100000000000 THEN {number} * 1000 ELSE {number} * 1000000 END", False, form
    # DuckDB takes a stamp without an offset for one of the computer's own zone, or leaves out an offset that is there.
    offset = f"regexp_matches(substr({column}, 12), '[Zz+-]')"
    if form == ISO_OFFSET:
        return f"CASE WHEN {offset} THEN epoch_us(TRY_CAST({column} AS TIMESTAMPTZ)) END", False, form
    if form == ISO:
        return f"CASE WHEN NOT {offset} THEN epoch_us(TRY_CAST({column} AS TIMESTAMP)) END", True, form
    return f"epoch_us(try_strptime(CAST({column} AS VARCHAR), {literal(form)}))", "%z" not in form, form


def _right_way_round(table: Table, name: str, form: str, samples: list[str]) -> str:
    """A format as the first stamp wants it that tells day from month, where the sampled ones do not.

    Where none does, the user is told how they are read.
    """
    other = other_way_round(form, samples)
    if not other:
        return form
    where = f"{Path(table.files[0]).name}, column {name}"
    table.progress.info(f"{where}: the first rows do not tell day from month; all are looked at.")
    text = f"CAST({identifier(name)} AS VARCHAR)"
    this, that = (f"try_strptime({text}, {literal(each)})" for each in (form, other))

    def first(what: str, which: str) -> tuple | None:
        sql = f"SELECT {what} FROM {table.base} WHERE {which} LIMIT 1"  # nosec B608
        return table.connection.execute(sql, list(table.parameters)).fetchone()

    telling = first(f"{that} IS NOT NULL", f"({this} IS NULL) <> ({that} IS NULL)")
    if telling:
        return other if telling[0] else form
    doubtful = first(text, f"{this} <> {that}")
    if doubtful:
        table.progress.warning(
            f"{where}: no time stamp tells day from month. '{doubtful[0]}' and all others are read as {form}; "
            f"if day and month stand the other way round, give {other} as TIME_FORMAT."
        )
    return form


@dataclass(frozen=True)
class Table:
    """A table of reads whose columns are known: what the SQL of a layout is made from."""

    connection: duckdb.DuckDBPyConnection
    files: tuple[str, ...]
    types: dict[str, str]
    base: str
    parameters: tuple
    fields: ReadFields
    time_zone: str
    time_format: str
    progress: Progress
    comma: bool = False


def decimal_comma(table: Table, names: Sequence[str]) -> bool:
    """Whether numbers in some columns of text are written with a decimal comma: some are, and none with a point."""
    values = ", ".join(f"CAST({identifier(name)} AS VARCHAR)" for name in names)
    commas, points = table.connection.execute(
        "SELECT count(*) FILTER (regexp_full_match(value, '\\s*-?\\d*,\\d+\\s*')), "  # nosec B608
        "count(*) FILTER (contains(value, '.')) "
        f"FROM (SELECT unnest([{values}]) AS value FROM {table.base} LIMIT 20000)",
        list(table.parameters),
    ).fetchone()
    return bool(commas and not points)


def _quality_sql(fields: ReadFields) -> str:
    return f"CAST({identifier(fields.quality)} AS VARCHAR)" if fields.quality else "CAST(NULL AS VARCHAR)"


def _number_sql(name: str, kind: str, comma: bool) -> str:
    if kind != "VARCHAR":
        return f"CAST({name} AS DOUBLE)"
    return f"TRY_CAST(replace({name}, ',', '.') AS DOUBLE)" if comma else f"TRY_CAST({name} AS DOUBLE)"


def scan_long(table: Table) -> tuple[str, bool, str, str]:
    """SQL of a table with a row per meter and interval; whether its stamps are local, how written, a text's SQL.

    The last is the stamp of a text as SQL on ``source_time``; empty for a column of another type.
    """
    fields = table.fields
    stamp, local, what = stamp_sql(table)
    text = stamp.replace(identifier(fields.time), "source_time") if table.types[fields.time] == "VARCHAR" else ""
    kwh = identifier(fields.kwh)
    scan = (
        f"SELECT CAST({identifier(fields.meter)} AS VARCHAR) AS meter, {stamp} AS stamp, "  # nosec B608
        f"{identifier(fields.time)} AS source_time, {kwh} AS raw, "
        f"{_number_sql(kwh, table.types[fields.kwh], table.comma)} AS kwh, "
        f"{_quality_sql(fields)} AS quality FROM {table.base}"
    )
    return scan, local, what, text


def scan_wide(table: Table, label: str) -> tuple[str, bool, str, str]:
    """SQL that makes a row of each value of a wide table; whether its stamps are local, how written, their label."""
    fields, types = table.fields, table.types
    others = [name for name in types if name not in (fields.meter, fields.time, fields.quality)]
    intervals = interval_columns(others)
    time = identifier(fields.time)
    if intervals is None:
        names = [name for name in others if name != fields.meter]
        stamp, local, what = stamp_sql(table)
        kind = "VARCHAR" if any(types[name] == "VARCHAR" for name in names) else "DOUBLE"
        values = ", ".join(f"CAST({identifier(name)} AS {kind})" for name in names)
        scan = (
            f"SELECT *, {_number_sql('raw', kind, table.comma)} AS kwh "  # nosec B608
            f"FROM (SELECT unnest([{', '.join(map(literal, names))}]) AS meter, {stamp} AS stamp, "
            f"{time} AS source_time, unnest([{values}]) AS raw, {_quality_sql(fields)} AS quality FROM {table.base})"
        )
        return scan, local, f"{what}; {len(names):,} columns, one a meter", label
    if not fields.meter:
        raise InputError(
            Problem(
                "no column for the meter was found by its name",
                f"Give METER_FIELD; the columns are {', '.join(list(types)[:40])}",
                source=Path(table.files[0]).name,
            )
        )
    day, _, what = stamp_sql(table, dates=True)
    kind = "VARCHAR" if any(types[name] == "VARCHAR" for name in intervals.names) else "DOUBLE"
    values = ", ".join(f"CAST({identifier(name)} AS {kind})" for name in intervals.names)
    added = [identifier(name) for name, minute in zip(intervals.names, intervals.minutes) if minute >= 1440]
    filled = " OR ".join(f"nullif(trim(CAST({name} AS VARCHAR)), '') IS NOT NULL" for name in added) or "false"
    scan = (
        f"SELECT meter, {_wall_sql(table, day)} AS stamp, source_time, raw, "  # nosec B608
        f"{_number_sql('raw', kind, table.comma)} AS kwh, quality "
        f"FROM (SELECT CAST({identifier(fields.meter)} AS VARCHAR) AS meter, {day} AS day, {time} AS source_time, "
        f"unnest([{', '.join(map(str, intervals.minutes))}]::BIGINT[]) AS minute, unnest([{values}]) AS raw, "
        f"{_quality_sql(fields)} AS quality, {filled} AS long_day FROM {table.base}) "
        f"WHERE minute < 1440 OR nullif(trim(CAST(raw AS VARCHAR)), '') IS NOT NULL"
    )
    named = f"{what}; {len(intervals.names)} columns of {intervals.length} minutes named by their {intervals.label}"
    return scan, True, named, "start"


def _wall_sql(table: Table, day: str) -> str:
    """The wall-clock stamp of an interval: the day and its minutes, which on a filled 25-hour day count on."""
    plain = f"day + minute * {60 * MICRO}"
    first, last = table.connection.execute(
        f"SELECT min({day}), max({day}) FROM {table.base}",  # nosec B608
        list(table.parameters),
    ).fetchone()
    if first is None:
        return plain
    for _, high, back in zone_offsets(table.time_zone, first // MICRO, last // MICRO).repeated:
        midnight = high // 86400 * 86400
        plain = (
            f"CASE WHEN long_day AND day = {midnight * MICRO} AND minute >= {(high - midnight) // 60} "
            f"THEN day + (minute - {back // 60}) * {60 * MICRO} ELSE {plain} END"
        )
    return plain
