"""task list and show, choose, plan, work list and show, share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from portfolio.cli.context import as_json, ask, desk, interactive, items, one, say, table
from portfolio.cli.lazy import Plain
from portfolio.cli.worktold import tell_work
from portfolio.errors import BadInput
from portfolio.i18n import _
from portfolio.model.form import Field, Form
from portfolio.model.work import PARTS, REASON, STEPS_HELP, TITLE, Step, Work
from portfolio.services import assessing, choosing, interests, planning, strategies
from portfolio.services import works as service
from portfolio.services.desk import Desk
from portfolio.text import count_words
from portfolio.wording import words

if TYPE_CHECKING:
    from portfolio.model.course import Course, Task


@click.group(cls=Plain)
def task() -> None:
    """The tasks of your courses."""


@task.command("list")
@as_json
@click.pass_obj
def task_list(named: str, as_json: bool) -> None:
    """Every task, with its standards and whether you have begun it."""
    with desk(named) as opened:
        free = {(course.id, found.id) for course, found in opened.free_tasks()}
        rows: list[dict[str, Any]] = [
            {
                "id": found.id,
                "course": course.id,
                "title": found.title,
                "standards": [use.standard for use in found.standards],
                "begun": (course.id, found.id) not in free,
            }
            for course, found in opened.tasks()
        ]
    if as_json:
        items(rows)
    else:
        table(
            (_("id"), _("course"), _("standards"), _("state"), _("task")),
            (
                (r["id"], r["course"], " ".join(r["standards"]), _("begun") if r["begun"] else "-", r["title"])
                for r in rows
            ),
        )


@task.command("show")
@click.argument("which", metavar="TASK")
@as_json
@click.pass_obj
def task_show(named: str, which: str, as_json: bool) -> None:
    """One task: what is fixed and why, what is open with its options."""
    with desk(named) as opened:
        course, found = opened.find_task(which)
        if as_json:
            wanted = interests.interested(opened)
            options = [option for part in found.parts.values() for option in part.options]
            reasons = {option.id: reason for option in options if (reason := interests.match(option, wanted))}
            one({**_task_json(course, found), "suits": reasons})
            return
        wanted = interests.interested(opened)
        say(f"{found.title} – {course.title}", "", found.about, "")
        say(*(choosing.told_again(*pair) for pair in choosing.earlier(opened)[:3]))
        say(*strategies.told_before(opened, found))
        say(choosing.same_for_all(course, found))
        for use in found.standards:
            standard = course.standard(use.standard)
            say(f"  {use.standard} {standard.name if standard else ''}: {use.situation}, {use.thinking}")
        for name in PARTS:
            part = found.parts[name]
            say("", f"{choosing.part_name(name)}: {part.fixed or part.open}")
            if part.fixed:
                say(f"  {_('fixed, because {reason}').format(reason=part.because)}")
            for option in part.options:
                say(f"  {option.id}  {option.name}: {option.what}")
                say(f"      {_('extension')}: {option.extension} ({', '.join(option.interests)})")
                led = choosing.led_by(option)
                if led:
                    say(f"      {led}")
                suits = interests.match(option, wanted)
                if suits:
                    say(f"      {_('may suit you')}, {suits}")
            if part.own:
                say(f"  own:…  {_('your own proposal')}")
        say("", _("Milestones"))
        for step in found.milestones:
            say(f"  {_('week {n}').format(n=step.week)}: {step.text}")


def _task_json(course: Course, found: Task) -> dict[str, Any]:
    from portfolio.model.codec import encode

    return {**encode(found), "course": course.ref}


def _choice_form(found: Task) -> Form:
    fields = []
    for name in PARTS:
        part = found.parts[name]
        if part.open:
            told = part.open + (" " + _("Or propose your own: own:YOUR WORDS.") if part.own else "")
            options = [(option.id, f"{option.name}: {option.what}") for option in part.options]
            fields.append(Field(name, "line", choosing.part_name(name), told, options=partial(_offered, options)))
    return Form(*fields, Field(REASON.name, REASON.kind, REASON.label, REASON.help), TITLE)


def _offered(options: list[tuple[str, str]], _answers: Any, _view: Any) -> list[tuple[str, str]]:
    return options


@click.command()
@click.argument("which", metavar="TASK")
@click.option("--content", metavar="OPTION", help="An option's id, or own:WORDS; only where it is open.")
@click.option("--process", metavar="OPTION", help="An option's id, or own:WORDS; only where it is open.")
@click.option("--product", metavar="OPTION", help="An option's id, or own:WORDS; only where it is open.")
@click.option("--reason", metavar="TEXT", help="Why these? One or two sentences to your later self.")
@click.option("--title", metavar="TEXT", help="What you call the piece; the task's title without it.")
@click.pass_obj
def choose(named: str, /, which: str, **given: str | None) -> None:
    """Begin a work for TASK: pick for each open part, and say why."""
    with desk(named) as opened:
        course, found = opened.find_task(which)

        def choose(told: Mapping[str, Any]) -> Work:
            picks = {name: str(told.get(name) or "") for name in PARTS}
            return choosing.choose(opened, course, found, picks, told.get("reason") or "", told.get("title") or "")

        if interactive():
            say(f"{found.title} – {course.title}", found.about)
            say(*(choosing.told_again(*pair) for pair in choosing.earlier(opened)[:3]))
            say(*strategies.told_before(opened, found))
            fixed = [name for name in PARTS if found.parts[name].fixed]
            say(*(f"{choosing.part_name(n)} ({_('fixed')}): {found.parts[n].fixed}" for n in fixed))
        made = ask(_choice_form(found), given, opened, choose) if interactive() else choose(given)
        say(f"{_('Chosen')}: {made.title} ({made.short})", f"  {made.text_path}")


@click.command()
@click.argument("which", metavar="WORK")
@click.option("--step", "steps", multiple=True, metavar="TEXT", help="Add a step, like “Interview done 2026-12-04”.")
@click.option("--done", multiple=True, type=int, metavar="N", help="Mark step N as done; repeatable.")
@click.option("--undone", multiple=True, type=int, metavar="N", help="Mark step N as not done; repeatable.")
@click.option("--remove", multiple=True, type=int, metavar="N", help="Take step N out; repeatable.")
@click.option("--why", default="", metavar="TEXT", help="Why the plan changes; the plan before stays in the history.")
@click.option("--proposed", is_flag=True, help="Take the steps the task proposes, in place of all there are.")
@click.pass_obj
def plan(named: str, /, which: str, proposed: bool, why: str, **given: tuple[Any, ...]) -> None:
    """Add steps to the plan of WORK, mark them as done, take them out; without options, show the plan."""
    with desk(named) as opened:
        work = opened.find_work(which)
        before = opened.plan(work)
        made = list(before.steps) if before else []
        task_found = opened.task_of(work)
        if proposed and task_found:
            made = list(planning.proposed_steps(opened, task_found[1]))
        for number in (*given["done"], *given["undone"], *given["remove"]):
            if not 1 <= number <= len(made):
                raise click.UsageError(
                    _("There is no step {n}; the plan has {count}.").format(n=number, count=len(made))
                )
            made[number - 1] = replace(made[number - 1], done=number in given["done"])
        made = [step for number, step in enumerate(made, 1) if number not in given["remove"]]
        made += planning.read_steps("\n".join(given["steps"]))
        if not made and interactive():
            made = _ask_steps()
        if not made and not before:
            raise BadInput(
                _("There is no plan yet."), _("Add steps with --step TEXT, or take those of the task with --proposed.")
            )
        changed = before is not None and _planned(before.steps) != _planned(made)
        if changed and not why and interactive():
            why = str(click.prompt(_("Why does it change? Or Enter"), default="", show_default=False))
        if proposed or any(given.values()) or not before:
            planning.plan(opened, work, made, reason=why)
        if changed and not why and not interactive():
            say(_("Why does it change? --why says so. The plan before stays in the history."))
        for number, step in enumerate(made, 1):
            say(f"{number}. {' '.join((step.text, step.by)).strip()}{', ' + _('done') if step.done else ''}")
        kept = opened.plan(work)
        if kept and kept.reason:
            say(_("Changed because: {reason}").format(reason=kept.reason))


def _planned(steps: Iterable[Step]) -> list[tuple[str, str]]:
    """What is to be done until when, done or not."""
    return [(step.text, step.by) for step in steps]


def _ask_steps() -> list[Step]:
    say(_(STEPS_HELP), _("An empty line ends the plan."))
    made: list[Step] = []
    while text := click.prompt(_("Step"), default="", show_default=False):
        try:
            made += planning.read_steps(text)
        except BadInput as error:
            say(str(error))
    return made


@click.group(cls=Plain)
def work() -> None:
    """Your works."""


@work.command("list")
@as_json
@click.pass_obj
def work_list(named: str, as_json: bool) -> None:
    """Every work, newest first, with the stage it is at."""
    with desk(named) as opened:
        rows = [_work_json(opened, found) for found in opened.works()]
    if as_json:
        items(rows)
    elif not rows:
        say(_("No work yet. Begin one with “portfolio choose TASK”."))
    else:
        table(
            (_("id"), _("next"), _("drafts"), _("length"), _("title")),
            ((row["short"], row["stage"], str(row["drafts"]), words(row["words"]), row["title"]) for row in rows),
        )


def _work_json(opened: Desk, found: Work) -> dict[str, Any]:
    stages = service.stages(opened, found)
    return {
        "id": found.id,
        "short": found.short,
        "title": found.title,
        "task": found.task,
        "file": found.text_path,
        "stage": "shared" if found.shared else next(stage.key for stage in stages if stage.state == "now"),
        "stages": {stage.key: stage.state for stage in stages},
        "drafts": len(opened.drafts(found)),
        "words": count_words(opened.view.text(found)),
        "target": found.target,
        "shared": found.shared,
    }


@work.command("show")
@click.argument("which", metavar="WORK")
@as_json
@click.pass_obj
def work_show(named: str, which: str, as_json: bool) -> None:
    """One work: choices, plan, drafts, reflections, self-assessment, files."""
    with desk(named) as opened:
        found = opened.find_work(which)
        choice, steps = opened.choice(found), opened.plan(found)
        if as_json:
            value = _work_json(opened, found)
            value["choice"] = choice.to_json() if choice else None
            value["plan"] = steps.to_json() if steps else None
            value["drafts"] = [draft.to_json() for draft in opened.drafts(found)]
            value["assessments"] = [one.to_json() for one in opened.assessments(found)]
            value["reflections"] = [
                {**entry.to_json(), "private": private} for entry, private in opened.reflections(found)
            ]
            value["ratings_of_others"] = [
                {"by": each.by, "sealed": each.sealed, **each.assessment.to_json()}
                for each in assessing.others(opened, found).given
            ]
            value["attachments"] = [entry.to_json() for entry in opened.attachments(found)]
            one(value)
            return
        tell_work(opened, found)


@work.command()
@click.argument("which", metavar="WORK")
@click.argument("title", metavar="TITLE")
@click.pass_obj
def rename(named: str, which: str, title: str) -> None:
    """Give WORK another title."""
    with desk(named) as opened:
        made = service.rename(opened, opened.find_work(which), title)
        say(f"{_('Title changed')}: {made.title}")


@work.command("text")
@click.argument("which", metavar="WORK")
@click.pass_obj
def work_text(named: str, which: str) -> None:
    """The text of WORK as it stands."""
    with desk(named) as opened:
        say(opened.view.text(opened.find_work(which)))


@click.command()
@click.argument("which", metavar="WORK")
@click.option("--take-back", is_flag=True, help="Take a shared work back.")
@click.pass_obj
def share(named: str, which: str, take_back: bool) -> None:
    """Mark WORK as ready to be read; without a class that means finished for now."""
    with desk(named) as opened:
        found = opened.find_work(which)
        (service.take_back if take_back else service.share)(opened, found)
        say(f"{_('Taken back') if take_back else _('Shared')}: {found.title}")
