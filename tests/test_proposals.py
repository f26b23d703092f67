"""A project proposed, returned with reasons, proposed again and approved; check-ins, notes, strategies."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from portfolio.app import PortfolioApp
from portfolio.classroom import commenting, proposals
from portfolio.classroom.fetch import fetch
from portfolio.classroom.needs import needs
from portfolio.classroom.room import Room
from portfolio.classroom.rows import rows
from portfolio.clock import SetClock
from portfolio.config import Config
from portfolio.errors import BadInput
from portfolio.model.proposal import evidence_field, reason_field
from portfolio.screens.workspace import Workspace
from portfolio.services import goals, planning, proposing
from portfolio.services.today import next_steps
from portfolio.teacher import ClassApp
from portfolio.widgets.card import Listing
from tests.makers import NOON
from tests.test_app import GOAL as GOAL_ANSWERS
from tests.test_app import fill, screen_text, settled
from tests.test_class import As, hub, join, person  # noqa: F401
from tests.test_cli import CHOICE, GOAL, Cli, Failed, cli  # noqa: F401
from tests.test_review import Student, maya, read  # noqa: F401
from tests.test_teacher import room  # noqa: F401

CLOCK = SetClock(NOON)
PROPOSAL = {
    "issue": "The river smells below the mill", "question": "Who may decide what a river is for?",
    "supporting": "Who owns it?\nWho lives beside it?", "partners": "The rowing club", "product": "A podcast",
}  # fmt: skip


def planned(student: Student) -> dict[str, str]:
    codes = [code for code, _name in proposing.standards_of(student.desk, student.work)]
    return {**PROPOSAL, **{evidence_field(code): f"A page about {code}" for code in codes}}


def test_a_proposal_cannot_be_sent_without_evidence_for_each_standard_and_milestones(maya: Student) -> None:  # noqa: F811
    whole = planned(maya)
    with pytest.raises(BadInput, match="milestones"):
        proposing.propose(maya.desk, maya.work, whole)
    planning.plan(maya.desk, maya.work, planning.read_steps("Interview 2099-12-04"))
    for name in whole:
        with pytest.raises(BadInput):
            proposing.propose(maya.desk, maya.work, {**whole, name: " "})
    assert proposing.rounds(maya.desk, maya.work) == []
    made = proposing.propose(maya.desk, maya.work, whole)
    assert made.steps == ("[ ] Interview 2099-12-04",)


def test_every_round_is_kept_with_its_reasons(room: Room, maya: Student) -> None:  # noqa: F811
    planning.plan(maya.desk, maya.work, planning.read_steps("Interview 2099-12-04"))
    proposing.propose(maya.desk, maya.work, planned(maya))
    maya.sync()
    fetch(room, CLOCK)
    row = next(row for row in rows(room) if row.summary)
    assert "1 proposal" in needs(row, NOON, supports=False)
    (waiting,) = proposals.waiting(rows(room))
    seat, desk = room.seats()[0], read(room)
    with pytest.raises(BadInput, match="In all"):
        proposals.answer(room, seat, desk, waiting.round, {"decision": "returned"}, CLOCK)
    code = proposing.standards_of(desk, maya.work)[0][0]

    why = {"decision": "returned", reason_field(code): "Whose question is it?"}
    proposals.answer(room, seat, desk, waiting.round, why, CLOCK)
    assert proposals.waiting(rows(room)) == []
    assert commenting.send(room, CLOCK) == ""
    maya.sync()
    step = next(one for one in next_steps(maya.desk) if one.act == "proposal")
    assert "Whose question is it?" in step.reason
    assert proposing.start(maya.desk, maya.work)["issue"] == PROPOSAL["issue"], "the next round starts from this one"
    proposing.propose(maya.desk, maya.work, {**planned(maya), "question": "Whose river is it?"})
    maya.sync()
    fetch(room, CLOCK)
    (waiting,) = proposals.waiting(rows(room))
    assert waiting.round.number == 2
    told = proposals.told(read(room), waiting.round)
    assert any("Round 1: returned by M. Rivera" in one and "Whose question is it?" in one for one in told)
    proposals.answer(room, seat, read(room), waiting.round, {"decision": "approved", "note": "Go on"}, CLOCK)
    commenting.send(room, CLOCK)
    maya.sync()
    every = proposing.rounds(maya.desk, maya.work)
    assert [one.answers[0][1].decision for one in every] == ["returned", "approved"]
    assert not [one for one in next_steps(maya.desk) if one.act == "proposal"]


def test_one_student_is_asked_weekly_and_another_monthly(room: Room, maya: Student) -> None:  # noqa: F811
    clock = SetClock(NOON)
    maya.desk.clock = clock
    goals.add(maya.desk, {**GOAL_ANSWERS, "check_in": "2099-12-12"})
    proposals.ask_rhythm(room, room.seats()[0], read(room), {"every": "weekly", "why": "The first month"}, clock)
    commenting.send(room, clock)
    maya.sync()
    asked = proposing.asked_check_in(maya.desk)
    assert asked is not None and asked.by == "M. Rivera" and (asked.due - NOON.date()).days == 7
    assert not [one for one in next_steps(maya.desk) if one.act == "checkin"]
    clock.forward(days=7)
    maya.desk.clock = clock
    step = next(one for one in next_steps(maya.desk) if one.act == "checkin")
    assert "M. Rivera asked for a check-in every week" in step.reason and "The first month" in step.reason
    goals.check_in(maya.desk, maya.desk.goals("active")[0], {"confidence": "4", "note": "Going well"})
    assert not [one for one in next_steps(maya.desk) if one.act == "checkin"]
    proposals.ask_rhythm(room, room.seats()[0], read(room), {"every": "never"}, clock)
    commenting.send(room, clock)
    maya.sync()
    maya.desk.clock = clock
    assert proposing.asked_check_in(maya.desk) is None


async def test_proposing_and_answering_by_keys(room: Room, maya: Student) -> None:  # noqa: F811
    planning.plan(maya.desk, maya.work, planning.read_steps("Interview 2099-12-04"))
    maya.sync()
    maya.desk.portfolio.close()
    student = PortfolioApp(maya.folder, SetClock(NOON), Config(), remember=False)
    async with student.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause(0.2)
        student.push_screen(Workspace(maya.work.id, "choices"))
        await pilot.pause(0.3)
        await pilot.press("enter", "o")
        await pilot.pause(0.3)
        await fill(pilot, **PROPOSAL)
        assert not proposing.rounds(student.desk, maya.work), "it is not sent without evidence for each standard"
        for name, told in planned(maya).items():
            student.screen.query_one(f"#field-{name}").text = told  # type: ignore[attr-defined]
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert proposing.rounds(student.desk, maya.work)
        student.sync_soon()
        await settled(pilot)
        await pilot.press("ctrl+q")
    fetch(room, CLOCK)
    app = ClassApp(room.root, SetClock(NOON), Config())
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause(0.2)
        await pilot.press("4")
        await pilot.pause(0.2)
        assert "1 waits" in screen_text(pilot) and "round 1" in screen_text(pilot)
        await pilot.press("enter")
        await pilot.pause(0.3)
        assert PROPOSAL["question"] in screen_text(pilot)
        await fill(pilot, decision="approved")
        await settled(pilot)
        assert "No proposal waits" in screen_text(pilot)
        await pilot.press("1")
        await pilot.pause(0.2)
        app.screen.query_one("#students", Listing).choose(room.seats()[0].id)
        await pilot.press("enter")
        await pilot.pause(0.4)
        await pilot.press("n")
        await pilot.pause(0.2)
        await fill(pilot, note="Ask about the brother")
        assert "Ask about the brother" in screen_text(pilot)
        await pilot.press("ctrl+q")
    published = [path for path in Path(room.root).rglob("*") if path.is_file() and "notes" not in path.parts]
    assert not [path for path in published if b"Ask about the brother" in path.read_bytes()]


def test_proposals_notes_and_strategies_in_plain_lines(person: As, hub: str, tmp_path: Path) -> None:  # noqa: F811
    join(person, "ada", hub)
    person("ada", "-C", "mine", *GOAL)
    person("ada", "-C", "mine", *CHOICE)
    person("ada", "-C", "mine", "plan", "four-score", "--step", "Interview 2099-12-04")
    given = [part for name, told in PROPOSAL.items() for part in (f"--{name}", told)]
    with pytest.raises(Failed) as told:
        person("ada", "-C", "mine", "propose", "four-score", *given)
    assert "Evidence for" in told.value.err
    with pytest.raises(Failed) as told:
        person("ada", "-C", "mine", "propose", "four-score", *given, "--evidence", "XX=nothing")
    assert "The standards of this task" in told.value.err
    task = json.loads(person("ada", "-C", "mine", "task", "show", "social-action", "--json"))
    codes = [use["standard"] for use in task["standards"]]
    evidence = [part for code in codes for part in ("--evidence", f"{code}=A page about it")]
    assert "Sent" in person("ada", "-C", "mine", "propose", "four-score", *given, *evidence)
    person(
        "ada",
        "-C",
        "mine",
        "strategy",
        "pick",
        "four-score",
        "--strategy",
        "ask-it-three-ways",
        "--confidence",
        "3",
        "--reason",
        "x",
    )
    person("rivera", "class", "fetch")
    (waiting,) = json.loads(person("rivera", "class", "proposals", "--json"))["items"]
    assert waiting["student"] == "Ada King" and waiting["round"] == 1
    assert PROPOSAL["question"] in person("rivera", "class", "answer", "ada", "four-score")
    person("rivera", "class", "answer", "ada", "four-score", "--decision", "returned", "--reason", f"{codes[0]}=Whose?")
    person("rivera", "class", "rhythm", "ada", "--every", "weekly")
    person("ada", "-C", "mine", "sync")
    told_back = person("ada", "-C", "mine", "propose", "four-score", "--list")
    assert "returned by M. Rivera" in told_back and "Whose?" in told_back
    today = person("ada", "-C", "mine", "today")
    assert "Send another round" in today and "Command: portfolio propose " in today
    person("rivera", "class", "note", "ada", "Ask about the brother")
    assert "brother" in person("rivera", "class", "note", "ada")
    assert not json.loads(person("rivera", "class", "proposals", "--json"))["items"]
    join(person, "ben", hub)
    person("ben", "-C", "mine", *CHOICE)
    person("rivera", "class", "fetch")
    told = person("rivera", "class", "strategies")
    assert "has picked none yet" in told and "Ben Okafor" in told
    found = json.loads(person("rivera", "class", "strategies", "--json"))
    assert [one["students"] for one in found["strategies"]] == [1]
