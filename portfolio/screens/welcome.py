"""Welcome: makes the first portfolio."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Input, Select, SelectionList, Static
from textual.widgets.selection_list import Selection

from portfolio.course import shelf
from portfolio.course.reader import read_course
from portfolio.course.shelf import course_version, folder_files, shipped
from portfolio.door.create import create
from portfolio.errors import BadInput, PortfolioError
from portfolio.i18n import LANGUAGES, N_, _
from portfolio.text import slug
from portfolio.widgets.pixels import lines, sign, text, title_of

if TYPE_CHECKING:
    from portfolio.app import PortfolioApp


class Welcome(Screen[None]):
    """Asks for a name, a language, a folder and courses."""

    HELP = N_("Tab goes on, Space picks a course, Ctrl+S makes the portfolio.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "make", N_("Make my portfolio"), priority=True, key_display="^s"),
        Binding("f1", "app.help", N_("Help")),
        Binding("ctrl+q", "app.leave", N_("Leave"), key_display="^q"),
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
    Welcome SelectionList { border: none; border-left: wide $quiet; background: $bar; height: auto; padding: 0 1; }
    Welcome Input:focus, Welcome SelectionList:focus { border: none; border-left: wide $primary; }
    Welcome Vertical { height: auto; margin-top: 1; }
    Welcome #wrong { color: $removed; height: auto; margin-top: 1; }
    """
    app: PortfolioApp

    def compose(self) -> ComposeResult:
        """The questions."""
        with VerticalScroll(can_focus=False) as paper:
            paper.border_title = title_of(_("Welcome to Portfolio"))
            told = _(
                "Your work, your goals and what you learned, in one folder that is yours. Nothing leaves this computer."
            )
            yield Static(text(told, "$muted"), markup=False)
            with Vertical():
                yield Static(text(_("Your name, as you want it to be shown"), "bold"), markup=False)
                yield Input(id="name")
            with Vertical():
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
                yield Input(os.path.join(os.path.expanduser("~"), "portfolio"), id="folder")
            with Vertical():
                yield Static(text(_("Courses (Space picks)"), "bold"), markup=False)
                yield SelectionList(*self._courses(), id="courses", compact=True)
            yield Static("", markup=False, id="wrong")
        yield Footer(show_command_palette=False)

    @staticmethod
    def _courses() -> list[Selection[str]]:
        found: list[Selection[str]] = []
        for folder in shipped().values():
            contents = folder_files(folder)
            course = read_course(contents, course_version(contents))[0]
            found.append(Selection(Content(sign(course.title)), folder, len(found) == 0))
        return found

    def on_mount(self) -> None:
        """Begin with the name."""
        self.query_one("#name").focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Propose a folder from the name until one is typed."""
        folder = self.query_one("#folder", Input)
        if event.input.id == "name" and not folder.has_focus:
            name = slug(event.value) if event.value.strip() else ""
            folder.value = os.path.join(os.path.expanduser("~"), f"portfolio-{name}" if name else "portfolio")

    def action_make(self) -> None:
        """Make the portfolio and open it."""
        wrong = self.query_one("#wrong", Static)
        try:
            folder = os.path.expanduser(self.query_one("#folder", Input).value.strip())
            contents: dict[str, bytes] = {}
            for place in self.query_one("#courses", SelectionList).selected:
                contents.update(shelf.to_keep(str(place))[1])
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
