"""Noble's weekly support block at the teachers' side: posted, asked for, given, confirmed, changed, listed, decided."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from portfolio.app import PortfolioApp
from portfolio.classroom.room import Room
from portfolio.clock import SetClock, SystemClock
from portfolio.config import Config
from portfolio.door import Portfolio
from portfolio.model.codec import canonical
from portfolio.model.record import new_id
from portfolio.model.week import Session
from portfolio.teacher import ClassApp
from portfolio.text import defused
from tests.hostile import NASTY, controls
from tests.makers import NOON, git
from tests.test_app import fill, screen_text, walked_at
from tests.test_class import As, hub, join, person  # noqa: F401 - fixtures
from tests.test_cli import CHOICE, Cli, Failed, cli  # noqa: F401 - fixtures
from tests.test_teacher import room, sit  # noqa: F401 - a fixture

POST = (
    "class", "week", "post", "--week", "next", "--block", "A", "--title", "Writing lab", "--kind", "support",
    "--form", "peer tutoring", "--where", "Room 12", "--seats", "1", "--standard", "Evidence",
)  # fmt: skip
ASK = ("--week", "next", "--why", "I want to hear my draft")


def post(person: As, who: str, *more: str, **answers: str) -> str:  # noqa: F811
    given = list(POST)
    for name, value in answers.items():
        given[given.index(f"--{name}") + 1] = value
    return person(who, *given, *more)


def listed(person: As, who: str, *arguments: str) -> list[dict[str, Any]]:  # noqa: F811
    found: list[dict[str, Any]] = json.loads(person(who, *arguments, "--json"))["items"]
    return found


def block(person: As, who: str, letter: str = "A") -> dict[str, Any]:  # noqa: F811
    found = json.loads(person(who, "support", "week", "--week", "next", "--json"))["blocks"]
    plan: dict[str, Any] = next(one for one in found if one["block"].endswith(letter))["plan"] or {}
    return plan


@pytest.fixture
def school(person: As, hub: str) -> As:  # noqa: F811
    """A teacher, an advisor, two students who have joined."""
    person("chen", "me", "--name", "L. Chen", "--role", "advisor")
    chen = json.loads(person("chen", "me", "--json"))["id"]
    person("rivera", "class", "staff", chen, "L. Chen", "--role", "advisor", "--yes")
    person("chen", "class", "join", hub)
    for name in ("ada", "ben"):
        join(person, name, hub)
    return person


def test_a_session_is_posted_asked_for_and_given_in_order_of_arrival(school: As, tmp_path: Path) -> None:
    assert "Posted for the week of" in post(school, "rivera")
    post(school, "chen", title="Archive hour", kind="extension", where="Library", seats="2")
    school("ben", "sync")
    school("ada", "sync")
    (lab,) = [one for one in listed(school, "ben", "support", "sessions", "--week", "next") if one["left"] == 1]
    assert (lab["title"], lab["by"], lab["where"], lab["kind"]) == ("Writing lab", "M. Rivera", "Room 12", "support")
    assert "1 of 1 seats left" in school("ben", "support", "sessions", "--week", "next")
    school("ben", "support", "seat", "writing lab", *ASK)
    with pytest.raises(Failed, match="asked for “Writing lab” already"):
        school("ben", "support", "seat", "writing lab", *ASK)
    with pytest.raises(Failed, match="nobody can be in two places"):
        school("ben", "support", "seat", "archive", *ASK)
    school("rivera", "class", "fetch")
    school("ada", "support", "seat", "writing lab", *ASK, "--second", "archive")
    school("rivera", "class", "fetch")
    asked = listed(school, "rivera", "class", "week", "asks", "--week", "next")
    assert [(one["student"], one["state"]) for one in asked] == [("Ben Okafor", "waiting"), ("Ada King", "waiting")]
    told = school("rivera", "class", "week", "give")
    assert "Ben Okafor – seat given" in told and "Ada King – no seat was left" in told
    assert listed(school, "rivera", "class", "week", "give") == [], "giving again gives nothing new"
    school("chen", "class", "fetch")
    assert "Ada King – seat given" in school("chen", "class", "week", "give"), "the second wish counts once it is full"
    for name in ("ada", "ben"):
        school(name, "sync")
    assert block(school, "ben")["seat"] == "given" and block(school, "ben")["session"] == "Writing lab"
    assert (block(school, "ada")["session"], block(school, "ada")["where"]) == ("Archive hour", "Library")
    assert "0 of 1 seats left" in school("ada", "support", "sessions", "--week", "next")
    for mirror in (tmp_path / "ada/mine/.git/portfolio/about/humanities-10/posts").glob("*.git"):
        assert "Ben" not in git(str(mirror), "log", "-p", "main") and "taken" in git(str(mirror), "log", "-p", "main")


def test_a_full_session_is_refused_with_how_old_that_is(school: As) -> None:
    post(school, "rivera")
    school("ben", "sync")
    school("ben", "support", "seat", "writing lab", *ASK)
    school("rivera", "class", "fetch")
    school("rivera", "class", "week", "give")
    school("ada", "sync")
    with pytest.raises(Failed, match="is full: 1 of 1 seats are taken") as refused:
        school("ada", "support", "seat", "writing lab", *ASK)
    assert "heard just now" in refused.value.err and "second wish" in refused.value.err
    school("ben", "support", "plan", "A", "--week", "next", "--session", "source-table", "--where", "Library",
           "--why", "Two letters", "--standard", "Evidence")  # fmt: skip
    school("rivera", "class", "fetch")
    assert "made room" in school("rivera", "class", "week", "give")
    school("ada", "sync")
    school("ada", "support", "seat", "writing lab", *ASK)


PLAN = ("support", "plan", "B", "--week", "next", "--session", "source-table", "--where", "Library",
        "--why", "Two letters disagree", "--standard", "Evidence")  # fmt: skip
CHANGE = ("class", "week", "change", "--week", "next")


def test_an_advisor_confirms_changes_with_a_reason_and_plans_for_somebody_away(school: As) -> None:
    post(school, "rivera", seats="5")
    school("ada", *PLAN)
    school("chen", "class", "fetch")
    assert [
        one["student"] for one in listed(school, "chen", "class", "week", "plans", "--week", "next", "--open")
    ].count("Ada King") == 3, "one plan to confirm, two blocks without one"
    school("chen", "class", "week", "confirm", "ada", "B", "--week", "next")
    with pytest.raises(Failed, match="confirmed already"):
        school("chen", "class", "week", "confirm", "ada", "B", "--week", "next")
    school("ada", "sync")
    plan = block(school, "ada", "B")
    assert (plan["state"], plan["by"]) == ("confirmed", "L. Chen")
    assert "confirmed · L. Chen" in school("ada", "support", "week", "--week", "next")
    with pytest.raises(Failed, match="not only yours to change"):
        school("ada", *PLAN)
    with pytest.raises(Failed, match="Reason: please fill this in"):
        school(
            "chen", "class", "week", "change", "ada", "B", "--week", "next", "--session", "look-again", "--where", "12"
        )
    school("chen", *CHANGE, "ada", "B", "--session", "look again", "--where", "12",
           "--reason", "Two comments wait")  # fmt: skip
    with pytest.raises(Failed, match="has planned nothing"):
        school("chen", *CHANGE, "ben", "A", "--session", "look-again", "--where", "12",
               "--reason", "x")  # fmt: skip
    school("chen", "class", "week", "plan", "ben", "A", "--week", "next", "--session", "writing lab",
           "--reason", "Your draft is nearly there")  # fmt: skip
    for name in ("ada", "ben"):
        school(name, "sync")
    plan = block(school, "ada", "B")
    assert (plan["state"], plan["session"], plan["answer"]) == ("changed", "Look again", "Two comments wait")
    school("ada", "support", "ask", "B", "--week", "next", "--answer", "I answered them yesterday")
    away = block(school, "ben")
    assert (away["state"], away["planned_for_me"], away["where"], away["by"]) == (
        "planned for me", True, "Room 12", "L. Chen",
    )  # fmt: skip
    school("ben", "support", "accept", "A", "--week", "next")
    assert block(school, "ben")["state"] == "confirmed" and block(school, "ben")["planned_for_me"]
    school("chen", "class", "fetch")
    states = {(one["student"], one["block"][-1]): one["state"] for one in
              listed(school, "chen", "class", "week", "plans", "--week", "next")}  # fmt: skip
    assert states["Ada King", "B"] == "asked" and states["Ben Okafor", "A"] == "confirmed"
    assert "I answered them yesterday" in school("chen", "class", "week", "page", "ada", "--week", "next")
    with pytest.raises(Failed, match="asks to change it"):
        school("chen", "class", "week", "confirm", "ada", "B", "--week", "next")
    school("rivera", "class", "fetch")
    assert "Ben Okafor – seat given" in school("rivera", "class", "week", "give"), "what an advisor planned asks, too"
    printed = school("rivera", "class", "week", "rooms", "--week", "next")
    assert "Writing lab – Room 12" in printed and "[ ] Ben Okafor" in printed
    assert "nearly" not in printed and "Ada" not in printed, "names only, and only of what is agreed"


def test_a_plan_that_changed_after_it_was_read_is_not_confirmed(school: As) -> None:
    school("ada", *PLAN)
    school("chen", "class", "fetch")
    school("ada", "support", "plan", "B", "--week", "next", "--session", "look-again", "--where", "Room 3")
    school("chen", "class", "week", "confirm", "ada", "B", "--week", "next")
    school("ada", "sync")
    assert (block(school, "ada", "B")["state"], block(school, "ada", "B")["session"]) == ("proposed", "Look again")
    school("chen", "class", "fetch")
    assert "waits for you" in school("chen", "class", "week", "plans", "--week", "next")


def test_status_comes_from_a_file_in_any_language_and_bad_rows_are_told(school: As, tmp_path: Path) -> None:
    file = tmp_path / "stand.csv"
    file.write_text(
        "SCHÜLER;Fach;Aufgabe;Stand;Stufe;Passwort\n"
        "Ada King;Humanities;Essay;in progress;3;geheim\n"
        "King, Ada;Humanities;Map;[b]not begun[/] \x1b[31m\x9b;;geheim\n"
        "Nobody Known;Humanities;Essay;done;;\n"
        "Ben Okafor;Humanities;Essay;;;\n"
        ";Humanities;Essay;done;;\n"
        "Ben Okafor;Humanities;=HYPERLINK(1);done;;;too;many\n",
        encoding="utf-8",
    )
    told = school("rivera", "class", "week", "status", str(file), "--on", "2026-11-20")
    assert (
        "As of 2026-11-20: 2 lines read, something new for 1 student." in told
        and "Not read: Passwort" in told
        and "geheim" not in told
    )
    for number, reason in (
        (4, "called “Nobody Known”"),
        (5, "no status and no level"),
        (6, "no student"),
        (7, "more values"),
    ):
        assert f"line {number}" in told and reason in told
    school("ada", "sync")
    assert "As of 2026-11-20, from M. Rivera:" in school("ada", "support", "status")
    told = school("ada", "support", "week")
    assert "Humanities · Essay · in progress · level 3" in told and "\x1b" not in told and "[b]not begun" in told
    again = json.loads(school("rivera", "class", "week", "status", str(file), "--on", "2026-11-20", "--json"))
    assert again["students"] == 0 and len(again["left_out"]) == 4
    file.write_text("Who,Progress\nAda King,done\n1002,begun\n", encoding="utf-8")
    with pytest.raises(Failed, match="needs a column with students"):
        school("rivera", "class", "week", "status", str(file))
    with pytest.raises(Failed, match="has no column “Pupil”"):
        school("rivera", "class", "week", "status", str(file), "--column", "student=Pupil")
    school("rivera", "class", "week", "status", str(file), "--column", "student=WHO", "--column", "status=progress",
           "--on", "2026-11-24")  # fmt: skip
    school("rivera", "class", "week", "note", "ada", "--course", "Maths", "--level", "4", "--on", "2026-11-24")
    school("ada", "sync")
    now = listed(school, "ada", "support", "status")
    assert [(one["course"], one["status"], one["level"], one["on"]) for one in now] == [
        ("", "done", "", "2026-11-24"), ("Maths", "", "4", "2026-11-24"),
    ]  # fmt: skip
    school("rivera", "class", "fetch")
    assert "As of 2026-11-24" in school("rivera", "class", "week", "page", "ada")


def test_a_teacher_asks_a_student_by_name_with_a_reason(school: As) -> None:
    post(school, "rivera")
    with pytest.raises(Failed, match="Reason"):
        school("rivera", "class", "week", "request", "writing", "ada", "--week", "next")
    school(
        "rivera", "class", "week", "request", "writing", "ada", "--week", "next", "--reason", "Your [draft] is close"
    )
    for name in ("ada", "ben"):
        school(name, "sync")
    assert "M. Rivera asks you to come to Writing lab (Support block A): Your [draft] is close" in school(
        "ada", "support", "week", "--week", "next"
    )
    assert listed(school, "ben", "support", "requests", "--week", "next") == []
    assert block(school, "ada") == {}, "a request assigns nothing"
    with pytest.raises(Failed, match="No session called"):
        school("ada", "support", "seat", "chess", *ASK)
    school("rivera", "class", "week", "withdraw", "writing", "--week", "next")
    school("ada", "sync")
    assert listed(school, "ada", "support", "requests", "--week", "next") == []
    with pytest.raises(Failed, match="may have been taken back"):
        school("ada", "support", "seat", "writing lab", *ASK)
    for seats in ("-1", "0", "many", "5.5", "9999999"):
        with pytest.raises(Failed, match="not a number from 1 to"):
            post(school, "rivera", seats=seats)
    with pytest.raises(Failed, match="No session called"):
        school("chen", "class", "week", "withdraw", "writing", "--week", "next")


def test_the_team_sees_support_that_brought_no_evidence_and_decides(
    school: As, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    clock = SetClock(NOON)
    monkeypatch.setattr(SystemClock, "now", lambda _self: clock.now())
    done = ("--did", "I sorted letters", "--helped", "a little")
    for letter, days in (("A", 1), ("B", 2)):
        plan = list(PLAN)
        plan[plan.index("B")] = letter
        school("ada", *[each for each in plan if each not in ("--week", "next")])
        clock.forward(days=days)
        school("ada", "support", "done", letter, *done)
    school("ben", "support", "plan", "C", "--own", "Chess", "--kind", "extension", "--where", "Hall", "--why", "x",
           "--standard", "HUM:Q")  # fmt: skip
    with pytest.raises(Failed, match="still to come"):
        school("chen", "class", "week", "there", "ben", "C")
    clock.forward(days=1)
    (tmp_path / "hub").rename(tmp_path / "away")
    assert "not at school yet" in school("chen", "class", "week", "there", "ben", "C"), "presence needs no network"
    (tmp_path / "away").rename(tmp_path / "hub")
    school("chen", "class", "fetch")
    (case,) = listed(school, "chen", "class", "week", "team")
    assert (case["student"], case["standard"], len(case["supports"])) == ("Ada King", "HUM:E", 2)
    assert "not yet" in school("chen", "class", "week", "team")
    page = school("chen", "class", "week", "team", "ada", "evidence")
    assert "Source table (support): it helped a little – I sorted letters" in page and "nothing yet" in page
    with pytest.raises(Failed, match="not a date"):
        school("chen", "class", "week", "decide", "ada", "evidence", "--text", "x", "--owner", "y", "--until", "soon")
    school("chen", "class", "week", "decide", "ada", "evidence", "--text", "Ada meets [/] the archivist.",
           "--owner", "L. Chen", "--until", "2026-12-11")  # fmt: skip
    school("ada", "sync")
    told = school("ada", "support", "decisions")
    assert "decided about Evidence: Ada meets [/] the archivist. L. Chen looks after it until 2026-12-11" in told
    assert "archivist" in school("chen", "class", "week", "team"), "it stays on the list, with what was decided"
    spent = {one["student"]: one for one in listed(school, "chen", "class", "week", "term")}
    assert (spent["Ada King"]["support"], spent["Ada King"]["only"]) == (1, "support")
    assert (spent["Ben Okafor"]["extension"], spent["Ben Okafor"]["only"]) == (1, "extension")
    assert "only support so far" in school("chen", "class", "week", "term")
    assert "Cleo O'Neil,0,0," in school("chen", "class", "week", "term", "--csv")
    clock.forward(days=1)
    school("ada", *CHOICE)
    (tmp_path / "one.md").write_text("Two letters disagree about the dam.\n", encoding="utf-8")
    school("ada", "draft", "save", "four-score", "--from", str(tmp_path / "one.md"), "--name", "One")
    criterion = criterion_of(school("ada", "assess", "four-score"), "HUM:E")
    school("ada", "assess", "four-score", "--rate", f"{criterion}=3", "--evidence", f"{criterion}=Two letters disagree",
           "--next", f"{criterion}=Ask a third")  # fmt: skip
    school("chen", "class", "fetch")
    assert listed(school, "chen", "class", "week", "team") == [], "new evidence takes it off the list"


def criterion_of(rubric: str, standard: str) -> str:
    """The first criterion of a printed rubric that is about a standard."""
    return next(line.rpartition(" (")[0] for line in rubric.split("\n") if line.endswith(f"({standard})"))


def test_next_week_starts_from_what_happened_and_nothing_is_overwritten(
    school: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SetClock(NOON)
    monkeypatch.setattr(SystemClock, "now", lambda _self: clock.now())
    school("ada", *[each for each in PLAN if each not in ("--week", "next")])
    school("chen", "class", "fetch")
    school("chen", "class", "week", "confirm", "ada", "B")
    school("ada", "sync")
    clock.forward(days=3)
    school("ada", "support", "done", "B", "--did", "Sorted letters", "--helped", "yes")
    school("chen", "class", "fetch")
    with pytest.raises(Failed, match="block is over"):
        school(
            "chen", "class", "week", "change", "ada", "B", "--session", "look-again", "--where", "1", "--reason", "x"
        )
    assert "was there" in school("chen", "class", "week", "there", "ada", "B")
    assert "was in another place" in school("chen", "class", "week", "there", "ada", "B", "--elsewhere")
    clock.forward(days=4)
    school("ada", "sync")
    told = school("chen", "class", "week", "page", "ada")
    assert "last time: Source table, yes, it helped" in told
    assert "last time: Source table" in school("ada", "support", "week")
    (kept,) = [one["plan"] for one in json.loads(school("ada", "support", "week", "--week", "last", "--json"))["blocks"]
               if one["plan"]]  # fmt: skip
    assert (kept["state"], kept["did"], kept["by"]) == ("confirmed", "Sorted letters", "L. Chen")
    with pytest.raises(Failed, match="week is over"):
        school("rivera", *[each if each != "next" else "last" for each in POST])


def test_hostile_posts_and_a_place_that_is_missing(school: As, tmp_path: Path) -> None:
    post(school, "rivera", seats="3")
    mine = Portfolio.open(str(tmp_path / "rivera/class/posts"))
    (session,) = mine.all(Session)
    with mine.change("week.post", "Hostile") as change:
        for n, title in enumerate((*NASTY, "two\nlines", "=1+1")):
            made = replace(session, id=new_id(NOON), title=title, seats=-n, where=title, block=session.block)
            change.contents[made.path] = canonical(made.to_json())
        broken = replace(session, id=new_id(NOON)).path.replace("sessions", "requests")
        change.contents[broken] = b'{"schema": 1, "session": 7}'
    mine.settle()
    mine.close()
    shutil.rmtree(tmp_path / "hub/posts")
    with pytest.raises(Failed) as missing:
        school("rivera", "class", "check")
    assert "has not joined" in missing.value.out and (tmp_path / "hub/posts/humanities-10").is_dir()
    shutil.rmtree(tmp_path / "hub/posts")
    assert "at school yet" not in post(school, "rivera", title="Look again"), "the place is made where it is missing"
    for who, command in (("ada", "support"), ("rivera", "class week"), ("chen", "class week")):
        school(who, *(("sync",) if who == "ada" else ("class", "fetch")))
        told = school(who, *command.split(), "sessions", "--week", "next")
        assert "Writing lab" in told and "Look again" in told and not controls(told.encode())
        assert not controls(school(who, *command.split(), "sessions", "--week", "next", "--json").encode())
    assert "two lines" in told
    for line in school("rivera", "class", "week", "rooms", "--week", "next").split("\n"):
        assert not controls(line.encode())


def test_cells_that_begin_like_a_formula_are_defused() -> None:
    assert [defused(cell) for cell in ("=1+1", "@x", "-2", "Ada\x1b", "\t=x")] == ["'=1+1", "'@x", "'-2", "Ada␛", "'=x"]


async def settled(pilot: Pilot[None]) -> str:
    """What stands on the screen once nothing is on its way."""
    quiet = 0
    while quiet < 2:
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        quiet = 0 if any(not one.is_finished for one in pilot.app.workers) else quiet + 1
    return screen_text(pilot)


async def synced(app: PortfolioApp, pilot: Pilot[None]) -> str:
    app.sync_soon()
    return await settled(pilot)


@pytest.mark.parametrize("size", walked_at(120), ids=str)
async def test_a_week_by_keys(room: Room, tmp_path: Path, size: tuple[int, int]) -> None:  # noqa: F811
    sit(room, 0, str(tmp_path / "maya"))
    sit(room, 2, str(tmp_path / "cleo"))
    teacher = ClassApp(room.root, SetClock(NOON), Config())
    async with teacher.run_test(size=size, notifications=True) as pilot:
        await pilot.press("s")
        await settled(pilot)
        await pilot.press("w")
        assert "No session is posted for this week yet" in await settled(pilot)
        await pilot.press("p", "escape", "p")
        await pilot.pause()
        await fill(pilot, block="Support block A", title="[@click=app.quit]Lab[/]", kind="support", form="review",
                   where="Room 12", seats="0")  # fmt: skip
        assert "not a number from 1 to" in screen_text(pilot), "it is said where it was typed, and nothing is lost"
        await fill(pilot, seats="1", standard="HUM:E")
        told = await settled(pilot)
        assert "[@click=app.quit]Lab[/]" in told and "1 of 1 seats left" in told and "this week" in told
        await pilot.press("r")
        await pilot.pause()
        await fill(pilot, student=room.seats()[2].id, reason="It is close")
        await settled(pilot)
    student = PortfolioApp(str(tmp_path / "cleo"), SetClock(NOON), Config())
    async with student.run_test(size=size, notifications=True) as pilot:
        await pilot.pause(0.1)
        await synced(student, pilot)
        await pilot.press("5")
        await pilot.pause()
        card = student.screen.query_one("#staff")
        assert card.display and "asks you to come to [@click" in str(card.content)  # type: ignore[attr-defined]
        await pilot.press("t")
        await pilot.pause()
        await fill(pilot, why="I want to hear it")
        assert "Lab[/]" in await synced(student, pilot)
    teacher = ClassApp(room.root, SetClock(NOON), Config())
    async with teacher.run_test(size=size, notifications=True) as pilot:
        await pilot.press("s")
        await settled(pilot)
        await pilot.press("w")
        assert "1 waiting" in await settled(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert "seat asked for" in screen_text(pilot) and "Cleo" in screen_text(pilot)
        await pilot.press("escape", "g")
        assert "0 of 1 seats left" in await settled(pilot)
        await pilot.press("2")
        told = await settled(pilot)
        assert "waits for you" in told and not controls(told.encode())
        await pilot.press("down", "down", "c")
        assert "confirmed" in await settled(pilot)
        await pilot.press("up", "up", "x")
        await pilot.pause()
        await fill(pilot, own="Archive", kind="extension", where="Library", reason="You were away")
        assert "Archive (extension), Library: pla" in await settled(pilot)
        await pilot.press("h")
        assert "still to come" in await settled(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert "Comments without an answer: 0" in screen_text(pilot)
        (tmp_path / "status.csv").write_text("name,status\nMaya Torres,[/] begun\nNobody,done\n", encoding="utf-8")
        await pilot.press("escape", "i")
        await pilot.pause()
        await fill(pilot, file=str(tmp_path / "status.csv"), on="2026-11-20")
        assert "line 3: Nobody in this class" in await settled(pilot)
        await pilot.press("escape", "n")
        await pilot.pause()
        await fill(pilot, course="Maths", level="3", on="2026-11-20")
        await settled(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert "[/] begun" in screen_text(pilot) and "level 3" in screen_text(pilot)
        await pilot.press("escape", "3")
        assert "Room 12" in await settled(pilot) and "close" not in screen_text(pilot)
        await pilot.press("4")
        assert "Nobody had support twice" in await settled(pilot)
        await pilot.press("5")
        assert "Fall" in await settled(pilot)
        await pilot.press("right", "1")
        assert "next week" in await settled(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert teacher.screen.__class__.__name__ == "Classroom"
    for name, words in (("cleo", "confirmed"), ("maya", "planned for me")):
        student = PortfolioApp(str(tmp_path / name), SetClock(NOON), Config())
        async with student.run_test(size=size, notifications=True) as pilot:
            await pilot.pause(0.1)
            await synced(student, pilot)
            await pilot.press("5")
            await pilot.pause()
            assert words in screen_text(pilot)
            if name == "maya":
                await pilot.press("a")
                await pilot.pause()
                assert "Agreed" in screen_text(pilot) or "confirmed" in screen_text(pilot)
