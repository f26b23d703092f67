"""One student's portfolio, to read at any version."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList, Static

from portfolio.classroom import notes, proposals
from portfolio.classroom.needs import ToRead, last_word, to_read
from portfolio.classroom.rows import Row, look_ended, since_look
from portfolio.errors import PortfolioError
from portfolio.i18n import N_, _, ngettext
from portfolio.model.diff import compare
from portfolio.model.form import Field, Form, never
from portfolio.model.proposal import RHYTHM_FORM
from portfolio.model.work import Work
from portfolio.screens.dialogs.compare import Reading
from portfolio.screens.dialogs.form import FormDialog
from portfolio.screens.frame import TopBar
from portfolio.screens.teacher.reading import WHY
from portfolio.screens.timeline import Timeline
from portfolio.text import line, shorten
from portfolio.widgets.card import Listing
from portfolio.widgets.keys import Keys
from portfolio.widgets.pixels import difference, joined, lines, text
from portfolio.wording import ago

if TYPE_CHECKING:
    from portfolio.classroom.summary import Piece
    from portfolio.screens.teacher.review import Turn
    from portfolio.teacher import ClassApp


_NOTE = Form(Field("note", "text", N_("Note"), N_("What you want to remember. Empty removes it."), never))


class Student(Screen[None]):
    """The works and the history of one student; what is new since the last look is one key away."""

    HELP = N_(
        "Enter on a work reads it, and there you comment and rate; W comes back to the works. Tab goes to the "
        "versions: Enter opens one as it was, D marks it and D on another compares the two, F filters. C shows what "
        "changed since your last look, ] and [ go to the next and the previous student. N is your own note, which "
        "stays on this machine; K asks this student for check-ins. Nothing of theirs can be changed here."
    )
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "changes", N_("What changed")),
        Binding("w", "works", N_("Works")),
        Binding("n", "note", N_("My note")),
        Binding("k", "rhythm", N_("Check-ins")),
        Binding("right_square_bracket", "turn(1)", N_("Next student"), key_display="]"),
        Binding("left_square_bracket", "turn(-1)", N_("Previous"), key_display="[", show=False),
        Binding("escape", "back", N_("Class"), key_display="esc"),
    ]
    CSS = """
    Student { background: $background; align-horizontal: center; }
    Student #body { padding: 1 2 0 2; max-width: 160; height: 1fr; }
    Student #summary { height: auto; padding: 0 1; margin-bottom: 1; }
    Student #works { max-height: 9; margin-bottom: 1; }
    Student.-narrow #summary, Student.-narrow #works { margin-bottom: 0; }
    Student.-narrow #works { max-height: 6; }
    Student.-narrow Timeline #versions { height: 6; }
    """
    app: ClassApp

    def __init__(self, row: Row) -> None:
        super().__init__()
        self.row = row

    def compose(self) -> ComposeResult:
        """The top line, what there is, the versions, the keys."""
        yield TopBar()
        with Container(id="body"):
            yield Static("", markup=False, id="summary")
            yield Listing(_("Works"), verb=N_("Read"), id="works")
            yield Timeline()
        yield Keys()

    def on_mount(self) -> None:
        """Show the student."""
        self._show(self.row)

    def _show(self, row: Row) -> None:
        self.row = row
        assert row.summary is not None
        try:
            self.app.read(self.app.desk_of(row.seat))
        except PortfolioError as error:
            self.app.say(str(error), wrong=True, lasting=True)
            self.app.pop_screen()
            return
        made = row.summary
        parts = [
            ngettext("{n} work", "{n} works", made.works).format(n=made.works),
            ngettext("{n} draft", "{n} drafts", made.drafts).format(n=made.drafts),
            ngettext("{n} active goal", "{n} active goals", made.goals).format(n=made.goals),
            ngettext("{n} reflection", "{n} reflections", made.reflections).format(n=made.reflections),
        ]
        rows = [text(" · ".join(parts), "$muted")]
        if line(made.owner) != line(row.seat.name):
            rows.append(text(_("calls themself {name}").format(name=line(made.owner)), "$muted"))
        if row.others:
            rows.append(text(_("Another history was seen: “class history” and “class follow” compare them."), "$amber"))
        if told := notes.note(self.app.room, row.seat):
            rows.append(text(_("My note: {note}").format(note=shorten(told, 200)), "$amber"))
        rows += [
            text(_("Passed over: {problem}").format(problem=shorten(one, 90)), "$amber") for one in made.problems[:3]
        ]
        self.query_one("#summary", Static).update(lines(rows))
        fresh = (
            ngettext("{n} new version", "{n} new versions", row.fresh).format(n=row.fresh)
            if row.fresh
            else _("nothing new")
        )
        state = joined((text("● ", "$amber" if row.fresh else "$good"), text(f"{fresh} · {_('read only')}", "$muted")))
        self.query_one(TopBar).tell(f"{line(self.app.room.kept.name)} · {line(row.seat.name)}", state)
        self.call_after_refresh(self.query_one(Timeline).load)
        waits = {one.piece.work: one for one in to_read([row])}
        listing = self.query_one("#works", Listing)
        works = [(piece.work, self._work(piece, waits.get(piece.work))) for piece in made.pieces[::-1]]
        listing.show(works or [("", text(_("No work yet."), "$muted"))])
        listing.highlighted = 0 if works else None
        (listing if works else self.query_one("#versions")).focus()

    def _look_ended(self) -> None:
        try:
            look_ended(self.app.room, self.row)
        except PortfolioError as error:
            self.app.say(str(error), wrong=True, lasting=True)

    def action_back(self) -> None:
        """Back to the class; everything of this student has been seen."""
        self._look_ended()
        self.app.pop_screen()

    def action_turn(self, by: int) -> None:
        """The next student of the list, or the one before."""
        from portfolio.screens.teacher.classroom import Classroom

        place = self.app.screen_stack[-2]
        found = place.beside(self.row.seat, by) if isinstance(place, Classroom) else None
        if found is None:
            self.app.say(_("That was the last one.") if by > 0 else _("That is the first one."))
            return
        self._look_ended()
        self._show(found)

    def action_note(self) -> None:
        """My own note about this student."""
        room, seat = self.app.room, self.row.seat

        def after(done: bool | None) -> None:
            if done:
                self._show(self.row)

        self.app.push_screen(
            FormDialog(
                _("My note about {name}").format(name=line(seat.name)), _NOTE,
                lambda given: notes.write_note(room, seat, given["note"]),
                answers={"note": notes.note(room, seat)}, key=f"note-{seat.id}",
                above=_("It stays on this machine. Nobody else reads it."),
            ),
            after,
        )  # fmt: skip

    def action_rhythm(self) -> None:
        """Ask this student for check-ins."""
        room, seat, desk, clock = self.app.room, self.row.seat, self.app.desk, self.app.clock
        now = proposals.rhythm(room, seat)

        def after(done: bool | None) -> None:
            if done:
                self.app.send()
                self.app.say(_("Asked, and on its way to {name}.").format(name=line(seat.name)))

        self.app.push_screen(
            FormDialog(
                _("Check-ins of {name}").format(name=line(seat.name)), RHYTHM_FORM,
                lambda given: proposals.ask_rhythm(room, seat, desk, given, clock), key=f"rhythm-{seat.id}",
                answers={"every": now.every, "why": now.why} if now else {},
            ),
            after,
        )  # fmt: skip

    def action_changes(self) -> None:
        """What changed in the texts since the last look."""
        past = self.app.desk.past
        start, seen_before = since_look(self.app.room, self.row.seat, past.version)
        try:
            before = past.at(start) if start and past.objects.holds(start) else None
            parts: list[Content] = []
            for work in past.all(Work):
                pieces = compare(before.text(work) if before else "", past.text(work))
                if any(piece.tag != "same" for piece in pieces):
                    parts += [text(work.title, "bold"), difference(pieces), Content("")]
        except PortfolioError as error:
            self.app.say(str(error), wrong=True, lasting=True)
            return
        body = lines(parts) if parts else text(_("No text has changed."), "$muted")
        told = _("{name}: new at your last look") if seen_before else _("{name}: since your last look")
        self.app.push_screen(Reading(told.format(name=line(self.row.seat.name)), body))

    def action_works(self) -> None:
        """To the works."""
        self.query_one("#works").focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Read a work, and answer it."""
        from portfolio.screens.teacher.review import Review, Turn

        listing = self.query_one("#works", Listing)
        if event.option_list is listing and (work := listing.key_at(event.option_index)):
            self.app.push_screen(Review([Turn(self.row, work), *self._same_task(work)]))

    def _work(self, piece: Piece, waits: ToRead | None) -> Content:
        drafts = len(self.app.desk.drafts(piece.work))
        told = [ngettext("{n} draft", "{n} drafts", drafts).format(n=drafts)]
        told += [_("shared")] if piece.shared else []
        said = last_word(self.row, piece.work)
        if said is not None:
            when = ago(said[0], self.app.clock.now())
            told.append(_("{name} wrote {when}").format(name=line(said[1]) or _("you"), when=when))
        parts = [text(shorten(piece.title, 40), "bold"), text(f"  {', '.join(told)}", "$muted")]
        if waits is not None:
            parts.append(text(f"  {_(WHY[waits.why])}", "$amber"))
        return joined(parts)

    def _same_task(self, work: str) -> list[Turn]:
        """The works of the others for the same task."""
        from portfolio.screens.teacher.classroom import Classroom

        place = self.app.screen_stack[-2]
        return place.same_task(self.row, work) if isinstance(place, Classroom) else []
