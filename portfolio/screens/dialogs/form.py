"""A form drawn from a record's own questions. What is typed is kept until it is saved or thrown away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Select, Static, TextArea

from portfolio.i18n import N_, _, ngettext
from portfolio.model.form import Field, Form
from portfolio.screens.kept import Kept
from portfolio.widgets.keys import Keys
from portfolio.widgets.pixels import lines, sign, text
from portfolio.widgets.ticks import Ticks

if TYPE_CHECKING:
    from portfolio.app import PortfolioApp

Submit = Callable[[dict[str, Any]], Any]
_PAUSE = 0.3


class FormDialog(ModalScreen[bool]):
    """Asks all questions of a form; saving calls `submit`, and what is wrong is said at its field.

    Gives True where it was saved.
    """

    HELP = N_("Tab goes to the next question, Ctrl+S saves. Escape closes; what you typed is kept for the next time.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", N_("Save"), priority=True),
        Binding("escape", "close", N_("Close, keep what I typed"), key_display="esc"),
        Binding("f1", "app.help", N_("Help"), key_display="f1"),
        Binding("f7", "throw_away", N_("Throw away"), priority=True),
    ]
    DEFAULT_CSS = """
    FormDialog { align: center middle; background: $background 70%; }
    FormDialog #paper {
        width: 84; max-width: 100%; height: auto; max-height: 100%; border: round $primary;
        border-title-color: $primary; background: $card; padding: 0 2;
    }
    FormDialog VerticalScroll { height: auto; max-height: 100%; scrollbar-gutter: stable; }
    FormDialog .question { height: auto; margin-top: 1; }
    FormDialog Input, FormDialog TextArea, FormDialog Select > SelectCurrent {
        border: none; border-left: wide $quiet; background: $bar; height: 1; padding: 0 1;
    }
    FormDialog TextArea { height: 4; }
    FormDialog Ticks, FormDialog Ticks:focus {
        border: none; border-left: wide $quiet; background: $bar; padding: 0 1; max-height: 9;
    }
    FormDialog Ticks:focus { border-left: wide $primary; }
    FormDialog Select { height: auto; }
    FormDialog Select > SelectCurrent { height: auto; }
    FormDialog Input:focus, FormDialog TextArea:focus { border: none; border-left: wide $primary; }
    FormDialog Select:focus > SelectCurrent { border: none; border-left: wide $primary; }
    FormDialog .wrong { color: $removed; height: auto; display: none; }
    FormDialog .wrong.-shown { display: block; }
    FormDialog #above { height: auto; color: $muted; display: none; margin-top: 1; }
    FormDialog #above.-shown { display: block; }
    """
    app: PortfolioApp

    def __init__(
        self,
        heading: str,
        form: Form,
        submit: Submit,
        *,
        answers: Mapping[str, Any] | None = None,
        key: str = "",
        above: str = "",
        verb: str = "",
    ) -> None:
        """
        Args:
            verb: what Ctrl+S does, where that is not “Save”.
        """
        super().__init__()
        self.verb = verb
        self._heading, self._form, self._submit, self._above = heading, form, submit, above
        self._answers = dict(answers or {})
        self._start = dict(self._answers)
        self._kept = Kept(self, key, self._to_keep)
        self._recalled = False

    def compose(self) -> ComposeResult:
        """A question below the other."""
        self._recall()
        with Vertical(id="paper") as paper:
            paper.border_title = Content(sign(self._heading))
            with VerticalScroll(can_focus=False):
                yield Static("", markup=False, id="above")
                for field in self._form.fields:
                    with Vertical(classes="question"):
                        told = [text(_(field.label), "bold")]
                        if field.help:
                            told.append(text(_(field.help), "$muted"))
                        yield Static(lines(told), markup=False)
                        yield self._widget(field)
                        yield Static("", markup=False, id=f"wrong-{field.name}", classes="wrong")
            yield Keys()

    def _recall(self) -> None:
        found = self._kept.recall()
        plain = {name: value if isinstance(value, list) else str(value) for name, value in found.items()}
        self._answers.update(plain)
        self._recalled = bool(found)

    def _widget(self, field: Field) -> Widget:
        name = f"field-{field.name}"
        if field.kind == "many" and field.options is not None:
            return Ticks(field.options(self._answers, self.app.desk), map(str, self._many(field.name)), id=name)
        value = str(self._answers.get(field.name) or "")
        if field.kind == "text":
            return TextArea(value, id=name, soft_wrap=True, tab_behavior="focus")
        if field.options is not None:
            options = field.options(self._answers, self.app.desk)
            shown = [(Content(sign(told)), key) for key, told in options]
            chosen: Any = value if value in [key for key, _told in options] else Select.NULL
            return Select(shown, value=chosen, id=name, prompt=_("choose"), compact=True)
        if field.kind == "scale":
            shown = [(Content(str(n)), str(n)) for n in range(1, 6)]
            return Select(shown, value=value or Select.NULL, id=name, prompt="1 – 5", compact=True)
        return Input(value, id=name)

    def on_mount(self) -> None:
        """Say what was recalled."""
        above = self.query_one("#above", Static)
        told = [self._above] if self._above else []
        if self.app.open_portfolio is not None and not self.app.open_portfolio.writable:
            told.append(_("This portfolio can only be read; nothing can be saved here."))
        if self._recalled:
            told.append(_("This is what you typed last time. F7 throws it away."))
        if told:
            above.update(Content("\n".join(told)))
            above.add_class("-shown")
        fields = self._form.fields
        first = next((one for one in fields if not self._answers.get(one.name)), fields[0])
        widget = self.query_one(f"#field-{first.name}")
        widget.focus(scroll_visible=False)
        self.call_after_refresh(widget.scroll_visible, animate=False)

    def _many(self, name: str) -> list[Any]:
        found = self._answers.get(name)
        return found if isinstance(found, list) else []

    def given(self) -> dict[str, Any]:
        """What stands in the fields now; a list, in the order of the rows, where several can be picked."""
        out: dict[str, Any] = {}
        for field in self._form.fields:
            widget = self.query_one(f"#field-{field.name}")
            if isinstance(widget, Ticks):
                picked = widget.picked
                out[field.name] = [key for key in widget.keys if key in picked]
            elif isinstance(widget, TextArea):
                out[field.name] = widget.text
            elif isinstance(widget, Select):
                out[field.name] = "" if widget.is_blank() else widget.value
            elif isinstance(widget, Input):
                out[field.name] = widget.value
        return out

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keep what is typed."""
        self._keep_soon(event.input)

    def on_input_submitted(self) -> None:
        """Enter goes to the next question."""
        self.focus_next()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Keep what is typed."""
        self._keep_soon(event.text_area)

    def on_select_changed(self, event: Select.Changed) -> None:
        """Keep what is chosen."""
        self._keep_soon(event.select)

    def on_ticks_changed(self, event: Ticks.Changed) -> None:
        """Keep what is picked."""
        self._keep_soon(event.ticks)

    def _keep_soon(self, changed: Widget) -> None:
        if changed.id and self.is_mounted:
            self.query_one(f"#{changed.id.replace('field-', 'wrong-')}").remove_class("-shown")
        if self.is_mounted:
            self._kept.soon()

    def _to_keep(self) -> dict[str, Any]:
        given = self.given()
        return {name: value for name, value in given.items() if not self._is_start(name, value)}

    def _is_start(self, name: str, value: Any) -> bool:
        before = self._start.get(name) or ""
        return set(value) == set(before) if isinstance(value, list) else str(value) == str(before)

    def action_save(self) -> None:
        """Save, or say at each field what is wrong."""
        given = self.given()
        problems = self._form.check(given, self.app.desk)
        for field in self._form.fields:
            wrong = self.query_one(f"#wrong-{field.name}", Static)
            wrong.update(Content(sign(problems.get(field.name, ""))))
            wrong.set_class(field.name in problems, "-shown")
        if problems:
            first = next(iter(problems))
            self.query_one(f"#field-{first}").focus(scroll_visible=False)
            self.call_after_refresh(self.query_one(f"#wrong-{first}").scroll_visible, animate=False)
            told = ngettext(
                "Not saved yet: {n} answer needs a look.", "Not saved yet: {n} answers need a look.", len(problems)
            )
            self.app.say(told, wrong=True)
            return
        if self.app.attempt(lambda: self._submit(given)):
            self._kept.let_go()
            self.dismiss(True)

    def put_away(self) -> bool:
        """Keep what is typed."""
        return self._kept.now()

    def action_close(self) -> None:
        """Close without saving; what was typed is kept."""
        if self.put_away():
            self.app.at_rest()
            self.dismiss(False)

    def action_throw_away(self) -> None:
        """Close without saving or keeping, after asking where something was typed."""

        def after(yes: bool | None) -> None:
            if yes:
                self._kept.let_go()
                self.dismiss(False)

        if self._to_keep():
            told = _("What you typed into this form goes. It cannot be brought back.")
            self.app.push_screen(Ask(_("Throw it away?"), told, grave=True), after)
        else:
            after(True)


class Ask(ModalScreen[bool]):
    """Says what will happen and asks; gives True for yes.

    Keys of the first moment do not count, and what is grave takes a key that nobody types by accident.
    """

    HELP = N_("Y says yes (Ctrl+Y where it is for good), N or Escape says no. Enter says nothing.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "agree", N_("Yes")),
        Binding("ctrl+y", "agree_for_good", N_("Yes, for good"), key_display="^y"),
        Binding("n,escape", "answer(False)", N_("No")),
    ]
    DEFAULT_CSS = """
    Ask { align: center middle; background: $background 70%; }
    Ask > Vertical {
        width: 64; max-width: 100%; height: auto; border: round $amber; border-title-color: $amber;
        background: $card; padding: 1 2 0 2;
    }
    """

    def __init__(self, heading: str, told: str, *, grave: bool = False) -> None:
        super().__init__()
        self._heading, self._told, self._grave = heading, told, grave
        self._since = monotonic()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """One way to say yes works and is shown, the other is hidden."""
        if action in ("agree", "agree_for_good"):
            return (action == "agree_for_good") == self._grave
        return True

    def compose(self) -> ComposeResult:
        """The sentence and the keys."""
        with Vertical() as paper:
            paper.border_title = Content(sign(self._heading))
            yield Static(Content(sign(self._told) + "\n"), markup=False)
            yield Keys()

    def action_agree(self) -> None:
        """Yes."""
        if monotonic() - self._since > _PAUSE:
            self.dismiss(True)

    def action_agree_for_good(self) -> None:
        """Yes, and it cannot be taken back."""
        self.action_agree()

    def action_answer(self, answer: bool) -> None:
        """Give the answer back."""
        self.dismiss(answer)
