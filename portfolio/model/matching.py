"""What two sequences have in common, in order: what stands in each of them once first, then what lies between."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from operator import itemgetter

Run = tuple[int, int, int]
"""Where it begins in the one, where in the other, and how long it is."""
_Part = tuple[int, int, int, int]
"""From where to where in the one, and in the other."""
_FEW = 8
"""Up to how many common items each is counted by itself; fewer than half of it are not sought among repeated ones."""
_DEEP = 20
"""How often each item is looked at, in the mean, before the rest is taken for changed."""
_TRIES = 200_000
"""How many pairs of equal items are looked at in all where nothing stands only once."""


def runs(a: Sequence[str], b: Sequence[str]) -> list[Run]:
    """Runs that stand in both, in order, as a reader would find them (“patience” difference, Bram Cohen 2006).

    What stands exactly once on each side are the fixed points; what is equal around them belongs to them, and what lies
    between is looked at in the same way. The time grows with the length of both, whatever was changed.
    """
    head, tail = _ends(a, b)
    found = [(0, 0, head), (len(a) - tail, len(b) - tail, tail)]
    todo = [(head, len(a) - tail, head, len(b) - tail)]
    tries, left = _TRIES, _DEEP * (len(a) + len(b))
    while todo and left >= 0:
        a0, a1, b0, b1 = todo.pop()
        left -= a1 - a0 + b1 - b0
        part, other = a[a0:a1], b[b0:b1]
        both = set(part).intersection(other)
        if not both:
            continue
        points = [(a0 + i, b0 + j) for i, j in _rising(_once(part, other, both))]
        if points:
            todo += _around(points, a, b, (a0, a1, b0, b1), found)
        else:
            tries -= _all(part, other, both, tries, (a0, b0), found)
    return _joined(found)


def _once(a: Sequence[str], b: Sequence[str], both: set[str]) -> list[tuple[int, int]]:
    """The places of what stands in both exactly once, in the order of the first."""
    if len(both) <= _FEW:
        return sorted((a.index(one), b.index(one)) for one in both if a.count(one) == b.count(one) == 1)
    ours, theirs = Counter(filter(both.__contains__, a)), Counter(filter(both.__contains__, b))
    at_a, at_b = dict(zip(a, range(len(a)), strict=True)), dict(zip(b, range(len(b)), strict=True))
    return sorted((at_a[one], at_b[one]) for one in both if ours[one] == theirs[one] == 1)


def _all(a: Sequence[str], b: Sequence[str], both: set[str], tries: int, at: tuple[int, int], found: list[Run]) -> int:
    """Add the longest runs of a part without anything that stands only once; gives how many pairs were looked at."""
    ours, theirs = Counter(a), Counter(b)
    cost = sum(ours[one] * theirs[one] for one in both)
    if cost > tries or min(len(a), len(b)) < _FEW // 2:
        return 0
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    found += [(at[0] + i, at[1] + j, size) for i, j, size in matcher.get_matching_blocks()]
    return cost


def _ends(a: Sequence[str], b: Sequence[str]) -> tuple[int, int]:
    """How many items both begin with, and how many they end with behind those."""
    size = min(len(a), len(b))
    head = 0
    while head < size and a[head] == b[head]:
        head += 1
    tail = 0
    while tail < size - head and a[-1 - tail] == b[-1 - tail]:
        tail += 1
    return head, tail


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """As many of the places as there can be that come in the same order in both."""
    places = [*map(itemgetter(1), pairs)]
    if places == sorted(places):
        return pairs
    ends: list[int] = []
    last: list[int] = []
    before = [-1] * len(pairs)
    for n, place in enumerate(places):
        length = bisect_left(ends, place)
        before[n] = last[length - 1] if length else -1
        ends[length : length + 1], last[length : length + 1] = [place], [n]
    out = []
    n = last[-1]
    while n >= 0:
        out.append(pairs[n])
        n = before[n]
    return out[::-1]


def _around(
    points: Sequence[tuple[int, int]], a: Sequence[str], b: Sequence[str], part: _Part, found: list[Run]
) -> list[_Part]:
    """Add what is equal around the points to `found`; gives what is left between, where both sides have something."""
    at_a, end_a, at_b, end_b = part
    left = []
    for x, y in points:
        if x < at_a:  # what was equal behind the last point reaches over it
            continue
        i, j = x, y
        while i > at_a and j > at_b and a[i - 1] == b[j - 1]:
            i, j = i - 1, j - 1
        if i > at_a and j > at_b:
            left.append((at_a, i, at_b, j))
        at_a, at_b = x + 1, y + 1
        while at_a < end_a and at_b < end_b and a[at_a] == b[at_b]:
            at_a, at_b = at_a + 1, at_b + 1
        found.append((i, j, at_a - i))
    if at_a < end_a and at_b < end_b:
        left.append((at_a, end_a, at_b, end_b))
    return left


def _joined(found: list[Run]) -> list[Run]:
    """In order, and what touches as one."""
    out: list[Run] = []
    last_a = last_b = -1
    for i, j, size in sorted(found):
        if not size:
            continue
        if i == last_a and j == last_b:
            out[-1] = (*out[-1][:2], out[-1][2] + size)
        else:
            out.append((i, j, size))
        last_a, last_b = i + size, j + size
    return out
