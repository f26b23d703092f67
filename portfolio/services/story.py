"""The history in words: what each version was, filtered, compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from portfolio.clock import instant
from portfolio.door.view import is_piece
from portfolio.history.log import Version
from portfolio.history.message import Note
from portfolio.i18n import N_, _
from portfolio.model.codec import Malformed, load
from portfolio.model.diff import Piece, compare
from portfolio.model.feedback import ANSWERS, Reply
from portfolio.model.goal import Goal
from portfolio.model.kinds import KINDS as KINDS_OF
from portfolio.model.work import MOMENT_NAMES, Attachment, Draft, Reflection, Work
from portfolio.services.desk import Desk
from portfolio.text import shorten

_TOLD = {
    "portfolio.new": ("◇", N_("Portfolio started")),
    "course.add": ("◇", N_("Course added")),
    "goal.add": ("⚑", N_("Goal set")),
    "goal.idea": ("⚐", N_("Idea for a goal")),
    "goal.edit": ("⚑", N_("Goal changed")),
    "goal.checkin": ("⚑", N_("Checked in")),
    "goal.close": ("⚑", N_("Goal closed")),
    "work.choose": ("◇", N_("Chosen")),
    "work.bring": ("◇", N_("Brought in")),
    "work.plan": ("◇", N_("Planned")),
    "work.edit": ("◇", N_("Title changed")),
    "work.share": ("◆", N_("Shared")),
    "work.unshare": ("◇", N_("Taken back")),
    "text.save": ("○", N_("Text saved")),
    "text.recover": ("○", N_("Text recovered")),
    "draft.save": ("●", N_("Draft saved")),
    "draft.restore": ("○", N_("Went back to a draft")),
    "file.attach": ("○", N_("File attached")),
    "reflect.add": ("✎", N_("Reflected")),
    "reflect.share": ("✎", N_("Reflection shared")),
    "assess.save": ("✓", N_("Self-assessed")),
    "assess.note": ("✓", N_("Rating noted")),
    "strategy.pick": ("◇", N_("Strategy picked")),
    "strategy.switch": ("◇", N_("Strategy switched")),
    "strategy.judge": ("✎", N_("Strategy judged")),
    "learner.write": ("✎", N_("Wrote about learning")),
    "support.plan": ("◇", N_("Support planned")),
    "support.confirm": ("◇", N_("Support confirmed")),
    "support.change": ("◇", N_("Support changed")),
    "support.accept": ("◇", N_("Support agreed to")),
    "support.ask": ("◇", N_("Asked to change")),
    "support.done": ("✎", N_("Support looked back at")),
    "support.extend": ("✓", N_("Extension done")),
    "survey.answer": ("◇", N_("Survey answered")),
    "work.again": ("✎", N_("Looked back at the choice")),
    "source.add": ("○", N_("Source logged")),
    "source.edit": ("○", N_("Source changed")),
    "action.add": ("◆", N_("Action logged")),
    "action.edit": ("◆", N_("Action changed")),
    "ticket.leave": ("✎", N_("Exit ticket")),
    "feedback.give": ("✎", N_("Commented")),
    "feedback.note": ("✎", N_("Peer feedback noted")),
    "assess.give": ("✓", N_("Rated")),
    "assess.open": ("✓", N_("Rating opened")),
    "work.propose": ("◇", N_("Proposed")),
    "propose.answer": ("✎", N_("Proposal answered")),
    "goal.rhythm": ("⚑", N_("Check-ins asked for")),
    "exhibit.arrange": ("◆", N_("Exhibition arranged")),
    "exhibit.respond": ("✎", N_("A guest answered")),
    "capstone.begin": ("◆", N_("Capstone begun")),
    "capstone.claim": ("✎", N_("Claim written")),
    "capstone.piece": ("◇", N_("Piece chosen")),
    "capstone.take": ("○", N_("Rehearsed")),
    "capstone.defend": ("◆", N_("Defended")),
    "feedback.answer": ("✎", N_("Comment answered")),
    "class.join": ("◇", N_("Class joined")),
    "join": ("◆", N_("Brought together from two computers")),
    "join.decide": ("◇", N_("Decided between two answers")),
    "history.remove": ("◇", N_("Removed from history")),
    "restore": ("↺", N_("Restored")),
    "undo": ("↺", N_("Undone")),
    "outside.edit": ("○", N_("Changed outside")),
    "outside.commit": ("○", N_("Changed with git")),
}
KINDS = {
    "goal": N_("goals"),
    "work": N_("choices and plans"),
    "text": N_("texts"),
    "draft": N_("drafts"),
    "reflect": N_("reflections"),
    "assess": N_("assessments"),
    "strategy": N_("strategies"),
    "learner": N_("about me as a learner"),
    "support": N_("supports and extensions"),
    "survey": N_("interest surveys"),
    "source": N_("sources"),
    "action": N_("actions"),
    "ticket": N_("exit tickets"),
    "file": N_("files"),
    "undo": N_("undone and restored"),
    "feedback": N_("feedback"),
    "propose": N_("answers to proposals"),
    "capstone": N_("capstone"),
    "exhibit": N_("exhibitions"),
    "class": N_("classes"),
    "join": N_("brought together"),
    "outside": N_("changed outside"),
}
"""What the timeline can be filtered by: the part of a change before its dot."""


@dataclass(frozen=True)
class Told:
    """One version in words."""

    sign: str
    what: str
    """What happened: Draft saved."""
    about: str
    """To what: the title of a work, the statement of a goal, or the rest of the sentence."""
    detail: str = ""
    """The name of the draft or file, or the moment of the reflection."""


def tell(desk: Desk, version: Version) -> Told:
    """What a version was, in the person's language."""
    note = version.note
    sign, what = _TOLD.get(note.change, ("○", ""))
    work = desk.view.get(Work, note.work) if note.work else None
    detail = _detail(desk, note)
    if note.undoes:
        return Told(sign, _(what), shorten(note.subject.partition(": ")[2], 60))
    if work is not None and not note.change.startswith("goal."):
        return Told(sign, _(what) or note.subject, shorten(work.title, 60), detail)
    for record in note.records:
        kind, _slash, name = record.partition("/")
        if kind == Goal.KIND:
            goal = desk.view.get(Goal, name)
            if goal is not None:
                return Told(sign, _(what) or note.subject, shorten(goal.statement, 60))
    rest = note.subject.partition(": ")[2] if what else ""
    return Told(sign, _(what) or note.subject, shorten(rest, 60))


