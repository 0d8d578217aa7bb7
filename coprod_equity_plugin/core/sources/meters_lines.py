"""A faster way through plain CSV files of long rows: fields are known by their bytes, and each text is parsed once.

DuckDB needs longer to hand the rows of a CSV file to their meters than to scan it, whatever is asked of them. But 80
million rows hold some thousand different stamps, energies and flags. Here numpy finds the separators, and a text that
was met before is known by its bytes (:mod:`.meters_words`). What a new one means is asked of the very SQL that reads
files in DuckDB, so both ways give the same for every stamp, zone, flag and number.

Only files in which every line surely is what it looks like are read so: ASCII, no quote or escape anywhere, as many
separators in every line as columns, texts of at most 32 bytes, not too many different ones. At the first block that is
otherwise, the last one of each file being looked at before all, the files are DuckDB's, with all its errors and counts.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from ..progress import Progress
from .meters_fields import LAYOUT_LONG
from .meters_gather import Gathered
from .meters_query import BAD_TIME, NO_ENERGY, REPEATED, RowQuery
from .meters_scan import identifier
from .meters_states import MOST_STATES, MeterStates
from .meters_words import LONGEST, SLACK, Texts, UnfitTexts, words_at

_BLOCK = 1 << 21
_LARGE = 31 << 20
# Smaller files are read before all questions have been asked.
_LEAST = 32 << 20
_NEWLINE, _RETURN = 10, 13
_MOST_METERS, _MOST_TEXTS, _MOST_FLAGS, _MOST_PAIRS = 1 << 23, 1 << 17, 64, 1 << 20
_PENDING = 1 << 16
_FIRST_METERS = 1 << 16
_COMPRESSED = (".gz", ".zst", ".bz2", ".xz")


class _Declined(Exception):
    """These files are not plain enough."""


def gather_lines(connection, source, query: RowQuery, progress: Progress) -> Gathered | None:
    """The reads of all meters as :func:`~.meters_gather.gather` gives them, or ``None`` where DuckDB has to read."""
    try:
        if not _may_fit(source, query):
            return None
        for file in source.files:
            _fields(_last_block(file), source)
            _check_start(connection, source, file)
        rows = _Rows(connection, source, query)
        _read_all(source, rows, progress)
        return rows.gathered()
    except (_Declined, UnfitTexts, OSError):
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
        and not any(file.lower().endswith(_COMPRESSED) or set(file) & set("*?[") for file in source.files)
    )


def _check_start(connection, source, file: str) -> None:
    """The first row has to be the one that DuckDB finds behind the header."""
    names = ", ".join(identifier(name) for name in source.fields if name)
    row = connection.execute(f"SELECT {names} FROM {source.base} LIMIT 1", [[file]]).fetchone()  # nosec B608
    data, fields = _fields(next(_blocks(file, source.dialect.skip)), source)
    texts = [
        data[start[0] : start[0] + np.ravel(width)[0]].tobytes().decode() or None
        for start, width in fields
        if len(start)
    ]
    if texts != list(row or ()):
        raise _Declined


def _last_block(file: str) -> bytearray:
    with open(file, "rb") as content:
        content.seek(max(0, os.path.getsize(file) - _BLOCK // 16))
        return _closed(bytearray(content.read().partition(b"\n")[2]))


def _closed(block: bytearray) -> bytearray:
    """A file's last lines without empty ones behind them, which mean nothing, the last one ended as the others are."""
    end = b"\r\n" if b"\r" in block else b"\n"
    kept = block.rstrip(b"\r\n")
    return kept + end if kept else kept


def _blocks(file: str, skip: int) -> Iterator[bytearray]:
    """Whole lines of a file behind its header, the last of them closed."""
    with open(file, "rb", buffering=0) as content:
        before, rest, skip = None, bytearray(), skip + 1
        while True:
            block = bytearray(len(rest) + _BLOCK)
            block[: len(rest)] = rest
            size = content.readinto(memoryview(block)[len(rest) :])
            if not size:
                break
            del block[len(rest) + size :]
            for _ in range(skip):  # where they are longer than a block, this is no file to be read so
                del block[: block.find(b"\n") + 1 or len(block)]
            skip = 0
            if before:
                yield before
            cut = block.rfind(b"\n") + 1
            before, rest = block, block[cut:]
            del before[cut:]
            if len(rest) > _BLOCK:
                raise _Declined
        if rest:
            if before:
                yield before
            before = rest
        yield _closed(before or bytearray())


