"""What the owner of a class changes and publishes: its roster, its staff, its courses."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace

from portfolio.classroom.records import Pupil, Pupils, Row, Step
from portfolio.classroom.room import ROSTER, Room, write
from portfolio.classroom.roster import by_name, compare
from portfolio.clock import Clock
from portfolio.errors import BadInput, NotFound, Refused
from portfolio.history.message import Note
from portfolio.history.repo import Repo
from portfolio.hub.place import STUDENT, class_name, history_name, posts_name
from portfolio.i18n import _
from portfolio.model import schoolclass
from portfolio.model.codec import canonical, encode
from portfolio.model.schoolclass import Person, SchoolClass, Seat
from portfolio.store import files
from portfolio.text import clean, line

_PERSON = re.compile(r"t[0-9a-f]{16}")
"""The id of somebody of the staff, as it is made once for each."""


def preview(room: Room, rows: Sequence[Row]) -> list[Step]:
    """What reading a roster would do."""
    pupils = room.pupils()
    rows = by_name(rows, [Row(one.key, one.name) for one in pupils])
    known = [Row(one.key, one.name, one.group) for one in pupils]
    return compare(known, rows, {one.key for one in pupils if one.gone})


def take_roster(room: Room, rows: Sequence[Row], clock: Clock) -> list[Step]:
    """Take a roster in: new students get seats, renamed ones keep theirs, those who are gone lose no work.

    Raises:
        Refused: another teacher publishes this class.
        NotSaved: nothing has changed.
    """
    steps = preview(room, rows)
    rows = by_name(rows, [Row(one.key, one.name) for one in room.pupils()])
    known = {one.key: one for one in room.pupils()}
    there = {row.key: row for row in rows}
    pupils = []
    for key, row in there.items():
        before = known.get(key) or Pupil(key, row.name, new_seat())
        pupils.append(replace(before, name=row.name, group=row.group, grade=row.grade, gone=False))
    pupils += [replace(one, gone=True) for key, one in known.items() if key not in there]
    _publish_roster(room, pupils, clock, "Take in the roster")
    return steps


def free(room: Room, seat: Seat, clock: Clock) -> Seat:
    """Give a student another seat, so that whoever took the old one by mistake no longer sits there.

    What stands in the old one stays readable here.
    """
    fresh = replace(seat, id=new_seat())
    pupils = [
        replace(one, seat=fresh.id, former=(*one.former, seat.id)) if one.seat == seat.id else one
        for one in room.pupils()
    ]
    _publish_roster(room, pupils, clock, f"Free the seat of {seat.name}")
    return fresh


def check_staff(room: Room, person: Person) -> None:
    """Make sure that somebody can be let in.

    Raises:
        Refused: another teacher publishes this class.
        BadInput: that is not a writer's id, or the name is missing.
    """
    room.owned()
    if not line(person.name):
        raise BadInput(_("The name is missing."), _("Write it behind the id, as students know them."))
    if not _PERSON.fullmatch(person.id):
        raise BadInput(
            _("“{id}” is not somebody's id.").format(id=line(person.id)[:40]),
            _("They read it from “portfolio me” on their own computer."),
        )


def add_staff(room: Room, person: Person, clock: Clock) -> None:
    """Let somebody of the staff read all histories of the class, and write about its students.

    Raises:
        Refused, BadInput: see `check_staff`.
    """
    check_staff(room, person)
    now = room.school_class()
    staff = (*(one for one in now.staff if one.id != person.id), person)
    publish_as(room, replace(now, staff=staff), {}, clock, f"{person.name} reads this class")


def remove_staff(room: Room, person: str, clock: Clock) -> None:
    """Let somebody of the staff read no more of the class from now on; what they wrote stays.

    Raises:
        NotFound: nobody of the staff has that id.
        Refused: it is whoever publishes this class.
    """
    now = room.school_class()
    if now.person(person) is None:
        raise NotFound(
            _("Nobody of the staff has the id “{id}”.").format(id=line(person)[:40]),
            _("“portfolio class staff” lists them."),
        )
    if person == now.owner:
        raise Refused(_("That is whoever publishes this class, so they stay."))
    staff = tuple(one for one in now.staff if one.id != person)
    publish_as(room, replace(now, staff=staff), {}, clock, "Somebody reads this class no more")


def add_course(room: Room, ref: str, contents: Mapping[str, bytes], clock: Clock) -> None:
    """Publish a course, or a newer version of one, to every student of the class."""
    now = room.school_class()
    courses = (*(one for one in now.courses if one != ref), ref)
    publish_as(room, replace(now, courses=courses), dict(contents), clock, f"Publish the course {ref}")


def _publish_roster(room: Room, pupils: Sequence[Pupil], clock: Clock, subject: str) -> None:
    seats = tuple(Seat(one.seat, one.name, one.group) for one in pupils if not one.gone)
    room.owned()
    keep_roster(room, pupils)
    publish_as(room, replace(room.school_class(), seats=seats), {}, clock, subject)


def keep_roster(room: Room, pupils: Sequence[Pupil]) -> None:
    """Keep who is on the roster, here only."""
    write(f"{room.root}/{ROSTER}", canonical(encode(Pupils(tuple(pupils)))))


def publish_as(room: Room, now: SchoolClass, contents: Mapping[str, bytes], clock: Clock, subject: str) -> None:
    """Make what the class publishes a version, and bring it to the hub."""
    room.owned()
    repo = Repo(f"{room.root}/published")
    try:
        changes = {**contents, schoolclass.FILE: canonical(schoolclass.to_json(now))}
        me = room.kept.me
        repo.commit(
            repo.head(),
            changes,
            Note("class.publish", clean(subject)),
            clock.now(),
            me.name,
            f"{me.id}@portfolio.invalid",
        )
        _bring(room, repo)
    except OSError as error:
        raise files.not_saved(error, room.root) from error
    finally:
        repo.close()


def _bring(room: Room, repo: Repo) -> None:
    name = class_name(room.kept.id)
    there = room.hub.heads([name]).get(name, "")
    if there and not repo.objects.holds(there):
        raise Refused(
            _("Another class called “{id}” is published there.").format(id=room.kept.id),
            _("Nothing there was changed. Use another --id for yours."),
        )
    if there != repo.head():
        room.hub.publish(name, repo, repo.head(), there)


def publish(room: Room) -> None:
    """Bring what the class publishes to the hub, where an earlier try did not get there."""
    repo = Repo(f"{room.root}/published")
    try:
        _bring(room, repo)
    finally:
        repo.close()


def places(room: Room) -> list[str]:
    """Every place in the hub that this class needs."""
    now = room.school_class()
    writers = (STUDENT, *(one.id for one in now.staff))
    posts = (posts_name(now.id, one.id) for one in now.staff)
    return [class_name(now.id), *posts, *(history_name(seat.id, who) for seat in now.seats for who in writers)]


def new_seat() -> str:
    """A name for a seat that tells nothing about who sits there; its end, which people type, never reads as a name."""
    return f"s{secrets.token_hex(3)}{secrets.randbelow(10**6):06d}"
