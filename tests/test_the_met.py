"""The Met's cycle of strategies: picked, switched, judged; answered on strategy and standard; told at an exhibition.

Student and teacher in their own homes meet in a real hub: once in plain lines, once by keys.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from portfolio.app import PortfolioApp
from portfolio.classroom.room import Room
from portfolio.clock import SetClock, SystemClock
from portfolio.config import Config
from portfolio.door import Portfolio
from portfolio.hub import sync
from portfolio.hub.joining import joined
from portfolio.model.strategy import StrategyUse
from portfolio.screens.choose import Choose
from portfolio.services import choosing, strategies, works
from portfolio.services.desk import Desk
from portfolio.teacher import ClassApp
from tests.keyboard import filled, keys, open_at, read, sitting
from tests.makers import NOON, assert_clean, git
from tests.test_app import GOAL as ANSWERS
from tests.test_class import As, join, person  # noqa: F401 - fixtures
from tests.test_cli import Cli, Failed, cli  # noqa: F401 - fixtures
from tests.test_teacher import room, sit  # noqa: F401 - a fixture
from tests.test_week import synced

ROSTER = "name,student id\nAda King,1001\nBen Okafor,1002\n"
WALK = "\n## Walk it\n- when: The problem has a path.\n- standards: MATH:M\n\nWalk the path with your feet.\n"
GOAL = (
    "goal", "add", "--statement", "Say why it has to be so", "--standard", "MATH:R", "--evidence", "A reason for any n",
    "--why", "A pattern is not a reason", "--obstacle", "I stop early", "--if-then", "If I stop, then I ask why twice",
    "--check-in", "2026-11-12",
)  # fmt: skip


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """The clock of everybody's plain lines."""
    made = SetClock(NOON.replace(month=9, day=8))
    monkeypatch.setattr(SystemClock, "now", lambda _self: made.now())
    return made


def choose(person: As, who: str, task: str, title: str) -> str:  # noqa: F811
    """Begin a piece with the first option of each open part."""
    parts = json.loads(person(who, "task", "show", task, "--json"))["parts"]
    picks = [f"--{name}={part['options'][0]['id']}" for name, part in parts.items() if part["options"]]
    return person(who, "choose", task, *picks, "--reason", "I want to know", "--title", title)


def draft(person: As, who: str, work: str, text: str, name: str) -> str:  # noqa: F811
    Path("text.md").write_text(f"# {work}\n\n{text}\n", encoding="utf-8")
    return person(who, "draft", "save", work, "--from", "text.md", "--name", name)


