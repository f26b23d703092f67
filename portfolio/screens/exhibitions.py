"""Exhibitions: what guests see of one's goals, drafts and reflections, and what they wrote about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList

from portfolio.i18n import N_, _, ngettext
from portfolio.model.exhibition import RESPONSE_FORM, Exhibition
from portfolio.model.work import MOMENT_NAMES
from portfolio.screens.dialogs.compare import Reading
from portfolio.screens.dialogs.form import FormDialog
from portfolio.screens.frame import Frame
from portfolio.services import exhibiting as service
from portfolio.text import shorten
from portfolio.widgets.card import Card, Listing
from portfolio.widgets.pixels import hanging, joined, lines, text


class Exhibitions(Frame):
    """Every exhibition, and what is on one."""

    SECTION = "capstone"
    HELP = N_(
        "An exhibition shows guests a few of your goals, drafts and reflections. N arranges one: what you could show "
        "this term is picked already. Enter reads it as guests do, C changes it, G attaches what a guest wrote, P "
        "makes a page of it for any browser."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", N_("New")),
        Binding("c", "change", N_("Change")),
        Binding("g", "guest", N_("Guest wrote")),
        Binding("p", "page", N_("Page")),
        Binding("escape", "app.pop_screen", N_("Back"), key_display="esc"),
    ]
    CSS = """
    Exhibitions #pair { layout: horizontal; }
    Exhibitions #list { width: 2fr; height: 100%; }
    Exhibitions #one { width: 3fr; height: 100%; margin-left: 1; }
    Exhibitions.-narrow #pair { layout: vertical; }
    Exhibitions.-narrow #list { width: 1fr; height: 7; }
    Exhibitions.-narrow #one { width: 1fr; height: 1fr; margin-left: 0; }
    Exhibitions Card { min-height: 100%; }
    """

    def body(self) -> Iterable[Widget]:
        """The list and one of them."""
        yield Container(
            Listing(_("Exhibitions"), verb=N_("Read"), id="list"),
            VerticalScroll(Card(id="detail"), id="one"),
            id="pair",
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is done with one needs one."""
        return action not in ("change", "guest", "page") or (self.is_mounted and self._chosen is not None)

    def reload(self) -> None:
        """Fill the list, the newest first."""
        rows = [(one.id, self._row(one)) for one in self.desk.view.all(Exhibition)[::-1]]
        nothing = text(_("None yet. N arranges one."), "$muted")
        self.query_one("#list", Listing).show(rows or [("", nothing)])
        self._show()
        if self.focused is None:
            self.query_one("#list").focus()

    @property
    def _chosen(self) -> Exhibition | None:
        key = self.query_one("#list", Listing).chosen
        return self.desk.view.get(Exhibition, key) if key else None

    def _row(self, one: Exhibition) -> Content:
        heard = len(service.responses(self.desk, one))
        told = ngettext("{n} guest wrote", "{n} guests wrote", heard) if heard else _("no guest has written yet")
        return lines((text(one.title, "bold"), text(f"{service.shown_on(one)} · {told}", "$muted")))

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the one under the cursor."""
        self._show()

    def _show(self) -> None:
        self.refresh_bindings()
        one, card = self._chosen, self.query_one("#detail", Card)
        if one is None:
            told = _(
                "Choose a few goals, drafts and reflections, and say what your guests should look at. What you show "
                "stays as it was when you named it. Private reflections are never offered."
            )
            card.show(text(told, "$muted"), heading=_("What is an exhibition?"))
            return
        seen, width = service.look(self.desk, one), self._width
        rows: list[Content] = [text(one.words), Content("")]
        for goal in seen.goals:
            rows.append(hanging(text(f"{_('Goal')}  ", "$muted"), text(goal.statement), width))
        for work, draft, _body in seen.drafts:
            named = joined((text(work.title), text(f"  {draft.name}", "$muted")))
            rows.append(hanging(text(f"{_('Draft')}  ", "$muted"), named, width))
        for title, thought in seen.reflections:
            told = f"{shorten(title, 60)} {_(MOMENT_NAMES[thought.moment])}".strip()
            rows.append(hanging(text(f"{_('Reflection')}  ", "$muted"), text(told), width))
        for gone, count in Counter(seen.gone).items():
            told = _("Not on it any more: {what}").format(what=gone)
            rows.append(text(f"{told} ({count})" if count > 1 else told, "$amber"))
        rows += [Content(""), text(_("What guests wrote"), "bold")] if seen.responses else []
        for each in seen.responses:
            said = joined((text(f"{each.reported_from.name}  ", "$primary"), text(each.text)))
            rows.append(hanging("", said, width))
        card.show(lines(rows), heading=shorten(one.title, 50), foot=service.shown_on(one))

    @property
    def _width(self) -> int:
        return (self.columns * 3 // 5 if self.wide else self.columns) - 6

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Read it as guests do."""
        one = self._chosen
        if one is not None:
            self.app.push_screen(Reading(one.title, self._as_guests(one)))

    def _as_guests(self, one: Exhibition) -> Content:
        """All of it, in the order of the page."""
        seen = service.look(self.desk, one)
        rows: list[Content] = [text(self.desk.view.owner.name, "$muted"), text(one.words), Content("")]
        rows += [text(_("Goals"), "bold $primary")] if seen.goals else []
        for goal in seen.goals:
            rows += [text(goal.statement, "bold"), *([text(goal.why)] if goal.why else []), Content("")]
        for work, draft, body in seen.drafts:
            head = joined((text(work.title, "bold $primary"), text(f"  {draft.name}, {draft.created[:10]}", "$muted")))
            rows += [head, text(body.strip()), Content("")]
        rows += [text(_("Looking back"), "bold $primary")] if seen.reflections else []
        for title, thought in seen.reflections:
            rows.append(text(f"{title} {_(MOMENT_NAMES[thought.moment])}".strip(), "bold"))
            for answer in thought.answers:
                rows += [text(answer.prompt, "$muted"), text(answer.text), Content("")]
        rows += [text(_("What guests wrote"), "bold $primary")] if seen.responses else []
        for each in seen.responses:
            rows += [text(each.reported_from.name, "bold"), text(each.text), Content("")]
        return lines(rows)

    def action_new(self) -> None:
        """Arrange one; what could be shown is picked already."""
        shown = [service.key_of(one) for one in service.proposed(self.desk)]
        self._arrange(_("A new exhibition"), {"shown": shown}, None, "exhibition-new")

    def action_change(self) -> None:
        """Change what is shown, its title or its words."""
        one = self._chosen
        if one is not None:
            self._arrange(_("Change the exhibition"), service.answers_of(one), one, f"exhibition-{one.id}")

    def _arrange(self, heading: str, answers: dict[str, Any], before: Exhibition | None, key: str) -> None:
        def submit(given: dict[str, Any]) -> None:
            made = service.arrange(self.desk, given, given["shown"], before)
            self.call_after_refresh(self.query_one("#list", Listing).choose, made.id)

        self.app.push_screen(FormDialog(heading, service.ARRANGE_FORM, submit, answers=answers, key=key))

    def action_guest(self) -> None:
        """Attach what a guest wrote, typed at this keyboard."""
        one = self._chosen
        if one is not None:
            told = _("Let your guest type, or copy what they wrote. It stands in your portfolio with their name.")
            form = FormDialog(
                _("A guest wrote"), RESPONSE_FORM, lambda given: service.respond(self.desk, one, given),
                key=f"response-{one.id}", above=told,
            )  # fmt: skip
            self.app.push_screen(form)

    def action_page(self) -> None:
        """Make the page that guests can open in a browser."""
        from portfolio.screens.takehome import TakeHome

        one = self._chosen
        if one is not None:
            self.app.push_screen(TakeHome("exhibition", one.id))
