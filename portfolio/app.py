"""The app: opens a portfolio, moves between its places, saves in the background."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import suppress
from typing import TYPE_CHECKING

from portfolio import config, i18n
from portfolio.clock import Clock, SystemClock
from portfolio.errors import PortfolioError
from portfolio.i18n import _
from portfolio.screens.base import collect_again
from portfolio.screens.frame import SECTIONS, Frame
from portfolio.screens.saving import SavingApp
from portfolio.services.desk import open_desk

if TYPE_CHECKING:
    from portfolio.hub.visit import Visit
    from portfolio.screens.exporting import Writing


class PortfolioApp(SavingApp):
    """A learning portfolio in the terminal."""

    TITLE = "Portfolio"

    def __init__(
        self,
        folder: str = "",
        clock: Clock | None = None,
        settings: config.Config | None = None,
        *,
        remember: bool = True,
        visit: Visit | None = None,
    ) -> None:
        self._folder = folder
        self._visit = visit
        self._remember = remember
        self._to_remove: Visit | None = None
        self.writing: Writing | None = None
        """What is being taken home, or was the last time."""
        self._places: dict[str, Frame] = {}
        super().__init__(clock or SystemClock(), settings or config.load())

    # Opening and leaving

    def on_mount(self) -> None:
        """Open what was asked for, or say welcome."""
        if self._folder:
            self.open(self._folder)
        else:
            from portfolio.screens.welcome import Welcome

            self.push_screen(Welcome())
        self.set_interval(15, self.tell)
        for name in ("SIGHUP", "SIGTERM"):
            with suppress(AttributeError, NotImplementedError, RuntimeError, ValueError):  # not on every system
                asyncio.get_running_loop().add_signal_handler(getattr(signal, name), self._leave_at_once)

    def open(self, folder: str) -> None:
        """Open a portfolio and show Today."""
        try:
            self._desk = open_desk(folder, self.clock)
            i18n.use(self.desk.view.owner.language)
        except PortfolioError as error:
            self.exit(return_code=1, message=str(error))
            return
        if self._remember:
            config.remember(self.desk.portfolio.root)
        self.action_go("today")
        told = list(self.desk.portfolio.news)
        left = _("Cannot be read, so it was left alone: {problem}")
        told += [left.format(problem=one) for one in self.desk.portfolio.problems.values()][:3]
        if told:
            self.say("\n".join(told), lasting=True)
        if self.desk.portfolio.enter_window():
            both = _("This portfolio is open in another window, too. Nothing is lost: what both save is merged.")
            self.say(both + " " + _("It is easier to close one of them."), lasting=True)
        if not self.desk.portfolio.writable:
            self.say(_("This folder can only be read. Nothing you do here is saved."), lasting=True)
        self.call_after_refresh(collect_again)
        self.keep_in_touch()
        if self._visit is not None:
            visiting = _("This is a visit: every save goes to school, and at the end nothing is left on this computer.")
            private = _("Private reflections do not go to school: take them along on your own stick (Ctrl+P, stick).")
            self.say(f"{visiting} {private}", lasting=True)

    async def action_leave(self) -> None:
        """Leave, after everything is a version; where something cannot be saved, only after asking."""
        kept = [self.put_away(screen) for screen in reversed(self.screen_stack)]
        if not all(kept):
            from portfolio.screens.dialogs.form import Ask

            told = _("What you typed could not be saved, so it would be lost. Copy it somewhere, or free some space.")
            self.push_screen(Ask(_("Leave without saving?"), told, grave=True), self._leave_anyway)
            return
        if self.settings.exit_ticket and self._desk is not None and self.desk.portfolio.writable:
            from portfolio.screens.dialogs.ticket import ask_on_leaving

            ask_on_leaving(self, self._leave)
        else:
            self._leave()

    def action_exit_ticket(self) -> None:
        """Ask one question on leaving, or do not."""
        self.settings.exit_ticket = not self.settings.exit_ticket
        config.save(self.settings)
        on, off = _("Leaving now asks one question; Escape skips it."), _("Leaving asks nothing.")
        self.say(on if self.settings.exit_ticket else off)

    def _leave_anyway(self, yes: bool | None) -> None:
        if yes:
            self._leave()

    def _leave_at_once(self) -> None:
        """The window was closed or the computer is shutting down: save what is typed, ask nothing."""
        for screen in reversed(self.screen_stack):
            self.put_away(screen)
        if self._visit is not None and self._desk is not None:
            from portfolio.hub.visit import end

            end(self._visit, self.desk.portfolio)
            self.exit()
            return
        if self._desk is not None:
            with suppress(PortfolioError):
                self.sync_at_once()
        self._leave_now()

    def _leave(self) -> None:
        if self._visit is not None:
            from portfolio.screens.visiting import end_visit

            end_visit(self, self._visit, self._leave_now)
        elif self._desk is not None and self.is_unsent:
            self.send_last(self._leave_now)
        else:
            self._leave_now()

    def _leave_now(self, told: str = "", *, nothing_stays: bool = False) -> None:
        self.workers.cancel_group(self, "count")
        if self._desk is not None:
            try:
                self.desk.portfolio.close()
            except PortfolioError as error:
                told, nothing_stays = str(error), False
        self._to_remove = self._visit if nothing_stays else None
        self.exit(message=told or None)

    def on_unmount(self) -> None:
        """Of a visit nothing stays, once no screen reads in it any more."""
        if self._to_remove is not None:
            self._to_remove.remove()

    @property
    def is_visit(self) -> bool:
        """Whether nothing is to be left on this computer."""
        return self._visit is not None

    # Moving

    def action_go(self, section: str) -> None:
        """Show a section; what is open above the present one is put away first."""
        if section not in self._places:
            self._places[section] = _place(section)
            self.install_screen(self._places[section], section)
        while len(self.screen_stack) > 2:
            if not self.put_away(self.screen):
                return
            self.pop_screen()
        if len(self.screen_stack) == 1:
            self.push_screen(section)
        elif self.screen is not self._places[section] and self.put_away(self.screen):
            self.switch_screen(section)

    def action_undo_last(self) -> None:
        """Take back the newest change that stands, after asking."""
        from portfolio.screens.undoing import undo_newest

        undo_newest(self)


def _place(section: str) -> Frame:
    """The screen of a section, loaded when it is first shown."""
    assert section in dict(SECTIONS)
    if section == "goals":
        from portfolio.screens.goals import Goals

        return Goals()
    if section == "work":
        from portfolio.screens.works import Works

        return Works()
    if section == "growth":
        from portfolio.screens.growth import Growth

        return Growth()
    if section == "support":
        from portfolio.screens.support import Support

        return Support()
    if section == "history":
        from portfolio.screens.history import History

        return History()
    if section == "capstone":
        from portfolio.screens.capstone import Capstone

        return Capstone()
    from portfolio.screens.today import Today

    return Today()


def open_app(folder: str, *, remember: bool = True, visit: Visit | None = None) -> None:
    """Open the app on a portfolio, or on the welcome where the folder is "".

    Args:
        remember: open it the next time, too.
        visit: it is one, and ends with the app.
    """
    app = PortfolioApp(os.path.abspath(folder) if folder else "", remember=remember, visit=visit)
    app.run()
    if app.return_code:
        raise SystemExit(app.return_code)
