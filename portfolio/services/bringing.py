"""A portfolio from another program, put through the door: each goal and each work a change of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from portfolio.clock import instant, stamp
from portfolio.door.view import MAX_FILE, MAX_TEXT
from portfolio.errors import BadInput
from portfolio.i18n import _
from portfolio.model.goal import Goal
from portfolio.model.work import Answer, Attachment, Reflection, Work
from portfolio.services.desk import Desk
from portfolio.services.leap2a import Feed, read_feed
from portfolio.services.leapsort import NewGoal, NewWork, Sorted, sort_out
from portfolio.store.packs import Pack, open_pack
from portfolio.text import file_name, line, shorten, slug

_FEED = "leap2a.xml"
_LARGEST_FEED = 64_000_000
_MOST = 200_000_000
"""The files of one export may have so many bytes together; those past it stay out, and are named."""
_LETTERS = "abcdefghjkmnpqrstvwxyz23456789"
_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Export:
    """An export that was read as a whole and can be brought in."""

    feed: Feed
    sorted: Sorted
    files: Mapping[str, bytes]
    """Path in the export to bytes, of the files that are kept."""


@dataclass
class Brought:
    """What came of bringing an export in."""

    works: list[str] = field(default_factory=list)
    goals: list[str] = field(default_factory=list)
    reflections: int = 0
    files: int = 0
    already: list[str] = field(default_factory=list)
    """The titles of what was here before and was left as it is."""
    left: tuple[str, ...] = ()
    """Sentences: what does not come along, and why."""


def read_export(path: str) -> Export:
    """A Leap2A export: a zip or folder with leap2a.xml, or that file alone.

    Raises:
        NotFound: it is not there.
        BadInput: it is not such an export, or something in it is damaged, dangerous or too large. Nothing was changed.
    """
    with open_pack(path) as pack:
        at = _feed_in(pack)
        feed = read_feed(pack.read(at, _LARGEST_FEED))
        sorted_ = sort_out(feed, pack.sizes, at[: len(at) - len(at.rpartition("/")[2])], at)
        files = _kept(pack, sorted_)
    for work in sorted_.works:
        if len(work.text.encode("utf-8", "replace")) > MAX_TEXT:
            raise BadInput(
                _("“{title}” is longer than {mb} MB.").format(title=shorten(work.title, 60), mb=MAX_TEXT // 2**20),
                _("Nothing was changed. Export a part of the portfolio at a time."),
            )
    return Export(feed, sorted_, files)


def _feed_in(pack: Pack) -> str:
    found = [name for name in pack.sizes if name.rpartition("/")[2].lower() == _FEED]
    found = found or ([*pack.sizes] if len(pack.sizes) == 1 else [])
    if len(found) != 1:
        told = _("it has no {name}") if not found else _("more than one portfolio is in it ({name})")
        raise pack.bad(told.format(name=_FEED))
    return found[0]


def _kept(pack: Pack, sorted_: Sorted) -> dict[str, bytes]:
    """The bytes of every file that has a place; those that are too large lose it and are named."""
    files: dict[str, bytes] = {}
    total = 0
    for work in sorted_.works:
        for path, name in list(work.files.items()):
            size = pack.sizes[path]
            if size > MAX_FILE or total + size > _MOST:
                del work.files[path]
                told = _("The file “{name}” is too large ({mb} MB): keep the export.")
                sorted_.left.append(told.format(name=shorten(name, 60), mb=round(size / 1e6, 1)))
                continue
            files[path] = pack.read(path, MAX_FILE)
            total += len(files[path])
    return files


def quiet(_done: int, _every: int) -> None:
    """Tell nobody how far it is."""


def bring(desk: Desk, export: Export, told: Callable[[int, int], None] = quiet) -> Brought:
    """Put an export into a portfolio. What came in before and is still here is left as it is.

    Args:
        told: is told before each goal and work how many are done, of how many; what it raises stops there.

    Raises:
        NotSaved, ReadOnly: what was saved before stands; doing it again adds the rest.
    """
    done = Brought(left=tuple(export.sorted.left))
    here = {one.id[-8:] for kind in (Work, Goal) for one in desk.view.all(kind)}
    every = len(export.sorted.goals) + len(export.sorted.works)
    for n, goal in enumerate(export.sorted.goals):
        told(n, every)
        name, created = _made(desk, export.feed, goal.key, goal.at)
        if name[-8:] in here:
            done.already.append(goal.statement)
        else:
            _save_goal(desk, goal, name, created)
            done.goals.append(goal.statement)
    for n, work in enumerate(export.sorted.works, len(export.sorted.goals)):
        told(n, every)
        name, created = _made(desk, export.feed, work.key, work.at)
        if name[-8:] in here:
            done.already.append(work.title)
        else:
            _save_work(desk, export, work, name, created)
            done.works.append(work.title)
            done.reflections += len(work.reflections)
            done.files += len(work.files)
    return done


def _made(desk: Desk, feed: Feed, key: str, at: str) -> tuple[str, str]:
    """Id and stamp of a record. The same entry of the same person has the same letters in every export.

    A day to come, which would put all that is made later behind it, or none at all, becomes the first of 2000.
    """
    digest = hashlib.sha256(f"{feed.key}\n{key}".encode("utf-8", "replace")).digest()
    letters = "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:8])
    told = instant(at)
    when = told if told is not None and told.year > 1970 and told < desk.now else _NO_DATE
    utc = when.astimezone(UTC)
    return f"{utc:%Y%m%d-%H%M%S}{utc.microsecond // 1000:03d}-{letters}", stamp(when)


def _save_goal(desk: Desk, goal: NewGoal, name: str, created: str) -> None:
    made = Goal(id=name, created=created, statement=goal.statement, why=goal.why, evidence=goal.evidence, status="idea")
    with desk.portfolio.change("goal.idea", f"Bring in an idea for a goal: {made.statement}") as change:
        change.put(made)


def _save_work(desk: Desk, export: Export, work: NewWork, name: str, created: str) -> None:
    made = Work(id=name, created=created, task="", title=work.title, folder=f"{slug(work.title)}-{name[-6:]}")
    with desk.portfolio.change("work.bring", f"Bring in a work: {made.title}", work=made.id) as change:
        change.put(made)
        blob = change.write_text(made, work.text)
        for path, called, file in _named(work.files):
            data = export.files[path]
            record, _created = _made(desk, export.feed, f"{work.key}\n{path}", work.at)
            place = f"{made.files_path}/{file}"
            change.write_file(place, data)
            change.put(Attachment(id=record, created=created, work=made.id, file=place, name=called, size=len(data)))
        for one in work.reflections:
            record, at = _made(desk, export.feed, one.key, one.at)
            told = (Answer(one.prompt or _("What do you want to remember?"), one.text),)
            change.put(Reflection(id=record, created=at, work=made.id, moment="after", answers=told, blob=blob))


def _named(files: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Each file with the name it came with and a safe one that no other has, whatever the system."""
    taken: set[str] = set()
    for path, called in files.items():
        stem, dot, end = file_name(called).rpartition(".")
        stem, end = (stem, f".{end}") if dot else (end, "")
        number, name = 2, f"{stem}{end}"
        while name.lower() in taken:
            name, number = f"{stem}-{number}{end}", number + 1
        taken.add(name.lower())
        yield path, line(called), name
