"""The end of a visit: everything to school, proof that it arrived, then nothing is left here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from portfolio.hub.visit import Visit, missing, only_here
from portfolio.i18n import _
from portfolio.screens.dialogs.form import Ask
from portfolio.text import line

if TYPE_CHECKING:
    from portfolio.app import PortfolioApp


def end_visit(app: PortfolioApp, visit: Visit, leave: Callable[[], None]) -> None:
    """Leave once everything has arrived; else say what is missing and let the student stay.

    Args:
        leave: closes the portfolio and the app.
    """
    app.say(_("Bringing everything to school …"), lasting=True)

    def proved(told: list[str]) -> None:
        if told:
            _keep(app, visit, told, leave)
        elif private := only_here(app.desk.portfolio):
            _ask_private(app, visit, private, leave)
        else:
            leave()
            visit.remove()
            app.exit(message=_("All of it is at school, and nothing is left on this computer."))

    def work() -> None:
        told = missing(app.desk.portfolio)
        app.call_from_thread(proved, told)

    app.run_worker(work, thread=True, group="visit", exit_on_error=False)


def _keep(app: PortfolioApp, visit: Visit, told: list[str], leave: Callable[[], None]) -> None:
    """It has not all arrived: stay, or leave the folder where it is."""
    heading = _("Not everything has arrived at school")
    body = _("{reason} Escape stays here and tries again. Otherwise your work stays in {folder} on this computer.")

    def after(yes: bool | None) -> None:
        if yes:
            leave()

    app.push_screen(Ask(heading, body.format(reason=" ".join(told), folder=line(visit.root)), grave=True), after)


def _ask_private(app: PortfolioApp, visit: Visit, told: str, leave: Callable[[], None]) -> None:
    """Private or half-typed words would go with the visit."""
    body = _(
        "{told} Escape goes back: take them on your stick, share or save them. Otherwise they are deleted for good."
    )

    def after(yes: bool | None) -> None:
        if yes:
            leave()
            visit.remove()

    app.push_screen(Ask(_("Something is only here"), body.format(told=told), grave=True), after)
