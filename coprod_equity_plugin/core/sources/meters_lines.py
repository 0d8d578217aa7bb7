"""A faster way through plain CSV files of long rows: texts are known by their bytes, and each one is parsed once.

DuckDB needs longer to hand the rows of a CSV file to their meters than to scan it, whatever is asked of them. But 80
million rows hold some thousand different stamps, energies and flags. Here numpy cuts the lines (:mod:`.meters_cut`),
and a text that was met before is known by its bytes (:mod:`.meters_words`). What a new one means is asked of the very
SQL that reads files in DuckDB, so both ways give the same for every stamp, zone, flag and number.

Only files in which every line surely is what it looks like are read so: ASCII, no quote or escape anywhere, as many
separators in every line as columns, texts of at most 64 bytes, not too many different ones. At the first block that is
otherwise, the last lines of large files being looked at before all, the files are DuckDB's, with all its errors and
counts.
"""

from __future__ import annotations

import os
import threading

import numpy as np

from ..progress import Progress
from ..threads import in_threads
from .meters_blocks import Block, NotPlain, blocks_of, buffer_size, last_block
from .meters_codes import BAD_TIME, NO_ENERGY, REPEATED
from .meters_cut import Cut
from .meters_dialect import COMPRESSED, header_of
from .meters_fields import LAYOUT_LONG
from .meters_gather import Gathered, by_name
from .meters_query import RowQuery
from .meters_scan import identifier
from .meters_states import MOST_STATES, MeterStates
from .meters_texts import RowTexts
from .meters_words import UnfitTexts

_LARGE = 31 << 20
# Smaller files are read before all questions have been asked.
_LEAST = 32 << 20
_PENDING = 1 << 16
_FIRST_METERS = 1 << 16


def gather_lines(connection, source, query: RowQuery, width: int, progress: Progress) -> Gathered | None:
    """The reads of all meters as :func:`~.meters_gather.gather` gives them, or ``None`` where DuckDB has to read."""
    try:
        if not _may_fit(source, query):
            return None
        blocks = []
        for file in source.files:
            progress.check()
            blocks.append(blocks_of(file, source.dialect.skip))
        newlines = {block.newline for found in blocks for block in found}
        if len(newlines) != 1:
            return None
        cut = Cut(source, newlines == {b"\r\n"})
        buffer = bytearray(buffer_size())
        _look_at(connection, source, cut, blocks, buffer, progress)
        rows = _Rows(connection, source, query, cut)
        _read_all([block for found in blocks for block in found], rows, progress)
        return rows.gathered(width)
    except (NotPlain, UnfitTexts, OSError):
        return None


def _may_fit(source, query: RowQuery) -> bool:
    if not source.is_csv or source.layout != LAYOUT_LONG or query.states > MOST_STATES:
        return False
    delimiter = source.dialect.delimiter
    names = [identifier(name) for name in source.fields if name]
    return (
        len(delimiter) == 1
        and delimiter.isascii()
        and delimiter not in "\r\n"
        and len(set(names)) == len(names)
        and query.few.count(source.base) == 1
        and sum(map(os.path.getsize, source.files)) >= _LEAST
        and not any(file.lower().endswith(COMPRESSED) or set(file) & set("*?[") for file in source.files)
    )


def _look_at(connection, source, cut: Cut, blocks: list[list[Block]], buffer: bytearray, progress: Progress) -> None:
    """What may tell that the files are DuckDB's, before any of them is read whole."""
    header = b""
    for file, found in zip(source.files, blocks):
        progress.check()
        if len(found) > 1:
            cut.found(last_block(found).lines(buffer))
        # Of the thousands of files that a folder may hold, those that begin like the first one are begun alike.
        begin = header_of(file, source.dialect)
        if not header or begin != header:
            _check_start(connection, source, file, cut, found, buffer)
        header = header or begin


