"""The sample portfolio: a made-up student's two school years, lived through the door by a clock that is set.

Texts stand in templates/sample; each draft grows paragraph by paragraph, as real ones do.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from portfolio.clock import Clock, SetClock
from portfolio.course import shelf
from portfolio.course.page import Page, Section, parse
from portfolio.course.shelf import shipped
from portfolio.door.create import create
from portfolio.errors import NotFound
from portfolio.i18n import N_, _
from portfolio.model.goal import Goal
from portfolio.model.merge import paragraphs
from portfolio.model.record import ReportedFrom
from portfolio.model.work import PARTS, Rating, Step, Work
from portfolio.services import (
    assessing,
    capstone,
    choosing,
    exhibiting,
    goals,
    inquiry,
    interests,
    planning,
    reflecting,
    strategies,
    supporting,
    weeks,
    works,
)
from portfolio.services.desk import Desk
from portfolio.store import files
from portfolio.text import slug

OWNER = "Maya Sample"
_SAVES = 7
_BEGIN = {
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
_PRIVATE = N_("I read my first draft again and wanted to hide it. Then I saw that the good question was already in it.")

_TICKET = N_("The empty page on the source table. I did not know that it counts.")


@dataclass
class _Life:
    """What is going to happen, as (moment, what to do), and what has been made on the way."""

    desk: Desk
    clock: SetClock
    folder: str
    today: datetime
    events: list[tuple[datetime, int, Callable[[], object]]] = field(default_factory=list)
    made: dict[str, Work] = field(default_factory=dict)
    set: dict[str, Goal] = field(default_factory=dict)

    def at(self, days: float, do: Callable[[], object]) -> None:
        """Plan something for a number of days before today."""
        self.events.append((self.today - timedelta(days=days), len(self.events), do))

    def live(self) -> None:
        """Let everything happen, in order of time, on school days between nine and three."""
        for moment, n, do in sorted(self.events, key=lambda event: event[:2]):
            early = moment - timedelta(days=max(0, moment.weekday() - 4))
            school = early.replace(hour=9 + n % 6, minute=(n * 7) % 60)
            self.clock.at = max(school, self.clock.at + timedelta(seconds=407))
            do()
        self.desk.portfolio.settle()


def build(root: str, clock: Clock) -> int:
    """Make the sample in a folder that is not there yet.

    Returns:
        How many versions it has.

    Raises:
        NotFound: the program came without its sample texts.
        BadInput: something is in that folder already.
    """
    folder = f"{shelf.templates()}/sample"
    if not os.path.isdir(folder):
        raise NotFound(_("This copy of the program came without the sample."))
    now = clock.now()
    time = SetClock(now - timedelta(days=max(_BEGIN.values()) + 10))
    contents: dict[str, bytes] = {}
    for place in shipped().values():
        contents.update(shelf.to_keep(place)[1])
    with files.relaxed():
        mine = create(root, OWNER, time, courses=contents)
        try:
            life = _Life(Desk(mine, time), time, folder, now.replace(hour=10, minute=12, second=0, microsecond=0))
            for task in _BEGIN:
                _plan_work(life, task)
            _plan_goals(life)
            _plan_statements(life)
            _plan_support(life)
            _plan_interests(life)
            _plan_inquiry(life)
            life.at(13, lambda: _ticket(life))
            _plan_capstone(life)
            life.at(2, lambda: _exhibit(life))
            life.live()
            return sum(1 for _version in mine.timeline())
        finally:
            mine.close()


def _page(life: _Life, path: str) -> Page:
    return parse(path, files.read(f"{life.folder}/{path}", files.LARGEST))


def _section(page: Page, heading: str) -> Section:
    return page.find(heading) or Section(2, heading, 1)


def _plan_work(life: _Life, task: str) -> None:
    page = _page(life, f"{task}/story.md")
    start = _BEGIN[task]
    drafts = _section(page, "Drafts").table.rows
    span = min(26.0, start - 3.0) if start < 100 else 26.0
    life.at(start, lambda: _choose(life, task, page))
    life.at(start - 0.01, lambda: _plan(life, task, page))
    life.at(start - 0.1, lambda: _reflect(life, task, page, "before"))
    if _section(page, "Strategy").pairs:
        _plan_strategy(life, task, page, start, span)
    texts = [_text(life, task, n) for n in range(1, len(drafts) + 1)]
    for n, row in enumerate(drafts):
        end = start - span * (n + 1) / len(drafts)
        _grow(life, task, texts[n - 1] if n else "", texts[n], end, min(5.0, span / len(drafts) - 1))
        name, note = row.cells["name"], row.cells["note"]
        life.at(end, lambda name=name, note=note: _draft(life, task, name, note))  # type: ignore[misc]
        if n == 0 and len(drafts) > 1:
            life.at(end - 0.5, lambda: _reflect(life, task, page, "during"))
    last = start - span
    if _section(page, "after").pairs:
        life.at(last - 0.9, lambda: _reflect(life, task, page, "after"))
        life.at(last - 0.92, lambda: _reflect(life, task, page, "transfer"))
    rows = _section(page, "Assessment").table.rows
    if rows:
        life.at(last - 1.1, lambda: _assess(life, task, page))
        life.at(last - 1.15, lambda: _note(life, task, page))
        life.at(last - 1.2, lambda: works.share(life.desk, _work(life, task)))
        life.at(last - 1.15, lambda: _finish_plan(life, task))
    if task == "social-action":
        notes = f"{life.folder}/{task}/interview-notes.txt"
        caption = "What Mr. Lopez said, with his permission"
        life.at(start - 12, lambda: works.attach(life.desk, _work(life, task), notes, caption))
        life.at(start - 20, lambda: _private(life, task))


def _work(life: _Life, task: str) -> Work:
    return life.desk.view.need(Work, life.made[task].id)


def _text(life: _Life, task: str, number: int) -> str:
    return files.read(f"{life.folder}/{task}/{number}.md", files.LARGEST).decode()


def _choose(life: _Life, task: str, page: Page) -> None:
    course, found = life.desk.find_task(task)
    chosen = {pair.key: pair.value for pair in _section(page, "Choices").pairs}
    picks = {name: chosen[name] for name in PARTS if found.parts[name].open}
    title = page.front["title"].value
    life.made[task] = choosing.choose(life.desk, course, found, picks, chosen["reason"], title)


def _plan(life: _Life, task: str, page: Page) -> None:
    pairs = _section(page, "Plan").pairs
    first = life.clock.at.date()
    steps = [Step(pair.value, str(first + timedelta(days=5 * n))) for n, pair in enumerate(pairs, 1)]
    planning.plan(life.desk, _work(life, task), steps)


def _finish_plan(life: _Life, task: str) -> None:
    plan = life.desk.plan(_work(life, task))
    if plan:
        planning.plan(life.desk, _work(life, task), [Step(step.text, step.by, True) for step in plan.steps])


def _grow(life: _Life, task: str, old: str, new: str, end: float, span: float) -> None:
    """Save the text a few times on the way from one draft to the next."""
    before, after = paragraphs(old), paragraphs(new)
    for n in range(1, _SAVES):
        here, there = len(after) * n // _SAVES, len(before) * n // _SAVES
        text = "".join([*after[:here], *before[there:]])
        when = end + span * (1 - n / _SAVES) + 0.02
        life.at(when, lambda text=text: works.save_text(life.desk, _work(life, task), text))  # type: ignore[misc]
    life.at(end + 0.001, lambda: works.save_text(life.desk, _work(life, task), new))


def _draft(life: _Life, task: str, name: str, note: str) -> None:
    works.save_draft(life.desk, _work(life, task), name, note)


def _plan_strategy(life: _Life, task: str, page: Page, start: float, span: float) -> None:
    told = {pair.key: pair.value for pair in _section(page, "Strategy").pairs}
    answers = {"strategy": told["strategy"], "confidence": told["confidence"], "reason": told["why"]}
    life.at(start - 0.05, lambda: strategies.pick(life.desk, _work(life, task), answers))
    if "switch" in told:
        to, _slash, reason = told["switch"].partition(" / ")
        other = {"strategy": to, "reason": reason}
        life.at(start - span / 3, lambda: strategies.switch(life.desk, _work(life, task), other))
    if "fit" in told:
        judged = {"fit": told["fit"], "note": told["note"]}
        life.at(start - span - 0.95, lambda: strategies.judge(life.desk, _work(life, task), judged))


def _plan_statements(life: _Life) -> None:
    for section in _page(life, "learner.md").sections:
        told = {pair.key: pair.value for pair in section.pairs}
        if "days" in told:
            text, course = " ".join(section.body.split()), told["course"]
            life.at(
                float(told["days"]),
                lambda text=text, course=course: strategies.write_statement(life.desk, text, course),  # type: ignore[misc]
            )


def _plan_interests(life: _Life) -> None:
    page = _page(life, "interests.md")
    humanities = interests.find_survey(life.desk, "humanities-10")
    given = [pair.value.partition(" / ") for pair in _section(page, "Survey").pairs]
    answers = {asked: told.split("; ") for asked, _slash, told in given}
    life.at(80, lambda: interests.answer(life.desk, humanities, answers))
    for row in _section(page, "Again").table.rows:
        told = {"again": row.cells["again"], "look_for": row.cells["next time"]}
        life.at(
            float(row.cells["days"]),
            lambda told=told, row=row: choosing.look_back(life.desk, _work(life, row.cells["work"]), told),  # type: ignore[misc]
        )


def _exhibit(life: _Life) -> None:
    page = _page(life, "exhibition.md")
    told = {"title": page.front["title"].value, "words": _section(page, "To your guests").body}
    made = exhibiting.arrange(life.desk, told, *exhibiting.proposed(life.desk))
    for row in _section(page, "Guests").table.rows:
        exhibiting.respond(life.desk, made, {"who": row.cells["guest"], "text": row.cells["words"]})


def _plan_capstone(life: _Life) -> None:
    page = _page(life, "capstone.md")
    life.at(12, lambda: capstone.begin(life.desk, page.front["title"].value))
    for row in _section(page, "Claims").table.rows:
        code, told = row.cells["standard"], {"claim": row.cells["claim"]}
        life.at(11, lambda code=code, told=told: capstone.claim(life.desk, code, told))  # type: ignore[misc]
        life.at(10, lambda code=code: _bring(life, code))  # type: ignore[misc]
    life.at(9, lambda: _deck(life, page))
    for row in _section(page, "Takes").table.rows:
        seconds = [int(part) for part in row.cells["seconds"].split()]
        note = {"note": row.cells["after"]}
        life.at(float(row.cells["days"]), lambda s=seconds, n=note: capstone.keep_take(life.desk, s, (), n))  # type: ignore[misc]


def _bring(life: _Life, code: str) -> None:
    """The first piece proposed for each time."""
    for when in ("early", "later"):
        one = next((one for one in capstone.proposed(life.desk, code) if one.when == when), None)
        if one is not None:
            capstone.bring(life.desk, code, one.work, one.draft, one.when, one.why)


def _deck(life: _Life, page: Page) -> None:
    """The deck, with the works it names by their tasks."""
    text = files.read(f"{life.folder}/deck.md", files.LARGEST).decode()
    for task, work in life.made.items():
        text = text.replace(f"«{task}»", work.short)
    works.save_draft(life.desk, capstone.need(life.desk)[1], page.front["draft"].value, text=text)


def _ticket(life: _Life) -> None:
    reflecting.leave_ticket(life.desk, reflecting.exit_question(life.desk), _TICKET)


def _plan_inquiry(life: _Life) -> None:
    page = _page(life, "inquiry.md")
    for row in _section(page, "Sources").table.rows:
        told = {name: row.cells[name] for name in ("who", "what", "viewpoint", "where")}
        do = lambda told=told: inquiry.log_source(life.desk, _work(life, "social-action"), told)  # noqa: E731
        life.at(float(row.cells["days"]), do)
    for row in _section(page, "Actions").table.rows:
        done = {name: row.cells[name] for name in ("what", "people", "artefact")}
        on = str((life.today - timedelta(days=float(row.cells["days"]) + 3)).date())
        life.at(
            float(row.cells["days"]),
            lambda done=done, on=on: inquiry.log_action(life.desk, _work(life, "social-action"), {**done, "on": on}),  # type: ignore[misc]
        )


def _plan_support(life: _Life) -> None:
    page = _page(life, "support.md")
    for row in _section(page, "Weeks").table.rows:
        cells, ago = row.cells, 7.0 * float(row.cells["weeks ago"])
        life.at(ago, lambda cells=cells, ago=ago: _support(life, cells, ago))  # type: ignore[misc]
        life.at(ago - 6.5, lambda cells=cells, ago=ago: _support_done(life, cells, ago))  # type: ignore[misc]
    for pair in _section(page, "Extensions").pairs:
        life.at(9, lambda pair=pair: supporting.extend(life.desk, _work(life, pair.key), "", pair.value))  # type: ignore[misc]


def _row(life: _Life, cells: Mapping[str, str], ago: float) -> tuple[date, weeks.Row]:
    starts = weeks.first_day(life.desk, (life.today - timedelta(days=ago)).date())
    return starts, weeks.find_row(life.desk, starts, cells["block"])


def _support(life: _Life, cells: Mapping[str, str], ago: float) -> None:
    starts, row = _row(life, cells, ago)
    answers = {name: cells[name] for name in ("where", "why", "standard")}
    supporting.propose(life.desk, starts, row, {**answers, "session": slug(cells["session"])})
    supporting.confirm(life.desk, _row(life, cells, ago)[1], cells["advisor"])


def _support_done(life: _Life, cells: Mapping[str, str], ago: float) -> None:
    answers = {"did": cells["did"], "helped": cells["helped"]}
    supporting.finish(life.desk, _row(life, cells, ago)[1], answers)


def _reflect(life: _Life, task: str, page: Page, moment: str) -> None:
    answers = {}
    for pair in _section(page, moment).pairs:
        prompt, _slash, answer = pair.value.partition(" / ")
        answers[prompt] = answer
    if answers:
        reflecting.reflect(life.desk, _work(life, task), moment, answers, private=False)


def _private(life: _Life, task: str) -> None:
    work = _work(life, task)
    prompt = reflecting.prompts(life.desk, work, "during")[0]
    reflecting.reflect(life.desk, work, "during", {prompt.text: _PRIVATE}, private=True)


def _assess(life: _Life, task: str, page: Page) -> None:
    work = _work(life, task)
    rubric = assessing.rubric_of(life.desk, work)[1]
    ratings = {}
    for row in _section(page, "Assessment").table.rows:
        named = row.cells["criterion"]
        criterion = rubric.criteria[int(named) - 1].name if named.isdigit() else named
        passage = goals.quote_in(life.desk, work, row.cells["quote"])
        ratings[criterion] = Rating(row.cells["level"], (passage,), "", row.cells["next"])
    assessing.assess(life.desk, work, ratings)


def _note(life: _Life, task: str, page: Page) -> None:
    """What others said of it, noted at the student's keyboard."""
    said: dict[tuple[str, str], dict[str, Rating]] = {}
    for row in _section(page, "Noted for others").table.rows:
        cells = row.cells
        rating = Rating(cells["level"], (), "", cells["next"])
        said.setdefault((cells["role"], cells["name"]), {})[cells["criterion"]] = rating
    for (role, name), ratings in said.items():
        assessing.assess(life.desk, _work(life, task), ratings, noted_for=ReportedFrom(role, name))


