"""Word-level differences: what a reader of two drafts wants to see. Lines are matched first, then words inside them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from portfolio.text import count_words, words

Tag = Literal["same", "added", "removed"]
_TOKEN = re.compile(r"\n+|[^\S\n]*[\w’']+|[^\S\n]*[^\w\s]|[^\S\n]+")
_EDITS = 400
_LONG = 3_000
_CELLS = 40_000
_REPEATS = 4_000_000


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stayed, came or went."""

    tag: Tag
    text: str


@dataclass(frozen=True)
class Counts:
    """Words that came and went."""

    added: int
    removed: int


def compare(old: str, new: str) -> list[Piece]:
    """The pieces that lead from `old` to `new`; those not "added" are `old`, those not "removed" are `new`."""
    if old == new:
        return [Piece("same", new)] if new else []
    a, b = _lines(old), _lines(new)
    pieces: list[Piece] = []
    for tag, a1, a2, b1, b2 in _steps(a, b):
        if tag == "equal":
            pieces.append(Piece("same", "".join(a[a1:a2])))
        else:
            pieces += _block(a[a1:a2], b[b1:b2])
    return _joined(pieces)


def _steps(a: list[str], b: list[str]) -> list[tuple[str, int, int, int, int]]:
    """What leads from some lines to others; one replacement of all between what both begin and end with, where lines
    repeat so much that finding the best would take minutes."""
    long = len(a) + len(b) > _LONG
    often = len(b) // 100 + 1 if long else len(b)
    ours, theirs = Counter(a), Counter(b)
    if sum(n * theirs[one] for one, n in ours.items() if theirs[one] <= often) <= _REPEATS:
        return list(SequenceMatcher(None, a, b, autojunk=long).get_opcodes())
    head = _same(a, b)
    tail = _same(a[head:][::-1], b[head:][::-1])
    n, m = len(a) - tail, len(b) - tail
    steps = [("equal", 0, head, 0, head), ("replace", head, n, head, m), ("equal", n, len(a), m, len(b))]
    return [step for step in steps if step[1] < step[2] or step[3] < step[4]]


def _same(a: list[str], b: list[str]) -> int:
    """How many lines two texts have in common from the beginning."""
    return next((n for n, (one, other) in enumerate(zip(a, b, strict=False)) if one != other), min(len(a), len(b)))


def _block(old: list[str], new: list[str]) -> list[Piece]:
    """Lines that were replaced by others: each with the one it most likely came from, what is left all together."""
    out: list[Piece] = []
    at_a = at_b = 0
    for a, b in [*_pairs(old, new), (len(old), len(new))]:
        out += _words("".join(old[at_a:a]), "".join(new[at_b:b]))
        if a < len(old):
            out += [Piece("same", new[b])] if old[a] == new[b] else _words(old[a], new[b])
        at_a, at_b = a + 1, b + 1
    return out


