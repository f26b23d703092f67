"""Growth: every standard over time, across courses and years. Nothing here is averaged, counted up or ranked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from portfolio.clock import day
from portfolio.i18n import N_, _
from portfolio.model.calendar import school_year, term_on
from portfolio.model.work import Assessment, Rating, Work
from portfolio.services.assessing import others
from portfolio.services.desk import Desk, find
from portfolio.text import slug

if TYPE_CHECKING:
    from portfolio.model.course import Course, Rubric, Standard

SELF = "self"
RATERS = (SELF, "peer", "teacher", "panel")
"""Who rates; side by side, never mixed."""
RATER_NAMES = {SELF: N_("you"), "peer": N_("peer"), "teacher": N_("teacher"), "panel": N_("panel")}


class Rated(NamedTuple):
    """One criterion of one piece, rated once by somebody."""

    assessment: str
    """The id of the assessment."""
    at: date
    year: str
    """The school year, as in 2026-27."""
    work: str
    """The id of the work."""
    title: str
    course: str
    """The course's title."""
    situation: str
    """taught, scaffolded, independent, new situation; "" where the task does not say."""
    criterion: str
    who: str
    """One of RATERS."""
    name: str
    """The person who rated, or for whom it was noted; "" for oneself."""
    confirmed: bool
    """Whether it stands in that person's own history."""
    scale: tuple[str, ...]
    """The levels it was rated on, low to high. Different scales stand side by side, never compared."""
    level_name: str
    rating: Rating


@dataclass(frozen=True)
class Grown:
    """One standard over time."""

    code: str
    """Its code in the course added last."""
    codes: tuple[str, ...]
    """Every code it has or had."""
    name: str
    statement: str
    expected: tuple[tuple[str, str, str], ...]
    """Grade, taught or scaffolded or independent, and what that grade expects."""
    pieces: tuple[Rated, ...]
    """Oldest first. None is a value of its own: not enough evidence yet."""
    again: bool
    """Whether the student met it again this term."""
    in_use: bool
    """Whether a course in use still has it."""

    def by(self, who: str) -> tuple[Rated, ...]:
        """What one kind of rater gave, oldest first."""
        return tuple(one for one in self.pieces if one.who == who)

    @property
    def works(self) -> tuple[str, ...]:
        """The ids of the rated works, each once, by when they were first rated."""
        return tuple(dict.fromkeys(one.work for one in self.pieces))


@dataclass(frozen=True)
class Joined:
    """Which codes are the same standard."""

    groups: tuple[frozenset[str], ...]
    problems: tuple[str, ...]
    """What could not be joined, with place and fix."""

    def group(self, code: str) -> frozenset[str]:
        """All codes of the standard that has this one."""
        return next((one for one in self.groups if code in one), frozenset((code,)))


def join(courses: Sequence[Course], older: Sequence[Course] = ()) -> Joined:
    """Join standards: the same code is the same standard; another code only where a course in use states the alias.

    An alias that two standards claim, neither of which names the other, joins neither and is told.

    Args:
        courses: those in use, at the version in use.
        older: other versions; their standards count, what they say about aliases no longer does.
    """
    claims: dict[str, set[str]] = {}
    places: dict[tuple[str, str], str] = {}
    for course in courses:
        for standard in course.standards:
            for other in standard.also:
                if other != standard.code:
                    claims.setdefault(other, set()).add(standard.code)
                    places[(other, standard.code)] = f"{course.ref} standards.md"
    group = {one.code: {one.code} for course in (*courses, *older) for one in course.standards}
    problems = []
    for alias, claimed in sorted(claims.items()):
        if not all(_named(a, b, claims) for a in claimed for b in claimed if a < b):
            told = ", ".join(f"{code} ({places[(alias, code)]})" for code in sorted(claimed))
            problems.append(
                _(
                    "The code {alias} is claimed by several standards: {claimed}. It was joined to none of them. "
                    "Take it out of the column “also” of all but one; "
                    "where all mean the same, let one name the other there."
                ).format(alias=alias, claimed=told)
            )
            continue
        for code in claimed:
            whole = group.setdefault(code, {code}) | group.setdefault(alias, {alias})
            for one in whole:
                group[one] = whole
    found = {frozenset(one) for one in group.values()}
    return Joined(tuple(sorted(found, key=sorted)), tuple(problems))


def _named(one: str, other: str, claims: Mapping[str, set[str]]) -> bool:
    return one in claims.get(other, ()) or other in claims.get(one, ())


def joined(desk: Desk) -> Joined:
    """How the standards of all courses in the portfolio join."""
    current = desk.courses
    known = {course.ref for course in current}
    older = [course for ref in desk.shelf.refs if ref not in known and (course := desk.shelf.get(ref)) is not None]
    return join(current, older)


def growth(desk: Desk) -> list[Grown]:
    """Every standard with every rated piece: those in use in the order of the courses, then those of earlier years."""
    pieces: dict[str, list[Rated]] = {}
    reading = _Reading(desk)
    for assessment in desk.view.all(Assessment):
        for code, one in reading.rated(assessment):
            pieces.setdefault(code, []).append(one)
    for given in others(desk).given:
        for code, one in reading.rated(given.assessment, given.by):
            pieces.setdefault(code, []).append(one)
    groups = joined(desk)
    out, seen = [], set()
    for course, standard, in_use in _standards(desk):
        group = groups.group(standard.code)
        if group in seen:
            continue
        seen.add(group)
        found = sorted((one for code in group for one in pieces.get(code, ())), key=lambda one: one.assessment)
        if in_use or found:
            out.append(_grown(desk, course, standard, group, found, in_use=in_use))
    return out


