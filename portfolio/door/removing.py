"""Removing a work, a record or a file from every version: a separate act, asked for by name, with a receipt.

A marker is on the disk before the branch moves, so that whatever stops this is finished when the portfolio is opened.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from portfolio.clock import instant, stamp
from portfolio.door.recover import REMOVING, is_removing
from portfolio.errors import BrokenRecord, NotFound, PortfolioError, Refused
from portfolio.history import rewrite
from portfolio.history.message import Note
from portfolio.history.repo import Moved, Repo
from portfolio.i18n import _
from portfolio.model.codec import Malformed, canonical, decode, load
from portfolio.model.record import is_id, new_id
from portfolio.model.removal import Removal
from portfolio.model.work import Work
from portfolio.store import files
from portfolio.text import line

if TYPE_CHECKING:
    from portfolio.door.portfolio import Portfolio

_KEPT = ("courses/", "portfolio.json", "README.md", ".gitignore", "records/removals/")
"""What every version needs."""
_LONG = 20
"""Characters from which a line that stands elsewhere, too, is told."""
Blobs = Mapping[str, set[str]]


@dataclass(frozen=True)
class Target:
    """What is to be removed from history."""

    name: str
    """What its owner calls it, and types to agree."""
    what: tuple[str, ...]
    """See `Removal.what`."""
    gone: frozenset[str]
    """The paths, in whatever version."""
    edits: Mapping[str, Mapping[str, str]]
    """Records that quote it: path to (blob to the one without the quote)."""
    works: frozenset[str]


@dataclass(frozen=True)
class Removed:
    """What came of it."""

    receipt: Removal
    still: tuple[str, ...]
    """Files in which the same words still stand."""


def find(portfolio: Portfolio, text: str, work: Work | None = None) -> Target:
    """What a person named: a work, a record as kind/id or by the end of its id, or a path in the folder.

    Args:
        work: the work they named, where they named one.

    Raises:
        NotFound: no version has that.
        Refused: every version needs it.
    """
    portfolio.settle()
    ever = rewrite.every_blob(portfolio.repo, portfolio.repo.head())
    asked = text.strip().removeprefix("./").rstrip("/")
    paths = {path for path in ever if path == asked or path.startswith(f"{asked}/") or _hashed(path) == asked}
    records = {path for path in ever if _names(path, work.id if work else asked)}
    if work is None and paths:
        records = set()
    if not paths and len(records) != 1:
        raise NotFound(
            _("No version has anything called “{text}”.").format(text=line(text)[:80]),
            _("Name a work, a path in the folder, or a record by its kind and id, as “portfolio show VERSION” lists."),
        )
    return _target(portfolio, ever, paths | records, records)


def _target(portfolio: Portfolio, ever: Blobs, paths: set[str], records: set[str]) -> Target:
    gone, works = set(paths), set[str]()
    name = next((path.rpartition("/")[2] for path in sorted(paths)), "")
    what = tuple(_hashed(path) for path in sorted(paths - records))
    for path in records:
        kind, own = path.split("/")[1], path.rpartition("/")[2].removesuffix(".json")
        what, name = (f"{kind}/{own}",), own[-8:]
        if kind == "works":
            works.add(own)
            documents = _documents(portfolio, ever, path)
            now = portfolio.get(Work, own)
            titles = [now.title] if now else [str(one.get("title", "")) for one in documents]
            name = next((told for one in titles if (told := line(one))), name)
            folders = {f"works/{one.get('folder')}/" for one in documents}
            gone |= {each for each in ever if each.startswith(tuple(folders))}
        gone |= _belonging(portfolio, ever, kind, own)
    gone |= {
        each
        for each in ever
        if each.startswith("records/attachments/")
        and any(one.get("file") in gone for one in _documents(portfolio, ever, each))
    }
    needed = sorted(path for path in gone if path.startswith(_KEPT))
    if needed:
        raise Refused(
            _("{path} is needed by every version, so it stays.").format(path=line(needed[0])),
            _("Nothing was removed."),
        )
    texts = frozenset(blob for path in gone if path.startswith("works/") for blob in ever[path])
    edits = {
        path: swap
        for path in ever
        if path.startswith("records/") and path not in gone and (swap := _unquoted(portfolio, ever[path], works, texts))
    }
    return Target(name, what, frozenset(gone), edits, frozenset(works))


def _belonging(portfolio: Portfolio, ever: Blobs, kind: str, own: str) -> set[str]:
    """The records that say nothing without a work or a goal: all that grew around it."""
    field, above = {"works": ("work", "records/"), "goals": ("goal", "records/checkins/")}.get(kind, ("", ""))
    return {
        path
        for path in ever
        if field and path.startswith(above) and any(one.get(field) == own for one in _documents(portfolio, ever, path))
    }


def _hashed(path: str) -> str:
    return f"file/{hashlib.sha256(path.encode('utf-8', 'surrogateescape')).hexdigest()[:16]}"


def _names(path: str, asked: str) -> bool:
    """Whether a path is that of the record a person named."""
    parts = path.split("/")
    own = parts[-1].removesuffix(".json")
    if parts[0] != "records" or len(parts) != 4 or not is_id(own):
        return False
    return f"{parts[1]}/{own}" == asked or own == asked or (len(asked) >= 6 and own.endswith(f"-{asked}"))


def _documents(portfolio: Portfolio, ever: Blobs, path: str) -> list[dict[str, Any]]:
    """What a record ever was, as far as it can be read."""
    found = []
    for blob in sorted(ever[path]):
        with contextlib.suppress(Malformed, BrokenRecord):
            found.append(load(portfolio.objects.read(blob, "blob")))
    return found


def _unquoted(portfolio: Portfolio, blobs: set[str], works: set[str], texts: frozenset[str]) -> dict[str, str]:
    """Blob to the one without quotes from what goes, for those that have any."""
    found: dict[str, str] = {}
    for blob in blobs:
        with contextlib.suppress(Malformed, BrokenRecord):
            before = load(portfolio.objects.read(blob, "blob"))
            after = _blank(before, works, texts)
            if after != before:
                found[blob] = portfolio.objects.write("blob", canonical(after))
    return found


def _blank(value: Any, works: set[str], texts: frozenset[str]) -> Any:
    """JSON values with the words of passages in some works or texts taken out; where they stood stays."""
    if isinstance(value, list):
        return [_blank(one, works, texts) for one in value]
    if not isinstance(value, dict):
        return value
    made = {name: _blank(one, works, texts) for name, one in value.items()}
    if "quote" in made and (made.get("work") in works or made.get("blob") in texts):
        made["quote"] = ""
    return made


# Doing it


def remove(portfolio: Portfolio, target: Target, told: rewrite.Told = lambda _n, _all: None) -> Removed:
    """Make the history anew without something. What was removed is in no object here afterwards.

    Raises:
        Refused: another window is open, or something made with git keeps old versions; nothing has changed.
        NotSaved, PortfolioError: it is not finished; opening the portfolio goes on with it.
    """
    with portfolio.alone():
        done = _remove(portfolio, target, told)
    portfolio.refresh()
    return done


def _remove(portfolio: Portfolio, target: Target, told: rewrite.Told) -> Removed:
    repo = portfolio.repo
    if portfolio.enter_window() or portfolio.journal.entries():
        raise Refused(
            _("The portfolio is open in another window. Nothing was removed."), _("Close that one, then try again.")
        )
    rewrite.check_alone(repo)
    old, now = repo.head(), portfolio.clock.now()
    words = _lines(portfolio, target)
    try:
        files.write(f"{repo.git_dir}/{REMOVING}", canonical({"begun": stamp(now)}))
        made = _without(repo, old, target, told)
        receipt = Removal(
            id=new_id(now),
            created=stamp(now),
            what=target.what,
            versions=made.versions,
            old_head=old,
            new_head=made.head,
            first=made.first,
        )
        marker = {"receipt": receipt.to_json(), "gone": sorted(target.gone), "edited": sorted(target.edits)}
        files.write(f"{repo.git_dir}/{REMOVING}", canonical(marker))
    except OSError as error:
        raise files.not_saved(error, portfolio.root) from error
    for work in target.works:
        for key in [key for key in portfolio.half_typed() if work in key]:
            portfolio.let_go(form=key)
        kept = f"{portfolio.journal.folder}/{portfolio.journal.kept(f'text-{work}')}"
        if os.path.exists(kept):
            files.remove(kept)
    _finish(portfolio)
    return Removed(receipt, _still(portfolio, words))


def _without(repo: Repo, old: str, target: Target, told: rewrite.Told) -> rewrite.Rewritten:
    """The history anew beside the old one; where that is refused or stopped, nothing has begun."""
    try:
        return rewrite.without(repo, old, target.gone, target.edits, target.works, told)
    except PortfolioError:
        files.remove(f"{repo.git_dir}/{REMOVING}")
        raise


def finish(portfolio: Portfolio) -> bool:
    """Go on with a removal that has a marker, if there is one; True where one was finished.

    Raises:
        NotSaved, PortfolioError: it is still not finished.
    """
    done = _finish(portfolio)
    if done:
        portfolio.refresh()
    return done


def _finish(portfolio: Portfolio) -> bool:
    repo, path = portfolio.repo, f"{portfolio.repo.git_dir}/{REMOVING}"
    if not is_removing(repo.git_dir):
        return False
    try:
        try:
            marker = load(files.read(path, files.LARGEST))
            receipt = decode(Removal, marker["receipt"])
        except (Malformed, KeyError):
            files.remove(path)
            return False
        at = instant(receipt.created)
        assert at is not None
        if not _move(portfolio, receipt, at):
            files.remove(path)
            return False
        _bring_folder(portfolio, marker["gone"], [*marker["edited"], receipt.path])
        rewrite.purge(repo)
        portfolio.journal.clear_aside()
        files.remove(path)
    except OSError as error:
        raise files.not_saved(error, portfolio.root) from error
    return True


def _move(portfolio: Portfolio, receipt: Removal, at: datetime) -> bool:
    """Point the branch at the new history with the receipt on it; False where something else came in between."""
    repo, owner = portfolio.repo, portfolio.owner
    try:
        if repo.head() == receipt.old_head:
            repo.move(receipt.old_head, receipt.new_head)
        head = repo.head()
        if not repo.objects.holds(receipt.new_head) or not repo.is_before(receipt.new_head, head):
            return False
        if not repo.blob_at(head, receipt.path):
            note = Note("history.remove", "Remove something from history", (f"{receipt.KIND}/{receipt.id}",))
            contents = {receipt.path: canonical(receipt.to_json())}
            repo.commit(head, contents, note, at, owner.name, owner.email)
    except Moved:
        return False
    return True


def _bring_folder(portfolio: Portfolio, gone: Sequence[str], other: Sequence[str]) -> None:
    """Bring the folder and the index up to the new history."""
    repo, root = portfolio.repo, portfolio.root
    head = repo.head()
    blobs = repo.objects.walk(repo.objects.commit(head)[0])
    there = {path: blob for path, _mode, blob in blobs}
    for path in gone:
        if path not in there and files.is_inside(root, path):
            files.remove(f"{root}/{path}")
            folder = os.path.dirname(path)
            while folder.count("/") >= 1 and os.path.isdir(f"{root}/{folder}") and not os.listdir(f"{root}/{folder}"):
                files.remove_folder(f"{root}/{folder}")
                folder = os.path.dirname(folder)
    for path in other:
        if path in there and files.is_inside(root, path):
            files.make_folders(os.path.dirname(f"{root}/{path}"))
            files.write(f"{root}/{path}", repo.objects.read(there[path], "blob"))
    repo.index.become(head, there)
    for path in other:
        if path in there:
            repo.index.set(path, there[path], root)


# What it cannot do


def _lines(portfolio: Portfolio, target: Target) -> set[str]:
    """The longer lines of what stands at the paths that go."""
    found: set[str] = set()
    for path in target.gone:
        if path.endswith((".md", ".txt")):
            text = (portfolio.bytes(path) or b"").decode("utf-8", "replace")
            found |= {one for each in text.split("\n") if len(one := each.strip()) >= _LONG}
    return found


def _still(portfolio: Portfolio, words: set[str]) -> tuple[str, ...]:
    """Files of the newest version in which some of the same lines stand."""
    if not words:
        return ()
    found = []
    for path in sorted(portfolio.repo.files_of(portfolio.repo.head())):
        if path.startswith(("works/", "records/")) and path.endswith((".md", ".txt", ".json")):
            text = (portfolio.bytes(path) or b"").decode("utf-8", "replace")
            if any(one in text for one in words):
                found.append(path)
    return tuple(found)
