"""Two computers of one student: what the other one made is a save like any other, made from what both had before."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from portfolio.clock import stamp
from portfolio.door.settle import make_note, merge_file
from portfolio.door.view import read_owner
from portfolio.errors import BrokenRecord, Outdated, Refused
from portfolio.history.message import Note
from portfolio.history.objects import is_name
from portfolio.history.reading import LARGEST
from portfolio.history.repo import Repo
from portfolio.history.rewrite import RECEIPTS, purge
from portfolio.i18n import _
from portfolio.model.codec import Malformed, load
from portfolio.model.removal import Removal
from portfolio.text import line

if TYPE_CHECKING:
    from portfolio.door.saving import Saving
    from portfolio.door.settle import Contents
    from portfolio.store.journal import Entry

SUBJECT = "Bring together the work of two computers"


def entry_for(portfolio: Saving, theirs: str) -> Entry | None:
    """Keep what another computer made as a save, to be settled; None where all of it is here already.

    Raises:
        Refused: it is another portfolio's history, or larger than one can be.
        OSError: it could not be kept.
    """
    repo = portfolio.repo
    head = repo.head()
    bases = repo.bases(head, theirs)
    if theirs in bases:
        return None
    repo.vet(theirs, each=LARGEST)
    _check_owner(portfolio, theirs, related=bool(bases))
    _check_removed(repo, head, theirs)
    changed = _changed(repo, bases, theirs)
    contents: Contents = {
        path: repo.objects.read(after, "blob") if after else None for path, (_before, after) in changed.items()
    }
    befores = {path: before for path, (before, _after) in changed.items()}
    note = make_note(Note("join", SUBJECT), stamp(portfolio.clock.now()), befores, {})
    return portfolio.journal.add(head, {**note, "joins": theirs}, contents)


def _check_owner(portfolio: Saving, theirs: str, *, related: bool) -> None:
    repo = portfolio.repo
    try:
        found = read_owner(repo.objects.read(repo.blob_at(theirs, "portfolio.json"), "blob"))
    except (Malformed, BrokenRecord):
        found = None
    if not related or found is None or found.id != portfolio.owner.id:
        whose = found.name if found else "?"
        raise Refused(
            _("What was found there is another portfolio, that of {name}, so nothing of it was taken in.").format(
                name=whose
            ),
            _("Check that the place is yours. Nothing here has changed."),
        )


def _check_removed(repo: Repo, head: str, theirs: str) -> None:
    """Make sure that nothing comes back that was removed from history, here or on the other computer.

    Raises:
        Outdated: the other history still has what was removed here; its objects are gone again.
        Refused: this one still has what was removed there.
    """
    for receipt in _receipts(repo, head):
        if _has(repo, receipt, theirs):
            purge(repo)
            raise Outdated(
                _(
                    "What is there is this portfolio as it was before you removed something from history, "
                    "so nothing of it was taken in."
                ),
                _("On a server, ask your teacher to free your seat, then join again."),
            )
    for receipt in _receipts(repo, theirs):
        if _has(repo, receipt, head):
            what = " ".join(line(one) for one in receipt.what)
            raise Refused(
                _("On your other computer you removed something from history that is still here."),
                _("Do the same here, then try again: “portfolio remove-from-history {what}”.").format(what=what),
            )


def _has(repo: Repo, receipt: Removal, version: str) -> bool:
    return any(is_name(one) and repo.objects.holds(one) and repo.is_before(one, version) for one in receipt.first)


def _receipts(repo: Repo, version: str) -> list[Removal]:
    """The receipts of what was removed from a history."""
    tree = repo.objects.find(repo.objects.commit(version)[0], RECEIPTS) if version else ""
    found = []
    for _path, _mode, blob in repo.objects.walk(tree, f"{RECEIPTS}/") if tree else ():
        with suppress(Malformed, BrokenRecord):
            found.append(Removal.from_json(load(repo.objects.read(blob, "blob"))))
    return found


def _changed(repo: Repo, bases: Sequence[str], theirs: str) -> dict[str, tuple[str, str]]:
    """Path to (blob before, blob now) for what the other computer changed since the versions both had."""
    tree = repo.objects.commit(theirs)[0]
    found: dict[str, tuple[str, str]] = {}
    for base in bases:
        found |= repo.objects.difference(repo.objects.commit(base)[0], tree)
    if len(bases) > 1:
        found = {path: (_common(repo, path, bases), after) for path, (_before, after) in found.items()}
        found = {path: pair for path, pair in found.items() if pair[0] != pair[1]}
    return found


def _common(repo: Repo, path: str, versions: Sequence[str]) -> str:
    """The blob at a path of what several versions make together, as if they had been merged."""
    names = [repo.blob_at(version, path) for version in versions]
    if len(set(names)) == 1:
        return names[0]
    data = _bytes(repo, names[0])
    for version, name in zip(versions[1:], names[1:], strict=True):
        older = repo.bases(versions[0], version)
        base = _bytes(repo, _common(repo, path, older)) if older else None
        data = merge_file(path, base, data, _bytes(repo, name))
    return repo.objects.write("blob", data) if data is not None else ""


def _bytes(repo: Repo, name: str) -> bytes | None:
    return repo.objects.read(name, "blob") if name else None