def _detail(desk: Desk, note: Note) -> str:
    for record in note.records:
        kind, _slash, name = record.partition("/")
        if kind in (Draft.KIND, Attachment.KIND, Reflection.KIND, Reply.KIND):
            found = desk.view.get(KINDS_OF[kind], name)
            if isinstance(found, Reply):
                return _(ANSWERS[found.how])
            if isinstance(found, Reflection):
                return _(MOMENT_NAMES[found.moment])
            return shorten(found.called, 40) if found else ""
    return ""


def to_undo(desk: Desk) -> Version | None:
    """The newest change that can be undone and stands: not an undo, not undone already. Again walks further back."""
    gone: set[str] = set()
    for version in desk.portfolio.timeline():
        if version.id in gone:
            continue
        if version.note.change == "reflect.share" or not desk.portfolio.can_undo(version):
            continue
        if version.note.change != "undo":
            return version if version.parents else None
        gone.add(version.note.undoes)
    return None


@dataclass(frozen=True)
class Filter:
    """Which versions to show; what is empty does not matter."""

    kind: str = ""
    """The part of a change before its dot (see KINDS)."""
    work: str = ""
    """The id of a work."""
    standard: str = ""
    """The code of a standard: works whose task meets it, and goals about it."""
    since: date | None = None


def timeline(desk: Desk, only: Filter, limit: int = 0) -> Iterator[Version]:
    """Versions, newest first, that fit a filter."""
    about = _about(desk, only.standard) if only.standard else set()
    count = 0
    for version in desk.past.timeline(limit if only == Filter() else 0):
        note = version.note
        kind = "undo" if note.change.endswith("restore") else note.change.partition(".")[0]
        if only.since and version.at.date() < only.since:
            if version.at.year > 1970:
                return
            continue
        if (only.kind and only.kind != kind) or (only.work and note.work != only.work):
            continue
        if only.standard and not about & {note.work, *(record.rpartition("/")[2] for record in note.records)}:
            continue
        yield version
        count += 1
        if limit and count >= limit:
            return


def _about(desk: Desk, standard: str) -> set[str]:
    """The ids of works and goals that are about a standard."""
    found = {goal.id for goal in desk.goals() if goal.standard.endswith(f"#{standard}")}
    for work in desk.works():
        task = desk.task_of(work)
        if task and any(use.standard == standard for use in task[1].standards):
            found.add(work.id)
    return found


