"""The rules behind the next step, in order, each with a sentence that says why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from portfolio.clock import day, instant
from portfolio.i18n import N_, _
from portfolio.model.capstone import Defence
from portfolio.model.proposal import RHYTHM_NAMES
from portfolio.model.support import Slot
from portfolio.model.work import Assessment, Work
from portfolio.services import capstone, clashes, feedback, proposing, strategies, weeks, works
from portfolio.services.desk import Desk
from portfolio.services.growth import met
from portfolio.text import count_words, shorten
from portfolio.wording import month_day, when


@dataclass(frozen=True)
class NextStep:
    """One thing to do now."""

    act: str
    """decide, feedback, proposal, capstone, checkin, goal, choose, plan, draft, reflect, strategy, support, answer,
    week, assess, share."""
    target: str
    """The id of the goal or work, the task's id to choose, a week and its block, or ""."""
    title: str
    reason: str
    minutes: int
    button: str

    @property
    def key(self) -> str:
        """What it is known by when it is put off."""
        return f"{self.act}:{self.target}"


@dataclass(frozen=True)
class Rule:
    """One reason for a next step."""

    told: str
    """When it does, in a sentence (README, “How Today decides”)."""
    steps: Callable[[Desk], Iterator[NextStep]]


def _open(desk: Desk) -> list[Work]:
    """Works in hand. A piece that was brought in from elsewhere is one once a draft of it is named."""
    return [work for work in desk.works() if not work.shared and (work.task or desk.drafts(work))]


def _clashes(desk: Desk) -> Iterator[NextStep]:
    for clash in clashes.clashes(desk):
        yield NextStep(
            "decide",
            clash.key,
            _("Decide what stands: {thing}").format(thing=clashes.called(desk, clash)),
            _("Two computers say different things about {field}; both are kept.").format(field=clash.field),
            1,
            _("Decide"),
        )


def _unanswered(desk: Desk) -> Iterator[NextStep]:
    for one in feedback.unanswered(desk):
        work = desk.view.need(Work, one.comment.work)
        yield NextStep(
            "feedback",
            work.id,
            _("Answer {name} on “{title}”").format(name=one.name, title=shorten(work.title, 40)),
            shorten(one.comment.text, 90),
            5,
            _("Answer"),
        )


def _returned(desk: Desk) -> Iterator[NextStep]:
    for work, name, verdict in proposing.returned(desk):
        reasons = " ".join(part for part in (*verdict.reasons.values(), verdict.note) if part)
        yield NextStep(
            "proposal",
            work.id,
            _("Send another round of “{title}”").format(title=shorten(work.title, 40)),
            _("{name} returned it: {reasons}").format(name=name, reasons=shorten(reasons, 90)),
            15,
            _("Look at it"),
        )


def _defence_to_revise(desk: Desk) -> Iterator[NextStep]:
    found = capstone.current(desk)
    before = desk.of(Defence, found[1]) if found else []
    if found and before and before[-1].result == "revise":
        until = day(before[-1].by)
        yield NextStep(
            "capstone",
            found[1].id,
            _("Revise “{title}” for a second defence").format(title=shorten(found[1].title, 40)),
            _("To revise until {day}: {items}").format(
                day=month_day(until, desk.today) if until else "?", items=shorten("; ".join(before[-1].items), 90)
            ),
            30,
            _("Look at it"),
        )


def _check_in_asked(desk: Desk) -> Iterator[NextStep]:
    asked, goals = proposing.asked_check_in(desk), desk.goals("active")
    if asked is None or asked.due > desk.today:
        return
    how = _(RHYTHM_NAMES[asked.rhythm.every])
    if not goals:
        yield NextStep(
            "goal",
            "",
            _("Set a goal to check in on"),
            _("{name} asked for a check-in {how}, and you have no goal yet.").format(name=asked.by, how=how),
            5,
            _("Set a goal"),
        )
    else:
        yield NextStep(
            "checkin",
            goals[0].id,
            _("Check in on “{goal}”").format(goal=shorten(goals[0].statement, 40)),
            _("{name} asked for a check-in {how}. {why}").format(name=asked.by, how=how, why=asked.rhythm.why).rstrip(),
            5,
            _("Check in"),
        )


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
    for starts, row in weeks.waiting(desk):
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


