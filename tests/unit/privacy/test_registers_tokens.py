"""What a register has in place of a number or an address must match nobody's."""

from __future__ import annotations

import pyarrow as pa
import pytest

from authenticity.core_system import contract
from authenticity.privacy.protect import protect

KEY = b"k" * 32
OUTLET = "广东省广州市天河区天河路12号"
NO_PERSONS_PHONE = ["4008123456", "400-812-3456", "95588", "075595588", "10086", "12345"]
NO_NUMBER = ["无", "同上", "0755-88888888", "13800138000", "81352467", "-", "138****8000"]
NO_ADDRESS = ["无", "广东省广州市天河区", "广州市天河区天河路", "佛山市南海区里水镇", "本网点"]
NO_ACCOUNT = ["无", "0", "88888888888888", "6222****1234", "1234567"]


def tokens(table: str, column: str, values: list[str | None]) -> list[bytes | None]:
    """Tokens of one column of a table whose other columns are empty."""
    names = contract.load()[table].kinds
    empty = pa.nulls(len(values), pa.string())
    rows = {name: pa.array(values, pa.string()) if name == column else empty for name in names}
    token = "account_token" if "account" in column else f"{column}_token"
    return list(protect(table, pa.table(rows), KEY)[token].to_pylist())


PHONES = [
    *[("agency", "phone"), ("agency_staff", "mobile"), ("agency_staff", "phone")],
    *[("salesperson", "mobile"), ("salesperson", "phone"), ("salesperson_relative", "mobile")],
    *[("party", "mobile"), ("party", "phone")],
]


@pytest.mark.parametrize(("table", "column"), PHONES)
def test_a_service_number_or_a_filler_is_nobodys_phone(table: str, column: str) -> None:
    *no_tokens, genuine = tokens(
        table, column, [*NO_PERSONS_PHONE, *NO_NUMBER, None, "0755-81352467"]
    )
    assert not any(no_tokens)
    assert genuine


@pytest.mark.parametrize(
    "table", ["agency", "agency_staff", "salesperson", "salesperson_relative", "party"]
)
def test_a_vague_address_is_nobodys(table: str) -> None:
    *no_tokens, genuine = tokens(table, "address", [*NO_ADDRESS, None, OUTLET])
    assert not any(no_tokens)
    assert genuine


@pytest.mark.parametrize(
    ("table", "column"), [("salesperson", "bank_account"), ("customer_account", "account_no")]
)
def test_a_filler_is_nobodys_account(table: str, column: str) -> None:
    *no_tokens, genuine = tokens(table, column, [*NO_ACCOUNT, None, "6222021200001234567"])
    assert not any(no_tokens)
    assert genuine


RESIDENT, LEGACY = "150102198807303035", "150102880730303"


def person_token(table: str, **columns: str | None) -> bytes | None:
    """What says who one person is by name, birth date and sex."""
    names = contract.load()[table].kinds
    row = {name: pa.array([columns.get(name)], pa.string()) for name in names}
    (token,) = protect(table, pa.table(row), KEY)["name_birth_sex_token"].to_pylist()
    assert token is None or isinstance(token, bytes)
    return token


@pytest.mark.parametrize("id_no", [RESIDENT, LEGACY, " 150102-19880730-3035"])
@pytest.mark.parametrize("id_type", ["RESIDENT_ID", None])
def test_a_salespersons_resident_number_says_birth_date_and_sex(
    id_type: str | None, id_no: str
) -> None:
    seller = person_token("salesperson", name="欧阳•娜娜", id_type=id_type, id_no=id_no)
    told = {"name": "欧阳娜娜", "birth_date": "1988-07-30"}
    assert seller == person_token("party", **told, sex="M") is not None
    assert seller != person_token("party", **told, sex="F")
    assert seller != person_token("party", **told | {"birth_date": "1988-07-31"}, sex="M")


@pytest.mark.parametrize(
    ("id_type", "id_no"),
    [
        *((None, None), ("RESIDENT_ID", "无"), ("RESIDENT_ID", RESIDENT[:-1] + "6")),
        *(("PASSPORT", "E12345670"), ("FOREIGN_PR", "932682198501010017")),
    ],
)
def test_without_a_valid_resident_number_a_salesperson_is_known_by_name_only(
    id_type: str | None, id_no: str | None
) -> None:
    assert person_token("salesperson", name="欧阳娜娜", id_type=id_type, id_no=id_no) is None


def test_an_account_on_file_has_a_token_with_its_bank_unless_it_is_a_card() -> None:
    names = contract.load()["customer_account"].kinds
    numbers = ["10023456", "1002-3456", "10023456", "10023456", "6222021200001234567"]
    given = {"account_no": numbers, "bank_code": ["ABC", " ａｂｃ", "ICBC", None, "ABC"]}
    empty = [None] * len(numbers)
    rows = {name: pa.array(given.get(name, empty), pa.string()) for name in names}
    made = protect("customer_account", pa.table(rows), KEY)
    abc, spelled, icbc, *nobodys = made["bank_account_token"].to_pylist()
    assert abc == spelled != icbc
    assert nobodys == [None, None]
    assert len(set(made["account_token"].to_pylist())) == 2