def _standards(desk: Desk) -> Iterable[tuple[Course, Standard, bool]]:
    current = desk.courses
    yield from ((course, standard, True) for course in current for standard in course.standards)
    known = {course.ref for course in current}
    for ref in reversed(desk.shelf.refs):
        course = None if ref in known else desk.shelf.get(ref)
        yield from ((course, standard, False) for standard in (course.standards if course else ()) if course)


def _grown(
    desk: Desk, course: Course, standard: Standard, group: frozenset[str], pieces: list[Rated], *, in_use: bool
) -> Grown:
    term = term_on(course.terms, desk.today)
    return Grown(
        code=standard.code,
        codes=(standard.code, *sorted(group - {standard.code})),
        name=standard.name,
        statement=standard.statement,
        expected=tuple((grade, one.how, one.text) for grade, one in standard.grades.items() if one.text),
        pieces=tuple(pieces),
        again=any(one.who == SELF and (term is None or one.at >= term.starts) for one in pieces),
        in_use=in_use,
    )


class _Reading:
    """Reads assessments; what many of them share is looked up once."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._works: dict[str, tuple[str, dict[str, str]]] = {}
        self._rubrics: dict[str, tuple[Course, Rubric, dict[str, str], tuple[str, ...]] | None] = {}
        self._days: dict[tuple[str, str], tuple[date, str]] = {}

    def _work(self, name: str) -> tuple[str, dict[str, str]]:
        """A work's title, and the situation of each standard its task meets."""
        if name not in self._works:
            work = self._desk.view.get(Work, name)
            task = self._desk.shelf.task(work.task) if work else None
            title = work.title if work else _("a work that is not here any more")
            self._works[name] = title, {use.standard: use.situation for use in task[1].standards} if task else {}
        return self._works[name]

    def _rubric(self, ref: str) -> tuple[Course, Rubric, dict[str, str], tuple[str, ...]] | None:
        """A rubric with its course, and its levels: key to name, and the keys low to high."""
        if ref not in self._rubrics:
            found = self._desk.shelf.rubric(ref)
            levels = {level.key: level.name for level in found[0].scale(found[1])} if found else {}
            self._rubrics[ref] = (*found, levels, tuple(levels)) if found else None
        return self._rubrics[ref]

    def _day(self, course: Course, created: str) -> tuple[date, str]:
        """The day and the school year of an instant."""
        key = course.ref, created[:10]
        if key not in self._days:
            at = day(created[:10]) or self._desk.today
            self._days[key] = at, school_year(course.terms, at)
        return self._days[key]

    def rated(self, assessment: Assessment, by: str = "") -> Iterable[tuple[str, Rated]]:
        """Every criterion that was given a level, with the code of its standard.

        Args:
            by: the name of the teacher in whose history it stands; "" for the student's own.
        """
        found = self._rubric(assessment.rubric)
        if found is None:
            return
        course, rubric, levels, scale = found
        title, situations = self._work(assessment.work)
        at, year = self._day(course, assessment.created)
        reported = assessment.reported_from
        staff = "panel" if rubric.id == course.capstone.rubric else "teacher"
        for criterion in rubric.criteria:
            rating = assessment.ratings.get(criterion.name)
            if rating is None or not rating.level:
                continue
            yield (
                criterion.standard,
                Rated(
                    assessment=assessment.id,
                    at=at,
                    year=year,
                    work=assessment.work,
                    title=title,
                    course=course.title,
                    situation=situations.get(criterion.standard, ""),
                    criterion=criterion.name,
                    who=staff if by else reported.role if reported else SELF,
                    name=by or (reported.name if reported else ""),
                    confirmed=bool(by),
                    scale=scale,
                    level_name=levels.get(rating.level, rating.level),
                    rating=rating,
                ),
            )


def unplaced(desk: Desk) -> list[Assessment]:
    """Assessments whose rubric is not in the portfolio any more, so that no standard can show them."""
    return [one for one in desk.view.all(Assessment) if desk.shelf.rubric(one.rubric) is None]


def find_grown(desk: Desk, text: str) -> Grown:
    """The standard a person named by a code it has or had, or by the beginning of its name.

    Raises:
        NotFound: none or several answer to it.
    """
    return find(text, growth(desk), lambda one: (slug(one.name), one.code, *one.codes, one.name), N_("standard"))


@dataclass(frozen=True)
class Met:
    """How often a standard was met."""

    code: str
    name: str
    levels: tuple[str, ...]
    """The student's own levels in order of time, at most the last six."""
    situations: int
    """In how many different situations."""
    again: bool
    """Whether it was met this term."""


def met(desk: Desk) -> list[Met]:
    """Every standard of the courses in use, with the levels the student gave themselves on the way."""
    given: dict[str, list[Rated]] = {}
    reading = _Reading(desk)
    for assessment in desk.view.all(Assessment):
        if assessment.reported_from is None:
            for code, one in reading.rated(assessment):
                given.setdefault(code, []).append(one)
    groups, out = join(desk.courses), []
    for course in desk.courses:
        term = term_on(course.terms, desk.today)
        for standard in course.standards:
            found = [one for code in groups.group(standard.code) for one in given.get(code, ())]
            found.sort(key=lambda one: one.assessment)
            levels = tuple(one.rating.level for one in found[-6:])
            situations = {one.situation for one in found if one.situation}
            again = any(term is None or one.at >= term.starts for one in found)
            out.append(Met(standard.code, standard.name, levels, len(situations), again))
    return out
