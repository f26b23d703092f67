"""The next step: what the rules find, without what the student put off."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from portfolio.door import Portfolio
from portfolio.door.typing import LATER
from portfolio.errors import BadInput
from portfolio.i18n import N_, _
from portfolio.model.form import Answers, Field, Form, Option
from portfolio.services.desk import Desk
from portfolio.services.steps import RULES, NextStep


def _days(_answers: Answers, _view: Any) -> list[Option]:
    return [("1", _("until tomorrow")), ("3", _("for three days")), ("7", _("for a week")), ("28", _("for four weeks"))]


LATER_FORM = Form(Field("days", "choice", N_("How long?"), N_("It comes back on its own."), options=_days))


def next_steps(desk: Desk) -> list[NextStep]:
    """Everything that could come next, the first one first, without what was put off."""
    away = _put_off(desk)
    steps: dict[str, NextStep] = {}
    for step in (each for rule in RULES for each in rule.steps(desk) if each.key not in away):
        steps.setdefault(step.key, step)
    return list(steps.values())


def put_off(desk: Desk, step: NextStep, until: date) -> None:
    """Let a step stay away until a day. This is no version: it is kept on this computer only.

    Raises:
        BadInput: the day is not to come, or more than a year away.
    """
    if not desk.today < until <= desk.today + timedelta(days=366):
        raise BadInput(
            _("{day} is not a day of the coming year.").format(day=until), _("Choose a day to come, like tomorrow.")
        )
    kept = {**_put_off(desk), step.key: str(until)}
    desk.portfolio.let_go(form=LATER)
    desk.portfolio.keep_form(LATER, json.dumps(kept))


def take_up(desk: Desk) -> int:
    """Let everything that was put off come back; gives how many steps that were."""
    found = len(_put_off(desk))
    desk.portfolio.let_go(form=LATER)
    return found


def _put_off(desk: Desk) -> dict[str, str]:
    """Steps that stay away, with the day they come back."""
    if not isinstance(desk.view, Portfolio):
        return {}
    try:
        kept = json.loads(desk.portfolio.kept_form(LATER) or "{}")
    except ValueError:
        return {}
    today = str(desk.today)
    return {str(key): str(until) for key, until in kept.items() if str(until) > today} if isinstance(kept, dict) else {}
