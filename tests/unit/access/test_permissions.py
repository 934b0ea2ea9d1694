"""Each role may do what the rules give it, and nothing else."""

from __future__ import annotations

from typing import get_args

import pytest
from tests.unit.access.person_samples import ANN, COY, EVERYBODY, LEE, SUE, somebody

from authenticity.access import permissions
from authenticity.access.permissions import Action, may, may_answer, require
from authenticity.errors import AccessError, ConfigurationError
from authenticity.store.migrations import four_eyes

ACTIONS = get_args(Action)
LAW = {
    "clerk": {"see_own_channel", "answer", "sanction"},
    "leader": {"see_own_team"},
    "channel_manager": {"see_own_channel", "sanction"},
    "customer_service": {"see_all", "distribute", "verify", "return", "enter"},
    "compliance": {"see_all", "answer_group", "verify", "return", "note", "refer", "sign"},
    "auditor": {"see_all"},
    "engineer": {"see_counts", "run"},
}


@pytest.mark.parametrize("person", EVERYBODY, ids=lambda person: person.role)
def test_a_role_may_exactly_what_the_rules_give_it(person) -> None:
    allowed = {action for action in ACTIONS if may(person, action, "BANK", "T01")}
    assert allowed == LAW[person.role]


def test_every_role_of_the_rules_is_in_the_file() -> None:
    assert permissions.load().keys() == LAW.keys()


def test_a_clerk_answers_the_own_channel_and_compliance_the_groups() -> None:
    assert may_answer(ANN, "BANK", is_group=False)
    assert not may_answer(ANN, "AGENT", is_group=False)
    assert not may_answer(ANN, "BANK", is_group=True)
    assert may_answer(COY, "BANK", is_group=True)
    assert not may_answer(COY, "BANK", is_group=False)
    assert not may(ANN, "answer"), "whose case it is has to be said"


@pytest.mark.parametrize("person", EVERYBODY, ids=lambda person: person.role)
def test_what_is_another_channel_s_or_team_s_is_nobody_s_own(person) -> None:
    own = {"see_own_channel", "answer", "sanction", "see_own_team"}
    assert not {action for action in own if may(person, action, "AGENT", "T07")}


def test_a_person_without_codes_has_nothing_of_the_own() -> None:
    assert not may(somebody("x", "leader"), "see_own_team", "BANK", None)
    assert not may(somebody("x", "clerk"), "answer", None)


@pytest.mark.parametrize(
    ("person", "action", "words"),
    [
        (ANN, "verify", "ann (clerk) may not verify; who may: customer_service, compliance"),
        (ANN, "answer", "ann (clerk) may not answer what is of channel AGENT"),
        (LEE, "see_own_team", "lee (leader) may not see_own_team what is of team T07"),
        (somebody("x", "boss"), "run", "x (boss) may not run; who may: engineer"),
    ],
)
def test_a_refusal_says_who_may(person, action, words) -> None:
    with pytest.raises(AccessError) as caught:
        require(person, action, "AGENT", "T07")
    assert str(caught.value) == words


def test_who_may_is_not_refused() -> None:
    require(SUE, "verify")
    require(ANN, "answer", "BANK")


def test_the_constraint_of_the_store_names_the_roles_that_verify() -> None:
    verifying = {role.role for role in permissions.load().values() if "verify" in role.may}
    assert verifying == set(four_eyes.VERIFYING_ROLES)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("roles: [{role: a, title: b, belongs_to: team, may: [fly], reason: c}]", "`roles[a].may"),
        (
            "roles:\n"
            "  - {role: a, title: b, belongs_to: team, may: [run], reason: c}\n"
            "  - {role: a, title: b, belongs_to: team, may: [run], reason: c}",
            "has a role twice",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path, text, words) -> None:
    path = tmp_path / "permissions.yaml"
    path.write_text(text)
    with pytest.raises(ConfigurationError) as caught:
        permissions.load(path)
    assert words in str(caught.value)
