"""Assess: the student rates a work on its rubric; what others gave stands beside it once the student has rated."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from portfolio.errors import Refused
from portfolio.i18n import N_, _
from portfolio.model.course import Course, Rubric
from portfolio.model.work import Assessment, Rating
from portfolio.screens.board import Board, rating_told
from portfolio.screens.workspace import Tab
from portfolio.services import assessing as service
from portfolio.widgets.pixels import joined, text

_WAITS = {
    "own": N_("{names} rated this: you see it after yours"),
    "panel": N_("{names} scored: shown when all have"),
    "fetch": N_("shown once {names} has fetched yours"),
}


class Assess(Tab):
    """Rating oneself."""

    HELP = N_(
        "The arrow keys move, Enter or a digit rates. E marks evidence in your text, C adds a comment and a next step, "
        "X shows examples for each level, D removes the evidence. Ctrl+S saves; so does leaving."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", N_("Save"), key_display="^s", priority=True),
    ]

    def __init__(self, work: str) -> None:
        super().__init__(work)
        self._found: tuple[Course, Rubric] | None = None
        self._before: Assessment | None = None
        """What is saved, as it was last shown."""
        self._last: dict[str, Rating] = {}
        """What each criterion was given the last time."""
        self._others = service.Others()
        self._waits = "own"

    def compose(self) -> ComposeResult:
        """The board, or why there is none."""
        try:
            self._found = service.rubric_of(self.app.desk, self.work)
        except Refused as error:
            yield Static(Content(str(error)), markup=False)
            return
        yield Board(*self._found, self.work, self._text, f"assess-{self._work_id}")

    def _text(self) -> tuple[str, str]:
        view, work = self.app.desk.view, self.work
        return view.text(work), view.blob(work)

    def on_mount(self) -> None:
        """Show it."""
        if self._found:
            self._before = service.current(self.app.desk, self.work)
            self.query_one(Board).start(self._before.ratings if self._before else {})
        self.reload()

    def enter(self) -> None:
        """Into the grid."""
        if self._found:
            self.query_one(Board).enter()

    def reload(self) -> None:
        """Show ratings, last time's levels, what others gave, and the words."""
        boards = self.query(Board)
        if self._found is None or not boards or not boards.first().is_mounted:
            return
        self._take()
        desk, rubric = self.app.desk, self._found[1]
        self._last = {one.name: service.last_time(desk, self.work, rubric, one) for one in rubric.criteria}
        self._others = service.others(desk, self.work)
        self._waits = service.waits_for(desk, self.work)
        self._show()

    def _show(self) -> None:
        """Draw what was read, around the criterion under the cursor."""
        assert self._found is not None
        (course, rubric), board, before, others = self._found, self.query_one(Board), self._last, self._others
        beside = [
            row
            for given in others.given
            if (theirs := given.assessment.ratings.get(board.criterion)) is not None
            for row in rating_told(given.by, theirs, course.scale(rubric))
        ]
        names = ", ".join(dict.fromkeys(name for name, _work in others.waiting))
        foot = _(_WAITS[self._waits]).format(names=names) if names else ""
        earlier = before.get(board.criterion, Rating("")).next_step
        empty = text(_("e marks evidence in your text, c adds a comment and a next step"), "$muted")
        if earlier:
            empty = joined((text(f"{_('Next step, last time')}  ", "$muted"), text(earlier)))
        board.show({name: one.level for name, one in before.items()}, beside, _("your evidence"), foot, empty)

    def _take(self) -> None:
        self._before = service.current(self.app.desk, self.work)
        self.query_one(Board).take(self._before.ratings if self._before else {})

    def on_board_moved(self) -> None:
        """Another criterion, or another level."""
        self._show()

    def action_save(self) -> None:
        """Save the ratings."""
        self.put_away()

    def put_away(self) -> bool:
        """Save what was rated; a comment without a level waits for it."""
        if self._found is None:
            return True
        self._take()
        board, before = self.query_one(Board), self._before
        if rated := board.unsaved:
            if not self.app.attempt(lambda: service.assess(self.app.desk, self.work, rated, before)):
                return False
            self._take()
        return board.keep()
