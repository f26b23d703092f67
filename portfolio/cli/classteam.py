"""class week team, decide, term: what teachers and advisors look at together."""

from __future__ import annotations

from typing import Any

import click

from portfolio.classroom import team as service
from portfolio.classroom import weekpage
from portfolio.classroom.team import Case, Page
from portfolio.cli.classweek import room_and_desk, sent
from portfolio.cli.context import as_json, ask, items, one, say, table, with_fields
from portfolio.cli.supportweek import status_json
from portfolio.i18n import _
from portfolio.model.weekforms import DECISION_FORM
from portfolio.services.told import By
from portfolio.text import defused


def decision_json(each: By) -> dict[str, str]:
    """A decision as JSON."""
    made = each.record
    return {"text": made.text, "owner": made.owner, "until": made.until, "by": each.name, "on": made.created[:10]}


@click.command("team")
@click.argument("student", metavar="[STUDENT]", default="")
@click.argument("standard", metavar="[STANDARD]", default="")
@as_json
@click.pass_obj
def team(named: str, student: str, standard: str, as_json: bool) -> None:
    """Who had support twice for a standard without new evidence; with STUDENT and STANDARD, everything about it.

    Nothing is assigned by this list.
    """
    if bool(student) != bool(standard):
        raise click.UsageError(_("Name a student and a standard, or neither."))
    with room_and_desk(named) as (room, desk):
        if student:
            page = service.page(room, desk, room.find(student), standard)
            one(_page_json(page)) if as_json else say(*weekpage.team_lines(page))
            return
        found = service.cases(room, desk)
    if as_json:
        items(_case_json(case) for case in found)
        return
    table(
        (_("student"), _("standard"), _("supports"), _("evidence"), _("decided")),
        (
            (case.seat.name, case.name, str(len(case.supports)), _last(case),
             case.decisions[0].record.text if case.decisions else _("nothing yet"))
            for case in found
        ),
    )  # fmt: skip
    if not found:
        say(_("Nobody had support twice for one standard without new evidence."))


def _last(case: Case) -> str:
    return _("last on {day}").format(day=case.since) if case.since else _("not yet")


def _case_json(case: Case) -> dict[str, Any]:
    return {
        "student": case.seat.name, "standard": case.standard, "name": case.name,
        "evidence": str(case.since or ""), "decisions": [decision_json(each) for each in case.decisions],
        "supports": [
            {"on": str(each.on), "session": each.slot.session, "helped": each.slot.helped} for each in case.supports
        ],
    }  # fmt: skip


def _page_json(page: Page) -> dict[str, Any]:
    return {
        **_case_json(page.case), "goals": list(page.goals), "status": status_json(list(page.status)),
        "works": [{"title": title, "drafts": drafts} for title, drafts in page.works],
        "levels": [
            {"on": str(each.at), "work": each.title, "who": each.who, "level": each.rating.level,
             "situation": each.situation}
            for each in page.rated
        ],
        "tried": [
            {"on": str(each.on), "kind": each.slot.kind, "session": each.slot.session, "did": each.slot.did,
             "helped": each.slot.helped}
            for each in page.tried
        ],
    }  # fmt: skip


@click.command("decide")
@click.argument("student", metavar="STUDENT")
@click.argument("standard", metavar="STANDARD")
@with_fields(DECISION_FORM)
@click.pass_obj
def decide(named: str, /, student: str, standard: str, **given: Any) -> None:
    """Write down what the team decided for STUDENT about STANDARD. The student reads it in the same words."""
    with room_and_desk(named) as (room, desk):
        seat = room.find(student)
        ask(DECISION_FORM, given, desk, lambda answers: service.decide(room, desk, seat, standard, answers))
        say(_("Decided. {name} reads it after their next sync.").format(name=seat.name))
        sent(room)


@click.command("term")
@click.option("--csv", "as_csv", is_flag=True, help="Print a table for a spreadsheet.")
@as_json
@click.pass_obj
def term(named: str, as_csv: bool, as_json: bool) -> None:
    """In how many weeks of this term each student had support and extension, and who had only one kind."""
    with room_and_desk(named) as (room, desk):
        span, found = service.term(room, desk)
    if as_json:
        items(
            {"student": each.seat.name, "support": each.support, "extension": each.extension, "only": each.only}
            for each in found
        )
        return
    if as_csv:
        import csv
        import io

        sheet = io.StringIO()
        writer = csv.writer(sheet, lineterminator="\n")
        writer.writerow((_("student"), _("support"), _("extension"), _("only")))
        writer.writerows((defused(each.seat.name), each.support, each.extension, each.only) for each in found)
        say(sheet.getvalue())
        return
    say(f"{span.name}, {span.starts} – {span.ends}" if span else _("All weeks: the courses name no terms."))
    table(
        (_("student"), _("weeks of support"), _("weeks of extension"), ""),
        ((each.seat.name, str(each.support), str(each.extension), weekpage.only(each.only)) for each in found),
    )
