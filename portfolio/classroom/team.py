"""What a team of teachers looks at together: support without new evidence, one student's page, decisions, the term."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portfolio.classroom import saying
from portfolio.classroom.room import Room
from portfolio.clock import day
from portfolio.errors import BadInput, BrokenRecord, PortfolioError
from portfolio.i18n import _
from portfolio.model.calendar import Span, term_on
from portfolio.model.goal import Goal
from portfolio.model.schoolclass import Seat
from portfolio.model.support import Slot
from portfolio.model.week import Decision
from portfolio.model.weekforms import DECISION_FORM
from portfolio.services import growth, told, weeks
from portfolio.services.desk import Desk
from portfolio.services.goals import checked
from portfolio.services.growth import Rated
from portfolio.services.told import By, Said

TWICE = 2
"""So many supports for one standard without new evidence bring a student to the team (Noble, schools.md 4.4)."""


@dataclass(frozen=True)
class Tried:
    """One support or extension that a student has had."""

    on: date
    """The day of its block, as the class's timetable has it."""
    slot: Slot


@dataclass(frozen=True)
class Case:
    """One student and one standard, as the team sees them."""

    seat: Seat
    standard: str
    """Its code."""
    name: str
    since: date | None
    """The day of the newest evidence, None without any."""
    supports: tuple[Tried, ...]
    """Supports since then, oldest first."""
    decisions: tuple[By, ...]
    """What the team decided about it, newest first."""


@dataclass(frozen=True)
class Page:
    """Everything about one student and one standard."""

    case: Case
    rated: tuple[Rated, ...]
    """Every rated piece, oldest first; who rated stands beside it, never mixed."""
    works: tuple[tuple[str, int], ...]
    """Title and number of drafts of each work whose task meets the standard."""
    tried: tuple[Tried, ...]
    """All supports and extensions for it, oldest first."""
    status: tuple[By, ...]
    goals: tuple[str, ...]


def had(slot: Slot, found: Sequence[Said]) -> bool:
    """Whether a block counts as spent: the student has looked back at it, or somebody saw them there."""
    seen = told.presence(found, slot.week, slot.block)
    return bool(slot.did) or (seen is not None and seen.record.there == "yes")


def _tried(of_class: Desk, slots: Sequence[Slot], found: Sequence[Said]) -> list[Tried]:
    """What a student has had, oldest first."""
    made: list[Tried] = []
    for week in sorted({slot.week for slot in slots}):
        starts = day(week)
        if starts is not None:
            own = [slot for slot in slots if slot.week == week]
            rows = weeks.arrange(weeks.blocks(of_class), own, starts, found)
            made += [Tried(row.on, row.slot) for row in rows if row.slot is not None and had(row.slot, found)]
    return made


def _code(slot: Slot, goals: Mapping[str, Goal]) -> str:
    """The standard a plan is for, by itself or through its goal."""
    goal = goals.get(slot.goal)
    return slot.standard or (goal.standard.partition("#")[2] if goal else "")


def _evidence(rated: Sequence[Rated], goals: Mapping[str, Goal], code: str) -> date | None:
    """The day of the newest evidence of a standard: a rated piece, or a goal that was closed with evidence."""
    days = [one.at for one in rated]
    for goal in goals.values():
        closed = day(goal.closing.at[:10]) if goal.closing else None
        if closed is not None and goal.standard.partition("#")[2] == code:
            days.append(closed)
    return max(days, default=None)


@dataclass(frozen=True)
class _Student:
    seat: Seat
    desk: Desk
    found: tuple[Said, ...]
    slots: list[Slot]
    goals: dict[str, Goal]
    tried: list[Tried]


def _students(room: Room, of_class: Desk, seats: Sequence[Seat]) -> Iterator[_Student]:
    """Everybody who can be read; one student's data never hides the others."""
    to_all = saying.posted(room)
    for seat in seats:
        found, slots = saying.said(room, seat, to_all), saying.slots(room, seat)
        try:
            desk = saying.student_desk(room, seat, of_class)
            goals = {goal.id: goal for goal in desk.goals()}
        except PortfolioError:
            continue
        yield _Student(seat, desk, found, slots, goals, _tried(of_class, slots, found))
        saying.let_go(desk)