def _plan_decided(desk: Desk) -> Iterator[NextStep]:
    this = weeks.first_day(desk)
    for starts in (this, this + timedelta(days=7)):
        for row in weeks.week(desk, starts):
            if row.slot and row.on >= desk.today and row.slot.state in ("changed", "planned for me"):
                reason = row.slot.answer or row.slot.why
                told = _("{name}: {reason}").format(name=row.by, reason=reason) if row.by else reason
                yield NextStep(
                    "answer",
                    f"{starts}/{row.block}",
                    _("Agree to “{session}”, or ask to change it").format(session=shorten(row.slot.session, 40)),
                    shorten(told, 120),
                    1,
                    _("Look at it"),
                )


def _not_assessed(desk: Desk) -> Iterator[NextStep]:
    for work in _open(desk):
        if work.task and len(desk.drafts(work)) > 1 and not works.is_assessed(desk, work):
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
    """Tasks that were not begun; first those that meet a standard without evidence, or not met again this term."""
    found = met(desk) if desk.view.all(Assessment) else []
    told = _("It meets {standard}, for which you have no evidence yet.")
    bare = {one.code: told for one in found if not one.levels}
    told = _("It meets {standard}, which you have not met again this term.")
    again = {one.code: told for one in found if not one.again}
    names = {one.code: one.name for one in found}
    steps = []
    for course, task in desk.free_tasks():
        codes = [use.standard for use in task.standards]
        new = next((code for waiting in (bare, again) for code in codes if code in waiting), "")
        reason = _("It is in {course} and you have not begun it.").format(course=course.title)
        if new:
            reason = {**again, **bare}[new].format(standard=names[new])
        title = _("Choose how to do “{task}”").format(task=shorten(task.title, 40))
        rank = 0 if new in bare else 1 if new in again else 2
        steps.append((rank, NextStep("choose", f"{course.ref}#{task.id}", title, reason, 10, _("Choose"))))
    yield from (step for _rank, step in sorted(steps, key=lambda pair: pair[0]))


def _week_not_planned(desk: Desk) -> Iterator[NextStep]:
    starts = weeks.first_day(desk)
    coming = [row for row in weeks.week(desk, starts) if row.starts and row.on >= desk.today]
    if coming and all(row.slot is None for row in coming) and desk.view.all(Slot):
        yield NextStep(
            "week",
            f"{starts}/{coming[0].block}",
            _("Plan this week's support"),
            _("Nothing is planned yet for {block}, {when}.").format(
                block=coming[0].block, when=when(coming[0].on, desk.today)
            ),
            3,
            _("Plan it"),
        )


RULES = (
    Rule(N_("Something was changed differently on two computers."), _clashes),
    Rule(N_("A comment on your work waits for an answer."), _unanswered),
    Rule(N_("A teacher returned your proposal with reasons."), _returned),
    Rule(N_("The panel asked you to revise your capstone."), _defence_to_revise),
    Rule(N_("Somebody changed or made a plan of yours, and you have not agreed."), _plan_decided),
    Rule(N_("You have neither a goal nor a work."), _no_goal_at_all),
    Rule(N_("The day on which you wanted to look at a goal has come."), _check_ins_due),
    Rule(N_("A teacher asked you for a check-in, and its day has come."), _check_in_asked),
    Rule(N_("You saved a draft and have not looked back at it."), _drafts_not_looked_back_at),
    Rule(N_("A work has two drafts and its strategy is not judged."), _strategy_not_judged),
    Rule(N_("A support block is over and not looked back at."), _support_not_looked_back_at),
    Rule(N_("A work has two drafts and no self-assessment of all criteria."), _not_assessed),
    Rule(N_("A work is assessed and not shared."), _to_share),
    Rule(N_("A work is chosen and has neither plan nor draft."), _without_plan),
    Rule(N_("A work has fewer than two drafts."), _in_writing),
    Rule(N_("You plan support blocks, and this week has none planned."), _week_not_planned),
    Rule(N_("No goal is active."), _goal_wanted),
    Rule(N_("A task is not begun; first those whose standards you have not met this term."), _not_chosen),
)
"""In order: the first rule that finds something gives the next step."""
