"""The log of an inquiry: sources by viewpoint, actions with consent for whoever can be recognised."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portfolio.clock import day
from portfolio.errors import BadInput
from portfolio.i18n import _
from portfolio.model.inquiry import ACTION_FORM, SOURCE_FORM, Action, Source
from portfolio.model.work import Work
from portfolio.services.desk import Desk
from portfolio.services.goals import checked


def log_source(desk: Desk, work: Work, answers: Mapping[str, Any], before: Source | None = None) -> Source:
    """Log a source, or change one.

    Raises:
        BadInput: a field is missing or wrong.
    """
    given: dict[str, Any] = checked(SOURCE_FORM, answers, desk)
    name, now = desk.fresh()
    made = before.edit(**given) if before else Source(id=name, created=now, work=work.id, **given)
    verb = "Change a source" if before else "Log a source"
    with desk.portfolio.change(
        "source.edit" if before else "source.add", f"{verb}: {made.who}", work=work.id
    ) as change:
        change.put(made)
    return made


def log_action(desk: Desk, work: Work, answers: Mapping[str, Any], before: Action | None = None) -> Action:
    """Log an action, or change one.

    Raises:
        BadInput: a field is missing or wrong, the day is to come, or somebody is named without consent.
    """
    given: dict[str, Any] = checked(ACTION_FORM, answers, desk)
    at = day(given["on"])
    if at is not None and at > desk.today:
        raise BadInput(_("{day} is still to come.").format(day=at), _("Log an action when it has been."))
    given["consent"] = given["consent"] == "yes"
    name, now = desk.fresh()
    made = before.edit(**given) if before else Action(id=name, created=now, work=work.id, **given)
    verb = "Change an action" if before else "Log an action"
    with desk.portfolio.change(
        "action.edit" if before else "action.add", f"{verb}: {made.what}", work=work.id
    ) as change:
        change.put(made)
    return made


def viewpoints(desk: Desk, work: Work) -> dict[str, list[Source]]:
    """The viewpoints of a work's sources, in the order they came; written differently in case only, they are one."""
    found: dict[str, list[Source]] = {}
    names: dict[str, str] = {}
    for source in desk.of(Source, work):
        name = names.setdefault(source.viewpoint.casefold(), source.viewpoint)
        found.setdefault(name, []).append(source)
    return found


def hint(desk: Desk, work: Work) -> str:
    """Something to think about in the sources, "" for nothing."""
    found = viewpoints(desk, work)
    if len(found) != 1:
        return ""
    only = next(iter(found))
    return _("All of it is seen from one side so far: {viewpoint}. Who would see it differently?").format(
        viewpoint=only
    )


def told_in(desk: Desk, work: Work) -> list[str]:
    """The sources of a work by viewpoint, and what was done, in plain lines."""
    rows = []
    source = _("Source, {viewpoint}: {told}")
    for viewpoint, sources in viewpoints(desk, work).items():
        rows += [source.format(viewpoint=viewpoint, told=f"{one.who}: {one.what}") for one in sources]
    rows += [told] if (told := hint(desk, work)) else []
    for one in sorted(desk.of(Action, work), key=lambda each: (each.on, each.id)):
        parts = (one.people, one.named, one.artefact)
        beside = "; ".join(part for part in parts if part)
        rows.append(f"{_('Action')} {one.on}: {one.what}" + (f" ({beside})" if beside else ""))
    return rows
