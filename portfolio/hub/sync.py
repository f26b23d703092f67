"""Sync: fetch, bring together, publish. Safe to stop and to repeat at any point; nothing is ever forced.

“Saved here”, “on the stick” and “at school” are three different things, and this is where the third becomes true.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from portfolio.clock import instant, stamp
from portfolio.course import shelf
from portfolio.course.changes import what_changed
from portfolio.door import Portfolio
from portfolio.errors import BadInput, BrokenRecord, Outdated, PortfolioError, Refused, Unreachable
from portfolio.history.mirror import Mirror
from portfolio.history.repo import Moved
from portfolio.hub.joining import Joined, published, remember
from portfolio.hub.place import Hub, history_name, posts_name
from portfolio.i18n import _
from portfolio.model.schoolclass import SchoolClass
from portfolio.store import files
from portfolio.text import line

_ATTEMPTS = 5
_POSTS, _HEARD = "posts", "heard"
State = Literal["there", "later", "refused"]


@dataclass(frozen=True)
class Synced:
    """What came of one sync."""

    joined: Joined
    state: State
    """there: all has arrived; later: it could not be reached and is tried again; refused: somebody must act."""
    news: tuple[str, ...] = ()
    """Sentences for the student: what came in, what changed in the class."""
    reason: str = ""
    """Why not all has arrived."""
    came: bool = False
    """Whether anything in the portfolio changed."""


def sync(portfolio: Portfolio, one: Joined) -> Synced:
    """Bring a portfolio and its place in a class together. For a worker: it may take a while."""
    news: list[str] = []
    before = portfolio.version
    try:
        hub = one.hub()
        found, courses = published(hub, one.group)
        if found.seat(one.seat) is None:
            raise Refused(
                _("Your seat in {name} was freed by the teacher, or you are not on the roster any more.").format(
                    name=line(one.name)
                ),
                _(
                    "All your work is here. Join again: “portfolio join {address}”; where your name is not there, ask "
                    "your teacher."
                ).format(address=line(one.address)),
            )
        news += _staff(one, found)
        news += _courses(portfolio, found, courses)
        if meet(portfolio, hub, history_name(one.seat)):
            news.append(_("Work from another computer came in."))
        news += _about_me(portfolio, hub, one, found)
    except Unreachable as error:
        return Synced(one, "later", tuple(news), str(error), portfolio.version != before)
    except PortfolioError as error:
        return Synced(one, "refused", tuple(news), str(error), portfolio.version != before)
    return Synced(one, "there", tuple(news), came=portfolio.version != before)


def meet(portfolio: Portfolio, hub: Hub, name: str) -> bool:
    """Bring in what a place has, and publish what it has not.

    Returns:
        Whether anything came in.

    Raises:
        Unreachable: it could not be reached; everything is saved here.
        BrokenRecord: what is there is damaged, and ours could not be put in its place.
        Refused: another portfolio stands there.
    """
    came = False
    behind: BrokenRecord | Outdated | None = None
    for _attempt in range(_ATTEMPTS):
        portfolio.settle()
        there = hub.heads([name]).get(name, "")
        if there == portfolio.version:
            return came
        try:
            heads = hub.fetch(name, portfolio.repo) if there else []
        except BrokenRecord as error:
            heads = []  # damaged there: ours is put in its place, and theirs comes from where it was made
            behind = error
        for head in heads:
            try:
                came |= portfolio.join(head)
            except Outdated as error:
                behind = error  # ours is put in its place, and those who read it see another history
        try:
            if there != portfolio.version:
                hub.publish(name, portfolio.repo, portfolio.version, there)
            return came
        except Moved:
            if behind is not None:
                raise behind from None  # a server lets nobody put anything else in its place
    raise Unreachable(
        _("Another computer is publishing just now."), _("Everything is saved here; it goes on by itself.")
    )


def _staff(one: Joined, found: SchoolClass) -> list[str]:
    """Say who has come to read the class since the student last heard of it."""
    fresh = [person for person in found.staff if person.id not in one.staff]
    if fresh:
        remember(replace(one, staff=tuple(person.id for person in found.staff)))
    told = _("{name} ({role}) reads this class now, and with it your portfolio.")
    return [told.format(name=line(person.name), role=_(person.role)) for person in fresh]


def _courses(portfolio: Portfolio, found: SchoolClass, contents: dict[str, bytes]) -> list[str]:
    """Put courses of the class that are not here yet into the portfolio, and say what is new in them."""
    news: list[str] = []
    here = shelf.Shelf(portfolio)
    for ref in found.courses:
        name, _at, version = ref.partition("@")
        folder = f"courses/{name}/{version}/"
        if ref in here.refs:
            continue
        given = {path.removeprefix(folder): data for path, data in contents.items() if path.startswith(folder)}
        try:
            course, kept = shelf.checked(given)
            if course.ref != ref:
                raise BadInput(_("its files are not those it was published with"))
            before = next((old for old in here.current() if old.id == course.id), None)
            shelf.take(portfolio, course, kept)
        except BadInput as error:
            news.append(_("A course of the class cannot be used ({ref}): {reason}").format(ref=line(ref), reason=error))
            continue
        if before is None:
            news.append(_("The course “{title}” came from your class.").format(title=course.title))
        else:
            told = " ".join(what_changed(before, course)) or _("Only small things.")
            news.append(_("“{title}” was changed by your teacher. {told}").format(title=course.title, told=told))
    return news


def written_about_in(portfolio: Portfolio) -> list[tuple[str, Mirror]]:
    """The mirrors of what others wrote about this student, each with the class's id."""
    return _mirrors(portfolio, "")


