"""export: what goes out of a portfolio, for readers without this program."""

from __future__ import annotations

import importlib

import click

from portfolio.i18n import N_, _

_WHAT = {
    "archive": ("exportarchive", N_("Everything in one file or folder, to take home and to bring back.")),
    "site": ("exportsite", N_("Write web pages into a folder: open them in any browser, no network needed.")),
    "case": ("exportcase", N_("Write the standards as a CASE package, for another program.")),
    "deck": ("exportdeck", N_("Write the capstone's deck into one file for any browser, with its notes.")),
    "exhibition": ("exportexhibition", N_("Write the page of an exhibition for your guests.")),
    "json": ("exportjson", N_("Print every record as JSON, for other programs.")),
    "csv": ("exportcsv", N_("Write tables for a spreadsheet into a folder.")),
}
"""Every kind of export: its module in this room, and a word about it."""


class _Exports(click.Group):
    """Loads an export only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order a person meets them."""
        return list(_WHAT)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The export of that name."""
        if cmd_name not in _WHAT:
            return None
        module = importlib.import_module(f"portfolio.cli.{_WHAT[cmd_name][0]}")
        found: click.Command = module.command
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in --help, without loading anything."""
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, _(told)) for name, (_module, told) in _WHAT.items()])


@click.group(cls=_Exports)
def export() -> None:
    """Take your portfolio out: as web pages and other files that anybody can open."""
