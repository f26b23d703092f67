"""goal add, list, show, edit, check-in, close."""

from __future__ import annotations

from typing import Any

import click

from portfolio.cli.context import as_json, ask, desk, interactive, items, one, say, table, with_fields
from portfolio.cli.lazy import Plain
from portfolio.i18n import _
from portfolio.model.goal import CHECK_IN_FORM, CLOSE_FORM, GOAL_FORM, IDEA_FORM, Goal
from portfolio.model.work import Work
from portfolio.services import goals as service
from portfolio.services import proposing
from portfolio.services.desk import Desk


@click.group(cls=Plain)
def goal() -> None:
    """Set goals, check in, close them with evidence."""


@goal.command()
@with_fields(GOAL_FORM)
@click.option("--idea", is_flag=True, help="Only note the idea; the other fields can follow.")
@click.pass_obj
def add(named: str, /, idea: bool, **given: Any) -> None:
    """Set a goal. It needs every field; an idea needs only the statement."""
    with desk(named) as opened:
        form = IDEA_FORM if idea else GOAL_FORM
        answers = service.with_code(opened, given)
        made = ask(form, answers, opened, lambda told: service.add(opened, told, idea=idea))
        said = _("Noted as an idea") if idea else _("Goal set")
        say(f"{said}: {made.statement} ({made.short})")


@goal.command("list")
@click.option("--status", type=click.Choice(["idea", "active", "closed"]), help="Only goals in this state.")
@as_json
@click.pass_obj
def goal_list(named: str, status: str | None, as_json: bool) -> None:
    """Your goals, oldest first."""
    with desk(named) as opened:
        found = opened.goals(*([status] if status else []))
        asked = [told] if (told := proposing.asked_told(opened)) else []
        if as_json:
            items(_as_json(opened, one) for one in found)
        elif not found:
            say(_("No goals yet. Set one with “portfolio goal add”."), *asked)
        else:
            say(*asked)
            table(
                (_("id"), _("state"), _("check-in"), _("standard"), _("goal")),
                (
                    (one.short, one.status, one.check_in or "-", opened.standard_name(one.standard) or "-", one.called)
                    for one in found
                ),
            )


def _as_json(opened: Desk, found: Goal) -> dict[str, Any]:
    checks = opened.check_ins(found)
    return {
        "id": found.id,
        "short": found.short,
        "status": found.status,
        "statement": found.statement,
        "standard": found.standard.partition("#")[2],
        "evidence": found.evidence,
        "why": found.why,
        "obstacle": found.obstacle,
        "if_then": found.if_then,
        "check_in": found.check_in,
        "check_ins": [{"at": one.created, "confidence": one.confidence, "note": one.note} for one in checks],
        "closing": found.to_json()["closing"],
    }


@goal.command()
@click.argument("which", metavar="GOAL")
@as_json
@click.pass_obj
def show(named: str, which: str, as_json: bool) -> None:
    """One goal with its check-ins."""
    with desk(named) as opened:
        found = opened.find_goal(which)
        if as_json:
            one(_as_json(opened, found))
            return
        say(f"{found.statement} ({found.short}, {found.status})")
        values = {**_as_json(opened, found), "standard": opened.standard_name(found.standard)}
        for field in GOAL_FORM.fields[1:]:
            say(f"  {_(field.label)}: {values[field.name] or '-'}")
        checks = opened.check_ins(found)
        if checks:
            say("", f"{_('Confidence')}: {', '.join(str(one.confidence) for one in checks)}")
        for check in checks:
            say(f"  {check.created[:10]}  {check.confidence}  {check.note}")
        if found.closing:
            say("", f"{_('Closed')} {found.closing.at[:10]}")
            for passage in found.closing.evidence:
                work = opened.view.get(Work, passage.work)
                say(f"  {_('Evidence')}: “{passage.quote}” – {work.title if work else passage.work}")
            say(f"  {_('Looking back')}: {found.closing.reflection}", f"  {_('Next step')}: {found.closing.next_step}")


@goal.command()
@click.argument("which", metavar="GOAL")
@with_fields(GOAL_FORM)
@click.pass_obj
def edit(named: str, /, which: str, **given: Any) -> None:
    """Change a goal; what is not named stays. An idea with every field becomes active."""
    with desk(named) as opened:
        found = opened.find_goal(which)
        before = {field.name: getattr(found, field.name) for field in GOAL_FORM.fields}
        before["standard"] = found.standard.partition("#")[2]
        changed = {name: value for name, value in given.items() if value is not None}
        if not changed and not interactive():
            raise click.UsageError(_("Name what to change, like --evidence TEXT."))
        answers = service.with_code(opened, {**before, **changed})
        form = IDEA_FORM if found.status == "idea" else GOAL_FORM
        made = ask(form, answers, opened, lambda told: service.edit(opened, found, told), again=not changed)
        say(f"{_('Goal changed')}: {made.statement} ({made.status})")


@goal.command("check-in")
@click.argument("which", metavar="GOAL")
@with_fields(CHECK_IN_FORM)
@click.pass_obj
def check_in(named: str, /, which: str, **given: Any) -> None:
    """Look at a goal on the way: how sure you are, and what you noticed."""
    with desk(named) as opened:
        found = opened.find_goal(which)
        ask(CHECK_IN_FORM, given, opened, lambda told: service.check_in(opened, found, told))
        said = ", ".join(str(one.confidence) for one in opened.check_ins(found))
        say(f"{_('Checked in')}: {found.statement}", f"{_('Confidence')}: {said}")


@goal.command()
@click.argument("which", metavar="GOAL")
@with_fields(CLOSE_FORM)
@click.pass_obj
def close(named: str, /, which: str, **given: Any) -> None:
    """Close a goal with a piece of work as evidence, a look back, and a next step."""
    with desk(named) as opened:
        found = opened.find_goal(which)
        if given.get("evidence"):
            given["evidence"] = opened.find_work(given["evidence"]).id
        made = ask(CLOSE_FORM, given, opened, lambda told: service.close(opened, found, told))
        say(f"{_('Goal closed')}: {made.statement}")
