"""What I said about each student, as far as the class list shows it; kept under the version it was read from."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from portfolio.classroom.room import LIMIT, Room
from portfolio.classroom.summary import Level
from portfolio.errors import PortfolioError
from portfolio.model.feedback import Comment
from portfolio.model.proposal import Verdict
from portfolio.model.sealed import Sealed
from portfolio.model.work import Assessment
from portfolio.store import files

_CACHE = "cache/said-3.json"
"""The number is raised whenever `Said` changes."""


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


def said_about(room: Room) -> dict[str, Said]:
    """Seat to what I said about that student; seats about whom I said nothing are left out."""
    known = _load(room)
    found: dict[str, Said] = {}
    for seat in room.seats():
        head = room.head_of_mine(seat.id)
        if head:
            before = known.get(seat.id)
            if before is not None and before.version == head:
                found[seat.id] = before
                continue
            with contextlib.suppress(PortfolioError):  # it is read again the next time
                found[seat.id] = _read(room, seat.id, head)
    if found != known:
        with contextlib.suppress(OSError):
            files.make_folders(os.path.dirname(f"{room.root}/{_CACHE}"))
            kept = {seat: [one.version, one.last, one.works, one.levels, one.verdicts] for seat, one in found.items()}
            data = json.dumps(kept, ensure_ascii=False).encode("utf-8", "replace")
            files.write(f"{room.root}/{_CACHE}", data, lasting=False)
    return found


def _read(room: Room, seat: str, head: str) -> Said:
    mine = room.mine(seat, Comment, Assessment, Sealed, Verdict)
    if mine is None:
        return Said()
    given, verdicts = mine.all(Assessment), mine.all(Verdict)
    about: list[Comment | Assessment | Sealed | Verdict] = [
        *mine.all(Comment), *given, *mine.all(Sealed), *verdicts,
    ]  # fmt: skip
    works: dict[str, str] = {}
    for one in about:
        works[one.work] = max(works.get(one.work, ""), one.created)
    levels: dict[tuple[str, str], Level] = {}
    for each in given:
        rubric = each.rubric.partition("@")[0] + "#" + each.rubric.partition("#")[2]
        for name, rating in each.ratings.items():
            levels[rubric, name] = Level(each.rubric, name, rating.level, each.work, each.created)
    answered = tuple(one.proposal for one in verdicts)
    return Said(head, max(works.values(), default=""), works, tuple(levels.values()), answered)


def _load(room: Room) -> dict[str, Said]:
    """What was kept; nothing where it cannot be read, and then everything is read anew."""
    with contextlib.suppress(OSError, ValueError, TypeError, AttributeError, RecursionError):
        kept = json.loads(files.read(f"{room.root}/{_CACHE}", LIMIT))
        return {
            seat: Said(version, last, dict(works), tuple(Level(*one) for one in levels), tuple(verdicts))
            for seat, (version, last, works, levels, verdicts) in kept.items()
        }
    return {}
