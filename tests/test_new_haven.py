"""New Haven's Social Action Project: four school years on the same standards, a proposal, a panel, a second defence.

Student, teacher and panel in their own homes meet in a real hub: once in plain lines, once by keys.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from portfolio.app import PortfolioApp
from portfolio.classroom import making, publishing, rating
from portfolio.classroom.fetch import fetch
from portfolio.classroom.room import Room
from portfolio.clock import SetClock, SystemClock
from portfolio.config import Config
from portfolio.course.beginning import begin as begin_course
from portfolio.door import Portfolio
from portfolio.history.server import Way
from portfolio.hub import sync
from portfolio.hub.joining import joined
from portfolio.model.proposal import evidence_field, reason_field
from portfolio.model.record import Passage
from portfolio.model.schoolclass import Person
from portfolio.model.work import Rating
from portfolio.services import assessing, choosing, works
from portfolio.services.desk import Desk
from portfolio.teacher import ClassApp
from portfolio.widgets.card import Listing
from tests.keyboard import filled, keys, open_at, read, sitting
from tests.makers import NOON, assert_clean
from tests.test_app import GOAL, screen_text
from tests.test_class import As, join, person  # noqa: F401 - fixtures
from tests.test_cli import Cli, Failed, cli  # noqa: F401 - fixtures
from tests.test_teacher import room, sit  # noqa: F401 - a fixture
from tests.test_week import synced

GRADES = {
    "Questioning": ("independent: I ask on my own and say why.", "independent: I find the question nobody asked."),
    "Evidence": ("independent: I look for sources that differ.", "independent: I choose sources and defend them."),
}
ROSTER = "name,student id,grade\nAda King,1001,9\nBen Okafor,1002,9\n"
PROPOSAL = (
    "--issue", "The river smells below the mill", "--question", "Who may decide what a river is for?",
    "--supporting", "Who owns it?\nWho lives beside it?", "--partners", "The rowing club",
)  # fmt: skip
CODES = ("HUM:Q", "HUM:E", "HUM:R", "HUM:C")
PANEL = ("Claim about growth", "Early and later work", "Speaking to the panel", "Answering the panel")


def for_year(folder: Path, year: int) -> None:
    """Write the course of a four-year school: few standards, each with what every grade expects, and its terms."""
    course, standards = folder / "course.md", folder / "standards.md"
    text = re.sub(r"(?m)^grades: .*", "grades: 9, 10, 11, 12", course.read_text(encoding="utf-8"))
    text = re.sub(r"(?m)^year: .*", f"year: {year}-{(year + 1) % 100:02}", text)
    for month, end, after in (("09-01", "12-20", 0), ("01-04", "03-26", 1), ("03-29", "06-18", 1)):
        text = re.sub(
            rf"\| (\d{{4}}-)?{month} \| (\d{{4}}-)?{end}", f"| {year + after}-{month} | {year + after}-{end}", text
        )
    course.write_text(text, encoding="utf-8")
    rows = standards.read_text(encoding="utf-8").rstrip().split("\n")
    if "| 12 |" not in rows[1]:
        more = {"code": " 11 | 12 |", "---": "---|---|"}
        for n, row in enumerate(rows[1:], 1):
            cells = [cell.strip() for cell in row.strip("|").split("|")]
            told = GRADES.get(cells[1], GRADES["Evidence"]) if len(cells) > 1 else GRADES["Evidence"]
            rows[n] += more.get(cells[0], f" {told[0]} | {told[1]} |")
        standards.write_text("\n".join(rows) + "\n", encoding="utf-8")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """The clock of everybody's plain lines."""
    made = SetClock(NOON.replace(year=2026, month=9, day=8))
    monkeypatch.setattr(SystemClock, "now", lambda _self: made.now())
    return made


def at(clock: SetClock, year: int, month: int, day: int) -> None:
    clock.at = clock.at.replace(year=year, month=month, day=day)


def piece(person: As, task: str, picks: tuple[str, ...], title: str, text: str, *levels: str) -> None:  # noqa: F811
    """A piece from its choice to its sharing."""
    person("ada", "choose", task, *picks, "--title", title)
    Path("text.md").write_text(f"# {title}\n\n{text}\n", encoding="utf-8")
    name = title.lower().replace(" ", "-")
    person("ada", "draft", "save", name, "--from", "text.md", "--name", "First")
    rates = [part for each in levels for part in ("--rate", each)]
    person("ada", "assess", name, *rates, "--evidence", f"Questioning={text.split('?')[0]}?")
    person("ada", "share", name)


