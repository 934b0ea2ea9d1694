"""A reply counts as receipt of a list only where a person wrote it."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from authenticity.returns.sources import mail_content

LIST = "<0123456789abcdef.20260928@message.authenticity>"


def reply(content_type: str = "text/plain", **headers: str) -> EmailMessage:
    mail = EmailMessage()
    mail["In-Reply-To"] = LIST
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail["Content-Type"] = content_type
    return mail


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Auto_Submitted": "no"},
        {"Precedence": "first-class"},
        {"X_Autoreply": "no"},
        {"X_Auto_Response_Suppress": "None"},
    ],
)
def test_a_persons_reply_names_the_list(headers: dict[str, str]) -> None:
    assert mail_content.answers_to(reply(**headers)) == (LIST,)


def test_an_out_of_office_note_and_a_bounce_name_none() -> None:
    assert mail_content.answers_to(reply(Auto_Submitted="auto-replied")) == ()
    assert mail_content.answers_to(reply("multipart/report; report-type=delivery-status")) == ()


@pytest.mark.parametrize(
    "headers",
    [
        {"X_Autoreply": "yes"},
        {"X_Autorespond": ""},
        {"X_Auto_Response_Suppress": "DR, OOF, AutoReply"},
        {"Precedence": "auto_reply"},
        {"Precedence": "Bulk"},
        {"Precedence": "junk"},
    ],
)
def test_a_machine_that_knows_only_older_headers_names_none(headers: dict[str, str]) -> None:
    assert mail_content.answers_to(reply(**headers)) == ()
