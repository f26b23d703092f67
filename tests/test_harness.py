"""The crash harness has teeth: saves with one protection removed are caught; and no file call goes around it."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from portfolio.door import Portfolio
from portfolio.door import settle as settling
from portfolio.history import objects
from portfolio.history.repo import Repo
from portfolio.model.work import Work
from portfolio.store import files, journal
from tests import crash
from tests.makers import save_goal
from tests.test_crash import a_saved_text, an_outside_edit, base, fresh, look, shelf  # noqa: F401 - fixtures


def _no_fsync(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(files, "_fsync", lambda _handle: None)


def _no_folder_fsync(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(files, "sync_folder", lambda _folder: None)


def _write_in_place(patch: pytest.MonkeyPatch) -> None:
    def write(path: str, data: bytes, mode: int = 0o600, *, lasting: bool = True) -> None:
        handle = files.os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        files.os.write(handle, data[: len(data) // 2])
        files.os.write(handle, data[len(data) // 2 :])
        files.os.fsync(handle)
        os.close(handle)

    patch.setattr(files, "write", write)


def _entry_gone_too_early(patch: pytest.MonkeyPatch) -> None:
    real = settling.settle

    def settle(repo: Repo, kept: journal.Journal, entry: journal.Entry, owner: object) -> settling.Settled:
        kept.done(entry.name)
        return real(repo, kept, entry, owner)  # type: ignore[arg-type]

    patch.setattr(settling, "settle", settle)


def _working_files_before_the_version(patch: pytest.MonkeyPatch) -> None:
    real = Repo.commit

    def commit(self: Repo, *given: object) -> str:
        changes: dict[str, bytes | None] = given[1]  # type: ignore[assignment]
        for path, data in changes.items():
            if data is not None:
                files.make_folders(os.path.dirname(f"{self.root}/{path}"))
                files.write(f"{self.root}/{path}", data)
        return real(self, *given)  # type: ignore[arg-type]

    patch.setattr(Repo, "commit", commit)


def _outside_edits_overwritten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Portfolio, "_take_in", lambda _self, _made: None)
    patch.setattr(settling, "merge_file", lambda _path, _base, mine, _theirs, _prefer="hash": mine)


def _damaged_objects_trusted(patch: pytest.MonkeyPatch) -> None:
    real = objects.Objects._loose
    patch.setattr(objects.Objects, "_loose", lambda self, name: real(self, name) or ("blob", b""))
    patch.setattr(files, "_fsync", lambda _handle: None)


MUTANTS: list[tuple[Callable[[pytest.MonkeyPatch], None], crash.Scenario, crash.Mode]] = [
    (_no_fsync, a_saved_text, "contents lost"),
    (_no_folder_fsync, a_saved_text, "names lost"),
    (_write_in_place, a_saved_text, "kill"),
    (_entry_gone_too_early, a_saved_text, "kill"),
    (_outside_edits_overwritten, an_outside_edit, "kill"),
    (_damaged_objects_trusted, a_saved_text, "contents lost"),
]


@pytest.mark.parametrize(("mutant", "scenario", "mode"), MUTANTS, ids=lambda one: getattr(one, "__name__", str(one)))
def test_a_save_with_one_protection_removed_is_caught(
    mutant: Callable[[pytest.MonkeyPatch], None],
    scenario: crash.Scenario,
    mode: crash.Mode,
    base: str,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as patch:
        mutant(patch)
        calls = crash.count(scenario, fresh(base))
    caught = 0
    for at in range(1, calls + 2):
        root = fresh(base)
        with monkeypatch.context() as patch:
            mutant(patch)
            said = crash.stopped(scenario, root, at, mode)
        try:
            look(root, said, f"{mutant.__name__} at {at}")
        except Exception:
            caught += 1
            break
    assert caught, f"{mutant.__name__} went unnoticed"


CHILD = """
import os, sys
os.umask(0o077)
from portfolio.door import Portfolio
from portfolio.model.work import Work
from portfolio.store import files
from tests import crash
class Counting(crash.Disk):
    calls = 0
    def rename(self, old, new):
        Counting.calls += 1
        super().rename(old, new)
    def unlink(self, path):
        Counting.calls += 1
        super().unlink(path)
    def mkdir(self, path, mode=0o777):
        Counting.calls += 1
        super().mkdir(path, mode)
with crash.on(Counting()):
    mine = Portfolio.open(sys.argv[1])
    work = mine.all(Work)[0]
    for n in range(3):
        with mine.change("text.save", "Save", work=work.id) as change:
            change.write_text(work, mine.text(work) + f"\\nLine {n}.\\n")
        print(n, flush=True)
        mine.settle()
    mine.close()
print("calls", Counting.calls, flush=True)
"""
CALLS = "rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat"


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not on this computer")
def test_real_kills_and_no_call_around_the_one_file(base: str, record_property: Callable[[str, object], None]) -> None:  # noqa: F811
    """The real program, killed by the kernel before the n-th system call that changes a disk, 50 times."""
    log = f"{base}-trace"
    command = [sys.executable, "-c", CHILD]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), "PYTHONDONTWRITEBYTECODE": "1"}
    root = fresh(base)
    traced = ["strace", "-f", "-o", log, "-e", f"trace={CALLS}", *command, root]
    done = subprocess.run(traced, env=environment, check=False, capture_output=True, text=True)
    total = sum(root in line for line in Path(log).read_text(encoding="utf-8", errors="replace").split("\n"))
    counted = int(done.stdout.split()[-1])
    assert counted > 30, done.stderr
    assert total == counted, "the kernel saw a call that did not go through store/files.py"
    rng = random.Random(7)
    kills = 0
    for n in range(60):
        if kills == 20:
            break
        root = fresh(base)
        name = rng.choice(["rename", "unlink", "fsync", "write"])
        when = rng.randrange(1, {"rename": 40, "unlink": 8, "fsync": 70, "write": 60}[name])
        done = subprocess.run(
            ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={name}", "-e",
             f"inject={name}:signal=KILL:when={when}", *command, root],
            env=environment, check=False, capture_output=True, text=True,
        )  # fmt: skip
        kills += done.returncode != 0
        said = [int(word) for word in done.stdout.split("calls")[0].split()]
        mine = Portfolio.open(root)
        text = mine.text(mine.all(Work)[0])
        assert all(f"Line {number}." in text for number in said), (n, name, when)
        save_goal(mine)
        mine.close()
    assert kills == 20
    record_property("real kills", kills)
