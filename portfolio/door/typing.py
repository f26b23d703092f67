"""What is being typed, kept without a version until it is saved or thrown away; and which windows are open."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import Any

from portfolio.clock import Clock, stamp
from portfolio.model.work import Work
from portfolio.store import files
from portfolio.store.journal import Journal

LATER = "later"
"""The form under which steps that were put off are kept; nothing of it was typed."""


class Typing:
    """The part of a portfolio that looks after text on its way."""

    root: str
    clock: Clock
    writable: bool
    journal: Journal
    typing: Journal

    def keep_text(self, work: Work, text: str, base: str) -> None:
        """Keep the text of a piece safe while it is being typed, without a version.

        Args:
            base: the blob it was made from.

        Raises:
            NotSaved: the disk said no.
        """
        note = {"work": work.id, "base": base, "at": stamp(self.clock.now())}
        self._keep(f"text-{work.id}", note, text)

    def kept_text(self, work: Work) -> tuple[str, str] | None:
        """What this window typed into a piece and could not save, with the blob it was made from."""
        entry = self.journal.load(self.journal.kept(f"text-{work.id}"))
        if entry is None:
            return None
        return (entry.contents.get("text") or b"").decode("utf-8", "replace"), str(entry.note.get("base", ""))

    def keep_form(self, key: str, answers: str, *, private: bool = False) -> None:
        """Keep a half-filled form (as JSON) under a key of letters and digits; private ones stand in private/."""
        self._keep(f"form-{key}", {"form": key, "at": stamp(self.clock.now())}, answers, private=private)

    def _keep(self, name: str, note: dict[str, Any], text: str, *, private: bool = False) -> None:
        if self.writable:
            try:
                (self.typing if private else self.journal).keep(name, note, {"text": text.encode("utf-8", "replace")})
            except OSError as error:
                raise files.not_saved(error, self.root) from error

    def kept_form(self, key: str) -> str:
        """What was typed into a form and neither saved nor thrown away, "" for nothing."""
        for journal in (self.journal, self.typing):
            for entry in (journal.load(journal.kept(f"form-{key}")), *journal.left_behind()):
                if entry is not None and entry.note.get("form") == key:
                    return (entry.contents.get("text") or b"").decode("utf-8", "replace")
        return ""

    def half_typed(self) -> set[str]:
        """The keys of forms that something was typed into and that were neither saved nor thrown away."""
        found: set[str] = set()
        for journal in (self.journal, self.typing):
            for entry in (*journal.kept_now(), *journal.left_behind()):
                key = str(entry.note.get("form", ""))
                if key and key != LATER and entry.contents.get("text"):
                    found.add(key)
        return found

    def let_go(self, *, work: Work | None = None, form: str = "") -> None:
        """What was typed is saved (or thrown away): it need not be kept any longer."""
        with suppress(OSError):  # what stays is offered again, and changes nothing
            if work is not None:
                self.journal.done(self.journal.kept(f"text-{work.id}"))
                return
            for journal in (self.journal, self.typing):
                journal.done(journal.kept(f"form-{form}"))
                for entry in journal.left_behind():
                    if entry.note.get("form") == form:
                        journal.done(entry.name)

    # Windows

    @property
    def _window(self) -> str:
        return f"{self.root}/.git/portfolio/window"

    def enter_window(self) -> bool:
        """Say that a window has this portfolio open. True where another one on this computer has it open already."""
        if not self.writable:
            return False
        try:
            words = files.read(self._window, 200).decode("ascii", "replace").split()
        except OSError:
            words = []
        ours = len(words) == 2 and words[0] == files.HOST and words[1].isdigit()
        if ours and int(words[1]) != os.getpid() and files.alive(int(words[1])):
            return True
        with suppress(OSError):
            files.jot(self._window, f"{files.HOST} {os.getpid()}\n".encode())
        return False

    def leave_window(self) -> None:
        """Say that this window is closed."""
        with suppress(OSError):
            if files.read(self._window, 200).decode("ascii", "replace").split() == [files.HOST, str(os.getpid())]:
                files.remove(self._window)
