"""Where courses stand: shipped with the program, in a folder, in a portfolio; each version kept and never changed."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from portfolio.door import Portfolio, Problem, View
from portfolio.errors import BadInput, NotFound
from portfolio.i18n import _
from portfolio.model.codec import Malformed, canonical, decode, encode, load
from portfolio.store import files
from portfolio.text import line

if TYPE_CHECKING:
    from portfolio.model.course import Course, Rubric, Standard, Task

_LARGEST = 1024 * 1024
_TOO_MANY = 200
_CACHE = 3
"""Raised whenever `Course` or the reader changes."""


def templates() -> str:
    """The folder of what is shipped: inside the package, or beside it in a checkout."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    inside = f"{package}/_templates"
    return inside if os.path.isdir(inside) else f"{os.path.dirname(package)}/templates"


def shipped() -> dict[str, str]:
    """Id to folder of the courses that come with the program."""
    root = f"{templates()}/courses"
    return {name: f"{root}/{name}" for name in sorted(os.listdir(root))} if os.path.isdir(root) else {}


def folder_files(folder: str) -> dict[str, bytes]:
    """The Markdown files of a course in a folder: path inside it to bytes.

    Raises:
        NotFound: it is not a folder.
        BadInput: it holds far more, or far larger files, than a course.
    """
    if not os.path.isdir(folder):
        raise NotFound(
            _("There is no course folder {folder}.").format(folder=line(folder)),
            _("“portfolio course list” shows the courses there are."),
        )
    found: dict[str, bytes] = {}
    for below in ("", "rubrics/", "tasks/"):
        if not os.path.isdir(f"{folder}/{below}"):
            continue
        for name in sorted(os.listdir(f"{folder}/{below}")):
            if name.endswith(".md") and not name.startswith("."):
                try:
                    found[below + name] = files.read(f"{folder}/{below}{name}", _LARGEST)
                except OSError as error:
                    raise BadInput(f"{line(below + name)}: {error.strerror or error}") from error
    if len(found) > _TOO_MANY:
        raise BadInput(_("This folder has {n} Markdown files; that is not a course.").format(n=len(found)))
    return found


