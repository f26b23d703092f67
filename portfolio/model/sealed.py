"""A sealed rating: its fingerprint now, its content once both sides have rated, so that neither is led by the other.

The writer publishes SHA-256 of 16 random bytes and the rating's canonical JSON; with the bytes, anybody can check later
that the rating was not changed after the seal.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from portfolio.i18n import N_
from portfolio.model.codec import canonical
from portfolio.model.record import Record
from portfolio.model.work import Assessment


@dataclass(frozen=True, kw_only=True)
class Sealed(Record):
    """That a rating was given, without what it says. It has the id of the assessment it stands for."""

    KIND: ClassVar[str] = "sealed"
    NAME: ClassVar[str] = N_("sealed rating")

    work: str
    blob: str
    """The text that was rated."""
    known: tuple[str, ...] = ()
    """The ids of the student's own assessments of this work that were there by then."""
    digest: str
    """64 hexadecimal digits."""
    salt: str = ""
    """32 hexadecimal digits, once it is opened."""

    def may_open(self, own: Iterable[Assessment]) -> bool:
        """Whether the other side has rated, too: this text, or anything of the work since."""
        return any(one.blob == self.blob or one.id not in self.known for one in own)

    def stands_for(self, assessment: Assessment) -> bool:
        """Whether an opened rating is the one that was sealed."""
        return bool(self.salt) and fingerprint(assessment, self.salt) == self.digest


def fingerprint(assessment: Assessment, salt: str) -> str:
    """The digest of a rating with 16 bytes, given as 32 hexadecimal digits."""
    return hashlib.sha256(bytes.fromhex(salt) + canonical(assessment.to_json())).hexdigest()
