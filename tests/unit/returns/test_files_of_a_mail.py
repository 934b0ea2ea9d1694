"""Which parts of a mail count as lists, under whatever name, and which are nobody's answer."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from tests.unit.returns.back_office import BANK

from authenticity.returns import taking_in
from authenticity.returns.sources import mail_content

WORKBOOK, SEALED = b"PK\x03\x04 workbook", bytes.fromhex("d0cf11e0a1b11ae1") + b" sealed"
LIST = "<0123456789abcdef.20260928@message.authenticity>"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OCTETS = "application/octet-stream"


def with_file(data: bytes, name: str | None, of_type: str = OCTETS) -> EmailMessage:
    mail = EmailMessage()
    mail.set_content("已填妥")
    mail.add_alternative("<p>已填妥</p>", subtype="html")
    main, sub = of_type.split("/")
    named = {} if name is None else {"filename": name}
    mail.add_attachment(data, maintype=main, subtype=sub, **named)
    return message_from_bytes(mail.as_bytes(), policy=policy.default)


def found(mail: EmailMessage, *, is_answer: bool) -> list[tuple[str, bytes]]:
    if is_answer:
        mail["In-Reply-To"] = LIST
    files = mail_content.read(mail).files
    del mail["In-Reply-To"]
    return [(file.name, file.data) for file in files]


@pytest.mark.parametrize("data", [WORKBOOK, SEALED])
@pytest.mark.parametrize(
    "name", ["清单．xlsx", "清单.xlsx.", "清单", "清单.xlsx（已填）", "清单.dat"]
)
def test_a_workbook_is_known_under_any_name(name: str, data: bytes) -> None:
    for is_answer in (True, False):
        assert found(with_file(data, name), is_answer=is_answer) == [(name, data)]


def test_a_workbook_without_a_name_has_one_that_says_so() -> None:
    assert found(with_file(WORKBOOK, None), is_answer=False) == [("未命名", WORKBOOK)]


@pytest.mark.parametrize(
    ("name", "of_type"), [("清单.xlsx", OCTETS), ("清单.ZIP", OCTETS), (None, SHEET)]
)
def test_a_damaged_file_that_is_called_a_list_is_taken(name: str | None, of_type: str) -> None:
    assert len(found(with_file(b"damaged", name, of_type), is_answer=False)) == 1


@pytest.mark.parametrize(
    "name", ["清单.ods", "清单.csv", "清单.7z", "清单.rar", "清单.pdf", "清单"]
)
def test_any_other_file_is_taken_of_an_answer_alone(name: str) -> None:
    mail = with_file(b"no workbook", name)
    assert found(mail, is_answer=True) == [(name, b"no workbook")]
    assert found(mail, is_answer=False) == []


def test_who_answers_with_another_file_is_told_why_it_is_refused(office) -> None:
    became = office.take(b"no workbook", "清单.csv", source="imap", sender=BANK)
    assert became == taking_in.REFUSED
    replies = office.house.rows("SELECT recipient, body FROM message WHERE kind = 'reply'")
    ((recipient, body),) = replies
    assert recipient == BANK
    assert "文件打不开" in body


@pytest.mark.parametrize(
    ("name", "of_type"),
    [
        ("image001.png", "image/png"),
        (None, "image/jpeg"),
        ("logo.JPG", OCTETS),
        ("card.vcf", "text/x-vcard"),
        ("smime.p7s", "application/pkcs7-signature"),
        ("ATT00001.htm", OCTETS),
        (None, "text/calendar"),
    ],
)
def test_what_programs_add_to_an_answer_is_left_alone(name: str | None, of_type: str) -> None:
    assert found(with_file(b"added", name, of_type), is_answer=True) == []


def test_the_text_of_an_answer_is_no_file() -> None:
    mail = EmailMessage()
    mail.set_content("已收到")
    assert found(mail, is_answer=True) == []


@pytest.mark.parametrize(("answered", "files"), [(LIST, 1), ("<a@mail.example>", 0)])
def test_an_answer_is_what_names_a_message_of_ours(answered: str, files: int) -> None:
    mail = with_file(b"no workbook", "清单.csv")
    mail["In-Reply-To"] = answered
    assert len(mail_content.read(mail).files) == files


def test_an_out_of_office_note_is_no_answer() -> None:
    mail = with_file(b"no workbook", "清单.csv")
    mail["In-Reply-To"], mail["Auto-Submitted"] = LIST, "auto-replied"
    assert mail_content.read(mail).files == ()
