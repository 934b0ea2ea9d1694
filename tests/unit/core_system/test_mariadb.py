"""A core system on MariaDB is read as one on SQLite that holds the same, whatever its columns are.

Its collation takes 'p1 ' for 'P1', its zone is another one, and its account sees views only.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import psutil
import pyarrow as pa
import pytest
import sqlalchemy as sa
from tests import insurer, mariadb

from authenticity.core_system import (
    calls_and_receipts,
    contract,
    customer_accounts,
    reading,
    snapshot,
)
from authenticity.core_system.calls_and_receipts import FailingCall
from authenticity.core_system.conversion import Oddities
from authenticity.core_system.reading import Extraction
from authenticity.core_system.selection import Named, Stock, Window
from authenticity.errors import ConfigurationError, FeedError
from authenticity.pull import scope
from authenticity.runtime import connections

DAY = Window(date(2026, 9, 24), date(2026, 9, 28))
STOCK = Stock(date(2026, 9, 24))
WRONG = FailingCall(("WRONG_NUMBER",), ("DATA_MISMATCH",))

TYPES = """
ALTER TABLE policy MODIFY is_individual TINYINT(1) NULL, MODIFY premium_fen DECIMAL(18, 2),
    MODIFY entered_at DATETIME NULL, MODIFY updated_at DATETIME(3) NULL,
    MODIFY status VARCHAR(20) COLLATE utf8mb4_unicode_ci, MODIFY source_system CHAR(10);
ALTER TABLE product MODIFY term_months BIT(16);
ALTER TABLE complaint MODIFY verified BIT(1);
ALTER TABLE party MODIFY role CHAR(20), MODIFY postcode CHAR(20) CHARACTER SET gbk;
ALTER TABLE callback MODIFY called_at DATETIME
"""
"""As MariaDB's own people would make the tables."""


@dataclass(frozen=True)
class Twins:
    """The same rows in two databases: `mariadb` is what its reader sees."""

    sqlite: sa.Engine
    owner: sa.Engine
    mariadb: sa.Engine

    def insert(self, table: str, *rows: insurer.Row) -> None:
        for engine in (self.sqlite, self.owner):
            insurer.insert(engine, table, *rows)


@pytest.fixture
def reader(
    mariadb_server: mariadb.Server,
) -> Iterator[Callable[[str], sa.Engine]]:
    """Gives the pipeline's own engine for a database, made from an address in the environment."""
    with pytest.MonkeyPatch.context() as patch:
        opened = []

        def open_one(database: str) -> sa.Engine:
            address = mariadb_server.reader_url(database)
            patch.setenv("AIRFLOW_CONN_CORE_SYSTEM", address.replace("+pymysql", ""))
            opened.append(connections.core_system())
            return opened[-1].__enter__()

        yield open_one
        for each in opened:
            each.__exit__(None, None, None)


@pytest.fixture
def twins(
    mariadb_server: mariadb.Server, reader: Callable[[str], sa.Engine], tmp_path: Path
) -> Iterator[Twins]:
    url = sa.make_url(mariadb_server.fresh_database())
    owner = sa.create_engine(url)
    made = Twins(sa.create_engine(f"sqlite:///{tmp_path}/core.db"), owner, reader(url.database))
    for engine in (made.sqlite, owner):
        insurer.create(engine)
        insurer.registers(engine)
    with owner.begin() as connection:
        for statement in TYPES.split(";"):
            connection.exec_driver_sql(statement)
    yield made
    owner.dispose()


def opened(connection: sa.Connection) -> Extraction:
    return Extraction(connection, contract.load(), scope.load().live_statuses, Oddities())


def rows(chunks: Iterator[pa.Table]) -> list[str]:
    return sorted(str(row) for chunk in chunks for row in chunk.to_pylist())


def everything(engine: sa.Engine) -> dict[str, object]:
    """All that a pull can ask for, and what it counted as odd."""
    with snapshot.connect(engine) as connection:
        source = opened(connection)
        source.check()
        found: dict[str, object] = {
            name: rows(iter([source.register(name)])) for name in contract.REGISTERS
        }
        for choice in (DAY, STOCK, Named(("P1", "粤1"), "LATE")):
            for name in ("policies", "parties", "callbacks"):
                found[f"{name} {choice}"] = rows(getattr(source, name)(choice))
            found[f"accounts {choice}"] = rows(customer_accounts.accounts_of(source, choice))
            found[f"count {choice}"] = source.count(choice)
        found["late"] = rows(source.entry_times("updated_at", DAY, DAY, live=True))
        found["calls"] = rows(calls_and_receipts.called(source, DAY, WRONG, DAY))
        found["success"] = rows(calls_and_receipts.succeeded(source, ["P1", "OLD"], DAY))
        found["unchanged"] = calls_and_receipts.unchanged(source, ["OLD", "P1"], DAY)
        first, last = date(2026, 9, 1), date(2026, 9, 27)
        found["unsigned"] = calls_and_receipts.unsigned(source, first, last, DAY)
        found["odd"] = (+source.oddities.unreadable, +source.oddities.set_aside)
        return found


