"""Offered against chosen: how often each option was the first wish, and who has had no choice this term."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portfolio.classroom.survey import Heard
from portfolio.clock import instant
from portfolio.model.calendar import Span, term_on
from portfolio.model.course import Course
from portfolio.model.schoolclass import Seat
from portfolio.model.work import PARTS, Choice
from portfolio.text import line


@dataclass(frozen=True)
class Wished:
    """One option, and how many chose it."""

    name: str
    first: int
    """For how many it was the first (or only) wish."""
    later: int
    """For how many it was a wish after the first."""


@dataclass(frozen=True)
class Offered:
    """One open part of a task."""

    task: str
    """The task's id."""
    title: str
    part: str
    options: tuple[Wished, ...]
    """In the order they were offered."""
    own: int
    """How many made a proposal of their own."""
    gone: int = 0
    """How many chose an option that is no longer offered."""

    @property
    def chosen(self) -> int:
        """How many have chosen."""
        return sum(one.first for one in self.options) + self.own + self.gone


@dataclass(frozen=True)
class WithoutChoice:
    """A student who has made no choice in a term."""

    seat: Seat
    here: bool
    """Whether anything of theirs is here; else nobody can know."""


def offered(course: Course, heard: Sequence[Heard]) -> list[Offered]:
    """Every open part of a course's tasks against what was chosen for it; each student counts once a task."""
    found = []
    for task in course.tasks:
        chosen = [choice for one in heard if (choice := _choice(one, course.id, task.id)) is not None]
        for name in PARTS:
            part = task.parts[name]
            picks = [pick for choice in chosen if (pick := choice.picks.get(name)) is not None]
            if part.open:
                options = tuple(
                    Wished(
                        option.name,
                        sum(1 for pick in picks if not pick.own and pick.option == option.id),
                        sum(1 for pick in picks if not pick.own and option.id in pick.then),
                    )
                    for option in part.options
                )
                own = sum(1 for pick in picks if pick.own)
                known = sum(one.first for one in options) + own
                found.append(Offered(task.id, task.title, name, options, own, len(picks) - known))
    return found


def _choice(one: Heard, course: str, task: str) -> Choice | None:
    """What a student chose last for a task, whatever version of the course it was in."""
    works = {
        work.id
        for work in one.works
        if work.task.partition("@")[0] == course and work.task.partition("#")[2] == task
    }  # fmt: skip
    found = [choice for choice in one.choices if choice.work in works]
    return found[-1] if found else None


def without_choice(course: Course, heard: Sequence[Heard], today: date) -> tuple[Span | None, list[WithoutChoice]]:
    """Those who made no choice in this term, in any course, by name; and the term (None: since ever)."""
    term = term_on(course.terms, today)
    found = [WithoutChoice(one.seat, one.here) for one in heard if not any(_within(each, term) for each in one.choices)]
    return term, sorted(found, key=lambda one: line(one.seat.name).casefold())


def _within(choice: Choice, term: Span | None) -> bool:
    at = instant(choice.created)
    return term is None or (at is not None and at.date() >= term.starts)
