"""What the lake says of shared numbers: names of customers and sellers, and the number, masked.

Of the day whose list the finding was on, because a correction may have changed the record since.
Where the lake no longer holds something, the picture goes without it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from authenticity.cases.shared_numbers import Seller
from authenticity.findings import masked_values
from authenticity.findings.finding import Finding
from authenticity.lake.partitions import partition, policy_versions
from authenticity.privacy import masking
from authenticity.privacy.keyring import Keyring

POLICYHOLDER = "POLICYHOLDER"
_OF_PARTY = ("mobile", "phone", "email", "address", "id_no")
_TOKEN_DIGITS = 12
"""Of a number's token, as `cluster_id` of a finding has them."""

Party = tuple[str, str | None, int | None]
"""Policy number, role and number of the party."""


@dataclass(frozen=True)
class MaskedRecords:
    """Masked names by party and of sellers by code; masked numbers by cluster.

    `sold_by`: of policies of others, the holder's masked name, and kind and code of the seller.
    """

    parties: dict[Party, str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    sold_by: dict[str, tuple[str, Seller | None]] = field(default_factory=dict)
    registers: dict[tuple[str, str], str] = field(default_factory=dict)


def read(
    lake: Path, keyring: Keyring, findings: Iterable[Finding], until: date = date.max
) -> MaskedRecords:
    """All that pictures of these findings show; of others' policies as they were at `until`."""
    found = MaskedRecords()
    dates = [day for day in partition.sealed_dates(lake) if day <= until]
    if not dates:
        return found
    listed = list(findings)
    by_day: dict[date, list[Finding]] = defaultdict(list)
    for each in listed:
        by_day[each.list_date].append(each)
    for day in sorted(by_day.keys() & set(dates)):  # a set of days has no order of its own
        _read_day(partition.day_folder(lake, day), keyring, by_day[day], found)
    others = {policy for each in listed for policy in each.counterpart_policies}
    _read_others(lake, keyring, others, until, found)
    found.registers.update(_registers(partition.day_folder(lake, dates[-1]), keyring))
    return found


def _read_day(
    folder: Path, keyring: Keyring, findings: list[Finding], found: MaskedRecords
) -> None:
    """Who the findings of a list date are about, and the numbers that they share."""
    policies = {each.policy_no for each in findings}
    columns = ["policy_no", "role", "seq", "name", *_OF_PARTY]
    rows = {
        (row["policy_no"], row["role"], row["seq"]): row
        for row in partition.read_where(folder, "party", keyring, columns, "policy_no", policies)
    }
    for each in findings:
        party = (each.policy_no, each.party_role, each.party_seq)
        row: Mapping[str, Any] = rows.get(party, {})
        if row.get("name"):
            found.parties[party] = masking.name(row["name"])
        what = str(each.detail.get("field"))
        if each.cluster_id and what in _OF_PARTY and row.get(what):
            found.numbers.setdefault(each.cluster_id, masked_values.mask(what, row[what]))
    _read_accounts(folder, keyring, findings, found)


def _read_accounts(
    folder: Path, keyring: Keyring, findings: list[Finding], found: MaskedRecords
) -> None:
    """Accounts by their tokens: a customer may have several, and a policy a payer's."""
    wanted = {each.cluster_id for each in findings if each.subject_key.startswith("account:")}
    if not wanted:
        return
    policies = {each.policy_no for each in findings}
    customers = {each.customer_no for each in findings if each.customer_no}
    paid = ["payer_account", "payer_account_token"]
    held = ["account_no", "account_token", "bank_account_token"]
    for row in (
        *partition.read_where(folder, "policy", keyring, paid, "policy_no", policies),
        *partition.read_where(folder, "account", keyring, held, "customer_no", customers),
    ):
        number = row.get("account_no") or row.get("payer_account")
        for cluster_id in wanted & set(_clusters(row)):
            if cluster_id and number:
                found.numbers.setdefault(cluster_id, masking.account(number))


def _clusters(row: Mapping[str, Any]) -> Iterator[str]:
    for name, value in row.items():
        if name.endswith("_token") and isinstance(value, bytes):
            yield value.hex()[:_TOKEN_DIGITS]


def _read_others(
    lake: Path, keyring: Keyring, policies: set[str], until: date, found: MaskedRecords
) -> None:
    """Policies that findings name: whose they are, and who sold them."""
    by_folder: dict[Path, set[str]] = defaultdict(set)
    for policy_no, version in policy_versions.latest_of_each(lake, policies, until).items():
        by_folder[version.folder].add(policy_no)
    for folder, those in by_folder.items():
        named = ["policy_no", "role", "name"]
        holders = {
            row["policy_no"]: masking.name(row["name"])
            for row in partition.read_where(folder, "party", keyring, named, "policy_no", those)
            if row["role"] == POLICYHOLDER and row["name"]
        }
        sold = ["policy_no", "agent_code", "agency_code"]
        for row in partition.read_where(folder, "policy", keyring, sold, "policy_no", those):
            kinds = {"salesperson": row["agent_code"], "agency": row["agency_code"]}
            seller = next(((kind, code) for kind, code in kinds.items() if code), None)
            found.sold_by[row["policy_no"]] = (holders.get(row["policy_no"], ""), seller)


def _registers(folder: Path, keyring: Keyring) -> dict[tuple[str, str], str]:
    """Masked names of salespeople and names of agencies, by kind and code."""
    people = partition.read(folder, "salesperson", keyring, ["agent_code", "name"]).to_pylist()
    agencies = partition.read(folder, "agency", keyring, ["agency_code", "agency_name"])
    return {
        **{("salesperson", row["agent_code"]): masking.name(row["name"]) for row in people},
        **{("agency", row["agency_code"]): row["agency_name"] for row in agencies.to_pylist()},
    }
