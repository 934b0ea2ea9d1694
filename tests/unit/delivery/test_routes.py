"""Which way a message takes, by default and by exception."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.delivery.message_samples import (
    FOLDER_ONLY,
    KEY,
    MAIL,
    REMINDER,
    SERVER,
    SETTINGS,
    SFTP,
    decide,
    rows,
)

from authenticity import config
from authenticity.delivery import routes as ways
from authenticity.delivery.routes import DeliverySettings, Route, Routes
from authenticity.errors import ConfigurationError
from authenticity.store.case_store import open_store

FILES = Routes(SETTINGS, sftp={"BANK": SFTP})
BOTH = Routes(SETTINGS, mail=SERVER, sftp={"BANK": SFTP})
OFFICE, LEADER, NOBODY = "bank@insurer.example", "leader@insurer.example", "channel:BANK"


def way(routes: Routes, recipient: str, channel: str = "BANK", **what: bool) -> str:
    return routes.transport(recipient, channel, **{"is_file": False, "is_personal": False} | what)


@pytest.mark.parametrize(
    ("routes", "recipient", "expected"),
    [
        (FOLDER_ONLY, OFFICE, "folder"),
        (FOLDER_ONLY, NOBODY, "folder"),
        (MAIL, OFFICE, "mail"),
        (MAIL, NOBODY, "folder"),
        (FILES, OFFICE, "sftp"),
        (FILES, NOBODY, "sftp"),
        (BOTH, OFFICE, "sftp"),
        (BOTH, NOBODY, "sftp"),
    ],
)
def test_a_list_goes_to_the_channels_own_server_else_by_mail_else_into_the_outbox(
    routes, recipient, expected
) -> None:
    assert way(routes, recipient, is_file=True) == expected


@pytest.mark.parametrize(
    ("routes", "expected"),
    [(FOLDER_ONLY, "folder"), (MAIL, "mail"), (FILES, "sftp"), (BOTH, "mail")],
)
def test_a_reminder_is_a_mail_where_there_is_mail(routes, expected) -> None:
    assert way(routes, OFFICE) == expected


@pytest.mark.parametrize(
    ("routes", "of_list", "of_text"),
    [(MAIL, "mail", "mail"), (BOTH, "mail", "mail"), (FILES, "sftp", "folder")],
)
def test_a_leader_does_not_share_the_folder_of_the_back_office(routes, of_list, of_text) -> None:
    assert way(routes, LEADER, is_personal=True, is_file=True) == of_list
    assert way(routes, LEADER, is_personal=True) == of_text


def test_another_channel_does_not_get_the_channels_server() -> None:
    assert way(FILES, "channel:AGENT", "AGENT", is_file=True) == "folder"


def test_an_exception_counts_for_its_channel_or_recipient_only() -> None:
    exceptions = (Route("folder", channel="BANK"), Route("mail", recipient=LEADER))
    routes = replace(BOTH, settings=replace(SETTINGS, routes=exceptions))
    assert way(routes, OFFICE, is_file=True) == "folder"
    assert way(routes, LEADER, "AGENT", is_file=True) == "mail"
    assert way(routes, "agent@insurer.example", "AGENT") == "mail"
    assert routes.transport("x@y.example", None, is_file=False, is_personal=True) == "mail"


def test_an_escalation_is_not_put_into_the_folder_of_the_back_office(
    sqlite_model: Path, tmp_path: Path
) -> None:
    path = tmp_path / "case_store.db"
    path.write_bytes(sqlite_model.read_bytes())
    store = open_store(f"sqlite:///{path}", KEY)
    decide(store, REMINDER, replace(REMINDER, kind="escalation"), routes=FILES)
    found = rows(store, "SELECT kind, transport FROM message ORDER BY kind")
    assert found == [("escalation", "folder"), ("reminder", "sftp")]
    store.close()


def test_waits_grow_and_the_last_one_repeats() -> None:
    waits = [SETTINGS.wait(attempts).total_seconds() / 60 for attempts in range(1, 7)]
    assert waits == [5, 15, 60, 240, 240, 240]


def test_a_route_that_leads_nowhere_is_named(tmp_path: Path) -> None:
    text = (ways.INCLUDE / "delivery.yaml").read_text(encoding="utf-8")
    wrong = tmp_path / "delivery.yaml"
    wrong.write_text(text.replace("routes: []", "routes: [{channel: BANK, transport: fax}]"))
    with pytest.raises(ConfigurationError, match=r"delivery.yaml: `routes\[BANK\].transport`"):
        config.load(wrong, DeliverySettings)
