"""The synthetic insurer's people fill every role, and fit its registers."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.unit.lab.conftest import Built

from authenticity.access import people_file as reader
from authenticity.access import permissions
from authenticity.access.people import Person
from authenticity_lab.synthetic import people_file


@pytest.fixture(scope="module")
def written(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    engine = sa.create_engine(f"sqlite:///{built.folder}/core_system.db")
    path = people_file.write(tmp_path_factory.mktemp("people") / "people.csv", engine)
    again = people_file.write(path.with_name("again.csv"), engine)
    engine.dispose()
    assert path.read_bytes() == again.read_bytes()
    return path


@pytest.fixture(scope="module")
def everybody(written: Path) -> tuple[Person, ...]:
    return reader.read(written)


def test_every_role_has_somebody_and_two_may_verify_whom_one_has_answered(everybody) -> None:
    roles = Counter(person.role for person in everybody)
    assert roles.keys() == permissions.load().keys()
    assert (roles["customer_service"], roles["compliance"]) == (2, 2)
    assert (roles["auditor"], roles["engineer"]) == (1, 1)


def test_every_channel_has_two_clerks_and_a_manager_at_the_addresses_of_the_register(
    built, everybody
) -> None:
    for row in built.read("SELECT * FROM channel").itertuples():
        own = [p for p in everybody if p.channel_code == row.channel_code and p.team_code is None]
        assert sorted((p.role, p.email) for p in own) == [
            ("channel_manager", row.manager_email),
            ("clerk", row.back_office_email),
            ("clerk", row.back_office_email),
        ]
        assert people_file.clerk_of(row.channel_code) in {person.user_name for person in own}


def test_every_team_has_its_leader_at_the_address_of_the_register(built, everybody) -> None:
    leaders = {p.team_code: p for p in everybody if p.role == "leader"}
    teams = built.read("SELECT * FROM team")
    assert len(leaders) == len(teams) > 0
    for row in teams.itertuples():
        leader = leaders[row.team_code]
        assert (leader.email, leader.channel_code) == (row.leader_email, row.channel_code)


def test_nobody_else_on_this_machine_reads_the_file(written) -> None:
    assert written.stat().st_mode & 0o077 == 0
