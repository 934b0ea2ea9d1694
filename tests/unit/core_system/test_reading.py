from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
import sqlalchemy as sa
from tests import insurer

from authenticity.core_system import contract, customer_accounts, snapshot
from authenticity.core_system.conversion import Oddities
from authenticity.core_system.reading import Extraction
from authenticity.core_system.selection import Stock, Window
from authenticity.errors import FeedError
from authenticity.pull import scope

STOCK = Stock(date(2026, 9, 24))
DAY = Window(date(2026, 9, 24), date(2026, 9, 28))


@pytest.fixture
def engine(tmp_path: Path) -> sa.Engine:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'core.db'}")
    insurer.create(engine)
    insurer.registers(engine)
    return engine


def pulled(engine: sa.Engine, name: str, window: Window) -> list[str]:
    with snapshot.connect(engine) as connection:
        source = Extraction(connection, contract.load(), scope.load().live_statuses, Oddities())
        pull = customer_accounts.accounts_of if name == "accounts" else getattr(Extraction, name)
        chunks = list(pull(source, window))
    column = "customer_no" if name == "accounts" else "policy_no"
    return sorted(pa.concat_tables(chunks)[column].to_pylist()) if chunks else []


def updated(policy_no: str, at: str | None, **changes: object) -> dict[str, object]:
    return insurer.policy(policy_no, updated_at=at, **changes)


def test_the_window_is_closed_at_its_start_and_open_at_its_end(engine: sa.Engine) -> None:
    insurer.insert(
        engine,
        "policy",
        updated("BEFORE", "2026-09-23 23:59:59"),
        updated("FIRST", "2026-09-24 00:00:00"),
        updated("LAST", "2026-09-27 23:59:59"),
        updated("AFTER", "2026-09-28 00:00:00"),
    )
    assert pulled(engine, "policies", DAY) == ["FIRST", "LAST"]
    assert pulled(engine, "policies", STOCK) == ["BEFORE"]


def keyed_in(policy_no: str, entered_at: str, updated_at: str) -> dict[str, object]:
    return insurer.policy(policy_no, entered_at=entered_at, updated_at=updated_at)


def test_what_was_touched_again_before_the_pull_is_in_the_window_of_its_entry(
    engine: sa.Engine,
) -> None:
    insurer.insert(
        engine,
        "policy",
        keyed_in("NEW", "2026-09-25 08:00:00", "2026-09-28 00:30:00"),
        keyed_in("OLD", "2020-01-01 08:00:00", "2026-09-28 00:30:00"),
        keyed_in("TODAY", "2026-09-28 00:10:00", "2026-09-28 00:30:00"),
    )
    assert pulled(engine, "policies", DAY) == ["NEW"]
    assert pulled(engine, "policies", STOCK) == ["OLD"]


def test_the_stock_holds_what_was_there_before_the_window_whatever_became_of_it(
    engine: sa.Engine,
) -> None:
    insurer.insert(
        engine,
        "policy",
        keyed_in("UNTOUCHED", "2020-01-01 08:00:00", "2020-02-01 08:00:00"),
        keyed_in("CHANGED", "2020-01-01 08:00:00", "2026-09-25 08:00:00"),
        keyed_in("UNDATED", "soon", "2020-02-01 08:00:00"),
        keyed_in("GONE", "2020-01-01 08:00:00", "2026-09-28 00:30:00") | {"status": "LAPSED"},
        keyed_in("NEW", "2026-09-24 00:00:00", "2026-09-24 00:00:00"),
    )
    calls = ("UNTOUCHED", "CHANGED")
    for policy_no in calls:
        call = {"policy_no": policy_no, "called_at": "2020-01-09 09:00:00", "outcome": "SUCCESS"}
        insurer.insert(engine, "callback", call)
    assert pulled(engine, "policies", STOCK) == ["CHANGED", "UNDATED", "UNTOUCHED"]
    assert pulled(engine, "callbacks", STOCK) == ["UNTOUCHED"]
    assert pulled(engine, "policies", DAY) == ["CHANGED", "NEW"]
    assert pulled(engine, "callbacks", DAY) == ["CHANGED"]


def test_what_was_changed_before_it_was_keyed_in_is_in_the_window_of_its_entry(
    engine: sa.Engine,
) -> None:
    insurer.insert(engine, "policy", keyed_in("P1", "2026-09-25 08:00:00", "2026-09-20 08:00:00"))
    assert pulled(engine, "policies", DAY) == ["P1"]
    assert pulled(engine, "policies", Window(date(2026, 9, 28), date(2026, 9, 29))) == []


@pytest.mark.parametrize("at", ["2026-09-24", "2026-09-25T08:00:00", "2026-09-27 23:59:59.999"])
def test_instants_in_other_spellings_fall_on_their_day(engine: sa.Engine, at: str) -> None:
    insurer.insert(engine, "policy", updated("P1", at))
    assert pulled(engine, "policies", DAY) == ["P1"]


