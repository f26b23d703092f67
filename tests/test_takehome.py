"""Taking it home and bringing it in, by keys alone: what goes, what stays, where it lies, what came, what did not."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from textual.widgets import Input

from portfolio.clock import SetClock
from portfolio.services import reflecting, works
from portfolio.services.desk import open_desk
from tests.hostile import NASTY, controls
from tests.makers import NOON, save_goal, save_work
from tests.test_app import Opened, home, opened, screen_text  # noqa: F401
from tests.test_keys import seen


async def test_everything_is_taken_home_by_keys(opened: Opened, home: str, tmp_path: Path) -> None:  # noqa: F811
    desk = open_desk(home, SetClock(NOON))
    for told in NASTY[2:5]:
        work = works.rename(desk, save_work(desk.portfolio, f"# {told}\n\nSo {told}.\n"), told)
    save_goal(desk.portfolio, NASTY[6])
    reflecting.reflect(desk, work, "during", {"What?": "canary"}, private=True)
    desk.portfolio.close()
    async with opened((80, 24)) as pilot:
        await pilot.press("6", "t", "down")
        await seen(pilot, "3 works, with their files")
        assert "1 private reflection stays here." in screen_text(pilot)
        await pilot.press("enter", "end", *["backspace"] * 4, *"x.zip", "escape")
        await pilot.press("t")
        await seen(pilot, "x.zip")
        place = pilot.app.screen.query_one("#place", Input)
        assert place.value == f"{home}-2026-11-23x.zip", "a half-typed place is kept"
        await pilot.press("ctrl+s")
        await seen(pilot, "It is here: ")
        await pilot.press("ctrl+s")
        await seen(pilot, "already something at")
        await pilot.press("up", "down")
        await seen(pilot, "Keep this file to yourself")
        assert "1 private reflection" in screen_text(pilot)
        await pilot.press("down")
        await seen(pilot, "not begun")
        for told in ("goals.csv: 1 line", "1 goal", "standards"):
            await pilot.press(*["down"] * (2 if "csv" in told else 1))
            await seen(pilot, told)
            await pilot.press("ctrl+s")
            await seen(pilot, "It is here: ")
            assert not controls(screen_text(pilot).encode())
    written = {name for name in os.listdir(tmp_path) if name.startswith("mine-")}
    assert written == {"mine-2026-11-23x.zip", "mine-tables", "mine-records.json", "mine-standards.json"}
    found: Any = json.loads((tmp_path / "mine-records.json").read_bytes())
    assert len(found["texts"]) == 3 and "canary" not in json.dumps(found)
