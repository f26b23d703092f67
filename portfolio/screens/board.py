"""The rubric with everything one says about a criterion: level, evidence from the text, comment, next step.

Students rate themselves on it and teachers rate their works; both see the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.document._document import Document
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Static

from portfolio.i18n import N_, _
from portfolio.model.codec import Malformed, decode, encode
from portfolio.model.course import Course, Level, Rubric
from portfolio.model.form import Field, Form, never
from portfolio.model.record import Passage
from portfolio.model.work import Rating, Work
from portfolio.screens.dialogs.compare import Reading
from portfolio.screens.dialogs.form import FormDialog
from portfolio.screens.kept import Kept
from portfolio.text import shorten, slug
from portfolio.widgets.card import Card
from portfolio.widgets.editor import Editor
from portfolio.widgets.keys import Keys
from portfolio.widgets.pixels import chip, joined, lines, text, title_of
from portfolio.widgets.rubric import RubricGrid

WORDS_FORM = Form(
    Field("comment", "text", N_("Comment"), N_("What do you want to say about it?"), never),
    Field("next_step", "line", N_("Next step"), N_("What comes next to get further here?"), never),
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
            told = _("Mark the words that show it: Shift and the arrow keys, then Enter.")
            yield Static(Content(told), markup=False, id="told")
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


def rating_told(who: str, rating: Rating, scale: tuple[Level, ...]) -> list[Content]:
    """What somebody else gave one criterion: the level, and what they said about it."""
    keys = [level.key for level in scale]
    mark = chip(rating.level, keys.index(rating.level) + 1 if rating.level in keys else 1)
    rows = [joined((text(f"{who}  ", "$muted"), mark, text(f"  {rating.comment}" if rating.comment else "")))]
    rows += [text(f"  “{shorten(passage.quote, 90)}”", "$amber") for passage in rating.evidence[:1]]
    if rating.next_step:
        rows.append(joined((text(f"  {_('Next step')}  ", "$muted"), text(rating.next_step))))
    return rows


class Board(Vertical):
    """A rubric to rate on. What is rated and not saved is kept; the place it stands in saves it."""

    SCOPED_CSS = False
    DEFAULT_CSS = """
    Board { height: 1fr; }
    Board Card { height: auto; max-height: 8; }
    .-narrow Board Card { max-height: 7; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "evidence", N_("Evidence")),
        Binding("c", "words", N_("Next step")),
        Binding("x", "examples", N_("Examples")),
        Binding("d", "drop", N_("Remove evidence"), show=False),
    ]

    class Moved(Message):
        """Another criterion is under the cursor, or one was rated: the place tells the board what to show."""

    def __init__(
        self, course: Course, rubric: Rubric, work: Work, read: Callable[[], tuple[str, str]], key: str
    ) -> None:
        """
        Args:
            read: gives the text that is rated and the name of its blob.
            key: under which half-done ratings are kept.
        """
        super().__init__()
        self._course, self._rubric, self._work, self._text = course, rubric, work, read
        self._saved: Mapping[str, Rating] = {}
        self._ratings: dict[str, Rating] = {}
        self._kept = Kept(self, key, self._to_keep)
        self._key = key

    def compose(self) -> ComposeResult:
        """The grid and the words to the criterion under the cursor."""
        yield RubricGrid(self._rubric, self._course.scale(self._rubric))
        yield Card(id="words", classes="-main")

    @property
    def criterion(self) -> str:
        """The name of the criterion under the cursor."""
        return self.query_one(RubricGrid).criterion

    @property
    def unsaved(self) -> dict[str, Rating]:
        """All ratings with a level where they differ from what is saved, else nothing; words without one wait."""
        rated = {name: rating for name, rating in self._ratings.items() if rating.level}
        return rated if rated != dict(self._saved) else {}

    def start(self, saved: Mapping[str, Rating]) -> None:
        """Begin with what is saved, and with what was kept; the cursor goes to the first criterion without a level."""
        self.take(saved)
        with suppress(Malformed):
            self._ratings.update({name: decode(Rating, value) for name, value in self._kept.recall().items()})
        self.query_one(RubricGrid).go_to(self._ratings)

    def take(self, saved: Mapping[str, Rating]) -> None:
        """Go on from what is saved now; criteria that were changed here since stay as they are."""
        mine = {name: one for name, one in self._ratings.items() if one != self._saved.get(name)}
        self._saved, self._ratings = saved, {**saved, **mine}

    def _to_keep(self) -> dict[str, Any]:
        changed = {name: one for name, one in self._ratings.items() if one != self._saved.get(name)}
        return {name: encode(one) for name, one in changed.items()}

    def keep(self) -> bool:
        """Keep what is not saved; False where the disk said no."""
        return self._kept.now()

    def enter(self) -> None:
        """Into the grid."""
        self.query_one(RubricGrid).focus()

    def show(self, last: Mapping[str, str], beside: list[Content], heading: str, foot: str, empty: Content) -> None:
        """Draw the grid and the words.

        Args:
            last: criterion to the level given last time.
            beside: what others gave the criterion under the cursor.
            empty: shown where nothing was said about it yet.
        """
        self.query_one(RubricGrid).show(self._ratings, last)
        rating = self._ratings.get(self.criterion, Rating(""))
        body = self._text()[0]
        rows: list[Content] = []
        for passage in rating.evidence:
            at = passage.find(body)
            told = (
                _("line {n}").format(n=body[: at[0]].count("\n") + 1) if at else _("written about an earlier version")
            )
            rows.append(joined((text(f"“{shorten(passage.quote, 90)}”", "$amber"), text(f"  {told}", "$muted"))))
        rows += [text(rating.comment)] if rating.comment else []
        if rating.next_step:
            rows.insert(0, joined((text(f"{_('Next step')}  ", "$muted"), text(rating.next_step))))
        rows = (rows or [empty]) + beside
        done = sum(1 for one in self._rubric.criteria if self._ratings.get(one.name, Rating("")).level)
        count = _("{n} of {all} criteria rated").format(n=done, all=len(self._rubric.criteria))
        told = " · ".join(part for part in (count, foot) if part)
        self.query_one("#words", Card).show(lines(rows), heading=f"{self.criterion} · {heading}", foot=told)

    def on_rubric_grid_moved(self) -> None:
        """Another criterion."""
        self.post_message(self.Moved())

    def on_rubric_grid_rated(self, message: RubricGrid.Rated) -> None:
        """A level was given."""
        old = self._ratings.get(message.criterion, Rating(""))
        self._change(message.criterion, replace(old, level=message.level))

    def _change(self, criterion: str, rating: Rating) -> None:
        self._ratings[criterion] = rating
        if rating == Rating(""):
            del self._ratings[criterion]
        self._kept.now()
        self.post_message(self.Moved())

    def action_evidence(self) -> None:
        """Mark words in the text as evidence."""
        name, work = self.criterion, self._work
        body, blob = self._text()

        def after(found: tuple[int, int] | None) -> None:
            if found:
                passage = Passage(work.id, blob, found[0], found[1], body[found[0] : found[1]])
                old = self._ratings.get(name, Rating(""))
                self._change(name, replace(old, evidence=(*old.evidence, passage)))

        self.app.push_screen(PickPassage(f"{work.title} – {_('evidence for')} {name}", body), after)

    def action_drop(self) -> None:
        """Take the evidence of this criterion away."""
        self._change(self.criterion, replace(self._ratings.get(self.criterion, Rating("")), evidence=()))

    def action_words(self) -> None:
        """Write a comment and a next step."""
        name = self.criterion
        old = self._ratings.get(name, Rating(""))

        def submit(given: dict[str, Any]) -> None:
            self._change(name, replace(old, comment=given["comment"].strip(), next_step=given["next_step"].strip()))

        key = f"words-{self._key.removeprefix('assess-')}-{slug(name)}"
        self.app.push_screen(FormDialog(name, WORDS_FORM, submit, answers=encode(old), key=key))

    def action_examples(self) -> None:
        """Show what student work looks like at each level."""
        name = self.criterion
        criterion = next(one for one in self._rubric.criteria if one.name == name)
        rows: list[Content] = []
        for level in self._course.scale(self._rubric):
            label = level.key if level.name == level.key else f"{level.key} {level.name}"
            rows.append(text(f"{label}  {criterion.descriptors.get(level.key, '')}", "bold"))
            rows += [
                text(one if one[:1] in '"“' else f"“{one}”", "$amber") for one in criterion.exemplars.get(level.key, ())
            ]
            rows.append(Content(""))
        self.app.push_screen(Reading(f"{name} – {_('examples')}", lines(rows)))
