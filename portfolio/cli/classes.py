"""class: everything a teacher does with a class, in plain lines."""

from __future__ import annotations

import click

from portfolio.cli import classkeeping, classreading

class_ = click.Group(
    "class",
    help="Make a class, fetch its students' portfolios, read them. What is theirs is read as data and never run.",
    commands=[
        classkeeping.create,
        classkeeping.join,
        classkeeping.check,
        classkeeping.roster,
        classkeeping.staff,
        classkeeping.free,
        classkeeping.course,
        classreading.fetch_,
        classreading.list_,
        classreading.show,
        classreading.history,
        classreading.diff,
        classreading.follow,
    ],
)
