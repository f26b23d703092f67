"""One work in plain lines, as its student reads it and as a teacher does."""

from __future__ import annotations

from portfolio.cli.context import say
from portfolio.cli.looking import rated, told_others
from portfolio.i18n import _
from portfolio.model.work import MOMENT_NAMES, PARTS, Work
from portfolio.services import assessing, choosing, inquiry, proposing, strategies, works
from portfolio.services.desk import Desk
from portfolio.wording import words


def tell_work(opened: Desk, work: Work) -> None:
    """Say what there is about a work: where it stands, all that was said about it, ratings, files."""
    say(f"{work.title} ({work.short})", f"  {_('Text')}: {work.text_path}")
    stages = works.stages(opened, work)
    for state, label in (("done", _("Done")), *((("now", _("Next")),) if not work.shared else ())):
        names = [stage.label for stage in stages if stage.state == state]
        say(*([f"  {label}: {', '.join(names)}"] if names else []))
    say(*told_work(opened, work), *told_rating(opened, work))
    say(*(f"  {told}" for told in told_others(opened, work)))
    for attachment in opened.attachments(work):
        caption = f" – {attachment.caption}" if attachment.caption else ""
        say(f"  {_('File')}: {attachment.file}{caption}")


def told_work(opened: Desk, work: Work) -> list[str]:
    """What was chosen, proposed, planned, tried, asked, done, named as a draft and reflected, a line each."""
    choice, found = opened.choice(work), opened.task_of(work)
    told: list[str] = []
    for name in PARTS if found else ():
        part = found[1].parts[name] if found else None
        if part is not None:
            picked = choosing.picked(part, choice.picks.get(name) if choice else None)
            told.append(f"  {choosing.part_name(name)}: {picked}{' (' + _('fixed') + ')' if part.fixed else ''}")
    if choice:
        told.append(f"  {_('Why')}: {choice.reason}")
    for number, each in enumerate(proposing.rounds(opened, work), 1):
        told.append(f"  {_('Proposal')} {number}: {each.proposal.question}")
    told += [*_plan(opened, work), *(f"  {one}" for one in strategies.told_in(opened, work))]
    for number, draft in enumerate(opened.drafts(work), 1):
        note = f". {_('Note')}: {draft.note}" if draft.note else ""
        told.append(f"  {_('Draft')} {number}: {draft.name} ({draft.created[:10]}, {words(draft.words)}){note}")
    told += [f"  {one}" for one in inquiry.told_in(opened, work)]
    for entry, private in opened.reflections(work):
        who = _("private") if private else _("shared")
        told.append(f"  {_('Reflection')} {entry.short} ({_(MOMENT_NAMES[entry.moment])}, {who})")
        told += [f"    {answer.prompt} {answer.text}" for answer in entry.answers]
    return told


def told_rating(opened: Desk, work: Work) -> list[str]:
    """The newest self-assessment of a work, a line for each criterion and what stands beside it."""
    told: list[str] = []
    for assessment in opened.assessments(work)[-1:]:
        for name, rating in assessing.in_order(opened, assessment):
            told += [f"  {_('Self-assessed')}: {name} {rating.level}", *rated(rating, "    ")]
    return told


def _plan(opened: Desk, work: Work) -> list[str]:
    """The steps of a work, and why they were changed."""
    plan = opened.plan(work)
    told = [
        f"  {_('Step')} {number}{' (' + _('done') + ')' if step.done else ''}: {step.text} {step.by}"
        for number, step in enumerate(plan.steps if plan else (), 1)
    ]
    return told + (["  " + _("Changed because: {reason}").format(reason=plan.reason)] if plan and plan.reason else [])
