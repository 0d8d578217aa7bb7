"""Short texts as numbers: each distinct one is known by its bytes, so that what it means is asked once.

A text is a few words of eight bytes, filled up with zeros. Words are looked up in tables by a hash of theirs, and every
hit is compared with the words that stand there: two texts never share a number.
"""

from __future__ import annotations

import threading

import numpy as np

WORDS = 4
LONGEST = 8 * WORDS
# Bytes behind a text that a word may take in.
SLACK = LONGEST + 8
_MASKS = np.array([(1 << 8 * width) - 1 for width in range(9)], dtype=np.uint64)
_MIX = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], dtype=np.uint64
)  # odd, without a pattern: a product's upper bits depend on all bits of its factor
_LEVELS = (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53, 0x2545F4914F6CDD1D, 0x9FB21C651E98DF25)
# Texts of one or two bytes, such as flags, need no hash.
_SHORT = 1 << 16
# No text: ASCII has no byte of ones. It stands where no text is yet.
_NONE = np.uint64(0xFFFFFFFFFFFFFFFF)


class UnfitTexts(Exception):
    """Texts that are too long or too many to be known by their bytes."""


def words_at(data: np.ndarray, start: np.ndarray, width: np.ndarray | int) -> list[np.ndarray]:
    """The words of the texts that begin at some bytes, as many as the widest has; shape ``(n,)`` each.

    A word but one is of shape ``(1,)`` where all texts have the same. ``data`` has :data:`SLACK` more bytes than texts.
    """
    every = np.ndarray((len(data) - 7,), "<u8", data, 0, (1,))
    least, most = (int(np.min(width)), int(np.max(width))) if len(start) else (0, 0)
    if most > LONGEST:
        raise UnfitTexts
    found = []
    for at in range(0, max(most, 1), 8):
        word = every[start + at] if at else every[start]
        if least == most:
            if most - at < 8:
                word &= _MASKS[most - at]
        elif least - at < 8:
            inside = np.minimum(width - at, 8) if at else np.minimum(width, 8)
            word &= _MASKS[np.maximum(inside, 0) if at else inside]
        found.append(word)
    if len(found) > 1 and len(start):
        same = [word.min() == word.max() for word in found]
        if all(same):
            same[0] = False
        found = [word[:1] if alike else word for word, alike in zip(found, same)]
    return found


def _some(words: list[np.ndarray], rows: np.ndarray) -> list[np.ndarray]:
    """The words of some texts."""
    return [word if len(word) == 1 else word[rows] for word in words]


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

    def texts(self, first: int = 1) -> list[str | None]:
        """The texts from a number on; ``None`` for an empty one, as DuckDB reads it."""
        keys = np.stack([word[first : self._count + 1] for word in self._tables[0]], axis=1)
        return [text.decode("ascii") or None for text in keys.view(f"S{8 * keys.shape[1]}").ravel().tolist()]

    def numbers(self, words: list[np.ndarray]) -> np.ndarray:
        """The number of each text, shape ``(n,)``; texts that are new are added."""
        found = self._find(words)
        new = np.flatnonzero(found == 0)
        if len(new):
            with self._lock:
                words = _some(words, new)
                while not (number := self._find(words)).all():
                    self._add(_some(words, number == 0))
                found[new] = number
        return found

    def _find(self, words: list[np.ndarray]) -> np.ndarray:
        """The number of each text, 0 of those that are not known."""
        if len(words) == 1 and len(words[0]) and words[0].max() < _SHORT:
            return self._short[words[0].view(np.int64)]
        keys, levels, shift = self._tables
        mixed = _mixed(words)
        found = levels[0][_place(mixed, 0, shift)]
        same = _equal(keys, found, words)
        if same.all():
            return found
        rest = np.flatnonzero(~same)
        found[rest] = 0
        for level, table in enumerate(levels[1:], 1):
            number = table[_place(mixed[rest], level, shift)]
            same = _equal(keys, number, _some(words, rest))
            found[rest[same]] = number[same]
            rest = rest[~same]
        return found

    def _add(self, words: list[np.ndarray]) -> None:
        # One text of each hash; should two texts share one, the other is asked for again.
        _, first = np.unique(_mixed(words), return_index=True)
        new = np.stack(np.broadcast_arrays(*_some(words, first)), axis=1)
        count = self._count + len(new)
        if count > self._most:
            raise UnfitTexts
        if count >= len(self._tables[0][0]) // 2 or len(words) > len(self._tables[0]):
            self._grow(8 * count, len(words))
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


def _mixed(words: list[np.ndarray]) -> np.ndarray:
    mixed = words[0] * _MIX[0]
    for word, factor in zip(words[1:], _MIX[1:]):
        mixed = mixed + word * factor
    return mixed


def _place(mixed: np.ndarray, level: int, shift) -> np.ndarray:
    """Where a table holds a text."""
    if level:
        mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(_LEVELS[(level - 1) % len(_LEVELS)])
    return (mixed >> shift).view(np.int64)


def _equal(keys, number: np.ndarray, words: list[np.ndarray]) -> np.ndarray:
    same = np.ones(len(number), dtype=bool)
    for key, word in zip(keys, words):
        few = len(word) == 1 and len(key) < len(number)
        same &= (key == word)[number] if few else key[number] == word
    for key in keys[len(words) :]:
        same &= key[number] == 0
    for word in words[len(keys) :]:
        same &= word == 0
    return same
