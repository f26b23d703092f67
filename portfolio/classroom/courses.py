"""The courses a class publishes, and the folders on this machine in which they are changed.

courses/ID/     a course of the class as plain Markdown, begun from what is published; published again with the class
courses/ID/.from    the version it was begun from, so that nothing somebody published meanwhile is undone
"""

from __future__ import annotations

import contextlib
import os

from portfolio.classroom import publishing
from portfolio.classroom.room import Room, write
from portfolio.clock import Clock
from portfolio.course import shelf
from portfolio.course.checks import ID
from portfolio.course.page import parse
from portfolio.course.shelf import Shelf, course_version, folder_files
from portfolio.errors import NotFound, Refused
from portfolio.i18n import _
from portfolio.model.course import Course
from portfolio.store import files
from portfolio.text import line, slug

_FROM = ".from"


class Courses:
    """The courses of a class, read from what it publishes; to be closed."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.view = room.published_view()
        """What the class publishes; its courses stand there as they do in a portfolio."""
        self._shelf = Shelf(self.view, f"{room.root}/cache")
        self._refs = room.school_class().courses

    def close(self) -> None:
        """Let go of what is held."""
        self.view.objects.close()

    def all(self) -> list[Course]:
        """Of each course the version that was published last."""
        newest = {ref.partition("@")[0]: ref for ref in self._refs}
        return [course for ref in newest.values() if (course := self._shelf.get(ref)) is not None]

    def find(self, text: str) -> Course:
        """The course a person named by its id or title; the only one where nothing is named.

        Raises:
            NotFound: there is none, or several and none is named.
        """
        found = self.all()
        wanted = line(text).lower()
        named = [one for one in found if one.id.startswith(wanted) or one.title.lower().startswith(wanted)]
        if len(named) == 1:
            return named[0]
        names = ", ".join(one.id for one in found) or _("none")
        raise NotFound(
            _("Say which course of the class is meant, with --course: {names}.").format(names=names),
            "" if found else _("“portfolio class course DIR” publishes one."),
        )

    def same_year(self, course: Course) -> set[str]:
        """The published versions (id@version) of a course that are for its school year."""
        return {course.ref} | {
            ref for ref in self._refs if ref.partition("@")[0] == course.id and self._year(ref) == course.year
        }

    def _year(self, ref: str) -> str:
        name, _at, version = ref.partition("@")
        pair = parse("course.md", self.view.bytes(f"courses/{name}/{version}/course.md") or b"").front.get("year")
        return pair.value if pair else ""

    def folder(self, course: Course) -> str:
        """The folder in which a course is changed, begun from what is published where nothing was changed yet.

        Raises:
            Refused: another teacher publishes the class, or another version was published since this one was begun.
            NotSaved: the disk said no.
        """
        self.room.owned()
        if not ID.fullmatch(course.id):
            raise Refused(_("The id of the course “{title}” cannot name a folder.").format(title=line(course.title)))
        root = f"{self.room.root}/courses/{course.id}"
        here = course_version(folder_files(root)) if os.path.isdir(root) else ""
        if here != course.version:
            begun = _begun(root)
            if here and begun not in (here, course.version):
                raise Refused(
                    _("{folder} was changed, and another version of this course was published meanwhile.").format(
                        folder=line(root)
                    ),
                    _("Publish yours with “portfolio class course {folder}”, or move the folder away.").format(
                        folder=line(root)
                    ),
                )
            if here in ("", begun):
                self._lay_out(root, course)
        if _begun(root) != course.version:
            write(f"{root}/{_FROM}", course.version.encode())
        return root

    def _lay_out(self, root: str, course: Course) -> None:
        inside = f"courses/{course.id}/{course.version}/"
        wanted = {path.removeprefix(inside): path for path in self.view.names(inside.rstrip("/"))}
        try:
            for path in folder_files(root) if os.path.isdir(root) else ():
                if path not in wanted:
                    files.remove(f"{root}/{path}")
            for name, path in wanted.items():
                files.make_folders(os.path.dirname(f"{root}/{name}"))
                files.write(f"{root}/{name}", self.view.bytes(path) or b"")
        except OSError as error:
            raise files.not_saved(error, root) from error


def _begun(root: str) -> str:
    with contextlib.suppress(OSError):
        return files.read(f"{root}/{_FROM}", 100).decode("ascii", "replace").strip()
    return ""


def publish(room: Room, course: Course, folder: str, clock: Clock) -> Course | None:
    """Publish a course from the folder it was changed in; None where it is as it was published.

    Raises:
        BadInput: it has mistakes; all of them are listed.
        Refused: its id was changed, or another teacher publishes the class.
        NotSaved, Unreachable: not everything has arrived.
    """
    made, contents = shelf.to_keep(folder)
    if made.id != course.id:
        raise Refused(
            _("The id of this course was changed from {old} to {new}.").format(old=course.id, new=made.id),
            _("Another course is published with “portfolio class course {folder}”.").format(folder=line(folder)),
        )
    if made.version == course.version:
        return None
    publishing.add_course(room, made.ref, contents, clock)
    write(f"{folder}/{_FROM}", made.version.encode())
    return made


def task_file(folder: str, name: str) -> str:
    """The file of the task with an id or a title, as a path inside the course's folder; "" where there is none."""
    for path, data in folder_files(folder).items():
        if path.startswith("tasks/"):
            pair = parse(path, data).front.get("id")
            if pair is not None and pair.value == slug(name):
                return path
    return ""
