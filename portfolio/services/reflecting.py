"""Reflections: prompts for the moment, shared or private, and erased where they are private."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from portfolio.errors import BadInput, Refused
from portfolio.i18n import _
from portfolio.model.ticket import Ticket
from portfolio.model.work import MOMENTS, Answer, Reflection, Work
from portfolio.services.desk import Desk
from portfolio.text import clean, line

if TYPE_CHECKING:
    from portfolio.model.course import Prompt


def moment_for(desk: Desk, work: Work) -> str:
    """The moment a work is in: before the first draft, in the middle, or looking back after two or a shared piece."""
    drafts = desk.drafts(work)
    if not drafts:
        return "before"
    return "after" if work.shared or len(drafts) > 1 else "during"


def prompts(desk: Desk, work: Work, moment: str) -> tuple[Prompt, ...]:
    """The prompts of its course for a moment; one open question where the course has none."""
    from portfolio.model.course import Prompt

    found = desk.task_of(work)
    return (found[0].prompts.get(moment) if found else None) or (Prompt(_("What do you want to remember?"), ""),)


def reflect(
    desk: Desk, work: Work, moment: str, answers: Mapping[str, str], *, private: bool, before: Reflection | None = None
) -> Reflection:
    """Keep a reflection.

    Args:
        answers: prompt to text; empty ones are left out.
        private: keep it out of the history, for this folder's owner only.
        before: the reflection that is changed.

    Raises:
        BadInput: nothing is written, or the moment is unknown.
    """
    if moment not in MOMENTS:
        raise BadInput(_("“{moment}” is not one of: {known}.").format(moment=line(moment), known=", ".join(MOMENTS)))
    given = tuple(Answer(line(prompt), clean(text).strip()) for prompt, text in answers.items() if text.strip())
    if not given:
        raise BadInput(_("Nothing is written yet."), _("Answer at least one prompt, in a sentence or two."))
    name, now = desk.fresh()
    made = Reflection(
        id=before.id if before else name,
        created=before.created if before else now,
        work=work.id,
        moment=moment,
        answers=given,
        blob=desk.view.blob(work),
    )
    if private:
        desk.portfolio.private.save(made)
    else:
        with desk.portfolio.change("reflect.add", f"Reflect on {work.title}", work=work.id) as change:
            change.put(made)
    return made


def share(desk: Desk, work: Work, reflection: Reflection) -> None:
    """Let a private reflection into the history, where whoever reads the portfolio can read it."""
    desk.portfolio.private.share(reflection, work.title)


def erase(desk: Desk, reflection: Reflection) -> None:
    """Erase a private reflection: nothing of it stays.

    Raises:
        Refused: it is in the history, from which nothing is erased.
    """
    if all(one.id != reflection.id for one in desk.portfolio.private.all()):
        raise Refused(
            _("This reflection is shared and part of the history; only private ones can be erased."),
            _("Undo its saving to take it out of what is shown now."),
        )
    desk.portfolio.private.erase(reflection.id)


def find(desk: Desk, text: str) -> tuple[Reflection, bool]:
    """The reflection a person named by its short id; True where it is private.

    Raises:
        BadInput: none has that id.
    """
    every = [(one, False) for one in desk.view.all(Reflection)] + [(one, True) for one in desk.portfolio.private.all()]
    found = [pair for pair in every if line(text) and pair[0].id.endswith(line(text).lower())]
    if len(found) != 1:
        raise BadInput(
            _("No reflection has the id “{text}”.").format(text=line(text)[:40]),
            _("“portfolio work show WORK” lists them with their ids."),
        )
    return found[0]


def exit_question(desk: Desk) -> str:
    """The question for the day: the prompts about the week, one after the other."""
    asked = [prompt.text for course in desk.courses for prompt in course.prompts.get("week", ())]
    return asked[desk.today.toordinal() % len(asked)] if asked else _("What do you want to remember of today?")


def leave_ticket(desk: Desk, question: str, text: str) -> Ticket:
    """Keep the line somebody wrote on leaving.

    Raises:
        BadInput: nothing is written.
    """
    told = line(text)
    if not told:
        raise BadInput(_("Nothing is written yet."), _("One line is enough."))
    name, now = desk.fresh()
    made = Ticket(id=name, created=now, question=line(question), text=told)
    with desk.portfolio.change("ticket.leave", f"Exit ticket: {told[:60]}") as change:
        change.put(made)
    return made
