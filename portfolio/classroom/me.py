"""Who a teacher is: a writer's id made once per person, which moves to their other computers by a file."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass

from portfolio import config
from portfolio.classroom.making import open_room
from portfolio.errors import BadInput, BrokenRecord, NotFound, Refused
from portfolio.i18n import _
from portfolio.model.codec import Malformed, canonical, decode, encode, load
from portfolio.model.schoolclass import ROLES, Person, is_place
from portfolio.store import files
from portfolio.text import line

_LIMIT = 1 << 16


@dataclass(frozen=True)
class _File:
    me: Person


def _path() -> str:
    return f"{config.folder()}/me.json"


def known() -> Person | None:
    """This person, None where they have not said yet."""
    try:
        return decode(_File, load(files.read(_path(), _LIMIT))).me
    except (OSError, Malformed):
        return None


def need() -> Person:
    """This person.

    Raises:
        NotFound: they have not said yet.
    """
    found = known()
    if found is None:
        raise NotFound(
            _("Portfolio does not know your name yet."),
            _("Say it once: “portfolio me --name NAME --role teacher”."),
        )
    return found


def introduce(name: str, role: str = "teacher") -> Person:
    """Keep this person's name and role; the id is made the first time and stays.

    Raises:
        BadInput: no name, or an unknown role.
        NotSaved: the disk said no.
    """
    name = line(name)[:80]
    if not name:
        raise BadInput(_("Your name is missing."), _("Write it as students know you."))
    if role not in ROLES:
        raise BadInput(
            _("“{role}” is not a role here.").format(role=line(role)[:40]),
            _("Use one of: {roles}.").format(roles=", ".join(ROLES)),
        )
    before = known()
    made = Person(before.id if before else f"t{secrets.token_hex(8)}", name, role)
    _write(made, _path())
    return made


def export(path: str) -> Person:
    """Write who this person is into a file, to be taken in on another computer.

    Raises:
        NotFound: they have not said yet, or there is no such folder.
        BadInput: another file is there already.
        NotSaved: the disk said no.
    """
    found = need()
    if not os.path.isdir(os.path.dirname(os.path.abspath(path))):
        raise NotFound(_("There is no folder for {file}.").format(file=line(path)), _("Look at how it is written."))
    if os.path.lexists(path):
        try:
            decode(_File, load(files.read(path, _LIMIT)))
        except (OSError, Malformed) as error:
            raise BadInput(
                _("Something else is there already: {file}.").format(file=line(path)), _("Choose another name.")
            ) from error
    _write(found, path)
    return found


def take_in(path: str) -> tuple[Person, Person | None]:
    """Become, on this computer too, the person in a file that `export` wrote.

    Returns:
        That person, and who was known here before as somebody else, who has written nothing.

    Raises:
        NotFound, BadInput: there is no such file, or it is another kind.
        Refused: somebody else is known here and has a class here.
    """
    found = _read_from(path)
    before = known()
    if before is None or before.id == found.id:
        _write(found, _path())
        return found, None
    if theirs := [one for one in config.load().classes if _is_in(before, one)]:
        raise Refused(
            _("On this computer you are {name} already, as another person, with a class in {folder}.").format(
                name=line(before.name), folder=line(theirs[0])
            ),
            _("Use an account of your own; what was written as {name} stays theirs.").format(name=line(before.name)),
        )
    _write(found, _path())
    return found, before


def _read_from(path: str) -> Person:
    """The person in a file."""
    from_there = _("Write it on your other computer with “portfolio me export FILE”.")
    if os.path.isdir(path):
        raise BadInput(_("{file} is a folder, and a file is needed.").format(file=line(path)), from_there)
    if not os.path.lexists(path):
        raise NotFound(_("There is no file {file}.").format(file=line(path)), _("Look at how it is written."))
    try:
        found = decode(_File, load(files.read(path, _LIMIT))).me
    except OSError as error:
        raise BadInput(
            _("{file} cannot be read: {reason}.").format(file=line(path), reason=error.strerror or error)
        ) from error
    except Malformed as error:
        told = _("{file} is another kind of file: it does not say who you are.").format(file=line(path))
        raise BadInput(told, from_there) from error
    if not is_place(found.id) or not line(found.name):
        raise BadInput(_("{file} does not say who you are.").format(file=line(path)), from_there)
    return found


def _is_in(person: Person, folder: str) -> bool:
    """Whether the class in a folder is kept as this person; one that cannot be read may be."""
    try:
        return open_room(folder).kept.me.id == person.id
    except NotFound:
        return False
    except BrokenRecord:
        return True


def _write(found: Person, path: str) -> None:
    try:
        files.make_folders(os.path.dirname(os.path.abspath(path)))
        files.write(os.path.abspath(path), canonical(encode(_File(found))))
    except OSError as error:
        raise files.not_saved(error, path) from error
