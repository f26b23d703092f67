"""The way of a save: one change, kept whole in the journal, then made a version, also of what another computer did."""

from __future__ import annotations

import os
import threading
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from portfolio.clock import stamp
from portfolio.door import outside
from portfolio.door.change import Change
from portfolio.door.source import Folder
from portfolio.door.typing import Typing
from portfolio.door.view import HistoryView, Problem
from portfolio.errors import PortfolioError, ReadOnly, Refused
from portfolio.history.message import Note
from portfolio.history.objects import blob_name, is_safe
from portfolio.history.repo import Repo
from portfolio.i18n import _
from portfolio.model.work import Work
from portfolio.store import files
from portfolio.store.journal import Entry
from portfolio.text import line

if TYPE_CHECKING:
    from portfolio.door.settle import Contents


class Saving(Typing, HistoryView):
    """The part of a portfolio that saves. What is saved stands in the journal; `settle` makes it versions."""

    repo: Repo
    folder: Folder
    news: list[str]
    problems: dict[str, Problem]
    _waiting: list[Entry]
    _index_old: bool
    _turn: threading.RLock
    _settling: threading.Lock

    @abstractmethod
    def refresh(self) -> bool:
        """Look at the folder again (see `Portfolio.refresh`)."""

    @contextmanager
    def change(self, name: str, subject: str, *, work: str = "", undoes: str = "") -> Iterator[Change]:
        """One change: what is put into it is saved when the block ends, together or not at all.

        Where nothing differs from what stands, nothing is saved. An exception inside the block saves nothing.

        Raises:
            ReadOnly: this window only reads.
            Refused: it would write over a file that is broken now.
            NotSaved: the disk said no; nothing has changed.
        """
        if not self.writable:
            raise ReadOnly(_("This portfolio is open for reading only, so nothing was changed."))
        if not self._waiting and self.repo.head() != self.version:
            self.refresh()
        from portfolio.door.settle import records_in

        with self._turn:
            made = Change(self, name, subject, work, undoes)
            yield made
            self._take_in(made)
            for path in made.contents:
                if not is_safe(path):
                    raise Refused(_("“{path}” is not a place inside the portfolio.").format(path=line(path)[:80]))
            different = {path: data for path, data in made.contents.items() if self.bytes(path) != data}
            if different:
                different = {**made.texts, **different}
                note = Note(name, subject, records_in(list(different)), work, undoes=undoes)
                self.save(note, different)
                made.saved = True

    def _take_in(self, made: Change) -> None:
        """Before a save: what changed outside in the files it touches becomes a version of its own first."""
        found = outside.Found()
        for path in made.contents:
            if path in self.folder.over:
                continue
            try:
                now = os.lstat(f"{self.root}/{path}")
            except (FileNotFoundError, NotADirectoryError):
                outside.look_at(self.root, path, self.repo.index, found)
                continue
            if not self.repo.index.same_as(path, now):
                outside.look_at(self.root, path, self.repo.index, found)
        if found.problems:
            problem = next(iter(found.problems.values()))
            raise Refused(
                _("{problem}. It was left as it is, and nothing was saved.").format(problem=problem),
                _("Fix that file or move it away, then save again. What you wrote is still here."),
            )
        if found.changed:
            self.adopt(found)

    def adopt(self, found: outside.Found) -> None:
        """Make what was changed outside a save of its own."""
        if found.changed:
            from portfolio.door.settle import outside_note

            bases = {path: self.repo.index.blobs.get(path, "") for path in found.changed}
            note = outside_note(stamp(self.clock.now()), bases, found.changed, self._work_in(found.changed))
            self._save(note, dict(found.changed))
            names = ", ".join(sorted(found.changed)[:3])
            told = _("Changed outside and taken in: {names}. “Undo” brings back how it was.")
            self.news.append(told.format(names=line(names) + (" …" if len(found.changed) > 3 else "")))

    def _work_in(self, paths: Iterable[str]) -> str:
        """The id of the one work that paths lie in, "" for none or several."""
        folders = {path.split("/")[1] for path in paths if path.startswith("works/") and path.count("/") > 1}
        found = [work.id for work in self.all(Work) if work.folder in folders] if len(folders) == 1 else []
        return found[0] if len(found) == 1 else ""

    def save(self, note: Note, contents: Contents) -> None:
        """Keep contents as they are, as one save (for changes that were worked out elsewhere in the door)."""
        from portfolio.door.settle import make_note

        bases = {}
        for path in contents:
            now = self.bytes(path)
            bases[path] = blob_name(now) if now is not None else ""
        self._save(make_note(note, stamp(self.clock.now()), bases, {}), contents)

    def _save(self, note: Mapping[str, Any], contents: Contents) -> None:
        try:
            entry = self.journal.add(self.version, note, contents)
        except OSError as error:
            raise files.not_saved(error, self.root) from error
        with self._turn:
            self._waiting.append(entry)
            for path, data in contents.items():
                self.folder.over[path] = data
                self._put(path, data)
                self.problems.pop(path, None)

    @property
    def waiting(self) -> int:
        """How many saves are not yet versions."""
        return len(self._waiting)

    def settle(self) -> None:
        """Make every save a version. For a worker: it may take a while, and may be called again at any time.

        Raises:
            NotSaved, PortfolioError: what is saved stays saved, and is tried again next time.
        """
        with self._settling:
            done: list[str] = []
            try:
                self._settle_all(done)
            finally:
                if self._index_old:
                    self._save_index()
                with suppress(OSError):  # what stays is done again when the portfolio is opened, and changes nothing
                    for name in done:
                        self.journal.done(name)

    def _settle_all(self, done: list[str]) -> None:
        if not self._waiting:
            return
        from portfolio.door.settle import settle

        owner = self.owner
        while self._waiting:
            entry = self._waiting[0]
            try:
                made = settle(self.repo, self.journal, entry, owner)
            except OSError as error:
                raise PortfolioError(
                    _("What you saved is safe, but it is not yet a version: {reason}.").format(
                        reason=error.strerror or error
                    ),
                    _("It is tried again at the next save and when the portfolio is opened."),
                ) from error
            done.append(entry.name)
            self._index_old = True
            with self._turn:
                known = self.version
                self._waiting.pop(0)
                self._settled(entry, made.version)
                if made.before not in (known, made.version):
                    self._forget()
                self.take_over([made.adopted] if made.adopted else [])

    def join(self, theirs: str) -> bool:
        """Bring in what another computer of the same student made. For a worker, like `settle`.

        Args:
            theirs: the other computer's newest version, already among the objects here.

        Returns:
            Whether it had anything new.

        Raises:
            Refused: it is another portfolio's history.
            NotSaved, PortfolioError: it is not done; nothing is lost, and the next try goes on from there.
        """
        from portfolio.door.meet import entry_for

        self.settle()
        try:
            entry = entry_for(self, theirs)
        except OSError as error:
            raise files.not_saved(error, self.root) from error
        if entry is not None:
            self.take_over([entry])
            self.settle()
        return entry is not None

    def _settled(self, entry: Entry, version: str) -> None:
        self.version = version
        if entry.joins:
            self._forget()
        still = {path for other in self._waiting for path in other.contents}
        for path, data in entry.contents.items():
            if path not in still:
                self.folder.over.pop(path, None)
                if self.folder.read(path) != data:
                    self._forget()

    def take_over(self, entries: list[Entry]) -> None:
        """Finish saves that stand in the journal already."""
        self._waiting += entries
        for entry in entries:
            if not entry.joins:
                self.folder.over.update(entry.contents)
            self._forget()

    def _save_index(self) -> None:
        try:
            self._index_old = not self.repo.index.save(self.version)
        except OSError:
            self._index_old = True
