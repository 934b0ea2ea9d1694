"""People around the lists of a house: a clerk fills workbooks in, others verify and enter items.

All through what people have: the file in the outbox, the inbox, the commands.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from tests.integration.conftest import House

from authenticity.access.people_file import COLUMNS
from authenticity.commands import enter, people, verify
from authenticity.delivery import sealing
from authenticity.privacy.keyring import Keyring

SHEET = "问题件清单"

CLERK, SERVICE, COMPLIANCE = "ann", "sue", "coy"
COMPLIANCE_ADDRESS = "coy@insurer.example"
PEOPLE = (
    f"{CLERK},内勤,clerk,AGENT,,,ann@insurer.example,2026-01-01,",
    f"{SERVICE},客服,customer_service,,,,sue@insurer.example,2026-01-01,",
    f"{COMPLIANCE},合规,compliance,,,,{COMPLIANCE_ADDRESS},2026-01-01,",
)

ANSWERS = {
    "CORRECTED": ("已更正", "A=影像1、B=影像2"),
    "LEGITIMATE": ("情况属实合理", "c：影像3；Ｆ＝影像4"),
    "CONFIRMED_FALSE": ("确认虚假", "D=影像5，F=影像6"),
    "UNREACHABLE": ("无法联系", "F=影像7"),
    "REFUSED": ("拒绝提供", "G=影像8"),
}
"""What the clerk chooses and writes, by outcome; enough but for the attempts."""


@dataclass(frozen=True)
class Office:
    """The people of a house. `folder`: where they keep their own files."""

    house: House
    folder: Path

    def engage(self) -> None:
        """Everybody is put on record."""
        self.folder.mkdir()
        path = self.folder / "people.csv"
        path.write_text("\n".join([",".join(COLUMNS), *PEOPLE]), encoding="utf-8")
        assert people.main(["--file", str(path)]) == 0

    def list_of(self, day: date) -> Worksheet:
        """The sheet of the channel's list, as the back office sees it."""
        return _opened(self._plain(day))[SHEET]

    def hand_in(
        self,
        day: date,
        outcomes: Mapping[str, str],
        on: date,
        attempts: Collection[str] = (),
    ) -> None:
        """Fills the list of a day in, by policy, and drops it into the inbox."""
        book = _opened(self._plain(day))
        sheet = book[SHEET]
        columns = {cell.value: cell.column for cell in sheet[1]}
        filled = set()
        for row in range(2, sheet.max_row + 1):
            policy_no = sheet.cell(row, columns["保单号"]).value
            if policy_no not in outcomes:
                continue
            label, evidence = ANSWERS[outcomes[policy_no]]
            cells = {"处理结果": label, "证据": evidence, "经办内勤": CLERK, "处理日期": str(on)}
            if outcomes[policy_no] == "UNREACHABLE":
                cells["联系记录与备注"] = "\n".join(attempts)
            for heading, value in cells.items():
                sheet.cell(row, columns[heading]).value = value
            filled.add(policy_no)
        assert filled == set(outcomes), day
        buffer = BytesIO()
        book.save(buffer)
        path = self.house.home.inbox / "AGENT" / f"回复 {day} {on}.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(sealing.seal(buffer.getvalue(), self._password(day)))

    def enter_item(self, policy_no: str, description: str) -> None:
        """A form is asked for, filled in with one problem item, and entered."""
        path = self.folder / "items.xlsx"
        assert enter.main(["--file", str(path)]) == 0
        book = load_workbook(path)
        for column, value in enumerate((policy_no, "投保人", "联系地址", description, "投诉"), 1):
            book.active.cell(2, column).value = value
        book.save(path)
        assert enter.main(["--file", str(path), "--by", SERVICE]) == 0

    def verify(self, policy_no: str, by: str = SERVICE) -> bool:
        """Whether this person can close the latest case of the policy."""
        cases = self.house.table("v_case").sort_values("case_no")
        case_no = cases[cases["policy_no"] == policy_no]["case_no"].iloc[-1]
        return verify.main(["--case", str(case_no), "--by", by]) == 0

    def reply(self, return_id: str, day: date) -> str:
        """All that the workbook says with which a returned list of a day was answered."""
        (path,) = self.house.home.outbox.rglob(f"*{return_id}.xlsx")
        book = _opened(_unsealed(path, self._password(day)))
        cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
        return "\n".join(str(cell.value) for cell in cells if cell.value is not None)

    def _plain(self, day: date) -> bytes:
        path = self.house.home.outbox / str(day) / "AGENT" / f"problem_list_AGENT_{day}.xlsx"
        return _unsealed(path, self._password(day))

    def _password(self, day: date) -> str:
        lists = self.house.table("v_delivery").astype({"list_date": "str"})
        lists = lists[lists["file_name"] == f"problem_list_AGENT_{day}.xlsx"]
        keyring = Keyring.open(self.house.home.keys / "keyring.json")
        return keyring.password_for(lists["recipient"].item())


def _unsealed(path: Path, password: str) -> bytes:
    plain = sealing.unseal(path.read_bytes(), password)
    assert plain is not None, path.name
    return plain


def _opened(plain: bytes) -> Workbook:
    return load_workbook(BytesIO(plain))
