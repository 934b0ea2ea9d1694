"""An insurer whose records change from list to list: old business that shares a number with new.

Of a synthetic insurer some old policies are paired with policies that come on the last list, and
each pair shares a mobile or an account in another way: the old side leaves, comes back, is
corrected, merged, renamed, turned into group business, loses its flag, gets another account. The
same statements serve SQLite, PostgreSQL and MariaDB.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from authenticity_lab.synthetic import insurer

FIRST, SECOND, THIRD = date(2026, 9, 28), date(2026, 9, 29), date(2026, 9, 30)
LAST = date(2026, 10, 8)
"""The list after the National Day week: the new side of every pair comes on it."""

_AT = {SECOND: "2026-09-28 15:00:00", THIRD: "2026-09-29 15:00:00", LAST: "2026-10-01 15:00:00"}
"""An instant of each list's window."""

SHARED = {
    "stays as it was": True,
    "takes the mobile on": True,
    "is entered without a time": True,
    "leaves and comes back": True,
    "loses its individual flag": True,
    "is renamed": True,
    "takes the account on": True,
    "has the account that opens": True,
    "gives the mobile up": False,
    "leaves": False,
    "leaves at last": False,
    "becomes group business": False,
    "is merged with the new customer": False,
    "gives the account up": False,
    "has the account that closes": False,
}
"""What becomes of the old side, and whether the new one is found to share its number with it."""

_RELAXED = {
    "postgresql": "ALTER {name} DROP NOT NULL",
    "mysql": "MODIFY {name} {kind} NULL",
}
_FREE_MOBILE = "18900001234"


@dataclass(frozen=True)
class Side:
    policy_no: str
    customer_no: str
    mobile: str


@dataclass(frozen=True)
class ChangingInsurer:
    """The core system and the pairs, by what becomes of the old side."""

    core: sa.Engine
    pairs: dict[str, tuple[Side, Side]]

    @classmethod
    def build(cls, core: sa.Engine, truth: Path, policies: int = 1_000) -> ChangingInsurer:
        """The insurer as it is before the first list."""
        insurer.build(core, truth, policies, 7)
        _allow_nulls(core)
        old, new = _sides(core, "", "2026-09-24"), _sides(core, "2026-09-30", str(LAST))
        made = cls(core, dict(zip(SHARED, zip(old[::3], new, strict=False), strict=False)))
        assert len(made.pairs) == len(SHARED)
        for what, (one, other) in made.pairs.items():
            if what.endswith("opens"):
                made._account(one, _number(what), valid_from=str(THIRD))
            elif what.endswith("closes"):
                made._account(one, _number(what), valid_to=str(SECOND))
            elif what == "gives the account up":
                made._account(one, _number(what))
            elif not what.startswith("takes"):
                made._set_mobile(one, other.mobile)
            if "account" in what:
                made._account(other, _number(what))
        made._change("is entered without a time", "updated_at = NULL")
        one, _ = made.pairs["is merged with the new customer"]  # two IDs would part them again
        made._run("UPDATE party SET id_no = NULL WHERE customer_no = :it", it=one.customer_no)
        made._confuse()
        return made

    @property
    def touched(self) -> set[str]:
        """Policies that are not the same on all lists."""
        return {one.policy_no for one, _ in self.pairs.values()}

    def advance(self, to: date) -> None:
        """All that happens in the core system before the list of `to`."""
        at = f"updated_at = '{_AT[to]}'"
        {SECOND: self._before_second, THIRD: self._before_third, LAST: self._before_last}[to](at)

    def _before_second(self, at: str) -> None:
        for what in ("leaves", "leaves and comes back"):
            self._change(what, f"status = 'SURRENDERED', {at}")
        self._change("becomes group business", f"is_individual = 0, {at}")
        self._change("loses its individual flag", f"is_individual = NULL, {at}")
        one, _ = self.pairs["gives the mobile up"]
        self._set_mobile(one, _FREE_MOBILE)
        self._change("gives the mobile up", at)
        one, _ = self.pairs["gives the account up"]
        self._run("DELETE FROM customer_account WHERE customer_no = :it", it=one.customer_no)
        self._account(one, "6222009876543210")
        self._change("gives the account up", at)
        one, _ = self.pairs["is renamed"]
        self._run("UPDATE party SET name = '欧阳新名' WHERE customer_no = :it", it=one.customer_no)
        self._change("is renamed", at)

    def _before_third(self, at: str) -> None:
        self._change("leaves and comes back", f"status = 'IN_FORCE', {at}")
        one, other = self.pairs["takes the mobile on"]
        self._set_mobile(one, other.mobile)
        self._change("takes the mobile on", at)
        one, _ = self.pairs["takes the account on"]
        self._account(one, _number("takes the account on"))
        self._change("takes the account on", at)
        one, other = self.pairs["is merged with the new customer"]
        both = {"it": one.customer_no, "into": other.customer_no}
        self._run("INSERT INTO customer_merge VALUES (:it, :into)", **both)

    def _before_last(self, at: str) -> None:
        self._change("leaves at last", f"status = 'LAPSED', {at}")

    def _confuse(self) -> None:
        """Codes that a collation would take for those of a pair, and a name of rare letters."""
        one, other = self.pairs["gives the mobile up"]
        self._run(
            "INSERT INTO party (policy_no, role, seq, name, mobile)"
            " VALUES (:it, 'BENEFICIARY', 9, '𠮷野', :mobile)",
            it=f"{other.policy_no.lower()} ",
            mobile=one.mobile,
        )
        one, _ = self.pairs["gives the account up"]
        like_it = Side("", f"{one.customer_no.lower()} ", "")
        self._account(like_it, _number("has the account that closes"))
        _, other = self.pairs["stays as it was"]
        self._run("UPDATE party SET name = '𠮷野' WHERE customer_no = :it", it=other.customer_no)

    def _change(self, what: str, setting: str) -> None:
        one, _ = self.pairs[what]
        self._run(f"UPDATE policy SET {setting} WHERE policy_no = :it", it=one.policy_no)

    def _set_mobile(self, side: Side, mobile: str) -> None:
        self._run(
            "UPDATE party SET mobile = :mobile WHERE customer_no = :it",
            it=side.customer_no,
            mobile=mobile,
        )

    def _account(self, side: Side, number: str, **dates: str) -> None:
        row = {"customer_no": side.customer_no, "account_no": number, "bank_code": "ICBC", **dates}
        names = ", ".join(row)
        self._run(f"INSERT INTO customer_account ({names}) VALUES (:{', :'.join(row)})", **row)

    def _run(self, statement: str, **values: str) -> None:
        with self.core.begin() as connection:
            connection.execute(sa.text(statement), values)


