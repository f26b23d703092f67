"""What a teacher says from the week's screen: sessions, requests, seats, reviews, presence, status, decisions."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from datetime import date
from typing import Any, Literal

from textual import work
from textual.message import Message
from textual.screen import Screen
from textual.widgets import OptionList

from portfolio.classroom import commenting, planning, posting, status, team, weekpage
from portfolio.classroom.planning import Planned
from portfolio.clock import day
from portfolio.i18n import N_, _, ngettext
from portfolio.model.form import Field, Form, Option
from portfolio.model.week import SEATS, THERE
from portfolio.model.weekforms import DECISION_FORM, REQUEST_FORM, STATUS_FORM, post_form
from portfolio.screens.dialogs.compare import Reading
from portfolio.screens.dialogs.form import Ask, FormDialog
from portfolio.screens.teacher import weekpages as pages
from portfolio.services.desk import Desk
from portfolio.services.told import By
from portfolio.teacher import ClassApp
from portfolio.text import line
from portfolio.widgets.card import Listing
from portfolio.widgets.pixels import lines, text


class Sayer(Screen[None]):
    """A screen from which things are said about the row under the cursor; each goes to the hub in the background."""

    app: ClassApp

    class Told(Message):
        """Something was brought to the hub, or not; a sentence says what."""

        def __init__(self, sentence: str, *, lasting: bool) -> None:
            super().__init__()
            self.sentence, self.lasting = sentence, lasting

    def __init__(self) -> None:
        super().__init__()
        self._desk: Desk | None = None
        self._starts: date | None = None
        self._page = pages.Page(())
        self._turn = threading.Lock()
        """One reader or sender at a time."""

    @property
    def desk(self) -> Desk:
        """The class's courses."""
        assert self._desk is not None
        return self._desk

    @property
    def starts(self) -> date:
        """The first day of the week that is shown."""
        assert self._starts is not None
        return self._starts

    def reload(self) -> None:
        """Show the rows anew."""

    def _chosen(self) -> Any:
        return self._page.things.get(self.query_one("#rows", Listing).chosen)

    @work(thread=True, group="week", exit_on_error=False)
    def _send(self, sentence: str) -> None:
        with self._turn:
            why = commenting.send(self.app.room, self.app.clock)
        self.post_message(self.Told(why or sentence, lasting=bool(why)))

    def on_sayer_told(self, message: Told) -> None:
        """Say what came of it, and show the rows anew."""
        self.app.say(message.sentence, lasting=message.lasting)
        self.reload()

    def _do(self, do: Callable[[], object], sentence: str) -> None:
        if self.app.attempt(do):
            self._send(sentence)

    def _ask(
        self, heading: str, form: Form, do: Callable[[dict[str, Any]], object], sentence: str, *,
        above: str = "", answers: dict[str, str] | None = None,
    ) -> None:  # fmt: skip
        def after(done: bool | None) -> None:
            if done:
                self._send(sentence)

        self.app.push_screen(FormDialog(heading, form, do, above=above, answers=answers), after)

    def action_post(self) -> None:
        """Post a session."""
        form = post_form(posting.blocks(self.desk, self.starts))
        self._ask(
            _("Post a session"), form,
            lambda given: posting.add(self.app.room, self.desk, self.starts, given),
            _("Posted. Students read it after their next sync."),
        )  # fmt: skip

    @work(thread=True, group="week", exit_on_error=False)
    def action_give(self) -> None:
        """Give the seats in order of arrival."""
        with self._turn:
            done = posting.give(self.app.room, self.app.clock)
            why = commenting.send(self.app.room, self.app.clock)
        count = sum(1 for one in done if one.state == "given")
        self.post_message(self.Told(why or ngettext("{n} seat given.", "{n} seats given.", count), lasting=bool(why)))

    def _mine(self) -> By | None:
        found = self._chosen()
        if found is None:
            return None
        return found[0] if self.app.attempt(lambda: posting.mine(self.app.room, found[0])) else None

    def action_request(self) -> None:
        """Ask a student to come to the session under the cursor."""
        one = self._mine()
        if one is None:
            return
        seats = {seat.id: seat for seat in self.app.room.seats()}
        options: list[Option] = [(name, line(seat.name)) for name, seat in seats.items()]
        who = Field("student", "choice", N_("Student"), options=lambda _answers, _view: options)
        self._ask(
            _("Ask a student to come to {title}").format(title=one.record.title), Form(who, *REQUEST_FORM.fields),
            lambda given: posting.request(self.app.room, seats[given["student"]], one.record, self.desk, given),
            _("Asked. It assigns nothing: student and advisor decide."),
        )  # fmt: skip

    def action_withdraw(self) -> None:
        """Say that the session under the cursor does not take place, after asking."""
        one = self._mine()
        if one is None:
            return

        def after(yes: bool | None) -> None:
            if yes:
                self._do(
                    lambda: posting.withdraw(self.app.room, one.record, self.app.clock),
                    _("Taken back. Students read it after their next sync."),
                )

        told_ = _("Everybody in the class reads that “{title}” does not take place.").format(title=one.record.title)
        self.app.push_screen(Ask(_("Take it back?"), told_), after)

    def action_confirm(self) -> None:
        """Confirm the plan under the cursor."""
        one = self._chosen()
        if isinstance(one, Planned):
            told_ = _("Confirmed for {name}.").format(name=line(one.seat.name))
            self._do(lambda: planning.confirm(self.app.room, self.desk, one), told_)

    def action_change(self) -> None:
        """Change the plan under the cursor with a reason, or make one for somebody who is away."""
        one = self._chosen()
        if not isinstance(one, Planned):
            return
        heading = _("Change the plan of {name}") if one.row.slot else _("Plan for {name}, who is away")
        above = f"{one.row.block}, {one.row.told}: {planning.told_plan(one)}"
        self._ask(
            heading.format(name=line(one.seat.name)), planning.question(self.desk, one),
            lambda given: planning.change(self.app.room, self.desk, one, given),
            _("Said. {name} agrees to it, or asks to change it.").format(name=line(one.seat.name)),
            above=above, answers=planning.start(one),
        )  # fmt: skip

    def action_there(self, there: Literal["yes", "elsewhere"]) -> None:
        """Note who was in the block under the cursor; works without a network."""
        one = self._chosen()
        if isinstance(one, Planned):
            told_ = f"{line(one.seat.name)}: {_(THERE[there])}"
            self._do(lambda: planning.note_presence(self.app.room, self.desk, one, there), told_)

    def action_decide(self) -> None:
        """Write down a decision about the case under the cursor."""
        case = self._chosen()
        if isinstance(case, team.Case):
            heading = _("Decide about {name}, {standard}").format(name=line(case.seat.name), standard=case.name)
            self._ask(
                heading, DECISION_FORM,
                lambda given: team.decide(self.app.room, self.desk, case.seat, case.standard, given),
                _("Decided. {name} reads it in the same words.").format(name=line(case.seat.name)),
            )  # fmt: skip

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open what stands under the cursor: who asked, a student's page, the team's page."""
        found = self._chosen()
        if isinstance(found, Planned):
            self._read(
                line(found.seat.name),
                lambda: weekpage.lines(weekpage.gather(self.app.room, self.desk, found.seat, self.starts)),
            )
        elif isinstance(found, team.Case):
            page = self.app.room, self.desk, found.seat, found.standard
            self._read(line(found.seat.name), lambda: weekpage.team_lines(team.page(*page)))
        elif found is not None and found[1] is not None:
            rows = [f"{line(one.seat.name)}: {_(SEATS[one.state])}" for one in found[1]]
            self._read(found[0].record.title, lambda: rows or [_("Nobody has asked yet.")])

    def _read(self, heading: str, gather: Callable[[], list[str]]) -> None:
        rows: list[str] = []
        if self.app.attempt(lambda: rows.extend(gather())):
            self.app.push_screen(Reading(heading, lines(text(row) for row in rows)))

    def action_note(self) -> None:
        """Type in a line of work status for the student under the cursor."""
        one = self._chosen()
        if isinstance(one, Planned):
            self._ask(
                _("Work status of {name}").format(name=line(one.seat.name)), STATUS_FORM,
                lambda given: status.note(self.app.room, one.seat, self.desk, given), _("Kept, with its date."),
            )  # fmt: skip

    def action_import(self) -> None:
        """Read work status from a CSV file; what was left out is shown by line."""
        form = Form(
            Field("file", "line", N_("File"), N_("A CSV file with students, and a status or a level for each.")),
            STATUS_FORM["on"],
        )
        left: list[str] = []

        def take(given: dict[str, Any]) -> None:
            at = day(str(given["on"]).strip()) or self.desk.today
            found = status.read(self.app.room, os.path.expanduser(str(given["file"]).strip()), at, {})
            status.keep(self.app.room, found.rows, self.app.clock)
            left[:] = [str(each) for each in found.mistakes] + list(found.notes)

        def after(done: bool | None) -> None:
            if done:
                self._send(_("Read. Students see it with its date after their next sync."))
                if left:
                    self.app.push_screen(Reading(_("Left out"), lines(text(row) for row in left)))

        self.app.push_screen(FormDialog(_("Read work status"), form, take), after)
