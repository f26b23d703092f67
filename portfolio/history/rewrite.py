"""Making a history anew without some files: the same versions, dates and trailers; then the old objects go.

The only place where anything is taken out of a history. Nothing here decides what.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from portfolio.errors import NotSaved, Refused
from portfolio.history import git, message
from portfolio.history.reading import BRANCH, History
from portfolio.history.repo import Repo
from portfolio.i18n import _
from portfolio.store import files
from portfolio.text import line

RECEIPTS = "records/removals"
SUBJECT = "A change to what was removed from history"
_UNDOES = re.compile(rb"(?m)^Undoes: ([0-9a-f]{40})$")
_LOGS = ("COMMIT_EDITMSG", "ORIG_HEAD", "FETCH_HEAD", "MERGE_HEAD", "MERGE_MSG", "CHERRY_PICK_HEAD", "REVERT_HEAD")
_GRAPHS = ("objects/info/commit-graph", "objects/info/multi-pack-index")
"""What git writes about its versions when it packs them; where it names one that is gone, git fails."""
Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Rewritten:
    """A history that was made anew beside the old one; no reference moved yet."""

    head: str
    versions: int
    """How many versions are other ones now."""
    first: tuple[str, ...]
    """The oldest of those, by their old names."""


def every_blob(repo: Repo, head: str) -> dict[str, set[str]]:
    """Path to every blob that ever stood there, in any version that leads to `head`."""
    found: dict[str, set[str]] = {}
    for version in repo.timeline(head):
        tree = repo.objects.commit(version.id)[0]
        befores = [repo.objects.commit(parent)[0] for parent in version.parents] or [""]
        for before in befores:
            for path, pair in repo.objects.difference(before, tree).items():
                found.setdefault(path, set()).update(blob for blob in pair if blob)
    return found


def has_receipts(history: History, version: str) -> bool:
    """Whether something was removed from the history that leads to a version."""
    return bool(history.objects.find(history.objects.commit(version)[0], RECEIPTS))


def check_alone(repo: Repo) -> None:
    """Make sure that nothing but the branch holds old versions.

    Raises:
        Refused: with git, something else was made that does.
    """
    refs = git.run(repo.git_dir, "for-each-ref", "--format=%(refname)").decode(errors="replace").split()
    others = [ref for ref in refs if ref != BRANCH]
    places = ("objects/info/alternates", "worktrees", "shallow", "modules")
    others += [name for name in places if os.path.lexists(f"{repo.git_dir}/{name}")]
    if others:
        raise Refused(
            _("With git, something was made here that keeps old versions: {names}. Nothing was removed.").format(
                names=", ".join(map(line, others[:5]))
            ),
            _("Delete it with git (branches, tags, stashes, work trees), then try again."),
        )


def without(
    repo: Repo,
    head: str,
    gone: Iterable[str],
    edits: Mapping[str, Mapping[str, str]],
    works: frozenset[str],
    told: Told,
) -> Rewritten:
    """Write every version anew without some paths. All objects are on the disk when this returns.

    Args:
        edits: path to (blob to the one that stands in its place).
        works: ids of works; what versions say of these in words goes, too.

    Raises:
        OSError: the disk said no; nothing has changed.
        BrokenRecord: a version cannot be read.
    """
    paths = sorted(gone)
    names = git.run(repo.git_dir, "rev-list", "--topo-order", "--reverse", head, "--", seconds=600).decode().split()
    new: dict[str, str] = {}
    first: list[str] = []
    with files.relaxed():
        for n, name in enumerate(names, 1):
            new[name] = _version(repo, name, paths, edits, works, new)
            if new[name] != name and all(new[one] == one for one in repo.objects.commit(name)[1]):
                first.append(name)
            told(n, len(names))
    files.sync_tree(f"{repo.git_dir}/objects")
    changed = sum(1 for old, made in new.items() if old != made)
    return Rewritten(new[head], changed, tuple(first))


def _version(
    repo: Repo,
    name: str,
    paths: list[str],
    edits: Mapping[str, Mapping[str, str]],
    works: frozenset[str],
    new: Mapping[str, str],
) -> str:
    """One version anew, on parents that are anew already."""
    objects = repo.objects
    data = objects.read(name, "commit")
    tree, parents, _at = objects.commit(name)
    changes: dict[str, str | None] = {path: None for path in paths if objects.find(tree, path)}
    changes |= {path: made for path, swap in edits.items() if (made := swap.get(objects.find(tree, path)))}
    before = objects.commit(parents[0])[0] if parents else ""
    said = message.parse(data.partition(b"\n\n")[2].decode("utf-8", "replace"))
    touched = said.work in works or any(objects.find(tree, path) != objects.find(before, path) for path in paths)
    made = objects.write_tree(tree, changes) or objects.store_tree({})
    head, _blank, words = data.partition(b"\n\n")
    words = _UNDOES.sub(lambda found: b"Undoes: " + new.get(found[1].decode(), found[1].decode()).encode(), words)
    if touched:
        words = _plain(words, said)
    if made == tree and all(new[one] == one for one in parents) and words == data.partition(b"\n\n")[2]:
        return name
    lines = [one for one in _signed_off(head).split(b"\n") if not one.startswith((b"tree ", b"parent "))]
    lines = [b"tree " + made.encode(), *(b"parent " + new[one].encode() for one in parents), *lines]
    return objects.write("commit", b"\n".join(lines) + b"\n\n" + words)


def _plain(words: bytes, said: message.Note) -> bytes:
    """A message without its sentence; the trailers stay where they are ours."""
    if said.change == "outside.commit":
        return SUBJECT.encode() + b"\n"
    return SUBJECT.encode() + b"\n\n" + words.rstrip(b"\n").rpartition(b"\n\n")[2] + b"\n"


def _signed_off(head: bytes) -> bytes:
    """The head of a commit without signatures, which would not fit any more."""
    return re.sub(rb"\n(?:gpgsig|gpgsig-sha256|mergetag) [^\n]*(?:\n [^\n]*)*", b"", head)


def purge(repo: Repo) -> None:
    """Remove every object that does not lead to the newest version or the index, packed or loose, and old logs.

    Raises:
        NotSaved: the index could not be brought up to date, so that it would keep old objects.
        PortfolioError: git could not do it; it may be tried again at any time.
    """
    if not repo.index.save(repo.index.version):
        raise NotSaved(
            _("Another git program is at work in this folder, so not everything is removed yet."),
            _("Close it and open the portfolio again: the rest is done then."),
        )
    files.remove_tree(f"{repo.git_dir}/logs")
    for name in _LOGS:
        files.remove(f"{repo.git_dir}/{name}")
    for name in _GRAPHS:
        files.remove(f"{repo.git_dir}/{name}")
    git.run(repo.git_dir, "repack", "-a", "-d", "-q", seconds=600)
    git.run(repo.git_dir, "prune", "--expire=now", seconds=600)
    repo.objects.close()
