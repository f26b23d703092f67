"""History: every version of everything."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from portfolio.i18n import N_
from portfolio.screens.frame import Frame
from portfolio.screens.timeline import Timeline


class History(Frame):
    """The timeline of the whole portfolio."""

    SECTION = "history"
    HELP = N_(
        "Each line is a version. Enter opens it as it was. D marks it, D on another compares the two. R restores, "
        "U undoes; both add a version and erase nothing. F filters by kind, work, standard or day. T takes it home, X "
        "removes something from every version, after telling what that means."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "take_home", N_("Take home")),
        Binding("x", "remove", N_("Remove for good"), show=False),
    ]

    def body(self) -> Iterable[Widget]:
        """The timeline."""
        yield Timeline()

    def settled(self) -> None:
        """Show the new version."""
        self.query_one(Timeline).load()

    def reload(self) -> None:
        """Read it again."""
        self.query_one(Timeline).load()
        if self.focused is None:
            self.query_one("#versions").focus()

    def action_take_home(self) -> None:
        """Take all of it home, or a part."""
        from portfolio.screens.takehome import TakeHome

        self.app.push_screen(TakeHome())

    def action_remove(self) -> None:
        """Remove something from every version."""
        from portfolio.screens.removing import Removing

        self.app.push_screen(Removing())
