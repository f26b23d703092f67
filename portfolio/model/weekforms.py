"""The questions that posted sessions, seats, requests, reviews, work status and decisions answer."""

from __future__ import annotations

from typing import Any

from portfolio.i18n import N_, _
from portfolio.model.course import FORMS
from portfolio.model.form import Answers, Field, Form, Named, Option, always, never
from portfolio.model.support import KIND_NAMES, slot_form


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
        Field("kind", "choice", N_("Kind"), N_("Support or extension."), options=Named(KIND_NAMES)),
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
            lambda answers, _view: bool(answers.get("own")), Named(KIND_NAMES),
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
