from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from tests.unit.lake.test_views import D1, D2, D3, day, stock, write

from authenticity.errors import LakeError
from authenticity.pull import account_holders

K, L = b"k" * 16, b"l" * 16


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """STOCK had K at first, SEALED since, DRAFT in a batch that was not accepted."""
    write(stock(tmp_path), "account", [account("STOCK", K), account("ELSE", L)])
    write(day(tmp_path, D1), "account", [account("SEALED", K), account("GONE", None)])
    write(day(tmp_path, D2, sealed=False), "account", [account("DRAFT", K)])
    return tmp_path


def account(customer_no: str, token: bytes | None) -> dict[str, object]:
    return {"customer_no": customer_no, "account_token": token}


def held(
    lake: Path, list_date: date, token: bytes | None = None, customer_no: str = ""
) -> list[str]:
    tokens = pa.array([token] if token else [], pa.binary(16))
    customers = pa.array([customer_no] if customer_no else [], pa.string())
    return list(account_holders.holders_of_accounts(lake, list_date, tokens, customers).to_pylist())


def test_who_had_an_account_before_the_list_date_is_told(lake: Path) -> None:
    assert held(lake, D1, K) == ["STOCK"]
    assert held(lake, D3, K) == ["SEALED", "STOCK"]


def test_of_customers_those_are_told_who_had_any_account(lake: Path) -> None:
    assert held(lake, D3, customer_no="ELSE") == ["ELSE"]
    assert held(lake, D3, customer_no="GONE") == []
    assert held(lake, D3, customer_no="NOBODY") == []


def test_before_the_first_stock_nobody_had_any(tmp_path: Path) -> None:
    assert held(tmp_path, D1, K) == []


def test_a_partition_that_cannot_be_read_is_an_error(lake: Path) -> None:
    (stock(lake) / "account" / "part-00000.parquet").write_bytes(b"torn")
    with pytest.raises(LakeError, match="the lake before 2026-09-28 cannot be read"):
        held(lake, D3, K)
