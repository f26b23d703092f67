"""The timeline of versions and what each changed; History shows all of it, Story that of one work."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import OptionList

from portfolio.clock import day
from portfolio.door import Portfolio, View
from portfolio.errors import PortfolioError
from portfolio.history.log import Version
from portfolio.i18n import N_, _, ngettext
from portfolio.model.diff import compare
from portfolio.model.form import Field, Form, never
from portfolio.model.goal import Goal
from portfolio.model.work import Work
from portfolio.screens.dialogs.compare import Reading
from portfolio.screens.dialogs.form import Ask, FormDialog
from portfolio.screens.undoing import ask_undo
from portfolio.services import story
from portfolio.services.desk import Desk
from portfolio.services.story import Filter
from portfolio.text import shorten
from portfolio.widgets.card import Card, Listing
from portfolio.widgets.pixels import WIDE, counted, difference, joined, lines, room, text, title_of
from portfolio.wording import long_day

if TYPE_CHECKING:
    from portfolio.app import PortfolioApp

_PAGE = 100


class Timeline(Container):
    """Versions, newest first, with the difference each made beside them."""

    SCOPED_CSS = False
    DEFAULT_CSS = """
    Timeline { layout: horizontal; height: 1fr; }
    Timeline #versions { width: 9fr; height: 100%; }
    Timeline #what { width: 11fr; height: 100%; margin-left: 1; scrollbar-gutter: stable; }
    Timeline Card { min-height: 100%; }
    .-narrow Timeline { layout: vertical; }
    .-narrow Timeline #versions { width: 1fr; height: 9; }
    .-narrow Timeline #what { width: 1fr; height: 1fr; margin-left: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "compare", N_("Compare")),
        Binding("r", "restore", N_("Restore")),
        Binding("u", "undo", N_("Undo this")),
        Binding("f", "filter", N_("Filter")),
    ]
    app: PortfolioApp

    class Compared(Message):
        """What a version changed has been read."""

        def __init__(self, version: Version, change: Content) -> None:
            super().__init__()
            self.version, self.change = version, change

    def __init__(self, work: str = "") -> None:
        super().__init__()
        self._work = work
        self._filter = Filter(work=work)
        self._found: Iterator[Version] = iter(())
        self._versions: dict[str, Version] = {}
        self._day = ""
        self._marked = ""
        self._timer: Timer | None = None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What changes a portfolio is offered to its owner alone."""
        return action not in ("restore", "undo") or isinstance(self.app.desk.view, Portfolio)

    def compose(self) -> ComposeResult:
        """The list and the difference."""
        yield Listing(_("Versions"), verb=N_("Open"), id="versions")
        with VerticalScroll(id="what"):
            yield Card(id="change", classes="-main")

    def load(self) -> None:
        """Read the newest versions; older ones follow as one moves down."""
        try:
            self._found = story.timeline(self.app.desk, self._filter)
            self._versions, self._day = {}, ""
            rows = self._more()
        except PortfolioError as error:
            self.app.say(str(error), wrong=True)
            return
        self._marked = ""
        self.query_one("#versions", Listing).show(
            rows or [("", text(_("Nothing of that kind yet."), "$muted"))], foot=self._foot
        )
        self._show_soon()

    @property
    def _foot(self) -> str:
        return _("filtered · f changes it") if self._filter != Filter(work=self._work) else _("everything · f filters")

    def _more(self) -> list[tuple[str, Content]]:
        rows: list[tuple[str, Content]] = []
        today, zone = self.app.desk.today, self.app.desk.now.tzinfo
        size = self.app.size.width
        columns = self.size.width or room(size)
        width = columns * 9 // 20 - 7 if size >= WIDE else columns - 8
        for version in islice(self._found, _PAGE):
            self._versions[version.id] = version
            at = version.at.astimezone(zone)
            if str(at.date()) != self._day:
                self._day = str(at.date())
                rows.append(("", text(long_day(at.date(), today), "$muted")))
            told = story.tell(self.app.desk, version)
            first = joined(
                (
                    text(f"{told.sign} ", "$primary"),
                    f"{at:%H:%M}  ",
                    text(told.what, "bold" if version.note.change == "draft.save" else ""),
                    "  ",
                    counted(version.note.words),
                )
            )
            about = told.detail if self._work else ": ".join(part for part in (told.about, told.detail) if part)
            if size < WIDE:
                room_left = max(8, width - first.cell_length - 2)
                rows.append((version.id, joined((first, text(f"  {shorten(about, room_left)}", "$muted")))))
            else:
                second = text(f"│        {shorten(about, max(16, width - 10))}", "$muted")
                rows.append((version.id, lines((first, second)) if about else first))
        return rows

    @property
    def chosen(self) -> Version | None:
        """The version under the cursor."""
        return self._versions.get(self.query_one("#versions", Listing).chosen)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show what it changed; read on near the end."""
        listing = self.query_one("#versions", Listing)
        if event.option_index > listing.option_count - 10:
            rows = self._more()
            if rows:
                listing.add(rows)
        self._show_soon()

    def _show_soon(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(0.06, self._show)

    def _show(self) -> None:
        version, card = self.chosen, self.query_one("#change", Card)
        if version is None:
            card.show(Content(""), heading="")
            return
        self._read_change(version)

    @work(thread=True, group="change", exclusive=True, exit_on_error=False)
    def _read_change(self, version: Version) -> None:
        """Read and compare what a version changed; a long text takes a while."""
        at = version.at.astimezone(self.app.desk.now.tzinfo)
        rows: list[Content] = [text(version.note.subject, "bold")]
        rows.append(text(f"{long_day(at.date(), self.app.desk.today)}, {at:%H:%M} · {version.short}", "$muted"))
        try:
            told, pieces = story.text_change(self.app.desk, version)
            rows += [text(told, "$muted")] if told else []
            rows += [Content(""), difference(pieces)] if pieces else []
            for label, before, after in story.record_changes(self.app.desk, version.id):
                rows += [Content(""), text(label, "$muted"), difference(compare(before, after))]
        except PortfolioError as error:
            rows.append(text(str(error), "$amber"))
        self.post_message(self.Compared(version, lines(rows)))

    def on_timeline_compared(self, message: Timeline.Compared) -> None:
        """Show what the version under the cursor changed."""
        if self.chosen is not None and self.chosen.id == message.version.id:
            heading = story.tell(self.app.desk, message.version).what
            self.query_one("#change", Card).show(message.change, heading=heading)
            self.query_one("#what").scroll_home(animate=False)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open it as it was."""
        self.action_open()

    def action_open(self) -> None:
        """Show the portfolio (or this work) as it was then."""
        version = self.chosen
        if version is None:
            return
        try:
            view = self.app.desk.past.at(version.id)
        except PortfolioError as error:
            self.app.say(str(error), wrong=True, lasting=True)
            return
        name = self._work or version.note.work
        work = view.get(Work, name) if name else None
        heading = f"{version.at:%Y-%m-%d %H:%M}"
        if work is not None:
            body = text(view.text(work) or _("Nothing was written yet."))
            self.app.push_screen(Reading(f"{work.title} – {_('as it was on')} {heading}", body))
        else:
            self.app.push_screen(Reading(f"{_('The portfolio as it was on')} {heading}", _then(view, self.app.desk)))

    def action_compare(self) -> None:
        """Mark a version; the second one marked is compared with the first."""
        version = self.chosen
        if version is None:
            return
        if not self._marked or self._marked == version.id:
            self._marked = version.id
            at = version.at.astimezone(self.app.desk.now.tzinfo)
            self.query_one("#versions", Listing).border_subtitle = title_of(
                _("{time} marked · d on another compares").format(time=f"{at:%H:%M}")
            )
            return
        other, self._marked = self._versions.get(self._marked), ""
        self.query_one("#versions", Listing).border_subtitle = title_of(self._foot)
        if other is None:
            return
        old, new = sorted((other, version), key=lambda one: one.at)
        self.app.push_screen(Reading(f"{self._named(old)} → {self._named(new)}", self._between(old.id, new.id)))

    def _named(self, version: Version) -> str:
        told = story.tell(self.app.desk, version)
        at = version.at.astimezone(self.app.desk.now.tzinfo)
        return f"{told.what}{f' “{told.detail}”' if told.detail else ''}, {at:%Y-%m-%d %H:%M}"

    def _between(self, old: str, new: str) -> Content:
        try:
            before, after = self.app.desk.past.at(old), self.app.desk.past.at(new)
        except PortfolioError as error:
            return text(str(error), "$amber")
        parts: list[Content] = []
        names = [self._work] if self._work else sorted({work.id for work in (*before.all(Work), *after.all(Work))})
        for name in names:
            work = after.get(Work, name) or before.get(Work, name)
            if work is None:
                continue
            pieces = compare(before.text(work), after.text(work))
            if any(piece.tag != "same" for piece in pieces):
                parts += [text(work.title, "bold"), difference(pieces), Content("")]
        return lines(parts) if parts else text(_("The texts are the same in both."), "$muted")

    def action_restore(self) -> None:
        """Set what the version touched back to how it was then, after asking."""
        version = self.chosen
        if version is None:
            return
        told = _("Everything that “{what}” changed becomes as it was then. What you have now stays in the history.")
        name = shorten(version.note.subject, 60)

        def after(yes: bool | None) -> None:
            if yes:
                self.app.attempt(lambda: self.app.desk.portfolio.restore(version.id))

        self.app.push_screen(Ask(_("Restore this?"), told.format(what=name)), after)

    def action_undo(self) -> None:
        """Take back what the version did, after asking."""
        version = self.chosen
        if version is None:
            return
        ask_undo(self.app, version)

    def action_filter(self) -> None:
        """Ask what to show; empty answers show everything."""
        form = _filters(self.app.desk, whole=not self._work)

        def submit(given: dict[str, Any]) -> None:
            self._filter = Filter(
                kind=given["kind"],
                work=self._work or given.get("of", ""),
                standard=given["standard"],
                since=day(given["since"]),
            )

        given = {"kind": self._filter.kind, "of": self._filter.work, "standard": self._filter.standard}
        given["since"] = str(self._filter.since or "")
        self.app.push_screen(
            FormDialog(_("Show only"), form, submit, answers=given, verb=N_("Show")),
            lambda done: self.load() if done else None,
        )


def _filters(desk: Desk, *, whole: bool) -> Form:
    """The questions a filter asks; that of one work does not ask for the work."""
    works = [(work.id, work.title) for work in desk.works()]
    kinds = [(kind, _(name)) for kind, name in story.KINDS.items()]
    standards = [(one.code, f"{one.name} – {one.statement}") for one in desk.standards()]
    fields = [Field("kind", "choice", N_("Kind"), "", never, lambda _answers, _view: kinds)]
    if whole:
        fields.append(Field("of", "choice", N_("Work"), "", never, lambda _answers, _view: works))
    fields.append(Field("standard", "choice", N_("Standard"), "", never, lambda _answers, _view: standards))
    fields.append(Field("since", "date", N_("From this day on"), N_("Like 2026-12-31."), never))
    return Form(*fields)


def _then(view: View, desk: Desk) -> Content:
    """A whole portfolio in a few lines."""
    then = Desk(view, desk.clock)
    rows: list[Content] = [text(_("Goals"), "$muted")]
    rows += [
        joined((text("⚑ ", "$primary"), text(goal.statement), text(f"  {goal.status}", "$muted")))
        for goal in view.all(Goal)
    ]
    rows += [Content(""), text(_("Work"), "$muted")]
    for one in then.works():
        count = len(then.drafts(one))
        told = ngettext("{n} draft", "{n} drafts", count)
        rows.append(joined((text("◇ ", "$primary"), text(one.title), text(f"  {told}", "$muted"))))
    return lines(rows)
