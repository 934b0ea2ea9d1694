"""A silent channel over the National Day holiday, through real DAG runs with a moving clock."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.integration.conftest import DAY, House

from authenticity.commands import status, track, working_calendar
from authenticity.dag_names import TRACK_RESOLUTION
from authenticity.errors import DispatchError
from authenticity.working_days.official_calendar import OfficialCalendar

OFFICE, LEADER, MANAGER = "office@insurer.cn", "leader@insurer.cn", "manager@insurer.cn"
# The list of 28 September is due on 8 October, the first working day after the holiday.
SWEEPS = [
    ("2026-09-28T08:00", []),
    ("2026-09-28T18:00", []),
    ("2026-09-29T08:00", [("reminder", OFFICE)]),  # the list was not received on its day
    ("2026-09-29T08:30", []),
    ("2026-09-30T08:00", [("reminder", OFFICE)]),  # due on the next working day
    ("2026-10-08T18:00", []),
    (
        "2026-10-09T08:00",
        [
            ("escalation", LEADER),
            ("escalation", MANAGER),
            ("report", "channel:COMPLIANCE"),  # the seller is on the hold list
            ("report", MANAGER),
        ],
    ),
    ("2026-10-09T18:00", []),
    ("2026-10-10T08:00", [("escalation", "channel:COMPLIANCE")]),  # a Saturday that is worked
    ("2026-10-12T08:00", []),
]


def _give_addresses(house: House) -> None:
    """A receipt that nobody signed yet leaves the investigation as the only deadline."""
    with house.core.begin() as connection:
        to = {"office": OFFICE, "manager": MANAGER}
        connection.execute(
            sa.text("UPDATE channel SET back_office_email = :office, manager_email = :manager"), to
        )
        connection.execute(sa.text("UPDATE team SET leader_email = :to"), {"to": LEADER})
        connection.execute(sa.text("UPDATE policy SET receipt_signed_on = NULL"))


def _sweep(house: House, clock: str, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    before = set(house.table("v_message")["message_id"])
    monkeypatch.setenv("AUTHENTICITY_CLOCK", f"{clock}:00+08:00")
    assert house.run(dags=(TRACK_RESOLUTION,)), clock
    messages = house.table("v_message")
    messages = messages[~messages["message_id"].isin(before)]
    assert messages["sent_at"].notna().all()
    return sorted(messages[["kind", "recipient"]].itertuples(index=False, name=None))


def _mails(house: House) -> list[Path]:
    return sorted(house.home.outbox.glob("*/mail/*.eml"))


def test_a_silent_channel_is_told_step_by_step_each_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    _give_addresses(house)
    assert house.run(), house.last_error()
    lists = len(_mails(house))
    for clock, expected in SWEEPS:
        assert _sweep(house, clock, monkeypatch) == expected, clock
    (case,) = house.table("v_case").to_dict("records")
    assert case["escalation_level"] == 3
    events = house.table("v_case_event")
    events = events[events["case_no"] == case["case_no"]]
    steps = ("receipt_chased", "reminded", "escalated", "escalated")
    assert tuple(kind for kind in events["kind"] if kind in steps) == steps
    written = _mails(house)[lists:]
    ladder = [path for path in written if not path.name.startswith("report")]
    assert (len(ladder), len(written)) == (5, 7)
    for path in ladder:
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        body = mail.get_body()
        assert body is not None
        text = f"{mail['Subject']} {body.get_content()}"
        assert "1 件" in text
        assert "2026-10-08" in text
        assert not re.search(r"P2|C2026|王小明|139", text)


def test_every_run_leaves_the_status_page_and_the_command_says_the_same(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _give_addresses(house)
    page = house.home.status / "index.html"
    assert house.run(), house.last_error()
    assert "清单已放行" not in page.read_text()  # at 02:10 the list of the 24th is expected
    monkeypatch.setenv("AUTHENTICITY_CLOCK", f"{DAY}T09:00:00+08:00")
    assert house.run(dags=(TRACK_RESOLUTION,))
    html = page.read_text()
    assert f"清单日 {DAY}" in html
    assert "清单已放行" in html
    status.show("", "")
    told = capsys.readouterr().out
    assert f"list of {DAY}" in told
    assert "messages not sent" not in told
    monkeypatch.setenv("AUTHENTICITY_CLOCK", "2026-09-29T09:00:00+08:00")
    with pytest.raises(DispatchError, match="the list of 2026-09-29 is not released"):
        status.show("", "")


def test_a_run_by_hand_needs_no_working_day(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTHENTICITY_CLOCK", "2026-10-03T09:00:00+08:00")
    assert track.main([]) == 0
    assert (house.home.status / "index.html").exists()


def test_the_calendar_is_shown_before_it_moves_a_deadline(
    house: House,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _give_addresses(house)
    assert house.run(), house.last_error()
    file = tmp_path / "overrides.yaml"
    file.write_text("days: [{date: 2026-09-29, kind: holiday, source: a notice}]\n")
    before = house.table("v_case")["due_at"].tolist()
    assert working_calendar.main(["--file", str(file)]) == 0
    shown = capsys.readouterr().out
    assert "official until 2026-12-31" in shown
    assert "2026-10-08" in shown
    assert "2026-10-09" in shown
    assert working_calendar.main([]) == 0
    assert "no open deadline changes" in capsys.readouterr().out
    assert working_calendar.main(["--file", str(file), "--apply", "1"]) == 1
    assert "APPLY=1 moves deadlines onto the calendar in force only" in capsys.readouterr().err
    assert house.table("v_case")["due_at"].tolist() == before
    in_force = OfficialCalendar.load(file)
    monkeypatch.setattr(OfficialCalendar, "load", lambda *_: in_force)
    assert working_calendar.main(["--apply", "1"]) == 0
    assert "moved now: 1 deadlines" in capsys.readouterr().out
    assert house.table("v_case")["due_at"].tolist() != before
