"""import: what comes into a portfolio, or makes one: an archive, standards, another program's portfolio."""

from __future__ import annotations

import importlib

import click

from portfolio.i18n import N_, _

_WHAT = {
    "archive": ("importarchive", N_("A portfolio that “export archive” took out; also “import FILE --in DIR”.")),
    "case": ("importcase", N_("The standards of a CASE package, to begin a course with.")),
    "leap2a": ("importleap2a", N_("A portfolio from Mahara.")),
}
"""Everything that can be brought in: its module in this room, and a word about it."""


class _Imports(click.Group):
    """Loads an import only when it is called, and takes the first word for an archive where it names none."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the name of the command in where it was left out."""
        if args and args[0] not in _WHAT and args[0] not in ctx.help_option_names:
            args = ["archive", *args]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order a person meets them."""
        return list(_WHAT)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The import of that name."""
        if cmd_name not in _WHAT:
            return None
        module = importlib.import_module(f"portfolio.cli.{_WHAT[cmd_name][0]}")
        found: click.Command = module.command
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in --help, without loading anything."""
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, _(told)) for name, (_module, told) in _WHAT.items()])


@click.group("import", cls=_Imports)
def import_() -> None:
    """Bring in what was taken out, or what another program wrote: “portfolio import ARCHIVE --in DIR”."""
