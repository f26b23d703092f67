"""What an archive says of itself: its layout, the manifest, the sums, and how to read it.

HOW-TO-READ.md                          what this is, and how to read it without the program
portfolio/...                           the folder as it is in the newest version
portfolio/private/reflections/...       only where they were asked for
history/own-1.bundle ...                every version of it, as git bundles to be taken in in order
history/about/CLASS/WRITER.bundle       what somebody else wrote about the student
SHA256SUMS                              the check of each of these, as `sha256sum -c` reads it
archive.json                            the manifest (docs/formats.md)
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from portfolio.i18n import _

KIND, FORMAT = "portfolio-archive", 1
MANIFEST, SUMS, GUIDE = "archive.json", "SHA256SUMS", "HOW-TO-READ.md"
FILES, HISTORY, ABOUT = "portfolio/", "history/", "history/about/"
PRIVATE = "private/reflections/"
"""Where private reflections stand in a portfolio."""


@dataclass(frozen=True)
class About:
    """One writer's history about the student."""

    group: str
    """The class's id."""
    writer: str
    """The writer's id."""
    head: str
    """Its newest version."""
    file: str
    others: tuple[str, ...] = ()
    """Bundles of histories that stood beside it and do not lead to that version."""


@dataclass(frozen=True)
class Manifest:
    """What an archive says of itself (archive.json)."""

    kind: str
    format: int
    app: str
    made: str
    """The instant it was made."""
    portfolio: str
    """The portfolio's id."""
    name: str
    """Its owner's name."""
    head: str
    """The newest version."""
    versions: int
    history: tuple[str, ...]
    """Its bundles, in the order in which they are taken in."""
    about: tuple[About, ...]
    private: bool
    """Whether private reflections were asked for."""
    left_out: tuple[str, ...]
    """What is not in it, a sentence each."""
    files: int
    """How many lines SHA256SUMS has."""
    sums: str
    """The SHA-256 of SHA256SUMS."""


def is_private(path: str) -> bool:
    """Whether a path in a portfolio is that of a private reflection, or of the list of erased ones."""
    return bool(re.fullmatch(rf"{PRIVATE}(?:\d{{8}}-\d{{9}}-[a-z0-9]{{8}}|erased)\.json", path))


_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r"}


def sum_line(path: str, check: str) -> str:
    """One line as sha256sum writes it; a name that would break it is written with a backslash in front."""
    told = "".join(_ESCAPES.get(one, one) for one in path)
    return f"{'' if told == path else chr(92)}{check}  {told}"


def read_sums(text: str) -> dict[str, str] | None:
    """Path to SHA-256, or None where a line is not as sha256sum writes it, or a path stands twice."""
    found: dict[str, str] = {}
    for one in text.split("\n")[:-1]:
        match = re.fullmatch(r"(\\?)([0-9a-f]{64})  (.+)", one)
        if match is None:
            return None
        path = match[3]
        if match[1]:
            path = re.sub(r"\\([\\nr])", lambda each: {"n": "\n", "r": "\r"}.get(each[1], each[1]), path)
        if path in found:
            return None
        found[path] = match[2]
    return found


def guide(name: str, pieces: int) -> str:
    """How to read an archive.

    Args:
        name: the owner's.
        pieces: how many bundles hold the history.
    """
    more = "".join(f"    git -C my-portfolio pull ../history/own-{n}.bundle main\n" for n in range(2, pieces + 1))
    return _("""# The portfolio of {name}, to take home

Everything here can be read without any special program.

- `portfolio/` holds the pieces, the records and the courses as they were when this was made. Begin with
  `portfolio/README.md`.
- `history/` holds every version of it, as git bundles; in `history/about/` stands what teachers wrote.
- `archive.json` says what is in here and what was left out; `SHA256SUMS` lets `sha256sum -c SHA256SUMS` check it.

With Portfolio, this brings it back as it was, from the zip file or from this folder:

    portfolio import ARCHIVE --in my-portfolio

With git alone, this brings back the pieces with all their versions:

    git clone -b main history/own-1.bundle my-portfolio
{more}
and this what a teacher wrote:

    git clone -b main history/about/CLASS/WRITER.bundle feedback
""").format(name=name, more=more)
