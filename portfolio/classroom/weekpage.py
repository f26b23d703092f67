"""The week page of one student, and the team's page: gathered here, read in plain lines and on the screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portfolio.classroom import planning, saying
from portfolio.classroom.planning import Planned
from portfolio.classroom.room import Room
from portfolio.classroom.team import Page
from portfolio.i18n import _, ngettext
from portfolio.model.schoolclass import Seat
from portfolio.model.support import HELPED, KIND_NAMES, Slot
from portfolio.services import growth, told, weeks, weektext
from portfolio.services.desk import Desk
from portfolio.services.growth import RATER_NAMES, Met
from portfolio.services.told import By


@dataclass(frozen=True)
class WeekPage:
    """What student and advisor look at together before a week."""

    seat: Seat
    starts: date
    goals: tuple[str, ...]
    levels: tuple[Met, ...]
    """The student's own levels on each standard that has any."""
    open_comments: int
    """Comments without an answer."""
    status: tuple[By, ...]
    requests: tuple[By, ...]
    plans: tuple[Planned, ...]
    last: Mapping[str, Slot]
    """Block to what was planned in it the last time."""


def gather(room: Room, of_class: Desk, seat: Seat, starts: date) -> WeekPage:
    """Everything about one student's week.

    Raises:
        NotFound, BrokenRecord, Refused: nothing of theirs is here, or it cannot be read.
    """
    desk = saying.student_desk(room, seat, of_class)
    try:
        found = saying.said(room, seat)
        rows = weeks.arrange(weeks.blocks(of_class), desk.view.find(Slot, week=str(starts)), starts, found)
        return WeekPage(
            seat, starts, tuple(goal.statement for goal in desk.goals("active")),
            tuple(met for met in growth.met(desk) if met.levels), saying.open_comments(room, seat, desk),
            tuple(told.statuses(found)), tuple(told.requests(found, str(starts))),
            tuple(Planned(seat, row, found) for row in rows),
            {row.block: slot for row in rows if (slot := weeks.last_slot(desk, row))},
        )  # fmt: skip
    finally:
        saying.let_go(desk)


def lines(page: WeekPage) -> list[str]:
    """A week page in lines."""
    out = [_("{name}, week of {day}").format(name=page.seat.name, day=page.starts), "", _("Goals")]
    out += [f"  {goal}" for goal in page.goals]
    out += ["", _("Own levels"), *(f"  {met.name}: {' '.join(met.levels)}" for met in page.levels)]
    out += ["", *(weektext.status(page.status) or [_("No work status has been sent.")])]
    out += ["", _("Comments without an answer: {n}").format(n=page.open_comments), *weektext.requests(page.requests)]
    for made in page.plans:
        out += ["", f"{made.row.block}, {made.row.told}", f"  {planning.told_plan(made)}"]
        slot = made.row.slot
        out += [f"  {words}" for words in ((slot.why, slot.answer) if slot else ()) if words]
        before = page.last.get(made.row.block)
        if before:
            came = _(HELPED[before.helped]) if before.helped else _("not looked back at yet")
            out.append(f"  {_('last time')}: {before.session}, {came}")
    return out


def team_lines(page: Page) -> list[str]:
    """A team's page in lines: work, levels, what was tried and what came of it, what was decided."""
    case = page.case
    rows = [f"{case.seat.name} – {case.name}", "", _("Goals"), *(f"  {goal}" for goal in page.goals), "", _("Work")]
    rows += [f"  {title}, " + ngettext("{n} draft", "{n} drafts", drafts) for title, drafts in page.works]
    rows += ["", _("Levels")]
    for each in page.rated:
        who = _("student") if each.who == "self" else _(RATER_NAMES[each.who])
        rows.append(f"  {each.at}  {each.title} – {who}: {each.level_name}")
    rows += ["", _("Supports and extensions, and what came of them")]
    for tried in page.tried:
        slot = tried.slot
        came = _(HELPED[slot.helped]) if slot.helped else _("not looked back at yet")
        did = f" – {slot.did}" if slot.did else ""
        rows.append(f"  {tried.on}  {slot.session} ({_(KIND_NAMES[slot.kind])}): {came}{did}")
    rows += ["", *weektext.status(list(page.status))]
    rows += ["", _("Decided")]
    for decision in case.decisions:
        made = decision.record
        told_ = _("{text} {owner} looks after it until {until}. ({name}, {on})")
        rows.append("  " + told_.format(
            text=made.text, owner=made.owner, until=made.until, name=decision.name, on=made.created[:10]
        ))  # fmt: skip
    return rows if case.decisions else [*rows, f"  {_('nothing yet')}"]


def only(kind: str) -> str:
    """What to say of somebody who had only one kind."""
    told = {"support": _("only support so far: an extension next?"), "extension": _("only extension so far")}
    return told.get(kind, "")
