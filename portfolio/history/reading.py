"""Reading a history: the newest version, what is in one, what came before what. Nothing here writes."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from portfolio.errors import PortfolioError, Refused
from portfolio.history import git, log
from portfolio.history.objects import Objects, is_name
from portfolio.i18n import _
from portfolio.store import files
from portfolio.text import line

BRANCH = "refs/heads/main"
LARGEST = 32 * 1024**2
"""Bytes of the largest object that is read of somebody else's: a little more than the largest attachment."""
MOST_FILES = 20_000
DEEPEST = 16
MOST_VERSIONS = 200_000
_MOST = {
    ("", ""): 2_000_000_000,
    ("records/", ""): 24_000_000,
    ("courses/", ""): 24_000_000,
    ("works/", "/text.md"): 64_000_000,
}
"""Beginning and end of paths to the bytes that such files have together at most: they are read all at once."""


class History:
    """All versions by one writer about one student."""

    def __init__(self, git_dir: str, *, limit: int = 0) -> None:
        self.git_dir = git_dir
        self.objects = Objects(git_dir, limit=limit)

    def close(self) -> None:
        """Let go of processes."""
        self.objects.close()

    def ref(self) -> str:
        """What the branch points at on the disk, "" where there is none: from its own file, else among packed ones."""
        with contextlib.suppress(OSError):
            found = files.read(f"{self.git_dir}/{BRANCH}", 4096).decode("ascii", "replace").strip()
            return found if is_name(found) else ""
        with contextlib.suppress(OSError):
            for one in files.read(f"{self.git_dir}/packed-refs", files.LARGEST).decode("ascii", "replace").split("\n"):
                name, _space, ref = one.partition(" ")
                if ref == BRANCH and is_name(name):
                    return name
        return ""

    def head(self) -> str:
        """The newest version, "" while there is none."""
        return self.ref()

    def files_of(self, version: str) -> dict[str, str]:
        """Path to blob of a version."""
        if not version:
            return {}
        return {path: name for path, _mode, name in self.objects.walk(self.objects.commit(version)[0])}

    def blob_at(self, version: str, path: str) -> str:
        """The blob at a path of a version, "" where there is none."""
        if not version:
            return ""
        return self.objects.find(self.objects.commit(version)[0], path)

    def changed_in(self, version: str) -> dict[str, tuple[str, str]]:
        """What a version changed against the one before it: path to (blob before, blob after), "" for none."""
        tree, parents, _at = self.objects.commit(version)
        before = self.objects.commit(parents[0])[0] if parents else ""
        return self.objects.difference(before, tree)

    def bases(self, one: str, other: str) -> list[str]:
        """The newest versions that lead to both, in order of name; none where they have nothing in common."""
        done = git.run(self.git_dir, "merge-base", "--all", one, other, fine=(0, 1))
        return sorted(done.decode().split())

    def is_before(self, one: str, other: str) -> bool:
        """Whether a version is the other or leads to it."""
        return one == other or self.bases(one, other) == [one]

    def newest(self, count: int) -> list[log.Version]:
        """The last few versions, read one by one without starting git where they are not packed."""
        found: list[log.Version] = []
        name = self.head()
        while name and len(found) < count:
            found.append(log.from_commit(name, self.objects.read(name, "commit")))
            name = (found[-1].parents or [""])[0]
        return found

    def timeline(self, start: str = "", limit: int = 0) -> Iterator[log.Version]:
        """Versions, newest first (see `log.timeline`)."""
        start = start or self.head()
        return log.timeline(self.git_dir, start, limit) if start else iter(())

    def vet(self, head: str, *, each: int = 0) -> int:
        """Refuse what would take a reader's time or memory away.

        Args:
            each: bytes of the largest single file, 0 for any.

        Returns:
            How many versions lead to it.

        Raises:
            Refused: saying which limit.
            BrokenRecord: it cannot be read.
        """
        most = f"--max-count={MOST_VERSIONS}"
        count = int(git.run(self.git_dir, "rev-list", "--count", most, head, "--", bounded=True))
        if count >= MOST_VERSIONS:
            raise Refused(_("This history has more than {n:,} versions.").format(n=MOST_VERSIONS))
        self.vet_files(head, each=each)
        return count

    def vet_files(self, version: str, *, each: int = 0) -> None:
        """The same for the files of one version.

        Raises:
            Refused: saying which limit.
            BrokenRecord: it cannot be read.
        """
        totals = dict.fromkeys(_MOST, 0)
        for path, size in self._sizes(version):
            if each and size > each:
                raise Refused(_("{path} is larger than {n} MB.").format(path=line(path)[:80], n=each // 1_000_000))
            for begin, end in _MOST:
                if path.startswith(begin) and path.endswith(end):
                    totals[begin, end] += size
        for ends, most in _MOST.items():
            if totals[ends] > most:
                raise Refused(
                    _("The files in {folder} have {total} MB together; this program reads at most {n} MB.").format(
                        folder=ends[0] or "it", total=totals[ends] // 1_000_000, n=most // 1_000_000
                    )
                )

    def _sizes(self, version: str) -> Iterator[tuple[str, int]]:
        """Every file of a version and its bytes.

        Raises:
            Refused: there are too many, or too deep.
        """
        waiting = [("", self.objects.commit(version)[0], 1)]
        blobs: dict[str, str] = {}
        seen = 0
        while waiting:
            above, tree, depth = waiting.pop()
            entries = self.objects.tree(tree)
            seen += len(entries)
            if seen > MOST_FILES:
                raise Refused(_("This history has more than {n:,} files in one version.").format(n=MOST_FILES))
            folders = [(f"{above}{entry}/", name) for entry, (mode, name) in entries.items() if mode == "40000"]
            if folders and depth >= DEEPEST:
                raise Refused(_("This history has folders more than {n} deep.").format(n=DEEPEST))
            waiting += [(path, name, depth + 1) for path, name in folders]
            blobs |= {f"{above}{entry}": name for entry, (mode, name) in entries.items() if mode.startswith("100")}
        asking = "".join(f"{name}\n" for name in blobs.values()).encode()
        sizes = git.run(self.git_dir, "cat-file", "--batch-check=%(objectsize)", given=asking, bounded=True)
        yield from zip(blobs, map(int, sizes.split()), strict=True)

    def check(self) -> list[str]:
        """What `git fsck` has to say, line by line."""
        try:
            found = git.run(self.git_dir, "fsck", "--full", "--strict", "--no-dangling", "--no-progress", seconds=600)
        except PortfolioError as error:
            return [str(error)]
        return found.decode(errors="replace").split("\n")[:-1]
