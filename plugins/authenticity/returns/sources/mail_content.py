"""What of a mail matters: the files that somebody means as lists, what it answers, and its sender.

A back office's programs call a workbook anything, or nothing: so it is known by how it begins, too.
Of a mail that answers us every file is taken, since whoever sent it waits for a word; the checks
refuse what is no workbook. What programs add of themselves, such as pictures of a signature, is
nobody's answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parseaddr

from authenticity.delivery import messages
from authenticity.returns.received import ReturnedFile

_BY_MACHINES = ("Auto-Submitted", "X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress")
_TO_MANY = ("auto_reply", "bulk", "junk")
_NO = ("no", "none")
"""What a person's mail says in a header of machines, if it has one at all."""

_MESSAGE_ID = re.compile(r"<[^<>\s]+>")
_BEGINNINGS = (b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1"))
"""Of a zip file, as workbooks are, and of an encrypted or old one."""

_LISTS = (".xlsx", ".xls", ".xlsm", ".xlsb", ".et", ".zip")
_LIST_TYPES = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.ms-excel",
)
"""What is meant as a list even where it cannot be read: it gets the reason."""

_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".svg", ".webp", ".emz", ".wmz", ".ico")
_REST_OF_THE_TEXT = re.compile(r"att\d+\.(?:htm|html|txt)", re.IGNORECASE)
"""Exchange makes a file of what stood below an attachment."""

_ADDED = (".vcf", ".ics", ".p7s", ".asc", ".sig")
"""Cards, invitations and signatures."""

_ADDED_TYPES = (
    "text/calendar",
    "text/vcard",
    "text/x-vcard",
    "application/pgp-signature",
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
)
_SEEN = ("image", "audio", "video")
_NAMELESS = "未命名"


@dataclass(frozen=True)
class Said:
    """`answers_to`: Message-IDs. `sender`: the address alone; anybody can write one."""

    files: tuple[ReturnedFile, ...] = ()
    answers_to: tuple[str, ...] = ()
    sender: str | None = None


def read(mail: EmailMessage) -> Said:
    """Raises whatever a foreign mail does to Python's parser."""
    answered = answers_to(mail)
    is_answer = any(messages.is_ours(each) for each in answered)
    return Said(tuple(_files(mail, is_answer=is_answer)), answered, _sender(mail))


def _sender(mail: EmailMessage) -> str | None:
    """The address; None where nobody can read it, which is no fault of the list beside it."""
    try:
        said = str(mail.get("From", ""))
    except Exception:  # the parser has errors of its own for a header that is cut off
        return None
    return parseaddr(said)[1] or None


def answers_to(mail: EmailMessage) -> tuple[str, ...]:
    """The messages that somebody answers; a machine's reply says nothing of a reader (RFC 3834)."""
    if _is_automatic(mail) or mail.get_content_type() == "multipart/report":
        return ()
    said = f"{mail.get('In-Reply-To', '')} {mail.get('References', '')}"
    return tuple(dict.fromkeys(_MESSAGE_ID.findall(said)))


def _is_automatic(mail: EmailMessage) -> bool:
    """Whether a machine wrote it, by its own word; many know only the headers before RFC 3834."""
    if str(mail.get("Precedence", "")).strip().lower() in _TO_MANY:
        return True
    return any(str(mail.get(name, "no")).strip().lower() not in _NO for name in _BY_MACHINES)


def _files(mail: EmailMessage, *, is_answer: bool) -> Iterator[ReturnedFile]:
    """Whatever the nesting; of a mail that answers nothing of ours, the lists alone."""
    for part in mail.walk():
        if part.is_multipart():
            continue
        name, content = part.get_filename() or "", part.get_payload(decode=True)
        data = content if isinstance(content, bytes) else b""
        if _is_list(part, name, data) or (is_answer and _is_file(part, name)):
            yield ReturnedFile(name or _NAMELESS, data)


def _is_list(part: EmailMessage, name: str, data: bytes) -> bool:
    is_called_one = name.lower().endswith(_LISTS) or part.get_content_type() in _LIST_TYPES
    return is_called_one or data.startswith(_BEGINNINGS)


def _is_file(part: EmailMessage, name: str) -> bool:
    """Whether somebody attached it: neither the text of the mail nor what a program added."""
    is_attached = bool(name) or part.get_content_disposition() == "attachment"
    is_added = (
        part.get_content_maintype() in _SEEN
        or part.get_content_type() in _ADDED_TYPES
        or name.lower().endswith(_PICTURES + _ADDED)
        or _REST_OF_THE_TEXT.fullmatch(name) is not None
    )
    return is_attached and not is_added
