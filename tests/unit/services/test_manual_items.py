"""`make enter`: the form is written, filled in, and taken in line by line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook
from tests import insurer
from tests.unit.cases.answer_samples import employ
from tests.unit.cases.case_samples import rows
from tests.unit.returns import hostile_workbooks as hostile

from authenticity.commands import enter
from authenticity.lake.partitions import partition
from authenticity.problem_list import entry_form
from authenticity.pull.changes import take_in
from authenticity.pull.window import window_of
from authenticity.returns import file_checks
from authenticity.runtime import connections
from authenticity.services import manual_items
from authenticity.settings import home
from authenticity.store.case_store import Store

DAY = date(2026, 9, 28)
NUMBER = "13800138000"

Fill = Callable[..., Path]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A home whose lake holds a live policy and one that was surrendered, and two people."""
    monkeypatch.setenv("AUTHENTICITY_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("AUTHENTICITY_CLOCK", "2026-09-28T10:00:00+08:00")
    core = sa.create_engine(f"sqlite:///{tmp_path}/core.db")
    insurer.create(core)
    insurer.registers(core)
    insurer.insert(
        core, "policy", insurer.policy("P1"), insurer.policy("GONE", status="SURRENDERED")
    )
    insurer.insert(core, "party", insurer.party("P1"))
    with connections.case_store():
        pass  # a lake with lists has a store
    home().lake.mkdir(parents=True)
    take_in(core, home().lake, connections.keyring(), DAY, window_of(home().lake, DAY))
    partition.seal(home().lake, DAY)
    with connections.case_store() as opened:
        employ(opened, "csy", "customer_service")
        employ(opened, "ann")
        yield opened


@pytest.fixture
def fill(tmp_path: Path) -> Fill:
    """Writes the form as `make enter` does, then lines into it as a person does."""

    def fill(*lines: tuple[object, ...], name: str = "items.xlsx") -> Path:
        path = tmp_path / name
        assert enter.main(["--file", str(path)]) == 0
        book = load_workbook(path)
        for number, line in enumerate(lines, start=2):
            for column, value in enumerate(line, start=1):
                book.active.cell(number, column, value)
        book.save(path)
        return path

    return fill


SOUND = ("P1", "投保人", "电话", f"客户称电话 {NUMBER} 不是本人的", "投诉")


def take(path: Path, by: str = "csy") -> int:
    return enter.main(["--file", str(path), "--by", by])


def test_the_form_offers_every_field_and_origin(store: Store, fill: Fill) -> None:
    book = load_workbook(fill())
    offered = [each.formula1 for each in book.active.data_validations.dataValidation]
    assert offered[0] == '"整张保单,投保人,被保险人,受益人"'
    assert "电话" in offered[1]
    assert offered[2] == '"回访,投诉,检查,其他"'
    asks = [each.errorStyle for each in book.active.data_validations.dataValidation]
    assert asks[0] == "warning", "被保险人2 is on no list, and can be typed"
    assert "warning" not in asks[1:]


def test_a_line_becomes_an_item_with_numbers_masked(
    store: Store, fill: Fill, capsys: pytest.CaptureFixture[str]
) -> None:
    assert take(fill(SOUND, ("P1", "整张保单", "其他", "签名可疑", "检查"))) == 0
    assert "problem items entered for the next list: 2\n" in capsys.readouterr().out
    query = "SELECT policy_no, party_role, field, description, origin, list_date FROM manual_item"
    items = sorted(rows(store, query), key=str)
    assert ("P1", None, "other", "签名可疑", "inspection", None) in items
    assert NUMBER not in str(items)
    assert NUMBER not in str(rows(store, "SELECT detail FROM case_event"))
    assert rows(store, "SELECT actor, kind FROM case_event") == [("csy", "manual_item_entered")] * 2


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (("P404", *SOUND[1:]), "没有有效的这份个人保单"),
        (("GONE", "", "其他", "签名可疑", "检查"), "保单已失效"),
        (("P1", "被保险人2", *SOUND[2:]), "保单没有该当事人"),
        (("P1", "代理人", *SOUND[2:]), "当事人不是下拉框中的选项"),
        ((None, *SOUND[1:]), "未填保单号"),
        ((*SOUND[:2], "血型", *SOUND[3:]), "字段不是下拉框中的选项"),
        ((*SOUND[:3], None, "投诉"), "未填问题说明"),
        ((*SOUND[:3], "长" * 301, "投诉"), "问题说明过长"),
        ((*SOUND[:4], "传闻"), "来源不是下拉框中的选项"),
        (("P1", "投保人", "电话", "=1+1", "投诉"), "单元格含公式"),
    ],
)
def test_a_line_that_cannot_be_used_is_refused_alone(
    store: Store,
    fill: Fill,
    capsys: pytest.CaptureFixture[str],
    line: tuple[object, ...],
    reason: str,
) -> None:
    assert take(fill(SOUND, line)) == 1
    said = capsys.readouterr()
    assert f"第 3 行未登记：{reason}" in said.out
    assert said.err == "error: lines refused: 1; correct them, enter the file again\n"
    assert rows(store, "SELECT count(*) FROM manual_item") == [(1,)]


def test_a_form_filled_to_its_last_line_is_no_file_that_harms(store: Store, fill: Fill) -> None:
    form = entry_form.load()
    text = ("长" * form.longest_description, "投诉")
    lines = [(f"P{number}", *SOUND[1:3], *text) for number in range(form.most_lines)]
    content = fill(*lines).read_bytes()
    file_checks.check(content, manual_items._limits(form))
    assert not any(line.reason for line in entry_form.read(content, form))


def test_the_same_line_again_is_the_same_item(
    store: Store, fill: Fill, capsys: pytest.CaptureFixture[str]
) -> None:
    path = fill(SOUND, SOUND)
    for new, known in ((1, 1), (0, 2)):
        assert take(path) == 0
        said = capsys.readouterr().out
        assert f"entered for the next list: {new}; entered already: {known}\n" in said
    assert rows(store, "SELECT count(*) FROM manual_item") == [(1,)]


def test_whoever_may_not_enter_is_told_in_one_line(
    store: Store, fill: Fill, capsys: pytest.CaptureFixture[str]
) -> None:
    assert take(fill(SOUND), by="ann") == 1
    assert capsys.readouterr().err.startswith("error: ann (clerk) may not enter")
    assert rows(store, "SELECT count(*) FROM manual_item") == [(0,)]


def test_a_file_that_is_not_the_form_is_refused(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.xlsx"
    other.write_bytes(b"PK no workbook")
    assert take(other) == 1
    assert "文件打不开" in capsys.readouterr().err
    book = load_workbook(BytesIO(entry_form.empty(entry_form.load())))
    book.active["A1"] = "保单"
    book.save(other)
    assert take(other) == 1
    assert "第一行不是表格的列标题" in capsys.readouterr().err
    other.write_bytes(hostile.bomb(50))
    assert take(other) == 1
    assert "文件展开后过大" in capsys.readouterr().err
    assert take(tmp_path / "form.csv") == 1
    assert "FILE has to end with .xlsx" in capsys.readouterr().err
