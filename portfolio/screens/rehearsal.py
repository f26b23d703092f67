"""Rehearsal: the slides full screen with the clock, the notes and the pace of earlier takes; then the panel asks."""

from __future__ import annotations

import random
from collections.abc import Sequence
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from portfolio.i18n import N_, _
from portfolio.model.capstone import TAKE_FORM, Take
from portfolio.model.course import Capstone
from portfolio.model.deck import Slide
from portfolio.screens.dialogs.form import FormDialog, Submit
from portfolio.screens.frame import TopBar
from portfolio.screens.kept import Kept
from portfolio.screens.slides import slide_content
from portfolio.services import capstone as service
from portfolio.widgets.card import Card
from portfolio.widgets.keys import Keys
from portfolio.widgets.pixels import joined, lines, text, title_of
from portfolio.wording import clock_time

if TYPE_CHECKING:
    from portfolio.app import PortfolioApp

_QUESTIONS = 3
KEPT = "take"
"""Under which key a take is kept while it goes on."""
_PULSE = 5
"""Seconds after which it is kept again."""


class Rehearsal(Screen[None]):
    """One take."""

    HELP = N_(
        "Space or the right arrow goes on, Backspace or the left arrow back. N shows or hides the notes, B blanks the "
        "slide, P stops the clock. Escape ends the take: then the panel asks, and you write a line about it."
    )
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,right,pagedown", "go(1)", N_("Next"), key_display="space"),
        Binding("escape", "end", N_("End take"), key_display="esc"),
        Binding("backspace,left,pageup", "go(-1)", N_("Back"), key_display="⌫"),
        Binding("n", "notes", N_("Notes")),
        Binding("p", "pause", N_("Pause")),
        Binding("b", "blank", N_("Blank")),
    ]
    CSS = """
    Rehearsal { background: $background; align-horizontal: center; }
    Rehearsal #stage { height: 1fr; max-width: 160; border: round $primary; background: $card; padding: 1 4; }
    Rehearsal.-narrow #stage { padding: 0 1; }
    Rehearsal #stage Static { height: auto; }
    Rehearsal #below { height: auto; max-height: 8; max-width: 160; }
    Rehearsal #below Card { width: 1fr; }
    Rehearsal .-away { display: none; }
    """
    app: PortfolioApp

    def __init__(self, slides: Sequence[Slide], outline: Capstone) -> None:
        super().__init__()
        self._slides, self._outline = list(slides), outline
        self._at = 0
        self._seconds = [0.0] * len(self._slides)
        self._since = monotonic()
        self._paused = self._blank = False
        self._before: Take | None = None
        self._number = 1
        self._kept = Kept(self, KEPT, self._to_keep)

    def compose(self) -> ComposeResult:
        """The clock, the slide, notes and pace, the keys."""
        yield TopBar()
        with Vertical():
            with VerticalScroll(id="stage", can_focus=True):
                yield Static("", markup=False)
            with Horizontal(id="below"):
                yield Card(_("Notes"), id="notes")
                yield Card(_("Pace"), id="pace")
        yield Keys()

    def on_mount(self) -> None:
        """Begin."""
        takes = service.takes(self.app.desk)
        self._before, self._number = (takes[-1] if takes else None), len(takes) + 1
        self._since = monotonic()
        self.set_interval(1, self._tick)
        self.set_interval(_PULSE, self._pulse)
        self._draw()
        self.query_one("#stage").focus()

    def on_resize(self) -> None:
        """Arrange for another size."""
        if self.is_mounted and self._slides:
            self._draw()

    @property
    def _whole(self) -> float:
        return sum(self._seconds) + (0 if self._paused else monotonic() - self._since)

    @property
    def _here(self) -> float:
        return self._seconds[self._at] + (0 if self._paused else monotonic() - self._since)

    def _count(self) -> None:
        """Give the slide the time that has passed on it."""
        now = monotonic()
        if not self._paused:
            self._seconds[self._at] += now - self._since
        self._since = now

    def _to_keep(self) -> dict[str, Any]:
        seconds = [round(one) for one in self._seconds]
        seconds[self._at] = round(self._here)
        return {"seconds": seconds} if any(seconds) else {}

    def _pulse(self) -> None:
        if not self._paused:
            self._kept.now()

    def _tick(self) -> None:
        limit = self._outline.minutes * 60
        over = limit and self._whole > limit
        told = _("{time} of {limit}").format(time=clock_time(self._whole), limit=clock_time(limit))
        state = joined((
            text(told, "bold $removed" if over else "bold $amber"),
            text("  " + _("paused") if self._paused else "", "$amber"),
            text(" · " + _("slide {n} of {all}").format(n=self._at + 1, all=len(self._slides)), "$muted"),
        ))  # fmt: skip
        self.query_one(TopBar).tell(_("Capstone rehearsal · take {n}").format(n=self._number), state)
        self._pace()

    def _pace(self) -> None:
        parts = []
        for number, seconds in enumerate(self._seconds[: self._at]):
            parts.append(text(f"{number + 1} {clock_time(seconds)}  ", "$muted"))
        parts.append(text(f"{self._at + 1} {clock_time(self._here)}", "bold"))
        rows = [joined(parts)]
        if self._before is not None and len(self._before.seconds) > self._at:
            then = sum(self._before.seconds[: self._at + 1])
            gap = int(self._whole - then)
            told = _("last take, up to here: {time}").format(time=clock_time(then))
            how = _("{n} s slower").format(n=gap) if gap > 0 else _("{n} s to spare").format(n=-gap)
            rows.append(text(f"{told} · {how}", "$muted"))
        self.query_one("#pace", Card).show(lines(rows))

    def _draw(self) -> None:
        slide = self._slides[self._at]
        stage = self.query_one("#stage")
        width = min(self.app.size.width, 160) - 12
        body = Content("") if self._blank else slide_content(self.app.desk, slide, width)
        self.query_one("#stage Static", Static).update(body)
        stage.border_title = title_of("" if self._blank else slide.title)
        stage.scroll_home(animate=False)
        told = text(slide.notes) if slide.notes else text(_("no notes on this slide"), "$muted")
        self.query_one("#notes", Card).show(told)
        self._tick()

    def action_go(self, by: int) -> None:
        """Another slide."""
        if 0 <= self._at + by < len(self._slides):
            self._count()
            self._at += by
            self._blank = False
            self._draw()
            self._pulse()
        elif by > 0:
            self.app.say(_("That was the last slide. Escape ends the take."))

    def action_notes(self) -> None:
        """Show or hide the notes."""
        self.query_one("#notes").toggle_class("-away")

    def action_blank(self) -> None:
        """An empty slide, to be looked at oneself."""
        self._blank = not self._blank
        self._draw()

    def action_pause(self) -> None:
        """Stop the clock, or go on."""
        self._count()
        self._paused = not self._paused
        self._tick()

    def action_end(self) -> None:
        """The panel asks; a line about the take; it is kept."""
        self._count()
        self._paused = True
        drawn = random.sample(list(self._outline.questions), min(_QUESTIONS, len(self._outline.questions)))
        seconds = [round(one) for one in self._seconds]
        if not any(seconds):
            seconds[self._at] = 1
        above = [
            _("The panel asks:"),
            *(f"  {question}" for question in drawn),
            "",
            _("Escape keeps the take, too. F7 keeps nothing of it."),
        ]

        def submit(given: dict[str, Any]) -> None:
            service.keep_take(self.app.desk, seconds, drawn, given)

        def after(kept: bool | None) -> None:
            if kept:
                self.app.say(_("Kept: {time}.").format(time=clock_time(sum(seconds))))
            self.app.pop_screen()

        heading = _("Take {n}: {time}").format(n=self._number, time=clock_time(sum(seconds)))
        self.app.push_screen(_After(heading, {"seconds": seconds, "questions": drawn}, submit, "\n".join(above)), after)


