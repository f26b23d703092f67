"""What is to be removed from history, found by what somebody calls it: its paths, and the records that quote it."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from portfolio.errors import BrokenRecord, NotFound, Refused
from portfolio.history import rewrite
from portfolio.i18n import _
from portfolio.model.codec import Malformed, canonical, load
from portfolio.model.record import is_id
from portfolio.model.work import Work
from portfolio.text import line

if TYPE_CHECKING:
    from portfolio.door.portfolio import Portfolio

_KEPT = ("courses/", "portfolio.json", "README.md", ".gitignore", "records/removals/")
"""What every version needs."""
Blobs = Mapping[str, set[str]]


@dataclass(frozen=True)
class Target:
    """What is to be removed from history."""

    name: str
    """What its owner calls it, and types to agree."""
    what: tuple[str, ...]
    """See `Removal.what`."""
    gone: frozenset[str]
    """The paths, in whatever version."""
    edits: Mapping[str, Mapping[str, str]]
    """Records that quote it: path to (blob to the one without the quote)."""
    works: frozenset[str]


def find(portfolio: Portfolio, text: str, work: Work | None = None) -> Target:
    """What a person named: a work, a record as kind/id or by the end of its id, or a path in the folder.

    Args:
        work: the work they named, where they named one.

    Raises:
        NotFound: no version has that.
        Refused: every version needs it.
    """
    portfolio.settle()
    ever = rewrite.every_blob(portfolio.repo, portfolio.repo.head())
    asked = text.strip().removeprefix("./").rstrip("/")
    paths = {path for path in ever if path == asked or path.startswith(f"{asked}/") or _hashed(path) == asked}
    records = {path for path in ever if _names(path, work.id if work else asked)}
    if work is None and paths:
        records = set()
    if not paths and len(records) != 1:
        raise NotFound(
            _("No version has anything called “{text}”.").format(text=line(text)[:80]),
            _("Name a work, a path in the folder, or a record by its kind and id, as “portfolio show VERSION” lists."),
        )
    return _target(portfolio, ever, paths | records, records)


def _target(portfolio: Portfolio, ever: Blobs, paths: set[str], records: set[str]) -> Target:
    gone, works = set(paths), set[str]()
    name = next((path.rpartition("/")[2] for path in sorted(paths)), "")
    what = tuple(_hashed(path) for path in sorted(paths - records))
    for path in records:
        kind, own = path.split("/")[1], path.rpartition("/")[2].removesuffix(".json")
        what, name = (f"{kind}/{own}",), own[-8:]
        if kind == "works":
            works.add(own)
            documents = _documents(portfolio, ever, path)
            now = portfolio.get(Work, own)
            titles = [now.title] if now else [str(one.get("title", "")) for one in documents]
            name = next((told for one in titles if (told := line(one))), name)
            folders = {f"works/{one.get('folder')}/" for one in documents}
            gone |= {each for each in ever if each.startswith(tuple(folders))}
        gone |= _belonging(portfolio, ever, kind, own)
    gone |= {
        each
        for each in ever
        if each.startswith("records/attachments/")
        and any(one.get("file") in gone for one in _documents(portfolio, ever, each))
    }
    needed = sorted(path for path in gone if path.startswith(_KEPT))
    if needed:
        raise Refused(
            _("{path} is needed by every version, so it stays.").format(path=line(needed[0])),
            _("Nothing was removed."),
        )
    texts = frozenset(blob for path in gone if path.startswith("works/") for blob in ever[path])
    edits = {
        path: swap
        for path in ever
        if path.startswith("records/") and path not in gone and (swap := _unquoted(portfolio, ever[path], works, texts))
    }
    return Target(name, what, frozenset(gone), edits, frozenset(works))


def _belonging(portfolio: Portfolio, ever: Blobs, kind: str, own: str) -> set[str]:
    """The records that say nothing without a work or a goal: all that grew around it."""
    field, above = {"works": ("work", "records/"), "goals": ("goal", "records/checkins/")}.get(kind, ("", ""))
    return {
        path
        for path in ever
        if field and path.startswith(above) and any(one.get(field) == own for one in _documents(portfolio, ever, path))
    }


def _hashed(path: str) -> str:
    return f"file/{hashlib.sha256(path.encode('utf-8', 'surrogateescape')).hexdigest()[:16]}"


def _names(path: str, asked: str) -> bool:
    """Whether a path is that of the record a person named."""
    parts = path.split("/")
    own = parts[-1].removesuffix(".json")
    if parts[0] != "records" or len(parts) != 4 or not is_id(own):
        return False
    return f"{parts[1]}/{own}" == asked or own == asked or (len(asked) >= 6 and own.endswith(f"-{asked}"))


def _documents(portfolio: Portfolio, ever: Blobs, path: str) -> list[dict[str, Any]]:
    """What a record ever was, as far as it can be read."""
    found = []
    for blob in sorted(ever[path]):
        with contextlib.suppress(Malformed, BrokenRecord):
            found.append(load(portfolio.objects.read(blob, "blob")))
    return found


def _unquoted(portfolio: Portfolio, blobs: set[str], works: set[str], texts: frozenset[str]) -> dict[str, str]:
    """Blob to the one without quotes from what goes, for those that have any."""
    found: dict[str, str] = {}
    for blob in blobs:
        with contextlib.suppress(Malformed, BrokenRecord):
            before = load(portfolio.objects.read(blob, "blob"))
            after = _blank(before, works, texts)
            if after != before:
                found[blob] = portfolio.objects.write("blob", canonical(after))
    return found


def _blank(value: Any, works: set[str], texts: frozenset[str]) -> Any:
    """JSON values with the words of passages in some works or texts taken out; where they stood stays."""
    if isinstance(value, list):
        return [_blank(one, works, texts) for one in value]
    if not isinstance(value, dict):
        return value
    made = {name: _blank(one, works, texts) for name, one in value.items()}
    if "quote" in made and (made.get("work") in works or made.get("blob") in texts):
        made["quote"] = ""
    return made
