"""What fits on a slide: words measured, parts put below each other, what is too long carried on to a next slide.

Measures are in points. Letters are as wide as in Arial (and its twins Helvetica and Liberation Sans), rounded up, so
that a slide with another font in its place does not run over.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from portfolio.export.slides import Part, Shown
from portfolio.export.slidetext import Row, Run, Table, Words

WIDTH, HEIGHT = 852, 362
"""The room below a slide's title."""
SIZES = (28, 24, 20, 18)
"""Letters of a slide, the largest that fit; where none do, the text goes on over several slides in the last but one."""
OVER = SIZES[2]
SMALL = 16
"""Letters of asides, and the smallest of tables."""
STEP = 27
"""How far an item stands in, for each depth."""
GAP = 10
"""The room below a paragraph."""
PAD = 7
"""The room around the words of a cell: left and right, and half of it above and below."""
_LINE = 1.2
_PICTURE = {28: 0.62, 24: 0.55, 20: 0.48, 18: 0.4}
"""How much of the height a picture takes at most beside other things, by the size of the letters."""
_WIDE = {
    0.23: "ijl'", 0.29: " !,./:;I[]\\ft|", 0.36: '"()-`r{}', 0.4: "*", 0.51: "Jckvsxyz^", 0.57: "",
    0.62: "+<>=~FTZL", 0.68: "&ABEKPSVXY", 0.74: "CDHNRUw", 0.8: "GOQ", 0.85: "Mm", 0.95: "%W", 1.03: "@—…",
}  # fmt: skip
_WIDTHS = {ord(one): width for width, letters in _WIDE.items() for one in letters}


class Placed(NamedTuple):
    """A part, or a piece of one, at its place on a slide."""

    part: Part
    top: float
    """From the top of the room."""
    height: float
    width: float


@dataclass(frozen=True)
class Page:
    """What one slide of the file shows below its title."""

    placed: tuple[Placed, ...]
    size: int
    """How large its letters are."""


def pages(parts: Sequence[Part]) -> list[Page]:
    """The slides that one slide of the deck takes: one where some size lets it fit, else as many as it needs."""
    for size in SIZES:
        found = _fill(parts, size, most=1)
        if found is not None:
            return found or [Page((), size)]
    return _fill(parts, OVER) or []


def size_of(words: Words, size: int) -> int:
    """How large the letters of a paragraph are on a slide whose letters have that size."""
    if words.kind == "aside":
        return SMALL
    return size - 2 if words.kind == "code" else size


def indent(words: Words) -> int:
    """How far the words of a paragraph stand in."""
    if words.kind == "item":
        return STEP * (words.depth + 1)
    return STEP if words.kind == "quote" else STEP * words.depth


@lru_cache(maxsize=4_096)
def _letter(letter: str) -> float:
    found = _WIDTHS.get(ord(letter))
    if found is not None:
        return found
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Mn", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.05 if letter < "\U0001f000" else 1.4
    return 0.57 if letter.isascii() else 0.68


def starts(text: str, width: float, size: int, strong: bool = False) -> list[int]:
    """Where each line of a paragraph begins, in characters from 0; it is broken at spaces, a long word inside."""
    found, at, room = [0], 0.0, max(1.0, width / size / (1.08 if strong else 1.0))
    word, in_word = 0, 0.0
    for number, letter in enumerate(text):
        wide = _letter(letter)
        if letter == " " or wide > 1:
            word, in_word = number + (letter == " "), 0.0 if letter == " " else wide
        else:
            in_word += wide
        at += wide
        if at > room and letter != " ":
            fits = found[-1] < word <= number and in_word <= room
            found.append(word if fits else number)
            at = in_word if fits else wide
            if not fits:
                word, in_word = number, wide
    return found


def _is_bold(words: Words) -> bool:
    """Whether so much of a paragraph is bold that it takes more room."""
    bold = sum(len(run.text) for run in words.runs if run.strong or run.mark == "added")
    return words.kind == "head" or bold * 4 > len(words.text)


def _line_height(words: Words, size: int) -> float:
    return size_of(words, size) * _LINE


def columns(table: Table, width: float = WIDTH) -> list[float]:
    """How wide the columns of a table are: by what stands in them, none narrower than half of an even share."""
    count = len(table.heads)
    longest = [
        max(len(head), *(min(60, sum(len(run.text) for run in row[n])) for row in table.rows if n < len(row)), 4)
        for n, head in enumerate(table.heads)
    ]
    spare = width / 2
    return [spare / count + spare * one / sum(longest) for one in longest]


def row_height(cells: Sequence[tuple[Run, ...]], widths: Sequence[float], size: int) -> float:
    """How high a row is."""
    lines = (
        len(starts("".join(run.text for run in cell), room - 2 * PAD, size, True))
        for cell, room in zip(cells, widths, strict=False)
    )
    return max(lines, default=1) * size * _LINE + PAD


def head_row(table: Table) -> list[tuple[Run, ...]]:
    """A table's head as cells."""
    return [(Run(head, strong=True),) for head in table.heads]


def cell_size(size: int) -> int:
    """How large the letters of a table are on a slide whose letters have that size."""
    return max(SMALL, size - 6)


def cut(runs: Sequence[Run], at: int) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """Runs up to a character, and from there on without the space there."""
    head: list[Run] = []
    tail: list[Run] = []
    for run in runs:
        first, rest = run.text[: max(0, at)], run.text[max(0, at) :]
        at -= len(run.text)
        if first:
            head.append(replace(run, text=first))
        if rest:
            tail.append(replace(run, text=rest if tail else rest.lstrip(" ")))
    return tuple(head), tuple(run for run in tail if run.text)


