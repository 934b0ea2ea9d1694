"""`make people` and `make note` as people type them: exit status, one line, what is on record."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.integration.conftest import House

from authenticity.access.people_file import COLUMNS
from authenticity.commands import note, people

LINES = (
    "coy,合规,compliance,,,,coy@insurer.test,2026-01-01,",
    "gone,旧同事,compliance,,,,,2026-01-01,2026-09-27",
    "ann,内勤,clerk,BANK,,,ann@insurer.test,2026-01-01,",
)


@pytest.fixture
def staffed(house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> House:
    assert people.main(["--file", str(_file(tmp_path, *LINES))]) == 0
    assert capsys.readouterr().out == "people of people.csv: 3 added, 0 changed, 0 as before\n"
    return house


def _file(folder: Path, *lines: str) -> Path:
    path = folder / "people.csv"
    path.write_text("\n".join([",".join(COLUMNS), *lines]), encoding="utf-8-sig")
    return path


def test_people_are_on_record_once_and_the_command_says_so(staffed, tmp_path, capsys) -> None:
    assert people.main(["--file", str(tmp_path / "people.csv")]) == 0
    assert capsys.readouterr().out == "people of people.csv: 0 added, 0 changed, 3 as before\n"
    view = staffed.table("v_person")
    assert list(view["user_name"].sort_values()) == ["ann", "coy", "gone"]
    assert "email" not in view.columns


def test_a_file_at_fault_takes_nobody_in(house, tmp_path, capsys) -> None:
    assert people.main(["--file", str(_file(tmp_path, LINES[0], "ann,内勤,clerk"))]) == 1
    told = capsys.readouterr()
    assert told.err == (
        "error: people.csv line 3: there are 3 columns instead of 9; mend the file, nobody of it "
        "was taken in\n"
    )
    assert not house.home.case_store.exists() or house.table("v_person").empty


def test_a_note_needs_a_subject_that_exists_and_somebody_who_may(staffed, capsys) -> None:
    assert staffed.run(dags=("daily_screening",))
    case_no = str(staffed.table("v_case")["case_no"].iloc[0])
    agent = str(staffed.table("v_case")["agent_code"].iloc[0])
    capsys.readouterr()

    def typed(*arguments: str) -> str:
        status = note.main([*arguments, "--text", "约谈"])
        told = capsys.readouterr()
        assert status == int(bool(told.err))
        return (told.out + told.err).strip()

    assert (
        typed("--case", case_no, "--by", "coy") == f"the note on case {case_no} is written: note 1"
    )
    assert typed("--case", case_no, "--by", "coy").endswith("was there already")
    assert typed("--agent", agent, "--by", "coy").endswith("is written: note 2")
    assert "left on 2026-09-27" in typed("--agent", agent, "--by", "gone")
    assert "is not on record" in typed("--agent", agent, "--by", "bob")
    assert "may not note" in typed("--agent", agent, "--by", "ann")
    assert "has no salesperson A-0" in typed("--agent", "A-0", "--by", "coy")
    assert "has no agency A-0" in typed("--agency", "A-0", "--by", "coy")
    assert "name one of CASE=, AGENT= and AGENCY=" in typed("--by", "coy")
    assert "name one of" in typed("--by", "coy", "--case", case_no, "--agent", agent)
    assert len(staffed.table("v_note")) == 2


def test_before_the_first_list_no_salesperson_is_known(staffed, capsys) -> None:
    assert note.main(["--agent", "A1", "--by", "coy", "--text", "约谈"]) == 1
    assert "the register of the latest list has no salesperson A1" in capsys.readouterr().err
