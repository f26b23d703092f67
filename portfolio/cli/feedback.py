"""feedback list, answer."""

from __future__ import annotations

from typing import Any

import click

from portfolio.cli.context import as_json, ask, desk, items, say, with_fields
from portfolio.cli.lazy import Plain
from portfolio.i18n import _
from portfolio.model.feedback import ANSWERS, PEER_FORM, REPLY_FORM, TONES
from portfolio.model.work import Work
from portfolio.services import feedback as service


@click.group(cls=Plain)
def feedback() -> None:
    """What your teachers wrote about your works, and your answers."""


@feedback.command("list")
@click.argument("which", metavar="[WORK]", default="")
@click.option("--all", "everything", is_flag=True, help="Those you have answered, too.")
@as_json
@click.pass_obj
def list_feedback(named: str, which: str, everything: bool, as_json: bool) -> None:
    """Comments that wait for an answer, oldest first."""
    with desk(named, writable=False) as opened:
        work = opened.find_work(which) if which else None
        found = service.received(opened, work) if everything else service.unanswered(opened, work)
        if as_json:
            items(
                {
                    "id": one.comment.id, "by": one.name, "work": one.comment.work, "tone": one.comment.tone,
                    "criterion": one.comment.criterion, "text": one.comment.text,
                    "quote": one.comment.passage.quote if one.comment.passage else "",
                    "version": one.comment.version, "answer": one.reply.how if one.reply else "",
                    "answer_text": one.reply.text if one.reply else "",
                }
                for one in found
            )  # fmt: skip
            return
        for one in found:
            on = opened.view.get(Work, one.comment.work)
            what = ", ".join(part for part in (_(TONES[one.comment.tone]), one.comment.criterion) if part)
            say(f"{one.comment.short}  {one.name}, {what}: {on.title if on else ''}")
            if one.comment.passage:
                told = service.place(opened, one)
                say(f"    “{one.comment.passage.quote}”" + (f" ({told})" if told else ""))
            say(f"    {one.comment.text}")
            if one.reply:
                say(f"    {_('You')}: {_(ANSWERS[one.reply.how])}. {one.reply.text}")
        if not found:
            say(_("Nothing waits for an answer. --all lists what you have answered."))


@feedback.command("answer")
@click.argument("which", metavar="COMMENT")
@with_fields(REPLY_FORM)
@click.pass_obj
def answer(named: str, /, which: str, **given: Any) -> None:
    """Answer COMMENT: say what you changed or plan, or why you see it differently."""
    with desk(named) as opened:
        one = service.find(opened, which)
        ask(REPLY_FORM, given, opened, lambda told: service.answer(opened, one, told))
        say(_("Answered. {name} reads it after your next sync.").format(name=one.name))


@feedback.command("note")
@click.argument("which", metavar="WORK")
@with_fields(PEER_FORM)
@click.pass_obj
def note(named: str, /, which: str, **given: Any) -> None:
    """Note what a classmate or a guest says about WORK at your keyboard: kind, specific, helpful."""
    with desk(named) as opened:
        work = opened.find_work(which)
        made = ask(PEER_FORM, given, opened, lambda told: service.note_peer(opened, work, told))
        who = made[0].reported_from
        say(_("Noted for {name}.").format(name=who.name if who else "?"))
