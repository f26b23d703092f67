"""What the staff says about a week's support blocks: to the whole class, or about one student.

Nothing here names who said it: that follows from whose history it stands in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from portfolio.i18n import N_
from portfolio.model.record import Record
from portfolio.model.support import Slot
from portfolio.text import slug

MOST_SEATS = 500
SEATS = {
    "given": N_("seat given"),
    "full": N_("no seat was left"),
    "waiting": N_("seat asked for"),
    "withdrawn": N_("this session does not take place"),
}
THERE = {"yes": N_("was there"), "elsewhere": N_("was in another place")}


@dataclass(frozen=True, kw_only=True)
class Session(Record):
    """A session that a teacher posts to the whole class: counts only, never names."""

    KIND: ClassVar[str] = "sessions"
    NAME: ClassVar[str] = N_("session")

    week: str
    """The first day of the week."""
    block: str
    """The block's name in the timetable."""
    kind: Literal["support", "extension"]
    title: str
    form: str
    """One of `course.FORMS`."""
    where: str
    seats: int
    standard: str = ""
    """The code of a standard."""
    taken: int = 0
    """How many seats are given."""
    open: bool = True
    """Whether it takes place."""

    @property
    def called(self) -> str:
        """Its title."""
        return self.title

    @property
    def left(self) -> int:
        """Seats that nobody has."""
        return max(0, self.seats - self.taken) if self.open else 0


@dataclass(frozen=True, kw_only=True)
class Request(Record):
    """A teacher asks a named student to come to a session, with a reason. It holds no seat and assigns nothing."""

    KIND: ClassVar[str] = "requests"
    NAME: ClassVar[str] = N_("request")

    session: str
    """The id of a session of the same writer."""
    week: str
    block: str
    title: str
    """What the session was called then."""
    reason: str
    standard: str = ""

    @property
    def called(self) -> str:
        """The session's title."""
        return self.title


@dataclass(frozen=True, kw_only=True)
class Seating(Record):
    """What the poster's app answered to a student who asked for a seat."""

    KIND: ClassVar[str] = "seatings"
    NAME: ClassVar[str] = N_("seat in a session")

    session: str
    """The id of a session of the same writer."""
    week: str
    title: str
    state: Literal["given", "full", "released"]
    """released: the student has planned something else since."""

    @property
    def called(self) -> str:
        """The session's title."""
        return self.title


@dataclass(frozen=True, kw_only=True)
class Review(Record):
    """What an advisor decides about a student's plan for one block."""

    KIND: ClassVar[str] = "reviews"
    NAME: ClassVar[str] = N_("review of a plan")

    week: str
    course: str
    """`course@version` whose timetable has the block."""
    block: str
    verdict: Literal["confirmed", "changed", "planned"]
    """planned: for a student who was not there to plan."""
    kind: Literal["support", "extension"]
    session: str
    where: str
    why: str = ""
    standard: str = ""
    goal: str = ""
    posted: str = ""
    """The id of a posted session, "" for none."""
    reason: str = ""
    """Why it was changed or planned, for the student to read."""

    @property
    def called(self) -> str:
        """What is done in the block."""
        return self.session


@dataclass(frozen=True, kw_only=True)
class Presence(Record):
    """Whether a student was in a block, as somebody saw it."""

    KIND: ClassVar[str] = "presence"
    NAME: ClassVar[str] = N_("presence")

    week: str
    block: str
    there: Literal["yes", "elsewhere"]


@dataclass(frozen=True)
class Line:
    """One line of a student's work status."""

    course: str
    work: str
    status: str
    level: str = ""
    standard: str = ""


@dataclass(frozen=True, kw_only=True)
class Status(Record):
    """A student's work status and course levels on one day, from a file or typed in."""

    KIND: ClassVar[str] = "status"
    NAME: ClassVar[str] = N_("work status")

    on: str
    """The date of the data."""
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class Decision(Record):
    """What a team of teachers decided for a student: who looks after it, and until when."""

    KIND: ClassVar[str] = "decisions"
    NAME: ClassVar[str] = N_("decision of the team")

    standard: str
    text: str
    owner: str
    """Who looks after it, by name."""
    until: str
    """A date."""

    @property
    def called(self) -> str:
        """Its words."""
        return self.text


STAFF_KINDS: tuple[type[Record], ...] = (Session, Request, Seating, Review, Presence, Status, Decision)
"""What stands in histories of the staff, never in a student's own."""


def newest_review(reviews: Iterable[Review], week: str, block: str) -> Review | None:
    """The last thing an advisor decided about one block of one week."""
    found = [one for one in reviews if one.week == week and slug(one.block) == slug(block)]
    return max(found, key=lambda one: one.id, default=None)


def same_plan(slot: Slot, review: Review) -> bool:
    """Whether a plan still is what the advisor read."""
    return (slot.session, slot.where, slot.kind) == (review.session, review.where, review.kind)


def with_review(slot: Slot | None, review: Review | None) -> Slot | None:
    """The plan as an advisor's decision leaves it.

    What the student has taken in, or looked back at, stays as the student has it; a confirmation of a plan that has
    changed since confirms nothing.
    """
    if review is None or (slot is not None and (slot.did or slot.reviewed >= review.id)):
        return slot
    if review.verdict == "confirmed":
        if slot is None or not same_plan(slot, review):
            return slot
        return slot.edit(state="confirmed", reviewed=review.id, answer="", noted_for=None)
    planned = review.verdict == "planned"
    values = {
        "kind": review.kind,
        "session": review.session,
        "where": review.where,
        "why": review.why or review.reason,
        "standard": review.standard,
        "goal": review.goal,
        "posted": review.posted,
        "second": "",
        "state": "planned for me" if planned else "changed",
        "planned_for_me": planned,
        "answer": review.reason,
        "reviewed": review.id,
        "noted_for": None,
    }
    if slot is not None:
        return slot.edit(**values)
    head = {"id": review.id, "created": review.created, "week": review.week, "course": review.course}
    return Slot(**head, block=review.block, **values)  # type: ignore[arg-type]


def with_seat(slot: Slot | None, seatings: Sequence[Seating], sessions: Sequence[Session]) -> Slot | None:
    """The plan on the second wish, where the first one was full and a seat in the second was given."""
    if slot is None or not slot.second or slot.did:
        return slot
    states = {one.session: one.state for one in seatings}
    session = next((one for one in sessions if one.id == slot.second), None)
    if states.get(slot.posted) != "full" or states.get(slot.second) != "given" or session is None:
        return slot
    return slot.edit(session=session.title, where=session.where, kind=session.kind, posted=session.id, second="")
