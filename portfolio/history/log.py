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

FORMAT = "%x1e%H%x1f%P%x1f%aI%x1f%an%x1f%B"
_REVISION = re.compile(r"[0-9a-f]{7,40}")
_CHUNK = 1 << 16


class Version:
    """One version: a commit, read no further than it is asked about."""

    def __init__(self, raw: str) -> None:
        self.id, self._parents, self._when, self._author, self._message = raw.split("\x1f", 4)

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


def timeline(git_dir: str, start: str, limit: int = 0) -> Iterator[Version]:
    """Versions from `start` back, newest first, as they arrive; at most `limit` where that is not 0."""
    extra = [f"--max-count={limit}"] if limit else []
    process = git.spawn(git_dir, "log", f"--format={FORMAT}", "--topo-order", *extra, start, "--")
    assert process.stdout is not None
    try:
        rest = b""
        while chunk := process.stdout.read1(_CHUNK):  # type: ignore[attr-defined]
            *whole, rest = (rest + chunk).split(b"\x1e")
            yield from (Version(raw.decode("utf-8", "replace")) for raw in whole if raw)
        if rest:
            yield Version(rest.decode("utf-8", "replace"))
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
            _("Use 7 or more letters and digits as “portfolio history” prints them."),
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
