"""`make month` on a home, and its DAG: same bytes, told once, nothing personal anywhere."""

from __future__ import annotations

import hashlib
import io
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa
from tests import insurer
from tests.integration.conftest import House
from tests.unit.reporting import month_samples as months
from tests.unit.reporting import quarter_samples as samples
from tests.unit.reporting.month_samples import SEPTEMBER

from authenticity.commands import month as command
from authenticity.dag_names import DAILY_JOB, MONTHLY_SUMMARY
from authenticity.delivery import sealing
from authenticity.errors import ConfigurationError, ReportError
from authenticity.reporting.month.months import Month
from authenticity.runtime import connections
from authenticity.services import month_summary
from authenticity.settings import Home
from authenticity.store.case_store import Store
from authenticity.store.resolution_tables import PersonRow

DAYS = months.days_of(SEPTEMBER)
LIVED, LACKING = DAYS[:8], DAYS[-1]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    home = Home(tmp_path / "home")
    monkeypatch.setenv("AUTHENTICITY_HOME", str(home.root))
    monkeypatch.setenv("AUTHENTICITY_CLOCK", "2026-10-08T08:30:00+08:00")
    return home


@pytest.fixture
def store(home: Home) -> Iterator[Store]:
    with connections.case_store() as store:
        samples.live(store, 11, LIVED)
        samples.release(store, DAYS[8:-1])
        months.lists(store, 11, LIVED)
        on_duty_from = date(2026, 1, 1)
        people = [
            {"user_name": name, "display_name": name, "role": "customer_service",
             "email": f"{name}@head.example", "branch_code": branch, "valid_from": on_duty_from}
            for name, branch in (("sue", None), ("max", None), ("till", "4401"))
        ]  # fmt: skip
        with store.begin() as connection:
            connection.execute(sa.insert(PersonRow), people)
        yield store


def files_of(folder: Path) -> dict[str, str]:
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in found
    }


def told(store: Store) -> list[tuple[Any, ...]]:
    with store.read() as connection:
        return [
            tuple(row)
            for row in connection.execute(
                sa.text(
                    "SELECT recipient, kind, subject, body FROM message WHERE attachment LIKE"
                    " '%/monthly_summary_%' ORDER BY recipient, created_at"
                )
            )
        ]


def test_a_summary_again_changes_no_byte_and_tells_nobody_again(store: Store, home: Home) -> None:
    first = month_summary.summarise(SEPTEMBER)
    before, messages = files_of(home.reports), told(store)
    second = month_summary.summarise(SEPTEMBER)
    assert (first.is_new, first.told, second.is_new, second.told) == (True, 2, False, 0)
    assert files_of(home.reports) == before
    assert told(store) == messages
    assert [row[:2] for row in messages] == [
        ("max@head.example", "report"), ("sue@head.example", "report")
    ]  # fmt: skip


