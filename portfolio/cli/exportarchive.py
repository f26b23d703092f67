"""export archive."""

from __future__ import annotations

import click

from portfolio.cli.context import desk, progress, say
from portfolio.export import archive
from portfolio.i18n import _, ngettext
from portfolio.text import line


@click.command("archive")
@click.argument("place", metavar="FILE.zip|DIR")
@click.option("--with-private", is_flag=True, help="Take the private reflections, too.")
@click.option("--replace", is_flag=True, help="Write over the file if it is there.")
@click.pass_obj
def command(named: str, place: str, with_private: bool, replace: bool) -> None:
    """Everything in one file or folder: plain files, every version, and what others wrote about you."""
    with desk(named) as opened, progress(_("Writing")) as told:
        done = archive.write(opened.portfolio, place, private=with_private, replace=replace, told=told)
    found = done.manifest
    say(
        _("Everything is in {place}: {n} versions, {mb} MB.").format(
            place=line(done.place), n=found.versions, mb=f"{done.size / 1_000_000:.1f}"
        )
    )
    if found.about:
        told_about = ngettext(
            "What {n} other person wrote about you is in it.",
            "What {n} other people wrote about you is in it.",
            len(found.about),
        )
        say(told_about.format(n=len(found.about)))
    if with_private and done.private:
        say(_("Private reflections are in it, too: keep it to yourself."))
    elif done.private:
        told_private = ngettext(
            "{n} private reflection is left out; --with-private takes it.",
            "{n} private reflections are left out; --with-private takes them.",
            done.private,
        )
        say(told_private.format(n=done.private))
    say(_("Left out:"), *(f"  {one}" for one in found.left_out))