def test_codes_that_the_collation_takes_for_one_are_held_apart(twins: Twins) -> None:
    twins.insert(
        "policy",
        insurer.policy("P1"),
        insurer.policy("粤1"),
        insurer.policy("OLD", updated_at="2026-09-20 10:00:00"),
        insurer.policy("ACCENT", status="ÍN_FORCE"),
        insurer.policy("WIDE", status="ＩＮ＿ＦＯＲＣＥ"),
        insurer.policy("SMALL", status=" in_force "),
    )
    twins.insert(
        "party",
        insurer.party("P1", customer_no="C1"),
        insurer.party("p1", "INSURED", customer_no="C2"),
        insurer.party("P1 ", "BENEFICIARY", customer_no="C3"),
        insurer.party("Ｐ１", "INSURED", seq=2, customer_no="C4"),
        insurer.party("粤1", customer_no="客1"),
        *(insurer.party(number) for number in ("OLD", "ACCENT", "WIDE", "SMALL")),
    )
    twins.insert(
        "customer_account",
        *(
            {"customer_no": customer_no, "account_no": account_no}
            for account_no, customer_no in enumerate(
                ("C1", "c1", "C1 ", "C2", "M1", "m1", "M2", "M3", "客1", "客2", "STRANGER"), 1000
            )
        ),
    )
    twins.insert(
        "customer_merge",
        *(
            {"customer_no": one, "merged_into": other}
            for one, other in (
                ("C1", "M1"),
                ("M1", "M2"),
                ("M2", "C1"),
                ("m3", "c1"),
                ("客2", "客1"),
            )
        ),
    )
    call = {"called_at": "2026-09-25 09:00:00", "outcome": "wrong_number "}
    like_it = {"policy_no": "old ", **call, "called_at": "2026-09-25 09:30:00"}
    twins.insert("callback", {"policy_no": "OLD", **call}, like_it)
    expected = everything(twins.sqlite)
    assert everything(twins.mariadb) == expected
    parties = str(expected[f"parties {DAY}"])
    assert "SMALL" in parties
    assert not any(word in parties for word in ("ACCENT", "WIDE", "C2", "C3", "C4"))
    accounts = str(expected[f"accounts {DAY}"])
    assert all(f"'account_no': '{number}'" in accounts for number in (1000, 1004, 1006, 1008, 1009))
    assert not any(f"'{number}'" in accounts for number in (1001, 1002, 1003, 1005, 1007, 1010))
    assert len(expected["calls"]) == 1  # type: ignore[arg-type]


def test_dates_and_instants_are_local_and_zero_dates_are_no_dates(twins: Twins) -> None:
    with twins.owner.begin() as connection:  # an instant is served in the zone of who asks
        connection.exec_driver_sql("ALTER TABLE policy MODIFY entered_at TIMESTAMP NULL")
    nothing = {"issued_on": "0000-00-00", "receipt_signed_on": "0000-00-00"}
    twins.insert(
        "policy",
        insurer.policy("FIRST", updated_at="2026-09-24 00:00:00"),
        insurer.policy("LAST", updated_at="2026-09-27 23:59:59"),
        insurer.policy("AFTER", updated_at="2026-09-28 00:00:00"),
        insurer.policy("BEFORE", updated_at="2026-09-23 23:59:59"),
        insurer.policy("UNSIGNED", updated_at="2026-09-20 10:00:00", issued_on="2026-09-10"),
        insurer.policy(
            "ZERO", entered_at="2026-09-01 10:00:00", updated_at="0000-00-00 00:00:00", **nothing
        ),
        insurer.policy(
            "ENDLESS", entered_at="2026-09-01 10:00:00", updated_at="9999-12-31 00:00:00"
        ),
    )
    twins.insert("party", *(insurer.party(number) for number in ("FIRST", "ZERO", "BEFORE")))
    twins.insert("complaint", {"complaint_no": "1", "kind": "X", "received_on": "2026-00-00"})
    expected = everything(twins.sqlite)
    assert everything(twins.mariadb) == expected
    day = str(expected[f"policies {DAY}"])
    assert all(number in day for number in ("FIRST", "LAST", "ZERO", "ENDLESS"))
    assert not any(number in day for number in ("BEFORE", "AFTER"))
    assert expected["unsigned"] == ["AFTER", "BEFORE", "UNSIGNED"]


