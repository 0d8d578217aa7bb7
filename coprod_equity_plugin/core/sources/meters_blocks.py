"""Blocks of whole lines of plain CSV files, which threads read beside each other."""

from __future__ import annotations

import os
from dataclasses import dataclass

import numpy as np

from .meters_words import SLACK

_BLOCK = 1 << 22
_LONGEST_LINE = 1 << 13
_NEWLINE = b"\n"[0]
# The place of the one bit of sixteen, counted from the lowest; -1 where there are more.
_ONE_BIT = np.full(1 << 16, -1, dtype=np.int8)
_ONE_BIT[1 << np.arange(16)] = np.arange(16)


class NotPlain(Exception):
    """A file that is not so plain that it can be read by its bytes."""


@dataclass(frozen=True)
class Lines:
    """Whole lines, each closed, in a buffer with some bytes behind them.

    Attributes
    ----------
    buffer : bytearray
        Holds the lines and :data:`~.meters_words.SLACK` more bytes at least.
    data : numpy.ndarray
        The buffer's bytes, ``uint8``.
    begin, stop : numpy.ndarray
        Place of each line's first byte and of its newline, shape ``(n,)``.
    """

    buffer: bytearray
    data: np.ndarray
    begin: np.ndarray
    stop: np.ndarray

    @property
    def first(self) -> int:
        """Place of the first line's first byte."""
        return int(self.begin[0]) if len(self.begin) else 0

    @property
    def behind(self) -> int:
        """Place behind the last line's newline."""
        return int(self.stop[-1]) + 1 if len(self.stop) else 0

    @property
    def text(self) -> np.ndarray:
        """The lines' bytes."""
        return self.data[self.first : self.behind]

    def has(self, sign: bytes) -> bool:
        """Whether a sign stands anywhere in the lines."""
        return self.buffer.find(sign, self.first, self.behind) >= 0


@dataclass(frozen=True)
class Block:
    """The lines that begin in a stretch of a file's bytes; a newline stands before the first of them.

    Attributes
    ----------
    file : str
        Path.
    start, stop : int
        Places in the file, the second one behind the stretch.
    end : int
        Place behind the last line of the file, without its newline and without empty lines, which mean nothing there.
    newline : bytes
        What closes a last line that the file leaves open.
    """

    file: str
    start: int
    stop: int
    end: int
    newline: bytes

    def __len__(self) -> int:
        return self.stop - self.start

    def lines(self, buffer: bytearray) -> Lines:
        """Read into a buffer of :func:`buffer_size`, over what was in it."""
        first = self.start - 1
        size = min(self.stop - 1 + _LONGEST_LINE, self.end) - first
        with open(self.file, "rb", buffering=0) as content:
            content.seek(first)
            _fill(content, memoryview(buffer)[:size])
        whole = first + size == self.end
        if whole:
            buffer[size : size + len(self.newline)] = self.newline
            size += len(self.newline)
        begin = buffer.find(b"\n", 0, size) + 1
        last = buffer.find(b"\n", self.stop - 1 - first, size)
        if not begin or last < 0:
            raise NotPlain
        data = np.frombuffer(buffer, dtype=np.uint8)
        stops = _newlines(data[begin : last + 1]) + begin
        begins = np.empty_like(stops)
        begins[:1] = begin
        np.add(stops[:-1], 1, out=begins[1:])
        return Lines(buffer, data, begins, stops)


def _fill(content, view: memoryview) -> None:
    while len(view):
        size = content.readinto(view)
        if not size:  # it has become shorter
            raise NotPlain
        view = view[size:]


def _newlines(text: np.ndarray) -> np.ndarray:
    """Places of the newlines. Sixteen bytes are looked at as one, since few of them hold more than one."""
    ends = text == _NEWLINE
    packed = np.packbits(ends, bitorder="little")
    sixteen = np.pad(packed, (0, len(packed) % 2)).view("<u2")
    place = np.flatnonzero(sixteen != 0)
    bit = _ONE_BIT.take(sixteen.take(place))
    if bit.min(initial=0) < 0:
        return np.flatnonzero(ends)
    place *= 16
    place += bit
    return place


def buffer_size() -> int:
    """Bytes of a buffer for any block."""
    return _BLOCK + _LONGEST_LINE + SLACK + 2


def blocks_of(file: str, skip: int) -> list[Block]:
    """The blocks of a file behind its header and some lines before that."""
    with open(file, "rb") as content:
        start = _behind(content, skip + 1)
        end, newline = _ending(content, start)
    return [Block(file, at, min(at + _BLOCK, end), end, newline) for at in range(start, end, _BLOCK)]


def _behind(content, lines: int) -> int:
    """Place behind the first lines of a file."""
    for _ in range(lines):
        if not content.readline(_BLOCK).endswith(b"\n"):
            raise NotPlain
    return content.tell()


def _ending(content, start: int) -> tuple[int, bytes]:
    """Place behind a file's last line, see :attr:`Block.end`, and what closes its lines; they begin at ``start``."""
    size = content.seek(0, os.SEEK_END)
    before = content.seek(max(start - 1, size - _LONGEST_LINE))
    tail = content.read(size - before)
    kept = tail.rstrip(b"\r\n")
    if not kept and before >= start:
        raise NotPlain
    newline = b"\r\n" if b"\r\n" in tail[: len(kept)] or tail[len(kept) :].startswith(b"\r\n") else b"\n"
    return before + len(kept), newline


def last_block(blocks: list[Block]) -> Block:
    """Some of the last lines, to be looked at before all others."""
    last = blocks[-1]
    start = max(blocks[0].start, last.end - _BLOCK // 16)
    return Block(last.file, start, last.end, last.end, last.newline)
