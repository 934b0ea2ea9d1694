"""What a clerk keys into the core system once the customer's true data are known, or are not.

A true correction clears the finding's rule and no other. A false one swaps the value for another
that is not the customer's, as somebody does who only wants the line off the list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from authenticity_lab.office.fresh_values import FreshValues

Record = dict[str, Any]

_PLACEHOLDERS = ("不详", "未知", "同上", "暂无", "待补", "测试")


@dataclass(frozen=True)
class AtFault:
    """What of a finding a clerk goes by: its rule, its policy, and whose record it is."""

    rule_code: str
    policy_no: str
    party_role: str | None
    party_seq: int | None


@dataclass
class CoreSystem:
    """The synthetic insurer's database, as somebody who maintains policies sees it."""

    connection: sa.Connection
    fresh: FreshValues

    def correct(self, found: AtFault, at: datetime) -> None:
        """Key in the truth."""
        self._treatment(found)(found)
        self._touch(found.policy_no, at)

    def swap(self, found: AtFault, at: datetime) -> None:
        """Key in somebody else's phone: a relative's of a salesperson, from the register."""
        mobile = self._value(
            "SELECT min(mobile) FROM salesperson_relative WHERE length(mobile) = 11"
        )
        self._set_party(found, {"mobile": mobile, "phone": None})
        self._touch(found.policy_no, at)

    def change_something(self, at: datetime) -> None:
        """An endorsement that alters no client data: no working day is without one."""
        last = self._value("SELECT max(policy_no) FROM policy WHERE status = 'IN_FORCE'")
        self._touch(last, at)

    def call(self, policy_no: str, at: datetime) -> None:
        """The callback centre reaches the customer, who confirms."""
        self._execute(
            "INSERT INTO callback (policy_no, called_at, outcome) VALUES (:policy, :at, 'SUCCESS')",
            {"policy": policy_no, "at": f"{at:%Y-%m-%d %H:%M:%S}"},
        )

    def _treatment(self, found: AtFault) -> Callable[[AtFault], None]:
        treatments: tuple[tuple[str, Callable[[AtFault], None]], ...] = (
            ("suspicious.payer_not_policyholder", self._pay_oneself),
            ("suspicious.unqualified_salesperson", self._qualify),
            ("suspicious.customer_conflict", self._new_number),
            ("complete.policy.", self._add_party),
            ("_account", self._new_account),
            ("address", self._move),
            ("phone", self._new_mobile),
            ("mobile", self._new_mobile),
            ("callback.", self._new_mobile),
            (".name", self._rename),
        )
        fitting = (treatment for part, treatment in treatments if part in found.rule_code)
        return next(fitting, self._identify)

    def _move(self, found: AtFault) -> None:
        self._set_party(found, {"address": self.fresh.address()})

    def _new_mobile(self, found: AtFault) -> None:
        self._set_party(found, {"mobile": self.fresh.mobile(), "phone": None})

    def _rename(self, found: AtFault) -> None:
        """The name that the insurer has of the customer elsewhere, or of who pays."""
        rows = self.connection.execute(
            sa.text(
                "SELECT other.name FROM party JOIN party AS other"
                " ON other.customer_no = party.customer_no WHERE party.policy_no = :policy"
                " AND party.role = :role AND party.seq = :seq UNION ALL"
                " SELECT payer_name FROM policy WHERE policy_no = :policy"
            ),
            self._key(found),
        )
        names = sorted(str(name) for (name,) in rows if _is_name(name))
        self._set_party(found, {"name": names[0] if names else self.fresh.name()})

    def _new_number(self, found: AtFault) -> None:
        """The two under one customer number were two customers."""
        self.fresh.serial += 1
        self._set_party(found, {"customer_no": f"C9{self.fresh.serial:09d}"})

    def _identify(self, found: AtFault) -> None:
        """A whole identity that agrees with itself; the rest of the record stays."""
        party = self._party(found)
        born, sex = self._born(party, found.policy_no), party["sex"]
        sex = sex if sex in ("M", "F") else "F"
        self._set_party(
            found,
            {
                "sex": sex,
                "birth_date": born.isoformat(),
                "id_type": "RESIDENT_ID",
                "id_no": self.fresh.resident_id(born, sex),
            },
        )

    def _born(self, party: Mapping[str, Any], policy_no: str) -> date:
        """The date keyed in, if it is one before the policy; a child keeps being a child."""
        try:
            born = date.fromisoformat(str(party["birth_date"]))
        except ValueError:
            return self.fresh.birth_date()
        issued = self._value("SELECT entered_at FROM policy WHERE policy_no = :p", p=policy_no)
        return born if "1910" < born.isoformat() < str(issued) else self.fresh.birth_date()

    def _add_party(self, found: AtFault) -> None:
        """The party that the policy lacks, unless it was keyed in: the one in the other role."""
        role = found.rule_code.rpartition(".")[2].upper()
        key = {"policy": found.policy_no, "role": role}
        columns = "customer_no, name, sex, birth_date, id_type, id_no, address"
        self._execute(
            f"INSERT INTO party (policy_no, role, seq, {columns}, mobile,"  # noqa: S608 - of ours
            f" relation_to_policyholder) SELECT policy_no, :role, 1, {columns},"
            " coalesce(mobile, :mobile), 'SELF' FROM party WHERE policy_no = :policy"
            " AND role <> :role AND role <> 'BENEFICIARY' AND seq = 1 AND NOT EXISTS (SELECT 1"
            " FROM party AS there WHERE there.policy_no = :policy AND there.role = :role)",
            {**key, "mobile": self.fresh.mobile()},
        )
        self._execute(
            "UPDATE party SET relation_to_policyholder = 'SELF' WHERE policy_no = :policy"
            " AND role IN ('POLICYHOLDER', 'INSURED') AND seq = 1",
            key,
        )

    def _new_account(self, found: AtFault) -> None:
        """Each account of today gets a number of its own, as one number belongs to one account."""
        account = self.fresh.account()
        holder = {"number": self._party(found)["customer_no"]}
        accounts = self.connection.scalars(
            sa.text(
                "SELECT account_no FROM customer_account WHERE customer_no = :number"
                " AND valid_to IS NULL ORDER BY account_no"
            ),
            holder,
        )
        for old in accounts.all():
            account = self.fresh.account()
            self._execute(
                "UPDATE customer_account SET account_no = :account"
                " WHERE customer_no = :number AND valid_to IS NULL AND account_no = :old",
                {**holder, "account": account, "old": old},
            )
        self._execute(
            "UPDATE policy SET payer_account = :account WHERE policy_no = :policy"
            " AND payer_account IS NOT NULL",
            {"account": account, "policy": found.policy_no},
        )

    def _pay_oneself(self, found: AtFault) -> None:
        self._execute(
            "UPDATE policy SET payer_name = (SELECT name FROM party WHERE party.policy_no ="
            " policy.policy_no AND role = 'POLICYHOLDER') WHERE policy_no = :policy",
            {"policy": found.policy_no},
        )

    def _qualify(self, found: AtFault) -> None:
        """The test had been passed; the register did not know it."""
        self._execute(
            "UPDATE salesperson SET qualified_on = joined_on WHERE agent_code ="
            " (SELECT agent_code FROM policy WHERE policy_no = :policy)",
            {"policy": found.policy_no},
        )

    def _party(self, found: AtFault) -> Record:
        row = self.connection.execute(
            sa.text(
                "SELECT * FROM party WHERE policy_no = :policy AND role = :role AND seq = :seq"
            ),
            self._key(found),
        )
        return dict(row.mappings().one())

    def _set_party(self, found: AtFault, values: Record) -> None:
        """On the record at fault, and on the policy's other records of the same customer."""
        number = self._party(found)["customer_no"]
        columns = ", ".join(f"{name} = :{name}" for name in values)
        self._execute(
            f"UPDATE party SET {columns} WHERE policy_no = :policy"  # noqa: S608 - names of ours
            " AND (customer_no = :number OR (role = :role AND seq = :seq))",
            {**values, "number": number, **self._key(found)},
        )

    def _key(self, found: AtFault) -> Record:
        role = found.party_role or "POLICYHOLDER"
        return {"policy": found.policy_no, "role": role, "seq": found.party_seq or 1}

    def _touch(self, policy_no: str, at: datetime) -> None:
        self._execute(
            "UPDATE policy SET updated_at = :at WHERE policy_no = :policy",
            {"policy": policy_no, "at": f"{at:%Y-%m-%d %H:%M:%S}"},
        )

    def _value(self, statement: str, **values: Any) -> Any:
        return self.connection.scalar(sa.text(statement), values)

    def _execute(self, statement: str, values: Mapping[str, Any]) -> None:
        self.connection.execute(sa.text(statement), values)


def _is_name(text: str | None) -> bool:
    return bool(re.fullmatch(r"[\u4e00-\u9fff]{2,4}", text or "")) and text not in _PLACEHOLDERS