def test_two_homes_with_the_same_business_have_the_same_summary(
    store: Store, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(home.root, tmp_path / "other")
    month_summary.summarise(SEPTEMBER)
    monkeypatch.setenv("AUTHENTICITY_HOME", str(tmp_path / "other"))
    monkeypatch.setenv("AUTHENTICITY_CLOCK", "2027-03-01T23:30:00+08:00")
    monkeypatch.setenv("TZ", "America/New_York")
    month_summary.summarise(SEPTEMBER)
    assert files_of(tmp_path / "other" / "reports") == files_of(home.reports)


def test_missing_days_are_named_on_page_and_message_and_a_late_list_makes_a_new_version(
    store: Store, home: Home
) -> None:
    done = month_summary.summarise(SEPTEMBER)
    before = files_of(done.folder)
    assert done.missing == 1
    page = (done.folder / "summary.html").read_text()
    assert "缺 1 个工作日的清单" in page
    assert f"{LACKING.month}月{LACKING.day}日" in page
    assert "缺 1 个工作日的清单（9月30日）" in told(store)[0][3]
    samples.release(store, [LACKING])
    again = month_summary.summarise(SEPTEMBER)
    assert (again.is_new, again.told, again.missing) == (True, 2, 0)
    assert again.folder != done.folder
    assert files_of(done.folder) == before, "never an overwrite"
    assert "各工作日的清单齐全" in (again.folder / "summary.html").read_text()
    assert month_summary.summarise(SEPTEMBER).told == 0


def test_lost_files_are_put_back_as_they_were(store: Store, home: Home) -> None:
    done = month_summary.summarise(SEPTEMBER)
    before = files_of(home.reports)
    (done.folder / "summary.html").unlink()
    assert not month_summary.summarise(SEPTEMBER).is_new
    assert files_of(home.reports) == before


def test_a_month_that_is_not_over_is_written_and_not_sent(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTHENTICITY_CLOCK", "2026-09-30T23:00:00+08:00")
    done = month_summary.summarise(SEPTEMBER)
    assert (done.is_new, done.told) == (True, 0)
    monkeypatch.setenv("AUTHENTICITY_CLOCK", "2026-10-01T00:30:00+08:00")
    assert month_summary.summarise(SEPTEMBER).told == 2


def test_a_month_without_any_list_is_nothing_to_tell(store: Store) -> None:
    with pytest.raises(ReportError, match="2026-11 has no released list at all; check MONTH"):
        month_summary.summarise(Month(2026, 11))


def test_the_command_says_what_came_of_it(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    command.write("2026-09")
    assert "2026-09: new, 1 working days missing, messages for head office: 2" in (
        capsys.readouterr().out
    )
    with pytest.raises(ConfigurationError, match="is no month"):
        command.write("2026Q3")


def test_page_and_workbook_show_the_figures(store: Store, home: Home) -> None:
    done = month_summary.summarise(SEPTEMBER)
    figures = months.figures(store, SEPTEMBER)
    page = (done.folder / "summary.html").read_text()
    assert f"<b>{figures.judged:,}</b>" in page
    assert f"<b>{figures.whole.opened:,}</b>" in page
    assert "http" not in page.replace("http-equiv", "")
    book = openpyxl.load_workbook(done.folder / "summary.xlsx")
    last = [cell.value for cell in list(book["各月"].iter_rows(min_row=5))[-1]]
    whole = figures.whole
    assert [last[at] for at in (0, 1, 2, 4, 5, 7, 8, 9, 12)] == [
        "2026-09", figures.list_dates, 1, figures.judged, whole.failing, whole.opened,
        whole.relapses, whole.due, whole.unfinished,
    ]  # fmt: skip
    answers = [row[1].value for row in book["答复"].iter_rows(min_row=5)]
    assert answers[-1] == whole.due == sum(answers[:-1])


def test_the_dag_summarises_the_month_before_asks_once_and_lets_no_value_out(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    customers_who_lack_something(house.core)
    assert house.run(date(2026, 9, 28), DAILY_JOB)
    monkeypatch.setenv("AUTHENTICITY_CLOCK", "2026-10-08T08:30:00+08:00")
    for _ in range(2):
        assert house.run(date(2026, 10, 8), (MONTHLY_SUMMARY,))
    messages = house.table("message")
    new = messages[messages["attachment"].str.contains("monthly_summary_|next_contact_")]
    assert sorted(new["attachment"].str.split("/").str[1]) == [
        "COUNTER_GZ", "COUNTER_SZ", "HEAD_OFFICE"
    ]  # fmt: skip
    assert set(new["status"]) == {"sent"}
    lists = {row.attachment.split("/")[1]: unsealed(house, row) for row in new.itertuples()}
    asking = {
        name: [tuple(cell.value for cell in row) for row in book.active.iter_rows(min_row=5)]
        for name, book in lists.items()
        if name != "HEAD_OFFICE"
    }
    no_mail = "电子邮箱、邮政编码"
    assert asking == {
        "COUNTER_GZ": [
            ("K3", "赵**", None, "2026-09-30 已过期，请更新", "ENDED"),
            ("K4", "钱**", None, "2026-12-29 到期，请更新", "ENDS"),
            ("C-OLD、C-P1、C-P2", "王**", f"{no_mail}、证件有效期", None, "OLD、P1、P2"),
        ],
        "COUNTER_SZ": [("K1、K2", "孙**", "手机号码、电子邮箱", None, "FIRST、SECOND")],
    }
    folder = house.home.reports / "2026-09" / "v1"
    written = [path.read_text(errors="ignore") for path in folder.iterdir()]
    written += [caplog.text, *new["subject"], *new["body"], str(asking), xcoms()]
    for value in plain_values(house.core):
        assert not [text for text in written if value in text]
    assert {path.name for path in folder.iterdir()} == {
        "figures.json", "summary.html", "summary.xlsx",
    }  # fmt: skip


WHOLE = {"email": "one@mail.cn", "postcode": "510000", "id_valid_until": "2036-01-01"}
OTHERS = {
    "李建国": "440524198001010014", "孙丽华": "440524198001010022", "赵国庆": "440524198001010030",
    "钱多多": "440524198001010049", "周全": "440524198001010057",
}  # fmt: skip


def customers_who_lack_something(core: sa.Engine) -> None:
    """One with two merged numbers and branches, documents that end, and five who lack nothing."""
    landline = {"mobile": "", "phone": "020-38765432"}
    records = [
        ("FIRST", "孙丽华", {"customer_no": "K1", **landline}, {}),
        ("SECOND", "孙丽华", {"customer_no": "K2", "id_no": "", "id_type": "OTHER", "email": "无"},
         {"branch_code": "SZ", "updated_at": "2026-09-27 11:00:00"}),
        ("ENDED", "赵国庆", {"customer_no": "K3", "id_valid_until": "2026-09-30"}, {}),
        ("ENDS", "钱多多", {"customer_no": "K4", "id_valid_until": "2026-12-29"}, {}),
        ("LATER", "周全", {"customer_no": "K5", "id_valid_until": "2026-12-30"}, {}),
        ("EVER", "周全", {"customer_no": "K5", "id_valid_until": "长期"}, {}),
        ("GONE", "李建国", {"customer_no": "K6", "email": ""}, {"status": "SURRENDERED"}),
        ("GROUP", "李建国", {"customer_no": "K6", "email": ""}, {"is_individual": 0}),
    ]  # fmt: skip
    for at, (policy_no, name, party, policy) in enumerate(records):
        insurer.insert(core, "policy", insurer.policy(policy_no, **policy))
        person = {"name": name, "id_no": OTHERS[name], "sex": None, "birth_date": "1980-01-01"}
        contact = {
            "mobile": f"1391234561{at}",
            "address": f"广东省广州市天河区天河路{at + 1}号501房",
        }
        insurer.insert(core, "party", insurer.party(policy_no, **person | contact | WHOLE | party))
        insured = {"customer_no": f"I{at}", "email": None}
        insurer.insert(core, "party", insurer.party(policy_no, "INSURED", **insured))
    insurer.insert(core, "customer_merge", {"customer_no": "K2", "merged_into": "K1"})


def unsealed(house: House, message: Any) -> openpyxl.Workbook:
    """The workbook of a message, opened with its recipient's password."""
    password = connections.keyring().password_for(message.recipient)
    plain = sealing.unseal((house.home.outbox / message.attachment).read_bytes(), password)
    assert plain is not None
    return openpyxl.load_workbook(io.BytesIO(plain))


def xcoms() -> str:
    """Whatever the tasks of any run handed on."""
    from airflow.models.xcom import XComModel
    from airflow.utils.session import create_session

    with create_session() as session:
        return str([each.value for each in session.query(XComModel)])


def plain_values(core: sa.Engine) -> set[str]:
    """What says who the customers of the house are."""
    with core.connect() as connection:
        rows = connection.execute(sa.text("SELECT * FROM party")).mappings().all()
    fields = ("name", "id_no", "mobile", "phone", "address", "birth_date", "email")
    found = {str(row[field]) for row in rows for field in fields if row[field]}
    return {value for value in found if len(value) > 1}
