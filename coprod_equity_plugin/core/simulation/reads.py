"""Half-hourly smart-meter reads, written a few thousand meters at a time."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from ..progress import Progress
from .config import EVENT_START, READS_START, SLOTS, SLOTS_PER_DAY

METERS_PER_FILE = 2_500
SLOT_SECONDS = 1_800
HOME, VACANT, BUSINESS = 0, 1, 2
EVENT_OFFSET = int((np.datetime64(EVENT_START) - np.datetime64(READS_START)).astype("m8[s]").astype(int))
END = SLOTS * SLOT_SECONDS

# what hides an outage's start or end, and from how many of the meters; independent of every covariate
DAMAGE = {
    "estimated": 0.012,  # the meter data system filled the outage's beginning with estimates
    "gap": 0.012,  # no reads around the restoration
    "outage_missing": 0.008,  # no reads at all while the power is out
    "flicker": 0.015,  # power back for less than two hours before it came back for good
    "no_reads": 0.002,
}
NOT_RESTORED = "not_restored"
NOT_RESTORED_SHARE = 0.002


@dataclass(frozen=True)
class Meters:
    """What decides each meter's reads, shape ``(n,)`` each, in the order of the meters' ids.

    Attributes
    ----------
    meter_id
        Text.
    kind
        HOME, VACANT or BUSINESS.
    solar
        Whether panels on the roof feed in.
    off, on
        Seconds after the reads' start at which power goes and comes back; ``END`` or later if never.
    damaged
        A key of ``DAMAGE``, ``not_restored`` or empty.
    """

    meter_id: np.ndarray
    kind: np.ndarray
    solar: np.ndarray
    off: np.ndarray
    on: np.ndarray
    damaged: np.ndarray


def write_reads(
    meters: Meters, folder: Path, file_format: str, seed: int, progress: Progress
) -> tuple[int, list[Path]]:
    """Write the reads as Parquet or CSV files of ``METERS_PER_FILE`` meters, sorted by meter and time.

    Returns the number of reads and the files.
    """
    folder.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"})
    options = "(FORMAT parquet, COMPRESSION zstd)" if file_format == "parquet" else "(FORMAT csv, HEADER)"
    times = np.datetime64(READS_START, "s") + np.arange(SLOTS) * np.timedelta64(SLOT_SECONDS, "s")
    total, files = 0, []
    count = len(meters.meter_id)
    try:
        for number, start in enumerate(range(0, count, METERS_PER_FILE)):
            progress.check()
            progress.set(100 * start / count)
            chunk = slice(start, min(start + METERS_PER_FILE, count))
            kwh, present, estimated = make_reads(meters, chunk, np.random.default_rng([seed, 77, number]))
            row, slot = np.nonzero(present)
            frame = pd.DataFrame(
                {
                    "METER_ID": pd.Categorical.from_codes(row, meters.meter_id[chunk]),
                    "READ_TIME": times[slot],
                    "KWH": kwh[present],
                    "QUALITY": pd.Categorical.from_codes(estimated[present].astype(np.int8), ["A", "E"]),
                }
            )
            path = folder / f"reads_{number:03d}.{file_format}"
            temporary = path.with_name(f".{path.name}.part")
            connection.register("chunk", frame)
            query = (  # COPY takes no parameter for its target; the path is quoted
                "COPY (SELECT METER_ID::VARCHAR AS METER_ID, READ_TIME::TIMESTAMP AS READ_TIME, KWH, "  # nosec B608
                f"QUALITY::VARCHAR AS QUALITY FROM chunk) TO '{str(temporary).replace(chr(39), chr(39) * 2)}' {options}"
            )
            with progress.interrupting(connection.interrupt):
                connection.execute(query)
            connection.unregister("chunk")
            os.replace(temporary, path)
            files.append(path)
            total += len(frame)
    finally:
        connection.close()
    progress.set(100)
    return total, files


def make_reads(meters: Meters, chunk: slice, rng) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Energy, whether the read is there, whether it is estimated, of some meters; shape ``(m, SLOTS)`` each."""
    off, on, damaged = meters.off[chunk], meters.on[chunk], meters.damaged[chunk]
    load = _load(meters.kind[chunk], meters.solar[chunk], rng)
    count = len(off)
    begin = np.arange(SLOTS) * SLOT_SECONDS
    dark = np.minimum(on[:, None], begin + SLOT_SECONDS) - np.maximum(off[:, None], begin)
    powered = (1 - np.clip(dark, 0, SLOT_SECONDS) / SLOT_SECONDS).astype(np.float32)
    first, last = off // SLOT_SECONDS, np.minimum(on // SLOT_SECONDS, SLOTS - 1)

    for meter in np.flatnonzero(damaged == "flicker"):
        if last[meter] - first[meter] > 16:
            back = rng.integers(first[meter] + 6, last[meter] - 8)
            powered[meter, back : back + rng.integers(1, 4)] = 1
    kwh = np.round((load * powered).astype(np.float64), 3)

    # single missing and estimated reads everywhere, except near the outage's edges and inside it
    calm = np.ones((count, SLOTS), bool)
    for meter in np.flatnonzero(off < END):
        calm[meter, max(first[meter] - 6, 0) : last[meter] + 8] = False
    pick = rng.random((count, SLOTS), dtype=np.float32)
    present = ~(calm & (pick < 0.002))
    estimated = calm & (pick > 0.9985)
    for meter in np.flatnonzero(rng.random(count) < 0.01):  # a day without communication before the storm
        start = rng.integers(10, EVENT_OFFSET // SLOT_SECONDS - 60)
        present[meter, start : start + rng.integers(6, 48)] = False

    for meter in np.flatnonzero(damaged == "estimated"):
        stop = min(first[meter] + 1 + rng.integers(4, 30), last[meter])
        kwh[meter, first[meter] : stop] = np.round(load[meter, first[meter] : stop], 3)
        estimated[meter, first[meter] : stop] = True
    for meter in np.flatnonzero(damaged == "gap"):
        present[meter, last[meter] - rng.integers(3, 20) : last[meter] + rng.integers(3, 30)] = False
    for meter in np.flatnonzero(damaged == "outage_missing"):
        present[meter, first[meter] : last[meter]] = False
    present[damaged == "no_reads"] = False
    return kwh, present, estimated


def _load(kind: np.ndarray, solar: np.ndarray, rng) -> np.ndarray:
    """Energy per half-hour with power on, kWh, shape ``(m, SLOTS)``: base, cooling, and what people do."""
    count = len(kind)
    hour = (np.arange(SLOTS) % SLOTS_PER_DAY) / 2
    day = np.arange(SLOTS) // SLOTS_PER_DAY
    warmth = np.clip(1.15 - 0.055 * np.maximum(day - 7, 0), 0.35, None)  # a front behind the storm
    cooling = warmth * (0.35 + 0.65 * np.exp(-(((hour - 16) / 5) ** 2)))
    morning, evening = np.exp(-(((hour - 7.3) / 1.4) ** 2)), np.exp(-(((hour - 19.5) / 2.6) ** 2))
    office = ((hour >= 7) & (hour < 19)) * 1.0

    base = np.clip(0.15 * np.exp(0.35 * rng.standard_normal(count)), 0.07, 0.6)
    cool = 0.45 * rng.gamma(3.0, 1 / 3, count)
    early, late = 0.22 * rng.gamma(2.0, 0.5, count), 0.40 * rng.gamma(2.5, 0.4, count)
    load = np.outer(base, np.ones(SLOTS)) + np.outer(cool, cooling) + np.outer(early, morning) + np.outer(late, evening)
    business = kind == BUSINESS
    load[business] = np.outer(0.8 * rng.gamma(2.0, 0.5, business.sum()) + 0.2, 1 + 3 * office + 2 * cooling)
    load = load.astype(np.float32)
    load *= 0.72 + 0.28 * rng.standard_exponential((count, SLOTS), dtype=np.float32)
    sun = np.clip(np.sin((hour - 7.0) / 11.7 * np.pi), 0, None) * ((hour > 7) & (hour < 18.7))
    for home in np.flatnonzero(solar):
        cloud = rng.uniform(0.35, 1.0, int(day[-1]) + 1)[day]
        net = load[home] - rng.uniform(1.2, 3.2) * sun * cloud
        load[home] = np.where(np.abs(net) < 0.03, np.where(net < 0, -0.03, 0.03), net)
    vacant = np.flatnonzero(kind == VACANT)
    load[vacant] = np.where(rng.random((len(vacant), SLOTS)) < 0.01, 0.012, 0.0)
    return load
