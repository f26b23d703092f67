"""Class strategies: which ways of working were used, how they were judged, and who keeps to one. Nothing is ranked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from portfolio.classroom.rows import Row
from portfolio.course.shelf import Shelf


@dataclass(frozen=True)
class Way:
    """One strategy across a class."""

    name: str
    students: int
    """How many took it at least once."""
    works: int
    fits: tuple[int, int, int]
    """How often it was judged: it fitted, partly, it did not."""


@dataclass(frozen=True)
class Strategies:
    """The strategies of a class."""

    ways: tuple[Way, ...]
    """By name."""
    steady: tuple[tuple[Row, str], ...]
    """Students with three works or more who took one way in all of them, and which."""
    unswitched: tuple[Row, ...]
    """Students with three works or more, with ways that differ, who never switched on the way."""
    none: tuple[Row, ...]
    """Students with a work who have not picked any."""


def strategies(rows: Iterable[Row], shelf: Shelf) -> Strategies:
    """What the class's students did, from their summaries."""
    names = {
        one.id: one.name for ref in shelf.refs if (course := shelf.get(ref)) is not None for one in course.strategies
    }
    took: dict[str, set[str]] = {}
    works: dict[str, int] = {}
    fits: dict[str, list[int]] = {}
    steady, unswitched, none = [], [], []
    for row in rows:
        used = row.summary.strategies if row.summary else ()
        if row.summary and row.summary.works and not used:
            none.append(row)
        if len({one.work for one in used}) > 2 and len({way for one in used for way in one.ways}) == 1:
            steady.append((row, names.get(used[0].ways[0], used[0].ways[0])))
        elif len({one.work for one in used}) > 2 and all(len(one.ways) == 1 for one in used):
            unswitched.append(row)
        for one in used:
            for way in dict.fromkeys(one.ways):
                took.setdefault(way, set()).add(row.seat.id)
                works[way] = works.get(way, 0) + 1
            if one.fit:
                last = fits.setdefault(one.ways[-1], [0, 0, 0])
                last[("yes", "partly", "no").index(one.fit)] += 1
    ways = [
        Way(names.get(way, way), len(took[way]), works[way], (*fits.get(way, [0, 0, 0]),))  # type: ignore[arg-type]
        for way in took
    ]
    return Strategies(tuple(sorted(ways, key=lambda one: one.name)), tuple(steady), tuple(unswitched), tuple(none))