def test_flags_sums_and_rare_characters_come_as_they_are(twins: Twins) -> None:
    twins.insert(
        "policy",
        insurer.policy("P1", premium_fen=123_456_789_012),
        insurer.policy("GROUP", is_individual=0),
    )
    twins.insert(
        "party",
        insurer.party("P1", name="𠮷野😀", address="广东省𨭎山市 1號 \\' %s \t", postcode="天河"),
        insurer.party("GROUP"),
    )
    with twins.sqlite.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO complaint (complaint_no, kind, received_on, verified) "
            "VALUES ('1', 'MIS_SELLING', '2026-09-20', 1), ('2', 'X', '2026-09-20', 0)"
        )
    with twins.owner.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO complaint (complaint_no, kind, received_on, verified) "
            "VALUES ('1', 'MIS_SELLING', '2026-09-20', b'1'), ('2', 'X', '2026-09-20', b'0')"
        )
    expected = everything(twins.sqlite)
    assert everything(twins.mariadb) == expected
    assert "𠮷野😀" in str(expected[f"parties {DAY}"])
    assert "'policy_no': 'GROUP'" not in str(expected[f"parties {DAY}"])


def served_as_views(
    twins: Twins, reader: Callable[[str], sa.Engine], tables: list[str]
) -> sa.Engine:
    """What an account reads that sees views of another database, and nothing else."""
    real, served = twins.owner.url.database, f"{twins.owner.url.database}_views"
    with twins.owner.begin() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {served}")
        for table in tables:
            connection.exec_driver_sql(
                f"CREATE VIEW {served}.{table} AS SELECT * FROM {real}.{table}"
            )
            connection.exec_driver_sql(f"GRANT SELECT ON {served}.{table} TO {mariadb.READER}@'%%'")
        connection.exec_driver_sql(f"REVOKE SELECT ON {real}.* FROM {mariadb.READER}@'%%'")
    return reader(served)


def test_an_account_that_may_only_read_views_does(
    twins: Twins, reader: Callable[[str], sa.Engine]
) -> None:
    twins.insert("policy", insurer.policy("P1"))
    twins.insert("party", insurer.party("P1"))
    views = served_as_views(twins, reader, list(contract.load().tables))
    assert everything(views) == everything(twins.sqlite)


def test_what_the_account_may_not_read_is_named_as_not_served(
    twins: Twins, reader: Callable[[str], sa.Engine]
) -> None:
    tables = [name for name in contract.load().tables if name != "callback"]
    views = served_as_views(twins, reader, tables)
    with pytest.raises(FeedError, match=r"does not serve table callback;"):
        everything(views)


def test_everything_is_of_one_moment(twins: Twins) -> None:
    twins.insert("policy", insurer.policy("P1"))
    twins.insert("party", insurer.party("P1"))
    with snapshot.connect(twins.mariadb) as connection:
        source = opened(connection)
        source.check()
        insurer.insert(twins.owner, "policy", insurer.policy("P2"))
        insurer.insert(twins.owner, "party", insurer.party("P2"))
        assert source.count(DAY) == 1
        assert len(rows(source.parties(DAY))) == 1
    with snapshot.connect(twins.mariadb) as connection:
        assert opened(connection).count(DAY) == 2


def long_texts(twins: Twins, count: int) -> None:
    """A party table of so many rows, of 4 000 characters each."""
    twins.insert("policy", insurer.policy("P1"))
    with twins.owner.begin() as connection:
        connection.exec_driver_sql("DROP TABLE party")
        others = ", ".join(
            f"NULL AS {name}"
            for name in contract.load()["party"].kinds
            if name not in ("policy_no", "role", "seq", "address")
        )
        connection.exec_driver_sql(
            "CREATE VIEW party AS SELECT 'P1' AS policy_no, 'INSURED' AS role, seq, "
            f"REPEAT('x', 4000) AS address, {others} FROM seq_1_to_{count}"
        )


def test_a_large_table_is_streamed(twins: Twins, monkeypatch: pytest.MonkeyPatch) -> None:
    count = 20_000
    long_texts(twins, count)
    monkeypatch.setattr(reading, "CHUNK", 500)
    taken, before, most = 0, psutil.Process().memory_info().rss, 0
    with snapshot.connect(twins.mariadb) as connection:
        for chunk in opened(connection).parties(DAY):
            taken += chunk.num_rows
            most = max(most, psutil.Process().memory_info().rss - before)
    assert taken == count
    assert most < count * 4_000 / 2


def read_all(engine: sa.Engine, *, then: Callable[[sa.Connection], None]) -> None:
    """The parties of the day, of which the first are there when something happens."""
    with snapshot.connect(engine) as connection:
        chunks = opened(connection).parties(DAY)
        next(chunks)
        then(connection)
        list(chunks)


