"""What the staff of a class says: read from all its histories here, written into one's own."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import TypeVar

from portfolio.classroom.room import Room
from portfolio.clock import Clock
from portfolio.door import HistoryView, Owner, Portfolio
from portfolio.door.source import Past
from portfolio.errors import PortfolioError
from portfolio.history.mirror import Mirror
from portfolio.history.reading import History
from portfolio.history.repo import Repo
from portfolio.hub.joining import history_of
from portfolio.model.feedback import Comment, Reply
from portfolio.model.record import Record
from portfolio.model.schoolclass import SchoolClass, Seat
from portfolio.model.support import Slot
from portfolio.services import told
from portfolio.services.desk import Desk
from portfolio.services.heard import hear
from portfolio.services.told import Said

R = TypeVar("R", bound=Record)


class _Published(HistoryView):
    """What a class publishes, read as a portfolio without an owner of its own."""

    found: SchoolClass

    @property
    def owner(self) -> Owner:
        """The class, with its courses."""
        return Owner("", self.found.name, courses=self.found.courses)


def class_desk(room: Room, clock: Clock) -> Desk:
    """The class's own desk: its courses with their standards, menu and timetable, and nobody's records.

    Raises:
        NotFound, BrokenRecord, Unreachable: what the class publishes cannot be read.
    """
    found = room.school_class()
    history: History = Repo(f"{room.root}/published") if room.kept.owner else history_of(room.hub, room.kept.id)
    try:
        view = _Published(Past(history.objects, dict(history.files_of(history.head()))), history, history.head())
        view.found = found
        desk = Desk(view, clock)
        for ref in desk.shelf.refs:
            desk.shelf.get(ref)
        return desk
    finally:
        history.close()


def student_desk(room: Room, seat: Seat, of_class: Desk) -> Desk:
    """A student's portfolio on a desk of its own, with the class's courses read only once; close it with `let_go`.

    Raises:
        NotFound, BrokenRecord, Refused: nothing of theirs is here, or it cannot be read.
    """
    mirror = Mirror.make(room.mirror(seat.id).git_dir)
    if not mirror.head():
        room.view(seat.id)  # says that nothing is here
    view = HistoryView.of(mirror, mirror.head())
    known = {course.ref: course for course in of_class.courses}
    return Desk(view, of_class.clock, lambda: [(one, one.head()) for one in _histories(room, seat)], known)


def _histories(room: Room, seat: Seat) -> list[History]:
    """What each of the staff wrote about a student, mine first: each with a reader of its own, to be closed."""
    me = room.kept.me.id
    found: list[History] = [History(f"{room.root}/by-me/{seat.id}/.git")]
    found += [Mirror.make(room.mirror(seat.id, one.id).git_dir) for one in room.school_class().staff if one.id != me]
    return [one for one in found if one.head()]


def let_go(desk: Desk) -> None:
    """Close what a student's desk has open."""
    desk.view.objects.close()


def slots(room: Room, seat: Seat) -> list[Slot]:
    """All plans in a student's portfolio as it was fetched last; none where nothing can be read."""
    mirror = room.mirror(seat.id)
    head = mirror.head()
    try:
        found = hear(mirror.git_dir, head, (Slot,)).records if head else ()
    except PortfolioError:
        return []
    return [one for one in found if isinstance(one, Slot)]


def posted(room: Room) -> tuple[Said, ...]:
    """What each of the staff says to the whole class, as far as it is here."""
    group, me = room.kept.id, room.kept.me.id
    found = [told.read(History(f"{room.root}/posts/.git"), group, me)]
    found += [told.read(room.posts_mirror(one.id), group, one.id) for one in room.school_class().staff if one.id != me]
    return tuple(one for one in found if one is not None)


def said(room: Room, seat: Seat, to_all: tuple[Said, ...] | None = None) -> tuple[Said, ...]:
    """What each of the staff says about a student and to the whole class.

    Args:
        to_all: what `posted` gave, where it is at hand.
    """
    group, me = room.kept.id, room.kept.me.id
    found = [told.read(History(f"{room.root}/by-me/{seat.id}/.git"), group, me)]
    found += [
        told.read(room.mirror(seat.id, one.id), group, one.id) for one in room.school_class().staff if one.id != me
    ]
    return (*(one for one in found if one is not None), *(posted(room) if to_all is None else to_all))


def open_comments(room: Room, seat: Seat, student: Desk) -> int:
    """How many comments of all staff about a student have no answer in what was fetched last."""
    answered = {(one.by, one.comment) for one in student.view.all(Reply)}
    count = 0
    for history in _histories(room, seat):
        with contextlib.suppress(PortfolioError):
            view = HistoryView.of(history, history.head())
            count += sum((view.owner.id, one.id) not in answered for one in view.all(Comment))
        history.close()
    return count


def say(
    room: Room, seat: Seat, clock: Clock, name: str, subject: str, make: Callable[[str, str], R], work: str = ""
) -> R:
    """Write a record about a student into my own history; it goes to them with the next `meet_mine`.

    Args:
        name: what kind of change it is.
        make: gives the record for an id and a stamp.

    Raises:
        NotSaved: it could not be written.
    """
    return _write(room.by_me(seat, clock), clock, name, subject, make, work)


def post(room: Room, clock: Clock, name: str, subject: str, make: Callable[[str, str], R]) -> R:
    """Write a record for the whole class into my posts.

    Raises:
        NotSaved: it could not be written.
    """
    return _write(room.posts(clock), clock, name, subject, make)


def _write(mine: Portfolio, clock: Clock, name: str, subject: str, make: Callable[[str, str], R], work: str = "") -> R:
    try:
        made = make(*Desk(mine, clock).fresh())
        with mine.change(name, subject, work=work) as change:
            change.put(made)
        mine.settle()
    finally:
        mine.close()
    return made
