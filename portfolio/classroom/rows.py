"""One row a student: what stands in their portfolio, and what is new since the last look.

A summary is kept under the version it was made from. Versions never change, so it never has to be made again.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from dataclasses import dataclass

from portfolio.classroom.room import SEEN, Room, write
from portfolio.door import HistoryView
from portfolio.errors import BrokenRecord, PortfolioError
from portfolio.history.log import count
from portfolio.history.mirror import Mirror
from portfolio.i18n import _
from portfolio.model.codec import Malformed, canonical, decode, encode, load
from portfolio.model.goal import Goal
from portfolio.model.schoolclass import Seat
from portfolio.model.work import Draft, Reflection, Work
from portfolio.store import files
from portfolio.text import line

_CACHE = "cache/rows-1.json"
"""The number is raised whenever `Summary` changes."""
_LIMIT = 64 * 1024**2


@dataclass(frozen=True)
class Summary:
    """What one version of a portfolio holds."""

    version: str
    owner: str
    """What the student calls themself."""
    versions: int
    """How many versions lead to it."""
    at: str
    """When it was made, by the student's computer (ISO 8601)."""
    works: int
    shared: int
    drafts: int
    goals: int
    """Active ones."""
    reflections: int
    problems: tuple[str, ...] = ()
    """What of it cannot be read, and was passed over."""


@dataclass(frozen=True)
class _Cache:
    rows: tuple[Summary, ...]


@dataclass(frozen=True)
class _Seen:
    looks: tuple[tuple[str, ...], ...]
    """Seat, version at the last look, how many versions led to it."""


@dataclass(frozen=True)
class Row:
    """One student as the class list shows them."""

    seat: Seat
    summary: Summary | None
    """None while nothing of theirs is here, or where it cannot be read."""
    fresh: int
    """Versions since the last look."""
    others: int
    """Histories that stand beside the one known."""
    wrong: str = ""
    """Why nothing can be shown."""


def rows(room: Room) -> list[Row]:
    """All students of a class, in the order of the roster."""
    known = _load(room)
    looks = seen(room)
    found: list[Row] = []
    fresh: dict[str, Summary] = {}
    for seat in room.seats():
        mirror = room.mirror(seat.id)
        head = mirror.head()
        if not head:
            found.append(Row(seat, None, 0, 0))
            continue
        try:
            summary = known.get(head) or summarise(mirror, head)
        except PortfolioError as error:
            found.append(Row(seat, None, 0, len(mirror.others()), str(error)))
            continue
        except Exception as error:  # one student's data never hides the others
            found.append(Row(seat, None, 0, 0, _("It cannot be read: {reason}.").format(reason=repr(error)[:200])))
            continue
        fresh[head] = summary
        before = looks.get(seat.id, ("", 0))
        news = 0 if before[0] == head else max(summary.versions - before[1], 1)
        found.append(Row(seat, summary, news, len(mirror.others())))
    if fresh.keys() != known.keys():
        _save(room, list(fresh.values()))
    return found


def summarise(mirror: Mirror, head: str) -> Summary:
    """Read one version of a portfolio.

    Raises:
        BrokenRecord: it is not a portfolio, or damaged.
    """
    try:
        view = HistoryView.of(mirror, head)
        works = view.all(Work)
        last = next(mirror.timeline(head, 1))
        return Summary(
            head,
            view.owner.name,
            count(mirror.git_dir, head),
            last.at.isoformat(),
            len(works),
            sum(1 for work in works if work.shared),
            len(view.all(Draft)),
            sum(1 for goal in view.all(Goal) if goal.status == "active"),
            len(view.all(Reflection)),
            tuple(line(str(one)) for one in [*view.problems.values(), *_passed_over(mirror, head)])[:20],
        )
    except (ValueError, StopIteration) as error:
        raise BrokenRecord(_("This history cannot be read: {reason}.").format(reason=str(error)[:200])) from error
    finally:
        mirror.objects.close()


def _passed_over(mirror: Mirror, head: str) -> list[str]:
    return [f"{path}: {reason}" for path, reason in mirror.skipped(head).items()]


def seen(room: Room) -> dict[str, tuple[str, int]]:
    """Where the last look at each student ended: seat to (version, how many versions led to it)."""
    with contextlib.suppress(OSError, Malformed):
        looks = decode(_Seen, load(files.read(f"{room.root}/{SEEN}", _LIMIT))).looks
        return {one[0]: (one[1], int(one[2])) for one in looks if len(one) == 3 and one[2].isdigit()}
    return {}


def look_ended(room: Room, row: Row) -> None:
    """Remember that everything of a student up to now has been looked at.

    Raises:
        NotSaved: the disk said no.
    """
    if row.summary is not None:
        looks = {**seen(room), row.seat.id: (row.summary.version, row.summary.versions)}
        told = _Seen(tuple((seat, version, str(number)) for seat, (version, number) in sorted(looks.items())))
        write(f"{room.root}/{SEEN}", canonical(encode(told)))


def _load(room: Room) -> dict[str, Summary]:
    with contextlib.suppress(OSError, Malformed):
        found = decode(_Cache, load(files.read(f"{room.root}/{_CACHE}", _LIMIT))).rows
        return {one.version: one for one in found}
    return {}


def _save(room: Room, found: Sequence[Summary]) -> None:
    with contextlib.suppress(OSError):
        files.make_folders(os.path.dirname(f"{room.root}/{_CACHE}"))
        files.write(f"{room.root}/{_CACHE}", canonical(encode(_Cache(tuple(found)))), lasting=False)