def _fill(parts: Sequence[Part], size: int, most: int = 0) -> list[Page] | None:
    """Put parts below each other, on as many slides as they need; None where that is more than `most`."""
    main = [one for one in parts if not (isinstance(one, Words) and one.kind == "aside")]
    filling = _Filling(size, alone=len(main) == 1)
    for part in parts:
        if isinstance(part, Words):
            filling.words(part, most)
        elif isinstance(part, Table):
            filling.table(part, most)
        else:
            filling.picture(part)
        if most and len(filling.pages) > most:
            return None
    return [Page(tuple(one), size) for one in filling.pages if one]


_Rows = list[tuple[int, Row]]
"""Rows of a table with their numbers, from 0."""


class _Filling:
    """Slides being filled from the top."""

    def __init__(self, size: int, *, alone: bool) -> None:
        """
        Args:
            alone: whether there is but one part, so that a picture may be as large as the slide.
        """
        self.pages: list[list[Placed]] = [[]]
        self._size, self._alone, self._top = size, alone, 0.0

    @property
    def _left(self) -> float:
        return HEIGHT - self._top

    def _next(self) -> None:
        if self.pages[-1]:
            self.pages.append([])
        self._top = 0.0

    def _put(self, part: Part, height: float, width: float, gap: float = 0.0) -> None:
        self.pages[-1].append(Placed(part, self._top, height, width))
        self._top += height + gap

    def words(self, one: Words, most: int = 0) -> None:
        """A paragraph; one that is longer than what is left goes on over there."""
        line, after = _line_height(one, self._size), 0 if one.kind == "code" else GAP
        width = WIDTH - indent(one)
        begins = starts(one.text, width, size_of(one, self._size), _is_bold(one))
        while not most or len(self.pages) <= most:
            height = len(begins) * line + after
            if height <= self._left + after:
                self._put(one, height, WIDTH)
                return
            rows = int(self._left / line)
            if self._top and (rows < 2 or height <= min(HEIGHT / 3, 4 * line + after)):
                self._next()
                continue
            head, tail = cut(one.runs, begins[rows] - begins[0])
            self._put(replace(one, runs=head), rows * line, WIDTH)
            self._next()
            one, begins = replace(one, runs=tail, goes_on=True), begins[rows:]

    def table(self, one: Table, most: int = 0) -> None:
        """A table below what it shows; where it goes on over there, its head stands above it once more."""
        small, widths = cell_size(self._size), columns(one)
        title = Words("aside", (Run(one.title),)) if one.title else None
        above = row_height(head_row(one), widths, small)
        every: _Rows = list(enumerate(one.rows))
        first = row_height(one.rows[0], widths, small) if one.rows else 0
        before = _line_height(title, self._size) + 2 * GAP if title else 0
        if self.pages[-1] and before + above + min(first, HEIGHT / 3) > self._left:
            self._next()
        elif title and self.pages[-1]:
            self._top += GAP
        if title:
            self.words(title)
        while not most or len(self.pages) <= most:
            taken, high, every = self._rows(every, widths, above)
            places = tuple(one.places[number] for number, _cells in taken) if one.places else ()
            if taken or not one.rows:
                self._put(replace(one, rows=tuple(cells for _n, cells in taken), places=places), high, WIDTH, 1.5 * GAP)
            if not every:
                return
            self._next()

    def _rows(self, every: _Rows, widths: Sequence[float], high: float) -> tuple[_Rows, float, _Rows]:
        """The rows that fit, how high they are with the head, and those that are left; a high row is parted.

        Args:
            every: not yet shown, each with its number.
            high: the height of the head.
        """
        small, taken = cell_size(self._size), list[tuple[int, Row]]()
        for at, (number, cells) in enumerate(every):
            row = row_height(cells, widths, small)
            if high + row <= self._left:
                taken.append((number, cells))
                high += row
                continue
            lines = int((self._left - high - PAD) / (small * _LINE))
            must = not taken and not self.pages[-1]
            if not must and (lines < 2 or row < HEIGHT / 2):
                return taken, high, every[at:]
            head, tail = _parted(cells, widths, small, max(2, lines))
            return [*taken, (number, head)], max(high, self._left), [(number, tail), *every[at + 1 :]]
        return taken, high, []

    def picture(self, one: Shown) -> None:
        """A picture as large as there is room; on a slide of its own where there is too little."""
        wide, high = one.picture.upright
        below = SMALL * _LINE + GAP + 1
        most = HEIGHT - below if self._alone else HEIGHT * _PICTURE[self._size]
        if self._left - below < min(most, HEIGHT * 0.35):
            self._next()
        room = min(most, self._left - below)
        share = min(WIDTH / wide, room / high)
        self._put(one, max(1.0, high * share), max(1.0, wide * share), GAP)


def _parted(cells: Row, widths: Sequence[float], size: int, rows: int) -> tuple[Row, Row]:
    """The first lines of each cell of a row, and the rest."""
    heads, tails = [], []
    for cell, room in zip(cells, widths, strict=False):
        lines = starts("".join(run.text for run in cell), room - 2 * PAD, size, True)
        head, tail = cut(cell, lines[rows]) if len(lines) > rows else (cell, (Run(""),))
        heads.append(head)
        tails.append(tail)
    return tuple(heads), tuple(tails)
