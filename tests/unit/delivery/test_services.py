"""Operators' messages to services that apprise knows, against a server on loopback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests import mail_server
from tests.robot_server import Group
from tests.unit.delivery.message_samples import SETTINGS, Clock, rows
from tests.unit.delivery.test_robots import LATE, group, port, send, store, tell  # noqa: F401

from authenticity.delivery.alerts import Operators
from authenticity.delivery.routes import Routes, Service
from authenticity.delivery.sending import Sent
from authenticity.errors import ConfigurationError
from authenticity.runtime.routes import services
from authenticity.store.case_store import Store

SECRET = "s3cret-of-the-hook"
BOTH = Operators((), ("night", "day"))


def routes(port: int, *names: str) -> Routes:  # noqa: F811
    made = [Service(name, f"json://127.0.0.1:{port}/{SECRET}/{name}") for name in names]
    return Routes(SETTINGS, services={service.recipient: service for service in made})


@pytest.fixture
def told(store: Store, group: Group, port: int, tmp_path: Path):  # noqa: F811
    """Tells both services and sends; what sending said."""

    def act(operators: Operators = BOTH) -> Sent:
        ways = routes(port, "night", "day", "other")
        tell(store, ways, LATE, operators=operators)
        return send(store, ways, tmp_path, Clock())

    return act


def test_each_service_that_is_named_is_told_once(told, store: Store, group: Group) -> None:  # noqa: F811
    assert told().sent == 2
    assert told().sent == 0
    assert {path for path, _, _ in group.said} == {f"/{SECRET}/day", f"/{SECRET}/night"}
    for _, _, body in group.said:
        assert "清单尚未产生" in body["title"] + body["message"]
        assert "请检查 daily_screening" in body["message"]
    said = rows(store, "SELECT kind, transport, recipient FROM v_message ORDER BY recipient")
    assert said == [("alert", "apprise", f"apprise:{name}") for name in ("day", "night")]


def test_a_service_that_nobody_names_is_not_told(told, group: Group) -> None:  # noqa: F811
    assert told(Operators((), ())).sent == 0
    assert group.said == []


def test_a_refusal_is_written_down_without_the_address_and_tried_again(
    told,
    store: Store,  # noqa: F811
    group: Group,  # noqa: F811
) -> None:
    group.answers.append((500, ""))
    assert told() == Sent(sent=1, unknown=1, failed=0, waiting=1, stuck=0)
    errors = rows(store, "SELECT error FROM v_message WHERE sent_at IS NULL")
    assert "apprise was not told that it arrived" in errors[0][0]
    assert SECRET not in str(errors)


def test_a_service_that_is_away_or_none_keeps_its_message(
    store: Store,  # noqa: F811
    tmp_path: Path,
) -> None:
    away = Service("day", f"json://127.0.0.1:{mail_server.free_port()}/")
    none = Service("night", "nosuch://x")
    ways = Routes(SETTINGS, services={each.recipient: each for each in (away, none)})
    tell(store, ways, LATE, operators=BOTH)
    assert send(store, ways, tmp_path, Clock()).sent == 0
    errors = dict(rows(store, "SELECT recipient, error FROM v_message"))
    assert "not told that it arrived" in errors["apprise:day"]
    assert "of no service that apprise knows" in errors["apprise:night"]


def connection(*config: object) -> str:
    return json.dumps({"conn_type": "apprise", "extra": {"config": list(config)}})


def test_services_are_read_as_the_provider_reads_them(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = {"path": f"json://h/{SECRET}", "tag": "day"}
    monkeypatch.setenv("AIRFLOW_CONN_APPRISE", connection(entry))
    (service,) = services().values()
    assert service == Service("day", f"json://h/{SECRET}")
    assert SECRET not in repr(service)
    assert BOTH.missing(Routes(SETTINGS, services=services())) == ["night"]


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        (({"path": "json://h"},), "does not name its services"),
        (("json://h",), "does not name its services"),
        (({"path": "json://h", "tag": "a"}, {"path": "json://i", "tag": "a"}), "has a tag twice"),
    ],
)
def test_half_a_connection_is_named(
    monkeypatch: pytest.MonkeyPatch, entries: tuple[object, ...], said: str
) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_APPRISE", connection(*entries))
    with pytest.raises(ConfigurationError, match=said):
        services()
