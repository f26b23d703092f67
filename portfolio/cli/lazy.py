"""A group of commands that loads a command only when it is called."""

from __future__ import annotations

import importlib
import keyword
import re
from collections.abc import Mapping
from typing import Any

import click

from portfolio.i18n import _
from portfolio.text import clean

Table = Mapping[str, tuple[str, str]]
"""The name of each command to its module in this room and a word about it (marked for translation), in the order in
which a person meets them."""


class Plain(click.Group):
    """Commands of which the list tells the first sentence, whole."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in --help."""
        found = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, _first(one.help or "")) for name, one in found if one is not None])


def _first(told: str) -> str:
    """The first sentence of a text."""
    return re.split(r"(?<=[.?!])\s", " ".join(told.split()), maxsplit=1)[0]


class Lazy(click.Group):
    """Commands by a table. A module has its command as `command`, else under the command's own name."""

    table: Table = {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order a person meets them."""
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name not in self.table:
            import difflib

            near = difflib.get_close_matches(cmd_name, self.table, 1)
            told = _("There is no command “{name}”.").format(name=clean(cmd_name)[:40])
            above = ctx.command_path
            hint = _("Did you mean “{near}”?").format(near=near[0]) if near else _("“{above} --help” lists them.")
            raise click.UsageError(f"{told} {hint.format(above=above)}")
        module: Any = importlib.import_module(f"portfolio.cli.{self.table[cmd_name][0]}")
        name = f"{cmd_name}_" if keyword.iskeyword(cmd_name) else cmd_name.replace("-", "_")
        found: click.Command = getattr(module, "command", None) or getattr(module, name)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in --help, without loading anything."""
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, _(told)) for name, (_module, told) in self.table.items()])
