"""me."""

from __future__ import annotations

import click

from portfolio.classroom import me as person
from portfolio.cli.context import as_json, one, say
from portfolio.cli.lazy import Plain
from portfolio.i18n import _
from portfolio.model.schoolclass import ROLES
from portfolio.text import line


@click.group(invoke_without_command=True, cls=Plain)
@click.option("--name", default="", metavar="NAME", help="Your name, as students know you.")
@click.option("--role", type=click.Choice(list(ROLES)), metavar="ROLE", help=f"One of: {', '.join(ROLES)}.")
@as_json
@click.pass_context
def me(ctx: click.Context, name: str, role: str | None, as_json: bool) -> None:
    """Say who you are as a teacher or advisor; your id is made once."""
    if ctx.invoked_subcommand:
        return
    known = person.known()
    if name or role:
        known = person.introduce(name or (known.name if known else ""), role or (known.role if known else "teacher"))
    found = known or person.need()
    if as_json:
        one({"id": found.id, "name": found.name, "role": found.role})
    else:
        say(f"{found.name}, {_(found.role)}", f"{_('Your id')}: {found.id}")


@me.command("export")
@click.argument("file", metavar="FILE")
def me_export(file: str) -> None:
    """Write who you are into FILE, for your other computer."""
    found = person.export(file)
    say(
        _("{file} says that you are {name}. Take it in with “portfolio me import”.").format(
            file=line(file), name=found.name
        )
    )


@me.command("import")
@click.argument("file", metavar="FILE")
def me_import(file: str) -> None:
    """Be, on this computer too, who FILE says."""
    found, before = person.take_in(file)
    say(f"{found.name}, {_(found.role)}", f"{_('Your id')}: {found.id}")
    if before is not None:
        say(_("Nothing was written as {name} on this computer, so that is let go.").format(name=before.name))
