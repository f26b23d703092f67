"""Proposals: written by the student, sent whole, answered by a teacher; every round is kept. And agreed check-ins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from portfolio.clock import instant
from portfolio.errors import BadInput, Refused
from portfolio.i18n import _
from portfolio.model.goal import CheckIn
from portfolio.model.proposal import RHYTHM_NAMES, RHYTHMS, Proposal, Rhythm, Verdict, evidence_field, proposal_form
from portfolio.model.work import Choice, Work
from portfolio.services.choosing import picked
from portfolio.services.desk import Desk
from portfolio.services.goals import checked
from portfolio.services.planning import write_steps
from portfolio.text import line, shorten
from portfolio.wording import when

R = TypeVar("R", Verdict, Rhythm)


@dataclass(frozen=True)
class Answered:
    """One round with its answers, the oldest answer first."""

    proposal: Proposal
    answers: tuple[tuple[str, Verdict], ...]
    """The name of who answered, and the answer."""


@dataclass(frozen=True)
class Asked:
    """The rhythm of check-ins that a teacher asks for."""

    by: str
    rhythm: Rhythm
    due: date
    """The day of the next one."""


def standards_of(desk: Desk, work: Work) -> list[tuple[str, str]]:
    """Code and name of each standard that a work's task meets.

    Raises:
        Refused: its task is not in this portfolio.
    """
    found = desk.task_of(work)
    if found is None:
        raise Refused(_("The task of this work is not here, so nothing can be proposed for it."))
    course, task = found
    found_in = ((use.standard, course.standard(use.standard)) for use in task.standards)
    return [(code, standard.name) for code, standard in found_in if standard is not None]


def propose(desk: Desk, work: Work, answers: Mapping[str, Any]) -> Proposal:
    """Send a proposal; another round where there was one.

    Raises:
        BadInput: a field is missing, a standard has no planned evidence, or the plan has no milestones.
        Refused: the task is gone.
    """
    standards = standards_of(desk, work)
    given = checked(proposal_form(standards), answers, desk)
    plan = desk.plan(work)
    if plan is None or not plan.steps:
        raise BadInput(
            _("A proposal needs milestones, and this work has no plan yet."),
            _("Plan it first (P, or “portfolio plan”); what you wrote here is kept."),
        )
    name, now = desk.fresh()
    made = Proposal(
        id=name, created=now, work=work.id,
        issue=given["issue"], question=given["question"], supporting=given["supporting"],
        partners=given["partners"], product=given["product"],
        evidence={code: given[evidence_field(code)] for code, _name in standards},
        steps=tuple(write_steps(plan.steps).split("\n")),
    )  # fmt: skip
    count = len(desk.of(Proposal, work)) + 1
    with desk.portfolio.change("work.propose", f"Propose, round {count}: {made.question}", work=work.id) as change:
        change.put(made)
    return made


def rounds(desk: Desk, work: Work | str) -> list[Answered]:
    """Every round of a work's proposal with its answers, oldest first."""
    answers: dict[str, list[tuple[str, Verdict]]] = {}
    for name, one in _said(desk, Verdict):
        answers.setdefault(one.proposal, []).append((name, one))
    return [Answered(one, tuple(answers.get(one.id, ()))) for one in desk.of(Proposal, work)]


def returned(desk: Desk) -> list[tuple[Work, str, Verdict]]:
    """Works whose newest round was returned, with who did so and the answer."""
    found = []
    for work in desk.works():
        every = rounds(desk, work) if desk.of(Proposal, work) else []
        if every and every[-1].answers and every[-1].answers[-1][1].decision == "returned":
            found.append((work, *every[-1].answers[-1]))
    return found


def start(desk: Desk, work: Work) -> dict[str, str]:
    """What a form for the next round starts from: the round before, or the product that was chosen."""
    found = desk.of(Proposal, work)
    if not found:
        choice, task = desk.choice(work), desk.task_of(work)
        product = picked(task[1].parts["product"], choice.picks.get("product")) if choice and task else ""
        return {"product": product} if product else {}
    last = found[-1]
    fields = {name: str(getattr(last, name)) for name in ("issue", "question", "supporting", "partners", "product")}
    return {**fields, **{evidence_field(code): told for code, told in last.evidence.items()}}


