"""source add, list; action add, list."""

from __future__ import annotations

from typing import Any

import click

from portfolio.cli.context import as_json, ask, desk, one, say, with_fields
from portfolio.cli.lazy import Plain
from portfolio.i18n import _
from portfolio.model.inquiry import ACTION_FORM, SOURCE_FORM, Action
from portfolio.services import inquiry as service

_work = click.argument("which", metavar="WORK")


@click.group(cls=Plain)
def source() -> None:
    """Sources of a work, with the viewpoint each stands for."""


@source.command("add")
@_work
@with_fields(SOURCE_FORM)
@click.pass_obj
def add_source(named: str, /, which: str, **given: Any) -> None:
    """Log a source of WORK."""
    with desk(named) as opened:
        work = opened.find_work(which)
        made = ask(SOURCE_FORM, given, opened, lambda told: service.log_source(opened, work, told))
        say(f"{_('Source logged')}: {made.who} ({made.viewpoint})", service.hint(opened, work))


@source.command("list")
@_work
@as_json
@click.pass_obj
def list_sources(named: str, which: str, as_json: bool) -> None:
    """The sources of WORK by viewpoint."""
    with desk(named, writable=False) as opened:
        work = opened.find_work(which)
        found = service.viewpoints(opened, work)
        if as_json:
            sources = [
                {"id": s.id, "who": s.who, "what": s.what, "viewpoint": name, "where": s.where}
                for name, group in found.items()
                for s in group
            ]
            one({"items": sources, "viewpoints": list(found), "hint": service.hint(opened, work)})
            return
        if not found:
            say(_("No sources yet. “portfolio source add WORK” logs one."))
        for name, group in found.items():
            say(name)
            for s in group:
                say(f"  {s.short}  {s.who}: {s.what}" + (f" ({s.where})" if s.where else ""))
        say(service.hint(opened, work))


@click.group(cls=Plain)
def action() -> None:
    """Actions of a work in the community."""


@action.command("add")
@_work
@with_fields(ACTION_FORM)
@click.pass_obj
def add_action(named: str, /, which: str, **given: Any) -> None:
    """Log an action of WORK. People are named or pictured only with --consent yes."""
    with desk(named) as opened:
        work = opened.find_work(which)
        made = ask(ACTION_FORM, given, opened, lambda told: service.log_action(opened, work, told))
        say(f"{_('Action logged')}: {made.on} {made.what}")


@action.command("list")
@_work
@as_json
@click.pass_obj
def list_actions(named: str, which: str, as_json: bool) -> None:
    """The actions of WORK, oldest first."""
    with desk(named, writable=False) as opened:
        found = sorted(opened.of(Action, opened.find_work(which)), key=lambda made: (made.on, made.id))
        if as_json:
            names = ("id", "on", "what", "people", "named", "consent", "artefact")
            one({"items": [{name: getattr(made, name) for name in names} for made in found]})
            return
        if not found:
            say(_("No actions yet. “portfolio action add WORK” logs one."))
        for made in found:
            told = "; ".join(part for part in (made.people, made.named, made.artefact) if part)
            say(f"{made.on}  {made.what}" + (f" ({told})" if told else ""))
