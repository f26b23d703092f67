"""What changed in the folder without this program: looked at, judged, never overwritten."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from portfolio.door.view import MAX_FILE, MAX_TEXT, Problem, read_record
from portfolio.history.index import Index
from portfolio.history.objects import blob_name
from portfolio.i18n import _
from portfolio.model.codec import Malformed, load
from portfolio.store import files

_KEPT = ("portfolio.json", "README.md", ".gitignore")
_MANY, _SHARE = 5, 0.2


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
    gone = [path for path in index.blobs if path not in here and path not in busy]
    records = [path for path in gone if path.startswith("records/")]
    total = sum(path.startswith("records/") for path in index.blobs)
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
    for path in gone:
        if path in found.problems:
            continue
        if path in _KEPT or path.startswith("courses/"):
            found.back.append(path)
        else:
            found.changed[path] = None
    return found


def look_at(root: str, path: str, index: Index, found: Found) -> None:
    """Compare one file with the newest version and add what is to be said of it to `found`."""
    try:
        data = files.read(f"{root}/{path}", MAX_FILE)
    except FileNotFoundError:
        if path in index.blobs:
            found.changed[path] = None
        return
    except OSError as error:
        found.problems[path] = Problem(path, 0, _("cannot be read: {reason}").format(reason=error.strerror))
        return
    if index.blobs.get(path) == blob_name(data):
        found.same.append(path)
        return
    problem = _judge(path, data, index)
    if problem is None:
        found.changed[path] = data
    else:
        found.problems[path] = problem


def _judge(path: str, data: bytes, index: Index) -> Problem | None:
    try:
        if path.startswith("records/"):
            read_record(path, data)
        elif path == "portfolio.json":
            load(data)["id"]
    except Malformed as error:
        return Problem(path, error.line, str(error))
    except (KeyError, IndexError):
        return Problem(path, 0, _("a file that does not belong here"))
    if path.startswith("courses/"):
        version = "/".join(path.split("/")[:3]) + "/"
        if any(known.startswith(version) for known in index.blobs):
            return Problem(path, 0, _("courses never change once they are here; add the changed course as a new one"))
    if path.endswith("/text.md"):
        if len(data) > MAX_TEXT:
            return Problem(path, 0, _("larger than {mb} MB").format(mb=MAX_TEXT // 2**20))
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            return Problem(path, line, _("not UTF-8 text; save it as UTF-8"))
    return None


def _files(root: str, below: str, found: Found) -> Iterator[tuple[str, os.DirEntry[str]]]:
    try:
        entries = list(os.scandir(f"{root}/{below}"))
    except OSError:
        return
    for entry in entries:
        path = f"{below}{entry.name}"
        if (entry.name.startswith(".") and path != ".gitignore") or entry.name.endswith("~") or path == "private":
            continue
        if entry.is_symlink():
            found.problems[path] = Problem(path, 0, _("a link to another place; links are not followed"))
        elif entry.is_dir(follow_symlinks=False):
            if os.path.lexists(f"{root}/{path}/.git"):
                found.problems[path] = Problem(path, 0, _("another git repository; it is left alone"))
            else:
                yield from _files(root, path + "/", found)
        elif not entry.name.isprintable() or "\\" in entry.name:
            found.problems[path] = Problem(path, 0, _("its name has characters that not every computer can hold"))
        else:
            yield path, entry
