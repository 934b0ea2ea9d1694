"""A message as the bytes of a mail; the same message gives the same bytes.

Under one Message-ID there must never be a second content: the date is when the message was
decided, and the boundary between its parts comes from the Message-ID.
"""

from __future__ import annotations

from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from authenticity.delivery.transports import address
from authenticity.delivery.transports.outgoing import Outgoing
from authenticity.settings import LOCAL

_SEVEN_BIT = policy.SMTP.clone(cte_type="7bit")  # every server takes it
_WORKBOOK = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def build(message: Outgoing, from_email: str | None) -> bytes:
    """The mail. Without a sender it is a draft, which a mail program opens ready to be sent.

    Raises `ValueError` when the recipient's address cannot stand in a header.
    """
    try:
        return _mail(message, from_email).as_bytes()
    except Exception:  # whatever an address does to the email package, it is refused alone
        raise ValueError("an address cannot stand in a header") from None


def _mail(message: Outgoing, from_email: str | None) -> EmailMessage:
    mail = EmailMessage(policy=_SEVEN_BIT)
    if from_email:
        mail["From"] = _quoted(from_email)
    else:
        mail["X-Unsent"] = "1"
    if "@" in message.recipient:
        mail["To"] = _quoted(message.recipient)
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(message.created_at.astimezone(LOCAL))
    mail["Message-ID"] = message.message_id
    mail["Auto-Submitted"] = "auto-generated"  # no out-of-office note answers it
    mail.set_content(message.body)
    if message.content is not None:
        main, sub = _WORKBOOK
        mail.add_attachment(message.content, maintype=main, subtype=sub, filename=message.file_name)
        mail.set_boundary(f"=_{message.message_id[1:33]}")
    return mail


def _quoted(text: str) -> Address | str:
    """With quotes where its name needs them; a draft may be to several, which a person sends."""
    try:
        return address.read(text)
    except ValueError:
        return text
