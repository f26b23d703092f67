"""Two computers of one student: what the other one made is a save like any other, made from what both had before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from portfolio.clock import stamp
from portfolio.door.settle import make_note, merge_file
from portfolio.door.view import read_owner
from portfolio.errors import BrokenRecord, Refused
from portfolio.history.message import Note
from portfolio.history.reading import LARGEST
from portfolio.history.repo import Repo
from portfolio.i18n import _
from portfolio.model.codec import Malformed

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