def test_a_reading_that_is_given_up_does_not_read_the_rest(
    twins: Twins, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def give_up(_connection: sa.Connection) -> None:
        raise FeedError("two rows of one key")

    long_texts(twins, 500_000)
    monkeypatch.setattr(reading, "CHUNK", 10)
    received = psutil.net_io_counters().bytes_recv
    with pytest.raises(FeedError, match="two rows of one key"):
        read_all(twins.mariadb, then=give_up)
    gc.collect()
    assert psutil.net_io_counters().bytes_recv - received < 1_000_000_000
    assert capfd.readouterr().err == ""


def test_a_connection_lost_in_the_middle_is_one_line(
    twins: Twins, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def lose(connection: sa.Connection) -> None:
        number = thread(connection)
        with twins.owner.begin() as other:
            other.exec_driver_sql(f"KILL CONNECTION {number}")

    long_texts(twins, 500_000)
    monkeypatch.setattr(reading, "CHUNK", 10)
    with pytest.raises(FeedError) as caught:
        read_all(twins.mariadb, then=lose)
    line = str(caught.value)
    assert "cannot be read (Lost connection to MySQL server during query" in line
    assert "\n" not in line
    assert mariadb.PASSWORD not in line
    del caught
    gc.collect()
    assert capfd.readouterr().err == ""


def thread(connection: sa.Connection) -> int:
    driver: Any = connection.connection.driver_connection
    number: int = driver.thread_id()
    return number


def reason(engine: sa.Engine, *statements: str) -> str:
    """The one line that reading ends with after these statements."""
    with pytest.raises(FeedError) as caught:
        run(engine, *statements)
    return str(caught.value)


def run(engine: sa.Engine, *statements: str) -> None:
    with snapshot.connect(engine) as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
        list(opened(connection).parties(DAY))


def test_a_limit_of_the_server_s_own_is_named(twins: Twins) -> None:
    long_texts(twins, 200_000)
    line = reason(twins.mariadb, "SET SESSION max_statement_time = 0.1")
    assert "max_statement_time exceeded), error 1969" in line


def test_a_cell_that_a_view_cannot_convert_is_not_quoted(twins: Twins) -> None:
    with twins.owner.begin() as connection:
        connection.exec_driver_sql(
            "CREATE FUNCTION whole(cell TEXT) RETURNS INT DETERMINISTIC BEGIN "
            "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'CANARY is no number'; RETURN 1; END"
        )
    line = reason(twins.owner, "SELECT whole('CANARY')")
    assert "a view cannot convert a cell" in line
    assert "CANARY" not in line


def test_nothing_can_be_written(twins: Twins) -> None:
    assert "READ ONLY" in reason(twins.owner, "DELETE FROM party")


def test_collations_that_cannot_be_compared_are_named(twins: Twins) -> None:
    twins.insert("policy", insurer.policy("P1"))
    with twins.owner.begin() as connection:
        for table, collation in (("party", "general_ci"), ("policy", "unicode_ci")):
            connection.exec_driver_sql(
                f"ALTER TABLE {table} MODIFY policy_no VARCHAR(30) COLLATE utf8mb4_{collation}"
            )
    assert "Illegal mix of collations" in reason(twins.mariadb)


def test_a_wrong_password_is_one_line_without_it(
    mariadb_server: mariadb.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"mysql://reader:hidden-word@127.0.0.1:{mariadb_server.port}/core"
    monkeypatch.setenv("AIRFLOW_CONN_CORE_SYSTEM", address)
    with (
        connections.core_system() as engine,
        pytest.raises(FeedError) as caught,
        snapshot.connect(engine),
    ):
        pass
    assert "Access denied for user 'reader'" in str(caught.value)
    assert "hidden-word" not in str(caught.value)


@pytest.mark.parametrize("driver", ["mysql", "mariadb", "mysql+pymysql"])
def test_an_address_is_written_as_airflow_writes_it(
    monkeypatch: pytest.MonkeyPatch, driver: str
) -> None:
    address = f"{driver}://reader:p%40ss@core-db:3307/core?charset=latin1&ssl_ca=/etc/ca.pem"
    monkeypatch.setenv("AIRFLOW_CONN_CORE_SYSTEM", address)
    with connections.core_system() as engine:
        shown = engine.url.render_as_string(hide_password=False)
    assert shown == "mysql+pymysql://reader:p%40ss@core-db:3307/core"


def test_a_port_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_CORE_SYSTEM", "mysql://reader:p@core-db:many/core")
    with (
        pytest.raises(ConfigurationError, match="AIRFLOW_CONN_CORE_SYSTEM"),
        connections.core_system(),
    ):
        pass
