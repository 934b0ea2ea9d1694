"""What the door adds to a record: tokens, and what is asked of a day's own rows only."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from authenticity.core_system import contract, conversion
from authenticity.core_system.conversion import Oddities
from authenticity.privacy.protect import protect

KEY = b"k" * 32


def protected(table: str, *rows: dict[str, Any], of_the_day: bool = True) -> pa.Table:
    """Rows of the contract's table as they would be stored."""
    promised = contract.load()[table]
    values = [[row.get(column) for column in promised.kinds] for row in rows]
    keyed = conversion.to_arrow(values, promised, Oddities())
    return protect(table, keyed, KEY, of_the_day=of_the_day)


def party(**changes: Any) -> dict[str, Any]:
    return {"policy_no": "P1", "role": "POLICYHOLDER", "seq": 1, **changes}


def tokens(table: pa.Table, column: str) -> list[bytes | None]:
    found: list[bytes | None] = table[column].to_pylist()
    return found


def test_a_name_that_cannot_be_told_is_doubtful() -> None:
    names = [
        "王秀英",
        "阿卜杜拉·买买提",
        "John Smith",
        None,
        "王?英",
        "王",
        "王秀英ZHANG",
        "123456",
    ]
    table = protected("party", *(party(name=name) for name in names))
    assert table["is_name_doubtful"].to_pylist() == [False] * 4 + [True] * 4


def test_the_stock_has_no_columns_that_are_asked_of_the_day_alone() -> None:
    added = set(protected("party", party()).column_names)
    stored = set(protected("party", party(), of_the_day=False).column_names)
    assert added - stored == {"mobile_next_token", "is_name_doubtful", "name_beginnings"}


@pytest.mark.parametrize("table", ["party", "policy", "salesperson", "complaint"])
@pytest.mark.parametrize("of_the_day", [True, False])
def test_a_table_without_rows_has_the_columns_of_one_with_rows(
    table: str, of_the_day: bool
) -> None:
    empty = protected(table, of_the_day=of_the_day)
    assert empty.num_rows == 0
    assert empty.schema == protected(table, {}, of_the_day=of_the_day).schema


@pytest.mark.parametrize(
    "payer",
    [
        "王秀英",
        "王　秀英 ",
        "王秀英（本人）",
        "投保人：王秀英",
        "王秀英 - 本人",
        "【投保人】王秀英",
        *("户名：王秀英", "戶名:王秀英", "户名王秀英", "付款人：王秀英女士", "投保人王秀英"),
        *(
            "王秀英女士",
            "王秀英先生",
            "王秀英(身份证)",
            "王秀英（现金）",
            "王秀英 转账",
            "POS/王秀英",
        ),
        "户名：王秀英女士（本人）(微信支付)",
    ],
)
def test_the_payer_is_the_policyholder_however_it_is_written(payer: str) -> None:
    holder = protected("party", party(name="王秀英"))
    policy = protected("policy", {"policy_no": "P1", "payer_name": payer})
    assert tokens(policy, "payer_name_token") == tokens(holder, "name_token")


@pytest.mark.parametrize(
    "payer",
    [
        *(None, " ", "无", "本人", "本　人", "（本人）", "同投保人", "自交", "自繳", "self"),
        *("自己交", "投保人自己", "户名：本人", "本人(现金)"),
        *("**英", "王*英", "王?英", "6222000000000001"),
        *(
            "现金",
            "代扣",
            "轉賬",
            "POS",
            "pos机",
            "微信支付",
            "支付宝",
            "银行代扣",
            "（现金）",
            "户名：",
        ),
    ],
)
def test_words_for_the_policyholder_and_unreadable_payers_name_nobody(payer: str | None) -> None:
    policy = protected("policy", {"policy_no": "P1", "payer_name": payer})
    assert tokens(policy, "payer_name_token") == [None]


@pytest.mark.parametrize(
    "payer",
    [
        *("李建国", "本人有限公司", "广州某某贸易有限公司", "自在", "ABC公司"),
        *("现金贸易有限公司", "支付宝（中国）网络技术有限公司", "王秀英太太", "王秀英（本人之父）"),
        *("投保人母亲", "本人父亲", "配偶", "户名：配偶"),
    ],
)
def test_anybody_else_is_a_name_of_its_own(payer: str) -> None:
    policy = protected("policy", {"policy_no": "P1", "payer_name": payer})
    holder = protected("party", party(name="王秀英"))
    assert tokens(policy, "payer_name_token") not in ([None], tokens(holder, "name_token"))


@pytest.mark.parametrize(
    "payer", ["李建国先生", "户名：李建国", "李建国(身份证)", "李建国（现金）", "转账 李建国"]
)
def test_a_stranger_is_that_stranger_with_whatever_stands_beside_the_name(payer: str) -> None:
    stranger = protected("party", party(name="李建国"))
    policy = protected("policy", {"policy_no": "P1", "payer_name": payer})
    assert tokens(policy, "payer_name_token") == tokens(stranger, "name_token")


@pytest.mark.parametrize(
    ("payer", "is_holder"),
    [
        *(("自己交", True), ("投保人自己", True), ("本人（现金）", True), ("现金/本人", True)),
        *(("现金", False), ("(现金)", False), ("支付宝", False), ("户名：", False)),
        *(("王秀英（现金）", False), ("李建国先生", False), (None, False)),
    ],
)
def test_a_way_of_paying_does_not_say_that_the_policyholder_pays(
    payer: str | None, is_holder: bool
) -> None:
    policy = protected("policy", {"policy_no": "P1", "payer_name": payer})
    assert policy["is_paid_by_holder"].to_pylist() == [is_holder]


