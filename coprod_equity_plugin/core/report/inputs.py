"""What the report is made from, checked and turned into arrays. Households' ids never come this far."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image

from .. import columns
from ..errors import InputError, Problem
from ..study.dataset import MINORITY_HOUSEHOLD
from ..tables import Rule, require
from .blocks import Download
from .manifest import Manifest

COVARIATES = (
    columns.HOUSE_AGE,
    columns.MEDIAN_INCOME,
    columns.LOG_DENSITY,
    columns.EDUCATION_SHARE,
    columns.ELDERLY_SHARE,
    columns.COLLEGE_SHARE,
    columns.RENTER_SHARE,
    columns.COMMUNITY_REQUESTS,
)
STUDY_COLUMNS = (
    columns.BLOCK_GROUP,
    columns.STATUS,
    columns.OUTAGE_START,
    columns.RESTORED_AT,
    columns.RESTORATION_HOURS,
    columns.CENSORED,
    columns.PARTICIPATION,
    columns.MINORITY_SHARE,
    *COVARIATES,
    columns.SAMPLING_WEIGHT,
)


@dataclass(frozen=True)
class MapFile:
    """A map as a picture: ``title`` and ``alt`` say in words what it shows, ``data`` is its CSV."""

    name: str
    png: bytes
    title: str = ""
    alt: str = ""
    data: Download | None = None

    @property
    def sha256(self) -> str:
        """Of the picture's bytes."""
        return hashlib.sha256(self.png).hexdigest()


@dataclass(frozen=True)
class ReportInputs:
    """The tables that a report is made from, as the plugin's algorithms write them.

    ``more`` holds those of :data:`~.more_tables.MORE` that were handed in, by their keys; ``groups_by`` says what the
    groups of its restoration curves are.
    """

    study: pd.DataFrame
    coefficients: pd.DataFrame
    fit: pd.DataFrame
    contrasts: pd.DataFrame
    areas: pd.DataFrame
    sample_flow: pd.DataFrame
    curve: pd.DataFrame | None = None
    maps: Sequence[MapFile] = ()
    manifest: Manifest = field(default_factory=Manifest)
    more: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    groups_by: str = ""


@dataclass(frozen=True)
class ReportOptions:
    """What the user says about the report.

    Attributes
    ----------
    event_start
        Local wall-clock time; ``None`` takes the last midnight before the first home lost power.
    minimum_households
        No number in the report stands for fewer households, unless for none.
    """

    event_start: np.datetime64 | None = None
    title: str = ""
    event_name: str = "Hurricane Michael"
    minimum_households: int = 11

    @property
    def heading(self) -> str:
        """The report's title, made from the event where the user gives none."""
        return self.title.strip() or f"Who waited for power after {self.event_name}"


@dataclass(frozen=True)
class Households:
    """The homes that the report measures, arrays of shape ``(n,)``.

    Attributes
    ----------
    hours
        To restoration, or to the last read where ``censored``.
    clock
        Hours from the event's start to restoration or last read; ``None`` where the study table holds no times.
    covariates
        One column for each of :data:`COVARIATES`.
    left_out
        Reason and number of the rows that are not used.
    lost_hours, lost_clock
        The same of every row of the study table, NaN where it did not lose power or they are not known, shape
        ``(rows,)``.
    rows
        Which of them the homes are, shape ``(n,)``.
    """

    hours: np.ndarray
    censored: np.ndarray
    asked: np.ndarray
    minority: np.ndarray
    minority_share: np.ndarray
    clusters: np.ndarray
    weights: np.ndarray
    clock: np.ndarray | None
    covariates: dict[str, np.ndarray]
    left_out: tuple[tuple[str, int], ...]
    lost_hours: np.ndarray
    lost_clock: np.ndarray
    rows: np.ndarray

    def __len__(self) -> int:
        return len(self.hours)

    def on_rows(self, values: np.ndarray, fill) -> np.ndarray:
        """The homes' values on the rows of the study table, ``fill`` on the others."""
        found = np.full(len(self.lost_hours), fill, dtype=np.asarray(values).dtype)
        found[self.rows] = values
        return found

    @property
    def weighted(self) -> bool:
        """Whether the homes are a sample with unequal weights."""
        return bool(len(self.weights)) and not np.allclose(self.weights, self.weights[0])


