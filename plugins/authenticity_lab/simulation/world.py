"""The simulated insurer: a core system of some dozens of policies in SQLite, written to day by day.

Everything is drawn from one seed. Only policyholders have contacts, and insureds are without fault,
so that what a policy is found to be follows from four cells of its policyholder.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from datetime import date
from random import Random
from typing import Any

import numpy as np
import sqlalchemy as sa

from authenticity.core_system import contract
from authenticity_lab.synthetic import database, identifiers

IN_FORCE, SURRENDERED = "IN_FORCE", "SURRENDERED"
STOCK = 12
"""Policies from before the first list: nobody judges them, but their numbers can be shared."""

CHANNELS = ("AGENT", "BANK")
TEAMS = {"T1": "AGENT", "T2": "AGENT", "T3": "BANK"}
PRODUCTS = {"LIFE15": (240, 15), "LIFE10": (None, 10), "YEAR1": (12, 20)}
"""Term in months and cooling-off days."""

_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜"
_GIVEN = "建国秀英志强丽华文斌晓燕海涛玉兰明辉春梅俊杰淑芬"


@dataclass(frozen=True)
class Cells:
    """The four cells of a policyholder that may be wrong, and what the clock depends on."""

    name: str | None
    id_no: str | None
    mobile: str | None
    address: str | None
    status: str = IN_FORCE
    receipt_on: date | None = None


@dataclass
class Policy:
    """One policy as the core system has it now; `clean` is what would be true."""

    policy_no: str
    agent: int
    product: str
    issued_on: date
    clean: Cells
    cells: Cells
    touched_on: date

    @property
    def team(self) -> str:
        return list(TEAMS)[self.agent % len(TEAMS)]

    @property
    def channel(self) -> str:
        return TEAMS[self.team]


@dataclass
class World:
    """The core system, and what the model may know of it."""

    core: sa.Engine
    random: Random
    policies: dict[str, Policy] = field(default_factory=dict)
    calls: list[tuple[str, date, str, str | None]] = field(default_factory=list)
    """Policy, day, outcome and problem of every call."""

    spare_numbers: int = 0

    @classmethod
    def begin(cls, core: sa.Engine, seed: int, first: date) -> World:
        """Registers, and the stock as it was some weeks before `first`."""
        world = cls(core, Random(f"world {seed}"))
        with core.begin() as connection:
            database.create_tables(connection)
            for table, rows in _registers().items():
                database.insert(connection, table, [_ordered(table, row) for row in rows])
            database.create_indexes(connection)
        for _ in range(STOCK):
            made = world.enter(date.fromordinal(first.toordinal() - 20))
            world.change(made, made.touched_on, receipt_on=made.issued_on)
        return world

    def enter(self, day: date, **wrong: Any) -> Policy:
        """A new policy, keyed in on a day with these cells."""
        number = len(self.policies) + 1
        clean = Cells(_name(number), _id_no(number), _mobile(number), _address(number))
        products = list(PRODUCTS)
        made = Policy(
            f"P{number:06d}",
            self.random.randrange(6),
            products[number % len(products)],
            day,
            clean,
            replace(clean, **wrong),
            day,
        )
        self.policies[made.policy_no] = made
        with self.core.begin() as connection:
            database.insert(connection, "policy", [_ordered("policy", _policy_row(made))])
            rows = [_holder(made, number), _insured(made, number)]
            database.insert(connection, "party", [_ordered("party", row) for row in rows])
        return made

    def change(self, policy: Policy, day: date, **cells: Any) -> None:
        """Key other cells in; none leaves all as they are, and is an entry all the same."""
        policy.cells, policy.touched_on = replace(policy.cells, **cells), day
        now, row = policy.cells, _policy_row(policy)
        kept = ("status", "receipt_signed_on", "updated_at")
        party = {name: getattr(now, name) for name in ("name", "id_no", "mobile", "address")}
        with self.core.begin() as connection:
            for table, values, where in (
                ("policy", {name: row[name] for name in kept}, ""),
                ("party", party, " AND role = 'POLICYHOLDER'"),
            ):
                settings = ", ".join(f"{name} = :{name}" for name in values)
                statement = f"UPDATE {table} SET {settings} WHERE policy_no = :no{where}"  # noqa: S608
                connection.execute(sa.text(statement), {**values, "no": policy.policy_no})

    def spare_mobile(self) -> str:
        """A number that nobody has yet."""
        self.spare_numbers += 1
        return _mobile(2_000 + self.spare_numbers)

    def call(self, policy: Policy, day: date, outcome: str, problem: str | None = None) -> None:
        """A callback was made."""
        self.calls.append((policy.policy_no, day, outcome, problem))
        with self.core.begin() as connection:
            row = (policy.policy_no, f"{day} 16:00:00", outcome, problem)
            database.insert(connection, "callback", [row])


def seller_mobile(agent: int) -> str:
    """The mobile of a salesperson."""
    return _mobile(5_000 + agent)


def relative_mobile(agent: int) -> str:
    """The mobile of that salesperson's registered relative."""
    return _mobile(6_000 + agent)


