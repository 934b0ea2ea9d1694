import datetime as dt
from typing import Any

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from authenticity.core_system import contract
from authenticity.core_system.contract import Table
from authenticity.core_system.conversion import Oddities, to_arrow

TABLE = Table("t", {"a": "text", "d": "date", "i": "instant", "n": "integer"}, ("a",))


def convert(*rows: tuple[Any, ...]) -> tuple[list[dict[str, Any]], Oddities]:
    oddities = Oddities()
    return to_arrow(rows, TABLE, oddities).to_pylist(), oddities


def test_values_of_a_typed_database_and_of_sqlite_become_the_same() -> None:
    typed, _ = convert(
        ("x", dt.date(2026, 9, 1), dt.datetime.fromisoformat("2026-09-01T08:00:00"), 5)
    )
    texts, _ = convert(("x", "2026-09-01", "2026-09-01 08:00:00", "5"))
    assert typed == texts


def test_text_stays_as_it_was_keyed() -> None:
    rows, _ = convert((" 13 ", None, None, None), ("", None, None, None))
    assert [row["a"] for row in rows] == [" 13 ", ""]


def test_numbers_and_bytes_in_a_text_column_become_text() -> None:
    rows, _ = convert((13912345678, None, None, None), (b"\xff", None, None, None))
    assert [row["a"] for row in rows] == ["13912345678", "\ufffd"]


def test_a_date_that_nobody_can_read_becomes_null_and_is_counted() -> None:
    rows, oddities = convert(("x", "soon", "late", "many"), ("y", "", None, None))
    assert rows[0] == {"a": "x", "d": None, "i": None, "n": None}
    assert oddities.unreadable == {"t.d": 1, "t.i": 1, "t.n": 1}


def test_an_instant_with_an_offset_is_told_in_local_time_and_stops_nothing() -> None:
    rows, _ = convert(
        ("x", None, "2026-09-25 10:00:00+08:00", None),
        ("y", None, "2026-09-25T02:00:00Z", None),
        ("z", None, "2026-09-25 10:00:00", None),
    )
    assert len({row["i"] for row in rows}) == 1


def test_codes_lose_padding_and_an_empty_customer_number_is_missing() -> None:
    party = contract.load()["party"]
    keyed = {"policy_no": "P1 ", "role": "policyholder ", "seq": 1, "name": " 李 "}
    rows = [
        [{**keyed, "customer_no": no}.get(c) for c in party.kinds] for no in ("", " ", "无", "C1 ")
    ]
    table = to_arrow(rows, party, Oddities())
    assert table["customer_no"].to_pylist() == [None, None, None, "C1"]
    assert set(table["role"].to_pylist()) == {"POLICYHOLDER"}
    assert set(table["policy_no"].to_pylist()) == {"P1"}
    assert set(table["name"].to_pylist()) == {" 李 "}


def test_a_dummy_customer_number_is_missing_wherever_customer_numbers_join_records() -> None:
    numbers = (
        "0",
        "0000",
        "00000000",
        "99999999",
        "９９９９９９",
        "7",
        "11111",
        "10000000",
        "C0000000",
    )
    kept = [None, None, None, None, None, "7", "11111", "10000000", "C0000000"]
    for name, columns in {
        "party": ("customer_no",),
        "customer_account": ("customer_no",),
        "customer_merge": ("customer_no", "merged_into"),
    }.items():
        table = contract.load()[name]
        rows = [[no if c in columns else None for c in table.kinds] for no in numbers]
        read = to_arrow(rows, table, Oddities())
        assert all(read[column].to_pylist() == kept for column in columns)


def test_only_a_customer_number_is_a_dummy_by_its_equal_digits() -> None:
    policy = contract.load()["policy"]
    keyed = {"policy_no": "99999999", "payer_exception_no": "11111111"}
    table = to_arrow([[keyed.get(column) for column in policy.kinds]], policy, Oddities())
    assert table["payer_exception_no"].to_pylist() == ["11111111"]
    assert table["policy_no"].to_pylist() == ["99999999"]


def test_an_address_that_could_add_a_header_is_missing_and_counted() -> None:
    channel = contract.load()["channel"]
    refused = ("a@x.cn\r\nBcc: b@y.cn", "a@x.cn\n", "a\x00@x.cn", "a@x\u2028.cn", "a\u202e@x.cn")
    kept = ("a@x.cn", "银保@x.cn", None)
    oddities = Oddities()
    rows = [(f"C{n}", "name", to, None) for n, to in enumerate((*refused, *kept))]
    read = to_arrow(rows, channel, oddities).to_pylist()
    assert [row["back_office_email"] for row in read] == [None] * len(refused) + list(kept)
    assert oddities.unreadable == {
        "channel.back_office_email": len(refused), "channel.manager_email": 0
    }  # fmt: skip


def test_an_endless_text_is_cut_and_counted() -> None:
    rows, oddities = convert(("名" * 10_000_000, None, None, None))
    assert len(rows[0]["a"]) == 2_000
    assert oddities.cut == {"t.a": 1}


anything = st.one_of(
    st.none(), st.text(), st.integers(), st.floats(), st.binary(), st.dates(), st.datetimes()
)


@given(st.lists(st.tuples(anything, anything, anything, anything), max_size=5))
def test_no_value_stops_a_pull(rows: list[tuple[Any, ...]]) -> None:
    table = to_arrow(rows, TABLE, Oddities())
    assert table.num_rows == len(rows)
    assert [field.type for field in table.schema] == [
        pa.string(),
        pa.date32(),
        pa.timestamp("s"),
        pa.int64(),
    ]


def test_a_sentinel_in_a_register_is_no_date_and_a_term_without_end_stays() -> None:
    staff = contract.load()["agency_staff"]
    days = ("0001-01-01", "1900-01-01", "1970-01-01", "9999-12-31", "2026-09-28")
    cells = [[day if column == "valid_to" else None for column in staff.kinds] for day in days]
    found = to_arrow(cells, staff, Oddities())["valid_to"].to_pylist()
    assert found == [None, None, None, dt.date(9999, 12, 31), dt.date(2026, 9, 28)]


def test_the_day_of_an_instant_of_another_zone_is_that_of_shanghai() -> None:
    signed = dt.datetime(2026, 9, 25, 16, tzinfo=dt.UTC)
    rows, _ = convert(("x", signed, None, None))
    assert rows[0]["d"] == dt.date(2026, 9, 26)
