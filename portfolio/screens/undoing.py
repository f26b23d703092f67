"""Undoing, from any place: says what it does, asks, and offers to take along what refers to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.errors import InUse
from portfolio.history.log import Version
from portfolio.i18n import _
from portfolio.screens.dialogs.form import Ask
from portfolio.services.story import to_undo
from portfolio.text import shorten

if TYPE_CHECKING:
    from portfolio.app import PortfolioApp


def undo_newest(app: PortfolioApp) -> None:
    """Take back the newest change that stands, after asking."""
    if not app.attempt(app.desk.portfolio.settle):
        return
    version = to_undo(app.desk)
    if version is None:
        app.say(_("There is nothing left to undo."))
    else:
        ask_undo(app, version)


def ask_undo(app: PortfolioApp, version: Version) -> None:
    """Take back one change, after asking."""
    if len(version.parents) != 1:
        app.say(_("The beginning, and versions that brought others together, cannot be undone."))
        return
    told = _("“{what}” is undone. Anything you changed again later stays. Nothing is erased: this adds a version.")

    def after(yes: bool | None) -> None:
        if yes:
            _undo(app, version.id)

    app.push_screen(Ask(_("Undo this?"), told.format(what=shorten(version.note.subject, 60))), after)


def _undo(app: PortfolioApp, version: str, *, also: bool = False) -> None:
    said: list[str] = []

    def do() -> None:
        try:
            done = app.desk.portfolio.undo(version, also=also)
        except InUse as error:
            _ask_also(app, version, error)
            return
        said.append(_("Undone. The history keeps both.") if done.saved else _("There was nothing left to undo."))
        said.extend(done.kept)

    if app.attempt(do) and said:
        app.say("\n".join(said), lasting=len(said) > 1)


def _ask_also(app: PortfolioApp, version: str, error: InUse) -> None:
    told = _("All of it can be undone together, as one version. It stays in the history and can come back.")

    def after(yes: bool | None) -> None:
        if yes:
            _undo(app, version, also=True)

    app.push_screen(Ask(_("Undo these too?"), f"{error.what}\n\n{told}"), after)
