"""The interest survey: answered in any order, left half-way, changed; and what follows from it when choosing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from portfolio.errors import BadInput, NotFound
from portfolio.i18n import _
from portfolio.model.survey import Interests
from portfolio.services.desk import Desk
from portfolio.text import clean, line

if TYPE_CHECKING:
    from portfolio.model.course import Course, PartOption, Question, Survey


def surveys(desk: Desk) -> list[Course]:
    """The courses in use that have a survey."""
    return [course for course in desk.courses if course.survey.questions]


def find_survey(desk: Desk, text: str) -> Course:
    """The course a person named by its id or title; the only one where nothing is named.

    Raises:
        NotFound: there is none, or several and none is named.
    """
    found = surveys(desk)
    wanted = line(text).lower()
    named = [one for one in found if not wanted or one.id.startswith(wanted) or one.title.lower().startswith(wanted)]
    if len(named) == 1:
        return named[0]
    names = ", ".join(one.id for one in found) or _("none")
    raise NotFound(_("Say which course's survey is meant: {names}.").format(names=names))


def answered(desk: Desk, course: Course) -> Interests | None:
    """What was answered in a course, whichever version of it asked."""
    found = [one for one in desk.view.all(Interests) if one.course.partition("@")[0] == course.id]
    return found[-1] if found else None


def left(desk: Desk, course: Course) -> int:
    """How many questions have no answer."""
    found = answered(desk, course)
    return sum(1 for question in course.survey.questions if not (found and found.answers.get(question.text)))


def answer(
    desk: Desk, course: Course, given: Mapping[str, Sequence[str]], before: Interests | None = None,
    named: bool | None = None,
) -> Interests:  # fmt: skip
    """Keep answers; questions that are not named keep theirs.

    Args:
        given: question to what was picked, ranked or written; an empty one takes the answer back.
        before: the answers as they were shown; those that stand where it is not given.
        named: whether the student's name may stand beside what they picked; None leaves that as it is.

    Raises:
        BadInput: an unknown question, or something that cannot be an answer to it; all at once.
    """
    questions = {question.text: question for question in course.survey.questions}
    problems: list[str] = []
    made: dict[str, tuple[str, ...]] = {}
    for asked, values in given.items():
        question = questions.get(asked)
        if question is None:
            problems.append(_("“{question}” is not a question of this survey.").format(question=line(asked)[:60]))
            continue
        made[asked] = _usable(question, values, problems)
    if problems:
        raise BadInput(_("Nothing was saved."), "", tuple(problems))
    before = before or answered(desk, course)
    kept = {**(dict(before.answers) if before else {}), **made}
    kept = {asked: values for asked, values in kept.items() if values}
    name, now = desk.fresh()
    if before:
        record = before.edit(course=course.ref, answers=kept, named=before.named if named is None else named)
    else:
        record = Interests(id=name, created=now, course=course.ref, answers=kept, named=bool(named))
    with desk.portfolio.change("survey.answer", f"Answer: {course.survey.title}") as change:
        change.put(record)
    return record


def _usable(question: Question, values: Sequence[str], problems: list[str]) -> tuple[str, ...]:
    if question.kind == "text":
        told = clean("\n".join(values)).strip()
        return (told,) if told else ()
    by_name = {option.lower(): option for option in question.options}
    out: list[str] = []
    for value in values:
        typed = line(value).lower()
        option = (
            question.options[int(typed) - 1] if typed.isdigit() and 1 <= int(typed) <= len(question.options) else ""
        )
        option = option or by_name.get(typed, "")
        if not option:
            names = ", ".join(f"{n} {name}" for n, name in enumerate(question.options, 1))
            problems.append(
                _("{question} “{value}” is not one of: {names}.").format(
                    question=question.text, value=line(value)[:40], names=names
                )
            )
        elif option in out:
            problems.append(_("{question} “{value}” stands twice.").format(question=question.text, value=option))
        else:
            out.append(option)
    return tuple(out)


def for_whom(survey: Survey) -> list[str]:
    """Which grades are asked, in a sentence; nothing where all are."""
    return [_("This survey is for grade {grades}.").format(grades=", ".join(survey.grades))] if survey.grades else []


def told_named(named: bool) -> str:
    """What the class's results say of a student, in a sentence."""
    if named:
        return _("In the class's results your name may stand beside what you picked, never beside your own words.")
    return _("In the class's results your name stands nowhere; answers are counted, and small counts are hidden.")


def interested(desk: Desk) -> set[str]:
    """Everything that was picked or ranked first in any survey, in lower case."""
    found: set[str] = set()
    for course in surveys(desk):
        given = answered(desk, course)
        for question in course.survey.questions if given else ():
            values = given.answers.get(question.text, ()) if given else ()
            if question.kind == "pick":
                found.update(value.lower() for value in values)
            elif question.kind == "rank" and values:
                found.add(values[0].lower())
    return found


def match(option: PartOption, wanted: set[str]) -> str:
    """Why an option may suit somebody with these interests, "" where nothing says so."""
    found = [one for one in option.interests if one.lower() in wanted]
    return _("because you are interested in {interests}").format(interests=", ".join(found)) if found else ""