def test_four_years_to_a_second_defence_in_plain_lines(
    person: As, clock: SetClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    # 1. The school enters its few standards and marks what each grade expects; one column too few is one mistake.
    person("rivera", "me", "--name", "M. Rivera")
    person("rivera", "course", "begin", "course", "--like", "humanities-10")
    course = Path.cwd() / "course"
    written = (course / "course.md").read_text(encoding="utf-8")
    (course / "course.md").write_text(written.replace("grades: 9, 10", "grades: 9, 10, 11, 12"), encoding="utf-8")
    with pytest.raises(Failed) as refused:
        person("rivera", "course", "check", "course")
    assert refused.value.out.count("\n") == 1 and "needs the columns: 11, 12" in refused.value.out
    for_year(course, 2026)
    assert "6 standards" in person("rivera", "course", "check", "course")
    (tmp_path / "hub").mkdir()
    (tmp_path / "roster.csv").write_text(ROSTER)
    person("rivera", "class", "create", str(tmp_path / "hub"), "--name", "Civic Action", "--course", "course",
           "--roster", str(tmp_path / "roster.csv"), "--in", "class", "--yes")  # fmt: skip
    hub = f"{tmp_path / 'hub'}#civic-action"
    for name in ("ada", "ben"):
        join(person, name, hub)
    told = person("ada", "growth", "Questioning")
    assert "Grade 9, taught: I turn a topic" in told and "Grade 10, scaffolded: I write my own" in told
    assert "Grade 12, independent: I find the question nobody asked." in told

    # 2. In grades 9-11 work is attached to them; each year the portfolio goes on and nothing is entered again.
    piece(person, "source-detective", ("--content", "a-photograph-without-a-caption", "--reason", "Who is missing?"),
          "The map", "Who is missing on this map?", "Questioning=1", "Evidence=1")  # fmt: skip
    at(clock, 2027, 9, 7)
    for_year(course, 2027)
    person("rivera", "class", "course", "../rivera/course")
    assert "It is for the school year 2027-28 now" in person("ada", "sync")
    piece(person, "letter-to-power", ("--content", "a-rule-at-school", "--process", "go-and-look", "--reason",
          "I wait"), "The letter", "Who decides when the bus comes?", "Questioning=2", "Evidence=2")  # fmt: skip
    at(clock, 2028, 9, 5)
    for_year(course, 2028)
    person("rivera", "class", "course", "../rivera/course")
    person("ada", "sync")
    piece(person, "neighbours-history", ("--content", "a-street-that-changed", "--product", "sound-portrait",
          "--reason", "He knew the mill"), "The miller", "Whose water was it? The deed and the miller disagree.",
          "Questioning=3", "Evidence=3")  # fmt: skip
    at(clock, 2029, 9, 4)
    for_year(course, 2029)
    person("rivera", "class", "course", "../rivera/course")
    person("ada", "sync")
    found = json.loads(person("ada", "growth", "HUM:Q", "--json"))
    assert [(one["school_year"], one["level"]) for one in found["pieces"]] == [
        ("2026-27", "1"), ("2027-28", "2"), ("2028-29", "3"),
    ]  # fmt: skip
    assert "The miller – shared" in person("ada", "today")

    # 3. In grade 12 issue, question and supporting questions are written; the earlier question work stands beside.
    person("ada", "choose", "social-action", "--content", "a-river-pond-or-shore", "--product", "proposal-to-a-board",
           "--reason", "I cross it twice a day", "--title", "The river")  # fmt: skip
    with pytest.raises(Failed) as refused:
        person("ada", "propose", "the-river", *PROPOSAL, "--evidence", "XX=nothing")
    assert "The standards of this task: HUM:Q, HUM:E" in refused.value.err
    with pytest.raises(Failed) as refused:
        person("ada", "propose", "the-river", *PROPOSAL)
    before = refused.value.out
    assert "2028-29 The miller: He knew the mill / Questioning “Whose water was it?”" in before
    assert "2027-28 The letter: I wait / Questioning “Who decides when the bus comes?”" in before
    assert "2026-27 The map: Who is missing? / Questioning “Who is missing on this map?”" in before

    # 4. Not without planned evidence for each standard, nor without milestones; the product is the one chosen.
    assert "Evidence for Questioning: please fill this in" in refused.value.err
    assert "Evidence for Evidence: please fill this in" in refused.value.err and "Product" not in refused.value.err
    evidence = [part for code in CODES for part in ("--evidence", f"{code}=A page about {code}")]
    with pytest.raises(Failed, match="needs milestones"):
        person("ada", "propose", "the-river", *PROPOSAL, *evidence)
    person("ada", "plan", "the-river", "--step", "Interview 2029-10-02", "--step", "Draft 2029-11-06")
    assert "Sent" in person("ada", "propose", "the-river", *PROPOSAL, *evidence)

    # 5. The teacher returns it with a reason, then approves; every round is kept, and both sides see the same.
    person("rivera", "class", "fetch")
    assert "1 proposal" in person("rivera", "class", "needs")
    (waiting,) = json.loads(person("rivera", "class", "proposals", "--json"))["items"]
    assert (waiting["student"], waiting["round"]) == ("Ada King", 1)
    told = person("rivera", "class", "answer", "ada", "the-river")
    assert "Product: Proposal to a board" in told and "Step: [ ] Interview 2029-10-02" in told
    assert told.index("Evidence, Questioning") < told.index("Evidence, Evidence") < told.index("Evidence, Reasoning")
    with pytest.raises(Failed, match="In all: please fill this in"):
        person("rivera", "class", "answer", "ada", "the-river", "--decision", "returned")
    person("rivera", "class", "answer", "ada", "the-river", "--decision", "returned", "--reason",
           "Evidence=The mill is not asked")  # fmt: skip
    person("ada", "sync")
    told = person("ada", "today")
    assert "M. Rivera returned it: The mill is not asked" in told and "Command: portfolio propose " in told
    person("ada", "propose", "the-river", "--question", "Whose river is it?")
    person("rivera", "class", "fetch")
    told = person("rivera", "class", "answer", "ada", "the-river")
    assert "Round 1: returned by M. Rivera. Evidence: The mill is not asked" in told
    person("rivera", "class", "answer", "ada", "the-river", "--decision", "approved", "--note", "Go on")
    assert not json.loads(person("rivera", "class", "proposals", "--json"))["items"]
    person("rivera", "class", "note", "ada", "Ask about the brother")
    assert "brother" in person("rivera", "class", "note", "ada")
    person("ada", "sync")
    told = person("ada", "propose", "the-river", "--list")
    assert "Round 1, 2029-09-04: Who may decide" in told and "HUM:E: The mill is not asked" in told
    assert "Round 2, 2029-09-04: Whose river is it?" in told and "approved by M. Rivera. Go on" in told

    # 6. Check-ins weekly for one and monthly for another; the standards stay the same for all, each of them once.
    person("rivera", "class", "rhythm", "ada", "--every", "weekly", "--why", "The first month")
    person("rivera", "class", "rhythm", "ben", "--every", "monthly")
    assert person("rivera", "class", "rhythm", "ada") == "Ada King: every week (The first month)\n"
    assert person("rivera", "class", "rhythm", "ben") == "Ben Okafor: every four weeks\n"
    (heads, ada, ben) = person("rivera", "class", "standards").strip().split("\n")[-3:]
    assert heads.split() == ["student", "HUM:Q", "HUM:E", "HUM:R", "HUM:C", "HUM:T", "HUM:P"]
    assert ada.startswith("Ada King") and ben.startswith("Ben Okafor")
    person("ada", "sync")
    assert "M. Rivera asks for a check-in every week; the next one is on Tuesday" not in person("ben", "goal", "list")
    assert "M. Rivera asks for a check-in every week; the next one is on 11 Sep" in person("ada", "goal", "list")

    # 7. At a check-in: what goes well, what needs adjusting, the next step. A changed plan asks why and keeps the old.
    at(clock, 2029, 9, 11)
    assert "M. Rivera asked for a check-in every week, and you have no goal yet." in person("ada", "today")
    person("ada", "goal", "add", "--statement", "Hear every side", "--standard", "HUM:E", "--evidence", "My sources",
           "--why", "One side is half", "--obstacle", "The mill is shy", "--if-then", "If they are silent, I go there",
           "--check-in", "2029-12-12")  # fmt: skip
    told = person("ada", "today")
    assert "Check in on “Hear every side”" in told and told.count("Check in on") == 1
    person(
        "ada", "goal", "check-in", "hear", "--confidence", "3", "--note", "Well: the club. Adjust: the mill. Next: call"
    )
    assert "Check in on" not in person("ada", "today")
    assert "Why does it change? --why says so" in person("ada", "plan", "the-river", "--step", "Board 2030-02-05")
    told = person("ada", "plan", "the-river", "--remove", "1", "--step", "Call the mill 2029-10-09",
                  "--why", "They [never] write back")  # fmt: skip
    assert "Interview" not in told and "Changed because: They [never] write back" in told
    person("ada", "plan", "the-river", "--done", "1")
    assert (
        json.loads(person("ada", "work", "show", "the-river", "--json"))["plan"]["reason"] == "They [never] write back"
    )
    version = json.loads(person("ada", "history", "--work", "the-river", "--json"))["items"][1]["version"]
    told = person("ada", "show", version)
    assert "Interview" in told and "Call the mill" in told and "They [never] write" in told, "the plan before stays"
    person("rivera", "class", "rhythm", "ada", "--every", "never")
    person("ada", "sync")
    assert "asks for a check-in" not in person("ada", "goal", "list")

    # 8. Sources with the viewpoint each stands for; one viewpoint alone is pointed out.
    source = ("source", "add", "the-river", "--who", "Mr. Lopez", "--what", "It smelled in June")
    assert "seen from one side so far: neighbours" in person("ada", *source, "--viewpoint", "neighbours")
    assert "seen from one side" in person("ada", *source, "--viewpoint", "Neighbours"), "another case, the same side"
    assert "one side" not in person("ada", *source, "--viewpoint", "the [mill]")
    found = json.loads(person("ada", "source", "list", "the-river", "--json"))
    assert found["viewpoints"] == ["neighbours", "the [mill]"] and len(found["items"]) == 3 and not found["hint"]

    # 9. Actions with date, roles and what is left; nobody is named or pictured before a consent tick.
    action = ("action", "add", "the-river", "--on", "2029-09-10", "--what", "We measured", "--people", "two neighbours",
              "--artefact", "table.csv")  # fmt: skip
    with pytest.raises(Failed, match="Consent: please fill this in"):
        person("ada", *action, "--named", "Ines")
    for wrong, why in (("2999-01-01", "still to come"), ("soon", "is not a date")):
        with pytest.raises(Failed, match=why):
            person("ada", *action[:4], wrong, *action[5:])
    person("ada", *action, "--named", "Ines", "--consent", "yes")
    person("ada", *action[:4], "2029-09-09", *action[5:])
    assert "2029-09-10  We measured (two neighbours; Ines; table.csv)" in person("ada", "action", "list", "the-river")
    found = json.loads(person("ada", "action", "list", "the-river", "--json"))["items"]
    assert [(one["on"], one["named"], one["consent"]) for one in found] == [
        ("2029-09-09", "", False), ("2029-09-10", "Ines", True),
    ]  # fmt: skip

    # 10. The student rates the whole project before the teacher's levels can be seen.
    at(clock, 2030, 3, 4)
    Path("text.md").write_text("# The river\n\nWhose river is it? The mill says: ours.\n", encoding="utf-8")
    person("ada", "draft", "save", "the-river", "--from", "text.md", "--name", "To the board")
    person("ada", "share", "the-river")
    person("rivera", "class", "fetch")
    told = person("rivera", "class", "show", "ada", "the-river")
    for words in ("Whose river is it? The mill says", "Source, neighbours: Mr. Lopez", "Action 2029-09-10: We measured",
                  "Changed because: They [never] write back", "Proposal 2: Whose river is it?"):  # fmt: skip
        assert words in told, words
    rates = [
        part for name in ("Questioning", "Evidence", "Reasoning", "Communication") for part in ("--rate", f"{name}=3")
    ]
    assert "Sealed until Ada King has rated it" in person("rivera", "class", "rate", "ada", "the-river", *rates)
    person("ada", "sync")
    told = person("ada", "work", "show", "the-river")
    assert "M. Rivera has rated this. You see it once you have rated it yourself." in told and "M. Rivera: " not in told
    person("ada", "assess", "the-river", "--rate", "Questioning=4", "--rate", "Evidence=2",
           "--evidence", "Questioning=Whose river is it?")  # fmt: skip
    assert "rated this, too. You see it once they have fetched yours" in person("ada", "work", "show", "the-river")
    person("rivera", "class", "fetch")
    person("ada", "sync")
    told = person("ada", "work", "show", "the-river")
    assert (
        told.index("M. Rivera: Questioning 3")
        < told.index("M. Rivera: Evidence 3")
        < told.index("M. Rivera: Reasoning")
    )
    told = person("ada", "growth", "Questioning")
    assert "teacher M. Rivera: 3 Proficient (Questioning)" in told and "noted by you" not in told
    told = person("rivera", "class", "rate", "ada", "the-river")
    assert "You, Questioning: 3" in told and "Ada King, Questioning: 4" in told

    # 11. The presentation: an earlier-grade piece for each standard, notes, a rehearsal, a file for any browser.
    at(clock, 2030, 5, 6)
    with pytest.raises(Failed, match="not begun"):
        person("ada", "capstone")
    assert "My claim" in person("ada", "capstone", "begin", "--title", "My questions")
    assert "no piece can be proposed" in person("ada", "capstone", "piece", "Collaboration")
    person("ada", "capstone", "claim", "Questioning", "--claim", "I ask who decided")
    assert "Questioning: bring an early piece" in person("ada", "capstone")
    person("ada", "capstone", "piece", "Questioning", "--work", "the-river", "--when", "early")
    person("ada", "capstone", "piece", "Questioning", "--work", "the-river", "--when", "later")
    assert "your early piece is not from an earlier school year; “The map” is" in person("ada", "capstone")
    told = person("ada", "capstone", "piece", "Questioning")
    assert "1. early: The map, First: your first piece on this standard" in told
    person("ada", "capstone", "piece", "Questioning", "1")
    assert "- Questioning" not in person("ada", "capstone")
    told = person("ada", "capstone", "slide", "Questioning")
    assert (
        "1. early, The river: “Whose river is it?”" in told and "early, The map: “Who is missing on this map?”" in told
    )
    number = next(line for line in told.split("\n") if "The map" in line).partition(".")[0]
    with pytest.raises(Failed, match="Say on which slide"):
        person("ada", "capstone", "slide", "Questioning", number)
    person("ada", "capstone", "slide", "Questioning", number, "--on", "3")
    deck = person("ada", "capstone", "deck")
    third = deck.partition("Slide 3 of 7: Where I began")[2].partition("Slide 4")[0]
    assert "“Who is missing on this map?”" in third and "(note) 2 minutes. An early piece" in third
    with pytest.raises(Failed, match="needs somebody at the keyboard"):
        person("ada", "capstone", "rehearse")
    keys = iter(["t", "", "", "", "", "", "", "", "Slower next time"])
    with monkeypatch.context() as there:
        there.setattr("portfolio.cli.capstone.interactive", lambda: True)
        there.setattr("portfolio.cli.context.interactive", lambda: True)
        there.setattr("click.prompt", lambda *_told, **_how: next(keys, "Slower next time"))
        assert "Question: " in person("ada", "capstone", "rehearse")
    assert "/ 12:00  Slower next time" in person("ada", "capstone")
    person("ada", "export", "deck", "deck.html")
    page = Path("deck.html").read_text(encoding="utf-8")
    assert "Who is missing on this map?" in page and "http" not in page.replace("http-equiv", "")

    # 12. Each panel member scores alone, one on paper; scores are shown together.
    panel = {"chen": "L. Chen", "okafor": "Ms. Okafor"}
    for who, name in panel.items():
        person(who, "me", "--name", name, "--role", "panel")
        identity = json.loads(person(who, "me", "--json"))["id"]
        person("rivera", "class", "staff", identity, name, "--role", "panel", "--yes")
        person(who, "class", "join", hub, "--in", "class")
    person("ada", "share", "my-questions")
    person("ada", "assess", "my-questions", *[part for name in PANEL for part in ("--rate", f"{name}=3")])
    levels = {who: [part for name in PANEL for part in ("--rate", f"{name}={n}")] for n, who in enumerate(panel, 2)}
    person("chen", "class", "fetch")
    told = person("chen", "class", "rate", "ada", "my-questions", *levels["chen"])
    assert "Sealed until everybody on the panel has scored it" in told
    person("ada", "sync")
    told = person("ada", "work", "show", "my-questions")
    assert "L. Chen has scored this. You see the scores of the panel together" in told and "L. Chen: " not in told
    person("okafor", "class", "fetch")
    assert "L. Chen" not in person("okafor", "class", "rate", "ada", "my-questions"), "nobody leads anybody"
    person("okafor", "class", "rate", "ada", "my-questions", *levels["okafor"])
    person("chen", "class", "fetch")
    told = person("chen", "class", "rate", "ada", "my-questions")
    assert "You, Claim about growth: 2" in told and "Ms. Okafor, Claim about growth: 3" in told
    person("ada", "sync")
    told = person("ada", "work", "show", "my-questions")
    others = json.loads(person("ada", "work", "show", "my-questions", "--json"))["ratings_of_others"]
    assert [(one["by"], one["sealed"]) for one in others] == [("L. Chen", True), ("Ms. Okafor", False)]
    assert "L. Chen: Claim about growth 2" in told and "Ms. Okafor: Claim about growth 3" in told
    assert "panel L. Chen: 2 Developing (Claim about growth)" in person("ada", "growth", "Reasoning")
    person("ada", "assess", "my-questions", "--noted-for", "panel: A guest, on paper", "--rate", "Claim about growth=4")

    # 13. To revise, with named items and a date; then a second defence, and both remain with what was asked.
    noted = ("capstone", "defend", "--on", "2030-05-06", "--result", "revise", "--who", "L. Chen, Ms. Okafor",
             "--questions", "Why this river? – I cross it")  # fmt: skip
    with pytest.raises(Failed, match=r"To revise: please fill this in(.|\n)*Until: please fill this in"):
        person("ada", *noted)
    person("ada", *noted, "--items", "Say whose idea it was\nOne slide less", "--by", "2030-05-20")
    told = person("ada", "today")
    assert "To revise until 20 May: Say whose idea it was; One slide less" in told
    at(clock, 2030, 5, 21)
    person("ada", "capstone", "defend", "--on", "2030-05-21", "--result", "pass", "--who", "L. Chen")
    told = person("ada", "capstone")
    assert "Defence 1, 2030-05-06: to revise" in told and "One slide less (2030-05-20)" in told
    assert "Why this river? – I cross it" in told and "Defence 2, 2030-05-21: passed" in told
    assert "To revise" not in person("ada", "today")
    with pytest.raises(Failed, match="passed already"):
        person("ada", *noted, "--items", "x", "--by", "2030-05-30")

    # 14. One folder with the four years, feedback included, opened at home.
    person("ada", "export", "archive", str(tmp_path / "home.zip"))
    person("home", "import", str(tmp_path / "home.zip"), "--in", "mine")
    assert "teacher M. Rivera: 3 Proficient" in person("home", "growth", "Questioning")
    assert "HUM:E: The mill is not asked" in person("home", "propose", "the-river", "--list")
    assert "Defence 2, 2030-05-21: passed" in person("home", "capstone")
    person("home", "export", "site", "pages")
    pages = "".join(path.read_text(encoding="utf-8") for path in Path("pages").rglob("*.html"))
    assert "M. Rivera" in pages and "Who is missing on this map?" in pages and "L. Chen" in pages
    assert_clean(str(tmp_path / "ada/mine"))


EARLIER = (
    ("source-detective", 2026, "1", "Who is missing on this map?"),
    ("letter-to-power", 2027, "2", "Who decides when the bus comes?"),
    ("neighbours-history", 2028, "3", "Whose water was it?"),
)
PLANNED = {
    "issue": "The river smells below the mill", "question": "Who may decide what a river is for?",
    "supporting": "Who owns it?", "partners": "The rowing club",
}  # fmt: skip


@pytest.fixture
def senior(room: Room, clock: SetClock, tmp_path: Path) -> str:  # noqa: F811
    """Maya, with a rated piece of each grade from 9 to 11, and the project begun in grade 12."""
    folder = str(tmp_path / "maya")
    sit(room, 0, folder)
    desk = Desk(Portfolio.open(folder, clock), clock)
    for task, year, level, text in (*EARLIER, ("social-action", 2029, "", "")):
        at(clock, year, 9, 8)
        course, found = desk.find_task(task)
        picks = {name: part.options[0].id for name, part in found.parts.items() if part.open}
        work = choosing.choose(desk, course, found, picks, "I want to know", f"My {task}")
        if text:
            works.save_draft(desk, work, "First", text=text)
            shown = (Passage(work.id, desk.view.blob(work), 0, len(text), text),)
            names = assessing.criteria_of(desk, work)
            assessing.assess(desk, work, {name: Rating(level, shown if name == names[0] else ()) for name in names})
            works.share(desk, work)
    desk.portfolio.settle()
    assert sync.sync(desk.portfolio, joined(desk.portfolio)[0]).state == "there"
    desk.portfolio.close()
    return folder


async def test_four_years_to_a_second_defence_by_keys(
    room: Room, senior: str, clock: SetClock, tmp_path: Path  # noqa: F811
) -> None:  # fmt: skip
    begin_course(str(tmp_path / "course"), "humanities-10")
    for_year(tmp_path / "course", 2029)
    app: Any = ClassApp(room.root, clock, Config())
    async with sitting(app) as pilot:
        # 1. The few standards for four grades, published from the class; each grade marked.
        await keys(pilot, "3", "p")
        assert "(2029-30, 6 standards)" in await filled(pilot, folder=str(tmp_path / "course"))
        await pilot.pause(0.4)
        assert "It is published" in await keys(pilot, "y")
        told = await keys(pilot, "x")
        assert "Grade 9, taught: I turn a topic" in told and "Grade 12, independent: I find the question" in told

    at(clock, 2029, 9, 10)
    student: Any = PortfolioApp(senior, clock, Config(), remember=False)
    async with sitting(student) as pilot:
        # 2. The same portfolio goes on: three years of pieces, nothing entered again.
        await synced(student, pilot)
        assert "1 2 3" in await keys(pilot, "1")
        assert "Grade 12, independent: I find" in await keys(pilot, "4", "x")
        # 3. Issue, question, supporting questions; the question work of grades 9-11 stands beside the form.
        await keys(pilot, "escape")
        project = next(one for one in student.desk.works() if one.title == "My social-action")
        await open_at(pilot, project, "choices")
        told = await keys(pilot, "o")
        assert "My neighbours-history: I want to know / Questioning “Whose water was it?”" in told
        assert "My source-detective: I want to know / Questioning “Who is missing on this map?”" in told
        # 4. Not without planned evidence, nor without milestones; what was typed is kept.
        codes = [use.standard for use in student.desk.task_of(project)[1].standards]
        planned = {evidence_field(code): f"A page about {code}" for code in codes}
        assert "Evidence for Questioning: please fill this in" in await filled(pilot, **PLANNED)
        assert "A proposal needs milestones" in await filled(pilot, **planned)
        await keys(pilot, "escape", "p")
        await filled(pilot, steps="Interview 2029-10-02\nDraft 2029-11-06")
        told = await keys(pilot, "o")
        assert "Milestones, from your plan: Interview 2029-10-02; Draft 2029-11-06" in told
        assert "Sent. Your teacher approves it" in await keys(pilot, "ctrl+s")
        # 8. Sources by viewpoint: one alone is pointed out.
        await open_at(pilot, project, "sources")
        await keys(pilot, "a")
        told = await filled(pilot, who="Mr. [Lopez]", what="It smelled in June", viewpoint="neighbours")
        assert "Mr. [Lopez]" in told and "seen from one side so far: neighbours" in told
        await keys(pilot, "enter")
        assert "[Lopez], fisherman" in await filled(pilot, who="Mr. [Lopez], fisherman")
        await keys(pilot, "a")
        assert "one side" not in await filled(pilot, who="The mill", what="It pays", viewpoint="the mill")
        # 9. Nobody is named before a consent tick.
        await keys(pilot, "n")
        told = await filled(pilot, what="We measured", people="two neighbours", named="Ines", artefact="table.csv")
        assert "Consent: please fill this in" in told
        assert "We measured" in await filled(pilot, consent="yes")
        works.save_draft(student.desk, project, "To the board", text="Whose river is it? The mill says: ours.")
        works.share(student.desk, project)
        await synced(student, pilot)

    seat = room.seats()[0]
    app = ClassApp(room.root, clock, Config())
    async with sitting(app) as pilot:
        # 5. Returned with a reason; it stands among the answered.
        await keys(pilot, "s")
        assert "round 1" in await keys(pilot, "4")
        told = await keys(pilot, "enter")
        assert "Who may decide what a river is for?" in told and "Step: [ ] Interview 2029-10-02" in told
        told = await filled(pilot, decision="returned", **{reason_field("HUM:E"): "The mill is not asked"})
        assert "No proposal waits" in told and "Answered" in told
        # 6. Check-ins for this student alone; the standards stay as they are for all.
        await keys(pilot, "1")
        app.screen.query_one("#students", Listing).choose(seat.id)
        await keys(pilot, "enter", "k")
        await filled(pilot, every="weekly", why="The first month")
        told = await keys(pilot, "k")
        assert "every week" in told and "The first month" in told, "what is asked for stands there"
        await keys(pilot, "escape", "n")
        assert "Ask about the brother" in await filled(pilot, note="Ask about the brother")
        assert "1 of 6" in await keys(pilot, "escape", "3")
        # 10. The teacher rates first; it is sealed.
        await keys(pilot, "2")
        queue = app.screen.query_one(Listing)
        queue.choose(next(key for key in queue.keys if key.endswith(project.id)))
        told = await keys(pilot, "enter", "tab", "end")
        assert "Mr. [Lopez]" in told and "Action 2029-09-10: We measured (two neighbours; Ines; table.csv)" in told
        assert "sharpens it on the way" in await keys(pilot, "r")
        assert not re.search(r"▎ the\b", screen_text(pilot)), "a line that goes on stands below its text"
        await keys(pilot, "3", "ctrl+s")
        assert "Sealed until Maya Torres has rated it" in await keys(pilot, "tab", "home")

    published = [path for path in Path(room.root).rglob("*") if path.is_file() and "notes" not in path.parts]
    assert not [path for path in published if b"Ask about the brother" in path.read_bytes()]

    at(clock, 2029, 9, 17)
    student = PortfolioApp(senior, clock, Config(), remember=False)
    async with sitting(student) as pilot:
        # 5. The reason on Today, and the next round from the last.
        await synced(student, pilot)
        assert "M. Rivera returned it: The mill is not asked" in await keys(pilot, "1")
        assert "returned by M. Rivera" in await keys(pilot, "enter")
        await keys(pilot, "o")
        await filled(pilot, question="Whose river is it?")
        # 7. A check-in as asked; a changed plan asks for the reason.
        assert "M. Rivera asks for a check-in every week; the next one is today. The first month" in await keys(
            pilot, "2"
        )
        await keys(pilot, "n")
        await filled(pilot, **{**GOAL, "check_in": "2029-12-12"})
        assert "M. Rivera asked for a check-in every week" in await keys(pilot, "1")
        await keys(pilot, "2")
        student.screen.query_one("#list", Listing).choose(student.desk.goals("active")[0].id)
        await keys(pilot, "c")
        told = await filled(pilot, confidence="3", note="Well: the club. Adjust: the mill. Next: call")
        assert "the next one is on 24 Sep" in told
        await open_at(pilot, project, "choices")
        await keys(pilot, "p")
        told = await filled(pilot, steps="Call the mill 2029-10-09", reason="They never write back")
        assert "Changed because: They never write back" in told
        # 10. One's own rating first.
        await open_at(pilot, project, "assess")
        assert "M. Rivera rated this: you see it after yours" in await read(pilot)
        assert "shown once M. Rivera has fetched yours" in await keys(pilot, "4", "ctrl+s")
        # 11. Claim, an early and a later piece, a slide with the early one, a rehearsal with the clock.
        await keys(pilot, "7", "b")
        student.screen.query_one("#list", Listing).choose("HUM:Q")
        await keys(pilot, "enter")
        assert "Questioning: bring an early piece, too; growth shows between two." in await filled(
            pilot, claim="I ask who"
        )
        assert "early: My source-detective, First – your first piece" in await keys(pilot, "a")
        await keys(pilot, "enter")
        told = await keys(pilot, "a")
        assert "later: My social-action" in told and "early: My source-detective, First" not in told
        assert "Nothing is missing" in await keys(pilot, "enter")
        assert "early, My source-detective: “Who is missing on this map?”" in await keys(pilot, "i")
        assert "3 Where I began" in await keys(pilot, "enter")
        assert "It is on slide 3" in await keys(pilot, "down", "down", "enter")
        await keys(pilot, "r")
        told = await keys(pilot, "space", "space")
        assert "“Who is missing on this map?”" in told and "slide 3 of 7" in told and "of 12:00" in told
        assert "An early piece, a passage" in told, "the notes stand below the slide"
        assert "The panel asks" in await keys(pilot, "escape")
        await filled(pilot, note="Slower")
        deck = next(one for one in student.desk.works() if one.task.endswith("#capstone"))
        names = assessing.criteria_of(student.desk, deck)
        assessing.assess(student.desk, deck, {name: Rating("3") for name in names})
        await synced(student, pilot)

    # 12. Two of the panel; each scores alone, and nobody sees a score before both have.
    panel = []
    for n, name in enumerate(("L. Chen", "Ms. Okafor")):
        one = Person(f"t{n}edcba9876543210", name, "panel")
        publishing.add_staff(room, one, clock)
        panel.append(making.join(str(tmp_path / f"panel{n}"), room.hub, Way(), room.school_class(), one))
    app = ClassApp(panel[0].root, clock, Config())
    async with sitting(app) as pilot:
        await keys(pilot, "s")
        app.screen.query_one("#students", Listing).choose(seat.id)
        await keys(pilot, "enter", "w", "enter")
        await keys(pilot, "r")
        await keys(pilot, "2", "ctrl+s")
        assert "Sealed until everybody on the panel has scored it" in await keys(pilot, "tab")
    fetch(panel[1], clock)
    desk = Desk(panel[1].view(seat.id), clock, lambda: panel[1].about(seat.id))
    assert not assessing.others(desk, deck).given, "nobody leads anybody"
    rating.rate(panel[1], seat, desk, deck, {name: Rating("3") for name in names}, clock)
    for each in (panel[1], panel[0], room):
        fetch(each, clock)
    for each in panel:
        each.close()

    at(clock, 2030, 5, 6)
    student = PortfolioApp(senior, clock, Config(), remember=False)
    async with sitting(student) as pilot:
        await synced(student, pilot)
        # 10. The teacher's level beside one's own, now.
        await open_at(pilot, project, "assess")
        assert "M. Rivera 3" in await keys(pilot, "up")
        # 12. The scores of the panel, together.
        await open_at(pilot, deck, "assess")
        told = await keys(pilot, "up")
        assert "L. Chen 2" in told and "Ms. Okafor 3" in told
        # 13. To revise, with items and a date; Today says so; then a second defence beside the first.
        await keys(pilot, "7", "n")
        noted = {"result": "revise", "who": "L. Chen", "questions": "Why this river? – I cross it"}
        told = await filled(pilot, **noted)
        assert "To revise: please fill this in" in told
        await filled(pilot, items="One slide less", by="2030-05-20")
        assert "To revise until 20 May: One slide less" in await keys(pilot, "1")
        assert "Defence 1, 2030-05-06: to revise" in await keys(pilot, "enter")
        await keys(pilot, "n")
        told = await filled(pilot, on="2030-05-06", result="pass", who="L. Chen")
        assert "Defence 1, 2030-05-06: to revise" in told and "Defence 2, 2030-05-06: passed" in told
        assert "Why this river? – I cross it" in told
    assert_clean(senior)
