"""Records for other programs: all of them as one JSON object, or what people want in a spreadsheet as CSV files."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Iterator, Sequence

from portfolio import __version__
from portfolio.clock import stamp
from portfolio.door import HistoryView, View
from portfolio.door.view import cleaned
from portfolio.errors import BadInput, BrokenRecord
from portfolio.export.folder import write_new
from portfolio.i18n import _
from portfolio.model.codec import Json, canonical, encode
from portfolio.model.course import Course
from portfolio.model.goal import CheckIn, Goal
from portfolio.model.kinds import KINDS
from portfolio.model.work import Assessment, Work
from portfolio.services import assessing
from portfolio.services.desk import Desk
from portfolio.services.growth import Rated, growth
from portfolio.store import files
from portfolio.text import count_words, line
from portfolio.wording import defused

KIND, FORMAT = "portfolio-records", 1
Rows = Iterator[Sequence[object]]


# JSON


def as_json(desk: Desk) -> dict[str, Json]:
    """Everything in a portfolio as one object (docs/formats.md); private reflections are not in it."""
    view, owner = desk.view, desk.view.owner
    return {
        "kind": KIND,
        "format": FORMAT,
        "app": f"portfolio/{__version__}",
        "made": stamp(desk.now),
        "portfolio": {"id": owner.id, "name": owner.name, "language": owner.language, "version": view.version},
        "records": _records(view),
        "texts": [_text(desk, work) for work in view.all(Work)],
        "courses": [_course(course) for ref in desk.shelf.refs if (course := desk.shelf.get(ref)) is not None],
        "ratings": [_rating(code, name, one) for code, name, one in _rated(desk)],
        "by_others": list(_by_others(desk)),
    }


def write_json(desk: Desk, path: str) -> None:
    """Write all of it into a file that is not there yet.

    Raises:
        Refused: something is there.
        NotSaved: the disk said no; nothing half-written is there.
    """
    write_new(path, canonical(cleaned(as_json(desk))))


def _records(view: View) -> dict[str, Json]:
    """Kind to records, oldest first; kinds of which there are none are left out."""
    found = {kind: [one.to_json() for one in view.all(record)] for kind, record in KINDS.items()}
    return {kind: every for kind, every in found.items() if every}


def _text(desk: Desk, work: Work) -> dict[str, Json]:
    text = desk.view.text(work)
    return {
        "work": work.id,
        "title": work.title,
        "path": work.text_path,
        "blob": desk.view.blob(work),
        "words": count_words(text),
        "text": text,
        "files": desk.view.names(work.files_path),
    }


def _course(course: Course) -> dict[str, Json]:
    return {
        "ref": course.ref,
        "title": course.title,
        "standards": encode(course.standards),
        "rubrics": [{**encode(rubric), "levels": encode(course.scale(rubric))} for rubric in course.rubrics],
        "tasks": [{"id": task.id, "title": task.title, "rubric": task.rubric} for task in course.tasks],
    }


def _rated(desk: Desk) -> Iterator[tuple[str, str, Rated]]:
    """Every rated criterion with the code and the name of its standard, as the student may see them."""
    for grown in growth(desk):
        for one in grown.pieces:
            yield grown.code, grown.name, one


def _rating(code: str, name: str, one: Rated) -> dict[str, Json]:
    return {
        "standard": code,
        "standard_name": name,
        "criterion": one.criterion,
        "level": one.rating.level,
        "level_name": one.level_name,
        "scale": list(one.scale),
        "work": one.work,
        "assessment": one.assessment,
        "date": one.at.isoformat(),
        "year": one.year,
        "situation": one.situation,
        "who": one.who,
        "name": one.name,
        "confirmed": one.confirmed,
    }


def _by_others(desk: Desk) -> Iterator[dict[str, Json]]:
    """What others wrote about the student; ratings that wait for the student's own are left out, as everywhere."""
    seen = {one.assessment.id for one in assessing.others(desk).given}
    for view in desk.said():
        try:
            yield _writer(view, seen)
        except BrokenRecord:
            continue
        finally:
            view.repo.close()


