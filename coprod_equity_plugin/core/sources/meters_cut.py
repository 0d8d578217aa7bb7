"""Lines of plain CSV files cut into the texts that are looked up: the meter, the stamp, and the value, energy and flag.

Where a file has no other columns, and the energy stands beside the flag, the texts are tiles: each separator belongs
to one of them, so that side by side they are the line. What shape a line has is then only guessed, from the first one
of its block: if its tiles are all known, or are as tiles have to be, it is what it was taken for, and of all its bytes
only the newline was looked for. Otherwise every byte is looked at, and every separator.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from .meters_blocks import Lines, NotPlain
from .meters_words import LONGEST

METER, STAMP, VALUE, ENERGY, FLAG = "meter", "stamp", "value", "energy", "flag"
_RETURN = b"\r"[0]
# After so many blocks in a row whose shape was not guessed, none is.
_MOST_MISSES = 8
_ONES, _HIGH = np.uint64(0x0101010101010101), np.uint64(0x8080808080808080)


@dataclass(frozen=True)
class Tile:
    """A text of each line.

    Attributes
    ----------
    kind : str
        What it tells.
    first, last : int
        Its columns' places in the file.
    left, right : int
        Bytes of it before and behind its columns: a separator each, or the carriage return that ends a line.
    """

    kind: str
    first: int
    last: int
    left: int = 0
    right: int = 0

    def columns(self, text: str, delimiter: str) -> list[str | None]:
        """What stands in its columns; ``None`` for nothing, as DuckDB reads it."""
        return [column or None for column in text[self.left : len(text) - self.right].split(delimiter)]


class Cut:
    """How the lines of a source are cut; ``returns`` tells whether they end in a carriage return and a newline.

    Attributes
    ----------
    tiled : bool
        Whether the texts are the whole line.
    tiles : tuple of Tile
        The texts: of :data:`METER`, :data:`STAMP` and :data:`VALUE`; where they are not the whole line, of
        :data:`METER`, :data:`STAMP`, :data:`ENERGY` and, if there is one, :data:`FLAG`.
    delimiter : str
        Separator of columns.
    energy_at : int
        Which column of a value is the energy.
    """

    def __init__(self, source, returns: bool) -> None:
        self.delimiter, self._columns, self._returns = source.dialect.delimiter, len(source.columns), returns
        signs = {'"', "\0", source.dialect.quote, source.dialect.escape} - {""}
        self._signs = [sign.encode() for sign in sorted(signs)]
        names = zip((METER, STAMP, ENERGY, FLAG), source.fields)
        place = {kind: source.columns.index(name) for kind, name in names if name}
        value = [place[kind] for kind in (ENERGY, FLAG) if kind in place]
        self.energy_at = int(place[ENERGY] > min(value))
        self.tiled = len(place) == self._columns and max(value) - min(value) < len(value)
        self.tiles = tuple(Tile(kind, at, at) for kind, at in place.items())
        if self.tiled:
            self.tiles = self._joined(Tile(VALUE, min(value), max(value)))
        self._order = sorted(range(len(self.tiles)), key=lambda number: self.tiles[number].first)
        self._bad = re.escape("".join(sorted({*signs, self.delimiter, "\r", "\n"}))) + "\x80-\U0010ffff"
        self._patterns = [self._pattern(tile) for tile in self.tiles]
        # Numbers of the tiles that may vary in width, those that did in the last block first. Where the meter and the
        # value do, the meter's end is looked for, and the value is what is left.
        two = self._order.index(0) < self._order.index(len(self.tiles) - 1)
        self._guesses = [(2,), (0,), (1,)] + [(0, 2)] * two if self.tiled else []
        self._misses = 0

    def _joined(self, value: Tile) -> tuple[Tile, ...]:
        """A separator is the stamp's where it stands beside it, else the value's: many ids fill a word of eight."""
        row = sorted([*self.tiles[:2], value], key=lambda tile: tile.first)
        left, right = dict.fromkeys(row, 0), dict.fromkeys(row, 0)
        for before, behind in zip(row, row[1:]):
            if behind.kind == STAMP or (before.kind != STAMP and behind.kind == VALUE):
                left[behind] = 1
            else:
                right[before] = 1
        right[row[-1]] = int(self._returns)
        return tuple(Tile(t.kind, t.first, t.last, left[t], right[t]) for t in (*self.tiles[:2], value))

    def _pattern(self, tile: Tile) -> re.Pattern:
        """What a tile may be."""
        inner = f"[^{self._bad}]{'+' if tile.kind == METER else '*'}"
        inner = re.escape(self.delimiter).join([inner] * (tile.last - tile.first + 1))
        return re.compile(re.escape(self.delimiter * tile.left) + inner + re.escape(self._behind(tile)))

    def fit(self, number: int, texts: list[str]) -> bool:
        """Whether texts may be tiles of that number."""
        return all(map(self._patterns[number].fullmatch, texts))

    def spelled(self, number: int, text: str) -> str:
        """A column's text as it stands in its tile."""
        tile = self.tiles[number]
        return self.delimiter * tile.left + text + self._behind(tile)

    def _behind(self, tile: Tile) -> str:
        return ("\r" if tile.last == self._columns - 1 else self.delimiter) * tile.right

    def guesses(self) -> list[tuple[int, ...]]:
        """Which tiles may vary in width within a block, what was right last being first."""
        return list(self._guesses) if self._misses < _MOST_MISSES else []

    def was_right(self, guess: tuple[int, ...] | None) -> None:
        """Remember which guess was right, or that none was; threads that do so at once remember one of theirs."""
        self._misses = 0 if guess else self._misses + 1
        if guess and self._guesses[0] != guess:
            self._guesses = [guess, *(other for other in self._guesses if other != guess)]

    def guessed(self, lines: Lines, varying: tuple[int, ...]) -> list[tuple] | None:
        """Where the tiles begin, in places and bytes behind these, and how wide they are.

        All of them but some are taken to be as wide as in the first line; ``None`` where they can't be so. A width that
        all lines share is one number.
        """
        widths = self._first_widths(lines)
        if widths is None:
            return None
        found: list[tuple] = [()] * len(self.tiles)
        start, at, rest = lines.begin, 0, sum(widths)
        for number in self._order:
            tile, width = self.tiles[number], widths[number]
            rest -= width
            if number == varying[-1]:
                width = lines.stop - start
                width -= at + rest
                found[number] = start, width, at
                start, at = lines.stop - rest if rest else start, 0
            elif number in varying:
                width = _to_sign(lines.data, start + (at + tile.left), ord(self.delimiter)) + (tile.left + tile.right)
                found[number] = start, width, at
                start = start + width
            else:
                found[number] = start, width, at
                at += width
            least = tile.left + tile.right + tile.last - tile.first + (tile.kind == METER)
            if np.min(width) < least or np.max(width) > LONGEST:
                return None
        return found

    def _first_widths(self, lines: Lines) -> list[int] | None:
        """Widths of the first line's tiles."""
        begin, stop = int(lines.begin[0]), int(lines.stop[0])
        signs = np.flatnonzero(lines.data[begin:stop] == ord(self.delimiter)).tolist()
        if len(signs) != self._columns - 1:
            return None
        ends = [-1, *signs, stop - begin - self._returns]
        return [ends[t.last + 1] - ends[t.first] - 1 + t.left + t.right for t in self.tiles]

    def found(self, lines: Lines) -> list[tuple]:
        """First bytes and widths of the texts, shape ``(n,)`` each, whatever shape the lines have.

        A width that all lines share is one number.
        """
        if any(map(lines.has, self._signs)) or lines.text.max(initial=0) > 127:
            raise NotPlain
        begin, stop, sign = lines.begin, lines.stop, ord(self.delimiter)
        signs = lines.data[: lines.behind] == sign
        signs[: lines.first] = False
        if np.count_nonzero(signs) != len(stop) * (self._columns - 1):
            raise NotPlain
        if self._returns:
            stop = stop - 1
        returns = np.count_nonzero(lines.text == _RETURN)
        if returns != self._returns * len(stop) or (self._returns and (lines.data[stop] != _RETURN).any()):
            raise NotPlain
        fields = _alike(lines.data, sign, begin, stop, self._columns) if len(stop) else None
        if fields is None:
            signs[lines.stop] = True
            place = np.flatnonzero(signs).reshape(len(stop), self._columns)
            if not np.array_equal(place[:, -1], lines.stop):
                raise NotPlain
            starts = [begin, *np.ascontiguousarray(place[:, :-1].T) + 1]
            fields = [(start, end - start) for start, end in zip(starts, [*(start - 1 for start in starts[1:]), stop])]
        return [self._text(fields, tile) for tile in self.tiles]

    @staticmethod
    def _text(fields: list[tuple], tile: Tile) -> tuple:
        (start, width), (last, last_width) = fields[tile.first], fields[tile.last]
        if tile.first != tile.last:
            width = last + last_width - start
        return start - tile.left, width + tile.left + tile.right


