"""Proposals that wait for a teacher, and the teacher's answers; check-ins that one student is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portfolio.classroom import saying
from portfolio.classroom.room import Room
from portfolio.classroom.rows import Row
from portfolio.classroom.summary import Round
from portfolio.clock import Clock, instant
from portfolio.errors import NotFound
from portfolio.i18n import _
from portfolio.model.proposal import RHYTHM_FORM, Proposal, Rhythm, Verdict, reason_field, verdict_form
from portfolio.model.schoolclass import Seat
from portfolio.model.work import PARTS, Work
from portfolio.services.choosing import part_name, picked
from portfolio.services.desk import Desk
from portfolio.services.goals import checked
from portfolio.services.proposing import rounds, standards_of
from portfolio.text import shorten


@dataclass(frozen=True)
class Waiting:
    """A round of a student's proposal."""

    row: Row
    round: Round
    title: str
    """The work's title."""
    at: datetime | None


def waiting(rows: Iterable[Row]) -> list[Waiting]:
    """Every proposal that I have not answered, the longest waiting first."""
    return sorted(_proposed(rows, answered=False), key=lambda one: one.round.id)


def answered(rows: Iterable[Row]) -> list[Waiting]:
    """The newest proposal for each work that I have answered, the newest first; it can be answered anew."""
    return sorted(_proposed(rows, answered=True), key=lambda one: one.round.id, reverse=True)


def _proposed(rows: Iterable[Row], *, answered: bool) -> Iterator[Waiting]:
    for row in rows:
        titles = {piece.work: piece.title for piece in row.summary.pieces} if row.summary else {}
        for one in row.summary.proposals if row.summary else ():
            if (one.id in row.said.verdicts) is answered:
                yield Waiting(row, one, titles.get(one.work, "?"), instant(one.at))


def told(desk: Desk, one: Round) -> list[str]:
    """A round in plain lines: what is proposed, its milestones, the evidence planned, and the rounds before it.

    Raises:
        NotFound: it is not there any more.
    """
    work = desk.view.get(Work, one.work)
    proposal = desk.view.get(Proposal, one.id)
    if work is None or (proposal is None and one.number):
        raise NotFound(_("This proposal is not there any more."))
    if proposal is None:
        return _own_words(desk, work)
    names = dict(standards_of(desk, work))
    lines = [
        f"{_('Issue')}: {proposal.issue}",
        f"{_('Question')}: {proposal.question}",
        *(f"  {each}" for each in proposal.supporting.split("\n") if each.strip()),
        f"{_('Partners')}: {proposal.partners}",
        f"{_('Product')}: {proposal.product}",
        *(f"{_('Evidence')}, {names[code]}: {proposal.evidence[code]}" for code in names if code in proposal.evidence),
        *(f"{_('Step')}: {step}" for step in proposal.steps),
    ]
    for number, before in enumerate(rounds(desk, work), 1):
        for name, verdict in before.answers:
            reasons = "; ".join(f"{names.get(code, code)}: {why}" for code, why in verdict.reasons.items())
            what = _("approved by {name}") if verdict.decision == "approved" else _("returned by {name}")
            parts = (what.format(name=name), reasons, verdict.note)
            lines.append(_("Round {n}: {told}").format(n=number, told=". ".join(part for part in parts if part)))
    return lines


def _own_words(desk: Desk, work: Work) -> list[str]:
    choice, task = desk.choice(work), desk.task_of(work)
    if choice is None or task is None:
        return [work.title]
    parts = [(name, task[1].parts[name]) for name in PARTS if name in task[1].parts and not task[1].parts[name].fixed]
    return [*(f"{part_name(name)}: {picked(part, choice.picks.get(name))}" for name, part in parts), choice.reason]


def answer(room: Room, seat: Seat, student: Desk, one: Round, answers: Mapping[str, Any], clock: Clock) -> Verdict:
    """Approve a round, or return it with reasons; it goes to the student with the next `meet_mine`.

    Raises:
        BadInput: a field is missing, or it is returned without any reason.
        NotFound: the round is not there any more.
    """
    work = student.view.need(Work, one.work)
    standards = standards_of(student, work)
    given = checked(verdict_form(standards), answers, student)
    reasons = {code: given[reason_field(code)] for code, _name in standards if given[reason_field(code)]}
    decision: Any = given["decision"]

    def make(name: str, now: str) -> Verdict:
        return Verdict(
            id=name, created=now, work=work.id, proposal=one.id, decision=decision, reasons=reasons, note=given["note"]
        )

    subject = f"Answer a proposal: {shorten(work.title, 60)}"
    return saying.say(room, seat, clock, "propose.answer", subject, make, work.id)


def rhythm(room: Room, seat: Seat) -> Rhythm | None:
    """The check-ins I ask a student for now; None where I never asked."""
    mine = room.mine(seat.id, Rhythm)
    found = mine.all(Rhythm) if mine else []
    return found[-1] if found else None


def ask_rhythm(room: Room, seat: Seat, student: Desk, answers: Mapping[str, Any], clock: Clock) -> Rhythm:
    """Ask one student for check-ins in a rhythm; the newest holds.

    Raises:
        BadInput: that is not a rhythm.
    """
    given = checked(RHYTHM_FORM, answers, student)
    every: Any = given["every"]

    def make(name: str, now: str) -> Rhythm:
        return Rhythm(id=name, created=now, every=every, why=given["why"])

    return saying.say(room, seat, clock, "goal.rhythm", f"Ask for check-ins: {every}", make)