def canonical_files(contents: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files with one kind of line end and no byte order mark, so that the same course has the same version."""
    return {
        path: data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").rstrip() + b"\n"
        for path, data in contents.items()
    }


def course_version(contents: Mapping[str, bytes]) -> str:
    """First 12 hexadecimal digits of the SHA-256 over names and canonical bytes."""
    check = hashlib.sha256()
    for path, data in sorted(canonical_files(contents).items()):
        check.update(f"{path}\0{len(data)}\0".encode() + data)
    return check.hexdigest()[:12]


def to_keep(folder: str) -> tuple[Course, dict[str, bytes]]:
    """A course in a folder, checked, and its files as they will stand in a portfolio.

    Raises:
        BadInput: it has mistakes; all of them are listed.
    """
    return checked(folder_files(folder))


def checked(given: Mapping[str, bytes]) -> tuple[Course, dict[str, bytes]]:
    """A course from its files (path inside it to bytes), checked, and the files as they will stand in a portfolio.

    Raises:
        BadInput: it has mistakes; all of them are listed.
    """
    from portfolio.course.reader import read_course

    contents = canonical_files(given)
    version = course_version(contents)
    course, mistakes = read_course(contents, version)
    serious = tuple(str(one) for one in mistakes if not one.warning)
    if serious:
        raise BadInput(_("This course cannot be used yet."), _("Fix these first:"), serious)
    return course, {f"courses/{course.id}/{version}/{path}": data for path, data in contents.items()}


def add(portfolio: Portfolio, folder: str) -> Course:
    """Put a course, or a newer version of one, into a portfolio. Works go on with the version they were chosen from.

    Raises:
        BadInput: it has mistakes; all of them are listed.
    """
    course, contents = to_keep(folder)
    take(portfolio, course, contents)
    return course


def take(portfolio: Portfolio, course: Course, contents: Mapping[str, bytes]) -> None:
    """Put a course that was checked into a portfolio.

    Raises:
        BadInput: its school year begins before the last one has ended.
    """
    owner = portfolio.owner
    _follows(Shelf(portfolio).current(), course)
    known = [ref for ref in owner.courses if ref != course.ref]
    head = load(portfolio.bytes("portfolio.json") or b"{}")
    with portfolio.change("course.add", f"Add a course: {course.title}") as change:
        for path, data in contents.items():
            change.write_file(path, data)
        change.write_file("portfolio.json", canonical({**head, "courses": [*known, course.ref]}))


def _follows(known: Sequence[Course], course: Course) -> None:
    """A new school year of a course begins after the last one has ended.

    Raises:
        BadInput: it does not; only terms with whole dates can tell.
    """
    last = next((one for one in known if one.id == course.id and one.year != course.year), None)
    ends = max((term.ends for term in last.terms if len(term.ends) == 10), default="") if last else ""
    starts = min((term.starts for term in course.terms if len(term.starts) == 10), default="")
    if last and ends and starts and starts <= ends:
        raise BadInput(
            _("The school year {year} of this course starts on {starts}, before {last} has ended ({ends}).").format(
                year=course.year, starts=starts, last=last.year, ends=ends
            ),
            _("Change the table “Terms” in course.md."),
        )


def begin(folder: str, like: str, others: Mapping[str, bytes] | None = None) -> list[str]:
    """Copy a shipped course into a new folder, to be changed into one's own.

    Args:
        like: the id of a shipped course.
        others: files to write in place of the shipped ones, path inside the course to bytes.

    Returns:
        The files, as paths inside the folder.

    Raises:
        BadInput: something is in that folder.
        NotFound: there is no such course.
        NotSaved: the disk said no; nothing is left there.
    """
    folder = os.path.abspath(folder)
    if os.path.isdir(folder) and os.listdir(folder):
        raise BadInput(
            _("There is already something in {folder}.").format(folder=line(folder)),
            _("Choose a new or an empty folder."),
        )
    contents = {**folder_files(shipped().get(like, like)), **(others or {})}
    try:
        with files.beside(folder) as work:
            for path, data in contents.items():
                files.make_folders(os.path.dirname(f"{work}/{path}"))
                files.write(f"{work}/{path}", data, 0o644)
    except OSError as error:
        raise files.not_saved(error, folder) from error
    return list(contents)


class Shelf:
    """The courses in a portfolio, each read once."""

    def __init__(self, view: View, cache: str = "", known: Mapping[str, Course] | None = None) -> None:
        """
        Args:
            known: courses by id@version that are read already; they are taken as they are.
            cache: a folder that keeps courses as they were read; without it, a portfolio in use has its own.
        """
        self._view = view
        self._cache = cache or (f"{view.root}/.git/portfolio/cache" if isinstance(view, Portfolio) else "")
        self._keeps = not isinstance(view, Portfolio) or view.writable
        self._courses: dict[str, Course] = dict(known or {})
        self.problems: list[Problem] = []
        paths = view.names("courses")
        self.refs = sorted(
            {f"{parts[1]}@{parts[2]}" for parts in (path.split("/") for path in paths) if len(parts) > 3}
        )
        """id@version of every course here."""

    def get(self, ref: str) -> Course | None:
        """The course at a version; None where it is not here or cannot be read."""
        name, _at, version = ref.partition("#")[0].partition("@")
        key = f"{name}@{version}"
        if key not in self._courses and key in self.refs:
            found = self._read(name, version)
            if found is not None:
                self._courses[key] = found
        return self._courses.get(key)

    def current(self) -> list[Course]:
        """The courses in use: of each the version that was added last."""
        order = [ref for ref in self._view.owner.courses if ref in self.refs] or self.refs
        newest = {ref.partition("@")[0]: ref for ref in order}
        return [course for ref in newest.values() if (course := self.get(ref)) is not None]

    def _read(self, name: str, version: str) -> Course | None:
        cached = _load_cache(self._cache, f"{name}-{version}")
        if cached is not None:
            return cached
        from portfolio.course.reader import read_course

        folder = f"courses/{name}/{version}/"
        contents = {
            path.removeprefix(folder): self._view.bytes(path) or b"" for path in self._view.names(folder.rstrip("/"))
        }
        course, mistakes = read_course(contents, version)
        serious = [one for one in mistakes if not one.warning]
        if serious:
            self.problems += [Problem(folder + one.file, one.line, one.expected) for one in serious]
        elif self._keeps:
            _save_cache(self._cache, f"{name}-{version}", course)
        return course if course.title else None

    # What records refer to, as course@version#item

    def task(self, ref: str) -> tuple[Course, Task] | None:
        """The task a work refers to, with its course."""
        course = self.get(ref)
        task = course.task(ref.partition("#")[2]) if course else None
        return (course, task) if course and task else None

    def rubric(self, ref: str) -> tuple[Course, Rubric] | None:
        """The rubric an assessment refers to, with its course."""
        course = self.get(ref)
        rubric = course.rubric(ref.partition("#")[2]) if course else None
        return (course, rubric) if course and rubric else None

    def standard(self, ref: str) -> Standard | None:
        """The standard a goal refers to."""
        course = self.get(ref)
        return course.standard(ref.partition("#")[2]) if course else None


def _cache_path(folder: str, name: str) -> str:
    return f"{folder}/{name}-{_CACHE}.json" if folder else ""


def _load_cache(folder: str, name: str) -> Course | None:
    path = _cache_path(folder, name)
    if not path:
        return None
    from portfolio.model.course import Course

    try:
        return decode(Course, json.loads(files.read(path, files.LARGEST)))
    except (OSError, ValueError, Malformed):
        return None


def _save_cache(folder: str, name: str, course: Course) -> None:
    path = _cache_path(folder, name)
    if path:
        try:
            files.make_folders(os.path.dirname(path))
            files.write(path, json.dumps(encode(course), ensure_ascii=False).encode(), lasting=False)
        except OSError:
            return
