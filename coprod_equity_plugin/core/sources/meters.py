"""Meter reads as utilities deliver them: files, folders and globs, columns by name, layouts, all as one DuckDB scan.

Nothing is read here but file headers and a sample of rows; :mod:`.meters_grid` makes the one pass over the data.
"""

from __future__ import annotations

import glob
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from ..errors import InputError, Problem
from ..progress import Progress
from .meters_dialect import Dialect, csv_scan
from .meters_fields import (
    LAYOUT_AUTO,
    LAYOUT_GREEN,
    LAYOUT_LONG,
    LAYOUT_NEM12,
    ReadFields,
    choose_fields,
    choose_layout,
    names_end,
)
from .meters_green import read_green
from .meters_nem12 import read_nem12
from .meters_scan import (
    PARQUET,
    Table,
    connect,
    decimal_comma,
    is_parquet,
    parquet_scan,
    reading,
    scan_long,
    scan_wide,
)
from .meters_time import load_zone

_SUFFIXES = (*PARQUET, ".csv", ".txt", ".tsv", ".csv.gz", ".txt.gz", ".tsv.gz", ".xml")
_SAMPLE_ROWS = 200_000


@dataclass(frozen=True)
class ReadSource:
    """Reads that have been found and understood, not yet read.

    Attributes
    ----------
    files
        The files, in order.
    layout
        One of ``LAYOUTS`` without ``auto``.
    fields
        Names of the columns used.
    columns
        All columns of the files.
    interval
        Seconds of one metering interval.
    label
        Whether a time stamp names the ``start`` or the ``end`` of its interval.
    local
        Whether stamps are wall-clock times of ``time_zone`` (else they are instants).
    time_zone
        IANA name.
    scan
        SQL that gives the columns ``meter`` (text), ``stamp`` (microseconds, local or UTC), ``raw`` (text or number),
        ``kwh`` (number or NULL), ``quality`` (text or NULL), ``source_time``.
    parameters
        Values for the scan's placeholders.
    frame
        Reads of a layout that SQL cannot scan, registered as ``reads_frame``; else ``None``.
    broken
        Records that could not be read while opening, with file and line.
    stamp, form
        For text stamps of long rows: SQL of the stamp on ``source_time``, and the format; else empty.
    is_csv, first_line
        Whether a row of the scan is a line of a text file, and which line the first one is (0: not one to one).
    base, dialect
        What the scan reads from, as it stands in its SQL, and how CSV files are written.
    notes
        What was found and assumed, for the log.
    """

    files: tuple[str, ...]
    layout: str
    fields: ReadFields
    columns: tuple[str, ...]
    interval: int
    label: str
    local: bool
    time_zone: str
    scan: str
    parameters: tuple = ()
    frame: pd.DataFrame | None = None
    broken: tuple[str, ...] = ()
    stamp: str = ""
    form: str = ""
    is_csv: bool = False
    first_line: int = 1
    base: str = ""
    dialect: Dialect | None = None
    notes: tuple[str, ...] = ()

    def connect(self) -> duckdb.DuckDBPyConnection:
        """Open a connection in which :attr:`scan` runs."""
        connection = connect()
        self.enter(connection)
        return connection

    def enter(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Make :attr:`scan` run in a connection that is open."""
        if self.frame is not None:
            connection.register("reads_frame", self.frame)

    def name(self) -> str:
        """The files in a few words."""
        first = Path(self.files[0]).name
        return first if len(self.files) == 1 else f"{first} and {len(self.files) - 1:,} more"


def find_files(reads: str | Path | Sequence[str | Path]) -> tuple[str, ...]:
    """The read files of a file, a folder, a glob, several of them separated by ``;``, or a list of them.

    A folder stands for its Parquet files; where it has none, for its CSV, text and XML files (not those of folders
    inside it). A glob may be recursive (``**``).
    """
    if isinstance(reads, (str, Path)):
        text = str(reads).strip()
        whole = not text or Path(text).exists() or glob.glob(text)
        parts = [text] if whole else [part.strip() for part in text.split(";") if part.strip()]
    else:
        parts = [str(part) for part in reads]
    problems, files = [], []
    for part in parts or [""]:
        path = Path(part)
        if not part:
            problems.append(
                Problem("no meter reads are given", "Give a file, a folder or a pattern such as reads_*.csv")
            )
        elif path.is_file():
            files.append(str(path))
        elif path.is_dir():
            inside = sorted(str(file) for file in path.iterdir() if str(file).lower().endswith(_SUFFIXES))
            parquet = [file for file in inside if file.lower().endswith(PARQUET)]
            files.extend(parquet or inside)
            if not inside:
                problems.append(
                    Problem(
                        "the folder holds no read files",
                        f"Give a folder with files that end in {', '.join(_SUFFIXES)}",
                        source=part,
                    )
                )
        else:
            found = sorted(file for file in glob.glob(part, recursive=True) if Path(file).is_file())
            files.extend(found)
            if not found and any(sign in part for sign in "*?["):
                problems.append(
                    Problem("no file has a name of this pattern", "Check the folder and the pattern", source=part)
                )
            elif not found:
                problems.append(Problem("there is no such file or folder", "Check the path", source=part))
    if problems:
        raise InputError(problems)
    kinds = {is_parquet(file) for file in files}
    if len(kinds) > 1:
        raise InputError(
            Problem("Parquet and text files are mixed", "Give files of one kind, for example by a pattern *.parquet")
        )
    return tuple(dict.fromkeys(files))


def open_reads(
    reads: str | Path | Sequence[str | Path],
    *,
    layout: str = LAYOUT_AUTO,
    fields: ReadFields | None = None,
    time_zone: str = "America/New_York",
    label: str = LAYOUT_AUTO,
    time_format: str = "",
    interval_minutes: float = 0,
    progress: Progress | None = None,
) -> ReadSource:
    """Find the read files, their layout, columns, time format and interval.

    Parameters
    ----------
    reads
        As :func:`find_files` takes it.
    layout
        One of ``LAYOUTS``.
    fields
        Column names given by the user; an empty name is found by the names that utilities use.
    time_zone
        Zone of stamps without offset.
    label
        Whether a stamp names its interval's ``start`` or ``end``; ``auto`` goes by the column's name.
    time_format
        ``strptime`` format of text stamps; empty = detected.
    interval_minutes
        0 = detected.
    progress
        Told what was found.

    Raises
    ------
    InputError
        With every problem found: no files, columns that are not there, stamps that cannot be read.
    """
    progress = progress or Progress()
    load_zone(time_zone)
    files = find_files(reads)
    layout = choose_layout(layout, files)
    with connect() as connection:
        if layout in (LAYOUT_NEM12, LAYOUT_GREEN):
            source = _open_parsed(files, layout, time_zone, progress)
            source.enter(connection)
        else:
            fields = fields or ReadFields()
            source = _open_table(connection, files, layout, fields, time_zone, label, time_format, progress)
        with reading(connection, "reads", files, source.base, progress):
            interval = round(interval_minutes * 60) or _detect_interval(connection, source, progress)
    source = replace(source, interval=interval)
    notes = (
        f"Reads: {source.name()}, layout {source.layout}, intervals of {interval / 60:g} minutes, "
        f"time stamps name the {source.label} of an interval and are "
        + (f"local times of {time_zone}." if source.local else "instants (UTC or with offset)."),
        *source.notes,
    )
    for note in notes:
        progress.info(note)
    return replace(source, notes=notes)


def _open_parsed(files, layout, time_zone, progress) -> ReadSource:
    """A layout that SQL cannot scan: its reads as a frame."""
    if layout == LAYOUT_NEM12:
        frame, broken = read_nem12(files, progress)
        fields = ReadFields("NMI", "IntervalDate", "IntervalValue", "QualityMethod")
        notes = ["Times are market time, UTC+10 all year."]
    else:
        frame, broken, notes = read_green(files, progress)
        fields = ReadFields("UsagePoint", "timePeriod/start", "value", "ReadingQuality")
    return ReadSource(
        files=files,
        layout=layout,
        fields=fields,
        columns=(),
        interval=0,
        label="start",
        local=False,
        time_zone=time_zone,
        scan="SELECT meter, stamp, stamp AS source_time, kwh AS raw, kwh, quality FROM reads_frame",
        frame=frame,
        broken=tuple(broken),
        notes=tuple(notes),
    )


def _open_table(connection, files, layout, fields, time_zone, label, time_format, progress) -> ReadSource:
    csv = not is_parquet(files[0])
    columns, base, parameters, dialect = (csv_scan if csv else parquet_scan)(connection, files, progress)
    layout, fields = choose_fields(layout, fields, columns, files[0])
    # A CSV file is read as text, so that what is no number or time can be told from what is not there.
    types = {name: "VARCHAR" if csv else kind for name, kind in columns}
    table = Table(connection, files, types, base, tuple(parameters), fields, time_zone, time_format, progress)
    others = [name for name in types if name not in (fields.meter, fields.time, fields.quality)]
    with reading(connection, "reads", files, base, progress), progress.interrupting(connection.interrupt):
        if csv and decimal_comma(table, [fields.kwh] if layout == LAYOUT_LONG else others):
            table = replace(table, comma=True)
        if layout == LAYOUT_LONG:
            scan, local, what, stamp = scan_long(table)
        else:
            stamp = ""
            scan, local, what, label = scan_wide(table, label)
    if label == LAYOUT_AUTO:
        label = "end" if names_end(fields.time) else "start"
    shown = (("meter", fields.meter), ("time", f"{fields.time} ({what})"), ("energy", fields.kwh))
    return ReadSource(
        files=files,
        layout=layout,
        fields=fields,
        columns=tuple(types),
        interval=0,
        label=label,
        local=local,
        time_zone=time_zone,
        scan=scan,
        parameters=tuple(parameters),
        stamp=stamp,
        form=what if stamp else "",
        is_csv=csv,
        first_line=(dialect.skip + 2 if csv else 1) if layout == LAYOUT_LONG else 0,
        base=base,
        dialect=dialect,
        notes=(
            "Columns: "
            + ", ".join(f"{role} {name}" for role, name in shown if name)
            + f", quality {fields.quality or 'none (every read counts as measured)'}.",
            *(("Numbers are written with a decimal comma.",) if table.comma else ()),
        ),
    )


def _detect_interval(connection, source: ReadSource, progress: Progress) -> int:
    """Seconds of one interval: the finest step between a meter's successive stamps that is not rare."""
    steps = np.empty(0, dtype=np.int64)
    for rows in (_SAMPLE_ROWS, 25 * _SAMPLE_ROWS):
        with progress.interrupting(connection.interrupt):
            data = connection.execute(
                f"SELECT DISTINCT hash(meter) AS meter, stamp FROM (SELECT meter, stamp FROM ({source.scan}) "  # nosec B608
                f"WHERE stamp IS NOT NULL LIMIT {rows}) ORDER BY 1, 2",
                list(source.parameters),
            ).fetchnumpy()
        meter, stamp = np.asarray(data["meter"]), np.asarray(data["stamp"])
        steps = np.diff(stamp)[meter[1:] == meter[:-1]] // 1_000_000
        if len(steps):
            break
    if not len(steps):
        raise InputError(
            Problem(
                "the length of the metering interval cannot be told from the reads",
                "Check TIME_FIELD and METER_FIELD, or give INTERVAL_MINUTES",
                source=source.name(),
                column=source.fields.time,
            )
        )
    lengths, counts = np.unique(steps, return_counts=True)
    interval = int(lengths[counts >= 0.05 * len(steps)][0]) if (counts >= 0.05 * len(steps)).any() else int(lengths[0])
    usual = min((60, 300, 600, 900, 1800, 3600), key=lambda length: abs(length - interval))
    if abs(usual - interval) <= 0.02 * usual:
        return usual
    raise InputError(
        Problem(
            f"the reads are {interval / 60:,.4g} minutes apart, which shows no outage of hours",
            "Give interval reads of one hour or less, or INTERVAL_MINUTES if the sample misleads",
            source=source.name(),
            column=source.fields.time,
        )
    )
