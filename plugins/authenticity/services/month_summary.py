"""The month's operations summary for head office, made and told of once (Art. 8, 18, 20)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from authenticity import canonical
from authenticity.delivery import ladder_messages, registers_sent
from authenticity.delivery.addressees import HEAD_OFFICE, Addressees
from authenticity.delivery.registers_sent import Register
from authenticity.reporting import names, period
from authenticity.reporting.month import compiling, phrases, summary_files, words
from authenticity.reporting.month.compiling import Request
from authenticity.reporting.month.figures import MonthFigures, Summary
from authenticity.reporting.month.months import Month
from authenticity.reporting.month.words import Words
from authenticity.reporting.quarter import words as quarter_words
from authenticity.runtime import connections, home_lock, offices, routes
from authenticity.runtime.step_frame import explained, log
from authenticity.settings import home, now
from authenticity.store.case_store import Store
from authenticity.working_days.deadlines import local_day
from authenticity.working_days.official_calendar import OfficialCalendar

NAME = "monthly_summary"


@dataclass(frozen=True)
class Summarised:
    """What a summary came to: where it lies, whether it says anything new, and who was told."""

    month: str
    folder: Path
    is_new: bool
    told: int
    missing: int


def summarise(month: Month) -> Summarised:
    """Count the month as it stood at its end, write its files, and tell head office.

    The same facts again change no byte and tell nobody. A month that is not over is written and
    not sent. Raises `ReportError` for one without any list.
    """
    with (
        explained("summary"),
        home_lock.take(home().root, f"{month} summary", log.info),
        connections.case_store() as store,
    ):
        done = _summarise(store, month)
    state = "new" if done.is_new else "unchanged"
    log.info("%s summary: %s, %d told, %d days missing", month, state, done.told, done.missing)
    return done


def _summarise(store: Store, month: Month) -> Summarised:
    said, of_quarter = words.load(), quarter_words.load()
    calendar = OfficialCalendar.load()
    request = Request(
        month=month,
        calendar=calendar,
        families=tuple(of_quarter.families),
        months=said.months_in_trend.value,
        name=_names,
    )
    with store.read() as connection:
        period.require_any(period.read(connection, month, calendar), "MONTH")
        summary = compiling.compile_summary(connection, request)
    made = summary_files.render(summary, said, of_quarter.company, of_quarter.families)
    folder, is_new = summary_files.put(home().reports, str(month), made)
    is_over = local_day(now()) > month.last
    told = _tell(store, summary, said, folder) if is_over else 0
    return Summarised(str(month), folder, is_new, told, len(summary.month.missing))


def _names(codes: set[str], month: MonthFigures) -> dict[str, str]:
    compliance = ladder_messages.load_words().compliance_name
    return dict(names.of_codes(codes, home().lake, month.as_of, connections.keyring(), compliance))


def _tell(store: Store, summary: Summary, said: Words, folder: Path) -> int:
    ways, at = routes.routes(store), now()
    with store.begin() as connection:
        to = offices.addressees_on(connection, local_day(at), ways)
        new = _registers(summary, said, folder, to, local_day(at))
        return registers_sent.send(connection, new, offices.office(ways), at)


def _registers(
    summary: Summary, said: Words, folder: Path, to: Addressees, on: date
) -> list[Register]:
    month = summary.month
    place = (folder / summary_files.PAGE).relative_to(home().root)
    workbook = folder / summary_files.WORKBOOK
    return [
        Register(
            kind="report",
            name=NAME,
            recipient=recipient,
            folder=HEAD_OFFICE,
            channel_code=None,
            identity=(month.month, canonical.digest([summary.text()], 16)),
            audience=said.recipient,
            title=f"{phrases.month_words(month)}运行情况",
            text=f"{phrases.told(month)}网页见系统目录 {place}。",
            on=on,
            table=workbook.read_bytes,
        )
        for recipient in to.head_office(said.head_office_email)
    ]
