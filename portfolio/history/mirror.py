"""A mirror: a bare repository this computer made for somebody else's history, read as objects only.

Nothing of theirs but objects ever enters it: no settings, no hooks, no names of files on this disk. Only what comes
after the version known so far is taken as the same history; anything else is kept beside it and said to be another.
"""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from typing import Literal

from portfolio.clock import instant, stamp
from portfolio.history import git
from portfolio.history.objects import is_name
from portfolio.history.reading import BRANCH, LARGEST, History
from portfolio.i18n import _
from portfolio.store import files
from portfolio.text import clean

_CONFIG = b"[core]\n\trepositoryformatversion = 0\n\tbare = true\n"
_OTHERS = "refs/others"
_SEEN = "portfolio/seen"
_VETTED = "portfolio/vetted.json"
_MOST_SKIPPED = 20
_MANY_PACKS = 40


@dataclass(frozen=True)
class Taken:
    """What became of a version that was found in a hub."""

    kind: Literal["same", "new", "other"]
    """same: known already; new: it goes on from what was known; other: it does not, and stands beside it."""
    head: str


@dataclass(frozen=True)
class Vetted:
    """What vetting a version found."""

    head: str
    versions: int
    """How many versions lead to it."""
    skipped: dict[str, str]
    """Entries that are never read, path to mode: links, other repositories, names that lead out. Not all, if many."""

    def reasons(self) -> list[str]:
        """One sentence for each entry that is never read."""
        told = {"120000": _("a link to another place"), "160000": _("another repository")}
        other = _("a name that not every computer can hold")
        return [f"{path}: {told.get(mode, other)}" for path, mode in self.skipped.items()]


class Mirror(History):
    """Somebody else's history."""

    def __init__(self, git_dir: str) -> None:
        super().__init__(git_dir, limit=LARGEST)

    @classmethod
    def make(cls, git_dir: str) -> Mirror:
        """The mirror in a folder, made where there is none yet.

        Raises:
            NotSaved: the disk said no.
        """
        try:
            if not os.path.isfile(f"{git_dir}/HEAD"):
                for folder in ("objects/pack", "refs/heads"):
                    files.make_folders(f"{git_dir}/{folder}")
                files.write(f"{git_dir}/config", _CONFIG)
                files.write(f"{git_dir}/HEAD", f"ref: {BRANCH}\n".encode())
        except OSError as error:
            raise files.not_saved(error, git_dir) from error
        with contextlib.suppress(OSError):
            files.clear_left_overs(f"{git_dir}/portfolio")
        return cls(git_dir)

    def others(self) -> list[str]:
        """Newest versions that were seen here once and do not lead to the present one."""
        with contextlib.suppress(OSError):
            return sorted(filter(is_name, os.listdir(f"{self.git_dir}/{_OTHERS}")))
        return []

    def settle(self, head: str) -> Taken:
        """Take a version whose objects are here as the newest, if it goes on from the one known.

        Raises:
            Refused: it holds more, or is nested deeper, than a portfolio can be.
        """
        known = self.head()
        if head == known:
            return Taken("same", head)
        versions = self.vet(head)
        if not known or self.is_before(known, head):
            self._keep_vetted(Vetted(head, versions, self._skipped(head)))
            self._point(BRANCH, head)
            self._forget_other(head)
            return Taken("new", head)
        if self.is_before(head, known):
            return Taken("same", known)
        self._point(f"{_OTHERS}/{head}", head)
        return Taken("other", head)

    def follow(self, other: str) -> None:
        """Go on with another history from here; the one known so far is kept beside it."""
        known = self.head()
        if known:
            self._point(f"{_OTHERS}/{known}", known)
        self._point(BRANCH, other)
        self._forget_other(other)

    def _point(self, ref: str, version: str) -> None:
        try:
            files.make_folders(os.path.dirname(f"{self.git_dir}/{ref}"))
            files.write(f"{self.git_dir}/{ref}", f"{version}\n".encode())
        except OSError as error:
            raise files.not_saved(error, self.git_dir) from error

    def _forget_other(self, head: str) -> None:
        for other in self.others():
            if self.is_before(other, head):
                files.remove(f"{self.git_dir}/{_OTHERS}/{other}")

    def files_of(self, version: str) -> dict[str, str]:
        """Path to blob of a version; one that was never the newest is vetted first.

        Raises:
            Refused: it holds more than a reader can take.
        """
        if version and version != self.head():
            self.vet_files(version)
        return super().files_of(version)

    def note_seen(self, head: str, at: datetime) -> None:
        """Keep when a version was first seen here, by this computer's clock."""
        path = f"{self.git_dir}/{_SEEN}"
        known = b""
        with contextlib.suppress(OSError):
            known = files.read(path, files.LARGEST)
        if head.encode() not in known:
            files.make_folders(os.path.dirname(path))
            files.write(path, known + f"{head} {stamp(at)}\n".encode())

    def seen(self) -> dict[str, datetime]:
        """When each version that was once the newest was first seen here, in that order."""
        found: dict[str, datetime] = {}
        with contextlib.suppress(OSError):
            for one in files.read(f"{self.git_dir}/{_SEEN}", files.LARGEST).decode("ascii", "replace").split("\n"):
                name, _space, told = one.partition(" ")
                at = instant(told)
                if is_name(name) and at is not None:
                    found.setdefault(name, at)
        return found

    def tidy(self) -> None:
        """Pack what came in many pieces together. It may be stopped at any point without loss."""
        with contextlib.suppress(OSError):
            if len(os.listdir(f"{self.git_dir}/objects/pack")) > 2 * _MANY_PACKS:
                git.run(self.git_dir, "repack", "-a", "-d", "-q", seconds=600)
                self.objects.close()

    def vetted(self) -> Vetted:
        """What vetting the newest version found.

        Raises:
            Refused, BrokenRecord: it had to be vetted anew, and cannot be read.
        """
        head = self.head()
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            kept = json.loads(files.read(f"{self.git_dir}/{_VETTED}", files.LARGEST))
            if kept["head"] == head:
                return Vetted(
                    head, int(kept["versions"]), {str(path): str(mode) for path, mode in kept["skipped"].items()}
                )
        found = Vetted(head, self.vet(head), self._skipped(head))
        self._keep_vetted(found)
        return found

    def _keep_vetted(self, found: Vetted) -> None:
        with contextlib.suppress(OSError):  # it can be made again
            files.make_folders(f"{self.git_dir}/portfolio")
            files.write(f"{self.git_dir}/{_VETTED}", json.dumps(asdict(found)).encode(), lasting=False)

    def _skipped(self, version: str) -> dict[str, str]:
        left = self.objects.left_out(self.objects.commit(version)[0])
        return {clean(path)[:200]: mode for path, mode in islice(left, _MOST_SKIPPED)}
