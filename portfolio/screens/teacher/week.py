"""Week: a class's support blocks under five keys: sessions, plans, room lists, the team list, the term."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from portfolio.classroom import saying
from portfolio.errors import PortfolioError
from portfolio.i18n import N_, _
from portfolio.screens.frame import TopBar
from portfolio.screens.teacher import weekpages as pages
from portfolio.screens.teacher.weeksaying import Sayer
from portfolio.services import weeks
from portfolio.teacher import ClassApp
from portfolio.text import line
from portfolio.widgets.card import Listing
from portfolio.widgets.keys import Keys
from portfolio.widgets.pixels import joined, text, title_of
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
    "plans": ("confirm", "change", "there", "note", "import"),
    "team": ("decide",),
}
_ALL = [name for names in _HERE.values() for name in names]


class Week(Sayer):
    """The week of a class, one tab at a time."""

    HELP = N_(
        "1 to 5 change what is shown: sessions, plans, room lists, the team list, the term. In the sessions P posts "
        "one, G gives the seats in order of arrival, R asks a student to come, T takes a session back, Enter shows who "
        "asked. In the plans C confirms, X changes with a reason (or plans for somebody who is away), H notes that "
        "somebody was there, E that they were in another place, N types in work status, I reads it from a file, Enter "
        "opens the student's page. In the team list D writes down a decision. The arrow keys left and right go to "
        "other weeks, Escape goes back to the class."
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
        Binding("n", "note", N_("Work status"), show=False),
        Binding("i", "import", N_("Read work status from a file"), show=False),
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

    def __init__(self) -> None:
        super().__init__()
        self._tab = "sessions"

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
