"""Week: a class's support blocks under five keys: sessions, plans, room lists, the team list, the term."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, ClassVar, Literal

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import OptionList, Static

from portfolio.classroom import planning, posting, saying, team, weekpage
from portfolio.classroom.planning import Planned
from portfolio.errors import PortfolioError
from portfolio.i18n import N_, _, ngettext
from portfolio.model.form import Field, Form, Option
from portfolio.model.week import DECISION_FORM, REQUEST_FORM, SEATS, THERE, post_form
from portfolio.screens.dialogs.compare import Reading
from portfolio.screens.dialogs.form import Ask, FormDialog
from portfolio.screens.frame import TopBar
from portfolio.screens.teacher import weekpages as pages
from portfolio.services import weeks
from portfolio.services.desk import Desk
from portfolio.services.told import By
from portfolio.teacher import ClassApp
from portfolio.text import line
from portfolio.widgets.card import Listing
from portfolio.widgets.keys import Keys
from portfolio.widgets.pixels import joined, lines, text, title_of
from portfolio.wording import month_day

TABS: tuple[tuple[str, str], ...] = (
    ("sessions", N_("Sessions")),
    ("plans", N_("Plans")),
    ("rooms", N_("Rooms")),
    ("team", N_("Team")),
    ("term", N_("Term")),
)
_HERE: dict[str, tuple[str, ...]] = {
    "sessions": ("post", "give", "request", "withdraw"),
    "plans": ("confirm", "change", "there"),
    "team": ("decide",),
}
_ALL = [name for names in _HERE.values() for name in names]


class Week(Screen[None]):
    """The week of a class, one tab at a time."""

    HELP = N_(
        "1 to 5 change what is shown: sessions, plans, room lists, the team list, the term. In the sessions P posts "
        "one, G gives the seats in order of arrival, R asks a student to come, T takes a session back, Enter shows who "
        "asked. In the plans C confirms, X changes with a reason (or plans for somebody who is away), H notes that "
        "somebody was there, E that they were in another place, Enter opens the student's page. In the team list D "
        "writes down a decision. The arrow keys left and right go to other weeks, Escape goes back to the class."
    )
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(n), f"tab('{key}')", name, show=False) for n, (key, name) in enumerate(TABS, 1)),
        Binding("p", "post", N_("Post")),
        Binding("g", "give", N_("Give seats")),
        Binding("r", "request", N_("Ask a student")),
        Binding("t", "withdraw", N_("Take back"), show=False),
        Binding("c", "confirm", N_("Confirm")),
        Binding("x", "change", N_("Change")),
        Binding("h", "there('yes')", N_("Was there")),
        Binding("e", "there('elsewhere')", N_("Elsewhere"), show=False),
        Binding("d", "decide", N_("Decide")),
        Binding("left", "week(-7)", N_("Week before"), key_display="←", show=False),
        Binding("right", "week(7)", N_("Next week"), key_display="→", show=False),
        Binding("escape", "app.pop_screen", N_("Class"), key_display="esc"),
    ]
    CSS = """
    Week { background: $background; align-horizontal: center; }
    Week #body { padding: 1 2 0 2; max-width: 160; height: 1fr; }
    Week #tabs { height: 1; margin-bottom: 1; }
    Week #rows, Week #rows:focus { height: 1fr; }
    """
    app: ClassApp

    class Loaded(Message):
        """What a tab shows has been read."""

        def __init__(self, tab: str, starts: date, page: pages.Page) -> None:
            super().__init__()
            self.tab, self.starts, self.page = tab, starts, page

    class Told(Message):
        """Something was brought to the hub, or not; a sentence says what."""

        def __init__(self, sentence: str, *, lasting: bool) -> None:
            super().__init__()
            self.sentence, self.lasting = sentence, lasting

    def __init__(self) -> None:
        super().__init__()
        self._tab = "sessions"
        self._desk: Desk | None = None
        self._starts: date | None = None
        self._page = pages.Page(())
        self._turn = threading.Lock()
        """One reader or sender at a time."""

    def compose(self) -> ComposeResult:
        """The top line, the tabs, the list, the keys."""
        yield TopBar()
        with Container(id="body"):
            yield Static("", markup=False, id="tabs")
            yield Listing(verb=N_("Open"), id="rows")
        yield Keys()

    def on_mount(self) -> None:
        """Read the class's courses, then the week."""
        try:
            self._desk = saying.class_desk(self.app.room, self.app.clock)
        except PortfolioError as error:
            self.app.say(str(error), wrong=True, lasting=True)
            self.call_after_refresh(self.app.pop_screen)
            return
        self.app.read(self._desk)
        self._starts = weeks.first_day(self._desk)
        self.query_one("#rows").focus()
        self.reload()

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

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Each tab has its own keys."""
        return action not in _ALL or action in _HERE.get(self._tab, ())

    # Showing

    def on_resize(self) -> None:
        """Arrange for another size."""
        if self._starts is not None:
            self._draw()

    def reload(self) -> None:
        """Read the tab anew, in the background."""
        self._draw()
        self._load(self._tab, self.starts)

    @work(thread=True, group="week", exit_on_error=False)
    def _load(self, tab: str, starts: date) -> None:
        with self._turn:
            page = pages.READERS[tab](self.app.room, self.desk, starts)
        self.post_message(self.Loaded(tab, starts, page))

    def on_week_loaded(self, message: Loaded) -> None:
        """Show what was read, if it is still wanted."""
        if (message.tab, message.starts) == (self._tab, self._starts):
            self._page = message.page
            self.query_one("#rows", Listing).show(list(self._page.rows), foot=self._page.foot)

    def _draw(self) -> None:
        this = weeks.first_day(self.desk)
        named = {
            this: _("this week"),
            this + timedelta(days=7): _("next week"),
            this - timedelta(days=7): _("last week"),
        }
        of = month_day(self.starts, self.desk.today)
        told = f"{named[self.starts]}, {of}" if self.starts in named else of
        parts: list[Content] = []
        for n, (key, name) in enumerate(TABS, 1):
            style = "bold $primary on $chosen" if key == self._tab else "$muted"
            parts.append(text(f" {n} {_(name)} ", style))
        self.query_one("#tabs", Static).update(joined(parts))
        self.query_one("#rows").border_title = title_of(f"← {told} →")
        kept = self.app.room.kept
        state = joined((text("● ", "$good"), text(_("Week"), "$muted")))
        self.query_one(TopBar).tell(f"{line(kept.name)} · {line(kept.me.name)}", state)
        self.refresh_bindings()

    def action_tab(self, tab: str) -> None:
        """Show another tab."""
        self._tab = tab
        self._page = pages.Page(())
        self.query_one("#rows", Listing).show([("", text(_("reading …"), "$muted"))], foot="")
        self.reload()

    def action_week(self, days: int) -> None:
        """Show another week."""
        self._starts = self.starts + timedelta(days=days)
        self.reload()

    # Saying

    def _chosen(self) -> Any:
        return self._page.things.get(self.query_one("#rows", Listing).chosen)

    @work(thread=True, group="week", exit_on_error=False)
    def _send(self, sentence: str) -> None:
        with self._turn:
            why = saying.send(self.app.room, self.app.clock)
        self.post_message(self.Told(why or sentence, lasting=bool(why)))

    def on_week_told(self, message: Told) -> None:
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
            why = saying.send(self.app.room, self.app.clock)
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
