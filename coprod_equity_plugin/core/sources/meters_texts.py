"""Numbers of the texts in plain CSV lines: what a row says is three of them, for its meter, its stamp and its value."""

from __future__ import annotations

import numpy as np

from .meters_blocks import Lines
from .meters_cut import Cut
from .meters_words import LONGEST, SLACK, Runs, Texts, spelled, words_at

_MOST_METERS, _MOST_TEXTS, _MOST_FLAGS, _MOST_VALUES = 1 << 23, 1 << 17, 64, 1 << 18
_FLAG_BITS, _LOWER = np.uint64(32), np.uint64((1 << 32) - 1)


class RowTexts:
    """The distinct meters, stamps and values (energy and flag) of all rows so far, each numbered from 1.

    Several threads may take up lines at once.
    """

    def __init__(self, cut: Cut) -> None:
        self._cut = cut
        self._meters, self._stamps = Texts(_MOST_METERS), Texts(_MOST_TEXTS)
        # Values are texts where energy and flag stand side by side, else pairs of the numbers of two texts.
        self._values = Texts(_MOST_VALUES)
        self._parts = [Texts(_MOST_TEXTS), Texts(_MOST_FLAGS)]
        self._texts = [self._meters, self._stamps, *([self._values] if cut.tiled else self._parts)]

    def expect(self, stamps: tuple[str, ...]) -> None:
        """Take up stamps that lines are likely to hold."""
        known = [self._cut.spelled(1, text).encode("ascii", "replace") for text in stamps]
        place = np.cumsum([0, *map(len, known)])
        if known and max(map(len, known)) <= LONGEST:
            data = np.frombuffer(b"".join(known) + bytes(SLACK), dtype=np.uint8)
            self._stamps.numbers(words_at(data, place[:-1], np.diff(place)))

    def numbers(self, lines: Lines) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Numbers of meter, stamp and value of all lines that name a meter, shape ``(n,)`` each.

        Raises
        ------
        NotPlain, UnfitTexts
            If a line is not surely what it looks like.
        """
        found = self._guessed(lines)
        if found is None:
            found = self._cut_anyhow(lines)
        if self._cut.tiled:
            return found[0], found[1], found[2]
        pair = found[2].view(np.uint64)
        if len(found) > 3:
            pair = pair | (found[3].view(np.uint64) << _FLAG_BITS)
        return found[0], found[1], self._values.numbers([pair])

    def meters(self) -> list[str]:
        """Ids of the meters."""
        return self._columns(0, self._meters.texts())

    def stamps(self, first: int) -> list[str | None]:
        """The stamps from a number on."""
        return self._columns(1, self._stamps.texts(first))

    def values(self, first: int) -> tuple[list[str | None], list[str | None]]:
        """Energies and flags of the values from a number on."""
        if not self._cut.tiled:
            keys = self._values.keys(first)
            energies, flags = ([None, *(text or None for text in part.texts())] for part in self._parts)
            return (
                [energies[number] for number in (keys & _LOWER).tolist()],
                [flags[number] for number in (keys >> _FLAG_BITS).tolist()],
            )
        tile, at = self._cut.tiles[2], self._cut.energy_at
        columns = [tile.columns(text, self._cut.delimiter) for text in self._values.texts(first)]
        return [each[at] for each in columns], [each[1 - at] if len(each) > 1 else None for each in columns]

    def _columns(self, number: int, texts: list[str]) -> list:
        """What texts of one column say; ``None`` for nothing. Without a call for each: there are as many as meters."""
        tile = self._cut.tiles[number]
        return [text[tile.left : len(text) - tile.right] or None for text in texts]

    def _guessed(self, lines: Lines) -> list[np.ndarray] | None:
        """Numbers of the texts, if the lines have the shape of the first one among them."""
        # Of a text that ends in zero bytes, nothing tells that they are there.
        for varying in [] if lines.has(b"\0") else self._cut.guesses():
            texts = self._cut.guessed(lines, varying)
            if texts is None:
                continue
            runs = [Runs.of(words_at(lines.data, *text)) for text in texts]
            words = [each.words for each in runs]
            found = [known.find(word) for known, word in zip(self._texts, words)]
            new = [known.unknown(*each) for known, *each in zip(self._texts, found, words)]
            if all(self._cut.fit(number, spelled(each)) for number, each in enumerate(new)):
                for known, *each in zip(self._texts, found, words, new):
                    known.complete(*each)
                self._cut.was_right(varying)
                return [each.filled(numbers) for each, numbers in zip(runs, found)]
        self._cut.was_right(None)
        return None

    def _cut_anyhow(self, lines: Lines) -> list[np.ndarray]:
        """Numbers of the texts of lines of any shape; rows without a meter are not among them."""
        texts, tile = self._cut.found(lines), self._cut.tiles[0]
        named = np.broadcast_to(texts[0][1] > tile.left + tile.right, len(lines.stop))
        if not named.all():
            texts = [(start[named], np.broadcast_to(width, len(named))[named]) for start, width in texts]
        return [known.numbers(words_at(lines.data, *text)) for known, text in zip(self._texts, texts)]
