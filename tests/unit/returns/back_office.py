"""A list date that was delivered, and a back office that fills its lists in, right and wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from sqlalchemy import insert
from tests.unit.delivery.list_house import (
    AT,
    BANK_LIST,
    ERROR,
    FINDINGS,
    FORM,
    House,
    built,
    password_for,
)
from tests.unit.delivery.message_samples import FOLDER_ONLY

from authenticity.delivery.sealing import seal, unseal
from authenticity.returns import taking_in
from authenticity.returns.reading_process import ReadingProcess
from authenticity.returns.received import Parcel, ReturnedFile
from authenticity.store.resolution_tables import PersonRow

BANK = "bank@insurer.example"
LATER = AT + timedelta(hours=32)
"""The morning after the list date."""

TODAY = date(2026, 11, 24)


FIRST_ROW = 2
"""Of the sheet to fill in; the second line stands below."""

LEGITIMATE = next(each.label for each in FORM.outcomes if each.code == "LEGITIMATE")


def write(sheet, row: int, **cells: object) -> None:
    """Fills in the line on a row, by column key."""
    for key, value in cells.items():
        sheet.cell(row, FORM.column_no(key) + 1).value = value


def legitimate(sheet, row: int = FIRST_ROW, **other: object) -> None:
    """A complete answer: the case is as it should be, explained and reported."""
    cells = {
        "outcome": LEGITIMATE,
        "evidence": "C=影像1、F=影像2",
        "clerk": "ann",
        "handled_on": TODAY,
    }
    write(sheet, row, **{**cells, **other})


@dataclass
class Office:
    """Lists in the outbox of a house, and what is taken in of what comes back."""

    house: House
    folder: Path
    process: ReadingProcess
    removed: list[str] = field(default_factory=list)
    at: datetime = LATER

    @property
    def inside(self) -> taking_in.House:
        return taking_in.House(
            store=self.house.store,
            archive=self.folder / "archive",
            outbox=self.house.outbox,
            routes=FOLDER_ONLY,
            clock=lambda: self.at,
            password_for=password_for,
            archive_key=b"a" * 32,
            names={"BANK": "银行保险渠道"},
        )

    def plain(self, path: Path = BANK_LIST, recipient: str = BANK) -> bytes:
        plain = unseal((self.house.outbox / path).read_bytes(), password_for(recipient))
        assert plain is not None
        return plain

    @contextmanager
    def filling(self, path: Path = BANK_LIST, recipient: str = BANK) -> Iterator:
        """The sheet to fill in; what was filled in is `self.filled` afterwards."""
        book = load_workbook(BytesIO(self.plain(path, recipient)))
        yield book[FORM.sheet]
        buffer = BytesIO()
        book.save(buffer)
        self.filled = buffer.getvalue()

    def take(self, data: bytes, name: str = "list.xlsx", **parcel: object) -> str:
        """Hands one file in; what became of it."""
        content = {"source": "inbox", "done": lambda: self.removed.append(name), **parcel}
        arrived = Parcel(files=(ReturnedFile(name, data),), **content)
        (became,) = taking_in.take(self.inside, self.process, arrived)
        return became

    def take_filled(self, **parcel: object) -> str:
        return self.take(seal(self.filled, password_for(BANK)), **parcel)


def employ(house: House, user_name: str, channel_code: str) -> None:
    with house.store.begin() as connection:
        connection.execute(
            insert(PersonRow).values(
                user_name=user_name,
                display_name=user_name,
                role="clerk",
                channel_code=channel_code,
                valid_from=date(2026, 1, 1),
            )
        )


def opened(store_url: str, folder: Path, process: ReadingProcess) -> Iterator[Office]:
    for house in built(store_url, folder):
        house.record(*FINDINGS, replace(ERROR, policy_no="P3"))
        house.run()
        employ(house, "ann", "BANK")
        employ(house, "bob", "AGENT")
        yield Office(house, folder, process)