def _alike(data: np.ndarray, sign: int, begin: np.ndarray, stop: np.ndarray, columns: int) -> list[tuple] | None:
    """First bytes and widths of all columns where no more than one varies in width, else ``None``.

    The separators are looked for where they stand in the first line, from its begin and then from its end. If each line
    has one in all these places, no two of them the same, and the lines have no more, these are all.
    """
    first = [-1, *np.flatnonzero(data[begin[0] : stop[0]] == sign).tolist(), int(stop[0] - begin[0])]
    if len(first) != columns + 1:
        return None
    widths = [right - left - 1 for left, right in zip(first[:-1], first[1:])]
    before, after = [begin], [stop]
    for width in widths[:-1]:
        place = before[-1] + width
        if place[-1] >= len(data) or not (data[place] == sign).all():
            break
        before.append(place + 1)
    vary = len(before) - 1
    for width in widths[:vary:-1]:
        place = after[-1] - (width + 1)
        if not (data[place] == sign).all():
            return None
        after.append(place)
    varying = after[-1] - before[-1]
    if varying.min() < 0:
        return None
    starts = before + [end + 1 for end in after[:0:-1]]
    return [(start, varying if place == vary else widths[place]) for place, start in enumerate(starts)]


def _to_sign(data: np.ndarray, start: np.ndarray, sign: int) -> np.ndarray:
    """Bytes from some places to the next sign, if it is among the next :data:`LONGEST`, else more than that."""
    width = _within_word(data, start, sign)
    rest, at = np.flatnonzero(width < 0), 8
    while len(rest):
        width[rest] = at + (_within_word(data, start[rest] + at, sign) if at < LONGEST else 1)
        rest, at = rest[width[rest] < at], at + 8
    return width


def _within_word(data: np.ndarray, start: np.ndarray, sign: int) -> np.ndarray:
    """Which of the eight bytes from some places on is the first sign; negative without any, by more than all places.

    A byte that is the sign becomes 0; the subtraction sets the high bit of the lowest such byte, and of none below it.
    """
    word = np.ndarray((len(data) - 7,), "<u8", data, 0, (1,))[np.minimum(start, len(data) - 8)]
    word ^= np.uint64(sign) * _ONES
    high = (word - _ONES) & ~word & _HIGH
    high &= ~high + np.uint64(1)
    # The exponent of a power of two as a number with a point, which is exact: 1030, 1038, ...; 0 of 0.
    return (high.astype(np.float64).view(np.int64) >> 55) - 128
