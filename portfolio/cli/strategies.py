"""strategy list, show, pick, switch, judge, table; learner write, list, compare."""

from __future__ import annotations

from typing import Any

import click

from portfolio.cli.context import as_json, ask, desk, interactive, items, one, say, table, with_fields
from portfolio.cli.lazy import Plain
from portfolio.i18n import _
from portfolio.model.course import SITUATIONS
from portfolio.model.diff import compare
from portfolio.model.strategy import JUDGE_FORM, LEARNER_FORM, pick_form, switch_form
from portfolio.services import strategies as service
from portfolio.services.strategies import Used
from portfolio.wording import words


@click.group(cls=Plain)
def strategy() -> None:
    """Ways of working: pick one before, switch on the way, say afterwards whether it fitted."""


@strategy.command("list")
@click.option("--work", "which", metavar="WORK", help="For this work: what you used before in such work comes first.")
@as_json
@click.pass_obj
def strategy_list(named: str, which: str | None, as_json: bool) -> None:
    """The strategies of your courses, with when to use them."""
    with desk(named, writable=False) as opened:
        if which:
            work = opened.find_work(which)
            found, past = service.bank(opened, work), service.before(opened, work)
        else:
            found, past = [(course, made) for course in opened.courses for made in course.strategies], []
        if as_json:
            items(
                {"id": made.id, "name": made.name, "when": made.when, "standards": list(made.standards), "course": c.id}
                for c, made in found
            )
            return
        for used in past:
            say(_told(used))
        table((_("strategy"), _("id"), _("use it when")), ((made.name, made.id, made.when) for _c, made in found))


@strategy.command()
@click.argument("which", metavar="STRATEGY")
@click.pass_obj
def show(named: str, which: str) -> None:
    """One strategy with how it goes and a worked example."""
    with desk(named, writable=False) as opened:
        course, found = service.find_strategy(opened, which)
        say(f"{found.name} ({course.title})", f"{_('Use it when')}: {found.when}", "", found.how)
        say("", _("Worked example"), found.example)


@strategy.command()
@click.argument("which", metavar="WORK")
@with_fields(pick_form([], [("", ""), ("", "")]))
@click.pass_obj
def pick(named: str, /, which: str, **given: Any) -> None:
    """Pick a strategy before WORK, with why and how sure you are."""
    with desk(named) as opened:
        work = opened.find_work(which)
        past = service.before(opened, work)[:3]
        say(*([_("In such work before:"), *(f"  {_told(used)}" for used in past), ""] if past else []))
        form = service.question(opened, work)
        known = {name: value for name, value in given.items() if name in [field.name for field in form.fields]}
        made = ask(form, known, opened, lambda told: service.pick(opened, work, told))
        say(f"{_('Strategy picked')}: {service.way_name(opened, made.picked)} ({work.title})")


@strategy.command()
@click.argument("which", metavar="WORK")
@with_fields(switch_form([]))
@click.pass_obj
def switch(named: str, /, which: str, **given: Any) -> None:
    """Take another way in WORK. Switching is part of working; it counts for nothing else."""
    with desk(named) as opened:
        work = opened.find_work(which)
        made = ask(
            service.switch_question(opened, work), given, opened, lambda told: service.switch(opened, work, told)
        )
        say(f"{_('Switched')}: {service.way_name(opened, made.ways[-1])} ({work.title})")


@strategy.command()
@click.argument("which", metavar="WORK")
@with_fields(JUDGE_FORM)
@click.pass_obj
def judge(named: str, /, which: str, **given: Any) -> None:
    """Say whether the strategy fitted WORK."""
    with desk(named) as opened:
        work = opened.find_work(which)
        ask(JUDGE_FORM, given, opened, lambda told: service.judge(opened, work, told))
        say(_told(service.in_work(opened, work)[-1]))


