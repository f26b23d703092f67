"""Sources: the log of an inquiry, sources by viewpoint and actions in the community."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.widgets import OptionList

from portfolio.clock import day
from portfolio.i18n import N_, _
from portfolio.model.inquiry import ACTION_FORM, SOURCE_FORM, Action, Source
from portfolio.screens.dialogs.form import FormDialog
from portfolio.screens.workspace import Tab
from portfolio.services import inquiry as service
from portfolio.widgets.card import Listing
from portfolio.widgets.pixels import WIDE, hanging, lines, room, text
from portfolio.wording import month_day


class Sources(Tab):
    """Who was asked, from whose side, and what was done."""

    HELP = N_(
        "A logs a source with the viewpoint it stands for, N an action in the community. Enter changes the one under "
        "the cursor. People are named or pictured only when they have agreed."
    )
    SCOPED_CSS = False
    DEFAULT_CSS = """
    Sources #pair { layout: horizontal; height: 1fr; }
    Sources #sources { width: 1fr; height: 100%; } Sources #actions { width: 1fr; height: 100%; margin-left: 1; }
    .-narrow Sources #pair { layout: vertical; }
    .-narrow Sources #sources { height: 1fr; } .-narrow Sources #actions { height: 1fr; margin-left: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "source", N_("Source")),
        Binding("n", "action", N_("Action")),
    ]

    def compose(self) -> ComposeResult:
        """Sources and actions side by side."""
        with Container(id="pair"):
            yield Listing(_("Sources by viewpoint"), verb=N_("Change"), id="sources")
            yield Listing(_("Actions"), verb=N_("Change"), id="actions")

    def enter(self) -> None:
        """The sources."""
        self.query_one("#sources").focus()

    def on_mount(self) -> None:
        """Show what there is."""
        self.reload()

    def reload(self) -> None:
        """Fill both lists."""
        desk, work = self.app.desk, self.work
        rows: list[tuple[str, Content]] = []
        hint = service.hint(desk, work)
        rows += [("", text(hint, "$amber"))] if hint else []
        for viewpoint, group in service.viewpoints(desk, work).items():
            rows.append(("", text(viewpoint, "$primary")))
            rows += [(one.id, self._source(one)) for one in group]
        nothing = text(
            _("No sources yet. Press a to log who you asked or read, and from whose side it is seen."), "$muted"
        )
        self.query_one("#sources", Listing).show(rows or [("", nothing)])
        found = sorted(desk.of(Action, work), key=lambda one: (one.on, one.id))
        none = text(_("No actions yet. Press n to log what was done with or for others."), "$muted")
        self.query_one("#actions", Listing).show([(one.id, self._action(one)) for one in found] or [("", none)])

    def _room(self) -> int:
        """Columns inside a list."""
        width = self.app.size.width
        return (room(width) // 2 if width >= WIDE else room(width)) - 7

    def _source(self, one: Source) -> Content:
        below = [text(one.what), *([text(one.where, "$muted")] if one.where else [])]
        return lines((text(f"  {one.who}", "bold"), *(hanging("    ", part, self._room()) for part in below)))

    def _action(self, one: Action) -> Content:
        at = day(one.on)
        told = " · ".join(part for part in (one.people, one.named, one.artefact) if part)
        rows = [text(month_day(at, self.app.desk.today) if at else one.on, "$muted")]
        rows += [hanging("  ", text(one.what), self._room())]
        rows += [hanging("  ", text(told, "$muted"), self._room())] if told else []
        return lines(rows)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Change it."""
        listing = event.option_list
        assert isinstance(listing, Listing)
        key = listing.key_at(event.option_index)
        if listing.id == "sources":
            self._ask_source(self.app.desk.view.get(Source, key))
        else:
            self._ask_action(self.app.desk.view.get(Action, key))

    def action_source(self) -> None:
        """Log a source."""
        self._ask_source(None)

    def action_action(self) -> None:
        """Log an action."""
        self._ask_action(None)

    def _ask_source(self, before: Source | None) -> None:
        def submit(given: dict[str, Any]) -> None:
            service.log_source(self.app.desk, self.work, given, before)

        answers = {field.name: getattr(before, field.name) for field in SOURCE_FORM.fields} if before else {}
        key = f"source-{before.short if before else self._work_id}"
        self.app.push_screen(FormDialog(_("A source"), SOURCE_FORM, submit, answers=answers, key=key))

    def _ask_action(self, before: Action | None) -> None:
        def submit(given: dict[str, Any]) -> None:
            service.log_action(self.app.desk, self.work, given, before)

        answers: dict[str, Any] = {"on": str(self.app.desk.today)}
        if before:
            answers = {field.name: getattr(before, field.name) for field in ACTION_FORM.fields}
            answers["consent"] = "yes" if before.consent else ""
        key = f"action-{before.short if before else self._work_id}"
        self.app.push_screen(FormDialog(_("An action"), ACTION_FORM, submit, answers=answers, key=key))
