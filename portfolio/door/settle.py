"""From the journal to a version: merge, commit, working files, index; each step may be stopped and done again."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from portfolio.clock import instant
from portfolio.door.outside import judge
from portfolio.door.view import Owner, is_piece
from portfolio.errors import BrokenRecord, PortfolioError
from portfolio.history import message
from portfolio.history.message import Note
from portfolio.history.objects import blob_name
from portfolio.history.repo import Moved, Repo
from portfolio.i18n import _
from portfolio.model.codec import Malformed, canonical, load
from portfolio.model.diff import counts
from portfolio.model.merge import Prefer, merge_record, merge_text
from portfolio.store import files
from portfolio.store.journal import Entry, Journal

Contents = dict[str, bytes | None]


class Settled(NamedTuple):
    """What became of a save."""

    version: str
    """The version that holds it."""
    before: str
    """The version it was put on."""
    adopted: Entry | None
    """A further save, where a file was edited outside in the same moment."""


_ATTEMPTS = 50


def merge_file(
    path: str, base: bytes | None, mine: bytes | None, theirs: bytes | None, prefer: Prefer = "hash"
) -> bytes | None:
    """Merge three versions of a file: records by field, texts by paragraph, others whole (an edit beats a removal)."""
    if theirs in (mine, base):
        return mine
    if base == mine:
        return theirs
    if mine is None or theirs is None:
        return mine if theirs is None else theirs
    try:
        if path.endswith(".json"):
            return _merge_json(base, mine, theirs, prefer)
        if path.endswith((".md", ".txt")):
            sides = [side.decode("utf-8").replace("\r\n", "\n") for side in (base or b"", mine, theirs)]
            return merge_text(sides[0], sides[1], sides[2], prefer)[0].encode()
    except (Malformed, UnicodeDecodeError):
        pass
    return mine if prefer == "mine" else max(mine, theirs, key=blob_name)


def _merge_json(base: bytes | None, mine: bytes, theirs: bytes, prefer: Prefer) -> bytes:
    """Merge records by field; one that cannot be read gives way to one that can.

    Raises:
        Malformed: neither can be read.
    """
    old, ours, other = (_readable(side) for side in (base, mine, theirs))
    if ours is not None and other is not None:
        return canonical(merge_record(old, ours, other, prefer)[0])
    if ours is None and other is None:
        raise Malformed("neither side can be read")
    return mine if other is None else theirs


def _readable(data: bytes | None) -> dict[str, Any] | None:
    with contextlib.suppress(Malformed):
        return load(data) if data is not None else None
    return None


def settle(repo: Repo, journal: Journal, entry: Entry, owner: Owner) -> Settled:
    """Make the version a save asks for, and bring the folder up to it. Doing it again changes nothing; the entry stays.

    Returns:
        What came of it.

    Raises:
        OSError, PortfolioError: it is not done; the entry stays.
    """
    stored: Mapping[str, Any] = entry.note
    joins = entry.joins
    note = message.from_json(stored, "" if joins else entry.id)
    at = instant(stored["at"])
    assert at is not None
    for _attempt in range(_ATTEMPTS):
        head = repo.head()
        before = {path: repo.blob_at(head, path) for path in entry.contents}
        done = repo.is_before(joins, head) if joins else repo.holds(head, entry.parent, entry.id)
        contents = _merged(repo, entry, before, done=done)
        note = note if joins else replace(note, words=_words(repo, before, contents))
        try:
            version = head if done else repo.commit(head, contents, note, at, owner.name, owner.email, joins=joins)
            break
        except Moved:
            continue
    else:
        raise PortfolioError(
            _("Another program is writing to the history just now. What you saved is safe."),
            _("It becomes a version at the next save."),
        )
    known = _known(repo, entry, before, version)
    strangers = _write_folder(repo.root, contents, known)
    _update_index(repo, head, version, contents, strangers)
    adopted = _adopt(repo, journal, version, contents, strangers, stored, before) if strangers else None
    return Settled(version, head, adopted)


def _known(repo: Repo, entry: Entry, before: Mapping[str, str], version: str) -> dict[str, set[str]]:
    """Path to the blobs that may stand in the folder without being anybody's edit: all of them are in the history."""
    bases, seen = entry.note["bases"], entry.note["seen"]
    earlier = [entry.parent, *repo.objects.commit(version)[1]] if entry.joins else []
    known = {path: {before[path], bases.get(path, ""), seen.get(path, "")} for path in entry.contents}
    for path, data in entry.contents.items():
        known[path] |= {blob_name(data)} if data is not None else set()
        known[path] |= {repo.blob_at(one, path) for one in earlier if one}
    return known


def _merged(repo: Repo, entry: Entry, before: Mapping[str, str], *, done: bool) -> Contents:
    """What the save makes of the newest version; nothing new where it is a version already (`done`)."""
    if done:
        return {path: repo.objects.read(name, "blob") if name else None for path, name in before.items()}
    bases: Mapping[str, str] = entry.note["bases"]
    out: Contents = {}
    for path, mine in sorted(entry.contents.items()):
        base, head = bases.get(path, ""), before[path]
        if head == base or (mine is not None and head == blob_name(mine)):
            out[path] = mine
            continue
        if mine is not None:
            repo.objects.write("blob", mine)
        try:
            old = repo.objects.read(base, "blob") if base else None
        except BrokenRecord:
            old = None
        out[path] = merge_file(path, old, mine, repo.objects.read(head, "blob") if head else None)
        if not entry.joins:
            _point_at(out, mine, out[path])
    return out


