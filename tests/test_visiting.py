"""A visit in plain lines, at a real terminal: names asked again, a visit that was cut off, a window that is closed."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from portfolio.clock import SystemClock, stamp
from portfolio.door import Portfolio
from portfolio.model.record import new_id
from portfolio.model.work import Answer, Reflection
from tests.terminal import Terminal, at_terminal
from tests.test_class import As, hub, person  # noqa: F401 - fixtures
from tests.test_cli import cli  # noqa: F401 - fixture


@pytest.fixture
def lab(hub: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:  # noqa: F811
    """One computer that all visit; the folder its visits stand in."""
    for name in ("lab", "memory"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "lab"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "memory"))
    monkeypatch.chdir(tmp_path / "lab")
    return tmp_path / "memory"


def test_a_wrong_or_ambiguous_name_is_asked_again(hub: str, lab: Path) -> None:  # noqa: F811
    said = at_terminal("visit", hub, typed=("zed", "o", "ada", "y"))
    assert "no student called “zed”" in said and "Ben Okafor, 10A (" in said and "Cleo O'Neil, 10A (" in said
    assert "OPENED" in said
    at_terminal("join", hub, "--seat", "ada", "--in", "first", "--yes")
    said = at_terminal("join", hub, "--in", "mine", typed=("1", "n", "2", "y"))
    assert "The seat of Ada King has the portfolio of Ada King already" in said and "Choose your own name" in said
    assert "You have joined Humanities 10 as Ben Okafor" in said
    assert "no student called “zed”" in at_terminal("visit", hub, "--seat", "zed", typed=("n",), code=1)


def test_only_whose_visit_was_cut_off_goes_on_with_it(hub: str, lab: Path) -> None:  # noqa: F811
    at_terminal("visit", hub, "--seat", "ada", typed=("y",))  # the app never runs, so the visit never ends
    (left,) = lab.iterdir()
    mine = Portfolio.open(f"{left}/portfolio", SystemClock())
    now = mine.clock.now()
    answers = (Answer("What was hard?", "Only for me"),)
    mine.private.save(Reflection(id=new_id(now), created=stamp(now), work="w", moment="after", answers=answers))
    mine.close()
    said = at_terminal("visit", hub, "--seat", "ben", typed=("n", "y"))
    assert "Are you Ada King?" in said and "It waits here for Ada King." in said
    assert "private reflection is only" not in said and "Go on" not in said and f"OPENED {left}" not in said
    said = at_terminal("visit", hub, typed=("y", "y"))
    assert (
        said.index("Are you Ada King?") < said.index("1 private reflection is only here")
        and f"OPENED {left}/portfolio" in said
    )


def test_somebody_else_brings_a_visit_that_was_cut_off_to_school(hub: str, lab: Path) -> None:  # noqa: F811
    at_terminal("visit", hub, "--seat", "ada", typed=("y",))
    (left,) = lab.iterdir()
    said = at_terminal("visit", hub, "--seat", "ben", typed=("n", "y"))
    assert "nothing is left here" in said and not left.exists()


@pytest.mark.parametrize("sign", [signal.SIGHUP, signal.SIGTERM], ids=lambda sign: sign.name)
def test_a_window_closed_while_a_name_is_asked_leaves_nothing(hub: str, lab: Path, sign: signal.Signals) -> None:  # noqa: F811
    running = Terminal("visit", hub)
    running.until("Your name")
    assert list(lab.iterdir())
    running.send(sign)
    assert running.end() != 0
    assert not list(lab.iterdir())
