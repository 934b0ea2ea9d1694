"""The demo ends with paths that are there and commands that work as they are pasted."""

from __future__ import annotations

import shlex
import sqlite3
from contextlib import closing
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from authenticity.settings import PROJECT, Home
from authenticity_lab import where_next

LAST = date(2026, 10, 12)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.delenv("AUTHENTICITY_HOME", raising=False)
    made = Home(tmp_path / "a home")
    made.root.mkdir()
    with closing(sqlite3.connect(made.case_store)) as store:
        store.executescript(
            """
            CREATE TABLE v_delivery (list_date, channel_code, file_name, recipient);
            CREATE TABLE v_finding (list_date, level, policy_no, case_no);
            CREATE TABLE v_case (case_no, status);
            INSERT INTO v_delivery VALUES
                ('2026-10-09', 'AGENT', 'old.xlsx', 'old@example.com'),
                ('2026-10-12', 'BANK', 'bank.xlsx', 'bank@example.com'),
                ('2026-10-12', 'AGENT', 'agent.xlsx', 'agent@example.com');
            INSERT INTO v_finding VALUES
                ('2026-10-12', 'W', 'P1', NULL),
                ('2026-10-12', 'E', 'P2', 'C2'),
                ('2026-10-09', 'E', 'P3', 'C3'),
                ('2026-10-13', 'E', 'P4', 'C3');
            INSERT INTO v_case VALUES ('C2', 'VERIFIED'), ('C3', 'ANSWERED');
            """
        )
    return made


def told(home: Home) -> dict[str, str]:
    """What stands behind each word, as a terminal of 40 columns shows it."""
    shown = StringIO()
    where_next.tell(Console(file=shown, width=40), home, LAST)
    lines = [line.strip().split("  ", 1) for line in shown.getvalue().splitlines()]
    return {words[0]: words[1].strip() for words in lines if len(words) == 2}


def test_list_and_password_are_of_one_recipient_and_the_policy_is_open(home: Home) -> None:
    lines = told(home)
    assert lines["a problem list"] == f"{home.outbox}/2026-10-12/AGENT/agent.xlsx"
    assert lines["its password"] == "make password RECIPIENT=agent@example.com"
    assert lines["why a policy is listed"] == "make explain POLICY=P3"


def test_commands_stand_in_one_line_and_make_knows_them(home: Home) -> None:
    targets = (PROJECT / "Makefile").read_text(encoding="utf-8")
    commands = [line for line in told(home).values() if line.startswith("make ")]
    assert len(commands) == 5
    for line in commands:
        assert f"\n{line.split()[1]}: " in targets
        assert not set(line) & set("<>…")


def test_another_home_is_named_in_each_command(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTHENTICITY_HOME", str(home.root))
    typed = shlex.split(told(home)["who got which list"])
    assert typed == [f"AUTHENTICITY_HOME={home.root}", "make", "recipients", "DATE=2026-10-12"]


def test_a_demo_without_findings_names_no_policy(home: Home) -> None:
    with closing(sqlite3.connect(home.case_store)) as store, store:
        store.execute("DELETE FROM v_finding")
        store.execute("DELETE FROM v_delivery")
    assert not {"a problem list", "its password", "why a policy is listed"} & set(told(home))