def _check_start(connection, source, file: str, cut: Cut, blocks: list[Block], buffer: bytearray) -> None:
    """The first row has to be the one that DuckDB finds behind the header."""
    names = ", ".join(identifier(name) for name in source.fields if name)
    row = connection.execute(f"SELECT {names} FROM {source.base} LIMIT 1", [[file]]).fetchone()  # nosec B608
    told = {}
    for block in blocks[:1]:
        lines = block.lines(buffer)
        for (start, width), tile in zip(cut.found(lines), cut.tiles):
            text = lines.data[start[0] : start[0] + np.ravel(width)[0]].tobytes().decode()
            told.update(zip(range(tile.first, tile.last + 1), tile.columns(text, cut.delimiter)))
    columns = [source.columns.index(name) for name in source.fields if name]
    if [told[column] for column in columns if told] != list(row or ()):
        raise NotPlain


def _read_all(blocks: list[Block], rows: _Rows, progress: Progress) -> None:
    """Read blocks in threads, which numpy lets run beside each other."""
    size, done = max(1, sum(map(len, blocks))), 0
    # Linux gives memory back, page by page, and asks for it again, until a larger piece than the blocks' was let go.
    np.empty(_LARGE, dtype=np.uint8)
    with in_threads(rows.take_up, blocks) as taken:
        for block, _ in zip(blocks, taken):
            progress.check()
            done += len(block)
            progress.set(100 * done / size)


