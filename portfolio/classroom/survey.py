"""The interest survey of a class, read back: themes counted by grade, small groups hidden, names only by leave."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from portfolio.classroom.courses import Courses
from portfolio.classroom.hiding import FEWEST, Told, sizes, table
from portfolio.classroom.room import Room
from portfolio.door.view import read_record
from portfolio.errors import PortfolioError
from portfolio.history.mirror import Mirror
from portfolio.i18n import _
from portfolio.model.codec import Malformed
from portfolio.model.course import Course, Question
from portfolio.model.record import Record
from portfolio.model.schoolclass import Seat
from portfolio.model.survey import Interests
from portfolio.model.work import Choice, Work
from portfolio.text import line

_READ = ("records/interests", "records/works", "records/choices")
_READERS = 2
"""Students that are read at once."""
_LONGEST = 2_000
"""An answer in own words is shown up to here (characters)."""


@dataclass(frozen=True)
class Heard:
    """What one student answered and chose, as far as it is here."""

    seat: Seat
    here: bool
    """Whether anything of theirs has been fetched."""
    interests: tuple[Interests, ...] = ()
    works: tuple[Work, ...] = ()
    choices: tuple[Choice, ...] = ()
    wrong: str = ""
    """Why it cannot be read."""


@dataclass(frozen=True)
class Answer:
    """One student's answers, as they are counted."""

    group: str
    given: dict[str, tuple[str, ...]]
    """Question to what was picked, ranked or written."""
    name: str = ""
    """Only where the student lets it be shown."""


@dataclass(frozen=True)
class Theme:
    """One answer that could be picked, with how many gave it."""

    name: str
    total: Told
    groups: tuple[Told, ...]
    names: tuple[str, ...] = ()
    """Those who gave it and let their name be shown."""


@dataclass(frozen=True)
class Asked:
    """One question with its answers."""

    question: Question
    themes: tuple[Theme, ...] = ()
    """The most frequent first; hidden ones last, in the order of the survey."""
    words: tuple[str, ...] = ()
    """Answers in own words, in the order of the alphabet, never with a name."""


@dataclass(frozen=True)
class Results:
    """What a class answered."""

    course: str
    title: str
    groups: tuple[str, ...]
    """Grades (or groups, where the roster has no grades) in their order; "" for students without one."""
    answered: Told
    sizes: tuple[Told, ...]
    """How many answered in each group."""
    seats: int
    """How many are asked."""
    asked: tuple[Asked, ...]
    wrong: tuple[str, ...] = ()
    """Whose answers cannot be read, and why."""

    def theme(self, name: str) -> Theme | None:
        """The theme of that name in any question, in any case; one whose count is told first."""
        wanted = line(name).casefold()
        found = [theme for one in self.asked for theme in one.themes if theme.name.casefold() == wanted]
        return next((one for one in found if one.total is not None), found[0] if found else None)


def hear(room: Room) -> list[Heard]:
    """What every student of a class answered and chose, in the order of the roster."""
    with ThreadPoolExecutor(_READERS) as pool:
        return list(pool.map(lambda seat: _hear(room, seat), room.seats()))


def _hear(room: Room, seat: Seat) -> Heard:
    """One student; what cannot be read never hides the others."""
    mirror = room.mirror(seat.id)
    try:
        head = mirror.head()
        return _read(mirror, head, seat) if head else Heard(seat, here=False)
    except PortfolioError as error:
        return Heard(seat, here=True, wrong=str(error))
    except Exception as error:  # what a student sends is never trusted to be a portfolio
        return Heard(seat, here=True, wrong=_("It cannot be read: {reason}.").format(reason=line(repr(error))[:200]))
    finally:
        mirror.objects.close()


