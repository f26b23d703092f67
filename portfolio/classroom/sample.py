"""The sample class: 28 made-up students in a folder that is their hub, and the teacher's own folder beside it.

What each of them did follows from their number, so that every build gives the same class. Nobody in it is anybody.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta

from portfolio.classroom import commenting, making, rating
from portfolio.classroom.fetch import fetch
from portfolio.classroom.records import Row
from portfolio.classroom.room import Room
from portfolio.clock import Clock, SetClock
from portfolio.course import shelf
from portfolio.course.shelf import shipped
from portfolio.door import Portfolio
from portfolio.door.create import create
from portfolio.errors import BadInput, NotFound
from portfolio.history.server import Way
from portfolio.hub.place import STUDENT, FolderHub, history_name
from portfolio.hub.sync import meet
from portfolio.i18n import _
from portfolio.model.schoolclass import Person, Seat
from portfolio.model.work import Rating, Work
from portfolio.services import assessing, choosing, feedback, goals, supporting, weeks, works
from portfolio.services.desk import Desk
from portfolio.store import files
from portfolio.text import line, slug

_NAMES = (
    "Maya", "Amir", "Bea", "Chidi", "Dana", "Eun-ji", "Farid", "Grace", "Hana", "Ivan", "Jonah", "Keira", "Luz", "Minh",
    "Nora", "Omar", "Petra", "Quinn", "Rosa", "Sami", "Tess", "Uma", "Viktor", "Wanda", "Xavi", "Yara", "Zeno", "Ada",
)  # fmt: skip
_TASKS = ("letter-to-power", "picture-essay", "social-action")
"""Tasks of Humanities 10 with texts in templates/sample, in the order in which the class meets them."""
_BEGAN = (60, 34, 16)
"""How many days ago each of them began."""
_TOLD = (
    ("question", "What would somebody say who likes it as it is?", ""),
    ("warm", "I can hear where this stands: the detail does the work.", ""),
    ("next", "Say once, early, whom you asked and how you know.", ""),
)


def build_class(root: str, clock: Clock, told: Callable[[int, int], None] = lambda _done, _all: None) -> str:
    """Make the sample class in a folder that is not there yet.

    Args:
        told: called after each student with how many are done and how many there are.

    Returns:
        The teacher's folder.

    Raises:
        NotFound: the program came without its sample texts.
        BadInput: something is in that folder already.
    """
    if not os.path.isdir(f"{shelf.templates()}/sample"):
        raise NotFound(_("This copy of the program came without the sample."))
    root = os.path.abspath(root)
    if os.path.lexists(root) and (not os.path.isdir(root) or os.listdir(root)):
        raise BadInput(
            _("There is already something in {folder}.").format(folder=line(root)), _("Name another folder.")
        )
    files.make_folders(f"{root}/hub")
    now = clock.now().replace(hour=10, minute=0, second=0, microsecond=0)
    time = SetClock(now - timedelta(days=70))
    course, contents = shelf.to_keep(shipped()["humanities-10"])
    rows = [Row(str(1000 + n), f"{name} Sample", "10A" if n % 2 else "10B") for n, name in enumerate(_NAMES)]
    with files.relaxed():
        room, _left = making.create(
            f"{root}/class", FolderHub(f"{root}/hub"), Way(), name="Humanities 10, sample", group="humanities-10",
            me=Person("t00000000000000aa", "M. Sample"), rows=rows, courses={course.ref: contents}, clock=time,
        )  # fmt: skip
        try:
            seats = room.seats()
            for number, seat in enumerate(seats):
                if number % 14 != 13:  # two of them have not joined yet
                    _live(f"{root}/students/{seat.id}", room, seat, number, contents, SetClock(time.at))
                told(number + 1, len(seats))
            fetch(room, time)
            _answer(room, SetClock(now))
            for number, seat in enumerate(seats):
                if number % 7 == 0:
                    _reply(f"{root}/students/{seat.id}", room, seat, SetClock(now - timedelta(hours=20)))
            fetch(room, clock)
        finally:
            room.close()
    return f"{root}/class"


def _live(folder: str, room: Room, seat: Seat, number: int, contents: dict[str, bytes], time: SetClock) -> None:
    """What one student did: works begun, drafts named, shared, rated, a goal, a choice left open here and there."""
    start = time.at
    mine = create(folder, seat.name, time, courses=contents)
    try:
        desk = Desk(mine, time)
        if number % 5 != 4:
            time.at = start + timedelta(days=4)
            goals.add(desk, {
                "statement": _GOALS[number % len(_GOALS)], "standard": "HUM:Q", "evidence": "My next question",
                "why": "It decides how far the work goes", "obstacle": "The first idea feels like the only one",
                "if_then": "If I like the first one, then I write two more",
                "check_in": str((start + timedelta(days=75 + number)).date()),
            })  # fmt: skip
        for n in range(1 + (number * 5 + 2) % 3):
            time.at = start + timedelta(days=70 - _BEGAN[n], hours=number % 5)
            _work(desk, _TASKS[n], number + n, time)
        if number % 3 != 2:
            time.at = start + timedelta(days=63 - number % 2 * 14)
            week = weeks.first_day(desk)
            block = weeks.week(desk, week)[number % 2]
            menu = [one for _course, one in weeks.menu(desk)]
            one = menu[number % len(menu)]
            supporting.propose(desk, week, block, {
                "session": slug(one.name), "where": "Room 12", "why": "To have one question to keep",
                "standard": "HUM:Q",
            })  # fmt: skip
        meet(mine, room.hub, history_name(seat.id, STUDENT))
    finally:
        mine.close()


_GOALS = (
    "Ask a question that cannot be looked up",
    "Name where each fact comes from",
    "Let somebody who disagrees speak in my text",
)


def _work(desk: Desk, task: str, number: int, time: SetClock) -> None:
    folder = f"{shelf.templates()}/sample/{task}"
    course, found = desk.find_task(task)
    picks = {name: part.options[number % len(part.options)].id for name, part in found.parts.items() if part.open}
    content = found.parts["content"]
    option = content.option(picks["content"]) if content.open else None
    title = option.name if option else found.title
    work = choosing.choose(desk, course, found, picks, "It is close to home, and I want to know.", title)
    drafts = sorted(name for name in os.listdir(folder) if name[0].isdigit())[: 1 + number % 3]
    for n, name in enumerate(drafts, 1):
        time.at += timedelta(days=2, minutes=number)
        works.save_text(desk, work, files.read(f"{folder}/{name}", files.LARGEST).decode())
        works.save_draft(desk, desk.view.need(Work, work.id), f"Draft {n}", "")
    if number % 4:
        time.at += timedelta(hours=3)
        names = assessing.criteria_of(desk, work)
        levels = [level.key for level in course.scale(assessing.rubric_of(desk, work)[1])]
        rated = {name: Rating(levels[min((number + n) % 4, len(levels) - 1)]) for n, name in enumerate(names)}
        assessing.assess(desk, desk.view.need(Work, work.id), rated)
    if number % 3 != 2:
        works.share(desk, desk.view.need(Work, work.id))
    desk.portfolio.settle()


def _answer(room: Room, time: SetClock) -> None:
    """What the teacher said: to two of three, some of it long ago."""
    now = time.at
    for number, seat in enumerate(room.seats()):
        if number % 3 == 2 or not room.mirror(seat.id).head():
            continue
        student = Desk(room.view(seat.id), time, lambda seat=seat: room.about(seat.id))  # type: ignore[misc]
        work = student.works()[-1]
        time.at = now - timedelta(days=1 + number % 5 if number % 4 else 24)
        tone, told, quote = _TOLD[number % len(_TOLD)]
        commenting.comment(room, seat, student, work, {"tone": tone, "text": told, "quote": quote}, time)
        own = student.assessments(work)
        if own and number % 2:
            given = {name: Rating(one.level) for name, one in own[-1].ratings.items()}
            first = next(iter(given))
            given[first] = Rating("2")
            rating.rate(room, seat, student, work, given, time)
    commenting.send(room, time)


def _revise(desk: Desk, work: Work) -> None:
    """The next draft of a work, where the sample has one."""
    folder = f"{shelf.templates()}/sample/{work.task.partition('#')[2]}"
    count = len(desk.drafts(work)) + 1
    if os.path.isfile(f"{folder}/{count}.md"):
        text = files.read(f"{folder}/{count}.md", files.LARGEST).decode()
        works.save_draft(desk, work, f"Draft {count}", "After a comment", text=text)


def _reply(folder: str, room: Room, seat: Seat, time: SetClock) -> None:
    """One student reads what was said and answers it."""
    if not os.path.isdir(folder):
        return
    from portfolio.history.mirror import Mirror

    mine = Portfolio.open(folder, time)
    try:
        name = history_name(seat.id, room.kept.me.id)
        mirror = Mirror.make(f"{folder}/.git/portfolio/about/{room.kept.id}/{os.path.basename(name)}.git")
        for head in room.hub.fetch(name, mirror) if room.hub.heads([name]) else ():
            mirror.settle(head)
        mirror.close()
        desk = Desk(mine, time)
        for one in feedback.unanswered(desk):
            work = desk.view.need(Work, one.comment.work)
            _revise(desk, work)
            feedback.answer(desk, one, {"how": "revise", "text": "I let the other side speak, in the middle."})
        mine.settle()
        meet(mine, room.hub, history_name(seat.id, STUDENT))
    finally:
        mine.close()
