from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pytest
import sqlalchemy as sa
from tests import insurer

from authenticity.core_system import contract, customer_accounts, snapshot
from authenticity.core_system.conversion import Oddities
from authenticity.core_system.customer_accounts import AccountHolders
from authenticity.core_system.reading import Extraction
from authenticity.pull import scope

NUMBER = "6222021200001234567"


@pytest.fixture
def engine(tmp_path: Path) -> sa.Engine:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'core.db'}")
    insurer.create(engine)
    return engine


@contextmanager
def source(engine: sa.Engine) -> Iterator[Extraction]:
    with snapshot.connect(engine) as connection:
        yield Extraction(connection, contract.load(), scope.load().live_statuses, Oddities())


def file(engine: sa.Engine, customer_no: str | int, *numbers: str | int) -> None:
    rows = [{"customer_no": customer_no, "account_no": number} for number in numbers]
    insurer.insert(engine, "customer_account", *rows)


def texts(*values: str) -> pa.Array:
    return pa.array(values, pa.string())


def found(
    engine: sa.Engine, customers: tuple[str, ...] = (), known: tuple[str, ...] = ()
) -> AccountHolders:
    with source(engine) as opened:
        return customer_accounts.holders_of(
            opened, texts(NUMBER), texts(*customers), besides=texts(*known)
        )


@pytest.mark.parametrize(
    "spelled",
    [
        NUMBER,
        "６２２２０２１２００００１２３４５６７",
        f"{NUMBER}\n",
        f"\t{NUMBER}",
        f"{NUMBER}\u00a0",
        "6222 0212 0000 1234 567",
        "6222-0212\u20130000\u22121234/567",
        "6222.0212.0000.1234.567",
    ],
)
def test_an_account_is_found_however_it_was_keyed_in(engine: sa.Engine, spelled: str) -> None:
    file(engine, "HAS IT", spelled)
    assert found(engine).customers == ["HAS IT"]


@pytest.mark.parametrize("other", ["6222021200001234568", "622202120000123456", "无", ""])
def test_another_number_is_nobody_s(engine: sa.Engine, other: str) -> None:
    file(engine, "HAS ANOTHER", other)
    assert found(engine) == AccountHolders([], [])


def test_customers_who_are_asked_about_are_found_by_whatever_they_have(engine: sa.Engine) -> None:
    file(engine, "ASKED", "1")
    file(engine, "STRANGER", "2")
    assert found(engine, customers=("ASKED", "HAS NONE")).customers == ["ASKED"]


def test_who_is_known_already_is_not_found_again(engine: sa.Engine) -> None:
    file(engine, "KNOWN", NUMBER)
    assert found(engine, known=("KNOWN",)) == AccountHolders([], [])


def test_an_account_of_nobody_is_not_found(engine: sa.Engine) -> None:
    file(engine, "无", NUMBER)
    assert found(engine) == AccountHolders([], [])


def test_whoever_was_found_comes_with_all_accounts(engine: sa.Engine) -> None:
    file(engine, " PADDED ", NUMBER, "62OTHER")
    file(engine, "STRANGER", "62OTHER")
    with source(engine) as opened:
        chunks = list(customer_accounts.of_customers(opened, found(engine).spellings))
    came = pa.concat_tables(chunks)
    assert came["customer_no"].to_pylist() == ["PADDED", "PADDED"]
    assert set(came["account_no"].to_pylist()) == {"62OTHER", NUMBER}


def test_a_thousand_customers_take_several_statements(engine: sa.Engine) -> None:
    for number in range(1_001):
        file(engine, f"C{number:04d}", NUMBER)
    with source(engine) as opened:
        chunks = list(customer_accounts.of_customers(opened, found(engine).spellings))
    assert len(chunks) == 3
    assert len(pa.concat_tables(chunks)) == 1_001


def test_views_that_serve_numbers_are_searched_by_numbers(postgres_url: str) -> None:
    engine = sa.create_engine(postgres_url.replace("postgresql:", "postgresql+psycopg:"))
    insurer.create(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "ALTER TABLE customer_account ALTER customer_no TYPE bigint USING customer_no::bigint,"
            " ALTER account_no TYPE numeric USING account_no::numeric"
        )
    file(engine, 77, int(NUMBER))
    with source(engine) as opened:
        chunks = list(customer_accounts.of_customers(opened, found(engine).spellings))
    engine.dispose()
    assert pa.concat_tables(chunks)["customer_no"].to_pylist() == ["77"]


def test_a_customer_without_an_account_is_a_row_without_one(engine: sa.Engine) -> None:
    with source(engine) as opened:
        nothing = customer_accounts.none_of(opened, texts("GONE"))
    assert nothing.to_pylist() == [
        dict.fromkeys(contract.load()["customer_account"].kinds) | {"customer_no": "GONE"}
    ]


def test_merged_customers_are_one_however_far_and_in_either_direction() -> None:
    merges = pa.table(
        {
            "customer_no": ["OLDEST", "MIDDLE", "CIRCLE", "OTHER"],
            "merged_into": ["MIDDLE", "NEWEST", "NEWEST", "ELSEWHERE"],
        }
    )
    for customer_no in ("OLDEST", "MIDDLE", "NEWEST", "CIRCLE"):
        kin = customer_accounts.with_merged(texts(customer_no), merges).to_pylist()
        assert sorted(kin) == ["CIRCLE", "MIDDLE", "NEWEST", "OLDEST"]
    nowhere = pa.table({"customer_no": texts("A", "B"), "merged_into": pa.nulls(2, pa.string())})
    assert customer_accounts.with_merged(texts("A"), nowhere).to_pylist() == ["A"]
    assert customer_accounts.with_merged(texts("ALONE"), merges).to_pylist() == ["ALONE"]
