"""The student's own stick in plain lines: what it says where something is left to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_class import As, hub, join, person  # noqa: F401 - fixtures
from tests.test_cli import Failed, cli  # noqa: F401 - fixture


def test_a_portfolio_begun_from_a_stick_says_how_to_join_from_there(person: As, hub: str, tmp_path: Path) -> None:  # noqa: F811
    join(person, "ada", hub)
    (tmp_path / "stick").mkdir()
    stick = str(tmp_path / "stick")
    person("ada", "stick", "out", stick)
    with pytest.raises(Failed, match=rf"no portfolio here.*“portfolio stick in {stick} --in DIR”"):
        person("home", "stick", "in", stick)
    said = person("home", "stick", "in", stick, "--in", "begun")
    folder = f"{tmp_path}/home/begun"
    assert "You are in Humanities 10" in said and f"“portfolio -C {folder} join HUB#humanities-10”" in said
    assert "You are in" not in person("ada", "stick", "in", stick)
    assert "arrived" in person("home", "-C", folder, "join", hub, "--seat", "ada", "--yes")