def _pairs(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    """Lines that share at least a third of their words, in order, so that the most words are shared."""
    if len(old) * len(new) > _CELLS:
        return []
    ours, theirs = [set(line.split()) for line in old], [set(line.split()) for line in new]
    best = [[0.0] * (len(new) + 1) for _line in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            both = best[i + 1][j + 1] + _alike(ours[i], theirs[j])
            best[i][j] = max(both, best[i + 1][j], best[i][j + 1])
    found = []
    i = j = 0
    while i < len(old) and j < len(new):
        alike = _alike(ours[i], theirs[j])
        if alike and best[i][j] == best[i + 1][j + 1] + alike:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            i += 1
        else:
            j += 1
    return found


def _alike(one: set[str], other: set[str]) -> float:
    most = max(len(one), len(other))
    share = len(one & other) / most if most else 0.5
    return share * (1 + most) if share > 1 / 3 else 0.0


def counts(old: str, new: str) -> Counts:
    """How many words came and went between two texts; inside a changed stretch their order does not count."""
    a, b = _lines(old), _lines(new)
    added = removed = 0
    for tag, a1, a2, b1, b2 in _steps(a, b):
        if tag == "equal":
            continue
        before, after = Counter(words("".join(a[a1:a2]))), Counter(words("".join(b[b1:b2])))
        added += (after - before).total()
        removed += (before - after).total()
    return Counts(added, removed)


def _lines(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _words(old: str, new: str) -> list[Piece]:
    if not old and not new:
        return []
    a, b = _TOKEN.findall(old), _TOKEN.findall(new)
    if not a or not b:
        return [Piece("removed", old), Piece("added", new)]
    out: list[Piece] = []
    at_a = at_b = 0
    for start_a, start_b, size in [*_matches(a, b), (len(a), len(b), 0)]:
        out += [Piece("removed", "".join(a[at_a:start_a])), Piece("added", "".join(b[at_b:start_b]))]
        out.append(Piece("same", "".join(a[start_a : start_a + size])))
        at_a, at_b = start_a + size, start_b + size
    return _readable([piece for piece in out if piece.text])


def _matches(a: list[str], b: list[str]) -> list[tuple[int, int, int]]:
    """Runs that stand in both (start in a, start in b, length), by the fewest edits (Myers 1986) if few."""
    known = {token: n for n, token in enumerate(dict.fromkeys([*a, *b]))}
    one, two = [known[token] for token in a], [known[token] for token in b]
    head = 0
    while head < len(one) and head < len(two) and one[head] == two[head]:
        head += 1
    tail = 0
    while tail < len(one) - head and tail < len(two) - head and one[-1 - tail] == two[-1 - tail]:
        tail += 1
    middle = _myers(one[head : len(one) - tail], two[head : len(two) - tail])
    found = [(0, 0, head), *((x + head, y + head, size) for x, y, size in middle)]
    found.append((len(one) - tail, len(two) - tail, tail))
    return [run for run in found if run[2]]


def _myers(a: list[int], b: list[int]) -> list[tuple[int, int, int]]:
    """The matching runs of a shortest edit script; none where so much changed that it is easier to read as new."""
    n, m = len(a), len(b)
    most = min(n + m, max(10, (n + m) // 4), _EDITS if n + m < _LONG else _EDITS // 4)
    if n + m > 100 and n + m - 2 * (Counter(a) & Counter(b)).total() > most:
        return []  # in whatever order they stand, too few words are in both
    reach = [0] * (2 * most + 3)
    """The furthest place in `a` on each diagonal; those below zero stand at the end."""
    trace: list[list[int]] = []
    for edits in range(most + 1):
        trace.append(reach[:])
        for k in range(-edits, edits + 1, 2):
            down = k == -edits or (k != edits and reach[k - 1] < reach[k + 1])
            x = reach[k + 1] if down else reach[k - 1] + 1
            y = x - k
            while x < n and y < m and a[x] == b[y]:
                x, y = x + 1, y + 1
            reach[k] = x
            if x >= n and y >= m:
                return _walk_back(trace, n, m)
    return []


def _walk_back(trace: list[list[int]], x: int, y: int) -> list[tuple[int, int, int]]:
    runs = []
    for edits in range(len(trace) - 1, -1, -1):
        reach, k = trace[edits], x - y
        down = k == -edits or (k != edits and reach[k - 1] < reach[k + 1])
        before_x = reach[k + 1] if down else reach[k - 1]
        before_y = before_x - (k + 1 if down else k - 1)
        start_x, start_y = (before_x, before_y + 1) if down else (before_x + 1, before_y)
        if edits == 0:
            start_x, start_y = 0, 0
        if x > start_x:
            runs.append((start_x, start_y, x - start_x))
        x, y = before_x, before_y
    return runs[::-1]


def _readable(pieces: list[Piece]) -> list[Piece]:
    """Lone spaces and marks between two changes join them: “~~to make power~~ **for cooling**”, not word by word."""
    out: list[Piece] = []
    for n, piece in enumerate(pieces):
        inside = 0 < n < len(pieces) - 1 and pieces[n - 1].tag != "same" and pieces[n + 1].tag != "same"
        if piece.tag == "same" and inside and not count_words(piece.text) and "\n" not in piece.text:
            out += [Piece("removed", piece.text), Piece("added", piece.text)]
        else:
            out.append(piece)
    return out


def _joined(pieces: list[Piece]) -> list[Piece]:
    out: list[Piece] = []
    removed = added = ""
    for piece in [*pieces, Piece("same", "")]:
        if piece.tag == "removed":
            removed += piece.text
        elif piece.tag == "added":
            added += piece.text
        else:
            out += [Piece("removed", removed)] if removed else []
            out += [Piece("added", added)] if added else []
            removed = added = ""
            if piece.text:
                same = out and out[-1].tag == "same"
                out[-1:] = [Piece("same", out[-1].text + piece.text)] if same else [*out[-1:], piece]
    return out


def passages(pieces: list[Piece], around: int = 1) -> list[Piece | int]:
    """The same pieces with long unchanged stretches folded to the number of paragraphs left out."""
    out: list[Piece | int] = []
    for n, piece in enumerate(pieces):
        parts = piece.text.split("\n\n") if piece.tag == "same" else []
        head = around if n else 0
        tail = around if n + 1 < len(pieces) else 0
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
