"""class forget."""

from __future__ import annotations

import click

from portfolio.classroom.forgetting import forget
from portfolio.cli.context import say
from portfolio.cli.rooms import agree, room_of
from portfolio.clock import SystemClock
from portfolio.i18n import _


@click.command("forget")
@click.argument("student", metavar="STUDENT")
@click.option("--yes", is_flag=True, help="You are sure.")
@click.pass_obj
def forget_(named: str, student: str, yes: bool) -> None:
    """Remove from this machine all that is kept of a student: their history, my notes and my words about them."""
    with room_of(named) as room:
        seat = room.find(student)
        say(
            _("What goes: this machine's copy of all that was written by and about {name}, and your notes.").format(
                name=seat.name
            ),
            _("What you wrote about them that is not at school yet is lost. The next fetch brings what the hub has."),
        )
        agree(_("Forget {name} here?").format(name=seat.name), yes)
        done = forget(room, seat, SystemClock())
        say(_("Forgotten. The receipt is in the folder forgotten/ of the class."), _("What stays:"))
        say(*(f"  {one}" for one in done.stays))
