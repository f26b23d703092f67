"""The life of the made-up student: what is planned for which day, and all of it that is not a work's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Concatenate, ParamSpec

from portfolio.clock import SetClock
from portfolio.course.page import Page, Section, parse
from portfolio.i18n import N_
from portfolio.model.goal import Goal
from portfolio.model.work import Work
from portfolio.services import (
    capstone,
    choosing,
    exhibiting,
    goals,
    inquiry,
    interests,
    reflecting,
    strategies,
    supporting,
    weeks,
    works,
)
from portfolio.services.desk import Desk
from portfolio.store import files
from portfolio.text import slug

P = ParamSpec("P")
BEGIN = {
    "source-detective": 425,
    "handshakes": 400,
    "neighbours-history": 372,
    "reflection-journal": 340,
    "phone-plans": 305,
    "picture-essay": 270,
    "fair-game": 238,
    "survey-truth": 68,
    "reading-choice": 61,
    "letter-to-power": 47,
    "oral-presentation": 38,
    "social-action": 30,
}
"""Task to how many days before today its work began."""
_TICKET = N_("The empty page on the source table. I did not know that it counts.")


@dataclass
class Life:
    """What is going to happen, as (moment, what to do), and what has been made on the way."""

    desk: Desk
    clock: SetClock
    folder: str
    today: datetime
    events: list[tuple[datetime, int, Callable[[], object]]] = field(default_factory=list)
    made: dict[str, Work] = field(default_factory=dict)
    set: dict[str, Goal] = field(default_factory=dict)

    def at(self, days: float, do: Callable[P, object], *given: P.args, **named: P.kwargs) -> None:
        """Plan something for a number of days before today."""
        self.events.append((self.today - timedelta(days=days), len(self.events), partial(do, *given, **named)))

    def work(self, task: str) -> Work:
        """The work for a task, as it is then."""
        return self.desk.view.need(Work, self.made[task].id)

    def on(
        self, task: str, do: Callable[Concatenate[Desk, Work, P], object], *given: P.args, **named: P.kwargs
    ) -> None:
        """Do something with the work for a task."""
        do(self.desk, self.work(task), *given, **named)

    def live(self) -> None:
        """Let everything happen, in order of time, on school days between nine and three."""
        for moment, n, do in sorted(self.events, key=lambda event: event[:2]):
            early = moment - timedelta(days=max(0, moment.weekday() - 4))
            school = early.replace(hour=9 + n % 6, minute=(n * 7) % 60)
            self.clock.at = max(school, self.clock.at + timedelta(seconds=407))
            do()
        self.desk.portfolio.settle()


def page_of(life: Life, path: str) -> Page:
    """One of the files that tell the life."""
    return parse(path, files.read(f"{life.folder}/{path}", files.LARGEST))


def section_of(page: Page, heading: str) -> Section:
    """A section of a page, empty where it has none."""
    return page.find(heading) or Section(2, heading, 1)


def plan_statements(life: Life) -> None:
    """What the student writes about themself as a learner."""
    for section in page_of(life, "learner.md").sections:
        told = {pair.key: pair.value for pair in section.pairs}
        if "days" in told:
            text, course = " ".join(section.body.split()), told["course"]
            life.at(float(told["days"]), strategies.write_statement, life.desk, text, course)


def plan_interests(life: Life) -> None:
    """The survey, and looking back at choices."""
    page = page_of(life, "interests.md")
    humanities = interests.find_survey(life.desk, "humanities-10")
    given = [pair.value.partition(" / ") for pair in section_of(page, "Survey").pairs]
    answers = {asked: told.split("; ") for asked, _slash, told in given}
    life.at(80, interests.answer, life.desk, humanities, answers)
    for row in section_of(page, "Again").table.rows:
        told = {"again": row.cells["again"], "look_for": row.cells["next time"]}
        life.at(float(row.cells["days"]), life.on, row.cells["work"], choosing.look_back, told)


def exhibit(life: Life) -> None:
    """The exhibition page, and what its guests wrote."""
    page = page_of(life, "exhibition.md")
    told = {"title": page.front["title"].value, "words": section_of(page, "To your guests").body}
    shown = [exhibiting.key_of(one) for one in exhibiting.proposed(life.desk)]
    made = exhibiting.arrange(life.desk, told, shown)
    for row in section_of(page, "Guests").table.rows:
        exhibiting.respond(life.desk, made, {"who": row.cells["guest"], "text": row.cells["words"]})


def plan_capstone(life: Life) -> None:
    """Claims, pieces, the deck and the takes."""
    page = page_of(life, "capstone.md")
    life.at(12, capstone.begin, life.desk, page.front["title"].value)
    for row in section_of(page, "Claims").table.rows:
        code, told = row.cells["standard"], {"claim": row.cells["claim"]}
        life.at(11, capstone.claim, life.desk, code, told)
        life.at(10, _bring, life, code)
    life.at(9, _deck, life, page)
    for row in section_of(page, "Takes").table.rows:
        seconds = [int(part) for part in row.cells["seconds"].split()]
        note = {"note": row.cells["after"]}
        life.at(float(row.cells["days"]), capstone.keep_take, life.desk, seconds, (), note)


def _bring(life: Life, code: str) -> None:
    """The first piece proposed for each time."""
    for when in ("early", "later"):
        one = next((one for one in capstone.proposed(life.desk, code) if one.when == when), None)
        if one is not None:
            capstone.bring(life.desk, code, one.work, one.draft, one.when, one.why)


def _deck(life: Life, page: Page) -> None:
    """The deck, with the works it names by their tasks."""
    text = files.read(f"{life.folder}/deck.md", files.LARGEST).decode()
    for task, work in life.made.items():
        text = text.replace(f"«{task}»", work.short)
    works.save_draft(life.desk, capstone.need(life.desk)[1], page.front["draft"].value, text=text)


def leave_ticket(life: Life) -> None:
    """One sentence at the end of a session."""
    reflecting.leave_ticket(life.desk, reflecting.exit_question(life.desk), _TICKET)


def plan_inquiry(life: Life) -> None:
    """Sources and actions of the project."""
    page = page_of(life, "inquiry.md")
    for row in section_of(page, "Sources").table.rows:
        told = {name: row.cells[name] for name in ("who", "what", "viewpoint", "where")}
        life.at(float(row.cells["days"]), life.on, "social-action", inquiry.log_source, told)
    for row in section_of(page, "Actions").table.rows:
        done = {name: row.cells[name] for name in ("what", "people", "artefact")}
        on = str((life.today - timedelta(days=float(row.cells["days"]) + 3)).date())
        life.at(float(row.cells["days"]), life.on, "social-action", inquiry.log_action, {**done, "on": on})


def plan_support(life: Life) -> None:
    """The weeks with their blocks, and extensions."""
    page = page_of(life, "support.md")
    for row in section_of(page, "Weeks").table.rows:
        cells, ago = row.cells, 7.0 * float(row.cells["weeks ago"])
        life.at(ago, _support, life, cells, ago)
        life.at(ago - 6.5, _support_done, life, cells, ago)
    for pair in section_of(page, "Extensions").pairs:
        life.at(9, life.on, pair.key, supporting.extend, "", pair.value)


def _row(life: Life, cells: Mapping[str, str], ago: float) -> tuple[date, weeks.Row]:
    starts = weeks.first_day(life.desk, (life.today - timedelta(days=ago)).date())
    return starts, weeks.find_row(life.desk, starts, cells["block"])


def _support(life: Life, cells: Mapping[str, str], ago: float) -> None:
    starts, row = _row(life, cells, ago)
    answers = {name: cells[name] for name in ("where", "why", "standard")}
    supporting.propose(life.desk, starts, row, {**answers, "session": slug(cells["session"])})
    supporting.confirm(life.desk, _row(life, cells, ago)[1], cells["advisor"])


def _support_done(life: Life, cells: Mapping[str, str], ago: float) -> None:
    answers = {"did": cells["did"], "helped": cells["helped"]}
    supporting.finish(life.desk, _row(life, cells, ago)[1], answers)


def plan_goals(life: Life) -> None:
    """Goals from setting to closing."""
    sections = [section for section in page_of(life, "goals.md").sections if section.level == 2]
    for n, section in enumerate(sections):
        values = {pair.key: pair.value for pair in section.pairs}
        start = (45.0 if values["year"] == "this" else 390.0) - 4 * n
        life.at(start, _set_goal, life, section.heading, values)
        checks = [one for one in values.get("check-ins", "").split(" / ") if one]
        gap = (start - 4.0) / max(len(checks), 1) if values["year"] == "this" else 12.0
        for number, told in enumerate(checks, 1):
            life.at(start - gap * number + 1, _check_in, life, section.heading, told, n)
        if values["status"] == "closed":
            after = BEGIN[values["work"]] - 29.0
            life.at(min(start - gap * len(checks) - 2, after), _close, life, section.heading, values)


def _set_goal(life: Life, statement: str, values: dict[str, str]) -> None:
    answers = {
        "statement": statement,
        **{
            name.replace("-", "_"): values.get(name, "")
            for name in ("standard", "evidence", "why", "obstacle", "if-then")
        },
        "check_in": str(life.clock.at.date() + timedelta(days=14)),
    }
    life.set[statement] = goals.add(life.desk, answers, idea=values["status"] == "idea")


def _check_in(life: Life, statement: str, told: str, number: int) -> None:
    goal = life.desk.view.need(Goal, life.set[statement].id)
    confidence, _space, note = told.partition(" ")
    coming = life.clock.at.date() + timedelta(days=9 + 4 * number)
    goals.check_in(life.desk, goal, {"confidence": confidence, "note": note, "next_date": str(coming)})


def _close(life: Life, statement: str, values: dict[str, str]) -> None:
    goal = life.desk.view.need(Goal, life.set[statement].id)
    answers = {
        "evidence": life.made[values["work"]].id,
        "quote": values["quote"],
        "reflection": values["reflection"],
        "next_step": values["next"],
    }
    goals.close(life.desk, goal, answers)