def _plan_goals(life: _Life) -> None:
    sections = [section for section in _page(life, "goals.md").sections if section.level == 2]
    for n, section in enumerate(sections):
        values = {pair.key: pair.value for pair in section.pairs}
        start = (45.0 if values["year"] == "this" else 390.0) - 4 * n
        life.at(start, lambda s=section, v=values: _set_goal(life, s.heading, v))  # type: ignore[misc]
        checks = [one for one in values.get("check-ins", "").split(" / ") if one]
        gap = (start - 4.0) / max(len(checks), 1) if values["year"] == "this" else 12.0
        for number, told in enumerate(checks, 1):
            life.at(
                start - gap * number + 1,
                lambda s=section, t=told, i=n: _check_in(life, s.heading, t, i),  # type: ignore[misc]
            )
        if values["status"] == "closed":
            after = _BEGIN[values["work"]] - 29.0
            life.at(min(start - gap * len(checks) - 2, after), lambda s=section, v=values: _close(life, s.heading, v))  # type: ignore[misc]


def _set_goal(life: _Life, statement: str, values: dict[str, str]) -> None:
    answers = {
        "statement": statement,
        **{
            name.replace("-", "_"): values.get(name, "")
            for name in ("standard", "evidence", "why", "obstacle", "if-then")
        },
        "check_in": str(life.clock.at.date() + timedelta(days=14)),
    }
    life.set[statement] = goals.add(life.desk, answers, idea=values["status"] == "idea")


def _check_in(life: _Life, statement: str, told: str, number: int) -> None:
    goal = life.desk.view.need(Goal, life.set[statement].id)
    confidence, _space, note = told.partition(" ")
    coming = life.clock.at.date() + timedelta(days=9 + 4 * number)
    goals.check_in(life.desk, goal, {"confidence": confidence, "note": note, "next_date": str(coming)})


def _close(life: _Life, statement: str, values: dict[str, str]) -> None:
    goal = life.desk.view.need(Goal, life.set[statement].id)
    answers = {
        "evidence": life.made[values["work"]].id,
        "quote": values["quote"],
        "reflection": values["reflection"],
        "next_step": values["next"],
    }
    goals.close(life.desk, goal, answers)
