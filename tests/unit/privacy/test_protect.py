"""What the door adds to a record: tokens, and what is asked of a day's own rows only."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from authenticity.intake import contract, conversion
from authenticity.intake.conversion import Oddities
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


@pytest.mark.parametrize(
    ("number", "after"),
    [
        ("13912340567", "139 1234 0568"),
        ("１３９１２３４０５６９", "+86 139-1234-0570"),
        ("13912349999", "13912350000"),
        ("+852 9123 4567", "+852 9123 4568"),
    ],
)
def test_the_token_of_the_next_number_is_the_next_number_s_token(number: str, after: str) -> None:
    both = protected("party", party(mobile=number), party(mobile=after))
    assert tokens(both, "mobile_next_token")[0] == tokens(both, "mobile_token")[1] is not None
    assert tokens(both, "mobile_next_token")[1] != tokens(both, "mobile_token")[0]


@pytest.mark.parametrize("mobile", [None, "", "无", "1391234567", "13800138000", "0755-81352467"])
def test_what_is_no_mobile_has_no_next_number(mobile: str | None) -> None:
    assert tokens(protected("party", party(mobile=mobile)), "mobile_next_token") == [None]


LANDLINE, MOBILE, OTHER_MOBILE = "0668-2881234", "13826171234", "13926175678"


@pytest.mark.parametrize("parting", ["/", " ", "、", "；", ";", ",", "，", "或", " / "])
def test_the_second_number_in_a_cell_stands_where_the_other_cell_is_blank(parting: str) -> None:
    both = protected(
        "party",
        party(phone=LANDLINE + parting + MOBILE),
        party(mobile=MOBILE + parting + LANDLINE, phone="无"),
        party(mobile=MOBILE, phone=LANDLINE),
    )
    for column in ("mobile_token", "phone_token", "mobile_next_token", "mobile_kind", "phone_kind"):
        assert len(set(tokens(both, column))) == 1
    assert both["mobile_kind"].to_pylist() == ["mobile"] * 3


def test_two_mobiles_in_one_cell_stand_in_both_columns() -> None:
    two = protected("party", party(mobile=f"{MOBILE}/{OTHER_MOBILE}"), party(mobile=OTHER_MOBILE))
    assert tokens(two, "phone_token")[0] == tokens(two, "mobile_token")[1]
    assert two["phone_kind"].to_pylist() == ["mobile", None]


def test_the_first_of_two_numbers_stays_where_it_was_keyed_in() -> None:
    two = protected("party", party(phone=f"{MOBILE}/{LANDLINE}"), party(mobile=LANDLINE))
    assert tokens(two, "mobile_token")[0] == tokens(two, "mobile_token")[1]
    assert two["mobile_kind"].to_pylist() == ["landline", "landline"]
    assert two["phone_kind"].to_pylist()[0] == "mobile"
    assert tokens(two, "mobile_next_token") == [None, None]


@pytest.mark.parametrize(
    "phones",
    [
        *(LANDLINE, f"{LANDLINE}/801", f"{LANDLINE}转80123", f"{LANDLINE}/2881235"),
        *(f"{LANDLINE}/{LANDLINE}", f"{LANDLINE}/0668 2881234", f"{LANDLINE}/1382617123"),
        *(f"{LANDLINE}/13800138000", f"{LANDLINE}/440902199001011234", f"{LANDLINE}/4008201357"),
    ],
)
def test_what_is_no_second_number_fills_no_blank_cell(phones: str) -> None:
    assert tokens(protected("party", party(phone=phones)), "mobile_token") == [None]


@pytest.mark.parametrize("mobile", [OTHER_MOBILE, "1392617567", "95588"])
def test_a_second_number_takes_no_place_from_what_was_keyed_in(mobile: str) -> None:
    alone = protected("party", party(mobile=mobile, phone=LANDLINE))
    beside = protected("party", party(mobile=mobile, phone=f"{LANDLINE}/{MOBILE}"))
    for column in ("mobile_token", "phone_token", "mobile_kind"):
        assert tokens(alone, column) == tokens(beside, column)


@pytest.mark.parametrize("table", ["salesperson", "agency_staff"])
def test_the_second_number_in_a_register_is_compared_too(table: str) -> None:
    listed = protected(table, {"phone": f"{LANDLINE}/{MOBILE}"})
    customer = protected("party", party(mobile=MOBILE))
    assert tokens(listed, "mobile_token") == tokens(customer, "mobile_token")


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
    assert added - stored == {"mobile_next_token", "is_name_doubtful"}


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
