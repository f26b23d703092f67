"""Remove from history: choose what, read what that means, type its name, keep the receipt."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static

from portfolio.door.removing import Removed, remove
from portfolio.door.target import Target
from portfolio.errors import PortfolioError
from portfolio.i18n import N_, _, ngettext
from portfolio.screens.frame import Frame
from portfolio.services import removing as service
from portfolio.services.removing import Consequences, Removable
from portfolio.text import line
from portfolio.widgets.card import Card, Listing
from portfolio.widgets.keys import Keys
from portfolio.widgets.pixels import hanging, joined, lines, text, title_of

if TYPE_CHECKING:
    from portfolio.app import PortfolioApp

_SHOWN = 300
"""So many rows are listed at once; typing narrows them."""
_AGAIN = 0.2
"""Seconds after which a sync under way is looked at again."""


class Removing(Frame):
    """Everything that can be removed from every version."""

    SECTION = "history"
    HELP = N_(
        "Undo and restore never erase anything; this does. Type a part of its name or kind, the arrow keys choose, "
        "Enter shows exactly what would go and who else has copies. Nothing happens before you have typed its name. "
        "What is in older versions only can be removed in plain lines: portfolio remove-from-history."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "app.pop_screen", N_("Back"), key_display="esc"),
        Binding("down", "list", N_("To the list"), show=False),
    ]
    CSS = """
    Removing #pair { layout: horizontal; height: 1fr; }
    Removing #left { width: 3fr; height: 100%; }
    Removing #list { height: 1fr; }
    Removing #one { width: 2fr; height: 100%; margin-left: 1; }
    Removing #one Card { min-height: 100%; }
    Removing Input { border: none; border-left: wide $quiet; background: $bar; height: 1; padding: 0 1; }
    Removing Input:focus { border: none; border-left: wide $primary; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._every: list[Removable] = []

    def body(self) -> Iterable[Widget]:
        """A line to narrow, the list, what this is."""
        yield Container(
            Vertical(
                Input(id="narrow", placeholder=_("a part of its name, or: draft, goal")),
                Listing(_("Remove from history"), verb=N_("What would go"), id="list"),
                id="left",
            ),
            VerticalScroll(Card(_("For good"), id="detail"), id="one", can_focus=False),
            id="pair",
        )

    def reload(self) -> None:
        """List what there is."""
        self._every = service.removables(self.desk)
        self._narrow()
        told = [
            _("Restoring and undoing never erase anything. This does: no version has it afterwards."),
            _("Before anything happens you read what exactly goes, what stays, and who else has copies."),
            _("Enter looks. You agree by typing its name."),
        ]
        self.query_one("#detail", Card).show(text("\n\n".join(told)), foot=_("a stated act of its own"))
        if self.focused is None:
            self.query_one("#list").focus()

    def _narrow(self) -> None:
        asked = line(self.query_one("#narrow", Input).value).lower()
        fits = [one for one in self._every if asked in f"{one.kind} {one.title}".lower()]
        rows = [(one.key, self._row(one)) for one in fits[:_SHOWN]]
        more = _("{n} more: type to narrow").format(n=len(fits) - _SHOWN) if len(fits) > _SHOWN else ""
        nothing = text(_("Nothing like that."), "$muted")
        self.query_one("#list", Listing).show(rows or [("", nothing)], foot=more)

    def _row(self, one: Removable) -> Content:
        return lines((text(one.title, "bold"), text(f"{one.kind} · {one.on}", "$muted")))

    def on_input_changed(self) -> None:
        """Narrow the list."""
        self._narrow()

    def on_input_submitted(self) -> None:
        """To the list."""
        self.action_list()

    def action_list(self) -> None:
        """To the list."""
        self.query_one("#list").focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Look what would go."""
        key = self.query_one("#list", Listing).chosen
        if key:
            self.app.push_screen(Agree(key))


class Agree(ModalScreen[None]):
    """What exactly would go, a word to type, then how far it is, and the receipt."""

    HELP = N_(
        "Read what goes, what stays and who else has copies. Type the word that is shown and press Ctrl+S: then it is "
        "removed from every version, for good. Escape changes nothing."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", N_("Remove it for good"), priority=True, key_display="^s"),
        Binding("escape", "close", N_("Change nothing"), key_display="esc"),
        Binding("f1", "app.help", N_("Help"), key_display="f1"),
    ]
    DEFAULT_CSS = """
    Agree { align: center middle; background: $background 70%; }
    Agree #paper {
        width: 96; max-width: 100%; height: auto; max-height: 100%; border: round $amber;
        border-title-color: $amber; background: $card; padding: 0 2;
    }
    Agree VerticalScroll { height: auto; max-height: 100%; scrollbar-gutter: stable; }
    Agree Static { height: auto; }
    Agree Input { border: none; border-left: wide $quiet; background: $bar; height: 1; padding: 0 1; }
    Agree Input:focus { border: none; border-left: wide $amber; }
    Agree #ask, Agree #state { margin-top: 1; }
    Agree .-later { display: none; }
    """
    app: PortfolioApp

    class Found(Message):
        """What would go, and what that means."""

        def __init__(self, target: Target, told: Consequences) -> None:
            super().__init__()
            self.target, self.told = target, told

    class Far(Message):
        """How many versions are anew."""

        def __init__(self, done: int, every: int) -> None:
            super().__init__()
            self.done, self.every = done, every

    class Done(Message):
        """It is removed."""

        def __init__(self, removed: Removed) -> None:
            super().__init__()
            self.removed = removed

    class Failed(Message):
        """It could not be done, and why."""

        def __init__(self, error: PortfolioError) -> None:
            super().__init__()
            self.error = error

    def __init__(self, key: str) -> None:
        super().__init__()
        self._key = key
        self._target: Target | None = None
        self._going = self._ended = False

    def compose(self) -> ComposeResult:
        """What it means, the word, how far it is."""
        with Vertical(id="paper") as paper:
            paper.border_title = title_of(_("Remove from history"))
            with VerticalScroll(id="all", can_focus=False):
                yield Static(text(_("Looking what would go …"), "$muted"), markup=False, id="told")
                yield Static("", markup=False, id="ask")
                yield Input(id="word", classes="-later")
                yield Static("", markup=False, id="state")
            yield Keys()

    def on_mount(self) -> None:
        """Look what would go."""
        self.run_worker(self._find, thread=True, exit_on_error=False)

    def _find(self) -> None:
        desk = self.app.desk
        try:
            target = service.find(desk, self._key)
            self.post_message(self.Found(target, service.consequences(desk, target)))
        except PortfolioError as error:
            self.post_message(self.Failed(error))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """It is offered once one has seen what goes, and only once."""
        if action == "save":
            return self._target is not None and not (self._going or self._ended)
        return action != "close" or not self._going

    def on_agree_found(self, message: Found) -> None:
        """Say it, and ask for the word."""
        self._target, told = message.target, message.told
        width = min(96, self.app.size.width) - 8
        rows = [joined((text(_("This goes from every version:"), "bold"), text(f"  {line(message.target.name)[:60]}")))]
        rows += [hanging(text("✓ ", "$removed"), text(one), width) for one in told.goes]
        rows += [text(_("What cannot be taken back"), "bold")]
        rows += [hanging(text("○ ", "$muted"), text(one), width) for one in told.stays]
        rows += [text(_("Who else has copies, which this cannot reach"), "bold")]
        rows += [hanging(text("○ ", "$amber"), text(one), width) for one in told.copies]
        self.query_one("#told", Static).update(lines(rows))
        word = service.word_of(message.target)
        self.query_one("#ask", Static).update(
            joined((text(_("Type this to agree:"), "bold"), "  ", text(word, "bold $amber")))
        )
        self.query_one("#word").remove_class("-later")
        self.query_one("#word").focus()
        self.refresh_bindings()

    def on_input_submitted(self) -> None:
        """Enter alone removes nothing: say which key does."""
        self._say(_("Ctrl+S removes it for good. Escape changes nothing."), "$muted")

    def action_save(self) -> None:
        """Remove it, where the word is typed and nothing else is under way."""
        target = self._target
        if target is None:
            return
        if not service.agrees(target, self.query_one("#word", Input).value):
            self._say(_("The word is not typed yet, so nothing was removed."), "$removed")
            return
        self._going = True
        self.refresh_bindings()
        self._say(_("One moment: what is under way is finished first."), "$muted")
        self._begin(target)

    def _begin(self, target: Target) -> None:
        if not self.app.rest():
            self.set_timer(_AGAIN, partial(self._begin, target))
            return
        self.run_worker(partial(self._remove, target), thread=True, exit_on_error=False)

    def _remove(self, target: Target) -> None:
        portfolio = self.app.desk.portfolio

        def told(done: int, every: int) -> None:
            if done == every or done % 20 == 0:
                self.post_message(self.Far(done, every))

        try:
            portfolio.settle()
            self.post_message(self.Done(remove(portfolio, target, told)))
        except PortfolioError as error:
            self.post_message(self.Failed(error))

    def on_agree_far(self, message: Far) -> None:
        """How far it is."""
        told = _("Making versions anew: {n} of {all}").format(n=message.done, all=message.every)
        self._say(told, "$primary")

    def on_agree_failed(self, message: Failed) -> None:
        """Say why."""
        self._over()
        self._say(str(message.error), "$removed")

    def on_agree_done(self, message: Done) -> None:
        """Show the receipt."""
        self._ended = True
        self._over()
        receipt, still = message.removed.receipt, message.removed.still
        self.query_one("#word").add_class("-later")
        self.query_one("#ask", Static).update("")
        made = ngettext("{n} version was made anew.", "{n} versions were made anew.", receipt.versions)
        rows = [text(_("Removed."), "bold $good"), text(made), text("")]
        rows += [text(_("Receipt"), "bold"), text(f"{receipt.short}  {receipt.created[:16].replace('T', ' ')}")]
        rows += [text(f"  {one}", "$muted") for one in receipt.what]
        told = _("It stands in your history as a version of its own. It holds no words of what went.")
        rows.append(text(told, "$muted"))
        if still:
            rows += [text(""), text(_("Some of the same words still stand in:"), "$amber")]
            rows += [text(f"  {line(path)}", "$amber") for path in still[:8]]
        self.query_one("#told", Static).update(lines(rows))
        self._say("", "")

    def _over(self) -> None:
        if self._going:
            self._going = False
            self.app.wake()
            self.app.changed()
        self.refresh_bindings()

    def _say(self, told: str, style: str) -> None:
        self.query_one("#state", Static).update(text(told, style))
        self.call_after_refresh(self.query_one("#state").scroll_visible, animate=False)

    def action_close(self) -> None:
        """Leave it."""
        self.dismiss(None)
