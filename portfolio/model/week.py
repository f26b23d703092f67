"""What the staff says about a week's support blocks: to the whole class, or about one student.

Nothing here names who said it: that follows from whose history it stands in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from portfolio.i18n import N_, _
from portfolio.model.course import FORMS
from portfolio.model.form import Answers, Field, Form, Option, always, never
from portfolio.model.record import Record
from portfolio.model.support import KIND_NAMES, Slot, slot_form
from portfolio.text import slug

MOST_SEATS = 500
VERDICTS = {
    "confirmed": N_("confirmed"),
    "changed": N_("changed, with a reason"),
    "planned": N_("planned for the student"),
}
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


def _kinds(_answers: Answers, _view: Any) -> list[Option]:
    return [(key, _(name)) for key, name in KIND_NAMES.items()]


def _forms(_answers: Answers, _view: Any) -> list[Option]:
    return [(one, _(one)) for one in FORMS]


def _standards(_answers: Answers, view: Any) -> list[Option]:
    return [(one.code, one.name) for one in view.standards()]


STANDARD = Field("standard", "choice", N_("Standard"), N_("The standard it is for."), never, _standards)


def post_form(blocks: list[Option]) -> Form:
    """The questions a posted session answers.

    Args:
        blocks: the blocks of the timetable.
    """
    return Form(
        Field("block", "choice", N_("Block"), N_("When it takes place."), options=lambda _answers, _view: blocks),
        Field("title", "line", N_("Title"), N_("What students call it, like Writing lab.")),
        Field("kind", "choice", N_("Kind"), N_("Support or extension."), options=_kinds),
        Field("form", "choice", N_("Form"), N_("How you work in it."), options=_forms),
        Field("where", "line", N_("Where"), N_("The room.")),
        Field("seats", "line", N_("Seats"), N_("How many students have room, 1 or more.")),
        STANDARD,
    )


def seat_form(others: list[Option]) -> Form:
    """The questions of a student who asks for a seat in a posted session.

    Args:
        others: sessions of the same block that can be the second wish.
    """
    plan = slot_form([])
    second = Field(
        "second", "choice", N_("Second wish"), N_("Where you would go if this one is full."), never,
        lambda _answers, _view: others,
    )  # fmt: skip
    return Form(plan["why"], plan["goal"], plan["standard"], second)


def review_form(sessions: list[Option], *, reason: bool = True) -> Form:
    """The questions a plan answers that an advisor changes, or makes for a student who is away.

    Args:
        sessions: posted sessions by id, and the menu by name.
        reason: whether the reason must be given.
    """
    return Form(
        Field(
            "session", "choice", N_("What"), N_("A posted session, or something from the menu."),
            lambda answers, _view: not answers.get("own"), lambda _answers, _view: sessions,
        ),
        Field("own", "line", N_("Or something else"), N_("What is neither posted nor in the menu."), never),
        Field(
            "kind", "choice", N_("Kind"), N_("Only for something else: is it support or extension?"),
            lambda answers, _view: bool(answers.get("own")), _kinds,
        ),
        Field("where", "line", N_("Where"), N_("The room; a posted session says it already."), never),
        STANDARD,
        Field(
            "reason", "line", N_("Reason"), N_("The student reads it: say what speaks for this plan."),
            always if reason else never,
        ),
    )  # fmt: skip


REQUEST_FORM = Form(
    Field("reason", "line", N_("Reason"), N_("The student reads it: what the session would give them."))
)
STATUS_FORM = Form(
    Field("course", "line", N_("Course"), N_("As the student knows it."), never),
    Field("work", "line", N_("Work"), N_("Which piece or task; empty for the course as a whole."), never),
    Field("status", "line", N_("Status"), N_("Where it stands, in plain words."), never),
    Field("level", "line", N_("Level"), N_("The level in the course."), never),
    STANDARD,
    Field("on", "date", N_("Date"), N_("The day the data is from; empty for today."), never),
)
DECISION_FORM = Form(
    Field("text", "line", N_("Decision"), N_("What you will do, in words the student can read.")),
    Field("owner", "line", N_("Who looks after it"), N_("One name.")),
    Field("until", "date", N_("Until"), N_("The day you look at it again, like 2026-12-31.")),
)
