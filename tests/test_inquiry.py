"""Sources by viewpoint and actions with consent."""

from __future__ import annotations

import json

import pytest

from tests.test_app import Opened, _begun, fill, home, opened, screen_text  # noqa: F401 - fixtures
from tests.test_cli import CHOICE, Cli, Failed, cli, mine  # noqa: F401 - fixtures

SOURCE = ("source", "add", "four", "--who", "Mr. Lopez", "--what", "Seven degrees", "--viewpoint")
ACTION = ("action", "add", "four", "--what", "We measured", "--people", "two neighbours")


def test_one_viewpoint_is_pointed_out_until_there_is_another(cli: Cli, mine: str) -> None:  # noqa: F811
    cli(*CHOICE)
    assert "seen from one side so far: Neighbours" in cli(*SOURCE, "Neighbours")
    cli(*SOURCE, "neighbours")
    found = json.loads(cli("source", "list", "four", "--json"))
    assert found["viewpoints"] == ["Neighbours"] and found["hint"]
    cli(*SOURCE, "The [city]")
    found = json.loads(cli("source", "list", "four", "--json"))
    assert found["viewpoints"] == ["Neighbours", "The [city]"] and not found["hint"] and len(found["items"]) == 3
    assert "one side" not in cli("source", "list", "four")


def test_nobody_is_named_or_pictured_without_consent(cli: Cli, mine: str) -> None:  # noqa: F811
    cli(*CHOICE)
    with pytest.raises(Failed, match="Consent"):
        cli(*ACTION, "--on", "2026-01-10", "--named", "Ines")
    cli(*ACTION, "--on", "2026-01-10", "--named", "Ines", "--consent", "yes")
    cli(*ACTION, "--on", "2026-01-09")
    found = json.loads(cli("action", "list", "four", "--json"))["items"]
    assert [(one["on"], one["named"], one["consent"]) for one in found] == [
        ("2026-01-09", "", False), ("2026-01-10", "Ines", True),
    ]  # fmt: skip
    for wrong in ("2999-01-01", "soon"):
        with pytest.raises(Failed):
            cli(*ACTION, "--on", wrong)


async def test_the_log_in_the_app(opened: Opened, home: str) -> None:  # noqa: F811
    _begun(home)
    async with opened((80, 24)) as pilot:
        await pilot.press("3", "enter", "escape", "right", "right", "right", "right", "enter")
        await pilot.pause()
        await pilot.press("a")
        await fill(pilot, who="Mr. [Lopez]", what="Seven degrees", viewpoint="neighbours")
        assert "Mr. [Lopez]" in screen_text(pilot) and "one side so far" in screen_text(pilot)
        await pilot.press("n")
        await fill(pilot, what="We measured", named="Ines")
        assert "Consent: please fill this in" in screen_text(pilot)
        await fill(pilot, consent="yes")
        assert "We measured" in screen_text(pilot)
        await pilot.press("enter")
        await fill(pilot, who="Mr. Lopez, fisherman")
        assert "fisherman" in screen_text(pilot)
