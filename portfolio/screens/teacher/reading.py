"""To read: what moved after my last word, the longest waiting first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList

from portfolio.classroom.needs import ToRead, to_read
from portfolio.i18n import N_, _, ngettext
from portfolio.screens.teacher.place import Place
from portfolio.screens.teacher.review import Review, Turn
from portfolio.text import line, shorten
from portfolio.widgets.card import Listing
from portfolio.widgets.pixels import joined, lines, text
from portfolio.wording import ago

WHY = {
    "shared": N_("shared to be read"),
    "draft": N_("a new draft since your last word"),
    "reply": N_("an answer to your comment"),
}
"""Why a work waits, in words."""


class Reading(Place):
    """The queue."""

    SECTION = "read"
    HELP = N_(
        "Shared works, new drafts of works you have answered, and answers to your comments; the longest waiting first. "
        "Enter reads one; ] goes on to the next student, those with the same standard first. F shows one task only."
    )
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f", "filter", N_("One task"))]
    CSS = "Reading #queue { height: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self._queue: list[ToRead] = []
        self._only = ""

    def body(self) -> Iterable[Widget]:
        """One list."""
        yield Listing(_("To read"), verb=N_("Read"), id="queue")

    def on_mount(self) -> None:
        """Show what waits."""
        self.draw()
        self.query_one("#queue").focus()

    def reload(self) -> None:
        """Compute it from the rows."""
        every = to_read(self.app.rows)
        self._queue = [one for one in every if not self._only or self._titles(one)[1] == self._only]
        rows = [(f"{one.row.seat.id}/{one.piece.work}", self._row(one)) for one in self._queue]
        told = _("Nothing waits for you. S fetches what is new.")
        count = ngettext("{n} waits", "{n} wait", len(self._queue)).format(n=len(self._queue))
        foot = f"{count} · {self._only}" if self._only else count
        self.query_one("#queue", Listing).show(rows or [("", text(told, "$muted"))], foot=foot)

    def _titles(self, one: ToRead) -> tuple[list[str], str]:
        """The codes of the standards of its task, and the task's title."""
        found = self.app.standards.task(one.piece.task)
        return ([use.standard for use in found.standards], found.title) if found else ([], "")

    def _row(self, one: ToRead) -> Content:
        codes, task = self._titles(one)
        names = {each.code: each.name for each in self.app.standards.standards}
        head = joined((text(line(one.row.seat.name), "bold"), "  ", text(shorten(one.piece.title, 50))))
        task = "" if task == one.piece.title else task
        about = " · ".join(part for part in (task, ", ".join(names.get(code, code) for code in codes)) if part)
        when = ago(one.at, self.app.clock.now())
        why = f"  {_(WHY[one.why])} {when}"
        if one.answered:
            why += _(", {name} wrote since").format(name=line(one.answered))
        left = max(self.columns - len(why) - 4, 8)
        tail = joined((text(why, "$amber"), text(f"  {shorten(about, left)}", "$muted")))
        return lines((head, tail))

    def action_filter(self) -> None:
        """The works of one task, then of the next, then all."""
        tasks = sorted({self._titles(one)[1] for one in to_read(self.app.rows)} - {""})
        order = ["", *tasks]
        self._only = order[(order.index(self._only) + 1) % len(order)] if self._only in order else ""
        self.reload()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Read it; those with the same standard follow, then the others."""
        if not self._queue:
            return
        chosen = self._queue[event.option_index]
        codes = set(self._titles(chosen)[0])
        rest = [one for one in self._queue if one is not chosen and one.row.seat.id != chosen.row.seat.id]
        rest.sort(key=lambda one: not codes & set(self._titles(one)[0]))
        self.app.push_screen(Review([Turn(one.row, one.piece.work) for one in (chosen, *rest)]))
