"""Choosing for a task: options and own proposals for its open parts, the reason for its fixed ones, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from portfolio.clock import day
from portfolio.errors import BadInput, Refused
from portfolio.i18n import _
from portfolio.model.work import AGAIN, AGAIN_FORM, PARTS, Choice, Pick, Work
from portfolio.services.desk import Desk
from portfolio.services.goals import checked
from portfolio.text import line, shorten, slug

if TYPE_CHECKING:
    from portfolio.model.course import Course, Part, PartOption, Task

OWN = "own:"
"""Before words of one's own in place of an option."""


def pick(part: Part, value: str) -> Pick:
    """What a person answered for an open part; ranked wishes stand with > between.

    Raises:
        BadInput: it is neither an option nor an allowed proposal.
    """
    text = line(value)
    if text.startswith(OWN):
        own = text.removeprefix(OWN).strip()
        if not part.own:
            raise BadInput(_("Own proposals are not part of this choice."), _("Pick one of the options."))
        if not own:
            raise BadInput(_("Write in a few words what you want to do."))
        return Pick(own=own)
    found = [_option(part, one) for one in ranked(text)]
    if len({one.id for one in found}) < len(found):
        raise BadInput(_("“{text}” names one option twice.").format(text=text[:80]), _("Rank each of them once."))
    return Pick(option=found[0].id, then=tuple(one.id for one in found[1:]))


def ranked(value: str) -> list[str]:
    """The wishes in an answer like `one > other`, the first one first."""
    return [wish.strip() for wish in value.split(">") if wish.strip()] if not value.startswith(OWN) else [value]


def written(pick: Pick) -> str:
    """A pick as it was answered, as `pick` reads it."""
    return OWN + pick.own if pick.own else " > ".join((pick.option, *pick.then))


def _option(part: Part, text: str) -> PartOption:
    option = part.option(slug(text)) or next((one for one in part.options if one.name == text), None)
    if option is None:
        names = ", ".join(one.id for one in part.options) + (", own:…" if part.own else "")
        raise BadInput(_("“{text}” is not one of: {names}.").format(text=text[:40], names=names))
    return option


def picked(part: Part, choice: Pick | None) -> str:
    """What was picked, in words: the option's name, the own proposal, the fixed text, or ""."""
    if part.fixed:
        return part.fixed
    if choice is None:
        return ""
    names = [option.name if (option := part.option(one)) else one for one in (choice.option, *choice.then)]
    then = _(" (then: {names})").format(names=", ".join(names[1:])) if choice.then else ""
    return choice.own or names[0] + then


def led_by(option: PartOption) -> str:
    """Which share of the answers to the survey led to an option, "" where none is told."""
    if not option.answers:
        return _("from the survey: {theme}").format(theme=option.theme) if option.theme else ""
    told = _("{n} of {asked} answers led to this: {theme}") if option.theme else _("{n} of {asked} answers led to this")
    return told.format(n=option.answers, asked=option.asked, theme=option.theme)


def same_for_all(course: Course, task: Task) -> str:
    """What stays the same whatever one chooses, in a sentence."""
    codes = [use.standard for use in task.standards]
    names = ", ".join(standard.name if (standard := course.standard(code)) else code for code in codes)
    rubric = course.rubric(task.rubric)
    told = _("The same for everyone: {standards}; level of thinking: {level}; {rubric}.").format(
        standards=names, level=task.thinking, rubric=rubric.title if rubric else task.rubric
    )
    new = [use.standard for use in task.standards if use.situation == "new situation"]
    names = ", ".join(standard.name if (standard := course.standard(code)) else code for code in new)
    return told + (" " + _("A new situation for: {standards}.").format(standards=names) if new else "")


def because(course: Course, part: Part) -> str:
    """Why a part is fixed, with the names of standards in place of their codes."""
    reason = part.because
    for standard in course.standards:
        reason = reason.replace(standard.code, standard.name)
    return _("because {reason}").format(reason=reason)


