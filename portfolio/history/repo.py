"""One repository: made, opened, moved on to a new version, kept in order."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from portfolio.errors import BrokenRecord, PortfolioError, ReadOnly
from portfolio.history import git, log, message
from portfolio.history.index import Index
from portfolio.history.objects import blob_name, is_name
from portfolio.history.reading import BRANCH, History
from portfolio.i18n import _
from portfolio.store import files

_LOOSE_LIMIT = 1_000
_LOCK_AGE = 10.0
_FAR = 5_000
_one_at_a_time = threading.Lock()
"""Threads of one process take turns; other processes are kept off by the lock file."""


class Moved(Exception):
    """Another process made a version in between, or is about to.

    Attributes:
        held: Whether somebody held the lock of the branch, so that nobody knows yet.
    """

    def __init__(self, *, held: bool = False) -> None:
        super().__init__()
        self.held = held


class _Walked(NamedTuple):
    """The saves among the versions from one to another."""

    head: str
    parent: str
    saves: set[str]


class Repo(History):
    """The history of one folder."""

    def __init__(self, root: str) -> None:
        self.root = root
        super().__init__(f"{root}/.git")
        self.index = Index(self.git_dir)
        self._walked = _Walked("", "", set())

    @staticmethod
    def make(root: str, owner: str, email: str) -> None:
        """Make an empty repository that belongs to `owner`, whatever git is set to on this computer.

        Raises:
            GitMissing: git is not there.
        """
        git.program()
        os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
        import git as gitpython

        command = gitpython.Git(root)
        command.update_environment(**git.environment(), GIT_DIR=f"{root}/.git", GIT_WORK_TREE=root)
        command.init(template="", initial_branch="main", object_format="sha1")
        repo = gitpython.Repo(root)
        try:
            with repo.config_writer() as config:
                config.set_value("user", "name", owner)
                config.set_value("user", "email", email)
                config.set_value("core", "autocrlf", "false")
                config.set_value("core", "quotePath", "false")
                config.set_value("core", "fileMode", "false")
                config.set_value("gc", "auto", "0")
        finally:
            repo.close()

    # The newest version

    def head(self) -> str:
        """The newest version, "" while there is none.

        Raises:
            ReadOnly: somebody switched the folder to another branch with git.
        """
        with contextlib.suppress(OSError):
            found = files.read(f"{self.git_dir}/HEAD", 4096).decode("utf-8", "replace").strip()
            if found not in ("", f"ref: {BRANCH}"):
                raise ReadOnly(
                    _("With git, this folder was switched to another branch, so nothing is saved here now."),
                    _("Switch it back with “git switch main”, then open it again."),
                )
        return self.ref()

    def mend(self, candidates: list[str]) -> str:
        """Make the newest version readable again after damage: the reference, `last`, then the journal's parents.

        Returns:
            The version that is now the newest, "" for none.
        """
        found = b""
        with contextlib.suppress(OSError):
            found = files.read(f"{self.git_dir}/HEAD", 4096).strip()
        if not found:
            files.write(f"{self.git_dir}/HEAD", f"ref: {BRANCH}\n".encode())
        head = self.head()
        if head and self._readable(head):
            return head
        last = ""
        with contextlib.suppress(OSError):
            last = files.read(f"{self.git_dir}/portfolio/last", 100).decode("ascii", "replace").strip()
        for name in (last, *candidates):
            if is_name(name) and self._readable(name):
                files.make_folders(f"{self.git_dir}/refs/heads")
                files.write(f"{self.git_dir}/{BRANCH}", f"{name}\n".encode())
                self._remember(name)
                return name
        if head or last:
            raise BrokenRecord(
                _("The newest version cannot be read; the files in the folder are as you left them."),
                _("Copy the folder somewhere safe and ask for help; “portfolio check” says more."),
            )
        return ""

    def _readable(self, version: str) -> bool:
        try:
            self.objects.commit(version)
        except BrokenRecord:
            return False
        return True

    def files_of(self, version: str) -> dict[str, str]:
        """Path to blob of a version."""
        return self.index.blobs if version and version == self.index.version else super().files_of(version)

    def blob_at(self, version: str, path: str) -> str:
        """The blob at a path of a version, "" where there is none."""
        if version and version == self.index.version:
            return self.index.blobs.get(path, "")
        return super().blob_at(version, path)

    # A new version

    def commit(
        self,
        parent: str,
        changes: Mapping[str, bytes | None],
        note: message.Note,
        at: datetime,
        owner: str,
        email: str,
        *,
        joins: str = "",
    ) -> str:
        """Make the version after `parent` and point the branch at it; `parent` itself is given where nothing differs.

        The same change on the same parent at the same time gives the same name: doing it again does no harm.

        Args:
            joins: the version of another computer that this one brings in. Where `parent` leads to it, it is
                taken as it is; else a version after both is made, the same on every computer.

        Raises:
            Moved: the branch no longer points at `parent`.
        """
        tree, _parents, before = self.objects.commit(parent) if parent else ("", [], 0)
        parents = [parent] if parent else []
        if joins and (not parent or self.is_before(parent, joins)):
            self.move(parent, joins)
            return joins
        names = {path: None if data is None else self.objects.write("blob", data) for path, data in changes.items()}
        new = self.objects.write_tree(tree, names) or self.objects.store_tree({})
        if new == tree and parent and not joins:
            return parent
        if joins:
            parents = sorted([parent, joins])
            before = max(before, self.objects.commit(joins)[2])
            at = datetime.fromtimestamp(before, UTC)
        clean = "".join(c for c in owner if c not in "<>\n\0").strip(" .,;:'\"") or "Owner"
        offset = f"{at:%z}" or "+0000"
        who = f"{clean} <{email}> {int(at.timestamp())} {offset[:5]}"
        commits = max(int(at.timestamp()), before)
        lines = [f"tree {new}", *(f"parent {one}" for one in parents), f"author {who}"]
        lines.append(f"committer {clean} <{email}> {commits} {offset[:5]}")
        version = self.objects.write("commit", ("\n".join(lines) + "\n\n").encode() + message.compose(note))
        self.move(parent, version)
        return version

    def move(self, old: str, new: str) -> None:
        """Point the branch at a version, only if it still points at `old`; git's own way of locking.

        Raises:
            Moved: it does not.
        """
        with _one_at_a_time:
            self._move_alone(old, new)

    def _move_alone(self, old: str, new: str) -> None:
        path = f"{self.git_dir}/{BRANCH}"
        lock = f"{path}.lock"
        files.make_folders(os.path.dirname(path))
        for _wait in range(200):
            if files.claim(lock, f"{new}\n".encode()):
                break
            if self.ref() != old:
                raise Moved
            self._clear_lock(lock, at_once=False)
            time.sleep(0.02)
        else:
            raise PortfolioError(
                _("Another program is writing to the history just now. What you saved is safe."),
                _("It becomes a version at the next save."),
            )
        if self.ref() != old:
            files.unclaim(lock)
            raise Moved
        files.unclaim(lock, path)
        self._remember(new)

    def _remember(self, version: str) -> None:
        """Keep the newest version's name a second time, against damage to the reference."""
        files.jot(f"{self.git_dir}/portfolio/last", f"{version}\n".encode())

    # Order

    def clear_locks(self, *, crashed: bool) -> None:
        """Remove git's lock files that a crash left and that no program holds open.

        Args:
            crashed: a save of ours was stopped, so that a lock may be fresh; otherwise only old ones go.
        """
        for name in ("index", "HEAD", BRANCH, "packed-refs", "config"):
            self._clear_lock(f"{self.git_dir}/{name}.lock", at_once=crashed)

    def _clear_lock(self, path: str, *, at_once: bool) -> None:
        with contextlib.suppress(FileNotFoundError):
            found = os.stat(path)
            old = time.time() - found.st_mtime > _LOCK_AGE
            torn = found.st_size == 0 and os.path.isdir("/proc/self/fd")  # git holds a lock open until it is filled
            if (old or torn or at_once) and not _held(path):
                files.remove(path)

    def loose(self) -> int:
        """About how many loose objects there are (one folder of 256 is counted)."""
        with contextlib.suppress(OSError):
            return len(os.listdir(f"{self.git_dir}/objects/17")) * 256
        return 0

    def tidy(self, *, always: bool = False) -> bool:
        """Pack loose objects once there are many (not while building). It may be stopped at any point without loss."""
        if not always and (files.is_relaxed() or self.loose() < _LOOSE_LIMIT):
            return False
        git.run(self.git_dir, "gc", "--quiet", "--prune=2.weeks.ago", seconds=600)
        self.objects.close()
        return True

    def heal(self, contents: Mapping[str, bytes]) -> None:
        """Write again what is damaged of the newest version and can be made from the files in the folder.

        Args:
            contents: path to bytes as they stand in the folder.
        """
        for path, data in contents.items():
            if self.index.blobs.get(path) == blob_name(data):
                self.objects.write("blob", data)
        self.objects.write_tree("", self.index.blobs)

    def holds(self, head: str, parent: str, save: str) -> bool:
        """Whether a save has already become one of the versions since `parent`."""
        known, name, saves = self._walked, head, set[str]()
        while name and name != parent and len(saves) < _FAR:
            if (name, parent) == (known.head, known.parent):  # many saves in a row are not walked over for each
                known.saves.update(saves)
                saves = known.saves
                break
            version = log.from_commit(name, self.objects.read(name, "commit"))
            saves.add(version.note.save or name)
            name = (version.parents or [""])[0]
        self._walked = _Walked(head, parent, saves)
        return save in saves


def _held(path: str) -> bool:
    """Whether a running program has a file open (where /proc tells)."""
    with contextlib.suppress(OSError):
        target = os.stat(path)
        for pid in os.listdir("/proc"):
            if not pid.isdigit():
                continue
            with contextlib.suppress(OSError):
                for handle in os.listdir(f"/proc/{pid}/fd"):
                    with contextlib.suppress(OSError):
                        found = os.stat(f"/proc/{pid}/fd/{handle}")
                        if (found.st_dev, found.st_ino) == (target.st_dev, target.st_ino):
                            return True
    return False
