"""What I and my colleagues said about each student, as far as the class list shows it; kept under the version it was
read from."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from portfolio.classroom.room import LIMIT, Room
from portfolio.classroom.summary import Level
from portfolio.errors import PortfolioError
from portfolio.history.reading import History
from portfolio.model.feedback import Comment
from portfolio.model.proposal import Verdict
from portfolio.model.schoolclass import SchoolClass, Seat
from portfolio.model.sealed import Sealed
from portfolio.model.work import Assessment
from portfolio.services.heard import Heard, hear
from portfolio.store import files

_CACHE, _COLLEAGUES = "cache/said-5.json", "cache/colleagues-2.json"
"""The number is raised whenever `Said`, or `Words`, changes."""
_ABOUT = (Comment, Assessment, Sealed, Verdict)


@dataclass(frozen=True)
class Said:
    """What one version of my history about a student holds."""

    version: str = ""
    last: str = ""
    """The instant of my last comment or rating, "" for never."""
    works: Mapping[str, str] = field(default_factory=dict)
    """Work to the instant of my last comment or rating of it."""
    levels: tuple[Level, ...] = ()
    """The newest level I gave every criterion, sealed ones left out."""
    verdicts: tuple[str, ...] = ()
    """The ids of the rounds of proposals that I answered."""
    history: str = ""
    """The id of my history, by which the student's answers name it."""


@dataclass(frozen=True)
class Words:
    """What one version of a colleague's history about a student holds."""

    by: str
    """Their name, as the class publishes it."""
    version: str
    last: str
    """The instant of their last comment or rating, "" for none."""
    works: Mapping[str, str]
    """Work to the instant of their last comment or rating of it."""


def said_about(room: Room, seats: Sequence[Seat]) -> dict[str, Said]:
    """Seat to what I said about that student; seats about whom I said nothing are left out."""
    known = _load(room)
    found: dict[str, Said] = {}
    for seat in seats:
        head = room.head_of_mine(seat.id)
        if head:
            before = known.get(seat.id)
            if before is not None and before.version == head:
                found[seat.id] = before
                continue
            with contextlib.suppress(PortfolioError):  # it is read again the next time
                found[seat.id] = _read(room, seat.id, head)
    if found != known:
        _save(room, _CACHE, {
            seat: [one.version, one.last, one.works, one.levels, one.verdicts, one.history]
            for seat, one in found.items()
        })  # fmt: skip
    return found


def said_by_colleagues(room: Room, found: SchoolClass, seats: Sequence[Seat]) -> dict[str, tuple[Words, ...]]:
    """Seat to what each of the others of the staff said about that student, as it was fetched last."""
    known = _load_colleagues(room)
    staff = {one.id: one.name for one in found.staff if one.id != room.kept.me.id}
    kept: dict[str, dict[str, tuple[str, str, Mapping[str, str]]]] = {}
    for seat in seats if staff else ():
        for writer in staff:
            history = History(f"{room.root}/mirrors/{seat.id}/{writer}.git")
            if head := history.head():
                before = known.get(seat.id, {}).get(writer)
                with contextlib.suppress(PortfolioError):  # it is read again the next time
                    one = before if before and before[0] == head else _words(hear(history.git_dir, head, _ABOUT), head)
                    kept.setdefault(seat.id, {})[writer] = one
    if kept != known:
        _save(room, _COLLEAGUES, kept)
    return {seat: tuple(Words(staff[who], *one) for who, one in each.items()) for seat, each in kept.items()}


def _words(heard: Heard, head: str) -> tuple[str, str, Mapping[str, str]]:
    works = _last_words(heard)
    return head, _last(heard, works), works


def _last(heard: Heard, works: Mapping[str, str]) -> str:
    """The instant of the last word of any kind, "" without one."""
    return max((*works.values(), *(one.created for one in heard.all(Verdict))), default="")


def _last_words(heard: Heard) -> dict[str, str]:
    """Work to the instant of the last word about it; an answer to a proposal is none about what was written since."""
    works: dict[str, str] = {}
    about: list[Comment | Assessment | Sealed] = [*heard.all(Comment), *heard.all(Assessment), *heard.all(Sealed)]
    for one in about:
        works[one.work] = max(works.get(one.work, ""), one.created)
    return works


def _read(room: Room, seat: str, head: str) -> Said:
    mine = room.mine(seat, *_ABOUT)
    if mine is None:
        return Said()
    works = _last_words(mine)
    levels: dict[tuple[str, str], Level] = {}
    for each in mine.all(Assessment):
        rubric = each.rubric.partition("@")[0] + "#" + each.rubric.partition("#")[2]
        for name, rating in each.ratings.items():
            levels[rubric, name] = Level(each.rubric, name, rating.level, each.work, each.created)
    answered = tuple(one.proposal for one in mine.all(Verdict))
    return Said(head, _last(mine, works), works, tuple(levels.values()), answered, mine.id)


def _save(room: Room, name: str, kept: Mapping[str, Any]) -> None:
    with contextlib.suppress(OSError):
        files.make_folders(os.path.dirname(f"{room.root}/{name}"))
        data = json.dumps(kept, ensure_ascii=False).encode("utf-8", "replace")
        files.write(f"{room.root}/{name}", data, lasting=False)


def _load_colleagues(room: Room) -> dict[str, dict[str, tuple[str, str, Mapping[str, str]]]]:
    """What was kept of them; nothing where it cannot be read."""
    with contextlib.suppress(OSError, ValueError, TypeError, AttributeError, RecursionError):
        kept = json.loads(files.read(f"{room.root}/{_COLLEAGUES}", LIMIT))
        return {
            seat: {who: (version, last, dict(works)) for who, (version, last, works) in each.items()}
            for seat, each in kept.items()
        }
    return {}


def _load(room: Room) -> dict[str, Said]:
    """What was kept; nothing where it cannot be read, and then everything is read anew."""
    with contextlib.suppress(OSError, ValueError, TypeError, AttributeError, RecursionError):
        kept = json.loads(files.read(f"{room.root}/{_CACHE}", LIMIT))
        return {
            seat: Said(version, last, dict(works), tuple(Level(*one) for one in levels), tuple(verdicts), history)
            for seat, (version, last, works, levels, verdicts, history) in kept.items()
        }
    return {}
