"""Before something is removed from history: what there is to remove, what goes with it, who else has it."""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import dataclass

from portfolio import config
from portfolio.door import target as targets
from portfolio.door.target import Target
from portfolio.errors import NotFound, PortfolioError
from portfolio.hub import joining
from portfolio.i18n import _, ngettext
from portfolio.model.kinds import KINDS
from portfolio.model.record import Record
from portfolio.model.removal import Removal
from portfolio.model.work import Attachment, Work
from portfolio.services.desk import Desk
from portfolio.text import line, shorten

_TYPED = re.compile(r"[\w .,:;?!'’()&/-]{1,40}")
"""A name that can be typed on any keyboard that made it."""
_NAMED = 3


@dataclass(frozen=True)
class Removable:
    """Something that can be removed."""

    key: str
    """What `find` knows it by."""
    kind: str
    """What it is, in a word."""
    title: str
    on: str
    """The day it was made."""


def removables(desk: Desk) -> list[Removable]:
    """All that stands in the portfolio now, works first, each kind with the newest first."""
    kinds: list[type[Record]] = [
        Work,
        Attachment,
        *(kind for kind in KINDS.values() if kind not in (Work, Attachment, Removal)),
    ]
    return [
        Removable(f"{kind.KIND}/{one.id}", _(kind.NAME), shorten(one.called, 120) or one.short, one.created[:10])
        for kind in kinds
        for one in desk.view.all(kind)[::-1]
    ]


def find(desk: Desk, text: str) -> Target:
    """What a person named: a path or a record first, then a work by its title or slug; an attachment is its file.

    Raises:
        NotFound: no version has that.
        Refused: every version needs it.
    """
    if text.startswith(f"{Attachment.KIND}/"):
        found = desk.view.get(Attachment, text.partition("/")[2])
        text = found.file if found else text
    try:
        return targets.find(desk.portfolio, text)
    except NotFound:
        try:
            work = desk.find_work(text)
        except PortfolioError:
            work = None
        if work is None:
            raise
        return targets.find(desk.portfolio, text, work)


def word_of(target: Target) -> str:
    """What is typed to agree: its name, or the end of its id where no keyboard could type that."""
    name = line(target.name)
    return name if _TYPED.fullmatch(name) else target.what[0].rpartition("/")[2][-8:]


def agrees(target: Target, typed: str) -> bool:
    """Whether somebody typed the word, or the whole name."""
    return line(typed) in (word_of(target), line(target.name)) and bool(typed.strip())


@dataclass(frozen=True)
class Consequences:
    """What removing something means, sentences each."""

    goes: tuple[str, ...]
    stays: tuple[str, ...]
    """What stays, and what cannot be undone."""
    copies: tuple[str, ...]
    """Who else has it."""


def consequences(desk: Desk, target: Target) -> Consequences:
    """Say exactly what goes, what cannot be taken back, and where copies are that this cannot reach."""
    return Consequences(tuple(_goes(desk, target)), tuple(_stays(target)), tuple(_copies(desk)))


def _goes(desk: Desk, target: Target) -> list[str]:
    kinds: Counter[str] = Counter()
    loose: list[str] = []
    for path in sorted(target.gone):
        parts = path.split("/")
        if parts[0] == "records" and parts[1] in KINDS:
            kinds[_(KINDS[parts[1]].NAME)] += 1
        elif path.endswith("/text.md"):
            loose.insert(0, _("the text, in every version"))
        else:
            loose.append(_("the file {name}").format(name=line(os.path.basename(path))))
    told = [*loose, *(f"{name}: {count}" for name, count in kinds.items())]
    if target.edits:
        quoted = ngettext(
            "{n} record that quotes it keeps all but the quote", "{n} records that quote it keep all but the quote",
            len(target.edits),
        )  # fmt: skip
        told.append(quoted)
    if spoiled := len(desk.portfolio.journal.aside()):
        told.append(
            ngettext(
                "{n} damaged save that was set aside may hold its words and goes, too",
                "{n} damaged saves that were set aside may hold its words and go, too",
                spoiled,
            )
        )
    return told


def _stays(target: Target) -> list[str]:
    told = [_("All other versions stay, with their dates. Nobody can bring it back from here, undo neither.")]
    if any(one.startswith("drafts/") for one in target.what):
        told.append(_("Its words stay in the text of the work, under no name. To remove them, remove the work."))
    return told


def _copies(desk: Desk) -> list[str]:
    """Who has copies that stay, as far as this computer knows."""
    mine = desk.portfolio
    names = list(dict.fromkeys(line(str(one.get("name"))) for one in joining.classes(mine)))
    told: list[str] = []
    if names:
        has = _("Your class has it, and its teachers: {names}. Tell them.")
        told.append(has.format(names=", ".join(shorten(name, 40) for name in names)))
    for stick in config.load().sticks[:_NAMED]:
        told.append(_("Your stick {folder} has it until you carry all of it there again.").format(folder=line(stick)))
    heard = desk.said()
    for one in heard:
        one.repo.close()
    if heard:
        told.append(
            ngettext(
                "What {n} other person wrote about your work stays theirs.",
                "What {n} other people wrote about your work stays theirs.",
                len(heard),
            )
        )
    told.append(_("What was copied or taken home before has it: archives, pages, other computers, sticks."))
    told.append(_("Whoever fetched it before sees “another history” until they forget the old one."))
    return told
