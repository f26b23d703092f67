"""Assess: the rubric grid, evidence from the text, a comment and a next step for each criterion."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.document._document import Document
from textual.screen import ModalScreen
from textual.widgets import Static

from portfolio.errors import Refused
from portfolio.i18n import N_, _
from portfolio.model.codec import Malformed, decode, encode
from portfolio.model.course import Course, Rubric
from portfolio.model.form import Field, Form, never
from portfolio.model.record import Passage
from portfolio.model.work import Assessment, Rating
from portfolio.screens.dialogs.compare import Reading
from portfolio.screens.dialogs.form import FormDialog
from portfolio.screens.kept import Kept
from portfolio.screens.workspace import Tab
from portfolio.services import assessing as service
from portfolio.text import shorten, slug
from portfolio.widgets.card import Card
from portfolio.widgets.editor import Editor
from portfolio.widgets.keys import Keys
from portfolio.widgets.pixels import joined, lines, text, title_of
from portfolio.widgets.rubric import RubricGrid

WORDS_FORM = Form(
    Field("comment", "text", N_("Comment"), N_("What do you want to say about it?"), never),
    Field("next_step", "line", N_("Next step"), N_("What will you do next to get further here?"), never),
)


class PickPassage(ModalScreen[tuple[int, int] | None]):
    """The text, to mark a passage in; gives its start and end in code points."""

    HELP = N_("Go to the beginning of the passage, hold Shift and move to its end, then press Enter.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", N_("Take this passage"), priority=True, key_display="⏎"),
        Binding("escape", "dismiss(None)", N_("Back"), key_display="esc"),
    ]
    DEFAULT_CSS = """
    PickPassage { align: center middle; background: $background 70%; }
    PickPassage > Vertical { width: 96; max-width: 100%; height: 100%; background: $card; }
    PickPassage #told { height: auto; padding: 0 2; color: $muted; }
    PickPassage Editor { border: round $amber; }
    """

    def __init__(self, heading: str, body: str) -> None:
        super().__init__()
        self._heading, self._body = heading, body

    def compose(self) -> ComposeResult:
        """What to do, and the text."""
        with Vertical():
            yield Static(
                Content(_("Mark the words that show it: Shift and the arrow keys, then Enter.")),
                markup=False,
                id="told",
            )
            editor = Editor(self._body, read_only=True)
            editor.border_title = title_of(self._heading)
            yield editor
            yield Keys()

    def on_mount(self) -> None:
        """Into the text."""
        self.query_one(Editor).focus()

    def action_take(self) -> None:
        """Give the marked passage back."""
        editor = self.query_one(Editor)
        document = editor.document
        assert isinstance(document, Document)
        start, end = sorted(editor.selection)
        if start == end:
            self.notify(_("Nothing is marked yet: hold Shift and move."), markup=False)
            return
        self.dismiss((document.get_index_from_location(start), document.get_index_from_location(end)))


class Assess(Tab):
    """Rating oneself."""

    HELP = N_(
        "The arrow keys move, Enter or a digit rates. E marks evidence in your text, C adds a comment and a next step, "
        "X shows examples for each level, D removes the evidence. Ctrl+S saves; so does leaving."
    )
    SCOPED_CSS = False
    DEFAULT_CSS = """
    Assess Card { height: auto; max-height: 8; }
    .-narrow Assess Card { max-height: 7; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "evidence", N_("Evidence")),
        Binding("c", "words", N_("Next step")),
        Binding("x", "examples", N_("Examples")),
        Binding("d", "drop", N_("Remove evidence"), show=False),
        Binding("ctrl+s", "save", N_("Save"), key_display="^s", priority=True),
    ]

    def __init__(self, work: str) -> None:
        super().__init__(work)
        self._found: tuple[Course, Rubric] | None = None
        self._before: Assessment | None = None
        """What is saved, as it was last shown."""
        self._ratings: dict[str, Rating] = {}
        self._kept = Kept(self, f"assess-{work}", self._to_keep)

    def compose(self) -> ComposeResult:
        """The grid and the words to the criterion under the cursor."""
        try:
            self._found = service.rubric_of(self.app.desk, self.work)
        except Refused as error:
            yield Static(Content(str(error)), markup=False)
            return
        course, rubric = self._found
        self._take()
        self._recall()
        yield RubricGrid(rubric, course.scale(rubric))
        yield Card(id="words", classes="-main")

    @property
    def _saved(self) -> Mapping[str, Rating]:
        return self._before.ratings if self._before else {}

    def _take(self) -> None:
        """Show what is saved now; criteria that were changed here since stay as they are."""
        old = self._saved
        self._before = service.current(self.app.desk, self.work)
        mine = {name: one for name, one in self._ratings.items() if one != old.get(name)}
        self._ratings = {**self._saved, **mine}

    def _recall(self) -> None:
        found = self._kept.recall()
        with suppress(Malformed):
            self._ratings.update({name: decode(Rating, value) for name, value in found.items()})

    def _to_keep(self) -> dict[str, Any]:
        changed = {name: one for name, one in self._ratings.items() if one != self._saved.get(name)}
        return {name: encode(one) for name, one in changed.items()}

    def on_mount(self) -> None:
        """Show it."""
        if self._found:
            self.query_one(RubricGrid).go_to(self._ratings)
        self.reload()

    def enter(self) -> None:
        """Into the grid."""
        if self._found:
            self.query_one(RubricGrid).focus()

    def reload(self) -> None:
        """Show ratings, last time's levels, and the words."""
        if self._found is None or not self.query(RubricGrid):
            return
        rubric = self._found[1]
        self._take()
        before = {one.name: service.last_time(self.app.desk, self.work, rubric, one) for one in rubric.criteria}
        grid = self.query_one(RubricGrid)
        grid.show(self._ratings, {name: one.level for name, one in before.items()})
        rating = self._ratings.get(grid.criterion, Rating(""))
        rows: list[Content] = []
        body = self.app.desk.view.text(self.work)
        for passage in rating.evidence:
            at = passage.find(body)
            where = (
                _("line {n}").format(n=body[: at[0]].count("\n") + 1) if at else _("written about an earlier version")
            )
            rows.append(joined((text(f"“{shorten(passage.quote, 90)}”", "$amber"), text(f"  {where}", "$muted"))))
        rows += [text(rating.comment)] if rating.comment else []
        if rating.next_step:
            rows.insert(0, joined((text(f"{_('Next step')}  ", "$muted"), text(rating.next_step))))
        done = sum(1 for one in rubric.criteria if self._ratings.get(one.name, Rating("")).level)
        foot = _("{n} of {all} criteria rated").format(n=done, all=len(rubric.criteria))
        earlier = before[grid.criterion].next_step
        if earlier and not rows:
            rows.append(joined((text(f"{_('Next step, last time')}  ", "$muted"), text(earlier))))
        told = lines(rows or [text(_("e marks evidence in your text, c adds a comment and a next step"), "$muted")])
        self.query_one("#words", Card).show(told, heading=f"{grid.criterion} · {_('your evidence')}", foot=foot)

    def on_rubric_grid_moved(self) -> None:
        """Another criterion."""
        self.reload()

    def on_rubric_grid_rated(self, message: RubricGrid.Rated) -> None:
        """A level was given."""
        old = self._ratings.get(message.criterion, Rating(""))
        self._change(message.criterion, replace(old, level=message.level))

    def _change(self, criterion: str, rating: Rating) -> None:
        self._ratings[criterion] = rating
        if rating == Rating(""):
            del self._ratings[criterion]
        self._kept.now()
        self.reload()

    def action_evidence(self) -> None:
        """Mark words in the text as evidence."""
        if self._found is None:
            return
        name, work = self.query_one(RubricGrid).criterion, self.work
        body, blob = self.app.desk.view.text(work), self.app.desk.view.blob(work)

        def after(found: tuple[int, int] | None) -> None:
            if found:
                passage = Passage(work.id, blob, found[0], found[1], body[found[0] : found[1]])
                old = self._ratings.get(name, Rating(""))
                self._change(name, replace(old, evidence=(*old.evidence, passage)))

        self.app.push_screen(PickPassage(f"{work.title} – {_('evidence for')} {name}", body), after)

    def action_drop(self) -> None:
        """Take the evidence of this criterion away."""
        if self._found:
            name = self.query_one(RubricGrid).criterion
            self._change(name, replace(self._ratings.get(name, Rating("")), evidence=()))

    def action_words(self) -> None:
        """Write a comment and a next step."""
        if self._found is None:
            return
        name = self.query_one(RubricGrid).criterion
        old = self._ratings.get(name, Rating(""))

        def submit(given: dict[str, Any]) -> None:
            self._change(name, replace(old, comment=given["comment"].strip(), next_step=given["next_step"].strip()))

        key = f"words-{self._work_id}-{slug(name)}"
        self.app.push_screen(FormDialog(name, WORDS_FORM, submit, answers=encode(old), key=key))

    def action_examples(self) -> None:
        """Show what student work looks like at each level."""
        if self._found is None:
            return
        course, rubric = self._found
        name = self.query_one(RubricGrid).criterion
        criterion = next(one for one in rubric.criteria if one.name == name)
        rows: list[Content] = []
        for level in course.scale(rubric):
            label = level.key if level.name == level.key else f"{level.key} {level.name}"
            rows.append(text(f"{label}  {criterion.descriptors.get(level.key, '')}", "bold"))
            rows += [
                text(one if one[:1] in '"“' else f"“{one}”", "$amber") for one in criterion.exemplars.get(level.key, ())
            ]
            rows.append(Content(""))
        self.app.push_screen(Reading(f"{name} – {_('examples')}", lines(rows)))

    def action_save(self) -> None:
        """Save the ratings."""
        self.put_away()

    def put_away(self) -> bool:
        """Save what was rated; a comment without a level waits for it."""
        rated = {name: rating for name, rating in self._ratings.items() if rating.level}
        if rated and rated != dict(self._saved):
            before = self._before
            if not self.app.attempt(lambda: service.assess(self.app.desk, self.work, rated, before)):
                return False
            self._take()
        return self._kept.now()
