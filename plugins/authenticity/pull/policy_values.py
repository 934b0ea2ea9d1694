"""What a partition of the lake says of a few policies, field by field, to be compared and shown.

A value is compared by its token where the rule compares records, so that another spelling is no
other value; and as it was keyed in where the rule judges the text itself. Of a cell for phones all
numbers are compared, for it may hold several.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from authenticity.cases.correction_check import WHOLE_POLICY, Claim, Party
from authenticity.findings import masked_values
from authenticity.lake.partitions import table_files
from authenticity.privacy import masking
from authenticity.privacy.keyring import Keyring
from authenticity.pull import numbers_of_cells
from authenticity.pull.numbers_of_cells import PHONES
from authenticity.values import missing, text

JUDGED_ROLES = ("POLICYHOLDER", "INSURED")

_OF_POLICY = frozenset(
    {
        *("payer_account", "payer_name", "payer_exception_no", "agent_code", "agency_code"),
        *("applied_on", "issued_on", "receipt_signed_on"),
    }
)
_NOT_OF_A_RECORD = frozenset({"entered_at", "outcome", "problem", "called_at"})
"""What rules read beside the records; no back office corrects it."""

_MASKS = {"payer_name": masking.name, "account_no": masking.account, **masked_values.MASKS}

Row = Mapping[str, Any]


@dataclass(frozen=True)
class PolicyValues:
    """Rows of some policies in one partition, by policy number; accounts by customer number."""

    policies: Mapping[str, Row]
    parties: Mapping[str, tuple[Row, ...]]
    accounts: Mapping[str, tuple[Row, ...]]
    qualified_on: Mapping[str, str]

    @classmethod
    def read(cls, folder: Path, policy_nos: Iterable[str], keyring: Keyring) -> Self:
        """Raises `LakeError` or `KeyringError` as the lake does."""
        wanted = sorted(set(policy_nos))
        policies = _rows(folder, "policy", "policy_no", wanted, keyring)
        parties = _rows(folder, "party", "policy_no", wanted, keyring)
        numbers_of_cells.add(parties, keyring.token_key)
        customers = sorted({row["customer_no"] for row in parties if row["customer_no"]})
        accounts = _rows(folder, "account", "customer_no", customers, keyring)
        agents = sorted({row["agent_code"] for row in policies if row["agent_code"]})
        sellers = _rows(folder, "salesperson", "agent_code", agents, keyring)
        return cls(
            policies={row["policy_no"]: row for row in policies},
            parties=_grouped(parties, "policy_no"),
            accounts=_grouped(accounts, "customer_no"),
            qualified_on={row["agent_code"]: str(row["qualified_on"] or "") for row in sellers},
        )

    def compared(self, claim: Claim, name: str, *, by_token: bool) -> dict[Party, Hashable]:
        """The value of a field, by party, to be compared with that of another partition by `==`."""
        if name in _NOT_OF_A_RECORD:
            return {}
        if name == "policy_no":
            roles = sorted(row["role"] for row in self.parties.get(claim.policy_no, ()))
            return {WHOLE_POLICY: tuple(roles)}
        if name in _OF_POLICY:
            row = self.policies.get(claim.policy_no, {})
            value = _value(row, name, by_token=by_token)
            seller = (value, self.qualified_on.get(str(value)))
            return {WHOLE_POLICY: seller if name == "agent_code" else value}
        return {
            (row["role"], row["seq"]): frozenset(map(_account, self._accounts_of(row)))
            if name == "account_no"
            else _value(row, name, by_token=by_token)
            for row in self._of_claim(claim)
        }

    def holders(self, claim: Claim) -> Hashable:
        """Birth dates of the policyholders, with whom an insured is compared."""
        return tuple(
            (row["seq"], _value(row, "birth_date", by_token=False))
            for row in self._judged(claim)
            if row["role"] == "POLICYHOLDER"
        )

    def parties_with(self, claim: Claim, fields: Iterable[str], number: str) -> dict[Party, str]:
        """The judged parties that have a number in one of these fields, each with its customer.

        `number`: how its token begins, in hex. What pays the policy is the policyholder's.
        """
        names = tuple(fields)
        return {
            (row["role"], row["seq"]): row["customer_no"] or f"{row['role']} {row['seq']}"
            for row in self._judged(claim)
            if any(token.hex().startswith(number) for token in self._tokens_of(row, names))
        }

    def masked(self, claim: Claim, name: str) -> str | None:
        """The value as people may see it, of several parties the first; None: nothing to show."""
        if name == "policy_no" or name in _NOT_OF_A_RECORD:
            return None
        if name == "agent_code":
            code = self.policies.get(claim.policy_no, {}).get(name)
            return f"{code}（{self.qualified_on.get(code or '') or masked_values.ABSENT}）"
        if name == "account_no":
            shown = [masking.account(row["account_no"]) for row in self._accounts(claim)]
            return "、".join(sorted(shown)) or masked_values.ABSENT
        row = self.policies.get(claim.policy_no, {})
        if name not in _OF_POLICY:
            row = next(iter(self._of_claim(claim)), {})
        value = row.get(name)
        if value is None or not str(value).strip():
            return masked_values.ABSENT
        return _MASKS[name](str(value)) if name in _MASKS else _plain(name, value)

    def _of_claim(self, claim: Claim) -> list[Row]:
        if claim.party_role is None:
            return self._judged(claim)
        return [
            row
            for row in self.parties.get(claim.policy_no, ())
            if (row["role"], row["seq"]) == (claim.party_role, claim.party_seq)
        ]

    def _judged(self, claim: Claim) -> list[Row]:
        parties = self.parties.get(claim.policy_no, ())
        return sorted(
            (row for row in parties if row["role"] in JUDGED_ROLES),
            key=lambda row: (row["role"] != "POLICYHOLDER", row["seq"]),
        )

    def _accounts(self, claim: Claim) -> list[Row]:
        return [row for party in self._of_claim(claim) for row in self._accounts_of(party)]

    def _accounts_of(self, party: Row) -> list[Row]:
        return [
            row
            for row in self.accounts.get(party["customer_no"] or "", ())
            if row["account_no"] is not None and row["valid_to"] is None
        ]

    def _tokens_of(self, party: Row, names: Iterable[str]) -> Iterator[bytes]:
        for name in names:
            yield from numbers_of_cells.read(party, name)
            rows: Iterable[Row] = (party,)
            column = f"{name}_token"
            if name == "account_no":
                accounts = self.accounts.get(party["customer_no"] or "", ())
                rows = [row for row in accounts if row["valid_to"] is None]
                column = "account_token"
            elif name in _OF_POLICY:
                is_payer = party["role"] == "POLICYHOLDER"
                rows = [self.policies.get(party["policy_no"], {})] if is_payer else ()
            yield from (token for row in rows if (token := row.get(column)) is not None)


NOTHING = PolicyValues({}, {}, {}, {})
"""Of a time that no partition tells of."""


def _rows(
    folder: Path, table: str, key: str, wanted: list[str], keyring: Keyring
) -> list[dict[str, Any]]:
    if not wanted:
        return []
    found = table_files.read(folder, table, wanted=[(key, "in", wanted)], keyring=keyring)
    return [] if found is None else found.to_pylist()  # a stock has no registers


def _grouped(rows: Iterable[Row], key: str) -> dict[str, tuple[Row, ...]]:
    found: dict[str, tuple[Row, ...]] = {}
    for row in rows:
        found[row[key]] = (*found.get(row[key], ()), row)
    return found


def _value(row: Row, name: str, *, by_token: bool) -> Hashable:
    if by_token and name in PHONES and (numbers := numbers_of_cells.read(row, name)):
        return numbers
    token = None if name in PHONES else row.get(f"{name}_token")
    if name == "id_no":
        token = row.get("id_token")
    if by_token and token is not None:
        return bytes(token)
    value = row.get(name)
    if value is None or not missing.is_valid(str(value)):
        return None
    return text.fold(str(value))


def _account(row: Row) -> Hashable:
    token = row["account_token"]
    return bytes(token) if token is not None else text.fold(str(row["account_no"]))


def _plain(name: str, value: Any) -> str:
    """Dates and codes of the business are no secret; of anything else nothing is shown."""
    is_plain = name.endswith(("_on", "_code", "_no")) and name != "id_no"
    return str(value) if is_plain else masked_values.UNREADABLE
