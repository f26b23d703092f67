"""Welcome: makes the first portfolio."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, OptionList, Select, Static

from portfolio.course import shelf
from portfolio.course.reader import read_course
from portfolio.course.shelf import course_version, folder_files, shipped
from portfolio.door.create import create
from portfolio.errors import BadInput, PortfolioError
from portfolio.i18n import LANGUAGES, N_, _
from portfolio.text import slug
from portfolio.widgets.card import Listing
from portfolio.widgets.keys import Keys
from portfolio.widgets.pixels import joined, lines, sign, text, title_of

if TYPE_CHECKING:
    from portfolio.app import PortfolioApp


class Welcome(Screen[None]):
    """Asks for a name, a language, a folder and courses."""

    HELP = N_(
        "Tab goes on, Space picks a course, Ctrl+S makes the portfolio. F6 joins a class instead, F8 brings back a "
        "portfolio from a file."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "make", N_("Make my portfolio"), priority=True, key_display="^s"),
        Binding("f6", "join", N_("Join a class"), priority=True),
        Binding("f8", "bring", N_("Bring back"), priority=True),
    ]
    CSS = """
    Welcome { align: center middle; }
    Welcome > VerticalScroll {
        width: 76; max-width: 100%; height: auto; max-height: 100%; margin-bottom: 1; background: $card; padding: 0 2;
        border: round $primary; border-title-color: $primary;
    }
    Welcome Input, Welcome Select > SelectCurrent {
        border: none; border-left: wide $quiet; background: $bar; padding: 0 1; height: 1;
    }
    Welcome Select { height: auto; }
    Welcome Listing { border: none; border-left: wide $quiet; background: $bar; padding: 0 1; }
    Welcome Input:focus, Welcome Listing:focus { border: none; border-left: wide $primary; }
    Welcome Vertical { height: auto; margin-top: 1; }
    Welcome #wrong { color: $removed; height: auto; margin-top: 1; }
    """
    app: PortfolioApp

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[str, tuple[str, str]] = {}
        self._picked: set[str] = set()
        self._proposed = os.path.join(os.path.expanduser("~"), "portfolio")

    def compose(self) -> ComposeResult:
        """The questions."""
        with VerticalScroll(can_focus=False) as paper:
            paper.border_title = title_of(_("Welcome to Portfolio"))
            told = _(
                "Your work, your goals and what you learned, in one folder that is yours. Nothing leaves this computer."
            )
            teacher = _("A teacher makes a class in the terminal: “portfolio class create --help”.")
            yield Static(lines((text(told, "$muted"), text(teacher, "$muted"))), markup=False)
            with Vertical():
                yield Static(text(_("Your name, as you want it to be shown"), "bold"), markup=False)
                yield Input(id="name")
            with Vertical(id="languages"):
                yield Static(text(_("Language"), "bold"), markup=False)
                yield Select(
                    [(Content(name), key) for key, name in LANGUAGES.items()],
                    value="en",
                    allow_blank=False,
                    id="language",
                    compact=True,
                )
            with Vertical():
                yield Static(
                    lines((text(_("Folder"), "bold"), text(_("A new folder; everything is kept there."), "$muted"))),
                    markup=False,
                )
                yield Input(self._proposed, id="folder")
            with Vertical():
                yield Static(text(_("Courses (Space picks)"), "bold"), markup=False)
                yield Listing(verb=N_("Pick"), id="courses")
            yield Static("", markup=False, id="wrong")
        yield Keys()

    def _courses(self) -> None:
        rows = []
        for name, (title, _folder) in self._known.items():
            mark = text("◆ ", "$primary") if name in self._picked else text("○ ", "$muted")
            rows.append((name, joined((mark, text(title)))))
        self.query_one("#courses", Listing).show(rows)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Pick a course, or not."""
        self._picked ^= {self.query_one("#courses", Listing).key_at(event.option_index)}
        self._courses()

    def on_mount(self) -> None:
        """Begin with the name."""
        for name, folder in shipped().items():
            contents = folder_files(folder)
            self._known[name] = (read_course(contents, course_version(contents))[0].title, folder)
        self._picked = set(list(self._known)[:1])
        self._courses()
        self.query_one("#languages").display = len(LANGUAGES) > 1
        self.query_one("#name").focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Propose a folder from the name until one is typed."""
        folder = self.query_one("#folder", Input)
        if event.input.id == "name" and folder.value == self._proposed:
            name = slug(event.value) if event.value.strip() else ""
            self._proposed = os.path.join(os.path.expanduser("~"), f"portfolio-{name}" if name else "portfolio")
            folder.value = self._proposed

    def action_join(self) -> None:
        """Begin in a class: with its courses, or with what another computer has published there."""
        from portfolio.screens.joining import JoinClass

        folder = os.path.expanduser(self.query_one("#folder", Input).value.strip())
        self.app.push_screen(JoinClass(folder), self._joined)

    def action_bring(self) -> None:
        """Begin with a portfolio that was taken home elsewhere."""
        from portfolio.screens.bringing import BringArchive

        self.app.push_screen(BringArchive(), self._joined)

    def _joined(self, folder: str | None) -> None:
        if folder:
            self.app.pop_screen()
            self.app.open(folder)

    def action_make(self) -> None:
        """Make the portfolio and open it."""
        wrong = self.query_one("#wrong", Static)
        try:
            folder = os.path.expanduser(self.query_one("#folder", Input).value.strip())
            contents: dict[str, bytes] = {}
            for picked in sorted(self._picked):
                contents.update(shelf.to_keep(self._known[picked][1])[1])
            if not contents:
                raise BadInput(_("Pick at least one course."), _("Space picks the one under the cursor."))
            language = str(self.query_one("#language", Select).value)
            name = self.query_one("#name", Input).value
            create(folder, name, self.app.clock, language=language, courses=contents).close()
        except PortfolioError as error:
            wrong.update(Content(sign(str(error))))
            return
        self.app.pop_screen()
        self.app.open(folder)
