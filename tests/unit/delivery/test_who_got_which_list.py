from datetime import timedelta
from io import StringIO

import pytest
from rich.console import Console
from tests.unit.delivery import list_house
from tests.unit.delivery.list_house import AGENT_LIST, ALL, AT, BANK_LIST, DAY, House

from authenticity.commands import recipients
from authenticity.delivery import standing


@pytest.fixture
def house(tmp_path):
    yield from list_house.built(f"sqlite:///{tmp_path}/case_store.db", tmp_path)


def lists(house: House, day=DAY):
    with house.store.read() as connection:
        return standing.lists_by_recipient(connection, day)


def test_every_file_of_the_outbox_is_shown_with_its_recipient(house: House) -> None:
    house.run()
    shown = {each.file_name: each for each in lists(house)}
    assert set(shown) == {path.name for path in ALL}
    assert shown[BANK_LIST.name].recipient == "bank@insurer.example"
    assert shown[AGENT_LIST.name].recipient == "channel:AGENT"
    assert all(each.sent_at is None and each.received_at is None for each in lists(house))


def test_a_list_that_is_only_planned_and_one_of_another_day_are_not(house: House) -> None:
    house.plan()
    assert lists(house) == []
    house.run()
    assert lists(house, DAY + timedelta(days=1)) == []


def test_the_table_has_a_line_a_file_and_prints_no_markup_of_a_register() -> None:
    name = "problem_list_BANK_XINHUA_2026-09-28_v2.xlsx"
    told = [
        standing.ListOf("BANK", "[red]a@b", name, 1_200, AT, None),
        standing.ListOf("BANK", "[red]a@b", "list.xlsx", 7, None, None),
    ]
    printed = StringIO()
    Console(width=80, file=printed).print(recipients.table(told, DAY))
    lines = printed.getvalue().splitlines()
    assert [line for line in lines if name in line and "1,200" in line and "11-23 02:00" in line]
    assert len([line for line in lines if "BANK: [red]a@b" in line]) == 1
