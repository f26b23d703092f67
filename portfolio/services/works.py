"""Works: chosen, planned, written, attached to, shared; and where each stands in the cycle."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from portfolio.clock import day
from portfolio.door.view import MAX_FILE
from portfolio.errors import BadInput, Refused
from portfolio.i18n import _
from portfolio.model.work import (
    DRAFT_FORM,
    PARTS,
    STAGE_NAMES,
    STAGES,
    Attachment,
    Choice,
    Draft,
    Pick,
    Plan,
    Step,
    Work,
)
from portfolio.services.desk import Desk
from portfolio.services.goals import checked
from portfolio.store import files
from portfolio.text import count_words, file_name, line, shorten, slug

if TYPE_CHECKING:
    from portfolio.model.course import Course, Part, Task

OWN = "own:"
"""Before words of one's own in place of an option."""


@dataclass(frozen=True)
class Stage:
    """One stage of a work."""

    key: str
    label: str
    """Its name in the person's language, "draft 2" where there are drafts."""
    state: str
    """done, now or open."""


def stages(desk: Desk, work: Work) -> list[Stage]:
    """Where a work stands. The first stage that is not done is the one it is at."""
    drafts = desk.drafts(work)
    after = [one for one, _private in desk.reflections(work) if one.moment != "choice"]
    done = {
        "choose": desk.choice(work) is not None,
        "plan": desk.plan(work) is not None,
        "draft": bool(drafts),
        "reflect": bool(drafts and after and after[-1].id > drafts[-1].id),
        "assess": is_assessed(desk, work),
        "share": bool(work.shared),
    }
    out = []
    found = False
    for key in STAGES:
        label = _(STAGE_NAMES[key])
        if key == "draft" and drafts:
            label = f"{label} {len(drafts)}"
        state = "done" if done[key] else "open" if found else "now"
        found = found or not done[key]
        out.append(Stage(key, label, state))
    return out


def is_assessed(desk: Desk, work: Work) -> bool:
    """Whether every criterion of its rubric has been rated by the student."""
    found = desk.task_of(work)
    rubric = found[0].rubric(found[1].rubric) if found else None
    given = desk.assessments(work)
    return bool(given and (rubric is None or all(one.name in given[-1].ratings for one in rubric.criteria)))


def pick(part: Part, value: str) -> Pick:
    """What a person answered for an open part.

    Raises:
        BadInput: it is neither an option nor an allowed proposal.
    """
    text = line(value)
    if text.startswith(OWN):
        own = text.removeprefix(OWN).strip()
        if not part.own:
            raise BadInput(_("Own proposals are not part of this choice."), _("Pick one of the options."))
        if not own:
            raise BadInput(_("Say in a few words what you propose."))
        return Pick(own=own)
    option = part.option(slug(text)) or next((one for one in part.options if one.name == text), None)
    if option is None:
        names = ", ".join(one.id for one in part.options) + (", own:…" if part.own else "")
        raise BadInput(_("“{text}” is not one of: {names}.").format(text=text[:40], names=names))
    return Pick(option=option.id)


def picked(part: Part, choice: Pick | None) -> str:
    """What was picked, in words: the option's name, the own proposal, the fixed text, or ""."""
    if part.fixed:
        return part.fixed
    if choice is None:
        return ""
    option = part.option(choice.option)
    return choice.own or (option.name if option else choice.option)


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


def choose_again(desk: Desk, work: Work, picks: Mapping[str, str], reason: str, title: str = "") -> Choice:
    """Change what was chosen; the earlier choice stays in the history.

    Raises:
        BadInput: a part is missing, wrong or fixed; or there is no reason.
        Refused: the task is gone.
    """
    found, before = desk.task_of(work), desk.choice(work)
    if found is None or before is None:
        raise Refused(_("The task of this work is not here, so its choice cannot be changed."))
    made, why = _picks(found[1], picks, reason)
    choice = before.edit(picks=made, reason=why)
    called = line(title) or work.title
    with desk.portfolio.change("work.choose", f"Choose again: {called}", work=work.id) as change:
        change.put(choice)
        if called != work.title:
            change.put(work.edit(title=called))
    return choice


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


_DATED = re.compile(r"^(?P<done>\[[ xX]\]\s*)?(?P<text>.*?)(?:\s+(?P<by>\d{4}-\d{2}-\d{2}))?$")


def read_steps(text: str) -> tuple[Step, ...]:
    """Steps from lines like `Interview done 2026-12-04`; `[x]` in front marks one as done.

    Raises:
        BadInput: a date does not exist.
    """
    steps = []
    for one in text.split("\n"):
        match = _DATED.fullmatch(line(one).removeprefix("- "))
        if match is None or not match["text"]:
            continue
        if match["by"] and day(match["by"]) is None:
            raise BadInput(_("“{date}” is not a date.").format(date=match["by"]), _("Write it like 2026-12-31."))
        steps.append(Step(match["text"].strip(), match["by"] or "", "x" in (match["done"] or "").lower()))
    return tuple(steps)


def write_steps(steps: Sequence[Step]) -> str:
    """Steps as `read_steps` reads them."""
    return "\n".join(f"[{'x' if step.done else ' '}] {step.text} {step.by}".rstrip() for step in steps)


