"""The sample portfolio, and the real program in a real terminal."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from portfolio.clock import SetClock, SystemClock
from portfolio.door import Portfolio
from portfolio.model.capstone import Defence
from portfolio.model.feedback import Comment, Reply
from portfolio.model.kinds import KINDS
from portfolio.model.proposal import Proposal, Rhythm, Verdict
from portfolio.model.removal import Removal
from portfolio.model.sealed import Sealed
from portfolio.model.week import STAFF_KINDS
from portfolio.services.desk import Desk
from portfolio.services.sample import OWNER, build
from portfolio.services.today import next_steps
from tests.hostile import NASTY
from tests.makers import NOON, assert_clean, git, sample_in
from tests.test_app import _begun, home  # noqa: F401 - a fixture

ROOT = str(Path(__file__).parent.parent)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = str(tmp_path_factory.mktemp("sample") / "maya")
    return sample_in(folder)


_OTHERS = (Comment, Reply, Sealed, Proposal, Verdict, Rhythm, Defence, Removal, *STAFF_KINDS)
"""Kinds that need somebody who comments, answers or decides."""


def test_the_sample_holds_every_kind_and_two_school_years(sample: str) -> None:
    mine = Portfolio.open(sample, SetClock(NOON))
    for name, kind in KINDS.items():
        assert mine.all(kind) or kind in _OTHERS, name
    assert mine.private.all()
    assert mine.owner.name == OWNER
    versions = list(mine.timeline())
    assert len(versions) >= 250
    assert versions[0].at - versions[-1].at > timedelta(days=380)
    assert timedelta(0) < NOON - versions[0].at < timedelta(days=8)
    assert next_steps(Desk(mine, mine.clock))[0].act == "reflect"
    assert mine.check() == []
    mine.close()
    assert_clean(sample)
    assert set(git(sample, "log", "--format=%an").split("\n")) == {OWNER}


def test_it_is_built_relative_to_today(tmp_path: Path) -> None:
    folder = str(tmp_path / "maya")
    build(folder, SystemClock())
    mine = Portfolio.open(folder)
    newest = next(iter(mine.timeline(1))).at
    assert timedelta(0) < SystemClock().now() - newest < timedelta(days=8)
    mine.close()


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "portfolio", *arguments],
        env={**os.environ, "PYTHONPATH": ROOT, **environment},
        capture_output=True, text=True, check=False, cwd="/",
    )  # fmt: skip


def test_demo_without_a_terminal_prints_today(tmp_path: Path) -> None:
    done = run("demo", str(tmp_path / "maya"))
    assert done.returncode == 0
    assert "Next step: " in done.stdout and "\x1b" not in done.stdout
    again = run("-C", str(tmp_path / "maya"))
    assert again.returncode == 0 and "Next step: " in again.stdout


def test_without_git_it_says_so_in_plain_words(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    done = run("new", str(tmp_path / "mine"), "--name", "Ada", "--course", "humanities-10", PATH=str(tmp_path / "bin"))
    assert done.returncode == 1
    assert "git is not on this computer" in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "mine").exists()


def _terminal(folder: str, keys: list[bytes]) -> bytes:
    """What the real program writes to a terminal of 100x30 while keys are pressed."""
    pid, handle = pty.fork()
    if pid == 0:
        os.environ.update(PYTHONPATH=ROOT, TERM="xterm-256color", COLUMNS="100", LINES="30")
        os.execv(sys.executable, [sys.executable, "-m", "portfolio", "-C", folder])
    seen = b""
    for key in [b"", *keys]:
        if key:
            os.write(handle, key)
        until = time.monotonic() + (4.0 if not key else 0.5)
        while time.monotonic() < until:
            if select.select([handle], [], [], 0.1)[0]:
                try:
                    seen += os.read(handle, 1 << 16)
                except OSError:
                    break
            elif key:
                break
            if not key and b"Lately" in seen:
                break
    os.kill(pid, 9)
    os.waitpid(pid, 0)
    os.close(handle)
    return seen


def test_no_control_byte_of_data_reaches_the_terminal(home: str) -> None:  # noqa: F811
    """Every escape sequence in the output is one the toolkit itself makes; none that was written in a title."""
    for nasty in NASTY[:10]:
        _begun(home, nasty, f"# {nasty}\n\n{nasty}\n")
    seen = _terminal(home, [b"2", b"3", b"\r", b"\x1b[17~", b"6", b"\x1b[B", b"\r"])
    assert b"Portfolio" in seen
    text = seen.decode("utf-8", "replace")
    for wrong in ("\x1b]52", "\x1b[2Jb", "\x9b", "\u202e", "\u2067", "\x00"):
        assert wrong not in text