def test_three_rounds_and_an_exhibition_in_plain_lines(person: As, clock: SetClock, tmp_path: Path) -> None:  # noqa: F811
    # 1. The teacher loads a bank of strategies, each with when to use it and a worked example; one without is refused.
    person("rivera", "me", "--name", "M. Rivera")
    person("rivera", "course", "begin", "course", "--like", "mathematics-9")
    bank = Path("course/strategies.md")
    bank.write_text(bank.read_text(encoding="utf-8") + WALK, encoding="utf-8")
    with pytest.raises(Failed, match="1 mistake") as refused:
        person("rivera", "course", "check", "course")
    assert "“Walk it” needs a worked example" in refused.value.out
    bank.write_text(bank.read_text(encoding="utf-8") + "\n### Worked example\nTwelve steps.\n", encoding="utf-8")
    (tmp_path / "hub").mkdir()
    (tmp_path / "roster.csv").write_text(ROSTER)
    person("rivera", "class", "create", str(tmp_path / "hub"), "--name", "Maths", "--course", "course", "--roster",
           str(tmp_path / "roster.csv"), "--in", "class", "--yes")  # fmt: skip
    for name in ("ada", "ben"):
        join(person, name, f"{tmp_path / 'hub'}#maths")
    told = person("ada", "strategy", "show", "walk-it")
    assert "Use it when: The problem has a path." in told and "Worked example\nTwelve steps." in told
    told = person("ada", "strategy", "list")
    assert "Use manipulatives" in told and "Group problem-solving protocol" in told and "several heads help" in told

    # 2. Before the problem: a strategy, why, and confidence; saved with the empty draft.
    choose(person, "ada", "handshakes", "Round 1")
    pick = ("strategy", "pick", "round-1", "--strategy", "estimate-first", "--reason", "I like a guess first",
            "--confidence", "3")  # fmt: skip
    for wrong, why in (
        (("--confidence", "9"), "1 to 5"), (("--reason", " "), "Why: please fill this in"),
        (("--strategy", "magic"), "is not one of"), (("--standard", "HUM:Q"), "is not one of"),
    ):  # fmt: skip
        with pytest.raises(Failed, match=why):
            person("ada", *pick, *wrong)
    person("ada", *pick)
    with pytest.raises(Failed, match="has a strategy already"):
        person("ada", *pick)
    choose(person, "ben", "handshakes", "Ben 1")
    assert "Strategy: Estimate first" in person("ada", "work", "show", "round-1")
    assert person("ada", "work", "text", "round-1").strip() == "# Round 1"

    # 3. During the work: a switch with one line, kept, and counted nowhere against anybody.
    person("ada", "strategy", "switch", "round-1", "--strategy", "group-problem-solving-protocol",
           "--reason", "A guess told me nothing")  # fmt: skip
    with pytest.raises(Failed, match="the way you are taking already"):
        person("ada", "strategy", "switch", "round-1", "--strategy", "group-problem-solving-protocol", "--reason", "x")

    # 4. A draft with a name of their choosing; no git words.
    told = draft(person, "ada", "round-1", "Every new person shakes all the hands before.", "What Ben saw")
    assert "Draft 1 saved: What Ben saw" in told
    assert not [word for word in ("commit", "branch", "blob", "HEAD") if word in told + person("ada", "history")]

    # 5. The criterion is rated with a place in the draft, and whether the strategy fitted is answered.
    with pytest.raises(Failed, match="does not stand in “Round 1”"):
        person("ada", "assess", "round-1", "--rate", "Making sense=2", "--evidence", "Making sense=nowhere")
    person("ada", "assess", "round-1", "--rate", "Making sense=2", "--evidence", "Making sense=all the hands before")
    told = person("ada", "strategy", "judge", "round-1", "--fit", "partly", "--note", "Ben saw it, I wrote it")
    assert "Estimate first -> Group problem-solving protocol: it fitted partly" in told
    with pytest.raises(Failed, match="Pick one first"):
        person("ada", "strategy", "judge", "round-1", "--fit", "yes", "--note", "x")
    (used,) = json.loads(person("ada", "strategy", "table", "--json"))["items"]
    assert used["ways"] == ["Estimate first", "Group problem-solving protocol"] and used["fit"] == "partly"
    assert (used["standard"], used["situation"]) == ("MATH:S", "scaffolded")
    assert used["switches"] == [{"to": "Group problem-solving protocol", "reason": "A guess told me nothing"}]
    person("ada", "share", "round-1")

    # 6. The teacher sees the student's level only after their own, and comments on the strategy and on the standard.
    person("rivera", "class", "fetch")
    told = person("rivera", "class", "strategies")
    assert "1 student has picked none yet:\n  Ben Okafor" in told
    assert "You see it once you have." in person("rivera", "class", "rate", "ada", "round-1")
    told = person("rivera", "class", "show", "ada", "round-1")
    assert "Strategy: Estimate first (Making sense). Why: I like a guess first  Confidence 3" in told
    assert "→ Group problem-solving protocol: A guess told me nothing" in told and "Ben saw it, I wrote it" in told
    told = person("rivera", "class", "rate", "ada", "round-1", "--rate", "Making sense=3", "--comment",
                  "Making sense=You say what would count", "--next", "Making sense=Try n people")  # fmt: skip
    assert "You, Making sense: 3" in told and "Ada King, Making sense: 2" in told
    comment = ("class", "comment", "ada", "round-1", "--tone", "next", "--text", "Write down who said what")
    with pytest.raises(Failed, match="is not one of"):
        person("rivera", *comment, "--criterion", "Draw it")
    person("rivera", *comment, "--criterion", "Group problem-solving protocol")

    # 7. The student reads both, answers the comment, and sets the next goal with obstacle and if-then step.
    person("ada", "sync")
    told = person("ada", "work", "show", "round-1")
    assert "Self-assessed: Making sense 2" in told and "M. Rivera: Making sense 3" in told and "Try n people" in told
    told = person("ada", "feedback", "list")
    assert "M. Rivera, a next step, Group problem-solving protocol: Round 1" in told
    (waiting,) = json.loads(person("ada", "feedback", "list", "--json"))["items"]
    person("ada", "feedback", "answer", waiting["id"][-8:], "--how", "plan", "--text", "I write the names")
    with pytest.raises(Failed, match=r"Obstacle: please fill this in(.|\n)*If-then step: please fill this in"):
        person("ada", *GOAL[:10])
    person("ada", *GOAL)
    person("rivera", "class", "fetch")
    assert "no answer yet" not in person("rivera", "class", "comments", "ada")
    assert "I plan to. I write the names" in person("rivera", "class", "comments", "ada")
    assert "Say why it has to be so" in person("rivera", "class", "show", "ada")

    # 8. The next task is a new situation; before choosing, past strategies and judgments are shown.
    clock.forward(days=30)
    told = person("ada", "task", "show", "bridge-design")
    assert "A new situation for: Making sense" in told
    assert "In “Round 1” you worked with Estimate first → Group problem-solving protocol: it fitted partly." in told
    for n, task in ((2, "bridge-design"), (3, "budget-for-a-trip")):
        choose(person, "ada", task, f"Round {n}")
        first = json.loads(person("ada", "strategy", "list", "--work", f"round-{n}", "--json"))["items"][0]["id"]
        assert first == ("estimate-first" if n == 2 else "make-a-table"), "what was used comes first"
        way = ("--strategy", "make-a-table") if n == 2 else ("--own", "Walk [b]round[/b] the block")
        person("ada", "strategy", "pick", f"round-{n}", *way, "--reason", "It grows", "--confidence", str(n + 1),
               "--standard", "MATH:S")  # fmt: skip
        draft(person, "ada", f"round-{n}", f"It holds {n} times as much.", "Just get it down")
        person("ada", "strategy", "judge", f"round-{n}", "--fit", "yes", "--note", "I saw the step")
        clock.forward(days=14)

    # 9. Strategies by situations with one's own judgments, and what one writes about oneself, compared with the first.
    told = person("ada", "strategy", "table")
    assert "scaffolded: Round 1 (Making sense): it fitted partly" in told
    assert "new situation: Round 2 (Making sense): it fitted, I saw the step" in told
    assert "Walk [b]round[/b] the block" in told
    learner = ("learner", "write", "--text", "I guess first.", "--course")
    person("ada", *learner, "mathematics-9")
    for course, why in (("mathematics-9", "the same as your last one"), ("chemistry", "is not one of")):
        with pytest.raises(Failed, match=why):
            person("ada", *learner, course)
    person("ada", "learner", "write", "--text", "I guess first, then I draw up a table.", "--course", "mathematics-9")
    assert "{+, then I draw up a table+}" in person("ada", "learner", "compare").replace(".+}", "+}")

    assert len(json.loads(person("ada", "learner", "list", "--json"))["items"]) == 2
    pieces = json.loads(person("ada", "learner", "compare", "1", "2", "--json"))["pieces"]
    assert "added" in {piece["tag"] for piece in pieces}
    with pytest.raises(Failed):
        person("ada", "learner", "compare", "1", "7")

    # 10. The teacher's page: strategies used, who keeps to one or never switches, gaps between levels to talk about.
    for n, task in enumerate(("", "fair-game", "bridge-design"), 1):
        if task:
            choose(person, "ben", task, f"Ben {n}")
        person(
            "ben", "strategy", "pick", f"ben-{n}", "--strategy", "draw-it", "--reason", "I see it", "--confidence", "4"
        )
    person("rivera", "class", "fetch")
    told = person("rivera", "class", "strategies")
    assert "Make a table" in told and "  Ben Okafor: Draw it" in told
    assert "Ada King – Making sense: 2 Developing, you 3 Proficient" in told
    found = json.loads(person("rivera", "class", "strategies", "--json"))
    assert found["levels_differ"] == [{"student": "Ada King", "standard": "MATH:S", "own": "2", "mine": "3"}]
    assert [one["student"] for one in found["keeps_to_one"]] == ["Ben Okafor"] and found["never_switched"] == []

    # 11. Each quarter an exhibition of goals, drafts and reflections; what guests wrote is attached.
    with pytest.raises(Failed, match="No exhibition"):
        person("ada", "export", "exhibition", "page.html")
    person("ada", "reflect", "round-1", "--moment", "after", "--answer", "1=I stopped guessing")
    arranged = person("ada", "exhibition", "new", "--title", "Autumn", "--words", "Look how I work",
                      "--draft", "round-2:1", "--draft", "round-1:1")  # fmt: skip
    assert "2 drafts" in arranged
    draft(person, "ada", "round-2", "Everything is other now.", "Later")
    person("ada", "exhibition", "respond", "autumn", "--who", "A neighbour", "--text", "<b>I stopped here</b> \x1b[2J")
    person("ada", "export", "exhibition", "page.html")
    page = Path("page.html").read_text(encoding="utf-8")
    assert "It holds 2 times as much" in page and "Everything is other" not in page, "a draft as it was named"
    assert "&lt;b&gt;I stopped here" in page and "A neighbour" in page and "\x1b" not in page
    log = git(str(tmp_path / "ada/mine"), "log", "--format=%s")
    assert "Switch the strategy for Round 1: Group problem-solving protocol" in log
    assert_clean(str(tmp_path / "ada/mine"))


