"""What bringing in has in common: a file is named, looked into in the background, and brought in when asked again."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.worker import Worker, get_current_worker

from portfolio.errors import PortfolioError, Refused
from portfolio.export.nearby import nearby
from portfolio.i18n import N_, _
from portfolio.screens.kept import Kept
from portfolio.text import line, shorten
from portfolio.widgets.card import Listing
from portfolio.widgets.keys import Keys
from portfolio.widgets.pixels import joined, lines, text, title_of

if TYPE_CHECKING:
    from portfolio.app import PortfolioApp

_EVERY = 0.2
"""Seconds between two words on how far it is."""
_FOLDER = 30
"""Characters of a folder's path that are shown."""
_NAMED = 12
"""So many titles, and so many sentences on what stays out, are listed."""
Told = Callable[[int, int], None]


class Bring(ModalScreen[str | None]):
    """Asks for a file, looks into it in the background, says what it found, and brings it in when asked again."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", N_("Look into it"), priority=True, key_display="^s"),
        Binding("f7", "stop", N_("Stop"), priority=True),
        Binding("escape", "close", N_("Close"), key_display="esc"),
        Binding("f1", "app.help", N_("Help"), key_display="f1"),
    ]
    SCOPED_CSS = False
    DEFAULT_CSS = """
    Bring { align: center middle; background: $background 70%; }
    Bring #paper {
        width: 96; max-width: 100%; height: auto; max-height: 100%; border: round $primary;
        border-title-color: $primary; background: $card; padding: 0 2;
    }
    Bring #all { height: auto; max-height: 100%; scrollbar-gutter: stable; }
    Bring .question { height: auto; margin-top: 1; }
    Bring .question Vertical { height: auto; }
    Bring Input { border: none; border-left: wide $quiet; background: $bar; height: 1; padding: 0 1; }
    Bring Input:focus { border: none; border-left: wide $primary; }
    Bring Listing, Bring Listing:focus {
        border: none; border-left: wide $quiet; background: $bar; padding: 0 1; max-height: 8;
    }
    Bring Listing:focus { border-left: wide $primary; }
    Bring .-later { display: none; }
    Bring #told { height: auto; margin: 1 0; }
    """
    HEADING: ClassVar[str]
    ASK: ClassVar[str]
    KEEP: ClassVar[str]
    """The key under which a half-typed path is kept."""
    ENDINGS: ClassVar[tuple[str, ...]] = (".zip",)
    app: PortfolioApp

    class Nearby(Message):
        """Files that may be meant."""

        def __init__(self, paths: list[str]) -> None:
            super().__init__()
            self.paths = paths

    class Far(Message):
        """How far it is."""

        def __init__(self, done: int, every: int) -> None:
            super().__init__()
            self.done, self.every = done, every

    class Done(Message):
        """What a step in the background gave."""

        def __init__(self, step: str, given: Any) -> None:
            super().__init__()
            self.step, self.given = step, given

    class Failed(Message):
        """It could not be done, and why."""

        def __init__(self, error: PortfolioError) -> None:
            super().__init__()
            self.error = error

    def __init__(self) -> None:
        super().__init__()
        self._worker: Worker[None] | None = None
        self._ended = False
        self._kept = Kept(self, "", self._to_keep)

    @property
    def verb(self) -> str:
        """What the key does next, for the line of keys."""
        return N_("Look into it")

    def compose(self) -> ComposeResult:
        """The file, what is asked besides, what was found."""
        with Vertical(id="paper") as paper:
            paper.border_title = title_of(_(self.HEADING))
            with VerticalScroll(id="all", can_focus=False):
                yield from question(self.ASK, Input(id="file", select_on_focus=False))
                with Vertical(classes="question -later", id="nearby"):
                    yield Static(text(_("Found on this computer"), "$muted"), markup=False)
                    yield Listing(verb=N_("This one"), id="found")
                yield from self.more()
                yield Static("", markup=False, id="told")
            yield Keys()

    def more(self) -> Iterator[Widget]:
        """What is asked besides the file."""
        yield from ()

    def on_mount(self) -> None:
        """Begin with the file, and with what was half typed."""
        if self.app.open_portfolio is not None:
            self._kept = Kept(self, self.KEEP, self._to_keep)
        for name, value in self._kept.recall().items():
            for field in self.query(Input):
                if field.id == name:
                    field.value = line(str(value))
        self.query_one("#file").focus()
        mine = self.app.open_portfolio
        self.run_worker(partial(self._find, mine.root if mine else ""), thread=True, exit_on_error=False)

    def _find(self, root: str) -> None:
        self.post_message(self.Nearby(nearby(self.ENDINGS, [os.path.dirname(root)] if root else [])))

    def on_bring_nearby(self, message: Nearby) -> None:
        """Offer them."""
        if message.paths and not self.is_going:
            self.query_one("#nearby").remove_class("-later")
            self.query_one("#found", Listing).show([(path, _row(path)) for path in message.paths])

    def _to_keep(self) -> dict[str, Any]:
        return {one.id: one.value for one in self.query(Input) if one.id and one.value.strip()}

    @property
    def is_going(self) -> bool:
        """Whether something is under way in the background."""
        return self._worker is not None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is under way can be stopped; what is done is only closed."""
        if action == "stop":
            return self.is_going
        return action != "save" or not (self.is_going or self._ended)

    @property
    def file(self) -> str:
        """The file that is named."""
        return self.query_one("#file", Input).value.strip()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take a file that was found."""
        if event.option_list.id == "found":
            self.query_one("#file", Input).value = self.query_one("#found", Listing).key_at(event.option_index)
            self.query_one("#file").focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keep what is typed; another file has to be looked into again."""
        if event.input.id == "file":
            self.forget()
        self._kept.soon()

    def on_input_submitted(self) -> None:
        """Go on."""
        self.action_save()

    def forget(self) -> None:
        """Another file is meant: nothing is known of it yet."""

    def action_save(self) -> None:
        """Look into the file, or bring in what was looked into."""
        if not self.file:
            self.tell([text(_("Name a file first, or choose one that was found."), "$removed")])
            return
        self.go()

    def go(self) -> None:
        """The next step."""

    def step(self, name: str, do: Callable[[Told], Any]) -> None:
        """Do something in the background; `done` gets what it gives."""
        self.tell([text(_("One moment …"), "$muted")])
        self._worker = self.run_worker(partial(self._step, name, do), thread=True, exit_on_error=False)
        self.refresh_bindings()

    def _step(self, name: str, do: Callable[[Told], Any]) -> None:
        worker, last = get_current_worker(), 0.0

        def told(done: int, every: int) -> None:
            nonlocal last
            if worker.is_cancelled:
                raise Refused(self.stopped())
            if monotonic() - last > _EVERY:
                last = monotonic()
                self.post_message(self.Far(done, every))

        try:
            self.post_message(self.Done(name, do(told)))
        except PortfolioError as error:
            self.post_message(self.Failed(error))

    def stopped(self) -> str:
        """What stays after stopping."""
        return _("Stopped; nothing was written.")

    def on_bring_far(self, message: Far) -> None:
        """Say how far it is."""
        if self.is_going:
            told = _("{n} of {all}").format(n=message.done, all=message.every)
            self.tell([text(f"{told}  {_('F7 stops it.')}", "$primary")])

    def on_bring_failed(self, message: Failed) -> None:
        """Say why."""
        self._over()
        self.tell([text(str(message.error), "$removed")])

    def on_bring_done(self, message: Done) -> None:
        """On to what comes next."""
        self._over()
        self.done(message.step, message.given)

    def _over(self) -> None:
        self._worker = None
        self.refresh_bindings()

    def done(self, name: str, given: Any) -> None:
        """What a step gave."""

    def end(self, rows: Sequence[Content]) -> None:
        """It is all done: say what came of it."""
        self._ended = True
        self._kept.let_go()
        for one in self.query(".question"):
            one.add_class("-later")
        self.query_one("#told", Static).update(lines(rows))
        paper = self.query_one("#all")
        paper.can_focus = True
        paper.focus()
        self.call_after_refresh(paper.scroll_home, animate=False)
        self.refresh_bindings()

    def tell(self, rows: Sequence[Content]) -> None:
        """Show what was found, or what went wrong."""
        self.query_one("#told", Static).update(lines(rows))
        self.call_after_refresh(self.query_one("#told").scroll_visible, animate=False)

    def action_stop(self) -> None:
        """Stop what is under way."""
        if self._worker is not None:
            self._worker.cancel()
            self.tell([text(_("Stopping …"), "$muted")])

    def action_close(self) -> None:
        """Close; what was typed is kept. What is under way is stopped first."""
        if self.is_going:
            self.action_stop()
        elif self.put_away():
            self.dismiss(None)

    def put_away(self) -> bool:
        """Keep what is typed."""
        return self._ended or self._kept.now()


def _row(path: str) -> Content:
    """A file by its name, and the end of its folder."""
    folder, _slash, name = line(path).rpartition("/")
    told = folder if len(folder) <= _FOLDER else f"…{folder[-_FOLDER:]}"
    return joined((text(shorten(name, 60)), text(f"  {told}", "$muted")))


def question(told: str, widget: Widget, *, id: str = "", help: str = "") -> Iterator[Widget]:
    """A question with the widget that takes the answer."""
    rows = [text(_(told), "bold"), *([text(_(help), "$muted")] if help else [])]
    yield Vertical(Static(lines(rows), markup=False), widget, classes="question", id=id or None)


def told_of(heading: str, found: Sequence[str], style: str = "") -> list[Content]:
    """A heading with sentences below it, the first few of many."""
    rows = [text(heading, "bold"), *(text(f"  {shorten(one, 200)}", style) for one in found[:_NAMED])]
    more = len(found) - _NAMED
    return [*rows, *([text(f"  {_('and {n} more').format(n=more)}", "$muted")] if more > 0 else [])] if found else []