def _writer(view: HistoryView, seen: set[str]) -> dict[str, Json]:
    records = _records(view)
    shown = [one for one in records.pop(Assessment.KIND, []) if one["id"] in seen]
    return {
        "id": view.owner.id,
        "name": line(view.owner.name),
        "version": view.version,
        "records": {**records, **({Assessment.KIND: shown} if shown else {})},
    }


# CSV


def as_csv(desk: Desk) -> dict[str, bytes]:
    """File name to CSV, one for each kind of thing, with a byte order mark so that spreadsheets read the letters right.

    No cell can be taken for a formula. The first line names the columns (docs/formats.md), in English in any language.
    """
    return {
        "works.csv": _csv("work title course task standards begun shared words drafts folder", _works(desk)),
        "drafts.csv": _csv("draft work title number name note date words", _drafts(desk)),
        "ratings.csv": _csv(
            "standard standard_name work title date year situation who name criterion level level_name evidence "
            "comment next_step",
            _ratings(desk),
        ),
        "goals.csv": _csv(
            "goal statement standard standard_name status set evidence why obstacle if_then check_in closed "
            "reflection next_step",
            _goals(desk),
        ),
        "check-ins.csv": _csv("check_in goal statement date confidence note next_date", _check_ins(desk)),
    }


def write_csv(desk: Desk, folder: str) -> list[str]:
    """Write the tables into a folder that is not there yet or is empty; gives their names.

    Raises:
        BadInput: something is there already.
        NotSaved: the disk said no; nothing is left there.
    """
    folder = os.path.abspath(os.path.expanduser(folder))
    if os.path.lexists(folder) and (not os.path.isdir(folder) or os.listdir(folder)):
        raise BadInput(
            _("There is already something in {folder}.").format(folder=line(folder)),
            _("Choose a new or an empty folder."),
        )
    tables = as_csv(desk)
    try:
        with files.beside(folder) as work:
            for name, data in tables.items():
                files.write(f"{work}/{name}", data)
    except OSError as error:
        raise files.not_saved(error, folder) from error
    return list(tables)


def _csv(heads: str, rows: Iterable[Sequence[object]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(heads.split())
    for row in rows:
        writer.writerow([defused(str(cell)) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _works(desk: Desk) -> Rows:
    for work in desk.view.all(Work):
        found = desk.task_of(work)
        codes = " ".join(use.standard for use in found[1].standards) if found else ""
        course, task = (found[0].title, found[1].title) if found else ("", work.task.partition("#")[2])
        length, drafts = count_words(desk.view.text(work)), len(desk.drafts(work))
        yield work.id, work.title, course, task, codes, work.created, work.shared, length, drafts, work.folder


def _drafts(desk: Desk) -> Rows:
    for work in desk.view.all(Work):
        for number, one in enumerate(desk.drafts(work), 1):
            yield one.id, work.id, work.title, number, one.name, one.note, one.created, one.words


def _ratings(desk: Desk) -> Rows:
    for code, name, one in _rated(desk):
        rating = one.rating
        quotes = " … ".join(each.quote for each in rating.evidence)
        where = (code, name, one.work, one.title, one.at.isoformat(), one.year, one.situation, one.who, one.name)
        yield *where, one.criterion, rating.level, one.level_name, quotes, rating.comment, rating.next_step


def _goals(desk: Desk) -> Rows:
    for goal in desk.view.all(Goal):
        code = goal.standard.partition("#")[2]
        end = (goal.closing.at, goal.closing.reflection, goal.closing.next_step) if goal.closing else ("", "", "")
        said = (goal.evidence, goal.why, goal.obstacle, goal.if_then, goal.check_in)
        name = desk.standard_name(goal.standard) if goal.standard else ""
        yield goal.id, goal.statement, code, name, goal.status, goal.created, *said, *end


def _check_ins(desk: Desk) -> Rows:
    for one in desk.view.all(CheckIn):
        goal = desk.view.get(Goal, one.goal)
        told = goal.statement if goal else ""
        yield one.id, one.goal, told, one.created, one.confidence, one.note, one.next_date