def proposed_steps(desk: Desk, task: Task) -> tuple[Step, ...]:
    """The milestones of a task, counted from today."""
    return tuple(Step(one.text, str(desk.today + timedelta(weeks=one.week))) for one in task.milestones)


def plan(desk: Desk, work: Work, steps: Sequence[Step]) -> Plan:
    """Set the milestones of a work.

    Raises:
        BadInput: there is no step.
    """
    if not steps:
        raise BadInput(_("A plan has at least one step."), _("Write one step a line."))
    before = desk.plan(work)
    name, now = desk.fresh()
    made = before.edit(steps=tuple(steps)) if before else Plan(id=name, created=now, work=work.id, steps=tuple(steps))
    verb = "Change the plan" if before else "Plan"
    with desk.portfolio.change("work.plan", f"{verb}: {work.title}", work=work.id) as change:
        change.put(made)
    return made


def save_text(desk: Desk, work: Work, text: str, base: str | None = None) -> bool:
    """Save the text of a work; False where nothing differs.

    Args:
        base: the blob it was made from (see `Change.write_text`).
    """
    with desk.portfolio.change("text.save", f"Save the text of {work.title}", work=work.id) as change:
        change.write_text(work, text, base)
    return change.saved


def save_draft(desk: Desk, work: Work, name: str, note: str = "", text: str | None = None) -> Draft:
    """Name the text as a draft, after saving it where `text` is given.

    Raises:
        BadInput: no name, or nothing is written yet.
    """
    given = checked(DRAFT_FORM, {"name": name, "note": note}, desk)
    present = desk.view.text(work) if text is None else text
    if not present.strip():
        raise BadInput(_("There is nothing to name yet: the text is empty."), _("Write first; it is kept as you type."))
    number = len(desk.drafts(work)) + 1
    new_id, now = desk.fresh()
    subject = f"Save draft {number} of {work.title}: {given['name']}"
    with desk.portfolio.change("draft.save", subject, work=work.id) as change:
        blob = change.write_text(work, present)
        draft = Draft(
            id=new_id,
            created=now,
            work=work.id,
            blob=blob,
            words=count_words(present),
            name=given["name"],
            note=given["note"],
        )
        change.put(draft)
    return draft


def restore_draft(desk: Desk, work: Work, number: int, draft: Draft) -> bool:
    """Make a draft's text the present one again; what stood is in the history. False where it is the same."""
    text = desk.view.text_of(draft.blob)
    with desk.portfolio.change("draft.restore", f"Go back to draft {number} of {work.title}", work=work.id) as change:
        change.write_text(work, text)
    return change.saved


def attach(desk: Desk, work: Work, path: str, caption: str = "") -> Attachment:
    """Keep a copy of a file with a work.

    Raises:
        BadInput: it cannot be read or is too large.
    """
    try:
        data = files.read(os.path.expanduser(path), MAX_FILE)
    except OSError as error:
        raise BadInput(
            _("“{path}” cannot be attached: {reason}.").format(path=line(path)[:80], reason=error.strerror or error),
            _("A file may have up to {mb} MB.").format(mb=MAX_FILE // 2**20),
        ) from error
    taken = {one.rpartition("/")[2].lower() for one in desk.view.names(work.files_path)}
    given = file_name(os.path.basename(path))
    stem, dot, end = given.rpartition(".")
    name, number = given, 2
    while name.lower() in taken:
        name = f"{stem}-{number}.{end}" if dot else f"{given}-{number}"
        number += 1
    new_id, now = desk.fresh()
    made = Attachment(
        id=new_id,
        created=now,
        work=work.id,
        file=f"{work.files_path}/{name}",
        name=line(os.path.basename(path)),
        size=len(data),
        caption=line(caption),
    )
    with desk.portfolio.change("file.attach", f"Attach {made.name} to {work.title}", work=work.id) as change:
        change.write_file(made.file, data)
        change.put(made)
    return made


def detach(desk: Desk, work: Work, attachment: Attachment) -> None:
    """Take a file away from a work; it stays in the history."""
    with desk.portfolio.change("file.detach", f"Remove {attachment.name} from {work.title}", work=work.id) as change:
        change.contents[attachment.file] = None
        change.delete(attachment)


def share(desk: Desk, work: Work) -> Work:
    """Mark a piece as ready to be read; without a class that means finished for now."""
    if work.shared:
        raise Refused(_("“{title}” is shared already.").format(title=shorten(work.title, 40)))
    if not desk.view.text(work).strip():
        raise Refused(_("There is nothing to share yet: the text is empty."))
    made = work.edit(shared=desk.fresh()[1])
    with desk.portfolio.change("work.share", f"Share {work.title}", work=work.id) as change:
        change.put(made)
    return made


def take_back(desk: Desk, work: Work) -> Work:
    """Take a shared piece back into work."""
    if not work.shared:
        raise Refused(_("“{title}” is not shared.").format(title=shorten(work.title, 40)))
    made = work.edit(shared="")
    with desk.portfolio.change("work.unshare", f"Take back {work.title}", work=work.id) as change:
        change.put(made)
    return made


def rename(desk: Desk, work: Work, title: str) -> Work:
    """Give a work another title; its folder keeps its name."""
    called = line(title)
    if not called:
        raise BadInput(_("A work needs a title."))
    made = work.edit(title=called)
    with desk.portfolio.change("work.edit", f"Call it {called}", work=work.id) as change:
        change.put(made)
    return made
