"""The sample portfolio: a made-up student's two school years, lived through the door by a clock that is set; the works.

Texts stand in templates/sample; each draft grows paragraph by paragraph, as real ones do.
"""

from __future__ import annotations

import os
from datetime import timedelta

from portfolio.clock import Clock, SetClock
from portfolio.course import shelf
from portfolio.course.page import Page
from portfolio.course.shelf import shipped
from portfolio.door.create import create
from portfolio.errors import NotFound
from portfolio.i18n import N_, _
from portfolio.model.merge import paragraphs
from portfolio.model.record import ReportedFrom
from portfolio.model.work import PARTS, Rating, Step
from portfolio.services import (
    assessing,
    choosing,
    goals,
    planning,
    reflecting,
    strategies,
    works,
)
from portfolio.services.desk import Desk
from portfolio.services.samplelife import (
    BEGIN,
    Life,
    exhibit,
    leave_ticket,
    page_of,
    plan_capstone,
    plan_goals,
    plan_inquiry,
    plan_interests,
    plan_statements,
    plan_support,
    section_of,
)
from portfolio.store import files

OWNER = "Maya Sample"
_SAVES = 7
_PRIVATE = N_("I read my first draft again and wanted to hide it. Then I saw that the good question was already in it.")


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
    time = SetClock(now - timedelta(days=max(BEGIN.values()) + 10))
    contents: dict[str, bytes] = {}
    for place in shipped().values():
        contents.update(shelf.to_keep(place)[1])
    with files.relaxed():
        mine = create(root, OWNER, time, courses=contents)
        try:
            life = Life(Desk(mine, time), time, folder, now.replace(hour=10, minute=12, second=0, microsecond=0))
            for task in BEGIN:
                _plan_work(life, task)
            plan_goals(life)
            plan_statements(life)
            plan_support(life)
            plan_interests(life)
            plan_inquiry(life)
            life.at(13, leave_ticket, life)
            plan_capstone(life)
            life.at(2, exhibit, life)
            life.live()
            return sum(1 for _version in mine.timeline())
        finally:
            mine.close()


def _plan_work(life: Life, task: str) -> None:
    page = page_of(life, f"{task}/story.md")
    start = BEGIN[task]
    drafts = section_of(page, "Drafts").table.rows
    span = min(26.0, start - 3.0) if start < 100 else 26.0
    life.at(start, _choose, life, task, page)
    life.at(start - 0.01, _plan, life, task, page)
    life.at(start - 0.1, _reflect, life, task, page, "before")
    if section_of(page, "Strategy").pairs:
        _plan_strategy(life, task, page, start, span)
    texts = [_text(life, task, n) for n in range(1, len(drafts) + 1)]
    for n, row in enumerate(drafts):
        end = start - span * (n + 1) / len(drafts)
        _grow(life, task, texts[n - 1] if n else "", texts[n], end, min(5.0, span / len(drafts) - 1))
        name, note = row.cells["name"], row.cells["note"]
        life.at(end, _draft, life, task, name, note)
        if n == 0 and len(drafts) > 1:
            life.at(end - 0.5, _reflect, life, task, page, "during")
    last = start - span
    if section_of(page, "after").pairs:
        life.at(last - 0.9, _reflect, life, task, page, "after")
        life.at(last - 0.92, _reflect, life, task, page, "transfer")
    rows = section_of(page, "Assessment").table.rows
    if rows:
        life.at(last - 1.1, _assess, life, task, page)
        life.at(last - 1.15, _note, life, task, page)
        life.at(last - 1.2, life.on, task, works.share)
        life.at(last - 1.15, _finish_plan, life, task)
    if task == "social-action":
        notes = f"{life.folder}/{task}/interview-notes.txt"
        caption = "What Mr. Lopez said, with his permission"
        life.at(start - 12, life.on, task, works.attach, notes, caption)
        life.at(start - 20, _private, life, task)


def _text(life: Life, task: str, number: int) -> str:
    return files.read(f"{life.folder}/{task}/{number}.md", files.LARGEST).decode()


