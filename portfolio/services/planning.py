"""Planning a work: its steps, written as lines, with dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from portfolio.clock import day
from portfolio.errors import BadInput
from portfolio.i18n import _
from portfolio.model.work import Plan, Step, Work
from portfolio.services.desk import Desk
from portfolio.text import line

if TYPE_CHECKING:
    from portfolio.model.course import Task

_DATED = re.compile(r"^(?P<done>\[[ xX]\]\s*)?(?P<text>.*?)(?:\s+(?P<by>\d{4}-\d{2}-\d{2}))?$")


def read_steps(text: str) -> tuple[Step, ...]:
    """Steps from lines like `Interview done 2026-12-04`; `[x]` in front marks one as done.

    Raises:
        BadInput: a date does not exist.
    """
    steps = []
    for one in text.split("\n"):
        match = _DATED.fullmatch(line(one).removeprefix("- "))
        if match is None or not match["text"]:
            continue
        if match["by"] and day(match["by"]) is None:
            raise BadInput(_("“{date}” is not a date.").format(date=match["by"]), _("Write it like 2026-12-31."))
        steps.append(Step(match["text"].strip(), match["by"] or "", "x" in (match["done"] or "").lower()))
    return tuple(steps)


def write_steps(steps: Sequence[Step]) -> str:
    """Steps as `read_steps` reads them."""
    return "\n".join(f"[{'x' if step.done else ' '}] {step.text} {step.by}".rstrip() for step in steps)


def proposed_steps(desk: Desk, task: Task) -> tuple[Step, ...]:
    """The milestones of a task, counted from today."""
    return tuple(Step(one.text, str(desk.today + timedelta(weeks=one.week))) for one in task.milestones)


def plan(desk: Desk, work: Work, steps: Sequence[Step], before: Plan | None = None, reason: str = "") -> Plan:
    """Set the milestones of a work.

    Args:
        before: the plan these were made from, as it was shown; the one that stands where it is not given.
        reason: why it changes; the last reason stays where nothing is said.

    Raises:
        BadInput: there is no step.
    """
    if not steps:
        raise BadInput(_("A plan has at least one step."), _("Write one step a line."))
    before = before or desk.plan(work)
    name, now = desk.fresh()
    why = line(reason) or (before.reason if before else "")
    made = (
        before.edit(steps=tuple(steps), reason=why)
        if before
        else Plan(id=name, created=now, work=work.id, steps=tuple(steps))
    )
    verb = "Change the plan" if before else "Plan"
    with desk.portfolio.change("work.plan", f"{verb}: {work.title}", work=work.id) as change:
        change.put(made)
    return made
