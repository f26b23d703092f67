"""Proposals: those that wait for my answer, and the answer with a reason for each standard."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList

from portfolio.classroom import proposals
from portfolio.classroom.proposals import Waiting
from portfolio.errors import PortfolioError
from portfolio.i18n import N_, _, ngettext
from portfolio.model.proposal import verdict_form
from portfolio.screens.dialogs.form import FormDialog
from portfolio.screens.teacher.place import Place
from portfolio.services.proposing import standards_of
from portfolio.text import line, shorten
from portfolio.widgets.card import Listing
from portfolio.widgets.pixels import joined, text
from portfolio.wording import ago


class Proposals(Place):
    """The queue of proposals."""

    SECTION = "proposals"
    HELP = N_(
        "What students propose, the longest waiting first. Enter shows one with the evidence planned for each standard "
        "and the rounds before it, and asks for your answer: approved, or returned with a reason. Every round is kept. "
        "Those you have answered stand below and can be answered anew."
    )
    BINDINGS: ClassVar[list[BindingType]] = []
    CSS = "Proposals #queue { height: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self._queue: dict[str, Waiting] = {}

    def body(self) -> Iterable[Widget]:
        """One list."""
        yield Listing(_("Proposals"), verb=N_("Answer"), id="queue")

    def on_mount(self) -> None:
        """Show what waits."""
        self.draw()
        self.query_one("#queue").focus()

    def reload(self) -> None:
        """Fill it from the rows."""
        waiting, answered = proposals.waiting(self.app.rows), proposals.answered(self.app.rows)
        self._queue = {one.round.id: one for one in (*waiting, *answered)}
        rows = [(one.round.id, self._row(one, "$amber")) for one in waiting]
        count = ngettext("{n} waits", "{n} wait", len(rows)).format(n=len(rows))
        rows = rows or [("", text(_("No proposal waits for you. S fetches what is new."), "$muted"))]
        rows += [("", text(_("Answered"), "$muted"))] if answered else []
        rows += [(one.round.id, self._row(one, "$muted")) for one in answered]
        self.query_one("#queue", Listing).show(rows, foot=count)

    def _row(self, one: Waiting, colour: str) -> Content:
        which = _("round {n}").format(n=one.round.number) if one.round.number else _("own words in a choice")
        when = ago(one.at, self.app.clock.now()) if one.at else ""
        told = joined((text(line(one.row.seat.name), "bold"), f"  {shorten(one.title, 40)}"))
        return joined((told, text(f"  {which} · {when}", colour)))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Show one, and ask for the answer."""
        one = self._queue.get(self.query_one("#queue", Listing).key_at(event.option_index))
        if one is None:
            return
        room, clock = self.app.room, self.app.clock
        seat = one.row.seat
        try:
            desk = self.app.desk_of(seat)
            told = proposals.told(desk, one.round)
            work = next(each for each in desk.works() if each.id == one.round.work)
            form = verdict_form(standards_of(desk, work))
        except PortfolioError as error:
            self.app.say(str(error), wrong=True, lasting=True)
            return

        def after(done: bool | None) -> None:
            if done:
                self.app.send()
                self.app.say(_("Answered, and on its way to {name}.").format(name=line(seat.name)))
                self.app.read_rows()
                self.draw()

        self.app.read(desk)
        self.app.push_screen(
            FormDialog(
                f"{line(seat.name)} · {shorten(one.title, 40)}", form,
                lambda given: proposals.answer(room, seat, desk, one.round, given, clock),
                key=f"verdict-{one.round.id}", above="\n".join(told), verb=_("Send"),
            ),
            after,
        )  # fmt: skip
