"""Feedback: what teachers wrote about this work, the words it is about, and the student's answers."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList

from portfolio.clock import instant
from portfolio.i18n import N_, _
from portfolio.model.feedback import ANSWERS, PEER_FORM, REPLY_FORM, TONES
from portfolio.screens.dialogs.form import FormDialog
from portfolio.screens.workspace import Tab
from portfolio.services import feedback as service
from portfolio.services.feedback import Received
from portfolio.widgets.card import Listing
from portfolio.widgets.pixels import hanging, lines, room, text
from portfolio.wording import month_day


class Feedback(Tab):
    """Comments, the unanswered ones first."""

    HELP = N_(
        "Enter answers the comment under the cursor: you changed it, you plan to, or you see it differently. Answering "
        "again changes your answer. Your teacher reads it after your next sync. N notes what a classmate says at "
        "your keyboard: kind, specific, helpful."
    )
    SCOPED_CSS = False
    DEFAULT_CSS = "Feedback Listing { height: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "note", N_("Note peer feedback")),
        Binding("a", "answer", N_("Answer"), show=False),
    ]

    def compose(self) -> ComposeResult:
        """One list."""
        yield Listing(_("Feedback"), verb=N_("Answer"), id="comments")

    def enter(self) -> None:
        """The first one."""
        self.query_one("#comments").focus()

    def on_mount(self) -> None:
        """Show what there is."""
        self.reload()

    def reload(self) -> None:
        """Read it again."""
        found = sorted(
            service.received(self.app.desk, self.work), key=lambda one: (one.reply is not None, one.comment.id)
        )
        nothing = text(_("Nobody has commented yet. Once you share a work, your teacher finds it sooner."), "$muted")
        self.query_one("#comments", Listing).show([(one.key, self._row(one)) for one in found] or [("", nothing)])

    def _row(self, one: Received) -> Content:
        width = room(self.app.size.width) - 6
        at = instant(one.comment.created)
        day = month_day(at.date(), self.app.desk.today) if at else ""
        noted = f" ({_('noted by you')})" if one.by == service.HERE else ""
        about = one.comment.criterion
        rows = [
            text(
                " · ".join(part for part in (f"{one.name}{noted}", _(TONES[one.comment.tone]), about, day) if part),
                "$primary" if one.reply is None else "$muted",
            )
        ]
        if one.comment.passage:
            told = service.place(self.app.desk, one)
            quote = f"“{one.comment.passage.quote}”" + (f"  ({told})" if told else "")
            rows.append(hanging("  ", text(quote, "$amber"), width))
        rows.append(hanging("  ", text(one.comment.text), width))
        if one.reply:
            rows.append(hanging("  → ", text(f"{_(ANSWERS[one.reply.how])}. {one.reply.text}", "$muted"), width))
        return lines(rows)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer it."""
        self.action_answer()

    def action_note(self) -> None:
        """Note what somebody says at this keyboard."""
        form = FormDialog(
            _("Feedback from a classmate"), PEER_FORM,
            lambda given: service.note_peer(self.app.desk, self.work, given), key=f"peer-{self._work_id}",
        )  # fmt: skip
        self.app.push_screen(form)

    def action_answer(self) -> None:
        """Answer the comment under the cursor."""
        key = self.query_one("#comments", Listing).chosen
        one = next((each for each in service.received(self.app.desk, self.work) if each.key == key), None)
        if one is None:
            return

        def submit(given: dict[str, Any]) -> None:
            service.answer(self.app.desk, one, given)

        answers = {"how": one.reply.how, "text": one.reply.text} if one.reply else {}
        form = FormDialog(
            _("Answer {name}").format(name=one.name), REPLY_FORM, submit, answers=answers,
            key=f"reply-{one.comment.short}", above=one.comment.text,
        )  # fmt: skip
        self.app.push_screen(form)