def _read(mirror: Mirror, head: str, seat: Seat) -> Heard:
    """What is counted of one portfolio, and no more: a record that cannot be read is passed over."""
    mirror.vetted()
    found = mirror.objects.files_below(mirror.objects.commit(head)[0], _READ)
    blobs = mirror.objects.read_vetted(list(found.values()))
    records: dict[type[Record], list[Any]] = {Interests: [], Work: [], Choice: []}
    for path, name in sorted(found.items(), key=lambda item: item[0].rpartition("/")[2]):
        with suppress(Malformed):
            record = read_record(path, blobs.get(name, b""))[1]
            if record is not None:
                records[type(record)].append(record)
    return Heard(seat, True, tuple(records[Interests]), tuple(records[Work]), tuple(records[Choice]))


def results(room: Room, courses: Courses, course: Course, heard: Sequence[Heard]) -> Results:
    """What the students of a class answered to the survey of a course, this school year."""
    grades = {one.seat: one.grade for one in room.pupils() if one.grade and not one.gone}
    asked = [one for one in heard if not (grades and course.survey.grades) or _is_asked(one, grades, course)]
    refs = courses.same_year(course)
    answers = [
        answer
        for one in asked
        if (answer := _answer(one, grades.get(one.seat.id, "") if grades else one.seat.group, refs)) is not None
    ]
    groups = sorted({(grades.get(one.seat.id, "") if grades else one.seat.group) for one in asked}, key=_natural)
    wrong = tuple(f"{line(one.seat.name)}: {line(one.wrong)}" for one in heard if one.wrong)
    return count(course, groups, answers, seats=len(asked), wrong=wrong)


def _is_asked(one: Heard, grades: dict[str, str], course: Course) -> bool:
    return grades.get(one.seat.id, "") in course.survey.grades


def _natural(name: str) -> tuple[bool, int, str]:
    """The order of grades: 9 before 10, those without one last."""
    return (not name, int(name) if name.isdecimal() else 1_000, name.casefold())


def _answer(one: Heard, group: str, refs: set[str]) -> Answer | None:
    found = [each for each in one.interests if each.course in refs]
    if not found or not any(found[-1].answers.values()):
        return None
    return Answer(line(group), dict(found[-1].answers), line(one.seat.name) if found[-1].named else "")


def count(
    course: Course, groups: Sequence[str], answers: Sequence[Answer], *, seats: int = 0, wrong: tuple[str, ...] = ()
) -> Results:
    """Count answers; a favourite counts where something is ranked.

    Args:
        groups: the grades or groups in their order; each answer belongs to one of them.
        seats: how many were asked.
    """
    groups = tuple(line(group) for group in groups)
    members = [sum(1 for answer in answers if answer.group == group) for group in groups]
    known = sizes(members)
    asked = tuple(_asked(question, groups, members, answers) for question in course.survey.questions)
    return Results(
        course.id, course.survey.title, groups, known.total, known.cells, max(seats, len(answers)), asked, wrong
    )


def _asked(
    question: Question, groups: Sequence[str], members: Sequence[int], answers: Sequence[Answer]
) -> Asked:  # fmt: skip
    if question.kind == "text":
        told = [line(" ".join(one.given.get(question.text, ())))[:_LONGEST] for one in answers]
        words = [each for each in told if each]
        return Asked(question, words=tuple(sorted(words, key=str.casefold)) if len(words) >= FEWEST else ())
    given = [(one, _named(question, one.given.get(question.text, ()))) for one in answers]
    rows = [
        [sum(1 for one, picked in given if one.group == group and option in picked) for group in groups]
        for option in question.options
    ]
    themes = [
        Theme(
            option,
            shown.total,
            shown.cells,
            tuple(sorted((one.name for one, picked in given if one.name and option in picked), key=str.casefold)),
        )
        for option, shown in zip(question.options, table(rows, members, adds_up=question.kind == "rank"), strict=True)
    ]
    themes.sort(key=lambda theme: (theme.total is None, -(theme.total or 0)))
    return Asked(question, tuple(themes))


def _named(question: Question, values: Sequence[str]) -> set[str]:
    """What counts of an answer: everything that was picked, the favourite of what was ranked; nothing unknown."""
    known = [value for value in values if value in question.options]
    return set(known if question.kind == "pick" else known[:1])
