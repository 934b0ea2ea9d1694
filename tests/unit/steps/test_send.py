"""What the step that sends says when something is left that a person has to look at."""

from __future__ import annotations

from pathlib import Path

import pytest

from authenticity.delivery import delivered_files, sending
from authenticity.delivery.delivered_files import Restored
from authenticity.delivery.sending import Sent
from authenticity.errors import DispatchError
from authenticity.runtime import connections
from authenticity.steps import send

GOOD, NOTHING_LEFT = Restored((), ()), Sent(1, 0, 0, 0, 0)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTHENTICITY_HOME", str(tmp_path / "home"))
    with connections.case_store():
        pass


@pytest.mark.parametrize(
    ("compared", "sent", "said"),
    [
        (Restored((), ("a list is missing",)), NOTHING_LEFT, "1 delivered files: a list is missi"),
        (GOOD, Sent(0, 0, 2, 2, 2), "2 messages failed too often"),
    ],
)
def test_what_needs_a_person_is_a_line_in_the_log_too(
    compared: Restored,
    sent: Sent,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(delivered_files, "restore", lambda *_: compared)
    monkeypatch.setattr(sending, "send_waiting", lambda *_: sent)
    with pytest.raises(DispatchError, match=said):
        send.waiting()
    assert said in "".join(each.message for each in caplog.records if each.levelname == "ERROR")


def test_where_nothing_is_left_nothing_is_said(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sending, "send_waiting", lambda *_: NOTHING_LEFT)
    assert send.waiting() == 1
    assert [each for each in caplog.records if each.levelname == "ERROR"] == []
