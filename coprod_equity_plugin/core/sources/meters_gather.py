"""What the one pass over the reads gives, fetched in batches, so that no more than one copy of it is ever in memory."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..progress import Progress
from .meters_query import RowQuery

# Of 2,048 rows each, as DuckDB hands them over.
_VECTORS = 4
_COPIES = 4
_MOST_BYTES = 1280 << 20


@dataclass(frozen=True)
class Gathered:
    """The reads of all meters with a name, in the order of the names.

    Attributes
    ----------
    meters : numpy.ndarray
        Meter ids, shape ``(n,)``, objects, ascending.
    rows : numpy.ndarray
        Rows of each, ``int64``, shape ``(n,)``; 0 where the files tell the number of all.
    lowest : numpy.ndarray
        Lowest energy in kWh, shape ``(n,)``, NaN without any; 0 where the files tell that none is less.
    others : numpy.ndarray
        Packed counts of the rows without a bit, ``float``, shape ``(n,)``; 0 where the files tell the number of rows.
    bits : list of numpy.ndarray
        For each state packed bits, ``uint8``, shape ``(n, width)``.
    nameless : int
        Rows without a meter's name.
    counted : tuple or None
        Rows with a meter and ``{code: rows}`` of those without a bit, where all have been counted along the way.
    """

    meters: np.ndarray
    rows: np.ndarray
    lowest: np.ndarray
    others: np.ndarray
    bits: list[np.ndarray]
    nameless: int
    counted: tuple[int, dict[int, int]] | None = None


def parts_of(query: RowQuery) -> int:
    """In how many parts the meters are gathered so that memory stays small; a text is parsed once, whatever it takes.

    DuckDB holds a bit string of each meter in every thread and another one where it joins them. Meters times slots are
    about the rows, which Parquet files know.
    """
    return 1 + int((query.told.rows or 0) * query.states * _COPIES / 8 // _MOST_BYTES)


def gather(connection, query: RowQuery, width: int, progress: Progress, parts: int = 1) -> Gathered:
    """Run the one pass; DuckDB hands over its groups batch by batch instead of writing out a table of them first.

    ``width`` is the bytes of a meter's bits, as many as those of the query's slots or more, which are empty.
    """
    filled = query.slots // 8
    nothing = bytes(query.states * filled)
    meters: list[str] = []
    numbers: list[np.ndarray] = [np.zeros((0, 3))]
    states: list[list[np.ndarray]] = [[] for _ in range(query.states)]
    nameless = 0
    for part in range(parts):
        with progress.interrupting(connection.interrupt):
            result = connection.execute(query.aggregate(part, parts), query.parameters)
            while len(batch := result.fetch_df_chunk(_VECTORS)):
                named = batch["meter"] != ""
                nameless += int(batch["row_count"][~named].sum())
                batch = batch[named]
                meters.extend(batch["meter"])
                numbers.append(batch[["row_count", "lowest", "others"]].to_numpy(dtype=float))
                joined = b"".join(packed or nothing for packed in batch["bits"])
                block = np.frombuffer(joined, dtype=np.uint8).reshape(len(batch), query.states, filled)
                for state, blocks in enumerate(states):
                    blocks.append(block[:, state].copy())
    names = np.array(meters, dtype=object)
    del meters
    # The connection keeps the pass's memory until it is asked again, and its threads what they have freed as they live.
    for command in ("SET threads = 1", "RESET threads"):
        connection.execute(command)
    order = by_name(names)
    rows, lowest, others = np.concatenate(numbers)[order].T
    bits = [_in_order(blocks, order, width) for blocks in states]
    return Gathered(names[order], rows.astype(np.int64), lowest.copy(), others.copy(), bits, nameless)


def by_name(names: np.ndarray) -> np.ndarray:
    """The order of names, which numpy compares without zero bytes at their ends."""
    return np.lexsort((np.fromiter(map(len, names), np.int64, len(names)), names.astype(str)))


def _in_order(blocks: list[np.ndarray], order: np.ndarray, width: int) -> np.ndarray:
    """The rows of blocks in an order, shape ``(n, width)``; each block is let go when its rows have been copied.

    Blocks have as many columns or fewer; the others are zeros.
    """
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    found, stop = np.zeros((len(order), width), dtype=np.uint8), len(order)
    while blocks:
        block = blocks.pop()
        found[place[stop - len(block) : stop], : block.shape[1]] = block
        stop -= len(block)
    return found
