"""What the core system shows of answers that say CORRECTED: has the value changed since its batch?

Two batches of the lake are compared: the latest one up to the list date that judged the policy as
an entry, and that of the finding. Both are sealed, so the answer is the same whenever it is asked,
whatever was compacted in between (docs/decisions/0029-how-a-correction-is-judged.md).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq

from authenticity.cases import correction_fields
from authenticity.cases.correction_check import WHOLE_POLICY, Change, Claim, Party, Shown
from authenticity.findings import masked_values
from authenticity.lake.partitions import partition
from authenticity.privacy.keyring import Keyring
from authenticity.pull.policy_values import PolicyValues
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


@dataclass(frozen=True)
class _Versions:
    """Batches that hold a policy, the latest first, and those among them that judged it."""

    held: tuple[date, ...] = ()
    judged: tuple[date, ...] = ()


class _Reader:
    """Reads each partition once, for all the policies that need it."""

    def __init__(
        self, lake: Path, list_date: date, keyring: Keyring, claims: Sequence[Claim]
    ) -> None:
        self._lake, self._list_date, self._keyring = lake, list_date, keyring
        self._versions = _versions(lake, list_date, {claim.policy_no for claim in claims})
        wanted: defaultdict[Path, set[str]] = defaultdict(set)
        for claim in claims:
            before, after = self._folders(claim)
            wanted[before].add(claim.policy_no)
            wanted[after or before].add(claim.policy_no)
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
        judged = self._versions[claim.policy_no].judged
        before_folder, after_folder = self._folders(claim)
        before = self._values[before_folder]
        after = self._values[after_folder] if after_folder else before
        keepers, is_still_shown = _kept(claim, fields, before, after)
        is_changed = after_folder and not is_still_shown
        return Shown(
            judged_on=self._judged_on(claim),
            changed=_changed(claim, rule, fields, before, after) if is_changed else frozenset(),
            keepers=keepers,
            is_of_the_day=self._list_date in judged,
            values=self._masked(claim, fields, after),
        )

    def _judged_on(self, claim: Claim) -> date | None:
        judged = self._versions[claim.policy_no].judged
        return next((day for day in judged if day > claim.list_date), None)

    def _folders(self, claim: Claim) -> tuple[Path, Path | None]:
        """Where the policy stood when it was found, and where it was judged since."""
        held = self._versions[claim.policy_no].held
        own = next((day for day in held if day <= claim.list_date), None)
        stocks = partition.stock_dates(self._lake)
        after = self._judged_on(claim)
        if own is None and stocks:
            before = partition.stock_folder(self._lake, stocks[0])
        else:
            before = partition.day_folder(self._lake, own or claim.list_date)
        return before, partition.day_folder(self._lake, after) if after else None

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


def _versions(lake: Path, list_date: date, policy_nos: set[str]) -> Mapping[str, _Versions]:
    """By policy, the sealed batches up to the list date that hold it; one narrow read a batch."""
    held: defaultdict[str, list[date]] = defaultdict(list)
    judged: defaultdict[str, list[date]] = defaultdict(list)
    days = {day for day in partition.sealed_dates(lake) if day <= list_date}
    for day in sorted(days, reverse=True):
        for policy_no, is_judged in _held(partition.day_folder(lake, day), policy_nos):
            held[policy_no].append(day)
            if is_judged:
                judged[policy_no].append(day)
    return {no: _Versions(tuple(held[no]), tuple(judged[no])) for no in policy_nos}


def _held(folder: Path, policy_nos: Iterable[str]) -> list[tuple[str, bool]]:
    """The policies among these that a batch holds, and whether every rule judged them there."""
    wanted = sorted(policy_nos)
    if not wanted:
        return []
    found = pq.read_table(
        folder / "policy" / "part-00000.parquet",
        columns=["policy_no", "brought_by", "scope_reason"],
        filters=[("policy_no", "in", wanted)],
    )
    return [
        (row["policy_no"], row["brought_by"] is None and row["scope_reason"] is None)
        for row in found.to_pylist()
    ]
