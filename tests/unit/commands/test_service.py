"""What `make up` refuses before it starts anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from authenticity.commands import airflow_runtime, service


@pytest.mark.parametrize("text", ["http", "0", "-1", "8080.5"])
def test_a_port_that_is_no_number_is_refused_in_one_line(
    text: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("AUTHENTICITY_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(airflow_runtime, "configure", lambda: None)
    monkeypatch.setenv("AIRFLOW__API__PORT", text)
    assert service.main(["up"]) == 1
    line = "error: AIRFLOW__API__PORT is no whole number above 0; write it like 8080"
    assert capsys.readouterr().err.strip() == line


def test_a_port_for_logs_is_taken_as_it_is_set_else_a_free_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT"
    monkeypatch.setenv(name, "18793")
    assert service._log_port() == 18793
    monkeypatch.delenv(name)
    assert service._log_port() > 1023
