"""Exhibitions: what is chosen for guests, and their written responses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from portfolio.clock import day
from portfolio.errors import BadInput, NotFound
from portfolio.i18n import N_, _
from portfolio.model.calendar import term_on
from portfolio.model.capstone import TASK
from portfolio.model.exhibition import EXHIBITION_FORM, RESPONSE_FORM, Exhibition, Response
from portfolio.model.goal import Goal
from portfolio.model.record import ReportedFrom
from portfolio.model.work import Draft, Reflection
from portfolio.services.desk import Desk, find
from portfolio.services.goals import checked
from portfolio.text import line, slug


def proposed(desk: Desk) -> tuple[list[Goal], list[Draft], list[Reflection]]:
    """What could be shown this term: active goals, the newest draft of each shared work, reflections on those works."""
    courses = desk.courses
    term = term_on(courses[0].terms, desk.today) if courses else None
    since = str(term.starts) if term else ""
    done = [one for one in desk.works() if one.shared and one.shared[:10] >= since]
    works = [one for one in done if not one.task.endswith(f"#{TASK}")]
    drafts = [found[-1] for work in works[::-1] if (found := desk.drafts(work))]
    names = {work.id for work in works}
    return desk.goals("active"), drafts, [one for one in desk.view.all(Reflection) if one.work in names]


def arrange(
    desk: Desk,
    answers: Mapping[str, Any],
    goals: Sequence[Goal],
    drafts: Sequence[Draft],
    reflections: Sequence[Reflection],
) -> Exhibition:
    """Choose what guests see.

    Raises:
        BadInput: a field is missing, or nothing is chosen.
    """
    given = checked(EXHIBITION_FORM, answers, desk)
    if not (goals or drafts):
        raise BadInput(
            _("There is nothing to show yet: no goal, and no draft."),
            _("Share a work that has a draft, or name goals and drafts yourself."),
        )
    name, now = desk.fresh()
    made = Exhibition(
        id=name, created=now, title=line(given["title"]), words=given["words"],
        goals=tuple(one.id for one in goals), drafts=tuple(one.id for one in drafts),
        reflections=tuple(one.id for one in reflections),
    )  # fmt: skip
    with desk.portfolio.change("exhibit.arrange", f"Arrange an exhibition: {made.title}") as change:
        change.put(made)
    return made


def named(desk: Desk, text: str = "") -> Exhibition:
    """The exhibition a person named; the newest where they named none.

    Raises:
        NotFound: there is none, or several answer to it.
    """
    every = desk.view.all(Exhibition)
    if not every:
        raise NotFound(_("No exhibition is arranged yet."), _("“portfolio exhibition new” does."))
    if not text:
        return every[-1]
    return find(text, every, lambda one: (one.id, one.short, slug(one.title), one.title), N_("exhibition"))


def respond(desk: Desk, exhibition: Exhibition, answers: Mapping[str, Any]) -> Response:
    """Attach what a guest wrote; it never counts as confirmed by them.

    Raises:
        BadInput: a field is missing.
    """
    given = checked(RESPONSE_FORM, answers, desk)
    name, now = desk.fresh()
    guest = ReportedFrom("guest", line(given["who"]))
    made = Response(id=name, created=now, exhibition=exhibition.id, text=given["text"], reported_from=guest)
    with desk.portfolio.change("exhibit.respond", f"A guest's response to {exhibition.title}") as change:
        change.put(made)
    return made


def responses(desk: Desk, exhibition: Exhibition) -> list[Response]:
    """What guests wrote, oldest first."""
    return [one for one in desk.view.all(Response) if one.exhibition == exhibition.id]


def shown_on(exhibition: Exhibition) -> str:
    """The day it was arranged."""
    return str(day(exhibition.created[:10]) or "")
