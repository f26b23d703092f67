"""class: everything a teacher does with a class, in plain lines; alone it opens the class in the app."""

from __future__ import annotations

import click

from portfolio.cli import (
    classforgetting,
    classkeeping,
    classoffers,
    classplans,
    classproposals,
    classreading,
    classreview,
    classteam,
    classweek,
)
from portfolio.cli.context import interactive
from portfolio.cli.lazy import Plain
from portfolio.cli.rooms import room_of


@click.group("class", invoke_without_command=True, cls=Plain)
@click.pass_context
def class_(ctx: click.Context) -> None:
    """Make a class, fetch its students' portfolios, read them. What is theirs is read as data and never run.

    Without a command the class opens in the app.
    """
    if ctx.invoked_subcommand is None:
        if not interactive():
            ctx.invoke(classreading.list_, sort="name", only_new=False, as_json=False)
            return
        with room_of(ctx.obj) as room:
            folder = room.root
        from portfolio.teacher import open_class

        open_class(folder)


for _command in (
    classkeeping.create,
    classkeeping.join,
    classkeeping.check,
    classkeeping.roster,
    classkeeping.staff,
    classkeeping.free,
    classforgetting.forget_,
    classkeeping.course,
    classreading.fetch_,
    classreading.list_,
    classreading.show,
    classreading.history,
    classreading.diff,
    classreading.follow,
    classreview.comment,
    classreview.comments,
    classreview.rate,
    classreview.ratings,
    classreview.waiting,
    classreview.needing,
    classreview.standards,
    classweek.week_,
    classproposals.waiting,
    classproposals.answer,
    classproposals.rhythm,
    classproposals.note,
    classproposals.strategies,
    classoffers.survey,
    classoffers.offer,
):
    class_.add_command(_command)


for _command in (
    classplans.plans,
    classplans.page,
    classplans.confirm,
    classplans.change,
    classplans.plan,
    classplans.rooms,
    classplans.there,
    classplans.status,
    classplans.note,
    classteam.team,
    classteam.decide,
    classteam.term,
):
    classweek.week_.add_command(_command)
