"""A proposal for a project, written and sent; every round with its answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from portfolio.errors import PortfolioError
from portfolio.i18n import _
from portfolio.model.proposal import proposal_form
from portfolio.model.work import Work
from portfolio.screens.dialogs.form import FormDialog
from portfolio.services import proposing
from portfolio.services.desk import Desk
from portfolio.widgets.pixels import text

if TYPE_CHECKING:
    from portfolio.app import PortfolioApp


def ask_for_proposal(app: PortfolioApp, work: Work) -> None:
    """Write a proposal, or another round; what was asked in earlier works stands above."""
    desk = app.desk
    try:
        standards = proposing.standards_of(desk, work)
    except PortfolioError as error:
        app.say(str(error), wrong=True, lasting=True)
        return
    before = [_("From before: {told}").format(told=told) for told in proposing.earlier_questions(desk, work)[:4]]
    above = "\n".join((*before, proposing.milestones(desk, work)))

    def after(sent: bool | None) -> None:
        if sent:
            app.say(_("Sent. Your teacher approves it or returns it with reasons."))

    form = FormDialog(
        _("Propose"), proposal_form(standards), lambda given: proposing.propose(desk, work, given),
        answers=proposing.start(desk, work), key=f"proposal-{work.short}", above=above, verb=_("Send"),
    )  # fmt: skip
    app.push_screen(form, after)


def rounds_told(desk: Desk, work: Work) -> list[Content]:
    """Every round of a proposal, oldest first, and what was answered."""
    rows: list[Content] = []
    names = dict(proposing.standards_of(desk, work)) if desk.task_of(work) else {}
    for number, one in enumerate(proposing.rounds(desk, work), 1):
        rows.append(text(_("Round {n}: {question}").format(n=number, question=one.proposal.question)))
        for name, verdict in one.answers:
            told = _("approved by {name}") if verdict.decision == "approved" else _("returned by {name}")
            rows.append(text(told.format(name=name), "$good" if verdict.decision == "approved" else "$amber"))
            rows += [text(f"{names.get(code, code)}: {why}", "$muted") for code, why in verdict.reasons.items()]
            rows += [text(verdict.note, "$muted")] if verdict.note else []
        if not one.answers:
            rows.append(text(_("not answered yet"), "$muted"))
    return rows
