"""Two texts side by side in one: what went and what came."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static

from portfolio.i18n import N_, _
from portfolio.model.diff import compare
from portfolio.model.work import Work
from portfolio.text import shorten
from portfolio.widgets.card import Listing
from portfolio.widgets.keys import Keys
from portfolio.widgets.pixels import difference, joined, text, title_of

if TYPE_CHECKING:
    from portfolio.app import PortfolioApp

_PAPER = """
    {name} {{ align: center middle; background: $background 70%; }}
    {name} #paper {{ width: 100%; height: 100%; max-width: 140; border: round $primary; border-title-color: $primary;
        background: $card; padding: 0 1; }}
    {name} #text {{ height: 1fr; padding: 0 1; scrollbar-gutter: stable; }}
    {name} #text Static {{ height: auto; max-width: 92; }}
"""


class Reading(ModalScreen[None]):
    """Something to read, as it is or as it was."""

    HELP = N_("The arrow keys scroll, Escape closes.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss(None)", N_("Close"), key_display="esc"),
        Binding("f1,question_mark", "app.help", N_("Help"), key_display="f1"),
    ]
    DEFAULT_CSS = _PAPER.format(name="Reading")
    app: PortfolioApp

    def __init__(self, heading: str, content: Content) -> None:
        super().__init__()
        self._heading, self._content = heading, content

    def compose(self) -> ComposeResult:
        """The text in one column."""
        with Vertical(id="paper") as paper:
            paper.border_title = title_of(self._heading)
            with VerticalScroll(id="text"):
                yield Static(self._content, markup=False)
            yield Keys()


class CompareDrafts(ModalScreen[int | None]):
    """The text as it stands against one of its drafts; gives the number of a draft to go back to, or None."""

    HELP = N_("The arrow keys choose a draft. Enter goes back to it: what you have now stays in the history.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,f3", "dismiss(None)", N_("Close"), key_display="esc"),
        Binding("f1,question_mark", "app.help", N_("Help"), key_display="f1"),
    ]
    SCOPED_CSS = False
    DEFAULT_CSS = (
        _PAPER.format(name="CompareDrafts")
        + """
    CompareDrafts Listing { width: 30; height: 1fr; border: none; border-right: solid $quiet; }
    CompareDrafts Listing:focus { border: none; border-right: solid $primary; }
    .-narrow CompareDrafts Listing { width: 22; }
    """
    )
    app: PortfolioApp

    def __init__(self, work: Work, now: str) -> None:
        super().__init__()
        self._work, self._now = work, now

    def compose(self) -> ComposeResult:
        """The drafts, and the difference."""
        with Vertical(id="paper") as paper:
            paper.border_title = title_of(self._work.title)
            with Horizontal():
                yield Listing(verb=N_("Go back to this draft"))
                with VerticalScroll(id="text", can_focus=False):
                    yield Static("", markup=False)
            yield Keys()

    def on_mount(self) -> None:
        """List the drafts, the newest first."""
        drafts = self.app.desk.drafts(self._work)
        rows = [
            (str(number), joined((text(f"{number} ", "bold $primary"), text(shorten(draft.name, 22)))))
            for number, draft in enumerate(drafts, 1)
        ]
        listing = self.query_one(Listing)
        listing.show(rows[::-1] or [("", text(_("No draft yet."), "$muted"))])
        others = [n for n, draft in enumerate(drafts, 1) if self.app.desk.draft_text(draft) != self._now]
        if others:
            listing.choose(str(others[-1]))
        listing.focus()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the difference to the draft under the cursor."""
        key = self.query_one(Listing).chosen
        if not key:
            return
        draft = self.app.desk.drafts(self._work)[int(key) - 1]
        pieces = compare(self.app.desk.draft_text(draft), self._now)
        told = _("From draft {n} to your text now").format(n=key)
        same = len(pieces) < 2 and all(piece.tag == "same" for piece in pieces)
        body = text(_("They are the same."), "$muted") if same else difference(pieces)
        self.query_one("#text Static", Static).update(joined((text(told, "$muted"), "\n\n", body)))
        self.query_one("#text").scroll_home(animate=False)

    def on_option_list_option_selected(self) -> None:
        """Go back to the draft under the cursor."""
        key = self.query_one(Listing).chosen
        if key:
            self.dismiss(int(key))