def text_change(desk: Desk, version: Version) -> tuple[str, list[Piece]]:
    """What a version changed in a text, with a word on what is compared; a named draft is compared with the one before.

    Returns:
        A sentence and the pieces; no pieces where it changed no text.
    """
    note = version.note
    if note.change == "draft.save":
        then = Desk(desk.past.at(version.id), desk.clock)
        drafts = then.drafts(note.work)
        if drafts:
            before = drafts[-2] if len(drafts) > 1 else None
            told = _("From draft {n} to draft {next}").format(n=len(drafts) - 1, next=len(drafts)) if before else ""
            old = desk.view.text_of(before.blob) if before else ""
            return told, compare(old, desk.view.text_of(drafts[-1].blob))
    if note.change == "feedback.answer":
        return _answered(desk, version)
    for path, (old_blob, new_blob) in sorted(desk.past.changed_in(version.id).items()):
        if is_piece(path):
            return "", compare(desk.view.text_of(old_blob), desk.view.text_of(new_blob))
    return "", []


def _answered(desk: Desk, version: Version) -> tuple[str, list[Piece]]:
    """The comment that was answered, and what has changed since the text it was about."""
    from portfolio.services.feedback import received

    names = {record.partition("/")[2] for record in version.note.records}
    one = next((one for one in received(desk) if one.reply is not None and one.reply.id in names), None)
    work = desk.view.get(Work, version.note.work) if version.note.work else None
    if one is None or work is None:
        return "", []
    then = desk.past.at(version.id)
    told = f"{one.name}: “{one.comment.text}”"
    pieces = compare(desk.view.text_of(one.comment.blob), then.text(work))
    if all(piece.tag == "same" for piece in pieces):
        return told, []
    return f"{told} {_('What changed from what was read then to the answer:')}", pieces


_HIDDEN = {
    "id",
    "created",
    "schema",
    "blob",
    "work",
    "folder",
    "task",
    "rubric",
    "goal",
    "words",
    "start",
    "end",
    "file",
}
_HIDDEN_IN = {"replies": {"by", "comment"}, "drafts": {"version"}, "comments": {"version"}}
"""Names that only the program needs, by the kind of record."""
_REFERENCE = re.compile(r"[a-z0-9][a-z0-9-]*@[0-9a-f]{12}(?:#(.+))?")
_WORDS = {"ratings": N_("rating"), "how": N_("answer"), "if then": N_("if … then"), "next step": N_("next step")}
"""What a field is called where its own name does not say it."""


def record_changes(desk: Desk, version: str) -> list[tuple[str, str, str]]:
    """What a version changed in records: what it is about, before, after; names and ids of the store are left out."""
    found = []
    for path, (before, after) in sorted(desk.past.changed_in(version).items()):
        if not path.startswith("records/"):
            continue
        kind = path.split("/")[1]
        old, new = (_lines(desk.view.text_of(blob), kind) for blob in (before, after))
        for name in dict.fromkeys([*old, *new]):
            if old.get(name, "") != new.get(name, ""):
                found.append((name, old.get(name, ""), new.get(name, "")))
    return found


def _lines(text: str, kind: str) -> dict[str, str]:
    try:
        document = load(text.encode()) if text else {}
    except Malformed:
        return {}
    return {
        _called(name): shown
        for name, value in document.items()
        if name not in _HIDDEN | _HIDDEN_IN.get(kind, set())
        and (shown := _(ANSWERS[value]) if name == "how" and value in ANSWERS else _plain(value))
    }


def _called(name: str) -> str:
    told = name.replace("_", " ")
    return _(_WORDS[told]) if told in _WORDS else told


def _plain(value: Any) -> str:
    """A JSON value as a person would write it."""
    if isinstance(value, dict):
        if "quote" in value:
            return f"“{value['quote']}”"
        if "own" in value and "strategy" in value:
            return str(value["own"] or value["strategy"].partition("#")[2].replace("-", " "))
        if "done" in value:
            return f"{'✓' if value['done'] else '○'} {value.get('text', '')} {value.get('by', '')}".rstrip()
        if "prompt" in value:
            return f"{value['prompt']}\n{value.get('text', '')}"
        level = _plain(value["level"]) if "level" in value else ""
        parts = [
            f"{_called(name)}: {_plain(part)}"
            for name, part in value.items()
            if name not in {*_HIDDEN, "level"} and part
        ]
        return "\n".join([level] * bool(level) + parts)
    if isinstance(value, list):
        return "\n".join(_plain(part) for part in value)
    if isinstance(value, str) and (reference := _REFERENCE.fullmatch(value)):
        return reference[1] or value.partition("@")[0]
    at = instant(value) if isinstance(value, str) and "T" in value else None
    if at is not None:
        return f"{at:%Y-%m-%d %H:%M}"
    return "" if value in (None, "", False) else str(value)
