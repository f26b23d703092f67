"""Goals: set, looked at on the way, closed with evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portfolio.clock import day
from portfolio.errors import BadInput, Refused
from portfolio.i18n import _
from portfolio.model.form import Form
from portfolio.model.goal import CHECK_IN_FORM, CLOSE_FORM, GOAL_FORM, IDEA_FORM, CheckIn, Closing, Goal
from portfolio.model.record import Passage
from portfolio.model.work import Work
from portfolio.services.desk import Desk
from portfolio.text import clean, line, shorten

Answers = Mapping[str, Any]


def checked(form: Form, answers: Answers, desk: Desk | None) -> dict[str, str]:
    """Answers that fit a form, as clean text.

    Raises:
        BadInput: with one sentence for everything that is wrong.
    """
    problems = form.check(answers, desk)
    if problems:
        raise BadInput(_("This cannot be saved yet. Nothing is lost."), "", tuple(problems.values()))
    fields = {field.name: str(answers.get(field.name) or "") for field in form.fields}
    return {name: (clean(text).strip() if form[name].kind == "text" else line(text)) for name, text in fields.items()}


def _fields(desk: Desk, given: dict[str, str], before: str = "") -> dict[str, Any]:
    """A form's values as a goal keeps them: the standard with its course and version."""
    if before.partition("#")[2] == given["standard"]:
        return {**given, "standard": before}
    return {**given, "standard": desk.standard_ref(given["standard"]) if given["standard"] else ""}


def with_code(desk: Desk, answers: Answers) -> dict[str, Any]:
    """Answers in which a standard may be named by its name instead of its code."""
    named = str(answers.get("standard") or "")
    found = desk.standard_named(named)
    return {**answers, "standard": found.code if found else named}


def _not_past(desk: Desk, value: str) -> None:
    due = day(value)
    if due is not None and due < desk.today:
        raise BadInput(_("The check-in on {day} is past.").format(day=due), _("Choose today or a day to come."))


def add(desk: Desk, answers: Answers, *, idea: bool = False) -> Goal:
    """Set a goal, or note an idea for one.

    Raises:
        BadInput: a field is missing or wrong (an idea needs only the statement).
    """
    given = checked(IDEA_FORM if idea else GOAL_FORM, with_code(desk, answers), desk)
    _not_past(desk, given["check_in"])
    name, now = desk.fresh()
    goal = Goal(id=name, created=now, status="idea" if idea else "active", **_fields(desk, given))
    verb = "Note an idea for a goal" if idea else "Set a goal"
    with desk.portfolio.change("goal.idea" if idea else "goal.add", f"{verb}: {goal.statement}") as change:
        change.put(goal)
    return goal


def edit(desk: Desk, goal: Goal, answers: Answers) -> Goal:
    """Change a goal; an idea with every field filled in becomes active.

    Raises:
        BadInput: a field is missing or wrong, or a new check-in is past.
        Refused: it is closed.
    """
    if goal.status == "closed":
        raise Refused(_("This goal is closed."), _("Undo the closing in the history, or set a new goal."))
    idea = goal.status == "idea" and bool(GOAL_FORM.check(answers, desk))
    given = checked(IDEA_FORM if idea else GOAL_FORM, answers, desk)
    if given["check_in"] != goal.check_in:
        _not_past(desk, given["check_in"])
    made = goal.edit(status="idea" if idea else "active", **_fields(desk, given, goal.standard))
    with desk.portfolio.change("goal.edit", f"Change a goal: {made.statement}") as change:
        change.put(made)
    return made


def check_in(desk: Desk, goal: Goal, answers: Answers) -> CheckIn:
    """Look at a goal on the way.

    Raises:
        BadInput: a field is missing or wrong.
        Refused: the goal is not active.
    """
    if goal.status != "active":
        raise Refused(
            _("A check-in needs an active goal, and this one is not (it is: {status}).").format(status=goal.status)
        )
    given = checked(CHECK_IN_FORM, answers, desk)
    _not_past(desk, given["next_date"])
    name, now = desk.fresh()
    made = CheckIn(
        id=name,
        created=now,
        goal=goal.id,
        confidence=int(given["confidence"]),
        note=given["note"],
        next_date=given["next_date"],
    )
    with desk.portfolio.change("goal.checkin", f"Check in on a goal: {goal.statement}") as change:
        change.put(made)
        if made.next_date:
            change.put(goal.edit(check_in=made.next_date))
    return made


def close(desk: Desk, goal: Goal, answers: Answers) -> Goal:
    """Close a goal with evidence, a look back and a next step.

    Raises:
        BadInput: one of them is missing, or the quote does not stand in the piece.
        Refused: the goal is not active.
    """
    if goal.status != "active":
        raise Refused(
            _("Only an active goal can be closed, and this one is not (it is: {status}).").format(status=goal.status)
        )
    given = checked(CLOSE_FORM, answers, desk)
    work = desk.view.need(Work, given["evidence"])
    now = desk.fresh()[1]
    passage = quote_in(desk, work, given["quote"])
    closing = Closing(now, (passage,), given["reflection"], given["next_step"])
    made = goal.edit(status="closed", closing=closing)
    with desk.portfolio.change("goal.close", f"Close a goal: {goal.statement}", work=work.id) as change:
        change.put(made)
    return made


def quote_in(desk: Desk, work: Work, quote: str) -> Passage:
    """The passage with these words in the text as it stands; without words, the whole piece.

    Raises:
        BadInput: the words do not stand there.
    """
    text = desk.view.text(work)
    if not quote:
        return Passage(work.id, desk.view.blob(work), 0, len(text), shorten(text, 80))
    at = text.find(quote)
    if at < 0 and len(text.lower()) == len(text):
        at = text.lower().find(quote.lower())
    if at < 0:
        raise BadInput(
            _("“{quote}” does not stand in “{title}”.").format(quote=shorten(quote, 60), title=shorten(work.title, 40)),
            _("Copy the words exactly as they are in the text."),
        )
    return Passage(work.id, desk.view.blob(work), at, at + len(quote), text[at : at + len(quote)])
