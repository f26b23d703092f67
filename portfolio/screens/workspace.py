"""One work: its tabs, and what they share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from portfolio.i18n import N_, _
from portfolio.model.work import Work
from portfolio.screens.frame import Frame
from portfolio.text import shorten
from portfolio.widgets.pixels import joined, text

if TYPE_CHECKING:
    from portfolio.app import PortfolioApp

TABS = (
    ("choices", N_("Choices")),
    ("draft", N_("Draft")),
    ("reflect", N_("Reflect")),
    ("assess", N_("Assess")),
    ("feedback", N_("Feedback")),
    ("sources", N_("Sources")),
    ("story", N_("Story")),
)


class Tab(Container):
    """What stands under one tab of a work."""

    DEFAULT_CSS = "Tab { height: 1fr; }"
    HELP: ClassVar[str] = ""
    app: PortfolioApp

    def __init__(self, work: str) -> None:
        super().__init__()
        self._work_id = work
        self._known: Work | None = None

    @property
    def work(self) -> Work:
        """The work as it is now, or as it was last seen where its record cannot be read any more."""
        found = self.app.desk.view.get(Work, self._work_id) or self._known
        self._known = found or self.app.desk.view.need(Work, self._work_id)
        return self._known

    def reload(self) -> None:
        """Show the work as it is now."""

    def settled(self) -> None:
        """What was saved has become a version."""

    def enter(self) -> None:
        """Put the cursor where one begins."""

    def put_away(self) -> bool:
        """Save what is open; called before the tab is left. False where that failed, so that one stays."""
        return True


class TabLine(Static, can_focus=True):
    """The names of the tabs under arrow keys."""

    SCOPED_CSS = False
    DEFAULT_CSS = """
    TabLine { height: 1; margin-bottom: 1; }
    .-narrow TabLine { margin-bottom: 0; }
    TabLine:focus { background: $bar; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", N_("Tab before"), key_display="←"),
        Binding("right", "step(1)", N_("Next tab"), key_display="→"),
        Binding("enter,down", "into", N_("Go in")),
    ]

    class Step(Message):
        """Another tab is wanted."""

        def __init__(self, to: str) -> None:
            super().__init__()
            self.to = to

    class Into(Message):
        """The tab's content is wanted."""

    def __init__(self) -> None:
        super().__init__(markup=False)
        self.current = "draft"

    def draw(self, current: str) -> None:
        """Mark the present tab."""
        self.current = current
        parts = [text(_(name), "bold underline $primary" if key == current else "$muted") for key, name in TABS]
        self.update(joined(parts, "   "))

    def action_step(self, by: int) -> None:
        """Go to the tab beside this one."""
        keys = [key for key, _name in TABS]
        self.post_message(self.Step(keys[(keys.index(self.current) + by) % len(keys)]))

    def action_into(self) -> None:
        """Go into the tab."""
        self.post_message(self.Into())

    def on_click(self, event: events.Click) -> None:
        """Go to the tab that was clicked."""
        at = 0
        for key, name in TABS:
            if at <= event.x < at + len(_(name)) + 3:
                self.post_message(self.Step(key))
                return
            at += len(_(name)) + 3


class Workspace(Frame):
    """One work from choosing to sharing."""

    SECTION = "work"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6", "next_tab(1)", N_("Next tab"), priority=True),
        Binding("shift+f6", "next_tab(-1)", N_("Tab before"), show=False, priority=True),
        Binding("escape", "back", N_("Back"), key_display="esc"),
    ]
    CSS = """
    Workspace #title { height: 1; }
    Workspace #tab { height: 1fr; }
    """

    def __init__(self, work: str, tab: str) -> None:
        super().__init__()
        self._work_id = work
        self._gone = False
        self._tab = tab if tab in dict(TABS) else "draft"

    @property
    def help_text(self) -> str:
        """What can be done in the present tab."""
        general = _("F6: next tab. Escape: up to the names of the tabs. Escape again: leave this work.")
        return f"{_(self.query_one(Tab).HELP)}\n{general}"

    def body(self) -> Iterable[Widget]:
        """Title, tabs, the present tab."""
        yield Static("", markup=False, id="title")
        yield TabLine()
        yield Container(_tab(self._tab, self._work_id), id="tab")

    def on_mount(self) -> None:
        """Go into the tab."""
        super().on_mount()
        self.call_after_refresh(self._enter)

    def reload(self) -> None:
        """Show title and tab as they are now."""
        work = self.desk.view.get(Work, self._work_id)
        if work is None:
            if not self._gone:
                self._gone = True
                self.call_later(self._leave_what_is_gone)
            return
        found = self.desk.task_of(work)
        about = f"{found[1].title} · {found[0].title}" if found else ""
        room = max(20, self.columns - len(work.title) - 4)
        title = joined((text(shorten(work.title, 60), "bold"), "   ", text(shorten(about, room), "$muted")))
        self.query_one("#title", Static).update(title)
        self.query_one(TabLine).draw(self._tab)
        for tab in self.query(Tab):
            tab.reload()

    def _leave_what_is_gone(self) -> None:
        if self.put_away():
            self.app.say(_("This work cannot be read just now. What you typed is kept."), lasting=True)
            self.app.pop_screen()
        self._gone = False

    def settled(self) -> None:
        """Tell the tab."""
        for tab in self.query(Tab):
            tab.settled()

    async def show_tab(self, key: str) -> None:
        """Leave the present tab, saving it, and show another."""
        if not self.put_away():
            return
        self._tab = key
        place = self.query_one("#tab", Container)
        await place.remove_children()
        await place.mount(_tab(key, self._work_id))
        self.reload()

    async def on_tab_line_step(self, message: TabLine.Step) -> None:
        """Show another tab; the cursor stays on the names."""
        await self.show_tab(message.to)

    def _enter(self) -> None:
        """Into the tab that is there now; a key may have turned to another, which is still being made."""
        for tab in self.query(Tab):
            if tab.is_mounted:
                tab.enter()

    def on_tab_line_into(self) -> None:
        """Go into the tab."""
        self._enter()

    async def action_next_tab(self, by: int) -> None:
        """Show the tab beside this one and go into it."""
        keys = [key for key, _name in TABS]
        await self.show_tab(keys[(keys.index(self._tab) + by) % len(keys)])
        self._enter()

    def action_back(self) -> None:
        """From the content to the names of the tabs, from there to the list."""
        line = self.query_one(TabLine)
        if self.focused is not line:
            line.focus()
            return
        if self.put_away():
            self.app.at_rest()
            self.app.pop_screen()

    def put_away(self) -> bool:
        """Save what is open."""
        return self.query_one(Tab).put_away()


def _tab(key: str, work: str) -> Tab:
    """The content of a tab, loaded when it is first shown."""
    if key == "choices":
        from portfolio.screens.tab_choices import Choices

        return Choices(work)
    if key == "reflect":
        from portfolio.screens.tab_reflect import Reflect

        return Reflect(work)
    if key == "assess":
        from portfolio.screens.tab_assess import Assess

        return Assess(work)
    if key == "feedback":
        from portfolio.screens.tab_feedback import Feedback

        return Feedback(work)
    if key == "sources":
        from portfolio.screens.tab_sources import Sources

        return Sources(work)
    if key == "story":
        from portfolio.screens.tab_story import Story

        return Story(work)
    from portfolio.screens.tab_draft import Writing

    return Writing(work)
