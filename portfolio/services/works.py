"""Works: chosen, planned, written, attached to, shared; and where each stands in the cycle."""

from __future__ import annotations

import os
from dataclasses import dataclass

from portfolio.door.view import MAX_FILE
from portfolio.errors import BadInput, Refused
from portfolio.i18n import _
from portfolio.model.capstone import TASK
from portfolio.model.work import (
    DRAFT_FORM,
    STAGE_NAMES,
    STAGES,
    Attachment,
    Draft,
    Work,
)
from portfolio.services.assessing import criteria_of
from portfolio.services.desk import Desk
from portfolio.services.goals import checked
from portfolio.store import files
from portfolio.text import count_words, file_name, line, shorten


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
        "choose": desk.choice(work) is not None or not work.task or work.task.endswith(f"#{TASK}"),
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
    given = desk.assessments(work)
    return bool(given and all(name in given[-1].ratings for name in criteria_of(desk, work)))


def save_text(desk: Desk, work: Work, text: str, base: str | None = None) -> bool:
    """Save the text of a work; False where nothing differs.

    Args:
        base: the blob it was made from (see `Change.write_text`).
    """
    with desk.portfolio.change("text.save", f"Save the text of {work.title}", work=work.id) as change:
        change.write_text(work, text, base)
    return change.saved


def save_draft(
    desk: Desk, work: Work, name: str, note: str = "", text: str | None = None, base: str | None = None
) -> Draft:
    """Name the text as a draft, after saving it where `text` is given.

    Args:
        base: the blob that text was made from (see `Change.write_text`).

    Raises:
        BadInput: no name, or nothing is written yet.
    """
    given = checked(DRAFT_FORM, {"name": name, "note": note}, desk)
    present = desk.view.text(work) if text is None else text
    if not "".join(one for one in present.split("\n") if not one.startswith("# ")).strip():
        raise BadInput(_("There is nothing to name yet: only the title is there."), _("Write first, then name it."))
    number = len(desk.drafts(work)) + 1
    new_id, now = desk.fresh()
    subject = f"Save draft {number} of {work.title}: {given['name']}"
    with desk.portfolio.change("draft.save", subject, work=work.id) as change:
        blob = change.write_text(work, present, base)
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
