"""Word differences: what a reader of two drafts wants to see. Lines are matched first, then the words between them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Literal, NamedTuple

from portfolio.model.matching import Run, runs
from portfolio.text import SIGNS, words

Tag = Literal["same", "added", "removed"]
_LINE = re.compile(r"[^\n]*\n+|[^\n]+")
"""A line with the empty ones after it."""
_TOKEN = re.compile(rf"\s*(?:[^\s{SIGNS}]+|[{SIGNS}])|\s+")
"""A word with its marks and with the space before it, or the space at the end."""
_MARKS = frozenset('!"#$%&()*+,-./:;<=>?@[\\]^`{|}~“”„«»‹›…–—¿¡。，、！？；：「」『』（）')
_POINTS = frozenset(".,:")
_STOPS = frozenset(".!?…:。！？")
_PAIRS = 200
"""From this many paragraphs or lines on that were all changed they are not laid beside each other."""
_ISLAND, _SEA = 24, 36
"""How many characters a stretch has at most that is read with the changes around it; how many of those count."""


class Piece(NamedTuple):
    """A stretch of text that stayed, came or went."""

    tag: Tag
    text: str


@dataclass(frozen=True)
class Counts:
    """Words that came and went."""

    added: int
    removed: int


def compare(old: str, new: str) -> list[Piece]:
    """The pieces that lead from `old` to `new`; those not "added" are `old`, those not "removed" are `new`.

    Words that were kept are kept, wherever lines break; what went stands before what came in its place.
    """
    told = _Told()
    if old == new:
        return told.end(new)
    a, b = _LINE.findall(old), _LINE.findall(new)
    at_a = at_b = 0
    for i, j, size in runs(a, b):
        _words("".join(a[at_a:i]), "".join(b[at_b:j]), told)
        at_a, at_b = i + size, j + size
        told.stayed("".join(b[j:at_b]))
    _words("".join(a[at_a:]), "".join(b[at_b:]), told)
    return told.end()


def counts(old: str, new: str) -> Counts:
    """How many words came and went between two texts; inside a changed stretch their order does not count."""
    a, b = _LINE.findall(old), _LINE.findall(new)
    added = removed = at_a = at_b = 0
    for i, j, size in [*runs(a, b), (len(a), len(b), 0)]:
        if i > at_a or j > at_b:
            before, after = Counter(words("".join(a[at_a:i]))), Counter(words("".join(b[at_b:j])))
            added += (after - before).total()
            removed += (before - after).total()
        at_a, at_b = i + size, j + size
    return Counts(added, removed)


class _Told:
    """Pieces as they are found, put together."""

    def __init__(self) -> None:
        self._out: list[Piece] = []
        self._same = self._removed = self._added = ""

    def changed(self, removed: str, added: str) -> None:
        """One stretch stands instead of another."""
        self._removed += removed
        self._added += added

    def stayed(self, text: str) -> None:
        """A stretch is in both."""
        if text:
            if self._removed or self._added:
                self._change()
            self._same += text

    def end(self, text: str = "") -> list[Piece]:
        """All of it; `text` stayed at the end."""
        self.stayed(text)
        if self._removed or self._added:
            self._change()
        self._put("same", self._same)
        return self._out

    def _change(self) -> None:
        old, new, break_ = self._removed, self._added, ""
        if old and new:
            break_ = next((one for one in ("\n\n", "\n") if 0 < old.count(one) == new.count(one) < _PAIRS), "")
        pairs = zip(old.split(break_), new.split(break_), strict=True) if break_ else ((old, new),)
        for one, two in pairs:
            head, tail = _around(one, two) if one and two else (0, 0)
            self._put("same", self._same + one[:head])
            self._put("removed", one[head : len(one) - tail])
            self._put("added", two[head : len(two) - tail])
            self._same = one[len(one) - tail :] + break_
        self._same = self._same.removesuffix(break_)
        self._removed = self._added = ""

    def _put(self, tag: Tag, text: str) -> None:
        if text:
            self._out.append(Piece(tag, text))


def _around(old: str, new: str) -> tuple[int, int]:
    """How many characters both begin and end with, whole words only."""
    most = min(len(old), len(new))
    head = 0
    while head < most and old[head] == new[head]:
        head += 1
    while head and not (_apart(old, head) and _apart(new, head)):
        head -= 1
    most -= head
    tail = 0
    while tail < most and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    while tail and not (_apart(old, len(old) - tail) and _apart(new, len(new) - tail)):
        tail -= 1
    return head, tail


def _apart(text: str, at: int) -> bool:
    """Whether a text may be cut there: beside a space or a mark, not inside of a word or a number."""
    before, after = text[at - 1 : at], text[at : at + 1]
    if not before or not after or before.isspace() or after.isspace():
        return True
    if (before in _POINTS and after.isdigit()) or (after in _POINTS and text[at + 1 : at + 2].isdigit()):
        return False
    return before in _MARKS or after in _MARKS


class _Side:
    """One of two stretches that are compared word by word."""

    def __init__(self, text: str) -> None:
        self.text = text
        spaced: list[str] = _TOKEN.findall(text)
        self.at = [*accumulate(map(len, spaced), initial=0)]
        """Where each word begins, with the space before it; at last where the text ends."""
        self.words = text.split()
        """Words without that space; the space at the end is the last, an empty one."""
        if len(self.words) < len(spaced):
            self.words = [*map(str.lstrip, spaced)]
        self.lines: set[int] = set()
        """The words that begin a line."""
        place = text.find("\n")
        while place >= 0:
            n = bisect_right(self.at, place) - 1
            self.lines.add(n)
            place = text.find("\n", self.at[n + 1])
        self.keys = self.words[:]
        """What is compared: marks that begin a line (of a table, of a list) are others than those inside of it."""
        for n in self.lines:
            if not any(map(str.isalnum, self.words[n])):
                self.keys[n] = f"\n{self.words[n]}"

    def part(self, start: int, end: int) -> str:
        """Some of the words with their space."""
        return self.text[self.at[start] : self.at[end]]


def _words(old: str, new: str, told: _Told) -> None:
    """What leads from one stretch to another, word by word."""
    if not old or not new:
        told.changed(old, new)
        return
    a, b = _Side(old), _Side(new)
    at_a = at_b = 0
    for i, j, size in _whole(_readable(runs(a.keys, b.keys), a, b), a, b):
        told.changed(a.part(at_a, i), b.part(at_b, j))
        at_a, at_b = i + size, j + size
        mine, other = a.part(i, at_a), b.part(j, at_b)
        if mine == other:
            told.stayed(mine)
            continue
        for n in range(size):
            one, two, word = a.part(i + n, i + n + 1), b.part(j + n, j + n + 1), b.words[j + n]
            if one == two:
                told.stayed(one)
            else:
                told.changed(one.removesuffix(word), two.removesuffix(word))
                told.stayed(word)
    told.changed(old[a.at[at_a] :], new[b.at[at_b] :])


def _readable(found: Sequence[Run], a: _Side, b: _Side) -> Iterator[Run]:
    """Without words that happen to stay between longer changes; lines that begin alike are looked at one by one."""
    parts: list[list[Run]] = [[(0, 0, 0)]]
    for i, j, size in found:
        start = 0
        for cut in range(size) if a.lines and b.lines else ():
            if i + cut in a.lines and j + cut in b.lines:
                if cut > start:
                    parts[-1].append((i + start, j + start, cut - start))
                parts.append([])
                start = cut
        parts[-1].append((i + start, j + start, size - start))
    parts.append([(len(a.words), len(b.words), 0)])
    for part, below in pairwise(parts):
        yield from _without_islands(part, a, b, below[0])


def _without_islands(found: list[Run], a: _Side, b: _Side, end: Run) -> list[Run]:
    """Without a word or a mark that happens to stay between two longer changes: it is read with them."""
    while True:
        kept = found[:1]
        for (i, j, size), (next_a, next_b, _size) in pairwise([*found[1:], end]):
            at_a, at_b = kept[-1][0] + kept[-1][2], kept[-1][1] + kept[-1][2]
            end_a, end_b = i + size, j + size
            island = a.at[end_a] - a.at[i]
            if island <= _ISLAND and (i > at_a or j > at_b) and (next_a > end_a or next_b > end_b):
                before = max(a.at[i] - a.at[at_a], b.at[j] - b.at[at_b])
                after = max(a.at[next_a] - a.at[end_a], b.at[next_b] - b.at[end_b])
                if 2 * island <= min(before, after) or 9 * island <= min(before, _SEA) + min(after, _SEA):
                    continue
            kept.append((i, j, size))
        if len(kept) == len(found):
            return kept
        found = kept


def _whole(found: Iterator[Run], a: _Side, b: _Side) -> Iterator[Run]:
    """With whole sentences where that is the same: “{The dog barks. }The cat”, not “The {dog barks. The }cat”."""
    before_a, before_b, length = next(found)
    for i, j, size in found:
        back = 0
        end_a, end_b = before_a + length, before_b + length
        if end_a == i and end_b < j:
            back = _back(b, end_b, j, length)
        elif end_b == j and end_a < i:
            back = _back(a, end_a, i, length)
        yield before_a, before_b, length - back
        before_a, before_b, length = i - back, j - back, size + back
    yield before_a, before_b, length


def _back(side: _Side, start: int, end: int, most: int) -> int:
    """How many words earlier a stretch that came or went begins when it is read as a sentence or a line."""

    def worth(at: int) -> int:
        if at == 0 or at in side.lines:
            return 2
        return int(side.words[at - 1].rstrip("\"'”’)]*_")[-1:] in _STOPS)

    best = back = 0
    value = worth(start)
    while back < most and value < 2 and side.keys[start - back - 1] == side.keys[end - back - 1]:
        back += 1
        if worth(start - back) > value:
            best, value = back, worth(start - back)
    return best


def passages(pieces: list[Piece], around: int = 1) -> list[Piece | int]:
    """The same pieces for reading: without spaces and line breaks that went, and where long stretches stayed the number
    of paragraphs that are left out."""
    out: list[Piece | int] = []
    found = seen(pieces)
    for n, piece in enumerate(found):
        parts = piece.text.split("\n\n") if piece.tag == "same" else []
        head = around if n else 0
        tail = around if n + 1 < len(found) else 0
        hidden = len(parts) - head - tail
        if hidden < 2:
            out.append(piece)
            continue
        if head:
            out.append(Piece("same", "\n\n".join(parts[:head]) + "\n\n"))
        out.append(hidden)
        if tail:
            out.append(Piece("same", "\n\n".join(parts[-tail:])))
    return out


def seen(pieces: list[Piece]) -> list[Piece]:
    """What came or went and is nothing but space is no change to a reader: the text stands as it is now."""
    out: list[Piece] = []
    for piece in pieces:
        if piece.tag == "same" or piece.text.isspace():
            if piece.tag == "removed":
                continue
            before = out.pop().text if out and out[-1].tag == "same" else ""
            out.append(Piece("same", before + piece.text))
        else:
            out.append(piece)
    return out
