"""What the core system shows of answers that say CORRECTED: has the value changed since its batch?

Two batches of the lake are compared: the latest one up to the list date that judged the policy as
an entry, and that of the finding. What a call or a person found, they found at an hour: the policy
as it stood before is compared, and may have been mended before the list that tells it. All are
sealed, so the answer is the same whenever it is asked, whatever was compacted in between
(docs/decisions/0029-how-a-correction-is-judged.md).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from authenticity.cases import correction_fields
from authenticity.cases.correction_check import WHOLE_POLICY, Change, Claim, Party, Shown
from authenticity.findings import masked_values
from authenticity.privacy.keyring import Keyring
from authenticity.pull import policy_history
from authenticity.pull.policy_history import Version
from authenticity.pull.policy_values import NOTHING, PolicyValues
from authenticity.rules import catalogue
from authenticity.rules.catalogue import Rule

_NUMBERS = ("phone", "email", "address", "account")
"""Kinds of numbers of which a finding's subject names the very one, as `phone:<start of token>`."""

_OF_TWO_PARTIES = "identity.relation_illogical"
"""Compares an insured with the policyholder, whose birth date may be the wrong one."""


def shown(
    lake: Path, list_date: date, keyring: Keyring, claims: Sequence[Claim]
) -> dict[str, Shown]:
    """By finding, what the batches up to the list date show of each claim.

    Raises `LakeError` or `KeyringError` as the lake does.
    """
    reader = _Reader(lake, list_date, keyring, claims)
    return {claim.finding_id: reader.shown(claim) for claim in claims}


class _Reader:
    """Reads each partition once, for all the policies that need it."""

    def __init__(
        self, lake: Path, list_date: date, keyring: Keyring, claims: Sequence[Claim]
    ) -> None:
        self._list_date = list_date
        self._versions = policy_history.versions(
            lake, list_date, {claim.policy_no for claim in claims}
        )
        wanted: defaultdict[Path, set[str]] = defaultdict(set)
        for claim in claims:
            for version in self._compared(claim):
                if version:
                    wanted[version.folder].add(claim.policy_no)
        self._values = {
            folder: PolicyValues.read(folder, policy_nos, keyring)
            for folder, policy_nos in sorted(wanted.items())
        }
        self._rules = catalogue.load()
        self._fields = correction_fields.in_force()

    def shown(self, claim: Claim) -> Shown:
        rule = self._rules.rule(claim.rule_code)
        fields = self._fields.of(rule, claim.detail)
        if not fields:
            return Shown(judged_on=None, is_asked=False)
        old, new = self._compared(claim)
        before, after = self._of(old), self._of(new or old)
        keepers, is_still_shown = _kept(claim, fields, before, after)
        is_changed = new is not None and not is_still_shown
        return Shown(
            judged_on=new.list_date if new else None,
            keyed_at=new.keyed_at if new else None,
            changed=_changed(claim, rule, fields, before, after) if is_changed else frozenset(),
            keepers=keepers,
            is_of_the_day=any(
                version.is_judged and version.list_date == self._list_date
                for version in self._versions[claim.policy_no]
            ),
            values=self._masked(claim, fields, after),
        )

    def _compared(self, claim: Claim) -> tuple[Version | None, Version | None]:
        """The policy as it stood when it was found (None: nobody knows), and as judged since."""
        versions = self._versions[claim.policy_no]
        if claim.found_at:
            return policy_history.around(versions, claim.found_at, claim.list_date)
        return policy_history.since(versions, claim.list_date)

    def _of(self, version: Version | None) -> PolicyValues:
        return self._values[version.folder] if version else NOTHING

    def _masked(
        self, claim: Claim, fields: tuple[str, ...], values: PolicyValues
    ) -> tuple[tuple[str, str], ...]:
        at_fault = claim.detail.get("field")
        names = [name for name in fields if name == at_fault] or fields
        labels = self._fields.labels
        masked = ((labels[name], values.masked(claim, name)) for name in names if name in labels)
        known = [(label, value) for label, value in masked if value]
        return tuple(pair for pair in known if pair[1] != masked_values.ABSENT) or tuple(known[:1])


def _kept(
    claim: Claim, fields: tuple[str, ...], before: PolicyValues, after: PolicyValues
) -> tuple[frozenset[Party], bool]:
    """Who keeps the number that was found, and whether it is still where it was found, or moved.

    Another party that had it before and has it still may have it rightly: the number says nothing
    of this finding, and the rule finds it there by itself. From one party to another it only moved.
    """
    kind, _, number = claim.subject_key.partition(":")
    if kind not in _NUMBERS or not number:
        return frozenset(), False
    earlier, now = (values.parties_with(claim, fields, number) for values in (before, after))
    others = {customer for party, customer in earlier.items() if party != claim.party}
    keepers = {
        party
        for party, customer in now.items()
        if claim.party not in (party, WHOLE_POLICY) and customer in others
    }
    return frozenset(keepers), bool(now.keys() - keepers)


def _changed(
    claim: Claim, rule: Rule, fields: tuple[str, ...], before: PolicyValues, after: PolicyValues
) -> frozenset[Change]:
    """The fields that differ, by party."""
    differing: set[Change] = set()
    for name in fields:
        old, new = (
            values.compared(claim, name, by_token=not rule.is_judged) for values in (before, after)
        )
        parties = {
            party
            for party in old.keys() | new.keys()
            if (party in old, old.get(party)) != (party in new, new.get(party))
        }
        differing |= {(party, name) for party in parties}
    if rule.code == _OF_TWO_PARTIES and before.holders(claim) != after.holders(claim):
        differing.add((claim.party, "birth_date"))
    return frozenset(differing)
