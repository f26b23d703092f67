"""support menu, week, plan, confirm, change, accept, ask, done, extend, record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click

from portfolio.cli import supportweek
from portfolio.cli.context import as_json, ask, desk, interactive, items, one, say, table, with_fields
from portfolio.cli.lazy import Plain
from portfolio.cli.supportweek import in_week
from portfolio.i18n import _
from portfolio.model.form import Form
from portfolio.model.goal import Goal
from portfolio.model.support import (
    ADVISOR,
    ASK_FORM,
    CHANGE_REASON,
    CONFIRM_FORM,
    DONE_FORM,
    EXTENSION_FORM,
    HELPED,
    KIND_NAMES,
    STATES,
    Slot,
    slot_form,
)
from portfolio.model.work import PARTS
from portfolio.services import seating, told, weeks, weektext
from portfolio.services import supporting as service
from portfolio.services.desk import Desk
from portfolio.services.goals import with_code
from portfolio.services.told import Said
from portfolio.services.weeks import Row

_block = click.argument("block", metavar="BLOCK")


@click.group(cls=Plain)
def support() -> None:
    """Supports and extensions: plan the week's blocks with your advisor, and say afterwards what came of it."""


@support.command("menu")
@as_json
@click.pass_obj
def support_menu(named: str, as_json: bool) -> None:
    """Every support and extension, for everyone."""
    with desk(named, writable=False) as opened:
        found = weeks.menu(opened)
        if as_json:
            items(
                {"name": made.name, "kind": made.kind, "form": made.form, "what": made.what, "when": made.when,
                 "standards": list(made.standards), "course": course.id}
                for course, made in found
            )  # fmt: skip
            return
        table(
            (_("name"), _("kind"), _("form"), _("good when")),
            ((made.name, _(KIND_NAMES[made.kind]), made.form, made.when) for _course, made in found),
        )


@support.command("week")
@in_week
@as_json
@click.pass_obj
def support_week(named: str, week: str, as_json: bool) -> None:
    """The blocks of a week with their plans, and what your teachers say about it."""
    with desk(named, writable=False) as opened:
        starts = weeks.read_week(opened, week)
        found = told.said(opened)
        rows = weeks.week(opened, starts, found)
        if as_json:
            one({"week": str(starts), "blocks": [_as_json(row, found) for row in rows]})
            return
        say(_("Week of {day}").format(day=starts))
        if not rows:
            say(_("The timetables of your courses have no blocks."))
        for n, row in enumerate(rows, 1):
            say(f"{n}  {row.block}, {row.told}")
            if row.slot is None:
                last = weeks.last_slot(opened, row)
                say(f"   {_('free')}" + (f"; {_('last time')}: {last.session}, {_came(last)}" if last else ""))
            else:
                say(*(f"   {line}" for line in told_slot(opened, row.slot, found)))
        posted = [each for each in told.sessions(found, str(starts)) if each.record.open]
        if posted:
            say("", f"{weektext.counted(posted)}: portfolio support sessions")
        say(*weektext.requests(told.requests(found, str(starts))))
        say(*weektext.status(told.statuses(found)))


def told_slot(opened: Desk, slot: Slot, found: Sequence[Said] = ()) -> list[str]:
    """A plan in a few lines.

    Args:
        found: what the staff said.
    """
    goal = opened.view.get(Goal, slot.goal) if slot.goal else None
    standard = next((made.name for made in opened.standards() if made.code == slot.standard), slot.standard)
    about = ", ".join(name for name in (goal.statement if goal else "", standard) if name)
    seat = seating.word(found, slot)
    lines = [
        f"{slot.session} ({_(KIND_NAMES[slot.kind])}), {slot.where}",
        f"{_('Why')}: {slot.why} ({about})",
        weektext.state(found, slot) + (f": {slot.answer}" if slot.answer else ""),
        *((seat,) if seat else ()),
    ]
    return [*lines, f"{slot.did}: {_came(slot)}"] if slot.did else lines


def _came(slot: Slot) -> str:
    return _(HELPED[slot.helped]) if slot.helped else _("not looked back at yet")


def _as_json(row: Row, found: Sequence[Said]) -> dict[str, Any]:
    slot = row.slot
    plan = None
    if slot is not None:
        noted = slot.noted_for.name if slot.noted_for else ""
        names = (
            "kind",
            "session",
            "where",
            "why",
            "goal",
            "standard",
            "state",
            "planned_for_me",
            "answer",
            "did",
            "helped",
        )
        seat = {"seat": told.seat(found, slot), "posted": slot.posted, "second": slot.second}
        plan = {**{name: getattr(slot, name) for name in names}, **seat, "id": slot.id, "noted_for": noted}
        plan["by"] = told.reviewer(found, slot)
    return {"block": row.block, "day": str(row.on), "starts": row.starts, "ends": row.ends, "plan": plan}


def _begun(opened: Desk, row: Row, given: Mapping[str, Any]) -> dict[str, Any]:
    """What was said, over the plan there is; where a person is there to see it, over the last one."""
    said = {name: value for name, value in given.items() if value is not None}
    before = service.proposal(opened, row) if row.slot or interactive() else {}
    for named, other in (("own", "session"), ("session", "own"), ("goal", "standard"), ("standard", "goal")):
        if said.get(named):
            before.pop(other, None)
    return {**before, **said}


