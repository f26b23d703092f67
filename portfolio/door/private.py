"""Private reflections: one file each, outside git, holding its earlier versions too. Erasing leaves nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from portfolio.clock import stamp
from portfolio.door.view import cleaned
from portfolio.errors import ReadOnly
from portfolio.history.objects import blob_name
from portfolio.i18n import _
from portfolio.model.codec import Malformed, canonical, load
from portfolio.model.record import is_id
from portfolio.model.work import Reflection
from portfolio.store import files

if TYPE_CHECKING:
    from portfolio.door.portfolio import Portfolio

_LIMIT = 8 * 1024 * 1024
_ERASED = "erased.json"
"""The ids of what was erased, kept once a stick was used, so that an old copy there does not bring it back."""


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
            if os.path.exists(f"{self._folder}/{_ERASED}"):
                gone = self._erased(self._folder) | {name}
                files.write(f"{self._folder}/{_ERASED}", canonical({"erased": sorted(gone)}))
            if found is not None:
                self._portfolio.let_go(form=f"reflect-{found.work}")
        except OSError as error:
            raise files.not_saved(error, self._folder) from error
        self._cache = None

    # On the student's own stick

    def carry(self, folder: str) -> int:
        """Bring the private reflections here and in a folder together, both ways; what was erased goes on both.

        Args:
            folder: on the student's own stick.

        Returns:
            How many came in or went out.

        Raises:
            NotSaved: a disk said no.
        """
        try:
            gone = self._erased(self._folder) | self._erased(folder)
            count = 0
            names = {name for place in (self._folder, folder) for name in _ids(place)}
            for name in sorted(names - gone):
                count += self._bring_together(name, folder)
            for place in (self._folder, folder):
                for name in gone & set(_ids(place)):
                    files.remove(f"{place}/{name}.json")
                    count += 1
                if gone - self._erased(place) or not os.path.exists(f"{place}/{_ERASED}"):
                    files.make_folders(place)
                    files.write(f"{place}/{_ERASED}", canonical({"erased": sorted(gone)}))
        except OSError as error:
            raise files.not_saved(error, folder) from error
        self._cache = None
        return count

    def _bring_together(self, name: str, folder: str) -> int:
        """One reflection here and there: of two that differ, one stands, the other is kept among its earlier words."""
        paths = [f"{place}/{name}.json" for place in (self._folder, folder)]
        sides = [_saved(path) for path in paths]
        if any(side is None and os.path.lexists(path) for side, path in zip(sides, paths, strict=True)):
            return 0  # broken: left as it is
        mine, theirs = sides
        if mine == theirs:
            return 0
        if mine is None or theirs is None:
            both = mine or theirs
        else:
            first, second = sorted((mine, theirs), key=_order(mine, theirs))
            earlier = [*second.get("earlier", []), *first.get("earlier", []), second["now"]]
            kept = [one for n, one in enumerate(earlier) if one not in earlier[:n] and one != first["now"]]
            both = {**first, "earlier": kept}
        for path, side in zip(paths, sides, strict=True):
            if side != both and both is not None:
                files.make_folders(os.path.dirname(path))
                files.write(path, canonical(both))
        return 1

    @staticmethod
    def _erased(place: str) -> set[str]:
        """The ids of reflections that were erased; nothing else of them is kept."""
        try:
            found = load(files.read(f"{place}/{_ERASED}", _LIMIT)).get("erased", [])
        except (OSError, Malformed):
            return set()
        return {one for one in found if isinstance(one, str) and is_id(one)}

    def _path(self, name: str) -> str:
        assert is_id(name)
        return f"{self._folder}/{name}.json"


def _ids(folder: str) -> list[str]:
    names = os.listdir(folder) if os.path.isdir(folder) else []
    return [name.removesuffix(".json") for name in names if is_id(name.removesuffix(".json"))]


def _saved(path: str) -> dict[str, Any] | None:
    """What stands in a file, None where there is none or it cannot be read."""
    try:
        found = load(files.read(path, _LIMIT))
        Reflection.from_json({**cleaned(found)["now"]})
    except (OSError, Malformed, KeyError, TypeError):
        return None
    return found


def _order(one: dict[str, Any], other: dict[str, Any]) -> Callable[[dict[str, Any]], tuple[bool, str]]:
    """Which of two stands: the one that knows the other's words as earlier ones, else by its content."""

    def key(side: dict[str, Any]) -> tuple[bool, str]:
        against = other if side is one else one
        return side["now"] in against.get("earlier", []), blob_name(canonical(side["now"]))

    return key
