"""The household study table: restoration, people, places and requests joined, with every lost row accounted for."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from .. import columns
from ..errors import InputError, Problem
from ..progress import Progress
from ..sources.ids import same_ids
from .cascade import METHOD_NAMES
from .flow import (
    ALL_REQUIREMENTS,
    MINORITY_HOUSEHOLD,
    Step,
    balance_table,
    community_table,
    flow_table,
    group_table,
    household_groups,
    walk,
)
from .siting import take

HOUSEHOLD_STEP, LOST_POWER_STEP = "in a block group", "that lost power"


@dataclass(frozen=True)
class StudyInputs:
    """The tidy tables that are joined; every frame's columns are those of ``core.columns``.

    Attributes
    ----------
    restoration
        One row per meter (``RESTORATION``).
    service_points
        ``meter_id, parcel_id, address_key, unit, residential`` (bool), ``placed_by, placed_dist_m``, one row per
        meter, as :func:`~coprod_equity_plugin.core.study.meter_places.placed_points` gives them.
    parcels
        ``parcel_id, block_group`` (``None`` outside every block group), one row per parcel of the layer.
    roll
        ``parcel_id, residential`` (bool), ``house_age``; ``None`` if there is no assessor's roll.
    requests
        ``REQUESTS`` with ``block_group`` added (where the request's home or, failing that, its pin lies).
    other_requests
        ``UNMATCHED`` with ``block_group`` added; ``None`` if not given. They count for their community only.
    composition
        ``COMPOSITION``.
    indicators
        ``BLOCK_GROUPS``.
    """

    restoration: pd.DataFrame
    service_points: pd.DataFrame
    parcels: pd.DataFrame
    roll: pd.DataFrame | None
    requests: pd.DataFrame
    other_requests: pd.DataFrame | None
    composition: pd.DataFrame
    indicators: pd.DataFrame


@dataclass(frozen=True)
class StudyResult:
    """The study table and its paper trail.

    Attributes
    ----------
    table
        One row per residential metered household (``STUDY_OUTPUT``), whatever its reads say: models and measures choose
        their universe by ``status``.
    flow
        ``SAMPLE_FLOW``: from the meters in the reads to the rows that the models use.
    groups
        ``FLOW_GROUPS``: the same by group and participation.
    balance
        ``FLOW_BALANCE``: those kept at each step against those left out.
    communities
        ``COMMUNITIES``: a row per block group with homes.
    placement
        ``PLACEMENT``: how the meters were placed, and what became of those placed each way.
    parcel_rows
        Row of each household's parcel in ``StudyInputs.parcels``, shape ``(n,)``, for its geometry.
    notes
        Counts that a reader has to know and that are no step of the flow.
    late_requests, late_households
        Requests in the window that came when the household's power was back, and households that made no earlier one.
    """

    table: pd.DataFrame
    flow: pd.DataFrame
    groups: pd.DataFrame
    balance: pd.DataFrame
    communities: pd.DataFrame
    placement: pd.DataFrame
    parcel_rows: np.ndarray
    notes: tuple[str, ...]
    late_requests: int
    late_households: int


def build_study(inputs: StudyInputs, progress: Progress | None = None) -> StudyResult:
    """Join everything to one row per metered household.

    The unit is the household as the study means it: a residential premise with a meter. Participation is a request
    of the household itself within the window; what could be told only to a building counts for the community.

    Raises
    ------
    InputError
        If the tables have no meter, parcel or block group in common, or repeat a key.
    """
    progress = progress or Progress()
    inputs = _in_one_spelling(inputs, progress)
    _check_keys(inputs)
    meters = inputs.restoration.merge(inputs.service_points, on=columns.METER_ID, how="left", indicator="known")
    progress.set(20)
    progress.check()
    place = pd.Series(np.arange(len(inputs.parcels)), index=inputs.parcels[columns.PARCEL_ID].to_numpy())
    meters["parcel_row"] = meters[columns.PARCEL_ID].map(place)
    meters[columns.BLOCK_GROUP] = take(
        inputs.parcels[columns.BLOCK_GROUP], meters["parcel_row"].fillna(-1).to_numpy(dtype=int)
    )
    meters = _with_roll(meters, inputs.roll)
    progress.check()
    meters = _with_people(meters, inputs.composition)
    progress.set(50)
    progress.check()
    meters = meters.merge(inputs.indicators[[columns.BLOCK_GROUP, *_PLACE]], on=columns.BLOCK_GROUP, how="left")
    asked, untold = _participants(inputs.requests)
    community = _community(inputs)
    meters[columns.PARTICIPATION] = meters[columns.METER_ID].isin(asked).astype(int)
    meters[columns.COMMUNITY_REQUESTS] = meters[columns.BLOCK_GROUP].map(community)
    inside = meters[columns.BLOCK_GROUP].notna()
    meters.loc[inside, columns.COMMUNITY_REQUESTS] = meters.loc[inside, columns.COMMUNITY_REQUESTS].fillna(0)
    meters[columns.COMMUNITY_REQUESTS_OTHERS] = (
        meters[columns.COMMUNITY_REQUESTS] - meters[columns.PARTICIPATION]
    ).clip(lower=0)
    meters[columns.SAMPLING_WEIGHT] = 1.0
    meters[columns.HOUSEHOLD_ID] = "H" + meters[columns.METER_ID].astype(str)
    progress.set(80)
    progress.check()
    steps = _steps(meters)
    by_name = {step.name: step for step in steps}
    asked = meters[columns.PARTICIPATION].to_numpy() == 1
    compared = _compared(meters)
    share, used = compared[columns.MINORITY_SHARE], steps[-1].kept
    everything = Step(ALL_REQUIREMENTS, used, by_name[LOST_POWER_STEP].kept & ~used, "")
    table = meters.loc[by_name[HOUSEHOLD_STEP].kept].reset_index(drop=True)
    communities = community_table(table)
    rates = communities.set_index(columns.BLOCK_GROUP)[columns.COMMUNITY_RATE]
    table[columns.FLOW_GROUP] = household_groups(table[columns.MINORITY_SHARE].to_numpy(dtype=float))
    table[columns.COMMUNITY_RATE] = table[columns.BLOCK_GROUP].map(rates)
    progress.set(100)
    late_requests, late_households = _late(inputs)
    return StudyResult(
        table=table[list(columns.STUDY_OUTPUT.names)],
        flow=flow_table(steps, asked, share >= MINORITY_HOUSEHOLD),
        groups=group_table(steps, asked, share),
        balance=balance_table([*steps, everything], compared),
        communities=communities,
        placement=_placement(meters, by_name[HOUSEHOLD_STEP].kept, used),
        parcel_rows=table["parcel_row"].to_numpy(dtype=int),
        notes=(
            *_notes(inputs, meters, untold),
            f"{late_requests:,} requests within the window came when the household already had power back; "
            f"{late_households:,} households made no earlier one and still count as having asked.",
        ),
        late_requests=late_requests,
        late_households=late_households,
    )


_PEOPLE_KEY = [columns.ADDRESS_KEY, columns.UNIT]
_PEOPLE = [columns.VOTERS, columns.MINORITY_SHARE, columns.ELDERLY_SHARE, columns.COLLEGE_SHARE]
_PLACE = [columns.MEDIAN_INCOME, columns.LOG_DENSITY, columns.EDUCATION_SHARE, columns.RENTER_SHARE]
PLACE_COLUMNS = (columns.BLOCK_GROUP, *_PLACE)  # all that the study reads of BLOCK_GROUPS
_COMPARED = [
    columns.PARTICIPATION,
    columns.RESTORATION_HOURS,
    *_PEOPLE[1:],
    columns.HOUSE_AGE,
    *_PLACE,
    columns.COMMUNITY_REQUESTS,
]


def _with_roll(meters: pd.DataFrame, roll: pd.DataFrame | None) -> pd.DataFrame:
    """Add the age of the house, and let the assessor's use code overrule the utility's customer class."""
    if roll is None:
        return meters.assign(**{columns.HOUSE_AGE: np.nan, "homes": meters["residential"].eq(True)})
    use = roll[[columns.PARCEL_ID, "residential", columns.HOUSE_AGE]].rename(columns={"residential": "home_use"})
    meters = meters.merge(use, on=columns.PARCEL_ID, how="left")
    # A parcel that the roll does not know keeps the utility's word.
    meters["homes"] = meters["residential"].eq(True) & (meters["home_use"].eq(True) | meters["home_use"].isna())
    return meters


def _with_people(meters: pd.DataFrame, composition: pd.DataFrame) -> pd.DataFrame:
    """Add the household's composition by address and unit; an address without a house matches nobody."""
    people = composition[[*_PEOPLE_KEY, *_PEOPLE]].copy()
    # An empty unit comes back from a layer as missing, and both mean a home that is the only one at its address.
    for frame in (people, meters):
        frame[columns.UNIT] = frame[columns.UNIT].fillna("")
    people = people[people[columns.ADDRESS_KEY].fillna("") != ""]
    return meters.merge(people, on=_PEOPLE_KEY, how="left")


def _participants(requests: pd.DataFrame) -> tuple[np.ndarray, int]:
    """Meters whose household asked within the window, and how many requests could not be told to one."""
    window = requests[requests[columns.IN_WINDOW] == 1]
    told = window[columns.METER_ID].notna() & (window[columns.METER_ID] != "")
    return window.loc[told, columns.METER_ID].unique(), int((~told).sum())


def _community(inputs: StudyInputs) -> pd.Series:
    """Requests per block group within the window, each household's repeats counted once."""
    first = inputs.requests[columns.DUPLICATE_OF].isna() | (inputs.requests[columns.DUPLICATE_OF] == "")
    parts = [inputs.requests[first]]
    if inputs.other_requests is not None:
        parts.append(inputs.other_requests)
    places = [part.loc[part[columns.IN_WINDOW] == 1, columns.BLOCK_GROUP] for part in parts]
    return pd.concat(places).value_counts()


def _steps(meters: pd.DataFrame) -> list[Step]:
    """The way from the meters in the reads to the rows that the models use."""
    lost_power = meters[columns.STATUS].isin([columns.STATUS_RESTORED, columns.STATUS_CENSORED])
    silent = meters[columns.STATUS].isin([columns.STATUS_VACANT, columns.STATUS_UNCERTAIN, columns.STATUS_NO_READS])
    return walk(
        (
            ("Meters in the reads", np.ones(len(meters), dtype=bool), ""),
            ("with a service point", meters["known"] == "both", "the meter is not among the service points"),
            ("at a home", meters["homes"], "not a residential customer or not a residential parcel"),
            (
                "on one parcel",
                meters[columns.PLACED_BY] != columns.PLACED_UNDECIDED,
                "several parcels have the meter's address, or are about as near to it",
            ),
            (
                "on a parcel of the layer",
                meters["parcel_row"].notna(),
                "neither parcel id, address nor position leads to a parcel of the layer",
            ),
            (HOUSEHOLD_STEP, meters[columns.BLOCK_GROUP].notna(), "the parcel lies outside every block group"),
            (
                "with reads that tell",
                ~silent,
                "vacant, no reads, or reads that cannot tell an outage from a silent meter",
            ),
            (LOST_POWER_STEP, lost_power, "power was not lost in the event"),
            ("with registered voters", meters[columns.VOTERS].notna(), "no voter is registered at the address"),
            (
                "whose voters' race and age are known",
                meters[_PEOPLE].notna().all(axis=1),
                "race or birth date is unknown for all voters of the household",
            ),
            (
                "with census values",
                meters[_PLACE].notna().all(axis=1),
                "the block group has no published value (often its median income)",
            ),
            (
                "with the year built",
                meters[columns.HOUSE_AGE].notna(),
                "the roll has no year in which the house was built",
            ),
        )
    )


def _placement(meters: pd.DataFrame, homes: np.ndarray, used: np.ndarray) -> pd.DataFrame:
    """``PLACEMENT``: the meters in the reads by how they were placed."""
    asked = homes & (meters[columns.PARTICIPATION] == 1).to_numpy()
    rows = []
    for name in (*METHOD_NAMES, columns.PLACED_UNDECIDED, columns.NOT_PLACED):
        mine = (meters[columns.PLACED_BY] == name).to_numpy()
        if mine.any():
            metres = meters.loc[mine, columns.PLACED_DISTANCE].mean()
            counts = (int((mine & which).sum()) for which in (homes, asked, used))
            rows.append((name, int(mine.sum()), *counts, metres))
    return pd.DataFrame(rows, columns=list(columns.PLACEMENT.names))


def _compared(meters: pd.DataFrame) -> dict[str, np.ndarray]:
    """What those kept and those left out are compared by."""
    values = {name: pd.to_numeric(meters[name]).to_numpy(dtype=float) for name in _COMPARED}
    share = values[columns.MINORITY_SHARE]
    minority = np.where(np.isnan(share), np.nan, share >= MINORITY_HOUSEHOLD)
    return {columns.PARTICIPATION: values[columns.PARTICIPATION], columns.MINORITY_HOUSEHOLD: minority, **values}


def _late(inputs: StudyInputs) -> tuple[int, int]:
    """Requests in the window made when the household's power was back, and households that made no earlier one."""
    asked = inputs.requests[inputs.requests[columns.IN_WINDOW] == 1]
    place = pd.Index(inputs.restoration[columns.METER_ID]).get_indexer(asked[columns.METER_ID])
    told, place = asked[place >= 0], place[place >= 0]
    requested, restored = _times(told[columns.REQUESTED_AT]), _times(inputs.restoration[columns.RESTORED_AT])[place]
    late = requested >= restored  # a missing time is never late
    meters = told[columns.METER_ID].to_numpy(dtype=object)
    return int(late.sum()), len(set(meters[late]) - set(meters[~late]))


def _times(values: pd.Series) -> np.ndarray:
    array = values.to_numpy()
    return array.astype("M8[s]") if array.dtype.kind == "M" else np.array([_time(value) for value in array], "M8[s]")


def _time(value: object) -> np.datetime64:
    return np.datetime64("NaT", "s") if pd.isna(value) else np.datetime64(value, "s")


def _notes(inputs: StudyInputs, meters: pd.DataFrame, untold: int) -> tuple[str, ...]:
    silent = int((~inputs.service_points[columns.METER_ID].isin(inputs.restoration[columns.METER_ID])).sum())
    shared = int(meters.loc[meters["homes"], _PEOPLE_KEY].duplicated(keep=False).sum())
    return (
        f"{untold:,} requests within the window could be told to a building but not to one household; "
        "they count for their community only.",
        f"{silent:,} service points have no meter in the reads.",
        f"{shared:,} home meters share their address and unit with another; each is kept as a household of its own.",
    )


def _in_one_spelling(inputs: StudyInputs, progress: Progress) -> StudyInputs:
    """Ids as the service points (meters) and the parcel layer (parcels) write them, whatever type others gave them."""
    meters, parcels = inputs.service_points[columns.METER_ID], inputs.parcels[columns.PARCEL_ID]
    changes = {}
    for name, key, known, what in (
        ("restoration", columns.METER_ID, meters, "meter ids of the restoration table"),
        ("requests", columns.METER_ID, meters, "meter ids of the requests"),
        ("service_points", columns.PARCEL_ID, parcels, "parcel ids of the service points"),
        ("roll", columns.PARCEL_ID, parcels, "parcel ids of the assessor's roll"),
    ):
        frame = getattr(inputs, name)
        if frame is not None:
            changes[name] = frame.assign(**{key: same_ids(frame[key], known, what, progress)})
    return replace(inputs, **changes)


def _check_keys(inputs: StudyInputs) -> None:
    """Refuse tables that cannot be joined, all reasons at once."""
    problems = []
    keyed = (
        ("restoration table", inputs.restoration, columns.METER_ID, "Give one row per meter"),
        ("service points", inputs.service_points, columns.METER_ID, "Give each meter one service point"),
        ("block group indicators", inputs.indicators, columns.BLOCK_GROUP, "Give one row per block group"),
    )
    for source, frame, key, remedy in keyed:
        repeated = frame[key].duplicated()
        if repeated.any():
            rows = tuple(int(row) + 1 for row in np.flatnonzero(repeated.to_numpy()))
            problems.append(Problem("the same id stands in more than one row", remedy, source, key, rows))
    pairs = (
        (
            ("restoration table", inputs.restoration[columns.METER_ID]),
            ("service points", inputs.service_points[columns.METER_ID]),
            "meter",
        ),
        (
            ("service points", inputs.service_points[columns.PARCEL_ID]),
            ("parcel layer", inputs.parcels[columns.PARCEL_ID]),
            "parcel",
        ),
        (
            ("parcels (by place)", inputs.parcels[columns.BLOCK_GROUP]),
            ("block group indicators", inputs.indicators[columns.BLOCK_GROUP]),
            "block group",
        ),
    )
    for (left_name, left), (right_name, right), what in pairs:
        left, right = left.dropna(), right.dropna()
        if not left.isin(right).any():
            problems.append(
                Problem(
                    f"no {what} in common: {left_name} has {_forms(left)}, {right_name} has {_forms(right)}",
                    f"Check that both come from the same city, and that the field with the {what} id is the right one",
                )
            )
    if problems:
        raise InputError(problems)


def _forms(ids: pd.Series) -> str:
    """What ids look like, without showing one: digits as 9, letters as A."""
    if ids.empty:
        return "none"
    forms = ids.astype(str).str.replace(r"\d", "9", regex=True).str.replace(r"[A-Za-z]", "A", regex=True)
    return f"{ids.nunique():,} of the form {forms.mode().iloc[0]!r}"
