"""What the door makes of a party: which records have a token, and of which kind."""

from __future__ import annotations

import pyarrow as pa
import pytest

from authenticity.intake import contract
from authenticity.privacy.protect import protect

KEY = b"k" * 32
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
