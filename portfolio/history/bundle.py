"""Bundles: a history, or the newest part of one, in one plain file; written whole, taken in only after every check.

Format: version 2 of gitformat-bundle(5), with exactly one reference. git itself takes bundles in without looking
closely (`git bundle verify` passes most damaged ones), so the pack inside goes through `index-pack --strict` in a
folder of its own first, and into the repository only when all of it is sound.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from portfolio.errors import BrokenRecord, PortfolioError, Refused
from portfolio.history import git
from portfolio.i18n import _
from portfolio.store import files

_MAGIC = b"# v2 git bundle\n"
_LINE = re.compile(rb"-([0-9a-f]{40})(?: [^\n]*)?|([0-9a-f]{40}) refs/heads/main")
HEADER = 8192
"""Bytes in which a header ends."""
LARGEST = 256 * 1024**2
"""Bytes of the largest bundle that is taken in."""
_SECONDS = 20.0
_MEMORY = 512 * 1024**2
"""Bytes of memory in which a pack is checked, so that no difference in it unpacks to more."""
_MOST = {"commit": 1024**2, "tag": 1024**2, "tree": 4 * 1024**2, "blob": 0}
"""Bytes of the largest object of a kind that is taken in, 0 for any; larger texts and files are passed over later."""


@dataclass(frozen=True)
class Header:
    """What a bundle says of itself."""

    head: str
    """The newest version in it."""
    needs: tuple[str, ...]
    """Versions that must be there before it can be taken in."""
    start: int
    """Where its pack begins (bytes)."""


def read_header(data: bytes, name: str) -> Header:
    """The header in the first bytes of a bundle.

    Args:
        name: what to call it in a message.

    Raises:
        BrokenRecord: it is not a bundle as this program writes them.
    """
    broken = BrokenRecord(
        _("{name} is not a whole portfolio bundle, so it was left alone.").format(name=name),
        _("Nothing here has changed. The next sync from the computer that wrote it puts a good one in its place."),
    )
    end = data.find(b"\n\n")
    if not data.startswith(_MAGIC) or end < 0:
        raise broken
    head, needs = "", []
    for line in data[len(_MAGIC) : end].split(b"\n"):
        found = _LINE.fullmatch(line)
        if found is None or (found[2] and head):
            raise broken
        if found[1]:
            needs.append(found[1].decode())
        else:
            head = found[2].decode()
    if not head or len(needs) > 16:
        raise broken
    return Header(head, tuple(needs), end + 2)


def peek(path: str) -> Header | None:
    """The header of the bundle at a path, without starting git; None where there is no sound one."""
    try:
        return read_header(files.read_start(path, HEADER), path)
    except (OSError, BrokenRecord):
        return None


def make(git_dir: str, head: str, since: str = "") -> bytes:
    """A bundle of everything that leads to a version, or of what came after `since`."""
    wanted = f"{head}\n" + (f"^{since}\n" if since else "")
    packing = ("pack-objects", "--revs", "--stdout", "--thin", "--delta-base-offset", "--quiet")
    pack = git.run(git_dir, *packing, given=wanted.encode(), seconds=600)
    needs = f"-{since}\n" if since else ""
    return _MAGIC + f"{needs}{head} refs/heads/main\n\n".encode() + pack


def pieces(git_dir: str, head: str, most: int = LARGEST // 2) -> list[tuple[str, str]]:
    """How a history is cut so that each bundle of it can be taken in: (version before it, its newest version) in order.

    Args:
        most: bytes that one piece takes up here, as far as it can be cut.
    """
    versions = ["", *git.run(git_dir, "rev-list", "--first-parent", "--reverse", head, "--").decode().split()]

    def cut(first: int, last: int) -> list[tuple[str, str]]:
        since = [f"^{versions[first]}"] if first else []
        size = git.run(git_dir, "rev-list", "--disk-usage", "--objects", versions[last], *since, "--", seconds=600)
        if int(size) <= most or last - first == 1:
            return [(versions[first], versions[last])]
        middle = (first + last) // 2
        return [*cut(first, middle), *cut(middle, last)]

    return cut(0, len(versions) - 1)


def take_in(git_dir: str, source: int, name: str) -> Header:
    """Check a bundle and add its objects to a repository. No reference moves.

    Args:
        source: a handle on its file, at the beginning; what git is given is read once and never whole in memory.
        name: what to call it in a message.

    Raises:
        BrokenRecord: it is damaged, or what it builds on is not here; nothing was added.
        Refused: an object in it is larger than one of its kind can be; nothing was added.
        NotSaved: the disk here said no.
        OSError: the file cannot be read.
    """
    header = read_header(os.read(source, HEADER), name)
    os.lseek(source, header.start, os.SEEK_SET)
    try:
        with quarantine(git_dir) as (folder, extra):
            _index(git_dir, source, header.head, extra)
            move_in(folder, git_dir)
    except OSError as error:
        raise files.not_saved(error, git_dir) from error
    except Refused:
        raise
    except PortfolioError as error:
        raise BrokenRecord(
            _("{name} is damaged, so it was left alone.").format(name=name),
            _("Nothing here has changed. The next sync from the computer that wrote it puts a good one there."),
        ) from error
    return header


def _index(git_dir: str, pack: int, head: str, extra: Mapping[str, str]) -> None:
    """Check every object of a pack that is read from a handle, and that everything that leads to its head is here.

    Raises:
        PortfolioError: something is wrong or missing.
    """
    small = ("-c", "core.packedGitWindowSize=16m", "-c", "core.packedGitLimit=128m")
    indexing = ("index-pack", "--strict", "--stdin", "--fix-thin", "--threads=1", f"--max-input-size={LARGEST}")
    git.run(git_dir, *small, *indexing, given=pack, extra=extra, seconds=_SECONDS, bounded=True, memory=_MEMORY)
    checking = ("rev-list", "--quiet", "--objects", head, "--not", "--all")
    git.run(git_dir, *checking, extra=extra, seconds=_SECONDS, bounded=True)


@contextmanager
def quarantine(git_dir: str) -> Iterator[tuple[str, dict[str, str]]]:
    """A folder for objects nobody has vetted yet, and the environment in which git puts them there.

    It is gone afterwards; what is sound has been moved out of it by then.
    """
    folder = f"{git_dir}/portfolio/{files.TEMP}{os.getpid()}-{secrets.token_hex(6)}"
    files.make_folders(f"{folder}/pack")
    try:
        yield folder, {"GIT_OBJECT_DIRECTORY": folder, "GIT_ALTERNATE_OBJECT_DIRECTORIES": f"{git_dir}/objects"}
    finally:
        files.remove_tree(folder)


def _check_sizes(folder: str, git_dir: str) -> None:
    alone = {"GIT_OBJECT_DIRECTORY": folder}
    asking = ("cat-file", "--batch-all-objects", "--unordered", "--batch-check=%(objecttype) %(objectsize)")
    for one in git.run(git_dir, *asking, extra=alone, seconds=_SECONDS, bounded=True).decode().splitlines():
        kind, _space, size = one.partition(" ")
        if 0 < _MOST[kind] < int(size):
            raise Refused(
                _("This history holds a version or a folder of {n:,} bytes; none of a portfolio is so large.").format(
                    n=int(size)
                )
            )


def move_in(folder: str, git_dir: str) -> None:
    """Move vetted packs out of quarantine; the index of each comes last, since git looks for that.

    Raises:
        Refused: an object is larger than one of its kind can be.
        OSError: not all could be moved; what was moved does no harm.
    """
    _check_sizes(folder, git_dir)
    target = f"{git_dir}/objects/pack"
    files.make_folders(target)
    names = sorted(os.listdir(f"{folder}/pack"), key=lambda name: (name.endswith(".idx"), name))
    for name in names:
        if name.startswith("pack-") and name.endswith((".pack", ".idx", ".rev")):
            files.rename(f"{folder}/pack/{name}", f"{target}/{name}")
    files.sync_folder(target)
