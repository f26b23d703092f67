"""One student's portfolio, to read at any version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import OptionList, Static

from portfolio.classroom import commenting
from portfolio.classroom.rows import Row, look_ended
from portfolio.errors import PortfolioError
from portfolio.i18n import N_, _, ngettext
from portfolio.model.diff import compare
from portfolio.model.feedback import COMMENT_FORM
from portfolio.model.schoolclass import Seat
from portfolio.model.work import Work
from portfolio.screens.dialogs.compare import Reading
from portfolio.screens.dialogs.form import FormDialog
from portfolio.screens.frame import TopBar
from portfolio.screens.timeline import Timeline
from portfolio.services.desk import Desk
from portfolio.text import line, shorten
from portfolio.widgets.card import Listing
from portfolio.widgets.keys import Keys
from portfolio.widgets.pixels import difference, joined, lines, text, title_of

if TYPE_CHECKING:
    from portfolio.teacher import ClassApp


class Student(Screen[None]):
    """The history of one student; what is new since the last look is one key away."""

    HELP = N_(
        "Each line is a version; Enter opens it as it was, D marks it and D on another compares the two, F filters. "
        "W lists the works, C shows what changed since your last look, ] goes to the next student. Nothing here can "
        "be changed."
    )
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "changes", N_("What changed")),
        Binding("w", "works", N_("Works")),
        Binding("right_square_bracket", "next", N_("Next student"), key_display="]"),
        Binding("escape", "back", N_("Class"), key_display="esc"),
    ]
    CSS = """
    Student { background: $background; align-horizontal: center; }
    Student #body { padding: 1 2 0 2; max-width: 160; height: 1fr; }
    Student #summary { height: auto; padding: 0 1; margin-bottom: 1; }
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
            yield Timeline()
        yield Keys()

    def on_mount(self) -> None:
        """Show the student."""
        self._show(self.row)

    def _show(self, row: Row) -> None:
        self.row = row
        assert row.summary is not None
        try:
            self.app.read(Desk(self.app.room.view(row.seat.id), self.app.clock))
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
        self.query_one("#versions").focus()

    def _look_ended(self) -> None:
        try:
            look_ended(self.app.room, self.row)
        except PortfolioError as error:
            self.app.say(str(error), wrong=True, lasting=True)

    def action_back(self) -> None:
        """Back to the class; everything of this student has been seen."""
        self._look_ended()
        self.app.pop_screen()

    def action_next(self) -> None:
        """The next student of the list."""
        from portfolio.screens.teacher.classroom import Classroom

        self._look_ended()
        place = self.app.screen_stack[-2]
        found = place.after(self.row.seat) if isinstance(place, Classroom) else None
        if found is None:
            self.app.say(_("That was the last one."))
            return
        self._show(found)

    def action_changes(self) -> None:
        """What changed in the texts since the last look."""
        from portfolio.classroom.rows import seen

        past = self.app.desk.past
        start = seen(self.app.room).get(self.row.seat.id, ("", 0))[0]
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
        body = lines(parts) if parts else text(_("No text has changed since your last look."), "$muted")
        self.app.push_screen(Reading(_("{name}: since your last look").format(name=line(self.row.seat.name)), body))

    def action_works(self) -> None:
        """The works, to read."""
        self.app.push_screen(Works(self.row.seat))


class Works(ModalScreen[None]):
    """The works of a student; Enter reads one, M comments on it."""

    HELP = N_("The arrow keys choose a work, Enter reads it, M writes a comment about it, Escape closes.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "comment", N_("Comment")),
        Binding("escape,q", "dismiss(None)", N_("Close"), key_display="esc"),
    ]
    DEFAULT_CSS = """
    Works { align: center middle; background: $background 70%; }
    Works Container { width: 84; max-width: 100%; height: auto; max-height: 100%; background: $card; }
    Works Listing { max-height: 20; border: round $primary; }
    """

    app: ClassApp

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self._seat = seat

    @property
    def _desk(self) -> Desk:
        return self.app.desk

    def compose(self) -> ComposeResult:
        """The list."""
        with Container():
            yield Listing(_("Works"), verb=N_("Read"))
            yield Keys()

    def on_mount(self) -> None:
        """Fill it."""
        rows = []
        said = commenting.said(self.app.room, self._seat, self.app.desk.past, self.app.clock)
        for work in self._desk.works():
            about = [one for one in said if one.comment.work == work.id]
            waiting = sum(1 for one in about if one.reply is None)
            drafts = len(self._desk.drafts(work))
            told = ngettext("{n} draft", "{n} drafts", drafts).format(n=drafts) + (
                f", {_('shared')}" if work.shared else ""
            )
            if about:
                told += ", " + _("{n} comments, {m} not answered").format(n=len(about), m=waiting)
            rows.append((work.id, joined((text(shorten(work.title, 40), "bold"), text(f"  {told}", "$muted")))))
        listing = self.query_one(Listing)
        listing.show(rows or [("", text(_("No work yet."), "$muted"))])
        listing.border_title = title_of(_("Works"))
        listing.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Read it."""
        work = self._desk.view.get(Work, self.query_one(Listing).key_at(event.option_index))
        if work is not None:
            body = text(self._desk.view.text(work) or _("Nothing was written yet."))
            self.app.push_screen(Reading(work.title, body))

    def action_comment(self) -> None:
        """Write a comment about the work under the cursor."""
        work = self._desk.view.get(Work, self.query_one(Listing).chosen)
        if work is None:
            return

        def submit(given: dict[str, Any]) -> None:
            commenting.comment(self.app.room, self._seat, self._desk, work, given, self.app.clock)

        def after(done: bool | None) -> None:
            if done:
                why = commenting.send(self.app.room, self.app.clock)
                self.app.say(
                    why or _("Said, and on its way to {name}.").format(name=line(self._seat.name)), lasting=bool(why)
                )
                self.on_mount()

        self.app.push_screen(FormDialog(_("Comment on {title}").format(title=work.title), COMMENT_FORM, submit), after)