def _read_all(source, rows: _Rows, progress: Progress) -> None:
    """Split blocks in threads of their own, which numpy lets run beside each other, and take them up in order."""
    sizes = [os.path.getsize(file) for file in source.files]
    done, waiting = 0, deque()
    workers = max(1, min(4, os.cpu_count() or 1))
    # Linux gives memory back, page by page, and asks for it again, until a larger piece than the blocks' was let go.
    np.empty(_LARGE, dtype=np.uint8)
    with ThreadPoolExecutor(workers) as pool:
        try:
            for file in source.files:
                for block in _blocks(file, source.dialect.skip):
                    waiting.append((len(block), pool.submit(rows.take_up, block)))
                    while len(waiting) > 2 * workers:
                        done += _finish(waiting, progress)
                        progress.set(100 * min(1.0, done / max(1, sum(sizes))))
            while waiting:
                _finish(waiting, progress)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _finish(waiting: deque, progress: Progress) -> int:
    progress.check()
    size, found = waiting.popleft()
    found.result()
    return size


def _fields(block: bytearray, source) -> tuple[np.ndarray, list[tuple]]:
    """The bytes of a block, and first bytes and widths of meter, time, energy and quality, shape ``(n,)`` each.

    A width that all rows share is one number.
    """
    dialect, columns = source.dialect, len(source.columns)
    signs = {'"', "\0", dialect.quote, dialect.escape} - {""}
    if any(sign.encode() in block for sign in signs):
        raise _Declined
    length = len(block)
    block += bytes(SLACK)
    data = np.frombuffer(block, dtype=np.uint8)
    text = data[:length]
    if text.max(initial=0) > 127:
        raise _Declined
    ends, signs = text == _NEWLINE, text == ord(dialect.delimiter)
    line = np.flatnonzero(ends)
    if np.count_nonzero(signs) != len(line) * (columns - 1):
        raise _Declined
    stop = line
    if b"\r" in block:
        stop = line - 1
        if block.count(b"\r") != len(line) or not (text[stop] == _RETURN).all():
            raise _Declined
    begin = np.zeros_like(line)
    np.add(line[:-1], 1, out=begin[1:])
    fields = _alike(text, ord(dialect.delimiter), begin, stop, columns) if len(line) else None
    if fields is None:
        place = np.flatnonzero(ends | signs).reshape(len(line), columns)
        if not np.array_equal(place[:, -1], line):
            raise _Declined
        starts = [begin, *np.ascontiguousarray(place[:, :-1].T) + 1]
        fields = [(start, end - start) for start, end in zip(starts, [*(start - 1 for start in starts[1:]), stop])]
    return data, [fields[source.columns.index(name)] for name in source.fields if name]


def _alike(text: np.ndarray, sign: int, begin: np.ndarray, stop: np.ndarray, columns: int) -> list[tuple] | None:
    """First bytes and widths of all columns where no more than one varies in width, else ``None``.

    The separators are looked for where they stand in the first line, from its begin and then from its end. If each line
    has one in all these places, no two of them the same, and the block has no more, these are all.
    """
    first = [-1, *np.flatnonzero(text[: stop[0]] == sign).tolist(), int(stop[0])]
    if len(first) != columns + 1:
        return None
    widths = [right - left - 1 for left, right in zip(first[:-1], first[1:])]
    before, after = [begin], [stop]
    for width in widths[:-1]:
        place = before[-1] + width
        if place[-1] >= len(text) or not (text[place] == sign).all():
            break
        before.append(place + 1)
    vary = len(before) - 1
    for width in widths[:vary:-1]:
        place = after[-1] - (width + 1)
        if not (text[place] == sign).all():
            return None
        after.append(place)
    varying = after[-1] - before[-1]
    if varying.min() < 0:
        return None
    starts = before + [end + 1 for end in after[:0:-1]]
    return [(start, varying if place == vary else widths[place]) for place, start in enumerate(starts)]


