"""Private reflections: one file each, outside git, holding its earlier versions too. Erasing leaves nothing."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from portfolio.clock import stamp
from portfolio.door.view import cleaned
from portfolio.errors import ReadOnly
from portfolio.i18n import _
from portfolio.model.codec import Malformed, canonical, load
from portfolio.model.record import is_id
from portfolio.model.work import Reflection
from portfolio.store import files

if TYPE_CHECKING:
    from portfolio.door.portfolio import Portfolio

_LIMIT = 8 * 1024 * 1024


class Private:
    """What only this folder's owner can read."""

    def __init__(self, portfolio: Portfolio) -> None:
        self._portfolio = portfolio
        self._folder = f"{portfolio.root}/private/reflections"
        self._cache: list[Reflection] | None = None

    def all(self) -> list[Reflection]:
        """All private reflections, oldest first; a broken file is a problem of the portfolio."""
        if self._cache is None:
            self._cache = [one for name in self._names() if (one := self._read(name)) is not None]
        return list(self._cache)

    def _names(self) -> list[str]:
        if not os.path.isdir(self._folder):
            return []
        names = (name.removesuffix(".json") for name in os.listdir(self._folder) if name.endswith(".json"))
        return sorted(name for name in names if is_id(name))

    def _read(self, name: str) -> Reflection | None:
        from portfolio.door.view import Problem

        path = f"private/reflections/{name}.json"
        try:
            document = cleaned(load(files.read(f"{self._portfolio.root}/{path}", _LIMIT)))
            return Reflection.from_json({**document["now"]})
        except (OSError, Malformed, KeyError, TypeError) as error:
            self._portfolio.problems[path] = Problem(path, getattr(error, "line", 0), str(error))
            return None

    def save(self, reflection: Reflection) -> None:
        """Keep a reflection, and what it was before inside the same file.

        Raises:
            ReadOnly: this window only reads.
            NotSaved: the disk said no; nothing has changed.
        """
        if not self._portfolio.writable:
            raise ReadOnly(_("This portfolio is open for reading only, so nothing was changed."))
        path = self._path(reflection.id)
        now = cleaned(reflection.to_json())
        earlier = []
        try:
            if os.path.exists(path):
                old = load(files.read(path, _LIMIT))
                if old["now"] == now:
                    return
                earlier = [*old.get("earlier", []), old["now"]]
            files.make_folders(self._folder)
            saved = {"now": now, "earlier": earlier, "saved": stamp(self._portfolio.clock.now())}
            files.write(path, canonical(saved))
        except OSError as error:
            raise files.not_saved(error, self._folder) from error
        self._cache = None

    def share(self, reflection: Reflection, work_title: str) -> None:
        """Put the reflection as it stands into the portfolio's history, then delete the private file."""
        with self._portfolio.change(
            "reflect.share", f"Share a reflection on {work_title}", work=reflection.work
        ) as change:
            change.put(reflection)
        self.erase(reflection.id)

    def erase(self, name: str) -> None:
        """Delete a private reflection and everything typed into it; no byte of it stays in the folder.

        Raises:
            NotSaved: the disk said no.
        """
        found = next((one for one in self.all() if one.id == name), None)
        try:
            files.remove(self._path(name))
            if found is not None:
                self._portfolio.let_go(form=f"reflect-{found.work}")
        except OSError as error:
            raise files.not_saved(error, self._folder) from error
        self._cache = None

    def _path(self, name: str) -> str:
        assert is_id(name)
        return f"{self._folder}/{name}.json"
