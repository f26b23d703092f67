"""A course begun from standards that were handed over: the package read, the folder written, what is left to write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from portfolio.course.case import Item, Package, grades_of, is_package, parse, read_package
from portfolio.course.shelf import begin, course_version, folder_files, shipped
from portfolio.course.writing import standards_page, with_front, with_top
from portfolio.errors import BadInput
from portfolio.i18n import _
from portfolio.store.packs import open_pack
from portfolio.text import line, shorten, slug

_LARGEST = 64_000_000
"""No JSON file of a package larger than this is read (bytes)."""


def packages_in(path: str, framework: str = "") -> list[Package]:
    """The CASE packages in a JSON file, a zip or a folder.

    Raises:
        NotFound: it is not there.
        BadInput: it cannot be read, or no package is in it.
    """
    found: list[Package] = []
    reasons: list[str] = []
    with open_pack(path) as pack:
        names = [name for name in pack.sizes if name.lower().endswith(".json")]
        for name in names or (pack.sizes if len(pack.sizes) == 1 else ()):
            try:
                value = parse(pack.read(name, _LARGEST))
            except ValueError as error:
                reasons.append(_("“{name}” was not read: {reason}.").format(name=shorten(name, 60), reason=error))
                continue
            if is_package(value):
                found.append(read_package(value, framework))
            else:
                told = _("“{name}” is no CASE package: it has no CFDocument with CFItems.")
                reasons.append(told.format(name=shorten(name, 60)))
        if not found:
            raise BadInput(
                _("There is no CASE package in “{where}”.").format(where=pack.where),
                _("Ask for the CFPackage of the framework as JSON, or as a zip with it."),
                tuple(reasons[:20]),
            )
    return found


def begin_from(folder: str, like: str, package: Package, items: Sequence[Item]) -> tuple[list[str], Counter[str]]:
    """Write a course folder with these standards, the rest as a shipped course has it.

    The course's grades are those the standards are meant for, where the package says so.

    Args:
        like: the id of the shipped course.

    Returns:
        The files, as paths inside the folder; and how many places of each file are still to be written.

    Raises:
        BadInput: something is in that folder, or nothing was picked.
    """
    from portfolio.course.reader import read_course

    if not items:
        raise BadInput(_("No standard was picked, so nothing was written."), _("Name them with --pick CODE."))
    starter = folder_files(shipped().get(like, like))
    page = starter["course.md"].decode()
    grades = grades_of(items) or list(read_course(starter, "")[0].grades)
    about = _("The standards of this course are from “{title}” ({creator}).").format(
        title=package.title, creator=package.creator or _("without an author")
    )
    page = with_front(
        with_front(with_top(page, package.title, about), "id", slug(package.title)), "grades", ", ".join(grades)
    )
    standards = standards_page([one.standard for one in items], grades)
    written = begin(folder, like, {"course.md": page.encode(), "standards.md": standards.encode()})
    contents = folder_files(folder)
    mistakes = read_course(contents, course_version(contents))[1]
    return written, Counter(line(one.file) for one in mistakes if not one.warning)