def _case(one: _Student, code: str, name: str, rated: Sequence[Rated]) -> Case:
    since = _evidence(rated, one.goals, code)
    about = [each for each in one.tried if each.slot.kind == "support" and _code(each.slot, one.goals) == code]
    supports = tuple(each for each in about if since is None or each.on > since)
    return Case(one.seat, code, name, since, supports, tuple(told.decisions(one.found, code)))


def cases(room: Room, of_class: Desk) -> list[Case]:
    """The team list: who had support for a standard twice without new evidence. Nothing is assigned by it."""
    names = {one.code: one.name for one in of_class.standards()}
    found: list[Case] = []
    for one in _students(room, of_class, room.seats()):
        codes = {_code(each.slot, one.goals) for each in one.tried if each.slot.kind == "support"} & set(names)
        rated = {grown.code: grown.pieces for grown in growth.growth(one.desk)} if codes else {}
        made = [_case(one, code, names[code], rated.get(code, ())) for code in names if code in codes]
        found += [case for case in made if len(case.supports) >= TWICE]
    return found


def page(room: Room, of_class: Desk, seat: Seat, text: str) -> Page:
    """What the team needs to see of one student and one standard, on one page.

    Raises:
        BadInput: no course of the class has that standard.
        NotFound, BrokenRecord, Refused: the student's portfolio cannot be read.
    """
    standard = of_class.standard_named(text)
    if standard is None:
        raise BadInput(
            _("No course of this class has a standard “{text}”.").format(text=text[:40]),
            _("Its standards: {names}.").format(names=", ".join(one.name for one in of_class.standards())),
        )
    one = next(_students(room, of_class, [seat]), None)
    if one is None:
        room.view(seat.id)  # says that nothing is here
        raise BrokenRecord(_("The portfolio of {name} cannot be read now.").format(name=seat.name))
    rated = next((grown.pieces for grown in growth.growth(one.desk) if standard.code in grown.codes), ())
    works = tuple(
        (work.title, len(one.desk.drafts(work)))
        for work in one.desk.works()
        if (task := one.desk.task_of(work)) and any(use.standard == standard.code for use in task[1].standards)
    )
    goals = tuple(goal.statement for goal in one.goals.values() if goal.standard.endswith(f"#{standard.code}"))
    tried = tuple(each for each in one.tried if _code(each.slot, one.goals) == standard.code)
    case = _case(one, standard.code, standard.name, rated)
    return Page(case, tuple(rated), works, tried, tuple(told.statuses(one.found)), goals)


def decide(room: Room, of_class: Desk, seat: Seat, standard: str, answers: Mapping[str, Any]) -> Decision:
    """Write down what the team decided; the student reads it in the same words.

    Raises:
        BadInput: a field is missing or wrong, or the day is past.
    """
    given: dict[str, Any] = checked(DECISION_FORM, answers, of_class)
    until = day(given["until"])
    if until is not None and until < of_class.today:
        raise BadInput(_("{day} is past.").format(day=until), _("Choose today or a day to come."))
    found = of_class.standard_named(standard)
    if found is None:
        raise BadInput(_("No course of this class has a standard “{text}”.").format(text=standard[:40]))
    code = found.code
    return saying.say(
        room, seat, of_class.clock, "week.decide", f"Decide about {found.name}",
        lambda name, now: Decision(id=name, created=now, standard=code, **given),
    )  # fmt: skip


@dataclass(frozen=True)
class Spent:
    """One student's term: in how many weeks there was support, and extension."""

    seat: Seat
    support: int
    extension: int

    @property
    def only(self) -> str:
        """The one kind there was, "" where there were both or none."""
        if bool(self.support) == bool(self.extension):
            return ""
        return "support" if self.support else "extension"


def term(room: Room, of_class: Desk) -> tuple[Span | None, list[Spent]]:
    """The term that is under way, and how many of its weeks each student spent on which kind."""
    courses = of_class.courses
    span = term_on(courses[0].terms, of_class.today) if courses else None
    found: list[Spent] = []
    to_all = saying.posted(room)
    for seat in room.seats():
        heard, slots = saying.said(room, seat, to_all), saying.slots(room, seat)
        tried = [each.slot for each in _tried(of_class, slots, heard) if _inside(each.slot, span)]
        counts = [len({slot.week for slot in tried if slot.kind == kind}) for kind in ("support", "extension")]
        found.append(Spent(seat, *counts))
    return span, found


def _inside(slot: Slot, span: Span | None) -> bool:
    starts = day(slot.week)
    return starts is not None and (span is None or (starts + timedelta(days=6) >= span.starts and starts <= span.ends))