@strategy.command("table")
@as_json
@click.pass_obj
def strategy_table(named: str, as_json: bool) -> None:
    """What you used in which situation, and how you judged it."""
    with desk(named, writable=False) as opened:
        if as_json:
            items(_as_json(used) for used in service.used(opened))
            return
        every = service.by_situation(opened)
        if not every:
            say(_("No strategy was picked yet. “portfolio strategy pick WORK” does it."))
        for name, situations in every.items():
            say(name)
            for situation in (*SITUATIONS, ""):
                for used in situations.get(situation, ()):
                    say(f"  {_(situation) if situation else '-'}: {_outcome(used, name)}")


def _outcome(used: Used, name: str) -> str:
    judgment = used.use.judgment
    if used.way != name:
        switch = used.use.switches[used.ways.index(name)]
        return (
            f"{used.title}: {_('switched to {way}').format(way=used.ways[used.ways.index(name) + 1])}, {switch.reason}"
        )
    note = f", {judgment.note}" if judgment else ""
    return f"{used.title} ({used.standard}): {used.told}{note}"


def _told(used: Used) -> str:
    note = f" {used.use.judgment.note}" if used.use.judgment else ""
    return f"{used.title}: {' -> '.join(used.ways)}: {used.told}.{note}"


def _as_json(used: Used) -> dict[str, Any]:
    judgment = used.use.judgment
    return {
        "id": used.use.id,
        "work": used.use.work,
        "title": used.title,
        "standard": used.use.standard,
        "situation": used.situation,
        "ways": list(used.ways),
        "confidence": used.use.confidence,
        "reason": used.use.reason,
        "switches": [
            {"to": name, "reason": one.reason} for name, one in zip(used.ways[1:], used.use.switches, strict=True)
        ],
        "fit": judgment.fit if judgment else "",
        "note": judgment.note if judgment else "",
    }


@click.group(cls=Plain)
def learner() -> None:
    """What you write about yourself as a learner, over the years."""


@learner.command()
@with_fields(LEARNER_FORM)
@click.option("--course", default="", metavar="COURSE", help="As a learner of this course; else of all of school.")
@click.pass_obj
def write(named: str, /, course: str, **given: Any) -> None:
    """Write about yourself as a learner. Earlier ones stay."""
    with desk(named) as opened:
        earlier = service.statements(opened, course)
        if earlier and interactive():
            say(_("Last time you wrote:"), earlier[-1].text)
        ask(LEARNER_FORM, given, opened, lambda told: service.write_statement(opened, told["text"], course))
        say(_("Kept. “portfolio learner compare” sets it beside an earlier one."))


@learner.command("list")
@click.option("--course", default="", metavar="COURSE", help="Only those about this course.")
@as_json
@click.pass_obj
def learner_list(named: str, course: str, as_json: bool) -> None:
    """Everything you wrote, oldest first."""
    with desk(named, writable=False) as opened:
        found = service.statements(opened, course)
        if as_json:
            items({"id": made.id, "at": made.created, "course": made.course, "text": made.text} for made in found)
        elif not found:
            say(_("Nothing yet. “portfolio learner write” begins."))
        for n, made in enumerate(found if not as_json else (), 1):
            say(f"{n}  {made.created[:10]}  {made.course or '-'}", f"   {made.text}")


@learner.command("compare")
@click.argument("first", type=click.IntRange(1), default=1)
@click.argument("second", type=click.IntRange(1), required=False)
@as_json
@click.pass_obj
def learner_compare(named: str, first: int, second: int | None, as_json: bool) -> None:
    """What came and went from one to another, by their numbers in the list; from the first to the newest else."""
    with desk(named, writable=False) as opened:
        found = service.statements(opened)
        other = second or len(found)
        if max(first, other) > len(found) or not found:
            raise click.UsageError(_("There are {n}; “portfolio learner list” shows them.").format(n=len(found)))
        pieces = compare(found[first - 1].text, found[other - 1].text)
        if as_json:
            one({"pieces": [{"tag": piece.tag, "text": piece.text} for piece in pieces]})
            return
        marks = {"added": "{{+{}+}}", "removed": "[-{}-]"}
        say("".join(marks.get(piece.tag, "{}").format(piece.text) for piece in pieces))
        plus = sum(len(piece.text.split()) for piece in pieces if piece.tag == "added")
        say("", _("{count} new").format(count=words(plus)))