def about_folder(portfolio: Portfolio, group: str) -> str:
    """Where what others wrote about this student stands: bare mirrors, never part of the portfolio itself."""
    return f"{portfolio.root}/.git/portfolio/about/{group}"


def posts_of(portfolio: Portfolio) -> list[tuple[str, Mirror]]:
    """The mirrors of what the staff says to the whole class, each with the class's id."""
    return _mirrors(portfolio, f"/{_POSTS}")


def _mirrors(portfolio: Portfolio, below: str) -> list[tuple[str, Mirror]]:
    found: list[tuple[str, Mirror]] = []
    above = f"{portfolio.repo.git_dir}/portfolio/about"
    for group in sorted(os.listdir(above)) if os.path.isdir(above) else ():
        folder = f"{above}/{group}{below}"
        names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
        found += [(group, Mirror.make(f"{folder}/{name}")) for name in names if name.endswith(".git")]
    return found


def heard_at(portfolio: Portfolio, group: str) -> datetime | None:
    """When the posts of a class were last looked at with success."""
    try:
        return instant(
            files.read(f"{about_folder(portfolio, group)}/{_POSTS}/{_HEARD}", 100).decode("ascii", "replace")
        )
    except OSError:
        return None


def _about_me(portfolio: Portfolio, hub: Hub, one: Joined, found: SchoolClass) -> list[str]:
    """Fetch what the staff wrote about this student, and what they posted to the class."""
    folder = about_folder(portfolio, one.group)
    about = {history_name(one.seat, person.id): f"{folder}/{person.id}.git" for person in found.staff}
    posts = {posts_name(one.group, person.id): f"{folder}/{_POSTS}/{person.id}.git" for person in found.staff}
    came: list[str] = []
    called = {history_name(one.seat, person.id): line(person.name) for person in found.staff}
    for name, head in hub.heads([*about, *posts]).items():
        mirror = Mirror.make(about.get(name) or posts[name])
        try:
            if mirror.head() != head:
                taken = [mirror.settle(each) for each in hub.fetch(name, mirror)]
                if name in about and any(each.kind == "new" for each in taken):
                    came.append(called[name])
        finally:
            mirror.close()
    if os.path.isdir(f"{folder}/{_POSTS}"):
        files.jot(f"{folder}/{_POSTS}/{_HEARD}", stamp(portfolio.clock.now()).encode())
    return [_("From {names}: something new for you.").format(names=", ".join(came))] if came else []
