"""Short texts as numbers: each distinct one is known by its bytes, so that what it means is asked once.

A text is a few words of eight bytes, filled up with zeros. Words are looked up in tables by a hash of theirs, and every
hit is compared with the words that stand there: two texts never share a number.

Where all rows of a block are looked up, it is by ``take``, which costs a third less than an index in brackets.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np

WORDS = 8
LONGEST = 8 * WORDS
# Bytes behind a text that a word may take in.
SLACK = LONGEST + 8
_MASKS = np.array([(1 << 8 * width) - 1 for width in range(9)], dtype=np.uint64)
# Odd, without a pattern: a product's upper bits depend on all bits of its factor. With the first one, running numbers
# fall together least often, of some dozens tried.
_MIX = np.array(
    [
        *(0xC2B2AE3D27D4EB4F, 0x9E3779B97F4A7C15, 0x165667B19E3779F9, 0xD6E8FEB86659FD93),
        *(0xA0761D6478BD642F, 0xE7037ED1A0B428DB, 0x8EBC6AF09C88C6E3, 0x589965CC75374CC3),
    ],
    dtype=np.uint64,
)
_LEVELS = (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53, 0x2545F4914F6CDD1D, 0x9FB21C651E98DF25)
# Where no more than one text in so many differs from the one before, it alone is looked up.
_FEW = 8
# Rows by which that is judged before all of them are compared.
_SOME = 64
# Texts of one or two bytes, such as flags, need no hash.
_SHORT = 1 << 16
_NOTHING = np.zeros(1, dtype=np.uint64)
# No text: ASCII has no byte of ones. It stands where no text is yet.
_NONE = np.uint64(0xFFFFFFFFFFFFFFFF)


class UnfitTexts(Exception):
    """Texts that are too long or too many to be known by their bytes."""


def words_at(data: np.ndarray, start: np.ndarray, width: np.ndarray | int, at: int = 0) -> list[np.ndarray]:
    """The words of the texts that begin ``at`` bytes behind some places: as many as the widest has, of shape ``(n,)``.

    ``data`` has :data:`SLACK` more bytes than texts.
    """
    least, most = (int(np.min(width)), int(np.max(width))) if len(start) else (0, 0)
    if most > LONGEST:
        raise UnfitTexts
    words: list[np.ndarray] = []
    count = max(1, -(-most // 8))
    while len(words) < count:
        # Two words are fetched as one complex number, which takes numpy no longer than one of them.
        kind, size = ("<c16", 16) if len(words) + 1 < count else ("<u8", 8)
        begin = at + 8 * len(words)
        found = np.ndarray((len(data) - begin - size + 1,), kind, data, begin, (1,))[start]
        words.extend(found.view("<u8").reshape(-1, size // 8).T)
    for place in range(least // 8, count):
        if least == most:
            words[place] &= _MASKS[most - 8 * place]
        else:
            words[place] &= _MASKS.take(np.clip(width - 8 * place, 0, 8) if count > 1 else width, mode="clip")
    return words


def spelled(words: np.ndarray) -> list[str]:
    """The texts of words, shape ``(n, k)``."""
    return [text.decode("latin-1") for text in words.view(f"S{8 * words.shape[1]}").ravel().tolist()]


def distinct(words: np.ndarray) -> np.ndarray:
    """The rows of words that differ, each once, where it stands first. Without a sort: there are few among many."""
    rows, first_of = np.arange(len(words)), np.zeros(_SHORT, dtype=np.int64)
    found = [rows[:0]]
    while len(rows):
        place = _place(_mixed(words[rows].T), 0, np.uint64(48))
        first_of[place[::-1]] = rows[::-1]
        first = first_of[place]
        found.append(rows[first == rows])
        rows = rows[(words[rows] != words[first]).any(axis=1)]
    return words[np.sort(np.concatenate(found))]


@dataclass(frozen=True)
class Runs:
    """Texts of rows; where few of them differ from the one before, only these, as in files by meter or by time.

    Attributes
    ----------
    words : list of numpy.ndarray
        Words of the texts, shape ``(m,)`` each.
    first : numpy.ndarray or None
        Row of each text, shape ``(m,)``; ``None`` if they are those of all rows.
    rows : int
        Number of rows.
    """

    words: list[np.ndarray]
    first: np.ndarray | None
    rows: int

    @classmethod
    def of(cls, words: list[np.ndarray]) -> Runs:
        """From the words of all rows."""
        rows = len(words[0])
        if rows and _FEW * np.count_nonzero(_changed([word[:_SOME] for word in words])) <= min(rows, _SOME):
            first = np.append(0, np.flatnonzero(_changed(words)) + 1)
            if _FEW * len(first) <= rows + _FEW:
                return cls([word[first] for word in words], first, rows)
        return cls(words, None, rows)

    def filled(self, numbers: np.ndarray) -> np.ndarray:
        """The number of each row from those of the texts: as ``numpy.repeat`` does, but other threads can run."""
        if self.first is None:
            return numbers
        found = np.zeros(self.rows, dtype=np.int64)
        found[self.first] = np.diff(numbers, prepend=0)
        return np.cumsum(found, out=found)


def _changed(words: list[np.ndarray]) -> np.ndarray:
    """Whether each text but the first differs from the one before, shape ``(n - 1,)``."""
    changed = words[0][1:] != words[0][:-1]
    for word in words[1:]:
        changed |= word[1:] != word[:-1]
    return changed


class Texts:
    """Distinct texts in the order in which they were first seen, numbered from 1.

    Several threads may look texts up at once; one at a time adds those that are new.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._count = 0
        # Words of each number, tables of numbers by hash, and the bits by which a hash is shifted to a place in them.
        self._tables: tuple = ([], [], 0)
        self._grow(1 << 10, 1)
        self._short = np.zeros(_SHORT, dtype=np.int32)

    def __len__(self) -> int:
        return self._count

    def texts(self, first: int = 1) -> list[str]:
        """The texts from a number on."""
        count = self._count  # before the tables, which another thread may exchange for ones of more texts
        return spelled(np.stack([word[first : count + 1] for word in self._tables[0]], axis=1))

    def keys(self, first: int = 1) -> np.ndarray:
        """The first words of the texts from a number on, shape ``(n,)``."""
        count = self._count
        return self._tables[0][0][first : count + 1]

    def numbers(self, words: list[np.ndarray]) -> np.ndarray:
        """The number of each text, shape ``(n,)``; texts that are new are added."""
        runs = Runs.of(words)
        found = self.find(runs.words)
        self.complete(found, runs.words, self.unknown(found, runs.words))
        return runs.filled(found)

    def unknown(self, found: np.ndarray, words: list[np.ndarray]) -> np.ndarray:
        """The words of texts that have not been found, each once, shape ``(m, k)``."""
        which = np.flatnonzero(found == 0) if found.min(initial=1) == 0 else slice(0)
        return distinct(np.stack([word[which] for word in words], axis=1))

    def complete(self, found: np.ndarray, words: list[np.ndarray], new: np.ndarray) -> None:
        """Add texts that are unknown, and tell the numbers of all that have not been found."""
        if len(new):
            with self._lock:
                while len(new := new[self.find(list(new.T)) == 0]):
                    self._add(new)
            rows = np.flatnonzero(found == 0)
            found[rows] = self.find([word[rows] for word in words])

    def find(self, words: list[np.ndarray]) -> np.ndarray:
        """The number of each text, shape ``(n,)``, 0 of those that are not known."""
        count = len(words[0])
        if len(words) == 1 and count and words[0].max() < _SHORT:
            return self._short[words[0].view(np.int64)].astype(np.int64)
        columns = words
        if count and len(words) > 1:
            columns = [word[:1] if _alike(word[:_SOME]) and _alike(word) else word for word in words]
        keys, levels, shift = self._tables
        mixed = np.broadcast_to(_mixed(columns), count)
        # A place is an index of the machine's own size, or each gather would make one of it first.
        found = levels[0].take(_place(mixed, 0, shift)).astype(np.int64)
        same = _equal(keys, found, columns)
        if same.all():
            return found
        rest = np.flatnonzero(~same)
        found[rest] = 0
        for level, table in enumerate(levels[1:], 1):
            number = table[_place(mixed[rest], level, shift)]
            same = _equal(keys, number, [word[rest] for word in words])
            found[rest[same]] = number[same]
            rest = rest[~same]
        return found

    def _add(self, words: np.ndarray) -> None:
        # One text of each hash; should two texts share one, the other is asked for again. In their order: what stands
        # side by side in the files is to have numbers side by side.
        _, first = np.unique(_mixed(words.T), return_index=True)
        new = words[np.sort(first)]
        count = self._count + len(new)
        if count > self._most:
            raise UnfitTexts
        if count >= len(self._tables[0][0]) // 2 or words.shape[1] > len(self._tables[0]):
            self._grow(8 * count, words.shape[1])
        keys, levels, shift = self._tables
        for place, key in enumerate(keys):
            key[self._count + 1 : count + 1] = new[:, place] if place < new.shape[1] else 0
        number = np.arange(self._count + 1, count + 1, dtype=np.int32)
        # Before anybody can find them: another thread that did would ask for texts that are not told yet.
        self._count = count
        short = (new[:, 0] < _SHORT) & ~new[:, 1:].any(axis=1)
        self._short[new[short, 0].view(np.int64)] = number[short]
        _insert(keys, levels, shift, number)

    def _grow(self, size: int, width: int) -> None:
        """Tables for that many texts of as many words. A table takes in what finds no room in those before."""
        keys = [np.full(size, _NONE) for _ in range(max(width, len(self._tables[0])))]
        for place, key in enumerate(keys):
            known = slice(1, self._count + 1)
            key[known] = self._tables[0][place][known] if place < len(self._tables[0]) else 0
        bits = int(2 * size - 1).bit_length()
        levels, shift = [np.zeros(1 << bits, dtype=np.int32)], np.uint64(64 - bits)
        _insert(keys, levels, shift, np.arange(1, self._count + 1, dtype=np.int32))
        self._tables = keys, levels, shift


