"""The rules behind the next step, as a table; and that a step put off stays away."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import click
import pytest

from portfolio.cli import main
from portfolio.cli.start import command_of
from portfolio.clock import SetClock, stamp
from portfolio.door.create import create
from portfolio.errors import BadInput
from portfolio.history.mirror import Mirror
from portfolio.hub import bundles
from portfolio.model.feedback import Comment
from portfolio.model.proposal import Rhythm, Verdict, evidence_field
from portfolio.model.record import Passage, Record, new_id
from portfolio.model.strategy import StrategyUse
from portfolio.model.support import Slot
from portfolio.model.week import Review
from portfolio.model.work import Rating, Step, Work
from portfolio.services import (
    assessing,
    capstone,
    choosing,
    goals,
    planning,
    proposing,
    reflecting,
    strategies,
    supporting,
    weeks,
    works,
)
from portfolio.services.desk import Desk, open_desk
from portfolio.services.steps import RULES
from portfolio.services.today import next_steps, put_off, take_up
from tests.makers import NOON
from tests.test_app import GOAL, Opened, _begun, fill, home, opened, screen_text  # noqa: F401 - fixtures
from tests.test_cli import Cli, Failed, cli, mine  # noqa: F401 - fixtures
from tests.test_support import ANSWERS

Do = Callable[[Desk], object]


def work_of(desk: Desk) -> Work:
    return desk.works()[0]


def choose(desk: Desk) -> None:
    course, task = desk.find_task("social-action")
    picks = {name: part.options[0].id for name, part in task.parts.items() if part.open}
    choosing.choose(desk, course, task, picks, "I cross it", "River")


def draft(desk: Desk) -> None:
    number = len(desk.drafts(work_of(desk))) + 1
    works.save_draft(desk, work_of(desk), f"Draft {number}", text=f"# River\n\nWords {number}.\n")


def plan(desk: Desk) -> None:
    planning.plan(desk, work_of(desk), [Step("Write")])


def reflect(desk: Desk) -> None:
    prompt = reflecting.prompts(desk, work_of(desk), "during")[0].text
    reflecting.reflect(desk, work_of(desk), "during", {prompt: "It got shorter"}, private=False)


def pick(desk: Desk) -> None:
    answers = {"strategy": "ask-it-three-ways", "reason": "no question", "confidence": "2"}
    strategies.pick(desk, work_of(desk), answers)


def judge(desk: Desk) -> None:
    strategies.judge(desk, work_of(desk), {"fit": "yes", "note": "It found one"})


def assess(desk: Desk) -> None:
    work = work_of(desk)
    shown = (Passage(work.id, desk.view.blob(work), 0, 3, "# R"),)
    rubric = assessing.rubric_of(desk, work)[1]
    assessing.assess(desk, work, {one.name: Rating("3", shown) for one in rubric.criteria})


def share(desk: Desk) -> None:
    works.share(desk, work_of(desk))


def goal(desk: Desk) -> None:
    goals.add(desk, {**GOAL, "check_in": str(desk.today + timedelta(days=2))})


def written(desk: Desk, record: Record) -> None:
    """Somebody of the staff wrote something, and it was fetched."""
    place = f"{desk.portfolio.root}/../written"
    theirs = create(place, "M. Rivera", desk.clock, courses={})
    with theirs.change("feedback.give", "Write") as change:
        change.put(record)
    theirs.settle()
    mirror = Mirror.make(f"{desk.portfolio.repo.git_dir}/portfolio/about/humanities/t0123456789abcdef.git")
    bundles.publish(f"{place}-hub", theirs.repo, theirs.version, "")
    bundles.fetch(f"{place}-hub", mirror)
    mirror.settle(theirs.version)
    mirror.close()
    theirs.close()


def commented(desk: Desk) -> None:
    name, now = desk.fresh()
    work, told = work_of(desk).id, "Whose question is it?"
    written(desk, Comment(id=name, created=now, work=work, version="0" * 40, blob="", tone="question", text=told))


def proposed(desk: Desk) -> None:
    codes = [code for code, _name in proposing.standards_of(desk, work_of(desk))]
    told = dict.fromkeys(("issue", "question", "supporting", "partners", "product"), "Words")
    proposing.propose(desk, work_of(desk), {**told, **{evidence_field(code): "A page" for code in codes}})


def answered(desk: Desk) -> None:
    (one,) = proposing.rounds(desk, work_of(desk))
    name, now = desk.fresh()
    work, note = work_of(desk).id, "Whose question is it?"
    written(desk, Verdict(id=name, created=now, work=work, proposal=one.proposal.id, decision="returned", note=note))


def rhythm(desk: Desk) -> None:
    name = new_id(NOON - timedelta(days=6))
    written(desk, Rhythm(id=name, created=stamp(NOON - timedelta(days=6)), every="weekly"))


def two_answers(desk: Desk) -> None:
    found = desk.goals()[0]
    with desk.portfolio.change("goal.edit", "As two computers left it") as change:
        change.put(found.become({**found.to_json(), "_both": {"why": ["For the other reason"]}}))


def days(count: int) -> Do:
    def pass_by(desk: Desk) -> None:
        assert isinstance(desk.clock, SetClock)
        desk.clock.forward(days=count)

    return pass_by


def block(desk: Desk) -> None:
    week = weeks.first_day(desk)
    supporting.propose(desk, week, weeks.find_row(desk, week, "A"), ANSWERS)


def block_done(desk: Desk) -> None:
    week = weeks.first_day(desk)
    supporting.finish(desk, weeks.find_row(desk, week, "A"), {"did": "I sorted", "helped": "yes"})


def changed(desk: Desk) -> None:
    slot = desk.view.all(Slot)[0]
    name, now = desk.fresh()
    told = {"session": slot.session, "where": "Library", "why": slot.why, "kind": slot.kind, "reason": "Room 4 is full"}
    about = {"week": slot.week, "course": slot.course, "block": slot.block}
    written(desk, Review(id=name, created=now, verdict="changed", **about, **told))  # type: ignore[arg-type]


def defended(desk: Desk) -> None:
    capstone.begin(desk)
    told = {"on": str(desk.today), "result": "revise", "items": "One slide less", "by": "2027-01-12", "who": "Panel"}
    capstone.note_defence(desk, told)


TWO = (choose, plan, draft, reflect, pick, draft, reflect)
TABLE: list[tuple[tuple[Do, ...], int, str, str]] = [
    ((choose, commented), 2, "feedback", "Whose question is it?"),
    ((goal, choose, plan, proposed, answered), 3, "proposal", "M. Rivera returned it: Whose question is it?"),
    ((goal, defended), 4, "capstone", "To revise until 12 Jan 2027: One slide less"),
    ((goal, block, changed), 5, "answer", "M. Rivera: Room 4 is full"),
    ((goal, rhythm, days(1)), 8, "checkin", "M. Rivera asked for a check-in every week"),
    ((choose, rhythm, days(1)), 8, "goal", "asked for a check-in every week, and you have no goal"),
    ((goal, two_answers), 1, "decide", "Two computers say different things about why"),
    ((), 6, "goal", "A goal gives the work a direction"),
    ((goal,), 18, "choose", "you have not begun it"),
    ((goal, days(2)), 7, "checkin", "You wanted to look at it today"),
    ((choose,), 14, "plan", "a few steps with dates make it smaller"),
    ((choose, plan), 15, "draft", "1 of about"),
    ((choose, plan, draft), 9, "reflect", "You saved it today and have not looked back"),
    ((choose, plan, draft, reflect), 15, "draft", "of about"),
    (TWO, 10, "strategy", "what you say is shown the next time"),
    ((*TWO, judge), 12, "assess", "It has 2 drafts"),
    ((*TWO, judge, block, days(2)), 11, "support", "It was yesterday; two short answers"),
    ((*TWO, judge, block, days(2), block_done, assess), 13, "share", "You have assessed it"),
    ((*TWO, judge, assess, share), 17, "goal", "No goal is active"),
    ((*TWO, judge, assess, share, goal), 18, "choose", "for which you have no evidence yet"),
    ((*TWO, judge, assess, share, block, days(2), block_done, days(5), goal), 16, "week", "Nothing is planned yet for"),
]
IDS = [f"{n}-{row[2]}" for n, row in enumerate(TABLE)]


@pytest.mark.parametrize(("before", "rule", "act", "reason"), TABLE, ids=IDS)
def test_what_comes_next(home: str, before: tuple[Do, ...], rule: int, act: str, reason: str) -> None:  # noqa: F811
    desk = open_desk(home, SetClock(NOON))
    for do in before:
        do(desk)
    first = next_steps(desk)[0]
    assert first.act == act and reason in first.reason
    assert next(n for n, one in enumerate(RULES, 1) if list(one.steps(desk))) == rule
    command: click.Command | None = main
    for word in command_of(first).split()[1:]:
        if isinstance(command, click.Group):
            command = command.get_command(click.Context(command), word)
    assert command is not None, "the command that is told is one there is"
    desk.portfolio.close()


def test_every_rule_is_in_the_table_and_in_the_readme_in_order() -> None:
    assert {row[1] for row in TABLE} == set(range(1, len(RULES) + 1))
    page = Path(__file__).parent.parent.joinpath("README.md").read_text(encoding="utf-8")
    places = [page.index(f"{n}. {rule.told}") for n, rule in enumerate(RULES, 1)]
    assert places == sorted(places)


def test_a_step_put_off_stays_away_until_its_day(home: str) -> None:  # noqa: F811
    clock = SetClock(NOON)
    desk = open_desk(home, clock)
    choose(desk)
    first = next_steps(desk)[0]
    put_off(desk, first, desk.today + timedelta(days=3))
    put_off(desk, next_steps(desk)[0], desk.today + timedelta(days=1))
    assert first.key not in [step.key for step in next_steps(desk)]
    for wrong in (desk.today, desk.today + timedelta(days=900)):
        with pytest.raises(BadInput, match="not a day of the coming year"):
            put_off(desk, first, wrong)
    desk.portfolio.settle()
    count = sum(1 for _version in desk.portfolio.timeline())
    desk.portfolio.close()
    desk = open_desk(home, clock)
    assert first.key not in [step.key for step in next_steps(desk)], "it is kept for the next opening"
    assert sum(1 for _version in desk.portfolio.timeline()) == count, "and is no version"
    clock.forward(days=3)
    assert next_steps(desk)[0].key == first.key
    put_off(desk, first, desk.today + timedelta(days=3))
    assert take_up(desk) == 1 and next_steps(desk)[0].key == first.key
    desk.portfolio.close()


def test_put_off_in_plain_lines(cli: Cli, mine: str) -> None:  # noqa: F811
    first = json.loads(cli("today", "--json"))["next"][0]["title"]
    assert "stays away until" in cli("today", "--later", "1")
    assert json.loads(cli("today", "--json"))["next"][0]["title"] != first
    with pytest.raises(Failed, match="coming year"):
        cli("today", "--later", "1", "--until", "2020-01-01")
    cli("today", "--all-back")
    assert json.loads(cli("today", "--json"))["next"][0]["title"] == first


async def test_put_off_in_the_app(opened: Opened) -> None:  # noqa: F811
    async with opened((80, 24)) as pilot:
        assert "Set your first goal" in screen_text(pilot)
        await pilot.press("l")
        await fill(pilot, days="7")
        assert "Set your first goal" not in screen_text(pilot)


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
