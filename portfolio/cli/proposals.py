"""propose: a project with partners, milestones and evidence for each standard, sent whole."""

from __future__ import annotations

from typing import Any

import click

from portfolio.cli.context import as_json, ask, desk, items, say, with_fields
from portfolio.errors import BadInput
from portfolio.i18n import _
from portfolio.model.proposal import evidence_field, proposal_form, reason_field
from portfolio.services import proposing
from portfolio.services.desk import Desk
from portfolio.text import line


@click.command()
@click.argument("which", metavar="WORK")
@with_fields(proposal_form([]))
@click.option("--evidence", multiple=True, metavar="STANDARD=TEXT", help="What will show a standard; repeatable.")
@click.option("--list", "listing", is_flag=True, help="Show every round and its answers.")
@as_json
@click.pass_obj
def propose(named: str, /, which: str, evidence: tuple[str, ...], listing: bool, as_json: bool, **given: Any) -> None:
    """Send a proposal for WORK to your teacher: another round where one was returned. It needs a plan (its milestones)
    and evidence for each standard."""
    with desk(named) as opened:
        work = opened.find_work(which)
        if listing or as_json:
            _list(opened, which, as_json=as_json)
            return
        standards = proposing.standards_of(opened, work)
        answers = {**proposing.start(opened, work), **{name: told for name, told in given.items() if told is not None}}
        answers.update(by_standard(evidence, standards, evidence_field))
        for told in proposing.earlier_questions(opened, work)[:5]:
            say(_("From before: {told}").format(told=told))
        made = ask(
            proposal_form(standards), answers, opened, lambda found: proposing.propose(opened, work, found),
            again=bool(proposing.rounds(opened, work)),
        )  # fmt: skip
        say(_("Sent: {question}").format(question=made.question))


def by_standard(told: tuple[str, ...], standards: list[tuple[str, str]], name_of: Any = reason_field) -> dict[str, str]:
    """Answers that options give as `standard=words`, by the names of the form's fields.

    Raises:
        BadInput: one names no standard of the task.
    """
    found = {}
    for one in told:
        code, equals, words = one.partition("=")
        wanted = line(code).lower()
        known = next((each for each, name in standards if wanted in (each.lower(), name.lower())), None)
        if not equals or known is None:
            names = ", ".join(each for each, _name in standards)
            raise BadInput(
                _("“{told}” does not begin with a standard and “=”.").format(told=line(one)[:40]),
                _("The standards of this task: {names}.").format(names=names),
            )
        found[name_of(known)] = words.strip()
    return found


def _list(opened: Desk, which: str, *, as_json: bool) -> None:
    work = opened.find_work(which)
    found = proposing.rounds(opened, work)
    if as_json:
        items(
            {**one.proposal.to_json(), "answers": [{"by": name, **verdict.to_json()} for name, verdict in one.answers]}
            for one in found
        )
        return
    for number, one in enumerate(found, 1):
        say(
            _("Round {n}, {day}: {question}").format(
                n=number, day=one.proposal.created[:10], question=one.proposal.question
            )
        )
        for name, verdict in one.answers:
            what = _("approved by {name}") if verdict.decision == "approved" else _("returned by {name}")
            say(f"  {what.format(name=name)}. {verdict.note}".rstrip())
            say(*(f"    {code}: {why}" for code, why in verdict.reasons.items()))
        if not one.answers:
            say(f"  {_('no answer yet')}")
    if not found:
        say(_("Nothing was proposed for “{title}” yet.").format(title=work.title))