def _insert(keys, levels: list[np.ndarray], shift, rest: np.ndarray) -> None:
    level = 0
    while len(rest):
        if level == len(levels):
            levels.append(np.zeros_like(levels[0]))
        place = _place(_mixed([key[rest] for key in keys]), level, shift)
        table = levels[level]
        free = table[place] == 0
        table[place[free]] = rest[free]
        rest = rest[table[place] != rest]
        level += 1


def _mixed(columns) -> np.ndarray:
    mixed = columns[0] * _MIX[0]
    for word, factor in zip(columns[1:], _MIX[1:]):
        mixed = mixed + word * factor
    return mixed


def _place(mixed: np.ndarray, level: int, shift) -> np.ndarray:
    """Where a table holds a text."""
    if level:
        mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(_LEVELS[(level - 1) % len(_LEVELS)])
    return (mixed >> shift).view(np.int64)


def _alike(word: np.ndarray) -> bool:
    return bool((word == word[0]).all())


def _equal(keys, number: np.ndarray, columns) -> np.ndarray:
    """Whether the texts of some numbers have these words; what all rows share is asked of each number once."""
    alike, same = [], None
    for place, key in enumerate(keys):
        word = columns[place] if place < len(columns) else _NOTHING
        if len(word) == 1 and len(key) < len(number):
            alike.append(key == word)
        else:
            equal = key.take(number) == word
            same = equal if same is None else same & equal
    if alike:
        equal = np.logical_and.reduce(alike)[number]
        same = equal if same is None else same & equal
    for word in columns[len(keys) :]:
        same = same & (word == 0)
    return same