class _Rows:
    """What is known of the rows: numbers of their texts, the texts' meaning, and the states that they set."""

    def __init__(self, connection, source, query: RowQuery) -> None:
        self._connection, self._source, self._query = connection, source, query
        self._texts = [Texts(_MOST_METERS), Texts(_MOST_TEXTS), Texts(_MOST_TEXTS), Texts(_MOST_FLAGS)]
        self._states = MeterStates(query.slots, _FIRST_METERS)
        # By number of the stamp: its slot, or -1 and the code of a plain read then.
        self._slot, self._when = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.uint8)
        # By numbers of energy and flag: the bit of a state, or 0 and a code. By number of the energy: none, negative.
        self._bit = self._what = np.zeros((0, 0), dtype=np.uint8)
        self._null = self._negative = np.zeros(0, dtype=bool)
        self._pending: list[tuple[np.ndarray, ...]] = []
        self._exports = np.zeros(_FIRST_METERS, dtype=bool)
        self._counts = np.zeros(256, dtype=np.int64)
        self._count = self._nameless = 0
        self._lock = threading.Lock()
        # In a file that is in order of time, every block has stamps that are new.
        known = [text.encode("ascii", "replace") for text in query.known]
        place = np.cumsum([0, *map(len, known)])
        if known and max(map(len, known)) <= LONGEST:
            data = np.frombuffer(b"".join(known) + bytes(SLACK), dtype=np.uint8)
            self._texts[1].numbers(words_at(data, place[:-1], np.diff(place)))
            self._ask()

    def take_up(self, block: bytearray) -> None:
        """The rows of a block; thread-safe."""
        data, fields = _fields(block, self._source)
        rows = len(fields[0][0])
        named = np.broadcast_to(fields[0][1] > 0, rows)
        if not named.all():
            fields = [(start[named], np.broadcast_to(width, rows)[named]) for start, width in fields]
        found = [texts.numbers(words_at(data, *field)) for texts, field in zip(self._texts, fields)]
        if not self._source.fields.quality:
            found.append(np.zeros_like(found[0]))
        with self._lock:
            self._add(rows - len(found[0]), found)

    def _add(self, nameless: int, found: list[np.ndarray]) -> None:
        """Rows of these numbers; those with a text that is new wait until there are many of them."""
        self._nameless += nameless
        self._count += len(found[0])
        sizes = (len(self._slot), *self._what.shape)
        if any(number.max(initial=0) >= size for number, size in zip(found[1:], sizes)):
            _, stamp, energy, flag = found
            known = (stamp < sizes[0]) & (energy < sizes[1]) & (flag < sizes[2])
            self._pending.append(tuple(number[~known] for number in found))
            found = [number[known] for number in found]
        self._set(*found)
        if sum(len(waiting[0]) for waiting in self._pending) > _PENDING:
            self._ask()

    def gathered(self) -> Gathered:
        """All reads."""
        self._ask()
        names = np.array(self._texts[0].texts(), dtype=object)
        order = np.argsort(names.astype(str), kind="stable")
        lowest = np.where(np.pad(self._exports, (0, len(names)))[1 + order], -1.0, 0.0)
        nothing = np.zeros(len(names))
        bits = self._states.packed(1 + order, self._query.states)
        counts = {int(code): int(self._counts[code]) for code in np.flatnonzero(self._counts)}
        return Gathered(
            names[order], nothing.astype(np.int64), lowest, nothing, bits, self._nameless, (self._count, counts)
        )

    def _set(self, meter, stamp, energy, flag) -> None:
        if not len(meter):
            return
        slot = self._slot[stamp]
        pair = energy * np.int32(self._bit.shape[1]) + flag
        bit = self._bit.reshape(-1)[pair]
        if self._negative.any() and (negative := self._negative[energy]).any():
            self._exports = np.pad(self._exports, (0, max(0, 2 * (int(meter.max()) + 1 - len(self._exports)))))
            self._exports[meter[negative]] = True
        if slot.min() < 0 or not bit.all():
            sets = (slot >= 0) & (bit > 0)
            rest = ~sets
            self._count_codes(slot[rest] >= 0, stamp[rest], energy[rest], self._what.reshape(-1)[pair[rest]])
            meter, slot, bit = meter[sets], slot[sets], bit[sets]
        self._states.put(meter, slot, bit)

    def _count_codes(self, inside, stamp, energy, what) -> None:
        """Why rows set no bit: in the order in which the SQL asks, the stamp, the energy, the time."""
        when = self._when[stamp]
        code = np.where(inside | (self._null[energy] & (when != BAD_TIME)), what, when)
        code[(code == REPEATED) & (what >= NO_ENERGY)] = NO_ENERGY
        self._counts += np.bincount(code, minlength=len(self._counts))

    def _ask(self) -> None:
        """What all texts mean that are new, and then the rows that waited for it."""
        energies, flags = ([None, *texts.texts()] for texts in self._texts[2:])
        stamps = [None, *self._texts[1].texts()][len(self._slot) :]
        slot, *_, when = self._meaning(stamps, ["0"] * len(stamps), [None] * len(stamps))
        inside = when < NO_ENERGY
        self._slot = np.append(self._slot, np.where(inside, slot, -1))
        self._when = np.append(self._when, when)
        if len(energies) * len(flags) > _MOST_PAIRS:
            raise UnfitTexts
        known, what = self._what.shape, np.zeros((len(energies), len(flags)), dtype=np.uint8)
        what[: known[0], : known[1]] = self._what
        new = np.ones(what.shape, dtype=bool)
        new[: known[0], : known[1]] = False
        energy, flag = np.nonzero(new)
        _, null, negative, what[new], _ = self._meaning(
            [None] * len(energy), [energies[number] for number in energy], [flags[number] for number in flag]
        )
        plain = (flag == 0) & (energy >= known[0])  # each new energy once
        self._null = np.append(self._null, null[plain])
        self._negative = np.append(self._negative, negative[plain])
        self._what, self._bit = what, np.where(what < NO_ENERGY, 1 << np.minimum(what, 7), 0).astype(np.uint8)
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
