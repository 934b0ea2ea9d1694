"""Operators' messages to the groups of WeCom, DingTalk and Feishu, against a server on loopback."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests import mail_server, robot_server
from tests.robot_server import Group
from tests.unit.delivery.message_samples import AT, KEY, SETTINGS, Clock, rows

from authenticity.delivery import alerts, message_text
from authenticity.delivery.alerts import Alert, Operators
from authenticity.delivery.routes import DINGTALK, FEISHU, WECOM, Robot, Routes
from authenticity.delivery.sending import Sent, send_waiting
from authenticity.store.case_store import Store, open_store

LATE = Alert(("list_not_out", "2026-11-23"), "清单尚未产生", "请检查 daily_screening")
NOBODY = Operators((), ())
SECRET = "SEC of the robot"


@pytest.fixture
def store(sqlite_model: Path, tmp_path: Path) -> Iterator[Store]:
    path = tmp_path / "case_store.db"
    path.write_bytes(sqlite_model.read_bytes())
    store = open_store(f"sqlite:///{path}", KEY)
    yield store
    store.close()


@pytest.fixture
def group() -> Group:
    return Group()


@pytest.fixture
def port(group: Group) -> Iterator[int]:
    with robot_server.serving(group) as found:
        yield found


def routes(port: int, *kinds: str, secret: str | None = None) -> Routes:
    address = f"http://127.0.0.1:{port}"
    robots = {kind: Robot(kind, address, "T0KEN", secret) for kind in kinds}
    return Routes(SETTINGS, robots=robots)


def tell(store: Store, ways: Routes, *told: Alert, operators: Operators = NOBODY) -> int:
    with store.begin() as connection:
        return alerts.tell(connection, told, operators, ways, AT)


def send(store: Store, ways: Routes, outbox: Path, clock: Clock) -> Sent:
    return send_waiting(store, outbox, ways, clock)


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        (WECOM, "/cgi-bin/webhook/send"),
        (DINGTALK, "/robot/send"),
        (FEISHU, "/open-apis/bot/v2/hook/T0KEN"),
    ],
)
def test_each_group_is_told_once_in_its_own_form(
    store: Store, group: Group, port: int, tmp_path: Path, kind: str, path: str
) -> None:
    ways, clock = routes(port, kind), Clock()
    assert tell(store, ways, LATE) == 1
    assert tell(store, ways, LATE) == 0
    assert send(store, ways, tmp_path, clock).sent == 1
    assert send(store, ways, tmp_path, clock).sent == 0
    ((asked, query, body),) = group.said
    assert asked == path
    said = body["content"] if kind == FEISHU else body["text"]
    text = said["text"] if kind == FEISHU else said["content"]
    assert "清单尚未产生" in text
    assert "请检查 daily_screening" in text
    assert query == ({} if kind == FEISHU else query)
    assert "T0KEN" in path + str(query)
    assert rows(store, "SELECT kind, transport, recipient FROM v_message") == [
        ("alert", kind, kind)
    ]


def test_a_text_that_wecom_would_refuse_is_cut_between_characters(
    store: Store, group: Group, port: int, tmp_path: Path
) -> None:
    ways = routes(port, WECOM)
    tell(store, ways, Alert(("long",), "清单尚未产生", "原因" * 1_000))
    assert send(store, ways, tmp_path, Clock()).sent == 1
    content = group.said[0][2]["text"]["content"]
    assert len(content.encode()) in range(2_046, 2_049)
    assert content.endswith(("原", "因"))


def test_a_robot_that_wants_signatures_gets_those_of_its_vendor(
    store: Store, group: Group, port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTHENTICITY_CLOCK", "2026-11-23T09:00:00+08:00")
    ways = routes(port, DINGTALK, FEISHU, secret=SECRET)
    tell(store, ways, LATE)
    assert send(store, ways, tmp_path, Clock()).sent == 2
    said = {path.split("/")[1]: (query, body) for path, query, body in group.said}
    query, body = said["robot"][0], said["open-apis"][1]
    assert (query["timestamp"], body["timestamp"]) == (["1795395600000"], "1795395600")
    text = f"1795395600000\n{SECRET}".encode()
    expected = hmac.new(SECRET.encode(), text, hashlib.sha256).digest()
    assert query["sign"] == [base64.b64encode(expected).decode()]
    key = f"1795395600\n{SECRET}".encode()
    expected = hmac.new(key, b"", hashlib.sha256).digest()
    assert body["sign"] == base64.b64encode(expected).decode()


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((200, '{"errcode": 93000, "errmsg": "invalid webhook url"}'), "93000"),
        ((200, '{"code": 19021, "msg": "sign match fail"}'), "19021"),
        ((200, "<html>log in</html>"), "no JSON"),
        ((200, "[]"), "no JSON"),
        ((200, "{}"), "no verdict"),
        ((302, ""), "HTTP 302"),
        ((500, ""), "HTTP 500"),
    ],
)
def test_an_answer_that_is_no_yes_is_written_down_and_tried_again(
    store: Store, group: Group, port: int, tmp_path: Path, answer: tuple[int, str], reason: str
) -> None:
    group.answers.append(answer)
    ways, clock = routes(port, WECOM), Clock()
    tell(store, ways, LATE)
    assert send(store, ways, tmp_path, clock) == Sent(0, 0, 1, 1, 0)
    ((error,),) = rows(store, "SELECT error FROM v_message")
    assert reason in error
    clock.at += SETTINGS.wait(1)
    assert send(store, ways, tmp_path, clock).sent == 1
    assert len(group.said) == 2


def test_who_hangs_up_after_the_message_may_have_it(
    store: Store, group: Group, port: int, tmp_path: Path
) -> None:
    group.answers.append((0, ""))
    ways, clock = routes(port, WECOM), Clock()
    tell(store, ways, LATE)
    assert send(store, ways, tmp_path, clock).unknown == 1
    clock.at += SETTINGS.wait(1)
    assert send(store, ways, tmp_path, clock).sent == 1


def test_a_server_that_is_away_has_nothing(store: Store, tmp_path: Path) -> None:
    ways = routes(mail_server.free_port(), WECOM)
    tell(store, ways, LATE)
    assert send(store, ways, tmp_path, Clock()).failed == 1
    ((error,),) = rows(store, "SELECT error FROM v_message")
    assert error.startswith("no connection")


def test_operators_with_an_address_are_told_too_and_nobody_means_nobody(
    store: Store, port: int
) -> None:
    assert tell(store, routes(port), LATE) == 0
    mail = Operators(("ops@insurer.example",), ())
    assert tell(store, routes(port, WECOM), LATE, operators=mail) == 2


def test_neither_token_nor_secret_is_shown() -> None:
    shown = repr(Robot(WECOM, "https://qyapi.weixin.qq.com", "T0KEN", SECRET))
    assert "T0KEN" not in shown
    assert SECRET not in shown


def test_the_text_of_an_alert_is_one_subject_line() -> None:
    text = message_text.write("alert", {"what": LATE.what, "action": LATE.action})
    assert "\n" not in text.subject


def test_a_group_that_never_answers_makes_no_run_red(store: Store, tmp_path: Path) -> None:
    """A red run is told to operators, and would be red for what tells it in turn."""
    ways, clock = routes(9, WECOM), Clock()
    tell(store, ways, LATE)
    for _ in range(SETTINGS.alarm_after.value + 1):
        sent = send(store, ways, tmp_path, clock)
        clock.pass_minutes(300)
    assert (sent.waiting, sent.stuck) == (1, 0)