@pytest.mark.parametrize("at", ["soon", "", "0"])
def test_an_entry_whose_instant_cannot_be_read_is_judged_every_day(
    engine: sa.Engine, at: str
) -> None:
    insurer.insert(engine, "policy", updated("P1", at))
    assert pulled(engine, "policies", DAY) == ["P1"]
    assert pulled(engine, "policies", Window(date(2026, 10, 8), date(2026, 10, 9))) == ["P1"]


def test_whole_policies_come_with_all_that_belongs_to_them(engine: sa.Engine) -> None:
    insurer.insert(engine, "policy", updated("P1", "2026-09-25 08:00:00"))
    insurer.insert(engine, "party", insurer.party("P1"), insurer.party("P1", "INSURED"))
    insurer.insert(engine, "customer_account", {"customer_no": "C-P1", "account_no": "1"})
    insurer.insert(engine, "customer_account", {"customer_no": "C-P7", "account_no": "2"})
    insurer.insert(
        engine,
        "callback",
        {"policy_no": "P1", "called_at": "2026-09-26 09:00:00", "outcome": "SUCCESS"},
    )
    assert pulled(engine, "parties", DAY) == ["P1", "P1"]
    assert pulled(engine, "accounts", DAY) == ["C-P1"]
    assert pulled(engine, "callbacks", DAY) == ["P1"]


def test_accounts_under_merged_customer_numbers_come_too(engine: sa.Engine) -> None:
    insurer.insert(engine, "policy", updated("P1", "2026-09-25 08:00:00"))
    insurer.insert(engine, "party", insurer.party("P1", customer_no="MIDDLE"))
    for old, new in (("OLDEST", "MIDDLE"), ("MIDDLE", "NEWEST"), ("NEWEST", "OLDEST")):
        insurer.insert(engine, "customer_merge", {"customer_no": old, "merged_into": new})
    for customer_no in ("OLDEST", "MIDDLE", "NEWEST", "STRANGER"):
        row = {"customer_no": customer_no, "account_no": f"62{customer_no}"}
        insurer.insert(engine, "customer_account", row)
    assert pulled(engine, "accounts", DAY) == ["MIDDLE", "NEWEST", "OLDEST"]


def test_a_padded_status_is_live(engine: sa.Engine) -> None:
    insurer.insert(engine, "policy", updated("P1", "2026-09-25 08:00:00", status="in_force  "))
    insurer.insert(engine, "party", insurer.party("P1"))
    assert pulled(engine, "parties", DAY) == ["P1"]


def test_nobody_s_data_is_collected_from_group_business_or_what_has_left(
    engine: sa.Engine,
) -> None:
    insurer.insert(
        engine,
        "policy",
        updated("GROUP", "2026-09-25 08:00:00", is_individual=0),
        updated("GONE", "2026-09-25 08:00:00", status="SURRENDERED"),
    )
    insurer.insert(engine, "party", insurer.party("GROUP"), insurer.party("GONE"))
    assert pulled(engine, "policies", DAY) == ["GONE", "GROUP"]
    assert pulled(engine, "parties", DAY) == []


def test_bytes_that_are_no_text_do_not_stop_a_pull(engine: sa.Engine) -> None:
    insurer.insert(engine, "policy", updated("P1", "2026-09-25 08:00:00"))
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO party (policy_no, role, seq, name) "
            "VALUES ('P1', 'INSURED', 1, CAST(x'ff41' AS TEXT))"
        )
    assert pulled(engine, "parties", DAY) == ["P1"]


def test_a_core_system_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "nowhere.db"
    with (
        pytest.raises(FeedError, match="there is no core system at"),
        snapshot.connect(sa.create_engine(f"sqlite:///{path}")),
    ):
        pass
    assert not path.exists()


def test_an_unreachable_server_is_one_line_without_the_password() -> None:
    engine = sa.create_engine("postgresql+psycopg://reader:hidden-word@127.0.0.1:1/core")
    with pytest.raises(FeedError) as caught, snapshot.connect(engine):
        pass
    assert "127.0.0.1:1" in str(caught.value)
    assert "hidden-word" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_cell_that_a_view_cannot_convert_is_not_quoted(postgres_url: str) -> None:
    engine = sa.create_engine(postgres_url.replace("postgresql:", "postgresql+psycopg:"))
    with pytest.raises(FeedError) as caught, snapshot.connect(engine) as connection:
        connection.exec_driver_sql("SELECT CAST('CANARY' AS date)")
    assert "a view cannot convert a cell" in str(caught.value)
    assert "CANARY" not in str(caught.value)


@pytest.mark.parametrize("name", ["channel", "product", "policy", "party"])
def test_a_half_empty_core_system_is_refused_by_the_table_s_name(
    engine: sa.Engine, name: str
) -> None:
    insurer.insert(engine, "policy", updated("P1", "2026-09-25 08:00:00"))
    insurer.insert(engine, "party", insurer.party("P1"))
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DELETE FROM {name}")
    with snapshot.connect(engine) as connection:
        source = Extraction(connection, contract.load(), scope.load().live_statuses, Oddities())
        with pytest.raises(FeedError, match=f"table {name} is empty"):
            source.check()
