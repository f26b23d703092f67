"""Counts that may be told: no group under five can be read, or worked out by subtraction.

A table has a row for each answer, a column for each group of students, and a total for each row. What is hidden is a
block of rows and columns in which every remainder, along a row or a column, is nobody or at least five people. By the
numbers that are told, such a block can be filled in in more than one way at each of its small counts.

A group are those of one grade who gave one answer. How many did not give it is no answer, and is not guarded.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

FEWEST = 5
"""A smaller group is hidden."""
Told = int | None
"""A count, or None where it is hidden."""


@dataclass(frozen=True)
class Shown:
    """What may be told of one row."""

    total: Told
    cells: tuple[Told, ...]
    """One for each group, in their order."""


def is_small(count: int) -> bool:
    """Whether a group is too small to be told: somebody, but fewer than five."""
    return 0 < count < FEWEST


def sizes(groups: Sequence[int]) -> Shown:
    """How many answered in each group, and in all."""
    total = sum(groups)
    if total < FEWEST:
        return Shown(None, (None,) * len(groups))
    hidden = _grow([groups], {0}, {n for n, count in enumerate(groups) if is_small(count)}, adds_up=False)[1]
    return Shown(total, tuple(None if n in hidden else count for n, count in enumerate(groups)))


def table(rows: Sequence[Sequence[int]], groups: Sequence[int], *, adds_up: bool) -> list[Shown]:
    """What may be told of the answers to one question.

    Args:
        rows: for each answer how many gave it, one number a group.
        groups: how many answered the survey in each group.
        adds_up: whether everybody gives one answer, so that the rows of a group add up to its size (a favourite);
            else each may have given several.
    """
    known = sizes(groups)
    if known.total is None:
        return [Shown(None, (None,) * len(groups)) for _row in rows]
    unknown = {n for n, count in enumerate(known.cells) if count is None}
    if adds_up:
        return _together(rows, unknown)
    return [_alone(row, unknown) for row in rows]


def _alone(row: Sequence[int], unknown: Collection[int]) -> Shown:
    """A row that no other row says anything about."""
    if is_small(sum(row)):
        return Shown(None, (None,) * len(row))
    columns = set(unknown) | {n for n, count in enumerate(row) if is_small(count)}
    hidden = _grow([row], {0}, columns, adds_up=False)[1] if columns else columns
    return Shown(sum(row), tuple(None if n in hidden else count for n, count in enumerate(row)))


def _together(rows: Sequence[Sequence[int]], unknown: Collection[int]) -> list[Shown]:
    """Rows whose columns add up to a number that may be known."""
    totals = [sum(row) for row in rows]
    nameless = {n for n, total in enumerate(totals) if is_small(total)}
    while nameless and len(nameless) < len(rows) and (len(nameless) < 2 or sum(totals[n] for n in nameless) < FEWEST):
        nameless.add(_next(totals, nameless))
    small = [(n, at) for n, row in enumerate(rows) for at, count in enumerate(row) if is_small(count)]
    width = len(rows[0]) if rows else 0
    lines = nameless | {n for n, _at in small}
    columns = set(range(width)) if nameless else {at for _n, at in small}
    if unknown:
        lines, columns = set(range(len(rows))), columns | set(unknown)
    if lines:
        lines, columns = _grow(rows, lines, columns, adds_up=True)
    return [
        Shown(
            None if n in nameless else totals[n],
            tuple(None if n in lines and at in columns else count for at, count in enumerate(row)),
        )
        for n, row in enumerate(rows)
    ]


def _grow(
    rows: Sequence[Sequence[int]], lines: Iterable[int], columns: Iterable[int], *, adds_up: bool
) -> tuple[set[int], set[int]]:
    """The block of rows and columns, made larger until nothing small remains to be worked out."""
    lines, columns = set(lines), set(columns)
    width = len(rows[0])
    down = [sum(row[at] for row in rows) for at in range(width)]
    across = [sum(row) for row in rows]
    while columns:
        along = [sum(rows[n][at] for at in columns) for n in lines]
        if len(columns) < width and (len(columns) < 2 or any(is_small(left) for left in along)):
            columns.add(_next(down, columns))
            continue
        below = [sum(rows[n][at] for n in lines) for at in columns]
        if adds_up and len(lines) < len(rows) and (len(lines) < 2 or any(is_small(left) for left in below)):
            lines.add(_next(across, lines))
            continue
        break
    return lines, columns


def _next(counts: Sequence[int], taken: Collection[int]) -> int:
    """The smallest that is not taken yet; one that nobody is in comes last."""
    left = [n for n in range(len(counts)) if n not in taken]
    return min(left, key=lambda n: (counts[n] == 0, counts[n]))