def milestones(desk: Desk, work: Work) -> str:
    """The plan that goes along with a proposal, in a sentence."""
    plan = desk.plan(work)
    if plan is None or not plan.steps:
        return _("No milestones yet: they are the plan of this work (P).")
    steps = "; ".join(f"{step.text} {step.by}".strip() for step in plan.steps)
    return _("Milestones, from your plan: {steps}").format(steps=steps)


def earlier_questions(desk: Desk, work: Work) -> list[str]:
    """How earlier works met the standards of this one, the newest first: the question or the reason of each, and for
    its first standards the words that showed it and the next step."""
    standards = dict(standards_of(desk, work))
    found = []
    for other in desk.works():
        task = desk.task_of(other)
        shared = [use.standard for use in task[1].standards if use.standard in standards] if task else []
        if other.id == work.id or task is None or not shared:
            continue
        asked = [one.question for one in desk.of(Proposal, other)[-1:]]
        asked += [one.reason for one in desk.of(Choice, other)[-1:]] if not asked else []
        told = [each for each in map(line, asked) if each]
        told += [each for code in shared[:2] if (each := _shown(desk, other, code, standards[code]))]
        if told:
            found.append(f"{task[0].year} {other.title}: {' / '.join(told)}")
    return found


def _shown(desk: Desk, work: Work, code: str, name: str) -> str:
    """The words of a work that the student gave as evidence for a standard, and the next step; "" without either."""
    assessment = next(iter(desk.assessments(work)[::-1]), None)
    rubric = desk.shelf.rubric(assessment.rubric) if assessment else None
    if assessment is None or rubric is None:
        return ""
    criteria = [one.name for one in rubric[1].criteria if one.standard == code]
    rated = [assessment.ratings[one] for one in criteria if one in assessment.ratings]
    quotes = [f"“{shorten(line(passage.quote), 60)}”" for one in rated for passage in one.evidence[:1]]
    steps = [_("next: {step}").format(step=shorten(one.next_step, 60)) for one in rated if one.next_step]
    told = [*quotes[:1], *steps[:1]]
    return f"{name} {', '.join(told)}" if told else ""


def asked_check_in(desk: Desk) -> Asked | None:
    """The check-ins a teacher asks for, the tightest of several; None where nobody does."""
    newest: dict[str, tuple[str, Rhythm]] = {}
    for name, one in _said(desk, Rhythm):
        newest[name] = (name, one)
    wanted = [(name, one) for name, one in newest.values() if one.every in RHYTHMS]
    if not wanted:
        return None
    name, rhythm = min(wanted, key=lambda pair: RHYTHMS[pair[1].every])
    looks = [one.created for one in desk.view.all(CheckIn)]
    since = instant(max([rhythm.created, *looks]))
    begun = since.date() if since else desk.today
    return Asked(name, rhythm, begun + timedelta(days=RHYTHMS[rhythm.every]))


def asked_told(desk: Desk) -> str:
    """Who asks for check-ins, how often, when the next one is and why, in a sentence; "" where nobody does."""
    asked = asked_check_in(desk)
    if asked is None:
        return ""
    told = _("{name} asks for a check-in {how}; the next one is {when}. {why}").format(
        name=asked.by, how=_(RHYTHM_NAMES[asked.rhythm.every]), when=when(asked.due, desk.today), why=asked.rhythm.why
    )
    return told.rstrip()


def _said(desk: Desk, kind: type[R]) -> list[tuple[str, R]]:
    """The records of a kind in what others wrote, oldest first, with the names of their writers."""
    found = [(each.name, one) for each in desk.heard(kind) for one in each.all(kind)]
    return sorted(found, key=lambda pair: pair[1].id)
