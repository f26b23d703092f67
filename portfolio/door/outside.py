"""What changed in the folder without this program: looked at, judged, never overwritten."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from portfolio.door.source import DEEPEST
from portfolio.door.view import MAX_FILE, MAX_TEXT, Problem, is_piece, read_owner, read_record
from portfolio.history.index import Index
from portfolio.history.objects import blob_name, is_safe
from portfolio.i18n import _
from portfolio.model.codec import Malformed
from portfolio.store import files
from portfolio.text import clean

_KEPT = ("portfolio.json", "README.md", ".gitignore")
_MANY, _SHARE = 5, 0.2
_MARKERS = re.compile(rb"^<{7} .*^={7}$.*^>{7} ", re.MULTILINE | re.DOTALL)
"""What git leaves in a file that it could not merge."""


@dataclass
class Found:
    """What a look at the folder gave."""

    changed: dict[str, bytes | None] = field(default_factory=dict)
    """Path to new bytes (None: removed), to become a version."""
    problems: dict[str, Problem] = field(default_factory=dict)
    """Path to why it was set aside."""
    back: list[str] = field(default_factory=list)
    """Paths to be put back from the newest version."""
    same: list[str] = field(default_factory=list)
    """Paths that only look changed."""


def look(root: str, index: Index, busy: Collection[str]) -> Found:
    """Compare the whole folder with the newest version.

    Args:
        busy: paths that a save on its way is about to write.
    """
    found = Found()
    here: set[str] = set()
    for path, entry in _files(root, "", found):
        here.add(path)
        if path not in busy and not index.same_as(path, entry.stat(follow_symlinks=False)):
            look_at(root, path, index, found)
    gone = [path for path in index.blobs if path not in here and path not in busy and _is_gone(root, path)]
    records = [path for path in gone if _is_main(path)]
    total = sum(map(_is_main, index.blobs))
    if len(records) > _MANY and len(records) > total * _SHARE:
        found.back += gone
        found.problems["records"] = Problem(
            "records",
            0,
            _("{n} of {total} records had been removed from the folder; they were put back").format(
                n=len(records), total=total
            ),
        )
        return found
    moved = {
        os.path.dirname(path)
        for path in gone
        if is_piece(path) and not os.path.isdir(f"{root}/{os.path.dirname(path)}")
    }
    for folder in moved:
        told = _("this folder was renamed or removed; it was put back, since its work is known by that name")
        found.problems[folder] = Problem(folder, 0, told)
    for path in gone:
        if path in found.problems:
            continue
        if "/".join(path.split("/")[:2]) in moved:
            found.back.append(path)
            continue
        if path in _KEPT or path.startswith("courses/"):
            found.back.append(path)
        else:
            found.changed[path] = None
    return found


def _is_main(path: str) -> bool:
    return path.startswith("records/") or is_piece(path)


def _is_gone(root: str, path: str) -> bool:
    """Whether a file was really removed: nothing is at its place, and its place can be looked at and is ours."""
    parts = path.split("/")
    if any(map(_is_skipped, parts[:-1])) or (_is_skipped(parts[-1]) and path != ".gitignore") or parts[0] == "private":
        return False
    try:
        folder = root
        for part in parts[:-1]:
            folder = f"{folder}/{part}"
            mode = os.lstat(folder).st_mode
            if stat.S_ISLNK(mode) or os.path.lexists(f"{folder}/.git") or not os.access(folder, os.R_OK | os.X_OK):
                return False
        os.lstat(f"{root}/{path}")
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return os.path.isdir(f"{root}/{path}") and not os.path.islink(f"{root}/{path}")


def _is_skipped(name: str) -> bool:
    return name.startswith(".") or name.endswith("~")


def look_at(root: str, path: str, index: Index, found: Found) -> None:
    """Compare one file with the newest version and add what is to be said of it to `found`."""
    try:
        data = files.read(f"{root}/{path}", MAX_FILE)
    except (FileNotFoundError, NotADirectoryError):
        if path in index.blobs and _is_gone(root, path):
            found.changed[path] = None
        return
    except OSError as error:
        found.problems[path] = Problem(path, 0, _("cannot be read: {reason}").format(reason=error.strerror))
        return
    if index.blobs.get(path) == blob_name(data):
        found.same.append(path)
        return
    problem = judge(path, data, index)
    if problem is None:
        found.changed[path] = data
    else:
        found.problems[path] = problem


def judge(path: str, data: bytes, index: Index) -> Problem | None:
    """Why a file cannot become part of a version, None where it can."""
    try:
        if path.startswith("records/"):
            read_record(path, data)
        elif path == "portfolio.json":
            read_owner(data)
    except Malformed as error:
        return Problem(path, error.line, str(error))
    except IndexError:
        return Problem(path, 0, _("a file that does not belong here"))
    if path.startswith("courses/"):
        version = "/".join(path.split("/")[:3]) + "/"
        if any(known.startswith(version) for known in index.blobs):
            return Problem(path, 0, _("courses never change once they are here; add the changed course as a new one"))
    if is_piece(path):
        if len(data) > MAX_TEXT:
            return Problem(path, 0, _("larger than {mb} MB").format(mb=MAX_TEXT // 2**20))
        if _MARKERS.search(data):
            return Problem(path, 0, _("two versions that git could not bring together; keep one and remove the marks"))
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            return Problem(path, line, _("not UTF-8 text; save it as UTF-8"))
    return None


def _files(root: str, below: str, found: Found) -> Iterator[tuple[str, os.DirEntry[str]]]:
    if below.count("/") > DEEPEST:
        path = "/".join(below.split("/")[:3])
        found.problems[path] = Problem(path, 0, _("folders too deep inside each other; what is below is not looked at"))
        return
    try:
        entries = list(os.scandir(f"{root}/{below}"))
    except OSError as error:
        path = below.rstrip("/") or "."
        found.problems[path] = Problem(path, 0, _("cannot be listed: {reason}").format(reason=error.strerror))
        return
    for entry in entries:
        path = f"{below}{entry.name}"
        if (_is_skipped(entry.name) and path != ".gitignore") or path == "private":
            continue
        if entry.is_symlink():
            found.problems[path] = Problem(path, 0, _("a link to another place; links are not followed"))
        elif entry.is_dir(follow_symlinks=False):
            if os.path.lexists(f"{root}/{path}/.git"):
                found.problems[path] = Problem(path, 0, _("another git repository; it is left alone"))
            else:
                yield from _files(root, path + "/", found)
        elif not is_safe(path) or not entry.name.isprintable():
            found.problems[path] = Problem(
                clean(path), 0, _("its name has characters that not every computer can hold")
            )
        else:
            yield path, entry
