"""A class made, joined by another teacher, opened."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Mapping, Sequence

from portfolio.classroom import publishing
from portfolio.classroom.records import Kept, Pupil, Row
from portfolio.classroom.room import FILE, LIMIT, Room
from portfolio.clock import Clock
from portfolio.errors import BadInput, BrokenRecord, NotFound, Refused, Unreachable
from portfolio.history.repo import Repo
from portfolio.history.server import Way
from portfolio.hub.place import STUDENT, Hub, class_name, history_name, posts_name
from portfolio.i18n import _
from portfolio.model import schoolclass
from portfolio.model.codec import Malformed, decode, load
from portfolio.model.schoolclass import Person, SchoolClass, Seat
from portfolio.store import files
from portfolio.text import line, slug


def create(
    root: str, hub: Hub, way: Way, *, name: str, group: str, me: Person, rows: Iterable[Row],
    courses: Mapping[str, Mapping[str, bytes]], clock: Clock,
) -> tuple[Room, list[str]]:  # fmt: skip
    """Make a class: its folder here, its place in the hub.

    Args:
        group: the class's id, "" to make one of its name.
        courses: id@version to the course's files as they stand in a portfolio.

    Returns:
        The class, and what is left to do by hand on the server.

    Raises:
        BadInput: something is in that folder, or no name.
        Refused: the hub has a class of that id.
        NotSaved, Unreachable: it was not made.
    """
    root = os.path.abspath(root)
    name, group = line(name)[:80], group or slug(name)
    if not name or not schoolclass.is_place(group):
        raise BadInput(_("A class needs a name, and an id of lower-case letters, digits and hyphens."))
    if os.path.lexists(root) and (not os.path.isdir(root) or os.listdir(root)):
        raise BadInput(
            _("There is already something in {folder}.").format(folder=line(root)), _("Choose a new folder with --in.")
        )
    hub.make([])
    if hub.heads([class_name(group)]):
        raise Refused(
            _("There is a class “{id}” there already.").format(id=group),
            _("Join it with “portfolio class join”, or choose another --id."),
        )
    pupils = tuple(Pupil(row.key, row.name, publishing.new_seat(), row.group, grade=row.grade) for row in rows)
    seats = tuple(Seat(one.seat, one.name, one.group) for one in pupils)
    now = SchoolClass(group, name, me.id, (me,), seats, tuple(courses))
    try:
        made, left = _laid_out(root, Kept(group, name, hub.address, me, owner=True, way=way), pupils)
        contents = {path: data for one in courses.values() for path, data in one.items()}
        with contextlib.suppress(*[NotFound] * bool(left)):  # its place is to be made by whoever keeps the server
            publishing.publish_as(made, now, contents, clock, f"Make the class {name}")
    except Unreachable as error:
        if not os.path.isdir(f"{root}/published"):
            raise
        goes_on = _("It may be there or not: “portfolio -C {folder} class check” goes on from here.")
        raise Unreachable(error.what, goes_on.format(folder=line(root))) from error
    except BaseException:
        files.remove_tree(root)
        raise
    return made, left


def _laid_out(root: str, kept: Kept, pupils: Sequence[Pupil]) -> tuple[Room, list[str]]:
    """The folder of a new class with its roster and an empty history to publish, and its places in the hub."""
    try:
        files.make_folders(f"{root}/published")
        Repo.make(f"{root}/published", kept.me.name, f"{kept.me.id}@portfolio.invalid")
        files.make_folders(f"{root}/published/.git/portfolio")
    except OSError as error:
        raise files.not_saved(error, root) from error
    made = _kept(root, kept)
    publishing.keep_roster(made, pupils)
    writers = (STUDENT, kept.me.id)
    places = [history_name(one.seat, writer) for one in pupils for writer in writers]
    return made, made.hub.make([class_name(kept.id), posts_name(kept.id, kept.me.id), *places])


def join(root: str, hub: Hub, way: Way, found: SchoolClass, me: Person) -> Room:
    """Make a folder for a class that another teacher publishes.

    Raises:
        Refused: this person is not among its staff.
        BadInput: something is in that folder.
    """
    root = os.path.abspath(root)
    if found.person(me.id) is None:
        raise Refused(
            _("{name} does not name you among its staff.").format(name=line(found.name)),
            _("Ask {owner} to run “portfolio class staff {id} NAME”.").format(
                owner=line(next((one.name for one in found.staff if one.id == found.owner), "?")), id=me.id
            ),
        )
    if os.path.lexists(root) and (not os.path.isdir(root) or os.listdir(root)):
        raise BadInput(
            _("There is already something in {folder}.").format(folder=line(root)), _("Choose a new folder with --in.")
        )
    kept = Kept(found.id, found.name, hub.address, me, owner=False, way=way)
    try:
        files.make_folders(root)
    except OSError as error:
        raise files.not_saved(error, root) from error
    return _kept(root, kept)


def _kept(root: str, kept: Kept) -> Room:
    made = Room(root, kept)
    made.keep(kept)
    return made


def open_room(root: str) -> Room:
    """The class in a folder.

    Raises:
        NotFound: there is none.
        BrokenRecord: its class.json cannot be read.
    """
    root = os.path.abspath(os.path.expanduser(root))
    try:
        kept = decode(Kept, load(files.read(f"{root}/{FILE}", LIMIT)))
    except OSError as error:
        raise NotFound(
            _("There is no class in {folder}.").format(folder=line(root)),
            _("Make one with “portfolio class create”, join one with “class join”, or name its folder with -C."),
        ) from error
    except Malformed as error:
        raise BrokenRecord(
            _("{file} cannot be read: {reason}.").format(file=f"{line(root)}/{FILE}", reason=error)
        ) from error
    files.private(root)
    return Room(root, kept)