def _point_at(contents: Contents, old: bytes | None, new: bytes | None) -> None:
    """Records of the same save that name a text (a draft, its assessment) name what it has become."""
    if old is not None and new is not None and old != new:
        before, after = blob_name(old).encode(), blob_name(new).encode()
        for path, data in contents.items():
            if data is not None and path.startswith("records/"):
                contents[path] = data.replace(before, after)


def _words(repo: Repo, before: Mapping[str, str], contents: Contents) -> tuple[int, int] | None:
    """Words that come and go in texts."""
    added = removed = 0
    for path, data in contents.items():
        if is_piece(path):
            old = repo.objects.read(before[path], "blob") if before[path] else b""
            made = counts(old.decode("utf-8", "replace"), (data or b"").decode("utf-8", "replace"))
            added, removed = added + made.added, removed + made.removed
    return (added, removed) if added or removed else None


def _write_folder(root: str, contents: Contents, known: Mapping[str, set[str]]) -> Contents:
    """Write the working files. Those with bytes nobody knows are left, and returned. Nothing goes through links."""
    strangers: Contents = {}
    for path, data in contents.items():
        if not files.is_inside(root, path):
            continue
        try:
            found = files.read(f"{root}/{path}", files.LARGEST)
        except (FileNotFoundError, NotADirectoryError):
            found = None
        except OSError:
            continue  # a link, a folder or a closed file is in its place: left alone, and reported at the next look
        if found == data:
            continue
        if found is not None and blob_name(found) not in known[path]:
            strangers[path] = found
        elif data is None:
            files.remove(f"{root}/{path}")
            _remove_empty(root, os.path.dirname(path))
        else:
            with contextlib.suppress(NotADirectoryError, IsADirectoryError, FileExistsError):
                files.make_folders(os.path.dirname(f"{root}/{path}"))
                files.write(f"{root}/{path}", data)
    return strangers


def _remove_empty(root: str, folder: str) -> None:
    while folder.count("/") >= 2 and not os.listdir(f"{root}/{folder}"):
        files.remove_folder(f"{root}/{folder}")
        folder = os.path.dirname(folder)


def _update_index(repo: Repo, head: str, version: str, contents: Contents, strangers: Contents) -> None:
    index = repo.index
    if index.version != head:
        index.become(version, repo.files_of(version))
    for path, data in contents.items():
        index.set(path, None if data is None else blob_name(data), repo.root if path not in strangers else "")
    index.version = version


def _adopt(
    repo: Repo,
    journal: Journal,
    version: str,
    contents: Contents,
    strangers: Contents,
    stored: Mapping[str, Any],
    before: Mapping[str, str],
) -> Entry | None:
    """Somebody edited a file while it was being saved: their edit becomes a save of its own, merged with ours.

    What is broken is left as it is; other files than records and texts stay theirs, ours being in the history.
    """
    merged: Contents = {}
    for path, theirs in strangers.items():
        if theirs is None or judge(path, theirs, repo.index) is not None:
            continue
        if not path.endswith((".json", ".md", ".txt")):
            merged[path] = theirs
            continue
        base = repo.objects.read(before[path], "blob") if before[path] else None
        merged[path] = merge_file(path, base, contents[path], theirs)
    if not merged:
        return None
    bases = {path: repo.blob_at(version, path) for path in merged}
    theirs_alone = {path: strangers[path] for path in merged}
    return journal.add(version, outside_note(stored["at"], bases, theirs_alone, stored["work"]), merged)


def outside_note(at: str, bases: Mapping[str, str], contents: Contents, work: str) -> dict[str, Any]:
    """The note of a version that takes in what was changed outside.

    Args:
        bases: path to the blob it had in the newest version.
        contents: path to the bytes that stand in the folder now.
        work: the id of the one work it is about, "" for none or several.
    """
    paths = sorted(bases)
    subject = f"Take in a change made outside: {paths[0] if len(paths) == 1 else f'{len(paths)} files'}"
    note = Note("outside.edit", subject, records_in(paths), work)
    seen = {path: blob_name(data) for path, data in contents.items() if data is not None}
    return make_note(note, at, bases, seen)


def make_note(note: Note, at: str, bases: Mapping[str, str], seen: Mapping[str, str]) -> dict[str, Any]:
    """What a journal entry keeps beside the contents.

    Args:
        bases: path to the blob the change was made from.
        seen: path to the blob that stands in the folder and may be written over.
    """
    return {**message.to_json(note), "at": at, "bases": dict(bases), "seen": dict(seen)}


def records_in(paths: list[str]) -> tuple[str, ...]:
    """The kind/id of every record among paths."""
    parts = [path.split("/") for path in paths if path.startswith("records/") and path.endswith(".json")]
    return tuple(f"{part[1]}/{part[-1].removesuffix('.json')}" for part in parts)
