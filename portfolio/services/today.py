"""The next step: plain rules in order, each with a sentence that says why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from portfolio.clock import day, instant
from portfolio.i18n import _
from portfolio.model.work import Assessment, Work
from portfolio.services import strategies, supporting, works
from portfolio.services.desk import Desk
from portfolio.text import count_words, shorten
from portfolio.wording import when


@dataclass(frozen=True)
class NextStep:
    """One thing to do now."""

    act: str
    """checkin, goal, choose, plan, draft, reflect, strategy, support, assess, share."""
    target: str
    """The id of the goal or work, the task's id to choose, a week and its block, or ""."""
    title: str
    reason: str
    minutes: int
    button: str


@dataclass(frozen=True)
class Met:
    """How often a standard was met."""

    code: str
    name: str
    levels: tuple[str, ...]
    """The student's own levels in order of time, at most the last six."""
    situations: int
    """In how many different situations."""


def next_steps(desk: Desk) -> list[NextStep]:
    """Everything that could come next, the first one first. Never empty while there is a course."""
    rules: list[Callable[[Desk], Iterator[NextStep]]] = [
        _no_goal_at_all,
        _check_ins_due,
        _drafts_not_looked_back_at,
        _strategy_not_judged,
        _support_not_looked_back_at,
        _not_assessed,
        _to_share,
        _without_plan,
        _in_writing,
        _goal_wanted,
        _not_chosen,
    ]
    return [step for rule in rules for step in rule(desk)]


def _open(desk: Desk) -> list[Work]:
    return [work for work in desk.works() if not work.shared]


def _no_goal_at_all(desk: Desk) -> Iterator[NextStep]:
    if not desk.goals() and not desk.works():
        yield NextStep(
            "goal",
            "",
            _("Set your first goal"),
            _("A goal gives the work a direction, and you can change it."),
            5,
            _("Set a goal"),
        )


def _check_ins_due(desk: Desk) -> Iterator[NextStep]:
    due = [(day(goal.check_in) or date.max, goal) for goal in desk.goals("active")]
    for at, goal in sorted(due, key=lambda pair: (pair[0], pair[1].id)):
        if at <= desk.today:
            yield NextStep(
                "checkin",
                goal.id,
                _("Check in on “{goal}”").format(goal=shorten(goal.statement, 50)),
                _("You wanted to look at it {when}.").format(when=when(at, desk.today)),
                3,
                _("Check in"),
            )


def _drafts_not_looked_back_at(desk: Desk) -> Iterator[NextStep]:
    for work in _open(desk):
        drafts = desk.drafts(work)
        if not drafts or any(one.id > drafts[-1].id for one, _private in desk.reflections(work)):
            continue
        saved = instant(drafts[-1].created)
        at = when(saved.date(), desk.today) if saved else ""
        yield NextStep(
            "reflect",
            work.id,
            _("Reflect on draft {n} of “{title}”").format(n=len(drafts), title=shorten(work.title, 40)),
            _("You saved it {when} and have not looked back at it yet.").format(when=at),
            4,
            _("Reflect now"),
        )


def _strategy_not_judged(desk: Desk) -> Iterator[NextStep]:
    for work in _open(desk):
        use = strategies.unjudged(desk, work)
        if use is not None and len(desk.drafts(work)) > 1:
            yield NextStep(
                "strategy",
                work.id,
                _("Say whether “{strategy}” fitted").format(strategy=strategies.way_name(desk, use.ways[-1])),
                _("You worked with it in “{title}”; what you say is shown the next time.").format(
                    title=shorten(work.title, 40)
                ),
                3,
                _("Say it"),
            )


def _support_not_looked_back_at(desk: Desk) -> Iterator[NextStep]:
    for starts, row in supporting.waiting(desk):
        if row.slot is not None:
            yield NextStep(
                "support",
                f"{starts}/{row.block}",
                _("Say what came of “{session}”").format(session=shorten(row.slot.session, 40)),
                _("It was {when}; two short answers, and next week starts from them.").format(
                    when=when(row.on, desk.today)
                ),
                2,
                _("Say it"),
            )


