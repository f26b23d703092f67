"""Strategies: picked before, switched during, judged after, shown the next time; and the learner's own statement."""

from __future__ import annotations

import json
from typing import Any

import pytest

from portfolio.clock import SetClock
from portfolio.model.strategy import StrategyUse
from portfolio.screens.works import begin
from portfolio.services import strategies, works
from portfolio.services.desk import open_desk
from portfolio.services.today import next_steps
from tests.test_app import Opened, _begun, fill, home, opened, screen_text  # noqa: F401 - fixtures
from tests.test_cli import CHOICE, Cli, Failed, cli, mine  # noqa: F401 - fixtures

PICK = ("strategy", "pick", "four", "--strategy", "ask-it-three-ways", "--reason", "I have no question yet",
        "--confidence", "2")  # fmt: skip
SWITCH = ("strategy", "switch", "four", "--strategy", "map-who-is-missing", "--reason", "All stand on one side")
JUDGE = ("strategy", "judge", "four", "--fit", "yes", "--note", "It found the driver")


def test_picked_switched_judged_and_shown_the_next_time(cli: Cli, mine: str) -> None:  # noqa: F811
    cli(*CHOICE)
    cli(*PICK)
    with pytest.raises(Failed, match="has a strategy already"):
        cli(*PICK)
    cli(*SWITCH)
    with pytest.raises(Failed, match="the way you are taking already"):
        cli(*SWITCH)
    cli(*JUDGE)
    with pytest.raises(Failed, match="Pick one first"):
        cli(*JUDGE)
    used = json.loads(cli("strategy", "table", "--json"))["items"][0]
    assert used["ways"] == ["Ask it three ways", "Map who is missing"] and used["fit"] == "yes"
    assert (used["standard"], used["situation"]) == ("HUM:Q", "new situation")
    assert used["switches"] == [{"to": "Map who is missing", "reason": "All stand on one side"}]
    cli("choose", "letter-to-power", "--content", "a-rule-at-school", "--process", "go-and-look", "--reason",
        "I see it", "--title", "Letter")  # fmt: skip
    first = [one["id"] for one in json.loads(cli("strategy", "list", "--work", "letter", "--json"))["items"]][:2]
    assert first == ["ask-it-three-ways", "map-who-is-missing"]
    shown = cli("strategy", "list", "--work", "letter")
    assert "Four score: Ask it three ways -> Map who is missing: it fitted. It found the driver" in shown
    told = cli("strategy", "table")
    assert "switched to Map who is missing, All stand on one side" in told and "new situation" in told


def test_a_strategy_of_ones_own_and_one_for_a_named_standard(cli: Cli, mine: str) -> None:  # noqa: F811
    cli(*CHOICE)
    cli("strategy", "pick", "four", "--own", "Walk [b]round[/b] the block", "--reason", "I think on my feet",
        "--confidence", "4", "--standard", "HUM:E")  # fmt: skip
    used = json.loads(cli("strategy", "table", "--json"))["items"][0]
    assert used["ways"] == ["Walk [b]round[/b] the block"] and used["standard"] == "HUM:E"
    assert "Walk [b]round[/b] the block" in cli("show", json.loads(cli("history", "--json"))["items"][0]["version"])


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"strategy": "magic"}, "is not one of"),
        ({"confidence": "9"}, "1 to 5"),
        ({"reason": " "}, "Why"),
        ({"standard": "MATH:X"}, "is not one of"),
    ],
)
def test_a_pick_that_cannot_be_is_told_and_nothing_is_kept(
    cli: Cli,  # noqa: F811
    mine: str,  # noqa: F811
    given: dict[str, str],
    told: str,
) -> None:
    cli(*CHOICE)
    answers = {"strategy": "ask-it-three-ways", "reason": "I have none yet", "confidence": "3", **given}
    flags = [word for name, value in answers.items() for word in (f"--{name}", value)]
    with pytest.raises(Failed, match=told):
        cli("strategy", "pick", "four", *flags)
    assert json.loads(cli("strategy", "table", "--json"))["items"] == []


def test_what_one_writes_about_oneself_can_be_compared(cli: Cli, mine: str) -> None:  # noqa: F811
    cli("learner", "write", "--text", "I learn best when I talk first.", "--course", "humanities-10")
    with pytest.raises(Failed, match="the same as your last one"):
        cli("learner", "write", "--text", "I learn best when I talk first.", "--course", "humanities-10")
    with pytest.raises(Failed, match="is not one of"):
        cli("learner", "write", "--text", "x", "--course", "chemistry")
    cli("learner", "write", "--text", "I learn best when I talk and draw first.", "--course", "humanities-10")
    assert "{+and draw " in cli("learner", "compare") or "and draw" in cli("learner", "compare")
    assert len(json.loads(cli("learner", "list", "--json"))["items"]) == 2
    assert any(piece["tag"] == "added" for piece in json.loads(cli("learner", "compare", "1", "2", "--json"))["pieces"])
    with pytest.raises(Failed):
        cli("learner", "compare", "1", "7")


def test_today_asks_once_whether_it_fitted(home: str, clock: SetClock) -> None:  # noqa: F811
    _begun(home)
    desk = open_desk(home, clock)
    work = desk.works()[0]
    strategies.pick(desk, work, {"strategy": "ask-it-three-ways", "reason": "why not", "confidence": "3"})
    assert "strategy" not in [step.act for step in next_steps(desk)], "nobody is asked before there was time to see"
    works.save_draft(desk, work, "Draft 2", text="# T\n\nOther words.\n")
    assert "strategy" in [step.act for step in next_steps(desk)]
    strategies.judge(desk, work, {"fit": "partly", "note": "It helped a little"})
    assert "strategy" not in [step.act for step in next_steps(desk)]
    assert desk.view.all(StrategyUse)[0].judgment is not None
    desk.portfolio.close()


async def test_a_strategy_from_the_work_to_the_page_of_all(opened: Opened, home: str) -> None:  # noqa: F811
    _begun(home)
    async with opened((80, 24)) as pilot:
        app: Any = pilot.app
        begin(app, "strategy", app.desk.works()[0].id)
        await pilot.pause()
        await pilot.press("g")
        await fill(pilot, strategy="ask-it-three-ways", reason="No [question] yet", confidence="2")
        assert "Ask it three ways" in screen_text(pilot) and "not judged yet" in screen_text(pilot)
        await pilot.press("g")
        await fill(pilot, own="Walk round the block", reason="I think on my feet")
        await pilot.press("j")
        await fill(pilot, fit="partly", note="It cleared my head")
        await pilot.press("5", "s")
        await pilot.pause()
        shown = screen_text(pilot)
        assert "Walk round the block" in shown and "new situation ◇" in shown and "new situation →" in shown
        for text in ("I learn by walking.", "I learn by walking and asking."):
            await pilot.press("w")
            await fill(pilot, text=text)
        await pilot.press("m")
        await pilot.pause()
        assert "and asking" in screen_text(pilot)
