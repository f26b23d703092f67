"""What the teacher's places have in common: the top line, the places, the body, the keys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget

from portfolio.i18n import N_, _, ngettext
from portfolio.screens.frame import SectionBar, TopBar
from portfolio.text import line
from portfolio.widgets.keys import Keys
from portfolio.widgets.pixels import WIDE, joined, text

if TYPE_CHECKING:
    from portfolio.teacher import ClassApp

PLACES = (
    ("class", N_("Class")),
    ("read", N_("To read")),
    ("standards", N_("Standards")),
    ("proposals", N_("Proposals")),
)


class Place(Screen[None]):
    """A place of the class. Subclasses fill the body and reload it when the rows were read anew."""

    SECTION: ClassVar[str] = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]
    DEFAULT_CSS = """
    Place { background: $background; align-horizontal: center; }
    Place #middle { height: 1fr; max-width: 180; }
    Place #body { padding: 1 2 0 1; width: 1fr; height: 1fr; }
    Place.-narrow #body { padding: 1 1 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(n), f"app.go('{key}')", name, show=False) for n, (key, name) in enumerate(PLACES, 1)),
        Binding("s", "fetch", N_("Fetch all")),
        Binding("escape", "stop", N_("Stop"), key_display="esc"),
    ]
    app: ClassApp

    def __init__(self) -> None:
        super().__init__()
        self._drawn_at: Size | None = None

    def compose(self) -> ComposeResult:
        """Top line, places, body, keys."""
        yield TopBar()
        with Horizontal(id="middle"):
            yield SectionBar(self.SECTION, PLACES)
            yield Container(*self.body(), id="body")
        yield Keys()

    def body(self) -> Iterable[Widget]:
        """What stands in the middle."""
        return ()

    @property
    def wide(self) -> bool:
        """Whether there is room for columns."""
        return self.app.size.width >= WIDE

    @property
    def columns(self) -> int:
        """Columns inside a card of the body."""
        return min(self.app.size.width, 180) - (20 if self.wide else 0) - 9

    def on_mount(self) -> None:
        """Show what is here."""
        self.draw()

    def on_screen_resume(self) -> None:
        """Back from a student: what was done there shows."""
        if self.is_mounted and self._drawn_at is not None:
            self.draw()

    def on_resize(self) -> None:
        """Arrange for another size."""
        if self.is_mounted and self.app.size != self._drawn_at:
            self.draw()

    def draw(self) -> None:
        """Show everything anew."""
        self._drawn_at = self.app.size
        self.query_one(SectionBar).draw(wide=self.wide)
        self.reload()
        self.tell()

    def reload(self) -> None:
        """Fill the body from the rows of the app."""

    def tell(self) -> None:
        """Bring the top line up to date."""
        app = self.app
        here = sum(1 for row in app.rows if row.summary is not None)
        fresh = sum(1 for row in app.rows if row.fresh)
        told = app.progress
        if not told:
            told = _("{here} of {n} here · {fresh} with something new").format(here=here, n=len(app.rows), fresh=fresh)
        if app.unsent:
            words = ngettext("{n} answer not at school yet", "{n} answers not at school yet", app.unsent)
            told = f"{words.format(n=app.unsent)} · {told}"
        state = joined((text("● ", "$amber" if app.progress or app.unsent else "$good"), text(told, "$muted")))
        kept = app.room.kept
        self.query_one(TopBar).tell(f"{line(kept.name)} · {line(kept.me.name)}", state)

    def on_section_bar_chosen(self, message: SectionBar.Chosen) -> None:
        """Go to a place that was clicked."""
        self.app.action_go(message.section)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Stopping is offered while something is on the way."""
        return action != "stop" or self.app.fetching

    def action_fetch(self) -> None:
        """Fetch everybody."""
        self.app.fetch()
        self.refresh_bindings()

    def action_stop(self) -> None:
        """Stop fetching."""
        self.app.stop()
