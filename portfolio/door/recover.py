"""Opening: finish what a crash left, in an order that may itself be interrupted."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from portfolio.clock import instant
from portfolio.errors import BrokenRecord, GitMissing, NotSaved, PortfolioError
from portfolio.i18n import _
from portfolio.model.work import Work
from portfolio.store import files

if TYPE_CHECKING:
    from portfolio.door.portfolio import Portfolio


REMOVING = "portfolio/removing.json"
"""In .git: what is being removed from history (see `removing`)."""


def start(portfolio: Portfolio) -> None:
    """Bring a portfolio that was just opened in order, and say in its `news` what was found."""
    repo, journal = portfolio.repo, portfolio.journal
    if not portfolio.writable:
        for entry in journal.entries():
            if not entry.joins:
                portfolio.folder.over.update(entry.contents)
        with contextlib.suppress(PortfolioError):
            portfolio.version = repo.head()
        return
    files.private(portfolio.root)
    if not os.path.isdir(f"{repo.git_dir}/objects"):
        with contextlib.suppress(GitMissing):
            repo.make(portfolio.root, portfolio.owner.name, portfolio.owner.email)
            files.make_folders(f"{repo.git_dir}/portfolio")
            portfolio.news.append(
                _("The history was not here (the folder .git is gone); a new one begins with the files as they are.")
                + " "
                + _("If you have a copy of the portfolio with the old history, keep it.")
            )
    for name in journal.broken():
        journal.set_aside(name)
    orphans = journal.orphans()
    stopped = bool(orphans) or is_removing(repo.git_dir)
    repo.clear_locks(crashed=stopped or repo.index.left_half_done())
    _clear_temps(portfolio.root, everywhere=stopped)
    repo.index.load()
    portfolio.version = repo.head()
    with contextlib.suppress(GitMissing):
        portfolio.version = repo.mend([entry.parent for entry in reversed(orphans)])
    _finish_removal(portfolio)
    portfolio.take_over(orphans)
    try:
        portfolio.settle()
    except BrokenRecord:
        portfolio.heal()
        _settle_quietly(portfolio)
    except PortfolioError as error:
        portfolio.news.append(str(error))
    with contextlib.suppress(GitMissing):
        try:
            portfolio.refresh()
        except BrokenRecord:
            portfolio.heal()
            portfolio.refresh()
        except NotSaved as error:
            portfolio.news.append(str(error))
    _recover_texts(portfolio)
    _settle_quietly(portfolio)


def is_removing(git_dir: str) -> bool:
    """Whether something was being removed from history when the program was stopped."""
    return os.path.exists(f"{git_dir}/{REMOVING}")


def _finish_removal(portfolio: Portfolio) -> None:
    """Go on with what was being removed from history; until that is done, nothing else is written."""
    if not is_removing(portfolio.repo.git_dir):
        return
    from portfolio.door import removing

    try:
        if removing.finish(portfolio):
            portfolio.news.append(_("What was being removed from history is removed now."))
    except PortfolioError as error:
        portfolio.writable = False
        told = _("Something is still being removed from history, so this is open for reading only.")
        portfolio.news.append(f"{told} {error}")


def _settle_quietly(portfolio: Portfolio) -> None:
    try:
        portfolio.settle()
    except PortfolioError as error:
        portfolio.news.append(str(error))


def _recover_texts(portfolio: Portfolio) -> None:
    """Text that was being typed when the program was stopped becomes a version."""
    for entry in portfolio.journal.left_behind():
        note = entry.note
        work = portfolio.get(Work, str(note.get("work", "")))
        if note.get("form") or work is None:
            continue
        at = instant(str(note.get("at", "")))
        clock = f"{at:%H:%M}" if at else "?"
        try:
            with portfolio.change("text.recover", f"Recover text typed at {clock}: {work.title}", work=work.id) as made:
                text = (entry.contents.get("text") or b"").decode("utf-8", "replace")
                made.write_text(work, text, base=str(note.get("base", "")))
        except PortfolioError as error:
            portfolio.news.append(str(error))
            continue
        portfolio.journal.done(entry.name)
        if made.saved:
            portfolio.news.append(
                _("Recovered what you typed at {time} in “{title}”.").format(time=clock, title=work.title)
            )


def _clear_temps(root: str, *, everywhere: bool) -> None:
    """Remove half-written files of processes that are gone: after a save was stopped, wherever it may have been."""
    git_dir = f"{root}/.git"
    folders = [git_dir, f"{git_dir}/portfolio", f"{git_dir}/portfolio/journal"]
    if everywhere:
        folders = [folder for folder, _inner, _names in os.walk(root)]
    for folder in folders:
        with contextlib.suppress(OSError):
            files.clear_left_overs(folder)