class _After(FormDialog):
    """A line about a take; the take is kept with it or without, unless it is thrown away."""

    HELP = N_("Ctrl+S or Escape keeps the take with what you wrote about it. F7 keeps nothing of it.")

    def __init__(self, heading: str, take: dict[str, Any], submit: Submit, above: str) -> None:
        super().__init__(heading, TAKE_FORM, submit, key=KEPT, above=above)
        self._take = take

    def _recall(self) -> None:
        """Nothing: what is kept is this take."""

    def _to_keep(self) -> dict[str, Any]:
        return {**self._take, **self.given()}

    def on_mount(self) -> None:
        """Keep it from the first moment."""
        super().on_mount()
        self._kept.now()

    def action_close(self) -> None:
        """Close; the take is kept."""
        self.action_save()


def keep_cut_off(app: PortfolioApp, place: Widget) -> None:
    """Keep a take that was never ended: the window was closed, the power went."""
    kept = Kept(place, KEPT, dict)
    found = kept.recall()
    seconds, asked, note = (found.get(name) for name in ("seconds", "questions", "note"))
    if not isinstance(seconds, list) or not app.desk.portfolio.writable:
        return
    spent = [one for one in seconds if isinstance(one, int) and one >= 0]
    questions = [str(one) for one in asked] if isinstance(asked, list) else []
    answers = {"note": note if isinstance(note, str) else ""}
    if not any(spent):
        kept.let_go()
    elif app.attempt(lambda: service.keep_take(app.desk, spent, questions, answers)):
        kept.let_go()
        app.say(_("A take that was not ended is kept: {time}.").format(time=clock_time(sum(spent))))
