"""Undo and restore: model rules over what a version changed. Both add a version; neither takes one away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portfolio.door.outside import judge
from portfolio.door.settle import Contents, merge_file, records_in
from portfolio.door.view import View
from portfolio.errors import InUse, NotFound, Refused
from portfolio.history.objects import is_safe
from portfolio.history.repo import Repo
from portfolio.i18n import _, ngettext
from portfolio.model.codec import Malformed, load
from portfolio.model.kinds import KINDS
from portfolio.model.merge import Clash, merge_record, merge_text
from portfolio.model.record import Record, strings
from portfolio.model.work import Work
from portfolio.text import line, shorten

if TYPE_CHECKING:
    from portfolio.door.portfolio import Portfolio

_NEVER = ("courses/", "portfolio.json", "README.md", ".gitignore", "records/removals/")


@dataclass(frozen=True)
class Undone:
    """What an undo or a restore did."""

    saved: bool
    """False where everything already was as it asked for."""
    kept: tuple[str, ...]
    """Places that changed again since and therefore stayed, each as one sentence."""


def touches(repo: Repo, version: str) -> bool:
    """Whether a version changed anything that can be undone."""
    return any(not path.startswith(_NEVER) for path in repo.changed_in(version))


def undo(portfolio: Portfolio, version: str, *, also: bool) -> Undone:
    """Take back what one version did. What changed again since stays as it is and is named.

    Args:
        version: its whole name, "" for the newest.
        also: remove what refers to things that go, too.

    Raises:
        InUse: something refers to what would go (each is named).
        Refused: it cannot be undone.
    """
    portfolio.settle()
    repo = portfolio.repo
    version = version or repo.head()
    found = next(repo.timeline(version, 1), None)
    if found is None:
        raise NotFound(_("There is nothing to undo yet."))
    if len(found.parents) != 1:
        raise Refused(_("This version brought others together or is the first one; it cannot be undone."))
    if found.note.change == "reflect.share":
        raise Refused(
            _("Sharing a reflection cannot be undone: the history has it, and others may have read it."),
            _("Write what you think of it now in another reflection."),
        )
    contents: Contents = {}
    kept: list[str] = []
    for path, (before, after) in repo.changed_in(version).items():
        if not path.startswith(_NEVER):
            try:
                contents[path] = _back(portfolio, path, after, before, kept, also=also)
            except (Malformed, UnicodeDecodeError) as error:
                raise Refused(
                    _("{path} cannot be read as it is now ({reason}), so nothing was undone.").format(
                        path=path, reason=error
                    ),
                    _("Fix that file first."),
                ) from error
    contents = {path: data for path, data in contents.items() if portfolio.bytes(path) != data}
    _with_references(portfolio, contents, also=also)
    if not contents:
        return Undone(False, tuple(kept))
    note = found.note
    with portfolio.change("undo", f"Undo: {note.subject}", work=note.work, undoes=version) as made:
        made.contents.update(contents)
    return Undone(made.saved, tuple(kept))


def _back(portfolio: Portfolio, path: str, base: str, theirs: str, kept: list[str], *, also: bool) -> bytes | None:
    """The file with the step from `theirs` to `base` taken out of what stands now."""
    objects = portfolio.objects
    now = portfolio.bytes(path)
    old = objects.read(base, "blob") if base else None
    target = objects.read(theirs, "blob") if theirs else None
    if now == old:
        return target
    if target is None:
        if now is not None and not also:
            kept.append(_("{path} changed again since and stayed").format(path=path))
            return now
        return None
    if now is None:
        return target if old is None else None
    clashes: list[Clash] = []
    if path.endswith(".json"):
        clashes = merge_record(load(old) if old else None, load(now), load(target), "mine")[1]
    elif path.endswith(".md") and old is not None:
        clashes = merge_text(old.decode("utf-8", "replace"), now.decode(), target.decode("utf-8", "replace"), "mine")[1]
    kept += [
        _("{where} changed again since and stayed: {value}").format(
            where=clash.where.replace("_", " "), value=shorten(str(clash.kept), 60)
        )
        for clash in clashes
    ]
    return merge_file(path, old, now, target, "mine")


def _with_references(portfolio: Portfolio, contents: Contents, *, also: bool) -> None:
    """Refuse where something refers to a record that would go, or (`also`) let that go too."""
    going = {name.split("/")[1] for name in records_in([path for path, data in contents.items() if data is None])}
    while going:
        held = [record for record in _everything(portfolio) if record.path not in contents and _refers(record, going)]
        if not held:
            break
        if not also:
            names = sorted({describe(portfolio, record) for record in held})
            raise InUse(
                _("This cannot be undone alone, because {things} refer to it: {names}.").format(
                    things=ngettext("{n} thing", "{n} things", len(held)), names="; ".join(names)
                ),
                _("Undo those first, or all of it together (in plain lines: --also)."),
            )
        for record in held:
            contents[record.path] = None
        going |= {record.id for record in held}
    for path in [path for path, data in contents.items() if data is None and path.startswith("records/works/")]:
        folder = _folder(portfolio.bytes(path))
        left = [inner for inner in portfolio.names(f"works/{folder}") if contents.get(inner, b"") is not None]
        if left and not also:
            raise InUse(
                _("This cannot be undone alone, because something was written since: {names}.").format(
                    names=", ".join(left[:3])
                ),
                _("Undo that first, or all of it together (in plain lines: --also)."),
            )
        contents.update(dict.fromkeys(left))


def _folder(data: bytes | None) -> str:
    """The folder of a work, from its record."""
    try:
        return str(load(data or b"{}").get("folder") or "none")
    except Malformed:
        return "none"


def _everything(portfolio: Portfolio) -> list[Record]:
    return [record for kind in KINDS.values() for record in portfolio.all(kind)]


def _refers(record: Record, going: set[str]) -> bool:
    return any(text in going for text in strings(record.to_json()) if text != record.id)


def describe(view: View, record: Record) -> str:
    """One record in a few words: what it is and what it, or its work, is called."""
    work = view.get(Work, getattr(record, "work", ""))
    called = record.called or (work.title if work else "")
    return f"{_(record.NAME)} " + (f"“{shorten(called, 40)}”" if called else record.short)


def restore(portfolio: Portfolio, version: str, wanted: str) -> Undone:
    """Set what a version touched back to how it was then.

    Args:
        version: its whole name.
        wanted: one record (id), work folder or path alone; "" for all that the version touched.

    Raises:
        NotFound: that version has nothing of that name.
        Refused: it only took something away.
    """
    portfolio.settle()
    repo = portfolio.repo
    then = repo.files_of(version)
    paths = [path for path in then if _named(path, wanted)] if wanted else list(repo.changed_in(version))
    paths = [path for path in paths if not path.startswith(_NEVER) and is_safe(path)]
    if not wanted and not any(path in then for path in paths):
        raise Refused(
            _("This version only took something away, so there is nothing of it to restore."),
            _("Undo it to bring that back."),
        )
    if not paths:
        raise NotFound(
            _("Version {version} has nothing called “{name}”.").format(version=version[:8], name=line(wanted)[:40]),
            _("“portfolio show {version}” lists what it touched.").format(version=version[:8]),
        )
    found = next(repo.timeline(version, 1))
    subject = f"Restore from {found.at:%Y-%m-%d %H:%M}: {found.note.subject}"
    with portfolio.change("restore", subject, work=found.note.work, undoes=version) as made:
        for path in paths:
            if path not in then:
                made.contents[path] = None
                continue
            data = portfolio.objects.read(then[path], "blob")
            problem = judge(path, data, portfolio.repo.index)
            if problem is not None:
                raise Refused(_("{problem}, so it was not restored.").format(problem=problem))
            made.contents[path] = data
    return Undone(made.saved, ())


def _named(path: str, wanted: str) -> bool:
    if path == wanted or path.startswith(f"works/{wanted}/"):
        return True
    stem = path.rpartition("/")[2].removesuffix(".json")
    return path.startswith("records/") and (stem == wanted or path.split("/")[1] + "/" + stem == wanted)
