"""A clerk's cells through a whole day: each file in `clerks_cells` is a kind, each entry a case.

An entry says what the clerk keyed in, and what is found on each of its policies: `E` and the rule
where a case is opened, `W` and the rule where it is only listed, nothing for a genuine customer.
Each kind has both: cells that accuse nobody, and the true defect in the same dress.

    - case: what is tried
      policies:                     # fields of a policy, else of its policyholder, who is insured
        - {name: 钱春花, payer_name: "支付宝代扣{mobile}"}
        - {same_as: 0, insured: {mobile: 同投保人}, stock: true, seller: {address: …}}
      finds: [[], [E contact.mobile.invalid]]

Braces hold what the person of the policy has: `{id_no}`, `{mobile}`, `{name}`, `{address}`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import yaml
from tests import insurer
from tests.integration.conftest import DAY, House
from tests.integration.step_runs import Runner

from authenticity.core_system import contract

Case = dict[str, Any]

FOLDER = Path(__file__).parent / "clerks_cells"
CASES: dict[str, Case] = {
    f"{path.stem[:2]}-{number}": case
    for path in sorted(FOLDER.glob("*.yaml"))
    for number, case in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")))
}
POLICY, PARTY = (contract.load()[table].kinds for table in ("policy", "party"))
SELLER = {
    "name": "赵业务",
    "channel_code": "AGENT",
    "branch_code": "GZ",
    "qualified_on": "2020-01-01",
}
STEPS = ("pull", "validate", "screen", "open_cases")
SPARE_NAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"


def _person(number: int) -> insurer.Row:
    """A woman born on 1988-06-15 like all others here, with nothing else in common with them."""
    stem = f"{110101 + number // 450}19880615{number % 450 * 2 + 2:03d}"
    total = sum(int(digit) * pow(2, 17 - at, 11) for at, digit in enumerate(stem))
    family, given = divmod(number, len(SPARE_NAMES))
    return {
        "customer_no": f"C{number:05d}",
        "name": f"{SPARE_NAMES[family % 32]}{SPARE_NAMES[given]}芳",
        "birth_date": "1988-06-15",
        "id_no": stem + "10X98765432"[total % 11],
        "mobile": f"139{(number * 7_654_321 + 24_681_357) % 10**8:08d}",
        "address": f"广东省广州市天河区体育西路{number + 1001}号301房",
    }


def _fill(core: sa.Engine) -> None:
    rows: dict[str, list[insurer.Row]] = {"policy": [], "party": [], "salesperson": []}
    rows["customer_account"] = []
    numbers = iter(range(10_000))
    for name, case in CASES.items():
        people: list[insurer.Row] = []
        for at, given in enumerate(case["policies"]):
            other = given.get("same_as")
            people.append(_person(next(numbers)) if other is None else people[other])
            _add(rows, f"{name}-{at}", people[at], _written(given, people[at]))
    for table, added in rows.items():
        insurer.insert(core, table, *added)


def _add(
    rows: dict[str, list[insurer.Row]], policy_no: str, person: insurer.Row, cells: insurer.Row
) -> None:
    facts = {field: cells[field] for field in cells if field in POLICY}
    if "seller" in cells:
        rows["salesperson"].append(SELLER | {"agent_code": policy_no} | cells["seller"])
        facts["agent_code"] = policy_no
    if "stock" in cells:
        facts["updated_at"] = "2026-09-01 10:00:00"
    holder = person | {field: cells[field] for field in cells if field in PARTY}
    if "account_no" in cells:
        account = {"customer_no": holder["customer_no"], "account_no": cells["account_no"]}
        rows["customer_account"].append(account)
    insured = holder | cells.get("insured", {})
    rows["policy"].append(insurer.policy(policy_no, **facts))
    rows["party"] += [
        insurer.party(policy_no, **holder),
        insurer.party(policy_no, "INSURED", **insured),
    ]


def _written(cells: Any, person: insurer.Row) -> Any:
    """The cells with the person's own values in their braces."""
    if isinstance(cells, dict):
        return {name: _written(value, person) for name, value in cells.items()}
    return cells.format_map(person) if isinstance(cells, str) else cells


@pytest.fixture(scope="module")
def found(runner: Runner, tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Level and rule of each finding, by policy."""
    folder = tmp_path_factory.mktemp("cells")
    core = sa.create_engine(f"sqlite:///{folder / 'core.db'}")
    insurer.create(core)
    insurer.registers(core)
    _fill(core)
    house = House.bare(folder / "home", core)
    ended = runner.run(house, DAY, steps=STEPS)
    assert ended.how == 0, ended.log
    findings: dict[str, set[str]] = {}
    for row in house.table("v_finding").to_dict("records"):
        findings.setdefault(row["policy_no"], set()).add(f"{row['level']} {row['rule_code']}")
    return findings


def _policies() -> Iterator[object]:
    for name, case in CASES.items():
        for at, finds in enumerate(case["finds"]):
            yield pytest.param(f"{name}-{at}", set(finds), id=f"{name}-{at} {case['case']}")


@pytest.mark.parametrize(("policy_no", "finds"), _policies())
def test_the_day_finds_what_the_cells_say(
    found: dict[str, set[str]], policy_no: str, finds: set[str]
) -> None:
    assert found.get(policy_no, set()) == finds


def test_each_kind_has_cells_that_accuse_nobody_and_defects_that_are_found() -> None:
    for path in FOLDER.glob("*.yaml"):
        levels = [
            "E" in {found[0] for found in finds}
            for name, case in CASES.items()
            if name.startswith(path.stem[:2])
            for finds in case["finds"]
        ]
        assert {True, False} <= set(levels), path.stem
