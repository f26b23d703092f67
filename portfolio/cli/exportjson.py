"""export json."""

from __future__ import annotations

import click

from portfolio.cli.context import desk, one
from portfolio.export import tables


@click.command("json")
@click.pass_obj
def command(named: str) -> None:
    """Print every record, text and rating, and the courses' standards, as one JSON object."""
    with desk(named, writable=False) as opened:
        one(tables.as_json(opened))
