"""Sessions for the week: posted to the class, students asked to come by name, seats given in order of arrival."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from portfolio.classroom import saying
from portfolio.classroom.room import Room
from portfolio.clock import Clock, instant
from portfolio.door.view import read_record
from portfolio.errors import BadInput, BrokenRecord, Refused
from portfolio.history.mirror import Mirror
from portfolio.i18n import _
from portfolio.model.codec import Malformed
from portfolio.model.form import Option
from portfolio.model.schoolclass import Seat
from portfolio.model.support import Slot
from portfolio.model.week import MOST_SEATS, Request, Review, Seating, Session
from portfolio.model.weekforms import REQUEST_FORM, post_form
from portfolio.services import told, weeks
from portfolio.services.desk import Desk
from portfolio.services.goals import checked, with_code
from portfolio.services.told import By, Said
from portfolio.text import shorten, slug

_LOOKS = 400
"""How many versions back an ask is followed to find when it was first seen."""


def blocks(desk: Desk, starts: date) -> list[Option]:
    """The blocks of a week, as a form offers them."""
    return [(row.block, f"{row.block}, {row.told}") for row in weeks.week(desk, starts, ())]


def add(room: Room, desk: Desk, starts: date, answers: Mapping[str, Any]) -> Session:
    """Post a session to the class.

    Raises:
        BadInput: a field is missing or wrong.
        Refused: the week is over.
    """
    if starts < weeks.first_day(desk):
        raise Refused(_("This week is over."), _("Post for this week or the next."))
    named = dict(answers)
    if named.get("block"):
        named["block"] = weeks.find_row(desk, starts, str(named["block"])).block
    given = checked(post_form(blocks(desk, starts)), with_code(desk, named), desk)
    seats = _seats(given.pop("seats"))
    kind = "extension" if given.pop("kind") == "extension" else "support"
    return saying.post(
        room, desk.clock, "week.post", f"Post {given['title']}, {given['block']}, week of {starts}",
        lambda name, now: Session(
            id=name, created=now, week=str(starts), seats=seats, kind=kind, **given,  # type: ignore[arg-type]
        ),
    )  # fmt: skip


def _seats(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= MOST_SEATS):
        raise BadInput(
            _("Seats: “{text}” is not a number from 1 to {most}.").format(text=shorten(text, 20), most=MOST_SEATS),
            _("Write how many students have room."),
        )
    return int(text)


def mine(room: Room, found: By) -> Session:
    """A session that I posted.

    Raises:
        Refused: it is somebody else's.
    """
    if found.by != room.kept.me.id:
        raise Refused(
            _("“{title}” was posted by {name}, so it is changed on their computer.").format(
                title=found.record.title, name=found.name
            )
        )
    session: Session = found.record
    return session


def withdraw(room: Room, session: Session, clock: Clock) -> Session:
    """Say that a session does not take place; students who asked for it read that."""
    made = session.edit(open=False)
    return saying.post(room, clock, "week.withdraw", f"Take back {session.title}", lambda _name, _now: made)


def request(room: Room, seat: Seat, session: Session, desk: Desk, answers: Mapping[str, Any]) -> Request:
    """Ask a student to come to a session of mine, with a reason; asking again changes the reason.

    Raises:
        BadInput: no reason is given.
    """
    given = checked(REQUEST_FORM, answers, desk)
    old: list[Request] = [one.record for one in told.every(saying.said(room, seat, ()), Request, by=room.kept.me.id)]
    before = next((one for one in old if one.session == session.id), None)

    def make(name: str, now: str) -> Request:
        if before is not None:
            return before.edit(reason=given["reason"])
        return Request(
            id=name, created=now, session=session.id, week=session.week, block=session.block, title=session.title,
            standard=session.standard, reason=given["reason"],
        )  # fmt: skip

    return saying.say(room, seat, desk.clock, "week.request", f"Ask to come to {session.title}", make)


@dataclass(frozen=True)
class Ask:
    """A student who wants a seat in a session."""

    seat: Seat
    at: datetime
    """When this machine first saw it."""
    state: str
    """given, full, or waiting."""


@dataclass(frozen=True)
class Given:
    """What was answered to one student."""

    session: Session
    seat: Seat
    state: str
    """given, full, released."""


def asks(room: Room, clock: Clock, sessions: Sequence[Session]) -> dict[str, list[Ask]]:
    """Who wants a seat in each of these sessions of mine (by its id), in order of arrival."""
    found: dict[str, list[Ask]] = {one.id: [] for one in sessions}
    to_all = saying.posted(room)
    for seat in room.seats():
        heard = saying.said(room, seat, to_all)
        states = _answered(room, heard)
        for slot, own, review in _plans(room, seat, heard, {one.week for one in sessions}):
            wanted = [slot.posted]
            if slot.second and told.seat(heard, slot) == "full":
                wanted.append(slot.second)
            for name in filter(found.__contains__, wanted):
                at = _arrival(room, seat, name, own, review, clock)
                state = states[name].state if name in states else "waiting"
                found[name].append(Ask(seat, at, "waiting" if state == "released" else state))
    return {name: sorted(made, key=lambda one: (one.at, one.seat.id)) for name, made in found.items()}


def _answered(room: Room, heard: Sequence[Said]) -> dict[str, Seating]:
    """My answers to one student, by session."""
    return {one.record.session: one.record for one in told.every(heard, Seating, by=room.kept.me.id)}


def _plans(
    room: Room, seat: Seat, heard: Sequence[Said], wanted: set[str]
) -> list[tuple[Slot, Slot | None, Review | None]]:
    """A student's plans of some weeks as they stand, each with their own and with the advisor's."""
    own = {(one.week, slug(one.block)): one for one in saying.slots(room, seat) if one.week in wanted}
    reviews = {(one.record.week, slug(one.record.block)): one.record for one in told.every(heard, Review)}
    out: list[tuple[Slot, Slot | None, Review | None]] = []
    for key in {*own, *(key for key in reviews if key[0] in wanted)}:
        slot = told.effective(own.get(key), heard, key[0], (own.get(key) or reviews[key]).block)
        if slot is not None and not slot.did:
            out.append((slot, own.get(key), reviews.get(key)))
    return out


def _arrival(room: Room, seat: Seat, name: str, own: Slot | None, review: Review | None, clock: Clock) -> datetime:
    """When an ask for a session was first seen here; one that an advisor made counts from when it was made."""
    if own is None or name not in (own.posted, own.second):
        return (instant(review.created) if review else None) or clock.now()
    mirror = Mirror.make(room.mirror(seat.id).git_dir)
    at = clock.now()
    known = mirror.seen()
    heads = [version.id for version in mirror.timeline("", _LOOKS) if version.id in known]
    for head in heads:
        try:
            blob = mirror.blob_at(head, own.path)
            slot = read_record(own.path, mirror.objects.read(blob, "blob"))[1] if blob else None
        except (BrokenRecord, Malformed):
            break
        if not isinstance(slot, Slot) or name not in (slot.posted, slot.second):
            break
        at = min(at, known[head])
    mirror.close()
    return at


def give(room: Room, clock: Clock) -> list[Given]:
    """Give the seats of my sessions that are to come, in order of arrival, and post how many are taken.

    Who has a seat keeps it; who has planned something else since makes room. Nobody is named to the class.

    Raises:
        NotSaved: not all was written; doing it again goes on.
    """
    if not room.has_posts:
        return []
    desk = saying.class_desk(room, clock)
    this = str(weeks.first_day(desk))
    own = told.every(saying.posted(room), Session, lambda one: one.open and one.week >= this, by=room.kept.me.id)
    sessions: list[Session] = [one.record for one in own]
    wanted = asks(room, clock, sessions)
    done: list[Given] = []
    before = {seat.id: _answered(room, saying.said(room, seat, ())) for seat in room.seats()}
    for session in sessions:
        holders = [one for one in wanted[session.id] if one.state == "given"]
        wait = [one for one in wanted[session.id] if one.state != "given"]
        free = max(0, session.seats - len(holders))
        here = {one.seat.id for one in holders}
        left = [seat for seat in room.seats() if _has(before[seat.id], session) and seat.id not in here]
        answers = [(one.seat, "given") for one in wait[:free]]
        answers += [(one.seat, "full") for one in wait[free:] if one.state != "full"]
        again = {seat.id for seat, _state in answers}
        answers += [(seat, "released") for seat in left if seat.id not in again]
        done += [Given(session, seat, state) for seat, state in answers]
        for seat, state in answers:
            _answer(room, seat, session, state, before[seat.id].get(session.id), clock)
        taken = len(holders) + len(wait[:free])
        if taken != session.taken:
            _count(room, session.edit(taken=taken), clock)
    return done


def _count(room: Room, made: Session, clock: Clock) -> None:
    subject = f"Seats taken in {made.title}: {made.taken}"
    saying.post(room, clock, "week.seats", subject, lambda _name, _now: made)


def _has(answers: Mapping[str, Seating], session: Session) -> bool:
    return session.id in answers and answers[session.id].state == "given"


def _answer(room: Room, seat: Seat, session: Session, state: Any, before: Seating | None, clock: Clock) -> None:
    def make(name: str, now: str) -> Seating:
        if before is not None:
            return before.edit(state=state)
        return Seating(id=name, created=now, session=session.id, week=session.week, title=session.title, state=state)

    saying.say(room, seat, clock, "week.seat", f"Seat in {session.title}: {state}", make)
