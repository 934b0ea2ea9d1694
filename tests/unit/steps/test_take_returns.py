"""One place where lists arrive holds up no other, whatever happens to it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.delivery.message_samples import SETTINGS, SFTP

from authenticity.delivery.routes import Routes
from authenticity.returns.received import SourceError
from authenticity.returns.sources import sftp
from authenticity.runtime import connections, reply_mailbox, routes
from authenticity.runtime.step_frame import StageError
from authenticity.steps import take_returns


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which sources were asked, of two servers and a mailbox."""
    asked: list[str] = []
    monkeypatch.setenv("AUTHENTICITY_HOME", str(tmp_path / "home"))
    with connections.case_store():
        pass
    servers = Routes(SETTINGS, sftp={"AGENT": SFTP, "BANK": SFTP})
    monkeypatch.setattr(routes, "routes", lambda _store: servers)
    monkeypatch.setattr(reply_mailbox, "mailbox", lambda: asked.append("mailbox"))
    return asked


def fail_at_the_first(monkeypatch: pytest.MonkeyPatch, asked: list[str], error: Exception) -> None:
    def parcels(code: str, *_: object):
        asked.append(code)
        if code == "AGENT":
            raise error
        yield from ()

    monkeypatch.setattr(sftp, "parcels", parcels)


def said(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [each.message for each in caplog.records if each.levelname == "ERROR"]


def test_an_error_that_nobody_foresaw_names_its_source_and_fails_after_the_others(
    asked, monkeypatch, caplog
) -> None:
    fail_at_the_first(monkeypatch, asked, TypeError("quotes Zhang San"))
    with pytest.raises(StageError, match="take_returns stopped on TypeError"):
        take_returns.take_in()
    assert asked == ["AGENT", "BANK", "mailbox"]
    assert said(caplog)[0].startswith("the returns of channel AGENT cannot all be taken in (")
    assert "Zhang" not in caplog.text


def test_a_server_that_is_away_is_named_and_fails_nothing(asked, monkeypatch, caplog) -> None:
    fail_at_the_first(monkeypatch, asked, SourceError("the server is away"))
    assert take_returns.take_in() == 0
    assert asked == ["AGENT", "BANK", "mailbox"]
    assert said(caplog) == ["the server is away"]
