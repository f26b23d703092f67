"""import: what comes into a portfolio, or makes one: an archive, standards, another program's portfolio."""

from __future__ import annotations

import click

from portfolio.cli.lazy import Lazy
from portfolio.i18n import N_

_WHAT = {
    "archive": ("importarchive", N_("A portfolio that “export archive” took out; also “import FILE --in DIR”.")),
    "case": ("importcase", N_("The standards of a CASE package, to begin a course with.")),
    "leap2a": ("importleap2a", N_("A portfolio from Mahara.")),
}
"""Everything that can be brought in: its module in this room, and a word about it."""


class _Imports(Lazy):
    """Takes the first word for an archive where it names no command."""

    table = _WHAT

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the name of the command in where it was left out."""
        if args and args[0] not in _WHAT and args[0] not in ctx.help_option_names:
            args = ["archive", *args]
        return super().parse_args(ctx, args)


@click.group("import", cls=_Imports)
def import_() -> None:
    """Bring in what was taken out, or what another program wrote: “portfolio import ARCHIVE --in DIR”."""
