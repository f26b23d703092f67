"""Which portfolio opens where somebody has several."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.terminal import at_terminal
from tests.test_cli import Cli, cli  # noqa: F401 - fixture


@pytest.fixture
def two(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:  # noqa: F811
    """Two portfolios of one home, the second one used last."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "desk").mkdir()
    monkeypatch.chdir(tmp_path / "desk")
    for name in ("Ada", "Ben"):
        cli("new", str(tmp_path / name), "--name", f"{name} Sample", "--course", "humanities-10")
    return str(tmp_path / "Ada"), str(tmp_path / "Ben")


def test_in_a_terminal_it_asks_which(two: tuple[str, str]) -> None:
    first, last = two
    said = at_terminal(typed=("",))
    assert f"1. Ben Sample, {last}" in said and f"2. Ada Sample, {first}" in said and f"OPENED {last}" in said
    assert f"OPENED {first}" in at_terminal(typed=("3", "2"))
    assert f"OPENED {first}" in at_terminal("-C", first), "what is named is not asked for"


def test_elsewhere_it_is_the_one_used_last_and_says_so(two: tuple[str, str]) -> None:
    done = subprocess.run([sys.executable, "-m", "portfolio"], capture_output=True, text=True, check=True)
    assert f"this is {two[1]}, used last" in done.stderr and "Set your first goal" in done.stdout
