"""One row a student: what stands in their portfolio, and what is new since the last look.

A summary is kept under the version it was made from. Versions never change, so it never has to be made again.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from portfolio.classroom.room import SEEN, Room, write
from portfolio.classroom.said import Said, Words, said_about, said_by_colleagues
from portfolio.classroom.summary import Summary, packed, summarise, unpacked
from portfolio.errors import PortfolioError
from portfolio.i18n import _
from portfolio.model.codec import Malformed, canonical, decode, encode, load
from portfolio.model.schoolclass import Seat
from portfolio.store import files
from portfolio.text import line

_CACHE = "cache/rows-5.json"
"""The number is raised whenever `Summary` changes."""
_LIMIT = 64 * 1024**2
_READERS = 2
"""Students that are read at once."""


@dataclass(frozen=True)
class _Seen:
    looks: tuple[tuple[str, ...], ...]
    """Seat, version at the last look, how many versions led to it; and the version at the look before, where there was
    one."""


@dataclass(frozen=True)
class Row:
    """One student as the class list shows them."""

    seat: Seat
    summary: Summary | None
    """None while nothing of theirs is here, or where it cannot be read."""
    fresh: int
    """Versions since the last look."""
    others: int
    """Histories that stand beside the one known."""
    wrong: str = ""
    """Why nothing can be shown."""
    said: Said = field(default_factory=Said)
    """What I said about them."""
    colleagues: tuple[Words, ...] = ()
    """What each of the others of the staff said about them."""


def row_of(room: Room, seat: Seat) -> Row:
    """One student, who may have left the roster."""
    return next(one for one in rows(room, seat) if one.seat.id == seat.id)


def rows(room: Room, *left: Seat) -> list[Row]:
    """All students of a class, in the order of the roster.

    Args:
        left: students who have left the roster, to be listed, too.
    """
    known = _load(room)
    looks, school = seen(room), room.school_class()
    found: list[Row] = []
    fresh: dict[str, Summary] = {}
    there = {one.id for one in school.seats}
    seats = [*school.seats, *(seat for seat in left if seat.id not in there)]
    mine, theirs = said_about(room, seats), said_by_colleagues(room, school, seats)
    heads = {seat.id: room.mirror(seat.id).head() for seat in seats}
    unread = [seat for seat in seats if heads[seat.id] and heads[seat.id] not in known]
    with ThreadPoolExecutor(_READERS) as pool:
        made = dict(zip((seat.id for seat in unread), pool.map(lambda seat: _try(room, seat), unread), strict=True))
    for seat in seats:
        head = heads[seat.id]
        summary = known.get(head) or made.get(seat.id)
        others = len(room.mirror(seat.id).others()) if head else 0
        if isinstance(summary, Summary):
            fresh[head] = summary
            before = looks.get(seat.id, ("", 0))
            news = 0 if before[0] == head else max(summary.versions - before[1], 1)
            row = Row(seat, summary, news, others)
        else:
            row = Row(seat, None, 0, others, summary or "")
        found.append(replace(row, said=mine.get(seat.id, Said()), colleagues=theirs.get(seat.id, ())))
    if fresh.keys() != known.keys():
        _save(room, list(fresh.values()))
    return found


def _try(room: Room, seat: Seat) -> Summary | str:
    """A student's summary, or why there is none: one student's data never hides the others."""
    mirror = room.mirror(seat.id)
    try:
        return summarise(mirror, mirror.head())
    except PortfolioError as error:
        return str(error)
    except Exception as error:  # what a student sends is never trusted to be a portfolio
        return _("It cannot be read: {reason}.").format(reason=line(repr(error))[:200])


def seen(room: Room) -> dict[str, tuple[str, int]]:
    """Where the last look at each student ended: seat to (version, how many versions led to it)."""
    return {seat: (version, number) for seat, (version, number, _before) in _looks(room).items()}


def since_look(room: Room, seat: Seat, version: str) -> tuple[str, bool]:
    """What a version of a student's portfolio is compared with to show what is new.

    Returns:
        The version at the last look, "" for none; or, where nothing has come since, the one at the look before, and
        True.
    """
    last, _count, before = _looks(room).get(seat.id, ("", 0, ""))
    return (before, True) if last == version else (last, False)


def _looks(room: Room) -> dict[str, tuple[str, int, str]]:
    """Seat to the version at the last look, how many led to it, and the version at the look before."""
    with contextlib.suppress(OSError, Malformed):
        looks = decode(_Seen, load(files.read(f"{room.root}/{SEEN}", _LIMIT))).looks
        kept = [one for one in looks if len(one) in (3, 4) and one[2].isdigit()]
        return {one[0]: (one[1], int(one[2]), one[3] if len(one) == 4 else "") for one in kept}
    return {}


def look_ended(room: Room, row: Row) -> None:
    """Remember that everything of a student up to now has been looked at.

    Raises:
        NotSaved: the disk said no.
    """
    looks = _looks(room)
    before = looks.get(row.seat.id, ("", 0, ""))[0]
    if row.summary is not None and row.summary.version != before:
        _keep_looks(room, {**looks, row.seat.id: (row.summary.version, row.summary.versions, before)})


def forget_looks(room: Room, seats: Sequence[str]) -> None:
    """Forget when some seats were last looked at.

    Raises:
        NotSaved: the disk said no.
    """
    looks = _looks(room)
    if any(seat in looks for seat in seats):
        _keep_looks(room, {seat: look for seat, look in looks.items() if seat not in seats})


def _keep_looks(room: Room, looks: Mapping[str, tuple[str, int, str]]) -> None:
    told = _Seen(tuple((seat, version, str(n), before) for seat, (version, n, before) in sorted(looks.items())))
    write(f"{room.root}/{SEEN}", canonical(encode(told)))


def _load(room: Room) -> dict[str, Summary]:
    """What was kept; nothing where it cannot be read, and then everything is read anew."""
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError, RecursionError):
        found = json.loads(files.read(f"{room.root}/{_CACHE}", _LIMIT))
        return {one.version: one for one in map(unpacked, found["rows"])}
    return {}


def _save(room: Room, found: Sequence[Summary]) -> None:
    with contextlib.suppress(OSError):
        files.make_folders(os.path.dirname(f"{room.root}/{_CACHE}"))
        told = json.dumps({"rows": [packed(one) for one in found]}, ensure_ascii=False, separators=(",", ":"))
        files.write(f"{room.root}/{_CACHE}", told.encode("utf-8", "replace"), lasting=False)
