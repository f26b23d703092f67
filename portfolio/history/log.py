"""The timeline: one streamed `git log`, read version by version as it is needed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cached_property

from portfolio.errors import NotFound
from portfolio.history import git, message
from portfolio.i18n import _
from portfolio.text import line

FORMAT = "%H%x00%P%x00%aI%x00%an%x00%B"
"""Fields end with NUL, which no message can hold; so do versions (-z)."""
_FIELDS = 5
_REVISION = re.compile(r"[0-9a-f]{7,40}")
_CHUNK = 1 << 16


class Version:
    """One version: a commit, read no further than it is asked about."""

    def __init__(self, name: str, parents: str, when: str, author: str, message: str) -> None:
        self.id, self._parents, self._when, self._author, self._message = name, parents, when, author, message

    @property
    def short(self) -> str:
        """Its name as people type it."""
        return self.id[:8]

    @property
    def parents(self) -> list[str]:
        """The versions before it; more than one where computers were brought together."""
        return self._parents.split()

    @cached_property
    def at(self) -> datetime:
        """When it was made, with the computer's offset; 1970 where the date makes no sense."""
        try:
            return datetime.fromisoformat(self._when)
        except ValueError:
            return datetime.fromtimestamp(0, UTC)

    @property
    def author(self) -> str:
        """Who made it."""
        return line(self._author)

    @cached_property
    def note(self) -> message.Note:
        """What it says of itself."""
        return message.parse(self._message)


def from_commit(name: str, data: bytes) -> Version:
    """A version from the bytes of its commit, without a process."""
    head, _blank, message = data.decode("utf-8", "replace").partition("\n\n")
    fields: dict[str, list[str]] = {}
    for one in head.split("\n"):
        word, _space, rest = one.partition(" ")
        fields.setdefault(word, []).append(rest)
    who, _end, when = (fields.get("author") or [""])[0].rpartition("> ")
    return Version(name, " ".join(fields.get("parent", [])), _date(when), who.partition(" <")[0], message)


def _date(raw: str) -> str:
    """`1763917200 -0500` as ISO 8601, "" where it makes no sense."""
    seconds, _space, offset = raw.partition(" ")
    try:
        zone = datetime.strptime(offset, "%z").tzinfo
        return datetime.fromtimestamp(int(seconds), zone).isoformat()
    except (ValueError, OverflowError, OSError):
        return ""


def timeline(git_dir: str, start: str, limit: int = 0) -> Iterator[Version]:
    """Versions from `start` back, newest first, as they arrive; at most `limit` where that is not 0."""
    extra = [f"--max-count={limit}"] if limit else []
    process = git.spawn(git_dir, "log", "-z", f"--format={FORMAT}", "--topo-order", *extra, start, "--")
    assert process.stdout is not None
    try:
        rest: list[bytes] = [b""]
        while chunk := process.stdout.read1(_CHUNK):  # type: ignore[attr-defined]
            first, *more = chunk.split(b"\0")
            rest[-1] += first
            rest += more
            whole = (len(rest) - 1) // _FIELDS * _FIELDS
            for at in range(0, whole, _FIELDS):
                yield Version(*(part.decode("utf-8", "replace") for part in rest[at : at + _FIELDS]))
            rest = rest[whole:]
    finally:
        process.kill()
        process.communicate()


def count(git_dir: str, start: str) -> int:
    """How many versions lead to `start`."""
    return int(git.run(git_dir, "rev-list", "--count", start, "--"))


def resolve(git_dir: str, text: str) -> str:
    """The whole name of the version a person named by 7 or more of its letters.

    Raises:
        NotFound: no version, or more than one, has that name.
    """
    if not _REVISION.fullmatch(text):
        raise NotFound(
            _("“{text}” is not the name of a version.").format(text=line(text)[:40]),
            _("Use 7 or more of its letters and digits, as the list of versions prints them."),
        )
    found = git.run(git_dir, "rev-parse", f"--disambiguate={text}").decode().split()
    kinds = [name for name in found if git.run(git_dir, "cat-file", "-t", name).strip() == b"commit"]
    if len(kinds) != 1:
        raise NotFound(
            _("No version is called “{text}”.").format(text=text)
            if not kinds
            else _("More than one version is called “{text}”; use more of its letters.").format(text=text)
        )
    return kinds[0]
