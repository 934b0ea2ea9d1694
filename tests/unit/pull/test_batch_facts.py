"""What the case store is told of a batch, also when later ones are there already."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import sqlalchemy as sa
from tests import insurer

from authenticity.lake.partitions import partition
from authenticity.privacy.keyring import Keyring
from authenticity.pull import batch_facts
from authenticity.pull.changes import take_in
from authenticity.pull.window import window_of

FIRST, SECOND, THIRD = date(2026, 9, 28), date(2026, 9, 29), date(2026, 9, 30)


def test_a_batch_says_whom_a_later_sealed_one_holds(tmp_path: Path) -> None:
    core = sa.create_engine(f"sqlite:///{tmp_path}/core.db")
    lake = tmp_path / "lake"
    lake.mkdir()
    keyring = Keyring.open(tmp_path / "keys" / "keyring.json")
    insurer.create(core)
    insurer.registers(core)
    for policy_no in ("STAYS", "LEAVES", "BACK"):
        insurer.insert(core, "policy", insurer.policy(policy_no))
        insurer.insert(core, "party", insurer.party(policy_no))

    def pulled(day: date, **statuses: str) -> None:
        for policy_no, status in statuses.items():
            values = {"status": status, "at": f"{day} 10:00:00", "it": policy_no}
            statement = "UPDATE policy SET status = :status, updated_at = :at WHERE policy_no = :it"
            with core.begin() as connection:
                connection.execute(sa.text(statement), values)
        list_date = {FIRST: SECOND, SECOND: THIRD}.get(day, FIRST)
        take_in(core, lake, keyring, list_date, window_of(lake, list_date))

    def said(day: date) -> tuple[set[str], set[str]]:
        facts = batch_facts.read(lake, day, keyring)
        return set(facts.left), set(facts.superseded)

    pulled(date(2026, 9, 27))
    partition.seal(lake, FIRST)
    assert said(FIRST) == (set(), set())
    pulled(FIRST, LEAVES="SURRENDERED", BACK="SURRENDERED")
    assert said(FIRST) == (set(), set()), "a batch that is not sealed says nothing"
    partition.seal(lake, SECOND)
    assert said(FIRST) == (set(), {"LEAVES", "BACK"})
    pulled(SECOND, BACK="IN_FORCE")
    partition.seal(lake, THIRD)
    assert said(SECOND) == ({"LEAVES", "BACK"}, {"BACK"})
    assert said(THIRD) == (set(), set())
