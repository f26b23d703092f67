"""The command line: everything the screens can do, in plain lines."""

from __future__ import annotations

import sys
from typing import Any

import click

from portfolio import __version__
from portfolio.cli.lazy import Lazy
from portfolio.errors import PortfolioError
from portfolio.i18n import N_, _
from portfolio.text import clean

_COMMANDS = {
    "new": ("start", N_("Make a new portfolio.")),
    "demo": ("start", N_("Build the sample portfolio and open it.")),
    "course": ("start", N_("List, write, check and add courses.")),
    "standard": ("start", N_("List the shared expectations.")),
    "today": ("start", N_("Show the next step and what is going on.")),
    "check": ("start", N_("Look for anything broken in the folder or its history.")),
    "goal": ("goals", N_("Set goals, check in, close them with evidence.")),
    "survey": ("survey", N_("Say what interests you; options that suit are marked.")),
    "task": ("works", N_("List and show the tasks of your courses.")),
    "choose": ("works", N_("Begin a work: choose for a task, and say why.")),
    "again": ("survey", N_("Say whether you would choose it again.")),
    "plan": ("works", N_("Set the steps of a work.")),
    "propose": ("proposals", N_("Send a project to your teacher: partners, milestones, evidence.")),
    "work": ("works", N_("List and show your works.")),
    "draft": ("drafts", N_("Save, list, show, compare and restore drafts.")),
    "source": ("inquiry", N_("Log sources with the viewpoint each stands for.")),
    "action": ("inquiry", N_("Log actions in the community.")),
    "attach": ("drafts", N_("Keep a file with a work.")),
    "reflect": ("looking", N_("Answer prompts about a work, shared or private.")),
    "ticket": ("looking", N_("Leave one line for the day: an exit ticket.")),
    "assess": ("looking", N_("Rate a work yourself on its rubric.")),
    "strategy": ("strategies", N_("Pick, switch and judge ways of working.")),
    "learner": ("strategies", N_("Write about yourself as a learner, and compare.")),
    "support": ("support", N_("Plan the week's supports and extensions, and say what came of them.")),
    "growth": ("growing", N_("Show every standard over time, across courses and years.")),
    "exhibition": ("exhibiting", N_("Show goals, drafts and reflections to guests.")),
    "capstone": ("capstone", N_("Prepare, rehearse and defend your capstone.")),
    "share": ("works", N_("Mark a work as ready to be read.")),
    "erase": ("looking", N_("Erase a private reflection for good.")),
    "join": ("hubs", N_("Join a class: your teacher reads your portfolio, and answers.")),
    "sync": ("hubs", N_("Bring your portfolio and your classes together.")),
    "feedback": ("feedback", N_("Read what your teachers wrote, and answer.")),
    "visit": ("visiting", N_("Work on a shared computer and leave nothing behind.")),
    "decide": ("hubs", N_("Say which of two answers stands, where two computers differ.")),
    "stick": ("sticks", N_("Carry the whole portfolio on your own stick.")),
    "export": ("exporting", N_("Take it out: all of it to keep, web pages, tables.")),
    "me": ("identity", N_("Say who you are as a teacher or advisor.")),
    "class": ("classes", N_("Make a class, fetch its students' portfolios, read them.")),
    "import": ("importing", N_("Bring in an archive, standards, a Mahara portfolio.")),
    "history": ("past", N_("List versions, newest first.")),
    "show": ("past", N_("Show what a version changed.")),
    "restore": ("past", N_("Set something back to how it was in a version.")),
    "remove-from-history": ("removing", N_("Remove something from every version, for good.")),
    "undo": ("past", N_("Take back what a version did.")),
}


class _Commands(Lazy):
    table = _COMMANDS


@click.group(
    cls=_Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("-C", "folder", metavar="DIR", help="The portfolio to use, in place of the one found here.")
@click.version_option(__version__, prog_name="portfolio")
@click.pass_context
def main(ctx: click.Context, folder: str | None) -> None:
    """Goals, drafts, reflections and self-assessments, every change a version you own.

    Without a command the app opens.
    """
    ctx.obj = folder or ""
    if ctx.invoked_subcommand is None:
        from portfolio.cli.opening import class_to_open, folder_to_open

        ctx.obj = folder_to_open(ctx.obj)
        found = class_to_open(folder or "", ctx.obj)
        if found is not None:
            ctx.obj = found
            ctx.invoke(main.get_command(ctx, "class"))  # type: ignore[arg-type]
            return
        if sys.stdin.isatty() and sys.stdout.isatty():
            from portfolio.app import open_app

            open_app(ctx.obj)
        else:
            ctx.invoke(main.get_command(ctx, "today"))  # type: ignore[arg-type]


def run(arguments: list[str] | None = None) -> Any:
    """Run a command: 0 done, 1 refused with a reason, 2 wrong use."""
    try:
        main.main(arguments, prog_name="portfolio", standalone_mode=False)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.ClickException as error:
        error.show()
        if isinstance(error, click.NoSuchOption) and error.option_name == "-C":
            click.echo(_("It stands at the beginning: portfolio -C DIR …"), err=True)
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo(_("Stopped; nothing was changed."), err=True)
        sys.exit(1)
    except PortfolioError as error:
        click.echo(clean(str(error)), err=True)
        sys.exit(1)