def check(
    inputs: ReportInputs, options: ReportOptions, more: Sequence[tuple[pd.DataFrame, columns.Table, Sequence[str]]] = ()
) -> None:
    """Raise one error with everything that is wrong with the inputs; ``more`` are tables with the columns read."""
    number = {"low": -np.inf}
    require(
        [
            (
                inputs.study,
                [
                    Rule(columns.BLOCK_GROUP),
                    Rule(columns.STATUS, allowed=columns.STATUSES),
                    Rule(columns.OUTAGE_START),
                    Rule(columns.RESTORED_AT),
                    Rule(columns.RESTORATION_HOURS, low=0),
                    Rule(columns.CENSORED, low=0, high=1),
                    Rule(columns.PARTICIPATION, low=0, high=1),
                    Rule(columns.MINORITY_SHARE, low=0, high=1),
                    *(Rule(name, **number) for name in COVARIATES),
                    Rule(columns.SAMPLING_WEIGHT, low=0),
                ],
                columns.STUDY.title,
            ),
            *(
                (frame, [_rule(column) for column in table.columns], table.title)
                for frame, table in (
                    (inputs.coefficients, columns.COEFFICIENTS),
                    (inputs.fit, columns.FIT),
                    (inputs.contrasts, columns.CONTRASTS),
                    (inputs.areas, columns.DISPARITY),
                    (inputs.sample_flow, columns.SAMPLE_FLOW),
                )
            ),
            *([] if inputs.curve is None else [(inputs.curve, map(_rule, columns.CURVE.columns), columns.CURVE.title)]),
            *((frame, [_rule(table[name]) for name in names], table.title) for frame, table, names in more),
        ]
    )
    if options.minimum_households < 2:
        raise InputError(
            Problem(
                f"{options.minimum_households} is too small: single households would be shown",
                "Give at least 2; 11 is what most rules ask for",
                column="MINIMUM_HOUSEHOLDS",
            )
        )


def _rule(column: columns.Column) -> Rule:
    return Rule(column.name, low=-np.inf) if column.kind in ("integer", "number", "flag") else Rule(column.name)


def numbers(frame: pd.DataFrame, name: str) -> np.ndarray:
    """A column as ``float64``, missing values as NaN, also where a text table holds it."""
    return pd.to_numeric(frame[name], errors="coerce").to_numpy(dtype=float)


def times(frame: pd.DataFrame, name: str) -> np.ndarray:
    """A column as naive ``datetime64[s]``, also where a text table holds ISO texts."""
    values = frame[name].to_numpy()
    if values.dtype.kind == "M":
        return values.astype("M8[s]")
    texts = ["NaT" if value is None or value != value or value == "" else str(value) for value in values]
    try:
        return np.array([text.replace("/", "-") for text in texts], dtype="M8[s]")
    except ValueError as error:
        remedy = "Write local times as 2018-10-10T14:30:00"
        raise InputError(Problem("a value is not a date and time", remedy, columns.STUDY.title, name)) from error


def texts(frame: pd.DataFrame, name: str) -> list[str]:
    """A column as texts, missing values as empty ones."""
    return ["" if value is None or value != value else str(value) for value in frame[name].to_numpy(dtype=object)]


