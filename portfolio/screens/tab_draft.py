"""Draft: writing, kept safe while typing; versions, preview, comparing, files, the editor of one's choice."""

from __future__ import annotations

import os
import shlex
import subprocess
from typing import Any, ClassVar

from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.visual import VisualType
from textual.widgets import Static, TextArea

from portfolio.clock import instant
from portfolio.errors import PortfolioError
from portfolio.i18n import N_, _
from portfolio.model.capstone import TASK
from portfolio.model.diff import counts
from portfolio.model.form import Field, Form, never
from portfolio.model.work import DRAFT_FORM
from portfolio.screens.dialogs.form import Ask, FormDialog
from portfolio.screens.workspace import Tab
from portfolio.services import works as service
from portfolio.text import count_words, shorten
from portfolio.widgets.card import Card
from portfolio.widgets.editor import Editor
from portfolio.widgets.pixels import counted, joined, lines, text, title_of
from portfolio.wording import month_day, words

KEEP_AFTER = 1.0
"""Seconds after a key until what is typed is on the disk."""
IDLE_AFTER = 120.0
"""Seconds without a key until it becomes a version."""
_PREVIEW_WORDS = 8_000
ATTACH_FORM = Form(
    Field("file", "line", N_("File"), N_("The path of the file, like ~/Pictures/bridge.jpg.")),
    Field("caption", "line", N_("Caption"), N_("What does it show?"), never),
)


