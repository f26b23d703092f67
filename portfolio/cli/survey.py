"""survey show, answer; again: what a choice taught."""

from __future__ import annotations

from typing import Any

import click

from portfolio.cli.context import as_json, ask, desk, interactive, one, say, with_fields
from portfolio.cli.lazy import Plain
from portfolio.errors import BadInput
from portfolio.i18n import _
from portfolio.model.course import Course, Question
from portfolio.model.work import AGAIN_FORM
from portfolio.services import choosing
from portfolio.services import interests as service
from portfolio.services.desk import Desk

_course = click.option("--course", default="", metavar="COURSE", help="Whose survey, where several courses have one.")


@click.group(cls=Plain)
def survey() -> None:
    """What interests you: answer in any order, leave it half-way, change it later."""


@survey.command()
@_course
@as_json
@click.pass_obj
def show(named: str, course: str, as_json: bool) -> None:
    """The questions with your answers."""
    with desk(named, writable=False) as opened:
        found = service.find_survey(opened, course)
        given = service.answered(opened, found)
        answers = given.answers if given else {}
        if as_json:
            questions = [
                {
                    "question": q.text,
                    "kind": q.kind,
                    "options": list(q.options),
                    "answer": list(answers.get(q.text, ())),
                }
                for q in found.survey.questions
            ]
            one({"course": found.id, "title": found.survey.title, "about": found.survey.about, "questions": questions,
                 "grades": list(found.survey.grades), "name_shown": bool(given and given.named)})  # fmt: skip
            return
        say(f"{found.survey.title} ({found.title})", " ".join(found.survey.about.split()))
        say(*service.for_whom(found.survey), "")
        for n, question in enumerate(found.survey.questions, 1):
            ask_line(n, question)
            told = ", ".join(answers.get(question.text, ())) or _("no answer yet")
            say(f"   {_('Your answer')}: {told}")
        say("", service.told_named(given is not None and given.named))


def ask_line(number: int, question: Question) -> None:
    """Print a question with its options."""
    how = {
        "pick": _("pick any number"),
        "rank": _("put your favourite first"),
        "text": _("in your own words"),
    }[question.kind]
    say(f"{number}  {question.text} ({how})")
    say(*(f"   {n}. {option}" for n, option in enumerate(question.options, 1)))


@survey.command()
@_course
@click.option("--answer", "answers", multiple=True, metavar="N=ANSWER",
              help="Your answer to question N: names or numbers, commas between, or words; repeatable.")  # fmt: skip
@click.option("--with-name/--without-name", "shown", default=None,
              help="Whether your name may stand beside what you picked, in the results.")  # fmt: skip
@click.pass_obj
def answer(named: str, course: str, answers: tuple[str, ...], shown: bool | None) -> None:
    """Answer the survey; what you leave out stays as it is. Ctrl+C leaves it half-way."""
    with desk(named) as opened:
        found = service.find_survey(opened, course)
        if answers or shown is not None:
            given = {}
            for told in answers:
                number, equals, value = told.partition("=")
                if not equals or not number.strip().isdigit() or not 1 <= int(number) <= len(found.survey.questions):
                    last = len(found.survey.questions)
                    raise click.UsageError(_("An answer is N=ANSWER with N from 1 to {n}.").format(n=last))
                question = found.survey.questions[int(number) - 1]
                given[question.text] = _split(question, value)
            service.answer(opened, found, given, named=shown)
        elif interactive():
            _talk(opened, found)
        else:
            raise click.UsageError(_("Say --answer 1=Music,Law, or answer at a terminal."))
        open_now = service.left(opened, found)
        say(_("Kept. {n} questions are still open; you can answer them any time.").format(n=open_now) if open_now else
            _("Kept. All questions are answered; you can change them any time."))  # fmt: skip


def _split(question: Question, value: str) -> list[str]:
    return [value] if question.kind == "text" else [part.strip() for part in _parts(question, value) if part.strip()]


def _parts(question: Question, value: str) -> list[str]:
    """Names that hold a comma themselves are found whole."""
    parts: list[str] = []
    rest = value.strip()
    while rest:
        whole = next(
            (o for o in sorted(question.options, key=len, reverse=True) if rest.lower().startswith(o.lower())), ""
        )
        size = len(whole) if whole and rest[len(whole) :].lstrip()[:1] in ("", ",") else len(rest.split(",")[0])
        parts.append(rest[:size])
        rest = rest[size:].lstrip().removeprefix(",").strip()
    return parts


def _talk(opened: Desk, course: Course) -> None:
    say(course.survey.title, " ".join(course.survey.about.split()), *service.for_whom(course.survey))
    for n, question in enumerate(course.survey.questions, 1):
        say("")
        ask_line(n, question)
        given = service.answered(opened, course)
        before = ", ".join(given.answers.get(question.text, ())) if given else ""
        while True:
            told = str(click.prompt(_("your answer, or Enter to leave it"), default=before, show_default=bool(before)))
            if told == before:
                break
            try:
                service.answer(opened, course, {question.text: _split(question, told)})
                break
            except BadInput as error:
                say(str(error))
    given = service.answered(opened, course)
    if given:
        say("", service.told_named(given.named))
        shown = click.confirm(_("May your name stand beside what you picked?"), default=given.named)
        if shown != given.named:
            service.answer(opened, course, {}, named=shown)


@click.command()
@click.argument("which", metavar="WORK")
@with_fields(AGAIN_FORM)
@click.pass_obj
def again(named: str, /, which: str, **given: Any) -> None:
    """Say whether you would choose WORK's options again, and what to look for the next time."""
    with desk(named) as opened:
        work = opened.find_work(which)
        made = ask(AGAIN_FORM, given, opened, lambda told: choosing.look_back(opened, work, told))
        say(choosing.told_again(work, made))
