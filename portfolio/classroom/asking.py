"""The interest survey as its teacher writes it, in a course's folder: begun from an earlier one, then by question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from portfolio.classroom.courses import Courses
from portfolio.course.reader import read_course, read_survey
from portfolio.course.shelf import folder_files, shipped
from portfolio.course.writing import survey_page
from portfolio.errors import BadInput, NotFound
from portfolio.i18n import N_, _
from portfolio.model.course import Question, Survey
from portfolio.model.offer import QUESTION_FORM
from portfolio.services.goals import checked
from portfolio.store import files
from portfolio.text import clean, line, shorten

FILE = "survey.md"
TITLE = N_("What interests you")
ABOUT = N_(
    "Your answers help your teachers plan topics and texts. Your teachers in this course and your advisor can read "
    "them. You may leave any question empty, stop and go on later, and change an answer when you change."
)
_KINDS: dict[str, Literal["pick", "rank", "text"]] = {"pick": "pick", "rank": "rank", "text": "text"}


def read(folder: str) -> tuple[Survey, list[str]]:
    """The survey in a course's folder as far as it can be read, and its mistakes with file and line."""
    survey, mistakes = read_survey(folder_files(folder))
    return survey, [str(one) for one in mistakes]


def begin(
    folder: str, like: Survey | None, *, title: str = "", about: str = "", grades: Sequence[str] = ()
) -> Survey:  # fmt: skip
    """Begin a survey: the questions of another one, or none yet.

    Raises:
        BadInput: an unknown grade.
        NotSaved: the disk said no.
    """
    start = like or Survey(_(TITLE), _(ABOUT), ())
    made = replace(
        start,
        title=line(title) or start.title,
        about=clean(about).strip() or start.about,
        grades=tuple(grades) or start.grades,
    )
    return _write(folder, made)


def sources(courses: Courses) -> dict[str, Survey]:
    """Surveys with questions that a new one can start from: of the class's courses, then of the shipped ones."""
    found = {one.id: one.survey for one in courses.all()}
    for name, folder in shipped().items():
        if name not in found:
            found[name] = read_course(folder_files(folder), "")[0].survey
    return {name: one for name, one in found.items() if one.questions}


def put_question(folder: str, answers: Mapping[str, Any], number: int = 0) -> Survey:
    """Save a question.

    Args:
        answers: to QUESTION_FORM.
        number: which one is changed, 1 for the first; 0 adds one at the end.

    Raises:
        BadInput: a field is missing or wrong, or it would be the eleventh.
        NotFound: there is no such question.
        NotSaved: the disk said no.
    """
    now = _usable(folder)
    given = checked(QUESTION_FORM, answers, None)
    told = clean(str(answers.get("options") or "")).replace("|", "\n").split("\n")
    options = tuple(each for each in map(line, told) if each)
    if given["kind"] == "text" and options:
        raise BadInput(_("A question in own words has no options."), _("Leave them out, or choose pick or rank."))
    question = Question(given["question"], _KINDS[given["kind"]], options)
    questions = list(now.questions)
    if number:
        _need(now, number)
        questions[number - 1] = question
    else:
        questions.append(question)
    return _write(folder, replace(now, questions=tuple(questions)))


def remove_question(folder: str, number: int) -> Survey:
    """Take a question out; answers to it stay with the students.

    Raises:
        NotFound: there is no such question.
        NotSaved: the disk said no.
    """
    now = _usable(folder)
    _need(now, number)
    return _write(folder, replace(now, questions=(*now.questions[: number - 1], *now.questions[number:])))


def as_answers(question: Question) -> dict[str, str]:
    """A question as the answers to QUESTION_FORM."""
    return {"question": question.text, "kind": question.kind, "options": "\n".join(question.options)}


def _need(survey: Survey, number: int) -> None:
    if not 1 <= number <= len(survey.questions):
        raise NotFound(_("The survey has {n} questions.").format(n=len(survey.questions)))


def _usable(folder: str) -> Survey:
    now, wrong = read(folder)
    if wrong:
        raise BadInput(_("Correct these first, in any editor. Nothing was changed."), "", tuple(wrong))
    return now


def _write(folder: str, survey: Survey) -> Survey:
    contents = folder_files(folder)
    contents[FILE] = survey_page(survey).encode()
    made, mistakes = read_survey(contents)
    if mistakes:
        raise BadInput(_("The survey was not saved."), "", tuple(map(str, mistakes)))
    for want, got in zip(survey.questions, made.questions, strict=False):
        if want != got:
            told = _("“{text}” was not saved: it holds signs that a heading or a list cannot hold.")
            raise BadInput(told.format(text=shorten(want.text, 60)), _("Write it in plain words."))
    if made != survey:
        raise BadInput(_("The survey was not saved: its title or text holds signs that mean something in Markdown."))
    try:
        files.write(f"{folder}/{FILE}", contents[FILE])
    except OSError as error:
        raise files.not_saved(error, folder) from error
    return made
