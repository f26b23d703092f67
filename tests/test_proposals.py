"""What a proposal cannot be sent without (the rounds of one: test_new_haven)."""

from __future__ import annotations

import pytest

from portfolio.errors import BadInput
from portfolio.model.proposal import evidence_field
from portfolio.services import planning, proposing
from tests.test_review import Student, maya  # noqa: F401 - a fixture
from tests.test_teacher import room  # noqa: F401 - a fixture

PROPOSAL = {
    "issue": "The river smells below the mill", "question": "Who may decide what a river is for?",
    "supporting": "Who owns it?\nWho lives beside it?", "partners": "The rowing club", "product": "A podcast",
}  # fmt: skip


def planned(student: Student) -> dict[str, str]:
    codes = [code for code, _name in proposing.standards_of(student.desk, student.work)]
    return {**PROPOSAL, **{evidence_field(code): f"A page about {code}" for code in codes}}


def test_a_proposal_cannot_be_sent_without_evidence_for_each_standard_and_milestones(maya: Student) -> None:  # noqa: F811
    whole = planned(maya)
    with pytest.raises(BadInput, match="milestones"):
        proposing.propose(maya.desk, maya.work, whole)
    planning.plan(maya.desk, maya.work, planning.read_steps("Interview 2099-12-04"))
    for name in whole:
        with pytest.raises(BadInput):
            proposing.propose(maya.desk, maya.work, {**whole, name: " "})
    assert proposing.rounds(maya.desk, maya.work) == []
    made = proposing.propose(maya.desk, maya.work, whole)
    assert made.steps == ("[ ] Interview 2099-12-04",)