@pytest.mark.parametrize("number", [None, "", " ", "无", "N/A", "-", "0", "待补"])
def test_a_word_for_nothing_approves_no_exception(number: str | None) -> None:
    policy = protected("policy", {"policy_no": "P1", "payer_exception_no": number})
    assert policy["payer_exception_no"].to_pylist() == [None]
    approved = protected("policy", {"policy_no": "P1", "payer_exception_no": " EX0001 "})
    assert approved["payer_exception_no"].to_pylist() == ["EX0001"]


RESIDENT, LEGACY = "150102198807303035", "150102880730303"


def parties(**columns: list[str | None]) -> pa.Table:
    """Rows of the contract's party table with these columns, protected; all others are null."""
    count = len(next(iter(columns.values())))
    names = contract.load().tables["party"].kinds
    plain = {name: columns.get(name, [None] * count) for name in names}
    return protect("party", pa.table(plain, pa.schema([(n, pa.string()) for n in names])), KEY)


@pytest.mark.parametrize(
    ("id_type", "id_no", "kind"),
    [
        *(("RESIDENT_ID", RESIDENT, "resident"), ("RESIDENT_ID", LEGACY, "resident")),
        ("HKMT_RESIDENCE", "810000199408230021", "resident"),
        *(("HOUSEHOLD_BOOK", RESIDENT, "resident"), (None, RESIDENT, "resident")),
        *(("PASSPORT", "E12345670", "document"), ("HKM_PERMIT", "H1234567801", "document")),
        ("FOREIGN_PR", "932682198501010017", "document"),
        *(("RESIDENT_ID", RESIDENT[:-1] + "6", None), ("BIRTH_CERT", "20200131", None)),
        *(("RESIDENT_ID", None, None), ("RESIDENT_ID", "无", None)),
    ],
)
def test_the_kind_of_an_id_number_stands_beside_its_token(
    id_type: str | None, id_no: str | None, kind: str | None
) -> None:
    made = parties(id_type=[id_type], id_no=[id_no])
    assert made["id_kind"].to_pylist() == [kind]
    assert made["id_token"].is_null().to_pylist() == [kind is None]


def test_both_forms_of_one_number_have_one_token() -> None:
    made = parties(id_type=["RESIDENT_ID"] * 2, id_no=[RESIDENT, LEGACY])
    assert len(set(made["id_token"].to_pylist())) == 1


@pytest.mark.parametrize("name", ["欧阳•娜娜", "歐陽娜娜", "欧阳 娜娜", "欧阳娜娜 OUYANG NANA"])
def test_spellings_of_one_name_have_one_token(name: str) -> None:
    assert len(set(parties(name=["欧阳娜娜", name])["name_token"].to_pylist())) == 1


@pytest.mark.parametrize(
    "name", ["欧阳?娜", "欧阳\ufffd娜", "欧阳□", "欧阳*娜", "欧阳＊", "123456"]
)
def test_a_name_with_a_lost_character_has_no_token_and_still_tells_a_namesake(name: str) -> None:
    told = {"birth_date": ["1988-07-30"] * 2, "sex": ["M", "M"]}
    made = parties(name=[name, name], **told)
    assert made["name_token"].null_count == 2
    assert len(set(made["name_birth_sex_token"].to_pylist())) == 1
    assert made["name_birth_sex_token"].null_count == 0


def test_a_lost_sex_or_birth_date_is_read_from_a_valid_resident_number() -> None:
    told = {"birth_date": ["1988-07-30", None, None, "无"], "sex": ["M", "M", None, None]}
    by_number = {"id_type": ["RESIDENT_ID"] * 4, "id_no": [None, RESIDENT, RESIDENT, LEGACY]}
    made = parties(name=["欧阳娜娜"] * 4, **told, **by_number)["name_birth_sex_token"]
    assert len(set(made.to_pylist())) == 1


def test_what_is_told_stands_against_the_resident_number_and_a_broken_number_tells_nothing() -> (
    None
):
    told = {"birth_date": ["1988-07-30", "1988-07-30", None], "sex": ["F", "F", None]}
    numbers = {"id_type": ["RESIDENT_ID"] * 3, "id_no": [None, RESIDENT, RESIDENT[:-1] + "6"]}
    made = parties(name=["欧阳娜娜"] * 3, **told, **numbers)["name_birth_sex_token"].to_pylist()
    assert made[0] == made[1]
    assert made[2] is None


def test_the_kind_of_an_address_stands_beside_its_token() -> None:
    found = parties(address=["广州市天河区天河路12号", "梅州市五华县水寨镇大坝村", "广州市", None])
    assert found["address_kind"].to_pylist() == ["town", "village", None, None]
    assert [value is None for value in found["address_token"].to_pylist()] == [
        False,
        False,
        True,
        True,
    ]


def test_two_spellings_of_one_address_have_one_token() -> None:
    found = parties(address=["广州市天河区天河路12号", "廣州市天河區 天河路１２＃"])
    first, second = found["address_token"].to_pylist()
    assert first == second