@support.command()
@_block
@in_week
@with_fields(slot_form([]))
@click.option("--planned-by", default="", metavar="NAME", help="The advisor who plans it for a student who is away.")
@click.pass_obj
def plan(named: str, /, block: str, week: str, planned_by: str, **given: Any) -> None:
    """Plan BLOCK (its number, its name, or its last letter): what, where, why, for which goal or standard."""
    with desk(named) as opened:
        starts = weeks.read_week(opened, week)
        row = weeks.find_row(opened, starts, block)
        answers = _begun(opened, row, given)
        if given.get("goal"):
            answers["goal"] = opened.find_goal(given["goal"]).id
        answers = with_code(opened, answers)
        made = ask(
            service.question(opened), answers, opened,
            lambda given_: service.propose(opened, starts, row, given_, planned_by=planned_by),
        )  # fmt: skip
        say(f"{row.block}, {row.told}", *(f"  {told}" for told in told_slot(opened, made)))


@support.command()
@_block
@in_week
@with_fields(CONFIRM_FORM)
@click.pass_obj
def confirm(named: str, /, block: str, week: str, **given: Any) -> None:
    """Note that your advisor confirms the plan for BLOCK."""
    with desk(named) as opened:
        row = weeks.find_row(opened, weeks.read_week(opened, week), block)
        made = ask(CONFIRM_FORM, given, opened, lambda given_: service.confirm(opened, row, given_["advisor"]))
        say(f"{row.block}: {made.session}, {_(STATES[made.state])}, {made.noted_for.name if made.noted_for else ''}")


_CHANGE = Form(*slot_form([]).fields, ADVISOR, CHANGE_REASON)


@support.command()
@_block
@in_week
@with_fields(_CHANGE)
@click.pass_obj
def change(named: str, /, block: str, week: str, **given: Any) -> None:
    """Note that your advisor changes the plan for BLOCK, and why."""
    with desk(named) as opened:
        starts = weeks.read_week(opened, week)
        row = weeks.find_row(opened, starts, block)
        answers = _begun(opened, row, given)
        form = Form(*service.question(opened).fields, ADVISOR, CHANGE_REASON)
        made = ask(form, with_code(opened, answers), opened, lambda given_: service.change(opened, starts, row, given_))
        say(f"{row.block}, {row.told}", *(f"  {told}" for told in told_slot(opened, made)))


@support.command()
@_block
@in_week
@click.pass_obj
def accept(named: str, block: str, week: str) -> None:
    """Agree to what was planned for you, or changed, in BLOCK."""
    with desk(named) as opened:
        row = weeks.find_row(opened, weeks.read_week(opened, week), block)
        made = service.accept(opened, row)
        say(f"{row.block}: {made.session}, {_(STATES[made.state])}")


@support.command("ask")
@_block
@in_week
@with_fields(ASK_FORM)
@click.pass_obj
def ask_to_change(named: str, /, block: str, week: str, **given: Any) -> None:
    """Ask to change the plan for BLOCK; it stays until it is changed."""
    with desk(named) as opened:
        row = weeks.find_row(opened, weeks.read_week(opened, week), block)
        ask(ASK_FORM, given, opened, lambda given_: service.ask_to_change(opened, row, given_["answer"]))
        say(_("Asked. The plan stays until it is changed."))


@support.command()
@_block
@in_week
@with_fields(DONE_FORM)
@click.pass_obj
def done(named: str, /, block: str, week: str, **given: Any) -> None:
    """Answer the two questions after BLOCK: what I did, did it help."""
    with desk(named) as opened:
        row = weeks.find_row(opened, weeks.read_week(opened, week), block)
        made = ask(DONE_FORM, given, opened, lambda given_: service.finish(opened, row, given_))
        say(f"{row.block}: {made.session}, {_came(made)}")


@support.command()
@click.argument("which", metavar="WORK")
@click.option("--part", type=click.Choice(PARTS), help="Whose option it extends, where there are several.")
@with_fields(EXTENSION_FORM)
@click.pass_obj
def extend(named: str, /, which: str, part: str | None, **given: Any) -> None:
    """Write down that you did the extension of what you chose for WORK."""
    with desk(named) as opened:
        work = opened.find_work(which)
        for name, _option, text in service.extensions_of(opened, work):
            say(f"{name}: {text}")
        made = ask(
            EXTENSION_FORM, given, opened, lambda given_: service.extend(opened, work, part or "", given_["note"])
        )
        say(f"{_('Extension done')}: {made.text}")


@support.command()
@as_json
@click.pass_obj
def record(named: str, as_json: bool) -> None:
    """Every support and extension you have done, by name."""
    with desk(named, writable=False) as opened:
        found = service.done(opened)
        if as_json:
            items({"at": at, "kind": kind, "name": name, "did": did} for at, kind, name, did in found)
        elif not found:
            say(_("Nothing yet. “portfolio support week” shows the week."))
        else:
            rows = ((at, _(KIND_NAMES[kind]), f"{name} – {did}") for at, kind, name, did in found)
            table((_("week or day"), _("kind"), _("what")), rows)


for _command in (
    supportweek.sessions,
    supportweek.seat,
    supportweek.requests,
    supportweek.status,
    supportweek.decisions,
):
    support.add_command(_command)
