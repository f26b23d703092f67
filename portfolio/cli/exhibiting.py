"""exhibition: arrange what guests see, attach what they wrote."""

from __future__ import annotations

from typing import Any

import click

from portfolio.cli.context import as_json, ask, desk, items, say, with_fields
from portfolio.cli.lazy import Plain
from portfolio.i18n import _
from portfolio.model.exhibition import EXHIBITION_FORM, RESPONSE_FORM, Exhibition
from portfolio.model.record import Record
from portfolio.services import exhibiting as service
from portfolio.services import reflecting
from portfolio.services.desk import Desk


@click.group(cls=Plain)
def exhibition() -> None:
    """Show goals, drafts and reflections to guests: an exhibition, or a conference that you lead."""


@exhibition.command("new")
@with_fields(EXHIBITION_FORM)
@click.option("--goal", "goals", multiple=True, metavar="GOAL", help="A goal to show; repeatable.")
@click.option("--draft", "drafts", multiple=True, metavar="WORK:N", help="A work and the number of its draft.")
@click.option("--reflection", "reflections", multiple=True, metavar="ID", help="A shared reflection; repeatable.")
@click.pass_obj
def new(
    named: str, /, goals: tuple[str, ...], drafts: tuple[str, ...], reflections: tuple[str, ...], **given: Any
) -> None:
    """Arrange one. Without choices: active goals, this term's shared works and what you wrote about them."""
    with desk(named) as opened:
        shown = _chosen(opened, goals, drafts, reflections) or service.proposed(opened)
        keys = [service.key_of(one) for one in shown]
        made = ask(EXHIBITION_FORM, given, opened, lambda told: service.arrange(opened, told, keys))
        told = _("Arranged: {title}, with {goals} goals, {drafts} drafts and {reflections} reflections.")
        say(
            told.format(
                title=made.title, goals=len(made.goals), drafts=len(made.drafts), reflections=len(made.reflections)
            )
        )
        say(_("“portfolio export exhibition FILE” writes the page for your guests."))


def _chosen(
    opened: Desk, goals: tuple[str, ...], drafts: tuple[str, ...], reflections: tuple[str, ...]
) -> list[Record]:
    """What a person named to be shown."""
    shown: list[Record] = [opened.find_goal(each) for each in goals]
    for each in drafts:
        which, _colon, number = each.rpartition(":")
        shown.append(opened.find_draft(opened.find_work(which or each), number if which else "1")[1])
    return shown + [reflecting.find(opened, each)[0] for each in reflections]


@exhibition.command("change")
@click.argument("which", metavar="[EXHIBITION]", default="")
@with_fields(EXHIBITION_FORM)
@click.option("--goal", "goals", multiple=True, metavar="GOAL", help="A goal to show; repeatable.")
@click.option("--draft", "drafts", multiple=True, metavar="WORK:N", help="A work and the number of its draft.")
@click.option("--reflection", "reflections", multiple=True, metavar="ID", help="A shared reflection; repeatable.")
@click.pass_obj
def change(
    named: str,
    /,
    which: str,
    goals: tuple[str, ...],
    drafts: tuple[str, ...],
    reflections: tuple[str, ...],
    **given: Any,
) -> None:
    """Arrange one anew. What is not named stays; naming any goal, draft or reflection names all that is shown."""
    with desk(named) as opened:
        one = service.named(opened, which)
        before = service.answers_of(one)
        keys = [service.key_of(each) for each in _chosen(opened, goals, drafts, reflections)] or before["shown"]
        answers = {**before, **{name: value for name, value in given.items() if value is not None}}
        made = service.arrange(opened, answers, keys, one)
        say(_("Arranged anew: {title}.").format(title=made.title))


@exhibition.command("list")
@as_json
@click.pass_obj
def list_(named: str, as_json: bool) -> None:
    """Every exhibition, and what guests wrote."""
    with desk(named, writable=False) as opened:
        every = opened.view.all(Exhibition)
        if as_json:
            items(
                {**each.to_json(), "responses": [one.to_json() for one in service.responses(opened, each)]}
                for each in every
            )
            return
        for each in every:
            say(f"{each.short}  {service.shown_on(each)}  {each.title}")
            say(*(f"    {one.reported_from.name}: {one.text}" for one in service.responses(opened, each)))
        if not every:
            say(_("No exhibition is arranged yet. “portfolio exhibition new” does."))


@exhibition.command("respond")
@click.argument("which", metavar="[EXHIBITION]", default="")
@with_fields(RESPONSE_FORM)
@click.pass_obj
def respond(named: str, /, which: str, **given: Any) -> None:
    """Attach what a guest wrote, typed at your keyboard."""
    with desk(named) as opened:
        one = service.named(opened, which)
        made = ask(RESPONSE_FORM, given, opened, lambda told: service.respond(opened, one, told))
        say(_("Attached: what {name} wrote.").format(name=made.reported_from.name))