def _number(what: str) -> str:
    return f"62220212{list(SHARED).index(what):08d}"


def _sides(core: sa.Engine, start: str, end: str) -> list[Side]:
    """Live policies whose holder has no other policy and shares no mobile with anybody."""
    query = sa.text(
        "SELECT party.policy_no, customer_no, name, id_no, mobile, role, status, is_individual,"
        " CAST(updated_at AS VARCHAR(30)) AS updated_at"
        " FROM party JOIN policy ON policy.policy_no = party.policy_no ORDER BY party.policy_no"
    )
    with core.connect() as connection:
        rows = connection.execute(query).mappings().all()
    on = {(row[name], row["policy_no"]) for row in rows for name in ("customer_no", "mobile")}
    policies = Counter(value for value, _ in on)
    return [
        Side(row["policy_no"], row["customer_no"], row["mobile"])
        for row in rows
        if start <= row["updated_at"] < end
        and (row["role"], row["is_individual"]) == ("POLICYHOLDER", 1)
        and row["status"] in ("IN_FORCE", "PENDING")
        and row["name"]
        and re.fullmatch(r"\d{17}[\dX]", row["id_no"] or "")
        and re.fullmatch(r"1[3-9]\d{9}", row["mobile"] or "")
        and policies[row["customer_no"]] == policies[row["mobile"]] == 1
    ]


def _allow_nulls(core: sa.Engine) -> None:
    """As a view would serve them that promises less than the contract."""
    with core.begin() as connection:
        if core.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA writable_schema = 1")
            for name in ("is_individual", "updated_at"):
                connection.execute(
                    sa.text("UPDATE sqlite_master SET sql = :sql WHERE name = 'policy'"),
                    {"sql": _relaxed(connection, name)},
                )
            connection.exec_driver_sql("PRAGMA writable_schema = RESET")
        else:
            how = _RELAXED[core.dialect.name]
            for name, kind in (("is_individual", "SMALLINT"), ("updated_at", "TIMESTAMP")):
                statement = how.format(name=name, kind=kind)
                connection.exec_driver_sql(f"ALTER TABLE policy {statement}")


def _relaxed(connection: sa.Connection, name: str) -> str:
    query = sa.text("SELECT sql FROM sqlite_master WHERE name = 'policy'")
    told = str(connection.execute(query).scalar_one())
    return re.sub(rf"({name}\s+\w+) NOT NULL", r"\1", told)
