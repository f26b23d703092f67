"""Removing a work, a record or a file from every version: a separate act, asked for by name, with a receipt.

A marker is on the disk before the branch moves, so that whatever stops this is finished when the portfolio is opened.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from portfolio.clock import instant, stamp
from portfolio.door.recover import REMOVING, is_removing
from portfolio.door.target import Target
from portfolio.errors import PortfolioError, Refused
from portfolio.history import rewrite
from portfolio.history.message import Note
from portfolio.history.repo import Moved, Repo
from portfolio.i18n import _
from portfolio.model.codec import Malformed, canonical, decode, load
from portfolio.model.record import new_id
from portfolio.model.removal import Removal
from portfolio.store import files

if TYPE_CHECKING:
    from portfolio.door.portfolio import Portfolio

_LONG = 20
"""Characters from which a line that stands elsewhere, too, is told."""


@dataclass(frozen=True)
class Removed:
    """What came of it."""

    receipt: Removal
    still: tuple[str, ...]
    """Files in which the same words still stand."""


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


# What still stands elsewhere


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