def households(study: pd.DataFrame, event_start: np.datetime64) -> Households:
    """The homes that lost power and have every value that the models need: those that the five models speak of."""
    status = np.array(texts(study, columns.STATUS))
    lost_power = np.isin(status, (columns.STATUS_RESTORED, columns.STATUS_CENSORED))
    hours = numbers(study, columns.RESTORATION_HOURS)
    share = numbers(study, columns.MINORITY_SHARE)
    asked = numbers(study, columns.PARTICIPATION)
    places = np.array(texts(study, columns.BLOCK_GROUP))
    covariates = {name: numbers(study, name) for name in COVARIATES}
    weights = np.nan_to_num(numbers(study, columns.SAMPLING_WEIGHT), nan=1.0)
    use = np.ones(len(study), dtype=bool)
    left_out = []
    for reason, keep in (
        ("did not lose power, or its reads do not say", lost_power),
        ("no hours to restoration", np.isfinite(hours)),
        ("minority share unknown (no voter of known race at the address)", np.isfinite(share)),
        ("not known whether it asked for help", np.isfinite(asked)),
        ("no block group", places != ""),
        ("a value of house, household or block group is missing", np.isfinite([*covariates.values()]).all(axis=0)),
        ("weight zero", weights > 0),
    ):
        lost = int(np.sum(use & ~keep))
        if lost:
            left_out.append((reason, lost))
        use &= keep
    if not use.any():
        raise InputError(
            Problem(
                "no household lost power and has hours, minority share and all values of the models",
                "Check the study table; it may come from a filtered layer",
                columns.STUDY.title,
            )
        )
    censored = numbers(study, columns.CENSORED) > 0
    clock = _clock(study, hours, censored, event_start)
    return Households(
        hours=hours[use],
        censored=censored[use],
        asked=asked[use] >= 0.5,
        minority=share[use] >= MINORITY_HOUSEHOLD,
        minority_share=share[use],
        clusters=places[use],
        weights=weights[use],
        clock=clock[use] if np.isfinite(clock[use]).all() else None,
        covariates={name: values[use] for name, values in covariates.items()},
        left_out=tuple(left_out),
        lost_hours=np.where(lost_power, hours, np.nan),
        lost_clock=np.where(lost_power, clock, np.nan),
        rows=np.flatnonzero(use),
    )


def first_midnight(study: pd.DataFrame) -> np.datetime64:
    """The last midnight before the first home lost power."""
    start = times(study, columns.OUTAGE_START)
    start = start[~np.isnat(start)]
    if not len(start):
        raise InputError(
            Problem(
                "no home has a time at which it lost power",
                "Give the start of the event",
                columns.STUDY.title,
                columns.OUTAGE_START,
            )
        )
    return start.min().astype("M8[D]").astype("M8[s]")


def _clock(study: pd.DataFrame, hours: np.ndarray, censored: np.ndarray, event_start: np.datetime64) -> np.ndarray:
    """Hours from the event's start to the end of each home's wait; NaN where no time is known."""
    start, back = times(study, columns.OUTAGE_START), times(study, columns.RESTORED_AT)
    known = np.isfinite(hours)
    span = np.where(known, hours, 0.0) * 3600
    last_read = start + span.astype("m8[s]")
    ends = np.where(censored | np.isnat(back), last_read, back)
    unknown = np.isnat(ends) | ~known
    seconds = (ends - np.asarray(event_start, "M8[s]")).astype("m8[s]")
    return np.where(unknown, np.nan, np.maximum(np.where(unknown, 0, seconds.astype(np.int64)) / 3600.0, 0.0))


def find_maps(paths: Sequence[str | Path]) -> list[MapFile]:
    """Maps from PNG files, or from folders of them.

    The picture's own title and description are taken, as ``exportmap`` writes them into it; ``name.txt`` beside
    ``name.png`` goes before its description, ``name.csv`` is its data. A PDF or SVG stands for the PNG of the same
    name, since a map is often exported to all of them.
    """
    problems: list[Problem] = []
    pictures: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            found = sorted(path.glob("*.png"))
            if not found:
                problems.append(Problem("the folder holds no PNG", "Export maps into it as PNG", path.name))
            pictures += found
            continue
        picture = path.with_suffix(".png")
        if picture.is_file():
            pictures.append(picture)
        else:
            what = "there is no such file" if path.suffix.lower() == ".png" else "there is no PNG of that name"
            problems.append(Problem(what, "Export the map as PNG, or leave it out", path.name))
    maps = []
    for picture in dict.fromkeys(pictures):
        data = picture.read_bytes()
        try:
            with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
                image.load()  # the words may stand behind the picture
                inside = {str(key): str(text).strip() for key, text in image.text.items()}
        except (OSError, SyntaxError):  # what Pillow raises for a broken PNG
            problems.append(Problem("the file is not a PNG, or broken", "Export the map again", picture.name))
            continue
        words, table = picture.with_suffix(".txt"), picture.with_suffix(".csv")
        maps.append(
            MapFile(
                picture.stem,
                data,
                inside.get("Title", ""),
                words.read_text(encoding="utf-8").strip() if words.is_file() else inside.get("Description", ""),
                Download(table.name, table.read_bytes(), "Mapped values (CSV)") if table.is_file() else None,
            )
        )
    if problems:
        raise InputError(problems)
    return maps