def _choose(life: Life, task: str, page: Page) -> None:
    course, found = life.desk.find_task(task)
    chosen = {pair.key: pair.value for pair in section_of(page, "Choices").pairs}
    picks = {name: chosen[name] for name in PARTS if found.parts[name].open}
    title = page.front["title"].value
    life.made[task] = choosing.choose(life.desk, course, found, picks, chosen["reason"], title)


def _plan(life: Life, task: str, page: Page) -> None:
    pairs = section_of(page, "Plan").pairs
    first = life.clock.at.date()
    steps = [Step(pair.value, str(first + timedelta(days=5 * n))) for n, pair in enumerate(pairs, 1)]
    planning.plan(life.desk, life.work(task), steps)


def _finish_plan(life: Life, task: str) -> None:
    plan = life.desk.plan(life.work(task))
    if plan:
        planning.plan(life.desk, life.work(task), [Step(step.text, step.by, True) for step in plan.steps])


def _grow(life: Life, task: str, old: str, new: str, end: float, span: float) -> None:
    """Save the text a few times on the way from one draft to the next."""
    before, after = paragraphs(old), paragraphs(new)
    for n in range(1, _SAVES):
        here, there = len(after) * n // _SAVES, len(before) * n // _SAVES
        text = "".join([*after[:here], *before[there:]])
        when = end + span * (1 - n / _SAVES) + 0.02
        life.at(when, life.on, task, works.save_text, text)
    life.at(end + 0.001, life.on, task, works.save_text, new)


def _draft(life: Life, task: str, name: str, note: str) -> None:
    works.save_draft(life.desk, life.work(task), name, note)


def _plan_strategy(life: Life, task: str, page: Page, start: float, span: float) -> None:
    told = {pair.key: pair.value for pair in section_of(page, "Strategy").pairs}
    answers = {"strategy": told["strategy"], "confidence": told["confidence"], "reason": told["why"]}
    life.at(start - 0.05, life.on, task, strategies.pick, answers)
    if "switch" in told:
        to, _slash, reason = told["switch"].partition(" / ")
        other = {"strategy": to, "reason": reason}
        life.at(start - span / 3, life.on, task, strategies.switch, other)
    if "fit" in told:
        judged = {"fit": told["fit"], "note": told["note"]}
        life.at(start - span - 0.95, life.on, task, strategies.judge, judged)


def _reflect(life: Life, task: str, page: Page, moment: str) -> None:
    answers = {}
    for pair in section_of(page, moment).pairs:
        prompt, _slash, answer = pair.value.partition(" / ")
        answers[prompt] = answer
    if answers:
        reflecting.reflect(life.desk, life.work(task), moment, answers, private=False)


def _private(life: Life, task: str) -> None:
    work = life.work(task)
    prompt = reflecting.prompts(life.desk, work, "during")[0]
    reflecting.reflect(life.desk, work, "during", {prompt.text: _PRIVATE}, private=True)


def _assess(life: Life, task: str, page: Page) -> None:
    work = life.work(task)
    rubric = assessing.rubric_of(life.desk, work)[1]
    ratings = {}
    for row in section_of(page, "Assessment").table.rows:
        named = row.cells["criterion"]
        criterion = rubric.criteria[int(named) - 1].name if named.isdigit() else named
        passage = goals.quote_in(life.desk, work, row.cells["quote"])
        ratings[criterion] = Rating(row.cells["level"], (passage,), "", row.cells["next"])
    assessing.assess(life.desk, work, ratings)


def _note(life: Life, task: str, page: Page) -> None:
    """What others said of it, noted at the student's keyboard."""
    said: dict[tuple[str, str], dict[str, Rating]] = {}
    for row in section_of(page, "Noted for others").table.rows:
        cells = row.cells
        rating = Rating(cells["level"], (), "", cells["next"])
        said.setdefault((cells["role"], cells["name"]), {})[cells["criterion"]] = rating
    for (role, name), ratings in said.items():
        assessing.assess(life.desk, life.work(task), ratings, noted_for=ReportedFrom(role, name))