_MOBILES = [str(number) for number in identifiers.mobile_numbers(7_000, 7_654_321)]


def _mobile(number: int) -> str:
    return _MOBILES[number]


def _name(number: int) -> str:
    first, rest = divmod(number, len(_SURNAMES))
    one, two = divmod(first, len(_GIVEN))
    return _SURNAMES[rest] + _GIVEN[one % len(_GIVEN)] + _GIVEN[two]


def _address(number: int) -> str:
    return f"广东省广州市天河区体育西路{number}号{100 + number % 30}房"


def _id_no(number: int, *, is_male: bool = True) -> str:
    stem = int(
        f"110105{1950 + number % 40}{1 + number % 12:02d}11{2 * (number % 499) + is_male:03d}"
    )
    return str(identifiers.resident_numbers(np.array([stem]))[0])


def _policy_row(policy: Policy) -> dict[str, Any]:
    return {
        "policy_no": policy.policy_no,
        "product_code": policy.product,
        "is_individual": 1,
        "source_system": "CORE",
        "channel_code": policy.channel,
        "branch_code": "GZ",
        "agent_code": f"A{policy.agent}",
        "status": policy.cells.status,
        "applied_on": str(policy.issued_on),
        "issued_on": str(policy.issued_on),
        "receipt_signed_on": str(policy.cells.receipt_on) if policy.cells.receipt_on else None,
        "premium_fen": 500_000,
        "entered_at": f"{policy.issued_on} 11:00:00",
        "updated_at": f"{policy.touched_on} 11:00:00",
    }


def _holder(policy: Policy, number: int) -> dict[str, Any]:
    cells = {k: v for k, v in asdict(policy.cells).items() if k not in ("status", "receipt_on")}
    return _party(policy, number, "POLICYHOLDER", "SELF", "M", _id_no(number)) | cells


def _insured(policy: Policy, number: int) -> dict[str, Any]:
    id_no = _id_no(number, is_male=False)
    row = _party(policy, number, "INSURED", "SPOUSE", "F", id_no)
    return row | {"name": _name(number + 3_000), "id_no": id_no}


def _party(
    policy: Policy, number: int, role: str, relation: str, sex: str, id_no: str
) -> dict[str, Any]:
    return {
        "policy_no": policy.policy_no,
        "role": role,
        "seq": 1,
        "customer_no": f"{role[0]}{number:06d}",
        "sex": sex,
        "birth_date": f"{id_no[6:10]}-{id_no[10:12]}-{id_no[12:14]}",
        "id_type": "RESIDENT_ID",
        "nationality": "CHN",
        "relation_to_policyholder": relation,
    }


def _registers() -> dict[str, list[dict[str, Any]]]:
    agents = range(6)
    teams = list(TEAMS)
    return {
        "channel": [
            {
                "channel_code": code,
                "channel_name": f"{code}渠道",
                "back_office_email": f"office.{code.lower()}@example.com",
                "manager_email": f"manager.{code.lower()}@example.com",
            }
            for code in CHANNELS
        ],
        "team": [
            {
                "team_code": code,
                "team_name": f"{code}队",
                "channel_code": channel,
                "branch_code": "GZ",
                "leader_name": f"{_SURNAMES[at]}队长",
                "leader_email": f"leader.{code.lower()}@example.com",
            }
            for at, (code, channel) in enumerate(TEAMS.items())
        ],
        "salesperson": [
            {
                "agent_code": f"A{agent}",
                "name": _name(4_000 + agent),
                "mobile": seller_mobile(agent),
                "channel_code": TEAMS[teams[agent % len(teams)]],
                "branch_code": "GZ",
                "team_code": teams[agent % len(teams)],
                "qualified_on": "2020-01-01",
            }
            for agent in agents
        ],
        "salesperson_relative": [
            {
                "agent_code": f"A{agent}",
                "name": _name(4_500 + agent),
                "relation": "SPOUSE",
                "mobile": relative_mobile(agent),
            }
            for agent in agents
        ],
        "product": [
            {
                "product_code": code,
                "product_name": code,
                "category": "LIFE",
                "term_months": term,
                "cooling_off_days": days,
            }
            for code, (term, days) in PRODUCTS.items()
        ],
    }


def _ordered(table: str, row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row.get(name) for name in contract.load()[table].kinds)
