"""Documents: what is suspicious, what is a pseudo-number, and who two documents name."""

from __future__ import annotations

import numpy as np
import pytest

from authenticity.values import identity_document
from authenticity.values.identity_document import Documents, key_of

from .strategies import column

TODAY = np.datetime64("2026-11-21")
RESIDENT = "11010519491231002X"


def examine(id_type: str | None, id_no: str | None, born: str = "NaT") -> Documents:
    return identity_document.examine(
        column([id_type]), column([id_no]), np.array([born], "M8[D]"), TODAY
    )


@pytest.mark.parametrize(
    ("id_type", "id_no"),
    [
        *(("PASSPORT", "E12345678"), ("HKM_PERMIT", "H1234567801"), ("TW_PERMIT", "12034567")),
        *(("MILITARY", "军字第1234567号"), ("OTHER", "A-1357-9"), ("BIRTH_CERT", "T440123456")),
        *(("FOREIGN_PR", "USA110090010203"), ("FOREIGN_PR", "932682198501010017")),
        *(("passport", "ｅ１２３４５６７８"), ("HOUSEHOLD_BOOK", "004567123")),
    ],
)
def test_genuine_documents_are_not_suspicious_and_have_a_key(id_type: str, id_no: str) -> None:
    documents = examine(id_type, id_no)
    assert not documents.suspicious[0]
    assert documents.key.notna()[0]


@pytest.mark.parametrize(
    ("id_type", "id_no"),
    [
        *(("PASSPORT", "E123"), ("PASSPORT", "E" * 21), ("PASSPORT", "00000000")),
        *(("MILITARY", "123456789"), ("OTHER", "987654321"), ("TW_PERMIT", "AAAAAAAA")),
        *(("FOREIGN_PR", "932682198501010018"), ("FOREIGN_PR", "US110090010203")),
    ],
)
def test_implausible_documents_are_suspicious_and_have_no_key(id_type: str, id_no: str) -> None:
    documents = examine(id_type, id_no)
    assert documents.suspicious[0]
    assert documents.key.isna()[0]


@pytest.mark.parametrize("id_type", ["BIRTH_CERT", "HOUSEHOLD_BOOK"])
@pytest.mark.parametrize(
    "id_no",
    [
        *("20200131", "2020-01-31", " ２０２００１３１ ", "2020/01/31", "2020/1/31", "2020-1-31"),
        *("2020年1月31日", "2020年01月31日", "2020.1.31", "２０２０．０１．３１", "2020 1 31"),
        *("2020/01/31 00:00:00", "2020-01-31 00:00:00", "2020–1–31"),
    ],
)
def test_a_childs_birth_date_is_a_pseudo_number_without_a_finding(id_type: str, id_no: str) -> None:
    documents = examine(id_type, id_no)
    assert documents.is_pseudo[0]
    assert not documents.suspicious[0]
    assert documents.key.isna()[0]


def test_on_other_documents_only_the_own_birth_date_is_a_pseudo_number() -> None:
    assert examine("TW_PERMIT", "19900203", "1990-02-03").is_pseudo[0]
    assert not examine("TW_PERMIT", "19900203", "1990-02-04").is_pseudo[0]


@pytest.mark.parametrize("id_type", ["OTHER", "PASSPORT", "MILITARY", "", None])
@pytest.mark.parametrize(
    "id_no", ["20200103", "2020/01/03", "2020-1-3", "2020年1月3日", "2020.1.3", "2020 1 3"]
)
def test_the_own_birth_date_is_no_key_however_it_is_written(
    id_type: str | None, id_no: str
) -> None:
    documents = examine(id_type, id_no, "2020-01-03")
    assert documents.is_pseudo[0]
    assert documents.key.isna()[0]


@pytest.mark.parametrize("id_no", ["2020/01/03", "2020年1月3日", "2020.1.3"])
def test_a_date_that_is_spelt_out_is_no_key_whoever_was_born_then(id_no: str) -> None:
    documents = examine("OTHER", id_no, "2020-01-04")
    assert documents.is_pseudo[0]
    assert documents.key.isna()[0]
    assert examine("FOREIGN_PR", id_no, "2020-01-04").suspicious[0]


