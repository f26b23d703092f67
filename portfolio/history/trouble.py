"""What git and ssh say when a server does not do what was asked, as plain errors."""

from __future__ import annotations

import re

from portfolio.errors import BrokenRecord, NotFound, NotLetIn, NotSaved, PortfolioError, Refused, Unreachable
from portfolio.history.git import Failed
from portfolio.history.repo import Moved
from portfolio.i18n import _

_FROM_THERE = "remote: "
"""Begins what a server's own programs say."""
_OVERTAKEN = re.compile(r"\[rejected\]|cannot lock ref|failed to update ref|incorrect old value")
_HELD = re.compile(r"unable to create '[^'\n]*\.lock': file exists")
_NO_ROOM = re.compile(r"no space left|quota exceeded|disk full|unable to create temporary object directory")
_CUT = re.compile(
    r"early eof|hung up|unexpected disconnect|connection (?:reset|closed)|broken pipe|rpc failed|unexpected end|"
    r"transfer closed|expected flush|send-pack: unexpected|remote failure"
)
_DAMAGED_THERE = re.compile(
    r"possible repository corruption|object [^ ]+ (?:[^ ]+ )*is corrupt|inflate: data|crc mismatch"
)
_DAMAGED = re.compile(
    r"fsck error|bad object|did not send all necessary objects|index-pack (?:output|failed)|corrupt|"
    r"missing (?:blob|tree|commit)|unable to read [0-9a-f]{40}"
)
_NO_PLACE = re.compile(
    r"does not appear to be a git repository|repository '[^']*' not found|not a git repository|returned error: 404"
)
_NOISE = re.compile(r"fatal: Could not read from remote repository|Please make sure you have|and the repository exists")
_OUTSIDE = re.compile(
    r"permission denied \(|authentication failed for|could not read (?:username|password)|returned error: 40[13]|"
    r"too many authentication failures|dubious ownership"
)


def plain(error: Failed, address: str) -> PortfolioError | Moved:
    """The plain error for what was said while talking to a server."""
    lines = error.said.lower().split("\n")
    here = re.sub(r"'[^'\n]*'", "''", "\n".join(one for one in lines if not one.startswith(_FROM_THERE)))
    if "host key verification failed" in here or "remote host identification has changed" in here:
        return Refused(
            _("The server {address} does not show the key that was confirmed.").format(address=address),
            _("Nothing was sent. Ask the school whether the server was changed, then join again."),
        )
    if "certificate" in here:
        return Refused(
            _("The server {address} does not show a certificate that can be trusted.").format(address=address),
            _("Nothing was sent. Ask the school for the file of its certificate authority, then join again with --ca."),
        )
    if re.search(r"returned error: 30\d|from redirection", here):
        return Refused(
            _("The server {address} sends us on to another place, and that is not followed.").format(address=address),
            _("Nothing was sent. Ask the school for the right address, then join again."),
        )
    if _OUTSIDE.search(here):
        return NotLetIn(
            _("The server {address} did not let you in.").format(address=address),
            _("Everything is saved here. Check the name and token or the key, and ask whoever made the class."),
        )
    if _NO_PLACE.search(here):
        return NotFound(
            _("The server {address} has no such place.").format(address=address),
            _("Everything is saved here. Whoever made the class sees what is missing with “portfolio class check”."),
        )
    return _of_a_transfer(error, address, here)


def _of_a_transfer(error: Failed, address: str, here: str) -> PortfolioError | Moved:
    """The same for what began and was not finished."""
    if _OVERTAKEN.search(here):
        return Moved(held=bool(_HELD.search(error.said.lower())))
    there = [one.removeprefix(_FROM_THERE) for one in error.said.split("\n") if one.startswith(_FROM_THERE)]
    if _NO_ROOM.search("\n".join([*there, here if "unpack" in here else ""]).lower()):
        return Refused(
            _("The server {address} has no room left, so it did not take it.").format(address=address),
            _("Everything is saved here, and goes there once whoever keeps the server has made room."),
        )
    if _NO_ROOM.search(here):
        return NotSaved(_("This could not be saved: the disk is full."), _("Free some space, then try again."))
    if "[remote rejected]" in here or "unpack failed" in here:
        words = " ".join(there)[:300] or here.partition("[remote rejected]")[2].rpartition("(")[2].partition(")")[0]
        return Refused(
            _("The server {address} did not take it. It says: {reason}").format(address=address, reason=words),
            _("Everything is saved here. Ask whoever keeps the server."),
        )
    said = error.said.lower()
    if _DAMAGED_THERE.search(said) or (_DAMAGED.search(said) and not _CUT.search(here)):
        return BrokenRecord(
            _("What the server has is damaged, so it was left alone: {reason}").format(reason=_reason(error)),
            _("Everything is saved here. Tell whoever keeps the server."),
        )
    return unreachable(address, _reason(error))


def _reason(error: Failed) -> str:
    """The line that says most, without the address and without advice for programmers."""
    lines = [one for one in error.said.split("\n") if one and not _NOISE.match(one)]
    told = (lines or [error.what])[0].removeprefix(_FROM_THERE)
    return re.sub(r"^(?:fatal|error): (?:unable to access '[^']*': )?", "", told)[:200].rstrip(".")


def unreachable(address: str, reason: str = "") -> Unreachable:
    """The error for a server that does not answer, or stopped doing so."""
    told = _("The server {address} cannot be reached now").format(address=address)
    why = f" ({reason})" if reason else ""
    return Unreachable(f"{told}{why}.", _("Everything is saved here, and goes there at the next sync."))


def held(address: str, lock: str, since: str = "", owner: str = "") -> Unreachable:
    """The error for a lock at a server that does not go away.

    Args:
        lock: the file, as seen from the folder of the hub.
        since: how long ago it was made, in words, "" where that is not known.
        owner: whose it is there, "" where that is not known.
    """
    told = _("At the server {address} a lock keeps everybody from saving: {lock}").format(address=address, lock=lock)
    about = ", ".join([since] * bool(since) + [_("made by {name}").format(name=owner)] * bool(owner))
    return Unreachable(
        f"{told} ({about})." if about else f"{told}.",
        _("Everything is saved here. If it stays, a save was cut off: whoever keeps the server removes that file."),
    )
