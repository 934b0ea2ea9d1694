"""A file of people is taken in whole, or refused with the line and column at fault."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.unit.access.person_samples import ANN, LEE

from authenticity.access import people_file
from authenticity.access.people_file import COLUMNS, Places
from authenticity.errors import ConfigurationError

HEADER = ",".join(COLUMNS)
CLERK = "ann,ann先生,clerk,BANK,,,ann@insurer.test,2026-01-01,"
LEADER = "lee,lee先生,leader,BANK,,T01,lee@insurer.test,2026-01-01,"


def write(folder: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path = folder / "people.csv"
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path


def test_the_header_is_the_one_of_the_interface() -> None:
    assert HEADER == (
        "user_name,display_name,role,channel_code,branch_code,team_code,email,valid_from,valid_to"
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_people_are_read_in_the_order_of_the_file(tmp_path, encoding) -> None:
    path = write(tmp_path, HEADER, LEADER, "", ",,,,,,,,", CLERK, encoding=encoding)
    assert people_file.read(path) == (LEE, ANN)


def test_what_a_spreadsheet_makes_of_a_cell_is_understood(tmp_path) -> None:
    path = write(tmp_path, HEADER, '"ａnn "," 王 ",clerk,BANK,,,,2026/1/1,2026年12月31日\r')
    (person,) = people_file.read(path)
    assert (person.user_name, person.display_name, person.email) == ("ann", "王", None)
    assert (person.valid_from, person.valid_to) == (date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (CLERK.replace("ann,", ",", 1), "user_name has to be"),
        (CLERK.replace("ann,", "=cmd,", 1), "user_name has to be"),
        (CLERK.replace("ann,", "--by,", 1), "user_name has to be"),
        (CLERK.replace("ann,", "an n,", 1), "user_name has to be"),
        (CLERK.replace("ann,", "System,", 1), "user_name has to be"),
        (CLERK.replace("ann先生", ""), "display_name is empty"),
        (CLERK.replace("clerk", "boss"), "role has to be one of clerk, leader"),
        (CLERK.replace("clerk", "Clerk"), "role has to be one of"),
        (CLERK.replace("BANK", ""), "channel_code is empty, and a clerk needs one"),
        (LEADER.replace("T01", ""), "team_code is empty, and a leader needs one"),
        (CLERK.replace("clerk", "compliance"), "channel_code has to be empty for compliance"),
        ("sue,苏,auditor,,,T01,,2026-01-01,", "team_code has to be empty for auditor"),
        (CLERK.replace("ann@insurer.test", "ann"), "email is no address"),
        (CLERK.replace("ann@insurer.test", '"a@b.test\nBcc: c@d.test"'), "email is no address"),
        (CLERK.replace("2026-01-01", ""), "valid_from is empty"),
        (CLERK.replace("2026-01-01", "01/02/2026"), "valid_from is no date"),
        (CLERK + "soon", "valid_to is no date"),
        (CLERK + "2025-12-31", "valid_to is before valid_from"),
        (CLERK + ",", "there are 10 columns instead of 9"),
        ("ann,clerk", "there are 2 columns instead of 9"),
        (LEADER.replace("lee,", "LEE,", 1), "user_name is there twice"),
    ],
)
def test_a_line_that_cannot_be_used_is_named_and_nobody_is_taken_in(tmp_path, line, words) -> None:
    path = write(tmp_path, HEADER, LEADER, line)
    with pytest.raises(ConfigurationError) as caught:
        people_file.read(path)
    said = str(caught.value)
    assert said.startswith(f"people.csv line {3 + line.count(chr(10))}: {words}")
    assert "\n" not in said


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "line 1: the header line has to be user_name,"),
        (HEADER.replace("role", "Role").encode(), "line 1: the header line has to be"),
        (HEADER.replace(",", ";").encode(), "line 1: the header line has to be"),
        (f"{HEADER}\n{CLERK}".encode("gb18030"), "is not in UTF-8; in a spreadsheet save it"),
        (f'{HEADER}\n"ann,x\n'.encode(), "the quotes do not close"),
    ],
)
def test_a_file_that_is_none_is_refused(tmp_path, content, words) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(content)
    with pytest.raises(ConfigurationError) as caught:
        people_file.read(path)
    assert words in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path) -> None:
    with pytest.raises(ConfigurationError, match=r"FILE=.*cannot be read \(No such file"):
        people_file.read(tmp_path / "nobody.csv")


def test_a_file_with_nobody_in_it_is_no_fault(tmp_path) -> None:
    assert people_file.read(write(tmp_path, HEADER)) == ()


PLACES = Places(date(2026, 9, 28), {"BANK", "AGENT"}, {"T01": "BANK", "T09": "AGENT"}, {"4401"})


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("ann,A,clerk,BAKN,,,,2026-01-01,", "channel_code BAKN is not in the register of channels"),
        ("lee,L,leader,BANK,,T10,,2026-01-01,", "team_code T10 is no team of channel BANK"),
        ("lee,L,leader,BANK,,T09,,2026-01-01,", "team_code T09 is no team of channel BANK"),
        ("ann,A,clerk,bank,,,,2026-01-01,2026-09-28", "channel_code bank is not in"),
    ],
)
def test_a_code_that_no_register_has_is_refused_with_its_line(tmp_path, line, words) -> None:
    path = tmp_path / "people.csv"
    path.write_text(f"{HEADER}\nsue,S,compliance,,,,,2026-01-01,\n{line}\n")
    with pytest.raises(ConfigurationError, match=f"line 3: {words}"):
        people_file.read(path, places=PLACES)


@pytest.mark.parametrize(
    ("line", "warned"),
    [
        ("ann,A,clerk,BANK,4401,,,2026-01-01,", False),
        ("lee,L,leader,BANK,,T01,,2026-01-01,", False),
        ("old,O,leader,GONE,,T77,,2025-01-01,2026-09-27", False),
        ("ann,A,clerk,BANK,4410,,,2026-01-01,", True),
    ],
)
def test_a_code_of_the_registers_is_taken_and_an_odd_branch_named(tmp_path, line, warned) -> None:
    path, said = tmp_path / "people.csv", []
    path.write_text(f"{HEADER}\n{line}\n")
    assert len(people_file.read(path, places=PLACES, warn=said.append)) == 1
    assert said == (
        ["people.csv line 2: branch_code 4410 has no team or salesperson; check it"]
        if warned
        else []
    )