async def test_three_rounds_by_keys(room: Room, clock: SetClock, tmp_path: Path) -> None:  # noqa: F811
    for n, name in enumerate(("maya", "ben")):
        sit(room, n, str(tmp_path / name))
    ben = Desk(Portfolio.open(str(tmp_path / "ben"), clock), clock)
    for task in ("letter-to-power", "source-detective", "social-action"):
        course, found = ben.find_task(task)
        picks = {part: found.parts[part].options[0].id for part in found.parts if found.parts[part].open}
        told = {"strategy": "map-who-is-missing", "reason": "I see it", "confidence": "4"}
        strategies.pick(ben, choosing.choose(ben, course, found, picks, "I see it"), told)
    ben.portfolio.settle()
    assert sync.sync(ben.portfolio, joined(ben.portfolio)[0]).state == "there"
    ben.portfolio.close()

    student: Any = PortfolioApp(str(tmp_path / "maya"), clock, Config(), remember=False)
    async with sitting(student) as pilot:
        desk = student.desk
        course, found = desk.find_task("source-detective")
        work = choosing.choose(desk, course, found, {"content": "a-photograph-without-a-caption"}, "Who?", "The map")
        # 1. The bank, with when to use each and a worked example.
        await keys(pilot, "5", "s")
        assert "Use it when" in await keys(pilot, "enter") and "Worked example" in await keys(pilot, "end")
        await keys(pilot, "escape")
        # 2. Before the work: a strategy, why, and confidence.
        await open_at(pilot, work, "choices")
        assert "Press g to pick a way of working before you begin" in await keys(pilot, "g", "escape")
        await keys(pilot, "g")
        assert "Confidence: please fill this in" in await filled(
            pilot, strategy="ask-it-three-ways", reason="No question"
        )
        assert "not judged yet" in await filled(pilot, confidence="2")
        # 3. A switch with one line; it counts for nothing else.
        assert "Switching is part of working and counts for nothing else" in await keys(pilot, "g")
        assert "→ Walk [b]round[/b]: All on" in await filled(pilot, own="Walk [b]round[/b]", reason="All on one side")
        # 4. A draft with a name of one's own.
        await open_at(pilot, work, "draft")
        await keys(pilot, "ctrl+end", *"Who?", "f4")
        told = await filled(pilot, name="Just get it down")
        assert "Just get it down" in told and "commit" not in told
        # 5. A level with a place in the draft, and whether the strategy fitted.
        await open_at(pilot, work, "assess")
        await keys(pilot, "2", "e")
        assert "“# The map" in await keys(pilot, "ctrl+home", "shift+down", "enter")
        await keys(pilot, "ctrl+s")
        await open_at(pilot, work, "choices")
        await keys(pilot, "j")
        assert "Ben saw it" in await filled(pilot, fit="partly", note="Ben saw it")
        works.share(desk, work)
        await synced(student, pilot)
    assert strategies.in_work(student.desk, work)[0].use.switches[0].reason == "All on one side"

    app: Any = ClassApp(room.root, clock, Config())
    async with sitting(app) as pilot:
        # 6. The student's level after the teacher's own; a comment on the strategy, a next step on the standard.
        await keys(pilot, "s", "2")
        told = await keys(pilot, "enter")
        assert "Strategy: Ask it three ways → Walk [b]round[/b]" in told and "Why: No question" in told
        assert "you see it once you have rated it, too (r)" in told
        await keys(pilot, "r", "3", "c")
        await filled(pilot, next_step="Ask the neighbour")
        told = await keys(pilot, "ctrl+s")
        assert "You rated" in told and "Next step Ask the neighbour" in told and "Maya Torres rated" in told
        await keys(pilot, "c")
        told = await filled(pilot, text="Write down who said what", criterion="Walk [b]round[/b]")
        assert "a next step · Walk [b]round[/b]" in told
        # 10. Strategies used, who keeps to one way, gaps between the levels to talk about.
        await keys(pilot, "escape", "3")
        told = await keys(pilot, "t")
        assert (
            "Map who is missing 1 student, 3 works" in told
            and "Walk [b]round[/b] 1 student" in told
            and "Ben Okafor: Map who is missing" in told
        )
        assert "Maya Torres – Questioning: 2 Developing, you 3 Proficient" in told

    clock.forward(days=1)
    student = PortfolioApp(str(tmp_path / "maya"), clock, Config(), remember=False)
    async with sitting(student) as pilot:
        # 7. Both levels side by side, the comment answered, the next goal with obstacle and if-then step.
        await synced(student, pilot)
        assert "Answer M. Rivera on “The map”" in await keys(pilot, "1")
        assert "a next step · Walk [b]round[/b]" in await keys(pilot, "enter")
        await keys(pilot, "enter")
        assert "I plan to. I write the names" in await filled(pilot, how="plan", text="I write the names")
        await open_at(pilot, work, "assess")
        told = await keys(pilot, "up")
        assert "M. Rivera 3" in told and "Ask the neighbour" in told
        await keys(pilot, "escape", "2", "n")
        told = await filled(pilot, **{**ANSWERS, "check_in": "2026-10-12", "obstacle": ""})
        assert "Obstacle: please fill this in" in told
        assert "If stuck, then I ask twice" in await filled(pilot, obstacle="The first idea")
        # 8. The next task is a new situation; past strategies and judgments stand above the choice.
        await student.push_screen(Choose(*student.desk.find_task("social-action")))
        await pilot.pause(0.2)
        told = await read(pilot)
        assert "A new situation for: Questioning" in told
        assert (
            "In “The map” you worked with Ask it three ways → Walk [b]round[/b]: it fitted partly. Ben saw it" in told
        )
        await keys(pilot, "escape")
        for n, task in enumerate(("social-action", "letter-to-power"), 2):
            course, found = student.desk.find_task(task)
            picks = {part: found.parts[part].options[0].id for part in found.parts if found.parts[part].open}
            work = choosing.choose(student.desk, course, found, picks, "Again", f"Round {n}")
            told_why = {"strategy": "ask-it-three-ways", "reason": "It helped", "confidence": "4"}
            strategies.pick(student.desk, work, told_why)
            strategies.judge(student.desk, work, {"fit": "yes", "note": "I saw the step"})
        # 9. Strategies by situations, and oneself as a learner, compared with the first.
        told = await keys(pilot, "5", "s")
        assert "new situation ✓" in told and "taught →" in told and "Walk [b]round[/b]" in told
        for words in ("I ask first.", "I ask first, then I map."):
            await keys(pilot, "w")
            await filled(pilot, text=words)
        assert ", then I map" in await keys(pilot, "m")
    assert len(student.desk.view.all(StrategyUse)) == 3
    assert_clean(str(tmp_path / "maya"))
