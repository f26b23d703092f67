"""Story: the history of one work alone."""

from __future__ import annotations

from textual.app import ComposeResult

from portfolio.i18n import N_
from portfolio.screens.timeline import Timeline
from portfolio.screens.workspace import Tab


class Story(Tab):
    """How this work grew."""

    HELP = N_("Each line is a version of this work. D marks one, D on another compares the two; F filters.")

    def compose(self) -> ComposeResult:
        """The timeline of the work."""
        yield Timeline(self._work_id)

    def on_mount(self) -> None:
        """Read it."""
        self.reload()

    def reload(self) -> None:
        """Read it again."""
        self.query_one(Timeline).load()

    def settled(self) -> None:
        """Show the new version."""
        self.reload()

    def enter(self) -> None:
        """Into the list."""
        self.query_one("#versions").focus()
