"""The frame every place stands in: the top line, the sections, the body, the keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from portfolio.i18n import N_, _
from portfolio.services.desk import Desk
from portfolio.text import shorten
from portfolio.widgets.keys import Keys
from portfolio.widgets.pixels import WIDE, WIDEST, joined, room, text

if TYPE_CHECKING:
    from portfolio.app import PortfolioApp

SECTIONS = (
    ("today", N_("Today")),
    ("goals", N_("Goals")),
    ("work", N_("Work")),
    ("growth", N_("Growth")),
    ("support", N_("Support")),
    ("history", N_("History")),
    ("capstone", N_("Capstone")),
)


class TopBar(Static):
    """The program, whose portfolio it is, and whether all is saved."""

    DEFAULT_CSS = """
    TopBar { dock: top; height: 1; background: $bar; padding: 0 2; }
    """
    AROUND: ClassVar[int] = 20
    """Columns that the margins, the program's name and the gaps take."""
    NAME: ClassVar[int] = 16
    """Columns of a name that are not given up for anything."""

    def __init__(self) -> None:
        super().__init__(markup=False)

    def tell(self, owner: str, state: Content) -> None:
        """Show a state: saved, being saved, typing, read only."""
        width = max(20, self.app.size.width - 4)
        room = width - state.cell_length - 14
        left = joined((text("▚ ", "$primary"), text("Portfolio", "bold $primary"), f"  {shorten(owner, max(room, 8))}"))
        gap = max(1, width - left.cell_length - state.cell_length)
        self.update(joined((left, " " * gap, state)), layout=False)


class SectionBar(Static):
    """The places of the app: at the side, or in one line where the screen is narrow."""

    SCOPED_CSS = False
    DEFAULT_CSS = """
    SectionBar { width: 20; padding: 1 0 0 2; height: 1fr; }
    .-narrow SectionBar { width: 1fr; height: 1; padding: 0 2; dock: top; }
    """

    class Chosen(Message):
        """A section was clicked."""

        def __init__(self, section: str) -> None:
            super().__init__()
            self.section = section

    def __init__(self, current: str, sections: Sequence[tuple[str, str]] = SECTIONS) -> None:
        super().__init__(markup=False)
        self.current, self._sections = current, sections

    def draw(self, *, wide: bool) -> None:
        """Show the sections, the present one marked."""
        parts = []
        for n, (key, name) in enumerate(self._sections, 1):
            label = f" {n}  {_(name)}".ljust(16) if wide else f" {n} {_(name)} "
            parts.append(text(label, "bold $primary on $chosen" if key == self.current else "$muted"))
        self.update(joined(parts, "\n" if wide else " "), layout=False)

    def on_click(self, event: events.Click) -> None:
        """Go where a click points."""
        if self.app.size.width >= WIDE:
            row = event.y - 1
        else:
            at, row = 2, -1
            for n, (_key, name) in enumerate(self._sections):
                size = len(f" {n + 1} {_(name)} ") + 1
                if at <= event.x < at + size:
                    row = n
                at += size
        if 0 <= row < len(self._sections):
            self.post_message(self.Chosen(self._sections[row][0]))


class Frame(Screen[None]):
    """A place of the app. Subclasses fill the body and reload it when the portfolio changed."""

    SECTION: ClassVar[str] = ""
    """Which section it belongs to."""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]
    DEFAULT_CSS = f"""
    Frame {{ background: $background; align-horizontal: center; }}
    Frame #body {{ padding: 1 2 0 1; width: 1fr; height: 1fr; }}
    Frame.-narrow #body {{ padding: 1 1 0 1; }}
    Frame #middle {{ height: 1fr; max-width: {WIDEST}; }}
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(n), f"app.go('{key}')", name, show=False) for n, (key, name) in enumerate(SECTIONS, 1)),
        Binding("ctrl+z", "app.undo_last", N_("Undo"), show=False),
    ]

    app: PortfolioApp
    _shown_at: Size | None = None

    def compose(self) -> ComposeResult:
        """Top line, sections, body, keys."""
        yield TopBar()
        with Horizontal(id="middle"):
            yield SectionBar(self.SECTION)
            yield Container(*self.body(), id="body")
        yield Keys()

    def body(self) -> Iterable[Widget]:
        """What stands in the middle."""
        return ()

    @property
    def desk(self) -> Desk:
        """The student's desk."""
        return self.app.desk

    @property
    def wide(self) -> bool:
        """Whether there is room for columns."""
        return self.app.size.width >= WIDE

    @property
    def columns(self) -> int:
        """Columns of the body."""
        return room(self.app.size.width)

    def on_mount(self) -> None:
        """Show what there is."""
        self._shown_at = self.app.size
        self._draw()
        self.reload()

    def on_screen_resume(self) -> None:
        """Show what changed while another place was open."""
        self._draw()
        if self.is_mounted and self.app.changed_since(self):
            self.reload()

    def on_resize(self) -> None:
        """Arrange for another size."""
        if self.is_mounted and self.app.size != self._shown_at:
            self._shown_at = self.app.size
            self._draw()
            self.reload()

    def _draw(self) -> None:
        for bar in self.query(SectionBar):
            bar.draw(wide=self.wide)
        self.tell()

    def tell(self) -> None:
        """Bring the top line up to date."""
        owner = self.desk.view.owner.name
        columns = self.app.size.width - TopBar.AROUND - min(len(owner), TopBar.NAME)
        for bar in self.query(TopBar):  # none is left once the app is closing
            bar.tell(owner, self.app.state(columns))

    def on_section_bar_chosen(self, message: SectionBar.Chosen) -> None:
        """Go to a section that was clicked."""
        self.app.action_go(message.section)

    def settled(self) -> None:
        """What was saved has become a version."""

    def put_away(self) -> bool:
        """Save what is open; called before the place is left. False where that failed, so that one stays."""
        return True

    def reload(self) -> None:
        """Show the portfolio as it is now. Called after every change and resize."""