class Writing(Tab):
    """The piece itself."""

    HELP = N_(
        "Just write: what you type is on the disk a second later. Ctrl+S makes a version, F4 names it as a draft. "
        "F2 shows it formatted, F3 compares it with a draft, F8 attaches a file, F9 opens your own editor."
    )
    SCOPED_CSS = False
    DEFAULT_CSS = """
    Writing #side { width: 38; margin-left: 1; }
    .-narrow Writing #side { display: none; }
    Writing #preview { display: none; border: round $primary; background: $card; padding: 0 1; height: 1fr; }
    Writing #preview Static { height: auto; }
    Writing.-preview #preview { display: block; }
    Writing.-preview Editor { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", N_("Save"), key_display="^s", priority=True),
        Binding("f4", "name_draft", N_("Name draft")),
        Binding("f3", "compare", N_("Compare")),
        Binding("f2", "preview", N_("Preview")),
        Binding("f8", "attach", N_("Attach a file"), show=False),
        Binding("f9", "outside", N_("My editor"), show=False),
    ]

    def __init__(self, work: str) -> None:
        super().__init__(work)
        self._base = ""
        self._saved_text = ""
        self._keep_timer: Timer | None = None
        self._idle_timer: Timer | None = None
        self._count_timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """The editor and what stands beside it."""
        with Horizontal():
            self._base, self._saved_text = self.app.desk.view.blob(self.work), self.app.desk.view.text(self.work)
            typed = self._saved_text
            kept = self.app.desk.portfolio.kept_text(self.work)
            if kept is not None:  # it could not be saved when the tab was left
                typed, self._base = kept
            yield Editor(typed, id="editor", read_only=not self.app.desk.portfolio.writable)
            with VerticalScroll(id="preview"):
                yield Static("", markup=False)
            with VerticalScroll(id="side", can_focus=False):
                yield Card(_("Versions"), id="versions")
                yield Card(_("Your plan"), id="plan")

    def on_mount(self) -> None:
        """Show it."""
        self.reload()
        self._count()

    @property
    def editor(self) -> Editor:
        """The text under the cursor."""
        return self.query_one("#editor", Editor)

    def enter(self) -> None:
        """Into the text, at its end where it has just been begun."""
        self.editor.focus()
        if count_words(self._saved_text) < 50:
            self.editor.move_cursor(self.editor.document.end)

    # Keeping and saving

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Keep soon, count soon, and make a version when the keys rest."""
        if self.editor.text != self._saved_text:
            self.app.typing(kept=False)
        if self._keep_timer is None:
            self._keep_timer = self.set_timer(KEEP_AFTER, self._keep)
        if self._count_timer is None:
            self._count_timer = self.set_timer(0.4, self._count)
        if self._idle_timer is not None:
            self._idle_timer.reset()
        else:
            self._idle_timer = self.set_timer(IDLE_AFTER, self.put_away)

    def _keep(self) -> bool:
        """Keep what is typed; False where the disk said no."""
        self._keep_timer = None
        if self.editor.text == self._saved_text:
            self.app.desk.portfolio.let_go(work=self.work)
            return True
        try:
            self.app.desk.portfolio.keep_text(self.work, self.editor.text, self._base)
        except PortfolioError as error:
            self.app.say(str(error), wrong=True, lasting=True)
            return False
        self.app.typing()
        return True

    def put_away(self) -> bool:
        """Make a version of what changed; where that is refused, what is typed is at least kept."""
        for timer in (self._keep_timer, self._idle_timer):
            if timer is not None:
                timer.stop()
        self._keep_timer = self._idle_timer = None
        if self.editor.text == self._saved_text:
            return self._keep()
        return self._save(lambda typed: service.save_text(self.app.desk, self.work, typed, self._base)) or self._keep()

    def _save(self, do: Any) -> bool:
        typed = self.editor.text
        if not self.app.attempt(lambda: do(typed)):
            return False
        self.app.desk.portfolio.let_go(work=self.work)
        self._take()
        return True

    def _take(self) -> None:
        """Go on from the text as it is saved; where it was changed elsewhere, both are in it now."""
        if self._load():
            self.app.say(_("The text was changed in another place, too. Both are in it now."), lasting=True)

    def _load(self) -> bool:
        """Show the text as it is saved; True where the editor held another."""
        self._base, self._saved_text = self.app.desk.view.blob(self.work), self.app.desk.view.text(self.work)
        other = self.editor.text != self._saved_text
        if other:
            at = self.editor.cursor_location
            self.editor.replace(self._saved_text, (0, 0), self.editor.document.end)
            self.editor.move_cursor(at)
        self._count()
        return other

    def action_save(self) -> None:
        """Make a version now."""
        if self.editor.text == self._saved_text:
            self.app.say(_("Nothing has changed since the last version."))
            return
        self.put_away()

    def action_name_draft(self) -> None:
        """Name the text as a draft."""
        number = len(self.app.desk.drafts(self.work)) + 1

        def submit(given: dict[str, Any]) -> None:
            service.save_draft(self.app.desk, self.work, given["name"], given["note"], self.editor.text, self._base)

        def after(saved: bool | None) -> None:
            if saved:
                self.app.desk.portfolio.let_go(work=self.work)
                self._take()
                name = self.app.desk.drafts(self.work)[-1].name
                self.app.say(_("Draft {n}: {name}").format(n=number, name=shorten(name, 40)))

        answers = {"name": _("Draft {n}").format(n=number)}
        self._keep()
        self.app.push_screen(
            FormDialog(_("Name this draft"), DRAFT_FORM, submit, answers=answers, key=f"name-{self._work_id}"), after
        )

    # Beside it

    def reload(self) -> None:
        """Show versions and plan, and what was changed elsewhere."""
        work, desk = self.work, self.app.desk
        if desk.view.blob(work) != self._base and self.editor.text == self._saved_text:
            self._take()
        drafts = desk.drafts(work)
        rows: list[Content] = []
        before = ""
        entries = []
        for number, draft in enumerate(drafts, 1):
            now = desk.draft_text(draft)
            made = counts(before, now)
            before = now
            at = instant(draft.created)
            entries.append(
                lines(
                    (
                        joined(
                            (
                                text("● ", "$primary"),
                                text(f"{number} {shorten(draft.name, 22)}  ", "bold"),
                                counted((made.added, made.removed)),
                            )
                        ),
                        text(
                            f"│ {month_day(at.date(), desk.today) if at else ''}  {shorten(draft.note, 25)}", "$muted"
                        ),
                    )
                )
            )
        rows = entries[::-1] or [text(_("No draft yet. F4 names one."), "$muted")]
        self.query_one("#versions", Card).show(lines(rows))
        plan = desk.plan(work)
        steps = [
            joined((text("✓ ", "$good") if step.done else text("○ ", "$muted"), text(step.text)))
            for step in (plan.steps if plan else ())
        ]
        self.query_one("#plan", Card).show(lines(steps or [text(_("No plan yet."), "$muted")]))

    def _count(self) -> None:
        self._count_timer = None
        number = count_words(self.editor.text)
        goal = f" · {_('goal')} {self.work.target}" if self.work.target else ""
        self.editor.border_subtitle = title_of(f"{words(number)}{goal}")
        self.editor.border_title = title_of(_("Your text"))

    def action_preview(self) -> None:
        """Show it formatted, or go on writing."""
        width = max(20, self.editor.size.width - 2)
        self.toggle_class("-preview")
        if self.has_class("-preview"):
            self.query_one("#preview Static", Static).update(self._formatted(width))
            self.query_one("#preview").focus()
        else:
            self.editor.focus()

    def _formatted(self, width: int) -> VisualType:
        """The text as it is read; a deck as its slides."""
        from rich.markdown import Markdown

        from portfolio.screens.slides import all_slides

        shown = self.editor.text
        if count_words(shown) > _PREVIEW_WORDS:
            shown = shown[: _PREVIEW_WORDS * 5]
            self.app.say(_("The preview shows the beginning of this long text."))
        is_deck = self.work.task.endswith(f"#{TASK}")
        return all_slides(self.app.desk, shown, width) if is_deck else Markdown(shown, hyperlinks=False)

    def action_compare(self) -> None:
        """Compare the text with a draft."""
        from portfolio.screens.dialogs.compare import CompareDrafts

        if not self.put_away():
            return
        self.app.push_screen(CompareDrafts(self.work, self.editor.text), self._restored)

    def _restored(self, number: int | None) -> None:
        if not number:
            return
        draft = self.app.desk.drafts(self.work)[number - 1]

        def after(yes: bool | None) -> None:
            if yes and self.app.attempt(lambda: service.restore_draft(self.app.desk, self.work, number, draft)):
                self._load()
                self.app.say(_("This is draft {n} again.").format(n=number))

        told = _("The text becomes draft {n} again. What you have now stays in the history.").format(n=number)
        self.app.push_screen(Ask(_("Go back to “{name}”?").format(name=shorten(draft.name, 30)), told), after)

    def action_attach(self) -> None:
        """Keep a file with the work."""

        def submit(given: dict[str, Any]) -> None:
            service.attach(self.app.desk, self.work, given["file"], given["caption"])

        def after(saved: bool | None) -> None:
            if saved:
                self.app.say(_("Attached. It stands under Choices, Files."))

        told = _("A copy is kept in the portfolio and travels with it, in all versions.")
        self.app.push_screen(
            FormDialog(_("Attach a file"), ATTACH_FORM, submit, key=f"attach-{self._work_id}", above=told), after
        )

    def action_outside(self) -> None:
        """Edit the text with $VISUAL or $EDITOR; what it saves becomes a version."""
        command = os.environ.get("VISUAL") or os.environ.get("EDITOR")
        if not command:
            self.app.say(_("Set EDITOR (like EDITOR=nano) before you start the app to use your own editor."))
            return
        if not self.put_away():
            return
        portfolio = self.app.desk.portfolio
        try:
            portfolio.settle()
            with self.app.suspend():
                subprocess.run([*shlex.split(command), f"{portfolio.root}/{self.work.text_path}"], check=False)
        except SuspendNotSupported:
            self.app.say(_("Your own editor cannot be opened in this terminal."))
            return
        except (OSError, ValueError, PortfolioError) as error:
            self.app.say(_("Your own editor could not be used: {reason}").format(reason=error), wrong=True)
            return
        if self.app.attempt(portfolio.refresh):
            self._load()