class _Rows:
    """What is known of the rows: numbers of their texts, the texts' meaning, and the states that they set."""

    def __init__(self, connection, source, query: RowQuery, cut: Cut) -> None:
        self._connection, self._source, self._query = connection, source, query
        self._texts = RowTexts(cut)
        self._states = MeterStates(query.slots, _FIRST_METERS)
        # By number of the stamp: its slot, or -1 and the code of a plain read then.
        self._slot, self._when = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.uint8)
        # By number of the value: the bit of a state, or 0 and a code; whether it is none or negative.
        self._bit, self._what = np.zeros(0, dtype=np.uint8), np.zeros(0, dtype=np.uint8)
        self._null, self._negative = np.zeros(0, dtype=bool), np.zeros(0, dtype=bool)
        self._any_negative = False
        self._pending: list[tuple[np.ndarray, ...]] = []
        self._exports = np.zeros(_FIRST_METERS, dtype=bool)
        self._counts = np.zeros(256, dtype=np.int64)
        self._count = self._nameless = 0
        self._lock, self._buffers = threading.RLock(), threading.local()
        # In a file that is in order of time, every block has stamps that are new.
        self._texts.expect(query.known)
        self._ask()

    def take_up(self, block: Block) -> None:
        """The rows of a block; thread-safe."""
        if not hasattr(self._buffers, "own"):
            self._buffers.own = bytearray(buffer_size())
        lines = block.lines(self._buffers.own)
        rows = len(lines.stop)
        if not rows:
            return
        meter, stamp, value = self._texts.numbers(lines)
        sizes = len(self._slot), len(self._bit)
        waits = stamp.max(initial=0) >= sizes[0] or value.max(initial=0) >= sizes[1]
        with self._lock:
            self._count += len(meter)
            self._nameless += rows - len(meter)
            if waits:
                known = (stamp < sizes[0]) & (value < sizes[1])
                self._pending.append((meter[~known], stamp[~known], value[~known]))
                meter, stamp, value = meter[known], stamp[known], value[known]
                if sum(len(waiting[0]) for waiting in self._pending) > _PENDING:
                    self._ask()
        self._set(meter, stamp, value)

    def gathered(self, width: int) -> Gathered:
        """All reads; ``width`` is the bytes of a meter's bits."""
        self._ask()
        names = np.array(self._texts.meters(), dtype=object)
        order = by_name(names)
        lowest = np.where(np.pad(self._exports, (0, len(names)))[1 + order], -1.0, 0.0)
        nothing = np.zeros(len(names))
        bits = self._states.packed(1 + order, self._query.states, width)
        counts = {int(code): int(self._counts[code]) for code in np.flatnonzero(self._counts)}
        return Gathered(
            names[order], nothing.astype(np.int64), lowest, nothing, bits, self._nameless, (self._count, counts)
        )

    def _set(self, meter, stamp, value) -> None:
        if not len(meter):
            return
        slot, bit = self._slot.take(stamp), self._bit.take(value)
        if self._any_negative and (negative := self._negative[value]).any():
            with self._lock:
                self._exports = np.pad(self._exports, (0, max(0, 2 * (int(meter.max()) + 1 - len(self._exports)))))
                self._exports[meter[negative]] = True
        if slot.min() < 0 or not bit.all():
            sets = (slot >= 0) & (bit > 0)
            rest = ~sets
            self._count_codes(slot[rest] >= 0, stamp[rest], value[rest])
            meter, slot, bit = meter[sets], slot[sets], bit[sets]
        self._states.put(meter, slot, bit)

    def _count_codes(self, inside, stamp, value) -> None:
        """Why rows set no bit: in the order in which the SQL asks, the stamp, the energy, the time."""
        when, what = self._when[stamp], self._what[value]
        code = np.where(inside | (self._null[value] & (when != BAD_TIME)), what, when)
        code[(code == REPEATED) & (what >= NO_ENERGY)] = NO_ENERGY
        with self._lock:
            self._counts += np.bincount(code, minlength=len(self._counts))

    def _ask(self) -> None:
        """What all texts mean that are new, and then the rows that waited for it."""
        first = max(1, len(self._slot))  # number 0 is no text's
        stamps = [None] * (first - len(self._slot)) + self._texts.stamps(first)
        slot, *_, when = self._meaning(stamps, ["0"] * len(stamps), [None] * len(stamps))
        first = max(1, len(self._bit))
        energies, flags = ([None] * (first - len(self._bit)) + told for told in self._texts.values(first))
        _, null, negative, what, _ = self._meaning([None] * len(energies), energies, flags)
        bit = np.where(what < NO_ENERGY, 1 << np.minimum(what, 7), 0).astype(np.uint8)
        # Slots and bits last of all: other threads look up whatever they cover, without a lock.
        self._when = np.append(self._when, when)
        self._slot = np.append(self._slot, np.where(when < NO_ENERGY, slot, -1))
        self._null, self._negative = np.append(self._null, null), np.append(self._negative, negative)
        self._any_negative = bool(self._negative.any())
        self._what = np.append(self._what, what)
        self._bit = np.append(self._bit, bit)
        waiting, self._pending = self._pending, []
        for found in waiting:
            self._set(*found)

    def _meaning(self, stamps: list, energies: list, flags: list) -> tuple[np.ndarray, ...]:
        """Slot (-1: none), whether there is no energy or a negative one, state and code of rows, by the SQL of all."""
        kinds = {"slot": np.int64, "none": bool, "negative": bool, "state": np.uint8, "code": np.uint8}
        if not stamps:
            return tuple(np.zeros(0, dtype=kind) for kind in kinds.values())
        names = [identifier(name) for name in self._source.fields if name]
        columns = ", ".join(f"unnest(?::VARCHAR[]) AS {name}" for name in names)
        sql = self._query.few.replace(self._source.base, f"(SELECT {columns})")
        lists = [[str(number) for number in range(len(stamps))], stamps, energies, flags][: len(names)]
        data = self._connection.execute(
            "SELECT meter, coalesce(slot, -1) AS slot, kwh IS NULL AS none, coalesce(kwh < 0, false) AS negative, "  # nosec B608
            f"state, code FROM ({sql})",
            lists,
        ).fetchnumpy()
        order = np.argsort(np.asarray(data["meter"]).astype(np.int64))
        return tuple(np.asarray(data[name])[order].astype(kind) for name, kind in kinds.items())
