"""The portfolio of one student: opened, changed, asked about its past."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from portfolio.clock import Clock, SystemClock
from portfolio.door import outside
from portfolio.door.private import Private
from portfolio.door.saving import Saving
from portfolio.door.source import Folder
from portfolio.door.view import Owner, Problem, read_owner
from portfolio.errors import BrokenRecord, NotFound, PortfolioError, Refused
from portfolio.history.index import Index
from portfolio.history.log import Version
from portfolio.history.objects import blob_name
from portfolio.history.repo import Repo
from portfolio.i18n import _
from portfolio.model.codec import Malformed
from portfolio.store import files
from portfolio.store.journal import Entry, Journal
from portfolio.text import line

if TYPE_CHECKING:
    from portfolio.door.past import Undone


class Portfolio(Saving):
    """A portfolio open for work. Screens and commands read it as a `View` and write it through `change` alone."""

    def __init__(self, root: str, clock: Clock, *, writable: bool) -> None:
        self.root = root
        self.clock = clock
        self.writable = writable
        self.repo: Repo = Repo(root)
        self.journal = Journal(f"{self.repo.git_dir}/portfolio/journal")
        self.typing = Journal(f"{root}/private/.journal")
        """What is being typed and private: it never enters .git."""
        self.folder = Folder(root)
        self.private = Private(self)
        self.news: list[str] = []
        """Sentences about what opening found and did."""
        self._waiting: list[Entry] = []
        self._index_old = False
        self._turn = threading.RLock()
        self._settling = threading.Lock()
        super().__init__(self.folder, self.repo, "")

    @classmethod
    def open(cls, root: str, clock: Clock | None = None, *, writable: bool = True) -> Portfolio:
        """Open the portfolio in a folder, finishing what a crash left.

        Raises:
            NotFound: there is none in that folder.
            Refused: its history stands elsewhere.
            BrokenRecord: its portfolio.json cannot be read.
        """
        root = os.path.abspath(root)
        if not os.path.isfile(f"{root}/portfolio.json"):
            raise NotFound(
                _("There is no portfolio in {folder}.").format(folder=line(root)),
                _("Make one with “portfolio new”, or name another folder with -C."),
            )
        if os.path.isfile(f"{root}/.git"):
            raise Refused(
                _("The history of {folder} stands in another place (.git is a file).").format(folder=line(root)),
                _("Open the folder it was made in, or a copy of it."),
            )
        made = cls(root, clock or SystemClock(), writable=writable and os.access(root, os.W_OK))
        from portfolio.door import recover

        recover.start(made)
        return made

    def close(self) -> None:
        """Make what is saved into versions, keep the history small, and let go of everything held."""
        try:
            self.settle()
            if self.writable:
                with suppress(PortfolioError):  # order is a courtesy; the next one that closes tries again
                    self.repo.tidy()
        finally:
            self.leave_window()
            self.repo.close()

    @property
    def owner(self) -> Owner:
        """Whose it is; as in the newest version where portfolio.json was broken outside (which is then a problem).

        Raises:
            BrokenRecord: it is broken there, too.
        """
        try:
            return super().owner
        except BrokenRecord:
            known = self.repo.index.blobs.get("portfolio.json", "")
            data = self.objects.read(known, "blob") if known else b""
            with suppress(Malformed):
                return read_owner(data)
            raise

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Within it no other thread saves, settles or looks at the folder: for what moves all of its history."""
        with self._settling, self._turn:
            yield

    # Looking around

    def refresh(self) -> bool:
        """Look at the folder again: versions other windows made, files changed outside. True where anything is new.

        Raises:
            NotSaved: an outside change could not be kept.
        """
        with self._settling, self._turn:
            head = self.repo.head()
            moved = head != self.version
            if moved:
                self.repo.index.load()
            if self.repo.index.version != head:
                self.repo.index.become(head, self.repo.files_of(head))
                self._index_old = True
            self.version = head
            busy = set(self.folder.over) | self.journal.paths()
            found = outside.look(self.root, self.repo.index, busy)
            if self.writable:
                try:
                    self._put_back(found)
                except OSError as error:
                    raise files.not_saved(error, self.root) from error
                self.adopt(found)
                self.repo.index.seen(found.same, self.root)
                self._index_old |= bool(found.same)
            if moved or found.changed or found.problems or self.problems:
                self._forget()
            self.problems = {**self._still_broken(found), **found.problems}
            return moved or bool(found.changed)

    def _still_broken(self, found: outside.Found) -> dict[str, Problem]:
        """Known problems of records that are broken in the newest version itself, so that no change shows them."""
        known = [path for path in self.problems if path.startswith("records/") and path not in found.changed]
        read = {path: data for path in known if (data := self.folder.read(path)) is not None}
        judged = {path: outside.judge(path, data, self.repo.index) for path, data in read.items()}
        return {path: problem for path, problem in judged.items() if problem is not None}

    def _put_back(self, found: outside.Found) -> None:
        for path in found.back:
            files.make_folders(os.path.dirname(f"{self.root}/{path}"))
            files.write(f"{self.root}/{path}", self.objects.read(self.repo.index.blobs[path], "blob"))
            self.repo.index.set(path, self.repo.index.blobs[path], self.root)

    def check(self) -> list[Problem]:
        """Everything that is wrong with the folder or its history."""
        from portfolio.model.kinds import KINDS

        for kind in KINDS.values():
            self.all(kind)
        self.private.all()
        found = list(self.problems.values())
        return found + [Problem(".git", 0, line) for line in self.repo.check()]

    def heal(self) -> None:
        """Write again whatever is damaged of the newest version and can be made from the files in the folder."""
        if self.repo.index.version != self.repo.head():
            everything = outside.look(self.root, Index(self.repo.git_dir), ()).changed
            names = {path: blob_name(data) for path, data in everything.items() if data is not None}
            self.repo.index.become(self.repo.head(), names)
        contents = {path: self.folder.read(path) for path in self.repo.index.blobs}
        self.repo.heal({path: data for path, data in contents.items() if data is not None})

    # The past

    def restore(self, version: str, record: str = "") -> Undone:
        """Set what a version touched (or one record of it) back to how it was then; adds a version."""
        from portfolio.door import past

        return past.restore(self, version, record)

    def can_undo(self, version: Version) -> bool:
        """Whether undoing a version could change anything (not where it only touched what is never undone)."""
        from portfolio.door import past

        if not version.note.change.startswith("outside"):
            return True
        return len(version.parents) == 1 and past.touches(self.repo, version.id)

    def undo(self, version: str = "", *, also: bool = False) -> Undone:
        """Take back what one version did (see `past.undo`)."""
        from portfolio.door import past

        return past.undo(self, version, also=also)