def choose(desk: Desk, course: Course, task: Task, picks: Mapping[str, str], reason: str, title: str = "") -> Work:
    """Begin a work: what was picked for each open part, and why.

    Raises:
        BadInput: a part is missing, wrong or fixed; or there is no reason.
    """
    made, why = _picks(task, picks, reason)
    name, now = desk.fresh()
    called = line(title) or task.title
    work = Work(
        id=name,
        created=now,
        task=f"{course.ref}#{task.id}",
        title=called,
        folder=f"{slug(called)}-{name[-6:]}",
        target=task.words,
    )
    choice_id, _now = desk.fresh()
    choice = Choice(id=choice_id, created=now, work=work.id, picks=made, reason=why)
    with desk.portfolio.change("work.choose", f"Choose: {called}", work=work.id) as change:
        change.put(work)
        change.put(choice)
        change.write_text(work, f"# {called}\n\n")
    return work


def choose_again(
    desk: Desk, work: Work, before: Choice, picks: Mapping[str, str], reason: str, title: str = ""
) -> Choice:
    """Change what was chosen; the earlier choice stays in the history.

    Args:
        before: the choice as it was shown.

    Raises:
        BadInput: a part is missing, wrong or fixed; or there is no reason.
        Refused: the task is gone.
    """
    found = desk.task_of(work)
    if found is None:
        raise Refused(_("The task of this work is not here, so its choice cannot be changed."))
    last = day(found[1].closes)
    if last is not None and last < desk.today:
        raise Refused(
            _("Choices for this task could be changed until {day}.").format(day=last),
            _("What you chose stays; talk with your teacher if it does not work."),
        )
    made, why = _picks(found[1], picks, reason)
    choice = before.edit(picks=made, reason=why)
    called = line(title) or work.title
    with desk.portfolio.change("work.choose", f"Choose again: {called}", work=work.id) as change:
        change.put(choice)
        if called != work.title:
            change.put(work.edit(title=called))
    return choice


def look_back(desk: Desk, work: Work, answers: Mapping[str, Any]) -> Choice:
    """Say whether one would choose it again, and what to look for the next time.

    Raises:
        BadInput: a field is missing or wrong.
        Refused: nothing was chosen for this work.
    """
    choice = desk.choice(work)
    if choice is None:
        raise Refused(_("Nothing was chosen for “{title}”.").format(title=shorten(work.title, 40)))
    given = checked(AGAIN_FORM, answers, desk)
    made = choice.edit(again=given["again"], look_for=given["look_for"])
    with desk.portfolio.change("work.again", f"Look back at the choice for {work.title}", work=work.id) as change:
        change.put(made)
    return made


def earlier(desk: Desk, but: Work | None = None) -> list[tuple[Work, Choice]]:
    """Earlier choices with what came of them: those looked back at first, the newest first."""
    found = [
        (work, choice)
        for choice in reversed(desk.view.all(Choice))
        if (work := desk.view.get(Work, choice.work)) is not None and (but is None or work.id != but.id)
    ]
    return sorted(found, key=lambda pair: not pair[1].again)


def told_again(work: Work, choice: Choice) -> str:
    """What an earlier choice taught, in a sentence."""
    if not choice.again:
        return _("For “{title}” you wrote: {reason}").format(title=work.title, reason=shorten(choice.reason, 160))
    return _("“{title}”: would you choose it again? {again}. Next time: {look_for}").format(
        title=work.title, again=_(AGAIN[choice.again]), look_for=shorten(choice.look_for, 160)
    )


def _picks(task: Task, picks: Mapping[str, str], reason: str) -> tuple[dict[str, Pick], str]:
    made: dict[str, Pick] = {}
    problems = []
    for name in PARTS:
        part, value = task.parts[name], line(picks.get(name, ""))
        label = part_name(name)
        if part.fixed:
            if value:
                problems.append(
                    _("{part} is fixed in this task ({fixed}), because {reason}").format(
                        part=label, fixed=shorten(part.fixed, 60), reason=part.because
                    )
                )
        elif not value:
            names = ", ".join(one.id for one in part.options) + (", own:…" if part.own else "")
            problems.append(_("{part} is open: choose one of {names}.").format(part=label, names=names))
        else:
            try:
                made[name] = pick(part, value)
            except BadInput as error:
                problems.append(f"{label}: {error.what}")
    why = line(reason)
    if not why:
        problems.append(_("Why: write one or two sentences to your later self."))
    if problems:
        raise BadInput(_("This choice is not complete yet. Nothing is lost."), "", tuple(problems))
    return made, why


def part_name(name: str) -> str:
    """Content, process or product in the person's language."""
    return {"content": _("Content"), "process": _("Process"), "product": _("Product")}[name]