@pytest.mark.parametrize(
    ("id_type", "id_no"),
    [
        *(("HOUSEHOLD_BOOK", "45671201"), ("HOUSEHOLD_BOOK", "2020/13/03"), ("OTHER", "2020-1-3")),
        *(("HOUSEHOLD_BOOK", "202013"), ("BIRTH_CERT", "T2020/1/3"), ("OTHER", "粤2020年1号")),
        *(("MILITARY", "1357/1/3"), ("TW_PERMIT", "1203-4567"), ("OTHER", "20200103")),
    ],
)
def test_a_short_number_that_is_no_birth_date_stays_a_key(id_type: str, id_no: str) -> None:
    assert examine(id_type, id_no, "2020-01-04").key.notna()[0]


@pytest.mark.parametrize(
    "id_type", ["RESIDENT_ID", "HOUSEHOLD_BOOK", "BIRTH_CERT", "OTHER", "", None]
)
def test_a_valid_resident_number_is_the_key_under_every_type(id_type: str | None) -> None:
    documents = examine(id_type, RESIDENT)
    assert documents.key[0] == f"R:{RESIDENT}"
    assert not documents.suspicious[0]


@pytest.mark.parametrize("id_type", ["RESIDENT_ID", "HKMT_RESIDENCE"])
def test_an_invalid_resident_number_is_no_key_and_no_document_finding(id_type: str) -> None:
    documents = examine(id_type, "110105194912310021")
    assert documents.key.isna()[0]
    assert not documents.suspicious[0]


def test_both_forms_of_a_resident_number_are_one_key() -> None:
    assert key_of("RESIDENT_ID", "150102880730303") == key_of("RESIDENT_ID", "150102198807303035")


def test_a_reissued_permit_is_the_same_persons() -> None:
    assert key_of("HKM_PERMIT", "H1357924601") == key_of("HKM_PERMIT", "h 13579246")
    assert key_of("HKM_PERMIT", "H1357924601") != key_of("HKM_PERMIT", "M1357924601")


@pytest.mark.parametrize(
    ("id_type", "one", "other"),
    [
        *(("PASSPORT", "护照E12345698", "E12345698"), ("PASSPORT", "E12345698（旧）", "E12345698")),
        *(
            ("PASSPORT", '="E12345698"', "E12345698"),
            ("PASSPORT", "护照号：\u041512345698", "E12345698"),
        ),
        *(
            ("PASSPORT", "Passport No. E12345698", "E12345698"),
            ("OTHER", "证件号A-1357-9;", "A13579"),
        ),
        *(
            ("TW_PERMIT", "01234598(B)", "0123459801"),
            ("TW_PERMIT", "台胞证01234598（B）", "01234598"),
        ),
        *(
            ("TW_PERMIT", "01234598B", "0123459802(A)"),
            ("TW_PERMIT", "01234598-01", "01234598(01)"),
        ),
        *(
            ("HKM_PERMIT", "H13579246(01)", "h13579246"),
            ("HKM_PERMIT", "回乡证H1357924602", "H13579246"),
        ),
    ],
)
def test_two_spellings_of_one_number_are_one_key(id_type: str, one: str, other: str) -> None:
    assert key_of(id_type, one) == key_of(id_type, other) is not None


@pytest.mark.parametrize(
    ("id_type", "one", "other"),
    [
        *(
            ("OTHER", "粤2020年1号", "湘2020年1号"),
            ("HOUSEHOLD_BOOK", "穗天河004567", "穗海珠004567"),
        ),
        *(
            ("MILITARY", "军字第1234567号", "南字第1234567号"),
            ("TW_PERMIT", "01234598(B)", "01234599(B)"),
        ),
        *(("HKM_PERMIT", "H13579246", "M13579246"), ("OTHER", "A123456(7)", "A123456(8)")),
        ("PASSPORT", "护照E12345698", "G12345698"),
    ],
)
def test_two_numbers_are_two_keys_though_they_look_alike(
    id_type: str, one: str, other: str
) -> None:
    assert key_of(id_type, one) != key_of(id_type, other)


def test_the_same_number_on_two_kinds_of_document_is_two_keys() -> None:
    assert key_of("PASSPORT", "E13579246") != key_of("OTHER", "E13579246")


def test_a_missing_number_is_no_finding_and_no_key() -> None:
    documents = examine("PASSPORT", "无")
    assert not documents.suspicious[0]
    assert documents.key.isna()[0]
