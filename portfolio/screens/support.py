"""Support: the week's blocks, filled in by student and advisor together; the menu; what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList

from portfolio.i18n import N_, _
from portfolio.model.form import Form
from portfolio.model.support import (
    ADVISOR,
    ASK_FORM,
    CHANGE_REASON,
    CONFIRM_FORM,
    DONE_FORM,
    HELPED,
    KIND_NAMES,
    STATES,
)
from portfolio.screens import supportstaff
from portfolio.screens.dialogs.compare import Reading
from portfolio.screens.dialogs.form import Ask, FormDialog
from portfolio.screens.frame import Frame
from portfolio.services import seating, told, weeks
from portfolio.services import supporting as service
from portfolio.services.told import Said
from portfolio.services.weeks import Row
from portfolio.text import shorten
from portfolio.widgets.card import Card, Listing
from portfolio.widgets.pixels import hanging, joined, lines, text
from portfolio.wording import month_day


class Support(Frame):
    """One week of supports and extensions."""

    SECTION = "support"
    HELP = N_(
        "Enter plans a block: what, where, why, for which goal or standard. With your advisor beside you, C notes that "
        "they confirm it, X that they change it, O that they plan it for somebody who is away. A agrees to what "
        "was planned for you, K asks to change it. T asks for a seat in a posted session. "
        "D answers the two questions afterwards. The arrow keys left and "
        "right go to other weeks. M shows the menu, S your strategies."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "done", N_("Look back")),
        Binding("c", "confirm", N_("Confirm")),
        Binding("x", "change", N_("Change")),
        Binding("a", "accept", N_("Agree")),
        Binding("m", "menu", N_("Menu")),
        Binding("s", "strategies", N_("Strategies")),
        Binding("t", "seat", N_("Seat")),
        Binding("k", "ask", N_("Ask to change it"), show=False),
        Binding("o", "plan_for", N_("Plan for somebody who is away"), show=False),
        Binding("left", "week(-7)", N_("Week before"), key_display="←", show=False),
        Binding("right", "week(7)", N_("Next week"), key_display="→", show=False),
    ]
    CSS = """
    Support #pair { layout: horizontal; }
    Support #list { width: 1fr; height: 100%; }
    Support #one { width: 1fr; height: 100%; margin-left: 1; }
    Support.-narrow #pair { layout: vertical; }
    Support.-narrow #list { width: 1fr; height: 11; }
    Support.-narrow #one { width: 1fr; height: 1fr; margin-left: 0; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._week: date | None = None
        self._said: tuple[Said, ...] = ()

    def body(self) -> Iterable[Widget]:
        """The week, one block, what was done."""
        yield Container(
            Listing(verb=N_("Plan"), id="list"),
            VerticalScroll(
                Card(id="detail"),
                Card(_("From your teachers"), id="staff"),
                Card(_("What you have done"), id="done"),
                id="one",
            ),
            id="pair",
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be done with the block under the cursor is offered."""
        row = self._current() if action in ("done", "confirm", "change", "accept", "ask") else None
        if row is None:
            return action not in ("done", "confirm", "change", "accept", "ask")
        slot = row.slot
        if slot is None or (slot.did and action != "done"):
            return False
        if action == "done":
            return row.on <= self.desk.today
        return (
            slot.state in ("changed", "planned for me")
            if action == "accept"
            else slot.state != "confirmed" or (action != "confirm")
        )

    @property
    def week(self) -> date:
        """The first day of the week that is shown."""
        return self._week or weeks.first_day(self.desk)

    def reload(self) -> None:
        """Fill the week."""
        self._said = told.said(self.desk)
        staff = supportstaff.card(self.desk, self._said, self.week)
        self.query_one("#staff", Card).show(staff)
        self.query_one("#staff").display = bool(staff.plain)
        rows = [(row.block, self._row(row)) for row in weeks.week(self.desk, self.week)]
        this = weeks.first_day(self.desk)
        named = {
            this: _("This week"),
            this + timedelta(days=7): _("Next week"),
            this - timedelta(days=7): _("Last week"),
        }
        of = _("Week of {day}").format(day=month_day(self.week, self.desk.today))
        heading = f"{named[self.week]} · {of}" if self.week in named else of
        empty = text(_("The timetables of your courses have no blocks."), "$muted")
        self.query_one("#list", Listing).show(rows or [("", empty)], heading=heading, foot=_("← → other weeks"))
        self._show()
        found = service.done(self.desk)[::-1]
        done = [
            joined(
                (
                    text(f"{_(KIND_NAMES[kind])}  ", "$muted"),
                    text(shorten(name, 60), "bold"),
                    text(f"  {did}", "$muted"),
                )
            )
            for _at, kind, name, did in found[:8]
        ]
        nothing = text(_("Supports and extensions you have done stand here by name."), "$muted")
        self.query_one("#done", Card).show(lines(done or [nothing]))
        if self.focused is None:
            self.query_one("#list").focus()

    def _row(self, row: Row) -> Content:
        at = joined((text(row.block, "bold"), text(f"  {row.told}", "$muted")))
        slot = row.slot
        if slot is None:
            last = weeks.last_slot(self.desk, row)
            before = f" · {_('last time')}: {last.session}" if last else ""
            return lines((at, text(f"  {_('free')}{before}", "$muted"), Content("")))
        mark = "✓ " if slot.did else "◆ " if slot.state == "confirmed" else "◇ "
        state = _(HELPED[slot.helped]) if slot.helped else _(STATES[slot.state])
        what = joined(
            (text(f"  {mark}", "$primary"), text(slot.session), text(f"  {_(KIND_NAMES[slot.kind])}", "$muted"))
        )
        return lines((at, what, hanging("    ", text(f"{slot.where} · {state}", "$muted"), self._room())))

    def _room(self) -> int:
        """Columns inside the list."""
        return (self.columns // 2 if self.wide else self.columns) - 6

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the block under the cursor."""
        self._show()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Plan it."""
        self.action_plan()

    def action_plan(self) -> None:
        """Ask what happens in the block under the cursor."""
        row = self._current()
        if row is None or not self.app.attempt(lambda: service.refuse_fixed(row)):
            return
        self._ask(_("Plan this block"), service.question(self.desk), self._propose, key="plan", start=True)

    def _current(self) -> Row | None:
        if not self.is_mounted:
            return None
        key = self.query_one("#list", Listing).chosen
        return next((row for row in weeks.week(self.desk, self.week) if row.block == key), None)

    def _show(self) -> None:
        row, card = self._current(), self.query_one("#detail", Card)
        if row is None:
            card.show(Content(""), heading="")
            return
        rows = (
            supportstaff.plan(self.desk, self._said, row.slot)
            if row.slot
            else [text(_("Nothing is planned yet. Enter plans it."), "$muted")]
        )
        last = weeks.last_slot(self.desk, row)
        if last is not None:
            came = _(HELPED[last.helped]) if last.helped else _("not looked back at yet")
            rows += [Content(""), text(_("Last time"), "$muted"), text(f"{last.session}: {came}")]
            rows += [text(last.did)] if last.did else []
        card.show(lines(rows), heading=f"{row.block} · {row.told}")
        self.query_one("#one").scroll_home(animate=False)
        self.refresh_bindings()

    def act(self, what: str, target: str) -> None:
        """Show the block that Today named; plan it, or say what came of it; an answer is given by its keys."""
        week, _slash, block = target.partition("/")
        self._week = date.fromisoformat(week)
        self.reload()
        self.query_one("#list", Listing).choose(block)
        if what == "week":
            self.action_plan()
        elif what == "support":
            self.action_done()

    def _ask(
        self, heading: str, form: Form, do: Callable[[Row, dict[str, Any]], object], *, key: str, start: bool = False,
        answers: dict[str, str] | None = None,
    ) -> None:  # fmt: skip
        row = self._current()
        if row is None:
            return
        answers = service.proposal(self.desk, row) if start else answers or {}
        above = f"{row.block}, {row.told}"
        last = weeks.last_slot(self.desk, row)
        if start and last and last.did:
            above += f"\n{_('Last time')}: {last.session}. {last.did}"
        dialog = FormDialog(
            heading, form, lambda given: do(row, given), answers=answers, above=above,
            key=f"support-{key}-{self.week}-{row.block}",
        )  # fmt: skip
        self.app.push_screen(dialog)

    def _propose(self, row: Row, given: dict[str, Any]) -> None:
        service.propose(self.desk, self.week, row, given)

    def action_plan_for(self) -> None:
        """Note a plan that the advisor makes for an absent student."""
        form = Form(*service.question(self.desk).fields, ADVISOR)

        def submit(row: Row, given: dict[str, Any]) -> None:
            service.propose(self.desk, self.week, row, given, planned_by=str(given.get("advisor") or ""))

        self._ask(_("Plan it for the student"), form, submit, key="for", start=True)

    def action_seat(self) -> None:
        """Ask for a seat in a session of the block under the cursor; what is planned there is asked about first."""
        row = self._current()
        if row is None:
            return
        if not supportstaff.posted(self._said, self.week, row):
            self.app.say(_("No session is posted for this block."))
            return

        def asked(yes: bool | None) -> None:
            if yes:
                form = supportstaff.seat_question(self._said, self.week, row)
                first = supportstaff.posted(self._said, self.week, row)[0]
                answers = {"session": first.record.id, **seating.start(self.desk, first)}
                self._ask(_("Ask for a seat"), form, self._seat, key="seat", answers=answers)

        if row.slot is None:
            asked(True)
            return
        told_ = _("“{title}” is planned in this block. The seat you ask for takes its place.")
        self.app.push_screen(Ask(_("Plan something else?"), told_.format(title=shorten(row.slot.session, 40))), asked)

    def _seat(self, row: Row, given: dict[str, Any]) -> None:
        session = told.find_session(self._said, str(self.week), str(given["session"]))
        seating.ask(self.desk, self._said, session, given, instead=row.slot is not None)

    def action_change(self) -> None:
        """Note a change by the advisor, with the reason."""
        form = Form(*service.question(self.desk).fields, ADVISOR, CHANGE_REASON)
        self._asked(
            _("Change the plan"),
            form,
            lambda row, given: service.change(self.desk, self.week, row, given),
            "change",
            True,
        )

    def action_confirm(self) -> None:
        """Note that the advisor confirms it."""
        self._asked(
            _("The advisor confirms"), CONFIRM_FORM,
            lambda row, given: service.confirm(self.desk, row, str(given["advisor"])), "confirm",
        )  # fmt: skip

    def action_ask(self) -> None:
        """Ask for another plan."""
        self._asked(
            _("Ask to change it"), ASK_FORM,
            lambda row, given: service.ask_to_change(self.desk, row, str(given["answer"])), "ask",
        )  # fmt: skip

    def action_done(self) -> None:
        """Answer the two questions."""
        self._asked(_("After the block"), DONE_FORM, lambda row, given: service.finish(self.desk, row, given), "done")

    def _asked(
        self, heading: str, form: Form, do: Callable[[Row, dict[str, Any]], object], key: str, start: bool = False
    ) -> None:
        row = self._current()
        if row is None or row.slot is None:
            self.app.say(_("Nothing is planned in this block. Enter plans it."))
            return
        self._ask(heading, form, do, key=key, start=start)

    def action_accept(self) -> None:
        """Agree to what was planned or changed."""
        row = self._current()
        if row is None or row.slot is None:
            self.app.say(_("Nothing is planned in this block. Enter plans it."))
        elif self.app.attempt(lambda: service.accept(self.desk, row)):
            self.app.say(_("Agreed: it is confirmed."))

    def action_week(self, days: int) -> None:
        """Show another week."""
        self._week = self.week + timedelta(days=days)
        self.reload()

    def action_menu(self) -> None:
        """Everything there is."""
        rows: list[Content] = []
        for kind in ("support", "extension"):
            rows += [text(_(KIND_NAMES[kind]), "bold $primary"), Content("")]
            for _course, one in weeks.menu(self.desk):
                if one.kind == kind:
                    rows += [
                        joined((text(one.name, "bold"), text(f"  {one.form}", "$muted"))), text(one.what),
                        text(f"{_('Good when')}: {one.when}", "$muted"), Content(""),
                    ]  # fmt: skip
        self.app.push_screen(Reading(_("Supports and extensions for everyone"), lines(rows)))

    def action_strategies(self) -> None:
        """Strategies by situations."""
        from portfolio.screens.strategies import Strategies

        self.app.push_screen(Strategies())
