"""task list and show, choose, plan, work list and show, share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from portfolio.cli.context import as_json, ask, desk, interactive, items, one, say, table
from portfolio.i18n import _
from portfolio.model.form import Field, Form
from portfolio.model.work import MOMENT_NAMES, PARTS, REASON, STEPS_HELP, TITLE, Work
from portfolio.services import choosing, planning
from portfolio.services import works as service
from portfolio.services.desk import Desk, handle
from portfolio.text import count_words
from portfolio.wording import words

if TYPE_CHECKING:
    from portfolio.model.course import Course, Task

_MARKS = {"done": "x", "now": ">", "open": " "}


@click.group()
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
            (row["id"], row["course"], " ".join(row["standards"]), _("begun") if row["begun"] else "-", row["title"])
            for row in rows
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
            one(_task_json(course, found))
            return
        say(f"{found.title} – {course.title}", "", found.about, "")
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
            options = [(option.id, f"{option.name}: {option.what}") for option in part.options]
            if part.own:
                options.append(("own:…", _("your own proposal, in a few words")))
            fields.append(Field(name, "line", choosing.part_name(name), part.open))
            for key, shown in options:
                if interactive():
                    say(f"  {key}  {shown}")
    return Form(*fields, REASON, TITLE)


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
        answers = dict(given)
        if interactive():
            answers = ask(_choice_form(found), given, opened)
        picks = {name: answers.get(name) or "" for name in PARTS}
        made = choosing.choose(opened, course, found, picks, answers.get("reason") or "", answers.get("title") or "")
        say(f"{_('Chosen')}: {made.title} ({handle(made)})", f"  {made.text_path}")


@click.command()
@click.argument("which", metavar="WORK")
@click.option("--step", "steps", multiple=True, metavar="TEXT", help=STEPS_HELP)
@click.option("--done", multiple=True, type=int, metavar="N", help="Mark step N as done; repeatable.")
@click.option("--proposed", is_flag=True, help="Take the steps the task proposes, counted from today.")
@click.pass_obj
def plan(named: str, which: str, steps: tuple[str, ...], done: tuple[int, ...], proposed: bool) -> None:
    """Set the steps of WORK, or mark some as done; without options, show the plan."""
    with desk(named) as opened:
        work = opened.find_work(which)
        before = opened.plan(work)
        made = list(planning.read_steps("\n".join(steps))) or (list(before.steps) if before else [])
        task_found = opened.task_of(work)
        if proposed and task_found:
            made = list(planning.proposed_steps(opened, task_found[1]))
        if not made and interactive():
            say(_(STEPS_HELP), _("An empty line ends the plan."))
            while text := click.prompt(_("Step"), default="", show_default=False):
                made += planning.read_steps(text)
        for number in done:
            if not 1 <= number <= len(made):
                raise click.UsageError(
                    _("There is no step {n}; the plan has {count}.").format(n=number, count=len(made))
                )
            old = made[number - 1]
            made[number - 1] = type(old)(old.text, old.by, True)
        if steps or done or proposed or not before:
            planning.plan(opened, work, made)
        for number, step in enumerate(made, 1):
            say(f"{number}  [{'x' if step.done else ' '}] {step.text} {step.by}")


@click.group()
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
        table((row["short"], row["stage"], str(row["drafts"]), words(row["words"]), row["title"]) for row in rows)


def _work_json(opened: Desk, found: Work) -> dict[str, Any]:
    stages = service.stages(opened, found)
    return {
        "id": found.id,
        "short": handle(found),
        "title": found.title,
        "task": found.task,
        "file": found.text_path,
        "stage": next((stage.key for stage in stages if stage.state == "now"), "shared"),
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
            value["attachments"] = [entry.to_json() for entry in opened.attachments(found)]
            one(value)
            return
        say(f"{found.title} ({handle(found)})", f"  {found.text_path}")
        say("  " + "  ".join(f"[{_MARKS[s.state]}] {s.label}" for s in service.stages(opened, found)))
        task_found = opened.task_of(found)
        for name in PARTS if task_found else ():
            part = task_found[1].parts[name] if task_found else None
            if part is not None:
                told = choosing.picked(part, choice.picks.get(name) if choice else None)
                say(f"  {choosing.part_name(name)}: {told}{' (' + _('fixed') + ')' if part.fixed else ''}")
        if choice:
            say(f"  {_('Why')}: {choice.reason}")
        for number, step in enumerate(steps.steps if steps else (), 1):
            say(f"  {_('Step')} {number}: [{'x' if step.done else ' '}] {step.text} {step.by}")
        for number, draft in enumerate(opened.drafts(found), 1):
            say(f"  {_('Draft')} {number}: {draft.name} ({draft.created[:10]}, {words(draft.words)}) {draft.note}")
        for entry, private in opened.reflections(found):
            who = _("private") if private else _("shared")
            say(f"  {_('Reflection')} {handle(entry)} ({_(MOMENT_NAMES[entry.moment])}, {who})")
            for answer in entry.answers:
                say(f"    {answer.prompt} {answer.text}")
        for assessment in opened.assessments(found)[-1:]:
            for name, rating in assessment.ratings.items():
                quotes = " ".join(f"“{passage.quote}”" for passage in rating.evidence)
                say(f"  {_('Self-assessed')}: {name} {rating.level} {quotes} {rating.next_step}")
        for attachment in opened.attachments(found):
            say(f"  {_('File')}: {attachment.file} {attachment.caption}")


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
