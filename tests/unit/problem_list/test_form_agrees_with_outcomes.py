"""What a list asks for is what verification asks for, though each has a file of its own."""

from __future__ import annotations

from authenticity.cases.outcomes import Outcomes
from authenticity.problem_list import form


def test_the_list_asks_for_the_evidence_that_verification_asks_for() -> None:
    asked = {
        each.code: (each.label, list(each.evidence), each.attempts) for each in form.load().outcomes
    }
    needed = {
        each.code: (each.label, ["".join(need) for need in each.needs], each.attempts_on_days)
        for each in Outcomes.load().outcomes
    }
    assert asked == needed


def test_letters_of_evidence_have_one_name() -> None:
    on_the_list = {each.letter: each.label for each in form.load().evidence_kinds}
    assert on_the_list == Outcomes.load().evidence
