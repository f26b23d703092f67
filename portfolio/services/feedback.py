"""Feedback at the student's side: what the staff wrote, shown until it is answered, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portfolio.errors import NotFound
from portfolio.hub.joining import joined
from portfolio.i18n import _
from portfolio.model.feedback import PEER_FORM, REPLY_FORM, Comment, Reply
from portfolio.model.record import ReportedFrom
from portfolio.model.work import Work
from portfolio.services.desk import Desk
from portfolio.services.goals import checked, quote_in
from portfolio.text import line

HERE = "here"
"""In place of a history's id, for what was noted at the student's own keyboard."""


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
    for each in desk.heard(Comment):
        found += [
            Received(one, each.id, each.name, replies.get((each.id, one.id)))
            for one in each.all(Comment)
            if work is None or one.work == work.id
        ]
    found += [
        Received(one, HERE, line(one.reported_from.name), replies.get((HERE, one.id)))
        for one in desk.view.all(Comment)
        if one.reported_from is not None and (work is None or one.work == work.id)
    ]
    return sorted(found, key=lambda one: one.comment.id)


def unanswered(desk: Desk, work: Work | None = None) -> list[Received]:
    """Comments that wait for an answer, about works that are here; a classmate's warm word does not."""
    return [
        one
        for one in received(desk, work)
        if one.reply is None and (one.by, one.comment.tone) != (HERE, "warm") and desk.view.get(Work, one.comment.work)
    ]


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


def note_peer(desk: Desk, work: Work, answers: Mapping[str, Any]) -> list[Comment]:
    """Note what somebody says about a work at the student's keyboard: what works, and one idea, about the same words.

    It stands in the student's own history, marked with who said it, and never counts as confirmed by them.

    Raises:
        BadInput: a field is missing, or the words are not in the text.
    """
    given = checked(PEER_FORM, answers, desk)
    passage = quote_in(desk, work, given["quote"]) if given["quote"] else None
    who, blob = ReportedFrom("peer", line(given["who"])), desk.view.blob(work)
    made = []
    for tone in ("warm", "next"):
        name, now = desk.fresh()
        kind: Any = tone
        made.append(
            Comment(
                id=name, created=now, work=work.id, version=desk.view.version, blob=blob, tone=kind, text=given[tone],
                passage=passage, reported_from=who,
            )
        )  # fmt: skip
    with desk.portfolio.change("feedback.note", f"Note feedback for {who.name}", work=work.id) as change:
        for one in made:
            change.put(one)
    return made


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
