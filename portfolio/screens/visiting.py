"""The end of a visit: everything to school, proof that it arrived, then nothing is left here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from portfolio.hub.visit import Visit, missing, only_here
from portfolio.i18n import _
from portfolio.screens.dialogs.form import Ask
from portfolio.text import line

if TYPE_CHECKING:
    from portfolio.app import PortfolioApp


class Leave(Protocol):
    """Closes the portfolio and the app."""

    def __call__(self, told: str = "", *, nothing_stays: bool = False) -> None:
        """Leave, with a sentence to say at the end, and with the visit's folder or without it."""


def end_visit(app: PortfolioApp, visit: Visit, leave: Leave) -> None:
    """Leave once everything has arrived; else say what is missing and let the student stay."""
    app.say(_("Bringing everything to school …"), lasting=True)

    def proved(told: list[str]) -> None:
        if told:
            _keep(app, visit, told, leave)
        elif private := only_here(app.desk.portfolio):
            _ask_private(app, private, leave)
        else:
            leave(_("All of it is at school, and nothing is left on this computer."), nothing_stays=True)

    def work() -> None:
        told = missing(app.desk.portfolio)
        app.call_from_thread(proved, told)

    app.run_worker(work, thread=True, group="visit", exit_on_error=False)


def _keep(app: PortfolioApp, visit: Visit, told: list[str], leave: Leave) -> None:
    """It has not all arrived: stay, or leave the folder where it is."""
    heading = _("Not everything has arrived at school")
    body = _("{reason} Escape stays here and tries again. Otherwise your work stays in {folder} on this computer.")

    def after(yes: bool | None) -> None:
        if yes:
            leave()

    app.push_screen(Ask(heading, body.format(reason=" ".join(told), folder=line(visit.root)), grave=True), after)


def _ask_private(app: PortfolioApp, told: list[str], leave: Leave) -> None:
    """Private or half-typed words would go with the visit."""
    goes = _("Escape goes back. Otherwise this is deleted for good; everything else is at school.")
    body = "\n".join([*told, goes])

    def after(yes: bool | None) -> None:
        if yes:
            leave(_("All that was saved is at school, and nothing is left on this computer."), nothing_stays=True)

    app.push_screen(Ask(_("Something is only here"), body, grave=True), after)
