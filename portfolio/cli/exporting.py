"""export: what goes out of a portfolio, for readers without this program."""

from __future__ import annotations

import click

from portfolio.cli.lazy import Lazy
from portfolio.i18n import N_

_WHAT = {
    "archive": ("exportarchive", N_("Everything in one file or folder, to take home and to bring back.")),
    "site": ("exportsite", N_("Write web pages into a folder: open them in any browser, no network needed.")),
    "case": ("exportcase", N_("Write the standards as a CASE package, for another program.")),
    "deck": ("exportdeck", N_("Write the capstone's deck into one file for any browser, with its notes.")),
    "pptx": ("exportslides", N_("Write the capstone's deck into one file for PowerPoint and its like.")),
    "pdf": ("exportslides", N_("Write a handout of the capstone's deck into one file, to print.")),
    "exhibition": ("exportexhibition", N_("Write the page of an exhibition for your guests.")),
    "json": ("exportjson", N_("Print every record as JSON, for other programs.")),
    "csv": ("exportcsv", N_("Write tables for a spreadsheet into a folder.")),
}
"""Every kind of export: its module in this room, and a word about it."""


class _Exports(Lazy):
    table = _WHAT


@click.group(cls=_Exports)
def export() -> None:
    """Take your portfolio out: as web pages and other files that anybody can open."""
