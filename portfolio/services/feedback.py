"""Feedback at the student's side: what the staff wrote, shown until it is answered, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portfolio.errors import BrokenRecord, NotFound
from portfolio.hub.joining import joined
from portfolio.i18n import _
from portfolio.model.feedback import REPLY_FORM, Comment, Reply
from portfolio.model.work import Work
from portfolio.services.desk import Desk
from portfolio.services.goals import checked
from portfolio.text import line


@dataclass(frozen=True)
class Received:
    """A comment, who wrote it, and the student's answer."""

    comment: Comment
    by: str
    """The id of the history it stands in: who said it follows from that, never from a field."""
    name: str
    """What its writer calls themself."""
    reply: Reply | None

    @property
    def key(self) -> str:
        """What it is known by: two writers may have comments of one id."""
        return f"{self.by}/{self.comment.id}"


def received(desk: Desk, work: Work | None = None) -> list[Received]:
    """Every comment about this student (or one work), oldest first."""
    replies = {(one.by, one.comment): one for one in desk.view.all(Reply)}
    found: list[Received] = []
    for view in desk.said():
        try:
            owner = view.owner
            comments = view.all(Comment)
        except BrokenRecord:
            continue
        finally:
            view.objects.close()
        found += [
            Received(one, owner.id, line(owner.name), replies.get((owner.id, one.id)))
            for one in comments
            if work is None or one.work == work.id
        ]
    return sorted(found, key=lambda one: one.comment.id)


def unanswered(desk: Desk, work: Work | None = None) -> list[Received]:
    """Comments that wait for an answer, about works that are here."""
    return [one for one in received(desk, work) if one.reply is None and desk.view.get(Work, one.comment.work)]


def find(desk: Desk, text: str) -> Received:
    """The comment a person named by the end of its id.

    Raises:
        NotFound: none or several answer to it.
    """
    found = [one for one in received(desk) if text and one.comment.id.endswith(text)]
    if len(found) != 1:
        raise NotFound(
            _("There is no comment called “{text}”.").format(text=line(text)[:40]),
            _("“portfolio feedback list” shows what there is."),
        )
    return found[0]


def classes(desk: Desk) -> str:
    """The names of the classes whose staff reads this portfolio, "" without one."""
    return ", ".join(line(one.name) for one in joined(desk.portfolio))


def place(desk: Desk, one: Received) -> str:
    """Where the words it is about stand now: "" where they do, else a sentence."""
    passage, work = one.comment.passage, desk.view.get(Work, one.comment.work)
    if passage is None or work is None or passage.find(desk.view.text(work)) is not None:
        return ""
    return _("written about an earlier version")


def answer(desk: Desk, one: Received, answers: Mapping[str, Any]) -> Reply:
    """Answer a comment; answering again changes the answer.

    Raises:
        BadInput: a field is missing or wrong.
    """
    given: dict[str, Any] = checked(REPLY_FORM, answers, desk)
    name, now = desk.fresh()
    comment = one.comment
    made = one.reply.edit(**given) if one.reply else Reply(
        id=name, created=now, work=comment.work, comment=comment.id, by=one.by, **given
    )  # fmt: skip
    with desk.portfolio.change("feedback.answer", f"Answer a comment: {made.text}", work=comment.work) as change:
        change.put(made)
    return made
