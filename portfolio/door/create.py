"""A new portfolio, or one brought from elsewhere: built beside its place and moved there whole."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping

from portfolio.clock import Clock
from portfolio.door.portfolio import Portfolio
from portfolio.door.view import FORMAT, Owner, read_owner
from portfolio.errors import BadInput, BrokenRecord, NotFound
from portfolio.history.message import Note
from portfolio.history.reading import BRANCH, LARGEST
from portfolio.history.repo import Repo
from portfolio.i18n import _
from portfolio.model.codec import Malformed, canonical
from portfolio.store import files
from portfolio.text import line

IGNORED = """# Private reflections stay on this computer.
/private/
.*
!.gitignore
*~
"""


def create(root: str, name: str, clock: Clock, *, language: str = "en", courses: Mapping[str, bytes]) -> Portfolio:
    """Make a portfolio in a folder that is not there yet or is empty, and open it.

    Args:
        courses: path in the portfolio to bytes, for the course files it starts with.

    Raises:
        BadInput: no name, or something is in that folder.
        NotSaved: the disk said no; nothing is left behind.
    """
    root = os.path.abspath(root)
    name = line(name)
    if not name:
        raise BadInput(_("A portfolio needs its owner's name."), _("Write it as you want it to be shown."))
    check_empty(root)
    owner = f"p{secrets.token_hex(8)}"
    try:
        with files.beside(root) as work:
            Repo.make(work, name, f"{owner}@portfolio.invalid")
            refs = {f"{parts[1]}@{parts[2]}": None for parts in (path.split("/") for path in courses) if len(parts) > 3}
            head = {"format": FORMAT, "id": owner, "name": name, "language": language, "courses": list(refs)}
            contents = {
                "portfolio.json": canonical(head),
                ".gitignore": IGNORED.encode(),
                "README.md": _readme(name).encode(),
                **courses,
            }
            files.make_folders(f"{work}/.git/portfolio")
            made = Portfolio(work, clock, writable=True)
            try:
                made.save(Note("portfolio.new", f"Start the portfolio of {name}"), dict(contents))
                made.settle()
            finally:
                made.close()
    except OSError as error:
        raise files.not_saved(error, root) from error
    return Portfolio.open(root, clock)


def receive(root: str, clock: Clock, fetch: Callable[[Repo], list[str]]) -> Portfolio:
    """A portfolio that another computer has, brought to a folder that is not there yet or is empty, and opened.

    Args:
        fetch: adds its history to a repository and gives the newest versions.

    Raises:
        BadInput: something is in that folder.
        NotFound, Unreachable, BrokenRecord, Refused: it could not be brought; nothing is left behind.
    """
    root = os.path.abspath(root)
    check_empty(root)
    try:
        with files.beside(root) as work:
            with files.relaxed():
                Repo.make(work, "Owner", "owner@portfolio.invalid")
                repo = Repo(work)
                try:
                    heads = fetch(repo)
                    owner = _unpack(repo, heads)
                finally:
                    repo.close()
                Repo.make(work, owner.name, owner.email)
            files.sync_tree(work)
    except OSError as error:
        raise files.not_saved(error, root) from error
    made = Portfolio.open(root, clock)
    for other in heads[1:]:
        made.join(other)
    return made


def _unpack(repo: Repo, heads: list[str]) -> Owner:
    """Make the first of these versions the newest, and write its files."""
    if not heads:
        raise NotFound(_("There is no portfolio at that place."), _("Check the address, the stick or the name."))
    repo.vet(heads[0], each=LARGEST)
    blobs = repo.files_of(heads[0])
    try:
        owner = read_owner(repo.objects.read(blobs.get("portfolio.json", ""), "blob"))
    except Malformed as error:
        raise BrokenRecord(_("What is there is not a portfolio: {reason}.").format(reason=error)) from error
    files.make_folders(f"{repo.git_dir}/portfolio")
    files.make_folders(f"{repo.git_dir}/refs/heads")
    files.write(f"{repo.git_dir}/{BRANCH}", f"{heads[0]}\n".encode())
    for path, blob in blobs.items():
        files.make_folders(os.path.dirname(f"{repo.root}/{path}"))
        files.write(f"{repo.root}/{path}", repo.objects.read(blob, "blob"))
    return owner


def check_empty(root: str) -> None:
    """Make sure that a portfolio can be put into a folder.

    Raises:
        BadInput: something is in it.
    """
    if os.path.lexists(root) and (not os.path.isdir(root) or os.listdir(root)):
        raise BadInput(
            _("There is already something in {folder}.").format(folder=line(root)),
            _("Choose a new or an empty folder."),
        )


def _readme(name: str) -> str:
    return f"""# The portfolio of {name}

Everything here can be read without any special program.

- `works/` holds the pieces themselves, as Markdown text, with attached files beside them.
- `records/` holds goals, choices, plans, strategies, drafts, reflections, assessments and support plans, one small
  JSON file each. What is said for somebody else has `reported_from` or `noted_for` with the person's role and name.
- `courses/` holds the standards, rubrics and tasks they refer to, as they were then.
- `private/` (if it is there) is only on this computer and not in the history. Leave it out before you
  give the folder away (`git clone` does).

How records refer to each other: `"work"` is the id of a record in `records/works/`, which names its folder;
`humanities-10@8685990fc74a#inquiry` is the item `inquiry` (a task, a rubric, or a standard's code) of the course
in `courses/humanities-10/8685990fc74a/`; a `blob` is a text as it was at that moment, shown by
`git cat-file -p BLOB`; `start` and `end` count its characters. Confidence goes from 1 (not yet) to 5.

Every change is a version in git: `git log` tells the story, and
`git show VERSION:works/NAME/text.md` shows a piece as it was.
"""
