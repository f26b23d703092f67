"""Review: one work of one student, what changed in it, and a teacher's answer; then the next student's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from portfolio.classroom import commenting, rating
from portfolio.classroom.rows import Row, seen
from portfolio.errors import PortfolioError
from portfolio.i18n import N_, _
from portfolio.model.diff import compare
from portfolio.model.work import Work
from portfolio.screens.dialogs.form import FormDialog
from portfolio.screens.dialogs.pick import Pick
from portfolio.screens.frame import TopBar
from portfolio.screens.teacher.about import about_work
from portfolio.services.assessing import rubric_of
from portfolio.text import line, shorten
from portfolio.widgets.editor import Editor
from portfolio.widgets.keys import Keys
from portfolio.widgets.pixels import difference, joined, lines, text, title_of

if TYPE_CHECKING:
    from portfolio.teacher import ClassApp


@dataclass(frozen=True)
class Turn:
    """A work that is read in its turn."""

    row: Row
    work: str
    """The work's id."""


@dataclass(frozen=True)
class _Text:
    """One version of the text, to compare with."""

    told: str
    text: str


class Review(Screen[None]):
    """The text with what changed, everything said about it, and the keys to answer."""

    HELP = N_(
        "C writes a comment; words you mark in the text first (Shift and the arrow keys) become what it is about. R "
        "rates on the rubric, A gives the levels the student gave. D shows the text or what changed since your last "
        "word, V compares any two drafts. ] and [ go to the next and the previous student."
    )
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "comment", N_("Comment")),
        Binding("r", "rate", N_("Rate")),
        Binding("a", "agree", N_("Agree")),
        Binding("right_square_bracket", "turn(1)", N_("Next student"), key_display="]"),
        Binding("left_square_bracket", "turn(-1)", N_("Previous"), key_display="[", show=False),
        Binding("d", "differences", N_("Text or changes")),
        Binding("v", "versions", N_("Compare drafts")),
        Binding("escape", "back", N_("Back"), key_display="esc"),
    ]
    CSS = """
    Review { background: $background; align-horizontal: center; }
    Review #body { padding: 1 2 0 2; max-width: 160; height: 1fr; layout: horizontal; }
    Review #text { width: 3fr; height: 100%; }
    Review #changes { width: 3fr; height: 100%; border: round $quiet; border-title-color: $muted; background: $card; }
    Review #changes { border-subtitle-color: $muted; padding: 0 1; }
    Review #changes:focus { border: round $primary; border-title-color: $primary; }
    Review #said { width: 2fr; height: 100%; margin-left: 1; border: round $quiet; border-title-color: $muted; }
    Review #said { background: $card; padding: 0 1; }
    Review #changes Static, Review #said Static { height: auto; }
    Review .-away { display: none; }
    Review.-narrow #body { layout: vertical; padding: 0 1; }
    Review.-narrow #text, Review.-narrow #changes { width: 1fr; height: 3fr; }
    Review.-narrow #said { width: 1fr; height: 2fr; margin-left: 0; }
    """
    app: ClassApp

    def __init__(self, turns: Sequence[Turn], at: int = 0) -> None:
        """
        Args:
            turns: the works to read, one after the other.
            at: which of them comes first.
        """
        super().__init__()
        self._turns, self._at = list(turns), at
        self._from: _Text | None = None
        self._to: _Text | None = None
        self._changes = False

    def compose(self) -> ComposeResult:
        """The top line, the text, what is said, the keys."""
        yield TopBar()
        with Container(id="body"):
            yield Editor(id="text", read_only=True)
            with VerticalScroll(id="changes", can_focus=True):
                yield Static("", markup=False)
            with VerticalScroll(id="said", can_focus=True):
                yield Static("", markup=False)
        yield Keys()

    def on_mount(self) -> None:
        """Show the first one."""
        self._show()

    @property
    def turn(self) -> Turn:
        """What is read now."""
        return self._turns[self._at]

    @property
    def work(self) -> Work | None:
        """The work that is read; None where it is gone."""
        return self.app.desk.view.get(Work, self.turn.work)

    @property
    def shown(self) -> str:
        """Which of all turns it is."""
        return _("{n} of {all}").format(n=self._at + 1, all=len(self._turns))

    def _show(self) -> None:
        row, room = self.turn.row, self.app.room
        try:
            self.app.read(self.app.desk_of(row.seat))
            work = self.work
            if work is None:
                self.app.say(_("This work cannot be read just now."), wrong=True, lasting=True)
                self.app.pop_screen()
                return
            self._to = _Text(_("now"), self.app.desk.view.text(work))
            self._from = self._last(work)
        except PortfolioError as error:
            self.app.say(str(error), wrong=True, lasting=True)
            self.app.pop_screen()
            return
        self._changes = self._from is not None and self._from.text != self._to.text
        editor = self.query_one(Editor)
        editor.load_text(self._to.text or _("Nothing was written yet."))
        editor.border_title = title_of(shorten(work.title, 60))
        state = self.shown
        self.query_one(TopBar).tell(
            f"{line(row.seat.name)} · {line(room.kept.name)}", joined((text("● ", "$good"), text(state, "$muted")))
        )
        self._draw()
        self.reload()

    def _last(self, work: Work) -> _Text | None:
        """The text of my last word about it, else of my last look; None where there was none."""
        mine = [one for one in commenting.heard(self.app.room, self.turn.row.seat, work.id) if one[1]]
        if mine:
            try:
                return _Text(_("your last word"), self.app.desk.view.text_of(mine[-1][1]))
            except PortfolioError:
                return None
        start = seen(self.app.room).get(self.turn.row.seat.id, ("", 0))[0]
        past = self.app.desk.past
        if not start or not past.objects.holds(start):
            return None
        return _Text(_("your last look"), past.at(start).text(work))

    def _draw(self) -> None:
        changes, editor = self.query_one("#changes"), self.query_one(Editor)
        changes.set_class(not self._changes, "-away")
        editor.set_class(self._changes, "-away")
        if self._changes and self._from is not None and self._to is not None:
            pieces = compare(self._from.text, self._to.text)
            same = all(piece.tag == "same" for piece in pieces)
            body = text(_("They are the same."), "$muted") if same else difference(pieces)
            self.query_one("#changes Static", Static).update(body)
            changes.border_title = editor.border_title
            changes.border_subtitle = title_of(_("{a} → {b}").format(a=self._from.told, b=self._to.told))
            changes.scroll_home(animate=False)
        (changes if self._changes else editor).focus()

    def reload(self) -> None:
        """What was said, anew."""
        if self.work is not None:
            rows = about_work(self.app.room, self.turn.row.seat, self.app.desk, self.work, self.app.clock)
            self.query_one("#said Static", Static).update(lines(rows))
            self.query_one("#said").border_title = title_of(_("What was said"))

    # Answering

    def action_comment(self) -> None:
        """Comment, on the words that are marked where some are."""
        work, seat, desk = self.work, self.turn.row.seat, self.app.desk
        if work is None:
            return
        quote = self.query_one(Editor).selected_text.strip() if not self._changes else ""
        task = desk.task_of(work)
        stems = [stem.text for stem in task[0].stems][:4] if task else []
        above = _("To begin with: {stems}").format(stems=" · ".join(stems)) if stems else ""

        def submit(given: dict[str, Any]) -> None:
            commenting.comment(self.app.room, seat, desk, work, given, self.app.clock)

        form = FormDialog(
            _("To {name}, about {title}").format(name=line(seat.name), title=shorten(work.title, 40)),
            commenting.form_for(desk, work), submit, answers={"quote": quote, "tone": "next"},
            key=f"comment-{seat.id}-{work.short}", above=above,
        )  # fmt: skip
        self.app.push_screen(form, self._said)

    def _said(self, done: bool | None) -> None:
        if done:
            self.app.send()
            self.app.say(_("Said, and on its way to {name}.").format(name=line(self.turn.row.seat.name)))
        self.reload()

    def action_rate(self) -> None:
        """Rate it on its rubric."""
        from portfolio.screens.teacher.rate import Rate

        if self.work is not None:
            try:
                found = rubric_of(self.app.desk, self.work)
            except PortfolioError as error:
                self.app.say(str(error), wrong=True, lasting=True)
                return
            self.app.push_screen(Rate(self.turn.row.seat, self.work, found), self._rated)

    def _rated(self, done: bool | None) -> None:
        if done:
            self.app.send()
            self.app.say(_("Rated."))
        self.reload()

    def action_agree(self) -> None:
        """Give the levels the student gave."""
        room, seat, desk, work = self.app.room, self.turn.row.seat, self.app.desk, self.work
        if work is None:
            return
        own = rating.mine(room, seat, work)
        if self.app.attempt(
            lambda: rating.rate(room, seat, desk, work, rating.agreed(room, desk, work, own), self.app.clock)
        ):
            self.app.send()
            self.app.say(_("You gave the levels {name} gave.").format(name=line(seat.name)))
            self.reload()

    # Reading

    def action_differences(self) -> None:
        """The text, or what changed in it."""
        if self._from is None:
            self.app.say(_("You have not read this before. V compares its drafts."))
            return
        self._changes = not self._changes
        self._draw()

    def action_versions(self) -> None:
        """Any draft against any other."""
        work, desk = self.work, self.app.desk
        if work is None:
            return
        drafts = desk.drafts(work)
        names = [(str(n), f"{n}  {draft.name}") for n, draft in enumerate(drafts, 1)]
        every = [("0", _("nothing yet")), *names, ("now", _("the text now"))]

        def text_at(key: str) -> _Text:
            if key.isdigit() and int(key):
                draft = drafts[int(key) - 1]
                return _Text(_("draft {n}").format(n=key), desk.draft_text(draft))
            return _Text(_("now"), desk.view.text(work)) if key == "now" else _Text(_("nothing"), "")

        def first(key: str | None) -> None:
            if key:
                self._from = text_at(key)
                self.app.push_screen(Pick(_("… with which?"), every[1:], at=len(every) - 2), second)

        def second(key: str | None) -> None:
            if key:
                self._to, self._changes = text_at(key), True
                self._draw()

        self.app.push_screen(Pick(_("Compare which draft …"), every[:-1], at=len(every) - 2), first)

    def action_turn(self, by: int) -> None:
        """Another student."""
        if not 0 <= self._at + by < len(self._turns):
            self.app.say(_("That was the last one.") if by > 0 else _("That is the first one."))
            return
        self._at += by
        self._show()

    def action_back(self) -> None:
        """Back to where it was opened."""
        self.app.pop_screen()
