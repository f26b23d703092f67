"""Rate: a teacher's levels on the rubric the student uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from portfolio.classroom import rating
from portfolio.i18n import N_, _
from portfolio.model.course import Course, Rubric
from portfolio.model.schoolclass import Seat
from portfolio.model.work import Work
from portfolio.screens.board import Board, rating_told
from portfolio.services.assessing import others
from portfolio.text import line
from portfolio.widgets.keys import Keys
from portfolio.widgets.pixels import text, title_of

if TYPE_CHECKING:
    from portfolio.teacher import ClassApp


class Rate(ModalScreen[bool]):
    """The rubric for a student's work as it stands on the desk. Gives True where a rating was saved."""

    HELP = N_(
        "The arrow keys move, Enter or a digit rates. E marks evidence in the text, C adds a comment and a next step, "
        "Ctrl+S saves. The student's own levels show once you have saved yours, or at once where you chose that."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", N_("Save"), key_display="^s", priority=True),
        Binding("escape", "close", N_("Close, keep what I gave"), key_display="esc"),
        Binding("f1", "app.help", N_("Help"), key_display="f1"),
    ]
    DEFAULT_CSS = """
    Rate { align: center middle; background: $background 70%; }
    Rate #paper { width: 100%; max-width: 140; height: 100%; border: round $primary; border-title-color: $primary;
        background: $card; padding: 0 1; }
    """
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    app: ClassApp

    def __init__(self, seat: Seat, work: Work, found: tuple[Course, Rubric]) -> None:
        super().__init__()
        self._seat, self._work, self._found = seat, work, found

    def compose(self) -> ComposeResult:
        """The board in a paper."""
        with Vertical(id="paper") as paper:
            paper.border_title = title_of(f"{line(self._seat.name)} · {self._work.title}")
            yield Board(*self._found, self._work, self._text, f"rate-{self._seat.id}-{self._work.id}")
            yield Keys()

    def _text(self) -> tuple[str, str]:
        view = self.app.desk.view
        return view.text(self._work), view.blob(self._work)

    def on_mount(self) -> None:
        """Begin with what I gave this text."""
        mine = rating.mine(self.app.room, self._seat, self._work)
        standing = mine if mine is not None and mine.blob == self._text()[1] else None
        self._others = others(self.app.desk, self._work)
        self._sees = rating.may_see(self.app.room, self.app.desk, self._work, mine)
        board = self.query_one(Board)
        board.start(standing.ratings if standing else {})
        self._show()
        board.enter()

    def on_board_moved(self) -> None:
        """Another criterion, or another level."""
        self._show()

    def _show(self) -> None:
        board, scale, desk = self.query_one(Board), self._found[0].scale(self._found[1]), self.app.desk
        own = desk.assessments(self._work)
        beside: list[Content] = []
        if own and self._sees and (theirs := own[-1].ratings.get(board.criterion)) is not None:
            beside += rating_told(line(self._seat.name), theirs, scale)
        for given in self._others.given if self._sees else ():
            if given.by != line(self.app.room.kept.me.name):
                found = given.assessment.ratings.get(board.criterion)
                beside += rating_told(given.by, found, scale) if found else []
        foot = ""
        if own and not self._sees:
            foot = _("{name} has rated this: you see it after yours").format(name=line(self._seat.name))
        elif not own:
            foot = _("{name} has not rated this yet").format(name=line(self._seat.name))
        empty = text(_("e marks evidence in the text, c adds a comment and a next step"), "$muted")
        board.show({}, beside, _("evidence"), foot, empty)

    def action_save(self) -> None:
        """Save the ratings, into my own history about the student."""
        board, room = self.query_one(Board), self.app.room
        given = board.unsaved
        if not given:
            self.app.say(_("Nothing is rated yet: Enter or a digit gives a level."))
            return
        if self.app.attempt(lambda: rating.rate(room, self._seat, self.app.desk, self._work, given, self.app.clock)):
            board.take(given)
            board.keep()
            self.dismiss(True)

    def put_away(self) -> bool:
        """Keep what is not saved."""
        return self.query_one(Board).keep()

    def action_close(self) -> None:
        """Close; levels that are not saved are kept for the next time."""
        if self.put_away():
            self.dismiss(False)