def _not_assessed(desk: Desk) -> Iterator[NextStep]:
    for work in _open(desk):
        if len(desk.drafts(work)) > 1 and not works.is_assessed(desk, work):
            yield NextStep(
                "assess",
                work.id,
                _("Assess “{title}” yourself").format(title=shorten(work.title, 40)),
                _("It has {n} drafts; the rubric shows what could come next.").format(n=len(desk.drafts(work))),
                8,
                _("Assess now"),
            )


def _to_share(desk: Desk) -> Iterator[NextStep]:
    for work in _open(desk):
        if works.is_assessed(desk, work):
            yield NextStep(
                "share",
                work.id,
                _("Share “{title}”").format(title=shorten(work.title, 40)),
                _("You have assessed it; sharing says that it is ready to be read."),
                1,
                _("Go to it"),
            )


def _without_plan(desk: Desk) -> Iterator[NextStep]:
    for work in _open(desk):
        if desk.plan(work) is None and not desk.drafts(work):
            yield NextStep(
                "plan",
                work.id,
                _("Plan “{title}”").format(title=shorten(work.title, 40)),
                _("You have chosen it; a few steps with dates make it smaller."),
                5,
                _("Plan now"),
            )


def _in_writing(desk: Desk) -> Iterator[NextStep]:
    for work in _open(desk):
        if len(desk.drafts(work)) < 2 and not works.is_assessed(desk, work):
            count = count_words(desk.view.text(work))
            told = _("{n} of about {target} words are there.").format(n=count, target=work.target)
            yield NextStep(
                "draft",
                work.id,
                _("Go on writing “{title}”").format(title=shorten(work.title, 40)),
                told if work.target else _("{n} words are there.").format(n=count),
                20,
                _("Write"),
            )


def _goal_wanted(desk: Desk) -> Iterator[NextStep]:
    if not desk.goals("active") and (desk.goals() or desk.works()):
        yield NextStep(
            "goal",
            "",
            _("Set a goal"),
            _("No goal is active just now."),
            5,
            _("Set a goal"),
        )


def _not_chosen(desk: Desk) -> Iterator[NextStep]:
    """Tasks that were not begun; first those that meet a standard without evidence."""
    bare = {one.code: one.name for one in met(desk) if not one.levels} if desk.view.all(Assessment) else {}
    steps = []
    for course, task in desk.free_tasks():
        new = next((bare[use.standard] for use in task.standards if use.standard in bare), "")
        reason = _("It is in {course} and you have not begun it.").format(course=course.title)
        if new:
            reason = _("It meets {standard}, for which you have no evidence yet.").format(standard=new)
        title = _("Choose how to do “{task}”").format(task=shorten(task.title, 40))
        steps.append((not new, NextStep("choose", f"{course.ref}#{task.id}", title, reason, 10, _("Choose"))))
    yield from (step for _plain, step in sorted(steps, key=lambda pair: pair[0]))


def met(desk: Desk) -> list[Met]:
    """Every standard of the courses in use, with the levels the student gave themselves on the way."""
    levels: dict[str, list[str]] = {}
    used: dict[str, set[str]] = {}
    for assessment in desk.view.all(Assessment):
        if assessment.reported_from is not None:
            continue
        found = desk.shelf.rubric(assessment.rubric)
        work = desk.view.get(Work, assessment.work)
        task = desk.shelf.task(work.task) if work else None
        for criterion in found[1].criteria if found else ():
            rating = assessment.ratings.get(criterion.name)
            if rating is None or not rating.level:
                continue
            levels.setdefault(criterion.standard, []).append(rating.level)
            situations = used.setdefault(criterion.standard, set())
            if task:
                situations |= {use.situation for use in task[1].standards if use.standard == criterion.standard}
    return [
        Met(one.code, one.name, tuple(levels.get(one.code, ())[-6:]), len(used.get(one.code, ())))
        for one in desk.standards()
    ]
