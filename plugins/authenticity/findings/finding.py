"""A finding: one rule that one subject did not pass, in one shape from the rule to the list.

Stages hand over frames whose columns are the fields, the case store keeps a row with the same
names, and a card or a line is made of the finding itself. Nothing in it is readable: `detail` is
masked, `persons` are digests of labels.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date

from authenticity import canonical

LEVELS = ("E", "W", "I")
CONFIDENCES = ("A", "B", "C", None)

_ASIDE: Mapping[str, bool] = {"is_content": False}
"""Marks a field that says nothing else to anybody when it changes alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a rule found about one party of a policy, or about the policy.

    `level` is E, W or I and may differ from the rule's own (a village address lowers a hit to
    W). `subject_key` tells several findings of one rule on one party apart ("mobile"); it is ""
    where a rule can hit a party but once, and must be stable from run to run. `rule_version` names
    the text of the rule. `persons` are labels of all persons on the number, for `waivers`, equal
    from day to day; empty where a rule compares no persons, and for a group.
    """

    list_date: date = field(metadata=_ASIDE)
    rule_code: str
    article: str
    level: str
    confidence: str | None = None
    policy_no: str
    party_role: str | None = None
    party_seq: int | None = None
    customer_no: str | None = None
    subject_key: str = ""
    cluster_id: str | None = None
    cluster_persons: int | None = None
    counterpart_policies: tuple[str, ...] = ()
    detail: Mapping[str, object] = field(default_factory=dict)
    rule_version: str | None = field(default=None, metadata=_ASIDE)
    persons: tuple[str, ...] = field(default=(), metadata=_ASIDE)

    @property
    def finding_id(self) -> str:
        """16 hex digits of the identity, the same in every run of the list date."""
        values = (getattr(self, name) for name in IDENTITY)
        return canonical.digest(tuple("" if value is None else value for value in values))

    @property
    def is_group(self) -> bool:
        """Whether it asks for one case for the whole cluster instead of one for the policy."""
        return bool(self.detail.get("group"))

    @property
    def case_key(self) -> str:
        """What has one open case at a time: the policy, or the cluster of a group case."""
        return f"group:{self.cluster_id}" if self.is_group else self.policy_no


COLUMNS = [each.name for each in fields(Finding)]
"""The columns of a frame of findings, in order, whichever stage makes it."""

CONTENT = [each.name for each in fields(Finding) if each.metadata.get("is_content", True)]
"""What people are told of; a re-run that changes it tells the case."""

STRUCTURES = ("counterpart_policies", "detail", "persons")
"""Fields that are kept as JSON text where only plain values can stand."""

IDENTITY = ("list_date", "rule_code", "policy_no", "party_role", "party_seq", "subject_key")
"""What makes two findings the same one."""
