"""Reflect: prompts for the moment, shared or private; what was written before."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Select, Static, TextArea

from portfolio.clock import day
from portfolio.i18n import N_, _
from portfolio.model.work import MOMENT_NAMES, MOMENTS, Reflection
from portfolio.screens.dialogs.form import Ask
from portfolio.screens.kept import Kept
from portfolio.screens.workspace import Tab
from portfolio.services import reflecting as service
from portfolio.services.feedback import classes
from portfolio.widgets.card import Card, Listing
from portfolio.widgets.pixels import joined, lines, sign, text
from portfolio.wording import month_day


class Earlier(Listing):
    """Earlier reflections; its keys work only while it has the focus, so that nothing typed can erase or share."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "earlier('share')", N_("Share it")),
        Binding("x", "earlier('erase')", N_("Erase it")),
    ]

    class Wanted(Message):
        """Something is to be done with the reflection under the cursor."""

        def __init__(self, what: str) -> None:
            super().__init__()
            self.what = what

    def action_earlier(self, what: str) -> None:
        """Pass it on to the tab."""
        self.post_message(self.Wanted(what))


class Reflect(Tab):
    """Looking back, and forward."""

    HELP = N_(
        "Answer what helps you; empty prompts are left out. Ctrl+S saves the reflection. F5 switches between shared "
        "and private: the line above says who can read it. F2 reads back every answer about this work, F4 begins a "
        "sentence for you. In the list, S shares a private one, X erases one."
    )
    SCOPED_CSS = False
    DEFAULT_CSS = """
    Reflect #pair { layout: horizontal; height: 1fr; }
    Reflect #write { width: 3fr; }
    Reflect #write VerticalScroll { height: 1fr; scrollbar-gutter: stable; }
    .-narrow Reflect #before.-empty { display: none; }
    Reflect #before { width: 2fr; margin-left: 1; }
    .-narrow Reflect #pair { layout: vertical; }
    .-narrow Reflect #write { width: 1fr; height: 1fr; }
    .-narrow Reflect #before { width: 1fr; height: 6; margin-left: 0; }
    Reflect #prompts { height: auto; }
    Reflect #who { height: auto; padding: 0 1; }
    Reflect Select { width: 40; margin-bottom: 0; }
    Reflect .prompt { height: auto; margin: 1 1 0 1; }
    Reflect TextArea { height: 3; border: none; border-left: wide $quiet; background: $bar; padding: 0 1; margin: 0 1; }
    Reflect TextArea:focus { border: none; border-left: wide $primary; }
    Reflect #list { height: auto; max-height: 50%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", N_("Save"), key_display="^s", priority=True),
        Binding("f5", "private", N_("Private / shared")),
        Binding("f2", "read_all", N_("Read all")),
        Binding("f4", "starter", N_("Begin my sentence")),
    ]

    def __init__(self, work: str) -> None:
        super().__init__(work)
        self._moment = ""
        self._answers: dict[str, str] = {}
        """Prompt to what was typed, for every moment that was shown."""
        self._kept = Kept(self, f"reflect-{work}", self._to_keep)

    def compose(self) -> ComposeResult:
        """Prompts on the left, earlier reflections on the right."""
        self._moment = service.moment_for(self.app.desk, self.work)
        options = [(Content(sign(_(MOMENT_NAMES[moment]))), moment) for moment in MOMENTS]
        with Container(id="pair"):
            with Vertical(id="write"):
                yield Static("", markup=False, id="who")
                with VerticalScroll(can_focus=False):
                    yield Select(options, value=self._moment, allow_blank=False, id="moment", compact=True)
                    yield Vertical(id="prompts")
            with VerticalScroll(id="before", can_focus=False):
                yield Earlier(_("Earlier"), id="list")
                yield Card(id="one")

    async def on_mount(self) -> None:
        """Show the prompts, and what was typed last time."""
        await self._recall()
        self.reload()

    async def _recall(self) -> None:
        found = self._kept.recall()
        answers = found.get("answers")
        if isinstance(answers, dict):
            self._answers = {str(prompt): str(answer) for prompt, answer in answers.items()}
            self._kept.private = bool(found.get("private"))
            if found.get("moment") in MOMENTS:
                self._moment = str(found["moment"])
            self.query_one("#moment", Select).value = self._moment
            self.app.say(_("This is what you typed last time."))
        await self._prompts()

    async def _prompts(self) -> None:
        place = self.query_one("#prompts", Vertical)
        await place.remove_children()
        for prompt in service.prompts(self.app.desk, self.work, self._moment):
            told = lines((text(prompt.text, "bold"), text(prompt.starter, "$muted")))
            area = TextArea(self._answers.get(prompt.text, ""), tab_behavior="focus", classes="answer")
            await place.mount(Static(told, markup=False, classes="prompt"), area)
        self._who()

    def _who(self) -> None:
        if self._kept.private:
            mark, told = "◇ ", _("Private: only you can read this. It stays on this computer, outside the history.")
        else:
            mark, told = "◆ ", self._read_by()
        style = "$amber" if self._kept.private else "$primary"
        self.query_one("#who", Static).update(joined((text(mark, style), text(told, style))))

    def _read_by(self) -> str:
        if found := classes(self.app.desk):
            return _("Shared: the staff of {classes} can read it.").format(classes=found)
        return _("Shared: everyone who reads this portfolio can read it. You have no class yet.")

    def enter(self) -> None:
        """Into the first answer."""
        self.query(TextArea).first().focus()

    async def on_select_changed(self, event: Select.Changed) -> None:
        """Prompts for another moment; what stands in the answers is kept until it is saved."""
        moment = str(event.value)
        if moment != self._moment:
            self._answers.update(self._given())
            self._moment = moment
            await self._prompts()

    def _given(self) -> dict[str, str]:
        prompts = [prompt.text for prompt in service.prompts(self.app.desk, self.work, self._moment)]
        areas = list(self.query(".answer").results(TextArea))
        return {prompt: area.text for prompt, area in zip(prompts, areas, strict=False)}

    def on_text_area_changed(self) -> None:
        """Keep soon what is typed."""
        if any(self._given().values()):
            self.app.typing(kept=False)
        self._kept.soon()

    def _to_keep(self) -> dict[str, Any]:
        answers = {prompt: told for prompt, told in {**self._answers, **self._given()}.items() if told.strip()}
        if not answers:
            return {}
        return {"private": self._kept.private, "moment": self._moment, "answers": answers}

    def put_away(self) -> bool:
        """Keep what is typed; it becomes a reflection only when it is saved."""
        return self._kept.now()

    def action_private(self) -> None:
        """Switch between private and shared; what is kept moves along."""
        self._kept.let_go()
        self._kept.private = not self._kept.private
        self._kept.now()
        self._who()

    async def action_save(self) -> None:
        """Keep the reflection."""
        given = self._given()

        def do() -> None:
            service.reflect(self.app.desk, self.work, self._moment, given, private=self._kept.private)

        if self.app.attempt(do):
            for prompt in given:
                self._answers.pop(prompt, None)
            public = _("Saved. It is part of your history now.")
            self.app.say(_("Saved. Only you can read it.") if self._kept.private else public)
            await self._prompts()
            self._kept.now()
            self.reload()
            self.query_one("#list", Listing).highlighted = 0
            self.enter()

    # Earlier ones

    def reload(self) -> None:
        """Show earlier reflections."""
        rows = []
        for one, private in self.app.desk.reflections(self.work)[::-1]:
            who = _("private") if private else _("shared")
            made = day(one.created[:10])
            at = month_day(made, self.app.desk.today) if made else ""
            label = joined((text(_(MOMENT_NAMES[one.moment]), "bold"), text(f"  {at} · {who}", "$muted")))
            rows.append((one.id, label))
        self.query_one("#before").set_class(not rows, "-empty")
        self.query_one("#list", Listing).show(rows or [("", text(_("None yet."), "$muted"))])
        self._show()

    def on_option_list_option_highlighted(self) -> None:
        """Show the one under the cursor."""
        self._show()

    def _chosen(self) -> tuple[Reflection, bool] | None:
        key = self.query_one("#list", Listing).chosen
        return next((pair for pair in self.app.desk.reflections(self.work) if pair[0].id == key), None)

    def _show(self) -> None:
        found, card = self._chosen(), self.query_one("#one", Card)
        if found is None:
            card.show(text(_("What you write here shows how your thinking grew."), "$muted"))
            return
        rows: list[Content] = []
        for answer in found[0].answers:
            rows += [text(answer.prompt, "$muted"), text(answer.text), Content("")]
        foot = _("s shares · x erases") if found[1] else ""
        card.show(lines(rows[:-1]), heading=_(MOMENT_NAMES[found[0].moment]), foot=foot)

    def on_earlier_wanted(self, message: Earlier.Wanted) -> None:
        """Share or erase the one under the cursor."""
        if message.what == "share":
            self._share()
        else:
            self._erase()

    def _share(self) -> None:
        """Share a private reflection, after saying what that means."""
        found = self._chosen()
        if found is None or not found[1]:
            self.app.say(_("Choose a private reflection in the list first."))
            return
        told = _("It becomes part of the history for good: everyone who reads this portfolio can read it.")

        def after(yes: bool | None) -> None:
            if yes and self.app.attempt(lambda: service.share(self.app.desk, self.work, found[0])):
                self.app.say(_("Shared. It is part of your history now."))

        self.app.push_screen(Ask(_("Share this reflection?"), told, grave=True), after)

    def _erase(self) -> None:
        """Erase a private reflection, after saying what that means."""
        found = self._chosen()
        if found is None or not found[1]:
            self.app.say(_("Only a private reflection can be erased. Choose one in the list first."))
            return

        def after(yes: bool | None) -> None:
            if yes:
                self.app.attempt(lambda: service.erase(self.app.desk, found[0]))

        told = _("Nothing of it will be left, and this cannot be undone.")
        self.app.push_screen(Ask(_("Erase this reflection for good?"), told, grave=True), after)

    def action_read_all(self) -> None:
        """Every answer about this work on one page, oldest first."""
        from portfolio.screens.dialogs.compare import Reading

        rows: list[Content] = []
        for one, private in self.app.desk.reflections(self.work):
            at = day(one.created[:10])
            told = f" · {_('only you can read this')}" if private else ""
            head = f"{month_day(at, self.app.desk.today) if at else ''}  {_(MOMENT_NAMES[one.moment])}{told}"
            rows.append(text(head, "bold $primary"))
            for answer in one.answers:
                rows += [text(answer.prompt, "$muted"), text(answer.text), Content("")]
        self.app.push_screen(Reading(self.work.title, lines(rows or [text(_("Nothing yet."), "$muted")])))

    def action_starter(self) -> None:
        """Put the beginning of a sentence into the answer under the cursor, where it is empty or ends one."""
        areas = list(self.query(".answer").results(TextArea))
        at = next((n for n, area in enumerate(areas) if area.has_focus), None)
        if at is None:
            self.app.say(_("Go to an answer first."))
            return
        starter = service.prompts(self.app.desk, self.work, self._moment)[at].starter
        areas[at].insert((" " if areas[at].text.strip() else "") + starter.rstrip("… ") + " ")
