"""Who gets which lines."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.problem_list.sample_lists import CONFLICT, LIST_DATE, MADE_AT, NOTICE, SHARED

from authenticity.delivery.recipients import Channel, Registers, Team, split

TEAM = Team("T0301", "广州天河一部", "BANK", "王*", "leader@insurer.example")
BANK = Channel("BANK", "银行保险渠道", "bank-office@insurer.example")
REGISTERS = Registers({"BANK": BANK}, {"T0301": TEAM})


def lists_of(*lines, registers=REGISTERS):
    return split(LIST_DATE, lines, registers, MADE_AT)


def with_leader(email):
    return replace(REGISTERS, teams={"T0301": replace(TEAM, leader_email=email)})


def test_back_office_gets_all_lines_and_the_leader_the_teams_own():
    other_team = replace(CONFLICT, team_code="T0999")
    office, leader = lists_of(SHARED, other_team).lists
    assert office.recipient == "bank-office@insurer.example"
    assert set(office.lines) == {SHARED, other_team}
    assert (leader.recipient, leader.leader_name) == ("leader@insurer.example", "王*")
    assert leader.lines == (SHARED,)


def test_each_channel_gets_only_its_own():
    agent = replace(SHARED, channel_code="AGENT", team_code=None)
    lists = lists_of(SHARED, agent).lists
    assert [(each.channel_code, each.lines) for each in lists if not each.team_code] == [
        ("AGENT", (agent,)),
        ("BANK", (SHARED,)),
    ]


@pytest.mark.parametrize("email", [None, "", "  "])
def test_channel_without_an_address_gets_its_list_under_its_code(email):
    registers = replace(REGISTERS, channels={"BANK": replace(BANK, back_office_email=email)})
    assert lists_of(SHARED, registers=registers).lists[0].recipient == "channel:BANK"


def test_channel_that_no_register_knows_still_gets_its_list():
    (office,) = lists_of(replace(NOTICE, channel_code="X", team_code=None)).lists
    assert office.recipient == "channel:X"


@pytest.mark.parametrize("email", [None, "", "  "])
def test_leader_without_an_address_is_held_with_a_reason(email):
    parts = lists_of(SHARED, CONFLICT, registers=with_leader(email))
    assert [each.team_code for each in parts.lists] == [None]
    (held,) = parts.held
    assert (held.team_code, held.lines, held.reason) == ("T0301", 2, "no_leader_email")


def test_team_that_no_register_knows_is_held_too():
    parts = lists_of(replace(SHARED, team_code="T?"))
    assert [held.team_code for held in parts.held] == ["T?"]


def test_nothing_is_held_where_the_leader_has_an_address():
    assert lists_of(SHARED).held == ()


def test_day_without_lines_has_no_lists():
    assert lists_of().lists == ()


def test_group_cases_go_to_compliance_and_to_no_channel_or_leader():
    registers = REGISTERS.with_compliance("合规部门", "compliance@insurer.example")
    group = replace(CONFLICT, is_group=True)
    office, leader, compliance = lists_of(SHARED, group, registers=registers).lists
    assert (office.lines, leader.lines) == ((SHARED,), (SHARED,))
    assert (compliance.channel_code, compliance.lines) == ("COMPLIANCE", (group,))
    assert (compliance.recipient, compliance.team_code) == ("compliance@insurer.example", None)
    assert dict(compliance.names)["channel:COMPLIANCE"] == "合规部门"
    assert dict(compliance.names)["channel:BANK"] == "银行保险渠道"


def test_without_a_mailbox_group_cases_lie_in_the_outbox_for_compliance():
    registers = REGISTERS.with_compliance("合规部门", None)
    (compliance,) = lists_of(replace(CONFLICT, is_group=True), registers=registers).lists
    assert compliance.recipient == "channel:COMPLIANCE"


def test_names_come_from_the_registers():
    registers = replace(REGISTERS, agents={"A10034": "陈*"})
    office = lists_of(SHARED, registers=registers).lists[0]
    assert dict(office.names) == {
        "agent:A10034": "陈*",
        "channel:BANK": "银行保险渠道",
        "team:T0301": "广州天河一部",
    }


def test_a_line_about_a_policy_has_its_policyholders_number_and_others_have_their_own():
    key = f"{CONFLICT.policy_no}:POLICYHOLDER:1"
    registers = replace(REGISTERS, customers={key: "K1"})
    of_policy = replace(CONFLICT, party_role=None, party_seq=None, customer_no=None)
    named = lists_of(of_policy, registers=registers).lists[0].names
    assert dict(named)[f"customer:{key}"] == "K1"
    of_party = replace(of_policy, customer_no="K2")
    assert not [
        name for name, _ in lists_of(of_party, registers=registers).lists[0].names if "K" in _
    ]
