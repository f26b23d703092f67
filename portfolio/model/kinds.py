"""Every kind of record there is."""

from __future__ import annotations

from portfolio.model.capstone import Capstone, Defence, Take
from portfolio.model.exhibition import Exhibition, Response
from portfolio.model.feedback import Comment, Reply
from portfolio.model.goal import CheckIn, Goal
from portfolio.model.inquiry import Action, Source
from portfolio.model.proposal import Proposal, Rhythm, Verdict
from portfolio.model.record import Record
from portfolio.model.removal import Removal
from portfolio.model.sealed import Sealed
from portfolio.model.strategy import Learner, StrategyUse
from portfolio.model.support import Extension, Slot
from portfolio.model.survey import Interests
from portfolio.model.ticket import Ticket
from portfolio.model.week import STAFF_KINDS
from portfolio.model.work import Assessment, Attachment, Choice, Draft, Plan, Reflection, Work

_OWN: tuple[type[Record], ...] = (
    Goal,
    CheckIn,
    Work,
    Choice,
    Plan,
    StrategyUse,
    Draft,
    Attachment,
    Reflection,
    Assessment,
    Learner,
    Slot,
    Extension,
    Interests,
    Source,
    Action,
    Ticket,
    Comment,
    Reply,
    Sealed,
    Proposal,
    Verdict,
    Rhythm,
    Capstone,
    Take,
    Defence,
    Removal,
    Exhibition,
    Response,
)

KINDS: dict[str, type[Record]] = {kind.KIND: kind for kind in (*_OWN, *STAFF_KINDS)}
"""The folder under records/ to the class that reads it."""
