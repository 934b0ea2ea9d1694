"""Which predicate judges which rule, and the day's frames that they judge."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from authenticity.errors import ConfigurationError
from authenticity.rules import completeness, contact, identity
from authenticity.rules.catalogue import Catalogue, Rule
from authenticity.rules.party_frame import PartyFrame
from authenticity.rules.policy_frame import PolicyFrame
from authenticity.rules.verdict import Verdict

PartyPredicate = Callable[[PartyFrame, Rule], Verdict]
PolicyPredicate = Callable[[PolicyFrame, Rule], Verdict]

PARTY: dict[str, PartyPredicate] = {
    **completeness.PARTY_RULES,
    **identity.PARTY_RULES,
    **contact.PARTY_RULES,
}
POLICY: dict[str, PolicyPredicate] = {
    **completeness.POLICY_RULES,
    **contact.POLICY_RULES,
}


@dataclass(frozen=True)
class Frames:
    """Everything that the row rules of one list date read."""

    parties: PartyFrame
    policies: PolicyFrame

    @classmethod
    def of(cls, parties: pd.DataFrame, policies: pd.DataFrame, list_date: date) -> Frames:
        party_frame = PartyFrame(parties, list_date)
        return cls(party_frame, PolicyFrame(policies, party_frame))

    def judge(self, rule: Rule) -> Verdict:
        """The verdict of one rule; `ConfigurationError` when no predicate has its code."""
        if rule.kind == "row" and rule.code in PARTY:
            return PARTY[rule.code](self.parties, rule)
        if rule.kind == "policy" and rule.code in POLICY:
            return POLICY[rule.code](self.policies, rule)
        raise ConfigurationError(f"no {rule.kind} predicate judges the rule {rule.code}")


def rule_verdicts(frames: Frames, catalogue: Catalogue) -> Mapping[str, Verdict]:
    """Every judged rule's verdict, without Great Expectations: to explain one party, to measure."""
    return {rule.code: frames.judge(rule) for rule in catalogue.judged}
